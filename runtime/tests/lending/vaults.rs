//! Vaults that supply to real markets.

use super::*;
use pallet_assets::Error as AssetsError;
use pallet_vaults::{types::Target, Error as VaultError, Event as VaultEvent};

/// As many shares one gets at first for the smallest unit.
const EACH: u128 = 1_000_000;

/// Two markets of dollars, without interest. The second has another guardian.
fn markets() -> (MarketId, MarketId) {
	let one = market(Some(DOLLAR), None, still());
	(one, market(Some(DOLLAR), None, Terms { guardian: account(Ferdie), ..still() }))
}

/// A vault without a fee, that supplies 300 dollars to one market and 500 to another.
fn two_markets() -> (VaultId, MarketId, MarketId) {
	found();
	let (vault, (one, two)) = (vault(0), markets());
	list(vault, one, 300 * DOLLARS);
	list(vault, two, 500 * DOLLARS);
	(vault, one, two)
}

/// What the supply shares of a vault are worth, market by market, and what is idle. It is what markets say, and what is on hold.
fn spread(vault: VaultId) -> (Vec<Balance>, Balance) {
	let VaultInfo { account, markets, idle, total, cash, shares, share_asset, .. } = vault_info(vault);
	for allocation in &markets {
		let PositionInfo { supply_shares, supplied, debt, collateral, .. } = position(allocation.market, &account);
		assert_eq!((supply_shares, supplied, debt, collateral), (allocation.shares, allocation.worth, 0, 0));
		assert_eq!(allocation.cash, info(allocation.market).cash);
	}
	// Of a market, all shares are those of positions and of the reserve.
	for (id, market) in pallet_lending::Markets::<Runtime>::iter() {
		let of = |(_, position): (AccountId, pallet_lending::types::Position<Runtime>)| position.stand.supply_shares;
		let sum: u128 = pallet_lending::Positions::<Runtime>::iter_prefix(id).map(of).sum();
		assert_eq!(market.books.supply_shares, sum + market.books.reserve_shares);
	}
	assert_eq!(held(Some(DOLLAR), pallet_vaults::HoldReason::Idle, &account), idle);
	let worths: Vec<_> = markets.iter().map(|allocation| allocation.worth).collect();
	assert_eq!(total, idle + worths.iter().sum::<Balance>());
	assert_eq!(cash, idle + markets.iter().map(|market| market.worth.min(market.cash)).sum::<Balance>());
	let owners = pallet_assets::Account::<Runtime, PoolAssetsInstance>::iter_key_prefix(share_asset);
	let issued: u128 = owners.map(|who| PoolAssets::balance(share_asset, &who)).sum();
	let waiting = pallet_vaults::Vaults::<Runtime>::get(vault).expect("there is one").fee_shares;
	assert!(shares >= issued + waiting, "more is issued than there is");
	(worths, idle)
}

/// What this pallet has told in this block.
fn told() -> Vec<VaultEvent<Runtime>> {
	let vaults = events().into_iter().filter_map(|event| match event {
		RuntimeEvent::Vaults(event) => Some(event),
		_ => None,
	});
	vaults.collect()
}

#[test]
fn a_deposit_is_spread_over_two_markets_and_the_last_pays_first() {
	development().execute_with(|| {
		let (vault, one, two) = two_markets();
		let account = vault_info(vault).account;
		submit(Bob, deposit(vault, 1_000 * DOLLARS));
		assert_eq!(spread(vault), (vec![300 * DOLLARS, 500 * DOLLARS], 200 * DOLLARS));
		assert_eq!(holding(vault, Bob).shares, 1_000 * DOLLARS * EACH);
		// It pays for its positions out of what was put there for that.
		let endowment = Vaults::setup_cost(Some(DOLLAR)).native;
		assert_eq!(held(None, HoldReason::Position, &account), 2 * place());
		assert_eq!(free(None, &account), endowment - 2 * place());

		let redeem = |amount: Balance| {
			System::reset_events();
			submit(Bob, in_cash(vault, amount * DOLLARS * EACH));
			let (assets, shares) = (amount * DOLLARS, amount * DOLLARS * EACH);
			assert!(told().contains(&VaultEvent::Redeemed {
				vault,
				who: super::account(Bob),
				assets,
				shares,
				left: 0
			}));
			spread(vault)
		};
		assert_eq!(redeem(150), (vec![300 * DOLLARS, 500 * DOLLARS], 50 * DOLLARS));
		assert_eq!(redeem(100), (vec![300 * DOLLARS, 450 * DOLLARS], 0));
		assert_eq!(redeem(500), (vec![250 * DOLLARS, 0], 0));
		assert_eq!(redeem(250), (vec![0, 0], 0));
		assert_eq!((dollars(Bob), holding(vault, Bob).shares), (ENDOWMENT * DOLLARS, 0));
		assert_eq!((info(one).supplied, info(two).supplied), (0, 0));
		assert_eq!((held(None, HoldReason::Position, &account), free(None, &account)), (0, endowment));
		check();
	});
}

