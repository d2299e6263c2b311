//! Each invariant is broken by hand, and the check must say which.

use super::{
	publish::{answer, praise, publish, terms},
	set_profile::full,
	*,
};
use frame_support::traits::{fungible::MutateHold, tokens::Precision};

/// Bob's review of the shop: sealed.
fn bobs() -> ReviewId {
	id_of(BOBS_DEAL, BOB, SHOP)
}

/// Carol's, by a certificate: withdrawn.
fn carols() -> ReviewId {
	review_id(&Basis::<H256>::Certificate(H256::repeat_byte(4)), &CAROL, &SHOP)
}

/// Of everything something.
///
/// - The shop has set something aside for its product, and has a profile and a post.
/// - Alice has praised it in post 0, which it has answered; 1 takes the place of that.
/// - Alice's review of the product, by its second version, is heard as person 1 in network 7, and disputed. The shop pays for it.
/// - Bob has sealed one of the shop. Carol has withdrawn one.
fn world() {
	assert_ok!(Reputation::set_profile(signed(SHOP), Some(full())));
	assert_ok!(sponsor(SHOP, thing(), 3 * sponsored_cost()));
	dealings();
	let person = certify_person(1, 7, ALICE, 1);
	let said = Opinion { dimensions: list([(Dimension::Quality, 2)]), ..stars(1) };
	assert_ok!(review(ALICE, first(DEAL, thing()), open(2), None));
	assert_ok!(review(ALICE, Target::Again(alices()), Given::Open(said), Some(person)));
	assert_ok!(dispute(SHOP, alices()));

	deal_with_shop(BOBS_DEAL, BOB);
	assert_ok!(review(BOB, first(BOBS_DEAL, shop()), Given::Sealed(H256::zero()), None));
	let member = certify(certificate(4, 7, SHOP, CAROL));
	let target = Target::First { proof: Proof::Certificate(member), subject: shop(), bucket: 0 };
	assert_ok!(review(CAROL, target, open(5), None));
	assert_ok!(withdraw(CAROL, carols()));

	assert_ok!(publish(ALICE, praise(SHOP)));
	assert_ok!(publish(SHOP, answer(&PostId { author: ALICE, number: 0 })));
	assert_ok!(publish(ALICE, PostTerms { previous: Some(0), ..terms() }));
}

/// What is done to it is found, and said with these words.
#[track_caller]
fn breaks(words: &'static str, corrupt: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		world();
		check_state();
		corrupt();
		assert_eq!(Reputation::do_try_state(), Err(DispatchError::Other(words)));
	});
}

fn in_review(id: ReviewId, change: impl FnOnce(&mut Review<Test>)) {
	Reviews::<Test>::mutate(id, |stored| change(stored.as_mut().expect("there is such a review")));
}

fn in_opinion(id: ReviewId, change: impl FnOnce(&mut Opinion)) {
	in_review(id, |review| {
		let Said::Open(opinion) = &mut review.latest.said else { panic!("it is open") };
		change(opinion);
	});
}

fn in_version(change: impl FnOnce(&mut Version)) {
	Versions::<Test>::mutate(alices(), 0, |stored| change(stored.as_mut().expect("there is such a version")));
}

fn in_all(subject: Subject, change: impl FnOnce(&mut Aggregate)) {
	Aggregates::<Test>::mutate(subject.id(), None::<NetworkId>, change);
}

fn in_network(change: impl FnOnce(&mut Aggregate)) {
	Aggregates::<Test>::mutate(thing().id(), Some(7u32), change);
}

fn in_ledger(who: AccountId, change: impl FnOnce(&mut Ledger<Test>)) {
	Ledgers::<Test>::mutate(who, |stored| change(stored.as_mut().expect("it has one")));
}

fn in_post(author: AccountId, number: u32, change: impl FnOnce(&mut Post<AccountId>)) {
	Posts::<Test>::mutate(author, number, |stored| change(stored.as_mut().expect("there is such a post")));
}

