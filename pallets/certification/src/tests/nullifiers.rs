//! The same person is certified once: nullifiers, and the commitments to them.

use super::*;

fn asking() -> Tree {
	tree_of(SchemaRules { needs_nullifier: true, ..RULES })
}

fn issue_to(
	tree: &Tree,
	who: AccountId,
	subject: AccountId,
	reveal: Option<NullifierReveal>,
) -> DispatchResultWithPostInfo {
	let accreditation = if who == SIBLING { tree.sibling } else { tree.faculty };
	Certification::issue(signed(who), Some(accreditation), tree.schema, subject, content(1), reveal)
}

fn commitment(who: AccountId, reveal: &NullifierReveal) -> H256 {
	nullifier_commitment(&who, &reveal.nullifier, &reveal.salt)
}

#[test]
fn a_nullifier_is_committed_to_and_used_once() {
	build_and_execute(|| {
		let tree = asking();
		let reveal = commit(FACULTY, 1);
		let used = commitment(FACULTY, reveal.as_ref().expect("it asks for one"));
		assert_eq!(last_event(), Event::NullifierCommitted { issuer: FACULTY, commitment: used });
		assert!(held(FACULTY, HoldReason::Nullifier) > 0);
		assert_ok!(issue_to(&tree, FACULTY, SUBJECT, reveal.clone()));
		// The commitment is used up, and the deposit for it back.
		assert_eq!(held(FACULTY, HoldReason::Nullifier), 0);
		refused!(issue_to(&tree, FACULTY, STRANGER, reveal), CommitmentUnknown);
		// The same person under another account is the same person, whoever certifies.
		let again = commit(SIBLING, 1);
		refused!(issue_to(&tree, SIBLING, STRANGER, again), NullifierUsed);
		// And another person may have the account: that is for `one_per_subject`.
		let other = commit(SIBLING, 2);
		assert_ok!(issue_to(&tree, SIBLING, SUBJECT, other));
	});
}

#[test]
fn a_nullifier_comes_with_the_schema_that_asks_for_one() {
	build_and_execute(|| {
		let tree = asking();
		refused!(issue_to(&tree, FACULTY, SUBJECT, None), NullifierMissing);
		let reveal = commit(FACULTY, 1);
		let plain = Tree { schema: register(tree.network, 2, RULES), ..tree };
		refused!(issue_to(&plain, FACULTY, SUBJECT, reveal), NullifierNotAllowed);
	});
}

#[test]
fn a_commitment_has_to_wait() {
	build_and_execute(|| {
		let tree = asking();
		let reveal = NullifierReveal { nullifier: hash(1), salt: hash(2) };
		assert_ok!(Certification::commit_nullifier(signed(FACULTY), commitment(FACULTY, &reveal)));
		for _ in 0..NULLIFIER_DELAY {
			refused!(issue_to(&tree, FACULTY, SUBJECT, Some(reveal.clone())), CommitmentTooRecent);
			next_block();
		}
		// Another salt is another commitment.
		let salted = NullifierReveal { salt: hash(3), ..reveal.clone() };
		refused!(issue_to(&tree, FACULTY, SUBJECT, Some(salted)), CommitmentUnknown);
		assert_ok!(issue_to(&tree, FACULTY, SUBJECT, Some(reveal)));
	});
}

#[test]
fn commitments_are_each_issuers_own() {
	build_and_execute(|| {
		let commit = |who| Certification::commit_nullifier(signed(who), hash(1));
		let withdraw = |who| Certification::withdraw_nullifier_commitment(signed(who), hash(1));
		assert_ok!(commit(FACULTY));
		refused!(commit(FACULTY), CommitmentExists);
		refused!(withdraw(SIBLING), CommitmentUnknown);
		// The same bytes of another are another commitment, and hinder nobody.
		assert_ok!(commit(SIBLING));
		assert_ok!(withdraw(FACULTY));
		let event = Event::NullifierCommitmentWithdrawn { issuer: FACULTY, commitment: hash(1) };
		assert_eq!(last_event(), event);
		assert_eq!(held(FACULTY, HoldReason::Nullifier), 0);
		refused!(withdraw(FACULTY), CommitmentUnknown);
		assert_noop!(commit(PAUPER), TokenError::FundsUnavailable);
	});
}

#[test]
fn after_a_revocation_or_an_expiry_the_person_is_certified_anew() {
	build_and_execute(|| {
		let tree = asking();
		let reveal = commit(FACULTY, 1);
		let issue = |content: Content, reveal| {
			Certification::issue(signed(FACULTY), Some(tree.faculty), tree.schema, SUBJECT, content, reveal)
		};
		assert_ok!(issue(content(1), reveal));
		let first = tree.id(&content(1));
		suspend(FACULTY, first);
		let reveal = commit(FACULTY, 1);
		refused!(issue(content(2), reveal.clone()), NullifierUsed);
		revoke(FACULTY, first);
		assert_ok!(issue(until(2, NOW + 10), reveal));
		let reveal = commit(FACULTY, 1);
		set_time(NOW + 10);
		refused!(issue(content(3), reveal.clone()), NullifierUsed);
		set_time(NOW + 11);
		assert_ok!(issue(content(3), reveal));
		// The one that has expired cannot be brought back beside it.
		let second = tree.id(&until(2, NOW + 10));
		refused!(Certification::renew(signed(FACULTY), Some(tree.faculty), second, None), NullifierUsed);
	});
}

