//! What follows from the terms, from what has happened, and from the time.

use super::{check::MILLION, *};
use alloc::vec::Vec;
use core::ops::Range;

/// Milliseconds in a second.
const SECOND: Moment = 1_000;
/// Milliseconds in a year of 365 days.
const YEAR: Moment = 365 * 24 * 60 * 60 * 1_000;

/// An obligation of an agreement, with what has happened to it.
#[derive(Clone, Copy)]
pub struct Standing<'a, AccountId, Condition> {
	/// The terms in force.
	pub terms: &'a Terms<AccountId, Condition>,
	/// What has happened.
	pub progress: &'a Progress,
	/// Which obligation.
	pub place: u8,
	/// The obligation.
	pub obligation: &'a Obligation<AccountId, Condition>,
	/// What has happened to it.
	pub record: &'a Record,
	/// When the agreement ends.
	pub ends_at: Option<Moment>,
}

impl<'a, AccountId: PartialEq, Condition> Standing<'a, AccountId, Condition> {
	/// That of the obligation at a place. `None` if there is none.
	pub fn of(terms: &'a Terms<AccountId, Condition>, progress: &'a Progress, place: u8) -> Option<Self> {
		let obligation = terms.obligation(place)?;
		let record = progress.record(place)?;
		Some(Self { terms, progress, place, obligation, record, ends_at: progress.end(terms) })
	}

	fn moment(&self, when: &When) -> Option<Moment> {
		self.terms.moment(when, self.progress.activated_at, self.ends_at)
	}

	/// Whether it is an act.
	pub fn is_act(&self) -> bool {
		matches!(self.obligation.performance, Performance::Act { .. })
	}

	/// Whether what is due follows from what was demanded, and not from a schedule.
	pub fn by_demand(&self) -> bool {
		match self.obligation.performance {
			Performance::Pay { .. } => self.obligation.awaits.claim.is_some(),
			Performance::Share { .. } => true,
			Performance::Act { .. } => false,
		}
	}

	/// Since when all that it awaits beside a claim is true, as far as it was found and was so in time; 0 if it awaits nothing.
	pub fn met_at(&self) -> Option<Moment> {
		let (awaits, found) = (&self.obligation.awaits, &self.record.found);
		let mut met = 0;
		let awaited = [
			(!awaits.fulfilled.is_empty(), found.fulfilled),
			(!awaits.late.is_empty(), found.late),
			(awaits.certificate.is_some(), found.certificate),
			(awaits.condition.is_some(), found.condition.map(|(at, _)| at)),
		];
		for (is_awaited, at) in awaited {
			if is_awaited {
				met = met.max(at?);
			}
		}
		Some(met).filter(|met| self.until().is_none_or(|until| *met <= until))
	}

	/// When its hold goes back, unless all was true by then.
	pub fn until(&self) -> Option<Moment> {
		self.moment(self.obligation.awaits.until.as_ref()?)
	}

	/// When it accrues. A share follows another obligation instead.
	fn schedule(&self) -> Option<Schedule> {
		let (when, every, count, amount) = match &self.obligation.performance {
			Performance::Pay { amount, accrues, .. } => match accrues {
				Accrual::Once(when) => (when, Every::Period(Span::Seconds(1)), Some(1), *amount),
				Accrual::Instalments { start, every, count } => (start, Every::Period(*every), *count, *amount),
				Accrual::Stream { start, every, count } => (start, Every::Evenly(*every), *count, *amount),
			},
			Performance::Share { .. } => return None,
			Performance::Act { due } => (due, Every::Period(Span::Seconds(1)), Some(1), 1),
		};
		let amount = self.record.found.condition.map_or(amount, |(_, share)| share.of(amount));
		let met = self.met_at();
		let end = if matches!(when, When::End(_)) { None } else { self.ends_at };
		Some(Schedule { start: self.moment(when), every, count, amount, end, from: met, waits: met.is_none() })
	}

