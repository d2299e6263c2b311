//! `rule`: the arbiter strikes a review out, or it stands.

use super::*;

#[test]
fn what_is_struck_out_leaves_what_stands() {
	build_and_execute(|| {
		let id = disputed(1);
		let (before, had) = (stored(id), free(ARBITER));
		events();
		set_time(NOW + RULE_WITHIN);
		assert_ok!(rule(ARBITER, id, true));
		let ruled = Some(Disputed::Ruled { struck: true, document: DOCUMENT, at: NOW + RULE_WITHIN });
		let latest = Version { disputed: ruled, ..before.latest.clone() };
		assert_eq!(stored(id), Review { state: ReviewState::Struck, latest, ..before });
		assert_eq!(events(), [Event::DisputeClosed { review: id, struck: true, document: Some(DOCUMENT) }]);
		assert_eq!((free(ARBITER), held(HoldReason::Dispute, &SHOP)), (had + RULING_FEE, 0));
		assert_eq!(DisputesOf::<Test>::iter().count(), 0);
		let all = all(&thing());
		let struck = counts(&[], &[1], &[]);
		assert_eq!((all.given, all.all, all.by_kind[0], all.by_bucket[0]), (1, struck, struck, struck));
		assert_eq!(all.by_quarter.to_vec(), [(QUARTER, struck)]);
		refused!(rule(ARBITER, id, false), NotDisputed);
	});
}

#[test]
fn what_is_upheld_stands() {
	build_and_execute(|| {
		let id = disputed(1);
		let had = free(ARBITER);
		events();
		assert_ok!(rule(ARBITER, id, false));
		let ruled = Some(Disputed::Ruled { struck: false, document: DOCUMENT, at: NOW });
		let Review { state, latest, .. } = stored(id);
		assert_eq!((state, latest.disputed), (ReviewState::Standing, ruled));
		assert_eq!(events(), [Event::DisputeClosed { review: id, struck: false, document: Some(DOCUMENT) }]);
		// He has worked for it either way.
		assert_eq!((free(ARBITER), held(HoldReason::Dispute, &SHOP)), (had + RULING_FEE, 0));
		assert_eq!(all(&thing()).all, counts(&[1], &[], &[]));
		assert_ok!(again(ALICE, id, 2));
	});
}

#[test]
fn only_the_arbiter_rules_and_only_on_what_is_disputed() {
	build_and_execute(|| {
		let id = standing(1);
		refused!(rule(ARBITER, id, true), NotDisputed);
		assert_ok!(dispute(SHOP, id));
		for who in [ALICE, SHOP, BOB, OTHER_ARBITER, STRANGER] {
			refused!(rule(who.clone(), id, true), NotAllowed);
			refused!(rule(who, id, false), NotAllowed);
		}
		refused!(rule(ARBITER, H256::zero(), true), ReviewUnknown);
		assert_ok!(rule(ARBITER, id, false));
		refused!(rule(ARBITER, id, true), NotDisputed);
		// Nor where there is none.
		deal(BOBS_DEAL, BOB, SHOP, receipt(SHOP));
		let other = reviewed(BOB, BOBS_DEAL, shop(), 1);
		refused!(rule(ARBITER, other, true), NotAllowed);
	});
}

#[test]
fn he_rules_within_30_days() {
	build_and_execute(|| {
		let id = disputed(1);
		wait(RULE_WITHIN);
		hypothetically_ok!(rule(ARBITER, id, true));
		wait(1);
		refused!(rule(ARBITER, id, true), TooLate);
		refused!(rule(ARBITER, id, false), TooLate);
		assert_ok!(refresh(id));
		refused!(rule(ARBITER, id, true), NotDisputed);
	});
}

#[test]
fn he_is_paid_although_who_disputes_is_locked() {
	build_and_execute(|| {
		let id = disputed(1);
		lock(SHOP);
		let had = free(ARBITER);
		assert_ok!(rule(ARBITER, id, true));
		assert_eq!(free(ARBITER), had + RULING_FEE);
	});
}

#[test]
fn the_window_to_review_is_none_to_rule() {
	build_and_execute(|| {
		let id = standing(1);
		end(DEAL, NOW - WINDOW);
		assert_ok!(dispute(SHOP, id));
		wait(RULE_WITHIN);
		assert_ok!(rule(ARBITER, id, true));
		assert_eq!(all(&thing()).all, counts(&[], &[1], &[]));
	});
}

#[test]
fn a_later_version_is_struck_out_with_all_before() {
	build_and_execute(|| {
		let id = standing(5);
		assert_ok!(again(ALICE, id, 1));
		assert_ok!(dispute(SHOP, id));
		assert_ok!(rule(ARBITER, id, true));
		assert_eq!(all(&thing()).all, counts(&[], &[1], &[]));
		refused!(again(ALICE, id, 5), StruckOut);
		assert_eq!(Versions::<Test>::iter_prefix(id).count(), 1);
	});
}
