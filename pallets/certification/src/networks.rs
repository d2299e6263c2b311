//! Networks, their schemas and their accredited issuers.

use crate::{
	types::{Name, Uri},
	Accreditation, Accreditations, Config, Error, Event, Network, Networks, NextNetworkId, Pallet, Schema, Schemas,
};
use alloc::vec::Vec;
use civitas_primitives::{
	certification::{NetworkId, SchemaId},
	content_id, ContentHash, Moment,
};
use codec::MaxEncodedLen;
use frame_support::{
	ensure,
	traits::{Consideration, Footprint, Get, Time},
};
use sp_runtime::DispatchResult;

/// The identifier of a schema: all that its certificates depend on.
pub(crate) fn schema_id<T: Config>(
	network: NetworkId,
	name: &Name<T>,
	document_hash: ContentHash,
	document_uri: &Uri<T>,
	max_validity: Option<Moment>,
) -> SchemaId {
	content_id("civitas/schema", (network, name, document_hash, document_uri, max_validity))
}

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::found_network`].
	pub(crate) fn do_found_network(
		operator: T::AccountId,
		name: Vec<u8>,
		policy_hash: ContentHash,
		policy_uri: Vec<u8>,
	) -> DispatchResult {
		let name = Self::name(name)?;
		let policy_uri = Self::uri(policy_uri)?;
		let network = NextNetworkId::<T>::get();
		let next = network.checked_add(1).ok_or(Error::<T>::NetworkIdsExhausted)?;
		let ticket = T::NetworkConsideration::new(&operator, Self::network_footprint(&name, &policy_uri))?;

		NextNetworkId::<T>::put(next);
		Networks::<T>::insert(network, Network { operator: operator.clone(), name, policy_hash, policy_uri, ticket });
		Self::deposit_event(Event::NetworkFounded { network, operator });
		Ok(())
	}

	/// Rules: [`Pallet::register_schema`].
	pub(crate) fn do_register_schema(
		who: T::AccountId,
		network: NetworkId,
		name: Vec<u8>,
		document_hash: ContentHash,
		document_uri: Vec<u8>,
		max_validity: Option<Moment>,
	) -> DispatchResult {
		let name = Self::name(name)?;
		let document_uri = Self::uri(document_uri)?;
		ensure!(max_validity != Some(0), Error::<T>::ValidityEmpty);
		Self::ensure_operator(network, &who)?;
		let schema = schema_id::<T>(network, &name, document_hash, &document_uri, max_validity);
		ensure!(!Schemas::<T>::contains_key(schema), Error::<T>::SchemaExists);
		let ticket = T::SchemaConsideration::new(&who, Self::schema_footprint(&name, &document_uri))?;

		Schemas::<T>::insert(
			schema,
			Schema { network, name, document_hash, document_uri, max_validity, depositor: who, ticket },
		);
		Self::deposit_event(Event::SchemaRegistered { network, schema });
		Ok(())
	}

	/// Rules: [`Pallet::accredit`].
	pub(crate) fn do_accredit(
		who: T::AccountId,
		network: NetworkId,
		issuer: T::AccountId,
		valid_until: Option<Moment>,
	) -> DispatchResult {
		let since = T::Time::now();
		ensure!(valid_until.is_none_or(|until| until > since), Error::<T>::ExpiryPassed);
		Self::ensure_operator(network, &who)?;
		ensure!(!Accreditations::<T>::contains_key(network, &issuer), Error::<T>::IssuerAlreadyAccredited);
		let ticket = T::AccreditationConsideration::new(&who, Self::accreditation_footprint())?;

		Accreditations::<T>::insert(network, &issuer, Accreditation { since, valid_until, depositor: who, ticket });
		Self::deposit_event(Event::IssuerAccredited { network, issuer, valid_until });
		Ok(())
	}

	/// Rules: [`Pallet::withdraw_accreditation`].
	pub(crate) fn do_withdraw_accreditation(
		who: T::AccountId,
		network: NetworkId,
		issuer: T::AccountId,
	) -> DispatchResult {
		Self::ensure_operator(network, &who)?;
		let accreditation = Accreditations::<T>::take(network, &issuer).ok_or(Error::<T>::IssuerNotAccredited)?;

		accreditation.ticket.drop(&accreditation.depositor)?;
		Self::deposit_event(Event::AccreditationWithdrawn { network, issuer });
		Ok(())
	}

	/// That `who` is the operator of `network`.
	pub(crate) fn ensure_operator(network: NetworkId, who: &T::AccountId) -> Result<(), Error<T>> {
		let network = Networks::<T>::get(network).ok_or(Error::<T>::NetworkUnknown)?;
		ensure!(network.operator == *who, Error::<T>::NotOperator);
		Ok(())
	}

	/// That `issuer` may issue in `network` at `time`.
	pub(crate) fn ensure_accredited(network: NetworkId, issuer: &T::AccountId, time: Moment) -> Result<(), Error<T>> {
		let accreditation = Accreditations::<T>::get(network, issuer).ok_or(Error::<T>::IssuerNotAccredited)?;
		ensure!(accreditation.valid_until.is_none_or(|until| time <= until), Error::<T>::AccreditationExpired);
		Ok(())
	}

	/// Check a name.
	fn name(name: Vec<u8>) -> Result<Name<T>, Error<T>> {
		ensure!(!name.is_empty(), Error::<T>::NameEmpty);
		let name = Name::<T>::try_from(name).map_err(|_| Error::<T>::NameTooLong)?;
		Self::ensure_text(&name)?;
		Ok(name)
	}

	/// Check a URI.
	fn uri(uri: Vec<u8>) -> Result<Uri<T>, Error<T>> {
		let uri = Uri::<T>::try_from(uri).map_err(|_| Error::<T>::UriTooLong)?;
		Self::ensure_text(&uri)?;
		Ok(uri)
	}

	/// That `bytes` can be shown to people: UTF-8 and without control characters, which could disguise the rest.
	fn ensure_text(bytes: &[u8]) -> Result<(), Error<T>> {
		let text = core::str::from_utf8(bytes).map_err(|_| Error::<T>::TextInvalid)?;
		ensure!(!text.chars().any(char::is_control), Error::<T>::TextInvalid);
		Ok(())
	}

	/// What a network of this name and URI occupies: one item; the bytes that do not vary are charged at their maximum.
	pub(crate) fn network_footprint(name: &Name<T>, uri: &Uri<T>) -> Footprint {
		Self::text_footprint(Network::<T>::max_encoded_len(), name, uri)
	}

	/// What a schema of this name and URI occupies.
	pub(crate) fn schema_footprint(name: &Name<T>, uri: &Uri<T>) -> Footprint {
		Self::text_footprint(Schema::<T>::max_encoded_len(), name, uri)
	}

	/// What an accreditation occupies.
	pub(crate) fn accreditation_footprint() -> Footprint {
		Footprint::from_mel::<Accreditation<T>>()
	}

	/// A record that takes `max` bytes with texts of the greatest length, and less with these.
	fn text_footprint(max: usize, name: &Name<T>, uri: &Uri<T>) -> Footprint {
		let unused = |bound: u32, used: usize| (bound as usize).saturating_sub(used);
		// Saturating is right: both texts are within their bounds, which are part of `max`.
		let bytes = max
			.saturating_sub(unused(T::MaxNameLength::get(), name.len()))
			.saturating_sub(unused(T::MaxUriLength::get(), uri.len()));
		Footprint::from_parts(1, bytes)
	}
}
