//! Amendments: other terms in the place of those before.

use crate::{types::*, work::Work, AgreementsOf, Config, Error, Event, Pallet, StoredTerms, TermsOf};
use alloc::vec::Vec;
use civitas_primitives::{
	agreements::{
		bit, info::Total, Amends, Funding, Money, Obligation, Performance, Record, Standing, Terms, When,
		MAX_OBLIGATIONS,
	},
	Moment,
};
use frame_support::{ensure, traits::Consideration, BoundedVec};
use sp_core::{ConstU32, H256};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// The agreement that is amended.
	pub(crate) fn amended(amends: Amends, opener: Option<u8>) -> Result<Work<T>, DispatchError> {
		let work = Work::<T>::load(amends.agreement)?;
		ensure!(work.agreement.progress.version == amends.version, Error::<T>::VersionMismatch);
		ensure!(work.agreement.opener == opener, Error::<T>::NotOpener);
		ensure!(work.agreement.progress.closed_at.is_none(), Error::<T>::AgreementClosed);
		Ok(work)
	}

	/// Put the terms of a draft in the place of those before.
	pub(crate) fn amend(
		hash: H256,
		terms: TermsOf<T>,
		draft: Draft<T>,
		mut work: Work<T>,
	) -> Result<Signed, DispatchError> {
		work.settle(&[])?;
		ensure!(work.agreement.progress.closed_at.is_none(), Error::<T>::AgreementClosed);
		ensure!(work.agreement.progress.records.iter().all(|record| record.disputed == 0), Error::<T>::InDispute);
		let (ended, had_ended) = (work.agreement.progress.end(&work.terms), work.has_ended());
		// What was signed now says when it ends, unless it has, or only creditors change.
		let ends_at = match (draft.assignment, had_ended) {
			(true, _) => work.agreement.progress.ends_at,
			(false, true) => ended,
			(false, false) => None,
		};
		let end = ends_at.or_else(|| terms.natural_end(work.agreement.progress.activated_at));
		// An end that has come stays: later ones would mean nothing.
		let later = terms.natural_end(work.agreement.progress.activated_at).is_some_and(|end| end > work.now);
		ensure!(!(had_ended && later && !draft.assignment), Error::<T>::EndInPast);
		let other_end = ended != end;
		let change = Change {
			unchanged: unchanged(&work, &terms, false),
			kept: unchanged(&work, &terms, other_end),
			other_end,
			work: &work,
			terms: &terms,
			end,
			signers: &draft.signers,
		};
		let (mut records, mut fulfilled, mut handed_over) = (Vec::new(), Vec::new(), Vec::new());
		for (place, obligation) in (0u8..).zip(&terms.obligations) {
			let before = obligation.carries.filter(|_| change.unchanged & bit(place) != 0);
			fulfilled.push(before.and_then(|carried| work.agreement.progress.record(carried)?.fulfilled_at));
			records.push(match obligation.carries {
				Some(carried) => {
					let mut record = change.carry(place, carried)?;
					let between = work.between(carried)?;
					if terms.creditor(&obligation.creditor) != Some(&between.creditor) {
						handed_over.push(crate::compact::total(&work.standing(carried)?, &between, work.now));
						// Saturating is right: there is no more than can be.
						let paid = record.paid.saturating_add(record.interest_paid);
						record.handed_over = Some((paid, record.refunded));
					}
					record
				},
				None => Record { funded_at: work.now, ..Default::default() },
			});
		}
		for total in handed_over {
			keep(&mut work, total)?;
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
		}
		progress.ends_at = ends_at;
		let mut assignees = Vec::<T::AccountId>::new();
		for creditor in terms.named_creditors() {
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
			let is_party = terms.parties.iter().any(|party| party.account == *signer);
			let was_party = AgreementsOf::<T>::get(signer, work.id).unwrap_or_default();
			AgreementsOf::<T>::insert(signer, work.id, is_party || was_party);
		}
		work.terms = terms;
		// Nobody's terms end before now: what has accrued stays, also of those who do not sign.
		ensure!(!work.has_ended() || had_ended && end == ended, Error::<T>::EndInPast);
		work.find_anew(&fulfilled)?;
		work.take_holds(&draft.held)?;
		work.top_up_escrows()?;
		Self::deposit_event(Event::Amended {
			agreement: work.id,
			version: work.agreement.progress.version,
			terms: hash,
		});
		work.settle(&[])?;
		work.save();
		Ok(Signed::Amended)
	}
}

