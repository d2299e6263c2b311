//! Council, technical committee, treasury, and what stops the chain from doing harm.

use super::system::MAXIMUM_BLOCK_WEIGHT;
use crate::{
	scopes::MAX_NESTING,
	time::{DAYS, HOURS},
	AccountId, Balance, Balances, BlockNumber, Preimage, Runtime, RuntimeCall, RuntimeEvent, RuntimeHoldReason,
	RuntimeOrigin, System,
};
use frame_support::{
	parameter_types,
	traits::{
		tokens::{PayFromAccount, UnityAssetBalanceConversion},
		ConstU32, Contains, EitherOfDiverse,
	},
	weights::Weight,
	PalletId,
};
use frame_system::{EnsureRoot, EnsureWithSuccess};
use pallet_collective::{EnsureProportionAtLeast, EnsureProportionMoreThan};
use pallet_tx_pause::RuntimeCallNameOf;
use sp_runtime::{traits::IdentityLookup, Perbill, Permill};

/// The council: decides on money and validators.
pub type CouncilInstance = pallet_collective::Instance1;
/// The technical committee: stops and restarts.
pub type TechnicalInstance = pallet_collective::Instance2;

/// Root, or more than half of the council.
pub type EnsureRootOrHalfCouncil =
	EitherOfDiverse<EnsureRoot<AccountId>, EnsureProportionMoreThan<AccountId, CouncilInstance, 1, 2>>;
/// Root, or three fifths of the council.
pub type EnsureRootOrThreeFifthsCouncil =
	EitherOfDiverse<EnsureRoot<AccountId>, EnsureProportionAtLeast<AccountId, CouncilInstance, 3, 5>>;
/// Root, or two thirds of the technical committee.
pub type EnsureRootOrTwoThirdsTechnical =
	EitherOfDiverse<EnsureRoot<AccountId>, EnsureProportionAtLeast<AccountId, TechnicalInstance, 2, 3>>;

/// Root, or three quarters of the council.
pub type EnsureRootOrThreeQuartersCouncil =
	EitherOfDiverse<EnsureRoot<AccountId>, EnsureProportionAtLeast<AccountId, CouncilInstance, 3, 4>>;

parameter_types! {
	pub const MotionDuration: BlockNumber = 7 * DAYS;
	pub MaxProposalWeight: Weight = Perbill::from_percent(50) * MAXIMUM_BLOCK_WEIGHT;
}

impl pallet_collective::Config<CouncilInstance> for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type MotionDuration = MotionDuration;
	type MaxProposals = ConstU32<100>;
	type MaxMembers = ConstU32<100>;
	type DefaultVote = pallet_collective::PrimeDefaultVote;
	type WeightInfo = crate::weights::pallet_collective::WeightInfo<Runtime>;
	type SetMembersOrigin = EnsureRootOrThreeFifthsCouncil;
	type MaxProposalWeight = MaxProposalWeight;
	type DisapproveOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	type Consideration = ();
}

impl pallet_collective::Config<TechnicalInstance> for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type MotionDuration = MotionDuration;
	type MaxProposals = ConstU32<100>;
	type MaxMembers = ConstU32<100>;
	type DefaultVote = pallet_collective::PrimeDefaultVote;
	type WeightInfo = crate::weights::pallet_collective::WeightInfo<Runtime>;
	type SetMembersOrigin = EnsureRootOrThreeFifthsCouncil;
	type MaxProposalWeight = MaxProposalWeight;
	type DisapproveOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	type Consideration = ();
}

parameter_types! {
	/// How long the technical committee has to agree if the council was faster.
	pub const DeferredDispatchExpiration: BlockNumber = 7 * DAYS;
}

/// The way to root where nobody has the sudo key: for upgrades, and for repairs that nothing else can make. The technical
/// committee says that a call, by its hash, is safe to make, and the council that it is to be made.
impl pallet_whitelist::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WhitelistOrigin = EnsureRootOrTwoThirdsTechnical;
	type DispatchWhitelistedOrigin = EnsureRootOrThreeQuartersCouncil;
	type Preimages = Preimage;
	type DeferredDispatchExpiration = DeferredDispatchExpiration;
	type BlockNumberProvider = System;
	type WeightInfo = crate::weights::pallet_whitelist::WeightInfo<Runtime>;
}

parameter_types! {
	pub const TreasuryPalletId: PalletId = PalletId(*b"civ/trsy");
	pub const SpendPeriod: BlockNumber = DAYS;
	pub const PayoutPeriod: BlockNumber = 30 * DAYS;
	/// Public money is not burnt for not having been spent.
	pub const Burn: Permill = Permill::zero();
	pub const MaxBalance: Balance = Balance::MAX;
	pub TreasuryAccount: AccountId = crate::Treasury::account_id();
}

