//! A chain: a faculty below a university, its certificates, a batch and a status list.

use crate::forms::{claims, names::did_of};
use civitas_credentials::Document;
use civitas_primitives::{
	certification::{
		info::{
			AccreditationInfo, BatchInfo, CertificateInfo, IssuerLink, Membership, NetworkInfo, PresentedMember,
			SchemaInfo, Scope, StatusListInfo, Terms,
		},
		merkle::{includes, MerkleTree},
		status_list::{locate, PAGE_BYTES},
		AccreditationId, Change, Dossier, Expected, InvalidReason, Level, Member, NetworkId, Reason, SchemaId,
		SchemaKind, SchemaRules, State, StatusPurpose, Verification,
	},
	identity::document::DomainLink,
	Moment, Page, Text,
};
use codec::Encode;
use serde_json::Value;
use sp_core::{crypto::AccountId32, ConstU32, H256};
use sp_io::hashing::sha2_256;
use std::sync::LazyLock;

/// 2023-11-14T22:13:20Z
pub const NOW: Moment = 1_700_000_000_000;
pub const ISSUED: Moment = NOW - 1_000_000;
pub const VALID_FROM: Moment = NOW - 500_000;
pub const VALID_UNTIL: Moment = NOW + 1_000_500;
/// Before anything is suspended.
const LAPSED_AT: Moment = NOW - 2_000;

pub const NETWORK: NetworkId = 7;
pub const DEGREE: SchemaId = H256::repeat_byte(0xd1);
pub const UNIVERSITY: AccreditationId = 4;
pub const FACULTY: AccreditationId = 5;
/// It was suspended.
pub const FALLEN: AccreditationId = 6;
/// It was revoked.
pub const CLOSED: AccreditationId = 7;
/// It is below [`CLOSED`], and was suspended.
pub const ORPHAN: AccreditationId = 8;
const ACCREDITATIONS: [AccreditationId; 5] = [UNIVERSITY, FACULTY, FALLEN, CLOSED, ORPHAN];

/// Certifies the example badge.
pub const BADGE: H256 = H256::repeat_byte(0xa1);
pub const REVOKED: H256 = H256::repeat_byte(0xa2);
/// A public record that is JSON.
pub const RECORD: H256 = H256::repeat_byte(0xa3);
/// A public record that is not.
pub const TEXT: H256 = H256::repeat_byte(0xa4);
/// A public record of an achievement.
pub const LEARNER: H256 = H256::repeat_byte(0xa5);
/// Certifies the root over [`fields`].
pub const FIELDS: H256 = H256::repeat_byte(0xa6);
pub const SUSPENDED: H256 = H256::repeat_byte(0xa7);
pub const EXPIRED: H256 = H256::repeat_byte(0xa8);
/// Certifies a credential that has a proof already.
pub const SIGNED: H256 = H256::repeat_byte(0xa9);
/// It had expired, and then it was suspended.
pub const LAPSED: H256 = H256::repeat_byte(0xaa);
/// Of [`ORPHAN`].
pub const ORPHANED: H256 = H256::repeat_byte(0xab);
/// By the operator of the network.
pub const OPERATED: H256 = H256::repeat_byte(0xac);
pub const ALL: [H256; 12] =
	[BADGE, REVOKED, RECORD, TEXT, LEARNER, FIELDS, SUSPENDED, EXPIRED, SIGNED, LAPSED, ORPHANED, OPERATED];

pub const BATCH: H256 = H256::repeat_byte(0xb1);
/// A batch of [`FALLEN`].
pub const FALLEN_BATCH: H256 = H256::repeat_byte(0xb2);
/// A batch that had expired, and then was suspended.
pub const LAPSED_BATCH: H256 = H256::repeat_byte(0xb3);
/// A batch of [`ORPHAN`].
pub const ORPHANED_BATCH: H256 = H256::repeat_byte(0xb4);
const BATCHES: [H256; 4] = [BATCH, FALLEN_BATCH, LAPSED_BATCH, ORPHANED_BATCH];
pub const COUNT: u32 = 4_200;
/// On the second page.
pub const REVOKED_MEMBER: u32 = 4_150;
pub const SUSPENDED_MEMBER: u32 = 2;

pub const LIST: H256 = H256::repeat_byte(0xc1);

