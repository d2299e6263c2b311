//! Attacks: one test each, whatever other files say of the calls.

use super::*;
use merkle::{includes, MerkleProof, MerkleTree};

#[test]
fn a_faculty_issues_although_its_university_is_suspended() {
	build_and_execute(|| {
		let tree = tree();
		suspend_accreditation(OPERATOR, tree.university);
		refused!(tree.try_issue(content(1)), AccreditationSuspended);
		let batch =
			Certification::issue_batch(signed(FACULTY), Some(tree.faculty), tree.schema, hash(1), 5, None, None);
		refused!(batch, AccreditationSuspended);
		// Nor does it get around that by a new accreditation below it.
		let child = Certification::accredit(signed(FACULTY), tree.network, Some(tree.faculty), FACULTY, unlimited(0));
		refused!(child, AccreditationSuspended);
	});
}

#[test]
fn a_quota_is_multiplied_by_passing_it_on() {
	build_and_execute(|| {
		let tree = tree();
		let terms = Terms { quota: Some(3), ..unlimited(1) };
		assert_ok!(Certification::amend_accreditation(signed(UNIVERSITY), tree.faculty, terms));
		let child = |quota| {
			let terms = Terms { quota, ..unlimited(0) };
			Certification::accredit(signed(FACULTY), tree.network, Some(tree.faculty), FACULTY, terms)
		};
		refused!(child(None), QuotaWidened);
		assert_ok!(child(Some(2)));
		let passed_on = crate::NextAccreditationId::<Test>::get() - 1;
		tree.issue(content(1));
		refused!(tree.try_issue(content(2)), QuotaExceeded);
		refused!(child(Some(1)), QuotaWidened);
		let below = |claims| {
			Certification::issue(signed(FACULTY), Some(passed_on), tree.schema, SUBJECT, content(claims), None)
		};
		assert_ok!(below(1));
		assert_ok!(below(2));
		refused!(below(3), QuotaExceeded);
	});
}

#[test]
fn a_faculty_certifies_what_it_was_not_accredited_for_or_no_longer_is() {
	build_and_execute(|| {
		let tree = tree();
		let other = register(tree.network, 2, RULES);
		let terms = Terms { scope: Scope::Schemas(vec![other]), valid_until: Some(NOW + 10), ..unlimited(1) };
		assert_ok!(Certification::amend_accreditation(signed(UNIVERSITY), tree.faculty, terms));
		refused!(tree.try_issue(content(1)), SchemaOutOfScope);
		set_time(NOW + 11);
		// Dated back, it is late all the same: what counts is when it is issued.
		let back = Content { valid_from: Some(NOW), ..content(1) };
		let issue = Certification::issue(signed(FACULTY), Some(tree.faculty), other, SUBJECT, back, None);
		refused!(issue, AccreditationExpired);
	});
}

#[test]
fn an_amendment_gives_what_nobody_above_has() {
	build_and_execute(|| {
		let tree = tree();
		let university =
			Terms { scope: Scope::Schemas(vec![hash(1)]), valid_until: Some(NOW + 10), quota: Some(5), depth: 2 };
		assert_ok!(Certification::amend_accreditation(signed(OPERATOR), tree.university, university.clone()));
		let narrow = Terms { depth: 0, quota: Some(1), ..university };
		// Neither the university itself nor the operator in its place.
		for who in [UNIVERSITY, OPERATOR] {
			let amend = |terms| Certification::amend_accreditation(signed(who), tree.faculty, terms);
			assert_ok!(amend(narrow.clone()));
			refused!(amend(Terms { scope: Scope::All, ..narrow.clone() }), ScopeWidened);
			refused!(amend(Terms { scope: Scope::Schemas(vec![hash(1), hash(2)]), ..narrow.clone() }), ScopeWidened);
			refused!(amend(Terms { valid_until: None, ..narrow.clone() }), ExpiryWidened);
			refused!(amend(Terms { valid_until: Some(NOW + 11), ..narrow.clone() }), ExpiryWidened);
			refused!(amend(Terms { quota: None, ..narrow.clone() }), QuotaWidened);
			refused!(amend(Terms { quota: Some(6), ..narrow.clone() }), QuotaWidened);
			refused!(amend(Terms { depth: 2, ..narrow.clone() }), DepthExceeded);
			refused!(amend(Terms { scope: Scope::Schemas(vec![]), ..narrow.clone() }), ScopeEmpty);
		}
	});
}

