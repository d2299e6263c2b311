use super::*;
use crate::types::bytes_of;

fn withdraw(who: AccountId, id: CertificateId) -> sp_runtime::DispatchResult {
	Certification::withdraw_deposit(signed(who), id)
}

fn everything() -> Tree {
	let rules = SchemaRules { public_record: true, searchable: true, one_per_subject: true, ..RULES };
	tree_of(rules)
}

fn full(text: &str) -> Content {
	Content { search_key: Some(hash(1)), valid_until: Some(NOW + 10), ..record(text) }
}

#[test]
fn what_is_over_loses_its_record_and_nothing_else() {
	build_and_execute(|| {
		let tree = everything();
		let id = tree.issue(full("a"));
		let before = held(FACULTY, HoldReason::Certificate);
		set_time(NOW + 5);
		revoke(FACULTY, id);
		let answer = Certification::verify(id, None, None, None);
		assert_ok!(withdraw(FACULTY, id));
		assert_eq!(last_event(), Event::DepositWithdrawn { certificate: id, depositor: FACULTY });
		let after = held(FACULTY, HoldReason::Certificate);
		assert!(0 < after && after < before, "of {before} there is {after} left");
		// Whoever looks for it still finds that it was revoked.
		let found = |page: civitas_primitives::Page<info::CertificateInfo<AccountId>, _>| page.items[0].id;
		assert_eq!(found(Certification::certificates_of(SUBJECT, None, false, None, Some(1))), id);
		assert_eq!(found(Certification::certificates_by_search_key(tree.schema, hash(1), None, Some(1))), id);
		assert_eq!(
			found(Certification::certificates_by_accreditation(tree.network, Some(tree.faculty), None, None, Some(1))),
			id
		);
		assert_eq!(Certification::certificate_of(SUBJECT, tree.schema), Some(id));
		let stripped = Certification::verify(id, None, None, None);
		assert_eq!(stripped.reason, answer.reason);
		assert_eq!(objection_at(id, NOW + 4), None);
		let (was, is) = (answer.dossier.expect("known").certificate, stripped.dossier.expect("known").certificate);
		assert_eq!(is.record.len(), 0);
		assert_eq!(info::CertificateInfo { record: was.record.clone(), ..is }, was);
		// Nor can the same be issued as if nothing had been.
		refused!(tree.try_issue(full("a")), CertificateExists);
	});
}

#[test]
fn only_who_has_paid_gets_it_back_and_only_once() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		revoke(FACULTY, id);
		for who in [OPERATOR, UNIVERSITY, SIBLING, SUBJECT, STRANGER] {
			refused!(withdraw(who, id), NotDepositor);
		}
		refused!(withdraw(FACULTY, hash(7)), CertificateUnknown);
		issue::hand_over(tree.faculty, EMPLOYER);
		refused!(withdraw(EMPLOYER, id), NotDepositor);
		assert_ok!(withdraw(FACULTY, id));
		refused!(withdraw(FACULTY, id), NothingToWithdraw);
	});
}

#[test]
fn what_may_be_in_force_stays() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(until(1, NOW + 10));
		refused!(withdraw(FACULTY, id), CertificateNotOver);
		suspend(FACULTY, id);
		refused!(withdraw(FACULTY, id), CertificateNotOver);
		set_time(NOW + 10);
		refused!(withdraw(FACULTY, id), CertificateNotOver);
		set_time(NOW + 11);
		// It can change, so its history keeps the room, and a record it has none.
		refused!(withdraw(FACULTY, id), NothingToWithdraw);
		let pending = tree_of(SchemaRules { needs_acceptance: true, ..RULES }).issue(content(1));
		refused!(withdraw(FACULTY, pending), CertificateNotOver);
	});
}

#[test]
fn each_way_of_being_over_will_do() {
	build_and_execute(|| {
		let tree = tree();
		let [revoked, superseded, surrendered] = [1, 2, 3].map(|claims| tree.issue(content(claims)));
		revoke(FACULTY, revoked);
		tree.renew(superseded, None);
		assert_ok!(Certification::surrender(signed(SUBJECT), surrendered));
		let declined = tree_of(SchemaRules { needs_acceptance: true, ..RULES }).issue(content(1));
		assert_ok!(Certification::surrender(signed(SUBJECT), declined));
		for id in [revoked, superseded, surrendered, declined] {
			let before = held(FACULTY, HoldReason::Certificate);
			assert_ok!(withdraw(FACULTY, id));
			assert!(held(FACULTY, HoldReason::Certificate) < before);
		}
	});
}

