//! What `civitas export` prints, judged by programs of others, which have no network.

use civitas_tests::{
	process::{cli_binary, repository, run},
	Node,
};
use std::{path::Path, time::Duration};
use tokio::process::Command;

/// How long a program may take.
const LIMIT: Duration = Duration::from_secs(300);

/// Whether everything that can be exported of a body is as the standards and the other exports say.
pub async fn are_valid(node: &Node, body: &str) {
	let folder = tempfile::tempdir().expect("a temporary folder can be made");
	let of = |form: &'static [&'static str], file: &str| {
		let mut client = Command::new(cli_binary());
		client.env("CIVITAS_URL", node.url()).env_remove("CIVITAS_SURI").arg("export").args(form);
		client.args(["--body", body, "--out"]).arg(folder.path().join(file));
		client
	};
	for (form, file) in [
		(&["ocds", "--ocid-prefix", "ocds-213czf"][..], "releases.json"),
		(&["ocds", "--ocid-prefix", "ocds-213czf", "--records"], "records.json"),
		(&["iati"], "activities.xml"),
		(&["csv", "--table", "lines"], "lines.csv"),
		(&["csv", "--table", "awards"], "awards.csv"),
		(&["csv", "--table", "payments"], "payments.csv"),
		(&["csv", "--table", "receipts"], "receipts.csv"),
	] {
		run(of(form, file), LIMIT).await.success();
	}
	validated(folder.path()).await;
}

async fn validated(folder: &Path) {
	let mut judge = Command::new("python3");
	judge.arg(repository().join("tests/public-finance/validate.py")).arg(folder);
	run(judge, LIMIT).await.success();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_judges_notices_what_is_wrong() {
	validated(Path::new("--test-itself")).await;
}
