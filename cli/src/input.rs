//! Documents as they are given: in a file, or on standard input.

use crate::failure::Failure;
use civitas_credentials::{Bound, Document};
use std::{
	fmt, fs,
	io::{self, Read},
	path::Path,
};

/// What stands for standard input in place of a file.
const STDIN: &str = "-";

/// The bytes of a file, or of standard input.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
	match is_stdin(path) {
		true => read_all(io::stdin().lock()),
		false => file(path),
	}
}

fn is_stdin(path: &Path) -> bool {
	path.as_os_str() == STDIN
}

/// What a file is called in messages.
pub fn name(path: &Path) -> String {
	if is_stdin(path) {
		"standard input".to_owned()
	} else {
		path.display().to_string()
	}
}

fn read_all(mut from: impl Read) -> Result<Vec<u8>, Failure> {
	let mut bytes = Vec::new();
	let failed = |error| Failure::unknown("file", format!("Cannot read standard input: {error}"));
	from.read_to_end(&mut bytes).map_err(failed)?;
	Ok(bytes)
}

/// A document that is certified.
pub fn document(path: &Path) -> Result<Document, Failure> {
	parse(&read(path)?, Bound::DOCUMENT).map_err(|problem| unusable(path, problem))
}

/// A credential that has such a document in it.
pub fn credential(path: &Path) -> Result<Document, Failure> {
	parse(&read(path)?, Bound::CREDENTIAL).map_err(|problem| unusable(path, problem))
}

/// JSON of this size, from its bytes.
pub fn parse(bytes: &[u8], bound: Bound) -> Result<Document, String> {
	let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
	Document::parse_within(text, bound).map_err(|error| error.to_string())
}

/// The bytes of a file, whatever it is called.
pub fn file(path: &Path) -> Result<Vec<u8>, Failure> {
	fs::read(path).map_err(|error| Failure::unknown("file", format!("Cannot read {}: {error}", path.display())))
}

/// What is in a file, or on standard input, is not what it should be: it is refused, whatever the chain would say.
pub fn unusable(path: &Path, problem: impl fmt::Display) -> Failure {
	Failure::refused("document", format!("{}: {problem}", name(path)))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::failure::Exit;

	#[test]
	fn what_is_no_document_is_refused_and_what_cannot_be_read_is_open() {
		let folder = tempfile::tempdir().expect("there is room for a folder");
		let path = folder.path().join("document.json");
		assert_eq!(document(&path).expect_err("there is none").exit, Exit::Unknown);
		let deep = format!("{}{}", "[".repeat(65), "]".repeat(65));
		let long = format!("\"{}\"", "x".repeat(200_000));
		for text in ["", "{", "9007199254740993", "{\"a\":1,\"a\":2}", deep.as_str(), long.as_str()] {
			std::fs::write(&path, text).expect("there is room for a file");
			let failure = document(&path).expect_err("it is no document");
			assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "document"), "{}", failure.message);
			assert!(failure.message.starts_with(&format!("{}: ", path.display())), "{}", failure.message);
		}
		assert_eq!(unusable(Path::new("-"), "it is empty").message, "standard input: it is empty");
		assert_eq!((name(Path::new("-")).as_str(), name(Path::new("./-")).as_str()), ("standard input", "./-"));
	}

	#[test]
	fn where_something_is_too_deep_is_told_in_short() {
		let folder = tempfile::tempdir().expect("there is room for a folder");
		let path = folder.path().join("document.json");
		std::fs::write(&path, "{\"name\":".repeat(300)).expect("there is room for a file");
		let message = document(&path).expect_err("it is too deep").message;
		assert!(message.len() < path.display().to_string().len() + 200, "{message}");
		assert!(message.contains(": name.name.") && message.contains("recursion limit exceeded"), "{message}");
	}

	#[test]
	fn documents_are_bounded() {
		let folder = tempfile::tempdir().expect("there is room for a folder");
		let path = folder.path().join("document.json");
		let write = |text: String| std::fs::write(&path, text).expect("there is room for a file");
		write(format!("\"{}\"", "x".repeat(200_000)));
		let failure = document(&path).expect_err("it is too long");
		assert_eq!(failure.code, "document");
		assert!(failure.message.contains("200002 bytes"), "{}", failure.message);
		assert!(credential(&path).is_ok(), "a credential is longer than what is in it");
		write(format!("{}{}", "[".repeat(65), "]".repeat(65)));
		assert!(document(&path).expect_err("it is too deep").message.contains("64"));
		assert_eq!(read_all(&b"{}"[..]).expect("it is there"), b"{}");
	}
}
