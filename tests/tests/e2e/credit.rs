//! Credit from end to end. The page of `docs` on it tells no lies: each of its sections is followed on a chain of its own. At the end of
//! each, all loans, payments, defaults and pools are computed anew by a program in another language (`tests/credit/recompute.py`).

use crate::{
	readme::run_at,
	sections::{follow_sections, Page},
};
use civitas_runtime::{RuntimeCall, UncheckedExtrinsic};
use civitas_tests::{
	client::{from_hex, to_hex},
	process::{repository, run},
	Config, Node,
};
use codec::{Decode, Encode};
use serde_json::{json, Value};
use std::{collections::BTreeSet, path::Path, time::Duration};
use tokio::process::Command;

/// The page.
const PAGE: Page = Page { file: "docs/credit.md", tools: "People and money to try things with" };

follow_sections! {
	PAGE, before: [],
	a_first_loan: "A first loan",
	when_a_borrower_does_not_pay: "When a borrower does not pay",
	a_file_becomes_a_good_one: "A file becomes a good one",
	a_pool_and_a_default: "A pool and a default",
	two_disputes: "Two disputes",
	other_terms: "Other terms",
}

/// All sections end with the recomputation, so none of what they do is without it.
#[test]
fn each_section_is_computed_anew() {
	for (heading, blocks) in PAGE.sections().into_iter().filter(|(heading, _)| heading != PAGE.tools) {
		let last = blocks.last().and_then(|block| block.lines().last());
		assert_eq!(last, Some("python3 tests/credit/recompute.py"), "{heading}");
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn the_recomputation_notices_each_number_that_is_another() {
	let mut python = Command::new("python3");
	python.arg(repository().join("tests/credit/recompute.py")).arg("--test-itself");
	run(python, Duration::from_secs(300)).await.success();
}

/// A register publishes, an assessor is given a file, somebody is in a tier, draws, and disputes. `entries` are of the file, `others` have files
/// besides, and `last` is the value of the last entry.
const STORY: &str = r#"
	civitas --json balances transfer-keep-alive --dest //Register --value 1000000000000000 --suri //Alice > /dev/null
	civitas credit open-register --policy hash:@docs/examples/network-policy.md --period 30 --suri //Register
	civitas credit init --folder "$files/register" --register //Register
	enter() {
		civitas --json credit enter --folder "$files/register" --subject "$1" --reporter //Bob --time 2026-01-01T00:00:00Z --entry "{ \"record\": {
			\"liability\": \"loan\", \"reference\": \"0x$(printf '%064x' "$2")\", \"value\": \"$3\", \"from\": \"2025-01-01T00:00:00Z\",
			\"until\": \"2026-01-01T00:00:00Z\", \"worst\": 0, \"loss\": \"0\" } }"
	}
	for entry in $(seq "$entries"); do enter //Ferdie "$entry" "$((last + entries - entry))" > "$files/entered.json"; done
	for other in $(seq "$others"); do enter "//Other/$other" 1 100; done
	root=$(civitas --json credit root --folder "$files/register" | jq -r .root)
	civitas credit publish-root --root "$root" --suri //Register

	identity Rater organisation
	[ -e "$shared/key" ] || civitas --json credit new-key --out "$shared/key" > "$shared/key.json"
	key=$(jq -r .key "$shared/key.json")
	civitas did add-key "$(did Rater)" --agreement-key "$key" --suri //Rater --payer-suri //Alice > /dev/null
	civitas credit consent --register //Register --lender "$(did Rater)" --key "$key" --purpose hash:@docs/examples/loan.json \
		--suri //Ferdie --out "$files/consent.json"
	civitas credit seal --folder "$files/register" --consent "$files/consent.json" --out "$files/sealed.json"
	civitas --json credit assess --sealed "$files/sealed.json" --opening-key "$shared/key" --trust //Bob \
		--out "$files/assessment.json" > "$files/told.json"
	jq -e "(.entries | length) == $entries" "$files/told.json"

	civitas --json balances transfer-keep-alive --dest //Agency --value 100000000000000 --suri //Alice > /dev/null
	network=$(civitas --json certification found-network --suri //Agency --name "Rating agencies" --membership closed \
		--policy-hash hash:@docs/examples/network-policy.md --policy-uri "" | jq .networkFounded.network)
	tier=$(civitas --json certification register-schema --suri //Agency --network "$network" --content.name "Tier B" \
		--content.kind 64 --content.document-hash hash:@docs/examples/loan.json --content.document-uri "" | jq -r .schemaRegistered.schema)
	free=$(offer "$unsecured | .tier = { network: $network, schema: \"$tier\" }" --suri //Bob)
	certificate=$(civitas --json certification issue --suri //Agency --schema "$tier" --subject //Ferdie \
		--content.claims "$(jq -r .assessment "$files/told.json")" --content.record "" | jq -r .certificateIssued.certificate)
	civitas credit draw --asset "$dollar" --offer "$free" --principal 120000 --certificate "$certificate" --suri //Ferdie

	entry=$(jq -r '.entries[0].hash' "$files/told.json")
	dispute=$(civitas --json credit dispute-hash --register //Register --subject //Ferdie --entry "$entry" --out "$files/salt.json" | jq -r .dispute)
	civitas credit dispute --register //Register --dispute "$dispute" --suri //Ferdie
	civitas credit void-consents --suri //Ferdie
"#;

/// A chain on which the story has happened.
async fn told(shared: &Path, files: &str) -> Node {
	let node = Config::sealing("instant").option("--state-pruning", "archive").start().await;
	let shared = format!("shared={}\n{files}", shared.display());
	run_at(&node, &[PAGE.section(PAGE.tools), vec![shared, STORY.to_owned()]].concat()).await;
	node
}

/// All that is in the blocks of a chain but their times: the calls with the length of the whole transaction, and what has happened.
async fn blocks(node: &Node) -> Vec<Value> {
	let (client, mut blocks) = (node.client(), Vec::new());
	let (last, _) = client.best().await;
	for number in 1..=last {
		let hash = client.block_hash(number).await.expect("it is there");
		let block = client.call("chain_getBlock", json!([hash])).await;
		let extrinsics = block["block"]["extrinsics"].as_array().expect("a block has extrinsics");
		let mut calls = Vec::new();
		for bytes in extrinsics.iter().map(|bytes| from_hex(bytes.as_str().expect("it is bytes"))) {
			let call = UncheckedExtrinsic::decode(&mut &bytes[..]).expect("it can be decoded").function;
			if !matches!(call, RuntimeCall::Timestamp(_)) {
				let call = client.value("civitas_decodeCall", json!({ "call": to_hex(&call.encode()) })).await;
				calls.push(json!({ "length": bytes.len(), "call": call }));
			}
		}
		let page = client.value("civitas_events", json!({ "limit": 1_000, "block": hash })).await;
		blocks.push(json!({ "calls": calls, "events": page["items"] }));
	}
	blocks
}

/// Where two values differ, without places in lists; and that only hashes do.
fn differences(path: &str, one: &Value, two: &Value, found: &mut BTreeSet<String>) {
	match (one, two) {
		(Value::Object(one), Value::Object(two)) => {
			assert!(one.keys().eq(two.keys()), "{path}: {one:?} {two:?}");
			one.iter().for_each(|(name, value)| differences(&format!("{path}.{name}"), value, &two[name], found));
		},
		(Value::Array(one), Value::Array(two)) => {
			assert_eq!(one.len(), two.len(), "{path}: {one:?} {two:?}");
			one.iter().zip(two).for_each(|(one, two)| differences(path, one, two, found));
		},
		// A signature of this kind is another each time.
		_ if one == two || path.ends_with(".signature.sr25519") => {},
		_ => {
			let is_hash = |value: &Value| value.as_str().is_some_and(|text| text.starts_with("0x") && text.len() == 66);
			assert!(is_hash(one) && is_hash(two), "{path}: {one} {two}");
			found.insert(path.to_owned());
		},
	}
}

/// Whoever reads the chain does not learn what is in a file, or of how many people there are some.
#[tokio::test(flavor = "multi_thread")]
async fn two_chains_that_differ_in_files_differ_in_hashes_only() {
	let shared = tempfile::tempdir().expect("a temporary folder can be made");
	let one = told(shared.path(), "entries=1 others=0 last=900").await;
	let two = told(shared.path(), "entries=5 others=7 last=1").await;
	let (one, two) = (blocks(&one).await, blocks(&two).await);
	assert_eq!(one.len(), two.len());
	let mut found = BTreeSet::new();
	for (number, (one, two)) in one.iter().zip(&two).enumerate() {
		differences(&format!("{number}"), one, two, &mut found);
	}
	let found: BTreeSet<_> = found.iter().map(|path| path.split_once('.').expect("a path has a block").1).collect();
	let hashes = [
		"calls.call.certification.issue.content.claims",
		"calls.call.credit.dispute.dispute",
		"calls.call.credit.draw.certificate",
		"calls.call.credit.publishRoot.root",
		"events.event.certification.certificateIssued.certificate",
		"events.event.certification.certificateIssued.claims",
		"events.event.credit.disputed.dispute",
		"events.event.credit.loanStarted.assessment",
		"events.event.credit.loanStarted.certificate",
		"events.event.credit.rootPublished.root",
	];
	assert!(found.iter().eq(&hashes), "{found:#?}");
}
