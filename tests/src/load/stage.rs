//! A chain on which calls are prepared and measured.

use super::{
	drive::{drive, Pace},
	fleet::{Fleet, Step},
	Dialect,
};
use crate::{
	node::{exported_by, Config, Node},
	process::{node_binary, run},
	wait::START,
	Client,
};
use civitas_runtime::{AccountId, BlockNumber, Hash};
use serde_json::{json, Value};
use sp_core::crypto::Ss58Codec;
use std::{
	collections::{btree_map::Entry, BTreeMap},
	fs,
	ops::Range,
	path::{Path, PathBuf},
};
use tempfile::TempDir;

/// How much each account of the fleet has. Of our chain, whose coin has twelve decimals, ten thousand coins.
const ENDOWMENT: u64 = 10_000_000_000_000_000;

/// A kind of chain, of which one is started.
#[derive(Clone, Debug)]
pub struct Chain {
	/// What it is called in reports.
	pub name: &'static str,
	/// The program of its node.
	pub program: PathBuf,
	/// The names of its validators, each of which runs on a node of its own: one, on a development chain, or three.
	pub validators: &'static [&'static str],
	/// What its nodes are told beside that.
	pub options: Vec<String>,
}

impl Chain {
	/// One validator.
	pub const ONE: &'static [&'static str] = &["alice"];
	/// Three of them.
	pub const THREE: &'static [&'static str] = &["alice", "bob", "charlie"];

	/// Ours.
	pub fn civitas(validators: &'static [&'static str]) -> Self {
		Self { name: "Civitas", program: node_binary(), validators, options: Vec::new() }
	}

	/// Start it.
	pub async fn start(&self, fleet: Fleet) -> Stage {
		let folder = TempDir::with_prefix("civitas-load-").expect("a temporary folder can be made");
		let preset = if self.validators.len() == 1 { "dev" } else { "local" };
		let mut spec = exported_by(&self.program, preset, &[]).await;
		let balances = &mut spec["genesis"]["runtimeGenesis"]["patch"]["balances"]["balances"];
		let balances = balances.as_array_mut().expect("the specification says who owns what");
		balances.extend(fleet.workers().map(|who| json!([fleet.address(who), ENDOWMENT])));
		let file = folder.path().join(SPECIFICATION);
		fs::write(&file, spec.to_string()).expect("a file can be written");
		let file = file.to_str().expect("the path is UTF-8");
		let mut nodes: Vec<Node> = Vec::new();
		for name in self.validators {
			let mut config = Config::validator_of(file, name).program(&self.program).knowing(&nodes);
			if self.validators.len() == 1 {
				config = config.argument("--force-authoring");
			}
			for option in &self.options {
				config = config.argument(option);
			}
			nodes.push(config.start().await);
		}
		for node in &nodes {
			node.connected(nodes.len() as u64 - 1).await;
		}
		Stage::of(nodes, fleet, Some(folder)).await
	}
}

/// A chain with accounts, on which calls are prepared and measured.
pub struct Stage {
	nodes: Vec<Node>,
	/// Those of each node by which transactions are sent, and one more of the first by which all else is asked.
	connections: Vec<Client>,
	client: Client,
	dialect: Dialect,
	fleet: Fleet,
	/// Where its specification is.
	folder: Option<TempDir>,
}

/// The specification of a chain that was started for this, in its folder.
const SPECIFICATION: &str = "spec.json";

/// How many connections to each node transactions are sent by.
const CONNECTIONS: usize = 4;

impl Stage {
	/// Of nodes that run.
	pub async fn of(nodes: Vec<Node>, fleet: Fleet, folder: Option<TempDir>) -> Self {
		let client = nodes[0].connect().await;
		let mut connections = Vec::new();
		for _ in 0..CONNECTIONS {
			for node in &nodes {
				connections.push(node.connect().await);
			}
		}
		let dialect = Dialect::of(&client).await;
		Self { nodes, connections, client, dialect, fleet, folder }
	}

	/// Its nodes.
	pub fn nodes(&self) -> &[Node] {
		&self.nodes
	}

	/// By which transactions are sent. Those of one account all take the same one, and so arrive in their order.
	pub fn connection(&self, who: usize) -> usize {
		who % self.connections.len()
	}

	/// All of these.
	pub fn connections(&self) -> &[Client] {
		&self.connections
	}

	/// By which all else is asked.
	pub fn client(&self) -> &Client {
		&self.client
	}

	/// How its transactions are written.
	pub fn dialect(&self) -> &Dialect {
		&self.dialect
	}

