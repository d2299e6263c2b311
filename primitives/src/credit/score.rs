//! A score of a credit file: how likely it seems that somebody pays, from what was paid before.
//!
//! It is one function among others. It is in the open, deterministic, and in whole numbers, so that whoever has a file
//! computes the same, and a lender may use its own instead. The chain never computes it.
//!
//! What counts are the [records](super::file::Record) of reporters whom the lender trusts, that ended in the last seven
//! years, and that are neither corrected nor disputed. A record is *good* if nothing was late and nothing lost, else
//! *bad*.
//!
//! **Good records** make evidence. On each day each reporter counts with the value of its good records that day, and at
//! most with [`DAILY_CAP`] units: what counts is amount times time, so a history that somebody makes of loans to itself
//! takes as long, and as much money, as a real one, and a reporter whom the lender trusts. A day counts less with its
//! age, in a straight line, and nothing after seven years. The evidence `e`, in units times days, makes `GAIN * e / (e
//! + HALF)` points, rounded down: the first year says much, the tenth little.
//!
//! **Bad records** make penalties: so many points by how late it was at most, in the steps that lenders report (30, 60,
//! 90 days), or for a loss. They become less in the same straight line, rounded up. Of one liability of a reporter only
//! the worst counts, so it does not matter in how many records it was reported. They are no evidence of anything good.
//!
//! The score is `BASE + evidence - penalties`, from 0 to 1000. So a good record never lowers it, and a bad one never
//! raises it, in any file. Inquiries do not count.
//!
//! Sources: the age and the amount of debts, and buckets of days past due, are what all scores of consumer credit are
//! made of (Board of Governors of the Federal Reserve System, Report to the Congress on Credit Scoring, 2007); 90 days
//! past due are a default in the Basel framework (CRE 36.68); seven years is how long most records may be told under
//! the Fair Credit Reporting Act, section 605(a).

use super::{
	file::{Body, Correction, Entry, Record},
	YEAR_DAYS,
};
use crate::{content_id, lending::DAY, money::Balance, Moment};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use codec::{Decode, Encode};
use sp_core::H256;

/// Names this function, in the version that it is.
pub const FUNCTION: u32 = 1;

/// For how many days a record counts after its end: seven years.
pub const TERM_DAYS: u32 = 7 * YEAR_DAYS;
/// What a unit of account is, in the 18 decimals that values have.
pub const UNIT: Balance = 1_000_000_000_000_000_000;
/// With how many units a reporter counts on a day at most.
pub const DAILY_CAP: u32 = 500;
/// How much evidence is worth half of all points for it, in units times days: somewhat more than half a year of the
/// most that a reporter counts with.
pub const HALF: u32 = 100_000;

/// The score of an empty file.
pub const BASE: u32 = 300;
/// What evidence adds at most.
pub const GAIN: u32 = 700;
/// What evidence adds at least so that the file is not thin.
pub const THIN: u32 = 100;
/// The same so that the history is not short.
pub const SHORT: u32 = 350;

/// What a loss takes.
pub const LOSS: u32 = 600;
/// What lateness takes, from so many days on.
pub const LATE: [(u32, u32); 4] = [(90, 350), (60, 200), (30, 100), (1, 30)];
/// From how many days on lateness is serious.
pub const SERIOUSLY_LATE: u32 = 90;

/// What a score means, from good to bad.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
	/// 800 and more: years of good records, or one year by several reporters.
	#[codec(index = 0)]
	A,
	/// 650 and more: about a year of good records.
	#[codec(index = 1)]
	B,
	/// 550 and more: about half a year.
	#[codec(index = 2)]
	C,
	/// 400 and more: some good records, or good ones and bad ones.
	#[codec(index = 3)]
	D,
	/// Less: nothing is known, or nothing good.
	#[codec(index = 4)]
	E,
}

/// The least score of each band.
pub const BANDS: [(u16, Band); 5] = [(800, Band::A), (650, Band::B), (550, Band::C), (400, Band::D), (0, Band::E)];

impl Band {
	/// That of a score.
	pub fn of(score: u16) -> Self {
		BANDS.iter().find(|(least, _)| score >= *least).map_or(Self::E, |(_, band)| *band)
	}
}

