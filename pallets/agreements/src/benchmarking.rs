//! Benchmarks: each call at its worst case.
//!
//! Whatever a call is about, it settles the whole agreement. So each of them has to do with one in which that is as dear as it can
//! be: see [`setup`].

mod setup;

pub use setup::BenchmarkHelper;

use super::*;
use crate::types::*;
use alloc::{vec, vec::Vec};
use civitas_primitives::{
	agreements::{Funding, Settlement, When, COMPACT_AFTER, MAX_OBLIGATIONS},
	ContentHash,
};
use frame_benchmarking::v2::*;
use frame_support::{
	pallet_prelude::ConstU32,
	traits::{fungibles::Inspect, Time},
	BoundedVec,
};
use frame_system::RawOrigin;
use setup::*;

#[benchmarks]
mod benchmarks {
	use super::*;

	/// An amendment, for which the agreement is looked at.
	#[benchmark]
	fn draft(o: Linear<0, 32>) -> Result<(), BenchmarkError> {
		let obligations = in_arrears::<T>(o);
		let scene = Scene::<T>::new(&parties::<T>(0..16), obligations.clone(), Some(arbitration::<T>(3)));
		let terms = scene.amendment(&parties::<T>(16..32), obligations);
		let id;

		#[block]
		{
			id = Pallet::<T>::do_draft(&scene.debtor, terms, None)?;
		}

		assert!(matches!(Agreements::<T>::get(id), Some(Entry::Draft(_))));
		Ok(())
	}

	/// The last signature is the debtor's. What is due is paid from what he has free, the rest is held, and interest is paid.
	#[benchmark]
	fn sign(o: Linear<0, 32>) -> Result<(), BenchmarkError> {
		let parties = parties::<T>(0..16);
		let terms = terms::<T>(&parties, due::<T>(o), None);
		endow_all::<T>(&parties[0], &terms);
		set_late::<T>();
		let hash = Pallet::<T>::do_draft(&parties[1], terms, None)?;
		sign_all::<T>(&parties[1..], hash);

		#[extrinsic_call]
		_(RawOrigin::Signed(parties[0].clone()), hash, None);

		let agreement = stored::<T>(hash);
		assert!(agreement.progress.records.iter().all(|record| record.interest_paid > 0 && record.held > 0));
		Ok(())
	}

	/// With the most who sign. All is carried over, and has to be held from the signature on.
	#[benchmark]
	fn amend(o: Linear<0, 32>) -> Result<(), BenchmarkError> {
		let mut obligations = in_arrears::<T>(o);
		let mut scene = Scene::<T>::new(&parties::<T>(0..16), obligations.clone(), Some(arbitration::<T>(3)));
		let others = parties::<T>(16..31);
		let after = [&[scene.debtor.clone()], &others[..]].concat();
		for (place, obligation) in (0u8..).zip(&mut obligations) {
			(obligation.carries, obligation.funding) = (Some(place), Funding::Escrowed(None));
		}
		let terms = scene.amendment(&after, obligations);
		scene.fall_behind();
		let hash = Pallet::<T>::do_draft(&others[0], terms, None)?;
		sign_all::<T>(&scene.parties[1..], hash);
		sign_all::<T>(&others, hash);

		#[extrinsic_call]
		sign(RawOrigin::Signed(scene.debtor.clone()), hash, None);

		let agreement = stored::<T>(scene.id);
		assert_eq!(agreement.progress.version, 1);
		assert!(agreement.progress.records.iter().all(|record| record.interest_paid > 0 && record.refunded > 0));
		Ok(())
	}

