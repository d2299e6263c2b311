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

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{mock::*, tests::*, Call};
	use civitas_primitives::identity::{document::Stamp, Kind, Relationships};
	use frame_support::assert_ok;

	#[test]
	fn a_subject_says_what_the_document_says() {
		build_and_execute(|| {
			assert_eq!(Registry::did_subject(&account(9)), None);
			let (owner, phone) = (sr(1), passkey(2));
			let id = register_kind(&owner, Kind::Device, plenty());
			let boss = register(&sr(3));
			assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
			let service = types::Service {
				id: bytes("web"),
				service_type: bytes("LinkedDomains"),
				service_endpoint: bytes("https://lamp.example"),
			};
			assert_ok!(act(&owner, &id, Call::set_service { service }));
			assert_ok!(act(&owner, &id, Call::claim_name { name: bytes("lamp-7") }));
			assert_ok!(control(&owner, &id, &[&boss], 1));
			next_block();
			assert_ok!(act(&owner, &id, Call::revoke_key { key: phone.key() }));
			assert_ok!(Registry::freeze(signed(owner.account()), id.clone()));

			let (document, subject) = (Registry::do_resolve(&id).unwrap(), Registry::did_subject(&id).unwrap());
			let now = Stamp { block: 2, time: NOW + 3_000 };
			assert_eq!((subject.id, subject.kind, subject.status), (id, Kind::Device, DidStatus::Frozen { at: now }));
			assert_eq!((subject.controllers, subject.threshold), (vec![boss], 1));
			assert_eq!((subject.name.as_deref(), subject.version), (Some(&b"lamp-7"[..]), document.version));
			assert_eq!((subject.nonce, subject.resolved_at, subject.updated), (document.nonce, now, now));
			assert_eq!(subject.created, Stamp { block: 1, time: NOW });
			let [first, second] = &subject.keys[..] else { panic!("it has had two keys") };
			assert_eq!((first.public, first.revoked), (owner.key(), None));
			assert_eq!((second.public, second.revoked), (phone.key(), Some(now)));
			assert_eq!((second.relationships, second.added.time), (Relationships::SIGNING, NOW));
			let [service] = &subject.services[..] else { panic!("it has one service") };
			assert_eq!((&service.id[..], &service.service_type[..]), (&b"web"[..], &b"LinkedDomains"[..]));
			assert_eq!(service.service_endpoint, b"https://lamp.example");
		});
	}

	#[test]
	fn what_is_too_long_is_found_nowhere() {
		build_and_execute(|| {
			let (owner, office) = (sr(1), sr(2));
			let (id, verifier) = (register(&owner), register(&office));
			endow(&verifier, 10_000);
			assert_ok!(act(&owner, &id, Call::claim_name { name: bytes("alice") }));
			assert_eq!(Registry::identity_named(b"alice".to_vec()), Some(id.clone()));
			assert_eq!(Registry::identity_named(b"bob".to_vec()), None);
			assert_eq!(Registry::identity_named(vec![b'a'; 33]), None);

			for domain in ["a.example", "b.example"] {
				let (identity, domain, valid_until) = (id.clone(), bytes(domain), NOW + 10);
				assert_ok!(act(&office, &verifier, Call::attest_domain { identity, domain, valid_until }));
			}
			let found = Registry::identities_at_domain(b"a.example".to_vec(), None, 10);
			let [link] = &found.items[..] else { panic!("one was attested") };
			assert_eq!((&link.identity, &link.verifier, &link.domain[..]), (&id, &verifier, &b"a.example"[..]));
			assert_eq!((link.attested_at, link.valid_until, found.next), (NOW, NOW + 10, None));
			assert_eq!(Registry::identities_at_domain(vec![b'a'; 254], None, 10), nothing());

			let first = Registry::domains_of_identity(&id, None, 1);
			let second = Registry::domains_of_identity(&id, first.next, 1);
			assert_eq!((first.items.len(), second.items.len(), second.next), (1, 1, None));
			assert_ne!(first.items, second.items);
			assert_eq!(Registry::domains_of_identity(&id, Some((vec![b'a'; 254], verifier)), 1), nothing());
		});
	}
}
