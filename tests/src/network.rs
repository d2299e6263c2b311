//! A chain of five validators, or four, or three, on which Alice is root, and the technical committee: for tests of networks.

use crate::{
	node::{exported, specification},
	wait::{until, NETWORK},
	Client, Config, Node,
};
use civitas_runtime::{AccountId, Balance, BlockNumber, Hash, Runtime, SessionKeys};
use pallet_validator_set::Validator;
use serde_json::{json, Value};
use sp_core::crypto::Ss58Codec;
use sp_keyring::{
	Ed25519Keyring,
	Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve},
};
use std::{fs, path::PathBuf};
use tempfile::TempDir;

/// Its validators: the keys for blocks, and those for votes.
pub const FIVE: [(Sr25519Keyring, Ed25519Keyring); 5] = [
	(Alice, Ed25519Keyring::Alice),
	(Bob, Ed25519Keyring::Bob),
	(Charlie, Ed25519Keyring::Charlie),
	(Dave, Ed25519Keyring::Dave),
	(Eve, Ed25519Keyring::Eve),
];

/// After so many blocks of which none is final nobody believes that another will be: a few rounds of votes, and some seconds.
const STALLED: BlockNumber = 24;

/// A chain of its own, in a folder that goes with it.
pub struct Chain {
	folder: TempDir,
	/// Its specification.
	pub spec: Value,
}

impl Chain {
	/// Five validators, short slots and short sessions.
	pub async fn of_five() -> Self {
		Self::of(&FIVE).await
	}

	/// The same without Eve.
	pub async fn of_four() -> Self {
		Self::of(&FIVE[..4]).await
	}

	/// And without Dave.
	pub async fn of_three() -> Self {
		Self::of(&FIVE[..3]).await
	}

	async fn of(validators: &[(Sr25519Keyring, Ed25519Keyring)]) -> Self {
		let folder = TempDir::with_prefix("civitas-chain-").expect("a temporary folder can be made");
		let mut words = exported("local", &[]).await;
		let genesis = &mut words["genesis"]["runtimeGenesis"]["patch"];
		genesis["sudo"]["key"] = json!(Alice.to_account_id().to_ss58check());
		genesis["technicalCommittee"]["members"] = json!([Alice.to_account_id().to_ss58check()]);
		genesis["validatorSet"]["validators"] =
			FIVE.iter().map(|(who, _)| who.to_account_id().to_ss58check()).collect();
		genesis["session"]["keys"] = validators
			.iter()
			.map(|(who, voter)| {
				let account = who.to_account_id().to_ss58check();
				json!([account, account, { "babe": who.public(), "grandpa": voter.public() }])
			})
			.collect();
		let path = folder.path().join("words.json");
		fs::write(&path, words.to_string()).expect("a file can be written");
		let mut spec = specification(path.to_str().expect("the path is UTF-8")).await;
		// How long slots and sessions are is no part of any pallet's genesis.
		let (short, usual) = (specification("local-short").await, specification("local").await);
		let top = |spec: &Value| spec["genesis"]["raw"]["top"].as_object().cloned().expect("it is a state");
		let usual = top(&usual);
		for (key, value) in top(&short).into_iter().filter(|(key, _)| !usual.contains_key(key)) {
			spec["genesis"]["raw"]["top"][key] = value;
		}
		Self { folder, spec }
	}

	/// Its specification as a file, which may have changed.
	pub fn file(&self, name: &str) -> PathBuf {
		let path = self.folder.path().join(name);
		fs::write(&path, self.spec.to_string()).expect("a file can be written");
		path
	}

	/// Start the validators of these names, who know each other.
	pub async fn start(&self, names: &[&str]) -> Vec<Node> {
		let file = self.file("spec.json");
		let file = file.to_str().expect("the path is UTF-8");
		let mut nodes: Vec<Node> = Vec::new();
		for name in names {
			// The first is one that light clients can ask, too.
			let config = Config::validator_of(file, name).knowing(&nodes);
			let config = if nodes.is_empty() { config.websocket_peers() } else { config };
			let config = config.option("--state-pruning", "archive").start().await;
			nodes.push(config);
		}
		for node in &nodes {
			node.connected(nodes.len() as u64 - 1).await;
		}
		nodes
	}
}

/// Wait until it is certain that nothing becomes final any more. The last final block.
pub async fn stalled(client: &Client) -> (BlockNumber, Hash) {
	until("finality to stall", NETWORK, async || {
		let ((best, _), last) = (client.best().await, client.finalized().await);
		let behind = best.saturating_sub(last.0);
		if behind >= STALLED {
			Ok(last)
		} else {
			Err(format!("it is {behind} blocks behind"))
		}
	})
	.await
}

/// Who serves, at the last final block.
#[derive(Debug, PartialEq, Eq)]
pub struct Validators(Vec<(AccountId, SessionKeys)>);

impl Validators {
	/// As a node says.
	pub async fn of(client: &Client) -> Self {
		let (_, block) = client.finalized().await;
		Self(client.stored("ValidatorSet", "Serving", block).await.unwrap_or_default())
	}

	/// Whether an account serves.
	pub fn serves(&self, who: &AccountId) -> bool {
		self.keys(who).is_some()
	}

	/// By which keys.
	pub fn keys(&self, who: &AccountId) -> Option<SessionKeys> {
		self.0.iter().find(|(owner, _)| owner == who).map(|(_, keys)| keys.clone())
	}

	/// The session of the last final block.
	pub async fn session(client: &Client) -> u32 {
		let (_, block) = client.finalized().await;
		client.stored("Session", "CurrentIndex", block).await.unwrap_or_default()
	}

	/// What is recorded of an account.
	pub async fn record(client: &Client, who: &AccountId) -> Validator<Balance, BlockNumber> {
		let (_, block) = client.finalized().await;
		let key = pallet_validator_set::Validators::<Runtime>::hashed_key_for(who);
		client.decoded(&key, block).await.expect("it is listed")
	}
}
