//! What pallets, runtime APIs, RPC and clients share about certificates.

use crate::{ContentHash, Moment};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::H256;

/// Names a verification network; counted up from 0 in the order of founding.
pub type NetworkId = u32;

/// Names a schema by its content.
pub type SchemaId = H256;

/// Names a certificate by its content: see [`certificate_id`].
pub type CertificateId = H256;

/// The identifier of a certificate: `content_id("civitas/certificate", (schema, issuer, subject, claims))`.
///
/// It can be computed before the certificate is issued, and so be written into the document that the certificate is about.
/// An issuer who certifies the same claims of the same subject again must salt them differently.
pub fn certificate_id<AccountId: Encode>(
	schema: &SchemaId,
	issuer: &AccountId,
	subject: &AccountId,
	claims: &ContentHash,
) -> CertificateId {
	crate::content_id("civitas/certificate", (schema, issuer, subject, claims))
}

/// Why a certificate was revoked. The vocabulary and the numbers are those of `CRLReason` in RFC 5280, section 5.3.1, as far
/// as they apply to a final revocation.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	PartialEq,
	Eq,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum RevocationReason {
	/// No reason is given.
	#[default]
	#[codec(index = 0)]
	Unspecified,
	/// A key of the subject is in other hands.
	#[codec(index = 1)]
	KeyCompromise,
	/// The issuer itself was compromised (`cACompromise`).
	#[codec(index = 2)]
	IssuerCompromise,
	/// The subject is no longer what the certificate says of it: it left, moved, or changed its name.
	#[codec(index = 3)]
	AffiliationChanged,
	/// Another certificate took its place.
	#[codec(index = 4)]
	Superseded,
	/// What the certificate was for has ended.
	#[codec(index = 5)]
	CessationOfOperation,
	/// What the certificate granted was taken back.
	#[codec(index = 9)]
	PrivilegeWithdrawn,
}

/// That a certificate was revoked.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo, Serialize, Deserialize)]
pub struct Revocation<AccountId> {
	/// From when on the certificate is not valid.
	pub at: Moment,
	/// Who revoked it: the issuer, or the operator of the network.
	pub by: AccountId,
	/// Why.
	pub reason: RevocationReason,
}

/// A certificate as it is shown to the outside.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateInfo<AccountId> {
	/// Its identifier.
	pub id: CertificateId,
	/// The network that the schema belongs to: the root of trust.
	pub network: NetworkId,
	/// What kind of certificate it is.
	pub schema: SchemaId,
	/// Who certifies.
	pub issuer: AccountId,
	/// Whom or what the certificate is about.
	pub subject: AccountId,
	/// The commitment to what is certified.
	pub claims: ContentHash,
	/// When it was recorded.
	pub issued_at: Moment,
	/// The first moment at which it is valid.
	pub valid_from: Moment,
	/// The last moment at which it is valid; `None` if it does not expire.
	pub valid_until: Option<Moment>,
	/// Whether it was revoked.
	pub revocation: Option<Revocation<AccountId>>,
}

/// What a verifier requires of a certificate beyond its being valid. What is `None` is not compared.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, PartialEq, Eq, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Expected<AccountId> {
	/// The network that the verifier trusts.
	pub network: Option<NetworkId>,
	/// The kind of certificate that is asked for.
	pub schema: Option<SchemaId>,
	/// Who presents the certificate.
	pub subject: Option<AccountId>,
	/// The hash of the document that was presented with it.
	pub claims: Option<ContentHash>,
}

impl<AccountId> Default for Expected<AccountId> {
	fn default() -> Self {
		Self { network: None, schema: None, subject: None, claims: None }
	}
}

