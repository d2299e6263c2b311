//! Certification on the real runtime: through signed transactions, with real deposits and fees.

mod common;
#[path = "certification/cost.rs"]
mod cost;
#[path = "certification/identities.rs"]
mod identities;

use civitas_primitives::{
	certification::{
		batch_id, certificate_id,
		info::{Membership, PresentedMember, Scope, Terms},
		merkle::MerkleTree,
		schema_id, AccreditationId, Authority, CertificateId, Content, Expected, InvalidReason, Member, Reason,
		SchemaContent, SchemaId, SchemaKind, SchemaRules, State, StatusPurpose, Verification,
	},
	Moment,
};
use civitas_runtime::{
	configs::civitas::CertificateHold, currency::CIV, AccountId, Balances, Certification, Runtime, RuntimeEvent,
};
use common::*;
use frame_support::traits::fungible::{Inspect, InspectHold};
use pallet_certification::{Call, Error, Event};
use sp_core::H256;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve, Ferdie};
use sp_runtime::{
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	DispatchError, TokenError,
};

/// Runs the network.
const MINISTRY: Sr25519Keyring = Alice;
/// Is accredited by the ministry.
const UNIVERSITY: Sr25519Keyring = Bob;
/// Is accredited by the university.
const FACULTY: Sr25519Keyring = Charlie;
/// Is certified.
const GRADUATE: Sr25519Keyring = Dave;

/// The accreditations of [`founded`].
const OF_UNIVERSITY: AccreditationId = 0;
const OF_FACULTY: AccreditationId = 1;

/// The ministry's network with a schema of these rules: it accredits the university, and the university the faculty.
fn founded(rules: SchemaRules) -> SchemaId {
	submit(
		MINISTRY,
		Call::<Runtime>::found_network {
			name: "Ministry of Education".try_into().expect("short"),
			policy_hash: H256::zero(),
			policy_uri: "https://ministry.example/policy".try_into().expect("short"),
			membership: Membership::Closed,
		},
	);
	let schema = register_schema(rules);
	accredit(MINISTRY, None, UNIVERSITY, Terms { depth: 1, ..terms() });
	accredit(UNIVERSITY, Some(OF_UNIVERSITY), FACULTY, terms());
	schema
}

fn register_schema(rules: SchemaRules) -> SchemaId {
	let content = SchemaContent {
		kind: SchemaKind::DEGREE,
		name: "Master's degree".try_into().expect("short"),
		document_hash: H256::zero(),
		document_uri: "https://ministry.example/degree.json".try_into().expect("short"),
		rules,
		max_validity: None,
		supersedes: None,
	};
	let id = schema_id(0, &content);
	submit(MINISTRY, Call::<Runtime>::register_schema { network: 0, content });
	id
}

fn terms() -> Terms {
	Terms { scope: Scope::All, valid_until: None, quota: None, depth: 0 }
}

/// Accredit someone, who accepts.
fn accredit(by: Sr25519Keyring, parent: Option<AccreditationId>, holder: Sr25519Keyring, terms: Terms) {
	let accreditation = pallet_certification::NextAccreditationId::<Runtime>::get();
	submit(by, Call::<Runtime>::accredit { network: 0, parent, holder: account(holder), terms });
	submit(holder, Call::<Runtime>::accept_accreditation { accreditation });
}

