//! Who signs, and where the key comes from.

use crate::failure::Failure;
use clap::Args;
use std::{
	env, fmt,
	fs::File,
	io::Read,
	path::{Path, PathBuf},
	str::FromStr,
};
use subxt_signer::{sr25519::Keypair, ExposeSecret, SecretString, SecretUri};

/// The variable that a secret URI is taken from if no option says where it is.
const VARIABLE: &str = "CIVITAS_SURI";

/// Who signs.
#[derive(Args, Debug, Default)]
pub struct SignerArguments {
	/// The secret URI of the key that signs, such as //Alice on a development chain. Others on this machine can see it: keep
	/// real keys in a file, or in the environment variable CIVITAS_SURI.
	#[arg(long, value_name = "SURI", conflicts_with = "key_file", help_heading = "Signing")]
	suri: Option<Secret>,
	/// A file with the secret URI or mnemonic of the key that signs, which only its owner may read.
	#[arg(long, value_name = "PATH", help_heading = "Signing")]
	key_file: Option<PathBuf>,
}

impl SignerArguments {
	/// The key (sr25519): of `--suri`, `--key-file` or the environment, in this order.
	pub fn keypair(&self) -> Result<Keypair, Failure> {
		self.keypair_or(|| match env::var(VARIABLE) {
			Ok(suri) => Ok(Some(suri)),
			Err(env::VarError::NotPresent) => Ok(None),
			Err(env::VarError::NotUnicode(_)) => Err(Failure::unknown("key", format!("{VARIABLE} is not UTF-8."))),
		})
	}

	/// The key; `fallback` says where it is if no option does.
	fn keypair_or(&self, fallback: impl FnOnce() -> Result<Option<String>, Failure>) -> Result<Keypair, Failure> {
		if let Some(key) = other_keypair(self.suri.as_ref(), self.key_file.as_deref())? {
			return Ok(key);
		}
		let nobody = || Failure::usage(format!("Say who signs, by --key-file, --suri or the variable {VARIABLE}."));
		parse(&fallback()?.ok_or_else(nobody)?.into())
	}
}

/// Who carries what a key of an identity has signed, if it is not the account of that key. Beside these there is an argument
/// `identity`.
#[derive(Args, Debug, Default)]
pub struct PayerArguments {
	/// The secret URI of an account that submits and pays for what the key has signed, so that the identity and its keys need
	/// no balance.
	#[arg(long, value_name = "SURI", conflicts_with = "payer_key_file", help_heading = "Signing")]
	#[arg(requires = "identity")]
	payer_suri: Option<Secret>,
	/// A file with it, which only its owner may read.
	#[arg(long, value_name = "PATH", requires = "identity", help_heading = "Signing")]
	payer_key_file: Option<PathBuf>,
}

impl PayerArguments {
	/// The key, if there is one.
	pub fn keypair(&self) -> Result<Option<Keypair>, Failure> {
		other_keypair(self.payer_suri.as_ref(), self.payer_key_file.as_deref())
	}
}

/// The key (sr25519) of another than the one that signs the transaction, by options of other names; `None` if there are none.
/// The environment has only one key, so it is not asked.
pub fn other_keypair(suri: Option<&Secret>, key_file: Option<&Path>) -> Result<Option<Keypair>, Failure> {
	match (suri, key_file) {
		(Some(Secret(suri)), _) => parse(suri).map(Some),
		(None, Some(path)) => parse(&read(path)?).map(Some),
		(None, None) => Ok(None),
	}
}

/// A secret URI on the command line, kept out of debug output.
#[derive(Clone)]
pub struct Secret(SecretString);

impl FromStr for Secret {
	type Err = std::convert::Infallible;

	fn from_str(text: &str) -> Result<Self, Self::Err> {
		Ok(Self(text.to_owned().into()))
	}
}

impl fmt::Debug for Secret {
	fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
		formatter.write_str("…")
	}
}

