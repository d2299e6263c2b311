//! A development chain from its first block on: consensus, money, certificates, refusals, and a power cut.

use civitas_primitives::certification::{
	certificate_id,
	info::{Membership, Terms},
	schema_id, Content, Reason, SchemaContent,
};
use civitas_runtime::{
	currency::{CIV, DEPOSIT_PER_ITEM},
	Address, Hash, Runtime, RuntimeCall, VERSION,
};
use civitas_tests::{
	certification::{
		accredit, content, document, found_network, issue, register_schema, revoke, schema, suspend,
		suspend_accreditation, unlimited, FirstNetwork, YEAR,
	},
	client::to_hex,
	transaction::{account, sign, stranger},
	wait::{FINALITY, START},
	Client, Config,
};
use pallet_certification::{Error, Event};
use serde_json::{json, Value};
use sp_core::{crypto::Ss58Codec, sr25519, H256};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave};
use sp_runtime::{DispatchError, TokenError};
use std::collections::BTreeMap;

/// The code of JSON-RPC for parameters that are not what they should be.
const INVALID_PARAMS: i32 = -32602;
/// The code of `civitas_*` for blocks that the node does not know.
const UNKNOWN_BLOCK: i32 = 10_101;
/// The code of JSON-RPC for methods that do not exist, or not for this caller.
const METHOD_NOT_FOUND: i32 = -32601;

fn transfer(to: &sr25519::Pair, value: u128) -> RuntimeCall {
	let dest = Address::Id(account(to.clone()));
	RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive { dest, value })
}

