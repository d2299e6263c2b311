//! Draft and sign.

use super::{
	agreement, plain, preview,
	words::{commitment, list, money, time, Words},
	AGREEMENTS,
};
use crate::{
	arguments::Connection,
	caller::{Caller, CallerArguments},
	chain::Chain,
	document,
	failure::Failure,
	moment::{self, Moment, DAY},
	output::{Answer, Table},
	templates::{Kind, Template, ME},
};
use clap::Args;
use serde_json::{json, Value};
use std::{collections::BTreeMap, path::PathBuf};
use subxt::utils::{AccountId32, H256};

/// How long others have to sign at least, unless something else is said.
const TO_SIGN: Moment = 30 * DAY;

#[derive(Args, Debug)]
pub struct DraftArguments {
	/// The template: its name, or @FILE for one of your own. See `agreement templates`.
	template: String,
	/// A parameter of the template; `agreement templates TEMPLATE` shows them. Accounts can be `me`, and without a value there is
	/// none: --set interest=
	#[arg(long = "set", value_name = "NAME=VALUE", value_parser = parameter)]
	parameters: Vec<(String, String)>,
	/// The file with the text that you agree on, or - for standard input, which binds where it and the terms differ. Its hash is
	/// recorded: SHA-256 of its bytes, or of its canonical form (RFC 8785) if it is called .json. If this is not given, the text is
	/// that of the template.
	#[arg(long, value_name = "FILE")]
	text: Option<PathBuf>,
	/// Where the text can be read.
	#[arg(long, value_name = "URI", default_value = "")]
	text_uri: String,
	/// The last moment at which it can be signed; the end of a day 30 days ahead if this is not given.
	#[arg(long, value_name = "TIME", value_parser = moment::parse)]
	sign_by: Option<Moment>,
	/// What tells it apart from others with the same words, such as the number of an invoice. Of the same words and the same number
	/// there is only one, so that nothing is drafted twice by mistake.
	#[arg(long, value_name = "TEXT", default_value = "")]
	number: String,
	#[command(flatten)]
	caller: CallerArguments,
}

/// `rent=1000`.
fn parameter(text: &str) -> Result<(String, String), String> {
	let (name, value) = text.split_once('=').ok_or("not NAME=VALUE")?;
	Ok((name.to_owned(), value.to_owned()))
}

pub async fn draft(connection: &Connection, arguments: DraftArguments) -> Result<Answer, Failure> {
	let template = Template::find(&arguments.template)?;
	let texts = template.texts(&arguments.parameters)?;
	let mut read = Vec::new();
	for (parameter, text) in texts {
		read.push((parameter, parameter.read(text).map_err(Failure::usage)?));
	}
	let (prose, clauses) = match &arguments.text {
		Some(path) => (document::hash_any_file(path)?, None),
		None => (template.hash, template.clause_root()),
	};
	let caller = arguments.caller.connect(connection).await?;
	let mut values = BTreeMap::new();
	for (parameter, value) in read {
		let value = match parameter.kind {
			Kind::Account => accounts(&caller.chain, caller.account(), &parameter.name, value).await?,
			_ => value,
		};
		values.insert(parameter.name.as_str(), value);
	}
	let sign_by = match arguments.sign_by {
		Some(time) => time,
		None => end_of_a_day(caller.chain.finalized().await?.time.max(moment::now())),
	};
	let mut terms = template.fill(&values).map_err(Failure::usage)?;
	terms.insert("template".to_owned(), json!(template.hash));
	terms.insert("prose".to_owned(), json!({ "hash": prose, "uri": arguments.text_uri, "clauses": clauses }));
	terms.insert("signBy".to_owned(), json!(sign_by));
	terms.insert("salt".to_owned(), json!(salt(&arguments.number)));
	let (terms, hash) = plain(&caller.chain, &terms.into()).await?;
	let most = |most: Value| json!({ "draft": { "terms": terms, "most": most } });
	signed(&caller, &hash, &terms, Some(&template.title), most).await
}

pub async fn sign(connection: &Connection, draft: H256, caller: CallerArguments) -> Result<Answer, Failure> {
	let caller = caller.connect(connection).await?;
	let found = agreement(&caller.chain, &draft).await?;
	if found.value["state"] != "draft" {
		return Err(caller.chain.error(AGREEMENTS, "DraftUnknown"));
	}
	let (terms, hash) = plain(&caller.chain, &found.value["terms"]).await?;
	if hash != draft {
		// What is signed is the hash, and what is shown has to be that.
		return Err(Failure::unknown("node", "The terms that the node shows are not those of this hash."));
	}
	let most = |most: Value| json!({ "sign": { "draft": draft, "most": most } });
	signed(&caller, &hash, &terms, None, most).await
}

/// Sign terms by the call that states the most that they commit the caller to; or say what that would do. `drafted` says what they
/// are, if the caller drafts them, and so pays the deposit. The answer begins with the terms in plain words.
async fn signed(
	caller: &Caller,
	hash: &H256,
	terms: &Value,
	drafted: Option<&str>,
	call: impl Fn(Value) -> Value,
) -> Result<Answer, Failure> {
	let preview = preview(&caller.chain, terms).await?;
	let account = caller.account();
	let mine =
		list(&preview["commitments"]).iter().find(|one| one["account"] == json!(account)).unwrap_or(&Value::Null);
	let table = drafted.map_or_else(Table::default, |title| Table::default().row("Template", title)).hash("Hash", hash);
	let table = Words::new(terms, Some(account)).table(table, |_| Vec::new());
	let table = table.row("Sign by", time(&terms["signBy"]).unwrap_or_default());
	let deposit =
		drafted.map(|_| format!("{}, of which you get the most back", money(&preview["deposit"], &Value::Null)));
	let table = deposit.into_iter().fold(table, |table, deposit| table.row("Deposit", deposit));
	let table = if mine.is_null() { table } else { table.row("You commit to", commitment(mine)) };
	let done = caller.perform(&json!({ AGREEMENTS: call(mine["most"].clone()) })).await?;
	let mut answer = done.told(|receipt| Ok(receipt.answer(AGREEMENTS)))?;
	answer.text = format!("{}\n\n{}", table.text(), answer.text);
	answer.json["draft"] = json!(hash);
	answer.json["terms"] = terms.clone();
	answer.json["commitment"] = mine.clone();
	Ok(answer)
}

/// Accounts as they were typed, one or many.
async fn accounts(chain: &Chain, caller: AccountId32, name: &str, typed: Value) -> Result<Value, Failure> {
	let account = async |typed: &Value| match typed.as_str().unwrap_or_default() {
		ME => Ok(json!(caller)),
		text => match chain.account(text).await {
			Ok(account) => Ok(json!(account)),
			Err(failure) => Err(Failure { message: format!("--set {name}: {}", failure.message), ..failure }),
		},
	};
	let Value::Array(items) = &typed else { return account(&typed).await };
	let mut accounts = Vec::new();
	for item in items {
		accounts.push(account(item).await?);
	}
	Ok(accounts.into())
}

/// What tells agreements apart.
fn salt(number: &str) -> H256 {
	if number.is_empty() {
		H256::zero()
	} else {
		document::sha256(number.as_bytes())
	}
}

/// The end of a day, so that what is drafted twice on a day is the same, by each of several who have to agree too.
fn end_of_a_day(now: Moment) -> Moment {
	now.saturating_add(TO_SIGN).checked_next_multiple_of(DAY).unwrap_or(Moment::MAX)
}

#[cfg(test)]
mod tests;
