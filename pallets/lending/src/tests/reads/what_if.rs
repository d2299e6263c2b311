//! `what_if`.

use super::*;

fn ask(
	id: MarketId,
	who: AccountId,
	actions: &[Do],
) -> Result<civitas_primitives::lending::info::WhatIf<AccountId>, DispatchError> {
	Lending::what_if(id, who, BoundedVec::truncate_from(actions.to_vec()))
}

#[test]
fn it_says_what_a_bundle_would_do_and_does_nothing() {
	build_and_execute(|| {
		let id = borrowed();
		pool(1_000);
		let actions = [
			Do::AddCollateral { market: id, amount: Amount::Assets(100 * COIN) },
			Do::Borrow { market: id, amount: Amount::Assets(10 * DOLLARS), certificate: None },
			Do::Swap { from: Some(DOLLAR), to: None, amount: Amount::Last, least: 1 },
			Do::AddCollateral { market: id, amount: Amount::Last },
		];
		// 10 dollars, less 0.3 %, into a million: 10 x 0.997 x 10^6 / (10^6 + 10 x 0.997) = 9.96990060009… coins.
		let got = 9_969_900_600_091;
		let answer = {
			let root = || sp_io::storage::root(sp_runtime::StateVersion::V1);
			let before = root();
			let answer = ask(id, BOB, &actions).expect("it would be done");
			assert_eq!(root(), before);
			answer
		};
		assert_eq!(answer.now, position(id, BOB));
		// What goes into the market yields nothing.
		assert_eq!(answer.yields, [0, 10 * DOLLARS, got, 0]);
		assert_eq!((answer.after.debt, answer.after.collateral), (110 * DOLLARS, 300 * COIN + got));
		assert_ok!(bundle(BOB, &actions));
		assert_eq!(answer.after, position(id, BOB));
	});
}

#[test]
fn it_says_why_a_bundle_would_fail() {
	build_and_execute(|| {
		let id = borrowed();
		let remove = Do::RemoveCollateral { market: id, amount: Amount::Assets(1) };
		let error = |error: Error<Test>| Err(DispatchError::from(error));
		assert_eq!(ask(id, BOB, &[]), error(Error::NoActions));
		assert_eq!(ask(id, BOB, std::slice::from_ref(&remove)), error(Error::AboveBorrowLtv));
		assert_eq!(ask(id, STRANGER, &[remove]), error(Error::NotEnoughCollateral));
		let liquidate = Do::Liquidate { market: id, borrower: BOB, most: DOLLARS, least: 0 };
		assert_eq!(ask(id, CAROL, std::slice::from_ref(&liquidate)), error(Error::Healthy));
		assert_eq!(ask(unknown(), CAROL, &[liquidate]), error(Error::MarketUnknown));
	});
}

#[test]
fn it_is_asked_of_a_market_that_the_bundle_is_not_about() {
	build_and_execute(|| {
		let (id, other) = (borrowed(), market_of(still()));
		let add = Do::AddCollateral { market: other, amount: Amount::Assets(COIN) };
		let answer = ask(id, BOB, &[add]).expect("it would be done");
		assert_eq!((answer.now.clone(), answer.yields), (answer.after, vec![0]));
		assert_eq!(answer.now.market, id);
		assert_eq!(position(other, BOB).collateral, 0);
	});
}
