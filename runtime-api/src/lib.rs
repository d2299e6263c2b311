//! The runtime APIs of Civitas: what RPC mirrors and what light clients call, one trait per capability.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]
// The macro repeats the bounds of a trait.
#![allow(clippy::multiple_bound_locations)]

extern crate alloc;

use alloc::vec::Vec;
use civitas_primitives::{
	certification::{CertificateId, CertificateInfo, Expected, Verification},
	identity::{
		document::{DidSubject, DomainLink, KeyValidity, When},
		PublicKey, Relationships,
	},
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

	/// Questions about identities.
	pub trait IdentityApi<AccountId: Codec, BlockNumber: Codec> {
		/// What a document says of an identity at this block; `None` if there is no such identity.
		fn resolve(identity: AccountId) -> Option<DidSubject<AccountId, BlockNumber>>;

		/// Whether `key` of `identity` is, was or will be valid for all of `relationships`, and if not, why.
		fn key_validity(
			identity: AccountId,
			key: PublicKey,
			relationships: Relationships,
			at: When<BlockNumber>,
		) -> KeyValidity<BlockNumber>;

		/// The identities that have `key` and have not revoked it, from after `cursor` on; at most `limit` and never more
		/// than `MAX_PAGE_SIZE`, as all pages.
		fn identities_of_key(
			key: PublicKey,
			cursor: Option<AccountId>,
			limit: u32,
		) -> Page<AccountId, AccountId>;

		/// Which identity has this name now.
		fn identity_of_name(name: Vec<u8>) -> Option<AccountId>;

		/// The identities that were attested to be of the website at `domain`, from after `cursor` (an identity and a
		/// verifier) on. Attestations that have expired are listed until they are removed.
		fn identities_of_domain(
			domain: Vec<u8>,
			cursor: Option<(AccountId, AccountId)>,
			limit: u32,
		) -> Page<DomainLink<AccountId>, (AccountId, AccountId)>;

		/// The websites that were attested to be of `identity`, from after `cursor` (a domain and a verifier) on.
		fn domains_of(
			identity: AccountId,
			cursor: Option<(Vec<u8>, AccountId)>,
			limit: u32,
		) -> Page<DomainLink<AccountId>, (Vec<u8>, AccountId)>;

		/// The accounts that have proved that they are linked to `identity`, each with the time since when, from after
		/// `cursor` on.
		fn accounts_of(
			identity: AccountId,
			cursor: Option<AccountId>,
			limit: u32,
		) -> Page<(AccountId, Moment), AccountId>;

		/// The identities that `account` is linked to, from after `cursor` on.
		fn identities_of_account(
			account: AccountId,
			cursor: Option<AccountId>,
			limit: u32,
		) -> Page<AccountId, AccountId>;
	}
}
