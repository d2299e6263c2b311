//! From a draft to an agreement, and from one version of it to the next.

use crate::{
	types::*,
	work::{hold, release, Work},
	Agreements, AgreementsOf, Config, Error, Event, HoldReason, Pallet, StoredTerms, TermsOf,
};
use alloc::vec::Vec;
use civitas_primitives::{
	agreements::{
		terms_hash, Amends, Balance, Creditor, Funding, Money, Performance, Progress, Record, Standing, MAX_OBLIGATIONS,
	},
	IdentityInspect, Moment,
};
use frame_support::{
	ensure,
	traits::{Consideration, Time},
	BoundedVec,
};
use sp_core::{ConstU32, H256};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// The draft under a hash.
	fn draft_of(hash: H256) -> Result<Draft<T>, DispatchError> {
		match Agreements::<T>::get(hash) {
			Some(Entry::Draft(draft)) => Ok(draft),
			_ => Err(Error::<T>::DraftUnknown.into()),
		}
	}

	/// Draft terms, for `who` to pay, whom alone the caller of this lets sign.
	pub(crate) fn do_draft(who: &T::AccountId, terms: TermsOf<T>, opener: Option<u8>) -> Result<H256, DispatchError> {
		terms.check().map_err(Error::<T>::from)?;
		let now = T::Time::now();
		ensure!(now <= terms.sign_by, Error::<T>::DraftExpired);
		let hash = terms_hash(&terms);
		ensure!(!Agreements::<T>::contains_key(hash), Error::<T>::AlreadyDrafted);
		let (signers, assignment) = match terms.amends {
			Some(amends) => Self::signers(&terms, amends, opener)?,
			None => {
				let parties: Vec<_> = terms.parties.iter().map(|party| party.account.clone()).collect();
				(BoundedVec::truncate_from(parties), false)
			},
		};
		let ticket = T::Consideration::new(who, Self::agreement_footprint(&terms))?;
		let held = BoundedVec::truncate_from(terms.obligations.iter().map(|_| 0).collect());
		let amends = terms.amends;
		let depositor = who.clone();
		let draft = Draft::<T> { signers, signed: 0, held, amends, assignment, declined: false, opener, depositor, ticket };
		Agreements::<T>::insert(hash, Entry::Draft(draft));
		StoredTerms::<T>::insert(hash, terms);
		Self::deposit_event(Event::Drafted { draft: hash, by: who.clone() });
		Ok(hash)
	}

	/// Who has to sign an amendment, and whether only creditors change by it.
	#[allow(clippy::type_complexity)]
	fn signers(
		terms: &TermsOf<T>,
		amends: Amends,
		opener: Option<u8>,
	) -> Result<(BoundedVec<T::AccountId, ConstU32<MAX_SIGNERS>>, bool), DispatchError> {
		let work = Work::<T>::load(amends.agreement)?;
		ensure!(work.agreement.progress.version == amends.version, Error::<T>::VersionMismatch);
		ensure!(work.agreement.opener == opener, Error::<T>::NotOpener);
		ensure!(work.agreement.progress.closed_at.is_none(), Error::<T>::AgreementClosed);
		if let Some(signers) = assignment::<T>(&work.terms, terms) {
			return Ok((signers, true));
		}
		let parties = work.terms.parties.iter().chain(&terms.parties).map(|party| &party.account);
		let mut signers = Vec::<T::AccountId>::new();
		for signer in parties.chain(&work.agreement.assignees) {
			if !signers.contains(signer) {
				signers.push(signer.clone());
			}
		}
		Ok((BoundedVec::try_from(signers).map_err(|_| Error::<T>::TooManySigners)?, false))
	}

	/// Sign a draft. The last signature makes it active.
	///
	/// `most` is what the signer has stated as the most that it commits to: no bound, if `None`. Outside of calls there is no
	/// need to state one.
	pub(crate) fn do_sign(who: &T::AccountId, hash: H256, most: Option<Option<&[Money]>>) -> Result<Signed, DispatchError> {
		let mut draft = Self::draft_of(hash)?;
		let terms = StoredTerms::<T>::get(hash).ok_or(Error::<T>::DraftUnknown)?;
		let now = T::Time::now();
		ensure!(!draft.declined, Error::<T>::DraftDeclined);
		ensure!(now <= terms.sign_by, Error::<T>::DraftExpired);
		let place = draft.signer(who).ok_or(Error::<T>::NotSigner)?;
		ensure!(!draft.has_signed(place), Error::<T>::AlreadySigned);
		if let Some(most) = most {
			ensure_bounded::<T>(&terms, who, most)?;
		}
		// There are as many bits as signers at most.
		draft.signed |= 1u32.checked_shl(place).unwrap_or_default();
		let before = match draft.amends {
			Some(amends) => {
				let work = Work::<T>::load(amends.agreement)?;
				ensure!(work.agreement.progress.version == amends.version, Error::<T>::VersionMismatch);
				Some(work)
			},
			None => None,
		};
		if !draft.assignment {
			hold_escrows(&terms, who, &mut draft.held, before.as_ref())?;
		}
		AgreementsOf::<T>::insert(who, hash, ());
		Self::deposit_event(Event::Signed { draft: hash, by: who.clone() });
		if !draft.is_complete() {
			Agreements::<T>::insert(hash, Entry::Draft(draft));
			return Ok(Signed::Waits);
		}
		match before {
			None => Self::activate(hash, terms, draft, now),
			Some(work) => {
				Agreements::<T>::remove(hash);
				Self::amend(hash, terms, draft, work)
			},
		}
	}

	fn activate(hash: H256, terms: TermsOf<T>, draft: Draft<T>, now: Moment) -> Result<Signed, DispatchError> {
		ensure_impartial::<T>(&terms)?;
		let records = draft.held.iter().map(|held| Record {
			funded: *held,
			held: *held,
			held_at: now,
			..Default::default()
		});
		let progress = Progress::new(hash, now, BoundedVec::truncate_from(records.collect()));
		let agreement = Agreement::<T> {
			progress,
			assignees: BoundedVec::new(),
			past: BoundedVec::new(),
			fees: BoundedVec::new(),
			broken: false,
			opener: draft.opener,
			depositor: draft.depositor,
			ticket: draft.ticket,
		};
		Self::deposit_event(Event::Activated { agreement: hash });
		let mut work = Work { id: hash, terms, agreement, now, left: Vec::new() };
		work.settle(&[])?;
		let signed = Signed::Active { obligations: work.size(), arbiters: work.terms.arbitration.is_some() };
		work.save();
		Ok(signed)
	}

	/// Put the terms of a draft in the place of those before.
	fn amend(hash: H256, terms: TermsOf<T>, draft: Draft<T>, mut work: Work<T>) -> Result<Signed, DispatchError> {
		ensure_impartial::<T>(&terms)?;
		work.settle(&[])?;
		ensure!(work.agreement.progress.closed_at.is_none(), Error::<T>::AgreementClosed);
		ensure!(work.agreement.progress.records.iter().all(|record| record.disputed == 0), Error::<T>::InDispute);
		let mut records = Vec::new();
		for (place, held) in (0u8..).zip(&draft.held) {
			let carried = terms.obligation(place).and_then(|obligation| obligation.carries);
			let mut record = match carried {
				Some(carried) => carry(&work, &terms, place, carried, &draft.signers)?,
				None => Record::default(),
			};
			// Saturating is right here and below: it was held, so there is as much.
			record.funded = record.funded.saturating_add(*held);
			record.held = record.held.saturating_add(*held);
			record.held_at = if *held > 0 || carried.is_none() { work.now } else { record.held_at };
			records.push(record);
		}
		for place in work.places() {
			if terms.obligations.iter().all(|obligation| obligation.carries != Some(place)) {
				close_obligation(&mut work, place, &draft.signers)?;
			}
		}
		let (before, version) = (work.agreement.progress.terms, draft.amends.map_or(0, |amends| amends.version));
		let progress = &mut work.agreement.progress;
		progress.terms = hash;
		progress.version = version.checked_add(1).ok_or(Error::<T>::VersionMismatch)?;
		progress.records = BoundedVec::truncate_from(records);
		if !draft.assignment {
			progress.named_ends = BoundedVec::new();
			progress.may_end = 0;
			// What was signed now says when it ends, unless it has.
			progress.ends_at = progress.ends_at.filter(|end| *end <= work.now);
		}
		let creditors = terms.obligations.iter().filter_map(|obligation| match &obligation.creditor {
			Creditor::Account(account) => Some(account),
			Creditor::Party(_) => None,
		});
		let mut assignees = Vec::<T::AccountId>::new();
		for creditor in creditors {
			let agreed = draft.signers.contains(creditor) || work.agreement.assignees.contains(creditor);
			if agreed && !assignees.contains(creditor) {
				assignees.push(creditor.clone());
			}
		}
		work.agreement.assignees = BoundedVec::try_from(assignees).map_err(|_| Error::<T>::TooManySigners)?;
		work.agreement.ticket.clone().drop(&work.agreement.depositor)?;
		work.agreement.depositor = draft.depositor.clone();
		work.agreement.ticket = draft.ticket;
		StoredTerms::<T>::remove(before);
		for signer in &draft.signers {
			AgreementsOf::<T>::remove(signer, hash);
			AgreementsOf::<T>::insert(signer, work.id, ());
		}
		work.terms = terms;
		work.top_up_escrows()?;
		Self::deposit_event(Event::Amended { agreement: work.id, version: work.agreement.progress.version, terms: hash });
		work.settle(&[])?;
		work.save();
		Ok(Signed::Amended)
	}

	/// Decline a draft: anyone who is named in it, and anyone at all once it can no longer be signed.
	pub(crate) fn do_decline(who: &T::AccountId, hash: H256) -> DispatchResult {
		let mut draft = Self::draft_of(hash)?;
		let terms = StoredTerms::<T>::get(hash).ok_or(Error::<T>::DraftUnknown)?;
		let named = draft.signers.contains(who) || is_named::<T>(&terms, who);
		ensure!(named || draft.declined || T::Time::now() > terms.sign_by, Error::<T>::NotNamed);
		for (place, held) in (0u8..).zip(draft.held.iter_mut()) {
			let asset = terms.asset(place).flatten();
			let debtor = terms.obligation(place).and_then(|obligation| terms.party(obligation.debtor));
			let Some(debtor) = debtor else { continue };
			// An issuer may stop one of them from going back. The others do.
			if release::<T>(HoldReason::Obligation, debtor, Money { asset, amount: *held }).is_ok() {
				*held = 0;
			}
		}
		for signer in &draft.signers {
			AgreementsOf::<T>::remove(signer, hash);
		}
		if !draft.declined {
			Self::deposit_event(Event::Declined { draft: hash, by: who.clone() });
		}
		draft.declined = true;
		if draft.held.iter().any(|held| *held > 0) {
			Agreements::<T>::insert(hash, Entry::Draft(draft));
			return Ok(());
		}
		draft.ticket.drop(&draft.depositor)?;
		Agreements::<T>::remove(hash);
		StoredTerms::<T>::remove(hash);
		Ok(())
	}
}

