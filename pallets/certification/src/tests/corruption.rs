//! Each invariant is broken by hand, and the check must say which.

use super::*;
use crate::{
	AccreditationsOf, Batch, Batches, Certificate, CertificatesBySearchKey, CertificatesBySubject, Joined, Networks,
	NextAccreditationId, NextNetworkId, NullifierCommitments, OpenNetworks, Schema, Schemas, StatusLists, StatusPages,
	Unique,
};

/// One of everything.
struct World {
	tree: Tree,
	/// With a record, a search key, a nullifier, an end, and the one place of its subject.
	certificate: CertificateId,
	/// Plain, and renewed.
	old: CertificateId,
	next: CertificateId,
	/// Waits to be accepted.
	pending: CertificateId,
	batch: CertificateId,
	/// Of the operator.
	own_batch: CertificateId,
	list: StatusListId,
	/// Offered to [`EMPLOYER`], who has not accepted.
	invited: AccreditationId,
	/// That of [`STRANGER`], who joined an open network.
	joined: AccreditationId,
}

const FULL: SchemaRules =
	SchemaRules { public_record: true, searchable: true, needs_nullifier: true, one_per_subject: true, ..RULES };

fn world() -> World {
	let tree = tree();
	let full = Tree { schema: register(tree.network, 2, FULL), ..tree };
	let content = Content { search_key: Some(hash(1)), valid_until: Some(NOW + 100), ..record("a") };
	let nullifier = commit(FACULTY, 1);
	let issue =
		Certification::issue(signed(FACULTY), Some(full.faculty), full.schema, SUBJECT, content.clone(), nullifier);
	assert_ok!(issue);
	let certificate = full.id(&content);
	let old = tree.issue(self::content(1));
	let next = tree.renew(old, None);
	let asking = SchemaRules { needs_acceptance: true, ..RULES };
	let pending = Tree { schema: register(tree.network, 3, asking), ..tree }.issue(self::content(1));
	let batch = tree.issue_batch(&Class::of(12));
	let bits = || vec![1, 9].try_into().expect("two");
	assert_ok!(Certification::set_status(signed(FACULTY), batch, StatusPurpose::Suspension, bits(), true));
	assert_ok!(Certification::create_status_list(signed(EMPLOYER), StatusPurpose::Revocation, 12, hash(0)));
	let list = crate::status_lists::status_list_id(&EMPLOYER, StatusPurpose::Revocation, 12, hash(0));
	assert_ok!(Certification::commit_nullifier(signed(FACULTY), hash(9)));
	let next_version = SchemaContent { supersedes: Some(tree.schema), ..schema_content(4, RULES) };
	register_as(tree.network, next_version);
	let own = Certification::issue_batch(signed(OPERATOR), None, tree.schema, hash(1), 12, None, None);
	assert_ok!(own);
	let own_batch = batch_id(Authority::Operator(tree.network), &tree.schema, &hash(1), 12, None, None);
	let bit = vec![3].try_into().expect("one");
	assert_ok!(Certification::set_status(signed(OPERATOR), own_batch, StatusPurpose::Suspension, bit, true));
	assert_ok!(Certification::issue(signed(OPERATOR), None, tree.schema, SUBJECT, self::content(50), None));
	let bit = vec![3].try_into().expect("one");
	assert_ok!(Certification::set_status(signed(EMPLOYER), list, StatusPurpose::Revocation, bit, true));
	let invited = offer_accreditation(tree.network, Some(tree.university), EMPLOYER, unlimited(0));
	let joined = crate::NextAccreditationId::<Test>::get();
	assert_ok!(Certification::join_network(signed(STRANGER), found_open()));
	World { tree, certificate, old, next, pending, batch, own_batch, list, invited, joined }
}

fn broken(message: &str, corrupt: impl FnOnce(&World)) {
	new_test_ext().execute_with(|| {
		let world = world();
		check_state();
		corrupt(&world);
		let found = Certification::do_try_state().expect_err("the corruption is noticed");
		let sp_runtime::TryRuntimeError::Other(found) = found else { panic!("{found:?}") };
		assert!(found.starts_with(message), "expected {message}, but: {found}");
	});
}

fn network(id: NetworkId, change: impl FnOnce(&mut crate::Network<Test>)) {
	Networks::<Test>::mutate(id, |network| change(network.as_mut().expect("founded")));
}

