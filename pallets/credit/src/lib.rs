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

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod calls;
mod defaults;
mod errors;
mod events;
pub mod info;
mod loans;
#[cfg(test)]
mod mock;
mod money;
mod offers;
mod payments;
mod pools;
mod proposals;
mod reads;
mod records;
mod redemptions;
mod registers;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
// What is derived for enums casts, and what a call takes is boxed as a whole.
#[allow(clippy::cast_possible_truncation, clippy::large_enum_variant)]
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
	use crate::{info::*, types::*, weights::Costs};
	use civitas_primitives::{
		agreements::Money,
		certification::CertificateId,
		credit::{Lender, LoanTerms, OfferTerms, Payment, PoolId},
		lending::PriceFeed,
		money::{Asset, AssetId, Balance},
		CertificateInspect, ContentHash, IdentityInspect, Moment, Page,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{fungibles, AccountTouch, Consideration, Footprint, Time},
		CloneNoBound, EqNoBound, PartialEqNoBound,
	};
	use frame_system::pallet_prelude::*;
	use sp_core::H256;
	use sp_runtime::traits::Convert;

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
		type Assets: fungibles::Mutate<Self::AccountId, AssetId = Asset, Balance = Balance>
			+ AccountTouch<Asset, Self::AccountId, Balance = Balance>;

		/// The same on hold.
		type Holds: fungibles::MutateHold<
			Self::AccountId,
			AssetId = Asset,
			Balance = Balance,
			Reason = Self::RuntimeHoldReason,
		>;

		/// The shares of pools. Nobody but pallets creates and mints these assets.
		type Shares: fungibles::Create<Self::AccountId>
			+ fungibles::Mutate<Self::AccountId, AssetId = AssetId, Balance = Balance>;

		/// Who knows what assets are worth.
		type Prices: PriceFeed;

		/// Who knows who is certified.
		type Certificates: CertificateInspect<Self::AccountId>;

		/// Who knows who controls whom.
		type Identities: IdentityInspect<Self::AccountId>;

		/// What is paid for a record as long as it is there.
		type Consideration: Consideration<Self::AccountId, Footprint>;

		/// What is paid for storage.
		type StoragePrice: Convert<Footprint, Balance>;

		/// Who is paid for what is stored for good.
		type Treasury: Get<Self::AccountId>;

		/// How long a register has to answer a dispute, in milliseconds.
		#[pallet::constant]
		type AnswerTime: Get<Moment>;

		/// After how long what came of a loan may be forgotten, in milliseconds.
		#[pallet::constant]
		type Retention: Get<Moment>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;

		/// What benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self>;
	}

	/// What something is held for.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The storage of a record.
		#[codec(index = 0)]
		Record,
		/// What is offered or proposed, in the account of the lender.
		#[codec(index = 1)]
		Offered,
		/// What is pledged, in the account of the borrower.
		#[codec(index = 2)]
		Collateral,
		/// What was paid to a lender that could not take it, in the account of who paid.
		#[codec(index = 3)]
		Unclaimed,
		/// The cash and the cover of a pool, in its own account.
		#[codec(index = 4)]
		Pool,
	}

	/// The registers, which are never removed.
	#[pallet::storage]
	pub type Registers<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Register>;

	/// The roots of a register for the last 128 periods: that of the period n is in place n modulo 128.
	#[pallet::storage]
	pub type Roots<T: Config> = StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, u32, Root>;

	/// What is disputed with a register.
	#[pallet::storage]
	pub type Disputes<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, ContentHash, Dispute<T>>;

	/// Since when all earlier consents of someone are void.
	#[pallet::storage]
	pub type ConsentsVoided<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Voided<T>>;

	/// The offers of loans in an asset.
	#[pallet::storage]
	pub type Offers<T: Config> = StorageDoubleMap<_, Twox64Concat, Asset, Identity, OfferId, Offer<T>>;

	/// What is proposed to someone.
	#[pallet::storage]
	pub type Proposals<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, ProposalId, Proposal<T>>;

	/// The loans of someone that are not paid back.
	#[pallet::storage]
	pub type Loans<T: Config> = StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, LoanNumber, Loan<T>>;

	/// The loans that someone has lent, and that are not paid back.
	#[pallet::storage]
	pub type LoansBy<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, Lender<T::AccountId>, Twox64Concat, LoanNumber, T::AccountId>;

	/// How many loans there were ever: the next one's number.
	#[pallet::storage]
	pub type LoanCount<T: Config> = StorageValue<_, LoanNumber, ValueQuery>;

	/// What came of the loans of someone.
	#[pallet::storage]
	pub type Outcomes<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, LoanNumber, Outcome<T>>;

	/// The loan that a certificate has opened.
	#[pallet::storage]
	pub type Opened<T: Config> = StorageMap<_, Identity, CertificateId, LoanNumber>;

	/// What was paid of a loan and its lender could not take, by who paid it.
	#[pallet::storage]
	pub type UnclaimedOf<T: Config> =
		StorageDoubleMap<_, Twox64Concat, LoanNumber, Blake2_128Concat, T::AccountId, Unclaimed<T>>;

	/// The pools, which are never removed.
	#[pallet::storage]
	pub type Pools<T: Config> = StorageMap<_, Twox64Concat, PoolId, types::Pool<T::AccountId>>;

	/// How many pools there are: the next one's number.
	#[pallet::storage]
	pub type PoolCount<T: Config> = StorageValue<_, PoolId, ValueQuery>;

	/// The redemptions that a pool is asked for, in the order of their numbers.
	#[pallet::storage]
	pub type Redemptions<T: Config> = StorageDoubleMap<_, Twox64Concat, PoolId, Twox64Concat, u64, Redemption<T>>;

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A register. Nothing if the account is none.
		pub fn register(register: T::AccountId) -> Option<RegisterInfo<T::AccountId>> {
			Self::do_register(register)
		}

		/// The root over all files of a register that was the newest at a time. Nothing if there was none, or it is not kept any more:
		/// the last 128 periods are.
		pub fn root_at(register: T::AccountId, time: Moment) -> Option<Root> {
			Self::do_root_at(&register, time)
		}

		/// What is disputed with a register by this hash. Nothing if nothing is.
		pub fn dispute_info(register: T::AccountId, dispute: ContentHash) -> Option<DisputeInfo<T::AccountId>> {
			Self::do_dispute_info(&register, dispute)
		}

		/// What is disputed with a register and was not answered in time.
		///
		/// A page goes on after `cursor`, which is the `next` of the page before. It looks at 100 disputes, so it may be short, even
		/// empty, and still have a `next`.
		pub fn overdue(
			register: T::AccountId,
			cursor: Option<ContentHash>,
			limit: Option<u32>,
		) -> Page<DisputeInfo<T::AccountId>, ContentHash> {
			Self::do_overdue(&register, cursor, limit)
		}

		/// Since when the consents are void that someone has signed earlier. Nothing if they are not, or would have ended by now.
		pub fn consents_void_since(subject: T::AccountId) -> Option<Moment> {
			ConsentsVoided::<T>::get(subject).map(|voided| voided.at)
		}

		/// The offers of loans in an asset, which is `null` for the native one.
		///
		/// A page goes on after `cursor`, which is the `next` of the page before, and has at most `limit` items: 100 if not given, and
		/// never more.
		pub fn offers(asset: Asset, cursor: Option<OfferId>, limit: Option<u32>) -> Page<OfferInfo<T>, OfferId> {
			Self::do_offers(asset, cursor, limit)
		}

		/// What a loan of so much by an offer would be for someone with this certificate: its terms, the least collateral, what is due at
		/// each date, and why it would be refused, if it would. Nothing if there is no such offer.
		pub fn quote(
			asset: Asset,
			offer: OfferId,
			borrower: T::AccountId,
			principal: Balance,
			certificate: Option<CertificateId>,
		) -> Option<Quote<T>> {
			Self::do_quote(asset, offer, &borrower, principal, certificate)
		}

		/// What is proposed to someone. Pages are as in `offers`.
		pub fn proposals_to(
			borrower: T::AccountId,
			cursor: Option<ProposalId>,
			limit: Option<u32>,
		) -> Page<ProposalInfo<T>, ProposalId> {
			Self::do_proposals_to(&borrower, cursor, limit)
		}

		/// A loan that is not paid back, with interest until now. Nothing if there is none.
		pub fn loan(borrower: T::AccountId, loan: LoanNumber) -> Option<LoanInfo<T>> {
			Self::do_loan(borrower, loan)
		}

		/// The loans of someone that are not paid back. Pages are as in `offers`.
		pub fn loans_of(
			borrower: T::AccountId,
			cursor: Option<LoanNumber>,
			limit: Option<u32>,
		) -> Page<LoanInfo<T>, LoanNumber> {
			Self::do_loans_of(&borrower, cursor, limit)
		}

		/// The loans that someone has lent and that are not paid back: an account, or a pool. Pages are as in `offers`.
		pub fn loans_by(
			lender: Lender<T::AccountId>,
			cursor: Option<LoanNumber>,
			limit: Option<u32>,
		) -> Page<LoanInfo<T>, LoanNumber> {
			Self::do_loans_by(&lender, cursor, limit)
		}

		/// What will be due of a loan at a time, if nothing is paid until then: what is due, what it takes to pay all, and what comes at
		/// each date. Of a time that has passed, it is that of now. Nothing if there is no such loan.
		pub fn schedule(borrower: T::AccountId, loan: LoanNumber, time: Moment) -> Option<ScheduleInfo> {
			Self::do_schedule(borrower, loan, time)
		}

		/// What came of the loans of someone. Pages are as in `offers`.
		pub fn outcomes(
			borrower: T::AccountId,
			cursor: Option<LoanNumber>,
			limit: Option<u32>,
		) -> Page<OutcomeInfo<T>, LoanNumber> {
			Self::do_outcomes(&borrower, cursor, limit)
		}

		/// A pool as it is now, with both prices of its shares. Nothing if there is none of this number.
		pub fn pool(pool: PoolId) -> Option<PoolInfo<T::AccountId>> {
			Self::do_pool(pool)
		}

		/// All pools, in the order of their numbers. Pages are as in `offers`.
		pub fn pools(cursor: Option<PoolId>, limit: Option<u32>) -> Page<PoolInfo<T::AccountId>, PoolId> {
			Self::do_pools(cursor, limit)
		}

		/// The redemptions that a pool is asked for, in the order in which they are paid. Pages are as in `offers`.
		pub fn redemptions(
			pool: PoolId,
			cursor: Option<u64>,
			limit: Option<u32>,
		) -> Page<RedemptionInfo<T::AccountId>, u64> {
			Self::do_redemptions(pool, cursor, limit)
		}

		/// What has to be paid: for a register, for a pool of an asset, and the deposit of each record.
		pub fn costs(asset: Asset) -> CostsInfo {
			Self::do_costs(asset)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			const {
				assert!(FIRST_SHARES.checked_add(MAX_POOLS).is_some(), "each pool must have a number for its shares");
			}
			assert!(T::AnswerTime::get() > 0, "a register must have time to answer");
			assert!(
				T::Retention::get() > TIER_AGE,
				"a certificate must be too old before it is forgotten that it was used"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
