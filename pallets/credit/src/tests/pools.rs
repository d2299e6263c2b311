//! Pools: opened, covered, lent from, deposited into, redeemed from.

use super::*;
use sp_runtime::TokenError;

fn request(who: AccountId, pool: PoolId, shares: u128) -> DispatchResult {
	Credit::request_redemption(signed(who), pool, shares, 0)
}

fn redeem(pool: PoolId, most: u32) -> frame_support::dispatch::DispatchResultWithPostInfo {
	Credit::redeem(signed(STRANGER), pool, most)
}

/// What is paid for 160 ounces of gold at 10 dollars with a bonus of 10 %.
const FETCHES: Balance = 1_454_545_454;

fn cover(pool: PoolId, cover: Balance) -> DispatchResult {
	Credit::set_cover(signed(MANAGER), pool, Some(DOLLAR), cover)
}

/// Alice has a loan of so many dollars from a pool.
fn lent_by(pool: PoolId, dollars: Balance) -> LoanNumber {
	drawn(pool_offer(pool, offered(unsecured(dollars * UNIT))), dollars * UNIT, None)
}

#[test]
fn a_pool_is_opened_for_a_price() {
	build_and_execute(|| {
		let cost = Credit::costs(Some(DOLLAR)).pool;
		assert_eq!((cost.native, cost.asset), (EXISTENTIAL_DEPOSIT, MIN_BALANCE));
		System::reset_events();
		assert_ok!(Credit::open_pool(signed(MANAGER), Some(DOLLAR), rules()));
		let opened = Event::PoolOpened { pool: 0, asset: Some(DOLLAR), manager: MANAGER, rules: rules() };
		assert_eq!(events(), [opened]);
		assert_eq!(free(None, &MANAGER), ENDOWMENT - cost.price - cost.native);
		assert_eq!((free(None, &TREASURY), dollars(&MANAGER)), (cost.price, ENDOWMENT - MIN_BALANCE));
		let told = info(0);
		assert_eq!((told.share_asset, told.manager, told.rules), (0xc000_0000, MANAGER, rules()));
		assert_eq!((told.gross, told.net, told.shares, told.queue), (0, 0, 0, 0));
		assert_eq!(told.deposit_price, told.redemption_price);
		assert_ok!(Credit::open_pool(signed(BOB), None, PoolRules { notice: 366, cover: 0, limit: ONE, fee: ONE / 2 }));
		assert_eq!(Credit::pools(None, None).items.len(), 2);
		assert!(Credit::pool(2).is_none());
		let refused = |rules| {
			assert_noop!(Credit::open_pool(signed(BOB), None, rules), Error::<Test>::RulesInvalid);
		};
		refused(PoolRules { notice: 0, ..rules() });
		refused(PoolRules { notice: 367, ..rules() });
		refused(PoolRules { cover: ONE + 1, ..rules() });
		refused(PoolRules { limit: 0, ..rules() });
		refused(PoolRules { limit: ONE + 1, ..rules() });
		refused(PoolRules { fee: ONE / 2 + 1, ..rules() });
		assert_noop!(Credit::open_pool(signed(BOB), Some(99), rules()), Error::<Test>::AssetUnknown);
		assert_noop!(Credit::open_pool(signed(PAUPER), None, rules()), TokenError::FundsUnavailable);
	});
}

#[test]
fn there_are_no_more_pools_than_numbers_of_shares() {
	new_test_ext().execute_with(|| {
		PoolCount::<Test>::put(MAX_POOLS - 1);
		let id = pool();
		assert_eq!(info(id).share_asset, u32::MAX - 1);
		assert_noop!(Credit::open_pool(signed(MANAGER), None, rules()), Error::<Test>::TooManyPools);
	});
}

#[test]
fn deposits_buy_shares() {
	build_and_execute(|| {
		let id = pool();
		assert_eq!((shares(id, &DAVE), info(id).shares), (5_000 * UNIT * EACH, 10_000 * UNIT * EACH));
		let account = Credit::account(id).unwrap();
		assert_eq!(held(HoldReason::Pool, Some(DOLLAR), &account), 11_000 * UNIT);
		System::reset_events();
		assert_ok!(deposit(DAVE, id, UNIT));
		let deposited = Event::Deposited { pool: id, who: DAVE, assets: UNIT, shares: UNIT * EACH };
		assert_eq!(events(), [deposited]);
		assert_noop!(deposit(DAVE, id, 0), Error::<Test>::AmountZero);
		assert_noop!(deposit(DAVE, id + 1, UNIT), Error::<Test>::PoolUnknown);
		assert_noop!(deposit(PAUPER, id, UNIT), pallet_assets::Error::<Test>::NoAccount);
		assert_noop!(deposit(DAVE, id, Balance::MAX), Error::<Test>::AmountTooLarge);
		let other = Credit::deposit(signed(DAVE), id, Some(GOLD), UNIT, 0);
		assert_noop!(other, Error::<Test>::WrongAsset);
		let least = |least| Credit::deposit(signed(DAVE), id, Some(DOLLAR), UNIT, least);
		assert_noop!(least(UNIT * EACH + 1), Error::<Test>::TooFewShares);
		assert_ok!(least(UNIT * EACH));
		// A gift is no part of it.
		assert_ok!(<Union as Mutate<_>>::transfer(
			Some(DOLLAR),
			&STRANGER,
			&account,
			UNIT,
			frame_support::traits::tokens::Preservation::Preserve
		));
		assert_eq!(info(id).gross, 10_002 * UNIT);
	});
}

