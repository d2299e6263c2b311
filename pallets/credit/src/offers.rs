//! Offers that stand, and loans that are drawn by them.

use crate::{
	loans::Beginning,
	money::{hold, release},
	types::*,
	Config, Error, Event, HoldReason, Offers, Opened, Pallet, Pools,
};
use civitas_primitives::{
	agreements::Money,
	certification::{CertificateId, CertificateInspect, Expected},
	content_id,
	credit::{Lender, LoanTerms, OfferTerms, PoolId, RepaymentError, TermsFault},
	lending::{PriceFeed, Requirement},
	money::{Asset, Balance},
	Moment,
};
use frame_support::{
	ensure,
	traits::{fungibles::Inspect, Consideration, Time},
};
use sp_core::H256;
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> From<TermsFault> for Error<T> {
	fn from(fault: TermsFault) -> Self {
		match fault {
			TermsFault::Repayment(RepaymentError::PrincipalInvalid) => Self::PrincipalInvalid,
			TermsFault::Repayment(RepaymentError::RateInvalid) => Self::RateInvalid,
			TermsFault::Repayment(RepaymentError::ScheduleInvalid) => Self::ScheduleInvalid,
			TermsFault::Repayment(RepaymentError::GraceInvalid) => Self::GraceInvalid,
			TermsFault::Repayment(RepaymentError::FeeInvalid) => Self::PrepaymentFeeInvalid,
			TermsFault::DefaultInvalid => Self::DefaultInvalid,
			TermsFault::SameAsset => Self::SameAsset,
			TermsFault::LtvInvalid => Self::LtvInvalid,
			TermsFault::TimeInvalid => Self::TimeInvalid,
			TermsFault::BudgetInvalid => Self::BudgetInvalid,
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Who lends: the caller, or the pool that he manages.
	pub(crate) fn lender(
		who: &T::AccountId,
		pool: Option<PoolId>,
		asset: Asset,
	) -> Result<Lender<T::AccountId>, DispatchError> {
		let Some(id) = pool else { return Ok(Lender::Account(who.clone())) };
		let pool = Pools::<T>::get(id).ok_or(Error::<T>::PoolUnknown)?;
		ensure!(pool.manager == *who, Error::<T>::NotManager);
		ensure!(pool.asset == asset, Error::<T>::WrongAsset);
		Ok(Lender::Pool(id))
	}

	/// The assets and the feeds of terms are there, and the feeds are of them.
	pub(crate) fn ensure_known(terms: &LoanTerms) -> DispatchResult {
		ensure!(T::Assets::asset_exists(terms.asset), Error::<T>::AssetUnknown);
		let Some(security) = terms.security else { return Ok(()) };
		ensure!(T::Assets::asset_exists(security.asset), Error::<T>::AssetUnknown);
		let feeds = [(security.feed, security.asset), (security.loan_feed, terms.asset)];
		ensure!(feeds.into_iter().all(|(feed, asset)| T::Prices::is_of(feed, asset)), Error::<T>::FeedUnknown);
		Ok(())
	}

	pub(crate) fn do_publish_offer(who: &T::AccountId, pool: Option<PoolId>, terms: OfferTerms) -> DispatchResult {
		terms.check().map_err(Error::<T>::from)?;
		ensure!(terms.until > T::Time::now(), Error::<T>::OfferEnded);
		Self::ensure_known(&terms.loan)?;
		let asset = terms.loan.asset;
		let lender = Self::lender(who, pool, asset)?;
		let offer = content_id("civitas/credit-offer", (&lender, &terms));
		ensure!(!Offers::<T>::contains_key(asset, offer), Error::<T>::OfferExists);
		if pool.is_none() {
			hold::<T>(asset, HoldReason::Offered, who, terms.budget)?;
		}
		let ticket = Self::ticket::<Offer<T>>(who)?;
		let record = Offer { lender: lender.clone(), by: who.clone(), terms, left: terms.budget, ticket };
		Offers::<T>::insert(asset, offer, record);
		Self::deposit_event(Event::OfferPublished { offer, lender, terms });
		Ok(())
	}

	pub(crate) fn do_withdraw_offer(who: &T::AccountId, asset: Asset, id: OfferId) -> DispatchResult {
		let offer = Offers::<T>::get(asset, id).ok_or(Error::<T>::OfferUnknown)?;
		ensure!(offer.by == *who, Error::<T>::NotLender);
		if let Lender::Account(lender) = &offer.lender {
			release::<T>(asset, HoldReason::Offered, lender, offer.left)?;
		}
		offer.ticket.drop(who)?;
		Offers::<T>::remove(asset, id);
		Self::deposit_event(Event::OfferWithdrawn { offer: id, left: offer.left });
		Ok(())
	}

	/// Whether someone is in a tier by this certificate: the hash of the assessment that it commits to.
	fn tier(
		tier: &Requirement,
		borrower: &T::AccountId,
		certificate: Option<CertificateId>,
		now: Moment,
	) -> Result<H256, Error<T>> {
		let id = certificate.ok_or(Error::<T>::CertificateNeeded)?;
		ensure!(!Opened::<T>::contains_key(id), Error::<T>::CertificateUsed);
		let Requirement { network, schema } = *tier;
		let (network, schema, subject) = (Some(network), Some(schema), Some(borrower.clone()));
		let expected = Expected { network, schema, subject, issuer: None, claims: None };
		let verified = T::Certificates::verify(id, &expected, None);
		let dossier = verified.dossier.filter(|_| verified.valid).ok_or(Error::<T>::CertificateInvalid)?;
		let age = now.saturating_sub(dossier.certificate.issued_at);
		ensure!(age <= TIER_AGE, Error::<T>::CertificateTooOld);
		Ok(dossier.certificate.claims)
	}

	/// Whether someone can draw so much by an offer: the hash of the assessment, if a tier is asked for.
	pub(crate) fn judge(
		offer: &Offer<T>,
		borrower: &T::AccountId,
		principal: Balance,
		certificate: Option<CertificateId>,
		now: Moment,
	) -> Result<Option<H256>, Error<T>> {
		let Offer { lender, terms, left, .. } = offer;
		ensure!(now <= terms.until, Error::<T>::OfferEnded);
		let range = terms.least..=terms.loan.repayment.principal;
		ensure!(range.contains(&principal), Error::<T>::PrincipalOutOfRange);
		ensure!(principal <= *left, Error::<T>::BudgetExceeded);
		Self::ensure_lends(lender, borrower, principal, now)?;
		terms.tier.as_ref().map(|tier| Self::tier(tier, borrower, certificate, now)).transpose()
	}

	/// Whether the collateral is enough: how much that is.
	fn secured(
		terms: &OfferTerms,
		principal: Balance,
		collateral: Option<Money>,
		now: Moment,
	) -> Result<Balance, Error<T>> {
		let (security, Money { asset, amount }) = match (terms.loan.security, collateral) {
			(None, None) => return Ok(0),
			(Some(security), Some(money)) => (security, money),
			_ => return Err(Error::<T>::CollateralWrong),
		};
		ensure!(asset == security.asset && amount > 0, Error::<T>::CollateralWrong);
		let prices = security.prices(now, T::Prices::price)?;
		ensure!(prices.within(principal, amount, terms.max_ltv), Error::<T>::LtvTooHigh);
		Ok(amount)
	}

	pub(crate) fn do_draw(
		who: &T::AccountId,
		asset: Asset,
		id: OfferId,
		principal: Balance,
		collateral: Option<Money>,
		certificate: Option<CertificateId>,
	) -> DispatchResult {
		let mut offer = Offers::<T>::get(asset, id).ok_or(Error::<T>::OfferUnknown)?;
		let now = T::Time::now();
		let assessment = Self::judge(&offer, who, principal, certificate, now)?;
		let collateral = Self::secured(&offer.terms, principal, collateral, now)?;
		offer.left = offer.left.checked_sub(principal).ok_or(Error::<T>::BudgetExceeded)?;
		let beginning = Beginning {
			lender: offer.lender.clone(),
			terms: offer.terms.loan.with_principal(principal),
			collateral,
			// Where none is asked for, none is used up.
			certificate: certificate.filter(|_| assessment.is_some()),
			assessment,
			by: id,
		};
		Offers::<T>::insert(asset, id, offer);
		Self::begin(who, beginning)
	}
}
