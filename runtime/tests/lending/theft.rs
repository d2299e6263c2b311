//! What must not be possible by lending, vaults, exchange and prices. The comment of each test says what is possible as long as it fails.

use super::*;
use civitas_primitives::{identity::Outflow as _, lending::PriceFault};
use civitas_runtime::{
	configs::markets::{FeedersInstance, MedianOfFresh, Report},
	scopes::Outflows,
	Assets, Feeders, SafeMode, EXISTENTIAL_DEPOSIT,
};
use frame_support::dispatch::GetDispatchInfo;
use pallet_oracle::CombineData;
use pallet_vaults::types::FIRST_SHARES;
use sp_core::H256;

/// Coins are lent against dollars.
fn reversed() -> Terms {
	let (collateral_price, loan_price) = (price_terms(DOLLAR_FEED), price_terms(COIN_FEED));
	Terms { collateral_price, loan_price, min_debt: 10 * CIV, ..still() }
}

// what is borrowed counts as nothing if its amount is what a swap before has yielded. The thief, whose limit does not even name dollars,
// gives coins for dollars, borrows five times as many, and swaps what he has got back. Of collateral that is removed it is the same.
#[test]
fn a_clerk_borrows_no_more_than_the_limit_by_what_the_action_before_has_yielded() {
	development().execute_with(|| {
		found();
		pool();
		let (id, who) = (lent(still()), with_clerk(&[(None, 100 * CIV)]));
		assert_eq!(act(Bob, &who, add_collateral(id, 500 * CIV)), Ok(()));
		denied(&who, borrow(id, 90 * DOLLARS), IdentityError::AssetNotAllowed);
		let (market, amount, certificate) = (id, Amount::Last, None);
		let mut actions = vec![Do::Swap { from: None, to: Some(DOLLAR), amount: Amount::Assets(20 * CIV), least: 1 }];
		actions.extend(vec![Do::Borrow { market, amount, certificate }; 5]);
		actions.push(Do::Swap { from: Some(DOLLAR), to: None, amount, least: 1 });
		denied(&who, bundle(&actions), IdentityError::OutflowUnbounded);
		assert_eq!(position(id, &who).debt, 0);
		check();
	});
}

// who names the identity itself as the owner pays the deposit of a position, though the limits do not name the native asset. And a key
// with counterparties pledges what it may not pledge without naming anyone.
#[test]
fn a_clerk_opens_no_position_without_a_limit_for_its_deposit() {
	development().execute_with(|| {
		found();
		let id = market(None, Some(DOLLAR), reversed());
		let who = with_clerk(&[(Some(DOLLAR), 1_000 * DOLLARS)]);
		mint(DOLLAR, &who, 100 * DOLLARS);
		for owner in [None, Some(who.clone())] {
			let add = Lend::add_collateral { market: id, assets: DOLLARS, owner };
			denied(&who, add, IdentityError::AssetNotAllowed);
		}
		assert_eq!(held(None, HoldReason::Position, &who), 0);
		check();
	});
}

