//! The members of a batch, as files have them.

use crate::{
	document,
	failure::Failure,
	input::{self, unusable},
	merkle::{root_of, MerkleTree},
};
use civitas_credentials::{Bound, Document};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
	fs::File,
	path::{Path, PathBuf},
};
use subxt::{
	ext::codec::Encode,
	utils::{AccountId32, H256},
};

/// The most members of a batch.
const MAX_MEMBERS: u32 = 1 << 20;

/// One of a batch, with the proof that it is: what its subject keeps, and presents.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Proven {
	pub member: Member,
	pub proof: Vec<H256>,
}

/// One of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
	pub index: u32,
	pub subject: AccountId32,
	pub claims: H256,
}

impl Member {
	/// What it is in the tree: SCALE.
	fn leaf(&self) -> Vec<u8> {
		(self.index, self.subject.0, self.claims.0).encode()
	}
}

impl Proven {
	/// Read one: a line of what [`Batch::write_proofs`] has written.
	pub fn read(path: &Path) -> Result<Self, Failure> {
		let bytes = input::read(path)?;
		let read = |bytes: &[u8]| {
			let value: Value = input::parse(bytes, Bound::FILE)?.into();
			serde_json::from_value::<Self>(value).map_err(|error| error.to_string())
		};
		read(&bytes).map_err(|problem| {
			let lines: Vec<_> =
				bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).collect();
			match lines.as_slice() {
				[first, _, ..] if read(first).is_ok() => {
					unusable(path, format!("one line of the proofs file is needed, and there are {}", lines.len()))
				},
				_ => unusable(path, problem),
			}
		})
	}

	/// The root of the batch of `count` members in which this would be one.
	pub fn root(&self, count: u32) -> Option<H256> {
		root_of(count, self.member.index, &self.member.leaf(), &self.proof)
	}
}

/// A line of a file of members. `claims` is a commitment, `document` what is certified: in JSON lines the JSON itself, in CSV
/// the path of its file, seen from that of the CSV.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
	subject: String,
	claims: Option<String>,
	document: Option<Value>,
}

/// The members of a batch, as a file has them: the number of each line, the text that names the subject, and the claims.
pub struct Roll {
	path: PathBuf,
	/// Whether some lines have commitments, of which it is not known what they stand for.
	pub has_commitments: bool,
	lines: Vec<(u64, String, H256)>,
}

impl Roll {
	/// Read the members: from CSV with a heading if the file's name ends in `.csv`, and else from JSON lines. `check` says what is
	/// wrong with the document of a line.
	pub fn read(path: &Path, mut check: impl FnMut(u64, &Document) -> Result<(), String>) -> Result<Self, Failure> {
		let is_csv = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
		let found = if is_csv { read_csv(path)? } else { read_json_lines(path)? };
		let folder = is_csv.then(|| path.parent().unwrap_or(Path::new("")));
		let (mut lines, mut has_commitments) = (Vec::new(), false);
		for (number, line) in found {
			has_commitments |= line.claims.is_some();
			let problem = |problem: String| unusable(path, format!("line {number}: {problem}"));
			let document = match (&line.claims, line.document, folder) {
				(Some(_), None, _) => None,
				(None, Some(Value::String(name)), Some(folder)) => Some(input::document(&folder.join(name))?),
				(None, Some(document), None) => {
					let document = Document::from_value(document).map_err(|error| problem(error.to_string()))?;
					Some(document)
				},
				_ => return Err(problem("it must have either claims or a document".to_owned())),
			};
			let claims = match (&document, &line.claims) {
				(Some(document), _) => {
					check(number, document).map_err(problem)?;
					H256(document.hash())
				},
				(None, claims) => crate::arguments::hash(claims.as_deref().unwrap_or_default()).map_err(problem)?,
			};
			lines.push((number, line.subject, claims));
		}
		Ok(Self { path: path.to_owned(), has_commitments, lines })
	}

