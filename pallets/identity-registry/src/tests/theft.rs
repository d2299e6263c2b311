//! What thieves, relayers and bystanders have tried.
//!
//! Someone who attacked this pallet on purpose found a way in each of these scenes. None works any more, and each test says with
//! which error it ends. The last but one shows what the pallet does not see: that limit is documented.

use super::{
	burning::{remarks, say, up_to_a_limit, with_a_large_stack},
	votes::{freeze, old, thaw, vote, wait},
	*,
};
use civitas_primitives::identity::document::{KeyValidity, When};
use sp_runtime::TokenError;

/// Replace the first key of an identity by one that expires so long after `VOTING_AGE`, and wait until that has a vote.
fn rotate_to_a_key_that_expires(id: &AccountId, first: &Signer, by: &Signer, after: Moment) {
	let valid_until = Some(Timestamp::get() + VOTING_AGE + after);
	let proof = Some(prove(by, action::ADD_KEY, id, keys_added(id), by.key()));
	assert_ok!(act(first, id, Call::rotate_key { key: first.key(), by: by.key(), valid_until, proof }));
	wait(VOTING_AGE);
}

#[test]
fn a_request_that_has_lapsed_stays_so_when_an_objector_is_revoked() {
	build_and_execute(|| {
		let (owner, thief, card) = (sr(1), sr(2), sr(3));
		let id = old(&[&owner, &thief, &card]);
		freeze(&owner, &id);
		assert_ok!(thaw(&thief, &id));
		// One objection is a draw, and the card, in a drawer, need not object as well.
		assert_ok!(vote(&owner, &id, 1, false));
		wait(REQUEST_DELAY);
		assert_eq!(thaw(&thief, &id), err(Error::RequestLapsed));
		// Days later the laptop is lost, and the owner gives its key up as the README says.
		wait(REQUEST_PAUSE / 2);
		assert_ok!(act(&owner, &id, revoke_call(&owner)));
		assert_eq!(vote(&card, &id, 1, false), err(Error::VoteClosed));
		// The objection was good to the end of the vote, and counts for ever.
		let both = batch_all(vec![act_call(&id, Call::unfreeze {}), act_call(&id, revoke_call(&card))]);
		assert_noop!(direct(thief.account(), both), Error::<Test>::RequestLapsed);
		// The thief has to ask again, and the card objects in its turn.
		wait(REQUEST_PAUSE / 2);
		assert_ok!(thaw(&thief, &id));
		assert_ok!(vote(&card, &id, 2, false));
		wait(REQUEST_DELAY);
		assert_eq!(thaw(&thief, &id), err(Error::RequestLapsed));
		assert!(!record(&id).is_active() && key_of(&id, &card).revoked.is_none());
	});
}

#[test]
fn a_request_that_has_lapsed_stays_so_when_the_key_of_an_objector_expires() {
	build_and_execute(|| {
		let (first, card, thief, laptop) = (sr(1), sr(3), sr(2), sr(4));
		let id = old(&[&first, &thief, &card]);
		rotate_to_a_key_that_expires(&id, &first, &laptop, REQUEST_DELAY + 1_000);
		freeze(&card, &id);
		assert_ok!(thaw(&thief, &id));
		assert_ok!(vote(&laptop, &id, 1, false));
		wait(REQUEST_DELAY);
		assert_eq!(thaw(&thief, &id), err(Error::RequestLapsed));
		wait(1_001);
		assert_eq!(vote(&card, &id, 1, false), err(Error::VoteClosed));
		assert_eq!(thaw(&thief, &id), err(Error::RequestLapsed));
		assert!(!record(&id).is_active());
	});
}

#[test]
fn nobody_wins_a_draw_because_its_key_lasts_longer() {
	build_and_execute(|| {
		let (first, thief, laptop) = (sr(1), sr(2), sr(4));
		let id = old(&[&first, &thief]);
		rotate_to_a_key_that_expires(&id, &first, &laptop, 1_000);
		// It does not matter who freezes.
		freeze(&thief, &id);
		// While it is frozen no key is renewed: so the window of none ends.
		assert_eq!(act(&laptop, &id, rotate_call(&id, &laptop, &sr(5))), err(Error::IdentityFrozen));
		wait(1_001);
		assert_ok!(thaw(&thief, &id));
		assert_ok!(vote(&laptop, &id, 1, false));
		wait(REQUEST_DELAY);
		assert_eq!(thaw(&thief, &id), err(Error::RequestLapsed));
		assert!(!record(&id).is_active());
		// It may ask as well, with the same end.
		assert_ok!(thaw(&laptop, &id));
	});
}

