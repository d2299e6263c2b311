//! What the client sends to and reads from the pallet `Certification`, field by field under the names that the chain's
//! metadata gives them: fields that the chain adds are ignored, fields that it lacks are errors.

use crate::{
	arguments,
	moment::{self, Moment},
	output::Table,
};
use clap::ValueEnum;
use serde::Serialize;
use subxt::{
	ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType},
	utils::{AccountId32, H256},
};

/// Call `found_network`.
#[derive(Debug, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct FoundNetwork {
	pub name: Vec<u8>,
	pub policy_hash: H256,
	pub policy_uri: Vec<u8>,
}

/// Call `register_schema`.
#[derive(Debug, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct RegisterSchema {
	pub network: u32,
	pub name: Vec<u8>,
	pub document_hash: H256,
	pub document_uri: Vec<u8>,
	pub max_validity: Option<Moment>,
}

/// Call `accredit`.
#[derive(Debug, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Accredit {
	pub network: u32,
	pub issuer: AccountId32,
	pub valid_until: Option<Moment>,
}

/// Call `withdraw_accreditation`.
#[derive(Debug, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct WithdrawAccreditation {
	pub network: u32,
	pub issuer: AccountId32,
}

/// Call `issue`.
#[derive(Debug, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Issue {
	pub network: u32,
	pub schema: H256,
	pub subject: AccountId32,
	pub claims: H256,
	pub valid_from: Option<Moment>,
	pub valid_until: Option<Moment>,
}

/// Call `revoke`.
#[derive(Debug, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Revoke {
	pub certificate: H256,
	pub reason: RevocationReason,
}

/// Event `NetworkFounded`.
#[derive(Debug, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct NetworkFounded {
	pub network: u32,
	pub operator: AccountId32,
}

/// Event `SchemaRegistered`.
#[derive(Debug, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct SchemaRegistered {
	pub network: u32,
	pub schema: H256,
}

/// Event `IssuerAccredited`.
#[derive(Debug, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[serde(rename_all = "camelCase")]
pub struct IssuerAccredited {
	pub network: u32,
	pub issuer: AccountId32,
	#[serde(serialize_with = "moment::serialize_option")]
	pub valid_until: Option<Moment>,
}

/// Event `AccreditationWithdrawn`.
#[derive(Debug, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct AccreditationWithdrawn {
	pub network: u32,
	pub issuer: AccountId32,
}

/// Event `CertificateIssued`.
#[derive(Debug, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct CertificateIssued {
	pub certificate: H256,
	pub network: u32,
	pub schema: H256,
	pub issuer: AccountId32,
	pub subject: AccountId32,
	pub claims: H256,
}

/// Event `CertificateRevoked`.
#[derive(Debug, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct CertificateRevoked {
	pub certificate: H256,
	pub by: AccountId32,
	pub reason: RevocationReason,
}

/// A record of the map `Networks`.
#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Network {
	pub operator: AccountId32,
	pub name: Vec<u8>,
	pub policy_hash: H256,
	pub policy_uri: Vec<u8>,
}

/// A record of the map `Schemas`.
#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Schema {
	pub network: u32,
	pub name: Vec<u8>,
	pub document_hash: H256,
	pub document_uri: Vec<u8>,
	pub max_validity: Option<Moment>,
	pub depositor: AccountId32,
}

/// Why a certificate was revoked: the vocabulary of RFC 5280, section 5.3.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, DecodeAsType, EncodeAsType, Serialize, ValueEnum)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
#[serde(rename_all = "camelCase")]
#[value(rename_all = "camelCase")]
pub enum RevocationReason {
	/// No reason is given.
	Unspecified,
	/// A key of the subject is in other hands.
	KeyCompromise,
	/// The issuer itself was compromised.
	IssuerCompromise,
	/// The subject is no longer what the certificate says of it: it left, moved, or changed its name.
	AffiliationChanged,
	/// Another certificate took its place.
	Superseded,
	/// What the certificate was for has ended.
	CessationOfOperation,
	/// What the certificate granted was taken back.
	PrivilegeWithdrawn,
}

impl RevocationReason {
	/// As it is typed and printed.
	pub fn name(self) -> String {
		self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
	}
}

/// That a certificate was revoked.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Revocation {
	#[serde(serialize_with = "moment::serialize")]
	pub at: Moment,
	pub by: AccountId32,
	pub reason: RevocationReason,
}

