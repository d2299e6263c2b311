//! Stories of several calls.

use super::*;

const YEAR: Moment = 365 * 24 * 60 * 60 * 1000;

#[test]
fn a_ministry_its_university_its_faculty_and_their_degrees() {
	build_and_execute(|| {
		// The ministry says what a degree is, and lets the university certify degrees for twenty years.
		let network = found();
		let rules = SchemaRules { suspendable: true, survives_issuer: false, ..NO_RULES };
		let schema = register(network, 1, rules);
		let scope = Scope::Schemas(vec![schema]);
		let terms = Terms { scope: scope.clone(), valid_until: Some(NOW + 20 * YEAR), quota: Some(50_000), depth: 1 };
		let university = accredit(network, None, UNIVERSITY, terms);
		// The university passes on what its faculty needs.
		let terms = Terms { scope, valid_until: Some(NOW + 10 * YEAR), quota: Some(20_000), depth: 0 };
		let faculty = accredit(network, Some(university), FACULTY, terms);
		let tree = Tree { network, schema, university, faculty, sibling: faculty };

		// A degree, and a class of ten thousand in one call.
		let degree = tree.issue(content(1));
		let class = Class::of(10_000);
		let batch = tree.issue_batch(&class);
		assert_eq!(Certification::accreditation(faculty).expect("it was given").issued, 10_001);

		// An employer is shown the degree, and a member of the class shows its own.
		let (subject, claims) = (Some(SUBJECT), Some(hash(1)));
		let expected = Expected { network: Some(network), schema: Some(schema), subject, issuer: None, claims };
		assert!(Certification::verify(degree, Some(expected.clone()), None, None).valid);
		let member = |time| {
			let expected = Expected { network: Some(network), subject: Some(100 + 4_711), ..Default::default() };
			Certification::verify(batch, Some(expected), time, Some(class.present(4_711))).reason
		};
		assert_eq!(member(None), None);

		// In the second year, the university suspends the degree, finds it in order and reinstates it; and renews it in its
		// own name.
		set_time(NOW + YEAR);
		suspend(UNIVERSITY, degree);
		assert!(!Certification::verify(degree, Some(expected.clone()), None, None).valid);
		set_time(NOW + YEAR + 1);
		assert_ok!(Certification::reinstate(signed(UNIVERSITY), degree));
		assert!(Certification::verify(degree, Some(expected.clone()), None, None).valid);
		set_time(NOW + 2 * YEAR);
		refused!(Certification::renew(signed(UNIVERSITY), Some(university), degree, Some(NOW)), ValidityEmpty);
		assert_ok!(Certification::renew(signed(UNIVERSITY), Some(university), degree, Some(NOW + 30 * YEAR)));
		let renewed = stored(degree).successor.expect("it was renewed");
		assert_eq!(objection(degree), Some(InvalidReason::Superseded { at: NOW + 2 * YEAR, by: Some(renewed) }));
		assert!(Certification::verify(renewed, Some(expected.clone()), None, None).valid);

		// The name on it was spelled wrong, so it is replaced.
		assert_ok!(Certification::replace(signed(UNIVERSITY), Some(university), renewed, content(2)));
		let replaced = stored(renewed).successor.expect("it was replaced");
		assert_eq!(objection(replaced), None);
		assert_eq!(stored(replaced).predecessor, Some(renewed));

		// One of the class has cheated.
		let cheat = vec![42].try_into().expect("one");
		assert_ok!(Certification::set_status(signed(FACULTY), batch, StatusPurpose::Revocation, cheat, true));
		let cheat = Certification::verify(batch, None, None, Some(class.present(42)));
		assert_eq!(cheat.reason, Some(InvalidReason::StatusListed { purpose: StatusPurpose::Revocation }));

		// In the third year the ministry suspends the faculty, by one write; and all that hangs under it answers accordingly.
		set_time(NOW + 3 * YEAR);
		suspend_accreditation(OPERATOR, faculty);
		let (accreditation, state, since) = (faculty, State::Suspended, NOW + 3 * YEAR);
		let fallen = InvalidReason::IssuerNotAccredited { accreditation, state, since };
		assert_eq!(member(None), Some(fallen));
		// What the university has certified itself does not hang under it.
		assert_eq!(objection(replaced), None);
		// And the past answers as it was.
		assert_eq!(member(Some(NOW + 3 * YEAR - 1)), None);
		assert!(Certification::verify(degree, Some(expected.clone()), Some(NOW + YEAR - 1), None).valid);
		assert!(!Certification::verify(degree, Some(expected.clone()), Some(NOW + YEAR), None).valid);
		assert!(Certification::verify(degree, Some(expected), Some(NOW + 2 * YEAR - 1), None).valid);

		// The degree that was replaced by mistake is revoked in the end.
		set_time(NOW + 4 * YEAR);
		revoke(UNIVERSITY, replaced);
		assert!(matches!(objection(replaced), Some(InvalidReason::Revoked { .. })));
	});
}

