//! `sample`: which units an auditor looks at.

use super::{
	audit::{conclude, engaged_in, next_period, revealed_in},
	trace::transfer,
	*,
};
use crate::info::SampledUnit;
use civitas_primitives::Page;
use codec::Encode;

/// All of a sample, by pages.
fn drawn(period: PeriodId, fund: FundId, limit: u32) -> Vec<(Balance, Option<u32>)> {
	let (mut units, mut cursor) = (Vec::new(), None);
	loop {
		let Page { items, next } = PublicFinance::sample(CITY, period, fund, cursor, Some(limit));
		assert!(items.len() <= limit as usize);
		units.extend(items.into_iter().map(|SampledUnit { unit, number }| (unit, number)));
		cursor = next;
		if cursor.is_none() {
			return units;
		}
	}
}

/// The first unit of a sample, behind the first of the period: the hash of the seed and the fund as a number, modulo `every`, digit by
/// digit.
fn first(fund: FundId, period: PeriodId, every: u64) -> Balance {
	let seed = Engagements::<Test>::get(CITY, period).unwrap().seed.unwrap();
	let hash = sp_io::hashing::blake2_256(&("civitas/audit-start", seed, fund).encode());
	Balance::from(hash.iter().fold(0, |rest, byte| (rest * 256 + u64::from(*byte)) % every))
}

/// A fund with 1,000 euros, and another one.
fn funds() -> (FundId, FundId) {
	found();
	(filled(EUR, 1_000), fund(EUR))
}

#[test]
fn every_kth_unit_is_looked_at_with_the_use_that_it_is_in() {
	build_and_execute(|| {
		let (id, to) = funds();
		[250, 1, 49, 600].into_iter().for_each(|amount| transfer(id, to, amount));
		engaged_in(0, 70);
		next_period();
		revealed_in(0, [7; 32]);
		let of = |unit| match unit {
			0..250 => 0,
			250 => 1,
			251..300 => 2,
			_ => 3,
		};
		let first = first(id, 0, 70);
		let expected: Vec<_> = (0..900).filter(|unit| unit % 70 == first).map(|unit| (unit, Some(of(unit)))).collect();
		assert!(expected.len() >= 12);
		for limit in [1, 3, 100] {
			assert_eq!(drawn(0, id, limit), expected);
		}
	});
}

#[test]
fn there_is_none_until_the_secret_is_revealed() {
	build_and_execute(|| {
		let (id, to) = funds();
		charity();
		let other = fund_by(HELPER, CHARITY, fund_terms(EUR));
		transfer(id, to, 900);
		assert!(drawn(0, id, 100).is_empty());
		engaged_in(0, 1);
		assert!(drawn(0, id, 100).is_empty());
		next_period();
		assert!(drawn(0, id, 100).is_empty());
		revealed_in(0, [7; 32]);
		// Each unit is one of which one is looked at; a page has no more than 100.
		let Page { items, next } = PublicFinance::sample(CITY, 0, id, None, None);
		assert_eq!((items.len(), next), (100, Some(99)));
		assert_eq!(drawn(0, id, 1_000_000), (0..900).map(|unit| (unit, Some(0))).collect::<Vec<_>>());
		// Nothing was used of the other fund, nor in the other period, and some funds are none of the body's.
		for (period, fund) in [(0, to), (1, id), (0, other), (0, other + 1)] {
			assert!(drawn(period, fund, 100).is_empty());
		}
		assert!(PublicFinance::sample(CHARITY, 0, other, None, None).items.is_empty());
	});
}

#[test]
fn each_period_has_its_own_units() {
	build_and_execute(|| {
		let (id, to) = funds();
		(0..3).for_each(|_| transfer(id, to, 100));
		engaged_in(0, 70);
		next_period();
		engaged_in(1, 45);
		(0..2).for_each(|_| transfer(id, to, 150));
		next_period();
		revealed_in(0, [7; 32]);
		revealed_in(1, [7; 32]);
		let expected = |from: Balance, to: Balance, every: u64, period, of: fn(Balance) -> u32| -> Vec<_> {
			let first = from + first(id, period, every);
			let units = (first..to).filter(|unit| (unit - first).is_multiple_of(Balance::from(every)));
			units.map(|unit| (unit, Some(of(unit)))).collect()
		};
		let samples = [
			expected(0, 300, 70, 0, |unit| (unit / 100) as u32),
			expected(300, 600, 45, 1, |unit| 3 + ((unit - 300) / 150) as u32),
		];
		assert!(samples.iter().all(|units| units.len() >= 4));
		let drawn = || [drawn(0, id, 2), drawn(1, id, 2)];
		assert_eq!(drawn(), samples);
		// What is used later changes nothing.
		transfer(id, to, 10);
		assert_eq!(drawn(), samples);
	});
}

#[test]
fn a_unit_in_a_gap_is_in_the_use_that_has_passed_it() {
	build_and_execute(|| {
		let (id, to) = funds();
		let terms = || list([receipt_terms(EUR, 50), receipt_terms(EUR, 50)]);
		assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, id, terms()));
		transfer(id, to, 1_000);
		let void = Correction::Void { fund: id, receipt: 1, evidence: PROOF };
		assert_ok!(PublicFinance::correct(signed(OFFICER), CITY, void));
		transfer(id, to, 20);
		engaged_in(0, 1);
		next_period();
		revealed_in(0, [7; 32]);
		let expected: Vec<_> = (0..1_070).map(|unit| (unit, Some(u32::from(unit >= 1_000)))).collect();
		assert_eq!(drawn(0, id, 100), expected);
	});
}

#[test]
fn of_what_was_archived_the_unit_is_known() {
	build_and_execute(|| {
		let (id, to) = funds();
		[300, 400].into_iter().for_each(|amount| transfer(id, to, amount));
		engaged_in(0, 50);
		next_period();
		revealed_in(0, [7; 32]);
		let before = drawn(0, id, 100);
		assert_ok!(conclude(AUDITOR, Conclusion::Opinion(Opinion::Unmodified, PROOF)));
		assert_ok!(PublicFinance::archive(signed(STRANGER), Shelf::Uses(id), 1));
		let after: Vec<_> = before.iter().map(|(unit, number)| (*unit, number.filter(|number| *number > 0))).collect();
		assert_ne!(before, after);
		assert_eq!(drawn(0, id, 100), after);
	});
}
