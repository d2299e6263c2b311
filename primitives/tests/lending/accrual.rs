//! Interest and the fee, against what is compounded continuously.

use crate::exact::{debt, down, exact, exponential, lent, price, ratio, series, states, total};
use civitas_primitives::{
	lending::{Accrued, Books, Ppb, RateModel, FIRST_INDEX, MAX_FEE, MAX_RATE, MAX_SPAN, MAX_TOTAL, ONE, RAY, YEAR},
	Moment,
};
use num_bigint::BigInt;
use proptest::prelude::*;

/// How long a block takes.
const BLOCK: Moment = 6_000;

const TENTH: Ppb = 100_000_000;

/// The same rate whatever is lent.
fn flat(rate: Ppb) -> RateModel {
	RateModel { kink: 800_000_000, at_zero: rate, at_kink: rate, at_full: rate }
}

fn models() -> impl Strategy<Value = RateModel> {
	(1..ONE, [0..=MAX_RATE, 0..=MAX_RATE, 0..=MAX_RATE]).prop_map(|(kink, mut rates)| {
		rates.sort();
		RateModel { kink, at_zero: rates[0], at_kink: rates[1], at_full: rates[2] }
	})
}

fn spans() -> impl Strategy<Value = Moment> {
	let any_size = (0..=38u32, any::<u64>()).prop_map(|(bits, n)| (n >> (63 - bits)).min(MAX_SPAN));
	prop_oneof![8 => any_size, 1 => Just(MAX_SPAN), 1 => Just(BLOCK)]
}

#[test]
fn a_year_at_ten_percent() {
	let (mut books, supply, debt_shares) = lent(1_000_000, 500_000);
	let accrued = books.accrue(YEAR, &flat(TENTH), TENTH);
	// 500,000 times 1.105166666... A tenth of 52,583.333... is what the fee shares are worth: less would be one fewer.
	assert_eq!(accrued, Accrued { interest: 52_583, fee_shares: 5_020_727_635 });
	let expected = Books {
		cash: 500_000,
		supply_shares: 1_000_000_000_000 + 5_020_727_635,
		reserve_shares: 5_020_727_635,
		debt_shares: 500_000_000_000,
		debt_index: 1_105_166_666_666_666_666_666,
		updated: YEAR,
	};
	assert_eq!(books, expected);
	assert_eq!((books.borrowed(), books.supplied(), books.debt_of(debt_shares)), (552_583, 1_052_583, 552_584));
	// Suppliers have the rest, and nobody what a millionth of the market earned.
	assert_eq!((books.worth_of(books.reserve_shares), books.worth_of(supply)), (5_258, 1_047_324));
}

#[test]
fn a_moment_counts_once() {
	let (mut books, ..) = lent(1_000_000, 500_000);
	let model = flat(TENTH);
	assert_ne!(books.accrue(YEAR, &model, TENTH), Accrued::default());
	let after = books;
	for now in [YEAR, YEAR - 1, 0] {
		assert_eq!((books.accrue(now, &model, TENTH), books), (Accrued::default(), after), "{now}");
	}
	assert!(books.accrue(YEAR + BLOCK, &model, TENTH).fee_shares > 0);
}

#[test]
fn time_without_debt_bears_no_interest() {
	let mut books = Books::new(0);
	books.supply(1_000).unwrap();
	assert_eq!(books.accrue(YEAR, &flat(TENTH), TENTH), Accrued::default());
	assert_eq!(books.updated, YEAR);
	let shares = books.borrow(1_000).unwrap();
	assert_eq!(books.accrue(YEAR, &flat(TENTH), TENTH), Accrued::default());
	assert_eq!(books.debt_of(shares), 1_000);
	// The last one who owes leaves, and another comes a year later.
	books.accrue(2 * YEAR, &flat(TENTH), TENTH);
	let owed = books.debt_of(shares);
	assert_eq!((owed, books.repay(owed, shares)), (1_106, Some(())));
	let index = books.debt_index;
	books.accrue(3 * YEAR, &flat(TENTH), TENTH);
	let shares = books.borrow(500).unwrap();
	books.accrue(3 * YEAR, &flat(TENTH), TENTH);
	assert_eq!((books.debt_index, books.debt_of(shares) <= 501), (index, true));
}

#[test]
fn no_more_than_ten_years_accrue_at_once() {
	let (books, ..) = lent(1_000, 500);
	let (mut ten, mut hundred) = (books, books);
	ten.accrue(MAX_SPAN, &flat(TENTH), TENTH);
	hundred.accrue(10 * MAX_SPAN, &flat(TENTH), TENTH);
	assert_eq!(Books { updated: MAX_SPAN, ..hundred }, ten);
	assert_eq!(hundred.updated, 10 * MAX_SPAN);
}

