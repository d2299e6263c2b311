//! Random sequences of all calls, by anyone: whatever happens, the invariants hold, deposits are what is on the tickets, what
//! is refused changes nothing, and all is as the books say that are kept besides.

mod books;

use super::*;
use crate::{AccreditationsOf, Batches, Networks, NullifierCommitments, Schemas, StatusLists};
use books::Books;
use frame_support::traits::GetCallName;
use proptest::{prelude::*, test_runner::TestRunner};
use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
};

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
	// Accreditations and what is issued under them come about more often than the rest.
	let often = prop_oneof![Just(8), Just(9), Just(14), Just(17), Just(26), Just(28), Just(28), Just(28)];
	let call = prop_oneof![3 => 0..29usize, 2 => often];
	(call, 0..3 * ACTORS.len(), (number(), number(), number(), number()), wait)
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

/// An accreditation, or in one of five cases none.
fn authority(number: usize) -> Option<AccreditationId> {
	(!number.is_multiple_of(5)).then(|| accreditation(number))
}

/// One of the schemas under which an accreditation can be used, most probably.
fn schema_for(accreditation: Option<AccreditationId>, number: usize) -> SchemaId {
	let Some(accreditation) = accreditation else { return schema(number) };
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

/// Who acts by an accreditation, or as the operator of the network of a schema.
fn actor_of(accreditation: Option<AccreditationId>, schema: SchemaId) -> AccountId {
	let run = || Schemas::<Test>::get(schema).map_or(STRANGER, |schema| operator(schema.network));
	accreditation.map_or_else(run, holder)
}

/// Someone with authority over what was issued: who has issued it, who stands right above, or the operator.
fn authority_over(id: CertificateId, number: usize) -> AccountId {
	match Authority::of(&id) {
		Authority::Operator(network) => operator(network),
		Authority::Accreditation(accreditation) => match number % 3 {
			0 => above(accreditation),
			1 => Accreditations::<Test>::get(accreditation).map_or(STRANGER, |node| operator(node.network)),
			_ => holder(accreditation),
		},
	}
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
	let schema = Schemas::<Test>::get(schema);
	let (rules, max) = schema.map(|schema| (schema.rules, schema.max_validity)).unwrap_or_default();
	let plain = Content { claims: H256::from_low_u64_be(number as u64 % 8), ..content(0) };
	let said = if rules.public_record { record(&format!("record {}", number % 8)) } else { plain };
	let search_key = (rules.searchable && number.is_multiple_of(2)).then(|| hash(number as u8 % 3));
	let now = Timestamp::get();
	let valid_from = match number % 40 {
		0..25 => None,
		25..30 => Some(now - number as Moment % 20),
		39 => Some(now + MAX_POSTDATING + number as Moment % 2),
		_ => Some(now + number as Moment % 30),
	};
	let valid_until = match max {
		Some(_) => Some(valid_from.unwrap_or(now).max(now) + number as Moment % 50),
		None => moment(number),
	};
	Content { search_key, valid_from, valid_until, ..said }
}

fn scope(number: usize) -> Scope {
	match number % 4 {
		0 => Scope::Schemas(vec![schema(number)]),
		1 => Scope::Schemas(vec![schema(number), schema(number / 4)]),
		_ => Scope::All,
	}
}

/// What an accreditation below `parent` can be given, mostly.
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
		None => scope(number),
	};
	Terms { scope, valid_until: end, quota, depth }
}

