//! From words to what is done.
//!
//! Commands by hand are known to the client; calls and views only to the chain. So the first word decides whether the chain is
//! asked what there is before the line is parsed. If it cannot be asked, what it said last is good enough for help.

use crate::{
	arguments::Connection,
	chain::{self, Chain},
	commands, dynamic,
	failure::{Exit, Failure},
	output::Answer,
};
use clap::{error::ErrorKind, CommandFactory, FromArgMatches, Parser, Subcommand};
use clap_complete::Shell;
use serde_json::json;
use std::ffi::OsString;

/// The commands by hand beside whose own there are those of the chain: the calls and questions of the pallet of the same name, or the
/// questions of all pallets.
const SHARED: [&str; 2] = ["credit", dynamic::PROVE];

/// How long people wait for help. \[seconds\]
const PATIENCE: u64 = 5;

/// Make calls, ask questions, issue and verify certificates, make agreements, and manage identities, on a Civitas chain.
#[derive(Debug, Parser)]
#[command(
	name = "civitas",
	version,
	after_help = "Exit codes: 0 yes (done, valid), 1 no (refused, not valid, no such record), 2 could not tell.\n\
		Values: JSON, or a word; @FILE is what is in a file; hash:@FILE is its SHA-256 (of the RFC 8785 form if it is named .json). \
		Accounts are SS58 addresses, DIDs, names of identities, or //Alice. Times are RFC 3339, such as 2030-12-31T23:59:59Z."
)]
struct Cli {
	#[command(flatten)]
	connection: Connection,
	#[command(subcommand)]
	words: Words,
}

#[derive(Debug, Subcommand)]
enum Words {
	#[command(flatten)]
	ByHand(Box<commands::Command>),
	/// Print the script by which a shell completes commands and options, those of the chain too if a node tells them.
	Completions {
		/// The shell.
		shell: Shell,
	},
}

/// Do what a line says; its first word is the program. It may make no sense, or ask for help.
pub async fn run(line: &[OsString]) -> Result<Result<Answer, Failure>, clap::Error> {
	match Peek::at(line) {
		Some(peek) if !is_by_hand(&peek) => by_the_chain(line, &peek).await,
		_ => by_hand(line).await,
	}
}

/// What can be said of a line without knowing all commands.
struct Peek {
	connection: Connection,
	/// The first word that is no option.
	word: String,
	/// The one behind it, if that is no option.
	item: Option<String>,
	/// Whether help is all that is wanted.
	help: bool,
}

impl Peek {
	/// `None` if there is no such word, or what comes before it makes no sense.
	fn at(line: &[OsString]) -> Option<Self> {
		/// The options of all commands, and nothing else.
		#[derive(Parser)]
		struct Alone {
			#[command(flatten)]
			connection: Connection,
		}
		// They may stand before and behind the other words, and are never the value of another option.
		let mut all = line.iter().take_while(|word| *word != "--");
		let (mut options, mut words) = (vec![all.next()?], Vec::new());
		while let Some(word) = all.next() {
			let text = word.to_string_lossy();
			match text.split('=').next() {
				Some("--json" | "--insecure") => options.push(word),
				Some("--url" | "--timeout") => {
					options.push(word);
					if !text.contains('=') {
						options.extend(all.next());
					}
				},
				_ => words.push(text.into_owned()),
			}
		}
		let connection = Alone::try_parse_from(options).ok()?.connection;
		let (asked, words) = match words.as_slice() {
			// `help certification` is about the certification pallet.
			[help, about @ ..] if help == "help" && !about.is_empty() => (true, about),
			words => (false, words),
		};
		let (word, rest) = words.split_first().filter(|(word, _)| !word.starts_with('-'))?;
		let help = asked || rest.is_empty() || rest.iter().any(|word| word == "--help" || word == "-h");
		let item = rest.first().filter(|word| !word.starts_with('-')).cloned();
		Some(Self { connection, word: word.clone(), item, help })
	}
}

