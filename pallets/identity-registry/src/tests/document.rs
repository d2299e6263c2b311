use super::*;
use civitas_primitives::{
	identity::document::{DidStatus, Stamp},
	Page,
};

#[test]
fn a_subject_says_what_the_document_says() {
	build_and_execute(|| {
		assert_eq!(Registry::did_subject(&account(9)), None);
		let (owner, phone) = (sr(1), passkey(2));
		let id = register_kind(&owner, Kind::Device, plenty());
		let boss = register(&sr(3));
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		let service = Service {
			id: bytes("web"),
			service_type: bytes("LinkedDomains"),
			service_endpoint: bytes("https://lamp.example"),
		};
		assert_ok!(act(&owner, &id, Call::set_service { service }));
		assert_ok!(act(&owner, &id, Call::claim_name { name: bytes("lamp-7") }));
		assert_ok!(control(&owner, &id, &[&boss], 1));
		next_block();
		assert_ok!(act(&owner, &id, Call::revoke_key { key: phone.key() }));
		assert_ok!(Registry::freeze(signed(owner.account()), id.clone()));

		let (document, subject) = (Registry::do_resolve(&id).unwrap(), Registry::did_subject(&id).unwrap());
		let now = Stamp { block: 2, time: NOW + 3_000 };
		assert_eq!((subject.id, subject.kind, subject.status), (id, Kind::Device, DidStatus::Frozen { at: now }));
		assert_eq!((subject.controllers, subject.threshold), (vec![boss], 1));
		assert_eq!((subject.name.as_deref(), subject.version), (Some(&b"lamp-7"[..]), document.version));
		assert_eq!((subject.nonce, subject.resolved_at, subject.updated), (document.nonce, now, now));
		assert_eq!(subject.created, Stamp { block: 1, time: NOW });
		let [first, second] = &subject.keys[..] else { panic!("it has had two keys") };
		assert_eq!((first.public, first.revoked), (owner.key(), None));
		assert_eq!((second.public, second.revoked), (phone.key(), Some(now)));
		assert_eq!((second.relationships, second.added.time), (Relationships::SIGNING, NOW));
		let [service] = &subject.services[..] else { panic!("it has one service") };
		assert_eq!((&service.id[..], &service.service_type[..]), (&b"web"[..], &b"LinkedDomains"[..]));
		assert_eq!(service.service_endpoint, b"https://lamp.example");
	});
}

#[test]
fn what_is_too_long_is_found_nowhere() {
	build_and_execute(|| {
		let (owner, office) = (sr(1), sr(2));
		let (id, verifier) = (register(&owner), register(&office));
		endow(&verifier, 10_000);
		assert_ok!(act(&owner, &id, Call::claim_name { name: bytes("alice") }));
		assert_eq!(Registry::identity_named(b"alice".to_vec()), Some(id.clone()));
		assert_eq!(Registry::identity_named(b"bob".to_vec()), None);
		assert_eq!(Registry::identity_named(vec![b'a'; 33]), None);

		for domain in ["a.example", "b.example"] {
			let (identity, domain, valid_until) = (id.clone(), bytes(domain), NOW + 10);
			assert_ok!(act(&office, &verifier, Call::attest_domain { identity, domain, valid_until }));
		}
		let found = Registry::identities_at_domain(b"a.example".to_vec(), None, 10);
		let [link] = &found.items[..] else { panic!("one was attested") };
		assert_eq!((&link.identity, &link.verifier, &link.domain[..]), (&id, &verifier, &b"a.example"[..]));
		assert_eq!((link.attested_at, link.valid_until, found.next), (NOW, NOW + 10, None));
		assert_eq!(Registry::identities_at_domain(vec![b'a'; 254], None, 10), Page { items: vec![], next: None });

		let first = Registry::domains_of_identity(&id, None, 1);
		let second = Registry::domains_of_identity(&id, first.next, 1);
		assert_eq!((first.items.len(), second.items.len(), second.next), (1, 1, None));
		assert_ne!(first.items, second.items);
		assert_eq!(
			Registry::domains_of_identity(&id, Some((vec![b'a'; 254], verifier)), 1),
			Page { items: vec![], next: None }
		);
	});
}
