//! `create_vault`.

use super::*;

#[test]
fn a_vault_begins_empty() {
	build_and_execute(|| {
		System::reset_events();
		let before = free(None, CREATOR);
		assert_ok!(Curated::create_vault(signed(CREATOR), Some(DOLLAR), CURATOR, GUARDIAN, 2 * DAY, ONE / 10));
		let created = Event::VaultCreated {
			vault: 0,
			asset: Some(DOLLAR),
			curator: CURATOR,
			guardian: GUARDIAN,
			delay: 2 * DAY,
			fee: ONE / 10,
			creator: CREATOR,
		};
		assert_eq!(events(), [created]);
		let SetupCost { price, native, asset } = Curated::setup_cost(Some(DOLLAR));
		assert_eq!((native, asset), (EXISTENTIAL_DEPOSIT + 8 * POSITION, MIN_BALANCE));
		assert_eq!(free(None, CREATOR), before - price - native);
		assert_eq!(dollars(CREATOR), ENDOWMENT - asset);
		assert_eq!((free(None, account(0)), dollars(account(0))), (native, asset));
		// It is paid for. What would be on hold could never come back.
		assert_eq!((free(None, TREASURY), System::account(CREATOR).data.reserved), (price, 0));
		let info = info(0);
		assert_eq!((info.curator, info.guardian), (CURATOR, GUARDIAN));
		assert_eq!((info.total, info.idle, info.shares, info.price), (0, 0, 0, FIRST_PRICE));
		assert_eq!((info.share_asset, info.high_water), (0x8000_0000, FIRST_PRICE));
		assert!(info.markets.is_empty() && info.pending.is_empty());
	});
}

#[test]
fn vaults_are_counted_and_have_shares_of_their_own() {
	build_and_execute(|| {
		for id in 0..3 {
			assert_eq!(vault(), id);
			let shares = info(id).share_asset;
			assert_eq!(shares, 0x8000_0000 + id);
			assert!(PoolAssets::asset_exists(shares));
			// Nobody has a key for who could mint or freeze them.
			use frame_support::traits::fungibles::roles;
			let team = [
				<PoolAssets as roles::Inspect<AccountId>>::owner(shares),
				<PoolAssets as roles::Inspect<AccountId>>::issuer(shares),
				<PoolAssets as roles::Inspect<AccountId>>::admin(shares),
				<PoolAssets as roles::Inspect<AccountId>>::freezer(shares),
			];
			assert_eq!(team, [Some(account(id)); 4]);
			assert_eq!(PoolAssets::minimum_balance(shares), 1);
		}
		assert_ne!(account(0), account(1));
		assert_eq!(Curated::vault(3), None);
	});
}

#[test]
fn anyone_may_and_a_vault_of_the_native_asset_is_one_too() {
	build_and_execute(|| {
		assert_ok!(Curated::create_vault(signed(STRANGER), None, STRANGER, STRANGER, DAY, 0));
		assert_eq!(Curated::setup_cost(None).asset, 0);
		assert_eq!(free(None, account(0)), EXISTENTIAL_DEPOSIT + 8 * POSITION);
		assert_ok!(Curated::create_vault(signed(ALICE), Some(EURO), BOB, CAROL, 30 * DAY, ONE / 2));
		assert_eq!(free(Some(EURO), account(1)), MIN_BALANCE);
	});
}

#[test]
fn what_is_out_of_bounds_is_refused() {
	build_and_execute(|| {
		let create = |asset, delay, fee| Curated::create_vault(signed(CREATOR), asset, CURATOR, GUARDIAN, delay, fee);
		assert_noop!(create(Some(9), DAY, 0), Error::<Test>::AssetUnknown);
		assert_noop!(create(Some(DOLLAR), DAY - 1, 0), Error::<Test>::DelayInvalid);
		assert_noop!(create(Some(DOLLAR), 30 * DAY + 1, 0), Error::<Test>::DelayInvalid);
		assert_noop!(create(Some(DOLLAR), DAY, ONE / 2 + 1), Error::<Test>::FeeInvalid);
		assert_ok!(create(Some(DOLLAR), 30 * DAY, ONE / 2));
	});
}

#[test]
fn who_cannot_pay_makes_none() {
	build_and_execute(|| {
		let create = |who| Curated::create_vault(signed(who), Some(DOLLAR), CURATOR, GUARDIAN, DAY, 0);
		assert_noop!(create(PAUPER), TokenError::FundsUnavailable);
		// She has no dollars.
		let all = dollars(ALICE);
		assert_ok!(Union::transfer(Some(DOLLAR), &ALICE, &ISSUER, all, Preservation::Expendable));
		assert!(create(ALICE).is_err());
		assert_eq!(VaultCount::<Test>::get(), 0);
		assert_eq!(free(None, ALICE), ENDOWMENT);
		// The last that she has is enough.
		assert_ok!(Union::transfer(Some(DOLLAR), &ISSUER, &ALICE, MIN_BALANCE, Preservation::Preserve));
		assert_ok!(create(ALICE));
		assert_eq!(dollars(ALICE), 0);
	});
}

#[test]
fn gifts_to_an_account_that_is_not_there_yet_change_nothing() {
	build_and_execute(|| {
		let account = account(0);
		assert_ok!(Union::transfer(None, &STRANGER, &account, 1_000, Preservation::Preserve));
		assert_ok!(Union::transfer(Some(DOLLAR), &STRANGER, &account, 1_000, Preservation::Preserve));
		let id = vault();
		assert_eq!((info(id).total, info(id).price), (0, FIRST_PRICE));
		assert_eq!(dollars(account), 1_000 + MIN_BALANCE);
	});
}

#[test]
fn there_are_no_more_vaults_than_numbers_of_shares() {
	new_test_ext().execute_with(|| {
		VaultCount::<Test>::put(0x4000_0000);
		let create = Curated::create_vault(signed(CREATOR), Some(DOLLAR), CURATOR, GUARDIAN, DAY, 0);
		assert_noop!(create, Error::<Test>::TooManyVaults);
		VaultCount::<Test>::put(0x3fff_ffff);
		assert_eq!(vault(), 0x3fff_ffff);
		assert_eq!(info(0x3fff_ffff).share_asset, 0xbfff_ffff);
	});
}
