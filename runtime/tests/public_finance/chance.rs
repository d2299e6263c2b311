//! What chance brings to an audit: the runtime remembers what each epoch of block production has gathered.

use super::*;
use civitas_primitives::public_finance::sample;
use civitas_runtime::time::EPOCH_DURATION_IN_SLOTS;
use pallet_babe::NextRandomness;
use pallet_public_finance::{info::SampledUnit, Engagements, Gathered};

/// In which epoch the first period of the town was closed.
fn closed_in() -> u64 {
	match PublicFinance::periods(town(), None, None).items.remove(0).record.state {
		PeriodState::Closed { epoch, .. } => epoch,
		state => panic!("it is {state:?}"),
	}
}

/// Go on to the next epoch, and to a block of it that takes transactions.
fn next_epoch() {
	skip_slots(EPOCH_DURATION_IN_SLOTS);
	next_block();
}

#[test]
fn the_sample_is_by_what_the_first_whole_epoch_after_the_closing_has_gathered() {
	development().execute_with(|| {
		found();
		let award = awarded(600 * DOLLARS);
		done(OFFICER, pay(award, 600 * DOLLARS));
		engaged_and_closed();
		let closed = closed_in();
		let unknown = || refused(Error::<Runtime>::RandomnessUnknown);
		let remembered = |epoch: u64| Gathered::<Runtime>::get(epoch);
		assert_eq!((applied(AUDITOR, reveal()), remembered(closed)), (unknown(), None));

		// A part of that epoch was known when the period was closed.
		next_epoch();
		let before = NextRandomness::<Runtime>::get();
		assert_eq!((applied(AUDITOR, reveal()), remembered(closed)), (unknown(), Some(before)));
		assert_eq!(remembered(closed + 1), None);

		next_epoch();
		let gathered = NextRandomness::<Runtime>::get();
		assert_ne!(gathered, before);
		// Whenever he reveals it.
		next_epoch();
		assert_ne!(NextRandomness::<Runtime>::get(), gathered);
		assert_eq!([closed, closed + 1].map(remembered), [Some(before), Some(gathered)]);
		assert_eq!(applied(AUDITOR, reveal()), Ok(()));
		let seed = sample::seed(&SECRET, &gathered);
		let audit = Engagements::<Runtime>::get(town(), 0).expect("he has accepted");
		assert_eq!((audit.secret, audit.seed), (Some(SECRET), Some(seed)));
		assert_eq!(applied(AUDITOR, reveal()), refused(Error::<Runtime>::AlreadyDone));

		// One of 50 dollars each, and all in the one payment.
		let question = (town(), 0u16, FUND, None::<Balance>, None::<u32>);
		let drawn: Page<SampledUnit, Balance> = ask("PublicFinance", "sample", question);
		let start = sample::start(&seed, FUND, EVERY);
		let units = (0..12).map(|place| SampledUnit { unit: start + place * EVERY, number: Some(0) });
		assert_eq!(drawn, Page { items: units.collect(), next: None });
		check();
	});
}

/// There is no block in several epochs, as when the validators cannot agree, or a developer moves time on. The first whole epoch after
/// the closing is then the first after that.
#[test]
fn an_outage_does_not_keep_the_sample_from_being_drawn() {
	development().execute_with(|| {
		found();
		engaged_and_closed();
		skip_slots(5 * EPOCH_DURATION_IN_SLOTS);
		next_block();
		assert_eq!(applied(AUDITOR, reveal()), refused(Error::<Runtime>::RandomnessUnknown));
		next_epoch();
		assert_eq!(applied(AUDITOR, reveal()), Ok(()));
		let seed = sample::seed(&SECRET, &NextRandomness::<Runtime>::get());
		let audit = Engagements::<Runtime>::get(town(), 0).expect("he has accepted");
		assert_eq!(audit.seed, Some(seed));
		check();
	});
}

#[test]
fn what_was_gathered_is_remembered_for_a_year() {
	let epochs: u64 = <<Runtime as pallet_public_finance::Config>::EpochsRemembered as Get<u64>>::get();
	assert!(epochs * EPOCH_DURATION_IN_SLOTS * SLOT_DURATION_MILLIS >= 365 * DAY);
}
