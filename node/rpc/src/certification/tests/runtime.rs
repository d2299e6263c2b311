//! A mock of the runtime API: a faculty below a university, its certificates, a batch and a status list.

use super::*;
use crate::mock::{self, Block, Client, OLDER, PRUNED};
use civitas_primitives::certification::{
	info::{
		CertificateInfo, DocumentGrant, IssuerLink, Membership, NetworkInfo, SchemaInfo, Scope, StatusListInfo, Terms,
	},
	merkle::{includes, MerkleTree},
	status_list::{locate, PAGE_BYTES},
	Change, Dossier, InvalidReason, Level, Member, Reason, SchemaKind, SchemaRules, Verification,
};
use serde_json::Value;
use sp_api::ApiError;
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
/// Another one, which has the schema [`LICENCE`].
pub const TRADES: NetworkId = 9;
pub const DEGREE: SchemaId = H256::repeat_byte(0xd1);
pub const LICENCE: SchemaId = H256::repeat_byte(0x1c);
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
pub const ALL: [H256; 11] =
	[BADGE, REVOKED, RECORD, TEXT, LEARNER, FIELDS, SUSPENDED, EXPIRED, SIGNED, LAPSED, ORPHANED];

pub const BATCH: H256 = H256::repeat_byte(0xb1);
/// A batch of [`FALLEN`].
pub const FALLEN_BATCH: H256 = H256::repeat_byte(0xb2);
/// A batch that had expired, and then was suspended.
pub const LAPSED_BATCH: H256 = H256::repeat_byte(0xb3);
/// A batch of [`ORPHAN`].
pub const ORPHANED_BATCH: H256 = H256::repeat_byte(0xb4);
const BATCHES: [H256; 4] = [BATCH, FALLEN_BATCH, LAPSED_BATCH, ORPHANED_BATCH];
pub const COUNT: u32 = 10_000;
pub const REVOKED_MEMBER: u32 = 5_000;
pub const SUSPENDED_MEMBER: u32 = 2;

pub const LIST: H256 = H256::repeat_byte(0xc1);
pub const GRANT: H256 = H256::repeat_byte(0xe1);
pub const KEY: H256 = H256::repeat_byte(0xee);

pub fn issuer() -> AccountId32 {
	AccountId32::new([2; 32])
}

pub fn subject() -> AccountId32 {
	AccountId32::new([3; 32])
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
		value: Json(value),
		proof: Default::default(),
	};
	let mut fields = vec![
		field(0, "/name", "Ada".into()),
		field(1, "/born", "1815-12-10".into()),
		field(2, "/marks", serde_json::json!({ "b": 2, "a": 1 })),
	];
	let tree = MerkleTree::new(fields.iter().map(|field| field.leaf(FIELD_COUNT)));
	for field in &mut fields {
		field.proof = tree.prove(field.index).expect("the field is there");
	}
	fields
}

fn record(id: H256) -> Vec<u8> {
	let achievement = &badge()["credentialSubject"]["achievement"];
	match id {
		_ if id == RECORD => br#"{"degree":"Master","year":2023}"#.to_vec(),
		_ if id == TEXT => "Master, für immer".into(),
		_ if id == LEARNER => Json(serde_json::json!({ "achievement": achievement })).canonical(),
		_ => Vec::new(),
	}
}

