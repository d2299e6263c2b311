//! `publish`: posts, answers, new versions, testimonials.

use super::*;

/// A post of which nothing is special.
pub fn terms() -> PostTerms<AccountId> {
	PostTerms {
		kind: PostKind::Post,
		content: H256::repeat_byte(0xc0),
		uri: text("https://shop.example/1"),
		text: None,
		reply_to: None,
		previous: None,
	}
}

/// Praise of somebody.
pub fn praise(of: AccountId) -> PostTerms<AccountId> {
	PostTerms { kind: PostKind::Testimonial { of }, ..terms() }
}

/// An answer.
pub fn answer(to: &PostId<AccountId>) -> PostTerms<AccountId> {
	PostTerms { reply_to: Some(to.clone()), ..terms() }
}

pub fn publish(who: AccountId, terms: PostTerms<AccountId>) -> DispatchResult {
	Reputation::publish(signed(who), terms)
}

/// Someone publishes this.
pub fn published(who: AccountId, terms: PostTerms<AccountId>) -> PostId<AccountId> {
	let number = Ledgers::<Test>::get(&who).map_or(0, |ledger| ledger.posts);
	assert_ok!(publish(who.clone(), terms));
	PostId { author: who, number }
}

/// A post as it is stored.
pub fn post(id: &PostId<AccountId>) -> Post<AccountId> {
	Posts::<Test>::get(&id.author, id.number).expect("there is such a post")
}

/// Whether someone lists a testimonial.
pub fn lists(of: AccountId, id: &PostId<AccountId>) -> bool {
	Testimonials::<Test>::contains_key(of, id)
}

#[test]
fn a_post_is_kept_but_for_its_text() {
	build_and_execute(|| {
		let kinds = [
			PostKind::Post,
			PostKind::Article,
			PostKind::Announcement,
			PostKind::ProductInformation,
			PostKind::Policy,
			PostKind::Testimonial { of: SHOP },
		];
		let said = "Chairs are 10 % off.";
		let content = H256(sp_io::hashing::sha2_256(said.as_bytes()));
		for (number, kind) in (0..).zip(kinds) {
			let terms = PostTerms { kind: kind.clone(), content, text: Some(text(said)), ..terms() };
			let id = published(ALICE, terms.clone());
			assert_eq!(id, PostId { author: ALICE, number });
			let (uri, at) = (terms.uri.clone(), NOW);
			let (reply_to, previous, next, withdrawn) = (None, None, None, None);
			assert_eq!(post(&id), Post { kind, content, uri, reply_to, previous, next, at, withdrawn });
			assert_eq!(events(), [Event::Published { post: id, terms }]);
			assert_eq!(bytes(ALICE), bytes_at_most::<Post<AccountId>>() * (number as usize + 1));
		}
	});
}

#[test]
fn a_text_is_what_its_hash_says() {
	build_and_execute(|| {
		let with = |content, said: &str| PostTerms { content, text: Some(text(said)), ..terms() };
		let hash = |said: &str| H256(sp_io::hashing::sha2_256(said.as_bytes()));
		refused!(publish(SHOP, with(hash("one"), "other")), ContentDiffers);
		let another = H256(sp_io::hashing::blake2_256(b"one"));
		refused!(publish(SHOP, with(another, "one")), ContentDiffers);
		for hidden in ["", "a\u{200b}b", "a\rb"] {
			refused!(publish(SHOP, with(hash(hidden), hidden)), TextInvalid);
		}
		let longest = "a".repeat(MAX_TEXT as usize);
		assert_ok!(publish(SHOP, with(hash(&longest), &longest)));
		refused!(publish(SHOP, PostTerms { uri: text("a\u{202d}"), ..terms() }), TextInvalid);
		assert_ok!(publish(SHOP, PostTerms { uri: text(""), ..terms() }));
	});
}

#[test]
fn an_answer_is_to_something() {
	build_and_execute(|| {
		let unknown = PostId { author: SHOP, number: 0 };
		refused!(publish(ALICE, answer(&unknown)), PostUnknown);
		// Nor to itself.
		refused!(publish(SHOP, answer(&unknown)), PostUnknown);
		let id = published(SHOP, terms());
		let answers = [ALICE, ALICE, SHOP].map(|who| published(who, answer(&id)));
		let further = published(BOB, answer(&answers[0]));
		let listed = |to: &PostId<AccountId>| {
			let mut all: Vec<_> = Replies::<Test>::iter_key_prefix(to).map(|id| (id.author, id.number)).collect();
			all.sort();
			all
		};
		assert_eq!(listed(&id), [(ALICE, 0), (ALICE, 1), (SHOP, 1)]);
		assert_eq!(listed(&answers[0]), [(BOB, 0)]);
		assert_eq!(post(&further).reply_to, Some(answers[0].clone()));
		// What was withdrawn was there.
		assert_ok!(Reputation::withdraw(signed(SHOP), Withdrawn::Post(0)));
		assert_ok!(publish(CAROL, answer(&id)));
	});
}