/// A certificate as the runtime shows it.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[serde(rename_all = "camelCase")]
pub struct Certificate {
	pub id: H256,
	pub network: u32,
	pub schema: H256,
	pub issuer: AccountId32,
	pub subject: AccountId32,
	pub claims: H256,
	#[serde(serialize_with = "moment::serialize")]
	pub issued_at: Moment,
	#[serde(serialize_with = "moment::serialize")]
	pub valid_from: Moment,
	#[serde(serialize_with = "moment::serialize_option")]
	pub valid_until: Option<Moment>,
	pub revocation: Option<Revocation>,
}

impl Certificate {
	/// For people.
	pub fn table(&self) -> Table {
		let table = Table::default()
			.hash("Certificate", &self.id)
			.row("Network", self.network.to_string())
			.hash("Schema", &self.schema)
			.row("Issuer", self.issuer.to_string())
			.row("Subject", self.subject.to_string())
			.hash("Claims", &self.claims)
			.row("Issued", moment::show(self.issued_at))
			.row("Valid from", moment::show(self.valid_from))
			.row("Valid until", moment::show_or(self.valid_until, "no end"));
		match &self.revocation {
			None => table.row("Revoked", "no"),
			Some(Revocation { at, by, reason }) => {
				table.row("Revoked", format!("{}, by {by} ({})", moment::show(*at), reason.name()))
			},
		}
	}
}

/// A page of certificates.
#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Page {
	pub items: Vec<Certificate>,
	pub next: Option<H256>,
}

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
	/// The hash of the document, which is computed rather than typed.
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
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "code")]
pub enum InvalidReason {
	Unknown,
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
	Revoked {
		#[serde(serialize_with = "moment::serialize")]
		at: Moment,
		reason: RevocationReason,
	},
	NotYetValid {
		#[serde(serialize_with = "moment::serialize")]
		valid_from: Moment,
	},
	Expired {
		#[serde(serialize_with = "moment::serialize")]
		valid_until: Moment,
	},
}

impl InvalidReason {
	/// For people.
	pub fn sentence(&self) -> String {
		match self {
			Self::Unknown => "There is no certificate of this identifier.".to_owned(),
			Self::NetworkMismatch { network } => format!("It belongs to network {network}, not to the one expected."),
			Self::SchemaMismatch { schema } => format!("It is of schema {schema:?}, not of the one expected."),
			Self::SubjectMismatch => "It is about another subject than the one expected.".to_owned(),
			Self::ClaimsMismatch => "It certifies another document than the one given.".to_owned(),
			Self::NotYetIssued { issued_at } => format!("It was issued only at {}.", moment::show(*issued_at)),
			Self::Revoked { at, reason } => format!("It was revoked at {} ({}).", moment::show(*at), reason.name()),
			Self::NotYetValid { valid_from } => format!("It is valid only from {} on.", moment::show(*valid_from)),
			Self::Expired { valid_until } => format!("It was valid only until {}.", moment::show(*valid_until)),
		}
	}
}

/// The answer to "is this certificate valid?".
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Verification {
	pub invalid: Option<InvalidReason>,
	pub time: Moment,
	pub certificate: Option<Certificate>,
}

/// These hold the types above against the chain's own, as its metadata describes them.
#[cfg(test)]
mod tests {
	use super::*;
	use civitas_primitives::certification as chain;
	use codec::{Decode, Encode};
	use scale_info::{PortableRegistry, Registry, TypeInfo};

	/// An account in the encoding of the chain's, whose type in the metadata is a tuple of 32 bytes too.
	#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
	struct Account([u8; 32]);

