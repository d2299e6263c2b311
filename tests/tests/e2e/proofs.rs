//! Answers that are checked offline, by whoever trusts nothing but the hash of the first block: those of a network whose validators change,
//! and whose runtime is replaced.

use crate::{cli::civitas, readme::run_at, sections::Page};
use civitas_proof::Bundle;
use civitas_runtime::{AccountId, RuntimeCall, WASM_BINARY};
use civitas_tests::{
	client::{from_hex, to_hex},
	network::{Chain, Validators},
	node::agree_on,
	process::{repository, run, target_folder, Finished},
	transaction::account,
	wait::{until, NETWORK, REFUSAL},
	Client, Config, Node, Person,
};
use codec::{Decode, Encode};
use serde_json::{json, Value};
use sp_core::H256;
use sp_keyring::Sr25519Keyring::{Alice, Charlie};
use std::{
	fs,
	path::{Path, PathBuf},
	time::Duration,
};
use tempfile::TempDir;
use tokio::process::Command;

/// Nobody is there: port 9 is discard, and nothing answers there with a WebSocket.
const NOBODY: &str = "ws://127.0.0.1:9";

/// What the chain cannot have.
const ABSENT: &str = "0x7777777777777777777777777777777777777777777777777777777777777777";

/// Pages whose tools are used.
const LENDING: Page = Page { file: "docs/lending.md", tools: "A market to try things with" };
const FINANCE: Page = Page { file: "docs/public-finance.md", tools: "People and money to try things with" };

/// A loan.
const LOAN: &str = r#"
supply //Bob 1000000
civitas lending add-collateral --market "$market" --assets 1000000000000000 --suri //Ferdie
civitas lending borrow --market "$market" --assets 100000 --suri //Ferdie
"#;

/// Some networks, and a payment by a fund of gifts.
const PAYMENT: &str = r#"
for name in Registrars Universities Hospitals; do
	civitas certification found-network --name "$name" --policy-hash hash:@docs/examples/network-policy.md --policy-uri "" \
		--membership closed --suri //Alice
