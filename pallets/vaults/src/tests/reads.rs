//! What can be asked.

use super::*;
use frame_support::assert_storage_noop;

#[test]
fn a_vault_shows_all_that_is_in_it_and_what_is_to_come() {
	build_and_execute(|| {
		let (id, one, two) = two_markets();
		assert_ok!(deposit(ALICE, id, 900 * UNIT));
		lend(two, 450 * UNIT);
		make_market(market_id(3), Balance::MAX);
		assert_ok!(Curated::propose(signed(CURATOR), id, cap(market_id(3), 7)));
		let from = Timestamp::get() + DAY;
		let expected = VaultInfo {
			vault: id,
			asset: Some(DOLLAR),
			share_asset: 0x8000_0000,
			account: account(id),
			curator: CURATOR,
			guardian: GUARDIAN,
			delay: DAY,
			fee: 0,
			total: 900 * UNIT,
			idle: 100 * UNIT,
			cash: 450 * UNIT,
			shares: 900 * UNIT * EACH,
			price: FIRST_PRICE,
			high_water: FIRST_PRICE,
			markets: vec![
				AllocationInfo {
					market: one,
					cap: 300 * UNIT,
					shares: 300 * UNIT * EACH,
					worth: 300 * UNIT,
					cash: 300 * UNIT,
				},
				AllocationInfo {
					market: two,
					cap: 500 * UNIT,
					shares: 500 * UNIT * EACH,
					worth: 500 * UNIT,
					cash: 50 * UNIT,
				},
			],
			pending: vec![PendingInfo { change: cap(market_id(3), 7), from, until: from + 30 * DAY }],
		};
		assert_eq!(info(id), expected);
		assert_eq!(Curated::vault(1), None);
	});
}

#[test]
fn to_ask_changes_nothing() {
	build_and_execute(|| {
		let id = vault_of(ONE / 10);
		let market = list(id, 1, Balance::MAX);
		assert_ok!(deposit(ALICE, id, 1_000_000));
		earn(market, 100_000);
		assert_storage_noop!({
			assert_eq!(Curated::vault(id), Some(info(id)));
			assert!(holding(id, ALICE).worth < 1_099_999);
			assert_eq!(Curated::vaults(None, None).items, [info(id)]);
		});
	});
}

#[test]
fn vaults_are_listed_by_their_numbers() {
	build_and_execute(|| {
		assert_eq!(Curated::vaults(None, None).items.len(), 0);
		for _ in 0..5 {
			vault();
		}
		let numbers = |cursor, limit| {
			let page = Curated::vaults(cursor, limit);
			(page.items.iter().map(|info| info.vault).collect::<Vec<_>>(), page.next)
		};
		assert_eq!(numbers(None, None), (vec![0, 1, 2, 3, 4], None));
		assert_eq!(numbers(None, Some(2)), (vec![0, 1], Some(1)));
		assert_eq!(numbers(Some(1), Some(2)), (vec![2, 3], Some(3)));
		assert_eq!(numbers(Some(3), Some(2)), (vec![4], None));
		assert_eq!(numbers(Some(u32::MAX), None), (vec![], None));
	});
}

#[test]
fn a_holding_is_what_shares_are_worth_and_what_of_it_is_cash() {
	build_and_execute(|| {
		let (id, one, _) = two_markets();
		let nothing = HoldingInfo { vault: id, owner: BOB, shares: 0, worth: 0, in_cash: 0 };
		assert_eq!(Curated::holding(id, BOB), Some(nothing));
		assert_eq!(Curated::holding(9, BOB), None);
		assert_ok!(deposit(ALICE, id, 100 * UNIT));
		assert_ok!(deposit(BOB, id, 50 * UNIT));
		lend(one, 80 * UNIT);
		for (who, worth) in [(ALICE, 100 * UNIT), (BOB, 50 * UNIT)] {
			let HoldingInfo { shares, worth: shown, in_cash, .. } = holding(id, who);
			assert_eq!((shares, shown, in_cash), (worth * EACH, worth, worth.min(70 * UNIT)));
		}
		// Shares are an asset: who is given some has them.
		let asset = info(id).share_asset;
		assert_ok!(PoolAssets::transfer(signed(BOB), asset, CAROL, 20 * UNIT * EACH));
		assert_eq!((holding(id, BOB).worth, holding(id, CAROL).worth), (30 * UNIT, 20 * UNIT));
		assert_ok!(in_cash(CAROL, id, 20 * UNIT * EACH));
	});
}
