//! Random sequences of all calls, by anyone: whatever happens, the invariants hold, deposits are what is on the tickets, and
//! what is refused changes nothing.

use super::*;
use crate::{AccreditationsOf, Batches, DocumentGrants, Networks, NullifierCommitments, Schemas, StatusLists};
use frame_support::traits::GetCallName;
use proptest::{prelude::*, test_runner::TestRunner};
use std::{cell::RefCell, collections::BTreeSet};

const ACTORS: [AccountId; 10] =
	[OPERATOR, UNIVERSITY, FACULTY, SIBLING, SUBJECT, STRANGER, EMPLOYER, DEAN, PAUPER, OPERATOR];

/// Numbers out of which a call is made of what there is.
#[derive(Clone, Copy, Debug)]
struct Step {
	call: usize,
	/// Who calls, of [`ACTORS`]; the one who most probably may if there is no such actor.
	who: usize,
	numbers: [usize; 4],
	wait: Moment,
}

fn step() -> impl Strategy<Value = Step> {
	let number = || 0..1_000usize;
	let wait = prop_oneof![3 => Just(0u64), 1 => 1u64..40];
	(0..33usize, 0..3 * ACTORS.len(), (number(), number(), number(), number()), wait)
		.prop_map(|(call, who, (a, b, c, d), wait)| Step { call, who, numbers: [a, b, c, d], wait })
}

/// One of what there is; something that is not there if there is none, or in one case of twenty.
fn pick<Item: Ord>(items: impl Iterator<Item = Item>, number: usize, otherwise: Item) -> Item {
	let mut items: Vec<_> = items.collect();
	items.sort();
	if items.is_empty() || number % 20 == 19 {
		return otherwise;
	}
	let place = number % items.len();
	items.swap_remove(place)
}

fn network(number: usize) -> NetworkId {
	pick(Networks::<Test>::iter_keys(), number, 77)
}

fn schema(number: usize) -> SchemaId {
	pick(Schemas::<Test>::iter_keys(), number, hash(77))
}

/// One of the schemas under which an accreditation can be used, most probably.
fn schema_for(accreditation: AccreditationId, number: usize) -> SchemaId {
	let network = Accreditations::<Test>::get(accreditation).map(|node| node.network);
	let ours = Schemas::<Test>::iter().filter(|(_, schema)| Some(schema.network) == network).map(|(id, _)| id);
	pick(ours, number, hash(77))
}

fn accreditation(number: usize) -> AccreditationId {
	pick(Accreditations::<Test>::iter_keys(), number, 77)
}

fn certificate(number: usize) -> CertificateId {
	pick(Certificates::<Test>::iter_keys(), number, hash(77))
}

fn batch(number: usize) -> CertificateId {
	pick(Batches::<Test>::iter_keys(), number, hash(77))
}

/// A certificate, or a batch.
fn issued(number: usize) -> CertificateId {
	if number.is_multiple_of(3) {
		batch(number / 3)
	} else {
		certificate(number / 3)
	}
}

fn actor(number: usize) -> AccountId {
	ACTORS[number % ACTORS.len()]
}

fn operator(network: NetworkId) -> AccountId {
	Networks::<Test>::get(network).map_or(STRANGER, |network| network.operator)
}

fn holder(accreditation: AccreditationId) -> AccountId {
	Accreditations::<Test>::get(accreditation)
		.and_then(|node| node.holders.last().map(|(who, _)| *who))
		.unwrap_or(STRANGER)
}

/// Who stands above an accreditation.
fn above(accreditation: AccreditationId) -> AccountId {
	let Some(node) = Accreditations::<Test>::get(accreditation) else { return STRANGER };
	node.parent.map_or_else(|| operator(node.network), holder)
}

fn subject(id: CertificateId) -> AccountId {
	Certificates::<Test>::get(id).map_or(STRANGER, |certificate| certificate.subject)
}

/// A moment around now, or none.
fn moment(number: usize) -> Option<Moment> {
	(!number.is_multiple_of(4)).then(|| Timestamp::get() + number as Moment % 60 - 2)
}

/// Rules of all kinds, by the bits of a number.
fn rules(number: usize) -> SchemaRules {
	let has = |bit: usize| number >> bit & 1 == 1;
	SchemaRules {
		public_record: has(0) && has(4),
		expires: has(1) && has(5),
		suspendable: !has(2),
		one_per_subject: has(3) && has(6),
		needs_acceptance: has(4) && has(7),
		needs_nullifier: has(5) && has(8),
		survives_issuer: has(6),
		surrenderable: !has(7),
		searchable: has(8) && has(1),
		subject_is_identity: has(9) && has(2),
	}
}

