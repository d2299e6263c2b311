//! The score of a file, by function 1 of the chain's crates (`civitas_primitives::credit::score`, which says why it is
//! as it is). It is written another way here, and the tests hold the two together.

use super::{units::UNIT, Body, Entry, Record};
use crate::moment::{Moment, DAY};
use std::collections::{BTreeMap, BTreeSet};
use subxt::utils::{AccountId32, H256};

/// Which function it is.
pub const FUNCTION: u32 = 1;

const TERM: u64 = 7 * 365;
const CAP: u128 = 500 * UNIT;
const HALF: u128 = 100_000 * UNIT;
const BASE: u32 = 300;
const GAIN: u32 = 700;
const THIN: u32 = 100;
const SHORT: u32 = 350;
const LOSS: u32 = 600;
/// From how many days on lateness takes how much.
const LATE: [(u32, u32, &str); 4] = [(90, 350, "seriouslyLate"), (60, 200, "late"), (30, 100, "late"), (1, 30, "late")];
const BANDS: [(u32, &str); 5] = [(800, "A"), (650, "B"), (550, "C"), (400, "D"), (0, "E")];
/// In their order.
const REASONS: [&str; 8] =
	["thinFile", "shortHistory", "late", "seriouslyLate", "loss", "reportersNotTrusted", "disputed", "oldEntries"];

/// What a file is looked at with.
pub struct Basis {
	pub register: AccountId32,
	pub trusted: BTreeSet<AccountId32>,
	/// Which disputes the register has answered.
	pub answered: BTreeSet<H256>,
	/// Which entries are void, as the answer to a dispute is overdue.
	pub void: BTreeSet<u32>,
	pub now: Moment,
}

/// What the function makes of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Score {
	pub score: u16,
	pub band: &'static str,
	pub reasons: Vec<&'static str>,
}

/// What stands for the record of a number: the last correction of it by who may correct it, or the record itself. With
/// who said so, and whether it is disputed.
fn standing<'a>(entries: &'a [Entry], of: u32, basis: &Basis) -> Option<(&'a Entry, &'a Record, bool)> {
	let numbered = || (0u32..).zip(entries);
	let (_, original) = numbered().find(|(number, _)| *number == of)?;
	let Body::Record(record) = &original.body else { return None };
	let corrections = numbered().filter_map(|(number, entry)| match &entry.body {
		Body::Correction(correction) if correction.of == of && number > of => {
			let may = entry.reporter == original.reporter || entry.reporter == basis.register;
			may.then_some((number, entry, correction.record.as_ref()))
		},
		_ => None,
	});
	let (last, entry, record) = corrections.last().unwrap_or((of, original, Some(record)));
	let is_open = |(number, entry): (u32, &Entry)| match &entry.body {
		Body::Dispute(dispute) if dispute.of < number && !basis.answered.contains(&dispute.dispute) => {
			[of, last].contains(&dispute.of)
		},
		_ => false,
	};
	let is_disputed = basis.void.contains(&of) || basis.void.contains(&last) || numbered().any(is_open);
	Some((entry, record?, is_disputed))
}

/// The value of good records on each day, and at most the cap, times what is left of the term on that day.
fn evidence(good: &[(u64, u64, u128)], today: u64) -> u128 {
	let days: BTreeSet<_> = good.iter().flat_map(|(from, until, _)| [*from, *until]).collect();
	let days: Vec<_> = days.into_iter().collect();
	let between = days.windows(2).map(|pair| {
		let (from, until) = (pair.first().copied().unwrap_or_default(), pair.last().copied().unwrap_or_default());
		let values = good.iter().filter(|(a, b, _)| *a <= from && until <= *b).map(|(_, _, value)| *value);
		let value = values.fold(0u128, u128::saturating_add).min(CAP);
		// The sum of consecutive numbers.
		let left = |day: u64| u128::from(TERM - (today - day));
		let sum = (left(from) + left(until - 1)) * u128::from(until - from) / 2;
		value * sum
	});
	between.sum()
}

