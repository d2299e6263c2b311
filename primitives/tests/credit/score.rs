//! The score against one that goes day by day, and what must hold of any file.

use civitas_primitives::{
	credit::{
		file::{Body, Correction, Dispute, Entry, Inquiry, Liability, Record},
		score::{
			score, Assessment, Band, Basis, Reason, Score, BANDS, BASE, DAILY_CAP, FUNCTION, GAIN, HALF, LATE, LOSS,
			TERM_DAYS, UNIT,
		},
	},
	lending::DAY,
};
use codec::Encode;
use hex_literal::hex;
use num_bigint::BigUint;
use proptest::prelude::*;
use sp_core::{crypto::AccountId32, H256};
use std::collections::{BTreeMap, BTreeSet};

/// Accounts here are small numbers; this is the register.
const REGISTER: u8 = 0;
/// The lender trusts these.
const TRUSTED: [u8; 3] = [1, 2, 3];
/// And not this one.
const OTHER: u8 = 9;
/// The end of 2030 or so.
const TODAY: u64 = 22_280;

type Line = Entry<u8>;

fn entry(reporter: u8, body: Body<u8>) -> Line {
	Entry { salt: H256::zero(), at: TODAY * DAY, reporter, body }
}

/// A record of so much, for some days until so many days ago.
fn record(value: u128, days: u64, ago: u64, worst: u32, loss: u128) -> Record {
	let until = (TODAY - ago) * DAY;
	let value = value * UNIT;
	Record {
		liability: Liability::Loan,
		reference: H256::repeat_byte(1),
		value,
		from: until - days * DAY,
		until,
		worst,
		loss,
	}
}

fn good(reporter: u8, value: u128, days: u64, ago: u64) -> Line {
	entry(reporter, Body::Record(record(value, days, ago, 0, 0)))
}

fn late(reporter: u8, ago: u64, worst: u32) -> Line {
	entry(reporter, Body::Record(record(500, 30, ago, worst, 0)))
}

/// A year of months, each paid in time, until so many days ago.
fn year(reporter: u8, value: u128, ago: u64) -> Vec<Line> {
	(0..12).map(|month| good(reporter, value, 30, ago + 30 * month)).collect()
}

/// With these disputes answered, and these entries void.
fn score_with(entries: &[Line], answered: &[u8], void: &[u32], now: u64) -> Score {
	let (answered, void) = (answered.iter().map(|number| H256::repeat_byte(*number)), void.iter().copied());
	let (answered, void) = (answered.collect(), void.collect());
	score(entries, &Basis { register: &REGISTER, trusted: &TRUSTED.into(), answered: &answered, void: &void, now })
}

fn score_at(entries: &[Line], today: u64) -> Score {
	score_with(entries, &[], &[], today * DAY)
}

fn of(entries: &[Line]) -> Score {
	score_at(entries, TODAY)
}

/// The same day by day, of records alone. It follows the documentation.
fn reference(entries: &[Line], today: u64) -> u16 {
	let records: Vec<_> = entries
		.iter()
		.filter_map(|entry| match &entry.body {
			Body::Record(record) if TRUSTED.contains(&entry.reporter) => Some((entry.reporter, *record)),
			_ => None,
		})
		.filter(|(_, record)| record.until <= today * DAY && today - record.until / DAY <= u64::from(TERM_DAYS))
		.collect();
	let mut evidence = BigUint::default();
	for age in 1..=u64::from(TERM_DAYS) {
		let day = today - age;
		for reporter in TRUSTED {
			let on_day = |record: &Record| record.from / DAY <= day && day < record.until / DAY;
			let is_good = |record: &Record| record.worst == 0 && record.loss == 0;
			let values = records.iter().filter(|(by, record)| *by == reporter && on_day(record) && is_good(record));
			let value: BigUint = values.map(|(_, record)| BigUint::from(record.value)).sum();
			let cap = BigUint::from(u128::from(DAILY_CAP) * UNIT);
			evidence += value.min(cap) * (u64::from(TERM_DAYS) - age);
		}
	}
	let half = BigUint::from(HALF) * UNIT * TERM_DAYS;
	let points = u32::try_from(&evidence * GAIN / (&evidence + half)).unwrap();
	let mut worst = BTreeMap::<_, u64>::new();
	for (by, record) in &records {
		let points = match (record.loss, record.worst) {
			(1.., _) => LOSS,
			(_, 90..) => 350,
			(_, 60..) => 200,
			(_, 30..) => 100,
			(_, 1..) => 30,
			_ => 0,
		};
		let left = u64::from(TERM_DAYS) - (today - record.until / DAY);
		let points = (u64::from(points) * left).div_ceil(TERM_DAYS.into());
		let of = worst.entry((*by, record.reference)).or_default();
		*of = points.max(*of);
	}
	let penalties: u64 = worst.values().sum();
	u16::try_from((u64::from(BASE + points)).saturating_sub(penalties)).unwrap()
}

