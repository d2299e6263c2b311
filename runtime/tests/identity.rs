//! Identities on the real runtime: that a key cannot leave its scope by any of the calls that there are, nor its limits, and
//! that every call has a class that somebody has looked at.

#[path = "identity/classes.rs"]
mod classes;
#[path = "identity/clerks.rs"]
mod clerks;
mod common;
#[path = "identity/emergency.rs"]
mod emergency;
#[path = "identity/escapes.rs"]
mod escapes;
#[path = "identity/listing.rs"]
mod listing;
#[path = "identity/outcome.rs"]
mod outcome;
#[path = "identity/outflow.rs"]
mod outflow;

use civitas_primitives::identity::{action, identity_id, CallClass, CallIndex, KeySignature, Kind, PublicKey};
use civitas_primitives::Envelope;
use civitas_runtime::{
	configs::utilities::ProxyType,
	currency::CIV,
	scopes::{Classes, KeyScope},
	AccountId, Assets, Balance, Balances, IdentityRegistry, OriginCaller, Runtime, RuntimeCall, RuntimeEvent, System,
};
use codec::Encode;
use common::{acts::*, *};
use escapes::{possessions, wrappers};
use frame_support::{weights::Weight, BoundedVec};
use pallet_identity_registry::{
	types::{Permissions, PermissionsOf, Proof, SpendingLimit},
	Call, ClassifyCall, Error, Event, Identities, Keys,
};
use sp_core::{ed25519, Pair};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve, Ferdie};
use sp_runtime::{DispatchResult, MultiAddress};

/// The asset that there is; Alice issues it.
const ASSET: u32 = 1;
/// A day, in milliseconds.
const DAY: u64 = 24 * 60 * 60 * 1_000;

/// Bob's identity, with 1000 CIV and 1000 of the asset. Bob's key may do everything, Charlie's is for social life, Dave's
/// pays, at most 100 of each a day, and Eve's is for all areas but money.
fn scene() -> AccountId {
	let id = id_of(key(Bob));
	submit(Alice, register_call(Kind::Person, key(Bob), signer(Bob)));
	submit(Alice, pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: to(&id), value: 1_000 * CIV });
	submit(
		Alice,
		pallet_assets::Call::<Runtime>::create { id: ASSET.into(), admin: to(&account(Alice)), min_balance: 1 },
	);
	submit(Alice, pallet_assets::Call::<Runtime>::mint { id: ASSET.into(), beneficiary: to(&id), amount: 1_000 });
	let limit = |asset, amount| SpendingLimit { asset, amount, period: DAY };
	let limits = vec![limit(None, 100 * CIV), limit(Some(ASSET), 100)].try_into().expect("two");
	for (holder, permissions) in [
		(Charlie, permissions(KeyScope::Social)),
		(Dave, Permissions { limits, ..permissions(KeyScope::Finance) }),
		(Eve, permissions(KeyScope::NonTransfer)),
	] {
		let new = limited_key(key(holder), permissions);
		assert_eq!(act(Bob, &id, add_key_call(&id, holder, new)), Ok(()));
	}
	next_block();
	id
}

/// The thief's account.
fn thief() -> AccountId {
	account(Ferdie)
}

/// Make a call as `id` by a transaction of the key's account, and return what became of it.
fn act(by: Sr25519Keyring, id: &AccountId, call: impl Into<RuntimeCall>) -> DispatchResult {
	send(by, act_call(id, call))
}

/// Have Alice submit what `by` has signed, and return what became of it.
fn act_signed(by: Sr25519Keyring, id: &AccountId, call: impl Into<RuntimeCall>) -> DispatchResult {
	send(Alice, signed_call(by, id, call))
}

/// Let `controller`, as which `by` acts, control the identity of `holder` alone.
fn give_control(holder: Sr25519Keyring, by: Sr25519Keyring, controller: &AccountId) {
	let child = id_of(key(holder));
	let controllers = vec![controller.clone()].try_into().expect("one");
	assert_eq!(act(holder, &child, Call::set_controllers { controllers, threshold: 1 }), Ok(()));
	assert_eq!(act(by, controller, Call::accept_control { identity: child }), Ok(()));
}

