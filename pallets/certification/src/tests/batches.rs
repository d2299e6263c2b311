use super::*;
use civitas_primitives::certification::status_list::MAX_ENTRIES;

fn issue_batch(tree: &Tree, count: u32) -> DispatchResultWithPostInfo {
	Certification::issue_batch(signed(FACULTY), tree.faculty, tree.schema, hash(1), count, None, None)
}

fn verify(batch: CertificateId, presented: info::PresentedMember<AccountId>) -> Option<InvalidReason> {
	Certification::verify_member(batch, presented, None, None).reason
}

#[test]
fn a_class_is_certified_at_once_and_each_of_it_proved_alone() {
	build_and_execute(|| {
		let tree = tree();
		let class = Class::of(100);
		let id = tree.issue_batch(&class);
		let Tree { network, schema, .. } = tree;
		let event = Event::BatchIssued { batch: id, network, schema, issuer: FACULTY, root: class.root(), count: 100 };
		assert_eq!(last_event(), event);
		for index in [0, 1, 63, 64, 99] {
			let subject = Some(100 + u64::from(index));
			let expected =
				Expected { network: Some(network), schema: Some(schema), subject, claims: Some(hash(index as u8)) };
			let answer = Certification::verify_member(id, class.present(index), Some(expected), None);
			assert_eq!(answer.reason, None);
			let member = answer.dossier.expect("it was issued").certificate;
			assert_eq!((member.id, member.member, member.subject), (id, Some(index), 100 + u64::from(index)));
			assert_eq!((member.issuer, member.accreditation, member.issued_at), (FACULTY, tree.faculty, NOW));
		}
		let info = Certification::batch(id).expect("just issued");
		assert_eq!((info.network, info.schema, info.root, info.count), (network, schema, class.root(), 100));
		assert_eq!((info.issuer, info.valid_from, info.valid_until), (FACULTY, NOW, None));
	});
}

#[test]
fn what_is_expected_is_compared_with_the_member() {
	build_and_execute(|| {
		let tree = tree();
		let class = Class::of(3);
		let id = tree.issue_batch(&class);
		let with = |expected| Certification::verify_member(id, class.present(1), Some(expected), None).reason;
		let subject = Expected { subject: Some(100), ..Expected::default() };
		assert_eq!(with(subject), Some(InvalidReason::SubjectMismatch));
		assert_eq!(
			with(Expected { claims: Some(hash(0)), ..Expected::default() }),
			Some(InvalidReason::ClaimsMismatch)
		);
		let network = InvalidReason::NetworkMismatch { network: tree.network };
		assert_eq!(with(Expected { network: Some(9), ..Expected::default() }), Some(network));
		// A batch is not a certificate, and a certificate is not a batch.
		assert_eq!(objection(id), Some(InvalidReason::Unknown));
		let certificate = tree.issue(content(1));
		assert_eq!(verify(certificate, class.present(1)), Some(InvalidReason::Unknown));
	});
}

#[test]
fn a_batch_has_its_members_and_not_too_many() {
	build_and_execute(|| {
		let tree = tree();
		refused!(issue_batch(&tree, 0), LengthInvalid);
		refused!(issue_batch(&tree, MAX_ENTRIES + 1), LengthInvalid);
		refused!(issue_batch(&tree, u32::MAX), LengthInvalid);
		assert_ok!(issue_batch(&tree, MAX_ENTRIES));
		refused!(issue_batch(&tree, MAX_ENTRIES), CertificateExists);
		// The same root of another count is another batch: the count is part of what is proved.
		assert_ok!(issue_batch(&tree, 1));
	});
}

#[test]
fn rules_that_can_only_be_kept_one_by_one_rule_batches_out() {
	build_and_execute(|| {
		let tree = tree();
		for (document, rules) in [
			SchemaRules { public_record: true, ..RULES },
			SchemaRules { one_per_subject: true, ..RULES },
			SchemaRules { needs_acceptance: true, ..RULES },
			SchemaRules { needs_nullifier: true, ..RULES },
			SchemaRules { searchable: true, ..RULES },
			SchemaRules { subject_is_identity: true, ..RULES },
		]
		.into_iter()
		.zip(10u8..)
		.map(|(rules, document)| (document, rules))
		{
			let schema = register(tree.network, document, rules);
			refused!(issue_batch(&Tree { schema, ..tree }, 1), SchemaNotForBatches);
		}
		let all = SchemaRules { expires: false, survives_issuer: true, ..RULES };
		assert_ok!(issue_batch(&Tree { schema: register(tree.network, 20, all), ..tree }, 1));
	});
}

