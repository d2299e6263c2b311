//! Networks, and the texts that are written on chain.

use crate::{
	terms::checked_scope,
	types::{bytes_of, ScopeOf},
	Config, Error, Event, Network, Networks, NextNetworkId, OpenNetworks, Pallet,
};
use civitas_primitives::{
	certification::{info::Membership, Name, NetworkId, Uri, MAX_NAME, MAX_URI},
	text::is_visible,
	ContentHash,
};
use codec::Encode;
use frame_support::{
	ensure,
	traits::{Consideration, Footprint, Time},
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::found_network`].
	pub(crate) fn do_found_network(
		operator: T::AccountId,
		name: Name,
		policy_hash: ContentHash,
		policy_uri: Uri,
		membership: Membership,
	) -> DispatchResult {
		Self::ensure_name(&name)?;
		Self::ensure_text(&policy_uri)?;
		let open = open_to::<T>(membership)?;
		let id = NextNetworkId::<T>::get();
		let next = id.checked_add(1).ok_or(Error::<T>::IdsExhausted)?;
		let ticket =
			T::NetworkConsideration::new(&operator, Self::network_footprint(&name, &policy_uri, open.as_ref()))?;

		NextNetworkId::<T>::put(next);
		OpenNetworks::<T>::set(id, open);
		let network = Network {
			operator: operator.clone(),
			offered_to: None,
			name,
			policy_hash,
			policy_uri,
			founded_at: T::Time::now(),
			closed_at: None,
			ticket,
		};
		Networks::<T>::insert(id, network);
		Self::deposit_event(Event::NetworkFounded { network: id, operator, policy_hash });
		Ok(())
	}

	/// Rules: [`Pallet::update_network`].
	pub(crate) fn do_update_network(
		who: T::AccountId,
		id: NetworkId,
		name: Name,
		policy_hash: ContentHash,
		policy_uri: Uri,
		membership: Membership,
	) -> DispatchResult {
		Self::ensure_name(&name)?;
		Self::ensure_text(&policy_uri)?;
		let open = open_to::<T>(membership)?;
		let network = Self::operated_by(id, &who)?;
		let ticket = network.ticket.update(&who, Self::network_footprint(&name, &policy_uri, open.as_ref()))?;

		OpenNetworks::<T>::set(id, open);
		Networks::<T>::insert(id, Network { name, policy_hash, policy_uri, ticket, ..network });
		Self::deposit_event(Event::NetworkUpdated { network: id, policy_hash });
		Ok(())
	}

	/// Rules: [`Pallet::transfer_network`].
	pub(crate) fn do_transfer_network(who: T::AccountId, id: NetworkId, to: Option<T::AccountId>) -> DispatchResult {
		let network = Self::operated_by(id, &who)?;
		ensure!(to.as_ref() != Some(&who), Error::<T>::AlreadyHeld);
		ensure!(to.is_some() || network.offered_to.is_some(), Error::<T>::NotOffered);

		Networks::<T>::insert(id, Network { offered_to: to.clone(), ..network });
		Self::deposit_event(Event::NetworkOffered { network: id, to });
		Ok(())
	}

	/// Rules: [`Pallet::accept_network`].
	pub(crate) fn do_accept_network(who: T::AccountId, id: NetworkId) -> DispatchResult {
		let network = Networks::<T>::get(id).ok_or(Error::<T>::NetworkUnknown)?;
		ensure!(network.offered_to.as_ref() == Some(&who), Error::<T>::NotOffered);
		let open = OpenNetworks::<T>::get(id);
		let footprint = Self::network_footprint(&network.name, &network.policy_uri, open.as_ref());
		let ticket = T::NetworkConsideration::new(&who, footprint)?;
		let from = network.operator;
		network.ticket.drop(&from)?;

		Networks::<T>::insert(id, Network { operator: who.clone(), offered_to: None, ticket, ..network });
		Self::deposit_event(Event::NetworkTransferred { network: id, from, to: who });
		Ok(())
	}

	/// Rules: [`Pallet::close_network`].
	pub(crate) fn do_close_network(who: T::AccountId, id: NetworkId) -> DispatchResult {
		let network = Self::operated_by(id, &who)?;
		ensure!(network.closed_at.is_none(), Error::<T>::NetworkClosed);

		Networks::<T>::insert(id, Network { closed_at: Some(T::Time::now()), ..network });
		Self::deposit_event(Event::NetworkClosed { network: id });
		Ok(())
	}

	/// A network, of which `who` must be the operator.
	pub(crate) fn operated_by(id: NetworkId, who: &T::AccountId) -> Result<Network<T>, Error<T>> {
		let network = Networks::<T>::get(id).ok_or(Error::<T>::NetworkUnknown)?;
		ensure!(network.operator == *who, Error::<T>::NotOperator);
		Ok(network)
	}

	/// A network, which must not be closed.
	pub(crate) fn open_network(id: NetworkId) -> Result<Network<T>, Error<T>> {
		let network = Networks::<T>::get(id).ok_or(Error::<T>::NetworkUnknown)?;
		ensure!(network.closed_at.is_none(), Error::<T>::NetworkClosed);
		Ok(network)
	}

	/// That something can be a name: there is something to read.
	pub(crate) fn ensure_name(name: &str) -> Result<(), Error<T>> {
		Self::ensure_text(name)?;
		ensure!(name.chars().any(char::is_alphanumeric), Error::<T>::NameEmpty);
		Ok(())
	}

	/// That a text can be shown to people: whatever is in it can be seen.
	pub(crate) fn ensure_text(text: &str) -> Result<(), Error<T>> {
		ensure!(is_visible(text), Error::<T>::TextInvalid);
		Ok(())
	}

	/// What a network of this name and URI occupies, which is open to whoever joins for these schemas.
	pub(crate) fn network_footprint(name: &str, uri: &str, open: Option<&ScopeOf<T>>) -> Footprint {
		let texts = [(MAX_NAME, name.len()), (MAX_URI, uri.len())];
		let open = open.map_or(0, Encode::encoded_size);
		Footprint::from_parts(1, bytes_of::<Network<T>>(&texts).saturating_add(open))
	}
}

/// Under which schemas whoever joins may issue, if anyone can.
pub(crate) fn open_to<T: Config>(membership: Membership) -> Result<Option<ScopeOf<T>>, Error<T>> {
	match membership {
		Membership::Closed => Ok(None),
		Membership::Open(scope) => checked_scope::<T>(scope).map(Some),
	}
}
