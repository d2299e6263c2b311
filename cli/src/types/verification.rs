//! Whether a certificate is valid.

use super::{name_of, Certificate, Dossier, IssuerLink, Reason, State, StatusPurpose};
use crate::{
	arguments,
	moment::{self, Moment},
};
use serde::{Deserialize, Serialize};
use subxt::{
	ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType},
	utils::{AccountId32, H256},
};

/// What a verifier requires of a certificate beyond its being valid.
#[derive(Clone, Debug, Default, EncodeAsType, Serialize, clap::Args)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Expected {
	/// The network that you trust.
	#[arg(long, value_name = "ID")]
	pub network: Option<u32>,
	/// The schema that you ask for.
	#[arg(long, value_name = "ID", value_parser = arguments::hash)]
	pub schema: Option<H256>,
	/// Whom the certificate must be about.
	#[arg(long, value_name = "SS58", value_parser = arguments::account)]
	pub subject: Option<AccountId32>,
	/// The commitment to the claims, which is computed rather than typed.
	#[arg(skip)]
	pub claims: Option<H256>,
}

impl Expected {
	/// Whether a certificate is what is expected. The runtime decides; this only notices when what it was asked is not what
	/// was meant.
	pub fn agrees(&self, certificate: &Certificate) -> bool {
		fn same<T: PartialEq>(expected: &Option<T>, actual: &T) -> bool {
			expected.as_ref().is_none_or(|expected| expected == actual)
		}
		same(&self.network, &certificate.network)
			&& same(&self.schema, &certificate.schema)
			&& same(&self.subject, &certificate.subject)
			&& same(&self.claims, &certificate.claims)
	}
}

/// Why a certificate is not valid.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType, Deserialize, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "code")]
pub enum InvalidReason {
	Unknown,
	ProofInvalid,
	NetworkMismatch {
		network: u32,
	},
	SchemaMismatch {
		schema: H256,
	},
	SubjectMismatch,
	ClaimsMismatch,
	NotYetIssued {
		#[serde(serialize_with = "moment::serialize")]
		issued_at: Moment,
	},
	NotAccepted,
	Declined {
		#[serde(serialize_with = "moment::serialize")]
		at: Moment,
	},
	Revoked {
		#[serde(serialize_with = "moment::serialize")]
		at: Moment,
		reason: Reason,
	},
	Surrendered {
		#[serde(serialize_with = "moment::serialize")]
		at: Moment,
	},
	Superseded {
		#[serde(serialize_with = "moment::serialize")]
		at: Moment,
		by: Option<H256>,
	},
	Suspended {
		#[serde(serialize_with = "moment::serialize")]
		at: Moment,
		reason: Reason,
	},
	StatusListed {
		purpose: StatusPurpose,
	},
	NotYetValid {
		#[serde(serialize_with = "moment::serialize")]
		valid_from: Moment,
	},
	Expired {
		#[serde(serialize_with = "moment::serialize")]
		valid_until: Moment,
	},
	IssuerNotAccredited {
		accreditation: u64,
		state: State,
		#[serde(serialize_with = "moment::serialize")]
		since: Moment,
	},
	NetworkClosed {
		#[serde(serialize_with = "moment::serialize")]
		at: Moment,
	},
}

