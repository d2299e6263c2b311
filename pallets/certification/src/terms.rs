//! What accreditations allow: no more than what those above them do, when they are given and when they are amended.

use crate::{
	types::{shown_scope, ScopeOf},
	Accreditation, Accreditations, Config, Error, Event, Joined, Pallet,
};
use alloc::{collections::BTreeSet, vec::Vec};
use civitas_primitives::{
	certification::{
		info::{Scope, Terms},
		AccreditationId, Authority, ChangeError, Level, Reason, State, MAX_DEPTH,
	},
	Moment,
};
use frame_support::{
	ensure,
	traits::{Consideration, Time},
	BoundedVec,
};
use sp_runtime::DispatchError;

/// What an accreditation allows, checked by itself.
pub(crate) struct CheckedTerms<T: Config> {
	pub scope: ScopeOf<T>,
	pub valid_until: Option<Moment>,
	pub quota: Option<u32>,
	pub depth: u8,
}

/// A scope that names some schemas, and not too many.
pub(crate) fn checked_scope<T: Config>(scope: Scope) -> Result<ScopeOf<T>, Error<T>> {
	let Scope::Schemas(schemas) = scope else { return Ok(None) };
	ensure!(!schemas.is_empty(), Error::<T>::ScopeEmpty);
	// Before it is sorted, which is paid for up to there.
	let schemas = BoundedVec::<_, T::MaxScope>::try_from(schemas).map_err(|_| Error::<T>::ScopeTooLarge)?;
	let schemas: BTreeSet<_> = schemas.into_iter().collect();
	schemas.try_into().map(Some).map_err(|_| Error::<T>::ScopeTooLarge)
}

/// Whether all of `inner` is in `outer`.
fn is_narrower<T: Config>(inner: &ScopeOf<T>, outer: &ScopeOf<T>) -> bool {
	match (inner, outer) {
		(_, None) => true,
		(None, Some(_)) => false,
		(Some(inner), Some(outer)) => inner.is_subset(outer),
	}
}

/// Whether something that ends, or not, is no more than something else that does: a validity, or a quota.
fn is_less<N: Ord>(inner: Option<N>, outer: Option<N>) -> bool {
	match (inner, outer) {
		(_, None) => true,
		(None, Some(_)) => false,
		(Some(inner), Some(outer)) => inner <= outer,
	}
}

impl<T: Config> CheckedTerms<T> {
	pub fn new(terms: Terms) -> Result<Self, Error<T>> {
		let Terms { scope, valid_until, quota, depth } = terms;
		Ok(Self { scope: checked_scope(scope)?, valid_until, quota, depth })
	}

	/// That what is not as narrow as in `before`, which it takes the place of, is allowed by all of `above`, from below on; if
	/// it takes no place, all of it. Whether anything is wider. The quota is not looked at: [`Accreditation::pass_on`] does.
	pub fn ensure_within<'a>(
		&self,
		before: Option<&Accreditation<T>>,
		above: impl Iterator<Item = &'a Accreditation<T>>,
	) -> Result<bool, Error<T>> {
		let wider_scope = before.is_none_or(|before| !is_narrower::<T>(&self.scope, &before.scope));
		let later = before.is_none_or(|before| !is_less(self.valid_until, before.valid_until));
		let deeper = before.is_none_or(|before| self.depth > before.depth);
		let mut level = 0u8;
		for (node, below) in above.zip(1u8..) {
			ensure!(!wider_scope || is_narrower::<T>(&self.scope, &node.scope), Error::<T>::ScopeWidened);
			ensure!(!later || is_less(self.valid_until, node.valid_until), Error::<T>::ExpiryWidened);
			let needed = self.depth.checked_add(below).ok_or(Error::<T>::DepthExceeded)?;
			ensure!(!deeper || needed <= node.depth, Error::<T>::DepthExceeded);
			level = below;
		}
		let deepest = level.checked_add(1).and_then(|level| level.checked_add(self.depth));
		ensure!(deepest.is_some_and(|deepest| deepest <= MAX_DEPTH), Error::<T>::DepthExceeded);
		Ok(wider_scope || later || deeper)
	}
}

/// Of an accreditation, why its state cannot be changed.
pub(crate) fn refused<T: Config>(error: ChangeError) -> Error<T> {
	match error {
		ChangeError::Full => Error::<T>::HistoryFull,
		ChangeError::NotFrom(State::Active) => Error::<T>::AccreditationActive,
		ChangeError::NotFrom(State::Pending) => Error::<T>::AccreditationPending,
		ChangeError::NotFrom(State::Suspended) => Error::<T>::AccreditationSuspended,
		ChangeError::NotFrom(_) => Error::<T>::AccreditationRevoked,
	}
}

