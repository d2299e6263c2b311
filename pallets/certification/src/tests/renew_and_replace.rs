use super::*;

fn renew(who: AccountId, accreditation: AccreditationId, id: CertificateId) -> DispatchResultWithPostInfo {
	Certification::renew(signed(who), Some(accreditation), id, None)
}

fn replace(who: AccountId, accreditation: AccreditationId, id: CertificateId, by: u8) -> DispatchResultWithPostInfo {
	Certification::replace(signed(who), Some(accreditation), id, content(by))
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
		assert_eq!(
			(Authority::of(&next), stored(next).issuer),
			(Authority::Accreditation(tree.university), UNIVERSITY)
		);
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
		let limited = SchemaContent { max_validity: Some(100), ..schema_content(3, RULES) };
		let tree = Tree { schema: register_as(tree.network, limited), ..tree };
		let id = tree.issue(until(1, NOW + 10));
		let with = |valid_until| Certification::renew(signed(FACULTY), Some(tree.faculty), id, valid_until);
		refused!(with(None), ExpiryMissing);
		refused!(with(Some(NOW - 1)), ValidityEmpty);
		refused!(with(Some(NOW + 101)), ValidityTooLong);
		let next = tree.renew(id, Some(NOW + 100));
		suspend_accreditation(OPERATOR, tree.university);
		let again = Certification::renew(signed(FACULTY), Some(tree.faculty), next, Some(NOW + 100));
		refused!(again, AccreditationSuspended);
	});
}

#[test]
fn only_what_comes_from_below_uses_a_quota() {
	build_and_execute(|| {
		let tree = tree();
		let quota = |quota, depth| Terms { quota: Some(quota), ..unlimited(depth) };
		assert_ok!(Certification::amend_accreditation(signed(OPERATOR), tree.faculty, quota(2, 1)));
		let [one, two] = [1, 2].map(|claims| tree.issue(content(claims)));
		assert_ok!(Certification::amend_accreditation(signed(OPERATOR), tree.university, quota(3, 2)));
		let issued = |id| Certification::accreditation(id).expect("it was given").issued;
		// Of the faculty's there are no more than before, so a typo is corrected when all of the quota is used.
		refused!(tree.try_issue(content(3)), QuotaExceeded);
		let next = tree.renew(one, None);
		assert_ok!(replace(FACULTY, tree.faculty, next, 4));
		let next = stored(next).successor.expect("it was replaced");
		assert_eq!(issued(tree.faculty), 2);
		// Of the university's there is one more.
		assert_ok!(renew(UNIVERSITY, tree.university, next));
		assert_eq!(issued(tree.university), 1);
		refused!(renew(UNIVERSITY, tree.university, two), QuotaExceeded);
		refused!(replace(UNIVERSITY, tree.university, two, 5), QuotaExceeded);
		let next = stored(next).successor.expect("it was renewed");
		assert_ok!(replace(UNIVERSITY, tree.university, next, 5));
		assert_eq!((issued(tree.university), issued(tree.faculty)), (1, 2));
		// What was taken over does not come back to the faculty; and the operator has no quota.
		refused!(tree.try_issue(content(3)), QuotaExceeded);
		assert_ok!(Certification::renew(signed(OPERATOR), None, two, None));
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
		issue::hand_over(tree.faculty, PAUPER);
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

/// Renew as the operator of the network.
fn renew_as_operator(who: AccountId, id: CertificateId) -> DispatchResultWithPostInfo {
	Certification::renew(signed(who), None, id, None)
}

#[test]
fn the_operator_renews_what_hangs_under_one_that_fell() {
	build_and_execute(|| {
		let tree = tree();
		let [renewed, replaced] = [1, 2].map(|claims| tree.issue(content(claims)));
		for who in [UNIVERSITY, FACULTY, SIBLING, STRANGER] {
			refused!(renew_as_operator(who, renewed), NotOperator);
			refused!(Certification::replace(signed(who), None, replaced, content(3)), NotOperator);
		}
		set_time(NOW + 10);
		revoke_accreditation(OPERATOR, tree.university);
		let fallen = InvalidReason::IssuerNotAccredited {
			accreditation: tree.university,
			state: State::Revoked,
			since: NOW + 10,
		};
		assert_eq!(objection(renewed), Some(fallen));
		// Nobody is left but the operator.
		refused!(renew(FACULTY, tree.faculty, renewed), AccreditationRevoked);
		refused!(renew(UNIVERSITY, tree.university, renewed), AccreditationRevoked);
		assert_ok!(renew_as_operator(OPERATOR, renewed));
		assert_ok!(Certification::replace(signed(OPERATOR), None, replaced, content(3)));
		for (id, claims) in [(renewed, 1), (replaced, 3)] {
			let next = stored(id).successor.expect("it was taken over");
			assert_eq!((objection(next), stored(next).claims), (None, hash(claims)));
			assert_eq!((Authority::of(&next), stored(next).issuer), (Authority::Operator(tree.network), OPERATOR));
			assert_eq!((stored(next).predecessor, stored(next).subject), (Some(id), SUBJECT));
			// What is the operator's is renewed by nobody below.
			refused!(renew(FACULTY, tree.faculty, next), AccreditationNotAbove);
			refused!(renew(SIBLING, tree.sibling, next), AccreditationNotAbove);
			assert_ok!(renew_as_operator(OPERATOR, next));
		}
		refused!(renew_as_operator(OPERATOR, hash(7)), CertificateUnknown);
		// In a network of its own, an operator has no say in another.
		let foreign = found();
		assert_ok!(Certification::transfer_network(signed(OPERATOR), foreign, Some(STRANGER)));
		assert_ok!(Certification::accept_network(signed(STRANGER), foreign));
		refused!(renew_as_operator(STRANGER, renewed), NotOperator);
	});
}

#[test]
fn the_accreditation_of_another_tree_is_not_above() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		let other = accredit(tree.network, None, STRANGER, unlimited(1));
		refused!(renew(STRANGER, other, id), AccreditationNotAbove);
		refused!(replace(STRANGER, other, id, 2), AccreditationNotAbove);
	});
}

#[test]
fn a_renewal_rests_on_what_is_above_now_and_a_replacement_also_on_what_is_then() {
	build_and_execute(|| {
		let tree = tree();
		let terms = Terms { valid_until: Some(NOW + 10), ..unlimited(2) };
		assert_ok!(Certification::amend_accreditation(signed(OPERATOR), tree.university, terms));
		let id = tree.issue(content(1));
		let from = |valid_from| Content { valid_from: Some(valid_from), ..content(2) };
		let replace = |valid_from| Certification::replace(signed(FACULTY), Some(tree.faculty), id, from(valid_from));
		refused!(replace(NOW + 11), AccreditationExpired);
		let as_operator = |valid_from| Certification::replace(signed(OPERATOR), None, id, from(valid_from));
		refused!(as_operator(NOW + MAX_POSTDATING + 1), ValidityTooLate);
		frame_support::hypothetically!({
			assert_ok!(as_operator(NOW + MAX_POSTDATING));
		});
		set_time(NOW + 10);
		// What is renewed may last longer than who renews it.
		let next = tree.renew(id, Some(NOW + 50));
		set_time(NOW + 11);
		refused!(renew(FACULTY, tree.faculty, next), AccreditationExpired);
		assert_ok!(renew_as_operator(OPERATOR, next));
	});
}
