//! What is said of a subject, added up: exact numbers. A change costs the same however many reviews there are.

use super::{BasisKind, Opinion, BUCKETS, DIMENSIONS, KINDS, MAX_RATING};
use crate::{
	agreements::{calendar, Span},
	Moment,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// A quarter of a year, counted from the first one of 1970 on.
pub type Quarter = u16;
/// Of how many quarters an aggregate tells the reviews apart; those of earlier ones are together.
pub const QUARTERS: u32 = 12;

/// In which quarter of the calendar that is, in UTC.
pub fn quarter(at: Moment) -> Quarter {
	// Saturating is right: the last quarter that has a number is the last of the year 18353.
	Quarter::try_from(calendar::completed(0, Span::Months(3), at)).unwrap_or(Quarter::MAX)
}

/// How many reviews have each rating: of 1, 2, 3, 4 and 5.
#[derive(Clone, Copy, Debug, Default, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Histogram(pub [u32; MAX_RATING as usize]);

impl Histogram {
	/// The number of those with a rating.
	fn place(&mut self, rating: u8) -> Option<&mut u32> {
		self.0.get_mut(usize::from(rating.checked_sub(1)?))
	}

	/// How many there are.
	pub fn total(&self) -> u64 {
		self.0.iter().fold(0, |sum: u64, count| sum.saturating_add(u64::from(*count)))
	}

	/// The sum of all ratings.
	pub fn sum(&self) -> u64 {
		let rated = self.0.iter().zip(1u64..);
		rated.fold(0, |sum: u64, (count, rating)| sum.saturating_add(u64::from(*count).saturating_mul(rating)))
	}

	/// Those of both together. Nothing if that is more than can be.
	pub fn plus(&self, other: &Self) -> Option<Self> {
		let mut sum = *self;
		for (count, more) in sum.0.iter_mut().zip(other.0) {
			*count = count.checked_add(more)?;
		}
		Some(sum)
	}
}

/// What became of a review that counts.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Fate {
	/// It stands.
	#[codec(index = 0)]
	Standing,
	/// An arbiter has struck it out.
	#[codec(index = 1)]
	Struck,
	/// Who gave it has withdrawn it.
	#[codec(index = 2)]
	Withdrawn,
}

/// Reviews by rating: those that stand, and apart from them those that do not.
#[derive(Clone, Copy, Debug, Default, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Counts {
	/// Those that stand.
	pub standing: Histogram,
	/// Those that were struck out.
	pub struck: Histogram,
	/// Those that were withdrawn.
	pub withdrawn: Histogram,
}

impl Counts {
	fn place(&mut self, fate: Fate, rating: u8) -> Option<&mut u32> {
		match fate {
			Fate::Standing => self.standing.place(rating),
			Fate::Struck => self.struck.place(rating),
			Fate::Withdrawn => self.withdrawn.place(rating),
		}
	}

	/// How many there are, whatever became of them.
	pub fn total(&self) -> u64 {
		self.standing.total().saturating_add(self.struck.total()).saturating_add(self.withdrawn.total())
	}

	/// Those of both together. Nothing if that is more than can be.
	pub fn plus(&self, other: &Self) -> Option<Self> {
		Some(Self {
			standing: self.standing.plus(&other.standing)?,
			struck: self.struck.plus(&other.struck)?,
			withdrawn: self.withdrawn.plus(&other.withdrawn)?,
		})
	}
}

/// As what a review counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
	/// What it says.
	pub opinion: Opinion,
	/// What it rests on.
	pub kind: BasisKind,
	/// The bucket of value that it claims.
	pub bucket: u8,
	/// In which quarter it first counted.
	pub quarter: Quarter,
	/// What became of it.
	pub fate: Fate,
}

