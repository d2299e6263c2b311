use super::*;
use crate::CertificatesBySubject;

fn issue_by(who: AccountId, accreditation: AccreditationId, schema: SchemaId) -> DispatchResultWithPostInfo {
	Certification::issue(signed(who), Some(accreditation), schema, SUBJECT, content(1), None)
}

/// Issue as the operator of the network of the schema.
fn issue_as_operator(who: AccountId, schema: SchemaId, content: Content) -> DispatchResultWithPostInfo {
	Certification::issue(signed(who), None, schema, SUBJECT, content, None)
}

/// Let someone take over an accreditation of the university's, and accept it.
pub(super) fn hand_over(accreditation: AccreditationId, to: AccountId) {
	assert_ok!(Certification::transfer_accreditation(signed(UNIVERSITY), accreditation, Some(to)));
	assert_ok!(Certification::accept_accreditation(signed(to), accreditation));
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
		assert_eq!((info.network, info.schema, info.accreditation), (network, schema, Some(faculty)));
		assert_eq!((info.issuer, info.subject, info.claims), (FACULTY, SUBJECT, hash(1)));
		assert_eq!((info.evidence, info.record, info.search_key), (Some(hash(6)), String::new(), None));
		assert_eq!((info.issued_at, info.valid_from, info.valid_until), (NOW, NOW + 5, Some(NOW + 9)));
		assert_eq!((info.state, info.accepted), (State::Active, false));
		assert_eq!((info.predecessor, info.successor), (None, None));
		assert!(CertificatesBySubject::<Test>::contains_key(SUBJECT, id));
		assert_eq!(Authority::of(&id), Authority::Accreditation(faculty));
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
			|claims| Certification::issue(signed(STRANGER), Some(limited), tree.schema, SUBJECT, content(claims), None);
		assert_ok!(issue(1));
		let id = certificate_id(Authority::Accreditation(limited), &tree.schema, &SUBJECT, &content(1), None);
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
		refused!(with(None, None), ExpiryMissing);
		refused!(with(None, Some(NOW + 101)), ValidityTooLong);
		refused!(with(Some(0), Some(Moment::MAX)), ValidityTooLong);
		refused!(with(Some(NOW - 1), Some(NOW + 100)), ValidityTooLong);
		assert_ok!(with(None, Some(NOW + 100)));
		// It is counted from the beginning, so laying in certificates for later makes none longer.
		let later = NOW + MAX_POSTDATING;
		refused!(with(Some(later), Some(later + 101)), ValidityTooLong);
		refused!(with(Some(later), None), ExpiryMissing);
		assert_ok!(with(Some(later), Some(later + 100)));
		// However long it may be, it has to end.
		let longest = SchemaContent { max_validity: Some(Moment::MAX), ..schema_content(4, RULES) };
		let longest = Tree { schema: register_as(tree.network, longest), ..tree };
		refused!(longest.try_issue(content(1)), ExpiryMissing);
		assert_ok!(longest.try_issue(until(1, Moment::MAX)));
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
		assert_ok!(Certification::issue(signed(FACULTY), Some(tree.faculty), tree.schema, STRANGER, content(1), None));
		assert_ok!(Certification::issue(signed(SIBLING), Some(tree.sibling), tree.schema, SUBJECT, content(1), None));
	});
}

