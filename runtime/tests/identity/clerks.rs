//! What a clerk of an institution can do with certification: by a key of the scope `credentials` of its identity, or as a proxy
//! of the kind `Certification`. The documentation has a table of it, which is compared with the chain; and every call is tried in
//! a world in which the institution itself can make it.

use super::*;
use civitas_primitives::certification::{
	batch_id, certificate_id,
	info::{Membership, Scope, Terms},
	nullifier_commitment, schema_id, AccreditationId, Authority, CertificateId, Content, NetworkId, Reason,
	SchemaContent, SchemaId, SchemaKind, SchemaRules, StatusPurpose,
};
use civitas_runtime::RuntimeOrigin;
use frame_support::{
	hypothetically,
	traits::{Get, InstanceFilter},
};
use listing::Arguments;
use pallet_certification::Call as Certify;
use sp_core::H256;
use sp_io::hashing::twox_128;
use std::collections::BTreeMap;

/// What people read.
const DOCS: &str = include_str!("../../../docs/certification.md");
/// Above the table.
const HEADING: &str = "\n## Who may do what: clerks and institutions\n";

/// The network of the institution, one that it is offered, and one that everyone can join.
const OWN: NetworkId = 0;
const OFFERED: NetworkId = 1;
const OPEN: NetworkId = 2;
/// An accreditation that the institution is offered, one that it gave to Ferdie, and one that it gave and has suspended.
const PROPOSED: AccreditationId = 0;
const GIVEN: AccreditationId = 1;
const SUSPENDED: AccreditationId = 2;

/// Whose keys there are: one for everything, the clerk's, and the account of the clerk that is a proxy.
const HEAD: Sr25519Keyring = Bob;
const CLERK: Sr25519Keyring = Charlie;
const PROXY: Sr25519Keyring = Dave;

/// Of each call, whether a clerk can make it, as the documentation says.
fn documented() -> BTreeMap<String, bool> {
	let (_, section) = DOCS.split_once(HEADING).expect("there is such a section");
	let section = section.split("\n## ").next().expect("there is a first");
	let mut calls = BTreeMap::new();
	for row in section.lines().filter(|line| line.starts_with("| `")) {
		let cells: Vec<_> = row.split('|').map(str::trim).collect();
		let clerk = match cells[2] {
			"clerk" => true,
			"institution" => false,
			other => panic!("{other} is neither of the two"),
		};
		for call in cells[1].split('`').skip(1).step_by(2) {
			let name = format!("Certification.{}", call.replace('-', "_"));
			assert_eq!(calls.insert(name, clerk), None, "{call} is there twice");
		}
	}
	calls
}

/// The calls of the pallet.
fn every_call() -> impl Iterator<Item = listing::Kind> {
	listing::every_call().into_iter().filter(|kind| kind.name.starts_with("Certification."))
}

/// The institution, with a key for everything, that of a clerk, and a clerk who is a proxy.
fn institution() -> AccountId {
	let id = id_of(key(HEAD));
	submit(Alice, register_call(Kind::Organisation, key(HEAD), signer(HEAD)));
	submit(Alice, pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: to(&id), value: 1_000 * CIV });
	employ(&id, permissions(KeyScope::Credentials));
	let (delegate, proxy_type) = (to(&account(PROXY)), ProxyType::Certification);
	by_head(&id, pallet_proxy::Call::<Runtime>::add_proxy { delegate, proxy_type, delay: 0 });
	next_block();
	id
}

/// Give the clerk a key.
fn employ(id: &AccountId, permissions: PermissionsOf<Runtime>) {
	by_head(id, add_key_call(id, CLERK, limited_key(key(CLERK), permissions)));
}

fn by_head(id: &AccountId, call: impl Into<RuntimeCall>) {
	let call = call.into();
	assert_eq!(act(HEAD, id, call.clone()), Ok(()), "{call:?}");
}

/// As the proxy.
fn by_proxy(id: &AccountId, call: impl Into<RuntimeCall>) -> DispatchResult {
	System::reset_events();
	let call = Box::new(call.into());
	submit(PROXY, pallet_proxy::Call::<Runtime>::proxy { real: to(id), force_proxy_type: None, call });
	let executed = events().into_iter().find_map(|event| match event {
		RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result }) => Some(result),
		_ => None,
	});
	executed.expect("it is a proxy")
}