/// The terms of an accreditation with some of them others, wider or narrower.
fn other_terms(id: AccreditationId, which: usize, number: usize) -> Terms {
	let before = Accreditations::<Test>::get(id).map_or(unlimited(0), |node| node.terms());
	match which % 6 {
		0 => Terms { depth: number as u8 % 4, ..before },
		1 => Terms { scope: scope(number), ..before },
		2 => Terms { quota: (!number.is_multiple_of(4)).then_some(number as u32 % 60), ..before },
		// That of the one above, or none, of a branch or of a root.
		3 => {
			let parent = Accreditations::<Test>::get(id).and_then(|node| node.parent);
			let above = parent.and_then(Accreditations::<Test>::get);
			Terms { valid_until: above.and_then(|node| node.valid_until), ..before }
		},
		4 => Terms { valid_until: Some(Timestamp::get() + number as Moment % 60), ..before },
		_ => terms(None, number),
	}
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
		match self.call {
			0..8 => self.of_networks(),
			8..15 => self.of_accreditations(),
			15 => {
				let who = actor(a);
				let commitment = nullifier_commitment(&who, &hash(b as u8 % 4), &hash(99));
				(Call::commit_nullifier { commitment }, who)
			},
			16 => {
				let made: Vec<_> = NullifierCommitments::<Test>::iter_keys().collect();
				let (who, commitment) = pick(made.into_iter(), a, (STRANGER, hash(77)));
				(Call::withdraw_nullifier_commitment { commitment }, who)
			},
			27 => {
				let purpose = if b % 2 == 0 { StatusPurpose::Revocation } else { StatusPurpose::Suspension };
				(Call::create_status_list { purpose, length: c as u32 * 10, salt: hash(d as u8 % 3) }, actor(a))
			},
			28 => {
				let purpose = if c % 3 == 0 { StatusPurpose::Revocation } else { StatusPurpose::Suspension };
				let indices = [d % 2, 2 + b % 9, d + 4_100].into_iter().take(1 + d % 3).map(|index| index as u32);
				let indices: Vec<_> = indices.collect();
				let value = b % 5 < 3;
				// Mostly the same, as what one does depends on what others did.
				let list = match a % 4 {
					0 => pick(StatusLists::<Test>::iter_keys(), a / 4, hash(77)),
					1 => batch(a / 4),
					_ => batch(0),
				};
				let owner = StatusLists::<Test>::get(list).map(|list| list.owner);
				let by = owner.unwrap_or_else(|| authority_over(list, c / 3));
				(Call::set_status { list, purpose, indices: indices.try_into().expect("at most three"), value }, by)
			},
			_ => self.of_certificates(),
		}
	}

	fn of_networks(&self) -> (Call<Test>, AccountId) {
		let [a, b, c, d] = self.numbers;
		let membership = if b % 2 == 0 { Membership::Open(scope(b / 2)) } else { Membership::Closed };
		let (name, policy_hash, policy_uri) = (text(&"n".repeat(1 + c % 16)), hash(1), text(&"u".repeat(d % 32)));
		let network = network(a);
		let by = operator(network);
		match self.call {
			0 => (Call::found_network { name, policy_hash, policy_uri, membership }, actor(a)),
			1 => (Call::update_network { network, name, policy_hash, policy_uri, membership }, by),
			2 => (Call::transfer_network { network, to: (b % 4 != 0).then(|| actor(c)) }, by),
			3 => {
				let to = Networks::<Test>::get(network).and_then(|network| network.offered_to);
				(Call::accept_network { network }, to.unwrap_or(STRANGER))
			},
			// A closed network, or a deprecated schema, is the end of much, so both are rare.
			4 | 6 if b % 5 != 0 => (Call::join_network { network }, actor(b)),
			4 => (Call::close_network { network }, by),
			5 => {
				let supersedes = (b % 3 == 0).then(|| schema(c));
				let max_validity = (d % 4 == 0).then_some(30);
				let content = SchemaContent { supersedes, max_validity, ..schema_content(c as u8 % 4, rules(d)) };
				(Call::register_schema { network, content }, by)
			},
			6 => {
				let schema = schema(a);
				let network = Schemas::<Test>::get(schema).map_or(77, |schema| schema.network);
				(Call::deprecate_schema { schema }, operator(network))
			},
			_ => (Call::join_network { network }, actor(b)),
		}
	}

	fn of_accreditations(&self) -> (Call<Test>, AccountId) {
		let [a, b, c, d] = self.numbers;
		let (accreditation, reason) = (accreditation(a), Reason::Unspecified);
		let by = above(accreditation);
		match self.call {
			8 => {
				let parent = (b % 3 != 0).then_some(accreditation);
				let given = parent.and_then(Accreditations::<Test>::get).map(|node| node.network);
				let network = given.unwrap_or_else(|| network(a));
				let by = parent.map_or_else(|| operator(network), holder);
				(Call::accredit { network, parent, holder: actor(c), terms: terms(parent, d) }, by)
			},
			9 => (Call::amend_accreditation { accreditation, terms: other_terms(accreditation, b, c) }, by),
			10 => (Call::suspend_accreditation { accreditation, reason }, by),
			11 => {
				let suspended =
					Accreditations::<Test>::iter().filter(|(_, node)| node.history.state() == State::Suspended);
				let accreditation = pick(suspended.map(|(id, _)| id), a, 77);
				(Call::reinstate_accreditation { accreditation }, above(accreditation))
			},
			12 if b % 3 == 0 => {
				let pending = Accreditations::<Test>::iter().filter(|(_, node)| node.history.state() == State::Pending);
				let accreditation = pick(pending.map(|(id, _)| id), a, 77);
				let to = Accreditations::<Test>::get(accreditation).and_then(|node| node.offered_to);
				(Call::revoke_accreditation { accreditation, reason }, to.unwrap_or(STRANGER))
			},
			12 => {
				let by = if b % 3 == 1 { holder(accreditation) } else { by };
				(Call::revoke_accreditation { accreditation, reason }, by)
			},
			13 => (Call::transfer_accreditation { accreditation, to: (b % 5 != 0).then(|| actor(c)) }, by),
			_ => {
				let offered = Accreditations::<Test>::iter().filter(|(_, node)| node.offered_to.is_some());
				let accreditation = pick(offered.map(|(id, _)| id), a, 77);
				let node = Accreditations::<Test>::get(accreditation);
				let to = node.and_then(|node| node.offered_to).unwrap_or(STRANGER);
				(Call::accept_accreditation { accreditation }, to)
			},
		}
	}

	fn of_certificates(&self) -> (Call<Test>, AccountId) {
		let [a, b, c, d] = self.numbers;
		let (one, any, reason) = (certificate(a), issued(a), Reason::Unspecified);
		match self.call {
			17 => {
				let accreditation = authority(a);
				let schema = schema_for(accreditation, b);
				let by = actor_of(accreditation, schema);
				let asks = Schemas::<Test>::get(schema).is_some_and(|schema| schema.rules.needs_nullifier);
				let nullifier = if asks { reveal_of(by) } else { None };
				let content = fitting(schema, d);
				(Call::issue { accreditation, schema, subject: actor(c), content, nullifier }, by)
			},
			18 => (Call::accept { certificate: one }, subject(one)),
			19 | 20 => {
				let own = Authority::of(&one).accreditation();
				// By who issued it, by the one above, or by the operator.
				let accreditation = match b % 4 {
					0 => own.and_then(Accreditations::<Test>::get).and_then(|node| node.parent),
					1 => None,
					_ => own,
				};
				let schema = Certificates::<Test>::get(one).map_or(hash(77), |certificate| certificate.schema);
				let content = fitting(schema, d);
				let call = if self.call == 19 {
					Call::renew { accreditation, certificate: one, valid_until: content.valid_until }
				} else {
					Call::replace { accreditation, certificate: one, content }
				};
				(call, actor_of(accreditation, schema))
			},
			21 => (Call::suspend { certificate: any, reason }, authority_over(any, b)),
			22 => {
				let suspended = Certificates::<Test>::iter()
					.filter(|(_, certificate)| certificate.history.state() == State::Suspended)
					.map(|(id, _)| id);
				let any = if a % 2 == 0 { pick(suspended, a / 2, any) } else { any };
				(Call::reinstate { certificate: any }, authority_over(any, b))
			},
			23 => (Call::revoke { certificate: any, reason }, authority_over(any, b)),
			24 => (Call::surrender { certificate: one }, subject(one)),
			25 => {
				let issuer = Certificates::<Test>::get(one).map_or(STRANGER, |certificate| certificate.issuer);
				(Call::withdraw_deposit { certificate: one }, issuer)
			},
			_ => {
				let accreditation = authority(a);
				let schema = schema_for(accreditation, b);
				let (root, count) = (hash(c as u8 % 4), c as u32 * 7 % 5_000);
				let Content { valid_from, valid_until, .. } = fitting(schema, d);
				let call = Call::issue_batch { accreditation, schema, root, count, valid_from, valid_until };
				(call, actor_of(accreditation, schema))
			},
		}
	}
}

