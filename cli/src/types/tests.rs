//! These hold the types of the client against the chain's own, as its metadata describes them.

use super::*;
use civitas_primitives::certification as chain;
use codec::{Decode, Encode};
use scale_info::{PortableRegistry, Registry, TypeInfo};
use serde_json::Value;
use subxt::utils::AccountId32;

/// An account in the encoding of the chain's, whose type in the metadata is a tuple of 32 bytes too.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
struct Account([u8; 32]);

impl serde::Serialize for Account {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		AccountId32(self.0).serialize(serializer)
	}
}

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

/// The names of the members of an object, and of objects in it.
fn names(value: &Value) -> Vec<String> {
	match value {
		Value::Object(members) => {
			let inner = |(name, value): (&String, &Value)| {
				let below = names(value).into_iter().map(move |below| format!("{name}.{below}"));
				std::iter::once(name.clone()).chain(below).collect::<Vec<_>>()
			};
			let mut all: Vec<_> = members.iter().flat_map(inner).collect();
			all.sort();
			all
		},
		Value::Array(items) => items.first().map(names).unwrap_or_default(),
		_ => Vec::new(),
	}
}

/// That the client can read what the chain writes, and calls everything by the same names as JSON-RPC does.
fn assert_same<T: Encode + TypeInfo + Serialize + 'static, Client: DecodeAsType + Serialize>(value: &T) -> Value {
	let json = |value: Result<Value, _>| value.expect("it has a form in JSON");
	let client = json(serde_json::to_value(read::<T, Client>(value)));
	assert_eq!(names(&client), names(&json(serde_json::to_value(value))));
	client
}

fn change(at: u64, state: chain::State) -> chain::Change {
	chain::Change { at, state, reason: chain::Reason::CertificateHold, level: chain::Level(3) }
}

fn certificate() -> chain::info::CertificateInfo<Account> {
	chain::info::CertificateInfo {
		id: [1; 32].into(),
		member: Some(9),
		network: 7,
		schema: [2; 32].into(),
		accreditation: 8,
		issuer: Account([3; 32]),
		subject: Account([4; 32]),
		claims: [5; 32].into(),
		record: "{\"name\":\"Zoë\"}".into(),
		evidence: Some([6; 32].into()),
		search_key: Some([7; 32].into()),
		issued_at: 1_735_689_600_000,
		valid_from: 1_735_689_600_001,
		valid_until: Some(1_735_689_600_002),
		accepted: true,
		state: chain::State::Suspended,
		history: vec![change(1_735_689_600_000, chain::State::Active), change(5, chain::State::Suspended)],
		predecessor: Some([8; 32].into()),
		successor: None,
	}
}

fn terms() -> chain::info::Terms {
	let scope = chain::info::Scope::Schemas(vec![[2; 32].into(), [3; 32].into()]);
	chain::info::Terms { scope, valid_until: Some(9), quota: Some(10), depth: 3 }
}

#[test]
fn choices_are_those_of_the_chain() {
	fn assert_choices<Client, T>(of_chain: &[T])
	where
		Client: ValueEnum + Copy + std::fmt::Debug + PartialEq + DecodeAsType + EncodeAsType + Serialize,
		T: Copy + std::fmt::Debug + PartialEq + Encode + Decode + TypeInfo + Serialize + 'static,
	{
		assert_eq!(Client::value_variants().len(), of_chain.len());
		for (client, of_chain) in Client::value_variants().iter().zip(of_chain) {
			assert_eq!(read::<_, Client>(of_chain), *client);
			assert_eq!(written::<T>(client), *of_chain);
			// Typed, printed, and in JSON the name is that of the chain's JSON-RPC.
			let name = Value::from(name_of(*client));
			assert_eq!(serde_json::to_value(client).ok(), Some(name.clone()));
			assert_eq!(serde_json::to_value(of_chain).ok(), Some(name));
		}
	}
	use chain::{Reason as R, State as S};
	assert_choices::<Reason, _>(&[
		R::Unspecified,
		R::KeyCompromise,
		R::IssuerCompromise,
		R::AffiliationChanged,
		R::Superseded,
		R::CessationOfOperation,
		R::CertificateHold,
		R::PrivilegeWithdrawn,
	]);
	let states = [S::Active, S::Pending, S::Suspended, S::Revoked, S::Superseded, S::Declined, S::Surrendered];
	assert_choices::<State, _>(&states);
	assert_choices::<Membership, _>(&[chain::info::Membership::Closed, chain::info::Membership::Open]);
	assert_choices::<StatusPurpose, _>(&[chain::StatusPurpose::Revocation, chain::StatusPurpose::Suspension]);
}

