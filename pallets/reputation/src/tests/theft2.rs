//! What a second thief tried.

use super::{
	sealed::{opened, seal, sealed},
	*,
};
use civitas_primitives::{
	agreements::ReceiptOutcome,
	certification::{
		info::{CertificateInfo, IssuerLink},
		Change, Level, Reason,
	},
	identity::{KeySignature, PublicKey},
};
use codec::MaxEncodedLen;
use sp_core::{sr25519, Pair};

/// Someone reviews somebody by a certificate.
fn by_certificate(certificate: CertificateId, from: AccountId, about: AccountId) -> DispatchResult {
	let proof = Proof::Certificate(certificate);
	review(from, Target::First { proof, subject: Subject::Account(about), bucket: 0 }, open(1), None)
}

/// A certificate of Alice's is renewed, as certification does it: she is not asked, and it counts as accepted.
fn renewed(old: CertificateId, number: u8, by: AccountId, nullifier: Option<H256>) -> CertificateId {
	let new = CertificateInfo { predecessor: Some(old), nullifier, ..certificate(number, 7, by, ALICE) };
	let new = certify(new);
	becomes(old, State::Superseded);
	in_certificate(old, |dossier| dossier.certificate.successor = Some(new));
	new
}

/// An employer whom Alice has left renews her certificate as often as he likes, and reviews her each time.
#[test]
fn what_was_accepted_once_is_one_receipt_however_often_it_is_renewed() {
	build_and_execute(|| {
		let mut job = certify(certificate(1, 7, EMPLOYER, ALICE));
		assert_ok!(by_certificate(job, EMPLOYER, ALICE));
		for number in 2..=20 {
			job = renewed(job, number, EMPLOYER, None);
			refused!(by_certificate(job, EMPLOYER, ALICE), NoReceipt);
		}
		assert_eq!(all(&Subject::Account(ALICE)).all, counts(&[1], &[], &[]));
	});
}

/// Who stands above the employer takes her certificate over by renewing it. She has never accepted anything of his.
#[test]
fn who_takes_over_what_another_has_issued_has_no_receipt() {
	build_and_execute(|| {
		let job = certify(certificate(1, 7, EMPLOYER, ALICE));
		let taken = renewed(job, 2, ISSUER, None);
		refused!(by_certificate(taken, ISSUER, ALICE), NoReceipt);
	});
}

/// By renewals an issuer empties what someone has set aside, and pays no fee for it.
#[test]
fn renewals_do_not_drain_what_is_set_aside() {
	build_and_execute(|| {
		let about = Subject::Account(ALICE);
		assert_ok!(sponsor(ALICE, about.clone(), 10 * sponsored_cost()));
		let mut job = certify(certificate(1, 7, EMPLOYER, ALICE));
		for number in 2..=11 {
			let _ = by_certificate(job, EMPLOYER, ALICE);
			job = renewed(job, number, EMPLOYER, None);
		}
		let left = Sponsorships::<Test>::get(about.id()).map_or(0, |sponsorship| sponsorship.left);
		assert_eq!(left, 9 * sponsored_cost());
	});
}

/// The shop has five stars, and has sealed a review of its customer, which it withdraws. The machine breaks a week later, and she has to
/// leave the five stars as they are.
#[test]
fn a_seal_that_was_withdrawn_binds_nobody() {
	build_and_execute(|| {
		dealings();
		seal(SHOP, DEAL, Subject::Account(ALICE), &stars(1));
		let id = reviewed(ALICE, DEAL, thing(), 5);
		refused!(again(ALICE, id, 1), SaidOnce);
		assert_ok!(withdraw(SHOP, shops()));
		wait(7 * DAY);
		assert_ok!(again(ALICE, id, 1));
	});
}

/// By the same a voice that was taken out for a moment is never heard again.
#[test]
fn nor_does_it_keep_a_voice_from_coming_back() {
	build_and_execute(|| {
		let person = certify_person(1, 7, ALICE, 1);
		dealings();
		seal(SHOP, DEAL, Subject::Account(ALICE), &stars(1));
		assert_ok!(review(ALICE, first(DEAL, thing()), open(1), Some(person)));
		assert_ok!(withdraw(SHOP, shops()));
		becomes(person, State::Revoked);
		assert_ok!(refresh(alices()));
		let person = certify_person(2, 7, ALICE, 1);
		assert_ok!(review(ALICE, Target::Again(alices()), open(1), Some(person)));
		assert_eq!(heard(&thing(), 7).all, counts(&[1], &[], &[]));
	});
}

/// Whom she reviews has made the receipt vanish after both were given: he has assigned what was owed to him (see theft2_agreements.rs).
/// Her sealed review is never opened, although the end of the dealings does not matter any more.
#[test]
fn once_both_are_given_no_receipt_is_asked_for() {
	build_and_execute(|| {
		let id = sealed();
		reviewed(SHOP, DEAL, Subject::Account(ALICE), 5);
		Dealt::mutate(|all| all.remove(&(DEAL, ALICE, SHOP)));
		assert_ok!(opened(ALICE, id, &stars(2)));
		assert_eq!(all(&thing()).all, counts(&[2], &[], &[]));
	});
}

/// Certificates of persons are renewed each year. A shop takes out the voices that were bad for it when they are, and leaves the others.
#[test]
fn a_person_whose_certificate_is_renewed_is_still_heard() {
	build_and_execute(|| {
		let old = certify_person(1, 7, ALICE, 1);
		dealings();
		assert_ok!(review(ALICE, first(DEAL, thing()), open(1), Some(old)));
		end(DEAL, NOW);
		// She cannot bring another any more.
		wait(WINDOW + 1);
		renewed(old, 2, ISSUER, Some(H256::repeat_byte(1)));
		refused!(refresh(alices()), NothingToRefresh);
		assert_eq!(heard(&thing(), 7).all, counts(&[1], &[], &[]));
	});
}