fn send(who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> DispatchResult {
	// Thousands of acts in a block would otherwise each read the events of all before.
	System::reset_events();
	apply(signed(who, call, 0)).expect("it is valid")?;
	let last = events().into_iter().rev().find_map(|event| match event {
		RuntimeEvent::IdentityRegistry(Event::Acted { result, .. }) => Some(result),
		_ => None,
	});
	last.expect("something was acted")
}

fn error(error: Error<Runtime>) -> DispatchResult {
	Err(error.into())
}

fn transfer(value: Balance) -> RuntimeCall {
	pallet_balances::Call::transfer_keep_alive { dest: to(&thief()), value }.into()
}

fn transfer_asset(amount: Balance) -> RuntimeCall {
	pallet_assets::Call::<Runtime>::transfer_keep_alive { id: ASSET.into(), target: to(&thief()), amount }.into()
}

#[test]
fn a_scope_of_several_areas_allows_a_batch_from_each() {
	development().execute_with(|| {
		let id = scene();
		let commit = pallet_certification::Call::commit_nullifier { commitment: Default::default() };
		let batch = || pallet_utility::Call::batch_all { calls: vec![remark(), commit.clone().into()] };
		assert_eq!(Classes::class(&batch().into()), Some(CallClass::Other));
		assert!(act(Charlie, &id, batch()).is_err());
		assert_eq!(act(Eve, &id, batch()), Ok(()));
		end_block();
	});
}

#[test]
fn who_has_nothing_acts_at_the_expense_of_others() {
	development().execute_with(|| {
		let pair = ed25519::Pair::from_seed(&[1; 32]);
		let key = PublicKey::Ed25519(pair.public().0);
		let sign = |hash: &[u8; 32]| KeySignature::Ed25519(pair.sign(hash).0);
		let id = id_of(key);
		let total = |who: &AccountId| Balances::free_balance(who) + Balances::reserved_balance(who);

		submit(Alice, register_call(Kind::Person, key, sign));
		assert!(Balances::reserved_balance(account(Alice)) > 0, "the payer pays the deposit");
		next_block();
		let (alice, ferdie) = (total(&account(Alice)), total(&account(Ferdie)));
		let call = RuntimeCall::from(Call::<Runtime>::claim_name { name: "ada".try_into().expect("short") });
		let nonce = IdentityRegistry::next_nonce(id.clone(), key).expect("it is a key");
		let proof = prove(sign, action::ACT_AS, &id, nonce, &call);
		let carried = Call::act_as_signed { identity: id.clone(), key, call: Box::new(call), proof };
		assert_eq!(send(Ferdie, carried.clone()), Ok(()));
		assert_eq!(IdentityRegistry::identity_of_name("ada".try_into().expect("short")), Some(id.clone()));
		assert!(total(&account(Ferdie)) < ferdie, "the relayer pays the fee");
		// As the author of the block, the payer of the deposit even has a share of it.
		assert!(total(&account(Alice)) >= alice);
		assert_eq!(total(&id), 0);

		// Once, by whomever.
		let again = apply(signed(Ferdie, carried, 0)).expect("it is valid");
		assert_eq!(again, Err(Error::<Runtime>::SignatureInvalid.into()));
		end_block();
	});
}

#[test]
fn what_exceeds_a_limit_is_undone() {
	development().execute_with(|| {
		let id = scene();
		type Pay = fn(Balance) -> RuntimeCall;
		type Has = fn(&AccountId) -> Balance;
		let kinds: [(Pay, Has, Balance); 2] =
			[(transfer, |id| Balances::free_balance(id), CIV), (transfer_asset, |id| Assets::balance(ASSET, id), 1)];
		for (pay, has, unit) in kinds {
			let before = has(&id);
			assert_eq!(act(Dave, &id, pay(60 * unit)), Ok(()));
			let halves = vec![pay(20 * unit), pay(21 * unit)];
			let batch = pallet_utility::Call::batch_all { calls: halves };
			for attempt in [pay(41 * unit), batch.into()] {
				assert_eq!(act(Dave, &id, attempt.clone()), error(Error::LimitExceeded));
				assert_eq!(act_signed(Dave, &id, attempt), error(Error::LimitExceeded));
				assert_eq!(has(&id), before - 60 * unit);
			}
			assert_eq!(act(Dave, &id, pay(40 * unit)), Ok(()));
			assert_eq!(act(Dave, &id, pay(unit)), error(Error::LimitExceeded));
			assert_eq!(has(&id), before - 100 * unit);
		}
		// Another day; and past the first block of a session, which has no room for transactions.
		skip_slots(DAY / civitas_runtime::SLOT_DURATION_MILLIS);
		next_block();
		assert_eq!(act(Dave, &id, transfer(100 * CIV)), Ok(()));
		end_block();
	});
}

#[test]
fn what_no_limit_names_and_what_has_no_bound_does_not_leave() {
	development().execute_with(|| {
		let id = scene();
		let limit = SpendingLimit { asset: None, amount: 100 * CIV, period: DAY };
		let only = Permissions { limits: vec![limit].try_into().expect("one"), ..permissions(KeyScope::Finance) };
		assert_eq!(act(Bob, &id, Call::set_key_permissions { key: key(Dave), permissions: only }), Ok(()));
		let before = possessions(&id);
		assert_eq!(act(Dave, &id, transfer_asset(1)), error(Error::AssetNotAllowed));
		let (dest, target) = (to(&thief()), to(&thief()));
		let unbounded: [RuntimeCall; 4] = [
			pallet_balances::Call::transfer_all { dest: dest.clone(), keep_alive: true }.into(),
			pallet_assets::Call::<Runtime>::transfer { id: ASSET.into(), target, amount: 1 }.into(),
			pallet_assets::Call::<Runtime>::transfer_all { id: ASSET.into(), dest, keep_alive: false }.into(),
			pallet_assets::Call::<Runtime>::refund { id: ASSET.into(), allow_burn: true }.into(),
		];
		for call in unbounded {
			let batch = pallet_utility::Call::<Runtime>::batch { calls: vec![transfer(1), call.clone()] };
			assert_eq!(act(Dave, &id, call), error(Error::OutflowUnbounded));
			assert_eq!(act(Dave, &id, batch), error(Error::OutflowUnbounded));
		}
		// Nor does a deposit that is more than the limit, though it would stay the identity's own.
		let fund = Call::<Runtime>::fund { identity: id.clone(), room: u32::MAX };
		assert_eq!(act(Dave, &id, fund), error(Error::LimitExceeded));
		assert!(possessions(&id) == before);
		assert_eq!(act(Dave, &id, transfer(100 * CIV)), Ok(()));
		end_block();
	});
}

#[test]
fn a_key_that_is_held_to_some_pays_nobody_else() {
	development().execute_with(|| {
		let id = scene();
		let counterparties = vec![thief()].try_into().expect("one");
		let held = Permissions { counterparties, ..permissions(KeyScope::Finance) };
		assert_eq!(act(Bob, &id, Call::set_key_permissions { key: key(Dave), permissions: held }), Ok(()));
		let pay = |who: &AccountId| {
			RuntimeCall::from(pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: to(who), value: CIV })
		};
		let refused = error(Error::CounterpartyNotAllowed);
		let burn = pallet_balances::Call::<Runtime>::burn { value: 1, keep_alive: true };
		let batch = pallet_utility::Call::<Runtime>::batch { calls: vec![pay(&thief()), pay(&account(Alice))] };
		assert_eq!(act(Dave, &id, pay(&account(Alice))), refused);
		assert_eq!(act(Dave, &id, burn), refused);
		assert_eq!(act(Dave, &id, batch), refused);
		// What is left of an account that ends goes to nobody.
		let last = pallet_balances::Call::<Runtime>::transfer_allow_death { dest: to(&thief()), value: 1 };
		assert_eq!(act(Dave, &id, last), refused);
		assert_eq!(act(Dave, &id, pay(&thief())), Ok(()));
		assert_eq!(act(Dave, &id, transfer_asset(1)), Ok(()));
		// A deposit stays its own.
		let fund = Call::<Runtime>::fund { identity: id.clone(), room: 20_000 };
		assert_eq!(act(Dave, &id, fund), Ok(()));
		end_block();
	});
}

