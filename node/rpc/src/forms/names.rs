//! How people, certificates, lists and times are written in all forms: by DIDs, by DID URLs below them, and as XML Schema
//! writes times.

use crate::error::invalid_params;
use civitas_primitives::{
	certification::{CertificateId, StatusListId, StatusPurpose},
	identity::did::{parse_did, to_did, DidError},
	Moment,
};
use jsonrpsee::core::RpcResult;
use sp_core::crypto::AccountId32;

/// The DID of an account.
pub fn did_of(account: &AccountId32) -> String {
	to_did(account.as_ref())
}

/// The identity that a parameter names.
pub fn identity(parameter: &str, did: &str) -> RpcResult<AccountId32> {
	Ok(AccountId32::new(parse_did(did).map_err(|error| invalid_params(parameter, explain(error)))?))
}

/// What is wrong with a DID, for people.
pub fn explain(error: DidError) -> &'static str {
	match error {
		DidError::NotADid => "it does not begin as a DID",
		DidError::OtherMethod => "it is a DID of another method than civitas",
		DidError::BadAddress => "what follows the method is not an address of 32 bytes",
		DidError::BadChecksum => "the checksum of the address is wrong",
		DidError::OtherNetwork => "the address is one of another network",
		DidError::Url => "it is a DID URL, and a DID is needed",
		DidError::BadFragment => "its fragment is not one of a URL",
	}
}

/// Where a certificate is, or one of a batch: a DID URL below its issuer.
pub fn certificate_url(issuer: &AccountId32, certificate: &CertificateId, member: Option<u32>) -> String {
	let member = member.map(|index| format!("/{index}")).unwrap_or_default();
	format!("{}/certificates/{certificate:?}{member}", did_of(issuer))
}

/// The certificate that a DID URL names, and which one of a batch.
pub fn parse_certificate_url(url: &str) -> Option<(CertificateId, Option<u32>)> {
	let (did, path) = url.split_once("/certificates/")?;
	parse_did(did).ok()?;
	let (id, index) = match path.split_once('/') {
		Some((id, index)) => (id, Some(index.parse().ok()?)),
		None => (path, None),
	};
	// As a hash is written in JSON.
	let id = serde_json::from_value(id.into()).ok()?;
	Some((id, index))
}

/// Where a status list is: a DID URL below whoever keeps it.
pub fn status_list_url(keeper: &AccountId32, list: &StatusListId, purpose: StatusPurpose) -> String {
	format!("{}/status-lists/{list:?}/{}", did_of(keeper), status_purpose(purpose))
}

/// The name of a purpose (`statusPurpose`).
pub fn status_purpose(purpose: StatusPurpose) -> String {
	format!("{purpose:?}").to_lowercase()
}

/// A time as XML Schema writes it (`dateTimeStamp`): section 4.9 of the data model. To the millisecond, so that a certificate
/// is not valid longer there than here. `None` beyond the year 9999, which has no such form.
pub fn date_time(time: Moment) -> Option<String> {
	let milliseconds = i64::try_from(time).ok()?;
	Some(jiff::Timestamp::from_millisecond(milliseconds).ok()?.to_string())
}
