//! `civitas review`: what has to be computed before a review is given: the hash of an opinion that is sealed, and
//! signatures under a receipt of what happened off chain.

use crate::{
	arguments::Connection,
	chain::Chain,
	document,
	failure::Failure,
	fields,
	identity::{
		content_id,
		envelope::{Envelope, RECEIPT},
		key::PublicKey,
	},
	output::{Answer, Table},
	signer::SignerArguments,
};
use clap::{Args, Subcommand};
use serde_json::{json, Value};
use std::{
	collections::BTreeSet,
	ops::RangeInclusive,
	path::{Path, PathBuf},
};
use subxt::utils::{AccountId32, H256};
use subxt_signer::sr25519::Keypair;

/// The pallet that holds reviews.
const REPUTATION: &str = "reputation";

/// What can be rated.
const RATINGS: RangeInclusive<u64> = 1..=5;

/// Where a receipt stands in what `review` takes.
const SIGNED: [&str; 5] = ["target", "first", "proof", "signed", "0"];

#[derive(Debug, Subcommand)]
pub enum ReviewCommand {
	/// Seal an opinion, so that the other side does not know it before it has said what it thinks. Prints what is given
	/// instead, and writes what opens it into a file, which must not be lost. Sends nothing.
	Seal(SealArguments),
	/// Sign a receipt of what happened off chain, such as of cash, as one of its two parties. Prints the signature, as
	/// calls have it. Sends nothing.
	SignReceipt(ReceiptArguments),
}

#[derive(Args, Debug)]
pub struct SealArguments {
	/// What the review rests on, in JSON or @FILE: {"dealings": "0x…"}, {"certificate": "0x…"} or {"signed": "0x…"}.
	/// All of a signed receipt can stand in place of its identifier.
	#[arg(long, value_name = "JSON")]
	basis: String,
	/// Who gives it.
	#[arg(long, value_name = "ACCOUNT")]
	from: String,
	/// Whom it is about, or who owns what it is about.
	#[arg(long, value_name = "ACCOUNT")]
	about: String,
	/// The opinion, in JSON or @FILE: {"rating": 4, "dimensions": [["quality", 5]], "incentive": false}
	#[arg(long, value_name = "JSON")]
	opinion: String,
	/// The file that gets what opens it, which must not be there yet. Only its owner can read it.
	#[arg(long, value_name = "FILE")]
	out: PathBuf,
}

#[derive(Args, Debug)]
pub struct ReceiptArguments {
	/// The receipt, in JSON or @FILE: {"parties": [ACCOUNT, ACCOUNT], "thing": null, "time": TIME, "salt": "0x…"}. Both
	/// parties sign the same, each by a key that it has at that time.
	#[arg(long, value_name = "JSON")]
	receipt: String,
	/// The identity that signs, which is one of the parties.
	#[arg(long = "as", value_name = "IDENTITY", help_heading = "Signing")]
	identity: String,
	#[command(flatten)]
	signer: SignerArguments,
}

/// Do what the command says.
pub async fn run(connection: &Connection, command: ReviewCommand) -> Result<Answer, Failure> {
	match command {
		ReviewCommand::Seal(arguments) => seal(connection, arguments).await,
		ReviewCommand::SignReceipt(arguments) => sign_receipt(connection, arguments).await,
	}
}

async fn seal(connection: &Connection, arguments: SealArguments) -> Result<Answer, Failure> {
	let SealArguments { basis, from, about, opinion, out } = arguments;
	let (basis, opinion) = (read("basis", &basis)?, read("opinion", &opinion)?);
	let chain = Chain::connect(connection).await?;
	let rests = json!({ "basis": named(&chain, basis).await?, "from": from, "about": about });
	let Sealed { review, hash, opening } = Sealed::of(&chain, &rests, &opinion, fields::random()?).await?;
	document::write_new(&out, true, |file| writeln!(file, "{opening:#}"))?;
	let json = json!({ "review": review, "given": { "sealed": hash }, "file": out.display().to_string() });
	let table = Table::default().hash("Review", &review).hash("Sealed", &hash).row("Opened by", out.display());
	Ok(Answer::new(json, table.text()))
}

async fn sign_receipt(connection: &Connection, arguments: ReceiptArguments) -> Result<Answer, Failure> {
	let ReceiptArguments { receipt, identity, signer } = arguments;
	let (key, receipt) = (signer.keypair()?, read("receipt", &receipt)?);
	let chain = Chain::connect(connection).await?;
	let party = chain.account(&identity).await?;
	let json = signed(&chain, &key, party, &receipt).await?;
	let text = format!("{json:#}");
	Ok(Answer::new(json, text))
}

/// JSON that was typed, or that is in a file.
fn read(name: &str, text: &str) -> Result<Value, Failure> {
	match text.strip_prefix('@') {
		Some(path) => document::read_json(Path::new(path)),
		None => metadata_json::parse(text).map_err(|error| Failure::usage(format!("--{name}: {error}"))),
	}
}

/// The chain has no reviews.
fn lacking() -> Failure {
	Failure::unknown("metadata", "The chain has no reviews.")
}

