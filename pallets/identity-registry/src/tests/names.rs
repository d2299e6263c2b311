use super::*;
use crate::Names;

fn name(name: &str) -> Name {
	text(name)
}

fn claim(text: &str) -> Call<Test> {
	Call::claim_name { name: name(text) }
}

#[test]
fn a_name_is_claimed_once() {
	build_and_execute(|| {
		let (alice, bob) = (sr(1), sr(2));
		let (a, b) = (register(&alice), register(&bob));
		assert_ok!(act(&alice, &a, claim("alice")));
		assert!(happened(Event::NameClaimed { identity: a.clone(), name: name("alice"), from: None }));
		assert_eq!(Registry::identity_of_name(name("alice")), Some(a.clone()));
		assert_eq!(act(&bob, &b, claim("alice")), err(Error::NameTaken));
		assert_eq!(act(&alice, &a, claim("alice")), err(Error::HasName));
		assert_eq!(act(&alice, &a, claim("alice2")), err(Error::HasName));
	});
}

#[test]
fn names_that_could_be_taken_for_others_are_refused() {
	build_and_execute(|| {
		let alice = sr(1);
		let a = register(&alice);
		for bad in [
			"",
			"ab",
			"-ab",
			"ab-",
			"a--b",
			"xn--80ak6aa92e",
			"Alice",
			"ALICE",
			"al ice",
			"al_ice",
			"al.ice",
			"alice\0",
			"аlice",
			"alicе",
			"al\u{200b}ice",
			"älice",
			"ａlice",
			"---",
			"a-",
			"al\nice",
		] {
			assert_eq!(act(&alice, &a, claim(bad)), err(Error::NameInvalid), "{bad:?}");
		}
		assert!(Name::try_from("a".repeat(33)).is_err());
		for good in ["abc", "a-b-c", "1ab", "007", &"a".repeat(32)] {
			assert!(crate::names::is_name(good), "{good}");
		}
	});
}

#[test]
fn a_released_name_is_nobodys_until_the_quarantine_is_over() {
	build_and_execute(|| {
		let (alice, bob) = (sr(1), sr(2));
		let (a, b) = (register(&alice), register(&bob));
		assert_ok!(act(&alice, &a, claim("alice")));
		let used = record(&a).used;
		assert_ok!(act(&alice, &a, Call::release_name {}));
		assert_eq!(Registry::identity_of_name(name("alice")), None);
		// The room stays taken for as long, so there is no end of quarantined names for one deposit.
		assert_eq!(record(&a).used, used);
		set_time(NOW + QUARANTINE - 1);
		assert_eq!(act(&bob, &b, claim("alice")), err(Error::NameInQuarantine));
		assert_noop!(Registry::clear_name(signed(stranger()), name("alice")), Error::<Test>::NameInQuarantine);
		set_time(NOW + QUARANTINE);
		assert_ok!(act(&bob, &b, claim("alice")));
		assert_eq!(Registry::identity_of_name(name("alice")), Some(b));
		assert_eq!(record(&a).used, used - name_room::<Test>());
	});
}

#[test]
fn whoever_released_it_may_change_its_mind() {
	build_and_execute(|| {
		let alice = sr(1);
		let a = register(&alice);
		assert_ok!(act(&alice, &a, claim("alice")));
		let used = record(&a).used;
		assert_ok!(act(&alice, &a, Call::release_name {}));
		assert_eq!(act(&alice, &a, Call::release_name {}), err(Error::NameMissing));
		assert_ok!(act(&alice, &a, claim("alice")));
		assert_eq!(record(&a).used, used);
	});
}

#[test]
fn a_released_name_is_cleared() {
	build_and_execute(|| {
		let alice = sr(1);
		let a = register(&alice);
		let used = record(&a).used;
		assert_ok!(act(&alice, &a, claim("alice")));
		assert_noop!(Registry::clear_name(signed(stranger()), name("alice")), Error::<Test>::NameTaken);
		assert_noop!(Registry::clear_name(signed(stranger()), name("bob")), Error::<Test>::NameUnknown);
		assert_ok!(act(&alice, &a, Call::release_name {}));
		set_time(NOW + QUARANTINE);
		assert_ok!(Registry::clear_name(signed(stranger()), name("alice")));
		assert_eq!(record(&a).used, used);
		assert_eq!(Names::<Test>::iter().count(), 0);
	});
}

