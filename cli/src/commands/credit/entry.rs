//! The proof by which a reporter sees that a register has entered what it was told.

use super::{
	folder::{Folder, MAX_ENTRIES},
	register::{nodes, texts},
	write,
};
use crate::{
	arguments::Connection,
	chain::{accounts::without_names, Chain},
	credit::{subject_key, trie, Bytes, Entry, Head, CREDIT},
	document,
	failure::{Exit, Failure},
	moment::{self, Moment},
	output::{Answer, Table},
};
use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};
use std::path::PathBuf;
use subxt::utils::{AccountId32, H256};

#[derive(Args, Debug)]
pub struct ProveArguments {
	/// The folder of files.
	#[arg(long, value_name = "FOLDER")]
	folder: PathBuf,
	/// Whose file it is.
	#[arg(long, value_name = "ACCOUNT", value_parser = without_names)]
	subject: AccountId32,
	/// The number of the entry.
	#[arg(long, value_name = "NUMBER")]
	number: u32,
	/// The file that gets the proof, which must not be there yet. It says how many entries there are, and nothing of
	/// the others.
	#[arg(long, value_name = "FILE")]
	out: PathBuf,
}

#[derive(Args, Debug)]
pub struct CheckArguments {
	/// The file with the proof, as `prove-entry` has written it.
	#[arg(long, value_name = "FILE")]
	proof: PathBuf,
	/// The time at which its root was the newest of the register; now if this is not given.
	#[arg(long, value_name = "TIME", value_parser = moment::parse)]
	time: Option<Moment>,
}

/// That an entry is in the file of a subject, under a root of a register.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct EntryProof {
	register: AccountId32,
	subject: AccountId32,
	root: H256,
	entry: Entry,
	/// What stands for the entries before it.
	before: Head,
	/// The hashes of those after it.
	after: Vec<H256>,
	/// That of the file.
	salt: H256,
	path: Vec<Bytes>,
}

impl EntryProof {
	fn of(folder: &Folder, subject: AccountId32, number: u32) -> Result<Self, Failure> {
		let note = folder.last()?;
		let (entries, path) = folder.prove(&note, &subject)?;
		let entries = entries.unwrap_or_default();
		let absent = || Failure::refused("entry", format!("The last root, {}, has no entry {number}.", note.number));
		let split = usize::try_from(number).ok().and_then(|number| entries.split_at_checked(number));
		let (before, rest) = split.ok_or_else(absent)?;
		let (entry, after) = rest.split_first().ok_or_else(absent)?;
		Ok(Self {
			register: folder.register,
			subject,
			root: note.root,
			entry: entry.clone(),
			before: Head::of(before),
			after: after.iter().map(Entry::hash).collect(),
			salt: folder.salt(&subject, &note),
			path: texts(path),
		})
	}

	/// Why it is no proof, if it is none.
	fn check(&self) -> Result<(), &'static str> {
		let Self { register, subject, root, entry, before, after, salt, path } = self;
		let later = u32::try_from(after.len()).unwrap_or(u32::MAX);
		if before.count.saturating_add(later) >= MAX_ENTRIES {
			return Err("the proof is too long");
		}
		let head = after.iter().fold(before.then(&entry.hash()), |head, entry| head.then(entry));
		match trie::verify(root, &subject_key(register, subject), &nodes(path))? {
			Some(file) if file == head.commitment(register, subject, salt) => Ok(()),
			Some(_) => Err("the file in the root is another"),
			None => Err("the root has no file of the subject"),
		}
	}
}

pub fn prove(arguments: &ProveArguments) -> Result<Answer, Failure> {
	let ProveArguments { folder, subject, number, out } = arguments;
	let proof = EntryProof::of(&Folder::open(folder)?, *subject, *number)?;
	write(out, &proof)?;
	let json = json!({ "root": proof.root, "hash": proof.entry.hash(), "file": out.display().to_string() });
	let table = Table::default().hash("Root", &proof.root).hash("Entry", &proof.entry.hash());
	Ok(Answer::new(json, table.row("Proof", out.display()).text()))
}

pub async fn check(connection: &Connection, arguments: &CheckArguments) -> Result<Answer, Failure> {
	let proof: EntryProof = document::read_json(&arguments.proof)?;
	verdict(&Chain::connect(connection).await?, &proof, arguments.time).await
}

/// What a proof shows of a chain.
async fn verdict(chain: &Chain, proof: &EntryProof, time: Option<Moment>) -> Result<Answer, Failure> {
	let (block, published) = published(chain, &proof.register, time).await?;
	let problem = match (published == Some(proof.root), proof.check()) {
		(true, Ok(())) => None,
		(true, Err(problem)) => Some(problem),
		(false, _) => Some("the register had another root then, or none: see --time"),
	};
	let exit = if problem.is_some() { Exit::No } else { Exit::Success };
	let json = json!({
		"entered": problem.is_none(), "problem": problem, "number": proof.before.count, "entry": proof.entry, "block": block,
	});
	let said = problem.map_or_else(|| "ENTERED".to_owned(), |problem| format!("NOT PROVED: {problem}"));
	let table = Table::default().row("Number", proof.before.count).rows(&json!(proof.entry)).row("At block", block);
	Ok(Answer { exit, json, text: format!("{said}\n{}", table.text()) })
}