#[tokio::test(flavor = "multi_thread")]
async fn blocks_are_made_and_finalised_and_money_moves() {
	let node = Config::dev().start().await;
	let client = node.client();
	assert_eq!(client.call("system_chain", json!([])).await, "Civitas Development");
	let version = client.call("state_getRuntimeVersion", json!([])).await;
	assert_eq!((&version["specName"], &version["specVersion"]), (&json!("civitas"), &json!(VERSION.spec_version)));

	client.wait_finalized(2, START).await;
	let block = client.block_hash(2).await.expect("it is finalised");
	// By BABE, and by the only authority that there is.
	assert_eq!(client.author(block).await, 0);
	// Finalised by GRANDPA, with one voter.
	let vote = client.call("grandpa_roundState", json!([])).await;
	assert_eq!(vote["best"]["totalWeight"], 1, "{vote}");

	let receiver = stranger("receiver");
	let outcome = client.execute(Alice, transfer(&receiver, 5 * CIV)).await.success();
	outcome.emitted(pallet_balances::Event::<Runtime>::Transfer {
		from: account(Alice),
		to: account(receiver.clone()),
		amount: 5 * CIV,
	});
	let received = client.account(&account(receiver), outcome.block).await.data;
	assert_eq!((received.free, received.reserved), (5 * CIV, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_from_founding_to_revocation() {
	let node = Config::dev().start().await;
	let client = node.client();
	let subject = account(Dave);

	// Alice founds the network, says what a licence is, and accredits Bob.
	let first = FirstNetwork::found(client, Alice, Bob).await;
	let FirstNetwork { network, schema, accreditation } = first;

	// Bob certifies. The identifier is known before.
	let id = certificate_id(accreditation, &schema, &subject, &content(document(7)), None);
	let unknown = client.verify(json!([id])).await;
	assert_eq!((&unknown["valid"], &unknown["reason"]["code"]), (&json!(false), &json!("unknown")));
	let issued = client.execute(Bob, first.issue(&subject, document(7))).await.success();
	issued.emitted(Event::<Runtime>::CertificateIssued {
		certificate: id,
		network,
		schema,
		issuer: account(Bob),
		subject: subject.clone(),
		claims: document(7),
	});

	// Anyone verifies.
	let expected =
		json!({ "network": network, "schema": schema, "subject": subject.to_ss58check(), "claims": document(7) });
	let answer = client.verify(json!([id, expected])).await;
	assert_eq!((&answer["valid"], &answer["reason"]), (&json!(true), &Value::Null), "{answer}");
	let certificate = &answer["certificate"];
	assert_eq!(certificate["issuer"], account(Bob).to_ss58check());
	assert_eq!(certificate["issuedAt"], client.time(issued.block).await);
	let other = client.verify(json!([id, { "network": network + 1 }])).await;
	assert_eq!(other["reason"], json!({ "code": "networkMismatch", "network": network }));
	let page = client.call("civitas_certificatesOf", json!([subject.to_ss58check()])).await;
	assert_eq!((&page["items"], &page["next"]), (&json!([certificate]), &Value::Null));

	// Bob revokes: from then on it is not valid, and before it was.
	let revoked = client.execute(Bob, revoke(id, Reason::PrivilegeWithdrawn)).await.success();
	revoked.emitted(Event::<Runtime>::CertificateRevoked {
		certificate: id,
		by: account(Bob),
		reason: Reason::PrivilegeWithdrawn,
	});
	let at = client.time(revoked.block).await;
	let answer = client.verify(json!([id, expected])).await;
	assert_eq!(answer["valid"], json!(false));
	assert_eq!(answer["reason"], json!({ "code": "revoked", "at": at, "reason": "privilegeWithdrawn" }));
	assert_eq!(client.verify(json!([id, expected, at - 1])).await["valid"], json!(true));
	// The same at the block where it was issued: an auditor can go back.
	assert_eq!(client.verify(json!([id, expected, null, issued.block])).await["valid"], json!(true));
}

/// What refused calls must leave as it is: all of the pallet's records, and what is held of whom.
async fn state(client: &Client, at: Hash, people: &[sr25519::Pair]) -> (BTreeMap<String, Value>, Vec<u128>) {
	let mut held = Vec::new();
	for who in people {
		held.push(client.account(&account(who.clone()), at).await.data.reserved);
	}
	(client.pallet_state("Certification", at).await, held)
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_calls_say_why_and_change_nothing() {
	let node = Config::dev().start().await;
	let client = node.client();
	let (subject, poor) = (account(Dave), stranger("poor"));
	let first = FirstNetwork::found(client, Alice, Bob).await;
	let FirstNetwork { network, schema: licence, accreditation } = first;
	let permit = SchemaContent { max_validity: Some(YEAR), ..schema("Permit") };
	let (other, limited, sibling, fallen) = (network + 1, schema_id(network, &permit), 1, 2);
	let foreign = schema_id(other, &schema("Licence"));
	let calls = vec![
		found_network("Rival Council"),
		register_schema(network, permit.clone()),
		register_schema(other, schema("Licence")),
		// One that cannot issue what the first one can, nor as much.
		accredit(network, None, Dave, Terms { quota: Some(0), ..unlimited() }),
		accredit(network, None, Bob, unlimited()),
		suspend_accreditation(fallen),
		// Enough for the fee, not for the deposit.
		transfer(&poor, DEPOSIT_PER_ITEM),
	];
	client.execute_all(Alice, calls).await;
	let certificate = first.certificate(&subject, document(7));
	let calls = vec![first.issue(&subject, document(7)), revoke(certificate, Reason::Superseded)];
	let before = client.execute_all(Bob, calls).await[1].block;

	let (operator, issuer, rival, nobody) = (Alice.pair(), Bob.pair(), Dave.pair(), Charlie.pair());
	let again = Reason::Unspecified;
	let long = |bytes| "x".repeat(bytes);
	let more = || content(document(8));
	let certify = |schema, content| issue(accreditation, schema, &subject, content);
	let policy = |uri: String| {
		RuntimeCall::Certification(pallet_certification::Call::found_network {
			name: b"Council".into(),
			policy_hash: document(1),
			policy_uri: uri.into(),
			membership: Membership::Closed,
		})
	};
	let further = |terms| accredit(network, Some(accreditation), Charlie, terms);
	let is = |error: Error<Runtime>| -> DispatchError { error.into() };
	let refused: Vec<(&sr25519::Pair, RuntimeCall, DispatchError)> = vec![
		(&operator, found_network(""), is(Error::NameEmpty)),
		(&operator, found_network(&long(65)), is(Error::NameTooLong)),
		(&operator, found_network("Medical\nCouncil"), is(Error::TextInvalid)),
		(&operator, policy(long(257)), is(Error::UriTooLong)),
		(&operator, register_schema(99, schema("Licence")), is(Error::NetworkUnknown)),
		(&operator, register_schema(network, schema("Licence")), is(Error::SchemaExists)),
		(
			&operator,
			accredit(network, None, Charlie, Terms { valid_until: Some(1), ..unlimited() }),
			is(Error::ExpiryPassed),
		),
		(&issuer, register_schema(network, schema("Diploma")), is(Error::NotOperator)),
		(&issuer, further(unlimited()), is(Error::DepthExceeded)),
		(&issuer, certify(H256::zero(), more()), is(Error::SchemaUnknown)),
		(&issuer, certify(foreign, more()), is(Error::SchemaNotInNetwork)),
		(&issuer, certify(limited, more()), is(Error::ValidityTooLong)),
		(&issuer, certify(licence, content(document(7))), is(Error::CertificateExists)),
		(
			&issuer,
			certify(licence, Content { valid_from: Some(10), valid_until: Some(5), ..more() }),
			is(Error::ValidityEmpty),
		),
		(&issuer, certify(licence, Content { record: b"{}".to_vec(), ..more() }), is(Error::RecordNotAllowed)),
		(&issuer, issue(fallen, licence, &subject, more()), is(Error::AccreditationSuspended)),
		(&issuer, issue(99, licence, &subject, more()), is(Error::AccreditationUnknown)),
		(&issuer, revoke(certificate, again), is(Error::CertificateRevoked)),
		(&issuer, revoke(H256::zero(), again), is(Error::CertificateUnknown)),
		(&issuer, suspend(certificate), is(Error::SchemaNotSuspendable)),
		(&rival, issue(sibling, licence, &subject, more()), is(Error::QuotaExceeded)),
		// Not even by someone who issues in the same network, under another accreditation.
		(&rival, revoke(certificate, again), is(Error::NotAuthority)),
		(&nobody, certify(licence, more()), is(Error::NotHolder)),
		(&poor, found_network("Poor Council"), TokenError::FundsUnavailable.into()),
	];
	for (at, (_, _, error)) in refused.iter().enumerate() {
		assert!(!refused[..at].iter().any(|(_, _, earlier)| earlier == error), "{error:?} has two causes");
	}

	// All at once: they get into the same block or two, and nothing but them is in between.
	let genesis = client.genesis().await;
	let mut nonces = BTreeMap::new();
	let mut pending = Vec::new();
	for (who, call, error) in &refused {
		let who_account = account((*who).clone());
		let first = client.nonce(&who_account).await;
		let nonce = *nonces.entry(who_account).and_modify(|nonce| *nonce += 1).or_insert(first);
		pending.push((client.send(sign(genesis, who, nonce, call.clone())).await, call, error));
	}
	let mut last = (0, before);
	for (transaction, call, error) in pending {
		let outcome = transaction.finalized().await;
		assert_eq!(outcome.result, Err(*error), "{call:?}");
		last = last.max((outcome.number, outcome.block));
	}
	let people = [operator.clone(), issuer.clone(), rival.clone(), nobody.clone(), poor.clone()];
	assert_eq!(state(client, before, &people).await, state(client, last.1, &people).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_questions_are_refused() {
	let node = Config::dev().start().await;
	let client = node.client();
	let id = document(1);
	let verify = "civitas_verifyCertificate";
	let list = "civitas_certificatesOf";
	let someone = account(Alice).to_ss58check();
	for (method, params) in [
		(verify, json!([])),
		(verify, json!({})),
		(verify, json!(["0xzz"])),
		(verify, json!(["0x12"])),
		(verify, json!([format!("{id:?}00")])),
		(verify, json!([7])),
		(verify, json!([null])),
		(verify, json!([[id]])),
		(verify, json!([id, { "netwrok": 7 }])),
		(verify, json!([id, { "network": "7" }])),
		(verify, json!([id, { "network": -1 }])),
		(verify, json!([id, { "network": 4_294_967_296u64 }])),
		(verify, json!([id, { "subject": "5Grw" }])),
		(verify, json!([id, "network"])),
		(verify, json!([id, null, "yesterday"])),
		(verify, json!([id, null, -1])),
		(verify, json!([id, null, 1.5])),
		(verify, json!([id, null, null, "latest"])),
		(list, json!([])),
		(list, json!([to_hex(&[0; 31])])),
		(list, json!([someone, "lapsed"])),
		(list, json!([someone, null, "yes"])),
		(list, json!([someone, null, null, "0x12"])),
		(list, json!([someone, null, null, null, 0])),
		(list, json!([someone, null, null, null, -1])),
		("civitas_network", json!([-1])),
		("civitas_schema", json!([7])),
		("civitas_accreditation", json!(["x"])),
		("civitas_verifyMember", json!([id])),
		("civitas_verifyMember", json!([id, { "member": {}, "proof": [] }])),
		("civitas_verifyCredential", json!(["text"])),
		("civitas_exportStatusList", json!([id, "validity"])),
		("civitas_documentGrantsOf", json!([someone, "0x12"])),
	] {
		let answer = client.try_call(method, params.clone()).await;
		let error = answer.expect_err(&format!("{method} {params} must be refused"));
		assert_eq!(error.code(), Some(INVALID_PARAMS), "{method} {params} gave {error}");
	}
	let error = client.try_call(verify, json!([id, null, null, id])).await.expect_err("there is no such block");
	assert_eq!(error.code(), Some(UNKNOWN_BLOCK), "{error}");
	let error = client.try_call("civitas_forgeCertificate", json!([])).await.expect_err("there is no such method");
	assert_eq!(error.code(), Some(METHOD_NOT_FOUND));
	// A page is bounded whatever is asked for, and the node is none the worse for all of this.
	let page = client.call(list, json!([someone, null, null, null, u32::MAX])).await;
	assert_eq!(page["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn unsafe_methods_are_for_the_operator_only() {
	let node = Config::dev().option("--rpc-methods", "safe").start().await;
	let client = node.client();
	let peer = node.address();
	let methods = client.call("rpc_methods", json!([])).await["methods"].clone();
	for (method, params) in [
		("author_insertKey", json!(["babe", "//Mallory", to_hex(&[0; 32])])),
		("author_rotateKeys", json!([])),
		("author_hasKey", json!([to_hex(&[0; 32]), "babe"])),
		("author_removeExtrinsic", json!([[]])),
		("system_addReservedPeer", json!([peer])),
		("system_removeReservedPeer", json!([peer])),
		("system_peers", json!([])),
		("system_addLogFilter", json!(["trace"])),
		("offchain_localStorageSet", json!(["PERSISTENT", "0x00", "0x00"])),
		("dev_createBlocks", json!([1])),
		("dev_advanceTime", json!([1])),
	] {
		// A method of another name would be refused as well, for the wrong reason.
		let known = methods.as_array().is_some_and(|methods| methods.contains(&json!(method)));
		assert!(known, "{method} does not exist");
		let error = client.try_call(method, params).await.expect_err("it is not for everyone");
		assert_eq!(error.code(), Some(METHOD_NOT_FOUND), "{method} gave {error}");
		assert!(error.to_string().contains("unsafe"), "{method} gave {error}");
	}
	// What dapps and auditors need is there.
	client.verify(json!([document(1)])).await;
	client.wait_finalized(1, START).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_power_cut_loses_nothing_that_was_final() {
	let mut node = Config::dev().start().await;
	let first = FirstNetwork::found(node.client(), Alice, Bob).await;
	let id = first.certificate(&account(Dave), document(7));
	let issued = node.client().execute(Bob, first.issue(&account(Dave), document(7))).await.success();
	// The database writes what is committed a moment later; two blocks more, and it has.
	node.client().wait_finalized(issued.number + 2, FINALITY).await;

	for _ in 0..2 {
		node.kill();
		node.restart().await;
		let client = node.client();
		assert_eq!(client.block_hash(issued.number).await, Some(issued.block));
		let (number, _) = client.finalized().await;
		assert!(number >= issued.number, "block {} was final, and now block {number} is", issued.number);
		assert_eq!(client.verify(json!([id])).await["valid"], json!(true));
		// It goes on.
		client.wait_finalized(number + 2, FINALITY).await;
	}
	node.client().execute(Bob, revoke(id, Reason::default())).await.success();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_asked_to_stop_stops_in_order() {
	let mut node = Config::dev().start().await;
	let finalized = node.client().wait_finalized(2, START).await;
	assert_eq!(node.stop().await, Some(0), "{}", node.log());
	node.restart().await;
	assert_eq!(node.client().block_hash(finalized.0).await, Some(finalized.1));
	node.client().wait_finalized(finalized.0 + 1, FINALITY).await;
}