impl pallet_treasury::Config for Runtime {
	type Currency = Balances;
	type RejectOrigin = EnsureRootOrHalfCouncil;
	type RuntimeEvent = RuntimeEvent;
	type SpendPeriod = SpendPeriod;
	type Burn = Burn;
	type PalletId = TreasuryPalletId;
	type BurnDestination = ();
	type WeightInfo = crate::weights::pallet_treasury::WeightInfo<Runtime>;
	type SpendFunds = ();
	type MaxApprovals = ConstU32<100>;
	type SpendOrigin = EnsureWithSuccess<EnsureRootOrThreeFifthsCouncil, AccountId, MaxBalance>;
	type AssetKind = ();
	type Beneficiary = AccountId;
	type BeneficiaryLookup = IdentityLookup<AccountId>;
	type Paymaster = PayFromAccount<Balances, TreasuryAccount>;
	type BalanceConverter = UnityAssetBalanceConversion;
	type PayoutPeriod = PayoutPeriod;
	type BlockNumberProvider = System;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Runtime;
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_treasury::ArgumentsFactory<(), AccountId> for Runtime {
	fn create_asset_kind(_seed: u32) {}

	/// Somebody who exists, and so does the treasury: the benchmark pays less than it takes to exist.
	fn create_beneficiary(seed: [u8; 32]) -> AccountId {
		use frame_support::traits::fungible::Mutate;
		for who in [seed.into(), TreasuryAccount::get()] {
			let _ = Balances::mint_into(&who, crate::currency::CIV);
		}
		seed.into()
	}
}

/// Whether a call works also in safe mode: what makes blocks, what ends it, whoever may, what takes power from keys that may be
/// in wrong hands, that by which silence is broken, and that by which debts stay safe. Those who decide may be joint accounts,
/// proxied ones or identities, so what carries calls works as far as all that it carries does, at most `levels` deep. (When these
/// calls are made, they are looked at once more.)
fn works_in_safe_mode(call: &RuntimeCall, levels: u32) -> bool {
	use pallet_agreements::Call::{answer, appeal, claim, dispute, rule};
	use pallet_credit::Call as Credit;
	use pallet_identity_registry::Call::{act_as, act_as_signed, freeze, revoke_key, vote};
	use pallet_lending::Call::{add_collateral, repay};
	use pallet_multisig::Call::{approve_as_multi, as_multi, as_multi_threshold_1, cancel_as_multi};
	use pallet_proxy::Call::{proxy, proxy_announced};
	use pallet_reputation::{types::Given, Call as Reputation};
	use pallet_utility::Call::{batch, batch_all, force_batch};
	let carried = |call: &RuntimeCall| levels.checked_sub(1).is_some_and(|levels| works_in_safe_mode(call, levels));
	match call {
		RuntimeCall::System(_) | RuntimeCall::Timestamp(_) | RuntimeCall::Babe(_) | RuntimeCall::Grandpa(_) => true,
		RuntimeCall::SafeMode(_) | RuntimeCall::TxPause(_) | RuntimeCall::Sudo(_) => true,
		RuntimeCall::Council(_) | RuntimeCall::TechnicalCommittee(_) => true,
		RuntimeCall::Whitelist(_) | RuntimeCall::Preimage(pallet_preimage::Call::note_preimage { .. }) => true,
		// A validator whose keys were stolen takes others, or goes.
		RuntimeCall::ValidatorSet(_) => true,
		// The time to object to what a thief asks for does not stand still.
		RuntimeCall::IdentityRegistry(freeze { .. } | revoke_key { .. } | vote { .. }) => true,
		// Nor does the time to claim, to answer and to decide: silence may accept what is claimed, or lose it.
		RuntimeCall::Agreements(claim { .. } | answer { .. } | dispute { .. } | rule { .. } | appeal { .. }) => true,
		// Nor do prices. Who reports them may have lost the keys for it.
		RuntimeCall::Oracle(pallet_oracle::Call::feed_values { .. }) | RuntimeCall::Feeders(_) => true,
		// And who owes can do what keeps the debt from being called. For another it would be a payment.
		RuntimeCall::Lending(repay { owner: None, .. } | add_collateral { owner: None, .. }) => true,
		RuntimeCall::Credit(Credit::pay { .. }) => true,
		// Nor does the time of a register to answer, and to publish; and nobody is to look into files who may not any more.
		RuntimeCall::Credit(Credit::answer { .. } | Credit::publish_root { .. } | Credit::void_consents {}) => true,
		// An answer to an auditor that comes late shows for ever.
		RuntimeCall::PublicFinance(pallet_public_finance::Call::answer { .. }) => true,
		// A review that is not disputed, ruled on or opened in time never is.
		RuntimeCall::Reputation(Reputation::dispute { .. } | Reputation::rule { .. }) => true,
		RuntimeCall::Reputation(Reputation::review { given: Given::Opened { .. }, .. }) => true,
		// What a curator has announced comes all the same.
		RuntimeCall::Vaults(pallet_vaults::Call::veto { .. }) => true,
		RuntimeCall::IdentityRegistry(act_as { call, .. } | act_as_signed { call, .. }) => carried(call),
		RuntimeCall::Utility(batch { calls } | batch_all { calls } | force_batch { calls }) => {
			calls.iter().all(carried)
		},
		RuntimeCall::Proxy(proxy { call, .. } | proxy_announced { call, .. }) => carried(call),
		RuntimeCall::Multisig(as_multi { call, .. } | as_multi_threshold_1 { call, .. }) => carried(call),
		RuntimeCall::Multisig(approve_as_multi { .. } | cancel_as_multi { .. }) => true,
		_ => false,
	}
}

/// All calls but those that nobody needs, and that do harm.
pub struct Needed;
impl Contains<RuntimeCall> for Needed {
	fn contains(call: &RuntimeCall) -> bool {
		!matches!(
			call,
			// Who reports prices could do so under one name after another, leave no room for others in a block, and be gone
			// before the committee has agreed to remove them. It has `swap_member`.
			RuntimeCall::Feeders(pallet_membership::Call::change_key { .. })
			// An account that somebody else has paid for does not keep an identity from being given up, and its shares are lost
			// with it.
				| RuntimeCall::PoolAssets(pallet_assets::Call::touch_other { .. })
		)
	}
}

/// What works also in safe mode.
pub struct SafeModeWhitelist;
impl Contains<RuntimeCall> for SafeModeWhitelist {
	fn contains(call: &RuntimeCall) -> bool {
		works_in_safe_mode(call, MAX_NESTING)
	}
}

parameter_types! {
	pub const EnterDuration: BlockNumber = 4 * HOURS;
	pub const ExtendDuration: BlockNumber = 2 * HOURS;
	/// Not for everybody who can lock enough money: to stop all payments would be worth that to some.
	pub const EnterDepositAmount: Option<Balance> = None;
	pub const ExtendDepositAmount: Option<Balance> = None;
	/// Deposits are judged by governance, not by time.
	pub const ReleaseDelay: Option<BlockNumber> = None;
	pub const ForceDuration: BlockNumber = 12 * HOURS;
}

/// Root or the technical committee, for [`ForceDuration`].
pub type EnsureForce = EnsureWithSuccess<EnsureRootOrTwoThirdsTechnical, AccountId, ForceDuration>;

impl pallet_safe_mode::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WhitelistedCalls = SafeModeWhitelist;
	type EnterDuration = EnterDuration;
	type ExtendDuration = ExtendDuration;
	type EnterDepositAmount = EnterDepositAmount;
	type ExtendDepositAmount = ExtendDepositAmount;
	type ForceEnterOrigin = EnsureForce;
	type ForceExtendOrigin = EnsureForce;
	type ForceExitOrigin = EnsureRootOrTwoThirdsTechnical;
	type ForceDepositOrigin = EnsureRootOrThreeFifthsCouncil;
	type Notify = ();
	type ReleaseDelay = ReleaseDelay;
	type WeightInfo = crate::weights::pallet_safe_mode::WeightInfo<Runtime>;
}

