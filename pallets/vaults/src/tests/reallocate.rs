//! `reallocate`.

use super::*;

#[test]
fn money_goes_from_where_there_is_more_to_where_there_is_less() {
	build_and_execute(|| {
		let (id, one, two) = two_markets();
		assert_ok!(deposit(ALICE, id, 600 * UNIT));
		assert_eq!(worths(id), [300 * UNIT, 300 * UNIT]);
		System::reset_events();
		// In whatever order they are named.
		assert_ok!(reallocate(CURATOR, id, &[(two, 400 * UNIT), (one, 200 * UNIT)]));
		assert_eq!(events(), [Event::Reallocated { vault: id, idle: 0 }]);
		assert_eq!(worths(id), [200 * UNIT, 400 * UNIT]);
		assert_ok!(reallocate(CURATOR, id, &[(one, 50 * UNIT)]));
		assert_eq!((worths(id), info(id).idle, idle_held(id)), (vec![50 * UNIT, 400 * UNIT], 150 * UNIT, 150 * UNIT));
		assert_ok!(reallocate(CURATOR, id, &[(one, 300 * UNIT), (two, 300 * UNIT)]));
		assert_eq!((worths(id), info(id).idle), (vec![300 * UNIT, 300 * UNIT], 0));
		assert_eq!((holding(id, ALICE).worth, info(id).price), (600 * UNIT, FIRST_PRICE));
		assert_eq!(dollars(account(id)), MIN_BALANCE);
	});
}

#[test]
fn it_is_withdrawn_as_far_as_there_is_cash() {
	build_and_execute(|| {
		let (id, one, two) = two_markets();
		assert_ok!(deposit(ALICE, id, 300 * UNIT));
		lend(one, 250 * UNIT);
		assert_noop!(reallocate(CURATOR, id, &[(one, 0), (two, 51 * UNIT)]), Error::<Test>::NotEnoughIdle);
		assert_ok!(reallocate(CURATOR, id, &[(one, 0), (two, 50 * UNIT)]));
		assert_eq!(worths(id), [250 * UNIT, 50 * UNIT]);
		// Without any, nothing moves.
		assert_ok!(reallocate(CURATOR, id, &[(one, 0)]));
		assert_eq!((worths(id), info(id).idle), (vec![250 * UNIT, 50 * UNIT], 0));
	});
}

#[test]
fn caps_hold_for_what_is_supplied_and_not_for_what_is_there() {
	build_and_execute(|| {
		let (id, one, two) = two_markets();
		assert_ok!(deposit(ALICE, id, 800 * UNIT));
		assert_ok!(reallocate(CURATOR, id, &[(one, 100 * UNIT)]));
		assert_noop!(reallocate(CURATOR, id, &[(one, 300 * UNIT + 1)]), Error::<Test>::AboveCap);
		assert_noop!(reallocate(CURATOR, id, &[(two, 500 * UNIT + 1)]), Error::<Test>::AboveCap);
		assert_ok!(Curated::propose(signed(CURATOR), id, cap(two, 5 * UNIT)));
		// It is above its cap, and may stay so, or have less.
		assert_ok!(reallocate(CURATOR, id, &[(two, 500 * UNIT)]));
		assert_ok!(reallocate(CURATOR, id, &[(two, 400 * UNIT)]));
		assert_noop!(reallocate(CURATOR, id, &[(two, 401 * UNIT)]), Error::<Test>::AboveCap);
		assert_eq!((worths(id), info(id).idle), (vec![100 * UNIT, 400 * UNIT], 300 * UNIT));
	});
}

#[test]
fn what_cannot_be_is_refused() {
	build_and_execute(|| {
		let (id, one, two) = two_markets();
		assert_ok!(deposit(ALICE, id, 300 * UNIT));
		for who in [GUARDIAN, CREATOR, ALICE, STRANGER] {
			assert_noop!(reallocate(who, id, &[]), Error::<Test>::NotCurator);
		}
		assert_noop!(reallocate(CURATOR, 9, &[]), Error::<Test>::VaultUnknown);
		assert_noop!(reallocate(CURATOR, id, &[(market_id(3), 0)]), Error::<Test>::MarketNotListed);
		assert_noop!(reallocate(CURATOR, id, &[(one, 5), (two, 5), (one, 6)]), Error::<Test>::MarketTwice);
		assert_noop!(reallocate(CURATOR, id, &[(two, 1)]), Error::<Test>::NotEnoughIdle);
		// The market says why.
		tell(two, |book| book.paused = true);
		assert_noop!(reallocate(CURATOR, id, &[(one, 0), (two, 1)]), PAUSED);
		tell(one, |book| book.stuck = true);
		assert_noop!(reallocate(CURATOR, id, &[(one, 0)]), STUCK);
		assert_ok!(reallocate(CURATOR, id, &[]));
		assert_eq!(worths(id), [300 * UNIT, 0]);
	});
}

#[test]
fn what_rounds_away_does_not_turn_a_withdrawal_into_a_supply() {
	build_and_execute(|| {
		let id = vault();
		let market = list(id, 1, 1_000);
		assert_ok!(deposit(ALICE, id, 1_000));
		earn(market, 777);
		assert_ok!(Curated::propose(signed(CURATOR), id, cap(market, 1)));
		for assets in (1_000..1_700).rev().step_by(50) {
			assert_ok!(reallocate(CURATOR, id, &[(market, assets)]));
			assert!(worths(id)[0].abs_diff(assets) <= 1);
		}
	});
}

#[test]
fn a_vault_is_spread_over_eight() {
	build_and_execute(|| {
		let id = vault();
		let markets = [1, 2, 3, 4, 5, 6, 7, 8].map(|number| list(id, number, 100 * UNIT));
		assert_ok!(deposit(ALICE, id, 800 * UNIT));
		assert_eq!(worths(id), [100 * UNIT; 8]);
		assert_eq!(free(None, account(id)), EXISTENTIAL_DEPOSIT);
		assert_ok!(reallocate(CURATOR, id, &markets.map(|market| (market, 50 * UNIT))));
		assert_eq!((worths(id), info(id).idle), (vec![50 * UNIT; 8], 400 * UNIT));
		assert_ok!(reallocate(CURATOR, id, &markets.map(|market| (market, 0))));
		assert_eq!(info(id).idle, 800 * UNIT);
		assert_ok!(reallocate(CURATOR, id, &markets.map(|market| (market, 100 * UNIT))));
		assert_ok!(in_cash(ALICE, id, 800 * UNIT * EACH));
		assert_eq!((dollars(ALICE), free(None, account(id))), (ENDOWMENT, EXISTENTIAL_DEPOSIT + 8 * POSITION));
	});
}
