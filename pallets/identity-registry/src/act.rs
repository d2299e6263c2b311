//! Acting as an identity: who may, what, and what the act may leave behind.

use crate::{
	types::*, ActGuard, BalanceOf, Call, CallOf, ClassifyCall, Config, Error, Event, Identities, Keys, OutcomeInspect,
	Pallet, Verdict, WeightInfo,
};
use alloc::vec::Vec;
use civitas_primitives::{
	identity::{action, verify, Assurance, CallClass, PublicKey, Relationships},
	ActionTag, Envelope, Moment,
};
use codec::Encode;
use frame_support::{
	dispatch::{extract_actual_weight, DispatchResultWithPostInfo, GetDispatchInfo},
	dispatch_context::run_in_context,
	ensure,
	storage::with_storage_layer,
	traits::{InstanceFilter, IsSubType, OriginTrait, Time},
	weights::Weight,
};
use frame_system::{
	ensure_signed,
	pallet_prelude::{BlockNumberFor, OriginFor},
};
use sp_core::H256;
use sp_runtime::{
	traits::{Dispatchable, Zero},
	DispatchError, DispatchResult,
};

/// What someone was found to be entitled to.
pub(crate) struct Grant<T: Config> {
	/// By what.
	authority: AuthorityOf<T>,
	/// The key's scope; `None` for controllers, who may do everything.
	scope: Option<T::KeyScope>,
	/// The assets that the key may spend only so much of.
	limits: Vec<Option<T::AssetId>>,
	/// Whether there are no limits of any kind.
	full: bool,
	/// What is known of the signature, if there was one.
	assurance: Option<Assurance>,
}

/// What an act has used of what was charged for it when this was not known yet.
#[derive(Default)]
struct Used {
	/// The weight of the call.
	call: Weight,
	/// How many assets were watched.
	assets: u32,
}

/// What can never be denied or delayed, whatever the scope of the key, because it only takes power away.
enum Exempt {
	/// Freezing the identity itself.
	Freeze,
	/// Revoking the key that acts.
	RevokeSelf,
}

impl<T: Config> Grant<T> {
	pub(crate) fn of_key(key: &KeyOf<T>, assurance: Option<Assurance>) -> Self {
		Self {
			authority: Authority::Key(key.public),
			scope: Some(key.scope.clone()),
			limits: key.allowances.iter().map(|allowance| allowance.limit.asset.clone()).collect(),
			full: key.is_full(),
			assurance,
		}
	}