#[test]
fn a_name_changes_hands_when_both_want_it() {
	build_and_execute(|| {
		let (alice, bob, eve) = (sr(1), sr(2), sr(3));
		let (a, b, e) = (register(&alice), register(&bob), register(&eve));
		let offer = |to: Option<&AccountId>| Call::offer_name { to: to.cloned() };
		assert_eq!(act(&alice, &a, offer(Some(&b))), err(Error::NameMissing));
		assert_ok!(act(&alice, &a, claim("alice")));
		assert_eq!(act(&bob, &b, claim("alice")), err(Error::NameTaken));
		assert_eq!(act(&alice, &a, offer(Some(&a))), err(Error::HasName));
		assert_eq!(act(&alice, &a, offer(Some(&account(9)))), err(Error::IdentityUnknown));
		assert_ok!(act(&alice, &a, offer(Some(&b))));
		// It is still hers.
		assert_eq!(Registry::identity_of_name(name("alice")), Some(a.clone()));
		assert_eq!(act(&eve, &e, claim("alice")), err(Error::NameTaken));
		assert_ok!(act(&alice, &a, offer(None)));
		assert_eq!(act(&bob, &b, claim("alice")), err(Error::NameTaken));
		assert_ok!(act(&alice, &a, offer(Some(&b))));
		assert_ok!(act(&bob, &b, claim("bob")));
		assert_eq!(act(&bob, &b, claim("alice")), err(Error::HasName));
		assert_ok!(act(&bob, &b, Call::release_name {}));
		let (room_a, room_b) = (record(&a).used, record(&b).used);
		assert_ok!(act(&bob, &b, claim("alice")));
		assert!(happened(Event::NameClaimed { identity: b.clone(), name: name("alice"), from: Some(a.clone()) }));
		assert_eq!(Registry::identity_of_name(name("alice")), Some(b.clone()));
		assert_eq!(record(&a).used, room_a - name_room::<Test>());
		assert_eq!(record(&b).used, room_b + name_room::<Test>());
		assert_eq!(record(&a).name, None);
	});
}

#[test]
fn a_social_key_claims_a_name_but_does_not_give_it_away() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		assert_ok!(act(&phone, &id, claim("alice")));
		assert_eq!(act(&phone, &id, Call::release_name {}), err(Error::NotFullKey));
		assert_eq!(act(&phone, &id, Call::offer_name { to: Some(id.clone()) }), err(Error::NotFullKey));
	});
}

#[test]
fn a_name_that_was_offered_is_taken_once_and_cannot_be_released_under_its_new_owner() {
	build_and_execute(|| {
		let (alice, bob) = (sr(1), sr(2));
		let (a, b) = (register(&alice), register(&bob));
		assert_ok!(act(&alice, &a, claim("alice")));
		assert_ok!(act(&alice, &a, Call::offer_name { to: Some(b.clone()) }));
		// What was released is no longer offered.
		assert_ok!(act(&alice, &a, Call::release_name {}));
		assert_eq!(act(&bob, &b, claim("alice")), err(Error::NameInQuarantine));
		assert_ok!(act(&alice, &a, claim("alice")));
		assert_eq!(act(&bob, &b, claim("alice")), err(Error::NameTaken));
		assert_ok!(act(&alice, &a, Call::offer_name { to: Some(b.clone()) }));
		// Nothing leaves while the owner is frozen, and a word that was given counts after that.
		assert_ok!(Registry::freeze(signed(alice.account()), a.clone()));
		assert_noop!(act(&bob, &b, claim("alice")), Error::<Test>::IdentityFrozen);
		assert_ok!(act(&alice, &a, Call::unfreeze {}));
		set_time(NOW + REQUEST_DELAY);
		assert_ok!(act(&alice, &a, Call::unfreeze {}));
		assert_ok!(act(&bob, &b, claim("alice")));
		assert_eq!((record(&a).name, record(&b).name), (None, Some(name("alice"))));
	});
}

#[test]
fn a_name_that_was_offered_needs_room() {
	build_and_execute(|| {
		let (alice, bob) = (sr(1), sr(2));
		let (a, b) = (register(&alice), register_kind(&bob, Kind::Person, key_room::<Test>(0, 0)));
		assert_ok!(act(&alice, &a, claim("alice")));
		assert_ok!(act(&alice, &a, Call::offer_name { to: Some(b.clone()) }));
		assert_eq!(act(&bob, &b, claim("alice")), err(Error::RoomExhausted));
		assert_eq!(record(&a).name, Some(name("alice")));
	});
}
