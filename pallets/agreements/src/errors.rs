//! What can go wrong.

use frame_support::pallet_macros::pallet_section;

/// The errors of the pallet.
#[pallet_section]
mod errors {
	#[pallet::error]
	pub enum Error<T> {
		/// Terms need at least one party.
		NoParties,
		/// An account is a party twice.
		PartyTwice,
		/// A role, a kind or an address is empty, or has characters that cannot be seen or turn the direction.
		TextInvalid,
		/// An obligation names a party that there is not.
		PartyUnknown,
		/// An obligation is owed to its own debtor.
		SelfObligation,
		/// A creditor who is a party has to be named by his place among the parties.
		CreditorIsParty,
		/// An amount, a number of periods or a share is zero.
		AmountZero,
		/// A length of time is zero that must not be.
		SpanZero,
		/// A fraction is more than 1, or has the denominator 0.
		FractionInvalid,
		/// An obligation refers to one that does not stand before it, or shares in an act.
		NotEarlier,
		/// An act has to be unfunded and without interest, and to await a claim.
		ActInvalid,
		/// A share cannot be claimed: it follows what was paid.
		ShareClaimed,
		/// Only an amount that accrues once and is not claimed can await a condition.
		ConditionNeedsOnce,
		/// A stream bears no interest.
		InterestOnStream,
		/// Only an amount that has a bound can be escrowed.
		EscrowUnbounded,
		/// What is timed from the end needs a count, as nothing ends it.
		EndUnbounded,
		/// What is held and awaits something needs a time at which it goes back.
		HoldWithoutEnd,
		/// Arbitration names no arbiter, gives one no time to rule, or, if both sides advance the fee, less than a day for evidence.
		ArbiterMissing,
		/// An arbiter is a party or a creditor, or is named twice.
		ArbiterInvalid,
		/// What an obligation carries over does not fit: it is not of this agreement, debtor, asset or kind, is more than this comes
		/// to, is late at another rate of interest, or is carried twice.
		CarriesInvalid,

		/// The terms name an asset that there is not.
		AssetUnknown,
		/// These terms were drafted already.
		AlreadyDrafted,
		/// There is no draft of this hash.
		DraftUnknown,
		/// The time to sign is over.
		DraftExpired,
		/// The draft was declined.
		DraftDeclined,
		/// The caller does not have to sign this.
		NotSigner,
		/// The caller has signed this already.
		AlreadySigned,
		/// The terms commit the caller to more than was stated.
		CommitsMore,
		/// The terms commit the caller to something without a bound, so none can be stated: they are open-ended, bear interest of more
		/// than 100 % a year, or interest on what is due before the last moment to sign.
		CommitmentUnbounded,
		/// An amendment has no bound that could be stated.
		AmendmentUnbounded,
		/// Only who is named in a draft can decline it before its time to sign is over.
		NotNamed,
		/// An arbiter is related to a party or a creditor.
		ArbiterRelated,
		/// The agreement has another version by now: it was amended, or its end was set.
		VersionMismatch,
		/// More than 32 accounts would have to sign.
		TooManySigners,
		/// Someone who does not sign is owed something, due or not, by an obligation that changes.
		OwedToOthers,
		/// Too many former obligations have paid something. Carry some over.
		TooManyTotals,

		/// There is no agreement of this identifier that runs.
		AgreementUnknown,
		/// The agreement has no obligation of this number.
		ObligationUnknown,
		/// Nothing can move by this agreement any more.
		AgreementClosed,
		/// The agreement has ended.
		AgreementEnded,
		/// A pallet has opened this agreement, and only that one ends or amends it.
		NotOpener,
		/// Nothing can become due by this obligation any more: what it awaits was not true in time, or cannot become true.
		ObligationLapsed,
		/// Only a party can do this.
		NotParty,
		/// Only the debtor of the obligation can do this.
		NotDebtor,
		/// Only the creditor of the obligation can do this.
		NotCreditor,
		/// Only the debtor or the creditor of the obligation can do this.
		NotSide,
		/// The obligation is of another asset.
		WrongAsset,
		/// That is more than this obligation can still come to owe.
		MoreThanOwed,
		/// An unfunded obligation is paid from what is free, and cannot be held.
		NotFundable,
		/// So much cannot be taken back: it has accrued, or is not revocable.
		NotRevocable,
		/// This could make more due than a limit can count. Use a key without any limits, or an account.
		FullKeyNeeded,
		/// The receiver cannot take this.
		CannotReceive,
		/// The obligations are more than were stated.
		MoreObligations,
		/// More would leave the caller than was stated.
		LeavesMore,
		/// The list is empty.
		NothingToSettle,
		/// Not all that is due could be paid.
		NotSettled,
		/// No obligation of this number awaits a certificate.
		CertificateNotAwaited,
		/// The certificate is not valid, not the one that is awaited, or its evidence is not the hash of the terms.
		CertificateInvalid,

