#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]
// Cursors of listings are pairs.
#![allow(clippy::type_complexity)]
#![cfg_attr(
	not(any(test, feature = "runtime-benchmarks")),
	deny(
		clippy::arithmetic_side_effects,
		clippy::cast_possible_truncation,
		clippy::cast_possible_wrap,
		clippy::cast_sign_loss,
		clippy::expect_used,
		clippy::indexing_slicing,
		clippy::panic,
		clippy::unwrap_used
	)
)]

extern crate alloc;

mod act;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod controllers;
mod errors;
mod events;
mod frames;
mod freeze;
pub mod guard;
mod keys;
mod links;
#[cfg(test)]
mod mock;
mod names;
mod proposals;
pub mod reads;
mod register;
mod services;
mod status;
mod storage;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
// What the codec derives for enums casts their indices; no cast is written by hand there.
#[allow(clippy::cast_possible_truncation)]
pub mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub use guard::BenchmarkHelper;
pub use guard::{ActGuard, ClassifyCall, Has, OutcomeInspect, Verdict};
pub use pallet::*;
pub use types::{Act, Authority};
pub use weights::WeightInfo;

use frame_support::{pallet_macros::import_section, traits::fungible};

/// The balance of the native asset, and of the others.
pub type BalanceOf<T> =
	<<T as Config>::NativeBalance as fungible::Inspect<<T as frame_system::Config>::AccountId>>::Balance;

/// A call of the runtime.
pub type CallOf<T> = <T as frame_system::Config>::RuntimeCall;

