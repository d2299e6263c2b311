//! What is paid, and to whom it goes.

use crate::{
	loans::Work,
	money::{give, pay_or_hold, release},
	types::*,
	Config, Error, Event, HoldReason, Loans, Outcomes, Pallet, Pools, UnclaimedOf,
};
use civitas_primitives::{
	credit::{Lender, Loss, Payment, PoolId},
	money::{Asset, Balance},
	Moment,
};
use frame_support::{
	ensure,
	storage::with_storage_layer,
	traits::{fungibles::MutateHold, Consideration, Time},
};
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};

/// The sum of two payments. Saturating is right: they are amounts of one asset.
fn sum(a: Payment, b: Payment) -> Payment {
	Payment {
		late: a.late.saturating_add(b.late),
		interest: a.interest.saturating_add(b.interest),
		principal: a.principal.saturating_add(b.principal),
		fee: a.fee.saturating_add(b.fee),
	}
}

impl<AccountId> Pool<AccountId> {
	/// So much was paid to it, of which a part is income. If its account could not take it, it lies with the payer.
	fn receive(&mut self, amount: Balance, income: Balance, unclaimed: bool, now: Moment) -> DispatchResult {
		self.take(amount, unclaimed)?;
		self.books.earn(income, self.rules.fee, now, self.rules.notice());
		Ok(())
	}

	/// So much of what was lost was paid to it, of which a part is the cover's: no interest, of which the manager gets a part.
	fn recover(&mut self, amount: Balance, to_cover: Balance, unclaimed: bool, now: Moment) -> DispatchResult {
		self.take(amount, unclaimed)?;
		// As much of the cash as there is: what is not claimed yet comes in its place.
		let to_cover = to_cover.min(self.books.cash);
		self.books.cash = self.books.cash.saturating_sub(to_cover);
		self.books.cover = self.books.cover.saturating_add(to_cover);
		let amount = amount.saturating_sub(to_cover);
		// Saturating is right: a part of it has left with who has left.
		self.books.lost = self.books.lost.saturating_sub(amount);
		self.books.spread(amount, now, self.rules.notice());
		Ok(())
	}

	fn take(&mut self, amount: Balance, unclaimed: bool) -> DispatchResult {
		let books = &mut self.books;
		let sum = if unclaimed { &mut books.unclaimed } else { &mut books.cash };
		*sum = sum.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
		Ok(())
	}
}