/// Whether the words are a command that the client knows by itself.
fn is_by_hand(Peek { word, item, .. }: &Peek) -> bool {
	let command = Cli::command();
	let known = command.find_subcommand(word);
	match (known, item) {
		(Some(known), Some(item)) if SHARED.contains(&word.as_str()) => known.find_subcommand(item).is_some(),
		(Some(_), None) if SHARED.contains(&word.as_str()) => false,
		(known, _) => word == "help" || known.is_some(),
	}
}

/// Do what a line says that begins with a command by hand, or with none.
async fn by_hand(line: &[OsString]) -> Result<Result<Answer, Failure>, clap::Error> {
	let command = match chain::cached() {
		Some(metadata) => dynamic::with_names(Cli::command(), &metadata),
		None => Cli::command(),
	};
	let Cli { connection, words } = Cli::from_arg_matches(&command.try_get_matches_from(line)?)?;
	Ok(match words {
		Words::ByHand(command) => commands::run(&connection, *command).await,
		Words::Completions { shell } => Ok(completions(&connection, shell).await),
	})
}

/// Do what a line says that begins with something else, which may be a pallet of the chain.
async fn by_the_chain(line: &[OsString], peek: &Peek) -> Result<Result<Answer, Failure>, clap::Error> {
	let parse = |metadata| {
		let command = match peek.word.as_str() {
			dynamic::PROVE => dynamic::with_proofs(Cli::command(), metadata, peek.item.as_deref()),
			word => dynamic::with_pallets(Cli::command(), metadata, Some(word)),
		};
		command.try_get_matches_from(line)
	};
	let connection = if peek.help { patient(&peek.connection) } else { peek.connection.clone() };
	let chain = match Chain::connect(&connection).await {
		Ok(chain) => chain,
		Err(failure) => {
			// What is more than a question for help cannot be answered.
			match chain::cached().filter(|_| peek.help) {
				Some(metadata) => drop(parse(&metadata)?),
				None if peek.help && SHARED.contains(&peek.word.as_str()) => return by_hand(line).await,
				None => {},
			}
			return Ok(Err(failure));
		},
	};
	let matches = parse(chain.metadata())?;
	let words = matches.subcommand().and_then(|(pallet, matches)| Some((pallet, matches.subcommand()?)));
	Ok(match words {
		Some((pallet, (item, matches))) => dynamic::run(chain, pallet, item, matches).await,
		// The parser does not let this through.
		None => Err(Failure::usage("Say what is to be done.")),
	})
}

/// The script of a shell. Without a node, and without what one has said before, it knows only the commands by hand.
async fn completions(connection: &Connection, shell: Shell) -> Answer {
	let chain = Chain::connect(&patient(connection)).await;
	let command = match chain.ok().map(|chain| chain.runtime.metadata).or_else(chain::cached) {
		Some(metadata) => dynamic::with_proofs(dynamic::with_pallets(Cli::command(), &metadata, None), &metadata, None),
		None => Cli::command(),
	};
	let script = script(command, shell);
	Answer { exit: Exit::Success, json: json!({ "shell": shell.to_string(), "script": script }), text: script }
}

fn script(mut command: clap::Command, shell: Shell) -> String {
	let mut script = Vec::new();
	clap_complete::generate(shell, &mut command, "civitas", &mut script);
	String::from_utf8_lossy(&script).trim_end().to_owned()
}

/// The same node, but nobody waits long for it.
fn patient(connection: &Connection) -> Connection {
	Connection { timeout: connection.timeout.min(PATIENCE), ..connection.clone() }
}

/// Whether a line wants JSON; for when it makes no sense otherwise.
pub fn wants_json(line: &[OsString]) -> bool {
	line.iter().take_while(|word| *word != "--").any(|word| word == "--json")
}

