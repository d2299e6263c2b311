//! Multiplication and division without overflow. Each function's name says which way it rounds.

use crate::money::Balance;
use sp_core::{U256, U512};

/// `a * b / c`, rounded down. `None` if `c` is zero or the result has more than 256 bits.
pub fn mul_div_down(a: impl Into<U256>, b: impl Into<U256>, c: impl Into<U256>) -> Option<U256> {
	let product = a.into().full_mul(b.into());
	U256::try_from(product.checked_div(U512::from(c.into()))?).ok()
}

/// `a * b / c`, rounded up. `None` if `c` is zero or the result has more than 256 bits.
pub fn mul_div_up(a: impl Into<U256>, b: impl Into<U256>, c: impl Into<U256>) -> Option<U256> {
	let (product, c) = (a.into().full_mul(b.into()), U512::from(c.into()));
	if c.is_zero() {
		return None;
	}
	let (quotient, rest) = product.div_mod(c);
	let quotient = if rest.is_zero() { quotient } else { quotient.checked_add(U512::one())? };
	U256::try_from(quotient).ok()
}

/// As an amount, if it is not too large for one.
pub fn amount(value: Option<U256>) -> Option<Balance> {
	Balance::try_from(value?).ok()
}

/// 10 to the power of so many decimals; of more than 77, that of 77, which is the largest that there is.
pub fn whole(decimals: u8) -> U256 {
	U256::from(10).pow(U256::from(decimals.min(77)))
}

/// What an amount is worth at a price of one whole unit, rounded down.
pub fn value_down(amount: Balance, price: Balance, decimals: u8) -> U256 {
	// Two amounts make no more than 256 bits.
	U256::from(amount).saturating_mul(price.into()).checked_div(whole(decimals)).unwrap_or_default()
}

/// The same, rounded up.
pub fn value_up(amount: Balance, price: Balance, decimals: u8) -> U256 {
	mul_div_up(amount, price, whole(decimals)).unwrap_or(U256::MAX)
}

/// How much is worth so much, rounded down. `None` if the price is zero or the amount too large.
pub fn amount_down(value: U256, price: Balance, decimals: u8) -> Option<Balance> {
	amount(mul_div_down(value, whole(decimals), price))
}

/// The same, rounded up.
pub fn amount_up(value: U256, price: Balance, decimals: u8) -> Option<Balance> {
	amount(mul_div_up(value, whole(decimals), price))
}
