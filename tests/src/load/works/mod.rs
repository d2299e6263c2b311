//! What is measured. A capability adds its flagship call here: a function that prepares it, and a line in [`WORKS`].

mod agreements;
mod certification;
mod credit;
mod identity;
mod lending;
mod money;
mod public_finance;
mod reputation;

pub use certification::page;

use super::{Stage, Step};
use std::{future::Future, pin::Pin};

/// Calls that are ready to be measured. What must be there before them, is.
pub type Prepared<'a> = Pin<Box<dyn Future<Output = Vec<Step>> + 'a>>;

/// A kind of call.
pub struct Work {
	/// What it is called.
	pub name: &'static str,
	/// How many are made unless somebody says how many: ten full blocks of them, and what waits meanwhile.
	pub calls: usize,
	/// Prepares so many.
	pub prepare: for<'a> fn(&'a mut Stage, usize) -> Prepared<'a>,
}

/// All that is measured. The first one runs on each chain of the SDK.
pub const WORKS: &[Work] = &[
	Work { name: "transfer", calls: 44_000, prepare: money::transfer },
	Work { name: "issue", calls: 28_000, prepare: certification::issue },
	Work { name: "issue_batch", calls: 30_000, prepare: certification::issue_batch },
	Work { name: "revoke", calls: 40_000, prepare: certification::revoke },
	Work { name: "act_as", calls: 36_000, prepare: identity::act_as },
	Work { name: "act_as_signed", calls: 10_000, prepare: identity::act_by_passkey },
	Work { name: "supply", calls: 15_000, prepare: lending::supply },
	Work { name: "borrow", calls: 18_000, prepare: lending::borrow },
	Work { name: "settle_one", calls: 14_000, prepare: agreements::settle_one },
	Work { name: "settle_500", calls: 24, prepare: agreements::settle_500 },
	Work { name: "pay", calls: 4_000, prepare: public_finance::pay },
	Work { name: "pay_by_bank", calls: 4_000, prepare: public_finance::pay_by_bank },
	Work { name: "pay_loan", calls: 10_000, prepare: credit::pay_loan },
	Work { name: "review", calls: 10_000, prepare: reputation::review },
	Work { name: "review_signed", calls: 10_000, prepare: reputation::review_signed },
];