#[test]
fn a_thief_who_adds_keys_does_not_ask_more_often() {
	build_and_execute(|| {
		let (owner, thief) = (sr(1), sr(2));
		let id = register_kind(&owner, Kind::Person, MAX_ROOM);
		assert_ok!(add_key(&owner, &id, &thief, new_key(&thief)));
		wait(VOTING_AGE);
		let young: Vec<_> = (20..48).map(sr).collect();
		for key in &young {
			assert_ok!(add_key(&thief, &id, key, new_key(key)));
		}
		freeze(&owner, &id);
		for key in &young {
			assert_eq!(thaw(key, &id), err(Error::NoVote));
			assert_eq!(act(key, &id, revoke_call(&owner)), err(Error::NoVote));
		}
		// One thing to object to, whatever there are of keys.
		assert_ok!(thaw(&thief, &id));
		assert_eq!(record(&id).requests, 1);
		assert_ok!(vote(&owner, &id, 1, false));
		wait(REQUEST_DELAY);
		assert_eq!(thaw(&thief, &id), err(Error::RequestLapsed));
		assert_eq!(thaw(&young[27], &id), err(Error::NoVote));
		assert!(!record(&id).is_active());
	});
}

#[test]
fn who_was_invited_by_a_thief_does_not_accept_once_the_full_keys_are_gone() {
	build_and_execute(|| {
		let (owner, boss) = (sr(1), sr(8));
		let (id, boss_id) = (old(&[&owner]), register(&boss));
		// The thief has a copy of the key; the owner sees the invitation and freezes.
		assert_ok!(invite(&owner, &id, &[&boss_id], 1));
		freeze(&owner, &id);
		assert_eq!(accept(&boss, &boss_id, &id), err(Error::IdentityFrozen));
		wait(1);
		assert_ok!(act(&owner, &id, revoke_call(&owner)));
		assert_eq!(accept(&boss, &boss_id, &id), err(Error::IdentityFrozen));
		assert_eq!(act(&boss, &boss_id, act_call(&id, Call::unfreeze {})), err(Error::NotAuthorised));
		assert!(!record(&id).is_active());
	});
}

#[test]
fn a_relayer_does_not_burn_a_signature_that_carries_a_joint_act() {
	with_a_large_stack(|| {
		build_and_execute(|| {
			let (founder, victim, other) = (sr(1), ed(2), sr(3));
			let (id, victim_id, other_id) = (register(&founder), register(&victim), register(&other));
			assert_ok!(control(&founder, &id, &[&victim_id, &other_id], 2));
			endow(&victim_id, 100_000);
			endow(&other_id, 100_000);
			up_to_a_limit(|around| {
				assert_ok!(act_signed(&victim, &victim_id, approve_call(&id, &say())));
				assert_ok!(act(&other, &other_id, approve_call(&id, &say())));
				let carried = signed_call(&victim, &victim_id, act_call(&id, say()));
				let next = nonce(&victim_id, &victim);
				let wrapped = (0..around).fold(carried.clone(), |call, _| batch(vec![call]));
				let _ = dispatch(signed(relayer()), wrapped);
				let done = nonce(&victim_id, &victim) > next;
				assert_eq!(remarks(), usize::from(done), "{around} batches");
				assert_eq!(Registry::proposal(id.clone(), call_hash(&say())).is_none(), done, "{around} batches");
				if !done {
					assert_ok!(submit(carried));
					assert_eq!(remarks(), 1);
				}
				done
			});
		})
	});
}

