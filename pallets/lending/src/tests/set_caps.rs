//! `set_caps`.

use super::*;
use civitas_primitives::lending::info::CapInfo;

fn set(who: AccountId, id: MarketId, supply: Balance, borrow: Balance) -> sp_runtime::DispatchResult {
	Lending::set_caps(signed(who), id, supply, borrow)
}

/// The caps now, and what is announced.
fn caps(id: MarketId) -> (CapInfo, CapInfo) {
	(info(id).supply_cap, info(id).borrow_cap)
}

fn cap(cap: Balance) -> CapInfo {
	CapInfo { cap, next: None }
}

#[test]
fn at_first_there_is_none() {
	build_and_execute(|| {
		let id = market();
		assert_eq!(caps(id), (cap(Balance::MAX), cap(Balance::MAX)));
	});
}

#[test]
fn down_at_once() {
	build_and_execute(|| {
		let id = market();
		System::reset_events();
		assert_ok!(set(CURATOR, id, 1_000, 100));
		assert_eq!(events(), [Event::CapsSet { market: id, supply: 1_000, borrow: 100 }]);
		assert_eq!(caps(id), (cap(1_000), cap(100)));
		refused!(Lending::supply(signed(ALICE), id, 1_001, None), SupplyCapReached);
		// Twice in a block, and to nothing.
		assert_ok!(set(GUARDIAN, id, 0, 0));
		assert_eq!(caps(id), (cap(0), cap(0)));
		refused!(Lending::supply(signed(ALICE), id, 1, None), SupplyCapReached);
	});
}

#[test]
fn up_after_two_days() {
	build_and_execute(|| {
		let id = market();
		assert_ok!(set(CURATOR, id, 1_000, 100));
		assert_ok!(set(CURATOR, id, 3_000, 300));
		let from = NOW + 2 * DAY;
		let announced = |cap, next| CapInfo { cap, next: Some((next, from)) };
		assert_eq!(caps(id), (announced(1_000, 3_000), announced(100, 300)));
		refused!(Lending::supply(signed(ALICE), id, 1_001, None), SupplyCapReached);
		set_time(from - 1);
		assert_eq!(caps(id), (announced(1_000, 3_000), announced(100, 300)));
		refused!(Lending::supply(signed(ALICE), id, 1_001, None), SupplyCapReached);
		set_time(from);
		assert_eq!(caps(id), (cap(3_000), cap(300)));
		assert_ok!(Lending::supply(signed(ALICE), id, 3_000, None));
		refused!(Lending::supply(signed(ALICE), id, 1, None), SupplyCapReached);
	});
}

#[test]
fn one_up_and_one_down() {
	build_and_execute(|| {
		let id = market();
		assert_ok!(set(CURATOR, id, 1_000, 500));
		assert_ok!(set(CURATOR, id, 2_000, 400));
		let next = Some((2_000, NOW + 2 * DAY));
		assert_eq!(caps(id), (CapInfo { cap: 1_000, next }, cap(400)));
		// What stays as it is need not wait, and takes back what was announced.
		assert_ok!(set(CURATOR, id, 1_000, 600));
		let next = Some((600, NOW + 2 * DAY));
		assert_eq!(caps(id), (cap(1_000), CapInfo { cap: 400, next }));
	});
}

#[test]
fn what_is_announced_again_waits_again() {
	build_and_execute(|| {
		let id = market();
		assert_ok!(set(CURATOR, id, 1_000, 100));
		assert_ok!(set(CURATOR, id, 2_000, 200));
		set_time(NOW + DAY);
		assert_ok!(set(CURATOR, id, 3_000, 300));
		set_time(NOW + 2 * DAY);
		let next = |cap| Some((cap, NOW + 3 * DAY));
		assert_eq!(caps(id), (CapInfo { cap: 1_000, next: next(3_000) }, CapInfo { cap: 100, next: next(300) }));
		set_time(NOW + 3 * DAY);
		assert_eq!(caps(id), (cap(3_000), cap(300)));
		// From what has come to count it goes on.
		assert_ok!(set(CURATOR, id, 2_500, 400));
		let next = Some((400, NOW + 5 * DAY));
		assert_eq!(caps(id), (cap(2_500), CapInfo { cap: 300, next }));
	});
}

#[test]
fn the_guardian_lowers_and_takes_back_what_was_announced() {
	build_and_execute(|| {
		let id = market();
		assert_ok!(set(CURATOR, id, 1_000, 100));
		// Either is up.
		refused!(set(GUARDIAN, id, 1_001, 100), NotCurator);
		refused!(set(GUARDIAN, id, 1_000, 101), NotCurator);
		refused!(set(GUARDIAN, id, 0, Balance::MAX), NotCurator);
		assert_ok!(set(CURATOR, id, 2_000, 200));
		// Not yet is not.
		refused!(set(GUARDIAN, id, 2_000, 200), NotCurator);
		assert_ok!(set(GUARDIAN, id, 1_000, 100));
		assert_eq!(caps(id), (cap(1_000), cap(100)));
		set_time(NOW + 2 * DAY);
		assert_eq!(caps(id), (cap(1_000), cap(100)));
		// Once it counts it can be set lower from there.
		assert_ok!(set(CURATOR, id, 2_000, 200));
		set_time(NOW + 4 * DAY);
		assert_ok!(set(GUARDIAN, id, 2_000, 150));
		assert_eq!(caps(id), (cap(2_000), cap(150)));
	});
}

#[test]
fn nobody_else_sets_them() {
	build_and_execute(|| {
		let id = supplied();
		for who in [ALICE, BOB, STRANGER] {
			refused!(set(who, id, 0, 0), NotCurator);
		}
		refused!(set(CURATOR, unknown(), 0, 0), MarketUnknown);
		// Who has made a market has no more say in it than others.
		let terms = Terms { curator: ALICE, ..terms() };
		let other = MarketId::of(Some(DOLLAR), None, &terms);
		assert_ok!(Lending::create_market(signed(CURATOR), Some(DOLLAR), None, terms));
		refused!(set(CURATOR, other, 0, 0), NotCurator);
		assert_ok!(set(ALICE, other, 0, 0));
	});
}

#[test]
fn what_is_there_stays_and_leaves() {
	build_and_execute(|| {
		let id = borrowed();
		assert_ok!(set(GUARDIAN, id, 0, 0));
		refused!(Lending::supply(signed(ALICE), id, 1, None), SupplyCapReached);
		refused!(Lending::borrow(signed(BOB), id, 1, None), BorrowCapReached);
		assert_ok!(Lending::add_collateral(signed(BOB), id, COIN, None));
		assert_ok!(Lending::remove_collateral(signed(BOB), id, Amount::Assets(COIN)));
		assert_ok!(Lending::repay(signed(BOB), id, ALL, None));
		assert_ok!(Lending::withdraw(signed(ALICE), id, ALL));
	});
}