	fn registry<T: TypeInfo + 'static>() -> (u32, PortableRegistry) {
		let mut types = Registry::new();
		let id = types.register_type(&scale_info::meta_type::<T>()).id;
		(id, types.into())
	}

	/// Read as the client does what the chain writes.
	fn read<T: Encode + TypeInfo + 'static, Client: DecodeAsType>(value: &T) -> Client {
		let (id, types) = registry::<T>();
		let bytes = value.encode();
		let mut rest = bytes.as_slice();
		let read = Client::decode_as_type(&mut rest, id, &types).expect("the client can read it");
		assert!(rest.is_empty(), "the client reads all of it");
		read
	}

	/// Read as the chain does what the client writes.
	fn written<T: Decode + TypeInfo + 'static>(value: &impl EncodeAsType) -> T {
		let (id, types) = registry::<T>();
		let bytes = value.encode_as_type(id, &types).expect("the client can write it");
		let mut rest = bytes.as_slice();
		let written = T::decode(&mut rest).expect("the chain can read it");
		assert!(rest.is_empty(), "the chain reads all of it");
		written
	}

	fn of_chain(revocation: Option<chain::Revocation<Account>>) -> chain::CertificateInfo<Account> {
		chain::CertificateInfo {
			id: [1; 32].into(),
			network: 7,
			schema: [2; 32].into(),
			issuer: Account([3; 32]),
			subject: Account([4; 32]),
			claims: [5; 32].into(),
			issued_at: 1_735_689_600_000,
			valid_from: 1_735_689_600_001,
			valid_until: Some(1_735_689_600_002),
			revocation,
		}
	}

	fn of_client(revocation: Option<Revocation>) -> Certificate {
		Certificate {
			id: H256::repeat_byte(1),
			network: 7,
			schema: H256::repeat_byte(2),
			issuer: AccountId32([3; 32]),
			subject: AccountId32([4; 32]),
			claims: H256::repeat_byte(5),
			issued_at: 1_735_689_600_000,
			valid_from: 1_735_689_600_001,
			valid_until: Some(1_735_689_600_002),
			revocation,
		}
	}

	const REASONS: [(RevocationReason, chain::RevocationReason, &str); 7] = [
		(RevocationReason::Unspecified, chain::RevocationReason::Unspecified, "unspecified"),
		(RevocationReason::KeyCompromise, chain::RevocationReason::KeyCompromise, "keyCompromise"),
		(RevocationReason::IssuerCompromise, chain::RevocationReason::IssuerCompromise, "issuerCompromise"),
		(RevocationReason::AffiliationChanged, chain::RevocationReason::AffiliationChanged, "affiliationChanged"),
		(RevocationReason::Superseded, chain::RevocationReason::Superseded, "superseded"),
		(RevocationReason::CessationOfOperation, chain::RevocationReason::CessationOfOperation, "cessationOfOperation"),
		(RevocationReason::PrivilegeWithdrawn, chain::RevocationReason::PrivilegeWithdrawn, "privilegeWithdrawn"),
	];

	#[test]
	fn reasons_are_those_of_the_chain() {
		assert_eq!(RevocationReason::value_variants().len(), REASONS.len());
		for (client, chain, name) in REASONS {
			assert_eq!(read::<_, RevocationReason>(&chain), client);
			assert_eq!(written::<chain::RevocationReason>(&client), chain);
			// Typed, printed, and in JSON the name is that of the chain's JSON-RPC.
			assert_eq!(client.name(), name);
			assert_eq!(RevocationReason::from_str(name, false), Ok(client));
			assert_eq!(serde_json::to_value(client).ok(), serde_json::to_value(chain).ok());
		}
	}

	#[test]
	fn verifications_are_read() {
		let revocation =
			chain::Revocation { at: 9, by: Account([6; 32]), reason: chain::RevocationReason::PrivilegeWithdrawn };
		let answer = chain::Verification {
			invalid: Some(chain::InvalidReason::Revoked { at: 9, reason: chain::RevocationReason::PrivilegeWithdrawn }),
			time: 10,
			certificate: Some(of_chain(Some(revocation))),
		};
		let reason = RevocationReason::PrivilegeWithdrawn;
		assert_eq!(
			read::<_, Verification>(&answer),
			Verification {
				invalid: Some(InvalidReason::Revoked { at: 9, reason }),
				time: 10,
				certificate: Some(of_client(Some(Revocation { at: 9, by: AccountId32([6; 32]), reason }))),
			}
		);
		let unknown = chain::Verification::<Account> {
			invalid: Some(chain::InvalidReason::Unknown),
			time: 10,
			certificate: None,
		};
		assert_eq!(
			read::<_, Verification>(&unknown),
			Verification { invalid: Some(InvalidReason::Unknown), time: 10, certificate: None }
		);
	}

	#[test]
	fn all_reasons_for_being_invalid_are_read() {
		use chain::InvalidReason as Chain;
		let reason = chain::RevocationReason::Superseded;
		for invalid in [
			Chain::Unknown,
			Chain::NetworkMismatch { network: 1 },
			Chain::SchemaMismatch { schema: [1; 32].into() },
			Chain::SubjectMismatch,
			Chain::ClaimsMismatch,
			Chain::NotYetIssued { issued_at: 1 },
			Chain::Revoked { at: 1, reason },
			Chain::NotYetValid { valid_from: 1 },
			Chain::Expired { valid_until: 1 },
		] {
			let read = read::<_, InvalidReason>(&invalid);
			assert!(!read.sentence().is_empty());
			// In JSON it is what the chain's JSON-RPC says, but for the times.
			let json = |value: Result<serde_json::Value, _>| value.expect("it has a form in JSON");
			let (client, chain) = (json(serde_json::to_value(&read)), json(serde_json::to_value(&invalid)));
			assert_eq!(client["code"], chain["code"]);
			let names =
				|value: serde_json::Value| value.as_object().map(|object| object.keys().cloned().collect::<Vec<_>>());
			assert_eq!(names(client), names(chain));
		}
	}

	#[test]
	fn pages_are_read() {
		let page = civitas_primitives::Page { items: vec![of_chain(None)], next: Some([8u8; 32].into()) };
		let page: Page = read::<civitas_primitives::Page<_, chain::CertificateId>, _>(&page);
		assert_eq!(page.items, [of_client(None)]);
		assert_eq!(page.next, Some(H256::repeat_byte(8)));
	}

	#[test]
	fn expectations_are_written() {
		let expected = Expected {
			network: Some(7),
			schema: Some(H256::repeat_byte(2)),
			subject: Some(AccountId32([4; 32])),
			claims: Some(H256::repeat_byte(5)),
		};
		assert_eq!(
			written::<chain::Expected<Account>>(&expected),
			chain::Expected {
				network: Some(7),
				schema: Some([2; 32].into()),
				subject: Some(Account([4; 32])),
				claims: Some([5; 32].into()),
			}
		);
		assert_eq!(written::<chain::Expected<Account>>(&Expected::default()), chain::Expected::default());
	}

	#[test]
	fn expectations_are_compared() {
		let certificate = of_client(None);
		assert!(Expected::default().agrees(&certificate));
		let all = Expected {
			network: Some(7),
			schema: Some(certificate.schema),
			subject: Some(certificate.subject),
			claims: Some(certificate.claims),
		};
		assert!(all.agrees(&certificate));
		assert!(!Expected { network: Some(8), ..all.clone() }.agrees(&certificate));
		assert!(!Expected { schema: Some(H256::zero()), ..all.clone() }.agrees(&certificate));
		assert!(!Expected { subject: Some(certificate.issuer), ..all.clone() }.agrees(&certificate));
		assert!(!Expected { claims: Some(H256::zero()), ..all }.agrees(&certificate));
	}

	/// Records are stored with their texts in bounded vectors, which the metadata shows as structs around vectors.
	#[test]
	fn records_are_read_with_fields_that_the_client_does_not_know() {
		#[derive(Encode, TypeInfo)]
		struct Bounded(Vec<u8>);
		#[derive(Encode, TypeInfo)]
		struct Record {
			operator: Account,
			name: Bounded,
			policy_hash: civitas_primitives::ContentHash,
			policy_uri: Bounded,
			ticket: (u64, u128),
		}
		let record = Record {
			operator: Account([1; 32]),
			name: Bounded(b"Guild".to_vec()),
			policy_hash: [2; 32].into(),
			policy_uri: Bounded(Vec::new()),
			ticket: (1, 2),
		};
		let network: Network = read(&record);
		assert_eq!((network.operator, network.name), (AccountId32([1; 32]), b"Guild".to_vec()));
		assert_eq!((network.policy_hash, network.policy_uri), (H256::repeat_byte(2), Vec::new()));
	}

	#[test]
	fn certificates_are_json() {
		let reason = RevocationReason::KeyCompromise;
		let revoked = of_client(Some(Revocation { at: 1_735_689_600_000, by: AccountId32([3; 32]), reason }));
		let json = serde_json::to_value(&revoked).expect("it has a form in JSON");
		assert_eq!(json["issuedAt"], "2025-01-01T00:00:00Z");
		assert_eq!(json["validUntil"], "2025-01-01T00:00:00.002Z");
		assert_eq!(json["revocation"]["at"], "2025-01-01T00:00:00Z");
		assert_eq!(json["revocation"]["reason"], "keyCompromise");
		assert_eq!(json["schema"], format!("0x{}", "02".repeat(32)));
		assert_eq!(json["issuer"], AccountId32([3; 32]).to_string());
	}
}
