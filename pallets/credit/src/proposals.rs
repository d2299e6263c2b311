//! Loans that two agree on, and terms that they replace.

use crate::{
	loans::{Beginning, Work},
	money::{hold, release},
	types::*,
	Config, Error, Event, HoldReason, Pallet, Proposals,
};
use civitas_primitives::{
	agreements::Money,
	content_id,
	credit::{Debt, Lender, LoanTerms, PoolId},
};
use frame_support::{
	ensure,
	traits::{Consideration, Time},
};
use sp_runtime::DispatchResult;

impl<T: Config> Proposal<T> {
	/// Let go of what is held for it, and of the record.
	fn drop(&self, pay_out: bool) -> DispatchResult {
		let loan = &self.terms.loan;
		if let (Lender::Account(lender), None, false) = (&self.lender, self.terms.replaces, pay_out) {
			release::<T>(loan.asset, HoldReason::Offered, lender, loan.repayment.principal)?;
		}
		self.ticket.clone().drop(&self.by)
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_propose(
		who: &T::AccountId,
		pool: Option<PoolId>,
		borrower: T::AccountId,
		terms: ProposedTerms,
	) -> DispatchResult {
		let loan = &terms.loan;
		loan.check().map_err(Error::<T>::from)?;
		ensure!(loan.security.is_some() == (terms.collateral > 0), Error::<T>::CollateralWrong);
		ensure!(terms.until > T::Time::now(), Error::<T>::ProposalEnded);
		Self::ensure_known(loan)?;
		let lender = Self::lender(who, pool, loan.asset)?;
		ensure!(lender != Lender::Account(borrower.clone()), Error::<T>::Related);
		if let Some(number) = terms.replaces {
			let replaced = Work::<T>::get(&borrower, number)?;
			ensure!(replaced.loan.lender == lender, Error::<T>::NotLender);
			ensure!(replaced.loan.terms.asset == loan.asset, Error::<T>::WrongAsset);
		}
		let id = content_id("civitas/credit-proposal", (&lender, &borrower, &terms));
		ensure!(!Proposals::<T>::contains_key(&borrower, id), Error::<T>::ProposalExists);
		if pool.is_none() && terms.replaces.is_none() {
			hold::<T>(loan.asset, HoldReason::Offered, who, loan.repayment.principal)?;
		}
		let ticket = Self::ticket::<Proposal<T>>(who)?;
		let proposal = Proposal { lender: lender.clone(), by: who.clone(), terms: terms.clone(), ticket };
		Proposals::<T>::insert(&borrower, id, proposal);
		Self::deposit_event(Event::Proposed { proposal: id, lender, borrower, terms });
		Ok(())
	}

	pub(crate) fn do_withdraw_proposal(who: &T::AccountId, borrower: T::AccountId, id: ProposalId) -> DispatchResult {
		let proposal = Proposals::<T>::get(&borrower, id).ok_or(Error::<T>::ProposalUnknown)?;
		ensure!(proposal.by == *who || borrower == *who, Error::<T>::NotLender);
		proposal.drop(false)?;
		Proposals::<T>::remove(&borrower, id);
		Self::deposit_event(Event::ProposalWithdrawn { proposal: id });
		Ok(())
	}

	pub(crate) fn do_accept(
		who: &T::AccountId,
		id: ProposalId,
		principal: Money,
		collateral: Option<Money>,
	) -> DispatchResult {
		let proposal = Proposals::<T>::get(who, id).ok_or(Error::<T>::ProposalUnknown)?;
		let ProposedTerms { loan, collateral: pledged, replaces, assessment, until } = proposal.terms;
		let now = T::Time::now();
		ensure!(now <= until, Error::<T>::ProposalEnded);
		let lent = Money { asset: loan.asset, amount: loan.repayment.principal };
		let secured = loan.security.map(|security| Money { asset: security.asset, amount: pledged });
		ensure!(principal == lent && collateral == secured, Error::<T>::TermsDiffer);
		proposal.drop(true)?;
		Proposals::<T>::remove(who, id);
		let Some(number) = replaces else {
			Self::ensure_lends(&proposal.lender, who, lent.amount, now)?;
			let lender = proposal.lender;
			let beginning =
				Beginning { lender, terms: loan, collateral: pledged, certificate: None, assessment, by: id };
			return Self::begin(who, beginning);
		};
		let work = Work::<T>::get(who, number)?;
		ensure!(work.loan.lender == proposal.lender, Error::<T>::NotLender);
		work.replace(proposal.terms)
	}
}

impl<T: Config> Work<T> {
	/// Other terms take the place of those of a loan. What is owed becomes the principal, as far as it is not forgiven.
	fn replace(mut self, terms: ProposedTerms) -> DispatchResult {
		let ProposedTerms { loan: terms, collateral, assessment, .. } = terms;
		let (borrower, number, now) = (self.borrower.clone(), self.number, self.now);
		let (owed, principal) = (self.loan.owed(), self.loan.debt.principal);
		let new = terms.repayment.principal;
		let forgiven = owed.checked_sub(new).ok_or(Error::<T>::PrincipalChanged)?;
		let was_bad = self.loan.is_late() || self.loan.default.is_some() || self.loan.book.is_some();
		if self.pool.is_some() {
			// No pool gives up principal without a loss that is told, and what is not paid is no income of it.
			ensure!(new == principal, Error::<T>::PrincipalChanged);
			ensure!(self.loan.default.is_none(), Error::<T>::InDefault);
			let is_kept = terms.security == self.loan.terms.security && collateral >= self.loan.collateral;
			ensure!(!was_bad || is_kept, Error::<T>::CollateralLeft);
			// What is bad is not put off for longer than it was lent for, and not excused for longer.
			let old = &self.loan.terms;
			let lasts = |terms: &LoanTerms| terms.repayment.day(terms.repayment.schedule.periods);
			let is_near = lasts(&terms) <= lasts(old) && terms.default_after <= old.default_after;
			ensure!(!was_bad || is_near, Error::<T>::TooLenient);
		}
		if let Some(security) = self.loan.terms.security {
			release::<T>(security.asset, HoldReason::Collateral, &borrower, self.loan.collateral)?;
		}
		if let Some(security) = terms.security {
			hold::<T>(security.asset, HoldReason::Collateral, &borrower, collateral)?;
		}
		let worst = self.loan.worst();
		let past = &mut self.loan.past;
		past.worst = worst;
		// What was paid back of it, and what is to be paid back now. Saturating is right: both are amounts of the asset.
		past.principal = past.paid.principal.saturating_add(new);
		past.forgiven = past.forgiven.saturating_add(forgiven);
		past.restructured = past.restructured.saturating_add(1);
		past.default = past.default.or(self.loan.default);
		let loan = &mut self.loan;
		loan.terms = terms;
		loan.since = now;
		loan.debt = Debt::new(&terms.repayment);
		loan.collateral = collateral;
		loan.breach = None;
		loan.default = None;
		loan.assessment = assessment.or(loan.assessment);
		// What was bad does not become good by being put off: what it does not fetch is lost until it is paid.
		if self.pool.is_some() && was_bad {
			self.loan.forborne = true;
			self.loan.book = Some(self.loan.fetches(now));
		}
		Pallet::<T>::deposit_event(Event::LoanRestructured { borrower, loan: number, terms, collateral, forgiven });
		self.store()
	}
}
