//! Calls of lending and vaults. Prices are what suits a call: it is made while one can borrow, or after a fall.

use super::*;
use civitas_primitives::{
	lending::{Guard, Guarded, MarketId, PriceTerms, RateModel, Terms, ONE},
	money::Asset,
};
use civitas_runtime::{
	configs::{markets::PoolAssetsInstance, money::FreeAssets},
	Lending, PoolAssets, Vaults,
};
use frame_support::traits::fungibles::Inspect as _;
use pallet_lending::{
	types::{Action, Amount, Stand},
	Event as Lent, Feeds, Markets, Positions,
};
use pallet_vaults::types::{Change, How, Target, VaultId};
use world::{by_root, must, now, until, COMMON, PEOPLE, SUFFICIENT};

type Lend = pallet_lending::Call<Runtime>;
type Save = pallet_vaults::Call<Runtime>;
/// By asset and account.
pub type Sums = BTreeMap<(Asset, AccountId), Balance>;

/// Sets caps and spreads vaults, and gets the fees of both.
const CURATOR: Sr25519Keyring = Dave;
/// Pauses, and vetoes.
const GUARDIAN: Sr25519Keyring = Eve;
/// What is lent and pledged, by the number of its feed. Of each, an account has about a million whole units.
pub const ASSETS: [Asset; 3] = [None, Some(COMMON), Some(SUFFICIENT)];
/// How many decimals they have.
const DECIMALS: [u8; 3] = [12, 3, 3];
/// A price of one unit of account.
pub const UNIT: Balance = 1_000_000_000_000_000_000;
/// All there is.
const ALL: Amount = Amount::All { at_most: Balance::MAX };

/// The number of the feed of an asset.
pub fn feed_of(asset: Asset) -> u16 {
	let place = ASSETS.iter().position(|known| *known == asset).expect("it is one of these");
	place.try_into().expect("they are few")
}

/// A whole unit of an asset.
pub fn whole(asset: Asset) -> Balance {
	Balance::from(10u8).pow(DECIMALS[usize::from(feed_of(asset))].into())
}

/// One is lent against the other: half of its value, and liquidated at 80 %.
fn terms(loan: Asset, collateral: Asset) -> Terms<AccountId> {
	let price =
		|asset| PriceTerms { feed: feed_of(asset), max_age: DAY, lowest: UNIT / 1_000_000, highest: UNIT * 1_000 };
	Terms {
		collateral_price: price(collateral),
		loan_price: price(loan),
		// So much that there is something for the reserve, and something to liquidate, when weeks have passed.
		rate: RateModel { kink: ONE / 10 * 8, at_zero: ONE / 10, at_kink: ONE / 2, at_full: ONE },
		borrow_ltv: ONE / 2,
		liquidation_ltv: ONE / 10 * 8,
		max_bonus: ONE / 10 * 11,
		max_bonus_health: ONE / 10 * 9,
		target_health: ONE / 10 * 11,
		min_debt: whole(loan),
		fee: ONE / 10,
		reserve_floor: 0,
		to_supply: None,
		to_borrow: None,
		curator: account(CURATOR),
		guardian: account(GUARDIAN),
	}
}

/// So much costs an asset now; all others one unit of account.
pub fn price(asset: Asset, price: Balance) {
	for known in ASSETS {
		Feeds::<Runtime>::mutate(feed_of(known), |stored| {
			let price = if known == asset { price } else { UNIT };
			stored.as_mut().expect("it was added").prices = Some(Guarded::first(price, now(), now()));
		});
	}
}

/// The accounts of markets and vaults, as which nobody acts. What leaves them belongs to whoever gets it, or is owed for.
pub fn accounts() -> BTreeSet<AccountId> {
	let markets = Markets::<Runtime>::iter_keys().filter_map(|id| Lending::account(&id).ok());
	markets.chain(pallet_vaults::Vaults::<Runtime>::iter_keys().filter_map(|id| Vaults::account(id).ok())).collect()
}

/// What a liquidation has taken of whom, who had pledged it for that; and who has got it.
pub fn seized() -> (Sums, BTreeSet<(Asset, AccountId)>) {
	let (mut taken_of, mut to) = (Sums::new(), BTreeSet::new());
	for event in events() {
		if let RuntimeEvent::Lending(Lent::Liquidated { market, borrower, liquidator, taken, .. }) = event {
			*taken_of.entry((market.collateral, borrower)).or_default() += taken;
			to.insert((market.collateral, liquidator));
		}
	}
	(taken_of, to)
}

