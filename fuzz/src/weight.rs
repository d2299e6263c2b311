//! That a call weighs what it does: no more than it was charged for, and at least what it has read and written.

use crate::{
	common::Keys,
	ensure,
	types::{carries, Types},
};
use civitas_runtime::{AccountId, AllPalletsWithSystem, Runtime, RuntimeCall};
use frame_support::{
	dispatch::{GetDispatchInfo, PostDispatchInfo},
	traits::WhitelistedStorageKeys,
};
use sp_core::hexdisplay::HexDisplay;
use sp_io::hashing::twox_128;
use std::sync::OnceLock;

/// What no call is charged for besides what the pallets say themselves: what is written or asked before each call.
const UNCHARGED: &[(&str, &str)] = &[
	("System", "BlockHash"),
	("System", "EventTopics"),
	("Timestamp", "Now"),
	("SafeMode", "EnteredUntil"),
	("TxPause", "PausedCalls"),
];

/// Keys of state are longer than those of what is not in it.
const PREFIX: usize = 32;

/// Those of the keys for which calls are charged.
pub fn counted(keys: &Keys) -> Vec<Vec<u8>> {
	static UNCHARGED_KEYS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
	let uncharged = UNCHARGED_KEYS.get_or_init(|| {
		let own = AllPalletsWithSystem::whitelisted_storage_keys().into_iter().map(|known| known.key);
		let more =
			UNCHARGED.iter().map(|(pallet, item)| [twox_128(pallet.as_bytes()), twox_128(item.as_bytes())].concat());
		own.chain(more).collect()
	});
	let charged = |key: &&Vec<u8>| key.len() >= PREFIX && !uncharged.iter().any(|prefix| key.starts_with(prefix));
	keys.iter().filter(charged).cloned().collect()
}

/// Some keys, as the items that they are of.
pub fn show(keys: &[Vec<u8>]) -> String {
	let name = |key: &Vec<u8>| {
		let known = Types::get().prefixes.iter().find(|(prefix, _)| key.starts_with(prefix));
		known.map_or_else(|| format!("0x{}", HexDisplay::from(key)), |(_, name)| name.clone())
	};
	keys.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// Calls by which root says what is weighed.
const SAID: &[&str] = &["Sudo.sudo_unchecked_weight", "Utility.with_weight"];

/// Calls of which the SDK says that a few microseconds more were weighed than it had charged; no more is charged then.
const IMPRECISE: &[&str] = &["Multisig.approve_as_multi"];

/// Calls that the SDK charges for less than they read and write, each with what it leaves out. To be mended with weights measured on this
/// runtime, or by what is added to them.
const TOO_LITTLE: &[(&str, &str)] = &[
	("Assets.mint", "the account that gets it"),
	("Assets.transfer_ownership", "the account of the new owner"),
	("Proxy.kill_pure", "the account of who made it, which gets the deposit back"),
	("AssetConversion.create_pool", "assets that are not worth existing for"),
	("AssetConversion.create_pool_with_fee", "assets that are not worth existing for"),
];

/// Whether what a call has weighed is enough, and not more than it was charged for.
pub fn check(
	who: Option<&AccountId>,
	call: &RuntimeCall,
	post: &PostDispatchInfo,
	read: &Keys,
	written: &Keys,
) -> Result<(), String> {
	let most = call.get_dispatch_info().call_weight;
	let weighed = post.actual_weight.unwrap_or(most);
	ensure!(weighed.all_lte(most) || carries(call, IMPRECISE), "{weighed:?} was weighed, and {most:?} charged");
	let too_little: Vec<_> = TOO_LITTLE.iter().map(|(name, _)| *name).collect();
	if carries(call, SAID) || carries(call, &too_little) {
		return Ok(());
	}
	// Who signs pays the fee, so that account was read before, and is written in any case.
	let signer = who.map(frame_system::Account::<Runtime>::hashed_key_for);
	let charged = |keys| counted(keys).into_iter().filter(|key| Some(key) != signer.as_ref()).collect::<Vec<_>>();
	let (read, written) = (charged(read), charged(written));
	let database = <Runtime as frame_system::Config>::DbWeight::get();
	let least = database.reads_writes(read.len() as u64, written.len() as u64).ref_time();
	ensure!(
		weighed.ref_time() >= least,
		"{} us were weighed, and {} reads and {} writes take {}: read {}; written {}",
		weighed.ref_time() / 1_000_000,
		read.len(),
		written.len(),
		least / 1_000_000,
		show(&read),
		show(&written),
	);
	Ok(())
}