/// What can never be paused: what makes blocks, what unpauses, what takes power from stolen keys, that by which silence is
/// broken, and that by which debts stay safe. Acts as such are among it, since names do not say what is carried; what an act
/// carries is stopped by pausing that.
pub struct TxPauseWhitelist;
impl Contains<RuntimeCallNameOf<Runtime>> for TxPauseWhitelist {
	fn contains(full_name: &RuntimeCallNameOf<Runtime>) -> bool {
		match full_name.0.as_slice() {
			b"System" | b"Timestamp" | b"Babe" | b"Grandpa" | b"ValidatorSet" => true,
			b"TxPause" | b"SafeMode" | b"Sudo" | b"Council" | b"TechnicalCommittee" | b"Whitelist" => true,
			b"IdentityRegistry" => {
				matches!(full_name.1.as_slice(), b"freeze" | b"revoke_key" | b"vote" | b"act_as" | b"act_as_signed")
			},
			b"Agreements" => {
				matches!(full_name.1.as_slice(), b"claim" | b"answer" | b"dispute" | b"rule" | b"appeal")
			},
			b"Oracle" => full_name.1.as_slice() == b"feed_values",
			b"Feeders" => true,
			b"Lending" => matches!(full_name.1.as_slice(), b"repay" | b"add_collateral"),
			b"Vaults" => full_name.1.as_slice() == b"veto",
			b"PublicFinance" => full_name.1.as_slice() == b"answer",
			b"Reputation" => matches!(full_name.1.as_slice(), b"dispute" | b"rule"),
			_ => false,
		}
	}
}

impl pallet_tx_pause::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PauseOrigin = EnsureRootOrTwoThirdsTechnical;
	type UnpauseOrigin = EnsureRootOrTwoThirdsTechnical;
	type WhitelistedCalls = TxPauseWhitelist;
	type MaxNameLen = ConstU32<256>;
	type WeightInfo = crate::weights::pallet_tx_pause::WeightInfo<Runtime>;
}

/// Only a development chain has a key for it; elsewhere the calls of this pallet fail for everyone.
impl pallet_sudo::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WeightInfo = crate::weights::pallet_sudo::WeightInfo<Runtime>;
}
