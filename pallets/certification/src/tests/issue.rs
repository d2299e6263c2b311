use super::*;
use crate::CertificatesBySubject;

fn issue_by(who: AccountId, accreditation: AccreditationId, schema: SchemaId) -> DispatchResultWithPostInfo {
	Certification::issue(signed(who), accreditation, schema, SUBJECT, content(1), None)
}

#[test]
fn an_accredited_issuer_issues() {
	build_and_execute(|| {
		let tree = tree();
		let content =
			Content { evidence: Some(hash(6)), valid_from: Some(NOW + 5), valid_until: Some(NOW + 9), ..content(1) };
		let id = tree.issue(content);
		let Tree { network, schema, faculty, .. } = tree;
		let event = Event::CertificateIssued {
			certificate: id,
			network,
			schema,
			issuer: FACULTY,
			subject: SUBJECT,
			claims: hash(1),
		};
		assert_eq!(last_event(), event);
		let info = Certification::certificate(id).expect("just issued");
		assert_eq!((info.network, info.schema, info.accreditation), (network, schema, faculty));
		assert_eq!((info.issuer, info.subject, info.claims), (FACULTY, SUBJECT, hash(1)));
		assert_eq!((info.evidence, info.record, info.search_key), (Some(hash(6)), String::new(), None));
		assert_eq!((info.issued_at, info.valid_from, info.valid_until), (NOW, NOW + 5, Some(NOW + 9)));
		assert_eq!((info.state, info.accepted), (State::Active, false));
		assert_eq!((info.predecessor, info.successor), (None, None));
		assert!(CertificatesBySubject::<Test>::contains_key(SUBJECT, id));
		assert_eq!(accreditation_of(&id), faculty);
	});
}

#[test]
fn only_the_holder_issues() {
	build_and_execute(|| {
		let tree = tree();
		// Neither who stands above nor who runs the network speaks in the name of the faculty.
		for who in [OPERATOR, UNIVERSITY, SIBLING, SUBJECT, STRANGER] {
			refused!(issue_by(who, tree.faculty, tree.schema), NotHolder);
		}
		refused!(issue_by(FACULTY, 77, tree.schema), AccreditationUnknown);
		refused!(issue_by(FACULTY, tree.faculty, hash(77)), SchemaUnknown);
		let foreign = register(found(), 2, RULES);
		refused!(issue_by(FACULTY, tree.faculty, foreign), SchemaNotInNetwork);
	});
}

#[test]
fn all_above_must_be_in_force() {
	build_and_execute(|| {
		let tree = tree();
		let again = || issue_by(FACULTY, tree.faculty, tree.schema);
		for fallen in [tree.faculty, tree.university] {
			suspend_accreditation(OPERATOR, fallen);
			refused!(again(), AccreditationSuspended);
			assert_ok!(Certification::reinstate_accreditation(signed(OPERATOR), fallen));
		}
		let terms = Terms { valid_until: Some(NOW + 10), ..unlimited(2) };
		assert_ok!(Certification::amend_accreditation(signed(OPERATOR), tree.university, terms));
		set_time(NOW + 10);
		tree.issue(content(2));
		set_time(NOW + 11);
		refused!(again(), AccreditationExpired);
		revoke_accreditation(OPERATOR, tree.university);
		refused!(again(), AccreditationRevoked);
	});
}

#[test]
fn all_above_must_have_the_schema_in_scope() {
	build_and_execute(|| {
		let tree = tree();
		let other = register(tree.network, 2, RULES);
		let scope = Scope::Schemas(vec![other]);
		for (narrowed, depth) in [(tree.faculty, 1), (tree.university, 2)] {
			frame_support::hypothetically!({
				let terms = Terms { scope: scope.clone(), ..unlimited(depth) };
				assert_ok!(Certification::amend_accreditation(signed(OPERATOR), narrowed, terms));
				refused!(issue_by(FACULTY, tree.faculty, tree.schema), SchemaOutOfScope);
				assert_ok!(issue_by(FACULTY, tree.faculty, other));
			});
		}
	});
}

#[test]
fn a_quota_is_used_up_one_by_one() {
	build_and_execute(|| {
		let tree = tree();
		let terms = Terms { quota: Some(2), ..unlimited(0) };
		let limited = accredit(tree.network, Some(tree.university), STRANGER, terms);
		let issue =
			|claims| Certification::issue(signed(STRANGER), limited, tree.schema, SUBJECT, content(claims), None);
		assert_ok!(issue(1));
		let id = certificate_id(limited, &tree.schema, &SUBJECT, &content(1), None);
		assert_ok!(issue(2));
		refused!(issue(3), QuotaExceeded);
		// What was revoked was issued.
		revoke(STRANGER, id);
		refused!(issue(3), QuotaExceeded);
		assert_eq!(Certification::accreditation(limited).expect("it was given").issued, 2);
		// Where there is no quota, nothing is counted.
		tree.issue(content(1));
		assert_eq!(Certification::accreditation(tree.faculty).expect("it was given").issued, 0);
	});
}

#[test]
fn the_validity_is_a_window_that_is_not_over() {
	build_and_execute(|| {
		let tree = tree();
		let with = |from, until| {
			let content = Content { valid_from: from, valid_until: until, ..content(1) };
			tree.try_issue(content)
		};
		refused!(with(Some(NOW + 2), Some(NOW + 1)), ValidityEmpty);
		refused!(with(None, Some(NOW - 1)), ValidityEmpty);
		refused!(with(Some(1), Some(NOW - 1)), ExpiryPassed);
		// One moment is a window, and it may begin in the past: a degree is valid from the day of the exam.
		assert_ok!(with(Some(NOW), Some(NOW)));
		assert_ok!(with(Some(1), Some(NOW)));
		assert_ok!(with(Some(Moment::MAX), None));
	});
}

