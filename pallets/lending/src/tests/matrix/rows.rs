//! The calls, and who may make them when.

use super::*;
use crate::Error::*;

/// One in which who is asked for nothing may supply and borrow, and which holds still.
const CALM: &[State] = &[Lent, Grown];

pub fn rows(id: MarketId, terms: Terms) -> Vec<Row> {
	[of_the_market(id, terms), of_suppliers(id), of_debtors(id), of_others(id)].into_iter().flatten().collect()
}

fn of_the_market(id: MarketId, terms: Terms) -> Vec<Row> {
	let (loan, collateral) = (Some(DOLLAR), None);
	let other = Terms { guardian: STRANGER, ..terms.clone() };
	let uncapped: Vec<State> = MADE.iter().copied().filter(|state| *state != Capped).collect();
	let unreserved: Vec<State> = MADE.iter().copied().filter(|state| ![Grown, Stale].contains(state)).collect();
	vec![
		row("make another market", Calls::create_market { loan, collateral, terms: other }, vec![everyone(&STATES)]),
		row(
			"make this market",
			Calls::create_market { loan, collateral, terms },
			vec![everyone(&[Unmade]), nobody(MADE, MarketExists)],
		),
		row(
			"cap it",
			Calls::set_caps { market: id, supply: 5_000 * DOLLARS, borrow: 500 * DOLLARS },
			// Where caps are nothing it is a higher one.
			vec![unmade(), only("CG", &uncapped, NotCurator), only("C", &[Capped], NotCurator)],
		),
		row(
			"cap it at nothing",
			Calls::set_caps { market: id, supply: 0, borrow: 0 },
			vec![unmade(), only("CG", MADE, NotCurator)],
		),
		row(
			"pause it",
			Calls::pause { market: id, supply: true, borrow: true },
			vec![unmade(), only("CG", MADE, NotCurator)],
		),
		row(
			"end the pause",
			Calls::pause { market: id, supply: false, borrow: false },
			vec![unmade(), only("CG", MADE, NotCurator)],
		),
		row(
			"collect",
			Calls::collect { market: id, assets: 10_000 },
			vec![
				unmade(),
				only("C", &[Grown], NotCurator),
				nobody(&[Stale], NotCurator).but("C", PriceStale),
				nobody(&unreserved, NotCurator).but("C", NotCollectable),
			],
		),
	]
}

fn of_suppliers(id: MarketId) -> Vec<Row> {
	let supply = |certificate| Calls::supply { market: id, assets: 10 * DOLLARS, certificate };
	let hers = Some(H256::repeat_byte(1));
	let open = &[&[Stale, Unsafe, Drained], UNOWED, CALM].concat();
	let closed =
		|| vec![unmade(), everyone(open), nobody(&[Paused], SupplyPaused), nobody(&[Capped], SupplyCapReached)];
	let with = |cell: Cell| {
		let mut cells = closed();
		cells.push(cell);
		cells
	};
	vec![
		row("supply", supply(None), with(nobody(&[Asking], CertificateMissing))),
		row("supply with Alice's certificate", supply(hers), with(only("A", &[Asking], CertificateInvalid))),
		row(
			"withdraw",
			Calls::withdraw { market: id, amount: Amount::Assets(DOLLARS) },
			vec![
				unmade(),
				nobody(&[Empty], NotEnoughSupplied),
				only("A", &[&[Supplied, Paused, Capped, Stale, Unsafe, Asking], CALM].concat(), NotEnoughSupplied),
				nobody(&[Drained], NotEnoughSupplied).but("A", NotEnoughCash),
			],
		),
	]
}

fn of_debtors(id: MarketId) -> Vec<Row> {
	let borrow = |certificate| Calls::borrow { market: id, assets: 20 * DOLLARS, certificate };
	let his = Some(H256::repeat_byte(2));
	let with = |cell: Cell| {
		vec![
			unmade(),
			nobody(&[Empty, Drained], NotEnoughCash),
			nobody(&[Supplied, Unsafe], AboveBorrowLtv),
			only("B", CALM, AboveBorrowLtv),
			nobody(&[Paused], BorrowPaused),
			nobody(&[Capped], BorrowCapReached),
			nobody(&[Stale], PriceStale),
			cell,
		]
	};
	let add = |owner| Calls::add_collateral { market: id, assets: COIN, owner };
	let repay = |owner| Calls::repay { market: id, amount: Amount::Assets(DOLLARS), owner };
	vec![
		row("borrow", borrow(None), with(nobody(&[Asking], CertificateMissing))),
		row("borrow with Bob's certificate", borrow(his), with(only("B", &[Asking], CertificateInvalid))),
		row("add collateral", add(None), vec![unmade(), everyone(MADE)]),
		row(
			"add to Bob's collateral",
			add(Some(BOB)),
			// It is his own to open.
			vec![unmade(), only("B", UNOWED, NothingOwed), everyone(OWED)],
		),
		row(
			"remove collateral",
			Calls::remove_collateral { market: id, amount: Amount::Assets(COIN) },
			vec![
				unmade(),
				nobody(UNOWED, NotEnoughCollateral),
				only("B", &[&[Paused, Capped, Drained, Asking], CALM].concat(), NotEnoughCollateral),
				nobody(&[Stale], NotEnoughCollateral).but("B", PriceStale),
				nobody(&[Unsafe], NotEnoughCollateral).but("B", AboveBorrowLtv),
			],
		),
		row("repay", repay(None), vec![unmade(), nobody(UNOWED, NotEnoughDebt), only("B", OWED, NotEnoughDebt)]),
		row("repay for Bob", repay(Some(BOB)), vec![unmade(), nobody(UNOWED, NotEnoughDebt), everyone(OWED)]),
	]
}

fn of_others(id: MarketId) -> Vec<Row> {
	let nothing = [
		Do::AddCollateral { market: id, amount: Amount::Assets(COIN) },
		Do::RemoveCollateral { market: id, amount: Amount::Assets(COIN) },
	];
	let actions = BoundedVec::truncate_from(nothing.to_vec());
	let safe = &[&[Paused, Capped, Drained, Asking], CALM].concat();
	let himself = |cell: Cell| cell.but("B", SelfLiquidation);
	let feed = Calls::add_feed { asset: None, decimals: 12, guard: GUARD };
	let nobody_but_root = Cell { states: STATES.to_vec(), may: "", but: Vec::new(), others: DispatchError::BadOrigin };
	vec![
		row(
			"liquidate Bob",
			Calls::liquidate { market: id, borrower: BOB, most: 20 * DOLLARS, least: 1 },
			vec![
				himself(unmade()),
				himself(nobody(UNOWED, PositionUnknown)),
				himself(nobody(safe, Healthy)),
				himself(nobody(&[Stale], PriceStale)),
				only("ACGS", &[Unsafe], SelfLiquidation),
			],
		),
		row("add and remove", Calls::bundle { actions }, vec![unmade(), everyone(MADE)]),
		Row { name: "add a feed", call: feed, root: true, cells: vec![nobody_but_root] },
	]
}