#[test]
fn kinds_are_those_of_the_chain() {
	use chain::SchemaKind as Kind;
	for (name, kind) in [("degree", Kind::DEGREE), ("kyc", Kind::KYC), ("age", Kind::AGE), ("other", Kind::OTHER)] {
		assert_eq!((parse_kind(name), kind_name(kind.0)), (Ok(kind.0), Some(name)));
	}
	assert_eq!(parse_kind("40000"), Ok(40_000));
	assert_eq!(kind_name(40_000), None);
	for wrong in ["", "Degree", "-1", "65536"] {
		assert!(parse_kind(wrong).is_err(), "{wrong}");
	}
}

#[test]
fn records_are_read() {
	let json = assert_same::<_, Network>(&chain::info::NetworkInfo {
		id: 7,
		operator: Account([1; 32]),
		offered_to: Some(Account([2; 32])),
		name: "Gilde ü".into(),
		policy_hash: [3; 32].into(),
		policy_uri: "https://example.org".into(),
		membership: chain::info::Membership::Open,
		founded_at: 1_735_689_600_000,
		closed_at: Some(1_735_689_600_001),
	});
	assert_eq!((&json["name"], &json["foundedAt"]), (&"Gilde ü".into(), &"2025-01-01T00:00:00Z".into()));

	let rules = chain::SchemaRules { needs_nullifier: true, ..Default::default() };
	let json = assert_same::<_, Schema>(&chain::info::SchemaInfo {
		id: [1; 32].into(),
		network: 7,
		kind: chain::SchemaKind::DEGREE,
		name: b"Degree".to_vec(),
		document_hash: [3; 32].into(),
		document_uri: Vec::new(),
		rules,
		max_validity: Some(1),
		supersedes: Some([4; 32].into()),
		superseded_by: Some([5; 32].into()),
		deprecated_at: Some(6),
	});
	assert_eq!((&json["kind"], &json["rules"]["needsNullifier"]), (&16.into(), &true.into()));

	let json = assert_same::<_, Batch>(&chain::info::BatchInfo {
		id: [1; 32].into(),
		network: 7,
		schema: [2; 32].into(),
		accreditation: 8,
		issuer: Account([3; 32]),
		root: [4; 32].into(),
		count: 10_000,
		valid_from: 1,
		valid_until: Some(2),
		state: chain::State::Active,
		history: vec![change(1, chain::State::Active)],
	});
	assert_eq!(json["history"][0]["level"], 3);

	let purpose = chain::StatusPurpose::Suspension;
	let list = chain::info::StatusListInfo { id: [1; 32].into(), owner: Account([2; 32]), purpose, length: 9 };
	assert_same::<_, StatusList>(&list);
	let json = assert_same::<_, Grant>(&chain::info::DocumentGrant {
		certificate: [1; 32].into(),
		document: [2; 32].into(),
		uri: b"https://example.org/d".to_vec(),
		grantee: Account([3; 32]),
		purpose: b"Employment".to_vec(),
		granted_at: 1,
		valid_until: None,
		accesses: 4,
		last_access: Some(5),
	});
	assert_eq!(json["purpose"], "Employment");
}

