//! What can be done.

use super::{
	rules::{index, Turn},
	*,
};

impl Model {
	pub fn fund(&mut self, who: AccountId, p: usize, money: Money) -> Done {
		self.roll()?;
		let fits = self.most(p).is_none_or(|most| self.needed(p) + money.amount <= most);
		let ours = self.debtor(p) == who && self.asset(p) == Some(money.asset) && money.amount > 0;
		if !ours || !fits || self.due_of(p).funding == Funding::Unfunded {
			return Err("not to fund");
		}
		self.hold(p, money.amount)?;
		self.finish()
	}

	pub fn defund(&mut self, who: AccountId, p: usize, money: Money) -> Done {
		self.finish()?;
		let ours = self.debtor(p) == who && self.asset(p) == Some(money.asset) && money.amount > 0;
		if !ours || self.due_of(p).funding != Funding::Revocable {
			return Err("not to defund");
		}
		let line = &self.lines[p];
		let needed = self
			.accrued(p)
			.max(self.due(p))
			.max(line.ordered())
			.saturating_sub(line.settled())
			.max(line.open_orders() + line.disputed());
		if money.amount + needed > line.held {
			return Err("has accrued");
		}
		self.give_back(p, money.amount)?;
		self.finish()
	}

	pub fn claim(&mut self, who: AccountId, p: usize, amount: Balance) -> Done {
		self.roll()?;
		let claimant = if self.is_act(p) { self.debtor(p) } else { self.creditor(p) };
		if claimant != who {
			return Err("not the claimant");
		}
		let line = &self.lines[p];
		let open = if self.is_act(p) { 1 - line.settled() } else { self.accrued(p).saturating_sub(line.demanded()) };
		let (again, before) = match &line.claim {
			Some(Claimed { answer: Some((accepted, _)), amount: before, .. }) => {
				let in_time = self.until(p).is_none_or(|until| self.now <= until);
				(in_time || amount <= before - accepted, line.claims)
			},
			// It is raised.
			Some(claim) => (amount > claim.amount && self.until(p).is_none_or(|until| self.now <= until), line.claims),
			None => (self.until(p).is_none_or(|until| self.now <= until), 0),
		};
		let can =
			self.due_of(p).awaits.claim.is_some() && line.lapsed.is_none() && before < 8 && line.quarrel.is_none();
		if !can || !again || amount == 0 || amount > open {
			return Err("not to claim");
		}
		let now = self.now;
		self.lines[p].claims = before + 1;
		self.lines[p].claim = Some(Claimed { amount, at: now, answer: None });
		self.finish()
	}

	pub fn answer(&mut self, who: AccountId, p: usize, money: Money) -> Done {
		self.roll()?;
		let amount = money.amount;
		let answers = if self.is_act(p) { self.creditor(p) } else { self.debtor(p) };
		if answers != who || self.asset(p).unwrap_or(None) != money.asset {
			return Err("not the answerer");
		}
		if let Some(quarrel) = &mut self.lines[p].quarrel {
			if amount > quarrel.amount || amount < quarrel.offered {
				return Err("more than disputed, or less than offered");
			}
			quarrel.offered = amount;
			self.meet(p)?;
			return self.finish();
		}
		match &self.lines[p].claim {
			Some(claim) if claim.answer.is_none() && amount <= claim.amount => {},
			_ => return Err("no such claim"),
		}
		self.accept(p, amount, self.now);
		self.finish()
	}

	/// If all that is still disputed is offered, the dispute is settled.
	fn meet(&mut self, p: usize) -> Done {
		match &self.lines[p].quarrel {
			Some(quarrel) if quarrel.offered >= quarrel.amount => self.decide(p, quarrel.amount, self.now, false),
			_ => Ok(()),
		}
	}

	/// Before it is decided about what awaits others, or others await, all is settled, so that what is late is found.
	fn find_late(&mut self, p: usize) -> Done {
		let awaits = |o: &Due| o.awaits.fulfilled.iter().chain(&o.awaits.late).copied().collect::<Vec<_>>();
		let awaited = self.terms.obligations.iter().any(|o| awaits(o).contains(&(p as u16)));
		if awaited || !awaits(self.due_of(p)).is_empty() {
			return self.finish();
		}
		self.roll()
	}

