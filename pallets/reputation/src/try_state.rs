//! What always holds. The numbers are those of the README.

use crate::{
	fees::bytes_at_most, types::*, Aggregates, Config, DisputesOf, HoldReason, Ledgers, Pallet, Posts, Profiles,
	Replies, Reviews, ReviewsBy, ReviewsOf, Sponsorships, Testimonials, Versions, Voices,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use civitas_primitives::{
	certification::NetworkId,
	money::Balance,
	reputation::{
		review_id, Aggregate, Basis, BasisKind, Counts, Dimension, Histogram, Opinion, Quarter, ReviewId, SubjectId,
		BUCKETS,
	},
};
use frame_support::{ensure, traits::fungible::InspectHold, DefaultNoBound};
use sp_runtime::TryRuntimeError;

type Checked = Result<(), TryRuntimeError>;

/// Sums by whom they are of.
type Sums<Key> = BTreeMap<Key, Balance>;

fn add<Key: Ord>(sums: &mut Sums<Key>, key: Key, amount: Balance) -> Checked {
	let sum = sums.entry(key).or_default();
	*sum = sum.checked_add(amount).ok_or("a sum overflows")?;
	Ok(())
}

/// A side from which reviews are counted.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Side {
	All,
	Kind(usize),
	Bucket(usize),
	Dimension(usize),
	Quarter(Quarter),
}

/// Reviews, counted one by one from each side.
#[derive(Default)]
struct Sides(BTreeMap<Side, Counts>);

impl Sides {
	/// A review counts, since this quarter.
	fn add<T: Config>(&mut self, review: &Review<T>, opinion: &Opinion, quarter: Quarter) -> Checked {
		let kind = match review.basis.kind() {
			BasisKind::Dealings => 0,
			BasisKind::Certificate => 1,
			BasisKind::Signed => 2,
		};
		for side in [Side::All, Side::Kind(kind), Side::Bucket(review.bucket.into()), Side::Quarter(quarter)] {
			self.one(side, review.state, opinion.rating)?;
		}
		for (place, dimension) in Dimension::ALL.into_iter().enumerate() {
			for (_, rating) in opinion.dimensions.iter().filter(|(rated, _)| *rated == dimension) {
				self.one(Side::Dimension(place), review.state, *rating)?;
			}
		}
		Ok(())
	}

	fn one(&mut self, side: Side, state: ReviewState, rating: u8) -> Checked {
		let counts = self.0.entry(side).or_default();
		let Histogram(ratings) = match state {
			ReviewState::Standing => &mut counts.standing,
			ReviewState::Struck => &mut counts.struck,
			ReviewState::Withdrawn => &mut counts.withdrawn,
			ReviewState::Sealed => return Err("2: what is sealed has counted".into()),
		};
		let words = "2: a rating is not from 1 to 5";
		let place = usize::from(rating).checked_sub(1).ok_or(words)?;
		let count = ratings.get_mut(place).ok_or(words)?;
		*count = count.checked_add(1).ok_or("a sum overflows")?;
		Ok(())
	}

	fn take(&mut self, side: Side) -> Counts {
		self.0.remove(&side).unwrap_or_default()
	}

	/// An aggregate says the same.
	fn try_state(mut self, aggregate: &Aggregate) -> Checked {
		ensure!(aggregate.all == self.take(Side::All), "2: an aggregate counts others than its reviews");
		for (place, counts) in aggregate.by_kind.iter().enumerate() {
			ensure!(*counts == self.take(Side::Kind(place)), "2: an aggregate counts others of a kind");
		}
		for (place, counts) in aggregate.by_bucket.iter().enumerate() {
			ensure!(*counts == self.take(Side::Bucket(place)), "2: an aggregate counts others in a bucket");
		}
		for (place, counts) in aggregate.by_dimension.iter().enumerate() {
			ensure!(*counts == self.take(Side::Dimension(place)), "2: an aggregate counts others in a dimension");
		}
		let quarters: Vec<Quarter> = aggregate.by_quarter.iter().map(|(quarter, _)| *quarter).collect();
		let ascends = quarters.windows(2).all(|pair| matches!(pair, [one, next] if one < next));
		ensure!(ascends, "2: the quarters of an aggregate are not in their order");
		for (quarter, counts) in &aggregate.by_quarter {
			ensure!(*counts == self.take(Side::Quarter(*quarter)), "2: an aggregate counts others in a quarter");
		}
		// What is left is of earlier quarters, of which there are some only if there is no place any more.
		let mut before = Counts::default();
		for (side, counts) in self.0 {
			let is_earlier = match (side, quarters.first()) {
				(Side::Quarter(quarter), Some(first)) => aggregate.by_quarter.is_full() && quarter < *first,
				_ => false,
			};
			ensure!(is_earlier, "2: an aggregate has no place for a review");
			before = before.plus(&counts).ok_or("a sum overflows")?;
		}
		ensure!(aggregate.before == before, "2: an aggregate counts others before its quarters");
		Ok(())
	}
}