/// That what terms commit a signer to is within what he has stated. What amends has no bound.
fn ensure_bounded<T: Config>(terms: &TermsOf<T>, who: &T::AccountId, most: Option<&[Money]>) -> DispatchResult {
	if terms.amends.is_some() {
		ensure!(most.is_none(), Error::<T>::AmendmentUnbounded);
		return Ok(());
	}
	let Some(most) = most else { return Ok(()) };
	let Some(party) = terms.place(who) else { return Ok(()) };
	let commitment = terms.commitment(party).ok_or(Error::<T>::CommitmentUnbounded)?;
	for Money { asset, amount } in commitment {
		// What is stated twice of an asset counts once, as the larger, so that it is never more than what is charged.
		let stated = most.iter().filter(|money| money.asset == asset).map(|money| money.amount).max();
		ensure!(amount <= stated.unwrap_or_default(), Error::<T>::CommitsMore);
	}
	Ok(())
}

/// Hold what a signer escrows. What an obligation carries over counts.
fn hold_escrows<T: Config>(
	terms: &TermsOf<T>,
	who: &T::AccountId,
	held: &mut BoundedVec<Balance, ConstU32<MAX_OBLIGATIONS>>,
	before: Option<&Work<T>>,
) -> DispatchResult {
	for ((place, obligation), held) in (0u8..).zip(&terms.obligations).zip(held.iter_mut()) {
		let is_debtor = terms.party(obligation.debtor).is_some_and(|debtor| debtor == who);
		if !is_debtor || obligation.funding != Funding::Escrowed(None) {
			continue;
		}
		let carried = obligation.carries.and_then(|carried| before?.agreement.progress.record(carried));
		let bound = terms.bound(place).ok_or(Error::<T>::EscrowUnbounded)?;
		let amount = bound.saturating_sub(carried.map_or(0, Record::covered));
		let asset = terms.asset(place).flatten();
		hold::<T>(HoldReason::Obligation, who, Money { asset, amount })?;
		*held = amount;
	}
	Ok(())
}

