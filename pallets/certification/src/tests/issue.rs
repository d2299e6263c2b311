use super::*;
use crate::{Certificates, CertificatesBySubject};
use civitas_primitives::Moment;

fn issue_for(
	who: RuntimeOrigin,
	network: NetworkId,
	schema: SchemaId,
	from: Option<Moment>,
	until: Option<Moment>,
) -> sp_runtime::DispatchResult {
	Certification::issue(who, network, schema, SUBJECT, hash(1), from, until)
}

#[test]
fn an_accredited_issuer_issues() {
	build_and_execute(|| {
		let (network, schema) = accredited();
		assert_ok!(issue_for(signed(ISSUER), network, schema, Some(NOW + 5), Some(NOW + 9)));
		let id = certificate_id(&schema, &ISSUER, &SUBJECT, &hash(1));
		assert_eq!(
			last_event(),
			Event::CertificateIssued {
				certificate: id,
				network,
				schema,
				issuer: ISSUER,
				subject: SUBJECT,
				claims: hash(1)
			}
		);
		let certificate = Certificates::<Test>::get(id).expect("just issued");
		assert_eq!(
			(certificate.issued_at, certificate.valid_from, certificate.valid_until),
			(NOW, NOW + 5, Some(NOW + 9))
		);
		assert_eq!(certificate.revocation, None);
		assert!(CertificatesBySubject::<Test>::contains_key(SUBJECT, id));
	});
}

#[test]
fn nobody_else_may() {
	build_and_execute(|| {
		let (network, schema) = accredited();
		for who in [OPERATOR, SUBJECT, STRANGER] {
			assert_noop!(issue_for(signed(who), network, schema, None, None), Error::<Test>::IssuerNotAccredited);
		}
		assert_noop!(issue_for(RuntimeOrigin::root(), network, schema, None, None), BadOrigin);
		assert_noop!(issue_for(RuntimeOrigin::none(), network, schema, None, None), BadOrigin);
	});
}

#[test]
fn an_accreditation_serves_its_own_network_only() {
	build_and_execute(|| {
		let (network, schema) = accredited();
		let other = super::network();
		let foreign = super::schema(other, 2);
		assert_noop!(issue_for(signed(ISSUER), network, hash(77), None, None), Error::<Test>::SchemaUnknown);
		assert_noop!(issue_for(signed(ISSUER), network, foreign, None, None), Error::<Test>::SchemaNotInNetwork);
		assert_noop!(issue_for(signed(ISSUER), other, schema, None, None), Error::<Test>::SchemaNotInNetwork);
		assert_noop!(issue_for(signed(ISSUER), other, foreign, None, None), Error::<Test>::IssuerNotAccredited);
	});
}

#[test]
fn an_accreditation_holds_up_to_its_last_moment() {
	build_and_execute(|| {
		let network = super::network();
		let schema = super::schema(network, 1);
		assert_ok!(Certification::accredit(signed(OPERATOR), network, ISSUER, Some(NOW + 10)));
		set_time(NOW + 10);
		assert!(Certification::is_accredited(network, ISSUER));
		assert_ok!(issue_for(signed(ISSUER), network, schema, None, None));
		set_time(NOW + 11);
		assert!(!Certification::is_accredited(network, ISSUER));
		assert_noop!(
			Certification::issue(signed(ISSUER), network, schema, SUBJECT, hash(2), None, None),
			Error::<Test>::AccreditationExpired
		);
	});
}

#[test]
fn the_validity_is_a_window_that_is_not_over() {
	build_and_execute(|| {
		let (network, schema) = accredited();
		let check = |from, until| issue_for(signed(ISSUER), network, schema, from, until);
		assert_noop!(check(Some(NOW + 2), Some(NOW + 1)), Error::<Test>::ValidityEmpty);
		assert_noop!(check(None, Some(NOW - 1)), Error::<Test>::ValidityEmpty);
		assert_noop!(check(Some(1), Some(NOW - 1)), Error::<Test>::ExpiryPassed);
		// One moment is a window, and it may begin in the past: a degree is valid from the day of the exam.
		assert_ok!(check(Some(NOW), Some(NOW)));
		assert_ok!(Certification::issue(signed(ISSUER), network, schema, SUBJECT, hash(2), Some(1), Some(NOW)));
	});
}

#[test]
fn the_schema_limits_the_validity() {
	build_and_execute(|| {
		let (network, _) = accredited();
		let schema = limited_schema(network, 3, Some(100));
		let check = |from, until| issue_for(signed(ISSUER), network, schema, from, until);
		assert_noop!(check(None, None), Error::<Test>::ValidityTooLong);
		assert_noop!(check(None, Some(NOW + 101)), Error::<Test>::ValidityTooLong);
		assert_noop!(check(Some(0), Some(Moment::MAX)), Error::<Test>::ValidityTooLong);
		assert_noop!(check(Some(NOW - 1), Some(NOW + 100)), Error::<Test>::ValidityTooLong);
		assert_ok!(check(None, Some(NOW + 100)));
	});
}

#[test]
fn the_same_twice_is_refused_also_after_revocation() {
	build_and_execute(|| {
		let (network, schema) = accredited();
		let again = || issue_for(signed(ISSUER), network, schema, None, None);
		let id = issue(network, schema, 1);
		assert_noop!(again(), Error::<Test>::CertificateExists);
		revoke(id);
		assert_noop!(again(), Error::<Test>::CertificateExists);
		// Another commitment is another certificate.
		issue(network, schema, 2);
	});
}

#[test]
fn an_issuer_may_certify_itself() {
	build_and_execute(|| {
		let (network, schema) = accredited();
		assert_ok!(Certification::issue(signed(ISSUER), network, schema, ISSUER, hash(1), None, None));
		let id = certificate_id(&schema, &ISSUER, &ISSUER, &hash(1));
		assert!(Certification::verify(id, Expected { subject: Some(ISSUER), ..Default::default() }, None).is_valid());
	});
}

#[test]
fn who_cannot_pay_cannot_issue() {
	build_and_execute(|| {
		let (network, schema) = accredited();
		assert_ok!(Certification::accredit(signed(OPERATOR), network, PAUPER, None));
		assert_noop!(issue_for(signed(PAUPER), network, schema, None, None), TokenError::FundsUnavailable);
	});
}
