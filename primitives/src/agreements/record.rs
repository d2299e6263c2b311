//! What has happened to an agreement, and what follows from it.

use super::*;
use alloc::vec::Vec;
use sp_core::{bounded::BoundedVec, ConstU32};

/// Milliseconds in a second.
const SECOND: Moment = 1_000;
/// Milliseconds in a year of 365 days.
const YEAR: Moment = 365 * 24 * 60 * 60 * 1_000;
/// What rates of interest are parts of.
const MILLION: u64 = 1_000_000;

/// What has happened to an agreement.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Progress {
	/// The hash of the terms in force.
	pub terms: H256,
	/// How often they were amended.
	pub version: u32,
	/// When the last party signed the first terms.
	pub activated_at: Moment,
	/// When it ends, or has ended, by notice, by agreement of all or for cause. Otherwise the terms say when.
	pub ends_at: Option<Moment>,
	/// Which parties have named which moment for the end.
	pub named_ends: BoundedVec<(u8, Moment), ConstU32<MAX_PARTIES>>,
	/// The parties, by bits from the lowest on, that a ruling has allowed to end it.
	pub may_end: u16,
	/// Since when nothing more can be due.
	pub closed_at: Option<Moment>,
	/// What has happened to each of the obligations.
	pub records: BoundedVec<Record, ConstU32<MAX_OBLIGATIONS>>,
}

/// What has happened to an obligation. Acts count as 1.
#[derive(Clone, Debug, Default, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Record {
	/// What the debtor has put in: it was paid, went back or is held. \[balance\]
	pub funded: Balance,
	/// What the creditor has got, interest aside. \[balance\]
	pub paid: Balance,
	/// What the creditor has got as interest. \[balance\]
	pub interest_paid: Balance,
	/// What went back to the debtor. \[balance\]
	pub refunded: Balance,
	/// What is held in the debtor's account. \[balance\]
	pub held: Balance,
	/// What the creditor has waived, or a ruling has denied him. \[balance\]
	pub forgiven: Balance,
	/// Of what is not paid yet, how much is in dispute. \[balance\]
	pub disputed: Balance,
	/// What was accepted of claims, or has come up as a share. \[balance\]
	pub demanded: Balance,
	/// Since when that is due, as far as it is neither paid nor forgiven.
	pub parts: BoundedVec<Part, ConstU32<MAX_PARTS>>,
	/// Up to which amount it is due by a ruling, whatever else is awaited.
	pub ordered: Option<Part>,
	/// What was found true of all that it awaits.
	pub found: Found,
	/// The claim that is open.
	pub claim: Option<Claim>,
	/// How many claims there were in a row that were not met.
	pub claims: u8,
	/// How late amounts were that are paid or held now, each in milliseconds times its amount; only if there is interest.
	pub lateness: U256,
	/// The longest that any amount was late when it was paid or held, in milliseconds.
	pub longest_late: Moment,
	/// When the debtor has last put something on hold.
	pub held_at: Moment,
	/// Since when it is fulfilled.
	pub fulfilled_at: Option<Moment>,
	/// Whether what it awaited was not true in time.
	pub lapsed: bool,
}

/// Up to where amounts have been due since when.
#[derive(Clone, Copy, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Part {
	/// Up to which amount, counted from the first. \[balance\]
	pub upto: Balance,
	/// Since when.
	pub since: Moment,
}

/// Since when what an obligation awaits is true, as far as it was found.
#[derive(Clone, Debug, Default, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Found {
	/// All obligations that were to be fulfilled are.
	pub fulfilled: Option<Moment>,
	/// One of those that were to be late is.
	pub late: Option<Moment>,
	/// Someone is certified.
	pub certificate: Option<Moment>,
	/// Another capability has said so.
	pub condition: Option<(Moment, Fraction)>,
}

/// That something is due, or done.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Claim {
	/// How much. \[balance\]
	pub amount: Balance,
	/// The hash of what shows it.
	pub evidence: ContentHash,
	/// When it was made.
	pub at: Moment,
	/// How much of it was accepted, and when. The rest is open. \[balance\]
	pub answer: Option<(Balance, Moment)>,
}

impl Claim {
	/// How much of it is open.
	pub fn rest(&self) -> Balance {
		// Saturating is right: no more than the claim is accepted.
		self.amount.saturating_sub(self.answer.map_or(0, |(accepted, _)| accepted))
	}
}