// who has a limited key borrows to the edge, and liquidates by an account of his own: at the edge already, or for more than others get,
// so that more than the limit is his.
#[test]
fn who_borrows_by_a_key_and_liquidates_by_another_account_gets_what_any_liquidator_does() {
	for coin in [624, 600, 560, 495, 300] {
		development().execute_with(|| {
			found();
			let id = market(Some(DOLLAR), None, still());
			submit(Bob, supply(id, 1_000 * DOLLARS));
			let who = with_clerk(&[(None, 100 * CIV), (Some(DOLLAR), 50 * DOLLARS)]);
			// As much as the limits allow, with the deposits; and half of it in value. Charlie does the same, and has no key but his own.
			let (pledged, owed) = (99 * CIV, 49_500_000);
			assert_eq!(act(CLERK, &who, add_collateral(id, pledged)), Ok(()));
			assert_eq!(act(CLERK, &who, borrow(id, owed)), Ok(()));
			submit(Charlie, add_collateral(id, pledged));
			submit(Charlie, borrow(id, owed));
			next_block();
			let counted = spent(&who);
			assert_eq!(counted, (pledged + 2 * place(), owed));
			assert_eq!(act(CLERK, &who, borrow(id, 1)), refused(Error::<Runtime>::AboveBorrowLtv));
			// What is borrowed has been counted, and does not leave besides.
			let target = account(CLERK).into();
			let send = Issue::transfer_keep_alive { id: DOLLAR.into(), target, amount: DOLLARS };
			denied(&who, send, IdentityError::LimitExceeded);

			// At a health of just 1 nobody liquidates, nor ever oneself.
			set_prices([625, 1_000, 1_000]);
			assert_eq!(position(id, &who).health, Some(ONE));
			let seize = |most| Lend::liquidate { market: id, borrower: who.clone(), most, least: 0 };
			assert_eq!(applied(CLERK, seize(Balance::MAX)), refused(Error::<Runtime>::Healthy));
			set_prices([coin, 1_000, 1_000]);
			assert!(position(id, &who).health < Some(ONE));
			assert_eq!(act(CLERK, &who, seize(1)), refused(Error::<Runtime>::SelfLiquidation));

			// Without a transaction there is no fee.
			let liquidated = |by: Sr25519Keyring, borrower: &AccountId| {
				let has = || (dollars(by), free(None, &account(by)));
				let (before, origin) = (has(), RuntimeOrigin::signed(account(by)));
				assert_eq!(Lending::liquidate(origin, id, borrower.clone(), Balance::MAX, 0), Ok(()));
				let after = has();
				(before.0 - after.0, after.1 - before.1)
			};
			let supplied = || position(id, &account(Bob)).supplied;
			let before = supplied();
			let (repaid, taken) = liquidated(CLERK, &who);
			let lost = before - supplied();
			assert_eq!((repaid, taken), liquidated(Alice, &account(Charlie)));
			// The bonus is at most a tenth of what is repaid, and that no more than the key could borrow.
			let gained = taken * coin / 1_000_000_000 - repaid;
			assert!(10 * gained <= repaid && repaid <= counted.1 && taken <= counted.0, "{coin}: {repaid}, {taken}");
			// What both have together that they had not before is what suppliers lose: of what is pledged without a fall below the debt
			// nothing, and never more than the key could borrow.
			let forgiven = owed - repaid - position(id, &who).debt;
			assert!(lost.abs_diff(forgiven) <= 1 && forgiven <= counted.1, "{coin}: {lost}, {forgiven}");
			assert_eq!(forgiven == 0, pledged * coin >= owed * 1_000_000_000, "{coin}: {forgiven}");
			assert_eq!(spent(&who), counted);
			check();
		});
	}
}

// the account of the next vault is known, and anyone fills it with worthless assets until it can take no other. Then nobody makes a
// vault of anything but CIV, for the number does not change.
#[test]
fn nobody_keeps_others_from_making_the_next_vault() {
	development().execute_with(|| {
		found();
		let next = Vaults::account(0).expect("a hash makes an account");
		let dest = next.clone().into();
		submit(Eve, pallet_balances::Call::<Runtime>::transfer_keep_alive { dest, value: EXISTENTIAL_DEPOSIT });
		let eve = || RuntimeOrigin::signed(account(Eve));
		// As many as can refer to an account, but for one.
		for junk in GOLD + 1..GOLD + 64 {
			assert_eq!(Assets::create(eve(), junk.into(), account(Eve).into(), 1), Ok(()));
			assert_eq!(Assets::mint(eve(), junk.into(), next.clone().into(), 1), Ok(()));
		}
		assert_eq!(vault_info(vault(0)).account, next);
		check();
	});
}

// a stranger gives a vault one unit of collateral, which nobody can remove. Its position stays, and so does the deposit that was paid
// for eight positions in advance: after eight markets the vault supplies to no other.
#[test]
fn strangers_do_not_keep_the_positions_of_a_vault_open() {
	development().execute_with(|| {
		found();
		let (id, vault) = (market(Some(DOLLAR), None, still()), vault(0));
		list(vault, id, 1_000 * DOLLARS);
		submit(Bob, deposit(vault, 100 * DOLLARS));
		let who = vault_info(vault).account;
		assert_eq!(held(None, HoldReason::Position, &who), place());
		let gift = Lend::add_collateral { market: id, assets: 1, owner: Some(who.clone()) };
		assert_eq!(applied(Eve, gift), refused(Error::<Runtime>::NothingOwed));
		submit(Bob, in_cash(vault, holding(vault, Bob).shares));
		assert_eq!(held(None, HoldReason::Position, &who), 0);
		check();
	});
}

