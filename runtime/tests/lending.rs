//! Lending and vaults on the real runtime: by identities and their keys, in assets that someone issues, at prices that are reported.

#[path = "lending/assets.rs"]
mod assets;
mod common;
#[path = "lending/cost.rs"]
mod cost;
#[path = "lending/credit.rs"]
mod credit;
#[path = "lending/emergency.rs"]
mod emergency;
#[path = "lending/keys.rs"]
mod keys;
#[path = "lending/theft.rs"]
mod theft;
#[path = "lending/ties.rs"]
mod ties;
#[path = "lending/vaults.rs"]
mod vaults;

use civitas_primitives::{
	identity::{action, identity_id, CallIndex, KeySignature, Kind, PublicKey, Relationships},
	lending::{
		info::{Costs, MarketInfo, PositionInfo},
		FeedId, Guard, Guarded, MarketId, Ppb, PriceTerms, RateModel, DAY, ONE, YEAR,
	},
	money::{Asset, AssetId, Balance},
	Envelope, Moment,
};
use civitas_runtime::{
	configs::{lending::PositionHold, markets::PoolAssetsInstance, money::FreeAssets},
	currency::CIV,
	scopes::KeyScope,
	AccountId, AssetsHolder, Balances, IdentityRegistry, Lending, PoolAssets, Runtime, RuntimeCall, RuntimeEvent,
	RuntimeHoldReason, RuntimeOrigin, System, Treasury, Vaults, SLOT_DURATION_MILLIS,
};
use codec::{Decode, Encode};
use common::*;
use frame_support::{
	traits::{fungible::InspectHold as _, fungibles::Inspect as _, fungibles::InspectHold as _},
	BoundedVec,
};
use pallet_identity_registry::{
	types::{NewKey, Permissions, PermissionsOf, Proof, SpendingLimit},
	Call as Identity, Error as IdentityError, Event as IdentityEvent,
};
use pallet_lending::{
	types::{Action, Amount},
	Error, Event, Feeds, HoldReason,
};
use pallet_vaults::{
	info::{HoldingInfo, SetupCost, VaultInfo},
	types::{Change, How, VaultId},
};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve, Ferdie};
use sp_runtime::{DispatchError, DispatchResult};
use std::collections::BTreeMap;

type Terms = civitas_primitives::lending::Terms<AccountId>;
type Do = Action<AccountId>;
type Lend = pallet_lending::Call<Runtime>;
type Save = pallet_vaults::Call<Runtime>;
type Issue = pallet_assets::Call<Runtime>;
type Share = pallet_assets::Call<Runtime, PoolAssetsInstance>;
type Exchange = pallet_asset_conversion::Call<Runtime>;

/// Makes markets and vaults, and curates them.
const CURATOR: Sr25519Keyring = Dave;
/// Pauses markets, and vetoes changes of vaults.
const GUARDIAN: Sr25519Keyring = Eve;
/// Who has a key of an identity for money, with limits.
const CLERK: Sr25519Keyring = Ferdie;
/// All who have some of everything.
const PEOPLE: [Sr25519Keyring; 6] = [Alice, Bob, Charlie, Dave, Eve, Ferdie];

/// What is lent, in most tests. Alice issues it.
const DOLLAR: AssetId = 1;
/// Another that is pledged. Alice issues it, too.
const GOLD: AssetId = 2;
/// A whole dollar: it has 6 decimals.
const DOLLARS: Balance = 1_000_000;
/// A whole unit of gold: it has 8 decimals.
const GOLDS: Balance = 100_000_000;
/// How many whole units of either the people have at first.
const ENDOWMENT: Balance = 1_000_000;
/// A price of one unit of account.
const UNIT: Balance = 1_000_000_000_000_000_000;
/// The feed of the native asset.
const COIN_FEED: FeedId = 0;
/// The feed of the dollar.
const DOLLAR_FEED: FeedId = 1;
/// The feed of gold.
const GOLD_FEED: FeedId = 2;

/// A minute.
const MINUTE: Moment = 60_000;
/// The guard of all feeds: 10 % within an hour, and 20 minutes.
const GUARD: Guard = Guard { tolerance: ONE / 10, window: 60 * MINUTE, settle: 20 * MINUTE };
/// All there is.
const ALL: Amount = Amount::All { at_most: Balance::MAX };

