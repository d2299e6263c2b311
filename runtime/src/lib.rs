//! The Civitas runtime: which pallets there are and how they are put together. Rules live in the pallets; who may talk to
//! whom is decided in [`configs`].

#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "256"]

extern crate alloc;

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

pub mod apis;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
pub mod configs;
pub mod currency;
pub mod genesis_config_presets;
pub mod scopes;
pub mod time;
pub mod weights;

use alloc::vec::Vec;
use sp_runtime::{
	generic, impl_opaque_keys,
	traits::{BlakeTwo256, IdentifyAccount, Verify},
	MultiAddress, MultiSignature,
};
use sp_version::RuntimeVersion;

#[cfg(feature = "std")]
pub use apis::RuntimeApi;
pub use configs::{consensus::BABE_GENESIS_EPOCH_CONFIG, system::SS58_PREFIX};
pub use currency::EXISTENTIAL_DEPOSIT;
pub use frame_system::Call as SystemCall;
pub use pallet_validator_set::FINAL_BLOCK;
pub use time::{EpochSlots, SlotDuration, SLOT_DURATION_MILLIS};

/// A signature by any of the schemes that an account can be of.
pub type Signature = MultiSignature;
/// An account: 32 bytes, whether there is a key to it or not.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// Amounts, in the smallest unit: 10^-12 CIV.
pub type Balance = u128;
/// How many transactions an account has sent.
pub type Nonce = u32;
/// Block and storage hashes.
pub type Hash = sp_core::H256;
/// Block numbers. Light clients expect 32 bits.
pub type BlockNumber = u32;
/// How transactions name accounts.
pub type Address = MultiAddress<AccountId, ()>;
/// A block header.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;

/// What surrounds the execution of a transaction, in the order that the ecosystem's clients know.
pub type TxExtension = (
	frame_system::AuthorizeCall<Runtime>,
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckEra<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
	frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
	frame_system::WeightReclaim<Runtime>,
);

/// The extension of a transaction with this nonce, lifetime and tip; for clients and tests that link this crate. It carries
/// no metadata hash, which only offline signers need.
pub fn tx_extension(nonce: Nonce, era: generic::Era, tip: Balance) -> TxExtension {
	(
		frame_system::AuthorizeCall::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckEra::from(era),
		frame_system::CheckNonce::from(nonce),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(tip),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	)
}

/// A transaction as it comes from outside.
pub type UncheckedExtrinsic = generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What a transaction's signature is over.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;
/// Migrations that run once, at the first block of a new version. There was no earlier version.
pub type Migrations = ();
/// Executes blocks.
pub type Executive =
	frame_executive::Executive<Runtime, Block, frame_system::ChainContext<Runtime>, Runtime, AllPalletsWithSystem>;

/// For the node, which need not know what is in a transaction: it can then handle blocks of versions to come.
pub mod opaque {
	use super::*;
	pub use sp_runtime::OpaqueExtrinsic as UncheckedExtrinsic;

	/// A block header.
	pub type Header = super::Header;
	/// A block of opaque transactions.
	pub type Block = generic::Block<Header, UncheckedExtrinsic>;
	/// The hash of a block.
	pub type Hash = super::Hash;
}

impl_opaque_keys! {
	/// What a validator signs with.
	pub struct SessionKeys {
		/// For authoring blocks.
		pub babe: Babe,
		/// For finalising them.
		pub grandpa: Grandpa,
	}
}

/// What this runtime is.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: alloc::borrow::Cow::Borrowed("civitas"),
	impl_name: alloc::borrow::Cow::Borrowed("civitas"),
	authoring_version: 1,
	spec_version: 112,
	impl_version: 1,
	apis: apis::RUNTIME_API_VERSIONS,
	transaction_version: 5,
	system_version: 1,
};

/// The pallets. An index is never given to another pallet; ours begin at 50.
#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;

	#[runtime::pallet_index(2)]
	pub type Babe = pallet_babe;

	// Money.
	#[runtime::pallet_index(4)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(5)]
	pub type TransactionPayment = pallet_transaction_payment;
	#[runtime::pallet_index(6)]
	pub type Assets = pallet_assets;
	#[runtime::pallet_index(7)]
	pub type AssetsHolder = pallet_assets_holder;
	#[runtime::pallet_index(8)]
	pub type PoolAssets = pallet_assets<Instance2>;
	#[runtime::pallet_index(9)]
	pub type AssetConversion = pallet_asset_conversion;

	// Validators. The set stands before Session, whose genesis asks for it.
	#[runtime::pallet_index(10)]
	pub type ValidatorSet = pallet_validator_set;
	#[runtime::pallet_index(11)]
	pub type Offences = pallet_offences;
	#[runtime::pallet_index(12)]
	pub type Historical = pallet_session::historical;
	// Without calls: session keys are set by the validator set, or who serves could be left without them.
	#[runtime::pallet_index(13)]
	#[runtime::disable_call]
	pub type Session = pallet_session;
	// Behind Session: the author of a session's first block is named by its place in the new set.
	#[runtime::pallet_index(14)]
	pub type Authorship = pallet_authorship;
	#[runtime::pallet_index(15)]
	pub type Grandpa = pallet_grandpa;

	// Utilities.
	#[runtime::pallet_index(20)]
	pub type Utility = pallet_utility;
	#[runtime::pallet_index(21)]
	pub type Multisig = pallet_multisig;
	#[runtime::pallet_index(22)]
	pub type Proxy = pallet_proxy;
	#[runtime::pallet_index(23)]
	pub type Preimage = pallet_preimage;
	#[runtime::pallet_index(24)]
	pub type Scheduler = pallet_scheduler;

	// Governance and safety.
	#[runtime::pallet_index(30)]
	pub type Council = pallet_collective<Instance1>;
	#[runtime::pallet_index(31)]
	pub type TechnicalCommittee = pallet_collective<Instance2>;
	#[runtime::pallet_index(32)]
	pub type Treasury = pallet_treasury;
	#[runtime::pallet_index(33)]
	pub type SafeMode = pallet_safe_mode;
	#[runtime::pallet_index(34)]
	pub type TxPause = pallet_tx_pause;
	#[runtime::pallet_index(35)]
	pub type Sudo = pallet_sudo;
	#[runtime::pallet_index(36)]
	pub type Whitelist = pallet_whitelist;

	// Prices: who reports them, and what was reported.
	#[runtime::pallet_index(37)]
	pub type Feeders = pallet_membership<Instance1>;
	#[runtime::pallet_index(38)]
	pub type Oracle = pallet_oracle;

	// Civitas.
	#[runtime::pallet_index(50)]
	pub type Certification = pallet_certification;
	#[runtime::pallet_index(51)]
	pub type IdentityRegistry = pallet_identity_registry;
	#[runtime::pallet_index(52)]
	pub type Agreements = pallet_agreements;
	#[runtime::pallet_index(53)]
	pub type Lending = pallet_lending;
	#[runtime::pallet_index(54)]
	pub type Vaults = pallet_vaults;
	#[runtime::pallet_index(55)]
	pub type PublicFinance = pallet_public_finance;
	#[runtime::pallet_index(56)]
	pub type Reputation = pallet_reputation;
	#[runtime::pallet_index(57)]
	pub type Credit = pallet_credit;
}
