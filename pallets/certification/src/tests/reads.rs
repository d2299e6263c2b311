use super::*;
use civitas_primitives::{CertificateInspect, MAX_PAGE_SIZE};

#[test]
fn verify_says_what_is_wrong() {
	build_and_execute(|| {
		let (network, schema) = accredited();
		let unknown = Certification::verify(hash(99), Expected::default(), None);
		assert_eq!(unknown, Verification { invalid: Some(InvalidReason::Unknown), time: NOW, certificate: None });

		let id = issue(network, schema, 1);
		let answer = Certification::verify(id, Expected::default(), None);
		assert!(answer.is_valid());
		let certificate = answer.certificate.expect("it is known");
		assert_eq!((certificate.id, certificate.network, certificate.schema), (id, network, schema));
		assert_eq!((certificate.issuer, certificate.subject), (ISSUER, SUBJECT));

		let elsewhere = Expected { network: Some(network + 1), ..Default::default() };
		assert_eq!(
			Certification::verify(id, elsewhere, None).invalid,
			Some(InvalidReason::NetworkMismatch { network })
		);
	});
}

#[test]
fn the_past_stays_as_it_was() {
	build_and_execute(|| {
		let (network, schema) = accredited();
		let id = issue(network, schema, 1);
		set_time(NOW + 10);
		revoke(id);
		let at = |time| Certification::verify(id, Expected::default(), Some(time)).invalid;
		assert_eq!(at(NOW - 1), Some(InvalidReason::NotYetIssued { issued_at: NOW }));
		assert_eq!(at(NOW), None);
		assert_eq!(at(NOW + 9), None);
		assert!(matches!(at(NOW + 10), Some(InvalidReason::Revoked { .. })));
	});
}

#[test]
fn other_pallets_get_the_same_answer() {
	build_and_execute(|| {
		let (network, schema) = accredited();
		let id = issue(network, schema, 1);
		let expected = Expected { subject: Some(SUBJECT), schema: Some(schema), ..Default::default() };
		let inspected = <Certification as CertificateInspect<AccountId>>::verify(id, &expected, None);
		assert_eq!(inspected, Certification::verify(id, expected, None));
		assert!(inspected.is_valid());
	});
}

#[test]
fn listings_are_paged_and_per_subject() {
	build_and_execute(|| {
		let (network, schema) = accredited();
		let mut issued: Vec<_> = (0..5).map(|claims| issue(network, schema, claims)).collect();
		issued.sort();
		assert_ok!(Certification::issue(signed(ISSUER), network, schema, STRANGER, hash(1), None, None));

		let mut cursor = None;
		let mut listed = Vec::new();
		loop {
			let page = Certification::certificates_of(SUBJECT, cursor, 2);
			assert!(page.items.len() <= 2);
			listed.extend(page.items.into_iter().map(|certificate| certificate.id));
			cursor = page.next;
			if cursor.is_none() {
				break;
			}
		}
		assert_eq!(listed, issued);
		assert_eq!(Certification::certificates_of(STRANGER, None, u32::MAX).items.len(), 1);
		assert_eq!(Certification::certificates_of(OPERATOR, None, MAX_PAGE_SIZE).items, vec![]);
	});
}
