//! `archive`.

use super::{
	audit::{audited, engaged_in, next_period},
	trace::transfer,
	*,
};
use civitas_primitives::certification::merkle::MerkleTree;
use codec::{Decode, Encode};
use frame_support::traits::fungible::InspectHold;

fn archive(shelf: Shelf, limit: u32) -> DispatchResult {
	PublicFinance::archive(signed(STRANGER), shelf, limit)
}

fn gift(fund: FundId, donor: AccountId, amount: Balance) {
	assert_ok!(PublicFinance::donate(signed(donor), fund, Some(DOLLAR), amount));
}

/// The leaves that were archived, in their order.
fn leaves(shelf: Shelf) -> Vec<Vec<u8>> {
	let leaf = |event: Event<Test>| match event {
		Event::Archived { shelf: of, number, leaf } if of == shelf => Some((number, leaf)),
		_ => None,
	};
	let found: Vec<_> = events().into_iter().filter_map(leaf).collect();
	assert!(found.iter().map(|(number, _)| *number).eq(0..found.len() as u32), "each has the number of its record");
	found.into_iter().map(|(_, leaf)| leaf).collect()
}

/// A fund of dollars with gifts of 100, 200 and 300, of which 250 went into another one, in two uses.
fn given() -> (FundId, FundId) {
	let (fund, to) = (fund(DOLLARS), fund(DOLLARS));
	for (donor, amount) in [(DONOR, 100), (DONOR2, 200), (DONOR, 300)] {
		gift(fund, donor, amount);
	}
	transfer(fund, to, 50);
	transfer(fund, to, 200);
	(fund, to)
}

#[test]
fn nothing_leaves_that_was_not_audited() {
	build_and_execute(|| {
		found();
		let (fund, to) = given();
		for shelf in [Shelf::Uses(fund), Shelf::Receipts(fund), Shelf::Uses(to), Shelf::Receipts(to)] {
			refused!(archive(shelf, 64), NothingToArchive);
		}
		engaged_in(0, 7);
		close_period();
		refused!(archive(Shelf::Uses(fund), 64), NothingToArchive);
		refused!(archive(Shelf::Uses(to + 1), 64), FundUnknown);
		refused!(archive(Shelf::Receipts(to + 1), 64), FundUnknown);
	});
}

#[test]
fn uses_leave_the_oldest_first_and_prove_themselves() {
	build_and_execute(|| {
		found();
		let (fund, _) = given();
		let records: Vec<_> = (0..2).map(|number| Uses::<Test>::get(fund, number).unwrap()).collect();
		audited();
		transfer(fund, 1, 10);
		let later = Uses::<Test>::get(fund, 2).unwrap();
		events();
		let shelf = Shelf::Uses(fund);
		refused!(archive(shelf, 0), NothingToArchive);
		assert_ok!(archive(shelf, 1));
		assert_eq!((fund_of(fund).first_use, Uses::<Test>::get(fund, 0)), (1, None));
		assert_ok!(archive(shelf, 64));
		// The last is of a period that was not audited.
		assert_eq!((fund_of(fund).first_use, Uses::<Test>::get(fund, 2)), (2, Some(later)));
		refused!(archive(shelf, 64), NothingToArchive);

		let leaves = leaves(shelf);
		let expected = records.iter().zip(0u32..).map(|(record, number)| (shelf, number, record).encode());
		assert!(leaves.iter().cloned().eq(expected));
		let (.., read) = <(Shelf, u32, Use<Test>)>::decode(&mut &leaves[1][..]).expect("it is what it says");
		assert_eq!(read, records[1]);
		let log = PublicFinance::log(shelf);
		assert_eq!((log.count, log.root), (2, MerkleTree::new(leaves).root()));
	});
}