#[test]
fn a_renewal_takes_the_nullifier_along() {
	build_and_execute(|| {
		let tree = asking();
		let reveal = commit(FACULTY, 1);
		assert_ok!(issue_to(&tree, FACULTY, SUBJECT, reveal));
		let id = tree.id(&content(1));
		let next = tree.renew(id, None);
		assert_eq!(stored(next).nullifier, Some(nullifier_hash(&tree.schema, &hash(1))));
		assert_eq!(stored(id).nullifier, stored(next).nullifier);
		let reveal = commit(FACULTY, 1);
		refused!(issue_to(&tree, FACULTY, STRANGER, reveal.clone()), NullifierUsed);
		// Who is not certified any more, can be; and what stays is only the commitment that was not used.
		revoke(FACULTY, next);
		assert_ok!(issue_to(&tree, FACULTY, STRANGER, reveal));
	});
}

#[test]
fn a_nullifier_is_of_one_schema() {
	build_and_execute(|| {
		let tree = asking();
		let reveal = commit(FACULTY, 1);
		assert_ok!(issue_to(&tree, FACULTY, SUBJECT, reveal));
		let other = Tree { schema: register(tree.network, 2, SchemaRules { needs_nullifier: true, ..RULES }), ..tree };
		let reveal = commit(FACULTY, 1);
		assert_ok!(issue_to(&other, FACULTY, SUBJECT, reveal));
	});
}

#[test]
fn it_is_told_since_when_there_is_a_commitment() {
	build_and_execute(|| {
		let tree = asking();
		let made = |who, commitment| Certification::nullifier_commitment(who, commitment);
		let reveal = NullifierReveal { nullifier: hash(1), salt: hash(2) };
		let used = commitment(FACULTY, &reveal);
		assert_eq!(made(FACULTY, used), None);
		next_block();
		let block = System::block_number();
		assert_ok!(Certification::commit_nullifier(signed(FACULTY), used));
		next_block();
		assert_ok!(Certification::commit_nullifier(signed(FACULTY), hash(9)));
		assert_eq!((made(FACULTY, used), made(FACULTY, hash(9))), (Some(block), Some(block + 1)));
		// That of another issuer is another one.
		assert_eq!(made(SIBLING, used), None);
		assert_ok!(Certification::withdraw_nullifier_commitment(signed(FACULTY), hash(9)));
		assert_eq!((made(FACULTY, used), made(FACULTY, hash(9))), (Some(block), None));
		System::set_block_number(block + NULLIFIER_DELAY);
		assert_ok!(issue_to(&tree, FACULTY, SUBJECT, Some(reveal)));
		assert_eq!(made(FACULTY, used), None);
	});
}

#[test]
fn a_refused_issue_leaves_the_commitment() {
	build_and_execute(|| {
		let tree = asking();
		let reveal = commit(FACULTY, 1);
		suspend_accreditation(UNIVERSITY, tree.faculty);
		refused!(issue_to(&tree, FACULTY, SUBJECT, reveal.clone()), AccreditationSuspended);
		assert_ok!(Certification::reinstate_accreditation(signed(UNIVERSITY), tree.faculty));
		assert_ok!(issue_to(&tree, FACULTY, SUBJECT, reveal));
	});
}

/// Whether `bytes` are anywhere in storage, in a key or a value.
fn is_stored(bytes: &[u8]) -> bool {
	let has = |stored: &[u8]| stored.windows(bytes.len()).any(|window| window == bytes);
	let mut key = Vec::new();
	while let Some(next) = sp_io::storage::next_key(&key) {
		let value = sp_io::storage::get(&next).unwrap_or_default();
		if has(&next) || has(&value) {
			return true;
		}
		key = next;
	}
	false
}

