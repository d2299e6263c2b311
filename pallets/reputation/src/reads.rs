//! Answers. They change nothing, and each reads no more than it may.

use crate::{
	basis::over, info::*, reviews::is_over, types::*, Aggregates, Config, DisputesOf, InteractionOf, Ledgers, Pallet,
	Posts, Replies, Reviews, ReviewsBy, ReviewsOf, Testimonials, Versions,
};
use alloc::vec::Vec;
use civitas_primitives::{
	agreements::{InteractionReceipts, ReceiptSubject},
	certification::NetworkId,
	reputation::{review_id, Basis, ReviewId, Scores, Subject},
	IdentityInspect, Page, MAX_PAGE_SIZE,
};
use codec::FullCodec;
use core::ops::Range;
use frame_support::{storage::IterableStorageDoubleMap, traits::Time};

/// The most networks that an answer looks at.
const MAX_NETWORKS: usize = 16;
/// The most dealings that a page looks at.
const MAX_LOOKED: u32 = 16;

/// The keys under one, after a cursor.
fn keys<K1, K2, V, Map>(under: &K1, cursor: Option<K2>) -> Map::PartialKeyIterator
where
	K1: FullCodec,
	K2: FullCodec,
	V: FullCodec,
	Map: IterableStorageDoubleMap<K1, K2, V>,
{
	match cursor {
		Some(cursor) => Map::iter_key_prefix_from(under, Map::hashed_key_for(under, cursor)),
		None => Map::iter_key_prefix(under),
	}
}

/// The numbers that come after a cursor.
fn numbers(cursor: Option<u32>, count: u32) -> Range<u32> {
	// Saturating is right: no number is above the largest.
	cursor.map_or(0, |cursor| cursor.saturating_add(1))..count
}

impl<T: Config> Pallet<T> {
	// ------------------------------------------------------------ profiles and posts

	fn post_info(post: PostId<T::AccountId>) -> Option<PostInfo<T::AccountId>> {
		let record = Posts::<T>::get(&post.author, post.number)?;
		Some(PostInfo { post, record })
	}

	/// A page of these posts.
	fn list_posts(
		posts: impl Iterator<Item = PostId<T::AccountId>>,
		limit: Option<u32>,
	) -> Page<PostInfo<T::AccountId>, PostId<T::AccountId>> {
		Page::take(posts.filter_map(|post| Some((post.clone(), Self::post_info(post)?))), limit)
	}

	pub(crate) fn do_posts_by(
		author: &T::AccountId,
		cursor: Option<u32>,
		limit: Option<u32>,
	) -> Page<PostInfo<T::AccountId>, u32> {
		let count = Ledgers::<T>::get(author).map_or(0, |ledger| ledger.posts);
		let info = |number| Some((number, Self::post_info(PostId { author: author.clone(), number })?));
		Page::take(numbers(cursor, count).filter_map(info), limit)
	}

	pub(crate) fn do_replies(
		post: &PostId<T::AccountId>,
		cursor: Option<PostId<T::AccountId>>,
		limit: Option<u32>,
	) -> Page<PostInfo<T::AccountId>, PostId<T::AccountId>> {
		Self::list_posts(keys::<_, _, _, Replies<T>>(post, cursor), limit)
	}

	pub(crate) fn do_testimonials_of(
		who: &T::AccountId,
		cursor: Option<PostId<T::AccountId>>,
		limit: Option<u32>,
	) -> Page<PostInfo<T::AccountId>, PostId<T::AccountId>> {
		Self::list_posts(keys::<_, _, _, Testimonials<T>>(who, cursor), limit)
	}

	// ------------------------------------------------------------ reviews

	pub(crate) fn do_review_info(review: ReviewId) -> Option<ReviewInfo<T>> {
		Some(ReviewInfo { review, record: Reviews::<T>::get(review)? })
	}

	/// A page of these reviews.
	fn list_reviews(reviews: impl Iterator<Item = ReviewId>, limit: Option<u32>) -> Page<ReviewInfo<T>, ReviewId> {
		Page::take(reviews.filter_map(|review| Some((review, Self::do_review_info(review)?))), limit)
	}

	pub(crate) fn do_reviews_of(
		subject: &Subject<T::AccountId>,
		filter: &ReviewFilter,
		cursor: Option<u32>,
		limit: Option<u32>,
	) -> Page<ReviewInfo<T>, u32> {
		let subject = subject.id();
		let given = Aggregates::<T>::get(subject, None::<NetworkId>).given;
		let info = |place| {
			let info = ReviewsOf::<T>::get(subject, place).and_then(Self::do_review_info);
			(place, info.filter(|info| filter.takes(&info.record)))
		};
		Page::scan(numbers(cursor, given).map(info), limit, MAX_PAGE_SIZE)
	}

