//! From a draft to an agreement, and from one version of it to the next.

use crate::{
	amend::{is_same, signers},
	types::*,
	work::{hold, release, Work},
	Agreements, AgreementsOf, Config, Error, Event, HoldReason, Pallet, StoredTerms, TermsOf,
};
use alloc::vec::Vec;
use civitas_primitives::{
	agreements::{
		add, bit, terms_hash, Balance, Creditor, Funding, Money, Obligation, Party, Progress, Record, TermsError,
		MAX_OBLIGATIONS, MAX_PARTIES,
	},
	IdentityInspect, Moment,
};
use frame_support::{
	ensure,
	traits::{fungibles::Inspect, Consideration, Footprint, Time},
	BoundedVec,
};
use sp_core::{ConstU32, H256};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// The draft under a hash.
	pub(crate) fn draft_of(hash: H256) -> Result<Draft<T>, DispatchError> {
		match Agreements::<T>::get(hash) {
			Some(Entry::Draft(draft)) => Ok(draft),
			_ => Err(Error::<T>::DraftUnknown.into()),
		}
	}

	/// That terms can be agreed on now.
	pub(crate) fn check(terms: &TermsOf<T>) -> Result<(), TermsError> {
		terms.check()?;
		let mut assets = (0u8..).zip(&terms.obligations).filter_map(|(place, _)| terms.asset(place));
		ensure!(assets.all(T::Assets::asset_exists), TermsError::AssetUnknown);
		Ok(())
	}

	/// Draft terms, for `who` to pay, whom alone the caller of this lets sign.
	pub(crate) fn do_draft(who: &T::AccountId, terms: TermsOf<T>, opener: Option<u8>) -> Result<H256, DispatchError> {
		Self::check(&terms).map_err(Error::<T>::from)?;
		let now = T::Time::now();
		ensure!(now <= terms.sign_by, Error::<T>::DraftExpired);
		let hash = terms_hash(&terms);
		ensure!(!Agreements::<T>::contains_key(hash), Error::<T>::AlreadyDrafted);
		// The parties are looked at when they sign.
		let others: Vec<_> = terms.named_creditors().cloned().collect();
		ensure_impartial::<T>(&terms, &others)?;
		let (signers, assignment, footprint) = match terms.amends {
			Some(amends) => {
				let before = Self::amended(amends, opener)?;
				let (signers, assignment) = signers(&before, &terms)?;
				let footprint = Self::amendment_footprint(&before, &terms, &signers);
				(signers, assignment, footprint)
			},
			None => {
				let parties: Vec<_> = terms.parties.iter().map(|party| party.account.clone()).collect();
				(BoundedVec::truncate_from(parties), false, Self::agreement_footprint(&terms))
			},
		};
		let ticket = T::Consideration::new(who, footprint)?;
		let held = BoundedVec::truncate_from(terms.obligations.iter().map(|_| 0).collect());
		let amends = terms.amends;
		let depositor = who.clone();
		let draft =
			Draft::<T> { signers, signed: 0, held, amends, assignment, declined: false, opener, depositor, ticket };
		Agreements::<T>::insert(hash, Entry::Draft(draft));
		StoredTerms::<T>::insert(hash, terms);
		Self::deposit_event(Event::Drafted { draft: hash, by: who.clone() });
		Ok(hash)
	}

	/// For what whoever drafts an amendment pays a deposit.
	fn amendment_footprint(before: &Work<T>, terms: &TermsOf<T>, signers: &[T::AccountId]) -> Footprint {
		// All obligations of before may become totals.
		let totals = before.agreement.past.len().saturating_add(before.terms.obligations.len());
		// Parties stay listed, whether or not they sign.
		let others = signers.iter().filter(|signer| terms.place(signer).is_none()).count();
		let listed = terms.parties.len().saturating_add(others);
		Self::footprint(terms, listed, totals, terms.obligations.len().min(MAX_PARTIES as usize))
	}

	/// What it would mean to sign terms now: what each party would hold, and for what the drafter would pay a deposit.
	pub(crate) fn foresee(terms: &TermsOf<T>) -> (Vec<Vec<Money>>, Footprint) {
		let before = terms.amends.and_then(|amends| Work::<T>::load(amends.agreement).ok());
		let escrow = |party: &Party<T::AccountId>| {
			let mut escrow = Vec::new();
			escrows(terms, &party.account, before.as_ref()).for_each(|(_, money)| add(&mut escrow, money));
			escrow
		};
		let footprint = match before.as_ref().and_then(|before| Some((before, signers(before, terms).ok()?))) {
			Some((before, (signers, _))) => Self::amendment_footprint(before, terms, &signers),
			None => Self::agreement_footprint(terms),
		};
		(terms.parties.iter().map(escrow).collect(), footprint)
	}

	/// Sign a draft. The last signature makes it active.
	///
	/// `most` is what the signer has stated as the most that it commits to: no bound, if `None`. Outside of calls there is no
	/// need to state one.
	pub(crate) fn do_sign(
		who: &T::AccountId,
		hash: H256,
		most: Option<Option<&[Money]>>,
	) -> Result<Signed, DispatchError> {
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
		ensure_impartial::<T>(&terms, core::slice::from_ref(who))?;
		let arbiters = terms.arbitration.is_some();
		// There are as many bits as signers at most.
		draft.signed |= bit(place);
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
		AgreementsOf::<T>::insert(who, hash, terms.parties.iter().any(|party| party.account == *who));
		Self::deposit_event(Event::Signed { draft: hash, by: who.clone() });
		if !draft.is_complete() {
			Agreements::<T>::insert(hash, Entry::Draft(draft));
			let obligations = u32::try_from(terms.obligations.len()).unwrap_or(u32::MAX);
			return Ok(Signed::Waits { obligations, arbiters });
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
		let records = draft.held.iter().map(|_| Record { funded_at: now, ..Default::default() });
		let progress = Progress::new(hash, now, BoundedVec::truncate_from(records.collect()));
		let agreement = Agreement::<T> {
			progress,
			assignees: BoundedVec::new(),
			past: BoundedVec::new(),
			moved_at: now,
			fees: BoundedVec::new(),
			broken: false,
			opener: draft.opener,
			depositor: draft.depositor,
			ticket: draft.ticket,
		};
		Self::deposit_event(Event::Activated { agreement: hash });
		let mut work = Work { id: hash, terms, agreement, now, left: Vec::new(), received: Vec::new() };
		work.take_holds(&draft.held)?;
		let obligations = work.settle(&[])?;
		let signed = Signed::Active { obligations, arbiters: work.terms.arbitration.is_some() };
		work.save();
		Ok(signed)
	}

	/// Whether a draft names someone who has not been named before. Who has been, and does not have to sign, stops no amendment.
	fn is_newly_named(draft: &Draft<T>, terms: &TermsOf<T>, who: &T::AccountId) -> bool {
		let before = draft.amends.and_then(|amends| Work::<T>::load(amends.agreement).ok());
		is_named::<T>(terms, who) && before.is_none_or(|before| !is_named::<T>(&before.terms, who))
	}

	/// Decline a draft: anyone who is named in it, and anyone at all once it can no longer be signed.
	pub(crate) fn do_decline(who: &T::AccountId, hash: H256) -> DispatchResult {
		let mut draft = Self::draft_of(hash)?;
		let terms = StoredTerms::<T>::get(hash).ok_or(Error::<T>::DraftUnknown)?;
		let named = draft.signers.contains(who) || Self::is_newly_named(&draft, &terms, who);
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
	ensure!(!terms.is_usurious(party), Error::<T>::CommitmentUnbounded);
	for Money { asset, amount } in commitment {
		// What is stated twice of an asset counts once, as the larger, so that it is never more than what is charged.
		let stated = most.iter().filter(|money| money.asset == asset).map(|money| money.amount).max();
		ensure!(amount <= stated.unwrap_or_default(), Error::<T>::CommitsMore);
	}
	Ok(())
}

/// What a signer escrows for which obligation. What an obligation carries over counts.
fn escrows<'a, T: Config>(
	terms: &'a TermsOf<T>,
	who: &'a T::AccountId,
	before: Option<&'a Work<T>>,
) -> impl Iterator<Item = (usize, Money)> + 'a {
	(0u8..).zip(&terms.obligations).filter_map(move |(place, obligation)| {
		let is_debtor = terms.party(obligation.debtor) == Some(who);
		if !is_debtor || obligation.funding != Funding::Escrowed(None) {
			return None;
		}
		let before = obligation.carries.and_then(|carried| before?.standing(carried).ok());
		// What does not change needs no more, also if it has lapsed.
		if before.as_ref().is_some_and(|before| is_same(terms, before.obligation, obligation)) {
			return None;
		}
		let carried = before.map(|before| before.record);
		// Checked terms escrow nothing without a bound.
		let amount = terms.bound(place)?.saturating_sub(carried.map_or(0, Record::covered));
		Some((usize::from(place), Money { asset: terms.asset(place)?, amount }))
	})
}

