//! A small runtime with the pallets by which an act could leave something behind: proxies, multisigs, schedules,
//! batches, allowances. What they do here they do in the real one. Besides one that puts assets on hold, as agreements do there.

use crate as pallet_identity_registry;
use crate::{types::*, ActGuard, ClassifyCall, Has, HoldReason, OutcomeInspect, Verdict};
use civitas_primitives::{
	identity::{CallClass, CallIndex, Destination, Flow, Flows, Outflow},
	Moment,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	derive_impl, parameter_types,
	traits::{
		fungible::{HoldConsideration, InspectHold},
		fungibles::Inspect as _,
		AsEnsureOriginWithArg, ConstU128, ConstU32, ConstU64, Contains, EqualPrivilegeOnly, InstanceFilter,
		LinearStoragePrice,
	},
	weights::Weight,
};
use frame_system::{EnsureRoot, EnsureSigned};
use scale_info::TypeInfo;
use sp_core::H256;
use sp_runtime::{
	traits::{BlakeTwo256, IdentityLookup},
	AccountId32, BuildStorage, DispatchResult,
};

pub type AccountId = AccountId32;
pub type Balance = u128;
pub type AssetId = u32;

/// The clock at the start of every test.
pub const NOW: Moment = 1_000_000;
/// What each of the accounts that have something has.
pub const ENDOWMENT: Balance = 100_000_000;
/// How long names stay quarantined.
pub const QUARANTINE: Moment = 1_000;
/// How long an approval counts at most.
pub const MAX_APPROVAL: Moment = 100_000;
/// How long a request waits for votes.
pub const REQUEST_DELAY: Moment = 30_000;
/// How long a key waits after a request that was not agreed to.
pub const REQUEST_PAUSE: Moment = 70_000;
/// How long a key must have been full to have a vote.
pub const VOTING_AGE: Moment = 60_000;
/// The asset that there is.
pub const ASSET: AssetId = 7;

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
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system::Pallet<Test>;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp::Pallet<Test>;
	#[runtime::pallet_index(2)]
	pub type Balances = pallet_balances::Pallet<Test>;
	#[runtime::pallet_index(3)]
	pub type Assets = pallet_assets::Pallet<Test>;
	#[runtime::pallet_index(4)]
	pub type Utility = pallet_utility::Pallet<Test>;
	#[runtime::pallet_index(5)]
	pub type Multisig = pallet_multisig::Pallet<Test>;
	#[runtime::pallet_index(6)]
	pub type Proxy = pallet_proxy::Pallet<Test>;
	#[runtime::pallet_index(7)]
	pub type Preimage = pallet_preimage::Pallet<Test>;
	#[runtime::pallet_index(8)]
	pub type Scheduler = pallet_scheduler::Pallet<Test>;
	#[runtime::pallet_index(9)]
	pub type Registry = pallet_identity_registry::Pallet<Test>;
	#[runtime::pallet_index(10)]
	pub type AssetsHolder = pallet_assets_holder::Pallet<Test>;
	#[runtime::pallet_index(11)]
	pub type Escrow = escrow::Pallet<Test>;
}

/// Puts the asset on hold and releases it, at the word of whose it is.
#[frame_support::pallet(dev_mode)]
pub mod escrow {
	use super::{AccountId, AssetsHolder, Balance, IdentityHold, ASSET};
	use frame_support::{
		pallet_prelude::*,
		traits::{fungibles::MutateHold, tokens::Precision},
	};
	use frame_system::pallet_prelude::*;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<AccountId = AccountId> {}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		pub fn lock(origin: OriginFor<T>, amount: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			AssetsHolder::hold(ASSET, &IdentityHold::get(), &who, amount)
		}

		pub fn unlock(origin: OriginFor<T>, amount: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			AssetsHolder::release(ASSET, &IdentityHold::get(), &who, amount, Precision::Exact).map(|_| ())
		}
	}
}

parameter_types! {
	/// Whether the chain moves no native money for the time being, as if someone had paused that.
	pub static Paused: bool = false;
}

/// What the whole chain lets pass.
pub struct BaseFilter;
impl Contains<RuntimeCall> for BaseFilter {
	fn contains(call: &RuntimeCall) -> bool {
		!(Paused::get() && matches!(call, RuntimeCall::Balances(_)))
	}
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type BaseCallFilter = BaseFilter;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<10>;
	type AccountStore = System;
}

impl pallet_timestamp::Config for Test {
	type Moment = Moment;
	type OnTimestampSet = ();
	type MinimumPeriod = ConstU64<1>;
	type WeightInfo = ();
}