/// What records say together that others have to say, too.
#[derive(DefaultNoBound)]
struct Counted<T: Config> {
	/// The reviews of a subject, and those of it that are heard in a network.
	sides: BTreeMap<(SubjectId, Option<NetworkId>), Sides>,
	/// How many reviews of a subject were given.
	given: BTreeMap<SubjectId, u32>,
	/// How many bytes an account has to pay for.
	bytes: BTreeMap<T::AccountId, u64>,
	/// The fees of arbiters that someone has advanced.
	fees: Sums<T::AccountId>,
	/// What someone has set aside for reviews.
	aside: Sums<T::AccountId>,
}

impl<T: Config> Counted<T> {
	fn pays(&mut self, who: &T::AccountId, size: usize) -> Checked {
		let sum = self.bytes.entry(who.clone()).or_default();
		*sum = sum.checked_add(size as u64).ok_or("a sum overflows")?;
		Ok(())
	}

	fn count(&mut self, review: &Review<T>) -> Checked {
		let subject = review.subject.id();
		let given = self.given.entry(subject).or_default();
		*given = given.checked_add(1).ok_or("a sum overflows")?;
		let Said::Open(opinion) = &review.latest.said else { return Ok(()) };
		let quarter = review.quarter.ok_or("2: what is open does not count")?;
		self.sides.entry((subject, None)).or_default().add(review, opinion, quarter)?;
		if let Some(Voice { network, quarter, .. }) = &review.voice {
			self.sides.entry((subject, Some(*network))).or_default().add(review, opinion, *quarter)?;
		}
		Ok(())
	}
}

impl<T: Config> Pallet<T> {
	/// Check the invariants.
	pub(crate) fn do_try_state() -> Checked {
		let mut counted = Counted::<T>::default();
		for (id, review) in Reviews::<T>::iter() {
			Self::try_state_review(id, &review)?;
			Self::try_state_said(&review)?;
			Self::try_state_versions(id, &review, &mut counted)?;
			Self::try_state_voice(id, &review)?;
			Self::try_state_dispute(id, &review, &mut counted)?;
			counted.count(&review)?;
		}
		Self::try_state_indices()?;
		Self::try_state_aggregates(&mut counted)?;
		Self::try_state_posts(&mut counted)?;
		Self::try_state_money(&mut counted)?;
		Self::try_state_ledgers(counted)
	}

	/// A review is what its identifier says, and is listed.
	fn try_state_review(id: ReviewId, review: &Review<T>) -> Checked {
		let (from, about) = (&review.from, review.subject.owner());
		ensure!(from != about, "1: someone has reviewed himself");
		let is_its = review_id(&review.basis, from, about) == id;
		ensure!(is_its, "1: a review rests on something else than its identifier says");
		let subject = review.subject.id();
		let is_listed = ReviewsOf::<T>::get(subject, review.place) == Some(id);
		ensure!(is_listed, "1: a review is not listed where it was given");
		ensure!(ReviewsBy::<T>::contains_key(from, id), "1: a review is not listed for who has given it");
		let given = Aggregates::<T>::get(subject, None::<NetworkId>).given;
		ensure!(review.place < given, "1: a review has a place that was not given");
		ensure!(review.bucket < BUCKETS, "a review claims a bucket that there is not");
		let has_dealt = matches!(review.basis, Basis::Dealings(_));
		let claims = review.bucket > 0 || review.arbiter.is_some();
		ensure!(has_dealt || !claims, "a review claims a value, or has an arbiter, without dealings");
		Ok(())
	}

	/// How a review stands is what was said, and ruled.
	fn try_state_said(review: &Review<T>) -> Checked {
		let Review { state, quarter, voice, version, latest, .. } = review;
		match &latest.said {
			Said::Sealed(_) => {
				let is_first = matches!(state, ReviewState::Sealed | ReviewState::Withdrawn) && *version == 0;
				ensure!(is_first, "2: what stands or is struck out is sealed");
				ensure!(quarter.is_none() && voice.is_none(), "2: what is sealed has counted");
				let is_untouched = latest.response.is_none() && latest.disputed.is_none();
				ensure!(is_untouched, "6: what is sealed was answered or disputed");
			},
			Said::Open(opinion) => {
				ensure!(*state != ReviewState::Sealed && quarter.is_some(), "2: what is open does not count");
				ensure!(opinion.is_valid(), "2: a rating is not from 1 to 5, or a dimension is rated twice");
			},
		}
		let is_struck = matches!(latest.disputed, Some(Disputed::Ruled { struck: true, .. }));
		ensure!(is_struck == (*state == ReviewState::Struck), "6: a review does not stand as it was ruled");
		Ok(())
	}

