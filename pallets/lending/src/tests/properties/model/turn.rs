//! What one call does, action by action, and how it is judged at its end.

use super::{
	money::{least, CASH, DEPOSIT, PLEDGE},
	*,
};

/// A call, so far.
#[derive(Clone, Debug)]
pub struct Turn {
	pub model: Model,
	pub who: AccountId,
	/// What the action before has yielded.
	pub last: Option<(Asset, Balance)>,
	visits: Vec<Visit>,
}

/// A market that a call is about.
#[derive(Clone, Debug)]
struct Visit {
	place: usize,
	/// What was supplied and borrowed at first.
	before: [Balance; 2],
	/// Whether something was supplied, and borrowed.
	adds: [bool; 2],
	/// The position that is judged, as it was at first.
	judged: Option<(AccountId, Line)>,
}

/// How much an amount is.
fn resolve(amount: Amount, asset: Asset, all: Option<Balance>, last: Option<(Asset, Balance)>) -> Done<Balance> {
	let assets = match (amount, all) {
		(Amount::Assets(assets), _) => assets,
		(Amount::All { at_most }, Some(all)) => {
			rule(all <= at_most, Error::AboveMaximum)?;
			all
		},
		(Amount::Last, _) => {
			let (of, assets) = last.ok_or(Error::<Test>::NothingYielded)?;
			rule(of == asset, Error::NothingYielded)?;
			assets
		},
		(Amount::All { .. }, None) | (Amount::Shares(_), _) => return Err(Error::<Test>::AmountInvalid.into()),
	};
	rule(assets > 0, Error::AmountZero)?;
	Ok(assets)
}

/// A quotient, rounded down, of 128 bits.
fn floor((dividend, divisor): (N, N)) -> Done<u128> {
	narrow(dividend / divisor).ok_or(Error::<Test>::AmountTooLarge.into())
}

/// A quotient, rounded up, of 128 bits.
fn ceil((dividend, divisor): (N, N)) -> Done<u128> {
	narrow(up(dividend, divisor)).ok_or(Error::<Test>::AmountTooLarge.into())
}

/// Less so much, or else this error.
fn less(from: u128, amount: u128, error: Error<Test>) -> Done<u128> {
	rule(amount <= from, error)?;
	Ok(from - amount)
}

impl Turn {
	pub fn new(model: &Model, who: &AccountId) -> Self {
		Self { model: model.clone(), who: who.clone(), last: None, visits: Vec::new() }
	}

	/// A market, in which interest accrues first, and the day has its point.
	pub fn open(&mut self, id: MarketId) -> Done<usize> {
		let (place, now) = (self.model.place(id)?, self.model.now);
		if self.visits.iter().any(|visit| visit.place == place) {
			return Ok(place);
		}
		let ledger = &mut self.model.ledgers[place];
		ledger.accrue(now);
		if now / DAY > ledger.day {
			(ledger.day, ledger.points) = (now / DAY, ledger.points + 1);
		}
		let before = [ledger.supplied(), ledger.borrowed()];
		self.visits.push(Visit { place, before, adds: [false; 2], judged: None });
		Ok(place)
	}

	fn visit(&mut self, place: usize) -> &mut Visit {
		self.visits.iter_mut().find(|visit| visit.place == place).expect("it was opened")
	}

	/// A position that is going to change, and be judged.
	fn line(&mut self, place: usize, owner: &AccountId) -> &mut Line {
		let was = self.model.ledgers[place].line(owner);
		self.visit(place).judged.get_or_insert((owner.clone(), was));
		self.model.ledgers[place].lines.entry(owner.clone()).or_default()
	}

