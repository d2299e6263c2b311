//! Assets of 0 and of 24 decimals, and prices of 10^-12 and of 10^12 units of account.

use super::*;

/// An asset, its decimals, and the price of a whole unit.
#[derive(Clone, Copy)]
struct Of {
	asset: AssetId,
	decimals: u8,
	price: Balance,
}

const LOW: Balance = 1_000_000;
const HIGH: Balance = 1_000_000_000_000_000_000_000_000_000_000;
const MUCH: Balance = 1_000_000_000_000_000_000_000_000_000_000_000_000;

/// The smallest unit of each is as good as that of the other: 10^6 x 10^-18 units of account.
const WHOLE_AND_CHEAP: Of = Of { asset: DOLLAR, decimals: 0, price: LOW };
const FINE_AND_DEAR: Of = Of { asset: DOLLAR, decimals: 24, price: HIGH };

fn of_gold(of: Of) -> Of {
	Of { asset: GOLD, ..of }
}

/// A market of these, in which prices count down to a half and up to twice of what they are, without interest.
fn market_in(loan: Of, collateral: Of, min_debt: Balance) -> MarketId {
	let price = |number, of: Of| {
		assert_ok!(Lending::add_feed(RuntimeOrigin::root(), Some(of.asset), of.decimals, GUARD));
		feed(number, of.price);
		PriceTerms { feed: number, max_age: DAY, lowest: of.price / 2, highest: 2 * of.price }
	};
	let (loan_price, collateral_price) = (price(0, loan), price(1, collateral));
	let terms = Terms { loan_price, collateral_price, min_debt, ..still() };
	let (loan, collateral) = (Some(loan.asset), Some(collateral.asset));
	let id = MarketId::of(loan, collateral, &terms);
	assert_ok!(Lending::create_market(signed(CURATOR), loan, collateral, terms));
	id
}

/// Alice supplies, and Bob pledges.
fn stake(id: MarketId, supply: Balance, pledge: Balance) {
	issue(id.loan, ALICE, supply);
	assert_ok!(Lending::supply(signed(ALICE), id, supply, None));
	issue(id.collateral, BOB, pledge);
	assert_ok!(Lending::add_collateral(signed(BOB), id, pledge, None));
}

fn borrow(id: MarketId, amount: Balance) -> sp_runtime::DispatchResult {
	Lending::borrow(signed(BOB), id, amount, None)
}

#[test]
fn what_is_whole_and_cheap_against_what_is_fine_and_dear_and_the_other_way_around() {
	for (loan, collateral) in [(WHOLE_AND_CHEAP, of_gold(FINE_AND_DEAR)), (FINE_AND_DEAR, of_gold(WHOLE_AND_CHEAP))] {
		build_and_execute(|| {
			let id = market_in(loan, collateral, 2_000);
			stake(id, 1_000_000, 40_000);
			refused!(borrow(id, 20_001), AboveBorrowLtv);
			refused!(borrow(id, 1_999), DebtBelowMinimum);
			assert_ok!(borrow(id, 20_000));
			let PositionInfo { ltv, health, liquidation_price, borrowable, removable, .. } = position(id, BOB);
			assert_eq!((ltv, health), (Some(ONE / 2), Some(ONE / 10 * 16)));
			// 20,000 / 0.8 / 40,000
			assert_eq!(liquidation_price, Some(collateral.price / 1_000 * 625));
			assert_eq!((borrowable, removable), (Some(0), Some(0)));
			set_price(1, collateral.price / 10 * 6);
			// As in the tests of `liquidate`, for 20,000 instead of 100: 20,000 x 0.14 / 0.268 = 10,447.76… are 10,448,
			// and 10,448 x 1.04 / 0.6 = 18,109.86…
			System::reset_events();
			assert_ok!(Lending::liquidate(signed(CAROL), id, BOB, Balance::MAX, 0));
			let (repaid, taken, bonus) = (10_448, 18_109, ONE / 100 * 104);
			let expected = Event::Liquidated { market: id, borrower: BOB, liquidator: CAROL, repaid, taken, bonus };
			assert_eq!(events(), [expected]);
		});
	}
}

#[test]
fn the_minimum_debt_is_worth_enough_whatever_the_decimals() {
	build_and_execute(|| {
		let least = |of: Of, number: FeedId| {
			assert_ok!(Lending::add_feed(RuntimeOrigin::root(), Some(of.asset), of.decimals, GUARD));
			PriceTerms { feed: number, max_age: DAY, lowest: of.price, highest: of.price }
		};
		let cheap = least(WHOLE_AND_CHEAP, 0);
		let collateral_price = least(of_gold(WHOLE_AND_CHEAP), 1);
		let dear = least(FINE_AND_DEAR, 2);
		let fine_and_cheap = least(Of { price: LOW, ..FINE_AND_DEAR }, 3);
		let whole_and_dear = least(Of { price: HIGH, ..WHOLE_AND_CHEAP }, 4);
		// What is worth 10^9 x 10^-18 units of account.
		for (loan_price, min_debt) in [
			(cheap, 1_000),
			(dear, 1_000),
			(fine_and_cheap, 1_000_000_000_000_000_000_000_000_000),
			// And no less than 1,000 of anything.
			(whole_and_dear, 1_000),
		] {
			let check = |min_debt| {
				let terms = Terms { loan_price, collateral_price, min_debt, ..still() };
				Lending::market_id(Some(DOLLAR), Some(GOLD), terms)
			};
			assert!(check(min_debt).is_ok());
			assert_eq!(check(min_debt - 1), Err(TermsError::MinDebtInvalid));
		}
	});
}

