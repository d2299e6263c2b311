//! `respond`: who is reviewed answers, once for each version.

use super::*;

#[test]
fn the_owner_of_the_subject_answers() {
	build_and_execute(|| {
		let id = standing(2);
		let (before, size) = (stored(id), [ALICE, SHOP].map(bytes));
		events();
		set_time(NOW + DAY);
		assert_ok!(respond(SHOP, id, 0));
		let latest = Version { response: Some((DOCUMENT, NOW + DAY)), ..before.latest.clone() };
		assert_eq!(stored(id), Review { latest, ..before });
		assert_eq!(events(), [Event::Responded { review: id, version: 0, content: DOCUMENT }]);
		// There was room for it from the start.
		assert_eq!([ALICE, SHOP].map(bytes), size);
		refused!(respond(SHOP, id, 0), AlreadyDone);
		// It moves nothing.
		assert_eq!(all(&thing()).all, counts(&[2], &[], &[]));
	});
}

#[test]
fn each_version_is_answered_once() {
	build_and_execute(|| {
		let id = standing(2);
		assert_ok!(again(ALICE, id, 3));
		refused!(respond(SHOP, id, 2), VersionUnknown);
		refused!(respond(SHOP, id, u8::MAX), VersionUnknown);
		assert_ok!(respond(SHOP, id, 1));
		events();
		assert_ok!(respond(SHOP, id, 0));
		assert_eq!(events(), [Event::Responded { review: id, version: 0, content: DOCUMENT }]);
		for version in [0, 1] {
			refused!(respond(SHOP, id, version), AlreadyDone);
		}
		let response = Some((DOCUMENT, NOW));
		assert_eq!((Versions::<Test>::get(id, 0).unwrap().response, stored(id).latest.response), (response, response));
		// What follows is answered anew.
		assert_ok!(again(ALICE, id, 4));
		assert_eq!(stored(id).latest.response, None);
		assert_ok!(respond(SHOP, id, 2));
	});
}

#[test]
fn nobody_else_answers() {
	build_and_execute(|| {
		let id = standing(2);
		for who in [ALICE, BOB, ARBITER, STRANGER] {
			refused!(respond(who, id, 0), NotAllowed);
		}
		refused!(respond(SHOP, H256::zero(), 0), ReviewUnknown);
	});
}

#[test]
fn whatever_became_of_it_can_be_answered() {
	build_and_execute(|| {
		let id = disputed(1);
		hypothetically_ok!(respond(SHOP, id, 0));
		hypothetically!({
			assert_ok!(rule(ARBITER, id, true));
			assert_ok!(respond(SHOP, id, 0));
		});
		assert_ok!(rule(ARBITER, id, false));
		assert_ok!(withdraw(ALICE, id));
		wait(10 * WINDOW);
		assert_ok!(respond(SHOP, id, 0));
	});
}

#[test]
fn who_is_reviewed_in_return_answers_that() {
	build_and_execute(|| {
		dealings();
		let id = reviewed(SHOP, DEAL, Subject::Account(ALICE), 1);
		refused!(respond(SHOP, id, 0), NotAllowed);
		assert_ok!(respond(ALICE, id, 0));
	});
}
