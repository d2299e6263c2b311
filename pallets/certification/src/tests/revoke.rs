//! Revoking certificates and batches.

use super::*;

fn try_revoke(who: AccountId, id: CertificateId) -> DispatchResultWithPostInfo {
	Certification::revoke(signed(who), id, Reason::KeyCompromise)
}

#[test]
fn a_revocation_is_dated_reasoned_and_final() {
	build_and_execute(|| {
		let tree = tree();
		for id in [tree.issue(content(1)), tree.issue_batch(&Class::of(3))] {
			set_time(Timestamp::get() + 10);
			assert_ok!(try_revoke(FACULTY, id));
			let reason = Reason::KeyCompromise;
			assert_eq!(last_event(), Event::CertificateRevoked { certificate: id, by: FACULTY, reason });
			refused!(try_revoke(OPERATOR, id), CertificateRevoked);
		}
		let id = tree.id(&content(1));
		assert_eq!(objection_at(id, NOW + 9), None);
		let revoked = InvalidReason::Revoked { at: NOW + 10, reason: Reason::KeyCompromise };
		assert_eq!(objection_at(id, NOW + 10), Some(revoked));
		refused!(try_revoke(FACULTY, hash(7)), CertificateUnknown);
	});
}

#[test]
fn a_superseded_or_surrendered_one_is_over_already() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		tree.renew(id, None);
		refused!(try_revoke(FACULTY, id), CertificateSuperseded);
		let id = tree.issue(content(2));
		assert_ok!(Certification::surrender(signed(SUBJECT), id));
		refused!(try_revoke(FACULTY, id), CertificateSurrendered);
	});
}

#[test]
fn who_has_expired_still_revokes() {
	build_and_execute(|| {
		let tree = tree();
		let terms = Terms { valid_until: Some(NOW + 10), ..unlimited(1) };
		assert_ok!(Certification::amend_accreditation(signed(UNIVERSITY), tree.faculty, terms));
		let id = tree.issue(content(1));
		set_time(NOW + 11);
		suspend(FACULTY, id);
		revoke(FACULTY, id);
	});
}

#[test]
fn a_revocation_costs_the_revoker_nothing() {
	build_and_execute(|| {
		// A pauper inherits the faculty; the deposit of its predecessor pays for the log.
		let tree = tree();
		let id = tree.issue(content(1));
		issue::hand_over(tree.faculty, PAUPER);
		let before = held(FACULTY, HoldReason::Certificate);
		suspend(PAUPER, id);
		revoke(PAUPER, id);
		assert_eq!(held(FACULTY, HoldReason::Certificate), before);
		assert_eq!(Balances::free_balance(PAUPER), EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn what_the_operator_issued_only_the_operator_revokes() {
	build_and_execute(|| {
		let tree = tree();
		let Tree { network, schema, .. } = tree;
		assert_ok!(Certification::issue(signed(OPERATOR), None, schema, SUBJECT, content(1), None));
		assert_ok!(Certification::issue_batch(signed(OPERATOR), None, schema, hash(1), 9, None, None));
		let authority = Authority::Operator(network);
		let one = certificate_id(authority, &schema, &SUBJECT, &content(1), None);
		for id in [one, batch_id(authority, &schema, &hash(1), 9, None, None)] {
			for who in [UNIVERSITY, FACULTY, SIBLING, SUBJECT, STRANGER] {
				refused!(try_revoke(who, id), NotAuthority);
			}
			assert_ok!(try_revoke(OPERATOR, id));
		}
	});
}