#[test]
fn receipts_leave_after_all_uses_of_them() {
	build_and_execute(|| {
		found();
		let (fund, _) = given();
		audited();
		let shelf = Shelf::Receipts(fund);
		refused!(archive(shelf, 64), NothingToArchive);
		// The first use has only a part of the first receipt.
		assert_ok!(archive(Shelf::Uses(fund), 1));
		refused!(archive(shelf, 64), NothingToArchive);
		assert_ok!(archive(Shelf::Uses(fund), 64));
		events();
		let records: Vec<_> = (0..2).map(|number| Receipts::<Test>::get(fund, number).unwrap()).collect();
		let before = Deposits::<Test>::get(CITY).unwrap().bytes;
		let on_hold = |donor: &AccountId| pallet_balances::Pallet::<Test>::balance_on_hold(&GiftHold::get(), donor);
		assert_eq!(on_hold(&DONOR), 2 * on_hold(&DONOR2));
		assert_ok!(archive(shelf, 64));
		// Of the second a part is still in the fund: it stays.
		assert_eq!((fund_of(fund).first_receipt, Receipts::<Test>::get(fund, 0)), (1, None));
		assert!(Receipts::<Test>::contains_key(fund, 1));
		// The donor has paid for it, and has that back.
		assert_eq!(Deposits::<Test>::get(CITY).unwrap().bytes, before);
		let still = |donor: AccountId| Gifts::<Test>::iter_key_prefix(donor).collect::<Vec<_>>();
		assert_eq!((still(DONOR), still(DONOR2)), (vec![(fund, 2)], vec![(fund, 1)]));
		assert_eq!(on_hold(&DONOR), on_hold(&DONOR2));

		// The leaf has all but the deposit.
		let leaves = leaves(shelf);
		let expected = Receipt { ticket: None, ..records[0].clone() };
		assert_eq!(leaves, [(shelf, 0u32, expected).encode()]);
		let log = PublicFinance::log(shelf);
		assert_eq!((log.count, log.root), (1, MerkleTree::new(leaves).root()));
	});
}

#[test]
fn what_a_body_has_paid_for_comes_back_to_it() {
	build_and_execute(|| {
		found();
		let (fund, to) = (filled(EUR, 100), fund(EUR));
		transfer(fund, to, 100);
		audited();
		let bytes = || Deposits::<Test>::get(CITY).unwrap().bytes;
		let (before, used) = (bytes(), Uses::<Test>::get(fund, 0).unwrap());
		assert_ok!(archive(Shelf::Uses(fund), 64));
		let after = before - used.bytes() as u64;
		assert_eq!(bytes(), after);
		let receipt = Receipts::<Test>::get(fund, 0).unwrap();
		assert_ok!(archive(Shelf::Receipts(fund), 64));
		assert_eq!(bytes(), after - crate::bodies::bytes_of(&receipt) as u64);
	});
}

#[test]
fn what_was_void_leaves_with_what_is_around_it() {
	build_and_execute(|| {
		found();
		let (fund, to) = (filled(EUR, 100), fund(EUR));
		let terms = || list([receipt_terms(EUR, 50), receipt_terms(EUR, 10)]);
		assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, fund, terms()));
		let void = Correction::Void { fund, receipt: 1, evidence: PROOF };
		assert_ok!(PublicFinance::correct(signed(OFFICER), CITY, void));
		transfer(fund, to, 100);
		audited();
		transfer(fund, to, 10);
		assert_ok!(archive(Shelf::Uses(fund), 64));
		assert_ok!(archive(Shelf::Receipts(fund), 64));
		// The use that passes the gap is still there, and so is the gap.
		assert_eq!(fund_of(fund).first_receipt, 1);
		engaged_in(1, 7);
		next_period();
		assert_ok!(PublicFinance::conclude(signed(AUDITOR), CITY, 1, Conclusion::Opinion(Opinion::Adverse, PROOF)));
		assert_ok!(archive(Shelf::Uses(fund), 64));
		assert_ok!(archive(Shelf::Receipts(fund), 64));
		assert_eq!((fund_of(fund).first_receipt, fund_of(fund).first_use), (3, 2));
		assert_eq!(
			(PublicFinance::log(Shelf::Receipts(fund)).count, PublicFinance::log(Shelf::Uses(fund)).count),
			(3, 2)
		);
	});
}
