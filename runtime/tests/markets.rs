//! Exchange, shares in it, and the prices that are reported.

mod common;

use civitas_primitives::{
	identity::{CallClass, CallIndex},
	lending::{FeedId, Guard},
	Moment,
};
use civitas_runtime::{
	configs::{
		markets::{FeedersInstance, MedianOfFresh, PoolAssetsInstance, PoolSetupFee, Report, MAX_REPORT_AGE},
		money::{AssetAccountDeposit, AssetId},
	},
	currency::CIV,
	scopes::{Classes, KeyScope},
	Address, AssetConversion, Assets, Balance, Balances, Feeders, Lending, Oracle, PoolAssets, Runtime, RuntimeCall,
	RuntimeOrigin, SafeMode, Treasury, TxPause, SLOT_DURATION_MILLIS,
};
use common::*;
use frame_support::BoundedVec;
use pallet_identity_registry::ClassifyCall;
use pallet_oracle::CombineData;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave};
use sp_runtime::{traits::Dispatchable, DispatchError, DispatchResult};

type Exchange = pallet_asset_conversion::Call<Runtime>;
type Share = pallet_assets::Call<Runtime, PoolAssetsInstance>;

/// The asset that there is; Alice issues it.
const ASSET: AssetId = 1;
/// The shares in the pool of it and the native asset.
const SHARES: u32 = 0;
/// The feed that is reported of.
const FEED: FeedId = 7;

