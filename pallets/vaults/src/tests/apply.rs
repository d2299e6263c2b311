//! `apply`: what was announced, once its time has come.

use super::*;

#[test]
fn anyone_applies_it_from_its_time_on() {
	build_and_execute(|| {
		let id = vault();
		let market = market_id(1);
		make_market(market, Balance::MAX);
		assert_ok!(Curated::propose(signed(CURATOR), id, cap(market, 100)));
		pass(DAY - 1);
		for who in [CURATOR, GUARDIAN, STRANGER] {
			assert_noop!(Curated::apply(signed(who), id, cap(market, 100)), Error::<Test>::ChangeWaits);
		}
		pass(1);
		System::reset_events();
		assert_ok!(Curated::apply(signed(STRANGER), id, cap(market, 100)));
		assert_eq!(events(), [Event::ChangeMade { vault: id, change: cap(market, 100) }]);
		let AllocationInfo { market: listed, cap: most, shares, worth, cash } = info(id).markets[0].clone();
		assert_eq!((listed, most, shares, worth, cash), (market, 100, 0, 0, 0));
		assert!(info(id).pending.is_empty());
		// And only once.
		assert_noop!(Curated::apply(signed(STRANGER), id, cap(market, 100)), Error::<Test>::ChangeUnknown);
	});
}

#[test]
fn only_the_very_change_that_was_announced_is_applied() {
	build_and_execute(|| {
		let id = vault_of(ONE / 10);
		let market = list(id, 1, 100);
		assert_ok!(Curated::propose(signed(CURATOR), id, cap(market, 200)));
		pass(DAY);
		for other in [cap(market, 199), cap(market_id(2), 200), Change::Fee { fee: 200 }, order(&[market])] {
			assert_noop!(Curated::apply(signed(CURATOR), id, other), Error::<Test>::ChangeUnknown);
		}
		assert_noop!(Curated::apply(signed(CURATOR), 9, cap(market, 200)), Error::<Test>::VaultUnknown);
		assert_ok!(Curated::apply(signed(CURATOR), id, cap(market, 200)));
		assert_eq!(info(id).markets[0].cap, 200);
	});
}

#[test]
fn it_lapses_after_thirty_days() {
	build_and_execute(|| {
		let id = vault_of(ONE / 10);
		for (late, result) in [(0, true), (1, false)] {
			let fee = Change::Fee { fee: info(id).fee + 1 };
			assert_ok!(Curated::propose(signed(CURATOR), id, fee.clone()));
			pass(DAY + LAPSE + late);
			if result {
				assert_ok!(Curated::apply(signed(STRANGER), id, fee));
			} else {
				assert_noop!(Curated::apply(signed(STRANGER), id, fee.clone()), Error::<Test>::ChangeLapsed);
				// It is still shown, and takes its time anew.
				assert_eq!(info(id).pending.len(), 1);
				assert_ok!(Curated::propose(signed(CURATOR), id, fee.clone()));
				assert_noop!(Curated::apply(signed(STRANGER), id, fee), Error::<Test>::ChangeWaits);
			}
		}
		assert_eq!(info(id).fee, ONE / 10 + 1);
	});
}

#[test]
fn the_ninth_market_has_no_place() {
	build_and_execute(|| {
		let id = vault();
		for number in 1..=8 {
			list(id, number, 5);
		}
		let ninth = market_id(9);
		make_market(ninth, 100);
		assert_ok!(Curated::propose(signed(CURATOR), id, cap(ninth, 5)));
		pass(DAY);
		assert_noop!(Curated::apply(signed(CURATOR), id, cap(ninth, 5)), Error::<Test>::TooManyMarkets);
		// Once there is one, it has.
		assert_ok!(Curated::propose(signed(CURATOR), id, cap(market_id(4), 0)));
		assert_ok!(Curated::apply(signed(CURATOR), id, cap(ninth, 5)));
		let listed: Vec<_> = info(id).markets.iter().map(|market| market.market).collect();
		assert_eq!(listed, [1, 2, 3, 5, 6, 7, 8, 9].map(market_id));
	});
}

#[test]
fn a_vault_can_have_a_longer_delay() {
	build_and_execute(|| {
		assert_ok!(Curated::create_vault(signed(CREATOR), Some(DOLLAR), CURATOR, GUARDIAN, 30 * DAY, 0));
		let fee = Change::Fee { fee: 1 };
		assert_ok!(Curated::propose(signed(CURATOR), 0, fee.clone()));
		pass(30 * DAY - 1);
		assert_noop!(Curated::apply(signed(CURATOR), 0, fee.clone()), Error::<Test>::ChangeWaits);
		pass(1);
		assert_ok!(Curated::apply(signed(CURATOR), 0, fee));
	});
}
