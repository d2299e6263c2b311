//! Benchmarks: each call at its worst case.
//!
//! What is lent and what is pledged are others than the native asset. A pool lends, or an account where that costs more. Whoever is paid
//! has nothing of the asset yet, or cannot take it, where that costs more.

use super::*;
use crate::types::*;
use civitas_primitives::{
	agreements::Money,
	content_id,
	credit::{Lender, LoanTerms, OfferTerms, Plan, PoolId, Repayment, Schedule, Security},
	lending::{FeedId, DAY, ONE},
	money::{AssetId, Balance},
	Moment,
};
use frame_benchmarking::v2::*;
use frame_support::traits::{
	fungibles::{Inspect, Mutate},
	Time,
};
use frame_system::RawOrigin;
use sp_core::H256;

/// What benchmarks need of a runtime.
pub trait BenchmarkHelper<T: Config> {
	/// Let it be this time, as [`Config::Time`] tells it.
	fn set_time(now: Moment);

	/// Make an asset, of which one can have as little as 1, and which is worth existing for.
	fn create_asset(id: AssetId);

	/// Let someone not take an asset that was made.
	fn block(id: AssetId, who: &T::AccountId);

	/// Let a feed say now that a whole unit of an asset, of 6 decimals, is worth so many units of account.
	fn set_price(feed: FeedId, asset: AssetId, price: Balance);
}

#[cfg(test)]
impl BenchmarkHelper<mock::Test> for () {
	fn set_time(now: Moment) {
		mock::set_time(now);
	}

	fn create_asset(id: AssetId) {
		let root = frame_system::RawOrigin::Root.into();
		mock::Assets::force_create(root, id, mock::ISSUER, true, 1).expect("it is new");
	}

	fn block(id: AssetId, who: &mock::AccountId) {
		mock::Assets::block(mock::signed(mock::ISSUER), id, who.clone()).expect("he issues it");
	}

	fn set_price(feed: FeedId, asset: AssetId, price: Balance) {
		mock::say(feed, Some(asset), 6, price * 1_000);
	}
}

/// What is lent.
const LOAN: AssetId = 1_000_000;
/// What is pledged.
const COLLATERAL: AssetId = 1_000_001;
/// What everybody has of each asset.
const RICHES: Balance = 1_000_000_000_000_000_000;
/// What is lent at once.
const AMOUNT: Balance = 1_000_000_000;
/// 2026-12-01, in the afternoon.
const START: Moment = 1_796_137_200_000;

/// Someone who can pay for records.
fn rich<T: Config>(name: &'static str, number: u32) -> T::AccountId {
	let who: T::AccountId = account(name, number, 0);
	T::Assets::mint_into(None, &who, RICHES).expect("nothing limits the issuance");
	who
}

/// The same, and has what is lent.
fn lender<T: Config>(name: &'static str) -> T::AccountId {
	let who = rich::<T>(name, 0);
	T::Assets::mint_into(Some(LOAN), &who, RICHES).expect("nothing limits the issuance");
	who
}

/// Who borrows: he has what is pledged, and nothing of what is lent.
fn borrower<T: Config>() -> T::AccountId {
	let who = rich::<T>("borrower", 0);
	T::Assets::mint_into(Some(COLLATERAL), &who, RICHES).expect("nothing limits the issuance");
	who
}

fn begin<T: Config>() {
	T::BenchmarkHelper::set_time(START);
	T::BenchmarkHelper::create_asset(LOAN);
	T::BenchmarkHelper::create_asset(COLLATERAL);
	prices::<T>(1);
}

fn prices<T: Config>(collateral: Balance) {
	T::BenchmarkHelper::set_price(0, COLLATERAL, collateral);
	T::BenchmarkHelper::set_price(1, LOAN, 1);
}

fn later<T: Config>(days: u64) {
	T::BenchmarkHelper::set_time(T::Time::now() + days * DAY);
	prices::<T>(1);
}

/// As many dates as there can be: it takes longest to compute what is due.
fn terms(principal: Balance) -> LoanTerms {
	let schedule = Schedule { plan: Plan::Amortised, periods: 360, every: 30 };
	let (rate, late_rate, prepayment_fee) = (ONE / 10, ONE / 5, ONE / 100);
	let repayment = Repayment { principal, rate, late_rate, schedule, grace: 3, prepayment_fee };
	let (asset, feed, loan_feed) = (Some(COLLATERAL), 0, 1);
	let security = Security { asset, feed, loan_feed, max_age: DAY, covenant: ONE / 10 * 8, cure: 1 };
	LoanTerms { asset: Some(LOAN), repayment, security: Some(security), default_after: 20, text: H256::zero() }
}

