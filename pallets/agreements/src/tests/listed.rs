//! `settle` of many: each alone, within what was stated.

use super::{settle::after_days, *};
use crate::Event;
use frame_support::{assert_storage_noop, weights::Weight};

/// What the weights of the mock say of so many agreements with so many obligations together.
fn weight(agreements: u64, obligations: u64) -> Option<Weight> {
	Some(Weight::from_parts(20_000_000 * agreements + 100_000_000 * obligations, 0))
}

/// The same terms, told apart.
fn again(terms: &Terms, salt: u8) -> Terms {
	civitas_primitives::agreements::Terms { salt: H256::repeat_byte(salt), ..terms.clone() }
}

/// Three agreements, by each of which Alice owes Bob 100, ten seconds after they were signed: now.
fn three() -> [AgreementId; 3] {
	let terms = terms_of(&[ALICE, BOB], &[pays_at(100, after(10))]);
	let ids = [1, 2, 3].map(|salt| agree(&again(&terms, salt)));
	clock(NOW + 10 * SECOND);
	ids
}

/// What was paid by each.
fn all_paid(ids: &[AgreementId]) -> Vec<Balance> {
	ids.iter().map(|id| record(*id, 0).paid).collect()
}

#[test]
fn each_of_a_list_is_settled_alone() {
	build_and_execute(|| {
		let ids = three();
		let unknown = H256::repeat_byte(7);
		let post = settle_list(STRANGER, &[ids[0], unknown, ids[1], ids[2]], None, 3).unwrap();
		assert_eq!(all_paid(&ids), [100, 100, 100]);
		assert_eq!(post.actual_weight, weight(4, 3));
		let error = Error::<Test>::AgreementUnknown.into();
		System::assert_has_event(Event::SettleFailed { agreement: unknown, error }.into());
	});
	build_and_execute(|| {
		// The first stays unpaid for want of money, which is no failure.
		let terms = terms_of(&[PAUPER, BOB], &[pays_at(100, after(10))]);
		assert_ok!(Contracts::draft(signed(BOB), terms.clone(), None));
		assert_ok!(Contracts::sign(signed(PAUPER), terms_hash(&terms), None));
		let ids = [terms_hash(&terms), agree(&terms_of(&[ALICE, BOB], &[pays_at(100, after(10))]))];
		clock(NOW + DAY);
		assert_ok!(settle_list(STRANGER, &ids, None, 2));
		assert_eq!(all_paid(&ids), [0, 100]);
		assert_eq!(line(ids[0], 0).late_since, Some(NOW + 10 * SECOND));
	});
}

#[test]
fn a_draft_and_an_outcome_are_nothing_to_settle() {
	build_and_execute(|| {
		let draft = terms_of(&[BOB, ALICE], &[pays(100)]);
		assert_ok!(Contracts::draft(signed(ALICE), draft.clone(), None));
		let over = agree(&terms_of(&[ALICE, BOB], &[pays(100)]));
		clock(NOW + 181 * DAY);
		assert_ok!(Contracts::compact(signed(STRANGER), over));
		for id in [terms_hash(&draft), over] {
			assert_storage_noop!(assert_eq!(
				settle_list(BOB, &[id], None, 9).unwrap_err().error,
				Error::<Test>::AgreementUnknown.into()
			));
		}
	});
}

#[test]
fn if_all_of_a_list_fail_so_does_the_call() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[pays_at(100, after(10)), pays_at(1, after(10))]));
		let unknown = H256::repeat_byte(7);
		let failed = |list: &[AgreementId], error: Error<Test>, weighed| {
			assert_storage_noop!({
				let failed = settle_list(ALICE, list, Some(&[]), 2).unwrap_err();
				assert_eq!((failed.error, failed.post_info.actual_weight), (error.into(), weighed));
			});
		};
		assert_storage_noop!(assert_eq!(
			settle_list(ALICE, &[], None, 0).unwrap_err().error,
			Error::<Test>::NothingToSettle.into()
		));
		failed(&[unknown, unknown], Error::AgreementUnknown, weight(2, 0));
		clock(NOW + 10 * SECOND);
		// The error is that of the first. What was looked at in vain is charged.
		failed(&[unknown, id], Error::AgreementUnknown, weight(2, 2));
		failed(&[id, unknown], Error::LeavesMore, weight(2, 2));
		assert_ok!(settle_list(ALICE, &[unknown, id], None, 2));
	});
}

