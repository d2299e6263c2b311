//! What obligations await: others fulfilled or late, a certificate, a condition; and until when.

use super::*;

/// A certificate.
const DEED: H256 = H256([9; 32]);

/// As an obligation of Carol's to Bob.
fn by_carol(due: Due) -> Due {
	Due { debtor: 2, ..due }
}

#[test]
fn what_awaits_others_is_due_once_all_of_them_are_fulfilled() {
	build_and_execute(|| {
		let awaits = Awaits { fulfilled: vec![0, 1].try_into().unwrap(), ..Default::default() };
		let last = Due { awaits, ..by_carol(pays(300)) };
		let id = agree(&terms_of(&[ALICE, BOB, CAROL], &[pays(100), pays_at(200, after(60)), last]));
		assert_eq!((record(id, 0).fulfilled_at, record(id, 2).paid), (Some(NOW), 0));
		spare(None, ALICE, 199);
		clock(NOW + DAY);
		settle(id);
		assert_eq!((line(id, 1).paid, line(id, 2).accrued, line(id, 2).due), (199, 300, 0));
		spare(None, ALICE, 1);
		spare(None, CAROL, 0);
		clock(NOW + 2 * DAY);
		settle(id);
		// Due since the last of it was paid, and not since it accrued.
		clock(NOW + 3 * DAY);
		assert_eq!((line(id, 2).due, line(id, 2).late_since), (300, Some(NOW + 2 * DAY)));
		assert_eq!(record(id, 2).found.fulfilled, Some(NOW + 2 * DAY));
	});
}

/// Alice owes Bob in ten seconds, with a day of grace; Carol, if that is late.
fn guaranteed() -> AgreementId {
	let awaits = Awaits { late: vec![0].try_into().unwrap(), ..Default::default() };
	let guarantee = Due { awaits, ..by_carol(pays(1_000)) };
	let price = Due { grace: 86_400, ..pays_at(1_000, after(10)) };
	agree(&terms_of(&[ALICE, BOB, CAROL], &[price, guarantee]))
}

#[test]
fn a_guarantor_pays_if_the_debtor_could_not() {
	build_and_execute(|| {
		let id = guaranteed();
		spare(None, ALICE, 400);
		clock(NOW + 10 * SECOND + DAY);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 1).paid), (400, 0), "within the grace");
		clock(NOW + 10 * SECOND + DAY + 1);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 1).paid), (400, 1_000));
		assert_eq!(record(id, 1).found.late, Some(NOW + 10 * SECOND + DAY));
	});
}

#[test]
fn a_guarantor_does_not_pay_what_was_only_not_settled() {
	build_and_execute(|| {
		let id = guaranteed();
		clock(NOW + 1_000 * DAY);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 1).paid, record(id, 1).found.late), (1_000, 0, None));
		assert_eq!(free(None, CAROL), ENDOWMENT);
	});
}

#[test]
fn what_others_await_is_paid_before_it_is_waived() {
	build_and_execute(|| {
		let id = guaranteed();
		clock(NOW + 1_000 * DAY);
		// What others await is paid before it could be waived.
		refused!(Contracts::waive(signed(BOB), id, 0, native(1)), MoreThanOwed);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 1).paid, record(id, 1).found.late), (1_000, 0, None));
		assert_eq!(free(None, CAROL), ENDOWMENT);
	});
}

/// An escrow of dollars that awaits a certificate of Alice's, and what else is given, until so many days after activation.
fn certified(fulfilled: &[u16], days: Seconds) -> Due {
	let certificate = CertificateTerms { network: NETWORK, schema: SCHEMA, subject: ALICE };
	let awaits = Awaits {
		certificate: Some(certificate),
		fulfilled: fulfilled.to_vec().try_into().unwrap(),
		until: Some(after(days * 86_400)),
		..Default::default()
	};
	Due { awaits, funding: Funding::Escrowed(None), ..pays_dollars(1_000) }
}

fn certify(subject: AccountId, evidence: H256, since: Moment) {
	Certified::mutate(|certified| certified.insert(DEED, (subject, evidence, since)));
}

