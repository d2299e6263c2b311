//! `review`, sealed: so that nobody waits for what the other says.

use super::*;

/// Someone gives the hash of an opinion.
pub fn seal(who: AccountId, interaction: H256, subject: Subject, opinion: &Opinion) -> ReviewId {
	let id = id_of(interaction, who.clone(), subject.owner().clone());
	let hash = opinion.seal(&id, &SALT);
	assert_ok!(review(who, first(interaction, subject), Given::Sealed(hash), None));
	id
}

/// Someone opens what was sealed.
pub fn opened(who: AccountId, id: ReviewId, opinion: &Opinion) -> DispatchResult {
	let given = Given::Opened { opinion: opinion.clone(), salt: SALT };
	review(who, Target::Again(id), given, None)
}

/// Alice deals with the shop, and has sealed what she thinks of its product: two stars.
pub fn sealed() -> ReviewId {
	dealings();
	seal(ALICE, DEAL, thing(), &stars(2))
}

/// The shop gives its review of Alice.
fn other_side() {
	reviewed(SHOP, DEAL, Subject::Account(ALICE), 5);
}

#[test]
fn what_is_sealed_counts_nothing() {
	build_and_execute(|| {
		let id = sealed();
		let hash = stars(2).seal(&id, &SALT);
		let expected = Aggregate { given: 1, first: Some(NOW), ..Aggregate::default() };
		assert_eq!(all(&thing()), expected);
		let Review { state, quarter, latest, place, .. } = stored(id);
		assert_eq!((state, quarter, place), (ReviewState::Sealed, None, 0));
		assert_eq!(latest, Version { said: Said::Sealed(hash), at: NOW, response: None, disputed: None });
		let said = Event::Said { review: id, version: 0, said: Said::Sealed(hash), quarter: None };
		assert_eq!(events().pop(), Some(said));
		// However long it stays so.
		wait(100 * WINDOW);
		refused!(refresh(id), NothingToRefresh);
		assert_eq!(all(&thing()), expected);
	});
}

#[test]
fn it_costs_as_much_as_an_open_one() {
	build_and_execute(|| {
		let (alice, bob, treasury) = (free(ALICE), free(BOB), free(TREASURY));
		sealed();
		deal_with_shop(BOBS_DEAL, BOB);
		reviewed(BOB, BOBS_DEAL, thing(), 2);
		assert_eq!(alice - free(ALICE), bob - free(BOB));
		assert_eq!(free(TREASURY), treasury + 2 * LEAST_FEE);
		// To open it costs nothing.
		other_side();
		let before = free(ALICE);
		assert_ok!(opened(ALICE, alices(), &stars(2)));
		assert_eq!(free(ALICE), before);
	});
}

#[test]
fn it_is_opened_once_both_sides_have_said_something() {
	build_and_execute(|| {
		let id = sealed();
		refused!(opened(ALICE, id, &stars(2)), TooEarly);
		// In another quarter.
		set_time(NOW + 100 * DAY);
		refused!(opened(ALICE, id, &stars(2)), TooEarly);
		other_side();
		let before = stored(id);
		wait(OPEN_WITHIN);
		events();
		assert_ok!(opened(ALICE, id, &stars(2)));
		let quarter = Some(quarter(now()));
		assert_ne!(quarter, Some(QUARTER));
		let latest = Version { said: Said::Open(stars(2)), at: now(), response: None, disputed: None };
		let said = Event::Said { review: id, version: 0, said: latest.said.clone(), quarter };
		assert_eq!(stored(id), Review { state: ReviewState::Standing, quarter, latest, ..before });
		assert_eq!(events(), [said]);
		let all = all(&thing());
		assert_eq!((all.given, all.first, all.all), (1, Some(NOW), counts(&[2], &[], &[])));
		assert_eq!(Versions::<Test>::iter().count(), 0);
		refused!(opened(ALICE, id, &stars(2)), NotSealed);
	});
}

