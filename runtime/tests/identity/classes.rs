//! The class of every call there is, against the list that was reviewed.

use super::*;
use civitas_primitives::envelope::DOMAIN;
use civitas_runtime::{configs::governance::CouncilInstance, scopes::MAX_NESTING, tx_extension, SignedPayload};
use listing::Arguments;
use sp_runtime::generic::Era;

#[test]
fn scopes_are_ordered_by_what_they_allow() {
	assert_eq!(KeyScope::default(), KeyScope::Any);
	for wide in KeyScope::ALL {
		assert!(KeyScope::Any.classes().contains_all(wide.classes()));
		for narrow in KeyScope::ALL.into_iter().filter(|narrow| wide.classes().contains_all(narrow.classes())) {
			for call in examples() {
				assert!(!allows(narrow, &call) || allows(wide, &call), "{narrow:?} in {wide:?}: {call:?}");
			}
		}
	}
	// No scope but the widest allows a call that leaves something behind, and none one that nobody classified.
	let nothing = RuntimeCall::from(pallet_utility::Call::<Runtime>::batch { calls: vec![] });
	assert_eq!(Classes::class(&nothing), None);
	for scope in KeyScope::ALL {
		assert!(!allows(scope, &nothing));
		for call in examples() {
			let wide = Classes::class(&call) >= Some(CallClass::Other);
			assert!(!wide || allows(scope, &call) == (scope == KeyScope::Any), "{scope:?}: {call:?}");
		}
	}
}

/// Whether a key of this scope, which is permitted no single calls, may make `call`.
fn allows(scope: KeyScope, call: &RuntimeCall) -> bool {
	Classes::allows(&scope, &[], call)
}

/// The single call of which `call` is one.
fn index(call: &RuntimeCall) -> CallIndex {
	CallIndex::of(call).expect("it is a call")
}

#[test]
fn a_key_of_no_class_makes_its_single_calls_and_no_others() {
	let permitted = [index(&transfer(0))];
	let allowed = |call: &RuntimeCall| Classes::allows(&KeyScope::Listed, &permitted, call);
	assert!(allowed(&transfer(1)));
	assert!(examples().iter().all(|call| !allows(KeyScope::Listed, call)));
	let both = pallet_utility::Call::<Runtime>::batch { calls: vec![transfer(1), remark()] };
	assert!(!allowed(&both.into()));
}

#[test]
fn a_permission_adds_one_call_to_a_scope_and_nothing_of_control() {
	let id = account(Bob);
	let permitted = [index(&transfer(0))];
	let batch = |calls| RuntimeCall::from(pallet_utility::Call::<Runtime>::batch { calls });
	let allowed = |call: &RuntimeCall| Classes::allows(&KeyScope::Social, &permitted, call);
	assert!(!allows(KeyScope::Social, &transfer(1)));
	for call in [transfer(1), batch(vec![remark(), transfer(1)]), act_call(&id, batch(vec![transfer(1), transfer(2)]))]
	{
		assert!(allowed(&call), "{call:?}");
	}
	// It is for this call and not for its class.
	assert!(!allowed(&transfer_asset(1)));
	assert!(!allowed(&batch(vec![transfer(1), transfer_asset(1)])));

	// No permission lets a key move what another account has, nor leave anything behind.
	let proxied = |call: RuntimeCall| {
		RuntimeCall::from(pallet_proxy::Call::<Runtime>::proxy {
			real: to(&id),
			force_proxy_type: None,
			call: Box::new(call),
		})
	};
	let control = RuntimeCall::from(pallet_proxy::Call::<Runtime>::remove_proxies {});
	let all = [index(&transfer(0)), index(&proxied(remark())), index(&control)];
	for call in [proxied(transfer(1)), control] {
		assert!(!Classes::allows(&KeyScope::Social, &all, &call), "{call:?}");
		assert!(!Classes::allows(&KeyScope::NonTransfer, &all, &call), "{call:?}");
	}
	assert!(Classes::allows(&KeyScope::Social, &all, &proxied(remark())));
	// Whoever may do everything needs none.
	assert!(examples().iter().all(|call| Classes::allows(&KeyScope::Any, &all, call)));
}

