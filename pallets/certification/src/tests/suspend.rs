//! Suspending and reinstating certificates and batches.

use super::*;

fn try_suspend(who: AccountId, id: CertificateId) -> DispatchResultWithPostInfo {
	Certification::suspend(signed(who), id, Reason::CertificateHold)
}

fn reinstate(who: AccountId, id: CertificateId) -> DispatchResultWithPostInfo {
	Certification::reinstate(signed(who), id)
}

/// A certificate and a batch of the faculty's: what holds for one holds for the other.
fn both(tree: &Tree) -> [CertificateId; 2] {
	[tree.issue(content(1)), tree.issue_batch(&Class::of(3))]
}

#[test]
fn what_is_suspended_is_out_of_force_until_it_is_reinstated() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		set_time(NOW + 10);
		suspend(FACULTY, id);
		let reason = Reason::CertificateHold;
		assert_eq!(last_event(), Event::CertificateSuspended { certificate: id, by: FACULTY, reason });
		let suspended = InvalidReason::Suspended { at: NOW + 10, reason };
		assert_eq!(objection(id), Some(suspended.clone()));
		refused!(try_suspend(FACULTY, id), AuthorityTooLow);
		set_time(NOW + 20);
		assert_ok!(reinstate(FACULTY, id));
		assert_eq!(last_event(), Event::CertificateReinstated { certificate: id, by: FACULTY });
		refused!(reinstate(FACULTY, id), CertificateActive);
		let past = [9, 10, 19, 20].map(|time| objection_at(id, NOW + time));
		assert_eq!(past, [None, Some(suspended.clone()), Some(suspended), None]);
	});
}

#[test]
fn those_with_authority_suspend_and_nobody_else() {
	build_and_execute(|| {
		let tree = tree();
		for id in both(&tree) {
			for who in [SIBLING, SUBJECT, STRANGER] {
				refused!(try_suspend(who, id), NotAuthority);
				refused!(Certification::revoke(signed(who), id, Reason::Unspecified), NotAuthority);
			}
			for who in [FACULTY, UNIVERSITY, OPERATOR] {
				suspend(who, id);
				refused!(reinstate(SIBLING, id), NotAuthority);
				assert_ok!(reinstate(OPERATOR, id));
			}
		}
		refused!(try_suspend(FACULTY, hash(7)), CertificateUnknown);
		refused!(reinstate(FACULTY, hash(7)), CertificateUnknown);
	});
}

#[test]
fn only_who_stands_as_near_to_the_root_reinstates() {
	build_and_execute(|| {
		let tree = tree();
		for id in both(&tree) {
			suspend(UNIVERSITY, id);
			refused!(reinstate(FACULTY, id), AuthorityTooLow);
			assert_ok!(reinstate(UNIVERSITY, id));
			suspend(OPERATOR, id);
			refused!(reinstate(UNIVERSITY, id), AuthorityTooLow);
			assert_ok!(reinstate(OPERATOR, id));
		}
	});
}

#[test]
fn the_schema_says_whether_it_can_be_suspended() {
	build_and_execute(|| {
		let tree = tree_of(NO_RULES);
		for id in both(&tree) {
			refused!(try_suspend(OPERATOR, id), SchemaNotSuspendable);
			revoke(FACULTY, id);
		}
	});
}

#[test]
fn who_has_fallen_takes_and_gives_nothing() {
	build_and_execute(|| {
		let tree = tree();
		for id in both(&tree) {
			frame_support::hypothetically!({
				suspend(FACULTY, id);
				suspend_accreditation(UNIVERSITY, tree.faculty);
				refused!(reinstate(FACULTY, id), AccreditationSuspended);
				assert_ok!(reinstate(UNIVERSITY, id));
				refused!(try_suspend(FACULTY, id), AuthorityFallen);
				refused!(Certification::revoke(signed(FACULTY), id, Reason::Unspecified), AuthorityFallen);
			});
			frame_support::hypothetically!({
				suspend(FACULTY, id);
				suspend_accreditation(OPERATOR, tree.university);
				// Its own accreditation is in force, but what it gives would hang in the air.
				refused!(reinstate(FACULTY, id), AccreditationSuspended);
				revoke(FACULTY, id);
			});
			frame_support::hypothetically!({
				suspend(FACULTY, id);
				close(tree.network);
				refused!(reinstate(OPERATOR, id), NetworkClosed);
			});
		}
	});
}

#[test]
fn one_with_two_levels_reinstates_by_the_one_that_suffices() {
	build_and_execute(|| {
		let tree = tree();
		let own = accredit(tree.network, Some(tree.university), UNIVERSITY, unlimited(0));
		assert_ok!(Certification::issue(signed(UNIVERSITY), Some(own), tree.schema, SUBJECT, content(1), None));
		let id = certificate_id(Authority::Accreditation(own), &tree.schema, &SUBJECT, &content(1), None);
		// The lower of its two hands suspends, and so either can reinstate.
		suspend(UNIVERSITY, id);
		assert_eq!(stored(id).history.last().expect("it was suspended").level, Level(2));
		suspend_accreditation(UNIVERSITY, own);
		assert_ok!(reinstate(UNIVERSITY, id));
		assert_eq!(stored(id).history.last().expect("it was reinstated").level, Level(1));
	});
}

