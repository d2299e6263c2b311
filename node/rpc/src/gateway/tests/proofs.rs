//! What is asked for to be proved, and when it is refused. That proofs can be checked is tested on running nodes.

use super::{
	call, gateway, refusal,
	runtime::{body_of, hash_of, metadata, Fake, BEST, FINALIZED, OLD, PRUNED, UPGRADE},
	value, Chain, Finality, Gateway,
};
use crate::{
	gateway::chain::events_key,
	gateway::prove::{self, HASHES},
	Vote,
};
use codec::{Compact, Encode};
use serde_json::{json, Value};
use sp_core::H256;
use sp_io::hashing::blake2_256;
use std::sync::Arc;

/// Who has voted, as a node would know it.
#[derive(Clone, Default)]
struct Voted {
	/// The number of the newest block that was voted for.
	newest: Option<u32>,
	/// Of which blocks the votes are kept.
	kept: Vec<u32>,
	handovers: Vec<Vote>,
	has_more: bool,
}

fn votes(number: u32) -> Vec<u8> {
	vec![7; number as usize]
}

impl Finality for Voted {
	fn newest(&self) -> Result<Option<(H256, Vec<u8>)>, String> {
		Ok(self.newest.map(|number| (hash_of(number), votes(number))))
	}

	fn votes(&self, block: H256) -> Result<Option<Vec<u8>>, String> {
		Ok(self.kept.iter().find(|number| hash_of(**number) == block).map(|number| votes(*number)))
	}

	fn handovers(&self, after: H256) -> Result<(Vec<Vote>, bool), String> {
		let from = self.handovers.iter().position(|vote| H256(blake2_256(&vote.header)) == after);
		Ok((self.handovers[from.map_or(0, |place| place + 1)..].to_vec(), !self.has_more))
	}

	fn first(&self) -> Result<(Vec<u8>, Vec<Vec<u8>>), String> {
		Ok((vec![1], vec![vec![2], vec![3]]))
	}
}

fn voted() -> Voted {
	Voted { newest: Some(FINALIZED), ..Default::default() }
}

fn gateway_of(voted: Voted) -> Gateway {
	let chain: Arc<dyn Chain> = Arc::new(Fake::new());
	Gateway::over(chain, Some(Arc::new(voted)), None, 2, 16)
}

fn bytes(bytes: &[u8]) -> Value {
	format!("0x{}", hex::encode(bytes)).into()
}

fn network() -> Value {
	json!({ "pallet": "certification", "view": "network", "params": [0] })
}

/// Of a view that the code of old has, too.
fn count_at(block: u32) -> Value {
	json!({ "pallet": "validatorSet", "view": "approvedCount", "block": block })
}

/// The number of the block that was voted for, and those that it is tied to.
fn route(proof: &Value) -> (Value, Vec<Value>) {
	let finality = &proof["finality"];
	let steps = finality["steps"].as_array().expect("they are a list").iter();
	(finality["voted"]["justification"].clone(), steps.map(|step| step["header"].clone()).collect())
}

#[tokio::test]
async fn a_proof_has_the_question_and_why_its_block_is_final() {
	let gateway = gateway_of(voted());
	let answer = call(&gateway, "civitas_prove", &network().to_string()).await.unwrap();
	assert_eq!(answer["block"]["number"], FINALIZED);
	let proof = &answer["value"];
	let view = metadata().view("certification", "network").unwrap().id;
	assert_eq!(proof["question"], json!({ "view": { "view": bytes(&view), "arguments": bytes(&0u32.encode()) } }));
	assert_eq!(proof["code"], bytes(&blake2_256(b"new")));
	assert_eq!(proof["included"], Value::Null);
	assert!(!proof["state"].as_array().unwrap().is_empty());
	assert_eq!(route(proof), (bytes(&votes(FINALIZED)), vec![]));
}

