//! What is said to the outside.

use crate::{
	types::*,
	work::{Between, Work},
	Agreements, AgreementsOf, Config, Disputes, Pallet, StoredTerms, TermsOf,
};
use alloc::vec::Vec;
use civitas_primitives::{
	agreements::{
		info::{
			AgreementInfo, AgreementState, AssetPowers, CashFlow, Commitment, DisputeInfo, FundingInfo, Statement,
			TermsPreview,
		},
		terms_hash, AgreementId, AssetId, Balance, Side, Stage, TermsError,
	},
	Moment, Page,
};
use frame_support::traits::{fungibles::roles::Inspect, Time};
use sp_runtime::traits::Convert;

/// The most agreements that one page of cash flows is about. Each has up to 32.
const MAX_FLOWS_PAGE: u32 = 20;

/// How far ahead a statement looks, in milliseconds: 100 years. Beyond that, the calendar takes long.
const FORESIGHT: Moment = 100 * 365 * 24 * 60 * 60 * 1_000;

impl<T: Config> Pallet<T> {
	/// An agreement with what time alone has done to it.
	fn prepared(agreement: AgreementId) -> Option<Work<T>> {
		let mut work = Work::<T>::load(agreement).ok()?;
		work.peek().ok()?;
		Some(work)
	}

	pub(crate) fn do_agreement(id: AgreementId) -> Option<AgreementInfo<T::AccountId, crate::ConditionOf<T>>> {
		match Agreements::<T>::get(id)? {
			Entry::Draft(draft) => {
				let signers = (0u32..).zip(draft.signers.clone());
				let (signed, unsigned) = signers.partition::<Vec<_>, _>(|(place, _)| draft.has_signed(*place));
				let accounts = |places: Vec<(u32, T::AccountId)>| places.into_iter().map(|(_, who)| who).collect();
				Some(AgreementInfo {
					id: draft.amends.map_or(id, |amends| amends.agreement),
					state: AgreementState::Draft,
					terms_hash: id,
					terms: StoredTerms::<T>::get(id),
					version: draft.amends.map_or(0, |amends| amends.version.saturating_add(1)),
					signed: accounts(signed),
					unsigned: accounts(unsigned),
					activated_at: None,
					ends_at: None,
					closed_at: None,
					records: Vec::new(),
					totals: Vec::new(),
					fees: Vec::new(),
					opener: draft.opener,
					depositor: draft.depositor,
				})
			},
			Entry::Agreement(_) => {
				let work = Self::prepared(id)?;
				let state = match (work.agreement.progress.closed_at.is_some(), work.has_ended()) {
					(true, _) => AgreementState::Closed,
					(false, true) => AgreementState::Ended,
					(false, false) => AgreementState::Active,
				};
				let ends_at = work.agreement.progress.end(&work.terms);
				let Work { terms, agreement, .. } = work;
				Some(AgreementInfo {
					id,
					state,
					terms_hash: agreement.progress.terms,
					terms: Some(terms),
					version: agreement.progress.version,
					signed: Vec::new(),
					unsigned: Vec::new(),
					activated_at: Some(agreement.progress.activated_at),
					ends_at,
					closed_at: agreement.progress.closed_at,
					records: agreement.progress.records.into_inner(),
					totals: agreement.past.into_inner(),
					fees: agreement.fees.into_inner(),
					opener: agreement.opener,
					depositor: agreement.depositor,
				})
			},
			Entry::Outcome(kept) => Some(AgreementInfo {
				id,
				state: AgreementState::Compacted,
				terms_hash: kept.terms,
				terms: None,
				version: kept.version,
				signed: Vec::new(),
				unsigned: Vec::new(),
				activated_at: Some(kept.activated_at),
				ends_at: Some(kept.ended_at),
				closed_at: Some(kept.ended_at),
				records: Vec::new(),
				totals: kept.totals.into_inner(),
				fees: kept.fees.into_inner(),
				opener: kept.opener,
				depositor: kept.depositor,
			}),
		}
	}

	/// What someone has signed, after a cursor.
	pub(crate) fn signed_by(party: &T::AccountId, cursor: Option<AgreementId>) -> impl Iterator<Item = AgreementId> {
		match cursor {
			Some(cursor) => {
				AgreementsOf::<T>::iter_key_prefix_from(party, AgreementsOf::<T>::hashed_key_for(party, cursor))
			},
			None => AgreementsOf::<T>::iter_key_prefix(party),
		}
	}

	#[allow(clippy::type_complexity)]
	pub(crate) fn do_agreements_of(
		party: &T::AccountId,
		state: Option<AgreementState>,
		cursor: Option<AgreementId>,
		limit: Option<u32>,
	) -> Page<AgreementInfo<T::AccountId, crate::ConditionOf<T>>, AgreementId> {
		let wanted = |info: &AgreementInfo<_, _>| state.is_none_or(|state| info.state == state);
		let entries = Self::signed_by(party, cursor).map(|id| (id, Self::do_agreement(id).filter(wanted)));
		Page::scan(entries, limit, MAX_SCAN)
	}