#[derive_impl(pallet_assets::config_preludes::TestDefaultConfig)]
impl pallet_assets::Config for Test {
	type Balance = Balance;
	type AssetId = AssetId;
	type AssetIdParameter = AssetId;
	type Currency = Balances;
	type CreateOrigin = AsEnsureOriginWithArg<EnsureSigned<AccountId>>;
	type ForceOrigin = EnsureRoot<AccountId>;
	type Freezer = ();
	type Holder = AssetsHolder;
	type CallbackHandle = ();
}

impl pallet_assets_holder::Config for Test {
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeEvent = RuntimeEvent;
}

impl escrow::Config for Test {}

impl pallet_utility::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type WeightInfo = ();
}

impl pallet_multisig::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type DepositBase = ConstU128<1>;
	type DepositFactor = ConstU128<1>;
	type MaxSignatories = ConstU32<3>;
	type WeightInfo = ();
	type BlockNumberProvider = System;
}

impl pallet_proxy::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type ProxyType = Scope;
	type ProxyDepositBase = ConstU128<1>;
	type ProxyDepositFactor = ConstU128<1>;
	type MaxProxies = ConstU32<4>;
	type WeightInfo = ();
	type MaxPending = ConstU32<2>;
	type CallHasher = BlakeTwo256;
	type AnnouncementDepositBase = ConstU128<1>;
	type AnnouncementDepositFactor = ConstU128<1>;
	type BlockNumberProvider = System;
}

impl pallet_preimage::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type Currency = Balances;
	type ManagerOrigin = EnsureRoot<AccountId>;
	type Consideration = ();
}

parameter_types! {
	pub MaximumWeight: Weight = Weight::from_parts(u64::MAX / 2, u64::MAX / 2);
}

impl pallet_scheduler::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type MaximumWeight = MaximumWeight;
	// Anyone, so that an escape by schedule is possible at all.
	type ScheduleOrigin = frame_system::EnsureSigned<AccountId>;
	type OriginPrivilegeCmp = EqualPrivilegeOnly;
	type MaxScheduledPerBlock = ConstU32<10>;
	type WeightInfo = ();
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

/// What keys and proxies may do.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	TypeInfo,
)]
pub enum Scope {
	/// Everything.
	#[default]
	Any,
	/// Everything but money.
	NonTransfer,
	/// What identities show and say.
	Social,
	/// Money.
	Finance,
}

impl Scope {
	fn allows(&self, class: CallClass) -> bool {
		match self {
			Scope::Any => true,
			Scope::NonTransfer => !matches!(class, CallClass::Finance | CallClass::Other | CallClass::Control),
			Scope::Social => class == CallClass::Social,
			Scope::Finance => class == CallClass::Finance,
		}
	}
}

impl InstanceFilter<RuntimeCall> for Scope {
	fn filter(&self, call: &RuntimeCall) -> bool {
		*self == Scope::Any || Classes::allows(self, &[], call)
	}

	fn is_superset(&self, other: &Self) -> bool {
		*self == Scope::Any || self == other || (*self == Scope::NonTransfer && *other == Scope::Social)
	}
}

parameter_types! {
	/// Whether the classes are wrong: everything is social, as if nobody had thought of anything.
	pub static Blind: bool = false;
}

/// The calls that a call carries.
fn carried(call: &RuntimeCall) -> Vec<&RuntimeCall> {
	use pallet_utility::Call::{as_derivative, batch, batch_all, force_batch};
	match call {
		RuntimeCall::Utility(batch { calls } | batch_all { calls } | force_batch { calls }) => calls.iter().collect(),
		RuntimeCall::Utility(as_derivative { call, .. }) => vec![call],
		RuntimeCall::Multisig(pallet_multisig::Call::as_multi_threshold_1 { call, .. }) => vec![call],
		RuntimeCall::Proxy(pallet_proxy::Call::proxy { call, .. }) => vec![call],
		RuntimeCall::Registry(crate::Call::act_as { call, .. } | crate::Call::act_as_signed { call, .. }) => vec![call],
		_ => Vec::new(),
	}
}

