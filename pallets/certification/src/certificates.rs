//! Issuing, revoking and verifying certificates.

use crate::{Certificate, Certificates, CertificatesBySubject, Config, Error, Event, Pallet, Schemas};
use civitas_primitives::{
	certification::{
		certificate_id, CertificateId, CertificateInfo, CertificateInspect, Expected, NetworkId, Revocation,
		RevocationReason, SchemaId, Verification,
	},
	ContentHash, Moment, Page,
};
use codec::MaxEncodedLen;
use frame_support::{
	defensive, ensure,
	traits::{Consideration, Footprint, Time},
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::issue`].
	pub(crate) fn do_issue(
		issuer: T::AccountId,
		network: NetworkId,
		schema: SchemaId,
		subject: T::AccountId,
		claims: ContentHash,
		valid_from: Option<Moment>,
		valid_until: Option<Moment>,
	) -> DispatchResult {
		let now = T::Time::now();
		let valid_from = valid_from.unwrap_or(now);
		let kind = Schemas::<T>::get(schema).ok_or(Error::<T>::SchemaUnknown)?;
		ensure!(kind.network == network, Error::<T>::SchemaNotInNetwork);
		Self::ensure_accredited(network, &issuer, now)?;
		if let Some(valid_until) = valid_until {
			ensure!(valid_until >= valid_from, Error::<T>::ValidityEmpty);
			ensure!(valid_until >= now, Error::<T>::ExpiryPassed);
		}
		if let Some(max_validity) = kind.max_validity {
			let validity = valid_until
				.and_then(|valid_until| valid_until.checked_sub(valid_from))
				.ok_or(Error::<T>::ValidityTooLong)?;
			ensure!(validity <= max_validity, Error::<T>::ValidityTooLong);
		}
		let id = certificate_id(&schema, &issuer, &subject, &claims);
		ensure!(!Certificates::<T>::contains_key(id), Error::<T>::CertificateExists);
		let ticket = T::CertificateConsideration::new(&issuer, Self::certificate_footprint())?;

		CertificatesBySubject::<T>::insert(&subject, id, ());
		Certificates::<T>::insert(
			id,
			Certificate {
				schema,
				issuer: issuer.clone(),
				subject: subject.clone(),
				claims,
				issued_at: now,
				valid_from,
				valid_until,
				revocation: None,
				ticket,
			},
		);
		Self::deposit_event(Event::CertificateIssued { certificate: id, network, schema, issuer, subject, claims });
		Ok(())
	}

	/// Rules: [`Pallet::revoke`].
	pub(crate) fn do_revoke(who: T::AccountId, id: CertificateId, reason: RevocationReason) -> DispatchResult {
		let mut certificate = Certificates::<T>::get(id).ok_or(Error::<T>::CertificateUnknown)?;
		if certificate.issuer != who {
			let schema = Schemas::<T>::get(certificate.schema).ok_or(Error::<T>::SchemaUnknown)?;
			Self::ensure_operator(schema.network, &who).map_err(|_| Error::<T>::NotRevoker)?;
		}
		ensure!(certificate.revocation.is_none(), Error::<T>::CertificateAlreadyRevoked);

		certificate.revocation = Some(Revocation { at: T::Time::now(), by: who.clone(), reason });
		Certificates::<T>::insert(id, certificate);
		Self::deposit_event(Event::CertificateRevoked { certificate: id, by: who, reason });
		Ok(())
	}

	/// Judge a certificate: two reads, whatever the outcome and however many certificates there are.
	pub(crate) fn do_verify(
		id: CertificateId,
		expected: &Expected<T::AccountId>,
		time: Option<Moment>,
	) -> Verification<T::AccountId> {
		Verification::judge(Self::info(id), expected, time.unwrap_or_else(T::Time::now))
	}

	/// A page of the certificates about `subject`.
	pub(crate) fn do_certificates_of(
		subject: &T::AccountId,
		cursor: Option<CertificateId>,
		limit: u32,
	) -> Page<CertificateInfo<T::AccountId>, CertificateId> {
		let ids = match cursor {
			Some(cursor) => CertificatesBySubject::<T>::iter_key_prefix_from(
				subject,
				CertificatesBySubject::<T>::hashed_key_for(subject, cursor),
			),
			None => CertificatesBySubject::<T>::iter_key_prefix(subject),
		};
		Page::take(ids.filter_map(|id| Self::info(id).map(|info| (id, info))), limit)
	}

	/// A certificate as it is shown to the outside.
	fn info(id: CertificateId) -> Option<CertificateInfo<T::AccountId>> {
		let certificate = Certificates::<T>::get(id)?;
		let Some(schema) = Schemas::<T>::get(certificate.schema) else {
			defensive!("a certificate is issued under a schema that exists, and schemas are never removed");
			return None;
		};
		Some(CertificateInfo {
			id,
			network: schema.network,
			schema: certificate.schema,
			issuer: certificate.issuer,
			subject: certificate.subject,
			claims: certificate.claims,
			issued_at: certificate.issued_at,
			valid_from: certificate.valid_from,
			valid_until: certificate.valid_until,
			revocation: certificate.revocation,
		})
	}

	/// What a certificate occupies: the record, with room for its revocation, so that revoking never costs a deposit that
	/// the revoker may not have; and the entry by which it is listed, whose key is an account and an identifier. Counted as
	/// one item, because `LinearStoragePrice` multiplies the bytes by the number of items.
	pub(crate) fn certificate_footprint() -> Footprint {
		let listing = T::AccountId::max_encoded_len().saturating_add(CertificateId::max_encoded_len());
		Footprint::from_parts(1, Certificate::<T>::max_encoded_len().saturating_add(listing))
	}
}

impl<T: Config> CertificateInspect<T::AccountId> for Pallet<T> {
	fn verify(
		certificate: CertificateId,
		expected: &Expected<T::AccountId>,
		time: Option<Moment>,
	) -> Verification<T::AccountId> {
		Self::do_verify(certificate, expected, time)
	}
}
