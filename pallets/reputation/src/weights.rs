//! What calls weigh: one function for each benchmark, of the same name.
//!
//! Records are as large as can be, and reviews have five dimensions and count in a network, too, unless it says otherwise. What others
//! answer (relations, dealings, certificates, prices) is added by the calls.

use frame_support::weights::Weight;

/// Weights of the calls, measured, each in its worst case.
pub trait WeightInfo {
	/// `set_profile`.
	fn set_profile() -> Weight;
	/// `publish` of what answers a testimonial, and takes the place of another post.
	fn publish() -> Weight;
	/// `withdraw` of a review.
	fn withdraw() -> Weight;
	/// `review`, for the first time, by dealings, without a network: what is set aside pays the least of it.
	fn review() -> Weight;
	/// `review` anew.
	fn review_again() -> Weight;
	/// Whether two signatures of a receipt are good, both by passkeys.
	fn signatures() -> Weight;
	/// A review counts in a network instead of in another.
	fn hear() -> Weight;
	/// `respond` to a version that was followed by another.
	fn respond() -> Weight;
	/// `dispute`.
	fn dispute() -> Weight;
	/// `rule`: it is struck out.
	fn rule() -> Weight;
	/// `refresh`: a voice has fallen, and a dispute is over.
	fn refresh() -> Weight;
	/// `sponsor`, for the first time.
	fn sponsor() -> Weight;
}

/// For mocks: no two weigh the same.
impl WeightInfo for () {
	fn set_profile() -> Weight {
		mock(1)
	}
	fn publish() -> Weight {
		mock(2)
	}
	fn withdraw() -> Weight {
		mock(3)
	}
	fn review() -> Weight {
		mock(4)
	}
	fn review_again() -> Weight {
		mock(5)
	}
	fn signatures() -> Weight {
		mock(6)
	}
	fn hear() -> Weight {
		mock(7)
	}
	fn respond() -> Weight {
		mock(8)
	}
	fn dispute() -> Weight {
		mock(9)
	}
	fn rule() -> Weight {
		mock(10)
	}
	fn refresh() -> Weight {
		mock(11)
	}
	fn sponsor() -> Weight {
		mock(12)
	}
}

/// Millions.
fn mock(call: u64) -> Weight {
	Weight::from_parts(call.saturating_mul(1_000_000), 0)
}