#[test]
fn the_cover_is_what_is_lent_needs() {
	build_and_execute(|| {
		let id = pool();
		System::reset_events();
		assert_ok!(cover(id, 200 * UNIT));
		assert_eq!(events(), [Event::CoverSet { pool: id, cover: 200 * UNIT }]);
		assert_eq!(dollars(&MANAGER), ENDOWMENT - 200 * UNIT - MIN_BALANCE);
		assert_noop!(cover(id, 200 * UNIT), Error::<Test>::AmountZero);
		let terms = offered(unsecured(2_000 * UNIT + 10));
		let offer = pool_offer(id, terms);
		assert_noop!(draw(ALICE, offer, 2_000 * UNIT + 1, None), Error::<Test>::CoverTooSmall);
		assert_ok!(draw(ALICE, offer, 2_000 * UNIT, None));
		assert_noop!(draw(ALICE, offer, 10 * UNIT, None), Error::<Test>::CoverTooSmall);
		assert_noop!(cover(id, 200 * UNIT - 1), Error::<Test>::CoverTooSmall);
		assert_ok!(cover(id, 201 * UNIT));
		assert_ok!(draw(ALICE, offer, 10 * UNIT, None));
		assert_eq!(info(id).least_cover, 201 * UNIT);
		let by = |who, pool, asset| Credit::set_cover(signed(who), pool, asset, 500 * UNIT);
		assert_noop!(by(DAVE, id, Some(DOLLAR)), Error::<Test>::NotManager);
		assert_noop!(by(MANAGER, id, Some(GOLD)), Error::<Test>::WrongAsset);
		assert_noop!(by(MANAGER, id + 1, Some(DOLLAR)), Error::<Test>::PoolUnknown);
		assert_noop!(cover(id, Balance::MAX), Error::<Test>::AmountTooLarge);
	});
}

#[test]
fn a_pool_lends_within_its_rules() {
	build_and_execute(|| {
		let id = pool_with(PoolRules { limit: ONE / 100 * 3, ..rules() });
		let terms = OfferTerms { budget: 100_000 * UNIT, ..offered(unsecured(20_000 * UNIT)) };
		let by = |who, pool| Credit::publish_offer(signed(who), pool, terms);
		assert_noop!(by(BOB, Some(id)), Error::<Test>::NotManager);
		assert_noop!(by(MANAGER, Some(id + 1)), Error::<Test>::PoolUnknown);
		let of_gold = OfferTerms { loan: LoanTerms { asset: Some(GOLD), ..terms.loan }, ..terms };
		let of_gold = Credit::publish_offer(signed(MANAGER), Some(id), of_gold);
		assert_noop!(of_gold, Error::<Test>::WrongAsset);
		// The budget may be more than there is: it is only a limit.
		let offer = pool_offer(id, terms);
		assert_eq!(held(HoldReason::Offered, Some(DOLLAR), &MANAGER), 0);
		assert_noop!(draw(ALICE, offer, 300 * UNIT + 1, None), Error::<Test>::AboveLimit);
		relate(MANAGER, ALICE);
		assert_noop!(draw(ALICE, offer, 300 * UNIT, None), Error::<Test>::Related);
		assert_noop!(draw(MANAGER, offer, 300 * UNIT, None), Error::<Test>::Related);
		Relations::set(Default::default());
		assert_ok!(draw(ALICE, offer, 300 * UNIT, None));
		let books = info(id).books;
		assert_eq!((books.cash, books.principal, info(id).gross), (9_700 * UNIT, 300 * UNIT, 10_000 * UNIT));
		assert_eq!(Credit::loans_by(Lender::Pool(id), None, None).items.len(), 1);
		assert_ok!(Credit::withdraw_offer(signed(MANAGER), Some(DOLLAR), offer));
	});
}

