//! What pallets, RPC and clients share about credit: loans whose schedule is agreed, secured or not; and credit files, which are off chain.
//!
//! What is due, what is late and what a payment pays are pure functions of a loan's [`Repayment`] terms, its [`Debt`] and the day. They are
//! here, so that anyone can compute them.
//!
//! Files, the consent to give them, and scores of them are in modules of their own: [`mod@file`], [`consent`], [`score`].
//!
//! Units: amounts are in the smallest unit of the asset that is lent. Rates are a year of 365 days, in parts per billion ([`Ppb`]). Days are
//! whole, of 24 hours, and counted from the moment at which the money was paid out: day 0 is the first.
//!
//! [`Ppb`]: crate::lending::Ppb

mod debt;
mod pool;
mod schedule;
mod terms;

pub mod consent;
pub mod file;
pub mod score;

pub use debt::*;
pub use pool::*;
pub use schedule::*;
pub use terms::*;
