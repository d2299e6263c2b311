//! `redeem`, in kind: nobody is locked in.

use super::*;

#[test]
fn it_is_the_part_of_what_is_idle_and_in_each_market() {
	build_and_execute(|| {
		let (id, one, two) = two_markets();
		assert_ok!(deposit(ALICE, id, 1_000 * UNIT));
		System::reset_events();
		assert_ok!(in_kind(ALICE, id, 500 * UNIT * EACH));
		let redeemed =
			Event::RedeemedInKind { vault: id, who: ALICE, assets: 100 * UNIT, shares: 500 * UNIT * EACH, left: 0 };
		assert_eq!(events(), [redeemed]);
		assert_eq!([one, two].map(|market| Positions::get(market, ALICE)), [150 * UNIT * EACH, 250 * UNIT * EACH]);
		assert_eq!(dollars(ALICE), ENDOWMENT - 900 * UNIT);
		// She pays the deposits of her own positions.
		assert_eq!(free(None, ALICE), ENDOWMENT - 2 * POSITION);
		assert_eq!((info(id).total, info(id).price), (500 * UNIT, FIRST_PRICE));
		assert_eq!((worths(id), info(id).idle), (vec![150 * UNIT, 250 * UNIT], 100 * UNIT));
		// The rest, for which no more deposits are paid.
		assert_ok!(in_kind(ALICE, id, 500 * UNIT * EACH));
		assert_eq!((info(id).total, shares(id, ALICE), book(one).cash), (0, 0, 300 * UNIT));
		assert_eq!(free(None, ALICE), ENDOWMENT - 2 * POSITION);
		assert_eq!(free(None, account(id)), EXISTENTIAL_DEPOSIT + 8 * POSITION);
	});
}

#[test]
fn no_cash_is_needed_and_no_market_has_to_pay() {
	build_and_execute(|| {
		let (id, one, two) = two_markets();
		assert_ok!(deposit(ALICE, id, 400 * UNIT));
		assert_ok!(deposit(BOB, id, 400 * UNIT));
		lend(one, 300 * UNIT);
		lend(two, 500 * UNIT);
		for market in [one, two] {
			tell(market, |book| (book.stuck, book.paused) = (true, true));
		}
		assert_noop!(in_cash(ALICE, id, 1_000 * EACH), Error::<Test>::NoCash);
		assert_ok!(in_kind(ALICE, id, 400 * UNIT * EACH));
		assert_eq!([one, two].map(|market| Positions::get(market, ALICE)), [150 * UNIT * EACH, 250 * UNIT * EACH]);
		assert_eq!(holding(id, BOB).worth, 400 * UNIT);
	});
}

#[test]
fn while_the_asset_is_frozen_the_part_of_what_is_idle_stays() {
	build_and_execute(|| {
		let (id, one, two) = two_markets();
		assert_ok!(deposit(ALICE, id, 1_000 * UNIT));
		assert_ok!(Assets::freeze_asset(signed(ISSUER), DOLLAR));
		assert!(in_cash(ALICE, id, 500 * UNIT * EACH).is_err());
		System::reset_events();
		assert_ok!(in_kind(ALICE, id, 500 * UNIT * EACH));
		// 400 of the 500 are in markets.
		let redeemed = Event::RedeemedInKind {
			vault: id,
			who: ALICE,
			assets: 0,
			shares: 400 * UNIT * EACH,
			left: 100 * UNIT * EACH,
		};
		assert_eq!(events(), [redeemed]);
		assert_eq!((shares(id, ALICE), holding(id, ALICE).worth), (600 * UNIT * EACH, 600 * UNIT));
		assert_eq!([one, two].map(|market| Positions::get(market, ALICE)), [150 * UNIT * EACH, 250 * UNIT * EACH]);
		// After the thaw she has the rest.
		assert_ok!(Assets::thaw_asset(signed(ISSUER), DOLLAR));
		assert_ok!(in_kind(ALICE, id, 600 * UNIT * EACH));
		assert_eq!(dollars(ALICE), ENDOWMENT - 800 * UNIT);
		assert_eq!([one, two].map(|market| Positions::get(market, ALICE)), [300 * UNIT * EACH, 500 * UNIT * EACH]);
	});
}

#[test]
fn what_is_idle_only_and_frozen_waits() {
	build_and_execute(|| {
		let id = vault();
		assert_ok!(deposit(ALICE, id, 1_000));
		assert_ok!(Assets::freeze_asset(signed(ISSUER), DOLLAR));
		assert!(in_kind(ALICE, id, 1_000 * EACH).is_err());
		assert_eq!((shares(id, ALICE), info(id).idle), (1_000 * EACH, 1_000));
		assert_ok!(Assets::thaw_asset(signed(ISSUER), DOLLAR));
		assert_ok!(in_kind(ALICE, id, 1_000 * EACH));
		assert_eq!(dollars(ALICE), ENDOWMENT);
	});
}

#[test]
fn who_cannot_pay_for_positions_gets_none_and_loses_nothing() {
	build_and_execute(|| {
		let (id, one, _) = two_markets();
		assert_ok!(Union::transfer(Some(DOLLAR), &ALICE, &PAUPER, 800 * UNIT, Preservation::Preserve));
		assert_ok!(deposit(PAUPER, id, 800 * UNIT));
		assert_noop!(in_kind(PAUPER, id, EACH * UNIT), pallet_balances::Error::<Test>::InsufficientBalance);
		// For one it would do, but not for both: it is all or nothing, so that nobody chooses.
		assert_ok!(Union::mint_into(None, &PAUPER, POSITION));
		assert_noop!(in_kind(PAUPER, id, EACH * UNIT), pallet_balances::Error::<Test>::InsufficientBalance);
		assert_eq!(Positions::get(one, PAUPER), 0);
		assert_ok!(in_cash(PAUPER, id, EACH * UNIT));
		assert_ok!(Union::mint_into(None, &PAUPER, POSITION));
		assert_ok!(in_kind(PAUPER, id, 799 * EACH * UNIT));
		assert_eq!(shares(id, PAUPER), 0);
	});
}

#[test]
fn what_is_too_little_is_refused() {
	build_and_execute(|| {
		let (id, ..) = two_markets();
		assert_ok!(deposit(ALICE, id, 1_000));
		assert_noop!(in_kind(ALICE, id, 0), Error::<Test>::AmountZero);
		assert_noop!(in_kind(ALICE, id, EACH - 1), Error::<Test>::AmountZero);
		assert_noop!(in_kind(ALICE, id, 1_000 * EACH + 1), Error::<Test>::NotEnoughShares);
		assert_noop!(in_kind(BOB, id, 1), Error::<Test>::NotEnoughShares);
		assert_noop!(in_kind(ALICE, 9, 1), Error::<Test>::VaultUnknown);
	});
}

#[test]
fn a_loss_is_shared_by_who_stays_and_who_leaves_in_kind() {
	build_and_execute(|| {
		let (id, one, two) = two_markets();
		assert_ok!(deposit(ALICE, id, 400 * UNIT));
		assert_ok!(deposit(BOB, id, 400 * UNIT));
		lend(one, 200 * UNIT);
		// Everybody knows that this will be lost. ALICE leaves in kind and so has her part of it.
		assert_ok!(in_kind(ALICE, id, 400 * UNIT * EACH));
		lose(one, 200 * UNIT);
		let hers: Balance = [one, two].iter().map(|market| book(*market).worth(Positions::get(market, ALICE))).sum();
		assert!(hers.abs_diff(holding(id, BOB).worth) <= 2, "{hers}");
		assert!(hers.abs_diff(300 * UNIT) <= 2, "{hers}");
	});
}