fn found(membership: Membership) -> Certify<Runtime> {
	let (name, policy_uri) = ("Ministry".try_into().expect("short"), Default::default());
	Certify::found_network { name, policy_hash: H256::zero(), policy_uri, membership }
}

fn schema(name: &str, rules: SchemaRules) -> (SchemaId, Certify<Runtime>) {
	let content = SchemaContent {
		kind: SchemaKind::OTHER,
		name: name.try_into().expect("short"),
		document_hash: H256::zero(),
		document_uri: Default::default(),
		rules,
		max_validity: None,
		supersedes: None,
	};
	(schema_id(OWN, &content), Certify::register_schema { network: OWN, content })
}

fn terms() -> Terms {
	Terms { scope: Scope::All, valid_until: None, quota: None, depth: 1 }
}

fn content(claims: u8) -> Content {
	Content {
		claims: H256::repeat_byte(claims),
		record: Default::default(),
		evidence: None,
		search_key: None,
		valid_from: None,
		valid_until: None,
	}
}

/// What the institution issues as the operator of its network.
fn issue(schema: SchemaId, subject: &AccountId, content: Content) -> (CertificateId, Certify<Runtime>) {
	let id = certificate_id(Authority::Operator(OWN), &schema, subject, &content, None);
	let subject = subject.clone();
	(id, Certify::issue { accreditation: None, schema, subject, content, nullifier: None })
}

fn issue_batch(schema: SchemaId, root: u8, count: u32) -> (CertificateId, Certify<Runtime>) {
	let root = H256::repeat_byte(root);
	let id = batch_id(Authority::Operator(OWN), &schema, &root, count, None, None);
	let (valid_from, valid_until) = (None, None);
	(id, Certify::issue_batch { accreditation: None, schema, root, count, valid_from, valid_until })
}

fn set_status(list: CertificateId, indices: Vec<u32>) -> Certify<Runtime> {
	let (purpose, indices) = (StatusPurpose::Revocation, indices.try_into().expect("few"));
	Certify::set_status { list, purpose, indices, value: true }
}

