//! The story of the README.

use super::*;

#[test]
fn savings_that_are_lent_for_those_who_do_not_want_to_choose_markets() {
	build_and_execute(|| {
		// Ines curates a vault of dollars for a fee of 10 %, with a delay of two days. Otto is its guardian.
		let (ines, otto) = (CURATOR, GUARDIAN);
		assert_ok!(Curated::create_vault(signed(ines), Some(DOLLAR), ines, otto, 2 * DAY, ONE / 10));
		let [coins, houses, odd] = [1, 2, 3].map(market_id);
		for market in [coins, houses, odd] {
			make_market(market, Balance::MAX);
		}
		assert_ok!(Curated::propose(signed(ines), 0, cap(coins, 600 * UNIT)));
		assert_ok!(Curated::propose(signed(ines), 0, cap(houses, 600 * UNIT)));
		pass(2 * DAY);
		assert_ok!(Curated::apply(signed(ines), 0, cap(coins, 600 * UNIT)));
		assert_ok!(Curated::apply(signed(STRANGER), 0, cap(houses, 600 * UNIT)));

		// Ada and Ben save.
		let (ada, ben) = (ALICE, BOB);
		assert_ok!(deposit(ada, 0, 800 * UNIT));
		assert_ok!(deposit(ben, 0, 200 * UNIT));
		assert_eq!(worths(0), [600 * UNIT, 400 * UNIT]);

		// A year later borrowers owe 50 more.
		lend(coins, 500 * UNIT);
		pass(365 * DAY);
		earn(coins, 50 * UNIT);
		// The fee is a tenth of it.
		assert!(holding(0, ada).worth.abs_diff(836 * UNIT) <= 10);

		// Ines announces a market that Otto does not like. He vetoes it.
		assert_ok!(Curated::propose(signed(ines), 0, cap(odd, 400 * UNIT)));
		assert_ok!(Curated::veto(signed(otto), 0, cap(odd, 400 * UNIT)));

		// Ben needs all his money. It is in houses, which have cash.
		assert_ok!(in_cash(ben, 0, shares(0, ben)));
		assert!(dollars(ben).abs_diff(ENDOWMENT + 9 * UNIT) <= 10);

		// Ada would like to have hers, but most of coins is lent. She gets what there is, and has the rest in kind.
		let hers = shares(0, ada);
		lend(houses, 100 * UNIT);
		assert_ok!(in_cash(ada, 0, hers));
		let paid = dollars(ada) + 800 * UNIT - ENDOWMENT;
		assert!(paid > 150 * UNIT && shares(0, ada) > 0);
		assert_ok!(in_kind(ada, 0, shares(0, ada)));
		let in_markets: Balance =
			[coins, houses].iter().map(|market| book(*market).worth(Positions::get(market, ada))).sum();
		assert!((paid + in_markets).abs_diff(836 * UNIT) <= 50);
		assert_eq!(shares(0, ada), 0);

		// What is left is the fee of Ines, which she may redeem like everybody.
		assert!(holding(0, ines).worth.abs_diff(5 * UNIT) <= 50);
		repay(coins, 500 * UNIT);
		repay(houses, 100 * UNIT);
		assert_ok!(in_cash(ines, 0, shares(0, ines)));
		assert!(info(0).total <= 50);
	});
}
