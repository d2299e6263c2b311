//! Each invariant notices the state that breaks it.

use super::*;
use crate::{Approved, HoldReason, Members, NewKeys, OffenceRecord, RequiredBond, Validator};
use frame_support::{
	traits::{
		fungible::{MutateHold, UnbalancedHold},
		tokens::Precision,
	},
	BoundedVec,
};
use sp_runtime::Perbill;

/// Corrupt a sound state with `corrupt` and expect the complaint `message`.
fn expect_complaint(corrupt: impl FnOnce(), message: &'static str) {
	ExtBuilder::default().build().execute_with(|| {
		bring(State::Applied);
		offend(1, 10, 0);
		assert_eq!(ValidatorSet::do_try_state(), Ok(()));
		corrupt();
		assert_eq!(ValidatorSet::do_try_state(), Err(DispatchError::Other(message)));
	});
}

/// Change the record of `who`.
fn alter(who: u64, change: impl FnOnce(&mut Validator<u64, u64>)) {
	Validators::<Test>::mutate(who, |known| change(known.as_mut().expect("`who` is listed")));
}

/// Replace the approved set.
fn approve_only(members: &[u64]) {
	let members: BoundedVec<u64, MaxValidators> = BoundedVec::truncate_from(members.to_vec());
	Approved::<Test>::put(members);
}

/// Replace the members.
fn seat_only(members: &[u64]) {
	let members: BoundedVec<u64, MaxValidators> = BoundedVec::truncate_from(members.to_vec());
	Members::<Test>::put(members);
}

#[test]
fn order_of_the_set() {
	let message = "2: accounts are not in strictly ascending order";
	expect_complaint(|| approve_only(&[2, 4, 3]), message);
	expect_complaint(|| approve_only(&[2, 3, 3, 4]), message);
	expect_complaint(|| seat_only(&[2, 4, 3]), message);
}

#[test]
fn lists_and_records() {
	let message = "3: the approved accounts are not those recorded as such";
	expect_complaint(|| approve_only(&[1, 2, 3, 4]), message);
	expect_complaint(|| approve_only(&[2, 3, 4, NEW]), message);
	expect_complaint(|| approve_only(&[2, 3]), message);
	expect_complaint(|| Validators::<Test>::remove(3), message);
	let message = "3: the members are not those recorded as such";
	expect_complaint(|| seat_only(&[2, 3]), message);
	expect_complaint(|| alter(2, |known| known.status = Status::Candidate { heard: 0 }), message);
}

#[test]
fn size_of_the_set() {
	expect_complaint(|| MaxValidators::set(2), "1: the approved set is larger than MaxValidators");
	expect_complaint(|| MinValidators::set(4), "1: the set is smaller than MinValidators");
}

#[test]
fn service_and_status() {
	let message = "4: an applicant has not served";
	expect_complaint(|| alter(NEW, |known| known.serves_from = Some(0)), message);
	expect_complaint(|| alter(NEW, |known| known.silent_sessions = 1), message);
	let offence = OffenceRecord { session: 0, fraction: Perbill::zero() };
	expect_complaint(|| alter(NEW, |known| known.offences = BoundedVec::truncate_from(vec![offence])), message);
	expect_complaint(|| alter(2, |known| known.serves_from = None), "4: who joined answers for sessions");
}

#[test]
fn session_keys() {
	let nobodys = || NewKeys::<Test>::insert(STRANGER, keys(77));
	expect_complaint(nobodys, "8: keys wait of nobody who is listed");
	expect_complaint(|| NewKeys::<Test>::insert(2, keys(77)), "8: keys that wait are their owner's");
	expect_complaint(|| NewKeys::<Test>::insert(2, keys(3)), "8: keys that wait are their owner's");
	expect_complaint(|| pallet_session::NextKeys::<Test>::remove(2), "8: who is approved has keys");
}

#[test]
fn offences_and_bond() {
	let offence = OffenceRecord { session: 0, fraction: Perbill::zero() };
	expect_complaint(
		|| alter(1, |known| known.offences = BoundedVec::truncate_from(vec![offence; 2])),
		"5: a session occurs twice among the offences of a validator",
	);
	expect_complaint(
		|| alter(1, |known| known.serves_from = Some(1)),
		"5: an offence is older than the bond that was slashed for it",
	);
	let message = "5: a bond shrank without an offence, or grew";
	expect_complaint(|| alter(2, |known| known.held = BOND - 1), message);
	expect_complaint(|| alter(1, |known| known.held = BOND + 1), message);
}

#[test]
fn the_required_bond() {
	expect_complaint(|| RequiredBond::<Test>::put(MIN_BOND - 1), "6: the required bond is below MinBond");
}

#[test]
fn holds() {
	let reason = RuntimeHoldReason::from(HoldReason::Bond);
	let message = "7: the balance on hold differs from what is recorded";
	let too_much = || {
		assert_ok!(Balances::hold(&reason, &STRANGER, 1));
	};
	expect_complaint(too_much, message);
	let too_little = || {
		assert_ok!(Balances::release(&reason, &2, 1, Precision::Exact));
	};
	expect_complaint(too_little, message);
	let nothing = || {
		assert_ok!(Balances::set_balance_on_hold(&reason, &1, 0));
	};
	expect_complaint(nothing, message);
	// An account that does not exist has no balance to look at.
	expect_complaint(
		|| Validators::<Test>::insert(1_000, Validator::applied(BOND)),
		"7: a recorded bond is not on hold",
	);
}
