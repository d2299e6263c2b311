use super::*;

const YEAR: u64 = 365 * 24 * 60 * 60 * 1000;

/// The story that the README tells.
#[test]
fn a_licence_from_founding_to_revocation() {
	build_and_execute(|| {
		// Olga founds the medical council, says what a licence is, and accredits Ian's board for ten years.
		let council = network();
		let licence = limited_schema(council, 1, Some(5 * YEAR));
		assert_ok!(Certification::accredit(signed(OPERATOR), council, ISSUER, Some(NOW + 10 * YEAR)));

		// Ian licenses Sam for five years.
		let until = NOW + 5 * YEAR;
		assert_ok!(Certification::issue(signed(ISSUER), council, licence, SUBJECT, hash(1), None, Some(until)));
		let id = certificate_id(&licence, &ISSUER, &SUBJECT, &hash(1));

		// A hospital verifies: the right network, the right kind, the right person, the right document.
		let expected =
			Expected { network: Some(council), schema: Some(licence), subject: Some(SUBJECT), claims: Some(hash(1)) };
		assert!(Certification::verify(id, expected.clone(), None).is_valid());

		// Three years later the council strikes Sam off, though the board does not.
		set_time(NOW + 3 * YEAR);
		assert_ok!(Certification::revoke(signed(OPERATOR), id, RevocationReason::PrivilegeWithdrawn));
		assert!(!Certification::verify(id, expected.clone(), None).is_valid());
		// What Sam signed a day earlier was signed with a valid licence.
		assert!(Certification::verify(id, expected, Some(NOW + 3 * YEAR - 1)).is_valid());
	});
}

#[test]
fn issued_revoked_and_withdrawn_within_one_block() {
	build_and_execute(|| {
		let (network, schema) = accredited();
		let id = issue(network, schema, 1);
		revoke(id);
		assert_ok!(Certification::withdraw_accreditation(signed(OPERATOR), network, ISSUER));
		// Issued and revoked in the same moment, it was never valid.
		let answer = Certification::verify(id, Expected::default(), Some(NOW));
		assert!(matches!(answer.invalid, Some(InvalidReason::Revoked { .. })));
	});
}

#[test]
fn networks_do_not_interfere() {
	build_and_execute(|| {
		let (ours, our_schema) = accredited();
		assert_ok!(Certification::found_network(signed(STRANGER), b"Rival".to_vec(), hash(0), vec![]));
		let theirs = ours + 1;
		assert_noop!(Certification::withdraw_accreditation(signed(STRANGER), ours, ISSUER), Error::<Test>::NotOperator);
		assert_ok!(Certification::accredit(signed(STRANGER), theirs, ISSUER, None));
		assert_ok!(Certification::withdraw_accreditation(signed(STRANGER), theirs, ISSUER));
		issue(ours, our_schema, 1);
	});
}
