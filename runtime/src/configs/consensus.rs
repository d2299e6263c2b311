//! Who makes blocks, who finalises them, and what happens to those who cheat.

use super::governance::{EnsureRootOrHalfCouncil, TreasuryAccount};
use crate::{
	currency::{deposit, CIV},
	time::{ExpectedBlockTime, EPOCH_DURATION_IN_SLOTS},
	AccountId, Babe, Balance, Balances, Historical, Offences, Runtime, RuntimeEvent, Session, SessionKeys,
	ValidatorSet,
};
use frame_support::{
	parameter_types,
	traits::{tokens::imbalance::ResolveTo, ConstU32, KeyOwnerProofSystem},
};
use pallet_validator_set::UnitIdentification;
use sp_consensus_babe::AuthorityId as BabeId;
use sp_core::crypto::KeyTypeId;
use sp_runtime::traits::{ConvertInto, OpaqueKeys};
use sp_staking::SessionIndex;

/// How authors are drawn: one slot in four has a primary author, and every slot without one has a secondary author, so there
/// is a block in almost every slot, and who makes it is not known before.
pub const BABE_GENESIS_EPOCH_CONFIG: sp_consensus_babe::BabeEpochConfiguration =
	sp_consensus_babe::BabeEpochConfiguration {
		c: (1, 4),
		allowed_slots: sp_consensus_babe::AllowedSlots::PrimaryAndSecondaryVRFSlots,
	};

/// The most validators there may be. Finality costs every one of them a vote for every other.
const MAX_VALIDATORS: u32 = 100;

/// For how many sessions of an hour a bond answers: 28 days.
const UNBONDING_SESSIONS: SessionIndex = 28 * 24;

parameter_types! {
	pub const EpochDuration: u64 = EPOCH_DURATION_IN_SLOTS;
	/// Misbehaviour can be reported for as long as the bond answers for it, in blocks or slots.
	pub const ReportLongevity: u64 = UNBONDING_SESSIONS as u64 * EPOCH_DURATION_IN_SLOTS;
	pub const MaxSetIdSessionEntries: u64 = UNBONDING_SESSIONS as u64;
}

impl pallet_babe::Config for Runtime {
	type EpochDuration = EpochDuration;
	type ExpectedBlockTime = ExpectedBlockTime;
	type EpochChangeTrigger = pallet_babe::ExternalTrigger;
	type DisabledValidators = Session;
	type WeightInfo = crate::weights::equivocation::WeightInfo<Runtime>;
	type MaxAuthorities = ConstU32<MAX_VALIDATORS>;
	type MaxNominators = ConstU32<0>;
	type KeyOwnerProof = <Historical as KeyOwnerProofSystem<(KeyTypeId, BabeId)>>::Proof;
	type EquivocationReportSystem = pallet_babe::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
}

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = crate::weights::equivocation::WeightInfo<Runtime>;
	type MaxAuthorities = ConstU32<MAX_VALIDATORS>;
	type MaxNominators = ConstU32<0>;
	type MaxSetIdSessionEntries = MaxSetIdSessionEntries;
	type KeyOwnerProof = sp_session::MembershipProof;
	type EquivocationReportSystem =
		pallet_grandpa::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
}

impl pallet_authorship::Config for Runtime {
	type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Babe>;
	type EventHandler = ValidatorSet;
}

parameter_types! {
	/// Two keys of 32 bytes and the entries by which they are found.
	pub const KeyDeposit: Balance = deposit(3, 200);
}

impl pallet_session::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = Babe;
	type NextSessionRotation = Babe;
	type SessionManager = pallet_session::historical::NoteHistoricalRoot<Self, ValidatorSet>;
	type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
	type Keys = SessionKeys;
	// Disabling a third or more would stop finality, so the gravest offenders are disabled up to that.
	type DisablingStrategy = pallet_session::disabling::UpToLimitWithReEnablingDisablingStrategy;
	type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type KeyDeposit = KeyDeposit;
}

impl pallet_session::historical::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type FullIdentification = ();
	type FullIdentificationOf = UnitIdentification;
}

impl pallet_offences::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type IdentificationTuple = pallet_session::historical::IdentificationTuple<Self>;
	type OnOffenceHandler = ValidatorSet;
}

parameter_types! {
	pub const MinBond: Balance = 1_000 * CIV;
}

impl pallet_validator_set::Config for Runtime {
	type NativeBalance = Balances;
	type ApproveOrigin = EnsureRootOrHalfCouncil;
	type Slash = ResolveTo<TreasuryAccount, Balances>;
	type MinBond = MinBond;
	type MinValidators = ConstU32<1>;
	type MaxValidators = ConstU32<MAX_VALIDATORS>;
	type MaxSilentSessions = ConstU32<4>;
	type UnbondingSessions = ConstU32<UNBONDING_SESSIONS>;
	type WeightInfo = crate::weights::pallet_validator_set::WeightInfo<Runtime>;
}
