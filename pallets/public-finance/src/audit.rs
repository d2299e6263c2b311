//! Audits: the appropriator offers them, the auditor binds himself to how he draws his sample, and what he finds is answered in time or
//! not. Who is not heard of any more is followed by another.

use crate::{
	bodies::bytes_at_most, types::*, Awards, Config, Engagements, Error, Event, Findings, Gathered, LastEpoch, Pallet,
	Periods,
};
use civitas_primitives::{
	public_finance::{sample, Currency, EpochRandomness, PeriodId, Power, RoleInspect},
	ContentHash, IdentityInspect, Moment,
};
use frame_support::{
	ensure,
	traits::{Get, Time},
};
use sp_core::H256;
use sp_runtime::{DispatchError, DispatchResult};

/// The bytes of an audit, with as many findings as there can be.
pub(crate) fn engagement_bytes<T: Config>() -> usize {
	let findings = bytes_at_most::<Finding>().saturating_mul(MAX_FINDINGS.into());
	bytes_at_most::<Engagement<T::AccountId>>().saturating_add(findings)
}

impl<T: Config> Pallet<T> {
	/// The audit of a period that this one has accepted.
	fn audit_by(
		who: &T::AccountId,
		body: &T::AccountId,
		period: PeriodId,
	) -> Result<Engagement<T::AccountId>, DispatchError> {
		let known = Engagements::<T>::get(body, period);
		let is_his = |known: &Engagement<T::AccountId>| known.auditor == *who && known.commitment.is_some();
		Ok(known.filter(is_his).ok_or(Error::<T>::EngagementUnknown)?)
	}

	/// A period that is closed, and in which epoch it was.
	fn closed_in(body: &T::AccountId, period: PeriodId) -> Result<(Period, u64), DispatchError> {
		let period = Self::period(body, period)?;
		match period.state {
			PeriodState::Closed { epoch, .. } => Ok((period, epoch)),
			PeriodState::Planned | PeriodState::Open => Err(Error::<T>::PeriodNotClosed.into()),
		}
	}

	/// Whether another auditor can be named: this one has not accepted; or the period is closed, and long after both he has not said what
	/// he thinks. Who has revealed his secret has longer, so that nobody is followed for what he may find.
	fn is_replaceable(known: &Engagement<T::AccountId>, state: PeriodState) -> bool {
		let (at, accepted) = match (state, known.accepted) {
			(_, None) => return true,
			(PeriodState::Closed { at, .. }, Some((_, accepted))) => (at, accepted),
			_ => return false,
		};
		// Saturating is right: what ends after all moments does not end.
		let time = if known.secret.is_some() { REPLACE_SILENT_AFTER } else { REPLACE_AFTER };
		let is_late = T::Time::now() > at.max(accepted).saturating_add(time);
		is_late && known.opinion.is_none()
	}

