//! Who makes blocks, who finalises them, and what happens to those who cheat.

use super::governance::{EnsureRootOrHalfCouncil, TreasuryAccount};
use crate::{
	currency::CIV,
	time::{EpochDuration, ExpectedBlockTime},
	AccountId, Babe, Balance, Balances, BlockNumber, Offences, Runtime, RuntimeEvent, Session, SessionKeys,
	ValidatorSet,
};
use frame_support::{
	parameter_types,
	traits::{tokens::imbalance::ResolveTo, ConstU128, ConstU32, KeyOwnerProofSystem},
};
use pallet_validator_set::{Consensus, UnitIdentification};
use sp_consensus_babe::AuthorityId as BabeId;
use sp_consensus_grandpa::AuthorityId as GrandpaId;
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

/// Sessions of an hour in a day.
const DAY: SessionIndex = 24;
/// For how many sessions of an hour a bond answers: 28 days.
const UNBONDING_SESSIONS: SessionIndex = 28 * DAY;

parameter_types! {
	/// Misbehaviour can be reported for as long as the bond answers for it, in blocks or slots.
	pub ReportLongevity: u64 = u64::from(UNBONDING_SESSIONS).saturating_mul(EpochDuration::get());
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
	type KeyOwnerProof = <ValidatorSet as KeyOwnerProofSystem<(KeyTypeId, BabeId)>>::Proof;
	type EquivocationReportSystem =
		pallet_babe::EquivocationReportSystem<Self, Offences, ValidatorSet, ReportLongevity>;
}

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = crate::weights::equivocation::WeightInfo<Runtime>;
	type MaxAuthorities = ConstU32<MAX_VALIDATORS>;
	type MaxNominators = ConstU32<0>;
	type MaxSetIdSessionEntries = MaxSetIdSessionEntries;
	type KeyOwnerProof = sp_session::MembershipProof;
	type EquivocationReportSystem =
		pallet_grandpa::EquivocationReportSystem<Self, Offences, ValidatorSet, ReportLongevity>;
}

impl pallet_authorship::Config for Runtime {
	type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Babe>;
	type EventHandler = ValidatorSet;
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
	// Its benchmarks need pallet-staking, and its calls are refused to all (`Needed`).
	type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	// The bond of the validator set pays for keys.
	type KeyDeposit = ConstU128<0>;
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

/// BABE and GRANDPA, as far as a recovery of finality needs them.
pub struct Engines;

impl Consensus<BlockNumber, SessionKeys> for Engines {
	fn set_id() -> u64 {
		pallet_grandpa::CurrentSetId::<Runtime>::get()
	}

	fn force(delay: BlockNumber, final_block: BlockNumber, set_id: u64) {
		// It has voted until now, which offences of its last session are looked up by.
		let last = Session::current_index().saturating_sub(1);
		pallet_grandpa::SetIdSession::<Runtime>::insert(set_id, last);
		// GRANDPA reads both when it hears of the session that begins in this block.
		pallet_grandpa::CurrentSetId::<Runtime>::put(set_id);
		pallet_grandpa::Stalled::<Runtime>::put((delay, final_block));
	}

	fn is_changing() -> bool {
		pallet_grandpa::Stalled::<Runtime>::exists() || pallet_grandpa::PendingChange::<Runtime>::exists()
	}

	fn agrees(keys: &[SessionKeys]) -> bool {
		// BABE announces an epoch ahead: those who will make blocks in the session that begins.
		let authors = pallet_babe::NextAuthorities::<Runtime>::get();
		let voters = pallet_grandpa::Authorities::<Runtime>::get();
		keys.iter().map(|keys| &keys.babe).eq(authors.iter().map(|(key, _)| key))
			&& keys.iter().map(|keys| &keys.grandpa).eq(voters.iter().map(|(key, _)| key))
	}
}

impl pallet_validator_set::Config for Runtime {
	type NativeBalance = Balances;
	type ApproveOrigin = EnsureRootOrHalfCouncil;
	type Slash = ResolveTo<TreasuryAccount, Balances>;
	type MinBond = MinBond;
	type MinValidators = ConstU32<1>;
	type MaxValidators = ConstU32<MAX_VALIDATORS>;
	type MaxSilentSessions = ConstU32<4>;
	type CandidateSessions = ConstU32<2>;
	type JailSessions = ConstU32<DAY>;
	type ChurnSessions = ConstU32<DAY>;
	type SessionSlots = EpochDuration;
	type AuthorKey = BabeId;
	type VoterKey = GrandpaId;
	type Finality = Engines;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Engines;
	type UnbondingSessions = ConstU32<UNBONDING_SESSIONS>;
	type WeightInfo = crate::weights::pallet_validator_set::WeightInfo<Runtime>;
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_validator_set::BenchmarkHelper<AccountId, SessionKeys> for Engines {
	fn keys(owner: &AccountId) -> (SessionKeys, alloc::vec::Vec<u8>) {
		use codec::Encode;
		let generated = SessionKeys::generate(&owner.encode(), None);
		(generated.keys, generated.proof.encode())
	}
}