/// How an obligation stands at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
	/// What has accrued, whether or not it is due. \[balance\]
	pub accrued: Balance,
	/// What has become due, paid or not. \[balance\]
	pub due: Balance,
	/// What has to be paid now. \[balance\]
	pub owed: Balance,
	/// What has to be paid now as interest. \[balance\]
	pub interest: Balance,
	/// Since when the oldest amount is due that is neither paid nor held, if that is late.
	pub late_since: Option<Moment>,
	/// What it can come to in the end; `None` if there is no bound yet. \[balance\]
	pub most: Option<Balance>,
}

impl Record {
	/// What is done with.
	pub fn settled(&self) -> Balance {
		// Saturating is right here and below: nothing is paid or forgiven beyond what there can be.
		self.paid.saturating_add(self.forgiven)
	}

	/// What cannot be late, because it is paid, forgiven or held.
	pub fn covered(&self) -> Balance {
		self.settled().saturating_add(self.held)
	}

	/// What is held and not in dispute.
	pub fn available(&self) -> Balance {
		self.held.saturating_sub(self.disputed)
	}

	/// So much more is due, since `since`.
	pub fn demand(&mut self, amount: Balance, since: Moment) {
		if amount == 0 {
			return;
		}
		self.demanded = self.demanded.saturating_add(amount);
		let part = Part { upto: self.demanded, since };
		let settled = self.settled();
		self.parts.retain(|part| part.upto > settled);
		match self.parts.last_mut() {
			Some(last) if last.since >= since => last.upto = part.upto,
			_ => {
				if let Err(part) = self.parts.try_push(part) {
					if let Some(last) = self.parts.last_mut() {
						*last = part;
					}
				}
			},
		}
	}

	/// So much is accepted, at `at`, of what was claimed to be due, or to be done since `claimed_at`.
	pub fn accept(&mut self, is_act: bool, amount: Balance, claimed_at: Moment, at: Moment) {
		if is_act {
			self.paid = self.paid.saturating_add(amount);
			self.funded = self.funded.saturating_add(amount);
			self.held_at = claimed_at;
		} else {
			self.demand(amount, at);
		}
	}

	/// Let silence speak up to `time`, under these terms.
	pub fn roll_claim(&mut self, terms: &ClaimTerms, is_act: bool, time: Moment) {
		if self.disputed != 0 {
			return;
		}
		let Some(claim) = &mut self.claim else { return };
		let within = Moment::from(terms.answer_within).saturating_mul(SECOND);
		let answered = match claim.answer {
			Some((_, at)) => at,
			None => {
				let silent = claim.at.saturating_add(within);
				if time <= silent {
					return;
				}
				if terms.silence == Silence::Accepts {
					return self.answer_claim(is_act, Balance::MAX, silent);
				}
				claim.answer = Some((0, silent));
				silent
			},
		};
		if time > answered.saturating_add(within) {
			self.claim = None;
		}
	}

	/// The other accepts at `at` so much of the claim, and no more than it is.
	pub fn answer_claim(&mut self, is_act: bool, accepted: Balance, at: Moment) {
		let Some(claim) = &mut self.claim else { return };
		let (amount, claimed_at) = (claim.amount, claim.at);
		let accepted = accepted.min(amount);
		claim.answer = Some((accepted, at));
		if accepted == amount {
			self.claim = None;
			self.claims = 0;
		}
		self.accept(is_act, accepted, claimed_at, at);
	}
}

impl<AccountId: PartialEq, Condition> Terms<AccountId, Condition> {
	/// When something is that the terms name, in an agreement that was activated and ends at these times. `None` if that is not
	/// known yet, or never.
	pub fn moment(&self, when: &When, activated_at: Moment, ends_at: Option<Moment>) -> Option<Moment> {
		match when {
			When::At(at) => Some(*at),
			When::Activation(span) => calendar::after(activated_at, *span, 1),
			When::End(span) => calendar::after(ends_at?, *span, 1),
		}
	}

	/// When it ends by the terms alone; `None` if they name no end.
	pub fn natural_end(&self, activated_at: Moment) -> Option<Moment> {
		let term = self.term.as_ref()?;
		match term.renewal {
			Renewal::Ends => calendar::after(activated_at, term.minimum, 1),
			Renewal::Terms(_) | Renewal::Open => None,
		}
	}

