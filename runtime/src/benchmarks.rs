//! Which benchmarks there are, and how to run one.

use crate::{
	Agreements, AllPalletsWithSystem, AssetConversion, Assets, Balances, Certification, Council, Credit, Feeders,
	IdentityRegistry, Lending, Multisig, Oracle, Preimage, Proxy, PublicFinance, Reputation, Runtime, SafeMode,
	Scheduler, Sudo, Timestamp, TransactionPayment, Treasury, TxPause, Utility, ValidatorSet, Vaults, Whitelist,
};
use alloc::{string::String, vec::Vec};
use frame_benchmarking::{define_benchmarks, BenchmarkBatch, BenchmarkConfig, BenchmarkList};
use frame_support::traits::{StorageInfo, StorageInfoTrait, TrackedStorageKey, WhitelistedStorageKeys};
use frame_system_benchmarking::{extensions::Pallet as SystemExtensionsBench, Pallet as SystemBench};

impl frame_system_benchmarking::Config for Runtime {}
impl pallet_transaction_payment::BenchmarkConfig for Runtime {}

define_benchmarks!(
	[frame_system, SystemBench::<Runtime>]
	[frame_system_extensions, SystemExtensionsBench::<Runtime>]
	[pallet_agreements, Agreements]
	[pallet_asset_conversion, AssetConversion]
	[pallet_assets, Assets]
	[pallet_balances, Balances]
	[pallet_certification, Certification]
	[pallet_collective, Council]
	[pallet_credit, Credit]
	[pallet_identity_registry, IdentityRegistry]
	[pallet_lending, Lending]
	[pallet_membership, Feeders]
	[pallet_multisig, Multisig]
	[pallet_oracle, Oracle]
	[pallet_preimage, Preimage]
	[pallet_proxy, Proxy]
	[pallet_public_finance, PublicFinance]
	[pallet_reputation, Reputation]
	[pallet_safe_mode, SafeMode]
	[pallet_scheduler, Scheduler]
	[pallet_sudo, Sudo]
	[pallet_timestamp, Timestamp]
	[pallet_transaction_payment, TransactionPayment]
	[pallet_treasury, Treasury]
	[pallet_tx_pause, TxPause]
	[pallet_utility, Utility]
	[pallet_validator_set, ValidatorSet]
	[pallet_vaults, Vaults]
	[pallet_whitelist, Whitelist]
);

/// The benchmarks, and the storage they may touch.
pub fn metadata(extra: bool) -> (Vec<BenchmarkList>, Vec<StorageInfo>) {
	let mut list = Vec::<BenchmarkList>::new();
	list_benchmarks!(list, extra);
	(list, AllPalletsWithSystem::storage_info())
}

/// What has been read already whenever a call is made, so that no call has to pay for reading it: the pallets' own list, to
/// which the number of the block belongs, and
///
/// - the clock, which an inherent writes before the first transaction of every block;
/// - whether the chain is in safe mode, which the base filter asks of every transaction before it makes its call;
/// - the account of the treasury, to which a part of each fee goes: the first transaction of a block reads it, and it is written at
///   the end.
fn whitelist() -> Vec<TrackedStorageKey> {
	let mut keys = AllPalletsWithSystem::whitelisted_storage_keys();
	keys.push(pallet_timestamp::Now::<Runtime>::hashed_key().to_vec().into());
	keys.push(pallet_safe_mode::EnteredUntil::<Runtime>::hashed_key().to_vec().into());
	keys.push(frame_system::Account::<Runtime>::hashed_key_for(Treasury::account_id()).into());
	keys
}

/// Run the benchmark that `config` names.
pub fn dispatch(config: BenchmarkConfig) -> Result<Vec<BenchmarkBatch>, String> {
	let whitelist = whitelist();
	let mut batches = Vec::<BenchmarkBatch>::new();
	let params = (&config, &whitelist);
	add_benchmarks!(params, batches);
	Ok(batches)
}
