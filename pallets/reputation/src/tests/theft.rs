//! What a liar, someone who was reviewed badly, or a stranger with too much time would try.

mod again;
mod money;

use super::{
	sealed::{opened, seal, sealed},
	*,
};

/// A customer takes a receipt for two reviews.
#[test]
fn a_receipt_is_used_once() {
	build_and_execute(|| {
		let id = standing(1);
		let targets = [first(DEAL, thing()), first(DEAL, shop())];
		for target in &targets {
			refused!(review(ALICE, target.clone(), open(1), None), ReviewExists);
			refused!(review(ALICE, target.clone(), Given::Sealed(H256::zero()), None), ReviewExists);
		}
		// Nor once it was withdrawn,
		assert_ok!(withdraw(ALICE, id));
		refused!(review(ALICE, targets[1].clone(), open(1), None), ReviewExists);
		// or struck out.
		assert_ok!(again(ALICE, id, 1));
		assert_ok!(dispute(SHOP, id));
		assert_ok!(rule(ARBITER, id, true));
		for target in targets {
			refused!(review(ALICE, target, open(1), None), ReviewExists);
		}
		assert_eq!((all(&thing()).given, all(&shop()).given), (1, 0));
	});
}

/// Someone reviews by what others have dealt.
#[test]
fn a_third_party_has_no_receipt() {
	build_and_execute(|| {
		dealings();
		let job = certify(certificate(1, 7, EMPLOYER, BOB));
		for who in [CAROL, ARBITER, STRANGER] {
			for proof in [Proof::Dealings(DEAL), Proof::Certificate(job)] {
				for about in [SHOP, EMPLOYER, ALICE, BOB] {
					let target = Target::First { proof: proof.clone(), subject: Subject::Account(about), bucket: 0 };
					refused!(review(who.clone(), target, open(1), None), NoReceipt);
				}
			}
		}
		// Nor one for a third: who employs says nothing of the shop.
		let target = Target::First { proof: Proof::Certificate(job), subject: shop(), bucket: 0 };
		refused!(review(EMPLOYER, target, open(1), None), NoReceipt);
	});
}

/// Someone praises himself through an identity that he controls, or one that controls both.
#[test]
fn nobody_reviews_himself() {
	build_and_execute(|| {
		let job = certify(certificate(1, 7, SHOP, ALICE));
		dealings();
		relate(ALICE, SHOP);
		let by_job = Target::First { proof: Proof::Certificate(job), subject: shop(), bucket: 0 };
		for target in [first(DEAL, thing()), first(DEAL, shop()), by_job] {
			refused!(review(ALICE, target, open(5), None), RelatedParties);
		}
	});
}

/// Two who trust one another pay to and fro, and take a high bucket for nothing.
#[test]
fn wash_trades_cost_the_fee_of_what_they_claim() {
	build_and_execute(|| {
		let much = 10_000_000 * UNIT;
		let before = [total(ALICE), total(SHOP), free(TREASURY)];
		// Held, and given back.
		let washed = Receipt { refunded: vec![native(much)], ..receipt(SHOP) };
		deal(DEAL, ALICE, SHOP, washed);
		assert_ok!(review(ALICE, claiming(DEAL, shop(), 7), open(5), None));
		let fee = LEAST_FEE + much / 1_000;
		assert_eq!(free(TREASURY) - before[2], fee);
		assert_eq!(before[0] + before[1] - total(ALICE) - total(SHOP), fee);
	});
}

/// An asset that somebody has made, and that nobody would buy.
#[test]
fn what_is_worth_nothing_claims_nothing() {
	build_and_execute(|| {
		let worthless = Money { asset: Some(99), amount: 10_000_000 };
		deal(DEAL, ALICE, SHOP, Receipt { paid: vec![worthless], ..receipt(SHOP) });
		refused!(review(ALICE, claiming(DEAL, shop(), 1), open(5), None), BucketTooHigh);
		// Somebody reports a price, which is not fresh when it is used.
		price(None, 1_000_000_000, 12);
		price(Some(99), 1_000_000_000, 0);
		hypothetically_ok!(review(ALICE, claiming(DEAL, shop(), 7), open(5), None));
		wait(PRICE_AGE + 1);
		price(None, 1_000_000_000, 12);
		refused!(review(ALICE, claiming(DEAL, shop(), 1), open(5), None), BucketTooHigh);
	});
}