// most have reported an hour ago, and the price has halved since. As soon as three report that, the old price counts as one of now:
// whoever borrows by it has more than his collateral is worth, whatever age the terms allow.
#[test]
fn a_price_is_as_old_as_what_most_have_reported() {
	development().execute_with(|| {
		found();
		let (old, new) = (now() - 50 * MINUTE, now());
		let reports = [(2, old); 4].into_iter().chain([(1, new); 3]);
		let reports = reports.map(|(value, timestamp)| Report { value, timestamp }).collect();
		let median = MedianOfFresh::combine_data(&COIN_FEED, reports, None).expect("there are enough");
		assert_eq!((median.value, median.timestamp), (2, old));
	});
}

/// In a new block, those who report say that a coin costs so many thousandths of a unit of account, and all else one.
fn reports(coin: [Balance; 3]) {
	next_block();
	for (by, price) in [Alice, Bob, Charlie].into_iter().zip(coin) {
		reported(by, [price, 1_000, 1_000]);
	}
}

// most of those who report lie together, and at once somebody borrows all that there is for next to nothing, before those who owe can do
// anything. Or one of them can do that alone.
#[test]
fn who_lies_of_prices_is_in_the_majority_and_seen_and_bounded_by_band_and_caps() {
	development().execute_with(|| {
		found();
		let collateral_price = PriceTerms { highest: 3 * UNIT, ..price_terms(COIN_FEED) };
		let id = lent(Terms { collateral_price, ..still() });
		submit(CURATOR, Lend::set_caps { market: id, supply: Balance::MAX, borrow: 300 * DOLLARS });
		submit(Ferdie, add_collateral(id, 20 * CIV));
		let coin = || {
			let known = info(id).collateral_price;
			(known.price.map(|price| price.price), known.fault)
		};

		// By one of three nothing moves.
		for lie in [3_001, 1] {
			reports([lie, 1_000, 1_000]);
			assert_eq!(coin(), (Some(UNIT), None));
			assert_eq!(position(id, &account(Ferdie)).borrowable, Some(10 * DOLLARS));
		}

		// By two it is moving. All that anyone can do is to make debts safer.
		let only_safer = |error: Error<Runtime>| {
			let error: DispatchError = error.into();
			let (borrow, remove) = (borrow(id, 10 * DOLLARS), remove_collateral(id, Amount::Assets(CIV)));
			for (by, call) in [(Ferdie, borrow), (Charlie, remove), (Eve, liquidate(id, DOLLARS))] {
				assert_eq!(applied(by, call), Err(error));
			}
			assert_eq!(applied(Charlie, repay(id, Amount::Assets(5 * DOLLARS))), Ok(()));
			assert_eq!(applied(Charlie, add_collateral(id, CIV)), Ok(()));
		};
		reports([3_001, 3_001, 1_000]);
		assert_eq!(coin(), (Some(UNIT), Some(PriceFault::Moving)));
		only_safer(Error::PriceMoving);

		// After a while the lie counts, but not beyond what the terms take for possible.
		pass(GUARD.settle);
		assert_eq!(coin(), (Some(UNIT / 1_000 * 3_001), Some(PriceFault::OutOfBand)));
		only_safer(Error::PriceOutOfBand);
		let PositionInfo { debt, collateral, .. } = position(id, &account(Charlie));
		assert_eq!((debt, collateral), (90 * DOLLARS, 202 * CIV));

		// Within that, half of it can be borrowed: more than what is pledged is worth, and no more than the cap.
		reports([3_000, 3_000, 1_000]);
		assert_eq!(coin(), (Some(3 * UNIT), None));
		assert_eq!(applied(Ferdie, borrow(id, 30 * DOLLARS + 1)), refused(Error::<Runtime>::AboveBorrowLtv));
		assert_eq!(applied(Ferdie, borrow(id, 30 * DOLLARS)), Ok(()));
		submit(Ferdie, add_collateral(id, 1_000 * CIV));
		assert_eq!(applied(Ferdie, borrow(id, 180 * DOLLARS + 1)), refused(Error::<Runtime>::BorrowCapReached));
		assert_eq!(applied(Ferdie, borrow(id, 180 * DOLLARS)), Ok(()));
		let MarketInfo { cash, borrowed, .. } = info(id);
		assert_eq!((cash, borrowed), (700 * DOLLARS, 300 * DOLLARS));
		check();
	});
}

