//! The folder in which a register keeps its files:
//!
//! - `register.json`: whose they are, and the secret that hides them
//! - `files/ADDRESS.json`: the entries of the file of a subject
//! - `roots/NUMBER.json`: a root, and how many entries of each file are in it
//!
//! All of it is for its owner alone. Nothing but the last entry of a file, and roots, is ever added.

use super::write;
use crate::{
	credit::{file_salt, subject_key, trie, Entry, Head},
	document::read_json,
	failure::Failure,
	fields,
};
use serde::{Deserialize, Serialize};
use std::{
	collections::BTreeMap,
	fs, io,
	path::{Path, PathBuf},
};
use subxt::utils::{AccountId32, H256};

/// The most entries of a file: what the chain's crates take.
pub const MAX_ENTRIES: u32 = 10_000;

/// Whose files they are, and the secret.
#[derive(Deserialize, Serialize)]
struct Register {
	register: AccountId32,
	secret: H256,
}

/// The file of a subject.
#[derive(Deserialize, Serialize)]
struct Stored {
	subject: AccountId32,
	entries: Vec<Entry>,
}

/// What is in a root.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Note {
	/// Roots are numbered from 1.
	pub number: u32,
	pub root: H256,
	/// How many entries of the file of each subject, by the address.
	pub counts: BTreeMap<AccountId32, u32>,
}

/// A folder that nobody else writes to meanwhile.
pub struct Folder {
	path: PathBuf,
	pub register: AccountId32,
	secret: H256,
}

impl Drop for Folder {
	fn drop(&mut self) {
		// If it cannot be removed, the next run says so.
		let _ = fs::remove_file(self.path.join(LOCK));
	}
}

/// Is there while somebody uses the folder.
const LOCK: &str = "lock";

fn fail(path: &Path) -> impl Fn(io::Error) -> Failure + '_ {
	move |error| Failure::unknown("file", format!("{}: {error}", path.display()))
}

/// The JSON files of a folder, by their names without the ending.
fn list(folder: &Path) -> Result<Vec<String>, Failure> {
	let mut names = Vec::new();
	for entry in fs::read_dir(folder).map_err(fail(folder))? {
		let name = entry.map_err(fail(folder))?.file_name();
		names.extend(name.to_str().and_then(|name| name.strip_suffix(".json")).map(str::to_owned));
	}
	Ok(names)
}

impl Folder {
	/// Begin one for a register.
	pub fn create(path: &Path, register: AccountId32) -> Result<(), Failure> {
		for folder in [path.to_owned(), path.join("files"), path.join("roots")] {
			let mut builder = fs::DirBuilder::new();
			builder.recursive(true);
			#[cfg(unix)]
			{
				use std::os::unix::fs::DirBuilderExt;
				builder.mode(0o700);
			}
			builder.create(&folder).map_err(fail(&folder))?;
		}
		write(&path.join("register.json"), &Register { register, secret: fields::random()? })
	}

	pub fn open(path: &Path) -> Result<Self, Failure> {
		let Register { register, secret } = read_json(&path.join("register.json"))?;
		let lock = path.join(LOCK);
		let taken = |error: io::Error| match error.kind() {
			io::ErrorKind::AlreadyExists => {
				let message = format!("Another command uses the folder. If none does, remove {}.", lock.display());
				Failure::unknown("locked", message)
			},
			_ => fail(&lock)(error),
		};
		fs::OpenOptions::new().write(true).create_new(true).open(&lock).map_err(taken)?;
		Ok(Self { path: path.to_owned(), register, secret })
	}

	fn file(&self, subject: &AccountId32) -> PathBuf {
		self.path.join("files").join(format!("{subject}.json"))
	}

	/// The entries of the file of a subject; none if there is no file.
	pub fn entries(&self, subject: &AccountId32) -> Result<Vec<Entry>, Failure> {
		let path = self.file(subject);
		if !path.try_exists().map_err(fail(&path))? {
			return Ok(Vec::new());
		}
		let stored: Stored = read_json(&path)?;
		match stored.subject == *subject {
			true => Ok(stored.entries),
			false => Err(Failure::unknown("file", format!("{} is of another subject.", path.display()))),
		}
	}

