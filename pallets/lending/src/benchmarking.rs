//! Benchmarks: each call at its worst case.
//!
//! Both assets are others than the native one. Interest accrues, and it is the first touch of a day. Positions are opened or
//! closed, where the call can do that, and whoever is paid has nothing of the asset yet.

use super::*;
use crate::{run::Opened, types::*};
use civitas_primitives::{
	lending::{Feed, Guard, Guarded, MarketId, PriceTerms, RateModel, Requirement, Terms, DAY, ONE},
	money::{AssetId, Balance},
	Moment,
};
use frame_benchmarking::v2::*;
use frame_support::traits::{
	fungibles::{Inspect, Mutate},
	EnsureOrigin, Time,
};
use frame_system::RawOrigin;

/// What benchmarks need of a runtime.
pub trait BenchmarkHelper<T: Config> {
	/// Let it be this time, as [`Config::Time`] tells it.
	fn set_time(now: Moment);

	/// Make an asset, of which one can have as little as 1. If it is sufficient, it is worth existing for.
	fn create_asset(id: AssetId, sufficient: bool);
}

#[cfg(test)]
impl BenchmarkHelper<mock::Test> for () {
	fn set_time(now: Moment) {
		mock::set_time(now);
	}

	fn create_asset(id: AssetId, sufficient: bool) {
		let root = frame_system::RawOrigin::Root.into();
		mock::Assets::force_create(root, id, mock::ISSUER, sufficient, 1).expect("it is new");
	}
}

/// What is lent.
const LOAN: AssetId = 1_000_000;
/// What is pledged.
const COLLATERAL: AssetId = 1_000_001;
/// What everybody has of each asset.
const RICHES: Balance = 1_000_000_000_000_000_000;
/// What is done with at once.
const AMOUNT: Balance = 1_000_000_000;
/// A price of one unit of account.
const UNIT: Balance = 1_000_000_000_000_000_000;
/// 2026-12-01, in the afternoon.
const START: Moment = 1_796_137_200_000;

/// Someone who can pay for everything, in the native asset.
fn rich<T: Config>(name: &'static str) -> T::AccountId {
	let who: T::AccountId = account(name, 0, 0);
	T::Assets::mint_into(None, &who, RICHES).expect("nothing limits the issuance");
	who
}

/// The same, and in the others.
fn richest<T: Config>(name: &'static str) -> T::AccountId {
	let who = rich::<T>(name);
	for asset in [LOAN, COLLATERAL] {
		T::Assets::mint_into(Some(asset), &who, RICHES).expect("nothing limits the issuance");
	}
	who
}

fn set_price<T: Config>(feed: u16, asset: AssetId, price: Balance, time: Moment) {
	let guard = Guard { tolerance: ONE / 10, window: DAY, settle: 1_000 };
	let prices = Some(Guarded::first(price, time, time));
	Feeds::<T>::insert(feed, Feed { asset: Some(asset), decimals: 6, guard, prices });
}

fn terms<T: Config>() -> Terms<T::AccountId> {
	let price = |feed| PriceTerms { feed, max_age: 7 * DAY, lowest: UNIT / 1_000_000, highest: UNIT * 1_000_000 };
	Terms {
		collateral_price: price(0),
		loan_price: price(1),
		rate: RateModel { kink: ONE / 10 * 8, at_zero: ONE / 100, at_kink: ONE / 20, at_full: ONE },
		borrow_ltv: ONE / 2,
		liquidation_ltv: ONE / 10 * 8,
		max_bonus: ONE / 10 * 11,
		max_bonus_health: ONE / 10 * 9,
		target_health: ONE / 10 * 11,
		min_debt: 1_000,
		fee: ONE / 2,
		reserve_floor: 0,
		to_supply: None::<Requirement>,
		to_borrow: None,
		curator: account("curator", 0, 0),
		guardian: account("guardian", 0, 0),
	}
}

/// Assets and feeds.
fn begin<T: Config>() {
	begin_with::<T>(true);
}