	pub fn act(&mut self, action: &Do) -> Done {
		match action.clone() {
			Action::Supply { market, amount, .. } => self.supply(market, amount),
			Action::Withdraw { market, amount } => self.withdraw(market, amount),
			Action::AddCollateral { market, amount } => self.add(market, amount, &self.who.clone()),
			Action::RemoveCollateral { market, amount } => self.remove(market, amount),
			Action::Borrow { market, amount, .. } => self.borrow(market, amount),
			Action::Repay { market, amount } => self.repay(market, amount, &self.who.clone()),
			Action::Liquidate { market, borrower, most, least } => self.liquidate(market, &borrower, most, least),
			Action::Swap { from, to, amount, least } => self.swap(from, to, amount, least),
		}
	}

	fn supply(&mut self, id: MarketId, amount: Amount) -> Done {
		let (who, last) = (self.who.clone(), self.last.take());
		let assets = resolve(amount, id.loan, None, last)?;
		let place = self.open(id)?;
		let ledger = &self.model.ledgers[place];
		rule(!ledger.paused[0], Error::SupplyPaused)?;
		let shares = floor(ledger.supply_shares(assets));
		self.model.money.put(id.loan, &who, &ledger.account, CASH, assets)?;
		let shares = shares?;
		rule(shares > 0, Error::AmountZero)?;
		self.visit(place).adds[0] = true;
		self.line(place, &who).shares += shares;
		let ledger = &mut self.model.ledgers[place];
		ledger.cash += assets;
		ledger.shares += shares;
		Ok(())
	}

	fn withdraw(&mut self, id: MarketId, amount: Amount) -> Done {
		let (who, last) = (self.who.clone(), self.last.take());
		let place = self.open(id)?;
		let has = self.line(place, &who).shares;
		let ledger = &self.model.ledgers[place];
		let nothing = ledger.worth_of(has) == 0;
		let (assets, shares) = match amount {
			Amount::All { .. } if nothing && has > 0 => (0, has),
			Amount::Shares(shares) => (ledger.worth_of(shares), shares),
			_ => {
				let all = ledger.worth_of(has);
				let assets = resolve(amount, id.loan, Some(all), last)?;
				(assets, if assets == all { has } else { ceil(ledger.supply_shares(assets))? })
			},
		};
		rule(assets > 0 || (nothing && shares > 0), Error::AmountZero)?;
		let left = less(has, shares, Error::NotEnoughSupplied)?;
		let cash = less(ledger.cash, assets, Error::NotEnoughCash)?;
		if assets > 0 {
			self.model.money.let_go(id.loan, &ledger.account, CASH, &who, assets)?;
		}
		self.line(place, &who).shares = left;
		let ledger = &mut self.model.ledgers[place];
		ledger.cash = cash;
		ledger.shares -= shares;
		self.last = Some((id.loan, assets));
		Ok(())
	}

	pub fn add(&mut self, id: MarketId, amount: Amount, owner: &AccountId) -> Done {
		let (who, last) = (self.who.clone(), self.last.take());
		let assets = resolve(amount, id.collateral, None, last)?;
		let place = self.open(id)?;
		rule(who == *owner || self.line(place, owner).debt > 0, Error::NothingOwed)?;
		if who == *owner {
			self.model.money.keep(id.collateral, &who, PLEDGE, assets)?;
		} else {
			self.model.money.put(id.collateral, &who, owner, PLEDGE, assets)?;
		}
		self.line(place, owner).collateral += assets;
		Ok(())
	}

	fn remove(&mut self, id: MarketId, amount: Amount) -> Done {
		let (who, last) = (self.who.clone(), self.last.take());
		let place = self.open(id)?;
		let has = self.line(place, &who).collateral;
		let assets = resolve(amount, id.collateral, Some(has), last)?;
		let left = less(has, assets, Error::NotEnoughCollateral)?;
		self.model.money.let_go(id.collateral, &who, PLEDGE, &who, assets)?;
		self.line(place, &who).collateral = left;
		self.last = Some((id.collateral, assets));
		Ok(())
	}