pub fn issuer() -> AccountId32 {
	AccountId32::new([2; 32])
}

pub fn subject() -> AccountId32 {
	AccountId32::new([3; 32])
}

/// Who attests that the website of the example badge, and [`WEBSITE`], are those of the issuer.
pub fn attester() -> AccountId32 {
	AccountId32::new([4; 32])
}

/// Who attests [`WEBSITE`] too, and did [`FORMER_WEBSITE`].
pub fn stranger() -> AccountId32 {
	AccountId32::new([5; 32])
}

pub const WEBSITE: &str = "university.example";
/// The attestation has expired.
pub const FORMER_WEBSITE: &str = "former.example";

fn attestations() -> Vec<DomainLink<AccountId32>> {
	[
		("school.riverside.example", attester(), VALID_UNTIL),
		(WEBSITE, attester(), NOW),
		(WEBSITE, stranger(), VALID_UNTIL),
		(FORMER_WEBSITE, attester(), NOW - 1),
	]
	.map(|(domain, verifier, valid_until)| DomainLink {
		identity: issuer(),
		domain: domain.into(),
		verifier,
		attested_at: ISSUED,
		valid_until,
	})
	.to_vec()
}

/// The example, awarded before the time of the block.
pub fn badge() -> Value {
	let example = include_str!("../../../../../docs/examples/open-badge.json");
	let mut badge: Value = serde_json::from_str(example).expect("the example is JSON");
	badge["validFrom"] = "2023-03-14T00:00:00Z".into();
	badge
}

pub fn signed_badge() -> Value {
	let mut badge = badge();
	badge["proof"] = serde_json::json!({ "type": "DataIntegrityProof" });
	badge
}

/// How many there are of [`fields`].
pub const FIELD_COUNT: u32 = 3;

pub fn fields() -> Vec<claims::DisclosedField> {
	let field = |index: u32, name: &str, value: Value| claims::DisclosedField {
		index,
		salt: H256::repeat_byte(0x50 + index as u8),
		name: name.into(),
		value: value.try_into().expect("it is I-JSON"),
		proof: Default::default(),
	};
	let mut fields =
		vec![field(0, "/name", "Ada".into()), field(1, "/born", "1815-12-10".into()), field(2, "/marks/0", 1.into())];
	let tree = MerkleTree::new(fields.iter().map(|field| field.leaf(FIELD_COUNT)));
	for field in &mut fields {
		field.proof = tree.prove(field.index).expect("the field is there").0;
	}
	fields
}

/// A document as it is hashed.
pub fn json(document: Value) -> Document {
	document.try_into().expect("it is I-JSON")
}