#[test]
fn a_key_may_be_permitted_a_single_call() {
	development().execute_with(|| {
		let id = scene();
		let index = CallIndex::of(&transfer(0)).expect("it is a call");
		let one = Permissions { calls: vec![index].try_into().expect("one"), ..permissions(KeyScope::Social) };
		assert!(act(Charlie, &id, transfer(1)).is_err());
		assert_eq!(act(Bob, &id, Call::set_key_permissions { key: key(Charlie), permissions: one }), Ok(()));
		let batch = pallet_utility::Call::<Runtime>::batch_all { calls: vec![remark(), transfer(1)] };
		assert_eq!(act(Charlie, &id, transfer(1)), Ok(()));
		assert_eq!(act(Charlie, &id, batch), Ok(()));
		assert_eq!(act(Charlie, &id, transfer_asset(1)), Err(Error::<Runtime>::NotPermitted.into()));
		end_block();
	});
}

#[test]
fn scopes_and_limits_reach_to_the_identities_that_one_controls() {
	development().execute_with(|| {
		let id = scene();
		let child = id_of(key(Ferdie));
		submit(Alice, register_call(Kind::Device, key(Ferdie), signer(Ferdie)));
		submit(Alice, pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: to(&child), value: 500 * CIV });
		give_control(Ferdie, Bob, &id);
		let as_child = |call: RuntimeCall| act_call(&child, call);
		let add_proxy = || {
			RuntimeCall::from(pallet_proxy::Call::<Runtime>::add_proxy {
				delegate: to(&thief()),
				proxy_type: ProxyType::Any,
				delay: 0,
			})
		};

		let before = (possessions(&id), possessions(&child));
		assert!(act(Charlie, &id, as_child(transfer(1))).is_err());
		assert!(act(Eve, &id, as_child(transfer(1))).is_err());
		assert_eq!(act(Dave, &id, as_child(transfer(101 * CIV))), error(Error::LimitExceeded));
		for by in [Charlie, Dave, Eve] {
			assert_eq!(act(by, &id, as_child(add_proxy())), error(Error::NotFullKey));
		}
		assert!((possessions(&id), possessions(&child)) == before);
		assert_eq!(act(Charlie, &id, as_child(remark())), Ok(()));
		assert_eq!(act(Dave, &id, as_child(transfer(60 * CIV))), Ok(()));
		assert_eq!(act(Dave, &id, transfer(41 * CIV)), error(Error::LimitExceeded));
		assert_eq!(act(Bob, &id, as_child(add_proxy())), Ok(()));
		end_block();
	});
}