	fn borrow(&mut self, id: MarketId, amount: Amount) -> Done {
		let (who, last) = (self.who.clone(), self.last.take());
		let assets = resolve(amount, id.loan, None, last)?;
		let place = self.open(id)?;
		let ledger = &self.model.ledgers[place];
		rule(!ledger.paused[1], Error::BorrowPaused)?;
		let cash = less(ledger.cash, assets, Error::NotEnoughCash)?;
		let shares = ceil(ledger.debt_shares(assets))?;
		rule(ledger.debt_of(shares) <= assets + assets / 1_000 + 1, Error::AmountTooLarge)?;
		self.model.money.let_go(id.loan, &ledger.account, CASH, &who, assets)?;
		self.visit(place).adds[1] = true;
		self.line(place, &who).debt += shares;
		let ledger = &mut self.model.ledgers[place];
		ledger.cash = cash;
		ledger.debt += shares;
		self.last = Some((id.loan, assets));
		Ok(())
	}

	pub fn repay(&mut self, id: MarketId, amount: Amount, owner: &AccountId) -> Done {
		let (who, last) = (self.who.clone(), self.last.take());
		let place = self.open(id)?;
		let owes = self.line(place, owner).debt;
		let ledger = &self.model.ledgers[place];
		let all = ledger.debt_of(owes);
		let assets = resolve(amount, id.loan, Some(all), last)?;
		rule(assets <= all, Error::NotEnoughDebt)?;
		let shares = if assets == all { owes } else { floor(ledger.debt_shares(assets))? };
		rule(shares > 0, Error::AmountZero)?;
		let left = less(owes, shares, Error::NotEnoughDebt)?;
		self.model.money.put(id.loan, &who, &ledger.account, CASH, assets)?;
		self.line(place, owner).debt = left;
		let ledger = &mut self.model.ledgers[place];
		ledger.cash += assets;
		ledger.debt -= shares;
		Ok(())
	}

	fn liquidate(&mut self, id: MarketId, borrower: &AccountId, most: Balance, least: Balance) -> Done {
		let who = self.who.clone();
		rule(who != *borrower, Error::SelfLiquidation)?;
		let place = self.open(id)?;
		let was = self.model.ledgers[place].line(borrower);
		rule(was.paid, Error::PositionUnknown)?;
		rule(was.debt > 0, Error::Healthy)?;
		let seizure = self.model.seizure(place, &was, most)?;
		rule(seizure.taken >= least, Error::TooLittleCollateral)?;
		let ledger = &mut self.model.ledgers[place];
		let all = seizure.repaid == ledger.debt_of(was.debt);
		let repaid = if all { was.debt } else { floor(ledger.debt_shares(seizure.repaid))? };
		rule(repaid > 0 || seizure.repaid == 0, Error::AmountZero)?;
		let mut left = less(was.debt, repaid, Error::NotEnoughDebt)?;
		ledger.cash += seizure.repaid;
		ledger.debt -= repaid;
		if seizure.bad > 0 {
			// The reserve bears it with as many shares as keep the price of the others, as far as it has them.
			let (total, shares) = ledger.price();
			let burnt = clamped(up(n(left) * n(ledger.index) * shares, total)).min(ledger.reserve);
			ledger.debt -= left;
			ledger.reserve -= burnt;
			ledger.shares -= burnt;
			left = 0;
		}
		let line = ledger.lines.entry(borrower.clone()).or_default();
		(line.debt, line.collateral) = (left, was.collateral - seizure.taken);
		let account = ledger.account.clone();
		let money = &mut self.model.money;
		if seizure.repaid > 0 {
			money.put(id.loan, &who, &account, CASH, seizure.repaid)?;
		}
		if seizure.taken > 0 {
			money.let_go(id.collateral, borrower, PLEDGE, &who, seizure.taken)?;
		}
		self.last = Some((id.collateral, seizure.taken));
		self.store(place, borrower)
	}

