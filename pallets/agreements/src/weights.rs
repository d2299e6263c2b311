//! What the pallet must know about its own cost: one function for each benchmark, of the same name; and what follows from it.
//!
//! `o` is how many obligations an agreement has, each in the worst case: it pays an asset from a hold and from what is free, has
//! interest on instalments by the month that are in arrears since long ago, and holds something.

use crate::{types::*, Config, TermsOf};
use civitas_primitives::{
	agreements::{Conditions, MAX_INSTANCES, MAX_OBLIGATIONS, MAX_PARTIES},
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

	/// What it costs to ask how so many accounts are related.
	fn related(accounts: u32) -> Weight {
		T::Identities::relation_weight().saturating_mul(accounts.div_ceil(2).into())
	}

	/// What is asked about arbiters at a signature.
	fn arbiters(arbiters: bool) -> Weight {
		if arbiters {
			Self::related(MAX_INSTANCES.saturating_add(1))
		} else {
			Weight::zero()
		}
	}

	/// What the last signature costs at most.
	pub fn signing() -> Weight {
		let sign = <T as Config>::WeightInfo::sign(MAX_OBLIGATIONS);
		let amend = <T as Config>::WeightInfo::amend(MAX_OBLIGATIONS);
		let asked = Self::asking(MAX_OBLIGATIONS.saturating_mul(3));
		sign.max(amend).saturating_add(Self::arbiters(true)).saturating_add(asked)
	}

	/// What a signature cost by which so many obligations were settled.
	pub fn signed(settled: Signed) -> Weight {
		match settled {
			Signed::Waits { obligations, arbiters } | Signed::Active { obligations, arbiters } => {
				let sign = <T as Config>::WeightInfo::sign(obligations);
				sign.saturating_add(Self::asking(obligations)).saturating_add(Self::arbiters(arbiters))
			},
			Signed::Amended => Self::signing(),
		}
	}

	/// What `draft` costs beside the signature.
	pub fn drafts(terms: &TermsOf<T>) -> Weight {
		let obligations = u32::try_from(terms.obligations.len()).unwrap_or(u32::MAX);
		let named = u32::try_from(terms.named_creditors().count()).unwrap_or(u32::MAX);
		let arbiters = terms.arbitration.as_ref().map_or(0, |arbitration| arbitration.instances.len());
		let asked = match u32::try_from(arbiters).unwrap_or(u32::MAX) {
			0 => Weight::zero(),
			arbiters => Self::related(arbiters.saturating_add(named)),
		};
		<T as Config>::WeightInfo::draft(obligations).saturating_add(asked)
	}

	/// What `draft` costs at most.
	pub fn drafting(terms: &TermsOf<T>) -> Weight {
		Self::drafts(terms).saturating_add(Self::signing())
	}

	/// What a draft cost beside the signature, and that.
	pub fn drafted(drafts: Weight, signed: Signed) -> Weight {
		drafts.saturating_add(Self::signed(signed))
	}

	/// What it costs to draft these terms for others and to sign them, for so many.
	pub fn opening(terms: &TermsOf<T>, signed: u32) -> Weight {
		let (obligations, arbiters) = (terms.obligations.len(), terms.arbitration.is_some());
		let each = match terms.amends {
			Some(_) => Self::signing(),
			None => {
				let obligations = u32::try_from(obligations).unwrap_or(u32::MAX);
				Self::signed(Signed::Active { obligations, arbiters })
			},
		};
		Self::drafts(terms).saturating_add(each.saturating_mul(signed.into()))
	}

	/// What it costs to settle these agreements, which have so many obligations together.
	pub fn settling(agreements: &[ToSettle], obligations: u32) -> Weight {
		let number = u64::try_from(agreements.len()).unwrap_or(u64::MAX);
		let certificates = agreements
			.iter()
			.map(|one| one.certificates.len())
			.fold(0u64, |sum, number| sum.saturating_add(u64::try_from(number).unwrap_or(u64::MAX)));
		let each = <T as Config>::WeightInfo::settle(0).saturating_mul(number);
		let obligations = obligations.min(MAX_OBLIGATIONS.saturating_mul(MAX_SETTLED));
		let all = <T as Config>::WeightInfo::settle(obligations).saturating_sub(<T as Config>::WeightInfo::settle(0));
		let certified = T::Certificates::weight().saturating_mul(certificates);
		each.saturating_add(all).saturating_add(certified).saturating_add(Self::asking(obligations))
	}

	/// What it costs at most to settle, to claim, to answer or to end, however few obligations there are: they are gone over again as
	/// long as one pays for another.
	pub fn any() -> Weight {
		type Info<T> = <T as Config>::WeightInfo;
		let each = [Info::<T>::settle, Info::<T>::claim, Info::<T>::answer, Info::<T>::end];
		let most = each
			.into_iter()
			.map(|weight| weight(MAX_OBLIGATIONS))
			.fold(Weight::zero(), |most, weight| most.max(weight));
		most.saturating_add(Self::asking(MAX_OBLIGATIONS))
	}

	/// What `fund` costs.
	pub fn fund(obligations: u32) -> Weight {
		<T as Config>::WeightInfo::fund(obligations).saturating_add(Self::asking(obligations))
	}

	/// What `defund` costs.
	pub fn defund(obligations: u32) -> Weight {
		<T as Config>::WeightInfo::defund(obligations).saturating_add(Self::asking(obligations))
	}

	/// What `claim` costs.
	pub fn claim(obligations: u32) -> Weight {
		<T as Config>::WeightInfo::claim(obligations).saturating_add(Self::asking(obligations))
	}

	/// What `answer` costs.
	pub fn answer(obligations: u32) -> Weight {
		<T as Config>::WeightInfo::answer(obligations).saturating_add(Self::asking(obligations))
	}

	/// What `waive` costs. Of an act all is settled before, too.
	pub fn waive(obligations: u32) -> Weight {
		<T as Config>::WeightInfo::waive(obligations).saturating_add(Self::asking(obligations))
	}

	/// What `dispute` costs. Of an act all is settled before, too.
	pub fn dispute(obligations: u32) -> Weight {
		<T as Config>::WeightInfo::dispute(obligations).saturating_add(Self::asking(obligations))
	}

	/// What `appeal` costs.
	pub fn appeal(obligations: u32) -> Weight {
		<T as Config>::WeightInfo::appeal(obligations).saturating_add(Self::asking(obligations))
	}

	/// What `end` costs.
	pub fn end(obligations: u32) -> Weight {
		<T as Config>::WeightInfo::end(obligations).saturating_add(Self::asking(obligations))
	}

	/// What `compact` costs.
	pub fn compact(obligations: u32) -> Weight {
		<T as Config>::WeightInfo::compact(obligations).saturating_add(Self::asking(obligations))
	}

	/// What `rule` costs.
	pub fn rule(obligations: u32) -> Weight {
		// The arbiter, the parties, and a creditor who may be none.
		let related = Self::related(MAX_PARTIES.saturating_add(2));
		<T as Config>::WeightInfo::rule(obligations).saturating_add(Self::asking(obligations)).saturating_add(related)
	}
}
