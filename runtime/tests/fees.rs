//! What transactions cost, who gets it, and how much fits into a block.

mod common;

use civitas_runtime::{
	configs::system::MEASURED_REMARK,
	currency::{CIV, MILLICIV},
	Balances, Runtime, TransactionPayment, Treasury,
};
use codec::Encode;
use common::*;
use frame_support::{
	dispatch::{DispatchClass, GetDispatchInfo},
	weights::constants::{ParityDbWeight, WEIGHT_REF_TIME_PER_MILLIS},
};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie};

fn transfer(value: u128) -> pallet_balances::Call<Runtime> {
	pallet_balances::Call::transfer_keep_alive { dest: account(Charlie).into(), value }
}

#[test]
fn fees_go_to_the_treasury_and_the_author_and_tips_to_the_author() {
	development().execute_with(|| {
		// Alice is the only validator, so Bob pays.
		let tip = CIV;
		let (payer, author, pot) = (account(Bob), account(Alice), Treasury::account_id());
		let before = [&payer, &author, &pot].map(Balances::free_balance);
		apply(signed(Bob, transfer(CIV), tip)).expect("it is valid").expect("it succeeds");
		let after = [&payer, &author, &pot].map(Balances::free_balance);

		let fee = before[0] - after[0] - CIV - tip;
		assert!(fee > MILLICIV / 10 && fee < 5 * MILLICIV, "the fee is {fee}");
		assert_eq!(after[1] - before[1], tip + fee / 5);
		assert_eq!((after[1] - before[1]) + (after[2] - before[2]), tip + fee, "nothing is lost");
		end_block();
	});
}

#[test]
fn the_fee_that_is_announced_is_the_most_that_is_taken() {
	development().execute_with(|| {
		let transaction = signed(Bob, transfer(CIV), 0);
		let length = transaction.encoded_size() as u32;
		let announced = TransactionPayment::query_info(transaction.clone(), length).partial_fee;
		let before = Balances::free_balance(account(Bob));
		apply(transaction).expect("it is valid").expect("it succeeds");
		let paid = before - Balances::free_balance(account(Bob)) - CIV;
		assert!(paid <= announced && paid * 10 > announced * 9, "announced {announced}, paid {paid}");
		end_block();
	});
}

#[test]
fn the_database_is_paid_for_at_its_own_price() {
	assert_eq!(<Runtime as frame_system::Config>::DbWeight::get(), ParityDbWeight::get());
	// Two accounts are read and written. With the prices of RocksDB it would be 250 us for that alone.
	let weight = transfer(1).get_dispatch_info().call_weight.ref_time();
	assert!(weight < 250_000_000, "a transfer weighs {weight} ps");
	assert!(weight > ParityDbWeight::get().reads_writes(1, 1).ref_time());
}

#[test]
fn a_transaction_is_charged_for_its_extension_once() {
	development().execute_with(|| {
		let database = <Runtime as frame_system::Config>::DbWeight::get();
		let remark = signed(Bob, frame_system::Call::remark { remark: vec![] }, 0);
		let base = <Runtime as frame_system::Config>::BlockWeights::get().get(DispatchClass::Normal).base_extrinsic;
		// The record of who pays is read and written for its number and for the fee. What was measured had all in memory.
		let charged = base + remark.get_dispatch_info().total_weight() - database.reads_writes(2, 2);
		let (charged, measured) = (charged.ref_time(), MEASURED_REMARK.ref_time());
		assert!(charged >= measured && charged < measured * 6 / 5, "{charged} ps charged, {measured} ps measured");
		end_block();
	});
}

#[test]
fn a_block_takes_what_was_promised() {
	let weights = <Runtime as frame_system::Config>::BlockWeights::get();
	let normal = weights.get(DispatchClass::Normal).max_total.expect("it is limited");
	assert_eq!(normal.ref_time(), 1_500 * WEIGHT_REF_TIME_PER_MILLIS);
	let length = <Runtime as frame_system::Config>::BlockLength::get();
	assert_eq!(*length.max.get(DispatchClass::Operational), 5 * 1024 * 1024);

	development().execute_with(|| {
		let transaction = signed(Bob, transfer(1), 0);
		let info = transaction.get_dispatch_info();
		let each = info.total_weight() + weights.get(DispatchClass::Normal).base_extrinsic;
		let by_weight = normal.ref_time() / each.ref_time();
		let by_length = length.max.get(DispatchClass::Normal) / transaction.encoded_size() as u32;
		assert!(by_weight > 3_000 && by_length > 3_000, "{by_weight} transfers by weight, {by_length} by length");
		end_block();
	});
}
