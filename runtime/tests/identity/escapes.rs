//! Attempts to leave a scope by each way in which a call can be carried, and by two of them: whether money moves, or
//! something is left behind by which it could move later. And that these are ways: without a scope they can be gone.

use super::*;
use civitas_runtime::{configs::governance::CouncilInstance, Multisig};
use pallet_identity_registry::types::{Key, MAX_DEPTH};
use sp_keyring::Sr25519Keyring::{BobStash, CharlieStash, DaveStash};
use sp_runtime::DispatchError;

/// The scene, with everyone as whom the identity can have a call made: see [`ways`].
fn surroundings() -> AccountId {
	let id = scene();
	let pay = |who: &AccountId| {
		submit(Alice, pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: to(who), value: 1_000 * CIV });
	};
	let add_proxy = |to: MultiAddress<_, _>| pallet_proxy::Call::<Runtime>::add_proxy {
		delegate: to,
		proxy_type: ProxyType::Any,
		delay: 0,
	};
	submit(BobStash, add_proxy(to(&id)));
	assert_eq!(act(Bob, &id, add_proxy(to(&friend()))), Ok(()));
	for holder in [CharlieStash, DaveStash] {
		submit(Alice, register_call(Kind::Device, key(holder), signer(holder)));
	}
	give_control(CharlieStash, Bob, &id);
	give_control(DaveStash, CharlieStash, &child());
	next_block();
	for who in [derivative(&id), joint(&id), child(), grandchild()] {
		pay(&who);
	}
	next_block();
	id
}

/// Whose proxy the identity is, and who is a proxy of it.
fn friend() -> AccountId {
	account(BobStash)
}

/// The account that the identity has by a number.
fn derivative(id: &AccountId) -> AccountId {
	pallet_utility::derivative_account_id(id.clone(), 0)
}

/// The account that the identity shares with the thief, of whom each may act alone.
fn joint(id: &AccountId) -> AccountId {
	let mut both = [id.clone(), thief()];
	both.sort();
	Multisig::multi_account_id(&both, 1)
}

/// An identity that the identity controls.
fn child() -> AccountId {
	id_of(key(CharlieStash))
}

/// An identity that the child controls.
fn grandchild() -> AccountId {
	id_of(key(DaveStash))
}

/// What a way comes to, for a key that may do everything.
enum Outcome {
	/// The call is made as this account.
	Made(AccountId),
	/// The call is approved, for others to make.
	Approved,
	/// Not even such a key can go this way.
	Refused(DispatchError),
}

/// Each of the ways in which a call can be carried.
fn ways(id: &AccountId, call: &RuntimeCall) -> Vec<(&'static str, RuntimeCall, Outcome)> {
	use pallet_utility::Call as Utility;
	use Outcome::*;
	let boxed = || Box::new(call.clone());
	let as_origin = || Box::new(OriginCaller::system(frame_system::RawOrigin::Signed(id.clone())));
	let max_weight = Weight::from_parts(1_000_000_000, 0);
	let others = || vec![thief()];
	let made = || Made(id.clone());
	let proxy = |real: &AccountId, call| {
		RuntimeCall::from(pallet_proxy::Call::<Runtime>::proxy { real: to(real), force_proxy_type: None, call })
	};
	// Harmless, and fails as whomever.
	let failing = || Box::new(Call::<Runtime>::clear_name { name: "none".try_into().expect("short") }.into());
	let not_member = pallet_collective::Error::<Runtime, CouncilInstance>::NotMember;
	vec![
		("batch", Utility::batch { calls: vec![remark(), call.clone()] }.into(), made()),
		("batch_all", Utility::batch_all { calls: vec![call.clone()] }.into(), made()),
		("force_batch", Utility::force_batch { calls: vec![remark(), call.clone()] }.into(), made()),
		("if", Utility::if_else { main: boxed(), fallback: Box::new(remark()) }.into(), made()),
		("else", Utility::if_else { main: failing(), fallback: boxed() }.into(), made()),
		("as_derivative", Utility::as_derivative { index: 0, call: boxed() }.into(), Made(derivative(id))),
		("proxy", proxy(&friend(), boxed()), Made(friend())),
		("proxy there and back", proxy(&friend(), Box::new(proxy(id, boxed()))), made()),
		(
			"as_multi_threshold_1",
			pallet_multisig::Call::as_multi_threshold_1 { other_signatories: others(), call: boxed() }.into(),
			Made(joint(id)),
		),
		("act_as", act_call(&child(), call.clone()), Made(child())),
		("act_as twice", act_call(&child(), act_call(&grandchild(), call.clone())), Made(grandchild())),
		(
			"as_multi",
			pallet_multisig::Call::as_multi {
				threshold: 2,
				other_signatories: others(),
				maybe_timepoint: None,
				call: boxed(),
				max_weight,
			}
			.into(),
			Approved,
		),
		// For root, which no identity is.
		(
			"dispatch_as",
			Utility::dispatch_as { as_origin: as_origin(), call: boxed() }.into(),
			Refused(DispatchError::BadOrigin),
		),
		(
			"dispatch_as_fallible",
			Utility::dispatch_as_fallible { as_origin: as_origin(), call: boxed() }.into(),
			Refused(DispatchError::BadOrigin),
		),
		(
			"with_weight",
			Utility::with_weight { call: boxed(), weight: max_weight }.into(),
			Refused(DispatchError::BadOrigin),
		),
		// For root and for half of the council together.
		(
			"schedule",
			pallet_scheduler::Call::schedule_after { after: 1, maybe_periodic: None, priority: 0, call: boxed() }
				.into(),
			Refused(DispatchError::BadOrigin),
		),
		// For the one account that is sudo.
		(
			"sudo",
			pallet_sudo::Call::sudo { call: boxed() }.into(),
			Refused(pallet_sudo::Error::<Runtime>::RequireSudo.into()),
		),
		// For members of the council, who would not be themselves in it.
		(
			"execute",
			pallet_collective::Call::<_, CouncilInstance>::execute { proposal: boxed(), length_bound: 10_000 }.into(),
			Refused(not_member.into()),
		),
	]
}