/// Feeds, a market of each asset against another, in which somebody has something, and a vault that supplies to one.
pub fn found() {
	let guard = Guard { tolerance: ONE / 10, window: DAY, settle: 20 * 60 * 1_000 };
	for (asset, decimals) in ASSETS.into_iter().zip(DECIMALS) {
		by_root(Lend::add_feed { asset, decimals, guard });
	}
	price(None, UNIT);
	for (loan, collateral) in [(Some(COMMON), None), (Some(SUFFICIENT), Some(COMMON)), (None, Some(SUFFICIENT))] {
		let terms = terms(loan, collateral);
		let market = MarketId::of(loan, collateral, &terms);
		must(CURATOR, Lend::create_market { loan, collateral, terms });
		must(Alice, Lend::supply { market, assets: 10_000 * whole(loan), certificate: None });
		must(Bob, Lend::add_collateral { market, assets: 10_000 * whole(collateral), owner: None });
		must(Bob, Lend::borrow { market, assets: 1_000 * whole(loan), certificate: None });
	}
	create_vault(Some(COMMON));
}

/// Somebody supplies to each market, pledges in each, and saves in the vault.
pub fn invest(who: Sr25519Keyring) {
	for market in Markets::<Runtime>::iter_keys().collect::<Vec<_>>() {
		let (loan, collateral) = (market.loan, market.collateral);
		must(who, Lend::supply { market, assets: 100 * whole(loan), certificate: None });
		must(who, Lend::add_collateral { market, assets: 100 * whole(collateral), owner: None });
	}
	let asset = Some(COMMON);
	must(who, Save::deposit { vault: 0, asset, assets: 100 * whole(asset), least_shares: 0 });
}

/// A vault of an asset, that may supply as much as it likes to the first market of it.
fn create_vault(asset: Asset) {
	let vault = pallet_vaults::VaultCount::<Runtime>::get();
	let (curator, guardian) = (account(CURATOR), account(GUARDIAN));
	must(Alice, Save::create_vault { asset, curator, guardian, delay: DAY, fee: ONE / 10 });
	let market = Markets::<Runtime>::iter_keys().find(|market| market.loan == asset).expect("there is one");
	let change = Change::Cap { market, cap: Balance::MAX };
	must(CURATOR, Save::propose { vault, change: change.clone() });
	until(now() + DAY);
	must(Alice, Save::apply { vault, change });
	must(Alice, Save::deposit { vault, asset, assets: 1_000 * whole(asset), least_shares: 0 });
}

/// What someone has free of an asset, and can do something with: little of it, and almost all now and then.
pub fn some(asset: Asset, who: &AccountId, dice: &mut Dice) -> Balance {
	let has = FreeAssets::balance(asset, who);
	match dice.once_in(12) {
		true => dice.amount(has, FreeAssets::minimum_balance(asset)).max(1),
		false => has / 1_000 + Balance::from(1 + dice.below(1_000)),
	}
}

/// A position of someone who acts, of which this is true.
fn place(dice: &mut Dice, is: impl Fn(&MarketId, &Stand) -> bool) -> Option<(MarketId, AccountId, Stand)> {
	let passive = markets::passive();
	let all = Positions::<Runtime>::iter().map(|(id, owner, position)| (id, owner, position.stand));
	dice.find(all.filter(|(id, owner, stand)| !passive.contains(owner) && is(id, stand)))
}

/// A market of which this is true.
fn market(dice: &mut Dice, is: impl Fn(&pallet_lending::types::Market<Runtime>) -> bool) -> Option<MarketId> {
	dice.find(Markets::<Runtime>::iter().filter(|(_, market)| is(market)).map(|(id, _)| id))
}

fn person(dice: &mut Dice) -> AccountId {
	account(dice.pick(&PEOPLE))
}

fn supply(dice: &mut Dice) -> Option<(AccountId, Lend)> {
	let market = market(dice, |market| !market.supply_paused)?;
	let who = person(dice);
	let assets = some(market.loan, &who, dice);
	Some((who, Lend::supply { market, assets, certificate: None }))
}