fn schema(id: SchemaId, change: impl FnOnce(&mut Schema<Test>)) {
	Schemas::<Test>::mutate(id, |schema| change(schema.as_mut().expect("registered")));
}

fn accreditation(id: AccreditationId, change: impl FnOnce(&mut crate::Accreditation<Test>)) {
	Accreditations::<Test>::mutate(id, |accreditation| change(accreditation.as_mut().expect("given")));
}

fn certificate(id: CertificateId, change: impl FnOnce(&mut Certificate<Test>)) {
	Certificates::<Test>::mutate(id, |certificate| change(certificate.as_mut().expect("issued")));
}

fn batch(id: CertificateId, change: impl FnOnce(&mut Batch<Test>)) {
	Batches::<Test>::mutate(id, |batch| change(batch.as_mut().expect("issued")));
}

fn page(id: StatusListId, change: impl FnOnce(&mut crate::StatusPage)) {
	let key = (id, StatusPurpose::Suspension, 0);
	StatusPages::<Test>::mutate(key, |page| change(page.as_mut().expect("written")));
}

/// A log that no sequence of calls leaves behind.
fn impossible() -> History {
	History::begin(NOW, State::Revoked, Level::OPERATOR)
}

#[test]
fn networks() {
	broken("1: a network that was never", |_| NextNetworkId::<Test>::put(0));
	broken("1: closed before", |w| network(w.tree.network, |network| network.closed_at = Some(NOW - 1)));
	broken("1: offered to", |w| network(w.tree.network, |network| network.offered_to = Some(OPERATOR)));
	broken("1: open, and", |_| OpenNetworks::<Test>::set(77, Some(None)));
	broken("1: open for", |w| OpenNetworks::<Test>::set(w.tree.network, Some(Some(Default::default()))));
}

#[test]
fn schemas() {
	broken("2: a schema without", |w| Networks::<Test>::remove(w.tree.network));
	broken("2: a schema under", |w| schema(w.tree.schema, |schema| schema.max_validity = Some(1)));
	broken("2: a schema under", |w| schema(w.tree.schema, |schema| schema.rules.searchable ^= true));
	broken("2: a version that follows", |w| Schemas::<Test>::remove(w.tree.schema));
	broken("2: a version that the one", |w| schema(w.tree.schema, |schema| schema.superseded_by = None));
	broken("2: a version that is followed", |w| {
		let last = register(w.tree.network, 9, RULES);
		schema(last, |schema| schema.superseded_by = Some(hash(9)));
	});
	broken("2: a version that the next", |w| {
		let other = register(w.tree.network, 9, RULES);
		let asks = register(w.tree.network, 10, RULES);
		schema(asks, |schema| schema.superseded_by = Some(other));
	});
	broken("2: a version in another", |_| {
		// Both are named by what they say, and say what cannot be.
		let (ours, theirs) = (found(), found());
		let first = register(ours, 20, RULES);
		let content = SchemaContent { supersedes: Some(first), ..schema_content(21, RULES) };
		let id = schema_id(theirs, &content);
		let record = Schemas::<Test>::get(register(theirs, 21, RULES)).expect("registered");
		Schemas::<Test>::insert(id, Schema { supersedes: Some(first), ..record });
		schema(first, |schema| schema.superseded_by = Some(id));
	});
}

