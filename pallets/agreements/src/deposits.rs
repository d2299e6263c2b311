//! What is paid for what is stored.

use crate::{types::*, Config, Pallet, TermsOf};
use civitas_primitives::agreements::{info::Total, Dispute, Record, MAX_OBLIGATIONS, MAX_PARTIES};
use codec::{Encode, MaxEncodedLen};
use frame_support::traits::{Consideration, Footprint};
use sp_runtime::DispatchResult;

/// Give the deposit of a dispute back.
pub(crate) fn give_back_dispute<T: Config>(stored: &DisputeRecord<T>) -> DispatchResult {
	stored.ticket.clone().drop(&stored.depositor)
}

/// The bytes of a record, of whose parts only as many are taken as there are. What changes is charged at its maximum from the
/// start, so that no change ever moves a deposit.
fn bytes<R: MaxEncodedLen>(parts: &[(u32, usize, usize)]) -> usize {
	parts.iter().fold(R::max_encoded_len(), |bytes, (most, used, each)| {
		// Saturating is right: what is used is within the bound, which is a part of the maximum.
		bytes.saturating_sub((*most as usize).saturating_sub(*used).saturating_mul(*each))
	})
}

impl<T: Config> Pallet<T> {
	/// For what whoever drafts new terms pays a deposit: the terms, what happens to them, and an entry in the list of each party.
	/// An agreement takes more than a draft, and no more than this.
	pub fn agreement_footprint(terms: &TermsOf<T>) -> Footprint {
		Self::footprint(terms, terms.parties.len(), 0, 0)
	}

	/// The same of terms that so many sign and that amend an agreement with so many `totals` of what was part of it and is or will be
	/// no longer.
	pub(crate) fn footprint(terms: &TermsOf<T>, signers: usize, totals: usize, assignees: usize) -> Footprint {
		let account = T::AccountId::max_encoded_len();
		let state = bytes::<Agreement<T>>(&[
			(MAX_OBLIGATIONS, terms.obligations.len(), Record::max_encoded_len()),
			(MAX_TOTALS, totals, Total::<T::AccountId>::max_encoded_len()),
			(MAX_PARTIES, assignees, account),
		]);
		// An entry has an account and a hash.
		let entries = signers.saturating_mul(account.saturating_add(32));
		let bytes = terms.encoded_size().saturating_add(state).saturating_add(entries);
		// One: a price by the byte is taken as often as there are items.
		Footprint::from_parts(1, bytes)
	}

	/// The same of what is kept of it for good.
	pub(crate) fn outcome_footprint(outcome: &Outcome<T>) -> Footprint {
		let entries = outcome.parties.len().saturating_mul(T::AccountId::max_encoded_len().saturating_add(32));
		Footprint::from_parts(1, outcome.encoded_size().saturating_add(entries))
	}

	/// For what whoever takes the deposit for an outcome over pays at most.
	pub fn largest_outcome_footprint() -> Footprint {
		let entries = (MAX_PARTIES as usize).saturating_mul(T::AccountId::max_encoded_len().saturating_add(32));
		Footprint::from_parts(1, Outcome::<T>::max_encoded_len().saturating_add(entries))
	}

	/// For what whoever brings a dispute pays a deposit.
	pub fn dispute_footprint() -> Footprint {
		Footprint::from_parts(1, Dispute::max_encoded_len())
	}
}