/// That no arbiter is related to a party.
pub(crate) fn ensure_impartial<T: Config>(terms: &TermsOf<T>) -> DispatchResult {
	let arbiters = terms.arbitration.iter().flat_map(|arbitration| &arbitration.instances);
	for arbiter in arbiters.map(|instance| &instance.arbiter) {
		ensure_impartial_arbiter::<T>(terms, arbiter)?;
	}
	Ok(())
}

/// That an arbiter is related to no party.
pub(crate) fn ensure_impartial_arbiter<T: Config>(terms: &TermsOf<T>, arbiter: &T::AccountId) -> DispatchResult {
	let mut parties = terms.parties.iter();
	let related = parties.any(|party| T::Identities::related(arbiter, &party.account));
	ensure!(!related, Error::<T>::ArbiterRelated);
	Ok(())
}

/// Whether terms name someone.
fn is_named<T: Config>(terms: &TermsOf<T>, who: &T::AccountId) -> bool {
	let creditor = |creditor: &Creditor<T::AccountId>| matches!(creditor, Creditor::Account(account) if account == who);
	let arbitration = terms.arbitration.as_ref();
	terms.place(who).is_some()
		|| terms.about.as_ref().is_some_and(|thing| thing.owner == *who)
		|| terms.obligations.iter().any(|obligation| creditor(&obligation.creditor))
		|| arbitration.is_some_and(|terms| terms.instances.iter().any(|instance| instance.arbiter == *who))
}

