//! Which terms can be agreed on.

use super::*;
use crate::text::is_visible;
use alloc::vec::Vec;

/// How long the other side has to advance a fee at least, in seconds: a day.
const MIN_ADVANCE: Seconds = 24 * 60 * 60;

/// What rates of interest are parts of.
pub(super) const MILLION: u64 = 1_000_000;

/// Why terms cannot be agreed on.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum TermsError {
	/// Nobody agrees.
	NoParties,
	/// An account is a party twice.
	PartyTwice,
	/// A role, a kind or an address is empty where it must not be, or has characters that cannot be seen.
	TextInvalid,
	/// There is no party of this number.
	PartyUnknown,
	/// An obligation is to the debtor himself.
	SelfObligation,
	/// A creditor who is a party is not named by his number.
	CreditorIsParty,
	/// An amount, a number of periods or a share is zero.
	AmountZero,
	/// A length of time is zero that must not be.
	SpanZero,
	/// A part is more than the whole.
	FractionInvalid,
	/// An obligation refers to one that does not stand before it, or a share to an act.
	NotEarlier,
	/// An act is funded, carries interest, or awaits no claim.
	ActInvalid,
	/// A share is claimed.
	ShareClaimed,
	/// What does not accrue once, or is claimed, awaits a condition.
	ConditionNeedsOnce,
	/// A stream carries interest.
	InterestOnStream,
	/// What is to be escrowed has no bound.
	EscrowUnbounded,
	/// What is timed from the end has no bound.
	EndUnbounded,
	/// Money is held that awaits something, and no time is named at which it goes back.
	HoldWithoutEnd,
	/// Arbitration names no arbiter, gives one no time to rule, or, if both sides advance the fee, less than a day for evidence.
	ArbiterMissing,
	/// An arbiter is a party or a creditor, or is named twice.
	ArbiterInvalid,
	/// An obligation carries over another though nothing is amended, or two carry over the same.
	CarriesInvalid,
	/// There is no asset of which an obligation is.
	AssetUnknown,
}

fn ensure(condition: bool, error: TermsError) -> Result<(), TermsError> {
	if condition {
		Ok(())
	} else {
		Err(error)
	}
}

impl Span {
	/// Whether it has no length.
	pub fn is_zero(&self) -> bool {
		matches!(self, Self::Seconds(0) | Self::Months(0))
	}
}

impl<AccountId: PartialEq, Condition> Terms<AccountId, Condition> {
	/// That they can be agreed on, whatever the state of the chain.
	pub fn check(&self) -> Result<(), TermsError> {
		ensure(!self.parties.is_empty(), TermsError::NoParties)?;
		for (place, party) in self.parties.iter().enumerate() {
			let before = self.parties.iter().take(place);
			ensure(before.into_iter().all(|other| other.account != party.account), TermsError::PartyTwice)?;
			ensure(!party.role.is_empty() && is_visible(&party.role), TermsError::TextInvalid)?;
		}
		if let Some(thing) = &self.about {
			ensure(!thing.kind.is_empty() && is_visible(&thing.kind), TermsError::TextInvalid)?;
		}
		ensure(is_visible(&self.prose.uri), TermsError::TextInvalid)?;
		if let Some(term) = &self.term {
			match &term.renewal {
				Renewal::Ends => ensure(!term.minimum.is_zero(), TermsError::SpanZero)?,
				Renewal::Terms(span) => ensure(!span.is_zero(), TermsError::SpanZero)?,
				Renewal::Open => {},
			}
		}
		self.check_arbitration()?;
		for (place, obligation) in (0u8..).zip(&self.obligations) {
			self.check_obligation(place, obligation)?;
		}
		Ok(())
	}

	/// The creditors who are no parties, as often as they are named.
	pub fn named_creditors(&self) -> impl Iterator<Item = &AccountId> {
		self.obligations.iter().filter_map(|obligation| match &obligation.creditor {
			Creditor::Account(account) => Some(account),
			Creditor::Party(_) => None,
		})
	}

	fn check_arbitration(&self) -> Result<(), TermsError> {
		let Some(arbitration) = &self.arbitration else { return Ok(()) };
		ensure(!arbitration.instances.is_empty(), TermsError::ArbiterMissing)?;
		ensure(arbitration.default.is_proper(), TermsError::FractionInvalid)?;
		for (place, instance) in arbitration.instances.iter().enumerate() {
			ensure(instance.rule_within != 0, TermsError::ArbiterMissing)?;
			// Whoever does not advance the fee by the end of it loses.
			let has_time = !arbitration.both_advance || instance.evidence_within >= MIN_ADVANCE;
			ensure(has_time, TermsError::ArbiterMissing)?;
			let mut before = arbitration.instances.iter().take(place);
			let is_new = before.all(|other| other.arbiter != instance.arbiter);
			let mut creditors = self.named_creditors();
			let is_other =
				self.place(&instance.arbiter).is_none() && creditors.all(|account| *account != instance.arbiter);
			ensure(is_new && is_other, TermsError::ArbiterInvalid)?;
		}
		Ok(())
	}

