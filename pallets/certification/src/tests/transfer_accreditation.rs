use super::*;

fn offer(who: AccountId, id: AccreditationId, to: Option<AccountId>) -> DispatchResultWithPostInfo {
	Certification::transfer_accreditation(signed(who), id, to)
}

fn accept(who: AccountId, id: AccreditationId) -> DispatchResultWithPostInfo {
	Certification::accept_accreditation(signed(who), id)
}

fn hand_over(by: AccountId, id: AccreditationId, to: AccountId) {
	assert_ok!(offer(by, id, Some(to)));
	assert_ok!(accept(to, id));
}

fn holds(who: AccountId, id: AccreditationId) -> bool {
	Certification::accreditations_of(who, None, Some(100)).items.iter().any(|accreditation| accreditation.id == id)
}

fn offered_to(id: AccreditationId) -> Option<AccountId> {
	Certification::accreditation(id).expect("it was given").offered_to
}

#[test]
fn a_successor_takes_over_everything_but_what_was() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		set_time(NOW + 10);
		assert_ok!(offer(UNIVERSITY, tree.faculty, Some(EMPLOYER)));
		let accreditation = tree.faculty;
		assert_eq!(last_event(), Event::AccreditationOffered { accreditation, to: Some(EMPLOYER), by: UNIVERSITY });
		assert_ok!(accept(EMPLOYER, tree.faculty));
		assert_eq!(last_event(), Event::AccreditationAccepted { accreditation, holder: EMPLOYER });
		assert!(holds(EMPLOYER, tree.faculty) && !holds(FACULTY, tree.faculty));
		assert_eq!(offered_to(tree.faculty), None);
		refused!(tree.try_issue(content(2)), NotHolder);
		refused!(Certification::revoke(signed(FACULTY), id, Reason::Unspecified), NotAuthority);
		assert_ok!(Certification::issue(signed(EMPLOYER), Some(tree.faculty), tree.schema, SUBJECT, content(2), None));
		suspend(EMPLOYER, id);
		// Who issued it then, is said for ever, and so is who held the accreditation when.
		assert_eq!(stored(id).issuer, FACULTY);
		let holder_at = |time| {
			let answer = Certification::verify(id, None, Some(time), None);
			answer.dossier.expect("it was issued").chain[0].holder
		};
		assert_eq!((holder_at(NOW + 9), holder_at(NOW + 10)), (FACULTY, EMPLOYER));
	});
}

#[test]
fn the_holder_keeps_it_until_the_successor_accepts() {
	build_and_execute(|| {
		let tree = tree();
		assert_ok!(offer(UNIVERSITY, tree.faculty, Some(EMPLOYER)));
		tree.issue(content(1));
		assert!(holds(FACULTY, tree.faculty) && !holds(EMPLOYER, tree.faculty));
		assert_eq!(offered_to(tree.faculty), Some(EMPLOYER));
		let issue = Certification::issue(signed(EMPLOYER), Some(tree.faculty), tree.schema, SUBJECT, content(2), None);
		refused!(issue, NotHolder);
		// Nor does an offer give the successor a say in it.
		let revoke = Certification::revoke_accreditation(signed(EMPLOYER), tree.faculty, Reason::Unspecified);
		refused!(revoke, NotAuthority);
		assert_eq!(standing_of(tree.faculty), State::Active);
	});
}

#[test]
fn an_offer_is_withdrawn_or_made_to_another() {
	build_and_execute(|| {
		let tree = tree();
		refused!(offer(UNIVERSITY, tree.faculty, None), NotOffered);
		assert_ok!(offer(UNIVERSITY, tree.faculty, Some(EMPLOYER)));
		assert_ok!(offer(UNIVERSITY, tree.faculty, Some(EMPLOYER)));
		// Who stands above may change it, too.
		assert_ok!(offer(OPERATOR, tree.faculty, Some(STRANGER)));
		refused!(accept(EMPLOYER, tree.faculty), NotOffered);
		assert_ok!(offer(UNIVERSITY, tree.faculty, None));
		let (accreditation, to, by) = (tree.faculty, None, UNIVERSITY);
		assert_eq!(last_event(), Event::AccreditationOffered { accreditation, to, by });
		refused!(accept(STRANGER, tree.faculty), NotOffered);
		refused!(accept(FACULTY, tree.faculty), NotOffered);
		refused!(offer(UNIVERSITY, tree.faculty, None), NotOffered);
		assert!(holds(FACULTY, tree.faculty));
	});
}

#[test]
fn an_offer_is_used_up() {
	build_and_execute(|| {
		let tree = tree();
		hand_over(UNIVERSITY, tree.faculty, EMPLOYER);
		refused!(accept(EMPLOYER, tree.faculty), NotOffered);
		hand_over(UNIVERSITY, tree.faculty, STRANGER);
		refused!(accept(EMPLOYER, tree.faculty), NotOffered);
	});
}

