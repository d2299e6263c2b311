//! The view functions.

use super::{
	publish::{answer, praise, published, terms},
	set_profile::full,
	*,
};
use crate::info::*;
use civitas_primitives::Page;
use std::collections::BTreeSet;

/// All of a list, by pages.
fn pages<Item, Cursor>(page: impl Fn(Option<Cursor>) -> Page<Item, Cursor>) -> Vec<Item> {
	let (mut items, mut cursor) = (Vec::new(), None);
	for _ in 0..1_000 {
		let Page { items: more, next } = page(cursor);
		items.extend(more);
		cursor = next;
		if cursor.is_none() {
			return items;
		}
	}
	panic!("a list without an end")
}

fn info(review: ReviewId) -> ReviewInfo<Test> {
	ReviewInfo { review, record: stored(review) }
}

fn post_info(post: &PostId<AccountId>) -> PostInfo<AccountId> {
	PostInfo { post: post.clone(), record: super::publish::post(post) }
}

/// Sorted by their identifiers, by which some lists are.
fn sorted(mut reviews: Vec<ReviewInfo<Test>>) -> Vec<ReviewInfo<Test>> {
	reviews.sort_by_key(|info| info.review);
	reviews
}

#[test]
fn a_profile_is_shown_with_its_version() {
	build_and_execute(|| {
		assert_eq!(Reputation::profile(SHOP), None);
		let set = |profile| {
			assert_ok!(Reputation::set_profile(signed(SHOP), profile));
		};
		set(Some(Profile::default()));
		set(Some(full()));
		assert_eq!(Reputation::profile(SHOP), Some(ProfileRecord { profile: full(), version: 2 }));
		set(None);
		assert_eq!(Reputation::profile(SHOP), None);
		// Who has only posts has none.
		published(ALICE, terms());
		assert_eq!(Reputation::profile(ALICE), None);
	});
}

#[test]
fn posts_are_listed_from_the_first_on() {
	build_and_execute(|| {
		let mut all: Vec<_> = (0..4).map(|_| published(SHOP, terms())).collect();
		all.push(published(SHOP, PostTerms { previous: Some(3), ..terms() }));
		published(ALICE, terms());
		assert_ok!(Reputation::withdraw(signed(SHOP), Withdrawn::Post(1)));
		let expected: Vec<_> = all.iter().map(post_info).collect();
		for limit in 1..7 {
			assert_eq!(pages(|cursor| Reputation::posts_by(SHOP, cursor, Some(limit))), expected);
		}
		assert_eq!(Reputation::posts_by(SHOP, None, Some(2)).next, Some(1));
		for (who, cursor) in [(BOB, None), (SHOP, Some(4)), (SHOP, Some(u32::MAX))] {
			assert!(Reputation::posts_by(who, cursor, None).items.is_empty());
		}
	});
}

#[test]
fn answers_and_testimonials_are_listed() {
	build_and_execute(|| {
		let praised: Vec<_> = [ALICE, BOB, CAROL].map(|who| published(who, praise(SHOP))).into();
		let unanswered = published(ALICE, praise(SHOP));
		let thanks: Vec<_> = praised.iter().map(|post| published(SHOP, answer(post))).collect();
		let others = published(BOB, answer(&praised[0]));
		let by_id = |mut posts: Vec<PostInfo<AccountId>>| {
			posts.sort_by_key(|info| (info.post.author.clone(), info.post.number));
			posts
		};
		for limit in 1..4 {
			let listed = pages(|cursor| Reputation::testimonials_of(SHOP, cursor, Some(limit)));
			assert_eq!(by_id(listed), praised.iter().map(post_info).collect::<Vec<_>>());
			let answers = pages(|cursor| Reputation::replies(praised[0].clone(), cursor, Some(limit)));
			assert_eq!(by_id(answers), [&thanks[0], &others].map(post_info));
		}
		assert!(Reputation::replies(unanswered, None, None).items.is_empty());
		assert!(Reputation::testimonials_of(ALICE, None, None).items.is_empty());
	});
}

