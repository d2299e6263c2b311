//! A plain model of agreements, after what the terms say that they mean: amounts are lists of parts with their dates, made by
//! counting, and what happens is done to them one after the other. Nothing of it knows a closed form.

mod calls;
mod money;
mod rules;

use super::*;
pub use money::Accounts;
pub use rules::Turn;
use std::{collections::BTreeSet, sync::OnceLock};

/// What a call comes to: nothing but that it is done, or why not.
pub type Done = Result<(), &'static str>;

/// A number of units, and a moment that they have in common.
pub type Part = (Balance, Moment);

/// Milliseconds of so many seconds.
pub fn ms(seconds: Seconds) -> Moment {
	Moment::from(seconds) * SECOND
}

/// Each month from 1970 to 2149: its first moment, and how long it is.
fn months() -> &'static [(Moment, Moment)] {
	static MONTHS: OnceLock<Vec<(Moment, Moment)>> = OnceLock::new();
	MONTHS.get_or_init(|| {
		let (mut months, mut first) = (Vec::new(), 0);
		for year in 1970..2150 {
			let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
			for days in [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
				months.push((first, days * DAY));
				first += days * DAY;
			}
		}
		months
	})
}

/// So many spans later.
pub fn plus(start: Moment, span: Span, times: u64) -> Moment {
	match span {
		Span::Seconds(seconds) => start + ms(seconds) * times,
		Span::Months(count) => {
			let months = months();
			let place = months.iter().position(|(first, length)| start < first + length).expect("within the table");
			let into = start - months[place].0;
			let (first, length) = months[place + usize::from(count) * times as usize];
			first + (into / DAY).min(length / DAY - 1) * DAY + into % DAY
		},
	}
}

/// A claim.
#[derive(Clone, Debug)]
pub struct Claimed {
	pub amount: Balance,
	pub at: Moment,
	pub answer: Option<(Balance, Moment)>,
}

/// A dispute.
#[derive(Clone, Debug)]
pub struct Quarrel {
	pub amount: Balance,
	pub claimed_at: Option<Moment>,
	/// Before which instance it was brought, when, and by whom.
	pub instance: usize,
	pub since: Moment,
	pub by: Side,
	/// What debtor and creditor have advanced.
	pub advances: [Option<Balance>; 2],
	pub ruling: Option<Ruling>,
	/// How late those were that are held because of it: units times milliseconds.
	pub late: u128,
	/// What is held for it.
	pub kept: Balance,
	pub offered: Balance,
	pub depositor: AccountId,
}

/// What has happened to an obligation.
#[derive(Clone, Debug, Default)]
pub struct Line {
	pub paid: Balance,
	pub held: Balance,
	pub forgiven: Balance,
	pub refunded: Balance,
	pub interest_paid: Balance,
	pub interest_forgiven: Balance,
	/// What was accepted of claims, or has come up as a share, and since when.
	pub demands: Vec<Part>,
	/// Units up to which number are due by a ruling, and since when.
	pub orders: Vec<Part>,
	/// How late each of the units was when it was paid, or held, or let go (then not at all), in their order.
	pub late: Vec<Part>,
	/// How late those were that a debtor held because he disputed them, and that were decided to be due: units times milliseconds.
	pub decided_late: u128,
	pub fulfilled: Option<Moment>,
	pub one_late: Option<Moment>,
	pub certified: Option<Moment>,
	pub known: Option<(Moment, Fraction)>,
	pub claim: Option<Claimed>,
	pub claims: u8,
	pub quarrel: Option<Quarrel>,
	/// When something last happened by which it may be over.
	pub touched: Moment,
	pub over_at: Option<Moment>,
	pub lapsed: Option<Moment>,
	/// Since when it was late when it lapsed.
	pub late_when_lapsed: Option<Moment>,
}

impl Line {
	pub fn settled(&self) -> Balance {
		self.paid + self.forgiven
	}

	pub fn covered(&self) -> Balance {
		self.settled() + self.held
	}

	pub fn disputed(&self) -> Balance {
		self.quarrel.as_ref().map_or(0, |quarrel| quarrel.amount)
	}