	/// What has accrued at `time`, whether or not it is due.
	pub fn accrued(&self, time: Moment) -> Balance {
		self.schedule().map_or(self.record.demanded, |schedule| schedule.accrued(time))
	}

	/// What is due at `time`, paid or not.
	fn due(&self, time: Moment) -> Balance {
		let ordered =
			self.record.orders.iter().filter(|part| part.since <= time).map(|part| part.upto).max().unwrap_or(0);
		let due = match self.schedule() {
			Some(schedule) if !self.by_demand() => {
				if self.record.lapsed.is_some() {
					0
				} else {
					schedule.due(time)
				}
			},
			_ => match self.met_at() {
				Some(met) if met <= time => self.record.demanded,
				_ => 0,
			},
		};
		due.max(ordered)
	}

	/// Since when the unit of this number, from 0 on, is due. `None` if it is not.
	fn due_since(&self, unit: Balance) -> Option<Moment> {
		let ordered = self.record.orders.iter().find(|part| part.upto > unit).map(|part| part.since);
		let due = match self.schedule() {
			Some(schedule) if !self.by_demand() => {
				if self.record.lapsed.is_some() {
					None
				} else {
					schedule.due_since(unit)
				}
			},
			_ => self
				.record
				.parts
				.iter()
				.find(|part| part.upto > unit)
				.and_then(|part| Some(part.since.max(self.met_at()?))),
		};
		match (ordered, due) {
			(Some(ordered), Some(due)) => Some(ordered.min(due)),
			(ordered, due) => ordered.or(due),
		}
	}

	/// After when what is due since then is late. Saturating is right: what is due beyond all time is not late.
	fn late_after(&self, since: Moment) -> Moment {
		since.saturating_add(Moment::from(self.obligation.grace).saturating_mul(SECOND))
	}

	/// Of those of these units that are late at `time`, the sum of how late they are, in milliseconds.
	fn weighted(&self, units: Range<Balance>, time: Moment) -> U256 {
		let grace = self.obligation.grace;
		let late = |since: Moment| if self.late_after(since) < time { time.saturating_sub(since) } else { 0 };
		let (lapsed, Range { start, end }) = (self.record.lapsed.is_some(), units);
		let (mut sum, mut from) = (U256::zero(), start);
		match self.schedule().filter(|_| !self.by_demand()) {
			Some(schedule) => {
				for part in &self.record.orders {
					let to = part.upto.min(end);
					// What was ordered before it was due otherwise.
					let by_schedule = if lapsed { 0 } else { schedule.due(part.since) };
					let ordered = U256::from(to.saturating_sub(from.max(by_schedule)));
					sum = sum.saturating_add(ordered.saturating_mul(late(part.since).into()));
					sum = sum.saturating_add(schedule.weighted(from..to.min(by_schedule), time, grace));
					from = from.max(to);
				}
				let rest = from..if lapsed { from } else { end };
				sum.saturating_add(schedule.weighted(rest, time, grace))
			},
			None => {
				let parts = self.record.parts.iter().chain(&self.record.orders);
				let mut borders: Vec<_> = parts.map(|part| part.upto).collect();
				borders.sort_unstable();
				for border in borders {
					let to = border.min(end);
					let units = to.saturating_sub(from);
					let late = self.due_since(from).map_or(0, late);
					sum = sum.saturating_add(U256::from(units).saturating_mul(late.into()));
					from = from.max(to);
				}
				sum
			},
		}
	}

	/// How late, in milliseconds times amount, the units are at `time` that come next to be covered, so many.
	pub fn lateness(&self, amount: Balance, time: Moment) -> U256 {
		if self.obligation.interest.is_none() || amount == 0 {
			return U256::zero();
		}
		let covered = self.record.covered();
		self.weighted(covered..covered.saturating_add(amount), time)
	}

