//! That a call weighs what it does: no more than it was charged for, and at least what it has read and written.

use crate::{
	common::Keys,
	ensure,
	exceptions::{excepts, Exception},
	types::Types,
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
	ensure!(weighed.all_lte(most) || excepts(Exception::Most, call), "{weighed:?} was weighed, and {most:?} charged");
	if excepts(Exception::Least, call) {
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