/// A part of what `review` takes, by the names on the way to it, the argument's first: as the chain encodes it, and in
/// the chain's own form of JSON. It is given by an option, with what people type in place of values.
async fn part(chain: &Chain, option: &str, way: &[&str], value: &Value) -> Result<(Vec<u8>, Value), Failure> {
	let metadata = chain.metadata();
	let (argument, way) = way.split_first().ok_or_else(lacking)?;
	let call = metadata.call(REPUTATION, "review").ok_or_else(lacking)?;
	let input = call.inputs.iter().find(|input| input.name == *argument).ok_or_else(lacking)?;
	let ty = metadata.part(input.ty, way).ok_or_else(lacking)?;
	let read = chain.typed(|typed| metadata.to_scale_with(ty, value, typed)).await?;
	let bytes = read.map_err(|error| Failure::usage(format!("--{option}: {error}")))?;
	let plain = metadata.to_json(ty, &bytes).map_err(|error| Failure::unknown("metadata", error.to_string()))?;
	Ok((bytes, plain))
}

/// What a review rests on, with the identifier of a receipt where all of the receipt was given.
async fn named(chain: &Chain, basis: Value) -> Result<Value, Failure> {
	if !basis["signed"].is_object() {
		return Ok(basis);
	}
	let (encoded, _) = part(chain, "basis", &SIGNED, &basis["signed"]).await?;
	Ok(json!({ "signed": content_id("civitas/receipt", &encoded) }))
}

/// An opinion that is sealed.
struct Sealed {
	/// The identifier of the review.
	review: H256,
	/// What is given instead of it.
	hash: H256,
	/// What is given to open it.
	opening: Value,
}

impl Sealed {
	/// That of the review that rests on this, with a salt by which nobody can guess it.
	async fn of(chain: &Chain, rests: &Value, opinion: &Value, salt: H256) -> Result<Self, Failure> {
		let metadata = chain.metadata();
		let inputs = &metadata.view(REPUTATION, "review_history").ok_or_else(lacking)?.inputs;
		let read = chain.typed(|typed| metadata.arguments(inputs, rests, typed)).await?;
		let named = read.map_err(|error| Failure::usage(format!("What the review rests on is not clear: {error}")))?;
		let review = content_id("civitas/review", &named);
		let (encoded, opinion) = part(chain, "opinion", &["given", "opened", "opinion"], opinion).await?;
		if !is_valid(&opinion) {
			// It could never be opened, and the fee would be lost.
			return Err(chain.error(REPUTATION, "RatingInvalid"));
		}
		let hash = content_id("civitas/sealed-review", &[&review.0[..], &encoded, &salt.0].concat());
		let opening = json!({ "opened": { "opinion": opinion, "salt": salt } });
		Ok(Self { review, hash, opening })
	}
}

/// Whether all ratings are between 1 and 5, and no dimension is rated twice.
fn is_valid(opinion: &Value) -> bool {
	let is_rating = |rating: &Value| rating.as_u64().is_some_and(|rating| RATINGS.contains(&rating));
	let dimensions = opinion["dimensions"].as_array().map(Vec::as_slice).unwrap_or_default();
	let names: BTreeSet<_> = dimensions.iter().map(|rated| rated[0].as_str()).collect();
	is_rating(&opinion["rating"])
		&& dimensions.iter().all(|rated| is_rating(&rated[1]))
		&& names.len() == dimensions.len()
}

