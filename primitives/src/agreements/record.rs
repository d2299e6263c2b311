//! What has happened to an agreement.

use super::*;
use sp_core::{bounded::BoundedVec, ConstU32, Get};

/// Milliseconds in a second.
const SECOND: Moment = 1_000;

/// What has happened to an agreement.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Progress {
	/// The hash of the terms in force.
	pub terms: H256,
	/// How often they were amended, and the end was set. An amendment names it, so that nobody signs one of before.
	pub version: u32,
	/// When the last party signed the first terms.
	pub activated_at: Moment,
	/// When it ends, or has ended, by notice, by agreement of all or for cause. Otherwise the terms say when.
	pub ends_at: Option<Moment>,
	/// Which parties have named which moment for the end.
	pub named_ends: BoundedVec<(u8, Moment), ConstU32<MAX_PARTIES>>,
	/// The parties, by bits from the lowest on, that a ruling has allowed to end it.
	pub may_end: u16,
	/// Since when nothing more can be due.
	pub closed_at: Option<Moment>,
	/// What has happened to each of the obligations.
	pub records: BoundedVec<Record, ConstU32<MAX_OBLIGATIONS>>,
}

/// What has happened to an obligation. Acts count as 1.
#[derive(Clone, Debug, Default, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Record {
	/// What the debtor has put in: it was paid, went back or is held. \[balance\]
	pub funded: Balance,
	/// What the creditor has got, interest aside. \[balance\]
	pub paid: Balance,
	/// What the creditor has got as interest. \[balance\]
	pub interest_paid: Balance,
	/// What went back to the debtor. \[balance\]
	pub refunded: Balance,
	/// What is held in the debtor's account. \[balance\]
	pub held: Balance,
	/// What the creditor has waived, or a ruling has denied him. \[balance\]
	pub forgiven: Balance,
	/// What the creditor has waived of interest. \[balance\]
	pub interest_forgiven: Balance,
	/// Of what is not paid yet, how much is in dispute. \[balance\]
	pub disputed: Balance,
	/// Of what is held, how much is for what is in dispute. \[balance\]
	pub frozen: Balance,
	/// What was accepted of claims, or has come up as a share. \[balance\]
	pub demanded: Balance,
	/// Since when that is due, as far as it is neither paid nor forgiven.
	pub parts: BoundedVec<Part, ConstU32<MAX_PARTS>>,
	/// Up to which amounts it is due by rulings, whatever else is awaited, and since when.
	pub orders: BoundedVec<Part, ConstU32<MAX_ORDERS>>,
	/// What was found true of all that it awaits.
	pub found: Found,
	/// The claim that is open.
	pub claim: Option<Claim>,
	/// How many claims there were in a row, each anew of what was not accepted of the one before.
	pub claims: u8,
	/// How late amounts were that are paid or held now, each in milliseconds times its amount; only if there is interest.
	pub lateness: U256,
	/// The longest that any amount was late when it was paid or held, in milliseconds.
	pub longest_late: Moment,
	/// When the debtor has last paid, held or done something.
	pub funded_at: Moment,
	/// When something of it was last waived or denied.
	pub forgiven_at: Moment,
	/// Since when it is fulfilled.
	pub fulfilled_at: Option<Moment>,
	/// Since when nothing more can become due of it, as what it awaited was not true in time, or cannot become true any more.
	pub lapsed: Option<Moment>,
	/// Since when an act was late when it lapsed, if it was.
	pub lapsed_late: Option<Moment>,
	/// The hash of the terms that a certificate has to name, if they are not those in force: those since which it awaits it as it does.
	pub evidence: Option<H256>,
	/// If it was handed over to who is its creditor now, what was paid until then, interest among it, and what went back. \[balance\]
	pub handed_over: Option<(Balance, Balance)>,
}

/// Up to where amounts have been due since when.
#[derive(Clone, Copy, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Part {
	/// Up to which amount, counted from the first. \[balance\]
	pub upto: Balance,
	/// Since when.
	pub since: Moment,
}

/// Since when what an obligation awaits is true, as far as it was found.
#[derive(Clone, Debug, Default, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Found {
	/// All obligations that were to be fulfilled are.
	pub fulfilled: Option<Moment>,
	/// One of those that were to be late is.
	pub late: Option<Moment>,
	/// Someone is certified.
	pub certificate: Option<Moment>,
	/// Another capability has said so.
	pub condition: Option<(Moment, Fraction)>,
}

/// That something is due, or done.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Claim {
	/// How much. \[balance\]
	pub amount: Balance,
	/// The hash of what shows it.
	pub evidence: ContentHash,
	/// When it was made.
	pub at: Moment,
	/// How much of it was accepted, and when. The rest is open. \[balance\]
	pub answer: Option<(Balance, Moment)>,
}

