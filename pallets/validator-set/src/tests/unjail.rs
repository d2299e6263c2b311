//! `unjail`: become a candidate again.

use super::*;

#[test]
fn who_may_unjail_in_which_state() {
	check_matrix(ValidatorSet::unjail, |caller, state| match (caller, state) {
		(Caller::Root | Caller::Nobody, _) => Err(DispatchError::BadOrigin),
		(Caller::Stranger, _) | (Caller::Subject, State::Absent) => Err(Error::<Test>::NotListed.into()),
		(Caller::Subject, State::Jailed) => Err(Error::<Test>::StillJailed.into()),
		(Caller::Subject, _) => Err(Error::<Test>::NotJailed.into()),
	});
}

#[test]
fn it_has_to_show_that_it_runs_like_anybody_else() {
	ExtBuilder::default().build_and_execute(|| {
		bring(State::Jailed);
		pass(JAIL - 1);
		assert_noop!(ValidatorSet::unjail(signed(NEW)), Error::<Test>::StillJailed);
		pass(1);
		assert_ok!(ValidatorSet::unjail(signed(NEW)));
		assert_eq!(status(NEW), Some(Status::Candidate { heard: 0 }));
		assert_last(Event::ValidatorUnjailed { who: NEW });
		assert_noop!(ValidatorSet::unjail(signed(NEW)), Error::<Test>::NotJailed);
		pass(2);
		assert_eq!(status(NEW), Some(Status::Member));
		// Its bond answers for what it did before, too.
		assert_eq!(Validators::<Test>::get(NEW).and_then(|known| known.serves_from), Some(2));
	});
}