/// Hold what a signer escrows.
fn hold_escrows<T: Config>(
	terms: &TermsOf<T>,
	who: &T::AccountId,
	held: &mut BoundedVec<Balance, ConstU32<MAX_OBLIGATIONS>>,
	before: Option<&Work<T>>,
) -> DispatchResult {
	for (place, money) in escrows::<T>(terms, who, before) {
		hold::<T>(HoldReason::Obligation, who, money)?;
		if let Some(held) = held.get_mut(place) {
			*held = money.amount;
		}
	}
	Ok(())
}

/// That no arbiter is related to any of these.
pub(crate) fn ensure_impartial<T: Config>(terms: &TermsOf<T>, others: &[T::AccountId]) -> DispatchResult {
	let Some(arbitration) = &terms.arbitration else { return Ok(()) };
	let arbiters: Vec<_> = arbitration.instances.iter().map(|instance| instance.arbiter.clone()).collect();
	ensure!(!T::Identities::any_related(&arbiters, others).0, Error::<T>::ArbiterRelated);
	Ok(())
}

/// Whether terms name someone.
fn is_named<T: Config>(terms: &TermsOf<T>, who: &T::AccountId) -> bool {
	let in_obligation = |obligation: &Obligation<T::AccountId, crate::ConditionOf<T>>| {
		let certificate = obligation.awaits.certificate.as_ref();
		matches!(&obligation.creditor, Creditor::Account(account) if account == who)
			|| certificate.is_some_and(|certificate| certificate.subject == *who)
	};
	let arbitration = terms.arbitration.as_ref();
	terms.place(who).is_some()
		|| terms.about.as_ref().is_some_and(|thing| thing.owner == *who)
		|| terms.obligations.iter().any(in_obligation)
		|| arbitration.is_some_and(|terms| terms.instances.iter().any(|instance| instance.arbiter == *who))
}
