//! How calls change markets and positions: they are opened, acted on, judged and stored. A call is a bundle of one action.

use crate::{
	money::{give_cash, pledge, release, take_cash},
	types::*,
	Config, Error, Event, History, Markets, Pallet, Positions, PositionsOf,
};
use alloc::{vec, vec::Vec};
use civitas_money::preservation;
use civitas_primitives::{
	certification::{CertificateId, Expected},
	lending::{info::Point, Accrued, MarketId, Requirement, Secured, DAY},
	money::{Asset, Balance},
	CertificateInspect, Moment,
};
use frame_support::{
	ensure,
	traits::{tokens::Preservation, Consideration, Time},
};
use pallet_asset_conversion::Swap;
use sp_core::U256;
use sp_runtime::{DispatchError, DispatchResult};

/// What is done by someone, in one call.
pub(crate) struct Run<'a, T: Config> {
	/// Who makes the call, pays, and is paid.
	pub(crate) who: &'a T::AccountId,
	now: Moment,
	opened: Vec<Opened<T>>,
	/// What the action before has yielded.
	last: Option<(Asset, Balance)>,
}

/// A market with interest until now, and at most one position in it.
pub(crate) struct Opened<T: Config> {
	pub(crate) id: MarketId,
	/// The account that its cash is in.
	pub(crate) account: T::AccountId,
	pub(crate) market: Market<T>,
	/// What was supplied and borrowed at first, to be compared with caps if there is more.
	before: (Balance, Balance),
	/// Whether something was supplied, and borrowed. Interest and roundings are not asked for caps.
	adds: (bool, bool),
	held: Option<Held<T>>,
}

/// A position as it was, and as it is.
struct Held<T: Config> {
	owner: T::AccountId,
	before: Stand,
	position: Position<T>,
}

/// How much an amount is of an asset; `all` is what all of it is, if there is such a thing.
fn resolve<T: Config>(
	amount: Amount,
	asset: Asset,
	all: Option<Balance>,
	last: Option<(Asset, Balance)>,
) -> Result<Balance, Error<T>> {
	let amount = match amount {
		Amount::Assets(amount) => amount,
		Amount::All { at_most } => {
			let all = all.ok_or(Error::<T>::AmountInvalid)?;
			ensure!(all <= at_most, Error::<T>::AboveMaximum);
			all
		},
		Amount::Last => match last {
			Some((of, amount)) if of == asset => amount,
			_ => return Err(Error::<T>::NothingYielded),
		},
		Amount::Shares(_) => return Err(Error::<T>::AmountInvalid),
	};
	ensure!(amount > 0, Error::<T>::AmountZero);
	Ok(amount)
}

/// Whether someone has the certificate that is asked for, if any is.
fn certified<T: Config>(
	requirement: Option<Requirement>,
	who: &T::AccountId,
	certificate: Option<CertificateId>,
) -> Result<(), Error<T>> {
	let Some(Requirement { network, schema }) = requirement else { return Ok(()) };
	let certificate = certificate.ok_or(Error::<T>::CertificateMissing)?;
	let expected = Expected {
		network: Some(network),
		schema: Some(schema),
		subject: Some(who.clone()),
		issuer: None,
		claims: None,
	};
	let verification = T::Certificates::verify(certificate, &expected, None);
	ensure!(verification.valid, Error::<T>::CertificateInvalid);
	Ok(())
}

impl<T: Config> Opened<T> {
	/// A market as it is now. Interest has accrued, and the day has its point.
	pub(crate) fn load(id: MarketId, now: Moment) -> Result<Self, DispatchError> {
		let mut market = Markets::<T>::get(id).ok_or(Error::<T>::MarketUnknown)?;
		let index = market.books.debt_index;
		let Accrued { interest, fee_shares } = market.books.accrue(now, &market.terms.rate, market.terms.fee);
		let debt_index = market.books.debt_index;
		if debt_index != index {
			Pallet::<T>::deposit_event(Event::Accrued { market: id, interest, debt_index, fee_shares });
		}
		let day = now.checked_div(DAY).unwrap_or_default();
		if day > market.day {
			let place = market.points.checked_rem(HISTORY).unwrap_or_default();
			History::<T>::insert(id, place, point(&market, now));
			// Wrapping is right after four billion days, and does not come.
			market.points = market.points.wrapping_add(1);
			market.day = day;
		}
		let before = (market.books.supplied(), market.books.borrowed());
		Ok(Self { id, account: Pallet::<T>::account(&id)?, market, before, adds: (false, false), held: None })
	}

