//! A short run, the same each time: whatever capability comes, its calls are among those that are tried, and have to succeed.

use civitas_fuzz::{
	attempt, decoders,
	dice::Dice,
	recipes::kinds::{EXACT, UNREACHED},
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

/// How many chains there are in each round. In the first, all kinds of calls are tried; in the others, those that have not succeeded
/// by then, and what has to come before them.
const ROUNDS: [u64; 3] = [18, 6, 6];
/// How many steps there are on each chain.
const STEPS: usize = 300;

/// Steps out of a seed, of these kinds.
fn steps(seed: u64, kinds: &[u16]) -> Vec<Step> {
	let mut dice = Dice(seed);
	let mut steps = steps::of_seed(seed, STEPS);
	steps.iter_mut().for_each(|step| step.kind = dice.pick(kinds));
	steps
}

/// Try chains on all cores. The seeds of those on which something was found.
fn round(seeds: std::ops::Range<u64>, kinds: &[u16], report: &mut Report) -> Vec<u64> {
	let (next, all, finds) = (AtomicU64::new(seeds.start), Mutex::new(report), Mutex::new(Vec::new()));
	thread::scope(|scope| {
		for _ in 0..thread::available_parallelism().map_or(1, |count| count.get()) {
			scope.spawn(|| loop {
				let seed = next.fetch_add(1, Ordering::Relaxed);
				if seed >= seeds.end {
					break;
				}
				let mut own = Report::default();
				if let Err(what) = attempt(&steps(seed, kinds), &mut own) {
					println!("seed {seed}: {what}");
					finds.lock().expect("no worker panics").push(seed);
				}
				all.lock().expect("no worker panics").add(own);
			});
		}
	});
	finds.into_inner().expect("no worker panics")
}

#[test]
fn nothing_is_found_and_every_call_succeeds() {
	let all = || Types::get().kinds.iter().map(|kind| kind.name.as_str());
	let unreached: BTreeSet<_> = UNREACHED.iter().flat_map(|(_, names)| names.iter().copied()).collect();
	let unknown: Vec<_> = unreached.iter().chain(EXACT).filter(|name| all().all(|known| known != **name)).collect();
	assert!(unknown.is_empty(), "there are no such calls: {unknown:?}");
	let kinds: Vec<_> = (0..).zip(all()).collect();
	let (mut first, mut report) = (0, Report::default());
	let missing = |report: &Report| {
		let is_met = |name: &str| report.is_reached(name) && (!EXACT.contains(&name) || report.exact.contains(name));
		let still = kinds.iter().filter(|(_, name)| !unreached.contains(name) && !is_met(name));
		still.copied().collect::<Vec<(u16, &str)>>()
	};
	let mut wanted = kinds.clone();
	for chains in ROUNDS {
		if wanted.is_empty() {
			break;
		}
		println!("{chains} chains of {} kinds", wanted.len());
		let places: Vec<_> = wanted.iter().map(|(place, _)| *place).collect();
		let finds = round(first..first + chains, &places, &mut report);
		if let Some(seed) = finds.first() {
			// To `fuzz/regressions`, or a file for `scripts/fuzz.sh --again`.
			let find = search(&steps(*seed, &places), &mut Report::default()).expect_err("it was found before");
			panic!("found with seeds {finds:?}; with the first:\n{}", written(&find));
		}
		first += chains;
		wanted = missing(&report);
	}
	println!("{report}");
	let never: Vec<_> = wanted.into_iter().map(|(_, name)| name).collect();
	assert!(never.is_empty(), "never succeeded, or always with less than was said: {never:?}");
	let all_the_same: Vec<_> = unreached.into_iter().filter(|name| report.is_reached(name)).collect();
	assert!(all_the_same.is_empty(), "nobody can, it was said: {all_the_same:?}");
}

#[test]
fn what_was_found_before_is_not_found_again() {
	// Of the run and not of the build: another clone may have built this program, of the same sources.
	let folder = Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs it")).join("regressions");
	assert!(folder.is_dir(), "there is no {}", folder.display());
	for file in fs::read_dir(folder).expect("it can be listed") {
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
	include_bytes!("../../tests/data/networks.bundle"),
];

/// The nodes of a trie: two leaves, and the branch over both.
fn trie() -> Vec<u8> {
	let leaf = |nibble: u8| [&[0x41, nibble, 40 << 2][..], &[nibble; 40]].concat();
	let nodes = [leaf(7), leaf(8)];
	let mut branch = vec![0x80, 0b0000_0110, 0];
	nodes.iter().for_each(|node| branch.extend([&[32 << 2][..], &civitas_proof::hash(node)].concat()));
	let with_length = |node: &Vec<u8>| [&[node.len() as u8][..], node].concat();
	nodes.iter().chain([&branch]).flat_map(with_length).collect()
}

#[test]
fn nothing_from_outside_makes_a_decoder_panic() {
	let samples: Vec<_> = SAMPLES.iter().map(|sample| sample.to_vec()).chain([trie()]).collect();
	for seed in 0..3_000 {
		let mut dice = Dice(seed);
		let mut bytes = dice.pick(&samples);
		for _ in 0..dice.below(4) {
			let place = dice.below(bytes.len() as u64 + 1) as usize;
			match dice.below(4) {
				0 => bytes.truncate(place),
				1 => bytes.insert(place, dice.number() as u8),
				2 => bytes.extend((0..dice.below(80)).map(|_| dice.number() as u8)),
				_ => bytes.iter_mut().skip(place).take(1).for_each(|byte| *byte ^= 1 << dice.below(8)),
			}
		}
		for (_, decoder) in decoders::ALL {
			decoder(&bytes);
		}
	}
}