/// The classes of calls, as a runtime has to give them.
pub struct Classes;
impl ClassifyCall<RuntimeCall, Scope> for Classes {
	fn class(call: &RuntimeCall) -> Option<CallClass> {
		if Blind::get() {
			return Some(CallClass::Social);
		}
		let inner = carried(call);
		if !inner.is_empty() {
			let classes: Option<Vec<_>> = inner.into_iter().map(Self::class).collect();
			return CallClass::strictest(classes?);
		}
		match call {
			RuntimeCall::System(frame_system::Call::remark { .. } | frame_system::Call::remark_with_event { .. }) => {
				Some(CallClass::Social)
			},
			// Left out on purpose: a call that nobody has classified.
			RuntimeCall::System(_) | RuntimeCall::Timestamp(_) => None,
			RuntimeCall::Balances(_) => Some(CallClass::Finance),
			RuntimeCall::Assets(pallet_assets::Call::transfer { .. }) => Some(CallClass::Finance),
			RuntimeCall::Escrow(_) => Some(CallClass::Finance),
			RuntimeCall::Utility(pallet_utility::Call::batch { .. }) => None,
			RuntimeCall::Assets(_)
			| RuntimeCall::Utility(_)
			| RuntimeCall::Multisig(_)
			| RuntimeCall::Proxy(_)
			| RuntimeCall::Preimage(_)
			| RuntimeCall::Scheduler(_) => Some(CallClass::Control),
			RuntimeCall::Registry(call) => Registry::class(call, Self::class),
		}
	}

	fn allows(scope: &Scope, permitted: &[CallIndex], call: &RuntimeCall) -> bool {
		let inner = carried(call);
		if !inner.is_empty() {
			return inner.into_iter().all(|call| Self::allows(scope, permitted, call));
		}
		let named = CallIndex::of(call).is_some_and(|index| permitted.contains(&index));
		Self::class(call).is_some_and(|class| scope.allows(class) || (named && class != CallClass::Control))
	}

	fn walk(call: &RuntimeCall, see: &mut dyn FnMut(&RuntimeCall, u32) -> bool) -> bool {
		fn walk(call: &RuntimeCall, acts: u32, see: &mut dyn FnMut(&RuntimeCall, u32) -> bool) -> bool {
			let inner = acts + u32::from(matches!(call, RuntimeCall::Registry(_)));
			see(call, acts) && carried(call).into_iter().all(|call| walk(call, inner, see))
		}
		walk(call, 0, see)
	}
}

parameter_types! {
	/// Whether what leaves is said to be nothing, as if nobody had thought of anything.
	pub static SaysNothing: bool = false;
}

/// What leaves by the calls that there are, as a runtime has to say it.
pub struct Leaves;
impl Outflow<RuntimeCall, AccountId, AssetId, Balance> for Leaves {
	fn of(call: &RuntimeCall) -> Option<Flows<AssetId, Balance, AccountId>> {
		use pallet_balances::Call::{transfer_allow_death, transfer_keep_alive};
		if SaysNothing::get() {
			return Some(Vec::new());
		}
		let to =
			|asset, amount, to: &AccountId| Some(vec![Flow { asset, amount, to: Destination::Account(to.clone()) }]);
		match call {
			RuntimeCall::Registry(crate::Call::act_as_signed { .. }) => Some(Vec::new()),
			RuntimeCall::Balances(transfer_allow_death { dest, value } | transfer_keep_alive { dest, value }) => {
				to(None, *value, dest)
			},
			RuntimeCall::Balances(pallet_balances::Call::burn { value, .. }) => {
				Some(vec![Flow { asset: None, amount: *value, to: Destination::Unknown }])
			},
			RuntimeCall::Balances(_) => None,
			RuntimeCall::Assets(pallet_assets::Call::transfer { id, target, amount }) => to(Some(*id), *amount, target),
			RuntimeCall::Escrow(escrow::Call::lock { amount }) => {
				Some(vec![Flow { asset: Some(ASSET), amount: *amount, to: Destination::Own }])
			},
			RuntimeCall::Registry(crate::Call::register { key, salt, room, .. }) => {
				let amount = 100 + Balance::from(Registry::footprint(*room).size as u32);
				to(None, amount, &civitas_primitives::identity::identity_id(key, salt).into())
			},
			RuntimeCall::Registry(crate::Call::fund { identity, room }) => {
				let amount = 100 + Balance::from(Registry::footprint(*room).size as u32);
				to(None, amount, identity)
			},
			RuntimeCall::Registry(crate::Call::attest_domain { .. }) => {
				let amount = 100 + Balance::from(Registry::attestation_footprint().size as u32);
				Some(vec![Flow { asset: None, amount, to: Destination::Own }])
			},
			_ => {
				let flows: Option<Vec<_>> = carried(call).into_iter().map(Self::of).collect();
				Some(flows?.concat())
			},
		}
	}
}

