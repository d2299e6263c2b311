//! Four markets and their model, and what is done to both.

use super::{ops::Act, *};
use frame_support::traits::{
	tokens::{Fortitude, Precision, Preservation},
	PalletInfoAccess,
};
use model::{Ledger, Line, Money};
use pallet_asset_conversion::PoolLocator;

/// What free money is asked of.
pub type Fungibles = <Test as crate::Config>::Assets;

/// Markets and their model.
pub struct Run {
	pub model: Model,
	/// Whose accounts are looked at.
	pub people: Vec<AccountId>,
}

/// What a step has come to.
pub struct Outcome {
	pub ok: bool,
	pub events: Vec<Event<Test>>,
}

/// All that is stored.
pub fn root() -> Vec<u8> {
	sp_io::storage::root(sp_runtime::StateVersion::V1)
}

/// Dollars against coins; dollars against gold, which is dearer and is lent against further; dollars against coins under other
/// terms; and coins against dollars.
fn markets() -> [(Asset, Asset, Terms); 4] {
	let price = |feed, factor| PriceTerms { feed, max_age: 60 * MINUTE, lowest: UNIT / factor, highest: UNIT * factor };
	let of_gold = Terms {
		collateral_price: PriceTerms { max_age: 3 * DAY, ..price(GOLD_FEED, 1_000) },
		loan_price: price(DOLLAR_FEED, 1_000),
		rate: RateModel { kink: ONE / 2, at_zero: ONE / 50, at_kink: ONE / 5, at_full: 10 * ONE },
		borrow_ltv: ONE / 10 * 7,
		liquidation_ltv: ONE / 100 * 85,
		max_bonus: ONE / 100 * 115,
		max_bonus_health: ONE / 100 * 95,
		target_health: ONE / 100 * 105,
		min_debt: 5 * DOLLARS,
		fee: ONE / 2,
		reserve_floor: 0,
		..terms()
	};
	let tight = Terms {
		rate: RateModel { kink: ONE / 2, at_zero: ONE / 10, at_kink: ONE / 2, at_full: 10 * ONE },
		borrow_ltv: ONE / 10 * 7,
		liquidation_ltv: ONE / 10 * 9,
		max_bonus: ONE / 100 * 105,
		max_bonus_health: ONE / 100 * 98,
		target_health: ONE / 100 * 102,
		min_debt: DOLLARS,
		fee: 0,
		reserve_floor: 0,
		..terms()
	};
	let of_coins = Terms {
		collateral_price: price(DOLLAR_FEED, 1_000),
		loan_price: price(COIN_FEED, 1_000),
		borrow_ltv: ONE / 10 * 6,
		liquidation_ltv: ONE / 100 * 75,
		max_bonus: ONE / 10 * 13,
		max_bonus_health: ONE / 10 * 8,
		target_health: ONE / 100 * 125,
		min_debt: COIN,
		fee: ONE / 5,
		reserve_floor: ONE / 20,
		..terms()
	};
	[
		(Some(DOLLAR), None, terms()),
		(Some(DOLLAR), Some(GOLD), of_gold),
		(Some(DOLLAR), None, tight),
		(None, Some(DOLLAR), of_coins),
	]
}

/// A pool of two assets, and its account.
fn exchange(one: Asset, two: Asset, of_one: Balance, of_two: Balance) -> AccountId {
	let pair = || (Box::new(one), Box::new(two));
	let (first, second) = pair();
	assert_ok!(AssetConversion::create_pool(signed(ISSUER), first, second));
	let (first, second) = pair();
	assert_ok!(AssetConversion::add_liquidity(signed(ISSUER), first, second, of_one, of_two, 1, 1, ISSUER));
	<Test as pallet_asset_conversion::Config>::PoolLocator::pool_address(&one, &two).expect("of two assets")
}

/// Everybody has some thousands; the pauper what two or three deposits take, and some dollars.
fn purses() {
	let burn = |asset, who: &AccountId, left| {
		let (preserve, exact, force) = (Preservation::Preserve, Precision::Exact, Fortitude::Force);
		assert_ok!(Fungibles::burn_from(asset, who, ENDOWMENT - left, preserve, exact, force));
	};
	for who in USERS.iter().filter(|who| **who != PAUPER) {
		burn(Some(DOLLAR), who, 3_000 * DOLLARS);
		burn(Some(GOLD), who, 100 * GOLDS);
	}
	issue(Some(DOLLAR), PAUPER, 60 * DOLLARS);
	issue(None, PAUPER, 1_000);
}

