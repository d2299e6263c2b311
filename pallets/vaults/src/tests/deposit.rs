//! `deposit`.

use super::*;
use crate::weights::WeightInfo;
use frame_support::{
	dispatch::{GetDispatchInfo, Pays},
	weights::Weight,
};
use sp_runtime::traits::Dispatchable;

#[test]
fn shares_are_of_what_is_in_the_vault() {
	build_and_execute(|| {
		let id = vault();
		System::reset_events();
		assert_ok!(deposit(ALICE, id, 1_000 * UNIT));
		let got = 1_000 * UNIT * EACH;
		assert_eq!(events(), [Event::Deposited { vault: id, who: ALICE, assets: 1_000 * UNIT, shares: got }]);
		assert_eq!((shares(id, ALICE), holding(id, ALICE).worth), (got, 1_000 * UNIT));
		assert_eq!((idle_held(id), dollars(ALICE)), (1_000 * UNIT, ENDOWMENT - 1_000 * UNIT));
		// And so it is for the next.
		assert_ok!(deposit(BOB, id, 5));
		assert_eq!((shares(id, BOB), info(id).price), (5 * EACH, FIRST_PRICE));
	});
}

#[test]
fn markets_are_filled_in_their_order_up_to_their_caps() {
	build_and_execute(|| {
		let (id, one, two) = two_markets();
		assert_ok!(deposit(ALICE, id, 200 * UNIT));
		assert_eq!((worths(id), info(id).idle), (vec![200 * UNIT, 0], 0));
		assert_ok!(deposit(ALICE, id, 700 * UNIT));
		assert_eq!((worths(id), info(id).idle), (vec![300 * UNIT, 500 * UNIT], 100 * UNIT));
		assert_ok!(deposit(BOB, id, 50 * UNIT));
		assert_eq!((worths(id), info(id).idle, idle_held(id)), (vec![300 * UNIT, 500 * UNIT], 150 * UNIT, 150 * UNIT));
		assert_eq!(info(id).total, 950 * UNIT);
		assert_eq!([one, two].map(|market| book(market).cash), [300 * UNIT, 500 * UNIT]);
		// The account has no more free than at first, but for the deposits of two positions.
		assert_eq!(dollars(account(id)), MIN_BALANCE);
		assert_eq!(free(None, account(id)), EXISTENTIAL_DEPOSIT + 6 * POSITION);
	});
}

#[test]
fn what_is_idle_stays_so() {
	build_and_execute(|| {
		let (id, one, _) = two_markets();
		assert_ok!(deposit(ALICE, id, 900 * UNIT));
		assert_ok!(reallocate(CURATOR, id, &[(one, 0)]));
		assert_eq!(info(id).idle, 400 * UNIT);
		// Only what is deposited is supplied.
		assert_ok!(deposit(BOB, id, 10 * UNIT));
		assert_eq!((worths(id), info(id).idle), (vec![10 * UNIT, 500 * UNIT], 400 * UNIT));
	});
}

#[test]
fn a_market_that_refuses_is_passed_over() {
	build_and_execute(|| {
		let (id, one, two) = two_markets();
		tell(one, |book| book.paused = true);
		System::reset_events();
		assert_ok!(deposit(ALICE, id, 100 * UNIT));
		assert_eq!((worths(id), info(id).idle), (vec![0, 100 * UNIT], 0));
		// This one refuses after it has taken the money, which is undone.
		tell(two, |book| book.cap = 150 * UNIT);
		assert_ok!(deposit(BOB, id, 100 * UNIT));
		assert_eq!((worths(id), info(id).idle, idle_held(id)), (vec![0, 100 * UNIT], 100 * UNIT, 100 * UNIT));
		assert_eq!(dollars(account(id)), MIN_BALANCE);
		assert_eq!(shares(id, BOB), shares(id, ALICE));
		// What fits is taken.
		assert_ok!(deposit(BOB, id, 50 * UNIT));
		assert_eq!((worths(id), info(id).idle), (vec![0, 150 * UNIT], 100 * UNIT));
		// Both refuse.
		assert_ok!(deposit(BOB, id, 10 * UNIT));
		assert_eq!((info(id).idle, info(id).total), (110 * UNIT, 260 * UNIT));
	});
}

