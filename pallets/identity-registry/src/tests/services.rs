use super::*;
use crate::Services;

fn service(id: &str, service_type: &str, endpoint: &str) -> Service {
	Service { id: text(id), service_type: text(service_type), service_endpoint: text(endpoint) }
}

fn set(service: Service) -> Call<Test> {
	Call::set_service { service }
}

#[test]
fn services_are_set_replaced_and_removed() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		let used = record(&id).used;
		let site = service("site", "LinkedDomains", "https://shop.example");
		assert_ok!(act(&owner, &id, set(site.clone())));
		assert!(happened(Event::ServiceSet { identity: id.clone(), service: site.clone() }));
		assert_eq!(record(&id).used, used + service_room(&site));
		let longer = service("site", "LinkedDomains", "https://shop.example/and/more");
		assert_ok!(act(&owner, &id, set(longer.clone())));
		assert_eq!(Services::<Test>::get(&id).into_inner(), vec![longer.clone()]);
		assert_eq!(record(&id).used, used + service_room(&longer));
		let remove = || Call::remove_service { id: text("site") };
		assert_ok!(act(&owner, &id, remove()));
		assert_eq!(record(&id).used, used);
		assert!(!Services::<Test>::contains_key(&id));
		assert_eq!(act(&owner, &id, remove()), err(Error::ServiceUnknown));
	});
}

#[test]
fn only_a_full_key_says_where_an_identity_is_reached() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		let desk = || set(service("desk", "SupportDesk", "mailto:help@shop.example"));
		assert_ok!(act(&owner, &id, desk()));
		// What others rely on when the key is long gone: a stolen phone must not change it.
		for (seed, scope) in [(2, Scope::Social), (3, Scope::Finance), (4, Scope::NonTransfer)] {
			let phone = sr(seed);
			assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, scope)));
			assert_eq!(act(&phone, &id, desk()), err(Error::NotFullKey));
			assert_eq!(act(&phone, &id, Call::remove_service { id: text("desk") }), err(Error::NotFullKey));
		}
	});
}

#[test]
fn each_part_has_its_form() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		for bad in [
			service("", "Type", "https://a.example"),
			service("a b", "Type", "https://a.example"),
			service("a#b", "Type", "https://a.example"),
			service("a", "", "https://a.example"),
			service("a", "A Type", "https://a.example"),
			service("a", "Type", ""),
			service("a", "Type", "https:"),
			service("a", "Type", "//a.example"),
			service("a", "Type", "1https://a.example"),
			service("a", "Type", "https://a.example/\" onload"),
			service("a", "Type", "https://ä.example"),
		] {
			assert_eq!(act(&owner, &id, set(bad)), err(Error::ServiceInvalid));
		}
	});
}

#[test]
fn there_are_at_most_twenty_five() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register_kind(&owner, Kind::Organisation, MAX_ROOM);
		for number in 0..25 {
			assert_ok!(act(&owner, &id, set(service(&format!("s{number}"), "T", "a:b"))));
		}
		assert_eq!(act(&owner, &id, set(service("more", "T", "a:b"))), err(Error::TooManyServices));
		assert_ok!(act(&owner, &id, set(service("s7", "T", "a:c"))));
	});
}

#[test]
fn they_need_room() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register_kind(&owner, Kind::Person, key_room::<Test>(0, 0));
		assert_eq!(act(&owner, &id, set(service("s", "T", "a:b"))), err(Error::RoomExhausted));
	});
}