#[test]
fn what_was_revoked_comes_back() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		let batch = tree.issue_batch(&Class::of(3));
		for id in [id, batch] {
			revoke(FACULTY, id);
			refused!(Certification::reinstate(signed(OPERATOR), id), CertificateRevoked);
			refused!(Certification::suspend(signed(OPERATOR), id, Reason::Unspecified), CertificateRevoked);
		}
		refused!(Certification::renew(signed(FACULTY), Some(tree.faculty), id, None), CertificateRevoked);
		refused!(Certification::replace(signed(FACULTY), Some(tree.faculty), id, content(2)), CertificateRevoked);
		refused!(Certification::accept(signed(SUBJECT), id), CertificateRevoked);
		refused!(tree.try_issue(content(1)), CertificateExists);
		revoke_accreditation(OPERATOR, tree.faculty);
		refused!(Certification::reinstate_accreditation(signed(OPERATOR), tree.faculty), AccreditationRevoked);
	});
}

#[test]
fn a_member_is_presented_with_the_proof_of_another() {
	build_and_execute(|| {
		let tree = tree();
		for count in [1, 2, 5, 8] {
			let class = Class::of(count);
			let id = tree.issue_batch(&class);
			let invalid = |presented| Certification::verify(id, None, None, Some(presented)).reason;
			let wrong = Some(InvalidReason::ProofInvalid);
			for index in 0..count {
				let presented = class.present(index);
				assert_eq!(invalid(presented.clone()), None);
				// At another place, of another, for other claims, and beyond the end.
				for other in (0..count + 2).filter(|other| *other != index) {
					let mut moved = presented.clone();
					moved.member.index = other;
					assert_eq!(invalid(moved), wrong, "{index} of {count} at {other}");
				}
				let mut other = presented.clone();
				other.member.subject = SUBJECT;
				assert_eq!(invalid(other), wrong);
				let mut other = presented.clone();
				other.member.claims = hash(77);
				assert_eq!(invalid(other), wrong);
				// Of a wrong length.
				let mut longer = presented.clone();
				longer.proof.0.push(H256::zero());
				assert_eq!(invalid(longer), wrong);
				let mut shorter = presented.clone();
				if shorter.proof.0.pop().is_some() {
					assert_eq!(invalid(shorter), wrong);
				}
			}
			// The dossier of a batch that is not proved to be theirs is nobody's to see.
			let mut forged = class.present(0);
			forged.member.subject = STRANGER;
			assert_eq!(Certification::verify(id, None, None, Some(forged)).dossier, None);
		}
	});
}

#[test]
fn a_node_is_passed_off_as_a_leaf() {
	build_and_execute(|| {
		// The classic second preimage: the two halves below the root of four leaves, as the one leaf of a batch.
		let tree = tree();
		let class = Class::of(4);
		let id = tree.issue_batch(&class);
		let right = class.present(0).proof.0[1];
		let left = class.present(2).proof.0[1];
		let halves = [left.0, right.0].concat();
		assert!(!includes(class.root(), 1, 0, &halves, &MerkleProof::default()));
		assert!(!includes(class.root(), 4, 0, &halves, &MerkleProof::default()));
		// As a member, it would have the index, subject and claims that these bytes decode to; the length is not even right.
		assert_ne!(halves.len(), class.0[0].leaf().len());
		// A subtree of two leaves as a batch of two does not have that root; nor do its leaves count as members twice.
		let inner = MerkleTree::new(class.0[..2].iter().map(Member::leaf));
		assert_eq!(inner.root(), left);
		assert!(!includes(class.root(), 2, 0, &class.0[0].leaf(), &inner.prove(0).expect("there is one")));
		let mut short = class.present(0);
		short.proof = inner.prove(0).expect("there is one");
		let answer = Certification::verify(id, None, None, Some(short));
		assert_eq!(answer.reason, Some(InvalidReason::ProofInvalid));
	});
}

#[test]
fn a_batch_lies_about_its_size() {
	build_and_execute(|| {
		// A root over eight that is said to be over four: nobody beyond it is certified by it, and nobody within.
		let tree = tree();
		let class = Class::of(8);
		let issue =
			Certification::issue_batch(signed(FACULTY), Some(tree.faculty), tree.schema, class.root(), 4, None, None);
		assert_ok!(issue);
		let id = batch_id(Authority::Accreditation(tree.faculty), &tree.schema, &class.root(), 4, None, None);
		for index in 0..8 {
			let answer = Certification::verify(id, None, None, Some(class.present(index)));
			assert_eq!(answer.reason, Some(InvalidReason::ProofInvalid));
		}
	});
}

