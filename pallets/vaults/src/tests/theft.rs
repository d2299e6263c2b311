//! What strangers must not be able to do.

use super::*;

/// The account of the next vault is known. Whoever fills it with worthless assets could keep everybody from making a vault of any asset
/// that is not sufficient, for the number does not change.
#[test]
fn nobody_keeps_others_from_making_the_next_vault() {
	build_and_execute(|| {
		let next = account(VaultCount::<Test>::get());
		assert_ok!(Union::transfer(None, &STRANGER, &next, EXISTENTIAL_DEPOSIT, Preservation::Preserve));
		// As many as 16 references are allowed, and one has to be left.
		for junk in 100..115 {
			assert_ok!(Assets::force_create(RuntimeOrigin::root(), junk, STRANGER, false, 1));
			assert_ok!(Assets::mint(signed(STRANGER), junk, next, 1));
		}
		// It costs a deposit more, which the vault pays from what it gets: nothing of the maker stays on hold.
		let (cost, before) = (Curated::setup_cost(Some(EURO)), free(None, CREATOR));
		assert!(cost.native > Curated::setup_cost(None).native);
		assert_ok!(Curated::create_vault(signed(CREATOR), Some(EURO), CURATOR, GUARDIAN, DAY, 0));
		assert_eq!(before - free(None, CREATOR), cost.price + cost.native);
		assert_eq!(System::account(CREATOR).data.reserved, 0);
		assert_eq!(free(Some(EURO), next), MIN_BALANCE);
		// What it has for positions is enough for all of them.
		let markets = [1, 2, 3, 4, 5, 6, 7, 8].map(|number| MarketId { loan: Some(EURO), ..market_id(number) });
		for market in markets {
			make_market(market, Balance::MAX);
			change(0, cap(market, UNIT));
		}
		assert_ok!(Curated::deposit(signed(ALICE), 0, Some(EURO), 8 * UNIT, 0));
		assert_eq!(worths(0), [UNIT; 8]);
	});
}

/// An asset that is sufficient, and the native one, need no reference. So they cost no more.
#[test]
fn a_full_account_takes_what_needs_no_reference() {
	build_and_execute(|| {
		let next = account(0);
		assert_ok!(Union::transfer(None, &STRANGER, &next, EXISTENTIAL_DEPOSIT, Preservation::Preserve));
		for junk in 100..115 {
			assert_ok!(Assets::force_create(RuntimeOrigin::root(), junk, STRANGER, false, 1));
			assert_ok!(Assets::mint(signed(STRANGER), junk, next, 1));
		}
		for asset in [None, Some(DOLLAR)] {
			assert_eq!(Curated::setup_cost(asset).native, EXISTENTIAL_DEPOSIT + 8 * POSITION);
		}
		assert_eq!(vault(), 0);
	});
}
