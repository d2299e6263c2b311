//! What is refused changes nothing: the errors of calls, and those of acts that are undone. Errors that are about who may are in
//! `matrix`, and the others beside their calls.

use super::*;
use sp_runtime::StateVersion;

fn service(id: &str) -> Call<Test> {
	let service = Service { id: text(id), service_type: text("T"), service_endpoint: text("a:b") };
	Call::set_service { service }
}

fn link(id: &AccountId, wallet: &Signer) -> Call<Test> {
	let proof = prove(wallet, action::LINK_ACCOUNT, id, record(id).links_added.into(), wallet.key());
	Call::link_account { key: wallet.key(), proof }
}

/// What is done before, and then refused, in an identity of `sr(1)`.
type Refusal = (&'static str, fn(&AccountId), fn(&AccountId) -> Call<Test>, Error<Test>);

fn does(id: &AccountId, call: Call<Test>) {
	assert_ok!(act(&sr(1), id, call));
}

fn refusals() -> Vec<Refusal> {
	let nothing = |_: &AccountId| ();
	vec![
		(
			"no room",
			|id| Identities::<Test>::mutate(id, |record| record.as_mut().expect("there").room = key_room::<Test>(0, 0)),
			|_| service("a"),
			Error::RoomExhausted,
		),
		("a key twice", nothing, |id| add_key_call(id, &sr(1), new_key(&sr(1))), Error::KeyExists),
		("a key that is none", nothing, |_| revoke_call(&sr(2)), Error::KeyUnknown),
		(
			"a key that is none any more",
			|id| {
				does(id, add_key_call(id, &sr(2), new_key(&sr(2))));
				does(id, revoke_call(&sr(2)));
			},
			|_| permit_call(&sr(2), full()),
			Error::KeyRevoked,
		),
		(
			"a key too many",
			|id| (2..=MAX_LIVE_KEYS as u8).for_each(|seed| does(id, add_key_call(id, &ed(seed), new_key(&ed(seed))))),
			|id| add_key_call(id, &ed(99), new_key(&ed(99))),
			Error::TooManyKeys,
		),
		(
			"a signature of a key that cannot sign",
			nothing,
			|id| {
				let public = PublicKey::X25519([9; 32]);
				let proof = Some(prove(&sr(2), action::ADD_KEY, id, 1, public));
				let relationships = Relationships::KEY_AGREEMENT;
				Call::add_key { key: Box::new(NewKey { public, relationships, ..new_key(&sr(2)) }), proof }
			},
			Error::ProofUnexpected,
		),
		("a service without an id", nothing, |_| service(""), Error::ServiceInvalid),
		("a service that is none", nothing, |_| Call::remove_service { id: text("a") }, Error::ServiceUnknown),
		(
			"a service too many",
			|id| (0..MAX_SERVICES).for_each(|number| does(id, service(&format!("s{number}")))),
			|_| service("a"),
			Error::TooManyServices,
		),
		("a name that is none", nothing, |_| Call::claim_name { name: text("Alice") }, Error::NameInvalid),
		("no name to give up", nothing, |_| Call::release_name {}, Error::NameMissing),
		(
			"a second name",
			|id| does(id, Call::claim_name { name: text("alice") }),
			|_| Call::claim_name { name: text("bob") },
			Error::HasName,
		),
		("an account twice", |id| does(id, link(id, &sr(9))), |id| link(id, &sr(9)), Error::AccountLinked),
		(
			"an account that is not linked",
			nothing,
			|id| Call::unlink_account { identity: id.clone(), account: sr(9).account() },
			Error::AccountNotLinked,
		),
		("the account of a passkey", nothing, |id| link(id, &passkey(9)), Error::AccountMissing),
		(
			"a website that is none",
			nothing,
			|id| Call::attest_domain { identity: id.clone(), domain: text("a"), valid_until: NOW },
			Error::DomainInvalid,
		),
	]
}

#[test]
fn a_call_that_is_refused_changes_nothing() {
	for (what, before, call, error) in refusals() {
		new_test_ext().execute_with(|| {
			let id = register_kind(&sr(1), Kind::Person, MAX_ROOM);
			endow(&id, 1_000_000);
			before(&id);
			let (call, code) = (call(&id), DispatchError::from(error));
			assert_eq!(made_by(&sr(1), &id, call.clone()), Err(code), "{what}");
			assert_noop!(made_by(&sr(1), &id, call.clone()), code);
			undone(&sr(1), &id, call, code);
		});
	}
}

/// That an act ends so, and nothing is left of it but its event.
fn undone(by: &Signer, id: &AccountId, call: impl Into<RuntimeCall>, code: DispatchError) {
	System::reset_events();
	let before = sp_io::storage::root(StateVersion::V1);
	assert_eq!(act(by, id, call), Err(code));
	System::reset_events();
	assert_eq!(sp_io::storage::root(StateVersion::V1), before, "{code:?}");
}

#[test]
fn an_act_that_is_undone_leaves_nothing_but_its_event() {
	build_and_execute(|| {
		let (owner, purse, held, social) = (sr(1), sr(2), sr(3), sr(4));
		let id = register(&owner);
		endow(&id, 1_000);
		assert_ok!(Assets::mint(signed(payer()), ASSET, id.clone(), 500));
		let limit = SpendingLimit { asset: None, amount: 100, period: 50 };
		let counterparties = vec![account(50)].try_into().expect("one");
		for (key, permissions) in [
			(&purse, limited(vec![limit])),
			(&held, Permissions { counterparties, ..full() }),
			(&social, scoped(Scope::Social)),
		] {
			assert_ok!(add_key(&owner, &id, key, key_with(key, permissions)));
		}
		let assets = RuntimeCall::Assets(pallet_assets::Call::transfer { id: ASSET, target: account(50), amount: 1 });
		let all = RuntimeCall::Balances(pallet_balances::Call::transfer_all { dest: account(50), keep_alive: false });
		let pay = |amount| transfer(stranger(), amount);
		for (by, call, error) in [
			(&purse, pay(101), Error::<Test>::LimitExceeded),
			(&purse, batch_all(vec![pay(50), pay(51)]), Error::LimitExceeded),
			(&purse, assets, Error::AssetNotAllowed),
			(&purse, all.clone(), Error::OutflowUnbounded),
			(&held, all, Error::OutflowUnbounded),
			(&held, pay(1), Error::CounterpartyNotAllowed),
		] {
			undone(by, &id, call, error.into());
		}
		SaysNothing::set(true);
		undone(&purse, &id, pay(1), Error::<Test>::LimitExceeded.into());
		SaysNothing::set(false);
		Blind::set(true);
		undone(&social, &id, add_proxy(stranger()), Error::<Test>::ControlChanged.into());
		Blind::set(false);
		GuardSays::set(crate::Verdict::Deny);
		undone(&owner, &id, pay(1), Error::<Test>::ActDenied.into());
		GuardSays::set(crate::Verdict::Allow);
		undone(&social, &id, pay(1), Error::<Test>::NotPermitted.into());
	});
}
