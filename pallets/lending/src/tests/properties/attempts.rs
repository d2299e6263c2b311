//! What is true of what could be done next: it is tried, and rolled back.

use super::{
	ops::{part, place, user},
	run::Fungibles,
	*,
};
use crate::run::Opened;
use frame_support::storage::with_transaction;

/// Whether a property holds.
type Checked = Result<(), TestCaseError>;

/// Try something, of which nothing is left.
fn attempt<R>(act: impl FnOnce() -> R) -> R {
	let tried = with_transaction(|| TransactionOutcome::Rollback(Ok::<R, DispatchError>(act())));
	tried.expect("few transactions are in each other")
}

/// Let interest accrue in all markets.
fn touch(run: &Run) {
	for id in run.ids() {
		let opened = Opened::<Test>::load(id, Timestamp::get()).expect("there is such a market");
		assert_ok!(opened.close(&STRANGER, Timestamp::get()));
	}
}

/// What a call comes to, and all that there is then, with interest until now.
fn result(run: &Run, deal: &Deal) -> (DispatchResult, View) {
	let done = deal.call();
	let view = View::take(run);
	(done, View { books: Vec::new(), ..view })
}

/// 8: to accrue before a call changes nothing.
fn accruing_before_changes_nothing(run: &Run, deal: &Deal) -> Checked {
	let alone = attempt(|| result(run, deal));
	let touched = attempt(|| {
		touch(run);
		result(run, deal)
	});
	prop_assert!(alone.0 == touched.0, "8: {:?} comes to {:?}; after accruing, to {:?}", deal, alone.0, touched.0);
	prop_assert!(alone.1 == touched.1, "8: {:?} does {:?}; after accruing, {:?}", deal, alone.1, touched.1);
	Ok(())
}

/// What someone has of an asset that is not pledged, deposits among it.
fn purse(asset: Asset, who: &AccountId) -> Balance {
	free(asset, who.clone()) + held(asset, HoldReason::Position, who.clone())
}

/// 9: there and back never leaves more.
fn round_trips_never_profit(id: MarketId, who: &AccountId, size: u8) -> Checked {
	let by = || signed(who.clone());
	let (before, loans) = (position(id, who.clone()), purse(id.loan, who));
	attempt(|| -> Checked {
		if Lending::supply(by(), id, part(free(id.loan, who.clone()), size), None).is_err() {
			return Ok(());
		}
		let more = position(id, who.clone()).supply_shares - before.supply_shares;
		attempt(|| -> Checked {
			if Lending::withdraw(by(), id, Amount::Shares(more)).is_ok() {
				prop_assert!(purse(id.loan, who) <= loans, "9: supplied and withdrawn in {:?} by {}", id, who);
			}
			Ok(())
		})?;
		if Lending::withdraw(by(), id, ALL).is_ok() {
			let most = loans + before.supplied;
			prop_assert!(purse(id.loan, who) <= most, "9: supplied and all withdrawn in {:?} by {}", id, who);
		}
		Ok(())
	})?;
	attempt(|| -> Checked {
		let assets = part(before.borrowable.unwrap_or(0), size);
		if Lending::borrow(by(), id, assets, None).is_ok() && Lending::repay(by(), id, ALL, None).is_ok() {
			let left = purse(id.loan, who) + before.debt;
			prop_assert!(left <= loans, "9: borrowed and all repaid in {:?} by {}", id, who);
		}
		Ok(())
	})?;
	attempt(|| -> Checked {
		let (pledged, assets) = (purse(id.collateral, who), part(free(id.collateral, who.clone()) / 2, size));
		let amount = Amount::Assets(assets);
		let added = Lending::add_collateral(by(), id, assets, None).is_ok();
		if added && Lending::remove_collateral(by(), id, amount).is_ok() {
			prop_assert_eq!(purse(id.collateral, who), pledged, "9: added and removed in {:?} by {}", id, who);
		}
		Ok(())
	})
}

/// 14: who has the means can repay all, and take back what was pledged; and as much as there is can be withdrawn. Only what is
/// frozen or blocked stays.
fn all_can_leave(run: &Run, place: usize, who: &AccountId) -> Checked {
	let (ledger, money) = (&run.model.ledgers[place], &run.model.money);
	let (id, by) = (ledger.id, || signed(who.clone()));
	let before = position(id, who.clone());
	let give = |asset: Asset, amount: Balance| {
		assert_ok!(Fungibles::mint_into(asset, who, amount));
	};
	let receives = |asset: Asset| !money.is_frozen(asset) && !money.is_blocked(asset, who);
	let pays = receives(id.loan) && !money.is_stuck(id.loan, who) && !money.is_blocked(id.loan, &ledger.account);
	if pays {
		attempt(|| -> Checked {
			give(id.loan, before.debt + 1_000);
			if before.debt > 0 {
				let done = Lending::repay(by(), id, ALL, None);
				prop_assert_eq!(done, Ok(()), "14: {} repays in {}: {:?}", who, place, before);
			}
			if before.collateral > 0 && receives(id.collateral) {
				give(id.collateral, 1_000);
				let done = Lending::remove_collateral(by(), id, ALL);
				prop_assert_eq!(done, Ok(()), "14: {} removes in {}: {:?}", who, place, before);
			}
			prop_assert_eq!(position(id, who.clone()).debt, 0);
			Ok(())
		})?;
	}
	let most = before.supplied.min(info(id).cash);
	if receives(id.loan) && most > 0 {
		attempt(|| -> Checked {
			give(id.loan, 1_000);
			let done = Lending::withdraw(by(), id, Amount::Assets(most));
			prop_assert_eq!(done, Ok(()), "14: {} withdraws {} in {}: {:?}", who, most, place, before);
			Ok(())
		})?;
	}
	Ok(())
}

#[test]
fn to_accrue_before_a_call_changes_nothing() {
	check(28, proptest::collection::vec(any_op(), 1..40), |ops| {
		new_test_ext().execute_with(|| {
			let mut run = Run::begin()?;
			for op in &ops {
				let plan = run.plan(op);
				if let Plan::Call(deal) = &plan {
					accruing_before_changes_nothing(&run, deal)?;
				}
				run.step(&plan)?;
			}
			Ok(())
		})
	});
}

#[test]
fn there_and_back_never_profits_and_all_can_leave() {
	let steps = proptest::collection::vec((any_op(), any::<[u8; 3]>()), 1..40);
	check(28, steps, |steps| {
		new_test_ext().execute_with(|| {
			let mut run = Run::begin()?;
			for (op, [who, market, size]) in &steps {
				let plan = run.plan(op);
				run.step(&plan)?;
				let (who, place) = (user(*who), place(*market));
				round_trips_never_profit(run.ids()[place], &who, *size)?;
				all_can_leave(&run, place, &who)?;
			}
			Ok(())
		})
	});
}