#[test]
fn accreditations() {
	broken("3: an accreditation that was never", |_| NextAccreditationId::<Test>::put(0));
	broken("3: an accreditation without", |w| accreditation(w.tree.sibling, |node| node.network = 77));
	broken("3: a history", |w| accreditation(w.tree.faculty, |node| node.history = impossible()));
	broken("3: an accreditation that is older", |w| {
		accreditation(w.tree.university, |node| node.parent = Some(w.tree.university))
	});
	broken("3: an accreditation under none", |w| Accreditations::<Test>::remove(w.tree.university));
	broken("3: an accreditation under one", |w| {
		let other = found();
		accreditation(w.tree.faculty, |node| node.network = other);
	});
	broken("3: an accreditation at", |w| accreditation(w.tree.faculty, |node| node.level = 1));
	broken("3: an accreditation that goes", |w| accreditation(w.tree.faculty, |node| node.depth = MAX_DEPTH - 1));
	broken("3: more than the quota", |w| {
		accreditation(w.tree.faculty, |node| (node.quota, node.issued, node.given) = (Some(5), 3, 3))
	});
	broken("3: an accreditation for nothing", |w| {
		accreditation(w.tree.faculty, |node| node.scope = Some(Default::default()))
	});
	// Neither more nor less, also of one that gives nothing.
	broken("3: not what", |w| accreditation(w.tree.faculty, |node| node.quota = Some(1)));
	broken("3: not what", |w| accreditation(w.tree.university, |node| node.given = 1));
	broken("3: not what", |w| accreditation(w.invited, |node| node.given = 1));
	// Also of what nobody has accepted.
	broken("3: not what", |w| accreditation(w.invited, |node| node.quota = Some(1)));
	let ended = |w: &World, state, level| {
		accreditation(w.tree.faculty, |node| {
			node.history.push(NOW + 11, state, Reason::Unspecified, level).expect("from active");
			node.valid_until = Some(NOW + 10);
		})
	};
	broken("3: a change", |w| ended(w, State::Suspended, Level(1)));
	broken("3: a change", |w| {
		ended(w, State::Suspended, Level(1));
		accreditation(w.tree.faculty, |node| {
			node.history.push(NOW + 12, State::Active, Reason::Unspecified, Level(1)).expect("from suspended")
		});
	});
	broken("3: a change", |w| {
		set_time(NOW + 1);
		assert_ok!(Certification::accept_accreditation(signed(EMPLOYER), w.invited));
		accreditation(w.invited, |node| node.valid_until = Some(NOW));
	});
	new_test_ext().execute_with(|| {
		ended(&world(), State::Revoked, Level(1));
		check_state();
	});
}

/// That the university offers it to someone, or nobody does.
fn offer(node: &mut crate::Accreditation<Test>, to: Option<AccountId>) {
	(node.offered_by, node.offered_to) = (to.map(|_| UNIVERSITY), to);
}

#[test]
fn holders() {
	broken("4: an accreditation that nobody holds", |w| {
		accreditation(w.tree.faculty, |node| node.holders = Default::default())
	});
	broken("4: an accreditation that is offered by nobody", |w| {
		accreditation(w.invited, |node| node.offered_by = None)
	});
	broken("4: an accreditation that is offered by nobody", |w| {
		accreditation(w.invited, |node| node.offered_to = None)
	});
	broken("4: an accreditation that nobody can", |w| accreditation(w.invited, |node| offer(node, None)));
	broken("4: an accreditation that was accepted", |w| {
		let holders = vec![(EMPLOYER, NOW)];
		accreditation(w.invited, |node| node.holders = holders.try_into().expect("one"));
	});
	broken("4: an accreditation that was accepted", |w| {
		let pending = History::begin(NOW, State::Pending, Level(1));
		accreditation(w.tree.faculty, |node| node.history = pending);
	});
	broken("4: an accreditation that is offered to", |w| {
		accreditation(w.tree.faculty, |node| offer(node, Some(FACULTY)))
	});
	broken("4: an accreditation that is offered and", |w| {
		revoke_accreditation(UNIVERSITY, w.tree.faculty);
		accreditation(w.tree.faculty, |node| offer(node, Some(EMPLOYER)));
	});
	broken("4: an accreditation that is not", |w| AccreditationsOf::<Test>::remove(FACULTY, w.tree.faculty));
	broken("4: holders", |w| {
		let holders = vec![(FACULTY, NOW + 1), (FACULTY, NOW)];
		accreditation(w.tree.faculty, |node| node.holders = holders.try_into().expect("two"));
	});
	broken("4: an accreditation listed", |w| AccreditationsOf::<Test>::insert(STRANGER, w.tree.faculty, ()));
	// What it was only offered is nobody's to list, nor is what is not there.
	broken("4: an accreditation listed", |w| AccreditationsOf::<Test>::insert(EMPLOYER, w.invited, ()));
	broken("4: an accreditation listed", |_| AccreditationsOf::<Test>::insert(EMPLOYER, 77, ()));
	broken("4: joined by no", |w| Joined::<Test>::insert(w.tree.network, STRANGER, 77));
	broken("4: joined by a", |w| Joined::<Test>::insert(w.tree.network, STRANGER, w.tree.university));
	broken("4: joined by a", |w| Joined::<Test>::insert(w.tree.network, EMPLOYER, w.invited));
	broken("4: joined by a", |w| Joined::<Test>::insert(w.tree.network, STRANGER, w.joined));
	broken("4: joined under", |w| Joined::<Test>::insert(w.tree.network, FACULTY, w.tree.faculty));
}