impl<T: Config> Work<T> {
	/// Pay at most so much: what that has paid, and whether the lender could not take it.
	pub(crate) fn pay(&mut self, who: &T::AccountId, most: Balance) -> Result<(Payment, bool), DispatchError> {
		let payment = self.loan.debt.pay(&self.loan.terms.repayment, most);
		let total = payment.total();
		ensure!(total > 0, Error::<T>::AmountZero);
		let unclaimed = pay_or_hold::<T>(self.loan.terms.asset, who, &self.loan.lender, total)?;
		if unclaimed {
			Pallet::<T>::note_unclaimed(&self.borrower, self.number, who, total)?;
		}
		if let Some((_, pool)) = &mut self.pool {
			// Saturating is right: it is a part of it.
			pool.receive(total, total.saturating_sub(payment.principal), unclaimed, self.now)?;
		}
		self.loan.past.paid = sum(self.loan.past.paid, payment);
		Ok((payment, unclaimed))
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_pay(
		who: &T::AccountId,
		borrower: T::AccountId,
		loan: LoanNumber,
		asset: Asset,
		most: Balance,
	) -> DispatchResult {
		ensure!(most > 0, Error::<T>::AmountZero);
		let Some(mut work) = Work::<T>::load(&borrower, loan) else {
			return Self::recover(who, borrower, loan, asset, most);
		};
		ensure!(work.loan.terms.asset == asset, Error::<T>::WrongAsset);
		let (payment, unclaimed) = work.pay(who, most)?;
		Self::deposit_event(Event::Paid { borrower, loan, payer: who.clone(), payment, unclaimed });
		work.settle()
	}

	/// Pay of what was written off.
	fn recover(
		who: &T::AccountId,
		borrower: T::AccountId,
		loan: LoanNumber,
		asset: Asset,
		most: Balance,
	) -> DispatchResult {
		let mut outcome = Outcomes::<T>::get(&borrower, loan).ok_or(Error::<T>::LoanUnknown)?;
		ensure!(outcome.asset == asset, Error::<T>::WrongAsset);
		// Saturating is right: no more is recovered than was written off.
		let amount = outcome.written_off.saturating_sub(outcome.recovered).min(most);
		ensure!(amount > 0, Error::<T>::LoanUnknown);
		let unclaimed = pay_or_hold::<T>(asset, who, &outcome.lender, amount)?;
		if unclaimed {
			Self::note_unclaimed(&borrower, loan, who, amount)?;
		}
		// Saturating is right: the cover bears no more than all, and the rest is the shares', who come first.
		let to_shares = outcome.written_off.saturating_sub(outcome.covered);
		let to_cover = |recovered: Balance| recovered.saturating_sub(to_shares);
		let before = to_cover(outcome.recovered);
		outcome.recovered = outcome.recovered.saturating_add(amount);
		if let Some(id) = outcome.lender.pool() {
			let to_cover = to_cover(outcome.recovered).saturating_sub(before);
			Self::in_pool(id, |pool| pool.recover(amount, to_cover, unclaimed, T::Time::now()))?;
		}
		Outcomes::<T>::insert(&borrower, loan, outcome);
		Self::deposit_event(Event::Recovered { borrower, loan, payer: who.clone(), amount, unclaimed });
		Ok(())
	}

	/// Change a pool.
	pub(crate) fn in_pool(
		id: PoolId,
		change: impl FnOnce(&mut Pool<T::AccountId>) -> DispatchResult,
	) -> DispatchResult {
		let mut pool = Pools::<T>::get(id).ok_or(Error::<T>::PoolUnknown)?;
		change(&mut pool)?;
		Pools::<T>::insert(id, pool);
		Ok(())
	}

	/// Note that so much is on hold with who has paid it.
	fn note_unclaimed(
		borrower: &T::AccountId,
		loan: LoanNumber,
		payer: &T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		let record = match UnclaimedOf::<T>::get(loan, payer) {
			Some(before) => {
				let amount = before.amount.checked_add(amount).ok_or(Error::<T>::AmountTooLarge)?;
				Unclaimed { amount, ..before }
			},
			// The borrower has paid for his with the loan: he is not in default for want of a deposit.
			None if payer == borrower => Unclaimed { amount, ticket: None },
			None => Unclaimed { amount, ticket: Some(Self::ticket::<Unclaimed<T>>(payer)?) },
		};
		UnclaimedOf::<T>::insert(loan, payer, record);
		Ok(())
	}

	pub(crate) fn do_claim(borrower: T::AccountId, loan: LoanNumber, payer: T::AccountId) -> DispatchResult {
		let ended = Outcomes::<T>::get(&borrower, loan);
		if let Some(outcome) = ended.clone().filter(|outcome| outcome.withheld > 0 && payer == borrower) {
			let (who, number) = (borrower.clone(), loan);
			let returned = with_storage_layer(|| Self::return_collateral(who, number, outcome));
			// If he cannot take that still, it does not keep the lender from its own.
			if returned.is_ok() || !UnclaimedOf::<T>::contains_key(loan, &payer) {
				return returned;
			}
		}
		let unclaimed = UnclaimedOf::<T>::get(loan, &payer).ok_or(Error::<T>::NothingToClaim)?;
		let (lender, asset, lapsed) = match (&ended, Loans::<T>::get(&borrower, loan)) {
			(Some(outcome), _) => (outcome.lender.clone(), outcome.asset, outcome.may_be_forgotten(T::Time::now())),
			(None, Some(loan)) => (loan.lender, loan.terms.asset, false),
			(None, None) => return Err(Error::<T>::LoanUnknown.into()),
		};
		let amount = unclaimed.amount;
		let to = match &lender {
			// It has had years.
			_ if lapsed => payer.clone(),
			Lender::Account(lender) => lender.clone(),
			Lender::Pool(id) => Self::account(*id)?,
		};
		give::<T>(asset, HoldReason::Unclaimed, &payer, &to, amount)?;
		if let Lender::Pool(id) = lender {
			if !lapsed {
				T::Holds::hold(asset, &HoldReason::Pool.into(), &to, amount)?;
			}
			Self::in_pool(id, |pool| {
				let books = &mut pool.books;
				books.unclaimed = books.unclaimed.checked_sub(amount).ok_or(DispatchError::Corruption)?;
				if lapsed {
					let Loss { covered, borne } = books.bear(amount);
					Self::deposit_event(Event::LossBorne { pool: id, covered, borne });
				} else {
					books.cash = books.cash.checked_add(amount).ok_or(Error::<T>::AmountTooLarge)?;
				}
				Ok(())
			})?;
		}
		if let Some(ticket) = unclaimed.ticket {
			ticket.drop(&payer)?;
		}
		UnclaimedOf::<T>::remove(loan, &payer);
		Self::deposit_event(Event::Claimed { borrower, loan, payer, to, amount });
		Ok(())
	}

	/// The borrower's account could not take what was left of the collateral.
	fn return_collateral(borrower: T::AccountId, loan: LoanNumber, mut outcome: Outcome<T>) -> DispatchResult {
		let amount = outcome.withheld;
		let asset = outcome.security.ok_or(DispatchError::Corruption)?;
		release::<T>(asset, HoldReason::Collateral, &borrower, amount)?;
		outcome.withheld = 0;
		Outcomes::<T>::insert(&borrower, loan, outcome);
		let (payer, to) = (borrower.clone(), borrower.clone());
		Self::deposit_event(Event::Claimed { borrower, loan, payer, to, amount });
		Ok(())
	}
}