/// Certificates of these documents are there too.
static DOCUMENTS: LazyLock<Vec<(H256, Value)>> = LazyLock::new(|| {
	let credential = |issuer: Value, more: Value| {
		let mut document = serde_json::json!({
			"@context": ["https://www.w3.org/ns/credentials/v2"],
			"type": ["VerifiableCredential"],
			"issuer": issuer,
			"credentialSubject": { "id": "urn:uuid:ada", "name": "Ada" },
		});
		for (name, value) in more.as_object().expect("members are an object") {
			document[name] = value.clone();
		}
		document
	};
	let by = |issuer: &str| credential(issuer.into(), serde_json::json!({}));
	let own = did_of(&issuer());
	let depth = civitas_credentials::MAX_DEPTH;
	vec![
		(LARGE, serde_json::json!({ "a": "x".repeat(civitas_credentials::MAX_DOCUMENT_BYTES - 8) })),
		(DEEP, (0..depth).fold(serde_json::json!(1), |inner, _| serde_json::json!([inner]))),
		(BY_DID, credential(serde_json::json!({ "id": format!("{own}#key") }), serde_json::json!({ "name": "A" }))),
		(
			BY_WEBSITE,
			credential(
				format!("https://{WEBSITE}/registrar").into(),
				serde_json::json!({ "credentialSubject": [{ "id": "urn:uuid:ada", "name": "Ada" }] }),
			),
		),
		(BY_FORMER_WEBSITE, by(&format!("did:web:{FORMER_WEBSITE}"))),
		(FORGED, by("https://other.example")),
		(LATE, credential(own.clone().into(), serde_json::json!({ "validFrom": "2023-11-14T22:13:20.001Z" }))),
		(OVER, credential(own.clone().into(), serde_json::json!({ "validUntil": "2023-11-14T22:13:19.9999Z" }))),
		(
			SEVERAL,
			credential(
				serde_json::json!([format!("{own}#"), { "id": "https://other.example" }]),
				serde_json::json!({}),
			),
		),
		(UNDATED, credential(own.into(), serde_json::json!({ "validUntil": null }))),
		(
			PUBLISHED,
			credential(
				"https://other.example".into(),
				serde_json::json!({ "validUntil": "2023-11-14T22:13:19.9999Z" }),
			),
		),
	]
});
/// Of a document as large as one can be.
pub const LARGE: H256 = H256::repeat_byte(0xe0);
/// Of one as deep as one can be.
pub const DEEP: H256 = H256::repeat_byte(0xe1);
/// Of credentials that say that they are by their issuer, and by others.
pub const BY_DID: H256 = H256::repeat_byte(0xe2);
pub const BY_WEBSITE: H256 = H256::repeat_byte(0xe3);
pub const BY_FORMER_WEBSITE: H256 = H256::repeat_byte(0xe4);
pub const FORGED: H256 = H256::repeat_byte(0xe5);
/// Of credentials that say that they are not valid at the time of the block.
pub const LATE: H256 = H256::repeat_byte(0xe6);
pub const OVER: H256 = H256::repeat_byte(0xe7);
/// Of one that names several issuers, and of one with a date that cannot be read.
pub const SEVERAL: H256 = H256::repeat_byte(0xe8);
pub const UNDATED: H256 = H256::repeat_byte(0xe9);
/// A public record of a credential by someone else, which is over.
pub const PUBLISHED: H256 = H256::repeat_byte(0xea);

/// What a certificate certifies.
pub fn document(id: H256) -> Option<Value> {
	DOCUMENTS.iter().find(|(of, _)| *of == id).map(|(_, document)| document.clone())
}

fn record(id: H256) -> String {
	let achievement = &badge()["credentialSubject"]["achievement"];
	match id {
		_ if id == RECORD => r#"{"degree":"Master","year":2023}"#.into(),
		_ if id == PUBLISHED => json(document(id).expect("there is one")).canonical().to_owned(),
		_ if id == TEXT => "Master, für immer".into(),
		_ if id == LEARNER => json(serde_json::json!({ "achievement": achievement })).canonical().to_owned(),
		_ => String::new(),
	}
}

fn commitment(id: H256) -> H256 {
	if let Some(document) = document(id) {
		return H256(json(document).hash());
	}
	match id {
		_ if [RECORD, TEXT, LEARNER].contains(&id) => H256(sha2_256(record(id).as_bytes())),
		_ if id == FIELDS => MerkleTree::new(fields().iter().map(|field| field.leaf(FIELD_COUNT))).root(),
		_ if id == SIGNED => H256(json(signed_badge()).hash()),
		_ => H256(json(badge()).hash()),
	}
}

fn change(at: Moment, state: State) -> Change {
	Change { at, state, reason: Reason::KeyCompromise, level: Level(2) }
}

fn history(last: State) -> Vec<Change> {
	let mut history = vec![change(ISSUED, State::Active)];
	if last != State::Active {
		history.push(change(NOW - 1_000, last));
	}
	history
}

pub fn certificate(id: H256) -> CertificateInfo<AccountId32> {
	let state = match id {
		_ if id == REVOKED => State::Revoked,
		_ if [SUSPENDED, LAPSED].contains(&id) => State::Suspended,
		_ => State::Active,
	};
	CertificateInfo {
		id,
		member: None,
		network: NETWORK,
		schema: DEGREE,
		accreditation: match id {
			_ if id == OPERATED => None,
			_ if id == ORPHANED => Some(ORPHAN),
			_ => Some(FACULTY),
		},
		issuer: issuer(),
		subject: subject(),
		claims: commitment(id),
		record: record(id),
		evidence: None,
		search_key: None,
		nullifier: None,
		issued_at: ISSUED,
		valid_from: VALID_FROM,
		valid_until: Some(match id {
			_ if id == EXPIRED => NOW - 1,
			_ if id == LAPSED => LAPSED_AT,
			_ => VALID_UNTIL,
		}),
		accepted: false,
		state,
		history: history(state),
		predecessor: None,
		successor: None,
	}
}

