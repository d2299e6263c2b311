//! Whether a key is, was or will be valid: for every time there is one answer, and it is right or says that nobody knows.

use super::*;
use civitas_primitives::{
	identity::document::{KeyValidity, Stamp, When},
	IdentityInspect,
};

type Answer = KeyValidity<u64>;

/// What is said of a key of `id`, for authentication, at a time or block.
struct Asked(AccountId, PublicKey);

impl Asked {
	fn when(&self, at: When<u64>) -> Answer {
		let Self(id, key) = self;
		let answer = Registry::key_validity(id.clone(), *key, Relationships::AUTHENTICATION, at);
		// The same by the trait that other pallets ask by.
		let valid = |at| <Registry as IdentityInspect<_>>::key_valid_for(id, key, Relationships::AUTHENTICATION, at);
		match at {
			When::Now => assert_eq!(valid(None), answer == KeyValidity::Valid),
			When::Time(time) => assert_eq!(valid(Some(time)), answer == KeyValidity::Valid),
			When::Block(_) => (),
		}
		answer
	}

	fn now(&self) -> Answer {
		self.when(When::Now)
	}

	fn at(&self, time: Moment) -> Answer {
		self.when(When::Time(time))
	}

	fn in_block(&self, block: u64) -> Answer {
		self.when(When::Block(block))
	}
}

/// Block `number`, ten milliseconds for each since the first.
fn go(number: u64) -> Stamp<u64> {
	let stamp = Stamp { block: number, time: time_of(number) };
	System::set_block_number(stamp.block);
	set_time(stamp.time);
	stamp
}

fn time_of(block: u64) -> Moment {
	NOW + 10 * block
}

#[test]
fn there_is_an_answer_for_every_block_and_time() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), ed(2));
		let id = register(&owner);
		let ask = Asked(id.clone(), phone.key());
		let added = go(5);
		let relationships = Relationships::AUTHENTICATION | Relationships::CAPABILITY_INVOCATION;
		assert_ok!(add_key(&owner, &id, &phone, NewKey { relationships, ..new_key(&phone) }));
		let revoked = go(9);
		assert_ok!(act(&owner, &id, revoke_call(&phone)));
		go(20);
		for block in 0..30 {
			let expected = match block {
				0..5 => KeyValidity::NotYetAdded { added },
				5..9 => KeyValidity::Valid,
				_ => KeyValidity::Revoked { revoked },
			};
			assert_eq!(ask.in_block(block), expected, "{block}");
			assert_eq!(ask.at(time_of(block)), expected, "{block}");
			let before = if [5, 9].contains(&block) { ask.in_block(block - 1) } else { expected };
			assert_eq!(ask.at(time_of(block) - 1), before, "{block}");
		}
		assert_eq!(ask.now(), KeyValidity::Revoked { revoked });

		let ask = |key, relationships, at| Registry::key_validity(id.clone(), key, relationships, at);
		let login = ask(phone.key(), Relationships::ASSERTION_METHOD, When::Block(5));
		assert_eq!(login, KeyValidity::NotForThis { relationships });
		assert_eq!(ask(phone.key(), relationships, When::Block(5)), KeyValidity::Valid);
		for at in [When::Now, When::Block(0), When::Block(5), When::Block(99), When::Time(0), When::Time(NOW)] {
			// Whoever is unknown now may come.
			let future = at == When::Block(99);
			let unknown = |known| if future { KeyValidity::Unknown } else { known };
			assert_eq!(ask(ed(9).key(), relationships, at), unknown(KeyValidity::KeyUnknown));
			let nobody = Registry::key_validity(account(9), phone.key(), relationships, at);
			assert_eq!(nobody, unknown(KeyValidity::IdentityUnknown));
		}
	});
}

#[test]
fn a_key_that_was_added_and_revoked_in_one_block_never_was_valid() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), ed(2));
		let id = register(&owner);
		let ask = Asked(id.clone(), phone.key());
		let at = go(5);
		assert_ok!(add_key(&owner, &id, &phone, new_key(&phone)));
		assert_ok!(act(&owner, &id, revoke_call(&phone)));
		go(9);
		assert_eq!([ask.in_block(4), ask.at(at.time - 1)], [KeyValidity::NotYetAdded { added: at }; 2]);
		let expected = KeyValidity::Revoked { revoked: at };
		assert_eq!([ask.in_block(5), ask.at(at.time), ask.at(at.time + 1), ask.now()], [expected; 4]);
	});
}

