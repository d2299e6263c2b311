//! Reports of equivocation. The SDK ships no measured weights for them, only a formula that charges the costs of RocksDB;
//! this is that formula with its times of execution and the costs of our database. What the offence then costs the
//! validator set is measured there and registered by it.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::WEIGHT_REF_TIME_PER_NANOS, RuntimeDbWeight, Weight},
};

/// The fewest validators that a report is charged for.
const FLOOR: u32 = 100;

/// For BABE and GRANDPA.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo<T> {
	fn database() -> RuntimeDbWeight {
		T::DbWeight::get()
	}

	/// Checking that the key was a validator's (35 us, and 175 ns for each in its session), checking the equivocation itself,
	/// and recording the offence (110 us).
	fn report(validators: u32, checking_nanos: u64, reads: u64) -> Weight {
		let nanos = 35_000 + 175 * u64::from(validators.max(FLOOR)) + checking_nanos + 110_000;
		Weight::from_parts(nanos.saturating_mul(WEIGHT_REF_TIME_PER_NANOS), 0)
			.saturating_add(Self::database().reads_writes(reads, 10))
	}
}

impl<T: frame_system::Config> pallet_babe::WeightInfo for WeightInfo<T> {
	fn plan_config_change() -> Weight {
		Self::database().writes(1)
	}

	fn report_equivocation(validators: u32, _nominators: u32) -> Weight {
		Self::report(validators, 110_000, 19)
	}
}

impl<T: frame_system::Config> pallet_grandpa::WeightInfo for WeightInfo<T> {
	fn report_equivocation(validators: u32, _nominators: u32) -> Weight {
		Self::report(validators, 95_000, 21)
	}

	fn note_stalled() -> Weight {
		Weight::from_parts(3_000 * WEIGHT_REF_TIME_PER_NANOS, 0).saturating_add(Self::database().writes(1))
	}
}
