use super::*;
use civitas_primitives::identity::document::{DidStatus, DomainLink, KeyValidity, Stamp, When};
use civitas_primitives::IdentityInspect;

#[test]
fn a_document_has_everything() {
	build_and_execute(|| {
		assert_eq!(Registry::resolve(account(9)), None);
		let (owner, phone) = (sr(1), passkey(2));
		let (id, boss) = (register_kind(&owner, Kind::Device, plenty()), register(&sr(3)));
		System::set_block_number(4);
		set_time(NOW + 9);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		assert_ok!(act(&owner, &id, Call::claim_name { name: text("lamp-7") }));
		assert_ok!(control(&owner, &id, &[&boss], 1));
		let document = Registry::resolve(id.clone()).expect("it is registered");
		assert_eq!((document.id, document.kind, document.status), (id, Kind::Device, Status::Active));
		assert_eq!(document.keys.iter().map(|key| key.public).collect::<Vec<_>>(), vec![owner.key(), phone.key()]);
		assert_eq!((document.controllers, document.threshold), (vec![boss], 1));
		assert_eq!(document.name.as_deref(), Some("lamp-7"));
		assert_eq!((document.created.block, document.created.time), (1, NOW));
		assert_eq!((document.updated.block, document.updated.time), (4, NOW + 9));
		assert_eq!((document.version, document.nonce), (4, 2));
	});
}

#[test]
fn the_validity_of_a_key_has_an_answer_for_every_block_and_time() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), ed(2));
		let id = register(&owner);
		System::set_block_number(5);
		set_time(NOW + 50);
		let relationships = Relationships::ASSERTION_METHOD | Relationships::CAPABILITY_INVOCATION;
		assert_ok!(add_key(&owner, &id, &phone, NewKey { relationships, ..new_key(&phone) }));
		let added = key_of(&id, &phone).added;
		System::set_block_number(9);
		set_time(NOW + 90);
		assert_ok!(act(&owner, &id, Call::revoke_key { key: phone.key() }));
		let revoked = key_of(&id, &phone).revoked.expect("just now");
		System::set_block_number(20);
		set_time(NOW + 200);

		let ask = |relationships, at| Registry::key_validity(id.clone(), phone.key(), relationships, at);
		let assertion = |at| ask(Relationships::ASSERTION_METHOD, at);
		assert_eq!(assertion(When::Block(4)), KeyValidity::NotYetAdded { added });
		assert_eq!(assertion(When::Block(5)), KeyValidity::Valid);
		assert_eq!(assertion(When::Block(8)), KeyValidity::Valid);
		assert_eq!(assertion(When::Block(9)), KeyValidity::Revoked { revoked });
		assert_eq!(assertion(When::Time(NOW + 49)), KeyValidity::NotYetAdded { added });
		assert_eq!(assertion(When::Time(NOW + 50)), KeyValidity::Valid);
		assert_eq!(assertion(When::Time(NOW + 89)), KeyValidity::Valid);
		assert_eq!(assertion(When::Time(NOW + 90)), KeyValidity::Revoked { revoked });
		assert_eq!(assertion(When::Now), KeyValidity::Revoked { revoked });
		let login = ask(Relationships::AUTHENTICATION, When::Block(5));
		assert_eq!(login, KeyValidity::NotForThis { relationships });
		let both = Relationships::ASSERTION_METHOD | Relationships::CAPABILITY_INVOCATION;
		assert_eq!(ask(both, When::Block(5)), KeyValidity::Valid);

		let unknown = Registry::key_validity(id.clone(), ed(9).key(), relationships, When::Now);
		assert_eq!(unknown, KeyValidity::KeyUnknown);
		let nobody = Registry::key_validity(account(9), ed(9).key(), relationships, When::Now);
		assert_eq!(nobody, KeyValidity::IdentityUnknown);

		// The same by the trait that other pallets ask by.
		let at = |time| <Registry as IdentityInspect<_>>::key_valid_for(&id, &phone.key(), relationships, Some(time));
		assert_eq!([at(NOW + 49), at(NOW + 50), at(NOW + 89), at(NOW + 90)], [false, true, true, false]);
		assert!(<Registry as IdentityInspect<_>>::key_valid_for(&id, &owner.key(), Relationships::SIGNING, None));
	});
}

