//! A plain model of markets, after what the README says of them: exact integers of any size that is needed, and no code of the
//! primitives. It says what a call comes to, and why it is refused.

mod money;
mod seizure;
mod turn;

use super::*;
pub use money::{Accounts, Money};
use sp_core::U512;
pub use turn::Turn;

/// A large number. Its operators panic rather than overflow.
pub type N = U512;

/// The whole, in parts per billion.
pub const WHOLE: u128 = 1_000_000_000;
/// The whole, in fine parts.
pub const FINE: u128 = 10u128.pow(27);
/// Supply shares that nobody has.
const NOBODYS: u128 = 1_000_000;
/// The most that debt grows to.
const MOST: u128 = 10u128.pow(32);

/// A small number as a large one.
pub fn n(number: impl Into<u128>) -> N {
	U512::from(number.into())
}

/// A quotient, rounded up.
pub fn up(dividend: N, divisor: N) -> N {
	let (quotient, rest) = dividend.div_mod(divisor);
	if rest.is_zero() {
		quotient
	} else {
		quotient + N::one()
	}
}

/// A large number as one of 128 bits, if it is one.
pub fn narrow(number: N) -> Option<u128> {
	(number.bits() <= 128).then(|| number.low_u128())
}

/// A large number as one of 128 bits, or the largest of those.
pub fn clamped(number: N) -> u128 {
	narrow(number).unwrap_or(u128::MAX)
}

/// How many of the smallest unit a whole unit has.
pub fn ten(decimals: u8) -> N {
	n(10u128.pow(decimals.into()))
}

/// Why something is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
	/// A rule of the pallet.
	Rule(DispatchError),
	/// Money does not move: it is not there, frozen, or blocked. Other pallets say so.
	Money,
}

impl From<Error<Test>> for Refusal {
	fn from(error: Error<Test>) -> Self {
		Self::Rule(error.into())
	}
}

/// What something comes to.
pub type Done<T = ()> = Result<T, Refusal>;

/// That something holds, or else this error.
pub fn rule(holds: bool, error: Error<Test>) -> Done {
	if holds {
		Ok(())
	} else {
		Err(error.into())
	}
}

/// What someone has in a market.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Line {
	pub shares: u128,
	pub debt: u128,
	pub collateral: Balance,
	/// Whether a deposit is held for it.
	pub paid: bool,
}

impl Line {
	/// What it says, but for the deposit.
	pub fn said(&self) -> (u128, u128, Balance) {
		(self.shares, self.debt, self.collateral)
	}
}

/// A cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
	pub most: Balance,
	/// What is announced, and from when on.
	pub next: Option<(Balance, Moment)>,
}

impl Limit {
	fn standing(self, now: Moment) -> Self {
		match self.next {
			Some((most, from)) if from <= now => Self { most, next: None },
			_ => self,
		}
	}

	pub fn at(self, now: Moment) -> Balance {
		self.standing(now).most
	}

	fn set(self, most: Balance, now: Moment) -> Self {
		let standing = self.standing(now);
		if most <= standing.most {
			Self { most, next: None }
		} else {
			Self { next: Some((most, now + 2 * DAY)), ..standing }
		}
	}
}

/// A market.
#[derive(Clone, Debug)]
pub struct Ledger {
	pub id: MarketId,
	pub account: AccountId,
	pub terms: Terms,
	pub cash: Balance,
	pub shares: u128,
	pub reserve: u128,
	pub debt: u128,
	/// What a debt share is worth, in fine parts.
	pub index: u128,
	pub updated: Moment,
	/// Of supply, and of borrowing.
	pub caps: [Limit; 2],
	pub paused: [bool; 2],
	/// The day of the last point, and how many there are.
	pub day: u64,
	pub points: u32,
	pub lines: BTreeMap<AccountId, Line>,
}

impl Ledger {
	pub fn new(id: MarketId, terms: Terms, now: Moment) -> Self {
		let none = Limit { most: Balance::MAX, next: None };
		Self {
			id,
			account: account_of(id),
			terms,
			cash: 0,
			shares: 0,
			reserve: 0,
			debt: 0,
			index: FINE / NOBODYS,
			updated: now,
			caps: [none; 2],
			paused: [false; 2],
			day: 0,
			points: 0,
			lines: BTreeMap::new(),
		}
	}

