//! Schemas of kinds that everybody needs.

use crate::{
	arguments::Connection,
	caller::CallerArguments,
	commands::perform,
	failure::Failure,
	output::Answer,
	presets::{self, Preset},
};
use clap::Args;
use serde_json::json;

#[derive(Args, Debug)]
#[command(after_help = presets::table())]
pub struct SchemaArguments {
	/// What kind of certificates.
	#[arg(value_enum, value_name = "PRESET")]
	preset: Preset,
	/// The network that it belongs to, of which you are the operator.
	#[arg(long, value_name = "ID")]
	network: u32,
	/// Its name, if not that of the preset.
	#[arg(long)]
	name: Option<String>,
	/// Where you publish the JSON Schema.
	#[arg(long, value_name = "URI", default_value = "")]
	document_uri: String,
	#[command(flatten)]
	caller: CallerArguments,
}

pub async fn register(connection: &Connection, arguments: SchemaArguments) -> Result<Answer, Failure> {
	let SchemaArguments { preset, network, name, document_uri, caller } = arguments;
	let content = preset.content(name.as_deref(), &document_uri);
	let content = content.map_err(|error| Failure::unknown("document", error))?;
	let caller = caller.connect(connection).await?;
	let register = json!({ "network": network, "content": content });
	perform(&caller, json!({ "registerSchema": register }), "schemaRegistered", |_, _| ()).await
}
