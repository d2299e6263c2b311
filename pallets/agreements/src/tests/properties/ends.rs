//! From any state some calls and time end an agreement (5).

use super::*;

/// All name an end, unless it ends sooner.
fn end(run: &Run) {
	if state(run.id) != AgreementState::Active {
		return;
	}
	let at = Timestamp::get() + 5 * DAY;
	if stored(run.id).progress.end(&run.model.terms).is_some_and(|end| end < at) {
		return;
	}
	for party in &run.model.terms.parties {
		assert_ok!(Contracts::end(signed(party.account), run.id, Ending::Agreed(at)));
	}
}

/// Creditors let go what debtors cannot pay; and of what is not done or will only come.
fn waive(run: &Run) -> Result<(), TestCaseError> {
	for p in 0..run.model.lines.len() {
		let (line, asset) = (line(run.id, p as u8), run.model.asset(p).unwrap_or(None));
		let most = line.most.ok_or(TestCaseError::fail("it has ended, and there is no bound"))?;
		let money = Money { asset, amount: most - line.paid - line.forgiven };
		if money.amount > 0 {
			assert_ok!(Contracts::waive(signed(run.model.creditor(p)), run.id, p as u8, money));
		}
		let interest = super::super::line(run.id, p as u8).interest;
		if interest > 0 {
			let money = Money { asset, amount: interest };
			assert_ok!(Contracts::waive(signed(run.model.creditor(p)), run.id, p as u8, money));
		}
	}
	Ok(())
}

#[test]
fn from_any_state_some_calls_and_time_end_it() {
	let patient = RefCell::new(0u32);
	let steps = proptest::collection::vec(run::steps(), 0..30);
	check(150, (draws::terms(4, 6), draws::purses(), steps), |(draw, purses, steps)| {
		let terms = draw.terms();
		new_test_ext().execute_with(|| {
			let Some(mut run) = Run::begin(&terms, &purses) else { return Ok(()) };
			for step in &steps {
				run.step(step)?;
			}
			for who in run.model.accounts.blocked.clone() {
				assert_ok!(Assets::thaw(signed(ISSUER), DOLLAR, who));
			}
			settle(run.id);
			end(&run);
			// Nobody answers, no arbiter rules, nobody appeals; what is held and awaits something goes back in time.
			for _ in 0..12 {
				pass(10 * DAY);
				settle(run.id);
				check_state();
			}
			if state(run.id) != AgreementState::Closed {
				// A term may still run: without one, or with one of years, all have named the end.
				prop_assert_eq!(state(run.id), AgreementState::Ended);
				waive(&run)?;
			} else {
				*patient.borrow_mut() += 1;
			}
			prop_assert_eq!(state(run.id), AgreementState::Closed, "{:?}", stored(run.id));
			for record in stored(run.id).progress.records {
				prop_assert_eq!((record.held, record.disputed, record.claim), (0, 0, None));
			}
			pass(180 * DAY);
			let before = (stored(run.id), Contracts::statement(run.id, None));
			prop_assert!(Contracts::compact(signed(ISSUER), run.id).is_ok(), "{:?}", before);
			prop_assert_eq!(state(run.id), AgreementState::Compacted);
			check_state();
			Ok(())
		})
	});
	assert!(patient.into_inner() > 10, "some ended by time alone");
}
