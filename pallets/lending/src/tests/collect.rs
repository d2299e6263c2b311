//! `collect`.

use super::*;

/// 10 % for a year, of which the reserve gets a fifth, and keeps a hundredth of all debt. Of 10.516666… dollars it has 2.103333…,
/// and keeps 1.105166…, which are 1.105167 rounded up.
fn a_year_old() -> MarketId {
	let id = lent(Terms { rate: flat(ONE / 10), fee: ONE / 5, ..terms() });
	pass(YEAR);
	coin(1_000);
	assert_eq!((info(id).reserve, info(id).collectable), (2_103_333, 998_166));
	id
}

#[test]
fn the_curator_takes_what_is_above_the_floor() {
	build_and_execute(|| {
		let id = a_year_old();
		refused!(Lending::collect(signed(CURATOR), id, 998_167), NotCollectable);
		let before = free(Some(DOLLAR), CURATOR);
		System::reset_events();
		assert_ok!(Lending::collect(signed(CURATOR), id, 998_166));
		// 2,085,784,929,477 shares of the reserve are 2,103,333.3… units, so 998,166 units are 989,838,161,608.6… shares.
		let all = events();
		let shares = 989_838_161_609;
		assert_eq!(all.last(), Some(&Event::Collected { market: id, curator: CURATOR, assets: 998_166, shares }));
		assert_eq!(free(Some(DOLLAR), CURATOR), before + 998_166);
		assert_eq!((info(id).reserve, info(id).collectable), (1_105_167, 0));
		assert_eq!(stored(id).books.reserve_shares, 2_085_784_929_477 - shares);
		// Suppliers have what they had: 1,000 and four fifths of 10.516666….
		assert_eq!(position(id, ALICE).supplied, 1_008_413_333);
		// Once more in the block there is nothing.
		refused!(Lending::collect(signed(CURATOR), id, 1), NotCollectable);
	});
}

#[test]
fn in_parts_and_no_more() {
	build_and_execute(|| {
		let id = a_year_old();
		assert_ok!(Lending::collect(signed(CURATOR), id, 500_000));
		assert_ok!(Lending::collect(signed(CURATOR), id, 498_000));
		refused!(Lending::collect(signed(CURATOR), id, 1_000), NotCollectable);
		refused!(Lending::collect(signed(CURATOR), id, 0), AmountZero);
	});
}

#[test]
fn only_the_curator() {
	build_and_execute(|| {
		let id = a_year_old();
		for who in [GUARDIAN, ALICE, BOB, STRANGER] {
			refused!(Lending::collect(signed(who), id, 1), NotCurator);
		}
		refused!(Lending::collect(signed(CURATOR), unknown(), 1), MarketUnknown);
	});
}

#[test]
fn only_what_is_there_in_cash() {
	build_and_execute(|| {
		let id = a_year_old();
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::Assets(900 * DOLLARS - 10)));
		assert_eq!((info(id).cash, info(id).collectable), (10, 10));
		refused!(Lending::collect(signed(CURATOR), id, 11), NotCollectable);
		assert_ok!(Lending::collect(signed(CURATOR), id, 10));
		assert_eq!(info(id).cash, 0);
	});
}

#[test]
fn without_a_debt_there_is_no_floor() {
	build_and_execute(|| {
		let id = a_year_old();
		assert_ok!(Lending::repay(signed(BOB), id, ALL, None));
		assert_eq!(info(id).collectable, 2_103_333);
		assert_ok!(Lending::withdraw(signed(ALICE), id, ALL));
		assert_ok!(Lending::collect(signed(CURATOR), id, 2_103_333));
		// What was rounded is nobody's.
		let Market { books, .. } = stored(id);
		assert!(books.cash <= 2, "{books:?}");
		assert_eq!((books.debt_shares, info(id).collectable), (0, 0));
	});
}

#[test]
fn only_at_prices_that_count_unless_nothing_is_owed() {
	build_and_execute(|| {
		let id = a_year_old();
		in_each_fault(|error| {
			assert_noop!(Lending::collect(signed(CURATOR), id, 1), error);
		});
		assert_ok!(Lending::repay(signed(BOB), id, ALL, None));
		in_each_fault(|_| {
			assert_ok!(Lending::collect(signed(CURATOR), id, 1));
		});
	});
}

#[test]
fn without_interest_there_is_nothing() {
	build_and_execute(|| {
		let id = lent(still());
		pass(YEAR);
		coin(1_000);
		assert_eq!((info(id).reserve, info(id).collectable), (0, 0));
		refused!(Lending::collect(signed(CURATOR), id, 1), NotCollectable);
		let without_fee = lent_of(Terms { rate: flat(ONE), fee: 0, ..terms() });
		pass(YEAR);
		coin(1_000);
		refused!(Lending::collect(signed(CURATOR), without_fee, 1), NotCollectable);
	});
}

#[test]
fn no_more_than_the_books_have_is_given_out() {
	build_and_execute(|| {
		let id = a_year_old();
		// A gift to the account is neither cash nor the reserve's.
		assert_ok!(Assets::transfer(signed(STRANGER), DOLLAR, account_of(id), 500 * DOLLARS));
		assert_eq!((info(id).reserve, info(id).collectable), (2_103_333, 998_166));
		refused!(Lending::collect(signed(CURATOR), id, 998_167), NotCollectable);
	});
}
