use super::*;
use civitas_primitives::identity::document::{DidStatus, DomainLink, Stamp};
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
		let guest = register(&sr(4));
		assert_ok!(control(&owner, &id, &[&boss], 1));
		assert_ok!(invite(&owner, &id, &[&guest, &boss], 2));
		let document = Registry::resolve(id.clone()).expect("it is registered");
		assert_eq!((document.id, document.kind, document.status), (id, Kind::Device, Status::Active));
		assert_eq!(document.keys.iter().map(|key| key.public).collect::<Vec<_>>(), vec![owner.key(), phone.key()]);
		assert_eq!((document.controllers, document.invited, document.threshold), (vec![boss.clone()], vec![guest], 2));
		assert_eq!((document.controlled, Registry::resolve(boss).expect("it is").controlled), (0, 1));
		assert_eq!(document.name.as_deref(), Some("lamp-7"));
		assert_eq!((document.created.block, document.created.time), (1, NOW));
		assert_eq!((document.updated.block, document.updated.time), (4, NOW + 9));
		assert_eq!(document.version, 6);
		assert_eq!((document.keys_added, document.links_added, document.thaws), (2, 0, 0));
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
		assert!(!<Registry as IdentityInspect<_>>::is_active(&account(9)));
		assert_eq!(<Registry as IdentityInspect<_>>::kind(&id), Some(Kind::Resource));
		assert_eq!(<Registry as IdentityInspect<_>>::kind(&account(9)), None);
		assert!(<Registry as IdentityInspect<_>>::is_active(&id));
		assert_ok!(Registry::freeze(signed(owner.account()), id.clone()));
		assert!(!<Registry as IdentityInspect<_>>::is_active(&id));
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		set_time(NOW + REQUEST_DELAY);
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		assert!(<Registry as IdentityInspect<_>>::is_active(&id));
		assert_ok!(act(&owner, &id, Call::deactivate { beneficiary: None }));
		assert!(!<Registry as IdentityInspect<_>>::is_active(&id));
		assert_eq!(<Registry as IdentityInspect<_>>::kind(&id), Some(Kind::Resource));
	});
}

#[test]
fn the_room_for_something_is_known_before() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register_kind(&owner, Kind::Person, Registry::room_for(2, 1, 2, 1, 1, 1));
		let limit = SpendingLimit { asset: None, amount: 1, period: 1 };
		let counterparties = vec![account(1), account(2)].try_into().expect("two");
		let permissions = Permissions { counterparties, ..limited(vec![limit]) };
		assert_ok!(add_key(&owner, &id, &ed(2), key_with(&ed(2), permissions)));
		assert_ok!(act(&owner, &id, Call::claim_name { name: text("alice") }));
		let wallet = ed(3);
		let proof = prove(&wallet, action::LINK_ACCOUNT, &id, 0, wallet.key());
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
		assert_eq!((subject.resolved_at, subject.updated), (now, now));
		assert_eq!(subject.created, Stamp { block: 1, time: NOW });
		let [first, second] = &subject.keys[..] else { panic!("it has had two keys") };
		assert_eq!((first.public, first.revoked), (owner.key(), None));
		assert_eq!((second.public, second.revoked), (phone.key(), Some(now)));
		let relationships = scoped_key(&phone, Scope::Social).relationships;
		assert_eq!((second.relationships, second.added.time), (relationships, NOW));
		assert_eq!((first.full, second.full), (true, false));
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

#[test]
fn every_change_of_a_document_has_a_version_and_is_no_older_than_the_one_before() {
	build_and_execute(|| {
		let (owner, phone, boss) = (sr(1), sr(2), sr(3));
		let (id, boss_id) = (register(&owner), register(&boss));
		let mut last = record(&id);
		let mut changed = || {
			let now = record(&id);
			assert_eq!(now.version, last.version + 1);
			assert_eq!((now.updated.block, now.updated.time), (System::block_number(), Moment::from(Timestamp::get())));
			assert!(now.updated > last.updated);
			last = now;
			next_block();
		};
		next_block();
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		changed();
		assert_ok!(Registry::freeze(signed(phone.account()), id.clone()));
		changed();
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		changed();
		assert_ok!(invite(&owner, &id, &[&boss_id], 1));
		changed();
		assert_ok!(accept(&boss, &boss_id, &id));
		changed();
		assert_ok!(Registry::freeze(signed(owner.account()), id.clone()));
		changed();
		assert_ok!(act(&boss, &boss_id, act_call(&id, Call::unfreeze {})));
		changed();
		assert_ok!(act(&boss, &boss_id, Call::resign_control { identity: id.clone() }));
		changed();
		assert_ok!(act(&owner, &id, permit_call(&phone, scoped(Scope::Finance))));
		changed();
		assert_ok!(act(&phone, &id, revoke_call(&phone)));
		changed();
	});
}