/// Why a certificate is not valid. The first that applies is given, in the order in which they are listed here: first
/// whether it is the certificate that was asked for, then whether it held at the time.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "code")]
pub enum InvalidReason {
	/// There is no certificate of this identifier.
	Unknown,
	/// It belongs to another network than the one expected.
	NetworkMismatch {
		/// The network it belongs to.
		network: NetworkId,
	},
	/// It is of another schema than the one expected.
	SchemaMismatch {
		/// The schema it is of.
		schema: SchemaId,
	},
	/// It is about another subject than the one expected.
	SubjectMismatch,
	/// It certifies another document than the one expected.
	ClaimsMismatch,
	/// It was recorded only after the time in question.
	NotYetIssued {
		/// When it was recorded.
		issued_at: Moment,
	},
	/// It was revoked at or before the time in question.
	Revoked {
		/// When it was revoked.
		at: Moment,
		/// Why it was revoked.
		reason: RevocationReason,
	},
	/// The time in question is before its validity.
	NotYetValid {
		/// The first moment at which it is valid.
		valid_from: Moment,
	},
	/// The time in question is after its validity.
	Expired {
		/// The last moment at which it was valid.
		valid_until: Moment,
	},
}

/// The answer to "is this certificate valid?".
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo, Serialize, Deserialize)]
pub struct Verification<AccountId> {
	/// Why the certificate is not valid; `None` if it is valid.
	pub invalid: Option<InvalidReason>,
	/// The time for which this holds.
	pub time: Moment,
	/// The certificate, if there is one.
	pub certificate: Option<CertificateInfo<AccountId>>,
}

impl<AccountId: PartialEq> Verification<AccountId> {
	/// Judge `certificate` at `time`.
	pub fn judge(
		certificate: Option<CertificateInfo<AccountId>>,
		expected: &Expected<AccountId>,
		time: Moment,
	) -> Self {
		let invalid = match &certificate {
			None => Some(InvalidReason::Unknown),
			Some(certificate) => certificate.objection(expected, time),
		};
		Self { invalid, time, certificate }
	}

	/// Whether the certificate is valid.
	pub fn is_valid(&self) -> bool {
		self.invalid.is_none()
	}
}

impl<AccountId: PartialEq> CertificateInfo<AccountId> {
	/// The first reason, in the order of [`InvalidReason`], for which it does not fulfil `expected` at `time`.
	fn objection(&self, expected: &Expected<AccountId>, time: Moment) -> Option<InvalidReason> {
		fn differs<T: PartialEq>(expected: &Option<T>, actual: &T) -> bool {
			expected.as_ref().is_some_and(|expected| expected != actual)
		}
		if differs(&expected.network, &self.network) {
			return Some(InvalidReason::NetworkMismatch { network: self.network });
		}
		if differs(&expected.schema, &self.schema) {
			return Some(InvalidReason::SchemaMismatch { schema: self.schema });
		}
		if differs(&expected.subject, &self.subject) {
			return Some(InvalidReason::SubjectMismatch);
		}
		if differs(&expected.claims, &self.claims) {
			return Some(InvalidReason::ClaimsMismatch);
		}
		if time < self.issued_at {
			return Some(InvalidReason::NotYetIssued { issued_at: self.issued_at });
		}
		if let Some(revocation) = self.revocation.as_ref().filter(|revocation| revocation.at <= time) {
			return Some(InvalidReason::Revoked { at: revocation.at, reason: revocation.reason });
		}
		if time < self.valid_from {
			return Some(InvalidReason::NotYetValid { valid_from: self.valid_from });
		}
		match self.valid_until {
			Some(valid_until) if time > valid_until => Some(InvalidReason::Expired { valid_until }),
			_ => None,
		}
	}
}

/// By which other pallets ask whether someone is certified.
pub trait CertificateInspect<AccountId> {
	/// Judge a certificate that someone presents, at `time` or, if `None`, now. The caller names the certificate, so the
	/// answer costs the same however many certificates there are.
	fn verify(
		certificate: CertificateId,
		expected: &Expected<AccountId>,
		time: Option<Moment>,
	) -> Verification<AccountId>;
}