#[test]
fn it_is_opened_within_14_days_of_that() {
	build_and_execute(|| {
		let id = sealed();
		wait(DAY);
		let theirs = seal(SHOP, DEAL, Subject::Account(ALICE), &stars(4));
		wait(OPEN_WITHIN);
		// Both were given a day later than hers.
		hypothetically_ok!(opened(ALICE, id, &stars(2)));
		assert_ok!(opened(SHOP, theirs, &stars(4)));
		wait(1);
		refused!(opened(ALICE, id, &stars(2)), TooLate);
		assert_eq!(all(&thing()).all, Counts::default());
		wait(10 * WINDOW);
		refused!(opened(ALICE, id, &stars(2)), TooLate);
	});
}

#[test]
fn or_once_the_other_side_has_no_more_time() {
	build_and_execute(|| {
		let id = sealed();
		end(DEAL, NOW);
		wait(WINDOW);
		refused!(opened(ALICE, id, &stars(2)), TooEarly);
		wait(1);
		hypothetically!({
			assert_ok!(opened(ALICE, id, &stars(2)));
			assert_eq!(stored(id).ended, Some(NOW));
		});
		// Nothing is given any more, so nobody retaliates.
		refused!(review(SHOP, first(DEAL, Subject::Account(ALICE)), open(1), None), WindowOver);
		wait(OPEN_WITHIN - 1);
		hypothetically_ok!(opened(ALICE, id, &stars(2)));
		wait(1);
		refused!(opened(ALICE, id, &stars(2)), TooLate);
	});
}

#[test]
fn as_long_as_dealings_go_on_the_other_side_has_time() {
	build_and_execute(|| {
		let id = sealed();
		wait(100 * WINDOW);
		refused!(opened(ALICE, id, &stars(2)), TooEarly);
		end(DEAL, now() - WINDOW - 1);
		assert_ok!(opened(ALICE, id, &stars(2)));
	});
}

#[test]
fn what_the_other_side_has_said_may_be_sealed_or_withdrawn() {
	build_and_execute(|| {
		let id = sealed();
		let theirs = seal(SHOP, DEAL, Subject::Account(ALICE), &stars(4));
		hypothetically_ok!(opened(ALICE, id, &stars(2)));
		assert_ok!(withdraw(SHOP, theirs));
		assert_ok!(opened(ALICE, id, &stars(2)));
		// Of the same receipt: another one is another matter.
		let other = H256::repeat_byte(9);
		deal_with_shop(other, ALICE);
		let id = seal(ALICE, other, thing(), &stars(2));
		refused!(opened(ALICE, id, &stars(2)), TooEarly);
	});
}

#[test]
fn what_is_opened_is_what_was_sealed() {
	build_and_execute(|| {
		let id = sealed();
		other_side();
		let paid = Opinion { incentive: true, ..stars(2) };
		for other in [stars(1), paid, Opinion { content: Some(DOCUMENT), ..stars(2) }] {
			refused!(opened(ALICE, id, &other), SealBroken);
		}
		let given = Given::Opened { opinion: stars(2), salt: H256::zero() };
		refused!(review(ALICE, Target::Again(id), given, None), SealBroken);
		for who in [SHOP, BOB, STRANGER] {
			refused!(opened(who, id, &stars(2)), NotAllowed);
		}
		refused!(opened(ALICE, H256::zero(), &stars(2)), ReviewUnknown);
		// The hash of another's is no use: it is of his review.
		deal_with_shop(BOBS_DEAL, BOB);
		let copied = Given::Sealed(stars(2).seal(&id, &SALT));
		assert_ok!(review(BOB, first(BOBS_DEAL, thing()), copied, None));
		reviewed(SHOP, BOBS_DEAL, Subject::Account(BOB), 5);
		refused!(opened(BOB, id_of(BOBS_DEAL, BOB, SHOP), &stars(2)), SealBroken);
		assert_ok!(opened(ALICE, id, &stars(2)));
	});
}

#[test]
fn what_is_no_opinion_is_never_opened() {
	build_and_execute(|| {
		dealings();
		let id = seal(ALICE, DEAL, thing(), &stars(6));
		other_side();
		refused!(opened(ALICE, id, &stars(6)), RatingInvalid);
		refused!(opened(ALICE, id, &stars(5)), SealBroken);
	});
}

