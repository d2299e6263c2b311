use super::*;
use crate::Certificates;

fn attempt(who: RuntimeOrigin, id: CertificateId) -> sp_runtime::DispatchResult {
	Certification::revoke(who, id, RevocationReason::AffiliationChanged)
}

#[test]
fn issuer_and_operator_may() {
	build_and_execute(|| {
		let (network, schema) = accredited();
		for (claims, who) in [(1, ISSUER), (2, OPERATOR)] {
			let id = issue(network, schema, claims);
			assert_ok!(attempt(signed(who), id));
			let reason = RevocationReason::AffiliationChanged;
			assert_eq!(last_event(), Event::CertificateRevoked { certificate: id, by: who, reason });
			let revocation = Certificates::<Test>::get(id).and_then(|certificate| certificate.revocation);
			assert_eq!(revocation, Some(Revocation { at: NOW, by: who, reason }));
		}
	});
}

#[test]
fn nobody_else_may() {
	build_and_execute(|| {
		let (network, schema) = accredited();
		let id = issue(network, schema, 1);
		// A sibling: accredited in the same network, but did not issue this one.
		assert_ok!(Certification::accredit(signed(OPERATOR), network, STRANGER, None));
		// And an operator, but of another network.
		assert_ok!(Certification::found_network(signed(SUBJECT), b"Other".to_vec(), hash(0), vec![]));
		for who in [SUBJECT, STRANGER, PAUPER] {
			assert_noop!(attempt(signed(who), id), Error::<Test>::NotRevoker);
		}
		assert_noop!(attempt(RuntimeOrigin::root(), id), BadOrigin);
		assert_noop!(attempt(RuntimeOrigin::none(), id), BadOrigin);
	});
}

#[test]
fn once_and_for_good() {
	build_and_execute(|| {
		let (network, schema) = accredited();
		let id = issue(network, schema, 1);
		assert_noop!(attempt(signed(ISSUER), hash(99)), Error::<Test>::CertificateUnknown);
		assert_ok!(attempt(signed(ISSUER), id));
		assert_noop!(attempt(signed(ISSUER), id), Error::<Test>::CertificateAlreadyRevoked);
		assert_noop!(attempt(signed(OPERATOR), id), Error::<Test>::CertificateAlreadyRevoked);
		// A stranger does not learn more than before.
		assert_noop!(attempt(signed(STRANGER), id), Error::<Test>::NotRevoker);
	});
}

#[test]
fn a_former_issuer_can_still_revoke() {
	build_and_execute(|| {
		let (network, schema) = accredited();
		let id = issue(network, schema, 1);
		assert_ok!(Certification::withdraw_accreditation(signed(OPERATOR), network, ISSUER));
		assert_ok!(attempt(signed(ISSUER), id));
	});
}

#[test]
fn it_costs_no_deposit() {
	build_and_execute(|| {
		let (network, schema) = accredited();
		let id = issue(network, schema, 1);
		let all = Balances::free_balance(ISSUER);
		assert_ok!(Balances::transfer_allow_death(signed(ISSUER), STRANGER, all - 10));
		assert_ok!(attempt(signed(ISSUER), id));
	});
}
