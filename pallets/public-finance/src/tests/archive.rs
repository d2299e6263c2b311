//! `archive`.

use super::{
	audit::{audited, engaged_in, next_period},
	trace::transfer,
	*,
};
use civitas_primitives::certification::merkle::MerkleTree;
use codec::{DecodeAll, Encode};
use frame_support::traits::fungible::InspectHold;

/// How a use was put right, by whom and when.
type Corrected = (Correction, AccountId, Moment);
/// What the leaf of a use has.
type UseLeaf = (Shelf, u32, Use<Test>, Vec<Corrected>);

/// What is paid for the receipt of a use.
fn room() -> usize {
	crate::bodies::bytes_at_most::<Receipt<Test>>()
}

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

/// Receipts leave whose uses other bodies have paid for, one body at a time.
#[test]
fn what_others_have_paid_for_comes_back_to_them() {
	build_and_execute(|| {
		budget();
		charity();
		let theirs = fund_by(HELPER, CHARITY, fund_terms(DOLLARS));
		let id = filled(DOLLARS, 1_000);
		pay_award(id, awarded(Payee::Fund(theirs), 8, 600), 8, 600);
		audited();
		let bytes = |body: AccountId| Deposits::<Test>::get(body).unwrap().bytes;
		let (before, used) = (bytes(CITY), Uses::<Test>::get(id, 0).unwrap().bytes());
		assert_ok!(archive(Shelf::Uses(id), 64));
		assert_eq!(bytes(CITY), before + room() as u64 - used as u64);
		assert_ok!(PublicFinance::donate(signed(DONOR), theirs, Some(DOLLAR), 100));
		let last = fund_by(HELPER, CHARITY, fund_terms(DOLLARS));
		let all = Payment { fund: theirs, amount: 700, how: How::Transfer { to: last }, evidence: None };
		assert_ok!(PublicFinance::pay(signed(HELPER), CHARITY, list([all])));
		let engage = |who, engage| PublicFinance::engage(signed(who), CHARITY, 0, engage);
		assert_ok!(engage(BOARD, Engage::Offer(AUDITOR)));
		assert_ok!(engage(AUDITOR, Engage::Accept(Commitment { hash: PROOF, every: 7 })));
		assert_ok!(PublicFinance::set_period(signed(HELPER), CHARITY, PeriodChange::Close));
		let opinion = Conclusion::Opinion(Opinion::Disclaimer, PROOF);
		assert_ok!(PublicFinance::conclude(signed(AUDITOR), CHARITY, 0, opinion));
		assert_ok!(archive(Shelf::Uses(theirs), 64));
		let before = [CITY, CHARITY].map(bytes);
		assert_ok!(archive(Shelf::Receipts(theirs), 64));
		assert_eq!(fund_of(theirs).first_receipt, 2);
		assert_eq!([CITY, CHARITY].map(bytes), [before[0] - room() as u64, before[1]]);
	});
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
		let none = Vec::<Corrected>::new();
		let expected = records.iter().zip(0u32..).map(|(record, number)| (shelf, number, record, &none).encode());
		assert!(leaves.iter().cloned().eq(expected));
		let read = UseLeaf::decode_all(&mut &leaves[1][..]).expect("it is what it says");
		assert_eq!(read, (shelf, 1, records[1].clone(), none));
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
		// But for the receipt that it has made, which is still there.
		let after = before + room() as u64 - used.bytes() as u64;
		assert_eq!(bytes(), after);
		let receipt = Receipts::<Test>::get(fund, 0).unwrap();
		assert_ok!(archive(Shelf::Receipts(fund), 64));
		let after = after - crate::bodies::bytes_of(&receipt) as u64;
		assert_eq!(bytes(), after);
		// That leaves by a use of another period.
		let last = self::fund(EUR);
		let before = bytes();
		transfer(to, last, 100);
		let used = Uses::<Test>::get(to, 0).unwrap().bytes();
		assert_eq!(bytes(), before + used as u64);
		engaged_in(1, 7);
		next_period();
		assert_ok!(PublicFinance::conclude(signed(AUDITOR), CITY, 1, Conclusion::Opinion(Opinion::Disclaimer, PROOF)));
		let before = bytes();
		assert_ok!(archive(Shelf::Uses(to), 64));
		assert_eq!(bytes(), before + room() as u64 - used as u64);
		assert_ok!(archive(Shelf::Receipts(to), 64));
		assert_eq!(bytes(), before - used as u64);
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
		// The use that passes the gap is still there, and so what was void stays to be audited.
		assert_eq!((fund_of(fund).first_receipt, fund_of(fund).first_use), (1, 1));
		refused!(archive(Shelf::Receipts(fund), 64), NothingToArchive);
		engaged_in(1, 7);
		next_period();
		assert_ok!(PublicFinance::conclude(signed(AUDITOR), CITY, 1, Conclusion::Opinion(Opinion::Disclaimer, PROOF)));
		assert_ok!(archive(Shelf::Uses(fund), 64));
		assert_ok!(archive(Shelf::Receipts(fund), 64));
		assert_eq!((fund_of(fund).first_receipt, fund_of(fund).first_use), (3, 2));
		assert_eq!(
			(PublicFinance::log(Shelf::Receipts(fund)).count, PublicFinance::log(Shelf::Uses(fund)).count),
			(3, 2)
		);
	});
}