	fn check_obligation(&self, place: u8, obligation: &Obligation<AccountId, Condition>) -> Result<(), TermsError> {
		ensure(self.party(obligation.debtor).is_some(), TermsError::PartyUnknown)?;
		match &obligation.creditor {
			Creditor::Party(creditor) => {
				ensure(self.party(*creditor).is_some(), TermsError::PartyUnknown)?;
				ensure(*creditor != obligation.debtor, TermsError::SelfObligation)?;
			},
			Creditor::Account(account) => ensure(self.place(account).is_none(), TermsError::CreditorIsParty)?,
		}
		let awaits = &obligation.awaits;
		match &obligation.performance {
			Performance::Pay { amount, accrues, .. } => {
				ensure(*amount != 0, TermsError::AmountZero)?;
				match accrues {
					Accrual::Once(_) => {},
					Accrual::Instalments { every, count, .. } => {
						ensure(!every.is_zero(), TermsError::SpanZero)?;
						ensure(*count != Some(0), TermsError::AmountZero)?;
					},
					Accrual::Stream { every, count, .. } => {
						ensure(*every != 0, TermsError::SpanZero)?;
						ensure(*count != Some(0), TermsError::AmountZero)?;
						ensure(obligation.interest.is_none(), TermsError::InterestOnStream)?;
					},
				}
				let from_end = match accrues {
					Accrual::Once(_) => false,
					Accrual::Instalments { start, count, .. } | Accrual::Stream { start, count, .. } => {
						count.is_none() && matches!(start, When::End(_))
					},
				};
				ensure(!from_end, TermsError::EndUnbounded)?;
				// A share of what is claimed already would come too late.
				let once = matches!(accrues, Accrual::Once(_)) && awaits.claim.is_none();
				ensure(once || awaits.condition.is_none(), TermsError::ConditionNeedsOnce)?;
			},
			Performance::Share { of, share } => {
				ensure(share.is_proper(), TermsError::FractionInvalid)?;
				ensure(share.numerator != 0, TermsError::AmountZero)?;
				ensure(*of < place && self.asset(*of).is_some(), TermsError::NotEarlier)?;
				ensure(awaits.claim.is_none(), TermsError::ShareClaimed)?;
				ensure(awaits.condition.is_none(), TermsError::ConditionNeedsOnce)?;
			},
			Performance::Act { .. } => {
				let plain = obligation.funding == Funding::Unfunded && obligation.interest.is_none();
				ensure(plain && awaits.claim.is_some(), TermsError::ActInvalid)?;
				ensure(awaits.condition.is_none(), TermsError::ConditionNeedsOnce)?;
			},
		}
		ensure(awaits.others().all(|other| other < place.into()), TermsError::NotEarlier)?;
		if let Funding::Escrowed(_) = obligation.funding {
			ensure(self.bound(place).is_some(), TermsError::EscrowUnbounded)?;
		}
		let is_held = obligation.funding != Funding::Unfunded;
		ensure(!is_held || !awaits.any() || awaits.until.is_some(), TermsError::HoldWithoutEnd)?;
		if let Some(carried) = obligation.carries {
			let mut before = self.obligations.iter().take(usize::from(place));
			let is_new = before.all(|other| other.carries != Some(carried));
			ensure(self.amends.is_some() && is_new, TermsError::CarriesInvalid)?;
		}
		Ok(())
	}

	/// Whether interest could commit a party to much more than amounts do: more than 100 % a year, or on what may be due before all have
	/// signed.
	pub fn is_usurious(&self, party: u8) -> bool {
		let mut obligations = self.obligations.iter().filter(|obligation| obligation.debtor == party);
		obligations.any(|obligation| {
			let past = matches!(obligation.performance.start(), Some(When::At(at)) if *at < self.sign_by);
			obligation.interest.is_some_and(|rate| u64::from(rate) > MILLION || past)
		})
	}

	/// The most that these terms commit a party to, by asset, interest and fees of arbiters aside. `None` if there is no bound.
	pub fn commitment(&self, party: u8) -> Option<Vec<Money>> {
		let mut sums = Vec::<Money>::new();
		for (place, _) in (0u8..).zip(&self.obligations).filter(|(_, obligation)| obligation.debtor == party) {
			let Some(asset) = self.asset(place) else { continue };
			add(&mut sums, Money { asset, amount: self.bound(place)? });
		}
		Some(sums)
	}
}

/// Add an amount to those of its asset.
pub fn add(sums: &mut Vec<Money>, money: Money) {
	match sums.iter_mut().find(|sum| sum.asset == money.asset) {
		// Saturating is right: more than there can be is more than anyone has.
		Some(sum) => sum.amount = sum.amount.saturating_add(money.amount),
		None => sums.push(money),
	}
}