#[test]
fn a_certificate_counts_that_is_found_later_and_was_valid_in_time() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[certified(&[], 10)]));
		certify(ALICE, id, NOW + 10 * DAY);
		clock(NOW + 20 * DAY);
		assert_ok!(present(id, 0, DEED));
		assert_eq!((record(id, 0).paid, record(id, 0).fulfilled_at), (1_000, Some(NOW + 10 * DAY)));
	});
	build_and_execute(|| {
		// It is valid too late.
		let id = agree(&terms_of(&[ALICE, BOB], &[certified(&[], 10)]));
		certify(ALICE, id, NOW + 10 * DAY + 1);
		clock(NOW + 20 * DAY);
		assert_ok!(present(id, 0, DEED));
		assert_eq!((record(id, 0).paid, record(id, 0).refunded, record(id, 0).lapsed.is_some()), (0, 1_000, true));
	});
	build_and_execute(|| {
		// The hold has gone back already.
		let id = agree(&terms_of(&[ALICE, BOB], &[certified(&[], 10), pays_at(1, after(30 * 86_400))]));
		certify(ALICE, id, NOW + DAY);
		clock(NOW + 10 * DAY);
		settle(id);
		assert_eq!(record(id, 0).held, 1_000, "it stays until the time is over");
		clock(NOW + 10 * DAY + 1);
		settle(id);
		assert_eq!((record(id, 0).refunded, record(id, 0).lapsed.is_some()), (1_000, true));
		assert_ok!(present(id, 0, DEED));
		assert_eq!((record(id, 0).paid, record(id, 0).fulfilled_at), (0, None));
		assert_eq!(free(Some(DOLLAR), ALICE), ENDOWMENT);
	});
}

#[test]
fn a_certificate_has_to_be_the_one_that_is_awaited() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[certified(&[], 10), pays_at(5, after(60))]));
		let refused = |place, certificate, error: Error<Test>| {
			frame_support::assert_storage_noop!(assert_eq!(
				present(id, place, certificate).unwrap_err().error,
				error.into()
			));
		};
		refused(0, DEED, Error::CertificateInvalid);
		certify(ALICE, H256::repeat_byte(8), NOW);
		refused(0, DEED, Error::CertificateInvalid);
		certify(BOB, id, NOW);
		refused(0, DEED, Error::CertificateInvalid);
		certify(ALICE, id, NOW + 1);
		refused(0, DEED, Error::CertificateInvalid);
		certify(ALICE, id, NOW);
		refused(0, H256::repeat_byte(8), Error::CertificateInvalid);
		refused(1, DEED, Error::CertificateNotAwaited);
		refused(2, DEED, Error::ObligationUnknown);
		assert_ok!(present(id, 0, DEED));
		assert_eq!(record(id, 0).paid, 1_000);
	});
}

#[test]
fn what_was_found_stays_found() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[pays_at(1_000, after(86_400)), certified(&[0], 10)]));
		certify(ALICE, id, NOW);
		assert_ok!(present(id, 1, DEED));
		assert_eq!((record(id, 1).paid, record(id, 1).found.certificate), (0, Some(NOW)));
		// Revoked.
		Certified::set(Default::default());
		clock(NOW + DAY);
		settle(id);
		assert_eq!((record(id, 1).paid, record(id, 1).fulfilled_at), (1_000, Some(NOW + DAY)));
	});
}

/// An escrow that awaits condition 1 until ten days after activation.
fn conditional(amount: Balance) -> Due {
	let awaits = Awaits { condition: Some(Awaited(1)), until: Some(after(10 * 86_400)), ..Default::default() };
	Due { awaits, funding: Funding::Escrowed(None), ..pays(amount) }
}

fn know(at: Moment, numerator: u64, denominator: u64) {
	Known::mutate(|known| known.insert(1, (at, Fraction { numerator, denominator })));
}

#[test]
fn a_condition_pays_its_share_and_the_rest_goes_back() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[conditional(1_001), pays_at(1, after(99 * 86_400))]));
		clock(NOW + 2 * DAY);
		settle(id);
		assert_eq!((record(id, 0).held, line(id, 0).accrued, line(id, 0).due), (1_001, 1_001, 0));
		// A third, rounded down.
		know(NOW + DAY, 1, 3);
		settle(id);
		let found = record(id, 0);
		assert_eq!((found.paid, found.refunded, found.held), (333, 668, 0));
		assert_eq!((found.fulfilled_at, line(id, 0).most), (Some(NOW + DAY), Some(333)));
		// It is for ever.
		know(NOW + DAY, 1, 1);
		settle(id);
		assert_eq!(record(id, 0), found);
	});
	build_and_execute(|| {
		// Known later, and true in time.
		let id = agree(&terms_of(&[ALICE, BOB], &[conditional(1_000)]));
		know(NOW + 10 * DAY, 1, 1);
		clock(NOW + 50 * DAY);
		settle(id);
		assert_eq!((record(id, 0).paid, state(id)), (1_000, AgreementState::Closed));
	});
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[conditional(1_000)]));
		know(NOW + 10 * DAY + 1, 1, 1);
		clock(NOW + 50 * DAY);
		settle(id);
		assert_eq!((record(id, 0).refunded, record(id, 0).lapsed.is_some()), (1_000, true));
		assert_eq!(state(id), AgreementState::Closed);
	});
}

