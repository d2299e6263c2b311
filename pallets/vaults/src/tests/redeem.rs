//! `redeem`, in cash.

use super::*;

#[test]
fn what_is_idle_is_paid_first_and_then_what_the_last_market_has() {
	build_and_execute(|| {
		let (id, one, two) = two_markets();
		assert_ok!(deposit(ALICE, id, 1_000 * UNIT));
		let redeem = |assets: Balance| {
			System::reset_events();
			assert_ok!(in_cash(ALICE, id, assets * EACH));
			assert_eq!(events(), [Event::Redeemed { vault: id, who: ALICE, assets, shares: assets * EACH, left: 0 }]);
			(worths(id), info(id).idle)
		};
		assert_eq!(redeem(150 * UNIT), (vec![300 * UNIT, 500 * UNIT], 50 * UNIT));
		assert_eq!(redeem(100 * UNIT), (vec![300 * UNIT, 450 * UNIT], 0));
		assert_eq!(redeem(500 * UNIT), (vec![250 * UNIT, 0], 0));
		assert_eq!(redeem(250 * UNIT), (vec![0, 0], 0));
		assert_eq!((dollars(ALICE), shares(id, ALICE)), (ENDOWMENT, 0));
		assert_eq!([one, two].map(|market| book(market).shares), [0, 0]);
		// The deposits of the positions are back where they were.
		assert_eq!(free(None, account(id)), EXISTENTIAL_DEPOSIT + 8 * POSITION);
		assert_eq!(info(id).price, FIRST_PRICE);
	});
}

#[test]
fn without_enough_cash_only_what_is_paid_for_goes() {
	build_and_execute(|| {
		let (id, one, two) = two_markets();
		assert_ok!(deposit(ALICE, id, 400 * UNIT));
		assert_ok!(deposit(BOB, id, 400 * UNIT));
		lend(one, 290 * UNIT);
		lend(two, 450 * UNIT);
		assert_eq!(info(id).cash, 60 * UNIT);
		assert_eq!((holding(id, ALICE).worth, holding(id, ALICE).in_cash), (400 * UNIT, 60 * UNIT));
		System::reset_events();
		assert_ok!(in_cash(ALICE, id, 400 * UNIT * EACH));
		let (shares_paid, left) = (60 * UNIT * EACH, 340 * UNIT * EACH);
		let redeemed = Event::Redeemed { vault: id, who: ALICE, assets: 60 * UNIT, shares: shares_paid, left };
		assert_eq!(events(), [redeemed]);
		assert_eq!((shares(id, ALICE), holding(id, ALICE).worth), (left, 340 * UNIT));
		assert_eq!(holding(id, BOB).worth, 400 * UNIT);
		// Now there is none.
		assert_noop!(in_cash(ALICE, id, left), Error::<Test>::NoCash);
		// Who repays makes some.
		repay(one, 100 * UNIT);
		assert_ok!(in_cash(ALICE, id, left));
		assert_eq!(holding(id, ALICE).worth, 240 * UNIT);
	});
}

#[test]
fn less_than_the_least_is_refused() {
	build_and_execute(|| {
		let (id, one, _) = two_markets();
		assert_ok!(deposit(ALICE, id, 100 * UNIT));
		lend(one, 40 * UNIT);
		let redeem = |least| Curated::redeem(signed(ALICE), id, 100 * UNIT * EACH, How::InCash { least });
		assert_noop!(redeem(60 * UNIT + 1), Error::<Test>::TooLittle);
		assert_ok!(redeem(60 * UNIT));
	});
}

#[test]
fn a_market_that_fails_to_pay_is_passed_over() {
	build_and_execute(|| {
		let (id, one, two) = two_markets();
		assert_ok!(deposit(ALICE, id, 800 * UNIT));
		tell(two, |book| book.stuck = true);
		assert_ok!(in_cash(ALICE, id, 100 * UNIT * EACH));
		assert_eq!((worths(id), dollars(account(id))), (vec![200 * UNIT, 500 * UNIT], MIN_BALANCE));
		tell(one, |book| book.stuck = true);
		assert_noop!(in_cash(ALICE, id, 100 * UNIT * EACH), Error::<Test>::NoCash);
		// It says it has more than it pays.
		assert_eq!(info(id).cash, 700 * UNIT);
		assert_ok!(in_kind(ALICE, id, 100 * UNIT * EACH));
	});
}

