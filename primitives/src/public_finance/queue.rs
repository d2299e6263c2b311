//! The queue that a fund is: money enters at its end and leaves at its front, so that each unit has one way through it.
//!
//! Receipts and uses are intervals of one line of numbers. A receipt is `[received, received + amount)`, a use begins where the use
//! before has ended. So the units of a use are those of the receipts that it overlaps, and nobody chooses whose money paid for what.
//! What is taken out in the middle (a receipt that was void, a gift that went back) leaves a gap, which uses pass over.

use crate::money::Balance;
use codec::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// The most gaps ahead of the front of a fund.
pub const MAX_GAPS: u32 = 16;

/// Units from one number on to another, which is not among them.
#[derive(Clone, Copy, Debug, Default, Encode, Decode, MaxEncodedLen, PartialEq, Eq, PartialOrd, Ord, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Span {
	/// The first.
	pub from: Balance,
	/// The first that is not among them.
	pub to: Balance,
}

impl Span {
	/// How many numbers.
	pub fn len(&self) -> Balance {
		self.to.saturating_sub(self.from)
	}

	/// Whether there is none.
	pub fn is_empty(&self) -> bool {
		self.to <= self.from
	}

	/// What is in both.
	pub fn overlap(&self, other: &Self) -> Self {
		let from = self.from.max(other.from);
		Self { from, to: self.to.min(other.to).max(from) }
	}
}

/// Where a fund stands.
#[derive(Clone, Debug, Default, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
pub struct Queue {
	/// The number of the next unit that is received: as many as ever were.
	pub received: Balance,
	/// The number of the next unit that is used. Those before were used, or were in a gap.
	pub used: Balance,
	/// Gaps ahead, in their order and apart.
	pub gaps: BoundedVec<Span, ConstU32<MAX_GAPS>>,
}

/// Why a queue does not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueError {
	/// There is not as much.
	NotEnough,
	/// More would be received than can be.
	TooMuch,
	/// There are as many gaps as can be.
	TooManyGaps,
	/// The units were used, or are in a gap.
	Gone,
}

impl Queue {
	/// What can be used.
	pub fn balance(&self) -> Balance {
		let gone = self.gaps.iter().fold(0, |sum: Balance, gap| sum.saturating_add(gap.len()));
		self.received.saturating_sub(self.used).saturating_sub(gone)
	}

	/// Receive so much at the end.
	pub fn receive(&mut self, amount: Balance) -> Result<Span, QueueError> {
		let from = self.received;
		self.received = from.checked_add(amount).ok_or(QueueError::TooMuch)?;
		Ok(Span { from, to: self.received })
	}

	/// Use so much from the front. The span that it takes has that many units, and the gaps in it.
	pub fn take(&mut self, amount: Balance) -> Result<Span, QueueError> {
		if amount > self.balance() {
			return Err(QueueError::NotEnough);
		}
		let from = self.used;
		let mut to = from.checked_add(amount).ok_or(QueueError::NotEnough)?;
		// A gap that begins where the use ends stays ahead, and is passed by the next one.
		let mut passed = 0usize;
		for gap in &self.gaps {
			if gap.from >= to {
				break;
			}
			to = to.saturating_add(gap.len());
			passed = passed.saturating_add(1);
		}
		self.gaps.drain(..passed);
		self.used = to;
		Ok(Span { from, to })
	}

	/// Take these units out, which nobody has used.
	pub fn remove(&mut self, span: Span) -> Result<(), QueueError> {
		let is_ahead = !span.is_empty() && span.from >= self.used && span.to <= self.received;
		let is_apart = self.gaps.iter().all(|gap| gap.overlap(&span).is_empty());
		if !is_ahead || !is_apart {
			return Err(QueueError::Gone);
		}
		// What touches another gap makes that one larger.
		let mut merged = span;
		self.gaps.retain(|gap| {
			let touches = gap.to == span.from || gap.from == span.to;
			if touches {
				merged = Span { from: merged.from.min(gap.from), to: merged.to.max(gap.to) };
			}
			!touches
		});
		let place = self.gaps.iter().take_while(|gap| gap.from < merged.from).count();
		self.gaps.try_insert(place, merged).map_err(|_| QueueError::TooManyGaps)
	}
}