// one who reports does so by another account, again and again within a block. Then there is no room for the reports of others in it. And
// whoever is to be removed is not there any more, by the name that was voted on.
#[test]
fn one_who_reports_neither_silences_others_nor_slips_away() {
	development().execute_with(|| {
		found();
		next_block();
		reported(Charlie, [1_000; 3]);
		let change = pallet_membership::Call::<Runtime, FeedersInstance>::change_key { new: account(Eve).into() };
		assert_eq!(applied(Charlie, change), filtered());
		reported(Bob, [1_000; 3]);
		assert!(Feeders::remove_member(RuntimeOrigin::root(), account(Charlie).into()).is_ok());
		check();
	});
}

// to add to the collateral of another is to pay him. It works in safe mode, and cannot be paused.
#[test]
fn nobody_pays_another_in_safe_mode() {
	development().execute_with(|| {
		found();
		let id = lent(still());
		SafeMode::force_enter(RuntimeOrigin::root()).expect("it is not entered");
		let before = free(None, &account(Bob));
		let more = Lend::add_collateral { market: id, assets: 500 * CIV, owner: Some(account(Charlie)) };
		assert_eq!(applied(Bob, more), filtered());
		// But for the fee.
		assert!(before - free(None, &account(Bob)) < CIV);
		assert_eq!(position(id, &account(Charlie)).collateral, 200 * CIV);
		check();
	});
}

// whoever has opened the account of shares for an identity keeps the registry from seeing them. What it gives up is lost.
#[test]
fn an_identity_with_shares_is_not_given_up() {
	development().execute_with(|| {
		found();
		let who = identity();
		let (curator, guardian) = (account(CURATOR), account(GUARDIAN));
		submit(CURATOR, Save::create_vault { asset: None, curator, guardian, delay: DAY, fee: 0 });
		let open = Share::touch_other { id: FIRST_SHARES.into(), who: who.clone().into() };
		assert_eq!(applied(Eve, open), filtered());
		let deposit = Save::deposit { vault: 0, asset: None, assets: 100 * CIV, least_shares: 0 };
		assert_eq!(act(Bob, &who, deposit), Ok(()));
		assert!(PoolAssets::balance(FIRST_SHARES, &who) > 0);
		assert_eq!(give_up(&who), refused(IdentityError::<Runtime>::AccountInUse));
		check();
	});
}

// a market, which a scoped key may make, holds a deposit of its maker for ever. So the identity can never be given up.
#[test]
fn an_identity_that_has_made_a_market_can_be_given_up() {
	development().execute_with(|| {
		found();
		let who = with_clerk(&[]);
		let market = Lend::create_market { loan: None, collateral: Some(DOLLAR), terms: reversed() };
		assert_eq!(act(CLERK, &who, market), Ok(()));
		assert_eq!(give_up(&who), Ok(()));
		check();
	});
}

/// A market that there need not be.
fn some_market() -> MarketId {
	MarketId { loan: Some(DOLLAR), collateral: None, terms: H256::zero() }
}

// a key with a limit of nothing moves all that is in a vault whose curator the identity is: to where the thief wants to leave.
#[test]
fn no_limit_measures_what_a_curator_moves() {
	let market = some_market();
	let calls = [
		RuntimeCall::from(Save::reallocate { vault: 0, targets: BoundedVec::new() }),
		Save::propose { vault: 0, change: Change::Cap { market, cap: Balance::MAX } }.into(),
		Lend::set_caps { market, supply: Balance::MAX, borrow: Balance::MAX }.into(),
	];
	for call in calls {
		assert!(Outflows::of(&call).is_none(), "{call:?}");
	}
}

// calls of lending weigh nothing, and those of vaults a thousandth of what they do.
#[test]
fn calls_weigh_at_least_what_they_read_and_write() {
	let market = some_market();
	let eight = vec![Do::Withdraw { market, amount: Amount::Assets(1) }; 8];
	let calls = [
		(RuntimeCall::from(supply(market, 1)), 5, 5),
		(liquidate(market, 1).into(), 6, 6),
		(bundle(&eight).into(), 20, 20),
		(deposit(0, 1).into(), 24, 24),
		(in_kind(0, 1).into(), 24, 24),
	];
	for (call, reads, writes) in calls {
		let least = <Runtime as frame_system::Config>::DbWeight::get().reads_writes(reads, writes);
		assert!(call.get_dispatch_info().call_weight.ref_time() >= least.ref_time(), "{call:?}");
	}
}
