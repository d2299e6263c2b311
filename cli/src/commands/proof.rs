//! `civitas prove` and `civitas check`: answers that are checked without a node.

use crate::{
	arguments::{self, Connection},
	chain::{self, BlockId, Chain, Deadline, Found, Receipt},
	document, dynamic,
	failure::{Exit, Failure},
	input,
	output::{flat, Answer, Table},
};
use civitas_proof::{
	hash,
	json::{self, Handovers, Proof},
	Block, Bundle, Checkpoint, Fault, Header, Proven, Question, Trust, Vote, VERSION,
};
use clap::{Args, Subcommand};
use metadata_json::NoShorthands;
use serde::de::DeserializeOwned;
use serde_json::{json, Value};
use std::{
	fs,
	path::{Path, PathBuf},
	thread,
};
use subxt::utils::H256;
use tokio::sync::oneshot;

#[derive(Debug, Subcommand)]
pub enum ProveCommand {
	/// What a transaction is, and what it did.
	Transaction(TransactionArguments),
}

#[derive(Args, Debug)]
pub struct TransactionArguments {
	/// The transaction, as the command that has sent it named it.
	#[arg(value_parser = arguments::hash)]
	hash: H256,
	/// The block that it is in, by its number or hash; it has to be final.
	#[arg(long, value_name = "BLOCK", value_parser = chain::block)]
	block: Value,
	#[command(flatten)]
	proof: ProofArguments,
}