	pub fn demanded(&self) -> Balance {
		self.demands.iter().map(|(units, _)| units).sum()
	}

	/// Up to which unit it is due by rulings.
	pub fn ordered(&self) -> Balance {
		self.orders.iter().map(|(upto, _)| *upto).max().unwrap_or(0)
	}

	/// What is due by rulings and is not paid yet.
	pub fn open_orders(&self) -> Balance {
		self.ordered().saturating_sub(self.settled())
	}

	/// So much is let go that no ruling was about: what was ruled stays.
	fn keep_orders(&mut self, amount: Balance) {
		let settled = self.settled();
		self.orders.iter_mut().filter(|(upto, _)| *upto > settled).for_each(|(upto, _)| *upto += amount);
	}

	/// So much more is due, since then.
	fn demand(&mut self, amount: Balance, since: Moment) {
		if amount == 0 {
			return;
		}
		let (mut from, mut open) = (0, Vec::new());
		for (place, (units, _)) in self.demands.iter().enumerate() {
			from += units;
			if from > self.settled() {
				open.push(place);
			}
		}
		match open.last() {
			Some(last) if self.demands[*last].1 >= since => self.demands[*last].0 += amount,
			// There is room for eight; the last two become one, since the later time.
			Some(last) if open.len() == 8 => {
				let (units, _) = self.demands[*last];
				self.demands[*last] = (units + amount, since);
			},
			_ => self.demands.push((amount, since)),
		}
	}
}

/// An agreement, and what everybody has.
#[derive(Clone, Debug)]
pub struct Model {
	pub terms: Terms,
	pub activated_at: Moment,
	pub ends_at: Option<Moment>,
	pub named: BTreeMap<AccountId, Moment>,
	pub may_end: BTreeSet<AccountId>,
	pub closed: bool,
	pub lines: Vec<Line>,
	pub accounts: Accounts,
	pub now: Moment,
	/// What is known of conditions.
	pub known: BTreeMap<u32, (Moment, Fraction)>,
}

/// What whoever brings a dispute pays as a deposit.
fn dispute_deposit() -> Balance {
	use sp_runtime::traits::Convert;
	<Test as crate::Config>::StoragePrice::convert(Contracts::dispute_footprint())
}

impl Model {
	/// That of terms that nobody has signed.
	pub fn new(terms: &Terms, accounts: Accounts) -> Self {
		let lines = terms.obligations.iter().map(|_| Line { touched: NOW, ..Line::default() });
		Self {
			terms: terms.clone(),
			activated_at: NOW,
			ends_at: None,
			named: BTreeMap::new(),
			may_end: BTreeSet::new(),
			closed: false,
			lines: lines.collect(),
			accounts,
			now: NOW,
			known: BTreeMap::new(),
		}
	}

	pub fn due_of(&self, p: usize) -> &Due {
		&self.terms.obligations[p]
	}

	pub fn debtor(&self, p: usize) -> AccountId {
		self.terms.parties[self.due_of(p).debtor as usize].account
	}

	pub fn creditor(&self, p: usize) -> AccountId {
		match self.due_of(p).creditor {
			Creditor::Party(place) => self.terms.parties[place as usize].account,
			Creditor::Account(account) => account,
		}
	}

	pub fn is_party(&self, who: AccountId) -> bool {
		self.terms.parties.iter().any(|party| party.account == who)
	}

	/// The asset; `None` of an act.
	pub fn asset(&self, p: usize) -> Option<Asset> {
		match self.due_of(p).performance {
			Performance::Pay { asset, .. } => Some(asset),
			Performance::Share { of, .. } => self.asset(of.into()),
			Performance::Act { .. } => None,
		}
	}

	pub fn is_act(&self, p: usize) -> bool {
		self.asset(p).is_none()
	}

	/// When it ends, as far as is known.
	pub fn end(&self) -> Option<Moment> {
		let by_terms = self.terms.term.as_ref().filter(|term| term.renewal == Renewal::Ends);
		self.ends_at.or_else(|| by_terms.map(|term| plus(self.activated_at, term.minimum, 1)))
	}

