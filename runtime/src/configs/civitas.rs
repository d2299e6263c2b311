//! The capabilities of Civitas.

use crate::{
	configs::money::{FreeAssets, HeldAssets},
	currency::{DEPOSIT_PER_BYTE, DEPOSIT_PER_ITEM},
	AccountId, Assets, Balance, Balances, Certification, IdentityRegistry, Runtime, RuntimeHoldReason, Timestamp,
};
use frame_support::{
	parameter_types,
	traits::{fungible::HoldConsideration, ConstU128, ConstU32, ConstU64, Contains, Get, LinearStoragePrice},
};
use pallet_certification::HoldReason;

/// A deposit that follows the number of items and their bytes, held for `Reason`.
pub(super) type StorageDeposit<Reason> = HoldConsideration<AccountId, Balances, Reason, StoragePrice>;

/// How much that is.
pub type StoragePrice = LinearStoragePrice<ConstU128<DEPOSIT_PER_ITEM>, ConstU128<DEPOSIT_PER_BYTE>, Balance>;

parameter_types! {
	pub const NetworkHold: RuntimeHoldReason = RuntimeHoldReason::Certification(HoldReason::Network);
	pub const SchemaHold: RuntimeHoldReason = RuntimeHoldReason::Certification(HoldReason::Schema);
	pub const AccreditationHold: RuntimeHoldReason = RuntimeHoldReason::Certification(HoldReason::Accreditation);
	pub const CertificateHold: RuntimeHoldReason = RuntimeHoldReason::Certification(HoldReason::Certificate);
	pub const BatchHold: RuntimeHoldReason = RuntimeHoldReason::Certification(HoldReason::Batch);
	pub const StatusListHold: RuntimeHoldReason = RuntimeHoldReason::Certification(HoldReason::StatusList);
	pub const NullifierHold: RuntimeHoldReason = RuntimeHoldReason::Certification(HoldReason::Nullifier);
}

impl pallet_certification::Config for Runtime {
	type Time = Timestamp;
	type Identities = IdentityRegistry;
	type NetworkConsideration = StorageDeposit<NetworkHold>;
	type SchemaConsideration = StorageDeposit<SchemaHold>;
	type AccreditationConsideration = StorageDeposit<AccreditationHold>;
	type CertificateConsideration = StorageDeposit<CertificateHold>;
	type BatchConsideration = StorageDeposit<BatchHold>;
	type StatusListConsideration = StorageDeposit<StatusListHold>;
	type NullifierConsideration = StorageDeposit<NullifierHold>;
	type MaxScope = ConstU32<16>;
	// 90 days: a licence for the coming season, and not for the one after.
	type MaxPostdating = ConstU64<{ 90 * 24 * 60 * 60 * 1000 }>;
	// Half a minute: longer than a transaction waits for a place in a block, unless many blocks are full.
	type NullifierDelay = ConstU32<10>;
	type WeightInfo = crate::weights::pallet_certification::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Runtime;
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_certification::BenchmarkHelper<AccountId> for Runtime {
	fn identity() -> AccountId {
		use civitas_primitives::identity::{identity_id, Kind, PublicKey};
		use frame_support::traits::fungible::Mutate;
		let payer = sp_keyring::Sr25519Keyring::Alice.to_account_id();
		Balances::mint_into(&payer, 1_000 * crate::currency::CIV).expect("nothing limits the issuance");
		// A key that proves itself, for it is that of the account which pays.
		let (key, salt) = (PublicKey::Sr25519(payer.clone().into()), [0; 32]);
		let room = IdentityRegistry::room_for(1, 0, 0, 0, 0, 0);
		IdentityRegistry::register(crate::RuntimeOrigin::signed(payer), Kind::Person, key, salt, room, None)
			.expect("the key is the payer's own, who can pay");
		identity_id(&key, &salt).into()
	}

	fn set_time(now: civitas_primitives::Moment) {
		pallet_timestamp::Now::<Runtime>::put(now);
	}
}

parameter_types! {
	pub const AgreementHold: RuntimeHoldReason =
		RuntimeHoldReason::Agreements(pallet_agreements::HoldReason::Agreement);
	pub const DisputeHold: RuntimeHoldReason = RuntimeHoldReason::Agreements(pallet_agreements::HoldReason::Dispute);
}

/// Whether nobody can settle, since the chain is in safe mode or that call is paused. Then no other call moves what is due either.
pub struct PaymentsStopped;

impl Get<bool> for PaymentsStopped {
	fn get() -> bool {
		let agreements = Default::default();
		let settle = pallet_agreements::Call::<Runtime>::settle { agreements, most: None, obligations: 0 };
		!<Runtime as frame_system::Config>::BaseCallFilter::contains(&settle.into())
	}
}

impl pallet_agreements::Config for Runtime {
	type Time = Timestamp;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Assets = FreeAssets;
	type Holds = HeldAssets;
	type Roles = Assets;
	type Identities = IdentityRegistry;
	type Acts = IdentityRegistry;
	type Certificates = Certification;
	// Commerce and logistics will answer what is awaited of them.
	type Conditions = ();
	type Stopped = PaymentsStopped;
	type Consideration = StorageDeposit<AgreementHold>;
	type DisputeConsideration = StorageDeposit<DisputeHold>;
	type StoragePrice = StoragePrice;
	type WeightInfo = crate::weights::pallet_agreements::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Runtime;
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_agreements::BenchmarkHelper<Runtime> for Runtime {
	fn set_time(now: civitas_primitives::Moment) {
		pallet_timestamp::Now::<Runtime>::put(now);
	}

	fn create_asset(id: crate::configs::money::AssetId) {
		// It is worth existing for: otherwise an account has no room for as many as a benchmark gives it.
		let owner = sp_keyring::Sr25519Keyring::Alice.to_account_id();
		Assets::force_create(crate::RuntimeOrigin::root(), id.into(), owner.into(), true, 1).expect("it is new");
	}
}
