//! A command for each call and each view function of the chain, made of its metadata when the client runs.

mod call;
mod fields;
mod prove;
mod tree;
mod value;
mod view;

pub use prove::PROVE;
pub use tree::{with_names, with_pallets, with_proofs};
pub use value::call_name;
pub use view::answer;

use crate::{chain::Chain, failure::Failure, output::Answer};
use clap::ArgMatches;

/// Do what was parsed, by the commands that [`with_pallets`] adds; `pallet` and `item` are the words.
pub async fn run(chain: Chain, pallet: &str, item: &str, matches: &ArgMatches) -> Result<Answer, Failure> {
	if pallet == PROVE {
		return match matches.subcommand() {
			Some((view, matches)) => prove::run(&chain, item, view, matches).await,
			// The parser does not let this through.
			None => Err(Failure::usage("Say which question is to be proved.")),
		};
	}
	if let Some(known) = chain.metadata().call(pallet, item).cloned() {
		return call::run(chain, &known, matches).await;
	}
	match chain.metadata().view(pallet, item) {
		Some(known) => view::run(&chain, known, matches).await,
		None => Err(Failure::usage(format!("The chain has no {pallet} {item}."))),
	}
}