#[test]
fn windows_are_of_legal_time() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), ed(2));
		let id = register(&owner);
		let window = NewKey { valid_from: Some(NOW + 10), valid_until: Some(NOW + 20), ..new_key(&phone) };
		assert_ok!(add_key(&owner, &id, &phone, window));
		let ask = |at| Registry::key_validity(id.clone(), phone.key(), Relationships::AUTHENTICATION, at);
		assert_eq!(ask(When::Now), KeyValidity::NotYetValid { valid_from: NOW + 10 });
		assert_eq!(ask(When::Block(1)), KeyValidity::NotYetValid { valid_from: NOW + 10 });
		assert_eq!(ask(When::Time(NOW + 20)), KeyValidity::Valid);
		assert_eq!(ask(When::Time(NOW + 21)), KeyValidity::Expired { valid_until: NOW + 20 });
		System::set_block_number(9);
		set_time(NOW + 15);
		assert_eq!(ask(When::Block(9)), KeyValidity::Valid);
		// When the fifth block was, nobody knows here.
		assert_eq!(ask(When::Block(5)), KeyValidity::TimeNeeded);
		// A key that is valid from the start and has not expired was valid in any block since.
		let other = ed(3);
		let open = NewKey { valid_until: Some(NOW + 100), ..new_key(&other) };
		assert_ok!(add_key(&owner, &id, &other, open));
		System::set_block_number(12);
		let ask = |at| Registry::key_validity(id.clone(), other.key(), Relationships::AUTHENTICATION, at);
		assert_eq!(ask(When::Block(10)), KeyValidity::Valid);
		assert_eq!(ask(When::Block(99)), KeyValidity::TimeNeeded);
	});
}

#[test]
fn listings_are_paged() {
	build_and_execute(|| {
		let shared = ed(99);
		let mut ids = Vec::new();
		for seed in 1..=5 {
			let id = register(&sr(seed));
			assert_ok!(add_key(&sr(seed), &id, &shared, new_key(&shared)));
			ids.push(id);
		}
		ids.sort();
		let (mut listed, mut cursor) = (Vec::new(), None);
		loop {
			let page = Registry::identities_of_key(shared.key(), cursor, Some(2));
			assert!(page.items.len() <= 2);
			listed.extend(page.items);
			cursor = page.next;
			if cursor.is_none() {
				break;
			}
		}
		assert_eq!(listed, ids);

		let verifier = sr(1);
		let v = ids.iter().find(|id| **id == id_of(&verifier)).expect("it is one of them");
		endow(v, 50_000);
		for id in &ids {
			let domain = text("union.example");
			assert_ok!(act(&verifier, v, Call::attest_domain { identity: id.clone(), domain, valid_until: NOW + 1 }));
		}
		let (mut listed, mut cursor) = (Vec::new(), None);
		loop {
			let page = Registry::identities_of_domain(text("union.example"), cursor, Some(2));
			listed.extend(page.items.into_iter().map(|link| link.identity));
			cursor = page.next;
			if cursor.is_none() {
				break;
			}
		}
		listed.sort();
		assert_eq!(listed, ids);
	});
}

#[test]
fn other_pallets_ask_whether_an_identity_can_act() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register_kind(&owner, Kind::Resource, plenty());
		assert_eq!(<Registry as IdentityInspect<_>>::kind(&id), Some(Kind::Resource));
		assert_eq!(<Registry as IdentityInspect<_>>::kind(&account(9)), None);
		assert!(<Registry as IdentityInspect<_>>::is_active(&id));
		assert_ok!(add_key(&owner, &id, &sr(2), new_key(&sr(2))));
		assert_ok!(Registry::freeze(signed(owner.account()), id.clone()));
		assert!(!<Registry as IdentityInspect<_>>::is_active(&id));
		assert_ok!(act(&sr(2), &id, Call::unfreeze {}));
		assert_ok!(act(&owner, &id, Call::deactivate { beneficiary: None }));
		assert!(!<Registry as IdentityInspect<_>>::is_active(&id));
		assert_eq!(<Registry as IdentityInspect<_>>::kind(&id), Some(Kind::Resource));
	});
}