#[test]
fn who_sees_a_nullifier_in_a_transaction_uses_it_first() {
	build_and_execute(|| {
		let tree = tree_of(SchemaRules { needs_nullifier: true, ..RULES });
		let reveal = commit(FACULTY, 1).expect("it asks for one");
		// The sibling has seen the transaction that reveals, and tries to be first: with the commitment of the other ...
		let steal = |reveal| {
			Certification::issue(signed(SIBLING), Some(tree.sibling), tree.schema, STRANGER, content(1), reveal)
		};
		refused!(steal(Some(reveal.clone())), CommitmentUnknown);
		// ... copied as it is, which commits to nothing of its own ...
		let copied = nullifier_commitment(&FACULTY, &reveal.nullifier, &reveal.salt);
		assert_ok!(Certification::commit_nullifier(signed(SIBLING), copied));
		refused!(steal(Some(reveal.clone())), CommitmentUnknown);
		// ... and with one of its own, which is too late, also if the transaction waits for some blocks.
		let own = nullifier_commitment(&SIBLING, &reveal.nullifier, &reveal.salt);
		assert_ok!(Certification::commit_nullifier(signed(SIBLING), own));
		for _ in 1..NULLIFIER_DELAY {
			refused!(steal(Some(reveal.clone())), CommitmentTooRecent);
			next_block();
		}
		refused!(steal(Some(reveal.clone())), CommitmentTooRecent);
		let issue = Certification::issue(
			signed(FACULTY),
			Some(tree.faculty),
			tree.schema,
			SUBJECT,
			content(1),
			Some(reveal.clone()),
		);
		assert_ok!(issue);
		next_block();
		refused!(steal(Some(reveal)), NullifierUsed);
	});
}

#[test]
fn a_sibling_revokes_what_is_not_its_own() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		let batch = tree.issue_batch(&Class::of(3));
		for id in [id, batch] {
			refused!(Certification::revoke(signed(SIBLING), id, Reason::Unspecified), NotAuthority);
			refused!(Certification::suspend(signed(SIBLING), id, Reason::Unspecified), NotAuthority);
		}
		let bit = vec![1].try_into().expect("one");
		let set = Certification::set_status(signed(SIBLING), batch, StatusPurpose::Revocation, bit, true);
		refused!(set, NotAuthority);
		// Nor does it get at it by renewing it under itself.
		refused!(Certification::renew(signed(SIBLING), Some(tree.sibling), id, None), AccreditationNotAbove);
		// Nor by a status list that has the identifier of the batch: that is not for it to choose.
		assert_ok!(Certification::create_status_list(signed(SIBLING), StatusPurpose::Revocation, 3, batch));
		assert!(Certification::status_list(batch).is_none());
	});
}

#[test]
fn a_child_takes_its_parent_down() {
	build_and_execute(|| {
		let tree = tree();
		assert_ok!(Certification::issue(
			signed(UNIVERSITY),
			Some(tree.university),
			tree.schema,
			SUBJECT,
			content(1),
			None
		));
		let id = certificate_id(Authority::Accreditation(tree.university), &tree.schema, &SUBJECT, &content(1), None);
		refused!(Certification::revoke(signed(FACULTY), id, Reason::Unspecified), NotAuthority);
		let revoke = Certification::revoke_accreditation(signed(FACULTY), tree.university, Reason::Unspecified);
		refused!(revoke, NotAuthority);
	});
}

#[test]
fn a_reclaimed_deposit_hides_a_revocation() {
	build_and_execute(|| {
		let tree = tree_of(SchemaRules { public_record: true, one_per_subject: true, ..RULES });
		let id = tree.issue(record("struck off"));
		set_time(NOW + 10);
		revoke(FACULTY, id);
		assert_ok!(Certification::withdraw_deposit(signed(FACULTY), id));
		let revoked = InvalidReason::Revoked { at: NOW + 10, reason: Reason::Unspecified };
		assert_eq!(objection(id), Some(revoked));
		assert_eq!(Certification::certificate(id).expect("it stays").state, State::Revoked);
		assert_eq!(objection_at(id, NOW + 9), None);
		// The same cannot be issued again over it, with a clean slate.
		refused!(tree.try_issue(record("struck off")), CertificateExists);
		// Whoever lists what is certified of the subject, or by the issuer, still finds it.
		let issued =
			Certification::certificates_by_accreditation(tree.network, Some(tree.faculty), None, None, Some(10)).items;
		assert_eq!(issued.len(), 1);
		assert_eq!(Certification::certificates_of(SUBJECT, None, false, None, Some(10)).items.len(), 1);
		assert_eq!(Certification::certificate_of(SUBJECT, tree.schema), Some(id));
	});
}