	/// Since when the unit that comes next to be covered is due, if it is late at `time`.
	pub fn late_since(&self, time: Moment) -> Option<Moment> {
		// An act is done when it is claimed, unless it turns out that it is not.
		let time = match &self.record.claim {
			Some(claim) if self.is_act() => time.min(claim.at),
			_ => time,
		};
		let covered = self.record.covered().saturating_add(self.record.unheld_dispute());
		let since = self.due_since(covered);
		// What is to be held by a time is late from then on.
		let unheld = match &self.obligation.funding {
			Funding::Escrowed(Some(by))
				if self.most().is_some_and(|most| covered < most) && self.record.lapsed.is_none() =>
			{
				self.moment(by)
			},
			_ => None,
		};
		let since = match (since, unheld) {
			(Some(since), Some(unheld)) => Some(since.min(unheld)),
			(since, unheld) => since.or(unheld),
		};
		since.filter(|since| self.late_after(*since) < time)
	}

	/// What interest has been earned at `time`, as far as amounts are paid or held, or if `all`, also on those that are late.
	fn interest(&self, time: Moment, all: bool) -> Balance {
		let Some(rate) = self.obligation.interest else { return 0 };
		let mut lateness = self.record.lateness;
		if all {
			let open = self.due(time).saturating_sub(self.record.covered());
			lateness = lateness.saturating_add(self.lateness(open, time));
		}
		let year = U256::from(YEAR).saturating_mul(MILLION.into());
		let earned = lateness.saturating_mul(rate.into()) / year;
		// Saturating is right: more than there can be is not paid.
		let earned = Balance::try_from(earned).unwrap_or(Balance::MAX);
		earned.saturating_sub(self.record.interest_paid).saturating_sub(self.record.interest_forgiven)
	}

	/// How late amounts would have been at another rate for the same interest to be earned by now.
	pub fn lateness_at(&self, rate: Option<u32>) -> U256 {
		let year = U256::from(YEAR).saturating_mul(MILLION.into());
		let Some(rate) = rate.filter(|rate| *rate > 0) else { return self.record.lateness };
		let earned = match self.obligation.interest.filter(|before| *before > 0) {
			Some(before) => self.record.lateness.saturating_mul(before.into()) / year,
			None => U256::from(self.record.interest_paid).saturating_add(self.record.interest_forgiven.into()),
		};
		// Rounded up, so that rounding down again gives the same.
		let lateness = earned.saturating_mul(year).saturating_add(U256::from(rate)).saturating_sub(U256::one());
		lateness / U256::from(rate)
	}

	/// Since when nothing more can become due of it, if that is so at `time`: what it awaits was not true in time, or cannot become true
	/// any more. `known` says whether others have been paid, so that it is known what they have to say.
	pub fn lapses(&self, time: Moment, known: bool) -> Option<Moment> {
		let (record, awaits) = (self.record, &self.obligation.awaits);
		let until = self.until().filter(|until| *until < time);
		// So it stays if it is undecided whether what it awaits was done in time.
		let at = match self.dead_since() {
			Some(_) if record.is_open() => return None,
			Some(dead) => until.map_or(dead, |until| until.min(dead)),
			None => until.filter(|until| known && awaits.any() && !self.is_undecided(*until))?,
		};
		let most = self.most();
		let is_short = |amount: Balance| most.is_none_or(|most| amount < most);
		// What could still be claimed lapses even though all else was true; what is done, or was ordered, does not.
		let unclaimed = self.is_act() || awaits.claim.is_some() && is_short(record.demanded);
		let decided = record.settled().saturating_add(record.ordered());
		(is_short(decided) && (unclaimed || self.met_at().is_none())).then_some(at)
	}