/// What other pallets hold about identities here: proxies, and balances of assets.
pub struct Outcome;
impl OutcomeInspect<AccountId, AssetId, Balance, RuntimeHoldReason> for Outcome {
	fn delegations(who: &AccountId) -> [u8; 32] {
		sp_io::hashing::blake2_256(&pallet_proxy::Proxies::<Test>::get(who).encode())
	}

	fn asset_balance(asset: &AssetId, who: &AccountId) -> Has<Balance> {
		Has { free: Assets::balance(*asset, who), total: Assets::total_balance(*asset, who) }
	}

	fn holds(who: &AccountId) -> Vec<(RuntimeHoldReason, Balance)> {
		let holds = pallet_balances::Holds::<Test>::get(who);
		holds.into_iter().map(|hold| (hold.id, hold.amount)).collect()
	}
}

parameter_types! {
	/// What the guard says before.
	pub static GuardSays: Verdict = Verdict::Allow;
	/// Whether the guard filters remarks.
	pub static GuardFilters: bool = false;
	/// Whether the guard undoes acts.
	pub static GuardUndoes: bool = false;
	/// What the guard was asked.
	pub static GuardAsked: Vec<Act<AccountId>> = Vec::new();
}

/// A guard that does what it is told.
pub struct Guard;
impl ActGuard<AccountId, RuntimeCall> for Guard {
	fn weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}

	fn before(act: &Act<AccountId>, _: &RuntimeCall) -> Verdict {
		GuardAsked::mutate(|asked| asked.push(act.clone()));
		GuardSays::get()
	}

	fn filter(_: &Act<AccountId>, call: &RuntimeCall) -> bool {
		!(GuardFilters::get() && matches!(call, RuntimeCall::System(_)))
	}

	fn after(_: &Act<AccountId>) -> DispatchResult {
		if GuardUndoes::get() {
			return Err(sp_runtime::DispatchError::Other("guard"));
		}
		Ok(())
	}
}

parameter_types! {
	pub const IdentityHold: RuntimeHoldReason = RuntimeHoldReason::Registry(HoldReason::Identity);
	pub const AttestationHold: RuntimeHoldReason = RuntimeHoldReason::Registry(HoldReason::Attestation);
	pub const ProposalHold: RuntimeHoldReason = RuntimeHoldReason::Registry(HoldReason::Proposal);
}

/// 100 an item and 1 a byte.
type Price = LinearStoragePrice<ConstU128<100>, ConstU128<1>, Balance>;
type Deposit<Reason> = HoldConsideration<AccountId, Balances, Reason, Price>;

impl pallet_identity_registry::Config for Test {
	type Time = Timestamp;
	type NativeBalance = Balances;
	type AssetId = AssetId;
	type KeyScope = Scope;
	type Classify = Classes;
	type Guard = Guard;
	type Outflow = Leaves;
	type Outcome = Outcome;
	type HoldReason = RuntimeHoldReason;
	type Consideration = Deposit<IdentityHold>;
	type AttestationConsideration = Deposit<AttestationHold>;
	type ProposalConsideration = Deposit<ProposalHold>;
	type NameQuarantine = ConstU64<QUARANTINE>;
	type MaxAttestation = ConstU64<10_000>;
	type MaxApproval = ConstU64<MAX_APPROVAL>;
	type RequestDelay = ConstU64<REQUEST_DELAY>;
	type RequestPause = ConstU64<REQUEST_PAUSE>;
	type VotingAge = ConstU64<VOTING_AGE>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Outcome;
}