fn offered() -> OfferTerms {
	let until = START + 365 * DAY;
	OfferTerms { loan: terms(AMOUNT), least: 1, budget: 2 * AMOUNT, max_ltv: ONE / 2, tier: None, until }
}

fn pledged() -> Option<Money> {
	Some(Money { asset: Some(COLLATERAL), amount: 2 * AMOUNT })
}

/// A pool with a cover, a depositor, and a request for a redemption that is not due.
fn pool<T: Config>() -> PoolId {
	let (manager, saver) = (lender::<T>("manager"), lender::<T>("saver"));
	let id = PoolCount::<T>::get();
	let rules = PoolRules { notice: 366, cover: ONE / 10, limit: ONE, fee: ONE / 10 };
	Pallet::<T>::do_open_pool(&manager, Some(LOAN), rules).expect("he can pay");
	Pallet::<T>::do_set_cover(&manager, id, Some(LOAN), AMOUNT).expect("he can pay");
	Pallet::<T>::do_deposit(&saver, id, Some(LOAN), 10 * AMOUNT, 0).expect("he can pay");
	Pallet::<T>::do_request_redemption(&saver, id, 1_000, 0).expect("he has shares");
	id
}

/// An offer of a pool.
fn pool_offer<T: Config>(pool: PoolId) -> OfferId {
	Pallet::<T>::do_publish_offer(&account("manager", 0, 0), Some(pool), offered()).expect("it is his pool");
	content_id("civitas/credit-offer", (Lender::<T::AccountId>::Pool(pool), offered()))
}

/// A loan of a pool.
fn pool_loan<T: Config>() -> (T::AccountId, LoanNumber, PoolId) {
	begin::<T>();
	let id = pool::<T>();
	let (offer, borrower, number) = (pool_offer::<T>(id), borrower::<T>(), LoanCount::<T>::get());
	Pallet::<T>::do_draw(&borrower, Some(LOAN), offer, AMOUNT, pledged(), None).expect("he meets the terms");
	(borrower, number, id)
}

/// The same, in default.
fn defaulted<T: Config>() -> (T::AccountId, LoanNumber, PoolId) {
	let (borrower, number, id) = pool_loan::<T>();
	later::<T>(60);
	Pallet::<T>::do_declare_default(&borrower, borrower.clone(), number).expect("it is late for long");
	Pallet::<T>::do_impair(borrower.clone(), number).expect("it is late");
	(borrower, number, id)
}

fn proposed<T: Config>(replaces: Option<LoanNumber>) -> ProposedTerms {
	let until = T::Time::now() + DAY;
	ProposedTerms { loan: terms(AMOUNT), collateral: 2 * AMOUNT, replaces, assessment: Some(H256::zero()), until }
}

