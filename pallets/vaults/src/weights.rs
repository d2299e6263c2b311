//! What calls weigh: one function for each benchmark, of the same name.
//!
//! `n` is how many markets a vault may be in, each in the worst case: it is the first touch of a day, interest accrues, and a position
//! is opened or closed.

use crate::{types::How, Config};
use core::marker::PhantomData;
use frame_support::weights::Weight;

/// Weights of the calls, measured with the markets of the runtime.
pub trait WeightInfo {
	/// `create_vault`.
	fn create_vault() -> Weight;
	/// `propose`, of what counts at once.
	fn propose(n: u32) -> Weight;
	/// `apply`, of a fee.
	fn apply(n: u32) -> Weight;
	/// `veto`.
	fn veto() -> Weight;
	/// `reallocate`, of all markets.
	fn reallocate(n: u32) -> Weight;
	/// `deposit`, into all markets.
	fn deposit(n: u32) -> Weight;
	/// `redeem` in cash, from all markets.
	fn redeem_in_cash(n: u32) -> Weight;
	/// `redeem` in kind, from all markets.
	fn redeem_in_kind(n: u32) -> Weight;
}

/// For mocks.
impl WeightInfo for () {
	fn create_vault() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn propose(n: u32) -> Weight {
		Weight::from_parts(20_000_000, 0).saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(n.into()))
	}
	fn apply(n: u32) -> Weight {
		Weight::from_parts(30_000_000, 0).saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(n.into()))
	}
	fn veto() -> Weight {
		Weight::from_parts(40_000_000, 0)
	}
	fn reallocate(n: u32) -> Weight {
		Weight::from_parts(50_000_000, 0).saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(n.into()))
	}
	fn deposit(n: u32) -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(n.into()))
	}
	fn redeem_in_cash(n: u32) -> Weight {
		Weight::from_parts(70_000_000, 0).saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(n.into()))
	}
	fn redeem_in_kind(n: u32) -> Weight {
		Weight::from_parts(80_000_000, 0).saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(n.into()))
	}
}

/// What follows from the weights.
pub(crate) struct Costs<T>(PhantomData<T>);

impl<T: Config> Costs<T> {
	/// What `redeem` costs.
	pub(crate) fn redeem(how: How, markets: u32) -> Weight {
		match how {
			How::InCash { .. } => T::WeightInfo::redeem_in_cash(markets),
			How::InKind => T::WeightInfo::redeem_in_kind(markets),
		}
	}
}
