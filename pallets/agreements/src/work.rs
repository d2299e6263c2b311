//! Settling: what is due is paid, what is no longer needed goes back, and nothing that one obligation meets stops another.

use crate::{types::*, Agreements, Config, Disputes, Error, Event, HoldReason, Pallet, StoredTerms, TermsOf};
use alloc::vec::Vec;
use civitas_primitives::{
	agreements::{
		bit, AgreementId, Asset, Balance, Conditions, Creditor, Findings, Funding, Money, Obligation,
		Outcome as Answer, Performance, Position, Record, Ruling, Side, Stage, Standing, When, MAX_OBLIGATIONS,
	},
	certification::{CertificateInspect, Expected},
	ActInspect, Moment,
};
use frame_support::{
	ensure,
	storage::with_storage_layer,
	traits::{
		fungibles::{Inspect, Mutate, MutateHold},
		tokens::{DepositConsequence, Fortitude, Precision, Preservation, Provenance},
		Get, Time,
	},
};
use sp_core::U256;
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
	/// Who has received which asset since it was last begun to go over the obligations.
	pub received: Vec<(T::AccountId, Asset)>,
}

/// By what one obligation follows from another, beside shares.
#[derive(Clone, Copy)]
struct Follows {
	/// That the other is fulfilled.
	fulfilled: bool,
	/// That the other is late.
	late: bool,
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
	with_storage_layer(|| civitas_money::give::<T::Holds, _>(money.asset, &reason.into(), from, to, money.amount))
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
		Ok(Self { id, terms, agreement, now: T::Time::now(), left: Vec::new(), received: Vec::new() })
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

	/// These obligations, which are bits, and those that follow from them: shares in them, and what awaits that they are fulfilled or
	/// late, as far as `counts` says that this matters.
	fn following(&self, mut places: u32, counts: Follows) -> u32 {
		for (place, obligation) in (0u32..).zip(&self.terms.obligations) {
			let awaits = |others: &[u16]| others.iter().any(|other| places & bit(*other) != 0);
			let follows = match obligation.performance {
				Performance::Share { of, .. } if places & bit(of) != 0 => true,
				_ => {
					counts.fulfilled && awaits(&obligation.awaits.fulfilled)
						|| counts.late && awaits(&obligation.awaits.late)
				},
			};
			if follows {
				places |= bit(place);
			}
		}
		places
	}

	/// That `who` is not on that side of any of these obligations, if it is acted as within limits: they would not count it.
	fn ensure_none(&self, who: &T::AccountId, side: Side, places: u32) -> DispatchResult {
		for place in self.places().filter(|place| places & bit(*place) != 0) {
			ensure!(self.between(place)?.account(side) != who, Error::<T>::FullKeyNeeded);
		}
		Ok(())
	}

	/// That whoever acts for `who` within limits does not bring about, by a claim of the obligation at this place, what these do not
	/// count: what `who` owes once it is fulfilled, or as a share of it.
	pub fn ensure_claim_counted(&self, who: &T::AccountId, place: u8) -> DispatchResult {
		if !T::Acts::is_limited(who) {
			return Ok(());
		}
		// An act does not become late by a claim, an amount may.
		let late = !self.is_act(place)?;
		let places = self.following(bit(place), Follows { fulfilled: true, late });
		self.ensure_none(who, Side::Debtor, places & !bit(place))
	}

	/// The same by what decides about it: also what `who` owes if it is late, or is owed as a share of it or if it is late.
	pub fn ensure_counted(&self, who: &T::AccountId, place: u8) -> DispatchResult {
		if !T::Acts::is_limited(who) {
			return Ok(());
		}
		let owed = self.following(bit(place), Follows { fulfilled: true, late: true });
		self.ensure_none(who, Side::Debtor, owed & !bit(place))?;
		let lost = self.following(bit(place), Follows { fulfilled: false, late: true });
		self.ensure_none(who, Side::Creditor, lost & !bit(place))
	}

