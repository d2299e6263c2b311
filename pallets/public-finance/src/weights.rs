//! What calls weigh: one function for each benchmark, of the same name.
//!
//! `n` is how many items a list has, `l` how many lines those items have together. Each line has another above it that binds it, and money
//! is of an asset other than the native one. What others answer (offices, relations, agreements, the exchange) is added by the calls.

use frame_support::weights::Weight;

/// Weights of the calls, measured, each in its worst case.
pub trait WeightInfo {
	/// `set_body`, of a body that moves from one parent to another.
	fn set_body() -> Weight;
	/// `set_period`, after as many as there can be.
	fn set_period() -> Weight;
	/// `set_fund`: what is left of a campaign goes into a fund of another body.
	fn set_fund() -> Weight;
	/// `set_line`, each under another one.
	fn set_line(n: u32) -> Weight;
	/// `move_authority`, each between lines that two others bind.
	fn move_authority(n: u32) -> Weight;
	/// `receive`, each booked on another line, and a return of another payment.
	fn receive(n: u32) -> Weight;
	/// `donate`, by someone who has given nothing yet.
	fn donate() -> Weight;
	/// `award`, each new, to a fund of another body.
	fn award(n: u32, l: u32) -> Weight;
	/// `accept`, each of another award.
	fn accept(n: u32) -> Weight;
	/// `pay`, each another award to a fund of yet another body, out of another fund, whose last use was in another period.
	fn pay(n: u32, l: u32) -> Weight;
	/// `approve`, of an act that moves authority once.
	fn approve() -> Weight;
	/// `confirm`, by a body that is paid.
	fn confirm() -> Weight;
	/// `give_back`, by an officer.
	fn give_back() -> Weight;
	/// `correct`: a payment was of another line.
	fn correct() -> Weight;
	/// `archive` of so many uses.
	fn archive(n: u32) -> Weight;
	/// `archive` of so many receipts.
	fn archive_receipts(n: u32) -> Weight;
	/// `engage`.
	fn engage() -> Weight;
	/// `reveal`.
	fn reveal() -> Weight;
	/// `find`.
	fn find() -> Weight;
	/// `answer`.
	fn answer() -> Weight;
	/// `conclude`.
	fn conclude() -> Weight;
	/// The first block of an epoch.
	fn note_epoch() -> Weight;
}

/// For mocks: no two weigh the same.
impl WeightInfo for () {
	fn set_body() -> Weight {
		mock(1, &[])
	}
	fn set_period() -> Weight {
		mock(2, &[])
	}
	fn set_fund() -> Weight {
		mock(3, &[])
	}
	fn set_line(n: u32) -> Weight {
		mock(4, &[n])
	}
	fn move_authority(n: u32) -> Weight {
		mock(5, &[n])
	}
	fn receive(n: u32) -> Weight {
		mock(6, &[n])
	}
	fn donate() -> Weight {
		mock(7, &[])
	}
	fn award(n: u32, l: u32) -> Weight {
		mock(8, &[n, l])
	}
	fn accept(n: u32) -> Weight {
		mock(9, &[n])
	}
	fn pay(n: u32, l: u32) -> Weight {
		mock(10, &[n, l])
	}
	fn approve() -> Weight {
		mock(11, &[])
	}
	fn confirm() -> Weight {
		mock(12, &[])
	}
	fn give_back() -> Weight {
		mock(13, &[])
	}
	fn correct() -> Weight {
		mock(14, &[])
	}
	fn archive(n: u32) -> Weight {
		mock(15, &[n])
	}
	fn archive_receipts(n: u32) -> Weight {
		mock(15, &[n])
	}
	fn engage() -> Weight {
		mock(16, &[])
	}
	fn reveal() -> Weight {
		mock(17, &[])
	}
	fn find() -> Weight {
		mock(18, &[])
	}
	fn answer() -> Weight {
		mock(19, &[])
	}
	fn conclude() -> Weight {
		mock(20, &[])
	}
	fn note_epoch() -> Weight {
		mock(21, &[])
	}
}

/// Millions for the call, and thousands for each item.
fn mock(call: u64, items: &[u32]) -> Weight {
	let items = items.iter().fold(0u64, |sum, items| sum.saturating_add((*items).into()));
	Weight::from_parts(call.saturating_mul(1_000_000).saturating_add(items.saturating_mul(1_000)), 0)
}
