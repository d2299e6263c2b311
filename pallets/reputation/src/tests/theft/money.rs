//! The money of others.

use super::*;
use crate::tests::publish::{praise, publish, terms};

fn left() -> Balance {
	Sponsorships::<Test>::get(thing().id()).map_or(0, |sponsorship| sponsorship.left)
}

/// Whoever reviews takes no more of what is set aside than a review costs, for each receipt once.
#[test]
fn what_is_set_aside_is_not_drained_faster_than_by_receipts() {
	build_and_execute(|| {
		dealings();
		assert_ok!(sponsor(SHOP, thing(), 10 * sponsored_cost()));
		let id = reviewed(ALICE, DEAL, thing(), 1);
		let after = left();
		assert_eq!(after, 9 * sponsored_cost());
		// Not by the same receipt, by versions, posts, or by letting it go and come back.
		refused!(review(ALICE, first(DEAL, thing()), open(1), None), ReviewExists);
		for _ in 0..3 {
			assert_ok!(withdraw(ALICE, id));
			assert_ok!(again(ALICE, id, 1));
		}
		assert_ok!(publish(ALICE, terms()));
		assert_ok!(respond(SHOP, id, 3));
		assert_eq!(left(), after);
		// Nor does what is refused take any.
		let paid = Receipt { subject: ReceiptSubject::Thing(product()), ..receipt(SHOP) };
		deal(BOBS_DEAL, BOB, SHOP, paid);
		refused!(review(BOB, claiming(BOBS_DEAL, thing(), 1), open(1), None), BucketTooHigh);
		let voice = Some(H256::zero());
		refused!(review(BOB, first(BOBS_DEAL, thing()), open(1), voice), VoiceInvalid);
		assert_eq!(left(), after);
	});
}

/// Who is rich in receipts takes all of it: then the others pay for themselves, and the owner takes back nothing that is not there.
#[test]
fn when_it_is_gone_everyone_pays_for_himself() {
	build_and_execute(|| {
		assert_ok!(sponsor(SHOP, thing(), 3 * sponsored_cost() + 5));
		let treasury = free(TREASURY);
		let payers: Vec<_> = (1..=5)
			.map(|number| {
				let interaction = H256::repeat_byte(number);
				deal_with_shop(interaction, ALICE);
				stored(reviewed(ALICE, interaction, thing(), 1)).payer
			})
			.collect();
		assert_eq!(payers, [SHOP, SHOP, SHOP, ALICE, ALICE]);
		assert_eq!((left(), free(TREASURY)), (5, treasury + 5 * LEAST_FEE));
		assert_ok!(sponsor(SHOP, thing(), 0));
		assert_eq!(held(HoldReason::Sponsorship, &SHOP), 0);
	});
}

/// A sponsor whose account is locked and frozen still pays of what is on hold; and whoever it is, nobody is kept from reviewing him.
#[test]
fn a_sponsor_who_is_locked_keeps_nobody_from_reviewing() {
	build_and_execute(|| {
		dealings();
		deal_with_shop(BOBS_DEAL, BOB);
		assert_ok!(sponsor(SHOP, thing(), sponsored_cost()));
		lock(SHOP);
		let treasury = free(TREASURY);
		reviewed(ALICE, DEAL, thing(), 1);
		reviewed(BOB, BOBS_DEAL, thing(), 1);
		assert_eq!(free(TREASURY), treasury + 2 * LEAST_FEE);
		assert_eq!(all(&thing()).all, counts(&[1, 1], &[], &[]));
	});
}

/// A sponsor whose hold is gone, whatever has taken it, keeps nobody from reviewing either.
#[test]
fn nor_does_one_who_has_nothing_any_more() {
	use frame_support::traits::{
		fungible::MutateHold,
		tokens::{Fortitude, Precision},
	};
	new_test_ext().execute_with(|| {
		dealings();
		assert_ok!(sponsor(SHOP, thing(), 2 * sponsored_cost()));
		let held = held(HoldReason::Sponsorship, &SHOP);
		let reason: RuntimeHoldReason = HoldReason::Sponsorship.into();
		let (exact, force) = (Precision::Exact, Fortitude::Force);
		assert_ok!(<Balances as MutateHold<AccountId>>::burn_held(&reason, &SHOP, held, exact, force));
		let (alice, ledger) = (total(ALICE), bytes(SHOP));
		let id = reviewed(ALICE, DEAL, thing(), 1);
		assert_eq!((stored(id).payer, total(ALICE)), (ALICE, alice - LEAST_FEE));
		// Nothing was done by halves.
		assert_eq!((bytes(SHOP), left()), (ledger, 2 * sponsored_cost()));
	});
}

/// The shop sets something aside for what it does not own, or takes what others have set aside.
#[test]
fn only_ones_own_is_set_aside_and_taken_back() {
	build_and_execute(|| {
		let alices_own = Subject::Thing(Thing { owner: ALICE, ..product() });
		assert_ok!(sponsor(ALICE, alices_own.clone(), UNIT));
		refused!(sponsor(SHOP, alices_own.clone(), 0), NotAllowed);
		refused!(sponsor(SHOP, alices_own.clone(), 2 * UNIT), NotAllowed);
		assert_ok!(sponsor(SHOP, thing(), UNIT));
		assert_ok!(sponsor(SHOP, thing(), 0));
		assert_eq!(held(HoldReason::Sponsorship, &ALICE), UNIT);
	});
}

/// The sponsor takes back what he has set aside just before a bad review: his right; and the review is given all the same.
#[test]
fn what_is_taken_back_in_time_stops_no_review() {
	build_and_execute(|| {
		dealings();
		assert_ok!(sponsor(SHOP, thing(), sponsored_cost()));
		assert_ok!(sponsor(SHOP, thing(), 0));
		assert_eq!(stored(reviewed(ALICE, DEAL, thing(), 1)).payer, ALICE);
	});
}

/// The fee of a dispute is on hold, and pays nothing else.
#[test]
fn the_fee_of_an_arbiter_is_for_him_alone() {
	build_and_execute(|| {
		let id = disputed(1);
		deal_with_shop(BOBS_DEAL, BOB);
		let other = reviewed(BOB, BOBS_DEAL, thing(), 1);
		assert_ok!(dispute(SHOP, other));
		let had = free(ARBITER);
		assert_ok!(rule(ARBITER, other, true));
		assert_eq!((free(ARBITER), held(HoldReason::Dispute, &SHOP)), (had + RULING_FEE, RULING_FEE));
		refused!(rule(ARBITER, other, true), NotDisputed);
		wait(RULE_WITHIN + 1);
		assert_ok!(refresh(id));
		assert_eq!((free(ARBITER), held(HoldReason::Dispute, &SHOP)), (had + RULING_FEE, 0));
	});
}

/// Strangers make somebody bear records.
#[test]
fn nobody_pays_for_what_others_say_of_him() {
	build_and_execute(|| {
		let before = (free(SHOP), bytes(SHOP));
		let id = standing(1);
		assert_ok!(again(ALICE, id, 2));
		assert_ok!(publish(BOB, praise(SHOP)));
		assert_eq!((free(SHOP), bytes(SHOP)), before);
		// And answers cost nothing.
		assert_ok!(respond(SHOP, id, 1));
		assert_eq!((free(SHOP), bytes(SHOP)), before);
	});
}
