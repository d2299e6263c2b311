//! That whoever carries a signature, or the approvals of controllers, cannot have them used up for nothing: by carrying them
//! too deep, or with filters that they do not pass.

use super::*;
use frame_support::traits::OriginTrait;

/// Whoever carries: an identity that controls another, which controls a third, and so on.
struct Carrier {
	by: Signer,
	chain: Vec<AccountId>,
}

impl Carrier {
	/// Of so many identities, under keys that nothing else here uses.
	fn of(length: u8) -> Self {
		let keys: Vec<_> = (0..length).map(|number| sr(200 + number)).collect();
		let chain: Vec<_> = keys.iter().map(register).collect();
		for at in 1..chain.len() {
			assert_ok!(control(&keys[at], &chain[at], &[&chain[at - 1]], 1));
		}
		Self { by: sr(200), chain }
	}

	/// Make the call within so many acts.
	fn carry(&self, acts: usize, call: RuntimeCall) {
		let call = self.chain[..acts].iter().rev().fold(call, |call, id| act_call(id, call));
		let from = if acts == 0 { relayer() } else { self.by.account() };
		let _ = dispatch(signed(from), call);
	}
}

/// A family: each of the identities controls the next. The first has the key.
fn family(head: &Signer, length: u8) -> Vec<AccountId> {
	let mut ids = vec![register(head)];
	for number in 1..length {
		let key = sr(220 + number);
		let id = register(&key);
		assert_ok!(control(&key, &id, &[&ids[ids.len() - 1]], 1));
		ids.push(id);
	}
	ids
}

/// A call within acts of all but the first of a family.
fn through(family: &[AccountId], call: RuntimeCall) -> RuntimeCall {
	family[1..].iter().rev().fold(call, |call, id| act_call(id, call))
}

/// How often something was said, of which there are events.
pub fn remarks() -> usize {
	let said = |event: &RuntimeEvent| matches!(event, RuntimeEvent::System(frame_system::Event::Remarked { .. }));
	System::events().iter().filter(|record| said(&record.event)).count()
}

pub fn say() -> RuntimeCall {
	RuntimeCall::System(frame_system::Call::remark_with_event { remark: vec![1] })
}

#[test]
fn a_signature_is_not_burnt_by_carrying_it_too_deep() {
	build_and_execute(|| {
		let carrier = Carrier::of(MAX_DEPTH as u8);
		let victim = ed(1);
		let family = family(&victim, MAX_DEPTH as u8);
		let id = family[0].clone();
		for deep in 1..=family.len() {
			// In a batch, and not only itself.
			let call = batch(vec![say(), through(&family[..deep], batch(vec![say()]))]);
			for around in 0..=carrier.chain.len() {
				let (next, said) = (nonce(&id, &victim), remarks());
				let carried = signed_call(&victim, &id, call.clone());
				carrier.carry(around, carried.clone());
				if around + deep <= MAX_DEPTH as usize {
					assert_eq!((nonce(&id, &victim), remarks()), (next + 1, said + 2), "{deep} within {around}");
				} else {
					assert_eq!((nonce(&id, &victim), remarks()), (next, said), "{deep} within {around}");
					assert_ok!(submit(carried));
					assert_eq!(remarks(), said + 2);
				}
			}
		}
	});
}

#[test]
fn a_call_that_is_too_deep_anyhow_uses_nothing_up() {
	build_and_execute(|| {
		let victim = ed(1);
		let family = family(&victim, MAX_DEPTH as u8 + 1);
		let call = signed_call(&victim, &family[0], through(&family, remark()));
		assert_noop!(dispatch(signed(relayer()), call).map_err(|failed| failed.error), Error::<Test>::TooDeep);
	});
}

#[test]
fn approvals_are_not_burnt_by_carrying_the_call_too_deep() {
	build_and_execute(|| {
		let carrier = Carrier::of(MAX_DEPTH as u8);
		// The last of the carriers is one of two who have to agree.
		let (founder, other) = (sr(1), sr(2));
		let (id, other_id) = (register(&founder), register(&other));
		let child = register(&sr(3));
		for around in 1..=carrier.chain.len() {
			let last = &carrier.chain[around - 1];
			assert_ok!(control(&founder, &id, &[last, &other_id], 2));
			for (deep, call) in [(1, say()), (2, batch(vec![act_call(&child, say())]))] {
				if deep == 2 {
					assert_ok!(control(&sr(3), &child, &[&id], 1));
				}
				endow(last, 5_000);
				let approve = approve_call(&id, &call);
				carrier.carry(around, approve.clone().into());
				assert_ok!(act(&other, &other_id, approve));
				let hash = call_hash(&call);
				let said = remarks();
				carrier.carry(around, act_call(&id, call));
				let done = around + deep <= MAX_DEPTH as usize;
				assert_eq!(remarks(), said + usize::from(done), "{deep} within {around}");
				assert_eq!(Registry::proposal(id.clone(), hash).is_none(), done, "{deep} within {around}");
				if !done {
					assert_eq!(Registry::proposal(id.clone(), hash).expect("it is there").count, 2);
				}
			}
		}
	});
}