// What the macros of this module expand to does not keep to the lints above; nothing but declarations is written here.
#[import_section(errors::errors)]
#[import_section(events::events)]
#[import_section(storage::storage)]
#[allow(clippy::cast_possible_truncation, clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::{reads::*, types::*};
	use alloc::boxed::Box;
	use civitas_primitives::{
		identity::{
			document::{DidSubject, DomainLink, KeyValidity, Stamp, When},
			Kind, Outflow, PublicKey, Relationships,
		},
		Moment, Page,
	};
	use frame_support::{
		dispatch::{DispatchInfo, GetDispatchInfo, PostDispatchInfo},
		pallet_prelude::*,
		traits::{fungible, Consideration, Footprint, IsSubType, Time},
	};
	use frame_system::pallet_prelude::*;
	use sp_core::H256;
	use sp_runtime::{traits::Dispatchable, AccountId32};

	/// The layout of the storage in this code.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config<
		AccountId = AccountId32,
		RuntimeEvent: From<Event<Self>>,
		RuntimeCall: GetDispatchInfo
		                 + Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>
		                 + IsSubType<Call<Self>>
		                 + From<Call<Self>>,
	>
	{
		/// The clock: legal time, in milliseconds since the Unix epoch.
		type Time: Time<Moment = Moment>;

		/// The native asset: its balance is compared with spending limits, and what is left of it when an identity is
		/// deactivated can be sent on.
		type NativeBalance: fungible::Mutate<Self::AccountId>;

		/// Names the other assets that a spending limit can be for.
		type AssetId: Parameter + Member + MaxEncodedLen;

		/// Which classes of calls a key may make. `Default` must be the widest scope, which allows every call.
		type KeyScope: Parameter + Member + MaxEncodedLen + Default;

		/// What kind of call each is, and what it carries. It must look into the calls of proxies and multisigs, which mint an
		/// origin of their own.
		type Classify: ClassifyCall<CallOf<Self>, Self::KeyScope>;

		/// What leaves an account by a call.
		type Outflow: Outflow<CallOf<Self>, Self::AccountId, Self::AssetId, BalanceOf<Self>>;

		/// Who else has a say in acts.
		type Guard: ActGuard<Self::AccountId, CallOf<Self>>;

		/// What other pallets hold about an identity.
		type Outcome: OutcomeInspect<Self::AccountId, Self::AssetId, BalanceOf<Self>, Self::HoldReason>;

		/// For what others hold something of an account.
		type HoldReason: Parameter + Member;

		/// What the payer of an identity pays for its record and room.
		type Consideration: Consideration<Self::AccountId, Footprint>;

		/// What a verifier pays for the storage of an attestation.
		type AttestationConsideration: Consideration<Self::AccountId, Footprint>;

		/// What a controller pays for the storage of a proposal.
		type ProposalConsideration: Consideration<Self::AccountId, Footprint>;

		/// How long a released name cannot be claimed by others, in milliseconds.
		#[pallet::constant]
		type NameQuarantine: Get<Moment>;

		/// The longest time for which an attestation of a website is good, in milliseconds.
		#[pallet::constant]
		type MaxAttestation: Get<Moment>;

		/// How long an approval counts at most, in milliseconds.
		#[pallet::constant]
		type MaxApproval: Get<Moment>;

		/// How long a request of a full key waits for votes, in milliseconds.
		#[pallet::constant]
		type RequestDelay: Get<Moment>;

		/// How long a key waits after a request that was not agreed to, in milliseconds.
		#[pallet::constant]
		type RequestPause: Get<Moment>;

		/// How long before a freeze a key must have been full to have a vote, in milliseconds.
		#[pallet::constant]
		type VotingAge: Get<Moment>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;

		/// What benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AssetId, Self::KeyScope, CallOf<Self>>;
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Register an identity, whose id follows from its first key and `salt`. The caller pays, for the record and
		/// `room` bytes of keys, services, names and links, and gains no power over the identity.
		///
		/// `proof` is the signature of the key over the envelope for `identity/register` with nonce 0 and the kind as
		/// payload; left out if the caller is the account of the key, who agrees by calling.
		#[pallet::call_index(0)]
		#[pallet::weight(<T as Config>::WeightInfo::register().saturating_add(Pallet::<T>::signature_weight(key)))]
		pub fn register(
			origin: OriginFor<T>,
			kind: Kind,
			key: PublicKey,
			salt: [u8; 32],
			room: u32,
			proof: Option<Box<ProofOf<T>>>,
		) -> DispatchResult {
			let payer = ensure_signed(origin)?;
			Self::do_register(payer, kind, key, salt, room, proof)
		}

		/// Pay for `room` bytes of an identity. Anyone may take the deposit over, which gives it back to whoever paid
		/// before; a payer may reduce the room to what is taken.
		#[pallet::call_index(1)]
		pub fn fund(origin: OriginFor<T>, identity: T::AccountId, room: u32) -> DispatchResult {
			let payer = ensure_signed(origin)?;
			Self::do_fund(payer, identity, room)
		}

		/// Add a key. `proof` is the signature of that key over the envelope for `identity/add_key`, with the key as
		/// payload and the number of keys ever added (`keys_added`) as nonce; left out for a key that cannot sign.
		#[pallet::call_index(2)]
		#[pallet::weight(<T as Config>::WeightInfo::add_key().saturating_add(Pallet::<T>::signature_weight(&key.public)))]
		pub fn add_key(origin: OriginFor<T>, key: Box<NewKeyOf<T>>, proof: Option<Box<ProofOf<T>>>) -> DispatchResult {
			let identity = Self::ensure_control(origin)?;
			Self::do_add_key(identity, *key, proof)
		}

		/// Replace a key by another of the same relationships and permissions; what was spent counts on. `proof` is as
		/// for `add_key`. `valid_until` is in milliseconds since the Unix epoch; the key does not expire if it is not given.
		#[pallet::call_index(3)]
		#[pallet::weight(<T as Config>::WeightInfo::rotate_key().saturating_add(Pallet::<T>::signature_weight(by)))]
		pub fn rotate_key(
			origin: OriginFor<T>,
			key: PublicKey,
			by: PublicKey,
			valid_until: Option<Moment>,
			proof: Option<Box<ProofOf<T>>>,
		) -> DispatchResult {
			let identity = Self::ensure_control(origin)?;
			Self::do_rotate_key(identity, key, by, valid_until, proof)
		}

		/// Revoke a key. A key can always revoke itself, whatever its scope.
		///
		/// While a full key's freeze lasts, it is a request if one full key revokes another, as with `unfreeze`.
		#[pallet::call_index(4)]
		pub fn revoke_key(origin: OriginFor<T>, key: PublicKey) -> DispatchResult {
			let identity = Self::ensure_may_revoke(origin, &key)?;
			Self::do_revoke_key(identity, key)
		}

		/// Set what a key may do: by classes and by at most 8 single calls; how much of which assets it may move, by at most 4
		/// limits; and to which of at most 8 accounts. What it has spent of an asset counts on.
		#[pallet::call_index(5)]
		pub fn set_key_permissions(
			origin: OriginFor<T>,
			key: PublicKey,
			permissions: PermissionsOf<T>,
		) -> DispatchResult {
			let identity = Self::ensure_control(origin)?;
			Self::do_set_key_permissions(identity, key, permissions)
		}

		/// Name the identities that shall control this one, 16 at most, and how many of them must agree. An empty list and zero
		/// for none. Those who are new control it once they accept.
		#[pallet::call_index(6)]
		pub fn set_controllers(
			origin: OriginFor<T>,
			controllers: Members<T::AccountId>,
			threshold: u8,
		) -> DispatchResult {
			let identity = Self::ensure_control(origin)?;
			Self::do_set_controllers(identity, controllers, threshold)
		}

		/// Add a service, or replace the one of the same id. The id and the type have 1 to 32 bytes, the endpoint at most 256.
		#[pallet::call_index(7)]
		pub fn set_service(origin: OriginFor<T>, service: Service) -> DispatchResult {
			let identity = Self::ensure_control(origin)?;
			Self::do_set_service(identity, service)
		}

		/// Remove the service of this id, which has at most 32 bytes.
		#[pallet::call_index(8)]
		pub fn remove_service(origin: OriginFor<T>, id: ServiceId) -> DispatchResult {
			let identity = Self::ensure_control(origin)?;
			Self::do_remove_service(identity, id)
		}

		/// Claim a name that nobody has, or that was offered: `[a-z0-9-]{3,32}`, with no hyphen at the ends or next to another.
		/// During the quarantine only the last owner may.
		#[pallet::call_index(9)]
		pub fn claim_name(origin: OriginFor<T>, name: Name) -> DispatchResult {
			let identity = Self::ensure_acting(origin)?;
			Self::do_claim_name(identity, name)
		}

		/// Release the name of the identity. It keeps its room until the quarantine is over and the name is claimed
		/// or cleared.
		#[pallet::call_index(10)]
		pub fn release_name(origin: OriginFor<T>) -> DispatchResult {
			let identity = Self::ensure_control(origin)?;
			Self::do_release_name(identity)
		}

		/// Offer the name of the identity to another; left out to withdraw the offer.
		#[pallet::call_index(11)]
		pub fn offer_name(origin: OriginFor<T>, to: Option<T::AccountId>) -> DispatchResult {
			let identity = Self::ensure_control(origin)?;
			Self::do_offer_name(identity, to)
		}

		/// Control an identity that has asked this one to.
		#[pallet::call_index(12)]
		pub fn accept_control(origin: OriginFor<T>, identity: T::AccountId) -> DispatchResult {
			let controller = Self::ensure_control(origin)?;
			Self::do_accept_control(controller, identity)
		}

		/// Forget a name (of 3 to 32 bytes) whose quarantine is over, so that its last owner has the room back. Anyone may.
		#[pallet::call_index(13)]
		pub fn clear_name(origin: OriginFor<T>, name: Name) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_clear_name(name)
		}

		/// Link another account in public. `proof` is the signature of its key over the envelope for
		/// `identity/link_account`, with the key as payload and the number of accounts ever linked (`links_added`) as nonce.
		#[pallet::call_index(14)]
		#[pallet::weight(<T as Config>::WeightInfo::link_account().saturating_add(Pallet::<T>::signature_weight(key)))]
		pub fn link_account(origin: OriginFor<T>, key: PublicKey, proof: Box<ProofOf<T>>) -> DispatchResult {
			let identity = Self::ensure_control(origin)?;
			Self::do_link_account(identity, key, *proof)
		}

		/// Remove the link between an identity and an account. Either may.
		#[pallet::call_index(15)]
		pub fn unlink_account(origin: OriginFor<T>, identity: T::AccountId, account: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_unlink_account(who, identity, account)
		}

		/// Attest that the website at `domain` names the identity, having looked. Any identity may; it depends on the
		/// reader whose attestations count. The caller pays, and replaces what it attested before.
		///
		/// `domain` is the name of a host in lower case, of at most 253 bytes; names in other scripts are in their ASCII form
		/// (`xn--`). `valid_until` is in milliseconds since the Unix epoch.
		#[pallet::call_index(16)]
		pub fn attest_domain(
			origin: OriginFor<T>,
			identity: T::AccountId,
			domain: Domain,
			valid_until: Moment,
		) -> DispatchResult {
			let verifier = ensure_signed(origin)?;
			Self::do_attest_domain(verifier, identity, domain, valid_until)
		}

		/// Remove an attestation of `domain`, which has at most 253 bytes. The verifier and the identity may, and anyone once
		/// it has expired.
		#[pallet::call_index(17)]
		pub fn remove_domain(
			origin: OriginFor<T>,
			identity: T::AccountId,
			domain: Domain,
			verifier: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_remove_domain(who, identity, domain, verifier)
		}

		/// Freeze an identity. The account of any valid key may, directly or as the identity, and any controller by a full key of
		/// its own. A full key may also freeze what a key that is not full has frozen.
		#[pallet::call_index(18)]
		pub fn freeze(origin: OriginFor<T>, identity: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_freeze(who, identity)
		}

		/// Let the identity act again. A full key may at once if a key that is not full has frozen it, and the controllers
		/// may always.
		///
		/// Otherwise this is a request of the key that acts: full keys can `vote` on it, for three days. After that the same call
		/// of the same key carries it out, if more are for it than against. If not, the key can ask again a week later.
		#[pallet::call_index(19)]
		pub fn unfreeze(origin: OriginFor<T>) -> DispatchResult {
			let identity = Self::ensure_control(origin)?;
			Self::do_unfreeze(identity)
		}

		/// Give up the identity, for good. What it has left, deposits that come back included, goes to `beneficiary`, which is only
		/// left out if there is nothing.
		/// Other assets have to be moved before.
		#[pallet::call_index(20)]
		pub fn deactivate(origin: OriginFor<T>, beneficiary: Option<T::AccountId>) -> DispatchResult {
			let identity = Self::ensure_control(origin)?;
			Self::do_deactivate(identity, beneficiary)
		}

		/// Make a call as an identity. The account of a key of it may, within the scope of the key; and a controller,
		/// if one is enough or enough have approved.
		///
		/// If the call fails, so does this one, and nothing is left; approvals stay good. A `batch` and the like do not fail: what
		/// has become of their parts is in events.
		///
		/// Charged for with the most limits that a key can have; what was not needed is given back.
		#[pallet::call_index(21)]
		#[pallet::weight({
			let info = call.get_dispatch_info();
			let base = <T as Config>::WeightInfo::act_as(MAX_LIMITS, act::size(call));
			let base = base.saturating_add(<T as Config>::WeightInfo::consume_proposal(MAX_CONTROLLERS));
			let base = base.saturating_add(Pallet::<T>::fits_weight(call));
			(Pallet::<T>::act_weight(base, info.call_weight), info.class)
		})]
		pub fn act_as(
			origin: OriginFor<T>,
			identity: T::AccountId,
			call: Box<CallOf<T>>,
		) -> DispatchResultWithPostInfo {
			Self::do_act_as(origin, identity, *call)
		}

		/// Make a call as an identity for which a key of it has signed: the envelope for `identity/act_as`, with the
		/// call as payload. Anyone may submit it, and pays the fee.
		///
		/// The nonce is that of the key, and consumed whatever becomes of the call, unless this call fails or a guard delays it.
		/// Freezing the identity is numbered by the number of the key, shifted by 32 bits, plus the `thaws` of the identity and the
		/// `froze` of the key; revoking the key itself by the `number` of the key, and a vote by that of the request: nobody else
		/// can use these up.
		#[pallet::call_index(22)]
		#[pallet::weight({
			let info = call.get_dispatch_info();
			let base = <T as Config>::WeightInfo::act_as_signed(MAX_LIMITS, act::size(call));
			let base = base.saturating_add(Pallet::<T>::signature_weight(key));
			let base = base.saturating_add(Pallet::<T>::fits_weight(call));
			(Pallet::<T>::act_weight(base, info.call_weight), info.class)
		})]
		pub fn act_as_signed(
			origin: OriginFor<T>,
			identity: T::AccountId,
			key: PublicKey,
			call: Box<CallOf<T>>,
			proof: Box<ProofOf<T>>,
		) -> DispatchResultWithPostInfo {
			Self::do_act_as_signed(origin, identity, key, *call, *proof)
		}

		/// Approve, as one of several controllers that must agree, a call for the identity to make, by the BLAKE2b-256 of its
		/// encoding. When enough have approved, any controller makes the call by `act_as`.
		///
		/// It counts up to and including `until`, in milliseconds since the Unix epoch, at most 30 days ahead; as long as the key or
		/// the controllers by which the controller acts are the same, and nobody has set other controllers of the identity. The
		/// first to approve pays a deposit.
		#[pallet::call_index(23)]
		pub fn approve(origin: OriginFor<T>, identity: T::AccountId, call_hash: H256, until: Moment) -> DispatchResult {
			let controller = Self::ensure_control(origin)?;
			Self::do_approve(controller, identity, call_hash, until)
		}

		/// Take back an approval. When none is left that counts, the deposit of the first who approved is given back, for which
		/// anyone may call this.
		#[pallet::call_index(24)]
		pub fn retract_approval(origin: OriginFor<T>, identity: T::AccountId, call_hash: H256) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_retract_approval(who, identity, call_hash)
		}

		/// Control an identity no longer, or decline to. Its threshold stays as it is.
		#[pallet::call_index(25)]
		pub fn resign_control(origin: OriginFor<T>, identity: T::AccountId) -> DispatchResult {
			let controller = Self::ensure_control(origin)?;
			Self::do_resign_control(controller, identity)
		}

		/// Vote on a request of a full key, by its number. The oldest of the full keys may, and those that had been full for a
		/// week when the identity was frozen; the key that it is against too. A vote against cannot be taken back.
		///
		/// A signature for this names the request as its nonce, and uses none up.
		#[pallet::call_index(26)]
		pub fn vote(origin: OriginFor<T>, request: u32, in_favour: bool) -> DispatchResult {
			let identity = Self::ensure_acting(origin)?;
			Self::do_vote(identity, request, in_favour)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The whole record of an identity at this block, with what only the chain's own rules are about: scopes, spending
		/// limits and deposits. Nothing if there is no such identity.
		pub fn resolve(identity: T::AccountId) -> Option<DocumentOf<T>> {
			Self::do_resolve(&identity)
		}

		/// What a DID document says of an identity at this block: the same as `resolve`, without permissions, numbers and
		/// deposits. Nothing if there is no such identity.
		pub fn did_subject(identity: T::AccountId) -> Option<DidSubject<T::AccountId, BlockNumberFor<T>>> {
			Self::do_did_subject(&identity)
		}

		/// Whether `key` of `identity` is, was or will be valid for all of `relationships`, and if not, why: the first reason
		/// that applies.
		///
		/// `at` is now, the end of a block, or a moment in milliseconds since the Unix epoch. Of a block the time is not known,
		/// so the answer may be `timeNeeded`.
		pub fn key_validity(
			identity: T::AccountId,
			key: PublicKey,
			relationships: Relationships,
			at: When<BlockNumberFor<T>>,
		) -> KeyValidity<BlockNumberFor<T>> {
			Self::do_key_validity(&identity, &key, relationships, at)
		}

		/// The identities that have `key` and have not revoked it.
		///
		/// A page goes on after `cursor`, which is the `next` of the page before, and has at most `limit` items: 100 if not
		/// given, and never more.
		pub fn identities_of_key(
			key: PublicKey,
			cursor: Option<T::AccountId>,
			limit: Option<u32>,
		) -> Page<T::AccountId, T::AccountId> {
			Self::do_identities_of_key(&key, cursor, limit)
		}

		/// Which identity has this name now; nothing if none has. A name has at most 32 bytes.
		pub fn identity_of_name(name: Name) -> Option<T::AccountId> {
			Self::do_identity_of_name(&name)
		}

		/// The identities that were attested to be of the website at `domain`, which has at most 253 bytes. Attestations that
		/// have expired are listed until they are removed.
		///
		/// A page goes on after `cursor` (an identity and a verifier), which is the `next` of the page before, and has at most
		/// `limit` items: 100 if not given, and never more.
		pub fn identities_of_domain(
			domain: Domain,
			cursor: Option<(T::AccountId, T::AccountId)>,
			limit: Option<u32>,
		) -> Page<DomainLink<T::AccountId>, (T::AccountId, T::AccountId)> {
			Self::do_identities_of_domain(&domain, cursor, limit)
		}

		/// The websites that were attested to be of `identity`. Attestations that have expired are listed until they are
		/// removed.
		///
		/// A page goes on after `cursor` (a domain and a verifier), which is the `next` of the page before, and has at most
		/// `limit` items: 100 if not given, and never more.
		pub fn domains_of(
			identity: T::AccountId,
			cursor: Option<(Domain, T::AccountId)>,
			limit: Option<u32>,
		) -> Page<DomainLink<T::AccountId>, (Domain, T::AccountId)> {
			Self::do_domains_of(&identity, cursor, limit)
		}

		/// The accounts that have proved that they are linked to `identity`, each with the time of the link, in milliseconds
		/// since the Unix epoch.
		///
		/// A page goes on after `cursor`, which is the `next` of the page before, and has at most `limit` items: 100 if not
		/// given, and never more.
		pub fn accounts_of(
			identity: T::AccountId,
			cursor: Option<T::AccountId>,
			limit: Option<u32>,
		) -> Page<(T::AccountId, Moment), T::AccountId> {
			Self::do_accounts_of(&identity, cursor, limit)
		}

		/// The identities that `account` is linked to.
		///
		/// A page goes on after `cursor`, which is the `next` of the page before, and has at most `limit` items: 100 if not
		/// given, and never more.
		pub fn identities_of_account(
			account: T::AccountId,
			cursor: Option<T::AccountId>,
			limit: Option<u32>,
		) -> Page<T::AccountId, T::AccountId> {
			Self::do_identities_of_account(&account, cursor, limit)
		}

		/// The approvals of a call of an identity, on which controllers have to agree, by the BLAKE2b-256 hash of the call; nothing
		/// if there are none, or the call was made.
		pub fn proposal(identity: T::AccountId, call_hash: H256) -> Option<ProposalInfo<T::AccountId>> {
			Self::do_proposal(&identity, call_hash)
		}

		/// The number that the next act by signature of a key must have; nothing if the identity does not have the key.
		pub fn next_nonce(identity: T::AccountId, key: PublicKey) -> Option<u64> {
			Keys::<T>::get(identity).into_iter().find(|known| known.public == key).map(|key| key.nonce)
		}

		/// The number that the next freeze by signature of a key must have; nothing if the identity does not have the key. Only a
		/// freeze by a signature of this key, and a thaw on request or by controllers, make it another.
		pub fn freeze_number(identity: T::AccountId, key: PublicKey) -> Option<u64> {
			let known = Keys::<T>::get(&identity).into_iter().find(|known| known.public == key)?;
			Some(known.freeze_number(Identities::<T>::get(identity)?.thaws))
		}

		/// The attestation by `verifier` that the website at `domain`, which has at most 253 bytes, names `identity`; nothing if
		/// there is none.
		pub fn attestation(
			identity: T::AccountId,
			domain: Domain,
			verifier: T::AccountId,
		) -> Option<DomainLink<T::AccountId>> {
			Self::domain_link(&identity, &domain, &verifier)
		}

		/// What is held of the account of an identity, by reason, and how often something else refers to it. `deactivate` needs
		/// all of that to be gone, but the identity's own deposit for itself.
		pub fn ties(identity: T::AccountId) -> Ties<T::HoldReason, BalanceOf<T>> {
			Self::do_ties(&identity)
		}

		/// Whether `a` and `b` are one, one controls the other or is linked to it, or one identity or key controls both, as far as
		/// the chain sees it. It is a hint and no proof: nobody sees that one human holds two keys.
		pub fn are_related(a: T::AccountId, b: T::AccountId) -> bool {
			<Self as civitas_primitives::identity::IdentityInspect<T::AccountId>>::related(&a, &b)
		}

		/// How many bytes of room so many keys (with so many spending limits and counterparties between them), services, names and
		/// linked accounts take at most: what `register` and `fund` ask for as `room`.
		pub fn room_for(keys: u32, limits: u32, counterparties: u32, services: u32, names: u32, links: u32) -> u32 {
			Self::do_room_for(keys, limits, counterparties, services, names, links)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			const { assert!(MAX_KEYS <= u64::BITS, "there must be a bit for the vote of each key") };
			const { assert!(MAX_LIVE_KEYS < MAX_KEYS, "one must have been revoked when there are the most keys") };
			assert!(T::MaxAttestation::get() > 0, "an attestation must be good for some time");
			assert!(u32::from(u8::MAX) >= MAX_CONTROLLERS, "a threshold must be able to count the controllers");
			assert!(
				key_room::<T>(MAX_LIMITS as usize, MAX_COUNTERPARTIES as usize)
					.checked_mul(MAX_KEYS)
					.is_some_and(|all| all <= MAX_ROOM),
				"all keys must fit into the largest room"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
