//! What the pallet must know about its own cost: one function for each benchmark, of the same name; and what follows from it.
//!
//! `o` is how many obligations an agreement has, each in the worst case: it pays an asset from a hold and from what is free, has
//! interest on instalments by the month that are in arrears since long ago, and holds something.

use crate::{types::*, Config};
use civitas_primitives::{
	agreements::{Conditions, MAX_OBLIGATIONS},
	CertificateInspect, IdentityInspect,
};
use core::marker::PhantomData;
use frame_support::weights::Weight;

/// Weights of the calls.
pub trait WeightInfo {
	/// `draft` without the signature.
	fn draft(o: u32) -> Weight;
	/// `sign`, by which an agreement becomes active and is settled.
	fn sign(o: u32) -> Weight;
	/// `sign`, by which an agreement is amended that had as many obligations.
	fn amend(o: u32) -> Weight;
	/// `decline` of a draft with holds.
	fn decline(o: u32) -> Weight;
	/// `fund`.
	fn fund(o: u32) -> Weight;
	/// `defund`.
	fn defund(o: u32) -> Weight;
	/// `settle` of one agreement.
	fn settle(o: u32) -> Weight;
	/// `claim`.
	fn claim(o: u32) -> Weight;
	/// `answer`.
	fn answer(o: u32) -> Weight;
	/// `waive`.
	fn waive(o: u32) -> Weight;
	/// `dispute`.
	fn dispute(o: u32) -> Weight;
	/// `rule`.
	fn rule(o: u32) -> Weight;
	/// `appeal`.
	fn appeal(o: u32) -> Weight;
	/// `end`.
	fn end(o: u32) -> Weight;
	/// `compact`.
	fn compact(o: u32) -> Weight;
	/// Payments to `n` others at once, for other pallets.
	fn pay(n: u32) -> Weight;
}

/// For mocks, and until the benchmarks have run.
impl WeightInfo for () {
	fn draft(o: u32) -> Weight {
		Weight::from_parts(20_000_000, 0).saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
	}
	fn sign(o: u32) -> Weight {
		Weight::from_parts(20_000_000, 0).saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
	}
	fn amend(o: u32) -> Weight {
		Weight::from_parts(20_000_000, 0).saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
	}
	fn decline(o: u32) -> Weight {
		Weight::from_parts(20_000_000, 0).saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
	}
	fn fund(o: u32) -> Weight {
		Weight::from_parts(20_000_000, 0).saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
	}
	fn defund(o: u32) -> Weight {
		Weight::from_parts(20_000_000, 0).saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
	}
	fn settle(o: u32) -> Weight {
		Weight::from_parts(20_000_000, 0).saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
	}
	fn claim(o: u32) -> Weight {
		Weight::from_parts(20_000_000, 0).saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
	}
	fn answer(o: u32) -> Weight {
		Weight::from_parts(20_000_000, 0).saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
	}
	fn waive(o: u32) -> Weight {
		Weight::from_parts(20_000_000, 0).saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
	}
	fn dispute(o: u32) -> Weight {
		Weight::from_parts(20_000_000, 0).saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
	}
	fn rule(o: u32) -> Weight {
		Weight::from_parts(20_000_000, 0).saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
	}
	fn appeal(o: u32) -> Weight {
		Weight::from_parts(20_000_000, 0).saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
	}
	fn end(o: u32) -> Weight {
		Weight::from_parts(20_000_000, 0).saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
	}
	fn compact(o: u32) -> Weight {
		Weight::from_parts(20_000_000, 0).saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(o.into()))
	}
	fn pay(n: u32) -> Weight {
		Weight::from_parts(20_000_000, 0).saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(n.into()))
	}
}

/// What calls cost that settle.
pub(crate) struct Settles<T>(PhantomData<T>);

impl<T: Config> Settles<T> {
	/// What obligations ask of others, so many of them.
	fn asking(obligations: u32) -> Weight {
		T::Conditions::weight().saturating_mul(obligations.into())
	}

	/// What is asked about arbiters when an agreement becomes active.
	fn arbiters() -> Weight {
		use civitas_primitives::agreements::{MAX_INSTANCES, MAX_PARTIES};
		T::Identities::relation_weight().saturating_mul(MAX_INSTANCES.saturating_mul(MAX_PARTIES).into())
	}

	/// What the last signature costs at most.
	pub fn signing() -> Weight {
		let sign = <T as Config>::WeightInfo::sign(MAX_OBLIGATIONS);
		let amend = <T as Config>::WeightInfo::amend(MAX_OBLIGATIONS);
		let asked = Self::asking(MAX_OBLIGATIONS.saturating_mul(2));
		sign.max(amend).saturating_add(Self::arbiters()).saturating_add(asked)
	}

	/// What a signature cost by which so many obligations were settled.
	pub fn signed(settled: Signed) -> Weight {
		match settled {
			Signed::Waits => <T as Config>::WeightInfo::sign(0),
			Signed::Active { obligations, arbiters } => {
				let arbiters = if arbiters { Self::arbiters() } else { Weight::zero() };
				let sign = <T as Config>::WeightInfo::sign(obligations);
				sign.saturating_add(Self::asking(obligations)).saturating_add(arbiters)
			},
			Signed::Amended => Self::signing(),
		}
	}

	/// What `draft` costs at most.
	pub fn drafting(obligations: u32) -> Weight {
		<T as Config>::WeightInfo::draft(obligations).saturating_add(Self::signing())
	}

	/// What it did cost.
	pub fn drafted(obligations: u32, settled: Signed) -> Weight {
		<T as Config>::WeightInfo::draft(obligations).saturating_add(Self::signed(settled))
	}

	/// What it costs to settle these agreements, which have so many obligations together.
	pub fn settling(agreements: &[ToSettle], obligations: u32) -> Weight {
		let number = u64::try_from(agreements.len()).unwrap_or(u64::MAX);
		let certificates = agreements.iter().map(|one| one.certificates.len()).fold(0u64, |sum, number| {
			sum.saturating_add(u64::try_from(number).unwrap_or(u64::MAX))
		});
		let each = <T as Config>::WeightInfo::settle(0).saturating_mul(number);
		let obligations = obligations.min(MAX_OBLIGATIONS.saturating_mul(MAX_SETTLED));
		let all = <T as Config>::WeightInfo::settle(obligations).saturating_sub(<T as Config>::WeightInfo::settle(0));
		let certified = T::Certificates::weight().saturating_mul(certificates);
		each.saturating_add(all).saturating_add(certified).saturating_add(Self::asking(obligations))
	}
}
