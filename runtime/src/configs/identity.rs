//! Identities: what their keys may do, and what an act of one must not leave behind.

use super::{civitas::StorageDeposit, money::AssetId};
use crate::{
	scopes::{Classes, KeyScope, Outcome, Outflows},
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
	type Outflow = Outflows;
	// Guardianship will sit here.
	type Guard = ();
	type Outcome = Outcome;
	type HoldReason = RuntimeHoldReason;
	type Consideration = StorageDeposit<IdentityHold>;
	type AttestationConsideration = StorageDeposit<AttestationHold>;
	type ProposalConsideration = StorageDeposit<ProposalHold>;
	// Long enough for those who knew the name to learn that it is nobody's.
	type NameQuarantine = ConstU64<{ 90 * DAY_MILLIS }>;
	// Domains change hands; a year is how long they are commonly registered for.
	type MaxAttestation = ConstU64<{ 365 * DAY_MILLIS }>;
	// Whoever approves should still know why when it is made use of.
	type MaxApproval = ConstU64<{ 30 * DAY_MILLIS }>;
	// Owners who see their keys once in three days can object; and those who were robbed get their identity back in the same.
	type RequestDelay = ConstU64<{ 3 * DAY_MILLIS }>;
	type RequestPause = ConstU64<{ 7 * DAY_MILLIS }>;
	// A thief who adds keys is seen within a week, or the freeze comes too late for more than these votes.
	type VotingAge = ConstU64<{ 7 * DAY_MILLIS }>;
	type WeightInfo = crate::weights::pallet_identity_registry::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Outcome;
}