/// Do something within so many storage layers.
fn within<R>(layers: u32, call: &mut dyn FnMut() -> R) -> Result<R, DispatchError> {
	match layers.checked_sub(1) {
		Some(further) => with_transaction(|| match within(further, call) {
			Ok(result) => TransactionOutcome::Commit(Ok(result)),
			Err(error) => TransactionOutcome::Rollback(Err(error)),
		}),
		None => Ok(call()),
	}
}

/// Calls of calls need a larger stack than tests have.
pub fn with_a_large_stack(test: impl FnOnce() + Send + 'static) {
	let thread = std::thread::Builder::new().stack_size(512 << 20).spawn(test).expect("there is memory");
	thread.join().expect("no panic");
}

/// Find how much may be around a call: up to a limit it is made, which `done` says, and beyond it is not. The limit is found
/// by halving, and looked at from both sides.
pub fn up_to_a_limit(mut done: impl FnMut(u32) -> bool) {
	let mut done = |around| {
		// Events of all that was tried before would take longest to look through.
		System::reset_events();
		done(around)
	};
	// A transaction is decoded to a depth of 256, and there are no more layers.
	let (mut most, mut least) = (0, 255);
	assert!(done(most) && !done(least));
	while least - most > 1 {
		let middle = (most + least) / 2;
		*(if done(middle) { &mut most } else { &mut least }) = middle;
	}
	assert!(most > 100, "{most} is little");
	for around in most - 2..=least + 2 {
		assert_eq!(done(around), around <= most, "{around} of {most}");
	}
}

#[test]
fn a_signature_is_not_burnt_by_storage_layers() {
	with_a_large_stack(|| {
		build_and_execute(|| {
			let victim = ed(1);
			let family = family(&victim, MAX_DEPTH as u8);
			let id = family[0].clone();
			// Something that itself opens as many layers as a call of this runtime can.
			let inner = (0..10).fold(say(), |call, _| batch(vec![call]));
			let call = batch_all(vec![through(&family, inner)]);
			let (mut done, mut refused) = (0, 0);
			for layers in 0..260 {
				let carried = signed_call(&victim, &id, call.clone());
				System::reset_events();
				let next = nonce(&id, &victim);
				let _ = within(layers, &mut || dispatch(signed(relayer()), carried.clone()).map(|_| ()));
				let used = nonce(&id, &victim) - next;
				// It was made, or it can still be.
				assert_eq!(used, remarks() as u64, "{layers} layers");
				done += used;
				refused += 1 - used;
			}
			assert!(done > 100 && refused > u64::from(MAX_LAYERS * MAX_DEPTH), "{done} {refused}");
		})
	});
}

#[test]
fn a_signature_is_not_burnt_by_calls_around_it() {
	with_a_large_stack(|| {
		build_and_execute(|| {
			let victim = ed(1);
			let id = register(&victim);
			let carry = |around, wrap: fn(Vec<RuntimeCall>) -> RuntimeCall, call: &RuntimeCall| {
				System::reset_events();
				let carried = signed_call(&victim, &id, call.clone());
				let next = nonce(&id, &victim);
				let wrapped = (0..around).fold(carried, |call, _| wrap(vec![call]));
				let _ = dispatch(signed(relayer()), wrapped);
				let used = nonce(&id, &victim) - next;
				// It was made, or it can still be.
				assert_eq!(used, remarks() as u64, "{around} calls");
				used > 0
			};
			let (plain, all) = (batch(vec![batch(vec![say()])]), batch(vec![batch_all(vec![say()])]));
			up_to_a_limit(|around| carry(around, batch, &plain));
			up_to_a_limit(|around| carry(around, force_batch, &all));
			// This does not let itself be nested, and so cannot carry the second at all.
			for around in 0..4 {
				assert_eq!(carry(around, batch_all, &plain), around < 2);
				assert_eq!(carry(around, batch_all, &all), around == 0);
			}
		})
	});
}

#[test]
fn approvals_are_not_burnt_by_storage_layers() {
	with_a_large_stack(|| {
		build_and_execute(|| {
			let (founder, one, other) = (sr(1), sr(2), sr(3));
			let (id, one_id, other_id) = (register(&founder), register(&one), register(&other));
			assert_ok!(control(&founder, &id, &[&one_id, &other_id], 2));
			endow(&one_id, 10_000);
			let call = batch(vec![batch_all(vec![say()])]);
			up_to_a_limit(|layers| {
				for (signer, controller) in [(&one, &one_id), (&other, &other_id)] {
					assert_ok!(act(signer, controller, approve_call(&id, &call)));
				}
				let carried = act_call(&one_id, act_call(&id, call.clone()));
				let _ = within(layers, &mut || dispatch(signed(one.account()), carried.clone()).map(|_| ()));
				let used = Registry::proposal(id.clone(), call_hash(&call)).is_none();
				assert_eq!(used, remarks() > 0, "{layers} layers");
				used
			});
		})
	});
}

