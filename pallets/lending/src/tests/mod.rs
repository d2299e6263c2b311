//! The tests: a file for each call, and for what goes across them.

use crate::{mock::*, types::*, Error, Event, Feeds, HoldReason, Markets, Positions};
use civitas_primitives::{
	lending::{
		info::{Costs, MarketInfo, PositionInfo},
		*,
	},
	money::{Asset, AssetId, Balance},
	Moment,
};
use frame_support::{
	assert_noop, assert_ok,
	traits::fungibles::{Inspect, InspectHold, Mutate},
	BoundedVec,
};
use sp_core::H256;
use sp_runtime::{DispatchError, TokenError};

// Both of the lists above have one.
use crate::mock::DAY;

/// That a call is refused with this error, and changes nothing.
macro_rules! refused {
	($call:expr, $error:ident) => {
		assert_noop!($call, Error::<Test>::$error)
	};
}

mod add_collateral;
mod borrow;
mod bundle;
mod collect;
mod corruption;
mod create_market;
mod decimals;
mod feeds;
mod hostile;
mod liquidate;
mod matrix;
mod pause;
mod properties;
mod reads;
mod remove_collateral;
mod repay;
mod set_caps;
mod supplier;
mod supply;
mod theft;
mod withdraw;

/// A whole unit of the native asset, which is pledged in most tests: 12 decimals.
pub const COIN: Balance = 1_000_000_000_000;
/// A whole dollar.
pub const DOLLARS: Balance = 1_000_000;
/// A price of one unit of account.
pub const UNIT: Balance = 1_000_000_000_000_000_000;

/// The feed of the native asset.
pub const COIN_FEED: FeedId = 0;
/// The feed of the dollar.
pub const DOLLAR_FEED: FeedId = 1;

/// The guard of both: 10 % within an hour, and 20 minutes.
pub const GUARD: Guard = Guard { tolerance: ONE / 10, window: 60 * MINUTE, settle: 20 * MINUTE };

type Terms = civitas_primitives::lending::Terms<AccountId>;
type Do = Action<AccountId>;

/// Dollars are lent against the native asset: half of its value, and liquidated at 80 %.
pub fn terms() -> Terms {
	let price = |feed| PriceTerms { feed, max_age: 60 * MINUTE, lowest: UNIT / 1_000_000, highest: UNIT * 1_000_000 };
	civitas_primitives::lending::Terms {
		collateral_price: price(COIN_FEED),
		loan_price: price(DOLLAR_FEED),
		rate: RateModel { kink: ONE / 10 * 8, at_zero: 0, at_kink: ONE / 20, at_full: ONE },
		borrow_ltv: ONE / 2,
		liquidation_ltv: ONE / 10 * 8,
		max_bonus: ONE / 10 * 11,
		max_bonus_health: ONE / 10 * 9,
		target_health: ONE / 10 * 11,
		min_debt: 10 * DOLLARS,
		fee: ONE / 10,
		reserve_floor: ONE / 100,
		to_supply: None,
		to_borrow: None,
		curator: CURATOR,
		guardian: GUARDIAN,
	}
}

/// The price of a feed now.
pub fn feed(feed: FeedId, price: Balance) {
	Lending::note(feed, price, Timestamp::get());
}

/// A coin costs so many thousandths of a unit of account, and a dollar one unit; the guard is satisfied.
pub fn prices(thousandths: Balance) {
	for (id, price) in [(COIN_FEED, UNIT / 1_000 * thousandths), (DOLLAR_FEED, UNIT)] {
		feed(id, price);
		if Feeds::<Test>::get(id).unwrap().prices.unwrap().moving.is_some() {
			set_time(Timestamp::get() + GUARD.settle);
			feed(id, price + 1);
			feed(id, price);
		}
		assert!(!Feeds::<Test>::get(id).unwrap().price(Timestamp::get()).unwrap().moving);
	}
	// The first may have become older while the second moved.
	feed(COIN_FEED, UNIT / 1_000 * thousandths);
}

/// Feeds of the native asset and the dollar, which both cost one unit of account.
pub fn feeds() {
	assert_ok!(Lending::add_feed(RuntimeOrigin::root(), None, 12, GUARD));
	assert_ok!(Lending::add_feed(RuntimeOrigin::root(), Some(DOLLAR), 6, GUARD));
	prices(1_000);
}