	/// The versions are those before the latest.
	fn try_state_versions(id: ReviewId, review: &Review<T>, counted: &mut Counted<T>) -> Checked {
		let versions: BTreeMap<u8, Version> = Versions::<T>::iter_prefix(id).collect();
		let are_all = versions.keys().copied().eq(0..review.version) && review.version < MAX_VERSIONS;
		ensure!(are_all, "6: the versions of a review are not those before its latest");
		for version in versions.values() {
			let is_open = matches!(version.said, Said::Open(_));
			let is_bound =
				matches!(version.disputed, Some(Disputed::Open { .. } | Disputed::Ruled { struck: true, .. }));
			ensure!(is_open && !is_bound, "6: something follows what is sealed, disputed or struck out");
			counted.pays(&review.from, bytes_at_most::<Version>())?;
		}
		let is_theirs = review.payer == review.from || review.payer == *review.subject.owner();
		ensure!(is_theirs, "5: who has to do with neither side pays for a review");
		counted.pays(&review.payer, bytes_at_most::<Review<T>>())
	}

	/// A voice is marked as that of this review.
	fn try_state_voice(id: ReviewId, review: &Review<T>) -> Checked {
		let Some(Voice { network, person, quarter, .. }) = &review.voice else { return Ok(()) };
		let mark = Voices::<T>::get(review.subject.id(), (*network, *person, *quarter));
		ensure!(mark == Some(id), "3: a voice has no mark of its own");
		let is_later = review.quarter.is_some_and(|first| first <= *quarter);
		ensure!(is_later, "3: a voice was heard before its review counted");
		Ok(())
	}

	/// A dispute is with the arbiter, for the fee that was agreed on.
	fn try_state_dispute(id: ReviewId, review: &Review<T>, counted: &mut Counted<T>) -> Checked {
		let Some(Disputed::Open { fee, .. }) = &review.latest.disputed else { return Ok(()) };
		ensure!(review.state == ReviewState::Standing, "6: what does not stand is disputed");
		let (arbiter, agreed) = review.arbiter.as_ref().ok_or("6: a dispute has no arbiter")?;
		ensure!(fee == agreed, "4: another fee is advanced than was agreed on");
		ensure!(DisputesOf::<T>::contains_key(arbiter, id), "6: a dispute is not listed for its arbiter");
		add(&mut counted.fees, review.subject.owner().clone(), *fee)
	}

	/// Every review has its place in each index, so that there is nothing else in one that is as long.
	fn try_state_indices() -> Checked {
		let reviews = Reviews::<T>::iter_keys().count();
		let listed = (ReviewsOf::<T>::iter_keys().count(), ReviewsBy::<T>::iter_keys().count());
		ensure!(listed == (reviews, reviews), "1: a review is listed that there is not");
		let heard = Reviews::<T>::iter_values().filter(|review| review.voice.is_some()).count();
		ensure!(Voices::<T>::iter_keys().count() == heard, "3: a mark is of no voice");
		let is_open = |review: &Review<T>| matches!(review.latest.disputed, Some(Disputed::Open { .. }));
		let disputed = Reviews::<T>::iter_values().filter(is_open).count();
		ensure!(DisputesOf::<T>::iter_keys().count() == disputed, "6: a dispute is listed that there is not");
		let versions: usize = Reviews::<T>::iter_values().map(|review| usize::from(review.version)).sum();
		ensure!(Versions::<T>::iter_keys().count() == versions, "6: a version is of no review");
		Ok(())
	}

	fn try_state_aggregates(counted: &mut Counted<T>) -> Checked {
		for (subject, network, aggregate) in Aggregates::<T>::iter() {
			counted.sides.remove(&(subject, network)).unwrap_or_default().try_state(&aggregate)?;
			if network.is_some() {
				let is_plain = aggregate.given == 0 && aggregate.first.is_some();
				ensure!(is_plain, "2: an aggregate of a network says when it began, and not how many were given");
				ensure!(aggregate.all.total() > 0, "2: an aggregate of a network in which nothing counts is kept");
				continue;
			}
			let given = counted.given.remove(&subject);
			ensure!(given == Some(aggregate.given), "2: another number of reviews was given than there is");
			let first = ReviewsOf::<T>::get(subject, 0).and_then(Reviews::<T>::get).map(|review| review.given_at);
			ensure!(aggregate.first == first, "2: the first review was given at another time");
			// What has counted once does so for ever; in a network it may fall silent.
			let is_filled = aggregate.by_quarter.iter().all(|(_, counts)| counts.total() > 0);
			ensure!(is_filled, "2: nothing has counted first in a quarter that has a place");
		}
		ensure!(counted.given.is_empty() && counted.sides.is_empty(), "2: a review counts in no aggregate");
		Ok(())
	}

