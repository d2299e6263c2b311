//! What a third thief tried.

use super::{
	sealed::{opened, sealed},
	*,
};
use civitas_primitives::{
	certification::{
		info::{CertificateInfo, IssuerLink},
		Change, Level, Reason,
	},
	MAX_PAGE_SIZE,
};

/// That a certificate, or an accreditation, has become this.
fn change(state: State) -> Change {
	Change { at: now(), state, reason: Reason::Unspecified, level: Level::OPERATOR }
}

/// An accreditation, and what it is now.
fn link(accreditation: u64, state: State) -> IssuerLink<AccountId> {
	IssuerLink { accreditation, holder: ISSUER, valid_until: None, history: vec![change(state)] }
}

/// The shop seals whatever it likes, once it knows what Alice says.
fn seal_afterwards() {
	let hash = stars(5).seal(&shops(), &SALT);
	// It may be refused to seal it, or it may bind nobody.
	let _ = review(SHOP, first(DEAL, Subject::Account(ALICE)), Given::Sealed(hash), None);
	let _ = opened(SHOP, shops(), &stars(5));
}

/// The shop has five stars after the first of many instalments. It seals a review of its customer and opens it at once, in one block:
/// hers has been given, so it may. She had seven versions, and has none: what breaks later she cannot say.
#[test]
fn who_seals_once_he_knows_what_is_said_silences_nobody() {
	build_and_execute(|| {
		let id = standing(5);
		seal_afterwards();
		wait(7 * DAY);
		assert_ok!(again(ALICE, id, 1));
	});
}

/// The same with one star. She withdraws it, since the shop promises to mend what is broken; and then it never stands again.
#[test]
fn nor_does_he_keep_what_was_withdrawn_from_coming_back() {
	build_and_execute(|| {
		let id = standing(1);
		assert_ok!(withdraw(ALICE, id));
		seal_afterwards();
		assert_ok!(again(ALICE, id, 1));
	});
}

/// To open a review, Alice sends the opinion and the salt, which everybody sees before it is in a block, and also if it fails there: here
/// her voice is not valid. The shop, which has said something openly, answers in kind.
#[test]
fn from_when_it_can_be_opened_nobody_answers_what_was_sealed() {
	build_and_execute(|| {
		let id = sealed();
		let theirs = reviewed(SHOP, DEAL, Subject::Account(ALICE), 5);
		let given = Given::Opened { opinion: stars(2), salt: SALT };
		refused!(review(ALICE, Target::Again(id), given, Some(H256::zero())), VoiceInvalid);
		refused!(again(SHOP, theirs, 1), SaidOnce);
		assert_ok!(opened(ALICE, id, &stars(2)));
	});
}

/// The shop wins its arbiter over after the review was given. Agreements would not let him rule.
#[test]
fn who_has_become_related_to_one_side_does_not_rule() {
	for side in [SHOP, ALICE] {
		build_and_execute(|| {
			let id = disputed(1);
			relate(ARBITER, side);
			refused!(rule(ARBITER, id, true), RelatedParties);
			refused!(rule(ARBITER, id, false), RelatedParties);
			// Silence upholds.
			wait(RULE_WITHIN + 1);
			assert_ok!(refresh(id));
			assert_eq!(all(&thing()).all, counts(&[1], &[], &[]));
		});
	}
}

/// Who invents persons certifies them for a day. When it comes out, all his certificates have expired, and the voices stay.
#[test]
fn who_certifies_for_a_day_is_taken_back_too() {
	let fallen: [fn(CertificateId); 2] = [
		|person| in_certificate(person, |dossier| dossier.chain = vec![link(5, State::Revoked)]),
		|person| in_certificate(person, |dossier| dossier.closed_at = Some(now())),
	];
	for fall in fallen {
		build_and_execute(|| {
			let nullifier = Some(H256::repeat_byte(1));
			let valid_until = Some(NOW + DAY);
			let person = certify(CertificateInfo { nullifier, valid_until, ..certificate(1, 7, ISSUER, ALICE) });
			dealings();
			assert_ok!(review(ALICE, first(DEAL, thing()), open(5), Some(person)));
			wait(2 * DAY);
			refused!(refresh(alices()), NothingToRefresh);
			fall(person);
			assert_ok!(refresh(alices()));
			assert_eq!(heard(&thing(), 7).all, Counts::default());
		});
	}
}

