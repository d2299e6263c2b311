//! What assets and shares are to each other, and what each operation leaves of prices.

use crate::exact::{debt, down, exact, fit, lent, price, ratio, sizes, states, total, up};
use civitas_primitives::lending::{Books, Loss, FIRST_INDEX, MAX_TOTAL, ONE, RAY};
use proptest::prelude::*;

/// 2,000 units, half of them lent, of which the reserve has 100: a supply share is worth a millionth, as is a debt share.
const EVEN: Books = Books {
	cash: 1_000,
	supply_shares: 2_000_000_000,
	reserve_shares: 100_000_000,
	debt_shares: 1_000_000_000,
	debt_index: FIRST_INDEX,
	updated: 0,
};

/// What holds of every operation but accrual and a loss.
fn assert_fair(before: &Books, after: &Books) {
	assert!(price(after) >= price(before), "a supply share is worth less: {before:?} {after:?}");
	assert_eq!(after.debt_index, before.debt_index);
	assert_eq!(after.updated, before.updated);
}

#[test]
fn a_unit_is_a_million_shares_at_first() {
	let mut books = Books::new(7);
	assert_eq!((books.updated, books.supplied(), books.borrowed(), books.utilisation()), (7, 0, 0, 0));
	assert_eq!(books.supply_index(), RAY / 1_000_000);
	assert_eq!(books.supply(1), Some(1_000_000));
	assert_eq!(books.supply(1_000), Some(1_000_000_000));
	assert_eq!((books.worth_of(1_000_000), books.worth_of(1_000_000_000)), (1, 1_000));
	assert_eq!((books.worth_of(999_999), books.shares_withdrawn(1)), (0, Some(1_000_000)));
	assert_eq!(books.borrow(500), Some(500_000_000));
	assert_eq!((books.debt_of(500_000_000), books.debt_of(1)), (500, 1));
	assert_eq!((books.supplied(), books.borrowed(), books.cash), (1_001, 500, 501));
	assert_eq!(books.utilisation(), RAY * 500 / 1_001);
}

#[test]
fn who_inflates_the_first_share_gives_it_to_nobody() {
	// One unit was supplied, and a million given by who repaid more than was owed.
	let given = Books { cash: 1_000_001, supply_shares: 1_000_000, ..Books::new(0) };
	assert_eq!(given.worth_of(1_000_000), 500_001);
	let mut books = given;
	// 1,000 / 0.500001 shares, which are worth 0.5 each.
	assert_eq!(books.supply(1_000), Some(1_999));
	assert_eq!(books.worth_of(1_999), 999);
	assert!(books.worth_of(1_000_000) < 500_003);
}

#[test]
fn a_debt_that_has_grown_by_half_is_rounded_up() {
	let mut books = Books { debt_index: FIRST_INDEX * 3 / 2, cash: 10, ..Books::new(0) };
	assert_eq!((books.shares_borrowed(1), books.shares_repaid(1)), (Some(666_667), Some(666_666)));
	assert_eq!((books.debt_of(666_666), books.debt_of(666_667)), (1, 2));
	assert_eq!(books.borrow(1), Some(666_667));
	// One unit pays for no more shares than it is worth.
	let owed = debt(&books);
	assert_eq!(books.repay(1, 666_666), Some(()));
	assert!(debt(&books) > owed - exact(1));
	assert_eq!((books.debt_of(1), books.repay(1, 1)), (1, Some(())));
	assert_eq!((books.debt_shares, books.cash), (0, 11));
}

#[test]
fn what_there_is_not_cannot_be_taken() {
	let mut books = EVEN;
	assert_eq!(books.withdraw(1_001, 1), None);
	assert_eq!(books.withdraw(1, 2_000_000_001), None);
	assert_eq!(books.borrow(1_001), None);
	assert_eq!(books.repay(1, 1_000_000_001), None);
	assert_eq!(books.write_off(1_000_000_001), None);
	// The reserve has 100.
	assert_eq!(books.collect(101), None);
	assert_eq!(books.supply(MAX_TOTAL - 1_999), None);
	assert_eq!(books, EVEN);
	assert_eq!(books.supply(MAX_TOTAL - 2_000), Some((MAX_TOTAL - 2_000) * 1_000_000));
	assert_eq!(books.supplied(), MAX_TOTAL);
	// More cash than there are numbers for.
	let mut rich = Books { cash: u128::MAX, ..EVEN };
	assert_eq!((rich.repay(1, 1), rich.supply(1), rich.cash), (None, None, u128::MAX));
}

