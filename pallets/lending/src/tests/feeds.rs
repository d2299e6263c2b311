//! `add_feed`, medians, and when they count.

use super::*;
use crate::{FeedCount, NewestFeed};
use civitas_primitives::lending::info::FeedInfo;

fn add(asset: Asset, decimals: u8, guard: Guard) -> sp_runtime::DispatchResult {
	Lending::add_feed(RuntimeOrigin::root(), asset, decimals, guard)
}

/// The first feed, with a price of one since [`NOW`].
fn one() {
	assert_ok!(add(None, 12, GUARD));
	feed(COIN_FEED, UNIT);
	System::reset_events();
}

/// The price that counts now, its time, and whether it is moving.
fn counts() -> (Balance, Moment, bool) {
	let Price { price, time, moving, .. } = Feeds::<Test>::get(COIN_FEED).unwrap().price(Timestamp::get()).unwrap();
	(price, time, moving)
}

/// So many thousandths of a unit of account.
fn thousandths(number: Balance) -> Balance {
	UNIT / 1_000 * number
}

/// A median of so many thousandths, now.
fn note(number: Balance) {
	feed(COIN_FEED, thousandths(number));
}

#[test]
fn feeds_have_numbers() {
	build_and_execute(|| {
		for (number, asset) in [(0, None), (1, Some(DOLLAR)), (2, None)] {
			System::reset_events();
			assert_ok!(add(asset, 12, GUARD));
			assert_eq!(events(), [Event::FeedAdded { feed: number, asset, decimals: 12, guard: GUARD }]);
			assert_eq!((FeedCount::<Test>::get(), NewestFeed::<Test>::get(asset)), (number + 1, Some(number)));
			let stored = Feed { asset, decimals: 12, guard: GUARD, prices: None };
			assert_eq!(Feeds::<Test>::get(number), Some(stored));
		}
		assert_eq!(NewestFeed::<Test>::get(Some(DOLLAR)), Some(1));
	});
}

#[test]
fn only_who_governs_adds_them() {
	build_and_execute(|| {
		for who in [ALICE, CURATOR, GUARDIAN, ISSUER] {
			assert_noop!(Lending::add_feed(signed(who), None, 12, GUARD), DispatchError::BadOrigin);
		}
		assert_noop!(Lending::add_feed(RuntimeOrigin::none(), None, 12, GUARD), DispatchError::BadOrigin);
	});
}

#[test]
fn what_a_feed_is_of_holds_together() {
	build_and_execute(|| {
		refused!(add(Some(99), 12, GUARD), AssetUnknown);
		refused!(add(None, 31, GUARD), DecimalsInvalid);
		refused!(add(None, u8::MAX, GUARD), DecimalsInvalid);
		for guard in [
			Guard { tolerance: 0, ..GUARD },
			Guard { tolerance: ONE, ..GUARD },
			Guard { window: 0, ..GUARD },
			Guard { settle: 0, ..GUARD },
			Guard { settle: 30 * MINUTE + 1, ..GUARD },
		] {
			refused!(add(None, 12, guard), GuardInvalid);
		}
		assert_ok!(add(None, 0, Guard { tolerance: 1, window: 1, settle: 1 }));
		assert_ok!(add(None, 30, Guard { tolerance: ONE - 1, window: Moment::MAX, settle: 30 * MINUTE }));
	});
}

#[test]
fn there_are_as_many_as_have_numbers() {
	build_and_execute(|| {
		frame_support::hypothetically!({
			FeedCount::<Test>::put(FeedId::MAX - 1);
			assert_ok!(add(None, 12, GUARD));
			assert!(Feeds::<Test>::contains_key(FeedId::MAX - 1));
			refused!(add(None, 12, GUARD), TooManyFeeds);
		});
	});
}

#[test]
fn the_first_median_counts_at_once() {
	build_and_execute(|| {
		assert_ok!(add(None, 12, GUARD));
		assert_eq!(Lending::feed(COIN_FEED).unwrap().price, None);
		System::reset_events();
		// It may be of a time that has passed.
		Lending::note(COIN_FEED, UNIT, NOW - MINUTE);
		let guarded = Guarded {
			price: UNIT,
			time: NOW - MINUTE,
			anchor: UNIT,
			anchored: NOW,
			median: UNIT,
			median_time: NOW - MINUTE,
			moving: None,
		};
		assert_eq!(Feeds::<Test>::get(COIN_FEED).unwrap().prices, Some(guarded));
		assert!(events().is_empty());
	});
}