#[test]
fn what_has_expired_can_still_be_revoked_and_then_withdrawn_from_once_more() {
	build_and_execute(|| {
		let tree = everything();
		let id = tree.issue(full("a text of some length"));
		set_time(NOW + 11);
		let whole = held(FACULTY, HoldReason::Certificate);
		assert_ok!(withdraw(FACULTY, id));
		let without_record = held(FACULTY, HoldReason::Certificate);
		assert_eq!(whole - without_record, "a text of some length".len() as Balance);
		refused!(withdraw(FACULTY, id), NothingToWithdraw);
		// There is room left for the whole log, and it was paid for.
		for _ in 0..MAX_CHANGES / 2 - 1 {
			suspend(OPERATOR, id);
			assert_ok!(Certification::reinstate(signed(OPERATOR), id));
		}
		revoke(OPERATOR, id);
		assert!(matches!(objection(id), Some(InvalidReason::Revoked { .. })));
		assert_eq!(held(FACULTY, HoldReason::Certificate), without_record);
		assert_ok!(withdraw(FACULTY, id));
		let most = bytes_of::<crate::Certificate<Test>>(&[(MAX_RECORD, 0)]);
		let room = most - codec::Encode::encoded_size(&stored(id));
		assert_eq!(without_record - held(FACULTY, HoldReason::Certificate), room as Balance);
		refused!(withdraw(FACULTY, id), NothingToWithdraw);
	});
}

#[test]
fn a_record_that_was_withdrawn_is_replaced_and_not_renewed() {
	build_and_execute(|| {
		let tree = everything();
		let id = tree.issue(full("a"));
		set_time(NOW + 11);
		assert_ok!(withdraw(FACULTY, id));
		refused!(Certification::renew(signed(FACULTY), Some(tree.faculty), id, None), RecordWithdrawn);
		// Also by who did not issue it: what the one before does with the deposit binds nobody.
		assert_ok!(Certification::replace(signed(UNIVERSITY), Some(tree.university), id, record("a")));
		assert_ok!(withdraw(FACULTY, id));
	});
}

#[test]
fn what_was_withdrawn_from_is_still_the_subjects_to_accept_or_surrender() {
	build_and_execute(|| {
		let tree = everything();
		let id = tree.issue(full("a"));
		set_time(NOW + 11);
		assert_ok!(withdraw(FACULTY, id));
		assert_ok!(Certification::accept(signed(SUBJECT), id));
		assert_ok!(Certification::surrender(signed(SUBJECT), id));
		// What is final needs no room any more.
		assert_ok!(withdraw(FACULTY, id));
		refused!(withdraw(FACULTY, id), NothingToWithdraw);
	});
}

#[test]
fn a_place_that_went_to_the_successor_is_paid_for_by_that() {
	build_and_execute(|| {
		let tree = everything();
		let id = tree.issue(full("a"));
		let paid = held(FACULTY, HoldReason::Certificate);
		tree.renew(id, Some(NOW + 20));
		assert_eq!(held(FACULTY, HoldReason::Certificate), 2 * paid);
		assert_ok!(withdraw(FACULTY, id));
		let size = codec::Encode::encoded_size(&stored(id));
		let entry = codec::Encode::encoded_size(&(SUBJECT, id));
		let by_key = codec::Encode::encoded_size(&(tree.schema, hash(1), id));
		let kept = held(FACULTY, HoldReason::Certificate) - paid;
		assert_eq!(kept, 100 + (size + entry + by_key) as Balance);
	});
}

#[test]
fn nothing_of_another_is_taken_along() {
	build_and_execute(|| {
		let tree = everything();
		let id = tree.issue(full("a"));
		set_time(NOW + 11);
		// The place went to another in the meantime, which is found by the same key.
		let next = tree.issue(Content { search_key: Some(hash(1)), ..record("b") });
		assert_ok!(withdraw(FACULTY, id));
		assert_eq!(Certification::certificate_of(SUBJECT, tree.schema), Some(next));
		let found = Certification::certificates_by_search_key(tree.schema, hash(1), None, Some(10)).items;
		assert_eq!(found.len(), 2);
		assert_eq!(stored(next).record, text("b"));
	});
}

#[test]
fn of_a_batch_nothing_is_withdrawn() {
	build_and_execute(|| {
		let tree = tree();
		let batch = tree.issue_batch(&Class::of(3));
		revoke(FACULTY, batch);
		refused!(withdraw(FACULTY, batch), CertificateUnknown);
	});
}

/// What an entry for the one place of a subject or a nullifier takes: the schema, the place and the identifier.
const PLACE: Balance = 96;

/// Withdraw as the faculty. Returns how much came back.
fn comes_back(id: CertificateId) -> Balance {
	let before = held(FACULTY, HoldReason::Certificate);
	let free = Balances::free_balance(FACULTY);
	assert_ok!(withdraw(FACULTY, id));
	let back = before - held(FACULTY, HoldReason::Certificate);
	assert_eq!(Balances::free_balance(FACULTY), free + back);
	refused!(withdraw(FACULTY, id), NothingToWithdraw);
	back
}

/// How much room there is in the history of a certificate that is final, and in all else that never changes again.
fn room(id: CertificateId) -> Balance {
	let most = bytes_of::<crate::Certificate<Test>>(&[(MAX_RECORD, 0)]);
	(most - codec::Encode::encoded_size(&stored(id))) as Balance
}

