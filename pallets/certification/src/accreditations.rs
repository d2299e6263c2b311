//! The trees of accreditations: who may issue, who may accredit further, and who has authority over what.
//!
//! Every accreditation knows the one above it and nothing knows those below. So whoever wants to know whether one is good walks
//! up to the network, at most `MAX_DEPTH` steps, and a change of one is a change of the whole subtree for one write.

use crate::{
	terms::{refused, CheckedTerms},
	types::{bytes_of, scope_bound, ScopeOf, MAX_HOLDERS},
	Accreditation, Accreditations, AccreditationsOf, Config, Error, Event, Joined, NextAccreditationId, OpenNetworks,
	Pallet,
};
use alloc::vec::Vec;
use civitas_primitives::{
	certification::{
		info::Terms, AccreditationId, Authority, ChangeError, History, Level, NetworkId, Reason, SchemaId, State,
		MAX_DEPTH,
	},
	Moment,
};
use codec::MaxEncodedLen;
use frame_support::{
	ensure,
	traits::{Consideration, Footprint, Time},
	BoundedVec,
};
use sp_runtime::{DispatchError, DispatchResult};

/// The most accreditations one above the other, as weights count them.
#[allow(clippy::as_conversions)]
pub(crate) const ALL_LEVELS: u32 = MAX_DEPTH as u32;

/// By what right someone issues or accredits: all of it is in force.
pub(crate) struct Standing<T: Config> {
	/// In which network.
	pub network: NetworkId,
	/// The accreditation, unless it is the operator who does.
	accreditation: Option<(AccreditationId, Accreditation<T>)>,
	/// How many accreditations there are up to the network, the lowest included.
	pub levels: u32,
}

impl<T: Config> Standing<T> {
	/// How far from the root.
	pub fn level(&self) -> Level {
		self.accreditation.as_ref().map_or(Level::OPERATOR, |(_, node)| node.level())
	}

	/// Use the quota for `count` certificates. Returns whether there is a quota, so that it has to be [`Self::put`].
	pub fn use_quota(&mut self, count: u32) -> Result<bool, Error<T>> {
		self.accreditation.as_mut().map_or(Ok(false), |(_, node)| node.use_quota(count))
	}

	/// Store the accreditation anew.
	pub fn put(&self) {
		if let Some((id, node)) = &self.accreditation {
			Accreditations::<T>::insert(id, node);
		}
	}
}

impl<T: Config> Accreditation<T> {
	/// What it has used of its quota, itself and by passing it on.
	pub(crate) fn spent(&self) -> u64 {
		// Saturating is right: nobody passes on so many quotas.
		self.given.saturating_add(self.issued.into())
	}

	/// What is left of the quota; `None` if there is none.
	pub(crate) fn left(&self) -> Option<u64> {
		// Saturating is right: where nothing is left, nothing is left.
		self.quota.map(|quota| u64::from(quota).saturating_sub(self.spent()))
	}

	/// Use the quota for `count` certificates. Returns whether there is a quota, so that the record has changed.
	fn use_quota(&mut self, count: u32) -> Result<bool, Error<T>> {
		let Some(left) = self.left() else { return Ok(false) };
		ensure!(u64::from(count) <= left, Error::<T>::QuotaExceeded);
		self.issued = self.issued.checked_add(count).ok_or(Error::<T>::QuotaExceeded)?;
		Ok(true)
	}

	/// That someone offers it to someone else, or that nobody does.
	fn offer(&mut self, by_and_to: Option<(T::AccountId, T::AccountId)>) {
		(self.offered_by, self.offered_to) = by_and_to.unzip();
	}

	/// That it can be used at `now`, those above aside.
	pub(crate) fn ensure_good(&self, schema: Option<&SchemaId>, now: Moment) -> Result<(), Error<T>> {
		match self.history.state() {
			State::Active => {},
			State::Pending => return Err(Error::<T>::AccreditationPending),
			State::Suspended => return Err(Error::<T>::AccreditationSuspended),
			_ => return Err(Error::<T>::AccreditationRevoked),
		}
		ensure!(!self.is_expired(now), Error::<T>::AccreditationExpired);
		ensure!(schema.is_none_or(|schema| self.covers(schema)), Error::<T>::SchemaOutOfScope);
		Ok(())
	}
}

