//! `forget`: what came of loans. Disputes and consents are with the registers.

use super::*;

#[test]
fn what_came_of_a_loan_is_forgotten_after_the_term() {
	build_and_execute(|| {
		let id = offer(tiered(unsecured(1_000 * UNIT)));
		let certificate = certify(1, ALICE, ASSESSMENT);
		assert_ok!(draw_with(ALICE, id, Some(certificate)));
		let record = Record::Outcome { borrower: ALICE, loan: 0 };
		let forget = || Credit::forget(signed(STRANGER), record.clone());
		assert_noop!(forget(), Error::<Test>::RecordUnknown);
		assert_ok!(pay(ALICE, 0, Balance::MAX));
		pass_days(3_650);
		assert_noop!(forget(), Error::<Test>::TooEarly);
		assert_eq!(crate::Opened::<Test>::get(certificate), Some(0));
		pass(1);
		System::reset_events();
		assert_ok!(forget());
		assert_eq!(events(), [Event::Forgotten { record: record.clone() }]);
		assert_noop!(forget(), Error::<Test>::RecordUnknown);
		assert!(Credit::outcomes(ALICE, None, None).items.is_empty());
		assert_eq!((crate::Opened::<Test>::get(certificate), free(None, &ALICE)), (None, ENDOWMENT));
		// The certificate is too old to be used again.
		assert_ok!(Credit::withdraw_offer(signed(BOB), Some(DOLLAR), id));
		let again = offer(OfferTerms { until: now() + DAY, ..tiered(unsecured(1_000 * UNIT)) });
		assert_noop!(draw_with(ALICE, again, Some(certificate)), Error::<Test>::CertificateTooOld);
	});
}
