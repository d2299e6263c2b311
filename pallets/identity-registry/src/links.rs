//! What an identity is linked to in public: other accounts, and websites.

use crate::{
	types::*, Config, Domains, Error, Event, Identities, IdentitiesByAccount, IdentitiesByDomain, LinkedAccounts,
	Pallet,
};
use civitas_primitives::{
	identity::{action, PublicKey},
	Moment,
};
use codec::MaxEncodedLen;
use frame_support::{
	ensure,
	traits::{Consideration, Footprint, Get, Time},
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::link_account`].
	pub(crate) fn do_link_account(identity: T::AccountId, key: PublicKey, proof: ProofOf<T>) -> DispatchResult {
		let record = Self::active(&identity)?;
		let account = key.account().ok_or(Error::<T>::AccountMissing)?;
		ensure!(!LinkedAccounts::<T>::contains_key(&identity, &account), Error::<T>::AccountLinked);
		let number = u64::from(record.links_added);
		Self::ensure_signature(action::LINK_ACCOUNT, &identity, number, &identity, &key, &proof, &key)?;
		Self::link(identity, record, account)
	}

	/// Link an account that has agreed to it.
	pub(crate) fn link(identity: T::AccountId, mut record: IdentityRecord<T>, account: T::AccountId) -> DispatchResult {
		record.links_added = record.links_added.checked_add(1).ok_or(Error::<T>::Exhausted)?;
		Self::take_room(&mut record, link_room::<T>())?;
		LinkedAccounts::<T>::insert(&identity, &account, T::Time::now());
		IdentitiesByAccount::<T>::insert(&account, &identity, ());
		Self::amend(&identity, record)?;
		Self::deposit_event(Event::AccountLinked { identity, account });
		Ok(())
	}

	/// Rules: [`Pallet::unlink_account`]. Neither side can be kept from it, not even by the other's being frozen or
	/// gone.
	pub(crate) fn do_unlink_account(
		who: T::AccountId,
		identity: T::AccountId,
		account: T::AccountId,
	) -> DispatchResult {
		ensure!(who == identity || who == account, Error::<T>::NotRemover);
		// As the identity, only in an act; as the account, anyhow.
		ensure!(who == account || Self::acting(&who).is_some(), Error::<T>::NotActing);
		ensure!(LinkedAccounts::<T>::contains_key(&identity, &account), Error::<T>::AccountNotLinked);
		let mut record = Identities::<T>::get(&identity).ok_or(Error::<T>::IdentityUnknown)?;
		Self::give_room(&mut record, link_room::<T>())?;
		LinkedAccounts::<T>::remove(&identity, &account);
		IdentitiesByAccount::<T>::remove(&account, &identity);
		Self::amend(&identity, record)?;
		Self::deposit_event(Event::AccountUnlinked { identity, account });
		Ok(())
	}

	/// Rules: [`Pallet::attest_domain`].
	pub(crate) fn do_attest_domain(
		verifier: T::AccountId,
		identity: T::AccountId,
		domain: Domain,
		valid_until: Moment,
	) -> DispatchResult {
		Self::active(&verifier)?;
		let record = Identities::<T>::get(&identity).ok_or(Error::<T>::IdentityUnknown)?;
		ensure!(!record.is_deactivated(), Error::<T>::IdentityDeactivated);
		ensure!(is_domain(&domain), Error::<T>::DomainInvalid);
		let now = T::Time::now();
		// Saturating is right: whatever is so far ahead is within the limit.
		let last = now.saturating_add(T::MaxAttestation::get());
		ensure!(valid_until >= now && valid_until <= last, Error::<T>::ExpiryInvalid);
		let place = (domain.clone(), verifier.clone());
		let ticket = match Domains::<T>::get(&identity, &place) {
			Some(former) => former.ticket,
			None => T::AttestationConsideration::new(&verifier, Self::attestation_footprint())?,
		};
		Domains::<T>::insert(&identity, &place, Attestation { attested_at: now, valid_until, ticket });
		IdentitiesByDomain::<T>::insert(&domain, (identity.clone(), verifier.clone()), ());
		Self::deposit_event(Event::DomainAttested { identity, domain, verifier, valid_until });
		Ok(())
	}

	/// Rules: [`Pallet::remove_domain`].
	pub(crate) fn do_remove_domain(
		who: T::AccountId,
		identity: T::AccountId,
		domain: Domain,
		verifier: T::AccountId,
	) -> DispatchResult {
		let place = (domain.clone(), verifier.clone());
		let attestation = Domains::<T>::get(&identity, &place).ok_or(Error::<T>::DomainUnknown)?;
		let expired = T::Time::now() > attestation.valid_until;
		ensure!(who == verifier || who == identity || expired, Error::<T>::NotRemover);
		attestation.ticket.drop(&verifier)?;
		Domains::<T>::remove(&identity, &place);
		IdentitiesByDomain::<T>::remove(&domain, (identity.clone(), verifier.clone()));
		Self::deposit_event(Event::DomainRemoved { identity, domain, verifier });
		Ok(())
	}

	/// What an attestation occupies: it is found from both ends, each time with the longest name of a host.
	pub fn attestation_footprint() -> Footprint {
		let accounts = T::AccountId::max_encoded_len().saturating_mul(4);
		let hosts = Domain::max_encoded_len().saturating_mul(2);
		Footprint::from_parts(1, Attestation::<T>::max_encoded_len().saturating_add(accounts).saturating_add(hosts))
	}
}

/// Whether this is the name of a host (RFC 952 and 1123), of at least two labels, in lower case and without a final
/// dot: one form for each, so that a website is found by it.
pub(crate) fn is_domain(domain: &str) -> bool {
	let known = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
	let is_label = |label: &str| {
		!label.is_empty()
			&& label.len() <= 63
			&& label.bytes().all(known)
			&& !label.starts_with('-')
			&& !label.ends_with('-')
	};
	// The last label is not a number, as otherwise it would be an address (RFC 3696, section 2).
	let top = domain.rsplit('.').next().unwrap_or_default();
	domain.contains('.') && domain.split('.').all(is_label) && !top.bytes().all(|byte| byte.is_ascii_digit())
}
