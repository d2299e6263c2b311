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
		// What was never set is clear, and clearing it makes no page.
		let other = list(Suspension, 9);
		let before = pages();
		assert_ok!(clear(STRANGER, other, Suspension, &[3]));
		assert_eq!(pages(), before);
	});
}

#[test]
fn a_list_is_kept_in_pages_and_paid_for_at_once() {
	build_and_execute(|| {
		let length = 2 * PAGE_BITS + 12;
		let id = list(Suspension, length);
		let paid = held(STRANGER, HoldReason::StatusList);
		assert_eq!(paid, 100 + Certification::list_footprint(length).size as Balance);
		let free = Balances::free_balance(STRANGER);
		for (index, expected) in [(0, 1), (PAGE_BITS - 1, 1), (length - 1, 2)] {
			assert_ok!(set(STRANGER, id, Suspension, &[index]));
			assert_eq!(pages(), expected);
		}
		assert_eq!((held(STRANGER, HoldReason::StatusList), Balances::free_balance(STRANGER)), (paid, free));
		// The last page has the two bytes that it takes, and none remembers who has set a bit: the list has one owner.
		let page = StatusPages::<Test>::get((id, Suspension, 2)).expect("a bit was set");
		assert_eq!((page.bits.len(), page.levels.len()), (2, 0));
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
fn a_list_costs_what_all_of_its_pages_take() {
	build_and_execute(|| {
		let cost = |length| {
			let before = held(STRANGER, HoldReason::StatusList);
			list(Revocation, length);
			held(STRANGER, HoldReason::StatusList) - before
		};
		let one = cost(1);
		assert_eq!((cost(8), cost(9), cost(PAGE_BITS)), (one, one + 1, one + Balance::from(PAGE_BYTES) - 1));
		// Another page is another key.
		let more = cost(PAGE_BITS + 1) - cost(PAGE_BITS - 8);
		assert!(more > 2 + 32 + 1 + 4, "{more}");
	});
}

#[test]
fn who_revokes_a_member_never_lacks_the_means() {
	build_and_execute(|| {
		let tree = tree();
		let count = 2 * PAGE_BITS + 5;
		assert_ok!(Certification::issue_batch(
			signed(FACULTY),
			Some(tree.faculty),
			tree.schema,
			hash(1),
			count,
			None,
			None
		));
		let authority = Authority::Accreditation(tree.faculty);
		let batch = batch_id(authority, &tree.schema, &hash(1), count, None, None);
		let paid = held(FACULTY, HoldReason::Batch);
		assert_eq!(paid, 100 + Certification::batch_footprint(count, true).size as Balance);
		issue::hand_over(tree.faculty, PAUPER);
		for index in [0, PAGE_BITS, count - 1] {
			for purpose in [Revocation, Suspension] {
				assert_ok!(set(PAUPER, batch, purpose, &[index]));
			}
			assert_ok!(clear(PAUPER, batch, Suspension, &[index]));
		}
		assert_eq!(pages(), 6);
		assert_eq!(Balances::free_balance(PAUPER), EXISTENTIAL_DEPOSIT);
		for who in [PAUPER, UNIVERSITY, OPERATOR] {
			assert_eq!(held(who, HoldReason::Batch), 0);
		}
		assert_eq!(held(FACULTY, HoldReason::Batch), paid);
		// What is stored is no more than what was paid for.
		let stored: usize = StatusPages::<Test>::iter()
			.map(|(key, page)| codec::Encode::encoded_size(&key) + codec::Encode::encoded_size(&page))
			.sum();
		let batch = codec::Encode::encoded_size(&crate::Batches::<Test>::get(batch).expect("it was issued"));
		assert!((stored + batch) as Balance <= paid - 100, "{stored} and {batch} of {paid}");
	});
}

#[test]
fn a_member_of_a_batch_is_revoked_and_suspended_alone() {
	build_and_execute(|| {
		let tree = tree();
		let class = Class::of(20);
		let id = tree.issue_batch(&class);
		let of = |index| Certification::verify(id, None, None, Some(class.present(index))).reason;
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

/// On whose authority a member of a batch is suspended.
fn level(batch: StatusListId, index: u32) -> u8 {
	let page = StatusPages::<Test>::get((batch, Suspension, index / PAGE_BITS)).expect("a bit of the page was set");
	page.level(index).0
}

#[test]
fn each_suspension_of_a_member_is_undone_by_who_stands_no_further_away() {
	build_and_execute(|| {
		let tree = tree();
		let class = Class::of(9);
		let id = tree.issue_batch(&class);
		let of = |index| Certification::verify(id, None, None, Some(class.present(index))).reason;
		let suspended = Some(InvalidReason::StatusListed { purpose: Suspension });
		// Those who set them are at odd and at even places, and some share a byte.
		for (who, indices) in [(OPERATOR, [1, 6]), (UNIVERSITY, [2, 7]), (FACULTY, [3, 8])] {
			assert_ok!(set(who, id, Suspension, &indices));
		}
		assert_eq!([1, 6, 2, 7, 3, 8].map(|index| level(id, index)), [0, 0, 1, 1, 2, 2]);
		// The faculty has its own back, whoever else has suspended others of the same page.
		frame_support::hypothetically!({
			assert_ok!(clear(FACULTY, id, Suspension, &[3, 8]));
			assert_eq!([3, 8].map(of), [None, None]);
			assert_eq!([1, 2, 6, 7].map(of), [(); 4].map(|_| suspended.clone()));
			check_state();
		});
		// Of a call all or nothing is done.
		for indices in [&[1][..], &[2], &[1, 3], &[2, 3], &[3, 6, 8], &[3, 7]] {
			refused!(clear(FACULTY, id, Suspension, indices), AuthorityTooLow);
		}
		for indices in [&[1][..], &[1, 2], &[3, 6]] {
			refused!(clear(UNIVERSITY, id, Suspension, indices), AuthorityTooLow);
		}
		// What is clear anyway asks for nothing.
		assert_ok!(clear(FACULTY, id, Suspension, &[0, 3, 4, 5]));
		assert_ok!(clear(UNIVERSITY, id, Suspension, &[2, 7, 8]));
		assert_ok!(clear(OPERATOR, id, Suspension, &[1, 6]));
		assert!((0..9).all(|index| of(index).is_none()));
		let page = StatusPages::<Test>::get((id, Suspension, 0)).expect("it stays");
		assert!(page.levels.iter().all(|levels| *levels == 0), "{:?}", page.levels);
	});
}

#[test]
fn a_suspension_of_a_member_is_taken_over_from_nearer_to_the_root_only() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue_batch(&Class::of(6));
		let page = || StatusPages::<Test>::get((id, Suspension, 0)).expect("a bit was set");
		assert_ok!(set(FACULTY, id, Suspension, &[2, 3]));
		assert_eq!([2, 3].map(|index| level(id, index)), [2, 2]);
		assert_ok!(set(UNIVERSITY, id, Suspension, &[2]));
		assert_eq!([2, 3].map(|index| level(id, index)), [1, 2]);
		refused!(clear(FACULTY, id, Suspension, &[2]), AuthorityTooLow);
		// Setting what is set already, from further away or from as far, changes nothing, and takes nothing over.
		let before = page();
		assert_ok!(set(FACULTY, id, Suspension, &[2, 3]));
		assert_ok!(set(UNIVERSITY, id, Suspension, &[2]));
		assert_eq!(page(), before);
		assert_ok!(set(OPERATOR, id, Suspension, &[2, 3]));
		assert_eq!([2, 3].map(|index| level(id, index)), [0, 0]);
		assert_ok!(set(FACULTY, id, Suspension, &[2]));
		assert_ok!(set(UNIVERSITY, id, Suspension, &[3]));
		refused!(clear(UNIVERSITY, id, Suspension, &[2]), AuthorityTooLow);
		refused!(clear(UNIVERSITY, id, Suspension, &[3]), AuthorityTooLow);
		assert_ok!(clear(OPERATOR, id, Suspension, &[3]));
		// What was cleared is forgotten: who sets it anew clears it again.
		assert_ok!(set(FACULTY, id, Suspension, &[3]));
		assert_ok!(clear(FACULTY, id, Suspension, &[3]));
		assert_eq!(level(id, 2), 0);
		refused!(clear(FACULTY, id, Suspension, &[2]), AuthorityTooLow);
	});
}

#[test]
fn the_last_page_has_as_many_levels_as_entries() {
	build_and_execute(|| {
		let tree = tree();
		let authority = Authority::Accreditation(tree.faculty);
		for count in [1, 2, 9, PAGE_BITS, PAGE_BITS + 1, 2 * PAGE_BITS + 7] {
			frame_support::hypothetically!({
				let batch = Certification::issue_batch(
					signed(FACULTY),
					Some(tree.faculty),
					tree.schema,
					hash(1),
					count,
					None,
					None,
				);
				assert_ok!(batch);
				let id = batch_id(authority, &tree.schema, &hash(1), count, None, None);
				let last = count - 1;
				assert_ok!(set(FACULTY, id, Suspension, &[last]));
				let page = StatusPages::<Test>::get((id, Suspension, last / PAGE_BITS)).expect("just set");
				let entries = last % PAGE_BITS + 1;
				assert_eq!(page.bits.len() as u32, entries.div_ceil(8), "{count}");
				assert_eq!(page.levels.len() as u32, entries.div_ceil(2), "{count}");
				assert_eq!(level(id, last), 2);
				assert_ok!(set(OPERATOR, id, Suspension, &[last]));
				refused!(clear(FACULTY, id, Suspension, &[last]), AuthorityTooLow);
				refused!(set(FACULTY, id, Suspension, &[count]), IndexOutOfRange);
				check_state();
				assert_ok!(clear(OPERATOR, id, Suspension, &[last]));
				// Revocations are for good and remember nobody.
				assert_ok!(set(FACULTY, id, Revocation, &[last]));
				let page = StatusPages::<Test>::get((id, Revocation, last / PAGE_BITS)).expect("just set");
				assert_eq!(page.levels.len(), 0);
				check_state();
			});
		}
	});
}

#[test]
fn across_pages_the_nearest_to_the_root_counts() {
	build_and_execute(|| {
		let tree = tree();
		let count = 3 * PAGE_BITS;
		let Tree { faculty, schema, .. } = tree;
		assert_ok!(Certification::issue_batch(signed(FACULTY), Some(faculty), schema, hash(1), count, None, None));
		let id = batch_id(Authority::Accreditation(faculty), &schema, &hash(1), count, None, None);
		let [first, second, third] = [1, PAGE_BITS + 2, 2 * PAGE_BITS + 3];
		assert_ok!(set(FACULTY, id, Suspension, &[first, third]));
		assert_ok!(set(UNIVERSITY, id, Suspension, &[second]));
		refused!(clear(FACULTY, id, Suspension, &[first, second, third]), AuthorityTooLow);
		refused!(clear(FACULTY, id, Suspension, &[first, second]), AuthorityTooLow);
		assert_ok!(clear(FACULTY, id, Suspension, &[first, third]));
		assert_ok!(set(FACULTY, id, Suspension, &[first, third]));
		assert_ok!(clear(UNIVERSITY, id, Suspension, &[first, second, third]));
		assert!(bits(id, Suspension).iter().all(|byte| *byte == 0));
	});
}

#[test]
fn members_of_the_operators_batch_are_the_operators() {
	build_and_execute(|| {
		let tree = tree();
		assert_ok!(Certification::issue_batch(signed(OPERATOR), None, tree.schema, hash(1), 9, None, None));
		let id = batch_id(Authority::Operator(tree.network), &tree.schema, &hash(1), 9, None, None);
		for who in [UNIVERSITY, FACULTY, STRANGER] {
			refused!(set(who, id, Revocation, &[1]), NotAuthority);
			refused!(set(who, id, Suspension, &[1]), NotAuthority);
			refused!(clear(who, id, Suspension, &[1]), NotAuthority);
		}
		assert_ok!(set(OPERATOR, id, Suspension, &[1, 8]));
		assert_eq!((level(id, 1), level(id, 8)), (0, 0));
		assert_ok!(Certification::transfer_network(signed(OPERATOR), tree.network, Some(EMPLOYER)));
		assert_ok!(Certification::accept_network(signed(EMPLOYER), tree.network));
		refused!(clear(OPERATOR, id, Suspension, &[1]), NotAuthority);
		assert_ok!(clear(EMPLOYER, id, Suspension, &[1]));
		assert_ok!(set(EMPLOYER, id, Revocation, &[8]));
	});
}

#[test]
fn one_with_two_levels_clears_by_the_one_that_suffices() {
	build_and_execute(|| {
		let tree = tree();
		let own = accredit(tree.network, Some(tree.university), UNIVERSITY, unlimited(0));
		assert_ok!(Certification::issue_batch(signed(UNIVERSITY), Some(own), tree.schema, hash(1), 9, None, None));
		let id = batch_id(Authority::Accreditation(own), &tree.schema, &hash(1), 9, None, None);
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
			Some(tree.faculty),
			tree.schema,
			hash(1),
			MAX_ENTRIES,
			None,
			None
		));
		let id = batch_id(Authority::Accreditation(tree.faculty), &tree.schema, &hash(1), MAX_ENTRIES, None, None);
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
