//! The answers as JSON: texts as texts, and everything under a name.

use crate::identity::document::text;
use civitas_primitives::{
	certification::{
		info::{
			AccreditationInfo, BatchInfo, CertificateInfo, DocumentGrant, IssuerLink, Membership, NetworkInfo,
			SchemaInfo, StatusListInfo,
		},
		AccreditationId, CertificateId, Change, InvalidReason, NetworkId, SchemaId, SchemaKind, SchemaRules, State,
		StatusPurpose, Verification,
	},
	ContentHash, Moment, Page,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sp_core::{crypto::AccountId32, H256};

/// Whether a certificate is valid, and all that it rests on.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerificationAnswer {
	/// Whether it is valid.
	pub valid: bool,
	/// Why it is not; `null` if it is valid.
	pub reason: Option<Objection>,
	/// The time for which this holds, in milliseconds since the Unix epoch.
	pub time: Moment,
	/// The certificate; `null` if there is none of this identifier.
	pub certificate: Option<CertificateAnswer>,
	/// Whether it stays in force when its issuer falls.
	pub survives_issuer: Option<bool>,
	/// The accreditations on which it rests, from the issuer's own up to that which the network's operator gave.
	pub issuer_chain: Vec<IssuerLink<AccountId32>>,
	/// When the network was closed.
	pub network_closed_at: Option<Moment>,
	/// What the status list of its batch says of it.
	pub listed: Option<StatusPurpose>,
}

/// Why a certificate, or what was presented as one, is not valid.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Objection {
	/// The chain says so.
	Certificate(InvalidReason),
	/// The credential differs from what the chain says.
	Credential(CredentialReason),
}

/// In what a credential differs from what the chain says.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "code")]
pub enum CredentialReason {
	/// It is of another chain.
	OtherChain {
		/// The first block of that chain.
		genesis_hash: H256,
	},
	/// It says something that the chain does not.
	ContentMismatch {
		/// Where: a JSON pointer (RFC 6901).
		at: String,
	},
}

impl From<Verification<AccountId32>> for VerificationAnswer {
	fn from(verification: Verification<AccountId32>) -> Self {
		let mut answer = Self {
			valid: verification.is_valid(),
			reason: verification.invalid.map(Objection::Certificate),
			time: verification.time,
			certificate: None,
			survives_issuer: None,
			issuer_chain: Vec::new(),
			network_closed_at: None,
			listed: None,
		};
		if let Some(dossier) = verification.dossier {
			answer.certificate = Some(dossier.certificate.into());
			answer.survives_issuer = Some(dossier.survives_issuer);
			answer.issuer_chain = dossier.chain;
			answer.network_closed_at = dossier.closed_at;
			answer.listed = dossier.listed;
		}
		answer
	}
}

/// A certificate.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateAnswer {
	/// Its identifier, or that of the batch.
	pub id: CertificateId,
	/// Its place in the batch, if it is one of a batch.
	pub member: Option<u32>,
	/// The network that the schema belongs to.
	pub network: NetworkId,
	/// What kind of certificate it is.
	pub schema: SchemaId,
	/// Under which accreditation it was issued.
	pub accreditation: AccreditationId,
	/// Who certified it.
	pub issuer: AccountId32,
	/// Whom or what it is about.
	pub subject: AccountId32,
	/// The commitment to what is certified.
	pub claims: ContentHash,
	/// What is certified, if it is a public record that was not withdrawn.
	pub record: Option<String>,
	/// The hash of what the issuer relied on.
	pub evidence: Option<ContentHash>,
	/// By what it can be found.
	pub search_key: Option<ContentHash>,
	/// When it was recorded.
	pub issued_at: Moment,
	/// The first moment at which it is valid.
	pub valid_from: Moment,
	/// The last moment at which it is valid; `null` if it does not expire.
	pub valid_until: Option<Moment>,
	/// Whether the subject has accepted it.
	pub accepted: bool,
	/// Its state now, time aside.
	pub state: State,
	/// All changes of its state; of one of a batch, those of the batch.
	pub history: Vec<Change>,
	/// The one that it took the place of.
	pub predecessor: Option<CertificateId>,
	/// The one that took its place.
	pub successor: Option<CertificateId>,
}

impl From<CertificateInfo<AccountId32>> for CertificateAnswer {
	fn from(info: CertificateInfo<AccountId32>) -> Self {
		Self {
			id: info.id,
			member: info.member,
			network: info.network,
			schema: info.schema,
			accreditation: info.accreditation,
			issuer: info.issuer,
			subject: info.subject,
			claims: info.claims,
			record: (!info.record.is_empty()).then(|| text(info.record)),
			evidence: info.evidence,
			search_key: info.search_key,
			issued_at: info.issued_at,
			valid_from: info.valid_from,
			valid_until: info.valid_until,
			accepted: info.accepted,
			state: info.state,
			history: info.history,
			predecessor: info.predecessor,
			successor: info.successor,
		}
	}
}

/// A network.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NetworkAnswer {
	/// Its identifier.
	pub id: NetworkId,
	/// Who runs it.
	pub operator: AccountId32,
	/// To whom it was offered, and who has not accepted yet.
	pub offered_to: Option<AccountId32>,
	/// Its name.
	pub name: String,
	/// The hash of the rules under which it works.
	pub policy_hash: ContentHash,
	/// Where the rules can be read.
	pub policy_uri: String,
	/// Who may become an issuer.
	pub membership: Membership,
	/// When it was founded.
	pub founded_at: Moment,
	/// Since when nothing is issued in it.
	pub closed_at: Option<Moment>,
}