#[test]
fn what_is_over_is_neither_suspended_nor_reinstated() {
	build_and_execute(|| {
		let tree = tree();
		for id in both(&tree) {
			revoke(FACULTY, id);
			refused!(try_suspend(OPERATOR, id), CertificateRevoked);
			refused!(reinstate(OPERATOR, id), CertificateRevoked);
		}
		let id = tree.issue(content(2));
		tree.renew(id, None);
		refused!(try_suspend(OPERATOR, id), CertificateSuperseded);
		refused!(reinstate(OPERATOR, id), CertificateSuperseded);
		let id = tree.issue(content(3));
		assert_ok!(Certification::surrender(signed(SUBJECT), id));
		refused!(try_suspend(OPERATOR, id), CertificateSurrendered);
		refused!(reinstate(OPERATOR, id), CertificateSurrendered);
	});
}

#[test]
fn seven_suspensions_lead_to_no_dead_end() {
	build_and_execute(|| {
		let tree = tree();
		for id in both(&tree) {
			// The last two are kept for those nearer to the root.
			for who in [FACULTY, FACULTY, FACULTY, FACULTY, FACULTY, UNIVERSITY, OPERATOR] {
				suspend(who, id);
				assert_ok!(reinstate(who, id));
			}
			// There is room to reinstate and to end, and none to suspend once more, for anybody.
			for who in [FACULTY, UNIVERSITY, OPERATOR] {
				refused!(try_suspend(who, id), HistoryFull);
			}
			revoke_in_passing(id);
		}
		let id = tree.id(&content(1));
		let ends: [fn(&Tree, CertificateId); 4] = [
			|tree, id| {
				assert_ok!(Certification::renew(signed(FACULTY), Some(tree.faculty), id, None));
			},
			|tree, id| {
				assert_ok!(Certification::replace(signed(OPERATOR), None, id, content(9)));
				assert_eq!(objection(stored(id).successor.expect("it was replaced")), None);
				refused!(Certification::renew(signed(FACULTY), Some(tree.faculty), id, None), CertificateSuperseded);
			},
			|_, id| {
				assert_ok!(Certification::surrender(signed(SUBJECT), id));
			},
			|_, id| revoke(FACULTY, id),
		];
		for end in ends {
			frame_support::hypothetically!({
				end(&tree, id);
				assert_eq!(stored(id).history.changes().len(), MAX_CHANGES as usize);
				check_state();
			});
		}
		assert_ok!(Certification::accept(signed(SUBJECT), id));
	});
}

/// That something can be revoked, without doing so.
fn revoke_in_passing(id: CertificateId) {
	frame_support::hypothetically!({
		revoke(FACULTY, id);
		assert_eq!(state(id), State::Revoked);
	});
}

#[test]
fn whatever_is_suspended_can_be_reinstated() {
	build_and_execute(|| {
		let tree = tree_of(SchemaRules { needs_acceptance: true, ..RULES });
		let id = tree.issue(content(1));
		assert_ok!(Certification::accept(signed(SUBJECT), id));
		// Each suspension is taken over twice, which fills the history three times as fast.
		let mut suspensions = 0;
		loop {
			let mut taken_over = 0;
			for who in [FACULTY, UNIVERSITY, OPERATOR] {
				match try_suspend(who, id) {
					Ok(_) => taken_over += 1,
					Err(error) => assert_eq!(error.error, Error::<Test>::HistoryFull.into()),
				}
			}
			if taken_over == 0 {
				break;
			}
			suspensions += taken_over;
			revoke_in_passing(id);
			assert_ok!(reinstate(OPERATOR, id));
		}
		assert_eq!((suspensions, state(id)), (9, State::Active));
		refused!(try_suspend(OPERATOR, id), HistoryFull);
		assert_eq!(objection(tree.renew(id, None)), None);
	});
}

#[test]
fn a_suspension_is_taken_over_by_who_stands_nearer_to_the_root() {
	build_and_execute(|| {
		let tree = tree();
		for (id, number) in both(&tree).into_iter().zip(1..) {
			let at = NOW + 10 * number;
			set_time(at);
			suspend(FACULTY, id);
			set_time(at + 1);
			suspend(OPERATOR, id);
			refused!(try_suspend(UNIVERSITY, id), AuthorityTooLow);
			refused!(reinstate(FACULTY, id), AuthorityTooLow);
			refused!(reinstate(UNIVERSITY, id), AuthorityTooLow);
			set_time(at + 2);
			assert_ok!(reinstate(OPERATOR, id));
		}
		// It was suspended all the time, since it first was.
		let id = tree.id(&content(1));
		let since = |time| Certification::verify(id, None, Some(NOW + time), None).since;
		assert_eq!([9, 10, 11, 12].map(since), [Some(NOW), Some(NOW + 10), Some(NOW + 10), Some(NOW + 12)]);
	});
}