#[test]
fn a_version_follows_the_latest_of_ones_own() {
	build_and_execute(|| {
		let next = |previous| PostTerms { previous: Some(previous), ..terms() };
		refused!(publish(SHOP, next(0)), PostUnknown);
		// Nor itself.
		let id = published(SHOP, terms());
		refused!(publish(SHOP, next(1)), PostUnknown);
		refused!(publish(ALICE, next(0)), PostUnknown);
		set_time(NOW + 5);
		let second = published(SHOP, next(0));
		assert_eq!((post(&id).next, post(&second).previous, post(&second).at), (Some(1), Some(0), NOW + 5));
		refused!(publish(SHOP, next(0)), NotLatest);
		let third = published(SHOP, PostTerms { kind: PostKind::Article, ..next(1) });
		assert_eq!((post(&second).next, post(&third).kind), (Some(2), PostKind::Article));
		assert_ok!(Reputation::withdraw(signed(SHOP), Withdrawn::Post(2)));
		refused!(publish(SHOP, next(2)), NotLatest);
		// All of them are there.
		assert_eq!(Posts::<Test>::iter_prefix(SHOP).count(), 3);
	});
}

#[test]
fn a_testimonial_is_listed_once_it_is_answered_by_whom_it_praises() {
	build_and_execute(|| {
		let id = published(ALICE, praise(SHOP));
		assert!(!lists(SHOP, &id));
		published(BOB, answer(&id));
		published(ALICE, answer(&id));
		assert!(!lists(SHOP, &id) && !lists(BOB, &id));
		events();
		let thanks = published(SHOP, answer(&id));
		assert!(lists(SHOP, &id));
		let listed = Event::TestimonialListed { of: SHOP, post: id.clone() };
		assert_eq!(events(), [Event::Published { post: thanks, terms: answer(&id) }, listed]);
		// Once.
		let more = published(SHOP, answer(&id));
		assert_eq!(events(), [Event::Published { post: more, terms: answer(&id) }]);
		assert_eq!(Testimonials::<Test>::iter_keys().count(), 1);
		// It is in no aggregate.
		assert_eq!(Aggregates::<Test>::iter().count(), 0);
	});
}

#[test]
fn what_was_withdrawn_or_is_no_praise_is_not_listed() {
	build_and_execute(|| {
		let (praised, plain) = (published(ALICE, praise(SHOP)), published(ALICE, terms()));
		assert_ok!(Reputation::withdraw(signed(ALICE), Withdrawn::Post(praised.number)));
		published(SHOP, answer(&praised));
		published(SHOP, answer(&plain));
		assert_eq!(Testimonials::<Test>::iter_keys().count(), 0);
		// A new version is not what was answered.
		let first = published(BOB, praise(SHOP));
		published(SHOP, answer(&first));
		let second = published(BOB, PostTerms { previous: Some(first.number), ..praise(SHOP) });
		assert!(lists(SHOP, &first) && !lists(SHOP, &second));
	});
}

#[test]
fn nobody_praises_himself() {
	build_and_execute(|| {
		relate(ALICE, SHOP);
		refused!(publish(SHOP, praise(SHOP)), RelatedParties);
		refused!(publish(ALICE, praise(SHOP)), RelatedParties);
		refused!(publish(SHOP, praise(ALICE)), RelatedParties);
		assert_ok!(publish(BOB, praise(SHOP)));
	});
}

#[test]
fn who_cannot_pay_publishes_nothing() {
	build_and_execute(|| {
		assert_noop!(publish(PAUPER, terms()), TokenError::FundsUnavailable);
	});
}

#[test]
fn there_are_no_more_posts_than_can_be_numbered() {
	new_test_ext().execute_with(|| {
		published(SHOP, terms());
		Ledgers::<Test>::mutate(SHOP, |ledger| ledger.as_mut().unwrap().posts = u32::MAX);
		refused!(publish(SHOP, terms()), TooManyPosts);
	});
}
