//! The runtime APIs of Civitas: what RPC mirrors and what light clients call, one trait per capability.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]
// The macro repeats the bounds of a trait.
#![allow(clippy::multiple_bound_locations)]

extern crate alloc;

use alloc::vec::Vec;
use civitas_primitives::{
	certification::{
		info::{
			AccreditationInfo, BatchInfo, CertificateInfo, DocumentGrant, NetworkInfo, PresentedMember, SchemaInfo,
			StatusListInfo,
		},
		AccreditationId, CertificateId, Expected, NetworkId, SchemaId, State, StatusListId, StatusPurpose,
		Verification,
	},
	identity::{
		document::{DidSubject, DomainLink, KeyValidity, When},
		PublicKey, Relationships,
	},
	ContentHash, Moment, Page,
};
use codec::Codec;
use sp_core::H256;

sp_api::decl_runtime_apis! {
	/// Questions about certificates, and what they rest on. Of all listings, `cursor` is where a page goes on (after it), and
	/// `limit` how many items are wanted at the most; no page has more than `MAX_PAGE_SIZE`. A page with a filter looks at a
	/// bounded number of entries and may be short, even empty, and still have a next one.
	pub trait CertificationApi<AccountId: Codec + PartialEq> {
		/// Whether the certificate fulfils `expected` and is valid at `time`, or, if `None`, at the time of the block.
		fn verify(
			certificate: CertificateId,
			expected: Expected<AccountId>,
			time: Option<Moment>,
		) -> Verification<AccountId>;

		/// The same of one of a batch.
		fn verify_member(
			batch: CertificateId,
			presented: PresentedMember<AccountId>,
			expected: Expected<AccountId>,
			time: Option<Moment>,
		) -> Verification<AccountId>;

		/// The networks, from the oldest on.
		fn networks(cursor: Option<NetworkId>, limit: u32) -> Page<NetworkInfo<AccountId>, NetworkId>;

		/// The schemas of a network, in the order of their identifiers. A page looks at a bounded number of schemas of all
		/// networks, and may be short, even empty, and still have a next one.
		fn schemas_by_network(network: NetworkId, cursor: Option<SchemaId>, limit: u32) -> Page<SchemaInfo, SchemaId>;

		/// The accreditations of a network, from the oldest on, in pages as those of schemas.
		fn accreditations_by_network(
			network: NetworkId,
			cursor: Option<AccreditationId>,
			limit: u32,
		) -> Page<AccreditationInfo<AccountId>, AccreditationId>;

		/// A network.
		fn network(id: NetworkId) -> Option<NetworkInfo<AccountId>>;

		/// A schema.
		fn schema(id: SchemaId) -> Option<SchemaInfo>;

		/// An accreditation.
		fn accreditation(id: AccreditationId) -> Option<AccreditationInfo<AccountId>>;

		/// A certificate.
		fn certificate(id: CertificateId) -> Option<CertificateInfo<AccountId>>;

		/// A batch.
		fn batch(id: CertificateId) -> Option<BatchInfo<AccountId>>;

		/// The certificates about `subject`, in the order of their identifiers; those of one state if `filter` names it, and
		/// without those that the subject has not accepted if `accepted_only`. What the subject has declined is not among them,
		/// and may be valid all the same: whoever needs to know of it asks by the issuer.
		fn certificates_of(
			subject: AccountId,
			filter: Option<State>,
			accepted_only: bool,
			cursor: Option<CertificateId>,
			limit: u32,
		) -> Page<CertificateInfo<AccountId>, CertificateId>;

		/// The certificates that were issued under an accreditation, without those of batches.
		fn certificates_by_accreditation(
			accreditation: AccreditationId,
			filter: Option<State>,
			cursor: Option<CertificateId>,
			limit: u32,
		) -> Page<CertificateInfo<AccountId>, CertificateId>;

		/// The batches that were issued under an accreditation.
		fn batches_by_accreditation(
			accreditation: AccreditationId,
			cursor: Option<CertificateId>,
			limit: u32,
		) -> Page<BatchInfo<AccountId>, CertificateId>;

		/// The certificates of a searchable schema that can be found by `key`.
		fn certificates_by_search_key(
			schema: SchemaId,
			key: ContentHash,
			cursor: Option<CertificateId>,
			limit: u32,
		) -> Page<CertificateInfo<AccountId>, CertificateId>;

		/// The certificate that `subject` has under a schema of which one has at most one; it may be invalid.
		fn certificate_of(subject: AccountId, schema: SchemaId) -> Option<CertificateId>;

		/// The accreditations that `holder` holds.
		fn accreditations_of(
			holder: AccountId,
			cursor: Option<AccreditationId>,
			limit: u32,
		) -> Page<AccreditationInfo<AccountId>, AccreditationId>;

		/// A status list of its own; those of batches are asked by their bits only.
		fn status_list(id: StatusListId) -> Option<StatusListInfo<AccountId>>;

		/// The bits of a status list, or of that of a batch: `pages` of 512 bytes each, from `first_page` on, and no more than
		/// 64. What was never set is 0; the last byte of the last page ends the list, and beyond it there is nothing.
		fn status_bits(list: StatusListId, purpose: StatusPurpose, first_page: u32, pages: u32) -> Vec<u8>;

		/// The documents that may be asked for with the consent of `holder`, by the identifiers of the grants.
		fn document_grants_of(
			holder: AccountId,
			cursor: Option<H256>,
			limit: u32,
		) -> Page<(H256, DocumentGrant<AccountId>), H256>;

		/// Whether an accreditation, and all above it, are in force at `time`, or, if `None`, at the time of the block, and cover
		/// `schema` by their present scopes; and the network and the schema, which is of that network, were open then. Quotas
		/// are not looked at.
		fn is_accredited(accreditation: AccreditationId, schema: SchemaId, time: Option<Moment>) -> bool;
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
