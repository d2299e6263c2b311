//! What can be computed from the counts of reviews. No formula is the right one, and none is secret: whoever has the
//! counts computes the same, or something else.
//!
//! A mean is in thousandths of a star, a share in millionths. All are rounded down. There are no fractions that a
//! machine rounds as it likes.

use super::{Aggregate, Histogram, Quarter, BUCKETS, QUARTERS};
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// The mean that is expected of somebody of whom nothing is known, in thousandths of a star: the middle.
pub const PRIOR: u32 = 3_000;
/// As many reviews as that expectation weighs.
pub const WEIGHT: u32 = 10;

/// The 97.5th percentile of the normal distribution, in millionths: 1.959964.
const Z: u128 = 1_959_964;
/// Its square, in parts of [`TRILLION`].
const Z_SQUARED: u128 = Z * Z;
const MILLION: u128 = 1_000_000;
const TRILLION: u128 = MILLION * MILLION;

/// From this age on reviews weigh alike, in quarters: 48 years.
const MAX_AGE: Quarter = 192;
/// As how old the reviews of quarters before the listed ones are taken if none is listed.
const LISTED: Quarter = QUARTERS as Quarter;

/// The arithmetic mean, in thousandths of a star and rounded down: `1000 * sum / n`. `None` without ratings.
pub fn mean(ratings: &Histogram) -> Option<u32> {
	thousandths(ratings.sum().into(), ratings.total().into())
}

/// A quotient in thousandths, rounded down. `None` if there is none.
fn thousandths(sum: u128, count: u128) -> Option<u32> {
	u32::try_from(sum.checked_mul(1_000)?.checked_div(count)?).ok()
}

/// The mean that is to be expected after these ratings of somebody of whom `prior` (in thousandths of a star) was
/// expected before any, as surely as after `weight` ratings: `(weight * prior + 1000 * sum) / (weight + n)`, in
/// thousandths of a star and rounded down. It is `prior` if neither weighs anything.
///
/// Source: P. Diaconis and D. Ylvisaker, Conjugate Priors for Exponential Families, Annals of Statistics 7 (1979). Of
/// ratings, it is the mean under a Dirichlet prior.
pub fn bayesian_mean(ratings: &Histogram, prior: u32, weight: u32) -> u32 {
	let (sum, count) = (u128::from(ratings.sum()), u128::from(ratings.total()));
	// Saturating is right: none of these has more than 65 bits.
	let expected = u128::from(weight).saturating_mul(prior.into());
	let all = sum.saturating_mul(1_000).saturating_add(expected);
	let mean = all.checked_div(count.saturating_add(weight.into()));
	// A mean is no more than the largest number that it is of: it always has its place.
	mean.map_or(prior, |mean| u32::try_from(mean).unwrap_or(u32::MAX))
}

/// The least share of ratings of 4 and 5 that is to be expected of many more ratings: the lower bound of the 95 % score
/// interval of the share k of n, in millionths and rounded down. `None` without ratings. With z = 1.959964 it is
///
/// `(2k + z^2 - z * sqrt(z^2 + 4k(n - k)/n)) / (2(n + z^2))`.
///
/// It is never more than that, and less by no more than 1.000001 millionths: the root is rounded up, which takes less
/// than a millionth of a millionth, and the quotient down.
///
/// Source: E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, Journal of the American
/// Statistical Association 22 (1927). For ratings: E. Miller, How Not To Sort By Average Rating (2009).
pub fn wilson_lower(ratings: &Histogram) -> Option<u32> {
	let [.., four, five] = ratings.0;
	let (good, count) = (u128::from(four).saturating_add(five.into()), u128::from(ratings.total()));
	// All is in parts of a trillion. Saturating is right: of at most 5 * 2^32 ratings nothing has more than 117 bits.
	// If none is good, the root is rounded up to more than what it is taken from, and the bound is zero.
	let product = good.saturating_mul(count.saturating_sub(good)).saturating_mul(4);
	let spread = product.saturating_mul(TRILLION).checked_div(count)?.saturating_add(1);
	let root = Z_SQUARED.saturating_mul(Z_SQUARED.saturating_add(spread)).isqrt().saturating_add(1);
	let part = good.saturating_mul(2 * TRILLION).saturating_add(Z_SQUARED).saturating_sub(root);
	let whole = count.saturating_mul(TRILLION).saturating_add(Z_SQUARED).saturating_mul(2);
	u32::try_from(part.saturating_mul(MILLION).checked_div(whole)?).ok()
}

