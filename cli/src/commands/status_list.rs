//! `civitas status-list`.

use super::{change, done, export, found, transact};
use crate::{
	arguments::{self, Connection},
	chain::{Chain, Snapshot},
	failure::Failure,
	fields::random,
	members::{entries, Entries},
	output::{self, Answer},
	signer::SignerArguments,
	types::{name_of, Batch, CreateStatusList, SetStatus, StatusList, StatusListCreated, StatusPurpose, StatusSet},
};
use clap::Subcommand;
use serde_json::{json, Value};
use subxt::utils::H256;

/// How many pages of a list the chain gives at once.
const PAGES: u32 = 64;

/// The bits of a page.
const PAGE_BITS: u32 = 512 * 8;

#[derive(Debug, Subcommand)]
pub enum StatusListCommand {
	/// Create a status list of your own, such as for credentials that are not on chain.
	Create {
		/// What a bit that is set says.
		#[arg(long, value_enum)]
		purpose: StatusPurpose,
		/// How many entries it has.
		#[arg(long, value_name = "COUNT")]
		length: u32,
		/// What tells lists of yours apart; random bytes if this is not given.
		#[arg(long, value_name = "HASH", value_parser = arguments::hash)]
		salt: Option<H256>,
		#[command(flatten)]
		signer: SignerArguments,
	},
	/// Set bits of a list of yours, or of that of a batch.
	Set {
		/// The list or the batch.
		#[arg(value_parser = arguments::hash)]
		id: H256,
		/// What a bit that is set says.
		#[arg(long, value_enum)]
		purpose: StatusPurpose,
		/// Which: numbers and ranges, such as 3,7,100-199.
		#[arg(long, value_parser = entries)]
		entries: Entries,
		/// Clear them instead; a revocation cannot be.
		#[arg(long)]
		clear: bool,
		#[command(flatten)]
		signer: SignerArguments,
	},
	/// Show a list or that of a batch, and which of its bits are set.
	Show {
		/// The list or the batch.
		#[arg(value_parser = arguments::hash)]
		id: H256,
		/// What a bit that is set says; that of the list if this is not given.
		#[arg(long, value_enum)]
		purpose: Option<StatusPurpose>,
	},
	/// Print a list, or that of a batch or of a single certificate, as a W3C BitstringStatusListCredential.
	Export {
		/// The list, the batch or the certificate.
		#[arg(value_parser = arguments::hash)]
		id: H256,
		/// What a bit that is set says.
		#[arg(long, value_enum)]
		purpose: StatusPurpose,
	},
}

/// Do what the command says.
pub async fn run(connection: &Connection, command: StatusListCommand) -> Result<Answer, Failure> {
	match command {
		StatusListCommand::Create { purpose, length, salt, signer } => {
			let salt = salt.map_or_else(random, Ok)?;
			let call = CreateStatusList { purpose, length, salt };
			let (event, receipt) =
				transact::<StatusListCreated>(connection, &signer, "create_status_list", call, "StatusListCreated")
					.await?;
			let mut json = output::value(event);
			json["salt"] = json!(salt);
			Ok(done(json, &receipt))
		},
		StatusListCommand::Set { id, purpose, entries, clear, signer } => {
			set(connection, id, purpose, entries, !clear, &signer).await
		},
		StatusListCommand::Show { id, purpose } => show(connection, id, purpose).await,
		StatusListCommand::Export { id, purpose } => export_list(connection, id, purpose).await,
	}
}

/// Set or clear bits.
pub async fn set(
	connection: &Connection,
	list: H256,
	purpose: StatusPurpose,
	entries: Entries,
	value: bool,
	signer: &SignerArguments,
) -> Result<Answer, Failure> {
	let call = SetStatus { list, purpose, indices: entries.into_indices(), value };
	change::<StatusSet>(connection, signer, "set_status", call, "StatusSet").await
}

async fn show(connection: &Connection, id: H256, purpose: Option<StatusPurpose>) -> Result<Answer, Failure> {
	let chain = Chain::connect(connection).await?;
	let state = chain.finalized().await?;
	let (mut json, length, purpose) = match state.ask::<Option<StatusList>>("status_list", (id,)).await? {
		Some(list) => (output::value(&list), list.length, purpose.unwrap_or(list.purpose)),
		None => {
			let batch: Batch = state.get("batch", id, "StatusListUnknown").await?;
			let purpose = purpose.ok_or_else(|| Failure::usage("A batch has two lists: give --purpose."))?;
			(json!({ "id": id, "purpose": purpose, "length": batch.count }), batch.count, purpose)
		},
	};
	let set = bits(&state, id, purpose, length).await?;
	if json["purpose"] != name_of(purpose) {
		return Err(state.error("PurposeMismatch"));
	}
	json["count"] = json!(set.len());
	json["set"] = Value::Array(ranges(&set).into_iter().map(Value::from).collect());
	Ok(found(json, &state.block()))
}

/// As `show`, it says no to a list of another purpose; a batch or a certificate has one for either.
async fn export_list(connection: &Connection, id: H256, purpose: StatusPurpose) -> Result<Answer, Failure> {
	let chain = Chain::connect(connection).await?;
	let state = chain.finalized().await?;
	let list: Option<StatusList> = state.ask("status_list", (id,)).await?;
	if list.is_some_and(|list| list.purpose != purpose) {
		return Err(state.error("PurposeMismatch"));
	}
	export(&chain, &state, "civitas_exportStatusList", [json!(id), json!(purpose)]).await
}

/// The entries whose bits are set.
async fn bits(state: &Snapshot, list: H256, purpose: StatusPurpose, length: u32) -> Result<Vec<u32>, Failure> {
	let mut set = Vec::new();
	for first in (0..length.div_ceil(PAGE_BITS)).step_by(PAGES as usize) {
		let bytes: Vec<u8> = state.ask("status_bits", (list, purpose, first, PAGES)).await?;
		let entries = (first.saturating_mul(PAGE_BITS)..length).zip(bytes.iter().flat_map(|byte| {
			// The first entry is the highest bit.
			(0..8).map(move |bit| byte & (0x80 >> bit) != 0)
		}));
		set.extend(entries.filter(|(_, is_set)| *is_set).map(|(entry, _)| entry));
	}
	Ok(set)
}

/// Numbers in ascending order as they are typed: `3`, `100-199`.
fn ranges(numbers: &[u32]) -> Vec<String> {
	let mut ranges: Vec<(u32, u32)> = Vec::new();
	for number in numbers {
		match ranges.last_mut() {
			Some((_, last)) if last.checked_add(1) == Some(*number) => *last = *number,
			_ => ranges.push((*number, *number)),
		}
	}
	let text = |(first, last): (u32, u32)| if first == last { first.to_string() } else { format!("{first}-{last}") };
	ranges.into_iter().map(text).collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn neighbours_are_a_range() {
		assert_eq!(ranges(&[0, 3, 4, 5, 7, 8, u32::MAX]), ["0", "3-5", "7-8", "4294967295"]);
		assert!(ranges(&[]).is_empty());
	}
}