#[test]
fn a_walk_shows_everything_that_is_carried_and_how_many_acts_it_is_in() {
	let (id, child) = (account(Bob), account(Charlie));
	let signed = Call::<Runtime>::act_as_signed {
		identity: child.clone(),
		key: key(Charlie),
		call: Box::new(transfer(3)),
		proof: Box::new(Proof { deadline: 0, submitter: None, signature: KeySignature::Sr25519([0; 64]) }),
	};
	let batch = pallet_utility::Call::<Runtime>::batch_all { calls: vec![transfer(1), act_call(&child, transfer(2))] };
	let either = pallet_utility::Call::if_else { main: Box::new(signed.into()), fallback: Box::new(remark()) };
	let whole = act_call(&id, pallet_utility::Call::<Runtime>::batch { calls: vec![batch.into(), either.into()] });
	let mut seen = Vec::new();
	assert!(Classes::walk(&whole, &mut |call, acts| {
		seen.push((listing::name_of(call), acts));
		true
	}));
	let names: Vec<_> = seen.iter().map(|(name, acts)| (name.as_str(), *acts)).collect();
	assert_eq!(
		names,
		[
			("IdentityRegistry.act_as", 0),
			("Utility.batch", 1),
			("Utility.batch_all", 1),
			("Balances.transfer_keep_alive", 1),
			("IdentityRegistry.act_as", 1),
			("Balances.transfer_keep_alive", 2),
			("Utility.if_else", 1),
			("IdentityRegistry.act_as_signed", 1),
			("Balances.transfer_keep_alive", 2),
			("System.remark", 1),
		]
	);

	// It ends where whoever looks has seen enough.
	let mut left = 3;
	assert!(!Classes::walk(&whole, &mut |_, _| {
		left -= 1;
		left > 0
	}));
	assert_eq!(left, 0);
	// What a committee is asked to make is not made by who asks.
	let asked = pallet_collective::Call::<Runtime, CouncilInstance>::propose {
		threshold: 2,
		proposal: Box::new(transfer(1)),
		length_bound: 100,
	};
	assert!(Classes::walk(&asked.into(), &mut |call, _| *call != transfer(1)));
}

/// A call of each class that calls have.
fn examples() -> Vec<RuntimeCall> {
	vec![
		remark(),
		pallet_certification::Call::reinstate { certificate: Default::default() }.into(),
		transfer(1),
		pallet_treasury::Call::check_status { index: 0 }.into(),
		pallet_assets::Call::<Runtime>::freeze_asset { id: ASSET.into() }.into(),
		pallet_proxy::Call::remove_proxies {}.into(),
	]
}

#[test]
fn every_call_has_the_class_that_was_reviewed() {
	let mut listed = vec![
		"# The class of every call of the runtime, and of what carries calls, by the class of what it carries."
			.to_owned(),
		"# Kept equal to the code by tests/identity.rs; written anew with CIVITAS_WRITE_CALL_CLASSES=1.".to_owned(),
	];
	for kind in listing::every_call() {
		let class_with = |carried: &RuntimeCall| Classes::class(&kind.made(Arguments::Least, carried));
		let class = if kind.carries() {
			let each = examples().into_iter().map(|example| {
				let of = Classes::class(&example).expect("it is classified");
				format!("{of:?} -> {}", class_with(&example).map_or("none".to_owned(), |class| format!("{class:?}")))
			});
			each.collect::<Vec<_>>().join(", ")
		} else {
			format!("{:?}", class_with(&remark()).expect("it is classified"))
		};
		listed.push(format!("{}: {class}", kind.name));
	}
	listing::assert_reviewed("call-classes.txt", "CIVITAS_WRITE_CALL_CLASSES", listed);
}