#[tokio::test]
async fn an_earlier_block_is_final_by_the_first_votes_from_it_on() {
	let header = |number: u32| bytes(&number.encode());
	for (kept, block, by, steps) in [
		(vec![], UPGRADE, FINALIZED, vec![header(UPGRADE)]),
		(vec![UPGRADE], UPGRADE, UPGRADE, vec![]),
		(vec![UPGRADE], OLD, UPGRADE, vec![header(OLD)]),
		(vec![OLD], UPGRADE, FINALIZED, vec![header(UPGRADE)]),
	] {
		let gateway = gateway_of(Voted { kept, ..voted() });
		let proof = value(&gateway, "civitas_prove", count_at(block)).await;
		assert_eq!(route(&proof), (bytes(&votes(by)), steps), "{block}");
	}
	// What is not kept cannot be proved.
	let (code, problem) = refusal(&gateway_of(voted()), "civitas_prove", &count_at(PRUNED).to_string()).await;
	assert_eq!(code, 10_101);
	assert!(problem.contains("an archive node keeps it"), "{problem}");
}

#[tokio::test]
async fn nothing_is_proved_that_is_not_final() {
	let refused = async |gateway: &Gateway, method: &str, params: Value| {
		let (code, problem) = refusal(gateway, method, &params.to_string()).await;
		assert_eq!(code, 10_107, "{problem}");
		problem
	};
	let of = gateway_of(voted());
	let begun = "Nothing can be proved: block 0 has no time, and was made by nobody";
	assert_eq!(refused(&of, "civitas_prove", count_at(0)).await, begun);
	let not_yet = format!("Nothing can be proved: block {BEST} is not final");
	assert_eq!(refused(&of, "civitas_prove", count_at(BEST)).await, not_yet);
	let transaction = json!({ "hash": format!("{:?}", H256::zero()), "block": BEST });
	assert_eq!(refused(&of, "civitas_proveTransaction", transaction.clone()).await, not_yet);
	let nobody = gateway_of(Voted::default());
	let problem = "Nothing can be proved: no block of this chain was voted for yet";
	assert_eq!(refused(&nobody, "civitas_prove", network()).await, problem);
	let sealed = gateway();
	for (method, params) in
		[("civitas_prove", network()), ("civitas_proveTransaction", transaction), ("civitas_handovers", json!({}))]
	{
		assert!(refused(&sealed, method, params).await.contains("nobody votes on this chain"));
	}
}

#[tokio::test]
async fn what_cannot_be_answered_is_refused_as_ever() {
	let gateway = gateway_of(voted());
	for (params, code) in [
		(json!({ "pallet": "certification", "view": "nothing" }), 10_102),
		(json!({ "pallet": "certification", "view": "network", "params": ["x"] }), -32_602),
		(json!({ "pallet": "certification", "view": "network", "params": [0], "block": 9_999 }), 10_101),
	] {
		let expected = refusal(&gateway, "civitas_view", &params.to_string()).await;
		assert_eq!(expected.0, code);
		assert_eq!(refusal(&gateway, "civitas_prove", &params.to_string()).await, expected);
	}
}

