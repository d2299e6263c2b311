use super::*;
use crate::StatusPages;
use civitas_primitives::certification::status_list::{MAX_ENTRIES, PAGE_BITS, PAGE_BYTES};
use StatusPurpose::{Revocation, Suspension};

fn create(who: AccountId, purpose: StatusPurpose, length: u32) -> sp_runtime::DispatchResult {
	Certification::create_status_list(signed(who), purpose, length, hash(0))
}

/// A list of [`STRANGER`]'s, which has nothing to do with any network.
fn list(purpose: StatusPurpose, length: u32) -> StatusListId {
	assert_ok!(create(STRANGER, purpose, length));
	crate::status_lists::status_list_id(&STRANGER, purpose, length, hash(0))
}

fn set(who: AccountId, list: StatusListId, purpose: StatusPurpose, indices: &[u32]) -> DispatchResultWithPostInfo {
	write(who, list, purpose, indices, true)
}

fn clear(who: AccountId, list: StatusListId, purpose: StatusPurpose, indices: &[u32]) -> DispatchResultWithPostInfo {
	write(who, list, purpose, indices, false)
}

fn write(
	who: AccountId,
	list: StatusListId,
	purpose: StatusPurpose,
	indices: &[u32],
	value: bool,
) -> DispatchResultWithPostInfo {
	let indices = indices.to_vec().try_into().expect("no more than there may be");
	Certification::set_status(signed(who), list, purpose, indices, value)
}

fn bits(list: StatusListId, purpose: StatusPurpose) -> Vec<u8> {
	Certification::status_bits(list, purpose, 0, u32::MAX)
}

fn pages() -> usize {
	StatusPages::<Test>::iter().count()
}

#[test]
fn anyone_keeps_a_list_for_what_is_not_on_chain() {
	build_and_execute(|| {
		let id = list(Suspension, 20);
		let event = Event::StatusListCreated { list: id, owner: STRANGER, purpose: Suspension, length: 20 };
		assert_eq!(last_event(), event);
		let info = Certification::status_list(id).expect("just created");
		assert_eq!((info.owner, info.purpose, info.length), (STRANGER, Suspension, 20));
		assert_eq!(bits(id, Suspension), [0, 0, 0]);
		assert_ok!(set(STRANGER, id, Suspension, &[0, 9, 19]));
		let event = Event::StatusSet { list: id, purpose: Suspension, count: 3, value: true, by: STRANGER };
		assert_eq!(last_event(), event);
		assert_eq!(bits(id, Suspension), [0x80, 0x40, 0x10]);
		assert_ok!(clear(STRANGER, id, Suspension, &[9]));
		assert_eq!(bits(id, Suspension), [0x80, 0, 0x10]);
	});
}

#[test]
fn lists_have_a_length_and_are_told_apart_by_a_salt() {
	build_and_execute(|| {
		refused!(create(STRANGER, Revocation, 0), LengthInvalid);
		refused!(create(STRANGER, Revocation, MAX_ENTRIES + 1), LengthInvalid);
		assert_ok!(create(STRANGER, Revocation, MAX_ENTRIES));
		refused!(create(STRANGER, Revocation, MAX_ENTRIES), StatusListExists);
		assert_ok!(Certification::create_status_list(signed(STRANGER), Revocation, MAX_ENTRIES, hash(1)));
		assert_ok!(create(EMPLOYER, Revocation, MAX_ENTRIES));
		assert_noop!(create(PAUPER, Revocation, 8), TokenError::FundsUnavailable);
	});
}

#[test]
fn only_the_owner_sets_bits_and_only_for_its_purpose() {
	build_and_execute(|| {
		let id = list(Revocation, 8);
		for who in [OPERATOR, FACULTY, SUBJECT] {
			refused!(set(who, id, Revocation, &[1]), NotListOwner);
		}
		refused!(set(STRANGER, id, Suspension, &[1]), PurposeMismatch);
		refused!(set(STRANGER, hash(7), Suspension, &[1]), StatusListUnknown);
		assert!(bits(id, Suspension).is_empty());
		assert!(bits(hash(7), Suspension).is_empty());
	});
}

#[test]
fn indices_are_in_order_and_within_the_list() {
	build_and_execute(|| {
		let id = list(Suspension, 20);
		refused!(set(STRANGER, id, Suspension, &[]), IndicesEmpty);
		refused!(set(STRANGER, id, Suspension, &[2, 1]), IndicesUnsorted);
		refused!(set(STRANGER, id, Suspension, &[1, 1]), IndicesUnsorted);
		refused!(clear(STRANGER, id, Suspension, &[3, 3]), IndicesUnsorted);
		refused!(set(STRANGER, id, Suspension, &[0, 20]), IndexOutOfRange);
		refused!(clear(STRANGER, id, Suspension, &[u32::MAX]), IndexOutOfRange);
		assert_ok!(set(STRANGER, id, Suspension, &[19]));
		let many: Vec<_> = (0..=crate::types::MAX_INDICES).collect();
		assert!(crate::types::Indices::try_from(many).is_err());
	});
}

