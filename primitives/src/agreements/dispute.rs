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
	/// How late those units were, in milliseconds times amount, that the debtor has put on hold for it. In proportion to what is due
	/// of what is disputed they bear interest.
	pub lateness: U256,
	/// The longest that any of them was late, in milliseconds.
	pub longest_late: Moment,
	/// The hashes of what the sides have shown before this instance.
	pub evidence: BoundedVec<(Side, ContentHash), ConstU32<{ 2 * MAX_EVIDENCE }>>,
	/// What was ruled last, and can still be appealed.
	pub ruling: Option<Ruling>,
	/// How much the side that is claimed from would accept; of an act, 1 if it is done. \[balance\]
	pub offered: Balance,
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
		if all {
			self.amount
		} else {
			0
		}
	}

	/// Who loses by a ruling: the creditor, if he gets less than half of what is disputed, and else the debtor. Of an act, the
	/// creditor if it is done.
	pub fn loser(&self, amount: Balance) -> Side {
		let half = self.amount / 2 + self.amount % 2;
		let creditor_wins = if self.is_act { amount == 0 } else { amount >= half };
		if creditor_wins {
			Side::Debtor
		} else {
			Side::Creditor
		}
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

	/// The creditor waives so much of it.
	pub fn concede(&mut self, amount: Balance) {
		let rest = self.amount.saturating_sub(amount);
		self.lateness = self.lateness_of(rest);
		self.amount = rest;
		if let Some(ruling) = &mut self.ruling {
			ruling.amount = ruling.amount.min(rest);
		}
	}

	/// The lateness of so much of what is disputed, in proportion, rounded down.
	fn lateness_of(&self, amount: Balance) -> U256 {
		if self.amount == 0 {
			return U256::zero();
		}
		// An amount has 128 bits and a lateness 64 more: together too many only for what is late for longer than time.
		self.lateness.saturating_mul(amount.into()) / U256::from(self.amount)
	}

	/// Whether the sides have met: all that is still disputed is offered.
	pub fn is_settled(&self) -> bool {
		self.offered >= self.amount
	}
}