#[tokio::test]
async fn a_transaction_is_found_in_its_block_and_made_by_the_code_before() {
	let gateway = gateway_of(voted());
	let transaction = &body_of(UPGRADE)[1];
	let hash = bytes(&blake2_256(transaction));
	let proof = value(&gateway, "civitas_proveTransaction", json!({ "hash": hash, "block": UPGRADE })).await;
	assert_eq!(proof["question"], json!({ "transaction": { "hash": hash, "index": 1 } }));
	assert_eq!(proof["code"], bytes(&blake2_256(b"old")), "this block has upgraded");
	assert_eq!(proof["included"]["parent"]["header"], bytes(&OLD.encode()));
	// The first node that has it: a version-0 trie has values in its nodes, however long.
	let nodes = proof["included"]["proof"].as_array().unwrap().iter();
	assert!(nodes.into_iter().any(|node| node.as_str().unwrap().contains(&hex::encode(transaction))));
	assert!(Compact(1u32).encode() == [4], "its place");
	let later = bytes(&blake2_256(&body_of(BEST)[4]));
	let unknown = json!({ "hash": later, "block": FINALIZED });
	let (code, problem) = refusal(&gateway, "civitas_proveTransaction", &unknown.to_string()).await;
	assert_eq!(code, -32_602);
	assert!(problem.starts_with("Invalid params: hash: block 4 has no transaction"), "{problem}");
	let (code, problem) = refusal(&gateway, "civitas_proveTransaction", r#"{"hash":"0x12"}"#).await;
	assert_eq!(
		(code, problem.as_str()),
		(-32_602, "Invalid params: hash: it is no hash of a transaction: 0x and 64 digits")
	);
}

#[tokio::test]
async fn a_transaction_is_proved_however_much_others_have_done_in_its_block() {
	let fake = Fake::new();
	let many = vec![7; 2 << 20];
	fake.set(FINALIZED, &events_key(), &many);
	let gateway = Gateway::over(Arc::new(fake), Some(Arc::new(voted())), None, 2, 16);
	for (block, has_events) in [(FINALIZED, false), (UPGRADE, true)] {
		let hash = bytes(&blake2_256(&body_of(block)[0]));
		let proof = value(&gateway, "civitas_proveTransaction", json!({ "hash": hash, "block": block })).await;
		let state = serde_json::to_string(&proof["state"]).unwrap();
		assert!(state.len() < 10_000, "{block}: {}", state.len());
		// Of few events, the value is there by itself.
		let few = hex::encode(super::runtime::events(&Fake::new(), block));
		assert_eq!(state.contains(&few), has_events, "{block}");
		assert_eq!(state.contains(&hex::encode(blake2_256(&many))), !has_events);
	}
}

#[tokio::test]
async fn hand_overs_come_in_pages() {
	let large = |number: u8| Vote { header: vec![number; 100], justification: vec![number; 900_000] };
	let handovers: Vec<_> = (1..=4).map(large).collect();
	let gateway = gateway_of(Voted { handovers: handovers.clone(), ..voted() });
	let (mut found, mut from, mut pages) = (Vec::new(), Value::Null, 0);
	loop {
		let page = value(&gateway, "civitas_handovers", json!({ "from": from })).await;
		// Who votes first is told once.
		assert_eq!(page["genesis"].is_null(), pages > 0);
		found.extend(page["handovers"].as_array().unwrap().clone());
		pages += 1;
		from = page["next"].clone();
		if from.is_null() {
			break;
		}
	}
	assert_eq!((pages, found.len()), (2, 4));
	let header = |vote: &Vote| bytes(&vote.header);
	assert!(found.iter().map(|vote| vote["header"].clone()).eq(handovers.iter().map(header)));
	// One that is too large by itself is given alone.
	let huge = Vote { header: vec![1], justification: vec![0; 3_000_000] };
	let gateway = gateway_of(Voted { handovers: vec![huge; 2], has_more: true, ..voted() });
	let page = value(&gateway, "civitas_handovers", json!({})).await;
	assert_eq!(page["handovers"].as_array().unwrap().len(), 1);
	assert!(page["next"].is_string());
	for (from, code) in [(json!(BEST + 1), 10_101), (json!("x"), -32_602), (json!(-1), -32_602), (json!(true), -32_602)]
	{
		let refused = refusal(&gateway, "civitas_handovers", &json!({ "from": from }).to_string()).await;
		assert_eq!(refused.0, code, "{from}");
	}
}

#[test]
fn no_stop_is_too_far_from_the_one_before() {
	for (from, to, stops) in [
		(7, 7, vec![]),
		(8, 7, vec![7]),
		(2_407, 7, vec![7]),
		(2_408, 7, vec![8, 7]),
		(10_000, 100, vec![7_600, 5_200, 2_800, 400, 100]),
	] {
		assert_eq!(prove::stops(from, to).collect::<Vec<_>>(), stops, "{from} to {to}");
	}
}

#[test]
fn a_state_has_as_many_hashes_as_is_believed_here() {
	let kept: u32 = <civitas_runtime::Runtime as frame_system::Config>::BlockHashCount::get();
	assert_eq!(kept, HASHES);
}