#[test]
fn no_more_leaves_the_caller_than_was_stated() {
	build_and_execute(|| {
		let ids = three();
		// Two of three; the third is left as it is.
		let before = stored(ids[2]);
		assert_ok!(settle_list(ALICE, &ids, Some(&[native(299)]), 3));
		assert_eq!(all_paid(&ids), [100, 100, 0]);
		assert_eq!(stored(ids[2]), before);
		let error = Error::<Test>::LeavesMore.into();
		System::assert_has_event(Event::SettleFailed { agreement: ids[2], error }.into());
		let told = events();
		let paid = |event: &&Event<Test>| matches!(event, Event::Paid { agreement, .. } if *agreement == ids[2]);
		assert_eq!(told.iter().filter(paid).count(), 0, "what is undone is not told");
		// Whoever else calls, nothing leaves him.
		assert_ok!(settle_list(BOB, &ids[2..], Some(&[]), 1));
		assert_eq!(all_paid(&ids), [100, 100, 100]);
	});
	build_and_execute(|| {
		// As much as was stated, to the unit.
		let ids = three();
		assert_ok!(settle_list(ALICE, &ids, Some(&[native(300)]), 3));
		assert_eq!(all_paid(&ids), [100, 100, 100]);
	});
	build_and_execute(|| {
		// One that fails does not count, and what comes after it can.
		let large = agree(&terms_of(&[ALICE, BOB], &[pays_at(1_000, after(10))]));
		let ids = three();
		assert_ok!(settle_list(ALICE, &[ids[0], large, ids[1], ids[2]], Some(&[native(300)]), 4));
		assert_eq!((all_paid(&ids), record(large, 0).paid), (vec![100, 100, 100], 0));
	});
}

#[test]
fn what_leaves_is_bounded_by_asset_and_what_was_held_before_does_not_leave() {
	build_and_execute(|| {
		let native_and_dollars = [pays_at(100, after(10)), owes(after_days(70, 1))];
		let id = agree(&terms_of(&[ALICE, BOB], &native_and_dollars));
		clock(NOW + DAY);
		for most in [&[native(100)][..], &[dollars(170)], &[native(100), dollars(69)], &[native(99), dollars(70)], &[]]
		{
			assert_storage_noop!(assert_eq!(
				settle_list(ALICE, &[id], Some(most), 2).unwrap_err().error,
				Error::<Test>::LeavesMore.into()
			));
		}
		// Of an asset that is stated twice, the larger counts.
		assert_ok!(settle_list(ALICE, &[id], Some(&[dollars(1), native(100), dollars(70)]), 2));
	});
	build_and_execute(|| {
		let due = Due { funding: Funding::Escrowed(None), ..pays_at(100, after(10)) };
		let id = agree(&terms_of(&[ALICE, BOB], &[due]));
		clock(NOW + DAY);
		assert_ok!(settle_list(ALICE, &[id], Some(&[]), 1));
		assert_eq!(record(id, 0).paid, 100);
	});
	build_and_execute(|| {
		// So does what the creditor cannot take.
		assert_ok!(Assets::block(signed(ISSUER), DOLLAR, BOB));
		let id = agree(&terms_of(&[ALICE, BOB], &[owes(after_days(70, 1))]));
		clock(NOW + DAY);
		assert_storage_noop!(assert!(settle_list(ALICE, &[id], Some(&[dollars(69)]), 1).is_err()));
		assert_ok!(settle_list(ALICE, &[id], Some(&[dollars(70)]), 1));
		assert_eq!(held(Some(DOLLAR), ALICE), 70);
	});
	build_and_execute(|| {
		// What is put on hold leaves, and so does interest.
		let due = Due { funding: Funding::Escrowed(Some(after(10))), ..pays_at(100, after(86_400)) };
		let id = agree(&terms_of(&[ALICE, BOB], &[due]));
		clock(NOW + 10 * SECOND);
		assert_storage_noop!(assert!(settle_list(ALICE, &[id], Some(&[native(99)]), 1).is_err()));
		assert_ok!(settle_list(ALICE, &[id], Some(&[native(100)]), 1));
		assert_eq!(held(None, ALICE), 100);
		// 365,000 x 10 % x 10 / 365.
		let mut terms = terms_of(&[ALICE, BOB], &[Due { interest: Some(100_000), ..pays_at(365_000, after(60)) }]);
		terms.sign_by = NOW + 9 * DAY;
		let id = agree(&terms);
		clock(NOW + 70 * SECOND + 10 * DAY);
		assert_storage_noop!(assert!(settle_list(ALICE, &[id], Some(&[native(365_999)]), 1).is_err()));
		assert_ok!(settle_list(ALICE, &[id], Some(&[native(366_000)]), 1));
		assert_eq!(record(id, 0).interest_paid, 1_000);
	});
}