/// A call of every kind, each of which the institution can make.
fn calls(id: &AccountId) -> Vec<Certify<Runtime>> {
	let by_head = |(made, call): (H256, Certify<Runtime>)| {
		by_head(id, call);
		made
	};
	let nothing = H256::zero;
	by_head((nothing(), found(Membership::Closed)));
	submit(Alice, found(Membership::Closed));
	submit(Alice, Certify::<Runtime>::transfer_network { network: OFFERED, to: Some(id.clone()) });
	submit(Alice, found(Membership::Open(Scope::All)));
	let accredit = |network, holder| Certify::accredit { network, parent: None, holder, terms: terms() };
	submit(Alice, accredit(OFFERED, id.clone()));
	for (accreditation, holder) in [(GIVEN, Ferdie), (SUSPENDED, Eve)] {
		by_head((nothing(), accredit(OWN, account(holder))));
		submit(holder, Certify::<Runtime>::accept_accreditation { accreditation });
	}
	let reason = Reason::CertificateHold;
	by_head((nothing(), Certify::suspend_accreditation { accreditation: SUSPENDED, reason }));

	let rules = SchemaRules { suspendable: true, surrenderable: true, ..Default::default() };
	let plain = by_head(schema("Licence", rules));
	let asks = by_head(schema("Contract", SchemaRules { needs_acceptance: true, ..rules }));
	let public = by_head(schema("Register", SchemaRules { public_record: true, ..rules }));
	let (record, graduate) = ("{}", thief());
	let claims = sp_io::hashing::sha2_256(record.as_bytes()).into();
	let entry = Content { claims, record: record.try_into().expect("short"), ..content(0) };
	let licence = by_head(issue(plain, &graduate, content(1)));
	let held = by_head(issue(plain, &graduate, content(2)));
	by_head((nothing(), Certify::suspend { certificate: held, reason }));
	let own = by_head(issue(plain, id, content(3)));
	let contract = by_head(issue(asks, id, content(4)));
	let over = by_head(issue(public, &graduate, entry));
	by_head((nothing(), Certify::revoke { certificate: over, reason }));
	let class = by_head(issue_batch(plain, 5, 10_000));
	let commitment = nullifier_commitment(id, &H256::zero(), &H256::zero());
	by_head((nothing(), Certify::commit_nullifier { commitment }));

	let now = pallet_timestamp::Now::<Runtime>::get();
	let accomplice = thief();
	let Certify::found_network { name, policy_hash, policy_uri, .. } = found(Membership::Closed) else {
		panic!("it is one")
	};
	let membership = Membership::Open(Scope::All);
	vec![
		found(Membership::Closed),
		Certify::update_network { network: OWN, name, policy_hash, policy_uri, membership },
		Certify::transfer_network { network: OWN, to: Some(accomplice.clone()) },
		Certify::accept_network { network: OFFERED },
		Certify::close_network { network: OWN },
		schema("Another", rules).1,
		Certify::deprecate_schema { schema: plain },
		Certify::join_network { network: OPEN },
		accredit(OWN, accomplice.clone()),
		Certify::accept_accreditation { accreditation: PROPOSED },
		Certify::amend_accreditation { accreditation: GIVEN, terms: Terms { valid_until: Some(now), ..terms() } },
		Certify::suspend_accreditation { accreditation: GIVEN, reason },
		Certify::reinstate_accreditation { accreditation: SUSPENDED },
		Certify::revoke_accreditation { accreditation: GIVEN, reason },
		Certify::transfer_accreditation { accreditation: SUSPENDED, to: Some(accomplice) },
		Certify::commit_nullifier { commitment: H256::repeat_byte(6) },
		Certify::withdraw_nullifier_commitment { commitment },
		issue(plain, &graduate, content(7)).1,
		Certify::accept { certificate: contract },
		Certify::renew { accreditation: None, certificate: licence, valid_until: None },
		Certify::replace { accreditation: None, certificate: licence, content: content(8) },
		Certify::suspend { certificate: licence, reason },
		Certify::reinstate { certificate: held },
		Certify::revoke { certificate: licence, reason },
		Certify::surrender { certificate: own },
		Certify::withdraw_deposit { certificate: over },
		issue_batch(plain, 9, 100).1,
		Certify::create_status_list { purpose: StatusPurpose::Revocation, length: 9, salt: H256::zero() },
		set_status(class, vec![1, 9_999]),
	]
}

/// All that certification keeps, and all deposits.
fn kept() -> Vec<(Vec<u8>, Vec<u8>)> {
	let certification = twox_128(b"Certification").to_vec();
	let deposits = [twox_128(b"Balances"), twox_128(b"Holds")].concat();
	let mut kept = Vec::new();
	for prefix in [certification, deposits] {
		let mut next = sp_io::storage::next_key(&prefix);
		while let Some(key) = next.filter(|key| key.starts_with(&prefix)) {
			next = sp_io::storage::next_key(&key);
			let value = sp_io::storage::get(&key).expect("it is there").to_vec();
			kept.push((key, value));
		}
	}
	kept
}

#[test]
fn what_is_documented_is_so() {
	development().execute_with(|| {
		let (id, documented) = (institution(), documented());
		let names: Vec<_> = every_call().map(|kind| kind.name).collect();
		assert_eq!(documented.len(), names.len(), "there are calls that it does not name, or that there are not");
		for kind in every_call() {
			let name = &kind.name;
			let clerk = *documented.get(name).unwrap_or_else(|| panic!("{name} is not documented"));
			for arguments in [Arguments::Least, Arguments::More] {
				let call = kind.made(arguments, &remark());
				let class = if clerk { CallClass::Credentials } else { CallClass::Control };
				assert_eq!(Classes::class(&call), Some(class), "{name}");
				for scope in KeyScope::ALL {
					let allowed = match scope {
						KeyScope::Any => true,
						KeyScope::Credentials | KeyScope::NonTransfer => clerk,
						_ => false,
					};
					assert_eq!(Classes::allows(&scope, &[], &call), allowed, "{scope:?}: {name}");
				}
				for kind in [ProxyType::Governance, ProxyType::Validator] {
					assert!(!kind.filter(&call), "{kind:?}: {name}");
				}
				for kind in [ProxyType::Certification, ProxyType::NonTransfer] {
					assert_eq!(kind.filter(&call), clerk, "{kind:?}: {name}");
				}
				// Nothing that these name is there, so what is not refused for the scope fails for that, or does nothing.
				let refused = error(Error::NotFullKey);
				hypothetically!(assert_eq!(act(CLERK, &id, call.clone()) == refused, !clerk, "{name}"));
				hypothetically!(assert_eq!(act_signed(CLERK, &id, call.clone()) == refused, !clerk, "{name}"));
				let filtered = Err(frame_system::Error::<Runtime>::CallFiltered.into());
				hypothetically!(assert_eq!(by_proxy(&id, call) == filtered, !clerk, "{name}"));
			}
		}
		end_block();
	});
}