#[test]
fn the_same_again_and_what_is_of_no_feed_change_nothing() {
	build_and_execute(|| {
		one();
		pass(MINUTE);
		note(1_200);
		pass(MINUTE);
		let root = || sp_io::storage::root(sp_runtime::StateVersion::V1);
		let before = root();
		Lending::note(COIN_FEED, thousandths(1_200), NOW + MINUTE);
		Lending::note(1, UNIT, NOW + MINUTE);
		assert_eq!((root(), Feeds::<Test>::iter().count()), (before.clone(), 1));
		// The same of another time is another.
		note(1_200);
		assert_ne!(root(), before);
	});
}

#[test]
fn within_the_tolerance_a_median_counts_at_once() {
	build_and_execute(|| {
		one();
		for number in [1_100, 900, 1_000, 1_099] {
			pass(MINUTE);
			note(number);
			assert_eq!(counts(), (thousandths(number), Timestamp::get(), false));
		}
		for price in [thousandths(1_100) + 1, thousandths(900) - 1] {
			frame_support::hypothetically!({
				feed(COIN_FEED, price);
				assert_eq!(counts(), (thousandths(1_099), NOW + 4 * MINUTE, true));
			});
		}
		assert!(events().is_empty());
	});
}

#[test]
fn beyond_it_the_price_is_moving_and_then_counts() {
	build_and_execute(|| {
		one();
		pass(MINUTE);
		let since = Timestamp::get();
		note(2_000);
		assert_eq!(events(), [Event::PriceMoving { feed: COIN_FEED, median: thousandths(2_000), anchor: UNIT }]);
		assert_eq!(counts(), (UNIT, NOW, true));
		set_time(since + GUARD.settle - 1);
		assert_eq!(counts(), (UNIT, NOW, true));
		// It counts without another report, with the time that it is of.
		set_time(since + GUARD.settle);
		assert_eq!(counts(), (thousandths(2_000), since, false));
		// And is what others are compared with from then on: what was before is beyond.
		note(2_200);
		assert_eq!(counts(), (thousandths(2_200), since + GUARD.settle, false));
		assert!(events().is_empty());
		note(1_000);
		assert_eq!(events(), [Event::PriceMoving { feed: COIN_FEED, median: UNIT, anchor: thousandths(2_000) }]);
	});
}

#[test]
fn reports_while_it_moves_neither_begin_again_nor_end_it() {
	build_and_execute(|| {
		one();
		pass(MINUTE);
		let since = Timestamp::get();
		note(2_000);
		assert_eq!(events().len(), 1);
		pass(10 * MINUTE);
		note(3_000);
		assert_eq!((events(), counts()), (vec![], (UNIT, NOW, true)));
		// The last of them counts, of its own time.
		set_time(since + GUARD.settle);
		assert_eq!(counts(), (thousandths(3_000), since + 10 * MINUTE, false));
	});
}

#[test]
fn back_inside_it_counts_at_once_and_the_next_time_begins_anew() {
	build_and_execute(|| {
		one();
		pass(MINUTE);
		note(2_000);
		pass(10 * MINUTE);
		note(1_050);
		assert_eq!(counts(), (thousandths(1_050), NOW + 11 * MINUTE, false));
		pass(MINUTE);
		note(2_000);
		assert_eq!(events().len(), 2);
		set_time(NOW + 12 * MINUTE + GUARD.settle - 1);
		assert_eq!(counts(), (thousandths(1_050), NOW + 11 * MINUTE, true));
		set_time(NOW + 12 * MINUTE + GUARD.settle);
		assert_eq!(counts(), (thousandths(2_000), NOW + 12 * MINUTE, false));
	});
}

#[test]
fn small_steps_go_no_further_than_a_large_one_within_a_window() {
	build_and_execute(|| {
		one();
		pass(MINUTE);
		note(1_090);
		assert_eq!(counts(), (thousandths(1_090), NOW + MINUTE, false));
		pass(MINUTE);
		// 9 % more than the last, and 18.8 % more than what it was at first.
		note(1_188);
		assert_eq!(counts(), (thousandths(1_090), NOW + MINUTE, true));
	});
	// After the window, the price that counts is what others are compared with.
	build_and_execute(|| {
		one();
		set_time(NOW + 59 * MINUTE);
		note(1_090);
		set_time(NOW + 60 * MINUTE - 1);
		frame_support::hypothetically!({
			note(1_188);
			assert!(counts().2);
		});
		set_time(NOW + 60 * MINUTE);
		note(1_188);
		assert_eq!(counts(), (thousandths(1_188), NOW + 60 * MINUTE, false));
		let Guarded { anchor, anchored, .. } = Feeds::<Test>::get(COIN_FEED).unwrap().prices.unwrap();
		assert_eq!((anchor, anchored), (thousandths(1_090), NOW + 60 * MINUTE));
	});
}