	pub fn waive(&mut self, who: AccountId, p: usize, money: Money) -> Done {
		self.find_late(p)?;
		let principal = money.amount.min(self.open(p));
		if self.creditor(p) != who || self.asset(p).unwrap_or(None) != money.asset || money.amount == 0 {
			return Err("not to waive");
		}
		if money.amount - principal > self.interest(p) {
			return Err("more than is owed");
		}
		let (now, act) = (self.now, self.is_act(p));
		let (conceded, claimable) = (principal.min(self.lines[p].disputed()), self.by_demand(p) && !self.is_share(p));
		// What was ruled before is not in dispute, and stays.
		self.lines[p].keep_orders(conceded);
		self.forgive(p, conceded, now);
		let mut rest = principal - conceded;
		if let Some(quarrel) = &mut self.lines[p].quarrel {
			quarrel.late = (quarrel.late * (quarrel.amount - conceded)).checked_div(quarrel.amount).unwrap_or(0);
			quarrel.amount -= conceded;
			quarrel.kept = quarrel.kept.min(quarrel.amount);
			if let Some(ruling) = &mut quarrel.ruling {
				ruling.amount = ruling.amount.min(quarrel.amount);
			}
		}
		if let Some(claim) = &mut self.lines[p].claim {
			let accepted = claim.answer.map_or(0, |(accepted, _)| accepted);
			let taken = rest.min(claim.amount - accepted);
			claim.amount -= taken;
			if claim.amount == accepted {
				(self.lines[p].claim, self.lines[p].claims) = (None, 0);
			}
			if !act {
				self.forgive_unclaimed(p, taken);
				rest -= taken;
			}
		}
		let due = self.lines[p].demanded().saturating_sub(self.lines[p].settled() + self.lines[p].disputed());
		let owed = if claimable { rest.min(due) } else { rest };
		self.forgive(p, owed, now);
		self.forgive_unclaimed(p, rest - owed);
		// With an amount goes the interest on it.
		self.lines[p].interest_forgiven += self.interest(p).min(money.amount - principal);
		if conceded > 0 {
			self.meet(p)?;
		}
		self.finish()
	}

	/// What was not claimed is let go, and counts as claimed and settled before what is due.
	fn forgive_unclaimed(&mut self, p: usize, amount: Balance) {
		if amount > 0 {
			let (now, line) = (self.now, &mut self.lines[p]);
			let (mut from, mut place) = (0, 0);
			// Behind all that is settled wholly.
			while line.demands.get(place).is_some_and(|(units, _)| from + units <= line.paid + line.forgiven) {
				from += line.demands[place].0;
				place += 1;
			}
			match line.demands.get_mut(place) {
				Some((units, _)) => *units += amount,
				None => line.demands.push((amount, now)),
			}
			line.keep_orders(amount);
			self.forgive(p, amount, now);
		}
	}

	fn is_share(&self, p: usize) -> bool {
		matches!(self.due_of(p).performance, Performance::Share { .. })
	}

	/// What can still be let go, but for interest.
	pub fn open(&self, p: usize) -> Balance {
		self.most(p).unwrap_or_else(|| self.accrued(p)).saturating_sub(self.lines[p].settled())
	}