#[test]
fn all_interest_can_be_the_fee() {
	let (mut books, supply, _) = lent(1_000_000, 500_000);
	let before = books;
	let Accrued { fee_shares, .. } = books.accrue(YEAR, &flat(TENTH), ONE);
	assert_eq!(books.worth_of(supply), 1_000_000);
	assert!(price(&books) >= price(&before));
	assert_eq!(books.worth_of(fee_shares), 52_583);
	let mut more = before;
	more.accrue(YEAR, &flat(TENTH), u64::MAX);
	assert_eq!(more, books);
}

#[test]
fn debt_grows_to_what_there_can_be_and_no_further() {
	let (mut books, supply, debt_shares) = lent(MAX_TOTAL / 2, MAX_TOTAL / 2);
	let accrued = books.accrue(MAX_SPAN, &flat(MAX_RATE), MAX_FEE);
	assert_eq!((accrued.interest, books.borrowed(), books.debt_index), (MAX_TOTAL / 2, MAX_TOTAL, 2 * FIRST_INDEX));
	let full = books;
	assert_eq!(books.accrue(2 * MAX_SPAN, &flat(MAX_RATE), MAX_FEE), Accrued::default());
	assert_eq!(Books { updated: full.updated, ..books }, full);
	assert_eq!(books.repay(MAX_TOTAL, debt_shares), Some(()));
	// A quarter more is the fee, and the rest is of who supplied: but for what is rounded.
	assert_eq!(books.worth_of(supply), MAX_TOTAL / 4 * 3 - 1);
	assert_eq!(books.worth_of(books.reserve_shares), MAX_TOTAL / 4 - 1);
	assert_eq!(books.withdraw(MAX_TOTAL / 4 * 3 - 1, supply), Some(()));
	assert!(books.collect(MAX_TOTAL / 4 - 1).is_some());
	assert_eq!((books.cash, books.debt_shares), (2, 0));
	// What is as much as there can be does not grow.
	let (mut books, ..) = lent(MAX_TOTAL, MAX_TOTAL);
	assert_eq!(books.accrue(MAX_SPAN, &flat(MAX_RATE), 0), Accrued::default());
	assert_eq!(books.debt_index, FIRST_INDEX);
}

#[test]
fn extremes_leave_books_that_can_be_closed() {
	for supplied in [1, 2, 1_000, MAX_TOTAL / 2, MAX_TOTAL] {
		for fee in [0, MAX_FEE] {
			let (mut books, supply, debt_shares) = lent(supplied, supplied);
			for years in [10, 20, 30, 31, 100] {
				let before = books;
				books.accrue(years * YEAR, &flat(MAX_RATE), fee);
				assert!(books.debt_index >= before.debt_index, "{supplied} {fee} {years}");
				assert!(price(&books) >= price(&before), "{supplied} {fee} {years}");
				assert!(books.borrowed() <= MAX_TOTAL);
			}
			// The index has come to its end, or the debt.
			assert!(books.debt_index == u128::MAX || books.borrowed() >= MAX_TOTAL - 1, "{supplied} {books:?}");
			let owed = books.debt_of(debt_shares);
			assert_eq!(books.repay(owed, debt_shares), Some(()), "{supplied} {fee}");
			let (worth, reserve) = (books.worth_of(supply), books.worth_of(books.reserve_shares));
			assert!(worth + reserve <= books.cash, "{supplied} {fee}");
			assert!(worth >= supplied, "{supplied} {fee}");
			assert_eq!(books.withdraw(worth, supply), Some(()), "{supplied} {fee}");
			assert!(books.collect(reserve).is_some(), "{supplied} {fee}");
		}
	}
}

/// An asset without decimals, of which 500,000 are lent: a block's interest is 0.00475 units, and the fee a tenth of that, 475 shares
/// and a half. However often interest accrues, the reserve has to come to what it would have at once, but for what is less than a
/// share at a time.
#[test]
fn the_fee_does_not_depend_on_how_often_interest_accrues() {
	let (books, ..) = lent(1_000_000, 500_000);
	let model = flat(50_000_000);
	let (mut steps, mut once) = (books, books);
	for block in 1..=2_000 {
		steps.accrue(block * BLOCK, &model, TENTH);
	}
	let accrued = once.accrue(2_000 * BLOCK, &model, TENTH);
	assert_eq!((accrued.fee_shares, once.reserve_shares), (951_294, 951_294));
	assert!(steps.reserve_shares >= 951_294 - 2_000, "{} shares", steps.reserve_shares);
}