	pub(crate) fn do_statement(agreement: AgreementId, time: Option<Moment>) -> Option<Statement<T::AccountId>> {
		let now = T::Time::now();
		let time = time.unwrap_or(now);
		if time < now {
			return None;
		}
		let mut work = Work::<T>::load(agreement).ok()?;
		work.now = time.min(now.saturating_add(FORESIGHT));
		work.peek().ok()?;
		Some(work.terms.statement(&work.agreement.progress, work.now))
	}

	pub(crate) fn do_cash_flow(
		party: &T::AccountId,
		from: Moment,
		to: Moment,
		cursor: Option<AgreementId>,
		limit: Option<u32>,
	) -> Page<CashFlow<T::AccountId>, AgreementId> {
		let most = limit.unwrap_or(MAX_FLOWS_PAGE).clamp(1, MAX_FLOWS_PAGE);
		let horizon = T::Time::now().saturating_add(FORESIGHT);
		let (from, to) = (from.min(horizon), to.min(horizon));
		let entries = Self::signed_by(party, cursor).map(|id| (id, Self::flows(id, party, from, to)));
		let pages = Page::take(entries, Some(most));
		Page { items: pages.items.into_iter().flatten().collect(), next: pages.next }
	}

	fn flows(id: AgreementId, party: &T::AccountId, from: Moment, to: Moment) -> Vec<CashFlow<T::AccountId>> {
		let Some(work) = Self::prepared(id) else { return Vec::new() };
		let flow = |place| {
			let (Between { debtor, creditor, asset }, standing) =
				(work.between(place).ok()?, work.standing(place).ok()?);
			let most = standing.most().unwrap_or(Balance::MAX);
			let accrued = |at: Moment| standing.accrued(at).min(most);
			// What was let go of ahead does not come any more. Saturating is right: later, more has accrued.
			let to_come = |at: Moment| accrued(at.max(work.now)).max(standing.record.settled());
			let past = accrued(to.min(work.now)).saturating_sub(accrued(from.min(work.now)));
			let amount = past.saturating_add(to_come(to).saturating_sub(to_come(from)));
			let (obligation, is_its) = (place, debtor == *party || creditor == *party);
			let flow = CashFlow { agreement: id, obligation, from: debtor, to: creditor, asset: asset?, amount };
			(is_its && amount > 0).then_some(flow)
		};
		work.places().filter_map(flow).collect()
	}

	pub(crate) fn do_funding(agreement: AgreementId) -> Vec<FundingInfo<T::AccountId>> {
		let Some(work) = Self::prepared(agreement) else { return Vec::new() };
		let funding = |place| {
			let standing = work.standing(place).ok()?;
			let asset = work.between(place).ok()?.asset?;
			let unheld = standing.most().map(|most| most.saturating_sub(standing.record.covered()));
			let (funding, held) = (standing.obligation.funding.clone(), standing.record.held);
			Some(FundingInfo { obligation: place, funding, asset, held, unheld, powers: asset.map(Self::powers) })
		};
		work.places().filter_map(funding).collect()
	}

	fn powers(asset: AssetId) -> AssetPowers<T::AccountId> {
		AssetPowers {
			asset,
			owner: T::Roles::owner(asset),
			issuer: T::Roles::issuer(asset),
			admin: T::Roles::admin(asset),
			freezer: T::Roles::freezer(asset),
		}
	}

	pub(crate) fn do_dispute_of(agreement: AgreementId, place: u8) -> Option<DisputeInfo<T::AccountId>> {
		let work = Work::<T>::load(agreement).ok()?;
		let dispute = Disputes::<T>::get(agreement, place)?.dispute;
		let between = work.between(place).ok()?;
		let arbitration = work.terms.arbitration.as_ref()?;
		let stage = dispute.stage(arbitration, work.now);
		let both = || [Side::Debtor, Side::Creditor].map(|side| between.account(side).clone()).to_vec();
		let turn = match stage {
			Stage::Evidence { advance: Some(side), .. } => [between.account(side).clone()].to_vec(),
			Stage::Evidence { advance: None, .. } | Stage::Appeal { .. } => both(),
			Stage::Rule { instance, .. } => {
				arbitration.instances.get(usize::from(instance)).map(|one| one.arbiter.clone()).into_iter().collect()
			},
			Stage::Decided(_) => Vec::new(),
		};
		let ruled = match stage {
			Stage::Decided(ruling) => Some(ruling),
			_ => dispute.ruling,
		};
		let loser = ruled.map(|ruling| dispute.loser(ruling.amount));
		Some(DisputeInfo { dispute, stage, turn, debtor: between.debtor, creditor: between.creditor, loser })
	}

	pub(crate) fn do_preview(terms: &TermsOf<T>) -> Result<TermsPreview<T::AccountId>, TermsError> {
		Self::check(terms)?;
		let (escrows, footprint) = Self::foresee(terms);
		let bounded = |place| terms.amends.is_none() && !terms.is_usurious(place);
		let parties = (0u8..).zip(&terms.parties).zip(escrows);
		let commitments = parties.map(|((place, party), escrow)| Commitment {
			account: party.account.clone(),
			most: if bounded(place) { terms.commitment(place) } else { None },
			escrow,
		});
		Ok(TermsPreview {
			hash: terms_hash(terms),
			commitments: commitments.collect(),
			deposit: T::StoragePrice::convert(footprint),
		})
	}
}
