//! Who may ask the holder of a certificate for the documents that support it. The documents are never on chain.

use crate::{types::bytes_of, Config, DocumentGrants, Error, Event, Grant, Pallet};
use civitas_primitives::{
	certification::{CertificateId, Purpose, Uri, MAX_PURPOSE, MAX_URI},
	content_id, ContentHash, Moment,
};
use codec::{Encode, MaxEncodedLen};
use frame_support::{
	ensure,
	traits::{Consideration, Footprint, Time},
};
use sp_core::H256;
use sp_runtime::DispatchResult;

/// The identifier of a grant, among those of one holder.
pub(crate) fn grant_id<AccountId: Encode>(
	certificate: CertificateId,
	document: ContentHash,
	grantee: &AccountId,
) -> H256 {
	content_id("civitas/grant", (certificate, document, grantee))
}

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::grant_document`].
	pub(crate) fn do_grant_document(
		holder: T::AccountId,
		certificate: CertificateId,
		document: ContentHash,
		uri: Uri,
		grantee: T::AccountId,
		purpose: Purpose,
		valid_until: Option<Moment>,
	) -> DispatchResult {
		let now = T::Time::now();
		Self::ensure_text(&uri)?;
		ensure!(!purpose.is_empty(), Error::<T>::PurposeEmpty);
		Self::ensure_text(&purpose)?;
		ensure!(valid_until.is_none_or(|until| until >= now), Error::<T>::ExpiryPassed);
		Self::certificate_about(certificate, &holder)?;
		let id = grant_id(certificate, document, &grantee);
		ensure!(!DocumentGrants::<T>::contains_key(&holder, id), Error::<T>::GrantExists);
		let ticket = T::GrantConsideration::new(&holder, Self::grant_footprint(&uri, &purpose))?;

		let grant = Grant {
			certificate,
			document,
			uri,
			grantee: grantee.clone(),
			purpose,
			granted_at: now,
			valid_until,
			accesses: 0,
			last_access: None,
			ticket,
		};
		DocumentGrants::<T>::insert(&holder, id, grant);
		Self::deposit_event(Event::DocumentGranted { grant: id, holder, grantee, certificate, document });
		Ok(())
	}

	/// Rules: [`Pallet::revoke_document_grant`].
	pub(crate) fn do_revoke_document_grant(holder: T::AccountId, id: H256) -> DispatchResult {
		let grant = DocumentGrants::<T>::get(&holder, id).ok_or(Error::<T>::GrantUnknown)?;
		grant.ticket.drop(&holder)?;

		DocumentGrants::<T>::remove(&holder, id);
		Self::deposit_event(Event::DocumentGrantRevoked { grant: id, holder, grantee: grant.grantee });
		Ok(())
	}

	/// Rules: [`Pallet::log_document_access`].
	pub(crate) fn do_log_document_access(grantee: T::AccountId, holder: T::AccountId, id: H256) -> DispatchResult {
		let now = T::Time::now();
		let mut grant = DocumentGrants::<T>::get(&holder, id).ok_or(Error::<T>::GrantUnknown)?;
		ensure!(grant.grantee == grantee, Error::<T>::NotGrantee);
		ensure!(grant.valid_until.is_none_or(|until| now <= until), Error::<T>::GrantExpired);

		// Saturating is right: after four thousand million times it does not matter how often.
		grant.accesses = grant.accesses.saturating_add(1);
		grant.last_access = Some(now);
		let accesses = grant.accesses;
		DocumentGrants::<T>::insert(&holder, id, grant);
		Self::deposit_event(Event::DocumentAccessed { grant: id, holder, grantee, accesses });
		Ok(())
	}

	/// What a grant occupies, with its key.
	pub(crate) fn grant_footprint(uri: &str, purpose: &str) -> Footprint {
		let texts = [(MAX_URI, uri.len()), (MAX_PURPOSE, purpose.len())];
		let key = T::AccountId::max_encoded_len().saturating_add(H256::max_encoded_len());
		Footprint::from_parts(1, bytes_of::<Grant<T>>(&texts).saturating_add(key))
	}
}
