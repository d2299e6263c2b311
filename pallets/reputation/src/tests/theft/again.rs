//! The same twice in a block.

use super::*;
use crate::tests::{
	publish::{answer, praise, publish, published, terms},
	set_profile::full,
};

/// That a call is good once, and then refused.
fn once(call: impl Fn() -> DispatchResult, error: Error<Test>) {
	let number = System::block_number();
	assert_ok!(call());
	assert_noop!(call(), error);
	assert_eq!(System::block_number(), number);
	check_state();
}

#[test]
fn each_is_done_once() {
	use Error::*;
	build_and_execute(|| {
		dealings();
		let person = certify_person(1, 7, ALICE, 1);
		once(|| sponsor(SHOP, thing(), 3 * sponsored_cost()), AlreadyDone);
		once(|| review(ALICE, first(DEAL, thing()), open(1), Some(person)), ReviewExists);
		let id = alices();
		once(|| respond(SHOP, id, 0), AlreadyDone);
		once(|| dispute(SHOP, id), Error::Disputed);
		once(|| rule(ARBITER, id, false), NotDisputed);
		becomes(person, State::Revoked);
		once(|| refresh(id), NothingToRefresh);
		once(|| withdraw(ALICE, id), AlreadyDone);
		published(SHOP, terms());
		once(|| Reputation::withdraw(signed(SHOP), Withdrawn::Post(0)), AlreadyDone);
		published(SHOP, terms());
		once(|| publish(SHOP, PostTerms { previous: Some(1), ..terms() }), NotLatest);
		assert_ok!(Reputation::set_profile(signed(SHOP), Some(full())));
		once(|| Reputation::set_profile(signed(SHOP), None), ProfileUnknown);
	});
}

#[test]
fn what_is_sealed_is_opened_once() {
	build_and_execute(|| {
		let id = sealed();
		reviewed(SHOP, DEAL, Subject::Account(ALICE), 5);
		once(|| opened(ALICE, id, &stars(2)), Error::NotSealed);
		assert_eq!(all(&thing()).all, counts(&[2], &[], &[]));
	});
}

/// Versions follow one another in a block, and each is kept.
#[test]
fn what_is_said_twice_counts_once() {
	build_and_execute(|| {
		let id = standing(1);
		assert_ok!(again(ALICE, id, 5));
		assert_ok!(again(ALICE, id, 5));
		assert_eq!((stored(id).version, all(&thing()).all), (2, counts(&[5], &[], &[])));
	});
}

/// Both sides seal and open in one block.
#[test]
fn both_sides_at_once() {
	build_and_execute(|| {
		let id = sealed();
		let theirs = seal(SHOP, DEAL, Subject::Account(ALICE), &stars(4));
		assert_ok!(opened(SHOP, theirs, &stars(4)));
		assert_ok!(opened(ALICE, id, &stars(2)));
		assert_eq!(all(&Subject::Account(ALICE)).all, counts(&[4], &[], &[]));
	});
}

/// A testimonial that is answered twice is listed once.
#[test]
fn praise_is_listed_once() {
	build_and_execute(|| {
		let id = published(ALICE, praise(SHOP));
		published(SHOP, answer(&id));
		published(SHOP, answer(&id));
		assert_eq!(Testimonials::<Test>::iter().count(), 1);
	});
}

/// Two persons of one network, and one person of two accounts, in one block.
#[test]
fn the_first_of_two_accounts_is_heard() {
	build_and_execute(|| {
		let [alice, bob] = [(1, ALICE), (2, BOB)].map(|(id, who)| certify_person(id, 7, who, 1));
		dealings();
		deal_with_shop(BOBS_DEAL, BOB);
		assert_ok!(review(BOB, first(BOBS_DEAL, thing()), open(1), Some(bob)));
		refused!(review(ALICE, first(DEAL, thing()), open(5), Some(alice)), VoiceUsed);
		assert_eq!(heard(&thing(), 7).all, counts(&[1], &[], &[]));
	});
}