#[test]
fn what_is_lent_is_paid_in_part_or_in_kind() {
	development().execute_with(|| {
		let (vault, one, two) = two_markets();
		submit(Bob, deposit(vault, 400 * DOLLARS));
		submit(Eve, deposit(vault, 400 * DOLLARS));
		submit(Charlie, add_collateral(one, 1_000 * CIV));
		submit(Charlie, add_collateral(two, 1_000 * CIV));
		submit(Charlie, borrow(one, 290 * DOLLARS));
		submit(Charlie, borrow(two, 450 * DOLLARS));
		let (all, each) = (400 * DOLLARS * EACH, 400 * DOLLARS);
		assert_eq!((holding(vault, Bob).worth, holding(vault, Bob).in_cash), (each, 60 * DOLLARS));
		submit(Bob, in_cash(vault, all));
		assert_eq!(holding(vault, Bob).worth, 340 * DOLLARS);
		let left = holding(vault, Bob).shares;
		assert_eq!(applied(Bob, in_cash(vault, left)), refused(VaultError::<Runtime>::NoCash));

		// In kind there is: his part of each market, for which he pays the deposits.
		submit(Bob, in_kind(vault, left));
		let bob = account(Bob);
		let supplied = [one, two].map(|id| position(id, &bob).supplied);
		// 340 of the 740 that are there: of 290 and of 450.
		assert!(supplied.iter().sum::<Balance>().abs_diff(340 * DOLLARS) <= 2, "{supplied:?}");
		assert!(supplied[0].abs_diff(340 * 290 * DOLLARS / 740) <= 1, "{supplied:?}");
		assert_eq!(held(None, HoldReason::Position, &bob), 2 * place());
		assert_eq!((holding(vault, Bob).shares, holding(vault, Eve).worth.abs_diff(each) <= 2), (0, true));
		spread(vault);
		// He withdraws when somebody repays.
		assert_eq!(applied(Bob, withdraw(one, ALL)), refused(Error::<Runtime>::NotEnoughCash));
		submit(Charlie, repay(one, ALL));
		submit(Charlie, repay(two, ALL));
		submit(Bob, withdraw(one, ALL));
		submit(Bob, withdraw(two, ALL));
		assert!(dollars(Bob).abs_diff(ENDOWMENT * DOLLARS) <= 4, "{}", dollars(Bob));
		submit(Eve, in_cash(vault, holding(vault, Eve).shares));
		assert!(dollars(Eve).abs_diff(ENDOWMENT * DOLLARS) <= 4, "{}", dollars(Eve));
		check();
	});
}

#[test]
fn a_market_that_is_paused_blocked_or_full_is_passed_over() {
	development().execute_with(|| {
		let (vault, one, two) = two_markets();
		submit(GUARDIAN, Lend::pause { market: one, supply: true, borrow: false });
		submit(Bob, deposit(vault, 400 * DOLLARS));
		assert_eq!(spread(vault), (vec![0, 400 * DOLLARS], 0));
		// Whoever issues the dollar blocks the account of the other one.
		let who = || account_of(two).into();
		submit(Alice, Issue::block { id: DOLLAR.into(), who: who() });
		submit(Bob, deposit(vault, 100 * DOLLARS));
		assert_eq!(spread(vault), (vec![0, 400 * DOLLARS], 100 * DOLLARS));
		submit(GUARDIAN, Lend::pause { market: one, supply: false, borrow: false });
		submit(CURATOR, Lend::set_caps { market: one, supply: 150 * DOLLARS, borrow: Balance::MAX });
		submit(Bob, deposit(vault, 200 * DOLLARS));
		// It has room for less than the 200 that there are for it, and so gets nothing.
		assert_eq!(spread(vault), (vec![0, 400 * DOLLARS], 300 * DOLLARS));
		submit(Bob, deposit(vault, 150 * DOLLARS));
		assert_eq!(spread(vault), (vec![150 * DOLLARS, 400 * DOLLARS], 300 * DOLLARS));
		// Whoever leaves is paid, by the one that is blocked, too: what leaves it is not stopped.
		submit(Bob, in_cash(vault, 500 * DOLLARS * EACH));
		assert_eq!(spread(vault), (vec![150 * DOLLARS, 200 * DOLLARS], 0));
		submit(Alice, Issue::thaw { id: DOLLAR.into(), who: who() });
		submit(Bob, deposit(vault, 100 * DOLLARS));
		assert_eq!(spread(vault), (vec![150 * DOLLARS, 300 * DOLLARS], 0));
		check();
	});
}

