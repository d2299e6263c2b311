//! What is the same for all commands that follow from the metadata: help, completions, a try without consequences, pages, and
//! many at once.

use super::*;
use std::{collections::BTreeSet, process::Stdio};

/// How many certificates are issued at once by one account.
const AT_ONCE: u8 = 20;

#[tokio::test(flavor = "multi_thread")]
async fn help_and_completions_are_those_of_the_chain() {
	let office = Office::open().await;
	let url = office.guest.node().url();
	for (line, parts) in [
		("certification --help", &["found-network", "certificates-of"][..]),
		// Of the chain that was asked last.
		("--help", &["certification", "balances", "certificate"]),
		// The documentation of the call and of the view, and their arguments.
		("certification found-network --help", &["--policy-hash", "--membership", "closed", "open"]),
		("certification certificates-of --help", &["--subject", "--accepted-only", "--limit", "--block", "declined"]),
		("certification register-schema --help", &["--content.name", "--content.rules.suspendable"]),
		("balances transfer-keep-alive --help", &["--dest", "--value", "--suri", "--dry-run", "--as"]),
	] {
		let help = office.civitas(line).await.success();
		for part in parts {
			assert!(help.contains(part), "{part:?} is not in the help of {line:?}:\n{help}");
		}
	}
	for (shell, part) in [("bash", "found-network"), ("zsh", "found-network"), ("fish", "found-network")] {
		let script = office.civitas(&format!("completions {shell}")).await.success();
		assert!(script.contains(part), "{shell}: {script:.1000}");
	}
	let mut bash = Command::new("bash");
	let script = r#"set -eu; eval "$("$0" --url "$1" completions bash)"; complete -p civitas"#;
	bash.args(["--noprofile", "--norc", "-c", script]).arg(cli_binary()).arg(&url);
	run(bash, REFUSAL).await.success();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_only_tried_changes_nothing() {
	let office = Office::open().await;
	let Office { alice, bob, dave, .. } = &office;
	let client = office.guest.client();
	let nonce = client.nonce(&alice.account()).await;
	let line = format!("{} --suri {alice} --dry-run", founding("Guild"));
	let tried = office.json(&line, YES).await;
	let call = &tried["call"]["certification"]["foundNetwork"];
	assert_eq!((&call["name"], &call["membership"]), (&json!("Guild"), &json!("closed")), "{tried}");
	assert!(tried["fee"].is_string() || tried["fee"].is_number(), "{tried}");
	assert!(tried["weight"].is_object(), "{tried}");
	// What would be refused is a no, by the same name; what has not even a signer's money, too.
	let network = office.network().await;
	let close = format!("certification close-network --network {network} --dry-run");
	assert_eq!(office.refusal(&format!("{close} --suri {bob}")).await, "NotOperator");
	office.json(&format!("{close} --suri {alice}"), YES).await;
	let poor = office.guest.stranger("poor");
	let transfer = format!("balances transfer-keep-alive --dest {dave} --value 1 --suri {poor} --dry-run");
	office.json(&transfer, NO).await;
	// So it is with the commands by hand: of certificates, and of identities.
	let degree = format!("certificate schema degree --network {network} --dry-run");
	let tried = office.json(&format!("{degree} --suri {alice}"), YES).await;
	assert_eq!(tried["call"]["certification"]["registerSchema"]["content"]["kind"], 16);
	assert_eq!(office.refusal(&format!("{degree} --suri {bob}")).await, "NotOperator");
	let register = office.json(&format!("did register --suri {alice} --dry-run"), YES).await;
	assert_eq!(register["call"]["identityRegistry"]["register"]["kind"], "person");
	// Only the network of above has been founded, and is open.
	assert_eq!(client.nonce(&alice.account()).await, nonce + 1);
	let shown = office.view(&format!("certification network --network {network}")).await;
	assert_eq!(shown["closedAt"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_issued_at_once_is_all_issued_and_comes_in_pages() {
	let office = Office::open().await;
	let Office { bob, dave, .. } = &office;
	let network = office.network().await;
	let (schema, accreditation) = (office.schema(&network, "Badge", "").await, office.accreditation(&network).await);
	let issue = format!("certificate issue --accreditation {accreditation} --schema {schema:?} --subject {dave}");
	let mut issuing = tokio::task::JoinSet::new();
	for number in 1..=AT_ONCE {
		let line = format!("{issue} --claims {:?} --suri {bob} --json", H256::repeat_byte(number));
		let url = office.guest.node().url();
		issuing.spawn(async move { civitas(&url, &line).await.success() });
	}
	let answers = issuing.join_all().await;
	let issued: BTreeSet<_> = answers
		.iter()
		.map(|answer| id(&serde_json::from_str::<Value>(answer).expect("it is JSON")["certificate"]))
		.collect();
	assert_eq!(issued.len(), usize::from(AT_ONCE));

	let list = format!("certification certificates-by-accreditation --network {network}");
	let list = format!("{list} --accreditation {accreditation}");
	let ids = |page: &Value| -> BTreeSet<H256> {
		page["items"].as_array().expect("a page has items").iter().map(|item| id(&item["id"])).collect()
	};
	let first = office.view(&format!("{list} --limit 7")).await;
	assert_eq!(ids(&first).len(), 7);
	let next = first["next"].as_str().expect("there is more");
	let rest = office.view(&format!("{list} --cursor {next}")).await;
	assert_eq!((ids(&rest).len(), &rest["next"]), (13, &Value::Null));
	assert_eq!(&ids(&first) | &ids(&rest), issued);
	let all = office.view(&format!("{list} --all")).await;
	assert_eq!(ids(&all), issued);
	assert_eq!(ids(&office.view(&format!("{list} --state revoked")).await).len(), 0);
	// As it was before any was issued.
	let before = office.view(&format!("{list} --block 1")).await;
	assert_eq!(before["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_is_one_also_if_nobody_reads_it_to_its_end() {
	let office = Office::open().await;
	let url = office.guest.node().url();
	for line in ["certification networks", "certification --help", "status --json", "completions bash"] {
		let (reader, writer) = std::io::pipe().expect("there can be a pipe");
		drop(reader);
		let mut command = client();
		command.args(["--url", &url]).args(line.split_whitespace()).stdin(Stdio::null()).stdout(writer);
		let child = command.stderr(Stdio::piped()).kill_on_drop(true).spawn().expect("the client starts");
		let output = tokio::time::timeout(FINALITY, child.wait_with_output()).await;
		let output = output.unwrap_or_else(|_| panic!("{line} does not end")).expect("a child can be waited for");
		let said = String::from_utf8_lossy(&output.stderr);
		assert!(!said.contains("panicked"), "{line}: {said}");
		assert_eq!(output.status.code(), Some(YES), "{line}: {said}");
	}
}