/// One of `asset` goes to `to`.
#[cfg(feature = "runtime-benchmarks")]
fn pay(asset: &Option<AssetId>, to: &AccountId) -> RuntimeCall {
	match *asset {
		None => pallet_balances::Call::transfer_keep_alive { dest: to.clone(), value: 1 }.into(),
		Some(id) => pallet_assets::Call::transfer { id, target: to.clone(), amount: 1 }.into(),
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper<AssetId, Scope, RuntimeCall> for Outcome {
	fn asset(index: u32) -> AssetId {
		ASSET + index
	}

	fn endow(asset: &AssetId, who: &AccountId) {
		if pallet_assets::Asset::<Test>::get(asset).is_none() {
			Assets::force_create(RuntimeOrigin::root(), *asset, who.clone(), true, 1).expect("it is new");
		}
		<Assets as frame_support::traits::fungibles::Mutate<AccountId>>::mint_into(*asset, who, 1_000)
			.expect("it exists");
		<AssetsHolder as frame_support::traits::fungibles::MutateHold<AccountId>>::hold(
			*asset,
			&IdentityHold::get(),
			who,
			1,
		)
		.expect("it has as much");
	}

	fn narrow_scope() -> Scope {
		Scope::Social
	}

	fn crowded(bytes: u32, assets: &[Option<AssetId>], to: &AccountId) -> (RuntimeCall, u32) {
		let remark = RuntimeCall::System(frame_system::Call::remark { remark: Vec::new() });
		let mut calls = vec![remark; 1 + bytes as usize / 3];
		calls.extend(assets.iter().map(|asset| pay(asset, to)));
		let batch = |calls| RuntimeCall::Utility(pallet_utility::Call::batch { calls });
		(batch(vec![batch(calls)]), 2)
	}

	fn permitted() -> Vec<CallIndex> {
		let calls = [pay(&None, &payer()), pay(&Some(ASSET), &payer())];
		calls.iter().filter_map(CallIndex::of).collect()
	}

	fn delegate(who: &AccountId) {
		let _ = <Balances as frame_support::traits::fungible::Mutate<AccountId>>::mint_into(who, ENDOWMENT);
		for byte in 0..4 {
			Proxy::add_proxy(RuntimeOrigin::signed(who.clone()), [byte; 32].into(), Scope::Any, 0)
				.expect("there is room");
		}
	}
}

/// The account of someone who has nothing to do with identities, but has money.
pub fn account(byte: u8) -> AccountId {
	[byte; 32].into()
}

/// Pays for identities.
pub fn payer() -> AccountId {
	account(101)
}

/// Submits what others have signed.
pub fn relayer() -> AccountId {
	account(102)
}

/// Has nothing to do with any of it.
pub fn stranger() -> AccountId {
	account(103)
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().expect("no genesis of its own");
	let rich = [payer(), relayer(), stranger()];
	pallet_balances::GenesisConfig::<Test> {
		balances: rich.into_iter().map(|who| (who, ENDOWMENT)).collect(),
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.expect("balances above the existential deposit");
	let mut ext: sp_io::TestExternalities = storage.into();
	ext.execute_with(|| {
		System::set_block_number(1);
		frame_system::BlockHash::<Test>::insert(0, H256::repeat_byte(0x47));
		set_time(NOW);
		Assets::force_create(RuntimeOrigin::root(), ASSET, payer(), true, 1).expect("it is new");
	});
	ext
}

/// Run a test, and check the invariants after it.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		check_state();
	});
}

/// The pallet's invariants, and that the deposits held are those on the tickets.
pub fn check_state() {
	Registry::do_try_state().expect("the invariants hold");
	let mut accounts: std::collections::BTreeSet<AccountId> = frame_system::Account::<Test>::iter_keys().collect();
	let mut tickets = std::collections::BTreeMap::<(AccountId, u8), Balance>::new();
	let mut add = |who: AccountId, reason: HoldReason, ticket: Vec<u8>| {
		// A ticket keeps its amount to itself; it is encoded as that amount alone.
		let amount = Balance::decode(&mut &ticket[..]).expect("a ticket is an amount");
		*tickets.entry((who, reason as u8)).or_default() += amount;
	};
	for record in crate::Identities::<Test>::iter_values() {
		add(record.payer, HoldReason::Identity, record.ticket.encode());
	}
	for (_, (_, verifier), attestation) in crate::Domains::<Test>::iter() {
		add(verifier, HoldReason::Attestation, attestation.ticket.encode());
	}
	for proposal in crate::Proposals::<Test>::iter_values() {
		add(proposal.payer, HoldReason::Proposal, proposal.ticket.encode());
	}
	accounts.extend(tickets.keys().map(|(who, _)| who.clone()));
	for who in accounts {
		for reason in [HoldReason::Identity, HoldReason::Attestation, HoldReason::Proposal] {
			let sum = tickets.get(&(who.clone(), reason as u8)).copied().unwrap_or_default();
			assert_eq!(Balances::balance_on_hold(&reason.into(), &who), sum, "deposits of {who} for {reason:?}");
		}
	}
}

pub fn signed(who: impl Into<AccountId>) -> RuntimeOrigin {
	RuntimeOrigin::signed(who.into())
}

pub fn set_time(time: Moment) {
	pallet_timestamp::Now::<Test>::put(time);
}

/// The next block, three seconds later.
pub fn next_block() {
	let block = System::block_number() + 1;
	System::set_block_number(block);
	set_time(Timestamp::get() + 3_000);
	<Scheduler as frame_support::traits::Hooks<u64>>::on_initialize(block);
}
