//! Answers to questions about identities.

use crate::{
	types::*, BalanceOf, Config, Domains, Freezes, Identities, IdentitiesByAccount, IdentitiesByDomain,
	IdentitiesByKey, Keys, LinkedAccounts, Names, OutcomeInspect, Pallet, Proposals, Services, WeightInfo,
};
use alloc::{collections::BTreeSet, string::String, vec::Vec};
use civitas_primitives::{
	identity::{
		document::{DidKey, DidService, DidStatus, DidSubject, DomainLink, KeyValidity, Stamp, When},
		ActInspect, IdentityInspect, Kind, PublicKey, Relationships,
	},
	Moment, Page,
};
use codec::{Decode, Encode};
use frame_support::{
	pallet_prelude::TypeInfo,
	traits::{Get, Time},
	weights::Weight,
};
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
	/// Who would control it, but has not accepted.
	pub invited: Vec<AccountId>,
	/// How many of the controllers must agree.
	pub threshold: u8,
	/// Its keys, those that are remembered though revoked included.
	pub keys: Vec<Key<AccountId, Scope, AssetId, Balance, BlockNumber>>,
	/// Where it can be reached.
	pub services: Vec<Service>,
	/// Its name.
	pub name: Option<String>,
	/// How many identities it controls.
	pub controlled: u32,
	/// How many keys were ever added: the number that the consent of the next one must have.
	pub keys_added: u32,
	/// How many accounts were ever linked: the number that the consent of the next one must have.
	pub links_added: u32,
	/// How often it was unfrozen on request or by its controllers. The number of the next freeze by an envelope is this, the
	/// `froze` of the key, and the number of the key shifted by 32 bits.
	pub thaws: u32,
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
	/// Who approved first and has paid the deposit.
	pub payer: AccountId,
	/// Who has approved.
	pub approvals: Vec<ApprovalInfo<AccountId>>,
	/// How many of them count now.
	pub count: u32,
	/// How many have to.
	pub threshold: u8,
}

/// An approval of a call.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct ApprovalInfo<AccountId> {
	/// Who gave it.
	pub controller: AccountId,
	/// By what the controller acted.
	pub by: ApprovedBy,
	/// The last moment at which it counts.
	pub until: Moment,
	/// Whether it counts now.
	pub counts: bool,
}

/// What keeps an account from being given up.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Ties<Reason, Balance> {
	/// What is held of it, and for what.
	pub holds: Vec<Hold<Reason, Balance>>,
	/// How many things depend on the account: holds and locks together are one, and so are assets that are not worth existing
	/// for, each kind; proxies, session keys and the like.
	pub consumers: u32,
	/// How many kinds of assets it has that are worth existing for.
	pub sufficients: u32,
	/// How many identities it controls.
	pub controlled: u32,
}

