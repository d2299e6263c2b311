//! Why a status was changed.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Why the status of a certificate, a batch or an accreditation was changed. The vocabulary and the numbers are those of
/// `CRLReason` in RFC 5280, section 5.3.1; what has no use outside of certificate revocation lists is left out.
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
	PartialOrd,
	Ord,
	TypeInfo,
)]
#[scale_info(capture_docs = "always")]
pub enum Reason {
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
	/// Something has to be looked into first (`certificateHold`).
	#[codec(index = 6)]
	CertificateHold,
	/// What the certificate granted was taken back.
	#[codec(index = 9)]
	PrivilegeWithdrawn,
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn reasons_are_encoded_with_the_numbers_of_rfc_5280() {
		for (reason, number) in [
			(Reason::Unspecified, 0u8),
			(Reason::KeyCompromise, 1),
			(Reason::IssuerCompromise, 2),
			(Reason::AffiliationChanged, 3),
			(Reason::Superseded, 4),
			(Reason::CessationOfOperation, 5),
			(Reason::CertificateHold, 6),
			(Reason::PrivilegeWithdrawn, 9),
		] {
			assert_eq!(reason.encode(), vec![number]);
		}
	}
}