	pub fn when(&self, when: &When) -> Option<Moment> {
		match when {
			When::At(at) => Some(*at),
			When::Activation(span) => Some(plus(self.activated_at, *span, 1)),
			When::End(span) => self.end().map(|end| plus(end, *span, 1)),
		}
	}

	pub fn until(&self, p: usize) -> Option<Moment> {
		self.when(self.due_of(p).awaits.until.as_ref()?)
	}

	/// How much it comes to in how many periods, and since when; nothing of a share.
	fn shape(&self, p: usize) -> Option<(&When, Balance, Option<u32>)> {
		let (when, amount, count) = match &self.due_of(p).performance {
			Performance::Pay { amount, accrues, .. } => match accrues {
				Accrual::Once(when) => (when, *amount, Some(1)),
				Accrual::Instalments { start, count, .. } | Accrual::Stream { start, count, .. } => {
					(start, *amount, *count)
				},
			},
			Performance::Act { due } => (due, 1, Some(1)),
			Performance::Share { .. } => return None,
		};
		let part = self.lines[p].known.map_or(Fraction::ALL, |(_, share)| share);
		Some((when, amount * u128::from(part.numerator) / u128::from(part.denominator), count))
	}

	/// When nothing accrues any more.
	fn stop(&self, when: &When) -> Option<Moment> {
		if matches!(when, When::End(_)) {
			None
		} else {
			self.end()
		}
	}

	/// All that accrues by its schedule, part by part; of what has no end, what has accrued by now.
	pub fn accruals(&self, p: usize) -> Vec<Part> {
		let mut parts = Vec::new();
		let Some((when, amount, count)) = self.shape(p) else { return parts };
		let (Some(start), stop) = (self.when(when), self.stop(when)) else { return parts };
		let last = if count.is_some() || stop.is_some() { Moment::MAX } else { self.now };
		match &self.due_of(p).performance {
			Performance::Pay { accrues: Accrual::Instalments { every, .. }, .. } => {
				for k in 0u64.. {
					let at = plus(start, *every, k);
					if count == Some(k as u32) || stop.is_some_and(|stop| at >= stop) || at > last {
						break;
					}
					// The first k of n are the amount times k / n, rounded down.
					let upto =
						|k: u64| count.map_or(amount * u128::from(k), |n| amount * u128::from(k) / u128::from(n));
					parts.push((upto(k + 1) - upto(k), at));
				}
			},
			Performance::Pay { accrues: Accrual::Stream { every, .. }, .. } => {
				let length = u128::from(ms(*every)) * u128::from(count.unwrap_or(1));
				for unit in 1u128.. {
					let at = start + (unit * length).div_ceil(amount) as Moment;
					if count.is_some() && unit > amount || stop.is_some_and(|stop| at > stop) || at > last {
						break;
					}
					parts.push((1, at));
				}
			},
			_ if stop.is_none_or(|stop| start < stop) => parts.push((amount, start)),
			_ => {},
		}
		parts
	}

	pub fn by_demand(&self, p: usize) -> bool {
		match self.due_of(p).performance {
			Performance::Pay { .. } => self.due_of(p).awaits.claim.is_some(),
			Performance::Share { .. } => true,
			Performance::Act { .. } => false,
		}
	}

	/// What has accrued by now.
	pub fn accrued(&self, p: usize) -> Balance {
		if let Performance::Share { .. } = self.due_of(p).performance {
			return self.lines[p].demanded();
		}
		self.accruals(p).iter().filter(|(_, at)| *at <= self.now).map(|(units, _)| units).sum()
	}

	/// Since when all is true that it awaits beside a claim, if it was in time.
	fn met(&self, p: usize) -> Option<Moment> {
		let (awaits, line) = (&self.due_of(p).awaits, &self.lines[p]);
		let mut met = 0;
		if !awaits.fulfilled.is_empty() {
			met = met.max(line.fulfilled?);
		}
		if !awaits.late.is_empty() {
			met = met.max(line.one_late?);
		}
		if awaits.certificate.is_some() {
			met = met.max(line.certified?);
		}
		if awaits.condition.is_some() {
			met = met.max(line.known?.0);
		}
		self.until(p).is_none_or(|until| met <= until).then_some(met)
	}