	pub(crate) fn do_reviews_by(
		from: &T::AccountId,
		cursor: Option<ReviewId>,
		limit: Option<u32>,
	) -> Page<ReviewInfo<T>, ReviewId> {
		Self::list_reviews(keys::<_, _, _, ReviewsBy<T>>(from, cursor), limit)
	}

	pub(crate) fn do_disputes_of(
		arbiter: &T::AccountId,
		cursor: Option<ReviewId>,
		limit: Option<u32>,
	) -> Page<ReviewInfo<T>, ReviewId> {
		Self::list_reviews(keys::<_, _, _, DisputesOf<T>>(arbiter, cursor), limit)
	}

	pub(crate) fn do_review_history(
		basis: &Basis<InteractionOf<T>>,
		from: &T::AccountId,
		about: &T::AccountId,
	) -> Option<ReviewHistory<T>> {
		let (review, other) = (review_id(basis, from, about), review_id(basis, about, from));
		let record = Reviews::<T>::get(review)?;
		let earlier = (0..record.version).filter_map(|number| Versions::<T>::get(review, number));
		let versions = earlier.chain([record.latest.clone()]).collect();
		let counterpart = Reviews::<T>::contains_key(other).then_some(other);
		Some(ReviewHistory { review, record, versions, counterpart })
	}

	pub(crate) fn do_aggregate(subject: &Subject<T::AccountId>, networks: Vec<NetworkId>) -> AggregateInfo {
		let (subject, now) = (subject.id(), Self::this_quarter());
		let get = |network: Option<NetworkId>| {
			let aggregate = Aggregates::<T>::get(subject, network);
			let scores = Scores::of(&aggregate, now);
			(aggregate, scores)
		};
		let of_network = |network| {
			let (aggregate, scores) = get(Some(network));
			NetworkAggregate { network, aggregate, scores }
		};
		let (all, scores) = get(None);
		let networks = networks.into_iter().take(MAX_NETWORKS).map(of_network).collect();
		AggregateInfo { subject, all, scores, networks }
	}

	pub(crate) fn do_reviewable(
		party: &T::AccountId,
		cursor: Option<InteractionOf<T>>,
		limit: Option<u32>,
	) -> Page<Reviewable<T::AccountId, InteractionOf<T>>, InteractionOf<T>> {
		let most = limit.unwrap_or(MAX_LOOKED).clamp(1, MAX_LOOKED) as usize;
		let mut listed = T::Interactions::receipts_of(party, cursor).into_iter();
		let (mut items, mut last) = (Vec::new(), None);
		let mut has_more = false;
		for interaction in listed.by_ref().take(most) {
			let others = T::Interactions::parties(&interaction).into_iter().filter(|other| other != party);
			let found: Vec<_> = others.filter_map(|about| Self::reviewable_by(party, &interaction, about)).collect();
			// Saturating is right: no page is so long. Those of one agreement have room on a page of their own.
			has_more = !items.is_empty() && items.len().saturating_add(found.len()) > MAX_PAGE_SIZE as usize;
			if has_more {
				break;
			}
			items.extend(found);
			last = Some(interaction);
		}
		has_more |= listed.next().is_some();
		Page { items, next: last.filter(|_| has_more) }
	}

	/// What someone can review by his dealings with another, if he can.
	fn reviewable_by(
		party: &T::AccountId,
		interaction: &InteractionOf<T>,
		about: T::AccountId,
	) -> Option<Reviewable<T::AccountId, InteractionOf<T>>> {
		let id = review_id(&Basis::Dealings(interaction.clone()), party, &about);
		if Reviews::<T>::contains_key(id) {
			return None;
		}
		let receipt = T::Interactions::receipt(interaction, party, &about)?;
		let ended = over(&receipt);
		if is_over(ended, T::Time::now()) || T::Identities::related(party, &about) {
			return None;
		}
		let bucket = Self::bucket_of(&receipt);
		// Saturating is right: what ends after all moments does not end.
		let until = ended.map(|ended| ended.saturating_add(WINDOW));
		let subject = match receipt.subject {
			ReceiptSubject::Account(account) => Subject::Account(account),
			ReceiptSubject::Thing(thing) => Subject::Thing(thing),
		};
		Some(Reviewable { dealings: interaction.clone(), about, subject, bucket, until })
	}
}
