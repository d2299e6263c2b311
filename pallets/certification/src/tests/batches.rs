use super::*;
use civitas_primitives::certification::status_list::MAX_ENTRIES;

fn issue_batch(tree: &Tree, count: u32) -> DispatchResultWithPostInfo {
	Certification::issue_batch(signed(FACULTY), Some(tree.faculty), tree.schema, hash(1), count, None, None)
}

fn verify(batch: CertificateId, presented: info::PresentedMember<AccountId>) -> Option<InvalidReason<AccountId>> {
	Certification::verify(batch, None, None, Some(presented)).reason
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
			let claims = Some(hash(index as u8));
			let expected =
				Expected { network: Some(network), schema: Some(schema), subject, issuer: Some(FACULTY), claims };
			let answer = Certification::verify(id, Some(expected), None, Some(class.present(index)));
			assert_eq!(answer.reason, None);
			let member = answer.dossier.expect("it was issued").certificate;
			assert_eq!((member.id, member.member, member.subject), (id, Some(index), 100 + u64::from(index)));
			assert_eq!((member.issuer, member.accreditation, member.issued_at), (FACULTY, Some(tree.faculty), NOW));
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
		let with = |expected| Certification::verify(id, Some(expected), None, Some(class.present(1))).reason;
		let subject = Expected { subject: Some(100), ..Expected::default() };
		assert_eq!(with(subject), Some(InvalidReason::SubjectMismatch));
		assert_eq!(
			with(Expected { claims: Some(hash(0)), ..Expected::default() }),
			Some(InvalidReason::ClaimsMismatch)
		);
		let issuer = Expected { issuer: Some(UNIVERSITY), ..Expected::default() };
		assert_eq!(with(issuer), Some(InvalidReason::IssuerMismatch { issuer: FACULTY }));
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
		let all = SchemaRules { survives_issuer: true, ..RULES };
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
			Certification::issue_batch(signed(who), Some(accreditation), schema, hash(1), 5, from, until)
		};
		let Tree { faculty, schema, .. } = tree;
		refused!(by(UNIVERSITY, faculty, schema, None, None), NotHolder);
		refused!(by(FACULTY, 77, schema, None, None), AccreditationUnknown);
		refused!(by(FACULTY, faculty, hash(77), None, None), SchemaUnknown);
		let foreign = register(found(), 9, RULES);
		refused!(by(FACULTY, faculty, foreign, None, None), SchemaNotInNetwork);
		refused!(by(FACULTY, faculty, schema, Some(NOW + 1), Some(NOW)), ValidityEmpty);
		refused!(by(FACULTY, faculty, schema, Some(0), Some(NOW - 1)), ExpiryPassed);
		let expiring = SchemaContent { max_validity: Some(100), ..schema_content(8, RULES) };
		let expiring = register_as(tree.network, expiring);
		refused!(by(FACULTY, faculty, expiring, None, None), ExpiryMissing);
		refused!(by(FACULTY, faculty, expiring, None, Some(NOW + 101)), ValidityTooLong);
		refused!(by(FACULTY, faculty, expiring, Some(NOW + 50), Some(NOW + 151)), ValidityTooLong);
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
		assert_ok!(Certification::issue_batch(signed(FACULTY), Some(faculty), schema, class.root(), 3, from, end));
		let id = batch_id(Authority::Accreditation(faculty), &schema, &class.root(), 3, from, end);
		let at = |time| {
			let answer = Certification::verify(id, None, Some(NOW + time), Some(class.present(2)));
			answer.reason
		};
		frame_support::hypothetically!({
			set_time(NOW + 11);
			assert_eq!(at(4), Some(InvalidReason::NotYetValid { valid_from: NOW + 5 }));
			assert_eq!((at(5), at(10)), (None, None));
			assert_eq!(at(11), Some(InvalidReason::Expired { valid_until: NOW + 10 }));
		});
		// Before it is so, only the dates are known.
		let unknown = || Some(InvalidReason::NotYetKnown { now: NOW });
		assert_eq!(at(4), Some(InvalidReason::NotYetValid { valid_from: NOW + 5 }));
		assert_eq!((at(5), at(10)), (unknown(), unknown()));
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
		issue::hand_over(tree.faculty, PAUPER);
		let by = Certification::issue_batch(signed(PAUPER), Some(tree.faculty), tree.schema, hash(1), 5, None, None);
		assert_noop!(by, TokenError::FundsUnavailable);
	});
}