/// What is held of an account for a reason.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Hold<Reason, Balance> {
	/// For what.
	pub reason: Reason,
	/// How much. \[balance\]
	pub amount: Balance,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_resolve(id: &T::AccountId) -> Option<DocumentOf<T>> {
		let record = Identities::<T>::get(id)?;
		Some(Document {
			id: id.clone(),
			kind: record.kind,
			status: record.status,
			controllers: record.controllers.into_inner(),
			invited: record.invited.into_inner(),
			threshold: record.threshold,
			controlled: record.controlled,
			keys_added: record.keys_added,
			links_added: record.links_added,
			thaws: record.thaws,
			keys: Keys::<T>::get(id).into_inner(),
			services: Services::<T>::get(id).into_inner(),
			name: record.name.map(String::from),
			version: record.version,
			created: record.created,
			updated: record.updated,
			payer: record.payer,
			room: record.room,
			used: record.used,
			resolved_at: Self::stamp(),
		})
	}

	/// Whether someone is one of the controllers of an identity, and can act. However many of them must agree on an act of it.
	pub fn is_controller(who: &T::AccountId, of: &T::AccountId) -> bool {
		let is_named = Identities::<T>::get(of).is_some_and(|record| record.controllers.contains(who));
		is_named && <Self as IdentityInspect<T::AccountId>>::is_active(who)
	}

	/// The weight of [`Self::is_controller`].
	pub fn is_controller_weight() -> Weight {
		<T as Config>::WeightInfo::is_controller()
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
			version: document.version,
			created: document.created,
			updated: document.updated,
			resolved_at: document.resolved_at,
		})
	}

	/// Three reads, however many keys were ever rotated.
	pub(crate) fn do_key_validity(
		identity: &T::AccountId,
		key: &PublicKey,
		relationships: Relationships,
		at: When<BlockNumberFor<T>>,
	) -> KeyValidity<BlockNumberFor<T>> {
		let now = Self::stamp();
		let (time, future) = match at {
			When::Now => (Some(now.time), false),
			When::Time(time) => (Some(time), time > now.time),
			When::Block(block) => ((block == now.block).then_some(now.time), block > now.block),
		};
		let Some(record) = Identities::<T>::get(identity) else {
			return if future { KeyValidity::Unknown } else { KeyValidity::IdentityUnknown };
		};
		// Whether a stamp is of then or before.
		let by_then = |stamp: &Stamp<BlockNumberFor<T>>| match at {
			When::Now => true,
			When::Time(time) => stamp.time <= time,
			When::Block(block) => stamp.block <= block,
		};
		// Another key may have been revoked since, and not be remembered.
		let forgotten = record.forgot.is_some_and(|forgot| !by_then(&forgot)) && by_then(&record.created);
		let Some(key) = Keys::<T>::get(identity).into_iter().find(|known| known.public == *key) else {
			return if forgotten || future { KeyValidity::Unknown } else { KeyValidity::KeyUnknown };
		};
		if !by_then(&key.added) {
			// It may have been one before, and come back.
			return if forgotten { KeyValidity::Unknown } else { KeyValidity::NotYetAdded { added: key.added } };
		}
		if !key.relationships.contains(relationships) {
			return KeyValidity::NotForThis { relationships: key.relationships };
		}
		if let Some(revoked) = key.revoked.filter(by_then) {
			return KeyValidity::Revoked { revoked };
		}
		match (time, key.valid_until) {
			(Some(time), _) if time < key.valid_from => {
				return KeyValidity::NotYetValid { valid_from: key.valid_from };
			},
			(Some(time), Some(valid_until)) if time > valid_until => return KeyValidity::Expired { valid_until },
			// Nobody knows which keys will be revoked.
			_ if future => return KeyValidity::Unknown,
			(Some(_), _) => {},
			// The block is between the one in which the key was added and now; so is its time.
			(None, valid_until) => {
				let within = key.valid_from <= key.added.time && valid_until.is_none_or(|until| until >= now.time);
				if !within {
					return KeyValidity::TimeNeeded;
				}
			},
		}
		// Only a full key passes rights on, and whether it was full before is not remembered.
		if relationships.contains(Relationships::CAPABILITY_DELEGATION) {
			match at {
				When::Time(time) if time < key.since => return KeyValidity::Unknown,
				When::Block(block) if block < now.block && key.since > key.added.time => {
					return KeyValidity::TimeNeeded
				},
				_ if key.is_full() => {},
				_ => return KeyValidity::NotForThis { relationships: key.relationships },
			}
		}
		match Self::freeze_at(&record.status, identity, by_then) {
			Some(Freeze { from, throughout: true, .. }) => KeyValidity::Frozen { from },
			Some(_) => KeyValidity::Unknown,
			None => KeyValidity::Valid,
		}
	}

	/// The freeze that lasted at some time, of which `by_then` says whether something was before.
	fn freeze_at(
		status: &Status<T::AccountId, BlockNumberFor<T>>,
		identity: &T::AccountId,
		by_then: impl Fn(&Stamp<BlockNumberFor<T>>) -> bool,
	) -> Option<Freeze<BlockNumberFor<T>>> {
		match status {
			Status::Frozen { at, .. } if by_then(at) => Some(Freeze { from: *at, until: *at, throughout: true }),
			_ => {
				Freezes::<T>::get(identity).into_iter().find(|freeze| by_then(&freeze.from) && !by_then(&freeze.until))
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
		let Proposal { payer, approvals, .. } = Proposals::<T>::get(identity, call_hash)?;
		let record = Identities::<T>::get(identity)?;
		let approvals: Vec<_> = approvals
			.into_iter()
			.map(|approval| {
				let counts = Self::counts(&record, &approval);
				let Approval { controller, by, until, .. } = approval;
				ApprovalInfo { controller, by, until, counts }
			})
			.collect();
		let count = u32::try_from(approvals.iter().filter(|approval| approval.counts).count()).unwrap_or(u32::MAX);
		Some(ProposalInfo { payer, approvals, count, threshold: record.threshold })
	}

	pub(crate) fn do_ties(identity: &T::AccountId) -> Ties<T::HoldReason, BalanceOf<T>> {
		let account = frame_system::Account::<T>::get(identity);
		let holds = T::Outcome::holds(identity).into_iter().map(|(reason, amount)| Hold { reason, amount }).collect();
		Ties {
			holds,
			consumers: account.consumers,
			sufficients: account.sufficients,
			controlled: Identities::<T>::get(identity).map_or(0, |record| record.controlled),
		}
	}

	pub(crate) fn do_room_for(
		keys: u32,
		limits: u32,
		counterparties: u32,
		services: u32,
		names: u32,
		links: u32,
	) -> u32 {
		// Saturating is right: whatever is so large is more than can be paid for.
		let key = key_room::<T>(0, 0);
		let service = u32::try_from(<Service as codec::MaxEncodedLen>::max_encoded_len()).unwrap_or(u32::MAX);
		[
			(keys, key),
			(limits, key_room::<T>(1, 0).saturating_sub(key)),
			(counterparties, key_room::<T>(0, 1).saturating_sub(key)),
			(services, service),
			(names, name_room::<T>()),
			(links, link_room::<T>()),
		]
		.into_iter()
		.fold(0u32, |sum, (number, each)| sum.saturating_add(number.saturating_mul(each)))
	}

	/// Whether two accounts are one, or one is linked to the other.
	fn are_linked(a: &T::AccountId, b: &T::AccountId) -> bool {
		a == b || LinkedAccounts::<T>::contains_key(a, b) || LinkedAccounts::<T>::contains_key(b, a)
	}

	/// What can act as `account`, as far as the chain sees it: itself, the identities in control of it, and the keys of all
	/// these, each by its account or, if it has none, its hash. And how many were looked at for that.
	fn holders(account: &T::AccountId) -> (BTreeSet<T::AccountId>, u32) {
		let (mut holders, _) = Self::ancestors(account);
		holders.insert(account.clone());
		let looked = u32::try_from(holders.len()).unwrap_or(u32::MAX);
		let keys = holders.iter().flat_map(Keys::<T>::get).filter(|key| {
			key.relationships.contains(Relationships::CAPABILITY_INVOCATION) && key.is_live(T::Time::now)
		});
		let keys: Vec<T::AccountId> = keys
			.map(|key| key.public.account().unwrap_or_else(|| sp_io::hashing::blake2_256(&key.public.encode()).into()))
			.collect();
		holders.extend(keys);
		(holders, looked)
	}

	pub(crate) fn domain_link(
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

	fn controls(a: &T::AccountId, b: &T::AccountId) -> bool {
		a != b && Self::holders(b).0.contains(a)
	}

	fn related(a: &T::AccountId, b: &T::AccountId) -> bool {
		Self::any_related(core::slice::from_ref(a), core::slice::from_ref(b)).0
	}

	fn any_related(these: &[T::AccountId], those: &[T::AccountId]) -> (bool, Weight) {
		let (mut pairs, mut looked) = (0u64, 0u32);
		let mut is_linked = |a, b| {
			pairs = pairs.saturating_add(1);
			Self::are_linked(a, b)
		};
		let mut holders = |account| {
			let (holders, by) = Self::holders(account);
			looked = looked.saturating_add(by);
			holders
		};
		let is_related = these.iter().any(|a| those.iter().any(|b| is_linked(a, b))) || {
			let held: BTreeSet<_> = these.iter().flat_map(&mut holders).collect();
			those.iter().any(|b| !held.is_disjoint(&holders(b)))
		};
		// The benchmark has one pair.
		let links = <T as frame_system::Config>::DbWeight::get().reads(pairs.saturating_mul(2));
		(is_related, <T as Config>::WeightInfo::related(looked).saturating_add(links))
	}

	fn relation_weight() -> Weight {
		// Both, with all that can be above them.
		<T as Config>::WeightInfo::related(MAX_ANCESTORS.saturating_add(1).saturating_mul(2))
	}
}

impl<T: Config> ActInspect<T::AccountId> for Pallet<T> {
	fn is_limited(who: &T::AccountId) -> bool {
		Self::acts_within_limits(who)
	}
}

impl<AccountId, Scope, AssetId, Balance, BlockNumber> From<Key<AccountId, Scope, AssetId, Balance, BlockNumber>>
	for DidKey<BlockNumber>
where
	Scope: PartialEq + Default,
	BlockNumber: PartialOrd,
{
	fn from(key: Key<AccountId, Scope, AssetId, Balance, BlockNumber>) -> Self {
		Self {
			full: key.is_full(),
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