#[test]
fn certificates() {
	broken("5: a certificate without its schema", |w| {
		certificate(w.old, |certificate| certificate.schema = hash(9));
	});
	let move_to = |w: &World, start: [u8; 8]| {
		let moved = Certificates::<Test>::take(w.pending).expect("issued");
		let mut id = w.pending;
		id.as_bytes_mut()[..8].copy_from_slice(&start);
		Certificates::<Test>::insert(id, moved);
	};
	// Of no accreditation, of the operator of no network, of neither, and of what nobody holds.
	broken("5: a certificate by a", |w| move_to(w, Authority::Accreditation(77).to_bytes()));
	broken("5: a certificate by a", |w| move_to(w, Authority::Operator(77).to_bytes()));
	broken("5: a certificate by a", |w| move_to(w, [0xff; 8]));
	broken("5: a certificate by a", |w| move_to(w, Authority::Accreditation(w.invited).to_bytes()));
	broken("5: a certificate by a", |w| {
		// It was held only later.
		accreditation(w.tree.faculty, |node| node.holders = vec![(FACULTY, NOW + 1)].try_into().expect("one"))
	});
	broken("5: a history", |w| certificate(w.old, |certificate| certificate.history = impossible()));
	broken("5: a certificate with other", |w| certificate(w.old, |certificate| certificate.rules.searchable ^= true));
	broken("5: a certificate under a schema", |w| {
		let foreign = register(found(), 1, RULES);
		certificate(w.old, |certificate| certificate.schema = foreign);
	});
	broken("5: a certificate by", |w| certificate(w.old, |certificate| certificate.issuer = STRANGER));
	broken("5: a certificate with dates", |w| {
		certificate(w.certificate, |certificate| certificate.valid_until = Some(NOW - 1))
	});
	broken("5: a nullifier", |w| certificate(w.certificate, |certificate| certificate.nullifier = None));
	broken("5: a nullifier", |w| certificate(w.old, |certificate| certificate.nullifier = Some(hash(1))));
	broken("5: a search key too", |w| certificate(w.old, |certificate| certificate.search_key = Some(hash(1))));
	broken("5: the record of", |w| certificate(w.certificate, |certificate| certificate.record = Default::default()));
	broken("5: a record too", |w| certificate(w.old, |certificate| certificate.record = "a".try_into().expect("one")));
	broken("5: a certificate in force", |w| {
		certificate(w.pending, |certificate| certificate.history = History::begin(NOW, State::Active, Level(2)))
	});
	broken("5: a certificate under another", |w| certificate(w.old, |certificate| certificate.claims = hash(9)));
	broken("5: a certificate under another", |w| certificate(w.old, |certificate| certificate.subject = STRANGER));
	broken("5: a certificate under another", |w| {
		certificate(w.old, |certificate| certificate.evidence = Some(hash(9)))
	});
	broken("5: a certificate under another", |w| certificate(w.old, |certificate| certificate.valid_from = NOW - 1));
}

#[test]
fn links() {
	// The place of a plain one can be anyone's, as far as its name goes.
	broken("6: in the place of no", |w| Certificates::<Test>::remove(w.old));
	broken("6: in the place of one", |w| certificate(w.old, |certificate| certificate.successor = Some(w.certificate)));
	broken("6: superseded by no", |w| Certificates::<Test>::remove(w.next));
	broken("6: superseded by one", |w| {
		let other = w.tree.issue(content(7));
		certificate(other, |certificate| certificate.successor = Some(w.next));
	});
	broken("6: superseded, and", |w| {
		let other = w.tree.issue(content(7));
		let reason = Reason::Superseded;
		certificate(other, |certificate| {
			certificate.history.push(NOW, State::Superseded, reason, Level(2)).expect("from active")
		});
	});
	broken("6: superseded, and", |w| {
		certificate(w.old, |certificate| certificate.history = History::begin(NOW, State::Active, Level(2)))
	});
	broken("6: in the place of something", |w| {
		// A certificate of another subject in the place of one: named by all that it says.
		let before = w.tree.issue(content(8));
		let next = Certificate { subject: STRANGER, predecessor: Some(before), ..stored(before) };
		let authority = Authority::Accreditation(w.tree.faculty);
		let id = certificate_id(authority, &next.schema, &STRANGER, &content(8), Some(&before));
		Certificates::<Test>::insert(id, next);
		certificate(before, |certificate| {
			let superseded = certificate.history.push(NOW, State::Superseded, Reason::Superseded, Level(2));
			superseded.expect("from active");
			certificate.successor = Some(id);
		});
	});
}