	/// All units in their order, with when they are due, if they will be.
	fn dated(&self, p: usize) -> Vec<(Balance, Option<Moment>)> {
		let (line, met) = (&self.lines[p], self.met(p));
		let date = |at: Moment| met.map(|met| at.max(met));
		let base: Vec<(Balance, Option<Moment>)> = if self.by_demand(p) {
			line.demands.iter().map(|(units, since)| (*units, date(*since))).collect()
		} else {
			let date = |at| if line.lapsed.is_some() { None } else { date(at) };
			self.accruals(p).iter().map(|(units, at)| (*units, date(*at))).collect()
		};
		let mut borders: Vec<Balance> = line.orders.iter().map(|(upto, _)| *upto).collect();
		let mut ends = Vec::new();
		for (units, date) in base {
			ends.push((ends.last().map_or(0, |(end, _)| *end) + units, date));
		}
		borders.extend(ends.iter().map(|(end, _)| *end));
		borders.sort_unstable();
		let (mut from, mut dated) = (0, Vec::new());
		for to in borders {
			if to > from {
				let by_terms = ends.iter().find(|(end, _)| *end > from).and_then(|(_, date)| *date);
				let by_ruling = line.orders.iter().filter(|(upto, _)| *upto > from).map(|(_, since)| *since).min();
				dated.push((to - from, [by_terms, by_ruling].into_iter().flatten().min()));
				from = to;
			}
		}
		dated
	}

	/// What is due by now, paid or not.
	pub fn due(&self, p: usize) -> Balance {
		let is_due = |date: &Option<Moment>| date.is_some_and(|date| date <= self.now);
		self.dated(p).iter().filter(|(_, date)| is_due(date)).map(|(units, _)| units).sum()
	}

	/// Since when a unit is due, or will be.
	fn due_since(&self, p: usize, unit: Balance) -> Option<Moment> {
		let mut upto = 0;
		for (units, date) in self.dated(p) {
			upto += units;
			if upto > unit {
				return date;
			}
		}
		None
	}

	/// What has to be paid now.
	pub fn owed(&self, p: usize) -> Balance {
		let line = &self.lines[p];
		// What was ruled before is not in dispute any more.
		self.due(p).saturating_sub(line.settled() + line.disputed()).max(line.open_orders())
	}

	/// What it can come to in the end; `None` if there is no bound yet.
	pub fn most(&self, p: usize) -> Option<Balance> {
		let line = &self.lines[p];
		// What was ruled is due, and what is in dispute may be.
		let floor = line.settled() + line.open_orders() + line.disputed();
		if line.lapsed.is_some() {
			let demanded = if self.by_demand(p) && self.met(p).is_some() { line.demanded() } else { 0 };
			return Some(floor.max(demanded));
		}
		let most = match &self.due_of(p).performance {
			Performance::Share { of, .. } if self.is_over((*of).into()) => Some(line.demanded()),
			Performance::Share { of, share } => self.most((*of).into()).map(|most| share.of(most)),
			_ => {
				let (when, amount, count) = self.shape(p).expect("it is no share");
				let sum = || self.accruals(p).iter().map(|(units, _)| units).sum();
				match self.when(when) {
					None => count.map(|_| amount),
					Some(_) => (count.is_some() || self.stop(when).is_some()).then(sum),
				}
			},
		};
		most.map(|most| most.max(floor))
	}

