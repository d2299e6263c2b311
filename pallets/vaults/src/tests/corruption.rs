//! Each invariant is broken by hand, and the check must say which.

use super::*;
use sp_runtime::DispatchError;

/// A vault with two markets, idle money, and a fee, a cap and a new market announced.
fn world() -> VaultId {
	let id = vault_of(ONE / 10);
	let one = list(id, 1, 300 * UNIT);
	list(id, 2, 500 * UNIT);
	assert_ok!(deposit(ALICE, id, 1_000 * UNIT));
	make_market(market_id(3), Balance::MAX);
	for change in [cap(one, 400 * UNIT), cap(market_id(3), 5), Change::Fee { fee: ONE / 5 }] {
		assert_ok!(Curated::propose(signed(CURATOR), id, change));
	}
	id
}

/// What is done to it breaks the invariant of this number.
#[track_caller]
fn breaks(number: &str, corrupt: impl FnOnce(VaultId)) {
	new_test_ext().execute_with(|| {
		let id = world();
		check_state();
		corrupt(id);
		match Curated::do_try_state() {
			Err(DispatchError::Other(why)) => assert!(why.starts_with(&format!("{number}:")), "{why}"),
			other => panic!("invariant {number}: {other:?}"),
		}
	});
}

/// The same, of what is stored.
#[track_caller]
fn breaks_if(number: &str, change: impl FnOnce(&mut Vault<Test>)) {
	breaks(number, |id| Vaults::<Test>::mutate(id, |vault| change(vault.as_mut().unwrap())));
}

#[test]
fn what_is_idle_is_on_hold() {
	type Holds = <Test as crate::Config>::Holds;
	breaks_if("1", |vault| vault.idle += 1);
	breaks_if("1", |vault| vault.idle = 0);
	let reason = || HoldReason::Idle.into();
	breaks("1", |id| {
		assert_ok!(<Holds as MutateHold<AccountId>>::release(
			Some(DOLLAR),
			&reason(),
			&account(id),
			1,
			Precision::Exact
		));
	});
	breaks("1", |id| {
		assert_ok!(Union::mint_into(Some(DOLLAR), &account(id), 9));
		assert_ok!(<Holds as MutateHold<AccountId>>::hold(Some(DOLLAR), &reason(), &account(id), 9));
	});
	// Of another asset.
	breaks_if("1", |vault| vault.asset = Some(EURO));
}

#[test]
fn a_list_has_each_market_once_and_only_of_its_asset() {
	breaks_if("3", |vault| vault.markets[1] = vault.markets[0]);
	breaks_if("3", |vault| vault.markets[1].market = market_id(9));
	breaks("3", |id| {
		let euros = MarketId { loan: Some(EURO), ..market_id(9) };
		make_market(euros, 5);
		Vaults::<Test>::mutate(id, |vault| vault.as_mut().unwrap().markets[1].market = euros);
	});
}

#[test]
fn a_vault_has_nothing_elsewhere() {
	breaks("3", |id| {
		tell(market_id(3), |book| (book.assets, book.shares) = (1, 1));
		Positions::insert(market_id(3), account(id), 1);
	});
}

#[test]
fn terms_are_within_bounds() {
	breaks_if("4", |vault| vault.delay = DAY - 1);
	breaks_if("4", |vault| vault.delay = 30 * DAY + 1);
	breaks_if("4", |vault| vault.fee = ONE / 2 + 1);
}

#[test]
fn what_is_announced_is_more_than_there_is_and_once_only() {
	let places = [0, 1, 2];
	breaks_if("5", |vault| vault.markets[0].cap = 400 * UNIT);
	breaks_if("5", |vault| vault.fee = ONE / 5);
	breaks_if("5", |vault| vault.pending[1].change = cap(market_id(3), 0));
	breaks_if("5", |vault| vault.pending[2].change = Change::Fee { fee: ONE / 2 + 1 });
	breaks_if("5", |vault| vault.pending[2].change = order(&[]));
	for place in places {
		breaks_if("5", |vault| vault.pending[place].from += 1);
		breaks_if("5", |vault| {
			let again = vault.pending[place].clone();
			vault.pending.try_push(again).unwrap();
		});
	}
}

#[test]
fn shares_are_there_and_can_be() {
	breaks_if("6", |vault| vault.fee_shares = u128::MAX);
	breaks("6", |id| pallet_assets::Asset::<Test, SharesInstance>::remove(info(id).share_asset));
}

#[test]
fn vaults_are_counted() {
	breaks("7", |_| VaultCount::<Test>::put(0));
	breaks("7", |_| VaultCount::<Test>::put(2));
	breaks("7", |id| {
		let moved = Vaults::<Test>::take(id).unwrap();
		Vaults::<Test>::insert(7, moved);
	});
}