#[test]
fn a_pool_without_cash_lends_nothing() {
	build_and_execute(|| {
		let id = pool_with(PoolRules { limit: ONE, cover: 0, ..rules() });
		let offer = pool_offer(id, OfferTerms { budget: 100_000 * UNIT, ..offered(unsecured(20_000 * UNIT)) });
		assert_ok!(draw(ALICE, offer, 9_000 * UNIT, None));
		// The cover is no cash.
		assert_noop!(draw(STRANGER, offer, 1_000 * UNIT + 1, None), Error::<Test>::NotEnoughCash);
		assert_ok!(draw(STRANGER, offer, 1_000 * UNIT, None));
	});
}

#[test]
fn interest_enters_over_the_notice_so_nobody_comes_for_the_day_of_a_payment() {
	build_and_execute(|| {
		let id = pool();
		let number = lent_by(id, 1_200);
		pass_days(30);
		let due = loan(number).due;
		// Erin knows that it is paid now, and comes and goes.
		assert_ok!(deposit(STRANGER, id, 10_000 * UNIT));
		assert_ok!(pay(ALICE, number, due.total()));
		assert_eq!((info(id).unvested, info(id).gross), (due.interest, 20_000 * UNIT));
		let worth = |who: &AccountId| {
			let told = info(id);
			told.net * shares(id, who) / told.shares
		};
		assert_eq!(worth(&STRANGER), 10_000 * UNIT);
		pass_days(5);
		assert_eq!(info(id).gross, 20_000 * UNIT + due.interest - due.interest / 2);
		pass_days(5);
		assert_eq!(info(id).gross, 20_000 * UNIT + due.interest);
		// Who pays again spreads what is left anew.
		pass_days(20);
		let due = loan(number).due;
		assert_ok!(pay(ALICE, number, due.interest));
		pass_days(2);
		let left = due.interest * 8 / 10;
		assert_eq!(info(id).unvested, left);
		assert_ok!(pay(ALICE, number, due.principal));
		assert_eq!(info(id).unvested, left);
		pass_days(5);
		// Principal is no income, and spreads nothing anew.
		assert_eq!(info(id).unvested, due.interest * 3 / 10);
	});
}

#[test]
fn the_manager_gets_a_part_of_the_interest_as_cover() {
	build_and_execute(|| {
		let id = pool_with(PoolRules { fee: ONE / 10, ..rules() });
		let number = lent_by(id, 1_200);
		pass_days(30);
		let due = loan(number).due;
		assert_ok!(pay(ALICE, number, due.total()));
		let fee = due.interest / 10;
		let told = info(id);
		assert_eq!((told.books.cover, told.unvested), (1_000 * UNIT + fee, due.interest - fee));
		let before = dollars(&MANAGER);
		assert_ok!(cover(id, 1_000 * UNIT));
		assert_eq!(dollars(&MANAGER), before + fee);
	});
}

#[test]
fn redemptions_are_paid_in_order_after_notice() {
	build_and_execute(|| {
		let id = pool();
		assert_noop!(redeem(id, 1), Error::<Test>::NoRedemption);
		assert_noop!(redeem(id + 1, 1), Error::<Test>::PoolUnknown);
		assert_noop!(request(DAVE, id, 0), Error::<Test>::AmountZero);
		assert_noop!(request(DAVE, id, 5_000 * UNIT * EACH + 1), Error::<Test>::NotEnoughShares);
		assert_noop!(request(STRANGER, id, 1), Error::<Test>::NotEnoughShares);
		assert_noop!(request(DAVE, id + 1, 1), Error::<Test>::PoolUnknown);
		System::reset_events();
		assert_ok!(request(DAVE, id, 1_000 * UNIT * EACH));
		let requested =
			|request, owner, shares| Event::RedemptionRequested { pool: id, request, owner, shares, least: 0 };
		assert_eq!(events(), [requested(0, DAVE, 1_000 * UNIT * EACH)]);
		pass_days(1);
		assert_ok!(request(ERIN, id, 5_000 * UNIT * EACH));
		assert_ok!(request(DAVE, id, 500 * UNIT * EACH));
		let queue = Credit::redemptions(id, None, None).items;
		let told: Vec<_> =
			queue.iter().map(|one| (one.request, one.owner.clone(), one.worth / UNIT, one.due)).collect();
		let (first, second) = (NOW + 10 * DAY, NOW + 11 * DAY);
		assert_eq!(told, [(0, DAVE, 1_000, first), (1, ERIN, 5_000, second), (2, DAVE, 500, second)]);
		assert_eq!(Credit::redemptions(id, Some(0), Some(1)).items, queue[1..2]);
		assert_eq!((info(id).queue, shares(id, &ERIN)), (3, 0));
		pass(9 * DAY - 1);
		assert_noop!(redeem(id, 3), Error::<Test>::NoRedemption);
		pass(1);
		assert_noop!(redeem(id, 0), Error::<Test>::NoRedemption);
		System::reset_events();
		assert_ok!(redeem(id, 3));
		let (assets, shares) = (1_000 * UNIT, 1_000 * UNIT * EACH);
		let redeemed = Event::Redeemed { pool: id, request: 0, owner: DAVE, assets, shares, left: 0 };
		assert_eq!(events(), [redeemed]);
		pass_days(1);
		let before = (dollars(&DAVE), dollars(&ERIN));
		assert_ok!(redeem(id, 32));
		assert_eq!((dollars(&DAVE), dollars(&ERIN)), (before.0 + 500 * UNIT, before.1 + 5_000 * UNIT));
		assert_eq!((info(id).queue, free(None, &ERIN)), (0, ENDOWMENT));
		assert_eq!(info(id).gross, 3_500 * UNIT);
	});
}

