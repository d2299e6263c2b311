use super::*;
use crate::{Domains, IdentitiesByAccount};

fn links_added(id: &AccountId) -> u64 {
	record(id).links_added.into()
}

fn link_call(id: &AccountId, other: &Signer) -> Call<Test> {
	Call::link_account { key: other.key(), proof: prove(other, action::LINK_ACCOUNT, id, links_added(id), other.key()) }
}

#[test]
fn another_account_is_linked_when_it_has_signed() {
	build_and_execute(|| {
		let (owner, wallet) = (sr(1), secp(2));
		let id = register(&owner);
		let used = record(&id).used;
		assert_ok!(act(&owner, &id, link_call(&id, &wallet)));
		assert!(happened(Event::AccountLinked { identity: id.clone(), account: wallet.account() }));
		assert_eq!(Registry::accounts_of(id.clone(), None, Some(5)).items, vec![(wallet.account(), NOW)]);
		assert_eq!(Registry::identities_of_account(wallet.account(), None, Some(5)).items, vec![id.clone()]);
		assert_eq!(act(&owner, &id, link_call(&id, &wallet)), err(Error::AccountLinked));
		assert_eq!(act(&owner, &id, link_call(&id, &passkey(2))), err(Error::AccountMissing));
		assert_eq!(act(&owner, &id, link_call(&id, &ethereum(2))), err(Error::AccountMissing));
		// The account leaves by itself.
		assert_noop!(
			Registry::unlink_account(signed(stranger()), id.clone(), wallet.account()),
			Error::<Test>::NotRemover
		);
		assert_ok!(Registry::unlink_account(signed(wallet.account()), id.clone(), wallet.account()));
		assert_eq!(record(&id).used, used);
		assert_eq!(IdentitiesByAccount::<Test>::iter().count(), 0);
	});
}

#[test]
fn an_account_that_has_not_signed_for_this_is_not_linked() {
	build_and_execute(|| {
		let (owner, victim) = (sr(1), sr(2));
		let (id, other) = (register(&owner), register(&sr(3)));
		let n = links_added(&id);
		for proof in [
			prove(&victim, action::LINK_ACCOUNT, &other, n, victim.key()),
			prove(&victim, action::LINK_ACCOUNT, &id, n + 1, victim.key()),
			prove(&victim, action::ADD_KEY, &id, n, victim.key()),
			prove(&owner, action::LINK_ACCOUNT, &id, n, victim.key()),
		] {
			let call = Call::link_account { key: victim.key(), proof };
			assert_eq!(act(&owner, &id, call), err(Error::SignatureInvalid));
		}
	});
}

#[test]
fn the_identity_unlinks_by_acting() {
	build_and_execute(|| {
		let (owner, wallet) = (sr(1), sr(2));
		let id = register(&owner);
		assert_ok!(act(&owner, &id, link_call(&id, &wallet)));
		let unlink = Call::unlink_account { identity: id.clone(), account: wallet.account() };
		assert_noop!(dispatch(signed(id.clone()), unlink.clone()).map_err(|e| e.error), Error::<Test>::NotActing);
		assert_ok!(act(&owner, &id, unlink.clone()));
		assert_eq!(act(&owner, &id, unlink), err(Error::AccountNotLinked));
	});
}

#[test]
fn only_a_full_key_links_and_a_social_one_unlinks() {
	build_and_execute(|| {
		let (owner, phone, wallet) = (sr(1), sr(2), ed(3));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		// A lasting claim, which a stolen phone must not make.
		assert_eq!(act(&phone, &id, link_call(&id, &wallet)), err(Error::NotFullKey));
		assert_ok!(act(&owner, &id, link_call(&id, &wallet)));
		assert_ok!(act(&phone, &id, Call::unlink_account { identity: id.clone(), account: wallet.account() }));
	});
}

fn domain(host: &str) -> Domain {
	text(host)
}

fn attest(id: &AccountId, host: &str, until: u64) -> Call<Test> {
	Call::attest_domain { identity: id.clone(), domain: domain(host), valid_until: until }
}

