//! Attempts to do with a scoped key what it may not, or to leave something behind by which it can be done later. Each
//! is made in every wrapper, and in wrappers within wrappers, with pallets that do what they do in the real runtime.

use super::*;
use sp_runtime::TokenError;

/// An identity with 10000, whose phone has a social key and whose purse has one for money with a limit of 100.
struct Scene {
	owner: Signer,
	phone: Signer,
	purse: Signer,
	id: AccountId,
}

fn scene() -> Scene {
	let (owner, phone, purse) = (sr(1), sr(2), sr(3));
	let id = register(&owner);
	endow(&id, 10_000);
	assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
	let limit = SpendingLimit { asset: None, amount: 100, period: 1_000_000 };
	let permissions = Permissions { scope: Scope::Finance, ..limited(vec![limit]) };
	assert_ok!(add_key(&owner, &id, &purse, key_with(&purse, permissions)));
	assert_ok!(Assets::mint(signed(payer()), ASSET, id.clone(), 500));
	// So that it has something to announce, a name to give away, and so on.
	assert_ok!(Proxy::add_proxy(signed(payer()), id.clone(), Scope::Any, 0));
	assert_ok!(act(&owner, &id, Call::claim_name { name: text("alice") }));
	assert_ok!(act(&owner, &id, Call::set_service { service: service("b") }));
	let [_, asks, below] = [67, 68, 69].map(|seed| register(&sr(seed)));
	assert_ok!(invite(&sr(68), &asks, &[&id], 1));
	assert_ok!(control(&sr(69), &below, &[&id], 1));
	Scene { owner, phone, purse, id }
}

fn service(id: &str) -> Service {
	Service { id: text(id), service_type: text("T"), service_endpoint: text("a:b") }
}

/// What would leave something behind: as good as every such call of the pallets here.
fn lasting(scene: &Scene) -> Vec<(&'static str, RuntimeCall)> {
	let thief = stranger();
	let hash = sp_io::hashing::blake2_256(b"any");
	let call = Box::new(transfer(thief.clone(), 1_000));
	let others = vec![thief.clone()];
	let max_weight = frame_support::weights::Weight::MAX;
	vec![
		("a proxy", add_proxy(thief.clone())),
		(
			"a delayed proxy",
			RuntimeCall::Proxy(pallet_proxy::Call::add_proxy {
				delegate: thief.clone(),
				proxy_type: Scope::Any,
				delay: 5,
			}),
		),
		("an announcement", RuntimeCall::Proxy(pallet_proxy::Call::announce { real: payer(), call_hash: hash.into() })),
		(
			"a pure proxy",
			RuntimeCall::Proxy(pallet_proxy::Call::create_pure { proxy_type: Scope::Any, delay: 0, index: 0 }),
		),
		(
			"a schedule",
			RuntimeCall::Scheduler(pallet_scheduler::Call::schedule {
				when: 5,
				maybe_periodic: None,
				priority: 0,
				call: call.clone(),
			}),
		),
		(
			"a schedule after some time",
			RuntimeCall::Scheduler(pallet_scheduler::Call::schedule_after {
				after: 5,
				maybe_periodic: Some((1, 100)),
				priority: 0,
				call: call.clone(),
			}),
		),
		(
			"an approval of a hash",
			RuntimeCall::Multisig(pallet_multisig::Call::approve_as_multi {
				threshold: 2,
				other_signatories: others.clone(),
				maybe_timepoint: None,
				call_hash: hash,
				max_weight,
			}),
		),
		(
			"an approval of a call",
			RuntimeCall::Multisig(pallet_multisig::Call::as_multi {
				threshold: 2,
				other_signatories: others,
				maybe_timepoint: None,
				call,
				max_weight,
			}),
		),
		(
			"an allowance",
			RuntimeCall::Assets(pallet_assets::Call::approve_transfer {
				id: ASSET,
				delegate: thief.clone(),
				amount: 500,
			}),
		),
		("a preimage", RuntimeCall::Preimage(pallet_preimage::Call::note_preimage { bytes: vec![1] })),
		("a key", add_key_call(&scene.id, &ed(66), new_key(&ed(66))).into()),
		("a wider scope", permit_call(&scene.phone, full()).into()),
		("a permission", {
			let calls = vec![index_of(transfer(thief.clone(), 1))].try_into().expect("one");
			permit_call(&scene.phone, Permissions { calls, ..scoped(Scope::Social) }).into()
		}),
		("controllers", controllers_call(&[&id_of(&sr(67))], 1).into()),
		("control of another", Call::accept_control { identity: id_of(&sr(68)) }.into()),
		("an approval", approve_call(&id_of(&sr(69)), &remark()).into()),
		("no control any more", Call::resign_control { identity: id_of(&sr(69)) }.into()),
		("a place on the web", Call::set_service { service: service("a") }.into()),
		("no place on the web", Call::remove_service { id: text("b") }.into()),
		("a link", {
			let (wallet, links) = (ed(70), record(&scene.id).links_added.into());
			let proof = prove(&wallet, action::LINK_ACCOUNT, &scene.id, links, wallet.key());
			Call::link_account { key: wallet.key(), proof }.into()
		}),
		("an offer of the name", Call::offer_name { to: Some(id_of(&sr(67))) }.into()),
		("no name", Call::release_name {}.into()),
		("a freeze of another", freeze_call(&id_of(&sr(69))).into()),
	]
}

