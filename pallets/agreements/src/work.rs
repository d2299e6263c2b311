//! Settling: what is due is paid, what is no longer needed goes back, and nothing that one obligation meets stops another.

use crate::{types::*, Agreements, Config, Disputes, Error, Event, HoldReason, Pallet, StoredTerms, TermsOf};
use alloc::vec::Vec;
use civitas_primitives::{
	agreements::{
		self, AgreementId, Asset, Balance, Conditions, Money, Obligation, Outcome as Answer, Performance, Position,
		Record, Ruling, Side, Stage, Standing,
	},
	certification::{CertificateInspect, Expected},
	Moment,
};
use frame_support::{
	ensure,
	storage::with_storage_layer,
	traits::{
		fungibles::{Inspect, Mutate, MutateHold},
		tokens::{DepositConsequence, Fortitude, Precision, Preservation, Provenance, Restriction},
		Time,
	},
};
use sp_runtime::{DispatchError, DispatchResult};

/// An agreement that is worked on.
pub(crate) struct Work<T: Config> {
	/// Its identifier.
	pub id: AgreementId,
	/// The terms in force.
	pub terms: TermsOf<T>,
	/// What is stored of it.
	pub agreement: Agreement<T>,
	/// The time.
	pub now: Moment,
	/// What has left what debtors had free, to be paid or held.
	pub left: Vec<(T::AccountId, Money)>,
}

/// Between whom and in what an obligation is.
pub(crate) struct Between<T: Config> {
	/// Who owes.
	pub debtor: T::AccountId,
	/// To whom.
	pub creditor: T::AccountId,
	/// In which asset; `None` if it is an act.
	pub asset: Option<Asset>,
}

impl<T: Config> Between<T> {
	/// On which side someone is.
	pub fn side(&self, who: &T::AccountId) -> Option<Side> {
		if *who == self.debtor {
			Some(Side::Debtor)
		} else if *who == self.creditor {
			Some(Side::Creditor)
		} else {
			None
		}
	}

	/// Who is on a side.
	pub fn account(&self, side: Side) -> &T::AccountId {
		match side {
			Side::Debtor => &self.debtor,
			Side::Creditor => &self.creditor,
		}
	}
}

/// What is at most free of an asset in an account.
pub(crate) fn free<T: Config>(asset: Asset, who: &T::AccountId) -> Balance {
	T::Assets::reducible_balance(asset, who, Preservation::Preserve, Fortitude::Polite)
}

/// Put something on hold. What has no amount needs no hold.
pub(crate) fn hold<T: Config>(reason: HoldReason, who: &T::AccountId, money: Money) -> DispatchResult {
	if money.amount == 0 {
		return Ok(());
	}
	with_storage_layer(|| T::Holds::hold(money.asset, &reason.into(), who, money.amount))
}

/// Give back what is on hold.
pub(crate) fn release<T: Config>(reason: HoldReason, who: &T::AccountId, money: Money) -> DispatchResult {
	if money.amount == 0 {
		return Ok(());
	}
	with_storage_layer(|| {
		T::Holds::release(money.asset, &reason.into(), who, money.amount, Precision::Exact)?;
		Ok(())
	})
}

/// Pay from what is on hold. Whatever else locks the account does not stop it.
pub(crate) fn pay_held<T: Config>(
	reason: HoldReason,
	from: &T::AccountId,
	to: &T::AccountId,
	money: Money,
) -> DispatchResult {
	let Money { asset, amount } = money;
	with_storage_layer(|| {
		let (exact, free, force) = (Precision::Exact, Restriction::Free, Fortitude::Force);
		T::Holds::transfer_on_hold(asset, &reason.into(), from, to, amount, exact, free, force)?;
		Ok(())
	})
}

/// Pay from what is free.
pub(crate) fn pay_free<T: Config>(from: &T::AccountId, to: &T::AccountId, money: Money) -> DispatchResult {
	let Money { asset, amount } = money;
	// A transfer of assets would go on without: as if what is minted to the limit could still be received.
	let can = T::Assets::can_deposit(asset, to, amount, Provenance::Minted);
	ensure!(can == DepositConsequence::Success, Error::<T>::CannotReceive);
	with_storage_layer(|| {
		T::Assets::transfer(asset, from, to, amount, Preservation::Preserve)?;
		Ok(())
	})
}