	pub fn dispute(&mut self, who: AccountId, p: usize, money: Money, fee: Balance) -> Done {
		self.arbitration()?;
		self.find_late(p)?;
		let side = self.side(p, who).ok_or("no side")?;
		if self.lines[p].quarrel.is_some() {
			return self.show(p, side, who, money, fee);
		}
		let (act, line) = (self.is_act(p), &self.lines[p]);
		let open = match &line.claim {
			Some(claim) => claim.amount - claim.answer.map_or(0, |(accepted, _)| accepted),
			// Nothing that can still be claimed, nor what was ruled.
			None if self.due_of(p).awaits.claim.is_some() && !act => {
				line.demanded().saturating_sub(line.settled().max(line.ordered()))
			},
			None => self.open(p).saturating_sub(line.ordered().saturating_sub(line.settled())),
		};
		let whole = line.claim.is_none() || money.amount == open;
		let fits = self.asset(p).unwrap_or(None) == money.asset && money.amount > 0 && money.amount <= open;
		let open_claim = line.claim.is_some();
		if line.lapsed.is_some()
			|| !open_claim && self.lapses(p, true).is_some()
			|| !whole || !fits
			|| self.advance_from(0) > fee
		{
			return Err("not to dispute");
		}
		let (amount, now) = (money.amount, self.now);
		self.accounts.take(None, who, dispute_deposit())?;
		let claim = self.lines[p].claim.take();
		if claim.is_some() && !act {
			self.lines[p].demand(amount, now);
		}
		// What is held is first for what was ruled before.
		let (mut late, held) = (0, self.lines[p].held.saturating_sub(self.lines[p].open_orders()));
		let mut kept = held.min(amount);
		if side == Side::Debtor && !act {
			kept = amount;
			late = self.hold_disputed(p, amount.saturating_sub(held))?;
		}
		let advanced = self.advance_from(0);
		self.accounts.advance(who, advanced)?;
		let mut advances = [None, None];
		advances[index(side)] = Some(advanced);
		self.lines[p].quarrel = Some(Quarrel {
			amount,
			claimed_at: claim.map(|claim| claim.at),
			instance: 0,
			since: now,
			by: side,
			advances,
			ruling: None,
			late,
			kept,
			offered: 0,
			depositor: who,
		});
		self.finish()
	}