#[test]
fn a_clerk_makes_no_call_of_the_institution_in_any_way() {
	development().execute_with(|| {
		let id = institution();
		let (calls, documented) = (calls(&id), documented());
		let mut tried: Vec<_> = calls.iter().map(|call| listing::name_of(&call.clone().into())).collect();
		tried.sort();
		assert!(tried.iter().eq(documented.keys()), "some are missing: {tried:?}");

		for call in calls {
			let call = RuntimeCall::from(call);
			let name = listing::name_of(&call);
			let before = kept();
			hypothetically!({
				assert_eq!(act(HEAD, &id, call.clone()), Ok(()), "{name}");
				assert!(kept() != before, "{name} does nothing");
			});
			if documented[&name] {
				type Way = fn(&AccountId, RuntimeCall) -> DispatchResult;
				let ways: [Way; 3] = [
					|id, call| act(CLERK, id, call),
					|id, call| act_signed(CLERK, id, call),
					|id, call| by_proxy(id, call),
				];
				for way in ways {
					hypothetically!({
						assert_eq!(way(&id, call.clone()), Ok(()), "{name}");
						assert!(kept() != before, "{name}");
					});
				}
				continue;
			}
			let permit = vec![CallIndex::of(&call).expect("it is a call")].try_into().expect("one");
			let permitted = Permissions { calls: permit, ..permissions(KeyScope::Credentials) };
			hypothetically!({
				// Not even a permission for this very call makes it a clerk's.
				by_head(&id, Call::<Runtime>::set_key_permissions { key: key(CLERK), permissions: permitted });
				assert_eq!(act(CLERK, &id, call.clone()), error(Error::NotFullKey), "{name}");
			});
			let wrapped: [RuntimeCall; 5] = [
				call.clone(),
				pallet_utility::Call::batch { calls: vec![call.clone()] }.into(),
				pallet_utility::Call::batch_all { calls: vec![call.clone()] }.into(),
				pallet_utility::Call::force_batch { calls: vec![call.clone()] }.into(),
				pallet_utility::Call::if_else { main: Box::new(call.clone()), fallback: Box::new(call) }.into(),
			];
			for attempt in wrapped {
				assert_eq!(act(CLERK, &id, attempt.clone()), error(Error::NotFullKey), "{name}");
				assert_eq!(act_signed(CLERK, &id, attempt.clone()), error(Error::NotFullKey), "{name}");
				// A batch that comes to nothing may be said to have been made.
				let batch = matches!(attempt, RuntimeCall::Utility(_));
				assert!(by_proxy(&id, attempt).is_err() || batch, "{name}");
				assert!(kept() == before, "{name}");
			}
		}
		end_block();
	});
}

/// A limited key for certificates alone.
fn limited(amount: Balance) -> PermissionsOf<Runtime> {
	let limit = SpendingLimit { asset: None, amount, period: DAY };
	Permissions { limits: vec![limit].try_into().expect("one"), ..permissions(KeyScope::Credentials) }
}

fn deposit_of(call: &Certify<Runtime>) -> Balance {
	flows(call.clone()).expect("it is bounded").iter().map(|flow| flow.amount).sum()
}