	/// The same, as the pallet has it.
	pub fn books(&self) -> Books {
		Books {
			cash: self.cash,
			supply_shares: self.shares,
			reserve_shares: self.reserve,
			debt_shares: self.debt,
			debt_index: self.index,
			updated: self.updated,
		}
	}

	pub fn line(&self, who: &AccountId) -> Line {
		self.lines.get(who).copied().unwrap_or_default()
	}

	/// What all owe, in fine parts.
	fn owed(&self) -> N {
		n(self.debt) * n(self.index)
	}

	/// What is in the market, in fine parts.
	fn total(&self) -> N {
		n(self.cash) * n(FINE) + self.owed()
	}

	/// Of what the price of a share is the quotient.
	fn price(&self) -> (N, N) {
		(self.total() + n(FINE), n(self.shares) + n(NOBODYS))
	}

	pub fn borrowed(&self) -> Balance {
		clamped(self.owed() / n(FINE))
	}

	pub fn supplied(&self) -> Balance {
		clamped(self.total() / n(FINE))
	}

	pub fn debt_of(&self, shares: u128) -> Balance {
		clamped(up(n(shares) * n(self.index), n(FINE)))
	}

	pub fn worth_of(&self, shares: u128) -> Balance {
		let (total, all) = self.price();
		clamped(n(shares) * total / all / n(FINE))
	}

	/// The debt shares of so much, exactly, as a quotient.
	fn debt_shares(&self, assets: Balance) -> (N, N) {
		(n(assets) * n(FINE), n(self.index))
	}

	/// The supply shares of so much.
	fn supply_shares(&self, assets: Balance) -> (N, N) {
		let (total, all) = self.price();
		(n(assets) * n(FINE) * all, total)
	}

	/// What the curator can take.
	pub fn collectable(&self) -> Balance {
		let floor = up(self.owed() * n(self.terms.reserve_floor), n(FINE) * n(WHOLE));
		self.worth_of(self.reserve).saturating_sub(clamped(floor)).min(self.cash)
	}

	/// The rate of interest, in fine parts.
	fn rate(&self) -> u128 {
		let fine = |ppb: Ppb| u128::from(ppb) * (FINE / WHOLE);
		let RateModel { kink, at_zero, at_kink, at_full } = self.terms.rate;
		let used = clamped(self.owed() * n(FINE) / self.total());
		let (from, to, part, of) = if used < fine(kink) {
			(fine(at_zero), fine(at_kink), used, fine(kink))
		} else {
			(fine(at_kink), fine(at_full), used - fine(kink), FINE - fine(kink))
		};
		from + clamped(n(to - from) * n(part) / n(of))
	}

	/// Interest accrues.
	pub fn accrue(&mut self, now: Moment) {
		let span = now - self.updated;
		self.updated = now;
		if span == 0 || self.debt == 0 {
			return;
		}
		let fine = n(FINE);
		let year = 365 * DAY;
		let x = n(self.rate()) * n(span.min(10 * year)) / n(year);
		let (second, third) = (x * x / fine, x * x / fine * x / fine);
		let growth = x + second / n(2u8) + third / n(6u8);
		let grown = n(self.index) + n(self.index) * growth / fine;
		let index = clamped(grown.min(n(MOST) * fine / n(self.debt))).max(self.index);
		let interest = n(self.debt) * n(index - self.index);
		self.index = index;
		let fee = interest * n(self.terms.fee) / n(WHOLE);
		let (total, all) = self.price();
		let shares = narrow(fee * all / (total - fee)).unwrap_or(0);
		self.shares += shares;
		self.reserve += shares;
	}
}

/// All markets, what everybody has, prices, and the time.
#[derive(Clone, Debug)]
pub struct Model {
	pub now: Moment,
	pub ledgers: Vec<Ledger>,
	pub money: Money,
	/// What feeds say, whether it counts or not.
	pub prices: BTreeMap<FeedId, Price>,
	/// Pools: what is in them, and their accounts.
	pub pools: Vec<(Asset, Asset, AccountId)>,
	/// What is held for a position.
	pub deposit: Balance,
}