impl<T: Config> Work<T> {
	/// That of an agreement that was signed.
	pub fn load(id: AgreementId) -> Result<Self, DispatchError> {
		let Some(Entry::Agreement(agreement)) = Agreements::<T>::get(id) else {
			return Err(Error::<T>::AgreementUnknown.into());
		};
		let terms = StoredTerms::<T>::get(agreement.progress.terms).ok_or(Error::<T>::AgreementUnknown)?;
		Ok(Self { id, terms, agreement, now: T::Time::now(), left: Vec::new() })
	}

	/// Store what has become of it.
	pub fn save(self) {
		Agreements::<T>::insert(self.id, Entry::Agreement(self.agreement));
	}

	/// The places of its obligations, in their order.
	pub fn places(&self) -> impl Iterator<Item = u8> {
		(0u8..).zip(0..self.terms.obligations.len()).map(|(place, _)| place)
	}

	/// How many obligations it has.
	pub fn size(&self) -> u32 {
		u32::try_from(self.terms.obligations.len()).unwrap_or(u32::MAX)
	}

	/// The obligation at a place.
	pub fn obligation(&self, place: u8) -> Result<&Obligation<T::AccountId, crate::ConditionOf<T>>, DispatchError> {
		Ok(self.terms.obligation(place).ok_or(Error::<T>::ObligationUnknown)?)
	}

	/// What has happened to the obligation at a place.
	pub fn record(&mut self, place: u8) -> Result<&mut Record, DispatchError> {
		Ok(self.agreement.progress.record_mut(place).ok_or(Error::<T>::ObligationUnknown)?)
	}

