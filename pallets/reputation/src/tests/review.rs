//! `review`: the first one, and new versions.

use super::*;

/// An opinion with all that there can be.
fn full() -> Opinion {
	let dimensions = list(Dimension::ALL.map(|dimension| (dimension, 1 + dimension as u8)));
	Opinion { rating: 4, dimensions, content: Some(DOCUMENT), incentive: true }
}

/// Someone says this anew.
fn anew(who: AccountId, id: ReviewId, opinion: Opinion) -> DispatchResult {
	review(who, Target::Again(id), Given::Open(opinion), None)
}

#[test]
fn a_review_is_kept_listed_and_counted() {
	build_and_execute(|| {
		dealings();
		set_time(NOW + 5);
		assert_ok!(review(ALICE, first(DEAL, thing()), Given::Open(full()), None));
		let id = alices();
		let (said, at) = (Said::Open(full()), NOW + 5);
		let latest = Version { said: said.clone(), at, response: None, disputed: None };
		let expected: Review<Test> = Review {
			from: ALICE,
			subject: thing(),
			place: 0,
			basis: Basis::Dealings(DEAL),
			ended: None,
			bucket: 0,
			arbiter: Some((ARBITER, RULING_FEE)),
			given_at: at,
			state: ReviewState::Standing,
			sealed: false,
			quarter: Some(QUARTER),
			voice: None,
			version: 0,
			latest,
			payer: ALICE,
		};
		assert_eq!(stored(id), expected);
		assert_eq!(ReviewsOf::<Test>::iter_prefix(thing().id()).collect::<Vec<_>>(), [(0, id)]);
		assert_eq!(ReviewsBy::<Test>::iter_key_prefix(ALICE).collect::<Vec<_>>(), [id]);
		let given = Event::Given {
			review: id,
			from: ALICE,
			subject: thing(),
			basis: Basis::Dealings(DEAL),
			bucket: 0,
			fee: LEAST_FEE,
			payer: ALICE,
		};
		assert_eq!(events(), [given, Event::Said { review: id, version: 0, said, quarter: Some(QUARTER) }]);

		let (one, none) = (counts(&[4], &[], &[]), Counts::default());
		let mut aggregate = Aggregate { given: 1, first: Some(at), all: one, ..Aggregate::default() };
		aggregate.by_kind = [one, none, none];
		aggregate.by_bucket[0] = one;
		aggregate.by_dimension = [1, 2, 3, 4, 5].map(|rating| counts(&[rating], &[], &[]));
		aggregate.by_quarter = list([(QUARTER, one)]);
		assert_eq!(all(&thing()), aggregate);
		// Nothing is said of its owner by that.
		assert_eq!(all(&shop()), Aggregate::default());
	});
}

#[test]
fn it_costs_the_fee_and_a_deposit() {
	build_and_execute(|| {
		dealings();
		let (before, treasury) = (free(ALICE), free(TREASURY));
		reviewed(ALICE, DEAL, thing(), 3);
		let deposit = 100 + bytes_at_most::<Review<Test>>() as Balance;
		assert_eq!(free(ALICE), before - LEAST_FEE - deposit);
		assert_eq!(free(TREASURY), treasury + LEAST_FEE);
		// A new version costs no fee, and a deposit for the one before.
		assert_ok!(again(ALICE, alices(), 4));
		let version = bytes_at_most::<Version>() as Balance;
		assert_eq!(free(ALICE), before - LEAST_FEE - deposit - version);
		assert_eq!(free(TREASURY), treasury + LEAST_FEE);
	});
}

