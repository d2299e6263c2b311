//! Benchmarks: each call at its worst case.
//!
//! The asset is another than the native one. The vault has as many markets as the benchmark says, and as many changes announced as can
//! be. A fee accrues, of which the curator has had no share before. It is the first touch of a day of each market. Positions are opened or
//! closed, where the call can do that, and whoever is paid has nothing of the asset yet.

use super::*;
use crate::types::*;
use alloc::vec::Vec;
use civitas_primitives::{
	lending::{MarketId, Markets, DAY},
	money::{Asset, Balance},
	Moment,
};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungibles::{Inspect, Mutate},
		AccountTouch, Time,
	},
	BoundedVec,
};
use frame_system::RawOrigin;
use sp_core::H256;

/// What benchmarks need of a runtime.
pub trait BenchmarkHelper<T: Config> {
	/// Let it be this time, as [`Config::Time`] tells it.
	fn set_time(now: Moment);

	/// Make an asset other than the native one, of which one can have as little as 1. Either it is worth existing for, or not.
	fn asset(sufficient: bool) -> Asset;

	/// Make a market in which this asset is lent, one for each place. Others have supplied and borrowed, so that it has cash and
	/// interest accrues; anyone can supply.
	fn market(place: u32, asset: Asset) -> MarketId;
}

#[cfg(test)]
impl BenchmarkHelper<mock::Test> for () {
	fn set_time(now: Moment) {
		mock::set_time(now);
	}

	fn asset(sufficient: bool) -> Asset {
		let root = RawOrigin::Root.into();
		mock::Assets::force_create(root, 1_000_000, mock::ISSUER, sufficient, 1).expect("it is new");
		Some(1_000_000)
	}

	fn market(place: u32, asset: Asset) -> MarketId {
		let id = MarketId { loan: asset, collateral: None, terms: H256::repeat_byte(place as u8) };
		mock::make_market(id, Balance::MAX);
		id
	}
}

/// What everybody has of the native asset.
const RICHES: Balance = 1_000_000_000_000_000_000;
/// What goes into each market.
const AMOUNT: Balance = 1_000_000_000;
/// 2026-12-01, in the afternoon.
const START: Moment = 1_796_137_200_000;

/// Someone who can pay for everything, in the native asset, and has so much of another.
fn rich<T: Config>(name: &'static str, asset: Asset, assets: Balance) -> T::AccountId {
	let who: T::AccountId = account(name, 0, 0);
	T::Assets::mint_into(None, &who, RICHES).expect("nothing limits the issuance");
	if assets > 0 {
		T::Assets::mint_into(asset, &who, assets).expect("nothing limits the issuance");
	}
	who
}

/// A vault.
struct Scene<T: Config> {
	id: VaultId,
	asset: Asset,
	curator: T::AccountId,
	markets: Vec<MarketId>,
}

impl<T: Config> Scene<T> {
	/// One with so many markets, whose caps are 0.
	fn new(markets: u32) -> Self {
		T::BenchmarkHelper::set_time(START);
		let asset = T::BenchmarkHelper::asset(true);
		let (creator, curator) = (rich::<T>("creator", asset, AMOUNT), rich::<T>("curator", asset, 0));
		let (id, guardian) = (VaultCount::<T>::get(), account("guardian", 0, 0));
		Pallet::<T>::do_create_vault(&creator, asset, curator.clone(), guardian, DAY, 1).expect("it is allowed");
		let markets: Vec<_> = (0..markets).map(|place| T::BenchmarkHelper::market(place, asset)).collect();
		let scene = Self { id, asset, curator, markets };
		scene.set_caps(|_| 0);
		scene
	}

	fn mutate(&self, change: impl FnOnce(&mut Vault<T>)) {
		Vaults::<T>::mutate(self.id, |vault| change(vault.as_mut().expect("it was made")));
	}

	/// Let caps be these, by the place of the market.
	fn set_caps(&self, cap: impl Fn(usize) -> Balance) {
		let list =
			self.markets.iter().enumerate().map(|(place, market)| Allocation { market: *market, cap: cap(place) });
		self.mutate(|vault| vault.markets = BoundedVec::truncate_from(list.collect()));
	}

	/// Let someone deposit so much, who has no more.
	fn deposit(&self, name: &'static str, assets: Balance) -> T::AccountId {
		let who = rich::<T>(name, self.asset, assets);
		Pallet::<T>::do_deposit(&who, self.id, self.asset, assets, 0).expect("nothing speaks against it");
		who
	}

	/// Announce a higher fee, and as many other changes as can be.
	fn announce(&self) {
		let from = T::Time::now();
		let cap = |place: u32| {
			let market = MarketId { loan: self.asset, collateral: None, terms: H256::repeat_byte(255 - place as u8) };
			Pending { change: Change::Cap { market, cap: 1 }, from }
		};
		let fee = Pending { change: Change::Fee { fee: MAX_FEE }, from };
		let pending = (1..MAX_PENDING).map(cap).chain([fee]).collect();
		self.mutate(|vault| vault.pending = BoundedVec::truncate_from(pending));
	}

	/// The next day, on which a share is worth more than it ever was.
	fn tomorrow(&self) {
		T::BenchmarkHelper::set_time(T::Time::now() + DAY);
		self.mutate(|vault| vault.high_water /= 2);
	}

	fn vault(&self) -> Vault<T> {
		Vaults::<T>::get(self.id).expect("it was made")
	}

	/// The shares of someone.
	fn shares(&self, who: &T::AccountId) -> u128 {
		T::Shares::balance(Pallet::<T>::share_asset(self.id), who)
	}