	fn swap(&mut self, from: Asset, to: Asset, amount: Amount, at_least: Balance) -> Done {
		let (who, last) = (self.who.clone(), self.last.take());
		rule(at_least > 0, Error::NoMinimum)?;
		let gives = resolve(amount, from, None, last)?;
		let pool = self.model.pools.iter().find(|(one, two, _)| [(*one, *two), (*two, *one)].contains(&(from, to)));
		let (_, _, pool) = pool.ok_or(Refusal::Money)?;
		let (pool, money) = (pool.clone(), &mut self.model.money);
		// The pool can send both.
		if money.is_frozen(from) || money.is_frozen(to) {
			return Err(Refusal::Money);
		}
		let (into, out_of) = (money.free(from, &pool), money.free(to, &pool));
		let counts = n(gives) * n(997_000u32);
		let got = clamped(counts * n(out_of) / (n(into) * n(1_000_000u32) + counts));
		if got < at_least || got + least(to) > out_of {
			return Err(Refusal::Money);
		}
		money.take(from, &who, gives)?;
		money.take(to, &pool, got)?;
		money.give(from, &pool, gives)?;
		money.give(to, &who, got)?;
		self.last = Some((to, got));
		Ok(())
	}

	pub fn collect(&mut self, id: MarketId, assets: Balance) -> Done {
		let who = self.who.clone();
		let place = self.open(id)?;
		let ledger = &self.model.ledgers[place];
		rule(who == ledger.terms.curator, Error::NotCurator)?;
		rule(assets > 0, Error::AmountZero)?;
		if ledger.debt > 0 {
			self.model.counting(place)?;
		}
		let ledger = &mut self.model.ledgers[place];
		rule(assets <= ledger.collectable(), Error::NotCollectable)?;
		let shares = ceil(ledger.supply_shares(assets))?;
		ledger.reserve = less(ledger.reserve, shares, Error::NotCollectable)?;
		ledger.shares -= shares;
		ledger.cash -= assets;
		let account = ledger.account.clone();
		self.model.money.let_go(id.loan, &account, CASH, &who, assets)
	}

	/// Whether all is as it must be at the end; and deposits are taken and given back.
	pub fn close(mut self) -> Done<Model> {
		let now = self.model.now;
		for visit in self.visits.clone() {
			let ledger = &self.model.ledgers[visit.place];
			let after = [ledger.supplied(), ledger.borrowed()];
			for (kind, error) in [(0, Error::SupplyCapReached), (1, Error::BorrowCapReached)] {
				let more = visit.adds[kind] && after[kind] > visit.before[kind];
				rule(!more || after[kind] <= ledger.caps[kind].at(now), error)?;
			}
			let Some((owner, before)) = visit.judged else { continue };
			let line = ledger.line(&owner);
			if line.debt > 0 {
				let large = line.debt == before.debt || ledger.debt_of(line.debt) >= ledger.terms.min_debt;
				rule(large, Error::DebtBelowMinimum)?;
				let no_higher = line.debt <= before.debt
					&& n(line.debt) * n(before.collateral) <= n(before.debt) * n(line.collateral);
				if !no_higher {
					let prices = self.model.counting(visit.place)?;
					let ltv = ledger.terms.borrow_ltv;
					rule(self.model.is_within(visit.place, &line, prices, ltv), Error::AboveBorrowLtv)?;
				}
			}
			if line.said() != before.said() || !line.paid {
				self.store(visit.place, &owner)?;
			}
		}
		Ok(self.model)
	}

	/// Who has something in a market for the first time pays a deposit, and has it back with the last.
	fn store(&mut self, place: usize, owner: &AccountId) -> Done {
		let (who, deposit) = (self.who.clone(), self.model.deposit);
		let ledger = &mut self.model.ledgers[place];
		let line = ledger.line(owner);
		if line.said() == Default::default() {
			ledger.lines.remove(owner);
			if line.paid {
				self.model.money.let_go(None, owner, DEPOSIT, owner, deposit)?;
			}
		} else if !line.paid {
			rule(*owner == who, Error::PositionUnknown)?;
			ledger.lines.insert(owner.clone(), Line { paid: true, ..line });
			self.model.money.keep(None, owner, DEPOSIT, deposit)?;
		}
		Ok(())
	}
}