#[test]
fn while_the_asset_is_frozen_what_is_in_markets_leaves_in_kind() {
	development().execute_with(|| {
		let (vault, one, two) = two_markets();
		submit(Bob, deposit(vault, 1_000 * DOLLARS));
		submit(Alice, Issue::freeze_asset { id: DOLLAR.into() });
		let frozen = refused(AssetsError::<Runtime>::AssetNotLive);
		assert_eq!(applied(Eve, deposit(vault, DOLLARS)), frozen);
		assert!(applied(Bob, in_cash(vault, 500 * DOLLARS * EACH)).is_err());
		System::reset_events();
		submit(Bob, in_kind(vault, 500 * DOLLARS * EACH));
		// Of the 500 there are 400 in markets; the part of what is idle stays.
		let (shares, left) = (400 * DOLLARS * EACH, 100 * DOLLARS * EACH);
		let redeemed = VaultEvent::RedeemedInKind { vault, who: account(Bob), assets: 0, shares, left };
		assert!(told().contains(&redeemed));
		assert_eq!(spread(vault), (vec![150 * DOLLARS, 250 * DOLLARS], 200 * DOLLARS));
		let supplied = |id| position(id, &account(Bob)).supplied;
		assert_eq!((supplied(one), supplied(two)), (150 * DOLLARS, 250 * DOLLARS));
		assert_eq!(holding(vault, Bob).worth, 600 * DOLLARS);
		submit(Alice, Issue::thaw_asset { id: DOLLAR.into() });
		submit(Bob, in_cash(vault, holding(vault, Bob).shares));
		for id in [one, two] {
			submit(Bob, withdraw(id, ALL));
		}
		assert_eq!(dollars(Bob), ENDOWMENT * DOLLARS);
		check();
	});
}

#[test]
fn a_loss_in_a_market_is_borne_by_all_who_are_in_the_vault() {
	development().execute_with(|| {
		let (vault, one, _) = two_markets();
		submit(Bob, deposit(vault, 400 * DOLLARS));
		submit(Eve, deposit(vault, 400 * DOLLARS));
		submit(Charlie, add_collateral(one, 200 * CIV));
		submit(Charlie, borrow(one, 100 * DOLLARS));
		// 90 for 100: of that 90 / 1.1 are repaid, and 18.181818 lost, of the 300 that the vault has there.
		set_prices([450, 1_000, 1_000]);
		submit(Ferdie, liquidate(one, Balance::MAX));
		assert_eq!(spread(vault), (vec![281_818_182, 500 * DOLLARS], 0));
		assert_eq!((holding(vault, Bob).worth, holding(vault, Eve).worth), (390_909_091, 390_909_091));
		// Whoever comes next bears nothing of it.
		submit(Alice, deposit(vault, 100 * DOLLARS));
		let worth = holding(vault, Alice).worth;
		assert!((100 * DOLLARS - 3..=100 * DOLLARS).contains(&worth), "{worth}");
		assert!(holding(vault, Bob).worth >= 390_909_091);
		let (worths, idle) = spread(vault);
		// There was room for as much as was lost.
		assert!(worths[0].abs_diff(300 * DOLLARS) <= 1 && worths[1] == 500 * DOLLARS, "{worths:?}");
		assert_eq!(idle, 81_818_182);
		for who in [Bob, Eve, Alice] {
			submit(who, in_cash(vault, holding(vault, who).shares));
		}
		assert!(dollars(Bob).abs_diff(ENDOWMENT * DOLLARS - 9_090_909) <= 4, "{}", dollars(Bob));
		assert!(spread(vault).0.iter().sum::<Balance>() <= 10);
		check();
	});
}

#[test]
fn a_year_of_interest_and_the_fee_of_the_curator() {
	development().execute_with(|| {
		found();
		let (vault, id) = (vault(ONE / 10), market(Some(DOLLAR), None, Terms { rate: flat(ONE / 10), ..terms() }));
		list(vault, id, 2_000 * DOLLARS);
		submit(Bob, deposit(vault, 1_000 * DOLLARS));
		submit(Charlie, add_collateral(id, 400 * CIV));
		submit(Charlie, borrow(id, 100 * DOLLARS));
		pass(YEAR);
		// 10.516666… of interest without a tenth for the reserve of the market, and of the rest a tenth for the curator of the vault.
		let VaultInfo { total, shares, price, .. } = vault_info(vault);
		assert_eq!((total, shares), (1_009_464_999, 1_000 * DOLLARS * EACH + 938_505_242_992));
		assert_eq!((price, holding(vault, Bob).worth), (1_008_518_499_092_428_833_853, 1_008_518_499));
		assert_eq!(holding(vault, CURATOR).worth, 0);
		// With the next that somebody does he has them.
		submit(Eve, deposit(vault, DOLLARS));
		assert_eq!(PoolAssets::balance(vault_info(vault).share_asset, account(CURATOR)), 938_505_242_992);
		assert!(holding(vault, CURATOR).worth.abs_diff(946_499) <= 1);
		spread(vault);
		submit(Charlie, repay(id, ALL));
		for who in [Bob, Eve, CURATOR] {
			submit(who, in_cash(vault, holding(vault, who).shares));
		}
		assert!(dollars(Bob).abs_diff(ENDOWMENT * DOLLARS + 8_518_499) <= 4, "{}", dollars(Bob));
		check();
	});
}