/// Content that fits the rules of a schema, mostly.
fn fitting(schema: SchemaId, number: usize) -> Content {
	let rules = Schemas::<Test>::get(schema).map(|schema| schema.rules).unwrap_or_default();
	let plain = Content { claims: H256::from_low_u64_be(number as u64 % 8), ..content(0) };
	let said = if rules.public_record { record(&format!("record {}", number % 8)) } else { plain };
	let search_key = (rules.searchable && number.is_multiple_of(2)).then(|| hash(number as u8 % 3));
	let valid_until = if rules.expires { Some(Timestamp::get() + number as Moment % 50) } else { moment(number) };
	Content { search_key, valid_until, ..said }
}

fn terms(parent: Option<AccreditationId>, number: usize) -> Terms {
	let above = parent.and_then(Accreditations::<Test>::get);
	let depth = above.as_ref().map_or(3, |node| node.depth.saturating_sub(1));
	let end = above.as_ref().and_then(|node| node.valid_until).or(moment(number));
	let quota = match above.as_ref().and_then(|node| node.quota) {
		Some(quota) => Some(quota / 2),
		None => number.is_multiple_of(3).then_some(number as u32 % 40),
	};
	let scope = match above.and_then(|node| node.scope) {
		Some(scope) => Scope::Schemas(scope.into_iter().collect()),
		None if number.is_multiple_of(5) => Scope::Schemas(vec![schema(number)]),
		None => Scope::All,
	};
	Terms { scope, valid_until: end, quota, depth }
}

/// What has been committed to, and not used; as [`Step`] makes commitments.
fn reveal_of(who: AccountId) -> Option<NullifierReveal> {
	let reveals = (0..4).map(|nullifier| NullifierReveal { nullifier: hash(nullifier), salt: hash(99) });
	let committed = |reveal: &NullifierReveal| {
		let commitment = nullifier_commitment(&who, &reveal.nullifier, &reveal.salt);
		NullifierCommitments::<Test>::contains_key(who, commitment)
	};
	reveals.into_iter().find(committed)
}

