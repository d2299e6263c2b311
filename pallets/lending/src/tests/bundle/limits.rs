//! How much a bundle may do, and what is judged when.

use super::*;
use crate::Call;
use codec::{Decode, Encode};
use frame_support::{dispatch::GetDispatchInfo, traits::ConstU32, weights::Weight};

type Actions = BoundedVec<Do, ConstU32<MAX_ACTIONS>>;

#[test]
fn it_does_something_and_no_more_than_eight() {
	build_and_execute(|| {
		let id = market();
		refused!(bundle(BOB, &[]), NoActions);
		assert_ok!(bundle(BOB, &vec![add(id, coins(1)); 8]));
		assert_eq!(position(id, BOB).collateral, 8 * COIN);
		let nine = vec![add(id, coins(1)); 9];
		assert!(Actions::try_from(nine.clone()).is_err());
		assert!(Actions::decode(&mut &nine.encode()[..]).is_err());
	});
}

#[test]
fn it_is_about_no_more_than_four_markets() {
	build_and_execute(|| {
		feeds();
		let ids: Vec<_> = (0..5).map(|more| market_of(Terms { min_debt: 10 * DOLLARS + more, ..terms() })).collect();
		let all: Vec<_> = ids.iter().map(|id| add(*id, coins(1))).collect();
		refused!(bundle(BOB, &all), TooManyMarkets);
		// Each as often as one likes.
		assert_ok!(bundle(BOB, &[&all[..4], &all[..4]].concat()));
		for id in &ids[..4] {
			assert_eq!(position(*id, BOB).collateral, 2 * COIN);
		}
		assert_eq!(held(None, HoldReason::Position, BOB), 4 * POSITION_DEPOSIT);
		// Whatever it is that is about them.
		let liquidate = Do::Liquidate { market: ids[4], borrower: CAROL, most: 1, least: 0 };
		refused!(bundle(BOB, &[&all[..4], &[liquidate]].concat()), TooManyMarkets);
	});
}

#[test]
fn nobody_liquidates_themselves_in_a_bundle_either() {
	build_and_execute(|| {
		let id = lent(still());
		coin(600);
		let liquidate = Do::Liquidate { market: id, borrower: BOB, most: Balance::MAX, least: 0 };
		refused!(bundle(BOB, std::slice::from_ref(&liquidate)), SelfLiquidation);
		refused!(bundle(BOB, &[borrow(id, 60 * DOLLARS), liquidate, repay(id, dollars(60))]), SelfLiquidation);
	});
}

#[test]
fn what_fails_at_last_has_never_been() {
	build_and_execute(|| {
		let id = lent(still());
		pool(1_000);
		coin(600);
		let before = [
			Do::Supply { market: id, amount: dollars(50), certificate: None },
			add(id, coins(9)),
			Do::Liquidate { market: id, borrower: BOB, most: 20 * DOLLARS, least: 0 },
			swap(None, Some(DOLLAR), 1),
			borrow(id, 20 * DOLLARS),
			repay(id, ALL),
			Do::Withdraw { market: id, amount: ALL },
		];
		let then = |last: Do| bundle(CAROL, &[&before[..], &[last]].concat());
		refused!(then(repay(id, dollars(1))), NotEnoughDebt);
		refused!(then(borrow(unknown(), DOLLARS)), MarketUnknown);
		refused!(then(remove(id, coins(10))), NotEnoughCollateral);
		refused!(then(borrow(id, 10 * DOLLARS)), AboveBorrowLtv);
		assert_ok!(then(remove(id, ALL)));
		assert!(!Positions::<Test>::contains_key(id, CAROL));
	});
}

#[test]
fn the_minimum_debt_is_of_the_end() {
	build_and_execute(|| {
		let id = lent(still());
		assert_ok!(Lending::add_collateral(signed(CAROL), id, 100 * COIN, None));
		refused!(bundle(CAROL, &[borrow(id, 5 * DOLLARS), borrow(id, 5 * DOLLARS - 1)]), DebtBelowMinimum);
		assert_ok!(bundle(CAROL, &[borrow(id, 5 * DOLLARS), borrow(id, 5 * DOLLARS)]));
		refused!(bundle(CAROL, &[repay(id, ALL), borrow(id, 9 * DOLLARS)]), DebtBelowMinimum);
		assert_ok!(bundle(CAROL, &[repay(id, dollars(9)), borrow(id, 9 * DOLLARS)]));
		assert_eq!(position(id, CAROL).debt, 10 * DOLLARS);
	});
}

#[test]
fn caps_are_of_the_end() {
	build_and_execute(|| {
		let id = lent(still());
		assert_ok!(Lending::set_caps(signed(CURATOR), id, 1_000 * DOLLARS, 100 * DOLLARS));
		let supply = |number| Do::Supply { market: id, amount: dollars(number), certificate: None };
		let withdraw = |number| Do::Withdraw { market: id, amount: dollars(number) };
		assert_ok!(bundle(ALICE, &[supply(50), withdraw(50)]));
		assert_ok!(bundle(ALICE, &[withdraw(50), supply(50)]));
		refused!(bundle(ALICE, &[supply(50), withdraw(49)]), SupplyCapReached);
		assert_ok!(bundle(BOB, &[borrow(id, 50 * DOLLARS), repay(id, dollars(50))]));
		refused!(bundle(BOB, &[borrow(id, 50 * DOLLARS), repay(id, dollars(49))]), BorrowCapReached);
	});
	// Above a cap that has come down, there may be no more at the end than before.
	build_and_execute(|| {
		let id = lent(still());
		assert_ok!(Lending::set_caps(signed(CURATOR), id, 0, 0));
		let supply = |number| Do::Supply { market: id, amount: dollars(number), certificate: None };
		let withdraw = |number| Do::Withdraw { market: id, amount: dollars(number) };
		assert_ok!(bundle(ALICE, &[withdraw(50), supply(49)]));
		refused!(bundle(ALICE, &[withdraw(50), supply(51)]), SupplyCapReached);
		assert_ok!(bundle(BOB, &[repay(id, dollars(50)), borrow(id, 49 * DOLLARS)]));
		refused!(bundle(BOB, &[repay(id, dollars(50)), borrow(id, 51 * DOLLARS)]), BorrowCapReached);
	});
}

