//! Development chains of their own: consensus, money, refusals, a stop and a power cut.

use civitas_primitives::certification::{
	info::{Membership, Terms},
	schema_id, Content, Reason, SchemaContent,
};
use civitas_runtime::{
	currency::{CIV, DEPOSIT_PER_ITEM},
	Address, BlockNumber, Hash, Runtime, RuntimeCall, VERSION,
};
use civitas_tests::{
	certification::{
		accept_accreditation, accredit, accreditations_in, content, document, found_network, issue, network_in,
		register_schema, revoke, schema, suspend, suspend_accreditation, text, unlimited, SmallNetwork, YEAR,
	},
	transaction::{account, in_one, sign, stranger},
	wait::{until, FINALITY, START},
	Client, Config,
};
use pallet_certification::Error;
use serde_json::{json, Value};
use sp_core::{sr25519, H256};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave};
use sp_runtime::{DispatchError, TokenError};
use std::{
	collections::BTreeMap,
	io::{Read, Write},
	net::{SocketAddr, TcpStream},
};

/// The code of `dev_*` where blocks are made by consensus.
const NOT_ON_DEMAND: i32 = 10_001;

/// As many blocks take some seconds; the database writes what is committed a moment later.
const WRITTEN: BlockNumber = 12;

fn transfer(to: &sr25519::Pair, value: u128) -> RuntimeCall {
	let dest = Address::Id(account(to.clone()));
	RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive { dest, value })
}

/// An answer over HTTP/1.1, with its headers.
fn get(address: SocketAddr, path: &str) -> Result<String, String> {
	let mut stream = TcpStream::connect(address).map_err(|error| error.to_string())?;
	stream.set_read_timeout(Some(FINALITY)).expect("it is not zero");
	let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
	stream.write_all(request.as_bytes()).map_err(|error| error.to_string())?;
	let mut answer = String::new();
	stream.read_to_string(&mut answer).map_err(|error| error.to_string())?;
	Ok(answer)
}