fn parent(accreditation: AccreditationId) -> Option<AccreditationId> {
	match accreditation {
		UNIVERSITY | CLOSED => None,
		ORPHAN => Some(CLOSED),
		_ => Some(UNIVERSITY),
	}
}

fn link(accreditation: AccreditationId) -> IssuerLink<AccountId32> {
	let state = match accreditation {
		FALLEN | ORPHAN => State::Suspended,
		CLOSED => State::Revoked,
		_ => State::Active,
	};
	IssuerLink { accreditation, holder: issuer(), valid_until: None, history: history(state) }
}

fn dossier(certificate: CertificateInfo<AccountId32>, listed: Option<StatusPurpose>) -> Dossier<AccountId32> {
	let chain = std::iter::successors(certificate.accreditation, |id| parent(*id)).map(link).collect();
	let bits_at = certificate.member.map(|_| NOW);
	Dossier { certificate, survives_issuer: false, chain, closed_at: None, listed, bits_at }
}

static MEMBERS: LazyLock<MerkleTree> = LazyLock::new(|| MerkleTree::new((0..COUNT).map(|index| member(index).leaf())));

pub fn member(index: u32) -> Member<AccountId32> {
	Member { index, subject: subject(), claims: H256(json(badge()).hash()) }
}

pub fn presented(index: u32) -> PresentedMember<AccountId32> {
	PresentedMember { member: member(index), proof: MEMBERS.prove(index).expect("the member is there") }
}

fn batch(id: H256) -> BatchInfo<AccountId32> {
	let state = if id == LAPSED_BATCH { State::Suspended } else { State::Active };
	BatchInfo {
		id,
		network: NETWORK,
		schema: DEGREE,
		accreditation: Some(match id {
			_ if id == FALLEN_BATCH => FALLEN,
			_ if id == ORPHANED_BATCH => ORPHAN,
			_ => FACULTY,
		}),
		issuer: issuer(),
		root: MEMBERS.root(),
		count: COUNT,
		valid_from: VALID_FROM,
		valid_until: (id == LAPSED_BATCH).then_some(LAPSED_AT),
		state,
		history: history(state),
	}
}

fn is_batch(id: H256) -> bool {
	BATCHES.contains(&id)
}

fn bits(list: H256, purpose: StatusPurpose) -> Vec<u8> {
	let (length, set) = match purpose {
		StatusPurpose::Revocation if list == BATCH => (COUNT, REVOKED_MEMBER),
		StatusPurpose::Suspension if list == BATCH => (COUNT, SUSPENDED_MEMBER),
		StatusPurpose::Revocation if list == LIST => (100, 99),
		_ if is_batch(list) => return vec![0; COUNT.div_ceil(8) as usize],
		_ => return Vec::new(),
	};
	let mut bits = vec![0; length.div_ceil(8) as usize];
	let (page, byte, mask) = locate(set);
	bits[(page * PAGE_BYTES + byte) as usize] = mask;
	bits
}

fn accreditation(id: AccreditationId) -> AccreditationInfo<AccountId32> {
	let link = link(id);
	AccreditationInfo {
		id,
		network: NETWORK,
		parent: parent(id),
		level: if parent(id).is_none() { 1 } else { 2 },
		holder: Some(issuer()),
		offered_to: None,
		terms: Terms { scope: Scope::All, valid_until: None, quota: Some(50_000), depth: 1 },
		issued: 9,
		given: 0,
		state: link.history.last().expect("a history begins").state,
		history: link.history,
		holders: vec![(issuer(), ISSUED)],
	}
}

fn network(id: NetworkId) -> NetworkInfo<AccountId32> {
	NetworkInfo {
		id,
		operator: issuer(),
		offered_to: None,
		name: "Universität".into(),
		policy_hash: H256::repeat_byte(0x71),
		policy_uri: "https://university.example/policy".into(),
		membership: Membership::Closed,
		founded_at: ISSUED,
		closed_at: None,
	}
}

pub fn schema(id: SchemaId) -> SchemaInfo {
	SchemaInfo {
		id,
		network: NETWORK,
		kind: SchemaKind::DEGREE,
		name: "Degree".into(),
		document_hash: H256::repeat_byte(0x72),
		document_uri: "https://university.example/degree.schema.json".into(),
		rules: SchemaRules { suspendable: true, ..Default::default() },
		max_validity: None,
		supersedes: None,
		superseded_by: None,
		deprecated_at: None,
	}
}

