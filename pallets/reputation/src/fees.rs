//! What reviews cost, who pays it, and what accounts pay for their records.

use crate::{types::*, Config, Error, Event, HoldReason, Ledgers, Pallet, Sponsorships};
use civitas_primitives::{
	money::Balance,
	reputation::{Subject, SubjectId},
};
use codec::MaxEncodedLen;
use frame_support::{
	ensure,
	storage::with_storage_layer,
	traits::{
		fungible::{Inspect, Mutate, MutateHold},
		tokens::{Fortitude, Precision, Preservation, Restriction},
		Consideration, Footprint, Get,
	},
};
use sp_runtime::{traits::Convert, ArithmeticError, DispatchError, DispatchResult, TokenError};

/// What is counted for the keys of a record, and for its places in indices.
const RECORD_KEYS: usize = 300;

/// The bytes of a record, of which as many are counted as it can have.
pub(crate) fn bytes_at_most<R: MaxEncodedLen>() -> usize {
	// Saturating is right: no record is so large.
	R::max_encoded_len().saturating_add(RECORD_KEYS)
}

/// A price by the byte is taken as often as there are items: of one.
fn footprint(bytes: u64) -> Footprint {
	Footprint { count: 1, size: bytes }
}

impl<T: Config> Pallet<T> {
	/// What a record takes at most: a [`Profile`], a [`Post`], a [`Review`], a [`Version`] that was followed by another, a
	/// [`Sponsorship`]. An account pays for all of its records together, which takes no more.
	pub fn footprint_of<R: MaxEncodedLen>() -> Footprint {
		footprint(bytes_at_most::<R>() as u64)
	}

	/// An account pays for `after` bytes where it paid for `before`.
	pub(crate) fn resize(who: &T::AccountId, before: usize, after: usize) -> DispatchResult {
		if before == after {
			return Ok(());
		}
		let mut ledger = Ledgers::<T>::get(who).unwrap_or_default();
		let bytes = ledger.bytes.checked_add(after as u64).and_then(|bytes| bytes.checked_sub(before as u64));
		ledger.bytes = bytes.ok_or(DispatchError::Corruption)?;
		ledger.ticket = match (ledger.ticket, ledger.bytes) {
			(Some(ticket), 0) => {
				ticket.drop(who)?;
				None
			},
			(Some(ticket), bytes) => Some(ticket.update(who, footprint(bytes))?),
			(None, 0) => None,
			(None, bytes) => Some(T::Consideration::new(who, footprint(bytes))?),
		};
		if ledger.is_empty() {
			Ledgers::<T>::remove(who);
		} else {
			Ledgers::<T>::insert(who, ledger);
		}
		Ok(())
	}

	/// The fee for a review that claims this bucket: that for the lowest, and a thousandth of the least value in it.
	pub fn fee(bucket: u8) -> Balance {
		let least = T::ReviewFee::get();
		// Saturating is right: no fee is so large, and who cannot pay it does not claim it.
		let value = T::Unit::get().saturating_mul(10u128.saturating_pow(bucket.into()));
		if bucket == 0 {
			least
		} else {
			// Saturating is right, as above.
			least.saturating_add(value / 1_000)
		}
	}

	/// A first review is paid for. Who has paid the least of it, and its deposit, and how much it cost.
	pub(crate) fn charge(
		who: &T::AccountId,
		subject: &SubjectId,
		bucket: u8,
	) -> Result<(T::AccountId, Balance), DispatchError> {
		let (least, fee) = (Self::fee(0), Self::fee(bucket));
		// Whatever keeps a sponsor from paying keeps nobody from reviewing him.
		let paid = with_storage_layer(|| Self::charge_sponsor(subject, least));
		let (payer, own) = match paid {
			// Saturating is right: no fee is below the least.
			Ok(owner) => (owner, fee.saturating_sub(least)),
			Err(_) => {
				Self::resize(who, 0, bytes_at_most::<Review<T>>())?;
				(who.clone(), fee)
			},
		};
		if own > 0 {
			T::Currency::transfer(who, &T::Treasury::get(), own, Preservation::Preserve)?;
		}
		Ok((payer, fee))
	}

	/// What is set aside pays the least fee and the deposit of a review. Whose money that was.
	fn charge_sponsor(subject: &SubjectId, least: Balance) -> Result<T::AccountId, DispatchError> {
		let Sponsorship { owner, left } = Sponsorships::<T>::get(subject).ok_or(TokenError::FundsUnavailable)?;
		let bytes = bytes_at_most::<Review<T>>();
		let had = Ledgers::<T>::get(&owner).map_or(0, |ledger| ledger.bytes);
		let price = |bytes: u64| T::Price::convert(footprint(bytes));
		let more = had.checked_add(bytes as u64).ok_or(ArithmeticError::Overflow)?;
		let deposit = price(more).checked_sub(price(had)).ok_or(ArithmeticError::Underflow)?;
		let cost = least.checked_add(deposit).ok_or(ArithmeticError::Overflow)?;
		let left = left.checked_sub(cost).ok_or(TokenError::FundsUnavailable)?;
		let reason = HoldReason::Sponsorship.into();
		let (exact, free, force) = (Precision::Exact, Restriction::Free, Fortitude::Force);
		T::Currency::transfer_on_hold(&reason, &owner, &T::Treasury::get(), least, exact, free, force)?;
		T::Currency::release(&reason, &owner, deposit, exact)?;
		let over = if left == 0 { bytes_at_most::<Sponsorship<T::AccountId>>() } else { 0 };
		Self::resize(&owner, over, bytes)?;
		Self::set_sponsorship(subject, &owner, left);
		Ok(owner)
	}

	fn set_sponsorship(subject: &SubjectId, owner: &T::AccountId, left: Balance) {
		Self::deposit_event(Event::Sponsored { subject: *subject, owner: owner.clone(), left });
		if left == 0 {
			Sponsorships::<T>::remove(subject);
		} else {
			Sponsorships::<T>::insert(subject, Sponsorship { owner: owner.clone(), left });
		}
	}

	/// Hold so much of what is free: no more than could be transferred, since a hold does not ask for locks.
	pub(crate) fn hold(reason: HoldReason, who: &T::AccountId, amount: Balance) -> DispatchResult {
		let free = T::Currency::reducible_balance(who, Preservation::Preserve, Fortitude::Polite);
		ensure!(amount <= free, TokenError::FundsUnavailable);
		T::Currency::hold(&reason.into(), who, amount)
	}

	pub(crate) fn do_sponsor(who: &T::AccountId, subject: Subject<T::AccountId>, amount: Balance) -> DispatchResult {
		ensure!(subject.owner() == who, Error::<T>::NotAllowed);
		let id = subject.id();
		let had = Sponsorships::<T>::get(id).map_or(0, |sponsorship| sponsorship.left);
		ensure!(amount != had, Error::<T>::AlreadyDone);
		if let Some(more) = amount.checked_sub(had) {
			Self::hold(HoldReason::Sponsorship, who, more)?;
		} else {
			// Saturating is right: it is less.
			let less = had.saturating_sub(amount);
			T::Currency::release(&HoldReason::Sponsorship.into(), who, less, Precision::Exact)?;
		}
		let bytes = |left: Balance| if left > 0 { bytes_at_most::<Sponsorship<T::AccountId>>() } else { 0 };
		Self::resize(who, bytes(had), bytes(amount))?;
		Self::set_sponsorship(&id, who, amount);
		Ok(())
	}
}