	/// Whether it is in dispute, is claimed, or awaits others of which that is so, by claims that were made in time.
	fn is_undecided(&self, until: Moment) -> bool {
		let mut undecided = 0u32;
		// In their order, as each awaits only those before.
		let all = (0u32..).zip(&self.terms.obligations).zip(&self.progress.records);
		for ((place, obligation), record) in all.take(usize::from(self.place).saturating_add(1)) {
			let is_own = place == u32::from(self.place);
			let in_time = is_own || record.claim.as_ref().is_none_or(|claim| claim.at <= until);
			let mut awaited = obligation.awaits.others();
			let waits = record.fulfilled_at.is_none() && record.lapsed.is_none();
			if record.disputed != 0
				|| record.is_open() && in_time
				|| waits && awaited.any(|other| undecided & bit(other) != 0)
			{
				undecided |= bit(place);
			}
		}
		undecided & bit(self.place) != 0
	}

	/// Since when what it awaits of others cannot become true any more: one that was to be fulfilled has lapsed, or all that were to be
	/// late are over.
	fn dead_since(&self) -> Option<Moment> {
		let (awaits, found) = (&self.obligation.awaits, &self.record.found);
		let other = |place: &u16| Self::of(self.terms, self.progress, u8::try_from(*place).ok()?);
		let never = awaits.fulfilled.iter().filter_map(|place| other(place)?.record.lapsed).min();
		let over = |place| other(place)?.over_in_time();
		let in_time = awaits.late.iter().try_fold(0, |latest: Moment, place| Some(latest.max(over(place)?)));
		let in_time = in_time.filter(|_| found.late.is_none() && !awaits.late.is_empty());
		[never.filter(|_| found.fulfilled.is_none()), in_time].into_iter().flatten().min()
	}

	/// Since when it is over, so that it cannot become late any more: it is fulfilled, or it has lapsed, and what was due of it is paid.
	fn over_in_time(&self) -> Option<Moment> {
		let record = self.record;
		if record.fulfilled_at.is_some() {
			return record.fulfilled_at.filter(|_| self.done_late().is_none());
		}
		let settled = record.settled();
		let paid_at = if settled > 0 { record.funded_at.max(record.forgiven_at) } else { 0 };
		let is_paid = record.lapsed_late.is_none() && self.most().is_some_and(|most| settled >= most);
		record.lapsed.filter(|_| is_paid).map(|lapsed| lapsed.max(paid_at))
	}

	/// What it can come to in the end, paid and forgiven; `None` if there is no bound yet.
	pub fn most(&self) -> Option<Balance> {
		// What was ordered is due, and what is disputed may be, whatever else is awaited.
		let floor = self.record.settled().saturating_add(self.record.bound());
		if self.record.lapsed.is_some() {
			let demanded = if self.by_demand() && self.met_at().is_some() { self.record.demanded } else { 0 };
			return Some(demanded.max(floor));
		}
		let most = match &self.obligation.performance {
			Performance::Share { of, share } => {
				let of = Self::of(self.terms, self.progress, *of)?;
				// Once and not twice, as a share of a share of a share asks on and on.
				let most = of.most();
				if of.is_over_at(most) {
					Some(self.record.demanded)
				} else {
					most.map(|most| share.of(most))
				}
			},
			_ => self.schedule()?.total(),
		};
		most.map(|most| most.max(floor))
	}

	/// Whether nothing more can move, interest aside.
	pub fn is_over(&self) -> bool {
		self.is_over_at(self.most())
	}

	/// The same, if it can come to `most`.
	fn is_over_at(&self, most: Option<Balance>) -> bool {
		let record = self.record;
		let idle = record.claim.is_none() && record.disputed == 0 && record.held == 0;
		idle && most.is_some_and(|most| record.settled() >= most)
	}

