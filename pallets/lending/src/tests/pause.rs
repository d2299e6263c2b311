//! `pause`.

use super::*;

fn paused(id: MarketId) -> (bool, bool) {
	(info(id).supply_paused, info(id).borrow_paused)
}

#[test]
fn either_role_pauses_either_half() {
	build_and_execute(|| {
		let id = market();
		assert_eq!(paused(id), (false, false));
		System::reset_events();
		for who in [CURATOR, GUARDIAN] {
			for (supply, borrow) in [(true, false), (false, true), (true, true), (true, true), (false, false)] {
				assert_ok!(Lending::pause(signed(who.clone()), id, supply, borrow));
				assert_eq!(events(), [Event::PauseSet { market: id, supply, borrow }]);
				assert_eq!(paused(id), (supply, borrow));
			}
		}
	});
}

#[test]
fn either_role_ends_what_the_other_has_begun() {
	build_and_execute(|| {
		let id = market();
		for (one, other) in [(CURATOR, GUARDIAN), (GUARDIAN, CURATOR)] {
			assert_ok!(Lending::pause(signed(one), id, true, true));
			assert_ok!(Lending::pause(signed(other), id, false, false));
			assert_eq!(paused(id), (false, false));
		}
	});
}

#[test]
fn nobody_else_does() {
	build_and_execute(|| {
		let id = supplied();
		for who in [ALICE, BOB, STRANGER] {
			refused!(Lending::pause(signed(who), id, true, true), NotCurator);
		}
		refused!(Lending::pause(signed(CURATOR), unknown(), true, true), MarketUnknown);
		// Of another market, nor here.
		let other = market_of(Terms { curator: ALICE, guardian: BOB, ..terms() });
		refused!(Lending::pause(signed(CURATOR), other, true, true), NotCurator);
		assert_ok!(Lending::pause(signed(BOB), other, true, true));
		assert_eq!(paused(id), (false, false));
	});
}

#[test]
fn what_is_paused_is_supply_and_borrowing_and_nothing_else() {
	build_and_execute(|| {
		let id = lent(still());
		assert_ok!(Lending::pause(signed(GUARDIAN), id, true, true));
		refused!(Lending::supply(signed(ALICE), id, DOLLARS, None), SupplyPaused);
		refused!(Lending::borrow(signed(BOB), id, DOLLARS, None), BorrowPaused);
		// Not in a bundle either, whatever it does besides.
		let amount = Amount::Assets(DOLLARS);
		let again =
			[Do::Withdraw { market: id, amount }, Do::Supply { market: id, amount: Amount::Last, certificate: None }];
		refused!(bundle(ALICE, &again), SupplyPaused);
		let again = [Do::Repay { market: id, amount }, Do::Borrow { market: id, amount, certificate: None }];
		refused!(bundle(BOB, &again), BorrowPaused);
		assert_ok!(Lending::add_collateral(signed(BOB), id, COIN, None));
		assert_ok!(Lending::remove_collateral(signed(BOB), id, Amount::Assets(COIN)));
		assert_ok!(Lending::withdraw(signed(ALICE), id, amount));
		assert_ok!(Lending::repay(signed(BOB), id, amount, None));
		coin(600);
		assert_ok!(Lending::liquidate(signed(CAROL), id, BOB, 20 * DOLLARS, 0));
	});
}