impl<T: Config> Accreditation<T> {
	/// What it allows, as it is shown to the outside.
	pub(crate) fn terms(&self) -> Terms {
		Terms {
			scope: shown_scope::<T>(&self.scope),
			valid_until: self.valid_until,
			quota: self.quota,
			depth: self.depth,
		}
	}

	/// Let one below it have the quota `after` in the place of `before`; `None` is no quota, or none yet. Returns whether the
	/// record has changed.
	pub(crate) fn pass_on(&mut self, before: Option<u32>, after: Option<u32>) -> Result<bool, Error<T>> {
		let [returned, taken] = [before, after].map(|quota| u64::from(quota.unwrap_or_default()));
		if let Some(left) = self.left() {
			ensure!(after.is_some() && taken <= left.saturating_add(returned), Error::<T>::QuotaWidened);
		}
		// Saturating is right: what comes back was given, and nobody passes on so many quotas.
		self.given = self.given.saturating_sub(returned).saturating_add(taken);
		Ok(returned != taken)
	}

	/// If it had ended before `now`, note that it was out of force in between, because it is about to go on on the authority of
	/// `level`.
	fn resume(&mut self, now: Moment, level: Level) -> Result<(), Error<T>> {
		let Some(ended) = self.valid_until.filter(|until| now > *until) else { return Ok(()) };
		// Nothing but a revocation changes it after its end, so this is the order of things.
		if self.history.state() == State::Active {
			let since = ended.saturating_add(1);
			let gap = self.history.push(since, State::Suspended, Reason::CessationOfOperation, level);
			gap.and_then(|()| self.history.push(now, State::Active, Reason::Unspecified, level))
				.map_err(refused::<T>)?;
		}
		Ok(())
	}
}

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::amend_accreditation`].
	pub(crate) fn do_amend_accreditation(
		who: T::AccountId,
		id: AccreditationId,
		terms: Terms,
	) -> Result<u32, DispatchError> {
		let now = T::Time::now();
		let terms = CheckedTerms::<T>::new(terms)?;
		let authority = Authority::Accreditation(id);
		let nodes: Vec<_> = Self::upwards(authority).collect();
		let (_, before) = nodes.first().ok_or(Error::<T>::AccreditationUnknown)?;
		let mut above = nodes.iter().skip(1).map(|(_, above)| above);
		let wider_quota = !is_less(terms.quota, before.quota);
		let wider = terms.ensure_within(Some(before), above.clone());
		// Who may not at all is not told what would be too wide.
		let (level, levels) = if wider_quota || !matches!(wider, Ok(false)) {
			let authority = Self::ensure_may_give(&who, authority, before.above(), now)?;
			// Also those between it and whoever gives.
			above.try_for_each(|above| above.ensure_good(None, now))?;
			authority
		} else {
			Self::ensure_may_take(&who, authority, before.above(), false)?
		};
		wider?;
		ensure!(before.history.state() != State::Revoked, Error::<T>::AccreditationRevoked);
		let mut amended = before.clone();
		// What held in the past must hold in the past.
		if terms.valid_until != before.valid_until {
			ensure!(terms.valid_until.is_none_or(|until| until >= now), Error::<T>::ExpiryPassed);
			amended.resume(now, level)?;
		}
		let mut parent = None;
		if terms.quota != before.quota {
			if let Some((above, mut node)) = nodes.get(1).cloned() {
				if node.pass_on(before.quota, terms.quota)? {
					parent = Some((above, node));
				}
			}
			let left = terms.quota.is_none_or(|quota| amended.spent() <= quota.into());
			ensure!(left, Error::<T>::QuotaTooSmall);
		}
		let CheckedTerms { scope, valid_until, quota, depth } = terms;
		// Who makes it larger pays for it: whoever accredited has not been asked.
		let joined = before.parent.is_none() && Self::has_joined(before, id);
		let footprint = Self::accreditation_footprint(&scope, joined);
		if footprint.size > Self::accreditation_footprint(&before.scope, joined).size {
			amended.ticket = if who == before.depositor {
				amended.ticket.update(&who, footprint)?
			} else {
				let ticket = T::AccreditationConsideration::new(&who, footprint)?;
				amended.ticket.drop(&before.depositor)?;
				ticket
			};
			amended.depositor = who.clone();
		}
		let amended = Accreditation { scope, valid_until, quota, depth, ..amended };

		if let Some((above, node)) = parent {
			Accreditations::<T>::insert(above, node);
		}
		let terms = amended.terms();
		Accreditations::<T>::insert(id, amended);
		Self::deposit_event(Event::AccreditationAmended { accreditation: id, terms, by: who });
		Ok(levels)
	}

	/// Whether an accreditation came of joining its network.
	fn has_joined(accreditation: &Accreditation<T>, id: AccreditationId) -> bool {
		let first = accreditation.holders.first();
		first.is_some_and(|(holder, _)| Joined::<T>::get(accreditation.network, holder) == Some(id))
	}
}