	/// The books, and the position of `owner`, of whom all positions of a call are.
	fn position(&mut self, owner: &T::AccountId) -> (&mut Market<T>, &mut Stand) {
		let id = self.id;
		let held = self.held.get_or_insert_with(|| {
			let position = Positions::<T>::get(id, owner);
			Held { owner: owner.clone(), before: position.stand, position }
		});
		(&mut self.market, &mut held.position.stand)
	}

	/// A position at prices that count.
	pub(crate) fn secured(&self, stand: &Stand, now: Moment) -> Result<Secured, Error<T>> {
		Ok(self.market.secured(stand, Pallet::<T>::prices(&self.market.terms, now)?))
	}

	/// Whether all is as it must be at the end.
	fn judge(&self, now: Moment) -> DispatchResult {
		let books = &self.market.books;
		let (supplied, borrowed) = (books.supplied(), books.borrowed());
		let within = !self.adds.0 || supplied <= self.before.0 || supplied <= self.market.supply_cap.at(now);
		ensure!(within, Error::<T>::SupplyCapReached);
		let within = !self.adds.1 || borrowed <= self.before.1 || borrowed <= self.market.borrow_cap.at(now);
		ensure!(within, Error::<T>::BorrowCapReached);
		let Some(Held { before, position, .. }) = &self.held else { return Ok(()) };
		let after = &position.stand;
		if after.debt_shares == 0 {
			return Ok(());
		}
		if after.debt_shares != before.debt_shares {
			let debt = books.debt_of(after.debt_shares);
			ensure!(debt >= self.market.terms.min_debt, Error::<T>::DebtBelowMinimum);
		}
		// What does not grow, and is no higher by collateral than before, needs no price. It is compared without division. A debt that
		// grows needs one, also with its collateral: that may be worth nothing by now.
		let product = |shares: u128, collateral: Balance| U256::from(shares).full_mul(collateral.into());
		let no_higher = after.debt_shares <= before.debt_shares
			&& product(after.debt_shares, before.collateral) <= product(before.debt_shares, after.collateral);
		if !no_higher {
			let safe = self.secured(after, now)?.is_within(self.market.terms.borrow_ltv);
			ensure!(safe, Error::<T>::AboveBorrowLtv);
		}
		Ok(())
	}

	/// Judge, and store.
	pub(crate) fn close(self, who: &T::AccountId, now: Moment) -> DispatchResult {
		self.judge(now)?;
		Markets::<T>::insert(self.id, self.market);
		match self.held {
			Some(held) if held.before != held.position.stand => store(&self.id, &held.owner, held.position, who),
			_ => Ok(()),
		}
	}
}

/// Store a position that has changed. Its owner pays for it if it is new, and must be who makes the call; what is empty is
/// removed, and the owner has the deposit back.
pub(crate) fn store<T: Config>(
	id: &MarketId,
	owner: &T::AccountId,
	mut position: Position<T>,
	who: &T::AccountId,
) -> DispatchResult {
	if position.stand.is_empty() {
		if let Some(ticket) = position.ticket {
			ticket.drop(owner)?;
			Positions::<T>::remove(id, owner);
			PositionsOf::<T>::remove(owner, id);
		}
		return Ok(());
	}
	if position.ticket.is_none() {
		ensure!(owner == who, Error::<T>::PositionUnknown);
		position.ticket = Some(T::PositionConsideration::new(owner, Pallet::<T>::position_footprint())?);
		PositionsOf::<T>::insert(owner, id, ());
	}
	Positions::<T>::insert(id, owner, position);
	Ok(())
}

/// How a market stands.
pub(crate) fn point<T: Config>(market: &Market<T>, now: Moment) -> Point {
	let books = &market.books;
	Point {
		time: now,
		supplied: books.supplied(),
		borrowed: books.borrowed(),
		supply_index: books.supply_index(),
		debt_index: books.debt_index,
		borrow_rate: crate::reads::ppb(market.terms.rate.rate(books.utilisation())),
	}
}

impl<'a, T: Config> Run<'a, T> {
	fn new(who: &'a T::AccountId) -> Self {
		Self { who, now: T::Time::now(), opened: vec![], last: None }
	}

	/// Do one thing.
	pub(crate) fn one(who: &'a T::AccountId, act: impl FnOnce(&mut Self) -> DispatchResult) -> DispatchResult {
		let mut run = Self::new(who);
		act(&mut run)?;
		run.close()
	}

	fn close(self) -> DispatchResult {
		let Self { who, now, opened, .. } = self;
		opened.into_iter().try_for_each(|opened| opened.close(who, now))
	}