#[test]
fn what_is_sealed_is_not_changed_answered_disputed_or_heard() {
	build_and_execute(|| {
		let id = sealed();
		let person = certify_person(1, 7, ALICE, 1);
		refused!(again(ALICE, id, 5), StillSealed);
		refused!(respond(SHOP, id, 0), StillSealed);
		refused!(dispute(SHOP, id), StillSealed);
		deal_with_shop(BOBS_DEAL, BOB);
		let persons = certify_person(2, 7, BOB, 2);
		let given = Given::Sealed(H256::zero());
		refused!(review(BOB, first(BOBS_DEAL, thing()), given, Some(persons)), StillSealed);
		// It is heard when it is opened.
		other_side();
		let given = Given::Opened { opinion: stars(2), salt: SALT };
		assert_ok!(review(ALICE, Target::Again(id), given, Some(person)));
		assert_eq!(heard(&thing(), 7).all, counts(&[2], &[], &[]));
		assert_ok!(respond(SHOP, id, 0));
	});
}

/// Else a sealed word would be nothing but a ticket to the other's: it is opened, and then another is said.
#[test]
fn where_one_side_was_sealed_neither_says_anything_anew() {
	build_and_execute(|| {
		let id = sealed();
		other_side();
		// What can be opened may be known before it is in a block.
		let other = review_id(&Basis::Dealings(DEAL), &SHOP, &ALICE);
		refused!(again(SHOP, other, 4), SaidOnce);
		hypothetically!({
			wait(OPEN_WITHIN + 1);
			// What was not opened in time binds nobody.
			assert_ok!(again(SHOP, other, 4));
		});
		assert_ok!(opened(ALICE, id, &stars(2)));
		refused!(again(SHOP, other, 1), SaidOnce);
		refused!(again(ALICE, id, 1), SaidOnce);
		// To withdraw it is another thing.
		assert_ok!(Reputation::withdraw(signed(ALICE), Withdrawn::Review(id)));
		refused!(again(ALICE, id, 5), SaidOnce);
	});
}

#[test]
fn it_can_be_disputed_from_when_it_was_opened() {
	build_and_execute(|| {
		let id = sealed();
		wait(60 * DAY);
		other_side();
		assert_ok!(opened(ALICE, id, &stars(2)));
		wait(DISPUTE_WITHIN);
		assert_ok!(dispute(SHOP, id));
	});
}

#[test]
fn employment_is_reviewed_from_both_sides_sealed() {
	build_and_execute(|| {
		let job = certify(certificate(1, 7, EMPLOYER, ALICE));
		let basis = Basis::<H256>::Certificate(job);
		let target = |subject| Target::First { proof: Proof::Certificate(job), subject, bucket: 0 };
		let ids = [(ALICE, EMPLOYER), (EMPLOYER, ALICE)].map(|(from, about)| {
			let id = review_id(&basis, &from, &about);
			let hash = stars(1).seal(&id, &SALT);
			assert_ok!(review(from, target(Subject::Account(about)), Given::Sealed(hash), None));
			id
		});
		assert_ok!(opened(ALICE, ids[0], &stars(1)));
		assert_ok!(opened(EMPLOYER, ids[1], &stars(1)));
		for who in [ALICE, EMPLOYER] {
			assert_eq!(all(&Subject::Account(who)).by_kind[1], counts(&[1], &[], &[]));
		}
	});
}

#[test]
fn a_certificate_that_ends_unseals() {
	build_and_execute(|| {
		let job = certify(certificate(1, 7, EMPLOYER, ALICE));
		let id = review_id(&Basis::<H256>::Certificate(job), &ALICE, &EMPLOYER);
		let target = Target::First { proof: Proof::Certificate(job), subject: Subject::Account(EMPLOYER), bucket: 0 };
		assert_ok!(review(ALICE, target, Given::Sealed(stars(1).seal(&id, &SALT)), None));
		wait(2 * WINDOW);
		refused!(opened(ALICE, id, &stars(1)), TooEarly);
		becomes(job, State::Surrendered);
		wait(WINDOW);
		refused!(opened(ALICE, id, &stars(1)), TooEarly);
		wait(1);
		assert_ok!(opened(ALICE, id, &stars(1)));
	});
}
