//! What questions about lending are answered with.

use super::{FeedId, Guard, Guarded, MarketId, Ppb, Price, PriceFault, Terms};
use crate::{
	money::{Asset, Balance},
	Moment,
};
use alloc::vec::Vec;
use codec::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A feed of prices.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct FeedInfo {
	/// Which.
	pub feed: FeedId,
	/// What the prices are of; `None` for the native asset.
	pub asset: Asset,
	/// How many decimals a whole unit of it has.
	pub decimals: u8,
	/// When a price is taken to be moving.
	pub guard: Guard,
	/// The price that counts, if there was one.
	pub price: Option<Price>,
	/// The anchor, and the last median.
	pub guarded: Option<Guarded>,
	/// How far the last median is from the anchor, as a part of it in parts per billion.
	pub distance: Option<Ppb>,
}

/// A price as a market sees it.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct MarketPrice {
	/// The price that counts, if there was one.
	pub price: Option<Price>,
	/// How old it is, in milliseconds.
	pub age: Option<Moment>,
	/// Why it does not count.
	pub fault: Option<PriceFault>,
	/// When a price is taken to be moving.
	pub guard: Option<Guard>,
	/// The anchor, and the last median.
	pub guarded: Option<Guarded>,
	/// How far the last median is from the anchor, as a part of it in parts per billion.
	pub distance: Option<Ppb>,
}

/// What is paid for storage, in the smallest unit of the native asset.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Costs {
	/// For a market, once, to the treasury.
	pub market: Balance,
	/// For a position, as a deposit.
	pub position: Balance,
}

/// A cap, and what it will be.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct CapInfo {
	/// The most now.
	pub cap: Balance,
	/// The most that is announced, and from when on.
	pub next: Option<(Balance, Moment)>,
}

/// A market, with interest until now.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct MarketInfo<AccountId> {
	/// Which.
	pub market: MarketId,
	/// Its terms.
	pub terms: Terms<AccountId>,
	/// The account that its cash is in.
	pub account: AccountId,
	/// What is supplied, in the smallest unit: cash and what is owed.
	pub supplied: Balance,
	/// What is borrowed.
	pub borrowed: Balance,
	/// What is there to be borrowed or withdrawn.
	pub cash: Balance,
	/// All supply shares, those of the reserve among them.
	pub supply_shares: u128,
	/// All debt shares.
	pub debt_shares: u128,
	/// What a supply share is worth, in parts of 10^27 of the smallest unit.
	pub supply_index: u128,
	/// What a debt share is worth, in parts of 10^27 of the smallest unit.
	pub debt_index: u128,
	/// Which part is borrowed, in parts per billion.
	pub utilisation: Ppb,
	/// What borrowers pay a year, in parts per billion.
	pub borrow_rate: Ppb,
	/// What suppliers get a year, in parts per billion: what borrowers pay, without the fee.
	pub supply_rate: Ppb,
	/// What the reserve is worth.
	pub reserve: Balance,
	/// What of it the curator can collect.
	pub collectable: Balance,
	/// The most that can be supplied.
	pub supply_cap: CapInfo,
	/// The most that can be borrowed.
	pub borrow_cap: CapInfo,
	/// Whether nobody can supply.
	pub supply_paused: bool,
	/// Whether nobody can borrow.
	pub borrow_paused: bool,
	/// The price of the collateral.
	pub collateral_price: MarketPrice,
	/// The price of what is lent.
	pub loan_price: MarketPrice,
}

/// What someone has in a market, with interest until now.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct PositionInfo<AccountId> {
	/// In which market.
	pub market: MarketId,
	/// Whose.
	pub owner: AccountId,
	/// The supply shares.
	pub supply_shares: u128,
	/// What they are worth, rounded down.
	pub supplied: Balance,
	/// The debt shares.
	pub debt_shares: u128,
	/// What is owed, rounded up.
	pub debt: Balance,
	/// What is pledged.
	pub collateral: Balance,
	/// Debt by value of the collateral, in parts per billion and rounded up; nothing without collateral or prices that count.
	pub ltv: Option<Ppb>,
	/// The health, in parts per billion and rounded down: below 1,000,000,000 it can be liquidated. Nothing without debt or
	/// prices that count.
	pub health: Option<Ppb>,
	/// The price of the collateral below which it can be liquidated, if that of the loan stays.
	pub liquidation_price: Option<Balance>,
	/// The most that can still be borrowed now, cash and caps considered; nothing without prices that count.
	pub borrowable: Option<Balance>,
	/// The most collateral that can be removed; without debt all, otherwise nothing without prices that count.
	pub removable: Option<Balance>,
}

/// A position now, and after a bundle.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct WhatIf<AccountId> {
	/// As it stands.
	pub now: PositionInfo<AccountId>,
	/// As it would stand.
	pub after: PositionInfo<AccountId>,
	/// What each action would yield, in its order; 0 for what goes into a market.
	pub yields: Vec<Balance>,
}

/// A position that can be liquidated.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Liquidatable<AccountId> {
	/// Whose.
	pub owner: AccountId,
	/// What is owed.
	pub debt: Balance,
	/// What is pledged.
	pub collateral: Balance,
	/// The health, in parts per billion.
	pub health: Ppb,
	/// What a liquidation repays at most, what it takes for that, and what it leaves as a bad debt.
	pub liquidation: super::Liquidation,
}

/// How a market stood when it was touched first on a day.
#[derive(Clone, Copy, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Point {
	/// When, in milliseconds.
	pub time: Moment,
	/// What was supplied.
	pub supplied: Balance,
	/// What was borrowed.
	pub borrowed: Balance,
	/// What a supply share was worth, in parts of 10^27 of the smallest unit.
	pub supply_index: u128,
	/// What a debt share was worth, in parts of 10^27 of the smallest unit.
	pub debt_index: u128,
	/// What borrowers paid a year, in parts per billion.
	pub borrow_rate: Ppb,
}