#[test]
fn a_thin_file_says_nothing_and_a_good_year_much() {
	let empty = Score { score: 300, band: Band::E, reasons: vec![Reason::ThinFile] };
	assert_eq!(of(&[]), empty);
	// One month, three, half a year: more each time.
	let months = year(1, 500, 0);
	let after = |count: usize| (of(&months[..count]).score, of(&months[..count]).band);
	assert_eq!([1, 3, 6, 12].map(after), [(390, Band::E), (514, Band::D), (625, Band::C), (738, Band::B)]);
	assert_eq!(of(&months[..1]).reasons, [Reason::ThinFile]);
	assert_eq!(of(&months[..3]).reasons, [Reason::ShortHistory]);
	assert_eq!(of(&months).reasons, []);
	// Of a loan of a thousand that is paid back in twelve parts, and of one that is half of it.
	let loan = |principal: u128| -> Vec<_> {
		(0..12).map(|month| good(1, principal * (month + 1) as u128 / 12, 30, 30 * month)).collect()
	};
	assert_eq!((of(&loan(1_000)).score, of(&loan(1_000)).band), (696, Band::B));
	assert_eq!((of(&loan(500)).score, of(&loan(500)).band), (628, Band::C));
	// By two reporters, and after another year.
	assert_eq!(of(&[months.clone(), year(2, 500, 0)].concat()).band, Band::A);
	assert_eq!(of(&[months, year(1, 500, 360)].concat()).band, Band::A);
}

#[test]
fn a_history_of_loans_to_oneself_costs_as_much_as_a_real_one() {
	// A million for a day, a hundred at once, a year that was over in a month: no more than the cap for each day.
	let most = |days| of(&[good(1, 500, days, 0)]).score;
	assert_eq!(of(&[good(1, 1_000_000, 1, 0)]).score, most(1));
	assert_eq!(of(&vec![good(1, 500, 30, 0); 100]).score, most(30));
	assert_eq!(of(&[vec![good(1, 400, 30, 0)], vec![good(1, 400, 15, 0)]].concat()).score, {
		// 15 days with 400, and 15 with 500.
		reference(&[good(1, 400, 15, 15), good(1, 500, 15, 0)], TODAY)
	});
	assert_eq!(most(1), 303);
	assert_eq!(most(30), 390);
}

#[test]
fn lateness_and_losses_take_points() {
	let months = year(1, 500, 0);
	let with = |entry| of(&[months.clone(), vec![entry]].concat());
	let other = |worst, loss| {
		let record = Record { reference: H256::repeat_byte(2), ..record(500, 30, 0, worst, loss) };
		entry(1, Body::Record(record))
	};
	for (worst, score, reason) in [
		(1, 708, Reason::Late),
		(29, 708, Reason::Late),
		(30, 638, Reason::Late),
		(60, 538, Reason::Late),
		(89, 538, Reason::Late),
		(90, 388, Reason::SeriouslyLate),
		(u32::MAX, 388, Reason::SeriouslyLate),
	] {
		let found = with(other(worst, 0));
		assert_eq!((found.score, found.reasons), (score, vec![reason]), "{worst}");
	}
	let lost = with(other(0, 1));
	assert_eq!(lost, Score { score: 138, band: Band::E, reasons: vec![Reason::Loss] });
	assert_eq!(of(&[other(0, 1)]).score, 0);
	// Of one liability the worst, and of two both.
	assert_eq!(with(other(30, 0)), of(&[months.clone(), vec![other(30, 0), other(1, 0), other(30, 0)]].concat()));
	assert_eq!(of(&[months, vec![other(30, 0), late(1, 0, 30)]].concat()).score, 538);
	// Half as much after half of the time, rounded up.
	assert_eq!(of(&[late(1, 1_278, 30)]).score, 300 - 50);
	assert_eq!(of(&[late(1, 2_554, 30)]).score, 300 - 1);
	assert_eq!(of(&[late(1, 2_555, 30)]).score, 300);
}