	/// A market; the same each time, so that interest accrues once and what was done before is seen.
	pub(crate) fn open(&mut self, id: MarketId) -> Result<&mut Opened<T>, DispatchError> {
		if !self.opened.iter().any(|opened| opened.id == id) {
			ensure!(self.opened.len() < MAX_MARKETS as usize, Error::<T>::TooManyMarkets);
			self.opened.push(Opened::load(id, self.now)?);
		}
		let found = self.opened.iter_mut().find(|opened| opened.id == id);
		Ok(found.ok_or(Error::<T>::MarketUnknown)?)
	}

	pub(crate) fn act(&mut self, action: Action<T::AccountId>) -> DispatchResult {
		match action {
			Action::Supply { market, amount, certificate } => self.supply(market, amount, certificate),
			Action::Withdraw { market, amount } => self.withdraw(market, amount),
			Action::AddCollateral { market, amount } => self.add_collateral(market, amount, self.who),
			Action::RemoveCollateral { market, amount } => self.remove_collateral(market, amount),
			Action::Borrow { market, amount, certificate } => self.borrow(market, amount, certificate),
			Action::Repay { market, amount } => self.repay(market, amount, self.who),
			Action::Liquidate { market, borrower, most, least } => self.liquidate(market, borrower, most, least),
			Action::Swap { from, to, amount, least } => self.swap(from, to, amount, least),
		}
	}

	fn supply(&mut self, id: MarketId, amount: Amount, certificate: Option<CertificateId>) -> DispatchResult {
		let (who, last) = (self.who, self.last.take());
		let assets = resolve::<T>(amount, id.loan, None, last)?;
		let opened = self.open(id)?;
		ensure!(!opened.market.supply_paused, Error::<T>::SupplyPaused);
		certified::<T>(opened.market.terms.to_supply, who, certificate)?;
		take_cash::<T>(id.loan, who, &opened.account, assets)?;
		opened.adds.0 = true;
		let (market, stand) = opened.position(who);
		let shares = market.books.supply(assets).ok_or(Error::<T>::AmountTooLarge)?;
		ensure!(shares > 0, Error::<T>::AmountZero);
		stand.supply_shares = stand.supply_shares.checked_add(shares).ok_or(Error::<T>::AmountTooLarge)?;
		Pallet::<T>::deposit_event(Event::Supplied { market: id, who: who.clone(), assets, shares });
		Ok(())
	}

	fn withdraw(&mut self, id: MarketId, amount: Amount) -> DispatchResult {
		let (who, last) = (self.who, self.last.take());
		let opened = self.open(id)?;
		let (market, stand) = opened.position(who);
		let all = market.books.worth_of(stand.supply_shares);
		let (assets, shares) = match amount {
			// What has lost all its worth can be given up, for the deposit.
			Amount::All { .. } if all == 0 && stand.supply_shares > 0 => (0, stand.supply_shares),
			Amount::Shares(shares) => (market.books.worth_of(shares), shares),
			_ => {
				let assets = resolve::<T>(amount, id.loan, Some(all), last)?;
				// All shares go with all that they are worth: what is rounded away is not left behind as a share of nothing.
				let shares = match assets == all {
					true => stand.supply_shares,
					false => market.books.shares_withdrawn(assets).ok_or(Error::<T>::AmountTooLarge)?,
				};
				(assets, shares)
			},
		};
		ensure!(assets > 0 || all == 0 && shares > 0, Error::<T>::AmountZero);
		stand.supply_shares = stand.supply_shares.checked_sub(shares).ok_or(Error::<T>::NotEnoughSupplied)?;
		market.books.withdraw(assets, shares).ok_or(Error::<T>::NotEnoughCash)?;
		if assets > 0 {
			give_cash::<T>(id.loan, &opened.account, who, assets)?;
		}
		self.last = Some((id.loan, assets));
		Pallet::<T>::deposit_event(Event::Withdrawn { market: id, who: who.clone(), assets, shares });
		Ok(())
	}

	/// Add to the collateral of `owner`.
	pub(crate) fn add_collateral(&mut self, id: MarketId, amount: Amount, owner: &T::AccountId) -> DispatchResult {
		let (who, last) = (self.who, self.last.take());
		let assets = resolve::<T>(amount, id.collateral, None, last)?;
		let opened = self.open(id)?;
		let (_, stand) = opened.position(owner);
		// Only to what is owed: a position that its owner could not close would keep the deposit for it.
		ensure!(owner == who || stand.debt_shares > 0, Error::<T>::NothingOwed);
		pledge::<T>(id.collateral, who, owner, assets)?;
		stand.collateral = stand.collateral.checked_add(assets).ok_or(Error::<T>::AmountTooLarge)?;
		let (owner, by) = (owner.clone(), who.clone());
		Pallet::<T>::deposit_event(Event::CollateralAdded { market: id, owner, by, assets });
		Ok(())
	}