#[test]
fn a_limit_of_a_clerk_counts_every_deposit_and_stops_no_revocation() {
	development().execute_with(|| {
		let id = institution();
		by_head(&id, found(Membership::Closed));
		let (schema, register) = schema("Licence", SchemaRules { suspendable: true, ..Default::default() });
		by_head(&id, register);
		let (batch, large) = issue_batch(schema, 1, 100_000);
		let limited_to = |amount| {
			let permissions = limited(amount);
			by_head(&id, Call::<Runtime>::set_key_permissions { key: key(CLERK), permissions });
		};
		let refused = error(Error::LimitExceeded);

		// With all of its status lists, a batch is paid for at once.
		let price = deposit_of(&large);
		limited_to(price - 1);
		assert_eq!(act(CLERK, &id, large.clone()), refused);
		limited_to(price);
		let held = Balances::reserved_balance(&id);
		assert_eq!(act(CLERK, &id, large), Ok(()));
		assert_eq!(Balances::reserved_balance(&id) - held, price);

		// Now nothing is left of it. What takes something away costs nothing.
		let (_, small) = issue(schema, &thief(), content(1));
		for more in [small, issue_batch(schema, 2, 1).1, Certify::commit_nullifier { commitment: H256::zero() }] {
			assert_eq!(act(CLERK, &id, more), refused);
		}
		let reason = Reason::KeyCompromise;
		assert_eq!(act(CLERK, &id, set_status(batch, (0..100_000).step_by(100).collect())), Ok(()));
		assert_eq!(act(CLERK, &id, Certify::suspend { certificate: batch, reason }), Ok(()));
		assert_eq!(act(CLERK, &id, Certify::reinstate { certificate: batch }), Ok(()));
		assert_eq!(act(CLERK, &id, Certify::revoke { certificate: batch, reason }), Ok(()));
		assert_eq!(Balances::reserved_balance(&id) - held, price);
		end_block();
	});
}

#[test]
fn a_deposit_that_comes_back_is_not_spent_by_a_limited_key() {
	development().execute_with(|| {
		let id = institution();
		// It may commit, take back, and pay: each within the limit.
		let commit = Certify::commit_nullifier { commitment: H256::zero() };
		let price = deposit_of(&commit);
		let withdraw = RuntimeCall::from(Certify::withdraw_nullifier_commitment { commitment: H256::zero() });
		let paid = CallIndex::of(&transfer(1)).expect("it is a call");
		let permissions = Permissions { calls: vec![paid].try_into().expect("one"), ..limited(price) };
		by_head(&id, Call::<Runtime>::set_key_permissions { key: key(CLERK), permissions });
		by_head(&id, commit.clone());
		let batch = |calls| pallet_utility::Call::<Runtime>::batch_all { calls };
		let before = (kept(), Balances::free_balance(thief()));
		for calls in [
			vec![withdraw.clone(), transfer(price + 1)],
			vec![withdraw.clone(), commit.clone().into(), transfer(1)],
			vec![withdraw.clone(), commit.clone().into(), withdraw.clone(), commit.clone().into()],
		] {
			assert_eq!(act(CLERK, &id, batch(calls.clone())), error(Error::LimitExceeded));
			assert_eq!(act_signed(CLERK, &id, batch(calls)), error(Error::LimitExceeded));
			assert!((kept(), Balances::free_balance(thief())) == before);
		}
		assert_eq!(act(CLERK, &id, batch(vec![withdraw, transfer(price)])), Ok(()));
		assert_eq!(act(CLERK, &id, commit), error(Error::LimitExceeded));
		end_block();
	});
}

