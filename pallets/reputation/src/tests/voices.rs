//! Voices: a review counts in a network once for each person, subject and quarter.

use super::*;

/// A network, and another.
const NETWORK: NetworkId = 7;
const OTHER: NetworkId = 8;

/// Somebody reviews the product of the shop with a certificate.
fn speak(who: AccountId, number: u8, rating: u8, voice: CertificateId) -> DispatchResult {
	let interaction = H256::repeat_byte(number);
	deal_with_shop(interaction, who.clone());
	review(who, first(interaction, thing()), open(rating), Some(voice))
}

/// The identifier of that.
fn spoken(who: AccountId, number: u8) -> ReviewId {
	id_of(H256::repeat_byte(number), who, SHOP)
}

/// What stands in a network.
fn standing_in(network: NetworkId) -> Histogram {
	heard(&thing(), network).all.standing
}

#[test]
fn a_review_is_heard_in_the_network_of_its_author() {
	build_and_execute(|| {
		let person = certify_person(1, NETWORK, ALICE, 1);
		assert_ok!(speak(ALICE, 1, 4, person));
		let (id, hash) = (spoken(ALICE, 1), H256::repeat_byte(1));
		let voice = Voice { certificate: person, network: NETWORK, person: hash, quarter: QUARTER };
		assert_eq!(stored(id).voice, Some(voice.clone()));
		assert_eq!(Voices::<Test>::get(thing().id(), (NETWORK, hash, QUARTER)), Some(id));
		let aggregate = heard(&thing(), NETWORK);
		assert_eq!((aggregate.given, aggregate.first), (0, Some(NOW)));
		assert_eq!(Aggregate { given: 1, ..aggregate }, all(&thing()));
		assert_eq!(events().pop(), Some(Event::Heard { review: id, voice }));
		assert_eq!(standing_in(OTHER), Histogram::default());
	});
}

#[test]
fn only_ones_own_certificate_of_one_person_that_is_valid_is_a_voice() {
	build_and_execute(|| {
		let refuses = |voice| {
			refused!(speak(ALICE, 1, 4, voice), VoiceInvalid);
		};
		refuses(H256::zero());
		refuses(certify_person(1, NETWORK, BOB, 1));
		// It says nothing of one person.
		refuses(certify(certificate(2, NETWORK, ISSUER, ALICE)));
		let mut id = 3;
		let mut mine = || {
			id += 1;
			certify_person(id, NETWORK, ALICE, 1)
		};
		for state in [State::Pending, State::Suspended, State::Revoked, State::Superseded, State::Surrendered] {
			let person = mine();
			becomes(person, state);
			refuses(person);
		}
		let (late, early, closed) = (mine(), mine(), mine());
		in_certificate(late, |dossier| dossier.certificate.valid_until = Some(NOW - 1));
		in_certificate(early, |dossier| dossier.certificate.valid_from = NOW + 1);
		in_certificate(closed, |dossier| dossier.closed_at = Some(NOW));
		[late, early, closed].into_iter().for_each(refuses);
		// Nor one who issues to himself speaks for another.
		let person = mine();
		refused!(speak(BOB, 1, 4, person), VoiceInvalid);
		assert_ok!(speak(ALICE, 1, 4, person));
	});
}

