//! What verification answers. Which state follows from which call is in the files of the calls, and what holds for the past
//! in `past`.

use super::*;
use civitas_primitives::CertificateInspect;

#[test]
fn what_nobody_has_issued_is_unknown() {
	build_and_execute(|| {
		let answer = Certification::verify(hash(9), None, None);
		assert_eq!(answer, Verification::refused(InvalidReason::Unknown, NOW));
		let presented = Class::of(3).present(1);
		let answer = Certification::verify_member(hash(9), presented, None, Some(5));
		assert_eq!(answer, Verification::refused(InvalidReason::Unknown, 5));
	});
}

#[test]
fn the_answer_shows_the_chain_up_to_the_network_and_every_date() {
	build_and_execute(|| {
		let tree = tree();
		let terms = Terms { valid_until: Some(NOW + 50), ..unlimited(2) };
		assert_ok!(Certification::amend_accreditation(signed(OPERATOR), tree.university, terms));
		let id = tree.issue(until(1, NOW + 10));
		let answer = Certification::verify(id, None, None);
		assert_eq!((answer.valid, answer.reason, answer.time), (true, None, NOW));
		let dossier = answer.dossier.expect("it was issued");
		let chain: Vec<_> =
			dossier.chain.iter().map(|link| (link.accreditation, link.holder, link.valid_until)).collect();
		assert_eq!(chain, [(tree.faculty, FACULTY, None), (tree.university, UNIVERSITY, Some(NOW + 50))]);
		assert_eq!(dossier.chain[0].history.len(), 1);
		assert_eq!((dossier.certificate.network, dossier.closed_at), (tree.network, None));
		assert_eq!((dossier.certificate.issued_at, dossier.certificate.valid_until), (NOW, Some(NOW + 10)));
		assert_eq!(Some(dossier.certificate), Certification::certificate(id));
		set_time(NOW + 7);
		close(tree.network);
		let dossier = Certification::verify(id, None, None).dossier.expect("it was issued");
		assert_eq!(dossier.closed_at, Some(NOW + 7));
	});
}

#[test]
fn what_the_verifier_expects_is_compared() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		let Tree { network, schema, .. } = tree;
		let expected =
			Expected { network: Some(network), schema: Some(schema), subject: Some(SUBJECT), claims: Some(hash(1)) };
		let with = |expected| Certification::verify(id, Some(expected), None).reason;
		assert_eq!(with(expected.clone()), None);
		let other = Expected { network: Some(network + 1), ..expected.clone() };
		assert_eq!(with(other), Some(InvalidReason::NetworkMismatch { network }));
		let other = Expected { schema: Some(hash(7)), ..expected.clone() };
		assert_eq!(with(other), Some(InvalidReason::SchemaMismatch { schema }));
		let other = Expected { subject: Some(STRANGER), ..expected.clone() };
		assert_eq!(with(other), Some(InvalidReason::SubjectMismatch));
		assert_eq!(with(Expected { claims: Some(hash(2)), ..expected }), Some(InvalidReason::ClaimsMismatch));
	});
}

#[test]
fn dates_are_closed_at_both_ends() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(Content { valid_from: Some(NOW + 5), ..until(1, NOW + 10) });
		let at = |time| objection_at(id, NOW + time);
		assert_eq!(objection_at(id, NOW - 1), Some(InvalidReason::NotYetIssued { issued_at: NOW }));
		assert_eq!(at(4), Some(InvalidReason::NotYetValid { valid_from: NOW + 5 }));
		assert_eq!((at(5), at(10)), (None, None));
		assert_eq!(at(11), Some(InvalidReason::Expired { valid_until: NOW + 10 }));
		// Valid from a day in the past, it was not yet known then.
		let early = tree.issue(Content { valid_from: Some(1), ..content(2) });
		assert_eq!(objection_at(early, NOW - 1), Some(InvalidReason::NotYetIssued { issued_at: NOW }));
	});
}