#[test]
fn what_a_widened_accreditation_takes_is_said_and_for_no_limited_key() {
	development().execute_with(|| {
		let id = institution();
		by_head(&id, found(Membership::Closed));
		let scope = |number: u8| Scope::Schemas((0..number).map(H256::repeat_byte).collect());
		let narrow = Terms { scope: scope(1), ..terms() };
		by_head(&id, Certify::accredit { network: OWN, parent: None, holder: account(Ferdie), terms: narrow });
		submit(Ferdie, Certify::<Runtime>::accept_accreditation { accreditation: 0 });
		let holder = account(Eve);
		let below = Terms { scope: scope(1), depth: 0, ..terms() };
		submit(Ferdie, Certify::<Runtime>::accredit { network: OWN, parent: Some(0), holder, terms: below });
		submit(Eve, Certify::<Runtime>::accept_accreditation { accreditation: 1 });
		by_head(&id, Certify::amend_accreditation { accreditation: 0, terms: terms() });

		// The operator widens what Ferdie has given, and pays for it from now on; Ferdie, who was not asked, is free.
		let widen =
			Certify::amend_accreditation { accreditation: 1, terms: Terms { scope: scope(9), depth: 0, ..terms() } };
		let said = deposit_of(&widen);
		let flows = flows(widen.clone()).expect("it is bounded");
		assert!(flows.iter().all(|flow| flow.to == civitas_primitives::identity::Destination::Unknown));
		let held = || [id.clone(), account(Ferdie)].map(|who| Balances::reserved_balance(&who));
		let before = held();
		let anything = Permissions { scope: KeyScope::Any, ..limited(1_000 * CIV) };
		by_head(&id, Call::<Runtime>::set_key_permissions { key: key(CLERK), permissions: anything });
		assert_eq!(act(CLERK, &id, widen.clone()), error(Error::NotFullKey));
		assert_eq!(held(), before);
		by_head(&id, widen);
		let after = held();
		assert!(after[0] > before[0] && after[0] - before[0] <= said);
		assert_eq!(after[1], 0);
		end_block();
	});
}

#[test]
fn a_freeze_stops_the_clerks_key_and_not_the_proxy() {
	development().execute_with(|| {
		let id = institution();
		by_head(&id, found(Membership::Closed));
		let (schema, register) = schema("Licence", Default::default());
		by_head(&id, register);
		let issued = |claims| issue(schema, &thief(), content(claims)).1;
		// The clerk can do that too, if the institution's own keys were stolen.
		submit(CLERK, Call::<Runtime>::freeze { identity: id.clone() });
		assert_eq!(act(CLERK, &id, issued(1)), error(Error::IdentityFrozen));
		assert_eq!(act(HEAD, &id, issued(1)), error(Error::IdentityFrozen));
		// What the identity gave away before it was frozen: so the documentation says it has to be taken back.
		assert_eq!(by_proxy(&id, issued(2)), Ok(()));
		by_head(&id, Call::<Runtime>::unfreeze {});
		let (delegate, proxy_type) = (to(&account(PROXY)), ProxyType::Certification);
		by_head(&id, pallet_proxy::Call::<Runtime>::remove_proxy { delegate, proxy_type, delay: 0 });
		let call = Box::new(issued(3).into());
		let proxied = pallet_proxy::Call::<Runtime>::proxy { real: to(&id), force_proxy_type: None, call };
		let stranger = pallet_proxy::Error::<Runtime>::NotProxy;
		assert_eq!(apply(signed(PROXY, proxied, 0)), Ok(Err(stranger.into())));
		end_block();
	});
}

#[test]
fn worthless_assets_keep_nobody_from_issuing() {
	development().execute_with(|| {
		let id = id_of(key(HEAD));
		submit(Alice, register_call(Kind::Organisation, key(HEAD), signer(HEAD)));
		submit(Alice, pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: to(&id), value: 1_000 * CIV });
		// Each asset that one has counts as a reason to keep the account, of which there can be so many.
		let most = <Runtime as frame_system::Config>::MaxConsumers::get();
		let mut given = 0;
		for asset in 1..1 + most + 1 {
			let admin = to(&thief());
			let made = RuntimeOrigin::signed(thief());
			Assets::create(made.clone(), asset.into(), admin, 1).expect("the thief can pay");
			given += u32::from(Assets::mint(made, asset.into(), to(&id), 1).is_ok());
		}
		assert!(given > 0 && given < most, "{given} of {most}");
		assert_eq!(Balances::reserved_balance(&id), 0, "this is the first deposit");
		by_head(&id, found(Membership::Closed));
		let (schema, register) = schema("Licence", Default::default());
		by_head(&id, register);
		by_head(&id, issue(schema, &thief(), content(1)).1);
		end_block();
	});
}