/// What was renewed and then revoked has fallen, however often it was renewed: else an issuer who renews could not take anything back.
#[test]
fn a_person_whose_renewed_certificate_is_revoked_is_not_heard() {
	build_and_execute(|| {
		let mut person = certify_person(1, 7, ALICE, 1);
		dealings();
		assert_ok!(review(ALICE, first(DEAL, thing()), open(1), Some(person)));
		for number in 2..=9 {
			person = renewed(person, number, ISSUER, Some(H256::repeat_byte(1)));
			// She moves to another account with it, and is the same person.
			in_certificate(person, |dossier| dossier.certificate.subject = BOB);
			refused!(refresh(alices()), NothingToRefresh);
		}
		becomes(person, State::Revoked);
		assert_ok!(refresh(alices()));
		assert_eq!(heard(&thing(), 7).all, Counts::default());
	});
}

/// An accreditation above is suspended for a day, or expires before it is renewed: nobody picks whose voices go meanwhile.
#[test]
fn what_its_issuer_lacks_for_a_while_takes_no_voice_out() {
	build_and_execute(|| {
		let person = certify_person(1, 7, ALICE, 1);
		dealings();
		assert_ok!(review(ALICE, first(DEAL, thing()), open(1), Some(person)));
		let link = |state, valid_until| IssuerLink {
			accreditation: 5,
			holder: ISSUER,
			valid_until,
			history: vec![Change { at: NOW, state, reason: Reason::Unspecified, level: Level(0) }],
		};
		wait(1);
		for (state, until, falls) in
			[(State::Suspended, None, false), (State::Active, Some(NOW), false), (State::Revoked, None, true)]
		{
			in_certificate(person, |dossier| dossier.chain = vec![link(state, until)]);
			assert_eq!(refresh(alices()).is_ok(), falls, "{state:?}");
		}
	});
}

/// The landlord owes the bond seven months after the end of the lease, and does not pay it back. That it was owed at all, nobody could
/// have complained about before.
#[test]
fn who_is_let_down_after_the_end_reviews() {
	build_and_execute(|| {
		let ended_at = Some(NOW - 212 * DAY);
		let bond = Receipt { ended_at, outcome: ReceiptOutcome::Unsettled, longest_late: DAY, ..receipt(SHOP) };
		deal(DEAL, ALICE, SHOP, bond);
		assert_ok!(review(ALICE, first(DEAL, shop()), open(1), None));
	});
}

/// Both sign a receipt of cash, of this thing.
fn cash(thing: Thing<AccountId>) -> Target {
	let subject = Subject::Thing(thing.clone());
	let receipt = SignedReceipt { parties: [ALICE, SHOP], thing: Some(thing), time: NOW, salt: SALT };
	let signatures = [(ALICE, 1), (SHOP, 2)].map(|(who, seed)| {
		let pair = sr25519::Pair::from_seed(&[seed; 32]);
		let key = PublicKey::Sr25519(pair.public().0);
		give_key(who.clone(), key);
		let signature = KeySignature::Sr25519(pair.sign(&Reputation::to_sign(&receipt, &who)).0);
		ReceiptSignature { key, signature }
	});
	Target::First { proof: Proof::Signed(receipt, signatures), subject, bucket: 0 }
}

/// A shop has a second subject that looks like the first: agreements refuse such a thing, signed receipts do not.
#[test]
fn the_kind_of_a_thing_can_be_seen() {
	build_and_execute(|| {
		hypothetically_ok!(review(ALICE, cash(product()), open(5), None));
		for hidden in ["", "prod\u{202e}uct"] {
			let twin = Thing { kind: text(hidden), ..product() };
			refused!(review(ALICE, cash(twin), open(5), None), ReceiptInvalid);
		}
	});
}

/// Someone leaves a record behind with each of many accounts, and takes all that it cost back.
#[test]
fn who_has_nothing_has_no_record() {
	build_and_execute(|| {
		let before = free(SHOP);
		assert_ok!(sponsor(SHOP, thing(), 1));
		assert_ok!(sponsor(SHOP, thing(), 0));
		assert_eq!(free(SHOP), before);
		assert!(!Ledgers::<Test>::contains_key(SHOP));
	});
}

/// The deposit is for the keys of a record and its places, too. It is for a third of them.
#[test]
fn all_places_of_a_record_are_paid_for() {
	build_and_execute(|| {
		let id = standing(1);
		let review = Reviews::<Test>::hashed_key_for(id).len() + Review::<Test>::max_encoded_len();
		let of_subject = ReviewsOf::<Test>::hashed_key_for(thing().id(), 0u32).len() + ReviewId::max_encoded_len();
		let by_author = ReviewsBy::<Test>::hashed_key_for(ALICE, id).len();
		assert!(bytes(ALICE) >= review + of_subject + by_author);
	});
}

/// Alice says something that would be struck out. As the shop disputes it, she says something harmless first. The shop has advanced the
/// fee for that, it is upheld, and she says the first again: four times for one review.
#[test]
fn a_dispute_is_of_the_version_that_was_meant() {
	build_and_execute(|| {
		let id = standing(1);
		assert_ok!(again(ALICE, id, 4));
		refused!(Reputation::dispute(signed(SHOP), id, 0, RULING_FEE), NotLatest);
		assert_eq!(held(HoldReason::Dispute, &SHOP), 0);
		assert_ok!(Reputation::dispute(signed(SHOP), id, 1, RULING_FEE));
	});
}