	fn try_state_posts(counted: &mut Counted<T>) -> Checked {
		let (mut numbers, mut answers) = (BTreeMap::<T::AccountId, BTreeSet<u32>>::new(), 0usize);
		for (author, number, post) in Posts::<T>::iter() {
			counted.pays(&author, bytes_at_most::<Post<T::AccountId>>())?;
			numbers.entry(author.clone()).or_default().insert(number);
			let other = |number: Option<u32>| number.and_then(|number| Posts::<T>::get(&author, number));
			let follows = post.previous.is_none() || other(post.previous).and_then(|old| old.next) == Some(number);
			let is_followed = post.next.is_none() || other(post.next).and_then(|new| new.previous) == Some(number);
			ensure!(follows && is_followed, "a post takes the place of one that does not know it");
			ensure!(post.withdrawn.is_none() || post.uri.is_empty(), "a post that was withdrawn can still be found");
			let Some(to) = &post.reply_to else { continue };
			answers = answers.checked_add(1).ok_or("a sum overflows")?;
			let answered = Posts::<T>::get(&to.author, to.number).ok_or("a post answers one that there is not")?;
			let id = PostId { author: author.clone(), number };
			ensure!(Replies::<T>::contains_key(to, id), "an answer is not listed");
			let is_of_him = matches!(&answered.kind, PostKind::Testimonial { of } if *of == author);
			let is_listed = Testimonials::<T>::contains_key(&author, to);
			let has_to_be = is_of_him && answered.withdrawn.is_none();
			ensure!(is_listed || !has_to_be, "a testimonial that was answered is not listed");
		}
		ensure!(Replies::<T>::iter_keys().count() == answers, "an answer is listed that there is not");
		for (of, id) in Testimonials::<T>::iter_keys() {
			let post = Posts::<T>::get(&id.author, id.number);
			let kind = PostKind::Testimonial { of: of.clone() };
			ensure!(post.is_some_and(|post| post.kind == kind), "a testimonial is listed for another");
			let has_answered = Replies::<T>::iter_key_prefix(&id).any(|answer| answer.author == of);
			ensure!(has_answered, "a testimonial is listed that was not answered");
		}
		for (who, ledger) in Ledgers::<T>::iter() {
			let numbers = numbers.remove(&who).unwrap_or_default();
			ensure!(numbers.into_iter().eq(0..ledger.posts), "the posts of an account are not as many as counted");
			ensure!(!ledger.is_empty(), "an account has a record of nothing");
		}
		ensure!(numbers.is_empty(), "the posts of an account are not as many as counted");
		for (who, record) in Profiles::<T>::iter() {
			ensure!(record.version > 0, "a profile has no version");
			counted.pays(&who, bytes_at_most::<ProfileRecord>())?;
		}
		Ok(())
	}

	fn try_state_money(counted: &mut Counted<T>) -> Checked {
		for Sponsorship { owner, left } in Sponsorships::<T>::iter_values() {
			ensure!(left > 0, "4: nothing is set aside");
			counted.pays(&owner, bytes_at_most::<Sponsorship<T::AccountId>>())?;
			add(&mut counted.aside, owner, left)?;
		}
		let Counted { fees, aside, .. } = counted;
		let mut all: BTreeSet<T::AccountId> = Ledgers::<T>::iter_keys().collect();
		all.extend(fees.keys().chain(aside.keys()).cloned());
		for who in all {
			let held = |reason: HoldReason| T::Currency::balance_on_hold(&reason.into(), &who);
			let left = aside.remove(&who).unwrap_or_default();
			ensure!(held(HoldReason::Sponsorship) == left, "4: what is set aside is not what is on hold for it");
			let fees = fees.remove(&who).unwrap_or_default();
			ensure!(held(HoldReason::Dispute) == fees, "4: the fees of arbiters are not what is on hold for them");
		}
		Ok(())
	}

	fn try_state_ledgers(mut counted: Counted<T>) -> Checked {
		for (who, ledger) in Ledgers::<T>::iter() {
			let bytes = counted.bytes.remove(&who).unwrap_or_default();
			ensure!(ledger.bytes == bytes, "5: an account pays for other records than it has");
			ensure!(ledger.ticket.is_some() == (bytes > 0), "5: an account has no deposit, or one for nothing");
		}
		ensure!(counted.bytes.is_empty(), "5: an account does not pay for its records");
		Ok(())
	}
}
