use super::*;
use crate::mock;
use frame_support::traits::fungible::InspectHold;

#[test]
fn the_deposit_comes_back_and_issuing_ends() {
	build_and_execute(|| {
		let free = |held: bool| {
			let deposit = Balances::balance_on_hold(&mock::AccreditationHold::get(), &OPERATOR);
			assert_eq!(deposit > 0, held);
			Balances::free_balance(OPERATOR) + deposit
		};
		let (network, schema) = accredited();
		let before = free(true);
		let certificate = issue(network, schema, 1);

		assert_ok!(Certification::withdraw_accreditation(signed(OPERATOR), network, ISSUER));
		assert_eq!(last_event(), Event::AccreditationWithdrawn { network, issuer: ISSUER });
		assert_eq!(free(false), before);
		assert_noop!(
			Certification::issue(signed(ISSUER), network, schema, SUBJECT, hash(2), None, None),
			Error::<Test>::IssuerNotAccredited
		);
		// What was issued stays valid.
		assert!(Certification::verify(certificate, Expected::default(), None).is_valid());
	});
}

#[test]
fn only_the_operator_may_and_only_once() {
	build_and_execute(|| {
		let (network, _) = accredited();
		let withdraw = |who, network, issuer| Certification::withdraw_accreditation(who, network, issuer);
		for who in [ISSUER, SUBJECT, STRANGER] {
			assert_noop!(withdraw(signed(who), network, ISSUER), Error::<Test>::NotOperator);
		}
		assert_noop!(withdraw(RuntimeOrigin::root(), network, ISSUER), BadOrigin);
		assert_noop!(withdraw(RuntimeOrigin::none(), network, ISSUER), BadOrigin);
		assert_noop!(withdraw(signed(OPERATOR), network + 1, ISSUER), Error::<Test>::NetworkUnknown);
		assert_noop!(withdraw(signed(OPERATOR), network, STRANGER), Error::<Test>::IssuerNotAccredited);
		assert_ok!(withdraw(signed(OPERATOR), network, ISSUER));
		assert_noop!(withdraw(signed(OPERATOR), network, ISSUER), Error::<Test>::IssuerNotAccredited);
	});
}
