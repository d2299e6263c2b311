//! Each invariant is broken by hand, and the check must say which.

use super::*;
use crate::{FeedCount, History, MarketsOf, NewestFeed, PositionsOf};
use frame_support::traits::{fungibles::MutateHold, tokens::Precision};

type Holds = <Test as crate::Config>::Holds;

/// What is done to a market that Alice has supplied to, from which Bob has borrowed, and that has a point in its history, is
/// found, and said with these words.
#[track_caller]
fn breaks(words: &'static str, corrupt: impl FnOnce(MarketId)) {
	new_test_ext().execute_with(|| {
		let id = borrowed();
		pass(DAY);
		assert_ok!(Lending::add_collateral(signed(BOB), id, COIN, None));
		check_state();
		corrupt(id);
		assert_eq!(Lending::do_try_state(), Err(DispatchError::Other(words)));
	});
}

fn markets(id: MarketId, change: impl FnOnce(&mut Market<Test>)) {
	Markets::<Test>::mutate(id, |market| change(market.as_mut().expect("there is such a market")));
}

fn books(id: MarketId, change: impl FnOnce(&mut Books)) {
	markets(id, |market| change(&mut market.books));
}

fn stands(id: MarketId, who: AccountId, change: impl FnOnce(&mut Stand)) {
	Positions::<Test>::mutate(id, who, |position| change(&mut position.stand));
}

fn prices(id: FeedId, change: impl FnOnce(&mut Guarded)) {
	Feeds::<Test>::mutate(id, |feed| change(feed.as_mut().unwrap().prices.as_mut().unwrap()));
}

fn hold(asset: Asset, reason: HoldReason, who: AccountId) {
	issue(asset, who.clone(), 100);
	assert_ok!(<Holds as MutateHold<AccountId>>::hold(asset, &reason.into(), &who, 1));
}

fn release(asset: Asset, reason: HoldReason, who: AccountId) {
	assert_ok!(<Holds as MutateHold<AccountId>>::release(asset, &reason.into(), &who, 1, Precision::Exact));
}

#[test]
fn supply_shares_sum_to_the_total() {
	let words = "1: supply shares, the reserve's too, do not sum to the total";
	breaks(words, |id| books(id, |books| books.supply_shares += 1));
	breaks(words, |id| books(id, |books| books.supply_shares -= 1));
	breaks(words, |id| books(id, |books| books.reserve_shares += 1));
	breaks(words, |id| stands(id, ALICE, |stand| stand.supply_shares += 1));
	breaks(words, |id| stands(id, BOB, |stand| stand.supply_shares += 1));
	breaks(words, |id| Positions::<Test>::remove(id, ALICE));
	breaks("supply shares overflow", |id| {
		stands(id, ALICE, |stand| stand.supply_shares = u128::MAX);
		stands(id, BOB, |stand| stand.supply_shares = u128::MAX);
	});
}

#[test]
fn debt_shares_sum_to_the_total() {
	let words = "2: debt shares do not sum to the total";
	breaks(words, |id| books(id, |books| books.debt_shares += 1));
	breaks(words, |id| books(id, |books| books.debt_shares -= 1));
	breaks(words, |id| stands(id, BOB, |stand| stand.debt_shares -= 1));
	breaks(words, |id| stands(id, ALICE, |stand| stand.debt_shares += 1));
	breaks(words, |id| Positions::<Test>::remove(id, BOB));
	breaks("debt shares overflow", |id| {
		stands(id, ALICE, |stand| stand.debt_shares = u128::MAX);
		stands(id, BOB, |stand| stand.debt_shares = u128::MAX);
	});
}

#[test]
fn no_more_is_borrowed_than_can_be() {
	// A share is worth a little more than a millionth.
	breaks("3: more is borrowed than can be", |id| {
		let shares = MAX_TOTAL * VIRTUAL_SHARES + VIRTUAL_SHARES;
		books(id, |books| books.debt_shares = shares);
		stands(id, BOB, |stand| stand.debt_shares = shares);
	});
}

#[test]
fn the_cash_is_on_hold() {
	let words = "4: the cash is not what is on hold for it";
	breaks(words, |id| books(id, |books| books.cash += 1));
	breaks(words, |id| books(id, |books| books.cash -= 1));
	breaks(words, |id| hold(Some(DOLLAR), HoldReason::Cash, account_of(id)));
	breaks(words, |id| release(Some(DOLLAR), HoldReason::Cash, account_of(id)));
	// What is free, or held for something else, is none.
	new_test_ext().execute_with(|| {
		let id = borrowed();
		hold(Some(DOLLAR), HoldReason::Position, account_of(id));
		check_state();
	});
}

