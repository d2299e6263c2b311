//! Exact numbers, and what books are in them.

use civitas_primitives::lending::{Books, FIRST_INDEX, MAX_TOTAL, RAY, VIRTUAL_ASSETS, VIRTUAL_SHARES};
use num_bigint::{BigInt, Sign};
use num_rational::BigRational;
use proptest::prelude::*;
use sp_core::U256;

pub type Exact = BigRational;

pub fn exact(n: impl Into<BigInt>) -> Exact {
	Exact::from_integer(n.into())
}

pub fn ratio(part: impl Into<BigInt>, of: impl Into<BigInt>) -> Exact {
	Exact::new(part.into(), of.into())
}

pub fn down(x: &Exact) -> BigInt {
	x.floor().to_integer()
}

pub fn up(x: &Exact) -> BigInt {
	x.ceil().to_integer()
}

pub fn wide(n: U256) -> BigInt {
	BigInt::from_bytes_le(Sign::Plus, &n.to_little_endian())
}

/// As an amount, if it is one.
pub fn fit(n: BigInt) -> Option<u128> {
	u128::try_from(n).ok()
}

/// x + x^2 / 2 + x^3 / 6.
pub fn series(x: &Exact) -> Exact {
	let square = x * x;
	let cube = &square * x;
	x + square / exact(2) + cube / exact(6)
}

/// e^x from below and from above, for x from 0 to 100.
pub fn exponential(x: &Exact) -> (Exact, Exact) {
	let one = BigInt::from(10).pow(60);
	let x = down(&(x * exact(one.clone())));
	let (mut term, mut sum) = (one.clone(), one.clone());
	let mut n = 0u32;
	while term.sign() == Sign::Plus {
		n += 1;
		term = term * &x / (&one * n);
		sum += &term;
	}
	let below = ratio(sum, one);
	// Fewer than 1,000 terms, each wrong by less than 10^-60 and, as it is carried on, no more than e^x times that.
	let above = &below * (exact(1) + ratio(1, BigInt::from(10).pow(40)));
	(below, above)
}

/// What all owe.
pub fn debt(books: &Books) -> Exact {
	exact(books.debt_shares) * ratio(books.debt_index, RAY)
}

/// What is in a market.
pub fn total(books: &Books) -> Exact {
	exact(books.cash) + debt(books)
}

/// What a supply share is worth.
pub fn price(books: &Books) -> Exact {
	(total(books) + exact(VIRTUAL_ASSETS)) / (exact(books.supply_shares) + exact(VIRTUAL_SHARES))
}

/// A market that so much has been supplied to, and so much borrowed from: with the shares of both.
pub fn lent(supplied: u128, borrowed: u128) -> (Books, u128, u128) {
	let mut books = Books::new(0);
	let supply = books.supply(supplied).unwrap();
	let debt = books.borrow(borrowed).unwrap();
	(books, supply, debt)
}

/// Amounts of all sizes up to the most there can be.
pub fn sizes() -> impl Strategy<Value = u128> {
	let any_size = (0..=107u32, any::<u128>()).prop_map(|(bits, n)| (n >> (127 - bits)).min(MAX_TOTAL));
	prop_oneof![8 => any_size, 1 => Just(1u128), 1 => Just(MAX_TOTAL)]
}

/// Books at the moment 0, whether or not operations lead there: a share is worth from a hundredth to a hundred times what it is
/// at first, and a debt has grown up to a million times.
pub fn states() -> impl Strategy<Value = Books> {
	let indices = prop_oneof![Just(FIRST_INDEX), FIRST_INDEX..2 * FIRST_INDEX, FIRST_INDEX..RAY];
	(sizes(), sizes(), indices, 1..=100u128, any::<bool>(), 1..10u128).prop_map(
		|(cash, owed, debt_index, factor, dear, reserve)| {
			let debt_shares = fit(down(&(exact(owed) * ratio(RAY, debt_index)))).unwrap();
			let shares = (cash + owed) * VIRTUAL_SHARES;
			let shares = if dear { shares / factor } else { shares.saturating_mul(factor) };
			let supply_shares = shares.min(u128::MAX / 4);
			let reserve_shares = supply_shares / reserve;
			Books { cash, supply_shares, reserve_shares, debt_shares, debt_index, updated: 0 }
		},
	)
}

#[test]
fn the_exponential_is_bounded() {
	let (below, above) = exponential(&exact(1));
	let e = ratio(2_718_281_828_459_045_235u128, 1_000_000_000_000_000_000u128);
	assert!(e < below && below < above && above < e + ratio(1, 1_000_000_000_000_000_000u128));
	assert_eq!(exponential(&exact(0)).0, exact(1));
	// e^100 = 2.688117141816135448...e43.
	let (below, above) = exponential(&exact(100));
	let known = exact(2_688_117_141_816_135_448u128) * exact(BigInt::from(10).pow(25));
	assert!(known < below && above < known + exact(BigInt::from(10).pow(25)));
}
