//! The members of a batch, and the entries of a status list, as files and options name them.

use crate::{
	document::{self, unusable, Document},
	failure::Failure,
	merkle::{root_of, MerkleTree},
	types,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{collections::BTreeSet, fs::File, path::Path};
use subxt::{
	ext::codec::Encode,
	utils::{AccountId32, H256},
};

/// The most members of a batch, and entries of a list.
pub const MAX_ENTRIES: u32 = 1 << 20;

/// The most entries that one call sets.
const MAX_INDICES: usize = 1024;

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
	/// Read from a file.
	pub fn read(path: &Path) -> Result<Self, Failure> {
		document::read_json(path)
	}

	/// As the chain is asked about it.
	pub fn presented(&self) -> types::PresentedMember {
		let Member { index, subject, claims } = self.member.clone();
		types::PresentedMember { member: types::Member { index, subject, claims }, proof: self.proof.clone() }
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

/// A batch that is to be issued.
pub struct Roll {
	pub members: Vec<Member>,
	tree: MerkleTree,
}

impl Roll {
	/// Read the members: from CSV with a heading if the file's name ends in `.csv`, and else from JSON lines.
	pub fn read(path: &Path) -> Result<Self, Failure> {
		let is_csv = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
		let lines = if is_csv { read_csv(path)? } else { read_json_lines(path)? };
		let folder = is_csv.then(|| path.parent().unwrap_or(Path::new("")));
		let mut members = Vec::new();
		for (number, line) in lines {
			let problem = |problem: String| unusable(path, format!("line {number}: {problem}"));
			let index = u32::try_from(members.len()).ok().filter(|index| *index < MAX_ENTRIES);
			let index = index.ok_or_else(|| problem(format!("a batch has at most {MAX_ENTRIES} members")))?;
			let subject = crate::arguments::account(&line.subject).map_err(problem)?;
			let claims = match (line.claims, line.document, folder) {
				(Some(claims), None, _) => crate::arguments::hash(&claims).map_err(problem)?,
				(None, Some(Value::String(name)), Some(folder)) => document::hash_json_file(&folder.join(name))?,
				(None, Some(document), None) => {
					let json = document.to_string();
					Document::parse(json.as_bytes()).map_err(|error| problem(error.to_string()))?.hash()
				},
				_ => return Err(problem("it must have either claims or a document".to_owned())),
			};
			members.push(Member { index, subject, claims });
		}
		let tree = MerkleTree::new(members.iter().map(Member::leaf));
		let tree = tree.ok_or_else(|| unusable(path, "there are no members"))?;
		Ok(Self { members, tree })
	}

	/// The root over all.
	pub fn root(&self) -> H256 {
		self.tree.root()
	}

	/// How many there are.
	pub fn count(&self) -> u32 {
		// Not more than `MAX_ENTRIES` were read.
		u32::try_from(self.members.len()).unwrap_or(u32::MAX)
	}

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
	let bytes = document::read(path)?;
	let mut lines = Vec::new();
	for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
		if line.trim_ascii().is_empty() {
			continue;
		}
		let problem = |error: serde_json::Error| unusable(path, format!("line {number}: {error}"));
		let document = Document::parse(line).map_err(problem)?;
		lines.push((number, serde_json::from_value(document.value().clone()).map_err(problem)?));
	}
	Ok(lines)
}

/// Entries of a list: numbers, and ranges with both ends in them, such as `3,7,100-199`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entries(Vec<u32>);

impl Entries {
	/// Their numbers, in ascending order.
	pub fn into_indices(self) -> Vec<u32> {
		self.0
	}
}

/// Read entries.
pub fn entries(text: &str) -> Result<Entries, String> {
	let number = |text: &str| text.trim().parse::<u32>().ok().filter(|number| *number < MAX_ENTRIES);
	let mut indices = BTreeSet::new();
	for part in text.split(',') {
		let (first, last) = part.split_once('-').unwrap_or((part, part));
		let (Some(first), Some(last)) = (number(first), number(last)) else {
			return Err(format!("{part:?} is neither a number below {MAX_ENTRIES} nor a range such as 100-199"));
		};
		if first > last {
			return Err(format!("the range {part} ends before it begins"));
		}
		indices.extend((first..=last).take(MAX_INDICES + 1));
		if indices.len() > MAX_INDICES {
			return Err(format!("at most {MAX_INDICES} can be set at once"));
		}
	}
	Ok(Entries(indices.into_iter().collect()))
}

#[cfg(test)]
mod tests {
	use super::*;
	use civitas_primitives::certification as chain;
	use std::fs;

	const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
	const BOB: &str = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

	struct Folder(tempfile::TempDir);

	impl Folder {
		fn new() -> Self {
			Self(tempfile::tempdir().expect("there is room for a folder"))
		}

		fn read(&self, name: &str, content: &str) -> Result<Roll, Failure> {
			let path = self.0.path().join(name);
			fs::write(&path, content).expect("there is room for a file");
			Roll::read(&path)
		}
	}

	#[test]
	fn csv_and_json_lines_say_the_same() {
		let folder = Folder::new();
		fs::write(folder.0.path().join("b.json"), "{ \"b\": \"\\u00e4\", \"a\": 1 }")
			.expect("there is room for a file");
		let hash = format!("0x{}", "11".repeat(32));
		let csv = format!("subject,claims,document\n{ALICE},{hash},\n\"{BOB}\", , b.json\n");
		let json = format!(
			"{{\"subject\":\"{ALICE}\",\"claims\":\"{hash}\"}}\n\n{{\"subject\":\"{BOB}\",\"document\":{{\"a\":1,\"b\":\"ä\"}}}}"
		);
		let csv = folder.read("members.csv", &csv).expect("the file is fine");
		let json = folder.read("members.jsonl", &json).expect("the file is fine");
		assert_eq!(csv.members, json.members);
		assert_eq!((csv.count(), csv.root()), (2, json.root()));
		assert_eq!(csv.members[0].claims, H256::repeat_byte(0x11));
	}

	#[test]
	fn leaves_are_those_of_the_chain() {
		let member = Member { index: 7, subject: AccountId32([3; 32]), claims: H256::repeat_byte(4) };
		let of_chain = chain::Member { index: 7, subject: [3u8; 32], claims: [4; 32].into() };
		assert_eq!(member.leaf(), of_chain.leaf());
	}

	#[test]
	fn each_line_of_proofs_proves_its_member() {
		let folder = Folder::new();
		let hash = |number: u8| format!("{:?}", H256::repeat_byte(number));
		let lines: Vec<_> = (0..5).map(|number| format!("{ALICE},{}", hash(number))).collect();
		let roll = folder.read("m.csv", &format!("subject,claims\n{}", lines.join("\n"))).expect("the file is fine");
		let path = folder.0.path().join("proofs");
		roll.write_proofs(&path).expect("there is room for a file");
		let text = fs::read_to_string(&path).expect("it is there");
		for (place, line) in text.lines().enumerate() {
			let proven: Proven = serde_json::from_str(line).expect("it is JSON");
			assert_eq!(proven.member, roll.members[place]);
			assert_eq!(proven.root(5), Some(roll.root()));
			assert_ne!(proven.root(4), Some(roll.root()));
			// JSON-RPC takes it as it is.
			serde_json::from_str::<chain::info::PresentedMember<sp_account::Account>>(line)
				.expect("the chain reads it");
		}
		assert_eq!(text.lines().count(), 5);
		assert!(roll.write_proofs(&path).is_err(), "it does not write over proofs");
	}

	/// An account whose form in JSON does not matter here.
	mod sp_account {
		#[derive(serde::Deserialize)]
		#[serde(transparent)]
		pub struct Account(#[allow(dead_code)] String);
	}

	#[test]
	fn what_is_wrong_is_named_with_its_line() {
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
			("a.jsonl", format!("{{\"subject\":\"{ALICE}\",\"document\":1e30}}"), "line 1: the number"),
			("a.jsonl", format!("{{\"subject\":\"{ALICE}\",\"claim\":1}}"), "line 1: unknown field"),
		] {
			let failure = folder.read(name, &content).err().unwrap_or_else(|| panic!("{content} is not fine"));
			assert!(failure.message.contains(part), "{content}: {}", failure.message);
		}
	}

	#[test]
	fn entries_are_numbers_and_ranges() {
		let read = |text| entries(text).map(Entries::into_indices);
		assert_eq!(read("7"), Ok(vec![7]));
		assert_eq!(read("9,3,5-7,6"), Ok(vec![3, 5, 6, 7, 9]));
		assert_eq!(read("0-1023").map(|indices| indices.len()), Ok(1024));
		for wrong in ["", "x", "-1", "5-", "7-3", "1048576", "0-1024", "1,,2"] {
			assert!(read(wrong).is_err(), "{wrong}");
		}
	}
}