#[test]
fn without_cash_the_head_gets_what_there_is_and_stays() {
	build_and_execute(|| {
		let id = pool_with(PoolRules { limit: ONE, ..rules() });
		assert_ok!(cover(id, 2_000 * UNIT));
		let number = lent_by(id, 9_000);
		assert_ok!(request(DAVE, id, 5_000 * UNIT * EACH));
		assert_ok!(request(ERIN, id, 5_000 * UNIT * EACH));
		pass_days(10);
		// Who borrows comes after who leaves.
		let offer = pool_offer(id, OfferTerms { least: 1, ..offered(unsecured(100 * UNIT)) });
		assert_noop!(draw(STRANGER, offer, UNIT, None), Error::<Test>::NotEnoughCash);
		let before = dollars(&DAVE);
		assert_ok!(redeem(id, 5));
		assert_eq!(dollars(&DAVE), before + 1_000 * UNIT);
		let queue = Credit::redemptions(id, None, None).items;
		assert_eq!((queue.len(), queue[0].shares), (2, 4_000 * UNIT * EACH));
		assert_noop!(redeem(id, 5), Error::<Test>::NoRedemption);
		assert_ok!(pay(ALICE, number, 6_000 * UNIT));
		let before = (dollars(&DAVE), dollars(&ERIN));
		assert_ok!(redeem(id, 5));
		assert!(dollars(&DAVE) >= before.0 + 4_000 * UNIT && dollars(&ERIN) > before.1);
		assert_eq!((info(id).queue, info(id).books.cash), (1, 0));
	});
}

#[test]
fn who_cannot_be_paid_does_not_keep_others_from_theirs() {
	build_and_execute(|| {
		let id = pool();
		assert_ok!(request(DAVE, id, 1_000 * UNIT * EACH));
		assert_ok!(request(ERIN, id, 1_000 * UNIT * EACH));
		pass_days(10);
		block(DOLLAR, DAVE);
		System::reset_events();
		assert_ok!(redeem(id, 2));
		let (assets, shares) = (1_000 * UNIT, 1_000 * UNIT * EACH);
		let back = Event::RedemptionPutBack { pool: id, request: 0, becomes: 2 };
		let paid = Event::Redeemed { pool: id, request: 1, owner: ERIN, assets, shares, left: 0 };
		assert_eq!(events(), [back, paid]);
		// He is at the end, and waits for no other notice.
		let queue = Credit::redemptions(id, None, None).items;
		assert_eq!(queue.iter().map(|one| (one.request, one.due)).collect::<Vec<_>>(), [(2, now())]);
		unblock(DOLLAR, DAVE);
		let before = dollars(&DAVE);
		assert_ok!(redeem(id, 1));
		assert_eq!(dollars(&DAVE), before + 1_000 * UNIT);
	});
}

#[test]
fn a_known_loss_is_borne_by_who_leaves_and_not_paid_for_by_who_comes() {
	build_and_execute(|| {
		let id = pool();
		let number = lent_by(id, 4_000);
		assert_noop!(Credit::impair(signed(STRANGER), ALICE, number), Error::<Test>::NotLate);
		pass(33 * DAY - 1);
		assert_noop!(Credit::impair(signed(STRANGER), ALICE, number), Error::<Test>::NotLate);
		// Dave hears of it, and wants to leave.
		assert_ok!(request(DAVE, id, 5_000 * UNIT * EACH));
		pass(1);
		System::reset_events();
		assert_ok!(Credit::impair(signed(STRANGER), ALICE, number));
		assert_eq!(events(), [Event::Impaired { borrower: ALICE, loan: number, book: 0 }]);
		let told = info(id);
		// Nothing is pledged: 4,000 are taken to be lost, of which the cover bears 1,000.
		assert_eq!((told.gross, told.net), (10_000 * UNIT, 7_000 * UNIT));
		assert!(told.redemption_price < told.deposit_price);
		assert_noop!(cover(id, 999 * UNIT), Error::<Test>::CoverTooSmall);
		let before = dollars(&DAVE);
		pass_days(10);
		assert_ok!(redeem(id, 1));
		assert_eq!(dollars(&DAVE), before + 3_500 * UNIT);
		// It is cured: who has stayed has what he has left.
		let due = loan(number).due.total();
		System::reset_events();
		assert_ok!(pay(ALICE, number, due));
		assert!(events().contains(&Event::Cured { borrower: ALICE, loan: number }));
		let told = info(id);
		assert_eq!((told.net, told.gross - told.net), (6_500 * UNIT, 0));
		// Who comes at the price without the loss gains nothing by the cure.
		assert_eq!(told.books.impairment, 0);
	});
}