#[test]
fn what_survives_its_issuer_survives_it_and_the_rest_does_not() {
	for survives_issuer in [false, true] {
		build_and_execute(|| {
			let tree = tree_of(SchemaRules { survives_issuer, ..RULES });
			let class = Class::of(3);
			let (id, batch) = (tree.issue(content(1)), tree.issue_batch(&class));
			let fallen = || {
				let member = Certification::verify_member(batch, class.present(1), None, None);
				assert_eq!(objection(id), member.reason);
				objection(id).is_some()
			};
			frame_support::hypothetically!({
				revoke_accreditation(UNIVERSITY, tree.faculty);
				assert_eq!(fallen(), !survives_issuer);
			});
			frame_support::hypothetically!({
				suspend_accreditation(OPERATOR, tree.university);
				assert_eq!(fallen(), !survives_issuer);
			});
			frame_support::hypothetically!({
				let terms = Terms { valid_until: Some(NOW), ..unlimited(2) };
				assert_ok!(Certification::amend_accreditation(signed(OPERATOR), tree.university, terms));
				set_time(NOW + 1);
				assert_eq!(fallen(), !survives_issuer);
			});
			frame_support::hypothetically!({
				close(tree.network);
				assert_eq!(fallen(), !survives_issuer);
				// Even in a closed network, what is revoked is revoked.
				revoke(OPERATOR, id);
				assert!(matches!(objection(id), Some(InvalidReason::Revoked { .. })));
			});
			assert!(!fallen());
		});
	}
}

#[test]
fn other_pallets_get_the_same_answer() {
	build_and_execute(|| {
		let tree = tree_of(SchemaRules { one_per_subject: true, ..RULES });
		let id = tree.issue(content(1));
		let expected = Expected { subject: Some(SUBJECT), schema: Some(tree.schema), ..Default::default() };
		let inspected = <Certification as CertificateInspect<AccountId>>::verify(id, &expected, None);
		assert_eq!(inspected, Certification::verify(id, Some(expected), None));
		assert!(inspected.valid);
		let found = <Certification as CertificateInspect<AccountId>>::certificate_of(&SUBJECT, &tree.schema);
		assert_eq!(found, Some(id));
		assert_eq!(<Certification as CertificateInspect<AccountId>>::certificate_of(&STRANGER, &tree.schema), None);
	});
}

#[test]
fn whether_one_is_accredited_is_a_matter_of_schema_and_time() {
	build_and_execute(|| {
		let tree = tree();
		let narrow = Terms { scope: Scope::Schemas(vec![tree.schema]), valid_until: Some(NOW + 10), ..unlimited(1) };
		assert_ok!(Certification::amend_accreditation(signed(UNIVERSITY), tree.faculty, narrow));
		let other = register(tree.network, 2, RULES);
		let foreign = register(found(), 1, RULES);
		let at = |schema, time| Certification::is_accredited(tree.faculty, schema, Some(NOW + time));
		assert!(at(tree.schema, 0) && at(tree.schema, 10) && !at(tree.schema, 11));
		assert!(!at(other, 0) && !at(foreign, 0) && !at(hash(7), 0));
		assert!(!Certification::is_accredited(77, tree.schema, None));
		assert!(!Certification::is_accredited(tree.faculty, tree.schema, Some(NOW - 1)));
		set_time(NOW + 2);
		suspend_accreditation(OPERATOR, tree.university);
		set_time(NOW + 4);
		assert_ok!(Certification::reinstate_accreditation(signed(OPERATOR), tree.university));
		assert!(at(tree.schema, 1) && !at(tree.schema, 2) && !at(tree.schema, 3) && at(tree.schema, 4));
		set_time(NOW + 6);
		assert_ok!(Certification::deprecate_schema(signed(OPERATOR), tree.schema));
		assert!(at(tree.schema, 5) && !at(tree.schema, 6));
		let third = register(tree.network, 3, RULES);
		close(tree.network);
		let sibling = |time| Certification::is_accredited(tree.sibling, third, Some(NOW + time));
		assert!(sibling(5) && !sibling(6));
	});
}

#[test]
fn there_is_nothing_to_show_of_what_is_unknown() {
	build_and_execute(|| {
		assert!(Certification::network(7).is_none() && Certification::schema(hash(7)).is_none());
		assert!(Certification::accreditation(7).is_none() && Certification::certificate(hash(7)).is_none());
		assert!(Certification::batch(hash(7)).is_none() && Certification::status_list(hash(7)).is_none());
		assert_eq!(Certification::certificate_of(SUBJECT, hash(7)), None);
	});
}