/// A runtime without certification: nothing is certified.
impl<AccountId: PartialEq> CertificateInspect<AccountId> for () {
	fn verify(_: CertificateId, expected: &Expected<AccountId>, time: Option<Moment>) -> Verification<AccountId> {
		Verification::judge(None, expected, time.unwrap_or_default())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn certificate() -> CertificateInfo<u64> {
		CertificateInfo {
			id: H256::repeat_byte(1),
			network: 7,
			schema: H256::repeat_byte(2),
			issuer: 10,
			subject: 20,
			claims: H256::repeat_byte(3),
			issued_at: 100,
			valid_from: 200,
			valid_until: Some(300),
			revocation: None,
		}
	}

	fn reason(certificate: CertificateInfo<u64>, expected: Expected<u64>, time: Moment) -> Option<InvalidReason> {
		Verification::judge(Some(certificate), &expected, time).invalid
	}

	#[test]
	fn the_window_is_closed_at_both_ends() {
		let at = |time| reason(certificate(), Expected::default(), time);
		assert_eq!(at(99), Some(InvalidReason::NotYetIssued { issued_at: 100 }));
		assert_eq!(at(100), Some(InvalidReason::NotYetValid { valid_from: 200 }));
		assert_eq!(at(199), Some(InvalidReason::NotYetValid { valid_from: 200 }));
		assert_eq!(at(200), None);
		assert_eq!(at(300), None);
		assert_eq!(at(301), Some(InvalidReason::Expired { valid_until: 300 }));
		let endless = CertificateInfo { valid_until: None, ..certificate() };
		assert_eq!(reason(endless, Expected::default(), Moment::MAX), None);
	}

	#[test]
	fn a_revocation_does_not_reach_into_the_past() {
		let at = |time| {
			let revocation = Some(Revocation { at: 250, by: 10, reason: RevocationReason::Superseded });
			reason(CertificateInfo { revocation, ..certificate() }, Expected::default(), time)
		};
		assert_eq!(at(249), None);
		let revoked = Some(InvalidReason::Revoked { at: 250, reason: RevocationReason::Superseded });
		assert_eq!(at(250), revoked);
		// Also once it would have expired: revocation is the stronger statement.
		assert_eq!(at(301), revoked);
	}

	#[test]
	fn each_expectation_is_compared() {
		let wrong = |expected| reason(certificate(), expected, 250);
		let none = Expected::<u64>::default;
		assert_eq!(wrong(Expected { network: Some(8), ..none() }), Some(InvalidReason::NetworkMismatch { network: 7 }));
		assert_eq!(
			wrong(Expected { schema: Some(H256::zero()), ..none() }),
			Some(InvalidReason::SchemaMismatch { schema: H256::repeat_byte(2) })
		);
		assert_eq!(wrong(Expected { subject: Some(10), ..none() }), Some(InvalidReason::SubjectMismatch));
		assert_eq!(wrong(Expected { claims: Some(H256::zero()), ..none() }), Some(InvalidReason::ClaimsMismatch));
		let all = Expected {
			network: Some(7),
			schema: Some(H256::repeat_byte(2)),
			subject: Some(20),
			claims: Some(H256::repeat_byte(3)),
		};
		assert_eq!(wrong(all), None);
	}

	#[test]
	fn reasons_are_encoded_with_the_numbers_of_rfc_5280() {
		for (reason, number) in [
			(RevocationReason::Unspecified, 0u8),
			(RevocationReason::KeyCompromise, 1),
			(RevocationReason::IssuerCompromise, 2),
			(RevocationReason::AffiliationChanged, 3),
			(RevocationReason::Superseded, 4),
			(RevocationReason::CessationOfOperation, 5),
			(RevocationReason::PrivilegeWithdrawn, 9),
		] {
			assert_eq!(reason.encode(), vec![number]);
		}
	}

	#[test]
	fn without_the_capability_nothing_is_certified() {
		let answer = <() as CertificateInspect<u64>>::verify(H256::zero(), &Expected::default(), Some(5));
		assert_eq!(answer, Verification { invalid: Some(InvalidReason::Unknown), time: 5, certificate: None });
	}
}