	/// The same by the end: what `who` owes that is timed from it, or follows from what is, or awaits others, which may be over by it.
	pub fn ensure_end_counted(&self, who: &T::AccountId) -> DispatchResult {
		if !T::Acts::is_limited(who) {
			return Ok(());
		}
		let begins = |obligation: &Obligation<T::AccountId, crate::ConditionOf<T>>| {
			let from_end = matches!(obligation.performance.start(), Some(When::End(_)));
			from_end || obligation.awaits.others().next().is_some()
		};
		let places = self.places().zip(&self.terms.obligations).filter(|(_, obligation)| begins(obligation));
		let places = places.fold(0, |all, (place, _)| all | bit(place));
		self.ensure_none(who, Side::Debtor, self.following(places, Follows { fulfilled: true, late: true }))
	}

	/// Whether it has ended.
	pub fn has_ended(&self) -> bool {
		self.agreement.progress.end(&self.terms).is_some_and(|end| end <= self.now)
	}

	/// What time has done to all obligations, and what is found true of what they await. Nothing is paid.
	pub fn prepare(&mut self) -> DispatchResult {
		self.places().try_for_each(|place| self.prepare_one(place, None, false, self.now))
	}

	/// The same, to be looked at only: nothing is stored, and it must not be.
	pub fn peek(&mut self) -> DispatchResult {
		for place in self.places() {
			if let Some((stored, ruling)) = self.decided(place)? {
				self.apply(place, &stored, ruling)?;
			}
			self.find(place, None, false, self.now)?;
		}
		Ok(())
	}

	/// Everything that can move moves. How many obligations were looked at.
	///
	/// What someone receives by a later obligation may pay what he owes by an earlier one. So it goes over them anew, as long as that
	/// is so and no more are looked at than an agreement can have: what it costs is known before. Where payments are stopped nothing
	/// moves, and a later call settles.
	pub fn settle(&mut self, presented: &[Presented]) -> Result<u32, DispatchError> {
		let mut looked_at = 0;
		self.settle_within(presented, MAX_OBLIGATIONS, &mut looked_at)?;
		Ok(looked_at)
	}

	/// The same, and beyond the first time no more than `most` are looked at. `looked_at` counts them, also if it fails.
	pub fn settle_within(&mut self, presented: &[Presented], most: u32, looked_at: &mut u32) -> DispatchResult {
		ensure!(presented.iter().all(|one| self.obligation(one.obligation).is_ok()), Error::<T>::ObligationUnknown);
		if T::Stopped::get() {
			*looked_at = looked_at.saturating_add(self.size());
			return self.prepare();
		}
		let (mut presented, mut looked) = (presented, 0u32);
		loop {
			// Saturating is right: they are within a bound.
			looked = looked.saturating_add(self.size());
			*looked_at = looked_at.saturating_add(self.size());
			self.settle_once(presented)?;
			presented = &[];
			if looked.saturating_add(self.size()) > most || !self.can_pay_more()? {
				break;
			}
		}
		self.close();
		Ok(())
	}

	fn settle_once(&mut self, presented: &[Presented]) -> DispatchResult {
		for place in self.places() {
			let mut certified = None;
			for one in presented.iter().filter(|one| one.obligation == place) {
				certified = Some(self.certified(one)?);
			}
			let since = self.share_since(place)?;
			self.prepare_one(place, certified, true, since)?;
			self.pay(place)?;
			self.agreement.progress.conclude(&self.terms, place, self.now);
		}
		Ok(())
	}

	/// Since when a share is due that comes up: since the other was, if that was paid from a hold and the share is held, too. So it does
	/// not matter when it is settled. Whoever has to pay it from what he gets by the other cannot before he has that.
	fn share_since(&self, place: u8) -> Result<Moment, DispatchError> {
		let obligation = self.obligation(place)?;
		match obligation.performance {
			Performance::Share { of, share } if obligation.funding != Funding::Unfunded => {
				let of = self.standing(of)?;
				let is_held = self.standing(place)?.record.covered() >= share.of(of.record.paid);
				Ok(if is_held { of.ready_at(self.now) } else { self.now })
			},
			_ => Ok(self.now),
		}
	}

