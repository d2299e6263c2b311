//! `withdraw`: have the bond back.

use super::*;

#[test]
fn the_bond_is_free_after_the_unbonding_time_and_not_before() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(ValidatorSet::leave(signed(1)));
		// Out from session 2 on, and three sessions for late reports.
		pass(4);
		assert_eq!(now(), 4);
		assert_noop!(ValidatorSet::withdraw(signed(1)), Error::<Test>::StillUnbonding);
		pass(1);
		assert_ok!(ValidatorSet::withdraw(signed(1)));

		assert_eq!(status(1), None);
		assert_eq!(held(1), 0);
		assert_eq!(Balances::free_balance(1), RICH);
		assert_last(Event::BondWithdrawn { who: 1, amount: BOND });
		assert_noop!(ValidatorSet::withdraw(signed(1)), Error::<Test>::NotListed);
	});
}

#[test]
fn who_may_withdraw_in_which_state() {
	check_matrix(ValidatorSet::withdraw, |caller, state| match (caller, state) {
		(Caller::Root | Caller::Nobody, _) => Err(DispatchError::BadOrigin),
		(Caller::Stranger, _) | (Caller::Subject, State::Absent) => Err(Error::<Test>::NotListed.into()),
		(Caller::Subject, State::Leaving) => Err(Error::<Test>::StillUnbonding.into()),
		(Caller::Subject, _) => Err(Error::<Test>::NotLeaving.into()),
	});
}

#[test]
fn what_was_slashed_is_missing() {
	ExtBuilder::default().build_and_execute(|| {
		offend(1, 30, 0);
		pass(5);
		assert_ok!(ValidatorSet::withdraw(signed(1)));
		assert_eq!(Balances::free_balance(1), RICH - 30);
		assert_last(Event::BondWithdrawn { who: 1, amount: BOND - 30 });
	});
}

#[test]
fn a_bond_that_was_slashed_to_nothing_leaves_no_trace() {
	ExtBuilder::default().build_and_execute(|| {
		offend(1, 100, 0);
		assert_eq!(held(1), 0);
		pass(5);
		assert_ok!(ValidatorSet::withdraw(signed(1)));
		assert_eq!(status(1), None);
		assert_last(Event::BondWithdrawn { who: 1, amount: 0 });
	});
}

#[test]
fn a_former_member_may_apply_again_under_the_terms_of_the_day() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(ValidatorSet::leave(signed(1)));
		assert_ok!(ValidatorSet::set_bond(root(), 2 * BOND));
		assert_noop!(apply(1, 2 * BOND), Error::<Test>::AlreadyListed);
		pass(5);
		assert_ok!(ValidatorSet::withdraw(signed(1)));
		assert_ok!(apply(1, 2 * BOND));
		assert_eq!(held(1), 2 * BOND);
	});
}

/// Who has left serves on while finality lags, and answers for that as long as for all else.
#[test]
fn a_bond_answers_from_the_last_session_on_that_was_served() {
	ExtBuilder::default().build_and_execute(|| {
		pass(1);
		assert_ok!(ValidatorSet::leave(signed(1)));
		for _ in 0..6 {
			// All make blocks, vote, and name an old block as final.
			hear(&serving());
			beat_at(&serving(), 0);
			dark_turn();
		}
		while serving().contains(&1) {
			pass(1);
		}
		let last = now() - 1;
		assert_noop!(ValidatorSet::withdraw(signed(1)), Error::<Test>::StillUnbonding);
		offend(1, 50, last);
		assert_eq!(held(1), BOND / 2);
		pass(UNBONDING);
		assert_ok!(ValidatorSet::withdraw(signed(1)));
	});
}
