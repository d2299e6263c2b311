//! What works when the chain is stopped: an auditor is answered, since an answer that comes late shows for ever. Nothing else has a time
//! that cannot wait, and no money moves.

use super::*;
use civitas_runtime::{RuntimeOrigin, SafeMode, TxPause};
use pallet_public_finance::info::FindingInfo;

/// What works.
const WORKS: &str = "answer";

/// All but that.
fn stopped() -> impl Iterator<Item = (&'static str, Finance)> {
	every_call().into_iter().filter(|(name, _)| *name != WORKS)
}

/// The auditor has found something in the first period of the town, to be answered within a day.
fn questioned() {
	engaged_and_closed();
	assert_eq!(applied(AUDITOR, call_of("find")), Ok(()));
}

/// The names of all calls of the pallet.
fn names() -> Vec<String> {
	let known = metadata().pallets.iter().find(|known| known.name == "PublicFinance").expect("there is one");
	let id = known.calls.as_ref().expect("it has some").ty.id;
	match &metadata().types.resolve(id).expect("it is registered").type_def {
		scale_info::TypeDef::Variant(calls) => calls.variants.iter().map(|call| call.name.clone()).collect(),
		_ => panic!("calls are variants"),
	}
}

fn batch(calls: Vec<RuntimeCall>) -> pallet_utility::Call<Runtime> {
	pallet_utility::Call::batch_all { calls }
}

#[test]
fn the_calls_here_are_all_that_there_are() {
	development().execute_with(|| {
		let known: Vec<_> = every_call().into_iter().map(|(name, _)| name).collect();
		assert_eq!(names(), known);
	});
}

#[test]
fn in_safe_mode_auditors_are_answered_and_nothing_else_happens() {
	development().execute_with(|| {
		found();
		questioned();
		SafeMode::force_enter(RuntimeOrigin::root()).expect("it is not entered");
		for (name, call) in stopped() {
			for who in [COUNCIL, AUDITOR, DONOR, PAYEE, TOWN_KEY] {
				assert_eq!(applied(who, call.clone()), filtered(), "{name} by {who}");
			}
			assert_eq!(by(OFFICER, call.clone()), filtered(), "{name}");
			assert_eq!(act(TOWN_KEY, &town(), call.clone()), filtered(), "{name}");
			// Nor beside what works.
			assert_eq!(by(OFFICER, batch(vec![call_of(WORKS).into(), call.into()])), filtered(), "{name}");
		}
		done(OFFICER, call_of(WORKS));
		pass(2 * DAY);
		let question = (town(), 0u16, None::<u16>, None::<u32>);
		let findings: Page<FindingInfo, u16> = ask("PublicFinance", "findings", question);
		assert_eq!(findings.items.iter().map(|finding| finding.overdue).collect::<Vec<_>>(), [false]);

		SafeMode::force_exit(RuntimeOrigin::root()).expect("it is entered");
		assert_eq!(applied(DONOR, donate(FUND, DOLLARS)), Ok(()));
		done(OFFICER, call_of("receive"));
		check();
	});
}

#[test]
fn an_answer_cannot_be_paused_and_all_else_can() {
	development().execute_with(|| {
		found();
		questioned();
		let pause =
			|call: &str| TxPause::pause(RuntimeOrigin::root(), (list(*b"PublicFinance"), list(call.as_bytes())));
		assert_eq!(pause(WORKS), refused(pallet_tx_pause::Error::<Runtime>::Unpausable));
		for (name, call) in stopped() {
			assert_eq!(pause(name), Ok(()), "{name}");
			assert_eq!(applied(DONOR, call.clone()), filtered(), "{name}");
			assert_eq!(by(OFFICER, call), filtered(), "{name}");
		}
		done(OFFICER, call_of(WORKS));
		check();
	});
}