	/// Add an entry to the file of a subject: its number.
	pub fn append(&self, subject: &AccountId32, entry: Entry) -> Result<u32, Failure> {
		let mut entries = self.entries(subject)?;
		let number = u32::try_from(entries.len()).ok().filter(|number| *number < MAX_ENTRIES);
		let number = number.ok_or_else(|| Failure::refused("file", "The file has as many entries as it can have."))?;
		entries.push(entry);
		// It is written aside, so that a file is never half of one.
		let (path, aside) = (self.file(subject), self.file(subject).with_extension("new"));
		match fs::remove_file(&aside) {
			Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(fail(&aside)(error)),
			_ => {},
		}
		write(&aside, &Stored { subject: *subject, entries })?;
		fs::rename(&aside, &path).map_err(fail(&path))?;
		Ok(number)
	}

	fn all(&self) -> Result<BTreeMap<AccountId32, Vec<Entry>>, Failure> {
		let mut all = BTreeMap::new();
		for name in list(&self.path.join("files"))? {
			let subject =
				name.parse().map_err(|_| Failure::unknown("file", format!("files/{name}.json has no subject.")))?;
			all.insert(subject, self.entries(&subject)?);
		}
		Ok(all)
	}

	fn numbers(&self) -> Result<Vec<u32>, Failure> {
		let mut numbers: Vec<u32> =
			list(&self.path.join("roots"))?.iter().filter_map(|name| name.parse().ok()).collect();
		numbers.sort_unstable();
		Ok(numbers)
	}

	fn note(&self, number: u32) -> Result<Note, Failure> {
		read_json(&self.path.join("roots").join(format!("{number}.json")))
	}

	/// The last root.
	pub fn last(&self) -> Result<Note, Failure> {
		let number = self.numbers()?.last().copied();
		self.note(number.ok_or_else(|| Failure::refused("root", "There is no root yet: civitas credit root"))?)
	}

	/// What is in this root, if it is one of the folder.
	pub fn of_root(&self, root: &H256) -> Result<Option<Note>, Failure> {
		for number in self.numbers()?.into_iter().rev() {
			let note = self.note(number)?;
			if note.root == *root {
				return Ok(Some(note));
			}
		}
		Ok(None)
	}

	/// The salt of the file of a subject in a root.
	pub fn salt(&self, subject: &AccountId32, note: &Note) -> H256 {
		file_salt(&self.secret, subject, note.number)
	}

	/// The commitments of as many entries as a root has, by where they are in it.
	fn commitments(&self, number: u32, files: &BTreeMap<AccountId32, Vec<Entry>>) -> BTreeMap<H256, H256> {
		let commitment = |(subject, entries): (&AccountId32, &Vec<Entry>)| {
			let salt = file_salt(&self.secret, subject, number);
			let commitment = Head::of(entries).commitment(&self.register, subject, &salt);
			(subject_key(&self.register, subject), commitment)
		};
		files.iter().map(commitment).collect()
	}

	/// Compute the next root, of all that is there, and note what is in it.
	pub fn next_root(&self) -> Result<Note, Failure> {
		let number = self.numbers()?.last().copied().unwrap_or_default().saturating_add(1);
		let files = self.all()?;
		let (root, _) = trie::prove(&self.commitments(number, &files), &H256::zero());
		let count = |entries: &Vec<Entry>| u32::try_from(entries.len()).unwrap_or(u32::MAX);
		let counts = files.iter().map(|(subject, entries)| (*subject, count(entries))).collect();
		let note = Note { number, root, counts };
		write(&self.path.join("roots").join(format!("{number}.json")), &note)?;
		Ok(note)
	}