#[test]
fn a_relayer_does_not_burn_a_signature_that_carries_another() {
	with_a_large_stack(|| {
		build_and_execute(|| {
			let (victim, other) = (ed(2), ed(3));
			let (victim_id, other_id) = (register(&victim), register(&other));
			up_to_a_limit(|around| {
				let inner = signed_call(&other, &other_id, say());
				let carried = signed_call(&victim, &victim_id, inner);
				let before = (nonce(&victim_id, &victim), nonce(&other_id, &other));
				let wrapped = (0..around).fold(carried.clone(), |call, _| batch(vec![call]));
				let _ = dispatch(signed(relayer()), wrapped);
				let done = remarks() > 0;
				let used = u64::from(done);
				let after = (nonce(&victim_id, &victim), nonce(&other_id, &other));
				assert_eq!(after, (before.0 + used, before.1 + used), "{around} batches");
				if !done {
					assert_ok!(submit(carried));
					assert_eq!(remarks(), 1);
				}
				done
			});
		})
	});
}

/// A call of an identity that makes a payment, and whether nothing of it is left if the payment fails.
type Payment = (&'static str, fn(&AccountId) -> RuntimeCall, bool);

#[test]
fn a_minority_of_controllers_does_not_void_approvals_by_making_the_call_at_a_bad_time() {
	let payments: [Payment; 4] = [
		("a payment", |_| transfer(stranger(), 1_000), true),
		("within an act", |child| act_call(child, transfer(stranger(), 1_000)), true),
		("in a batch of all", |_| batch_all(vec![remark(), transfer(stranger(), 1_000)]), true),
		// It is made as far as it can be, and has been made then. Who approves calls approves no such batch.
		("in a batch", |_| batch(vec![transfer(stranger(), 1_000)]), false),
	];
	for (what, pay, stays) in payments {
		build_and_execute(|| {
			let founder = sr(1);
			let id = register(&founder);
			let officers: Vec<_> = (10..13).map(|seed| (sr(seed), register(&sr(seed)))).collect();
			let ids: Vec<_> = officers.iter().map(|(_, id)| id).collect();
			assert_ok!(control(&founder, &id, &ids, 2));
			let child = register(&sr(5));
			assert_ok!(control(&sr(5), &child, &[&id], 1));
			let pay = pay(&child);
			for (signer, officer) in &officers[..2] {
				endow(officer, 10_000);
				assert_ok!(act(signer, officer, approve_call(&id, &pay)));
			}
			// The money comes tomorrow.
			let (third, third_id) = &officers[2];
			let made = act_call(&id, pay.clone());
			let before = Balances::free_balance(stranger());
			let failed = Err(TokenError::FundsUnavailable.into());
			assert_eq!(act(third, third_id, made.clone()), if stays { failed } else { Ok(()) }, "{what}");
			// The same if the officer lets the failure pass.
			assert_ok!(act(third, third_id, batch(vec![made.clone()])));
			assert_eq!(Balances::free_balance(stranger()), before, "{what}");
			let count = Registry::proposal(id.clone(), call_hash(&pay)).map(|proposal| proposal.count);
			assert_eq!(count, stays.then_some(2), "{what}");
			if stays {
				endow(&id, 10_000);
				endow(&child, 10_000);
				assert_ok!(act(third, third_id, made));
				assert_eq!(Balances::free_balance(stranger()), before + 1_000, "{what}");
			}
		});
	}
}

#[test]
fn a_passkey_that_froze_once_freezes_again() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), passkey(3));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		// One false alarm takes nothing from it.
		assert_ok!(act_signed(&phone, &id, freeze_call(&id)));
		assert_ok!(thaw(&owner, &id));
		assert_ok!(act(&owner, &id, permit_call(&phone, full())));
		wait(VOTING_AGE);
		assert_ok!(act_signed(&phone, &id, freeze_call(&id)));
		assert!(matches!(record(&id).status, Status::Frozen { full: true, .. }));
	});
}