impl Model {
	/// The place of a market.
	pub fn place(&self, id: MarketId) -> Done<usize> {
		self.ledgers.iter().position(|ledger| ledger.id == id).ok_or(Error::<Test>::MarketUnknown.into())
	}

	/// The prices of what is pledged and of what is lent, whether they count or not.
	pub fn raw(&self, place: usize) -> Option<(Price, Price)> {
		let terms = &self.ledgers[place].terms;
		Some((*self.prices.get(&terms.collateral_price.feed)?, *self.prices.get(&terms.loan_price.feed)?))
	}

	/// A price, if it counts.
	fn price(&self, terms: &PriceTerms) -> Done<Price> {
		let price = *self.prices.get(&terms.feed).ok_or(Error::<Test>::PriceUnknown)?;
		rule(!price.moving, Error::PriceMoving)?;
		rule(self.now.saturating_sub(price.time) <= terms.max_age, Error::PriceStale)?;
		rule((terms.lowest..=terms.highest).contains(&price.price), Error::PriceOutOfBand)?;
		Ok(price)
	}

	/// Both, if they count.
	pub fn counting(&self, place: usize) -> Done<(Price, Price)> {
		let terms = &self.ledgers[place].terms;
		Ok((self.price(&terms.collateral_price)?, self.price(&terms.loan_price)?))
	}

	/// What is pledged and what is owed, in units of account.
	pub fn values(&self, place: usize, line: &Line, (pledged, lent): (Price, Price)) -> (N, N) {
		let debt = self.ledgers[place].debt_of(line.debt);
		let collateral = n(line.collateral) * n(pledged.price) / ten(pledged.decimals);
		(collateral, up(n(debt) * n(lent.price), ten(lent.decimals)))
	}

	/// Whether a debt is within a part of what is pledged.
	pub fn is_within(&self, place: usize, line: &Line, prices: (Price, Price), ltv: Ppb) -> bool {
		let (collateral, debt) = self.values(place, line, prices);
		debt * n(WHOLE) <= collateral * n(ltv)
	}

	/// What a call comes to.
	pub fn after(&self, deal: &Deal) -> Done<Self> {
		match deal {
			Deal::One(who, action) => self.turn(who, |turn| turn.act(action)),
			Deal::Bundle(who, actions) => self.turn(who, |turn| {
				rule(!actions.is_empty(), Error::NoActions)?;
				actions.iter().try_for_each(|action| turn.act(action))
			}),
			Deal::Repay { who, market, amount, owner } => self.turn(who, |turn| turn.repay(*market, *amount, owner)),
			Deal::Add { who, market, assets, owner } => {
				self.turn(who, |turn| turn.add(*market, Amount::Assets(*assets), owner))
			},
			Deal::Collect { who, market, assets } => self.turn(who, |turn| turn.collect(*market, *assets)),
			Deal::Caps { who, market, supply, borrow } => self.change(*market, |ledger, now| {
				let lower = *supply <= ledger.caps[0].at(now) && *borrow <= ledger.caps[1].at(now);
				let may = *who == ledger.terms.curator || *who == ledger.terms.guardian && lower;
				rule(may, Error::NotCurator)?;
				ledger.caps = [ledger.caps[0].set(*supply, now), ledger.caps[1].set(*borrow, now)];
				Ok(())
			}),
			Deal::Pause { who, market, supply, borrow } => self.change(*market, |ledger, _| {
				rule([&ledger.terms.curator, &ledger.terms.guardian].contains(&who), Error::NotCurator)?;
				ledger.paused = [*supply, *borrow];
				Ok(())
			}),
		}
	}

	/// Act for someone, and be judged.
	fn turn(&self, who: &AccountId, act: impl FnOnce(&mut Turn) -> Done) -> Done<Self> {
		let mut turn = Turn::new(self, who);
		act(&mut turn)?;
		turn.close()
	}

	/// Change what is variable in a market.
	fn change(&self, id: MarketId, act: impl FnOnce(&mut Ledger, Moment) -> Done) -> Done<Self> {
		let (mut model, place) = (self.clone(), self.place(id)?);
		act(&mut model.ledgers[place], self.now)?;
		Ok(model)
	}
}