/// A market of these terms.
pub fn market_of(terms: Terms) -> MarketId {
	let id = MarketId::of(Some(DOLLAR), None, &terms);
	assert_ok!(Lending::create_market(signed(CURATOR), Some(DOLLAR), None, terms));
	id
}

/// Feeds and a market.
pub fn market() -> MarketId {
	feeds();
	market_of(terms())
}

/// A market to which Alice has supplied 1,000 dollars.
pub fn supplied() -> MarketId {
	let id = market();
	assert_ok!(Lending::supply(signed(ALICE), id, 1_000 * DOLLARS, None));
	id
}

/// The same, from which Bob has borrowed 100 dollars against 200 coins.
pub fn borrowed() -> MarketId {
	let id = supplied();
	assert_ok!(Lending::add_collateral(signed(BOB), id, 200 * COIN, None));
	assert_ok!(Lending::borrow(signed(BOB), id, 100 * DOLLARS, None));
	id
}

/// What someone has.
pub fn position(id: MarketId, who: AccountId) -> PositionInfo<AccountId> {
	Lending::do_position(&id, &who).expect("there is such a market")
}

/// A market as it is.
pub fn info(id: MarketId) -> MarketInfo<AccountId> {
	Lending::do_market(&id).expect("there is such a market")
}

/// What is free of an asset.
pub fn free(asset: Asset, who: AccountId) -> Balance {
	<Test as crate::Config>::Assets::balance(asset, &who)
}

/// What is on hold of an asset.
pub fn held(asset: Asset, reason: HoldReason, who: AccountId) -> Balance {
	<Test as crate::Config>::Holds::balance_on_hold(asset, &reason.into(), &who)
}

/// The events of this pallet so far, which are forgotten.
pub fn events() -> Vec<Event<Test>> {
	let all = System::events();
	System::reset_events();
	all.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Lending(event) => Some(event),
			_ => None,
		})
		.collect()
}

/// A bundle.
pub fn bundle(who: AccountId, actions: &[Do]) -> sp_runtime::DispatchResult {
	Lending::bundle(signed(who), BoundedVec::truncate_from(actions.to_vec()))
}

/// A whole unit of gold.
pub const GOLDS: Balance = 100_000_000;
/// The feed of gold, after those of [`feeds`].
pub const GOLD_FEED: FeedId = 2;
/// All there is.
pub const ALL: Amount = Amount::All { at_most: Balance::MAX };
/// What is held for a position: 1 a byte, of which what someone has are 48, the ticket 17, and the key, which is there twice,
/// 42 and 32; and 100 besides.
pub const POSITION_DEPOSIT: Balance = 100 + 48 + 17 + 2 * (42 + 32);

/// This rate, however much is lent.
pub fn flat(rate: Ppb) -> RateModel {
	RateModel { kink: ONE / 2, at_zero: rate, at_kink: rate, at_full: rate }
}

/// As [`terms`], without interest: what is owed stays what it is.
pub fn still() -> Terms {
	Terms { rate: flat(0), ..terms() }
}

/// Feeds, and a market of these terms to which Alice has supplied 1,000 dollars, and from which Bob has borrowed 100 against 200
/// coins.
pub fn lent(terms: Terms) -> MarketId {
	feeds();
	lent_of(terms)
}

/// The same, where there are feeds.
pub fn lent_of(terms: Terms) -> MarketId {
	let id = market_of(terms);
	assert_ok!(Lending::supply(signed(ALICE), id, 1_000 * DOLLARS, None));
	assert_ok!(Lending::add_collateral(signed(BOB), id, 200 * COIN, None));
	assert_ok!(Lending::borrow(signed(BOB), id, 100 * DOLLARS, None));
	id
}

/// A whole unit of an asset.
pub fn whole(asset: Asset) -> Balance {
	match asset {
		None => COIN,
		Some(DOLLAR) => DOLLARS,
		Some(_) => GOLDS,
	}
}