#[test]
fn a_market_with_a_cap_below_what_is_there_gets_nothing() {
	build_and_execute(|| {
		let (id, one, _) = two_markets();
		assert_ok!(deposit(ALICE, id, 300 * UNIT));
		assert_ok!(Curated::propose(signed(CURATOR), id, cap(one, 10)));
		assert_ok!(deposit(ALICE, id, 20 * UNIT));
		assert_eq!(worths(id), [300 * UNIT, 20 * UNIT]);
	});
}

#[test]
fn a_vault_whose_account_an_issuer_has_frozen_takes_money_and_gives_it_back() {
	build_and_execute(|| {
		let (id, one, _) = two_markets();
		assert_ok!(deposit(ALICE, id, 10 * UNIT));
		assert_ok!(Assets::freeze(signed(ISSUER), DOLLAR, account(id)));
		assert_ok!(deposit(BOB, id, 100 * UNIT));
		assert_eq!((worths(id), info(id).idle), (vec![10 * UNIT, 0], 100 * UNIT));
		assert_ok!(in_cash(BOB, id, shares(id, BOB)));
		assert_eq!(dollars(BOB), ENDOWMENT);
		assert_ok!(Assets::thaw(signed(ISSUER), DOLLAR, account(id)));
		assert_ok!(in_cash(ALICE, id, shares(id, ALICE)));
		assert_eq!((dollars(ALICE), book(one).shares), (ENDOWMENT, 0));
	});
}

#[test]
fn all_that_one_has_can_be_deposited_but_of_the_native_asset() {
	build_and_execute(|| {
		let id = vault();
		assert_ok!(deposit(ALICE, id, ENDOWMENT));
		assert_eq!(dollars(ALICE), 0);
		assert_ok!(in_cash(ALICE, id, shares(id, ALICE)));
		assert_eq!(dollars(ALICE), ENDOWMENT);
		assert_ok!(Curated::create_vault(signed(CREATOR), None, CURATOR, GUARDIAN, DAY, 0));
		let native = |assets| Curated::deposit(signed(ALICE), 1, None, assets, 0);
		let all = free(None, ALICE);
		assert_noop!(native(all), TokenError::FundsUnavailable);
		assert_ok!(native(all - EXISTENTIAL_DEPOSIT));
		assert_eq!((free(None, ALICE), info(1).idle), (EXISTENTIAL_DEPOSIT, all - EXISTENTIAL_DEPOSIT));
		assert_eq!(free(None, account(1)), EXISTENTIAL_DEPOSIT + 8 * POSITION);
	});
}

#[test]
fn the_native_asset_is_supplied_without_touching_the_deposits() {
	build_and_execute(|| {
		assert_ok!(Curated::create_vault(signed(CREATOR), None, CURATOR, GUARDIAN, DAY, 0));
		let market = MarketId { loan: None, collateral: Some(DOLLAR), ..market_id(7) };
		make_market(market, Balance::MAX);
		change(0, cap(market, 600));
		assert_ok!(Curated::deposit(signed(ALICE), 0, None, 1_000, 0));
		assert_eq!((worths(0), info(0).idle), (vec![600], 400));
		assert_eq!(free(None, account(0)), EXISTENTIAL_DEPOSIT + 7 * POSITION);
		let before = free(None, ALICE);
		assert_ok!(in_cash(ALICE, 0, shares(0, ALICE)));
		assert_eq!(free(None, ALICE), before + 1_000);
		assert_eq!(free(None, account(0)), EXISTENTIAL_DEPOSIT + 8 * POSITION);
	});
}