	/// When it ends by a notice at `now`; `None` if the terms let nobody give notice.
	///
	/// It is after `now`, so that all that has accrued by then stays.
	pub fn end_by_notice(&self, activated_at: Moment, now: Moment) -> Option<Moment> {
		let term = self.term.as_ref()?;
		let notice = Moment::from(term.notice?).checked_mul(SECOND)?;
		let earliest = now.checked_add(notice.max(1))?;
		let minimum = calendar::after(activated_at, term.minimum, 1)?;
		match term.renewal {
			Renewal::Ends => None,
			Renewal::Open => Some(minimum.max(earliest)),
			Renewal::Terms(_) if minimum >= earliest => Some(minimum),
			Renewal::Terms(span) => {
				// The end of the first term that ends at the earliest moment or later. Months are counted from the beginning, so
				// that a short month does not move all ends after it.
				let before = earliest.saturating_sub(1);
				if let (Span::Months(first), Span::Months(each)) = (term.minimum, span) {
					let months = calendar::completed(activated_at, Span::Months(1), before);
					let over = months.checked_sub(first.into())?.checked_div(each.into())?.checked_add(1)?;
					let months = over.checked_mul(each.into())?.checked_add(first.into())?;
					return calendar::after(activated_at, Span::Months(1), months);
				}
				let ended = calendar::completed(minimum, span, before);
				calendar::after(minimum, span, ended.checked_add(1)?)
			},
		}
	}
}

impl Progress {
	/// That of an agreement that begins.
	pub fn new(terms: H256, activated_at: Moment, records: BoundedVec<Record, ConstU32<MAX_OBLIGATIONS>>) -> Self {
		Self {
			terms,
			version: 0,
			activated_at,
			ends_at: None,
			named_ends: BoundedVec::new(),
			may_end: 0,
			closed_at: None,
			records,
		}
	}

	/// When it ends, or has ended; `None` if that is not known.
	pub fn end<AccountId: PartialEq, Condition>(&self, terms: &Terms<AccountId, Condition>) -> Option<Moment> {
		self.ends_at.or_else(|| terms.natural_end(self.activated_at))
	}

	/// What has happened to the obligation at a place.
	pub fn record(&self, place: u8) -> Option<&Record> {
		self.records.get(usize::from(place))
	}

