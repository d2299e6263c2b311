//! Files, and their hashes.
//!
//! A JSON document is hashed in its canonical form (RFC 8785): see [`civitas_credentials::Document`]. Of what is no document the
//! bytes are.

use crate::{
	failure::Failure,
	input::{self, unusable},
};
use civitas_credentials::Bound;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::{
	ffi::OsStr,
	fs::OpenOptions,
	io::{self, BufWriter, Write},
	path::Path,
};
use subxt::utils::H256;

/// What the names of files end with that have a JSON document in them.
const JSON: [&str; 2] = ["json", "jsonld"];

/// Read something of one's own making from a file, or standard input, with JSON in it, which must be as strict as other documents.
pub fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
	let document = input::parse(&input::read(path)?, Bound::FILE).map_err(|error| unusable(path, error))?;
	serde_json::from_value(document.into()).map_err(|error| unusable(path, error))
}

/// SHA-256 over the canonical form of the JSON document in a file.
pub fn hash_json_file(path: &Path) -> Result<H256, Failure> {
	Ok(input::document(path)?.hash().into())
}

/// The hash of whatever is in a file: of a document by its canonical form, if the name of the file says that it is one, and else by its
/// bytes.
pub fn hash_any_file(path: &Path) -> Result<H256, Failure> {
	let is_json = |extension: &OsStr| JSON.iter().any(|known| extension.eq_ignore_ascii_case(known));
	match path.extension().is_some_and(is_json) {
		true => hash_json_file(path),
		false => Ok(sha256(&input::read(path)?)),
	}
}

/// SHA-256 over the bytes of a file as they are.
pub fn hash_file(path: &Path) -> Result<H256, Failure> {
	Ok(sha256(&input::file(path)?))
}

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> H256 {
	let digest: [u8; 32] = Sha256::digest(bytes).into();
	digest.into()
}

/// Write a file that does not exist yet, which `private`ly only its owner can read.
pub fn write_new(
	path: &Path,
	private: bool,
	write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
	let fail = |error: io::Error| Failure::unknown("file", format!("Cannot write {}: {error}", path.display()));
	let mut options = OpenOptions::new();
	options.write(true).create_new(true);
	#[cfg(unix)]
	if private {
		use std::os::unix::fs::OpenOptionsExt;
		options.mode(0o600);
	}
	#[cfg(not(unix))]
	let _ = private;
	let mut file = BufWriter::new(options.open(path).map_err(fail)?);
	write(&mut file).and_then(|()| file.flush()).map_err(fail)
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::fs;

	#[test]
	fn nothing_is_written_over() {
		let folder = tempfile::tempdir().expect("there is room for a folder");
		let path = folder.path().join("new");
		let write = |text: &'static str| write_new(&path, true, |file| file.write_all(text.as_bytes()));
		write("one").expect("there is room for a file");
		assert_eq!(write("two").expect_err("it is there").code, "file");
		assert_eq!(fs::read(&path).expect("it is there"), b"one");
		#[cfg(unix)]
		{
			use std::os::unix::fs::PermissionsExt;
			assert_eq!(fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o600);
		}
	}

	#[test]
	fn files_are_hashed_as_documents_or_as_they_are() {
		let folder = tempfile::tempdir().expect("there is room for a folder");
		let path = folder.path().join("d.json");
		fs::write(&path, "{ \"b\": \"\\u00e4\", \"a\": 1e0 }").expect("there is room for a file");
		// printf '{"a":1,"b":"\303\244"}' | sha256sum
		let vector = "0xf5300ffcfd6fd3fc2de46d700be90d43fd799cd9eb69da4737201006143d48a1";
		assert_eq!(format!("{:?}", hash_json_file(&path).expect("it is a document")), vector);
		assert_eq!(hash_file(&path).expect("it is there"), sha256(b"{ \"b\": \"\\u00e4\", \"a\": 1e0 }"));
		// printf '' | sha256sum
		assert_eq!(format!("{:?}", sha256(b"")), "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
		fs::write(&path, "{ \"a\": 9007199254740993 }").expect("there is room for a file");
		let failure = hash_json_file(&path).expect_err("it is no document");
		assert!(failure.code == "document" && failure.message.contains("write it as a string"), "{}", failure.message);
	}
}