fn commitment(id: H256) -> H256 {
	match id {
		_ if [RECORD, TEXT, LEARNER].contains(&id) => H256(sha2_256(&record(id))),
		_ if id == FIELDS => MerkleTree::new(fields().iter().map(|field| field.leaf(FIELD_COUNT))).root(),
		_ if id == SIGNED => Json(signed_badge()).hash(),
		_ => Json(badge()).hash(),
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
		accreditation: if id == ORPHANED { ORPHAN } else { FACULTY },
		issuer: issuer(),
		subject: subject(),
		claims: commitment(id),
		record: record(id),
		evidence: None,
		search_key: None,
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
	let chain = std::iter::successors(Some(certificate.accreditation), |id| parent(*id)).map(link).collect();
	Dossier { certificate, survives_issuer: false, chain, closed_at: None, listed }
}

static MEMBERS: LazyLock<MerkleTree> = LazyLock::new(|| MerkleTree::new((0..COUNT).map(|index| member(index).leaf())));

pub fn member(index: u32) -> Member<AccountId32> {
	Member { index, subject: subject(), claims: Json(badge()).hash() }
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
		accreditation: match id {
			_ if id == FALLEN_BATCH => FALLEN,
			_ if id == ORPHANED_BATCH => ORPHAN,
			_ => FACULTY,
		},
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
		holder: issuer(),
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
		network: if id == LICENCE { TRADES } else { NETWORK },
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

/// As a client answers that does not keep the state of every block.
fn kept(at: H256) -> Result<(), ApiError> {
	if at == PRUNED {
		return Err(sp_blockchain::Error::UnknownBlock(format!("State already discarded for {at:?}")).into());
	}
	Ok(())
}

pub fn page<Item>(
	all: impl IntoIterator<Item = H256>,
	cursor: Option<H256>,
	limit: u32,
	item: impl Fn(H256) -> Item,
) -> Page<Item, H256> {
	let after = all.into_iter().filter(|id| cursor.is_none_or(|cursor| *id > cursor));
	Page::take(after.map(|id| (id, item(id))), limit)
}

#[derive(Default)]
pub struct Runtime;

sp_api::mock_impl_runtime_apis! {
	impl CertificationRuntimeApi<Block, AccountId32> for Runtime {
		#[advanced]
		fn verify(
			at: H256,
			id: CertificateId,
			expected: Expected<AccountId32>,
			time: Option<Moment>,
		) -> Result<Verification<AccountId32>, ApiError> {
			let known = ALL.contains(&id).then(|| dossier(certificate(id), None));
			kept(at).map(|()| Verification::judge(known, &expected, time.unwrap_or(NOW)))
		}

		fn verify_member(
			id: CertificateId,
			presented: PresentedMember<AccountId32>,
			expected: Expected<AccountId32>,
			time: Option<Moment>,
		) -> Verification<AccountId32> {
			let time = time.unwrap_or(NOW);
			if !is_batch(id) {
				return Verification::judge(None, &expected, time);
			}
			let member = &presented.member;
			if !includes(MEMBERS.root(), COUNT, member.index, &member.leaf(), &presented.proof) {
				return Verification { invalid: Some(InvalidReason::ProofInvalid), time, dossier: None };
			}
			let batch = batch(id);
			let listed = match member.index {
				REVOKED_MEMBER => Some(StatusPurpose::Revocation),
				SUSPENDED_MEMBER => Some(StatusPurpose::Suspension),
				_ => None,
			};
			let certificate = CertificateInfo {
				id,
				member: Some(member.index),
				accreditation: batch.accreditation,
				valid_until: batch.valid_until,
				subject: member.subject.clone(),
				claims: member.claims,
				state: batch.state,
				history: batch.history,
				..certificate(id)
			};
			Verification::judge(Some(dossier(certificate, listed)), &expected, time)
		}

		fn networks(cursor: Option<NetworkId>, limit: u32) -> Page<NetworkInfo<AccountId32>, NetworkId> {
			let after = [NETWORK, TRADES].into_iter().filter(|id| cursor.is_none_or(|cursor| *id > cursor));
			Page::take(after.map(|id| (id, network(id))), limit)
		}

		fn schemas_by_network(of: NetworkId, cursor: Option<SchemaId>, limit: u32) -> Page<SchemaInfo, SchemaId> {
			let after = [LICENCE, DEGREE].into_iter().filter(|id| cursor.is_none_or(|cursor| *id > cursor));
			// It looks at one schema of any network for a page.
			Page::scan(after.map(|id| (id, Some(schema(id)).filter(|schema| schema.network == of))), limit, 1)
		}

		fn accreditations_by_network(
			of: NetworkId,
			cursor: Option<AccreditationId>,
			limit: u32,
		) -> Page<AccreditationInfo<AccountId32>, AccreditationId> {
			let after = ACCREDITATIONS.into_iter().filter(|id| cursor.is_none_or(|cursor| *id > cursor));
			Page::scan(after.map(|id| (id, (of == NETWORK).then(|| accreditation(id)))), limit, 3)
		}

		#[advanced]
		fn network(at: H256, id: NetworkId) -> Result<Option<NetworkInfo<AccountId32>>, ApiError> {
			kept(at).map(|()| [NETWORK, TRADES].contains(&id).then(|| network(id)))
		}

		fn schema(id: SchemaId) -> Option<SchemaInfo> {
			[DEGREE, LICENCE].contains(&id).then(|| schema(id))
		}

		fn accreditation(id: AccreditationId) -> Option<AccreditationInfo<AccountId32>> {
			ACCREDITATIONS.contains(&id).then(|| accreditation(id))
		}

		fn certificate(id: CertificateId) -> Option<CertificateInfo<AccountId32>> {
			ALL.contains(&id).then(|| certificate(id))
		}

		fn batch(id: CertificateId) -> Option<BatchInfo<AccountId32>> {
			is_batch(id).then(|| batch(id))
		}

		fn certificates_of(
			of: AccountId32,
			filter: Option<State>,
			accepted_only: bool,
			cursor: Option<CertificateId>,
			limit: u32,
		) -> Page<CertificateInfo<AccountId32>, CertificateId> {
			let found = ALL.into_iter().filter(|_| of == subject() && !accepted_only);
			let found = found.filter(|id| filter.is_none_or(|state| certificate(*id).state == state));
			page(found, cursor, limit, certificate)
		}

		fn certificates_by_accreditation(
			accreditation: AccreditationId,
			filter: Option<State>,
			cursor: Option<CertificateId>,
			limit: u32,
		) -> Page<CertificateInfo<AccountId32>, CertificateId> {
			let found = ALL.into_iter().filter(|id| certificate(*id).accreditation == accreditation);
			let found = found.filter(|id| filter.is_none_or(|state| certificate(*id).state == state));
			page(found, cursor, limit, certificate)
		}

		fn batches_by_accreditation(
			accreditation: AccreditationId,
			cursor: Option<CertificateId>,
			limit: u32,
		) -> Page<BatchInfo<AccountId32>, CertificateId> {
			let found = BATCHES.into_iter().filter(|id| batch(*id).accreditation == accreditation);
			page(found, cursor, limit, batch)
		}

		fn certificates_by_search_key(
			schema: SchemaId,
			key: ContentHash,
			cursor: Option<CertificateId>,
			limit: u32,
		) -> Page<CertificateInfo<AccountId32>, CertificateId> {
			page([RECORD, TEXT].into_iter().filter(|_| schema == DEGREE && key == KEY), cursor, limit, certificate)
		}

		fn certificate_of(of: AccountId32, schema: SchemaId) -> Option<CertificateId> {
			(of == subject() && schema == DEGREE).then_some(BADGE)
		}

		fn accreditations_of(
			holder: AccountId32,
			cursor: Option<AccreditationId>,
			limit: u32,
		) -> Page<AccreditationInfo<AccountId32>, AccreditationId> {
			let held = [UNIVERSITY, FACULTY, FALLEN].into_iter().filter(|_| holder == issuer());
			let after = held.filter(|id| cursor.is_none_or(|cursor| *id > cursor));
			Page::take(after.map(|id| (id, accreditation(id))), limit)
		}

		fn status_list(id: StatusListId) -> Option<StatusListInfo<AccountId32>> {
			(id == LIST).then(|| StatusListInfo { id, owner: issuer(), purpose: StatusPurpose::Revocation, length: 100 })
		}

		fn status_bits(list: StatusListId, purpose: StatusPurpose, first_page: u32, pages: u32) -> Vec<u8> {
			let (from, length) = (first_page * PAGE_BYTES, pages.min(64) * PAGE_BYTES);
			bits(list, purpose).into_iter().skip(from as usize).take(length as usize).collect()
		}

		fn document_grants_of(
			holder: AccountId32,
			cursor: Option<H256>,
			limit: u32,
		) -> Page<(H256, DocumentGrant<AccountId32>), H256> {
			let granted = [GRANT].into_iter().filter(|_| holder == subject());
			page(granted, cursor, limit, |id| {
				let grant = DocumentGrant {
					certificate: BADGE,
					document: H256::repeat_byte(0x73),
					uri: "https://vault.example/transcript".into(),
					grantee: issuer(),
					purpose: "Anstellung".into(),
					granted_at: ISSUED,
					valid_until: None,
					accesses: 2,
					last_access: Some(NOW),
				};
				(id, grant)
			})
		}

		fn is_accredited(accreditation: AccreditationId, schema: SchemaId, time: Option<Moment>) -> bool {
			accreditation == FACULTY && schema == DEGREE && time.is_none_or(|time| time >= ISSUED)
		}
	}
}

pub async fn call(method: &str, params: Value) -> Result<Value, Value> {
	let methods = Certification::<Client<Runtime>, Block>::new(Client::new()).into_rpc();
	mock::call(&methods, &format!("civitas_{method}"), params).await
}

/// Make a call that is answered.
pub async fn answer_to(method: &str, params: Value) -> Value {
	call(method, params.clone()).await.unwrap_or_else(|error| panic!("{method} with {params} gave {error}"))
}

/// Make a call that is refused. Returns the code and the message, without what jsonrpsee says of a parameter that it cannot
/// read.
pub async fn refused(method: &str, params: Value) -> (i64, String) {
	let error = call(method, params.clone()).await.expect_err(&format!("{method} with {params} is answered"));
	let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
	(error["code"].as_i64().expect("an error has a code"), text(&error["message"]))
}

/// An account as it is written.
pub fn written(account: AccountId32) -> Value {
	serde_json::json!(account)
}

/// Another block than the last one.
pub fn older() -> Value {
	serde_json::json!(mock::hex(OLDER))
}
