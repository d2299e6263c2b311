//! What a review rests on: dealings, certificates, receipts that both have signed.

mod signed;

use super::*;
use civitas_primitives::{
	agreements::ReceiptOutcome,
	certification::{info::CertificateInfo, InvalidReason},
	CertificateInspect,
};

/// A certificate of employment: Alice's.
const JOB: u8 = 1;

/// The employer certifies her, and she has accepted it.
fn employed() -> CertificateId {
	certify(certificate(JOB, 7, EMPLOYER, ALICE))
}

fn by(job: CertificateId, subject: Subject) -> Target {
	Target::First { proof: Proof::Certificate(job), subject, bucket: 0 }
}

/// Someone reviews somebody by a certificate.
fn by_certificate(job: CertificateId, from: AccountId, about: AccountId) -> DispatchResult {
	review(from, by(job, Subject::Account(about)), open(3), None)
}

/// When it has ended, by a review that rests on it.
#[track_caller]
fn ended(job: CertificateId) -> Option<Moment> {
	hypothetically!({
		assert_ok!(by_certificate(job, ALICE, EMPLOYER));
		stored(review_id(&Basis::<H256>::Certificate(job), &ALICE, &EMPLOYER)).ended
	})
}

#[test]
fn what_was_broken_is_a_receipt_of_its_victim() {
	build_and_execute(|| {
		let broken = Receipt { outcome: ReceiptOutcome::Broken, ended_at: Some(NOW), ..receipt(SHOP) };
		deal(DEAL, ALICE, SHOP, broken);
		reviewed(ALICE, DEAL, shop(), 1);
		refused!(review(SHOP, first(DEAL, Subject::Account(ALICE)), open(1), None), NoReceipt);
	});
}

#[test]
fn of_many_parties_each_reviews_each() {
	build_and_execute(|| {
		let parties = [ALICE, BOB, SHOP];
		for from in &parties {
			for about in parties.iter().filter(|about| *about != from) {
				deal(DEAL, from.clone(), about.clone(), receipt(about.clone()));
				reviewed(from.clone(), DEAL, Subject::Account(about.clone()), 3);
			}
		}
		for about in parties {
			assert_eq!(all(&Subject::Account(about)).all, counts(&[3, 3], &[], &[]));
		}
	});
}

#[test]
fn a_certificate_is_a_receipt_for_both_sides() {
	build_and_execute(|| {
		let job = employed();
		assert_ok!(by_certificate(job, ALICE, EMPLOYER));
		assert_ok!(by_certificate(job, EMPLOYER, ALICE));
		refused!(by_certificate(job, ALICE, EMPLOYER), ReviewExists);
		let basis = Basis::<H256>::Certificate(job);
		let expected = (basis.clone(), None, 0, None);
		for (from, about) in [(ALICE, EMPLOYER), (EMPLOYER, ALICE)] {
			let Review { basis, ended, bucket, arbiter, .. } = stored(review_id(&basis, &from, &about));
			assert_eq!((basis, ended, bucket, arbiter), expected);
			let [dealings, certificates, signed] = all(&Subject::Account(about)).by_kind;
			assert_eq!((dealings, signed), (Counts::default(), Counts::default()));
			assert_eq!(certificates, counts(&[3], &[], &[]));
		}
	});
}

#[test]
fn a_certificate_is_of_those_whom_it_names() {
	build_and_execute(|| {
		let job = employed();
		refused!(by_certificate(job, BOB, EMPLOYER), NoReceipt);
		refused!(by_certificate(job, BOB, ALICE), NoReceipt);
		refused!(by_certificate(job, ALICE, SHOP), NoReceipt);
		refused!(by_certificate(H256::zero(), ALICE, EMPLOYER), NoReceipt);
		// Who certifies himself has only himself.
		let own = certify(certificate(2, 7, ALICE, ALICE));
		refused!(by_certificate(own, ALICE, ALICE), RelatedParties);
		// It names no thing.
		let things = Thing { owner: EMPLOYER, ..product() };
		refused!(review(ALICE, by(job, Subject::Thing(things)), open(3), None), OtherSubject);
	});
}