/// More or less is on hold for something.
fn moves(who: AccountId, reason: HoldReason, more: bool) {
	let reason: RuntimeHoldReason = reason.into();
	if more {
		assert_ok!(<Balances as MutateHold<AccountId>>::hold(&reason, &who, 9));
	} else {
		assert_ok!(<Balances as MutateHold<AccountId>>::release(&reason, &who, 9, Precision::Exact));
	}
}

fn mark() -> (NetworkId, H256, Quarter) {
	(7, H256::repeat_byte(1), QUARTER)
}

#[test]
fn a_review_is_what_its_identifier_says_and_is_listed() {
	breaks("1: someone has reviewed himself", || in_review(alices(), |review| review.from = SHOP));
	let words = "1: a review rests on something else than its identifier says";
	breaks(words, || in_review(alices(), |review| review.from = BOB));
	breaks(words, || in_review(alices(), |review| review.basis = Basis::Dealings(BOBS_DEAL)));
	breaks(words, || in_review(alices(), |review| review.subject = Subject::Account(BOB)));
	let words = "1: a review is not listed where it was given";
	// Of the same owner, but another thing.
	breaks(words, || in_review(alices(), |review| review.subject = shop()));
	breaks(words, || in_review(bobs(), |review| review.place = 7));
	breaks(words, || ReviewsOf::<Test>::remove(thing().id(), 0));
	breaks("1: a review is not listed for who has given it", || ReviewsBy::<Test>::remove(ALICE, alices()));
	breaks("1: a review has a place that was not given", || {
		ReviewsOf::<Test>::remove(thing().id(), 0);
		ReviewsOf::<Test>::insert(thing().id(), 7, alices());
		in_review(alices(), |review| review.place = 7);
	});
	let words = "1: a review is listed that there is not";
	breaks(words, || ReviewsOf::<Test>::insert(thing().id(), 1, alices()));
	breaks(words, || ReviewsOf::<Test>::insert(H256::zero(), 0, H256::zero()));
	breaks(words, || ReviewsBy::<Test>::insert(BOB, alices(), ()));
}

#[test]
fn a_review_claims_what_dealings_show() {
	breaks("a review claims a bucket that there is not", || in_review(alices(), |review| review.bucket = BUCKETS));
	let words = "a review claims a value, or has an arbiter, without dealings";
	breaks(words, || in_review(carols(), |review| review.bucket = 1));
	breaks(words, || in_review(carols(), |review| review.arbiter = Some((ARBITER, 1))));
}

#[test]
fn how_a_review_stands_is_what_was_said() {
	let words = "2: what stands or is struck out is sealed";
	breaks(words, || in_review(bobs(), |review| review.state = ReviewState::Standing));
	breaks(words, || in_review(bobs(), |review| review.state = ReviewState::Struck));
	breaks(words, || in_review(bobs(), |review| review.version = 1));
	let words = "2: what is sealed has counted";
	breaks(words, || in_review(bobs(), |review| review.quarter = Some(QUARTER)));
	breaks(words, || {
		let voice = stored(alices()).voice;
		in_review(bobs(), |review| review.voice = voice);
	});
	let words = "6: what is sealed was answered or disputed";
	breaks(words, || in_review(bobs(), |review| review.latest.response = Some((DOCUMENT, NOW))));
	breaks(words, || in_review(bobs(), |review| review.latest.disputed = Some(Disputed::Silent)));
	let words = "2: what is open does not count";
	breaks(words, || in_review(carols(), |review| review.state = ReviewState::Sealed));
	breaks(words, || in_review(carols(), |review| review.quarter = None));
	let words = "2: a rating is not from 1 to 5, or a dimension is rated twice";
	for rating in [0, 6] {
		breaks(words, || in_opinion(alices(), |opinion| opinion.rating = rating));
	}
	breaks(words, || {
		let twice = list([(Dimension::Quality, 2), (Dimension::Quality, 2)]);
		in_opinion(alices(), |opinion| opinion.dimensions = twice);
	});
	let words = "6: a review does not stand as it was ruled";
	let ruled = |struck| Some(Disputed::Ruled { struck, document: DOCUMENT, at: NOW });
	breaks(words, || in_review(carols(), |review| review.state = ReviewState::Struck));
	breaks(words, || in_review(carols(), |review| review.latest.disputed = ruled(true)));
}

