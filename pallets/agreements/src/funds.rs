//! What debtors put on hold, and take back.

use crate::{work::Work, Config, Error, Pallet};
use civitas_primitives::agreements::{AgreementId, Funding, Money};
use frame_support::ensure;
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
	/// Put so much on hold for an obligation.
	pub(crate) fn do_fund(
		who: &T::AccountId,
		agreement: AgreementId,
		place: u8,
		money: Money,
	) -> Result<u32, DispatchError> {
		let mut work = Work::<T>::load(agreement)?;
		work.prepare()?;
		let between = work.between(place)?;
		ensure!(between.debtor == *who, Error::<T>::NotDebtor);
		ensure!(between.asset == Some(money.asset), Error::<T>::WrongAsset);
		ensure!(money.amount > 0, Error::<T>::AmountZero);
		let standing = work.standing(place)?;
		ensure!(standing.obligation.funding != Funding::Unfunded, Error::<T>::NotFundable);
		// What is in dispute need not be held: it may not be due at all.
		let covered = standing.record.covered().saturating_add(standing.record.unheld_dispute());
		let covered = covered.checked_add(money.amount);
		let within = covered.is_some_and(|covered| standing.most().is_none_or(|most| covered <= most));
		ensure!(within, Error::<T>::MoreThanOwed);
		work.hold(place, &between, money)?;
		work.finish()
	}

	/// Take back so much of what is on hold for an obligation and has not accrued.
	pub(crate) fn do_defund(
		who: &T::AccountId,
		agreement: AgreementId,
		place: u8,
		money: Money,
	) -> Result<u32, DispatchError> {
		let mut work = Work::<T>::load(agreement)?;
		let looked_at = work.settle(&[])?;
		let between = work.between(place)?;
		ensure!(between.debtor == *who, Error::<T>::NotDebtor);
		ensure!(between.asset == Some(money.asset), Error::<T>::WrongAsset);
		ensure!(money.amount > 0, Error::<T>::AmountZero);
		ensure!(money.amount <= work.standing(place)?.revocable(work.now), Error::<T>::NotRevocable);
		work.give_back(place, &between, money)?;
		// To go over them twice is what the weight is of; beyond that counts.
		let again = looked_at.saturating_sub(work.size());
		Ok(work.finish()?.saturating_add(again))
	}
}
