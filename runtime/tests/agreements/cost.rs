//! What is read and written.

use super::*;
use sp_io::TestExternalities;

/// How often a transaction reads and writes agreements, and the clock.
fn cost(ext: &mut TestExternalities, who: Sr25519Keyring, call: Call<Runtime>) -> [usize; 2] {
	let transaction = ext.execute_with(|| signed(who, call, 0));
	let (read, written) = traffic(ext, || apply(transaction).expect("it is valid").expect("it succeeds"));
	let own = |keys| of(keys, &["Agreements"]) + of(keys, &["Timestamp"]);
	[own(&read), own(&written)]
}

/// Bob owes Charlie four amounts after so many seconds, the first of them from what is held. Told apart by a number.
fn four(number: u8, after: Seconds) -> Terms {
	let all =
		[escrows(native(CIV), after), pays(native(CIV), after), pays(native(CIV), after), pays(native(CIV), after)];
	Terms { salt: H256::repeat_byte(number), ..terms(&[&account(Bob), &account(Charlie)], &all) }
}

#[test]
fn each_step_reads_and_writes_no_more_than_was_promised() {
	let mut ext = development();
	let terms = ext.execute_with(|| four(0, HOUR));
	let id = terms_hash(&terms);
	// Whether there is one already, and the clock; it, the terms, and that it is listed, are written.
	assert_eq!(cost(&mut ext, Bob, draft(&terms, None)), [2, 3]);
	// The draft, its terms, the clock; the agreement, and that it is listed.
	assert_eq!(cost(&mut ext, Charlie, sign(id, None)), [3, 2]);
	ext.execute_with(|| pass(HOUR));
	// The agreement, its terms, the clock; the agreement.
	assert_eq!(cost(&mut ext, Ferdie, settle(id, None)), [3, 1]);
	ext.execute_with(|| assert_eq!(line(id).paid, CIV));

	// In a list there are as many for each, and the clock once.
	let ids: Vec<_> = ext.execute_with(|| {
		let ids = (1..=5).map(|number| agree(Bob, Charlie, &four(number, HOUR))).collect();
		pass(HOUR);
		ids
	});
	let one = |id: &AgreementId| ToSettle { agreement: *id, certificates: Default::default() };
	let agreements: Vec<_> = ids.iter().map(one).collect();
	let list = Call::settle { agreements: agreements.try_into().expect("five"), most: None, obligations: 20 };
	assert_eq!(cost(&mut ext, Ferdie, list), [2 * 5 + 1, 5]);
	ext.execute_with(|| {
		assert!(ids.iter().all(|id| line(*id).paid == CIV));
		end_block();
	});
}

/// Years of periods that nobody has settled change nothing of it.
#[test]
fn however_many_periods_there_are_as_much_is_read_and_written() {
	let mut ext = development();
	let mut all = Vec::new();
	for seconds in [2, 1_000_000] {
		let id = ext.execute_with(|| {
			let every = Span::Seconds(1);
			let accrues = Accrual::Instalments { start: When::At(now() - seconds * 1_000), every, count: None };
			let performance = Performance::Pay { asset: None, amount: 1_000, accrues };
			let due = Due { performance, interest: Some(50_000), ..pays(native(1), 0) };
			let terms =
				Terms { salt: H256::from_low_u64_be(seconds), ..terms(&[&account(Bob), &account(Charlie)], &[due]) };
			submit(Bob, draft(&terms, None));
			terms_hash(&terms)
		});
		all.push(cost(&mut ext, Charlie, sign(id, None)));
		ext.execute_with(|| assert!(line(id).paid >= Balance::from(seconds) * 1_000));
	}
	assert_eq!(all[0], all[1]);
	ext.execute_with(end_block);
}

#[test]
fn the_largest_calls_fit_into_a_block() {
	use pallet_agreements::WeightInfo;
	type Weights = <Runtime as pallet_agreements::Config>::WeightInfo;
	let weights = <Runtime as frame_system::Config>::BlockWeights::get();
	let most = weights.get(frame_support::dispatch::DispatchClass::Normal).max_extrinsic.expect("it is limited");
	for (what, weight) in [
		("an amendment", Weights::amend(MAX_OBLIGATIONS)),
		("a pay run of 200 with taxes, one of a list each", Weights::settle(3).saturating_mul(200)),
		("an end", Weights::end(MAX_OBLIGATIONS)),
	] {
		assert!(weight.all_lte(most), "{what} weighs {weight:?} of {most:?}");
	}
}

/// The deposits that the README of the pallet tells, in tenths of mCIV, by how many obligations there are.
#[test]
fn deposits_are_those_of_the_readme() {
	let tenth = CIV / 10_000;
	for (obligations, deposit) in [(0, 976), (1, 1_754), (4, 4_088)] {
		development().execute_with(|| {
			let due = vec![pays(native(CIV), HOUR); obligations];
			let terms = terms(&[&account(Bob), &account(Charlie)], &due);
			submit(Bob, draft(&terms, None));
			let held = Balances::balance_on_hold(&AgreementHold::get(), &account(Bob));
			assert_eq!(held / tenth, deposit, "{obligations} obligations");
		});
	}
}
