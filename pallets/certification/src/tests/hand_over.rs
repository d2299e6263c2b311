use super::*;

fn hand_over(who: AccountId, id: AccreditationId, successor: AccountId) -> DispatchResultWithPostInfo {
	Certification::hand_over(signed(who), id, successor)
}

fn holds(who: AccountId, id: AccreditationId) -> bool {
	Certification::accreditations_of(who, None, Some(100)).items.iter().any(|accreditation| accreditation.id == id)
}

#[test]
fn a_successor_takes_over_everything_but_what_was() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		set_time(NOW + 10);
		assert_ok!(hand_over(UNIVERSITY, tree.faculty, EMPLOYER));
		let (accreditation, successor) = (tree.faculty, EMPLOYER);
		assert_eq!(last_event(), Event::AccreditationHandedOver { accreditation, successor, by: UNIVERSITY });
		assert!(holds(EMPLOYER, tree.faculty) && !holds(FACULTY, tree.faculty));
		refused!(tree.try_issue(content(2)), NotHolder);
		refused!(Certification::revoke(signed(FACULTY), id, Reason::Unspecified), NotAuthority);
		assert_ok!(Certification::issue(signed(EMPLOYER), tree.faculty, tree.schema, SUBJECT, content(2), None));
		suspend(EMPLOYER, id);
		// Who issued it then, is said for ever, and so is who held the accreditation when.
		assert_eq!(stored(id).issuer, FACULTY);
		let holder_at = |time| {
			let answer = Certification::verify(id, None, Some(time));
			answer.dossier.expect("it was issued").chain[0].holder
		};
		assert_eq!((holder_at(NOW + 9), holder_at(NOW + 10)), (FACULTY, EMPLOYER));
	});
}

#[test]
fn those_above_hand_over_and_nobody_else() {
	build_and_execute(|| {
		let tree = tree();
		refused!(hand_over(FACULTY, tree.faculty, EMPLOYER), AuthorityTooLow);
		refused!(hand_over(SIBLING, tree.faculty, SIBLING), NotAuthority);
		refused!(hand_over(STRANGER, tree.faculty, STRANGER), NotAuthority);
		refused!(hand_over(OPERATOR, 77, EMPLOYER), AccreditationUnknown);
		refused!(hand_over(UNIVERSITY, tree.faculty, FACULTY), HolderUnchanged);
		assert_ok!(hand_over(OPERATOR, tree.faculty, EMPLOYER));
		assert_ok!(hand_over(OPERATOR, tree.university, STRANGER));
		// The new university is above the faculty; the old one is not any more.
		refused!(hand_over(UNIVERSITY, tree.faculty, FACULTY), NotAuthority);
		assert_ok!(hand_over(STRANGER, tree.faculty, FACULTY));
	});
}

#[test]
fn who_is_not_in_good_standing_hands_nothing_over() {
	build_and_execute(|| {
		let tree = tree();
		suspend_accreditation(OPERATOR, tree.university);
		refused!(hand_over(UNIVERSITY, tree.faculty, EMPLOYER), AccreditationSuspended);
		assert_ok!(hand_over(OPERATOR, tree.faculty, EMPLOYER));
		close(tree.network);
		refused!(hand_over(OPERATOR, tree.faculty, FACULTY), NetworkClosed);
	});
}

#[test]
fn a_suspended_accreditation_is_handed_over_suspended() {
	build_and_execute(|| {
		let tree = tree();
		suspend_accreditation(UNIVERSITY, tree.faculty);
		assert_ok!(hand_over(UNIVERSITY, tree.faculty, EMPLOYER));
		assert_eq!(standing_of(tree.faculty), State::Suspended);
		refused!(
			Certification::issue(signed(EMPLOYER), tree.faculty, tree.schema, SUBJECT, content(1), None),
			AccreditationSuspended
		);
	});
}

#[test]
fn there_is_an_end_to_successors() {
	build_and_execute(|| {
		let tree = tree();
		for successor in 1..u64::from(crate::types::MAX_HOLDERS) {
			assert_ok!(hand_over(UNIVERSITY, tree.faculty, 100 + successor));
		}
		let holders = Certification::accreditation(tree.faculty).expect("it was given").holders;
		assert_eq!(holders.len(), crate::types::MAX_HOLDERS as usize);
		refused!(hand_over(UNIVERSITY, tree.faculty, 200), HoldersFull);
		// Nobody is stuck with it.
		revoke_accreditation(UNIVERSITY, tree.faculty);
	});
}

#[test]
fn what_was_handed_over_can_come_back() {
	build_and_execute(|| {
		let tree = tree();
		assert_ok!(hand_over(UNIVERSITY, tree.faculty, EMPLOYER));
		assert_ok!(hand_over(UNIVERSITY, tree.faculty, FACULTY));
		assert!(holds(FACULTY, tree.faculty) && !holds(EMPLOYER, tree.faculty));
		// Within one block, the last who got it held it.
		let id = tree.issue(content(1));
		let chain = Certification::verify(id, None, None).dossier.expect("it was issued").chain;
		assert_eq!(chain[0].holder, FACULTY);
	});
}
