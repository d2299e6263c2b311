//! The runtime APIs of Civitas: what RPC mirrors and what light clients call, one trait per capability.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]
// The macro repeats the bounds of a trait.
#![allow(clippy::multiple_bound_locations)]

use civitas_primitives::{
	certification::{CertificateId, CertificateInfo, Expected, Verification},
	Moment, Page,
};
use codec::Codec;

sp_api::decl_runtime_apis! {
	/// Questions about certificates.
	pub trait CertificationApi<AccountId: Codec + PartialEq> {
		/// Whether the certificate fulfils `expected` and is valid at `time`, or, if `None`, at the time of the block.
		fn verify_certificate(
			certificate: CertificateId,
			expected: Expected<AccountId>,
			time: Option<Moment>,
		) -> Verification<AccountId>;

		/// The certificates about `subject`, in the order of their identifiers, from after `cursor` on; at most `limit` and
		/// never more than `MAX_PAGE_SIZE`.
		fn certificates_of(
			subject: AccountId,
			cursor: Option<CertificateId>,
			limit: u32,
		) -> Page<CertificateInfo<AccountId>, CertificateId>;
	}
}