	/// Put the batch together; `account` says which account a text names.
	pub async fn batch(
		self,
		mut account: impl AsyncFnMut(&str) -> Result<AccountId32, Failure>,
	) -> Result<Batch, Failure> {
		let Self { path, lines, .. } = self;
		if lines.len() > MAX_MEMBERS as usize {
			return Err(unusable(&path, format!("a batch has at most {MAX_MEMBERS} members")));
		}
		let mut members = Vec::new();
		for (index, (number, subject, claims)) in (0..).zip(lines) {
			let subject = account(&subject).await.map_err(|failure| Failure {
				message: format!("{}: line {number}: {}", path.display(), failure.message),
				..failure
			})?;
			members.push(Member { index, subject, claims });
		}
		let tree = MerkleTree::new(members.iter().map(Member::leaf));
		let tree = tree.ok_or_else(|| unusable(&path, "there are no members"))?;
		Ok(Batch { members, tree })
	}
}

/// A batch that is to be issued.
pub struct Batch {
	pub members: Vec<Member>,
	/// The tree over all.
	pub tree: MerkleTree,
}

impl Batch {
	/// Write every member with its proof, each on a line.
	pub fn write_proofs(&self, path: &Path) -> Result<(), Failure> {
		document::write_new(path, false, |file| {
			for (place, member) in self.members.iter().enumerate() {
				let proof = self.tree.prove(place).unwrap_or_default();
				serde_json::to_writer(&mut *file, &Proven { member: member.clone(), proof })?;
				file.write_all(b"\n")?;
			}
			Ok(())
		})
	}
}

fn read_csv(path: &Path) -> Result<Vec<(u64, Line)>, Failure> {
	let file = File::open(path);
	let file = file.map_err(|error| Failure::unknown("file", format!("Cannot read {}: {error}", path.display())))?;
	let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file);
	let headers = reader.headers().map_err(|error| unusable(path, error))?.clone();
	let column = |name: &str| headers.iter().position(|header| header == name);
	let (Some(subject), claims, document) = (column("subject"), column("claims"), column("document")) else {
		return Err(unusable(path, "the heading has no column subject"));
	};
	let mut lines = Vec::new();
	for record in reader.records() {
		let record = record.map_err(|error| unusable(path, error))?;
		let cell = |column: Option<usize>| record.get(column?).filter(|cell| !cell.is_empty()).map(str::to_owned);
		let number = record.position().map(csv::Position::line).unwrap_or_default();
		let subject = cell(Some(subject)).unwrap_or_default();
		lines.push((number, Line { subject, claims: cell(claims), document: cell(document).map(Value::String) }));
	}
	Ok(lines)
}

