//! The load generator, in short: what it prepares is what it says, and all that it sends becomes final. How fast is not asked.

use civitas_tests::load::{drive, Chain, Fleet, Pace, Report, WORKS};

/// How many accounts send.
const ACCOUNTS: usize = 10;
/// How many calls of each kind are made.
const CALLS: usize = 20;
/// How many transfers are made, by validators.
const TRANSFERS: usize = 100;

/// One node that makes a block as soon as there is a transaction.
fn instant() -> Chain {
	let options = ["--dev", "--sealing", "instant"].map(str::to_owned).to_vec();
	Chain { options, ..Chain::civitas(Chain::ONE) }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_call_is_prepared_and_done() {
	for work in WORKS {
		let mut stage = instant().start(Fleet::of(ACCOUNTS)).await;
		// Of those that do as much as many others, one.
		let calls = if work.calls < CALLS * 10 { 1 } else { CALLS };
		let steps = (work.prepare)(&mut stage, calls).await;
		let signed = stage.sign(steps);
		let run = drive(&stage, signed, Pace::Full).await;
		let report = Report::of(&run, stage.room());
		assert_eq!(report.troubles, Vec::<String>::new(), "{}", work.name);
		assert_eq!(report.counts, [calls; 3], "{}", work.name);
		assert_eq!(report.forks, 0, "{}", work.name);
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_transfers_are_final_on_three_validators() {
	let mut stage = Chain::civitas(Chain::THREE).start(Fleet::of(ACCOUNTS)).await;
	let transfer = WORKS.iter().find(|work| work.name == "transfer").expect("transfers are measured");
	let steps = (transfer.prepare)(&mut stage, TRANSFERS).await;
	let signed = stage.sign(steps);
	let run = drive(&stage, signed, Pace::Full).await;
	let report = Report::of(&run, stage.room());
	assert_eq!(report.troubles, Vec::<String>::new());
	assert_eq!(report.counts, [TRANSFERS; 3]);
	// All that is told of them is a number.
	let [inclusion, finality] = [report.to_inclusion, report.to_finality];
	assert!(inclusion[0] > 0.0 && inclusion[0] <= inclusion[1], "{inclusion:?}");
	assert!(finality[0] >= inclusion[0] && finality[0] <= finality[1], "{finality:?}");
	assert!(report.rates.iter().all(|rate| *rate > 0.0 && rate.is_finite()), "{:?}", report.rates);
	assert!(report.fullness > 0.0 && report.fullness < 1.0, "{}", report.fullness);
}