#[test]
fn what_is_left_out_changes_nothing_but_is_told() {
	let months = year(1, 500, 0);
	let before = of(&months);
	for (left_out, reason) in [
		(good(OTHER, 500, 30, 0), Some(Reason::ReportersNotTrusted)),
		(late(OTHER, 0, 90), Some(Reason::ReportersNotTrusted)),
		(good(1, 500, 30, 2_556), Some(Reason::OldEntries)),
		(late(1, 2_556, 90), Some(Reason::OldEntries)),
		(entry(1, Body::Record(Record { until: TODAY * DAY + 1, ..record(500, 30, 0, 90, 0) })), None),
		(entry(1, Body::Inquiry(Inquiry { lender: 1, consent: H256::zero(), purpose: H256::zero() })), None),
		(entry(1, Body::Dispute(Dispute { of: 12, dispute: H256::zero() })), None),
	] {
		let found = of(&[months.clone(), vec![left_out.clone()]].concat());
		assert_eq!((found.score, found.band), (before.score, before.band), "{left_out:?}");
		assert_eq!(found.reasons, reason.into_iter().collect::<Vec<_>>(), "{left_out:?}");
	}
}

#[test]
fn a_disputed_entry_counts_again_once_it_is_answered() {
	let dispute = |of, number| entry(REGISTER, Body::Dispute(Dispute { of, dispute: H256::repeat_byte(number) }));
	let entries = [late(1, 0, 90), dispute(0, 7)];
	let open = score_with(&entries, &[], &[], TODAY * DAY);
	assert_eq!((open.score, open.reasons), (300, vec![Reason::ThinFile, Reason::Disputed]));
	assert_eq!(score_with(&entries, &[8], &[], TODAY * DAY).score, 300, "another is answered");
	let answered = score_with(&entries, &[7], &[], TODAY * DAY);
	assert_eq!((answered.score, answered.reasons), (0, vec![Reason::ThinFile, Reason::SeriouslyLate]));
	// A second one is open.
	let twice = [&entries[..], &[dispute(0, 9)]].concat();
	assert_eq!(score_with(&twice, &[7], &[], TODAY * DAY).score, 300);
	// The register says nothing of it, but the chain says that it is overdue.
	assert_eq!(score_with(&entries, &[7], &[0], TODAY * DAY).score, 300);
	assert_eq!(score_with(&entries, &[7], &[1], TODAY * DAY).score, 0);
}

#[test]
fn the_last_correction_counts() {
	let correct = |by, of, record| entry(by, Body::Correction(Correction { of, record }));
	let fixed = |worst| Some(record(500, 30, 0, worst, 0));
	let wrong = late(1, 0, 90);
	let of = |more: &[Line]| of(&[std::slice::from_ref(&wrong), more].concat()).score;
	let (bad, none, fine) = (0, 300, 390);
	assert_eq!(of(&[]), bad);
	assert_eq!(of(&[correct(1, 0, None)]), none);
	assert_eq!(of(&[correct(1, 0, fixed(0))]), fine);
	assert_eq!(of(&[correct(1, 0, fixed(0)), correct(1, 0, fixed(30))]), 200);
	assert_eq!(of(&[correct(1, 0, fixed(30)), correct(1, 0, None)]), none);
	// Nobody else corrects it, but the register; which is no reporter that the lender trusts.
	assert_eq!(of(&[correct(2, 0, None)]), bad);
	assert_eq!(of(&[correct(REGISTER, 0, None)]), none);
	assert_eq!(of(&[correct(REGISTER, 0, fixed(0))]), none);
	// What is of no record, or of a later one, is none.
	assert_eq!(of(&[correct(1, 1, None), correct(1, 2, None), correct(1, u32::MAX, None)]), bad);
	assert_eq!(of(&[correct(1, 0, None), correct(1, 1, fixed(0))]), none);
	assert_eq!(of(&[correct(1, 1, fixed(0))]), bad, "it is of itself");
	// A dispute of the record is one of what it was corrected to; one of a correction ends with the next.
	let dispute = |of| entry(REGISTER, Body::Dispute(Dispute { of, dispute: H256::zero() }));
	assert_eq!(of(&[correct(1, 0, fixed(30)), dispute(0)]), none);
	assert_eq!(of(&[correct(1, 0, fixed(30)), dispute(1)]), none);
	assert_eq!(of(&[correct(1, 0, fixed(30)), dispute(1), correct(1, 0, fixed(0))]), fine);
}