fn read_json_lines(path: &Path) -> Result<Vec<(u64, Line)>, Failure> {
	let bytes = input::file(path)?;
	let mut lines = Vec::new();
	for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
		if line.trim_ascii().is_empty() {
			continue;
		}
		let problem = |error: String| unusable(path, format!("line {number}: {error}"));
		let value: Value = input::parse(line, Bound::FILE).map_err(problem)?.into();
		lines.push((number, serde_json::from_value(value).map_err(|error| problem(error.to_string()))?));
	}
	Ok(lines)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::identity;
	use civitas_primitives::certification as chain;
	use serde_json::json;
	use std::fs;

	const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
	const BOB: &str = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

	struct Folder(tempfile::TempDir);

	impl Folder {
		fn new() -> Self {
			Self(tempfile::tempdir().expect("there is room for a folder"))
		}

		async fn read(&self, name: &str, content: &str) -> Result<Batch, Failure> {
			let path = self.0.path().join(name);
			fs::write(&path, content).expect("there is room for a file");
			let account = async |text: &str| identity::account(text).map_err(Failure::usage);
			Roll::read(&path, |_, _| Ok(()))?.batch(account).await
		}
	}

	#[tokio::test]
	async fn csv_and_json_lines_say_the_same() {
		let folder = Folder::new();
		fs::write(folder.0.path().join("b.json"), "{ \"b\": \"\\u00e4\", \"a\": 1 }")
			.expect("there is room for a file");
		let hash = format!("0x{}", "11".repeat(32));
		let csv = format!("subject,claims,document\n{ALICE},{hash},\n\"{BOB}\", , b.json\n");
		let json = format!(
			"{{\"subject\":\"{ALICE}\",\"claims\":\"{hash}\"}}\n\n{{\"subject\":\"{BOB}\",\"document\":{{\"a\":1,\"b\":\"ä\"}}}}"
		);
		let csv = folder.read("members.csv", &csv).await.expect("the file is fine");
		let json = folder.read("members.jsonl", &json).await.expect("the file is fine");
		assert_eq!(csv.members, json.members);
		assert_eq!((csv.members.len(), csv.tree.root()), (2, json.tree.root()));
		assert_eq!(csv.members[0].claims, H256::repeat_byte(0x11));
	}

	#[test]
	fn commitments_are_told_from_documents() {
		let folder = tempfile::tempdir().expect("there is room for a folder");
		let path = folder.path().join("m.jsonl");
		for (claims, has) in [(json!({ "claims": H256::zero() }), true), (json!({ "document": 7 }), false)] {
			let mut line = claims;
			line["subject"] = json!(ALICE);
			fs::write(&path, line.to_string()).expect("there is room for a file");
			assert_eq!(Roll::read(&path, |_, _| Ok(())).expect("the file is fine").has_commitments, has);
		}
	}

	#[test]
	fn leaves_are_those_of_the_chain() {
		let member = Member { index: 7, subject: AccountId32([3; 32]), claims: H256::repeat_byte(4) };
		let of_chain = chain::Member { index: 7, subject: [3u8; 32], claims: [4; 32].into() };
		assert_eq!(member.leaf(), of_chain.leaf());
	}

	#[tokio::test]
	async fn each_line_of_proofs_proves_its_member() {
		let folder = Folder::new();
		let hash = |number: u8| format!("{:?}", H256::repeat_byte(number));
		let lines: Vec<_> = (0..5).map(|number| format!("{ALICE},{}", hash(number))).collect();
		let roll =
			folder.read("m.csv", &format!("subject,claims\n{}", lines.join("\n"))).await.expect("the file is fine");
		let path = folder.0.path().join("proofs");
		roll.write_proofs(&path).expect("there is room for a file");
		let text = fs::read_to_string(&path).expect("it is there");
		for (place, line) in text.lines().enumerate() {
			let proven: Proven = serde_json::from_str(line).expect("it is JSON");
			assert_eq!(proven.member, roll.members[place]);
			assert_eq!(proven.root(5), Some(roll.tree.root()));
			let one = folder.0.path().join("one");
			fs::write(&one, format!("{line}\n")).expect("there is room for a file");
			assert_eq!(Proven::read(&one).expect("it is a line"), proven);
			assert_ne!(proven.root(4), Some(roll.tree.root()));
			// JSON-RPC takes it as it is.
			serde_json::from_str::<chain::info::PresentedMember<sp_account::Account>>(line)
				.expect("the chain reads it");
		}
		assert_eq!(text.lines().count(), 5);
		let failure = Proven::read(&path).expect_err("there are several");
		assert!(
			failure.message.ends_with("one line of the proofs file is needed, and there are 5"),
			"{}",
			failure.message
		);
		fs::write(&path, "{\n}").expect("there is room for a file");
		assert!(Proven::read(&path).expect_err("it is none").message.contains("missing field"));
		assert!(roll.write_proofs(&path).is_err(), "it does not write over proofs");
	}

	/// An account whose form in JSON does not matter here.
	mod sp_account {
		#[derive(serde::Deserialize)]
		#[serde(transparent)]
		pub struct Account(#[allow(dead_code)] String);
	}

	#[tokio::test]
	async fn what_is_wrong_is_named_with_its_line() {
		let folder = Folder::new();
		let hash = H256::zero();
		for (name, content, part) in [
			("a.csv", "name\nx".to_owned(), "no column subject"),
			("a.csv", "subject,claims\n".to_owned(), "no members"),
			("a.csv", format!("subject,claims\n{ALICE},{hash:?}\nnobody,{hash:?}"), "line 3: not an SS58 address"),
			("a.csv", format!("subject,claims\n{ALICE},0x12"), "line 2: not 32 bytes"),
			("a.csv", format!("subject,claims\n{ALICE},"), "line 2: it must have either"),
			("a.csv", format!("subject,claims,document\n{ALICE},{hash:?},x"), "line 2: it must have either"),
			("a.jsonl", "{".to_owned(), "line 1: "),
			("a.jsonl", format!("{{\"subject\":\"{ALICE}\",\"document\":9007199254740993}}"), "line 1: the number"),
			("a.jsonl", format!("{{\"subject\":\"{ALICE}\",\"claim\":1}}"), "line 1: unknown field"),
		] {
			let failure = folder.read(name, &content).await.err().unwrap_or_else(|| panic!("{content} is not fine"));
			assert!(failure.message.contains(part), "{content}: {}", failure.message);
		}
	}
}