#[test]
fn a_person_is_heard_once_a_quarter_about_a_subject() {
	build_and_execute(|| {
		let [alice, bob] = [(1, ALICE), (2, BOB)].map(|(id, who)| certify_person(id, NETWORK, who, 1));
		assert_ok!(speak(ALICE, 1, 5, alice));
		// Neither by the same account nor by another, of another receipt.
		refused!(speak(ALICE, 2, 5, alice), VoiceUsed);
		refused!(speak(BOB, 3, 5, bob), VoiceUsed);
		// The review itself is another matter,
		reviewed(BOB, H256::repeat_byte(3), thing(), 1);
		refused!(review(BOB, Target::Again(spoken(BOB, 3)), open(1), Some(bob)), VoiceUsed);
		assert_eq!((all(&thing()).all.standing, standing_in(NETWORK)), (histogram(&[5, 1]), histogram(&[5])));
		// and so are other subjects, networks, persons and quarters.
		deal_with_shop(H256::repeat_byte(4), BOB);
		assert_ok!(review(BOB, first(H256::repeat_byte(4), shop()), open(2), Some(bob)));
		assert_ok!(speak(BOB, 5, 2, certify_person(5, OTHER, BOB, 1)));
		assert_ok!(speak(BOB, 6, 3, certify_person(6, NETWORK, BOB, 2)));
		wait(92 * DAY);
		assert_ok!(speak(BOB, 7, 4, bob));
		assert_eq!(standing_in(NETWORK), histogram(&[5, 3, 4]));
		assert_eq!(standing_in(OTHER), histogram(&[2]));
		let quarters: Vec<_> = heard(&thing(), NETWORK).by_quarter.to_vec();
		let expected = [(QUARTER, counts(&[5, 3], &[], &[])), (QUARTER + 1, counts(&[4], &[], &[]))];
		assert_eq!(quarters, expected);
	});
}

#[test]
fn what_a_network_invents_counts_for_nobody_else() {
	build_and_execute(|| {
		for person in 1..=50 {
			let voice = certify_person(person, OTHER, ALICE, person);
			assert_ok!(speak(ALICE, person, 5, voice));
		}
		assert_ok!(speak(BOB, 51, 1, certify_person(51, NETWORK, BOB, 1)));
		assert_eq!((standing_in(NETWORK), standing_in(OTHER).total()), (histogram(&[1]), 50));
	});
}

#[test]
fn a_voice_says_what_its_review_says() {
	build_and_execute(|| {
		let person = certify_person(1, NETWORK, ALICE, 1);
		assert_ok!(speak(ALICE, 1, 5, person));
		let id = spoken(ALICE, 1);
		// Without another one it stays.
		assert_ok!(again(ALICE, id, 2));
		assert_eq!(heard(&thing(), NETWORK).all, counts(&[2], &[], &[]));
		assert_ok!(withdraw(ALICE, id));
		assert_eq!(heard(&thing(), NETWORK).all, counts(&[], &[], &[2]));
		// What is withdrawn takes its place all the same.
		let bob = certify_person(2, NETWORK, BOB, 1);
		refused!(speak(BOB, 2, 5, bob), VoiceUsed);
		assert_ok!(again(ALICE, id, 1));
		assert_eq!(heard(&thing(), NETWORK).all, counts(&[1], &[], &[]));
		assert_ok!(dispute(SHOP, id));
		assert_ok!(rule(ARBITER, id, true));
		assert_eq!(heard(&thing(), NETWORK).all, counts(&[], &[1], &[]));
	});
}

#[test]
fn a_new_version_may_bring_another_voice() {
	build_and_execute(|| {
		let here = certify_person(1, NETWORK, ALICE, 1);
		let there = certify_person(2, OTHER, ALICE, 1);
		assert_ok!(speak(ALICE, 1, 5, here));
		let id = spoken(ALICE, 1);
		let old = stored(id).voice.unwrap();
		events();
		assert_ok!(review(ALICE, Target::Again(id), open(4), Some(there)));
		let new = Voice { certificate: there, network: OTHER, ..old.clone() };
		assert_eq!(stored(id).voice, Some(new.clone()));
		let [_, unheard, now_heard] = events().try_into().expect("three events");
		let expected = (Event::Unheard { review: id, voice: old }, Event::Heard { review: id, voice: new });
		assert_eq!((unheard, now_heard), expected);
		assert_eq!((heard(&thing(), NETWORK).all, standing_in(OTHER)), (Counts::default(), histogram(&[4])));
		assert_eq!(Voices::<Test>::iter().count(), 1);
		// The place of the first is free again.
		assert_ok!(speak(BOB, 2, 3, certify_person(3, NETWORK, BOB, 1)));
	});
}