#[test]
fn reviews_of_a_subject_are_listed_as_they_were_given() {
	build_and_execute(|| {
		let person = certify_person(1, 7, ALICE, 1);
		let mut ids = Vec::new();
		for (number, who) in (1..).zip([ALICE, BOB, CAROL, ALICE, BOB]) {
			let interaction = H256::repeat_byte(number);
			deal_with_shop(interaction, who.clone());
			let opinion = Opinion { incentive: number == 2, ..stars(number) };
			let voice = (number == 1).then_some(person);
			let given = if number == 5 { Given::Sealed(H256::zero()) } else { Given::Open(opinion) };
			assert_ok!(review(who.clone(), first(interaction, thing()), given, voice));
			ids.push(id_of(interaction, who, SHOP));
		}
		let member = certify(certificate(9, 7, SHOP, ALICE));
		let target = Target::First { proof: Proof::Certificate(member), subject: shop(), bucket: 0 };
		assert_ok!(review(ALICE, target, open(3), None));
		assert_ok!(withdraw(BOB, ids[1]));
		assert_ok!(dispute(SHOP, ids[2]));
		assert_ok!(rule(ARBITER, ids[2], true));

		let listed = |subject: Subject, filter: ReviewFilter, limit: u32| {
			pages(|cursor| Reputation::reviews_of(subject.clone(), filter.clone(), cursor, Some(limit)))
		};
		let none = ReviewFilter::default();
		let expect = |filter: ReviewFilter, places: &[usize]| {
			let expected: Vec<_> = places.iter().map(|place| info(ids[*place])).collect();
			for limit in 1..6 {
				assert_eq!(listed(thing(), filter.clone(), limit), expected, "{filter:?}");
			}
		};
		expect(none.clone(), &[0, 1, 2, 3, 4]);
		let in_state = |state| ReviewFilter { state: Some(state), ..ReviewFilter::default() };
		expect(in_state(ReviewState::Standing), &[0, 3]);
		expect(in_state(ReviewState::Withdrawn), &[1]);
		expect(in_state(ReviewState::Struck), &[2]);
		expect(in_state(ReviewState::Sealed), &[4]);
		expect(ReviewFilter { kind: Some(BasisKind::Dealings), ..none.clone() }, &[0, 1, 2, 3, 4]);
		expect(ReviewFilter { kind: Some(BasisKind::Signed), ..none.clone() }, &[]);
		expect(ReviewFilter { network: Some(7), ..none.clone() }, &[0]);
		expect(ReviewFilter { network: Some(8), ..none.clone() }, &[]);
		expect(ReviewFilter { rating: Some(4), ..none.clone() }, &[3]);
		// What is sealed has no rating, and nobody knows whether something was given for it.
		expect(ReviewFilter { rating: Some(5), ..none.clone() }, &[]);
		expect(ReviewFilter { incentive: Some(true), ..none.clone() }, &[1]);
		expect(ReviewFilter { incentive: Some(false), ..none.clone() }, &[0, 2, 3]);
		expect(ReviewFilter { incentive: Some(false), ..in_state(ReviewState::Standing) }, &[0, 3]);
		assert_eq!(listed(shop(), none.clone(), 5).len(), 1);
		assert!(listed(Subject::Account(STRANGER), none, 5).is_empty());
	});
}

#[test]
fn no_more_than_a_hundred_are_looked_at() {
	new_test_ext().execute_with(|| {
		let (id, subject) = (standing(3), thing().id());
		Aggregates::<Test>::mutate(subject, None::<NetworkId>, |aggregate| aggregate.given = 250);
		(1..250u32).for_each(|place| ReviewsOf::<Test>::insert(subject, place, id));
		let filter = ReviewFilter { rating: Some(1), ..ReviewFilter::default() };
		let page = |cursor| Reputation::reviews_of(thing(), filter.clone(), cursor, None);
		let Page { items, next } = page(None);
		assert!(items.is_empty());
		assert_eq!(next, Some(99));
		assert_eq!((page(Some(99)).next, page(Some(199)).next), (Some(199), None));
	});
}

