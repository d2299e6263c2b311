//! Giving an accreditation other terms: what holds for any, and making them narrower. `widen_accreditation` has the rest.

use super::*;

fn amend(who: AccountId, id: AccreditationId, terms: Terms) -> DispatchResultWithPostInfo {
	Certification::amend_accreditation(signed(who), id, terms)
}

fn terms(id: AccreditationId) -> Terms {
	Certification::accreditation(id).expect("it was given").terms
}

/// The tree, and the faculty with a narrow accreditation.
fn narrow() -> (Tree, Terms) {
	let tree = tree();
	// In the order in which they are shown.
	let mut schemas = vec![tree.schema, hash(1)];
	schemas.sort();
	let scope = Scope::Schemas(schemas);
	let terms = Terms { scope, valid_until: Some(NOW + 100), quota: Some(10), depth: 1 };
	assert_ok!(amend(UNIVERSITY, tree.faculty, terms.clone()));
	(tree, terms)
}

#[test]
fn those_above_narrow() {
	build_and_execute(|| {
		let (tree, narrow) = narrow();
		let event = Event::AccreditationAmended { accreditation: tree.faculty, terms: narrow.clone(), by: UNIVERSITY };
		assert_eq!(last_event(), event);
		assert_eq!(terms(tree.faculty), narrow);
		let narrower =
			Terms { scope: Scope::Schemas(vec![tree.schema]), valid_until: Some(NOW), quota: Some(0), depth: 0 };
		assert_ok!(amend(OPERATOR, tree.faculty, narrower.clone()));
		assert_eq!(terms(tree.faculty), narrower);
	});
}

#[test]
fn nobody_amends_their_own() {
	build_and_execute(|| {
		let (tree, terms) = narrow();
		refused!(amend(FACULTY, tree.faculty, terms.clone()), AuthorityTooLow);
		refused!(amend(UNIVERSITY, tree.university, unlimited(1)), AuthorityTooLow);
		for who in [SIBLING, SUBJECT, STRANGER] {
			refused!(amend(who, tree.faculty, terms.clone()), NotAuthority);
		}
		refused!(amend(OPERATOR, 77, terms), AccreditationUnknown);
	});
}

#[test]
fn the_past_is_not_amended() {
	build_and_execute(|| {
		let (tree, terms) = narrow();
		refused!(amend(OPERATOR, tree.faculty, Terms { valid_until: Some(NOW - 1), ..terms.clone() }), ExpiryPassed);
		set_time(NOW + 101);
		// Over is over; all else can still be narrowed.
		refused!(
			amend(OPERATOR, tree.faculty, Terms { valid_until: Some(NOW + 100 - 1), ..terms.clone() }),
			ExpiryPassed
		);
		assert_ok!(amend(OPERATOR, tree.faculty, Terms { depth: 0, ..terms }));
	});
}

#[test]
fn a_quota_is_not_smaller_than_what_was_used() {
	build_and_execute(|| {
		let (tree, terms) = narrow();
		for claims in 0..3 {
			tree.issue(content(claims));
		}
		let child = Terms { quota: Some(4), depth: 0, ..terms.clone() };
		accredit(tree.network, Some(tree.faculty), STRANGER, child);
		refused!(amend(OPERATOR, tree.faculty, Terms { quota: Some(6), ..terms.clone() }), QuotaTooSmall);
		assert_ok!(amend(OPERATOR, tree.faculty, Terms { quota: Some(7), ..terms.clone() }));
		refused!(tree.try_issue(content(3)), QuotaExceeded);
		assert_ok!(amend(OPERATOR, tree.faculty, Terms { quota: Some(8), ..terms }));
		tree.issue(content(3));
		refused!(tree.try_issue(content(4)), QuotaExceeded);
	});
}

#[test]
fn a_quota_that_is_set_later_comes_from_above() {
	build_and_execute(|| {
		let tree = tree();
		let limited = |quota| Terms { quota: Some(quota), ..unlimited(2) };
		assert_ok!(amend(OPERATOR, tree.university, limited(10)));
		// What was given without a quota cannot be used now: nobody would count it.
		refused!(tree.try_issue(content(1)), QuotaMissing);
		refused!(
			Certification::accredit(signed(FACULTY), tree.network, Some(tree.faculty), STRANGER, unlimited(0)),
			QuotaMissing
		);
		refused!(amend(UNIVERSITY, tree.faculty, Terms { quota: Some(11), ..unlimited(1) }), QuotaWidened);
		assert_ok!(amend(UNIVERSITY, tree.faculty, Terms { quota: Some(1), ..unlimited(1) }));
		assert_eq!(Certification::accreditation(tree.university).expect("it was given").given, 1);
		tree.issue(content(1));
		refused!(tree.try_issue(content(2)), QuotaExceeded);
	});
}

#[test]
fn what_was_issued_before_stays_valid() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		let narrow = Terms { scope: Scope::Schemas(vec![hash(7)]), ..unlimited(0) };
		assert_ok!(amend(OPERATOR, tree.university, narrow));
		refused!(tree.try_issue(content(2)), SchemaOutOfScope);
		// A scope is about what is issued from now on.
		assert_eq!(objection(id), None);
	});
}

#[test]
fn what_ends_earlier_ends_what_hangs_under_it() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		assert_ok!(amend(OPERATOR, tree.university, Terms { valid_until: Some(NOW + 10), ..unlimited(2) }));
		set_time(NOW + 10);
		assert_eq!(objection(id), None);
		tree.issue(content(2));
		set_time(NOW + 11);
		let (accreditation, state, since) = (tree.university, State::Active, NOW + 10);
		assert_eq!(objection(id), Some(InvalidReason::IssuerNotAccredited { accreditation, state, since }));
		assert_eq!(objection_at(id, NOW + 10), None);
		refused!(tree.try_issue(content(3)), AccreditationExpired);
	});
}

#[test]
fn what_was_revoked_is_not_amended_but_what_is_suspended_is() {
	build_and_execute(|| {
		let (tree, terms) = narrow();
		suspend_accreditation(UNIVERSITY, tree.faculty);
		assert_ok!(amend(UNIVERSITY, tree.faculty, Terms { quota: Some(9), ..terms.clone() }));
		revoke_accreditation(UNIVERSITY, tree.faculty);
		refused!(amend(UNIVERSITY, tree.faculty, Terms { quota: Some(8), ..terms }), AccreditationRevoked);
	});
}

#[test]
fn the_deposit_stays() {
	build_and_execute(|| {
		// A larger deposit would be moved from the account of one who has not asked for it; so the room stays paid for.
		let tree = tree();
		let before = held(UNIVERSITY, HoldReason::Accreditation);
		let scope = Scope::Schemas((0..MAX_SCOPE as u8).map(hash).collect());
		assert_ok!(amend(OPERATOR, tree.faculty, Terms { scope, ..unlimited(1) }));
		assert_eq!(held(UNIVERSITY, HoldReason::Accreditation), before);
	});
}