#[test]
fn what_was_not_accepted_is_no_receipt() {
	build_and_execute(|| {
		// He would review whomever he likes.
		let job = certify(CertificateInfo { accepted: false, ..certificate(JOB, 7, EMPLOYER, ALICE) });
		for (from, about) in [(ALICE, EMPLOYER), (EMPLOYER, ALICE)] {
			refused!(by_certificate(job, from, about), NoReceipt);
		}
		in_certificate(job, |dossier| dossier.certificate.accepted = true);
		for state in [State::Pending, State::Declined] {
			becomes(job, state);
			refused!(by_certificate(job, ALICE, EMPLOYER), NoReceipt);
		}
		let job = certify(CertificateInfo { valid_from: NOW + 1, ..certificate(2, 7, EMPLOYER, ALICE) });
		refused!(by_certificate(job, ALICE, EMPLOYER), NoReceipt);
		wait(1);
		assert_ok!(by_certificate(job, ALICE, EMPLOYER));
	});
}

#[test]
fn it_ends_when_it_is_final_or_expires() {
	for state in [State::Revoked, State::Surrendered] {
		build_and_execute(|| {
			let job = employed();
			assert_eq!(ended(job), None);
			wait(DAY);
			becomes(job, state);
			wait(WINDOW);
			assert_eq!(ended(job), Some(NOW + DAY));
			wait(1);
			refused!(by_certificate(job, ALICE, EMPLOYER), WindowOver);
		});
	}
	build_and_execute(|| {
		let job = employed();
		in_certificate(job, |dossier| dossier.certificate.valid_until = Some(NOW + DAY));
		wait(DAY);
		assert_eq!(ended(job), None);
		wait(WINDOW);
		assert_eq!(ended(job), Some(NOW + DAY));
		wait(1);
		refused!(by_certificate(job, ALICE, EMPLOYER), WindowOver);
	});
	build_and_execute(|| {
		let job = employed();
		in_certificate(job, |dossier| dossier.closed_at = Some(NOW + DAY));
		wait(2 * DAY);
		assert_eq!(ended(job), Some(NOW + DAY));
	});
}

#[test]
fn what_is_only_in_doubt_goes_on() {
	build_and_execute(|| {
		let job = employed();
		wait(DAY);
		becomes(job, State::Suspended);
		assert_eq!(ended(job), None);
		wait(10 * WINDOW);
		assert_eq!(ended(job), None);
		becomes(job, State::Active);
		assert_eq!(ended(job), None);
	});
}

/// An employer who revokes years later what had expired opens the time to review again, and then reviews.
#[test]
fn what_ends_twice_has_ended_the_first_time() {
	for state in [State::Revoked, State::Suspended, State::Surrendered] {
		build_and_execute(|| {
			let job = employed();
			in_certificate(job, |dossier| dossier.certificate.valid_until = Some(NOW + DAY));
			wait(10 * WINDOW);
			refused!(by_certificate(job, EMPLOYER, ALICE), WindowOver);
			becomes(job, state);
			refused!(by_certificate(job, EMPLOYER, ALICE), WindowOver);
		});
	}
}

#[test]
fn what_ends_before_it_would_expire_has_ended_then() {
	build_and_execute(|| {
		let job = employed();
		in_certificate(job, |dossier| dossier.certificate.valid_until = Some(NOW + 20 * DAY));
		wait(DAY);
		becomes(job, State::Revoked);
		wait(30 * DAY);
		let answer = Certificates::verify(job, &Default::default(), None);
		assert!(matches!(answer.reason, Some(InvalidReason::Revoked { .. })));
		assert_eq!(ended(job), Some(NOW + DAY));
	});
}
