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
	Certification::issue(signed(who), accreditation, tree.schema, subject, content(1), reveal)
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
			Certification::issue(signed(FACULTY), tree.faculty, tree.schema, SUBJECT, content, reveal)
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
		refused!(Certification::renew(signed(FACULTY), tree.faculty, second, None), NullifierUsed);
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
		assert_eq!(stored(next).nullifier, Some(hash(1)));
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