#[test]
fn what_is_too_little_too_much_or_not_there_is_refused() {
	build_and_execute(|| {
		let (id, ..) = two_markets();
		assert_noop!(deposit(ALICE, 9, 1), Error::<Test>::VaultUnknown);
		assert_noop!(deposit(ALICE, id, 0), Error::<Test>::AmountZero);
		for other in [None, Some(EURO)] {
			assert_noop!(Curated::deposit(signed(ALICE), id, other, 1, 0), Error::<Test>::WrongAsset);
		}
		let with_least = |least| Curated::deposit(signed(ALICE), id, Some(DOLLAR), 7, least);
		assert_noop!(with_least(7 * EACH + 1), Error::<Test>::TooFewShares);
		assert_ok!(with_least(7 * EACH));
		assert_noop!(deposit(ALICE, id, ENDOWMENT), pallet_assets::Error::<Test>::BalanceLow);
		// Nobody has so much, but if he had.
		assert_ok!(Union::mint_into(Some(DOLLAR), &BOB, 2 * MAX_TOTAL));
		assert_noop!(deposit(BOB, id, MAX_TOTAL - 6), Error::<Test>::AmountTooLarge);
		assert_ok!(deposit(BOB, id, MAX_TOTAL - 7));
		assert_noop!(deposit(BOB, id, 1), Error::<Test>::AmountTooLarge);
		assert_ok!(in_cash(BOB, id, shares(id, BOB)));
	});
}

#[test]
fn who_cannot_hold_shares_deposits_nothing() {
	build_and_execute(|| {
		let id = vault();
		assert_ok!(Union::mint_into(Some(DOLLAR), &NOBODY, 1_000));
		assert_noop!(deposit(NOBODY, id, 500), TokenError::CannotCreate);
		assert_ok!(Union::mint_into(None, &NOBODY, EXISTENTIAL_DEPOSIT));
		assert_ok!(deposit(NOBODY, id, 500));
	});
}

#[test]
fn what_is_worth_no_share_is_refused() {
	build_and_execute(|| {
		let id = vault();
		let market = list(id, 1, Balance::MAX);
		assert_ok!(deposit(ALICE, id, 1));
		// A share becomes worth more than a dollar.
		earn(market, 10_000_000 * UNIT);
		assert_noop!(deposit(BOB, id, 2 * UNIT), Error::<Test>::AmountZero);
		assert_noop!(Curated::deposit(signed(BOB), id, Some(DOLLAR), 10 * UNIT, 5), Error::<Test>::TooFewShares);
		let before = holding(id, ALICE).worth;
		assert_ok!(deposit(BOB, id, 10 * UNIT));
		assert!(shares(id, BOB) > 0 && holding(id, BOB).worth <= 10 * UNIT);
		assert!(holding(id, ALICE).worth >= before);
	});
}

#[test]
fn while_the_asset_is_frozen_nothing_is_deposited() {
	build_and_execute(|| {
		let (id, ..) = two_markets();
		assert_ok!(Assets::freeze_asset(signed(ISSUER), DOLLAR));
		assert_noop!(deposit(ALICE, id, 5), pallet_assets::Error::<Test>::AssetNotLive);
	});
}

#[test]
fn a_call_is_charged_for_the_markets_that_there_are() {
	build_and_execute(|| {
		let (id, one, _) = two_markets();
		type Costs = <Test as crate::Config>::WeightInfo;
		let targets = BoundedVec::truncate_from(vec![Target { market: one, assets: 5 }]);
		let lower = Change::Fee { fee: 0 };
		let (vault, asset, shares) = (id, Some(DOLLAR), 5 * EACH);
		let calls: [(AccountId, crate::Call<Test>, Weight); 5] = [
			(ALICE, crate::Call::deposit { vault, asset, assets: 9 * UNIT, least_shares: 1 }, Costs::deposit(8)),
			(CURATOR, crate::Call::reallocate { vault, targets }, Costs::reallocate(8)),
			(CURATOR, crate::Call::propose { vault, change: lower }, Costs::propose(8)),
			(ALICE, crate::Call::redeem { vault, shares, how: How::InKind }, Costs::redeem_in_kind(8)),
			(ALICE, crate::Call::redeem { vault, shares, how: How::InCash { least: 1 } }, Costs::redeem_in_cash(8)),
		];
		// A million for each, in the mock.
		let unused = Weight::from_parts(6_000_000, 0);
		for (who, call, most) in calls {
			let call = RuntimeCall::Curated(call);
			assert_eq!(call.get_dispatch_info().call_weight, most, "{call:?}");
			let post = call.clone().dispatch(signed(who)).expect("nothing speaks against it");
			assert_eq!((post.actual_weight, post.pays_fee), (Some(most - unused), Pays::Yes), "{call:?}");
		}
	});
}
