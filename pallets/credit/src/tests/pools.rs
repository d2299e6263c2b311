//! Pools: opened, covered, lent from, deposited into.

use super::*;
use sp_runtime::TokenError;

pub fn request(who: AccountId, pool: PoolId, shares: u128) -> DispatchResult {
	Credit::request_redemption(signed(who), pool, shares, 0)
}

pub fn redeem(pool: PoolId, most: u32) -> frame_support::dispatch::DispatchResultWithPostInfo {
	Credit::redeem(signed(STRANGER), pool, most)
}

pub fn cover(pool: PoolId, cover: Balance) -> DispatchResult {
	Credit::set_cover(signed(MANAGER), pool, Some(DOLLAR), cover)
}

/// Alice has a loan of so many dollars from a pool.
pub fn lent_by(pool: PoolId, dollars: Balance) -> LoanNumber {
	drawn(pool_offer(pool, offered(unsecured(dollars * UNIT))), dollars * UNIT, None)
}

/// What somebody's shares are worth for who leaves.
fn worth(pool: PoolId, who: &AccountId) -> Balance {
	let told = info(pool);
	told.net * shares(pool, who) / told.shares
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
		assert_eq!((info(id).accrued, info(id).gross), (due.interest, 10_000 * UNIT));
		assert_ok!(deposit(STRANGER, id, 10_000 * UNIT));
		assert_ok!(pay(ALICE, number, due.total()));
		assert_eq!((info(id).accrued, info(id).unvested, info(id).gross), (0, due.interest, 20_000 * UNIT));
		// She has paid for her part of what is to enter, and has it when all of it has.
		assert!(worth(id, &STRANGER) < 10_000 * UNIT);
		pass_days(5);
		assert_eq!(info(id).gross, 20_000 * UNIT + due.interest - due.interest / 2);
		pass_days(5);
		assert_eq!(info(id).gross, 20_000 * UNIT + due.interest);
		assert!((10_000 * UNIT - 2..=10_000 * UNIT).contains(&worth(id, &STRANGER)));
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
fn who_comes_pays_for_interest_that_is_not_paid_yet() {
	for fee in [0, ONE / 10, ONE / 2] {
		build_and_execute(|| {
			let id = pool_with(PoolRules { fee, ..rules() });
			// All interest of a year at one date: more than what enters in a notice.
			let mut terms = offered(unsecured(2_000 * UNIT));
			terms.loan.repayment.schedule = Schedule { plan: Plan::Bullet, periods: 1, every: 365 };
			let number = drawn(pool_offer(id, terms), 2_000 * UNIT, None);
			pass_days(364);
			assert_eq!(info(id).accrued, loan(number).owed - 2_000 * UNIT);
			assert_ok!(deposit(STRANGER, id, 100_000 * UNIT));
			pass_days(1);
			assert_ok!(pay(ALICE, number, u128::MAX));
			assert_eq!(info(id).accrued, 0);
			pass_days(10);
			// But for her part of the interest of the day, she has what she has put in, less her part of the manager's fee.
			let day = 2_000 * UNIT * 120 / 1000 / 365;
			let least = 100_000 * UNIT - 2 - 2_000 * UNIT * Balance::from(fee) / Balance::from(ONE) * 120 / 1000;
			assert!((least..=100_000 * UNIT + day).contains(&worth(id, &STRANGER)));
		});
	}
}

#[test]
fn who_comes_pays_for_late_interest_too() {
	build_and_execute(|| {
		let id = pool();
		let number = lent_by(id, 3_000);
		pass_days(33);
		// Once somebody has said that it is late, nobody has to say so again.
		assert_ok!(Credit::impair(signed(STRANGER), ALICE, number));
		pass_days(100);
		assert!(info(id).accrued.abs_diff(loan(number).owed - 3_000 * UNIT) <= 2);
		assert_ok!(deposit(STRANGER, id, 100_000 * UNIT));
		assert_ok!(pay(ALICE, number, u128::MAX));
		pass_days(10);
		// Of the fee for early payment, which nobody knew of, she has a part.
		assert!(worth(id, &STRANGER) <= 100_000 * UNIT + outcome(number).past.paid.fee);
	});
}

#[test]
fn what_is_left_when_all_have_left_is_nobodys() {
	build_and_execute(|| {
		let id = pool_with(PoolRules { cover: 0, limit: ONE, ..rules() });
		assert_ok!(cover(id, 0));
		let number = lent_by(id, 4_000);
		pass_days(51);
		assert_ok!(Credit::declare_default(signed(STRANGER), ALICE, number));
		for who in [DAVE, ERIN] {
			assert_ok!(request(who.clone(), id, shares(id, &who)));
		}
		pass_days(10);
		assert_ok!(redeem(id, 2));
		assert_eq!((info(id).shares, info(id).net <= 1), (0, true));
		assert_ok!(deposit(STRANGER, id, 100 * UNIT));
		assert!(worth(id, &STRANGER) >= 100 * UNIT - 1);
	});
}

#[test]
fn interest_of_a_pool_is_that_of_its_loans() {
	build_and_execute(|| {
		let id = pool();
		assert_eq!(info(id).accrued, 0);
		let (one, two) = (lent_by(id, 1_000), lent_by(id, 500));
		let borne = |number| {
			let told = loan(number);
			told.owed - (told.past.principal - told.past.paid.principal)
		};
		let is_near = || (0..=4).contains(&(info(id).accrued.abs_diff(borne(one) + borne(two))));
		// The first day counts from the beginning, and here when it is over.
		assert_eq!((borne(one), info(id).accrued), (328_768, 0));
		for _ in 0..4 {
			pass_days(8);
			assert!(is_near(), "{} {}", info(id).accrued, borne(one) + borne(two));
			assert_ok!(pay(ALICE, one, 10 * UNIT));
			assert!(is_near(), "{} {}", info(id).accrued, borne(one) + borne(two));
		}
		// What is late bears more: the books know that when the loan changes.
		pass_days(8);
		assert!(!is_near());
		assert_ok!(pay(ALICE, one, 1));
		assert_ok!(Credit::impair(signed(STRANGER), ALICE, two));
		assert!(is_near());
		let accrued = info(id).accrued;
		pass_days(8);
		assert!(info(id).accrued > accrued);
		assert_ok!(Credit::impair(signed(STRANGER), ALICE, two));
		// One is paid and the other is given up: nothing is borne any more.
		assert_ok!(pay(ALICE, one, u128::MAX));
		pass_days(20);
		assert_ok!(Credit::declare_default(signed(STRANGER), ALICE, two));
		assert_ok!(Credit::write_off(signed(MANAGER), ALICE, two));
		let books = info(id).books;
		assert_eq!((info(id).accrued, books.interest, books.yearly, books.yearly_since), (0, 0, 0, 0));
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