impl Claim {
	/// How much of it is open.
	pub fn rest(&self) -> Balance {
		// Saturating is right: no more than the claim is accepted.
		self.amount.saturating_sub(self.answer.map_or(0, |(accepted, _)| accepted))
	}
}

/// How an obligation stands at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
	/// What has accrued, whether or not it is due. \[balance\]
	pub accrued: Balance,
	/// What has become due, paid or not. \[balance\]
	pub due: Balance,
	/// What has to be paid now. \[balance\]
	pub owed: Balance,
	/// What has to be paid now as interest. \[balance\]
	pub interest: Balance,
	/// Since when the oldest amount is due that is neither paid nor held, if that is late.
	pub late_since: Option<Moment>,
	/// What it can come to in the end; `None` if there is no bound yet. \[balance\]
	pub most: Option<Balance>,
}

/// Note a part behind those there are. If there is no room, the last two become one, with the later date.
fn push<S: Get<u32>>(parts: &mut BoundedVec<Part, S>, part: Part) {
	match parts.last_mut() {
		Some(last) if last.since >= part.since => last.upto = part.upto,
		_ => {
			if let Err(part) = parts.try_push(part) {
				if let Some(last) = parts.last_mut() {
					*last = part;
				}
			}
		},
	}
}

impl Record {
	/// What is done with.
	pub fn settled(&self) -> Balance {
		// Saturating is right here and below: nothing is paid or forgiven beyond what there can be.
		self.paid.saturating_add(self.forgiven)
	}

	/// What cannot be late, because it is paid, forgiven or held.
	pub fn covered(&self) -> Balance {
		self.settled().saturating_add(self.held)
	}

	/// Whether it is claimed or in dispute.
	pub fn is_open(&self) -> bool {
		self.claim.is_some() || self.disputed != 0
	}

	/// What is held and not for what is in dispute.
	pub fn available(&self) -> Balance {
		self.held.saturating_sub(self.frozen)
	}

	/// Up to which amount it was ordered.
	pub fn ordered_upto(&self) -> Balance {
		self.orders.last().map_or(0, |part| part.upto)
	}

	/// What was ordered and is not paid yet.
	pub fn ordered(&self) -> Balance {
		self.ordered_upto().saturating_sub(self.settled())
	}

	/// What is in dispute and not held.
	pub fn unheld_dispute(&self) -> Balance {
		self.disputed.saturating_sub(self.frozen)
	}

	/// What has to stay held, if it is: what was ordered and is not paid yet, and what is in dispute.
	pub fn bound(&self) -> Balance {
		self.ordered().saturating_add(self.disputed)
	}

	/// What is covered now was so late: all of it, in milliseconds times amount, and the first of it.
	pub fn note_late(&mut self, (lateness, longest): (U256, Moment)) {
		self.lateness = self.lateness.saturating_add(lateness);
		self.longest_late = self.longest_late.max(longest);
	}

	/// So much more is due, since `since`.
	pub fn demand(&mut self, amount: Balance, since: Moment) {
		if amount == 0 {
			return;
		}
		self.demanded = self.demanded.saturating_add(amount);
		let part = Part { upto: self.demanded, since };
		let settled = self.settled();
		self.parts.retain(|part| part.upto > settled);
		push(&mut self.parts, part);
	}

	/// So much more is due by a ruling, since `since`.
	pub fn order(&mut self, amount: Balance, since: Moment) {
		let settled = self.settled();
		let upto = settled.saturating_add(self.ordered()).saturating_add(amount);
		self.orders.retain(|part| part.upto > settled);
		// Also of nothing, so that it stays known up to where it was due.
		if amount > 0 || self.orders.is_empty() {
			push(&mut self.orders, Part { upto, since });
		}
	}

	/// The creditor lets go of so much, or is denied it, that was not ordered. It counts as settled before what was, whose dates stay.
	pub fn forgive(&mut self, amount: Balance) {
		let settled = self.settled();
		for part in self.orders.iter_mut().filter(|part| part.upto > settled) {
			part.upto = part.upto.saturating_add(amount);
		}
		self.forgiven = self.forgiven.saturating_add(amount);
	}

	/// The same of what was not demanded yet. It counts as settled before all that is due.
	pub fn forgive_undemanded(&mut self, amount: Balance) {
		let settled = self.settled();
		for part in self.parts.iter_mut().filter(|part| part.upto > settled) {
			part.upto = part.upto.saturating_add(amount);
		}
		self.demanded = self.demanded.saturating_add(amount);
		self.forgive(amount);
	}

	/// So much is accepted, at `at`, of what was claimed to be due, or to be done since `claimed_at`.
	pub fn accept(&mut self, is_act: bool, amount: Balance, claimed_at: Moment, at: Moment) {
		if is_act {
			self.paid = self.paid.saturating_add(amount);
			self.funded = self.funded.saturating_add(amount);
			self.funded_at = claimed_at;
		} else {
			self.demand(amount, at);
		}
	}