#[test]
fn versions_are_those_before_the_latest() {
	let words = "6: the versions of a review are not those before its latest";
	breaks(words, || Versions::<Test>::remove(alices(), 0));
	breaks(words, || in_review(alices(), |review| review.version = 2));
	breaks(words, || in_review(carols(), |review| review.version = 1));
	breaks(words, || {
		let version = Versions::<Test>::get(alices(), 0).expect("there is one");
		(1..MAX_VERSIONS).for_each(|number| Versions::<Test>::insert(alices(), number, version.clone()));
		in_review(alices(), |review| review.version = MAX_VERSIONS);
	});
	let words = "6: something follows what is sealed, disputed or struck out";
	breaks(words, || in_version(|version| version.said = Said::Sealed(H256::zero())));
	breaks(words, || in_version(|version| version.disputed = Some(Disputed::Open { at: NOW, fee: 0 })));
	breaks(words, || {
		in_version(|version| version.disputed = Some(Disputed::Ruled { struck: true, document: DOCUMENT, at: NOW }));
	});
	breaks("6: a version is of no review", || {
		let version = Versions::<Test>::get(alices(), 0).expect("there is one");
		Versions::<Test>::insert(H256::zero(), 0, version);
	});
}

#[test]
fn a_voice_has_its_mark() {
	let words = "3: a voice has no mark of its own";
	breaks(words, || Voices::<Test>::remove(thing().id(), mark()));
	breaks(words, || Voices::<Test>::insert(thing().id(), mark(), bobs()));
	let in_voice = |change: fn(&mut Voice)| {
		in_review(alices(), |review| change(review.voice.as_mut().expect("it has one")));
	};
	breaks(words, || in_voice(|voice| voice.network = 8));
	breaks(words, || in_voice(|voice| voice.person = H256::zero()));
	breaks(words, || in_voice(|voice| voice.quarter += 1));
	breaks("3: a voice was heard before its review counted", || {
		in_review(alices(), |review| review.quarter = Some(QUARTER + 1));
	});
	let words = "3: a mark is of no voice";
	breaks(words, || Voices::<Test>::insert(thing().id(), (8u32, H256::zero(), QUARTER), alices()));
	breaks(words, || in_review(alices(), |review| review.voice = None));
}

#[test]
fn a_dispute_is_with_its_arbiter() {
	breaks("6: what does not stand is disputed", || {
		in_review(alices(), |review| review.state = ReviewState::Withdrawn);
	});
	breaks("6: a dispute has no arbiter", || in_review(alices(), |review| review.arbiter = None));
	let words = "4: another fee is advanced than was agreed on";
	breaks(words, || in_review(alices(), |review| review.arbiter = Some((ARBITER, 1))));
	let words = "6: a dispute is not listed for its arbiter";
	breaks(words, || DisputesOf::<Test>::remove(ARBITER, alices()));
	breaks(words, || in_review(alices(), |review| review.arbiter = Some((OTHER_ARBITER, RULING_FEE))));
	let words = "6: a dispute is listed that there is not";
	breaks(words, || DisputesOf::<Test>::insert(OTHER_ARBITER, alices(), ()));
	breaks(words, || in_review(alices(), |review| review.latest.disputed = None));
}