	/// Whether someone has received what he owes, or can receive what is held for him since he has received something else.
	fn can_pay_more(&mut self) -> Result<bool, DispatchError> {
		let received = core::mem::take(&mut self.received);
		for place in self.places().filter(|_| !received.is_empty()) {
			let Between { debtor, creditor, asset: Some(asset) } = self.between(place)? else { continue };
			let standing = self.standing(place)?;
			let owed = standing.owed(self.now) > 0;
			let can_take = owed && standing.record.available() > 0;
			// In this order, as interest takes the longest.
			let wants = || owed || standing.to_hold(self.now) > 0 || standing.position(self.now).interest > 0;
			let has = received.contains(&(debtor, asset)) && wants();
			if has || can_take && received.iter().any(|(who, _)| *who == creditor) {
				return Ok(true);
			}
		}
		Ok(false)
	}

	/// Note what was held at the signatures, by place.
	pub fn take_holds(&mut self, held: &[Balance]) -> DispatchResult {
		let now = self.now;
		for (place, amount) in (0u8..).zip(held).filter(|(_, amount)| **amount > 0) {
			let late = self.late(place, *amount)?;
			let record = self.record(place)?;
			record.note_late(late);
			// What was ever funded is a sum, as in `hold_disputed`.
			record.funded = record.funded.checked_add(*amount).ok_or(Error::<T>::MoreThanOwed)?;
			record.held = record.held.saturating_add(*amount);
			record.funded_at = now;
		}
		Ok(())
	}

	/// Whether nothing can move any more, be that noted or not.
	pub fn is_settled(&self) -> bool {
		// What has only signatures, and no end, stands.
		let is_over = self.has_ended() || self.terms.term.is_none() && !self.terms.obligations.is_empty();
		let progress = &self.agreement.progress;
		progress.closed_at.is_some() || is_over && progress.is_done(&self.terms, self.now)
	}

	/// Note that nothing can move any more.
	fn close(&mut self) {
		if self.agreement.progress.closed_at.is_none() && self.is_settled() {
			self.agreement.progress.closed_at = Some(self.now);
			Pallet::<T>::deposit_event(Event::Closed { agreement: self.id });
		}
	}

	pub fn prepare_one(&mut self, place: u8, certified: Option<Moment>, paid: bool, since: Moment) -> DispatchResult {
		if let Some((stored, ruling)) = self.decided(place)? {
			self.decide(place, stored, ruling)?;
		}
		self.find(place, certified, paid, since)
	}

	/// What is found true of what an obligation awaits. `paid` says whether all before it were paid as far as they could be.
	fn find(&mut self, place: u8, certified: Option<Moment>, paid: bool, since: Moment) -> DispatchResult {
		let standing = self.standing(place)?;
		let (record, condition) = (standing.record, &standing.obligation.awaits.condition);
		let outcome = match condition {
			Some(condition) if record.found.condition.is_none() && record.lapsed.is_none() => {
				T::Conditions::outcome(condition)
			},
			_ => Answer::Pending,
		};
		let found = Findings { certified, outcome, paid, since };
		self.agreement.progress.prepare(&self.terms, place, self.now, found);
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
		let expected = self.standing(presented.obligation)?.record.evidence;
		let expected = expected.unwrap_or(self.agreement.progress.terms);
		ensure!(evidence == Some(expected), Error::<T>::CertificateInvalid);
		Ok(verification.since.unwrap_or(self.now))
	}

	/// Pay what is owed of an obligation, as far as there is something, hold what is to be held, and give back what is held for
	/// nothing.
	fn pay(&mut self, place: u8) -> DispatchResult {
		let between = self.between(place)?;
		let Some(asset) = between.asset else {
			return self.note_act(place);
		};
		let owed = self.standing(place)?.owed(self.now);
		let held = self.pay_from_hold(place, &between, Money { asset, amount: owed })?;
		// Saturating is right: it is a part of it.
		self.pay_freely(place, &between, asset, owed.saturating_sub(held))?;
		// What was too little to be received may be enough by now. If it was paid, nothing is owed of it any more.
		let owed = self.standing(place)?.owed(self.now);
		self.pay_from_hold(place, &between, Money { asset, amount: owed })?;
		let wanted = self.standing(place)?.to_hold(self.now).min(free::<T>(asset, &between.debtor));
		self.hold(place, &between, Money { asset, amount: wanted }).ok();
		self.pay_interest(place, &between, asset)?;
		let amount = self.standing(place)?.surplus(self.now);
		self.give_back(place, &between, Money { asset, amount }).ok();
		Ok(())
	}

