//! Suspending, reinstating and revoking accreditations.

use super::*;

fn reinstate(who: AccountId, id: AccreditationId) -> DispatchResultWithPostInfo {
	Certification::reinstate_accreditation(signed(who), id)
}

fn try_suspend(who: AccountId, id: AccreditationId) -> DispatchResultWithPostInfo {
	Certification::suspend_accreditation(signed(who), id, Reason::CertificateHold)
}

fn try_revoke(who: AccountId, id: AccreditationId) -> DispatchResultWithPostInfo {
	Certification::revoke_accreditation(signed(who), id, Reason::CessationOfOperation)
}

#[test]
fn a_suspension_takes_everything_below_along_until_it_is_undone() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		set_time(NOW + 10);
		suspend_accreditation(OPERATOR, tree.university);
		let (accreditation, reason) = (tree.university, Reason::CertificateHold);
		assert_eq!(last_event(), Event::AccreditationSuspended { accreditation, by: OPERATOR, reason });
		refused!(tree.try_issue(content(2)), AccreditationSuspended);
		let state = State::Suspended;
		let fallen = InvalidReason::IssuerNotAccredited { accreditation, state, since: NOW + 10 };
		assert_eq!(objection(id), Some(fallen.clone()));
		set_time(NOW + 20);
		assert_ok!(reinstate(OPERATOR, tree.university));
		assert_eq!(last_event(), Event::AccreditationReinstated { accreditation, by: OPERATOR });
		assert_eq!(objection(id), None);
		tree.issue(content(2));
		// And the past stays as it was.
		assert_eq!(objection_at(id, NOW + 9), None);
		assert_eq!(objection_at(id, NOW + 10), Some(fallen.clone()));
		assert_eq!(objection_at(id, NOW + 19), Some(fallen));
		assert_eq!(objection_at(id, NOW + 20), None);
	});
}

#[test]
fn those_above_suspend_and_nobody_else() {
	build_and_execute(|| {
		let tree = tree();
		refused!(try_suspend(FACULTY, tree.faculty), AuthorityTooLow);
		refused!(try_suspend(UNIVERSITY, tree.university), AuthorityTooLow);
		// The child has no authority over the parent, nor the sibling over its sibling.
		refused!(try_suspend(FACULTY, tree.university), NotAuthority);
		refused!(try_suspend(SIBLING, tree.faculty), NotAuthority);
		refused!(try_suspend(STRANGER, tree.faculty), NotAuthority);
		refused!(try_suspend(OPERATOR, 77), AccreditationUnknown);
		suspend_accreditation(OPERATOR, tree.faculty);
		refused!(try_suspend(OPERATOR, tree.faculty), AccreditationSuspended);
		refused!(try_suspend(UNIVERSITY, tree.faculty), AuthorityTooLow);
	});
}

#[test]
fn only_who_stands_as_near_to_the_root_reinstates() {
	build_and_execute(|| {
		let tree = tree();
		refused!(reinstate(OPERATOR, tree.faculty), AccreditationActive);
		suspend_accreditation(OPERATOR, tree.faculty);
		assert_ok!(reinstate(OPERATOR, tree.faculty));
		// Whoever did what before.
		refused!(reinstate(UNIVERSITY, tree.faculty), AccreditationActive);
		suspend_accreditation(OPERATOR, tree.faculty);
		refused!(reinstate(UNIVERSITY, tree.faculty), AuthorityTooLow);
		assert_ok!(reinstate(OPERATOR, tree.faculty));
		suspend_accreditation(UNIVERSITY, tree.faculty);
		refused!(reinstate(FACULTY, tree.faculty), AuthorityTooLow);
		refused!(reinstate(SIBLING, tree.faculty), NotAuthority);
		refused!(reinstate(OPERATOR, 77), AccreditationUnknown);
		assert_ok!(reinstate(UNIVERSITY, tree.faculty));
	});
}