/// Someone makes a network, and as many persons as he likes.
#[test]
fn a_network_of_ones_own_counts_for_nobody_else() {
	build_and_execute(|| {
		let honest = certify_person(200, 7, BOB, 1);
		deal_with_shop(BOBS_DEAL, BOB);
		assert_ok!(review(BOB, first(BOBS_DEAL, thing()), open(1), Some(honest)));
		for person in 1..=30 {
			let interaction = H256::repeat_byte(person);
			deal_with_shop(interaction, ALICE);
			let invented = certify_person(person, 666, ALICE, person);
			assert_ok!(review(ALICE, first(interaction, thing()), open(5), Some(invented)));
		}
		assert_eq!(heard(&thing(), 7).all, counts(&[1], &[], &[]));
		assert_eq!(heard(&thing(), 666).all.standing.0, [0, 0, 0, 0, 30]);
	});
}

/// One person has his certificate moved to another account, and speaks a second time.
#[test]
fn a_voice_does_not_move_to_a_new_account() {
	build_and_execute(|| {
		let old = certify_person(1, 7, ALICE, 1);
		dealings();
		assert_ok!(review(ALICE, first(DEAL, thing()), open(5), Some(old)));
		becomes(old, State::Superseded);
		let new = certify_person(2, 7, BOB, 1);
		deal_with_shop(BOBS_DEAL, BOB);
		refused!(review(BOB, first(BOBS_DEAL, thing()), open(5), Some(new)), VoiceUsed);
		// It is the same person still. Only if the first was taken back is there a place, and he is heard once.
		refused!(refresh(alices()), NothingToRefresh);
		becomes(old, State::Revoked);
		assert_ok!(refresh(alices()));
		assert_ok!(review(BOB, first(BOBS_DEAL, thing()), open(5), Some(new)));
		assert_eq!(heard(&thing(), 7).all.standing, histogram(&[5]));
		refused!(review(ALICE, Target::Again(alices()), open(5), Some(old)), VoiceInvalid);
		assert_eq!(all(&thing()).all.standing, histogram(&[5, 5]));
	});
}

/// What was struck out comes back by another way.
#[test]
fn what_was_struck_out_stays_so() {
	build_and_execute(|| {
		let person = certify_person(1, 7, ALICE, 1);
		let other = certify_person(2, 8, ALICE, 1);
		dealings();
		assert_ok!(review(ALICE, first(DEAL, thing()), open(1), Some(person)));
		let id = alices();
		assert_ok!(dispute(SHOP, id));
		assert_ok!(rule(ARBITER, id, true));
		let struck = all(&thing());
		refused!(again(ALICE, id, 1), StruckOut);
		refused!(review(ALICE, Target::Again(id), open(1), Some(other)), StruckOut);
		refused!(withdraw(ALICE, id), StruckOut);
		refused!(opened(ALICE, id, &stars(1)), NotSealed);
		refused!(refresh(id), NothingToRefresh);
		wait(RULE_WITHIN + 1);
		refused!(refresh(id), NothingToRefresh);
		becomes(person, State::Revoked);
		assert_ok!(refresh(id));
		becomes(person, State::Active);
		refused!(refresh(id), NothingToRefresh);
		assert_eq!((all(&thing()), stored(id).state), (struck, ReviewState::Struck));
		assert_eq!(heard(&thing(), 7).all, Counts::default());
	});
}