#[test]
fn a_revocation_is_never_cleared() {
	build_and_execute(|| {
		let id = list(Revocation, 8);
		assert_ok!(set(STRANGER, id, Revocation, &[3]));
		refused!(clear(STRANGER, id, Revocation, &[3]), RevocationFinal);
		refused!(clear(STRANGER, id, Revocation, &[4]), RevocationFinal);
		let tree = tree();
		let batch = tree.issue_batch(&Class::of(3));
		refused!(clear(OPERATOR, batch, Revocation, &[1]), RevocationFinal);
	});
}

#[test]
fn the_same_twice_changes_nothing() {
	build_and_execute(|| {
		let id = list(Suspension, 8);
		assert_ok!(set(STRANGER, id, Suspension, &[3]));
		assert_ok!(set(STRANGER, id, Suspension, &[3]));
		assert_eq!(bits(id, Suspension), [0x10]);
		assert_ok!(clear(STRANGER, id, Suspension, &[3, 4]));
		assert_ok!(clear(STRANGER, id, Suspension, &[3]));
		assert_eq!(bits(id, Suspension), [0]);
		// What was never set is clear, and clearing it makes no page that someone would have to pay for.
		let other = list(Suspension, 9);
		let before = pages();
		assert_ok!(clear(STRANGER, other, Suspension, &[3]));
		assert_eq!(pages(), before);
	});
}

#[test]
fn pages_are_made_when_they_are_needed_and_paid_for_by_their_size() {
	build_and_execute(|| {
		let length = 2 * PAGE_BITS + 12;
		let id = list(Suspension, length);
		let cost = |indices: &[u32]| {
			let before = held(STRANGER, HoldReason::StatusList);
			assert_ok!(set(STRANGER, id, Suspension, indices));
			held(STRANGER, HoldReason::StatusList) - before
		};
		let whole = cost(&[0]);
		assert_eq!(cost(&[PAGE_BITS - 1]), 0);
		// The last page has the two bytes that it takes.
		assert_eq!(cost(&[length - 1]), whole - Balance::from(PAGE_BYTES) + 2);
		assert_eq!(pages(), 2);
		let all = bits(id, Suspension);
		assert_eq!(all.len(), 2 * PAGE_BYTES as usize + 2);
		assert_eq!((all[0], all[PAGE_BYTES as usize - 1], all[2 * PAGE_BYTES as usize + 1]), (0x80, 1, 0x10));
		assert_eq!(all.iter().map(|byte| byte.count_ones()).sum::<u32>(), 3);
		// By pages.
		let of = |first, pages| Certification::status_bits(id, Suspension, first, pages);
		assert_eq!(of(1, 1), vec![0; PAGE_BYTES as usize]);
		assert_eq!(of(2, 5), [0, 0x10]);
		assert_eq!((of(3, 1), of(0, 0), of(u32::MAX, u32::MAX)), (vec![], vec![], vec![]));
	});
}

#[test]
fn who_cannot_pay_for_a_page_sets_nothing() {
	build_and_execute(|| {
		let tree = tree();
		let batch = tree.issue_batch(&Class::of(3));
		assert_ok!(Certification::hand_over(signed(UNIVERSITY), tree.faculty, PAUPER));
		assert_noop!(set(PAUPER, batch, Revocation, &[1]), TokenError::FundsUnavailable);
		// Of a page that another has paid for, the bits are free.
		assert_ok!(set(UNIVERSITY, batch, Revocation, &[0]));
		assert_ok!(set(PAUPER, batch, Revocation, &[1]));
	});
}

#[test]
fn a_member_of_a_batch_is_revoked_and_suspended_alone() {
	build_and_execute(|| {
		let tree = tree();
		let class = Class::of(20);
		let id = tree.issue_batch(&class);
		let of = |index| Certification::verify_member(id, class.present(index), None, None).reason;
		assert_ok!(set(FACULTY, id, Suspension, &[3, 5]));
		assert_ok!(set(UNIVERSITY, id, Revocation, &[5]));
		assert_eq!(of(3), Some(InvalidReason::StatusListed { purpose: Suspension }));
		assert_eq!(of(5), Some(InvalidReason::StatusListed { purpose: Revocation }));
		assert_eq!((of(2), of(4)), (None, None));
		assert_ok!(clear(FACULTY, id, Suspension, &[3, 5]));
		assert_eq!((of(3), of(5)), (None, Some(InvalidReason::StatusListed { purpose: Revocation })));
		refused!(set(FACULTY, id, Suspension, &[20]), IndexOutOfRange);
	});
}