	/// Since when what it awaits of others cannot come true any more: one that was to be fulfilled has lapsed, or all that were to be
	/// late are over and never were.
	pub fn dead_since(&self, p: usize) -> Option<Moment> {
		let (awaits, line) = (&self.due_of(p).awaits, &self.lines[p]);
		let lapsed = |o: usize| self.lines[o].lapsed;
		let over = |o: usize| {
			let other = &self.lines[o];
			let settled = other.settled();
			// Nothing of what was due is left.
			let paid = other.late_when_lapsed.is_none() && self.most(o).is_some_and(|most| settled >= most);
			let paid_at = if settled > 0 { other.touched } else { 0 };
			if self.done_late(o).is_some() {
				return None;
			}
			other.over_at.or(lapsed(o).filter(|_| paid).map(|at| at.max(paid_at)))
		};
		let in_vain = awaits.fulfilled.iter().filter_map(|o| lapsed(usize::from(*o))).min();
		let in_vain = in_vain.filter(|_| line.fulfilled.is_none());
		let late: Option<Vec<Moment>> = awaits.late.iter().map(|o| over(usize::from(*o))).collect();
		let never = late.and_then(|late| late.into_iter().max()).filter(|_| line.one_late.is_none());
		[in_vain, never].into_iter().flatten().min()
	}

	/// Since when an act was due that was done, and late.
	pub(super) fn done_late(&self, p: usize) -> Option<Moment> {
		let (line, since) = (&self.lines[p], self.due_since(p, 0)?);
		let late = self.is_act(p) && line.paid > 0 && since + ms(self.due_of(p).grace) < line.touched;
		late.then_some(since)
	}

	/// Whether nothing more can move, interest aside.
	pub fn is_over(&self, p: usize) -> bool {
		let line = &self.lines[p];
		let idle = line.claim.is_none() && line.quarrel.is_none() && line.held == 0;
		idle && self.most(p).is_some_and(|most| line.settled() >= most)
	}

	/// How late a unit is at a moment.
	fn lateness(&self, p: usize, since: Option<Moment>, at: Moment) -> Moment {
		since.filter(|since| since + ms(self.due_of(p).grace) < at).map_or(0, |since| at - since)
	}

	/// Since when the unit is due that comes next to be held or paid, if it is late; or since when it was to be held.
	pub fn late_since(&self, p: usize) -> Option<Moment> {
		let line = &self.lines[p];
		// An act is done when it is claimed, unless it turns out that it is not.
		let claimed = line.claim.as_ref().filter(|_| self.is_act(p)).map_or(self.now, |claim| claim.at);
		let next = self.needed(p);
		let unheld = match &self.due_of(p).funding {
			Funding::Escrowed(Some(by)) if line.lapsed.is_none() && self.most(p).is_some_and(|most| next < most) => {
				self.when(by)
			},
			_ => None,
		};
		let since = [self.due_since(p, next), unheld].into_iter().flatten().min()?;
		(since + ms(self.due_of(p).grace) < self.now.min(claimed)).then_some(since)
	}

	/// What interest has to be paid now: on what is paid or held, rounded down.
	pub fn earned(&self, p: usize) -> Balance {
		let (line, Some(rate)) = (&self.lines[p], self.due_of(p).interest) else { return 0 };
		let late: u128 = line.late.iter().map(|(units, late)| units * u128::from(*late)).sum();
		let earned = (late + line.decided_late) * u128::from(rate) / (365 * u128::from(DAY) * 1_000_000);
		earned.saturating_sub(line.interest_paid + line.interest_forgiven)
	}

	/// The same, with what is late and not paid yet.
	pub fn interest(&self, p: usize) -> Balance {
		let mut all = self.clone();
		all.note_late(p, self.due(p), self.now);
		all.earned(p)
	}

	/// Note how late the units are that come next, up to a number.
	fn note_late(&mut self, p: usize, upto: Balance, at: Moment) {
		let known: Balance = self.lines[p].late.iter().map(|(units, _)| units).sum();
		let mut from = 0;
		for (units, date) in self.dated(p).into_iter().chain([(Balance::MAX / 2, None)]) {
			let (low, high) = (known.max(from), upto.min(from + units));
			if high > low {
				let late = self.lateness(p, date, at);
				self.lines[p].late.push((high - low, late));
			}
			from += units;
		}
	}

	/// The next units are let go at a moment.
	fn forgive(&mut self, p: usize, amount: Balance, at: Moment) {
		let line = &mut self.lines[p];
		line.late.push((amount, 0));
		line.forgiven += amount;
		if amount > 0 {
			line.touched = line.touched.max(at);
		}
	}
}