/// Who has to sign if by an amendment only creditors change of obligations that can be assigned: those of before and after.
/// `None` if anything else changes.
fn assignment<T: Config>(
	before: &TermsOf<T>,
	after: &TermsOf<T>,
) -> Option<BoundedVec<T::AccountId, ConstU32<MAX_SIGNERS>>> {
	let mut same = before.clone();
	(same.amends, same.sign_by, same.salt) = (after.amends, after.sign_by, after.salt);
	let mut signers = Vec::<T::AccountId>::new();
	for ((place, old), new) in (0u8..).zip(same.obligations.iter_mut()).zip(&after.obligations) {
		old.carries = Some(place);
		if old.creditor == new.creditor {
			continue;
		}
		for signer in [before.creditor(&old.creditor)?, after.creditor(&new.creditor)?] {
			if !signers.contains(signer) {
				signers.push(signer.clone());
			}
		}
		if !old.assignable {
			return None;
		}
		old.creditor = new.creditor.clone();
	}
	if signers.is_empty() || same != *after {
		return None;
	}
	BoundedVec::try_from(signers).ok()
}

/// That whoever does not sign loses nothing that he is owed.
fn ensure_not_owed<T: Config>(work: &Work<T>, place: u8, signers: &[T::AccountId]) -> DispatchResult {
	let creditor = work.between(place)?.creditor;
	let position = work.position(place)?;
	let has_claim = work.standing(place)?.record.claim.is_some();
	let owed = position.owed != 0 || position.interest != 0 || has_claim;
	ensure!(signers.contains(&creditor) || !owed, Error::<T>::OwedToOthers);
	Ok(())
}

/// What has happened to an obligation that a new one carries over.
fn carry<T: Config>(
	work: &Work<T>,
	terms: &TermsOf<T>,
	place: u8,
	carried: u8,
	signers: &[T::AccountId],
) -> Result<Record, DispatchError> {
	let (old, invalid) = (work.standing(carried)?, Error::<T>::CarriesInvalid);
	let new = terms.obligation(place).ok_or(invalid)?;
	let debtors = (work.terms.party(old.obligation.debtor), terms.party(new.debtor));
	let kind = |performance: &Performance| match performance {
		Performance::Pay { .. } => 0u8,
		Performance::Share { .. } => 1,
		Performance::Act { .. } => 2,
	};
	let same_kind = kind(&old.obligation.performance) == kind(&new.performance)
		&& old.obligation.awaits.claim.is_some() == new.awaits.claim.is_some();
	let same_asset = work.terms.asset(carried) == terms.asset(place);
	ensure!(debtors.0 == debtors.1 && same_kind && same_asset, Error::<T>::CarriesInvalid);
	if work.terms.creditor(&old.obligation.creditor) != terms.creditor(&new.creditor) {
		ensure_not_owed(work, carried, signers)?;
	}
	let mut record = old.record.clone();
	if old.obligation != new {
		// What was true for the terms before may still be; whether it is over has to be seen anew.
		record.fulfilled_at = None;
		record.lapsed = false;
	}
	Ok(record)
}

/// Take an obligation out of an agreement.
fn close_obligation<T: Config>(work: &mut Work<T>, place: u8, signers: &[T::AccountId]) -> DispatchResult {
	ensure_not_owed(work, place, signers)?;
	let between = work.between(place)?;
	if let Some(asset) = between.asset {
		let amount = work.record(place)?.held;
		work.give_back(place, &between, Money { asset, amount })?;
	}
	let total = crate::compact::total(&work.standing(place)?, &between, work.now);
	crate::compact::merge(&mut work.agreement.past, total, MAX_OBLIGATIONS).map_err(|()| Error::<T>::TooManyTotals)?;
	Ok(())
}

impl<T: Config> Work<T> {
	/// Hold what an amendment has escrowed and has become less since the signature.
	fn top_up_escrows(&mut self) -> DispatchResult {
		for place in self.places() {
			let standing: Standing<_, _> = self.standing(place)?;
			if standing.obligation.funding != Funding::Escrowed(None) {
				continue;
			}
			let covered = standing.record.covered();
			let missing = standing.most().map_or(0, |most| most.saturating_sub(covered));
			let between = self.between(place)?;
			let asset = between.asset.flatten();
			self.hold(place, &between, Money { asset, amount: missing })?;
		}
		Ok(())
	}
}