#[test]
fn what_is_impaired_is_worth_what_its_collateral_fetches() {
	build_and_execute(|| {
		let id = pool();
		let offer = pool_offer(id, offered(secured(4_000 * UNIT)));
		let number = drawn(offer, 4_000 * UNIT, gold(160 * OUNCE));
		pass_days(33);
		let impair = || Credit::impair(signed(STRANGER), ALICE, number);
		assert_ok!(impair());
		// 160 ounces are worth 8,000.
		assert_eq!((loan(number).book, info(id).books.impairment), (Some(4_000 * UNIT), 0));
		gold_is(10_000);
		assert_ok!(impair());
		assert_eq!((loan(number).book, info(id).books.impairment), (Some(FETCHES), 4_000 * UNIT - FETCHES));
		// While it is moving, the price that counted last; when it is too old, none.
		in_price(GOLD_FEED, |price| price.as_mut().unwrap().moving = true);
		assert_ok!(impair());
		assert_eq!(info(id).books.impairment, 4_000 * UNIT - FETCHES);
		set_time(now() + 7 * DAY + 1);
		assert_ok!(impair());
		assert_eq!(info(id).books.impairment, 4_000 * UNIT);
		gold_is(20_000);
		refresh();
		assert_ok!(impair());
		assert_eq!(info(id).books.impairment, 4_000 * UNIT - 2 * FETCHES - 1);
		// What is paid of it is not lost any more.
		assert_ok!(pay(ALICE, number, 300 * UNIT));
		let principal = loan(number).terms.repayment.principal - loan(number).past.paid.principal;
		assert_eq!(info(id).books.impairment, principal - 2 * FETCHES - 1);
	});
}

#[test]
fn a_loss_takes_the_cover_first() {
	build_and_execute(|| {
		let id = pool();
		let number = lent_by(id, 4_000);
		pass_days(51);
		// Of a pool, anyone declares.
		assert_ok!(Credit::declare_default(signed(STRANGER), ALICE, number));
		// From then on whoever leaves knows it.
		assert_eq!(info(id).net, 7_000 * UNIT);
		let owed = loan(number).owed;
		assert_noop!(Credit::write_off(signed(STRANGER), ALICE, number), Error::<Test>::NotLender);
		System::reset_events();
		assert_ok!(Credit::write_off(signed(MANAGER), ALICE, number));
		let lost = Event::LossBorne { pool: id, covered: 1_000 * UNIT, borne: 3_000 * UNIT };
		let ended = Event::LoanEnded { borrower: ALICE, loan: number, written_off: owed, worst: 21 };
		assert_eq!(events(), [lost, ended]);
		let told = info(id);
		assert_eq!((told.gross, told.net, told.books.cover), (7_000 * UNIT, 7_000 * UNIT, 0));
		assert_eq!((told.books.principal, told.books.impairment), (0, 0));
		// What is recovered enters as interest does.
		assert_ok!(pay(ALICE, number, 500 * UNIT));
		assert_eq!((info(id).gross, info(id).unvested), (7_000 * UNIT, 500 * UNIT));
		pass_days(10);
		assert_eq!(info(id).gross, 7_500 * UNIT);
		assert_eq!(info(id).books.lost, 2_500 * UNIT);
	});
}

#[test]
fn of_a_pool_collateral_is_seized_before_anything_is_written_off() {
	build_and_execute(|| {
		let id = pool();
		let number = drawn(pool_offer(id, offered(secured(4_000 * UNIT))), 4_000 * UNIT, gold(160 * OUNCE));
		pass_days(51);
		assert_noop!(Credit::write_off(signed(STRANGER), ALICE, number), Error::<Test>::NotInDefault);
		assert_ok!(Credit::declare_default(signed(STRANGER), ALICE, number));
		for who in [STRANGER, MANAGER] {
			assert_noop!(Credit::write_off(signed(who), ALICE, number), Error::<Test>::CollateralLeft);
		}
		pass_days(1);
		gold_is(10_000);
		let cash = info(id).books.cash;
		assert_ok!(Credit::seize(signed(STRANGER), ALICE, number, Some(DOLLAR), Balance::MAX, 160 * OUNCE));
		// Interest first: the rest is principal. With a bonus of a third of 10 %.
		let paid = loan(number).past.paid;
		assert_eq!(info(id).books.cash, cash + paid.total());
		assert!(paid.total() < 1_600 * UNIT && paid.total() > 1_540 * UNIT);
		assert_ok!(Credit::write_off(signed(MANAGER), ALICE, number));
		let lost = 4_000 * UNIT - paid.principal;
		assert_eq!(info(id).books.cover, 0);
		let told = info(id);
		assert_eq!(told.gross, 11_000 * UNIT - lost);
		assert_eq!(told.unvested, paid.interest + paid.late);
	});
}

