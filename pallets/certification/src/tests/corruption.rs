//! Each invariant is broken by hand, and the check must say which.

use super::*;
use crate::{Accreditations, Certificate, Certificates, CertificatesBySubject, Networks, NextNetworkId, Schemas};

fn broken(number: &str, corrupt: impl FnOnce(NetworkId, SchemaId, CertificateId)) {
	new_test_ext().execute_with(|| {
		let (network, schema) = accredited();
		let id = issue(network, schema, 1);
		check_state();
		corrupt(network, schema, id);
		let found = Certification::do_try_state().expect_err("the corruption is noticed");
		let sp_runtime::TryRuntimeError::Other(message) = found else { panic!("{found:?}") };
		assert!(message.starts_with(number), "expected {number}, but: {message}");
	});
}

fn change(id: CertificateId, change: impl FnOnce(&mut Certificate<Test>)) {
	Certificates::<Test>::mutate(id, |certificate| change(certificate.as_mut().expect("issued")));
}

#[test]
fn networks() {
	broken("1:", |_, _, _| NextNetworkId::<Test>::put(0));
}

#[test]
fn schemas() {
	broken("2: a schema without", |network, _, _| Networks::<Test>::remove(network));
	broken("2: a schema under", |_, schema, _| {
		let moved = Schemas::<Test>::get(schema).expect("registered");
		Schemas::<Test>::insert(hash(7), moved);
	});
	broken("2: a schema under", |_, schema, _| {
		Schemas::<Test>::mutate(schema, |schema| schema.as_mut().expect("registered").max_validity = Some(1));
	});
}

#[test]
fn accreditations() {
	broken("3: an accreditation without", |network, _, _| {
		let moved = Accreditations::<Test>::get(network, ISSUER).expect("accredited");
		Accreditations::<Test>::insert(network + 1, ISSUER, moved);
	});
	broken("3: an accreditation that a stranger", |network, _, _| {
		Accreditations::<Test>::mutate(network, ISSUER, |accreditation| {
			accreditation.as_mut().expect("accredited").depositor = STRANGER
		});
	});
}

#[test]
fn certificates() {
	broken("4: a certificate without", |_, schema, _| Schemas::<Test>::remove(schema));
	broken("4: a certificate under", |_, _, id| change(id, |certificate| certificate.claims = hash(8)));
	broken("4: a certificate that is never", |_, _, id| change(id, |certificate| certificate.valid_until = Some(1)));
	broken("4: revoked before", |_, _, id| {
		change(id, |certificate| {
			certificate.revocation = Some(Revocation { at: NOW - 1, by: ISSUER, reason: RevocationReason::Unspecified })
		})
	});
	broken("4: revoked by", |_, _, id| {
		change(id, |certificate| {
			certificate.revocation = Some(Revocation { at: NOW, by: STRANGER, reason: RevocationReason::Unspecified })
		})
	});
	broken("4: a certificate that is valid for longer", |network, _, _| {
		let limited = limited_schema(network, 5, Some(10));
		assert_ok!(Certification::issue(signed(ISSUER), network, limited, SUBJECT, hash(5), None, Some(NOW + 10)));
		change(certificate_id(&limited, &ISSUER, &SUBJECT, &hash(5)), |certificate| certificate.valid_until = None);
	});
}

#[test]
fn listing() {
	broken("5: a certificate that is not", |_, _, id| CertificatesBySubject::<Test>::remove(SUBJECT, id));
	broken("5: a certificate listed", |_, _, id| CertificatesBySubject::<Test>::insert(STRANGER, id, ()));
	broken("5: a listing", |_, _, _| CertificatesBySubject::<Test>::insert(SUBJECT, hash(6), ()));
}
