//! What can go wrong.

use frame_support::pallet_macros::pallet_section;

/// The errors of the pallet.
#[pallet_section]
mod errors {
	#[pallet::error]
	pub enum Error<T> {
		// Bodies and officers.
		/// The account is no body.
		NotBody,
		/// Who asks is not who may: the body, its parent, its appropriator, or who was named.
		NotAllowed,
		/// The officer does not hold this power in this body up to this amount.
		NoPower,
		/// A name, label, code or part of a path has no characters or some that cannot be seen, or a part has a slash.
		TextInvalid,
		/// An identifier does not have the form of org-id.guide.
		IdentifierInvalid,
		/// A body or line would be on a level below the eighth.
		TooDeep,
		/// Other bodies belong to this one: those below it come first.
		HasChildren,
		/// The body does not want to belong to this one.
		NotWished,
		/// Who appropriates would be the body itself, or be controlled by it.
		AppropriatorControlled,
		/// A rule has no window, lets acts wait for no time or for more than 90 days, or is of no currency.
		RuleInvalid,
		/// There are rules for as many currencies as can be.
		TooManyRules,
		/// The officer is the payee, or related to the payee.
		OfficerIsPayee,
		/// Who refunds it has entered it, or is related to who has.
		EnteredBySame,
		/// There is no such act that waits.
		ActUnknown,
		/// The act was not approved in time.
		ActExpired,
		/// Who approves is related to who acts, or to who is paid.
		ApproverRelated,
		/// More would wait than an approval has room for: 16 payments or awards to accounts, 16 acceptances, or what weighs as much. Split
		/// the list.
		ActTooHeavy,
		/// As many acts have waited as can be.
		TooManyActs,

		// Periods and lines.
		/// There is no such period.
		PeriodUnknown,
		/// A period ends before it begins.
		PeriodInvalid,
		/// A period is open, or none is planned.
		PeriodNotPlanned,
		/// No period is open, or not the one of this line.
		PeriodNotOpen,
		/// The period is closed.
		PeriodClosed,
		/// The period is not closed.
		PeriodNotClosed,
		/// There is no such line.
		LineUnknown,
		/// There is a line with this path.
		LineExists,
		/// There are as many lines as can be: in a body, in an award, or in a payment.
		TooManyLines,
		/// The lines are not of one currency, or not of the fund's.
		OtherCurrency,
		/// A line is of what comes in where one is of what goes out, or the other way round.
		OtherKind,
		/// The list is empty.
		ListEmpty,
		/// An amount is zero.
		AmountZero,
		/// An amount is larger than can be.
		AmountTooLarge,
		/// From nothing to nothing, or from a line to itself.
		NothingMoves,
		/// There was an award in this period: nothing more is of the original budget.
		BudgetCommitted,
		/// The line has not so much authority left to give on.
		NotEnoughAuthority,
		/// More would be obligated on a line that binds than its authority.
		OverAuthority,