	fn remove_collateral(&mut self, id: MarketId, amount: Amount) -> DispatchResult {
		let (who, last) = (self.who, self.last.take());
		let opened = self.open(id)?;
		let (_, stand) = opened.position(who);
		let assets = resolve::<T>(amount, id.collateral, Some(stand.collateral), last)?;
		stand.collateral = stand.collateral.checked_sub(assets).ok_or(Error::<T>::NotEnoughCollateral)?;
		release::<T>(id.collateral, who, assets)?;
		self.last = Some((id.collateral, assets));
		Pallet::<T>::deposit_event(Event::CollateralRemoved { market: id, owner: who.clone(), assets });
		Ok(())
	}

	fn borrow(&mut self, id: MarketId, amount: Amount, certificate: Option<CertificateId>) -> DispatchResult {
		let (who, last) = (self.who, self.last.take());
		let assets = resolve::<T>(amount, id.loan, None, last)?;
		let opened = self.open(id)?;
		ensure!(!opened.market.borrow_paused, Error::<T>::BorrowPaused);
		certified::<T>(opened.market.terms.to_borrow, who, certificate)?;
		opened.adds.1 = true;
		let (market, stand) = opened.position(who);
		ensure!(assets <= market.books.cash, Error::<T>::NotEnoughCash);
		let shares = market.books.borrow(assets).ok_or(Error::<T>::AmountTooLarge)?;
		stand.debt_shares = stand.debt_shares.checked_add(shares).ok_or(Error::<T>::AmountTooLarge)?;
		give_cash::<T>(id.loan, &opened.account, who, assets)?;
		self.last = Some((id.loan, assets));
		Pallet::<T>::deposit_event(Event::Borrowed { market: id, who: who.clone(), assets, shares });
		Ok(())
	}

	/// Repay what `owner` owes.
	pub(crate) fn repay(&mut self, id: MarketId, amount: Amount, owner: &T::AccountId) -> DispatchResult {
		let (who, last) = (self.who, self.last.take());
		let opened = self.open(id)?;
		let (market, stand) = opened.position(owner);
		let all = market.books.debt_of(stand.debt_shares);
		let assets = resolve::<T>(amount, id.loan, Some(all), last)?;
		ensure!(assets <= all, Error::<T>::NotEnoughDebt);
		let shares = match assets == all {
			true => stand.debt_shares,
			false => market.books.shares_repaid(assets).ok_or(Error::<T>::AmountTooLarge)?,
		};
		ensure!(shares > 0, Error::<T>::AmountZero);
		stand.debt_shares = stand.debt_shares.checked_sub(shares).ok_or(Error::<T>::NotEnoughDebt)?;
		market.books.repay(assets, shares).ok_or(Error::<T>::AmountTooLarge)?;
		take_cash::<T>(id.loan, who, &opened.account, assets)?;
		let (owner, by) = (owner.clone(), who.clone());
		Pallet::<T>::deposit_event(Event::Repaid { market: id, owner, by, assets, shares });
		Ok(())
	}

	fn liquidate(&mut self, id: MarketId, borrower: T::AccountId, most: Balance, least: Balance) -> DispatchResult {
		let (who, now) = (self.who, self.now);
		ensure!(borrower != *who, Error::<T>::SelfLiquidation);
		let taken = self.open(id)?.liquidate(who, &borrower, most, least, now)?;
		self.last = Some((id.collateral, taken));
		Ok(())
	}

	fn swap(&mut self, from: Asset, to: Asset, amount: Amount, least: Balance) -> DispatchResult {
		let (who, last) = (self.who, self.last.take());
		// Whoever makes the block would take what is not asked for.
		ensure!(least > 0, Error::<T>::NoMinimum);
		let give = resolve::<T>(amount, from, None, last)?;
		let keep_alive = preservation::<T::Assets, _>(from, who, give) == Preservation::Preserve;
		let path = vec![from, to];
		let got =
			T::Exchange::swap_exact_tokens_for_tokens(who.clone(), path, give, Some(least), who.clone(), keep_alive)?;
		self.last = Some((to, got));
		Ok(())
	}
}

impl<T: Config> Pallet<T> {
	/// Do all of these; what each has yielded.
	pub(crate) fn do_bundle(
		who: &T::AccountId,
		actions: Vec<Action<T::AccountId>>,
	) -> Result<Vec<Balance>, DispatchError> {
		ensure!(!actions.is_empty(), Error::<T>::NoActions);
		let mut run = Run::<T>::new(who);
		let mut yields = vec![];
		for action in actions {
			run.act(action)?;
			yields.push(run.last.map_or(0, |(_, amount)| amount));
		}
		run.close()?;
		Ok(yields)
	}
}