/// Wrap a call of `id` in each of the ways in which calls can be carried.
fn wrappers(id: &AccountId, call: RuntimeCall) -> Vec<(&'static str, RuntimeCall)> {
	let boxed = || Box::new(call.clone());
	let utility = |call| RuntimeCall::Utility(call);
	vec![
		("batch", batch(vec![remark(), call.clone()])),
		("batch_all", utility(pallet_utility::Call::batch_all { calls: vec![call.clone()] })),
		("force_batch", utility(pallet_utility::Call::force_batch { calls: vec![remark(), call.clone()] })),
		("as_derivative", utility(pallet_utility::Call::as_derivative { index: 0, call: boxed() })),
		("if_else", utility(pallet_utility::Call::if_else { main: boxed(), fallback: Box::new(remark()) })),
		(
			"proxy",
			RuntimeCall::Proxy(pallet_proxy::Call::proxy { real: id.clone(), force_proxy_type: None, call: boxed() }),
		),
		(
			"as_multi_threshold_1",
			RuntimeCall::Multisig(pallet_multisig::Call::as_multi_threshold_1 {
				other_signatories: vec![stranger()],
				call: boxed(),
			}),
		),
		("act_as", act_call(id, call.clone())),
	]
}

/// What could be done to the identity later, and what it has now.
fn possessions(id: &AccountId) -> impl PartialEq + std::fmt::Debug {
	// Nonces go on whatever becomes of an act.
	let keys: Vec<_> = Keys::<Test>::get(id).into_iter().map(|key| Key { nonce: 0, ..key }).collect();
	(
		pallet_proxy::Proxies::<Test>::get(id).0.into_inner(),
		pallet_proxy::Announcements::<Test>::get(id).0.into_inner(),
		pallet_multisig::Multisigs::<Test>::iter_keys().count(),
		pallet_scheduler::Agenda::<Test>::iter_values().flatten().flatten().count(),
		(
			pallet_assets::Approvals::<Test>::iter_keys().count(),
			pallet_preimage::PreimageFor::<Test>::iter_keys().count(),
			pallet_proxy::Proxies::<Test>::iter_keys().count(),
		),
		(keys, Identities::<Test>::iter().collect::<Vec<_>>(), crate::Names::<Test>::iter().collect::<Vec<_>>()),
		(
			crate::Services::<Test>::get(id),
			crate::LinkedAccounts::<Test>::iter_prefix(id).count(),
			crate::Proposals::<Test>::iter_keys().count(),
		),
		(Balances::free_balance(id), Balances::reserved_balance(id), Assets::balance(ASSET, id)),
	)
}

fn harmless(scene: &Scene, by: &Signer, what: &str, call: RuntimeCall) {
	let before = possessions(&scene.id);
	for signed_for in [false, true] {
		let outcome = match signed_for {
			true => act_signed(by, &scene.id, call.clone()),
			false => act(by, &scene.id, call.clone()),
		};
		assert_eq!(possessions(&scene.id), before, "{what} ({outcome:?})");
	}
}