		// Funds, receipts and uses.
		/// There is no such fund, or it is another body's.
		FundUnknown,
		/// There are as many funds as can be.
		TooManyFunds,
		/// A currency is no code of three capital letters, or no asset.
		CurrencyInvalid,
		/// A campaign has no goal, or takes no gifts on this chain.
		CampaignInvalid,
		/// The deadline of a campaign is past or more than five years away, or its donors have less than 14 days, or more than a year, to take back what is theirs.
		CampaignTimes,
		/// The rest of a campaign would go into another campaign, or through a gate.
		SuccessorInvalid,
		/// Into a campaign goes nothing but gifts.
		OnlyGifts,
		/// The fund is no campaign.
		NotCampaign,
		/// The fund is ended.
		FundClosed,
		/// The fund is not ended, or its donors still have time to take back what is theirs.
		FundNotClosed,
		/// The goal of the campaign is not reached: nothing leaves.
		GoalNotReached,
		/// The deadline of the campaign is over.
		CampaignOver,
		/// The time to take back is over.
		TakeBackOver,
		/// The fund receives and gives back by another pallet only.
		Gated,
		/// The fund has no gate, or another one.
		NotGate,
		/// The fund takes no gifts.
		NoGifts,
		/// The gift is smaller than the least of this fund.
		GiftTooSmall,
		/// There is no such receipt.
		ReceiptUnknown,
		/// There is no such use.
		UseUnknown,
		/// There are as many periods, receipts, uses, changes or corrections as can be.
		TooManyRecords,
		/// What a bank moves needs a hash of what proves it, and nothing else takes one.
		EvidenceInvalid,
		/// The source cannot be entered by hand, or is nobody: an organisation is named as in org-id.guide, like `ES-NIF-A12345678`.
		SourceInvalid,
		/// What comes back of a payment is on no line of revenue.
		ReturnBooked,
		/// The receipt is no gift on this chain. What an officer has entered is refunded by `pay`.
		NotGift,
		/// Only what somebody says to have come to a bank can be void, and no transfer.
		NotVoidable,
		/// The fund has not as much.
		NotEnoughInFund,
		/// Nothing of it is left: it was used, void, or given back.
		NothingLeft,
		/// There are as many gaps in the fund as can be.
		TooManyGaps,
		/// The purpose of the fund does not cover what the money is for.
		OtherPurpose,
		/// It is a fund of the same body where one of another is meant, or the other way round.
		OtherBody,
		/// It goes into the fund that it comes from.
		SameFund,
		/// More would come back than was paid.
		ReturnTooLarge,
		/// More would be refunded than was received.
		RefundTooLarge,
		/// Only what an officer has entered is refunded, and no return: a gift on this chain is given back, and what came back is paid again.
		NotRefundable,
		/// A refund is on the line that the receipt was booked on, or on none if that is on none; on another one if the books of it are closed.
		LineDiffers,
		/// Between this chain and a bank an exchange names who makes it, and on this chain nobody.
		ThroughInvalid,
		/// The use was not claimed, or was answered already.
		NotClaimed,

		// Awards.
		/// There is no such award, or it is another body's.
		AwardUnknown,
		/// There are as many awards as can be.
		TooManyAwards,
		/// The payee is nobody: an organisation is named as in org-id.guide, and a group has members.
		PayeeInvalid,
		/// The payee is the account of a body: that is paid into a fund.
		PayeeIsBody,
		/// The payee of an award stays who he is.
		PayeeChanged,
		/// On this chain accounts and funds are paid, and nobody else.
		PayeeOffChain,
		/// A line is named twice.
		LineTwice,
		/// The line is none of the award's or of the payment's, or the use pays no award.
		NotOfAward,
		/// More would be paid of a line than the award has of it, or put right than was paid.
		OverLine,
		/// The lines do not sum to the amount.
		SumWrong,
		/// Less would be left of an award than was paid or accepted.
		BelowDone,
		/// As many officers have committed to the award as can.
		TooManyOfficers,
		/// Who accepts it, or pays it before it is accepted, has committed to it, or is related to who has.
		AcceptorCommitted,
		/// More would be accepted than was awarded.
		OverAward,
		/// More would be paid than was accepted, with the advance.
		NotAccepted,
		/// The agreement does not pay the payee so much now; or it is another than before.
		AgreementDiffers,

		// Audit and archive.
		/// There is no such audit, or someone else audits.
		EngagementUnknown,
		/// The auditor has accepted.
		EngagementAccepted,
		/// The auditor is the body, or related to it.
		AuditorRelated,
		/// He looks at no unit.
		CommitmentInvalid,
		/// Without a sample there is no opinion but a disclaimer: the secret was not revealed.
		SampleNotDrawn,
		/// The secret is not the one that was committed to.
		SecretWrong,
		/// It was revealed, or concluded, already.
		AlreadyDone,
		/// The epoch whose randomness is needed is not over, or not remembered any more.
		RandomnessUnknown,
		/// There is no such finding.
		FindingUnknown,
		/// The auditor has found 64 things.
		TooManyFindings,
		/// A finding is due before now.
		DueInvalid,
		/// Nothing that is that old can be archived.
		NothingToArchive,
	}
}