	/// Whether nothing can come to be due any more, but by a claim of what had accrued at `time`. `let_go` are those before of which
	/// that is so, and which are not fulfilled.
	fn is_let_go(&self, time: Moment, let_go: u32) -> bool {
		let (record, awaits) = (self.record, &self.obligation.awaits);
		let most = match self.obligation.performance {
			Performance::Act { .. } => return record.ordered() == 0,
			_ if record.lapsed.is_some() => self.most(),
			Performance::Share { of, .. } if let_go & bit(of) != 0 => Some(record.demanded),
			// What awaits what nobody does any more, or what cannot be late any more, is not due.
			_ if record.found.fulfilled.is_none() && awaits.fulfilled.iter().any(|of| let_go & bit(*of) != 0) => {
				Some(0)
			},
			_ if record.found.late.is_none()
				&& !awaits.late.is_empty()
				&& awaits.late.iter().all(|of| let_go & bit(*of) != 0 || self.is_fulfilled_at(*of)) =>
			{
				Some(0)
			},
			// What has accrued and nobody has claimed is let go of; what has not yet could not be claimed.
			_ if awaits.claim.is_some() && self.has_accrued(time) => Some(record.demanded),
			_ => self.most(),
		};
		most.is_some_and(|most| record.settled() >= most) && record.ordered() == 0
	}

	/// Whether the obligation at a place is fulfilled.
	fn is_fulfilled_at(&self, place: u16) -> bool {
		u8::try_from(place).ok().and_then(|place| self.progress.record(place)?.fulfilled_at).is_some()
	}

	/// Whether all of it has accrued at `time`.
	fn has_accrued(&self, time: Moment) -> bool {
		self.schedule().and_then(|schedule| Some(schedule.accrued(time) >= schedule.total()?)).unwrap_or(false)
	}

	/// What has to be paid at `time`.
	pub fn owed(&self, time: Moment) -> Balance {
		let undisputed = self.due(time).saturating_sub(self.record.settled()).saturating_sub(self.record.disputed);
		// What was ordered is not in dispute any more.
		undisputed.max(self.record.ordered())
	}

	/// How it stands at `time`.
	pub fn position(&self, time: Moment) -> Position {
		Position {
			accrued: self.accrued(time),
			due: self.due(time),
			owed: self.owed(time),
			interest: self.interest(time, true),
			late_since: self.late_since(time),
			most: self.most(),
		}
	}

	/// What interest has to be paid now on what is paid or held.
	pub fn earned(&self, time: Moment) -> Balance {
		self.interest(time, false)
	}

	/// When more accrues after `time`, and how much.
	pub fn next(&self, time: Moment) -> Option<(Moment, Balance)> {
		self.schedule()?.next(time)
	}

	/// By when all of it is to be held, and how much of it is not yet.
	pub fn to_hold(&self, time: Moment) -> Balance {
		let Funding::Escrowed(Some(by)) = &self.obligation.funding else { return 0 };
		if self.record.lapsed.is_some() || self.moment(by).is_none_or(|by| time < by) {
			return 0;
		}
		// What is in dispute need not be held: it may not be due at all.
		let needed = self.record.covered().saturating_add(self.record.unheld_dispute());
		self.most().map_or(0, |most| most.saturating_sub(needed))
	}

	/// What is held at `time` beyond what can still be due, and goes back.
	pub fn surplus(&self, time: Moment) -> Balance {
		let most = match self.obligation.funding {
			// Held only because it is in dispute, or the creditor cannot take it.
			Funding::Unfunded => Some(self.due(time)),
			Funding::Revocable | Funding::Escrowed(_) => self.most(),
		};
		let Some(most) = most else { return 0 };
		let needed = most.saturating_sub(self.record.settled()).max(self.record.bound());
		self.record.held.saturating_sub(needed)
	}

	/// What of the hold the debtor can take back at `time`: what has not accrued of what he holds of his own accord.
	pub fn revocable(&self, time: Moment) -> Balance {
		if self.obligation.funding != Funding::Revocable {
			return 0;
		}
		let accrued = self.accrued(time).max(self.due(time)).max(self.record.ordered_upto());
		let kept = accrued.saturating_sub(self.record.settled()).max(self.record.bound());
		self.record.held.saturating_sub(kept)
	}