#[test]
fn what_was_paid_for_a_place_comes_back_once_another_has_it() {
	build_and_execute(|| {
		let rules = SchemaRules { one_per_subject: true, needs_nullifier: true, ..RULES };
		let tree = tree_of(rules);
		let issue = |subject, content: Content, reveal| {
			let id = certificate_id(Authority::Accreditation(tree.faculty), &tree.schema, &subject, &content, None);
			assert_ok!(Certification::issue(
				signed(FACULTY),
				Some(tree.faculty),
				tree.schema,
				subject,
				content,
				reveal
			));
			id
		};
		let reveal = commit(FACULTY, 1);
		let id = issue(SUBJECT, until(1, NOW + 10), reveal);
		let whole = held(FACULTY, HoldReason::Certificate);
		let footprint = Certification::certificate_footprint(0, false, 2).size as Balance;
		assert_eq!(whole, 100 + footprint);
		set_time(NOW + 11);
		// It has expired, has no record and still has both places.
		refused!(withdraw(FACULTY, id), NothingToWithdraw);
		// The nullifier goes to another account of the same person, and then the subject to another person.
		let reveal = commit(FACULTY, 1);
		let other = issue(STRANGER, until(1, NOW + 30), reveal);
		assert_eq!(comes_back(id), PLACE);
		let reveal = commit(FACULTY, 2);
		issue(SUBJECT, content(2), reveal);
		assert_eq!(comes_back(id), PLACE);
		// It can still change, for which there is room.
		revoke(FACULTY, id);
		let room_left = room(id);
		assert_eq!(comes_back(id), room_left);
		// The other has both of its places, final or not.
		revoke(FACULTY, other);
		let room_left = room(other);
		assert_eq!(comes_back(other), room_left);
	});
}

#[test]
fn a_place_that_is_given_up_is_paid_for_until_another_has_it() {
	build_and_execute(|| {
		let tree = tree_of(SchemaRules { one_per_subject: true, ..RULES });
		let id = tree.issue(content(1));
		revoke(FACULTY, id);
		assert_eq!(comes_back(id), room(id));
		// By it, one still finds that the subject had one.
		assert_eq!(Certification::certificate_of(SUBJECT, tree.schema), Some(id));
		assert_ok!(Certification::issue(signed(SIBLING), Some(tree.sibling), tree.schema, SUBJECT, content(1), None));
		assert_eq!(comes_back(id), PLACE);
		// What is left is the record, and the entry under its subject.
		let left = codec::Encode::encoded_size(&stored(id)) + codec::Encode::encoded_size(&(SUBJECT, id));
		assert_eq!(held(FACULTY, HoldReason::Certificate), 100 + left as Balance);
	});
}

#[test]
fn a_deposit_only_ever_shrinks() {
	build_and_execute(|| {
		let rules = SchemaRules { public_record: true, one_per_subject: true, needs_acceptance: true, ..RULES };
		let tree = tree_of(rules);
		let held = || held(FACULTY, HoldReason::Certificate);
		let id = tree.issue(Content { valid_until: Some(NOW + 10), ..record("a record") });
		let mut last = held();
		let mut shrinks = |what: &str| {
			match withdraw(FACULTY, id) {
				Ok(()) => assert!(held() < last, "{what}"),
				Err(_) => assert_eq!(held(), last, "{what}"),
			}
			refused!(withdraw(FACULTY, id), NothingToWithdraw);
			last = held();
		};
		set_time(NOW + 11);
		shrinks("expired");
		// Whatever becomes of it from now on was paid for.
		assert_ok!(Certification::accept(signed(SUBJECT), id));
		shrinks("accepted");
		suspend(OPERATOR, id);
		shrinks("suspended");
		assert_ok!(Certification::reinstate(signed(OPERATOR), id));
		shrinks("reinstated");
		assert_ok!(Certification::surrender(signed(SUBJECT), id));
		shrinks("surrendered");
		let content = record("b");
		assert_ok!(Certification::issue(signed(SIBLING), Some(tree.sibling), tree.schema, SUBJECT, content, None));
		shrinks("its place was taken");
	});
}

#[test]
fn the_operator_gets_its_deposit_back_too() {
	build_and_execute(|| {
		let tree = everything();
		let content = Content { search_key: Some(hash(1)), ..record("of the operator") };
		let issue = Certification::issue(signed(OPERATOR), None, tree.schema, SUBJECT, content.clone(), None);
		assert_ok!(issue);
		let id = certificate_id(Authority::Operator(tree.network), &tree.schema, &SUBJECT, &content, None);
		let whole = held(OPERATOR, HoldReason::Certificate);
		revoke(OPERATOR, id);
		refused!(withdraw(FACULTY, id), NotDepositor);
		assert_ok!(withdraw(OPERATOR, id));
		let back = whole - held(OPERATOR, HoldReason::Certificate);
		assert_eq!(back, room(id) + "of the operator".len() as Balance);
		refused!(withdraw(OPERATOR, id), NothingToWithdraw);
	});
}