/// Score all entries of a file.
pub fn score(entries: &[Entry], basis: &Basis) -> Score {
	let today = basis.now / DAY;
	let first = today.saturating_sub(TERM);
	let (mut good, mut bad) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::new());
	let mut reasons = BTreeSet::new();
	let records = (0u32..).zip(entries).filter_map(|(number, _)| standing(entries, number, basis));
	for (Entry { reporter, .. }, record, is_disputed) in records {
		let until = record.until / DAY;
		let left_out = match () {
			() if is_disputed => Some("disputed"),
			() if until < first => Some("oldEntries"),
			() if !basis.trusted.contains(reporter) => Some("reportersNotTrusted"),
			() => None,
		};
		if left_out.is_some() || record.until > basis.now {
			reasons.extend(left_out);
			continue;
		}
		let late = LATE.iter().find(|(days, ..)| record.worst >= *days).map(|(_, points, reason)| (*points, *reason));
		match if record.loss > 0 { Some((LOSS, "loss")) } else { late } {
			Some((points, reason)) => {
				reasons.insert(reason);
				let points = (u64::from(points) * (TERM - (today - until))).div_ceil(TERM);
				let worst = bad.entry((reporter, record.reference)).or_insert(0);
				*worst = points.max(*worst);
			},
			None => {
				let from = (record.from / DAY).max(first);
				if from < until {
					good.entry(reporter).or_default().push((from, until, record.value.min(CAP)));
				}
			},
		}
	}
	let evidence: u128 = good.values().map(|good| evidence(good, today)).sum();
	let gain = u128::from(GAIN) * evidence / (evidence + HALF * u128::from(TERM));
	let gain = u32::try_from(gain).unwrap_or(GAIN);
	if gain < SHORT {
		reasons.insert(if gain < THIN { "thinFile" } else { "shortHistory" });
	}
	let penalties = u32::try_from(bad.values().sum::<u64>()).unwrap_or(u32::MAX);
	let score = (BASE + gain).saturating_sub(penalties);
	let band = BANDS.iter().find(|(least, _)| score >= *least).map_or("E", |(_, band)| *band);
	let reasons = REASONS.into_iter().filter(|reason| reasons.contains(reason)).collect();
	Score { score: u16::try_from(score).unwrap_or_default(), band, reasons }
}

#[cfg(test)]
mod tests {
	use super::{
		super::{tests::on_chain, Correction, Dispute, Liability},
		*,
	};
	use civitas_primitives::credit::score as chain;

	const NOW: Moment = 22_280 * DAY + 7;

	/// Numbers that look random, and are the same each time.
	struct Numbers(u64);

	impl Numbers {
		fn below(&mut self, end: u64) -> u64 {
			self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
			(self.0 >> 33) % end
		}

		fn account(&mut self) -> AccountId32 {
			AccountId32([self.below(5) as u8; 32])
		}

		fn hash(&mut self) -> H256 {
			H256::repeat_byte(self.below(3) as u8)
		}

		fn record(&mut self) -> Record {
			let ago = if self.below(6) == 0 { 2_400 + self.below(300) } else { self.below(900) };
			let until = NOW - ago * DAY - self.below(2) * self.below(DAY) + self.below(9) / 8 * DAY;
			let value = [0, 1, 200, 700][self.below(4) as usize] * UNIT + u128::from(self.below(1_000));
			let worst = if self.below(3) == 0 { self.below(120) as u32 } else { 0 };
			let loss = u128::from(self.below(12) / 11);
			let from = until - self.below(500) * DAY;
			Record { liability: Liability::Loan, reference: self.hash(), value, from, until, worst, loss }
		}

		fn entry(&mut self) -> Entry {
			let of = self.below(20) as u32;
			let body = match self.below(8) {
				0 => Body::Correction(Correction { of, record: (self.below(2) == 0).then(|| self.record()) }),
				1 => Body::Dispute(Dispute { of, dispute: self.hash() }),
				_ => Body::Record(self.record()),
			};
			Entry { salt: H256::zero(), at: NOW, reporter: self.account(), body }
		}
	}

	#[test]
	fn it_is_that_of_the_chain() {
		let mut numbers = Numbers(1);
		let mut seen = BTreeSet::new();
		for _ in 0..4_000 {
			let entries: Vec<_> = (0..numbers.below(20)).map(|_| numbers.entry()).collect();
			let trusted: BTreeSet<_> = (0..numbers.below(5)).map(|_| numbers.account()).collect();
			let answered: BTreeSet<_> = (0..numbers.below(3)).map(|_| numbers.hash()).collect();
			let void: BTreeSet<_> = (0..numbers.below(2)).map(|_| numbers.below(20) as u32).collect();
			let (register, now) = (AccountId32([0; 32]), NOW + numbers.below(400) * DAY);
			let theirs = chain::score(
				&entries.iter().map(on_chain).collect::<Vec<_>>(),
				&chain::Basis {
					register: &[0; 32],
					trusted: &trusted.iter().map(|account| account.0).collect(),
					answered: &answered.iter().map(|hash| hash.0.into()).collect(),
					void: &void,
					now,
				},
			);
			let ours = score(&entries, &Basis { register, trusted, answered, void, now });
			assert_eq!((ours.score, ours.band.to_owned()), (theirs.score, format!("{:?}", theirs.band)), "{entries:?}");
			let camel = |reason: &chain::Reason| metadata_json::camel_case(&snake(&format!("{reason:?}")));
			assert_eq!(ours.reasons, theirs.reasons.iter().map(camel).collect::<Vec<_>>());
			seen.extend(ours.reasons);
			seen.insert(ours.band);
		}
		assert_eq!(seen.len(), REASONS.len() + BANDS.len(), "{seen:?}");
		assert_eq!(FUNCTION, chain::FUNCTION);
	}

	/// `ThinFile` as `thin_file`.
	fn snake(name: &str) -> String {
		let letters = name.chars().enumerate().flat_map(|(place, letter)| {
			let stroke = (place > 0 && letter.is_uppercase()).then_some('_');
			stroke.into_iter().chain(letter.to_lowercase())
		});
		letters.collect()
	}
}
