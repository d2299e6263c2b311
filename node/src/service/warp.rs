//! Warp sync past a recovery of finality.
//!
//! A recovery changes who votes by force, and not by votes of those before. No proof leads over it, whatever is known of it
//! (polkadot-sdk issue 3177). So a chain specification can say where proofs begin: at a final block after the last recovery, with who
//! votes from there on. Whoever gives somebody the specification is trusted for that, as he is for the genesis.

use crate::client::FullBackend;
use civitas_runtime::{opaque::Block, Hash};
use codec::{Decode, DecodeAll};
use sc_chain_spec::Properties;
use sc_consensus_grandpa::{
	find_scheduled_change,
	warp_proof::{NetworkProvider, WarpSyncFragment},
	GRANDPA_ENGINE_ID,
};
use sc_network_sync::strategy::warp::{EncodedProof, VerificationResult, Verifier, WarpSyncProvider};
use serde::Deserialize;
use sp_consensus_grandpa::{AuthorityId, AuthorityList, SetId};
use sp_runtime::Justifications;
use std::error::Error;

/// The name under which the properties of a specification have it.
const RECOVERY: &str = "recovery";

/// Where proofs begin.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Recovery {
	/// A block that was final after the last recovery.
	block: Hash,
	/// The number of the set that voted on it.
	set_id: SetId,
	/// Who is in that set.
	authorities: Vec<AuthorityId>,
}

impl Recovery {
	/// What the properties of a specification say of it, if they do.
	pub fn of(properties: &Properties) -> Result<Option<Self>, String> {
		let Some(value) = properties.get(RECOVERY) else { return Ok(None) };
		let recovery: Self = serde_json::from_value(value.clone())
			.map_err(|error| format!("`properties.{RECOVERY}` of the chain specification: {error}"))?;
		match recovery.authorities.is_empty() {
			true => Err(format!("`properties.{RECOVERY}.authorities` of the chain specification is empty")),
			false => Ok(Some(recovery)),
		}
	}
}

/// Gives the proofs of the SDK, and checks those of others from where they begin.
pub struct Provider {
	stock: NetworkProvider<Block, FullBackend>,
	recovery: Option<Recovery>,
}

impl Provider {
	pub fn new(stock: NetworkProvider<Block, FullBackend>, recovery: Option<Recovery>) -> Self {
		Self { stock, recovery }
	}
}

impl WarpSyncProvider<Block> for Provider {
	fn generate(&self, start: Hash) -> Result<EncodedProof, Box<dyn Error + Send + Sync>> {
		self.stock.generate(start)
	}

	fn create_verifier(&self) -> Box<dyn Verifier<Block>> {
		match &self.recovery {
			Some(Recovery { block, set_id, authorities }) => Box::new(FromRecovery {
				next: *block,
				set_id: *set_id,
				authorities: authorities.iter().cloned().map(|id| (id, 1)).collect(),
				sets: 0,
			}),
			None => self.stock.create_verifier(),
		}
	}
}

/// As proofs are sent: the last final block of each set, and whether the last of them is that of the present one.
#[derive(Decode)]
struct Proof {
	fragments: Vec<WarpSyncFragment<Block>>,
	is_finished: bool,
}

/// Checks proofs that begin at a recovery.
struct FromRecovery {
	/// After which block the next proof begins.
	next: Hash,
	/// Who votes there.
	set_id: SetId,
	authorities: AuthorityList,
	/// How many changes of the set were proven.
	sets: u64,
}

impl Verifier<Block> for FromRecovery {
	fn verify(&mut self, proof: &EncodedProof) -> Result<VerificationResult<Block>, Box<dyn Error + Send + Sync>> {
		let Proof { fragments, is_finished } = Proof::decode_all(&mut &proof.0[..])?;
		let count = fragments.len();
		let mut proven = Vec::with_capacity(count);
		let (mut set_id, mut authorities, mut last) = (self.set_id, self.authorities.clone(), None);
		for (place, WarpSyncFragment { header, justification }) in (1..).zip(fragments) {
			justification.verify(set_id, &authorities)?;
			let hash = header.hash();
			if justification.target().1 != hash {
				return Err("a justification is of another block".into());
			}
			match find_scheduled_change::<Block>(&header) {
				Some(change) => {
					authorities = change.next_authorities;
					set_id = set_id.checked_add(1).ok_or("there are too many sets")?;
				},
				// The last block of all may be any of its set.
				None if is_finished && place == count => {},
				None => return Err("a block changes no set".into()),
			}
			last = Some(header.clone());
			proven.push((header, Justifications::from((GRANDPA_ENGINE_ID, codec::Encode::encode(&justification)))));
		}
		let last = last.ok_or("a proof is empty")?;
		(self.next, self.set_id, self.authorities) = (last.hash(), set_id, authorities);
		self.sets = self.sets.saturating_add(count as u64);
		Ok(match is_finished {
			true => VerificationResult::Complete(last, proven),
			false => VerificationResult::Partial(proven),
		})
	}

	fn next_proof_context(&self) -> Hash {
		self.next
	}

	fn status(&self) -> Option<String> {
		Some(format!("{} sets since the recovery of finality", self.sets))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::{json, Value};
	use sp_keyring::Ed25519Keyring;

	fn of(recovery: Value) -> Result<Option<Recovery>, String> {
		let mut properties = Properties::new();
		properties.insert("tokenSymbol".into(), "CIV".into());
		if !recovery.is_null() {
			properties.insert(RECOVERY.into(), recovery);
		}
		Recovery::of(&properties)
	}

	#[test]
	fn a_specification_may_say_where_proofs_begin() {
		assert_eq!(of(Value::Null), Ok(None));
		let alice: AuthorityId = Ed25519Keyring::Alice.public().into();
		let block = Hash::repeat_byte(7);
		let recovery = json!({ "block": block, "setId": 3, "authorities": [alice] });
		assert_eq!(of(recovery), Ok(Some(Recovery { block, set_id: 3, authorities: vec![alice.clone()] })));
		for wrong in [
			json!({}),
			json!({ "block": block, "setId": 3 }),
			json!({ "block": block, "setId": 3, "authorities": [] }),
			json!({ "block": block, "setId": "x", "authorities": [alice] }),
			json!({ "block": block, "setId": 3, "authorities": [alice], "delay": 1 }),
		] {
			assert!(of(wrong.clone()).is_err(), "{wrong}");
		}
	}

	#[test]
	fn a_proof_of_nothing_proves_nothing() {
		let mut verifier = FromRecovery { next: Hash::zero(), set_id: 0, authorities: vec![], sets: 0 };
		for bytes in [vec![], vec![0], vec![0, 1], vec![4, 1]] {
			assert!(verifier.verify(&EncodedProof(bytes)).is_err());
		}
		assert_eq!(verifier.next_proof_context(), Hash::zero());
	}
}