/// The mean of what stands, in which a review weighs half as much with each four quarters since the one in which it
/// first counted, in thousandths of a star and rounded down. `None` without ratings. With w = 2^(-age / 4), and the age
/// in quarters, it is `1000 * (sum of w * rating) / (sum of w)`.
///
/// What is from later than `now` has age 0. The reviews of all quarters before the listed ones are taken for those of
/// the quarter before the oldest listed one, or of 12 quarters before `now` if none is listed: older ones among them
/// weigh too much, and never too little. After 48 years reviews weigh no less. The weights of a year are rounded to
/// millionths, which moves the mean by less than a hundredth of a thousandth; each year halves them exactly.
///
/// Source: the forgetting factor of A. Jøsang and R. Ismail, The Beta Reputation System, 15th Bled Electronic Commerce
/// Conference (2002), here of 2^(-1/4) per quarter.
pub fn decayed_mean(aggregate: &Aggregate, now: Quarter) -> Option<u32> {
	let oldest = aggregate.by_quarter.first().map(|(quarter, _)| quarter.saturating_sub(1));
	let before = oldest.unwrap_or(now.saturating_sub(LISTED));
	let quarters = aggregate.by_quarter.iter().map(|(quarter, counts)| (*quarter, counts));
	let (mut sum, mut count) = (0u128, 0u128);
	for (quarter, counts) in quarters.chain([(before, &aggregate.before)]) {
		// Saturating is right: 13 times 2^37 with a weight of 68 bits make fewer than 110.
		let weighed = |ratings: u64| weight(now.saturating_sub(quarter)).saturating_mul(ratings.into());
		sum = sum.saturating_add(weighed(counts.standing.sum()));
		count = count.saturating_add(weighed(counts.standing.total()));
	}
	thousandths(sum, count)
}

/// What a review of an age weighs: 2^(-age / 4), in parts of 10^6 * 2^48, so that each halving is exact.
fn weight(age: Quarter) -> u128 {
	let age = age.min(MAX_AGE);
	let part: u128 = match age % 4 {
		0 => 1_000_000,
		1 => 840_896,
		2 => 707_107,
		_ => 594_604,
	};
	// Saturating is right: it is at most 10^6 * 2^48.
	let doublings = (MAX_AGE / 4).saturating_sub(age / 4);
	part.saturating_mul(2u128.saturating_pow(doublings.into()))
}

/// The bucket of a value in whole CIV: 0 below 10, 1 below 100, and so on, and 7 from 10^7 on. The number of its digits
/// after the first one, that is, and at most 7.
pub fn bucket(value: u128) -> u8 {
	let last = BUCKETS.saturating_sub(1);
	u8::try_from(value.checked_ilog10().unwrap_or_default()).map_or(last, |bucket| bucket.min(last))
}

/// What the formulas make of the reviews that stand.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Scores {
	/// How many reviews stand.
	pub count: u64,
	/// Their arithmetic mean, in thousandths of a star. Nothing without reviews.
	pub mean: Option<u32>,
	/// The mean that is to be expected, in thousandths of a star, if 3 stars were before, as surely as after 10
	/// reviews.
	pub bayesian: u32,
	/// The lower bound of the 95 % Wilson score interval of the share of 4 and 5 stars, in millionths. Nothing without
	/// reviews.
	pub wilson: Option<u32>,
	/// The mean in which a review weighs half as much with each year, in thousandths of a star. Nothing without
	/// reviews.
	pub decayed: Option<u32>,
}