/// The same; what is lent is sufficient or not.
fn begin_with<T: Config>(sufficient: bool) {
	T::BenchmarkHelper::set_time(START);
	T::BenchmarkHelper::create_asset(LOAN, sufficient);
	feeds::<T>(LOAN);
}

/// The collateral, and feeds of both assets, of which the other is there.
fn feeds<T: Config>(loan: AssetId) {
	T::BenchmarkHelper::create_asset(COLLATERAL, true);
	for (feed, asset) in [(0, COLLATERAL), (1, loan)] {
		set_price::<T>(feed, asset, UNIT, T::Time::now());
		NewestFeed::<T>::insert(Some(asset), feed);
	}
	FeedCount::<T>::put(2);
}

/// A market in which a supplier and a borrower have been for a day, on which nothing has happened yet.
fn busy<T: Config>() -> MarketId {
	begin::<T>();
	let id = make::<T>(LOAN, terms::<T>());
	tomorrow::<T>();
	id
}

/// A market with a supplier and a borrower.
fn make<T: Config>(loan: AssetId, terms: Terms<T::AccountId>) -> MarketId {
	let (maker, supplier, borrower) = (rich::<T>("maker"), rich::<T>("supplier"), rich::<T>("borrower"));
	for (who, asset) in [(&maker, loan), (&supplier, loan), (&borrower, COLLATERAL)] {
		T::Assets::mint_into(Some(asset), who, RICHES).expect("nothing limits the issuance");
	}
	let id = MarketId::of(Some(loan), Some(COLLATERAL), &terms);
	Pallet::<T>::do_create_market(&maker, id.loan, id.collateral, terms)
		.expect("it is new, and the terms hold together");
	let certificate = None;
	let supply = Action::Supply { market: id, amount: Amount::Assets(100 * AMOUNT), certificate };
	let pledge = Action::AddCollateral { market: id, amount: Amount::Assets(100 * AMOUNT) };
	let borrow = Action::Borrow { market: id, amount: Amount::Assets(50 * AMOUNT), certificate };
	Pallet::<T>::do_bundle(&supplier, alloc::vec![supply]).expect("nothing speaks against it");
	Pallet::<T>::do_bundle(&borrower, alloc::vec![pledge, borrow]).expect("nothing speaks against it");
	id
}

impl<T: Config> Pallet<T> {
	/// A market in which this asset is lent, one for each place, with a supplier and a borrower.
	pub fn benchmark_market(place: u32, loan: AssetId) -> MarketId {
		if place == 0 {
			feeds::<T>(loan);
		}
		make::<T>(loan, Terms { min_debt: 1_000 + Balance::from(place), ..terms::<T>() })
	}
}

/// Let someone do something.
fn act<T: Config>(name: &'static str, action: impl FnOnce(MarketId) -> Action<T::AccountId>, id: MarketId) {
	let who = richest::<T>(name);
	Pallet::<T>::do_bundle(&who, alloc::vec![action(id)]).expect("nothing speaks against it");
}