#[test]
fn no_batch_begins_long_after_its_issue_or_after_the_end_of_who_issues_it() {
	build_and_execute(|| {
		let tree = tree();
		let by = |accreditation: Option<AccreditationId>, from| {
			let who = if accreditation.is_some() { FACULTY } else { OPERATOR };
			Certification::issue_batch(signed(who), accreditation, tree.schema, hash(1), 5, Some(from), None)
		};
		for accreditation in [Some(tree.faculty), None] {
			refused!(by(accreditation, NOW + MAX_POSTDATING + 1), ValidityTooLate);
			refused!(by(accreditation, Moment::MAX), ValidityTooLate);
			frame_support::hypothetically!({
				assert_ok!(by(accreditation, NOW + MAX_POSTDATING));
			});
		}
		for (ending, depth) in [(tree.faculty, 1), (tree.university, 2)] {
			frame_support::hypothetically!({
				let terms = Terms { valid_until: Some(NOW + 100), ..unlimited(depth) };
				assert_ok!(Certification::amend_accreditation(signed(OPERATOR), ending, terms));
				refused!(by(Some(tree.faculty), NOW + 101), AccreditationExpired);
				assert_ok!(by(Some(tree.faculty), NOW + 100));
				assert_ok!(by(None, NOW + 101));
				// Valid from a day in the past, it still is issued today.
				set_time(NOW + 101);
				refused!(by(Some(tree.faculty), NOW), AccreditationExpired);
			});
		}
	});
}

#[test]
fn the_operator_issues_a_batch_without_an_accreditation() {
	build_and_execute(|| {
		let tree = tree();
		let Tree { network, schema, .. } = tree;
		let class = Class::of(9);
		let by = |who| Certification::issue_batch(signed(who), None, schema, class.root(), class.count(), None, None);
		for who in [UNIVERSITY, FACULTY, STRANGER] {
			refused!(by(who), NotOperator);
		}
		assert_ok!(by(OPERATOR));
		let id = batch_id(Authority::Operator(network), &schema, &class.root(), 9, None, None);
		let event = Event::BatchIssued { batch: id, network, schema, issuer: OPERATOR, root: class.root(), count: 9 };
		assert_eq!(last_event(), event);
		let info = Certification::batch(id).expect("just issued");
		assert_eq!((info.network, info.accreditation, info.issuer), (network, None, OPERATOR));
		let listed = Certification::batches_by_accreditation(network, None, None, None).items;
		assert_eq!(listed, [info]);
		let dossier = Certification::verify(id, None, None, Some(class.present(4))).dossier.expect("it was issued");
		assert_eq!((dossier.chain.len(), dossier.certificate.accreditation), (0, None));
		assert_eq!(verify(id, class.present(4)), None);
		refused!(Certification::suspend(signed(UNIVERSITY), id, Reason::Unspecified), NotAuthority);
		// After the network has gone to another, that one has the say.
		assert_ok!(Certification::transfer_network(signed(OPERATOR), network, Some(EMPLOYER)));
		assert_ok!(Certification::accept_network(signed(EMPLOYER), network));
		refused!(Certification::revoke(signed(OPERATOR), id, Reason::Unspecified), NotAuthority);
		suspend(EMPLOYER, id);
		assert!(matches!(verify(id, class.present(4)), Some(InvalidReason::Suspended { .. })));
		revoke(EMPLOYER, id);
	});
}

#[test]
fn a_batch_pays_for_all_of_its_pages() {
	build_and_execute(|| {
		for suspendable in [false, true] {
			let tree = tree_of(SchemaRules { suspendable, ..NO_RULES });
			for count in [1, 8, 9, 4_096, 4_097, MAX_ENTRIES] {
				let before = held(FACULTY, HoldReason::Batch);
				frame_support::hypothetically!({
					assert_ok!(issue_batch(&tree, count));
					let paid = held(FACULTY, HoldReason::Batch) - before;
					let footprint = Certification::batch_footprint(count, suspendable);
					assert_eq!((footprint.count, paid), (1, 100 + Balance::from(footprint.size)), "{count}");
					// A bit for each and its suspension, with who set that, and as many keys as there are pages.
					let pages = count.div_ceil(4_096);
					let bits = count.div_ceil(8);
					let levels = if suspendable { bits + count.div_ceil(2) } else { 0 };
					assert!(paid >= Balance::from(bits + levels + 37 * pages), "{count}: {paid}");
				});
			}
		}
	});
}