#[test]
fn a_verifier_attests_a_website_and_it_is_found_from_both_ends() {
	build_and_execute(|| {
		let (verifier, shop) = (sr(1), sr(2));
		let (v, s) = (register(&verifier), register(&shop));
		endow(&v, 10_000);
		assert_ok!(act(&verifier, &v, attest(&s, "shop.example", NOW + 10)));
		let held = Balances::reserved_balance(&v);
		assert!(held > 0);
		let link = civitas_primitives::identity::document::DomainLink {
			identity: s.clone(),
			domain: "shop.example".into(),
			verifier: v.clone(),
			attested_at: NOW,
			valid_until: NOW + 10,
		};
		assert_eq!(Registry::identities_of_domain(domain("shop.example"), None, Some(5)).items, vec![link.clone()]);
		assert_eq!(Registry::domains_of(s.clone(), None, Some(5)).items, vec![link.clone()]);
		let one = |host: &str, verifier: &AccountId| Registry::attestation(s.clone(), domain(host), verifier.clone());
		assert_eq!(one("shop.example", &v), Some(link));
		assert_eq!((one("shop.example", &s), one("other.example", &v)), (None, None));
		// Again: the time changes, the deposit does not.
		set_time(NOW + 5);
		assert_ok!(act(&verifier, &v, attest(&s, "shop.example", NOW + 50)));
		assert_eq!(Balances::reserved_balance(&v), held);
		assert_eq!(Domains::<Test>::iter().count(), 1);
		let remove =
			|| Call::remove_domain { identity: s.clone(), domain: domain("shop.example"), verifier: v.clone() };
		let outcome = |who| dispatch(signed(who), remove()).map_err(|e| e.error);
		assert_noop!(outcome(stranger()), Error::<Test>::NotRemover);
		// The identity need not put up with what others say of it.
		assert_ok!(act(&shop, &s, remove()));
		assert_eq!(Balances::reserved_balance(&v), 0);
		assert_noop!(outcome(stranger()), Error::<Test>::DomainUnknown);
		// Once expired, anyone may remove it.
		assert_ok!(act(&verifier, &v, attest(&s, "shop.example", NOW + 50)));
		set_time(NOW + 50);
		assert_noop!(outcome(stranger()), Error::<Test>::NotRemover);
		set_time(NOW + 51);
		assert_ok!(outcome(stranger()));
	});
}

#[test]
fn who_attests_what_and_for_how_long() {
	build_and_execute(|| {
		let verifier = sr(1);
		let v = register(&verifier);
		endow(&v, 10_000);
		assert_noop!(
			Registry::attest_domain(signed(stranger()), v.clone(), domain("a.example"), NOW),
			Error::<Test>::IdentityUnknown
		);
		assert_eq!(act(&verifier, &v, attest(&account(9), "a.example", NOW)), err(Error::IdentityUnknown));
		assert_eq!(act(&verifier, &v, attest(&v, "localhost", NOW)), err(Error::DomainInvalid));
		assert_eq!(act(&verifier, &v, attest(&v, "a.example", NOW - 1)), err(Error::ExpiryInvalid));
		assert_eq!(act(&verifier, &v, attest(&v, "a.example", NOW + 10_001)), err(Error::ExpiryInvalid));
		assert_ok!(act(&verifier, &v, attest(&v, "a.example", NOW + 10_000)));
	});
}

#[test]
fn names_of_hosts_have_one_form() {
	let long = format!("{}.example", "a".repeat(64));
	for bad in [
		"",
		"localhost",
		"shop.example.",
		".example",
		"shop..example",
		"Shop.example",
		"shop_x.example",
		"-a.example",
		"a-.example",
		"https://shop.example",
		"shop.example/",
		"shop.example:80",
		"127.0.0.1",
		"ä.example",
		"a b.example",
		&long,
	] {
		assert!(!crate::links::is_domain(bad), "{bad}");
	}
	for good in ["shop.example", "a.b.c.example", "xn--bcher-kva.example", "1.example", "x-1.co"] {
		assert!(crate::links::is_domain(good), "{good}");
	}
}