/// The calls of [`ways`].
pub fn wrappers(id: &AccountId, call: &RuntimeCall) -> Vec<(&'static str, RuntimeCall)> {
	ways(id, call).into_iter().map(|(how, wrapped, _)| (how, wrapped)).collect()
}

/// Whether it is for its scope, and for nothing else, that a key was refused something.
fn is_refused_by_scope(outcome: DispatchResult) -> bool {
	[error(Error::NotFullKey), error(Error::NotPermitted), Err(frame_system::Error::<Runtime>::CallFiltered.into())]
		.contains(&outcome)
}

/// Whether there are more acts within one another than there can be, if `call` is made in one: no signature is used up then.
fn is_too_deep(call: &RuntimeCall) -> bool {
	let mut deepest = 0;
	Classes::walk(call, &mut |_, acts| {
		deepest = deepest.max(acts);
		true
	});
	1 + deepest > MAX_DEPTH
}

/// What would let someone act later, without the key being asked; and whether the identity could at all make the call.
fn lasting(id: &AccountId) -> Vec<(&'static str, RuntimeCall, bool)> {
	let hash = [7; 32];
	let other_signatories = vec![thief()];
	let max_weight = Weight::from_parts(1_000_000_000, 0);
	let drain = || Box::new(transfer(500 * CIV));
	let delegate = to(&thief());
	let proxy_type = ProxyType::Any;
	vec![
		("a proxy", pallet_proxy::Call::add_proxy { delegate: delegate.clone(), proxy_type, delay: 0 }.into(), true),
		(
			"a slow proxy",
			pallet_proxy::Call::add_proxy { delegate: delegate.clone(), proxy_type, delay: 9 }.into(),
			true,
		),
		("a pure proxy", pallet_proxy::Call::create_pure { proxy_type, delay: 0, index: 0 }.into(), true),
		("an announcement", pallet_proxy::Call::announce { real: to(&friend()), call_hash: hash.into() }.into(), true),
		(
			"a schedule",
			pallet_scheduler::Call::schedule { when: 9_999, maybe_periodic: None, priority: 0, call: drain() }.into(),
			false,
		),
		(
			"a named schedule",
			pallet_scheduler::Call::schedule_named_after {
				id: hash,
				after: 9_999,
				maybe_periodic: Some((1, 9)),
				priority: 0,
				call: drain(),
			}
			.into(),
			false,
		),
		(
			"an approval of a call",
			pallet_multisig::Call::as_multi {
				threshold: 2,
				other_signatories: other_signatories.clone(),
				maybe_timepoint: None,
				call: drain(),
				max_weight,
			}
			.into(),
			true,
		),
		(
			"an approval of a hash",
			pallet_multisig::Call::approve_as_multi {
				threshold: 2,
				other_signatories,
				maybe_timepoint: None,
				call_hash: hash,
				max_weight,
			}
			.into(),
			true,
		),
		(
			"an allowance",
			pallet_assets::Call::<Runtime>::approve_transfer {
				id: ASSET.into(),
				delegate: delegate.clone(),
				amount: 500,
			}
			.into(),
			true,
		),
		(
			"an asset",
			pallet_assets::Call::<Runtime>::create { id: (ASSET + 1).into(), admin: delegate, min_balance: 1 }.into(),
			true,
		),
		("a preimage", pallet_preimage::Call::note_preimage { bytes: vec![7] }.into(), true),
		("a key", add_key_call(id, Ferdie, new_key(key(Ferdie))).into(), true),
		(
			"a wider scope",
			Call::set_key_permissions { key: key(Charlie), permissions: permissions(KeyScope::Any) }.into(),
			true,
		),
		// Not while it has proxies and assets.
		("an end", Call::deactivate { beneficiary: Some(thief()) }.into(), false),
	]
}

