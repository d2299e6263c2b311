//! Each invariant is broken by hand, and the check must say which.

use super::*;
use crate::{AgreementsOf, Disputes, StoredTerms};
use frame_support::traits::fungibles::MutateHold;
use sp_runtime::DispatchError;

/// One of everything.
struct World {
	/// With an escrow, an unfunded amount, a dispute of another, rent without end, and dollars.
	agreement: AgreementId,
	/// Signed by ALICE, who holds something for it.
	draft: AgreementId,
}

fn world() -> World {
	let escrow = Due { funding: Funding::Escrowed(None), ..later(1_000) };
	let rent = instalments(100, Span::Seconds(86_400), None);
	let agreement = disputable(&[escrow.clone(), later(500), later(400), rent, pays_dollars(5)], 2, false);
	assert_ok!(Contracts::dispute(signed(ALICE), agreement, 2, native(300), 200, H256::zero()));
	let terms = terms_of(&[ALICE, BOB], &[escrow]);
	assert_ok!(Contracts::draft(signed(ALICE), terms.clone(), None));
	World { agreement, draft: terms_hash(&terms) }
}

/// What is done to one of everything breaks the invariant of this number.
#[track_caller]
fn breaks(number: &str, corrupt: impl FnOnce(&World)) {
	new_test_ext().execute_with(|| {
		let world = world();
		check_state();
		corrupt(&world);
		match Contracts::do_try_state() {
			Err(DispatchError::Other(why)) => assert!(why.starts_with(&format!("{number}:")), "{why}"),
			other => panic!("invariant {number}: {other:?}"),
		}
	});
}

/// Change the record of an obligation.
fn records(world: &World, place: usize, change: impl FnOnce(&mut Record)) {
	agreements(world, |agreement| change(&mut agreement.progress.records[place]));
}

fn agreements(world: &World, change: impl FnOnce(&mut Agreement<Test>)) {
	let mut agreement = stored(world.agreement);
	change(&mut agreement);
	Agreements::<Test>::insert(world.agreement, Entry::Agreement(agreement));
}

fn drafts(world: &World, change: impl FnOnce(&mut Draft<Test>)) {
	let Some(Entry::Draft(mut draft)) = Agreements::<Test>::get(world.draft) else { panic!("no draft") };
	change(&mut draft);
	Agreements::<Test>::insert(world.draft, Entry::Draft(draft));
}

fn disputes(world: &World, change: impl FnOnce(&mut Dispute)) {
	Disputes::<Test>::mutate(world.agreement, 2, |stored| change(&mut stored.as_mut().unwrap().dispute));
}

#[test]
fn what_was_funded_was_paid_went_back_or_is_held() {
	breaks("1", |world| records(world, 0, |record| record.funded += 1));
	breaks("1", |world| records(world, 1, |record| record.paid += 1));
	breaks("1", |world| records(world, 1, |record| record.interest_paid += 1));
	breaks("1", |world| records(world, 0, |record| record.refunded += 1));
	breaks("1", |world| records(world, 0, |record| record.held -= 1));
	breaks("1", |world| records(world, 0, |record| record.paid = Balance::MAX));
}

#[test]
fn each_obligation_has_a_record() {
	breaks("1", |world| {
		agreements(world, |agreement| {
			agreement.progress.records.pop();
		})
	});
	breaks("1", |world| agreements(world, |agreement| agreement.progress.records.try_push(Record::default()).unwrap()));
}

#[test]
fn nothing_is_closed_in_the_future() {
	breaks("1", |world| agreements(world, |agreement| agreement.progress.closed_at = Some(NOW + 1)));
}

#[test]
fn nothing_is_paid_or_forgiven_beyond_the_terms() {
	breaks("2", |world| records(world, 1, |record| (record.paid, record.funded) = (501, 501)));
	breaks("2", |world| records(world, 1, |record| record.forgiven = 501));
	breaks("2", |world| records(world, 1, |record| (record.paid, record.funded, record.forgiven) = (500, 500, 1)));
	// What is not beyond is right.
	new_test_ext().execute_with(|| {
		records(&world(), 1, |record| (record.paid, record.funded) = (500, 500));
		assert_ok!(Contracts::do_try_state());
	});
}

#[test]
fn of_what_has_no_end_nothing_is_paid_that_has_not_accrued() {
	breaks("2", |world| records(world, 3, |record| (record.paid, record.funded) = (101, 101)));
}

