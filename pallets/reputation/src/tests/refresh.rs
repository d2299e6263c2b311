//! `refresh`: voices whose certificates have fallen, and disputes on which nobody has ruled.

use super::*;

/// Alice gives the product of the shop two stars, as person 1 of network 7.
fn spoken() -> (ReviewId, CertificateId) {
	dealings();
	let person = certify_person(1, 7, ALICE, 1);
	assert_ok!(review(ALICE, first(DEAL, thing()), open(2), Some(person)));
	(alices(), person)
}

/// That the voice is taken out.
#[track_caller]
fn is_silenced(id: ReviewId) {
	let voice = stored(id).voice.expect("it has a voice");
	let mark = (voice.network, voice.person, voice.quarter);
	events();
	assert_ok!(refresh(id));
	assert_eq!(stored(id).voice, None);
	assert_eq!(events(), [Event::Unheard { review: id, voice }]);
	assert_eq!(heard(&thing(), 7).all, Counts::default());
	assert!(!Voices::<Test>::contains_key(thing().id(), mark));
	// For everybody it counts as it did.
	assert_eq!(all(&thing()).all, counts(&[2], &[], &[]));
	refused!(refresh(id), NothingToRefresh);
	check_state();
}

#[test]
fn what_is_valid_stays() {
	build_and_execute(|| {
		let (id, _) = spoken();
		refused!(refresh(id), NothingToRefresh);
		wait(10 * WINDOW);
		refused!(refresh(id), NothingToRefresh);
		assert_eq!(heard(&thing(), 7).all, counts(&[2], &[], &[]));
		refused!(refresh(H256::zero()), ReviewUnknown);
	});
}

#[test]
fn what_has_fallen_is_taken_out_by_anyone() {
	use State::*;
	for state in [Revoked, Surrendered, Declined, Pending] {
		build_and_execute(|| {
			let (id, person) = spoken();
			wait(DAY);
			becomes(person, state);
			is_silenced(id);
		});
	}
	let falls: [fn(&mut civitas_primitives::certification::Dossier<AccountId>); 2] = [
		|dossier| dossier.closed_at = Some(NOW + DAY),
		// It is another's.
		|dossier| dossier.certificate.subject = BOB,
	];
	for fall in falls {
		build_and_execute(|| {
			let (id, person) = spoken();
			wait(DAY);
			in_certificate(person, fall);
			is_silenced(id);
		});
	}
}

/// Else a stranger would take out those that he does not like, each time that certificates are renewed.
#[test]
fn nobody_falls_silent_by_time_or_for_a_while() {
	use State::*;
	for state in [Suspended, Superseded, Active] {
		build_and_execute(|| {
			let (id, person) = spoken();
			in_certificate(person, |dossier| dossier.certificate.valid_until = Some(NOW));
			wait(DAY);
			becomes(person, state);
			refused!(refresh(id), NothingToRefresh);
			assert_eq!(heard(&thing(), 7).all, counts(&[2], &[], &[]));
		});
	}
}

#[test]
fn what_was_withdrawn_or_struck_out_is_taken_out_too() {
	for strikes in [false, true] {
		build_and_execute(|| {
			let (id, person) = spoken();
			if strikes {
				assert_ok!(dispute(SHOP, id));
				assert_ok!(rule(ARBITER, id, true));
			} else {
				assert_ok!(withdraw(ALICE, id));
			}
			let before = all(&thing());
			let fate = if strikes { counts(&[], &[2], &[]) } else { counts(&[], &[], &[2]) };
			assert_eq!(heard(&thing(), 7).all, fate);
			becomes(person, State::Revoked);
			assert_ok!(refresh(id));
			assert_eq!((heard(&thing(), 7).all, all(&thing())), (Counts::default(), before));
		});
	}
}

#[test]
fn silence_upholds_and_the_fee_returns() {
	build_and_execute(|| {
		let id = standing(1);
		let had = free(SHOP);
		assert_ok!(dispute(SHOP, id));
		refused!(refresh(id), NothingToRefresh);
		wait(RULE_WITHIN);
		refused!(refresh(id), NothingToRefresh);
		wait(1);
		events();
		assert_ok!(refresh(id));
		let Review { state, latest, .. } = stored(id);
		assert_eq!((state, latest.disputed), (ReviewState::Standing, Some(Disputed::Silent)));
		assert_eq!(events(), [Event::DisputeClosed { review: id, struck: false, document: None }]);
		assert_eq!((free(SHOP), held(HoldReason::Dispute, &SHOP)), (had, 0));
		assert_eq!(DisputesOf::<Test>::iter().count(), 0);
		assert_eq!(all(&thing()).all, counts(&[1], &[], &[]));
		refused!(refresh(id), NothingToRefresh);
		// Its author has his say again.
		assert_ok!(again(ALICE, id, 2));
	});
}

#[test]
fn until_someone_says_so_it_is_disputed() {
	build_and_execute(|| {
		let id = disputed(1);
		wait(RULE_WITHIN + 1);
		refused!(again(ALICE, id, 2), Disputed);
		refused!(withdraw(ALICE, id), Disputed);
		refused!(dispute(SHOP, id), Disputed);
		assert_ok!(Reputation::refresh(signed(ALICE), id));
		assert_ok!(withdraw(ALICE, id));
	});
}

#[test]
fn both_at_once() {
	build_and_execute(|| {
		let (id, person) = spoken();
		assert_ok!(dispute(SHOP, id));
		becomes(person, State::Revoked);
		// The one does not wait for the other.
		hypothetically!({
			assert_ok!(refresh(id));
			assert!(stored(id).voice.is_none() && stored(id).latest.disputed.is_some());
			check_state();
		});
		wait(RULE_WITHIN + 1);
		assert_ok!(refresh(id));
		assert_eq!((stored(id).voice, stored(id).latest.disputed), (None, Some(Disputed::Silent)));
	});
}

#[test]
fn the_fee_returns_to_who_is_locked() {
	build_and_execute(|| {
		let id = disputed(1);
		lock(SHOP);
		wait(RULE_WITHIN + 1);
		assert_ok!(refresh(id));
		assert_eq!(held(HoldReason::Dispute, &SHOP), 0);
	});
}