#[test]
fn aggregates_are_what_reviews_say() {
	breaks("2: an aggregate counts others than its reviews", || {
		in_all(thing(), |aggregate| aggregate.all.standing.0[0] = 2);
	});
	breaks("2: an aggregate counts others than its reviews", || {
		in_all(thing(), |aggregate| aggregate.all = counts(&[], &[1], &[]));
	});
	breaks("2: an aggregate counts others than its reviews", || {
		// What is sealed.
		in_all(shop(), |aggregate| aggregate.all.standing.0[0] = 1);
	});
	breaks("2: an aggregate counts others than its reviews", || {
		in_network(|aggregate| aggregate.all.standing.0[0] = 0);
	});
	breaks("2: an aggregate counts others of a kind", || in_all(thing(), |aggregate| aggregate.by_kind.swap(0, 1)));
	breaks("2: an aggregate counts others in a bucket", || {
		in_all(thing(), |aggregate| aggregate.by_bucket.swap(0, 7));
	});
	breaks("2: an aggregate counts others in a dimension", || {
		in_all(thing(), |aggregate| aggregate.by_dimension.swap(0, 4));
	});
	breaks("2: an aggregate counts others in a quarter", || {
		in_all(thing(), |aggregate| aggregate.by_quarter[0].1 = Counts::default());
	});
	breaks("2: an aggregate counts others before its quarters", || {
		in_all(thing(), |aggregate| aggregate.before = counts(&[1], &[], &[]));
	});
	// Of another opinion, basis, bucket or quarter there would be others.
	breaks("2: an aggregate counts others than its reviews", || in_opinion(alices(), |opinion| opinion.rating = 3));
	breaks("2: an aggregate counts others in a bucket", || in_review(alices(), |review| review.bucket = 1));
	breaks("2: an aggregate counts others in a quarter", || {
		in_review(alices(), |review| review.quarter = Some(QUARTER - 1));
	});
}

#[test]
fn quarters_are_the_last_twelve() {
	let words = "2: the quarters of an aggregate are not in their order";
	let empty = |quarter| (quarter, Counts::default());
	breaks(words, || {
		in_network(|aggregate| aggregate.by_quarter.try_push(empty(QUARTER - 1)).expect("there is room"));
	});
	breaks(words, || in_network(|aggregate| aggregate.by_quarter.try_push(empty(QUARTER)).expect("there is room")));
	let words = "2: an aggregate has no place for a review";
	breaks(words, || in_all(thing(), |aggregate| aggregate.by_quarter = BoundedVec::new()));
	breaks(words, || {
		// There is room for it.
		in_all(thing(), |aggregate| {
			aggregate.before = aggregate.by_quarter[0].1;
			aggregate.by_quarter = list([empty(QUARTER + 1)]);
		});
	});
	breaks(words, || {
		// It is not before those.
		in_all(thing(), |aggregate| {
			aggregate.before = aggregate.by_quarter[0].1;
			aggregate.by_quarter = list((QUARTER - 12..QUARTER).map(empty).collect::<Vec<_>>());
		});
	});
	let words = "2: nothing has counted first in a quarter that has a place";
	breaks(words, || {
		in_all(thing(), |aggregate| aggregate.by_quarter.try_push(empty(QUARTER + 1)).expect("there is room"));
	});
	// In a network that can be: a voice may have fallen silent.
	new_test_ext().execute_with(|| {
		world();
		in_network(|aggregate| aggregate.by_quarter.try_push(empty(QUARTER + 1)).expect("there is room"));
		check_state();
	});
}

#[test]
fn aggregates_are_of_what_was_given() {
	let words = "2: another number of reviews was given than there is";
	breaks(words, || in_all(thing(), |aggregate| aggregate.given = 2));
	breaks(words, || Aggregates::<Test>::insert(H256::zero(), None::<NetworkId>, Aggregate::default()));
	let words = "2: the first review was given at another time";
	breaks(words, || in_all(thing(), |aggregate| aggregate.first = None));
	breaks(words, || in_all(thing(), |aggregate| aggregate.first = Some(NOW + 1)));
	let words = "2: an aggregate of a network says when it began, and not how many were given";
	breaks(words, || in_network(|aggregate| aggregate.given = 1));
	breaks(words, || in_network(|aggregate| aggregate.first = None));
	breaks("2: an aggregate of a network in which nothing counts is kept", || {
		let aggregate = Aggregate { first: Some(NOW), ..Aggregate::default() };
		Aggregates::<Test>::insert(thing().id(), Some(8u32), aggregate);
	});
	let words = "2: a review counts in no aggregate";
	breaks(words, || Aggregates::<Test>::remove(thing().id(), Some(7u32)));
}

