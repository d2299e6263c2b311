//! Whole stories.

use super::*;

#[test]
fn an_invoice_is_paid_by_its_signature() {
	build_and_execute(|| {
		let terms = terms_of(&[ALICE, BOB], &[pays(1_000)]);
		let id = terms_hash(&terms);
		assert_ok!(Contracts::draft(signed(BOB), terms, Some(Default::default())));
		assert_eq!(state(id), AgreementState::Draft);
		assert_noop!(
			Contracts::sign(signed(ALICE), id, Some(vec![native(999)].try_into().unwrap())),
			Error::<Test>::CommitsMore
		);
		assert_ok!(Contracts::sign(signed(ALICE), id, Some(vec![native(1_000)].try_into().unwrap())));
		assert_eq!(free(None, ALICE), ENDOWMENT - 1_000);
		assert_eq!(record(id, 0).paid, 1_000);
		assert_eq!(state(id), AgreementState::Closed);
	});
}

#[test]
fn rent_is_paid_by_the_month_and_late_rent_bears_interest() {
	build_and_execute(|| {
		let rent = Due { interest: Some(100_000), ..instalments(365_000, Span::Months(1), None) };
		let mut terms = terms_of(&[ALICE, BOB], &[rent]);
		terms.term = Some(Term { minimum: Span::Months(12), renewal: Renewal::Ends, notice: None });
		let id = agree(&terms);
		assert_eq!(free(None, ALICE), ENDOWMENT - 365_000 - held_deposit(ALICE));
		// January 31st, then February 28th.
		pass(28 * DAY - 1);
		settle(id);
		assert_eq!(record(id, 0).paid, 365_000);
		pass(1);
		settle(id);
		assert_eq!(record(id, 0).paid, 730_000);
		// Ten days late: 365,000 x 10 % x 10 / 365.
		pass(31 * DAY + 10 * DAY);
		settle(id);
		assert_eq!(record(id, 0).paid, 1_095_000);
		assert_eq!(record(id, 0).interest_paid, 1_000);
		// Twelve instalments and no thirteenth.
		pass(400 * DAY);
		settle(id);
		assert_eq!(record(id, 0).paid, 12 * 365_000);
		assert_eq!(state(id), AgreementState::Closed);
	});
}

/// What someone has on hold as deposits.
fn held_deposit(who: AccountId) -> Balance {
	use frame_support::traits::fungible::InspectHold;
	Balances::balance_on_hold(&HoldReason::Agreement.into(), &who)
}

#[test]
fn a_house_in_escrow_until_there_is_a_certificate_of_title() {
	build_and_execute(|| {
		let certificate = CertificateTerms { network: NETWORK, schema: SCHEMA, subject: ALICE };
		let price = Performance::Pay { asset: Some(DOLLAR), amount: 50_000, accrues: Accrual::Once(now()) };
		let fee = Performance::Share { of: 0, share: Fraction { numerator: 3, denominator: 100 } };
		let awaits = Awaits { certificate: Some(certificate), until: Some(after(30 * 86_400)), ..Default::default() };
		let price = Due { awaits, funding: Funding::Escrowed(None), ..owes(price) };
		let fee = Due { debtor: 1, creditor: Creditor::Account(OFFICE), ..owes(fee) };
		let id = agree(&terms_of(&[ALICE, BOB], &[price.clone(), fee.clone()]));
		assert_eq!(held(Some(DOLLAR), ALICE), 50_000);
		settle(id);
		assert_eq!(free(Some(DOLLAR), BOB), ENDOWMENT);
		let deed = H256::repeat_byte(9);
		let item = ToSettle {
			agreement: id,
			certificates: vec![Presented { obligation: 0, certificate: deed }].try_into().unwrap(),
		};
		let list = vec![item].try_into().unwrap();
		assert_noop!(
			Contracts::settle(signed(BOB), Clone::clone(&list), None, 2),
			frame_support::dispatch::DispatchErrorWithPostInfo {
				error: Error::<Test>::CertificateInvalid.into(),
				..Contracts::settle(signed(BOB), Clone::clone(&list), None, 2).unwrap_err()
			}
		);
		Certified::mutate(|certified| certified.insert(deed, (ALICE, id, NOW + DAY)));
		pass(2 * DAY);
		assert_ok!(Contracts::settle(signed(BOB), list, None, 2));
		assert_eq!(free(Some(DOLLAR), BOB), ENDOWMENT + 50_000 - 1_500);
		assert_eq!(free(Some(DOLLAR), OFFICE), ENDOWMENT + 1_500);
		assert_eq!(record(id, 0).fulfilled_at, Some(NOW + DAY));
		assert_eq!(state(id), AgreementState::Closed);
		// Without it, the money goes back.
		let mut terms = terms_of(&[ALICE, BOB], &[price, fee]);
		(terms.salt, terms.sign_by) = (H256::repeat_byte(2), NOW + 9 * DAY);
		let id = agree(&terms);
		pass(30 * DAY + 1);
		settle(id);
		assert_eq!((held(Some(DOLLAR), ALICE), record(id, 0).refunded), (0, 50_000));
		assert_eq!(state(id), AgreementState::Closed);
	});
}

#[test]
fn a_milestone_is_claimed_disputed_appealed_and_split() {
	build_and_execute(|| {
		let work = Performance::Pay { asset: None, amount: 10_000, accrues: Accrual::Once(now()) };
		let awaits = Awaits { claim: claimed(Silence::Accepts), until: Some(after(60 * 86_400)), ..Default::default() };
		let work = Due { awaits, funding: Funding::Escrowed(None), ..owes(work) };
		let mut terms = terms_of(&[ALICE, BOB], &[work]);
		terms.arbitration = arbitration(2, false);
		let id = agree(&terms);
		let evidence = H256::repeat_byte(3);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 8_000, evidence));
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(3_000)));
		assert_eq!(record(id, 0).paid, 3_000);
		let before = free(None, ALICE);
		assert_ok!(Contracts::dispute(signed(BOB), id, 0, native(5_000), 200, evidence));
		assert_eq!(Contracts::dispute_of(id, 0).unwrap().turn, [ALICE, BOB]);
		pass(DAY + 1);
		assert_noop!(Contracts::rule(signed(ARBITERS[1]), id, 0, 1_000, false), Error::<Test>::NotYourTurn);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 1_000, false));
		assert_eq!(free(None, ARBITERS[0]), ENDOWMENT + 100);
		assert_ok!(Contracts::appeal(signed(BOB), id, 0, 200));
		pass(DAY + 1);
		assert_ok!(Contracts::rule(signed(ARBITERS[1]), id, 0, 4_000, false));
		assert_eq!(record(id, 0).paid, 7_000);
		assert_eq!(record(id, 0).forgiven, 1_000);
		assert_eq!(free(None, ALICE), before + 1_000);
		assert_eq!(held(None, ALICE), 2_000);
		// What was never claimed goes back.
		pass(60 * DAY);
		settle(id);
		assert_eq!((held(None, ALICE), free(None, ALICE)), (0, before + 3_000));
		assert_eq!(state(id), AgreementState::Closed);
		pass(180 * DAY);
		assert_ok!(Contracts::compact(signed(STRANGER), id));
		assert_eq!(state(id), AgreementState::Compacted);
		let receipt = Contracts::receipt(&id, &ALICE, &BOB).unwrap();
		assert_eq!(receipt.paid, [native(7_000)]);
		assert_eq!(receipt.arbiters.len(), 2);
	});
}