/// Why a score is not higher, or what it leaves out.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
	/// There is hardly any evidence: nothing is known.
	#[codec(index = 0)]
	ThinFile,
	/// There is some, but of a short time or small amounts.
	#[codec(index = 1)]
	ShortHistory,
	/// Something was late, by less than 90 days.
	#[codec(index = 2)]
	Late,
	/// Something was late by 90 days or more.
	#[codec(index = 3)]
	SeriouslyLate,
	/// Something was lost.
	#[codec(index = 4)]
	Loss,
	/// Left out: what comes from reporters whom the lender does not trust.
	#[codec(index = 5)]
	ReportersNotTrusted,
	/// Left out: what is disputed.
	#[codec(index = 6)]
	Disputed,
	/// Left out: what ended more than seven years ago.
	#[codec(index = 7)]
	OldEntries,
}

/// What a file is looked at with.
#[derive(Clone, Copy, Debug)]
pub struct Basis<'a, AccountId> {
	/// Who keeps the file. It may correct what others reported; as a reporter it is trusted only if it is one of
	/// `trusted`.
	pub register: &'a AccountId,
	/// The reporters whom the lender trusts.
	pub trusted: &'a BTreeSet<AccountId>,
	/// The disputes in the file, by their hashes, that the register has answered, as the chain says. What they are
	/// about counts again, as it is after corrections. Others count as open.
	pub answered: &'a BTreeSet<H256>,
	/// The numbers of entries of which somebody has shown that they are disputed on chain, and that the answer is
	/// overdue: they are void, whether or not the register has noted the dispute.
	pub void: &'a BTreeSet<u32>,
	/// The time.
	pub now: Moment,
}

/// What the function makes of a file.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq)]
pub struct Score {
	/// 0 to 1000.
	pub score: u16,
	/// What it means.
	pub band: Band,
	/// In their order, each once.
	pub reasons: Vec<Reason>,
}

/// What a tier certificate and a loan carry of an assessment. Who opens it proves which file, under which root, was
/// scored how.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq)]
pub struct Assessment<AccountId> {
	/// Who keeps the file.
	pub register: AccountId,
	/// Under which root it is.
	pub root: H256,
	/// The commitment to the file.
	pub commitment: H256,
	/// By which function: [`FUNCTION`], or a number of the lender's own from 2^31 on.
	pub function: u32,
	/// The score.
	pub score: u16,
	/// The account that gets the loan, which may be another than the subject of the file.
	pub borrower: AccountId,
	/// Random: without it, the score could be guessed.
	pub salt: H256,
}

impl<AccountId: Encode> Assessment<AccountId> {
	/// What is written on chain.
	pub fn hash(&self) -> H256 {
		let Self { register, root, commitment, function, score, borrower, salt } = self;
		content_id("civitas/credit-assessment", (register, root, commitment, function, score, borrower, salt))
	}
}

/// A day, counted from the first of 1970.
type Day = u64;

/// A number as the larger type that sums are in.
fn wide(number: u32) -> u128 {
	number.into()
}

/// What stands in a file of records: corrected, with the reporter and whether it is disputed.
fn standing<'a, AccountId: PartialEq>(
	entries: &'a [Entry<AccountId>],
	basis: &Basis<AccountId>,
) -> Vec<(&'a AccountId, &'a Record, bool)> {
	let numbered = || (0u32..).zip(entries);
	let reporter = |of: u32| {
		let of = usize::try_from(of).ok().and_then(|of| entries.get(of));
		of.filter(|entry| matches!(entry.body, Body::Record(_))).map(|entry| &entry.reporter)
	};
	let (mut corrections, mut disputed) = (BTreeMap::new(), basis.void.clone());
	for (number, entry) in numbered() {
		match &entry.body {
			// What is of a later entry is no correction of it. Nobody corrects what somebody else has reported, but the
			// register.
			Body::Correction(correction) if correction.of < number => {
				let from = &entry.reporter;
				if reporter(correction.of).is_some_and(|of| of == from || from == basis.register) {
					corrections.insert(correction.of, number);
				}
			},
			Body::Dispute(dispute) if dispute.of < number && !basis.answered.contains(&dispute.dispute) => {
				disputed.insert(dispute.of);
			},
			_ => {},
		}
	}
	let stands = |(number, entry): (u32, &'a Entry<AccountId>)| {
		let last = |of: &u32| corrections.get(of).copied();
		let (of, record) = match &entry.body {
			Body::Record(record) if last(&number).is_none() => (number, record),
			Body::Correction(Correction { of, record: Some(record) }) if last(of) == Some(number) => (*of, record),
			_ => return None,
		};
		// A dispute of a record is one of what it was corrected to, until that is answered.
		Some((&entry.reporter, record, disputed.contains(&of) || disputed.contains(&number)))
	};
	numbered().filter_map(stands).collect()
}