#[test]
fn the_nullifier_itself_is_not_kept() {
	build_and_execute(|| {
		let tree = asking();
		let reveal = commit(FACULTY, 0xa7).expect("it is revealed");
		assert_ok!(issue_to(&tree, FACULTY, SUBJECT, Some(reveal.clone())));
		let id = tree.id(&content(1));
		let kept = nullifier_hash(&tree.schema, &reveal.nullifier);
		assert_eq!(stored(id).nullifier, Some(kept));
		assert_eq!(Certification::certificate(id).expect("just issued").nullifier, Some(kept));
		let dossier = Certification::verify(id, None, None, None).dossier.expect("just issued");
		assert_eq!(dossier.certificate.nullifier, Some(kept));
		assert_eq!(crate::Unique::<Test>::get(tree.schema, kept), Some(id));
		// What is looked for would be found, events included.
		assert!(is_stored(kept.as_bytes()) && is_stored(id.as_bytes()));
		assert!(!is_stored(reveal.nullifier.as_bytes()), "the nullifier is in storage");
		assert!(!is_stored(reveal.salt.as_bytes()), "the salt is in storage");
		// A renewal and a revocation do not bring it back.
		let next = tree.renew(id, None);
		revoke(FACULTY, next);
		assert!(!is_stored(reveal.nullifier.as_bytes()), "the nullifier is in storage");
		// Where there is none to show, there is none.
		let plain = Tree { schema: register(tree.network, 2, RULES), ..tree };
		assert_eq!(Certification::certificate(plain.issue(content(1))).expect("just issued").nullifier, None);
	});
}

#[test]
fn one_person_is_the_same_under_one_schema_and_another_under_another() {
	build_and_execute(|| {
		let tree = asking();
		let other = Tree { schema: register(tree.network, 2, SchemaRules { needs_nullifier: true, ..RULES }), ..tree };
		let shown = |tree: &Tree, who, subject| {
			let authority = Authority::Accreditation(if who == SIBLING { tree.sibling } else { tree.faculty });
			let id = certificate_id(authority, &tree.schema, &subject, &content(1), None);
			let expected = Expected { subject: Some(subject), ..Default::default() };
			let answer = Certification::verify(id, Some(expected), None, None);
			(id, answer.dossier.expect("it was issued").certificate.nullifier.expect("the schema asks for one"))
		};
		// Two accounts of one person, certified by two issuers one after the other.
		let reveal = commit(FACULTY, 1);
		assert_ok!(issue_to(&tree, FACULTY, SUBJECT, reveal));
		let (id, first) = shown(&tree, FACULTY, SUBJECT);
		revoke(FACULTY, id);
		let reveal = commit(SIBLING, 1);
		assert_ok!(issue_to(&tree, SIBLING, STRANGER, reveal));
		let (_, second) = shown(&tree, SIBLING, STRANGER);
		assert_eq!(first, second);
		// Another person.
		let reveal = commit(FACULTY, 2);
		assert_ok!(issue_to(&tree, FACULTY, EMPLOYER, reveal));
		assert_ne!(shown(&tree, FACULTY, EMPLOYER).1, first);
		// Under another schema even the very same bytes are another hash, let alone what issuers derive.
		let reveal = commit(FACULTY, 1);
		assert_ok!(issue_to(&other, FACULTY, SUBJECT, reveal));
		let elsewhere = shown(&other, FACULTY, SUBJECT).1;
		assert_ne!(elsewhere, first);
		assert_eq!(
			(first, elsewhere),
			(nullifier_hash(&tree.schema, &hash(1)), nullifier_hash(&other.schema, &hash(1)))
		);
		let derived = |schema| nullifier_of_schema(schema, &hash(1));
		assert_ne!(derived(&tree.schema), derived(&other.schema));
	});
}

#[test]
fn who_has_seen_a_hash_cannot_use_it() {
	build_and_execute(|| {
		let tree = asking();
		let reveal = commit(FACULTY, 1);
		assert_ok!(issue_to(&tree, FACULTY, SUBJECT, reveal));
		let id = tree.id(&content(1));
		let seen = stored(id).nullifier.expect("the schema asks for one");
		revoke(FACULTY, id);
		// What is on chain, used as a nullifier, is another person's: nobody's place is taken by it.
		let squat = NullifierReveal { nullifier: seen, salt: hash(3) };
		assert_ok!(Certification::commit_nullifier(signed(SIBLING), commitment(SIBLING, &squat)));
		pass_blocks(NULLIFIER_DELAY);
		assert_ok!(issue_to(&tree, SIBLING, STRANGER, Some(squat)));
		let reveal = commit(FACULTY, 1);
		assert_ok!(issue_to(&tree, FACULTY, EMPLOYER, reveal));
	});
}

#[test]
fn the_operator_uses_a_nullifier_as_an_issuer_does() {
	build_and_execute(|| {
		let tree = asking();
		let issue =
			|subject, reveal| Certification::issue(signed(OPERATOR), None, tree.schema, subject, content(1), reveal);
		let reveal = commit(OPERATOR, 1);
		assert_ok!(issue(SUBJECT, reveal));
		let reveal = commit(OPERATOR, 1);
		refused!(issue(STRANGER, reveal), NullifierUsed);
		let reveal = commit(FACULTY, 1);
		refused!(issue_to(&tree, FACULTY, STRANGER, reveal), NullifierUsed);
		let reveal = commit(FACULTY, 2);
		refused!(issue(STRANGER, reveal), CommitmentUnknown);
	});
}