#[test]
fn of_the_future_only_an_end_is_known() {
	build_and_execute(|| {
		let (owner, brief) = (sr(1), ed(2));
		let id = register(&owner);
		go(5);
		let until = time_of(50);
		assert_ok!(add_key(&owner, &id, &brief, NewKey { valid_until: Some(until), ..new_key(&brief) }));
		let ask = Asked(id.clone(), owner.key());
		let ask_brief = Asked(id.clone(), brief.key());
		for ask in [&ask, &ask_brief] {
			assert_eq!([ask.now(), ask.in_block(5), ask.at(time_of(5))], [KeyValidity::Valid; 3]);
			assert_eq!([ask.in_block(6), ask.at(time_of(5) + 1), ask.at(until)], [KeyValidity::Unknown; 3]);
		}
		assert_eq!(ask.at(Moment::MAX), KeyValidity::Unknown);
		assert_eq!(ask_brief.at(until + 1), KeyValidity::Expired { valid_until: until });
		assert_eq!(ask_brief.in_block(99), KeyValidity::Unknown);
		let revoked = go(7);
		assert_ok!(act(&owner, &id, revoke_call(&brief)));
		let expected = KeyValidity::Revoked { revoked };
		assert_eq!([ask_brief.at(until), ask_brief.at(until + 1), ask_brief.in_block(99)], [expected; 3]);
	});
}

#[test]
fn windows_are_of_legal_time() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), ed(2));
		let id = register(&owner);
		let (valid_from, valid_until) = (NOW + 10, NOW + 20);
		let window = NewKey { valid_from: Some(valid_from), valid_until: Some(valid_until), ..new_key(&phone) };
		assert_ok!(add_key(&owner, &id, &phone, window));
		let ask = Asked(id.clone(), phone.key());
		let early = KeyValidity::NotYetValid { valid_from };
		let late = KeyValidity::Expired { valid_until };
		assert_eq!([ask.now(), ask.in_block(1), ask.at(valid_from - 1)], [early; 3]);
		assert_eq!([ask.at(valid_from), ask.at(valid_until), ask.in_block(2)], [KeyValidity::Unknown; 3]);
		assert_eq!(ask.at(valid_until + 1), late);
		System::set_block_number(9);
		set_time(NOW + 15);
		assert_eq!(ask.at(valid_from - 1), early);
		assert_eq!([ask.now(), ask.in_block(9), ask.at(valid_from), ask.at(NOW + 15)], [KeyValidity::Valid; 4]);
		assert_eq!(ask.at(NOW + 16), KeyValidity::Unknown);
		assert_eq!(ask.at(valid_until + 1), late);
		// When the fifth block was, nobody knows here.
		assert_eq!(ask.in_block(5), KeyValidity::TimeNeeded);
		System::set_block_number(12);
		set_time(NOW + 25);
		assert_eq!([ask.at(valid_from), ask.at(valid_until)], [KeyValidity::Valid; 2]);
		assert_eq!([ask.now(), ask.in_block(12), ask.at(valid_until + 1)], [late; 3]);
		assert_eq!(ask.in_block(9), KeyValidity::TimeNeeded);
		// A key that is valid from the start and has not expired was valid in any block since.
		let other = ed(3);
		assert_ok!(add_key(&owner, &id, &other, NewKey { valid_until: Some(NOW + 100), ..new_key(&other) }));
		System::set_block_number(15);
		let ask = Asked(id.clone(), other.key());
		assert_eq!([ask.in_block(12), ask.in_block(14), ask.in_block(15)], [KeyValidity::Valid; 3]);
		assert_eq!(ask.in_block(16), KeyValidity::Unknown);
	});
}

/// An identity that has had `phone` from block 5 to block 9, and so many others since that it is forgotten. Its last key, and
/// the block in which it was forgotten.
fn forgetful(phone: &Signer) -> (AccountId, Signer, u64) {
	let owner = sr(1);
	go(2);
	let id = register_kind(&owner, Kind::Person, MAX_ROOM);
	go(5);
	assert_ok!(add_key(&owner, &id, phone, new_key(phone)));
	go(9);
	assert_ok!(act(&owner, &id, revoke_call(phone)));
	let mut last = owner;
	for seed in 10..73u8 {
		go(u64::from(seed));
		assert_ok!(act(&last, &id, rotate_call(&id, &last, &ed(seed))));
		last = ed(seed);
	}
	assert!(Keys::<Test>::get(&id).iter().all(|key| key.public != phone.key()));
	(id, last, 72)
}

