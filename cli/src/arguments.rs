//! The command line.

use crate::commands::{
	certificate::CertificateCommand, did::DidCommand, issuer::IssuerCommand, network::NetworkCommand,
	schema::SchemaCommand,
};
use clap::{Args, Parser, Subcommand};
use subxt::utils::{AccountId32, H256};

/// Issue, revoke and verify certificates, and manage identities, on a Civitas chain.
#[derive(Debug, Parser)]
#[command(
	name = "civitas",
	version,
	after_help = "Exit codes: 0 yes (done, valid), 1 no (refused, not valid, no such record), 2 could not tell.\n\
		Times are RFC 3339, such as 2030-12-31T23:59:59Z."
)]
pub struct Cli {
	#[command(flatten)]
	pub connection: Connection,
	#[command(subcommand)]
	pub command: Command,
}

/// The heading that sets the options of all commands apart from those of one.
const CONNECTION: &str = "Connection and output";

/// Which node to ask, and how to answer.
#[derive(Args, Debug)]
pub struct Connection {
	/// The WebSocket address of a node that you trust to tell the truth.
	#[arg(
		long,
		global = true,
		value_name = "URL",
		env = "CIVITAS_URL",
		default_value = "ws://127.0.0.1:9944",
		help_heading = CONNECTION
	)]
	pub url: String,
	/// Connect to another machine even if the connection is not encrypted, so that the answers could be forged on the way.
	#[arg(long, global = true, help_heading = CONNECTION)]
	pub insecure: bool,
	/// Give up after so many seconds.
	#[arg(
		long,
		global = true,
		value_name = "SECONDS",
		default_value_t = 60,
		value_parser = clap::value_parser!(u64).range(1..=86_400),
		help_heading = CONNECTION
	)]
	pub timeout: u64,
	/// Print JSON on standard output, errors too.
	#[arg(long, global = true, help_heading = CONNECTION)]
	pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
	/// What the node knows of the chain.
	Status,
	/// Verification networks: the roots of trust.
	#[command(subcommand)]
	Network(NetworkCommand),
	/// Kinds of certificate.
	#[command(subcommand)]
	Schema(SchemaCommand),
	/// Who may issue in a network.
	#[command(subcommand)]
	Issuer(IssuerCommand),
	/// Certificates.
	#[command(subcommand)]
	Certificate(CertificateCommand),
	/// Identities: accounts with many keys, and their DIDs.
	#[command(subcommand)]
	Did(DidCommand),
}

/// An identifier or a hash: 32 bytes in hexadecimal.
pub fn hash(text: &str) -> Result<H256, String> {
	let digits = text.strip_prefix("0x").unwrap_or(text);
	let mut bytes = [0u8; 32];
	hex::decode_to_slice(digits, &mut bytes).map_err(|_| "not 32 bytes in hexadecimal (64 digits)".to_owned())?;
	Ok(bytes.into())
}

