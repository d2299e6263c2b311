//! Revoking one and many.

use super::*;

fn try_revoke(who: AccountId, id: CertificateId) -> DispatchResultWithPostInfo {
	Certification::revoke(signed(who), id, Reason::KeyCompromise)
}

fn revoke_many(who: AccountId, ids: &[CertificateId]) -> DispatchResultWithPostInfo {
	let ids = ids.to_vec().try_into().expect("no more than there may be");
	Certification::revoke_many(signed(who), ids, Reason::IssuerCompromise)
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
		assert_ok!(Certification::hand_over(signed(UNIVERSITY), tree.faculty, PAUPER));
		let before = held(FACULTY, HoldReason::Certificate);
		suspend(PAUPER, id);
		revoke(PAUPER, id);
		assert_eq!(held(FACULTY, HoldReason::Certificate), before);
		assert_eq!(Balances::free_balance(PAUPER), EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn many_are_revoked_together() {
	build_and_execute(|| {
		let tree = tree();
		let mut ids: Vec<_> =
			(0..crate::types::MAX_REVOCATIONS as u8 - 1).map(|claims| tree.issue(content(claims))).collect();
		ids.push(tree.issue_batch(&Class::of(3)));
		assert_ok!(revoke_many(UNIVERSITY, &ids));
		assert!(ids.iter().all(|id| state(*id) == State::Revoked));
		// There is an event for each, so that who follows one need not know of the others.
		let reason = Reason::IssuerCompromise;
		let events = System::read_events_for_pallet::<Event<Test>>();
		let said = |id: &CertificateId| {
			events.contains(&Event::CertificateRevoked { certificate: *id, by: UNIVERSITY, reason })
		};
		assert!(ids.iter().all(said));
	});
}

#[test]
fn more_than_the_most_do_not_fit() {
	let many = vec![hash(1); crate::types::MAX_REVOCATIONS as usize + 1];
	assert!(crate::types::Revocations::try_from(many).is_err());
}

#[test]
fn all_or_none_are_revoked() {
	build_and_execute(|| {
		let tree = tree();
		let [one, two] = [1, 2].map(|claims| tree.issue(content(claims)));
		assert_ok!(Certification::issue(signed(SIBLING), tree.sibling, tree.schema, SUBJECT, content(1), None));
		let foreign = certificate_id(tree.sibling, &tree.schema, &SUBJECT, &content(1), None);
		refused!(revoke_many(FACULTY, &[]), CertificatesEmpty);
		refused!(revoke_many(FACULTY, &[one, two, one]), CertificateDuplicate);
		refused!(revoke_many(FACULTY, &[one, one]), CertificateDuplicate);
		refused!(revoke_many(FACULTY, &[one, hash(7)]), CertificateUnknown);
		refused!(revoke_many(FACULTY, &[one, two, foreign]), NotAuthority);
		revoke(FACULTY, two);
		refused!(revoke_many(FACULTY, &[one, two]), CertificateRevoked);
		assert_eq!(state(one), State::Active);
		// The university stands above both.
		assert_ok!(revoke_many(UNIVERSITY, &[one, foreign]));
	});
}