impl From<NetworkInfo<AccountId32>> for NetworkAnswer {
	fn from(info: NetworkInfo<AccountId32>) -> Self {
		Self {
			id: info.id,
			operator: info.operator,
			offered_to: info.offered_to,
			name: text(info.name),
			policy_hash: info.policy_hash,
			policy_uri: text(info.policy_uri),
			membership: info.membership,
			founded_at: info.founded_at,
			closed_at: info.closed_at,
		}
	}
}

/// A kind of certificate.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SchemaAnswer {
	/// Its identifier.
	pub id: SchemaId,
	/// The network that it belongs to.
	pub network: NetworkId,
	/// What it is about: a number.
	pub kind: SchemaKind,
	/// Its name.
	pub name: String,
	/// The hash of the JSON Schema that claims follow.
	pub document_hash: ContentHash,
	/// Where the JSON Schema can be read.
	pub document_uri: String,
	/// What holds for its certificates.
	pub rules: SchemaRules,
	/// For how long its certificates are valid at the most, in milliseconds.
	pub max_validity: Option<Moment>,
	/// The schema of which it is the next version.
	pub supersedes: Option<SchemaId>,
	/// The next version.
	pub superseded_by: Option<SchemaId>,
	/// Since when nothing is issued under it.
	pub deprecated_at: Option<Moment>,
}

impl From<SchemaInfo> for SchemaAnswer {
	fn from(info: SchemaInfo) -> Self {
		Self {
			id: info.id,
			network: info.network,
			kind: info.kind,
			name: text(info.name),
			document_hash: info.document_hash,
			document_uri: text(info.document_uri),
			rules: info.rules,
			max_validity: info.max_validity,
			supersedes: info.supersedes,
			superseded_by: info.superseded_by,
			deprecated_at: info.deprecated_at,
		}
	}
}

/// That a document may be asked for.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GrantAnswer {
	/// Its identifier.
	pub id: H256,
	/// The certificate that the document supports.
	pub certificate: CertificateId,
	/// The hash of the document.
	pub document: ContentHash,
	/// Where it can be asked for.
	pub uri: String,
	/// Who may ask for it.
	pub grantee: AccountId32,
	/// What for.
	pub purpose: String,
	/// When this was granted.
	pub granted_at: Moment,
	/// The last moment at which it may be asked for.
	pub valid_until: Option<Moment>,
	/// How often it was asked for, as the grantee has logged.
	pub accesses: u32,
	/// When it was last asked for.
	pub last_access: Option<Moment>,
}

impl From<(H256, DocumentGrant<AccountId32>)> for GrantAnswer {
	fn from((id, grant): (H256, DocumentGrant<AccountId32>)) -> Self {
		Self {
			id,
			certificate: grant.certificate,
			document: grant.document,
			uri: text(grant.uri),
			grantee: grant.grantee,
			purpose: text(grant.purpose),
			granted_at: grant.granted_at,
			valid_until: grant.valid_until,
			accesses: grant.accesses,
			last_access: grant.last_access,
		}
	}
}

/// The items of a page in the form in which they are shown.
pub fn shown<Item, Cursor, Shown: From<Item>>(page: Page<Item, Cursor>) -> Page<Shown, Cursor> {
	Page { items: page.items.into_iter().map(Into::into).collect(), next: page.next }
}

/// Wrap an answer to "what is this?" in an object: what there is, or `null`.
macro_rules! found {
	($(#[$doc:meta])* $name:ident { $field:ident: $answer:ty }) => {
		$(#[$doc])*
		#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
		#[serde(rename_all = "camelCase")]
		pub struct $name {
			/// What there is; `null` if there is nothing of this identifier.
			pub $field: Option<$answer>,
		}
	};
}

found! {
	/// The answer of `civitas_network`.
	NetworkFound { network: NetworkAnswer }
}
found! {
	/// The answer of `civitas_schema`.
	SchemaFound { schema: SchemaAnswer }
}
found! {
	/// The answer of `civitas_accreditation`.
	AccreditationFound { accreditation: AccreditationInfo<AccountId32> }
}
found! {
	/// The answer of `civitas_certificate`.
	CertificateFound { certificate: CertificateAnswer }
}
found! {
	/// The answer of `civitas_batch`.
	BatchFound { batch: BatchInfo<AccountId32> }
}

/// Which certificate someone has.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateNamed {
	/// Its identifier; `null` if there is none.
	pub certificate: Option<CertificateId>,
}

/// A status list.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StatusListAnswer {
	/// The list; `null` if there is none of this identifier, or it is that of a batch.
	pub status_list: Option<StatusListInfo<AccountId32>>,
}

/// Bits of a status list.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StatusBitsAnswer {
	/// The bits, the first entry in the highest bit of the first byte.
	#[serde(with = "sp_core::bytes")]
	pub bits: Vec<u8>,
}

/// Whether an accreditation allows to issue.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AccreditedAnswer {
	/// Whether it does.
	pub accredited: bool,
}

/// A credential for the outside.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CredentialAnswer {
	/// W3C Verifiable Credentials Data Model 2.0.
	pub credential: Value,
}
