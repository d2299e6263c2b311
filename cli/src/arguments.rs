//! The command line.

use crate::commands::{
	accreditation::AccreditationCommand, batch::BatchCommand, certificate::CertificateCommand, did::DidCommand,
	document::DocumentCommand, network::NetworkCommand, nullifier::NullifierCommand, schema::SchemaCommand,
	status_list::StatusListCommand,
};
use clap::{Args, Parser, Subcommand};
use subxt::utils::{AccountId32, H256};

/// Issue, renew, suspend, revoke and verify certificates, and manage identities, on a Civitas chain.
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
		default_value_t = 120,
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
	Schema(Box<SchemaCommand>),
	/// Who may issue in a network, and accredit others.
	#[command(subcommand)]
	Accreditation(AccreditationCommand),
	/// Certificates.
	#[command(subcommand)]
	Certificate(Box<CertificateCommand>),
	/// Many certificates, issued in one call.
	#[command(subcommand)]
	Batch(BatchCommand),
	/// Lists of bits that say which of many credentials are revoked or suspended.
	#[command(subcommand)]
	StatusList(StatusListCommand),
	/// Who may ask for the documents that support certificates.
	#[command(subcommand)]
	Document(DocumentCommand),
	/// What there can be only one certificate of.
	#[command(subcommand)]
	Nullifier(NullifierCommand),
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
		let time = "2030-01-01T00:00:00Z";
		let issue = format!("certificate issue --accreditation 0 --schema {ID} --subject {ALICE}");
		let rules = "--public-record --expires --suspendable --one-per-subject --needs-acceptance --needs-nullifier \
			--survives-issuer --surrenderable --searchable --subject-is-identity";
		let terms = format!("--schema {ID} --schema {ID} --valid-until {time} --quota 7 --depth 2");
		let lines = [
			"status".to_owned(),
			"network found --name N --policy p.md --policy-uri https://x.example/p --suri //Alice".to_owned(),
			format!("network found --name N --policy-hash {ID} --membership open --key-file k"),
			format!("network update 0 --name N --policy-hash {ID}"),
			format!("network offer 0 --to {ALICE}"),
			"network offer 0 --withdraw".to_owned(),
			"network accept 0".to_owned(),
			"network close 0".to_owned(),
			"network join 0".to_owned(),
			"network show 0".to_owned(),
			"network list".to_owned(),
			"network list --limit 7 --cursor 3".to_owned(),
			"schema register --network 0 --name S --document s.json --document-uri u --max-validity 365".to_owned(),
			format!("schema register --network 0 --name S --kind degree --document s.json --supersedes {ID} {rules}"),
			"schema register --network 0 --name S --kind 40000 --document s.json".to_owned(),
			format!("schema deprecate {ID}"),
			format!("schema show {ID}"),
			format!("schema list --network 0 --cursor {ID} --all"),
			format!("accreditation grant {ALICE} --network 0"),
			format!("accreditation grant {ALICE} --network 0 --parent 3 {terms}"),
			format!("accreditation amend 0 {terms}"),
			"accreditation suspend 0 --reason certificateHold".to_owned(),
			"accreditation reinstate 0".to_owned(),
			"accreditation revoke 0 --reason privilegeWithdrawn".to_owned(),
			format!("accreditation hand-over 0 --to {ALICE}"),
			"accreditation show 0".to_owned(),
			format!("accreditation list --holder {ALICE}"),
			"accreditation list --network 0 --limit 1000 --cursor 18446744073709551615".to_owned(),
			format!("{issue} --document d.json"),
			format!("{issue} --document d.json --publish --evidence e.pdf --search-key {ID}"),
			format!(
				"{issue} --fields f.json --valid-from 2025-01-01T00:00:00Z --valid-until 2030-01-01T00:00:00+01:00"
			),
			format!("{issue} --claims {ID} --nullifier {ID} --salt {ID}"),
			format!("certificate accept {ID}"),
			format!("certificate decline {ID}"),
			format!("certificate renew {ID} --valid-until {time}"),
			format!("certificate renew {ID} --accreditation 1"),
			format!("certificate replace {ID} --document d.json --valid-until {time}"),
			format!("certificate suspend {ID} --reason certificateHold"),
			format!("certificate reinstate {ID}"),
			format!("certificate revoke {ID}"),
			format!("certificate revoke-many {ID} {ID} --reason keyCompromise"),
			format!("certificate surrender {ID}"),
			format!("certificate withdraw-deposit {ID}"),
			format!("certificate verify {ID}"),
			format!(
				"certificate verify {ID} --document d.json --network 0 --schema {ID} --subject {ALICE} --time {time}"
			),
			format!("certificate verify {ID} --disclosure d.json"),
			format!("certificate verify-credential vc.json --network 0 --schema {ID} --subject {ALICE} --time {time}"),
			format!("certificate list --subject {ALICE} --state active --accepted --limit 1 --cursor {ID}"),
			"certificate list --accreditation 0 --state revoked".to_owned(),
			format!("certificate list --schema {ID} --search-key {ID}"),
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
			"certificate hash --text A-17".to_owned(),
			format!("certificate export {ID} --document d.json"),
			"certificate fields commit --document d.json --fields f.json".to_owned(),
			"certificate fields disclose --fields f.json --name /a --name /b".to_owned(),
			format!("certificate fields verify --disclosure d.json --claims {ID}"),
			format!(
				"batch issue --accreditation 0 --schema {ID} --members m.csv --proofs p.jsonl --valid-until {time}"
			),
			format!("batch show {ID}"),
			"batch list --accreditation 0 --limit 5".to_owned(),
			format!("batch verify {ID} --member m.json --document d.json --network 0"),
			format!("batch export {ID} --member m.json --document d.json"),
			format!("batch revoke-members {ID} --members 0-999"),
			format!("batch suspend-members {ID} --members 3,7"),
			format!("batch reinstate-members {ID} --members 3"),
			"status-list create --purpose revocation --length 131072".to_owned(),
			format!("status-list set {ID} --purpose suspension --entries 3,7 --clear"),
			format!("status-list show {ID} --purpose suspension"),
			format!("status-list export {ID} --purpose revocation"),
			format!("document grant --certificate {ID} --document d.pdf --grantee {ALICE} --purpose Employment"),
			format!("document revoke {ID}"),
			format!("document log {ID} --holder {ALICE}"),
			format!("document list --holder {ALICE} --cursor {ID}"),
			format!("nullifier commit --nullifier {ID} --salt {ID}"),
			format!("nullifier withdraw {ID}"),
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
		assert_eq!((connection.url.as_str(), connection.timeout), ("ws://127.0.0.1:9944", 120));
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
			"schema register --network 0 --name S --document s.json --kind wonder".to_owned(),
			format!("accreditation grant {ALICE} --network 0 --depth 256"),
			"network offer 0".to_owned(),
			format!("network offer 0 --to {ALICE} --withdraw"),
			"accreditation suspend 0 --reason boredom".to_owned(),
			format!("certificate issue --accreditation 0 --schema {ID} --subject {ALICE}"),
			format!("certificate issue --accreditation 0 --schema {ID} --subject {ALICE} --claims {ID} --publish"),
			format!(
				"certificate issue --accreditation 0 --schema {ID} --subject {ALICE} --claims {ID} --nullifier {ID}"
			),
			format!("certificate verify {ID} --document d.json --disclosure d.json"),
			"certificate list".to_owned(),
			format!("certificate list --search-key {ID}"),
			"certificate list --accreditation 0 --accepted".to_owned(),
			"certificate list --accreditation 0 --cursor 7".to_owned(),
			"certificate list --accreditation 0 --limit 0".to_owned(),
			"certificate list --accreditation 0 --limit 7 --all".to_owned(),
			"schema list".to_owned(),
			"accreditation list".to_owned(),
			format!("accreditation list --holder {ALICE} --network 0"),
			"network list --cursor 0x01".to_owned(),
			"certificate verify-credential vc.json --subject nobody".to_owned(),
			"certificate revoke-many".to_owned(),
			format!("batch revoke-members {ID} --members 5-3"),
			"status-list create --purpose validity --length 1".to_owned(),
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
