//! What is told of a run.

use super::drive::{Block, Run};
use std::{fmt, time::Duration};

/// Fewer full blocks than these say little.
const FEW: usize = 8;

/// A row of the table.
#[derive(Clone, Debug)]
pub struct Report {
	/// How many were sent, got into blocks, and are final.
	pub counts: [usize; 3],
	/// Over how many blocks all that follows is measured, but the times of half and of 99 of 100.
	pub blocks: usize,
	/// How many a second: of those sent, while they were sent; of the others, over these blocks.
	pub rates: [f64; 3],
	/// Half of them, and 99 of 100, got into a block within so many seconds.
	pub to_inclusion: [f64; 2],
	/// The same, until they were final.
	pub to_finality: [f64; 2],
	/// How much of what users may have of a block was used, on average.
	pub fullness: f64,
	/// For how many microseconds each was charged, the block's share of the whole included.
	pub weight: f64,
	/// How many processors the nodes kept busy, and this program.
	pub processors: [f64; 2],
	/// For how many milliseconds the nodes kept them busy for each.
	pub each: f64,
	/// How many blocks the first node has seen that are not in the chain.
	pub forks: usize,
	/// Whether there were too few full blocks, and rates are over the whole time.
	pub few: bool,
	/// What did not go as it should.
	pub troubles: Vec<String>,
}

impl Report {
	/// Of a run, on a chain where users may have so many picoseconds of a block.
	pub fn of(run: &Run, room: u64) -> Self {
		let counts = run.counts();
		let second = |from: Duration, to: Duration| to.saturating_sub(from).as_secs_f64().max(f64::EPSILON);
		let window = full(&run.blocks, counts[1]);
		let (mut rates, mut processors) = (counts.map(|count| count as f64 / run.whole.as_secs_f64()), [f64::NAN; 2]);
		rates[0] = counts[0] as f64 / second(Duration::ZERO, run.sending);
		let of_use = run.blocks.iter().filter(|block| block.count > 0);
		let blocks: Vec<_> = window.map_or_else(|| of_use.collect(), |(_, blocks)| blocks.iter().collect());
		let count = blocks.iter().map(|block| block.count).sum::<usize>() as f64;
		let weight = blocks.iter().map(|block| block.weight as f64).sum::<f64>();
		if let Some((first, [.., last])) = window {
			let is_final = |block: &Block| block.finalized.unwrap_or(run.whole);
			let later = blocks.iter().filter(|block| is_final(block) > is_final(first));
			let finalized = later.map(|block| block.count).sum::<usize>() as f64;
			rates[1] = count * 1e3 / (last.time - first.time).max(1) as f64;
			rates[2] = finalized / second(is_final(first), is_final(last));
			processors = [0, 1].map(|which| last.processor[which] - first.processor[which]);
			processors = processors.map(|taken| taken / second(first.seen, last.seen));
		}
		let mut troubles = Vec::new();
		for (what, reasons) in [("not taken", &run.refusals), ("failed", &run.failures)] {
			troubles.extend(reasons.iter().map(|(reason, count)| format!("{count} {what}: {reason}")));
		}
		if counts[2] < counts[0] {
			troubles.push(format!("{} never became final", counts[0] - counts[2]));
		}
		Self {
			counts,
			blocks: blocks.len(),
			rates,
			to_inclusion: quantiles(run.to_inclusion()),
			to_finality: quantiles(run.to_finality()),
			fullness: weight / room as f64 / blocks.len() as f64,
			weight: weight / 1e6 / count,
			processors,
			each: processors[0] * 1e3 / rates[1],
			forks: run.forks,
			few: window.is_none(),
			troubles,
		}
	}

	/// The heads of the columns.
	pub fn head() -> &'static str {
		"| chain | call | blocks | sent/s | in blocks/s | final/s | p50, p99 to a block (s) | p50, p99 to finality (s) | full (%) | charged (us) | processors, and of the generator | processor time (ms) | forks |\n\
		|---|---|---|---|---|---|---|---|---|---|---|---|---|"
	}
}

/// The blocks before each of which, of so many, there were enough left to fill the fullest; and the one before them, with which their time
/// begins. The very first was begun too early to be among them.
fn full(blocks: &[Block], mut left: usize) -> Option<(&Block, &[Block])> {
	let most = blocks.iter().map(|block| block.count).max()?;
	let from = blocks.iter().position(|block| block.count > 0)?;
	let mut to = from;
	for block in &blocks[from..] {
		if left < most {
			break;
		}
		left = left.saturating_sub(block.count);
		to += 1;
	}
	blocks[from..to].split_first().filter(|(_, blocks)| blocks.len() >= FEW)
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

/// A number, with some digits of what is small.
fn plain(number: f64) -> String {
	if number < 10.0 {
		format!("{number:.2}")
	} else {
		format!("{number:.0}")
	}
}

impl fmt::Display for Report {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		let [sent, included, finalized] = self.rates.map(plain);
		let ([a, b], [c, d]) = (self.to_inclusion, self.to_finality);
		write!(f, "{} | {sent} | {included} | {finalized} | {a:.1}, {b:.1} | {c:.1}, {d:.1} | ", self.blocks)?;
		let [nodes, generator] = self.processors;
		write!(f, "{:.0} | {} | {nodes:.2}, {generator:.2} | ", self.fullness * 100.0, plain(self.weight))?;
		write!(f, "{:.2} | {} |", self.each, self.forks)?;
		if self.few {
			write!(f, "\n  over the whole time: there were too few full blocks")?;
		}
		for trouble in &self.troubles {
			write!(f, "\n  {trouble}")?;
		}
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Blocks with so many calls.
	fn blocks(counts: &[usize]) -> Vec<Block> {
		let block = |(number, count): (usize, &usize)| Block {
			number: number as u32,
			hash: Default::default(),
			time: 3_000 * number as u64,
			count: *count,
			weight: 0,
			seen: Duration::ZERO,
			processor: [0.0; 2],
			finalized: None,
		};
		counts.iter().enumerate().map(block).collect()
	}

	/// The numbers of the block before the full ones, of the first of these, and of the last.
	fn numbers(counts: &[usize]) -> Option<[u32; 3]> {
		let blocks = blocks(counts);
		let (first, full) = super::full(&blocks, counts.iter().sum())?;
		Some([first.number, full.first()?.number, full.last()?.number])
	}

	#[test]
	fn what_was_begun_too_early_and_what_was_left_at_the_end_is_not_counted() {
		// One without any is one that could have had some.
		assert_eq!(numbers(&[0, 0, 4, 10, 10, 10, 0, 10, 10, 10, 10, 10, 9, 3, 0]), Some([2, 3, 12]));
		assert_eq!(numbers(&[4, 10, 10, 10, 10, 10, 10, 10, 1]), None);
		assert_eq!(numbers(&[0, 0]), None);
		assert_eq!(numbers(&[]), None);
	}
}