fn suspendable() -> SchemaRules {
	SchemaRules { suspendable: true, ..Default::default() }
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

fn issue(accreditation: AccreditationId, schema: SchemaId, subject: AccountId, content: Content) -> Call<Runtime> {
	Call::issue { accreditation: Some(accreditation), schema, subject, content, nullifier: None }
}

/// The degree that the faculty issues to the graduate.
fn degree(schema: SchemaId, claims: u8) -> (CertificateId, Call<Runtime>) {
	let id = certificate_id(Authority::Accreditation(OF_FACULTY), &schema, &account(GRADUATE), &content(claims), None);
	(id, issue(OF_FACULTY, schema, account(GRADUATE), content(claims)))
}

/// It is none of a batch.
const ALONE: Option<PresentedMember<AccountId>> = None;

/// What an employer is told.
fn verify(id: CertificateId, time: Option<Moment>) -> Verification<AccountId> {
	let expected = Expected::<AccountId> { network: Some(0), ..Default::default() };
	ask("Certification", "verify", (id, Some(expected), time, ALONE))
}

fn invalid(id: CertificateId, time: Option<Moment>) -> Option<InvalidReason<AccountId>> {
	verify(id, time).reason
}

/// The time of this block.
fn now() -> Moment {
	pallet_timestamp::Now::<Runtime>::get()
}

fn error(error: Error<Runtime>) -> DispatchError {
	error.into()
}

#[test]
fn a_degree_stands_and_falls_with_those_above_its_issuer() {
	development().execute_with(|| {
		let schema = founded(suspendable());
		next_block();
		let (id, call) = degree(schema, 1);
		submit(FACULTY, call);
		assert!(events().iter().any(|event| matches!(
			event,
			RuntimeEvent::Certification(Event::CertificateIssued { certificate, .. }) if *certificate == id
		)));
		let held = Balances::balance_on_hold(&CertificateHold::get(), &account(FACULTY));
		assert!(held > CIV / 100 && held < CIV, "the deposit for one certificate is {held}");
		let issued_at = now();
		next_block();

		let answer = verify(id, None);
		assert!(answer.valid);
		let dossier = answer.dossier.expect("there is one");
		assert_eq!((dossier.certificate.issued_at, dossier.certificate.issuer), (issued_at, account(FACULTY)));
		let chain: Vec<_> = dossier.chain.iter().map(|link| (link.accreditation, link.holder.clone())).collect();
		assert_eq!(chain, [(OF_FACULTY, account(FACULTY)), (OF_UNIVERSITY, account(UNIVERSITY))]);

		// The ministry suspends the university: nothing is issued and nothing is in force, below.
		let reason = Reason::CertificateHold;
		submit(MINISTRY, Call::<Runtime>::suspend_accreditation { accreditation: OF_UNIVERSITY, reason });
		let since = now();
		let suspended =
			InvalidReason::IssuerNotAccredited { accreditation: OF_UNIVERSITY, state: State::Suspended, since };
		assert_eq!(invalid(id, None), Some(suspended.clone()));
		assert_eq!(apply(signed(FACULTY, degree(schema, 2).1, 0)), Ok(Err(error(Error::AccreditationSuspended))));
		let accredited =
			|time: Option<Moment>| -> bool { ask("Certification", "is_accredited", (OF_FACULTY, schema, time)) };
		assert!(!accredited(None) && accredited(Some(issued_at)));
		next_block();
		submit(MINISTRY, Call::<Runtime>::reinstate_accreditation { accreditation: OF_UNIVERSITY });
		let again = now();
		next_block();

		// The university revokes what its faculty has issued.
		assert_eq!(invalid(id, None), None);
		let reason = Reason::PrivilegeWithdrawn;
		submit(UNIVERSITY, Call::<Runtime>::revoke { certificate: id, reason });
		let at = now();
		next_block();

		// And the past is what it was.
		assert_eq!(invalid(id, Some(issued_at - 1)), Some(InvalidReason::NotYetIssued { issued_at }));
		assert_eq!(invalid(id, Some(since - 1)), None);
		assert_eq!(invalid(id, Some(again - 1)), Some(suspended));
		assert_eq!(invalid(id, Some(at - 1)), None);
		assert_eq!(invalid(id, None), Some(InvalidReason::Revoked { at, reason }));
		end_block();
	});
}

#[test]
fn a_university_renews_suspends_reinstates_and_replaces() {
	development().execute_with(|| {
		let schema = founded(suspendable());
		let (first, call) = degree(schema, 1);
		submit(FACULTY, call);
		next_block();
		let renew =
			Call::<Runtime>::renew { accreditation: Some(OF_UNIVERSITY), certificate: first, valid_until: None };
		submit(UNIVERSITY, renew);
		let successor = |id| verify(id, None).dossier.expect("it exists").certificate.successor;
		let second = successor(first).expect("it was renewed");
		assert_eq!(invalid(first, None), Some(InvalidReason::Superseded { at: now(), by: Some(second) }));
		assert_eq!(verify(second, None).dossier.map(|dossier| dossier.certificate.predecessor), Some(Some(first)));
		next_block();

		let reason = Reason::CertificateHold;
		submit(UNIVERSITY, Call::<Runtime>::suspend { certificate: second, reason });
		assert_eq!(invalid(second, None), Some(InvalidReason::Suspended { at: now(), reason }));
		// It was issued under the university's own accreditation, with which the faculty has nothing to do.
		let reinstate = Call::<Runtime>::reinstate { certificate: second };
		assert_eq!(apply(signed(FACULTY, reinstate.clone(), 0)), Ok(Err(error(Error::NotAuthority))));
		submit(UNIVERSITY, reinstate);
		assert_eq!(invalid(second, None), None);
		next_block();

		let content = content(2);
		let accreditation = Some(OF_UNIVERSITY);
		submit(UNIVERSITY, Call::<Runtime>::replace { accreditation, certificate: second, content });
		let third = successor(second).expect("it was replaced");
		let expected = Expected::<AccountId> { claims: Some(H256::repeat_byte(2)), ..Default::default() };
		let question = (third, Some(expected), None::<Moment>, ALONE);
		let answer: Verification<AccountId> = ask("Certification", "verify", question);
		assert!(answer.valid);
		end_block();
	});
}

#[test]
fn members_of_a_batch_are_proved_and_taken_back_one_by_one() {
	development().execute_with(|| {
		let schema = founded(suspendable());
		let members: Vec<_> = (0..10_000u32)
			.map(|index| Member {
				index,
				subject: AccountId::new([1; 32]),
				claims: H256::from_low_u64_be(index.into()),
			})
			.collect();
		let tree = MerkleTree::new(members.iter().map(Member::leaf));
		let (root, count) = (tree.root(), 10_000);
		let batch = batch_id(Authority::Accreditation(OF_FACULTY), &schema, &root, count, None, None);
		let (accreditation, valid_from, valid_until) = (Some(OF_FACULTY), None, None);
		let call = Call::<Runtime>::issue_batch { accreditation, schema, root, count, valid_from, valid_until };
		submit(FACULTY, call);
		next_block();
		let ask = |index: u32| {
			let member = members[index as usize].clone();
			let presented = PresentedMember { member, proof: tree.prove(index).expect("it is one") };
			let expected = Expected::<AccountId> { schema: Some(schema), ..Default::default() };
			let question = (batch, Some(expected), None::<Moment>, Some(presented));
			let answer: Verification<AccountId> = ask("Certification", "verify", question);
			answer.reason
		};
		assert!([0, 1, 4_096, 9_999].into_iter().all(|index| ask(index).is_none()));

		let set = |indices: Vec<u32>, purpose, value| Call::<Runtime>::set_status {
			list: batch,
			purpose,
			indices: indices.try_into().expect("few"),
			value,
		};
		submit(UNIVERSITY, set(vec![1, 9_999], StatusPurpose::Revocation, true));
		submit(FACULTY, set(vec![4_096], StatusPurpose::Suspension, true));
		next_block();
		let listed = |purpose| Some(InvalidReason::StatusListed { purpose });
		assert_eq!(
			[0, 1, 4_096, 9_999].map(ask),
			[
				None,
				listed(StatusPurpose::Revocation),
				listed(StatusPurpose::Suspension),
				listed(StatusPurpose::Revocation),
			]
		);
		submit(FACULTY, set(vec![4_096], StatusPurpose::Suspension, false));
		assert_eq!(ask(4_096), None);
		let again = apply(signed(UNIVERSITY, set(vec![1], StatusPurpose::Revocation, false), 0));
		assert_eq!(again, Ok(Err(error(Error::RevocationFinal))));

		submit(MINISTRY, Call::<Runtime>::revoke { certificate: batch, reason: Reason::IssuerCompromise });
		assert!(matches!(ask(0), Some(InvalidReason::Revoked { .. })));
		end_block();
	});
}

#[test]
fn bad_calls_pay_their_fee_and_change_nothing_else() {
	development().execute_with(|| {
		let schema = founded(suspendable());
		let total = |who: AccountId| <Balances as Inspect<AccountId>>::total_balance(&who);
		let (id, call) = degree(schema, 1);
		submit(FACULTY, call.clone());
		let unnamed = Call::found_network {
			name: Default::default(),
			policy_hash: H256::zero(),
			policy_uri: Default::default(),
			membership: Membership::Open(Scope::All),
		};
		let (reason, unknown) = (Reason::Unspecified, H256::zero());
		for (who, call, expected) in [
			(FACULTY, issue(OF_FACULTY, unknown, account(Dave), content(2)), error(Error::SchemaUnknown)),
			(Eve, degree(schema, 2).1, error(Error::NotHolder)),
			(FACULTY, call, error(Error::CertificateExists)),
			(Eve, Call::revoke { certificate: id, reason }, error(Error::NotAuthority)),
			(GRADUATE, Call::surrender { certificate: id }, error(Error::SchemaNotSurrenderable)),
			(FACULTY, Call::revoke { certificate: unknown, reason }, error(Error::CertificateUnknown)),
			(Eve, Call::join_network { network: 0 }, error(Error::MembershipClosed)),
			(Dave, unnamed, error(Error::NameEmpty)),
		] {
			let before = total(account(who));
			let dispatched = apply(signed(who, call, 0)).expect("it is valid");
			assert_eq!(dispatched, Err(expected));
			let fee = before - total(account(who));
			assert!(fee > 0 && fee < CIV / 100, "the fee is {fee}");
		}
		assert_eq!(pallet_certification::Certificates::<Runtime>::iter_keys().count(), 1);
		assert_eq!(pallet_certification::Networks::<Runtime>::iter_keys().count(), 1);
		assert_eq!(invalid(id, None), None);
		end_block();
	});
}

#[test]
fn who_cannot_pay_the_deposit_gets_a_distinct_error() {
	development().execute_with(|| {
		let schema = founded(suspendable());
		let rest = Balances::free_balance(account(FACULTY)) - CIV / 100;
		submit(
			FACULTY,
			pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: account(Alice).into(), value: rest },
		);
		let dispatched = apply(signed(FACULTY, degree(schema, 1).1, 0)).expect("it can pay the fee");
		assert_eq!(dispatched, Err(DispatchError::Token(TokenError::FundsUnavailable)));
		end_block();
	});
}

