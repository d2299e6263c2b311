#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]
#![cfg_attr(
	not(any(test, feature = "runtime-benchmarks")),
	deny(
		clippy::arithmetic_side_effects,
		clippy::cast_possible_truncation,
		clippy::cast_possible_wrap,
		clippy::cast_sign_loss,
		clippy::expect_used,
		clippy::indexing_slicing,
		clippy::panic,
		clippy::unwrap_used
	)
)]

extern crate alloc;

mod acts;
mod archive;
mod audit;
mod awards;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod bodies;
mod calls;
mod campaigns;
mod corrections;
mod errors;
mod events;
mod funds;
// What is derived for enums casts.
#[allow(clippy::cast_possible_truncation)]
pub mod info;
mod lines;
#[cfg(test)]
mod mock;
mod payments;
mod periods;
mod reads;
#[cfg(test)]
mod tests;
mod trace;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
// What is derived for enums casts.
#[allow(clippy::cast_possible_truncation)]
pub mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use pallet::*;
pub use weights::WeightInfo;

use frame_support::pallet_macros::import_section;

// What the macros of this module expand to does not keep to the lints above; nothing but declarations is written here.
#[import_section(calls::calls)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[allow(clippy::cast_possible_truncation, clippy::expect_used, clippy::large_enum_variant)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::{info::*, trace::Way, types::*};
	use alloc::vec::Vec;
	use civitas_primitives::{
		agreements::Settlement,
		identity::IdentityInspect,
		money::{Asset, Balance},
		public_finance::{AwardId, Currency, EpochRandomness, FundId, LineId, Log, Payee, PeriodId, RoleInspect, Span},
		ContentHash, Moment, Page,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{fungibles, Consideration, Footprint, Time},
	};
	use frame_system::pallet_prelude::*;
	use pallet_asset_conversion::Swap;
	use sp_core::H256;

	/// The layout of the storage in this code.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The clock, in milliseconds since the Unix epoch.
		type Time: Time<Moment = Moment>;

		/// What holds are for.
		type RuntimeHoldReason: From<HoldReason>;

		/// What is free of an asset: the native one, and all others.
		type Assets: fungibles::Mutate<Self::AccountId, AssetId = Asset, Balance = Balance>;

		/// The same on hold.
		type Holds: fungibles::MutateHold<
			Self::AccountId,
			AssetId = Asset,
			Balance = Balance,
			Reason = Self::RuntimeHoldReason,
		>;

		/// Where currencies are exchanged.
		type Exchange: Swap<Self::AccountId, Balance = Balance, AssetKind = Asset>;

		/// The weight of an exchange in one hop.
		type SwapWeight: Get<Weight>;

		/// Who knows who controls whom.
		type Identities: IdentityInspect<Self::AccountId>;

		/// Who knows who holds which power.
		type Roles: RoleInspect<Self::AccountId>;

		/// Who settles agreements.
		type Settlement: Settlement<Self::AccountId>;

		/// What blocks are made by chance with.
		type Randomness: EpochRandomness;

		/// What a body pays for all its records, which grow and shrink.
		type RecordConsideration: Consideration<Self::AccountId, Footprint>;

		/// What who gives pays for the record of it.
		type GiftConsideration: Consideration<Self::AccountId, Footprint>;

		/// Of how many epochs it is remembered what was gathered in them: of a year.
		#[pallet::constant]
		type EpochsRemembered: Get<u64>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;

		/// What benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self>;
	}

	/// What something is held for.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The money of funds, in the account of their body.
		#[codec(index = 0)]
		Fund,
		/// The records of a body, in its account.
		#[codec(index = 1)]
		Records,
		/// The record of a gift, in the account of who gave it.
		#[codec(index = 2)]
		Gift,
	}

	/// Bodies, by their accounts.
	#[pallet::storage]
	pub type Bodies<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Body<T>>;

	/// The bodies that belong to one.
	#[pallet::storage]
	pub type BodiesBelow<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, T::AccountId, ()>;

	/// What a body has paid for its records.
	#[pallet::storage]
	pub type Deposits<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Deposit<T>>;

	/// What an officer has done, and a payee has got, lately: of a body, in a currency, by a power.
	#[pallet::storage]
	pub type Tallies<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Blake2_128Concat, T::AccountId>,
			NMapKey<Twox64Concat, (Currency, civitas_primitives::public_finance::Power)>,
			NMapKey<Blake2_128Concat, Party<T::AccountId>>,
		),
		Tally,
		ValueQuery,
	>;

	/// Acts that wait for a second person.
	#[pallet::storage]
	pub type Waiting<T: Config> = StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, u32, Pending<T>>;

	/// The periods of bodies.
	#[pallet::storage]
	pub type Periods<T: Config> = StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, PeriodId, Period>;

	/// The lines of bodies.
	#[pallet::storage]
	pub type Lines<T: Config> = StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, LineId, Line>;

	/// The lines under something, by the last part of their path.
	#[pallet::storage]
	pub type LinesBelow<T: Config> = StorageNMap<
		_,
		(NMapKey<Blake2_128Concat, T::AccountId>, NMapKey<Twox64Concat, Above>, NMapKey<Blake2_128Concat, Part>),
		LineId,
	>;

	/// The funds, which are never removed.
	#[pallet::storage]
	pub type Funds<T: Config> = StorageMap<_, Twox64Concat, FundId, Fund<T>>;

	/// How many funds there are: the next one's number.
	#[pallet::storage]
	pub type FundCount<T: Config> = StorageValue<_, FundId, ValueQuery>;

	/// The funds of a body.
	#[pallet::storage]
	pub type FundsOf<T: Config> = StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, FundId, ()>;

	/// Which units of a fund were used in a period before the one of its last use.
	#[pallet::storage]
	pub type Marks<T: Config> = StorageDoubleMap<_, Twox64Concat, FundId, Twox64Concat, PeriodId, Span>;

	/// What came into funds.
	#[pallet::storage]
	pub type Receipts<T: Config> = StorageDoubleMap<_, Twox64Concat, FundId, Twox64Concat, u32, Receipt<T>>;

	/// What left funds.
	#[pallet::storage]
	pub type Uses<T: Config> = StorageDoubleMap<_, Twox64Concat, FundId, Twox64Concat, u32, Use<T>>;

	/// The receipts of what someone gave.
	#[pallet::storage]
	pub type Gifts<T: Config> = StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, (FundId, u32), ()>;

	/// Awards.
	#[pallet::storage]
	pub type Awards<T: Config> = StorageMap<_, Twox64Concat, AwardId, Award<T::AccountId>>;

	/// How many awards there were: the next one's number.
	#[pallet::storage]
	pub type AwardCount<T: Config> = StorageValue<_, AwardId, ValueQuery>;

	/// The awards of a body.
	#[pallet::storage]
	pub type AwardsOf<T: Config> = StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, AwardId, ()>;

	/// The awards to a payee, by the hash of its encoding.
	#[pallet::storage]
	pub type AwardsTo<T: Config> = StorageDoubleMap<_, Identity, H256, Twox64Concat, AwardId, ()>;

	/// The awards of a line.
	#[pallet::storage]
	pub type AwardsOn<T: Config> = StorageNMap<
		_,
		(NMapKey<Blake2_128Concat, T::AccountId>, NMapKey<Twox64Concat, LineId>, NMapKey<Twox64Concat, AwardId>),
		(),
	>;

	/// How awards were changed.
	#[pallet::storage]
	pub type AwardChanges<T: Config> =
		StorageDoubleMap<_, Twox64Concat, AwardId, Twox64Concat, u16, AwardChange<T::AccountId>>;

	/// What was accepted of awards.
	#[pallet::storage]
	pub type Acceptances<T: Config> =
		StorageDoubleMap<_, Twox64Concat, AwardId, Twox64Concat, u16, Acceptance<T::AccountId>>;

	/// How uses were put right.
	#[pallet::storage]
	pub type Corrections<T: Config> =
		StorageDoubleMap<_, Twox64Concat, (FundId, u32), Twox64Concat, u8, (Correction, T::AccountId, Moment)>;

	/// Audits.
	#[pallet::storage]
	pub type Engagements<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, PeriodId, Engagement<T::AccountId>>;

	/// What auditors have found.
	#[pallet::storage]
	pub type Findings<T: Config> = StorageNMap<
		_,
		(NMapKey<Blake2_128Concat, T::AccountId>, NMapKey<Twox64Concat, PeriodId>, NMapKey<Twox64Concat, u16>),
		Finding,
	>;

	/// What was gathered by chance in each epoch of block production, of the last year or so. They are counted here: an epoch in which
	/// no block was made is none.
	#[pallet::storage]
	pub type Gathered<T: Config> = StorageMap<_, Twox64Concat, u64, [u8; 32]>;

	/// The epoch that has begun last, by its number among those of block production and by the count here.
	#[pallet::storage]
	pub type LastEpoch<T: Config> = StorageValue<_, (u64, u64), ValueQuery>;

	/// The logs of what has left state. The leaf of a record has the record's number.
	#[pallet::storage]
	pub type Logs<T: Config> = StorageMap<_, Twox64Concat, Shelf, Log, ValueQuery>;

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A body, what it belongs to, who appropriates to it, when it needs a second person, and how many bytes its deposit is for.
		/// Nothing if the account is no body.
		pub fn body_info(body: T::AccountId) -> Option<BodyInfo<T>> {
			Self::do_body_info(body)
		}

		/// The bodies that belong to one.
		///
		/// A page goes on after `cursor`, which is the `next` of the page before, and has at most `limit` items: 100 if not given, and
		/// never more.
		pub fn bodies_below(
			body: T::AccountId,
			cursor: Option<T::AccountId>,
			limit: Option<u32>,
		) -> Page<T::AccountId, T::AccountId> {
			Self::do_bodies_below(&body, cursor, limit)
		}

		/// The periods of a body, the oldest first, each with its audit: that a secret was not revealed shows. Pages are
		/// as in `bodies_below`.
		pub fn periods(
			body: T::AccountId,
			cursor: Option<PeriodId>,
			limit: Option<u32>,
		) -> Page<PeriodInfo<T::AccountId>, PeriodId> {
			Self::do_periods(&body, cursor, limit)
		}

		/// The acts of a body that wait for a second person. Pages are as in `bodies_below`.
		pub fn waiting(body: T::AccountId, cursor: Option<u32>, limit: Option<u32>) -> Page<WaitingInfo<T>, u32> {
			Self::do_waiting(&body, cursor, limit)
		}

		/// A line with its path, what is booked on it, and what is booked on the line that binds it. Nothing if there is none.
		pub fn line_info(body: T::AccountId, line: LineId) -> Option<LineInfo> {
			Self::do_line_info(&body, line)
		}

		/// How a budget is executed: a line and all below it; or all lines of a period, a currency and a kind. They are in the order of
		/// their tree: each line is followed by those under it. Each has what is booked on itself alone, its original and its final
		/// authority among it, and what is booked on the line that binds it. Pages are as in `bodies_below`.
		pub fn execution(
			body: T::AccountId,
			top: Above,
			cursor: Option<LineId>,
			limit: Option<u32>,
		) -> Page<LineInfo, LineId> {
			Self::do_execution(&body, top, cursor, limit)
		}

		/// A fund, and what is in it. Nothing if there is none.
		pub fn fund_info(fund: FundId) -> Option<FundInfo<T>> {
			Self::do_fund_info(fund)
		}

		/// The funds of a body. Pages are as in `bodies_below`.
		pub fn funds_of(body: T::AccountId, cursor: Option<FundId>, limit: Option<u32>) -> Page<FundInfo<T>, FundId> {
			Self::do_funds_of(&body, cursor, limit)
		}

		/// The receipts of a fund that were not archived, the oldest first. Pages are as in `bodies_below`.
		pub fn receipts(fund: FundId, cursor: Option<u32>, limit: Option<u32>) -> Page<ReceiptInfo<T>, u32> {
			Self::do_receipts(fund, cursor, limit)
		}

		/// The uses of a fund that were not archived, the oldest first, each with how it was put right. Pages are as in `bodies_below`,
		/// and shorter if there are many corrections.
		pub fn payments(fund: FundId, cursor: Option<u32>, limit: Option<u32>) -> Page<PaymentInfo<T>, u32> {
			Self::do_payments(fund, cursor, limit)
		}

		/// An award. Nothing if there is none.
		pub fn award_info(award: AwardId) -> Option<AwardInfo<T::AccountId>> {
			Self::do_award_info(award)
		}

		/// How an award was before each time that it was changed, the oldest first. Pages are as in `bodies_below`.
		pub fn award_changes(
			award: AwardId,
			cursor: Option<u16>,
			limit: Option<u32>,
		) -> Page<AwardChange<T::AccountId>, u16> {
			Self::do_award_changes(award, cursor, limit)
		}

		/// What was accepted of an award, the oldest first. Pages are as in `bodies_below`.
		pub fn acceptances(
			award: AwardId,
			cursor: Option<u16>,
			limit: Option<u32>,
		) -> Page<Acceptance<T::AccountId>, u16> {
			Self::do_acceptances(award, cursor, limit)
		}

		/// The awards of a body. Pages are as in `bodies_below`.
		pub fn awards_of(
			body: T::AccountId,
			cursor: Option<AwardId>,
			limit: Option<u32>,
		) -> Page<AwardInfo<T::AccountId>, AwardId> {
			Self::do_awards_of(&body, cursor, limit)
		}

		/// The awards to a payee, of whichever body. Pages are as in `bodies_below`.
		pub fn awards_to(
			payee: Payee<T::AccountId>,
			cursor: Option<AwardId>,
			limit: Option<u32>,
		) -> Page<AwardInfo<T::AccountId>, AwardId> {
			Self::do_awards_to(&payee, cursor, limit)
		}

		/// The awards that take something of a line. Pages are as in `bodies_below`.
		pub fn awards_on(
			body: T::AccountId,
			line: LineId,
			cursor: Option<AwardId>,
			limit: Option<u32>,
		) -> Page<AwardInfo<T::AccountId>, AwardId> {
			Self::do_awards_on(&body, line, cursor, limit)
		}

		/// The awards of a body of which something was accepted, is past due, and is not paid. What was accepted first counts as paid
		/// first. Of an award, the last 2,000 times that something was accepted are looked at.
		///
		/// A page goes on after `cursor`, which is the `next` of the page before. It looks at `limit` awards, 100 if not given and never
		/// more, so it may be short, even empty, and still have a `next`.
		pub fn arrears(
			body: T::AccountId,
			cursor: Option<AwardId>,
			limit: Option<u32>,
		) -> Page<Arrears<T::AccountId>, AwardId> {
			Self::do_arrears(&body, cursor, limit)
		}

		/// Where the money of a use is from: runs of units that have one path, each with the funds on it, up to where they came in from
		/// outside. What entered a fund first has left it first.
		///
		/// A page begins `cursor` units behind the first of the use, those in gaps counted, and has at most `limit` runs: 100 if not
		/// given, and never more. It ends after 2,000 reads, too. A path of more than 16 funds ends with the record from which it has to
		/// be asked on. What is archived can be asked at an earlier block.
		pub fn trace_up(
			fund: FundId,
			number: u32,
			cursor: Option<Balance>,
			limit: Option<u32>,
		) -> Page<TraceRun<T::AccountId>, Balance> {
			Self::trace(Way::Up, fund, number, cursor, limit).0
		}

		/// What became of the money of a receipt: runs of units that have one path, each with the funds on it, down to who was paid, or to
		/// the fund that has it.
		///
		/// Pages are as in `trace_up`. One that would end in the middle of a unit, which an exchange has made many of, ends with the
		/// records from which the rest of that has to be asked on.
		pub fn trace_down(
			fund: FundId,
			receipt: u32,
			cursor: Option<Balance>,
			limit: Option<u32>,
		) -> Page<TraceRun<T::AccountId>, Balance> {
			Self::trace(Way::Down, fund, receipt, cursor, limit).0
		}

		/// What became of what someone gave: each gift that was not archived, with the first page of its `trace_down`. Pages are as in
		/// `bodies_below`, and shorter if that takes many reads.
		pub fn what_became_of(
			donor: T::AccountId,
			cursor: Option<(FundId, u32)>,
			limit: Option<u32>,
		) -> Page<GiftTrace<T::AccountId>, (FundId, u32)> {
			Self::do_what_became_of(&donor, cursor, limit)
		}

		/// The units of a fund that the auditor of a period looks at, in their order, each with the use that it is in: every k-th of those
		/// that were used in the period. There are none until he has revealed his secret. Pages are as in `bodies_below`.
		pub fn sample(
			body: T::AccountId,
			period: PeriodId,
			fund: FundId,
			cursor: Option<Balance>,
			limit: Option<u32>,
		) -> Page<SampledUnit, Balance> {
			Self::do_sample(&body, period, fund, cursor, limit)
		}

		/// What the auditor of a period has found, the oldest first, and whether the answer is, or was, overdue. Pages are as in
		/// `bodies_below`.
		pub fn findings(
			body: T::AccountId,
			period: PeriodId,
			cursor: Option<u16>,
			limit: Option<u32>,
		) -> Page<FindingInfo, u16> {
			Self::do_findings(&body, period, cursor, limit)
		}

		/// The log of what has left state: how many leaves it has, and the root of their tree (RFC 9162).
		pub fn log(shelf: Shelf) -> LogInfo {
			Self::do_log(shelf)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			Self::note_epoch();
			T::WeightInfo::note_epoch().saturating_add(T::Randomness::weight().saturating_mul(2))
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