/// Where the number `at` of an exchange that gave `given` and got `got` comes out: `floor(at * got / given)`, so that spans that join
/// on one side join on the other, and all come to all.
pub fn scale(at: Balance, given: Balance, got: Balance) -> Balance {
	if given == got || given == 0 {
		return at;
	}
	crate::lending::math::mul_div_down(at, got, given).and_then(|scaled| scaled.try_into().ok()).unwrap_or(Balance::MAX)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use std::collections::VecDeque;

	#[test]
	fn first_in_is_first_out() {
		let mut queue = Queue::default();
		assert_eq!(queue.receive(10), Ok(Span { from: 0, to: 10 }));
		assert_eq!(queue.receive(5), Ok(Span { from: 10, to: 15 }));
		assert_eq!(queue.take(12), Ok(Span { from: 0, to: 12 }));
		assert_eq!(queue.take(4), Err(QueueError::NotEnough));
		assert_eq!(queue.take(3), Ok(Span { from: 12, to: 15 }));
		assert_eq!(queue.balance(), 0);
	}

	#[test]
	fn uses_pass_over_gaps() {
		let mut queue = Queue::default();
		queue.receive(10).unwrap();
		queue.receive(10).unwrap();
		queue.receive(10).unwrap();
		queue.remove(Span { from: 10, to: 20 }).unwrap();
		assert_eq!(queue.balance(), 20);
		assert_eq!(queue.remove(Span { from: 15, to: 16 }), Err(QueueError::Gone));
		assert_eq!(queue.take(10), Ok(Span { from: 0, to: 10 }));
		assert_eq!(queue.gaps.len(), 1);
		assert_eq!(queue.take(1), Ok(Span { from: 10, to: 21 }));
		assert!(queue.gaps.is_empty());
		assert_eq!(queue.remove(Span { from: 20, to: 22 }), Err(QueueError::Gone));
		assert_eq!(queue.balance(), 9);
	}

	#[test]
	fn gaps_that_touch_are_one_and_there_are_no_more_than_16() {
		let mut queue = Queue::default();
		queue.receive(100).unwrap();
		for from in [10, 14, 12] {
			queue.remove(Span { from, to: from + 2 }).unwrap();
		}
		assert_eq!(queue.gaps.to_vec(), [Span { from: 10, to: 16 }]);
		for place in 0..15 {
			queue.remove(Span { from: 20 + place * 2, to: 21 + place * 2 }).unwrap();
		}
		let before = queue.clone();
		assert_eq!(queue.remove(Span { from: 90, to: 91 }), Err(QueueError::TooManyGaps));
		assert_eq!(queue, before);
	}

	#[test]
	fn an_exchange_scales_all_to_all() {
		assert_eq!([0, 1, 2, 3].map(|at| scale(at, 3, 10)), [0, 3, 6, 10]);
		assert_eq!(scale(Balance::MAX, Balance::MAX, 7), 7);
		assert_eq!(scale(5, 0, 9), 5);
	}

	proptest! {
		/// Against a queue of coins, each with a number.
		#[test]
		fn it_is_a_queue_of_coins(steps in prop::collection::vec((0u8..3, 1u128..40, 0u128..200), 1..60)) {
			let mut queue = Queue::default();
			let (mut coins, mut next) = (VecDeque::new(), 0u128);
			for (what, amount, place) in steps {
				match what {
					0 => {
						prop_assert!(queue.receive(amount).is_ok());
						coins.extend(next..next + amount);
						next += amount;
					},
					1 => match queue.take(amount) {
						Ok(span) => {
							let taken: Vec<_> = coins.drain(..amount as usize).collect();
							prop_assert!(taken.iter().all(|coin| (span.from..span.to).contains(coin)));
							prop_assert_eq!(span.to, taken[taken.len() - 1] + 1);
						},
						Err(error) => {
							prop_assert_eq!(error, QueueError::NotEnough);
							prop_assert!((coins.len() as u128) < amount);
						},
					},
					_ => {
						let span = Span { from: place, to: place + amount };
						let there = (span.from..span.to).all(|coin| coins.contains(&coin));
						match queue.remove(span) {
							Ok(()) => {
								prop_assert!(there);
								coins.retain(|coin| !(span.from..span.to).contains(coin));
							},
							Err(QueueError::TooManyGaps) => prop_assert!(there),
							Err(error) => {
								prop_assert_eq!(error, QueueError::Gone);
								prop_assert!(!there);
							},
						}
					},
				}
				prop_assert_eq!(queue.balance(), coins.len() as u128);
			}
		}
	}
}