#[test]
fn bands_have_their_thresholds() {
	for (least, band) in BANDS {
		assert_eq!(Band::of(least), band);
		assert!(least == 0 || Band::of(least - 1) > band);
	}
	assert_eq!(Band::of(1_000), Band::A);
	assert!(LATE.windows(2).all(|pair| pair[0].0 > pair[1].0 && pair[0].1 > pair[1].1) && LOSS > LATE[0].1);
}

#[test]
fn extreme_numbers_have_a_score() {
	let extreme = Record { value: u128::MAX, from: 0, until: u64::MAX, ..record(0, 0, 0, 0, 0) };
	let all: Vec<_> = (0..1_000).map(|_| entry(1, Body::Record(extreme))).collect();
	assert_eq!(score_with(&all, &[], &[], u64::MAX).score, 905);
	assert_eq!(score_with(&all, &[], &[], 0).score, 300);
	let backwards = Record { from: u64::MAX, until: 0, worst: 1, ..extreme };
	assert_eq!(score_with(&[entry(1, Body::Record(backwards))], &[], &[], 0).score, 270);
}

#[test]
fn an_assessment_is_hashed_with_all_that_it_says() {
	let account = |number| AccountId32::new([number; 32]);
	let commitment = hex!("a4af7ae7a9b2f76d3cc3c1a042dab4ab8f097cc9aeb7fc4661788fa03c5117cc").into();
	let assessment = Assessment {
		register: account(1),
		root: H256::repeat_byte(17),
		commitment,
		function: FUNCTION,
		score: 731,
		borrower: account(5),
		salt: H256::repeat_byte(18),
	};
	// By a few lines of Python.
	let expected = hex!("5678a4eb37e60c2b152d3de82f0344df55e92e1e530969d6cc0a26bb24a9da8d");
	assert_eq!(assessment.hash(), expected.into());
	for changed in [
		Assessment { register: account(2), ..assessment.clone() },
		Assessment { root: H256::zero(), ..assessment.clone() },
		Assessment { commitment: H256::zero(), ..assessment.clone() },
		Assessment { function: 2, ..assessment.clone() },
		Assessment { score: 730, ..assessment.clone() },
		Assessment { borrower: account(1), ..assessment.clone() },
		Assessment { salt: H256::zero(), ..assessment.clone() },
	] {
		assert_ne!(changed.hash(), expected.into(), "{changed:?}");
	}
}

fn any_record() -> impl Strategy<Value = Record> {
	let value = prop_oneof![Just(0u128), 1..2_000u128, any::<u128>()];
	let days = (0..900u64, prop_oneof![0..800u64, 2_500..2_700u64]);
	let bad = prop_oneof![
		4 => Just((0, 0)),
		1 => (prop_oneof![1..130u32, any::<u32>()], Just(0)),
		1 => (0..90u32, 1..1_000u128),
	];
	(value, days, bad, 0..4u8, 0..DAY).prop_map(|(value, (days, ago), (worst, loss), reference, odd)| {
		let until = (TODAY - ago) * DAY - odd;
		let value = value.checked_mul(UNIT).unwrap_or(value);
		let from = until - days * DAY;
		let reference = H256::repeat_byte(reference);
		Record { liability: Liability::Rent, reference, value, from, until, worst, loss }
	})
}

fn reporter() -> impl Strategy<Value = u8> {
	prop_oneof![4 => 1..=3u8, 1 => Just(OTHER), 1 => Just(REGISTER)]
}

fn records() -> impl Strategy<Value = Vec<Line>> {
	let entry = (reporter(), any_record()).prop_map(|(by, record)| entry(by, Body::Record(record)));
	proptest::collection::vec(entry, 0..12)
}