/// The signature of a party under a receipt, as calls have it.
async fn signed(chain: &Chain, key: &Keypair, party: AccountId32, receipt: &Value) -> Result<Value, Failure> {
	let (payload, plain) = part(chain, "receipt", &SIGNED, receipt).await?;
	let parties = plain["parties"].as_array().map(Vec::as_slice).unwrap_or_default();
	if !parties.contains(&json!(party)) {
		return Err(Failure::usage(format!("The receipt is not of {party}.")));
	}
	// It is good once by its salt, and for ever.
	let envelope = Envelope { action: RECEIPT, identity: party, nonce: 0, submitter: None, payload: &payload };
	let signature = envelope.signature(key, &chain.genesis, u32::MAX);
	Ok(json!({ "key": PublicKey::of(key).text(), "signature": signature }))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{failure::Exit, test_chain};
	use civitas_primitives::{
		agreements::Thing,
		identity as keys,
		reputation::{self, Basis, Dimension, Opinion, SignedReceipt},
		Envelope as OfChain,
	};
	use subxt_signer::sr25519::dev;

	const SALT: H256 = H256([8; 32]);
	const FROM: [u8; 32] = [1; 32];
	const ABOUT: [u8; 32] = [2; 32];

	fn chain() -> Chain {
		test_chain::chain(|view, _| panic!("nobody asks for {view}"))
	}

	async fn sealed(opinion: &Value) -> Result<Sealed, Failure> {
		let basis = json!({ "dealings": H256::repeat_byte(7) });
		let rests = json!({ "basis": basis, "from": AccountId32(FROM), "about": AccountId32(ABOUT) });
		Sealed::of(&chain(), &rests, opinion, SALT).await
	}

	#[tokio::test]
	async fn a_seal_is_that_of_the_chain() {
		let dimensions = vec![(Dimension::Quality, 5), (Dimension::Value, 1)];
		let opinion = Opinion {
			rating: 4,
			dimensions: dimensions.try_into().expect("there are as many"),
			content: Some([9; 32].into()),
			incentive: true,
		};
		let dimensions = json!([["quality", 5], ["value", 1]]);
		let content = H256::repeat_byte(9);
		let json = json!({ "rating": 4, "dimensions": dimensions, "content": content, "incentive": true });
		let Sealed { review, hash, opening } = sealed(&json).await.expect("it is an opinion");
		let of_chain = reputation::review_id(&Basis::Dealings([7u8; 32]), &FROM, &ABOUT);
		assert_eq!(review.0, of_chain.0);
		assert_eq!(hash.0, opinion.seal(&of_chain, &SALT.0.into()).0);
		assert_eq!(opening, json!({ "opened": { "opinion": json, "salt": SALT } }));
	}

	fn opinion(rating: u8, dimensions: Value) -> Value {
		json!({ "rating": rating, "dimensions": dimensions, "content": null, "incentive": false })
	}

	#[tokio::test]
	async fn what_could_not_be_opened_is_not_sealed() {
		for wrong in [
			opinion(0, json!([])),
			opinion(6, json!([])),
			opinion(3, json!([["quality", 6]])),
			opinion(3, json!([["quality", 5], ["value", 1], ["quality", 5]])),
		] {
			let failure = sealed(&wrong).await.err().expect("it is no opinion");
			assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "RatingInvalid"), "{wrong}");
		}
		let failure = sealed(&json!({ "rating": 3 })).await.err().expect("it is not whole");
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::Unknown, "usage"));
		assert!(failure.message.starts_with("--opinion: "), "{}", failure.message);
		let other = json!({ "basis": { "dealings": SALT }, "from": "//Alice" });
		let failure =
			Sealed::of(&chain(), &other, &opinion(3, json!([])), SALT).await.err().expect("it is about nobody");
		assert!(failure.code == "usage" && failure.message.contains("about"), "{}", failure.message);
	}

	#[tokio::test]
	async fn the_chain_takes_a_signature_under_a_receipt() {
		let key = dev::alice();
		let json = json!({
			"parties": [AccountId32(FROM), AccountId32(ABOUT)],
			"thing": { "owner": AccountId32(ABOUT), "kind": "product", "hash": H256::repeat_byte(3) },
			"time": "2025-01-01T00:00:00Z",
			"salt": SALT,
		});
		let thing = Thing { owner: ABOUT, kind: "product".try_into().expect("it is short"), hash: [3; 32].into() };
		let (parties, time) = ([FROM, ABOUT], 1_735_689_600_000);
		let receipt = SignedReceipt { parties, thing: Some(thing), time, salt: SALT.0.into() };
		for party in parties {
			let answer = signed(&chain(), &key, AccountId32(party), &json).await.expect("it is a party");
			assert_eq!(answer["key"], json!(PublicKey::of(&key).text()));
			let envelope = OfChain {
				genesis: [0; 32].into(),
				action: reputation::RECEIPT,
				identity: party,
				nonce: 0,
				deadline: u32::MAX,
				submitter: None,
				payload: &receipt,
			};
			let signature = answer["signature"]["sr25519"].as_str().expect("it is a text");
			let signature =
				hex::decode(&signature[2..]).expect("it is hexadecimal").try_into().expect("it has 64 bytes");
			let public = keys::PublicKey::Sr25519(key.public_key().0);
			let signature = keys::KeySignature::Sr25519(signature);
			assert!(keys::verify(&public, &envelope.hash(), &signature).is_ok());
			let later = SignedReceipt { time: time + 1, ..receipt.clone() };
			assert!(keys::verify(&public, &OfChain { payload: &later, ..envelope }.hash(), &signature).is_err());
		}
		let failure = signed(&chain(), &key, AccountId32([5; 32]), &json).await.expect_err("it is no party");
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::Unknown, "usage"));
		// It is named by what it says.
		let basis = named(&chain(), json!({ "signed": json })).await.expect("it is a receipt");
		assert_eq!(basis, json!({ "signed": H256(receipt.id().0) }));
		for basis in [basis, json!({ "dealings": SALT }), json!("signed")] {
			assert_eq!(named(&chain(), basis.clone()).await.expect("it has a name"), basis);
		}
	}

	#[test]
	fn json_is_typed_or_in_a_file() {
		assert_eq!(read("basis", "{ \"a\": 1 }").expect("it is JSON"), json!({ "a": 1 }));
		let failure = read("basis", "{").expect_err("it is none");
		assert!(failure.code == "usage" && failure.message.starts_with("--basis: "), "{}", failure.message);
		let folder = tempfile::tempdir().expect("there is room for a folder");
		let path = folder.path().join("o.json");
		std::fs::write(&path, "{ \"a\": 2 }").expect("there is room for a file");
		assert_eq!(read("opinion", &format!("@{}", path.display())).expect("it is JSON"), json!({ "a": 2 }));
		assert_eq!(read("opinion", "@/none").expect_err("there is no file").code, "file");
	}
}