/// The good records of a reporter: by how much their value changes on a day, up and down.
type Changes = BTreeMap<Day, (u128, u128)>;

/// What a day counts with, of as many as [`TERM_DAYS`]. That of today, which is not over, would count with all.
fn weight(day: Day, today: Day) -> u128 {
	let age = u32::try_from(today.saturating_sub(day)).unwrap_or(u32::MAX);
	TERM_DAYS.saturating_sub(age).into()
}

/// What days count with together, from one to before another: each with one more than the one before.
fn weights(from: Day, to: Day, today: Day) -> u128 {
	if to <= from {
		return 0;
	}
	let ends = weight(from, today).saturating_add(weight(to.saturating_sub(1), today));
	// Saturating is right: the first is at most twice the term, and there are no more days than the term. The product
	// is even.
	ends.saturating_mul(to.saturating_sub(from).into()) / 2
}

/// The evidence of one reporter: for each day the value, and at most the cap, times what the day counts with.
fn evidence(changes: &Changes, today: Day) -> u128 {
	let cap = wide(DAILY_CAP).saturating_mul(UNIT);
	let (mut sum, mut value, mut since) = (0u128, 0u128, 0);
	for (day, (up, down)) in changes {
		sum = sum.saturating_add(value.min(cap).saturating_mul(weights(since, *day, today)));
		// Saturating is right: each value is capped, and is taken away after it was added.
		value = value.saturating_add(*up).saturating_sub(*down);
		since = *day;
	}
	sum
}

/// The points for evidence, rounded down.
fn gain(evidence: u128) -> u32 {
	// Saturating is right: no product has more than 124 bits.
	let evidence = evidence.min(1 << 112);
	let half = wide(HALF).saturating_mul(UNIT).saturating_mul(TERM_DAYS.into());
	let points = evidence.saturating_mul(GAIN.into()) / evidence.saturating_add(half).max(1);
	u32::try_from(points).unwrap_or(GAIN)
}

/// What a record takes, and why; nothing if it is good.
fn penalty(record: &Record) -> Option<(u32, Reason)> {
	if record.loss > 0 {
		return Some((LOSS, Reason::Loss));
	}
	let (from, points) = LATE.iter().find(|(from, _)| record.worst >= *from)?;
	Some((*points, if *from >= SERIOUSLY_LATE { Reason::SeriouslyLate } else { Reason::Late }))
}

/// Score all entries of a file, in their order.
pub fn score<AccountId: Ord>(entries: &[Entry<AccountId>], basis: &Basis<AccountId>) -> Score {
	let today = basis.now / DAY;
	let first = today.saturating_sub(TERM_DAYS.into());
	let cap = wide(DAILY_CAP).saturating_mul(UNIT);
	let mut reasons = BTreeSet::new();
	let (mut good, mut bad) = (BTreeMap::<_, Changes>::new(), BTreeMap::<_, u32>::new());
	for (reporter, record, is_disputed) in standing(entries, basis) {
		let until = record.until / DAY;
		if is_disputed {
			reasons.insert(Reason::Disputed);
		} else if until < first {
			reasons.insert(Reason::OldEntries);
		} else if !basis.trusted.contains(reporter) {
			reasons.insert(Reason::ReportersNotTrusted);
		} else if record.until > basis.now {
			// Nobody can know yet how it went.
		} else if let Some((points, reason)) = penalty(record) {
			reasons.insert(reason);
			let points = wide(points).saturating_mul(weight(until, today)).div_ceil(TERM_DAYS.into());
			let worst = bad.entry((reporter, record.reference)).or_default();
			*worst = (*worst).max(u32::try_from(points).unwrap_or(LOSS));
		} else {
			let from = (record.from / DAY).max(first);
			if from < until {
				let (value, changes) = (record.value.min(cap), good.entry(reporter).or_default());
				let up = &mut changes.entry(from).or_default().0;
				*up = up.saturating_add(value);
				let down = &mut changes.entry(until).or_default().1;
				*down = down.saturating_add(value);
			}
		}
	}
	let gain = gain(good.values().fold(0, |sum, changes| sum.saturating_add(evidence(changes, today))));
	if gain < THIN {
		reasons.insert(Reason::ThinFile);
	} else if gain < SHORT {
		reasons.insert(Reason::ShortHistory);
	}
	let penalties = bad.values().fold(0u32, |sum, points| sum.saturating_add(*points));
	let score = u16::try_from(BASE.saturating_add(gain).saturating_sub(penalties)).unwrap_or(u16::MAX);
	Score { score, band: Band::of(score), reasons: reasons.into_iter().collect() }
}