#[test]
fn all_that_there_can_be_is_lent_and_repaid() {
	let (mut books, supply, debt_shares) = lent(MAX_TOTAL, MAX_TOTAL);
	assert_eq!((supply, debt_shares), (MAX_TOTAL * 1_000_000, MAX_TOTAL * 1_000_000));
	assert_eq!((books.borrowed(), books.utilisation(), books.cash), (MAX_TOTAL, RAY, 0));
	assert_eq!(books.debt_of(debt_shares), MAX_TOTAL);
	assert_eq!((books.supply(1), books.borrow(1)), (None, None));
	assert_eq!(books.repay(MAX_TOTAL, debt_shares), Some(()));
	assert_eq!(books.worth_of(supply), MAX_TOTAL);
	assert_eq!(books.withdraw(MAX_TOTAL, supply), Some(()));
	assert_eq!(books, Books::new(0));
}

#[test]
fn no_more_is_lent_than_debt_can_be() {
	// 10 units less are owed than can be, but for a part of one, which does not count.
	let near = Books { cash: 1_000, debt_shares: (MAX_TOTAL - 10) * 1_000_000 + 999_999, ..Books::new(0) };
	let mut books = near;
	assert_eq!((books.borrow(11), books), (None, near));
	assert_eq!((books.borrow(10), books.borrowed()), (Some(10_000_000), MAX_TOTAL));
	let full = books;
	assert_eq!((books.borrow(1), books), (None, full));
}

#[test]
fn shares_that_are_too_dear_are_not_lent() {
	// A debt share is worth 3 units: who borrows 1 would owe 3, and 4 units would be 6. One unit more is rounding.
	let books = Books { cash: 10_000, debt_index: 3 * RAY, ..Books::new(0) };
	let ask = |books: Books, assets: u128| {
		let mut after = books;
		let shares = after.borrow(assets);
		let (cash, debt_shares) = (books.cash - shares.map_or(0, |_| assets), books.debt_shares + shares.unwrap_or(0));
		assert_eq!(after, Books { cash, debt_shares, ..books });
		shares
	};
	let shares: Vec<_> = (0..=6).map(|assets| ask(books, assets)).collect();
	assert_eq!(shares, [Some(0), None, Some(1), Some(1), None, Some(2), Some(2)]);
	// At 1,000 units a share, one unit more than is lent may be owed, and another for each thousand that is lent.
	let books = Books { debt_index: 1_000 * RAY, ..books };
	assert_eq!([998, 999, 1_000, 1_001].map(|assets| ask(books, assets)), [None, Some(1), Some(1), None]);
	assert_eq!([1_997, 1_998, 2_000].map(|assets| ask(books, assets)), [None, Some(2), Some(2)]);
	assert_eq!([9_989, 9_990, 10_000].map(|assets| ask(books, assets)), [None, Some(10), Some(10)]);
}

#[test]
fn a_loss_is_first_of_the_reserve() {
	let mut books = EVEN;
	assert_eq!(books.write_off(0), Some(Loss::default()));
	assert_eq!(books, EVEN);
	assert_eq!(books.write_off(50_000_000), Some(Loss { covered: 50, written_down: 0 }));
	assert_eq!((books.reserve_shares, books.supply_shares), (50_000_000, 1_950_000_000));
	assert_eq!((price(&books), books.worth_of(1_900_000_000)), (price(&EVEN), 1_900));
	// Of 200 units more the reserve has 50.
	assert_eq!(books.write_off(200_000_000), Some(Loss { covered: 50, written_down: 150 }));
	assert_eq!((books.reserve_shares, books.supply_shares, books.supplied()), (0, 1_900_000_000, 1_750));
	// 1,900 / 1,901 of 1,751.
	assert_eq!(books.worth_of(1_900_000_000), 1_750);
	assert_eq!(price(&books), ratio(1_751, 1_901_000_000));
	assert_eq!((books.cash, books.debt_shares, books.debt_index), (1_000, 750_000_000, FIRST_INDEX));
}