#[test]
fn reviews_are_listed_by_who_gave_them_and_by_who_rules() {
	build_and_execute(|| {
		let mut ids = Vec::new();
		for number in 1..=3 {
			let interaction = H256::repeat_byte(number);
			deal_with_shop(interaction, ALICE);
			ids.push(reviewed(ALICE, interaction, thing(), number));
		}
		let expected = sorted(ids.iter().copied().map(info).collect());
		for limit in 1..5 {
			assert_eq!(sorted(pages(|cursor| Reputation::reviews_by(ALICE, cursor, Some(limit)))), expected);
		}
		assert!(Reputation::reviews_by(SHOP, None, None).items.is_empty());
		assert!(Reputation::disputes_of(ARBITER, None, None).items.is_empty());
		ids.iter().for_each(|id| {
			assert_ok!(dispute(SHOP, *id));
		});
		let expected = sorted(ids.iter().copied().map(info).collect());
		for limit in 1..5 {
			assert_eq!(sorted(pages(|cursor| Reputation::disputes_of(ARBITER, cursor, Some(limit)))), expected);
		}
		assert_ok!(rule(ARBITER, ids[0], false));
		assert_eq!(Reputation::disputes_of(ARBITER, None, None).items.len(), 2);
		assert!(Reputation::disputes_of(OTHER_ARBITER, None, None).items.is_empty());
		assert_eq!(Reputation::review_info(ids[1]), Some(info(ids[1])));
		assert_eq!(Reputation::review_info(H256::zero()), None);
	});
}

#[test]
fn a_history_has_all_that_was_ever_said() {
	build_and_execute(|| {
		let id = standing(1);
		let history = || Reputation::review_history(Basis::Dealings(DEAL), ALICE, SHOP);
		let first = stored(id).latest;
		let expected = ReviewHistory { review: id, record: stored(id), versions: vec![first], counterpart: None };
		assert_eq!(history(), Some(expected));
		for rating in 2..=MAX_VERSIONS {
			assert_ok!(respond(SHOP, id, rating - 2));
			assert_ok!(again(ALICE, id, 1 + rating % 5));
		}
		let theirs = reviewed(SHOP, DEAL, Subject::Account(ALICE), 4);
		let ReviewHistory { review, record, versions, counterpart } = history().expect("there is one");
		assert_eq!((review, record.version, counterpart), (id, 7, Some(theirs)));
		assert_eq!(versions.len(), usize::from(MAX_VERSIONS));
		assert_eq!(versions.last(), Some(&record.latest));
		let kept: Vec<_> = (0..7).map(|number| Versions::<Test>::get(id, number).expect("it is kept")).collect();
		assert_eq!(versions[..7], kept);
		assert!(kept.iter().all(|version| version.response.is_some()));
		let back = Reputation::review_history(Basis::Dealings(DEAL), SHOP, ALICE).expect("there is one");
		assert_eq!((back.review, back.counterpart), (theirs, Some(id)));
		assert_eq!(Reputation::review_history(Basis::Dealings(BOBS_DEAL), ALICE, SHOP), None);
		assert_eq!(Reputation::review_history(Basis::Signed(DEAL), ALICE, SHOP), None);
	});
}

#[test]
fn an_aggregate_comes_with_what_formulas_make_of_it() {
	build_and_execute(|| {
		let persons = [(1, 7, ALICE), (2, 8, BOB)].map(|(id, network, who)| certify_person(id, network, who, id));
		for ((number, who), (rating, voice)) in
			(1..).zip([ALICE, BOB, CAROL]).zip([(5, Some(persons[0])), (1, Some(persons[1])), (4, None)])
		{
			let interaction = H256::repeat_byte(number);
			deal_with_shop(interaction, who.clone());
			assert_ok!(review(who, first(interaction, thing()), open(rating), voice));
		}
		let shown = Reputation::aggregate(thing(), vec![8, 7, 9, 8]);
		assert_eq!((shown.subject, &shown.all), (thing().id(), &all(&thing())));
		assert_eq!(shown.scores, Scores::of(&all(&thing()), QUARTER));
		assert_eq!((shown.scores.count, shown.scores.mean), (3, Some(3_333)));
		let of_network = |network| {
			let aggregate = heard(&thing(), network);
			NetworkAggregate { network, scores: Scores::of(&aggregate, QUARTER), aggregate }
		};
		assert_eq!(shown.networks, [8, 7, 9, 8].map(of_network));
		let counts: Vec<_> = shown.networks.iter().map(|shown| (shown.scores.count, shown.scores.mean)).collect();
		assert_eq!(counts, [(1, Some(1_000)), (1, Some(5_000)), (0, None), (1, Some(1_000))]);
		// As of now.
		wait(400 * DAY);
		let later = Reputation::aggregate(thing(), Vec::new());
		assert_eq!(later.scores, Scores::of(&all(&thing()), quarter(now())));
		assert!(later.networks.is_empty());
		// Of no more than 16.
		let many = Reputation::aggregate(thing(), (0..40).collect());
		assert!(many.networks.iter().map(|shown| shown.network).eq(0..16));
		// Of what nobody knows there is nothing.
		let unknown = Reputation::aggregate(Subject::Account(STRANGER), vec![7]);
		assert_eq!((unknown.all, unknown.scores.count), (Aggregate::default(), 0));
	});
}