#[test]
fn the_same_voice_can_come_again() {
	build_and_execute(|| {
		let person = certify_person(1, NETWORK, ALICE, 1);
		assert_ok!(speak(ALICE, 1, 5, person));
		let id = spoken(ALICE, 1);
		assert_ok!(review(ALICE, Target::Again(id), open(4), Some(person)));
		assert_eq!((standing_in(NETWORK), stored(id).voice.unwrap().quarter), (histogram(&[4]), QUARTER));
		// In another quarter it counts as of that.
		wait(92 * DAY);
		assert_ok!(review(ALICE, Target::Again(id), open(3), Some(person)));
		assert_eq!(stored(id).voice.unwrap().quarter, QUARTER + 1);
		let quarters: Vec<_> = heard(&thing(), NETWORK).by_quarter.to_vec();
		assert_eq!(quarters, [(QUARTER, Counts::default()), (QUARTER + 1, counts(&[3], &[], &[]))]);
		assert_eq!(all(&thing()).by_quarter.to_vec(), [(QUARTER, counts(&[3], &[], &[]))]);
		assert_eq!(Voices::<Test>::iter().count(), 1);
	});
}

#[test]
fn a_voice_may_come_later_than_the_review() {
	build_and_execute(|| {
		let id = standing(2);
		wait(92 * DAY);
		let person = certify_person(1, NETWORK, ALICE, 1);
		assert_ok!(review(ALICE, Target::Again(id), open(2), Some(person)));
		assert_eq!(heard(&thing(), NETWORK).by_quarter.to_vec(), [(QUARTER + 1, counts(&[2], &[], &[]))]);
		assert_eq!(all(&thing()).by_quarter.to_vec(), [(QUARTER, counts(&[2], &[], &[]))]);
		assert_eq!(heard(&thing(), NETWORK).first, Some(NOW + 92 * DAY));
	});
}

#[test]
fn what_fell_silent_is_heard_again_with_a_new_version() {
	build_and_execute(|| {
		let person = certify_person(1, NETWORK, ALICE, 1);
		assert_ok!(speak(ALICE, 1, 5, person));
		let id = spoken(ALICE, 1);
		becomes(person, State::Revoked);
		assert_ok!(refresh(id));
		refused!(review(ALICE, Target::Again(id), open(4), Some(person)), VoiceInvalid);
		let person = certify_person(2, NETWORK, ALICE, 1);
		assert_ok!(review(ALICE, Target::Again(id), open(4), Some(person)));
		assert_eq!(standing_in(NETWORK), histogram(&[4]));
	});
}

#[test]
fn a_voice_that_is_refused_changes_nothing_of_what_was_said() {
	build_and_execute(|| {
		let person = certify_person(1, NETWORK, ALICE, 1);
		assert_ok!(speak(ALICE, 1, 5, person));
		let id = spoken(ALICE, 1);
		let other = certify_person(2, NETWORK, BOB, 2);
		refused!(review(ALICE, Target::Again(id), open(1), Some(other)), VoiceInvalid);
		assert_eq!((stored(id).version, standing_in(NETWORK)), (0, histogram(&[5])));
	});
}

#[test]
fn quarters_of_a_network_beyond_the_twelfth_are_together() {
	build_and_execute(|| {
		for number in 1..=15 {
			let voice = certify_person(number, NETWORK, ALICE, 1);
			assert_ok!(speak(ALICE, number, 1 + number % 5, voice));
			wait(92 * DAY);
		}
		let aggregate = heard(&thing(), NETWORK);
		assert_eq!(aggregate.before, counts(&[2, 3, 4], &[], &[]));
		// What is taken out of them was among them.
		becomes(H256::repeat_byte(1), State::Revoked);
		assert_ok!(refresh(spoken(ALICE, 1)));
		assert_eq!(heard(&thing(), NETWORK).before, counts(&[3, 4], &[], &[]));
		assert_eq!(heard(&thing(), NETWORK).by_quarter, aggregate.by_quarter);
	});
}
