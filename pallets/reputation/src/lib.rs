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

mod basis;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod calls;
mod counting;
mod disputes;
mod errors;
mod events;
mod fees;
pub mod info;
#[cfg(test)]
mod mock;
mod posts;
mod reads;
mod reviews;
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

use civitas_primitives::agreements::InteractionReceipts;
use frame_support::pallet_macros::import_section;

/// Names dealings.
pub type InteractionOf<T> =
	<<T as Config>::Interactions as InteractionReceipts<<T as frame_system::Config>::AccountId>>::Interaction;

// What the macros of this module expand to does not keep to the lints above; nothing but declarations is written here.
#[import_section(calls::calls)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[allow(clippy::cast_possible_truncation, clippy::expect_used, clippy::large_enum_variant)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::{info::*, types::*};
	use alloc::{boxed::Box, vec::Vec};
	use civitas_primitives::{
		certification::{CertificateId, NetworkId},
		lending::PriceFeed,
		money::Balance,
		reputation::{Aggregate, Basis, Quarter, ReviewId, Subject, SubjectId, BUCKETS},
		CertificateInspect, ContentHash, IdentityInspect, Moment, Page,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{fungible, Consideration, Footprint, Time},
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

		/// The native asset, in which fees are paid and money is set aside.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
			+ fungible::MutateHold<Self::AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>;

		/// Where the fees for reviews go.
		type Treasury: Get<Self::AccountId>;

		/// Who knows who controls whom, and which keys someone has had.
		type Identities: IdentityInspect<Self::AccountId>;

		/// Who knows who has dealt with whom.
		type Interactions: InteractionReceipts<Self::AccountId, Interaction: Parameter + MaxEncodedLen>;

		/// Who knows who is certified.
		type Certificates: CertificateInspect<Self::AccountId>;

		/// Who knows what assets are worth.
		type Prices: PriceFeed;

		/// What an account pays for all its records, which grow and shrink.
		type Consideration: Consideration<Self::AccountId, Footprint>;

		/// How much that is.
		type Price: Convert<Footprint, Balance>;

		/// The fee for a review that claims the lowest bucket.
		#[pallet::constant]
		type ReviewFee: Get<Balance>;

		/// One whole unit of the native asset. From the second bucket on a review costs a thousandth of its least value.
		#[pallet::constant]
		type Unit: Get<Balance>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;

		/// What benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self>;
	}

	/// What something is held for.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The records of an account.
		#[codec(index = 0)]
		Records,
		/// What is set aside for reviews, by the owner of their subject.
		#[codec(index = 1)]
		Sponsorship,
		/// The fee of an arbiter, by who disputes.
		#[codec(index = 2)]
		Dispute,
	}

	/// What accounts have, and have paid for.
	#[pallet::storage]
	pub type Ledgers<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Ledger<T>>;

	/// What accounts show of themselves.
	#[pallet::storage]
	pub type Profiles<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, ProfileRecord>;

	/// Posts, by their author and number. They are never removed.
	#[pallet::storage]
	pub type Posts<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, u32, Post<T::AccountId>>;

	/// The posts that answer one.
	#[pallet::storage]
	pub type Replies<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, PostId<T::AccountId>, Blake2_128Concat, PostId<T::AccountId>, ()>;

	/// The testimonials of someone that he has answered.
	#[pallet::storage]
	pub type Testimonials<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, PostId<T::AccountId>, ()>;

	/// Reviews. They are never removed.
	#[pallet::storage]
	pub type Reviews<T: Config> = StorageMap<_, Identity, ReviewId, Review<T>>;

	/// Versions of reviews that were followed by others.
	#[pallet::storage]
	pub type Versions<T: Config> = StorageDoubleMap<_, Identity, ReviewId, Twox64Concat, u8, Version>;

	/// The reviews of a subject, in the order in which they were given.
	#[pallet::storage]
	pub type ReviewsOf<T: Config> = StorageDoubleMap<_, Identity, SubjectId, Twox64Concat, u32, ReviewId>;

	/// The reviews that someone has given.
	#[pallet::storage]
	pub type ReviewsBy<T: Config> = StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, ReviewId, ()>;

	/// What is said of subjects, added up: by everybody, and by persons of a network.
	#[pallet::storage]
	pub type Aggregates<T: Config> =
		StorageDoubleMap<_, Identity, SubjectId, Twox64Concat, Option<NetworkId>, Aggregate, ValueQuery>;

	/// By which review a person of a network was heard about a subject in a quarter.
	#[pallet::storage]
	pub type Voices<T: Config> =
		StorageDoubleMap<_, Identity, SubjectId, Blake2_128Concat, (NetworkId, H256, Quarter), ReviewId>;

	/// What is set aside for reviews of a subject.
	#[pallet::storage]
	pub type Sponsorships<T: Config> = StorageMap<_, Identity, SubjectId, Sponsorship<T::AccountId>>;

	/// The reviews that an arbiter is to rule on.
	#[pallet::storage]
	pub type DisputesOf<T: Config> = StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, ReviewId, ()>;

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// What an account shows of itself, and which version that is. Nothing if it shows nothing.
		pub fn profile(who: T::AccountId) -> Option<ProfileRecord> {
			Profiles::<T>::get(who)
		}

		/// The posts of an account, the oldest first: also those that others have taken the place of, and those that were withdrawn.
		///
		/// A page goes on after `cursor`, which is the `next` of the page before, and has at most `limit` items: 100 if not given, and
		/// never more.
		pub fn posts_by(
			author: T::AccountId,
			cursor: Option<u32>,
			limit: Option<u32>,
		) -> Page<PostInfo<T::AccountId>, u32> {
			Self::do_posts_by(&author, cursor, limit)
		}

		/// The posts that answer one. Pages are as in `posts_by`.
		pub fn replies(
			post: PostId<T::AccountId>,
			cursor: Option<PostId<T::AccountId>>,
			limit: Option<u32>,
		) -> Page<PostInfo<T::AccountId>, PostId<T::AccountId>> {
			Self::do_replies(&post, cursor, limit)
		}

		/// The testimonials of someone that he has answered. They rest on no receipt, and count in no aggregate. Pages are as in
		/// `posts_by`.
		pub fn testimonials_of(
			who: T::AccountId,
			cursor: Option<PostId<T::AccountId>>,
			limit: Option<u32>,
		) -> Page<PostInfo<T::AccountId>, PostId<T::AccountId>> {
			Self::do_testimonials_of(&who, cursor, limit)
		}

		/// A review. Nothing if there is none.
		pub fn review_info(review: ReviewId) -> Option<ReviewInfo<T>> {
			Self::do_review_info(review)
		}

		/// The reviews of a subject that a filter takes, in the order in which they were given. What is sealed has no rating yet.
		///
		/// A page goes on after `cursor`, which is the `next` of the page before. It looks at 100 reviews, so it may be short, even
		/// empty, and still have a `next`.
		pub fn reviews_of(
			subject: Subject<T::AccountId>,
			filter: ReviewFilter,
			cursor: Option<u32>,
			limit: Option<u32>,
		) -> Page<ReviewInfo<T>, u32> {
			Self::do_reviews_of(&subject, &filter, cursor, limit)
		}

		/// The reviews that someone has given. Pages are as in `posts_by`.
		pub fn reviews_by(
			from: T::AccountId,
			cursor: Option<ReviewId>,
			limit: Option<u32>,
		) -> Page<ReviewInfo<T>, ReviewId> {
			Self::do_reviews_by(&from, cursor, limit)
		}

		/// The review that someone has given of another, or of what he owns, by what it rests on: with all that it ever said, and
		/// whether the other has given one, too. Nothing if there is none.
		pub fn review_history(
			basis: Basis<InteractionOf<T>>,
			from: T::AccountId,
			about: T::AccountId,
		) -> Option<ReviewHistory<T>> {
			Self::do_review_history(&basis, &from, &about)
		}

		/// What is said of a subject, added up: by everybody, and by persons of each of these networks, of which the first 16 are
		/// looked at; with what each formula makes of it now.
		///
		/// A review counts in one network at a time, so what stands in several can be added up. Who is known to two of them may be in
		/// the sum twice, by two reviews.
		pub fn aggregate(subject: Subject<T::AccountId>, networks: Vec<NetworkId>) -> AggregateInfo {
			Self::do_aggregate(&subject, networks)
		}

		/// The dealings by which someone can give a review now, and has not. What is paid in other assets counts by the prices of
		/// now. Certificates and signed receipts are not listed.
		///
		/// A page goes on after `cursor`, which is the `next` of the page before. It looks at `limit` dealings, which several may have
		/// had with one another: 16 if not given, and never more. So it may be short, even empty, and still have a `next`.
		pub fn reviewable(
			party: T::AccountId,
			cursor: Option<InteractionOf<T>>,
			limit: Option<u32>,
		) -> Page<Reviewable<T::AccountId, InteractionOf<T>>, InteractionOf<T>> {
			Self::do_reviewable(&party, cursor, limit)
		}

		/// The reviews that an arbiter is to rule on. On those whose time is over he cannot any more. Pages are as in `posts_by`.
		pub fn disputes_of(
			arbiter: T::AccountId,
			cursor: Option<ReviewId>,
			limit: Option<u32>,
		) -> Page<ReviewInfo<T>, ReviewId> {
			Self::do_disputes_of(&arbiter, cursor, limit)
		}

		/// What is set aside for reviews of a subject, and by whom. Nothing if nothing is.
		pub fn sponsorship(subject: Subject<T::AccountId>) -> Option<Sponsorship<T::AccountId>> {
			Sponsorships::<T>::get(subject.id())
		}

		/// The fee for a review that claims this bucket of value, from 0 to 7. There are no others.
		pub fn fee_of(bucket: u8) -> Option<Balance> {
			(bucket < BUCKETS).then(|| Self::fee(bucket))
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			const {
				assert!(MAX_VERSIONS > 1, "a review must be able to be said anew");
				assert!(OPEN_WITHIN < WINDOW, "who opens a review must not have longer than who gives one");
				assert!(PRICE_AGE < DAY, "a price must be of the day");
			}
			assert!(T::Unit::get() > 0, "the buckets must have a unit");
			assert!(Self::fee(0) > 0, "no review must be free");
			assert!(Self::fee(0) < Self::fee(BUCKETS.saturating_sub(1)), "who claims more must pay more");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