#[test]
fn a_batch_uses_the_quota_of_all_its_members() {
	build_and_execute(|| {
		let tree = tree();
		let terms = Terms { quota: Some(10), ..unlimited(1) };
		assert_ok!(Certification::amend_accreditation(signed(UNIVERSITY), tree.faculty, terms));
		refused!(issue_batch(&tree, 11), QuotaExceeded);
		refused!(issue_batch(&tree, MAX_ENTRIES), QuotaExceeded);
		assert_ok!(issue_batch(&tree, 9));
		refused!(issue_batch(&tree, 2), QuotaExceeded);
		tree.issue(content(1));
		refused!(tree.try_issue(content(2)), QuotaExceeded);
	});
}

#[test]
fn a_batch_keeps_to_what_holds_for_one() {
	build_and_execute(|| {
		let tree = tree();
		let by = |who, accreditation, schema, from, until| {
			Certification::issue_batch(signed(who), accreditation, schema, hash(1), 5, from, until)
		};
		let Tree { faculty, schema, .. } = tree;
		refused!(by(UNIVERSITY, faculty, schema, None, None), NotHolder);
		refused!(by(FACULTY, 77, schema, None, None), AccreditationUnknown);
		refused!(by(FACULTY, faculty, hash(77), None, None), SchemaUnknown);
		let foreign = register(found(), 9, RULES);
		refused!(by(FACULTY, faculty, foreign, None, None), SchemaNotInNetwork);
		refused!(by(FACULTY, faculty, schema, Some(NOW + 1), Some(NOW)), ValidityEmpty);
		refused!(by(FACULTY, faculty, schema, Some(0), Some(NOW - 1)), ExpiryPassed);
		let expiring = register(tree.network, 8, SchemaRules { expires: true, ..RULES });
		refused!(by(FACULTY, faculty, expiring, None, None), ExpiryMissing);
		suspend_accreditation(OPERATOR, tree.university);
		refused!(by(FACULTY, faculty, schema, None, None), AccreditationSuspended);
	});
}

#[test]
fn the_dates_and_states_of_the_whole_are_those_of_each() {
	build_and_execute(|| {
		let tree = tree();
		let class = Class::of(3);
		let (from, end) = (Some(NOW + 5), Some(NOW + 10));
		let Tree { faculty, schema, .. } = tree;
		assert_ok!(Certification::issue_batch(signed(FACULTY), faculty, schema, class.root(), 3, from, end));
		let id = batch_id(faculty, &schema, &class.root(), 3, from, end);
		let at = |time| {
			let answer = Certification::verify_member(id, class.present(2), None, Some(NOW + time));
			answer.reason
		};
		assert_eq!(at(4), Some(InvalidReason::NotYetValid { valid_from: NOW + 5 }));
		assert_eq!((at(5), at(10)), (None, None));
		assert_eq!(at(11), Some(InvalidReason::Expired { valid_until: NOW + 10 }));
		set_time(NOW + 7);
		suspend(UNIVERSITY, id);
		set_time(NOW + 8);
		assert_ok!(Certification::reinstate(signed(UNIVERSITY), id));
		set_time(NOW + 9);
		revoke(FACULTY, id);
		assert!(matches!(at(7), Some(InvalidReason::Suspended { .. })));
		assert!(matches!(at(9), Some(InvalidReason::Revoked { .. })));
		assert_eq!((at(6), at(8)), (None, None));
	});
}

#[test]
fn who_cannot_pay_issues_no_batch() {
	build_and_execute(|| {
		let tree = tree();
		assert_ok!(Certification::hand_over(signed(UNIVERSITY), tree.faculty, PAUPER));
		let by = Certification::issue_batch(signed(PAUPER), tree.faculty, tree.schema, hash(1), 5, None, None);
		assert_noop!(by, TokenError::FundsUnavailable);
	});
}