/// What becomes of a transaction.
fn applied(who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> DispatchResult {
	apply(signed(who, call, 0)).expect("it is valid")
}

fn native() -> Box<Option<AssetId>> {
	Box::new(None)
}

fn asset() -> Box<Option<AssetId>> {
	Box::new(Some(ASSET))
}

fn create_pool() -> Exchange {
	Exchange::create_pool { asset1: native(), asset2: asset() }
}

/// There is the asset, and Bob has two million of it.
fn issue() {
	let id = || ASSET.into();
	submit(Alice, pallet_assets::Call::<Runtime>::create { id: id(), admin: account(Alice).into(), min_balance: 1 });
	let beneficiary = account(Bob).into();
	submit(Alice, pallet_assets::Call::<Runtime>::mint { id: id(), beneficiary, amount: 2_000_000 });
}

/// Bob puts 1,000 CIV and a million of the asset into the pool.
fn add_liquidity() -> Exchange {
	Exchange::add_liquidity {
		asset1: native(),
		asset2: asset(),
		amount1_desired: 1_000 * CIV,
		amount2_desired: 1_000_000,
		amount1_min: 1,
		amount2_min: 1,
		mint_to: account(Bob),
	}
}

#[test]
fn a_pool_costs_a_fee_and_deposits_and_there_is_one_of_two_assets() {
	development().execute_with(|| {
		issue();
		let (bob, pot) = (account(Bob), Treasury::account_id());
		let before = (Balances::free_balance(&bob), Balances::free_balance(&pot));
		let create = |one, other| AssetConversion::create_pool(RuntimeOrigin::signed(account(Bob)), one, other);
		assert_eq!(create(native(), asset()), Ok(()));
		let (fee, deposits) = (PoolSetupFee::get(), 2 * AssetAccountDeposit::get());
		assert_eq!(Balances::reserved_balance(&bob), deposits);
		assert_eq!(Balances::free_balance(&bob), before.0 - fee - deposits);
		assert_eq!(Balances::free_balance(&pot), before.1 + fee);

		let exists = Err(pallet_asset_conversion::Error::<Runtime>::PoolExists.into());
		assert_eq!(create(native(), asset()), exists);
		assert_eq!(create(asset(), native()), exists);
		assert!(create(asset(), asset()).is_err());
		end_block();
	});
}

#[test]
fn a_pool_is_filled_exchanges_and_gives_back() {
	development().execute_with(|| {
		issue();
		let (bob, charlie, dave) = (account(Bob), account(Charlie), account(Dave));
		submit(Bob, create_pool());
		submit(Bob, add_liquidity());
		// The root of the product of both, less what stays in the pool for ever.
		let shares: Balance = 31_622_776_601 - 100;
		assert_eq!(PoolAssets::balance(SHARES, &bob), shares);

		let quote = |amount: Balance| -> Option<Balance> {
			ask("AssetConversion", "quote_price_exact_tokens_for_tokens", (native(), asset(), amount, true))
		};
		let reserves = || AssetConversion::get_reserves(None, Some(ASSET)).ok();
		// Of a thousand for a CIV the fee takes three, and that the price moves takes one.
		assert_eq!(quote(CIV), Some(996));
		let swap = |amount_out_min| Exchange::swap_exact_tokens_for_tokens {
			path: vec![native(), asset()],
			amount_in: CIV,
			amount_out_min,
			send_to: account(Charlie),
			keep_alive: true,
		};
		assert_eq!(applied(Charlie, swap(996)), Ok(()));
		assert_eq!(Assets::balance(ASSET, &charlie), 996);
		assert_eq!(reserves(), Some((1_001 * CIV, 999_004)));
		let too_little = pallet_asset_conversion::Error::<Runtime>::ProvidedMinimumNotSufficientForSwap;
		assert_eq!(applied(Charlie, swap(996)), Err(too_little.into()));

		// For another, who need not be known; and not for more than was said.
		let exactly = |amount_in_max| Exchange::swap_tokens_for_exact_tokens {
			path: vec![native(), asset()],
			amount_out: 1_000,
			amount_in_max,
			send_to: account(Dave),
			keep_alive: true,
		};
		let too_much = pallet_asset_conversion::Error::<Runtime>::ProvidedMaximumNotSufficientForSwap;
		assert_eq!(applied(Charlie, exactly(CIV)), Err(too_much.into()));
		assert_eq!(applied(Charlie, exactly(2 * CIV)), Ok(()));
		assert_eq!(Assets::balance(ASSET, &dave), 1_000);

		let before = (Balances::free_balance(&bob), Assets::balance(ASSET, &bob));
		let remove = Exchange::remove_liquidity {
			asset1: native(),
			asset2: asset(),
			lp_token_burn: shares / 2,
			amount1_min_receive: 500 * CIV,
			amount2_min_receive: 499_000,
			withdraw_to: account(Bob),
		};
		assert_eq!(applied(Bob, remove), Ok(()));
		assert_eq!(PoolAssets::balance(SHARES, &bob), shares - shares / 2);
		assert!(Balances::free_balance(&bob) > before.0 + 499 * CIV && Assets::balance(ASSET, &bob) > before.1);
		end_block();
	});
}

#[test]
fn nobody_makes_mints_or_freezes_shares() {
	development().execute_with(|| {
		issue();
		submit(Bob, create_pool());
		submit(Bob, add_liquidity());
		let who = || Address::from(account(Bob));
		let id = || SHARES.into();
		let calls = [
			Share::create { id: 1u32.into(), admin: who(), min_balance: 1 },
			Share::force_create { id: 1u32.into(), owner: who(), is_sufficient: true, min_balance: 1 },
			Share::mint { id: id(), beneficiary: who(), amount: 1 },
			Share::burn { id: id(), who: who(), amount: 1 },
			Share::force_transfer { id: id(), source: who(), dest: account(Alice).into(), amount: 1 },
			Share::freeze { id: id(), who: who() },
			Share::freeze_asset { id: id() },
			Share::block { id: id(), who: who() },
			Share::set_team { id: id(), issuer: who(), admin: who(), freezer: who() },
			Share::transfer_ownership { id: id(), owner: who() },
			Share::set_min_balance { id: id(), min_balance: 1 },
			Share::set_metadata { id: id(), name: vec![1], symbol: vec![1], decimals: 0 },
			Share::force_set_metadata { id: id(), name: vec![1], symbol: vec![1], decimals: 0, is_frozen: true },
			Share::force_asset_status {
				id: id(),
				owner: who(),
				issuer: who(),
				admin: who(),
				freezer: who(),
				min_balance: 1,
				is_sufficient: true,
				is_frozen: true,
			},
			Share::start_destroy { id: id() },
			Share::destroy_accounts { id: id() },
			Share::finish_destroy { id: id() },
		];
		let kept = || {
			let kinds: Vec<_> = pallet_assets::Asset::<Runtime, PoolAssetsInstance>::iter().collect();
			let accounts: Vec<_> = pallet_assets::Account::<Runtime, PoolAssetsInstance>::iter().collect();
			(kinds, accounts)
		};
		let before = kept();
		for call in calls {
			// Not even who has made the pool, nor who has issued what is in it.
			for origin in
				[RuntimeOrigin::root(), RuntimeOrigin::signed(account(Alice)), RuntimeOrigin::signed(account(Bob))]
			{
				assert!(RuntimeCall::from(call.clone()).dispatch(origin).is_err(), "{call:?}");
				assert!(kept() == before, "{call:?}");
			}
		}
		// They are passed on as other assets are.
		submit(Bob, Share::transfer_keep_alive { id: id(), target: account(Dave).into(), amount: 5 });
		assert_eq!(PoolAssets::balance(SHARES, account(Dave)), 5);
		end_block();
	});
}

/// There are feeds up to the one that is reported of.
fn add_feeds() {
	let guard = Guard { tolerance: 100_000_000, window: 60_000, settle: 60_000 };
	for _ in 0..=FEED {
		Lending::add_feed(RuntimeOrigin::root(), None, 12, guard).expect("root may");
	}
}

/// A report of the price.
fn report(value: u128) -> pallet_oracle::Call<Runtime> {
	pallet_oracle::Call::feed_values { values: BoundedVec::truncate_from(vec![(FEED, value)]) }
}

/// The median that there is, and its time.
fn median() -> Option<(u128, Moment)> {
	pallet_oracle::Values::<Runtime>::get(FEED).map(|median| (median.value, median.timestamp))
}

#[test]
fn three_who_report_make_a_price_and_pay_nothing_for_it() {
	development().execute_with(|| {
		// Of what is no feed nothing is kept.
		for who in [Alice, Bob, Charlie] {
			assert_eq!(applied(who, report(100)), Ok(()));
		}
		assert_eq!((median(), pallet_oracle::RawValues::<Runtime>::iter().count()), (None, 0));
		add_feeds();
		next_block();
		let (first, second) = (time_of(FIRST_SLOT + 1), time_of(FIRST_SLOT + 2));
		let before = Balances::free_balance(account(Bob));
		for (who, value) in [(Alice, 300), (Bob, 100)] {
			assert_eq!(applied(who, report(value)), Ok(()));
			assert_eq!(median(), None);
		}
		assert_eq!(Balances::free_balance(account(Bob)), before);
		assert_eq!(applied(Charlie, report(200)), Ok(()));
		assert_eq!(median(), Some((200, first)));

		// Once in a block each, and nobody else.
		let again = pallet_oracle::Error::<Runtime>::AlreadyFeeded.into();
		let refused = pallet_oracle::Error::<Runtime>::NoPermission.into();
		assert_eq!(applied(Charlie, report(900)), Err(again));
		assert_eq!(applied(Dave, report(900)), Err(refused));
		assert_eq!(median(), Some((200, first)));

		// It is as old as the third newest.
		next_block();
		assert_eq!(applied(Alice, report(900)), Ok(()));
		assert_eq!(median(), Some((200, first)));
		assert_eq!(applied(Bob, report(800)), Ok(()));
		assert_eq!(median(), Some((800, first)));
		assert_eq!(applied(Charlie, report(700)), Ok(()));
		assert_eq!(median(), Some((800, second)));

		// Root is one of them.
		next_block();
		let values = BoundedVec::truncate_from(vec![(FEED, 750)]);
		assert!(Oracle::feed_values(RuntimeOrigin::root(), values).is_ok());
		assert_eq!(median(), Some((750, second)));
		end_block();
	});
}

#[test]
fn what_one_has_reported_who_no_longer_does_counts_for_nothing() {
	development().execute_with(|| {
		add_feeds();
		let first = time_of(FIRST_SLOT);
		for (who, value) in [(Alice, 100), (Bob, 300), (Charlie, 200)] {
			assert_eq!(applied(who, report(value)), Ok(()));
		}
		assert_eq!(median(), Some((200, first)));
		assert!(Feeders::remove_member(RuntimeOrigin::root(), account(Charlie).into()).is_ok());
		assert!(!pallet_oracle::RawValues::<Runtime>::contains_key(account(Charlie), FEED));

		// The price stays as it was until there are three again.
		next_block();
		assert_eq!(applied(Alice, report(150)), Ok(()));
		assert_eq!(median(), Some((200, first)));
		let refused = pallet_oracle::Error::<Runtime>::NoPermission.into();
		assert_eq!(applied(Charlie, report(150)), Err(refused));
		assert!(Feeders::add_member(RuntimeOrigin::root(), account(Dave).into()).is_ok());
		assert_eq!(applied(Dave, report(160)), Ok(()));
		assert_eq!(median(), Some((160, first)));

		// Nobody reports by one account after another.
		let change = pallet_membership::Call::<Runtime, FeedersInstance>::change_key { new: account(Charlie).into() };
		assert_eq!(applied(Dave, change), Err(frame_system::Error::<Runtime>::CallFiltered.into()));
		next_block();
		assert_eq!(applied(Alice, report(170)), Ok(()));
		end_block();
	});
}

#[test]
fn what_was_reported_an_hour_ago_makes_no_price() {
	development().execute_with(|| {
		add_feeds();
		let first = time_of(FIRST_SLOT);
		for who in [Alice, Bob, Charlie] {
			assert_eq!(applied(who, report(100)), Ok(()));
		}
		// Past the first block of a session, which has no room for transactions.
		skip_slots(MAX_REPORT_AGE / SLOT_DURATION_MILLIS);
		next_block();
		let now = time_of(FIRST_SLOT + 1) + MAX_REPORT_AGE;
		for (who, median_then) in [(Alice, (100, first)), (Bob, (100, first)), (Charlie, (500, now))] {
			assert_eq!(applied(who, report(500)), Ok(()));
			assert_eq!(median(), Some(median_then));
		}
		end_block();
	});
}

#[test]
fn prices_are_reported_also_in_safe_mode_and_nothing_can_pause_that() {
	development().execute_with(|| {
		add_feeds();
		SafeMode::force_enter(RuntimeOrigin::root()).expect("it is not entered");
		let filtered = Err(frame_system::Error::<Runtime>::CallFiltered.into());
		for who in [Alice, Bob, Charlie] {
			assert_eq!(applied(who, report(100)), Ok(()));
		}
		assert_eq!(median(), Some((100, time_of(FIRST_SLOT))));
		assert_eq!(applied(Bob, create_pool()), filtered);

		let pause = |pallet: &str, call: &str| {
			let name = |text: &str| BoundedVec::truncate_from(text.as_bytes().to_vec());
			TxPause::pause(RuntimeOrigin::root(), (name(pallet), name(call)))
		};
		let unpausable: DispatchError = pallet_tx_pause::Error::<Runtime>::Unpausable.into();
		for (pallet, call) in [
			("Oracle", "feed_values"),
			("Feeders", "remove_member"),
			("Lending", "repay"),
			("Lending", "add_collateral"),
		] {
			assert_eq!(pause(pallet, call), Err(unpausable), "{pallet}.{call}");
		}
		assert!(pause("AssetConversion", "swap_exact_tokens_for_tokens").is_ok());
		end_block();
	});
}

#[test]
fn a_key_that_reports_may_be_permitted_nothing_else() {
	let call = RuntimeCall::from(report(1));
	assert_eq!(Classes::class(&call), Some(CallClass::Other));
	let permitted = [CallIndex::of(&call).expect("it is a call")];
	assert!(Classes::allows(&KeyScope::Listed, &permitted, &call));
	for scope in KeyScope::ALL {
		assert_eq!(Classes::allows(&scope, &[], &call), scope == KeyScope::Any, "{scope:?}");
	}
}

/// What is made at a time of these reports: of values, and when.
fn combined(now: Moment, reports: &[(u128, Moment)]) -> Option<(u128, Moment)> {
	sp_io::TestExternalities::new(Default::default()).execute_with(|| {
		pallet_timestamp::Now::<Runtime>::put(now);
		add_feeds();
		let reports = reports.iter().map(|(value, timestamp)| Report { value: *value, timestamp: *timestamp });
		let former = Some(Report { value: 1, timestamp: 1 });
		MedianOfFresh::combine_data(&FEED, reports.collect(), former).map(|median| (median.value, median.timestamp))
	})
}

#[test]
fn a_median_is_the_one_in_the_middle_and_the_lower_of_two() {
	for order in [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]] {
		assert_eq!(combined(9, &order.map(|value| (value, 9))), Some((2, 9)));
	}
	assert_eq!(combined(9, &[(40, 9), (10, 9), (30, 9), (20, 9)]), Some((20, 9)));
	assert_eq!(combined(9, &[(5, 9), (1, 9), (4, 9), (2, 9), (3, 9)]), Some((3, 9)));
	// One that is far out moves it by one place at most.
	assert_eq!(combined(9, &[(100, 9), (101, 9), (u128::MAX, 9)]), Some((101, 9)));
	assert_eq!(combined(9, &[(100, 9), (101, 9), (0, 9)]), Some((100, 9)));
	assert_eq!(combined(9, &[(7, 9); 17]), Some((7, 9)));
}

