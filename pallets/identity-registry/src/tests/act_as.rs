use super::*;
use crate::Authority;
use sp_runtime::{traits::BadOrigin, TokenError};

#[test]
fn the_account_of_a_key_acts() {
	build_and_execute(|| {
		let signer = sr(1);
		let id = register(&signer);
		endow(&id, 1_000);
		assert_ok!(act(&signer, &id, transfer(stranger(), 400)));
		assert_eq!(Balances::free_balance(&id), 600);
		assert_eq!(last_event(), Event::Acted { identity: id, by: Authority::Key(signer.key()), result: Ok(()) });
	});
}

#[test]
fn every_key_that_has_an_account_acts_by_it() {
	build_and_execute(|| {
		for signer in [sr(1), ed(2), secp(3)] {
			let id = register(&signer);
			assert_ok!(act(&signer, &id, remark()));
		}
	});
}

#[test]
fn nobody_else_acts() {
	build_and_execute(|| {
		let signer = sr(1);
		let id = register(&signer);
		let call = act_call(&id, remark());
		for who in [payer(), stranger(), id.clone()] {
			assert_noop!(dispatch(signed(who), call.clone()).map_err(|e| e.error), Error::<Test>::NotAuthorised);
		}
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			assert_noop!(dispatch(origin, call.clone()).map_err(|e| e.error), BadOrigin);
		}
		let unknown = act_call(&account(9), remark());
		assert_noop!(dispatch(signed(signer.account()), unknown).map_err(|e| e.error), Error::<Test>::IdentityUnknown);
	});
}

#[test]
fn the_right_to_act_is_capability_invocation() {
	build_and_execute(|| {
		let (first, second) = (sr(1), sr(2));
		let id = register(&first);
		let relationships = Relationships::AUTHENTICATION | Relationships::ASSERTION_METHOD;
		assert_ok!(add_key(&first, &id, &second, NewKey { relationships, ..new_key(&second) }));
		assert_eq!(act(&second, &id, remark()), err(Error::NotAuthorised));
	});
}

#[test]
fn a_key_acts_from_when_to_when_it_is_valid() {
	build_and_execute(|| {
		let (first, second) = (sr(1), sr(2));
		let id = register(&first);
		let window = NewKey { valid_from: Some(NOW + 5), valid_until: Some(NOW + 9), ..new_key(&second) };
		assert_ok!(add_key(&first, &id, &second, window));
		for (time, may) in [(NOW, false), (NOW + 4, false), (NOW + 5, true), (NOW + 9, true), (NOW + 10, false)] {
			set_time(time);
			let expected = if may { Ok(()) } else { err(Error::NotAuthorised) };
			assert_eq!(act(&second, &id, remark()), expected, "at {time}");
			assert_eq!(act_signed(&second, &id, remark()), expected, "at {time}");
		}
	});
}

#[test]
fn if_the_call_fails_so_does_the_act_and_nothing_is_left() {
	build_and_execute(|| {
		let signer = sr(1);
		let id = register(&signer);
		endow(&id, 1_000);
		let calls = vec![transfer(stranger(), 400), transfer(stranger(), 4_000)];
		let failed = TokenError::FundsUnavailable;
		assert_noop!(direct(signer.account(), act_call(&id, batch_all(calls.clone()))), failed);
		// A batch does not fail, and what it could do is done.
		assert_ok!(direct(signer.account(), act_call(&id, batch(calls))));
		let stopped = pallet_utility::Event::BatchInterrupted { index: 1, error: failed.into() };
		System::assert_has_event(RuntimeEvent::Utility(stopped));
		assert_eq!((acted(), Balances::free_balance(&id)), (Ok(()), 600));
	});
}

#[test]
fn a_scope_is_kept_to_also_in_batches() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register(&owner);
		endow(&id, 1_000);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		assert_ok!(act(&phone, &id, remark()));
		let filtered = Err(Error::<Test>::NotPermitted.into());
		assert_eq!(act(&phone, &id, transfer(stranger(), 1)), filtered);
		assert_eq!(act(&phone, &id, batch(vec![remark(), transfer(stranger(), 1)])), filtered);
		assert_ok!(act(&phone, &id, batch(vec![remark(), remark()])));
	});
}

