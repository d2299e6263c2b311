//! Freezing and unfreezing, and what full keys ask of one another while a freeze lasts.
//!
//! Whoever holds a full key may be its owner or a thief, and the chain cannot tell. So what one full key does against
//! another while the identity is frozen waits, and those keys have a say that were there long before.

use crate::{types::*, Config, Error, Event, Freezes, Identities, Keys, Pallet};
use alloc::vec::Vec;
use civitas_primitives::{identity::Relationships, Moment};
use frame_support::{
	ensure,
	traits::{Get, Time},
	BoundedVec,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::freeze`]. A full key can also freeze what a scoped one has frozen, so that no thief can keep it from
	/// that; the time of the freeze stays that of the first.
	pub(crate) fn do_freeze(who: T::AccountId, identity: T::AccountId) -> DispatchResult {
		let mut record = Identities::<T>::get(&identity).ok_or(Error::<T>::IdentityUnknown)?;
		let (by, full) = Self::freezer(&record, &who, &identity)?;
		let at = match record.status {
			Status::Active => Self::stamp(),
			Status::Frozen { full: false, at, .. } if full => at,
			Status::Frozen { .. } => return Err(Error::<T>::IdentityFrozen.into()),
			Status::Deactivated { .. } => return Err(Error::<T>::IdentityDeactivated.into()),
		};
		record.status = Status::Frozen { by: by.clone(), full, at };
		Self::amend(&identity, record)?;
		Self::deposit_event(Event::Frozen { identity, by, full });
		Ok(())
	}

	/// By what `who` freezes `identity`, and whether that is without limits.
	fn freezer(
		record: &IdentityRecord<T>,
		who: &T::AccountId,
		identity: &T::AccountId,
	) -> Result<(AuthorityOf<T>, bool), DispatchError> {
		if who == identity {
			let (by, _) = Self::acting(identity).ok_or(Error::<T>::NotActing)?;
			let full = match &by {
				Authority::Key(key) => Keys::<T>::get(identity)
					.iter()
					.any(|known| known.public == *key && known.manages(|| record.clock())),
				Authority::Controller(_) => true,
			};
			return Ok((by, full));
		}
		if record.controllers.contains(who) {
			// One stops what several decide: so it must be whoever answers for all that the controller does.
			let (_, control) = Self::acting(who).ok_or(Error::<T>::NotActing)?;
			ensure!(control, Error::<T>::NotFullKey);
			return Ok((Authority::Controller(who.clone()), true));
		}
		let key = Self::key_of_account(record, identity, who, Relationships::NONE).ok_or(Error::<T>::NotAuthorised)?;
		Ok((Authority::Key(key.public), key.manages(|| record.clock())))
	}

	/// Rules: [`Pallet::unfreeze`].
	pub(crate) fn do_unfreeze(identity: T::AccountId) -> DispatchResult {
		let mut record = Identities::<T>::get(&identity).ok_or(Error::<T>::IdentityUnknown)?;
		let Status::Frozen { full, at, .. } = record.status else {
			return Err(Error::<T>::IdentityNotFrozen.into());
		};
		let (by, _) = Self::acting(&identity).ok_or(Error::<T>::NotActing)?;
		let mut keys = Keys::<T>::get(&identity);
		if full && !Self::may_now(&identity, &mut record, &mut keys, &by, Remedy::Unfreeze, at.time)? {
			return Ok(());
		}
		// What a full key undoes at once does not count: or a thief could make void every freeze that was signed.
		if full || matches!(by, Authority::Controller(_)) {
			record.thaws = record.thaws.checked_add(1).ok_or(Error::<T>::Exhausted)?;
		}
		for key in keys.iter_mut() {
			key.request = None;
		}
		Keys::<T>::insert(&identity, keys);
		let until = Self::stamp();
		Freezes::<T>::mutate(&identity, |freezes| remember::<T>(freezes, Freeze { from: at, until, throughout: true }));
		record.status = Status::Active;
		Self::amend(&identity, record)?;
		Self::deposit_event(Event::Unfrozen { identity, by });
		Ok(())
	}

	/// Whether `by` may do now what is against the wish of a full key. The controllers may. A key may once it has asked for
	/// it, the time to object is over, and more keys are for than against; if it has not asked, it does so now.
	///
	/// What it asks for is stored in `keys` and `record` and here; what it may do now is for the caller to store.
	pub(crate) fn may_now(
		identity: &T::AccountId,
		record: &mut IdentityRecord<T>,
		keys: &mut KeysOf<T>,
		by: &AuthorityOf<T>,
		remedy: Remedy,
		frozen: Moment,
	) -> Result<bool, DispatchError> {
		let Authority::Key(public) = by else { return Ok(true) };
		let now = T::Time::now();
		let place = keys.iter().position(|key| key.public == *public).ok_or(Error::<T>::KeyUnknown)?;
		let voters = Self::voters(keys, frozen, now);
		// Or a thief could add keys enough to ask more often than owners look.
		ensure!(bit(place) & voters != 0, Error::<T>::NoVote);
		let decided = keys.get(place).and_then(|key| key.request.as_ref()).map(|request| request.decided);
		// Whoever had a vote to the end, whatever has become of the key since.
		let voters = Self::voters(keys, frozen, decided.unwrap_or(now));
		let key = keys.get_mut(place).ok_or(Error::<T>::KeyUnknown)?;
		if let Some(request) = &key.request {
			ensure!(now >= request.decided, Error::<T>::RequestPending);
			// Who was revoked in the meantime had no vote any more.
			let [in_favour, against] = [request.in_favour, request.against].map(|votes| (votes & voters).count_ones());
			if in_favour > against {
				// One that was agreed to is carried out before another is made.
				ensure!(request.remedy == remedy, Error::<T>::RequestPending);
				key.request = None;
				return Ok(true);
			}
			// Saturating is right: a pause that ends later than time does not end.
			ensure!(now >= request.decided.saturating_add(T::RequestPause::get()), Error::<T>::RequestLapsed);
		}
		record.requests = record.requests.checked_add(1).ok_or(Error::<T>::Exhausted)?;
		let number = record.requests;
		// Saturating is right: a delay that ends later than time does not end.
		let decided = now.saturating_add(T::RequestDelay::get());
		let in_favour = bit(place);
		key.request = Some(Request { number, remedy, decided, in_favour, against: 0 });
		Keys::<T>::insert(identity, &*keys);
		Identities::<T>::insert(identity, &*record);
		let by = *public;
		Self::deposit_event(Event::Requested { identity: identity.clone(), request: number, by, remedy, decided });
		Ok(false)
	}

	/// Rules: [`Pallet::vote`].
	pub(crate) fn do_vote(identity: T::AccountId, number: u32, in_favour: bool) -> DispatchResult {
		let record = Identities::<T>::get(&identity).ok_or(Error::<T>::IdentityUnknown)?;
		let Status::Frozen { at, .. } = record.status else {
			return Err(Error::<T>::IdentityNotFrozen.into());
		};
		let Some((Authority::Key(by), _)) = Self::acting(&identity) else { return Err(Error::<T>::NoVote.into()) };
		let mut keys = Keys::<T>::get(&identity);
		let place = keys.iter().position(|key| key.public == by).ok_or(Error::<T>::KeyUnknown)?;
		let vote = bit(place) & Self::voters(&keys, at.time, T::Time::now());
		ensure!(vote != 0, Error::<T>::NoVote);
		let requests = keys.iter_mut().filter(|key| key.revoked.is_none()).filter_map(|key| key.request.as_mut());
		let request = requests.into_iter().find(|known| known.number == number).ok_or(Error::<T>::RequestUnknown)?;
		ensure!(T::Time::now() < request.decided, Error::<T>::VoteClosed);
		ensure!(request.against & vote == 0, Error::<T>::AlreadyObjected);
		if in_favour {
			request.in_favour |= vote;
		} else {
			request.in_favour &= !vote;
			request.against |= vote;
		}
		Keys::<T>::insert(&identity, keys);
		Self::deposit_event(Event::Voted { identity, request: number, by, in_favour });
		Ok(())
	}

	/// Which keys had a vote at a time while the identity is frozen since `frozen`: those that were full then, and had been for
	/// some time; and the oldest of the full ones in any case, so that there always is a vote. Of those that are revoked, those
	/// that were not yet `at` that time.
	///
	/// Whether they are in their windows is judged by when the freeze began: or whose key lasts longer would win.
	fn voters(keys: &KeysOf<T>, frozen: Moment, at: Moment) -> u64 {
		let full = keys.iter().enumerate().filter(|(_, key)| {
			key.is_manager() && key.is_in_window(frozen) && key.revoked.is_none_or(|revoked| revoked.time > at)
		});
		let voters = full.enumerate().filter(|(rank, (_, key))| {
			// Saturating is right: whatever is so far ahead is later than any freeze.
			*rank == 0 || key.since.saturating_add(T::VotingAge::get()) <= frozen
		});
		voters.fold(0, |voters, (_, (place, _))| voters | bit(place))
	}
}

/// The bit of the key at `place`, of which there are no more than 64.
fn bit(place: usize) -> u64 {
	u32::try_from(place).ok().and_then(|place| 1u64.checked_shl(place)).unwrap_or(0)
}

/// Remember one more freeze. If there are too many, the two become one that are least far apart: so that many short freezes
/// in a row do not make anyone forget those of long ago.
fn remember<T: Config>(freezes: &mut FreezesOf<T>, freeze: Freeze<BlockNumberFor<T>>) {
	let mut all: Vec<_> = freezes.iter().copied().chain([freeze]).collect();
	if all.len() > MAX_FREEZES as usize {
		let joined = all.windows(2).enumerate().filter_map(|(place, pair)| match pair {
			[first, second] => {
				let gap = second.from.time.saturating_sub(first.until.time);
				Some((gap, place, Freeze { from: first.from, until: second.until, throughout: false }))
			},
			_ => None,
		});
		if let Some((_, place, joined)) = joined.min_by_key(|(gap, ..)| *gap) {
			all.splice(place..=place.saturating_add(1), [joined]);
		}
	}
	// Two became one if there were too many.
	*freezes = BoundedVec::truncate_from(all);
}