#[test]
fn a_scoped_key_leaves_nothing_behind_in_any_wrapper_nor_in_two() {
	build_and_execute(|| {
		let scene = scene();
		for (what, call) in lasting(&scene) {
			for key in [&scene.phone, &scene.purse] {
				harmless(&scene, key, what, call.clone());
				for (how, wrapped) in wrappers(&scene.id, call.clone()) {
					harmless(&scene, key, &format!("{what} in {how}"), wrapped.clone());
					for (outer, twice) in wrappers(&scene.id, wrapped) {
						harmless(&scene, key, &format!("{what} in {how} in {outer}"), twice);
					}
				}
			}
		}
	});
}

#[test]
fn each_of_them_would_leave_something_behind() {
	// Or the test above would show nothing.
	for index in 0.. {
		let mut more = false;
		new_test_ext().execute_with(|| {
			let scene = scene();
			let Some((what, call)) = lasting(&scene).into_iter().nth(index) else { return };
			more = true;
			let before = possessions(&scene.id);
			assert_ok!(act(&scene.owner, &scene.id, call));
			assert_ne!(possessions(&scene.id), before, "{what}");
		});
		if !more {
			break;
		}
	}
}

#[test]
fn a_scoped_key_does_not_end_it_in_any_wrapper() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register(&owner);
		endow(&id, 1_000);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		let end: RuntimeCall = Call::deactivate { beneficiary: Some(stranger()) }.into();
		let scene = Scene { owner, phone: phone.clone(), purse: phone, id };
		harmless(&scene, &scene.phone, "an end", end.clone());
		for (how, wrapped) in wrappers(&scene.id, end.clone()) {
			harmless(&scene, &scene.phone, how, wrapped.clone());
			for (outer, twice) in wrappers(&scene.id, wrapped) {
				harmless(&scene, &scene.phone, &format!("{how} in {outer}"), twice);
			}
		}
		assert_ok!(act(&scene.owner, &scene.id, end));
	});
}

#[test]
fn a_call_that_is_permitted_permits_nothing_else_in_any_wrapper() {
	build_and_execute(|| {
		let scene = scene();
		let pay = RuntimeCall::Assets(pallet_assets::Call::transfer { id: ASSET, target: stranger(), amount: 1 });
		// One call of its own, and all the calls that carry others; none of these says anything of what they carry.
		let mut calls = vec![index_of(pay.clone())];
		calls.extend(wrappers(&scene.id, remark()).into_iter().map(|(_, wrapper)| index_of(wrapper)));
		calls.truncate(MAX_CALLS as usize);
		let permissions = Permissions { calls: calls.try_into().expect("8"), ..scoped(Scope::Social) };
		assert_ok!(act(&scene.owner, &scene.id, permit_call(&scene.phone, permissions)));
		for (how, wrapped) in wrappers(&scene.id, transfer(stranger(), 1)) {
			harmless(&scene, &scene.phone, how, wrapped.clone());
			for (outer, twice) in wrappers(&scene.id, wrapped) {
				harmless(&scene, &scene.phone, &format!("{how} in {outer}"), twice);
			}
		}
		for (what, call) in lasting(&scene) {
			harmless(&scene, &scene.phone, what, call);
		}
		assert_ok!(act(&scene.phone, &scene.id, pay.clone()));
		assert_ok!(act(&scene.phone, &scene.id, batch_all(vec![remark(), pay])));
		assert_eq!(Assets::balance(ASSET, &scene.id), 498);
	});
}

#[test]
fn what_is_control_is_not_permitted_as_a_single_call() {
	build_and_execute(|| {
		let scene = scene();
		for (what, call) in lasting(&scene) {
			let calls = vec![index_of(call.clone())].try_into().expect("one");
			let permissions = Permissions { calls, ..scoped(Scope::Social) };
			assert_ok!(act(&scene.owner, &scene.id, permit_call(&scene.phone, permissions)));
			harmless(&scene, &scene.phone, what, call.clone());
			// Nor if only the filter stood in the way.
			let refused = act(&scene.phone, &scene.id, call);
			assert_eq!(refused, err(Error::NotFullKey), "{what}");
		}
	});
}