#[test]
fn what_was_put_right_leaves_with_how_it_was() {
	build_and_execute(|| {
		found();
		let (fund, to) = (filled(EUR, 100), fund(EUR));
		(0..2).for_each(|_| transfer(fund, to, 50));
		let note = |document| Correction::Note { fund, number: 0, document };
		let notes = [1, 2].map(|byte| note(H256::repeat_byte(byte)));
		for (note, officer) in notes.iter().zip([OFFICER, SECOND]) {
			assert_ok!(PublicFinance::correct(signed(officer), CITY, note.clone()));
		}
		let other = Correction::Note { fund, number: 1, document: PROOF };
		assert_ok!(PublicFinance::correct(signed(OFFICER), CITY, other));
		audited();
		let bytes = || Deposits::<Test>::get(CITY).unwrap().bytes;
		let (before, used) = (bytes(), Uses::<Test>::get(fund, 0).unwrap());
		let corrected = notes.into_iter().zip([OFFICER, SECOND]).map(|(note, officer)| (note, officer, NOW));
		let corrected: Vec<Corrected> = corrected.collect();
		events();
		assert_ok!(archive(Shelf::Uses(fund), 1));
		let shelf = Shelf::Uses(fund);
		assert_eq!(leaves(shelf), [(shelf, 0u32, &used, &corrected).encode()]);
		let took: usize = used.bytes() - room() + corrected.iter().map(crate::bodies::bytes_of).sum::<usize>();
		assert_eq!(bytes(), before - took as u64);
		// Of the other it is still there.
		let left: Vec<_> = Corrections::<Test>::iter_keys().collect();
		assert_eq!(left, [((fund, 1), 0)]);
	});
}

#[test]
fn what_a_bank_has_paid_is_answered_before_it_leaves() {
	build_and_execute(|| {
		budget();
		charity();
		let (fund, theirs) = (filled(EUR, 1_000), fund_by(HELPER, CHARITY, fund_terms(EUR)));
		// To someone who says nothing here; to one who says something, another body, and one who has said something.
		let payees = [Payee::Withheld(PROOF), Payee::Account(PAYEE), Payee::Fund(theirs), Payee::Account(DONOR)];
		for payee in payees {
			pay_award(fund, awarded(payee, 3, 100), 3, 100);
		}
		assert_ok!(PublicFinance::confirm(signed(DONOR), fund, 3, false));
		// Revenue that went back is no other.
		let taxes = ReceiptTerms { source: Source::Account(PAYEE), line: Some(0), ..receipt_terms(EUR, 100) };
		assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, fund, list([taxes])));
		let how = How::Refund { fund, receipt: 1, line: Some(0) };
		let refund = Payment { fund, amount: 100, how, evidence: Some(PROOF) };
		assert_ok!(PublicFinance::pay(signed(SECOND), CITY, list([refund])));
		audited();
		let shelf = Shelf::Uses(fund);
		assert_ok!(archive(shelf, 64));
		assert_eq!(fund_of(fund).first_use, 1);
		// Nothing leaves before what is older.
		refused!(archive(shelf, 64), NothingToArchive);
		assert_ok!(PublicFinance::confirm(signed(PAYEE), fund, 1, true));
		assert_ok!(archive(shelf, 64));
		assert_eq!(fund_of(fund).first_use, 2);
		refused!(archive(shelf, 64), NothingToArchive);
		assert_ok!(PublicFinance::confirm(signed(HELPER), fund, 2, false));
		assert_ok!(archive(shelf, 64));
		assert_eq!(fund_of(fund).first_use, 4);
		set_time(NOW + ANSWER_TIME);
		refused!(archive(shelf, 64), NothingToArchive);
		set_time(NOW + ANSWER_TIME + 1);
		assert_ok!(archive(shelf, 64));
		assert_eq!((fund_of(fund).first_use, fund_of(fund).uses), (5, 5));
		refused!(PublicFinance::confirm(signed(PAYEE), fund, 4, true), UseUnknown);
	});
}

#[test]
fn what_went_back_leaves_whatever_is_used() {
	build_and_execute(|| {
		found();
		let fund = fund(DOLLARS);
		for (donor, amount) in [(DONOR, 100), (DONOR2, 200), (DONOR, 300)] {
			gift(fund, donor, amount);
		}
		let shelf = Shelf::Receipts(fund);
		refused!(archive(shelf, 64), NothingToArchive);
		let give_back = |receipt| {
			assert_ok!(PublicFinance::give_back(signed(OFFICER), fund, receipt));
		};
		// What came before it is there.
		give_back(1);
		refused!(archive(shelf, 64), NothingToArchive);
		give_back(0);
		let before = Deposits::<Test>::get(CITY).unwrap().bytes;
		assert_ok!(archive(shelf, 64));
		assert_eq!((fund_of(fund).first_receipt, fund_of(fund).queue.used), (2, 0));
		// The donors have their deposits back, and the body has borne nothing.
		assert_eq!(Deposits::<Test>::get(CITY).unwrap().bytes, before);
		let still = |donor: AccountId| Gifts::<Test>::iter_key_prefix(donor).collect::<Vec<_>>();
		assert_eq!((still(DONOR), still(DONOR2)), (vec![(fund, 2)], vec![]));
		assert_eq!(free(None, DONOR2), ENDOWMENT);
	});
}
