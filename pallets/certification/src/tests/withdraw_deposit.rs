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
		let answer = Certification::verify(id, None, None);
		assert_ok!(withdraw(FACULTY, id));
		assert_eq!(last_event(), Event::DepositWithdrawn { certificate: id, depositor: FACULTY });
		let after = held(FACULTY, HoldReason::Certificate);
		assert!(0 < after && after < before, "of {before} there is {after} left");
		// Whoever looks for it still finds that it was revoked.
		let found = |page: civitas_primitives::Page<info::CertificateInfo<AccountId>, _>| page.items[0].id;
		assert_eq!(found(Certification::certificates_of(SUBJECT, None, false, None, Some(1))), id);
		assert_eq!(found(Certification::certificates_by_search_key(tree.schema, hash(1), None, Some(1))), id);
		assert_eq!(found(Certification::certificates_by_accreditation(tree.faculty, None, None, Some(1))), id);
		assert_eq!(Certification::certificate_of(SUBJECT, tree.schema), Some(id));
		let stripped = Certification::verify(id, None, None);
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
		assert_ok!(Certification::hand_over(signed(UNIVERSITY), tree.faculty, EMPLOYER));
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
		assert_ok!(Certification::decline(signed(SUBJECT), declined));
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
		while stored(id).history.changes().len() < MAX_CHANGES as usize - 1 {
			if state(id) == State::Active {
				suspend(FACULTY, id);
			} else {
				assert_ok!(Certification::reinstate(signed(FACULTY), id));
			}
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
		refused!(Certification::renew(signed(FACULTY), tree.faculty, id, None), RecordWithdrawn);
		// Also by who did not issue it: what the one before does with the deposit binds nobody.
		assert_ok!(Certification::replace(signed(UNIVERSITY), tree.university, id, record("a")));
		assert_ok!(withdraw(FACULTY, id));
	});
}

#[test]
fn what_was_withdrawn_from_is_still_the_subjects_to_accept_or_decline() {
	build_and_execute(|| {
		let tree = everything();
		let id = tree.issue(full("a"));
		set_time(NOW + 11);
		assert_ok!(withdraw(FACULTY, id));
		assert_ok!(Certification::decline(signed(SUBJECT), id));
		assert_ok!(Certification::accept(signed(SUBJECT), id));
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