#[test]
fn a_social_key_moves_no_money_by_any_way() {
	build_and_execute(|| {
		let scene = scene();
		let pays = [
			transfer(stranger(), 1),
			RuntimeCall::Assets(pallet_assets::Call::transfer { id: ASSET, target: stranger(), amount: 1 }),
		];
		for pay in pays {
			for (how, wrapped) in wrappers(&scene.id, pay) {
				harmless(&scene, &scene.phone, how, wrapped.clone());
				for (outer, twice) in wrappers(&scene.id, wrapped) {
					harmless(&scene, &scene.phone, &format!("{how} in {outer}"), twice);
				}
			}
		}
	});
}

#[test]
fn neither_does_one_by_the_proxy_that_the_identity_has_given_to_itself() {
	build_and_execute(|| {
		let scene = scene();
		// The identity is a proxy of another, and another of it: a proxy mints an origin of its own, without filters.
		let child = sr(9);
		let child_id = register(&child);
		endow(&child_id, 1_000);
		assert_ok!(act(&child, &child_id, add_proxy(scene.id.clone())));
		assert_ok!(act(&scene.owner, &scene.id, add_proxy(child_id.clone())));
		let there = |real: &AccountId, call| {
			RuntimeCall::Proxy(pallet_proxy::Call::proxy {
				real: real.clone(),
				force_proxy_type: None,
				call: Box::new(call),
			})
		};
		let there_and_back = there(&child_id, there(&scene.id, transfer(stranger(), 500)));
		harmless(&scene, &scene.phone, "there and back", there_and_back.clone());
		let before = Balances::free_balance(&child_id);
		harmless(&scene, &scene.phone, "there", there(&child_id, transfer(stranger(), 500)));
		assert_eq!(Balances::free_balance(&child_id), before);
		// A key for money has the scope; but what is lost is more than its limit.
		harmless(&scene, &scene.purse, "there and back", there_and_back);
	});
}

#[test]
fn an_origin_that_another_pallet_mints_manages_nothing() {
	build_and_execute(|| {
		let scene = scene();
		let id = &scene.id;
		// With the full key the identity gives a proxy; that is its right. The proxy still does not manage it.
		assert_ok!(act(&scene.owner, id, add_proxy(stranger())));
		for call in matrix::management(id) {
			let proxied =
				pallet_proxy::Call::proxy { real: id.clone(), force_proxy_type: None, call: Box::new(call.into()) };
			assert_ok!(dispatch(signed(stranger()), RuntimeCall::Proxy(proxied)));
			System::assert_last_event(
				pallet_proxy::Event::<Test>::ProxyExecuted { result: err(Error::NotActing) }.into(),
			);
		}
		// Nor does what was scheduled with the full key.
		let call = add_key_call(id, &ed(66), new_key(&ed(66)));
		let schedule = pallet_scheduler::Call::schedule {
			when: 2,
			maybe_periodic: None,
			priority: 0,
			call: Box::new(call.into()),
		};
		assert_ok!(act(&scene.owner, id, RuntimeCall::Scheduler(schedule)));
		let keys = Keys::<Test>::get(id);
		next_block();
		assert!(System::events().iter().any(|record| matches!(
			&record.event,
			RuntimeEvent::Scheduler(pallet_scheduler::Event::Dispatched { result, .. }) if *result == err(Error::NotActing)
		)));
		assert_eq!(Keys::<Test>::get(id), keys);
	});
}