#[test]
fn a_condition_that_pays_nothing_is_fulfilled_when_that_was_decided() {
	// Nothing else tells when, as nothing was due of it.
	build_and_execute(|| {
		let awaits = Awaits { fulfilled: vec![0].try_into().unwrap(), ..Default::default() };
		let next = Due { awaits, interest: Some(100_000), ..by_carol(pays(365_000)) };
		let id = agree(&terms_of(&[ALICE, BOB, CAROL], &[conditional(1_000), next]));
		know(NOW + 8 * DAY, 0, 1);
		spare(None, CAROL, 0);
		clock(NOW + 8 * DAY);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).refunded), (0, 1_000));
		assert_eq!(record(id, 0).fulfilled_at, Some(NOW + 8 * DAY));
		clock(NOW + 18 * DAY);
		// Ten days of 100.
		assert_eq!((line(id, 1).late_since, line(id, 1).interest), (Some(NOW + 8 * DAY), 1_000));
	});
}

#[test]
fn a_hold_can_go_back_so_long_after_the_end() {
	build_and_execute(|| {
		let awaits = Awaits {
			claim: claimed(Silence::Rejects),
			until: Some(When::End(Span::Seconds(30 * 86_400))),
			..Default::default()
		};
		let deposit = Due { awaits, funding: Funding::Escrowed(None), ..pays(1_000) };
		let mut terms = terms_of(&[ALICE, BOB], &[deposit]);
		terms.term = Some(Term { minimum: Span::Months(1), renewal: Renewal::Open, notice: Some(86_400) });
		let id = agree(&terms);
		clock(NOW + 700 * DAY);
		settle(id);
		assert_eq!(record(id, 0).held, 1_000, "while it is not known when");
		assert_ok!(Contracts::end(signed(ALICE), id, Ending::Notice));
		clock(NOW + 731 * DAY);
		settle(id);
		assert_eq!(record(id, 0).held, 1_000);
		clock(NOW + 731 * DAY + 1);
		settle(id);
		assert_eq!((record(id, 0).refunded, state(id)), (1_000, AgreementState::Closed));
	});
}

#[test]
fn what_awaits_a_share_of_what_is_held_does_not_depend_on_when_it_is_settled() {
	// A share comes up when the other is paid; where both are held, it is due since that was.
	for settled in [6, 20] {
		build_and_execute(|| {
			let escrow = |due: Due| Due { funding: Funding::Escrowed(None), ..due };
			let share = Performance::Share { of: 0, share: Fraction { numerator: 1, denominator: 10 } };
			let share = Due { debtor: 1, creditor: Creditor::Party(2), ..escrow(owes(share)) };
			let awaits = Awaits {
				fulfilled: vec![1].try_into().unwrap(),
				until: Some(after(10 * 86_400)),
				..Default::default()
			};
			let bonus = Due { awaits, ..escrow(pays(50)) };
			let id = agree(&terms_of(&[ALICE, BOB, CAROL], &[escrow(pays_at(1_000, after(5 * 86_400))), share, bonus]));
			clock(NOW + settled * DAY);
			settle(id);
			assert_eq!((record(id, 0).paid, record(id, 1).paid), (1_000, 100));
			assert_eq!(record(id, 0).fulfilled_at, Some(NOW + 5 * DAY));
			assert_eq!(record(id, 2).paid, 50, "settled after {settled} days");
		});
	}
}

#[test]
fn a_guarantor_holds_and_pays_if_it_was_late_in_time() {
	for (settled, until, paid) in [(2, 10, 1_000), (20, 10, 1_000), (20, 1, 0)] {
		build_and_execute(|| {
			let awaits =
				Awaits { late: vec![0].try_into().unwrap(), until: Some(after(until * 86_400)), ..Default::default() };
			let guarantee = Due { awaits, funding: Funding::Escrowed(None), ..by_carol(pays(1_000)) };
			let price = Due { grace: 86_400, ..pays_at(1_000, after(10)) };
			let id = agree(&terms_of(&[ALICE, BOB, CAROL], &[price, guarantee]));
			spare(None, ALICE, 0);
			clock(NOW + settled * DAY);
			settle(id);
			// Late since a day and ten seconds after the start.
			let came = (record(id, 1).paid, record(id, 1).refunded);
			assert_eq!(came, (paid, 1_000 - paid), "settled after {settled} days, until {until}");
		});
	}
}
