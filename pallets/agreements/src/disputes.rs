//! Disputes: brought, decided, appealed.

use crate::{
	types::*,
	work::{hold, pay_held, release, Work},
	Config, Disputes, Error, Event, HoldReason, Pallet, TermsOf,
};
use alloc::vec::Vec;
use civitas_primitives::{
	agreements::{info::Fee, AgreementId, Arbitration, Balance, Dispute, Money, Ruling, Side, Stage, MAX_EVIDENCE},
	ActInspect, ContentHash, IdentityInspect,
};
use frame_support::{ensure, traits::Consideration, BoundedVec};
use sp_core::U256;
use sp_runtime::{DispatchError, DispatchResult};

/// How disputes are decided.
fn arbitration<T: Config>(terms: &TermsOf<T>) -> Result<&Arbitration<T::AccountId>, DispatchError> {
	Ok(terms.arbitration.as_ref().ok_or(Error::<T>::NoArbitration)?)
}

impl<T: Config> Pallet<T> {
	/// Bring a dispute; or in one, show evidence and advance the fee.
	pub(crate) fn do_dispute(
		who: &T::AccountId,
		agreement: AgreementId,
		place: u8,
		money: Money,
		fee: Balance,
		evidence: ContentHash,
	) -> Result<u32, DispatchError> {
		let mut work = Work::<T>::load(agreement)?;
		arbitration::<T>(&work.terms)?;
		let looked_at = work.find_late(place)?;
		let side = work.between(place)?.side(who).ok_or(Error::<T>::NotSide)?;
		work.ensure_counted(who, place)?;
		if work.standing(place)?.record.disputed != 0 {
			work.join_dispute(place, side, who, money, fee, evidence)?;
		} else {
			work.open_dispute(place, side, who, money, fee, evidence)?;
		}
		Ok(work.finish()?.saturating_add(looked_at))
	}

	/// Rule on a dispute.
	pub(crate) fn do_rule(
		who: &T::AccountId,
		agreement: AgreementId,
		place: u8,
		amount: Balance,
		may_end: bool,
	) -> Result<u32, DispatchError> {
		let mut work = Work::<T>::load(agreement)?;
		work.prepare()?;
		let mut stored = Disputes::<T>::get(agreement, place).ok_or(Error::<T>::DisputeUnknown)?;
		let terms = arbitration::<T>(&work.terms)?;
		let Stage::Rule { instance, .. } = stored.dispute.stage(terms, work.now) else {
			return Err(Error::<T>::NotYourTurn.into());
		};
		let arbiter = terms.instances.get(usize::from(instance)).ok_or(Error::<T>::NotYourTurn)?.clone();
		ensure!(arbiter.arbiter == *who, Error::<T>::NotYourTurn);
		let parties = work.terms.parties.iter().map(|party| party.account.clone());
		let concerned: Vec<_> = parties.chain([work.between(place)?.creditor]).collect();
		let (related, _) = T::Identities::any_related(core::slice::from_ref(who), &concerned);
		ensure!(!related, Error::<T>::ArbiterRelated);
		ensure!(amount <= stored.dispute.amount, Error::<T>::MoreThanDisputed);
		work.pay_arbiter(place, &mut stored.dispute, who, arbiter.fee, amount)?;
		stored.dispute.instance = instance;
		// What was offered was before one knew.
		stored.dispute.offered = 0;
		stored.dispute.ruling = Some(Ruling { amount, may_end, at: work.now });
		Disputes::<T>::insert(agreement, place, stored);
		Self::deposit_event(Event::Ruled { agreement, obligation: place, arbiter: who.clone(), amount, may_end });
		work.finish()
	}

	/// Bring a ruling before the next instance.
	pub(crate) fn do_appeal(
		who: &T::AccountId,
		agreement: AgreementId,
		place: u8,
		fee: Balance,
	) -> Result<u32, DispatchError> {
		let mut work = Work::<T>::load(agreement)?;
		work.prepare()?;
		let side = work.between(place)?.side(who).ok_or(Error::<T>::NotSide)?;
		work.ensure_counted(who, place)?;
		let mut stored = Disputes::<T>::get(agreement, place).ok_or(Error::<T>::DisputeUnknown)?;
		let terms = arbitration::<T>(&work.terms)?;
		let Stage::Appeal { instance, .. } = stored.dispute.stage(terms, work.now) else {
			return Err(Error::<T>::NotAppealable.into());
		};
		let next = instance.checked_add(1).ok_or(Error::<T>::NotAppealable)?;
		let needed = terms.advance(next);
		let dispute = &mut stored.dispute;
		// There is room for as much again.
		dispute.evidence = BoundedVec::new();
		(dispute.instance, dispute.since, dispute.by, dispute.ruling) = (next, work.now, side, None);
		advance::<T>(dispute, side, who, needed, fee)?;
		Disputes::<T>::insert(agreement, place, stored);
		Self::deposit_event(Event::Appealed { agreement, obligation: place, by: who.clone(), instance: next });
		work.finish()
	}
}

