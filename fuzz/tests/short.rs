//! A short run, the same each time: whatever capability comes, its calls are among those that are tried, and have to succeed.

use civitas_fuzz::{
	attempt, decoders,
	dice::Dice,
	recipes::kinds::{EXACT, RARE, UNREACHED},
	report::Report,
	search,
	steps::{self, Step},
	types::Types,
	written,
};
use std::{
	collections::BTreeSet,
	fs,
	path::Path,
	sync::{
		atomic::{AtomicU64, Ordering},
		Mutex,
	},
	thread,
};

/// How many chains there are, and how many steps on each.
const CHAINS: u64 = 72;
const STEPS: usize = 300;

/// Steps out of a seed: all kinds of calls that can succeed, and more often those that need several before.
fn steps(seed: u64) -> Vec<Step> {
	let kinds: Vec<_> = Types::get().kinds.iter().map(|kind| kind.name.as_str()).enumerate().collect();
	let unreached: BTreeSet<_> = UNREACHED.iter().flat_map(|(_, names)| names.iter().copied()).collect();
	let kinds: Vec<_> = kinds.into_iter().filter(|(_, name)| !unreached.contains(name)).collect();
	let rare = kinds.iter().filter(|(_, name)| RARE.contains(name));
	let places: Vec<_> = kinds.iter().chain(rare.flat_map(|kind| [kind; 3])).map(|(place, _)| *place as u16).collect();
	let mut dice = Dice(seed);
	let mut steps = steps::of_seed(seed, STEPS);
	steps.iter_mut().for_each(|step| step.kind = dice.pick(&places));
	steps
}

#[test]
fn nothing_is_found_and_every_call_succeeds() {
	let unknown: Vec<_> = UNREACHED
		.iter()
		.flat_map(|(_, names)| names.iter().copied())
		.chain(RARE.iter().copied())
		.chain(EXACT.iter().copied())
		.filter(|name| Types::get().kinds.iter().all(|kind| kind.name != *name))
		.collect();
	assert!(unknown.is_empty(), "there are no such calls: {unknown:?}");
	let (next, report, finds) = (AtomicU64::new(0), Mutex::new(Report::default()), Mutex::new(Vec::new()));
	thread::scope(|scope| {
		for _ in 0..thread::available_parallelism().map_or(1, |count| count.get()) {
			scope.spawn(|| loop {
				let seed = next.fetch_add(1, Ordering::Relaxed);
				if seed >= CHAINS {
					break;
				}
				let mut own = Report::default();
				if let Err(what) = attempt(&steps(seed), &mut own) {
					println!("seed {seed}: {what}");
					finds.lock().expect("no worker panics").push(seed);
				}
				report.lock().expect("no worker panics").add(own);
			});
		}
	});
	let (report, finds) = (report.into_inner().expect("no worker"), finds.into_inner().expect("no worker"));
	println!("{report}");
	if let Some(seed) = finds.first() {
		// To `fuzz/regressions`, or a file for `scripts/fuzz.sh --again`.
		let find = search(&steps(*seed), &mut Report::default()).expect_err("it was found before");
		panic!("found with seeds {finds:?}; with the first:\n{}", written(&find));
	}
	let unreached: BTreeSet<_> = UNREACHED.iter().flat_map(|(_, names)| names.iter().copied()).collect();
	let never: Vec<_> = report.never().into_iter().filter(|name| !unreached.contains(name)).collect();
	assert!(never.is_empty(), "never succeeded: {never:?}");
	let less: Vec<_> = EXACT.iter().filter(|name| !report.exact.contains(**name)).collect();
	assert!(less.is_empty(), "always less than was said: {less:?}");
}

#[test]
fn what_was_found_before_is_not_found_again() {
	let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("regressions");
	for file in fs::read_dir(folder).into_iter().flatten() {
		let file = file.expect("it can be listed").path();
		if file.extension().is_none_or(|ending| ending != "txt") {
			continue;
		}
		let steps = civitas_fuzz::read(&file).unwrap_or_else(|error| panic!("{error}"));
		let outcome = civitas_fuzz::attempt(&steps, &mut Report::default());
		assert_eq!(outcome, Ok(()), "{}", file.display());
	}
}

/// What each decoder reads well, so that not all that is tried fails at its first byte.
const SAMPLES: &[&[u8]] = &[
	b"{\"System\":{\"remark\":{\"remark\":\"0x01\"}}}",
	b"{\"Balances\":{\"transfer_keep_alive\":{\"dest\":{\"Id\":\"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\"},\"value\":1}}}",
	b"\x05{\"type\":\"webauthn.get\",\"challenge\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"origin\":\"https://example.org\"}",
	b"did:civitas:5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY#key-1",
	b"{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"type\":[\"VerifiableCredential\"],\"credentialSubject\":{\"name\":\"A\"}}",
	b"\x00\x00\x04\x01",
];

#[test]
fn nothing_from_outside_makes_a_decoder_panic() {
	for seed in 0..3_000 {
		let mut dice = Dice(seed);
		let mut bytes = dice.pick(SAMPLES).to_vec();
		for _ in 0..dice.below(4) {
			let place = dice.below(bytes.len() as u64 + 1) as usize;
			match dice.below(4) {
				0 => bytes.truncate(place),
				1 => bytes.insert(place, dice.next() as u8),
				2 => bytes.extend((0..dice.below(80)).map(|_| dice.next() as u8)),
				_ => bytes.iter_mut().skip(place).take(1).for_each(|byte| *byte ^= 1 << dice.below(8)),
			}
		}
		for (_, decoder) in decoders::ALL {
			decoder(&bytes);
		}
	}
}