#[test]
fn a_median_is_as_old_as_the_newest_that_most_are_no_older_than() {
	assert_eq!(combined(99, &[(1, 10), (2, 20), (3, 30)]), Some((2, 10)));
	assert_eq!(combined(99, &[(1, 40), (2, 10), (3, 30), (4, 20)]), Some((2, 20)));
	assert_eq!(combined(99, &[(1, 50), (2, 50), (3, 50), (4, 1), (5, 1)]), Some((3, 50)));
	// Three of six or seven are not most.
	assert_eq!(combined(99, &[(1, 50), (2, 50), (3, 50), (9, 20), (9, 10), (9, 10)]), Some((3, 20)));
	assert_eq!(combined(99, &[(1, 50), (2, 50), (3, 50), (9, 1), (9, 1), (9, 1), (9, 1)]), Some((9, 1)));
}

#[test]
fn fewer_than_three_fresh_reports_make_no_median() {
	assert_eq!(combined(9, &[]), None);
	assert_eq!(combined(9, &[(1, 9), (2, 9)]), None);
	let now = 10 * MAX_REPORT_AGE;
	let oldest = now - MAX_REPORT_AGE;
	assert_eq!(combined(now, &[(1, now), (2, now), (3, oldest)]), Some((2, oldest)));
	assert_eq!(combined(now, &[(1, now), (2, now), (3, oldest - 1)]), None);
	// What is too old is not counted in the middle either.
	let reports = [(1, 1), (2, 1), (3, 1), (70, now), (80, now), (90, now)];
	assert_eq!(combined(now, &reports), Some((80, now)));
}
