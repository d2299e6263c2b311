//! The capabilities of Civitas.

use crate::{
	currency::{DEPOSIT_PER_BYTE, DEPOSIT_PER_ITEM},
	AccountId, Balance, Balances, Runtime, RuntimeHoldReason, Timestamp,
};
use frame_support::{
	parameter_types,
	traits::{fungible::HoldConsideration, ConstU128, ConstU32, LinearStoragePrice},
};
use pallet_certification::HoldReason;

/// A deposit that follows the number of items and their bytes, held for `Reason`.
pub(super) type StorageDeposit<Reason> = HoldConsideration<
	AccountId,
	Balances,
	Reason,
	LinearStoragePrice<ConstU128<DEPOSIT_PER_ITEM>, ConstU128<DEPOSIT_PER_BYTE>, Balance>,
>;

parameter_types! {
	pub const NetworkHold: RuntimeHoldReason = RuntimeHoldReason::Certification(HoldReason::Network);
	pub const SchemaHold: RuntimeHoldReason = RuntimeHoldReason::Certification(HoldReason::Schema);
	pub const AccreditationHold: RuntimeHoldReason = RuntimeHoldReason::Certification(HoldReason::Accreditation);
	pub const CertificateHold: RuntimeHoldReason = RuntimeHoldReason::Certification(HoldReason::Certificate);
}

impl pallet_certification::Config for Runtime {
	type Time = Timestamp;
	type NetworkConsideration = StorageDeposit<NetworkHold>;
	type SchemaConsideration = StorageDeposit<SchemaHold>;
	type AccreditationConsideration = StorageDeposit<AccreditationHold>;
	type CertificateConsideration = StorageDeposit<CertificateHold>;
	type MaxNameLength = ConstU32<64>;
	type MaxUriLength = ConstU32<256>;
	type WeightInfo = crate::weights::pallet_certification::WeightInfo<Runtime>;
}