#[test]
fn a_curator_moves_between_the_markets_of_the_list_within_caps() {
	development().execute_with(|| {
		let (vault, one, two) = two_markets();
		submit(Bob, deposit(vault, 600 * DOLLARS));
		assert_eq!(spread(vault), (vec![300 * DOLLARS, 300 * DOLLARS], 0));
		let to = |amounts: [Balance; 2]| {
			let targets = [one, two].into_iter().zip(amounts);
			let targets = targets.map(|(market, assets)| Target { market, assets: assets * DOLLARS });
			Save::reallocate { vault, targets: BoundedVec::truncate_from(targets.collect()) }
		};
		assert_eq!(applied(Bob, to([100, 500])), refused(VaultError::<Runtime>::NotCurator));
		assert_eq!(applied(CURATOR, to([301, 299])), refused(VaultError::<Runtime>::AboveCap));
		assert_eq!(applied(CURATOR, to([300, 301])), refused(VaultError::<Runtime>::NotEnoughIdle));
		submit(CURATOR, to([100, 500]));
		assert_eq!(spread(vault), (vec![100 * DOLLARS, 500 * DOLLARS], 0));
		submit(CURATOR, to([50, 0]));
		assert_eq!(spread(vault), (vec![50 * DOLLARS, 0], 550 * DOLLARS));
		assert_eq!(holding(vault, Bob).worth, 600 * DOLLARS);
		check();
	});
}

#[test]
fn shares_in_pools_are_counted_from_0_and_those_in_vaults_from_2_31() {
	development().execute_with(|| {
		found();
		pool();
		submit(Bob, Exchange::create_pool { asset1: Box::new(None), asset2: Box::new(Some(GOLD)) });
		let shares_in = |asset| {
			let pool = pallet_asset_conversion::Pools::<Runtime>::get((None::<AssetId>, Some(asset)));
			pool.expect("it was made").lp_token
		};
		assert_eq!([DOLLAR, GOLD].map(shares_in), [0, 1]);
		let vaults = [vault(0), vault(0)];
		assert_eq!(vaults.map(|vault| vault_info(vault).share_asset), [2_147_483_648, 2_147_483_649]);
		check();
	});
}

#[test]
fn the_issuer_who_freezes_the_account_of_a_vault_keeps_nobody_in_it() {
	development().execute_with(|| {
		let (vault, one, two) = two_markets();
		let (vault_account, all) = (vault_info(vault).account, dollars(Bob));
		submit(Bob, deposit(vault, 1_000 * DOLLARS));
		let target = || vault_account.clone().into();
		let freeze: RuntimeCall = pallet_assets::Call::<Runtime>::freeze { id: DOLLAR.into(), who: target() }.into();
		let block: RuntimeCall = pallet_assets::Call::<Runtime>::block { id: DOLLAR.into(), who: target() }.into();
		for (call, idle) in [(freeze, 200), (block, 100)] {
			submit(Alice, call);
			// Markets pay it nothing. What is idle is paid in cash, and the rest is passed on in kind.
			let before = dollars(Bob);
			submit(Bob, in_cash(vault, idle / 2 * DOLLARS * EACH));
			// But for what rounds away.
			let paid = before + idle / 2 * DOLLARS;
			assert!((paid - 1..=paid).contains(&dollars(Bob)), "{}", dollars(Bob));
			submit(Bob, in_kind(vault, 100 * DOLLARS * EACH));
			assert!(dollars(Bob) > paid, "his part of what is idle");
		}
		let bob = account(Bob);
		submit(Bob, in_kind(vault, holding(vault, Bob).shares));
		assert_eq!(vault_info(vault).shares, 0);
		let worth: Balance = [one, two].iter().map(|market| position(*market, &bob).supplied).sum();
		assert!((all - 10..=all).contains(&(dollars(Bob) + worth)), "{}", dollars(Bob) + worth);
		check();
	});
}
