use super::*;

fn surrender(who: AccountId, id: CertificateId) -> sp_runtime::DispatchResult {
	Certification::surrender(signed(who), id)
}

#[test]
fn a_subject_gives_up_what_it_may_give_up() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		for who in [OPERATOR, FACULTY, STRANGER] {
			refused!(surrender(who, id), NotSubject);
		}
		refused!(surrender(SUBJECT, hash(7)), CertificateUnknown);
		set_time(NOW + 10);
		assert_ok!(surrender(SUBJECT, id));
		assert_eq!(last_event(), Event::CertificateSurrendered { certificate: id, subject: SUBJECT });
		assert_eq!(objection_at(id, NOW + 9), None);
		assert_eq!(objection(id), Some(InvalidReason::Surrendered { at: NOW + 10 }));
		refused!(surrender(SUBJECT, id), CertificateSurrendered);
	});
}

#[test]
fn what_one_would_like_to_be_rid_of_cannot_be_surrendered() {
	build_and_execute(|| {
		let id = tree_of(NO_RULES).issue(content(1));
		refused!(surrender(SUBJECT, id), SchemaNotSurrenderable);
	});
}

#[test]
fn who_is_looked_into_does_not_get_away_by_leaving() {
	build_and_execute(|| {
		let tree = tree();
		let suspended = tree.issue(content(1));
		suspend(FACULTY, suspended);
		refused!(surrender(SUBJECT, suspended), CertificateSuspended);
		assert_ok!(Certification::reinstate(signed(FACULTY), suspended));
		assert_ok!(surrender(SUBJECT, suspended));
		let revoked = tree.issue(content(2));
		revoke(FACULTY, revoked);
		refused!(surrender(SUBJECT, revoked), CertificateRevoked);
		let superseded = tree.issue(content(3));
		tree.renew(superseded, None);
		refused!(surrender(SUBJECT, superseded), CertificateSuperseded);
	});
}

#[test]
fn a_member_of_a_batch_cannot_surrender_the_batch() {
	build_and_execute(|| {
		let batch = tree().issue_batch(&Class::of(3));
		refused!(surrender(100, batch), CertificateUnknown);
	});
}

#[test]
fn what_is_pending_is_declined_whatever_the_schema_says() {
	for surrenderable in [false, true] {
		build_and_execute(|| {
			let tree = tree_of(SchemaRules { needs_acceptance: true, surrenderable, ..NO_RULES });
			let id = tree.issue(content(1));
			for who in [OPERATOR, FACULTY, STRANGER] {
				refused!(surrender(who, id), NotSubject);
			}
			set_time(NOW + 10);
			assert_ok!(surrender(SUBJECT, id));
			assert_eq!(last_event(), Event::CertificateDeclined { certificate: id, subject: SUBJECT });
			assert_eq!((state(id), objection(id)), (State::Declined, Some(InvalidReason::Declined { at: NOW + 10 })));
			// Once it is accepted, the schema has a say.
			let accepted = tree.issue(content(2));
			assert_ok!(Certification::accept(signed(SUBJECT), accepted));
			if surrenderable {
				refused!(surrender(SUBJECT, id), CertificateDeclined);
				assert_ok!(surrender(SUBJECT, accepted));
				assert_eq!(state(accepted), State::Surrendered);
			} else {
				refused!(surrender(SUBJECT, id), SchemaNotSurrenderable);
				refused!(surrender(SUBJECT, accepted), SchemaNotSurrenderable);
				assert_eq!(objection(accepted), None);
			}
		});
	}
}

#[test]
fn what_is_pending_is_declined_also_after_its_issuer() {
	build_and_execute(|| {
		let tree = tree_of(SchemaRules { needs_acceptance: true, ..NO_RULES });
		let id = tree.issue(until(1, NOW + 5));
		revoke_accreditation(OPERATOR, tree.university);
		close(tree.network);
		set_time(NOW + 6);
		assert_ok!(surrender(SUBJECT, id));
		assert_eq!(state(id), State::Declined);
	});
}