	/// How many markets it has something in.
	fn used(&self) -> usize {
		let account = Pallet::<T>::account(self.id).expect("a hash makes an account");
		self.markets.iter().filter(|market| T::Markets::shares_of(&account, market) > 0).count()
	}
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// Strangers have used up the references to the account of the vault, and the asset would need one.
	#[benchmark]
	fn create_vault() {
		let asset = T::BenchmarkHelper::asset(false);
		let creator = rich::<T>("creator", asset, AMOUNT);
		let (curator, guardian): (T::AccountId, T::AccountId) = (account("curator", 0, 0), account("guardian", 0, 0));
		let id = VaultCount::<T>::get();
		let vault = Pallet::<T>::account(id).expect("a hash makes an account");
		T::Assets::mint_into(None, &vault, T::Assets::minimum_balance(None)).expect("nothing limits the issuance");
		while frame_system::Pallet::<T>::can_accrue_consumers(&vault, 2) {
			frame_system::Pallet::<T>::inc_consumers(&vault).expect("there is room for two");
		}
		assert!(T::Assets::should_touch(asset, &vault));

		#[extrinsic_call]
		_(RawOrigin::Signed(creator), asset, curator, guardian, MAX_DELAY, MAX_FEE);

		assert!(Vaults::<T>::contains_key(id));
	}

	/// A lower fee, before which the former one is taken.
	#[benchmark]
	fn propose(n: Linear<0, 8>) {
		let scene = Scene::<T>::new(n);
		scene.set_caps(|_| AMOUNT);
		scene.deposit("holder", AMOUNT * Balance::from(n + 1));
		scene.tomorrow();
		scene.announce();

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.curator.clone()), scene.id, Change::Fee { fee: 0 });

		assert_eq!(scene.vault().fee, 0);
		assert!(scene.shares(&scene.curator) > 0);
	}

	#[benchmark]
	fn apply(n: Linear<0, 8>) {
		let stranger: T::AccountId = account("stranger", 0, 0);
		let scene = Scene::<T>::new(n);
		scene.set_caps(|_| AMOUNT);
		scene.deposit("holder", AMOUNT * Balance::from(n + 1));
		scene.tomorrow();
		scene.announce();

		#[extrinsic_call]
		_(RawOrigin::Signed(stranger), scene.id, Change::Fee { fee: MAX_FEE });

		assert_eq!(scene.vault().fee, MAX_FEE);
		assert!(scene.shares(&scene.curator) > 0);
	}

	#[benchmark]
	fn veto() {
		let scene = Scene::<T>::new(MAX_MARKETS);
		scene.announce();
		let guardian = scene.vault().guardian;

		#[extrinsic_call]
		_(RawOrigin::Signed(guardian), scene.id, Change::Fee { fee: MAX_FEE });

		assert_eq!(scene.vault().pending.len() as u32, MAX_PENDING - 1);
	}

	/// The first half is left, and the other one is entered.
	#[benchmark]
	fn reallocate(n: Linear<0, 8>) {
		let half = n as usize / 2;
		let scene = Scene::<T>::new(n);
		scene.set_caps(|place| if place < half { AMOUNT } else { 0 });
		scene.deposit("holder", AMOUNT * (half as Balance + 1));
		scene.set_caps(|_| 2 * AMOUNT);
		scene.tomorrow();
		scene.announce();
		let target = |(place, market): (usize, &MarketId)| Target {
			market: *market,
			assets: if place < half { 0 } else { AMOUNT },
		};
		let targets = BoundedVec::truncate_from(scene.markets.iter().enumerate().map(target).collect());
		assert_eq!(scene.used(), half);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.curator.clone()), scene.id, targets);

		assert_eq!(scene.used(), n as usize - half);
	}

	/// By someone who has nothing in the vault yet, nor the vault in the markets.
	#[benchmark]
	fn deposit(n: Linear<0, 8>) {
		let scene = Scene::<T>::new(n);
		scene.deposit("holder", AMOUNT);
		scene.set_caps(|_| AMOUNT);
		scene.tomorrow();
		scene.announce();
		let assets = AMOUNT * Balance::from(n + 1);
		let who = rich::<T>("newcomer", scene.asset, assets);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), scene.id, scene.asset, assets, 1);

		assert!(scene.shares(&who) > 0 && scene.shares(&scene.curator) > 0);
		assert_eq!(scene.used(), n as usize);
	}

	/// By who has all shares but those of the curator, so that all markets pay.
	#[benchmark]
	fn redeem_in_cash(n: Linear<0, 8>) {
		let scene = Scene::<T>::new(n);
		scene.set_caps(|_| AMOUNT);
		let who = scene.deposit("holder", AMOUNT * Balance::from(n + 1));
		scene.tomorrow();
		scene.announce();
		let shares = scene.shares(&who);

		#[extrinsic_call]
		redeem(RawOrigin::Signed(who.clone()), scene.id, shares, How::InCash { least: AMOUNT / 2 });

		assert!(scene.shares(&who) == 0 && scene.shares(&scene.curator) > 0);
		assert!(T::Assets::balance(scene.asset, &who) > AMOUNT / 2 * Balance::from(n + 1));
	}

	/// By the same.
	#[benchmark]
	fn redeem_in_kind(n: Linear<0, 8>) {
		let scene = Scene::<T>::new(n);
		scene.set_caps(|_| AMOUNT);
		let who = scene.deposit("holder", AMOUNT * Balance::from(n + 1));
		scene.tomorrow();
		scene.announce();
		let shares = scene.shares(&who);

		#[extrinsic_call]
		redeem(RawOrigin::Signed(who.clone()), scene.id, shares, How::InKind);

		assert!(scene.shares(&who) == 0 && scene.shares(&scene.curator) > 0);
		assert!(scene.markets.iter().all(|market| T::Markets::shares_of(&who, market) > 0));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
