//! Certificates under the last of three accreditations.

use super::*;
use civitas_primitives::certification::{
	certificate_id,
	info::{Membership, PresentedMember, Scope, Terms},
	schema_id, Authority, CertificateId, Content, Expected, SchemaContent, SchemaId, SchemaKind, SchemaRules,
	Verification,
};
use civitas_runtime::{Certification, Runtime};
use metadata_json::Metadata;
use pallet_certification::{Accreditations, Call, Certificate, Certificates, CertificatesBySubject};
use sc_client_api::{CallExecutor, ExecutorProvider};
use sp_api::CallContext;
use sp_io::hashing::blake2_256;

/// What executes a view function.
const EXECUTE: &str = "RuntimeViewFunction_execute_view_function";
/// The accreditation under which everything is issued: the last of three.
const ACCREDITATION: u64 = 2;

fn content(number: u32) -> Content {
	Content {
		claims: blake2_256(&number.encode()).into(),
		record: Default::default(),
		evidence: None,
		search_key: None,
		valid_from: Some(0),
		valid_until: None,
	}
}

fn subject(number: u32) -> AccountId {
	blake2_256(&(number, "subject").encode()).into()
}

fn id(schema: &SchemaId, number: u32) -> CertificateId {
	certificate_id(Authority::Accreditation(ACCREDITATION), schema, &subject(number), &content(number), None)
}

/// The genesis of a development chain with a network, three accreditations, and so many certificates under the last.
fn genesis(count: u32) -> (Storage, SchemaId) {
	let mut storage = development();
	let (schema, template) = BasicExternalities::execute_with_storage(&mut storage, found);
	for number in 0..count {
		let id = id(&schema, number);
		let (subject, claims) = (subject(number), content(number).claims);
		storage.top.insert(CertificatesBySubject::<Runtime>::hashed_key_for(&subject, id), vec![]);
		let record = Certificate { subject, claims, ..template.clone() };
		storage.top.insert(Certificates::<Runtime>::hashed_key_for(id), record.encode());
	}
	(storage, schema)
}

/// Found a network with a schema and three accreditations, and issue one certificate, as an example.
fn found() -> (SchemaId, Certificate<Runtime>) {
	Certification::found_network(origin(Alice), text("Scale"), H256::zero(), text(""), Membership::Closed)
		.expect("Alice can pay");
	let content_of_schema = SchemaContent {
		kind: SchemaKind::DEGREE,
		name: text("Degree"),
		document_hash: H256::zero(),
		document_uri: text(""),
		rules: SchemaRules { suspendable: true, ..Default::default() },
		max_validity: None,
		supersedes: None,
	};
	let schema = schema_id(0, &content_of_schema);
	Certification::register_schema(origin(Alice), 0, content_of_schema).expect("Alice can pay");
	let levels = [(Alice, None, Bob, 2), (Bob, Some(0), Charlie, 1), (Charlie, Some(1), Alice, 0)];
	for ((by, parent, holder, depth), id) in levels.into_iter().zip(0..) {
		let terms = Terms { scope: Scope::All, valid_until: None, quota: None, depth };
		Certification::accredit(origin(by), 0, parent, holder.to_account_id(), terms).expect("it may, and can pay");
		Certification::accept_accreditation(origin(holder), id).expect("it was given");
	}
	assert_eq!(Accreditations::<Runtime>::iter_keys().count(), 3);
	Certification::issue(origin(Alice), Some(ACCREDITATION), schema, subject(u32::MAX), content(u32::MAX), None)
		.expect("Alice may, and can pay");
	(schema, Certificates::<Runtime>::get(id(&schema, u32::MAX)).expect("it was just issued"))
}

/// Verify certificates from `first` on, every `step`th, and return how long one takes, in microseconds.
fn verify(client: &Client, schema: &SchemaId, first: u32, step: u32, samples: u32) -> f64 {
	let at = client.info().genesis_hash;
	let metadata = Runtime::metadata_at_version(16).expect("there is metadata of version 16");
	let metadata = Metadata::decode(&metadata).expect("it can be read");
	let view = metadata.view("Certification", "verify").expect("there is such a view").id;
	let times = (0..samples).map(|sample| {
		let id = id(schema, first + sample * step);
		let start = Instant::now();
		let arguments = (id, None::<Expected<AccountId>>, None::<Moment>, None::<PresentedMember<AccountId>>).encode();
		let input = (view, arguments).encode();
		let answer = client.executor().call(at, EXECUTE, &input, CallContext::Offchain).expect("it answers");
		assert_eq!(answer.first(), Some(&0), "the view is executed");
		let answer = <Vec<u8>>::decode(&mut &answer[1..]).expect("it answers bytes");
		assert!(Verification::<AccountId>::decode(&mut &answer[..]).expect("it is a verification").valid);
		start.elapsed()
	});
	median(times.collect())
}

/// Issue certificates from number `first` on, and return how long one takes in the block, and its share of the root.
fn issue(client: &Client, schema: SchemaId, first: u32, samples: u32) -> (f64, f64) {
	let calls = (first..first + samples).map(|number| {
		let (accreditation, subject, content) = (ACCREDITATION, subject(number), content(number));
		Call::issue { accreditation: Some(accreditation), schema, subject, content, nullifier: None }.into()
	});
	let (time, root, changes) = block(client, 0, calls.collect());
	let issued = Certificates::<Runtime>::hashed_key_for(id(&schema, first));
	assert!(
		changes.main_storage_changes.iter().any(|(key, value)| *key == issued && value.is_some()),
		"they are issued"
	);
	(time, root)
}

/// The rows for so many certificates.
pub fn measure(count: u32) -> Vec<Row> {
	let directory = tempfile::tempdir().expect("there is room");
	let start = Instant::now();
	let (storage, schema) = genesis(count);
	// What is opened anew has been written.
	drop(open(directory.path(), storage, None));
	println!("{count} certificates written in {:.0?}", start.elapsed());
	let (step, new) = (count / SAMPLES, count);

	let without = open(directory.path(), Storage::default(), None);
	let no_cache = verify(&without, &schema, 0, step, SAMPLES);
	let (issue_no_cache, root_no_cache) = issue(&without, schema, new, SAMPLES);
	drop(without);

	let with = open(directory.path(), Storage::default(), Some(CACHE));
	let warm_up = WARM_UP.min(count - 1);
	verify(&with, &schema, 1, (count / warm_up).max(1), warm_up - 1);
	let warm = verify(&with, &schema, 0, step, SAMPLES);
	let hot = verify(&with, &schema, 0, step, SAMPLES);
	issue(&with, schema, new, WARM_UP);
	let (issue_warm, root_warm) = issue(&with, schema, new + WARM_UP, SAMPLES);
	let (issue_hot, root_hot) = issue(&with, schema, new + WARM_UP, SAMPLES);
	vec![
		("verify, no cache", no_cache),
		("verify, cache warm, another certificate", warm),
		("verify, cache warm, the same certificate", hot),
		("issue, no cache", issue_no_cache),
		("issue, cache warm", issue_warm),
		("issue, cache warm, once more", issue_hot),
		("its share of the root, no cache", root_no_cache),
		("its share of the root, cache warm", root_warm),
		("its share of the root, cache warm, once more", root_hot),
	]
}