#[test]
fn a_signature_is_not_burnt_by_a_carrier_that_may_not_make_the_call() {
	build_and_execute(|| {
		let (victim, child_key) = (ed(1), sr(2));
		let (id, child) = (register(&victim), register(&child_key));
		assert_ok!(control(&child_key, &child, &[&id], 1));
		endow(&id, 10_000);
		endow(&child, 10_000);
		let pay = || transfer(stranger(), 100);
		for call in [
			pay(),
			batch(vec![remark(), pay()]),
			batch_all(vec![batch(vec![remark(), batch(vec![pay()])])]),
			act_call(&child, pay()),
			batch(vec![remark(), act_call(&child, batch(vec![remark(), pay()]))]),
		] {
			let carried = signed_call(&victim, &id, call);
			let mut origin = signed(relayer());
			origin.add_filter(|call: &RuntimeCall| !matches!(call, RuntimeCall::Balances(_)));
			let filtered = frame_system::Error::<Test>::CallFiltered;
			assert_noop!(dispatch(origin, carried.clone()).map_err(|failed| failed.error), filtered);
			// The same if the whole chain does not do it for the time being.
			Paused::set(true);
			let filtered = frame_system::Error::<Test>::CallFiltered;
			assert_noop!(dispatch(signed(relayer()), carried.clone()).map_err(|failed| failed.error), filtered);
			Paused::set(false);
			let before = Balances::free_balance(stranger());
			assert_ok!(submit(carried));
			assert_eq!(Balances::free_balance(stranger()), before + 100);
		}
	});
}

#[test]
fn a_signature_is_not_burnt_by_a_carrier_of_less_power() {
	build_and_execute(|| {
		let (victim, owner) = (ed(1), sr(2));
		let (id, other) = (register(&victim), register(&owner));
		endow(&id, 10_000);
		let limit = SpendingLimit { asset: None, amount: 0, period: 1 };
		for (seed, permissions) in
			[(10, scoped(Scope::Social)), (11, scoped(Scope::NonTransfer)), (12, limited(vec![limit]))]
		{
			let phone = sr(seed);
			assert_ok!(add_key(&owner, &other, &phone, key_with(&phone, permissions)));
			for call in [transfer(stranger(), 1), batch(vec![remark(), transfer(stranger(), 1)])] {
				let carried = signed_call(&victim, &id, call);
				let (next, before) = (nonce(&id, &victim), Balances::free_balance(stranger()));
				let _ = act(&phone, &other, carried);
				// It was made or it can still be; a limit of the carrier's own identity does not concern what others pay.
				let paid = Balances::free_balance(stranger()) - before;
				assert_eq!(u128::from(nonce(&id, &victim) - next), paid);
			}
		}
	});
}

#[test]
fn approvals_are_not_burnt_while_the_chain_does_not_make_the_call() {
	build_and_execute(|| {
		let (founder, one, other) = (sr(1), sr(2), sr(3));
		let (id, one_id, other_id) = (register(&founder), register(&one), register(&other));
		assert_ok!(control(&founder, &id, &[&one_id, &other_id], 2));
		endow(&id, 1_000);
		endow(&one_id, 5_000);
		let call = batch(vec![remark(), transfer(stranger(), 100)]);
		for (signer, controller) in [(&one, &one_id), (&other, &other_id)] {
			assert_ok!(act(signer, controller, approve_call(&id, &call)));
		}
		Paused::set(true);
		let filtered = Err(frame_system::Error::<Test>::CallFiltered.into());
		assert_eq!(act(&other, &other_id, act_call(&id, call.clone())), filtered);
		Paused::set(false);
		assert_eq!(Registry::proposal(id.clone(), call_hash(&call)).expect("it is there").count, 2);
		assert_ok!(act(&other, &other_id, act_call(&id, call)));
		assert_eq!(Balances::free_balance(&id), 900);
	});
}

#[test]
fn what_is_never_denied_is_not_burnt_either() {
	build_and_execute(|| {
		let carrier = Carrier::of(MAX_DEPTH as u8);
		let (owner, phone) = (sr(1), passkey(2));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		let freeze = signed_call(&phone, &id, freeze_call(&id));
		carrier.carry(carrier.chain.len(), freeze.clone());
		assert!(record(&id).is_active());
		let mut origin = signed(relayer());
		origin.add_filter(|call: &RuntimeCall| !matches!(call, RuntimeCall::Registry(Call::freeze { .. })));
		let filtered = frame_system::Error::<Test>::CallFiltered;
		assert_noop!(dispatch(origin, freeze.clone()).map_err(|failed| failed.error), filtered);
		for left in 0..3 {
			with_layers_left(left, freeze.clone());
			assert!(record(&id).is_active());
		}
		assert_eq!(key_of(&id, &phone).froze, 0);
		assert_ok!(submit(freeze));
	});
}

/// Carry a call where only so many storage layers are left.
fn with_layers_left(left: u32, call: RuntimeCall) {
	let most = (1..).find(|layers| within(*layers, &mut || ()).is_err()).expect("there is an end") - 1;
	let _ = within(most - left, &mut || dispatch(signed(relayer()), call.clone()).map(|_| ()));
}