#[test]
fn a_pause_keeps_nobody_in() {
	build_and_execute(|| {
		let (id, one, two) = two_markets();
		assert_ok!(deposit(ALICE, id, 800 * UNIT));
		for market in [one, two] {
			tell(market, |book| (book.paused, book.cap) = (true, 0));
			assert_ok!(Curated::propose(signed(CURATOR), id, cap(market, 0)));
		}
		assert_ok!(in_cash(ALICE, id, 800 * UNIT * EACH));
		assert_eq!(dollars(ALICE), ENDOWMENT);
	});
}

#[test]
fn who_is_blocked_gets_it_in_kind() {
	build_and_execute(|| {
		let (id, one, _) = two_markets();
		assert_ok!(deposit(ALICE, id, 100 * UNIT));
		assert_ok!(Assets::block(signed(ISSUER), DOLLAR, ALICE));
		assert_noop!(in_cash(ALICE, id, 100 * UNIT * EACH), TokenError::CannotCreate);
		assert_ok!(in_kind(ALICE, id, 100 * UNIT * EACH));
		assert_eq!((Positions::get(one, ALICE), shares(id, ALICE)), (100 * UNIT * EACH, 0));
	});
}

#[test]
fn what_one_has_not_is_refused() {
	build_and_execute(|| {
		let (id, ..) = two_markets();
		assert_ok!(deposit(ALICE, id, 100));
		assert_noop!(in_cash(ALICE, 9, 1), Error::<Test>::VaultUnknown);
		assert_noop!(in_cash(ALICE, id, 0), Error::<Test>::AmountZero);
		assert_noop!(in_cash(ALICE, id, EACH - 1), Error::<Test>::AmountZero);
		assert_noop!(in_cash(ALICE, id, 100 * EACH + 1), Error::<Test>::NotEnoughShares);
		assert_noop!(in_cash(ALICE, id, u128::MAX), Error::<Test>::NotEnoughShares);
		assert_noop!(in_cash(BOB, id, EACH), Error::<Test>::NotEnoughShares);
		assert_noop!(in_cash(CURATOR, id, EACH), Error::<Test>::NotEnoughShares);
	});
}

#[test]
fn what_rounds_away_is_the_loss_of_who_leaves() {
	build_and_execute(|| {
		let id = vault();
		let markets = [1, 2, 3].map(|number| list(id, number, 1_000));
		assert_ok!(deposit(ALICE, id, 2_000));
		assert_ok!(deposit(BOB, id, 1_000));
		// Each supply share is worth a third more, and a bit.
		for (market, interest) in markets.into_iter().zip([333, 334, 335]) {
			earn(market, interest);
		}
		for _ in 0..20 {
			let (alice, price, total) = (holding(id, ALICE).worth, info(id).price, info(id).total);
			let before = dollars(BOB);
			assert_ok!(in_cash(BOB, id, 37 * EACH));
			let paid = dollars(BOB) - before;
			assert!(paid <= 50, "{paid}");
			assert!(info(id).price >= price && holding(id, ALICE).worth >= alice);
			assert!(info(id).total + paid <= total);
		}
		assert_eq!(shares(id, BOB), 260 * EACH);
	});
}

#[test]
fn the_last_who_leaves_gets_all_but_what_rounds_away() {
	build_and_execute(|| {
		let (id, one, _) = two_markets();
		assert_ok!(deposit(ALICE, id, 200 * UNIT));
		assert_ok!(deposit(BOB, id, 100 * UNIT));
		earn(one, 30 * UNIT);
		repay(one, 30 * UNIT);
		for who in [BOB, ALICE] {
			assert_ok!(in_cash(who, id, shares(id, who)));
			assert_eq!(shares(id, who), 0);
		}
		let gained = dollars(ALICE) + dollars(BOB) - 2 * ENDOWMENT;
		assert!((30 * UNIT - 10..=30 * UNIT).contains(&gained), "{gained}");
		assert!(info(id).total <= 10);
		// And whoever comes next begins as anyone.
		assert_ok!(deposit(CAROL, id, 100 * UNIT));
		assert!(holding(id, CAROL).worth >= 100 * UNIT - 5);
	});
}