#[test]
fn a_loss_of_part_of_a_unit_counts_as_one() {
	let mut books = Books { debt_shares: 1_000_000_000, reserve_shares: 0, ..EVEN };
	assert_eq!(books.write_off(1), Some(Loss { covered: 0, written_down: 1 }));
	assert!(price(&books) < price(&EVEN));
	let mut books = EVEN;
	assert_eq!(books.write_off(1), Some(Loss { covered: 1, written_down: 0 }));
	assert_eq!((books.reserve_shares, price(&books)), (99_999_999, price(&EVEN)));
}

#[test]
fn a_market_that_lost_all_can_be_supplied_to() {
	let all_lent = Books { cash: 0, supply_shares: 1_000_000_000, debt_shares: 1_000_000_000, ..EVEN };
	let mut books = all_lent;
	assert_eq!(books.write_off(1_000_000_000), Some(Loss { covered: 100, written_down: 900 }));
	assert_eq!((books.debt_shares, books.supplied(), books.utilisation()), (0, 0, 0));
	assert_eq!((books.supply_shares, books.worth_of(900_000_000)), (900_000_000, 0));
	// 901 million shares, those of nobody among them, are worth one unit. Who comes now has what it brought.
	assert_eq!(books.supply(5), Some(4_505_000_000));
	assert_eq!((books.worth_of(4_505_000_000), books.worth_of(900_000_000)), (5, 0));
	assert_eq!(books.borrow(5), Some(5_000_000));
	assert_eq!(books.repay(5, 5_000_000), Some(()));
	assert_eq!(books.withdraw(5, 4_505_000_000), Some(()));
	// And who cannot come changes nothing.
	let mut full = Books { supply_shares: u128::MAX / 2, ..Books::new(0) };
	let before = full;
	assert_eq!((full.supply(3), full), (None, before));
}

#[test]
fn the_reserve_is_collected_down_to_its_floor() {
	assert_eq!(EVEN.collectable(0), 100);
	assert_eq!(EVEN.collectable(20_000_000), 80);
	// 20.5 are rounded up.
	assert_eq!(EVEN.collectable(20_500_000), 79);
	assert_eq!((EVEN.collectable(100_000_000), EVEN.collectable(ONE)), (0, 0));
	let lent_out = Books { cash: 30, debt_shares: 1_970_000_000, ..EVEN };
	assert_eq!(lent_out.collectable(20_000_000), 30);
	let mut books = EVEN;
	assert_eq!(books.collect(80), Some(80_000_000));
	let expected = Books { cash: 920, supply_shares: 1_920_000_000, reserve_shares: 20_000_000, ..EVEN };
	assert_eq!(books, expected);
	assert_eq!(books.collectable(20_000_000), 0);
	assert_eq!((books.collect(21), books), (None, expected));
	assert_eq!((books.collect(20), books.reserve_shares), (Some(20_000_000), 0));
}