#[test]
fn who_fell_with_the_one_above_destroys_what_was_to_last() {
	build_and_execute(|| {
		let tree = tree_of(SchemaRules { survives_issuer: true, ..RULES });
		let id = tree.issue(content(1));
		let batch = tree.issue_batch(&Class::of(3));
		// The faculty is the university's creature: with the university gone, its own accreditation still stands.
		let bit = || vec![1].try_into().expect("one");
		let set = |who| Certification::set_status(signed(who), batch, StatusPurpose::Revocation, bit(), true);
		let fall: [fn(AccreditationId); 2] =
			[|id| suspend_accreditation(OPERATOR, id), |id| revoke_accreditation(OPERATOR, id)];
		for fall in fall {
			fall(tree.university);
			assert_eq!(standing_of(tree.faculty), State::Active);
			for id in [id, batch] {
				refused!(Certification::revoke(signed(FACULTY), id, Reason::Unspecified), AuthorityFallen);
				refused!(Certification::suspend(signed(FACULTY), id, Reason::Unspecified), AuthorityFallen);
			}
			refused!(set(FACULTY), AuthorityFallen);
			assert_eq!(objection(id), None);
		}
		// The operator still can.
		assert_ok!(set(OPERATOR));
		revoke(OPERATOR, id);
		revoke(OPERATOR, batch);
	});
}

#[test]
fn a_university_suspends_its_own_faculty_before_the_ministry_does() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		suspend(FACULTY, id);
		suspend_accreditation(UNIVERSITY, tree.faculty);
		// The ministry takes both out of their hands.
		suspend(OPERATOR, id);
		suspend_accreditation(OPERATOR, tree.faculty);
		let reinstate = Certification::reinstate_accreditation(signed(UNIVERSITY), tree.faculty);
		refused!(reinstate, AuthorityTooLow);
		refused!(Certification::reinstate(signed(UNIVERSITY), id), AuthorityTooLow);
		// And nobody takes them out of the ministry's, nor does it itself fill the log.
		refused!(Certification::suspend(signed(UNIVERSITY), id, Reason::Unspecified), AuthorityTooLow);
		refused!(Certification::suspend(signed(OPERATOR), id, Reason::Unspecified), CertificateSuspended);
		assert_ok!(Certification::reinstate_accreditation(signed(OPERATOR), tree.faculty));
		assert_ok!(Certification::reinstate(signed(OPERATOR), id));
		assert_eq!(objection(id), None);
	});
}

#[test]
fn a_ministry_is_drawn_down_by_a_gift() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		// As the holder of the faculty's accreditation, what the ministry suspends the university could reinstate. So the ministry
		// does not accept it.
		assert_ok!(Certification::transfer_accreditation(signed(UNIVERSITY), tree.faculty, Some(OPERATOR)));
		assert_ok!(Certification::accredit(signed(FACULTY), tree.network, Some(tree.faculty), OPERATOR, unlimited(0)));
		frame_support::hypothetically!({
			suspend(OPERATOR, id);
			refused!(Certification::reinstate(signed(UNIVERSITY), id), AuthorityTooLow);
		});
		// Who holds something lower by its own choice acts by that first, and by the higher one when it says so again.
		let own = accredit(tree.network, Some(tree.faculty), OPERATOR, unlimited(0));
		assert_ok!(Certification::issue(signed(OPERATOR), Some(own), tree.schema, SUBJECT, content(2), None));
		let second = certificate_id(Authority::Accreditation(own), &tree.schema, &SUBJECT, &content(2), None);
		for (id, levels) in [(id, [0, 0]), (second, [3, 0])] {
			let level = || stored(id).history.last().expect("it was suspended").level;
			suspend(OPERATOR, id);
			assert_eq!(level(), Level(levels[0]));
			if levels[0] > 0 {
				suspend(OPERATOR, id);
			}
			assert_eq!(level(), Level(levels[1]));
			refused!(Certification::reinstate(signed(UNIVERSITY), id), AuthorityTooLow);
		}
	});
}