#[test]
fn a_freeze_that_a_key_signed_before_it_was_forgotten_is_void_when_it_returns() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), ed(3));
		let id = register_kind(&owner, Kind::Person, MAX_ROOM);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		let frozen = signed_call(&phone, &id, freeze_call(&id));
		assert_ok!(submit(frozen.clone()));
		assert_ok!(thaw(&owner, &id));
		assert_noop!(submit(frozen.clone()), Error::<Test>::SignatureInvalid);
		// This one is not even used.
		let kept = signed_call(&phone, &id, freeze_call(&id));
		assert_ok!(act(&owner, &id, revoke_call(&phone)));
		wait(1);
		let mut last = sr(100);
		assert_ok!(add_key(&owner, &id, &last, new_key(&last)));
		for seed in 101..170 {
			let next = sr(seed);
			assert_ok!(act(&owner, &id, rotate_call(&id, &last, &next)));
			last = next;
		}
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		for old in [frozen, kept] {
			assert_noop!(submit(old), Error::<Test>::SignatureInvalid);
		}
		assert_ok!(act_signed(&phone, &id, freeze_call(&id)));
	});
}

#[test]
fn of_a_key_that_may_be_added_before_then_nothing_is_said() {
	build_and_execute(|| {
		let (owner, card) = (sr(1), sr(2));
		let then = When::Time(NOW + 100);
		let ask = |at| Registry::key_validity(id_of(&owner), card.key(), Relationships::AUTHENTICATION, at);
		// Neither of an identity that may be registered before then.
		for (_, known) in [(0, KeyValidity::IdentityUnknown), (1, KeyValidity::KeyUnknown)] {
			for at in [then, When::Block(System::block_number() + 1)] {
				assert_eq!(ask(at), KeyValidity::Unknown);
			}
			for at in [When::Now, When::Time(NOW), When::Block(System::block_number())] {
				assert_eq!(ask(at), known);
			}
			if known == KeyValidity::IdentityUnknown {
				register(&owner);
			}
		}
		assert_ok!(add_key(&owner, &id_of(&owner), &card, new_key(&card)));
		wait(1_000);
		assert_eq!(ask(then), KeyValidity::Valid);
	});
}

#[test]
fn a_touch_without_a_pin_does_not_end_an_identity() {
	build_and_execute(|| {
		let id = register(&passkey(3));
		endow(&id, 10_000);
		let end = Call::revoke_key { key: passkey(3).key() };
		assert_noop!(act_signed(&touched(3), &id, end.clone()), Error::<Test>::UserNotVerified);
		// It freezes, and that is as much as it does.
		assert_ok!(act_signed(&touched(3), &id, freeze_call(&id)));
		assert_noop!(act_signed(&touched(3), &id, end.clone()), Error::<Test>::UserNotVerified);
		// Who can unlock the passkey gives it up if need be.
		assert_ok!(act_signed(&passkey(3), &id, end));
		assert!(Keys::<Test>::get(&id).iter().all(|key| key.revoked.is_some()));
	});
}

#[test]
fn a_key_held_to_counterparties_takes_over_no_deposit_of_another() {
	build_and_execute(|| {
		let (owner, phone, shop, thief) = (sr(1), sr(2), account(50), sr(9));
		let id = register(&owner);
		endow(&id, 1_000_000);
		let counterparties = vec![shop].try_into().expect("one");
		let permissions = Permissions { counterparties, ..scoped(Scope::Finance) };
		assert_ok!(add_key(&owner, &id, &phone, key_with(&phone, permissions)));
		// The thief's own identity, for which the thief has paid.
		let thief_id = id_of(&thief);
		assert_ok!(Balances::transfer_keep_alive(signed(payer()), thief.account(), 200_000));
		let free = || Balances::free_balance(thief.account());
		assert_ok!(Registry::register(signed(thief.account()), Kind::Person, thief.key(), [0; 32], MAX_ROOM, None));
		let before = free();
		for call in [
			transfer(thief.account(), 1),
			Call::fund { identity: thief_id.clone(), room: MAX_ROOM }.into(),
			RuntimeCall::from(Call::register {
				kind: Kind::Person,
				key: thief.key(),
				salt: [1; 32],
				room: MAX_ROOM,
				proof: None,
			}),
		] {
			assert_eq!(act(&phone, &id, call), err(Error::CounterpartyNotAllowed));
		}
		assert_eq!((free(), Balances::free_balance(&id)), (before, 1_000_000));
		assert_eq!(record(&thief_id).payer, thief.account());
		// Its own it may.
		assert_ok!(act(&phone, &id, Call::fund { identity: id.clone(), room: MAX_ROOM }));
	});
}

