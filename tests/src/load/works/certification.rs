//! Certificates.

use super::{Prepared, Stage, Step};
use crate::{
	certification::{
		accept_accreditation, accredit, content, found_network, issue as issue_call, register_schema,
		revoke as revoke_call, schema, unlimited,
	},
	load::fleet::ALICE,
	transaction::in_one,
	wait::{until, NETWORK},
};
use civitas_primitives::certification::{
	certificate_id, schema_id, AccreditationId, Authority, NetworkId, Reason, SchemaId,
};
use civitas_runtime::{AccountId, RuntimeCall};
use codec::Encode;
use serde_json::{json, Value};
use sp_core::{crypto::Ss58Codec, H256};
use sp_io::hashing::blake2_256;

/// How many issue.
const ISSUERS: usize = 200;
/// How many accreditations are given in one transaction.
const AT_ONCE: usize = 50;
/// How many members a batch has.
const MEMBERS: u32 = 10_000;

/// A network with issuers.
struct Network {
	schema: SchemaId,
	/// Accounts, and what they issue under.
	issuers: Vec<(usize, AccreditationId)>,
}

/// The numbers that events of this name have under this name.
fn numbers(events: &[Vec<Value>], event: &str, field: &str) -> Vec<u64> {
	let found = events.iter().flatten().filter_map(|found| found["certification"][event].get(field));
	found.map(|number| number.as_u64().expect("it is numbered")).collect()
}

impl Network {
	/// Alice founds it, and accredits issuers, who accept.
	async fn found(stage: &mut Stage) -> Self {
		let step = |who: usize, call: RuntimeCall| Step { who, call: call.encode() };
		let founded = stage.done(vec![step(ALICE, found_network("Medical Council"))]).await;
		let network = numbers(&founded, "networkFounded", "network")[0] as NetworkId;
		let mut steps = vec![step(ALICE, register_schema(network, schema("Licence")))];
		let accounts: Vec<usize> = stage.workers().take(ISSUERS).collect();
		for some in accounts.chunks(AT_ONCE) {
			let calls = some.iter().map(|who| accredit(network, None, stage.fleet().key(*who).clone(), unlimited()));
			steps.push(step(ALICE, in_one(calls.collect())));
		}
		let given = numbers(&stage.done(steps).await, "accredited", "accreditation");
		let issuers: Vec<_> = accounts.into_iter().zip(given.into_iter().map(|id| id as AccreditationId)).collect();
		stage.done(issuers.iter().map(|(who, id)| step(*who, accept_accreditation(*id))).collect()).await;
		Self { schema: schema_id(network, &schema("Licence")), issuers }
	}

	/// So many certificates: who issues each, under what, and what is committed to.
	fn certificates(&self, count: usize) -> impl Iterator<Item = (usize, AccreditationId, H256)> + '_ {
		let claims = |number: usize| H256(blake2_256(&number.to_le_bytes()));
		self.issuers.iter().cycle().take(count).enumerate().map(move |(number, (who, id))| (*who, *id, claims(number)))
	}

	/// The calls that issue them, to people of their own.
	fn issue(&self, count: usize) -> Vec<Step> {
		let issue = |(who, id, claims): (usize, AccreditationId, H256)| {
			let call = issue_call(id, self.schema, &claims.0.into(), content(claims));
			Step { who, call: call.encode() }
		};
		self.certificates(count).map(issue).collect()
	}
}

/// Somebody is certified a hundred times: a question whose answer is a page, the longest that there is.
pub async fn page(stage: &mut Stage) -> (&'static str, Value) {
	const PAGE: usize = 100;
	let network = Network::found(stage).await;
	let subject = stage.account(ALICE);
	let issue = |(who, id, claims): (usize, AccreditationId, H256)| Step {
		who,
		call: issue_call(id, network.schema, &subject, content(claims)).encode(),
	};
	let steps = network.certificates(PAGE).map(issue).collect();
	stage.done(steps).await;
	let (view, asked) =
		("certification_certificatesOf", json!({ "subject": subject.to_ss58check(), "acceptedOnly": false }));
	// It is answered by the last final block.
	until("a page to be full", NETWORK, async || {
		let page = stage.client().value(view, asked.clone()).await;
		let items = page["items"].as_array().map_or(0, Vec::len);
		if items == PAGE {
			Ok(())
		} else {
			Err(format!("{items} are there"))
		}
	})
	.await;
	(view, asked)
}

/// Certificates, each to a subject of its own, by 200 issuers.
pub fn issue(stage: &mut Stage, calls: usize) -> Prepared<'_> {
	Box::pin(async move { Network::found(stage).await.issue(calls) })
}

/// Batches of 10,000 certificates each. What is sent is the root of a tree, which the chain does not look into: here it is
/// any hash.
pub fn issue_batch(stage: &mut Stage, calls: usize) -> Prepared<'_> {
	Box::pin(async move {
		let network = Network::found(stage).await;
		let batch = |(who, id, root): (usize, AccreditationId, H256)| {
			let (accreditation, schema, count) = (Some(id), network.schema, MEMBERS);
			let (valid_from, valid_until) = (None, None);
			let call =
				pallet_certification::Call::issue_batch { accreditation, schema, root, count, valid_from, valid_until };
			Step { who, call: RuntimeCall::Certification(call).encode() }
		};
		network.certificates(calls).map(batch).collect()
	})
}

/// Certificates are revoked by who issued them.
pub fn revoke(stage: &mut Stage, calls: usize) -> Prepared<'_> {
	Box::pin(async move {
		let network = Network::found(stage).await;
		stage.done(network.issue(calls)).await;
		let revoke = |(who, id, claims): (usize, AccreditationId, H256)| {
			let authority = Authority::Accreditation(id);
			let certificate =
				certificate_id(authority, &network.schema, &AccountId::from(claims.0), &content(claims), None);
			Step { who, call: revoke_call(certificate, Reason::Superseded).encode() }
		};
		network.certificates(calls).map(revoke).collect()
	})
}