	/// As [`Self::record`], to change it.
	pub fn record_mut(&mut self, place: u8) -> Option<&mut Record> {
		self.records.get_mut(usize::from(place))
	}
}

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
		let ordered = self.record.ordered.filter(|part| part.since <= time).map_or(0, |part| part.upto);
		let due = match self.schedule() {
			Some(schedule) if !self.by_demand() => {
				if self.record.lapsed {
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
		let ordered = self.record.ordered.filter(|part| part.upto > unit).map(|part| part.since);
		let due = match self.schedule() {
			Some(schedule) if !self.by_demand() => {
				if self.record.lapsed {
					None
				} else {
					schedule.due_since(unit)
				}
			},
			_ => self.record.parts.iter().find(|part| part.upto > unit).and_then(|part| Some(part.since.max(self.met_at()?))),
		};
		match (ordered, due) {
			(Some(ordered), Some(due)) => Some(ordered.min(due)),
			(ordered, due) => ordered.or(due),
		}
	}

	/// Of the units before `upto` that are late at `time`, the sum of how late they are, in milliseconds.
	fn weighted(&self, upto: Balance, time: Moment) -> U256 {
		let grace = self.obligation.grace;
		let late = |since: Moment| {
			// Saturating is right: what is due beyond all time is not late.
			let late = since.saturating_add(Moment::from(grace).saturating_mul(SECOND)) < time;
			if late { time.saturating_sub(since) } else { 0 }
		};
		match self.schedule() {
			Some(schedule) if !self.by_demand() => match self.record.ordered {
				// What was ordered before it was due otherwise.
				Some(ordered) => {
					let by_schedule = if self.record.lapsed { 0 } else { schedule.due(ordered.since) };
					let scheduled = schedule.weighted(upto.min(by_schedule), time, grace);
					let brought = upto.min(ordered.upto).saturating_sub(by_schedule);
					let beyond = if self.record.lapsed || upto <= ordered.upto {
						U256::zero()
					} else {
						let from = ordered.upto.max(by_schedule);
						let (to, from) = (schedule.weighted(upto, time, grace), schedule.weighted(from, time, grace));
						to.saturating_sub(from)
					};
					let brought = U256::from(brought).saturating_mul(late(ordered.since).into());
					scheduled.saturating_add(brought).saturating_add(beyond)
				},
				None => schedule.weighted(upto, time, grace),
			},
			_ => {
				let (ordered, mut sum, mut from) = (self.record.ordered, U256::zero(), 0);
				let orders = ordered.map(|part| part.upto).into_iter();
				let mut borders: Vec<_> = self.record.parts.iter().map(|part| part.upto).chain(orders).collect();
				borders.sort_unstable();
				for border in borders {
					let to = border.min(upto);
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
		if self.obligation.interest.is_none() {
			return U256::zero();
		}
		let covered = self.record.covered();
		let upto = covered.saturating_add(amount);
		self.weighted(upto, time).saturating_sub(self.weighted(covered, time))
	}

	/// Since when the unit that comes next to be covered is due, if it is late at `time`.
	pub fn late_since(&self, time: Moment) -> Option<Moment> {
		let covered = self.record.covered().max(self.record.settled().saturating_add(self.record.disputed));
		let grace = Moment::from(self.obligation.grace).saturating_mul(SECOND);
		let since = self.due_since(covered);
		// What is to be held by a time is late from then on.
		let unheld = match &self.obligation.funding {
			Funding::Escrowed(Some(by)) if self.most().is_some_and(|most| covered < most) && !self.record.lapsed => {
				self.moment(by)
			},
			_ => None,
		};
		let since = match (since, unheld) {
			(Some(since), Some(unheld)) => Some(since.min(unheld)),
			(since, unheld) => since.or(unheld),
		};
		since.filter(|since| since.saturating_add(grace) < time)
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
		earned.saturating_sub(self.record.interest_paid)
	}

	/// Whether what it awaits was not true in time, so that nothing more can become due.
	pub fn has_lapsed(&self, time: Moment) -> bool {
		if self.until().is_none_or(|until| time <= until) {
			return false;
		}
		let decided = self.record.claim.is_none() && self.record.disputed == 0;
		let awaits = &self.obligation.awaits;
		// What could still be claimed lapses even though all else was true.
		awaits.any() && decided && (awaits.claim.is_some() || self.met_at().is_none())
	}

	/// What it can come to in the end, paid and forgiven; `None` if there is no bound yet.
	pub fn most(&self) -> Option<Balance> {
		let ordered = self.record.ordered.map_or(0, |part| part.upto);
		let floor = self.record.settled().max(ordered);
		if self.record.lapsed {
			let demanded = if self.by_demand() && self.met_at().is_some() { self.record.demanded } else { 0 };
			return Some(demanded.max(floor));
		}
		let most = match &self.obligation.performance {
			Performance::Share { of, share } => {
				let of = Self::of(self.terms, self.progress, *of)?;
				if of.is_over() {
					Some(self.record.demanded)
				} else {
					of.most().map(|most| share.of(most))
				}
			},
			_ => self.schedule()?.total(),
		};
		most.map(|most| most.max(floor))
	}

	/// Whether nothing more can move, interest aside.
	pub fn is_over(&self) -> bool {
		let record = self.record;
		let idle = record.claim.is_none() && record.disputed == 0 && record.held == 0;
		idle && self.most().is_some_and(|most| record.settled() >= most)
	}

	/// How it stands at `time`.
	pub fn position(&self, time: Moment) -> Position {
		let due = self.due(time);
		Position {
			accrued: self.accrued(time),
			due,
			owed: due.saturating_sub(self.record.settled()).saturating_sub(self.record.disputed),
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
		if self.record.lapsed || self.moment(by).is_none_or(|by| time < by) {
			return 0;
		}
		self.most().map_or(0, |most| most.saturating_sub(self.record.covered()))
	}

	/// What is held beyond what can still be due, and goes back.
	pub fn surplus(&self) -> Balance {
		let Some(most) = self.most() else { return 0 };
		let needed = most.saturating_sub(self.record.settled()).max(self.record.disputed);
		self.record.held.saturating_sub(needed)
	}

	/// What of the hold the debtor can take back at `time`: what has not accrued of what he holds of his own accord.
	pub fn revocable(&self, time: Moment) -> Balance {
		if self.obligation.funding != Funding::Revocable {
			return 0;
		}
		let accrued = self.accrued(time).max(self.due(time)).max(self.record.ordered.map_or(0, |part| part.upto));
		let kept = accrued.saturating_sub(self.record.settled()).max(self.record.disputed);
		self.record.held.saturating_sub(kept)
	}

	/// How much can still be claimed at `time`.
	pub fn claimable(&self, time: Moment) -> Balance {
		if self.is_act() {
			return 1u128.saturating_sub(self.record.settled());
		}
		self.accrued(time).saturating_sub(self.record.demanded)
	}

	/// How late an act is that was done at `done_at`, in milliseconds.
	pub fn act_late(&self, done_at: Moment) -> Moment {
		let grace = Moment::from(self.obligation.grace).saturating_mul(SECOND);
		let since = self.due_since(0).filter(|since| since.saturating_add(grace) < done_at);
		since.map_or(0, |since| done_at.saturating_sub(since))
	}

	/// When it counts as fulfilled, if nothing was paid for it from what the debtor had free: when all was due, and held or done.
	/// So it does not matter when it was settled.
	fn ready_at(&self) -> Moment {
		let last = self.record.settled().saturating_sub(1);
		let due = if self.record.settled() == 0 { None } else { self.due_since(last) };
		let ended = self.ends_at.filter(|_| self.record.settled() == 0);
		due.or(ended).unwrap_or_default().max(self.record.held_at)
	}
}

impl Progress {
	/// Before an obligation is paid at `now`: what time has done to it, and what was found true of what it awaits.
	pub fn prepare<AccountId: PartialEq, Condition>(
		&mut self,
		terms: &Terms<AccountId, Condition>,
		place: u8,
		now: Moment,
		certified: Option<Moment>,
		outcome: Outcome,
	) {
		let Some(obligation) = terms.obligation(place) else { return };
		let (fulfilled, late) = self.others(terms, &obligation.awaits, now);
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
			record.demand(share.saturating_sub(record.demanded), now);
		}
		if record.lapsed || record.fulfilled_at.is_some() {
			return;
		}
		let found = &mut record.found;
		found.fulfilled = found.fulfilled.or(fulfilled);
		found.late = found.late.or(late);
		found.certificate = found.certificate.or(certified);
		if let Outcome::Final { at, share } = outcome {
			found.condition = found.condition.or(Some((at, share)));
		}
		let lapsed = Standing::of(terms, self, place).is_some_and(|standing| standing.has_lapsed(now));
		if let Some(record) = self.record_mut(place) {
			record.lapsed = lapsed;
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
			Some(latest.max(self.record(*other)?.fulfilled_at?))
		});
		let late = awaits.late.iter().filter_map(|other| {
			let standing = Standing::of(terms, self, *other)?;
			let grace = Moment::from(standing.obligation.grace).saturating_mul(SECOND);
			Some(standing.late_since(now)?.saturating_add(grace))
		});
		(fulfilled.filter(|_| !awaits.fulfilled.is_empty()), late.min())
	}

	/// After an obligation was paid at `now`: whether it is fulfilled. `freely` says whether something was paid from what the
	/// debtor had free, or was waived.
	pub fn conclude<AccountId: PartialEq, Condition>(
		&mut self,
		terms: &Terms<AccountId, Condition>,
		place: u8,
		now: Moment,
		freely: bool,
	) {
		let Some(standing) = Standing::of(terms, self, place) else { return };
		let is_open = standing.record.fulfilled_at.is_none() && !standing.record.lapsed;
		if !is_open || !standing.is_over() {
			return;
		}
		let at = if freely { now } else { standing.ready_at().min(now) };
		if let Some(record) = self.record_mut(place) {
			record.fulfilled_at = Some(at);
		}
	}

	/// Whether nothing can move any more, once all is prepared at `now`.
	pub fn is_done<AccountId: PartialEq, Condition>(
		&self,
		terms: &Terms<AccountId, Condition>,
		now: Moment,
	) -> bool {
		(0u8..).zip(&self.records).all(|(place, _)| {
			Standing::of(terms, self, place).is_some_and(|standing| standing.is_over() && standing.earned(now) == 0)
		})
	}
}

