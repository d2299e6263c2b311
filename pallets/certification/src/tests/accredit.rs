use super::*;
use crate::Accreditations;
use civitas_primitives::Moment;

fn accredit(
	who: RuntimeOrigin,
	network: NetworkId,
	issuer: AccountId,
	until: Option<Moment>,
) -> sp_runtime::DispatchResult {
	Certification::accredit(who, network, issuer, until)
}

#[test]
fn the_operator_accredits() {
	build_and_execute(|| {
		let network = network();
		assert_ok!(accredit(signed(OPERATOR), network, ISSUER, Some(NOW + 1)));
		assert_eq!(last_event(), Event::IssuerAccredited { network, issuer: ISSUER, valid_until: Some(NOW + 1) });
		let accreditation = Accreditations::<Test>::get(network, ISSUER).expect("just accredited");
		assert_eq!(accreditation.since, NOW);
		assert_eq!(accreditation.valid_until, Some(NOW + 1));
		assert_eq!(accreditation.depositor, OPERATOR);
		// Also themselves, but only if they say so.
		assert!(!Certification::is_accredited(network, OPERATOR));
		assert_ok!(accredit(signed(OPERATOR), network, OPERATOR, None));
		assert!(Certification::is_accredited(network, OPERATOR));
	});
}

#[test]
fn nobody_else_may() {
	build_and_execute(|| {
		let (network, _) = accredited();
		for who in [ISSUER, SUBJECT, STRANGER] {
			assert_noop!(accredit(signed(who), network, who, None), Error::<Test>::NotOperator);
		}
		assert_noop!(accredit(RuntimeOrigin::root(), network, STRANGER, None), BadOrigin);
		assert_noop!(accredit(RuntimeOrigin::none(), network, STRANGER, None), BadOrigin);
		assert_noop!(accredit(signed(OPERATOR), network + 1, STRANGER, None), Error::<Test>::NetworkUnknown);
	});
}

#[test]
fn the_end_lies_ahead() {
	build_and_execute(|| {
		let network = network();
		for until in [0, NOW - 1, NOW] {
			assert_noop!(accredit(signed(OPERATOR), network, ISSUER, Some(until)), Error::<Test>::ExpiryPassed);
		}
		assert_ok!(accredit(signed(OPERATOR), network, ISSUER, Some(NOW + 1)));
	});
}

#[test]
fn twice_needs_a_withdrawal_between() {
	build_and_execute(|| {
		let (network, _) = accredited();
		let again = || accredit(signed(OPERATOR), network, ISSUER, Some(NOW + 1));
		assert_noop!(again(), Error::<Test>::IssuerAlreadyAccredited);
		assert_ok!(Certification::withdraw_accreditation(signed(OPERATOR), network, ISSUER));
		assert_ok!(again());
	});
}

#[test]
fn who_cannot_pay_cannot_accredit() {
	build_and_execute(|| {
		let network = network();
		let all = Balances::free_balance(OPERATOR);
		assert_ok!(Balances::transfer_allow_death(signed(OPERATOR), STRANGER, all - 50));
		assert_noop!(accredit(signed(OPERATOR), network, ISSUER, None), TokenError::FundsUnavailable);
	});
}
