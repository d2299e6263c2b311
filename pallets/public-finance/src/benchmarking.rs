//! Benchmarks: each call at its worst case.
//!
//! Money is of an asset other than the native one. Texts and lists of what is stored are as long as can be. Each line has another above
//! it that binds it, and nobody waits for a second person: what guards an act is measured by `approve`. What others answer weighs by
//! itself, but is done here as well.

mod scene;

use super::*;
use crate::types::*;
use alloc::{format, vec, vec::Vec};
use civitas_primitives::{
	money::{AssetId, Balance},
	public_finance::{AwardId, Code, Currency, FundId, LineId, Payee, PeriodId, MAX_GAPS},
	Moment, Text,
};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungibles::{Inspect, Mutate},
		Get, Time,
	},
	BoundedVec,
};
use frame_system::{pallet_prelude::OriginFor, RawOrigin};
use scene::*;
use sp_core::H256;

/// What benchmarks need of a runtime.
pub trait BenchmarkHelper<T: Config> {
	/// Let it be this time, as [`Config::Time`] tells it.
	fn set_time(now: Moment);

	/// Make an asset, of which one can have as little as 1. If it is sufficient, it is worth existing for.
	fn create_asset(id: AssetId, sufficient: bool);

	/// Let an officer hold all powers in a body, for any amount.
	fn empower(officer: &T::AccountId, body: &T::AccountId);

	/// Let it be this epoch, as [`Config::Randomness`] tells it.
	fn set_epoch(epoch: u64);
}

#[cfg(test)]
impl BenchmarkHelper<mock::Test> for () {
	fn set_time(now: Moment) {
		mock::set_time(now);
	}

	fn create_asset(id: AssetId, sufficient: bool) {
		mock::Assets::force_create(RawOrigin::Root.into(), id, mock::ISSUER, sufficient, 1).expect("it is new");
	}

	fn empower(officer: &mock::AccountId, body: &mock::AccountId) {
		for power in civitas_primitives::public_finance::Power::ALL {
			mock::give_power(officer.clone(), body.clone(), power);
		}
	}

	fn set_epoch(epoch: u64) {
		mock::set_epoch(epoch);
	}
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// It moves from one parent to another.
	#[benchmark]
	fn set_body() {
		let child = begin::<T>();
		let [former, next] = [1, 2].map(|place| Scene::<T>::new(place).body);
		child.set(&child.body, BodyChange::Parent(Some(former.clone())));
		child.set(&former, BodyChange::Adopt(true));
		child.set(&child.body, BodyChange::Parent(Some(next.clone())));

		#[extrinsic_call]
		_(RawOrigin::Signed(next.clone()), child.body.clone(), BodyChange::Adopt(true));

		assert_eq!(child.stored().parent, Some(next));
		assert!(!BodiesBelow::<T>::contains_key(former, child.body));
	}