	/// How much can still be claimed at `time`.
	pub fn claimable(&self, time: Moment) -> Balance {
		if self.is_act() {
			return 1u128.saturating_sub(self.record.settled());
		}
		self.accrued(time).saturating_sub(self.record.demanded)
	}

	/// How much can be disputed at `time` beside an open claim, and beside what is disputed already: whatever is not paid yet, but
	/// what could still be claimed is no dispute yet, and what was ordered is decided.
	pub fn disputable(&self, time: Moment) -> Balance {
		let most = match self.obligation.awaits.claim {
			Some(_) if !self.is_act() => self.record.demanded,
			_ => self.most().unwrap_or_else(|| self.accrued(time)),
		};
		most.saturating_sub(self.record.settled()).saturating_sub(self.record.bound())
	}

	/// Since when an act was due that was done, and late.
	fn done_late(&self) -> Option<Moment> {
		let is_late = self.is_act() && self.record.paid > 0 && self.act_late(self.record.funded_at) > 0;
		self.due_since(0).filter(|_| is_late)
	}

	/// How late an act is that was done at `done_at`, in milliseconds.
	pub fn act_late(&self, done_at: Moment) -> Moment {
		let since = self.due_since(0).filter(|since| self.late_after(*since) < done_at);
		since.map_or(0, |since| done_at.saturating_sub(since))
	}

	/// What is paid, forgiven, or held for a creditor who cannot take it.
	fn done(&self, time: Moment) -> Balance {
		let owed = self.due(time).saturating_sub(self.record.settled());
		self.record.settled().saturating_add(owed.min(self.record.available()))
	}

	/// When it counts as fulfilled, if it does at `time`: when all was due, and paid, held or done. So it does not matter when it was
	/// settled if it was held, nor whether the creditor could take it.
	pub fn ready_at(&self, time: Moment) -> Moment {
		if self.is_act() && self.record.paid > 0 {
			return self.record.funded_at;
		}
		// Nothing was due at all if a condition says so, or the end came first.
		let nothing = || self.record.found.condition.map(|(at, _)| at).or(self.ends_at);
		let due = match self.done(time).checked_sub(1) {
			Some(last) => self.due_since(last),
			None => nothing(),
		};
		due.unwrap_or_default().max(self.record.funded_at).max(self.record.forgiven_at).min(time)
	}

	/// Whether all of it is done at `time`.
	fn is_fulfilled(&self, time: Moment) -> bool {
		!self.record.is_open() && self.most().is_some_and(|most| self.done(time) >= most)
	}
}

/// What is found before an obligation is paid.
#[derive(Clone, Copy, Debug)]
pub struct Findings {
	/// Since when someone is certified.
	pub certified: Option<Moment>,
	/// What another capability says.
	pub outcome: Outcome,
	/// Whether all before it were paid at the same time, as far as that could be.
	pub paid: bool,
	/// Since when a share is due that has come up.
	pub since: Moment,
}