#[test]
fn an_issuer_may_certify_itself() {
	build_and_execute(|| {
		let tree = tree();
		assert_ok!(Certification::issue(signed(FACULTY), Some(tree.faculty), tree.schema, FACULTY, content(1), None));
		let id = certificate_id(Authority::Accreditation(tree.faculty), &tree.schema, &FACULTY, &content(1), None);
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
		let sibling =
			|| Certification::issue(signed(SIBLING), Some(tree.sibling), tree.schema, SUBJECT, content(2), None);
		refused!(sibling(), SubjectCertified);
		suspend(FACULTY, first);
		refused!(tree.try_issue(content(2)), SubjectCertified);
		assert_ok!(Certification::issue(signed(FACULTY), Some(tree.faculty), tree.schema, STRANGER, content(1), None));
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
		refused!(Certification::renew(signed(FACULTY), Some(tree.faculty), first, None), SubjectCertified);
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
		refused!(Certification::renew(signed(FACULTY), Some(tree.faculty), id, None), SubjectNotIdentity);
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

#[test]
fn nothing_begins_long_after_its_issue() {
	build_and_execute(|| {
		let tree = tree();
		let from = |claims, from| Content { valid_from: Some(from), ..content(claims) };
		refused!(tree.try_issue(from(1, NOW + MAX_POSTDATING + 1)), ValidityTooLate);
		refused!(tree.try_issue(from(1, Moment::MAX)), ValidityTooLate);
		refused!(issue_as_operator(OPERATOR, tree.schema, from(1, NOW + MAX_POSTDATING + 1)), ValidityTooLate);
		let id = tree.issue(from(1, NOW + MAX_POSTDATING));
		assert_ok!(issue_as_operator(OPERATOR, tree.schema, from(1, NOW + MAX_POSTDATING)));
		assert_eq!(objection(id), Some(InvalidReason::NotYetValid { valid_from: NOW + MAX_POSTDATING }));
		set_time(NOW + MAX_POSTDATING);
		assert_eq!(objection(id), None);
		// At the end of time as well.
		set_time(Moment::MAX - 1);
		assert_ok!(tree.try_issue(from(2, Moment::MAX)));
	});
}

#[test]
fn who_is_about_to_lose_an_accreditation_lays_in_nothing_for_the_time_after() {
	build_and_execute(|| {
		let tree = tree();
		let from = |claims, from| Content { valid_from: Some(from), ..content(claims) };
		// The end of whichever is above counts, not only that of the issuer's own.
		for (ending, by, depth) in [(tree.faculty, UNIVERSITY, 1), (tree.university, OPERATOR, 2)] {
			frame_support::hypothetically!({
				let terms = Terms { valid_until: Some(NOW + 100), ..unlimited(depth) };
				assert_ok!(Certification::amend_accreditation(signed(by), ending, terms));
				refused!(tree.try_issue(from(1, NOW + 101)), AccreditationExpired);
				assert_ok!(tree.try_issue(from(1, NOW + 100)));
				let replace = |valid_from| {
					let id = tree.id(&from(1, NOW + 100));
					Certification::replace(signed(FACULTY), Some(tree.faculty), id, from(2, valid_from))
				};
				refused!(replace(NOW + 101), AccreditationExpired);
				assert_ok!(replace(NOW + 100));
				// What begins in the past has to rest on something that is in force now.
				set_time(NOW + 101);
				refused!(tree.try_issue(from(3, NOW)), AccreditationExpired);
			});
		}
		// Nothing ends for the operator.
		assert_ok!(issue_as_operator(OPERATOR, tree.schema, from(1, NOW + 101)));
	});
}

#[test]
fn the_operator_issues_without_an_accreditation() {
	build_and_execute(|| {
		let network = found();
		let schema = register(network, 1, RULES);
		assert_ok!(issue_as_operator(OPERATOR, schema, content(1)));
		let id = certificate_id(Authority::Operator(network), &schema, &SUBJECT, &content(1), None);
		let event = Event::CertificateIssued {
			certificate: id,
			network,
			schema,
			issuer: OPERATOR,
			subject: SUBJECT,
			claims: hash(1),
		};
		assert_eq!(last_event(), event);
		assert_eq!(Authority::of(&id), Authority::Operator(network));
		let answer = Certification::verify(id, None, None, None);
		assert_eq!((answer.valid, answer.since), (true, Some(NOW)));
		let dossier = answer.dossier.expect("it was issued");
		// It rests on the network and on nothing else.
		assert_eq!(dossier.chain, []);
		assert_eq!((dossier.certificate.network, dossier.certificate.accreditation), (network, None));
		assert_eq!(dossier.certificate.issuer, OPERATOR);
		assert_eq!(stored(id).history.last().expect("it begins").level, Level::OPERATOR);
		assert!(held(OPERATOR, HoldReason::Certificate) > 0);
		let listed = Certification::certificates_by_accreditation(network, None, None, None, None).items;
		assert_eq!(listed.iter().map(|info| info.id).collect::<Vec<_>>(), [id]);
		refused!(issue_as_operator(OPERATOR, schema, content(1)), CertificateExists);
		// Whoever holds the accreditation of the same number as the network has issued something else.
		let holder = accredit(network, None, FACULTY, unlimited(0));
		assert_eq!(u64::from(network), holder);
		assert_ok!(issue_by(FACULTY, holder, schema));
		refused!(issue_as_operator(OPERATOR, hash(7), content(1)), SchemaUnknown);
	});
}

#[test]
fn only_the_operator_issues_without_an_accreditation() {
	build_and_execute(|| {
		let tree = tree();
		for who in [UNIVERSITY, FACULTY, SUBJECT, STRANGER] {
			refused!(issue_as_operator(who, tree.schema, content(1)), NotOperator);
		}
		assert_ok!(issue_as_operator(OPERATOR, tree.schema, content(1)));
		let id = certificate_id(Authority::Operator(tree.network), &tree.schema, &SUBJECT, &content(1), None);
		for who in [UNIVERSITY, FACULTY, SIBLING, STRANGER] {
			refused!(Certification::suspend(signed(who), id, Reason::Unspecified), NotAuthority);
			refused!(Certification::revoke(signed(who), id, Reason::Unspecified), NotAuthority);
		}
		// An offer gives no right, and whoever has given the network away has none left.
		assert_ok!(Certification::transfer_network(signed(OPERATOR), tree.network, Some(EMPLOYER)));
		refused!(issue_as_operator(EMPLOYER, tree.schema, content(2)), NotOperator);
		assert_ok!(Certification::accept_network(signed(EMPLOYER), tree.network));
		refused!(issue_as_operator(OPERATOR, tree.schema, content(2)), NotOperator);
		refused!(Certification::renew(signed(OPERATOR), None, id, None), NotOperator);
		refused!(Certification::suspend(signed(OPERATOR), id, Reason::Unspecified), NotAuthority);
		refused!(Certification::revoke(signed(OPERATOR), id, Reason::Unspecified), NotAuthority);
		assert_ok!(issue_as_operator(EMPLOYER, tree.schema, content(2)));
		// What the one before has certified says so, is valid, and is the new one's to revoke.
		assert_eq!((objection(id), stored(id).issuer), (None, OPERATOR));
		suspend(EMPLOYER, id);
		assert_ok!(Certification::reinstate(signed(EMPLOYER), id));
		revoke(EMPLOYER, id);
		// The deposit stays with who has paid.
		refused!(Certification::withdraw_deposit(signed(EMPLOYER), id), NotDepositor);
		assert_ok!(Certification::withdraw_deposit(signed(OPERATOR), id));
	});
}

#[test]
fn the_operators_of_a_network_are_one_authority() {
	build_and_execute(|| {
		let tree = tree();
		assert_ok!(Certification::transfer_network(signed(OPERATOR), tree.network, Some(EMPLOYER)));
		assert_ok!(Certification::accept_network(signed(EMPLOYER), tree.network));
		assert_ok!(issue_as_operator(EMPLOYER, tree.schema, content(1)));
		assert_ok!(Certification::transfer_network(signed(EMPLOYER), tree.network, Some(OPERATOR)));
		assert_ok!(Certification::accept_network(signed(OPERATOR), tree.network));
		let id = certificate_id(Authority::Operator(tree.network), &tree.schema, &SUBJECT, &content(1), None);
		// The same content under the same authority is the same certificate, whoever runs the network.
		refused!(issue_as_operator(OPERATOR, tree.schema, content(1)), CertificateExists);
		assert_eq!(stored(id).issuer, EMPLOYER);
		assert!(held(EMPLOYER, HoldReason::Certificate) > 0);
	});
}

#[test]
fn in_a_closed_network_the_operator_issues_nothing_and_still_revokes() {
	build_and_execute(|| {
		let tree = tree();
		assert_ok!(issue_as_operator(OPERATOR, tree.schema, content(1)));
		let id = certificate_id(Authority::Operator(tree.network), &tree.schema, &SUBJECT, &content(1), None);
		set_time(NOW + 5);
		close(tree.network);
		assert_eq!(objection(id), Some(InvalidReason::NetworkClosed { at: NOW + 5 }));
		assert_eq!(objection_at(id, NOW + 4), None);
		refused!(issue_as_operator(OPERATOR, tree.schema, content(2)), NetworkClosed);
		refused!(Certification::renew(signed(OPERATOR), None, id, None), NetworkClosed);
		refused!(Certification::replace(signed(OPERATOR), None, id, content(2)), NetworkClosed);
		let batch = Certification::issue_batch(signed(OPERATOR), None, tree.schema, hash(1), 1, None, None);
		refused!(batch, NetworkClosed);
		suspend(OPERATOR, id);
		refused!(Certification::reinstate(signed(OPERATOR), id), NetworkClosed);
		revoke(OPERATOR, id);
	});
}

#[test]
fn the_operator_keeps_to_the_rules_of_the_schema() {
	build_and_execute(|| {
		let network = found();
		let one = register(network, 1, SchemaRules { one_per_subject: true, ..RULES });
		assert_ok!(issue_as_operator(OPERATOR, one, content(1)));
		refused!(issue_as_operator(OPERATOR, one, content(2)), SubjectCertified);
		let asking = register(network, 2, SchemaRules { needs_nullifier: true, ..RULES });
		refused!(issue_as_operator(OPERATOR, asking, content(1)), NullifierMissing);
		let public = register(network, 3, SchemaRules { public_record: true, ..RULES });
		refused!(issue_as_operator(OPERATOR, public, content(1)), RecordMissing);
		assert_ok!(Certification::deprecate_schema(signed(OPERATOR), public));
		refused!(issue_as_operator(OPERATOR, public, record("{}")), SchemaDeprecated);
	});
}

#[test]
fn under_an_accreditation_that_nobody_has_accepted_nothing_is_issued() {
	build_and_execute(|| {
		let tree = tree();
		let offered = offer_accreditation(tree.network, Some(tree.university), STRANGER, unlimited(0));
		refused!(issue_by(STRANGER, offered, tree.schema), AccreditationPending);
		refused!(issue_by(UNIVERSITY, offered, tree.schema), NotHolder);
		assert_ok!(Certification::accept_accreditation(signed(STRANGER), offered));
		assert_ok!(issue_by(STRANGER, offered, tree.schema));
	});
}