	/// The obligation at a place, with what has happened to it.
	pub fn standing(&self, place: u8) -> Result<Standing<'_, T::AccountId, crate::ConditionOf<T>>, DispatchError> {
		let standing = Standing::of(&self.terms, &self.agreement.progress, place);
		Ok(standing.ok_or(Error::<T>::ObligationUnknown)?)
	}

	/// How the obligation at a place stands.
	pub fn position(&self, place: u8) -> Result<Position, DispatchError> {
		Ok(self.standing(place)?.position(self.now))
	}

	/// Between whom the obligation at a place is.
	pub fn between(&self, place: u8) -> Result<Between<T>, DispatchError> {
		let obligation = self.obligation(place)?;
		let unknown = Error::<T>::ObligationUnknown;
		Ok(Between {
			debtor: self.terms.party(obligation.debtor).ok_or(unknown)?.clone(),
			creditor: self.terms.creditor(&obligation.creditor).ok_or(Error::<T>::ObligationUnknown)?.clone(),
			asset: self.terms.asset(place),
		})
	}

	/// Whether it has ended.
	pub fn has_ended(&self) -> bool {
		self.agreement.progress.end(&self.terms).is_some_and(|end| end <= self.now)
	}

	/// What time has done to all obligations, and what is found true of what they await. Nothing is paid.
	pub fn prepare(&mut self) -> DispatchResult {
		self.places().try_for_each(|place| self.prepare_one(place, None))
	}

	/// Everything that can move moves.
	pub fn settle(&mut self, presented: &[Presented]) -> DispatchResult {
		ensure!(presented.iter().all(|one| self.obligation(one.obligation).is_ok()), Error::<T>::ObligationUnknown);
		for place in self.places() {
			let mut certified = None;
			for one in presented.iter().filter(|one| one.obligation == place) {
				certified = Some(self.certified(one)?);
			}
			self.prepare_one(place, certified)?;
			let freely = self.pay(place)?;
			self.agreement.progress.conclude(&self.terms, place, self.now, freely);
		}
		self.close();
		Ok(())
	}

	/// Note that nothing can move any more.
	fn close(&mut self) {
		// What has only signatures, and no end, stands.
		let is_over = self.has_ended() || self.terms.term.is_none() && !self.terms.obligations.is_empty();
		let progress = &mut self.agreement.progress;
		if progress.closed_at.is_none() && is_over && progress.is_done(&self.terms, self.now) {
			progress.closed_at = Some(self.now);
			Pallet::<T>::deposit_event(Event::Closed { agreement: self.id });
		}
	}

	fn prepare_one(&mut self, place: u8, certified: Option<Moment>) -> DispatchResult {
		if self.standing(place)?.record.disputed != 0 {
			self.roll_dispute(place)?;
		}
		let standing = self.standing(place)?;
		let (record, condition) = (standing.record, &standing.obligation.awaits.condition);
		let answer = match condition {
			Some(condition) if record.found.condition.is_none() && !record.lapsed => T::Conditions::outcome(condition),
			_ => Answer::Pending,
		};
		self.agreement.progress.prepare(&self.terms, place, self.now, certified, answer);
		Ok(())
	}

	/// Since when a certificate is valid that an obligation awaits.
	fn certified(&self, presented: &Presented) -> Result<Moment, DispatchError> {
		let awaited = &self.obligation(presented.obligation)?.awaits.certificate;
		let awaited = awaited.as_ref().ok_or(Error::<T>::CertificateNotAwaited)?;
		let expected = Expected {
			network: Some(awaited.network),
			schema: Some(awaited.schema),
			subject: Some(awaited.subject.clone()),
			..Default::default()
		};
		let verification = T::Certificates::verify(presented.certificate, &expected, None);
		let evidence = verification.dossier.and_then(|dossier| dossier.certificate.evidence);
		ensure!(verification.valid, Error::<T>::CertificateInvalid);
		ensure!(evidence == Some(self.agreement.progress.terms), Error::<T>::CertificateInvalid);
		Ok(verification.since.unwrap_or(self.now))
	}

	/// Pay what is owed of an obligation, as far as there is something, hold what is to be held, and give back what is held for
	/// nothing. Whether something was paid from what was free.
	fn pay(&mut self, place: u8) -> Result<bool, DispatchError> {
		let between = self.between(place)?;
		let Some(asset) = between.asset else {
			self.note_act(place)?;
			return Ok(false);
		};
		let owed = self.position(place)?.owed;
		let held = owed.min(self.record(place)?.available());
		if held > 0 {
			let money = Money { asset, amount: held };
			if pay_held::<T>(HoldReason::Obligation, &between.debtor, &between.creditor, money).is_ok() {
				let record = self.record(place)?;
				record.held = record.held.saturating_sub(held);
				record.paid = record.paid.saturating_add(held);
				self.event_paid(place, &between, money);
			}
		}
		// Saturating is right: it is a part of it.
		let freely = self.pay_freely(place, &between, asset, owed.saturating_sub(held))?;
		let wanted = self.standing(place)?.to_hold(self.now).min(free::<T>(asset, &between.debtor));
		self.hold(place, &between, Money { asset, amount: wanted }).ok();
		self.pay_interest(place, &between, asset)?;
		let amount = self.standing(place)?.surplus();
		self.give_back(place, &between, Money { asset, amount }).ok();
		Ok(freely)
	}

	fn pay_freely(
		&mut self,
		place: u8,
		between: &Between<T>,
		asset: Asset,
		owed: Balance,
	) -> Result<bool, DispatchError> {
		if owed == 0 {
			return Ok(false);
		}
		let money = Money { asset, amount: owed.min(free::<T>(asset, &between.debtor)) };
		if money.amount == 0 {
			return Ok(false);
		}
		if pay_free::<T>(&between.debtor, &between.creditor, money).is_err() {
			// What the creditor cannot take is held for him.
			self.hold(place, between, money).ok();
			return Ok(false);
		}
		self.note_covered(place, money.amount)?;
		let record = self.record(place)?;
		record.funded = record.funded.saturating_add(money.amount);
		record.paid = record.paid.saturating_add(money.amount);
		self.left.push((between.debtor.clone(), money));
		self.event_paid(place, between, money);
		Ok(true)
	}

	/// Interest comes last: once nothing else is owed.
	fn pay_interest(&mut self, place: u8, between: &Between<T>, asset: Asset) -> DispatchResult {
		let earned = self.standing(place)?.earned(self.now);
		if earned == 0 || self.position(place)?.owed != 0 {
			return Ok(());
		}
		let money = Money { asset, amount: earned.min(free::<T>(asset, &between.debtor)) };
		if money.amount == 0 || pay_free::<T>(&between.debtor, &between.creditor, money).is_err() {
			return Ok(());
		}
		let record = self.record(place)?;
		record.funded = record.funded.saturating_add(money.amount);
		record.interest_paid = record.interest_paid.saturating_add(money.amount);
		self.left.push((between.debtor.clone(), money));
		let (from, to) = (between.debtor.clone(), between.creditor.clone());
		let Money { asset, amount } = money;
		let event = Event::InterestPaid { agreement: self.id, obligation: place, from, to, asset, amount };
		Pallet::<T>::deposit_event(event);
		Ok(())
	}

	/// Put something on hold for an obligation.
	pub fn hold(&mut self, place: u8, between: &Between<T>, money: Money) -> DispatchResult {
		if money.amount == 0 {
			return Ok(());
		}
		hold::<T>(HoldReason::Obligation, &between.debtor, money)?;
		self.note_covered(place, money.amount)?;
		let now = self.now;
		let record = self.record(place)?;
		record.funded = record.funded.saturating_add(money.amount);
		record.held = record.held.saturating_add(money.amount);
		record.held_at = now;
		self.left.push((between.debtor.clone(), money));
		let Money { asset, amount } = money;
		let who = between.debtor.clone();
		Pallet::<T>::deposit_event(Event::Held { agreement: self.id, obligation: place, who, asset, amount });
		Ok(())
	}

	/// Give back what is on hold for an obligation.
	pub fn give_back(&mut self, place: u8, between: &Between<T>, money: Money) -> DispatchResult {
		if money.amount == 0 {
			return Ok(());
		}
		release::<T>(HoldReason::Obligation, &between.debtor, money)?;
		let record = self.record(place)?;
		record.held = record.held.saturating_sub(money.amount);
		record.refunded = record.refunded.saturating_add(money.amount);
		let Money { asset, amount } = money;
		let who = between.debtor.clone();
		Pallet::<T>::deposit_event(Event::Released { agreement: self.id, obligation: place, who, asset, amount });
		Ok(())
	}

	/// How late those units are that are covered now.
	fn note_covered(&mut self, place: u8, amount: Balance) -> DispatchResult {
		let now = self.now;
		let standing = self.standing(place)?;
		let (lateness, since) = (standing.lateness(amount, now), standing.late_since(now));
		let record = self.record(place)?;
		record.lateness = record.lateness.saturating_add(lateness);
		record.longest_late = record.longest_late.max(since.map_or(0, |since| now.saturating_sub(since)));
		Ok(())
	}

	/// How late an act was done.
	fn note_act(&mut self, place: u8) -> DispatchResult {
		let standing = self.standing(place)?;
		if standing.record.paid == 0 || standing.record.fulfilled_at.is_some() {
			return Ok(());
		}
		let done_at = standing.record.held_at;
		let late = standing.act_late(done_at);
		self.record(place)?.longest_late = late;
		Ok(())
	}

	fn event_paid(&self, place: u8, between: &Between<T>, money: Money) {
		let (from, to) = (between.debtor.clone(), between.creditor.clone());
		let Money { asset, amount } = money;
		Pallet::<T>::deposit_event(Event::Paid { agreement: self.id, obligation: place, from, to, asset, amount });
	}

	/// What time has done to a dispute.
	fn roll_dispute(&mut self, place: u8) -> DispatchResult {
		let Some(stored) = Disputes::<T>::get(self.id, place) else { return Ok(()) };
		let Some(arbitration) = &self.terms.arbitration else { return Ok(()) };
		match stored.dispute.stage(arbitration, self.now) {
			Stage::Decided(ruling) => self.decide(place, stored, ruling),
			Stage::Evidence { .. } | Stage::Rule { .. } | Stage::Appeal { .. } => Ok(()),
		}
	}

	/// A dispute is over.
	pub fn decide(&mut self, place: u8, stored: DisputeRecord<T>, ruling: Ruling) -> DispatchResult {
		let between = self.between(place)?;
		for side in [Side::Debtor, Side::Creditor] {
			let amount = stored.dispute.advance(side).unwrap_or_default();
			release::<T>(HoldReason::Fee, between.account(side), Money { asset: None, amount })?;
		}
		if ruling.may_end {
			let obligation = self.obligation(place)?;
			let creditor = match obligation.creditor {
				agreements::Creditor::Party(creditor) => 1u16.checked_shl(creditor.into()),
				agreements::Creditor::Account(_) => None,
			};
			let debtor = 1u16.checked_shl(obligation.debtor.into());
			self.agreement.progress.may_end |= debtor.unwrap_or_default() | creditor.unwrap_or_default();
		}
		self.record(place)?.decide(&stored.dispute, ruling.amount, ruling.at);
		Disputes::<T>::remove(self.id, place);
		crate::deposits::give_back_dispute::<T>(&stored)?;
		let (agreement, obligation, amount) = (self.id, place, ruling.amount);
		Pallet::<T>::deposit_event(Event::DisputeDecided { agreement, obligation, amount, at: ruling.at });
		Ok(())
	}

	/// Whether an obligation is an act.
	pub fn is_act(&self, place: u8) -> Result<bool, DispatchError> {
		Ok(matches!(self.obligation(place)?.performance, Performance::Act { .. }))
	}
}