/// All reviews of a subject that count, by different sides.
#[derive(Clone, Debug, Default, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Aggregate {
	/// How many reviews were given, those counted that are sealed.
	pub given: u32,
	/// When the first was given, in milliseconds.
	pub first: Option<Moment>,
	/// All that count.
	pub all: Counts,
	/// By what they rest on: dealings, certificates, signed receipts.
	pub by_kind: [Counts; KINDS],
	/// By the bucket of value that they claim.
	pub by_bucket: [Counts; BUCKETS as usize],
	/// By dimension, of those that rate it: quality, accuracy, timeliness, communication, value.
	pub by_dimension: [Counts; DIMENSIONS],
	/// By the quarter in which they first counted: the last twelve in which some ever did, the oldest first.
	pub by_quarter: BoundedVec<(Quarter, Counts), ConstU32<QUARTERS>>,
	/// Those of all earlier quarters.
	pub before: Counts,
}

/// More than can be counted, or less than there was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Miscounted;

impl Aggregate {
	/// A review counts as `new` that counted as `old`, or did not count.
	///
	/// If it fails, some sides may have changed and others not: the aggregate is then to be dropped, and not to be
	/// stored.
	pub fn change(&mut self, old: Option<&Counted>, new: Option<&Counted>) -> Result<(), Miscounted> {
		if let Some(counted) = old {
			self.each(counted, |count| count.checked_sub(1))?;
		}
		if let Some(counted) = new {
			self.begin(counted.quarter)?;
			self.each(counted, |count| count.checked_add(1))?;
		}
		Ok(())
	}

	/// The place of a quarter, or that which it would have.
	fn place(&self, quarter: Quarter) -> Result<usize, usize> {
		self.by_quarter.binary_search_by_key(&quarter, |(known, _)| *known)
	}

	/// Have a place for a quarter, unless it is an earlier one than those there are places for.
	fn begin(&mut self, quarter: Quarter) -> Result<(), Miscounted> {
		let Err(mut place) = self.place(quarter) else { return Ok(()) };
		if self.by_quarter.is_full() {
			if place == 0 {
				return Ok(());
			}
			let (_, oldest) = self.by_quarter.remove(0);
			self.before = self.before.plus(&oldest).ok_or(Miscounted)?;
			place = place.saturating_sub(1);
		}
		self.by_quarter.try_insert(place, (quarter, Counts::default())).map_err(|_| Miscounted)
	}

