//! What time does.

use super::*;

/// Where a dispute stands.
#[derive(Clone, Copy, Debug)]
pub enum Turn {
	/// The sides give evidence; and the one that did not bring it advances its fee, if that is wanted.
	Evidence(usize, Option<Side>),
	Rule(usize),
	Appeal(usize),
	/// So much is due, since then; and whether both may end the agreement.
	Over(Balance, Moment, bool),
}

/// Where what concerns a side is.
pub fn index(side: Side) -> usize {
	if side == Side::Debtor {
		0
	} else {
		1
	}
}

impl Model {
	/// All sign, the first of whom has drafted it.
	pub fn sign(&mut self, deposit: Balance) -> Done {
		for (place, party) in self.terms.parties.clone().iter().enumerate() {
			self.accounts.take(None, party.account, if place == 0 { deposit } else { 0 })?;
			for p in self.places() {
				if self.debtor(p) == party.account && self.due_of(p).funding == Funding::Escrowed(None) {
					self.hold(p, self.bound(p).ok_or("no bound")?)?;
				}
			}
		}
		self.finish()
	}

	fn bound(&self, p: usize) -> Option<Balance> {
		match self.due_of(p).performance {
			Performance::Share { of, share } => Some(share.of(self.bound(of.into())?)),
			_ => self.shape(p).and_then(|(_, amount, count)| count.map(|_| amount)),
		}
	}

	fn places(&self) -> std::ops::Range<usize> {
		0..self.lines.len()
	}

	pub fn side(&self, p: usize, who: AccountId) -> Option<Side> {
		let sides = [(self.debtor(p), Side::Debtor), (self.creditor(p), Side::Creditor)];
		sides.into_iter().find(|(account, _)| *account == who).map(|(_, side)| side)
	}

	pub(super) fn account(&self, p: usize, side: Side) -> AccountId {
		if side == Side::Debtor {
			self.debtor(p)
		} else {
			self.creditor(p)
		}
	}