#[test]
fn when_all_is_lost_shares_are_redeemed_for_nothing_and_the_pool_begins_anew() {
	build_and_execute(|| {
		let id = pool_with(PoolRules { limit: ONE, cover: 0, ..rules() });
		assert_ok!(cover(id, 0));
		let number = lent_by(id, 10_000);
		pass_days(51);
		assert_ok!(Credit::declare_default(signed(STRANGER), ALICE, number));
		// The manager does nothing: after 30 days anyone writes it off.
		pass_days(30);
		assert_noop!(Credit::write_off(signed(STRANGER), ALICE, number), Error::<Test>::NotLender);
		pass(1);
		assert_ok!(Credit::write_off(signed(STRANGER), ALICE, number));
		assert_eq!(info(id).gross, 0);
		assert_ok!(request(DAVE, id, 5_000 * UNIT * EACH));
		pass_days(10);
		System::reset_events();
		assert_ok!(redeem(id, 1));
		assert!(matches!(events()[..], [Event::Redeemed { assets: 0, left: 0, .. }]));
		assert_ok!(deposit(DAVE, id, UNIT));
		// Who comes pays for what may be recovered, and has no more of that than his part.
		assert!(shares(id, &DAVE) <= UNIT * EACH);
		assert_ok!(pay(STRANGER, number, 10_000 * UNIT));
		pass_days(10);
		let told = info(id);
		assert!(told.net * shares(id, &DAVE) / told.shares <= 3 * UNIT);
	});
}

#[test]
fn a_hundred_redemptions_are_paid_thirty_two_at_a_time() {
	build_and_execute(|| {
		let id = pool();
		for _ in 0..40 {
			assert_ok!(request(DAVE, id, UNIT * EACH));
		}
		pass_days(10);
		assert_ok!(redeem(id, u32::MAX));
		assert_eq!(info(id).queue, 8);
		assert_ok!(redeem(id, 7));
		assert_eq!(info(id).queue, 1);
	});
}

#[test]
fn who_leaves_says_what_the_shares_are_to_be_worth() {
	build_and_execute(|| {
		let id = pool();
		let number = lent_by(id, 4_000);
		pass_days(23);
		let ask = |least| Credit::request_redemption(signed(DAVE), id, 5_000 * UNIT * EACH, least);
		assert_ok!(ask(5_000 * UNIT));
		pass_days(10);
		// Somebody who shares with the borrower lets him be late, and redeems for Dave at what that leaves. Dave waits.
		assert_ok!(Credit::impair(signed(STRANGER), ALICE, number));
		let before = dollars(&DAVE);
		System::reset_events();
		assert_ok!(redeem(id, 1));
		let shares = 5_000 * UNIT * EACH;
		assert_eq!(events(), [Event::RedemptionReturned { pool: id, request: 0, owner: DAVE, shares }]);
		assert_eq!((dollars(&DAVE), super::shares(id, &DAVE), free(None, &DAVE)), (before, shares, ENDOWMENT));
		assert_ok!(pay(ALICE, number, loan(number).due.total()));
		assert_ok!(ask(5_000 * UNIT));
		pass_days(10);
		assert_ok!(redeem(id, 1));
		assert!(dollars(&DAVE) >= before + 5_000 * UNIT);
	});
}

#[test]
fn of_a_part_that_is_paid_the_least_is_less() {
	build_and_execute(|| {
		let id = pool_with(PoolRules { limit: ONE, ..rules() });
		lent_by(id, 9_000);
		assert_ok!(Credit::request_redemption(signed(DAVE), id, 5_000 * UNIT * EACH, 5_000 * UNIT));
		pass_days(10);
		assert_ok!(redeem(id, 1));
		let head = Credit::redemptions(id, None, None).items[0].clone();
		assert_eq!((head.shares, head.least, head.worth), (4_000 * UNIT * EACH, 4_000 * UNIT, 4_000 * UNIT));
	});
}

