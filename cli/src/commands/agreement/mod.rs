//! `civitas agreement`.

mod draft;
mod settle;
mod show;
mod words;

use crate::{
	arguments::{self, Connection},
	caller::CallerArguments,
	chain::{Chain, Found},
	failure::Failure,
	identity::content_id,
	moment::Moment,
	output::{printable, Answer},
	templates::Template,
};
use clap::Subcommand;
use serde_json::{json, Value};
use subxt::utils::H256;

/// The pallet that holds agreements.
const AGREEMENTS: &str = "agreements";

#[derive(Debug, Subcommand)]
pub enum AgreementCommand {
	/// List the templates that come with the client, or show what one says and asks for; asks no node.
	Templates {
		/// Its name, or @FILE for one of your own.
		#[arg(value_name = "TEMPLATE")]
		template: Option<String>,
	},
	/// Draft an agreement from a template, and so sign it: as the most that it commits you to, its terms are stated. With --dry-run
	/// it is shown in plain words, and nothing is signed.
	Draft(draft::DraftArguments),
	/// Sign a draft, which its hash names, and state what its terms commit you to as the most. With --dry-run it is shown in plain
	/// words, and nothing is signed.
	Sign {
		/// The draft.
		#[arg(value_name = "HASH", value_parser = arguments::hash)]
		draft: H256,
		#[command(flatten)]
		caller: CallerArguments,
	},
	/// Show a draft or an agreement in plain words: what is owed, and whose turn it is.
	Show {
		/// The draft or the agreement.
		#[arg(value_name = "HASH", value_parser = arguments::hash)]
		agreement: H256,
	},
	/// Settle agreements by one call: what is due is paid. Says by the exit code whether nothing that is due is left: 0 nothing,
	/// 1 something, 2 could not tell.
	Settle(settle::SettleArguments),
}

/// Do what the command says.
pub async fn run(connection: &Connection, command: AgreementCommand) -> Result<Answer, Failure> {
	match command {
		AgreementCommand::Templates { template } => templates(template.as_deref()),
		AgreementCommand::Draft(arguments) => draft::draft(connection, arguments).await,
		AgreementCommand::Sign { draft, caller } => draft::sign(connection, draft, caller).await,
		AgreementCommand::Show { agreement } => show::show(connection, agreement).await,
		AgreementCommand::Settle(arguments) => settle::settle(connection, arguments).await,
	}
}

fn templates(name: Option<&str>) -> Result<Answer, Failure> {
	let Some(name) = name else {
		let all = Template::all()?;
		let (mut json, mut lines) = (Vec::new(), Vec::new());
		for Template { names, title, hash, .. } in &all {
			json.push(json!({ "names": names, "title": title, "hash": hash }));
			lines.push(format!("{:26}  {title}", names.join(", ")));
		}
		return Ok(Answer::new(json!(json), lines.join("\n")));
	};
	let Template { names, title, clauses, parameters, hash, .. } = Template::find(name)?;
	let mut text = format!("{title}: {}\nTemplate {hash:?}\n", names.join(", "));
	for (number, clause) in (1..).zip(&clauses) {
		text.push_str(&format!("\n{number}. {clause}"));
	}
	text.push_str("\n\nParameters, each given by --set NAME=VALUE [what it is if it is not given]:");
	let mut json = Vec::new();
	for parameter in &parameters {
		text.push_str(&format!("\n{}", parameter.line()));
		json.push(json!({
			"name": parameter.name, "value": parameter.kind.example(), "many": parameter.many, "meaning": parameter.meaning,
			"default": parameter.default,
		}));
	}
	let json = json!({ "names": names, "title": title, "hash": hash, "clauses": clauses, "parameters": json });
	Ok(Answer::new(json, text.lines().map(printable).collect::<Vec<_>>().join("\n")))
}

/// Terms in the chain's own form, of JSON that may have in it what people type in place of values; and their hash, which parties
/// sign.
async fn plain(chain: &Chain, terms: &Value) -> Result<(Value, H256), Failure> {
	let metadata = chain.metadata();
	let call = metadata.call(AGREEMENTS, "draft");
	let argument = call.and_then(|call| call.inputs.iter().find(|input| input.name == "terms"));
	let ty = argument.ok_or_else(|| Failure::unknown("metadata", "The chain has no agreements."))?.ty;
	let read = chain.typed(|typed| metadata.to_scale_with(ty, terms, typed)).await?;
	let bytes = read.map_err(|error| Failure::usage(format!("The terms are not such of an agreement: {error}")))?;
	let plain = metadata.to_json(ty, &bytes).map_err(|error| Failure::unknown("metadata", error.to_string()))?;
	Ok((plain, content_id("civitas/agreement", &bytes)))
}

/// What it means to sign these terms; a no, if they cannot be agreed on.
async fn preview(chain: &Chain, terms: &Value) -> Result<Value, Failure> {
	let found = chain.view(AGREEMENTS, "preview", json!({ "terms": terms }), Value::Null).await?;
	match (found.value.get("ok"), found.value["err"].as_str()) {
		(Some(preview), _) => Ok(preview.clone()),
		(None, Some(error)) => Err(chain.error(AGREEMENTS, error)),
		_ => Err(Failure::unknown("node", "The node's answer is no preview.")),
	}
}

/// A draft, an agreement, or what is kept of one.
async fn agreement(chain: &Chain, id: &H256) -> Result<Found, Failure> {
	let found = chain.view(AGREEMENTS, "agreement", json!({ "agreement": id }), Value::Null).await?;
	match found.value {
		Value::Null => Err(chain.error(AGREEMENTS, "AgreementUnknown")),
		_ => Ok(found),
	}
}

/// How the obligations of an agreement stand at a time, or at that of a block, which is the newest if none is given.
async fn statement(chain: &Chain, id: &Value, time: Option<Moment>, block: Value) -> Result<Found, Failure> {
	let params = json!({ "agreement": id, "time": time });
	chain.view(AGREEMENTS, "statement", params, block).await
}
