use super::*;
use crate::{act::call_hash, Authority, Verdict};
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
		let call = signed_call(&owner, &id, pay.clone());
		assert_ok!(dispatch(signed(relayer()), call));
		assert_eq!(
			last_event(),
			Event::ActDelayed {
				identity: id.clone(),
				by: Authority::Key(owner.key()),
				call_hash: call_hash(&pay),
				until: NOW + 9
			}
		);
		assert_eq!((Balances::free_balance(&id), nonce(&id)), (100, 2));
		GuardSays::set(Verdict::Allow);
		assert_ok!(act(&owner, &id, pay));
		assert_eq!(Balances::free_balance(&id), 90);
	});
}

#[test]
fn a_denied_act_does_not_happen() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		GuardSays::set(Verdict::Deny);
		assert_eq!(act_signed(&owner, &id, remark()), err(Error::ActDenied));
		assert_eq!(nonce(&id), 2);
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
		assert_eq!(act(&owner, &id, RuntimeCall::Utility(pallet_utility::Call::batch_all { calls })), filtered);
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
		// An event has no room for the text of the error.
		assert_eq!(act(&owner, &id, transfer(stranger(), 10)), Err(DispatchError::Other("")));
		assert_eq!(Balances::free_balance(&id), 100);
		GuardUndoes::set(false);
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
