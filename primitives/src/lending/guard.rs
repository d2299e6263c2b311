//! Prices that do not jump unnoticed.

use super::{math::mul_div_down, Ppb, ONE};
use crate::{
	money::{Asset, Balance},
	Moment,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::U256;

/// The longest that a price can be moving, in milliseconds: 30 minutes.
pub const MAX_SETTLE: Moment = 30 * 60 * 1_000;

/// When a price is taken to be moving.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Guard {
	/// How far a price may be from its anchor, as a part of the anchor in parts per billion.
	pub tolerance: Ppb,
	/// After how long the price that counts becomes the anchor, in milliseconds.
	pub window: Moment,
	/// How long a price is moving at most, in milliseconds; then it counts, wherever it is.
	pub settle: Moment,
}

/// The medians of a feed, guarded.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Guarded {
	/// The price that counts.
	pub price: Balance,
	/// Its time.
	pub time: Moment,
	/// What prices are compared with.
	pub anchor: Balance,
	/// Since when.
	pub anchored: Moment,
	/// The median that came last.
	pub median: Balance,
	/// Its time.
	pub median_time: Moment,
	/// Since when the price is moving, if it is.
	pub moving: Option<Moment>,
}

impl Guarded {
	/// The first price of a feed.
	pub fn first(median: Balance, time: Moment, now: Moment) -> Self {
		Self { price: median, time, anchor: median, anchored: now, median, median_time: time, moving: None }
	}

	/// How it stands at a time, if no other median has come since: what has been moving long enough counts.
	pub fn at(self, now: Moment, guard: &Guard) -> Self {
		match self.moving {
			Some(since) if now.saturating_sub(since) >= guard.settle => Self {
				price: self.median,
				time: self.median_time,
				anchor: self.median,
				// Saturating is right: it is a moment that has passed.
				anchored: since.saturating_add(guard.settle),
				moving: None,
				..self
			},
			_ => self,
		}
	}

	/// A median of the time `time` has come.
	pub fn next(self, median: Balance, time: Moment, now: Moment, guard: &Guard) -> Self {
		let mut next = self.at(now, guard);
		if now.saturating_sub(next.anchored) >= guard.window {
			(next.anchor, next.anchored) = (next.price, now);
		}
		(next.median, next.median_time) = (median, time);
		// Compared without division: the anchor times the tolerance in parts of a billion.
		let distance = U256::from(next.anchor.abs_diff(median)).saturating_mul(ONE.into());
		if distance <= U256::from(next.anchor).saturating_mul(guard.tolerance.into()) {
			(next.price, next.time, next.moving) = (median, time, None);
		} else {
			next.moving = Some(next.moving.unwrap_or(now));
		}
		next
	}

	/// How far the last median is from the anchor, as a part of it in parts per billion, rounded down.
	pub fn distance(&self) -> Ppb {
		let distance = mul_div_down(self.anchor.abs_diff(self.median), ONE, self.anchor);
		distance.and_then(|distance| Ppb::try_from(distance).ok()).unwrap_or(Ppb::MAX)
	}
}

/// A feed of prices. Its asset, decimals and guard are for ever.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Feed {
	/// What the prices are of; `None` for the native asset.
	pub asset: Asset,
	/// How many decimals a whole unit of it has.
	pub decimals: u8,
	/// When a price is taken to be moving.
	pub guard: Guard,
	/// The prices, once there was one.
	pub prices: Option<Guarded>,
}

/// A price, as far as a feed knows it.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Price {
	/// Of one whole unit of the asset, in units of account with 18 decimals.
	pub price: Balance,
	/// How many decimals a whole unit has.
	pub decimals: u8,
	/// The time of the newest report that more than half of those it was made of, and three at least, are no older than.
	pub time: Moment,
	/// Whether it is moving: reports are elsewhere, and not for long enough yet to count.
	pub moving: bool,
}

impl Feed {
	/// The price that counts at a time.
	pub fn price(&self, now: Moment) -> Option<Price> {
		let guarded = self.prices?.at(now, &self.guard);
		Some(Price {
			price: guarded.price,
			decimals: self.decimals,
			time: guarded.time,
			moving: guarded.moving.is_some(),
		})
	}
}