/// The root of a register that was the newest one at a time, or is; and the block that says so.
pub async fn published(
	chain: &Chain,
	register: &AccountId32,
	time: Option<Moment>,
) -> Result<(crate::chain::BlockId, Option<H256>), Failure> {
	let (view, mut params) = match time {
		Some(_) => ("root_at", json!({ "register": register })),
		None => ("register", json!({ "register": register })),
	};
	if let Some(time) = time {
		params["time"] = json!(time);
	}
	let found = chain.view(CREDIT, view, params, Value::Null).await?;
	if let Some(time) = time.filter(|time| *time > found.block.time) {
		let message = format!("{} is later than the newest final block.", moment::show(time));
		return Err(Failure::unknown("time", message));
	}
	let root = if time.is_some() { &found.value["root"] } else { &found.value["newest"]["root"] };
	Ok((found.block, serde_json::from_value(root.clone()).ok()))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		credit::tests::{account, entries, hash},
		test_chain,
	};

	fn proved() -> (tempfile::TempDir, Vec<EntryProof>) {
		let place = tempfile::tempdir().expect("there is room for a folder");
		Folder::create(place.path(), account(1)).expect("there is room");
		let folder = Folder::open(place.path()).expect("it is there");
		for entry in entries() {
			folder.append(&account(2), entry.clone()).expect("it is entered");
			folder.append(&account(3), entry).expect("it is entered");
		}
		folder.next_root().expect("it is computed");
		let proofs = (0..5).map(|number| EntryProof::of(&folder, account(2), number).expect("it is there")).collect();
		for (subject, number) in [(2, 5), (2, u32::MAX), (4, 0)] {
			assert_eq!(EntryProof::of(&folder, account(subject), number).expect_err("there is none").code, "entry");
		}
		(place, proofs)
	}

	#[test]
	fn each_entry_is_proved_and_nothing_else() {
		use civitas_primitives::credit::file as chain;
		let (_place, proofs) = proved();
		for proof in proofs {
			assert_eq!(proof.check(), Ok(()));
			// The chain's crates agree.
			let theirs = chain::EntryProof {
				before: chain::Head { count: proof.before.count, hash: proof.before.hash.0.into() },
				after: proof.after.iter().map(|hash| hash.0.into()).collect(),
				salt: proof.salt.0.into(),
				path: nodes(&proof.path),
			};
			let (register, subject) = ([1; 32], [2; 32]);
			let entry = crate::credit::tests::on_chain(&proof.entry);
			assert_eq!(theirs.verify(&proof.root.0.into(), &register, &subject, &entry), Ok(()));
			let wrong = |change: fn(&mut EntryProof)| {
				let mut changed = proof.clone();
				change(&mut changed);
				assert!(changed.check().is_err());
			};
			wrong(|proof| proof.register = account(9));
			wrong(|proof| proof.subject = account(3));
			wrong(|proof| proof.subject = account(9));
			wrong(|proof| proof.root = hash(9));
			wrong(|proof| proof.entry.at += 1);
			wrong(|proof| proof.before.count += 1);
			wrong(|proof| proof.before.hash = hash(9));
			wrong(|proof| proof.after.push(hash(9)));
			wrong(|proof| proof.salt = hash(9));
			wrong(|proof| proof.path.truncate(1));
			wrong(|proof| proof.before.count = MAX_ENTRIES);
		}
	}

	#[tokio::test]
	async fn the_root_is_one_on_chain() {
		let (_place, proofs) = proved();
		let (proof, root) = (&proofs[0], proofs[0].root);
		let says = |answer: Value| test_chain::chain(move |_, _| answer.clone());
		let exit = async |answer, time| verdict(&says(answer), proof, time).await.map(|answer| answer.exit).ok();
		let newest = |root| json!({ "newest": { "period": 1, "root": root, "at": 900 } });
		assert_eq!(exit(newest(root), None).await, Some(Exit::Success));
		assert_eq!(exit(newest(hash(9)), None).await, Some(Exit::No));
		assert_eq!(exit(json!({ "newest": null }), None).await, Some(Exit::No));
		assert_eq!(exit(Value::Null, None).await, Some(Exit::No), "there is no such register");
		let at = |root| json!({ "period": 1, "root": root, "at": 900 });
		assert_eq!(exit(at(root), Some(950)).await, Some(Exit::Success));
		assert_eq!(exit(at(hash(9)), Some(950)).await, Some(Exit::No));
		assert_eq!(exit(at(root), Some(1_001)).await, None, "nobody can know");
	}
}
