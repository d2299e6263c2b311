//! `civitas export`: the books of a body, and what is said of a subject, in the forms that others read. What is printed
//! is of one block, which it names, and is the same whenever it is asked for.

mod books;
mod iati;
mod ocds;
mod schema_org;
mod tables;

use crate::{
	arguments::Connection,
	chain::{self, paging, BlockId, Chain},
	document,
	failure::Failure,
	moment::{self, Moment},
	output::{notice, Answer},
};
use books::Books;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde::{de::DeserializeOwned, Serialize};
use serde_json::{json, Value};
use std::{collections::BTreeMap, path::PathBuf};
use tables::Table;

#[derive(Debug, Subcommand)]
pub enum ExportCommand {
	/// Print its awards of money in a bank, how they were changed, and what was paid of them, by the Open Contracting Data Standard 1.1
	/// (JSON). Money on this chain has no currency code of a standard: CSV has it. Whether
	/// a payee has confirmed or contested a payment has no place there; IATI and CSV say it.
	Ocds {
		#[command(flatten)]
		whose: Whose,
		#[command(flatten)]
		terms: ocds::Terms,
	},
	/// Print its funds of money in a bank by the standard of the International Aid Transparency Initiative 2.03 (XML): each is an activity, and what
	/// came into it and left it are transactions, which name the activities that money came from and went to.
	Iati {
		#[command(flatten)]
		whose: Whose,
		#[command(flatten)]
		terms: iati::Terms,
	},
	/// Print a table of its books (CSV). Amounts are in units of their currency where that is one of ISO 4217, and else in its
	/// smallest unit.
	Csv {
		#[command(flatten)]
		whose: Whose,
		/// Which.
		#[arg(long)]
		table: Table,
	},
	/// Print the reviews of a subject that stand, and their mean, by the vocabulary of schema.org (JSON-LD). The
	/// subject is an account, or a product, a service, content, a branch or a website of one. What reviews say is not on
	/// chain; its hash is.
	SchemaOrg {
		#[command(flatten)]
		terms: schema_org::Terms,
		#[command(flatten)]
		place: Place,
	},
}

/// Whose books, and as of when.
#[derive(Args, Debug)]
pub struct Whose {
	/// The body: an account.
	#[arg(long, value_name = "ACCOUNT")]
	body: String,
	#[command(flatten)]
	place: Place,
}

/// As of when, and where it goes.
#[derive(Args, Debug)]
pub struct Place {
	/// The block as at whose end all is shown, by its number or hash; the newest final one if this is not given. What
	/// was archived since is there at an earlier block.
	#[arg(long, alias = "block", value_name = "BLOCK", value_parser = chain::block)]
	at: Option<Value>,
	/// The file that gets it, which must not be there yet; standard output if this is not given.
	#[arg(long, value_name = "FILE")]
	out: Option<PathBuf>,
}

/// What is left out: why, and what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Omitted(BTreeMap<&'static str, Vec<String>>);

impl Omitted {
	fn add(&mut self, why: &'static str, what: String) {
		self.0.entry(why).or_default().push(what);
	}
}

/// A document.
#[derive(Debug, PartialEq, Eq)]
pub struct Export {
	/// Without a newline at its end.
	text: String,
	omitted: Omitted,
}

impl Export {
	/// A document with something in it. Standards have no empty ones.
	fn of_some(is_empty: bool, text: String, omitted: Omitted) -> Result<Self, Failure> {
		match is_empty {
			true => {
				Err(Failure::refused("nothing", "There is nothing that could be exported.").keeping("omitted", omitted))
			},
			false => Ok(Self { text, omitted }),
		}
	}

	/// What is printed, or written to a file.
	fn answer(self, block: BlockId, out: Option<PathBuf>) -> Result<Answer, Failure> {
		let Self { text, omitted } = self;
		for (why, what) in &omitted.0 {
			notice(&format!("left out, since {why}: {}", what.join(", ")));
		}
		let mut json = json!({ "block": block, "omitted": omitted });
		let Some(path) = out else {
			json["document"] = json!(text);
			return Ok(Answer::new(json, text));
		};
		document::write_new(&path, false, |file| writeln!(file, "{text}"))?;
		json["file"] = json!(path.display().to_string());
		Ok(Answer::new(json, format!("Written to {} at block {block}", path.display())))
	}
}

/// Do what the command says.
pub async fn run(connection: &Connection, command: ExportCommand) -> Result<Answer, Failure> {
	let chain = Chain::connect(connection).await?;
	match command {
		ExportCommand::Ocds { whose, terms } => export(&chain, whose, |books| ocds::export(books, &terms)).await,
		ExportCommand::Iati { whose, terms } => export(&chain, whose, |books| iati::export(books, &terms)).await,
		ExportCommand::Csv { whose, table } => export(&chain, whose, |books| tables::export(books, table)).await,
		ExportCommand::SchemaOrg { terms, place: Place { at, out } } => {
			let said = schema_org::Said::read(&chain, &terms, at.unwrap_or_default()).await?;
			schema_org::export(&said)?.answer(said.block, out)
		},
	}
}

async fn export(
	chain: &Chain,
	Whose { body, place: Place { at, out } }: Whose,
	form: impl FnOnce(&Books) -> Result<Export, Failure>,
) -> Result<Answer, Failure> {
	let body = chain.account(&body).await?;
	let books = Books::read(chain, &body, at.unwrap_or_default()).await?;
	form(&books)?.answer(books.block, out)
}

/// A pallet, at the end of a block.
struct At<'a> {
	chain: &'a Chain,
	pallet: &'static str,
	block: Value,
}

impl At<'_> {
	async fn one<T: DeserializeOwned>(&self, view: &str, params: Value) -> Result<T, Failure> {
		typed(self.chain.view(self.pallet, view, params, self.block.clone()).await?.value)
	}

	async fn all<T: DeserializeOwned>(&self, view: &str, params: Value) -> Result<Vec<T>, Failure> {
		let ask = async |params: Value, block: Value| self.chain.view(self.pallet, view, params, block).await;
		let mut found = paging::all(params, self.block.clone(), ask).await?;
		typed(found.value["items"].take())
	}
}

/// A value of the type that it should be of.
fn typed<T: DeserializeOwned>(value: Value) -> Result<T, Failure> {
	serde_json::from_value(value)
		.map_err(|error| Failure::unknown("node", format!("The node's answer is not what it should be: {error}")))
}

/// RFC 3339 with milliseconds, always: OCDS sorts times as texts.
fn date_time(moment: Moment) -> String {
	let time = i64::try_from(moment).ok().and_then(|moment| Timestamp::from_millisecond(moment).ok());
	time.map_or_else(|| moment::show(moment), |time| format!("{time:.3}"))
}

/// The day of a time.
fn day(moment: Moment) -> String {
	date_time(moment).chars().take(10).collect()
}

/// The code of a language in ISO 639-1, as the command line has it.
fn language(text: &str) -> Result<String, String> {
	match text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_lowercase()) {
		true => Ok(text.to_owned()),
		false => Err("not a code of ISO 639-1: two small letters, such as en".to_owned()),
	}
}

#[cfg(test)]
mod tests;