#[test]
fn the_ltv_is_of_the_end() {
	build_and_execute(|| {
		let id = lent(still());
		// First what is not yet secured.
		assert_ok!(bundle(CAROL, &[borrow(id, 100 * DOLLARS), add(id, coins(200))]));
		assert_ok!(bundle(BOB, &[remove(id, ALL), borrow(id, 100 * DOLLARS), add(id, coins(400))]));
		refused!(bundle(CAROL, &[borrow(id, 10 * DOLLARS), add(id, coins(19))]), AboveBorrowLtv);
		// Every market is looked at.
		let other = market_of(terms());
		assert_ok!(Lending::supply(signed(ALICE), other, 100 * DOLLARS, None));
		let moved = [remove(id, coins(1)), add(other, Amount::Last)];
		refused!(bundle(CAROL, &moved), AboveBorrowLtv);
		let second =
			[add(other, coins(30)), borrow(other, 20 * DOLLARS), repay(id, Amount::Last), remove(id, coins(40))];
		refused!(bundle(CAROL, &second), AboveBorrowLtv);
	});
}

#[test]
fn without_prices_a_debt_may_be_no_higher_by_collateral_than_before() {
	build_and_execute(|| {
		// 100 dollars for 200 coins.
		let id = lent(still());
		in_each_fault(|error| {
			assert_ok!(bundle(BOB, &[repay(id, dollars(10)), remove(id, coins(20))]));
			assert_ok!(bundle(BOB, &[remove(id, coins(17)), repay(id, dollars(9))]));
			// 81 of 163, and a unit less is too little.
			assert_noop!(bundle(BOB, &[remove(id, coins(1)), repay(id, Amount::Assets(1))]), error);
			// Nor does collateral help that may be worth nothing by now.
			assert_noop!(bundle(BOB, &[borrow(id, DOLLARS), add(id, coins(500))]), error);
			// Whoever owed nothing before needs prices.
			assert_noop!(bundle(CAROL, &[add(id, coins(900)), borrow(id, 10 * DOLLARS)]), error);
			// Who owes nothing at the end needs none.
			assert_ok!(bundle(CAROL, &[borrow(id, 10 * DOLLARS), repay(id, ALL)]));
			assert_ok!(bundle(BOB, &[repay(id, ALL), remove(id, ALL)]));
		});
	});
	// To the unit.
	build_and_execute(|| {
		let id = lent(still());
		set_time(NOW + 60 * MINUTE + 1);
		let remove_20 = |more| remove(id, Amount::Assets(20 * COIN + more));
		refused!(bundle(BOB, &[repay(id, dollars(10)), remove_20(1)]), PriceStale);
		refused!(bundle(BOB, &[repay(id, Amount::Assets(10 * DOLLARS - 1)), remove_20(0)]), PriceStale);
		assert_ok!(bundle(BOB, &[repay(id, dollars(10)), remove_20(0)]));
		assert_eq!((position(id, BOB).debt, position(id, BOB).collateral), (90 * DOLLARS, 180 * COIN));
	});
}

#[test]
fn above_the_ltv_it_may_be_no_higher_either() {
	build_and_execute(|| {
		let id = lent(still());
		coin(600);
		assert_ok!(bundle(BOB, &[repay(id, dollars(10)), remove(id, coins(20))]));
		refused!(bundle(BOB, &[repay(id, dollars(10)), remove(id, Amount::Assets(20 * COIN + 1))]), AboveBorrowLtv);
		assert_ok!(bundle(BOB, &[remove(id, coins(10)), repay(id, dollars(30))]));
		refused!(bundle(BOB, &[borrow(id, 10 * DOLLARS), add(id, coins(20))]), AboveBorrowLtv);
	});
}

#[test]
fn it_weighs_as_much_as_what_it_does() {
	let id = unknown();
	let weight = |actions: Vec<Do>| {
		let actions = Actions::try_from(actions).expect("no more than eight");
		Call::<Test>::bundle { actions }.get_dispatch_info().call_weight
	};
	let certified = |certificate| {
		[Do::Supply { market: id, amount: ALL, certificate }, Do::Borrow { market: id, amount: ALL, certificate }]
	};
	// In the mock a look at a certificate weighs 7, an exchange 11, and all else nothing.
	assert_eq!(weight(certified(None).to_vec()), Weight::zero());
	assert_eq!(weight(certified(Some(H256::zero())).to_vec()), Weight::from_parts(14, 0));
	assert_eq!(weight(vec![swap(None, Some(DOLLAR), 1); 8]), Weight::from_parts(88, 0));
	let rest = [
		add(id, ALL),
		remove(id, ALL),
		repay(id, ALL),
		Do::Withdraw { market: id, amount: ALL },
		Do::Liquidate { market: id, borrower: BOB, most: 1, least: 1 },
	];
	assert_eq!(weight(rest.to_vec()), Weight::zero());
	let certificate = Some(H256::zero());
	let calls = [
		Call::<Test>::supply { market: id, assets: 1, certificate },
		Call::<Test>::borrow { market: id, assets: 1, certificate },
	];
	for call in calls {
		assert_eq!(call.get_dispatch_info().call_weight, Weight::from_parts(7, 0));
	}
}