#[test]
fn a_licence_that_its_holder_gives_up() {
	build_and_execute(|| {
		// A medical council whose licences have to be accepted, last five years at the most, and are one for each doctor.
		let network = found();
		let rules = SchemaRules { needs_acceptance: true, one_per_subject: true, ..RULES };
		let schema = register_as(network, SchemaContent { max_validity: Some(5 * YEAR), ..schema_content(1, rules) });
		let board = accredit(network, None, FACULTY, unlimited(0));
		let tree = Tree { network, schema, university: board, faculty: board, sibling: board };
		let licence = tree.issue(until(1, NOW + 5 * YEAR));
		assert_ok!(Certification::accept(signed(SUBJECT), licence));
		set_time(NOW + 4 * YEAR);
		let renewed = tree.renew(licence, Some(NOW + 9 * YEAR));
		assert_eq!(objection(renewed), None);
		// She retires; what she signed before was signed with a licence.
		set_time(NOW + 6 * YEAR);
		assert_ok!(Certification::surrender(signed(SUBJECT), renewed));
		assert_eq!(objection_at(renewed, NOW + 6 * YEAR - 1), None);
		assert_eq!(objection(renewed), Some(InvalidReason::Surrendered { at: NOW + 6 * YEAR }));
		// And comes back.
		let again = tree.issue(until(2, NOW + 8 * YEAR));
		assert_ok!(Certification::accept(signed(SUBJECT), again));
		assert_eq!(Certification::certificate_of(SUBJECT, schema), Some(again));
	});
}

#[test]
fn a_cooperative_that_anyone_joins_removes_one_who_abuses_it() {
	build_and_execute(|| {
		let network = found_open();
		let schema = register(network, 1, RULES);
		assert_ok!(Certification::join_network(signed(STRANGER), network));
		assert_ok!(Certification::issue(signed(STRANGER), Some(0), schema, STRANGER, content(1), None));
		let id = certificate_id(Authority::Accreditation(0), &schema, &STRANGER, &content(1), None);
		assert_eq!(objection(id), None);
		set_time(NOW + 10);
		revoke_accreditation(OPERATOR, 0);
		assert!(objection(id).is_some());
		let again = Certification::issue(signed(STRANGER), Some(0), schema, STRANGER, content(2), None);
		refused!(again, AccreditationRevoked);
		refused!(Certification::join_network(signed(STRANGER), network), MembershipUsed);
	});
}

#[test]
fn issued_suspended_and_revoked_within_one_block() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		suspend(FACULTY, id);
		revoke(UNIVERSITY, id);
		// In the same moment it was all of that, and the last counts: it was never valid.
		assert!(matches!(objection_at(id, NOW), Some(InvalidReason::Revoked { .. })));
		assert_eq!(stored(id).history.changes().len(), 3);
	});
}

#[test]
fn networks_do_not_interfere() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		assert_ok!(Certification::found_network(
			signed(STRANGER),
			text("Rival"),
			hash(0),
			text(""),
			Membership::Closed
		));
		let rival = tree.network + 1;
		// That one runs a network gives no authority in another; nor does an accreditation there.
		refused!(Certification::revoke(signed(STRANGER), id, Reason::Unspecified), NotAuthority);
		let suspend = Certification::suspend_accreditation(signed(STRANGER), tree.faculty, Reason::Unspecified);
		refused!(suspend, NotAuthority);
		let theirs = crate::NextAccreditationId::<Test>::get();
		assert_ok!(Certification::accredit(signed(STRANGER), rival, None, FACULTY, unlimited(0)));
		assert_ok!(Certification::accept_accreditation(signed(FACULTY), theirs));
		refused!(
			Certification::issue(signed(FACULTY), Some(theirs), tree.schema, SUBJECT, content(1), None),
			SchemaNotInNetwork
		);
		assert_ok!(Certification::close_network(signed(STRANGER), rival));
		assert_eq!(objection(id), None);
		tree.issue(content(2));
	});
}