#[test]
fn those_above_offer_and_nobody_else() {
	build_and_execute(|| {
		let tree = tree();
		refused!(offer(FACULTY, tree.faculty, Some(EMPLOYER)), AuthorityTooLow);
		refused!(offer(SIBLING, tree.faculty, Some(SIBLING)), NotAuthority);
		refused!(offer(STRANGER, tree.faculty, Some(STRANGER)), NotAuthority);
		refused!(offer(OPERATOR, 77, Some(EMPLOYER)), AccreditationUnknown);
		refused!(offer(UNIVERSITY, tree.faculty, Some(FACULTY)), AlreadyHeld);
		refused!(offer(OPERATOR, tree.university, Some(UNIVERSITY)), AlreadyHeld);
		hand_over(OPERATOR, tree.faculty, EMPLOYER);
		hand_over(OPERATOR, tree.university, STRANGER);
		// The new university is above the faculty; the old one is not any more.
		refused!(offer(UNIVERSITY, tree.faculty, Some(FACULTY)), NotAuthority);
		hand_over(STRANGER, tree.faculty, FACULTY);
	});
}

#[test]
fn who_is_not_in_good_standing_offers_nothing() {
	build_and_execute(|| {
		let tree = tree();
		suspend_accreditation(OPERATOR, tree.university);
		refused!(offer(UNIVERSITY, tree.faculty, Some(EMPLOYER)), AccreditationSuspended);
		hand_over(OPERATOR, tree.faculty, EMPLOYER);
		close(tree.network);
		refused!(offer(OPERATOR, tree.faculty, Some(FACULTY)), NetworkClosed);
	});
}

#[test]
fn what_nobody_has_accepted_or_was_revoked_is_offered_to_nobody() {
	build_and_execute(|| {
		let tree = tree();
		let pending = offer_accreditation(tree.network, Some(tree.university), EMPLOYER, unlimited(0));
		for to in [Some(STRANGER), Some(EMPLOYER), None] {
			refused!(offer(UNIVERSITY, pending, to), AccreditationPending);
		}
		assert_ok!(offer(UNIVERSITY, tree.faculty, Some(EMPLOYER)));
		revoke_accreditation(UNIVERSITY, tree.faculty);
		// A revocation withdraws the offer.
		assert_eq!(offered_to(tree.faculty), None);
		refused!(accept(EMPLOYER, tree.faculty), NotOffered);
		for to in [Some(STRANGER), None] {
			refused!(offer(UNIVERSITY, tree.faculty, to), AccreditationRevoked);
		}
	});
}

#[test]
fn what_has_ended_is_not_taken_over() {
	build_and_execute(|| {
		let tree = tree();
		let terms = Terms { valid_until: Some(NOW + 10), ..unlimited(1) };
		assert_ok!(Certification::amend_accreditation(signed(UNIVERSITY), tree.faculty, terms));
		assert_ok!(offer(UNIVERSITY, tree.faculty, Some(EMPLOYER)));
		set_time(NOW + 11);
		refused!(accept(EMPLOYER, tree.faculty), AccreditationExpired);
		assert_ok!(Certification::amend_accreditation(signed(UNIVERSITY), tree.faculty, unlimited(1)));
		assert_ok!(accept(EMPLOYER, tree.faculty));
	});
}

#[test]
fn a_suspended_accreditation_is_taken_over_suspended() {
	build_and_execute(|| {
		let tree = tree();
		suspend_accreditation(UNIVERSITY, tree.faculty);
		hand_over(UNIVERSITY, tree.faculty, EMPLOYER);
		assert_eq!(standing_of(tree.faculty), State::Suspended);
		refused!(
			Certification::issue(signed(EMPLOYER), Some(tree.faculty), tree.schema, SUBJECT, content(1), None),
			AccreditationSuspended
		);
	});
}

#[test]
fn there_is_an_end_to_successors() {
	build_and_execute(|| {
		let tree = tree();
		for successor in 1..u64::from(crate::types::MAX_HOLDERS) {
			hand_over(UNIVERSITY, tree.faculty, 100 + successor);
		}
		let holders = Certification::accreditation(tree.faculty).expect("it was given").holders;
		assert_eq!(holders.len(), crate::types::MAX_HOLDERS as usize);
		refused!(offer(UNIVERSITY, tree.faculty, Some(200)), HoldersFull);
		// Nobody is stuck with it.
		revoke_accreditation(UNIVERSITY, tree.faculty);
	});
}

#[test]
fn what_was_handed_over_can_come_back() {
	build_and_execute(|| {
		let tree = tree();
		hand_over(UNIVERSITY, tree.faculty, EMPLOYER);
		hand_over(UNIVERSITY, tree.faculty, FACULTY);
		assert!(holds(FACULTY, tree.faculty) && !holds(EMPLOYER, tree.faculty));
		// Within one block, the last who got it held it.
		let id = tree.issue(content(1));
		let chain = Certification::verify(id, None, None, None).dossier.expect("it was issued").chain;
		assert_eq!(chain[0].holder, FACULTY);
	});
}

#[test]
fn who_takes_over_pays_nothing_and_who_paid_still_does() {
	build_and_execute(|| {
		let tree = tree();
		let before = held(UNIVERSITY, HoldReason::Accreditation);
		hand_over(UNIVERSITY, tree.faculty, PAUPER);
		assert_eq!((held(UNIVERSITY, HoldReason::Accreditation), held(PAUPER, HoldReason::Accreditation)), (before, 0));
		assert!(holds(PAUPER, tree.faculty));
	});
}