#[test]
fn what_the_classes_did_not_foresee_is_seen_by_its_outcome() {
	build_and_execute(|| {
		let scene = scene();
		Blind::set(true);
		// Everything is social now, so that the social key may do everything as far as classes go.
		let changed = err(Error::ControlChanged);
		assert_eq!(act(&scene.phone, &scene.id, add_proxy(stranger())), changed);
		for (how, wrapped) in wrappers(&scene.id, add_proxy(stranger())) {
			let before = pallet_proxy::Proxies::<Test>::get(&scene.id);
			let _ = act(&scene.phone, &scene.id, wrapped);
			assert_eq!(pallet_proxy::Proxies::<Test>::get(&scene.id), before, "{how}");
		}
		// And removing is a change as adding is.
		assert_ok!(Proxy::add_proxy(signed(scene.id.clone()), payer(), Scope::Any, 0));
		let remove = RuntimeCall::Proxy(pallet_proxy::Call::remove_proxies {});
		assert_eq!(act(&scene.phone, &scene.id, remove), changed);
		Blind::set(false);
	});
}

#[test]
fn a_drain_that_the_classes_did_not_foresee_stops_at_the_limit() {
	build_and_execute(|| {
		let scene = scene();
		let limit = |asset| SpendingLimit { asset, amount: 100, period: 1_000 };
		let permissions = Permissions { scope: Scope::Social, ..limited(vec![limit(None), limit(Some(ASSET))]) };
		assert_ok!(act(&scene.owner, &scene.id, permit_call(&scene.phone, permissions)));
		let pay = |amount| RuntimeCall::Assets(pallet_assets::Call::transfer { id: ASSET, target: stranger(), amount });
		let has = || (Balances::free_balance(&scene.id), Assets::balance(ASSET, &scene.id));
		Blind::set(true);
		// Nor did whoever says what leaves, the second time: the balance tells.
		for says_nothing in [false, true] {
			SaysNothing::set(says_nothing);
			for drain in [transfer(stranger(), 101), pay(101)] {
				assert_eq!(act(&scene.phone, &scene.id, drain.clone()), err(Error::LimitExceeded));
				for (how, wrapped) in wrappers(&scene.id, drain) {
					let before = has();
					let _ = act(&scene.phone, &scene.id, wrapped);
					assert_eq!(has(), before, "{how}");
				}
			}
		}
		SaysNothing::set(false);
		assert_ok!(act(&scene.phone, &scene.id, transfer(stranger(), 100)));
		assert_ok!(act(&scene.phone, &scene.id, pay(100)));
		Blind::set(false);
	});
}

#[test]
fn a_proxy_of_a_controller_does_nothing_in_its_name() {
	build_and_execute(|| {
		let scene = scene();
		let child = sr(9);
		let child_id = register(&child);
		assert_ok!(control(&child, &child_id, &[&scene.id], 1));
		assert_ok!(act(&scene.owner, &scene.id, add_proxy(stranger())));
		let by_proxy = |call| {
			RuntimeCall::Proxy(pallet_proxy::Call::proxy {
				real: scene.id.clone(),
				force_proxy_type: None,
				call: Box::new(act_call(&child_id, call)),
			})
		};
		let proxied = |call| {
			assert_ok!(dispatch(signed(stranger()), by_proxy(call)));
			let events = System::events();
			let results = events.into_iter().rev().find_map(|record| match record.event {
				RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result }) => Some(result),
				_ => None,
			});
			results.expect("it was executed")
		};
		let takes_over = || RuntimeCall::from(controllers_call(&[], 0));
		for call in [remark(), takes_over()] {
			assert_eq!(proxied(call), err(Error::NotActing));
		}
		// The less so if the controller is frozen.
		assert_ok!(Registry::freeze(signed(scene.phone.account()), scene.id.clone()));
		assert_eq!(proxied(takes_over()), err(Error::NotActing));
		assert_eq!(record(&child_id).controllers.len(), 1);
	});
}

