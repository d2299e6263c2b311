//! What there can be one of only: certificates of a schema by subject, and by nullifier.
//!
//! One mechanism serves both. A place is taken by a certificate until it is over: revoked, superseded, declined, surrendered or
//! expired. Nothing has to be written when that happens; the next one finds out and takes the place.

use crate::{Certificates, Config, Error, Event, NullifierCommitment, NullifierCommitments, Pallet, Unique};
use alloc::vec::Vec;
use civitas_primitives::{
	certification::{nullifier_commitment, nullifier_hash, CertificateId, NullifierReveal, SchemaId, SchemaRules},
	content_id, Moment,
};
use codec::MaxEncodedLen;
use frame_support::{
	ensure,
	traits::{Consideration, Footprint, Get},
};
use frame_system::Pallet as System;
use sp_core::H256;
use sp_runtime::{DispatchResult, Saturating};

/// The place of a subject.
pub(crate) fn subject_key<T: Config>(subject: &T::AccountId) -> H256 {
	content_id("civitas/subject", subject)
}

/// The places that a certificate takes, each with the error if it is taken. That of a nullifier is its hash.
pub(crate) fn places<T: Config>(
	rules: &SchemaRules,
	subject: &T::AccountId,
	nullifier: Option<&H256>,
) -> Vec<(H256, Error<T>)> {
	let subject = rules.one_per_subject.then(|| (subject_key::<T>(subject), Error::<T>::SubjectCertified));
	let nullifier = nullifier.map(|nullifier| (*nullifier, Error::<T>::NullifierUsed));
	subject.into_iter().chain(nullifier).collect()
}

/// A commitment that is about to be used.
pub(crate) struct Revealed<T: Config> {
	/// The hash of what was hidden.
	pub nullifier: H256,
	commitment: H256,
	record: NullifierCommitment<T>,
}

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::commit_nullifier`].
	pub(crate) fn do_commit_nullifier(issuer: T::AccountId, commitment: H256) -> DispatchResult {
		ensure!(!NullifierCommitments::<T>::contains_key(&issuer, commitment), Error::<T>::CommitmentExists);
		let ticket = T::NullifierConsideration::new(&issuer, Self::commitment_footprint())?;

		let record = NullifierCommitment { at: System::<T>::block_number(), ticket };
		NullifierCommitments::<T>::insert(&issuer, commitment, record);
		Self::deposit_event(Event::NullifierCommitted { issuer, commitment });
		Ok(())
	}

	/// Rules: [`Pallet::withdraw_nullifier_commitment`].
	pub(crate) fn do_withdraw_nullifier_commitment(issuer: T::AccountId, commitment: H256) -> DispatchResult {
		let record = NullifierCommitments::<T>::get(&issuer, commitment).ok_or(Error::<T>::CommitmentUnknown)?;
		record.ticket.drop(&issuer)?;

		NullifierCommitments::<T>::remove(&issuer, commitment);
		Self::deposit_event(Event::NullifierCommitmentWithdrawn { issuer, commitment });
		Ok(())
	}

	/// That `issuer` reveals a nullifier if, and only if, the schema asks for one, and has committed to it `NullifierDelay`
	/// blocks ago: who has only now seen it, in the transaction of another, has not.
	pub(crate) fn reveal(
		schema: &SchemaId,
		rules: &SchemaRules,
		issuer: &T::AccountId,
		reveal: Option<NullifierReveal>,
	) -> Result<Option<Revealed<T>>, Error<T>> {
		let NullifierReveal { nullifier, salt } = match (rules.needs_nullifier, reveal) {
			(true, Some(reveal)) => reveal,
			(true, None) => return Err(Error::<T>::NullifierMissing),
			(false, Some(_)) => return Err(Error::<T>::NullifierNotAllowed),
			(false, None) => return Ok(None),
		};
		let commitment = nullifier_commitment(issuer, &nullifier, &salt);
		let record = NullifierCommitments::<T>::get(issuer, commitment).ok_or(Error::<T>::CommitmentUnknown)?;
		// Saturating is right: in the last block that can be numbered it counts as old enough.
		let usable = record.at.saturating_add(T::NullifierDelay::get());
		ensure!(usable <= System::<T>::block_number(), Error::<T>::CommitmentTooRecent);
		Ok(Some(Revealed { nullifier: nullifier_hash(schema, &nullifier), commitment, record }))
	}

	/// Use a commitment up, and give the deposit for it back.
	pub(crate) fn consume(issuer: &T::AccountId, revealed: Revealed<T>) -> DispatchResult {
		NullifierCommitments::<T>::remove(issuer, revealed.commitment);
		revealed.record.ticket.drop(issuer)
	}

	/// That a place is free, or taken by a certificate that is over or that is about to be superseded.
	pub(crate) fn is_free(schema: &SchemaId, place: &H256, predecessor: Option<&CertificateId>, now: Moment) -> bool {
		match Unique::<T>::get(schema, place) {
			None => true,
			Some(id) if Some(&id) == predecessor => true,
			Some(id) => Certificates::<T>::get(id).is_none_or(|certificate| certificate.is_over(now)),
		}
	}

	/// What a commitment occupies, with its key.
	pub(crate) fn commitment_footprint() -> Footprint {
		let key = T::AccountId::max_encoded_len().saturating_add(H256::max_encoded_len());
		Footprint::from_parts(1, NullifierCommitment::<T>::max_encoded_len().saturating_add(key))
	}
}
