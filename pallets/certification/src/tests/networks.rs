use super::*;
use crate::{Networks, NextNetworkId};

fn found_by(who: AccountId, name: &str, uri: &str) -> sp_runtime::DispatchResult {
	Certification::found_network(signed(who), text(name), hash(9), text(uri), Membership::Closed)
}

fn update_by(who: AccountId, network: NetworkId, name: &str, uri: &str) -> sp_runtime::DispatchResult {
	Certification::update_network(signed(who), network, text(name), hash(8), text(uri), Membership::Open(Scope::All))
}

fn operator(network: NetworkId) -> AccountId {
	Networks::<Test>::get(network).expect("it was founded").operator
}

#[test]
fn anyone_founds_a_network_and_runs_it() {
	build_and_execute(|| {
		assert_ok!(found_by(STRANGER, "Guild", "https://guild.example"));
		assert_eq!(last_event(), Event::NetworkFounded { network: 0, operator: STRANGER, policy_hash: hash(9) });
		let network = Certification::network(0).expect("just founded");
		assert_eq!((network.operator, network.founded_at, network.closed_at), (STRANGER, NOW, None));
		assert_eq!((network.name.as_str(), network.policy_hash), ("Guild", hash(9)));
		// Another of the same name is another network: names are not unique.
		assert_ok!(found_by(EMPLOYER, "Guild", ""));
		assert_eq!((operator(0), operator(1)), (STRANGER, EMPLOYER));
	});
}

#[test]
fn names_and_uris_can_be_shown() {
	build_and_execute(|| {
		let network = found();
		let (name, uri) = ("n".repeat(MAX_NAME as usize), "u".repeat(MAX_URI as usize));
		for call in [
			|name: &str, uri: &str| found_by(OPERATOR, name, uri),
			|name: &str, uri: &str| update_by(OPERATOR, 0, name, uri),
		] {
			refused!(call("", ""), NameEmpty);
			// A line break could make a list of networks show what is not there.
			refused!(call("a\nb", ""), TextInvalid);
			refused!(call("a", "\u{85}"), TextInvalid);
			assert_ok!(call(&name, &uri));
		}
		assert_eq!(operator(network), OPERATOR);
	});
}

#[test]
fn the_deposit_follows_the_size() {
	build_and_execute(|| {
		let network = found();
		let before = held(OPERATOR, HoldReason::Network);
		// That it is open takes a byte.
		assert_ok!(update_by(OPERATOR, network, "Ministry", "https://a.example"));
		assert_eq!(held(OPERATOR, HoldReason::Network), before + 17 + 1);
		assert_ok!(update_by(OPERATOR, network, "M", ""));
		assert_eq!(held(OPERATOR, HoldReason::Network), before - 7 + 1);
	});
}

/// Let those who join issue under these schemas.
fn open_for(network: NetworkId, scope: Scope) -> sp_runtime::DispatchResult {
	let open = Membership::Open(scope);
	Certification::update_network(signed(OPERATOR), network, text("Ministry"), hash(0), text(""), open)
}

fn membership(network: NetworkId) -> Membership {
	Certification::network(network).expect("it was founded").membership
}

#[test]
fn a_network_is_opened_and_closed_and_pays_for_the_schemas_that_it_is_open_for() {
	build_and_execute(|| {
		let network = found();
		let closed = held(OPERATOR, HoldReason::Network);
		assert_eq!(membership(network), Membership::Closed);
		for (count, bytes) in [(1, 2 + 32), (3, 2 + 3 * 32), (MAX_SCOPE as u8, 2 + 32 * Balance::from(MAX_SCOPE))] {
			let scope = Scope::Schemas((0..count).map(hash).collect());
			assert_ok!(open_for(network, scope.clone()));
			assert_eq!(membership(network), Membership::Open(scope));
			assert_eq!(held(OPERATOR, HoldReason::Network), closed + bytes);
		}
		assert_ok!(open_for(network, Scope::All));
		assert_eq!(held(OPERATOR, HoldReason::Network), closed + 1);
		// Who opens it pays for it from the start too.
		let founded = |scope| {
			let before = held(EMPLOYER, HoldReason::Network);
			let open = Membership::Open(scope);
			assert_ok!(Certification::found_network(signed(EMPLOYER), text("Ministry"), hash(0), text(""), open));
			held(EMPLOYER, HoldReason::Network) - before
		};
		assert_eq!(founded(Scope::All), closed + 1);
		assert_eq!(founded(Scope::Schemas(vec![hash(1), hash(2)])), closed + 2 + 64);
		let close = Membership::Closed;
		let update =
			Certification::update_network(signed(OPERATOR), network, text("Ministry"), hash(0), text(""), close);
		assert_ok!(update);
		assert_eq!((membership(network), held(OPERATOR, HoldReason::Network)), (Membership::Closed, closed));
		assert!(!crate::OpenNetworks::<Test>::contains_key(network));
	});
}

