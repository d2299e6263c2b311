//! Agreements as other pallets make them.

use crate::{
	types::*,
	weights::Settles,
	work::{pay_free, Work},
	Config, Error, Pallet, TermsOf, WeightInfo,
};
use civitas_primitives::{
	agreements::{AgreementId, Asset, Balance, Money, Obligation, Record, Settlement},
	ContentHash,
};
use frame_support::{ensure, storage::with_storage_layer};
use sp_runtime::{DispatchError, DispatchResult, Weight};

impl<T: Config> Settlement<T::AccountId> for Pallet<T> {
	type Condition = crate::ConditionOf<T>;

	fn open(
		opener: u8,
		terms: TermsOf<T>,
		depositor: &T::AccountId,
		signed: &[T::AccountId],
	) -> Result<AgreementId, DispatchError> {
		with_storage_layer(|| {
			let hash = Self::do_draft(depositor, terms, Some(opener))?;
			for who in signed {
				Self::do_sign(who, hash, None)?;
			}
			Ok(hash)
		})
	}

	fn sign(opener: u8, agreement: AgreementId, who: &T::AccountId) -> DispatchResult {
		// The same terms could have been drafted by a party meanwhile.
		ensure!(Self::draft_of(agreement)?.opener == Some(opener), Error::<T>::NotOpener);
		with_storage_layer(|| Self::do_sign(who, agreement, None).map(|_| ()))
	}

	fn pay(from: &T::AccountId, asset: Asset, to: &[(T::AccountId, Balance)]) -> DispatchResult {
		let mut payments = to.iter().filter(|(_, amount)| *amount > 0);
		with_storage_layer(|| {
			payments.try_for_each(|(to, amount)| pay_free::<T>(from, to, Money { asset, amount: *amount }))
		})
	}

	fn settle(agreement: AgreementId) -> DispatchResult {
		with_storage_layer(|| {
			let mut work = Work::<T>::load(agreement)?;
			work.settle(&[])?;
			for place in work.places() {
				let position = work.position(place)?;
				ensure!(work.is_act(place)? || position.owed == 0 && position.interest == 0, Error::<T>::NotSettled);
			}
			work.save();
			Ok(())
		})
	}

	fn claim(
		agreement: AgreementId,
		obligation: u8,
		who: &T::AccountId,
		amount: Balance,
		evidence: ContentHash,
	) -> DispatchResult {
		with_storage_layer(|| Self::do_claim(who, agreement, obligation, amount, evidence).map(|_| ()))
	}

	fn answer(agreement: AgreementId, obligation: u8, who: &T::AccountId, money: Money) -> DispatchResult {
		with_storage_layer(|| Self::do_answer(who, agreement, obligation, money).map(|_| ()))
	}

	fn end(opener: u8, agreement: AgreementId) -> DispatchResult {
		with_storage_layer(|| {
			let mut work = Work::<T>::load(agreement)?;
			ensure!(work.agreement.opener == Some(opener), Error::<T>::NotOpener);
			work.settle(&[])?;
			work.ensure_running()?;
			work.end_now(false);
			work.finish().map(|_| ())
		})
	}

	fn obligation(
		agreement: AgreementId,
		obligation: u8,
	) -> Option<(Obligation<T::AccountId, Self::Condition>, Record)> {
		let mut work = Work::<T>::load(agreement).ok()?;
		work.peek().ok()?;
		let Work { terms, agreement: Agreement { progress, .. }, .. } = work;
		Some((terms.obligation(obligation)?.clone(), progress.record(obligation)?.clone()))
	}

	fn open_weight(terms: &TermsOf<T>, signed: u32) -> Weight {
		Settles::<T>::opening(terms, signed)
	}

	fn sign_weight() -> Weight {
		Settles::<T>::signing()
	}

	fn pay_weight(to: u32) -> Weight {
		<T as Config>::WeightInfo::pay(to)
	}

	fn settle_weight() -> Weight {
		Settles::<T>::any()
	}
}