	/// An amendment, which has the most who sign, and all have but one. It is declined by who is named by it alone, as far as there is
	/// somebody.
	#[benchmark]
	fn decline(o: Linear<0, 32>) -> Result<(), BenchmarkError> {
		let scene = Scene::<T>::new(&parties::<T>(0..16), Vec::new(), None);
		let parties = parties::<T>(16..32);
		let mut obligations = due::<T>(o);
		obligations.iter_mut().for_each(|obligation| obligation.funding = Funding::Escrowed(None));
		let terms = scene.amendment(&parties, obligations);
		endow_all::<T>(&parties[0], &terms);
		let hash = Pallet::<T>::do_draft(&parties[0], terms, None)?;
		sign_all::<T>(&scene.parties, hash);
		sign_all::<T>(&parties[..15], hash);
		let who = if o == 0 { parties[15].clone() } else { creditor::<T>(0) };

		#[extrinsic_call]
		_(RawOrigin::Signed(who), hash);

		assert!(!Agreements::<T>::contains_key(hash));
		Ok(())
	}

	#[benchmark]
	fn fund(o: Linear<1, 32>) {
		let mut scene = Scene::<T>::new(&parties::<T>(0..16), in_arrears::<T>(o), Some(arbitration::<T>(3)));
		scene.fall_behind();

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.debtor.clone()), scene.id, 0, money(0, 1));

		scene.ensure_paid();
	}

	/// Of one that is not due yet. All is settled before and after.
	#[benchmark]
	fn defund(o: Linear<1, 32>) {
		let mut obligations = in_arrears::<T>(o);
		obligations[0].performance = once(0, When::At(u64::MAX));
		obligations[0].funding = Funding::Revocable;
		let mut scene = Scene::<T>::new(&parties::<T>(0..16), obligations, Some(arbitration::<T>(3)));
		scene.fall_behind();

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.debtor.clone()), scene.id, 0, money(0, 1));

		assert_eq!(stored::<T>(scene.id).progress.records[0].refunded, 1);
	}

	/// It is asked whether to go over it again.
	#[benchmark]
	fn settle(o: Linear<0, 32>) {
		let mut scene = Scene::<T>::new(&parties::<T>(0..16), in_arrears::<T>(o), Some(arbitration::<T>(3)));
		scene.fall_behind();
		let list = vec![ToSettle { agreement: scene.id, certificates: BoundedVec::new() }];
		let list: BoundedVec<_, ConstU32<MAX_SETTLED>> = list.try_into().expect("one");

		#[extrinsic_call]
		_(RawOrigin::Signed(account("stranger", 0, 0)), list, None, 2 * o);

		scene.ensure_paid();
	}

	#[benchmark]
	fn claim(o: Linear<1, 32>) {
		let mut scene = Scene::<T>::new(&parties::<T>(0..16), with_claim::<T>(o), Some(arbitration::<T>(3)));
		scene.fall_behind();

		#[extrinsic_call]
		_(RawOrigin::Signed(creditor::<T>(0)), scene.id, 0, AMOUNT, ContentHash::zero());

		assert!(stored::<T>(scene.id).progress.records[0].claim.is_some());
	}

	/// What is accepted is paid at once.
	#[benchmark]
	fn answer(o: Linear<1, 32>) -> Result<(), BenchmarkError> {
		let mut scene = Scene::<T>::new(&parties::<T>(0..16), with_claim::<T>(o), Some(arbitration::<T>(3)));
		Pallet::<T>::do_claim(&creditor::<T>(0), scene.id, 0, AMOUNT, ContentHash::zero())?;
		scene.fall_behind();

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.debtor.clone()), scene.id, 0, money(0, AMOUNT));

		assert_eq!(stored::<T>(scene.id).progress.records[0].paid, AMOUNT);
		Ok(())
	}

	#[benchmark]
	fn waive(o: Linear<1, 32>) {
		let mut scene = Scene::<T>::new(&parties::<T>(0..16), in_arrears::<T>(o), Some(arbitration::<T>(3)));
		scene.fall_behind();

		#[extrinsic_call]
		_(RawOrigin::Signed(creditor::<T>(0)), scene.id, 0, money(0, 1));

		scene.ensure_paid();
		assert_eq!(stored::<T>(scene.id).progress.records[0].forgiven, 1);
	}

	/// By the debtor, who holds it first.
	#[benchmark]
	fn dispute(o: Linear<1, 32>) {
		let arbitration = arbitration::<T>(3);
		let mut scene = Scene::<T>::new(&parties::<T>(0..16), in_arrears::<T>(o), Some(arbitration));
		scene.fall_behind();

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.debtor.clone()), scene.id, 0, money(0, AMOUNT), FEE, ContentHash::zero());

		assert!(Disputes::<T>::contains_key(scene.id, 0));
	}

	/// By the last instance, so that it is decided; and all parties are looked at.
	#[benchmark]
	fn rule(o: Linear<1, 32>) -> Result<(), BenchmarkError> {
		let arbitration = arbitration::<T>(1);
		let mut scene = Scene::<T>::new(&parties::<T>(0..16), in_arrears::<T>(o), Some(arbitration));
		scene.be_disputed()?;
		scene.fall_behind();

		#[extrinsic_call]
		_(RawOrigin::Signed(arbiter::<T>(0)), scene.id, 0, AMOUNT / 2, true);

		assert!(!Disputes::<T>::contains_key(scene.id, 0));
		assert_eq!(stored::<T>(scene.id).fees[0].fee.amount, FEE);
		Ok(())
	}

	#[benchmark]
	fn appeal(o: Linear<1, 32>) -> Result<(), BenchmarkError> {
		let arbitration = arbitration::<T>(2);
		let mut scene = Scene::<T>::new(&parties::<T>(0..16), in_arrears::<T>(o), Some(arbitration));
		scene.be_disputed()?;
		set_rule_time::<T>();
		Pallet::<T>::do_rule(&arbiter::<T>(0), scene.id, 0, 0, false)?;
		scene.fall_behind();

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.debtor.clone()), scene.id, 0, FEE);

		assert!(Disputes::<T>::get(scene.id, 0).is_some_and(|stored| stored.dispute.instance == 1));
		Ok(())
	}

	/// By notice. All is settled before and after.
	#[benchmark]
	fn end(o: Linear<0, 32>) {
		let mut scene = Scene::<T>::new(&parties::<T>(0..16), in_arrears::<T>(o), Some(arbitration::<T>(3)));
		scene.fall_behind();

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.debtor.clone()), scene.id, Ending::Notice);

		assert!(stored::<T>(scene.id).progress.ends_at.is_some());
	}

	/// With as many totals as there can be. What is due is paid by the same call.
	#[benchmark]
	fn compact(o: Linear<0, 32>) {
		let mut scene = Scene::<T>::new(&parties::<T>(0..16), in_arrears::<T>(o), Some(arbitration::<T>(3)));
		scene.fall_behind();
		let ended_at = T::Time::now() - COMPACT_AFTER;
		scene.mutate(|agreement| {
			agreement.progress.ends_at = Some(ended_at);
			agreement.past = BoundedVec::truncate_from((0..MAX_OBLIGATIONS).map(former_total::<T>).collect());
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(account("stranger", 0, 0)), scene.id);

		let is_kept = |kept: &Outcome<T>| kept.totals.len() as u32 == MAX_OBLIGATIONS + o;
		assert!(matches!(Agreements::<T>::get(scene.id), Some(Entry::Outcome(kept)) if is_kept(&kept)));
	}

	/// To those who are new to the asset.
	#[benchmark]
	fn pay(n: Linear<0, 32>) -> Result<(), BenchmarkError> {
		let from = rich::<T>("payer", 0);
		T::BenchmarkHelper::create_asset(FIRST_ASSET);
		endow::<T>(&from, FIRST_ASSET);
		let to: Vec<_> = (0..n).map(|index| (creditor::<T>(index), AMOUNT)).collect();

		#[block]
		{
			<Pallet<T> as Settlement<T::AccountId>>::pay(&from, Some(FIRST_ASSET), &to)?;
		}

		assert!(to.iter().all(|(to, _)| T::Assets::balance(Some(FIRST_ASSET), to) == AMOUNT));
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