/// For oneself, by that name or by none; or for another, who owes.
fn add_collateral(dice: &mut Dice) -> Option<(AccountId, Lend)> {
	let who = person(dice);
	let (market, owner) = match place(dice, |_, stand| stand.debt_shares > 0) {
		Some((market, owner, _)) if dice.once_in(3) => (market, Some(owner)),
		_ => (market(dice, |_| true)?, dice.once_in(3).then(|| who.clone())),
	};
	let assets = some(market.collateral, &who, dice);
	Some((who, Lend::add_collateral { market, assets, owner }))
}

/// How much someone may borrow, if that is something.
fn borrowable(market: &MarketId, who: &AccountId) -> Option<Balance> {
	let most = Lending::position(*market, who.clone())?.borrowable?;
	(most > 0).then_some(most)
}

fn borrow(dice: &mut Dice) -> Option<(AccountId, Lend)> {
	price(None, UNIT);
	let found = place(dice, |_, stand| stand.collateral > 0)
		.and_then(|(market, who, _)| borrowable(&market, &who).map(|most| (market, who, most)));
	let Some((market, who, most)) = found else { return add_collateral(dice) };
	let least = (2 * whole(market.loan)).min(most);
	let assets = least.max(most / Balance::from(1 + dice.below(20)));
	Some((who, Lend::borrow { market, assets, certificate: None }))
}

fn repay(dice: &mut Dice) -> Option<(AccountId, Lend)> {
	let Some((market, owner, _)) = place(dice, |_, stand| stand.debt_shares > 0) else { return borrow(dice) };
	let debt = Lending::position(market, owner.clone())?.debt;
	let who = if dice.once_in(2) { owner.clone() } else { person(dice) };
	let amount = match dice.below(3) {
		0 => Amount::All { at_most: debt + Balance::from(dice.below(1_000)) },
		1 => ALL,
		_ => Amount::Assets(1 + debt / Balance::from(10 + dice.below(100))),
	};
	let owner = (owner != who || dice.once_in(3)).then_some(owner);
	Some((who, Lend::repay { market, amount, owner }))
}

/// After a fall of what was pledged: to where it is just not enough, or far below.
fn liquidate(dice: &mut Dice) -> Option<(AccountId, Lend)> {
	price(None, UNIT);
	let Some((market, borrower, _)) = place(dice, |_, stand| stand.debt_shares > 0) else { return borrow(dice) };
	let info = Lending::position(market, borrower.clone())?;
	let fallen = info.liquidation_price? / dice.pick(&[100u128, 100, 300]) * 95;
	price(market.collateral, fallen);
	let who = dice.find(PEOPLE.map(account).into_iter().filter(|who| *who != borrower))?;
	let most = dice.pick(&[Balance::MAX, info.debt, info.debt / 2 + 1]);
	Some((who, Lend::liquidate { market, borrower, most, least: 0 }))
}

/// What can be done in one call: to move, to take a lever, and to give it back.
fn bundle(dice: &mut Dice) -> Option<(AccountId, Lend)> {
	price(None, UNIT);
	let (last, certificate) = (Amount::Last, None);
	let (who, actions) = match dice.below(4) {
		0 => {
			let (id, who, stand) = place(dice, |_, stand| stand.supply_shares > 0)?;
			let to = market(dice, |market| !market.supply_paused)?;
			let to = if to.loan == id.loan { to } else { id };
			let shares = Amount::Shares(stand.supply_shares / Balance::from(1 + dice.below(10)));
			let little = Amount::Assets(1 + Lending::position(id, who.clone())?.supplied / 100);
			let amount = dice.pick(&[shares, little, little, ALL]);
			(
				who,
				vec![Action::Withdraw { market: id, amount }, Action::Supply { market: to, amount: last, certificate }],
			)
		},
		1 => {
			let (id, who, stand) = place(dice, |_, stand| stand.collateral > 0)?;
			let amount = dice.pick(&[Amount::Assets(stand.collateral / 100 + 1), ALL]);
			let taken = Action::RemoveCollateral { market: id, amount };
			(who, vec![taken, Action::AddCollateral { market: id, amount: last }])
		},
		2 => {
			let (id, who, stand) = place(dice, |id, stand| exchanged(id) && stand.collateral > 0)?;
			let amount = Amount::Assets(whole(id.loan).max(borrowable(&id, &who)? / 100));
			let swap = Action::Swap { from: id.loan, to: id.collateral, amount: last, least: 1 };
			let more = Action::AddCollateral { market: id, amount: Amount::Assets(stand.collateral / 1_000 + 1) };
			let borrowed = Action::Borrow { market: id, amount, certificate };
			(who, vec![more, borrowed, swap, Action::AddCollateral { market: id, amount: last }])
		},
		_ => {
			let (id, who, stand) = place(dice, |id, stand| exchanged(id) && stand.debt_shares > 0)?;
			let sold = Action::RemoveCollateral { market: id, amount: Amount::Assets(stand.collateral / 1_000 + 1) };
			let swap = Action::Swap { from: id.collateral, to: id.loan, amount: last, least: 1 };
			(who, vec![sold, swap, Action::Repay { market: id, amount: last }])
		},
	};
	Some((who, Lend::bundle { actions: BoundedVec::truncate_from(actions) }))
}