/// Or he suspends them, or his own accreditation is suspended before that above is revoked.
#[test]
fn what_is_suspended_hides_nothing_that_is_over() {
	let hides: [fn(CertificateId); 2] = [
		|person| {
			becomes(person, State::Suspended);
			in_certificate(person, |dossier| dossier.chain = vec![link(5, State::Revoked)]);
		},
		|person| {
			let chain = vec![link(5, State::Suspended), link(4, State::Revoked)];
			in_certificate(person, |dossier| dossier.chain = chain);
		},
	];
	for hide in hides {
		build_and_execute(|| {
			let person = certify_person(1, 7, ALICE, 1);
			dealings();
			assert_ok!(review(ALICE, first(DEAL, thing()), open(5), Some(person)));
			wait(1);
			hide(person);
			assert_ok!(refresh(alices()));
			assert_eq!(heard(&thing(), 7).all, Counts::default());
		});
	}
}

/// A certificate is replaced under a schema that asks for acceptance. Until she
/// accepts the other, a stranger takes her voice out: those of bad reviews, and not those of good ones.
#[test]
fn what_takes_the_place_of_a_certificate_need_not_be_accepted_yet() {
	build_and_execute(|| {
		let old = certify_person(1, 7, ALICE, 1);
		dealings();
		assert_ok!(review(ALICE, first(DEAL, thing()), open(1), Some(old)));
		let new = certify(CertificateInfo {
			predecessor: Some(old),
			nullifier: Some(H256::repeat_byte(1)),
			accepted: false,
			state: State::Pending,
			history: vec![change(State::Pending)],
			..certificate(2, 7, ISSUER, ALICE)
		});
		becomes(old, State::Superseded);
		in_certificate(old, |dossier| dossier.certificate.successor = Some(new));
		refused!(refresh(alices()), NothingToRefresh);
		assert_eq!(heard(&thing(), 7).all, counts(&[1], &[], &[]));
	});
}

/// The shop disputes five stars 30 days before the window is over. The arbiter need not even know: until silence upholds, she says
/// nothing anew, then the window is over, and the shop has its fee back.
#[test]
fn a_dispute_does_not_outlast_the_window() {
	build_and_execute(|| {
		dealings();
		end(DEAL, NOW - WINDOW + RULE_WITHIN);
		let id = reviewed(ALICE, DEAL, thing(), 5);
		assert_ok!(dispute(SHOP, id));
		refused!(again(ALICE, id, 1), Disputed);
		wait(RULE_WITHIN + 1);
		assert_ok!(refresh(id));
		assert_eq!(held(HoldReason::Dispute, &SHOP), 0);
		assert_ok!(again(ALICE, id, 1));
	});
}

/// Of an agreement that many have left and joined, `parties` names more than sign it now: a page is longer than it may be.
#[test]
fn a_page_of_what_can_be_reviewed_is_no_longer_than_others() {
	build_and_execute(|| {
		let other = |number: u8| AccountId::new([100 + number; 32]);
		let with = |interaction: u8, others: u8| {
			(0..others).map(other).for_each(|other| {
				deal(H256::repeat_byte(interaction), ALICE, other.clone(), receipt(other));
			});
		};
		(1..=14).for_each(|interaction| with(interaction, 6));
		with(15, 30);
		let page = Reputation::reviewable(ALICE, None, None);
		assert!(page.items.len() <= MAX_PAGE_SIZE as usize, "{}", page.items.len());
	});
}
