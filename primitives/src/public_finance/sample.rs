//! Which units of money an auditor looks at: every k-th of all that was used, from a number on that nobody could choose
//! (monetary-unit sampling). So a payment is looked at the more likely the larger it is.

use super::{FundId, Span};
use crate::money::Balance;
use sp_core::{H256, U256};

/// The seed: what the auditor has bound himself to before the period was closed, and what nobody knew before it was.
pub fn seed(secret: &H256, randomness: &[u8; 32]) -> H256 {
	crate::content_id("civitas/audit-sample", (secret, randomness))
}

/// The first unit of a fund: the hash of the seed and the fund, as a number with its first byte first, modulo `every`. So who spreads what
/// he takes over many funds is met as if it were one.
pub fn start(seed: &H256, fund: FundId, every: Balance) -> Balance {
	let hash = crate::content_id("civitas/audit-start", (seed, fund));
	U256::from_big_endian(hash.as_bytes()).checked_rem(every.into()).map(|rest| rest.low_u128()).unwrap_or_default()
}

/// The numbers from `after` on, of which each is `start` and a multiple of `every` behind the first of the span.
pub fn units(span: Span, start: Balance, every: Balance, after: Balance) -> impl Iterator<Item = Balance> {
	let first = span.from.saturating_add(start);
	// The first of them that is not before `after`.
	let behind = after.max(span.from).saturating_sub(first);
	let steps = behind.checked_add(every.saturating_sub(1)).and_then(|up| up.checked_div(every));
	let next = steps.and_then(|steps| first.checked_add(steps.checked_mul(every)?));
	core::iter::successors(next, move |unit| unit.checked_add(every))
		.take_while(move |unit| every > 0 && *unit < span.to)
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::collections::BTreeSet;

	#[test]
	fn every_kth_unit_is_looked_at() {
		let span = Span { from: 100, to: 150 };
		assert_eq!(units(span, 3, 20, 0).collect::<Vec<_>>(), [103, 123, 143]);
		assert_eq!(units(span, 3, 20, 103).collect::<Vec<_>>(), [103, 123, 143]);
		assert_eq!(units(span, 3, 20, 104).collect::<Vec<_>>(), [123, 143]);
		assert_eq!(units(span, 3, 20, 144).count(), 0);
		assert_eq!(units(span, 60, 70, 0).count(), 0);
		assert_eq!(units(span, 0, 1, 0).count(), 50);
		assert_eq!(units(span, 0, 0, 0).count(), 0);
		let last = Span { from: Balance::MAX - 5, to: Balance::MAX };
		assert_eq!(units(last, 1, 3, 0).collect::<Vec<_>>(), [Balance::MAX - 4, Balance::MAX - 1]);
	}

	#[test]
	fn the_start_follows_from_the_seed() {
		let seed = seed(&H256([1; 32]), &[2; 32]);
		assert_ne!(seed, super::seed(&H256([1; 32]), &[3; 32]));
		assert_ne!(seed, super::seed(&H256([2; 32]), &[2; 32]));
		assert_eq!(start(&seed, 0, 0), 0);
		let starts: BTreeSet<_> = (0..100).map(|fund| start(&seed, fund, 1_000_000_000)).collect();
		assert!(starts.len() == 100 && starts.iter().all(|start| *start < 1_000_000_000));
		// By hashlib.blake2b(b"\x4ccivitas/audit-start" + bytes(32) + bytes([7, 0, 0, 0]), digest_size=32).
		assert_eq!(start(&H256::zero(), 7, 1_000_003), 154_658);
	}
}