#[test]
fn strangers_do_not_fill_the_account_of_a_pool() {
	build_and_execute(|| {
		let id = pool();
		let account = Credit::account(id).unwrap();
		// Other assets take up all references of the account that there can be.
		for asset in 100..150 {
			assert_ok!(Assets::force_create(RuntimeOrigin::root(), asset, STRANGER, false, 1));
			// It takes as many as it can.
			let _ = Assets::mint(signed(STRANGER), asset, account.clone(), 10);
		}
		assert_ok!(request(DAVE, id, 1_000 * UNIT * EACH));
		pass_days(10);
		assert_ok!(redeem(id, 1));
		let number = lent_by(id, 1_000);
		assert_ok!(pay(ALICE, number, Balance::MAX));
	});
}

#[test]
fn what_is_seized_is_worth_nothing_to_who_leaves() {
	build_and_execute(|| {
		let id = pool();
		let number = drawn(pool_offer(id, offered(secured(4_000 * UNIT))), 4_000 * UNIT, gold(160 * OUNCE));
		pass_days(51);
		gold_is(10_000);
		assert_ok!(Credit::declare_default(signed(STRANGER), ALICE, number));
		assert_ok!(Credit::impair(signed(STRANGER), ALICE, number));
		let lost = 4_000 * UNIT - FETCHES;
		assert_eq!((info(id).books.impairment, info(id).net), (lost, 11_000 * UNIT - lost));
		assert_ok!(Credit::seize(signed(STRANGER), ALICE, number, Some(DOLLAR), Balance::MAX, 0));
		let told = info(id);
		assert_eq!((loan(number).book, told.books.impairment), (Some(0), told.books.principal));
		// It says the same as who impairs it again.
		assert_ok!(Credit::impair(signed(STRANGER), ALICE, number));
		assert_eq!(info(id), told);
	});
}

#[test]
fn so_little_cash_that_an_account_could_not_begin_with_it_sends_nobody_away() {
	build_and_execute(|| {
		let id = pool_with(PoolRules { limit: ONE, cover: 0, ..rules() });
		let number = lent_by(id, 10_000);
		assert_ok!(request(DAVE, id, 5_000 * UNIT * EACH));
		assert_ok!(request(ERIN, id, 5_000 * UNIT * EACH));
		pass_days(10);
		// Dave has nothing of it left.
		let all = dollars(&DAVE);
		let expendable = frame_support::traits::tokens::Preservation::Expendable;
		assert_ok!(<Union as Mutate<_>>::transfer(Some(DOLLAR), &DAVE, &STRANGER, all, expendable));
		for _ in 1..MIN_BALANCE {
			assert_ok!(pay(ERIN, number, 1));
			assert_noop!(redeem(id, 1), Error::<Test>::NoRedemption);
		}
		assert_ok!(pay(ERIN, number, 1));
		assert_ok!(redeem(id, 1));
		assert_eq!((dollars(&DAVE), Credit::redemptions(id, None, None).items[0].owner.clone()), (MIN_BALANCE, DAVE));
	});
}

#[test]
fn of_what_is_recovered_the_manager_gets_nothing() {
	build_and_execute(|| {
		let id = pool_with(PoolRules { fee: ONE / 2, ..rules() });
		let number = lent_by(id, 4_000);
		pass_days(51);
		assert_ok!(Credit::declare_default(signed(STRANGER), ALICE, number));
		assert_ok!(Credit::write_off(signed(MANAGER), ALICE, number));
		assert_ok!(pay(ALICE, number, 500 * UNIT));
		assert_eq!((info(id).books.cover, info(id).unvested), (0, 500 * UNIT));
	});
}

#[test]
fn income_enters_however_often_it_is_spread_anew() {
	build_and_execute(|| {
		let id = pool_with(PoolRules { notice: 366, ..rules() });
		let number = lent_by(id, 1_200);
		// A payment of principal alone spreads nothing.
		pass_days(30);
		assert_ok!(pay(ALICE, number, loan(number).due.interest));
		let spread_at = info(id).books.spread_at;
		pass_days(1);
		assert_ok!(pay(ALICE, number, 50 * UNIT));
		assert_eq!(info(id).books.spread_at, spread_at);
		// A unit of interest in each block: still less and less is outside.
		let mut before = info(id).unvested;
		for _ in 0..20 {
			pass(6_000);
			crate::Pools::<Test>::mutate(id, |pool| {
				let books = &mut pool.as_mut().unwrap().books;
				books.spread(0, now(), 366 * DAY);
			});
			assert!(info(id).unvested < before);
			before = info(id).unvested;
		}
	});
}

#[test]
fn shares_are_never_locked_by_what_is_wanted_for_them() {
	build_and_execute(|| {
		let id = pool();
		assert_ok!(Credit::request_redemption(signed(DAVE), id, 5_000 * UNIT * EACH, Balance::MAX));
		assert_ok!(request(ERIN, id, UNIT * EACH));
		pass_days(10);
		assert_ok!(redeem(id, 2));
		assert_eq!((shares(id, &DAVE), info(id).queue), (5_000 * UNIT * EACH, 0));
	});
}