/// What is there at first: supply in each market, and positions that one fall of a price makes unsafe.
fn first(ids: &[MarketId]) -> Vec<Deal> {
	let supply = |who: AccountId, place: usize, assets| {
		let amount = Amount::Assets(assets);
		Deal::One(who, Action::Supply { market: ids[place], amount, certificate: None })
	};
	let borrow = |who: AccountId, place: usize, collateral, assets| {
		let (market, pledged) = (ids[place], Amount::Assets(collateral));
		let borrow = Action::Borrow { market, amount: Amount::Assets(assets), certificate: None };
		Deal::Bundle(who, vec![Action::AddCollateral { market, amount: pledged }, borrow])
	};
	vec![
		supply(ALICE, 0, 800 * DOLLARS),
		supply(ALICE, 1, 900 * DOLLARS),
		supply(STRANGER, 2, 200 * DOLLARS),
		supply(STRANGER, 3, 200 * COIN),
		borrow(BOB, 0, 200 * COIN, 98 * DOLLARS),
		borrow(CAROL, 1, 50 * GOLDS, 690 * DOLLARS),
		borrow(CAROL, 0, 300 * COIN, 120 * DOLLARS),
		borrow(BOB, 3, 200 * DOLLARS, 110 * COIN),
	]
}

impl Run {
	/// Feeds, markets, pools, and what is there at first.
	pub fn begin() -> Result<Self, TestCaseError> {
		feeds();
		assert_ok!(Lending::add_feed(RuntimeOrigin::root(), Some(GOLD), 8, GUARD));
		feed(GOLD_FEED, BASES[usize::from(GOLD_FEED)]);
		let ledgers = markets().map(|(loan, collateral, terms)| {
			let id = MarketId::of(loan, collateral, &terms);
			assert_ok!(Lending::create_market(signed(CURATOR), loan, collateral, terms.clone()));
			Ledger::new(id, terms, Timestamp::get())
		});
		let pools = vec![
			(None, Some(DOLLAR), exchange(None, Some(DOLLAR), 400 * COIN, 400 * DOLLARS)),
			(Some(GOLD), Some(DOLLAR), exchange(Some(GOLD), Some(DOLLAR), 1_000 * GOLDS, 20_000 * DOLLARS)),
		];
		purses();
		let mut people = USERS.to_vec();
		people.push(CURATOR);
		people.extend(ledgers.iter().map(|ledger| ledger.account.clone()));
		people.extend(pools.iter().map(|(_, _, pool)| pool.clone()));
		let model = Model {
			now: Timestamp::get(),
			ledgers: ledgers.to_vec(),
			money: Money { accounts: Accounts::read(&people), ..Money::default() },
			prices: BTreeMap::new(),
			pools,
			deposit: Lending::costs().position,
		};
		let mut run = Self { model, people };
		run.look();
		for deal in first(&run.ids()) {
			prop_assert_eq!(run.both(&deal)?, Ok(()), "{:?}", deal);
		}
		run.compare()?;
		Ok(run)
	}

	/// The markets.
	pub fn ids(&self) -> Vec<MarketId> {
		self.model.ledgers.iter().map(|ledger| ledger.id).collect()
	}

	/// What time it is, and what feeds say.
	fn look(&mut self) {
		self.model.now = Timestamp::get();
		let now = self.model.now;
		let prices = (0..3).filter_map(|id| Some((id, Feeds::<Test>::get(id)?.price(now)?)));
		self.model.prices = prices.collect();
	}

	/// Make a call, and do the same in the model: it is done in both, or refused in both for the same reason, and then nothing
	/// has changed.
	pub fn both(&mut self, deal: &Deal) -> Result<DispatchResult, TestCaseError> {
		let before = root();
		let theirs = deal.call();
		match (theirs, self.model.after(deal)) {
			(Ok(()), Ok(model)) => self.model = model,
			(Err(error), Err(refusal)) => {
				let ours =
					matches!(error, DispatchError::Module(module) if usize::from(module.index) == Lending::index());
				let same = match refusal {
					Refusal::Rule(rule) => rule == error,
					Refusal::Money => !ours,
				};
				prop_assert!(same, "{:?} is refused: {:?}, by the model {:?}", deal, error, refusal);
				prop_assert!(root() == before, "{:?} is refused and changes something", deal);
			},
			(theirs, ours) => {
				let ours = ours.map(drop);
				return Err(TestCaseError::fail(format!("{deal:?} comes to {theirs:?}, by the model to {ours:?}")));
			},
		}
		Ok(theirs)
	}