#[test]
fn authority_over_a_batch_is_authority_over_its_bits() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue_batch(&Class::of(3));
		for who in [SIBLING, SUBJECT, STRANGER] {
			refused!(set(who, id, Revocation, &[1]), NotAuthority);
			refused!(clear(who, id, Suspension, &[1]), NotAuthority);
		}
		suspend_accreditation(UNIVERSITY, tree.faculty);
		refused!(set(FACULTY, id, Suspension, &[1]), AuthorityFallen);
		refused!(clear(FACULTY, id, Suspension, &[1]), AccreditationSuspended);
		assert_ok!(set(OPERATOR, id, Suspension, &[1]));
		close(tree.network);
		// Taking away goes on in a closed network, giving back does not.
		assert_ok!(set(UNIVERSITY, id, Suspension, &[2]));
		refused!(clear(OPERATOR, id, Suspension, &[1]), NetworkClosed);
	});
}

#[test]
fn whoever_stands_further_away_cannot_clear_what_was_set_nearer_to_the_root() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue_batch(&Class::of(3));
		assert_ok!(set(FACULTY, id, Suspension, &[0]));
		assert_ok!(set(OPERATOR, id, Suspension, &[1]));
		// Bits do not say who set them: so the page is closed to the faculty, its own bit included.
		refused!(clear(FACULTY, id, Suspension, &[1]), AuthorityTooLow);
		refused!(clear(UNIVERSITY, id, Suspension, &[0]), AuthorityTooLow);
		assert_ok!(set(FACULTY, id, Suspension, &[2]));
		assert_ok!(clear(OPERATOR, id, Suspension, &[1]));
		refused!(clear(FACULTY, id, Suspension, &[2]), AuthorityTooLow);
		// Once all is clear, it is open again.
		assert_ok!(clear(OPERATOR, id, Suspension, &[0, 2]));
		assert_ok!(set(FACULTY, id, Suspension, &[2]));
		assert_ok!(clear(FACULTY, id, Suspension, &[2]));
	});
}

#[test]
fn one_with_two_levels_clears_by_the_one_that_suffices() {
	build_and_execute(|| {
		let tree = tree();
		let own = accredit(tree.network, Some(tree.university), UNIVERSITY, unlimited(0));
		assert_ok!(Certification::issue_batch(signed(UNIVERSITY), own, tree.schema, hash(1), 9, None, None));
		let id = batch_id(own, &tree.schema, &hash(1), 9, None, None);
		// With the lower of its hands bound, it sets a bit by the higher one.
		suspend_accreditation(UNIVERSITY, own);
		assert_ok!(set(UNIVERSITY, id, Suspension, &[1]));
		assert_ok!(Certification::reinstate_accreditation(signed(UNIVERSITY), own));
		assert_ok!(clear(UNIVERSITY, id, Suspension, &[1]));
	});
}

#[test]
fn members_of_what_cannot_be_suspended_cannot_be_suspended() {
	build_and_execute(|| {
		let tree = tree_of(NO_RULES);
		let id = tree.issue_batch(&Class::of(3));
		refused!(set(FACULTY, id, Suspension, &[1]), SchemaNotSuspendable);
		assert_ok!(set(FACULTY, id, Revocation, &[1]));
	});
}

#[test]
fn a_thousand_revocations_of_a_batch_are_a_page_or_a_few() {
	build_and_execute(|| {
		let tree = tree();
		assert_ok!(Certification::issue_batch(
			signed(FACULTY),
			tree.faculty,
			tree.schema,
			hash(1),
			MAX_ENTRIES,
			None,
			None
		));
		let id = batch_id(tree.faculty, &tree.schema, &hash(1), MAX_ENTRIES, None, None);
		let thousand: Vec<_> = (0..1_000).map(|number| PAGE_BITS - 500 + number).collect();
		assert_ok!(set(FACULTY, id, Revocation, &thousand));
		assert_eq!(pages(), 2);
		assert_ok!(set(FACULTY, id, Revocation, &[MAX_ENTRIES - 1]));
		let last = Certification::status_bits(id, Revocation, MAX_ENTRIES / PAGE_BITS - 1, 2);
		assert_eq!((last.len(), last.last()), (PAGE_BYTES as usize, Some(&1)));
		// So much is answered at once and no more.
		assert_eq!(bits(id, Revocation).len(), (crate::types::MAX_STATUS_PAGES * PAGE_BYTES) as usize);
	});
}
