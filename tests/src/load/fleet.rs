//! The accounts that sign.

use super::Dialect;
use crate::{client::to_hex, transaction::account};
use civitas_runtime::AccountId;
use sp_core::{crypto::Ss58Codec, sr25519, Pair, H256};
use sp_io::hashing::blake2_256;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave};
use std::{num::NonZero, ops::Range, thread};

/// Known by name: Alice is root and the technical committee of a development chain, and she, Bob and Charlie report prices.
pub const ALICE: usize = 0;
/// See [`ALICE`].
pub const BOB: usize = 1;
/// See [`ALICE`].
pub const CHARLIE: usize = 2;
/// Nobody in particular.
pub const DAVE: usize = 3;

/// How many of the accounts are known by name.
const NAMED: usize = 4;

/// A call, and the number of the account that makes it.
#[derive(Clone, Debug)]
pub struct Step {
	/// Of the fleet.
	pub who: usize,
	/// As the chain encodes it.
	pub call: Vec<u8>,
}

/// A transaction that is ready to be sent.
#[derive(Clone, Debug)]
pub struct Signed {
	/// The number of the account.
	pub who: usize,
	/// As JSON-RPC has it.
	pub text: String,
	/// By which it is found in a block.
	pub hash: H256,
}

/// Accounts, and how many transactions each of them has signed.
pub struct Fleet {
	keys: Vec<sr25519::Pair>,
	nonces: Vec<u32>,
}

impl Fleet {
	/// Those known by name, and as many more.
	pub fn of(workers: usize) -> Self {
		let named = [Alice, Bob, Charlie, Dave].map(|who| who.pair());
		let worker = |number: usize| sr25519::Pair::from_seed(&blake2_256(format!("load {number}").as_bytes()));
		let keys: Vec<_> = named.into_iter().chain((0..workers).map(worker)).collect();
		Self { nonces: vec![0; keys.len()], keys }
	}

	/// The numbers of those not known by name.
	pub fn workers(&self) -> Range<usize> {
		NAMED..self.keys.len()
	}

	/// A key.
	pub fn key(&self, who: usize) -> &sr25519::Pair {
		&self.keys[who]
	}

	/// An account.
	pub fn account(&self, who: usize) -> AccountId {
		account(self.keys[who].clone())
	}

	/// Its address.
	pub fn address(&self, who: usize) -> String {
		self.account(who).to_ss58check()
	}

	/// Sign, on all cores.
	pub fn sign(&mut self, dialect: &Dialect, steps: Vec<Step>) -> Vec<Signed> {
		let numbered: Vec<(Step, u32)> = steps
			.into_iter()
			.map(|step| {
				let nonce = self.nonces[step.who];
				self.nonces[step.who] += 1;
				(step, nonce)
			})
			.collect();
		let cores = thread::available_parallelism().map_or(1, NonZero::get);
		let share = numbered.len().div_ceil(cores).max(1);
		let keys = &self.keys;
		let sign = |(step, nonce): &(Step, u32)| {
			let bytes = dialect.sign(&keys[step.who], *nonce, &step.call);
			Signed { who: step.who, hash: blake2_256(&bytes).into(), text: to_hex(&bytes) }
		};
		thread::scope(|scope| {
			let parts: Vec<_> = numbered
				.chunks(share)
				.map(|part| scope.spawn(move || part.iter().map(sign).collect::<Vec<_>>()))
				.collect();
			parts.into_iter().flat_map(|part| part.join().expect("signing does not fail")).collect()
		})
	}
}
