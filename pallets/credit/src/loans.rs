//! Loans that are worked on: begun, accrued, stored, ended.

use crate::{
	money::{give, hold, release},
	types::*,
	Config, Error, Event, HoldReason, LoanCount, Loans, LoansBy, Opened, Outcomes, Pallet, Pools,
};
use civitas_primitives::{
	certification::CertificateId,
	credit::{day, Debt, Lender, Lent, LoanTerms, Loss, Payment, PoolId, Prices},
	lending::{PriceFault, PriceFeed},
	money::Balance,
	Moment,
};
use frame_support::{
	ensure,
	storage::with_storage_layer,
	traits::{Consideration, Time},
};
use sp_core::H256;
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> From<PriceFault> for Error<T> {
	fn from(fault: PriceFault) -> Self {
		match fault {
			// What is out of the band from 1 on is zero.
			PriceFault::Unknown | PriceFault::OutOfBand => Self::PriceUnknown,
			PriceFault::Moving => Self::PriceMoving,
			PriceFault::Stale => Self::PriceStale,
		}
	}
}

/// What begins.
pub(crate) struct Beginning<T: Config> {
	pub(crate) lender: Lender<T::AccountId>,
	pub(crate) terms: LoanTerms,
	pub(crate) collateral: Balance,
	pub(crate) certificate: Option<CertificateId>,
	pub(crate) assessment: Option<H256>,
	/// The offer or the proposal.
	pub(crate) by: H256,
}

impl<T: Config> Loan<T> {
	/// All that is owed, without a fee.
	pub(crate) fn owed(&self) -> Balance {
		let Payment { late, interest, principal, .. } = self.debt.payoff(&self.terms.repayment);
		late.saturating_add(interest).saturating_add(principal)
	}

	/// The part of the principal that is taken to be lost.
	pub(crate) fn impairment(&self) -> Balance {
		self.book.map_or(0, |book| self.debt.principal.saturating_sub(book))
	}

	/// What the books of a pool have of it.
	pub(crate) fn lent(&self) -> Lent {
		Lent::new(&self.debt, &self.terms.repayment, self.since, self.impairment())
	}

	/// Whether something is late: due for as long as the grace, or longer.
	pub(crate) fn is_late(&self) -> bool {
		self.debt.overdue(&self.terms.repayment) >= self.terms.repayment.grace.into()
	}

	/// Whether it is bad no more: nothing is due.
	fn is_cured(&self) -> bool {
		let is_due = self.debt.due(&self.terms.repayment).total() > 0;
		self.default.is_none() && !self.forborne && !is_due
	}

	/// For how many days something was due at most, under all its terms.
	pub(crate) fn worst(&self) -> u32 {
		self.past.worst.max(self.debt.worst)
	}

	/// The prices that count now.
	pub(crate) fn prices(&self, now: Moment) -> Result<Prices, Error<T>> {
		let security = self.terms.security.ok_or(Error::<T>::NotInDefault)?;
		Ok(security.prices(now, T::Prices::price)?)
	}

	/// Whether no more is owed than the covenant allows.
	pub(crate) fn meets_covenant(&self, prices: &Prices) -> bool {
		let covenant = self.terms.security.map_or(0, |security| security.covenant);
		prices.within(self.owed(), self.collateral, covenant)
	}

	/// What it is taken to bring in, of the principal: what is paid for its collateral with the largest bonus.
	pub(crate) fn fetches(&self, now: Moment) -> Balance {
		let prices = self.terms.security.and_then(|security| security.last_prices(now, T::Prices::price));
		let worth = prices.map_or(0, |prices| prices.worth_seized(self.collateral));
		worth.min(self.debt.principal)
	}
}

/// A loan that is worked on, with interest until now; and the pool that lends, if one does.
pub(crate) struct Work<T: Config> {
	pub(crate) borrower: T::AccountId,
	pub(crate) number: LoanNumber,
	pub(crate) loan: Loan<T>,
	pub(crate) pool: Option<(PoolId, Pool<T::AccountId>)>,
	pub(crate) now: Moment,
	/// What the books of the pool have of it.
	lent: Lent,
}

impl<T: Config> Work<T> {
	/// A loan. `None` if there is none.
	pub(crate) fn load(borrower: &T::AccountId, number: LoanNumber) -> Option<Self> {
		let mut loan = Loans::<T>::get(borrower, number)?;
		let now = T::Time::now();
		let lent = loan.lent();
		loan.debt.accrue(&loan.terms.repayment, day(loan.since, now));
		let pool = loan.lender.pool().and_then(|id| Some((id, Pools::<T>::get(id)?)));
		Some(Self { borrower: borrower.clone(), number, loan, pool, now, lent })
	}

	/// The same, or it is an error.
	pub(crate) fn get(borrower: &T::AccountId, number: LoanNumber) -> Result<Self, DispatchError> {
		Self::load(borrower, number).ok_or_else(|| Error::<T>::LoanUnknown.into())
	}

	/// Only the lender may; of a pool, anyone.
	pub(crate) fn ensure_lender(&self, who: &T::AccountId) -> DispatchResult {
		let may = match &self.loan.lender {
			Lender::Account(lender) => lender == who,
			Lender::Pool(_) => true,
		};
		ensure!(may, Error::<T>::NotLender);
		Ok(())
	}

	/// Write the books of the pool: what it has of the loan now.
	fn store_pool(&mut self, lent: &Lent) -> DispatchResult {
		let Some((id, pool)) = &mut self.pool else { return Ok(()) };
		pool.books.relend(&self.lent, lent).ok_or(DispatchError::Corruption)?;
		Pools::<T>::insert(*id, pool);
		Ok(())
	}