#[test]
fn an_act_within_an_act_is_not_wider() {
	build_and_execute(|| {
		let scene = scene();
		let child = sr(9);
		let child_id = register(&child);
		endow(&child_id, 1_000);
		assert_ok!(control(&child, &child_id, &[&scene.id], 1));
		// The phone is social as the parent, and so it is as the child, whose controller may do everything.
		let before = Balances::free_balance(&child_id);
		let down = act_call(&child_id, transfer(stranger(), 500));
		let filtered = Err(Error::<Test>::NotPermitted.into());
		assert_eq!(act(&scene.phone, &scene.id, down.clone()), filtered);
		// Also if nobody but the filter noticed.
		Blind::set(true);
		let _ = act(&scene.phone, &scene.id, act_call(&child_id, add_proxy(stranger())));
		let _ = act(&scene.phone, &scene.id, act_call(&child_id, controllers_call(&[], 0)));
		Blind::set(false);
		assert_eq!(pallet_proxy::Proxies::<Test>::get(&child_id).0.len(), 0);
		assert_eq!(record(&child_id).controllers.len(), 1);
		assert_eq!(Balances::free_balance(&child_id), before);
		assert_ok!(act(&scene.phone, &scene.id, act_call(&child_id, remark())));
		assert_ok!(act(&scene.owner, &scene.id, down));
		assert_eq!(Balances::free_balance(&child_id), before - 500);
	});
}

#[test]
fn acts_do_not_nest_without_end() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		// Each carries a signature for the next, so control has nothing to do with it.
		let nested = |depth: u32| {
			let first = nonce(&id, &owner);
			let levels = (0..u64::from(depth)).rev();
			levels.fold(remark(), |call, level| signed_call_with(&owner, &id, first + level, call))
		};
		for depth in [MAX_DEPTH + 1, 2 * MAX_DEPTH] {
			let refused = dispatch(signed(relayer()), nested(depth)).map_err(|error| error.error);
			assert_eq!(refused.map(|_| ()), err(Error::TooDeep));
		}
		System::reset_events();
		assert_ok!(dispatch(signed(relayer()), nested(MAX_DEPTH)));
		let acts = System::read_events_for_pallet::<Event<Test>>();
		assert_eq!(acts.len(), MAX_DEPTH as usize);
		assert!(acts.iter().all(|event| matches!(event, Event::Acted { result: Ok(()), .. })));
	});
}

#[test]
fn frames_end_with_their_acts() {
	build_and_execute(|| {
		let scene = scene();
		// First an act with the full key, then something in the same transaction that would need one.
		let first = act_call(&scene.id, remark());
		let then = permit_call(&scene.phone, full());
		let calls = vec![first, then.into()];
		assert_noop!(direct(scene.owner.account(), batch_all(calls)), Error::<Test>::NotActing);
		// Also when the act failed, and somebody goes on after that.
		let first = act_call(&scene.id, transfer(stranger(), 50_000_000));
		let then = permit_call(&scene.phone, full());
		assert_ok!(direct(scene.owner.account(), force_batch(vec![first, then.into()])));
		let errors: Vec<DispatchError> = vec![TokenError::FundsUnavailable.into(), Error::<Test>::NotActing.into()];
		let failed = System::read_events_for_pallet::<pallet_utility::Event>().into_iter();
		let failed = failed.filter_map(|event| match event {
			pallet_utility::Event::ItemFailed { error } => Some(error),
			_ => None,
		});
		assert_eq!(failed.collect::<Vec<_>>(), errors);
	});
}

#[test]
fn filters_of_whoever_carries_an_act_stay_in_force() {
	use frame_support::traits::OriginTrait;
	build_and_execute(|| {
		let scene = scene();
		let pay = || transfer(stranger(), 1);
		let filtered = Err(frame_system::Error::<Test>::CallFiltered.into());
		for call in [
			act_call(&scene.id, pay()),
			act_call(&scene.id, batch(vec![pay()])),
			act_call(&scene.id, batch_all(vec![pay()])),
			signed_call(&scene.owner, &scene.id, pay()),
			signed_call(&scene.owner, &scene.id, batch(vec![pay()])),
		] {
			let mut origin = signed(scene.owner.account());
			origin.add_filter(|call| !matches!(call, RuntimeCall::Balances(_)));
			let before = (Balances::free_balance(&scene.id), nonce(&scene.id, &scene.owner));
			match dispatch(origin, call.clone()) {
				Ok(_) if !matches!(acted(), Ok(())) => assert_eq!(acted(), filtered),
				Ok(_) => {},
				Err(error) => assert_eq!(Err(error.error), filtered),
			}
			let after = (Balances::free_balance(&scene.id), nonce(&scene.id, &scene.owner));
			assert_eq!(after, before, "{call:?}");
		}
	});
}
