// SPDX-License-Identifier: Apache-2.0

//! Weights for `pallet_agreements`.
//!
//! // NOT MEASURED: estimates by hand, until `scripts/bench.sh weights pallet_agreements` writes this file anew.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use frame_support::{traits::Get, weights::Weight};
use core::marker::PhantomData;

/// Weight functions for `pallet_agreements`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_agreements::WeightInfo for WeightInfo<T> {
	// NOT MEASURED
	fn draft(o: u32, ) -> Weight {
		Weight::from_parts(100_000_000, 0)
			.saturating_add(Weight::from_parts(0, 30000))
			.saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(3))
			.saturating_add(Weight::from_parts(0, 9000).saturating_mul(o.into()))
	}
	// NOT MEASURED
	fn sign(o: u32, ) -> Weight {
		Weight::from_parts(100_000_000, 0)
			.saturating_add(Weight::from_parts(0, 30000))
			.saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().reads((5_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(6))
			.saturating_add(T::DbWeight::get().writes((5_u64).saturating_mul(o.into())))
			.saturating_add(Weight::from_parts(0, 9000).saturating_mul(o.into()))
	}
	// NOT MEASURED
	fn amend(o: u32, ) -> Weight {
		Weight::from_parts(100_000_000, 0)
			.saturating_add(Weight::from_parts(0, 30000))
			.saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().reads((8_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(8))
			.saturating_add(T::DbWeight::get().writes((8_u64).saturating_mul(o.into())))
			.saturating_add(Weight::from_parts(0, 9000).saturating_mul(o.into()))
	}
	// NOT MEASURED
	fn decline(o: u32, ) -> Weight {
		Weight::from_parts(100_000_000, 0)
			.saturating_add(Weight::from_parts(0, 30000))
			.saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(3))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(o.into())))
			.saturating_add(Weight::from_parts(0, 9000).saturating_mul(o.into()))
	}
	// NOT MEASURED
	fn fund(o: u32, ) -> Weight {
		Weight::from_parts(100_000_000, 0)
			.saturating_add(Weight::from_parts(0, 30000))
			.saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().reads((7_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes((6_u64).saturating_mul(o.into())))
			.saturating_add(Weight::from_parts(0, 9000).saturating_mul(o.into()))
	}
	// NOT MEASURED
	fn defund(o: u32, ) -> Weight {
		Weight::from_parts(100_000_000, 0)
			.saturating_add(Weight::from_parts(0, 30000))
			.saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().reads((7_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes((6_u64).saturating_mul(o.into())))
			.saturating_add(Weight::from_parts(0, 9000).saturating_mul(o.into()))
	}
	// NOT MEASURED
	fn settle(o: u32, ) -> Weight {
		Weight::from_parts(100_000_000, 0)
			.saturating_add(Weight::from_parts(0, 30000))
			.saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().reads((7_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(2))
			.saturating_add(T::DbWeight::get().writes((6_u64).saturating_mul(o.into())))
			.saturating_add(Weight::from_parts(0, 9000).saturating_mul(o.into()))
	}
	// NOT MEASURED
	fn claim(o: u32, ) -> Weight {
		Weight::from_parts(100_000_000, 0)
			.saturating_add(Weight::from_parts(0, 30000))
			.saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().reads((7_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes((6_u64).saturating_mul(o.into())))
			.saturating_add(Weight::from_parts(0, 9000).saturating_mul(o.into()))
	}
	// NOT MEASURED
	fn answer(o: u32, ) -> Weight {
		Weight::from_parts(100_000_000, 0)
			.saturating_add(Weight::from_parts(0, 30000))
			.saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().reads((7_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes((6_u64).saturating_mul(o.into())))
			.saturating_add(Weight::from_parts(0, 9000).saturating_mul(o.into()))
	}
	// NOT MEASURED
	fn waive(o: u32, ) -> Weight {
		Weight::from_parts(100_000_000, 0)
			.saturating_add(Weight::from_parts(0, 30000))
			.saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().reads((7_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes((6_u64).saturating_mul(o.into())))
			.saturating_add(Weight::from_parts(0, 9000).saturating_mul(o.into()))
	}
	// NOT MEASURED
	fn dispute(o: u32, ) -> Weight {
		Weight::from_parts(100_000_000, 0)
			.saturating_add(Weight::from_parts(0, 30000))
			.saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().reads((7_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes((6_u64).saturating_mul(o.into())))
			.saturating_add(Weight::from_parts(0, 9000).saturating_mul(o.into()))
	}
	// NOT MEASURED
	fn rule(o: u32, ) -> Weight {
		Weight::from_parts(100_000_000, 0)
			.saturating_add(Weight::from_parts(0, 30000))
			.saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().reads((7_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes((6_u64).saturating_mul(o.into())))
			.saturating_add(Weight::from_parts(0, 9000).saturating_mul(o.into()))
	}
	// NOT MEASURED
	fn appeal(o: u32, ) -> Weight {
		Weight::from_parts(100_000_000, 0)
			.saturating_add(Weight::from_parts(0, 30000))
			.saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().reads((7_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes((6_u64).saturating_mul(o.into())))
			.saturating_add(Weight::from_parts(0, 9000).saturating_mul(o.into()))
	}
	// NOT MEASURED
	fn end(o: u32, ) -> Weight {
		Weight::from_parts(100_000_000, 0)
			.saturating_add(Weight::from_parts(0, 30000))
			.saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().reads((7_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes((6_u64).saturating_mul(o.into())))
			.saturating_add(Weight::from_parts(0, 9000).saturating_mul(o.into()))
	}
	// NOT MEASURED
	fn compact(o: u32, ) -> Weight {
		Weight::from_parts(100_000_000, 0)
			.saturating_add(Weight::from_parts(0, 30000))
			.saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(4))
			.saturating_add(Weight::from_parts(0, 9000).saturating_mul(o.into()))
	}
	// NOT MEASURED
	fn pay(n: u32, ) -> Weight {
		Weight::from_parts(100_000_000, 0)
			.saturating_add(Weight::from_parts(0, 30000))
			.saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 9000).saturating_mul(n.into()))
	}
}