	/// Pay from what is held for it. How much is held of what is owed, paid or not.
	fn pay_from_hold(&mut self, place: u8, between: &Between<T>, owed: Money) -> Result<Balance, DispatchError> {
		let held = owed.amount.min(self.record(place)?.available());
		let money = Money { amount: held, ..owed };
		if held > 0 && pay_held::<T>(HoldReason::Obligation, &between.debtor, &between.creditor, money).is_ok() {
			let record = self.record(place)?;
			record.held = record.held.saturating_sub(held);
			record.paid = record.paid.saturating_add(held);
			self.event_paid(place, between, money);
		}
		Ok(held)
	}

	/// Pay from what is free, or hold it if the creditor cannot take it.
	fn pay_freely(&mut self, place: u8, between: &Between<T>, asset: Asset, owed: Balance) -> DispatchResult {
		let amount = if owed == 0 { 0 } else { owed.min(free::<T>(asset, &between.debtor)) };
		let money = Money { asset, amount };
		// What was ever funded is a sum, as in `hold_disputed`.
		if amount == 0 || self.record(place)?.funded.checked_add(amount).is_none() {
			return Ok(());
		}
		if pay_free::<T>(&between.debtor, &between.creditor, money).is_err() {
			self.hold(place, between, money).ok();
			return Ok(());
		}
		let (now, late) = (self.now, self.late(place, amount)?);
		let record = self.record(place)?;
		record.note_late(late);
		record.funded = record.funded.saturating_add(amount);
		record.paid = record.paid.saturating_add(amount);
		record.funded_at = now;
		self.left.push((between.debtor.clone(), money));
		self.event_paid(place, between, money);
		Ok(())
	}

	/// Interest comes last: once nothing else is owed.
	fn pay_interest(&mut self, place: u8, between: &Between<T>, asset: Asset) -> DispatchResult {
		let standing = self.standing(place)?;
		let earned = standing.earned(self.now);
		if earned == 0 || standing.owed(self.now) != 0 {
			return Ok(());
		}
		let money = Money { asset, amount: earned.min(free::<T>(asset, &between.debtor)) };
		let fits = self.record(place)?.funded.checked_add(money.amount).is_some();
		if money.amount == 0 || !fits || pay_free::<T>(&between.debtor, &between.creditor, money).is_err() {
			return Ok(());
		}
		let record = self.record(place)?;
		record.funded = record.funded.saturating_add(money.amount);
		record.interest_paid = record.interest_paid.saturating_add(money.amount);
		self.left.push((between.debtor.clone(), money));
		let (from, to) = (between.debtor.clone(), between.creditor.clone());
		let Money { asset, amount } = money;
		self.received.push((to.clone(), asset));
		self.agreement.moved_at = self.now;
		let event = Event::InterestPaid { agreement: self.id, obligation: place, from, to, asset, amount };
		Pallet::<T>::deposit_event(event);
		Ok(())
	}

	/// Put something on hold for an obligation.
	pub fn hold(&mut self, place: u8, between: &Between<T>, money: Money) -> DispatchResult {
		if money.amount == 0 {
			return Ok(());
		}
		// Before it is held, as then it is no longer late.
		let late = self.late(place, money.amount)?;
		self.hold_disputed(place, between, money)?;
		self.record(place)?.note_late(late);
		Ok(())
	}

	/// The same of what is disputed, without a note of how late it is: that is to be decided.
	pub fn hold_disputed(&mut self, place: u8, between: &Between<T>, money: Money) -> DispatchResult {
		if money.amount == 0 {
			return Ok(());
		}
		// What was ever funded is a sum, which hostile assets could make more than a number can be.
		let funded = self.record(place)?.funded.checked_add(money.amount);
		ensure!(funded.is_some(), Error::<T>::MoreThanOwed);
		hold::<T>(HoldReason::Obligation, &between.debtor, money)?;
		let now = self.now;
		let record = self.record(place)?;
		record.funded = record.funded.saturating_add(money.amount);
		record.held = record.held.saturating_add(money.amount);
		record.funded_at = now;
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
		self.received.push((between.debtor.clone(), money.asset));
		self.agreement.moved_at = self.now;
		let Money { asset, amount } = money;
		let who = between.debtor.clone();
		Pallet::<T>::deposit_event(Event::Released { agreement: self.id, obligation: place, who, asset, amount });
		Ok(())
	}