#[test]
fn who_has_fallen_suspends_and_reinstates_nobody() {
	build_and_execute(|| {
		let tree = tree();
		suspend_accreditation(UNIVERSITY, tree.sibling);
		suspend_accreditation(OPERATOR, tree.university);
		refused!(try_suspend(UNIVERSITY, tree.faculty), AuthorityFallen);
		refused!(try_revoke(UNIVERSITY, tree.faculty), AuthorityFallen);
		refused!(reinstate(UNIVERSITY, tree.sibling), AccreditationSuspended);
		// Not even itself from the revocation by resigning.
		refused!(try_revoke(UNIVERSITY, tree.university), AuthorityFallen);
		assert_ok!(reinstate(OPERATOR, tree.sibling));
		revoke_accreditation(OPERATOR, tree.university);
		refused!(try_suspend(UNIVERSITY, tree.faculty), AuthorityFallen);
		suspend_accreditation(OPERATOR, tree.faculty);
	});
}

#[test]
fn who_has_expired_still_takes_but_no_longer_gives() {
	build_and_execute(|| {
		let tree = tree();
		let terms = Terms { valid_until: Some(NOW + 10), ..unlimited(2) };
		assert_ok!(Certification::amend_accreditation(signed(OPERATOR), tree.university, terms));
		suspend_accreditation(UNIVERSITY, tree.sibling);
		set_time(NOW + 11);
		refused!(reinstate(UNIVERSITY, tree.sibling), AccreditationExpired);
		suspend_accreditation(UNIVERSITY, tree.faculty);
		revoke_accreditation(UNIVERSITY, tree.faculty);
	});
}

#[test]
fn a_revocation_is_final() {
	build_and_execute(|| {
		let tree = tree();
		revoke_accreditation(UNIVERSITY, tree.faculty);
		let (accreditation, reason) = (tree.faculty, Reason::CessationOfOperation);
		assert_eq!(last_event(), Event::AccreditationRevoked { accreditation, by: UNIVERSITY, reason });
		refused!(reinstate(OPERATOR, tree.faculty), AccreditationRevoked);
		refused!(try_suspend(OPERATOR, tree.faculty), AccreditationRevoked);
		refused!(try_revoke(OPERATOR, tree.faculty), AccreditationRevoked);
		refused!(tree.try_issue(content(1)), AccreditationRevoked);
		let offer = Certification::transfer_accreditation(signed(OPERATOR), tree.faculty, Some(STRANGER));
		refused!(offer, AccreditationRevoked);
	});
}

#[test]
fn holders_resign_and_those_above_revoke() {
	build_and_execute(|| {
		let tree = tree();
		refused!(try_revoke(FACULTY, tree.university), NotAuthority);
		refused!(try_revoke(SIBLING, tree.faculty), NotAuthority);
		refused!(try_revoke(OPERATOR, 77), AccreditationUnknown);
		revoke_accreditation(FACULTY, tree.faculty);
		revoke_accreditation(OPERATOR, tree.sibling);
		revoke_accreditation(UNIVERSITY, tree.university);
	});
}

#[test]
fn what_is_suspended_can_be_revoked() {
	build_and_execute(|| {
		let tree = tree();
		suspend_accreditation(OPERATOR, tree.faculty);
		// Also by who could not reinstate it: a revocation only takes more away.
		revoke_accreditation(UNIVERSITY, tree.faculty);
		assert_eq!(standing_of(tree.faculty), State::Revoked);
	});
}

#[test]
fn one_account_with_two_accreditations_uses_the_one_that_suffices() {
	build_and_execute(|| {
		let tree = tree();
		// The university has a faculty of its own, and accredits below it.
		let own = accredit(tree.network, Some(tree.university), UNIVERSITY, unlimited(1));
		let child = accredit(tree.network, Some(own), STRANGER, unlimited(0));
		suspend_accreditation(UNIVERSITY, own);
		// With its own faculty suspended, its hand reaches the child from above.
		suspend_accreditation(UNIVERSITY, child);
		refused!(reinstate(STRANGER, child), AuthorityTooLow);
		assert_ok!(reinstate(UNIVERSITY, child));
		assert_ok!(reinstate(UNIVERSITY, own));
	});
}

#[test]
fn suspended_and_reinstated_within_one_block_it_was_never_suspended() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		suspend_accreditation(UNIVERSITY, tree.faculty);
		assert_ok!(reinstate(UNIVERSITY, tree.faculty));
		assert_eq!(objection_at(id, NOW), None);
		// Revoked in the block in which it was issued, it was never accredited.
		revoke_accreditation(UNIVERSITY, tree.faculty);
		assert!(objection_at(id, NOW).is_some());
	});
}