/// Whether an error of parsing is what was asked for.
pub fn is_asked_for(error: &clap::Error) -> bool {
	matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::test_chain;

	const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
	const DID: &str = "did:civitas:5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
	/// An example of did:key.
	const MULTIKEY: &str = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
	const ID: &str = "0x1111111111111111111111111111111111111111111111111111111111111111";

	fn words(line: &str) -> Vec<OsString> {
		std::iter::once("civitas").chain(line.split_whitespace()).map(OsString::from).collect()
	}

	fn parse(line: &str) -> Result<Cli, clap::Error> {
		Cli::try_parse_from(words(line))
	}

	#[test]
	fn the_definition_is_consistent() {
		Cli::command().debug_assert();
		let metadata = test_chain::metadata();
		dynamic::with_proofs(dynamic::with_pallets(Cli::command(), &metadata, None), &metadata, None).debug_assert();
	}

	#[test]
	fn every_command_by_hand_parses() {
		let time = "2030-01-01T00:00:00Z";
		let issue = format!("certificate issue --accreditation 0 --schema {ID} --subject {ALICE}");
		let lines = [
			"status".to_owned(),
			"completions bash".to_owned(),
			format!("{issue} --document d.json"),
			format!("{issue} --document d.json --publish --evidence e.pdf --search-key {ID}"),
			format!(
				"{issue} --fields f.json --valid-from 2025-01-01T00:00:00Z --valid-until 2030-01-01T00:00:00+01:00"
			),
			format!("{issue} --claims {ID} --nullifier {ID} --dry-run"),
			format!("certificate issue --schema {ID} --subject {ALICE} --document -"),
			format!("certificate replace {ID} --document d.json --valid-until {time}"),
			format!("certificate replace {ID} --document d.json --accreditation operator --dry-run"),
			"certificate schema degree --network 7".to_owned(),
			"certificate schema kyc --network 7 --name Clients --document-uri https://a.example --dry-run".to_owned(),
			format!("transaction {ID} --since 7"),
			format!("certificate verify {ID}"),
			format!(
				"certificate verify {ID} --document d.json --network 0 --schema {ID} --subject {ALICE} --time {time}"
			),
			format!("certificate verify {ID} --disclosure d.json"),
			format!("certificate verify {ID} --issuer school.example --attester //Eve --attester {ALICE}"),
			format!("certificate verify-credential vc.json --network 0 --schema {ID} --subject {ALICE} --time {time}"),
			"certificate hash --document d.json".to_owned(),
			"certificate hash --text A-17".to_owned(),
			format!("certificate export {ID} --document d.json --attester //Eve --attester {ALICE}"),
			format!("batch export {ID} --member m.json --document d.json --attester //Eve"),
			"certificate fields commit --document d.json --fields f.json".to_owned(),
			"certificate fields disclose --fields f.json --name /a --name /b".to_owned(),
			format!("certificate fields verify --disclosure d.json --claims {ID}"),
			"did id --suri //Alice".to_owned(),
			format!("did id {ALICE} --salt {ID}"),
			format!("did resolve {DID} --block 7"),
			"did register --new-key-file k --key-file p --dry-run".to_owned(),
			format!("did add-key {ALICE} --agreement-key {MULTIKEY} --valid-until {time}"),
			format!("did rotate-key {DID} --old {MULTIKEY} --new-suri //Bob --payer-suri //Alice --suri //Carol"),
			format!("did keys {ALICE}"),
			format!("did check-key {DID} {MULTIKEY} --for keyAgreement --time 2030-01-01T00:00:00Z"),
			format!("did link-account {DID} --new-suri //Bob"),
			format!("did add-key {DID} --new-suri //Bob --scope social --permit balances.transferKeepAlive --permit system.remark"),
			format!("did add-key {DID} --new-suri //Bob --limit native=5/1d --limit 7=1/1h --counterparty //Eve --for authentication"),
			format!("did set-permissions amina --key {MULTIKEY} --scope any --limit native=5/1d --approve-until {time}"),
			format!("did deactivate {DID} --beneficiary //Alice --suri //Bob --payer-suri //Eve --dry-run"),
			format!(
				"batch issue --accreditation 0 --schema {ID} --members m.csv --proofs p.jsonl --valid-until {time}"
			),
			format!("batch verify {ID} --member m.json --document d.json --network 0"),
			format!("batch export {ID} --member m.json --document d.json"),
			format!("status-list export {ID} --purpose revocation"),
			format!("batch issue --schema {ID} --members m.csv --proofs p.jsonl --dry-run"),
			format!("nullifier commit --schema {ID} --nullifier {ID} --dry-run"),
			"agreement templates".to_owned(),
			"agreement templates home-lease".to_owned(),
			format!("agreement draft invoice --set payer={ALICE} --set interest= --text t.md --text-uri u --number 7 --dry-run"),
			format!("agreement draft @mine.json --sign-by {time} --suri //Alice --as {DID}"),
			format!("agreement sign {ID} --dry-run --as {DID} --payer-suri //Bob"),
			format!("agreement show {ID}"),
			format!("agreement settle {ID} {ID} --dry-run"),
			"agreement settle --all".to_owned(),
			format!("agreement settle --all --party {ALICE}"),
			format!("export ocds --body {ALICE} --ocid-prefix ocds-213czf --records --at 7 --out releases.json"),
			format!("export iati --body {DID}"),
			"export csv --body //Alice --table payments".to_owned(),
			"export schema-org --subject //Alice --name Shop --network 7 --at 7 --out r.json".to_owned(),
			format!("review seal --basis @b.json --from {ALICE} --about //Bob --opinion @o.json --out s.json"),
			format!("review sign-receipt --receipt @r.json --as {DID} --suri //Alice"),
			"credit init --folder f --register //Alice".to_owned(),
			format!("credit enter --folder f --subject {DID} --reporter //Bob --entry @e.json --time {time}"),
			"credit root --folder f".to_owned(),
			"credit seal --folder f --consent c.json --out s.json".to_owned(),
			format!("credit prove-entry --folder f --subject {ALICE} --number 3 --out p.json"),
			format!("credit check-entry --proof p.json --time {time}"),
			format!(
				"credit consent --register bureau --lender //Bob --key {MULTIKEY} --purpose {ID} --until {time} --as {DID} \
				 --may-name-at-default --suri //Alice --out c.json"
			),
			format!("credit dispute-hash --register //Bob --subject {ALICE} --entry {ID} --out d.json"),
			"credit new-key --out k".to_owned(),
			format!(
				"credit assess --sealed s.json --opening-key k --trust //Bob --trust {ALICE} --dispute 3:{ID} --borrower //Eve \
				 --time {time} --out a.json"
			),
			"credit check-assessment --assessment a.json --earlier b.json".to_owned(),
			format!("prove transaction {ID} --block 7 --out b --checkpoint c.json"),
			format!("check b --genesis {ID} --code c.wasm --save-checkpoint c.json"),
			"check b --checkpoint c.json".to_owned(),
			format!("check b --genesis {ID} --checkpoint c.json"),
		];
		for line in lines {
			parse(&line).unwrap_or_else(|error| panic!("{line}: {error}"));
			let peek = Peek::at(&words(&line)).unwrap_or_else(|| panic!("{line} has a word"));
			assert!(is_by_hand(&peek), "{line}");
		}
	}

	#[test]
	fn a_wrong_line_exits_with_2() {
		for line in [
			"".to_owned(),
			"certificate verify".to_owned(),
			"certificate verify 0x12".to_owned(),
			format!("certificate verify {ID} --time yesterday"),
			format!("certificate issue --accreditation 0 --schema {ID} --subject {ALICE}"),
			format!("certificate issue --accreditation 0 --schema {ID} --subject {ALICE} --claims {ID} --publish"),
			format!("certificate verify {ID} --document d.json --disclosure d.json"),
			"status --timeout 0".to_owned(),
			"completions cobol".to_owned(),
			"check b".to_owned(),
			format!("prove transaction {ID} --out b"),
			"certificate schema passport --network 7".to_owned(),
			"certificate schema degree".to_owned(),
			format!("certificate replace {ID} --document d.json --accreditation nobody"),
			format!("nullifier commit --nullifier {ID}"),
			"did id --suri //A --key-file k".to_owned(),
			"did resolve".to_owned(),
			format!("did add-key {DID} --agreement-key {MULTIKEY} --scope social"),
			format!("did add-key {DID} --new-suri //Bob --limit native=5"),
			format!("did deactivate {DID}"),
			"agreement draft invoice --set payer".to_owned(),
			"agreement draft".to_owned(),
			"agreement settle".to_owned(),
			format!("agreement settle {ID} --all"),
			format!("agreement settle {ID} --party {ALICE}"),
			"review seal --from //Alice --about //Bob --opinion @o.json --out s.json".to_owned(),
			"review sign-receipt --receipt @r.json".to_owned(),
		] {
			assert_eq!(parse(&line).expect_err("the line must not parse").exit_code(), 2, "{line}");
		}
	}

	#[test]
	fn options_of_the_connection_stand_before_and_behind_the_words() {
		for line in [
			"--url ws://node:1 --json --timeout 5 status",
			"status --url ws://node:1 --json --timeout 5",
			"--json certification found-network --name x --url=ws://node:1 --timeout 5",
		] {
			let peek = Peek::at(&words(line)).unwrap_or_else(|| panic!("{line} has a word"));
			let Connection { url, json, timeout, insecure } = peek.connection;
			assert_eq!((url.as_str(), json, timeout, insecure), ("ws://node:1", true, 5, false), "{line}");
			assert!(wants_json(&words(line)));
		}
		let connection = Peek::at(&words("status")).expect("it has a word").connection;
		assert_eq!((connection.url.as_str(), connection.timeout), ("ws://127.0.0.1:9944", 120));
		assert!(Peek::at(&words("--timeout 0 status")).is_none());
		assert!(Peek::at(&words("--help")).is_none() && Peek::at(&words("")).is_none());
	}

	#[test]
	fn what_is_only_a_question_for_help_is_known() {
		let help = |line: &str| Peek::at(&words(line)).map(|peek| (peek.word, peek.help));
		let word = |help| Some(("certification".to_owned(), help));
		assert_eq!(help("certification"), word(true));
		assert_eq!(help("certification --help"), word(true));
		assert_eq!(help("help certification found-network"), word(true));
		assert_eq!(help("certification found-network -h"), word(true));
		assert_eq!(help("certification found-network --name x"), word(false));
	}

	#[test]
	fn a_pallet_can_share_its_name_with_commands_by_hand() {
		let by_hand = |line: &str| is_by_hand(&Peek::at(&words(line)).expect("it has a word"));
		assert!(by_hand("credit assess --help") && by_hand("--json credit root") && by_hand("help credit seal"));
		assert!(!by_hand("credit publish-root --root 0x11") && !by_hand("credit") && !by_hand("credit --help"));
		assert!(by_hand("did") && by_hand("did nonsense") && !by_hand("certification"));
	}

	#[test]
	fn commands_of_the_chain_are_parsed_by_its_metadata() {
		let metadata = test_chain::metadata();
		let parse = |line: &str| {
			let peek = Peek::at(&words(line)).expect("it has a word");
			dynamic::with_pallets(Cli::command(), &metadata, Some(&peek.word)).try_get_matches_from(words(line))
		};
		let found =
			"certification found-network --name N --policy-hash 0x11 --policy-uri u --membership open --suri //Alice";
		assert!(parse(found).is_ok());
		assert!(parse(&format!("{found} --as {DID} --payer-suri //Bob --dry-run --json")).is_ok());
		assert!(parse(&format!("{found} --payer-suri //Bob")).is_err(), "nobody acts");
		let until = "--approve-until 2030-01-01T00:00:00Z";
		assert!(parse(&format!("{found} --as {DID} {until}")).is_ok() && parse(&format!("{found} {until}")).is_err());
		assert!(
			parse(&format!("certification certificates-of --subject {ALICE} --accepted-only --all --block 7")).is_ok()
		);
		let help = parse("certification found-network --help").expect_err("it is help");
		assert!(is_asked_for(&help) && help.to_string().contains("Found a network"), "{help}");
		let wrong = parse("certifcation found-network").expect_err("there is no such pallet");
		assert_eq!(wrong.kind(), ErrorKind::InvalidSubcommand);
	}

	#[test]
	fn scripts_know_the_commands_of_the_chain() {
		for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
			let script = script(dynamic::with_pallets(Cli::command(), &test_chain::metadata(), None), shell);
			for word in ["found-network", "policy-hash", "certificates-of", "status-list"] {
				assert!(script.contains(word), "{shell}: {word}");
			}
			assert!(!script.contains("arg-"), "no argument of the chain has the name of one of the client's");
		}
	}
}