impl Scores {
	/// Those of an aggregate, in a quarter.
	pub fn of(aggregate: &Aggregate, now: Quarter) -> Self {
		let standing = &aggregate.all.standing;
		Self {
			count: standing.total(),
			mean: mean(standing),
			bayesian: bayesian_mean(standing, PRIOR, WEIGHT),
			wilson: wilson_lower(standing),
			decayed: decayed_mean(aggregate, now),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::{
		super::{Counts, MAX_RATING},
		*,
	};
	use core::cmp::Ordering;
	use proptest::prelude::*;
	use sp_core::bounded::BoundedVec;

	const FULL: Histogram = Histogram([u32::MAX; MAX_RATING as usize]);
	const NONE: Histogram = Histogram([0; MAX_RATING as usize]);

	/// Numbers of all lengths.
	fn counts() -> impl Strategy<Value = u32> {
		(any::<u32>(), 0..32u32).prop_map(|(count, shift)| count >> shift)
	}

	fn histograms() -> impl Strategy<Value = Histogram> {
		proptest::array::uniform5(prop_oneof![1 => Just(0u32), 3 => counts()]).prop_map(Histogram)
	}

	fn standing(standing: Histogram) -> Counts {
		// What does not stand has no part in it.
		Counts { standing, struck: Histogram([9, 0, 0, 0, 0]), withdrawn: FULL }
	}

	fn aggregate(quarters: &[(Quarter, Histogram)], before: Histogram) -> Aggregate {
		let by_quarter = quarters.iter().map(|(quarter, ratings)| (*quarter, standing(*ratings))).collect();
		let by_quarter = BoundedVec::truncate_from(by_quarter);
		Aggregate { by_quarter, before: standing(before), ..Aggregate::default() }
	}

	#[test]
	fn the_mean_is_rounded_down() {
		assert_eq!(mean(&NONE), None);
		assert_eq!(mean(&Histogram([0, 0, 0, 0, 1])), Some(5_000));
		assert_eq!(mean(&Histogram([1, 0, 0, 0, 2])), Some(3_666));
		assert_eq!(mean(&Histogram([u32::MAX, 0, 0, 0, 0])), Some(1_000));
		assert_eq!(mean(&FULL), Some(3_000));
	}

	#[test]
	fn the_bayesian_mean_begins_at_what_is_expected() {
		let of = |ratings| bayesian_mean(&Histogram(ratings), PRIOR, WEIGHT);
		assert_eq!(of([0; 5]), PRIOR);
		// 35 / 11, and 80 / 20.
		assert_eq!(of([0, 0, 0, 0, 1]), 3_181);
		assert_eq!(of([0, 0, 0, 0, 10]), 4_000);
		assert_eq!(of([10, 0, 0, 0, 0]), 2_000);
		// (30 + 5 * 4294967295) / 4294967305.
		assert_eq!(of([0, 0, 0, 0, u32::MAX]), 4_999);
		assert_eq!(bayesian_mean(&NONE, 4_321, 0), 4_321);
		assert_eq!(bayesian_mean(&Histogram([1, 0, 0, 0, 2]), 4_321, 0), 3_666);
		assert_eq!(bayesian_mean(&NONE, u32::MAX, u32::MAX), u32::MAX);
		// (m^2 + 15000 m) / 6 m with m = 4294967295.
		assert_eq!(bayesian_mean(&FULL, u32::MAX, u32::MAX), 715_830_382);
	}

	/// A histogram of so many that are good, of so many.
	fn shares(good: u32, bad: u32) -> [Histogram; 2] {
		[Histogram([bad, 0, 0, 0, good]), Histogram([0, bad / 2, bad - bad / 2, good - good / 3, good / 3])]
	}

	/// The Wilson bound, and what it is by floating point, in millionths.
	fn wilson(ratings: &Histogram) -> (f64, f64) {
		let (z, n) = (1.959_964f64, ratings.total() as f64);
		let k = f64::from(ratings.0[3]) + f64::from(ratings.0[4]);
		let exact = (2.0 * k + z * z - z * (z * z + 4.0 * k * (n - k) / n).sqrt()) / (2.0 * (n + z * z));
		(wilson_lower(ratings).unwrap().into(), exact * 1e6)
	}

	/// What the documentation says; floating point is more exact than a hundred-thousandth of a millionth.
	fn is_close((bound, exact): (f64, f64)) -> bool {
		bound <= exact + 1e-5 && bound >= exact - 1.000_001 - 1e-5
	}

	#[test]
	fn the_wilson_bound_is_that_of_known_shares() {
		assert_eq!(wilson_lower(&NONE), None);
		for (good, bad, expected) in [
			(0, 3, 0),
			(0, u32::MAX, 0),
			(1, 0, 206_549),
			(1, 1, 94_531),
			(5, 5, 236_593),
			(10, 0, 722_467),
			(80, 20, 711_170),
			(u32::MAX, u32::MAX, 499_989),
		] {
			for ratings in shares(good, bad) {
				assert_eq!(wilson_lower(&ratings), Some(expected), "{ratings:?}");
			}
		}
		assert!(is_close(wilson(&FULL)));
	}

	#[test]
	fn the_wilson_bound_is_that_of_all_small_shares() {
		for (good, bad) in (0..60).flat_map(|good| (0..60).map(move |bad| (good, bad))).skip(1) {
			for ratings in shares(good, bad) {
				let both = wilson(&ratings);
				assert!(is_close(both), "{ratings:?} {both:?}");
			}
		}
	}

	#[test]
	fn weights_halve_each_year() {
		let unit = 1e6 * 48f64.exp2();
		for age in 0..=MAX_AGE {
			let exact = (f64::from(age) / -4.0).exp2();
			assert!((weight(age) as f64 / unit / exact - 1.0).abs() < 1e-6, "{age}");
			assert!(age == 0 || weight(age) < weight(age - 1), "{age}");
			assert!(age < 4 || 2 * weight(age) == weight(age - 4), "{age}");
		}
		assert_eq!([MAX_AGE, MAX_AGE + 1, Quarter::MAX].map(weight), [1_000_000; 3]);
	}

	#[test]
	fn the_decayed_mean_forgets() {
		let (bad, good) = (Histogram([2, 0, 0, 0, 0]), Histogram([0, 0, 0, 0, 1]));
		assert_eq!(decayed_mean(&Aggregate::default(), 230), None);
		assert_eq!(decayed_mean(&aggregate(&[(230, NONE)], NONE), 230), None);
		// (2 * 1 / 2 + 5) / (2 / 2 + 1), after each time that passes since.
		let both = aggregate(&[(226, bad), (230, good)], NONE);
		assert_eq!([230, 231, 400].map(|now| decayed_mean(&both, now)), [Some(3_000); 3]);
		// What is from later is as new as can be: (2 * 1 + 5) / 3.
		assert_eq!([226, 0].map(|now| decayed_mean(&both, now)), [Some(2_333); 2]);
		// A quarter apart: (2 * 0.840896 + 5) / (2 * 0.840896 + 1).
		assert_eq!(decayed_mean(&aggregate(&[(229, bad), (230, good)], NONE), 230), Some(2_491));
		// Those of all quarters before are of the one before the first: 227 - 1.
		assert_eq!(decayed_mean(&aggregate(&[(227, NONE), (230, good)], bad), 230), Some(3_000));
		assert_eq!(decayed_mean(&aggregate(&[(0, good)], bad), 0), Some(2_333));
		assert_eq!(decayed_mean(&aggregate(&[], bad), 230), Some(1_000));
		// Whatever is the only thing known has its mean, however old it is.
		for now in [0, 230, Quarter::MAX] {
			assert_eq!(decayed_mean(&aggregate(&[(0, good)], NONE), now), Some(5_000));
			assert_eq!(decayed_mean(&aggregate(&[(0, FULL)], FULL), now), Some(3_000));
		}
	}

	#[test]
	fn buckets_are_powers_of_ten() {
		assert_eq!(bucket(0), 0);
		for power in 0..=38u8 {
			let least = 10u128.pow(power.into());
			assert_eq!(bucket(least), power.min(7), "{least}");
			assert_eq!(bucket(least - 1), power.saturating_sub(1).min(7), "{least}");
		}
		assert_eq!(bucket(u128::MAX), BUCKETS - 1);
	}

	#[test]
	fn scores_are_of_what_stands() {
		let ratings = Histogram([1, 0, 0, 0, 2]);
		let all = Aggregate { all: standing(ratings), ..aggregate(&[(226, ratings)], NONE) };
		// Of the Bayesian mean: 41 / 13.
		let (mean, decayed) = (Some(3_666), Some(3_666));
		let scores = Scores { count: 3, mean, bayesian: 3_153, wilson: Some(207_659), decayed };
		assert_eq!(Scores::of(&all, 230), scores);
		let none = Scores { count: 0, mean: None, bayesian: PRIOR, wilson: None, decayed: None };
		assert_eq!(Scores::of(&Aggregate { all: standing(NONE), ..Aggregate::default() }, 230), none);
	}

	proptest! {
		#[test]
		fn means_are_between_what_they_are_of(ratings in histograms(), prior in 1_000..=5_000u32, weight in counts()) {
			let rated = (1..).zip(ratings.0).filter(|(_, count)| *count > 0).map(|(rating, _)| rating * 1_000);
			let all: Vec<u32> = rated.collect();
			let (least, most) = (all.iter().min().copied(), all.iter().max().copied());
			let mean = mean(&ratings);
			prop_assert!(mean >= least && mean <= most);
			// Between the mean and the prior, and nearer to what weighs more.
			let mean = mean.unwrap_or(prior);
			let bayesian = bayesian_mean(&ratings, prior, weight);
			prop_assert!((mean.min(prior)..=mean.max(prior)).contains(&bayesian));
			let (to_mean, to_prior) = (mean.abs_diff(bayesian), prior.abs_diff(bayesian));
			// Both means are rounded.
			let is_right = match u64::from(weight).cmp(&ratings.total()) {
				Ordering::Less => to_mean <= to_prior + 2,
				Ordering::Equal => to_mean.abs_diff(to_prior) <= 2,
				Ordering::Greater => to_prior <= to_mean + 2,
			};
			prop_assert!(is_right, "{} {} {}", mean, bayesian, prior);
		}

		#[test]
		fn the_wilson_bound_is_close(good in counts(), bad in counts()) {
			prop_assume!(good > 0 || bad > 0);
			for ratings in shares(good, bad) {
				let both = wilson(&ratings);
				prop_assert!(is_close(both), "{:?}", both);
			}
		}

		#[test]
		fn the_decayed_mean_is_close(
			ratings in prop::collection::vec(histograms(), 1..=QUARTERS as usize),
			before in histograms(), first in 0..200u16, gap in 1..9u16, now in 0..400u16,
		) {
			let quarters: Vec<_> = (first..).step_by(gap.into()).zip(ratings).collect();
			let found = decayed_mean(&aggregate(&quarters, before), now);
			let earlier = (first.saturating_sub(1), before);
			let (mut sum, mut count) = (0.0, 0.0);
			for (quarter, ratings) in quarters.into_iter().chain([earlier]) {
				let age = (f64::from(now) - f64::from(quarter)).clamp(0.0, f64::from(MAX_AGE));
				let weight = (age / -4.0).exp2();
				sum += weight * ratings.sum() as f64;
				count += weight * ratings.total() as f64;
			}
			prop_assert_eq!(found.is_none(), count == 0.0);
			if let Some(found) = found {
				let off = sum / count * 1e3 - f64::from(found);
				prop_assert!(off > -0.01 && off < 1.01, "{}", off);
			}
		}
	}
}