#[test]
fn the_room_for_something_is_known_before() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register_kind(&owner, Kind::Person, Registry::room_for(2, 1, 1, 1, 1));
		let limits = vec![SpendingLimit { asset: None, amount: 1, period: 1 }].try_into().expect("one");
		assert_ok!(add_key(&owner, &id, &ed(2), NewKey { limits, ..new_key(&ed(2)) }));
		assert_ok!(act(&owner, &id, Call::claim_name { name: text("alice") }));
		let wallet = ed(3);
		let proof = prove(&wallet, action::LINK_ACCOUNT, &id, nonce(&id), wallet.key());
		assert_ok!(act(&owner, &id, Call::link_account { key: wallet.key(), proof }));
		let service = Service {
			id: text(&"a".repeat(32)),
			service_type: text(&"a".repeat(32)),
			service_endpoint: text(&format!("a:{}", "a".repeat(254))),
		};
		assert_ok!(act(&owner, &id, Call::set_service { service }));
		assert_eq!(record(&id).used, record(&id).room);
	});
}

#[test]
fn a_did_document_says_what_the_record_says() {
	build_and_execute(|| {
		assert_eq!(Registry::did_subject(account(9)), None);
		let (owner, phone) = (sr(1), passkey(2));
		let id = register_kind(&owner, Kind::Device, plenty());
		let boss = register(&sr(3));
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		let service = Service {
			id: text("web"),
			service_type: text("LinkedDomains"),
			service_endpoint: text("https://lamp.example"),
		};
		assert_ok!(act(&owner, &id, Call::set_service { service }));
		assert_ok!(act(&owner, &id, Call::claim_name { name: text("lamp-7") }));
		assert_ok!(control(&owner, &id, &[&boss], 1));
		next_block();
		assert_ok!(act(&owner, &id, Call::revoke_key { key: phone.key() }));
		assert_ok!(Registry::freeze(signed(owner.account()), id.clone()));

		let (document, subject) = (Registry::resolve(id.clone()).unwrap(), Registry::did_subject(id.clone()).unwrap());
		let now = Stamp { block: 2, time: NOW + 3_000 };
		assert_eq!((subject.id, subject.kind, subject.status), (id, Kind::Device, DidStatus::Frozen { at: now }));
		assert_eq!((subject.controllers, subject.threshold), (vec![boss], 1));
		assert_eq!((subject.name.as_deref(), subject.version), (Some("lamp-7"), document.version));
		assert_eq!((subject.nonce, subject.resolved_at, subject.updated), (document.nonce, now, now));
		assert_eq!(subject.created, Stamp { block: 1, time: NOW });
		let [first, second] = &subject.keys[..] else { panic!("it has had two keys") };
		assert_eq!((first.public, first.revoked), (owner.key(), None));
		assert_eq!((second.public, second.revoked), (phone.key(), Some(now)));
		assert_eq!((second.relationships, second.added.time), (Relationships::SIGNING, NOW));
		let [service] = &subject.services[..] else { panic!("it has one service") };
		assert_eq!((service.id.as_str(), service.service_type.as_str()), ("web", "LinkedDomains"));
		assert_eq!(service.service_endpoint, "https://lamp.example");
	});
}

#[test]
fn the_websites_of_an_identity_are_paged() {
	build_and_execute(|| {
		let (owner, office) = (sr(1), sr(2));
		let (id, verifier) = (register(&owner), register(&office));
		endow(&verifier, 10_000);
		for domain in ["a.example", "b.example"] {
			let (identity, domain, valid_until) = (id.clone(), text(domain), NOW + 10);
			assert_ok!(act(&office, &verifier, Call::attest_domain { identity, domain, valid_until }));
		}
		let first = Registry::domains_of(id.clone(), None, Some(1));
		let second = Registry::domains_of(id.clone(), first.next, Some(1));
		assert_eq!((first.items.len(), second.items.len(), second.next), (1, 1, None));
		let link = |domain: &str| {
			let (identity, verifier, domain) = (id.clone(), verifier.clone(), domain.into());
			DomainLink { identity, domain, verifier, attested_at: NOW, valid_until: NOW + 10 }
		};
		let mut both = [first.items, second.items].concat();
		both.sort_by(|one, other| one.domain.cmp(&other.domain));
		assert_eq!(both, [link("a.example"), link("b.example")]);
		assert_eq!(Registry::domains_of(id, None, None).items.len(), 2);
	});
}
