//! What pallets, RPC and clients share about certificates.

mod history;
mod reason;
mod schema;
mod verification;

pub mod info;
pub mod merkle;
pub mod status_list;

pub use history::{state_at, state_since, Change, ChangeError, History, Level, State, MAX_CHANGES};
pub use merkle::MerkleProof;
pub use reason::Reason;
pub use schema::{schema_id, SchemaContent, SchemaKind, SchemaRules};
pub use status_list::StatusPurpose;
pub use verification::{Dossier, Expected, InvalidReason, Verification};

use crate::{ContentHash, Moment, Text};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::{ConstU32, H256};
use sp_runtime::Weight;

/// Names a verification network; counted up from 0 in the order of founding.
pub type NetworkId = u32;

/// Names an accreditation; counted up from 0, over all networks, and below 2^63.
pub type AccreditationId = u64;

/// Names a schema by its content.
pub type SchemaId = H256;

/// Names a certificate, or a batch of them: the [`Authority`] by which it was issued (8 bytes), and 24 bytes of the hash of its
/// content. So whoever knows the content can tell the identifier beforehand, the same cannot be issued twice, and all that was
/// issued by one authority lies together.
pub type CertificateId = H256;

/// Names a status list. That of a batch has the identifier of the batch.
pub type StatusListId = H256;

/// The most accreditations between a network and an issuer, the issuer's own included.
pub const MAX_DEPTH: u8 = 8;

/// The most bytes of the name of a network or a schema.
pub const MAX_NAME: u32 = 64;

/// The most bytes of a URI.
pub const MAX_URI: u32 = 256;

/// The most bytes of a public record. A degree as Open Badges 3.0, in canonical JSON, takes about 1,500.
pub const MAX_RECORD: u32 = 2_048;

/// The name of a network or a schema: not empty, and without characters that cannot be seen.
pub type Name = Text<ConstU32<MAX_NAME>>;

/// Where a document can be read: without characters that cannot be seen. It may be empty: the hash is what binds.
pub type Uri = Text<ConstU32<MAX_URI>>;

/// What a public record says: JSON in its canonical form (RFC 8785).
pub type Record = Text<ConstU32<MAX_RECORD>>;

/// What is certified, and for when.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, PartialEq, Eq, TypeInfo, Serialize)]
#[scale_info(capture_docs = "always")]
#[serde(rename_all = "camelCase")]
pub struct Content {
	/// The commitment to the claims: the hash of a document, or the Merkle root over its salted fields. Of a public record,
	/// the SHA-256 of the record.
	pub claims: ContentHash,
	/// The claims themselves, if the schema is one of public records, and empty if not: JSON in its canonical form
	/// (RFC 8785), of at most 2,048 bytes.
	pub record: Record,
	/// The hash of what the issuer relied on, kept by the issuer.
	pub evidence: Option<ContentHash>,
	/// By what it can be found, if the schema is searchable: the hash of a number or a name, as the schema says.
	pub search_key: Option<ContentHash>,
	/// The first moment at which it is valid; that of issue if `None`.
	pub valid_from: Option<Moment>,
	/// The last moment at which it is valid; without end if `None`.
	pub valid_until: Option<Moment>,
}

/// By what right something is issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
	/// As the holder of an accreditation.
	Accreditation(AccreditationId),
	/// As the operator of a network.
	Operator(NetworkId),
}

impl Authority {
	/// The bit that tells a network from an accreditation.
	pub const OPERATOR: u64 = 1 << 63;

	/// That of a holder of `accreditation`, or if there is none, of the operator of `network`.
	pub fn new(accreditation: Option<AccreditationId>, network: NetworkId) -> Self {
		accreditation.map_or(Self::Operator(network), Self::Accreditation)
	}

	/// By which something of this identifier was issued, if anything was.
	pub fn of(id: &CertificateId) -> Self {
		let mut bytes = [0; 8];
		for (to, from) in bytes.iter_mut().zip(id.as_bytes()) {
			*to = *from;
		}
		let number = u64::from_be_bytes(bytes);
		// What is no network's is nobody's: no accreditation has such a number either.
		match NetworkId::try_from(number ^ Self::OPERATOR) {
			Ok(network) => Self::Operator(network),
			Err(_) => Self::Accreditation(number),
		}
	}

