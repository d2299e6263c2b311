use super::*;
use crate::CertificatesBySubject;

fn accept(who: AccountId, id: CertificateId) -> sp_runtime::DispatchResult {
	Certification::accept(signed(who), id)
}

fn decline(who: AccountId, id: CertificateId) -> sp_runtime::DispatchResult {
	Certification::decline(signed(who), id)
}

fn asking() -> Tree {
	tree_of(SchemaRules { needs_acceptance: true, ..RULES })
}

fn listed(id: CertificateId) -> bool {
	CertificatesBySubject::<Test>::contains_key(SUBJECT, id)
}

#[test]
fn what_needs_acceptance_is_not_in_force_before() {
	build_and_execute(|| {
		let tree = asking();
		let id = tree.issue(content(1));
		assert_eq!((state(id), objection(id)), (State::Pending, Some(InvalidReason::NotAccepted)));
		set_time(NOW + 10);
		assert_ok!(accept(SUBJECT, id));
		assert_eq!(last_event(), Event::CertificateAccepted { certificate: id, subject: SUBJECT });
		assert_eq!((state(id), objection(id)), (State::Active, None));
		assert_eq!(objection_at(id, NOW + 9), Some(InvalidReason::NotAccepted));
		refused!(accept(SUBJECT, id), CertificateAccepted);
		refused!(decline(SUBJECT, id), CertificateAccepted);
	});
}

#[test]
fn only_the_subject_accepts_and_declines() {
	build_and_execute(|| {
		let id = asking().issue(content(1));
		for who in [OPERATOR, UNIVERSITY, FACULTY, STRANGER] {
			refused!(accept(who, id), NotSubject);
			refused!(decline(who, id), NotSubject);
		}
		refused!(accept(SUBJECT, hash(7)), CertificateUnknown);
		refused!(decline(SUBJECT, hash(7)), CertificateUnknown);
	});
}

#[test]
fn what_was_declined_never_comes_into_force() {
	build_and_execute(|| {
		let tree = asking();
		let id = tree.issue(content(1));
		assert_ok!(decline(SUBJECT, id));
		assert_eq!(last_event(), Event::CertificateDeclined { certificate: id, subject: SUBJECT });
		assert_eq!(objection(id), Some(InvalidReason::Declined { at: NOW }));
		assert!(!listed(id));
		refused!(accept(SUBJECT, id), CertificateDeclined);
		refused!(decline(SUBJECT, id), CertificateDeclined);
		refused!(Certification::renew(signed(FACULTY), tree.faculty, id, None), CertificateDeclined);
		refused!(Certification::suspend(signed(FACULTY), id, Reason::Unspecified), CertificateDeclined);
		refused!(Certification::revoke(signed(FACULTY), id, Reason::Unspecified), CertificateDeclined);
	});
}

#[test]
fn what_needs_no_acceptance_cannot_be_declined_away() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		assert_ok!(decline(SUBJECT, id));
		// It is not shown under the subject any more; but it is in force, as an exclusion order has to be.
		assert!(!listed(id));
		assert_eq!((state(id), objection(id)), (State::Active, None));
		refused!(decline(SUBJECT, id), CertificateDeclined);
		// On second thoughts.
		assert_ok!(accept(SUBJECT, id));
		assert!(listed(id) && stored(id).accepted);
	});
}

#[test]
fn accepting_what_is_in_force_changes_no_state() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		assert_ok!(accept(SUBJECT, id));
		assert_eq!(stored(id).history.changes().len(), 1);
		refused!(accept(SUBJECT, id), CertificateAccepted);
		refused!(decline(SUBJECT, id), CertificateAccepted);
		// What is suspended can be accepted too, and stays suspended.
		let other = tree.issue(content(2));
		suspend(FACULTY, other);
		assert_ok!(accept(SUBJECT, other));
		assert_eq!(state(other), State::Suspended);
	});
}

#[test]
fn what_is_over_is_not_accepted_any_more() {
	build_and_execute(|| {
		let tree = asking();
		let revoked = tree.issue(content(1));
		revoke(FACULTY, revoked);
		refused!(accept(SUBJECT, revoked), CertificateRevoked);
		// But its subject can still have it off its list.
		assert_ok!(decline(SUBJECT, revoked));
		assert_eq!(state(revoked), State::Revoked);
		assert!(!listed(revoked));
	});
}

#[test]
fn what_is_pending_cannot_be_suspended_renewed_or_surrendered() {
	build_and_execute(|| {
		let tree = asking();
		let id = tree.issue(content(1));
		refused!(Certification::suspend(signed(FACULTY), id, Reason::Unspecified), CertificatePending);
		refused!(Certification::reinstate(signed(FACULTY), id), CertificatePending);
		refused!(Certification::renew(signed(FACULTY), tree.faculty, id, None), CertificatePending);
		refused!(Certification::replace(signed(FACULTY), tree.faculty, id, content(2)), CertificatePending);
		refused!(Certification::surrender(signed(SUBJECT), id), CertificatePending);
		revoke(FACULTY, id);
	});
}

#[test]
fn a_pending_one_has_its_place_and_a_declined_one_frees_it() {
	build_and_execute(|| {
		let tree = tree_of(SchemaRules { needs_acceptance: true, one_per_subject: true, ..RULES });
		let id = tree.issue(content(1));
		refused!(tree.try_issue(content(2)), SubjectCertified);
		assert_ok!(decline(SUBJECT, id));
		tree.issue(content(2));
	});
}