#[test]
fn a_network_is_not_open_for_nothing_nor_for_too_many() {
	build_and_execute(|| {
		let network = found();
		let found_for = |scope| {
			let open = Membership::Open(scope);
			Certification::found_network(signed(OPERATOR), text("Ministry"), hash(0), text(""), open)
		};
		let schemas = |count: u32| Scope::Schemas(vec![hash(1); count as usize]);
		let opens: [&dyn Fn(Scope) -> sp_runtime::DispatchResult; 2] = [&|scope| open_for(network, scope), &found_for];
		for open in opens {
			refused!(open(schemas(0)), ScopeEmpty);
			refused!(open(schemas(MAX_SCOPE + 1)), ScopeTooLarge);
			assert_ok!(open(schemas(MAX_SCOPE)));
		}
		// What is named twice is named once.
		assert_eq!(membership(network), Membership::Open(schemas(1)));
	});
}

#[test]
fn who_accepts_an_open_network_pays_for_what_it_is_open_for_too() {
	build_and_execute(|| {
		let network = found();
		assert_ok!(open_for(network, Scope::Schemas(vec![hash(1), hash(2)])));
		let deposit = held(OPERATOR, HoldReason::Network);
		assert_ok!(Certification::transfer_network(signed(OPERATOR), network, Some(EMPLOYER)));
		assert_eq!(held(OPERATOR, HoldReason::Network), deposit);
		assert_ok!(Certification::accept_network(signed(EMPLOYER), network));
		assert_eq!((held(OPERATOR, HoldReason::Network), held(EMPLOYER, HoldReason::Network)), (0, deposit));
		assert_eq!(membership(network), Membership::Open(Scope::Schemas(vec![hash(1), hash(2)])));
	});
}

#[test]
fn who_cannot_pay_founds_nothing() {
	build_and_execute(|| {
		assert_noop!(found_by(PAUPER, "Guild", ""), TokenError::FundsUnavailable);
		assert_eq!(NextNetworkId::<Test>::get(), 0);
	});
}

#[test]
fn who_cannot_pay_for_a_longer_name_keeps_the_shorter_one() {
	build_and_execute(|| {
		let network = found();
		let all = Balances::free_balance(OPERATOR) - EXISTENTIAL_DEPOSIT;
		assert_ok!(Balances::transfer_allow_death(signed(OPERATOR), STRANGER, all));
		assert_noop!(update_by(OPERATOR, network, "Ministry of all", ""), TokenError::FundsUnavailable);
		assert_ok!(update_by(OPERATOR, network, "Min", ""));
	});
}

#[test]
fn the_last_identifier_is_not_given_away() {
	new_test_ext().execute_with(|| {
		NextNetworkId::<Test>::put(NetworkId::MAX);
		refused!(found_by(OPERATOR, "Guild", ""), IdsExhausted);
	});
}

#[test]
fn only_the_operator_updates() {
	build_and_execute(|| {
		let network = tree().network;
		for who in [UNIVERSITY, FACULTY, SUBJECT, STRANGER] {
			refused!(update_by(who, network, "Mine", ""), NotOperator);
		}
		refused!(update_by(OPERATOR, network + 1, "Mine", ""), NetworkUnknown);
		assert_ok!(update_by(OPERATOR, network, "Renamed", "https://a.example"));
		assert_eq!(last_event(), Event::NetworkUpdated { network, policy_hash: hash(8) });
		let updated = Certification::network(network).expect("it was founded");
		assert_eq!((updated.name.as_str(), updated.policy_hash), ("Renamed", hash(8)));
		assert_eq!(
			(updated.policy_uri.as_str(), updated.membership),
			("https://a.example", Membership::Open(Scope::All))
		);
		// The operator, and when it began, are not up for update.
		assert_eq!((updated.operator, updated.founded_at), (OPERATOR, NOW));
	});
}