/// What the identity has, and what could be done to it later.
pub fn possessions(id: &AccountId) -> impl PartialEq + std::fmt::Debug {
	let record = Identities::<Runtime>::get(id).expect("it is registered");
	// A signature is used up whatever becomes of the act.
	let keys: Vec<_> = Keys::<Runtime>::get(id).into_iter().map(|key| Key { nonce: 0, ..key }).collect();
	(
		(Balances::free_balance(id), Balances::reserved_balance(id), Assets::balance(ASSET, id)),
		(Balances::free_balance(thief()), Assets::balance(ASSET, thief())),
		[friend(), derivative(id), joint(id), child(), grandchild()].map(Balances::free_balance),
		(keys, record.control_version, record.controllers, record.invited, record.status),
		(
			pallet_proxy::Proxies::<Runtime>::iter().collect::<Vec<_>>(),
			pallet_proxy::Announcements::<Runtime>::iter().collect::<Vec<_>>(),
			pallet_multisig::Multisigs::<Runtime>::iter_keys().count(),
			pallet_scheduler::Agenda::<Runtime>::iter_values().flatten().flatten().count(),
		),
		(
			pallet_assets::Approvals::<Runtime>::iter_keys().count(),
			pallet_assets::Asset::<Runtime>::iter_keys().count(),
			pallet_preimage::RequestStatusFor::<Runtime>::iter_keys().count(),
			(pallet_session::NextKeys::<Runtime>::get(id), pallet_validator_set::NewKeys::<Runtime>::get(id)),
		),
	)
}

/// Try it by a transaction and by a signature, by itself, in every wrapper, and in every wrapper within every wrapper.
/// `pairs` chooses among the last. It is refused for the scope of the key, though most would be refused for nothing else.
fn comes_to_nothing(by: Sr25519Keyring, id: &AccountId, what: &str, call: &RuntimeCall, pairs: impl Fn(usize) -> bool) {
	let before = possessions(id);
	let mut attempts = vec![(what.to_owned(), call.clone())];
	let mut pair = 0;
	for (inner, once) in wrappers(id, call) {
		for (outer, twice) in wrappers(id, &once) {
			pair += 1;
			if !pairs(pair) {
				continue;
			}
			attempts.push((format!("{what} in {inner} in {outer}"), twice));
		}
		attempts.push((format!("{what} in {inner}"), once));
	}
	for (number, (what, attempt)) in attempts.into_iter().enumerate() {
		let signed = number % 2 == 1;
		let too_deep = signed && is_too_deep(&attempt);
		let outcome = if signed { act_signed(by, id, attempt) } else { act(by, id, attempt) };
		let deep = too_deep && outcome == error(Error::TooDeep);
		assert!(deep || is_refused_by_scope(outcome), "{what} by {by}: {outcome:?}");
		assert!(possessions(id) == before, "{what} by {by} changed something");
		// So that the block does not fill up; whatever was scheduled is carried out.
		if number % 40 == 0 {
			next_block();
		}
	}
	next_block();
	assert!(possessions(id) == before, "{what} by {by} changed something later");
}

