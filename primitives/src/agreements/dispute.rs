//! Disputes: whose turn it is is a function of what was agreed, of what has happened, and of the time.

use super::*;
use sp_core::{bounded::BoundedVec, ConstU32};

/// A side of an obligation.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Side {
	/// Who owes.
	#[codec(index = 0)]
	Debtor,
	/// To whom.
	#[codec(index = 1)]
	Creditor,
}

impl Side {
	/// The other one.
	pub fn other(self) -> Self {
		match self {
			Self::Debtor => Self::Creditor,
			Self::Creditor => Self::Debtor,
		}
	}
}

/// What is known of a dispute.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Dispute {
	/// How much is in dispute. \[balance\]
	pub amount: Balance,
	/// Whether it is about an act, of which 1 is that it is done.
	pub is_act: bool,
	/// When it was claimed, if it was.
	pub claimed_at: Option<Moment>,
	/// Before which instance it is, from 0 on, as of `since`.
	pub instance: u8,
	/// Since when.
	pub since: Moment,
	/// Who has brought it there.
	pub by: Side,
	/// What the debtor has advanced for fees. \[balance\]
	pub debtor_advance: Option<Balance>,
	/// What the creditor has. \[balance\]
	pub creditor_advance: Option<Balance>,
	/// The hashes of what the sides have shown.
	pub evidence: BoundedVec<(Side, ContentHash), ConstU32<{ 2 * MAX_EVIDENCE }>>,
	/// What was ruled last, and can still be appealed.
	pub ruling: Option<Ruling>,
	/// With how much the claimant would be content. \[balance\]
	pub asked: Option<Balance>,
	/// How much the other would accept. \[balance\]
	pub offered: Option<Balance>,
}

/// What an arbiter has ruled.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Ruling {
	/// How much of what is disputed is due; of an act, 1 if it is done. \[balance\]
	pub amount: Balance,
	/// Whether both sides may end the agreement.
	pub may_end: bool,
	/// When.
	pub at: Moment,
}

/// Where a dispute stands.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Stage {
	/// The sides give evidence.
	#[codec(index = 0)]
	Evidence {
		/// Before which instance, from 0 on.
		instance: u8,
		/// Who has to advance the fee, or loses.
		advance: Option<Side>,
		/// Until when.
		until: Moment,
	},
	/// An arbiter can rule.
	#[codec(index = 1)]
	Rule {
		/// Which instance, from 0 on.
		instance: u8,
		/// Until when.
		until: Moment,
	},
	/// The sides can appeal.
	#[codec(index = 2)]
	Appeal {
		/// Against which instance, from 0 on.
		instance: u8,
		/// Until when.
		until: Moment,
	},
	/// It is decided.
	#[codec(index = 3)]
	Decided(Ruling),
}

impl<AccountId> Arbitration<AccountId> {
	/// What a side advances that brings a dispute before this instance: enough for whichever rules, should those before be silent.
	/// \[balance\]
	pub fn advance(&self, instance: u8) -> Balance {
		self.instances.iter().skip(usize::from(instance)).map(|instance| instance.fee).max().unwrap_or_default()
	}
}

impl Dispute {
	/// What a side has advanced.
	pub fn advance(&self, side: Side) -> Option<Balance> {
		match side {
			Side::Debtor => self.debtor_advance,
			Side::Creditor => self.creditor_advance,
		}
	}

	/// As [`Self::advance`], to change it.
	pub fn advance_mut(&mut self, side: Side) -> &mut Option<Balance> {
		match side {
			Side::Debtor => &mut self.debtor_advance,
			Side::Creditor => &mut self.creditor_advance,
		}
	}

	/// How much is due if a side has its way.
	fn won_by(&self, side: Side) -> Balance {
		// Of an act it is the debtor who says that it is done.
		let all = (side == Side::Creditor) != self.is_act;
		if all { self.amount } else { 0 }
	}

	/// Who loses by a ruling: the creditor, if he gets less than half of what is disputed, and else the debtor. Of an act, the
	/// creditor if it is done.
	pub fn loser(&self, amount: Balance) -> Side {
		let half = self.amount / 2 + self.amount % 2;
		let creditor_wins = if self.is_act { amount == 0 } else { amount >= half };
		if creditor_wins { Side::Debtor } else { Side::Creditor }
	}

	/// Where it stands at `now`.
	pub fn stage<AccountId>(&self, arbitration: &Arbitration<AccountId>, now: Moment) -> Stage {
		let seconds = |seconds: Seconds| Moment::from(seconds).saturating_mul(1_000);
		let last = arbitration.instances.len().saturating_sub(1);
		if let Some(ruling) = self.ruling {
			let until = ruling.at.saturating_add(seconds(arbitration.appeal_within));
			let is_last = usize::from(self.instance) >= last;
			return if is_last {
				Stage::Decided(ruling)
			} else if now > until {
				Stage::Decided(Ruling { at: until, ..ruling })
			} else {
				Stage::Appeal { instance: self.instance, until }
			};
		}
		let missing = self.by.other();
		let advance = (arbitration.both_advance && self.advance(missing).is_none()).then_some(missing);
		// Who does not rule in time leaves it to the next.
		let mut since = self.since;
		for (instance, terms) in (0u8..).zip(&arbitration.instances).skip(usize::from(self.instance)) {
			let evidence_until = since.saturating_add(seconds(terms.evidence_within));
			if now <= evidence_until {
				return Stage::Evidence { instance, advance, until: evidence_until };
			}
			if advance.is_some() {
				let amount = self.won_by(self.by);
				return Stage::Decided(Ruling { amount, may_end: false, at: evidence_until });
			}
			let rule_until = evidence_until.saturating_add(seconds(terms.rule_within));
			if now <= rule_until {
				return Stage::Rule { instance, until: rule_until };
			}
			since = rule_until;
		}
		let amount = arbitration.default.of(self.amount);
		Stage::Decided(Ruling { amount, may_end: false, at: since })
	}

	/// How much is agreed on, if the two sides meet: all is asked at first, and nothing offered.
	pub fn agreed(&self) -> Option<Balance> {
		let (asked, offered) = (self.asked.unwrap_or(self.amount), self.offered.unwrap_or_default());
		(offered >= asked).then_some(asked)
	}
}

impl Record {
	/// A dispute is decided: so much of what is disputed is due, since `at`, whatever else it awaits.
	pub fn decide(&mut self, dispute: &Dispute, amount: Balance, at: Moment) {
		let amount = amount.min(dispute.amount);
		self.claims = 0;
		self.disputed = 0;
		if dispute.is_act {
			return self.accept(true, amount, dispute.claimed_at.unwrap_or(at), at);
		}
		// Saturating is right: no more is disputed than there can be.
		self.forgiven = self.forgiven.saturating_add(dispute.amount.saturating_sub(amount));
		self.ordered = Some(Part { upto: self.settled().saturating_add(amount), since: at });
	}
}