#[test]
fn listings() {
	broken("7: a certificate that is listed", |_| CertificatesBySubject::<Test>::insert(SUBJECT, hash(9), ()));
	broken("7: a certificate that is listed", |w| CertificatesBySubject::<Test>::insert(STRANGER, w.old, ()));
	broken("7: a certificate that is not", |w| CertificatesBySubject::<Test>::remove(SUBJECT, w.pending));
	broken("7: a certificate that is not", |w| {
		// Also if it was declined.
		assert_ok!(Certification::surrender(signed(SUBJECT), w.pending));
		CertificatesBySubject::<Test>::remove(SUBJECT, w.pending);
	});
	broken("7: a certificate that is not", |w| {
		assert_ok!(Certification::accept(signed(SUBJECT), w.next));
		CertificatesBySubject::<Test>::remove(SUBJECT, w.next);
	});
	let key = |w: &World| (stored(w.certificate).schema, hash(1));
	broken("7: a certificate that cannot", |w| CertificatesBySearchKey::<Test>::remove(key(w), w.certificate));
	broken("7: a certificate that is found", |w| CertificatesBySearchKey::<Test>::insert(key(w), w.old, ()));
}

#[test]
fn places() {
	broken("8: a certificate whose place", |w| {
		let schema = stored(w.certificate).schema;
		let _ = Unique::<Test>::clear_prefix(schema, 1, None);
	});
	broken("8: a place taken by no", |w| Unique::<Test>::insert(w.tree.schema, hash(1), hash(9)));
	broken("8: a place taken by a", |w| Unique::<Test>::insert(w.tree.schema, hash(1), w.old));
	broken("8: a commitment", |_| {
		NullifierCommitments::<Test>::mutate(FACULTY, hash(9), |commitment| {
			commitment.as_mut().expect("committed").at = System::block_number() + 1
		});
	});
}

#[test]
fn batches() {
	broken("9: a batch without its schema", |w| batch(w.batch, |batch| batch.schema = hash(9)));
	for start in [Authority::Accreditation(77).to_bytes(), Authority::Operator(77).to_bytes(), [0xff; 8]] {
		broken("9: a batch by", |w| {
			let moved = Batches::<Test>::take(w.batch).expect("issued");
			let mut id = w.batch;
			id.as_bytes_mut()[..8].copy_from_slice(&start);
			Batches::<Test>::insert(id, moved);
		});
	}
	broken("9: a batch by", |w| batch(w.batch, |batch| batch.issuer = STRANGER));
	broken("9: a history", |w| batch(w.batch, |batch| batch.history = impossible()));
	broken("9: a batch with other", |w| batch(w.batch, |batch| batch.rules.searchable ^= true));
	broken("9: a batch under a schema", |w| {
		let foreign = register(found(), 1, RULES);
		batch(w.batch, |batch| batch.schema = foreign);
	});
	broken("9: a batch of no", |w| batch(w.batch, |batch| batch.count = 0));
	broken("9: a batch of no", |w| batch(w.batch, |batch| batch.count = status_list::MAX_ENTRIES + 1));
	broken("9: a batch under another", |w| batch(w.batch, |batch| batch.count = 13));
	broken("9: a batch under another", |w| batch(w.batch, |batch| batch.root = hash(9)));
	broken("9: a list under", |w| {
		StatusLists::<Test>::mutate(w.list, |list| list.as_mut().expect("created").length = 13)
	});
	broken("9: a list of no", |w| {
		let mut list = StatusLists::<Test>::take(w.list).expect("created");
		list.length = 0;
		let id = crate::status_lists::status_list_id(&list.owner, list.purpose, 0, list.salt);
		StatusLists::<Test>::insert(id, list);
	});
}

