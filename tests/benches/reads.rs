//! What a question costs over the gateway, beside `state_call` of the same view function, in one run over one connection.

use civitas_primitives::{
	certification::{info::PresentedMember, Expected},
	Moment,
};
use civitas_runtime::{AccountId, Runtime};
use civitas_tests::{
	certification::{document, SmallNetwork},
	client::{from_hex, to_hex},
	transaction::{account, in_one},
	Client, Config,
};
use codec::Encode;
use metadata_json::Metadata;
use serde_json::{json, Value};
use sp_core::crypto::Ss58Codec;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Dave};
use std::time::{Duration, Instant};

/// How often each question is asked.
const ROUNDS: usize = 301;

/// How many certificates a page has.
const PAGE: u8 = 100;

async fn timed(client: &Client, method: &str, params: Value) -> (Duration, Value) {
	let start = Instant::now();
	let answer = client.call(method, params).await;
	(start.elapsed(), answer)
}

fn median(mut times: Vec<Duration>) -> f64 {
	times.sort_unstable();
	times[times.len() / 2].as_secs_f64() * 1e6
}

/// Asks the same of both in turn, and prints a row: the medians, and that of the differences pair by pair.
async fn compare(client: &Client, name: &str, method: &str, params: Value, view: Vec<u8>, arguments: Vec<u8>) {
	let call = json!(["RuntimeViewFunction_execute_view_function", to_hex(&[view, arguments.encode()].concat())]);
	let (mut raw, mut gateway, mut more) = (Vec::new(), Vec::new(), Vec::new());
	for _ in 0..ROUNDS {
		let (direct, answer) = timed(client, "state_call", call.clone()).await;
		assert!(from_hex(answer.as_str().expect("it answers bytes")).starts_with(&[0]), "the view answers");
		let (json, _) = timed(client, method, params.clone()).await;
		raw.push(direct);
		gateway.push(json);
		more.push(json.saturating_sub(direct));
	}
	println!("| {name} | {:.0} | {:.0} | {:.0} |", median(raw), median(gateway), median(more));
}

#[tokio::main]
async fn main() {
	let mut node = Config::sealing("instant").start().await;
	let client = node.client();
	let network = SmallNetwork::found(client, Alice, Bob).await;
	let subject = account(Dave);
	let calls = (0..PAGE).map(|number| network.issue(&subject, document(number))).collect();
	client.execute(Bob, in_one(calls)).await.success();
	let certificate = network.certificate(&subject, document(0));

	node.restart().await;
	let client = node.client();
	let params = json!({ "certificate": certificate });
	let (first, _) = timed(client, "certification_verify", params.clone()).await;
	println!("first question after a start: {:.1} ms", first.as_secs_f64() * 1e3);

	let metadata = Runtime::metadata_at_version(16).expect("there is metadata of version 16");
	let metadata = Metadata::decode(&metadata).expect("it can be read");
	let id = |view| metadata.view("Certification", view).expect("there is such a view").id.to_vec();
	println!("| microseconds | state_call | gateway | more |\n|---|---|---|---|");
	let presented = None::<PresentedMember<AccountId>>;
	let arguments = (certificate, None::<Expected<AccountId>>, None::<Moment>, presented).encode();
	compare(client, "certification_verify", "certification_verify", params, id("verify"), arguments).await;
	let params = json!({ "subject": subject.to_ss58check(), "acceptedOnly": false });
	// Of a state, whether only those accepted, of a cursor, of a limit.
	let arguments = (subject, 0u8, false, 0u8, 0u8).encode();
	let name = "certification_certificatesOf, 100 of them";
	compare(client, name, "certification_certificatesOf", params, id("certificates_of"), arguments).await;
}
