//! What people may type in place of a value: accounts in other ways than by their addresses, times, and hashes of files.

use super::{Chain, IDENTITIES};
use crate::{document, failure::Failure, identity, moment};
use metadata_json::{Error, Shorthands};
use serde_json::{json, Value};
use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
	path::Path,
};
use subxt::utils::AccountId32;
use subxt_signer::{sr25519::Keypair, SecretUri};

/// What comes before the path of a file of which the hash is meant.
const HASH_OF: &str = "hash:@";

/// How many letters a name of an identity has.
const NAME_LENGTH: std::ops::RangeInclusive<usize> = 3..=32;

/// In which ways an account is typed.
const FORMS: &str =
	"an account is an SS58 address, a DID, //Alice and the like on a development chain, or the name of an identity, \
	which has 3 to 32 small letters without accents, digits and hyphens, no hyphen at the ends or next to another";

impl Chain {
	/// An account: an SS58 address, a DID, the name of an identity, or `//Alice` and the like.
	pub async fn account(&self, text: &str) -> Result<AccountId32, Failure> {
		let read = |typed: &dyn Shorthands| match typed.account(text).map_err(Error::new)? {
			Some(account) => Ok(AccountId32(account)),
			None => identity::account(text).map_err(|problem| {
				// What is too short for an address was meant as a name, or as something else.
				Error::new(if text.len() <= *NAME_LENGTH.end() { FORMS.to_owned() } else { problem })
			}),
		};
		self.typed(read).await?.map_err(|error| Failure::usage(format!("{text}: {}", error.problem)))
	}

	/// Read what people have typed. Names of identities are looked up when all else has been read once, so that nobody is
	/// asked for them in vain.
	pub async fn typed<T>(
		&self,
		read: impl Fn(&dyn Shorthands) -> Result<T, Error>,
	) -> Result<Result<T, Error>, Failure> {
		let mut typed = Typed::default();
		let first = read(&typed);
		let unknown = typed.unknown.take();
		if first.is_err() || unknown.is_empty() {
			return Ok(first);
		}
		for name in unknown {
			let found = self.view(IDENTITIES, "identity_of_name", json!({ "name": name }), Value::Null).await?;
			let account = found.value.as_str().and_then(|address| identity::account(address).ok());
			let nobody = || Failure::unknown("nameUnknown", format!("Nobody has the name {name}."));
			let account = account.ok_or_else(nobody)?;
			typed.names.insert(name, account.0);
		}
		Ok(read(&typed))
	}
}

/// An account that is typed where no chain is asked: an SS58 address, a DID, or `//Alice` and the like.
pub fn without_names(text: &str) -> Result<AccountId32, String> {
	match Typed::default().account(text)? {
		Some(account) if !is_name(text) => Ok(AccountId32(account)),
		_ => identity::account(text),
	}
}

/// What can be read without asking the chain, and the names that were looked up.
#[derive(Default)]
struct Typed {
	names: BTreeMap<String, [u8; 32]>,
	/// Names that are to be looked up.
	unknown: RefCell<BTreeSet<String>>,
}

impl Shorthands for Typed {
	fn account(&self, text: &str) -> Result<Option<[u8; 32]>, String> {
		if text.starts_with("//") {
			let uri = text.parse::<SecretUri>().map_err(|error| error.to_string())?;
			let key = Keypair::from_uri(&uri).map_err(|error| error.to_string())?;
			return Ok(Some(key.public_key().0));
		}
		if text.starts_with("did:") {
			return identity::identity(text).map(|identity| Some(identity.0));
		}
		if let Some(account) = self.names.get(text) {
			return Ok(Some(*account));
		}
		if is_name(text) {
			self.unknown.borrow_mut().insert(text.to_owned());
			// It stands for the account until that is known.
			return Ok(Some([0; 32]));
		}
		Ok(None)
	}

	fn hash(&self, text: &str) -> Result<Option<[u8; 32]>, String> {
		let Some(path) = text.strip_prefix(HASH_OF).map(Path::new) else { return Ok(None) };
		document::hash_any_file(path).map(|hash| Some(hash.0)).map_err(|failure| failure.message)
	}

	fn number(&self, text: &str) -> Result<Option<u128>, String> {
		match moment::is_date(text) {
			true => moment::parse(text).map(|moment| Some(moment.into())),
			false => Ok(None),
		}
	}
}