#[test]
fn no_more_obligations_are_looked_at_than_were_stated() {
	build_and_execute(|| {
		let two = agree(&terms_of(&[ALICE, BOB], &[pays_at(100, after(10)), pays_at(100, after(10))]));
		let ids = three();
		assert_storage_noop!(assert_eq!(
			settle_list(STRANGER, &[two], None, 1).unwrap_err().error,
			Error::<Test>::MoreObligations.into()
		));
		// The large one does not fit after the first. Then none is looked at any more, though the next would fit.
		let post = settle_list(STRANGER, &[ids[0], two, ids[1]], None, 2).unwrap();
		assert_eq!((all_paid(&ids), record(two, 0).paid), (vec![100, 0, 0], 0));
		assert_eq!(post.actual_weight, weight(3, 1));
		let error = Error::<Test>::MoreObligations.into();
		System::assert_has_event(Event::SettleFailed { agreement: two, error }.into());
		System::assert_has_event(Event::SettleFailed { agreement: ids[1], error }.into());
		// What was stated in vain is not charged.
		let post = settle_list(STRANGER, &[two, ids[1], ids[2]], None, 500).unwrap();
		assert_eq!(post.actual_weight, weight(3, 4));
		assert_eq!((all_paid(&ids), record(two, 1).paid), (vec![100, 100, 100], 100));
	});
}

#[test]
fn what_is_in_a_list_twice_is_paid_once() {
	build_and_execute(|| {
		let ids = three();
		let post = settle_list(STRANGER, &[ids[0], ids[0], ids[1], ids[0]], None, 4).unwrap();
		assert_eq!((all_paid(&ids), post.actual_weight), (vec![100, 100, 0], weight(4, 4)));
		assert_eq!(free(None, BOB), ENDOWMENT + 200);
	});
}

#[test]
fn five_hundred_are_settled_by_one_call() {
	build_and_execute(|| {
		let terms = terms_of(&[ALICE, BOB], &[pays_at(100, after(10))]);
		let ids: Vec<_> = (0..500u64)
			.map(|number| {
				let salt = H256::from_low_u64_be(number);
				agree(&civitas_primitives::agreements::Terms { salt, ..terms.clone() })
			})
			.collect();
		clock(NOW + 10 * SECOND);
		spare(None, ALICE, 49_900);
		assert_ok!(settle_list(STRANGER, &ids, None, 500));
		assert_eq!(free(None, BOB), ENDOWMENT + 49_900);
		// The order of the list.
		assert_eq!((record(ids[498], 0).paid, record(ids[499], 0).paid), (100, 0));
	});
}

/// Alice and Bob owe each other the same, and have one unit between them: it goes round, one unit each time.
fn round(amount: Balance) -> AgreementId {
	let there = pays_at(amount, after(10));
	let back = Due { debtor: 1, creditor: Creditor::Party(0), ..there.clone() };
	let id = agree(&terms_of(&[ALICE, BOB], &[there, back]));
	spare(None, ALICE, 1);
	spare(None, BOB, 0);
	clock(NOW + 10 * SECOND);
	id
}

/// What was gone over again and again is charged, also if the call fails after that.
#[test]
fn what_was_looked_at_again_is_charged_if_it_fails_after_all() {
	build_and_execute(|| {
		let id = round(1_000);
		let failed = settle_list(ALICE, &[id], Some(&[]), 200).unwrap_err();
		assert_eq!(failed.error, Error::<Test>::LeavesMore.into());
		assert_eq!(failed.post_info.actual_weight, weight(1, 200));
		assert_eq!(record(id, 0).paid, 0);
	});
	build_and_execute(|| {
		// The same work by whom nothing leaves.
		let id = round(1_000);
		let post = settle_list(STRANGER, &[id], None, 200).unwrap();
		assert_eq!((post.actual_weight, record(id, 0).paid), (weight(1, 200), 100));
	});
}

/// The weight counts 16,000 obligations at most.
#[test]
fn no_more_is_looked_at_than_can_be_charged() {
	build_and_execute(|| {
		let id = round(10_000);
		settle_list(STRANGER, &[id], None, u32::MAX).unwrap();
		let most = MAX_OBLIGATIONS * MAX_SETTLED;
		assert!(record(id, 0).paid <= Balance::from(most / 2), "{} of two obligations each", record(id, 0).paid);
	});
}