#[test]
fn a_social_key_moves_nothing_by_any_way() {
	development().execute_with(|| {
		let id = surroundings();
		comes_to_nothing(Charlie, &id, "a transfer", &transfer(1), |_| true);
		comes_to_nothing(Charlie, &id, "a transfer of an asset", &transfer_asset(1), |_| true);
		// It is not that the key could do nothing.
		assert_eq!(act(Charlie, &id, remark()), Ok(()));
		assert_eq!(act_signed(Charlie, &id, remark()), Ok(()));
		end_block();
	});
}

#[test]
fn a_key_for_all_but_money_moves_nothing_by_any_way() {
	development().execute_with(|| {
		let id = surroundings();
		comes_to_nothing(Eve, &id, "a transfer", &transfer(1), |_| true);
		comes_to_nothing(Eve, &id, "a transfer of an asset", &transfer_asset(1), |_| true);
		end_block();
	});
}

/// That `by` leaves nothing behind by any way, nor by any pair of ways. All pairs for all that could be left behind would take
/// minutes: each key tries each pair with one or two of them, and no two keys with the same.
fn leaves_nothing_behind(by: Sr25519Keyring, share: usize) {
	development().execute_with(|| {
		let id = surroundings();
		for (number, (what, call, _)) in lasting(&id).into_iter().enumerate() {
			comes_to_nothing(by, &id, what, &call, |pair| (pair + number) % 9 == share);
		}
		end_block();
	});
}

#[test]
fn the_first_scoped_key_leaves_nothing_behind() {
	leaves_nothing_behind(Charlie, 0);
}

#[test]
fn the_second_scoped_key_leaves_nothing_behind() {
	leaves_nothing_behind(Dave, 1);
}

#[test]
fn the_third_scoped_key_leaves_nothing_behind() {
	leaves_nothing_behind(Eve, 2);
}

#[test]
fn a_key_for_everything_may_leave_it_behind() {
	development().execute_with(|| {
		let id = surroundings();
		let count = lasting(&id).len();
		for index in 0..count {
			// Built anew: the last act has used the nonce.
			let (what, call, possible) = lasting(&id).remove(index);
			let before = possessions(&id);
			let outcome = act(Bob, &id, call);
			assert_eq!(outcome.is_ok(), possible, "{what}: {outcome:?}");
			assert_eq!(possessions(&id) != before, possible, "{what}");
		}
		end_block();
	});
}

#[test]
fn a_key_for_everything_moves_money_in_every_way() {
	development().execute_with(|| {
		let id = surroundings();
		for (how, call, outcome) in ways(&id, &transfer(CIV)) {
			let before = possessions(&id);
			let result = act(Bob, &id, call);
			match outcome {
				Outcome::Made(_) => assert_eq!(result, Ok(()), "{how}"),
				Outcome::Approved => {
					assert_eq!(result, Ok(()), "{how}");
					assert_eq!(pallet_multisig::Multisigs::<Runtime>::iter_keys().count(), 1);
				},
				Outcome::Refused(error) => {
					assert_eq!(result, Err(error), "{how}");
					assert_eq!(possessions(&id), before, "{how}");
				},
			}
		}
		end_block();
	});
	// Each from the account that it should be from, and the whole of it.
	development().execute_with(|| {
		let id = surroundings();
		for (how, call, outcome) in ways(&id, &transfer(CIV)) {
			let Outcome::Made(payer) = outcome else { continue };
			let before = (Balances::free_balance(&payer), Balances::free_balance(thief()));
			assert_eq!(act_signed(Bob, &id, call), Ok(()), "{how}");
			let after = (Balances::free_balance(&payer) + CIV, Balances::free_balance(thief()) - CIV);
			assert_eq!(after, before, "{how}");
		}
		end_block();
	});
}

#[test]
fn a_scope_goes_along_every_way_and_ends_none() {
	development().execute_with(|| {
		let id = surroundings();
		let say = RuntimeCall::from(frame_system::Call::remark_with_event { remark: b"hello".to_vec() });
		for (how, call, outcome) in ways(&id, &say) {
			next_block();
			let result = act(Charlie, &id, call);
			let said_by = events().into_iter().find_map(|event| match event {
				RuntimeEvent::System(frame_system::Event::Remarked { sender, .. }) => Some(sender),
				_ => None,
			});
			match outcome {
				Outcome::Made(who) => assert_eq!((result, said_by), (Ok(()), Some(who)), "{how}"),
				_ => assert!(is_refused_by_scope(result) && said_by.is_none(), "{how}: {result:?}"),
			}
		}
		end_block();
	});
}
