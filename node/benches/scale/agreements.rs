//! Agreements of two, each with a payment by the second that nobody has settled yet.

use super::*;
use civitas_primitives::agreements::*;
use civitas_runtime::{Agreements, Runtime};
use pallet_agreements::{
	types::{Entry, ToSettle},
	AgreementsOf, Call, StoredTerms, TermsOf,
};

/// When they are settled.
const NOW: Moment = 2_000_000_000_000 / SLOT_DURATION_MILLIS * SLOT_DURATION_MILLIS;
/// How many periods the even ones are behind, and the odd ones.
const PERIODS: [Moment; 2] = [1, 1_000_000];

/// Alice owes Bob a little every second, with interest.
fn terms(number: u32) -> TermsOf<Runtime> {
	let party = |who: Sr25519Keyring| Party { account: who.to_account_id(), role: text("party") };
	// The first period begins at the start.
	let start = When::At(NOW - (PERIODS[number as usize % 2] - 1) * 1_000);
	let accrues = Accrual::Instalments { start, every: Span::Seconds(1), count: None };
	let due = Obligation {
		clause: 1,
		debtor: 0,
		creditor: Creditor::Party(1),
		performance: Performance::Pay { asset: None, amount: 1_000, accrues },
		awaits: Awaits::default(),
		funding: Funding::Unfunded,
		grace: 0,
		interest: Some(50_000),
		assignable: false,
		carries: None,
	};
	Terms {
		parties: vec![party(Alice), party(Bob)].try_into().expect("two"),
		about: None,
		prose: Prose { hash: H256::zero(), uri: text(""), clauses: None },
		template: None,
		obligations: vec![due].try_into().expect("one"),
		term: None,
		arbitration: None,
		amends: None,
		sign_by: NOW,
		salt: H256::from_low_u64_be(number.into()),
	}
}

/// The genesis of a development chain with so many of them.
fn genesis(count: u32) -> Storage {
	let mut storage = development();
	let example = BasicExternalities::execute_with_storage(&mut storage, || {
		let terms = terms(u32::MAX);
		let id = terms_hash(&terms);
		Agreements::draft(origin(Alice), terms, None).expect("Alice can pay");
		Agreements::sign(origin(Bob), id, None).expect("Bob is named");
		pallet_agreements::Agreements::<Runtime>::get(id).expect("it was just signed").encode()
	});
	for number in 0..count {
		let terms = terms(number);
		let id = terms_hash(&terms);
		let Ok(Entry::Agreement(mut agreement)) = Entry::<Runtime>::decode(&mut &example[..]) else {
			panic!("it was signed");
		};
		agreement.progress.terms = id;
		let entry = Entry::<Runtime>::Agreement(agreement).encode();
		storage.top.insert(pallet_agreements::Agreements::<Runtime>::hashed_key_for(id), entry);
		storage.top.insert(StoredTerms::<Runtime>::hashed_key_for(id), terms.encode());
		for party in [Alice, Bob] {
			storage.top.insert(AgreementsOf::<Runtime>::hashed_key_for(party.to_account_id(), id), vec![]);
		}
	}
	storage
}

/// Settle one after the other, from `first` on, and return how long one takes in the block.
fn settle(client: &Client, first: u32, step: u32, samples: u32) -> f64 {
	let ids: Vec<_> = (0..samples).map(|sample| terms_hash(&terms(first + sample * step))).collect();
	let calls = ids.iter().map(|id| {
		let one = ToSettle { agreement: *id, certificates: Default::default() };
		Call::settle { agreements: vec![one].try_into().expect("one"), most: None, obligations: 1 }.into()
	});
	let (time, _, changes) = block(client, NOW, calls.collect());
	for id in ids {
		let settled = pallet_agreements::Agreements::<Runtime>::hashed_key_for(id);
		let mut values = changes.main_storage_changes.iter().filter(|(key, _)| *key == settled);
		let value = values.next().and_then(|(_, value)| value.as_ref()).expect("it is settled");
		let Ok(Entry::Agreement(agreement)) = Entry::<Runtime>::decode(&mut &value[..]) else { panic!("it goes on") };
		let paid = agreement.progress.records[0].paid / 1_000;
		assert!(PERIODS.contains(&Moment::try_from(paid).expect("not so many")), "{paid} periods were paid");
	}
	time
}

/// The rows for so many agreements.
pub fn measure(count: u32) -> Vec<Row> {
	let directory = tempfile::tempdir().expect("there is room");
	let start = Instant::now();
	let storage = genesis(count);
	// What is opened anew has been written.
	drop(open(directory.path(), storage, None));
	println!("{count} agreements written in {:.0?}", start.elapsed());
	// Even, so that all are as far behind as the first.
	let step = count / SAMPLES / 2 * 2;

	let without = open(directory.path(), Storage::default(), None);
	// What was written last is put in its place in the background, for a while.
	std::thread::sleep(Duration::from_secs(60));
	let [no_cache, no_cache_behind] = [0, 1].map(|first| settle(&without, first, step, SAMPLES));
	drop(without);
	let with = open(directory.path(), Storage::default(), Some(CACHE));
	std::thread::sleep(Duration::from_secs(5));
	settle(&with, 0, step, SAMPLES);
	settle(&with, 1, step, SAMPLES);
	let [warm, warm_behind] = [0, 1].map(|first| settle(&with, first, step, SAMPLES));
	vec![
		("settle, a period behind, no cache", no_cache),
		("settle, a period behind, cache warm", warm),
		("settle, a million periods behind, no cache", no_cache_behind),
		("settle, a million periods behind, cache warm", warm_behind),
	]
}