/// Who has to sign an amendment, and whether only creditors change by it.
#[allow(clippy::type_complexity)]
pub(crate) fn signers<T: Config>(
	before: &Work<T>,
	terms: &TermsOf<T>,
) -> Result<(BoundedVec<T::AccountId, ConstU32<MAX_SIGNERS>>, bool), DispatchError> {
	if let Some(signers) = assignment::<T>(&before.terms, terms) {
		return Ok((signers, true));
	}
	let parties = before.terms.parties.iter().chain(&terms.parties).map(|party| &party.account);
	let mut signers = Vec::<T::AccountId>::new();
	for signer in parties.chain(&before.agreement.assignees) {
		if !signers.contains(signer) {
			signers.push(signer.clone());
		}
	}
	Ok((BoundedVec::try_from(signers).map_err(|_| Error::<T>::TooManySigners)?, false))
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

/// An amendment that is about to be made.
struct Change<'a, T: Config> {
	work: &'a Work<T>,
	terms: &'a TermsOf<T>,
	/// When it ends by the new terms.
	end: Option<Moment>,
	/// Whether that is another end than before.
	other_end: bool,
	/// The obligations that do not change, which are bits.
	unchanged: u32,
	/// The same, to which another end makes no difference.
	kept: u32,
	/// Who has signed it.
	signers: &'a [T::AccountId],
}

/// The obligations of new terms, which are bits, that carry one which does not change; nor does anything that it awaits or shares in.
/// With another end, what is timed from the end changes.
fn unchanged<T: Config>(work: &Work<T>, terms: &TermsOf<T>, other_end: bool) -> u32 {
	let mut unchanged = 0;
	for (place, new) in (0u32..).zip(&terms.obligations) {
		let old = new.carries.and_then(|carried| work.terms.obligation(carried));
		let shared = match new.performance {
			Performance::Share { of, .. } => Some(u16::from(of)),
			_ => None,
		};
		let mut others = new.awaits.others().chain(shared);
		let same = old.is_some_and(|old| is_same(terms, old, new)) && !(other_end && is_timed_from_end(new));
		if same && others.all(|other| unchanged & bit(other) != 0) {
			unchanged |= bit(place);
		}
	}
	unchanged
}

/// The places of obligations in the terms before, by those in new ones; `None` if one of them carries none.
fn before<AccountId: PartialEq, Condition>(terms: &Terms<AccountId, Condition>, places: &[u16]) -> Option<Vec<u16>> {
	let before = |place: &u16| terms.obligations.get(usize::from(*place))?.carries.map(u16::from);
	places.iter().map(before).collect()
}

/// Whether an obligation of new terms is the same as one of those before, but for what names it and who is owed.
pub(crate) fn is_same<AccountId: Clone + PartialEq, Condition: Clone + PartialEq>(
	terms: &Terms<AccountId, Condition>,
	old: &Obligation<AccountId, Condition>,
	new: &Obligation<AccountId, Condition>,
) -> bool {
	let (fulfilled, late) = (before(terms, &new.awaits.fulfilled), before(terms, &new.awaits.late));
	let mut same = new.clone();
	(same.carries, same.debtor, same.creditor) = (old.carries, old.debtor, old.creditor.clone());
	if let Performance::Share { of, .. } = &mut same.performance {
		let Some(shared) = terms.obligation(*of).and_then(|shared| shared.carries) else { return false };
		*of = shared;
	}
	// Where they stand now does not matter.
	(same.awaits.fulfilled, same.awaits.late) = (old.awaits.fulfilled.clone(), old.awaits.late.clone());
	let awaits = |places: Option<Vec<u16>>, old: &[u16]| places.is_some_and(|places| places == old);
	same == *old && awaits(fulfilled, &old.awaits.fulfilled) && awaits(late, &old.awaits.late)
}

/// Whether it matters to an obligation when the agreement ends, also to what has accrued.
fn is_timed_from_end<AccountId, Condition>(obligation: &Obligation<AccountId, Condition>) -> bool {
	let by = match &obligation.funding {
		Funding::Escrowed(by) => by.as_ref(),
		_ => None,
	};
	let mut moments = [obligation.performance.start(), by, obligation.awaits.until.as_ref()].into_iter().flatten();
	moments.any(|moment| matches!(moment, When::End(_)))
}

/// That whoever does not sign loses nothing that he is owed.
fn ensure_not_owed<T: Config>(work: &Work<T>, place: u8, signers: &[T::AccountId]) -> DispatchResult {
	let creditor = work.between(place)?.creditor;
	let standing = work.standing(place)?;
	let record = standing.record;
	// What has accrued is his, whatever it awaits, and whether or not he has claimed it.
	let accrued = standing.accrued(work.now).max(record.demanded);
	let rest = record.lapsed.is_none() && accrued > record.settled();
	let position = work.position(place)?;
	let owed = position.owed != 0 || position.interest != 0 || record.claim.is_some() || rest;
	ensure!(signers.contains(&creditor) || !owed, Error::<T>::OwedToOthers);
	Ok(())
}