/// Whether a text has the form of a name of an identity. An address, in hexadecimal or not, has not: it is longer.
fn is_name(text: &str) -> bool {
	let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
	NAME_LENGTH.contains(&text.len())
		&& text.bytes().all(letters)
		&& text.split('-').all(|part| !part.is_empty())
		&& !text.starts_with("0x")
}

#[cfg(test)]
mod tests {
	use super::*;
	use subxt_signer::sr25519::dev;

	#[test]
	fn accounts_are_typed_in_several_ways() {
		let typed = Typed::default();
		let alice = dev::alice().public_key().0;
		assert_eq!(typed.account("//Alice"), Ok(Some(alice)));
		assert_eq!(typed.account("did:civitas:5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"), Ok(Some(alice)));
		// The usual form is not its business.
		assert_eq!(typed.account("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"), Ok(None));
		assert_eq!(typed.account(&format!("0x{}", "11".repeat(32))), Ok(None));
		for wrong in ["did:civitas:alice", "did:key:z6Mk", "//Alice/\u{0}/\u{0}//"] {
			assert_ne!(typed.account(wrong), Ok(None), "{wrong}");
		}
		assert!(typed.unknown.borrow().is_empty());
	}

	#[tokio::test]
	async fn it_is_said_how_an_account_is_typed() {
		let chain = crate::test_chain::chain(|view, _| panic!("nobody asks for {view}"));
		for wrong in ["Amina", "a--b", "no name", "ab"] {
			let failure = chain.account(wrong).await.expect_err("it is no account");
			let message = failure.message;
			assert!(
				message.starts_with(&format!("{wrong}: an account is")) && message.contains("3 to 32"),
				"{message}"
			);
		}
		// An address of Polkadot.
		let other = "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5";
		let failure = chain.account(other).await.expect_err("it is of another network");
		assert!(failure.message.contains("another network; here it would be 5GrwvaEF5zXb"), "{}", failure.message);
	}

	#[test]
	fn names_are_noted_until_they_are_known() {
		let mut typed = Typed::default();
		assert_eq!(typed.account("amina"), Ok(Some([0; 32])));
		assert_eq!(typed.unknown.take().into_iter().collect::<Vec<_>>(), ["amina"]);
		typed.names.insert("amina".to_owned(), [7; 32]);
		assert_eq!(typed.account("amina"), Ok(Some([7; 32])));
		assert!(typed.unknown.borrow().is_empty());
		for none in ["ab", "-ab", "a--b", "Amina", "0xab", "über", ""] {
			assert_eq!(typed.account(none), Ok(None), "{none}");
		}
	}

	#[test]
	fn hashes_of_files_are_those_of_documents() {
		let folder = tempfile::tempdir().expect("there is room for a folder");
		let write = |name: &str, content: &str| {
			let path = folder.path().join(name);
			std::fs::write(&path, content).expect("there is room for a file");
			format!("{HASH_OF}{}", path.display())
		};
		let typed = Typed::default();
		let hash = |text: &str| typed.hash(text).map(|hash| hash.expect("it is one"));
		let (json, text) = (write("a.json", "{ \"b\": 1, \"a\": 2 }"), write("a.md", "{ \"b\": 1, \"a\": 2 }"));
		assert_eq!(hash(&json), Ok(document::sha256(br#"{"a":2,"b":1}"#).0));
		assert_eq!(hash(&text), Ok(document::sha256(br#"{ "b": 1, "a": 2 }"#).0));
		assert!(typed.hash(&write("b.json", "{")).is_err(), "it is not JSON");
		assert!(typed.hash("hash:@/none").is_err());
		assert_eq!(typed.hash(&"11".repeat(32)), Ok(None));
	}

	#[test]
	fn times_are_numbers() {
		let typed = Typed::default();
		assert_eq!(typed.number("2025-01-01T00:00:00Z"), Ok(Some(1_735_689_600_000)));
		assert_eq!(typed.number("1735689600000"), Ok(None));
		assert_eq!(typed.number("12"), Ok(None));
		assert!(typed.number("2025-13-01T00:00:00Z").is_err());
		assert!(typed.number("2025-01-01").is_err(), "it does not say where");
	}
}