/// As [`still`], for other assets. Gold costs a unit of account, and its feed is added if there is none yet.
pub fn market_between(loan: Asset, collateral: Asset) -> MarketId {
	if !Feeds::<Test>::contains_key(GOLD_FEED) {
		assert_ok!(Lending::add_feed(RuntimeOrigin::root(), Some(GOLD), 8, GUARD));
		feed(GOLD_FEED, UNIT);
	}
	let price = |asset| match asset {
		None => PriceTerms { feed: COIN_FEED, ..terms().loan_price },
		Some(DOLLAR) => PriceTerms { feed: DOLLAR_FEED, ..terms().loan_price },
		Some(_) => PriceTerms { feed: GOLD_FEED, ..terms().loan_price },
	};
	let terms =
		Terms { collateral_price: price(collateral), loan_price: price(loan), min_debt: 10 * whole(loan), ..still() };
	let id = MarketId::of(loan, collateral, &terms);
	assert_ok!(Lending::create_market(signed(CURATOR), loan, collateral, terms));
	id
}

/// A market that there is not.
pub fn unknown() -> MarketId {
	MarketId { loan: Some(DOLLAR), collateral: None, terms: H256::zero() }
}

/// A market, as it is stored.
pub fn stored(id: MarketId) -> Market<Test> {
	Markets::<Test>::get(id).expect("there is such a market")
}

/// The account of a market.
pub fn account_of(id: MarketId) -> AccountId {
	Lending::account(&id).expect("every market has one")
}

/// The price of a feed now is this, whatever its guard says.
pub fn set_price(id: FeedId, price: Balance) {
	let now = Timestamp::get();
	Feeds::<Test>::mutate(id, |stored| stored.as_mut().unwrap().prices = Some(Guarded::first(price, now, now)));
}

/// A coin costs so many thousandths of a unit of account now, and a dollar one, whatever the guards say.
pub fn coin(thousandths: Balance) {
	set_price(COIN_FEED, UNIT / 1_000 * thousandths);
	set_price(DOLLAR_FEED, UNIT);
}

/// The price that counts of a feed.
pub fn price(id: FeedId) -> Balance {
	Feeds::<Test>::get(id).unwrap().price(Timestamp::get()).unwrap().price
}

/// For either asset and each way in which its price does not count: what is said then.
pub fn in_each_fault(check: impl Fn(DispatchError)) {
	type Spoil = fn(FeedId);
	let ways: [(Error<Test>, Spoil); 5] = [
		(Error::PriceUnknown, |id| Feeds::<Test>::mutate(id, |stored| stored.as_mut().unwrap().prices = None)),
		(Error::PriceMoving, |id| feed(id, 2 * price(id))),
		(Error::PriceStale, |id| {
			set_time(Timestamp::get() + terms().loan_price.max_age + 1);
			let other = if id == COIN_FEED { DOLLAR_FEED } else { COIN_FEED };
			set_price(other, price(other));
		}),
		(Error::PriceOutOfBand, |id| set_price(id, terms().loan_price.lowest - 1)),
		(Error::PriceOutOfBand, |id| set_price(id, terms().loan_price.highest + 1)),
	];
	for (error, spoil) in ways {
		let error = DispatchError::from(error);
		for id in [COIN_FEED, DOLLAR_FEED] {
			frame_support::hypothetically!({
				spoil(id);
				check(error);
			});
		}
	}
}

/// Make so much of an asset for someone.
pub fn issue(asset: Asset, who: AccountId, amount: Balance) {
	assert_ok!(<Test as crate::Config>::Assets::mint_into(asset, &who, amount));
}

/// A pool of a million coins and as many dollars as they cost at so many thousandths of one.
pub fn pool(thousandths: Balance) {
	let (coins, dollars) = (1_000_000 * COIN, 1_000 * thousandths * DOLLARS);
	issue(None, ISSUER, coins);
	let pair = || (Box::new(None), Box::new(Some(DOLLAR)));
	let (native, dollar) = pair();
	assert_ok!(AssetConversion::create_pool(signed(ISSUER), native, dollar));
	let (native, dollar) = pair();
	assert_ok!(AssetConversion::add_liquidity(signed(ISSUER), native, dollar, coins, dollars, 1, 1, ISSUER));
}

/// Someone has a certificate.
pub fn certify(who: AccountId) -> H256 {
	let id = H256::repeat_byte(<AccountId as AsRef<[u8]>>::as_ref(&who)[0]);
	Certified::mutate(|all| all.insert(id, who));
	id
}

/// What [`certify`] gives is asked for.
pub fn asked() -> Option<Requirement> {
	Some(Requirement { network: NETWORK, schema: SCHEMA })
}
