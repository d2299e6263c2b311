//! Answers to questions about identities.

use crate::{
	types::*, BalanceOf, Config, Domains, Identities, IdentitiesByAccount, IdentitiesByDomain, IdentitiesByKey, Keys,
	LinkedAccounts, Names, Pallet, Proposals, Services,
};
use alloc::{string::String, vec::Vec};
use civitas_primitives::{
	identity::{
		document::{DidKey, DidService, DidStatus, DidSubject, DomainLink, KeyValidity, Stamp, When},
		IdentityInspect, Kind, PublicKey, Relationships,
	},
	Moment, Page,
};
use codec::{Decode, Encode};
use frame_support::pallet_prelude::TypeInfo;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_core::H256;

/// The document of an identity of this runtime.
pub type DocumentOf<T> = Document<
	<T as frame_system::Config>::AccountId,
	<T as Config>::KeyScope,
	<T as Config>::AssetId,
	BalanceOf<T>,
	BlockNumberFor<T>,
>;

/// Everything that is known of an identity, but for what there can be any number of: links and websites are listed in
/// pages.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Document<AccountId, Scope, AssetId, Balance, BlockNumber> {
	/// Its id.
	pub id: AccountId,
	/// What it stands for.
	pub kind: Kind,
	/// Whether it can act.
	pub status: Status<AccountId, BlockNumber>,
	/// Who controls it besides its keys.
	pub controllers: Vec<AccountId>,
	/// How many of the controllers must agree.
	pub threshold: u8,
	/// Its keys, those that are remembered though revoked included.
	pub keys: Vec<Key<Scope, AssetId, Balance, BlockNumber>>,
	/// Where it can be reached.
	pub services: Vec<Service>,
	/// Its name.
	pub name: Option<String>,
	/// The number that its next envelope must have.
	pub nonce: u64,
	/// Which version of the document this is, counted from 1.
	pub version: u32,
	/// When it was registered.
	pub created: Stamp<BlockNumber>,
	/// When the document was last changed.
	pub updated: Stamp<BlockNumber>,
	/// Who has paid the deposit.
	pub payer: AccountId,
	/// What the deposit pays for besides the record. \[bytes\]
	pub room: u32,
	/// How much of that is taken. \[bytes\]
	pub used: u32,
	/// The block and time that the answer is of.
	pub resolved_at: Stamp<BlockNumber>,
}