#[test]
fn a_network_passes_to_who_accepts_it_and_pays_for_it() {
	build_and_execute(|| {
		let network = found();
		let deposit = held(OPERATOR, HoldReason::Network);
		assert_ok!(Certification::transfer_network(signed(OPERATOR), network, Some(EMPLOYER)));
		assert_eq!(last_event(), Event::NetworkOffered { network, to: Some(EMPLOYER) });
		// An offer is not yet a transfer.
		assert_eq!(operator(network), OPERATOR);
		assert_ok!(Certification::accept_network(signed(EMPLOYER), network));
		assert_eq!(last_event(), Event::NetworkTransferred { network, from: OPERATOR, to: EMPLOYER });
		assert_eq!(operator(network), EMPLOYER);
		assert_eq!((held(OPERATOR, HoldReason::Network), held(EMPLOYER, HoldReason::Network)), (0, deposit));
		// The offer was used up, so nobody can take the network back by it.
		refused!(Certification::accept_network(signed(EMPLOYER), network), NotOffered);
		refused!(Certification::close_network(signed(OPERATOR), network), NotOperator);
	});
}

#[test]
fn an_offer_can_be_withdrawn_and_made_to_another() {
	build_and_execute(|| {
		let network = found();
		refused!(Certification::transfer_network(signed(OPERATOR), network, None), NotOffered);
		assert_ok!(Certification::transfer_network(signed(OPERATOR), network, Some(EMPLOYER)));
		assert_ok!(Certification::transfer_network(signed(OPERATOR), network, Some(STRANGER)));
		refused!(Certification::accept_network(signed(EMPLOYER), network), NotOffered);
		assert_ok!(Certification::transfer_network(signed(OPERATOR), network, None));
		assert_eq!(last_event(), Event::NetworkOffered { network, to: None });
		refused!(Certification::accept_network(signed(STRANGER), network), NotOffered);
	});
}

#[test]
fn nobody_offers_what_is_not_theirs_nor_to_themselves() {
	build_and_execute(|| {
		let network = found();
		refused!(Certification::transfer_network(signed(STRANGER), network, Some(STRANGER)), NotOperator);
		refused!(Certification::transfer_network(signed(OPERATOR), network, Some(OPERATOR)), AlreadyHeld);
		refused!(Certification::transfer_network(signed(OPERATOR), 7, Some(STRANGER)), NetworkUnknown);
		refused!(Certification::accept_network(signed(STRANGER), 7), NetworkUnknown);
	});
}

#[test]
fn who_cannot_pay_cannot_accept() {
	build_and_execute(|| {
		let network = found();
		assert_ok!(Certification::transfer_network(signed(OPERATOR), network, Some(PAUPER)));
		assert_noop!(Certification::accept_network(signed(PAUPER), network), TokenError::FundsUnavailable);
		assert_eq!(operator(network), OPERATOR);
	});
}

#[test]
fn a_new_operator_has_authority_over_what_was_there_before() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		assert_ok!(Certification::transfer_network(signed(OPERATOR), tree.network, Some(EMPLOYER)));
		assert_ok!(Certification::accept_network(signed(EMPLOYER), tree.network));
		refused!(Certification::revoke(signed(OPERATOR), id, Reason::Unspecified), NotAuthority);
		suspend_accreditation(EMPLOYER, tree.university);
		revoke(EMPLOYER, id);
	});
}

#[test]
fn a_closed_network_stays_closed_and_issues_nothing() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		suspend(FACULTY, id);
		refused!(Certification::close_network(signed(UNIVERSITY), tree.network), NotOperator);
		refused!(Certification::close_network(signed(OPERATOR), 7), NetworkUnknown);
		close(tree.network);
		assert_eq!(last_event(), Event::NetworkClosed { network: tree.network });
		refused!(Certification::close_network(signed(OPERATOR), tree.network), NetworkClosed);
		refused!(tree.try_issue(content(2)), NetworkClosed);
		let content = schema_content(2, RULES);
		refused!(Certification::register_schema(signed(OPERATOR), tree.network, content), NetworkClosed);
		let accredit = Certification::accredit(signed(OPERATOR), tree.network, None, STRANGER, unlimited(0));
		refused!(accredit, NetworkClosed);
		refused!(Certification::reinstate(signed(OPERATOR), id), NetworkClosed);
		// Taking away goes on.
		revoke(FACULTY, id);
		revoke_accreditation(OPERATOR, tree.university);
	});
}