	/// How late those units are that come next to be covered, so many: their lateness, and that of the first.
	pub fn late(&self, place: u8, amount: Balance) -> Result<(U256, Moment), DispatchError> {
		let standing = self.standing(place)?;
		let longest = standing.late_since(self.now).map_or(0, |since| self.now.saturating_sub(since));
		Ok((standing.lateness(amount, self.now), longest))
	}

	/// How late an act was done.
	fn note_act(&mut self, place: u8) -> DispatchResult {
		let standing = self.standing(place)?;
		if standing.record.paid == 0 || standing.record.fulfilled_at.is_some() {
			return Ok(());
		}
		let done_at = standing.record.funded_at;
		let late = standing.act_late(done_at);
		self.record(place)?.longest_late = late;
		self.agreement.moved_at = self.now;
		Ok(())
	}

	fn event_paid(&mut self, place: u8, between: &Between<T>, money: Money) {
		self.received.push((between.creditor.clone(), money.asset));
		self.agreement.moved_at = self.now;
		let (from, to) = (between.debtor.clone(), between.creditor.clone());
		let Money { asset, amount } = money;
		Pallet::<T>::deposit_event(Event::Paid { agreement: self.id, obligation: place, from, to, asset, amount });
	}

	/// The dispute of an obligation, if it is decided by now.
	fn decided(&self, place: u8) -> Result<Option<(DisputeRecord<T>, Ruling)>, DispatchError> {
		if self.standing(place)?.record.disputed == 0 {
			return Ok(None);
		}
		let stored = Disputes::<T>::get(self.id, place).ok_or(Error::<T>::DisputeUnknown)?;
		let arbitration = self.terms.arbitration.as_ref().ok_or(Error::<T>::NoArbitration)?;
		Ok(match stored.dispute.stage(arbitration, self.now) {
			Stage::Decided(ruling) => Some((stored, ruling)),
			Stage::Evidence { .. } | Stage::Rule { .. } | Stage::Appeal { .. } => None,
		})
	}

	/// A dispute is over: what was advanced goes back.
	pub fn decide(&mut self, place: u8, stored: DisputeRecord<T>, ruling: Ruling) -> DispatchResult {
		let between = self.between(place)?;
		for side in [Side::Debtor, Side::Creditor] {
			let amount = stored.dispute.advance(side).unwrap_or_default();
			release::<T>(HoldReason::Fee, between.account(side), Money { asset: None, amount })?;
			self.received.push((between.account(side).clone(), None));
		}
		self.apply(place, &stored, ruling)?;
		Disputes::<T>::remove(self.id, place);
		crate::deposits::give_back_dispute::<T>(&stored)?;
		let (agreement, obligation, amount) = (self.id, place, ruling.amount);
		Pallet::<T>::deposit_event(Event::DisputeDecided { agreement, obligation, amount, at: ruling.at });
		Ok(())
	}

	/// What a decision does to the agreement.
	fn apply(&mut self, place: u8, stored: &DisputeRecord<T>, ruling: Ruling) -> DispatchResult {
		if ruling.may_end {
			let obligation = self.obligation(place)?;
			let creditor = match obligation.creditor {
				Creditor::Party(creditor) => 1u16.checked_shl(creditor.into()),
				Creditor::Account(_) => None,
			};
			let debtor = 1u16.checked_shl(obligation.debtor.into());
			self.agreement.progress.may_end |= debtor.unwrap_or_default() | creditor.unwrap_or_default();
		}
		self.record(place)?.decide(&stored.dispute, ruling.amount, ruling.at);
		Ok(())
	}

	/// Whether an obligation is an act.
	pub fn is_act(&self, place: u8) -> Result<bool, DispatchError> {
		Ok(self.standing(place)?.is_act())
	}
}