#[test]
fn the_deposit_for_what_is_over_comes_back_and_its_status_stays() {
	development().execute_with(|| {
		let schema = founded(SchemaRules { public_record: true, searchable: true, ..suspendable() });
		let record = "x".repeat(2_048);
		let content = Content {
			claims: sp_io::hashing::sha2_256(record.as_bytes()).into(),
			record: record.try_into().expect("the longest"),
			search_key: Some(H256::repeat_byte(7)),
			..content(0)
		};
		let id = certificate_id(Authority::Accreditation(OF_FACULTY), &schema, &account(GRADUATE), &content, None);
		submit(FACULTY, issue(OF_FACULTY, schema, account(GRADUATE), content));
		let held = || Balances::balance_on_hold(&CertificateHold::get(), &account(FACULTY));
		let full = held();
		submit(FACULTY, Call::<Runtime>::revoke { certificate: id, reason: Reason::Superseded });
		assert_eq!(held(), full);
		next_block();
		submit(FACULTY, Call::<Runtime>::withdraw_deposit { certificate: id });
		assert!(held() > 0 && held() < full / 5, "{} of {full} stays", held());
		next_block();
		assert!(matches!(invalid(id, None), Some(InvalidReason::Revoked { .. })));
		assert_eq!(
			invalid(id, Some(time_of(FIRST_SLOT) - 1)),
			Some(InvalidReason::NotYetIssued { issued_at: time_of(FIRST_SLOT) })
		);
		end_block();
	});
}