#[test]
fn a_price_of_nothing_moves_like_any_other_and_never_counts_in_a_market() {
	build_and_execute(|| {
		let id = lent(still());
		note(0);
		assert!(counts().2);
		set_time(NOW + GUARD.settle);
		feed(DOLLAR_FEED, UNIT);
		assert_eq!(counts(), (0, NOW, false));
		refused!(Lending::liquidate(signed(CAROL), id, BOB, DOLLARS, 0), PriceOutOfBand);
		// And there is a way out of it.
		note(1_000);
		assert!(counts().2);
		set_time(NOW + 2 * GUARD.settle);
		assert_eq!(counts(), (UNIT, NOW + GUARD.settle, false));
	});
}

#[test]
fn the_largest_prices_are_compared() {
	build_and_execute(|| {
		assert_ok!(add(None, 12, GUARD));
		feed(COIN_FEED, Balance::MAX);
		feed(COIN_FEED, Balance::MAX / 10 * 9);
		assert!(counts().2);
		feed(COIN_FEED, Balance::MAX / 10 * 9 + 10);
		assert!(!counts().2);
		feed(COIN_FEED, 0);
		assert_eq!(Lending::feed(COIN_FEED).unwrap().distance, Some(ONE));
	});
}

#[test]
fn a_feed_is_shown_as_it_stands_now() {
	build_and_execute(|| {
		one();
		assert_ok!(add(None, 9, GUARD));
		pass(MINUTE);
		note(1_250);
		let time = Timestamp::get();
		let stored = Feeds::<Test>::get(COIN_FEED).unwrap().prices;
		let price = Price { price: UNIT, decimals: 12, time: NOW, moving: true };
		let shown = FeedInfo {
			feed: COIN_FEED,
			asset: None,
			decimals: 12,
			guard: GUARD,
			price: Some(price),
			guarded: stored,
			distance: Some(ONE / 4),
		};
		assert_eq!(Lending::feed(COIN_FEED), Some(shown.clone()));
		pass(GUARD.settle);
		let counting = Price { price: thousandths(1_250), time, moving: false, ..price };
		let guarded = Guarded {
			price: thousandths(1_250),
			time,
			anchor: thousandths(1_250),
			anchored: time + GUARD.settle,
			moving: None,
			..stored.unwrap()
		};
		let then = FeedInfo { price: Some(counting), guarded: Some(guarded), distance: Some(0), ..shown };
		assert_eq!(Lending::feed(COIN_FEED), Some(then));
		// Nothing is stored by that.
		assert_eq!(Feeds::<Test>::get(COIN_FEED).unwrap().prices, stored);
		// The newest of the asset is another, and has no price yet.
		let newest = Lending::feed_of(None).unwrap();
		assert_eq!((newest.feed, newest.decimals, newest.price, newest.distance), (1, 9, None, None));
		assert_eq!((Lending::feed(2), Lending::feed_of(Some(DOLLAR))), (None, None));
	});
}

#[test]
fn other_capabilities_ask_for_prices() {
	build_and_execute(|| {
		feeds();
		let price = Price { price: UNIT, decimals: 12, time: NOW, moving: false };
		assert_eq!(<Lending as PriceFeed>::price(COIN_FEED), Some(price));
		assert_eq!(<Lending as PriceFeed>::price_of(None), Some(price));
		assert_eq!(<Lending as PriceFeed>::price_of(Some(DOLLAR)), Some(Price { decimals: 6, ..price }));
		assert_eq!((<Lending as PriceFeed>::price(2), <Lending as PriceFeed>::price_of(Some(GOLD))), (None, None));
		// Of whatever age: that is for who asks.
		pass(YEAR);
		assert_eq!(<Lending as PriceFeed>::price(COIN_FEED), Some(price));
		assert_ok!(add(None, 12, GUARD));
		assert_eq!(<Lending as PriceFeed>::price_of(None), None);
		note(2_000);
		assert_eq!(<Lending as PriceFeed>::price(COIN_FEED), Some(Price { moving: true, ..price }));
	});
}