#[test]
fn what_is_set_aside_and_advanced_is_on_hold() {
	let words = "4: what is set aside is not what is on hold for it";
	for more in [true, false] {
		breaks(words, || moves(SHOP, HoldReason::Sponsorship, more));
	}
	breaks(words, || moves(ALICE, HoldReason::Sponsorship, true));
	let aside = |change: fn(&mut Sponsorship<AccountId>)| {
		Sponsorships::<Test>::mutate(thing().id(), |stored| change(stored.as_mut().expect("there is some")));
	};
	breaks(words, || aside(|sponsorship| sponsorship.left += 1));
	breaks("4: nothing is set aside", || aside(|sponsorship| sponsorship.left = 0));
	let words = "4: the fees of arbiters are not what is on hold for them";
	for more in [true, false] {
		breaks(words, || moves(SHOP, HoldReason::Dispute, more));
	}
	breaks(words, || moves(ALICE, HoldReason::Dispute, true));
	breaks(words, || {
		let open = Some(Disputed::Open { at: NOW, fee: 1 });
		in_review(alices(), |review| (review.arbiter, review.latest.disputed) = (Some((ARBITER, 1)), open));
	});
}

#[test]
fn accounts_pay_for_their_records() {
	let words = "5: an account pays for other records than it has";
	breaks(words, || in_ledger(SHOP, |ledger| ledger.bytes += 1));
	breaks(words, || in_ledger(ALICE, |ledger| ledger.bytes -= 1));
	breaks(words, || Profiles::<Test>::remove(SHOP));
	breaks(words, || in_review(alices(), |review| review.payer = ALICE));
	breaks("5: who has to do with neither side pays for a review", || {
		in_review(alices(), |review| review.payer = STRANGER);
	});
	let words = "5: an account has no deposit, or one for nothing";
	breaks(words, || in_ledger(SHOP, |ledger| ledger.ticket = None));
	breaks("5: an account does not pay for its records", || {
		Ledgers::<Test>::remove(BOB);
	});
}

#[test]
fn posts_know_one_another() {
	let words = "a post takes the place of one that does not know it";
	breaks(words, || in_post(ALICE, 0, |post| post.next = None));
	breaks(words, || in_post(ALICE, 1, |post| post.previous = None));
	breaks(words, || in_post(ALICE, 1, |post| post.next = Some(2)));
	breaks(words, || in_post(SHOP, 0, |post| post.previous = Some(7)));
	breaks("a post that was withdrawn can still be found", || {
		in_post(SHOP, 0, |post| post.withdrawn = Some(NOW));
	});
	breaks("a post answers one that there is not", || {
		in_post(SHOP, 0, |post| post.reply_to = Some(PostId { author: BOB, number: 0 }));
	});
	let (praise, thanks) = (PostId { author: ALICE, number: 0 }, PostId { author: SHOP, number: 0 });
	breaks("an answer is not listed", || Replies::<Test>::remove(&praise, &thanks));
	breaks("an answer is listed that there is not", || Replies::<Test>::insert(&thanks, &praise, ()));
	breaks("a testimonial that was answered is not listed", || Testimonials::<Test>::remove(SHOP, &praise));
	let words = "a testimonial is listed for another";
	breaks(words, || Testimonials::<Test>::insert(BOB, &praise, ()));
	breaks(words, || Testimonials::<Test>::insert(ALICE, &thanks, ()));
	breaks(words, || Testimonials::<Test>::insert(ALICE, PostId { author: BOB, number: 0 }, ()));
	breaks("a testimonial is listed that was not answered", || {
		assert_ok!(publish(BOB, super::publish::praise(SHOP)));
		Testimonials::<Test>::insert(SHOP, PostId { author: BOB, number: 0 }, ());
	});
	let words = "the posts of an account are not as many as counted";
	breaks(words, || in_ledger(ALICE, |ledger| ledger.posts = 3));
	breaks(words, || in_ledger(ALICE, |ledger| ledger.posts = 1));
	breaks(words, || {
		let post = Posts::<Test>::get(SHOP, 0).expect("there is one");
		Posts::<Test>::insert(STRANGER, 0, Post { reply_to: None, ..post });
	});
	breaks("a profile has no version", || {
		Profiles::<Test>::mutate(SHOP, |record| record.as_mut().expect("there is one").version = 0);
	});
	breaks("an account has a record of nothing", || Ledgers::<Test>::insert(STRANGER, Ledger::default()));
}