#[tokio::test(flavor = "multi_thread")]
async fn consensus_makes_and_finalises_blocks_and_stops_in_order() {
	let mut node = Config::dev().metrics().start().await;
	let client = node.client();
	assert_eq!(client.call("system_chain", json!([])).await, "Civitas Development, fast");
	let version = client.call("state_getRuntimeVersion", json!([])).await;
	assert_eq!((&version["specName"], &version["specVersion"]), (&json!("civitas"), &json!(VERSION.spec_version)));

	client.wait_finalized(2, START).await;
	let block = client.block_hash(2).await.expect("it is finalised");
	// By BABE, and by the only authority that there is.
	assert_eq!(client.author(block).await, 0);
	// Finalised by GRANDPA, with one voter.
	let vote = client.call("grandpa_roundState", json!([])).await;
	assert_eq!(vote["best"]["totalWeight"], 1, "{vote}");
	// So nobody else makes blocks.
	let (code, message) = client.refusal("dev_createBlocks", json!([1])).await;
	assert!(code == NOT_ON_DEMAND && message.contains("--sealing"), "{message} ({code})");

	let receiver = stranger("receiver");
	let outcome = client.execute(Alice, transfer(&receiver, 5 * CIV)).await.success();
	outcome.emitted(pallet_balances::Event::<Runtime>::Transfer {
		from: account(Alice),
		to: account(receiver.clone()),
		amount: 5 * CIV,
	});
	let received = client.account(&account(receiver), outcome.block).await.data;
	assert_eq!((received.free, received.reserved), (5 * CIV, 0));

	// Some figures are put down every few seconds only.
	until("the height of the chain among the metrics", FINALITY, async || {
		let answer = get(node.metrics_address(), "/metrics")?;
		let height = answer.lines().find_map(|line| {
			let rest = line.strip_prefix("substrate_block_height{")?;
			rest.contains("status=\"finalized\"").then(|| rest.rsplit(' ').next()?.parse::<u32>().ok())?
		});
		match height {
			Some(height) if height >= 1 && answer.starts_with("HTTP/1.1 200") => Ok(()),
			_ => Err(answer),
		}
	})
	.await;
	assert!(get(node.metrics_address(), "/").expect("it answers").starts_with("HTTP/1.1 404"));

	let finalized = client.finalized().await;
	assert_eq!(node.stop().await, Some(0), "{}", node.log());
	node.restart().await;
	assert_eq!(node.client().block_hash(finalized.0).await, Some(finalized.1));
	node.client().wait_finalized(finalized.0 + 1, FINALITY).await;
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
	// One of its own: all that the pallet stores is compared.
	let node = Config::sealing("instant").start().await;
	let client = node.client();
	let (subject, poor) = (account(Dave), stranger("poor"));
	let first = SmallNetwork::found(client, Alice, Bob).await;
	let SmallNetwork { network, schema: licence, accreditation } = first;
	let permit = SchemaContent { max_validity: Some(YEAR), ..schema("Permit") };
	let other = network_in(&client.execute(Alice, found_network("Rival Council")).await.success());
	let (limited, foreign) = (schema_id(network, &permit), schema_id(other, &schema("Licence")));
	let calls = vec![
		register_schema(network, permit.clone()),
		register_schema(other, schema("Licence")),
		// One that cannot issue what the first one can, nor as much.
		accredit(network, None, Dave, Terms { quota: Some(0), ..unlimited() }),
		accredit(network, None, Bob, unlimited()),
		// Enough for the fee, not for the deposit.
		transfer(&poor, DEPOSIT_PER_ITEM),
	];
	let given = accreditations_in(&client.execute(Alice, in_one(calls)).await.success());
	let [sibling, fallen] = given[..] else { panic!("two were given: {given:?}") };
	client.execute(Dave, accept_accreditation(sibling)).await.success();
	client.execute(Bob, accept_accreditation(fallen)).await.success();
	client.execute(Alice, suspend_accreditation(fallen)).await.success();
	let certificate = first.certificate(&subject, document(7));
	let calls = vec![first.issue(&subject, document(7)), revoke(certificate, Reason::Superseded)];
	let before = client.execute_all(Bob, calls).await[1].block;

	let (operator, issuer, rival, nobody) = (Alice.pair(), Bob.pair(), Dave.pair(), Charlie.pair());
	let again = Reason::Unspecified;
	let more = || content(document(8));
	let certify = |schema, content| issue(accreditation, schema, &subject, content);
	let policy = |uri: &str| {
		RuntimeCall::Certification(pallet_certification::Call::found_network {
			name: text("Council"),
			policy_hash: document(1),
			policy_uri: text(uri),
			membership: Membership::Closed,
		})
	};
	let further = |terms| accredit(network, Some(accreditation), Charlie, terms);
	let is = |error: Error<Runtime>| -> DispatchError { error.into() };
	let refused: Vec<(&sr25519::Pair, RuntimeCall, DispatchError)> = vec![
		(&operator, found_network(""), is(Error::NameEmpty)),
		(&operator, policy("https://example.org/\n"), is(Error::TextInvalid)),
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
		(&issuer, certify(limited, more()), is(Error::ExpiryMissing)),
		(&issuer, certify(licence, content(document(7))), is(Error::CertificateExists)),
		(
			&issuer,
			certify(licence, Content { valid_from: Some(10), valid_until: Some(5), ..more() }),
			is(Error::ValidityEmpty),
		),
		(&issuer, certify(licence, Content { record: text("{}"), ..more() }), is(Error::RecordNotAllowed)),
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
	let bound = client.bound().await;
	let mut nonces = BTreeMap::new();
	let mut pending = Vec::new();
	for (who, call, error) in &refused {
		let who_account = account((*who).clone());
		let first = client.nonce(&who_account).await;
		let nonce = *nonces.entry(who_account).and_modify(|nonce| *nonce += 1).or_insert(first);
		pending.push((client.send(sign(bound, who, nonce, call.clone())).await, call, error));
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
async fn a_power_cut_loses_nothing_that_was_final() {
	let mut node = Config::dev().start().await;
	let first = SmallNetwork::found(node.client(), Alice, Bob).await;
	let id = first.certificate(&account(Dave), document(7));
	let issued = node.client().execute(Bob, first.issue(&account(Dave), document(7))).await.success();
	node.client().wait_finalized(issued.number + WRITTEN, FINALITY).await;

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