	pub(super) fn arbitration(&self) -> Result<Arbitration<AccountId>, &'static str> {
		self.terms.arbitration.clone().ok_or("nobody decides")
	}

	/// What is advanced: the highest fee from an instance on.
	pub fn advance_from(&self, instance: usize) -> Balance {
		let arbitration = self.terms.arbitration.as_ref().expect("there are arbiters");
		arbitration.instances.iter().skip(instance).map(|instance| instance.fee).max().unwrap_or(0)
	}

	/// Where the dispute of an obligation stands.
	pub fn turn(&self, p: usize) -> Option<Turn> {
		let (quarrel, terms) = (self.lines[p].quarrel.as_ref()?, self.terms.arbitration.as_ref()?);
		if let Some(ruling) = quarrel.ruling {
			let until = ruling.at + ms(terms.appeal_within);
			if quarrel.instance + 1 == terms.instances.len() {
				return Some(Turn::Over(ruling.amount, ruling.at, ruling.may_end));
			}
			return Some(match self.now <= until {
				true => Turn::Appeal(quarrel.instance),
				false => Turn::Over(ruling.amount, until, ruling.may_end),
			});
		}
		let other = quarrel.by.other();
		let missing = (terms.both_advance && quarrel.advances[index(other)].is_none()).then_some(other);
		let mut since = quarrel.since;
		for (place, instance) in terms.instances.iter().enumerate().skip(quarrel.instance) {
			let evidence = since + ms(instance.evidence_within);
			let ruled = evidence + ms(instance.rule_within);
			if self.now <= evidence {
				return Some(Turn::Evidence(place, missing));
			}
			if missing.is_some() {
				// Who brought it wins: the creditor is owed it, the debtor is not, and an act is done if the debtor says so.
				let all = (quarrel.by == Side::Creditor) != self.is_act(p);
				return Some(Turn::Over(if all { quarrel.amount } else { 0 }, evidence, false));
			}
			if self.now <= ruled {
				return Some(Turn::Rule(place));
			}
			since = ruled;
		}
		let part = terms.default;
		let amount = quarrel.amount * u128::from(part.numerator) / u128::from(part.denominator);
		Some(Turn::Over(amount, since, false))
	}

	/// A dispute is over: so much is due since then.
	pub(super) fn decide(&mut self, p: usize, amount: Balance, at: Moment, may_end: bool) -> Done {
		let quarrel = self.lines[p].quarrel.take().ok_or("no dispute")?;
		for side in [Side::Debtor, Side::Creditor] {
			let who = self.account(p, side);
			self.accounts.spend(who, who, quarrel.advances[index(side)].unwrap_or(0))?;
			if may_end {
				self.may_end.insert(who);
			}
		}
		self.accounts.give(None, quarrel.depositor, dispute_deposit())?;
		self.lines[p].claims = 0;
		if self.is_act(p) {
			self.perform(p, amount, quarrel.claimed_at.unwrap_or(at));
			return Ok(());
		}
		let line = &mut self.lines[p];
		line.decided_late += (quarrel.late * amount).checked_div(quarrel.amount).unwrap_or(0);
		// What was ruled before was not in dispute, and comes first.
		let settled = line.settled();
		let before = line.orders.iter().map(|(upto, _)| upto.saturating_sub(settled)).max().unwrap_or(0);
		line.keep_orders(quarrel.amount - amount);
		line.orders.push((settled + before + quarrel.amount, at));
		self.forgive(p, quarrel.amount - amount, at);
		Ok(())
	}

	/// An act is done.
	pub(super) fn perform(&mut self, p: usize, amount: Balance, at: Moment) {
		self.lines[p].paid += amount;
		self.lines[p].touched = at;
	}

	/// So much of the claim is accepted at a moment.
	pub(super) fn accept(&mut self, p: usize, amount: Balance, at: Moment) {
		let claim = self.lines[p].claim.as_mut().expect("there is a claim");
		let claimed_at = claim.at;
		claim.answer = Some((amount, at));
		if amount == claim.amount {
			self.lines[p].claim = None;
			self.lines[p].claims = 0;
		}
		if self.is_act(p) && amount > 0 {
			self.perform(p, amount, claimed_at);
		} else {
			self.lines[p].demand(amount, at);
		}
	}

	/// What time does to a claim.
	fn silence(&mut self, p: usize) {
		let Some(terms) = self.due_of(p).awaits.claim.clone() else { return };
		if self.lines[p].quarrel.is_some() {
			return;
		}
		let Some(claim) = self.lines[p].claim.clone() else { return };
		let silent = claim.at + ms(terms.answer_within);
		if claim.answer.is_none() && self.now > silent {
			let accepted = if terms.silence == Silence::Accepts { claim.amount } else { 0 };
			self.accept(p, accepted, silent);
		}
		if let Some(Claimed { answer: Some((_, at)), .. }) = self.lines[p].claim {
			if self.now > at + ms(terms.answer_within) {
				self.lines[p].claim = None;
			}
		}
	}

	/// What time has done to an obligation, and what is true of what it awaits.
	/// `after` says which were paid from what was free before it, if all before it were paid as far as that could be.
	pub(super) fn prepare(&mut self, p: usize, certified: Option<Moment>, after: Option<&BTreeSet<usize>>) -> Done {
		if let Some(Turn::Over(amount, at, may_end)) = self.turn(p) {
			self.decide(p, amount, at, may_end)?;
		}
		self.silence(p);
		if let Performance::Share { of, share } = self.due_of(p).performance {
			let paid = share.of(self.lines[usize::from(of)].paid);
			let more = paid - self.lines[p].demanded();
			// Since the other was due, if both are held; and else since it is paid.
			let held = self.due_of(p).funding != Funding::Unfunded && self.lines[p].covered() >= paid;
			let freely = !held || after.is_none_or(|freely| freely.contains(&of.into()));
			let since = if freely { self.now } else { self.ready(of.into()) };
			self.lines[p].demand(more, since);
		}
		if self.lines[p].lapsed.is_some() || self.lines[p].over_at.is_some() {
			return Ok(());
		}
		let awaits = self.due_of(p).awaits.clone();
		let others: Option<Vec<Moment>> =
			awaits.fulfilled.iter().map(|o| self.lines[usize::from(*o)].over_at).collect();
		let fulfilled = others.and_then(|others| others.into_iter().max());
		let late = awaits.late.iter().map(|o| usize::from(*o));
		let late = late.filter_map(|o| {
			let since = self.lines[o].late_when_lapsed.or(self.done_late(o)).or_else(|| self.late_since(o));
			Some(since? + ms(self.due_of(o).grace))
		});
		let late = late.min();
		let known = awaits.condition.as_ref().and_then(|condition| self.known.get(&condition.0).copied());
		let line = &mut self.lines[p];
		line.fulfilled = line.fulfilled.or(fulfilled);
		line.one_late = line.one_late.or(late.filter(|_| after.is_some()));
		line.certified = line.certified.or(certified);
		line.known = line.known.or(known);
		// What others have to say is known only when they were paid.
		let known = after.is_some() || awaits.fulfilled.is_empty() && awaits.late.is_empty();
		if let Some(at) = self.lapses(p, known) {
			let mut then = self.clone();
			then.now = at;
			// Of an amount what is due can still be paid, and is late otherwise.
			self.lines[p].late_when_lapsed = then.late_since(p).filter(|_| self.is_act(p));
			self.lines[p].lapsed = Some(at);
		}
		Ok(())
	}

	/// Since when nothing more can become due, if that is so.
	pub(super) fn lapses(&self, p: usize, known: bool) -> Option<Moment> {
		let awaits = &self.due_of(p).awaits;
		let all_claimed = awaits.claim.is_none() || self.most(p).is_some_and(|most| self.lines[p].demanded() >= most);
		let unmet = self.is_act(p) || !all_claimed || self.met(p).is_none();
		// What is done, or was ruled, is not in vain.
		let ruled = self.lines[p].settled() + self.lines[p].open_orders();
		let in_vain = unmet && self.most(p).is_none_or(|most| ruled < most);
		let over = self.until(p).filter(|until| self.now > *until);
		let own = self.lines[p].claim.is_some() || self.lines[p].quarrel.is_some();
		let at = match self.dead_since(p) {
			// Whatever else: from when it was in vain, or when its time was over before.
			Some(dead) => [Some(dead), over].into_iter().flatten().min().filter(|_| !own),
			None => over.filter(|_| known && awaits.any() && !self.is_open(p)),
		};
		at.filter(|_| in_vain)
	}

	/// Whether it is claimed or in dispute, or awaits others of which that is so, by claims that were made in time.
	fn is_open(&self, p: usize) -> bool {
		let mut open = BTreeSet::new();
		for o in 0..=p {
			let (line, awaits) = (&self.lines[o], &self.due_of(o).awaits);
			let in_time = |claim: &Claimed| o == p || self.until(p).is_none_or(|until| claim.at <= until);
			let waits = line.over_at.is_none() && line.lapsed.is_none();
			let mut others = awaits.fulfilled.iter().chain(&awaits.late).map(|other| usize::from(*other));
			let own = line.quarrel.is_some() || line.claim.as_ref().is_some_and(in_time);
			if own || waits && others.any(|other| open.contains(&other)) {
				open.insert(o);
			}
		}
		open.contains(&p)
	}

	/// Put so much on hold.
	pub(super) fn hold(&mut self, p: usize, amount: Balance) -> Done {
		if amount == 0 {
			return Ok(());
		}
		let asset = self.asset(p).ok_or("an act")?;
		self.accounts.hold(asset, self.debtor(p), amount)?;
		self.note_late(p, self.lines[p].covered() + amount, self.now);
		self.lines[p].held += amount;
		self.lines[p].touched = self.now;
		Ok(())
	}

	/// What is paid, let go or held, or is in dispute and so need not be.
	pub(super) fn needed(&self, p: usize) -> Balance {
		let in_dispute = self.lines[p].quarrel.as_ref().map_or(0, |quarrel| quarrel.amount - quarrel.kept);
		self.lines[p].covered() + in_dispute
	}

	/// What is to be held by now, and is not.
	fn to_hold(&self, p: usize) -> Balance {
		let Funding::Escrowed(Some(by)) = &self.due_of(p).funding else { return 0 };
		let is_time = self.when(by).is_some_and(|by| by <= self.now);
		match self.most(p) {
			Some(most) if is_time && self.lines[p].lapsed.is_none() => most.saturating_sub(self.needed(p)),
			_ => 0,
		}
	}

	pub(super) fn give_back(&mut self, p: usize, amount: Balance) -> Done {
		let (asset, who) = (self.asset(p).ok_or("an act")?, self.debtor(p));
		if amount == 0 {
			return Ok(());
		}
		self.accounts.unhold(asset, who, who, amount)?;
		let line = &mut self.lines[p];
		line.held -= amount;
		line.refunded += amount;
		let (mut left, mut late) = (line.covered(), Vec::new());
		for (units, lateness) in &line.late {
			late.push((left.min(*units), *lateness));
			left -= left.min(*units);
		}
		line.late = late;
		Ok(())
	}

	/// Pay what there is, hold what is to be held, pay interest, and give back what is held for nothing. Whether something was paid
	/// from what was free.
	fn pay(&mut self, p: usize) -> bool {
		let Some(asset) = self.asset(p) else { return false };
		let (from, to) = (self.debtor(p), self.creditor(p));
		let owed = self.owed(p);
		let kept = self.lines[p].quarrel.as_ref().map_or(0, |quarrel| quarrel.kept);
		let held = owed.min(self.lines[p].held - kept);
		if held > 0 && self.accounts.unhold(asset, from, to, held).is_ok() {
			self.lines[p].held -= held;
			self.lines[p].paid += held;
		}
		let freely = (owed - held).min(self.accounts.usable(asset, from));
		let paid = freely > 0 && self.accounts.pay(asset, from, to, freely).is_ok();
		if paid {
			self.note_late(p, self.lines[p].covered() + freely, self.now);
			self.lines[p].paid += freely;
			self.lines[p].touched = self.now;
		} else {
			// What the receiver cannot take is held for him.
			self.hold(p, freely).ok();
		}
		self.hold(p, self.to_hold(p).min(self.accounts.usable(asset, from))).ok();
		let interest = self.earned(p).min(self.accounts.usable(asset, from));
		if interest > 0 && self.owed(p) == 0 && self.accounts.pay(asset, from, to, interest).is_ok() {
			self.lines[p].interest_paid += interest;
		}
		// What is unfunded is held only because it is in dispute, or the receiver cannot take it.
		let unfunded = self.due_of(p).funding == Funding::Unfunded;
		if let Some(most) = if unfunded { Some(self.due(p)) } else { self.most(p) } {
			let line = &self.lines[p];
			let needed = most.saturating_sub(line.settled()).max(line.open_orders() + line.disputed());
			let surplus = line.held.saturating_sub(needed);
			self.give_back(p, surplus).ok();
		}
		paid
	}

	/// What is paid, let go, or held for a creditor who cannot take it.
	fn done(&self, p: usize) -> Balance {
		let line = &self.lines[p];
		let kept = line.quarrel.as_ref().map_or(0, |quarrel| quarrel.kept);
		line.settled() + self.due(p).saturating_sub(line.settled()).min(line.held - kept)
	}

	/// Since when all that was paid was due, and was paid or held or done.
	fn ready(&self, p: usize) -> Moment {
		let line = &self.lines[p];
		let due = match self.done(p) {
			_ if self.is_act(p) && line.paid > 0 => None,
			// Nothing was due at all if a condition says so, or the end came first.
			0 => line.known.map(|(at, _)| at).or(self.end()),
			done => self.due_since(p, done - 1),
		};
		due.unwrap_or(0).max(line.touched).min(self.now)
	}

	/// Whether it is over: since all that was due was paid or held or done, and the rest was let go.
	fn conclude(&mut self, p: usize) {
		let line = &self.lines[p];
		let undecided = line.claim.is_some() || line.quarrel.is_some();
		let done = self.most(p).is_some_and(|most| self.done(p) >= most);
		if line.lapsed.is_none() && line.over_at.is_none() && !undecided && done {
			self.lines[p].over_at = Some(self.ready(p));
		}
	}

	/// Settle one after the other, until nothing moves any more: who has received something may pay.
	pub fn settle(&mut self, certified: &BTreeMap<usize, Moment>) -> Done {
		self.settle_once(certified)?;
		for _ in 1..32 / self.lines.len() {
			// What goes round moves, too.
			let paid = |model: &Self| model.lines.iter().map(|line| line.paid + line.interest_paid).sum::<Balance>();
			let before = (self.accounts.clone(), paid(self));
			self.settle_once(&BTreeMap::new())?;
			if before == (self.accounts.clone(), paid(self)) {
				break;
			}
		}
		Ok(())
	}

	pub fn settle_once(&mut self, certified: &BTreeMap<usize, Moment>) -> Done {
		let mut freely_paid = BTreeSet::new();
		for p in self.places() {
			self.prepare(p, certified.get(&p).copied(), Some(&freely_paid))?;
			if self.pay(p) {
				freely_paid.insert(p);
			}
			self.conclude(p);
		}
		let ended = self.has_ended() || self.terms.term.is_none() && !self.lines.is_empty();
		self.closed |= ended && self.places().all(|p| self.is_over(p) && self.earned(p) == 0);
		Ok(())
	}

	pub(super) fn has_ended(&self) -> bool {
		self.end().is_some_and(|end| end <= self.now)
	}

	/// What time alone has done.
	pub fn roll(&mut self) -> Done {
		self.places().try_for_each(|p| self.prepare(p, None, None))
	}

	pub(super) fn finish(&mut self) -> Done {
		self.settle(&BTreeMap::new())
	}
}
