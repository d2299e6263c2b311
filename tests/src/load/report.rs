//! What is told of a run.

use super::drive::{Block, Run};
use std::{fmt, time::Duration};

/// Fewer blocks than these say nothing of how many follow each other.
const FEW: usize = 3;

/// A row of the table.
#[derive(Clone, Debug)]
pub struct Report {
	/// How many were sent, got into blocks, and are final.
	pub counts: [usize; 3],
	/// How many of these a second: of those sent, while they were sent; of the others, over the blocks that were made meanwhile.
	pub rates: [f64; 3],
	/// Half of them, and 99 of 100, got into a block within so many seconds.
	pub to_inclusion: [f64; 2],
	/// The same, until they were final.
	pub to_finality: [f64; 2],
	/// How much of what users may have of a block was used, on average.
	pub fullness: f64,
	/// For how many microseconds each was charged, the block's share of the whole included.
	pub weight: f64,
	/// How many processors the nodes kept busy.
	pub processors: f64,
	/// How many blocks were made that are not in the chain.
	pub forks: usize,
	/// What did not go as it should.
	pub troubles: Vec<String>,
}

impl Report {
	/// Of a run, on a chain where users may have so many picoseconds of a block.
	pub fn of(run: &Run, room: u64) -> Self {
		let counts = run.counts();
		let blocks = measured(run);
		let second = |from: Duration, to: Duration| to.saturating_sub(from).as_secs_f64().max(f64::EPSILON);
		// The first one is where the time begins.
		let count: usize = blocks.iter().skip(1).map(|block| block.count).sum();
		let included = match blocks {
			[first, .., last] => count as f64 * 1_000.0 / (last.time - first.time).max(1) as f64,
			_ => counts[1] as f64 / second(Duration::ZERO, run.whole),
		};
		let finalized =
			match (blocks.first().and_then(|block| block.finalized), blocks.last().and_then(|block| block.finalized)) {
				(Some(first), Some(last)) if first < last => {
					let after = blocks.iter().filter(|block| block.finalized > Some(first));
					after.map(|block| block.count).sum::<usize>() as f64 / second(first, last)
				},
				_ => counts[2] as f64 / second(Duration::ZERO, run.whole),
			};
		let weight: f64 = blocks.iter().map(|block| block.weight as f64).sum();
		let inside: usize = blocks.iter().map(|block| block.count).sum();
		let mut troubles = Vec::new();
		for (what, reasons) in [("not taken", &run.refusals), ("failed", &run.failures)] {
			troubles.extend(reasons.iter().map(|(reason, count)| format!("{count} {what}: {reason}")));
		}
		if counts[2] < counts[0] {
			troubles.push(format!("{} never became final", counts[0] - counts[2]));
		}
		Self {
			counts,
			rates: [counts[0] as f64 / second(Duration::ZERO, run.sending), included, finalized],
			to_inclusion: quantiles(run.to_inclusion()),
			to_finality: quantiles(run.to_finality()),
			fullness: weight / room as f64 / blocks.len().max(1) as f64,
			weight: weight / 1e6 / inside.max(1) as f64,
			processors: run.processor / run.whole.as_secs_f64().max(f64::EPSILON),
			forks: run.forks,
			troubles,
		}
	}

	/// The heads of the columns.
	pub fn head() -> &'static str {
		"| chain | call | sent/s | in blocks/s | final/s | p50, p99 to a block (s) | p50, p99 to finality (s) | full (%) | charged (us) | processors | forks |\n\
		|---|---|---|---|---|---|---|---|---|---|---|"
	}
}

/// Of those with transactions of ours, all but the first, which began before there were enough, and those made when no more came.
fn measured(run: &Run) -> &[Block] {
	let is_of_use = |block: &&Block| block.count > 0;
	let from = run.blocks.iter().position(|block| is_of_use(&block)).map_or(0, |first| first + 1);
	let to =
		run.blocks.iter().rposition(|block| block.count > 0 && block.seen <= run.sending).map_or(0, |last| last + 1);
	if to >= from + FEW {
		return &run.blocks[from..to];
	}
	// There were only a few: all of them.
	let to = run.blocks.iter().rposition(|block| is_of_use(&block)).map_or(0, |last| last + 1);
	&run.blocks[from.saturating_sub(1).min(to)..to]
}

/// Half of them, and 99 of 100, are at most so many seconds.
pub fn quantiles(mut times: Vec<Duration>) -> [f64; 2] {
	times.sort_unstable();
	let at = |hundredths: usize| {
		let place = (times.len() * hundredths).div_ceil(100).saturating_sub(1);
		times.get(place).map_or(f64::NAN, Duration::as_secs_f64)
	};
	[at(50), at(99)]
}

impl fmt::Display for Report {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		let [sent, included, finalized] = self.rates;
		let ([a, b], [c, d]) = (self.to_inclusion, self.to_finality);
		write!(f, "{sent:.0} | {included:.0} | {finalized:.0} | {a:.1}, {b:.1} | {c:.1}, {d:.1} | ")?;
		write!(f, "{:.0} | {:.0} | {:.2} | {} |", self.fullness * 100.0, self.weight, self.processors, self.forks)?;
		for trouble in &self.troubles {
			write!(f, "\n  {trouble}")?;
		}
		Ok(())
	}
}
