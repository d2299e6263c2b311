//! Calls.

use super::fields::Fields;
use crate::{
	chain::{
		identities::{ensure_acted, IDENTITIES},
		Actor, Chain,
	},
	failure::Failure,
	identity,
	output::Answer,
	signer::{PayerArguments, SignerArguments},
};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use metadata_json::{camel_case, Call};
use serde_json::Value;
use subxt::utils::AccountId32;

/// The flags of all calls.
pub const OWN: [&str; 6] = ["as", "dry-run", "key-file", "payer-key-file", "payer-suri", "suri"];

/// The options of all calls.
pub fn arguments(command: Command) -> Command {
	let command = SignerArguments::augment_args(command);
	let command = PayerArguments::augment_args(command)
		.mut_arg("payer_suri", |argument| argument.requires("as"))
		.mut_arg("payer_key_file", |argument| argument.requires("as"));
	let help = "The identity that makes the call, if it is not the account that signs: its DID, address or name. The key that signs \
		has to be one of its keys, or of an identity in control of it. Of several controllers each does the same until enough have.";
	command.arg(Arg::new("as").long("as").value_name("IDENTITY").help(help).help_heading("Signing")).arg(
		Arg::new("dry_run")
			.long("dry-run")
			.action(ArgAction::SetTrue)
			.help("Send nothing: print the call, what it would cost, and whether it would succeed."),
	)
}

/// Make the call, or say what it would do.
pub async fn run(chain: &Chain, call: &Call, matches: &ArgMatches) -> Result<Answer, Failure> {
	let unread = |error: clap::Error| Failure::usage(error.to_string());
	let signer = SignerArguments::from_arg_matches(matches).map_err(unread)?.keypair()?;
	let payer = PayerArguments::from_arg_matches(matches).map_err(unread)?.keypair()?;
	let fields = Fields::of(chain.metadata(), &call.inputs, &OWN);
	let given = fields.read(matches).map_err(Failure::usage)?;
	let read = chain.typed(|typed| chain.metadata().arguments(&call.inputs, &given, typed)).await?;
	let encoded = read.map_err(|error| Failure::usage(fields.blame(&error, matches)))?;
	let encoded = [&call.prefix[..], &encoded].concat();

	let dry = matches.get_flag("dry_run");
	if let Some(identity) = matches.get_one::<String>("as") {
		let identity = AccountId32(chain.account(identity).await?);
		let actor = Actor { identity, key: signer, payer };
		let act = chain.act(&actor).await?;
		return if dry {
			act.dry_run(encoded).await
		} else {
			Ok(act.submit_bytes(encoded).await?.answer(&call.pallet))
		};
	}
	let acts = acts(chain, &encoded);
	if dry {
		return chain.dry_run(&signer, &encoded, acts.is_some()).await;
	}
	let receipt = chain.submit_bytes(&signer, encoded).await?;
	if let Some((identity, pallet)) = acts {
		ensure_acted(chain.metadata(), &receipt, &[identity], &pallet)?;
	}
	Ok(receipt.answer(&call.pallet))
}

/// If a call makes an identity act: which, and by a call of which pallet.
fn acts(chain: &Chain, call: &[u8]) -> Option<(AccountId32, String)> {
	let metadata = chain.metadata();
	act(&metadata.to_json(metadata.call_type(), call).ok()?)
}

fn act(call: &Value) -> Option<(AccountId32, String)> {
	let (name, act) = call.get(IDENTITIES)?.as_object()?.iter().next()?;
	let acts = ["actAs", "actAsSigned"].contains(&name.as_str());
	let (pallet, _) = act.get("call").filter(|_| acts)?.as_object()?.iter().next()?;
	Some((identity::account(act["identity"].as_str()?).ok()?, camel_case(pallet)))
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn acts_are_recognised() {
		let identity = AccountId32([7; 32]);
		let call = |name: &str| json!({ "identityRegistry": { name: { "identity": identity, "call": { "certification": { "revoke": {} } } } } });
		assert_eq!(act(&call("actAs")), Some((identity, "certification".to_owned())));
		assert_eq!(act(&call("actAsSigned")), Some((identity, "certification".to_owned())));
		assert_eq!(act(&call("propose")), None);
		assert_eq!(act(&json!({ "identityRegistry": "unfreeze" })), None);
		assert_eq!(act(&json!({ "certification": { "revoke": { "identity": identity } } })), None);
	}
}