#[test]
fn accreditations_are_read() {
	let info = chain::info::AccreditationInfo {
		id: 5,
		network: 7,
		parent: Some(4),
		level: 2,
		holder: Account([2; 32]),
		terms: terms(),
		issued: 1,
		given: 2,
		state: chain::State::Suspended,
		history: vec![change(1, chain::State::Active), change(2, chain::State::Suspended)],
		holders: vec![(Account([1; 32]), 1), (Account([2; 32]), 2)],
	};
	let read: Accreditation = read(&info);
	assert_eq!((read.id, read.parent, read.level, read.holder), (5, Some(4), 2, AccountId32([2; 32])));
	assert_eq!(written::<chain::info::Terms>(&read.terms), terms());
	assert_eq!(read.holders[0], (AccountId32([1; 32]), 1));
	let json = serde_json::to_value(&read).expect("it has a form in JSON");
	assert_eq!(json["holders"][1]["since"], "1970-01-01T00:00:00.002Z");
	assert_eq!(json["terms"]["scope"]["schemas"][0], format!("0x{}", "02".repeat(32)));
	let all = Terms { scope: Scope::All, valid_until: None, quota: None, depth: 0 };
	assert_eq!(written::<chain::info::Terms>(&all).scope, chain::info::Scope::All);
	assert_eq!(serde_json::to_value(&all).expect("it has a form in JSON")["scope"], "all");
}

#[test]
fn verifications_are_read() {
	let link = chain::info::IssuerLink {
		accreditation: 5,
		holder: Account([3; 32]),
		valid_until: Some(6),
		history: vec![change(1, chain::State::Active)],
	};
	let answer = chain::Verification {
		invalid: Some(chain::InvalidReason::Revoked { at: 9, reason: chain::Reason::PrivilegeWithdrawn }),
		time: 10,
		dossier: Some(chain::Dossier {
			certificate: certificate(),
			survives_issuer: true,
			chain: vec![link.clone()],
			closed_at: Some(7),
			listed: Some(chain::StatusPurpose::Revocation),
		}),
	};
	let read_back: Verification = read(&answer);
	let reason = Reason::PrivilegeWithdrawn;
	assert_eq!((read_back.invalid, read_back.time), (Some(InvalidReason::Revoked { at: 9, reason }), 10));
	let dossier = read_back.dossier.expect("there is one");
	assert_eq!(dossier.certificate, read(&certificate()));
	assert!(dossier.survives_issuer);
	assert_eq!(dossier.chain, [read::<_, IssuerLink>(&link)]);
	assert_eq!((dossier.closed_at, dossier.listed), (Some(7), Some(StatusPurpose::Revocation)));
	let invalid = Some(chain::InvalidReason::Unknown);
	let unknown = chain::Verification::<Account> { invalid, time: 10, dossier: None };
	let read_back = Verification { invalid: Some(InvalidReason::Unknown), time: 10, dossier: None };
	assert_eq!(read::<_, Verification>(&unknown), read_back);
}

#[test]
fn certificates_are_read_and_are_json() {
	let json = assert_same::<_, Certificate>(&certificate());
	assert_eq!(json["issuedAt"], "2025-01-01T00:00:00Z");
	assert_eq!(json["validUntil"], "2025-01-01T00:00:00.002Z");
	assert_eq!(json["history"][1]["state"], "suspended");
	assert_eq!(json["history"][1]["reason"], "certificateHold");
	assert_eq!(json["record"], "{\"name\":\"Zoë\"}");
	assert_eq!(json["schema"], format!("0x{}", "02".repeat(32)));
	assert_eq!(json["issuer"], AccountId32([3; 32]).to_string());
}

