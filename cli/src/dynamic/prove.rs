//! Proofs of what view functions answer.

use super::view;
use crate::{
	chain::{self, Chain},
	commands::proof::{self, ProofArguments},
	failure::Failure,
	output::Answer,
};
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};
use serde_json::{json, Value};

/// The word before the pallet.
pub const PROVE: &str = "prove";

/// The flags of all proofs.
pub const OWN: [&str; 3] = ["block", "checkpoint", "out"];

/// The options of all proofs.
pub fn arguments(command: Command) -> Command {
	let block = "The block as at whose end the answer is true, by its number or hash; it has to be final. The newest final one if this is not given.";
	let block = Arg::new("block").long("block").value_name("BLOCK").value_parser(chain::block).help(block);
	ProofArguments::augment_args(command.arg(block))
}

/// Ask for the proof, check it, and keep it.
pub async fn run(chain: &Chain, pallet: &str, view: &str, matches: &ArgMatches) -> Result<Answer, Failure> {
	let unread = |error: clap::Error| Failure::usage(error.to_string());
	let arguments = ProofArguments::from_arg_matches(matches).map_err(unread)?;
	let known = chain.metadata().view(pallet, view);
	let known = known.ok_or_else(|| Failure::usage(format!("The chain has no question {pallet} {view}.")))?;
	let params = view::params(chain, known, &OWN, matches).await?;
	let block = matches.get_one::<Value>("block").cloned().unwrap_or_default();
	let question = json!({ "pallet": known.pallet, "view": known.name, "params": params, "block": block });
	proof::keep(chain, "civitas_prove", question, &arguments).await
}