/// The key that a secret URI stands for.
fn parse(secret: &SecretString) -> Result<Keypair, Failure> {
	let text = secret.expose_secret().trim();
	// An empty URI would stand for the development phrase, whose key everyone has.
	if text.is_empty() {
		return Err(Failure::unknown("key", "The secret URI is empty."));
	}
	// The errors of the parser are left out: they may quote parts of the secret.
	SecretUri::from_str(text)
		.ok()
		.and_then(|uri| Keypair::from_uri(&uri).ok())
		.ok_or_else(|| Failure::unknown("key", "This is not a secret URI: a mnemonic or a 0x seed, and a path."))
}

/// Read a secret that nobody else can have read.
pub fn read(path: &Path) -> Result<SecretString, Failure> {
	let fail = |error: std::io::Error| Failure::unknown("key", format!("Cannot read {}: {error}", path.display()));
	let mut file = File::open(path).map_err(fail)?;
	// Asked of the open file, so that it cannot be another one by then. Elsewhere permissions are not a matter of modes.
	#[cfg(unix)]
	{
		use std::os::unix::fs::PermissionsExt;
		let (mode, path) = (file.metadata().map_err(fail)?.permissions().mode() & 0o777, path.display());
		if mode & 0o077 != 0 {
			let problem = format!("Others have access to {path} (mode {mode:03o}): chmod 600 {path}");
			return Err(Failure::unknown("key", problem));
		}
	}
	let mut text = String::new();
	file.read_to_string(&mut text).map_err(fail)?;
	Ok(text.into())
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::failure::Exit;
	use subxt_signer::sr25519::dev;

	fn arguments(suri: Option<&str>, key_file: Option<&Path>) -> SignerArguments {
		SignerArguments {
			suri: suri.map(|suri| Secret(suri.to_owned().into())),
			key_file: key_file.map(Path::to_owned),
		}
	}

	fn public(keypair: Result<Keypair, Failure>) -> [u8; 32] {
		keypair.expect("the key is fine").public_key().0
	}

	#[test]
	fn options_go_before_the_environment() {
		let environment = || Ok(Some("//Bob".to_owned()));
		assert_eq!(public(arguments(None, None).keypair_or(environment)), dev::bob().public_key().0);
		assert_eq!(public(arguments(Some("//Alice"), None).keypair_or(environment)), dev::alice().public_key().0);
		let failure = arguments(None, None).keypair_or(|| Ok(None)).expect_err("nobody signs");
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::Unknown, "usage"));
	}

	#[test]
	fn another_key_has_options_of_its_own() {
		let secret = |suri: &str| Secret(suri.to_owned().into());
		let key = other_keypair(Some(&secret("//Bob")), None).map(|key| key.expect("an option says which"));
		assert_eq!(public(key), dev::bob().public_key().0);
		assert!(other_keypair(None, None).expect("nothing went wrong").is_none());
		assert_eq!(other_keypair(Some(&secret("0x12")), None).expect_err("it is not a key").code, "key");
		assert_eq!(other_keypair(None, Some(Path::new("/none"))).expect_err("there is no file").code, "key");
	}

	#[test]
	fn nonsense_is_not_a_key() {
		for suri in ["", " \n", "0x12", "not a mnemonic at all", "bottom drive obey lake"] {
			let failure = arguments(Some(suri), None).keypair().expect_err("it is not a key");
			assert_eq!(failure.code, "key");
		}
	}

	#[test]
	fn secrets_are_not_printed() {
		assert!(!format!("{:?}", arguments(Some("//Alice"), None)).contains("Alice"));
	}

	#[cfg(unix)]
	#[test]
	fn only_private_files_are_read() {
		use std::os::unix::fs::PermissionsExt;
		let folder = tempfile::tempdir().expect("there is room for a folder");
		let path = folder.path().join("key");
		std::fs::write(&path, "//Charlie\n").expect("there is room for a file");
		for (mode, fine) in [(0o600, true), (0o400, true), (0o640, false), (0o604, false), (0o610, false)] {
			std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).expect("the file is ours");
			let keypair = arguments(None, Some(&path)).keypair();
			assert_eq!(keypair.is_ok(), fine, "{mode:o}");
			if fine {
				assert_eq!(public(keypair), dev::charlie().public_key().0);
			}
		}
		assert!(arguments(None, Some(&folder.path().join("none"))).keypair().is_err());
	}
}