/// Hold the fee that a side advances.
fn advance<T: Config>(
	dispute: &mut Dispute,
	side: Side,
	who: &T::AccountId,
	needed: Balance,
	most: Balance,
) -> DispatchResult {
	ensure!(needed <= most, Error::<T>::FeeTooLow);
	hold::<T>(HoldReason::Fee, who, Money { asset: None, amount: needed })?;
	*dispute.advance_mut(side) = Some(needed);
	Ok(())
}

/// Note the hash of what a side has shown. If there are as many as can be, the newest takes the place of the oldest.
fn show<T: Config>(dispute: &mut Dispute, side: Side, evidence: ContentHash) -> DispatchResult {
	let shown = dispute.evidence.iter().filter(|(by, _)| *by == side).count();
	let oldest = dispute.evidence.iter().position(|(by, _)| *by == side);
	if let (true, Some(oldest)) = (shown >= MAX_EVIDENCE as usize, oldest) {
		dispute.evidence.remove(oldest);
	}
	// There is room for as many of both sides.
	dispute.evidence.try_push((side, evidence)).map_err(|_| Error::<T>::DisputeUnknown)?;
	Ok(())
}

impl<T: Config> Work<T> {
	fn open_dispute(
		&mut self,
		place: u8,
		side: Side,
		who: &T::AccountId,
		money: Money,
		fee: Balance,
		evidence: ContentHash,
	) -> DispatchResult {
		let (now, between) = (self.now, self.between(place)?);
		ensure!(between.asset.unwrap_or_default() == money.asset, Error::<T>::WrongAsset);
		ensure!(money.amount > 0, Error::<T>::AmountZero);
		let standing = self.standing(place)?;
		let record = standing.record;
		// What would lapse by a settlement cannot be kept from that by a dispute.
		let lapsed = record.lapsed.is_some() || !record.is_open() && standing.lapses(now, true).is_some();
		ensure!(!lapsed, Error::<T>::ObligationLapsed);
		let is_act = standing.is_act();
		let claimed_at = record.claim.as_ref().map(|claim| claim.at);
		let late = standing.late_since(now).map_or(0, |since| now.saturating_sub(since));
		// Of an open claim what is not accepted; else whatever is not paid yet.
		let open = match &record.claim {
			Some(claim) => claim.rest(),
			None => standing.disputable(now),
		};
		let unclaimed = open == 0 && standing.obligation.awaits.claim.is_some() && !is_act;
		ensure!(!unclaimed, Error::<T>::NoClaim);
		ensure!(money.amount <= open, Error::<T>::MoreThanOwed);
		// A claim is disputed as a whole: what of it is not in dispute is accepted by an answer.
		ensure!(record.claim.is_none() || money.amount == open, Error::<T>::ClaimInPart);
		// So is anything by a key with limits: it would keep stricter ones from disputing the rest.
		ensure!(money.amount == open || !T::Acts::is_limited(who), Error::<T>::FullKeyNeeded);
		let ticket = T::DisputeConsideration::new(who, Pallet::<T>::dispute_footprint())?;
		let mut dispute = Dispute {
			amount: money.amount,
			is_act,
			claimed_at,
			instance: 0,
			since: now,
			by: side,
			debtor_advance: None,
			creditor_advance: None,
			lateness: U256::zero(),
			longest_late: 0,
			evidence: BoundedVec::new(),
			ruling: None,
			offered: 0,
		};
		let record = self.record(place)?;
		if let Some(claim) = record.claim.take() {
			let claimant = if is_act { Side::Debtor } else { Side::Creditor };
			show::<T>(&mut dispute, claimant, claim.evidence)?;
			if !is_act {
				record.demand(money.amount, now);
			}
		}
		record.disputed = money.amount;
		// What is held is first for what was ordered before.
		let held = record.available().saturating_sub(record.ordered());
		record.frozen = held.min(money.amount);
		if side == Side::Debtor && !is_act {
			record.frozen = money.amount;
			let amount = money.amount.saturating_sub(held);
			let standing = self.standing(place)?;
			dispute.lateness = standing.lateness(amount, now);
			dispute.longest_late = late;
			self.hold_disputed(place, &between, Money { amount, ..money })?;
		}
		show::<T>(&mut dispute, side, evidence)?;
		let needed = arbitration::<T>(&self.terms)?.advance(0);
		advance::<T>(&mut dispute, side, who, needed, fee)?;
		let stored = DisputeRecord { dispute, depositor: who.clone(), ticket };
		Disputes::<T>::insert(self.id, place, stored);
		let Money { asset, amount } = money;
		let (agreement, by) = (self.id, who.clone());
		Pallet::<T>::deposit_event(Event::Disputed { agreement, obligation: place, by, asset, amount, evidence });
		Ok(())
	}