/// How many levels there are, of which there are at most `MAX_DEPTH`.
pub(crate) fn count_levels(nodes: usize) -> u32 {
	u32::try_from(nodes).unwrap_or(ALL_LEVELS)
}

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::join_network`].
	pub(crate) fn do_join_network(who: T::AccountId, network: NetworkId) -> DispatchResult {
		Self::open_network(network)?;
		let scope = OpenNetworks::<T>::get(network).ok_or(Error::<T>::MembershipClosed)?;
		ensure!(!Joined::<T>::contains_key(network, &who), Error::<T>::MembershipUsed);
		let footprint = Self::accreditation_footprint(&scope, true);
		let terms = CheckedTerms { scope, valid_until: None, quota: None, depth: 0 };
		let id = Self::add_accreditation(network, None, 1, who.clone(), terms, who.clone(), footprint)?;

		Joined::<T>::insert(network, &who, id);
		Ok(())
	}

	/// Rules: [`Pallet::accredit`]. Returns how many accreditations there are above the new one.
	pub(crate) fn do_accredit(
		who: T::AccountId,
		network: NetworkId,
		parent: Option<AccreditationId>,
		holder: T::AccountId,
		terms: Terms,
	) -> Result<u32, DispatchError> {
		let now = T::Time::now();
		let terms = CheckedTerms::<T>::new(terms)?;
		ensure!(terms.valid_until.is_none_or(|until| until >= now), Error::<T>::ExpiryPassed);
		let authority = Authority::new(parent, network);
		let nodes: Vec<_> = Self::upwards(authority).collect();
		let Standing { network: place, accreditation, levels } = Self::standing(authority, &nodes, &who, None, now)?;
		ensure!(place == network, Error::<T>::AccreditationNotInNetwork);
		// Each of those above may have been narrowed since those below it were given.
		terms.ensure_within(None, nodes.iter().map(|(_, above)| above))?;
		let mut passed_on = None;
		if let Some((parent, mut above)) = accreditation {
			if above.pass_on(None, terms.quota)? {
				passed_on = Some((parent, above));
			}
		}
		let footprint = Self::accreditation_footprint(&terms.scope, false);
		// There are at most `MAX_DEPTH`, as the terms are within.
		let level = u8::try_from(levels).ok().and_then(|levels| levels.checked_add(1));
		let level = level.ok_or(Error::<T>::DepthExceeded)?;
		Self::add_accreditation(network, parent, level, holder, terms, who, footprint)?;

		if let Some((parent, above)) = passed_on {
			Accreditations::<T>::insert(parent, above);
		}
		Ok(levels)
	}

	/// Rules: [`Pallet::suspend_accreditation`].
	pub(crate) fn do_suspend_accreditation(
		who: T::AccountId,
		id: AccreditationId,
		reason: Reason,
	) -> Result<u32, DispatchError> {
		let now = T::Time::now();
		let mut accreditation = Self::known_accreditation(id)?;
		let within = accreditation.above().min(accreditation.history.suspendable_within());
		let (level, levels) = Self::ensure_may_take(&who, Authority::Accreditation(id), within, false)?;
		ensure!(!accreditation.is_expired(now), Error::<T>::AccreditationExpired);
		accreditation.history.push(now, State::Suspended, reason, level).map_err(refused::<T>)?;
		// Whoever stands above can offer it anew, and then knows of this.
		accreditation.offer(None);

		Accreditations::<T>::insert(id, accreditation);
		Self::deposit_event(Event::AccreditationSuspended { accreditation: id, by: who, reason });
		Ok(levels)
	}

	/// Rules: [`Pallet::reinstate_accreditation`].
	pub(crate) fn do_reinstate_accreditation(who: T::AccountId, id: AccreditationId) -> Result<u32, DispatchError> {
		let now = T::Time::now();
		let mut accreditation = Self::known_accreditation(id)?;
		let suspended_by = accreditation.history.last().map_or(Level::OPERATOR, |change| change.level);
		let state = accreditation.history.state();
		ensure!(state == State::Suspended, refused::<T>(ChangeError::NotFrom(state)));
		let within = accreditation.above().min(suspended_by);
		let (level, levels) = Self::ensure_may_give(&who, Authority::Accreditation(id), within, now)?;
		ensure!(!accreditation.is_expired(now), Error::<T>::AccreditationExpired);
		accreditation.history.push(now, State::Active, Reason::Unspecified, level).map_err(refused::<T>)?;

		Accreditations::<T>::insert(id, accreditation);
		Self::deposit_event(Event::AccreditationReinstated { accreditation: id, by: who });
		Ok(levels)
	}

	/// Rules: [`Pallet::revoke_accreditation`].
	pub(crate) fn do_revoke_accreditation(
		who: T::AccountId,
		id: AccreditationId,
		reason: Reason,
	) -> Result<u32, DispatchError> {
		let mut accreditation = Self::known_accreditation(id)?;
		if accreditation.history.state() == State::Pending {
			return Self::remove_pending(who, id, accreditation, reason);
		}
		let (level, levels) = Self::ensure_may_take(&who, Authority::Accreditation(id), accreditation.level(), false)?;
		accreditation.history.push(T::Time::now(), State::Revoked, reason, level).map_err(refused::<T>)?;
		accreditation.offer(None);

		Accreditations::<T>::insert(id, accreditation);
		Self::deposit_event(Event::AccreditationRevoked { accreditation: id, by: who, reason });
		Ok(levels)
	}

	/// Take back what nobody has accepted, and under which nothing can have been issued: as if it had not been given.
	fn remove_pending(
		who: T::AccountId,
		id: AccreditationId,
		accreditation: Accreditation<T>,
		reason: Reason,
	) -> Result<u32, DispatchError> {
		let mut levels = ALL_LEVELS;
		// Whoever pays for it can end that, and nobody is to have what they do not want.
		if accreditation.depositor != who && accreditation.offered_to.as_ref() != Some(&who) {
			let authority = Authority::Accreditation(id);
			(_, levels) = Self::ensure_may_take(&who, authority, accreditation.above(), false)?;
		}
		let mut parent = None;
		if let Some(above) = accreditation.parent {
			let mut node = Self::known_accreditation(above)?;
			// What comes back fits, whatever is left.
			node.given = node.given.saturating_sub(accreditation.quota.unwrap_or_default().into());
			parent = Some((above, node));
		}
		accreditation.ticket.drop(&accreditation.depositor)?;

		if let Some((above, node)) = parent {
			Accreditations::<T>::insert(above, node);
		}
		Accreditations::<T>::remove(id);
		Self::deposit_event(Event::AccreditationRevoked { accreditation: id, by: who, reason });
		Ok(levels)
	}

	/// Rules: [`Pallet::transfer_accreditation`].
	pub(crate) fn do_transfer_accreditation(
		who: T::AccountId,
		id: AccreditationId,
		to: Option<T::AccountId>,
	) -> Result<u32, DispatchError> {
		let mut accreditation = Self::known_accreditation(id)?;
		let authority = Authority::Accreditation(id);
		let (_, levels) = Self::ensure_may_give(&who, authority, accreditation.above(), T::Time::now())?;
		match accreditation.history.state() {
			State::Pending => return Err(Error::<T>::AccreditationPending.into()),
			State::Revoked => return Err(Error::<T>::AccreditationRevoked.into()),
			_ => {},
		}
		match &to {
			Some(to) => {
				ensure!(!accreditation.is_held_by(to), Error::<T>::AlreadyHeld);
				ensure!(accreditation.holders.len() < MAX_HOLDERS as usize, Error::<T>::HoldersFull);
			},
			None => ensure!(accreditation.offered_to.is_some(), Error::<T>::NotOffered),
		}
		accreditation.offer(to.clone().map(|to| (who.clone(), to)));

		Accreditations::<T>::insert(id, accreditation);
		Self::deposit_event(Event::AccreditationOffered { accreditation: id, to, by: who });
		Ok(levels)
	}

	/// Rules: [`Pallet::accept_accreditation`]. Returns how many accreditations were read.
	pub(crate) fn do_accept_accreditation(who: T::AccountId, id: AccreditationId) -> Result<u32, DispatchError> {
		let now = T::Time::now();
		let mut accreditation = Self::known_accreditation(id)?;
		ensure!(accreditation.offered_to.as_ref() == Some(&who), Error::<T>::NotOffered);
		ensure!(!accreditation.is_expired(now), Error::<T>::AccreditationExpired);
		// It may have been offered long ago, by someone who has lost the right to give it since.
		let by = accreditation.offered_by.as_ref().ok_or(Error::<T>::NotOffered)?;
		let may = Self::ensure_may_give(by, Authority::Accreditation(id), accreditation.above(), now);
		let (_, levels) = may.map_err(|_| Error::<T>::OfferLapsed)?;
		if accreditation.history.state() == State::Pending {
			// It was given on the authority of the one above.
			let level = accreditation.above();
			accreditation.history.push(now, State::Active, Reason::Unspecified, level).map_err(refused::<T>)?;
		}
		let former = accreditation.holders.last().map(|(holder, _)| holder.clone());
		accreditation.holders.try_push((who.clone(), now)).map_err(|_| Error::<T>::HoldersFull)?;
		accreditation.offer(None);

		if let Some(former) = former {
			AccreditationsOf::<T>::remove(former, id);
		}
		AccreditationsOf::<T>::insert(&who, id, ());
		Accreditations::<T>::insert(id, accreditation);
		Self::deposit_event(Event::AccreditationAccepted { accreditation: id, holder: who });
		Ok(levels)
	}

	/// Record an accreditation for which `depositor` pays.
	fn add_accreditation(
		network: NetworkId,
		parent: Option<AccreditationId>,
		level: u8,
		holder: T::AccountId,
		terms: CheckedTerms<T>,
		depositor: T::AccountId,
		footprint: Footprint,
	) -> Result<AccreditationId, DispatchError> {
		let now = T::Time::now();
		let id = NextAccreditationId::<T>::get();
		let next = id.checked_add(1).filter(|next| *next <= Authority::OPERATOR).ok_or(Error::<T>::IdsExhausted)?;
		let ticket = T::AccreditationConsideration::new(&depositor, footprint)?;

		NextAccreditationId::<T>::put(next);
		// Who pays for its own has agreed to it.
		let accepted = holder == depositor;
		let (state, holders) = if accepted {
			AccreditationsOf::<T>::insert(&holder, id, ());
			(State::Active, alloc::vec![(holder.clone(), now)])
		} else {
			(State::Pending, Vec::new())
		};
		let CheckedTerms { scope, valid_until, quota, depth } = terms;
		let mut accreditation = Accreditation::<T> {
			network,
			parent,
			level,
			scope,
			valid_until,
			quota,
			issued: 0,
			given: 0,
			depth,
			// It was given on the authority of the one above.
			history: History::begin(now, state, Level(level.saturating_sub(1))),
			holders: BoundedVec::truncate_from(holders),
			offered_to: None,
			offered_by: None,
			depositor,
			ticket,
		};
		if !accepted {
			accreditation.offer(Some((accreditation.depositor.clone(), holder.clone())));
		}
		let terms = accreditation.terms();
		Accreditations::<T>::insert(id, accreditation);
		Self::deposit_event(Event::Accredited { accreditation: id, network, parent, holder, terms });
		Ok(id)
	}

	/// An accreditation that must exist.
	fn known_accreditation(id: AccreditationId) -> Result<Accreditation<T>, Error<T>> {
		Accreditations::<T>::get(id).ok_or(Error::<T>::AccreditationUnknown)
	}

	/// The accreditation of an authority and those above it, up to the network; none if it is that of the operator. Each is read
	/// only when it is asked for.
	pub(crate) fn upwards(from: Authority) -> impl Iterator<Item = (AccreditationId, Accreditation<T>)> {
		let mut next = from.accreditation();
		let read = move || {
			let id = next?;
			let accreditation = Accreditations::<T>::get(id)?;
			next = accreditation.parent;
			Some((id, accreditation))
		};
		core::iter::from_fn(read).take(usize::from(MAX_DEPTH))
	}

	/// That `who` has `authority`, of which `nodes` are all accreditations up to the network, and that they and the network are
	/// good at `time` for issuing under `schema`, or for accrediting if `None`.
	pub(crate) fn standing(
		authority: Authority,
		nodes: &[(AccreditationId, Accreditation<T>)],
		who: &T::AccountId,
		schema: Option<&SchemaId>,
		time: Moment,
	) -> Result<Standing<T>, Error<T>> {
		if let Authority::Operator(network) = authority {
			let operated = Self::operated_by(network, who)?;
			ensure!(operated.closed_at.is_none(), Error::<T>::NetworkClosed);
			return Ok(Standing { network, accreditation: None, levels: 0 });
		}
		let (id, lowest) = nodes.first().ok_or(Error::<T>::AccreditationUnknown)?;
		if !lowest.is_held_by(who) {
			let pending = lowest.history.state() == State::Pending && lowest.offered_to.as_ref() == Some(who);
			return Err(if pending { Error::<T>::AccreditationPending } else { Error::<T>::NotHolder });
		}
		// Of one that was given without a quota, nothing is counted that the one above it could have to answer for.
		let mut counted = true;
		for (_, node) in nodes {
			node.ensure_good(schema, time)?;
			ensure!(counted || node.quota.is_none(), Error::<T>::QuotaMissing);
			counted = node.quota.is_some();
		}
		Self::open_network(lowest.network)?;
		let accreditation = Some((*id, lowest.clone()));
		Ok(Standing { network: lowest.network, accreditation, levels: count_levels(nodes.len()) })
	}

	/// That `who` may take something away that hangs under `from`: as the holder of it or of one above it that is neither
	/// suspended nor revoked, and stands no further from the root than `within`; or as the operator of the
	/// network. If it is something that `survives` its issuer, none above that accreditation may be suspended or revoked
	/// either: those who fall together with one above them would otherwise go on to destroy what was meant to last. What does
	/// not survive is out of force then anyway. Returns on whose authority, and how many accreditations were read.
	pub(crate) fn ensure_may_take(
		who: &T::AccountId,
		from: Authority,
		within: Level,
		survives: bool,
	) -> Result<(Level, u32), Error<T>> {
		let mut refusal = Error::<T>::NotAuthority;
		let (mut levels, mut authority) = (0, None);
		let mut network = match from {
			Authority::Operator(network) => Some(network),
			Authority::Accreditation(_) => None,
		};
		for (place, (_, node)) in Self::upwards(from).enumerate() {
			levels = count_levels(place.saturating_add(1));
			network = Some(node.network);
			let stands = node.history.state() == State::Active;
			if authority.is_some() && !stands {
				(authority, refusal) = (None, Error::<T>::AuthorityFallen);
			}
			if authority.is_some() || !node.is_held_by(who) {
				continue;
			}
			if node.level() > within {
				refusal = Error::<T>::AuthorityTooLow;
			} else if !stands {
				refusal = Error::<T>::AuthorityFallen;
			} else if survives {
				authority = Some(node.level());
			} else {
				return Ok((node.level(), levels));
			}
		}
		if let Some(level) = authority {
			return Ok((level, levels));
		}
		let network = network.ok_or(Error::<T>::AccreditationUnknown)?;
		Self::operated_by(network, who).map_err(|_| refusal)?;
		Ok((Level::OPERATOR, levels))
	}

	/// That `who` may give something back that hangs under `from`: as [`Self::ensure_may_take`], and besides all from that
	/// accreditation up to the network must be good.
	pub(crate) fn ensure_may_give(
		who: &T::AccountId,
		from: Authority,
		within: Level,
		now: Moment,
	) -> Result<(Level, u32), Error<T>> {
		let nodes: Vec<_> = Self::upwards(from).collect();
		let levels = count_levels(nodes.len());
		let network = match from {
			Authority::Operator(network) => network,
			Authority::Accreditation(_) => nodes.first().ok_or(Error::<T>::AccreditationUnknown)?.1.network,
		};
		let network = Self::open_network(network)?;
		if network.operator == *who {
			return Ok((Level::OPERATOR, levels));
		}
		let mut refusal = Error::<T>::NotAuthority;
		for (place, (_, node)) in nodes.iter().enumerate().filter(|(_, (_, node))| node.is_held_by(who)) {
			if node.level() > within {
				refusal = Error::<T>::AuthorityTooLow;
				continue;
			}
			match nodes.iter().skip(place).try_for_each(|(_, node)| node.ensure_good(None, now)) {
				Ok(()) => return Ok((node.level(), levels)),
				Err(fault) => refusal = fault,
			}
		}
		Err(refusal)
	}

	/// What an accreditation of this scope occupies, the entry by which it is listed, and that which remembers who joined.
	/// Counted as one item, because `LinearStoragePrice` multiplies the bytes by the number of items.
	pub(crate) fn accreditation_footprint(scope: &ScopeOf<T>, joined: bool) -> Footprint {
		// All of the network's schemas take no room, but an amendment can put as many in their place as a scope can name.
		let bound = scope_bound::<T>();
		let scope = (bound, scope.as_ref().map_or(bound as usize, |scope| scope.len().saturating_mul(32)));
		let listing = T::AccountId::max_encoded_len().saturating_add(AccreditationId::max_encoded_len());
		let membership = if joined { listing.saturating_add(NetworkId::max_encoded_len()) } else { 0 };
		let bytes = bytes_of::<Accreditation<T>>(&[scope]).saturating_add(listing).saturating_add(membership);
		Footprint::from_parts(1, bytes)
	}
}