impl Record {
	/// A dispute is decided: so much of what is disputed is due, since `at`, whatever else it awaits.
	pub fn decide(&mut self, dispute: &Dispute, amount: Balance, at: Moment) {
		let amount = amount.min(dispute.amount);
		self.claims = 0;
		self.disputed = 0;
		self.frozen = 0;
		if dispute.is_act {
			return self.accept(true, amount, dispute.claimed_at.unwrap_or(at), at);
		}
		self.lateness = self.lateness.saturating_add(dispute.lateness_of(amount));
		if amount > 0 {
			self.longest_late = self.longest_late.max(dispute.longest_late);
		}
		// What was ordered before stays, with its date. Saturating is right: no more is disputed than there can be.
		self.forgive(dispute.amount.saturating_sub(amount));
		if amount < dispute.amount {
			self.forgiven_at = self.forgiven_at.max(at);
		}
		self.order(amount, at);
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// When the dispute was brought.
	const SINCE: Moment = 1_700_000_000_000;
	const HALF: Fraction = Fraction { numerator: 1, denominator: 2 };
	/// The time for evidence and the time to rule of each instance, in seconds: all different, so that none is taken for another.
	const WINDOWS: [(Seconds, Seconds); 3] = [(10, 20), (40, 80), (160, 320)];
	const APPEAL: Seconds = 7;

	fn arbitration(instances: usize, both_advance: bool) -> Arbitration<u8> {
		let instance =
			|(arbiter, (evidence_within, rule_within))| Instance { arbiter, fee: 100, evidence_within, rule_within };
		Arbitration {
			instances: (0u8..).zip(WINDOWS).take(instances).map(instance).collect::<Vec<_>>().try_into().unwrap(),
			both_advance,
			appeal_within: APPEAL,
			default: HALF,
		}
	}

	/// Of 9, by the creditor, who has advanced the fee.
	fn dispute() -> Dispute {
		Dispute {
			amount: 9,
			is_act: false,
			claimed_at: None,
			instance: 0,
			since: SINCE,
			by: Side::Creditor,
			debtor_advance: None,
			creditor_advance: Some(100),
			lateness: U256::zero(),
			longest_late: 0,
			evidence: BoundedVec::new(),
			ruling: None,
			offered: 0,
		}
	}

	fn seconds(seconds: Seconds) -> Moment {
		Moment::from(seconds) * 1_000
	}

	fn decided(amount: Balance, at: Moment) -> Stage {
		Stage::Decided(Ruling { amount, may_end: false, at })
	}

	/// Each stage holds from the millisecond after the one before until its own last millisecond.
	fn check(dispute: &Dispute, arbitration: &Arbitration<u8>, stages: &[(Stage, Moment)], end: Stage) {
		let mut from = dispute.since;
		for (stage, until) in stages {
			assert_eq!(dispute.stage(arbitration, from), *stage, "from {from}");
			assert_eq!(dispute.stage(arbitration, *until), *stage, "until {until}");
			from = until + 1;
		}
		assert_eq!(dispute.stage(arbitration, from), end, "from {from}");
		assert_eq!(dispute.stage(arbitration, Moment::MAX), end, "for ever");
	}

	/// The stages from an instance on, if nobody rules; and when the last is over.
	fn silent(first: usize, instances: usize, since: Moment, advance: Option<Side>) -> (Vec<(Stage, Moment)>, Moment) {
		let (mut stages, mut at) = (Vec::new(), since);
		for (instance, (evidence, rule)) in (0u8..).zip(WINDOWS).take(instances).skip(first) {
			let until = at + seconds(evidence);
			stages.push((Stage::Evidence { instance, advance, until }, until));
			at = until + seconds(rule);
			stages.push((Stage::Rule { instance, until: at }, at));
		}
		(stages, at)
	}

	#[test]
	fn silence_leads_from_instance_to_instance_and_to_the_default() {
		for instances in 1..=3 {
			let (stages, end) = silent(0, instances, SINCE, None);
			check(&dispute(), &arbitration(instances, false), &stages, decided(4, end));
			// If both have advanced it is the same.
			let both = Dispute { debtor_advance: Some(100), ..dispute() };
			check(&both, &arbitration(instances, true), &stages, decided(4, end));
		}
		assert_eq!(silent(0, 1, SINCE, None).1, SINCE + 30_000, "as written out");
		assert_eq!(silent(0, 3, SINCE, None).1, SINCE + 630_000, "as written out");
	}

	#[test]
	fn the_default_is_a_part_of_what_is_disputed() {
		for (default, amount) in [
			(Fraction { numerator: 0, denominator: 1 }, 0),
			(Fraction::ALL, 9),
			(HALF, 4),
			(Fraction { numerator: 2, denominator: 3 }, 6),
		] {
			let arbitration = Arbitration { default, ..arbitration(2, false) };
			let end = silent(0, 2, SINCE, None).1;
			assert_eq!(dispute().stage(&arbitration, end + 1), decided(amount, end));
		}
		// Half an act is none.
		let act = Dispute { amount: 1, is_act: true, ..dispute() };
		assert_eq!(act.stage(&arbitration(1, false), Moment::MAX), decided(0, SINCE + 30_000));
		let all = Arbitration { default: Fraction::ALL, ..arbitration(1, false) };
		assert_eq!(act.stage(&all, Moment::MAX), decided(1, SINCE + 30_000));
	}

	#[test]
	fn who_does_not_advance_when_both_must_loses() {
		for (by, is_act, amount, won) in [
			(Side::Creditor, false, 9, 9),
			(Side::Debtor, false, 9, 0),
			// Of an act, it is the debtor who says that it is done.
			(Side::Creditor, true, 1, 0),
			(Side::Debtor, true, 1, 1),
		] {
			let mut dispute = Dispute { amount, is_act, by, creditor_advance: None, ..dispute() };
			*dispute.advance_mut(by) = Some(100);
			for instances in 1..=3 {
				let arbitration = arbitration(instances, true);
				let until = SINCE + 10_000;
				let evidence = Stage::Evidence { instance: 0, advance: Some(by.other()), until };
				check(&dispute, &arbitration, &[(evidence, until)], decided(won, until));
				// Once he has, it goes on.
				let mut both = dispute.clone();
				*both.advance_mut(by.other()) = Some(100);
				let (stages, end) = silent(0, instances, SINCE, None);
				check(&both, &arbitration, &stages, decided(HALF.of(amount), end));
			}
			// One advance is enough where the terms do not ask for both.
			let stage = dispute.stage(&arbitration(1, false), SINCE + 10_001);
			assert_eq!(stage, Stage::Rule { instance: 0, until: SINCE + 30_000 });
		}
	}

	#[test]
	fn a_ruling_can_be_appealed_unless_it_is_the_last() {
		let ruling = Ruling { amount: 5, may_end: true, at: SINCE + 12_345 };
		for instances in 1..=3usize {
			for instance in 0..instances {
				let instance = u8::try_from(instance).unwrap();
				let ruled = Dispute { instance, since: SINCE + 1, ruling: Some(ruling), ..dispute() };
				for both_advance in [false, true] {
					let arbitration = arbitration(instances, both_advance);
					let until = ruling.at + seconds(APPEAL);
					let stage = |now| ruled.stage(&arbitration, now);
					if usize::from(instance) + 1 == instances {
						assert_eq!([stage(ruling.at), stage(until), stage(until + 1)], [Stage::Decided(ruling); 3]);
					} else {
						let appeal = Stage::Appeal { instance, until };
						assert_eq!([stage(ruling.at), stage(until)], [appeal; 2]);
						// What it says stays, and it holds since the last moment of the appeal.
						assert_eq!(stage(until + 1), Stage::Decided(Ruling { at: until, ..ruling }));
					}
				}
			}
		}
	}

	#[test]
	fn an_appeal_begins_with_the_windows_of_its_instance() {
		let since = SINCE + 1_234_567;
		for (instance, instances) in [(1u8, 2), (1, 3), (2, 3)] {
			let appealed = Dispute { instance, since, by: Side::Debtor, debtor_advance: Some(100), ..dispute() };
			let first = usize::from(instance);
			let (stages, end) = silent(first, instances, since, None);
			check(&appealed, &arbitration(instances, false), &stages, decided(4, end));
			check(&appealed, &arbitration(instances, true), &stages, decided(4, end));
			let alone = Dispute { creditor_advance: None, ..appealed };
			let until = since + seconds(WINDOWS[first].0);
			let evidence = Stage::Evidence { instance, advance: Some(Side::Creditor), until };
			check(&alone, &arbitration(instances, true), &[(evidence, until)], decided(0, until));
		}
	}

	#[test]
	fn without_time_for_evidence_the_next_arbiter_has_his_turn_at_once() {
		let mut arbitration = arbitration(2, false);
		arbitration.instances.iter_mut().for_each(|instance| instance.evidence_within = 0);
		let stage = |now| dispute().stage(&arbitration, now);
		// What was brought in this millisecond can still be answered in it.
		assert_eq!(stage(SINCE), Stage::Evidence { instance: 0, advance: None, until: SINCE });
		assert_eq!(stage(SINCE + 1), Stage::Rule { instance: 0, until: SINCE + 20_000 });
		assert_eq!(stage(SINCE + 20_000), Stage::Rule { instance: 0, until: SINCE + 20_000 });
		assert_eq!(stage(SINCE + 20_001), Stage::Rule { instance: 1, until: SINCE + 100_000 });
		assert_eq!(stage(SINCE + 100_001), decided(4, SINCE + 100_000));
		// No time to appeal: only in the millisecond of the ruling.
		arbitration.appeal_within = 0;
		let ruling = Ruling { amount: 3, may_end: false, at: SINCE + 5 };
		let ruled = Dispute { ruling: Some(ruling), ..dispute() };
		assert_eq!(ruled.stage(&arbitration, ruling.at), Stage::Appeal { instance: 0, until: ruling.at });
		assert_eq!(ruled.stage(&arbitration, ruling.at + 1), Stage::Decided(ruling));
	}

	#[test]
	fn times_beyond_all_time_are_never_over() {
		let since = Moment::MAX - 5_000;
		let late = Dispute { since, ..dispute() };
		let evidence = Stage::Evidence { instance: 0, advance: None, until: Moment::MAX };
		assert_eq!(late.stage(&arbitration(3, false), Moment::MAX), evidence);
		let ruling = Ruling { amount: 3, may_end: false, at: since };
		let ruled = Dispute { ruling: Some(ruling), ..late };
		assert_eq!(ruled.stage(&arbitration(3, false), Moment::MAX), Stage::Appeal { instance: 0, until: Moment::MAX });
	}

	#[test]
	fn the_creditor_loses_if_he_gets_less_than_half() {
		for (amount, ruled, loser) in [
			(4, 0, Side::Creditor),
			(4, 1, Side::Creditor),
			(4, 2, Side::Debtor),
			(4, 4, Side::Debtor),
			(5, 2, Side::Creditor),
			(5, 3, Side::Debtor),
			(1, 0, Side::Creditor),
			(1, 1, Side::Debtor),
			(Balance::MAX, Balance::MAX / 2, Side::Creditor),
			(Balance::MAX, Balance::MAX / 2 + 1, Side::Debtor),
		] {
			assert_eq!(Dispute { amount, ..dispute() }.loser(ruled), loser, "{ruled} of {amount}");
		}
		let act = Dispute { amount: 1, is_act: true, ..dispute() };
		assert_eq!([act.loser(0), act.loser(1)], [Side::Debtor, Side::Creditor]);
	}

	#[test]
	fn an_advance_is_enough_for_whichever_instance_rules() {
		let mut arbitration = arbitration(3, false);
		for (instance, fee) in arbitration.instances.iter_mut().zip([30, 10, 20]) {
			instance.fee = fee;
		}
		assert_eq!([0, 1, 2, 3].map(|instance| arbitration.advance(instance)), [30, 20, 20, 0]);
	}

	#[test]
	fn the_sides_meet_where_all_is_offered_that_is_still_disputed() {
		for (amount, offered, settled) in [(9, 0, false), (9, 8, false), (9, 9, true), (5, 9, true), (0, 0, true)] {
			assert_eq!(Dispute { amount, offered, ..dispute() }.is_settled(), settled, "{offered} of {amount}");
		}
	}

	#[test]
	fn what_is_decided_is_due_and_the_rest_is_forgiven() {
		let mut record = Record { paid: 1, disputed: 9, claims: 3, ..Record::default() };
		record.decide(&dispute(), 4, SINCE);
		assert_eq!((record.disputed, record.claims, record.forgiven), (0, 0, 5));
		assert_eq!(record.orders.to_vec(), [Part { upto: 10, since: SINCE }]);
		// An act is done since it was claimed; one that is not done is not forgiven.
		let act = Dispute { amount: 1, is_act: true, claimed_at: Some(SINCE - 5), ..dispute() };
		let mut record = Record { disputed: 1, ..Record::default() };
		record.decide(&act, 0, SINCE);
		assert_eq!((record.paid, record.funded, record.forgiven, record.ordered_upto()), (0, 0, 0, 0));
		let mut record = Record { disputed: 1, ..Record::default() };
		record.decide(&act, 1, SINCE);
		assert_eq!((record.paid, record.funded, record.funded_at), (1, 1, SINCE - 5));
	}

	#[test]
	fn what_is_denied_or_waived_was_not_late() {
		let late = Dispute { lateness: U256::from(901), longest_late: 200, ..dispute() };
		for (amount, lateness, longest_late) in
			[(0, 10, 7), (1, 110, 200), (4, 410, 200), (9, 911, 200), (10, 911, 200)]
		{
			let mut record = Record { disputed: 9, lateness: U256::from(10), longest_late: 7, ..Record::default() };
			record.decide(&late, amount, SINCE);
			assert_eq!((record.lateness, record.longest_late), (U256::from(lateness), longest_late), "{amount}");
		}
		let ruling = Some(Ruling { amount: 7, may_end: true, at: SINCE });
		let mut conceded = Dispute { ruling, ..late.clone() };
		conceded.concede(1);
		assert_eq!((conceded.amount, conceded.lateness, conceded.ruling), (8, U256::from(800), ruling));
		conceded.concede(2);
		assert_eq!((conceded.amount, conceded.lateness), (6, U256::from(600)));
		assert_eq!(conceded.ruling.map(|ruling| (ruling.amount, ruling.may_end)), Some((6, true)));
		conceded.concede(6);
		assert_eq!((conceded.amount, conceded.lateness), (0, U256::zero()));
		// Nothing is too much.
		let mut most = Dispute { amount: Balance::MAX, lateness: U256::from(Balance::MAX) * 3, ..dispute() };
		most.concede(Balance::MAX - 1);
		assert_eq!((most.amount, most.lateness), (1, U256::from(3)));
	}
}
