//! Where an identity can be reached.

use crate::{types::*, Config, Error, Event, Pallet, Services};
use frame_support::ensure;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::set_service`].
	pub(crate) fn do_set_service(identity: T::AccountId, service: Service) -> DispatchResult {
		let mut record = Self::active(&identity)?;
		ensure!(is_service(&service), Error::<T>::ServiceInvalid);
		let mut services = Services::<T>::get(&identity);
		match services.iter_mut().find(|known| known.id == service.id) {
			Some(known) => {
				Self::give_room(&mut record, service_room(known))?;
				*known = service.clone();
			},
			None => services.try_push(service.clone()).map_err(|_| Error::<T>::TooManyServices)?,
		}
		Self::take_room(&mut record, service_room(&service))?;
		Services::<T>::insert(&identity, services);
		Self::amend(&identity, record)?;
		Self::deposit_event(Event::ServiceSet { identity, service });
		Ok(())
	}

	/// Rules: [`Pallet::remove_service`].
	pub(crate) fn do_remove_service(identity: T::AccountId, id: ServiceId) -> DispatchResult {
		let mut record = Self::active(&identity)?;
		let mut services = Services::<T>::get(&identity);
		let at = services.iter().position(|known| known.id == id).ok_or(Error::<T>::ServiceUnknown)?;
		let removed = services.remove(at);
		Self::give_room(&mut record, service_room(&removed))?;
		if services.is_empty() {
			Services::<T>::remove(&identity);
		} else {
			Services::<T>::insert(&identity, services);
		}
		Self::amend(&identity, record)?;
		Self::deposit_event(Event::ServiceRemoved { identity, id });
		Ok(())
	}
}

/// Whether the parts of a service are in their forms: what is in a document must not need escaping, and an endpoint
/// must be an absolute URI (RFC 3986), as far as its characters say.
fn is_service(service: &Service) -> bool {
	let is_id = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
	let is_uri = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(byte);
	let endpoint = service.service_endpoint.as_bytes();
	let scheme = endpoint.split(|byte| *byte == b':').next().unwrap_or_default();
	let is_scheme = scheme.first().is_some_and(u8::is_ascii_alphabetic)
		&& scheme.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
		// Something must come after the colon.
		&& endpoint.len() > scheme.len().saturating_add(1);
	!service.id.is_empty()
		&& service.id.bytes().all(is_id)
		&& !service.service_type.is_empty()
		&& service.service_type.bytes().all(|byte| byte.is_ascii_alphanumeric())
		&& is_scheme
		&& endpoint.iter().all(is_uri)
}