	pub(crate) fn do_engage(
		who: &T::AccountId,
		body: T::AccountId,
		period: PeriodId,
		engage: Engage<T::AccountId>,
	) -> DispatchResult {
		let known = Engagements::<T>::get(&body, period);
		// Whoever audits has room of his own for what he will find: who has nothing left must not keep him from finding it.
		let engagement = match engage {
			Engage::Offer(auditor) => {
				ensure!(Self::is_appropriator(who, &body)?, Error::<T>::NotAllowed);
				let Period { state, .. } = Self::period(&body, period)?;
				let may = known.as_ref().is_none_or(|known| Self::is_replaceable(known, state));
				ensure!(may, Error::<T>::EngagementAccepted);
				let is_further = known.as_ref().is_none_or(|known| known.accepted.is_some());
				// What others have found before stays, and that there were others. Saturating is right: each had half a year.
				let (findings, unresolved, former) = known.map_or((0, 0, 0), |known| {
					let former = known.former.saturating_add(known.accepted.is_some().into());
					(known.findings, known.unresolved, former)
				});
				if is_further {
					Self::resize(&body, 0, engagement_bytes::<T>())?;
				}
				Engagement {
					auditor,
					commitment: None,
					accepted: None,
					secret: None,
					seed: None,
					opinion: None,
					findings,
					unresolved,
					former,
				}
			},
			Engage::Accept(commitment) => {
				let known = known.filter(|known| known.auditor == *who).ok_or(Error::<T>::EngagementUnknown)?;
				ensure!(known.commitment.is_none(), Error::<T>::EngagementAccepted);
				ensure!(commitment.every > 0, Error::<T>::CommitmentInvalid);
				let (_, epoch) = LastEpoch::<T>::get();
				Engagement { commitment: Some(commitment), accepted: Some((epoch, T::Time::now())), ..known }
			},
		};
		// Judged at both, and before his opinion: much may have changed since he was named.
		ensure!(!T::Identities::related(&engagement.auditor, &body), Error::<T>::AuditorRelated);
		let Engagement { ref auditor, commitment, .. } = engagement;
		Self::deposit_event(Event::Engaged { body: body.clone(), period, auditor: auditor.clone(), commitment });
		Engagements::<T>::insert(&body, period, engagement);
		Ok(())
	}

	/// If another epoch has begun, remember what was gathered in the one before, and forget what is too old. They are counted, since of
	/// those in which there was no block nothing is known.
	pub(crate) fn note_epoch() {
		let epoch = T::Randomness::epoch();
		let (last, before) = LastEpoch::<T>::get();
		if epoch == last {
			return;
		}
		// Saturating is right: no chain has so many.
		LastEpoch::<T>::put((epoch, before.saturating_add(1)));
		Gathered::<T>::insert(before, T::Randomness::gathered());
		if let Some(old) = before.checked_sub(T::EpochsRemembered::get()) {
			Gathered::<T>::remove(old);
		}
	}

	pub(crate) fn do_reveal(who: &T::AccountId, body: T::AccountId, period: PeriodId, secret: H256) -> DispatchResult {
		let mut engagement = Self::audit_by(who, &body, period)?;
		ensure!(engagement.seed.is_none(), Error::<T>::AlreadyDone);
		let hash = H256(sp_io::hashing::blake2_256(secret.as_bytes()));
		let is_right = engagement.commitment.is_some_and(|commitment| commitment.hash == hash);
		ensure!(is_right, Error::<T>::SecretWrong);
		let (_, closed) = Self::closed_in(&body, period)?;
		// Of the epoch in which it was closed, and of the one in which he bound himself, a part was known then.
		let last = engagement.accepted.map_or(closed, |(accepted, _)| accepted.max(closed));
		let next = last.checked_add(1).ok_or(Error::<T>::RandomnessUnknown)?;
		let randomness = Gathered::<T>::get(next).ok_or(Error::<T>::RandomnessUnknown)?;
		let seed = sample::seed(&secret, &randomness);
		(engagement.secret, engagement.seed) = (Some(secret), Some(seed));
		Engagements::<T>::insert(&body, period, engagement);
		Self::deposit_event(Event::Revealed { body, period, secret, seed });
		Ok(())
	}

	pub(crate) fn do_find(
		who: &T::AccountId,
		body: T::AccountId,
		period: PeriodId,
		record: Option<Record>,
		severity: Severity,
		document: ContentHash,
		due: Moment,
	) -> DispatchResult {
		let mut engagement = Self::audit_by(who, &body, period)?;
		ensure!(engagement.opinion.is_none(), Error::<T>::AlreadyDone);
		Self::closed_in(&body, period)?;
		let at = T::Time::now();
		ensure!(due >= at, Error::<T>::DueInvalid);
		if let Some(record) = &record {
			Self::ensure_record(&body, record)?;
		}
		let number = engagement.findings;
		// Saturating is right: then there are as many as can be numbered.
		let most = MAX_FINDINGS.saturating_mul(engagement.former.saturating_add(1));
		ensure!(number < most, Error::<T>::TooManyFindings);
		// Saturating is right: see above.
		engagement.findings = number.saturating_add(1);
		// Saturating is right: there are no more than findings.
		engagement.unresolved = engagement.unresolved.saturating_add(1);
		let found = Finding { record, severity, document, at, due, answer: None, resolved: None };
		Findings::<T>::insert((&body, period, number), &found);
		Engagements::<T>::insert(&body, period, engagement);
		Self::deposit_event(Event::Found { body, period, finding: number, found });
		Ok(())
	}

