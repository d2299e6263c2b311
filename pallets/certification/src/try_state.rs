//! What must hold between blocks.

use crate::{
	networks::schema_id, Accreditations, Certificates, CertificatesBySubject, Config, Networks, NextNetworkId, Pallet,
	Schemas,
};
use civitas_primitives::certification::certificate_id;
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Check the invariants, which the README lists under the same numbers.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_state_networks()?;
		Self::try_state_schemas()?;
		Self::try_state_accreditations()?;
		Self::try_state_certificates()?;
		Self::try_state_listing()
	}

	/// 1. Every network has an identifier that was given away.
	fn try_state_networks() -> Result<(), TryRuntimeError> {
		let next = NextNetworkId::<T>::get();
		ensure!(Networks::<T>::iter_keys().all(|id| id < next), "1: a network that was never founded");
		Ok(())
	}

	/// 2. Every schema belongs to a network that exists, and is named by its content.
	fn try_state_schemas() -> Result<(), TryRuntimeError> {
		for (id, schema) in Schemas::<T>::iter() {
			ensure!(Networks::<T>::contains_key(schema.network), "2: a schema without its network");
			let content = schema_id::<T>(
				schema.network,
				&schema.name,
				schema.document_hash,
				&schema.document_uri,
				schema.max_validity,
			);
			ensure!(id == content, "2: a schema under another's identifier");
		}
		Ok(())
	}

	/// 3. Every accreditation belongs to a network that exists, and its deposit is the operator's.
	fn try_state_accreditations() -> Result<(), TryRuntimeError> {
		for (network, _, accreditation) in Accreditations::<T>::iter() {
			let network = Networks::<T>::get(network).ok_or("3: an accreditation without its network")?;
			ensure!(network.operator == accreditation.depositor, "3: an accreditation that a stranger paid for");
		}
		Ok(())
	}

	/// 4. Every certificate has its schema, is named by its content, keeps to the schema's limit, and was revoked, if at all,
	///    no earlier than it was issued, by its issuer or the operator of its network.
	fn try_state_certificates() -> Result<(), TryRuntimeError> {
		for (id, certificate) in Certificates::<T>::iter() {
			let schema = Schemas::<T>::get(certificate.schema).ok_or("4: a certificate without its schema")?;
			let content =
				certificate_id(&certificate.schema, &certificate.issuer, &certificate.subject, &certificate.claims);
			ensure!(id == content, "4: a certificate under another's identifier");
			ensure!(
				certificate.valid_until.is_none_or(|until| until >= certificate.valid_from),
				"4: a certificate that is never valid"
			);
			let validity = certificate.valid_until.and_then(|until| until.checked_sub(certificate.valid_from));
			ensure!(
				schema.max_validity.is_none_or(|max| validity.is_some_and(|validity| validity <= max)),
				"4: a certificate that is valid for longer than its schema allows"
			);
			if let Some(revocation) = certificate.revocation {
				ensure!(revocation.at >= certificate.issued_at, "4: revoked before it was issued");
				let operator = Networks::<T>::get(schema.network).map(|network| network.operator);
				ensure!(
					revocation.by == certificate.issuer || Some(revocation.by) == operator,
					"4: revoked by a stranger"
				);
			}
		}
		Ok(())
	}

	/// 5. The listing by subject has every certificate, under its subject, and nothing else.
	fn try_state_listing() -> Result<(), TryRuntimeError> {
		let mut listed: usize = 0;
		for (subject, id, ()) in CertificatesBySubject::<T>::iter() {
			let certificate = Certificates::<T>::get(id).ok_or("5: a listing of no certificate")?;
			ensure!(certificate.subject == subject, "5: a certificate listed under a stranger");
			listed = listed.saturating_add(1);
		}
		// As a certificate has one subject, equal numbers mean that none is missing.
		ensure!(listed == Certificates::<T>::iter_keys().count(), "5: a certificate that is not listed");
		Ok(())
	}
}
