//! How old a block is, and how old it may be.
//!
//! Whoever names no block asks about the present. A node that is behind, or whose chain stands still, knows nothing of it: what
//! was revoked in the meantime would be in force in its answers. So it says that it could not tell, and answers about its last
//! finalised block only if that is asked for.

use crate::{error::could_not_tell, views::BlockRef};
use jsonrpsee::core::RpcResult;
use serde::Serialize;
use serde_json::json;
use sp_core::H256;
use std::time::Duration;

/// A block, as answers name it.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct AnswerBlock {
	number: u32,
	hash: H256,
	time: u64,
	/// How many milliseconds ago its time was, by the node's clock; 0 if it is ahead of that. `None` at genesis, which has no
	/// time.
	age: Option<u64>,
}

impl AnswerBlock {
	/// The block, when the node's clock says `now`.
	pub fn new(BlockRef { number, hash, time }: BlockRef, now: u64) -> Self {
		Self { number, hash, time, age: (time > 0).then(|| now.saturating_sub(time)) }
	}
}

/// Refuses to take the last finalised block for the present if its time is further from `now` than `most`.
pub(crate) fn check(block: BlockRef, now: u64, most: Duration) -> RpcResult<()> {
	let most = u64::try_from(most.as_millis()).unwrap_or(u64::MAX);
	let (age, ahead) = (now.saturating_sub(block.time), block.time.saturating_sub(now));
	let seconds = |millis: u64| millis.div_ceil(1_000);
	let problem = if block.time == 0 {
		"nothing is final yet but the first block, which has no time".to_owned()
	} else if age > most {
		let (age, most) = (seconds(age), seconds(most));
		format!(
			"the last finalised block is {age} s old, and may be {most} s (--max-age): this node is behind, or nothing becomes \
			 final any more"
		)
	} else if ahead > most {
		let (ahead, most) = (seconds(ahead), seconds(most));
		format!(
			"the last finalised block is {ahead} s ahead of this node's clock, and may be {most} s (--max-age): one of the two \
			 is wrong"
		)
	} else {
		return Ok(());
	};
	let message = format!("Could not tell: {problem}. What was so at a block is answered if `block` names it");
	Err(could_not_tell(message, json!({ "block": AnswerBlock::new(block, now) })))
}

#[cfg(test)]
mod tests {
	use super::*;

	const NOW: u64 = 1_700_000_000_000;
	const MOST: Duration = Duration::from_secs(600);

	fn block(time: u64) -> BlockRef {
		BlockRef { number: 7, hash: H256::repeat_byte(7), time }
	}

	#[test]
	fn the_age_is_by_the_clock_and_never_less_than_none() {
		for (time, age) in [(NOW - 1_500, Some(1_500)), (NOW, Some(0)), (NOW + 9_000, Some(0)), (0, None)] {
			assert_eq!(AnswerBlock::new(block(time), NOW).age, age, "{time}");
		}
	}

	#[test]
	fn what_is_further_from_now_than_it_may_be_is_not_the_present() {
		for time in [NOW - 600_000, NOW - 1, NOW, NOW + 600_000] {
			assert!(check(block(time), NOW, MOST).is_ok(), "{time}");
		}
		for (time, problem) in [
			(0, "nothing is final yet but the first block"),
			(1, "the last finalised block is 1700000000 s old"),
			(NOW - 600_001, "the last finalised block is 601 s old, and may be 600 s (--max-age): "),
			(
				NOW + 600_001,
				"the last finalised block is 601 s ahead of this node's clock, and may be 600 s (--max-age): ",
			),
			(u64::MAX, "s ahead of this node's clock"),
		] {
			let error = check(block(time), NOW, MOST).unwrap_err();
			assert_eq!(error.code(), 10_106);
			let message = error.message();
			assert!(message.starts_with("Could not tell: ") && message.contains(problem), "{time}: {message}");
		}
	}

	#[test]
	fn what_is_said_of_the_block_is_for_machines_too() {
		let data = check(block(NOW - 700_000), NOW, MOST).unwrap_err().data().unwrap().to_string();
		let data: serde_json::Value = serde_json::from_str(&data).unwrap();
		let hash = format!("{:?}", H256::repeat_byte(7));
		assert_eq!(data, json!({ "block": { "number": 7, "hash": hash, "time": NOW - 700_000, "age": 700_000 } }));
	}

	#[test]
	fn no_bound_is_too_large() {
		assert!(check(block(1), u64::MAX, Duration::MAX).is_ok());
		assert!(check(block(0), NOW, Duration::MAX).is_err(), "it has no time");
	}
}