#[test]
fn all_reasons_for_being_invalid_are_read() {
	use chain::{InvalidReason as Chain, State as S};
	let reason = chain::Reason::Superseded;
	let fallen = |state| Chain::IssuerNotAccredited { accreditation: 1, state, since: 2 };
	for invalid in [
		Chain::Unknown,
		Chain::ProofInvalid,
		Chain::NetworkMismatch { network: 1 },
		Chain::SchemaMismatch { schema: [1; 32].into() },
		Chain::SubjectMismatch,
		Chain::ClaimsMismatch,
		Chain::NotYetIssued { issued_at: 1 },
		Chain::NotAccepted,
		Chain::Declined { at: 1 },
		Chain::Revoked { at: 1, reason },
		Chain::Surrendered { at: 1 },
		Chain::Superseded { at: 1, by: Some([1; 32].into()) },
		Chain::Superseded { at: 1, by: None },
		Chain::Suspended { at: 1, reason },
		Chain::StatusListed { purpose: chain::StatusPurpose::Revocation },
		Chain::StatusListed { purpose: chain::StatusPurpose::Suspension },
		Chain::NotYetValid { valid_from: 1 },
		Chain::Expired { valid_until: 1 },
		fallen(S::Active),
		fallen(S::Suspended),
		Chain::NetworkClosed { at: 1 },
	] {
		// In JSON it is what the chain's JSON-RPC says, but for the times.
		let json = assert_same::<_, InvalidReason>(&invalid);
		assert_eq!(json["code"], serde_json::to_value(&invalid).expect("it has a form in JSON")["code"]);
		assert!(!read::<_, InvalidReason>(&invalid).sentence().is_empty());
		let objection: Objection =
			serde_json::from_value(serde_json::to_value(&invalid).expect("it has a form in JSON"))
				.expect("the client can read it");
		assert_eq!(objection, Objection::Certificate(read(&invalid)));
	}
}

#[test]
fn what_the_node_says_of_a_credential_is_read() {
	let block = H256::repeat_byte(9);
	let mut shown = serde_json::to_value(certificate()).expect("it has a form in JSON");
	// JSON-RPC shows a record as the text that it is.
	shown["record"] = "{\"name\":\"Zoë\"}".into();
	let link = chain::info::IssuerLink {
		accreditation: 5,
		holder: Account([3; 32]),
		valid_until: Some(6),
		history: vec![change(1, chain::State::Active)],
	};
	let answer = serde_json::json!({
		"blockHash": block,
		"blockNumber": 12,
		"valid": true,
		"reason": null,
		"time": 10,
		"certificate": shown,
		"survivesIssuer": true,
		"issuerChain": [link],
		"networkClosedAt": 7,
		"listed": "revocation",
	});
	let judge = |answer: &Value, block: &H256| {
		let answer = CredentialVerification::deserialize(answer).expect("the client can read it");
		answer.judgement(block)
	};
	let dossier = Dossier {
		certificate: read(&certificate()),
		survives_issuer: true,
		chain: vec![read(&link)],
		closed_at: Some(7),
		listed: Some(StatusPurpose::Revocation),
	};
	let expected = Judgement { objection: None, time: 10, dossier: Some(dossier.clone()) };
	assert_eq!(judge(&answer, &block), Some(expected));
	assert_eq!(judge(&answer, &H256::zero()), None, "it is about another block");

	let changed = |changes: Value| {
		let mut changed = answer.clone();
		for (name, value) in changes.as_object().expect("it is an object") {
			changed[name] = value.clone();
		}
		judge(&changed, &block)
	};
	let other = CredentialReason::OtherChain { genesis_hash: H256::zero() };
	let differs = CredentialReason::ContentMismatch { at: "/name".to_owned() };
	for reason in [Objection::Credential(other), Objection::Credential(differs)] {
		let found = changed(serde_json::json!({ "valid": false, "reason": reason }));
		assert!(!reason.sentence().is_empty());
		assert_eq!(found, Some(Judgement { objection: Some(reason), time: 10, dossier: Some(dossier.clone()) }));
	}
	// It cannot be valid and not so.
	assert_eq!(changed(serde_json::json!({ "valid": false })), None);
	assert_eq!(changed(serde_json::json!({ "reason": { "code": "subjectMismatch" } })), None);

	let nothing = serde_json::json!({
		"valid": false,
		"reason": { "code": "unknown" },
		"certificate": null,
		"survivesIssuer": null,
		"issuerChain": [],
		"networkClosedAt": null,
		"listed": null,
	});
	let objection = Some(Objection::Certificate(InvalidReason::Unknown));
	assert_eq!(changed(nothing), Some(Judgement { objection, time: 10, dossier: None }));
}

