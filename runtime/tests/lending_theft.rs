//! What must not be possible by lending, vaults, exchange and prices. The comment of each test says what is possible as long as it fails.

mod common;

use civitas_primitives::{
	identity::{action, identity_id, KeySignature, Kind, Outflow as _, PublicKey, Relationships},
	lending::{Guard, MarketId, PriceTerms, RateModel, Terms, ONE},
	Envelope, Moment,
};
use civitas_runtime::{
	configs::{
		lending::PositionHold,
		markets::{FeedersInstance, MedianOfFresh, PoolAssetsInstance, Report},
	},
	currency::CIV,
	scopes::{KeyScope, Outflows},
	AccountId, Assets, Balance, Balances, Feeders, IdentityRegistry, Lending, PoolAssets, Runtime, RuntimeCall,
	RuntimeEvent, RuntimeOrigin, SafeMode, System, Vaults, EXISTENTIAL_DEPOSIT, SLOT_DURATION_MILLIS,
};
use common::*;
use frame_support::{dispatch::GetDispatchInfo, traits::fungible::InspectHold as _, BoundedVec};
use pallet_identity_registry::{
	types::{NewKey, Permissions, Proof, SpendingLimit},
	Call as Identity, Event as IdentityEvent,
};
use pallet_lending::types::{Action, Amount};
use pallet_oracle::CombineData;
use pallet_vaults::types::{Change, How, FIRST_SHARES};
use sp_core::H256;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve};
use sp_runtime::{traits::Dispatchable, DispatchResult};

type Lend = pallet_lending::Call<Runtime>;
type Vault = pallet_vaults::Call<Runtime>;
type Exchange = pallet_asset_conversion::Call<Runtime>;
type Issue = pallet_assets::Call<Runtime>;
type Share = pallet_assets::Call<Runtime, PoolAssetsInstance>;
type Feeder = pallet_membership::Call<Runtime, FeedersInstance>;
type IdentityError = pallet_identity_registry::Error<Runtime>;

/// A day, in milliseconds.
const DAY: Moment = 24 * 60 * 60 * 1_000;
/// What is lent: it has 2 decimals, and Alice issues it.
const DOLLAR: u32 = 1;
/// A price of one unit of account.
const UNIT: u128 = 1_000_000_000_000_000_000;

fn now() -> Moment {
	pallet_timestamp::Now::<Runtime>::get()
}

