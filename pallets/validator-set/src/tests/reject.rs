//! `reject`: turn an application down.

use super::*;

#[test]
fn the_applicant_has_its_bond_back_and_may_try_again() {
	ExtBuilder::default().build_and_execute(|| {
		bring(State::Applied);
		assert_ok!(ValidatorSet::reject(root(), NEW));

		assert_eq!(status(NEW), None);
		assert_eq!(held(NEW), 0);
		assert_eq!(Balances::free_balance(NEW), RICH);
		assert_last(Event::ApplicationRejected { who: NEW });
		assert_ok!(apply(NEW, BOND));
	});
}

#[test]
fn who_may_reject_in_which_state() {
	check_matrix(
		|origin| ValidatorSet::reject(origin, NEW),
		|caller, state| {
			let outcome = match state {
				State::Absent => Err(Error::<Test>::NotListed.into()),
				State::Applied => Ok(()),
				// A decision that comes late never takes a seat.
				State::Candidate | State::Member | State::Jailed | State::Leaving => {
					Err(Error::<Test>::NotApplied.into())
				},
			};
			only_root(caller, outcome)
		},
	);
}