/// Anything that can be in a file.
fn any_entry() -> impl Strategy<Value = Line> {
	let correction = (0..14u32, proptest::option::of(any_record())).prop_map(|(of, record)| Correction { of, record });
	let dispute = (0..14u32, 0..3u8).prop_map(|(of, number)| Dispute { of, dispute: H256::repeat_byte(number) });
	let body = prop_oneof![
		5 => any_record().prop_map(Body::Record),
		2 => correction.prop_map(Body::Correction),
		2 => dispute.prop_map(Body::Dispute),
	];
	(reporter(), body).prop_map(|(by, body)| entry(by, body))
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

	#[test]
	fn it_is_that_of_going_day_by_day(entries in records(), later in 0..60u64) {
		let found = score_at(&entries, TODAY + later);
		prop_assert_eq!(found.score, reference(&entries, TODAY + later));
		prop_assert_eq!(found.band, Band::of(found.score));
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 1_024, ..ProptestConfig::default() })]

	/// Invariant 11.
	#[test]
	fn a_good_entry_never_lowers_a_score_and_a_late_one_never_raises_it(
		entries in proptest::collection::vec(any_entry(), 0..14),
		void in proptest::collection::vec(0..14u32, 0..2),
		by in reporter(),
		record in any_record(),
	) {
		let of = |entries: &[Line]| score_with(entries, &[1], &void, TODAY * DAY).score;
		let before = of(&entries);
		let with = |record| of(&[&entries[..], &[entry(by, Body::Record(record))]].concat());
		let good = with(Record { worst: 0, loss: 0, ..record });
		prop_assert!(good >= before);
		let late = with(Record { worst: record.worst.max(1), ..record });
		prop_assert!(late <= before);
		let lost = with(Record { loss: record.loss.max(1), ..record });
		prop_assert!(lost <= before);
	}

	#[test]
	fn the_order_of_records_does_not_matter(entries in records(), seed: u64) {
		let mut other = entries.clone();
		other.sort_by_key(|entry| (seed, entry.hash()).using_encoded(sp_io::hashing::blake2_256));
		prop_assert_eq!(of(&other), of(&entries));
	}

	#[test]
	fn time_takes_from_good_files_and_gives_to_bad_ones(entries in records(), later in 0..3_000u64) {
		let part = |good: bool| -> Vec<_> {
			let is_good = |entry: &Line| matches!(&entry.body, Body::Record(record) if record.worst == 0 && record.loss == 0);
			entries.iter().filter(|entry| is_good(entry) == good).cloned().collect()
		};
		let (good, bad) = (part(true), part(false));
		prop_assert!(score_at(&good, TODAY + later).score <= of(&good).score);
		prop_assert!(score_at(&bad, TODAY + later).score >= of(&bad).score);
		prop_assert_eq!(score_at(&entries, TODAY + 6_000).score, 300, "all is forgotten");
	}

	#[test]
	fn what_does_not_count_changes_nothing(
		entries in proptest::collection::vec(any_entry(), 0..14),
		record in any_record(),
		old in 2_556..9_000u64,
	) {
		let before = of(&entries).score;
		let with = |more: &[Line]| of(&[&entries[..], more].concat()).score;
		prop_assert_eq!(with(&[entry(OTHER, Body::Record(record))]), before);
		let until = (TODAY - old) * DAY;
		prop_assert_eq!(with(&[entry(1, Body::Record(Record { until, ..record }))]), before);
		let number = u32::try_from(entries.len()).unwrap();
		let dispute = Dispute { of: number, dispute: H256::repeat_byte(77) };
		prop_assert_eq!(with(&[entry(1, Body::Record(record)), entry(REGISTER, Body::Dispute(dispute))]), before);
		let void = Correction { of: number, record: None };
		prop_assert_eq!(with(&[entry(1, Body::Record(record)), entry(1, Body::Correction(void))]), before);
	}

	#[test]
	fn reasons_are_in_their_order_each_once(entries in proptest::collection::vec(any_entry(), 0..14)) {
		let reasons = of(&entries).reasons;
		prop_assert_eq!(&reasons.iter().copied().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>(), &reasons);
	}
}