#[test]
fn pages() {
	let move_page = |from: StatusListId, to: (StatusListId, StatusPurpose, u32)| {
		let page = StatusPages::<Test>::take((from, StatusPurpose::Suspension, 0)).expect("written");
		StatusPages::<Test>::insert(to, page);
	};
	broken("10: a page of no list", |w| move_page(w.batch, (hash(9), StatusPurpose::Suspension, 0)));
	broken("10: a page for another", |w| move_page(w.batch, (w.list, StatusPurpose::Suspension, 0)));
	broken("10: a page of what", |w| {
		let rigid = Tree { schema: register(w.tree.network, 9, NO_RULES), ..w.tree };
		let batch = rigid.issue_batch(&Class::of(12));
		move_page(w.batch, (batch, StatusPurpose::Suspension, 0));
	});
	broken("10: a page of a wrong", |w| move_page(w.batch, (w.batch, StatusPurpose::Suspension, 1)));
	broken("10: a page of a wrong", |w| page(w.batch, |page| page.bits.truncate(1)));
	broken("10: a page with", |w| page(w.batch, |page| page.levels.truncate(5)));
	broken("10: a page with", |w| page(w.batch, |page| page.levels = Default::default()));
	broken("10: a page with", |w| page(w.batch, |page| page.levels.try_push(0).expect("there is room")));
	// A revocation is for good, and a list of its own has one owner: nothing has to be remembered.
	broken("10: a page with", |w| {
		StatusPages::<Test>::mutate((w.list, StatusPurpose::Revocation, 0), |page| {
			page.as_mut().expect("written").levels.try_push(0).expect("there is room")
		});
	});
	broken("10: a page with", |w| {
		let page = StatusPages::<Test>::get((w.batch, StatusPurpose::Suspension, 0)).expect("written");
		StatusPages::<Test>::insert((w.batch, StatusPurpose::Revocation, 0), page);
	});
	// Bit 1 and 9 are set, on the authority of the faculty, which stands at level 2.
	broken("10: a level", |w| page(w.batch, |page| page.set_level(0, Level(1))));
	broken("10: a level", |w| page(w.batch, |page| page.bits[1] = 0));
	broken("10: a bit set by", |w| page(w.batch, |page| page.set_level(1, Level(3))));
	broken("10: a bit set by", |w| page(w.own_batch, |page| page.set_level(3, Level(1))));
	// Of twelve entries, the last four bits of the second byte are nobody's.
	broken("10: a bit beyond", |w| page(w.batch, |page| page.bits[1] |= 0x08));
	new_test_ext().execute_with(|| {
		let world = world();
		page(world.batch, |page| page.bits[1] |= 0x10);
		check_state();
	});
}

/// What the mock checks besides: that deposits are what is on the tickets.
#[test]
#[should_panic(expected = "deposits of")]
fn deposits() {
	new_test_ext().execute_with(|| {
		let world = world();
		let _ = Certificates::<Test>::take(world.next);
		certificate(world.old, |certificate| certificate.successor = None);
		certificate(world.old, |certificate| certificate.history = History::begin(NOW, State::Active, Level(2)));
		CertificatesBySubject::<Test>::remove(SUBJECT, world.next);
		check_state();
	});
}

/// That no check is left out: each says what it found, and that is expected by a test here.
#[test]
fn every_check_is_seen_to_fail() {
	let quoted = |text: &'static str| text.split('"').skip(1).step_by(2);
	let numbered = |text: &&str| text.starts_with(|letter: char| letter.is_ascii_digit()) && text.contains(": ");
	let expected: Vec<_> = quoted(include_str!("corruption.rs")).filter(numbered).collect();
	let checks: Vec<_> = quoted(include_str!("../try_state.rs")).filter(numbered).collect();
	assert!(checks.len() > 60, "the checks are found at all");
	let missing: Vec<_> =
		checks.iter().filter(|check| !expected.iter().any(|start| check.starts_with(start))).collect();
	assert!(missing.is_empty(), "nothing is corrupted for {missing:?}");
}
