//! Identities: what their keys may do, and what an act of one must not leave behind.

use super::{civitas::StorageDeposit, money::AssetId};
use crate::{
	scopes::{Classes, KeyScope, Outcome},
	time::DAY_MILLIS,
	Balances, Runtime, RuntimeHoldReason, Timestamp,
};
use frame_support::{parameter_types, traits::ConstU64};
use pallet_identity_registry::HoldReason;

parameter_types! {
	pub const IdentityHold: RuntimeHoldReason = RuntimeHoldReason::IdentityRegistry(HoldReason::Identity);
	pub const AttestationHold: RuntimeHoldReason = RuntimeHoldReason::IdentityRegistry(HoldReason::Attestation);
	pub const ProposalHold: RuntimeHoldReason = RuntimeHoldReason::IdentityRegistry(HoldReason::Proposal);
}

impl pallet_identity_registry::Config for Runtime {
	type Time = Timestamp;
	type NativeBalance = Balances;
	type AssetId = AssetId;
	type KeyScope = KeyScope;
	type Classify = Classes;
	// Guardianship will sit here.
	type Guard = ();
	type Outcome = Outcome;
	type Consideration = StorageDeposit<IdentityHold>;
	type AttestationConsideration = StorageDeposit<AttestationHold>;
	type ProposalConsideration = StorageDeposit<ProposalHold>;
	// Long enough for those who knew the name to learn that it is nobody's.
	type NameQuarantine = ConstU64<{ 90 * DAY_MILLIS }>;
	// Domains change hands; a year is how long they are commonly registered for.
	type MaxAttestation = ConstU64<{ 365 * DAY_MILLIS }>;
	type WeightInfo = crate::weights::pallet_identity_registry::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Outcome;
}