#[test]
fn whatever_happens_the_books_are_in_order() {
	let done = RefCell::new(BTreeMap::<&str, u32>::new());
	let count = |deeds: &[&'static str]| {
		deeds.iter().for_each(|deed| *done.borrow_mut().entry(deed).or_default() += 1);
	};
	let config = ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() };
	let outcome = TestRunner::new(config).run(&proptest::collection::vec(step(), 50..250), |steps| {
		new_test_ext().execute_with(|| {
			ActiveIdentities::set([SUBJECT, FACULTY].into());
			let begun = tree();
			begun.issue(content(200));
			begun.issue_batch(&Class::of(5));
			check_state();
			let mut books = Books::open();
			for step in steps {
				if step.wait > 0 {
					books.note_what_is();
					set_time(Timestamp::get() + step.wait);
					next_block();
				}
				let (call, fit) = step.call();
				let who = ACTORS.get(step.who).copied().unwrap_or(fit);
				let before = sp_io::storage::root(sp_runtime::StateVersion::V1);
				let accounts = books::accounts();
				let node = books::amended(&call);
				match dispatch(signed(who), call.clone()) {
					Ok(()) => {
						count(&[call.get_call_name()]);
						check_state();
						count(&books.enter(who, &call, node));
						books.check(who, accounts, step.numbers[0]);
					},
					Err(error) => {
						let after = sp_io::storage::root(sp_runtime::StateVersion::V1);
						prop_assert_eq!(after, before, "{:?} was refused and changed something", call);
						count(&books.enter_refusal(who, &call, error));
					},
				}
			}
			books.close();
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
	let all = Call::<Test>::get_call_names().iter().copied().chain(books::DEEDS);
	let done = done.into_inner();
	let missing: Vec<_> = all.filter(|deed| !done.contains_key(deed)).collect();
	assert!(missing.is_empty(), "never done: {missing:?}, of {done:?}");
}