#[test]
fn interest_does_not_depend_on_how_often_it_accrues() {
	let (books, ..) = lent(1_000, 1);
	let model = flat(50_000_000);
	let (mut steps, mut once) = (books, books);
	let mut interest = 0;
	for block in 1..=2_000 {
		interest += steps.accrue(block * BLOCK, &model, 0).interest;
	}
	once.accrue(2_000 * BLOCK, &model, 0);
	assert_eq!(interest, steps.borrowed() - books.borrowed());
	// Interest is 1.9026056...e16: of the index of 10^21, all but what 2,000 steps round.
	assert_eq!(once.debt_index, 1_000_019_026_056_183_369_973);
	assert_eq!(steps.debt_index, 1_000_019_026_056_183_368_971);
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]

	#[test]
	fn interest_is_the_series_and_takes_from_nobody(
		before in states(), model in models(), fee in prop_oneof![0..=MAX_FEE, Just(MAX_FEE)], span in spans(),
	) {
		let mut after = before;
		let accrued = after.accrue(span, &model, fee);
		prop_assert_eq!(after.updated, span);
		prop_assert_eq!((after.cash, after.debt_shares), (before.cash, before.debt_shares));
		prop_assert_eq!(after.supply_shares - before.supply_shares, accrued.fee_shares);
		prop_assert_eq!(after.reserve_shares - before.reserve_shares, accrued.fee_shares);
		prop_assert_eq!(accrued.interest, after.borrowed() - before.borrowed());
		prop_assert!(after.debt_index >= before.debt_index);
		prop_assert!(price(&after) >= price(&before));

		let x = ratio(model.rate(before.utilisation()), RAY) * ratio(span, YEAR);
		let wanted = exact(before.debt_index) * (exact(1) + series(&x));
		let most = exact(MAX_TOTAL);
		if before.debt_shares == 0 {
			prop_assert_eq!(after.debt_index, before.debt_index);
		} else if &wanted * exact(before.debt_shares) <= &most * exact(RAY) {
			prop_assert!(exact(after.debt_index) <= wanted);
			let lost = (exact(4) + exact(3) * &x + &x * &x) * ratio(before.debt_index, RAY) + exact(2);
			prop_assert!(exact(after.debt_index) > wanted - lost);
		} else {
			// It grows no more than there can be, and as much as that, or until there are no numbers for it.
			prop_assert!(debt(&after) <= most.clone().max(debt(&before)));
			let next = debt(&after) + ratio(before.debt_shares, RAY);
			prop_assert!(next > most || after.debt_index == u128::MAX);
		}

		// The fee is worth its part of the interest, but for less than a share and 10^-27.
		let part = (debt(&after) - debt(&before)) * ratio(fee, ONE);
		let worth = exact(accrued.fee_shares) * price(&after);
		prop_assert!(worth <= part);
		prop_assert!(worth > part - price(&after) - ratio(1, RAY));
		// The rest is of those who supplied.
		let others = exact(before.supply_shares + 1_000_000) * price(&after);
		prop_assert!(others >= total(&before) + exact(1) + (debt(&after) - debt(&before)) * ratio(ONE - fee, ONE));
	}

	#[test]
	fn many_steps_compound_continuously(rate in 1_000_000..=MAX_RATE, n in 1..60u64, seed in any::<u64>()) {
		// Rate times time is at most a thousandth in a step.
		let longest = (u128::from(YEAR) * u128::from(ONE) / 1_000 / u128::from(rate)).min(30 * 86_400_000);
		let step = 1 + seed % u64::try_from(longest).unwrap();
		let (books, ..) = lent(1_000, 500);
		let (mut steps, mut once) = (books, books);
		for k in 1..=n {
			steps.accrue(k * step, &flat(rate), 0);
		}
		once.accrue(n * step, &flat(rate), 0);
		let x = ratio(rate, ONE) * ratio(n * step, YEAR);
		let (below, above) = exponential(&x);
		let grown = exact(steps.debt_index - FIRST_INDEX);
		let first = exact(FIRST_INDEX);
		prop_assert!(grown <= (above - exact(1)) * &first);
		let nearly = (below - exact(1)) * &first * (exact(1) - ratio(1, ONE));
		prop_assert!(grown >= nearly - exact(2 * n));
		prop_assert!(steps.debt_index + 2 * u128::from(n) >= once.debt_index);
	}

	#[test]
	fn what_accrues_in_between_changes_nothing_but_interest_on_interest(
		before in states(), model in models(), first in spans(), second in spans(),
	) {
		// The rate is flat, so that the first step does not change it for the second.
		let model = flat(model.at_kink);
		let (mut steps, mut once) = (before, before);
		let (early, late) = (first.min(second), first.max(second));
		steps.accrue(early, &model, 0);
		let between = steps.borrowed();
		steps.accrue(late, &model, 0);
		once.accrue(late, &model, 0);
		prop_assert!(before.borrowed() <= between && between <= steps.borrowed());
		prop_assert_eq!(steps.supply_shares, once.supply_shares);
		// What the roundings of one step more lose: a part of the index each, and parts of 10^27 of it.
		let lost = exact(4) + ratio(BigInt::from(once.debt_index) * 8u32, RAY);
		prop_assert!(exact(steps.debt_index) + lost >= exact(once.debt_index));
		prop_assert!(down(&debt(&steps)) <= BigInt::from(MAX_TOTAL.max(before.borrowed())));
	}
}
