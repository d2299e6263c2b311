//! What works when the chain is stopped: what is not disputed, ruled on or opened in time never is. Nothing else.

use super::*;
use civitas_runtime::{SafeMode, TxPause};

/// What works in safe mode and cannot be paused. Besides, what is sealed is opened in safe mode.
const WORKS: [&str; 2] = ["dispute", "rule"];

/// The names of all calls of the pallet.
fn names() -> Vec<String> {
	let known = metadata().pallets.iter().find(|known| known.name == "Reputation").expect("there is one");
	let id = known.calls.as_ref().expect("it has some").ty.id;
	match &metadata().types.resolve(id).expect("it is registered").type_def {
		scale_info::TypeDef::Variant(calls) => calls.variants.iter().map(|call| call.name.clone()).collect(),
		_ => panic!("calls are variants"),
	}
}

/// All but what works.
fn stopped() -> impl Iterator<Item = (&'static str, Say)> {
	let others = every_call().into_iter().filter(|(name, ..)| !WORKS.contains(name));
	others.map(|(name, call, _)| (name, call))
}

#[test]
fn the_calls_here_are_all_that_there_are() {
	development().execute_with(|| {
		let known: Vec<_> = every_call().into_iter().map(|(name, ..)| name).collect();
		assert_eq!(names(), known);
	});
}

#[test]
fn in_safe_mode_what_has_a_time_is_done_and_nothing_else() {
	development().execute_with(|| {
		found();
		// One review stands, and one is sealed, of which the other side was given.
		let standing = reviewed(OTHER, bought(OTHER, coins(40)), 1);
		let agreement = bought(CUSTOMER, coins(40));
		let (customer, shop) = (account(CUSTOMER), account(SHOP));
		let hidden = review_of(agreement, &customer, &shop);
		done(CUSTOMER, review(by_agreement(agreement, machine(), 0), sealed(2, hidden)));
		done(SHOP, review(by_agreement(agreement, of_account(&customer), 0), open(5)));

		SafeMode::force_enter(RuntimeOrigin::root()).expect("it is not entered");
		let batch = |calls: Vec<RuntimeCall>| pallet_utility::Call::<Runtime>::batch_all { calls };
		for (name, call) in stopped() {
			for who in [CUSTOMER, SHOP, OTHER, STRANGER] {
				assert_eq!(applied(who, call.clone()), filtered(), "{name} by {who}");
			}
			// Nor beside what works.
			let both = batch(vec![dispute(standing).into(), call.into()]);
			assert_eq!(applied(SHOP, both), filtered(), "{name}");
		}
		assert_eq!(applied(OTHER, again(standing, 5)), filtered());

		done(SHOP, dispute(standing));
		done(CUSTOMER, review(Target::Again(hidden), opened(2)));
		done(ARBITER, rule(standing, true));
		assert_eq!(all(&machine()).all, counts(&[2], &[1], &[]));

		SafeMode::force_exit(RuntimeOrigin::root()).expect("it is entered");
		done(SHOP, respond(hidden));
		check();
	});
}

#[test]
fn disputes_and_rulings_cannot_be_paused_and_all_else_can() {
	development().execute_with(|| {
		found();
		let standing = reviewed(OTHER, bought(OTHER, coins(40)), 1);
		let pause = |call: &str| TxPause::pause(RuntimeOrigin::root(), (list(*b"Reputation"), list(call.as_bytes())));
		for name in WORKS {
			assert_eq!(pause(name), refused(pallet_tx_pause::Error::<Runtime>::Unpausable), "{name}");
		}
		for (name, call) in stopped() {
			assert_eq!(pause(name), Ok(()), "{name}");
			assert_eq!(applied(STRANGER, call), filtered(), "{name}");
		}
		done(SHOP, dispute(standing));
		done(ARBITER, rule(standing, false));
		check();
	});
}