impl Step {
	/// The call that this is, and who most probably may make it.
	fn call(&self) -> (Call<Test>, AccountId) {
		let [a, b, c, d] = self.numbers;
		let reason = Reason::Unspecified;
		let membership = if b % 2 == 0 { Membership::Open } else { Membership::Closed };
		let (name, policy_hash, policy_uri) = (text(&"n".repeat(1 + c % 16)), hash(1), text(&"u".repeat(d % 32)));
		match self.call {
			0 => (Call::found_network { name, policy_hash, policy_uri, membership }, actor(a)),
			1 => {
				let network = network(a);
				(Call::update_network { network, name, policy_hash, policy_uri, membership }, operator(network))
			},
			2 => {
				let network = network(a);
				let to = (b % 4 != 0).then(|| actor(c));
				(Call::transfer_network { network, to }, operator(network))
			},
			3 => {
				let network = network(a);
				let to = Networks::<Test>::get(network).and_then(|network| network.offered_to);
				(Call::accept_network { network }, to.unwrap_or(STRANGER))
			},
			// A closed network is the end of much, so it is rare.
			4 if b % 5 != 0 => (Call::deprecate_schema { schema: hash(77) }, OPERATOR),
			4 => {
				let network = network(a);
				(Call::close_network { network }, operator(network))
			},
			5 => {
				let network = network(a);
				let supersedes = (b % 3 == 0).then(|| schema(c));
				let content = SchemaContent { supersedes, ..schema_content(c as u8 % 4, rules(d)) };
				(Call::register_schema { network, content }, operator(network))
			},
			6 => {
				let schema = schema(a);
				let network = Schemas::<Test>::get(schema).map_or(77, |schema| schema.network);
				(Call::deprecate_schema { schema }, operator(network))
			},
			7 => (Call::join_network { network: network(a) }, actor(b)),
			8 => {
				let parent = (b % 3 != 0).then(|| accreditation(b / 3));
				let given = parent.and_then(Accreditations::<Test>::get).map(|node| node.network);
				let network = given.unwrap_or_else(|| network(a));
				let by = parent.map_or_else(|| operator(network), holder);
				(Call::accredit { network, parent, holder: actor(c), terms: terms(parent, d) }, by)
			},
			9 => {
				let accreditation = accreditation(a);
				let terms = Terms { depth: 0, ..terms(Some(accreditation), b) };
				(Call::amend_accreditation { accreditation, terms }, above(accreditation))
			},
			10 => {
				let accreditation = accreditation(a);
				(Call::suspend_accreditation { accreditation, reason }, above(accreditation))
			},
			11 => {
				let accreditation = accreditation(a);
				(Call::reinstate_accreditation { accreditation }, above(accreditation))
			},
			12 => {
				let accreditation = accreditation(a);
				let by = if b % 2 == 0 { holder(accreditation) } else { above(accreditation) };
				(Call::revoke_accreditation { accreditation, reason }, by)
			},
			13 => {
				let accreditation = accreditation(a);
				(Call::hand_over { accreditation, successor: actor(b) }, above(accreditation))
			},
			14 => {
				let who = actor(a);
				let commitment = nullifier_commitment(&who, &hash(b as u8 % 4), &hash(99));
				(Call::commit_nullifier { commitment }, who)
			},
			15 => {
				let made: Vec<_> = NullifierCommitments::<Test>::iter_keys().collect();
				let (who, commitment) = pick(made.into_iter(), a, (STRANGER, hash(77)));
				(Call::withdraw_nullifier_commitment { commitment }, who)
			},
			16 => {
				let accreditation = accreditation(a);
				let schema = schema_for(accreditation, b);
				let asks = Schemas::<Test>::get(schema).is_some_and(|schema| schema.rules.needs_nullifier);
				let nullifier = if asks { reveal_of(holder(accreditation)) } else { None };
				let content = fitting(schema, d);
				(Call::issue { accreditation, schema, subject: actor(c), content, nullifier }, holder(accreditation))
			},
			17 => {
				let certificate = certificate(a);
				(Call::accept { certificate }, subject(certificate))
			},
			18 => {
				let certificate = certificate(a);
				(Call::decline { certificate }, subject(certificate))
			},
			19 | 20 => {
				let certificate = certificate(a);
				let own = accreditation_of(&certificate);
				let above = Accreditations::<Test>::get(own).and_then(|node| node.parent).filter(|_| b % 3 == 0);
				let accreditation = above.unwrap_or(own);
				let schema = Certificates::<Test>::get(certificate).map_or(hash(77), |certificate| certificate.schema);
				let content = fitting(schema, d);
				let call = if self.call == 19 {
					Call::renew { accreditation, certificate, valid_until: content.valid_until }
				} else {
					Call::replace { accreditation, certificate, content }
				};
				(call, holder(accreditation))
			},
			21 => {
				let certificate = issued(a);
				(Call::suspend { certificate, reason }, holder(accreditation_of(&certificate)))
			},
			22 => {
				let certificate = issued(a);
				(Call::reinstate { certificate }, holder(accreditation_of(&certificate)))
			},
			23 => {
				let certificate = issued(a);
				(Call::revoke { certificate, reason }, holder(accreditation_of(&certificate)))
			},
			24 => {
				let certificates: Vec<_> = [a, b].into_iter().take(1 + c % 2).map(issued).collect();
				let by = holder(accreditation_of(&certificates[0]));
				(Call::revoke_many { certificates: certificates.try_into().expect("at most two"), reason }, by)
			},
			25 => {
				let certificate = certificate(a);
				(Call::surrender { certificate }, subject(certificate))
			},
			26 => {
				let certificate = certificate(a);
				let issuer = Certificates::<Test>::get(certificate).map_or(STRANGER, |certificate| certificate.issuer);
				(Call::withdraw_deposit { certificate }, issuer)
			},
			27 => {
				let accreditation = accreditation(a);
				let schema = schema_for(accreditation, b);
				let (root, count, valid_until) = (hash(c as u8 % 4), c as u32 % 5_000, fitting(schema, d).valid_until);
				let call = Call::issue_batch { accreditation, schema, root, count, valid_from: None, valid_until };
				(call, holder(accreditation))
			},
			28 => {
				let purpose = if b % 2 == 0 { StatusPurpose::Revocation } else { StatusPurpose::Suspension };
				(Call::create_status_list { purpose, length: c as u32 * 10, salt: hash(d as u8 % 3) }, actor(a))
			},
			29 => {
				let purpose = if c % 2 == 0 { StatusPurpose::Revocation } else { StatusPurpose::Suspension };
				let indices: Vec<_> =
					[d, d + 1 + b % 9, d + 4_100].into_iter().take(1 + d % 3).map(|i| i as u32).collect();
				let value = b % 3 != 0;
				let list = match a % 2 {
					0 => batch(a / 2),
					_ => pick(StatusLists::<Test>::iter_keys(), a / 2, hash(77)),
				};
				let owner = StatusLists::<Test>::get(list).map(|list| list.owner);
				let by = owner.unwrap_or_else(|| holder(accreditation_of(&list)));
				(Call::set_status { list, purpose, indices: indices.try_into().expect("at most three"), value }, by)
			},
			30 => {
				let certificate = certificate(a);
				let (document, uri) = (hash(b as u8 % 2), text(&"u".repeat(b % 32)));
				let purpose = text(&"p".repeat(1 + c % 20));
				let (grantee, valid_until) = (actor(c), moment(d));
				let call = Call::grant_document { certificate, document, uri, grantee, purpose, valid_until };
				(call, subject(certificate))
			},
			31 => {
				let (holder, grant) = pick(DocumentGrants::<Test>::iter_keys(), a, (STRANGER, hash(77)));
				(Call::revoke_document_grant { grant }, holder)
			},
			_ => {
				let (holder, grant) = pick(DocumentGrants::<Test>::iter_keys(), a, (STRANGER, hash(77)));
				let grantee = DocumentGrants::<Test>::get(holder, grant).map_or(STRANGER, |grant| grant.grantee);
				(Call::log_document_access { holder, grant }, grantee)
			},
		}
	}
}