#[test]
fn what_is_fine_and_cheap_against_what_is_whole_and_dear() {
	build_and_execute(|| {
		let (loan, collateral) = (Of { price: LOW, ..FINE_AND_DEAR }, of_gold(Of { price: HIGH, ..WHOLE_AND_CHEAP }));
		let min_debt = 2_000_000_000_000_000_000_000_000_000;
		let id = market_in(loan, collateral, min_debt);
		// One unit of gold, for all there is.
		stake(id, 5 * min_debt, 1);
		assert_ok!(borrow(id, 5 * min_debt));
		let PositionInfo { ltv, health, liquidation_price, borrowable, removable, .. } = position(id, BOB);
		// 10^28 x 10^6 / 10^24 = 10^10 of 10^30: rounded up it is a billionth, and the health is more than can be said.
		assert_eq!((ltv, health), (Some(1), Some(Ppb::MAX)));
		assert_eq!(liquidation_price, Some(12_500_000_000));
		assert_eq!((borrowable, removable), (Some(0), Some(0)));
		refused!(Lending::remove_collateral(signed(BOB), id, Amount::Assets(1)), AboveBorrowLtv);
		assert_ok!(Lending::repay(signed(BOB), id, ALL, None));
		assert_ok!(Lending::remove_collateral(signed(BOB), id, ALL));
	});
}

#[test]
fn what_is_whole_and_dear_against_what_is_fine_and_cheap() {
	build_and_execute(|| {
		let (loan, collateral) = (Of { price: HIGH, ..WHOLE_AND_CHEAP }, of_gold(Of { price: LOW, ..FINE_AND_DEAR }));
		let id = market_in(loan, collateral, 1_000);
		// A unit is worth 10^30 x 10^-18 units of account; 10^36 of gold are worth 10^18 of those.
		stake(id, 1_000, MUCH);
		refused!(borrow(id, 1_000), AboveBorrowLtv);
		assert_eq!(position(id, BOB).borrowable, Some(0));
		assert_eq!(position(id, BOB).removable, Some(MUCH));
	});
}

#[test]
fn what_is_too_small_for_a_unit_of_what_is_pledged_takes_none() {
	build_and_execute(|| {
		let loan = Of { asset: DOLLAR, decimals: 6, price: UNIT };
		let id = market_in(loan, of_gold(Of { price: HIGH, ..WHOLE_AND_CHEAP }), 10 * DOLLARS);
		// A unit of gold for 10^12 dollars, of which half is borrowed.
		let half = 500_000_000_000 * DOLLARS;
		stake(id, 2 * half, 1);
		assert_ok!(borrow(id, half));
		issue(Some(DOLLAR), CAROL, half);
		// At 0.6 of that, the target health would be restored by half a unit. There is none.
		set_price(1, HIGH / 10 * 6);
		refused!(Lending::liquidate(signed(CAROL), id, BOB, Balance::MAX, 0), AmountZero);
		// At 0.55, the whole of it is 1.1 times the debt, and is taken for all.
		set_price(1, HIGH / 100 * 55);
		refused!(Lending::liquidate(signed(CAROL), id, BOB, half - 10 * DOLLARS, 0), AmountZero);
		assert_ok!(Lending::liquidate(signed(CAROL), id, BOB, Balance::MAX, 1));
		assert_eq!((info(id).borrowed, info(id).cash), (0, 2 * half));
		assert!(!Positions::<Test>::contains_key(id, BOB));
	});
}

#[test]
fn where_a_part_is_too_small_for_a_unit_all_is_repaid() {
	build_and_execute(|| {
		let loan = Of { asset: DOLLAR, decimals: 6, price: UNIT };
		let id = market_in(loan, of_gold(Of { price: HIGH, ..WHOLE_AND_CHEAP }), 10 * DOLLARS);
		let half = 1_000_000_000_000 * DOLLARS;
		stake(id, 2 * half, 2);
		assert_ok!(borrow(id, half));
		issue(Some(DOLLAR), CAROL, half);
		set_price(1, HIGH / 10 * 6);
		// 0.522… x 1.04 / 0.6 = 0.905… units would restore the target health: none. All of the debt is worth
		// 1.04 / 0.6 = 1.733… of them: one. Whoever finds that too little says so.
		let liquidate = |most, least| Lending::liquidate(signed(CAROL), id, BOB, most, least);
		refused!(liquidate(half, 2), TooLittleCollateral);
		refused!(liquidate(half - 1, 0), LeavesDust);
		assert_ok!(liquidate(half, 1));
		let PositionInfo { debt, collateral, .. } = position(id, BOB);
		assert_eq!((debt, collateral), (0, 1));
	});
}
