//! What is locked in an account.

use super::*;
use frame_support::traits::{LockableCurrency, WithdrawReasons};

fn lock(who: AccountId, amount: Balance) {
	Balances::set_lock(*b"staking ", &who, amount, WithdrawReasons::all());
}

#[test]
fn what_is_locked_cannot_be_pledged() {
	build_and_execute(|| {
		let id = market();
		lock(BOB, 600 * COIN);
		assert_noop!(add(id, BOB, 400 * COIN + 1), TokenError::FundsUnavailable);
		assert_noop!(add(id, BOB, 1_000 * COIN), TokenError::FundsUnavailable);
		assert_ok!(add(id, BOB, 400 * COIN));
		Balances::remove_lock(*b"staking ", &BOB);
		assert_ok!(add(id, BOB, 500 * COIN));
	});
	// All of it.
	build_and_execute(|| {
		let id = market();
		lock(BOB, Balance::MAX);
		assert_noop!(add(id, BOB, 1), TokenError::FundsUnavailable);
	});
}

#[test]
fn what_is_pledged_counts_for_a_lock_as_any_hold_does() {
	build_and_execute(|| {
		let id = market();
		lock(BOB, 600 * COIN);
		assert_ok!(add(id, BOB, 400 * COIN));
		// The SDK lets a lock be kept by what is on hold. So as much can be pledged as could be transferred: 600 - (600 - 400).
		assert_noop!(add(id, BOB, 400 * COIN + 1), TokenError::FundsUnavailable);
		assert_ok!(add(id, BOB, 400 * COIN));
	});
}

#[test]
fn nor_supplied_repaid_or_paid_for_another() {
	build_and_execute(|| {
		feeds();
		let id = market_between(None, Some(DOLLAR));
		assert_ok!(supply(id, ALICE, 500 * COIN));
		assert_ok!(Lending::add_collateral(signed(BOB), id, 1_000 * DOLLARS, None));
		assert_ok!(borrow(id, BOB, 100 * COIN));
		for who in [BOB, CAROL, STRANGER] {
			lock(who, Balance::MAX);
		}
		assert_noop!(supply(id, STRANGER, COIN), TokenError::FundsUnavailable);
		assert_noop!(repay(id, BOB, COIN), TokenError::FundsUnavailable);
		assert_noop!(repay(id, CAROL, COIN), TokenError::FundsUnavailable);
		// What is borrowed and withdrawn comes in.
		lock(ALICE, Balance::MAX);
		assert_ok!(withdraw(id, ALICE, 100 * COIN));
		assert_ok!(borrow(id, BOB, 100 * COIN));
	});
}

#[test]
fn a_later_lock_stops_nothing() {
	build_and_execute(|| {
		let id = lent(still());
		lock(BOB, Balance::MAX);
		assert_ok!(add(id, CAROL, COIN));
		assert_ok!(remove(id, COIN));
		// What is pledged is taken, locked or not.
		coin(600);
		assert_ok!(liquidate(id, CAROL));
		assert_eq!(free(None, CAROL), ENDOWMENT - COIN + 90_547_263_733_333);
		// And comes back, locked.
		assert_ok!(Lending::repay(signed(BOB), id, ALL, None));
		assert_ok!(Lending::remove_collateral(signed(BOB), id, ALL));
		assert_eq!(held(None, HoldReason::Position, BOB), 0);
		assert!(Balances::transfer_keep_alive(signed(BOB), STRANGER, 1).is_err());
	});
	// In the account of a market there are none, whoever locks.
	build_and_execute(|| {
		feeds();
		let id = market_between(None, Some(DOLLAR));
		assert_ok!(supply(id, ALICE, 500 * COIN));
		lock(account_of(id), Balance::MAX);
		assert_ok!(supply(id, ALICE, COIN));
		assert_ok!(Lending::withdraw(signed(ALICE), id, ALL));
		assert_eq!(free(None, ALICE), ENDOWMENT);
	});
}

#[test]
fn a_deposit_may_be_locked_and_comes_back() {
	build_and_execute(|| {
		let id = market();
		lock(ALICE, Balance::MAX);
		assert_ok!(supply(id, ALICE, DOLLARS));
		assert_eq!(held(None, HoldReason::Position, ALICE), POSITION_DEPOSIT);
		assert_ok!(Lending::withdraw(signed(ALICE), id, ALL));
		assert_eq!(free(None, ALICE), ENDOWMENT);
	});
}