	/// The entries of the file of a subject as a root has them, none if it has no such file; and the proof of its
	/// commitment.
	pub fn prove(&self, note: &Note, subject: &AccountId32) -> Result<(Option<Vec<Entry>>, trie::Proof), Failure> {
		let changed = |subject: &AccountId32| {
			let message = format!("The file of {subject} is not what root {} has of it: it was changed.", note.number);
			Failure::refused("changed", message)
		};
		let mut files = BTreeMap::new();
		for (subject, count) in &note.counts {
			let mut entries = self.entries(subject)?;
			let count = usize::try_from(*count).unwrap_or(usize::MAX);
			if entries.len() < count {
				return Err(changed(subject));
			}
			entries.truncate(count);
			files.insert(*subject, entries);
		}
		let values = self.commitments(note.number, &files);
		let (root, proof) = trie::prove(&values, &subject_key(&self.register, subject));
		if root != note.root {
			return Err(Failure::refused("changed", format!("Files are not what root {} has of them.", note.number)));
		}
		Ok((files.remove(subject), proof))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::credit::tests::{account, entries};

	fn folder() -> (tempfile::TempDir, Folder) {
		let place = tempfile::tempdir().expect("there is room for a folder");
		let path = place.path().join("files of ours");
		Folder::create(&path, account(1)).expect("there is room");
		assert_eq!(Folder::create(&path, account(1)).expect_err("it is there").code, "file");
		let folder = Folder::open(&path).expect("it is there");
		(place, folder)
	}

	#[test]
	fn a_root_has_what_was_there_and_is_another_each_time() {
		let (_place, folder) = folder();
		assert_eq!(folder.last().expect_err("there is none").code, "root");
		let (first, second) = (entries()[0].clone(), entries()[1].clone());
		assert_eq!(folder.append(&account(2), first).expect("it is entered"), 0);
		let one = folder.next_root().expect("it is computed");
		assert_eq!(folder.append(&account(2), second.clone()).expect("it is entered"), 1);
		assert_eq!(folder.append(&account(3), second).expect("it is entered"), 0);
		let two = folder.next_root().expect("it is computed");
		let three = folder.next_root().expect("it is computed");
		assert_ne!(two.root, three.root, "nothing was reported");
		assert_eq!((one.number, two.number, folder.last().expect("it is there")), (1, 2, three));
		assert_eq!(folder.of_root(&one.root).expect("it is read"), Some(one.clone()));
		assert_eq!(folder.of_root(&H256::zero()).expect("it is read"), None);
		for (note, subject, count) in
			[(&one, 2, Some(1)), (&one, 3, None), (&two, 2, Some(2)), (&two, 3, Some(1)), (&two, 4, None)]
		{
			let subject = account(subject);
			let (found, proof) = folder.prove(note, &subject).expect("it can be proved");
			assert_eq!(found.as_ref().map(Vec::len), count);
			let salt = folder.salt(&subject, note);
			let expected = found.map(|entries| Head::of(&entries).commitment(&account(1), &subject, &salt));
			assert_eq!(trie::verify(&note.root, &subject_key(&account(1), &subject), &proof), Ok(expected));
		}
	}

	#[test]
	fn what_was_changed_is_not_proved() {
		let (_place, folder) = folder();
		let all = entries();
		folder.append(&account(2), all[0].clone()).expect("it is entered");
		let note = folder.next_root().expect("it is computed");
		let path = folder.file(&account(2));
		let text = fs::read_to_string(&path).expect("it is there");
		fs::write(&path, text.replace("450.5", "451.5")).expect("there is room");
		assert_eq!(folder.prove(&note, &account(2)).expect_err("it is another").code, "changed");
		fs::remove_file(&path).expect("it is there");
		assert_eq!(folder.prove(&note, &account(2)).expect_err("it is gone").code, "changed");
	}

	#[test]
	fn one_command_uses_a_folder_at_a_time() {
		let (_place, folder) = folder();
		let path = folder.path.clone();
		assert_eq!(Folder::open(&path).err().expect("it is in use").code, "locked");
		drop(folder);
		assert!(Folder::open(&path).is_ok());
		assert_eq!(MAX_ENTRIES, civitas_primitives::credit::file::MAX_ENTRIES);
		#[cfg(unix)]
		{
			use std::os::unix::fs::PermissionsExt;
			let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
			assert_eq!((mode(&path), mode(&path.join("register.json"))), (0o700, 0o600));
		}
	}
}