#[test]
fn what_is_held_is_the_sum_of_what_is_to_be_held() {
	type Holds = <Test as crate::Config>::Holds;
	let hold = |reason: HoldReason, asset, who| {
		assert_ok!(<Holds as MutateHold<AccountId>>::hold(asset, &reason.into(), &who, 1));
	};
	let release = |reason: HoldReason, who| {
		let exact = frame_support::traits::tokens::Precision::Exact;
		assert_ok!(<Holds as MutateHold<AccountId>>::release(None, &reason.into(), &who, 1, exact));
	};
	breaks("3", |_| hold(HoldReason::Obligation, None, ALICE));
	breaks("3", |_| hold(HoldReason::Obligation, None, STRANGER));
	breaks("3", |_| hold(HoldReason::Obligation, Some(DOLLAR), ALICE));
	breaks("3", |_| hold(HoldReason::Obligation, Some(DOLLAR), STRANGER));
	breaks("3", |_| release(HoldReason::Obligation, ALICE));
	breaks("3", |_| hold(HoldReason::Fee, None, BOB));
	breaks("3", |_| release(HoldReason::Fee, ALICE));
	breaks("3", |world| drafts(world, |draft| draft.held[0] += 1));
	breaks("3", |world| drafts(world, |draft| draft.held[0] = Balance::MAX));
	breaks("3", |world| drafts(world, |draft| draft.held.try_push(0).unwrap()));
	breaks("3", |world| records(world, 1, |record| (record.held, record.funded) = (1, 1)));
	breaks("3", |world| disputes(world, |dispute| dispute.debtor_advance = Some(199)));
	breaks("3", |world| disputes(world, |dispute| dispute.creditor_advance = Some(1)));
}

#[test]
fn what_is_escrowed_can_be_paid_in_full() {
	breaks("4", |world| records(world, 0, |record| (record.held, record.refunded) = (999, 1)));
	breaks("4", |world| records(world, 0, |record| (record.held, record.funded) = (0, 0)));
}

#[test]
fn what_is_in_dispute_has_a_dispute_of_as_much() {
	breaks("5", |world| records(world, 2, |record| record.disputed = 299));
	breaks("5", |world| records(world, 2, |record| record.disputed = 0));
	breaks("5", |world| records(world, 1, |record| record.disputed = 1));
	breaks("5", |world| Disputes::<Test>::remove(world.agreement, 2));
	breaks("5", |world| disputes(world, |dispute| dispute.amount += 1));
	// More is frozen than is disputed, or than is held.
	breaks("5", |world| records(world, 2, |record| record.frozen = record.disputed + 1));
	breaks("5", |world| records(world, 2, |record| record.frozen = record.held + 1));
	breaks("5", |world| records(world, 0, |record| record.frozen = 1));
}

#[test]
fn a_dispute_is_of_an_obligation() {
	let moved = |to: AgreementId, place: u8, world: &World| {
		let stored = Disputes::<Test>::get(world.agreement, 2).unwrap();
		let mut copy = stored.clone();
		(copy.dispute.debtor_advance, copy.dispute.creditor_advance) = (None, None);
		Disputes::<Test>::insert(to, place, copy);
	};
	breaks("5", |world| moved(world.agreement, 9, world));
	breaks("5", |world| moved(world.draft, 0, world));
	breaks("5", |world| moved(H256::zero(), 0, world));
}

#[test]
fn terms_are_stored_under_their_hash() {
	breaks("6", |world| StoredTerms::<Test>::remove(world.agreement));
	breaks("6", |world| StoredTerms::<Test>::remove(world.draft));
	// Of nothing.
	breaks("6", |_| {
		let terms = terms(&[ALICE]);
		StoredTerms::<Test>::insert(terms_hash(&terms), terms);
	});
	// Changed after a signature.
	for change in [0, 1] {
		breaks("6", |world| {
			let hash = [world.agreement, world.draft][change];
			StoredTerms::<Test>::mutate(hash, |terms| terms.as_mut().unwrap().salt = H256::repeat_byte(1));
		});
	}
	// What nobody can agree on.
	breaks("6", |world| {
		StoredTerms::<Test>::mutate(world.draft, |terms| terms.as_mut().unwrap().obligations[0].debtor = 1);
	});
	breaks("6", |world| agreements(world, |agreement| agreement.progress.terms = H256::repeat_byte(5)));
}

#[test]
fn whoever_is_listed_has_signed_what_is_there() {
	breaks("7", |world| AgreementsOf::<Test>::insert(BOB, world.draft, true));
	breaks("7", |world| AgreementsOf::<Test>::remove(ALICE, world.draft));
	breaks("7", |_| AgreementsOf::<Test>::insert(BOB, H256::zero(), true));
	breaks("7", |world| AgreementsOf::<Test>::insert(ALICE, world.agreement, false));
	breaks("7", |world| drafts(world, |draft| draft.signed = 0));
	breaks("7", |world| drafts(world, |draft| draft.declined = true));
	// It would have become an agreement.
	breaks("7", |world| {
		AgreementsOf::<Test>::insert(BOB, world.draft, true);
		drafts(world, |draft| draft.signed = 0b11);
	});
}