#[test]
fn what_has_no_class_is_denied_to_every_key() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		let unclassified = RuntimeCall::System(frame_system::Call::set_heap_pages { pages: 1 });
		assert_eq!(act(&owner, &id, unclassified.clone()), err(Error::CallUnclassified));
		assert_eq!(act(&owner, &id, batch(vec![remark(), unclassified])), err(Error::CallUnclassified));
		// A batch of nothing does nothing that could be classified.
		assert_eq!(act(&owner, &id, batch(vec![])), err(Error::CallUnclassified));
	});
}

#[test]
fn the_weight_is_that_of_the_call_and_what_carries_it() {
	use crate::{ActGuard, WeightInfo};
	use frame_support::dispatch::GetDispatchInfo;
	build_and_execute(|| {
		let signer = sr(1);
		let id = register(&signer);
		let call = remark();
		let carrying = act_call(&id, call.clone());
		let size = call.encoded_size() as u32;
		let own = |assets| <() as WeightInfo>::act_as(assets, size) + Guard::weight();
		let joint = <() as WeightInfo>::consume_proposal(MAX_CONTROLLERS) + <() as WeightInfo>::fits(size, 1);
		let most = own(MAX_LIMITS) + joint + call.get_dispatch_info().call_weight;
		assert_eq!(carrying.get_dispatch_info().call_weight, most);
		let post = dispatch(signed(signer.account()), carrying).expect("the key acts");
		assert_eq!(post.actual_weight, Some(own(0) + call.get_dispatch_info().call_weight));
	});
}

#[test]
fn who_has_fewer_limits_gets_back_what_more_would_have_cost() {
	use crate::{ActGuard, WeightInfo};
	use frame_support::dispatch::GetDispatchInfo;
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		let call = remark();
		let used = |carrying: RuntimeCall| {
			let charged = carrying.get_dispatch_info().call_weight;
			let post = dispatch(signed(relayer()), carrying).expect("it is signed");
			let used = post.actual_weight.expect("it is known");
			assert!(used.all_lte(charged));
			used
		};
		let mut assets = Vec::new();
		for number in 0..=MAX_LIMITS {
			let purse = ed(10 + number as u8);
			let limit = |asset: &Option<AssetId>| SpendingLimit { asset: *asset, amount: 1, period: 1 };
			let limits = assets.iter().map(limit).collect();
			assert_ok!(add_key(&owner, &id, &purse, limited_key(&purse, limits)));
			let expected = <() as WeightInfo>::act_as_signed(number, call.encoded_size() as u32)
				+ <() as WeightInfo>::fits(call.encoded_size() as u32, 1)
				+ <() as WeightInfo>::verify_ed25519()
				+ Guard::weight();
			let whole = expected + call.get_dispatch_info().call_weight;
			assert_eq!(used(signed_call(&purse, &id, call.clone())), whole, "{number} limits");
			assets.push(number.checked_sub(1));
		}
		// What is refused before anything is read.
		GuardSays::set(crate::Verdict::Deny);
		let refused = used(signed_call(&ed(10 + MAX_LIMITS as u8), &id, call.clone()));
		GuardSays::set(crate::Verdict::Allow);
		let size = call.encoded_size() as u32;
		let least = <() as WeightInfo>::act_as_signed(0, size) + <() as WeightInfo>::fits(size, 1);
		assert_eq!(refused, least + <() as WeightInfo>::verify_ed25519() + Guard::weight());
	});
}

#[test]
fn management_is_nothing_that_a_key_account_can_do_directly() {
	build_and_execute(|| {
		let signer = sr(1);
		let id = register(&signer);
		for who in [signer.account(), id.clone(), stranger()] {
			for call in matrix::management(&id) {
				assert_noop!(dispatch(signed(who.clone()), call).map_err(|e| e.error), Error::<Test>::NotActing);
			}
		}
	});
}
