//! `set_profile`: what an account shows of itself.

use super::*;

/// A profile with all that there can be.
pub fn full() -> Profile {
	Profile {
		name: Some(text("The Shop")),
		description: Some(text("Sells chairs.")),
		contact: Some(text("mail@shop.example")),
		products: Some(text("Chairs")),
		support: Some(text("help@shop.example")),
		media: Some(H256::repeat_byte(7)),
		document: Some(Document { hash: H256::repeat_byte(8), uri: text("https://shop.example/profile.json") }),
	}
}

fn set(who: AccountId, profile: Option<Profile>) -> DispatchResult {
	Reputation::set_profile(signed(who), profile)
}

fn version(who: AccountId) -> u32 {
	Profiles::<Test>::get(who).map_or(0, |record| record.version)
}

#[test]
fn a_profile_is_shown_changed_and_taken_away() {
	build_and_execute(|| {
		let short = Profile { name: Some(text("Shop")), ..Profile::default() };
		let steps = [Some(full()), Some(short), Some(Profile::default()), None, Some(full())];
		// Once it was taken away it begins anew.
		for (version, profile) in [1, 2, 3, 4, 1].into_iter().zip(steps) {
			assert_ok!(set(SHOP, profile.clone()));
			let record = profile.clone().map(|profile| ProfileRecord { profile, version });
			assert_eq!(Profiles::<Test>::get(SHOP), record);
			assert_eq!(events(), [Event::ProfileSet { who: SHOP, version, profile }]);
		}
		assert_eq!(Profiles::<Test>::get(BOB), None);
	});
}

#[test]
fn its_deposit_is_for_all_that_it_can_have_and_comes_back() {
	build_and_execute(|| {
		let before = free(SHOP);
		for profile in [Profile::default(), full()] {
			assert_ok!(set(SHOP, Some(profile)));
			assert_eq!(bytes(SHOP), bytes_at_most::<ProfileRecord>());
			assert_eq!(free(SHOP), before - 100 - bytes_at_most::<ProfileRecord>() as Balance);
		}
		assert_ok!(set(SHOP, None));
		assert_eq!((bytes(SHOP), free(SHOP)), (0, before));
		assert!(!Ledgers::<Test>::contains_key(SHOP));
	});
}

#[test]
fn what_is_not_there_is_not_taken_away() {
	build_and_execute(|| {
		refused!(set(SHOP, None), ProfileUnknown);
		assert_ok!(set(SHOP, Some(full())));
		assert_ok!(set(SHOP, None));
		refused!(set(SHOP, None), ProfileUnknown);
	});
}

#[test]
fn who_cannot_pay_shows_nothing() {
	build_and_execute(|| {
		assert_noop!(set(PAUPER, Some(Profile::default())), TokenError::FundsUnavailable);
	});
}

#[test]
fn all_of_it_can_be_seen() {
	build_and_execute(|| {
		for hidden in ["", "a\u{202e}b", "a\nb", "\u{feff}"] {
			let document = Document { hash: H256::zero(), uri: text(hidden) };
			let profiles = [
				Profile { name: Some(text(hidden)), ..full() },
				Profile { description: Some(text(hidden)), ..full() },
				Profile { contact: Some(text(hidden)), ..full() },
				Profile { products: Some(text(hidden)), ..full() },
				Profile { support: Some(text(hidden)), ..full() },
				Profile { document: Some(document), ..full() },
			];
			for (place, profile) in profiles.into_iter().enumerate() {
				// Where a document is need not be said: the hash is what binds.
				if place == 5 && hidden.is_empty() {
					hypothetically_ok!(set(SHOP, Some(profile)));
				} else {
					refused!(set(SHOP, Some(profile)), TextInvalid);
				}
			}
		}
		// As long as they can be.
		let longest = |length: usize| "ä".repeat(length / 2);
		let profile = Profile {
			name: Some(text(&longest(64))),
			description: Some(text(&longest(256))),
			contact: Some(text(&longest(256))),
			products: Some(text(&longest(256))),
			support: Some(text(&longest(256))),
			document: Some(Document { hash: H256::zero(), uri: text(&longest(256)) }),
			..full()
		};
		assert_ok!(set(SHOP, Some(profile)));
	});
}

#[test]
fn the_last_version_is_followed_by_itself() {
	build_and_execute(|| {
		assert_ok!(set(SHOP, Some(full())));
		Profiles::<Test>::mutate(SHOP, |record| record.as_mut().unwrap().version = u32::MAX);
		assert_ok!(set(SHOP, Some(Profile::default())));
		assert_eq!(version(SHOP), u32::MAX);
	});
}