/// What the views answer.
pub fn answer(view: &str, input: &[u8]) -> Vec<u8> {
	match view {
		"verify" => {
			let (id, expected, time, presented) =
				super::arguments::<(H256, Option<Expected<_>>, Option<Moment>, Option<_>)>(input);
			let (expected, time) = (expected.unwrap_or_default(), time.unwrap_or(NOW));
			match presented {
				Some(presented) => verify_member(id, presented, expected, time).encode(),
				None => {
					let known = (ALL.contains(&id) || document(id).is_some()).then(|| dossier(certificate(id), None));
					Verification::judge(known, &expected, time, NOW).encode()
				},
			}
		},
		"attestation" => {
			let (identity, domain, verifier) =
				super::arguments::<(AccountId32, Text<ConstU32<253>>, AccountId32)>(input);
			let is_it = |link: &DomainLink<_>| {
				(&link.identity, &*link.domain, &link.verifier) == (&identity, domain.as_str(), &verifier)
			};
			attestations().into_iter().find(is_it).encode()
		},
		// One on each page.
		"domains_of" => {
			type Cursor = (Text<ConstU32<253>>, AccountId32);
			let (identity, cursor, _) = super::arguments::<(AccountId32, Option<Cursor>, Option<u32>)>(input);
			let all: Vec<_> = attestations().into_iter().filter(|link| link.identity == identity).collect();
			let place = |link: &DomainLink<AccountId32>| -> Cursor {
				(link.domain.as_str().try_into().expect("it is short"), link.verifier.clone())
			};
			let next = cursor
				.map_or(0, |cursor| 1 + all.iter().position(|link| place(link) == cursor).expect("it is one of them"));
			let items: Vec<_> = all.iter().skip(next).take(1).cloned().collect();
			let next = items.first().filter(|_| next + 1 < all.len()).map(place);
			Page { items, next }.encode()
		},
		"network" => Some(network(super::arguments(input))).encode(),
		"schema" => {
			let id = super::arguments(input);
			(id == DEGREE).then(|| schema(id)).encode()
		},
		"accreditation" => {
			let id = super::arguments(input);
			ACCREDITATIONS.contains(&id).then(|| accreditation(id)).encode()
		},
		"batch" => {
			let id = super::arguments(input);
			is_batch(id).then(|| batch(id)).encode()
		},
		"status_list" => {
			let id: H256 = super::arguments(input);
			let list = StatusListInfo { id, owner: issuer(), purpose: StatusPurpose::Revocation, length: 100 };
			(id == LIST).then_some(list).encode()
		},
		"status_bits" => {
			let (list, purpose, first_page, pages) = super::arguments::<(_, _, u32, u32)>(input);
			let (from, length) = (first_page * PAGE_BYTES, pages.min(64) * PAGE_BYTES);
			let bits: Vec<u8> = bits(list, purpose).into_iter().skip(from as usize).take(length as usize).collect();
			bits.encode()
		},
		_ => panic!("{view} is asked"),
	}
}

fn verify_member(
	id: H256,
	presented: PresentedMember<AccountId32>,
	expected: Expected<AccountId32>,
	time: Moment,
) -> Verification<AccountId32> {
	if !is_batch(id) {
		return Verification::judge(None, &expected, time, NOW);
	}
	let member = presented.member;
	if !includes(MEMBERS.root(), COUNT, member.index, &member.leaf(), &presented.proof) {
		return Verification::refused(InvalidReason::ProofInvalid, time);
	}
	let batch = batch(id);
	let listed = match member.index {
		REVOKED_MEMBER => Some(StatusPurpose::Revocation),
		SUSPENDED_MEMBER => Some(StatusPurpose::Suspension),
		_ => None,
	};
	let certificate = CertificateInfo {
		member: Some(member.index),
		accreditation: batch.accreditation,
		valid_until: batch.valid_until,
		subject: member.subject,
		claims: member.claims,
		state: batch.state,
		history: batch.history,
		..certificate(id)
	};
	Verification::judge(Some(dossier(certificate, listed)), &expected, time, NOW)
}