	/// Change the count of a review on each side.
	fn each(&mut self, counted: &Counted, change: impl Fn(u32) -> Option<u32>) -> Result<(), Miscounted> {
		let Counted { opinion, kind, bucket, quarter, fate } = counted;
		let quarters = match self.place(*quarter) {
			Ok(place) => self.by_quarter.get_mut(place).map(|(_, counts)| counts),
			// Only quarters that are earlier than all that have a place have given theirs away.
			Err(0) if self.by_quarter.is_full() => Some(&mut self.before),
			Err(_) => None,
		};
		let apply = |counts: Option<&mut Counts>, rating: u8| -> Result<(), Miscounted> {
			let count = counts.and_then(|counts| counts.place(*fate, rating)).ok_or(Miscounted)?;
			*count = change(*count).ok_or(Miscounted)?;
			Ok(())
		};
		apply(Some(&mut self.all), opinion.rating)?;
		apply(self.by_kind.get_mut(*kind as usize), opinion.rating)?;
		apply(self.by_bucket.get_mut(usize::from(*bucket)), opinion.rating)?;
		apply(quarters, opinion.rating)?;
		for (dimension, rating) in &opinion.dimensions {
			apply(self.by_dimension.get_mut(*dimension as usize), *rating)?;
		}
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::{super::Dimension, *};
	use proptest::prelude::*;
	use std::collections::BTreeSet;

	const DAY: Moment = 24 * 60 * 60 * 1_000;

	#[test]
	fn quarters_are_those_of_the_calendar() {
		for (at, expected) in [
			(0, 0),
			// The last moments of 29 February 2000 and 2024, and of March 2024.
			(951_868_799_999, 120),
			(1_709_251_199_999, 216),
			(1_711_929_599_999, 216),
			(1_711_929_600_000, 217),
			// The last moment of 2026.
			(1_798_761_599_999, 227),
			(1_798_761_600_000, 228),
		] {
			assert_eq!(quarter(at), expected, "{at}");
		}
	}

	#[test]
	fn each_quarter_begins_when_the_one_before_is_over() {
		let is_leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
		let mut start = 0;
		for number in 0..=Quarter::MAX {
			assert_eq!(quarter(start), number);
			let days = match number % 4 {
				0 if is_leap(1970 + u64::from(number) / 4) => 91,
				0 => 90,
				1 => 91,
				_ => 92,
			};
			start += days * DAY;
			assert_eq!(quarter(start - 1), number);
		}
		assert_eq!([start, u64::MAX].map(quarter), [Quarter::MAX; 2], "what is later has no number of its own");
	}

	#[test]
	fn a_histogram_adds_up() {
		let one = Histogram([1, 2, 3, 4, 5]);
		assert_eq!((one.total(), one.sum()), (15, 1 + 4 + 9 + 16 + 25));
		assert_eq!(one.plus(&Histogram([0, 1, 0, 0, 2])), Some(Histogram([1, 3, 3, 4, 7])));
		let full = Histogram([u32::MAX; 5]);
		assert_eq!((full.total(), full.sum()), (5 * u64::from(u32::MAX), 15 * u64::from(u32::MAX)));
		assert_eq!((full.plus(&Histogram::default()), full.plus(&one)), (Some(full), None));
	}

	#[test]
	fn fates_keep_their_numbers() {
		assert_eq!([Fate::Standing, Fate::Struck, Fate::Withdrawn].encode(), [0u8, 1, 2]);
	}

	fn rated(rating: u8, dimensions: &[(Dimension, u8)]) -> Opinion {
		let dimensions = BoundedVec::truncate_from(dimensions.to_vec());
		Opinion { rating, dimensions, content: None, incentive: false }
	}

	fn review(quarter: Quarter) -> Counted {
		let opinion = rated(4, &[(Dimension::Value, 2), (Dimension::Quality, 5)]);
		Counted { opinion, kind: BasisKind::Certificate, bucket: 3, quarter, fate: Fate::Standing }
	}

	fn of(reviews: &[&Counted]) -> Aggregate {
		let mut aggregate = Aggregate::default();
		for &review in reviews {
			aggregate.change(None, Some(review)).unwrap();
		}
		aggregate
	}

	#[test]
	fn what_does_not_count_cannot_be_taken_out() {
		let known = review(7);
		assert_eq!(Aggregate::default().change(Some(&known), None), Err(Miscounted));
		let others = [
			Counted { opinion: rated(5, &known.opinion.dimensions), ..known.clone() },
			Counted { opinion: rated(4, &[(Dimension::Value, 3)]), ..known.clone() },
			Counted { opinion: rated(4, &[(Dimension::Accuracy, 2)]), ..known.clone() },
			Counted { kind: BasisKind::Dealings, ..known.clone() },
			Counted { bucket: 2, ..known.clone() },
			Counted { quarter: 6, ..known.clone() },
			Counted { quarter: 8, ..known.clone() },
			Counted { fate: Fate::Struck, ..known.clone() },
			Counted { fate: Fate::Withdrawn, ..known.clone() },
		];
		for other in others {
			assert_eq!(of(&[&known]).change(Some(&other), Some(&known)), Err(Miscounted), "{other:?}");
		}
		let mut aggregate = of(&[&known]);
		assert_eq!(aggregate.change(Some(&known), None), Ok(()));
		assert_eq!(aggregate.change(Some(&known), None), Err(Miscounted));
	}

	#[test]
	fn a_quarter_without_a_place_is_not_taken_for_an_early_one() {
		let reviews: Vec<_> = (0..14).map(|number| review(2 * number)).collect();
		let aggregate = of(&reviews.iter().collect::<Vec<_>>());
		let known: Vec<_> = aggregate.by_quarter.iter().map(|(quarter, _)| *quarter).collect();
		assert_eq!(known, (2..14).map(|number| 2 * number).collect::<Vec<_>>());
		assert_eq!(aggregate.before.standing, Histogram([0, 0, 0, 2, 0]));
		let take_out = |quarter| aggregate.clone().change(Some(&review(quarter)), None);
		assert_eq!([0, 2, 4, 26].map(take_out), [Ok(()); 4]);
		assert_eq!([5, 25, 27].map(take_out), [Err(Miscounted); 3]);
	}

	#[test]
	fn what_has_no_place_is_not_counted() {
		let known = review(7);
		for wrong in [
			Counted { bucket: BUCKETS, ..known.clone() },
			Counted { opinion: rated(0, &[]), ..known.clone() },
			Counted { opinion: rated(MAX_RATING + 1, &[]), ..known.clone() },
			Counted { opinion: rated(4, &[(Dimension::Value, 0)]), ..known.clone() },
			Counted { opinion: rated(4, &[(Dimension::Value, 6)]), ..known.clone() },
		] {
			assert_eq!(Aggregate::default().change(None, Some(&wrong)), Err(Miscounted), "{wrong:?}");
		}
		let mut full = Aggregate::default();
		full.all.standing.0[3] = u32::MAX - 1;
		assert_eq!(full.change(None, Some(&known)), Ok(()));
		assert_eq!(full.change(None, Some(&known)), Err(Miscounted));
	}

	#[derive(Clone, Debug)]
	enum Step {
		Give { opinion: Opinion, kind: BasisKind, bucket: u8, back: Quarter },
		Change(usize, Opinion),
		Decide(usize, Fate),
		TakeOut(usize),
		Wait(Quarter),
	}

	fn opinions() -> impl Strategy<Value = Opinion> {
		// A dimension that is rated 0 is not rated.
		(1..=MAX_RATING, proptest::array::uniform5(0..=MAX_RATING)).prop_map(|(rating, each)| {
			let dimensions = Dimension::ALL.into_iter().zip(each).filter(|(_, rating)| *rating > 0);
			rated(rating, &dimensions.collect::<Vec<_>>())
		})
	}

	fn steps() -> impl Strategy<Value = Step> {
		let kinds = prop_oneof![Just(BasisKind::Dealings), Just(BasisKind::Certificate), Just(BasisKind::Signed)];
		let fates = prop_oneof![Just(Fate::Standing), Just(Fate::Struck), Just(Fate::Withdrawn)];
		// Some begin to count late, in a quarter of which others may know nothing.
		let backs = prop_oneof![3 => Just(0u16), 1 => 0..20u16];
		prop_oneof![
			4 => (opinions(), kinds, 0..BUCKETS, backs)
				.prop_map(|(opinion, kind, bucket, back)| Step::Give { opinion, kind, bucket, back }),
			2 => (any::<usize>(), opinions()).prop_map(|(which, opinion)| Step::Change(which, opinion)),
			2 => (any::<usize>(), fates).prop_map(|(which, fate)| Step::Decide(which, fate)),
			1 => any::<usize>().prop_map(Step::TakeOut),
			3 => (1..4u16).prop_map(Step::Wait),
		]
	}

	/// Reviews counted one by one: of each a rating, if it has one on this side.
	fn counts(reviews: &[Counted], rating: impl Fn(&Counted) -> Option<u8>) -> Counts {
		let mut counts = Counts::default();
		for review in reviews {
			let Some(rating) = rating(review) else { continue };
			let histogram = match review.fate {
				Fate::Standing => &mut counts.standing,
				Fate::Struck => &mut counts.struck,
				Fate::Withdrawn => &mut counts.withdrawn,
			};
			histogram.0[usize::from(rating) - 1] += 1;
		}
		counts
	}

	/// The same of the ratings over all of some of them.
	fn those(reviews: &[Counted], has: impl Fn(&Counted) -> bool) -> Counts {
		counts(reviews, |review| has(review).then_some(review.opinion.rating))
	}

	/// What an aggregate of these is, in whose quarters there ever was a review.
	fn model(reviews: &[Counted], quarters: &BTreeSet<Quarter>) -> Aggregate {
		let skipped = quarters.len().saturating_sub(QUARTERS as usize);
		let late: Vec<_> = quarters.iter().copied().skip(skipped).collect();
		let of_quarter = |quarter: &Quarter| (*quarter, those(reviews, |review| review.quarter == *quarter));
		let by_quarter = late.iter().map(of_quarter);
		let kinds = [BasisKind::Dealings, BasisKind::Certificate, BasisKind::Signed];
		let rating_of = |review: &Counted, dimension: Dimension| {
			review.opinion.dimensions.iter().find(|(known, _)| *known == dimension).map(|(_, rating)| *rating)
		};
		Aggregate {
			given: 0,
			first: None,
			all: those(reviews, |_| true),
			by_kind: kinds.map(|kind| those(reviews, |review| review.kind == kind)),
			by_bucket: [0, 1, 2, 3, 4, 5, 6, 7].map(|bucket| those(reviews, |review| review.bucket == bucket)),
			by_dimension: Dimension::ALL.map(|dimension| counts(reviews, |review| rating_of(review, dimension))),
			by_quarter: BoundedVec::truncate_from(by_quarter.collect()),
			before: those(reviews, |review| !late.contains(&review.quarter)),
		}
	}

	proptest! {
		#![proptest_config(ProptestConfig::with_cases(128))]

		/// Whatever happens to reviews, their aggregate is what they are when they are counted one by one.
		#[test]
		fn an_aggregate_is_what_its_reviews_are(history in prop::collection::vec(steps(), 1..160)) {
			let mut aggregate = Aggregate::default();
			let (mut reviews, mut quarters, mut now) = (Vec::<Counted>::new(), BTreeSet::<Quarter>::new(), 100u16);
			for step in history {
				// Which review it is about, and as what that counts from now on.
				let (place, new) = match step {
					Step::Wait(time) => {
						now += time;
						continue;
					},
					Step::Give { opinion, kind, bucket, back } => {
						let quarter = now - back;
						(None, Some(Counted { opinion, kind, bucket, quarter, fate: Fate::Standing }))
					},
					_ if reviews.is_empty() => continue,
					Step::Change(which, opinion) => {
						let place = which % reviews.len();
						(Some(place), Some(Counted { opinion, ..reviews[place].clone() }))
					},
					Step::Decide(which, fate) => {
						let place = which % reviews.len();
						(Some(place), Some(Counted { fate, ..reviews[place].clone() }))
					},
					Step::TakeOut(which) => (Some(which % reviews.len()), None),
				};
				let old = place.map(|place| reviews.swap_remove(place));
				prop_assert_eq!(aggregate.change(old.as_ref(), new.as_ref()), Ok(()));
				quarters.extend(new.as_ref().map(|counted| counted.quarter));
				reviews.extend(new);

				prop_assert_eq!(&aggregate, &model(&reviews, &quarters));
				let whole = |sides: &[Counts]| sides.iter().try_fold(Counts::default(), |sum, side| sum.plus(side));
				let mut by_quarter: Vec<_> = aggregate.by_quarter.iter().map(|(_, counts)| *counts).collect();
				by_quarter.push(aggregate.before);
				for sides in [&aggregate.by_kind[..], &aggregate.by_bucket[..], &by_quarter[..]] {
					prop_assert_eq!(whole(sides), Some(aggregate.all));
				}
				prop_assert_eq!(aggregate.all.total(), reviews.len() as u64);
			}
		}
	}
}
