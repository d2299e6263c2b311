//! What a subject of a file does.

use super::write;
use crate::{
	arguments::{self, Connection},
	chain::{accounts::without_names, Chain},
	credit::{
		consent::{ensure_agreement, Terms, MAX_CONSENT},
		dispute_hash as hash_of_dispute,
	},
	document,
	failure::Failure,
	fields,
	identity::key::{self, PublicKey},
	moment::{self, Moment},
	output::{Answer, Table},
	signer::SignerArguments,
};
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};
use subxt::utils::{AccountId32, H256};

#[derive(Args, Debug)]
pub struct ConsentArguments {
	/// The register that keeps the file.
	#[arg(long, value_name = "ACCOUNT")]
	register: String,
	/// Who gets the file.
	#[arg(long, value_name = "ACCOUNT")]
	lender: String,
	/// To which key of the lender's identity it is sealed: one for keyAgreement, as a Multikey.
	#[arg(long, value_name = "KEY", value_parser = key::parse)]
	key: PublicKey,
	/// The hash of what it is for, or hash:@FILE. The register enters it, so that the subject can see who looked and
	/// why.
	#[arg(long, value_name = "HASH", value_parser = purpose)]
	purpose: H256,
	/// The last moment at which the file may be given: at most 90 days ahead, and that if it is not given.
	#[arg(long, value_name = "TIME", value_parser = moment::parse)]
	until: Option<Moment>,
	/// The register may say who the subject is if a loan that comes of this is in default.
	#[arg(long)]
	may_name_at_default: bool,
	/// The identity whose file it is, if it is not that of the account that signs. The key is one of it for
	/// assertionMethod.
	#[arg(long = "as", value_name = "IDENTITY", help_heading = "Signing")]
	identity: Option<String>,
	#[command(flatten)]
	signer: SignerArguments,
	/// The file that gets the consent, which must not be there yet. Whoever brings it to the register, the file is
	/// sealed to the lender.
	#[arg(long, value_name = "FILE")]
	out: PathBuf,
}

#[derive(Args, Debug)]
pub struct DisputeArguments {
	/// The register.
	#[arg(long, value_name = "ACCOUNT", value_parser = without_names)]
	register: AccountId32,
	/// Whose file it is.
	#[arg(long, value_name = "ACCOUNT", value_parser = without_names)]
	subject: AccountId32,
	/// The hash of the entry.
	#[arg(long, value_name = "HASH", value_parser = arguments::hash)]
	entry: H256,
	/// The file that gets the salt, which must not be there yet. Whoever knows it can show what the dispute is about.
	#[arg(long, value_name = "FILE")]
	out: PathBuf,
}

/// A hash, or that of a file.
fn purpose(text: &str) -> Result<H256, String> {
	match text.strip_prefix("hash:@") {
		Some(path) => document::hash_any_file(Path::new(path)).map_err(|failure| failure.message),
		None => arguments::hash(text),
	}
}

pub async fn consent(connection: &Connection, arguments: ConsentArguments) -> Result<Answer, Failure> {
	let keypair = arguments.signer.keypair()?;
	let chain = Chain::connect(connection).await?;
	let subject = match &arguments.identity {
		Some(identity) => chain.account(identity).await?,
		None => AccountId32(keypair.public_key().0),
	};
	// The time of the chain: by another clock it may be signed at a time that is to come.
	let block = chain.finalized().await?;
	let terms = Terms {
		subject,
		register: chain.account(&arguments.register).await?,
		lender: chain.account(&arguments.lender).await?,
		key: arguments.key.text(),
		purpose: arguments.purpose,
		signed_at: block.time,
		until: arguments.until.unwrap_or(block.time.saturating_add(MAX_CONSENT)),
		may_name_at_default: arguments.may_name_at_default,
	};
	terms.check(block.time, None)?;
	let hash = terms.hash(&chain.genesis)?;
	ensure_agreement(&chain, &block, &terms.lender, &terms.key).await?;
	let consent = terms.sign(&keypair, &chain.genesis)?;
	// So that nobody waits for a file in vain.
	consent.check(&chain, &block, block.time).await?;
	write(&arguments.out, &consent)?;
	let json = json!({ "hash": hash, "consent": consent, "file": arguments.out.display().to_string() });
	let table =
		Table::default().hash("Consent", &hash).rows(&json!(consent.terms)).row("File", arguments.out.display());
	Ok(Answer::new(json, table.text()))
}

pub fn dispute_hash(arguments: &DisputeArguments) -> Result<Answer, Failure> {
	let DisputeArguments { register, subject, entry, out } = arguments;
	let salt = fields::random()?;
	let hash = hash_of_dispute(register, subject, entry, &salt);
	let json = json!({ "dispute": hash, "register": register, "subject": subject, "entry": entry, "salt": salt });
	write(out, &json)?;
	let text = Table::default().hash("Dispute", &hash).hash("Entry", entry).row("Opened by", out.display()).text();
	Ok(Answer::new(json!({ "dispute": hash, "entry": entry, "file": out.display().to_string() }), text))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::credit::tests::{account, hash};
	use serde_json::Value;

	#[test]
	fn a_dispute_is_opened_by_its_file() {
		let place = tempfile::tempdir().expect("there is room for a folder");
		let out = place.path().join("d.json");
		let arguments =
			DisputeArguments { register: account(1), subject: account(2), entry: hash(3), out: out.clone() };
		let answer = dispute_hash(&arguments).expect("it is computed").json;
		let opened: Value = document::read_json(&out).expect("it is there");
		let salt = arguments::hash(opened["salt"].as_str().expect("it is a text")).expect("it is a hash");
		let expected = hash_of_dispute(&account(1), &account(2), &hash(3), &salt);
		assert_eq!((&answer["dispute"], &opened["dispute"]), (&json!(expected), &json!(expected)));
		assert!(answer.get("salt").is_none());
		assert_eq!(dispute_hash(&arguments).expect_err("it is there").code, "file");
	}

	#[test]
	fn purposes_are_hashes_or_files() {
		let place = tempfile::tempdir().expect("there is room for a folder");
		let path = place.path().join("why.txt");
		std::fs::write(&path, "a loan").expect("there is room");
		assert_eq!(purpose(&format!("hash:@{}", path.display())), Ok(document::sha256(b"a loan")));
		assert_eq!(purpose(&format!("{:?}", hash(3))), Ok(hash(3)));
		assert!(purpose("a loan").is_err() && purpose("hash:@/none").is_err());
	}
}
