//! What can be refused.

use frame_support::pallet_macros::pallet_section;

/// The errors of the pallet.
#[pallet_section]
mod errors {
	#[pallet::error]
	#[derive(CloneNoBound, PartialEqNoBound, EqNoBound)]
	pub enum Error<T> {
		/// The account is a register already.
		RegisterExists,
		/// There is no such register.
		RegisterUnknown,
		/// A period has 1 to 92 days.
		PeriodInvalid,
		/// The root of this period is published.
		RootPublished,
		/// The register has a dispute of this hash already: take another salt.
		DisputeExists,
		/// There is no such dispute.
		DisputeUnknown,
		/// The dispute is answered.
		DisputeAnswered,
		/// The time to answer is over.
		DisputeOverdue,
		/// Only who disputes may.
		NotDisputer,
		/// Nothing is lent, or more than 2^110.
		PrincipalInvalid,
		/// A rate is more than 1,000 % a year, or the late rate is less than the other.
		RateInvalid,
		/// There are no dates or more than 360, or a period has no days or more than 366.
		ScheduleInvalid,
		/// The grace is less than a day, or more than 366.
		GraceInvalid,
		/// The fee of what is paid early is more than 10 %.
		PrepaymentFeeInvalid,
		/// The days until default are fewer than the grace, or more than 1,098.
		DefaultInvalid,
		/// What is lent and what is pledged are the same asset.
		SameAsset,
		/// The covenant is nothing or more than the whole, or the most that is lent is nothing, more than the covenant, or said of loans
		/// that are not secured.
		LtvInvalid,
		/// The time to cure is more than 366 days, or prices may be no time or more than 7 days old.
		TimeInvalid,
		/// The least of a loan is nothing or above the most, or the most is above the budget.
		BudgetInvalid,
		/// There is no such asset.
		AssetUnknown,
		/// There is no such feed, or it is of another asset.
		FeedUnknown,
		/// The same is offered already.
		OfferExists,
		/// There is no such offer.
		OfferUnknown,
		/// The time of the offer is over.
		OfferEnded,
		/// Only the lender may, or the manager of the pool that lends.
		NotLender,
		/// The principal is below the least of the offer, or above the most of one loan.
		PrincipalOutOfRange,
		/// Less is left of the budget.
		BudgetExceeded,
		/// The collateral is not what the terms ask for: it is missing, not wanted, or of another asset or amount.
		CollateralWrong,
		/// It is too little collateral: `quote` tells the least.
		LtvTooHigh,
		/// There is no price yet.
		PriceUnknown,
		/// A price is moving, and does not count yet.
		PriceMoving,
		/// A price is too old.
		PriceStale,
		/// A certificate is asked for.
		CertificateNeeded,
		/// The certificate is not valid, or it is of another network, schema or subject.
		CertificateInvalid,
		/// The certificate is older than 30 days.
		CertificateTooOld,
		/// The certificate has opened a loan already.
		CertificateUsed,
		/// Nobody lends to himself, and no pool to whom its manager is related.
		Related,
		/// The same is proposed already.
		ProposalExists,
		/// There is no such proposal.
		ProposalUnknown,
		/// The time of the proposal is over.
		ProposalEnded,
		/// Only the borrower may.
		NotBorrower,
		/// It is not what is proposed.
		TermsDiffer,
		/// More would be owed than is owed now; or the principal of a loan of a pool would be less.
		PrincipalChanged,
		/// A bad loan of a pool would be put off for longer than it was lent for, or its default for longer.
		TooLenient,
		/// There is no such loan that is not paid: `outcomes` tells what came of others.
		LoanUnknown,
		/// The loan is of another asset, or the pool is.
		WrongAsset,
		/// An amount is zero, or comes to nothing.
		AmountZero,
		/// An amount is more than there can be.
		AmountTooLarge,
		/// There is nothing to claim.
		NothingToClaim,
		/// The loan is not late.
		NotLate,
		/// Only a loan of a pool is impaired.
		NotOfPool,
		/// The loan is not in default. It can be declared when something has been due for more days than its terms say, or when more has been
		/// owed than the covenant allows through the time to cure.
		NotInDefault,
		/// The loan is in default.
		InDefault,
		/// The time to cure is not over.
		CureNotOver,
		/// There is collateral left to be seized.
		CollateralLeft,
		/// There is no collateral left.
		NoCollateral,
		/// Less collateral than that would be taken.
		TooLittleCollateral,
		/// There is no such record.
		RecordUnknown,
		/// It may not be forgotten yet: an outcome for seven years, that consents are void for 90 days.
		TooEarly,
		/// Something was not claimed yet.
		NotClaimed,
		/// There is no such pool.
		PoolUnknown,
		/// There are as many pools as there can be.
		TooManyPools,
		/// The notice of a pool is 1 to 366 days, its cover and limit are parts of the whole, the limit is something, and the fee is at
		/// most one half.
		RulesInvalid,
		/// Only the manager may.
		NotManager,
		/// One loan would be too large a part of the pool.
		AboveLimit,
		/// The cover is too small for what is lent.
		CoverTooSmall,
		/// The pool has less in cash, besides what those are to have who leave.
		NotEnoughCash,
		/// The shares would be fewer than that.
		TooFewShares,
		/// The account has fewer shares.
		NotEnoughShares,
		/// No redemption can be paid: there is none, its notice is not over, or there is no cash.
		NoRedemption,
	}
}