/// Books of which a debt share is worth up to a unit, or up to a million, if interest was high for long.
fn dear() -> impl Strategy<Value = Books> {
	(states(), prop::option::of(RAY..1_000_000 * RAY)).prop_map(|(books, index)| {
		let debt_index = index.unwrap_or(books.debt_index);
		let debt_shares = fit(down(&(debt(&books) * ratio(RAY, debt_index)))).unwrap();
		Books { debt_index, debt_shares, ..books }
	})
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]

	#[test]
	fn conversions_round_as_they_say(books in states(), size in sizes(), as_shares in any::<bool>()) {
		let n = if as_shares { size * 1_000_000 } else { size };
		let (price, index, n_exact) = (price(&books), ratio(books.debt_index, RAY), exact(n));
		let or_most = |n| fit(n).unwrap_or(u128::MAX);
		prop_assert_eq!(books.worth_of(n), or_most(down(&(&n_exact * &price))));
		prop_assert_eq!(books.shares_supplied(n), fit(down(&(&n_exact / &price))));
		prop_assert_eq!(books.shares_withdrawn(n), fit(up(&(&n_exact / &price))));
		prop_assert_eq!(books.debt_of(n), or_most(up(&(&n_exact * &index))));
		prop_assert_eq!(books.shares_borrowed(n), fit(up(&(&n_exact / &index))));
		prop_assert_eq!(books.shares_repaid(n), fit(down(&(&n_exact / &index))));
	}

	#[test]
	fn what_there_is_adds_up(books in states()) {
		let (debt, total) = (debt(&books), total(&books));
		prop_assert_eq!(exact(books.borrowed()), exact(down(&debt)));
		prop_assert_eq!(exact(books.supplied()), exact(down(&total)));
		prop_assert_eq!(books.supplied(), books.cash + books.borrowed());
		let lent = if total == exact(0) { exact(0) } else { debt / total };
		prop_assert!(lent <= exact(1));
		prop_assert_eq!(exact(books.supply_index()), exact(down(&(price(&books) * exact(RAY)))));
		prop_assert_eq!(exact(books.utilisation()), exact(down(&(lent * exact(RAY)))));
	}

	#[test]
	fn who_supplies_and_withdraws_does_not_profit(books in states(), assets in sizes()) {
		let mut after = books;
		let Some(shares) = after.supply(assets) else {
			prop_assert_eq!(after, books);
			return Ok(());
		};
		assert_fair(&books, &after);
		prop_assert_eq!((after.cash, after.supply_shares), (books.cash + assets, books.supply_shares + shares));
		prop_assert_eq!((after.reserve_shares, after.debt_shares), (books.reserve_shares, books.debt_shares));
		prop_assert!(after.supplied() <= MAX_TOTAL);
		// By assets it takes all the shares, and by shares it yields no more.
		prop_assert!(after.shares_withdrawn(assets).is_none_or(|needed| needed >= shares));
		let back = after.worth_of(shares);
		prop_assert!(back <= assets);
		// It loses less than a share is worth, and one unit.
		prop_assert!(exact(back) > exact(assets) - price(&after) - exact(1));
		let mut end = after;
		prop_assert_eq!(end.withdraw(back, shares), Some(()));
		assert_fair(&after, &end);
		prop_assert!(end.cash >= books.cash && end.supply_shares == books.supply_shares);
	}

	#[test]
	fn who_borrows_and_repays_does_not_profit(books in dear(), assets in sizes()) {
		let assets = assets.min(books.cash);
		let mut after = books;
		let index = ratio(books.debt_index, RAY);
		let needed = exact(up(&(exact(assets) / &index)));
		// All debt would be more than it can be; or this one more than a thousandth larger than what is lent, and more than a unit.
		let is_too_much = exact(down(&(debt(&books) + &needed * &index))) > exact(MAX_TOTAL);
		let is_too_dear = exact(up(&(&needed * &index))) > exact(assets + assets / 1_000 + 1);
		let Some(shares) = after.borrow(assets) else {
			prop_assert!(is_too_much || is_too_dear);
			prop_assert_eq!(after, books);
			return Ok(());
		};
		prop_assert!(!is_too_much && !is_too_dear);
		prop_assert_eq!(exact(shares), needed);
		let expected = (books.cash - assets, books.debt_shares + shares);
		prop_assert_eq!((after.cash, after.debt_shares), expected);
		assert_fair(&books, &after);
		prop_assert!(after.shares_repaid(assets).unwrap() <= shares);
		let owed = after.debt_of(shares);
		prop_assert!(owed >= assets);
		// It owes less than a unit and a debt share more.
		prop_assert!(exact(owed) < exact(assets) + exact(1) + index);
		let mut end = after;
		prop_assert_eq!(end.repay(owed, shares), Some(()));
		assert_fair(&after, &end);
		prop_assert_eq!((end.debt_shares, end.cash), (books.debt_shares, books.cash + (owed - assets)));
	}

	#[test]
	fn a_part_withdrawn_or_repaid_is_paid_for(books in states(), assets in sizes()) {
		let mut after = books;
		let wanted = assets.min(books.cash).min(books.worth_of(books.supply_shares));
		let shares = books.shares_withdrawn(wanted).unwrap();
		// What all shares are worth can be withdrawn for them.
		prop_assert!(shares <= books.supply_shares);
		prop_assert_eq!(after.withdraw(wanted, shares), Some(()));
		assert_fair(&books, &after);

		let mut after = books;
		let paid = assets.min(books.debt_of(books.debt_shares));
		let shares = books.shares_repaid(paid).unwrap().min(books.debt_shares);
		prop_assert_eq!(after.repay(paid, shares), Some(()));
		assert_fair(&books, &after);
		prop_assert!(debt(&after) >= debt(&books) - exact(paid));
	}

	#[test]
	fn all_that_is_owed_can_be_repaid(books in states()) {
		let mut after = books;
		let owed = books.debt_of(books.debt_shares);
		prop_assert_eq!(after.repay(owed, books.debt_shares), Some(()));
		prop_assert_eq!((after.debt_shares, after.borrowed(), after.utilisation()), (0, 0, 0));
		assert_fair(&books, &after);
		// Then what all shares are worth is there.
		prop_assert!(after.worth_of(books.supply_shares) <= after.cash);
	}

	#[test]
	fn suppliers_lose_only_what_the_reserve_has_not(books in states(), part in 0..=1_000u128, reserved in any::<bool>()) {
		let reserve_shares = if reserved { books.reserve_shares } else { books.reserve_shares / 1_000_000 };
		let books = Books { reserve_shares, ..books };
		let shares = if part == 1_000 { books.debt_shares } else { books.debt_shares / 1_000 * part };
		let mut after = books;
		let loss = after.write_off(shares).unwrap();
		prop_assert_eq!(loss.covered + loss.written_down, books.debt_of(shares));
		let taken = books.reserve_shares - after.reserve_shares;
		prop_assert_eq!(books.supply_shares - after.supply_shares, taken);
		prop_assert_eq!((after.debt_shares, after.cash), (books.debt_shares - shares, books.cash));
		prop_assert_eq!(after.debt_index, books.debt_index);
		if loss.written_down > 0 {
			prop_assert!(price(&after) < price(&books));
			prop_assert_eq!(after.reserve_shares, 0);
			prop_assert_eq!(loss.covered, books.worth_of(taken));
		} else {
			prop_assert!(price(&after) >= price(&books));
			// One share less of the reserve would not have done.
			let less = Books { supply_shares: after.supply_shares + 1, ..after };
			prop_assert!(taken == 0 || price(&less) < price(&books));
		}
	}

	#[test]
	fn what_is_collected_is_above_the_floor_and_there(books in states(), floor in 0..=ONE) {
		let assets = books.collectable(floor);
		prop_assert!(assets <= books.cash);
		let kept = debt(&books) * ratio(floor, ONE);
		let above = exact(books.worth_of(books.reserve_shares)) - exact(up(&kept));
		prop_assert_eq!(exact(assets), above.max(exact(0)).min(exact(books.cash)));
		let mut after = books;
		let shares = after.collect(assets).unwrap();
		assert_fair(&books, &after);
		prop_assert_eq!(after.cash, books.cash - assets);
		prop_assert_eq!(after.reserve_shares, books.reserve_shares - shares);
		prop_assert_eq!(after.supply_shares, books.supply_shares - shares);
		// But for one share, which rounding takes.
		prop_assert!(assets == 0 || exact(after.reserve_shares + 1) * price(&books) >= kept);
	}
}