		/// The obligation awaits no claim.
		NotClaimable,
		/// Only who performed can claim: the creditor of an amount, the debtor of an act.
		NotClaimant,
		/// Only the other side can answer.
		NotAnswerer,
		/// That is more than has accrued and was not claimed.
		MoreThanAccrued,
		/// A claim waits for an answer already. It can only be raised.
		ClaimOpen,
		/// There is no open claim.
		NoClaim,
		/// That is more than is open of the claim.
		MoreThanClaimed,
		/// The claim was answered already. Its rest can be claimed anew, waived or disputed.
		AlreadyAnswered,
		/// There were 8 claims in a row that were not met. Once the last has lapsed, a new row begins.
		TooManyClaims,

		/// The terms name nobody who decides disputes.
		NoArbitration,
		/// There is no dispute of this obligation.
		DisputeUnknown,
		/// The obligation is in dispute. Only the side that did not bring it can dispute more.
		InDispute,
		/// An offer can be raised, and not lowered, nor more be disputed by who has made it.
		OfferStands,
		/// A claim is disputed as far as it is open, and not in part.
		ClaimInPart,
		/// That is more than is in dispute.
		MoreThanDisputed,
		/// The fee to advance is more than was stated.
		FeeTooLow,
		/// The time for evidence is over.
		EvidenceTooLate,
		/// It is not for the caller to rule now.
		NotYourTurn,
		/// There is no ruling that can be appealed.
		NotAppealable,

		/// The terms let nobody give notice.
		NoNotice,
		/// Nothing is late that is owed by this obligation.
		NotLate,
		/// No ruling allows the caller to end it.
		NotRuled,
		/// The end must be later than now, also that of an amendment.
		EndInPast,
		/// The agreement ends before that moment already. To prolong it, amend it.
		EndsSooner,
		/// An agreement can be compacted 180 days after its end.
		TooEarly,
		/// The agreement is compacted, and the caller pays for it already.
		AlreadyCompacted,
	}

	impl<T> From<TermsError> for Error<T> {
		fn from(error: TermsError) -> Self {
			match error {
				TermsError::NoParties => Self::NoParties,
				TermsError::PartyTwice => Self::PartyTwice,
				TermsError::TextInvalid => Self::TextInvalid,
				TermsError::PartyUnknown => Self::PartyUnknown,
				TermsError::SelfObligation => Self::SelfObligation,
				TermsError::CreditorIsParty => Self::CreditorIsParty,
				TermsError::AmountZero => Self::AmountZero,
				TermsError::SpanZero => Self::SpanZero,
				TermsError::FractionInvalid => Self::FractionInvalid,
				TermsError::NotEarlier => Self::NotEarlier,
				TermsError::ActInvalid => Self::ActInvalid,
				TermsError::ShareClaimed => Self::ShareClaimed,
				TermsError::ConditionNeedsOnce => Self::ConditionNeedsOnce,
				TermsError::InterestOnStream => Self::InterestOnStream,
				TermsError::EscrowUnbounded => Self::EscrowUnbounded,
				TermsError::EndUnbounded => Self::EndUnbounded,
				TermsError::HoldWithoutEnd => Self::HoldWithoutEnd,
				TermsError::ArbiterMissing => Self::ArbiterMissing,
				TermsError::ArbiterInvalid => Self::ArbiterInvalid,
				TermsError::CarriesInvalid => Self::CarriesInvalid,
				TermsError::AssetUnknown => Self::AssetUnknown,
			}
		}
	}
}