#[test]
fn a_limited_key_does_not_spend_what_others_trust_the_identity_with() {
	development().execute_with(|| {
		let id = scene();
		let real = || to(&account(Alice));
		submit(
			Alice,
			pallet_proxy::Call::<Runtime>::add_proxy { delegate: to(&id), proxy_type: ProxyType::Any, delay: 0 },
		);
		submit(Alice, pallet_assets::Call::<Runtime>::mint { id: ASSET.into(), beneficiary: real(), amount: 500 });
		submit(
			Alice,
			pallet_assets::Call::<Runtime>::approve_transfer { id: ASSET.into(), delegate: to(&id), amount: 500 },
		);
		submit(
			Alice,
			pallet_assets::Call::<Runtime>::set_team {
				id: ASSET.into(),
				issuer: to(&id),
				admin: to(&id),
				freezer: to(&id),
			},
		);
		let drains: [RuntimeCall; 4] = [
			pallet_proxy::Call::proxy { real: real(), force_proxy_type: None, call: Box::new(transfer(500 * CIV)) }
				.into(),
			pallet_assets::Call::<Runtime>::transfer_approved {
				id: ASSET.into(),
				owner: real(),
				destination: to(&thief()),
				amount: 500,
			}
			.into(),
			pallet_assets::Call::<Runtime>::force_transfer {
				id: ASSET.into(),
				source: real(),
				dest: to(&thief()),
				amount: 0,
			}
			.into(),
			pallet_assets::Call::<Runtime>::mint { id: ASSET.into(), beneficiary: to(&thief()), amount: 500 }.into(),
		];
		for drain in drains {
			for (_, wrapped) in wrappers(&id, &drain) {
				assert_eq!(Classes::class(&wrapped), Some(CallClass::Control));
			}
			assert_eq!(act(Dave, &id, drain.clone()), error(Error::NotFullKey));
			assert_eq!(act(Bob, &id, drain), Ok(()));
		}
		// What moves nothing stays what it is.
		let said = pallet_proxy::Call::proxy { real: real(), force_proxy_type: None, call: Box::new(remark()) };
		assert_eq!(act(Charlie, &id, said), Ok(()));
		end_block();
	});
}
