//! Liquidation, and who bears a bad debt.

use crate::{
	money::{seize, take_cash},
	run::{store, Opened},
	Config, Error, Event, Pallet, Positions,
};
use civitas_primitives::{
	lending::{Liquidation, NotLiquidated},
	money::Balance,
	Moment,
};
use frame_support::ensure;
use sp_runtime::DispatchError;

impl<T: Config> From<NotLiquidated> for Error<T> {
	fn from(reason: NotLiquidated) -> Self {
		match reason {
			NotLiquidated::Healthy => Self::Healthy,
			NotLiquidated::LeavesDust => Self::LeavesDust,
			NotLiquidated::TooLittle => Self::AmountZero,
		}
	}
}

impl<T: Config> Opened<T> {
	/// Liquidate the position of `borrower`, of which nothing is opened yet; how much collateral is taken.
	pub(crate) fn liquidate(
		&mut self,
		who: &T::AccountId,
		borrower: &T::AccountId,
		most: Balance,
		least: Balance,
		now: Moment,
	) -> Result<Balance, DispatchError> {
		let id = self.id;
		let mut position = Positions::<T>::get(id, borrower);
		ensure!(position.ticket.is_some(), Error::<T>::PositionUnknown);
		ensure!(position.stand.debt_shares > 0, Error::<T>::Healthy);
		let secured = self.secured(&position.stand, now)?;
		let judged = secured.liquidate(&self.market.terms, most).map_err(Error::<T>::from)?;
		let Liquidation { repaid, taken, bonus, bad_debt } = judged;
		ensure!(taken >= least, Error::<T>::TooLittleCollateral);
		let books = &mut self.market.books;
		let stand = &mut position.stand;
		let shares = match repaid == secured.debt {
			true => stand.debt_shares,
			false => books.shares_repaid(repaid).ok_or(Error::<T>::AmountTooLarge)?,
		};
		// What is repaid for all the collateral may be worth no share where a share is worth a fortune: the rest is written off.
		ensure!(shares > 0 || repaid == 0 || bad_debt > 0, Error::<T>::AmountZero);
		stand.debt_shares = stand.debt_shares.checked_sub(shares).ok_or(Error::<T>::NotEnoughDebt)?;
		stand.collateral = stand.collateral.checked_sub(taken).ok_or(Error::<T>::NotEnoughCollateral)?;
		books.repay(repaid, shares).ok_or(Error::<T>::AmountTooLarge)?;
		if repaid > 0 {
			take_cash::<T>(id.loan, who, &self.account, repaid)?;
		}
		if taken > 0 {
			seize::<T>(id.collateral, borrower, who, taken)?;
		}
		let (liquidator, debtor) = (who.clone(), borrower.clone());
		Pallet::<T>::deposit_event(Event::Liquidated {
			market: id,
			borrower: debtor,
			liquidator,
			repaid,
			taken,
			bonus,
		});
		if bad_debt > 0 {
			let loss = books.write_off(stand.debt_shares).ok_or(Error::<T>::NotEnoughDebt)?;
			stand.debt_shares = 0;
			if loss.covered > 0 {
				Pallet::<T>::deposit_event(Event::LossCovered { market: id, assets: loss.covered });
			}
			if loss.written_down > 0 {
				Pallet::<T>::deposit_event(Event::LossWrittenDown { market: id, assets: loss.written_down });
			}
		}
		store(&id, borrower, position, who)?;
		Ok(taken)
	}
}