done
organisation Water Nora Nils
endow //Board //Ben
mint //Ben 50000
books Water //Board
gifts=$(fund Water Nora '{ name: "Gifts", currency: $money, gifts: "100" }')
civitas public-finance donate --fund "$gifts" --asset "$euro" --amount 50000 --suri //Ben
pumps=$(line Water //Board pumps 100000)
award=$(owe Water Nora Nils '{ account: "//Dave" }' "$pumps" 20000)
pay Water Nora "$gifts" "$award" "$pumps" 20000
"#;

/// A page of a listing, an absent certificate, a loan, and whose money a payment was.
const QUESTIONS: &str = r#"
questions() {
	civitas prove certification networks --limit 2 -o "$audit/$1-listing"
	civitas prove certification verify --certificate "$absent" -o "$audit/$1-absent" || [ "$?" = 1 ]
	civitas prove lending position --market "$market" --owner //Ferdie -o "$audit/$1-loan"
	civitas prove public-finance trace-up --fund "$gifts" --number 0 -o "$audit/$1-payment"
}
"#;

/// What is proved for auditors.
struct Audit {
	folder: TempDir,
	genesis: String,
}

impl Audit {
	async fn of(client: &Client) -> Self {
		let folder = tempfile::tempdir().expect("there is room");
		Self { folder, genesis: format!("{:?}", client.genesis().await) }
	}

	fn path(&self, name: &str) -> String {
		self.folder.path().join(name).to_str().expect("the path is UTF-8").to_owned()
	}

	/// Ask a node to prove something.
	async fn prove(&self, node: &Node, words: &str, name: &str) -> Value {
		let finished = civitas(&node.url(), &format!("prove {words} -o {} --json", self.path(name))).await;
		serde_json::from_str(&finished.success()).expect("it is JSON")
	}

	/// Check it where there is no node.
	async fn check(&self, name: &str, trust: &str) -> Finished {
		civitas(NOBODY, &format!("check {} {trust} --json", self.path(name))).await
	}

	/// That it is proved; a yes, or a no.
	async fn proven(&self, name: &str, yes: bool) -> Value {
		let finished = self.check(name, &format!("--genesis {}", self.genesis)).await;
		assert_eq!(finished.code, Some(if yes { 0 } else { 1 }), "{name}: {}{}", finished.stdout, finished.stderr);
		serde_json::from_str(&finished.stdout).expect("it is JSON")
	}

	/// That it is not, for a reason like this.
	async fn refused(&self, name: &str, trust: &str, reason: &str) {
		let finished = self.check(name, trust).await;
		assert_eq!(finished.code, Some(2), "{name} {trust}: {}{}", finished.stdout, finished.stderr);
		assert!(finished.stdout.contains(reason), "{name} {trust}: {}", finished.stdout);
	}

	fn bundle(&self, name: &str) -> Bundle {
		Bundle::read(&fs::read(self.path(name)).expect("it is there")).expect("it is a bundle")
	}

	fn code_of(&self, name: &str) -> String {
		self.path(&format!("{:?}.wasm", H256(self.bundle(name).code_hash())))
	}

	/// What the page says of bundles of one code.
	async fn in_a_browser(&self, names: &[&str], trust: &str) -> Vec<Value> {
		let clients = repository().join("tests/clients");
		let mut node = Command::new("node");
		node.arg(clients.join("page.mjs")).arg(page()).arg(trust).arg(self.code_of(names[0]));
		node.args(names.iter().map(|name| self.path(name))).current_dir(&clients).env_remove("NODE_OPTIONS");
		let output = run(node, BROWSER).await.success();
		output.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect()
	}

	/// Another reader, who goes through tries by code of his own.
	async fn tries_hold(&self, name: &str) {
		let mut python = Command::new("python3");
		python.arg(repository().join("proof/check_trie.py")).arg(self.path(name)).arg(self.code_of(name));
		run(python, REFUSAL).await.success();
	}
}

/// How long a browser may take for some bundles, on a busy machine.
const BROWSER: Duration = Duration::from_secs(300);

/// The page that checks bundles: `CIVITAS_PAGE`, or what `scripts/proof-page.sh` has built.
fn page() -> PathBuf {
	let built = || target_folder().expect("there is a target folder").join("check.html");
	let page = std::env::var_os("CIVITAS_PAGE").map_or_else(built, PathBuf::from);
	assert!(page.is_file(), "{} is missing: run scripts/proof-page.sh", page.display());
	page
}

/// The code of the runtime with a word more in it, that nothing reads: other code, which does the same.
fn other_code() -> Vec<u8> {
	const BOUND: usize = 50 << 20;
	let code = WASM_BINARY.expect("the runtime was built: this does not work with SKIP_WASM_BUILD");
	let mut code = sp_maybe_compressed_blob::decompress(code, BOUND).expect("it can be unpacked").into_owned();
	let word = b"upgraded";
	// A section of no kind: its length, the length of its name, and its name.
	code.extend([0, word.len() as u8 + 1, word.len() as u8]);
	code.extend(word);
	sp_maybe_compressed_blob::compress_strongly(&code, BOUND).expect("it can be packed")
}

/// Have Alice do it as root: the hash of the transaction, and its block.
async fn by_root(client: &Client, call: impl Into<RuntimeCall>) -> (String, u32) {
	let weight = frame_support::weights::Weight::zero();
	let call = pallet_sudo::Call::sudo_unchecked_weight { call: Box::new(call.into()), weight };
	let mut pending = client.submit(Alice.pair(), RuntimeCall::Sudo(call)).await;
	let block = pending.finalized_block().await;
	(pending.hash(), client.number(block).await)
}

/// Charlie takes other keys, and votes by them.
async fn take_other_keys(node: &Node) {
	let client = node.client();
	let owner = to_hex(&account(Charlie.pair()).encode());
	let answer = client.call("author_rotateKeysWithOwner", json!([owner])).await;
	let bytes = |name: &str| from_hex(answer[name].as_str().expect("it is hex"));
	let keys = civitas_runtime::SessionKeys::decode(&mut &bytes("keys")[..]).expect("they are session keys");
	let call = pallet_validator_set::Call::set_keys { keys: keys.clone(), proof: bytes("proof") };
	client.execute(Charlie.pair(), RuntimeCall::ValidatorSet(call)).await.success();
	until("Charlie to serve by his new keys", NETWORK, async || {
		match Validators::of(client).await.keys(&AccountId::from(Charlie.public())) {
			Some(found) if found == keys => Ok(()),
			found => Err(format!("he serves by {found:?}")),
		}
	})
	.await;
}

const NAMES: [&str; 4] = ["listing", "absent", "loan", "payment"];

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_checks_offline_what_a_network_answered() {
	let chain = Chain::of_three().await;
	let mut nodes = chain.start(&["alice", "bob", "charlie"]).await;
	agree_on(&nodes, 3).await;
	let client = nodes[0].client();
	let audit = Audit::of(client).await;

	// Something happens, and is proved.
	let names = format!("audit={}; absent={ABSENT}", audit.folder.path().display());
	let mut script = LENDING.section(LENDING.tools);
	script.push(LOAN.to_owned());
	// Assets are counted, and the first one is that of the loan.
	script.extend(FINANCE.section(FINANCE.tools).iter().map(|block| block.replace("--id 1 ", "--id 2 ")));
	let keep = "declare -p market gifts > \"$audit/names\"";
	script.extend([PAYMENT, &names, keep, QUESTIONS, "questions before"].map(str::to_owned));
	run_at(&nodes[0], &script).await;
	let (before, _) = client.finalized().await;

	// Validators change, and the runtime is replaced.
	take_other_keys(&nodes[2]).await;
	let set_code = frame_system::Call::set_code_without_checks { code: other_code() };
	let (upgrade, in_block) = by_root(client, set_code).await;
	client.wait_finalized(in_block + 5, NETWORK).await;
	let script = [&names, "source \"$audit/names\"", QUESTIONS, "questions after"];
	run_at(&nodes[0], &script.map(str::to_owned)).await;
	// And what was true before, asked of an archive node now. The block that has upgraded was made by the code of old.
	audit.prove(&nodes[0], &format!("certification networks --block {before}"), "earlier").await;
	audit.prove(&nodes[0], &format!("transaction {upgrade} --block {in_block}"), "upgrade").await;
	let code_of = |name: &str| audit.bundle(name).code_hash();
	assert!(code_of("before-loan") == code_of("earlier") && code_of("before-loan") == code_of("upgrade"));
	assert_ne!(code_of("before-loan"), code_of("after-loan"));

	// Who has a checkpoint needs less.
	let checkpoint = audit.path("checkpoint.json");
	let saved = format!("--genesis {} --save-checkpoint {checkpoint}", audit.genesis);
	audit.check("before-loan", &saved).await.success();
	let words = format!("certification networks --checkpoint {checkpoint}");
	audit.prove(&nodes[0], &words, "short").await;

	// There is no node any more.
	for node in &mut nodes {
		node.kill();
	}
	for time in ["before", "after"] {
		let [listing, absent, loan, payment] = NAMES.map(|name| format!("{time}-{name}"));
		let listing = audit.proven(&listing, true).await;
		assert_eq!(listing["value"]["items"].as_array().map(Vec::len), Some(2), "{listing}");
		let absent = audit.proven(&absent, false).await;
		assert_eq!(
			(&absent["value"]["valid"], &absent["value"]["reason"]),
			(&json!(false), &json!("unknown")),
			"{absent}"
		);
		assert_eq!(absent["params"]["certificate"], ABSENT);
		let loan = audit.proven(&loan, true).await;
		assert!(loan["value"]["borrowShares"] != "0" && loan["value"]["collateral"] == "1000000000000000", "{loan}");
		let payment = audit.proven(&payment, true).await;
		let ben = Person::of("//Ben").address();
		assert_eq!(payment["value"]["items"][0]["end"]["source"]["source"]["account"], ben, "{payment}");
	}
	let earlier = audit.proven("earlier", true).await;
	assert_eq!(earlier["block"]["number"], before);
	let upgrade = audit.proven("upgrade", true).await;
	let events = upgrade["events"].as_array().expect("they are a list");
	assert!(events.iter().any(|event| event["system"].get("codeUpdated").is_some()), "{upgrade}");
	assert!(events.iter().any(|event| event["system"].get("extrinsicSuccess").is_some()));

	// What it costs.
	for name in
		["before-absent", "after-absent", "after-listing", "after-loan", "after-payment", "earlier", "upgrade", "short"]
	{
		let bundle = audit.bundle(name);
		let vote = |vote: &civitas_proof::Vote| vote.header.len() + vote.justification.len();
		let handovers: usize = bundle.handovers.iter().map(vote).sum();
		let file = bundle.write().len();
		println!("{name}: {file} bytes, of which {handovers} are those of {} hand-overs", bundle.handovers.len());
		// A transaction is in it as it is: here with all of the code.
		assert!(file - handovers < 60_000 || name == "upgrade", "{name}: {file} bytes");
	}

	// Hand-overs are what others trust: without them nothing is proved.
	let after = audit.bundle("after-loan");
	assert!(after.handovers.len() > audit.bundle("before-loan").handovers.len());
	let mut cut = after.clone();
	cut.handovers.pop();
	fs::write(audit.path("cut"), cut.write()).expect("there is room");
	fs::copy(audit.code_of("after-loan"), audit.path("code.wasm")).expect("there is room");
	let genesis = format!("--genesis {}", audit.genesis);
	audit.refused("cut", &genesis, "notProved").await;
	audit.refused("after-loan", &format!("--genesis {ABSENT}"), "another chain").await;
	assert!(audit.bundle("short").genesis.is_none());
	assert_eq!(audit.bundle("short").handovers, after.handovers, "they came after the checkpoint");
	audit.check("short", &format!("--checkpoint {checkpoint}")).await.success();
	audit.refused("short", &genesis, "use the checkpoint").await;
	let late = audit.path("late.json");
	audit.check("after-loan", &format!("--checkpoint {checkpoint} --save-checkpoint {late}")).await.success();
	audit.refused("before-loan", &format!("--checkpoint {late}"), "checkpoint is later").await;
	let code = audit.code_of("before-loan");
	audit.refused("after-loan", &format!("{genesis} --code {code}"), "is not the code").await;

	// By others: a browser, and a script.
	for time in ["before", "after"] {
		let names = NAMES.map(|name| format!("{time}-{name}"));
		let names = names.each_ref().map(String::as_str);
		let told = audit.in_a_browser(&names, &audit.genesis).await;
		for name in names {
			let mut expected = audit.proven(name, !name.ends_with("absent")).await;
			expected.as_object_mut().expect("it is an object").remove("genesis");
			let of_it = |line: &&Value| line["file"].as_str() == Some(&audit.path(name)) && line["verdict"] == "Proved";
			let line = told.iter().find(of_it).unwrap_or_else(|| panic!("{name} is not proved: {told:?}"));
			assert_eq!(line["proven"], expected);
		}
		let flipped = told.iter().find(|line| line["flipped"] == true).expect("it was tried");
		assert!(flipped["verdict"].as_str().is_some_and(|verdict| verdict.starts_with("Not proved")), "{flipped}");
	}
	for name in ["before-loan", "after-payment", "earlier", "upgrade"] {
		audit.tries_hold(name).await;
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_proved_where_nobody_votes() {
	let node = Config::sealing("instant").start().await;
	let audit = Audit::of(node.client()).await;
	for words in ["certification networks".to_owned(), format!("transaction {ABSENT} --block 0")] {
		let finished = civitas(&node.url(), &format!("prove {words} -o {} --json", audit.path("none"))).await;
		assert_eq!(finished.code, Some(2));
		let error: Value = serde_json::from_str(&finished.stdout).expect("it is JSON");
		assert_eq!(error["code"], "notFinal");
		assert!(error["error"].as_str().is_some_and(|error| error.contains("nobody votes on this chain")), "{error}");
		assert!(!Path::new(&audit.path("none")).exists());
	}
}