/// How far controllers have agreed on a call of an identity.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct ProposalInfo<AccountId> {
	/// Who proposed it.
	pub proposer: AccountId,
	/// Who has approved, the proposer included. Those who are no longer controllers do not count.
	pub approvals: Vec<AccountId>,
	/// The last moment at which it can be executed.
	pub expires: Moment,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_resolve(id: &T::AccountId) -> Option<DocumentOf<T>> {
		let record = Identities::<T>::get(id)?;
		Some(Document {
			id: id.clone(),
			kind: record.kind,
			status: record.status,
			controllers: record.controllers.into_inner(),
			threshold: record.threshold,
			keys: Keys::<T>::get(id).into_inner(),
			services: Services::<T>::get(id).into_inner(),
			name: record.name.map(String::from),
			nonce: record.nonce,
			version: record.version,
			created: record.created,
			updated: record.updated,
			payer: record.payer,
			room: record.room,
			used: record.used,
			resolved_at: Self::stamp(),
		})
	}

	pub(crate) fn do_did_subject(id: &T::AccountId) -> Option<DidSubject<T::AccountId, BlockNumberFor<T>>> {
		let document = Self::do_resolve(id)?;
		Some(DidSubject {
			id: document.id,
			kind: document.kind,
			status: match document.status {
				Status::Active => DidStatus::Active,
				Status::Frozen { at, .. } => DidStatus::Frozen { at },
				Status::Deactivated { at } => DidStatus::Deactivated { at },
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

	/// Two reads, however many keys were ever rotated.
	pub(crate) fn do_key_validity(
		identity: &T::AccountId,
		key: &PublicKey,
		relationships: Relationships,
		at: When<BlockNumberFor<T>>,
	) -> KeyValidity<BlockNumberFor<T>> {
		if !Identities::<T>::contains_key(identity) {
			return KeyValidity::IdentityUnknown;
		}
		let Some(key) = Keys::<T>::get(identity).into_iter().find(|known| known.public == *key) else {
			return KeyValidity::KeyUnknown;
		};
		if !key.relationships.contains(relationships) {
			return KeyValidity::NotForThis { relationships: key.relationships };
		}
		let now = Self::stamp();
		let (added, revoked, time) = match at {
			When::Now => (true, key.revoked.is_some(), Some(now.time)),
			When::Time(time) => (key.added.time <= time, key.revoked.is_some_and(|at| at.time <= time), Some(time)),
			When::Block(block) => (
				key.added.block <= block,
				key.revoked.is_some_and(|at| at.block <= block),
				(block == now.block).then_some(now.time),
			),
		};
		match (key.revoked, time) {
			_ if !added => KeyValidity::NotYetAdded { added: key.added },
			(Some(revoked_at), _) if revoked => KeyValidity::Revoked { revoked: revoked_at },
			(_, Some(time)) if time < key.valid_from => KeyValidity::NotYetValid { valid_from: key.valid_from },
			(_, Some(time)) => match key.valid_until {
				Some(valid_until) if time > valid_until => KeyValidity::Expired { valid_until },
				_ => KeyValidity::Valid,
			},
			// The block is between the one in which the key was added and now, or in the future; so is its time.
			(_, None) => {
				let begun = key.valid_from <= key.added.time;
				let past = matches!(at, When::Block(block) if block < now.block);
				let unended = key.valid_until.is_none_or(|until| past && until >= now.time);
				if begun && unended {
					KeyValidity::Valid
				} else {
					KeyValidity::TimeNeeded
				}
			},
		}
	}

	pub(crate) fn do_identities_of_key(
		key: &PublicKey,
		cursor: Option<T::AccountId>,
		limit: Option<u32>,
	) -> Page<T::AccountId, T::AccountId> {
		let ids = match cursor {
			Some(cursor) => {
				IdentitiesByKey::<T>::iter_key_prefix_from(key, IdentitiesByKey::<T>::hashed_key_for(key, cursor))
			},
			None => IdentitiesByKey::<T>::iter_key_prefix(key),
		};
		Page::take(ids.map(|id| (id.clone(), id)), limit)
	}

	pub(crate) fn do_identity_of_name(name: &Name) -> Option<T::AccountId> {
		let known = Names::<T>::get(name)?;
		(!matches!(known.state, NameState::Quarantined { .. })).then_some(known.owner)
	}

	pub(crate) fn do_identities_of_domain(
		domain: &Domain,
		cursor: Option<(T::AccountId, T::AccountId)>,
		limit: Option<u32>,
	) -> Page<DomainLink<T::AccountId>, (T::AccountId, T::AccountId)> {
		let places = match cursor {
			Some(cursor) => IdentitiesByDomain::<T>::iter_key_prefix_from(
				domain,
				IdentitiesByDomain::<T>::hashed_key_for(domain, cursor),
			),
			None => IdentitiesByDomain::<T>::iter_key_prefix(domain),
		};
		let links = places.filter_map(|(identity, verifier)| {
			let link = Self::domain_link(&identity, domain, &verifier)?;
			Some(((identity, verifier), link))
		});
		Page::take(links, limit)
	}

	pub(crate) fn do_domains_of(
		identity: &T::AccountId,
		cursor: Option<(Domain, T::AccountId)>,
		limit: Option<u32>,
	) -> Page<DomainLink<T::AccountId>, (Domain, T::AccountId)> {
		let places = match cursor {
			Some(cursor) => {
				Domains::<T>::iter_key_prefix_from(identity, Domains::<T>::hashed_key_for(identity, cursor))
			},
			None => Domains::<T>::iter_key_prefix(identity),
		};
		let links = places.filter_map(|(domain, verifier)| {
			let link = Self::domain_link(identity, &domain, &verifier)?;
			Some(((domain, verifier), link))
		});
		Page::take(links, limit)
	}

	pub(crate) fn do_accounts_of(
		identity: &T::AccountId,
		cursor: Option<T::AccountId>,
		limit: Option<u32>,
	) -> Page<(T::AccountId, Moment), T::AccountId> {
		let links = match cursor {
			Some(cursor) => {
				LinkedAccounts::<T>::iter_prefix_from(identity, LinkedAccounts::<T>::hashed_key_for(identity, cursor))
			},
			None => LinkedAccounts::<T>::iter_prefix(identity),
		};
		Page::take(links.map(|(account, since)| (account.clone(), (account, since))), limit)
	}

	pub(crate) fn do_identities_of_account(
		account: &T::AccountId,
		cursor: Option<T::AccountId>,
		limit: Option<u32>,
	) -> Page<T::AccountId, T::AccountId> {
		let ids = match cursor {
			Some(cursor) => IdentitiesByAccount::<T>::iter_key_prefix_from(
				account,
				IdentitiesByAccount::<T>::hashed_key_for(account, cursor),
			),
			None => IdentitiesByAccount::<T>::iter_key_prefix(account),
		};
		Page::take(ids.map(|id| (id.clone(), id)), limit)
	}

	pub(crate) fn do_proposal(identity: &T::AccountId, call_hash: H256) -> Option<ProposalInfo<T::AccountId>> {
		let Proposal { proposer, approvals, expires, .. } = Proposals::<T>::get(identity, call_hash)?;
		Some(ProposalInfo { proposer, approvals: approvals.into_inner(), expires })
	}

	pub(crate) fn do_room_for(keys: u32, limits: u32, services: u32, names: u32, links: u32) -> u32 {
		// Saturating is right: whatever is so large is more than can be paid for.
		let limit = key_room::<T>(1).saturating_sub(key_room::<T>(0));
		let service = u32::try_from(<Service as codec::MaxEncodedLen>::max_encoded_len()).unwrap_or(u32::MAX);
		[
			(keys, key_room::<T>(0)),
			(limits, limit),
			(services, service),
			(names, name_room::<T>()),
			(links, link_room::<T>()),
		]
		.into_iter()
		.fold(0u32, |sum, (number, each)| sum.saturating_add(number.saturating_mul(each)))
	}

	fn domain_link(
		identity: &T::AccountId,
		domain: &Domain,
		verifier: &T::AccountId,
	) -> Option<DomainLink<T::AccountId>> {
		let attestation = Domains::<T>::get(identity, (domain, verifier))?;
		Some(DomainLink {
			identity: identity.clone(),
			domain: domain.clone().into_string(),
			verifier: verifier.clone(),
			attested_at: attestation.attested_at,
			valid_until: attestation.valid_until,
		})
	}
}

impl<T: Config> IdentityInspect<T::AccountId> for Pallet<T> {
	fn kind(id: &T::AccountId) -> Option<Kind> {
		Identities::<T>::get(id).map(|record| record.kind)
	}

	fn is_active(id: &T::AccountId) -> bool {
		Identities::<T>::get(id).is_some_and(|record| record.is_active())
	}

	fn key_valid_for(id: &T::AccountId, key: &PublicKey, relationships: Relationships, at: Option<Moment>) -> bool {
		let at = at.map_or(When::Now, When::Time);
		Self::do_key_validity(id, key, relationships, at) == KeyValidity::Valid
	}
}

impl<Scope, AssetId, Balance, BlockNumber> From<Key<Scope, AssetId, Balance, BlockNumber>> for DidKey<BlockNumber> {
	fn from(key: Key<Scope, AssetId, Balance, BlockNumber>) -> Self {
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

impl From<Service> for DidService {
	fn from(service: Service) -> Self {
		Self {
			id: service.id.into_string(),
			service_type: service.service_type.into_string(),
			service_endpoint: service.service_endpoint.into_string(),
		}
	}
}
