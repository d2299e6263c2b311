//! Names: claiming, releasing, giving.

use crate::{types::*, Config, Error, Event, Identities, Names, Pallet};
use frame_support::{
	ensure,
	traits::{Get, Time},
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::claim_name`].
	pub(crate) fn do_claim_name(identity: T::AccountId, name: Name) -> DispatchResult {
		let mut record = Self::active(&identity)?;
		ensure!(is_name(&name), Error::<T>::NameInvalid);
		ensure!(record.name.is_none(), Error::<T>::HasName);
		let now = T::Time::now();
		let mut from = None;
		match Names::<T>::get(&name) {
			None => Self::take_room(&mut record, name_room::<T>())?,
			Some(NameRecord { owner, state: NameState::Quarantined { until }, .. }) => {
				// The last owner may change its mind at any time, and has the room for it already.
				if owner != identity {
					ensure!(now >= until, Error::<T>::NameInQuarantine);
					Self::take_room(&mut record, name_room::<T>())?;
					Self::give_back_name(&owner)?;
				}
			},
			Some(NameRecord { owner, state: NameState::Offered { to }, .. }) if to == identity => {
				// While the owner is frozen nothing leaves it: whoever has offered it may be a thief.
				let mut former = Self::active(&owner)?;
				Self::take_room(&mut record, name_room::<T>())?;
				Self::give_room(&mut former, name_room::<T>())?;
				former.name = None;
				Self::amend(&owner, former)?;
				from = Some(owner);
			},
			Some(_) => return Err(Error::<T>::NameTaken.into()),
		}
		Names::<T>::insert(&name, NameRecord { owner: identity.clone(), since: now, state: NameState::Held });
		record.name = Some(name.clone());
		Self::amend(&identity, record)?;
		Self::deposit_event(Event::NameClaimed { identity, name, from });
		Ok(())
	}

	/// Rules: [`Pallet::release_name`].
	pub(crate) fn do_release_name(identity: T::AccountId) -> DispatchResult {
		let mut record = Self::active(&identity)?;
		let name = record.name.take().ok_or(Error::<T>::NameMissing)?;
		Self::amend(&identity, record)?;
		Self::quarantine(identity, name)
	}

	/// Rules: [`Pallet::offer_name`].
	pub(crate) fn do_offer_name(identity: T::AccountId, to: Option<T::AccountId>) -> DispatchResult {
		let record = Self::active(&identity)?;
		let name = record.name.ok_or(Error::<T>::NameMissing)?;
		let mut known = Names::<T>::get(&name).ok_or(Error::<T>::NameUnknown)?;
		known.state = match to.clone() {
			Some(to) => {
				ensure!(to != identity, Error::<T>::HasName);
				ensure!(Identities::<T>::contains_key(&to), Error::<T>::IdentityUnknown);
				NameState::Offered { to }
			},
			None => NameState::Held,
		};
		Names::<T>::insert(&name, known);
		Self::deposit_event(Event::NameOffered { identity, name, to });
		Ok(())
	}

	/// Rules: [`Pallet::clear_name`].
	pub(crate) fn do_clear_name(name: Name) -> DispatchResult {
		let known = Names::<T>::get(&name).ok_or(Error::<T>::NameUnknown)?;
		let NameState::Quarantined { until } = known.state else { return Err(Error::<T>::NameTaken.into()) };
		ensure!(T::Time::now() >= until, Error::<T>::NameInQuarantine);
		Self::give_back_name(&known.owner)?;
		Names::<T>::remove(&name);
		Self::deposit_event(Event::NameCleared { name });
		Ok(())
	}

	/// Keep a name from being claimed by others for a while. Its room stays taken for as long.
	pub(crate) fn quarantine(identity: T::AccountId, name: Name) -> DispatchResult {
		let now = T::Time::now();
		// Saturating is right: a quarantine that ends later than time does not end.
		let until = now.saturating_add(T::NameQuarantine::get());
		let state = NameState::Quarantined { until };
		Names::<T>::insert(&name, NameRecord { owner: identity.clone(), since: now, state });
		Self::deposit_event(Event::NameReleased { identity, name, until });
		Ok(())
	}

	/// The room that a released name has taken until now.
	fn give_back_name(owner: &T::AccountId) -> DispatchResult {
		let mut record = Identities::<T>::get(owner).ok_or(Error::<T>::IdentityUnknown)?;
		Self::give_room(&mut record, name_room::<T>())?;
		Identities::<T>::insert(owner, record);
		Ok(())
	}
}

/// Whether this is a name. Only ASCII, and of it only lower-case letters, digits and single hyphens within, so that
/// no two names look alike because of their script, their case or a hyphen that nobody sees.
pub(crate) fn is_name(name: &str) -> bool {
	let known = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
	name.len() >= MIN_NAME as usize
		&& name.bytes().all(known)
		&& !name.starts_with('-')
		&& !name.ends_with('-')
		&& !name.contains("--")
}
