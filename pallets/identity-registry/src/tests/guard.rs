use super::*;
use crate::Verdict;
use civitas_primitives::identity::CallClass;

#[test]
fn the_guard_is_told_what_is_going_to_happen() {
	build_and_execute(|| {
		let owner = passkey(1);
		let id = register(&owner);
		GuardAsked::take();
		assert_ok!(act_signed(&owner, &id, batch(vec![remark(), transfer(stranger(), 1)])));
		let [asked] = &GuardAsked::get()[..] else { panic!("it was asked once") };
		assert_eq!(asked.identity, id);
		assert_eq!(asked.authority, Authority::Key(owner.key()));
		// Neither social nor finance.
		assert_eq!(asked.class, CallClass::Other);
		assert!(asked.assurance.expect("it was signed").user_verified);
		GuardAsked::take();
		let wallet = sr(2);
		let other = register(&wallet);
		assert_ok!(act(&wallet, &other, remark()));
		assert_eq!(GuardAsked::get()[0].assurance, None);
	});
}

#[test]
fn a_delayed_act_is_submitted_again() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		endow(&id, 100);
		GuardSays::set(Verdict::Delay { until: NOW + 9 });
		let pay = transfer(stranger(), 10);
		let (first, call) = (nonce(&id, &owner), signed_call(&owner, &id, pay.clone()));
		assert_ok!(dispatch(signed(relayer()), call.clone()));
		assert_eq!(
			last_event(),
			Event::ActDelayed {
				identity: id.clone(),
				by: Authority::Key(owner.key()),
				call_hash: call_hash(&pay),
				until: NOW + 9
			}
		);
		assert_eq!((Balances::free_balance(&id), nonce(&id, &owner)), (100, first));
		// The signature was not used up, and anyone submits it again when it is time.
		GuardSays::set(Verdict::Allow);
		assert_ok!(submit(call.clone()));
		assert_eq!((Balances::free_balance(&id), nonce(&id, &owner)), (90, first + 1));
		assert_noop!(submit(call), Error::<Test>::SignatureInvalid);
	});
}

#[test]
fn a_denied_act_does_not_happen() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		let first = nonce(&id, &owner);
		GuardSays::set(Verdict::Deny);
		assert_eq!(act_signed(&owner, &id, remark()), err(Error::ActDenied));
		assert_eq!(nonce(&id, &owner), first + 1);
		GuardSays::set(Verdict::Allow);
	});
}

#[test]
fn its_filter_reaches_into_batches() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		endow(&id, 100);
		GuardFilters::set(true);
		let filtered = Err(frame_system::Error::<Test>::CallFiltered.into());
		assert_eq!(act(&owner, &id, remark()), filtered);
		let calls = vec![transfer(stranger(), 10), remark()];
		assert_eq!(act(&owner, &id, batch_all(calls)), filtered);
		assert_eq!(Balances::free_balance(&id), 100);
		GuardFilters::set(false);
	});
}

#[test]
fn it_undoes_an_act_whose_outcome_it_does_not_like() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		endow(&id, 100);
		GuardUndoes::set(true);
		assert_noop!(act(&owner, &id, transfer(stranger(), 10)), DispatchError::Other("guard"));
		// An event has no room for the text of the error.
		assert_eq!(act_signed(&owner, &id, transfer(stranger(), 10)), Err(DispatchError::Other("")));
		assert_eq!(Balances::free_balance(&id), 100);
		GuardUndoes::set(false);
	});
}

#[test]
fn what_only_takes_power_away_is_not_brought_before_it() {
	build_and_execute(|| {
		let (owner, second, phone) = (sr(1), sr(2), sr(3));
		let id = register(&owner);
		for (key, new) in [(&second, new_key(&second)), (&phone, scoped_key(&phone, Scope::Social))] {
			assert_ok!(add_key(&owner, &id, key, new));
		}
		set_time(NOW + VOTING_AGE);
		GuardAsked::take();
		assert_ok!(act(&owner, &id, freeze_call(&id)));
		assert_ok!(act(&phone, &id, revoke_call(&phone)));
		assert_eq!(act(&owner, &id, Call::vote { request: 1, in_favour: false }), err(Error::RequestUnknown));
		assert_eq!(GuardAsked::get(), Vec::new());
		// What one key asks for against another is an act as any; and so is what takes a key from another.
		assert_ok!(act(&second, &id, Call::unfreeze {}));
		assert_ok!(act(&owner, &id, revoke_call(&second)));
		let asked: Vec<_> = GuardAsked::take().into_iter().map(|act| (act.authority, act.class)).collect();
		let of = |key: &Signer| (Authority::Key(key.key()), CallClass::Control);
		assert_eq!(asked, [of(&second), of(&owner)]);
		GuardSays::set(Verdict::Deny);
		set_time(NOW + VOTING_AGE + REQUEST_DELAY);
		assert_eq!(act(&owner, &id, revoke_call(&second)), err(Error::ActDenied));
		assert_eq!(act(&second, &id, Call::unfreeze {}), err(Error::ActDenied));
		GuardSays::set(Verdict::Allow);
	});
}

#[test]
fn without_a_guard_everything_is_allowed() {
	use crate::ActGuard;
	let act = crate::Act {
		identity: account(1),
		authority: Authority::Controller(account(2)),
		class: CallClass::Control,
		assurance: None,
	};
	assert_eq!(<() as ActGuard<AccountId, RuntimeCall>>::before(&act, &remark()), Verdict::Allow);
	assert!(<() as ActGuard<AccountId, RuntimeCall>>::filter(&act, &remark()));
	assert_ok!(<() as ActGuard<AccountId, RuntimeCall>>::after(&act));
	assert_eq!(<() as ActGuard<AccountId, RuntimeCall>>::weight(), frame_support::weights::Weight::zero());
}
