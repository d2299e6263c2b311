//! The answers of this pallet in the terms that runtime APIs, RPC and clients share: without scopes, limits and
//! deposits, whose types are those of one runtime.

use crate::{types, Config, Pallet};
use alloc::vec::Vec;
use civitas_primitives::{
	identity::document::{DidKey, DidService, DidStatus, DidSubject, DomainLink},
	Page,
};
use frame_system::pallet_prelude::BlockNumberFor;

/// A page of attestations.
type Links<AccountId, Cursor> = Page<DomainLink<AccountId>, Cursor>;

impl<T: Config> Pallet<T> {
	/// What a document says of an identity at this block; `None` if there is no such identity.
	pub fn did_subject(id: &T::AccountId) -> Option<DidSubject<T::AccountId, BlockNumberFor<T>>> {
		let document = Self::do_resolve(id)?;
		Some(DidSubject {
			id: document.id,
			kind: document.kind,
			status: match document.status {
				types::Status::Active => DidStatus::Active,
				types::Status::Frozen { at, .. } => DidStatus::Frozen { at },
				types::Status::Deactivated { at } => DidStatus::Deactivated { at },
			},
			controllers: document.controllers,
			threshold: document.threshold,
			keys: document.keys.into_iter().map(Into::into).collect(),
			services: document.services.into_iter().map(Into::into).collect(),
			name: document.name,
			nonce: document.nonce,
			version: document.version,
			created: document.created,
			updated: document.updated,
			resolved_at: document.resolved_at,
		})
	}

	/// As the view function `identity_of_name`, for bytes that need not have the form of a name.
	pub fn identity_named(name: Vec<u8>) -> Option<T::AccountId> {
		Self::do_identity_of_name(&name.try_into().ok()?)
	}

	/// As the view function `identities_of_domain`, for bytes that need not have the form of a host's name.
	pub fn identities_at_domain(
		domain: Vec<u8>,
		cursor: Option<(T::AccountId, T::AccountId)>,
		limit: u32,
	) -> Links<T::AccountId, (T::AccountId, T::AccountId)> {
		match domain.try_into() {
			Ok(domain) => Self::do_identities_of_domain(&domain, cursor, limit),
			Err(_) => nothing(),
		}
	}

	/// As the view function `domains_of`. A cursor that was not given out by it may end the listing.
	pub fn domains_of_identity(
		identity: &T::AccountId,
		cursor: Option<(Vec<u8>, T::AccountId)>,
		limit: u32,
	) -> Links<T::AccountId, (Vec<u8>, T::AccountId)> {
		let cursor = match cursor {
			Some((domain, verifier)) => match domain.try_into() {
				Ok(domain) => Some((domain, verifier)),
				Err(_) => return nothing(),
			},
			None => None,
		};
		let page = Self::do_domains_of(identity, cursor, limit);
		Page { items: page.items, next: page.next.map(|(domain, verifier)| (domain.into_inner(), verifier)) }
	}
}

fn nothing<Item, Cursor>() -> Page<Item, Cursor> {
	Page { items: Vec::new(), next: None }
}

impl<Scope, AssetId, Balance, BlockNumber> From<types::Key<Scope, AssetId, Balance, BlockNumber>>
	for DidKey<BlockNumber>
{
	fn from(key: types::Key<Scope, AssetId, Balance, BlockNumber>) -> Self {
		Self {
			public: key.public,
			relationships: key.relationships,
			valid_from: key.valid_from,
			valid_until: key.valid_until,
			added: key.added,
			revoked: key.revoked,
		}
	}
}

impl From<types::Service> for DidService {
	fn from(service: types::Service) -> Self {
		Self {
			id: service.id.into_inner(),
			service_type: service.service_type.into_inner(),
			service_endpoint: service.service_endpoint.into_inner(),
		}
	}
}