impl<T: Config> Change<'_, T> {
	/// What has happened to an obligation that a new one carries over.
	fn carry(&self, place: u8, carried: u8) -> Result<Record, DispatchError> {
		let (work, terms) = (self.work, self.terms);
		let old = work.standing(carried).map_err(|_| Error::<T>::CarriesInvalid)?;
		let new = terms.obligation(place).ok_or(Error::<T>::CarriesInvalid)?;
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
		let (is_unchanged, is_same) = (self.unchanged & bit(place) != 0, is_same(terms, old.obligation, new));
		let other_end = self.other_end;
		// Whoever does not sign keeps who decides, and what he waits for.
		let keeps = self.kept & bit(place) != 0
			&& work.terms.creditor(&old.obligation.creditor) == terms.creditor(&new.creditor)
			&& work.terms.arbitration == terms.arbitration;
		if !keeps {
			ensure_not_owed(work, carried, self.signers)?;
		}
		let mut record = old.record.clone();
		let claimed = record.claim.as_ref().map_or(0, |claim| claim.rest());
		let upto = record.settled().max(record.demanded.saturating_add(claimed)).max(record.ordered_upto());
		ensure!(terms.bound(place).is_none_or(|bound| upto <= bound), Error::<T>::CarriesInvalid);
		// A certificate that was issued for what does not change stays good.
		let named = record.evidence.unwrap_or(work.agreement.progress.terms);
		record.evidence = (is_same && new.awaits.certificate.is_some()).then_some(named);
		// What was found true of others stays if these are awaited now, and do not change.
		let known = |old: &[u16], new: &[u16]| {
			let unchanged = new.iter().all(|other| self.unchanged & bit(*other) != 0);
			unchanged && before(terms, new).is_some_and(|new| new == old)
		};
		let (before, now, found) = (&old.obligation.awaits, &new.awaits, &mut record.found);
		found.late = found.late.filter(|_| known(&before.late, &now.late));
		found.fulfilled = found.fulfilled.filter(|_| !other_end && known(&before.fulfilled, &now.fulfilled));
		found.certificate = found.certificate.filter(|_| before.certificate == now.certificate);
		found.condition = found.condition.filter(|_| before.condition == now.condition);
		if !is_unchanged || other_end {
			// Whether it is over has to be seen anew: also because more may come to be due until another end.
			record.fulfilled_at = None;
			let until = now
				.until
				.as_ref()
				.and_then(|until| terms.moment(until, work.agreement.progress.activated_at, self.end));
			record.lapsed = record.lapsed.filter(|at| is_same && until.is_some_and(|until| until <= *at));
			record.lapsed_late = record.lapsed_late.filter(|_| record.lapsed.is_some());
		}
		if old.obligation.interest != new.interest {
			// What was earned at the rate of before stays. What is late now would be dearer from its beginning.
			ensure!(old.late_since(work.now).is_none(), Error::<T>::CarriesInvalid);
			record.lateness = old.lateness_at(new.interest);
		}
		Ok(record)
	}
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
	keep(work, total)
}

/// What has gone from one to another stays theirs, whatever becomes of the obligation.
fn keep<T: Config>(work: &mut Work<T>, total: Total<T::AccountId>) -> DispatchResult {
	let kept = crate::compact::merge(&mut work.agreement.past, total, MAX_OBLIGATIONS);
	Ok(kept.map_err(|()| Error::<T>::TooManyTotals)?)
}

impl<T: Config> Work<T> {
	/// What was over by the terms before may not be by these; and nothing was paid beyond these. What is fulfilled still, is so since it
	/// was by the terms before.
	fn find_anew(&mut self, fulfilled: &[Option<Moment>]) -> DispatchResult {
		for (place, before) in self.places().zip(fulfilled) {
			self.prepare_one(place, None, false, self.now)?;
			self.agreement.progress.conclude(&self.terms, place, self.now);
			let record = self.record(place)?;
			record.fulfilled_at = record.fulfilled_at.map(|now| before.map_or(now, |before| before.min(now)));
			let standing = self.standing(place)?;
			let accrued = standing.accrued(self.now).max(standing.record.ordered_upto());
			ensure!(standing.most().is_some() || standing.record.paid <= accrued, Error::<T>::CarriesInvalid);
		}
		Ok(())
	}

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
