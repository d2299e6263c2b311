//! The command line of the node.

use crate::{chain_spec, sealing::Sealing};
use clap::{CommandFactory, FromArgMatches};
use sc_chain_spec::ChainType;
use sc_cli::{DatabasePruningMode, RunCmd, SubstrateCli};
use std::{ffi::OsString, time::Duration};

/// How many seconds old the last finalised block may be, unless something else is said: 200 slots of 3 s.
const MAX_AGE: u64 = 600;

/// Everything that can be given on the command line. Without a subcommand the node runs.
#[derive(Debug, clap::Parser)]
pub struct Cli {
	/// What to do instead of running a node.
	#[command(subcommand)]
	pub subcommand: Option<Subcommand>,

	#[allow(missing_docs)]
	#[clap(flatten)]
	pub run: RunCmd,

	/// What makes blocks: `consensus`, `instant`, `manual` or `interval=MS`.
	///
	/// - `consensus`: validators, by BABE and GRANDPA.
	///
	/// - `instant`: a block as soon as a transaction is in the pool.
	///
	/// - `manual`: a block when `dev_createBlocks` or `dev_advanceTime` is called over JSON-RPC.
	///
	/// - `interval=MS`: a block every MS milliseconds.
	///
	/// All but `consensus` need `--dev`. They finalise each block at once, and every block moves the chain's clock on by at
	/// least one slot, however fast blocks are made: with `interval=300` a clock of slots of 3 s, which the genesis of `dev`
	/// has, runs ten times as fast as this machine's. Slots of `--dev --chain dev-fast` are of 250 ms.
	#[arg(long, value_name = "MODE", default_value_t = Sealing::Consensus)]
	pub sealing: Sealing,

	/// How many seconds old the last finalised block may be for JSON-RPC to answer by it; 0 for any age.
	///
	/// Who asks about certificates, identities and validators without naming a block asks about the present. If the last
	/// finalised block is older than this, or as far ahead of this machine's clock, the answer is the error 10106: could not
	/// tell. A named block is always answered.
	///
	/// 600 if it is not given. With `--sealing`, and on chains of type Development, which rest and whose clocks leap, any age
	/// will do then.
	#[arg(long, value_name = "SECONDS")]
	pub max_age: Option<u64>,
}

/// How many transactions a pool keeps, unless something else is said. It keeps those in blocks, too, until these are final: with full
/// blocks every three seconds, the SDK's 8,192 are less than that, and whoever sends more loses some without a word.
const POOL_LIMIT: &str = "65536";
/// How many kilobytes these may have together: as many passkey acts, of two kilobytes each.
const POOL_KBYTES: &str = "131072";

impl Cli {
	/// What was given on the command line, with our own defaults where those of the SDK do not fit.
	pub fn read() -> Self {
		Self::of(std::env::args_os()).unwrap_or_else(|error| error.exit())
	}

	fn of(arguments: impl IntoIterator<Item: Into<OsString> + Clone>) -> Result<Self, clap::Error> {
		let command = Self::setup_command(Self::command())
			.mut_arg("pool_limit", |arg| arg.default_value(POOL_LIMIT))
			.mut_arg("pool_kbytes", |arg| arg.default_value(POOL_KBYTES));
		Self::from_arg_matches(&command.try_get_matches_from(arguments)?)
	}
}

/// What the node can do besides running.
#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
	/// Make, inspect and insert keys.
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Write a chain specification to standard output (see also `export-chain-spec`).
	BuildSpec(sc_cli::BuildSpecCmd),

	/// Write a chain specification to a file or standard output.
	ExportChainSpec(sc_cli::ExportChainSpecCmd),

	/// Execute a block again and check it.
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Write blocks to a file.
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Write the state of a block as a chain specification.
	ExportState(sc_cli::ExportStateCmd),

	/// Import blocks from a file.
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Delete the chain's database.
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Go back by some blocks, at most to the last finalised one.
	Revert(sc_cli::RevertCmd),

	/// Print the best, the finalised and the genesis block of the database.
	ChainInfo(sc_cli::ChainInfoCmd),

	/// Measure weights of the runtime on this machine.
	#[cfg(feature = "runtime-benchmarks")]
	#[command(subcommand)]
	Benchmark(frame_benchmarking_cli::BenchmarkCmd),
}

impl Cli {
	/// Whether this is a development node (`--dev`).
	pub fn is_dev(&self) -> bool {
		self.run.shared_params.is_dev()
	}

	/// How old the last finalised block of a chain of this type may be for JSON-RPC to answer by it; `None` for any age.
	pub fn max_age(&self, chain: &ChainType) -> Option<Duration> {
		let rests = *chain == ChainType::Development || self.sealing != Sealing::Consensus;
		let seconds = self.max_age.unwrap_or(if rests { 0 } else { MAX_AGE });
		(seconds > 0).then(|| Duration::from_secs(seconds))
	}

	/// Refuses options, and combinations of them, that clap cannot know to be wrong.
	pub fn check(&self) -> Result<(), String> {
		if self.run.import_params.pruning_params.state_pruning == Some(DatabasePruningMode::Custom(0)) {
			return Err(
				"`--state-pruning 0` keeps no state, not even that of the last finalised block: keep at least one."
					.into(),
			);
		}
		if self.sealing != Sealing::Consensus && !self.is_dev() {
			return Err(format!(
				"`--sealing {}` needs `--dev`: its blocks bear no validator's seal, so no other node would accept them.",
				self.sealing,
			));
		}
		Ok(())
	}
}

