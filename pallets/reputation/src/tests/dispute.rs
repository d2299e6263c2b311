//! `dispute`: before whom the parties had agreed on.

use super::*;

#[test]
fn the_fee_is_on_hold_and_the_arbiter_has_it_before_him() {
	build_and_execute(|| {
		let id = standing(1);
		let (before, had) = (stored(id), free(SHOP));
		events();
		set_time(NOW + DAY);
		assert_ok!(dispute(SHOP, id));
		let open = Some(Disputed::Open { at: NOW + DAY, fee: RULING_FEE });
		let latest = Version { disputed: open, ..before.latest.clone() };
		assert_eq!(stored(id), Review { latest, ..before });
		assert_eq!((free(SHOP), held(HoldReason::Dispute, &SHOP)), (had - RULING_FEE, RULING_FEE));
		assert_eq!(DisputesOf::<Test>::iter_key_prefix(ARBITER).collect::<Vec<_>>(), [id]);
		assert_eq!(events(), [Event::DisputeOpened { review: id, arbiter: ARBITER, fee: RULING_FEE }]);
		// Until he rules it stands.
		assert_eq!(all(&thing()).all, counts(&[1], &[], &[]));
		refused!(dispute(SHOP, id), Disputed);
	});
}

#[test]
fn a_version_is_disputed_once() {
	build_and_execute(|| {
		let id = disputed(1);
		assert_ok!(rule(ARBITER, id, false));
		refused!(dispute(SHOP, id), AlreadyDone);
		// Another one is another matter.
		assert_ok!(again(ALICE, id, 1));
		assert_ok!(dispute(SHOP, id));
		wait(RULE_WITHIN + 1);
		assert_ok!(refresh(id));
		refused!(dispute(SHOP, id), AlreadyDone);
	});
}

#[test]
fn only_the_latest_version_is_disputed_within_30_days() {
	build_and_execute(|| {
		let id = standing(1);
		wait(DISPUTE_WITHIN);
		hypothetically_ok!(dispute(SHOP, id));
		wait(1);
		refused!(dispute(SHOP, id), TooLate);
		assert_ok!(again(ALICE, id, 2));
		assert_ok!(dispute(SHOP, id));
		assert_eq!(Versions::<Test>::get(id, 0).unwrap().disputed, None);
	});
}

#[test]
fn without_an_arbiter_nothing_is_disputed() {
	build_and_execute(|| {
		deal(DEAL, ALICE, SHOP, receipt(SHOP));
		let id = reviewed(ALICE, DEAL, shop(), 1);
		refused!(dispute(SHOP, id), NoArbiter);
		// Nor before one on whom they agree afterwards.
		deal(DEAL, ALICE, SHOP, Receipt { arbiters: arbiters(), ..receipt(SHOP) });
		refused!(dispute(SHOP, id), NoArbiter);
		// One who issues or signs has nobody either.
		let member = certify(certificate(1, 7, SHOP, BOB));
		let target = Target::First { proof: Proof::Certificate(member), subject: shop(), bucket: 0 };
		assert_ok!(review(BOB, target, open(1), None));
		refused!(dispute(SHOP, review_id(&Basis::<H256>::Certificate(member), &BOB, &SHOP)), NoArbiter);
	});
}

#[test]
fn it_is_the_first_whom_the_receipt_names_and_nobody_picks_another() {
	build_and_execute(|| {
		let others = |first: AccountId, second: AccountId| {
			let fee = |arbiter, amount| Fee { arbiter, fee: native(amount) };
			Receipt { arbiters: vec![fee(first, 5), fee(second, 7)], ..receipt(SHOP) }
		};
		deal(DEAL, ALICE, SHOP, others(ARBITER, OTHER_ARBITER));
		let id = reviewed(ALICE, DEAL, shop(), 1);
		assert_eq!(stored(id).arbiter, Some((ARBITER, 5)));
		// What is agreed on later does not count.
		deal(DEAL, ALICE, SHOP, others(OTHER_ARBITER, ARBITER));
		assert_ok!(again(ALICE, id, 2));
		assert_ok!(Reputation::dispute(signed(SHOP), id, latest(id), 5));
		assert!(DisputesOf::<Test>::contains_key(ARBITER, id));
		refused!(rule(OTHER_ARBITER, id, true), NotAllowed);
	});
}

#[test]
fn no_more_is_advanced_than_is_wanted_or_there() {
	build_and_execute(|| {
		let id = standing(1);
		refused!(Reputation::dispute(signed(SHOP), id, latest(id), RULING_FEE - 1), FeeTooHigh);
		hypothetically!({
			lock(SHOP);
			assert_noop!(dispute(SHOP, id), TokenError::FundsUnavailable);
		});
		hypothetically_ok!(Reputation::dispute(signed(SHOP), id, latest(id), Balance::MAX));
		let rest = EXISTENTIAL_DEPOSIT + RULING_FEE;
		assert_ok!(Balances::transfer_keep_alive(signed(SHOP), BOB, free(SHOP) - rest));
		hypothetically_ok!(dispute(SHOP, id));
		assert_ok!(Balances::transfer_keep_alive(signed(SHOP), BOB, 1));
		assert_noop!(dispute(SHOP, id), TokenError::FundsUnavailable);
	});
}

#[test]
fn an_arbiter_may_want_nothing() {
	build_and_execute(|| {
		let arbiters = vec![Fee { arbiter: ARBITER, fee: native(0) }];
		deal(DEAL, ALICE, SHOP, Receipt { arbiters, ..receipt(SHOP) });
		let id = reviewed(ALICE, DEAL, shop(), 1);
		assert_ok!(Reputation::dispute(signed(SHOP), id, latest(id), 0));
		assert_eq!(held(HoldReason::Dispute, &SHOP), 0);
		let before = free(ARBITER);
		assert_ok!(rule(ARBITER, id, true));
		assert_eq!(free(ARBITER), before);
	});
}

#[test]
fn only_the_owner_of_the_subject_disputes() {
	build_and_execute(|| {
		let id = standing(1);
		for who in [ALICE, BOB, ARBITER, STRANGER] {
			refused!(dispute(who, id), NotAllowed);
		}
		refused!(dispute(SHOP, H256::zero()), ReviewUnknown);
	});
}

#[test]
fn what_does_no_harm_is_not_disputed() {
	build_and_execute(|| {
		let id = standing(1);
		assert_ok!(withdraw(ALICE, id));
		refused!(dispute(SHOP, id), AlreadyDone);
		assert_ok!(again(ALICE, id, 1));
		assert_ok!(dispute(SHOP, id));
		assert_ok!(rule(ARBITER, id, true));
		refused!(dispute(SHOP, id), StruckOut);
	});
}