impl Progress {
	/// Before an obligation is paid at `now`: what time has done to it, and what was found true of what it awaits.
	pub fn prepare<AccountId: PartialEq, Condition>(
		&mut self,
		terms: &Terms<AccountId, Condition>,
		place: u8,
		now: Moment,
		found: Findings,
	) {
		let Some(obligation) = terms.obligation(place) else { return };
		let Findings { certified, outcome, paid, since } = found;
		let (fulfilled, late) = self.others(terms, &obligation.awaits, now);
		// Whatever could have been paid is not late for a guarantor.
		let late = late.filter(|_| paid);
		let share = match &obligation.performance {
			Performance::Share { of, share } => self.record(*of).map(|of| share.of(of.paid)),
			_ => None,
		};
		let is_act = matches!(obligation.performance, Performance::Act { .. });
		let Some(record) = self.record_mut(place) else { return };
		if let Some(claim) = &obligation.awaits.claim {
			record.roll_claim(claim, is_act, now);
		}
		if let Some(share) = share {
			record.demand(share.saturating_sub(record.demanded), since);
		}
		if record.lapsed.is_some() || record.fulfilled_at.is_some() {
			return;
		}
		let found = &mut record.found;
		found.fulfilled = found.fulfilled.or(fulfilled);
		found.late = found.late.or(late);
		found.certificate = found.certificate.or(certified);
		if let Outcome::Final { at, share } = outcome {
			found.condition = found.condition.or(Some((at, share)));
		}
		// What others have to say is known only when they were paid.
		let awaits = &obligation.awaits;
		let known = paid || awaits.fulfilled.is_empty() && awaits.late.is_empty();
		let Some(standing) = Standing::of(terms, self, place) else { return };
		let Some(at) = standing.lapses(now, known) else { return };
		// It was late all the same.
		let since = standing.late_since(at);
		let late = since.map_or(0, |since| at.saturating_sub(since));
		if let Some(record) = self.record_mut(place) {
			record.lapsed = Some(at);
			// Of an amount what is due can still be paid, and is late otherwise.
			record.lapsed_late = since.filter(|_| is_act);
			record.longest_late = record.longest_late.max(late);
		}
	}

	/// Since when the others are fulfilled, and one of them late, that an obligation awaits.
	fn others<AccountId: PartialEq, Condition>(
		&self,
		terms: &Terms<AccountId, Condition>,
		awaits: &Awaits<AccountId, Condition>,
		now: Moment,
	) -> (Option<Moment>, Option<Moment>) {
		let fulfilled = awaits.fulfilled.iter().try_fold(0, |latest: Moment, other| {
			Some(latest.max(self.record(u8::try_from(*other).ok()?)?.fulfilled_at?))
		});
		let late = awaits.late.iter().filter_map(|other| {
			let standing = Standing::of(terms, self, u8::try_from(*other).ok()?)?;
			// An act that has lapsed was late by then, or never.
			let since = standing.record.lapsed_late.or(standing.done_late()).or_else(|| standing.late_since(now));
			Some(standing.late_after(since?))
		});
		(fulfilled.filter(|_| !awaits.fulfilled.is_empty()), late.min())
	}

	/// After an obligation was paid at `now`: whether it is fulfilled.
	pub fn conclude<AccountId: PartialEq, Condition>(
		&mut self,
		terms: &Terms<AccountId, Condition>,
		place: u8,
		now: Moment,
	) {
		let Some(standing) = Standing::of(terms, self, place) else { return };
		let is_open = standing.record.fulfilled_at.is_none() && standing.record.lapsed.is_none();
		if !is_open || !standing.is_fulfilled(now) {
			return;
		}
		let at = standing.ready_at(now);
		if let Some(record) = self.record_mut(place) {
			record.fulfilled_at = Some(at);
		}
	}

	/// Whether nothing can come to be due any more, but by claims of what had accrued at `time`.
	pub fn is_let_go<AccountId: PartialEq, Condition>(
		&self,
		terms: &Terms<AccountId, Condition>,
		time: Moment,
	) -> bool {
		let mut let_go = 0;
		(0u8..).zip(&self.records).all(|(place, record)| {
			let Some(standing) = Standing::of(terms, self, place) else { return false };
			// An act that is not due yet may still be done, and what awaits it be due.
			let can_be_done = standing.is_act() && record.lapsed.is_none() && !standing.has_accrued(time);
			let is_it = standing.is_let_go(time, let_go);
			if is_it && record.fulfilled_at.is_none() && !can_be_done {
				let_go |= bit(place);
			}
			is_it
		})
	}

	/// Whether nothing can move any more, once all is prepared at `now`.
	pub fn is_done<AccountId: PartialEq, Condition>(&self, terms: &Terms<AccountId, Condition>, now: Moment) -> bool {
		(0u8..).zip(&self.records).all(|(place, _)| {
			Standing::of(terms, self, place).is_some_and(|standing| standing.is_over() && standing.earned(now) == 0)
		})
	}
}