#[test]
fn a_transaction_counts_once() {
	development().execute_with(|| {
		let schema = founded(suspendable());
		let (_, call) = degree(schema, 1);
		let transaction = signed(FACULTY, call.clone(), 0);
		apply(transaction.clone()).expect("it is valid").expect("it succeeds");
		let stale = Err(TransactionValidityError::Invalid(InvalidTransaction::Stale));
		assert_eq!(apply(transaction.clone()), stale);
		next_block();
		assert_eq!(apply(transaction), stale);
		// The same claims in a new transaction are the same certificate.
		assert_eq!(apply(signed(FACULTY, call, 0)), Ok(Err(error(Error::CertificateExists))));
		end_block();
	});
}

#[test]
fn a_network_changes_hands_when_the_other_side_accepts() {
	development().execute_with(|| {
		let schema = founded(suspendable());
		let (id, call) = degree(schema, 1);
		submit(FACULTY, call);
		submit(MINISTRY, Call::<Runtime>::transfer_network { network: 0, to: Some(account(Ferdie)) });
		let accept = Call::<Runtime>::accept_network { network: 0 };
		assert_eq!(apply(signed(Eve, accept.clone(), 0)), Ok(Err(error(Error::NotOffered))));
		submit(Ferdie, accept);
		let revoke = Call::<Runtime>::revoke { certificate: id, reason: Reason::PrivilegeWithdrawn };
		assert_eq!(apply(signed(MINISTRY, revoke.clone(), 0)), Ok(Err(error(Error::NotAuthority))));
		submit(Ferdie, revoke);
		assert_eq!(Certification::network(0).map(|network| network.operator), Some(account(Ferdie)));
		end_block();
	});
}