/// What of it says which review it is for.
fn reviewable(party: AccountId) -> Vec<(H256, AccountId, u8, Option<Moment>)> {
	let all = pages(|cursor| Reputation::reviewable(party.clone(), cursor, None));
	all.into_iter().map(|item| (item.dealings, item.about, item.bucket, item.until)).collect()
}

#[test]
fn what_can_be_reviewed_is_listed() {
	build_and_execute(|| {
		dealings();
		let paid = Receipt { paid: vec![native(100 * UNIT)], ..receipt(BOB) };
		deal(BOBS_DEAL, ALICE, BOB, paid);
		assert_eq!(reviewable(ALICE), [(DEAL, SHOP, 0, None), (BOBS_DEAL, BOB, 2, None)]);
		// One of these is of its victim.
		assert_eq!((reviewable(BOB), reviewable(SHOP)), (vec![], vec![(DEAL, ALICE, 0, None)]));
		let Page { items, next } = Reputation::reviewable(ALICE, None, None);
		assert_eq!((items[0].subject.clone(), items[1].subject.clone(), next), (thing(), Subject::Account(BOB), None));
		end(BOBS_DEAL, NOW);
		assert_eq!(reviewable(ALICE)[1], (BOBS_DEAL, BOB, 2, Some(NOW + WINDOW)));
		wait(WINDOW);
		assert_eq!(reviewable(ALICE).len(), 2);
		// What is listed can be given: here is the proof.
		hypothetically_ok!(review(ALICE, claiming(BOBS_DEAL, Subject::Account(BOB), 2), open(3), None));
		wait(1);
		assert_eq!(reviewable(ALICE), [(DEAL, SHOP, 0, None)]);
		reviewed(ALICE, DEAL, thing(), 3);
		assert!(reviewable(ALICE).is_empty());
		assert_eq!(reviewable(SHOP).len(), 1);
		relate(ALICE, SHOP);
		assert!(reviewable(SHOP).is_empty());
		assert!(reviewable(STRANGER).is_empty());
	});
}

#[test]
fn of_many_dealings_and_parties_pages_leave_out_nothing() {
	build_and_execute(|| {
		for number in 1..=40 {
			for other in 1..=number % 7 {
				let about = AccountId::new([100 + other; 32]);
				deal(H256::repeat_byte(number), ALICE, about.clone(), receipt(about));
			}
		}
		let listed = reviewable(ALICE);
		assert_eq!(listed.len(), Dealt::get().len());
		let once: BTreeSet<_> = listed.iter().map(|(interaction, about, ..)| (interaction, about)).collect();
		assert_eq!(once.len(), listed.len());
		let looked_at = |limit| {
			let Page { items, next } = Reputation::reviewable(ALICE, None, limit);
			assert!(next.is_some());
			items.iter().map(|item| item.dealings).collect::<BTreeSet<_>>().len()
		};
		assert!([None, Some(16), Some(u32::MAX)].into_iter().all(|limit| looked_at(limit) <= 16));
		assert_eq!([Some(0), Some(1), Some(3)].map(looked_at), [1, 1, 3]);
	});
}

#[test]
fn what_is_set_aside_and_what_it_costs_is_shown() {
	build_and_execute(|| {
		assert_eq!(Reputation::sponsorship(thing()), None);
		assert_ok!(sponsor(SHOP, thing(), UNIT));
		assert_eq!(Reputation::sponsorship(thing()), Some(Sponsorship { owner: SHOP, left: UNIT }));
		assert_eq!(Reputation::sponsorship(shop()), None);
		assert_eq!([0, 7, 8].map(Reputation::fee_of), [Some(LEAST_FEE), Some(LEAST_FEE + 10_000 * UNIT), None]);
	});
}