#[test]
fn a_network_of_one_certifies_without_accrediting_anybody() {
	build_and_execute(|| {
		// A cooperative says what a membership is, and certifies its members itself.
		let network = found();
		let rules = SchemaRules { suspendable: true, one_per_subject: true, ..NO_RULES };
		let schema = register_as(network, SchemaContent { max_validity: Some(2 * YEAR), ..schema_content(1, rules) });
		let issue = |content| Certification::issue(signed(OPERATOR), None, schema, SUBJECT, content, None);
		refused!(issue(content(1)), ExpiryMissing);
		assert_ok!(issue(until(1, NOW + YEAR)));
		let first = certificate_id(Authority::Operator(network), &schema, &SUBJECT, &until(1, NOW + YEAR), None);
		assert_eq!(objection(first), None);
		// Year after year it is renewed, by one certificate after the other.
		set_time(NOW + YEAR);
		assert_ok!(Certification::renew(signed(OPERATOR), None, first, Some(NOW + 3 * YEAR)));
		let second = stored(first).successor.expect("it was renewed");
		// The cooperative joins another, which runs the network from now on and goes on with it.
		set_time(NOW + 2 * YEAR);
		assert_ok!(Certification::transfer_network(signed(OPERATOR), network, Some(EMPLOYER)));
		assert_ok!(Certification::accept_network(signed(EMPLOYER), network));
		assert_eq!(objection(second), None);
		assert_ok!(Certification::renew(signed(EMPLOYER), None, second, Some(NOW + 4 * YEAR)));
		let third = stored(second).successor.expect("it was renewed");
		assert_eq!((stored(second).issuer, stored(third).issuer), (OPERATOR, EMPLOYER));
		assert_eq!(Certification::certificate_of(SUBJECT, schema), Some(third));
		// A branch gets an accreditation, and nothing that hangs under the operator.
		let branch = accredit_by(EMPLOYER, network, FACULTY);
		refused!(
			Certification::renew(signed(FACULTY), Some(branch), third, Some(NOW + 4 * YEAR)),
			AccreditationNotAbove
		);
		refused!(Certification::suspend(signed(FACULTY), third, Reason::Unspecified), NotAuthority);
		suspend(EMPLOYER, third);
	});
}

/// Let someone who runs a network accredit someone else, who accepts.
fn accredit_by(who: AccountId, network: NetworkId, holder: AccountId) -> AccreditationId {
	let id = crate::NextAccreditationId::<Test>::get();
	assert_ok!(Certification::accredit(signed(who), network, None, holder, unlimited(0)));
	assert_ok!(Certification::accept_accreditation(signed(holder), id));
	id
}

#[test]
fn an_accreditation_that_ran_out_by_mistake_is_extended_and_nothing_is_lost() {
	build_and_execute(|| {
		let network = found();
		let schema = register(network, 1, RULES);
		let terms = |years| Terms { valid_until: Some(NOW + years * YEAR), ..unlimited(0) };
		let university = accredit(network, None, UNIVERSITY, terms(4));
		let issue =
			|claims| Certification::issue(signed(UNIVERSITY), Some(university), schema, SUBJECT, content(claims), None);
		assert_ok!(issue(1));
		let degree = certificate_id(Authority::Accreditation(university), &schema, &SUBJECT, &content(1), None);
		// Nobody thought of it in time. For a month no degree of the university is valid.
		set_time(NOW + 4 * YEAR + YEAR / 12);
		refused!(issue(2), AccreditationExpired);
		assert!(matches!(objection(degree), Some(InvalidReason::IssuerNotAccredited { .. })));
		// By one write all of them are again, and whoever asks about that month still gets the answer of then.
		assert_ok!(Certification::amend_accreditation(signed(OPERATOR), university, terms(8)));
		assert_eq!(objection(degree), None);
		assert_eq!(objection_at(degree, NOW + 4 * YEAR), None);
		let then = InvalidReason::IssuerNotAccredited {
			accreditation: university,
			state: State::Suspended,
			since: NOW + 4 * YEAR + 1,
		};
		assert_eq!(objection_at(degree, NOW + 4 * YEAR + 1), Some(then));
		assert_ok!(issue(2));
	});
}