#[test]
fn a_certificate_without_a_record_has_none() {
	let private = chain::info::CertificateInfo { record: Vec::new(), ..certificate() };
	let json = assert_same::<_, Certificate>(&private);
	assert_eq!(json["record"], Value::Null);
}

#[test]
fn commitments_are_read() {
	/// What the chain stores, with a ticket that is not the client's business.
	#[derive(Encode, TypeInfo)]
	struct Record {
		at: u32,
		ticket: u128,
	}
	assert_eq!(read::<_, NullifierCommitment>(&Record { at: 7, ticket: 8 }), NullifierCommitment { at: 7 });
}

#[test]
fn pages_are_read() {
	let page = civitas_primitives::Page { items: vec![certificate()], next: Some([8u8; 32].into()) };
	let page: Page<Certificate, H256> = read::<civitas_primitives::Page<_, chain::CertificateId>, _>(&page);
	assert_eq!(page.items, [read::<_, Certificate>(&certificate())]);
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
	let certificate: Certificate = read(&certificate());
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

#[test]
fn what_calls_are_made_with_is_written() {
	let content = Content {
		claims: H256::repeat_byte(1),
		record: b"{}".to_vec(),
		evidence: Some(H256::repeat_byte(2)),
		search_key: None,
		valid_from: Some(3),
		valid_until: None,
	};
	assert_eq!(
		written::<chain::Content>(&content),
		chain::Content {
			claims: [1; 32].into(),
			record: b"{}".to_vec(),
			evidence: Some([2; 32].into()),
			search_key: None,
			valid_from: Some(3),
			valid_until: None,
		}
	);
	let rules = SchemaRules { public_record: true, subject_is_identity: true, ..SchemaRules::default() };
	let schema = SchemaContent {
		kind: 16,
		name: b"Degree".to_vec(),
		document_hash: H256::repeat_byte(1),
		document_uri: Vec::new(),
		rules,
		max_validity: Some(2),
		supersedes: None,
	};
	let of_chain = written::<chain::SchemaContent>(&schema);
	assert_eq!(
		(of_chain.kind, of_chain.name, of_chain.max_validity),
		(chain::SchemaKind::DEGREE, schema.name, Some(2))
	);
	let expected = chain::SchemaRules { public_record: true, subject_is_identity: true, ..Default::default() };
	assert_eq!(of_chain.rules, expected);

	let member = Member { index: 3, subject: AccountId32([4; 32]), claims: H256::repeat_byte(5) };
	let presented = PresentedMember { member, proof: vec![H256::repeat_byte(6)] };
	assert_eq!(
		written::<chain::info::PresentedMember<Account>>(&presented),
		chain::info::PresentedMember {
			member: chain::Member { index: 3, subject: Account([4; 32]), claims: [5; 32].into() },
			proof: chain::MerkleProof(vec![[6; 32].into()]),
		}
	);
	let reveal = NullifierReveal { nullifier: H256::repeat_byte(1), salt: H256::repeat_byte(2) };
	let of_chain = written::<chain::NullifierReveal>(&reveal);
	assert_eq!((of_chain.nullifier.0, of_chain.salt.0), ([1; 32], [2; 32]));
}

#[test]
fn an_identifier_says_under_which_accreditation() {
	let mut id = H256::repeat_byte(0xff);
	id.0[..8].copy_from_slice(&513u64.to_be_bytes());
	assert_eq!(accreditation_of(&id), chain::accreditation_of(&id.0.into()));
	assert_eq!(accreditation_of(&id), 513);
}