/// Whether there is a pool of both.
fn exchanged(id: &MarketId) -> bool {
	id.loan.is_none() || id.collateral.is_none()
}

pub fn lending(call: &str, dice: &mut Dice) -> Option<Attempt> {
	let (who, call) = match call {
		"create_market" => {
			let loan = dice.pick(&ASSETS);
			let collateral = dice.find(ASSETS.into_iter().filter(|asset| *asset != loan))?;
			// Told apart by the smallest debt.
			let min_debt = whole(loan) + Balance::from(dice.below(1_000));
			(
				person(dice),
				Lend::create_market { loan, collateral, terms: Terms { min_debt, ..terms(loan, collateral) } },
			)
		},
		"set_caps" => {
			// So high that they stop nobody; whoever guards lowers them.
			let market = market(dice, |_| true)?;
			let [supply, borrow] = [(); 2].map(|()| Balance::MAX / 2 - Balance::from(dice.below(1_000)));
			(account(dice.pick(&[CURATOR, CURATOR, GUARDIAN])), Lend::set_caps { market, supply, borrow })
		},
		"pause" => {
			// What is stopped goes on soon.
			let stopped = market(dice, |market| market.supply_paused || market.borrow_paused);
			let stops = stopped.is_none();
			let market = stopped.or_else(|| market(dice, |_| true))?;
			let [supply, borrow] = [(); 2].map(|()| stops && dice.once_in(2));
			(account(dice.pick(&[CURATOR, GUARDIAN])), Lend::pause { market, supply, borrow })
		},
		"supply" => supply(dice)?,
		"withdraw" => match place(dice, |_, stand| stand.supply_shares > 0) {
			Some((market, who, stand)) => {
				let part = stand.supply_shares / u128::from(1 + dice.below(100));
				let little = 1 + Lending::position(market, who.clone())?.supplied / 1_000;
				let amount = dice.pick(&[Amount::Shares(part), Amount::Assets(little), Amount::Assets(little), ALL]);
				(who, Lend::withdraw { market, amount })
			},
			None => supply(dice)?,
		},
		"add_collateral" => add_collateral(dice)?,
		"remove_collateral" => match place(dice, |_, stand| stand.collateral > 0) {
			Some((market, who, stand)) => {
				price(None, UNIT);
				let amount = dice.pick(&[Amount::Assets(stand.collateral / 100 + 1), ALL]);
				(who, Lend::remove_collateral { market, amount })
			},
			None => add_collateral(dice)?,
		},
		"borrow" => borrow(dice)?,
		"repay" => repay(dice)?,
		"liquidate" => liquidate(dice)?,
		"bundle" => bundle(dice)?,
		"collect" => {
			price(None, UNIT);
			let collectable = |id: &MarketId| Lending::market(*id).map_or(0, |info| info.collectable);
			match dice.find(Markets::<Runtime>::iter_keys().filter(|id| collectable(id) > 0)) {
				Some(market) => {
					let assets = 1 + collectable(&market) / Balance::from(2 + dice.below(10));
					(account(CURATOR), Lend::collect { market, assets })
				},
				None => borrow(dice)?,
			}
		},
		_ => return None,
	};
	Some((who, RuntimeCall::Lending(call)))
}