	/// Show evidence, advance the fee if that is wanted, and dispute more: otherwise whoever disputes a little first would keep the
	/// other from disputing the rest before it is paid or goes back.
	fn join_dispute(
		&mut self,
		place: u8,
		side: Side,
		who: &T::AccountId,
		money: Money,
		fee: Balance,
		evidence: ContentHash,
	) -> DispatchResult {
		let mut stored = Disputes::<T>::get(self.id, place).ok_or(Error::<T>::DisputeUnknown)?;
		let terms = arbitration::<T>(&self.terms)?;
		let Stage::Evidence { advance: wanted, instance, .. } = stored.dispute.stage(terms, self.now) else {
			return Err(Error::<T>::EvidenceTooLate.into());
		};
		if wanted == Some(side) {
			let needed = terms.advance(instance);
			advance::<T>(&mut stored.dispute, side, who, needed, fee)?;
		}
		show::<T>(&mut stored.dispute, side, evidence)?;
		let (agreement, obligation, by, Money { asset, amount }) = (self.id, place, who.clone(), money);
		let event = if amount > 0 {
			self.dispute_more(place, side, money, &mut stored.dispute)?;
			Event::Disputed { agreement, obligation, by, asset, amount, evidence }
		} else {
			Event::EvidenceShown { agreement, obligation, by, evidence }
		};
		Disputes::<T>::insert(self.id, place, stored);
		Pallet::<T>::deposit_event(event);
		Ok(())
	}

	fn dispute_more(&mut self, place: u8, side: Side, money: Money, dispute: &mut Dispute) -> DispatchResult {
		let (now, between) = (self.now, self.between(place)?);
		ensure!(between.asset.unwrap_or_default() == money.asset, Error::<T>::WrongAsset);
		let standing = self.standing(place)?;
		let record = standing.record;
		ensure!(money.amount <= standing.disputable(now), Error::<T>::MoreThanOwed);
		// Only who did not bring it: otherwise a little would become much when it is too late for the other to advance the fee.
		ensure!(side != dispute.by, Error::<T>::InDispute);
		let offers = if standing.is_act() { Side::Creditor } else { Side::Debtor };
		ensure!(side != offers || dispute.offered == 0, Error::<T>::OfferStands);
		// Saturating is right here and below: each is a part of what there can be.
		let held = record.available().saturating_sub(record.ordered()).min(money.amount);
		let wanted = if side == Side::Debtor { money.amount.saturating_sub(held) } else { 0 };
		let lateness = standing.lateness(wanted, now);
		if side == Side::Debtor && !standing.is_act() {
			let late = standing.late_since(now).map_or(0, |since| now.saturating_sub(since));
			dispute.longest_late = dispute.longest_late.max(late);
		}
		dispute.lateness = dispute.lateness.saturating_add(lateness);
		dispute.amount = dispute.amount.saturating_add(money.amount);
		self.hold_disputed(place, &between, Money { amount: wanted, ..money })?;
		let record = self.record(place)?;
		record.disputed = record.disputed.saturating_add(money.amount);
		record.frozen = record.frozen.saturating_add(held).saturating_add(wanted);
		Ok(())
	}

	/// Whoever rules gets the fee: from the only side that has advanced one, or from the one that loses. What else was advanced
	/// goes back.
	fn pay_arbiter(
		&mut self,
		place: u8,
		dispute: &mut Dispute,
		arbiter: &T::AccountId,
		fee: Balance,
		amount: Balance,
	) -> DispatchResult {
		let between = self.between(place)?;
		let both = dispute.debtor_advance.is_some() && dispute.creditor_advance.is_some();
		let payer = if both { dispute.loser(amount) } else { dispute.by };
		if fee > 0 {
			pay_held::<T>(HoldReason::Fee, between.account(payer), arbiter, Money { asset: None, amount: fee })?;
		}
		for side in [Side::Debtor, Side::Creditor] {
			let Some(advanced) = dispute.advance_mut(side).take() else { continue };
			// Saturating is right: what is advanced is enough for every fee.
			let rest = if side == payer { advanced.saturating_sub(fee) } else { advanced };
			release::<T>(HoldReason::Fee, between.account(side), Money { asset: None, amount: rest })?;
		}
		let fees = &mut self.agreement.fees;
		match fees.iter_mut().find(|known| known.arbiter == *arbiter) {
			Some(known) => known.fee.amount = known.fee.amount.saturating_add(fee),
			None => {
				let fee = Fee { arbiter: arbiter.clone(), fee: Money { asset: None, amount: fee } };
				// Beyond what there is room for, after amendments of who decides, the first ones are kept.
				fees.try_push(fee).ok();
			},
		}
		Ok(())
	}
}