	/// How identifiers begin of what is issued by it: the accreditation, or 2^63 and the network, big-endian.
	pub fn to_bytes(self) -> [u8; 8] {
		match self {
			Self::Accreditation(accreditation) => accreditation.to_be_bytes(),
			Self::Operator(network) => (Self::OPERATOR | u64::from(network)).to_be_bytes(),
		}
	}

	/// The accreditation, if it is one.
	pub fn accreditation(self) -> Option<AccreditationId> {
		match self {
			Self::Accreditation(accreditation) => Some(accreditation),
			Self::Operator(_) => None,
		}
	}

	/// The identifier of what is issued by it.
	fn issues(self, content: H256) -> CertificateId {
		let mut id = content;
		for (to, from) in id.as_bytes_mut().iter_mut().zip(self.to_bytes()) {
			*to = from;
		}
		id
	}
}

/// The identifier of a certificate of `subject`, which replaces or renews `predecessor`.
pub fn certificate_id<AccountId: Encode>(
	authority: Authority,
	schema: &SchemaId,
	subject: &AccountId,
	content: &Content,
	predecessor: Option<&CertificateId>,
) -> CertificateId {
	authority.issues(crate::content_id("civitas/certificate", (schema, subject, content, predecessor)))
}

/// The identifier of a batch.
pub fn batch_id(
	authority: Authority,
	schema: &SchemaId,
	root: &H256,
	count: u32,
	valid_from: Option<Moment>,
	valid_until: Option<Moment>,
) -> CertificateId {
	authority.issues(crate::content_id("civitas/batch", (schema, root, count, valid_from, valid_until)))
}

/// One of a batch.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, PartialEq, Eq, TypeInfo, Serialize, Deserialize)]
#[scale_info(capture_docs = "always")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Member<AccountId> {
	/// Its place, from 0 on.
	pub index: u32,
	/// Whom it is about.
	pub subject: AccountId,
	/// The commitment to its claims.
	pub claims: ContentHash,
}

impl<AccountId: Encode> Member<AccountId> {
	/// What it is in the batch's tree: SCALE, which is the index (4 bytes, little-endian), the account and the claims (32
	/// bytes each).
	pub fn leaf(&self) -> Vec<u8> {
		self.encode()
	}
}

/// One field of a document of which only some fields are shown: the leaf of a tree whose root is the commitment to the
/// claims.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Field {
	/// How many fields the document has. The root of a tree does not say of how many leaves it is: without the number
	/// in each of them, some proofs would also be good for other numbers and places than those of the document.
	pub count: u32,
	/// Random bytes, different for each field, without which the value could be found out by trying.
	pub salt: H256,
	/// The name of the field: a JSON pointer (RFC 6901) into the document.
	pub name: Vec<u8>,
	/// The value: JSON in its canonical form (RFC 8785).
	pub value: Vec<u8>,
}

impl Field {
	/// What it is in the tree of its document: SCALE of count, salt, name and value.
	pub fn leaf(&self) -> Vec<u8> {
		self.encode()
	}
}

/// The nullifier of someone under a schema, from what the issuers of a network compute from what makes a person unique (such as
/// the number of a document) by a keyed function, so that nobody without the key can try numbers: HMAC, or an oblivious one
/// among several issuers.
///
/// Issuers keep `secret` to themselves and publish only this, so nobody else can tell that two schemas have the same person.
pub fn nullifier_of_schema(schema: &SchemaId, secret: &H256) -> H256 {
	crate::content_id("civitas/nullifier-of-schema", (schema, secret))
}

/// What an issuer publishes before it uses a nullifier, some blocks earlier (`NullifierDelay` of the pallet): who sees a
/// nullifier in a transaction that is not yet in a block has not committed to it, so cannot use it first.
pub fn nullifier_commitment<AccountId: Encode>(issuer: &AccountId, nullifier: &H256, salt: &H256) -> H256 {
	crate::content_id("civitas/nullifier", (issuer, nullifier, salt))
}

/// What the chain keeps of a nullifier: under another schema, the same one leaves another hash.
pub fn nullifier_hash(schema: &SchemaId, nullifier: &H256) -> H256 {
	crate::content_id("civitas/nullifier-hash", (schema, nullifier))
}

/// A nullifier that its user committed to.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct NullifierReveal {
	/// The nullifier.
	pub nullifier: H256,
	/// What it was committed to with.
	pub salt: H256,
}