fn principal() -> Money {
	Money { asset: Some(LOAN), amount: AMOUNT }
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn open_register() {
		let who = rich::<T>("register", 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), H256::zero(), 30);

		assert!(Registers::<T>::contains_key(who));
	}

	#[benchmark]
	fn publish_root() {
		begin::<T>();
		let who = rich::<T>("register", 0);
		Pallet::<T>::do_open_register(&who, H256::zero(), 1).expect("he can pay");
		Pallet::<T>::do_publish_root(&who, H256::zero()).expect("it is the first");
		later::<T>(ROOTS.into());

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), H256::repeat_byte(1));

		assert_eq!(Roots::<T>::get(who, 0).map(|root| root.period), Some(ROOTS));
	}

	#[benchmark]
	fn dispute() {
		let (register, who) = (rich::<T>("register", 0), rich::<T>("subject", 0));
		Pallet::<T>::do_open_register(&register, H256::zero(), 1).expect("he can pay");

		#[extrinsic_call]
		_(RawOrigin::Signed(who), register.clone(), H256::zero());

		assert!(Disputes::<T>::contains_key(register, H256::zero()));
	}

	#[benchmark]
	fn answer() {
		let (register, who) = (rich::<T>("register", 0), rich::<T>("subject", 0));
		Pallet::<T>::do_open_register(&register, H256::zero(), 1).expect("he can pay");
		Pallet::<T>::do_dispute(&who, register.clone(), H256::zero()).expect("he can pay");

		#[extrinsic_call]
		_(RawOrigin::Signed(register.clone()), H256::zero(), H256::zero());

		assert!(Disputes::<T>::get(register, H256::zero()).is_some_and(|record| record.answer.is_some()));
	}

	#[benchmark]
	fn void_consents() {
		let who = rich::<T>("subject", 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(ConsentsVoided::<T>::contains_key(who));
	}

	#[benchmark]
	fn publish_offer() {
		begin::<T>();
		let who = lender::<T>("lender");

		#[extrinsic_call]
		_(RawOrigin::Signed(who), None, offered());

		assert_eq!(Offers::<T>::iter().count(), 1);
	}

	#[benchmark]
	fn withdraw_offer() {
		begin::<T>();
		let who = lender::<T>("lender");
		Pallet::<T>::do_publish_offer(&who, None, offered()).expect("he can pay");
		let id = content_id("civitas/credit-offer", (Lender::Account(who.clone()), offered()));

		#[extrinsic_call]
		_(RawOrigin::Signed(who), Some(LOAN), id);

		assert_eq!(Offers::<T>::iter().count(), 0);
	}

	#[benchmark]
	fn draw() {
		begin::<T>();
		let id = pool::<T>();
		let (offer, who) = (pool_offer::<T>(id), borrower::<T>());

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), Some(LOAN), offer, AMOUNT, pledged(), None);

		assert_eq!(T::Assets::balance(Some(LOAN), &who), AMOUNT);
	}

	#[benchmark]
	fn propose() {
		begin::<T>();
		let (who, borrower) = (lender::<T>("lender"), borrower::<T>());

		#[extrinsic_call]
		_(RawOrigin::Signed(who), None, borrower, proposed::<T>(None));

		assert_eq!(Proposals::<T>::iter().count(), 1);
	}

	/// By an account.
	#[benchmark]
	fn propose_other_terms() {
		begin::<T>();
		let (who, borrower) = (lender::<T>("lender"), borrower::<T>());
		Pallet::<T>::do_publish_offer(&who, None, offered()).expect("he can pay");
		let offer = content_id("civitas/credit-offer", (Lender::Account(who.clone()), offered()));
		Pallet::<T>::do_draw(&borrower, Some(LOAN), offer, AMOUNT, pledged(), None).expect("he meets the terms");
		later::<T>(60);

		#[extrinsic_call]
		propose(RawOrigin::Signed(who), None, borrower, proposed::<T>(Some(0)));

		assert_eq!(Proposals::<T>::iter().count(), 1);
	}

	#[benchmark]
	fn withdraw_proposal() {
		begin::<T>();
		let (who, borrower, terms) = (lender::<T>("lender"), borrower::<T>(), proposed::<T>(None));
		let id = content_id("civitas/credit-proposal", (Lender::Account(who.clone()), &borrower, &terms));
		Pallet::<T>::do_propose(&who, None, borrower.clone(), terms).expect("he can pay");

		#[extrinsic_call]
		_(RawOrigin::Signed(borrower.clone()), borrower.clone(), id);

		assert_eq!(Proposals::<T>::iter().count(), 0);
	}

	#[benchmark]
	fn accept() {
		begin::<T>();
		let pool = pool::<T>();
		let (manager, borrower, terms) = (account("manager", 0, 0), borrower::<T>(), proposed::<T>(None));
		let id = content_id("civitas/credit-proposal", (Lender::<T::AccountId>::Pool(pool), &borrower, &terms));
		Pallet::<T>::do_propose(&manager, Some(pool), borrower.clone(), terms).expect("it is his pool");

		#[extrinsic_call]
		_(RawOrigin::Signed(borrower.clone()), id, principal(), pledged());

		assert_eq!(T::Assets::balance(Some(LOAN), &borrower), AMOUNT);
	}

	#[benchmark]
	fn accept_other_terms() {
		let (borrower, number, pool) = pool_loan::<T>();
		later::<T>(40);
		Pallet::<T>::do_impair(borrower.clone(), number).expect("it is late");
		let (manager, terms) = (account("manager", 0, 0), proposed::<T>(Some(number)));
		let id = content_id("civitas/credit-proposal", (Lender::<T::AccountId>::Pool(pool), &borrower, &terms));
		Pallet::<T>::do_propose(&manager, Some(pool), borrower.clone(), terms).expect("it is his pool");

		#[extrinsic_call]
		accept(RawOrigin::Signed(borrower.clone()), id, principal(), pledged());

		assert!(Loans::<T>::get(borrower, number).is_some_and(|loan| loan.past.restructured == 1));
	}

	/// All of a loan of a pool that cannot take it, by somebody else.
	#[benchmark]
	fn pay() {
		let (borrower, number, pool) = defaulted::<T>();
		let who = lender::<T>("payer");
		T::BenchmarkHelper::block(LOAN, &Pallet::<T>::account(pool).expect("a hash makes an account"));

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), borrower.clone(), number, Some(LOAN), RICHES);

		assert!(Outcomes::<T>::contains_key(borrower, number));
		assert!(UnclaimedOf::<T>::contains_key(number, who));
	}

	#[benchmark]
	fn claim() {
		begin::<T>();
		let (lender, who, borrower) = (lender::<T>("lender"), lender::<T>("payer"), borrower::<T>());
		Pallet::<T>::do_publish_offer(&lender, None, offered()).expect("he can pay");
		let offer = content_id("civitas/credit-offer", (Lender::Account(lender.clone()), offered()));
		Pallet::<T>::do_draw(&borrower, Some(LOAN), offer, AMOUNT, pledged(), None).expect("he meets the terms");
		let mut unclaimed = Unclaimed::<T> { amount: AMOUNT, ticket: None };
		unclaimed.ticket = Some(Pallet::<T>::ticket::<Unclaimed<T>>(&who).expect("he can pay"));
		money::hold::<T>(Some(LOAN), HoldReason::Unclaimed, &who, AMOUNT).expect("he has as much");
		UnclaimedOf::<T>::insert(0, &who, unclaimed);
		let before = T::Assets::balance(Some(LOAN), &lender);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), borrower, 0, who.clone());

		assert_eq!(T::Assets::balance(Some(LOAN), &lender), before + AMOUNT);
	}

	/// What was paid for a loan of a pool, which it could not take.
	#[benchmark]
	fn claim_of_pool() {
		let (borrower, number, pool) = pool_loan::<T>();
		let who = lender::<T>("payer");
		let mut unclaimed = Unclaimed::<T> { amount: AMOUNT, ticket: None };
		unclaimed.ticket = Some(Pallet::<T>::ticket::<Unclaimed<T>>(&who).expect("he can pay"));
		money::hold::<T>(Some(LOAN), HoldReason::Unclaimed, &who, AMOUNT).expect("he has as much");
		UnclaimedOf::<T>::insert(number, &who, unclaimed);
		Pools::<T>::mutate(pool, |stored| stored.as_mut().expect("there is one").books.unclaimed = AMOUNT);

		#[extrinsic_call]
		claim(RawOrigin::Signed(who.clone()), borrower, number, who.clone());

		assert!(Pools::<T>::get(pool).is_some_and(|stored| stored.books.unclaimed == 0));
	}

	#[benchmark]
	fn impair() {
		let (borrower, number, _) = pool_loan::<T>();
		later::<T>(40);

		#[extrinsic_call]
		_(RawOrigin::Signed(borrower.clone()), borrower.clone(), number);

		assert!(Loans::<T>::get(borrower, number).is_some_and(|loan| loan.book.is_some()));
	}

	#[benchmark]
	fn declare_default() {
		let (borrower, number, _) = pool_loan::<T>();
		T::BenchmarkHelper::set_price(1, LOAN, 2);
		Pallet::<T>::do_declare_default(&borrower, borrower.clone(), number).expect("it is worth too little");
		later::<T>(2);
		T::BenchmarkHelper::set_price(1, LOAN, 2);

		#[extrinsic_call]
		_(RawOrigin::Signed(borrower.clone()), borrower.clone(), number);

		assert!(Loans::<T>::get(borrower, number).is_some_and(|loan| loan.default.is_some()));
	}

	/// All of a loan of a pool that cannot take what is paid; who pays has nothing of the collateral yet.
	#[benchmark]
	fn seize() {
		let (borrower, number, pool) = defaulted::<T>();
		let who = lender::<T>("payer");
		T::BenchmarkHelper::block(LOAN, &Pallet::<T>::account(pool).expect("a hash makes an account"));

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), borrower.clone(), number, Some(LOAN), RICHES, 1);

		assert!(Outcomes::<T>::contains_key(borrower, number));
		assert!(T::Assets::balance(Some(COLLATERAL), &who) > 0);
	}

	/// By an account, which gives the collateral back.
	#[benchmark]
	fn write_off() {
		begin::<T>();
		let (lender, borrower) = (lender::<T>("lender"), borrower::<T>());
		Pallet::<T>::do_publish_offer(&lender, None, offered()).expect("he can pay");
		let offer = content_id("civitas/credit-offer", (Lender::Account(lender.clone()), offered()));
		Pallet::<T>::do_draw(&borrower, Some(LOAN), offer, AMOUNT, pledged(), None).expect("he meets the terms");
		later::<T>(60);
		Pallet::<T>::do_declare_default(&lender, borrower.clone(), 0).expect("it is late for long");

		#[extrinsic_call]
		_(RawOrigin::Signed(lender), borrower.clone(), 0);

		assert!(Outcomes::<T>::contains_key(borrower, 0));
	}

	#[benchmark]
	fn forget() {
		let (borrower, number, _) = pool_loan::<T>();
		let who = lender::<T>("payer");
		Pallet::<T>::do_pay(&who, borrower.clone(), number, Some(LOAN), RICHES).expect("he can pay");
		Outcomes::<T>::mutate(&borrower, number, |outcome| {
			outcome.as_mut().expect("it is paid").certificate = Some(H256::zero());
		});
		Opened::<T>::insert(H256::zero(), number);
		let retention = <T::Retention as frame_support::traits::Get<Moment>>::get();
		T::BenchmarkHelper::set_time(T::Time::now() + retention + 1);
		let record = Record::Outcome { borrower: borrower.clone(), loan: number };

		#[extrinsic_call]
		_(RawOrigin::Signed(who), record);

		assert!(!Outcomes::<T>::contains_key(borrower, number));
	}

	#[benchmark]
	fn open_pool() {
		begin::<T>();
		let who = lender::<T>("manager");
		let rules = PoolRules { notice: 366, cover: ONE / 10, limit: ONE, fee: ONE / 10 };

		#[extrinsic_call]
		_(RawOrigin::Signed(who), Some(LOAN), rules);

		assert_eq!(PoolCount::<T>::get(), 1);
	}

	#[benchmark]
	fn set_cover() {
		begin::<T>();
		let (id, who) = (pool::<T>(), account("manager", 0, 0));

		#[extrinsic_call]
		_(RawOrigin::Signed(who), id, Some(LOAN), 2 * AMOUNT);

		assert!(Pools::<T>::get(id).is_some_and(|pool| pool.books.cover == 2 * AMOUNT));
	}

	#[benchmark]
	fn deposit() {
		begin::<T>();
		let (id, who) = (pool::<T>(), lender::<T>("other"));

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), id, Some(LOAN), AMOUNT, 1);

		assert!(T::Shares::balance(Pallet::<T>::share_asset(id), &who) > 0);
	}

	#[benchmark]
	fn request_redemption() {
		begin::<T>();
		let (id, who) = (pool::<T>(), account("saver", 0, 0));
		let shares = T::Shares::balance(Pallet::<T>::share_asset(id), &who);

		#[extrinsic_call]
		_(RawOrigin::Signed(who), id, shares, 0);

		assert!(Pools::<T>::get(id).is_some_and(|pool| pool.next == 2));
	}

	/// Of owners who have nothing of the asset left.
	#[benchmark]
	fn redeem(r: Linear<1, MAX_REDEEMED>) {
		begin::<T>();
		let id = pool::<T>();
		let shares = Pallet::<T>::share_asset(id);
		for number in 1..r {
			let who = rich::<T>("owner", number);
			T::Assets::mint_into(Some(LOAN), &who, AMOUNT).expect("nothing limits the issuance");
			Pallet::<T>::do_deposit(&who, id, Some(LOAN), AMOUNT, 1).expect("he can pay");
			let all = T::Shares::balance(shares, &who);
			Pallet::<T>::do_request_redemption(&who, id, all, 1).expect("he has as much");
		}
		later::<T>(366);

		#[extrinsic_call]
		_(RawOrigin::Signed(account("saver", 0, 0)), id, r);

		assert!(Pools::<T>::get(id).is_some_and(|pool| pool.first == u64::from(r)));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