	/// Write all of it.
	pub(crate) fn store(mut self) -> DispatchResult {
		self.store_pool(&self.loan.lent())?;
		Loans::<T>::insert(&self.borrower, self.number, self.loan);
		Ok(())
	}

	/// After a payment: what is cured is so, what is paid has ended.
	pub(crate) fn settle(mut self) -> DispatchResult {
		if self.loan.debt.is_paid() {
			return self.end(0);
		}
		let (borrower, loan) = (self.borrower.clone(), self.number);
		if self.loan.book.is_some() && self.loan.is_cured() {
			self.loan.book = None;
			Pallet::<T>::deposit_event(Event::Cured { borrower: borrower.clone(), loan });
		}
		let meets = || self.loan.prices(self.now).is_ok_and(|prices| self.loan.meets_covenant(&prices));
		if self.loan.breach.is_some() && meets() {
			self.loan.breach = None;
			Pallet::<T>::deposit_event(Event::CovenantMet { borrower, loan });
		}
		self.store()
	}

	/// It is over: what is left of the collateral is the borrower's, and what came of it is noted. So much is written off.
	pub(crate) fn end(mut self, written_off: Balance) -> DispatchResult {
		self.loan.book = None;
		let (lost, mut covered) = (self.loan.debt.principal, 0);
		if let Some((id, pool)) = self.pool.as_mut() {
			// Saturating is right: all that is owed is written off, or nothing.
			let Loss { covered: by_cover, borne } = pool.books.lose(lost, written_off.saturating_sub(lost));
			covered = by_cover;
			// The books have that already. Saturating is right: they had as much of it.
			self.lent.principal = self.lent.principal.saturating_sub(lost);
			if lost > 0 {
				Pallet::<T>::deposit_event(Event::LossBorne { pool: *id, covered, borne });
			}
		}
		self.store_pool(&Lent::default())?;
		let Self { borrower, number, loan, now, .. } = self;
		let worst = loan.worst();
		let Loan { lender, terms, mut past, collateral, default, certificate, assessment, ticket, .. } = loan;
		past.worst = worst;
		let default = past.default.or(default);
		let security = terms.security.map(|security| security.asset);
		let released = with_storage_layer(|| match security {
			Some(asset) => release::<T>(asset, HoldReason::Collateral, &borrower, collateral),
			None => Ok(()),
		});
		// Whoever freezes the account of the borrower does not keep the loan from being paid.
		let withheld = if released.is_ok() { 0 } else { collateral };
		let outcome = Outcome {
			lender,
			asset: terms.asset,
			security,
			past,
			default,
			ended: now,
			written_off,
			covered,
			recovered: 0,
			certificate,
			assessment,
			withheld,
			ticket: ticket.update(&borrower, Pallet::<T>::loan_footprint(true))?,
		};
		Loans::<T>::remove(&borrower, number);
		LoansBy::<T>::remove(&outcome.lender, number);
		Outcomes::<T>::insert(&borrower, number, outcome);
		Pallet::<T>::deposit_event(Event::LoanEnded { borrower, loan: number, written_off, worst });
		Ok(())
	}
}

impl<T: Config> Pallet<T> {
	/// Begin a loan: the collateral is held, and the principal is paid out.
	pub(crate) fn begin(borrower: &T::AccountId, beginning: Beginning<T>) -> DispatchResult {
		let Beginning { lender, terms, collateral, certificate, assessment, by } = beginning;
		let (asset, principal, now) = (terms.asset, terms.repayment.principal, T::Time::now());
		let debt = Debt::new(&terms.repayment);
		let ticket = T::Consideration::new(borrower, Self::loan_footprint(false))?;
		if let Some(security) = terms.security {
			hold::<T>(security.asset, HoldReason::Collateral, borrower, collateral)?;
		}
		match &lender {
			Lender::Account(lender) => give::<T>(asset, HoldReason::Offered, lender, borrower, principal)?,
			Lender::Pool(id) => {
				let mut pool = Pools::<T>::get(id).ok_or(Error::<T>::PoolUnknown)?;
				let books = &mut pool.books;
				books.cash = books.cash.checked_sub(principal).ok_or(Error::<T>::NotEnoughCash)?;
				let lent = Lent::new(&debt, &terms.repayment, now, 0);
				books.relend(&Lent::default(), &lent).ok_or(Error::<T>::AmountTooLarge)?;
				Pools::<T>::insert(id, pool);
				give::<T>(asset, HoldReason::Pool, &Self::account(*id)?, borrower, principal)?;
			},
		}
		let number = LoanCount::<T>::get();
		LoanCount::<T>::put(number.checked_add(1).ok_or(Error::<T>::AmountTooLarge)?);
		if let Some(certificate) = certificate {
			Opened::<T>::insert(certificate, number);
		}
		LoansBy::<T>::insert(&lender, number, borrower);
		let past = Past { started: now, drawn: principal, principal, ..Default::default() };
		let loan = Loan {
			lender: lender.clone(),
			terms,
			since: now,
			debt,
			past,
			collateral,
			breach: None,
			default: None,
			book: None,
			forborne: false,
			certificate,
			assessment,
			ticket,
		};
		Loans::<T>::insert(borrower, number, loan);
		Self::deposit_event(Event::LoanStarted {
			borrower: borrower.clone(),
			loan: number,
			lender,
			terms,
			collateral,
			by,
			certificate,
			assessment,
		});
		Ok(())
	}
}