/// By which other pallets ask whether someone is certified.
pub trait CertificateInspect<AccountId> {
	/// Judge a certificate that someone presents, at `time` or, if `None`, now. The caller names the certificate, so the
	/// answer costs the same however many certificates there are.
	///
	/// The answer says since when it is so; its dossier, what was relied on (`evidence`), and the hash of the nullifier: that
	/// of one person is the same under a schema, whatever the account.
	fn verify(id: CertificateId, expected: &Expected<AccountId>, time: Option<Moment>) -> Verification<AccountId>;

	/// The weight of [`Self::verify`], at most.
	fn weight() -> Weight;
}

/// A runtime without certification: nothing is certified.
impl<AccountId: PartialEq + Clone> CertificateInspect<AccountId> for () {
	fn verify(_: CertificateId, expected: &Expected<AccountId>, time: Option<Moment>) -> Verification<AccountId> {
		let time = time.unwrap_or_default();
		Verification::judge(None, expected, time, time)
	}

	fn weight() -> Weight {
		Weight::zero()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn content() -> Content {
		Content {
			claims: H256::repeat_byte(3),
			record: Record::default(),
			evidence: None,
			search_key: None,
			valid_from: None,
			valid_until: Some(9),
		}
	}

	#[test]
	fn an_identifier_begins_with_the_authority() {
		let id = |authority| certificate_id(authority, &H256::zero(), &1u64, &content(), None);
		let accreditations = [0, 1, u64::from(u32::MAX) + 1, Authority::OPERATOR - 1, 0x0102_0304_0506_0708];
		let operators = [0, 1, NetworkId::MAX].map(Authority::Operator);
		for authority in accreditations.map(Authority::Accreditation).into_iter().chain(operators) {
			assert_eq!(Authority::of(&id(authority)), authority);
			assert_eq!(id(authority).as_bytes()[8..], id(Authority::Operator(7)).as_bytes()[8..]);
		}
		// Beyond the last network there is nobody.
		let beyond = Authority::OPERATOR | 1 << 32;
		let mut nobody = [0; 32];
		nobody[..8].copy_from_slice(&beyond.to_be_bytes());
		assert_eq!(Authority::of(&H256(nobody)), Authority::Accreditation(beyond));
	}

	#[test]
	fn an_identifier_follows_from_everything() {
		let schema = H256::zero();
		let one = Authority::Accreditation(1);
		let id = certificate_id(one, &schema, &1u64, &content(), None);
		let others = [
			certificate_id(one, &H256::repeat_byte(1), &1u64, &content(), None),
			certificate_id(one, &schema, &2u64, &content(), None),
			certificate_id(one, &schema, &1u64, &Content { claims: H256::zero(), ..content() }, None),
			certificate_id(one, &schema, &1u64, &Content { record: "a".try_into().unwrap(), ..content() }, None),
			certificate_id(one, &schema, &1u64, &Content { evidence: Some(H256::zero()), ..content() }, None),
			certificate_id(one, &schema, &1u64, &Content { search_key: Some(H256::zero()), ..content() }, None),
			certificate_id(one, &schema, &1u64, &Content { valid_from: Some(1), ..content() }, None),
			certificate_id(one, &schema, &1u64, &Content { valid_until: None, ..content() }, None),
			certificate_id(one, &schema, &1u64, &content(), Some(&H256::zero())),
			batch_id(one, &schema, &H256::zero(), 1, None, None),
		];
		assert!(others.iter().all(|other| *other != id));
	}

	#[test]
	fn a_field_says_of_how_many_it_is_one() {
		let field = |count| Field { count, salt: H256::repeat_byte(5), name: b"/a".to_vec(), value: b"1".to_vec() };
		assert_eq!(field(3).leaf(), (3u32, H256::repeat_byte(5), b"/a".to_vec(), b"1".to_vec()).encode());
		assert_ne!(field(4).leaf(), field(3).leaf());
	}

	#[test]
	fn without_the_capability_nothing_is_certified() {
		let answer = <() as CertificateInspect<u64>>::verify(H256::zero(), &Expected::default(), Some(5));
		assert_eq!((answer.valid, answer.reason, answer.time), (false, Some(InvalidReason::Unknown), 5));
		assert_eq!(<() as CertificateInspect<u64>>::weight(), Weight::zero());
	}
}