	/// Put so much on hold that is disputed. How late it is is of no account before it is decided: that, in units times milliseconds.
	fn hold_disputed(&mut self, p: usize, amount: Balance) -> Result<u128, &'static str> {
		let noted = self.lines[p].late.clone();
		self.hold(p, amount)?;
		let line = &mut self.lines[p];
		let sum = |late: &[Part]| late.iter().map(|(units, late)| units * u128::from(*late)).sum::<u128>();
		let late = sum(&line.late) - sum(&noted);
		line.late = noted;
		line.late.push((amount, 0));
		Ok(if self.due_of(p).interest.is_some() { late } else { 0 })
	}

	/// Show evidence, advance the fee where it is wanted, and dispute so much more.
	fn show(&mut self, p: usize, side: Side, who: AccountId, money: Money, fee: Balance) -> Done {
		let Some(Turn::Evidence(instance, missing)) = self.turn(p) else { return Err("too late") };
		let needed = if missing == Some(side) { Some(self.advance_from(instance)) } else { None };
		let (line, more) = (&self.lines[p], money.amount);
		let claimable = self.due_of(p).awaits.claim.is_some() && !self.is_act(p);
		let most = if claimable { line.demanded() } else { self.most(p).unwrap_or_else(|| self.accrued(p)) };
		let fits = more <= most.saturating_sub(line.settled() + line.open_orders() + line.disputed());
		// Only who has not brought it can dispute more.
		let offers = if self.is_act(p) { Side::Creditor } else { Side::Debtor };
		let may = |quarrel: &Quarrel| quarrel.by != side && (side != offers || quarrel.offered == 0);
		let fits = fits && line.quarrel.as_ref().is_some_and(may);
		let asset = self.asset(p).unwrap_or(None) == money.asset;
		if needed.is_some_and(|needed| needed > fee) || more > 0 && !(fits && asset) {
			return Err("not to show");
		}
		if let Some(needed) = needed {
			self.accounts.advance(who, needed)?;
		}
		let mut quarrel = self.lines[p].quarrel.clone().ok_or("no dispute")?;
		quarrel.advances[index(side)] = quarrel.advances[index(side)].or(needed);
		if more > 0 {
			let line = &self.lines[p];
			let held = (line.held - quarrel.kept).saturating_sub(line.open_orders()).min(more);
			let wanted = if side == Side::Debtor { more - held } else { 0 };
			quarrel.late += self.hold_disputed(p, wanted)?;
			quarrel.kept += held + wanted;
			quarrel.amount += more;
		}
		self.lines[p].quarrel = Some(quarrel);
		self.finish()
	}

	pub fn rule(&mut self, who: AccountId, p: usize, amount: Balance, may_end: bool) -> Done {
		self.roll()?;
		let Some(Turn::Rule(instance)) = self.turn(p) else { return Err("not the time") };
		let arbiter = self.arbitration()?.instances[instance].clone();
		let mut quarrel = self.lines[p].quarrel.clone().ok_or("no dispute")?;
		if arbiter.arbiter != who || amount > quarrel.amount {
			return Err("not to rule");
		}
		// The creditor loses if he gets less than half; of an act, if it is done.
		let creditor_wins = if self.is_act(p) { amount == 0 } else { 2 * amount >= quarrel.amount };
		let loser = if creditor_wins { Side::Debtor } else { Side::Creditor };
		let both = quarrel.advances.iter().all(|advance| advance.is_some());
		let payer = if both { loser } else { quarrel.by };
		for side in [Side::Debtor, Side::Creditor] {
			let account = self.account(p, side);
			let advanced = quarrel.advances[index(side)].take().unwrap_or(0);
			let fee = if side == payer { arbiter.fee } else { 0 };
			self.accounts.spend(account, who, fee)?;
			self.accounts.spend(account, account, advanced - fee)?;
		}
		// What was offered was before one knew.
		quarrel.offered = 0;
		(quarrel.instance, quarrel.ruling) = (instance, Some(Ruling { amount, may_end, at: self.now }));
		self.lines[p].quarrel = Some(quarrel);
		self.finish()
	}

	pub fn appeal(&mut self, who: AccountId, p: usize, fee: Balance) -> Done {
		self.roll()?;
		let side = self.side(p, who).ok_or("no side")?;
		let Some(Turn::Appeal(instance)) = self.turn(p) else { return Err("not the time") };
		let needed = self.advance_from(instance + 1);
		if needed > fee {
			return Err("the fee is higher");
		}
		self.accounts.advance(who, needed)?;
		let now = self.now;
		let quarrel = self.lines[p].quarrel.as_mut().ok_or("no dispute")?;
		(quarrel.instance, quarrel.since, quarrel.by, quarrel.ruling) = (instance + 1, now, side, None);
		quarrel.advances[index(side)] = Some(needed);
		self.finish()
	}

	/// When a notice at this time ends it.
	fn by_notice(&self) -> Option<Moment> {
		let term = self.terms.term.as_ref()?;
		let earliest = self.now + ms(term.notice?).max(1);
		let minimum = plus(self.activated_at, term.minimum, 1);
		match term.renewal {
			Renewal::Ends => None,
			Renewal::Open => Some(minimum.max(earliest)),
			Renewal::Terms(span) => {
				let end = |k: u64| match (term.minimum, span) {
					// Counted from the beginning.
					(Span::Months(first), Span::Months(each)) => {
						plus(self.activated_at, Span::Months(1), u64::from(first) + k * u64::from(each))
					},
					_ => plus(minimum, span, k),
				};
				(0..).map(end).find(|end| *end >= earliest)
			},
		}
	}

	pub fn end_by(&mut self, who: AccountId, ending: Ending) -> Done {
		self.finish()?;
		if self.closed || self.has_ended() {
			return Err("it has ended");
		}
		let end = self.end();
		let sooner = |at: Moment| Some(end.map_or(at, |end| end.min(at)));
		match ending {
			Ending::Notice if self.is_party(who) => self.ends_at = sooner(self.by_notice().ok_or("no notice")?),
			Ending::Agreed(at) if self.is_party(who) => {
				if at <= self.now || end.is_some_and(|end| at > end) {
					return Err("not then");
				}
				self.named.insert(who, at);
				let parties = self.terms.parties.len();
				if self.named.len() == parties && self.named.values().all(|named| *named == at) {
					self.named.clear();
					self.ends_at = Some(at);
				}
			},
			Ending::Late(p)
				if self.is_party(who) && self.creditor(p.into()) == who && self.late_since(p.into()).is_some() =>
			{
				self.ends_at = sooner(self.now + 1);
			},
			Ending::Ruled if self.is_party(who) && self.may_end.contains(&who) => self.ends_at = sooner(self.now + 1),
			_ => return Err("may not end it"),
		}
		self.finish()
	}
}
