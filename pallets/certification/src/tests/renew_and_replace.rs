use super::*;

fn renew(who: AccountId, accreditation: AccreditationId, id: CertificateId) -> DispatchResultWithPostInfo {
	Certification::renew(signed(who), accreditation, id, None)
}

fn replace(who: AccountId, accreditation: AccreditationId, id: CertificateId, by: u8) -> DispatchResultWithPostInfo {
	Certification::replace(signed(who), accreditation, id, content(by))
}

#[test]
fn a_renewal_takes_the_place_of_the_old_one_without_a_gap() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(Content { evidence: Some(hash(6)), ..until(1, NOW + 10) });
		set_time(NOW + 5);
		let next = tree.renew(id, Some(NOW + 20));
		assert_eq!(last_event(), Event::CertificateRenewed { certificate: id, successor: next, by: FACULTY });
		let (old, new) = (stored(id), stored(next));
		assert_eq!((old.successor, new.predecessor), (Some(next), Some(id)));
		assert_eq!((new.schema, new.subject, new.claims, new.evidence), (tree.schema, SUBJECT, hash(1), Some(hash(6))));
		assert_eq!((new.valid_from, new.valid_until), (NOW + 5, Some(NOW + 20)));
		assert_eq!(objection_at(id, NOW + 4), None);
		assert_eq!(objection_at(id, NOW + 5), Some(InvalidReason::Superseded { at: NOW + 5, by: Some(next) }));
		assert_eq!(objection_at(next, NOW + 4), Some(InvalidReason::NotYetIssued { issued_at: NOW + 5 }));
		assert_eq!(objection_at(next, NOW + 5), None);
	});
}

#[test]
fn a_replacement_says_something_else() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		assert_ok!(replace(FACULTY, tree.faculty, id, 2));
		let next = stored(id).successor.expect("it was replaced");
		assert_eq!(last_event(), Event::CertificateReplaced { certificate: id, successor: next, by: FACULTY });
		assert_eq!((stored(next).claims, stored(next).predecessor, state(id)), (hash(2), Some(id), State::Superseded));
		// The same claims anew are another certificate, since it replaces one.
		assert_ok!(replace(FACULTY, tree.faculty, next, 2));
	});
}

#[test]
fn each_is_renewed_once() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		let next = tree.renew(id, None);
		refused!(renew(FACULTY, tree.faculty, id), CertificateSuperseded);
		refused!(replace(FACULTY, tree.faculty, id, 2), CertificateSuperseded);
		// Again in the same block is fine, of the one that is in force.
		let third = tree.renew(next, None);
		assert_eq!((objection(third), stored(third).predecessor), (None, Some(next)));
	});
}

#[test]
fn what_has_expired_is_renewed_and_what_was_taken_back_is_not() {
	build_and_execute(|| {
		let tree = tree();
		let [expired, suspended, revoked, surrendered] = [1, 2, 3, 4].map(|claims| tree.issue(until(claims, NOW + 10)));
		suspend(FACULTY, suspended);
		revoke(FACULTY, revoked);
		assert_ok!(Certification::surrender(signed(SUBJECT), surrendered));
		set_time(NOW + 11);
		refused!(renew(FACULTY, tree.faculty, suspended), CertificateSuspended);
		refused!(renew(FACULTY, tree.faculty, revoked), CertificateRevoked);
		refused!(renew(FACULTY, tree.faculty, surrendered), CertificateSurrendered);
		refused!(replace(FACULTY, tree.faculty, suspended, 9), CertificateSuspended);
		refused!(replace(FACULTY, tree.faculty, revoked, 9), CertificateRevoked);
		refused!(replace(FACULTY, tree.faculty, surrendered, 9), CertificateSurrendered);
		let next = tree.renew(expired, None);
		// Between the two it was not valid.
		assert_eq!((objection(next), stored(next).valid_from), (None, NOW + 11));
	});
}