	/// Let silence speak up to `time`, under these terms.
	pub fn roll_claim(&mut self, terms: &ClaimTerms, is_act: bool, time: Moment) {
		if self.disputed != 0 {
			return;
		}
		let Some(claim) = &mut self.claim else { return };
		let within = Moment::from(terms.answer_within).saturating_mul(SECOND);
		let answered = match claim.answer {
			Some((_, at)) => at,
			None => {
				let silent = claim.at.saturating_add(within);
				if time <= silent {
					return;
				}
				if terms.silence == Silence::Accepts {
					return self.answer_claim(is_act, Balance::MAX, silent);
				}
				claim.answer = Some((0, silent));
				silent
			},
		};
		if time > answered.saturating_add(within) {
			self.claim = None;
		}
	}

	/// The other accepts at `at` so much of the claim, and no more than it is.
	pub fn answer_claim(&mut self, is_act: bool, accepted: Balance, at: Moment) {
		let Some(claim) = &mut self.claim else { return };
		let (amount, claimed_at) = (claim.amount, claim.at);
		let accepted = accepted.min(amount);
		claim.answer = Some((accepted, at));
		if accepted == amount {
			self.claim = None;
			self.claims = 0;
		}
		self.accept(is_act, accepted, claimed_at, at);
	}
}

impl<AccountId: PartialEq, Condition> Terms<AccountId, Condition> {
	/// When something is that the terms name, in an agreement that was activated and ends at these times. `None` if that is not
	/// known yet, or never.
	pub fn moment(&self, when: &When, activated_at: Moment, ends_at: Option<Moment>) -> Option<Moment> {
		match when {
			When::At(at) => Some(*at),
			When::Activation(span) => calendar::after(activated_at, *span, 1),
			When::End(span) => calendar::after(ends_at?, *span, 1),
		}
	}

	/// When it ends by the terms alone; `None` if they name no end.
	pub fn natural_end(&self, activated_at: Moment) -> Option<Moment> {
		let term = self.term.as_ref()?;
		match term.renewal {
			Renewal::Ends => calendar::after(activated_at, term.minimum, 1),
			Renewal::Terms(_) | Renewal::Open => None,
		}
	}

	/// When it ends by a notice at `now`; `None` if the terms let nobody give notice.
	///
	/// It is after `now`, so that all that has accrued by then stays.
	pub fn end_by_notice(&self, activated_at: Moment, now: Moment) -> Option<Moment> {
		let term = self.term.as_ref()?;
		let notice = Moment::from(term.notice?).checked_mul(SECOND)?;
		let earliest = now.checked_add(notice.max(1))?;
		let minimum = calendar::after(activated_at, term.minimum, 1)?;
		match term.renewal {
			Renewal::Ends => None,
			Renewal::Open => Some(minimum.max(earliest)),
			Renewal::Terms(_) if minimum >= earliest => Some(minimum),
			Renewal::Terms(span) => {
				// The end of the first term that ends at the earliest moment or later. Months are counted from the beginning, so
				// that a short month does not move all ends after it.
				let before = earliest.saturating_sub(1);
				if let (Span::Months(first), Span::Months(each)) = (term.minimum, span) {
					let months = calendar::completed(activated_at, Span::Months(1), before);
					let over = months.checked_sub(first.into())?.checked_div(each.into())?.checked_add(1)?;
					let months = over.checked_mul(each.into())?.checked_add(first.into())?;
					return calendar::after(activated_at, Span::Months(1), months);
				}
				let ended = calendar::completed(minimum, span, before);
				calendar::after(minimum, span, ended.checked_add(1)?)
			},
		}
	}
}

impl Progress {
	/// That of an agreement that begins.
	pub fn new(terms: H256, activated_at: Moment, records: BoundedVec<Record, ConstU32<MAX_OBLIGATIONS>>) -> Self {
		Self {
			terms,
			version: 0,
			activated_at,
			ends_at: None,
			named_ends: BoundedVec::new(),
			may_end: 0,
			closed_at: None,
			records,
		}
	}

	/// When it ends, or has ended; `None` if that is not known.
	pub fn end<AccountId: PartialEq, Condition>(&self, terms: &Terms<AccountId, Condition>) -> Option<Moment> {
		self.ends_at.or_else(|| terms.natural_end(self.activated_at))
	}

	/// What has happened to the obligation at a place.
	pub fn record(&self, place: u8) -> Option<&Record> {
		self.records.get(usize::from(place))
	}

	/// As [`Self::record`], to change it.
	pub fn record_mut(&mut self, place: u8) -> Option<&mut Record> {
		self.records.get_mut(usize::from(place))
	}
}