#[test]
fn a_suspension_is_taken_over_and_went_on_all_the_time() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		set_time(NOW + 10);
		suspend(FACULTY, id);
		suspend_accreditation(UNIVERSITY, tree.sibling);
		set_time(NOW + 20);
		suspend(OPERATOR, id);
		suspend_accreditation(OPERATOR, tree.sibling);
		set_time(NOW + 30);
		let reason = Reason::CertificateHold;
		for time in [10, 15, 20, 25] {
			assert_eq!(objection_at(id, NOW + time), Some(InvalidReason::Suspended { at: NOW + 10, reason }), "{time}");
		}
		assert_eq!(objection_at(id, NOW + 9), None);
		assert_ok!(Certification::reinstate(signed(OPERATOR), id));
		assert_eq!(objection(id), None);
	});
}

#[test]
fn a_scope_is_too_long_to_be_looked_at() {
	build_and_execute(|| {
		let tree = tree();
		// The same schema over and over is one schema, but sorting them out would not be paid for.
		let terms = Terms { scope: Scope::Schemas(vec![tree.schema; MAX_SCOPE as usize + 1]), ..unlimited(0) };
		let amend = Certification::amend_accreditation(signed(OPERATOR), tree.faculty, terms.clone());
		refused!(amend, ScopeTooLarge);
		refused!(Certification::accredit(signed(OPERATOR), tree.network, None, STRANGER, terms), ScopeTooLarge);
	});
}

#[test]
fn a_subject_is_flooded() {
	build_and_execute(|| {
		// A network of the attacker's own, in which everything is allowed.
		let tree = tree();
		let wanted = tree.issue(content(1));
		assert_ok!(Certification::accept(signed(SUBJECT), wanted));
		assert_ok!(Certification::found_network(
			signed(STRANGER),
			text("Flood"),
			hash(0),
			text(""),
			Membership::Closed
		));
		let network = tree.network + 1;
		let flood = schema_content(1, NO_RULES);
		let schema = schema_id(network, &flood);
		assert_ok!(Certification::register_schema(signed(STRANGER), network, flood));
		let accreditation = crate::NextAccreditationId::<Test>::get();
		assert_ok!(Certification::accredit(signed(STRANGER), network, None, STRANGER, unlimited(0)));
		let unwanted: Vec<_> = (0..150)
			.map(|claims| {
				let issue =
					Certification::issue(signed(STRANGER), Some(accreditation), schema, SUBJECT, content(claims), None);
				assert_ok!(issue);
				certificate_id(Authority::Accreditation(accreditation), &schema, &SUBJECT, &content(claims), None)
			})
			.collect();
		// It costs the attacker a deposit each, and the subject nothing.
		assert!(held(STRANGER, HoldReason::Certificate) > 150 * 100);
		assert_eq!(Balances::total_balance_on_hold(&SUBJECT), 0);
		// The subject's wallet leaves out what it has not accepted.
		let accepted = Certification::certificates_of(SUBJECT, None, true, None, Some(100)).items;
		assert_eq!(accepted.into_iter().map(|certificate| certificate.id).collect::<Vec<_>>(), [wanted]);
		assert_eq!(unwanted.len(), 150);
		// Nor can it be surrendered or accepted into the subject's name by another.
		refused!(Certification::accept(signed(STRANGER), wanted), NotSubject);
	});
}

#[test]
fn a_suspension_is_repeated_until_nothing_can_be_revoked() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		// An accomplice at the faculty fills the log ...
		for _ in 0..MAX_CHANGES {
			let _ = Certification::suspend(signed(FACULTY), id, Reason::Unspecified);
			let _ = Certification::reinstate(signed(FACULTY), id);
		}
		refused!(Certification::suspend(signed(FACULTY), id, Reason::Unspecified), HistoryFull);
		// ... and cannot keep it from being suspended further up, or revoked.
		suspend(UNIVERSITY, id);
		revoke(UNIVERSITY, id);
	});
}

#[test]
fn a_holder_undoes_what_its_supervisor_did() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		suspend(OPERATOR, id);
		refused!(Certification::reinstate(signed(FACULTY), id), AuthorityTooLow);
		refused!(Certification::renew(signed(FACULTY), Some(tree.faculty), id, None), CertificateSuspended);
		// Not either by surrendering authority to an accomplice: levels are of accreditations, not of accounts.
		assert_ok!(Certification::transfer_accreditation(signed(UNIVERSITY), tree.faculty, Some(STRANGER)));
		assert_ok!(Certification::accept_accreditation(signed(STRANGER), tree.faculty));
		refused!(Certification::reinstate(signed(STRANGER), id), AuthorityTooLow);
	});
}
