//! `withdraw`: reviews and posts go, and that they were there stays.

use super::{
	publish::{post, published, terms},
	sealed::{opened, seal},
	*,
};

fn withdraw_post(who: AccountId, number: u32) -> DispatchResult {
	Reputation::withdraw(signed(who), Withdrawn::Post(number))
}

#[test]
fn a_review_leaves_what_stands_for_what_was_withdrawn() {
	build_and_execute(|| {
		let id = standing(2);
		events();
		set_time(NOW + DAY);
		let before = stored(id);
		assert_ok!(withdraw(ALICE, id));
		assert_eq!(stored(id), Review { state: ReviewState::Withdrawn, ..before });
		assert_eq!(events(), [Event::ReviewWithdrawn { review: id }]);
		let all = all(&thing());
		assert_eq!((all.all, all.given), (counts(&[], &[], &[2]), 1));
		assert_eq!(all.by_kind[0], counts(&[], &[], &[2]));
		assert_eq!(all.by_bucket[0], counts(&[], &[], &[2]));
		assert_eq!(all.by_quarter.to_vec(), [(QUARTER, counts(&[], &[], &[2]))]);
		refused!(withdraw(ALICE, id), AlreadyDone);
	});
}

#[test]
fn what_was_withdrawn_stands_again_with_a_new_version() {
	build_and_execute(|| {
		let id = standing(2);
		assert_ok!(withdraw(ALICE, id));
		assert_ok!(again(ALICE, id, 4));
		assert_eq!(all(&thing()).all, counts(&[4], &[], &[]));
		assert_eq!(stored(id).state, ReviewState::Standing);
		assert_ok!(withdraw(ALICE, id));
		assert_eq!(all(&thing()).all, counts(&[], &[], &[4]));
	});
}

#[test]
fn the_time_to_review_is_none_to_withdraw() {
	build_and_execute(|| {
		let id = standing(2);
		end(DEAL, NOW);
		wait(WINDOW + 1);
		refused!(again(ALICE, id, 3), WindowOver);
		assert_ok!(withdraw(ALICE, id));
		refused!(again(ALICE, id, 3), WindowOver);
	});
}

#[test]
fn only_its_author_withdraws_a_review() {
	build_and_execute(|| {
		let id = standing(1);
		for who in [SHOP, BOB, ARBITER, STRANGER] {
			refused!(withdraw(who, id), NotAllowed);
		}
		refused!(withdraw(ALICE, H256::zero()), ReviewUnknown);
		refused!(withdraw(SHOP, shops()), ReviewUnknown);
	});
}

#[test]
fn what_is_disputed_or_struck_out_is_not_withdrawn() {
	build_and_execute(|| {
		let id = disputed(1);
		refused!(withdraw(ALICE, id), Disputed);
		hypothetically!({
			assert_ok!(rule(ARBITER, id, true));
			refused!(withdraw(ALICE, id), StruckOut);
		});
		assert_ok!(rule(ARBITER, id, false));
		assert_ok!(withdraw(ALICE, id));
		assert_eq!(all(&thing()).all, counts(&[], &[], &[1]));
	});
}

#[test]
fn what_is_sealed_never_counts_once_it_is_withdrawn() {
	build_and_execute(|| {
		dealings();
		let id = seal(ALICE, DEAL, thing(), &stars(1));
		assert_ok!(withdraw(ALICE, id));
		assert_eq!(stored(id).state, ReviewState::Withdrawn);
		reviewed(SHOP, DEAL, Subject::Account(ALICE), 5);
		refused!(opened(ALICE, id, &stars(1)), AlreadyDone);
		refused!(again(ALICE, id, 5), StillSealed);
		refused!(withdraw(ALICE, id), AlreadyDone);
		let all = all(&thing());
		assert_eq!((all.given, all.all), (1, Counts::default()));
		// It was given, and is not given another time.
		refused!(review(ALICE, first(DEAL, thing()), open(1), None), ReviewExists);
	});
}

#[test]
fn a_post_leaves_that_it_was_there() {
	build_and_execute(|| {
		let id = published(SHOP, terms());
		let (before, size) = (post(&id), bytes(SHOP));
		events();
		set_time(NOW + 7);
		assert_ok!(withdraw_post(SHOP, 0));
		assert_eq!(post(&id), Post { uri: text(""), withdrawn: Some(NOW + 7), ..before });
		assert_eq!(events(), [Event::PostWithdrawn { post: id }]);
		assert_eq!(bytes(SHOP), size);
		refused!(withdraw_post(SHOP, 0), AlreadyDone);
		refused!(withdraw_post(SHOP, 1), PostUnknown);
		// Of another there is none of this number.
		refused!(withdraw_post(ALICE, 0), PostUnknown);
	});
}

#[test]
fn an_earlier_version_of_a_post_can_go_alone() {
	build_and_execute(|| {
		published(SHOP, terms());
		let second = published(SHOP, PostTerms { previous: Some(0), ..terms() });
		assert_ok!(withdraw_post(SHOP, 0));
		assert_eq!(post(&second).withdrawn, None);
	});
}