/// The options of all proofs.
#[derive(Args, Debug)]
pub struct ProofArguments {
	/// The file to write the bundle to. The code of the runtime is written beside it, as HASH.wasm, unless it is there.
	#[arg(short, long, value_name = "FILE")]
	out: PathBuf,
	/// Leave out who voted before this checkpoint: the bundle is smaller, and can be checked only by who has it, or a later one.
	#[arg(long, value_name = "FILE")]
	checkpoint: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub struct CheckArguments {
	/// The file with the bundle.
	#[arg(value_name = "FILE")]
	bundle: PathBuf,
	#[command(flatten)]
	trust: TrustArguments,
	/// The file with the code of the runtime, if it is not beside the bundle as HASH.wasm.
	#[arg(long, value_name = "FILE")]
	code: Option<PathBuf>,
	/// Save what is known then: a checkpoint to begin with the next time. In a file that is there already, it replaces an earlier one.
	#[arg(long, value_name = "FILE")]
	save_checkpoint: Option<PathBuf>,
}

/// What is trusted. With both, the checkpoint has to be of that chain.
#[derive(Args, Debug)]
#[group(required = true, multiple = true)]
struct TrustArguments {
	/// The hash of the genesis block of the chain, from somebody whom you trust.
	#[arg(long, value_name = "HASH", value_parser = arguments::hash)]
	genesis: Option<H256>,
	/// What an earlier check has saved: a block that is final, and who votes after it.
	#[arg(long, value_name = "FILE")]
	checkpoint: Option<PathBuf>,
}

/// Do what the command says.
pub async fn run(connection: &Connection, command: ProveCommand) -> Result<Answer, Failure> {
	let ProveCommand::Transaction(TransactionArguments { hash, block, proof }) = command;
	let chain = Chain::connect(connection).await?;
	keep(&chain, "civitas_proveTransaction", json!({ "hash": hash, "block": block }), &proof).await
}

/// Ask for a proof, check it, and keep it.
pub async fn keep(chain: &Chain, method: &str, question: Value, arguments: &ProofArguments) -> Result<Answer, Failure> {
	let ProofArguments { out, checkpoint } = arguments;
	if out.exists() {
		return Err(Failure::unknown("file", format!("{} is there already: give another name.", out.display())));
	}
	let trust = trust(Some(chain.genesis), checkpoint.as_deref())?;
	let asked = question.clone();
	let Proof { question, code, state, included, finality } = read(chain.ask(method, question).await?.value)?;
	let voted = number(&finality.voted.header)?;
	let from = match &trust {
		Trust::Genesis(_) => Value::Null,
		Trust::Checkpoint(checkpoint) => json!(H256(checkpoint.block)),
	};
	let (genesis, handovers) = handovers(chain, from, voted).await?;
	let bundle = Bundle { version: VERSION, question, code, state, included, finality, genesis, handovers };
	let file = code_file(out, &bundle);
	let code = match file.exists() {
		true => code_in(&file, &bundle)?,
		false => download(chain, &bundle).await?,
	};
	// What cannot be checked is not worth keeping: so it is noticed now, and not when there is nobody to ask any more.
	let (copy, its_code) = (bundle.clone(), code.clone());
	let proven = in_time(chain.node.deadline, move || civitas_proof::check(&copy, &its_code, &trust)).await?;
	if !answers(&proven, &asked)? {
		return Err(odd("it is of another question"));
	}
	let answer = told(&proven, "as the node says")?;
	if !file.exists() {
		document::write_new(&file, false, |to| to.write_all(&code))?;
	}
	let bytes = bundle.write();
	document::write_new(out, false, |to| to.write_all(&bytes))?;
	let written = Table::default().row("Bundle", format!("{} ({} bytes)", out.display(), bytes.len()));
	Ok(with(answer, &written.row("Code", file.display())))
}

/// Whether that was asked, as a node is asked it. A node could prove something else.
fn answers(proven: &Proven, asked: &Value) -> Result<bool, Failure> {
	let is_block = match &asked["block"] {
		Value::Null => true,
		Value::Number(number) => number.as_u64() == Some(proven.number.into()),
		hash => *hash == json!(H256(proven.block)),
	};
	let is_question = match &proven.question {
		Question::View { view, arguments } => {
			let metadata = proven.described().map_err(odd)?;
			let name = |name: &str| asked[name].as_str().unwrap_or_default().to_owned();
			match metadata.view(&name("pallet"), &name("view")) {
				Some(known) => {
					let expected = metadata.arguments(&known.inputs, &asked["params"], &NoShorthands).map_err(odd)?;
					known.id == **view && expected == arguments.as_slice()
				},
				None => false,
			}
		},
		Question::Transaction { hash, .. } => asked["hash"] == json!(H256(hash.into_array())),
	};
	Ok(is_block && is_question)
}

/// Those who have voted until a block.
async fn handovers(chain: &Chain, mut from: Value, until: u32) -> Result<(Option<Block>, Vec<Vote>), Failure> {
	let (mut first, mut all, mut last) = (None, Vec::new(), None);
	loop {
		let found = chain.ask("civitas_handovers", json!({ "from": from })).await?;
		let Handovers { genesis, handovers, next } = read(found.value)?;
		first = first.or(genesis);
		for vote in handovers {
			let number = number(&vote.header)?;
			// Each is later than the one before: so this comes to an end.
			if number >= until || last.is_some_and(|last| number <= last) {
				return Ok((first, all));
			}
			last = Some(number);
			all.push(vote);
		}
		let at = all.last().map_or(Value::Null, |vote| json!(H256(hash(&vote.header))));
		match next {
			Some(next) if json!(H256(next.into_array())) == at && at != from => from = at,
			_ => return Ok((first, all)),
		}
	}
}

/// The code of the runtime, as the state has it.
async fn download(chain: &Chain, bundle: &Bundle) -> Result<Vec<u8>, Failure> {
	let block = match &bundle.included {
		Some(included) => hash(&included.parent.header),
		None => bundle.finality.block().map_err(odd)?.hash(),
	};
	let key = b":code";
	let code = chain.node.ask(async |rpc| rpc.state_get_storage(key, Some(H256(block))).await).await?;
	code.ok_or_else(|| odd("it has no code of this block"))
}

/// The file beside a bundle that the code is in.
fn code_file(bundle: &Path, content: &Bundle) -> PathBuf {
	bundle.with_file_name(format!("{:?}.wasm", H256(content.code_hash())))
}

/// The code that a bundle names.
fn code_in(file: &Path, bundle: &Bundle) -> Result<Vec<u8>, Failure> {
	let expected = H256(bundle.code_hash());
	if !file.exists() {
		let help = "`civitas prove` has written it beside the bundle; --code says where it is now";
		let message = format!("There is no {}, the code of the runtime: {help}.", file.display());
		return Err(Failure::unknown("code", message));
	}
	let code = input::file(file)?;
	if hash(&code) != expected.0 {
		let message = format!("{} is not the code that the bundle names, {expected:?}.", file.display());
		return Err(Failure::unknown("code", message));
	}
	Ok(code)
}

/// `civitas check`: nothing is asked of a node.
pub async fn check(connection: &Connection, arguments: CheckArguments) -> Result<Answer, Failure> {
	let CheckArguments { bundle: path, trust: TrustArguments { genesis, checkpoint }, code, save_checkpoint } =
		arguments;
	let trust = trust(genesis, checkpoint.as_deref())?;
	let deadline = Deadline::after(connection.timeout);
	let file = input::read(&path)?;
	let bundle = in_time(deadline, move || Bundle::read(&file)).await?;
	let code = code_in(&code.unwrap_or_else(|| code_file(&path, &bundle)), &bundle)?;
	let proven = in_time(deadline, move || civitas_proof::check(&bundle, &code, &trust)).await?;
	let answer = told(&proven, "as you have said")?;
	match save_checkpoint {
		Some(path) => Ok(with(answer, &save(&proven.checkpoint, &path)?)),
		None => Ok(answer),
	}
}

/// An answer, and what was written.
fn with(mut answer: Answer, written: &Table) -> Answer {
	answer.text = format!("{}\n{}", answer.text, written.text());
	answer
}

/// Keep a checkpoint, unless there is a later one.
fn save(checkpoint: &Checkpoint, path: &Path) -> Result<Table, Failure> {
	let named = |checkpoint: &Checkpoint| format!("block #{}, set {}", checkpoint.number, checkpoint.set.id);
	if path.exists() {
		let kept = read_checkpoint(path)?;
		if kept.genesis != checkpoint.genesis {
			return Err(Failure::unknown("checkpoint", format!("{} is of another chain.", path.display())));
		}
		if kept.number > checkpoint.number {
			let stays = format!("{} stays: it is later ({})", path.display(), named(&kept));
			return Ok(Table::default().row("Checkpoint", stays));
		}
	}
	let cannot = |error| Failure::unknown("file", format!("Cannot write {}: {error}", path.display()));
	// In one step: half a checkpoint would be none.
	let new = path.with_extension("new");
	fs::write(&new, format!("{:#}\n", checkpoint.to_json())).and_then(|()| fs::rename(&new, path)).map_err(cannot)?;
	Ok(Table::default().row("Checkpoint", format!("{} ({})", path.display(), named(checkpoint))))
}

fn read_checkpoint(path: &Path) -> Result<Checkpoint, Failure> {
	let text = String::from_utf8_lossy(&input::file(path)?).into_owned();
	let unusable = |problem| Failure::unknown("checkpoint", format!("{}: {problem}.", path.display()));
	Checkpoint::from_json(&text).map_err(unusable)
}

/// What is trusted: a checkpoint if there is one, or else the hash of the genesis block.
fn trust(genesis: Option<H256>, checkpoint: Option<&Path>) -> Result<Trust, Failure> {
	if let Some(path) = checkpoint {
		let checkpoint = read_checkpoint(path)?;
		if genesis.is_some_and(|genesis| genesis.0 != checkpoint.genesis) {
			return Err(Failure::unknown("checkpoint", format!("{} is of another chain.", path.display())));
		}
		return Ok(Trust::Checkpoint(checkpoint));
	}
	genesis.map(|genesis| Trust::Genesis(genesis.0)).ok_or_else(|| Failure::usage("Say what is trusted."))
}

/// Do it on a thread of its own, and wait no longer for it than for a node: nothing else stops code that runs for ever.
async fn in_time<T: Send + 'static>(
	deadline: Deadline,
	work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Failure> {
	let (send, receive) = oneshot::channel();
	thread::spawn(move || send.send(work()));
	let done = deadline.limit(receive).await?;
	done.map_err(|_| Failure::unknown("notProved", "The check has broken off."))?.map_err(|fault| refused(&fault))
}

/// What is printed of what is proved: a yes or a no, as of an answer that is not proved. `of` is whose word the genesis hash is.
fn told(proven: &Proven, of: &str) -> Result<Answer, Failure> {
	let metadata = proven.described().map_err(|fault| refused(&fault))?;
	let mut json = proven.to_json().map_err(|fault| refused(&fault))?;
	let block: BlockId = serde_json::from_value(json["block"].clone()).map_err(odd)?;
	let genesis = H256(proven.checkpoint.genesis);
	let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
	let (exit, shown) = match &proven.question {
		Question::View { .. } => {
			let (pallet, view) = (text(&json["pallet"]), text(&json["view"]));
			let asked = Table::default().row("Proved", format!("{pallet}.{view}")).rows(&json["params"]);
			let answer = dynamic::answer(&metadata, &pallet, &Found { block, value: json["value"].clone() });
			(answer.exit, format!("{}\n\n{}", asked.text(), answer.text))
		},
		Question::Transaction { hash, .. } => {
			let transaction = &json["transaction"];
			let (exit, result) = match json["events"].as_array() {
				None => (Exit::Unknown, "not proved: the bundle has no events that can be shown".to_owned()),
				Some(events) => {
					let events = events.clone();
					let receipt = Receipt { transaction: H256(hash.into_array()), block, events };
					match receipt.of_success(&metadata, &transaction["call"]) {
						Ok(_) => (Exit::Success, "done".to_owned()),
						Err(failure) => (failure.exit, format!("not done: {}", failure.message)),
					}
				},
			};
			let table = Table::default().row("Proved", format!("transaction {}", text(&json["hash"])));
			let table = table.row("Result", result).row("In block", block).row("Signer", flat(&transaction["signer"]));
			let call = transaction.get("call").map_or_else(|| transaction.clone(), |call| json!({ "call": call }));
			let table = table.rows(&call).rows(&json!({ "event": json["events"] }));
			(exit, table.text())
		},
	};
	json["genesis"] = json!(genesis);
	Ok(Answer { exit, json, text: format!("{shown}\n\nGenesis  {genesis:?}, {of}") })
}

/// The number of a block that a node has given.
fn number(header: &[u8]) -> Result<u32, Failure> {
	Ok(Header::read(header).map_err(odd)?.number)
}

/// From the JSON of a node.
fn read<T: DeserializeOwned>(value: Value) -> Result<T, Failure> {
	json::read(value).map_err(odd)
}

/// A node has given something else than a proof.
fn odd(problem: impl std::fmt::Display) -> Failure {
	Failure::unknown("node", format!("The node's proof is none: {problem}"))
}

/// Why a bundle proves nothing. Then nothing is known: neither a yes nor a no.
fn refused(fault: &Fault) -> Failure {
	Failure::unknown("notProved", format!("Nothing is proved: {fault}."))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_checkpoint_is_of_the_chain_that_is_asked() {
		let folder = tempfile::tempdir().expect("there is room for a folder");
		let path = folder.path().join("c.json");
		let key = format!("{:?}", H256([1; 32]));
		let file =
			json!({ "genesis": H256([7; 32]), "number": 5, "block": H256([8; 32]), "setId": 2, "authorities": [key] });
		fs::write(&path, file.to_string()).expect("there is room for a file");
		let read = trust(None, Some(&path)).expect("it is one");
		assert!(matches!(&read, Trust::Checkpoint(checkpoint) if checkpoint.to_json() == file));
		assert_eq!(trust(Some(H256([7; 32])), Some(&path)).ok(), Some(read));
		assert_eq!(
			trust(Some(H256([6; 32])), Some(&path)).map_err(|failure| failure.code).err().as_deref(),
			Some("checkpoint")
		);
		fs::write(&path, "{}").expect("there is room for a file");
		assert_eq!(trust(None, Some(&path)).map_err(|failure| failure.exit).err(), Some(Exit::Unknown));
	}

	#[test]
	fn a_later_checkpoint_is_not_replaced() {
		let folder = tempfile::tempdir().expect("there is room for a folder");
		let path = folder.path().join("c.json");
		let key = format!("{:?}", H256([1; 32]));
		let at = |genesis: u8, number: u32| {
			let file = json!({
				"genesis": H256([genesis; 32]), "number": number, "block": H256([8; 32]), "setId": 2, "authorities": [key],
			});
			Checkpoint::from_json(&file.to_string()).expect("it is one")
		};
		let saved = |checkpoint: Checkpoint| save(&checkpoint, &path).map(|table| table.text());
		assert!(saved(at(7, 5)).is_ok_and(|text| text.ends_with("(block #5, set 2)")));
		assert!(saved(at(7, 4)).is_ok_and(|text| text.contains("stays: it is later (block #5, set 2)")));
		assert!(saved(at(7, 6)).is_ok_and(|text| text.ends_with("(block #6, set 2)")));
		assert_eq!(saved(at(9, 7)).map_err(|failure| failure.code).err().as_deref(), Some("checkpoint"));
		assert_eq!(read_checkpoint(&path).expect("it is one"), at(7, 6));
	}

	#[test]
	fn the_code_is_the_one_that_the_bundle_names() {
		let bundle = Bundle::read(include_bytes!("../../../tests/data/networks.bundle")).expect("it is one");
		let folder = tempfile::tempdir().expect("there is room for a folder");
		let file = code_file(&folder.path().join("b"), &bundle);
		assert!(file.ends_with(format!("{:?}.wasm", H256(bundle.code_hash()))));
		for problem in ["There is no", "is not the code"] {
			let failure = code_in(&file, &bundle).expect_err("it is not");
			assert_eq!((failure.exit, failure.code.as_ref()), (Exit::Unknown, "code"));
			assert!(failure.message.contains(problem), "{}", failure.message);
			fs::write(&file, b"other code").expect("there is room for a file");
		}
	}
}
