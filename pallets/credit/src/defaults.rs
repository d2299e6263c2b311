//! What happens to loans that are not paid.

use crate::{loans::Work, money::give, types::*, Config, Error, Event, HoldReason, Pallet};
use civitas_primitives::{
	credit::{seizure_bonus, Seizure},
	lending::DAY,
	money::{Asset, Balance},
};
use frame_support::ensure;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_impair(borrower: T::AccountId, loan: LoanNumber) -> DispatchResult {
		let mut work = Work::<T>::get(&borrower, loan)?;
		ensure!(work.pool.is_some(), Error::<T>::NotOfPool);
		let bad = work.loan.is_late() || work.loan.default.is_some() || work.loan.book.is_some();
		ensure!(bad, Error::<T>::NotLate);
		let book = work.loan.fetches(work.now);
		work.loan.book = Some(book);
		Self::deposit_event(Event::Impaired { borrower, loan, book });
		work.store()
	}

	pub(crate) fn do_declare_default(who: &T::AccountId, borrower: T::AccountId, number: LoanNumber) -> DispatchResult {
		let mut work = Work::<T>::get(&borrower, number)?;
		let now = work.now;
		let loan = &work.loan;
		ensure!(loan.default.is_none(), Error::<T>::InDefault);
		if loan.debt.overdue(&loan.terms.repayment) > loan.terms.default_after.into() {
			work.ensure_lender(who)?;
			return work.default();
		}
		let Some(security) = loan.terms.security else { return Err(Error::<T>::NotInDefault.into()) };
		let meets = loan.meets_covenant(&loan.prices(now)?);
		let until = |since: civitas_primitives::Moment| since.saturating_add(DAY.saturating_mul(security.cure.into()));
		match (meets, loan.breach) {
			(true, None) => Err(Error::<T>::NotInDefault.into()),
			// It is met again, whoever says so.
			(true, Some(_)) => {
				work.loan.breach = None;
				Self::deposit_event(Event::CovenantMet { borrower, loan: number });
				work.store()
			},
			(false, None) => {
				work.ensure_lender(who)?;
				work.loan.breach = Some(now);
				Self::deposit_event(Event::CovenantBroken { borrower, loan: number, until: until(now) });
				work.store()
			},
			(false, Some(since)) => {
				work.ensure_lender(who)?;
				ensure!(now > until(since), Error::<T>::CureNotOver);
				work.default()
			},
		}
	}

	pub(crate) fn do_seize(
		who: &T::AccountId,
		borrower: T::AccountId,
		number: LoanNumber,
		asset: Asset,
		most: Balance,
		least: Balance,
	) -> DispatchResult {
		let mut work = Work::<T>::get(&borrower, number)?;
		ensure!(work.loan.terms.asset == asset, Error::<T>::WrongAsset);
		let since = work.loan.default.ok_or(Error::<T>::NotInDefault)?;
		let Some(security) = work.loan.terms.security.filter(|_| work.loan.collateral > 0) else {
			return Err(Error::<T>::NoCollateral.into());
		};
		let prices = work.loan.prices(work.now)?;
		let most = most.min(work.loan.owed());
		let bonus = seizure_bonus(work.now.saturating_sub(since));
		let Seizure { paid, taken } = prices.seize(most, work.loan.collateral, bonus);
		ensure!(paid > 0 && taken > 0, Error::<T>::AmountZero);
		ensure!(taken >= least, Error::<T>::TooLittleCollateral);
		let (payment, unclaimed) = work.pay(who, paid)?;
		give::<T>(security.asset, HoldReason::Collateral, &borrower, who, taken)?;
		// Saturating is right: no more is taken than there is.
		work.loan.collateral = work.loan.collateral.saturating_sub(taken);
		// What is taken fetches nothing any more: whoever leaves now knows that.
		work.loan.book = work.loan.book.map(|_| work.loan.fetches(work.now));
		let by = who.clone();
		Self::deposit_event(Event::Seized { borrower, loan: number, by, payment, unclaimed, taken });
		work.settle()
	}

	pub(crate) fn do_write_off(who: &T::AccountId, borrower: T::AccountId, number: LoanNumber) -> DispatchResult {
		let work = Work::<T>::get(&borrower, number)?;
		work.ensure_lender(who)?;
		ensure!(work.loan.default.is_some(), Error::<T>::NotInDefault);
		if let Some((_, pool)) = &work.pool {
			// Nobody gives up what is others'. And who manages the pool has time to collect, as his cover is lost first.
			ensure!(work.loan.collateral == 0, Error::<T>::CollateralLeft);
			let over = work.loan.default.is_some_and(|since| work.now > since.saturating_add(WORKOUT));
			ensure!(over || pool.manager == *who, Error::<T>::NotLender);
		}
		let owed = work.loan.owed();
		work.end(owed)
	}
}

impl<T: Config> Work<T> {
	/// It is in default: all is due, and paid without a fee.
	fn default(mut self) -> DispatchResult {
		let (borrower, loan, now) = (self.borrower.clone(), self.number, self.now);
		self.loan.default = Some(now);
		self.loan.breach = None;
		self.loan.terms.repayment.prepayment_fee = 0;
		if self.pool.is_some() {
			// Whoever leaves from now on knows that.
			self.loan.book = Some(self.loan.fetches(now));
		}
		let owed = self.loan.owed();
		Pallet::<T>::deposit_event(Event::Defaulted { borrower, loan, owed });
		self.store()
	}
}