impl SubstrateCli for Cli {
	fn impl_name() -> String {
		"Civitas Node".into()
	}

	fn impl_version() -> String {
		env!("SUBSTRATE_CLI_IMPL_VERSION").into()
	}

	fn description() -> String {
		env!("CARGO_PKG_DESCRIPTION").into()
	}

	fn author() -> String {
		env!("CARGO_PKG_AUTHORS").into()
	}

	fn support_url() -> String {
		// Printed after "Support:" and after "Please report it at:".
		"the issue tracker of the repository that this node was built from".into()
	}

	fn copyright_start_year() -> i32 {
		2026
	}

	fn load_spec(&self, id: &str) -> Result<Box<dyn sc_service::ChainSpec>, String> {
		chain_spec::load(id)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn parse(arguments: &[&str]) -> Result<Cli, clap::Error> {
		Cli::of(std::iter::once("civitas-node").chain(arguments.iter().copied()))
	}

	#[test]
	fn consensus_is_the_default() {
		let cli = parse(&[]).expect("no argument is needed");
		assert_eq!(cli.sealing, Sealing::Consensus);
		assert!(!cli.is_dev());
		assert_eq!(cli.check(), Ok(()));
	}

	#[test]
	fn a_pool_has_room_for_what_is_in_blocks_that_are_not_final() {
		let limits = |arguments: &[&str]| {
			let pool = parse(arguments).expect("it parses").run.pool_config;
			[pool.pool_limit, pool.pool_kbytes]
		};
		assert_eq!(limits(&[]), [65_536, 131_072]);
		assert_eq!(limits(&["--pool-limit", "100", "--pool-kbytes", "7"]), [100, 7]);
	}

	#[test]
	fn each_sealing_mode_is_accepted_with_dev() {
		for (mode, sealing) in [
			("consensus", Sealing::Consensus),
			("instant", Sealing::Instant),
			("manual", Sealing::Manual),
			("interval=250", Sealing::Interval { millis: 250 }),
		] {
			let cli = parse(&["--dev", "--sealing", mode]).expect("the mode is known");
			assert_eq!(cli.sealing, sealing);
			assert_eq!(cli.check(), Ok(()), "{mode}");
		}
	}

	#[test]
	fn sealing_without_dev_is_refused() {
		for mode in ["instant", "manual", "interval=250"] {
			let cli = parse(&["--chain", "local", "--sealing", mode]).expect("it parses");
			let error = cli.check().expect_err("only a development node may seal by itself");
			assert!(error.contains(mode) && error.contains("--dev"), "{error}");
		}
	}

	#[test]
	fn a_chain_that_is_to_go_on_has_a_bound_for_the_age_of_its_last_block() {
		let max_age = |arguments: &[&str], chain| parse(arguments).expect("it parses").max_age(&chain);
		let seconds = |seconds| Some(Duration::from_secs(seconds));
		for chain in [ChainType::Live, ChainType::Local, ChainType::Custom("Trial".into())] {
			assert_eq!(max_age(&[], chain.clone()), seconds(600));
			assert_eq!(max_age(&["--max-age", "0"], chain.clone()), None);
			assert_eq!(max_age(&["--max-age", "60"], chain.clone()), seconds(60));
			assert_eq!(max_age(&["--dev", "--sealing", "instant"], chain), None);
		}
		assert_eq!(max_age(&["--dev"], ChainType::Development), None);
		for sealing in ["consensus", "manual"] {
			let given = ["--dev", "--sealing", sealing, "--max-age", "5"];
			assert_eq!(max_age(&given, ChainType::Development), seconds(5));
		}
		for wrong in ["-1", "1.5", "10m", ""] {
			assert!(parse(&["--max-age", wrong]).is_err(), "{wrong}");
		}
	}

	#[test]
	fn no_node_keeps_no_state() {
		for (kept, accepted) in [("0", false), ("1", true), ("1000", true), ("archive", true)] {
			let checked = parse(&["--state-pruning", kept]).expect("it parses").check();
			assert_eq!(checked.is_ok(), accepted, "{kept}: {checked:?}");
			assert!(checked.err().is_none_or(|error| error.contains("--state-pruning 0")));
		}
	}

	#[test]
	fn a_wrong_sealing_mode_is_explained() {
		for mode in ["never", "interval", "interval=", "interval=0", "interval=-1", "interval=1s", "Instant"] {
			let error = parse(&["--dev", "--sealing", mode]).expect_err("the mode is wrong");
			assert_eq!(error.kind(), clap::error::ErrorKind::ValueValidation, "{mode}");
			assert!(error.to_string().contains("--sealing"), "{error}");
		}
	}

	#[test]
	fn subcommands_parse_beside_the_default_sealing_mode() {
		for arguments in [
			&["chain-info", "--chain", "local"][..],
			&["purge-chain", "-y", "--dev"][..],
			&["export-chain-spec", "--chain", "staging", "--raw"][..],
			&["build-spec", "--chain", "dev"][..],
			&["key", "generate"][..],
			&["revert", "1"][..],
		] {
			assert!(parse(arguments).expect("it parses").subcommand.is_some(), "{arguments:?}");
		}
	}
}