#[test]
fn calls_nested_too_deeply_have_no_class() {
	development().execute_with(|| {
		let id = scene();
		let nested = |call: &RuntimeCall, levels: u32| {
			(0..levels).fold(call.clone(), |call, level| match level % 3 {
				0 => pallet_utility::Call::batch_all { calls: vec![call] }.into(),
				1 => pallet_utility::Call::if_else { main: Box::new(call), fallback: Box::new(remark()) }.into(),
				_ => pallet_utility::Call::force_batch { calls: vec![call] }.into(),
			})
		};
		assert_eq!(Classes::class(&nested(&remark(), MAX_NESTING)), Some(CallClass::Social));
		assert_eq!(act(Bob, &id, nested(&remark(), MAX_NESTING)), Ok(()));
		assert_eq!(act(Charlie, &id, nested(&remark(), MAX_NESTING)), Ok(()));
		let deeper = nested(&remark(), MAX_NESTING + 1);
		assert_eq!(Classes::class(&deeper), None);
		for by in [Bob, Charlie, Dave, Eve] {
			assert_eq!(act(by, &id, deeper.clone()), error(Error::CallUnclassified));
		}
		for scope in KeyScope::ALL {
			assert!(!allows(scope, &deeper));
		}
		// Of that which is too deep, a walk shows as much as there could be.
		let mut shown = 0;
		assert!(Classes::walk(&deeper, &mut |_, _| {
			shown += 1;
			true
		}));
		assert!(shown > MAX_NESTING);
		// Each way of carrying a call is a level.
		for (how, wrapped) in escapes::wrappers(&id, &nested(&remark(), MAX_NESTING)) {
			let class = Classes::class(&wrapped);
			assert!(matches!(class, None | Some(CallClass::Control)), "{how}: {class:?}");
		}
		end_block();
	});
}

/// What acts are weighed with is as deep as calls can be, and in the scope that is asked about it.
#[cfg(feature = "runtime-benchmarks")]
#[test]
fn benchmarks_look_at_the_deepest_of_calls() {
	use civitas_primitives::identity::Outflow;
	use civitas_runtime::scopes::{Outcome, Outflows};
	use pallet_identity_registry::BenchmarkHelper;
	let (scope, permitted) = (<Outcome as BenchmarkHelper<_, _, RuntimeCall>>::narrow_scope(), Outcome::permitted());
	assert!(permitted.len() <= pallet_identity_registry::types::MAX_CALLS as usize);
	let paid = [None, Some(Outcome::asset(0)), Some(Outcome::asset(1))];
	for bytes in [0, 1, 1_999, 2_000, 65_536] {
		let (call, levels) = Outcome::crowded(bytes, &paid, &thief());
		assert_eq!(levels, MAX_NESTING + 1);
		assert!(call.encoded_size() >= bytes as usize);
		// Each part is one that the scope does not have, and by each something leaves.
		assert!(Classes::allows(&scope, &permitted, &call) && !allows(scope, &call));
		let flows = Outflows::of(&call).expect("it is bounded");
		assert_eq!(flows.len(), 1 + bytes as usize / 2 + paid.len());
		assert!(paid.iter().all(|asset| flows.iter().any(|flow| flow.asset == *asset)));
		let deeper = RuntimeCall::from(pallet_utility::Call::<Runtime>::batch { calls: vec![call] });
		assert_eq!(Classes::class(&deeper), None);
	}
}

/// Wallets sign the hash of a long transaction, and keys the hash of an envelope: nothing may be both. See
/// [`civitas_primitives::envelope::DOMAIN`].
#[test]
fn no_transaction_looks_like_an_envelope() {
	let named = |pallet: u8, call: u8| listing::find_name(CallIndex { pallet, call });
	// It would find one: what a payload begins with is the two indices of its call.
	let payload = development().execute_with(|| {
		SignedPayload::new(remark(), tx_extension(0, Era::Immortal, 0)).expect("it can be signed").encode()
	});
	assert_eq!(named(payload[0], payload[1]).as_deref(), Some("System.remark"));

	let envelope = Envelope {
		genesis: Default::default(),
		action: action::ACT_AS,
		identity: thief(),
		nonce: 0,
		deadline: 0u32,
		submitter: Some(thief()),
		payload: remark(),
	};
	let begins = envelope.preimage();
	assert_eq!(begins[..2], DOMAIN.encode()[..2]);
	assert_eq!(begins[..2], [0x28, 0x63]);
	assert_eq!(named(begins[0], begins[1]), None, "its index must be another");
}