/// What becomes of a transaction.
fn applied(who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> DispatchResult {
	apply(signed(who, call, 0)).expect("it is valid")
}

/// What becomes of a call of whomever, by the filters that all calls pass.
fn made(who: &AccountId, call: impl Into<RuntimeCall>) -> DispatchResult {
	call.into().dispatch(RuntimeOrigin::signed(who.clone())).map(drop).map_err(|error| error.error)
}

/// Let a day pass, to a block that has room for transactions.
fn pass_a_day() {
	skip_slots(DAY / SLOT_DURATION_MILLIS);
	next_block();
}

/// Dollars are lent against CIV, at 70 %.
fn terms() -> Terms<AccountId> {
	let price = |feed, highest| PriceTerms { feed, max_age: DAY, lowest: UNIT / 1_000, highest };
	Terms {
		collateral_price: price(0, UNIT * 1_000),
		loan_price: price(1, UNIT * 2),
		rate: RateModel { kink: ONE / 10 * 8, at_zero: 0, at_kink: ONE / 20, at_full: ONE },
		borrow_ltv: ONE / 10 * 7,
		liquidation_ltv: ONE / 10 * 8,
		max_bonus: ONE / 10 * 11,
		max_bonus_health: ONE / 10 * 9,
		target_health: ONE / 10 * 11,
		min_debt: 1_000,
		fee: ONE / 10,
		reserve_floor: ONE / 100,
		to_supply: None,
		to_borrow: None,
		curator: account(Charlie),
		guardian: account(Charlie),
	}
}

/// CIV is lent against dollars.
fn reversed() -> Terms<AccountId> {
	let Terms { collateral_price, loan_price, .. } = terms();
	Terms { collateral_price: loan_price, loan_price: collateral_price, min_debt: 100 * CIV, ..terms() }
}

/// Alice has issued dollars, of which some have 100,000.00, and supplies 10,000.00 to a market. A CIV costs 2 dollars.
fn world() -> MarketId {
	submit(Alice, Issue::create { id: DOLLAR.into(), admin: account(Alice).into(), min_balance: 1 });
	for who in [Alice, Bob, Charlie, Eve] {
		submit(Alice, Issue::mint { id: DOLLAR.into(), beneficiary: account(who).into(), amount: 10_000_000 });
	}
	let guard = Guard { tolerance: ONE / 20, window: DAY / 24, settle: 600_000 };
	for (feed, (asset, decimals, price)) in (0u16..).zip([(None, 12, 2 * UNIT), (Some(DOLLAR), 2, UNIT)]) {
		assert_eq!(Lending::add_feed(RuntimeOrigin::root(), asset, decimals, guard), Ok(()));
		Lending::note(feed, price, now());
	}
	let market = MarketId::of(Some(DOLLAR), None, &terms());
	submit(Alice, Lend::create_market { loan: Some(DOLLAR), collateral: None, terms: terms() });
	submit(Alice, Lend::supply { market, assets: 1_000_000, certificate: None });
	market
}

fn key(who: Sr25519Keyring) -> PublicKey {
	PublicKey::Sr25519(who.public().0)
}

/// Act as an identity, and return what became of it.
fn act(by: Sr25519Keyring, identity: &AccountId, call: impl Into<RuntimeCall>) -> DispatchResult {
	let call = Box::new(call.into());
	System::reset_events();
	applied(by, Identity::<Runtime>::act_as { identity: identity.clone(), call })?;
	let last = events().into_iter().rev().find_map(|event| match event {
		RuntimeEvent::IdentityRegistry(IdentityEvent::Acted { result, .. }) => Some(result),
		_ => None,
	});
	last.expect("something was acted")
}

/// Bob's identity, which has 1,000 CIV. The thief, Dave, has a key of it of the scope of money, with these limits for a day.
fn identity(limits: &[(Option<u32>, Balance)]) -> AccountId {
	let room = IdentityRegistry::room_for(8, 2, 2, 2, 0, 0);
	submit(Bob, Identity::<Runtime>::register { kind: Kind::Person, key: key(Bob), salt: [0; 32], room, proof: None });
	let identity: AccountId = identity_id(&key(Bob), &[0; 32]).into();
	let dest = identity.clone().into();
	submit(Alice, pallet_balances::Call::<Runtime>::transfer_keep_alive { dest, value: 1_000 * CIV });
	let limits = limits.iter().map(|(asset, amount)| SpendingLimit { asset: *asset, amount: *amount, period: DAY });
	let permissions = Permissions {
		scope: KeyScope::Finance,
		limits: limits.collect::<Vec<_>>().try_into().expect("few"),
		calls: Default::default(),
		counterparties: Default::default(),
	};
	let new = NewKey {
		public: key(Dave),
		relationships: Relationships::AUTHENTICATION | Relationships::CAPABILITY_INVOCATION,
		permissions,
		valid_from: None,
		valid_until: None,
	};
	let deadline = System::block_number() + 10;
	let envelope = Envelope {
		genesis: System::block_hash(0),
		action: action::ADD_KEY,
		identity: &identity,
		nonce: 1,
		deadline,
		submitter: None::<&AccountId>,
		payload: key(Dave),
	};
	let signature = KeySignature::Sr25519(Dave.sign(&envelope.hash()).0);
	let proof = Some(Box::new(Proof { deadline, submitter: None, signature }));
	assert_eq!(act(Bob, &identity, Identity::<Runtime>::add_key { key: Box::new(new), proof }), Ok(()));
	next_block();
	identity
}

/// A vault of this asset, with Charlie as its curator and guardian.
fn create_vault(asset: Option<u32>) -> Vault {
	let (curator, guardian) = (account(Charlie), account(Charlie));
	Vault::create_vault { asset, curator, guardian, delay: DAY, fee: 0 }
}

// what is borrowed counts as nothing if its amount is what a swap before has yielded. The thief, whose limit does not even name dollars,
// gives a CIV for dollars, borrows five times as many, and swaps what he has got back. Of collateral that is removed it is the same.
#[test]
fn a_clerk_borrows_no_more_than_the_limit_by_what_the_action_before_has_yielded() {
	development().execute_with(|| {
		let market = world();
		let id = identity(&[(None, 100 * CIV)]);
		assert_eq!(act(Bob, &id, Lend::add_collateral { market, assets: 500 * CIV, owner: None }), Ok(()));
		let (asset1, asset2) = (|| Box::new(None), || Box::new(Some(DOLLAR)));
		submit(Charlie, Exchange::create_pool { asset1: asset1(), asset2: asset2() });
		submit(
			Charlie,
			Exchange::add_liquidity {
				asset1: asset1(),
				asset2: asset2(),
				amount1_desired: 10 * CIV,
				amount2_desired: 100_000,
				amount1_min: 1,
				amount2_min: 1,
				mint_to: account(Charlie),
			},
		);
		let refused = Err(IdentityError::AssetNotAllowed.into());
		assert_eq!(act(Dave, &id, Lend::borrow { market, assets: 9_000, certificate: None }), refused);
		let mut actions = vec![Action::Swap { from: None, to: Some(DOLLAR), amount: Amount::Assets(CIV), least: 1 }];
		actions.extend(vec![Action::Borrow { market, amount: Amount::Last, certificate: None }; 5]);
		actions.push(Action::Swap { from: Some(DOLLAR), to: None, amount: Amount::Last, least: 1 });
		act(Dave, &id, Lend::bundle { actions: actions.try_into().expect("no more than eight") }).ok();
		assert_eq!(Lending::position(market, id).expect("there is such a market").debt, 0);
	});
}

// who names the identity itself as the owner pays the deposit of a position, though the limits do not name the native asset. And a key
// with counterparties pledges what it may not pledge without naming anyone.
#[test]
fn a_clerk_opens_no_position_without_a_limit_for_its_deposit() {
	development().execute_with(|| {
		world();
		let market = MarketId::of(None, Some(DOLLAR), &reversed());
		submit(Alice, Lend::create_market { loan: None, collateral: Some(DOLLAR), terms: reversed() });
		let id = identity(&[(Some(DOLLAR), 1_000)]);
		submit(Alice, Issue::mint { id: DOLLAR.into(), beneficiary: id.clone().into(), amount: 10_000 });
		let before = Balances::reserved_balance(&id);
		let add = |owner| Lend::add_collateral { market, assets: 100, owner };
		assert_eq!(act(Dave, &id, add(None)), Err(IdentityError::AssetNotAllowed.into()));
		act(Dave, &id, add(Some(id.clone()))).ok();
		assert_eq!(Balances::reserved_balance(&id), before);
	});
}

// the account of the next vault is known, and anyone fills it with worthless assets until it can take no other. Then nobody makes a
// vault of anything but CIV, for the number does not change.
#[test]
fn nobody_keeps_others_from_making_the_next_vault() {
	development().execute_with(|| {
		world();
		let next = Vaults::account(0).expect("a hash makes an account");
		let dest = next.clone().into();
		submit(Eve, pallet_balances::Call::<Runtime>::transfer_keep_alive { dest, value: EXISTENTIAL_DEPOSIT });
		let eve = || RuntimeOrigin::signed(account(Eve));
		for junk in 2u32..=64 {
			assert_eq!(Assets::create(eve(), junk.into(), account(Eve).into(), 1), Ok(()));
			assert_eq!(Assets::mint(eve(), junk.into(), next.clone().into(), 1), Ok(()));
		}
		assert_eq!(applied(Bob, create_vault(Some(DOLLAR))), Ok(()));
	});
}

// a stranger gives a vault one unit of collateral, which nobody can remove. Its position stays, and so does the deposit that was paid
// for eight positions in advance: after eight markets the vault supplies to no other.
#[test]
fn strangers_do_not_keep_the_positions_of_a_vault_open() {
	development().execute_with(|| {
		let market = world();
		submit(Bob, create_vault(Some(DOLLAR)));
		let change = Change::Cap { market, cap: 1_000_000 };
		submit(Charlie, Vault::propose { vault: 0, change: change.clone() });
		pass_a_day();
		submit(Charlie, Vault::apply { vault: 0, change });
		submit(Bob, Vault::deposit { vault: 0, asset: Some(DOLLAR), assets: 1_000, least_shares: 0 });
		let vault = Vaults::account(0).expect("a hash makes an account");
		assert!(Balances::balance_on_hold(&PositionHold::get(), &vault) > 0);
		applied(Eve, Lend::add_collateral { market, assets: 1, owner: Some(vault.clone()) }).ok();
		let shares = PoolAssets::balance(FIRST_SHARES, account(Bob));
		submit(Bob, Vault::redeem { vault: 0, shares, how: How::InCash { least: 1_000 } });
		assert_eq!(Balances::balance_on_hold(&PositionHold::get(), &vault), 0);
	});
}

// most have reported an hour ago, and the price has halved since. As soon as three report that, the old price counts as one of now:
// whoever borrows by it has more than his collateral is worth, whatever age the terms allow.
#[test]
fn a_price_is_as_old_as_what_most_have_reported() {
	development().execute_with(|| {
		world();
		let (old, new) = (now() - 50 * 60 * 1_000, now());
		let reports = [(2, old); 4].into_iter().chain([(1, new); 3]);
		let reports = reports.map(|(value, timestamp)| Report { value, timestamp }).collect();
		let median = MedianOfFresh::combine_data(&0, reports, None).expect("there are enough");
		assert_eq!((median.value, median.timestamp), (2, old));
	});
}

// one who reports does so by another account, again and again within a block. Then there is no room for the reports of others in it. And
// whoever is to be removed is not there any more, by the name that was voted on.
#[test]
fn one_who_reports_neither_silences_others_nor_slips_away() {
	development().execute_with(|| {
		let mut thief = account(Charlie);
		for number in 1..=20 {
			let report = pallet_oracle::Call::<Runtime>::feed_values { values: BoundedVec::new() };
			assert_eq!(made(&thief, report), Ok(()));
			let next = AccountId::new([number; 32]);
			if made(&thief, Feeder::change_key { new: next.clone().into() }).is_err() {
				break;
			}
			thief = next;
		}
		let report = pallet_oracle::Call::<Runtime>::feed_values { values: BoundedVec::truncate_from(vec![(0, 1)]) };
		assert_eq!(made(&account(Bob), report), Ok(()));
		assert!(Feeders::remove_member(RuntimeOrigin::root(), account(Charlie).into()).is_ok());
	});
}

// to add to the collateral of another is to pay him. It works in safe mode, and cannot be paused.
#[test]
fn nobody_pays_another_in_safe_mode() {
	development().execute_with(|| {
		let market = world();
		submit(Charlie, Lend::add_collateral { market, assets: 1, owner: None });
		SafeMode::force_enter(RuntimeOrigin::root()).expect("it is not entered");
		let total = || Balances::free_balance(account(Bob)) + Balances::reserved_balance(account(Bob));
		let before = total();
		applied(Bob, Lend::add_collateral { market, assets: 500 * CIV, owner: Some(account(Charlie)) }).ok();
		// But for the fee.
		assert!(before - total() < CIV);
	});
}

// whoever has opened the account of shares for an identity keeps the registry from seeing them. What it gives up is lost.
#[test]
fn an_identity_with_shares_is_not_given_up() {
	development().execute_with(|| {
		let id = identity(&[]);
		submit(Eve, create_vault(None));
		applied(Eve, Share::touch_other { id: FIRST_SHARES.into(), who: id.clone().into() }).ok();
		let deposit = Vault::deposit { vault: 0, asset: None, assets: 100 * CIV, least_shares: 0 };
		assert_eq!(act(Bob, &id, deposit), Ok(()));
		let given_up = act(Bob, &id, Identity::<Runtime>::deactivate { beneficiary: Some(account(Bob)) });
		assert!(PoolAssets::balance(FIRST_SHARES, &id) > 0);
		assert_eq!(given_up, Err(IdentityError::AccountInUse.into()));
	});
}

// a market, which a scoped key may make, holds a deposit of its maker for ever. So the identity can never be given up.
#[test]
fn an_identity_that_has_made_a_market_can_be_given_up() {
	development().execute_with(|| {
		world();
		let id = identity(&[]);
		let market = Lend::create_market { loan: None, collateral: Some(DOLLAR), terms: reversed() };
		assert_eq!(act(Dave, &id, market), Ok(()));
		let given_up = act(Bob, &id, Identity::<Runtime>::deactivate { beneficiary: Some(account(Bob)) });
		assert_eq!(given_up, Ok(()));
	});
}

// a key with a limit of nothing moves all that is in a vault whose curator the identity is: to where the thief wants to leave.
#[test]
fn no_limit_measures_what_a_curator_moves() {
	let market = MarketId { loan: Some(DOLLAR), collateral: None, terms: H256::zero() };
	let calls = [
		RuntimeCall::from(Vault::reallocate { vault: 0, targets: BoundedVec::new() }),
		Vault::propose { vault: 0, change: Change::Cap { market, cap: Balance::MAX } }.into(),
		Lend::set_caps { market, supply: Balance::MAX, borrow: Balance::MAX }.into(),
	];
	for call in calls {
		assert!(Outflows::of(&call).is_none(), "{call:?}");
	}
}

// calls of lending weigh nothing, and those of vaults a thousandth of what they do.
#[test]
fn calls_weigh_at_least_what_they_read_and_write() {
	let market = MarketId { loan: Some(DOLLAR), collateral: None, terms: H256::zero() };
	let bundle = vec![Action::Withdraw { market, amount: Amount::Assets(1) }; 8];
	let calls = [
		(RuntimeCall::from(Lend::supply { market, assets: 1, certificate: None }), 5, 5),
		(Lend::liquidate { market, borrower: account(Bob), most: 1, least: 1 }.into(), 6, 6),
		(Lend::bundle { actions: bundle.try_into().expect("eight") }.into(), 20, 20),
		(Vault::deposit { vault: 0, asset: None, assets: 1, least_shares: 0 }.into(), 24, 24),
		(Vault::redeem { vault: 0, shares: 1, how: How::InKind }.into(), 24, 24),
	];
	for (call, reads, writes) in calls {
		let least = <Runtime as frame_system::Config>::DbWeight::get().reads_writes(reads, writes);
		assert!(call.get_dispatch_info().call_weight.ref_time() >= least.ref_time(), "{call:?}");
	}
}
