//! The trees of accreditations: who may issue, who may accredit further, and who has authority over what.
//!
//! Every accreditation knows the one above it and nothing knows those below. So whoever wants to know whether one is good walks
//! up to the network, at most `MAX_DEPTH` steps, and a change of one is a change of the whole subtree for one write.

use crate::{
	types::{bytes_of, scope_bound, ScopeOf},
	Accreditation, Accreditations, AccreditationsOf, Config, Error, Event, Joined, NextAccreditationId, Pallet,
};
use alloc::{collections::BTreeSet, vec::Vec};
use civitas_primitives::{
	certification::{
		info::{Membership, Scope, Terms},
		AccreditationId, ChangeError, History, Level, NetworkId, Reason, SchemaId, State, MAX_DEPTH,
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

/// Accreditations one above the other, from some accreditation up to its network, which is open, all of them in force.
pub(crate) struct Standing<T: Config> {
	/// The lowest accreditation.
	pub accreditation: Accreditation<T>,
	/// How many there are, the lowest one included.
	pub levels: u32,
}

/// What an accreditation allows, checked by itself.
struct CheckedTerms<T: Config> {
	scope: ScopeOf<T>,
	valid_until: Option<Moment>,
	quota: Option<u32>,
	depth: u8,
}

impl<T: Config> CheckedTerms<T> {
	fn new(terms: Terms) -> Result<Self, Error<T>> {
		let Terms { scope, valid_until, quota, depth } = terms;
		let scope = match scope {
			Scope::All => None,
			Scope::Schemas(schemas) => {
				ensure!(!schemas.is_empty(), Error::<T>::ScopeEmpty);
				// Before it is sorted, which is paid for up to there.
				let schemas = BoundedVec::<_, T::MaxScope>::try_from(schemas).map_err(|_| Error::<T>::ScopeTooLarge)?;
				let schemas: BTreeSet<_> = schemas.into_iter().collect();
				Some(schemas.try_into().map_err(|_| Error::<T>::ScopeTooLarge)?)
			},
		};
		Ok(Self { scope, valid_until, quota, depth })
	}

	/// That neither scope nor end is wider than that of `above`, nor, `below` steps further down, the depth.
	fn ensure_within(&self, above: &Accreditation<T>, below: u8) -> Result<(), Error<T>> {
		let covered = match (&self.scope, &above.scope) {
			(_, None) => true,
			(None, Some(_)) => false,
			(Some(scope), Some(above)) => scope.is_subset(above),
		};
		ensure!(covered, Error::<T>::ScopeWidened);
		let ends = match (self.valid_until, above.valid_until) {
			(_, None) => true,
			(None, Some(_)) => false,
			(Some(until), Some(above)) => until <= above,
		};
		ensure!(ends, Error::<T>::ExpiryWidened);
		let needed = self.depth.checked_add(below).ok_or(Error::<T>::DepthExceeded)?;
		ensure!(needed <= above.depth, Error::<T>::DepthExceeded);
		Ok(())
	}
}

impl<T: Config> Accreditation<T> {
	/// What it allows, as it is shown to the outside.
	pub(crate) fn terms(&self) -> Terms {
		let scope = self.scope.as_ref().map_or(Scope::All, |schemas| Scope::Schemas(schemas.iter().copied().collect()));
		Terms { scope, valid_until: self.valid_until, quota: self.quota, depth: self.depth }
	}

	/// What is left of the quota; `None` if there is none.
	fn left(&self) -> Option<u32> {
		// Saturating is right: where nothing is left, nothing is left.
		self.quota.map(|quota| quota.saturating_sub(self.issued).saturating_sub(self.given))
	}

	/// Use the quota for `count` certificates. Returns whether there is a quota, so that the record has changed.
	pub(crate) fn use_quota(&mut self, count: u32) -> Result<bool, Error<T>> {
		let Some(left) = self.left() else { return Ok(false) };
		ensure!(count <= left, Error::<T>::QuotaExceeded);
		self.issued = self.issued.checked_add(count).ok_or(Error::<T>::QuotaExceeded)?;
		Ok(true)
	}

	/// Pass `quota` on. Returns whether the record has changed.
	fn pass_on(&mut self, quota: Option<u32>) -> Result<bool, Error<T>> {
		match (self.left(), quota) {
			(None, None) => return Ok(false),
			(Some(_), None) => return Err(Error::<T>::QuotaWidened),
			(Some(left), Some(quota)) => ensure!(quota <= left, Error::<T>::QuotaWidened),
			(None, Some(_)) => {},
		}
		// Saturating is right: it can only happen where there is no quota, and then lets none be set.
		self.given = self.given.saturating_add(quota.unwrap_or_default());
		Ok(true)
	}

	/// That it can be used at `now`, those above aside.
	fn ensure_good(&self, schema: Option<&SchemaId>, now: Moment) -> Result<(), Error<T>> {
		match self.history.state() {
			State::Active => {},
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

/// Of an accreditation, why its state cannot be changed.
fn refused<T: Config>(error: ChangeError) -> Error<T> {
	match error {
		ChangeError::Full => Error::<T>::HistoryFull,
		ChangeError::NotFrom(State::Active) => Error::<T>::AccreditationActive,
		ChangeError::NotFrom(State::Suspended) => Error::<T>::AccreditationSuspended,
		ChangeError::NotFrom(_) => Error::<T>::AccreditationRevoked,
	}
}

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::join_network`].
	pub(crate) fn do_join_network(who: T::AccountId, network: NetworkId) -> DispatchResult {
		let membership = Self::open_network(network)?.membership;
		ensure!(membership == Membership::Open, Error::<T>::MembershipClosed);
		ensure!(!Joined::<T>::contains_key(network, &who), Error::<T>::MembershipUsed);
		let terms = CheckedTerms { scope: None, valid_until: None, quota: None, depth: 0 };
		let footprint = Self::accreditation_footprint(&None, true);
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
		let Some(parent) = parent else {
			let operated = Self::operated_by(network, &who)?;
			ensure!(operated.closed_at.is_none(), Error::<T>::NetworkClosed);
			ensure!(terms.depth < MAX_DEPTH, Error::<T>::DepthExceeded);
			let footprint = Self::accreditation_footprint(&terms.scope, false);
			Self::add_accreditation(network, None, 1, holder, terms, who, footprint)?;
			return Ok(0);
		};

		let nodes: Vec<_> = Self::upwards(parent).collect();
		let standing = Self::standing(&nodes, &who, None, now)?;
		ensure!(standing.accreditation.network == network, Error::<T>::AccreditationNotInNetwork);
		// Each of those above may have been narrowed since those below it were given.
		for ((_, above), below) in nodes.iter().zip(1u8..) {
			terms.ensure_within(above, below)?;
		}
		let mut above = standing.accreditation;
		let passed_on = above.pass_on(terms.quota)?;
		let level = above.level.checked_add(1).filter(|level| *level <= MAX_DEPTH).ok_or(Error::<T>::DepthExceeded)?;
		let footprint = Self::accreditation_footprint(&terms.scope, false);
		Self::add_accreditation(network, Some(parent), level, holder, terms, who, footprint)?;

		if passed_on {
			Accreditations::<T>::insert(parent, above);
		}
		Ok(standing.levels)
	}

	/// Rules: [`Pallet::amend_accreditation`].
	pub(crate) fn do_amend_accreditation(
		who: T::AccountId,
		id: AccreditationId,
		terms: Terms,
	) -> Result<u32, DispatchError> {
		let terms = CheckedTerms::<T>::new(terms)?;
		let accreditation = Self::known_accreditation(id)?;
		let (_, levels) = Self::ensure_may_take(&who, id, accreditation.above(), false)?;
		ensure!(accreditation.history.state() != State::Revoked, Error::<T>::AccreditationRevoked);
		terms.ensure_within(&accreditation, 0)?;
		let CheckedTerms { scope, valid_until, quota, depth } = terms;
		// What held in the past must hold in the past.
		let unchanged = valid_until == accreditation.valid_until;
		ensure!(unchanged || valid_until.is_some_and(|until| until >= T::Time::now()), Error::<T>::ExpiryPassed);
		let mut parent = None;
		match (accreditation.quota, quota) {
			(Some(_), None) => return Err(Error::<T>::QuotaWidened.into()),
			(Some(before), Some(quota)) => ensure!(quota <= before, Error::<T>::QuotaWidened),
			// What is counted from now on has to come from somewhere.
			(None, Some(_)) => {
				if let Some(above) = accreditation.parent {
					let mut node = Self::known_accreditation(above)?;
					if node.pass_on(quota)? {
						parent = Some((above, node));
					}
				}
			},
			(None, None) => {},
		}
		let amended = Accreditation { scope, valid_until, quota, depth, ..accreditation };
		if let Some(quota) = quota {
			let spent = amended.issued.checked_add(amended.given);
			ensure!(spent.is_some_and(|spent| spent <= quota), Error::<T>::QuotaTooSmall);
		}

		if let Some((above, node)) = parent {
			Accreditations::<T>::insert(above, node);
		}
		let terms = amended.terms();
		Accreditations::<T>::insert(id, amended);
		Self::deposit_event(Event::AccreditationAmended { accreditation: id, terms, by: who });
		Ok(levels)
	}

	/// Rules: [`Pallet::suspend_accreditation`].
	pub(crate) fn do_suspend_accreditation(
		who: T::AccountId,
		id: AccreditationId,
		reason: Reason,
	) -> Result<u32, DispatchError> {
		let mut accreditation = Self::known_accreditation(id)?;
		let within = accreditation.above().min(accreditation.history.suspendable_within());
		let (level, levels) = Self::ensure_may_take(&who, id, within, false)?;
		accreditation.history.push(T::Time::now(), State::Suspended, reason, level).map_err(refused::<T>)?;

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
		let (level, levels) = Self::ensure_may_give(&who, id, within, now)?;
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
		let (level, levels) = Self::ensure_may_take(&who, id, accreditation.level(), false)?;
		accreditation.history.push(T::Time::now(), State::Revoked, reason, level).map_err(refused::<T>)?;

		Accreditations::<T>::insert(id, accreditation);
		Self::deposit_event(Event::AccreditationRevoked { accreditation: id, by: who, reason });
		Ok(levels)
	}

	/// Rules: [`Pallet::hand_over`].
	pub(crate) fn do_hand_over(
		who: T::AccountId,
		id: AccreditationId,
		successor: T::AccountId,
	) -> Result<u32, DispatchError> {
		let now = T::Time::now();
		let mut accreditation = Self::known_accreditation(id)?;
		let (_, levels) = Self::ensure_may_give(&who, id, accreditation.above(), now)?;
		ensure!(accreditation.history.state() != State::Revoked, Error::<T>::AccreditationRevoked);
		ensure!(!accreditation.is_held_by(&successor), Error::<T>::HolderUnchanged);
		// What someone does is done by the lowest of its accreditations, so that nobody is to be drawn down by a gift.
		let above = Self::upwards(id).skip(1).any(|(_, node)| node.is_held_by(&successor));
		ensure!(!above && !Self::operates(accreditation.network, &successor), Error::<T>::SuccessorAbove);
		let holder = accreditation.holders.last().map(|(holder, _)| holder.clone());
		accreditation.holders.try_push((successor.clone(), now)).map_err(|_| Error::<T>::HoldersFull)?;

		if let Some(holder) = holder {
			AccreditationsOf::<T>::remove(holder, id);
		}
		AccreditationsOf::<T>::insert(&successor, id, ());
		Accreditations::<T>::insert(id, accreditation);
		Self::deposit_event(Event::AccreditationHandedOver { accreditation: id, successor, by: who });
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
		let next = id.checked_add(1).ok_or(Error::<T>::AccreditationIdsExhausted)?;
		let ticket = T::AccreditationConsideration::new(&depositor, footprint)?;

		NextAccreditationId::<T>::put(next);
		AccreditationsOf::<T>::insert(&holder, id, ());
		let CheckedTerms { scope, valid_until, quota, depth } = terms;
		let accreditation = Accreditation {
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
			history: History::begin(now, State::Active, Level(level.saturating_sub(1))),
			holders: BoundedVec::truncate_from(alloc::vec![(holder.clone(), now)]),
			depositor,
			ticket,
		};
		let terms = accreditation.terms();
		Accreditations::<T>::insert(id, accreditation);
		Self::deposit_event(Event::Accredited { accreditation: id, network, parent, holder, terms });
		Ok(id)
	}

	/// An accreditation that must exist.
	fn known_accreditation(id: AccreditationId) -> Result<Accreditation<T>, Error<T>> {
		Accreditations::<T>::get(id).ok_or(Error::<T>::AccreditationUnknown)
	}

	/// An accreditation and those above it, up to the network. Each is read only when it is asked for.
	pub(crate) fn upwards(from: AccreditationId) -> impl Iterator<Item = (AccreditationId, Accreditation<T>)> {
		let mut next = Some(from);
		let read = move || {
			let id = next?;
			let accreditation = Accreditations::<T>::get(id)?;
			next = accreditation.parent;
			Some((id, accreditation))
		};
		core::iter::from_fn(read).take(usize::from(MAX_DEPTH))
	}

	/// That `who` holds the lowest of `nodes`, which are all those from it up to the network, and that they and the network
	/// are good for issuing under `schema`, or for accrediting if `None`.
	pub(crate) fn standing(
		nodes: &[(AccreditationId, Accreditation<T>)],
		who: &T::AccountId,
		schema: Option<&SchemaId>,
		now: Moment,
	) -> Result<Standing<T>, Error<T>> {
		let (_, lowest) = nodes.first().ok_or(Error::<T>::AccreditationUnknown)?;
		ensure!(lowest.is_held_by(who), Error::<T>::NotHolder);
		// Of one that was given without a quota, nothing is counted that the one above it could have to answer for.
		let mut counted = true;
		for (_, node) in nodes {
			node.ensure_good(schema, now)?;
			ensure!(counted || node.quota.is_none(), Error::<T>::QuotaMissing);
			counted = node.quota.is_some();
		}
		Self::open_network(lowest.network)?;
		Ok(Standing { accreditation: lowest.clone(), levels: count_levels(nodes.len()) })
	}

	/// That `who` may take something away that hangs under `from`: as the holder of it or of one above it that is neither
	/// suspended nor revoked, and stands no further from the root than `within`; or as the operator of the
	/// network. If it is something that `survives` its issuer, none above that accreditation may be suspended or revoked
	/// either: those who fall together with one above them would otherwise go on to destroy what was meant to last. What does
	/// not survive is out of force then anyway. Returns on whose authority, and how many accreditations were read.
	pub(crate) fn ensure_may_take(
		who: &T::AccountId,
		from: AccreditationId,
		within: Level,
		survives: bool,
	) -> Result<(Level, u32), Error<T>> {
		let mut refusal = Error::<T>::NotAuthority;
		let (mut levels, mut network, mut authority) = (0, None, None);
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
		from: AccreditationId,
		within: Level,
		now: Moment,
	) -> Result<(Level, u32), Error<T>> {
		let nodes: Vec<_> = Self::upwards(from).collect();
		let levels = count_levels(nodes.len());
		let (_, lowest) = nodes.first().ok_or(Error::<T>::AccreditationUnknown)?;
		let network = Self::open_network(lowest.network)?;
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