/// Who is reviewed wants to know what is said before he says what he thinks, or who reviews keeps it back.
#[test]
fn what_is_sealed_is_opened_in_time_or_never() {
	build_and_execute(|| {
		let id = sealed();
		for _ in 0..20 {
			wait(30 * DAY);
			refused!(opened(ALICE, id, &stars(2)), TooEarly);
		}
		let theirs = seal(SHOP, DEAL, Subject::Account(ALICE), &stars(5));
		wait(OPEN_WITHIN + 1);
		for (who, id, opinion) in [(ALICE, id, stars(2)), (SHOP, theirs, stars(5))] {
			refused!(opened(who.clone(), id, &opinion), TooLate);
			refused!(again(who, id, 1), StillSealed);
		}
		end(DEAL, now());
		wait(WINDOW + 1);
		// A second time begins with no end.
		refused!(opened(ALICE, id, &stars(2)), TooLate);
		assert_eq!((all(&thing()).all, all(&thing()).given), (Counts::default(), 1));
	});
}

/// The end of what it rests on is moved, after which another time to open would begin.
#[test]
fn an_end_that_was_known_is_not_moved() {
	build_and_execute(|| {
		let id = standing(2);
		end(DEAL, NOW);
		assert_ok!(again(ALICE, id, 3));
		end(DEAL, NOW + 10 * WINDOW);
		wait(WINDOW + 1);
		refused!(again(ALICE, id, 1), WindowOver);
	});
}

/// Strangers dispute, rule and answer, or somebody does so late.
#[test]
fn outsiders_and_the_late_decide_nothing() {
	build_and_execute(|| {
		let id = standing(1);
		for who in [BOB, OTHER_ARBITER, ARBITER, STRANGER, ALICE] {
			refused!(dispute(who.clone(), id), NotAllowed);
			refused!(respond(who, id, 0), NotAllowed);
		}
		// Of a thing: its owner, and nobody who owns another one.
		assert_ok!(dispute(SHOP, id));
		for who in [BOB, OTHER_ARBITER, SHOP, STRANGER, ALICE] {
			refused!(rule(who, id, true), NotAllowed);
		}
		wait(RULE_WITHIN + 1);
		refused!(rule(ARBITER, id, true), TooLate);
		assert_ok!(refresh(id));
		assert_eq!(all(&thing()).all, counts(&[1], &[], &[]));
	});
}

/// The shop makes its customer withdraw, and the aggregate look as if nothing had been said.
#[test]
fn pressure_shows() {
	build_and_execute(|| {
		let id = standing(1);
		assert_ok!(withdraw(ALICE, id));
		let pressed = all(&thing());
		assert_eq!((pressed.given, pressed.all), (1, counts(&[], &[], &[1])));
		// Or change it: what was said is kept.
		assert_ok!(again(ALICE, id, 5));
		assert_eq!(Versions::<Test>::get(id, 0).unwrap().said, Said::Open(stars(1)));
	});
}

/// Someone begins anew, with an account of which nobody has said anything: nor anything good.
#[test]
fn who_begins_anew_begins_with_nothing() {
	build_and_execute(|| {
		standing(1);
		let new = Subject::Thing(Thing { owner: STRANGER, ..product() });
		assert_eq!(all(&new), Aggregate::default());
		assert_eq!(all(&new).first, None);
		assert_eq!(all(&thing()).first, Some(NOW));
	});
}

/// An arbiter is agreed on after the review was given.
#[test]
fn nobody_picks_his_judge_afterwards() {
	build_and_execute(|| {
		deal(DEAL, ALICE, SHOP, receipt(SHOP));
		let id = reviewed(ALICE, DEAL, shop(), 1);
		deal(DEAL, ALICE, SHOP, Receipt { arbiters: arbiters(), ..receipt(SHOP) });
		end(DEAL, NOW);
		assert_ok!(again(ALICE, id, 2));
		refused!(dispute(SHOP, id), NoArbiter);
		refused!(rule(ARBITER, id, true), NotAllowed);
	});
}

/// A dispute is kept open, so that nobody says anything any more.
#[test]
fn a_dispute_silences_nobody_for_longer_than_a_ruling_takes() {
	build_and_execute(|| {
		let id = disputed(1);
		refused!(again(ALICE, id, 2), Disputed);
		wait(RULE_WITHIN + 1);
		assert_ok!(Reputation::refresh(signed(ALICE), id));
		refused!(dispute(SHOP, id), AlreadyDone);
		assert_ok!(again(ALICE, id, 2));
	});
}