	/// A body has, or had, this record.
	fn ensure_record(body: &T::AccountId, record: &Record) -> DispatchResult {
		match *record {
			Record::Use(fund, number) => {
				ensure!(number < Self::fund_of(body, fund)?.uses, Error::<T>::UseUnknown);
			},
			Record::Receipt(fund, number) => {
				ensure!(number < Self::fund_of(body, fund)?.receipts, Error::<T>::ReceiptUnknown);
			},
			Record::Award(award) => {
				let is_its = Awards::<T>::get(award).is_some_and(|award| award.body == *body);
				ensure!(is_its, Error::<T>::AwardUnknown);
			},
			Record::Line(line) => {
				Self::line(body, line)?;
			},
		}
		Ok(())
	}

	/// A finding of an audit.
	fn finding(body: &T::AccountId, period: PeriodId, number: u16) -> Result<Finding, DispatchError> {
		Ok(Findings::<T>::get((body, period, number)).ok_or(Error::<T>::FindingUnknown)?)
	}

	pub(crate) fn do_answer(
		who: &T::AccountId,
		body: T::AccountId,
		period: PeriodId,
		number: u16,
		document: ContentHash,
	) -> DispatchResult {
		let mut finding = Self::finding(&body, period, number)?;
		let holds = |power| T::Roles::holds(who, &body, power, Currency::Native, 0);
		ensure!(*who == body || Power::ALL.into_iter().any(holds), Error::<T>::NoPower);
		// A late one shows: it keeps its time.
		ensure!(finding.answer.is_none(), Error::<T>::AlreadyDone);
		finding.answer = Some((document, T::Time::now()));
		Findings::<T>::insert((&body, period, number), finding);
		Self::deposit_event(Event::FindingAnswered { body, period, finding: number, document });
		Ok(())
	}

	pub(crate) fn do_conclude(
		who: &T::AccountId,
		body: T::AccountId,
		period: PeriodId,
		conclusion: Conclusion,
	) -> DispatchResult {
		let mut engagement = Self::audit_by(who, &body, period)?;
		let now = T::Time::now();
		match conclusion {
			Conclusion::Resolved(number) => {
				let mut finding = Self::finding(&body, period, number)?;
				ensure!(finding.resolved.is_none(), Error::<T>::AlreadyDone);
				finding.resolved = Some(now);
				// Saturating is right: this one was among them.
				engagement.unresolved = engagement.unresolved.saturating_sub(1);
				Findings::<T>::insert((&body, period, number), finding);
			},
			Conclusion::Opinion(opinion, document) => {
				ensure!(engagement.opinion.is_none(), Error::<T>::AlreadyDone);
				let (record, _) = Self::closed_in(&body, period)?;
				// Who has looked at nothing knows nothing.
				let knows = engagement.seed.is_some() || opinion == Opinion::Disclaimer;
				ensure!(knows, Error::<T>::SampleNotDrawn);
				ensure!(!T::Identities::related(who, &body), Error::<T>::AuditorRelated);
				engagement.opinion = Some((opinion, document, now));
				Periods::<T>::insert(&body, period, Period { is_audited: true, ..record });
			},
		}
		Engagements::<T>::insert(&body, period, engagement);
		Self::deposit_event(Event::Concluded { body, period, conclusion });
		Ok(())
	}
}