#[test]
fn what_was_forgotten_is_not_denied() {
	build_and_execute(|| {
		let phone = ed(2);
		let (id, last, now) = forgetful(&phone);
		// Of this key and of one that never was, the same is known.
		for key in [phone.key(), ed(3).key()] {
			let ask = Asked(id.clone(), key);
			for block in 0..=now + 5 {
				// Before there was the identity there was no key of it; and what is forgotten was revoked by block 9. It may
				// be added again.
				let unknown = (2..9).contains(&block) || block > now;
				let expected = if unknown { KeyValidity::Unknown } else { KeyValidity::KeyUnknown };
				assert_eq!(ask.in_block(block), expected, "{block}");
				assert_eq!(ask.at(time_of(block)), expected, "{block}");
			}
			assert_eq!(ask.now(), KeyValidity::KeyUnknown);
		}
		// A key that is remembered could have been one before.
		let added = key_of(&id, &last).added;
		let ask = Asked(id.clone(), last.key());
		for block in 0..=now {
			let expected = match block {
				2..9 => KeyValidity::Unknown,
				72.. => KeyValidity::Valid,
				_ => KeyValidity::NotYetAdded { added },
			};
			assert_eq!([ask.in_block(block), ask.at(time_of(block))], [expected; 2], "{block}");
		}
		// The first one is remembered still: when it was revoked, and that it was a key when the other was.
		let ask = Asked(id.clone(), sr(1).key());
		assert_eq!([ask.in_block(6), ask.at(time_of(6))], [KeyValidity::Valid; 2]);
	});
}

#[test]
fn a_forgotten_key_that_returns_is_not_said_to_be_new() {
	build_and_execute(|| {
		let phone = ed(2);
		let (id, last, _) = forgetful(&phone);
		let added = go(100);
		assert_ok!(add_key(&last, &id, &phone, new_key(&phone)));
		go(110);
		let ask = Asked(id.clone(), phone.key());
		for block in 0..=115 {
			// With this, the next is forgotten: the first, which was revoked in block 10.
			let expected = match block {
				0..2 => KeyValidity::NotYetAdded { added },
				2..10 => KeyValidity::Unknown,
				10..100 => KeyValidity::NotYetAdded { added },
				100..=110 => KeyValidity::Valid,
				_ => KeyValidity::Unknown,
			};
			assert_eq!([ask.in_block(block), ask.at(time_of(block))], [expected; 2], "{block}");
		}
		assert_eq!(ask.now(), KeyValidity::Valid);
	});
}

#[test]
fn nothing_is_valid_while_the_identity_is_frozen() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), ed(2));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		let ask = Asked(id.clone(), owner.key());
		let from = go(5);
		assert_ok!(Registry::freeze(signed(phone.account()), id.clone()));
		go(7);
		// That a full key freezes it too does not make it less frozen before.
		assert_ok!(Registry::freeze(signed(owner.account()), id.clone()));
		go(9);
		let frozen = KeyValidity::Frozen { from };
		assert_eq!([ask.in_block(4), ask.at(from.time - 1)], [KeyValidity::Valid; 2]);
		for block in 5..10 {
			assert_eq!([ask.in_block(block), ask.at(time_of(block))], [frozen; 2]);
		}
		assert_eq!(ask.now(), frozen);
		assert_eq!([ask.in_block(10), ask.at(time_of(10))], [KeyValidity::Unknown; 2]);
		// Other reasons come first.
		let unknown = Registry::key_validity(id.clone(), owner.key(), Relationships::KEY_AGREEMENT, When::Now);
		assert_eq!(unknown, KeyValidity::NotForThis { relationships: Relationships::SIGNING });
		let revoked = go(10);
		assert_ok!(act(&phone, &id, revoke_call(&phone)));
		let ask_phone = Asked(id.clone(), phone.key());
		assert_eq!([ask_phone.now(), ask_phone.in_block(10)], [KeyValidity::Revoked { revoked }; 2]);
		assert_eq!(ask_phone.in_block(9), frozen);
	});
}

