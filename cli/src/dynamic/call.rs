//! Calls.

use super::fields::Fields;
use crate::{caller::CallerArguments, chain::Chain, failure::Failure, output::Answer};
use clap::{ArgMatches, Args, Command, FromArgMatches};
use metadata_json::{camel_case, Call};

/// The flags of all calls.
pub const OWN: [&str; 7] = ["approve-until", "as", "dry-run", "key-file", "payer-key-file", "payer-suri", "suri"];

/// The options of all calls.
pub fn arguments(command: Command) -> Command {
	CallerArguments::augment_args(command)
}

/// Make the call, or say what it would do.
pub async fn run(chain: Chain, call: &Call, matches: &ArgMatches) -> Result<Answer, Failure> {
	let unread = |error: clap::Error| Failure::usage(error.to_string());
	let arguments = CallerArguments::from_arg_matches(matches).map_err(unread)?;
	let keys = arguments.keys()?;
	let metadata = chain.metadata();
	let given = Fields::of(metadata, &call.inputs, &OWN).encode(&chain, &call.inputs, matches).await?;
	let made = metadata.to_json(metadata.call_type(), &[&call.prefix[..], &given].concat());
	let made = made.map_err(|error| Failure::unknown("metadata", error.to_string()))?;
	let caller = arguments.caller(chain, keys).await?;
	caller.perform(&made).await?.told(|receipt| Ok(receipt.answer(&camel_case(&call.pallet))))
}