impl InvalidReason {
	/// For people.
	pub fn sentence(&self) -> String {
		let time = |moment: &Moment| moment::show(*moment);
		match self {
			Self::Unknown => "There is no certificate of this identifier.".to_owned(),
			Self::ProofInvalid => "The proof does not show that it is one of the batch.".to_owned(),
			Self::NetworkMismatch { network } => format!("It belongs to network {network}, not to the one expected."),
			Self::SchemaMismatch { schema } => format!("It is of schema {schema:?}, not of the one expected."),
			Self::SubjectMismatch => "It is about another subject than the one expected.".to_owned(),
			Self::ClaimsMismatch => "It certifies another document than the one given.".to_owned(),
			Self::NotYetIssued { issued_at } => format!("It was issued only at {}.", time(issued_at)),
			Self::NotAccepted => "Its subject has not accepted it.".to_owned(),
			Self::Declined { at } => format!("Its subject has declined it at {}.", time(at)),
			Self::Revoked { at, reason } => format!("It was revoked at {} ({}).", time(at), name_of(*reason)),
			Self::Surrendered { at } => format!("Its subject has given it up at {}.", time(at)),
			Self::Superseded { at, by: Some(by) } => format!("At {} {by:?} took its place.", time(at)),
			Self::Superseded { at, by: None } => format!("At {} another took its place.", time(at)),
			Self::Suspended { at, reason } => format!("It is suspended since {} ({}).", time(at), name_of(*reason)),
			Self::StatusListed { purpose: StatusPurpose::Revocation } => {
				"The status list of its batch says that it was revoked.".to_owned()
			},
			Self::StatusListed { purpose: StatusPurpose::Suspension } => {
				"The status list of its batch says that it is suspended.".to_owned()
			},
			Self::NotYetValid { valid_from } => format!("It is valid only from {} on.", time(valid_from)),
			Self::Expired { valid_until } => format!("It was valid only until {}.", time(valid_until)),
			// That is how the chain says that it had expired.
			Self::IssuerNotAccredited { accreditation, state: State::Active, since } => {
				format!("It rests on accreditation {accreditation}, which has ended at {}.", time(since))
			},
			Self::IssuerNotAccredited { accreditation, state, since } => {
				let (state, since) = (name_of(*state), time(since));
				format!("It rests on accreditation {accreditation}, which is {state} since {since}.")
			},
			Self::NetworkClosed { at } => format!("Its network was closed at {}.", time(at)),
		}
	}
}

/// In what a credential differs from what the chain says, which JSON-RPC finds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "code")]
pub enum CredentialReason {
	OtherChain {
		genesis_hash: H256,
	},
	ContentMismatch {
		/// A JSON pointer (RFC 6901).
		at: String,
	},
}

/// Why something that was presented is not valid.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Objection {
	Certificate(InvalidReason),
	Credential(CredentialReason),
}

impl Objection {
	/// For people.
	pub fn sentence(&self) -> String {
		match self {
			Self::Certificate(reason) => reason.sentence(),
			Self::Credential(CredentialReason::OtherChain { genesis_hash }) => {
				format!("It is of another chain, whose first block is {genesis_hash:?}.")
			},
			Self::Credential(CredentialReason::ContentMismatch { at }) if at.is_empty() => {
				"It says something else than the chain.".to_owned()
			},
			Self::Credential(CredentialReason::ContentMismatch { at }) => {
				format!("It says something else than the chain at {at}.")
			},
		}
	}
}

/// The runtime's answer to "is this certificate valid?".
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Verification {
	pub invalid: Option<InvalidReason>,
	pub time: Moment,
	pub dossier: Option<Dossier>,
}

/// JSON-RPC's answer to "is this credential valid?".
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CredentialVerification {
	pub block_hash: H256,
	pub valid: bool,
	pub reason: Option<Objection>,
	pub time: Moment,
	pub certificate: Option<Certificate>,
	pub survives_issuer: Option<bool>,
	pub issuer_chain: Vec<IssuerLink>,
	pub network_closed_at: Option<Moment>,
	pub listed: Option<StatusPurpose>,
}

/// What either of them says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
	/// Why it is not valid; `None` if it is.
	pub objection: Option<Objection>,
	pub time: Moment,
	pub dossier: Option<Dossier>,
}

impl From<Verification> for Judgement {
	fn from(Verification { invalid, time, dossier }: Verification) -> Self {
		Self { objection: invalid.map(Objection::Certificate), time, dossier }
	}
}

impl CredentialVerification {
	/// What it says of the block of this hash; `None` if it is of another block, or if it says that something is valid
	/// and why it is not, or neither.
	pub fn judgement(self, block: &H256) -> Option<Judgement> {
		if self.block_hash != *block || self.valid != self.reason.is_none() {
			return None;
		}
		let dossier = self.certificate.zip(self.survives_issuer).map(|(certificate, survives_issuer)| Dossier {
			certificate,
			survives_issuer,
			chain: self.issuer_chain,
			closed_at: self.network_closed_at,
			listed: self.listed,
		});
		Some(Judgement { objection: self.reason, time: self.time, dossier })
	}
}