#[test]
fn those_above_renew_under_their_own_accreditation() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		refused!(renew(UNIVERSITY, tree.faculty, id), NotHolder);
		refused!(renew(FACULTY, tree.university, id), NotHolder);
		refused!(renew(OPERATOR, tree.university, id), NotHolder);
		refused!(renew(SIBLING, tree.sibling, id), AccreditationNotAbove);
		refused!(replace(SIBLING, tree.sibling, id, 2), AccreditationNotAbove);
		refused!(renew(FACULTY, 77, id), AccreditationNotAbove);
		refused!(renew(FACULTY, tree.faculty, hash(7)), CertificateUnknown);
		assert_ok!(renew(UNIVERSITY, tree.university, id));
		let next = stored(id).successor.expect("it was renewed");
		assert_eq!((accreditation_of(&next), stored(next).issuer), (tree.university, UNIVERSITY));
		// What stands higher now is not renewed from below.
		refused!(renew(FACULTY, tree.faculty, next), AccreditationNotAbove);
	});
}

#[test]
fn those_above_take_over_from_one_that_fell() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		revoke_accreditation(UNIVERSITY, tree.faculty);
		refused!(renew(FACULTY, tree.faculty, id), AccreditationRevoked);
		assert!(objection(id).is_some());
		assert_ok!(renew(UNIVERSITY, tree.university, id));
		assert_eq!(objection(stored(id).successor.expect("it was renewed")), None);
	});
}

#[test]
fn a_renewal_keeps_to_the_rules_of_an_issue() {
	build_and_execute(|| {
		let tree = tree();
		let limited =
			SchemaContent { max_validity: Some(100), ..schema_content(3, SchemaRules { expires: true, ..RULES }) };
		let tree = Tree { schema: register_as(tree.network, limited), ..tree };
		let terms = Terms { quota: Some(2), ..unlimited(1) };
		assert_ok!(Certification::amend_accreditation(signed(UNIVERSITY), tree.faculty, terms));
		let id = tree.issue(until(1, NOW + 10));
		let with = |valid_until| Certification::renew(signed(FACULTY), tree.faculty, id, valid_until);
		refused!(with(None), ExpiryMissing);
		refused!(with(Some(NOW - 1)), ValidityEmpty);
		refused!(with(Some(NOW + 101)), ValidityTooLong);
		let next = tree.renew(id, Some(NOW + 100));
		let again = Certification::renew(signed(FACULTY), tree.faculty, next, Some(NOW + 100));
		refused!(again, QuotaExceeded);
		suspend_accreditation(OPERATOR, tree.university);
		let again = Certification::renew(signed(FACULTY), tree.faculty, next, Some(NOW + 100));
		refused!(again, AccreditationSuspended);
	});
}

#[test]
fn acceptance_goes_on_with_a_renewal_and_not_with_a_replacement() {
	build_and_execute(|| {
		let tree = tree_of(SchemaRules { needs_acceptance: true, ..RULES });
		let id = tree.issue(content(1));
		assert_ok!(Certification::accept(signed(SUBJECT), id));
		let renewed = tree.renew(id, None);
		assert_eq!((state(renewed), stored(renewed).accepted), (State::Active, true));
		assert_ok!(replace(FACULTY, tree.faculty, renewed, 2));
		let replaced = stored(renewed).successor.expect("it was replaced");
		assert_eq!((state(replaced), stored(replaced).accepted), (State::Pending, false));
	});
}

#[test]
fn the_one_place_of_a_subject_passes_on() {
	build_and_execute(|| {
		let tree = tree_of(SchemaRules { one_per_subject: true, ..RULES });
		let id = tree.issue(content(1));
		let next = tree.renew(id, None);
		assert_eq!(Certification::certificate_of(SUBJECT, tree.schema), Some(next));
		refused!(tree.try_issue(content(2)), SubjectCertified);
		// The old one's deposit takes nothing of the new one's along.
		assert_ok!(Certification::withdraw_deposit(signed(FACULTY), id));
		assert_eq!(Certification::certificate_of(SUBJECT, tree.schema), Some(next));
		refused!(tree.try_issue(content(2)), SubjectCertified);
	});
}

#[test]
fn who_cannot_pay_cannot_renew() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		assert_ok!(Certification::hand_over(signed(UNIVERSITY), tree.faculty, PAUPER));
		assert_noop!(renew(PAUPER, tree.faculty, id), TokenError::FundsUnavailable);
		assert_eq!(objection(id), None);
	});
}

#[test]
fn a_batch_is_not_renewed() {
	build_and_execute(|| {
		let tree = tree();
		let batch = tree.issue_batch(&Class::of(3));
		refused!(renew(FACULTY, tree.faculty, batch), CertificateUnknown);
		refused!(replace(FACULTY, tree.faculty, batch, 2), CertificateUnknown);
	});
}
