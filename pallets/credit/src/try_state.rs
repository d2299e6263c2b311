//! What always holds.

use crate::{
	types::*, Config, HoldReason, LoanCount, Loans, LoansBy, Offers, Opened, Outcomes, Pallet, PoolCount, Pools,
	Proposals, Redemptions, Registers, Roots, UnclaimedOf,
};
use alloc::collections::BTreeMap;
use civitas_primitives::{
	credit::{Books, Lender, Lent, PoolId},
	money::{Asset, Balance},
};
use frame_support::{
	ensure,
	traits::{
		fungibles::{Inspect, InspectHold},
		Time,
	},
};
use sp_runtime::TryRuntimeError;

/// What accounts have on hold for something.
type Held<T> = BTreeMap<(Asset, <T as frame_system::Config>::AccountId), Balance>;

/// So much more.
fn add<K: Ord>(sums: &mut BTreeMap<K, Balance>, key: K, amount: Balance) -> Result<(), TryRuntimeError> {
	let sum = sums.entry(key).or_default();
	*sum = sum.checked_add(amount).ok_or("7: there is more on hold than can be")?;
	Ok(())
}

impl<T: Config> Pallet<T> {
	/// Check the invariants, which are numbered as in the README.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_state_loans()?;
		Self::try_state_pools()?;
		Self::try_state_money()?;
		Self::try_state_records()
	}

	fn try_state_loans() -> Result<(), TryRuntimeError> {
		let count = LoanCount::<T>::get();
		for (borrower, number, loan) in Loans::<T>::iter() {
			ensure!(number < count, "9: a loan has a number that was not given");
			ensure!(LoansBy::<T>::get(&loan.lender, number).as_ref() == Some(&borrower), "9: a lender lacks a loan");
			ensure!(!Outcomes::<T>::contains_key(&borrower, number), "9: what goes on has ended");
			let back = loan.past.paid.principal.checked_add(loan.debt.principal);
			ensure!(back == Some(loan.past.principal), "4: what is paid and owed is not what was lent");
			ensure!(loan.terms.check().is_ok(), "5: terms do not hold together");
			ensure!(loan.debt.principal <= loan.terms.repayment.principal, "4: more is owed than was lent");
			ensure!(!loan.debt.is_paid(), "10: a loan that is paid has not ended");
			ensure!(loan.terms.security.is_some() || loan.collateral == 0, "7: something is pledged for nothing");
			ensure!(loan.default.is_none() || loan.breach.is_none(), "10: a loan in default has a covenant");
			ensure!(loan.default.is_none() || loan.terms.repayment.prepayment_fee == 0, "10: a default costs a fee");
			ensure!(loan.book.is_none() || loan.lender.pool().is_some(), "1: a loan of nobody's pool is impaired");
			let marked = loan.certificate.is_none_or(|id| Opened::<T>::get(id) == Some(number));
			ensure!(marked, "8: a certificate that was used is not marked");
		}
		for (lender, number, borrower) in LoansBy::<T>::iter() {
			let lent = Loans::<T>::get(borrower, number).is_some_and(|loan| loan.lender == lender);
			ensure!(lent, "9: a lender has a loan that there is not");
		}
		for (_, number, outcome) in Outcomes::<T>::iter() {
			ensure!(number < count, "9: an outcome has a number that was not given");
			ensure!(outcome.recovered <= outcome.written_off, "4: more was recovered than was written off");
			let marked = outcome.certificate.is_none_or(|id| Opened::<T>::get(id) == Some(number));
			ensure!(marked, "8: a certificate that was used is not marked");
			let back = outcome.past.principal.checked_sub(outcome.past.paid.principal);
			let lost = back.is_some_and(|lost| lost <= outcome.written_off);
			ensure!(lost, "4: what is paid and written off is not what was lent");
		}
		let loans = Loans::<T>::iter_values().filter_map(|loan| loan.certificate);
		let outcomes = Outcomes::<T>::iter_values().filter_map(|outcome| outcome.certificate);
		let used = loans.chain(outcomes).count();
		ensure!(used == Opened::<T>::iter_keys().count(), "8: a certificate is marked that was not used");
		Ok(())
	}

	fn try_state_pools() -> Result<(), TryRuntimeError> {
		let count = PoolCount::<T>::get();
		ensure!(Pools::<T>::iter_keys().count() == count as usize, "1: there are not as many pools as counted");
		let mut lent = BTreeMap::<PoolId, Books>::new();
		let mut unclaimed = BTreeMap::<PoolId, Balance>::new();
		let mut lenders = BTreeMap::new();
		for (borrower, number, loan) in Loans::<T>::iter() {
			lenders.insert(number, (loan.lender.clone(), loan.terms.asset, borrower));
			let Lender::Pool(id) = loan.lender else { continue };
			ensure!(Pools::<T>::get(id).is_some_and(|pool| pool.asset == loan.terms.asset), "1: a loan is of no pool");
			let sums = lent.entry(id).or_default();
			sums.relend(&Lent::default(), &loan.lent()).ok_or("1: more is lent than can be")?;
		}
		for (borrower, number, outcome) in Outcomes::<T>::iter() {
			lenders.insert(number, (outcome.lender, outcome.asset, borrower));
		}
		for (number, payer, record) in UnclaimedOf::<T>::iter() {
			let (lender, _, borrower) = lenders.get(&number).ok_or("9: something was paid for no loan")?;
			ensure!(record.ticket.is_none() == (*borrower == payer), "7: the wrong one has paid for a record");
			if let Lender::Pool(id) = lender {
				add(&mut unclaimed, *id, record.amount)?;
			}
		}
		for (id, pool) in Pools::<T>::iter() {
			ensure!(id < count, "1: a pool has a number that was not given");
			let books: Books = pool.books;
			let sums = lent.remove(&id).unwrap_or_default();
			ensure!(books.principal == sums.principal, "1: the principal of a pool is not that of its loans");
			ensure!(books.impairment == sums.impairment, "1: the impairment of a pool is not that of its loans");
			let Books { interest, yearly, yearly_since, .. } = sums;
			let bears = books.interest == interest && books.yearly == yearly && books.yearly_since == yearly_since;
			ensure!(bears, "1: the interest of a pool is not that of its loans");
			let of_pool = unclaimed.get(&id).copied().unwrap_or_default();
			ensure!(books.unclaimed == of_pool, "1: what a pool has not claimed is not what was paid");
			let account = Self::account(id)?;
			let held = T::Holds::balance_on_hold(pool.asset, &HoldReason::Pool.into(), &account);
			ensure!(books.cash.checked_add(books.cover) == Some(held), "7: a pool has not what is on hold for it");
			let (now, notice) = (T::Time::now(), pool.rules.notice());
			ensure!(books.net(now, notice) <= books.gross(now, notice), "3: who leaves has more than who comes");
			ensure!(books.spread_at <= now, "3: income was spread in the future");
			let queued = Redemptions::<T>::iter_prefix(id);
			let (mut requests, mut shares) = (0u64, 0u128);
			for (number, request) in queued {
				ensure!((pool.first..pool.next).contains(&number), "10: a redemption is in no queue");
				ensure!(request.shares > 0, "10: a redemption is of nothing");
				requests = requests.saturating_add(1);
				shares = shares.saturating_add(request.shares);
			}
			ensure!(pool.next.checked_sub(pool.first) == Some(requests), "10: a queue has gaps");
			let share_asset = Self::share_asset(id);
			ensure!(T::Shares::asset_exists(share_asset), "7: there are no shares of a pool");
			ensure!(pool.queued == shares, "10: the shares in a queue are not those of its requests");
			ensure!(
				T::Shares::total_issuance(share_asset).checked_add(shares).is_some(),
				"7: there are too many shares"
			);
		}
		Ok(())
	}

	/// What is on hold is what is said.
	fn try_state_money() -> Result<(), TryRuntimeError> {
		let (mut offered, mut pledged, mut unclaimed) = (Held::<T>::new(), Held::<T>::new(), Held::<T>::new());
		for (asset, _, offer) in Offers::<T>::iter() {
			ensure!(offer.left <= offer.terms.budget, "7: more is left of a budget than it was");
			if let Lender::Account(lender) = offer.lender {
				add(&mut offered, (asset, lender), offer.left)?;
			}
		}
		for (_, _, Proposal { lender, terms, .. }) in Proposals::<T>::iter() {
			if let (Lender::Account(lender), None) = (lender, terms.replaces) {
				add(&mut offered, (terms.loan.asset, lender), terms.loan.repayment.principal)?;
			}
		}
		let mut assets = BTreeMap::new();
		for (borrower, number, loan) in Loans::<T>::iter() {
			assets.insert(number, loan.terms.asset);
			if let Some(security) = loan.terms.security {
				add(&mut pledged, (security.asset, borrower), loan.collateral)?;
			}
		}
		for (borrower, number, outcome) in Outcomes::<T>::iter() {
			assets.insert(number, outcome.asset);
			if let Some(asset) = outcome.security {
				add(&mut pledged, (asset, borrower), outcome.withheld)?;
			}
		}
		for (number, payer, record) in UnclaimedOf::<T>::iter() {
			let asset = assets.get(&number).ok_or("9: something was paid for no loan")?;
			ensure!(record.amount > 0, "7: nothing is unclaimed");
			add(&mut unclaimed, (*asset, payer), record.amount)?;
		}
		let reasons =
			[(HoldReason::Offered, offered), (HoldReason::Collateral, pledged), (HoldReason::Unclaimed, unclaimed)];
		for (reason, sums) in reasons {
			let reason = reason.into();
			for ((asset, who), sum) in sums {
				let held = T::Holds::balance_on_hold(asset, &reason, &who);
				ensure!(held == sum, "7: what is offered, pledged or unclaimed is not on hold");
			}
		}
		Ok(())
	}

	fn try_state_records() -> Result<(), TryRuntimeError> {
		for (register, known) in Registers::<T>::iter() {
			for (place, root) in Roots::<T>::iter_prefix(&register) {
				ensure!(root.period.checked_rem(ROOTS) == Some(place), "5: a root is in the wrong place");
				ensure!(Some(root.period) <= known.newest, "5: a root is newer than the newest");
				ensure!(known.period_at(root.at) == root.period, "5: a root is of another period");
			}
		}
		for register in Roots::<T>::iter_keys().map(|(register, _)| register) {
			ensure!(Registers::<T>::contains_key(register), "5: a root is of no register");
		}
		Ok(())
	}
}