#[test]
fn what_the_queue_is_worth_is_not_lent() {
	build_and_execute(|| {
		let id = pool_with(PoolRules { limit: ONE, cover: 0, ..rules() });
		let offer = pool_offer(id, OfferTerms { budget: 100_000 * UNIT, ..offered(unsecured(20_000 * UNIT)) });
		assert_ok!(request(DAVE, id, 4_000 * UNIT * EACH));
		// Its notice is not over yet.
		assert_noop!(draw(ALICE, offer, 6_000 * UNIT + 1, None), Error::<Test>::NotEnoughCash);
		assert_ok!(draw(ALICE, offer, 6_000 * UNIT, None));
		pass_days(10);
		let before = dollars(&DAVE);
		assert_ok!(redeem(id, 1));
		assert_eq!(dollars(&DAVE), before + 4_000 * UNIT);
	});
}

#[test]
fn who_comes_after_a_payment_or_before_a_recovery_gains_nothing() {
	build_and_execute(|| {
		let id = pool();
		let number = lent_by(id, 4_000);
		pass_days(30);
		assert_ok!(pay(ALICE, number, loan(number).due.interest));
		assert_ok!(deposit(STRANGER, id, 90_000 * UNIT));
		let worth = || {
			let told = info(id);
			told.net * shares(id, &STRANGER) / told.shares
		};
		pass_days(10);
		assert!(worth() <= 90_000 * UNIT);
		pass_days(30);
		assert_ok!(Credit::declare_default(signed(STRANGER), ALICE, number));
		assert_ok!(Credit::write_off(signed(MANAGER), ALICE, number));
		let (before, lost) = (info(id), info(id).books.lost);
		assert_eq!(lost, 3_000 * UNIT);
		assert_ok!(deposit(BOB, id, 90_000 * UNIT));
		assert_ok!(pay(ALICE, number, 4_000 * UNIT));
		pass_days(10);
		let told = info(id);
		assert!(told.net * shares(id, &BOB) / told.shares <= 90_000 * UNIT + 1_000 * UNIT, "{before:?}");
	});
}

#[test]
fn what_may_be_recovered_leaves_with_who_leaves() {
	build_and_execute(|| {
		let id = pool();
		let number = lent_by(id, 4_000);
		pass_days(51);
		assert_ok!(Credit::declare_default(signed(STRANGER), ALICE, number));
		assert_ok!(Credit::write_off(signed(MANAGER), ALICE, number));
		assert_eq!(info(id).books.lost, 3_000 * UNIT);
		assert_ok!(request(DAVE, id, 5_000 * UNIT * EACH));
		assert_ok!(request(ERIN, id, 5_000 * UNIT * EACH));
		pass_days(10);
		assert_ok!(redeem(id, 1));
		assert_eq!(info(id).books.lost, 1_500 * UNIT);
		assert_ok!(redeem(id, 1));
		// All have left: who comes pays for nothing.
		assert_eq!((info(id).books.lost, info(id).shares), (0, 0));
		assert_ok!(deposit(DAVE, id, UNIT));
		assert_eq!(info(id).net * shares(id, &DAVE) / info(id).shares, UNIT);
	});
}

#[test]
fn what_is_recovered_last_is_the_covers() {
	build_and_execute(|| {
		let id = pool();
		let number = lent_by(id, 4_000);
		pass_days(51);
		assert_ok!(Credit::declare_default(signed(STRANGER), ALICE, number));
		assert_ok!(Credit::write_off(signed(MANAGER), ALICE, number));
		let told = outcome(number);
		assert_eq!(told.covered, 1_000 * UNIT);
		let to_shares = told.written_off - told.covered;
		assert_ok!(pay(ALICE, number, to_shares));
		assert_eq!((info(id).books.cover, info(id).unvested), (0, to_shares));
		assert_ok!(pay(ALICE, number, Balance::MAX));
		assert_eq!((info(id).books.cover, info(id).unvested, info(id).books.lost), (1_000 * UNIT, to_shares, 0));
	});
}

#[test]
fn what_is_taken_to_be_lost_covers_no_new_loans() {
	build_and_execute(|| {
		let id = pool();
		let number = lent_by(id, 900);
		pass_days(33);
		assert_ok!(Credit::impair(signed(STRANGER), ALICE, number));
		assert_eq!(info(id).least_cover, 900 * UNIT);
		let terms = offered(unsecured(2_000 * UNIT));
		let offer = pool_offer(id, terms);
		assert_noop!(draw(STRANGER, offer, 1_000 * UNIT + 1, None), Error::<Test>::CoverTooSmall);
		assert_ok!(draw(STRANGER, offer, 1_000 * UNIT, None));
	});
}