#[test]
fn the_schema_limits_the_validity() {
	build_and_execute(|| {
		let tree = tree();
		let limited = SchemaContent { max_validity: Some(100), ..schema_content(3, RULES) };
		let limited = Tree { schema: register_as(tree.network, limited), ..tree };
		let with = |from, until| {
			let content = Content { valid_from: from, valid_until: until, ..content(1) };
			limited.try_issue(content)
		};
		refused!(with(None, None), ValidityTooLong);
		refused!(with(None, Some(NOW + 101)), ValidityTooLong);
		refused!(with(Some(0), Some(Moment::MAX)), ValidityTooLong);
		refused!(with(Some(NOW - 1), Some(NOW + 100)), ValidityTooLong);
		assert_ok!(with(None, Some(NOW + 100)));

		let expires = SchemaRules { expires: true, ..RULES };
		let expiring = Tree { schema: register(tree.network, 4, expires), ..tree };
		refused!(expiring.try_issue(content(1)), ExpiryMissing);
		assert_ok!(expiring.try_issue(until(1, Moment::MAX)));
	});
}

#[test]
fn the_same_twice_is_refused_also_after_revocation() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		refused!(tree.try_issue(content(1)), CertificateExists);
		revoke(FACULTY, id);
		refused!(tree.try_issue(content(1)), CertificateExists);
		// Other claims, another subject or another accreditation make another certificate.
		tree.issue(content(2));
		assert_ok!(Certification::issue(signed(FACULTY), tree.faculty, tree.schema, STRANGER, content(1), None));
		assert_ok!(Certification::issue(signed(SIBLING), tree.sibling, tree.schema, SUBJECT, content(1), None));
	});
}

#[test]
fn an_issuer_may_certify_itself() {
	build_and_execute(|| {
		let tree = tree();
		assert_ok!(Certification::issue(signed(FACULTY), tree.faculty, tree.schema, FACULTY, content(1), None));
		let id = certificate_id(tree.faculty, &tree.schema, &FACULTY, &content(1), None);
		assert_eq!(objection(id), None);
	});
}

#[test]
fn a_subject_has_one_at_a_time_where_the_schema_says_so() {
	build_and_execute(|| {
		let tree = tree_of(SchemaRules { one_per_subject: true, ..RULES });
		let first = tree.issue(until(1, NOW + 10));
		assert_eq!(Certification::certificate_of(SUBJECT, tree.schema), Some(first));
		refused!(tree.try_issue(content(2)), SubjectCertified);
		// Neither under another accreditation nor while it is suspended; but others can be certified.
		let sibling = || Certification::issue(signed(SIBLING), tree.sibling, tree.schema, SUBJECT, content(2), None);
		refused!(sibling(), SubjectCertified);
		suspend(FACULTY, first);
		refused!(tree.try_issue(content(2)), SubjectCertified);
		assert_ok!(Certification::issue(signed(FACULTY), tree.faculty, tree.schema, STRANGER, content(1), None));
		// Up to its last moment it has its place; then the next one takes it.
		set_time(NOW + 10);
		refused!(tree.try_issue(content(2)), SubjectCertified);
		set_time(NOW + 11);
		let second = tree.issue(content(2));
		assert_eq!(Certification::certificate_of(SUBJECT, tree.schema), Some(second));
		revoke(FACULTY, second);
		assert_ok!(sibling());
		// The one whose place was taken cannot come back by being renewed.
		assert_ok!(Certification::reinstate(signed(FACULTY), first));
		refused!(Certification::renew(signed(FACULTY), tree.faculty, first, None), SubjectCertified);
	});
}

#[test]
fn the_subject_is_an_identity_where_the_schema_says_so() {
	build_and_execute(|| {
		let tree = tree_of(SchemaRules { subject_is_identity: true, ..RULES });
		refused!(tree.try_issue(content(1)), SubjectNotIdentity);
		ActiveIdentities::set([SUBJECT].into());
		let id = tree.issue(content(1));
		// It has to be one when it is issued, and when it is renewed; not to be valid.
		ActiveIdentities::set(Default::default());
		assert_eq!(objection(id), None);
		refused!(Certification::renew(signed(FACULTY), tree.faculty, id, None), SubjectNotIdentity);
	});
}

#[test]
fn who_cannot_pay_cannot_issue() {
	build_and_execute(|| {
		let tree = tree();
		let poor = accredit(tree.network, Some(tree.university), PAUPER, Terms { quota: Some(1), ..unlimited(0) });
		assert_noop!(issue_by(PAUPER, poor, tree.schema), TokenError::FundsUnavailable);
	});
}

#[test]
fn a_deposit_leaves_the_issuer_alive() {
	build_and_execute(|| {
		let tree = tree();
		tree.issue(content(1));
		let cost = held(FACULTY, HoldReason::Certificate);
		let keep = |left| {
			let all = Balances::free_balance(FACULTY);
			assert_ok!(Balances::transfer_allow_death(signed(FACULTY), STRANGER, all - left));
		};
		// One unit less than the deposit and what an account must keep is not enough: nothing becomes dust.
		keep(cost + EXISTENTIAL_DEPOSIT);
		frame_support::hypothetically!({
			keep(cost + EXISTENTIAL_DEPOSIT - 1);
			assert_noop!(tree.try_issue(content(2)), TokenError::FundsUnavailable);
		});
		tree.issue(content(2));
		assert_eq!(Balances::free_balance(FACULTY), EXISTENTIAL_DEPOSIT);
	});
}