	fn of_controller(controller: T::AccountId) -> Self {
		let authority = Authority::Controller(controller);
		Self { authority, scope: None, limits: Vec::new(), full: true, assurance: None }
	}
}

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::act_as`].
	pub(crate) fn do_act_as(
		origin: OriginFor<T>,
		identity: T::AccountId,
		call: CallOf<T>,
	) -> DispatchResultWithPostInfo {
		let who = ensure_signed(origin.clone())?;
		Self::ensure_shallow()?;
		let record = Identities::<T>::get(&identity).ok_or(Error::<T>::IdentityUnknown)?;
		let grant = match Self::key_of_account(&identity, &who, Relationships::CAPABILITY_INVOCATION) {
			Some(key) => Grant::of_key(&key, None),
			None => {
				ensure!(record.controllers.contains(&who), Error::<T>::NotAuthorised);
				// What a proxy of the controller does is not an act of the controller, which may be frozen or gone.
				Self::acting(&who).ok_or(Error::<T>::NotActing)?;
				Grant::of_controller(who)
			},
		};
		Self::ensure_status(&record, &grant, &identity, &call)?;
		let mut consumed = Weight::zero();
		if record.threshold > 1 && matches!(grant.authority, Authority::Controller(_)) {
			Self::consume_proposal(&identity, &record, call_hash(&call))?;
			consumed = <T as Config>::WeightInfo::consume_proposal();
		}
		let size = size(&call);
		let weigh = |assets| <T as Config>::WeightInfo::act_as(assets, size).saturating_add(consumed);
		Self::perform(origin, identity, record, grant, call, true, weigh)
	}

	/// Rules: [`Pallet::act_as_signed`].
	pub(crate) fn do_act_as_signed(
		origin: OriginFor<T>,
		identity: T::AccountId,
		key: PublicKey,
		call: CallOf<T>,
		proof: ProofOf<T>,
	) -> DispatchResultWithPostInfo {
		let submitter = ensure_signed(origin.clone())?;
		Self::ensure_shallow()?;
		let (record, mut grant) = Self::find_signer(&identity, &key, &call)?;
		let assurance =
			Self::ensure_signature(action::ACT_AS, &identity, record.nonce, &submitter, &key, &proof, &call)?;
		grant.assurance = Some(assurance);
		Self::act_once(origin, identity, record, grant, call)
	}

	/// The key by which an act is said to be signed, if it can act.
	pub(crate) fn find_signer(
		identity: &T::AccountId,
		key: &PublicKey,
		call: &CallOf<T>,
	) -> Result<(IdentityRecord<T>, Grant<T>), Error<T>> {
		let record = Identities::<T>::get(identity).ok_or(Error::<T>::IdentityUnknown)?;
		let known = Keys::<T>::get(identity)
			.into_iter()
			.find(|known| known.public == *key)
			.filter(|known| known.relationships.contains(Relationships::CAPABILITY_INVOCATION))
			.filter(|known| known.is_live(T::Time::now))
			.ok_or(Error::<T>::NotAuthorised)?;
		let grant = Grant::of_key(&known, None);
		Self::ensure_status(&record, &grant, identity, call)?;
		Ok((record, grant))
	}

	/// Act by a signature that was verified, which cannot be used again.
	pub(crate) fn act_once(
		origin: OriginFor<T>,
		identity: T::AccountId,
		mut record: IdentityRecord<T>,
		grant: Grant<T>,
		call: CallOf<T>,
	) -> DispatchResultWithPostInfo {
		record.nonce = record.nonce.checked_add(1).ok_or(Error::<T>::Exhausted)?;
		Identities::<T>::insert(&identity, &record);
		let verified = match &grant.authority {
			Authority::Key(key) => Self::signature_weight(key),
			Authority::Controller(_) => Weight::zero(),
		};
		let size = size(&call);
		let weigh = |assets| <T as Config>::WeightInfo::act_as_signed(assets, size).saturating_add(verified);
		Self::perform(origin, identity, record, grant, call, false, weigh)
	}

	/// The weight of an act: what this pallet does, what the guard does, and the call.
	pub(crate) fn act_weight(base: Weight, call: Weight) -> Weight {
		base.saturating_add(T::Guard::weight()).saturating_add(call)
	}

	/// The weight of looking at a key and verifying a signature by it. They differ by more than anything else that this
	/// pallet does.
	pub(crate) fn signature_weight(key: &PublicKey) -> Weight {
		match key {
			PublicKey::Sr25519(_) => <T as Config>::WeightInfo::verify_sr25519(),
			PublicKey::Ed25519(_) => <T as Config>::WeightInfo::verify_ed25519(),
			PublicKey::Secp256k1(_) => <T as Config>::WeightInfo::verify_secp256k1(),
			PublicKey::Ethereum(_) => <T as Config>::WeightInfo::verify_ethereum(),
			PublicKey::P256(_) => <T as Config>::WeightInfo::verify_passkey(),
			PublicKey::X25519(_) => Weight::zero(),
		}
	}

	/// The class of a call of this pallet, for the runtime's [`ClassifyCall`]; `inner` gives that of a call which it
	/// carries.
	///
	/// Names that are claimed, services and links are social. Giving a name away is control, like everything by which
	/// the identity could be lost.
	pub fn class(call: &Call<T>, inner: impl FnOnce(&CallOf<T>) -> Option<CallClass>) -> Option<CallClass> {
		Some(match call {
			Call::register { .. } | Call::fund { .. } => CallClass::Finance,
			Call::add_key { .. }
			| Call::rotate_key { .. }
			| Call::revoke_key { .. }
			| Call::set_key_scope { .. }
			| Call::set_controllers { .. }
			| Call::release_name { .. }
			| Call::offer_name { .. }
			| Call::unfreeze { .. }
			| Call::deactivate { .. }
			| Call::propose { .. }
			| Call::approve { .. } => CallClass::Control,
			Call::set_service { .. }
			| Call::remove_service { .. }
			| Call::claim_name { .. }
			| Call::accept_name { .. }
			| Call::clear_name { .. }
			| Call::link_account { .. }
			| Call::unlink_account { .. }
			| Call::freeze { .. }
			| Call::withdraw_proposal { .. } => CallClass::Social,
			Call::attest_domain { .. } | Call::remove_domain { .. } => CallClass::Credentials,
			Call::act_as { call, .. } | Call::act_as_signed { call, .. } => return inner(call),
			Call::__Ignore(..) => return None,
		})
	}

	/// Verify a signature over an envelope of this chain, for this block, from this submitter.
	pub(crate) fn ensure_signature(
		action: ActionTag,
		identity: &T::AccountId,
		nonce: u64,
		submitter: &T::AccountId,
		key: &PublicKey,
		proof: &ProofOf<T>,
		payload: &impl Encode,
	) -> Result<Assurance, Error<T>> {
		let envelope = Envelope {
			genesis: genesis::<T>(),
			action,
			identity,
			nonce,
			deadline: proof.deadline,
			submitter: proof.submitter.as_ref(),
			payload,
		};
		ensure!(!envelope.is_expired(&frame_system::Pallet::<T>::block_number()), Error::<T>::DeadlinePassed);
		ensure!(envelope.may_be_submitted_by(&submitter), Error::<T>::NotSubmitter);
		verify(key, &envelope.hash(), &proof.signature).map_err(|_| Error::<T>::SignatureInvalid)
	}

	/// The valid key of `identity` that signs the transactions of `who`, if it is good for `relationships`.
	pub(crate) fn key_of_account(
		identity: &T::AccountId,
		who: &T::AccountId,
		relationships: Relationships,
	) -> Option<KeyOf<T>> {
		Keys::<T>::get(identity).into_iter().find(|key| {
			key.revoked.is_none()
				&& key.relationships.contains(relationships)
				&& key.public.account().as_ref() == Some(who)
				&& key.is_live(T::Time::now)
		})
	}

	/// That the status of the identity allows the act. While it is frozen, a key can revoke itself, and who may
	/// unfreeze it can unfreeze it and revoke keys.
	fn ensure_status(
		record: &IdentityRecord<T>,
		grant: &Grant<T>,
		identity: &T::AccountId,
		call: &CallOf<T>,
	) -> Result<(), Error<T>> {
		match &record.status {
			Status::Active => Ok(()),
			Status::Deactivated { .. } => Err(Error::<T>::IdentityDeactivated),
			Status::Frozen { by, .. } => {
				let thaws = matches!(call.is_sub_type(), Some(Call::unfreeze { .. } | Call::revoke_key { .. }));
				let may_thaw = match grant.authority {
					Authority::Key(_) => grant.full && grant.authority != *by,
					Authority::Controller(_) => true,
				};
				let exempt = Self::exempt(identity, grant, call).is_some();
				ensure!(exempt || (thaws && may_thaw), Error::<T>::IdentityFrozen);
				Ok(())
			},
		}
	}

	/// Whether the call is one of those that nobody can deny.
	fn exempt(identity: &T::AccountId, grant: &Grant<T>, call: &CallOf<T>) -> Option<Exempt> {
		match call.is_sub_type()? {
			Call::freeze { identity: target } if target == identity => Some(Exempt::Freeze),
			Call::revoke_key { key } if grant.authority == Authority::Key(*key) => Some(Exempt::RevokeSelf),
			_ => None,
		}
	}

	/// Act, on the authority that was established. From here on nothing fails: the result is an event, so that a
	/// nonce and a proposal are used up whatever becomes of the call. `weigh` gives the weight of all but the call and
	/// the guard, by how many assets were watched.
	fn perform(
		origin: OriginFor<T>,
		identity: T::AccountId,
		record: IdentityRecord<T>,
		grant: Grant<T>,
		call: CallOf<T>,
		inner: bool,
		weigh: impl FnOnce(u32) -> Weight,
	) -> DispatchResultWithPostInfo {
		let by = grant.authority.clone();
		let mut used = Used::default();
		let result = run_in_context(|| {
			let exempt = Self::exempt(&identity, &grant, &call);
			let class = T::Classify::class(&call).ok_or(Error::<T>::CallUnclassified)?;
			let act = Act { identity: identity.clone(), authority: by.clone(), class, assurance: grant.assurance };
			if exempt.is_none() {
				ensure!(class != CallClass::Control || grant.full, Error::<T>::NotFullKey);
				match T::Guard::before(&act, &call) {
					Verdict::Allow => {},
					Verdict::Delay { until } => return Ok(Some((call_hash(&call), until))),
					Verdict::Deny => return Err(Error::<T>::ActDenied.into()),
				}
			}
			Self::mint(origin, act, &record, &grant, exempt, call, inner, &mut used).map(|()| None)
		});
		Self::deposit_event(match result {
			Ok(None) => Event::Acted { identity, by, result: Ok(()) },
			Ok(Some((call_hash, until))) => Event::ActDelayed { identity, by, call_hash, until },
			Err(error) => Event::Acted { identity, by, result: Err(error) },
		});
		Ok(Some(Self::act_weight(weigh(used.assets), used.call)).into())
	}

	/// Make the call with the identity as its origin, and undo it if it did what it should not have. This is the only
	/// place in the runtime that makes a signed origin of an identity.
	#[allow(clippy::too_many_arguments)]
	fn mint(
		origin: OriginFor<T>,
		act: Act<T::AccountId>,
		record: &IdentityRecord<T>,
		grant: &Grant<T>,
		exempt: Option<Exempt>,
		call: CallOf<T>,
		inner: bool,
		used: &mut Used,
	) -> DispatchResult {
		let identity = &act.identity;
		let mut origin = Self::take_over(origin, identity);
		if exempt.is_none() {
			if let Some(scope) = grant.scope.clone() {
				origin.add_filter(move |call: &CallOf<T>| scope.filter(call));
			}
			let guarded = act.clone();
			origin.add_filter(move |call: &CallOf<T>| T::Guard::filter(&guarded, call));
		}
		let control = act.class == CallClass::Control && grant.full;
		let watched = !control && !matches!(exempt, Some(Exempt::RevokeSelf));
		let delegations = watched.then(|| T::Outcome::delegations(identity));
		let info = call.get_dispatch_info();
		with_storage_layer(|| {
			used.assets = Self::enter(identity, &grant.authority, control, grant.limits.iter().cloned(), inner)?;
			let result = call.dispatch(origin);
			used.call = extract_actual_weight(&result, &info);
			let frame = Self::leave().ok_or(Error::<T>::NotActing)?;
			result.map_err(|error| error.error)?;

			if let Some(before) = delegations {
				let version = Identities::<T>::get(identity).map(|record| record.control_version);
				ensure!(version == Some(record.control_version), Error::<T>::ControlChanged);
				ensure!(T::Outcome::delegations(identity) == before, Error::<T>::ControlChanged);
			}
			let spent: Vec<_> = frame.meters.iter().map(|meter| (meter.asset.clone(), meter.spent(identity))).collect();
			Self::charge(identity, grant, &spent)?;
			if exempt.is_none() {
				T::Guard::after(&act)?;
			}
			if inner {
				Self::report(&spent);
			}
			Ok(())
		})
	}

	/// Count what was spent against the limits of the key.
	pub(crate) fn charge(
		identity: &T::AccountId,
		grant: &Grant<T>,
		spent: &[(Option<T::AssetId>, BalanceOf<T>)],
	) -> DispatchResult {
		let Authority::Key(public) = &grant.authority else { return Ok(()) };
		let spent: Vec<_> =
			spent.iter().filter(|(asset, amount)| !amount.is_zero() && grant.limits.contains(asset)).collect();
		if spent.is_empty() {
			return Ok(());
		}
		let now = T::Time::now();
		Keys::<T>::try_mutate(identity, |keys| {
			let key = keys.iter_mut().find(|key| key.public == *public).ok_or(Error::<T>::KeyUnknown)?;
			for (asset, amount) in spent {
				let allowance = key.allowances.iter_mut().find(|allowance| allowance.limit.asset == *asset);
				allowance.and_then(|allowance| allowance.charge(*amount, now)).ok_or(Error::<T>::LimitExceeded)?;
			}
			Ok::<_, DispatchError>(())
		})
	}
}

/// The name of a call in proposals and delays: the BLAKE2b-256 of its encoding.
pub(crate) fn call_hash(call: &impl Encode) -> H256 {
	H256(sp_io::hashing::blake2_256(&call.encode()))
}

/// The bytes of a call, which have to be hashed.
pub(crate) fn size(call: &impl Encode) -> u32 {
	u32::try_from(call.encoded_size()).unwrap_or(u32::MAX)
}

/// The hash of the chain's first block.
pub(crate) fn genesis<T: Config>() -> H256 {
	let hash = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
	let mut genesis = H256::zero();
	for (to, from) in genesis.as_bytes_mut().iter_mut().zip(hash.as_ref()) {
		*to = *from;
	}
	genesis
}

/// For the use of tests and benchmarks, which make calls of this pallet as an identity without an act around them.
#[cfg(any(test, feature = "runtime-benchmarks"))]
impl<T: Config> Pallet<T> {
	/// Run `calls` as if the full authority `by` acted as `identity`.
	pub(crate) fn acting_as<R>(identity: &T::AccountId, by: AuthorityOf<T>, calls: impl FnOnce() -> R) -> R {
		run_in_context(|| {
			Self::enter(identity, &by, true, core::iter::empty(), true).expect("it runs in a context");
			let result = calls();
			Self::leave().expect("it was entered");
			result
		})
	}
}

impl<AssetId, Balance: sp_runtime::traits::AtLeast32BitUnsigned + Copy> Allowance<AssetId, Balance> {
	/// Spend `amount` at `now`, if the limit allows it.
	pub fn charge(&mut self, amount: Balance, now: Moment) -> Option<()> {
		// Saturating is right: a period that ends later than time does not end.
		if now >= self.since.saturating_add(self.limit.period) {
			self.spent = Balance::zero();
			self.since = now;
		}
		self.spent = self.spent.checked_add(&amount).filter(|spent| *spent <= self.limit.amount)?;
		Some(())
	}
}