/// Someone who has shares of a vault, and acts.
fn saver(dice: &mut Dice) -> Option<(VaultId, AccountId, u128)> {
	let passive = markets::passive();
	let mut all = Vec::new();
	for vault in pallet_vaults::Vaults::<Runtime>::iter_keys() {
		let shares = pallet_vaults::types::FIRST_SHARES + vault;
		let owners = pallet_assets::Account::<Runtime, PoolAssetsInstance>::iter_key_prefix(shares);
		all.extend(owners.map(|who| (vault, PoolAssets::balance(shares, &who), who)));
	}
	let found = dice.find(all.into_iter().filter(|(_, has, who)| *has > 0 && !passive.contains(who)));
	found.map(|(vault, has, who)| (vault, who, has))
}

/// Into any vault, by anyone.
fn deposit(dice: &mut Dice) -> Option<(AccountId, Save)> {
	let (vault, stored) = dice.find(pallet_vaults::Vaults::<Runtime>::iter())?;
	let who = person(dice);
	let assets = some(stored.asset, &who, dice);
	Some((who, Save::deposit { vault, asset: stored.asset, assets, least_shares: 0 }))
}

/// Something more, which is announced; less now and then, and another order.
fn propose(dice: &mut Dice) -> Option<(AccountId, Save)> {
	let (vault, stored) = dice.find(pallet_vaults::Vaults::<Runtime>::iter())?;
	let listed: Vec<_> = stored.markets.iter().map(|allocation| allocation.market).collect();
	let of_asset = Markets::<Runtime>::iter_keys().filter(|market| market.loan == stored.asset);
	let change = match dice.below(6) {
		0 => Change::Fee { fee: ONE / 100 * (1 + dice.below(50)) },
		1 => Change::Order { markets: BoundedVec::truncate_from(listed.into_iter().rev().collect()) },
		_ => Change::Cap { market: dice.find(of_asset)?, cap: Balance::MAX / (1 + Balance::from(dice.below(1_000))) },
	};
	Some((stored.curator, Save::propose { vault, change }))
}

pub fn vaults(world: &World, call: &str, dice: &mut Dice) -> Option<Attempt> {
	let pending = pallet_vaults::Vaults::<Runtime>::iter()
		.flat_map(|(vault, stored)| stored.pending.into_iter().map(move |pending| (vault, pending)));
	let pending = dice.find(pending.filter(|(_, pending)| !pending.has_lapsed(now())));
	let (who, call) = match (call, pending) {
		("create_vault", _) => {
			let (curator, guardian) = (account(CURATOR), account(GUARDIAN));
			let asset = dice.pick(&ASSETS);
			(person(dice), Save::create_vault { asset, curator, guardian, delay: DAY, fee: ONE / 10 })
		},
		("apply", Some((vault, pending))) => {
			// Its time has come.
			until(pending.from);
			(world.anyone(dice), Save::apply { vault, change: pending.change })
		},
		("veto", Some((vault, pending))) => {
			(account(dice.pick(&[CURATOR, GUARDIAN])), Save::veto { vault, change: pending.change })
		},
		("propose" | "apply" | "veto", _) => propose(dice)?,
		("reallocate", _) => {
			let info = Vaults::vault(dice.find(pallet_vaults::Vaults::<Runtime>::iter_keys())?)?;
			let Some(market) = dice.find(info.markets) else { return vaults(world, "deposit", dice) };
			// Less of it, or half of what is idle more.
			let assets = match dice.once_in(2) {
				true => market.worth / 2,
				false => (market.worth + info.idle / 2).min(market.cap),
			};
			let targets = BoundedVec::truncate_from(vec![Target { market: market.market, assets }]);
			(info.curator, Save::reallocate { vault: info.vault, targets })
		},
		("deposit", _) => deposit(dice)?,
		("redeem", _) => match saver(dice) {
			Some((vault, who, has)) => {
				let shares = dice.pick(&[has, has / 3 + 1, has / 100 + 1]);
				let how = dice.pick(&[How::InCash { least: 0 }, How::InKind]);
				(who, Save::redeem { vault, shares, how })
			},
			None => deposit(dice)?,
		},
		_ => return None,
	};
	Some((who, RuntimeCall::Vaults(call)))
}