/// What all the certificates answer now, and for the past: nothing that was said of the past may ever change.
fn said_of(time: Moment) -> Vec<(CertificateId, Option<InvalidReason>)> {
	let mut said: Vec<_> = Certificates::<Test>::iter_keys().map(|id| (id, objection_at(id, time))).collect();
	said.sort_by_key(|(id, _)| *id);
	said
}

#[test]
fn whatever_happens_the_books_are_in_order() {
	let done = RefCell::new(BTreeSet::new());
	let config = ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() };
	let outcome = TestRunner::new(config).run(&proptest::collection::vec(step(), 50..250), |steps| {
		new_test_ext().execute_with(|| {
			ActiveIdentities::set([SUBJECT, FACULTY].into());
			let begun = tree();
			begun.issue(content(200));
			begun.issue_batch(&Class::of(5));
			check_state();
			for step in steps {
				if step.wait > 0 {
					set_time(Timestamp::get() + step.wait);
					next_block();
				}
				let (call, fit) = step.call();
				let who = ACTORS.get(step.who).copied().unwrap_or(fit);
				let yesterday = Timestamp::get() - 1;
				let before = (sp_io::storage::root(sp_runtime::StateVersion::V1), said_of(yesterday));
				match dispatch(signed(who), call.clone()) {
					Ok(()) => {
						done.borrow_mut().insert(call.get_call_name());
						check_state();
						let after = said_of(yesterday);
						let known = |(id, _): &&(CertificateId, _)| before.1.iter().any(|(known, _)| known == id);
						let after: Vec<_> = after.iter().filter(known).cloned().collect();
						prop_assert_eq!(&after, &before.1, "the past changed by {:?}", call);
					},
					Err(_) => {
						let after = sp_io::storage::root(sp_runtime::StateVersion::V1);
						prop_assert_eq!(after, before.0, "{:?} was refused and changed something", call);
					},
				}
			}
			// Who holds what is what is listed, whoever asks.
			for who in ACTORS {
				let listed = AccreditationsOf::<Test>::iter_prefix(who).count();
				prop_assert_eq!(Certification::accreditations_of(who, None, Some(100)).items.len(), listed.min(100));
			}
			Ok(())
		})
	});
	outcome.unwrap_or_else(|error| panic!("{error}"));
	// That nothing goes wrong says something only if everything was done.
	let all: BTreeSet<_> = Call::<Test>::get_call_names().iter().copied().collect();
	let done = done.into_inner();
	assert_eq!(done, all, "never done: {:?}", all.difference(&done).collect::<Vec<_>>());
}