#[test]
fn interest_accrues_up_to_now_and_indices_do_not_fall() {
	breaks("5: an index has fallen", |id| books(id, |books| books.debt_index = FIRST_INDEX - 1));
	breaks("5: interest has accrued beyond now", |id| books(id, |books| books.updated += 1));
}

#[test]
fn terms_are_those_of_the_identifier() {
	let words = "the terms are not those of the identifier";
	breaks(words, |id| markets(id, |market| market.terms.fee += 1));
	breaks(words, |id| markets(id, |market| market.terms.curator = STRANGER));
}

#[test]
fn markets_are_listed_under_both_assets_and_are_there() {
	for asset in [None, Some(DOLLAR)] {
		breaks("a market is not listed", |id| MarketsOf::<Test>::remove(asset, id));
		breaks("a market is listed that there is not", |_| MarketsOf::<Test>::insert(asset, unknown(), ()));
	}
}

#[test]
fn the_history_has_as_many_points_as_days() {
	let words = "the history has not as many points as days";
	breaks(words, |id| History::<Test>::remove(id, 0u32));
	breaks(words, |id| markets(id, |market| market.points += 1));
	breaks(words, |id| markets(id, |market| market.points = u32::MAX));
	breaks(words, |id| {
		let point = History::<Test>::get(id, 0u32).expect("there is one");
		History::<Test>::insert(id, 2u32, point);
	});
}

#[test]
fn positions_are_in_markets_are_not_empty_and_are_paid_for() {
	breaks("a position is in no market", |id| {
		Positions::<Test>::insert(unknown(), BOB, Positions::<Test>::get(id, BOB));
	});
	let words = "a position is empty or not paid for";
	breaks(words, |id| Positions::<Test>::mutate(id, BOB, |position| position.ticket = None));
	breaks(words, |id| {
		let Position { ticket, .. } = Positions::<Test>::get(id, BOB);
		Positions::<Test>::insert(id, STRANGER, Position::<Test> { stand: Stand::default(), ticket });
	});
}

#[test]
fn a_debt_has_collateral() {
	breaks("12: a debt has no collateral", |id| stands(id, BOB, |stand| stand.collateral = 0));
}

#[test]
fn positions_are_listed_and_are_there() {
	breaks("a position is not listed", |id| PositionsOf::<Test>::remove(BOB, id));
	breaks("a position is listed that there is not", |id| PositionsOf::<Test>::insert(STRANGER, id, ()));
	breaks("a position is listed that there is not", |_| PositionsOf::<Test>::insert(BOB, unknown(), ()));
}

#[test]
fn collateral_is_on_hold() {
	let words = "4: collateral is not what is on hold for it";
	breaks(words, |id| stands(id, BOB, |stand| stand.collateral += 1));
	breaks(words, |id| stands(id, BOB, |stand| stand.collateral -= 1));
	breaks(words, |id| stands(id, ALICE, |stand| stand.collateral += 1));
	breaks(words, |_| hold(None, HoldReason::Collateral, BOB));
	breaks(words, |_| hold(None, HoldReason::Collateral, ALICE));
	breaks(words, |_| release(None, HoldReason::Collateral, BOB));
	breaks("collateral overflows", |id| {
		coin(1_000);
		let other = market_of(still());
		assert_ok!(Lending::add_collateral(signed(BOB), other, COIN, None));
		for id in [id, other] {
			stands(id, BOB, |stand| stand.collateral = Balance::MAX);
		}
	});
}

#[test]
fn feeds_are_counted_and_the_newest_is_known() {
	breaks("the feeds are not as many as counted", |_| FeedCount::<Test>::put(3u16));
	breaks("the feeds are not as many as counted", |_| Feeds::<Test>::remove(COIN_FEED));
	breaks("a feed has a number that was not given", |_| {
		let feed = Feeds::<Test>::take(DOLLAR_FEED).expect("there is one");
		Feeds::<Test>::insert(7u16, feed);
	});
	breaks("an asset's newest feed is not known", |_| NewestFeed::<Test>::remove(None::<AssetId>));
	breaks("an asset's newest feed is not known", |_| NewestFeed::<Test>::insert(Some(DOLLAR), COIN_FEED));
}

#[test]
fn no_price_is_of_a_time_to_come() {
	let words = "5: a price is of a time to come";
	breaks(words, |_| prices(COIN_FEED, |prices| prices.time = Timestamp::get() + 1));
	breaks(words, |_| prices(DOLLAR_FEED, |prices| prices.median_time = Timestamp::get() + 1));
	breaks(words, |_| prices(COIN_FEED, |prices| prices.anchored = Timestamp::get() + 1));
	breaks(words, |_| prices(COIN_FEED, |prices| prices.moving = Some(Timestamp::get() + 1)));
	// Of now they may be.
	new_test_ext().execute_with(|| {
		market();
		prices(COIN_FEED, |prices| prices.moving = Some(NOW));
		check_state();
	});
}