#[test]
fn who_cannot_pay_reviews_nothing() {
	build_and_execute(|| {
		deal_with_shop(DEAL, PAUPER);
		assert_noop!(review(PAUPER, first(DEAL, thing()), open(3), None), TokenError::FundsUnavailable);
		// Nor does who can pay no more than the deposit.
		deal_with_shop(BOBS_DEAL, BOB);
		let deposit = 100 + bytes_at_most::<Review<Test>>() as Balance;
		let rest = EXISTENTIAL_DEPOSIT + deposit + LEAST_FEE - 1;
		assert_ok!(Balances::transfer_keep_alive(signed(BOB), STRANGER, free(BOB) - rest));
		assert_storage_noop!(assert!(review(BOB, first(BOBS_DEAL, thing()), open(3), None).is_err()));
		assert_ok!(Balances::transfer_keep_alive(signed(STRANGER), BOB, 1));
		reviewed(BOB, BOBS_DEAL, thing(), 3);
		assert_eq!(free(BOB), EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn one_receipt_is_for_one_review_in_each_direction() {
	build_and_execute(|| {
		dealings();
		reviewed(ALICE, DEAL, shop(), 3);
		for subject in [shop(), thing()] {
			for given in [open(5), Given::Sealed(H256::zero())] {
				refused!(review(ALICE, first(DEAL, subject.clone()), given, None), ReviewExists);
			}
		}
		reviewed(SHOP, DEAL, Subject::Account(ALICE), 5);
		refused!(review(SHOP, first(DEAL, Subject::Account(ALICE)), open(5), None), ReviewExists);
		assert_eq!(all(&shop()).all, counts(&[3], &[], &[]));
		assert_eq!(all(&Subject::Account(ALICE)).all, counts(&[5], &[], &[]));
		// Another receipt is for another one.
		let other = H256::repeat_byte(9);
		deal_with_shop(other, ALICE);
		reviewed(ALICE, other, shop(), 1);
		assert_eq!(all(&shop()).all, counts(&[3, 1], &[], &[]));
		assert_eq!(stored(id_of(other, ALICE, SHOP)).place, 1);
	});
}

#[test]
fn it_is_about_what_the_receipt_names_or_its_owner() {
	build_and_execute(|| {
		dealings();
		let others = [
			Thing { kind: text("service"), ..product() },
			Thing { hash: H256::zero(), ..product() },
			// It was about her account for the other side.
			Thing { owner: ALICE, ..product() },
		];
		for other in others {
			let who = if other.owner == ALICE { SHOP } else { ALICE };
			refused!(review(who, first(DEAL, Subject::Thing(other)), open(3), None), OtherSubject);
		}
		assert_ok!(review(ALICE, first(DEAL, thing()), open(3), None));
	});
}

#[test]
fn who_had_nothing_to_do_with_it_reviews_nothing() {
	build_and_execute(|| {
		dealings();
		refused!(review(ALICE, first(H256::zero(), shop()), open(3), None), NoReceipt);
		refused!(review(BOB, first(DEAL, shop()), open(3), None), NoReceipt);
		refused!(review(ALICE, first(DEAL, Subject::Account(BOB)), open(3), None), NoReceipt);
		let bobs = Thing { owner: BOB, ..product() };
		refused!(review(ALICE, first(DEAL, Subject::Thing(bobs)), open(3), None), NoReceipt);
	});
}

#[test]
fn an_opinion_rates_from_1_to_5_and_each_dimension_once() {
	build_and_execute(|| {
		dealings();
		let rated = |dimensions: &[(Dimension, u8)]| Opinion { dimensions: list(dimensions), ..stars(3) };
		use Dimension::*;
		let wrong = [
			stars(0),
			stars(6),
			stars(u8::MAX),
			rated(&[(Quality, 0)]),
			rated(&[(Quality, 1), (Value, 6)]),
			rated(&[(Quality, 1), (Value, 2), (Quality, 1)]),
		];
		for opinion in &wrong {
			refused!(review(ALICE, first(DEAL, thing()), Given::Open(opinion.clone()), None), RatingInvalid);
		}
		reviewed(ALICE, DEAL, thing(), 1);
		for opinion in wrong {
			refused!(anew(ALICE, alices(), opinion), RatingInvalid);
		}
		assert_ok!(anew(ALICE, alices(), rated(&[(Value, 5), (Quality, 1)])));
		let [quality, .., value] = all(&thing()).by_dimension;
		assert_eq!((quality, value), (counts(&[1], &[], &[]), counts(&[5], &[], &[])));
	});
}

#[test]
fn the_time_to_review_ends_180_days_after_the_end() {
	build_and_execute(|| {
		dealings();
		deal_with_shop(BOBS_DEAL, BOB);
		// As long as it goes on, there is time.
		wait(10 * WINDOW);
		hypothetically_ok!(review(ALICE, first(DEAL, thing()), open(3), None));
		let ended = now() - WINDOW;
		end(DEAL, ended - 1);
		refused!(review(ALICE, first(DEAL, thing()), open(3), None), WindowOver);
		refused!(review(ALICE, first(DEAL, thing()), Given::Sealed(H256::zero()), None), WindowOver);
		end(BOBS_DEAL, ended);
		let id = reviewed(BOB, BOBS_DEAL, thing(), 3);
		assert_eq!(stored(id).ended, Some(ended));
		assert_ok!(again(BOB, id, 4));
		wait(1);
		refused!(again(BOB, id, 5), WindowOver);
	});
}

#[test]
fn the_end_is_asked_for_until_it_is_known() {
	build_and_execute(|| {
		let id = standing(3);
		wait(DAY);
		assert_ok!(again(ALICE, id, 4));
		assert_eq!(stored(id).ended, None);
		end(DEAL, now() - DAY);
		assert_ok!(again(ALICE, id, 5));
		assert_eq!(stored(id).ended, Some(NOW));
		wait(WINDOW);
		refused!(again(ALICE, id, 1), WindowOver);
	});
}

#[test]
fn a_new_version_takes_the_place_of_what_was_said() {
	build_and_execute(|| {
		let id = standing(2);
		let (before, first_said) = (stored(id), Said::Open(stars(2)));
		events();
		// It counts in the quarter in which it first did.
		set_time(NOW + 100 * DAY);
		assert_ok!(anew(ALICE, id, full()));
		let latest = Version { said: Said::Open(full()), at: NOW + 100 * DAY, response: None, disputed: None };
		assert_eq!(stored(id), Review { version: 1, latest, ..before });
		let kept = Version { said: first_said, at: NOW, response: None, disputed: None };
		assert_eq!(Versions::<Test>::iter_prefix(id).collect::<Vec<_>>(), [(0, kept)]);
		let said = Event::Said { review: id, version: 1, said: Said::Open(full()), quarter: Some(QUARTER) };
		assert_eq!(events(), [said]);
		let all = all(&thing());
		assert_eq!((all.given, all.all), (1, counts(&[4], &[], &[])));
		assert_eq!(all.by_quarter.to_vec(), [(QUARTER, counts(&[4], &[], &[]))]);
	});
}

#[test]
fn there_are_eight_versions_and_all_are_kept() {
	build_and_execute(|| {
		let id = standing(1);
		let (size, mut rating) = (bytes(ALICE), 1);
		for version in 1..MAX_VERSIONS {
			rating = 1 + version % 5;
			assert_ok!(again(ALICE, id, rating));
			assert_eq!(bytes(ALICE), size + usize::from(version) * bytes_at_most::<Version>());
		}
		refused!(again(ALICE, id, 5), TooManyVersions);
		assert_eq!(Versions::<Test>::iter_prefix(id).count(), 7);
		assert_eq!(all(&thing()).all, counts(&[rating], &[], &[]));
		// It can be withdrawn, and does not stand again.
		assert_ok!(withdraw(ALICE, id));
		refused!(again(ALICE, id, 5), TooManyVersions);
	});
}

#[test]
fn only_its_author_says_it_anew() {
	build_and_execute(|| {
		let id = standing(1);
		for who in [SHOP, BOB, ARBITER, STRANGER] {
			refused!(again(who, id, 5), NotAllowed);
		}
		refused!(again(ALICE, H256::zero(), 5), ReviewUnknown);
		refused!(review(ALICE, Target::Again(id), Given::Sealed(H256::zero()), None), NotFirst);
		let opened = Given::Opened { opinion: stars(5), salt: SALT };
		refused!(review(ALICE, Target::Again(id), opened.clone(), None), NotSealed);
		deal_with_shop(BOBS_DEAL, BOB);
		refused!(review(BOB, first(BOBS_DEAL, thing()), opened, None), NotSealed);
	});
}

#[test]
fn what_is_disputed_or_struck_out_is_not_said_anew() {
	build_and_execute(|| {
		let id = disputed(1);
		refused!(again(ALICE, id, 5), Disputed);
		assert_ok!(rule(ARBITER, id, true));
		refused!(again(ALICE, id, 5), StruckOut);
		refused!(review(ALICE, first(DEAL, thing()), open(5), None), ReviewExists);
	});
}

#[test]
fn who_is_related_reviews_nothing() {
	build_and_execute(|| {
		dealings();
		relate(ALICE, SHOP);
		refused!(review(ALICE, first(DEAL, thing()), open(5), None), RelatedParties);
		refused!(review(SHOP, first(DEAL, Subject::Account(ALICE)), open(5), None), RelatedParties);
		deal(BOBS_DEAL, BOB, BOB, receipt(BOB));
		refused!(review(BOB, first(BOBS_DEAL, Subject::Account(BOB)), open(5), None), RelatedParties);
	});
}

#[test]
fn there_are_no_more_reviews_than_can_be_counted() {
	new_test_ext().execute_with(|| {
		let id = standing(3);
		let subject = thing().id();
		deal_with_shop(BOBS_DEAL, BOB);
		let refuses = |change: fn(&mut Aggregate)| {
			hypothetically!({
				Aggregates::<Test>::mutate(subject, None::<NetworkId>, change);
				refused!(review(BOB, first(BOBS_DEAL, thing()), open(3), None), TooManyReviews);
			});
		};
		refuses(|aggregate| aggregate.given = u32::MAX);
		refuses(|aggregate| aggregate.all.standing.0[2] = u32::MAX);
		refuses(|aggregate| aggregate.by_kind[0].standing.0[2] = u32::MAX);
		refuses(|aggregate| aggregate.by_bucket[0].standing.0[2] = u32::MAX);
		// Nor fewer than none.
		Aggregates::<Test>::mutate(subject, None::<NetworkId>, |aggregate| aggregate.all = Counts::default());
		refused!(withdraw(ALICE, id), TooManyReviews);
	});
}

#[test]
fn quarters_beyond_the_twelfth_are_together() {
	build_and_execute(|| {
		let mut quarters = Vec::new();
		for number in 0..15 {
			let interaction = H256::repeat_byte(number);
			deal_with_shop(interaction, ALICE);
			reviewed(ALICE, interaction, thing(), 1 + number % 5);
			quarters.push(quarter(now()));
			wait(92 * DAY);
		}
		let aggregate = all(&thing());
		let listed: Vec<Quarter> = aggregate.by_quarter.iter().map(|(quarter, _)| *quarter).collect();
		assert_eq!(listed, quarters[3..]);
		assert_eq!(aggregate.before, counts(&[1, 2, 3], &[], &[]));
		// What is old changes where it is counted.
		let oldest = id_of(H256::repeat_byte(0), ALICE, SHOP);
		assert_ok!(again(ALICE, oldest, 5));
		assert_eq!(all(&thing()).before, counts(&[5, 2, 3], &[], &[]));
		assert_ok!(withdraw(ALICE, oldest));
		assert_eq!(all(&thing()).before, counts(&[2, 3], &[], &[5]));
		assert_eq!(all(&thing()).by_quarter, aggregate.by_quarter);
	});
}