#[test]
fn a_name_that_was_offered_does_not_leave_a_frozen_identity() {
	build_and_execute(|| {
		let (owner, thief, boss) = (sr(1), sr(2), sr(8));
		let (id, boss_id) = (old(&[&owner, &thief]), register(&boss));
		assert_ok!(act(&owner, &id, Call::claim_name { name: text("amina") }));
		assert_ok!(act(&thief, &id, Call::offer_name { to: Some(boss_id.clone()) }));
		freeze(&owner, &id);
		// The offer cannot be taken back now, nor taken up.
		assert_eq!(act(&owner, &id, Call::offer_name { to: None }), err(Error::IdentityFrozen));
		let claim = Call::claim_name { name: text("amina") };
		assert_eq!(act(&boss, &boss_id, claim.clone()), err(Error::IdentityFrozen));
		assert_eq!(record(&id).name, Some(text("amina")));
		// When the thief is gone, it is.
		assert_ok!(act(&thief, &id, revoke_call(&thief)));
		assert_ok!(thaw(&owner, &id));
		wait(REQUEST_DELAY);
		let both = batch_all(vec![act_call(&id, Call::unfreeze {}), act_call(&id, Call::offer_name { to: None })]);
		assert_ok!(direct(owner.account(), both));
		assert_eq!(act(&boss, &boss_id, claim), err(Error::NameTaken));
	});
}

#[test]
fn a_thief_strips_no_votes_by_permitting_keys_what_they_are_permitted() {
	build_and_execute(|| {
		let (owner, thief, card) = (sr(1), sr(2), sr(3));
		let id = old(&[&owner, &thief, &card]);
		let before = key_of(&id, &card);
		assert_ok!(act(&thief, &id, permit_call(&card, full())));
		assert_eq!(key_of(&id, &card), before);
		freeze(&owner, &id);
		assert_ok!(act(&owner, &id, revoke_call(&thief)));
		assert_ok!(vote(&thief, &id, 1, false));
		assert_ok!(vote(&card, &id, 1, true));
		wait(REQUEST_DELAY);
		assert_ok!(act(&owner, &id, revoke_call(&thief)));
		assert!(key_of(&id, &thief).revoked.is_some());
	});
}

/// A limit that is documented: an account of an asset that another has opened, and has paid for, leaves no reference at the
/// identity's own account. What is in it has to be moved before.
#[test]
fn what_is_in_an_asset_account_that_another_opened_is_not_seen_and_stays_behind() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		assert_ok!(Assets::create(signed(payer()), ASSET + 1, payer(), 1));
		assert_ok!(Assets::touch_other(signed(payer()), ASSET + 1, id.clone()));
		assert_ok!(Assets::mint(signed(payer()), ASSET + 1, id.clone(), 1_000_000));
		let ties = Registry::ties(id.clone());
		assert_eq!((ties.consumers, ties.sufficients, ties.holds.len()), (0, 0, 0));
		assert_ok!(act(&owner, &id, Call::deactivate { beneficiary: Some(stranger()) }));
		assert_eq!(Assets::balance(ASSET + 1, &id), 1_000_000);
		let refund = Assets::refund_other(signed(payer()), ASSET + 1, id.clone());
		assert_eq!(refund, Err(pallet_assets::Error::<Test>::WouldBurn.into()));
	});
}

#[test]
fn an_objection_in_the_last_moment_counts_and_each_request_needs_its_own() {
	build_and_execute(|| {
		let (owner, thief) = (sr(1), sr(2));
		let id = old(&[&owner, &thief]);
		freeze(&thief, &id);
		assert_ok!(thaw(&thief, &id));
		wait(REQUEST_DELAY - 1);
		assert_eq!(thaw(&thief, &id), err(Error::RequestPending));
		assert_ok!(vote(&owner, &id, 1, false));
		wait(1);
		assert_eq!(thaw(&thief, &id), err(Error::RequestLapsed));
		// Time alone does not make it pass: the same call asks anew.
		wait(10 * REQUEST_PAUSE);
		assert_ok!(thaw(&thief, &id));
		assert!(!record(&id).is_active());
		assert_eq!(record(&id).requests, 2);
	});
}