#[test]
fn that_an_identity_was_frozen_is_remembered() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), ed(2));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		let ask = Asked(id.clone(), owner.key());
		let mut froze = Vec::new();
		for (from, until) in [(5, 8), (8, 12), (20, 20), (21, 22)] {
			froze.push(go(from));
			assert_ok!(Registry::freeze(signed(phone.account()), id.clone()));
			go(until);
			assert_ok!(act(&owner, &id, Call::unfreeze {}));
		}
		go(30);
		for block in 0..=30 {
			let expected = match block {
				5..8 => KeyValidity::Frozen { from: froze[0] },
				8..12 => KeyValidity::Frozen { from: froze[1] },
				// What began and ended in one block never was.
				21 => KeyValidity::Frozen { from: froze[3] },
				0 => KeyValidity::NotYetAdded { added: record(&id).created },
				_ => KeyValidity::Valid,
			};
			if block == 0 {
				assert_eq!(ask.in_block(block), expected);
				continue;
			}
			assert_eq!([ask.in_block(block), ask.at(time_of(block))], [expected; 2], "{block}");
		}
		assert_eq!(ask.now(), KeyValidity::Valid);
		// A frozen time that is over and one that lasts.
		let from = go(31);
		assert_ok!(Registry::freeze(signed(owner.account()), id.clone()));
		go(33);
		assert_eq!([ask.in_block(7), ask.in_block(30)], [KeyValidity::Frozen { from: froze[0] }, KeyValidity::Valid]);
		assert_eq!([ask.in_block(31), ask.at(time_of(33)), ask.now()], [KeyValidity::Frozen { from }; 3]);
	});
}

#[test]
fn of_freezes_that_were_merged_it_is_unknown_when_they_were() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), ed(2));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		let ask = Asked(id.clone(), owner.key());
		// One more than are remembered. The fourth and the fifth are least far apart.
		let spans = [(10, 14), (20, 23), (40, 41), (50, 52), (55, 56), (70, 71), (80, 84), (90, 91), (100, 103)];
		assert_eq!(spans.len(), MAX_FREEZES as usize + 1);
		for (from, until) in spans {
			go(from);
			assert_ok!(Registry::freeze(signed(phone.account()), id.clone()));
			go(until);
			assert_ok!(act(&owner, &id, Call::unfreeze {}));
		}
		go(120);
		for block in 1..=120 {
			let span = spans.iter().find(|(from, until)| (*from..*until).contains(&block));
			let expected = match span {
				_ if (50..56).contains(&block) => KeyValidity::Unknown,
				Some((from, _)) => KeyValidity::Frozen { from: Stamp { block: *from, time: time_of(*from) } },
				None => KeyValidity::Valid,
			};
			assert_eq!([ask.in_block(block), ask.at(time_of(block))], [expected; 2], "{block}");
		}
		assert_eq!(ask.now(), KeyValidity::Valid);
	});
}

#[test]
fn many_short_freezes_do_not_make_anyone_forget_a_long_one() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), ed(2));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		let ask = Asked(id.clone(), owner.key());
		let long = go(10);
		assert_ok!(Registry::freeze(signed(owner.account()), id.clone()));
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		set_time(time_of(10) + REQUEST_DELAY);
		System::set_block_number(20);
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		let over = time_of(10) + REQUEST_DELAY;
		for number in 0..30 {
			System::set_block_number(40 + 2 * number);
			set_time(over + 200 + 20 * number);
			assert_ok!(Registry::freeze(signed(phone.account()), id.clone()));
			System::set_block_number(41 + 2 * number);
			set_time(over + 210 + 20 * number);
			assert_ok!(act(&owner, &id, Call::unfreeze {}));
		}
		System::set_block_number(200);
		set_time(over + 2_000);
		for (block, time) in [(10, long.time), (19, over - 1)] {
			assert_eq!([ask.in_block(block), ask.at(time)], [KeyValidity::Frozen { from: long }; 2]);
		}
		for (block, time) in
			[(9, long.time - 1), (20, over), (39, over + 199), (101, over + 1_000), (200, over + 2_000)]
		{
			assert_eq!([ask.in_block(block), ask.at(time)], [KeyValidity::Valid; 2], "{block}");
		}
		// Whatever is said of the short ones is no lie.
		for number in 0..30 {
			let frozen = ask.in_block(40 + 2 * number);
			assert!(matches!(frozen, KeyValidity::Unknown | KeyValidity::Frozen { .. }), "{number}");
			let thawed = ask.in_block(41 + 2 * number);
			assert!(matches!(thawed, KeyValidity::Unknown | KeyValidity::Valid), "{number}");
		}
	});
}

#[test]
fn of_a_deactivated_identity_the_past_is_known() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		let ask = Asked(id.clone(), owner.key());
		let revoked = go(9);
		assert_ok!(act(&owner, &id, Call::deactivate { beneficiary: None }));
		go(20);
		assert_eq!([ask.in_block(1), ask.in_block(8), ask.at(time_of(9) - 1)], [KeyValidity::Valid; 3]);
		let expected = KeyValidity::Revoked { revoked };
		assert_eq!([ask.in_block(9), ask.at(time_of(9)), ask.now(), ask.at(time_of(30))], [expected; 4]);
	});
}