	/// It is opened, after as many as there can be.
	#[benchmark]
	fn set_period() {
		let scene = begin::<T>();
		scene.set_period(PeriodChange::Close);
		scene.set_period(PeriodChange::Plan { label: longest(), from: START, to: START + DAY });
		let period = Periods::<T>::take(&scene.body, 1).expect("it was planned");
		let last = u16::MAX - 1;
		Periods::<T>::insert(&scene.body, last, period);
		Bodies::<T>::mutate(&scene.body, |body| body.as_mut().expect("it was made").periods = u16::MAX);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.officer.clone()), scene.body.clone(), PeriodChange::Open);

		assert_eq!(scene.stored().current, Some(last));
	}

	/// What is left of a campaign, of which something was used in the period before, goes into another fund.
	#[benchmark]
	fn set_fund() {
		let scene = begin::<T>();
		let successor = scene.fund(fund_terms(MONEY));
		let campaign = Campaign { goal: AMOUNT, deadline: START + DAY, take_back: MIN_TAKE_BACK, successor };
		let fund = scene.fund(FundTerms { campaign: Some(campaign), ..fund_terms(MONEY) });
		scene.donated(fund, 0);
		let to = scene.fund(fund_terms(MONEY));
		scene.pay(fund, 1, How::Transfer { to });
		scene.next_period();
		Pallet::<T>::set_fund(by::<T>(&scene.officer), scene.body.clone(), FundChange::WindUp(fund))
			.expect("it is a campaign");
		T::BenchmarkHelper::set_time(START + MIN_TAKE_BACK + DAY);
		let anyone: T::AccountId = account("anyone", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(anyone), scene.body.clone(), FundChange::PassOn(fund));

		assert_eq!(Funds::<T>::get(successor).map(|fund| fund.queue.received), Some(AMOUNT - 1));
		assert!(Marks::<T>::contains_key(fund, 0));
	}

	#[benchmark]
	fn set_line(n: Linear<1, 64>) {
		let scene = begin::<T>();
		let above = scene.lines(LineKind::Expenditure, MONEY, n);
		let first = scene.stored().lines;
		let terms = (first..).zip(&above).map(|(number, above)| line_terms(Above::Line(*above), number)).collect();

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.officer.clone()), scene.body.clone(), list(terms));

		assert_eq!(scene.stored().lines, first + n);
		assert!(above.iter().all(|line| scene.line(*line).children == 1));
	}

	#[benchmark]
	fn move_authority(n: Linear<1, 64>) {
		let scene = begin::<T>();
		let [from, to] = [(); 2].map(|_| scene.lines(LineKind::Expenditure, MONEY, n));
		let moves = from.iter().zip(&to).map(|(from, to)| move_terms(Some(*from), *to)).collect();

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.officer.clone()), scene.body.clone(), list(moves));

		assert!(from.iter().all(|line| scene.line(*line).own.authority == 0));
		assert!(to.iter().all(|line| scene.line(*line).own.authority == 2 * AMOUNT));
	}

	/// Each comes back of another payment, out of another fund. That always waits, so it is what is done in the end.
	#[benchmark]
	fn receive(n: Linear<1, 64>) {
		let scene = begin::<T>();
		let payee = rich::<T>("payee", 0);
		let lines = scene.lines(LineKind::Expenditure, MONEY, n);
		let terms = share(&lines, n).map(|lines| award_terms::<T>(Payee::Account(payee.clone()), lines)).collect();
		let awards = scene.awarded(terms, true);
		let mut receipts = Vec::new();
		for (number, line) in awards.iter().zip(&lines) {
			let fund = scene.filled(MONEY);
			scene.pay(fund, AMOUNT, How::Award { award: *number, lines: splits(&[*line]) });
			let (source, returns) = (Source::Organisation(identifier()), Some((fund, 0)));
			receipts.push(ReceiptTerms { amount: AMOUNT, source, returns, line: None, evidence: None });
		}
		let fund = scene.fund(fund_terms(MONEY));

		#[block]
		{
			Pallet::<T>::do_receive(&scene.officer, &scene.body, fund, list(receipts)).expect("it was paid");
		}

		assert_eq!(Funds::<T>::get(fund).map(|fund| fund.queue.received), Some(sum(&lines)));
		assert!(awards.iter().all(|number| Awards::<T>::get(number).is_some_and(|given| given.returned == AMOUNT)));
	}

	#[benchmark]
	fn donate() {
		let scene = begin::<T>();
		let fund = scene.fund(fund_terms(MONEY));
		let donor = rich::<T>("donor", 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(donor.clone()), fund, Some(ASSET), AMOUNT);

		assert!(Gifts::<T>::contains_key(&donor, (fund, 0)));
		assert_eq!(T::Assets::balance(Some(ASSET), &donor), RICHES - AMOUNT);
	}

	/// Each to a fund of yet another body.
	#[benchmark]
	fn award(n: Linear<1, 8>, l: Linear<8, 16>) {
		let scene = begin::<T>();
		let lines = scene.lines(LineKind::Expenditure, MONEY, l);
		let terms = to_others::<T>(&lines, n);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.officer.clone()), scene.body.clone(), list(terms));

		assert_eq!(AwardCount::<T>::get(), n);
		assert!(lines.iter().all(|line| scene.line(*line).own.obligated == AMOUNT));
	}

	/// Each to a fund of yet another body.
	#[benchmark]
	fn accept(n: Linear<1, 64>) {
		let scene = begin::<T>();
		let lines = scene.lines(LineKind::Expenditure, MONEY, n);
		let awards = scene.awarded(to_others::<T>(&lines, n), false);
		let due = START + DAY;
		let acceptances = awards
			.iter()
			.map(|number| AcceptanceTerms { award: *number, amount: AMOUNT, due, evidence: PROOF })
			.collect();

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.second.clone()), scene.body.clone(), list(acceptances));

		assert!(awards.iter().all(|number| Awards::<T>::get(number).is_some_and(|given| given.accepted == AMOUNT)));
	}

	/// Each out of another fund, of which something was used in the period before, to a fund of yet another body.
	#[benchmark]
	fn pay(n: Linear<1, 8>, l: Linear<8, 16>) {
		let scene = begin::<T>();
		let to = scene.fund(fund_terms(MONEY));
		let funds: Vec<_> = (0..n).map(|_| scene.filled(MONEY)).collect();
		for fund in &funds {
			scene.pay(*fund, 1, How::Transfer { to });
		}
		scene.next_period();
		let lines = scene.lines(LineKind::Expenditure, MONEY, l);
		let awards = scene.awarded(to_others::<T>(&lines, n), true);
		let mut payments = Vec::new();
		for ((fund, number), lines) in funds.iter().zip(&awards).zip(share(&lines, n)) {
			let how = How::Award { award: *number, lines: splits(lines) };
			payments.push(Payment { fund: *fund, amount: sum(lines), how, evidence: None });
		}

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.officer.clone()), scene.body.clone(), list(payments));

		assert!(lines.iter().all(|line| scene.line(*line).own.disbursed == AMOUNT));
		assert!(funds.iter().all(|fund| Marks::<T>::contains_key(fund, 0)));
	}

	#[benchmark]
	fn approve() {
		let scene = begin::<T>();
		let lines = scene.lines(LineKind::Expenditure, UNRULED, 2);
		let moves = list(vec![move_terms(Some(lines[0]), lines[1])]);
		Pallet::<T>::move_authority(by::<T>(&scene.officer), scene.body.clone(), moves).expect("it is there");
		assert!(Waiting::<T>::contains_key(&scene.body, 0));

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.second.clone()), scene.body.clone(), 0, true);

		assert!(!Waiting::<T>::contains_key(&scene.body, 0));
		assert_eq!(scene.line(lines[1]).own.authority, 2 * AMOUNT);
	}

	#[benchmark]
	fn confirm() {
		let scene = begin::<T>();
		let other = Scene::<T>::new(1);
		let lines = scene.lines(LineKind::Expenditure, BANK, MAX_LINES);
		let (fund, to) = (scene.filled(BANK), other.fund(fund_terms(BANK)));
		let number = scene.awarded(vec![award_terms::<T>(Payee::Fund(to), &lines)], true)[0];
		scene.pay(fund, sum(&lines), How::Award { award: number, lines: splits(&lines) });

		#[extrinsic_call]
		_(RawOrigin::Signed(other.officer.clone()), fund, 0, true);

		assert_eq!(Funds::<T>::get(to).map(|fund| fund.queue.received), Some(sum(&lines)));
	}

	/// By an officer, where there are as many gaps as can be afterwards.
	#[benchmark]
	fn give_back() {
		let scene = begin::<T>();
		let fund = scene.fund(fund_terms(MONEY));
		let donors: Vec<_> = (0..2 * MAX_GAPS).map(|place| scene.donated(fund, place)).collect();
		for receipt in (1..MAX_GAPS).map(|gap| 2 * gap) {
			Pallet::<T>::give_back(by::<T>(&scene.officer), fund, receipt).expect("it is a gift");
		}

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.officer.clone()), fund, 0);

		assert_eq!(Funds::<T>::get(fund).map(|fund| fund.queue.gaps.len() as u32), Some(MAX_GAPS));
		assert_eq!(T::Assets::balance(Some(ASSET), &donors[0]), RICHES);
	}

	/// A payment of 15 lines was all of another line in one of them, which its award does not have. It was put right 15 times before.
	#[benchmark]
	fn correct() {
		let scene = begin::<T>();
		let lines = scene.lines(LineKind::Expenditure, MONEY, MAX_LINES);
		let (to, paid) = lines.split_first().expect("there are 16");
		let payee = Payee::Account(rich::<T>("payee", 0));
		let number = scene.awarded(vec![award_terms::<T>(payee, paid)], true)[0];
		let fund = scene.filled(MONEY);
		scene.pay(fund, sum(paid), How::Award { award: number, lines: splits(paid) });
		let from = Split { line: paid[0], amount: AMOUNT };
		let correction = Correction::Lines { fund, number: 0, from, to: *to };
		scene.noted(fund, 0, MAX_CORRECTIONS - 1);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.officer.clone()), scene.body.clone(), correction);

		assert_eq!(scene.line(*to).own.disbursed, AMOUNT);
		assert_eq!(scene.line(paid[0]).own.disbursed, 0);
	}

	/// Each use has paid a fund of another body by a bank, by another award of 16 lines, was put right as often as can be, and was never
	/// answered.
	#[benchmark]
	fn archive(n: Linear<1, 64>) {
		let scene = begin::<T>();
		let lines = scene.lines(LineKind::Expenditure, BANK, MAX_LINES);
		let little: Vec<_> = lines.iter().map(|line| Split { line: *line, amount: 1 }).collect();
		let payee = Payee::Fund(Scene::<T>::new(1).fund(fund_terms(BANK)));
		let terms = AwardTerms { lines: list(little.clone()), ..award_terms::<T>(payee, &[]) };
		let awards = scene.awarded(vec![terms; n as usize], true);
		let fund = scene.filled(BANK);
		for (place, number) in (0..).zip(awards) {
			scene.pay(fund, MAX_LINES.into(), How::Award { award: number, lines: list(little.clone()) });
			scene.noted(fund, place, MAX_CORRECTIONS);
		}
		scene.audited();
		T::BenchmarkHelper::set_time(START + ANSWER_TIME + DAY);
		let anyone: T::AccountId = account("anyone", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(anyone), Shelf::Uses(fund), n);

		assert_eq!(Funds::<T>::get(fund).map(|fund| fund.first_use), Some(n));
		assert_eq!(Corrections::<T>::iter_keys().count(), 0);
	}

	/// The first is from a use of another body, which was archived; the others are gifts, each of another donor.
	#[benchmark]
	fn archive_receipts(n: Linear<1, 64>) {
		let scene = begin::<T>();
		let fund = scene.fund(fund_terms(MONEY));
		let other = Scene::<T>::new(1);
		let lines = other.lines(LineKind::Expenditure, MONEY, 1);
		let number = other.awarded(vec![award_terms::<T>(Payee::Fund(fund), &lines)], true)[0];
		let source = other.filled(MONEY);
		other.pay(source, AMOUNT, How::Award { award: number, lines: splits(&lines) });
		for donor in 1..n {
			scene.donated(fund, donor);
		}
		scene.pay(fund, AMOUNT * Balance::from(n), How::Transfer { to: scene.fund(fund_terms(MONEY)) });
		let anyone: T::AccountId = account("anyone", 0, 0);
		for (scene, fund) in [(&other, source), (&scene, fund)] {
			scene.audited();
			Pallet::<T>::archive(by::<T>(&anyone), Shelf::Uses(fund), 64).expect("it was audited");
		}

		#[block]
		{
			Pallet::<T>::archive(by::<T>(&anyone), Shelf::Receipts(fund), n).expect("all uses of them have left");
		}

		assert_eq!(Funds::<T>::get(fund).map(|fund| fund.first_receipt), Some(n));
	}

	#[benchmark]
	fn engage() {
		let scene = begin::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.council.clone()), scene.body.clone(), 0, Engage::Offer(scene.auditor.clone()));

		assert!(Engagements::<T>::contains_key(&scene.body, 0));
	}

	#[benchmark]
	fn reveal() {
		let scene = begin::<T>();
		let period = scene.closed();

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.auditor.clone()), scene.body.clone(), period, SECRET);

		assert!(Engagements::<T>::get(&scene.body, period).is_some_and(|audit| audit.seed.is_some()));
	}

	#[benchmark]
	fn find() {
		let scene = begin::<T>();
		let period = scene.closed();
		let (record, due) = (Some(Record::Line(scene.lines(LineKind::Expenditure, MONEY, 1)[0])), START + DAY);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.auditor.clone()), scene.body.clone(), period, record, Severity::High, PROOF, due);

		assert!(Findings::<T>::contains_key((&scene.body, period, 0)));
	}

	#[benchmark]
	fn answer() {
		let scene = begin::<T>();
		let period = scene.found();

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.officer.clone()), scene.body.clone(), period, 0, PROOF);

		let finding = Findings::<T>::get((&scene.body, period, 0));
		assert!(finding.is_some_and(|finding| finding.answer.is_some()));
	}

	#[benchmark]
	fn conclude() {
		let scene = begin::<T>();
		let period = scene.found();

		#[extrinsic_call]
		_(
			RawOrigin::Signed(scene.auditor.clone()),
			scene.body.clone(),
			period,
			Conclusion::Opinion(Opinion::Adverse, PROOF),
		);

		assert!(Periods::<T>::get(&scene.body, period).is_some_and(|period| period.is_audited));
	}

	/// Another epoch has begun, and what was gathered a year ago is forgotten.
	#[benchmark]
	fn note_epoch() {
		let old = 7;
		Gathered::<T>::insert(old, [7; 32]);
		let last = old + T::EpochsRemembered::get();
		LastEpoch::<T>::put((1, last));
		T::BenchmarkHelper::set_epoch(2);

		#[block]
		{
			Pallet::<T>::note_epoch();
		}

		assert_eq!(LastEpoch::<T>::get(), (2, last + 1));
		assert!(!Gathered::<T>::contains_key(old) && Gathered::<T>::contains_key(last));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