	/// How many picoseconds of a block users may have.
	pub fn room(&self) -> u64 {
		let limits =
			self.dialect.metadata().constant("System", "BlockWeights").expect("a chain says how full blocks may be");
		let room = &limits["perClass"]["normal"]["maxTotal"]["refTime"];
		let digits = room.as_str().map(str::to_owned).or(room.as_u64().map(|room| room.to_string()));
		digits.and_then(|digits| digits.parse().ok()).unwrap_or_else(|| panic!("there is no limit in {limits}"))
	}

	/// Its accounts.
	pub fn fleet(&self) -> &Fleet {
		&self.fleet
	}

	/// The numbers of the accounts that are not known by name.
	pub fn workers(&self) -> Range<usize> {
		self.fleet.workers()
	}

	/// An account.
	pub fn account(&self, who: usize) -> AccountId {
		self.fleet.account(who)
	}

	/// Its address.
	pub fn address(&self, who: usize) -> String {
		self.account(who).to_ss58check()
	}

	/// A call of an account, written as JSON.
	pub fn step(&self, who: usize, call: &Value) -> Step {
		Step { who, call: self.dialect.encode(call) }
	}

	/// Sign, on all cores.
	pub fn sign(&mut self, steps: Vec<Step>) -> Vec<super::fleet::Signed> {
		self.fleet.sign(&self.dialect, steps)
	}

	/// Make calls that others need. All must succeed: what happened by each, in their order.
	pub async fn done(&mut self, steps: Vec<Step>) -> Vec<Vec<Value>> {
		let signed = self.sign(steps);
		let run = drive(self, signed, Pace::Prepare).await;
		let mut blocks: BTreeMap<Hash, Vec<Vec<Value>>> = BTreeMap::new();
		let mut all = Vec::new();
		for (block, index) in run.places() {
			let events = match blocks.entry(block) {
				Entry::Occupied(known) => known.into_mut(),
				Entry::Vacant(new) => new.insert(self.events(block).await),
			};
			let events = events[index].clone();
			assert_eq!(failure(&events), None, "a call that others need fails");
			all.push(events);
		}
		all
	}

	/// Stop its first node, and have a node with benchmarks execute blocks again: for how long each is charged, and how long it
	/// takes, in nanoseconds.
	pub async fn execute_again(&mut self, program: &Path, blocks: &[BlockNumber]) -> Vec<[f64; 2]> {
		let folder = self.folder.as_ref().expect("the chain was started for this");
		self.nodes[0].stop().await;
		let mut all = Vec::new();
		for block in blocks {
			let mut command = tokio::process::Command::new(program);
			command.args(["benchmark", "block", "--chain"]).arg(folder.path().join(SPECIFICATION));
			command.arg("--base-path").arg(self.nodes[0].base_path());
			command.args(["--from", &block.to_string(), "--to", &block.to_string(), "--repeat", "5"]);
			let said = run(command, START).await;
			// «… of its weight (  1,234 of 5,678 ns)»
			let figures = said.stderr.rsplit_once("of its weight (").and_then(|(_, rest)| rest.split_once(" ns)"));
			let figures = figures.and_then(|(figures, _)| figures.split_once(" of "));
			let (took, charged) = figures.unwrap_or_else(|| panic!("no figures: {}{}", said.stdout, said.stderr));
			let number = |digits: &str| digits.trim().replace(',', "").parse().expect("it is a number");
			all.push([number(charged), number(took)]);
		}
		all
	}

	/// What happened in a block, by each of its transactions.
	pub async fn events(&self, block: Hash) -> Vec<Vec<Value>> {
		let key = frame_support::storage::storage_prefix(b"System", b"Events");
		let bytes = self.client.storage(&key, block).await.unwrap_or_default();
		let metadata = self.dialect.metadata();
		let records = metadata.to_json(metadata.events_type(), &bytes).expect("the metadata is that of the block");
		let mut events: Vec<Vec<Value>> = Vec::new();
		for record in records.as_array().expect("events are a list") {
			let Some(index) = record["phase"]["applyExtrinsic"].as_u64() else { continue };
			let index = index as usize;
			if events.len() <= index {
				events.resize(index + 1, Vec::new());
			}
			events[index].push(record["event"].clone());
		}
		events
	}
}

/// Why a transaction failed, or a call that it was to make. Events say so: by `result` or `sudoResult`, or `error` of one of a batch.
pub fn failure(events: &[Value]) -> Option<String> {
	for event in events {
		let failed = &event["system"]["extrinsicFailed"];
		if !failed.is_null() {
			return Some(failed["dispatchError"].to_string());
		}
		let fields = event.as_object().into_iter().flat_map(|pallet| pallet.values());
		let fields = fields.filter_map(Value::as_object).flat_map(|name| name.values());
		for fields in fields {
			let errors = [&fields["result"]["err"], &fields["sudoResult"]["err"], &fields["error"]];
			if let Some(error) = errors.into_iter().find(|error| !error.is_null()) {
				return Some(error.to_string());
			}
		}
	}
	None
}