	/// Do a step.
	pub fn step(&mut self, plan: &Plan) -> Result<Outcome, TestCaseError> {
		System::reset_events();
		let ok = match plan {
			Plan::Call(deal) => self.both(deal)?.is_ok(),
			Plan::Pass(span, fresh) => {
				pass(*span);
				if *fresh {
					self.refresh(None);
				}
				true
			},
			Plan::Note(id, price, time, settle) => {
				Lending::note(*id, *price, *time);
				if *settle {
					pass(GUARD.settle);
					self.refresh(Some(*id));
				}
				true
			},
			Plan::Issuer(id, act) => self.issuer(*id, act),
		};
		self.look();
		Ok(Outcome { ok, events: events() })
	}

	/// All prices but one are noted again, and are not far from where they were at first.
	fn refresh(&mut self, but: Option<FeedId>) {
		self.look();
		for (id, base) in (0..).zip(BASES).filter(|(id, _)| Some(*id) != but) {
			let price = self.model.prices.get(&id).map_or(base, |price| price.price);
			feed(id, price.clamp(base / 16, base * 16));
		}
	}

	/// What an issuer does, which the model takes as it is: it is about what is free, and about nothing else.
	fn issuer(&mut self, id: AssetId, act: &Act) -> bool {
		let by = signed(ISSUER);
		let done = match act.clone() {
			Act::FreezeAsset => Assets::freeze_asset(by, id),
			Act::ThawAsset => Assets::thaw_asset(by, id),
			Act::Freeze(who) => Assets::freeze(by, id, who),
			Act::Block(who) => Assets::block(by, id, who),
			Act::Thaw(who) => Assets::thaw(by, id, who),
			Act::Burn(who, amount) => Assets::burn(by, id, who, amount),
			Act::Move(from, to, amount) => Assets::force_transfer(by, id, from, to, amount),
			Act::Mint(who, amount) => Assets::mint(by, id, who, amount),
		};
		if done.is_err() {
			return false;
		}
		let money = &mut self.model.money;
		match act.clone() {
			Act::FreezeAsset => {
				money.frozen.insert(id);
			},
			Act::ThawAsset => {
				money.frozen.remove(&id);
			},
			Act::Freeze(who) => {
				money.stuck.insert((id, who), false);
			},
			Act::Block(who) => {
				money.stuck.insert((id, who), true);
			},
			Act::Thaw(who) => {
				money.stuck.remove(&(id, who));
			},
			Act::Burn(..) | Act::Move(..) | Act::Mint(..) => {},
		}
		money.accounts.free = Accounts::read(&self.people).free;
		true
	}

	/// That the model says the same, to the unit.
	pub fn compare(&self) -> Result<(), TestCaseError> {
		for (place, ledger) in self.model.ledgers.iter().enumerate() {
			let theirs = stored(ledger.id);
			prop_assert_eq!(theirs.books, ledger.books(), "the books of {}: pallet, model", place);
			let caps = [theirs.supply_cap, theirs.borrow_cap].map(|cap| (cap.cap, cap.next));
			prop_assert_eq!(caps, ledger.caps.map(|cap| (cap.most, cap.next)), "the caps of {}", place);
			let paused = [theirs.supply_paused, theirs.borrow_paused];
			prop_assert_eq!(paused, ledger.paused, "what is paused in {}", place);
			prop_assert_eq!((theirs.day, theirs.points), (ledger.day, ledger.points), "the history of {}", place);
			let lines = Positions::<Test>::iter_prefix(ledger.id).map(|(who, Position { stand, ticket })| {
				let Stand { supply_shares, debt_shares, collateral } = stand;
				(who, Line { shares: supply_shares, debt: debt_shares, collateral, paid: ticket.is_some() })
			});
			prop_assert_eq!(lines.collect::<BTreeMap<_, _>>(), ledger.lines.clone(), "the positions of {}", place);
		}
		let theirs = Accounts::read(&self.people);
		prop_assert_eq!(&theirs.free, &self.model.money.accounts.free, "what is free: pallets, model");
		prop_assert_eq!(&theirs.held, &self.model.money.accounts.held, "what is on hold: pallets, model");
		Ok(())
	}
}
