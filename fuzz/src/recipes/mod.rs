//! How calls come to succeed that need a story: a signature, a proof, what others have done before. For each kind of call, a call that
//! most probably succeeds now, or one that has to come before it.

pub mod agreements;
pub mod assets;
pub mod certification;
pub mod chain;
pub mod credit;
pub mod kinds;
pub mod lending;
pub mod markets;
pub mod public_finance;
pub mod registry;
pub mod reputation;
pub mod root;
pub mod utilities;
pub mod world;

use crate::{
	common::{acts::*, *},
	dice::Dice,
	ledger::Sums,
};
use civitas_primitives::{
	identity::{action, Destination, KeySignature, Kind, PublicKey},
	Moment,
};
use civitas_runtime::{
	configs::{money::AssetId, utilities::ProxyType},
	currency::CIV,
	scopes::{Classes, KeyScope},
	AccountId, Assets, Balance, Balances, IdentityRegistry, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, System,
	EXISTENTIAL_DEPOSIT,
};
use frame_support::{weights::Weight, BoundedVec};
use pallet_identity_registry::{Call, ClassifyCall, Event, Identities, Keys};
use sp_core::{ed25519, Pair};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve, Ferdie};
use sp_runtime::{traits::Dispatchable, MultiAddress};
use std::collections::{BTreeMap, BTreeSet};
use world::World;

/// A day, in milliseconds.
pub const DAY: u64 = 24 * 60 * 60 * 1_000;

/// Who makes a call, and the call.
pub type Attempt = (AccountId, RuntimeCall);

/// A call of a kind, or one that has to come before it, by whoever most probably may make it; `None`, if there is no recipe for it, or it
/// cannot be made now.
pub fn made(world: &World, name: &str, dice: &mut Dice) -> Option<Attempt> {
	let (pallet, call) = name.split_once('.').expect("it is a pallet and a call");
	let made = match pallet {
		"Balances" => assets::balances(world, call, dice),
		"Assets" => assets::assets(world, call, dice),
		"PoolAssets" => markets::shares(world, call, dice),
		"AssetConversion" => markets::exchange(world, call, dice),
		"Utility" => utilities::utility(world, call, dice),
		"Multisig" => utilities::multisig(world, call, dice),
		"Proxy" => utilities::proxy(world, call, dice),
		"Preimage" => utilities::preimage(world, call, dice),
		"Certification" => certification::certification(world, call, dice),
		"IdentityRegistry" => registry::registry(world, call, dice),
		"Agreements" => agreements::agreements(world, call, dice),
		"Oracle" => markets::oracle(call, dice),
		"Lending" => lending::lending(call, dice),
		"Vaults" => lending::vaults(world, call, dice),
		"PublicFinance" => public_finance::public_finance(world, call, dice),
		"Reputation" => reputation::reputation(world, call, dice),
		"Credit" => credit::credit(world, call, dice),
		_ => chain::chain(world, name, dice),
	};
	made.or_else(|| root::root(world, name, dice))
}