/// An account, as its SS58 address.
pub fn account(text: &str) -> Result<AccountId32, String> {
	text.parse().map_err(|error| format!("not an SS58 address: {error}"))
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::CommandFactory;

	const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
	const DID: &str = "did:civitas:5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
	/// An example of did:key.
	const MULTIKEY: &str = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
	const ID: &str = "0x1111111111111111111111111111111111111111111111111111111111111111";

	fn parse(line: &str) -> Result<Cli, clap::Error> {
		Cli::try_parse_from(std::iter::once("civitas").chain(line.split_whitespace()))
	}

	/// The exit code that `main` gives an error of parsing.
	fn exit_code(line: &str) -> i32 {
		parse(line).expect_err("the line must not parse").exit_code()
	}

	#[test]
	fn the_definition_is_consistent() {
		Cli::command().debug_assert();
	}

	#[test]
	fn every_command_parses() {
		let lines = [
			"status".to_owned(),
			"network found --name N --policy p.md --policy-uri https://x.example/p --suri //Alice".to_owned(),
			format!("network found --name N --policy-hash {ID} --key-file k"),
			"network show 0".to_owned(),
			"schema register --network 0 --name S --document s.json --document-uri u --max-validity 365".to_owned(),
			format!("schema show {ID}"),
			format!("issuer accredit --network 0 {ALICE} --valid-until 2030-01-01T00:00:00Z"),
			format!("issuer withdraw --network 0 {ALICE}"),
			format!("certificate issue --network 0 --schema {ID} --subject {ALICE} --document d.json"),
			format!(
				"certificate issue --network 0 --schema {ID} --subject {ALICE} --document d.json --valid-from \
				 2025-01-01T00:00:00Z --valid-until 2030-01-01T00:00:00+01:00"
			),
			format!("certificate revoke {ID}"),
			format!("certificate verify {ID}"),
			format!(
				"certificate verify {ID} --document d.json --network 0 --schema {ID} --subject {ALICE} --time \
				 2030-01-01T00:00:00Z"
			),
			format!("certificate list --subject {ALICE}"),
			"certificate hash --document d.json".to_owned(),
			"did id --suri //Alice".to_owned(),
			format!("did id {ALICE} --salt {ID}"),
			format!("did id {MULTIKEY}"),
			format!("did resolve {DID} --at 7"),
			format!("did resolve alice --at {ID}"),
			format!("did register --kind organisation --salt {ID} --room 4096 --new-suri //Bob --suri //Alice"),
			"did register --new-key-file k --key-file p".to_owned(),
			format!(
				"did add-key {DID} --new-suri //Bob --scope nonTransfer --for authentication --for assertionMethod"
			),
			format!(
				"did add-key {ALICE} --agreement-key {MULTIKEY} --valid-from 2025-01-01T00:00:00Z --valid-until \
				 2030-01-01T00:00:00Z"
			),
			format!("did rotate-key {DID} --old {MULTIKEY} --new-suri //Bob --payer-suri //Alice --suri //Carol"),
			format!("did revoke-key {DID}"),
			format!("did revoke-key {DID} --key {ALICE} --payer-key-file k"),
			format!("did freeze {DID} --suri //Bob"),
			format!("did unfreeze {DID} --suri //Bob"),
			format!("did keys {ALICE}"),
			format!("did keys {MULTIKEY}"),
			"did keys 0x00000000000000000000000000000000000000ab".to_owned(),
			format!("did check-key {DID} {MULTIKEY} --for keyAgreement --time 2030-01-01T00:00:00Z"),
			format!("did link-account {DID} --new-suri //Bob"),
			format!("did name claim {DID} alice"),
		];
		for line in lines {
			parse(&line).unwrap_or_else(|error| panic!("{line}: {error}"));
		}
	}

	#[test]
	fn options_of_the_connection_go_before_and_after_the_command() {
		for line in ["--url ws://node:1 --json --timeout 5 status", "status --url ws://node:1 --json --timeout 5"] {
			let Connection { url, json, timeout, insecure } = parse(line).expect("it parses").connection;
			assert_eq!((url.as_str(), json, timeout, insecure), ("ws://node:1", true, 5, false));
		}
		let connection = parse("status").expect("it parses").connection;
		assert_eq!((connection.url.as_str(), connection.timeout), ("ws://127.0.0.1:9944", 60));
	}

	#[test]
	fn a_wrong_command_line_exits_with_2() {
		let lines = [
			"".to_owned(),
			"certificate verify".to_owned(),
			"certificate verify 0x12".to_owned(),
			format!("certificate verify {ID} --subject nobody"),
			format!("certificate verify {ID} --network -1"),
			format!("certificate verify {ID} --time yesterday"),
			format!("certificate verify {ID} --reason superseded"),
			format!("certificate revoke {ID} --reason boredom"),
			"network found --name N".to_owned(),
			format!("network found --name N --policy p.md --policy-hash {ID}"),
			"schema register --network 0 --name S --document s.json --max-validity 0".to_owned(),
			format!("issuer withdraw --network 0 {ALICE} --valid-until 2030-01-01T00:00:00Z"),
			"network show 0 --timeout 0".to_owned(),
			"network found --name N --policy p.md --suri //A --key-file k".to_owned(),
			"did id --salt 0x12".to_owned(),
			"did id nobody".to_owned(),
			"did resolve".to_owned(),
			"did resolve alice --at yesterday".to_owned(),
			"did resolve alice --at -1".to_owned(),
			"did register --kind ghost".to_owned(),
			"did register --new-suri //A --new-key-file k".to_owned(),
			"did freeze alice".to_owned(),
			"did freeze did:example:123".to_owned(),
			format!("did add-key {DID} --new-suri //A --agreement-key {MULTIKEY}"),
			format!("did add-key {DID} --new-suri //A --scope everything"),
			format!("did add-key {DID} --new-suri //A --for login"),
			format!("did rotate-key {DID} --new-suri //A"),
			format!("did freeze {DID} --payer-suri //A --payer-key-file k"),
			"did keys z6Mk".to_owned(),
			format!("did check-key {DID}"),
		];
		for line in lines {
			assert_eq!(exit_code(&line), 2, "{line}");
		}
		assert_eq!(exit_code("--help"), 0);
		assert_eq!(exit_code("--version"), 0);
	}

	#[test]
	fn hashes_have_32_bytes() {
		assert_eq!(hash(ID), Ok(H256::repeat_byte(0x11)));
		assert_eq!(hash(&ID[2..]), Ok(H256::repeat_byte(0x11)));
		for wrong in ["", "0x", &ID[..64], &format!("{ID}11"), &ID.replace('1', "g"), &ID.replace("0x", "0x0x")] {
			assert!(hash(wrong).is_err(), "{wrong}");
		}
	}

	#[test]
	fn accounts_are_checked() {
		assert_eq!(account(ALICE).map(|account| account.to_string()), Ok(ALICE.to_owned()));
		// One letter changed: the checksum catches it.
		assert!(account("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ").is_err());
	}
}