fn tomorrow<T: Config>() {
	T::BenchmarkHelper::set_time(T::Time::now() + DAY);
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// The account has no room for what is lent, which is paid for.
	#[benchmark]
	fn create_market() -> Result<(), BenchmarkError> {
		begin_with::<T>(false);
		let maker = richest::<T>("maker");
		let terms = terms::<T>();
		let id = MarketId::of(Some(LOAN), Some(COLLATERAL), &terms);
		let account = Pallet::<T>::account(&id)?;
		frame_system::Pallet::<T>::inc_providers(&account);
		while frame_system::Pallet::<T>::inc_consumers(&account).is_ok() {}

		#[extrinsic_call]
		_(RawOrigin::Signed(maker), id.loan, id.collateral, terms);

		assert!(Markets::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn set_caps() {
		let id = busy::<T>();
		let curator = terms::<T>().curator;

		#[extrinsic_call]
		_(RawOrigin::Signed(curator), id, 1, 1);

		assert_eq!(Markets::<T>::get(id).map(|market| market.supply_cap.cap), Some(1));
	}

	#[benchmark]
	fn pause() {
		let id = busy::<T>();
		let guardian = terms::<T>().guardian;

		#[extrinsic_call]
		_(RawOrigin::Signed(guardian), id, true, true);

		assert!(Markets::<T>::get(id).is_some_and(|market| market.borrow_paused));
	}

	#[benchmark]
	fn supply() {
		let id = busy::<T>();
		let who = richest::<T>("newcomer");

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), id, AMOUNT, None);

		assert!(Positions::<T>::get(id, who).stand.supply_shares > 0);
	}

	#[benchmark]
	fn withdraw() {
		let id = busy::<T>();
		act::<T>("leaver", |market| Action::Supply { market, amount: Amount::Assets(AMOUNT), certificate: None }, id);
		let who: T::AccountId = account("leaver", 0, 0);
		tomorrow::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), id, Amount::All { at_most: Balance::MAX });

		assert!(!Positions::<T>::contains_key(id, who));
	}

	#[benchmark]
	fn add_collateral() {
		let id = busy::<T>();
		let who = richest::<T>("newcomer");

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), id, AMOUNT, None);

		assert_eq!(Positions::<T>::get(id, who).stand.collateral, AMOUNT);
	}

	#[benchmark]
	fn remove_collateral() {
		let id = busy::<T>();
		act::<T>("leaver", |market| Action::AddCollateral { market, amount: Amount::Assets(AMOUNT) }, id);
		let who: T::AccountId = account("leaver", 0, 0);
		tomorrow::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), id, Amount::All { at_most: AMOUNT });

		assert!(!Positions::<T>::contains_key(id, who));
	}

	#[benchmark]
	fn borrow() -> Result<(), BenchmarkError> {
		let id = busy::<T>();
		let who = rich::<T>("newcomer");
		T::Assets::mint_into(Some(COLLATERAL), &who, RICHES)?;
		let amount = Amount::Assets(10 * AMOUNT);
		Pallet::<T>::do_bundle(&who, alloc::vec![Action::AddCollateral { market: id, amount }])?;
		tomorrow::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), id, AMOUNT, None);

		assert_eq!(T::Assets::balance(Some(LOAN), &who), AMOUNT);
		Ok(())
	}

	/// By another, all of it.
	#[benchmark]
	fn repay() {
		let id = busy::<T>();
		let who = richest::<T>("friend");
		let borrower: T::AccountId = account("borrower", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(who), id, Amount::All { at_most: Balance::MAX }, Some(borrower.clone()));

		assert_eq!(Positions::<T>::get(id, borrower).stand.debt_shares, 0);
	}

	/// All of a position, which does not suffice: the reserve and suppliers bear the rest.
	#[benchmark]
	fn liquidate() -> Result<(), BenchmarkError> {
		let id = busy::<T>();
		// So that there is a reserve.
		let now = T::Time::now();
		let maker: T::AccountId = account("maker", 0, 0);
		Opened::<T>::load(id, now)?.close(&maker, now)?;
		tomorrow::<T>();
		set_price::<T>(0, COLLATERAL, UNIT / 10 * 4, T::Time::now());
		let who = rich::<T>("liquidator");
		T::Assets::mint_into(Some(LOAN), &who, RICHES)?;
		let borrower: T::AccountId = account("borrower", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(who), id, borrower.clone(), Balance::MAX, 1);

		assert!(!Positions::<T>::contains_key(id, borrower));
		assert_eq!(Markets::<T>::get(id).map(|market| market.books.reserve_shares), Some(0));
		Ok(())
	}

	#[benchmark]
	fn collect() -> Result<(), BenchmarkError> {
		let id = busy::<T>();
		let curator = terms::<T>().curator;
		T::Assets::mint_into(None, &curator, RICHES)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(curator.clone()), id, 1_000);

		assert_eq!(T::Assets::balance(Some(LOAN), &curator), 1_000);
		Ok(())
	}

	#[benchmark]
	fn add_feed() -> Result<(), BenchmarkError> {
		begin::<T>();
		let origin = T::FeedOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let guard = Guard { tolerance: ONE / 10, window: DAY, settle: 1_000 };

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Some(LOAN), 6, guard);

		assert_eq!(FeedCount::<T>::get(), 3);
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
