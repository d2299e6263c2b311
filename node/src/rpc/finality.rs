//! What proofs of answers need of GRANDPA.

use crate::client::FullBackend;
use civitas_rpc::{Finality, Vote};
use civitas_runtime::{opaque::Block, BlockNumber, Hash};
use codec::{Decode, DecodeAll, Encode};
use sc_chain_spec::ChainSpec;
use sc_client_api::Backend;
use sc_consensus_grandpa::{
	best_justification, find_scheduled_change,
	warp_proof::{NetworkProvider, WarpSyncFragment},
	SharedAuthoritySet, GRANDPA_ENGINE_ID,
};
use sc_network_sync::strategy::warp::WarpSyncProvider;
use sp_blockchain::{Backend as _, HeaderBackend};
use sp_core::Blake2Hasher;
use sp_runtime::{traits::Header as _, StateVersion};
use sp_state_machine::{prove_read, InMemoryBackend};
use std::{
	fmt::Display,
	sync::{Arc, OnceLock},
};

/// Where the state has who votes.
const AUTHORITIES: [&[u8]; 2] = [b"Grandpa", b"Authorities"];

/// What GRANDPA has voted, as the database of this node has it.
pub struct Votes {
	backend: Arc<FullBackend>,
	handovers: NetworkProvider<Block, FullBackend>,
	/// What the chain was started from.
	chain_spec: Box<dyn ChainSpec>,
	/// What comes of that: it takes some time, and is always the same.
	first: OnceLock<(Vec<u8>, Vec<Vec<u8>>)>,
}

/// As hand-overs are sent: the last block of each set, and whether there are no more.
#[derive(Decode)]
struct Sent {
	fragments: Vec<WarpSyncFragment<Block>>,
	is_finished: bool,
}

fn told<T, E: Display>(result: Result<T, E>) -> Result<T, String> {
	result.map_err(|error| error.to_string())
}

impl Votes {
	pub fn new(
		backend: Arc<FullBackend>,
		authority_set: SharedAuthoritySet<Hash, BlockNumber>,
		chain_spec: Box<dyn ChainSpec>,
	) -> Self {
		let handovers = NetworkProvider::new(backend.clone(), authority_set, Vec::new());
		Self { backend, handovers, chain_spec, first: OnceLock::new() }
	}
}

impl Finality for Votes {
	fn newest(&self) -> Result<Option<(Hash, Vec<u8>)>, String> {
		let newest = told(best_justification::<_, Block>(&*self.backend))?;
		Ok(newest.map(|justification| (justification.target().1, justification.encode())))
	}

	fn votes(&self, block: Hash) -> Result<Option<Vec<u8>>, String> {
		let votes = told(self.backend.blockchain().justifications(block))?;
		Ok(votes.and_then(|votes| votes.into_justification(GRANDPA_ENGINE_ID)))
	}

	fn handovers(&self, after: Hash) -> Result<(Vec<Vote>, bool), String> {
		let sent = told(self.handovers.generate(after))?;
		let Sent { fragments, is_finished } = told(Sent::decode_all(&mut &sent.0[..]))?;
		// The last one is the newest block that was voted for, which hands over to nobody.
		let fragments = fragments.into_iter().filter(|sent| find_scheduled_change::<Block>(&sent.header).is_some());
		let votes =
			fragments.map(|sent| Vote { header: sent.header.encode(), justification: sent.justification.encode() });
		Ok((votes.collect(), is_finished))
	}

	fn first(&self) -> Result<(Vec<u8>, Vec<Vec<u8>>), String> {
		if let Some(first) = self.first.get() {
			return Ok(first.clone());
		}
		let genesis = self.backend.blockchain().info().genesis_hash;
		let header = told(self.backend.blockchain().header(genesis))?.ok_or("the first block is not known")?;
		// Its state may be gone. What it was made of is not.
		let storage = self.chain_spec.build_storage()?;
		let state = InMemoryBackend::<Blake2Hasher>::from((storage, StateVersion::V1));
		if state.root() != header.state_root() {
			return Err("the chain specification is of another genesis than the chain".to_owned());
		}
		let key = AUTHORITIES.map(sp_io::hashing::twox_128).concat();
		let proof = prove_read(state, [key]).map_err(|error| error.to_string())?;
		let first = (header.encode(), proof.into_iter_nodes().collect());
		Ok(self.first.get_or_init(|| first).clone())
	}
}