/// The time of this block.
fn now() -> Moment {
	pallet_timestamp::Now::<Runtime>::get()
}

/// Let just so much time pass, of two slots or more. There is room for transactions after it, as the first block of a session, which
/// has none, is the one before.
fn pass(span: Moment) {
	skip_slots(span / SLOT_DURATION_MILLIS - 1);
	next_block();
}

/// What becomes of a transaction.
fn applied(who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> DispatchResult {
	apply(signed(who, call, 0)).expect("it is valid")
}

fn refused(error: impl Into<DispatchError>) -> DispatchResult {
	Err(error.into())
}

fn filtered() -> DispatchResult {
	refused(frame_system::Error::<Runtime>::CallFiltered)
}

/// There are dollars and gold, of which the people have something.
fn issued() {
	// So that no later time is just that of a new session.
	next_block();
	for (id, unit) in [(DOLLAR, DOLLARS), (GOLD, GOLDS)] {
		let admin = account(Alice).into();
		submit(Alice, Issue::create { id: id.into(), admin, min_balance: 1 });
		for who in PEOPLE {
			mint(id, &account(who), ENDOWMENT * unit);
		}
	}
}

fn mint(id: AssetId, who: &AccountId, amount: Balance) {
	submit(Alice, Issue::mint { id: id.into(), beneficiary: who.clone().into(), amount });
}

/// There are feeds of all assets, without prices.
fn fed() {
	for (asset, decimals) in [(None, 12), (Some(DOLLAR), 6), (Some(GOLD), 8)] {
		Lending::add_feed(RuntimeOrigin::root(), asset, decimals, GUARD).expect("there is the asset");
	}
}

/// One reports that coins, dollars and gold cost so many thousandths of a unit of account.
fn reported(by: Sr25519Keyring, thousandths: [Balance; 3]) {
	let values = [COIN_FEED, DOLLAR_FEED, GOLD_FEED].into_iter().zip(thousandths.map(|price| UNIT / 1_000 * price));
	let values = BoundedVec::truncate_from(values.collect());
	submit(by, pallet_oracle::Call::<Runtime>::feed_values { values });
}

/// All who report prices do, which they can once in a block.
fn report(thousandths: [Balance; 3]) {
	for by in [Alice, Bob, Charlie] {
		reported(by, thousandths);
	}
}

/// What everything costs now, whatever was reported and guards say.
fn set_prices(thousandths: [Balance; 3]) {
	for (feed, price) in [COIN_FEED, DOLLAR_FEED, GOLD_FEED].into_iter().zip(thousandths) {
		Feeds::<Runtime>::mutate(feed, |stored| {
			let prices = Guarded::first(UNIT / 1_000 * price, now(), now());
			stored.as_mut().expect("it was added").prices = Some(prices);
		});
	}
}

/// There are assets, feeds and prices: all costs one unit of account.
fn found() {
	issued();
	fed();
	report([1_000; 3]);
}

/// Which prices of a feed count.
fn price_terms(feed: FeedId) -> PriceTerms {
	PriceTerms { feed, max_age: 60 * MINUTE, lowest: UNIT / 1_000_000, highest: UNIT * 1_000_000 }
}

/// This rate, however much is lent.
fn flat(rate: Ppb) -> RateModel {
	RateModel { kink: ONE / 2, at_zero: rate, at_kink: rate, at_full: rate }
}

/// Dollars are lent against coins: half of their value, and liquidated at 80 %.
fn terms() -> Terms {
	civitas_primitives::lending::Terms {
		collateral_price: price_terms(COIN_FEED),
		loan_price: price_terms(DOLLAR_FEED),
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
		curator: account(CURATOR),
		guardian: account(GUARDIAN),
	}
}

/// The same without interest: what is owed stays what it is.
fn still() -> Terms {
	Terms { rate: flat(0), ..terms() }
}

/// A market of these terms, which the curator makes.
fn market(loan: Asset, collateral: Asset, terms: Terms) -> MarketId {
	let id = MarketId::of(loan, collateral, &terms);
	submit(CURATOR, Lend::create_market { loan, collateral, terms });
	id
}

/// One for dollars against coins, to which Bob has supplied 1,000, and from which Charlie has borrowed 100 for 200 coins.
fn lent(terms: Terms) -> MarketId {
	let id = market(Some(DOLLAR), None, terms);
	submit(Bob, supply(id, 1_000 * DOLLARS));
	submit(Charlie, add_collateral(id, 200 * CIV));
	submit(Charlie, borrow(id, 100 * DOLLARS));
	id
}

fn supply(market: MarketId, assets: Balance) -> Lend {
	Lend::supply { market, assets, certificate: None }
}

fn withdraw(market: MarketId, amount: Amount) -> Lend {
	Lend::withdraw { market, amount }
}

fn add_collateral(market: MarketId, assets: Balance) -> Lend {
	Lend::add_collateral { market, assets, owner: None }
}

fn remove_collateral(market: MarketId, amount: Amount) -> Lend {
	Lend::remove_collateral { market, amount }
}

fn borrow(market: MarketId, assets: Balance) -> Lend {
	Lend::borrow { market, assets, certificate: None }
}

fn repay(market: MarketId, amount: Amount) -> Lend {
	Lend::repay { market, amount, owner: None }
}

/// Charlie is liquidated, for at most so much.
fn liquidate(market: MarketId, most: Balance) -> Lend {
	Lend::liquidate { market, borrower: account(Charlie), most, least: 0 }
}

fn bundle(actions: &[Do]) -> Lend {
	Lend::bundle { actions: BoundedVec::truncate_from(actions.to_vec()) }
}

/// A pool of 100,000 coins and as many dollars, which Bob fills.
fn pool() {
	let (asset1, asset2) = (|| Box::new(None::<AssetId>), || Box::new(Some(DOLLAR)));
	submit(Bob, Exchange::create_pool { asset1: asset1(), asset2: asset2() });
	submit(
		Bob,
		Exchange::add_liquidity {
			asset1: asset1(),
			asset2: asset2(),
			amount1_desired: 100_000 * CIV,
			amount2_desired: 100_000 * DOLLARS,
			amount1_min: 1,
			amount2_min: 1,
			mint_to: account(Bob),
		},
	);
}

/// A vault of dollars with this fee, and without markets.
fn vault(fee: Ppb) -> VaultId {
	let id = pallet_vaults::VaultCount::<Runtime>::get();
	let (curator, guardian) = (account(CURATOR), account(GUARDIAN));
	submit(CURATOR, Save::create_vault { asset: Some(DOLLAR), curator, guardian, delay: DAY, fee });
	id
}

/// Let a vault supply so much to a market, a day from now. All costs one unit of account then.
fn list(vault: VaultId, market: MarketId, cap: Balance) {
	let change = Change::Cap { market, cap };
	submit(CURATOR, Save::propose { vault, change: change.clone() });
	pass(DAY);
	submit(Ferdie, Save::apply { vault, change });
	set_prices([1_000; 3]);
}

fn deposit(vault: VaultId, assets: Balance) -> Save {
	Save::deposit { vault, asset: Some(DOLLAR), assets, least_shares: 0 }
}

fn in_cash(vault: VaultId, shares: u128) -> Save {
	Save::redeem { vault, shares, how: How::InCash { least: 0 } }
}

fn in_kind(vault: VaultId, shares: u128) -> Save {
	Save::redeem { vault, shares, how: How::InKind }
}

/// A market as it is.
fn info(id: MarketId) -> MarketInfo<AccountId> {
	Lending::market(id).expect("there is such a market")
}

/// What someone has in a market.
fn position(id: MarketId, who: &AccountId) -> PositionInfo<AccountId> {
	Lending::position(id, who.clone()).expect("there is such a market")
}

/// The account of a market.
fn account_of(id: MarketId) -> AccountId {
	Lending::account(&id).expect("every market has one")
}

/// A vault as it is.
fn vault_info(id: VaultId) -> VaultInfo<AccountId> {
	Vaults::vault(id).expect("there is such a vault")
}

/// What someone has in a vault.
fn holding(id: VaultId, who: Sr25519Keyring) -> HoldingInfo<AccountId> {
	Vaults::holding(id, account(who)).expect("there is such a vault")
}

/// What someone has free of an asset.
fn free(asset: Asset, who: &AccountId) -> Balance {
	FreeAssets::balance(asset, who)
}

/// The dollars that someone has free.
fn dollars(who: Sr25519Keyring) -> Balance {
	free(Some(DOLLAR), &account(who))
}

/// The deposit for a position.
fn place() -> Balance {
	Lending::costs().position
}

/// What someone has on hold.
fn held(asset: Asset, reason: impl Into<RuntimeHoldReason>, who: &AccountId) -> Balance {
	let reason: RuntimeHoldReason = reason.into();
	match asset {
		None => Balances::balance_on_hold(&reason, who),
		Some(id) => AssetsHolder::balance_on_hold(id, &reason, who),
	}
}

/// What is held for positions is what the tickets say, of everybody. And end the block, which checks the invariants of all pallets where
/// the feature is on.
fn check() {
	let mut tickets = BTreeMap::<AccountId, Balance>::new();
	for (_, owner, position) in pallet_lending::Positions::<Runtime>::iter() {
		// It keeps its amount to itself, and is encoded as that alone.
		let ticket = position.ticket.expect("what is stored is paid for").encode();
		*tickets.entry(owner).or_default() += Balance::decode(&mut &ticket[..]).expect("it is an amount");
	}
	for who in frame_system::Account::<Runtime>::iter_keys() {
		let ticket = tickets.remove(&who).unwrap_or_default();
		assert_eq!(held(None, PositionHold::get(), &who), ticket, "{who}");
	}
	assert!(tickets.is_empty(), "deposits of accounts that there are not: {tickets:?}");
	end_block();
}

fn key(who: Sr25519Keyring) -> PublicKey {
	PublicKey::Sr25519(who.public().0)
}

/// Bob's identity. It has 1,000 coins.
fn identity() -> AccountId {
	let room = IdentityRegistry::room_for(8, 8, 2, 2, 0, 0);
	submit(Bob, Identity::<Runtime>::register { kind: Kind::Person, key: key(Bob), salt: [0; 32], room, proof: None });
	let id: AccountId = identity_id(&key(Bob), &[0; 32]).into();
	let dest = id.clone().into();
	submit(Alice, pallet_balances::Call::<Runtime>::transfer_keep_alive { dest, value: 1_000 * CIV });
	id
}

/// Act as an identity, and return what became of it.
fn act(by: Sr25519Keyring, identity: &AccountId, call: impl Into<RuntimeCall>) -> DispatchResult {
	let call = Box::new(call.into());
	System::reset_events();
	apply(signed(by, Identity::<Runtime>::act_as { identity: identity.clone(), call }, 0)).expect("it is valid")?;
	let last = events().into_iter().rev().find_map(|event| match event {
		RuntimeEvent::IdentityRegistry(IdentityEvent::Acted { result, .. }) => Some(result),
		_ => None,
	});
	last.expect("something was acted")
}

/// Give `holder` a key of Bob's identity that may do no more than this.
fn employ(holder: Sr25519Keyring, identity: &AccountId, permissions: PermissionsOf<Runtime>) {
	let added = pallet_identity_registry::Identities::<Runtime>::get(identity).expect("it is registered").keys_added;
	let new = NewKey {
		public: key(holder),
		relationships: Relationships::AUTHENTICATION | Relationships::CAPABILITY_INVOCATION,
		permissions,
		valid_from: None,
		valid_until: None,
	};
	let deadline = System::block_number() + 10;
	let envelope = Envelope {
		genesis: System::block_hash(0),
		action: action::ADD_KEY,
		identity,
		nonce: added.into(),
		deadline,
		submitter: None::<&AccountId>,
		payload: key(holder),
	};
	let signature = KeySignature::Sr25519(holder.sign(&envelope.hash()).0);
	let proof = Some(Box::new(Proof { deadline, submitter: None, signature }));
	assert_eq!(act(Bob, identity, Identity::<Runtime>::add_key { key: Box::new(new), proof }), Ok(()));
}

/// The calls of a scope, of at most so much of each asset a day; and of these besides.
fn permissions(scope: KeyScope, limits: &[(Asset, Balance)], calls: &[RuntimeCall]) -> PermissionsOf<Runtime> {
	let limits = limits.iter().map(|(asset, amount)| SpendingLimit { asset: *asset, amount: *amount, period: DAY });
	let calls = calls.iter().map(|call| CallIndex::of(call).expect("it is a call"));
	Permissions {
		scope,
		limits: limits.collect::<Vec<_>>().try_into().expect("few"),
		calls: calls.collect::<Vec<_>>().try_into().expect("few"),
		counterparties: Default::default(),
	}
}

/// Bob's identity, of which the clerk has a key for money, for at most so much of each asset a day.
fn with_clerk(limits: &[(Asset, Balance)]) -> AccountId {
	let id = identity();
	employ(CLERK, &id, permissions(KeyScope::Finance, limits, &[]));
	next_block();
	id
}

/// What of its limits the clerk's key has used up: of coins, and of dollars.
fn spent(id: &AccountId) -> (Balance, Balance) {
	let keys = pallet_identity_registry::Keys::<Runtime>::get(id);
	let known = keys.into_iter().find(|known| known.public == key(CLERK)).expect("it is one");
	let of = |asset: Asset| {
		let allowance = known.allowances.iter().find(|allowance| allowance.limit.asset == asset);
		allowance.map_or(0, |allowance| allowance.spent)
	};
	(of(None), of(Some(DOLLAR)))
}

/// What becomes of a call of the clerk, which is refused and changes nothing.
fn denied(id: &AccountId, call: impl Into<RuntimeCall>, error: IdentityError<Runtime>) {
	let call = call.into();
	let kept = || (spent(id), free(None, id), free(Some(DOLLAR), id), Lending::positions_of(id.clone(), None, None));
	let before = kept();
	assert_eq!(act(CLERK, id, call.clone()), refused(error), "{call:?}");
	assert!(kept() == before, "{call:?}");
}

/// Give an identity up.
fn give_up(id: &AccountId) -> DispatchResult {
	next_block();
	act(Bob, id, Identity::<Runtime>::deactivate { beneficiary: Some(account(Bob)) })
}

#[test]
fn markets_and_vaults_are_paid_for_and_the_deposits_of_positions_go_back() {
	development().execute_with(|| {
		found();
		// In tenths of mCIV: 100 an item and 1 a byte.
		let tenth = CIV / 10_000;
		assert_eq!(Lending::costs(), Costs { market: 49_536 * tenth, position: 313 * tenth });
		// The existential deposit, and those of eight positions.
		let cost = SetupCost { price: 6_467 * tenth, native: (10 + 8 * 313) * tenth, asset: 1 };
		assert_eq!(Vaults::setup_cost(Some(DOLLAR)), cost);
		assert_eq!(Vaults::setup_cost(None), SetupCost { asset: 0, ..cost });

		// Without a transaction there is no fee. Nothing is on hold, and the treasury has the prices.
		let (curator, treasury) = (account(CURATOR), Treasury::account_id());
		let has = |who: &AccountId| Balances::free_balance(who) + Balances::reserved_balance(who);
		let before = (has(&curator), has(&treasury));
		let by = || RuntimeOrigin::signed(account(CURATOR));
		let made = Lending::create_market(by(), Some(DOLLAR), None, Terms { guardian: account(Ferdie), ..still() });
		assert_eq!(made, Ok(()));
		assert_eq!(has(&treasury) - before.1, 49_536 * tenth);
		assert_eq!(Vaults::create_vault(by(), Some(DOLLAR), curator.clone(), curator.clone(), DAY, 0), Ok(()));
		assert_eq!(has(&treasury) - before.1, (49_536 + 6_467) * tenth);
		assert_eq!(before.0 - has(&curator), (49_536 + 6_467 + 2_514) * tenth);
		assert_eq!(pallet_balances::Holds::<Runtime>::get(&curator).len(), 0);
		assert_eq!(dollars(CURATOR), ENDOWMENT * DOLLARS - 2);

		let id = lent(still());
		for who in [Bob, Charlie] {
			assert_eq!(held(None, HoldReason::Position, &account(who)), 313 * tenth);
		}
		submit(Charlie, repay(id, ALL));
		submit(Charlie, remove_collateral(id, ALL));
		submit(Bob, withdraw(id, ALL));
		for who in [Bob, Charlie] {
			assert_eq!(held(None, HoldReason::Position, &account(who)), 0);
		}
		check();
	});
}
