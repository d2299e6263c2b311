//! Acting as an identity: who may, what, and what the act may leave behind.

use crate::{
	types::*, ActGuard, BalanceOf, Call, CallOf, ClassifyCall, Config, Error, Event, Identities, Keys, OutcomeInspect,
	Pallet, Proposals, Verdict, WeightInfo,
};
use alloc::vec::Vec;
use civitas_primitives::{
	identity::{action, verify, Assurance, CallClass, Destination, Flow, Outflow, PublicKey, Relationships},
	ActionTag, Envelope, Moment,
};
use codec::Encode;
use frame_support::{
	dispatch::{
		extract_actual_weight, DispatchErrorWithPostInfo, DispatchResultWithPostInfo, GetDispatchInfo, PostDispatchInfo,
	},
	dispatch_context::run_in_context,
	ensure,
	storage::{with_storage_layer, with_transaction, TransactionOutcome},
	traits::{Consideration, IsSubType, OriginTrait, Time},
	weights::Weight,
};
use frame_system::{
	ensure_signed,
	pallet_prelude::{BlockNumberFor, OriginFor},
};
use sp_core::H256;
use sp_runtime::{
	traits::{CheckedAdd, Dispatchable, Zero},
	DispatchError, DispatchResult,
};

/// What someone was found to be entitled to.
pub(crate) struct Grant<T: Config> {
	/// By what.
	authority: AuthorityOf<T>,
	/// The key as it is; `None` for controllers, who may do everything.
	key: Option<KeyOf<T>>,
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
	/// Whether the guard has noted it, and nothing else was done.
	delayed: bool,
}

/// What can never be denied or delayed, whatever the scope of the key, because it only takes power away. A signature for it
/// names a number that nobody else can use up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exempt {
	/// Freezing the identity itself.
	Freeze,
	/// Revoking the key that acts.
	RevokeSelf,
	/// A vote on the request of this number.
	Vote(u32),
}

impl<T: Config> Grant<T> {
	pub(crate) fn of_key(key: KeyOf<T>) -> Self {
		Self { authority: Authority::Key(key.public), full: key.is_full(), key: Some(key), assurance: None }
	}

	fn of_controller(controller: T::AccountId) -> Self {
		Self { authority: Authority::Controller(controller), key: None, full: true, assurance: None }
	}

	/// The assets that the key may move only so much of.
	fn limits(&self) -> Vec<Option<T::AssetId>> {
		let limits = self.key.iter().flat_map(|key| key.allowances.iter());
		limits.map(|allowance| allowance.limit.asset.clone()).collect()
	}

	/// The weight of the signature by which it acts.
	fn signature_weight(&self) -> Weight {
		match &self.authority {
			Authority::Key(key) => Pallet::<T>::signature_weight(key),
			Authority::Controller(_) => Weight::zero(),
		}
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
		let record = Identities::<T>::get(&identity).ok_or(Error::<T>::IdentityUnknown)?;
		let grant =
			if let Some(key) = Self::key_of_account(&record, &identity, &who, Relationships::CAPABILITY_INVOCATION) {
				Grant::of_key(key)
			} else if record.controllers.contains(&who) {
				// What a proxy of the controller does is not an act of the controller, which may be frozen or gone.
				Self::acting(&who).ok_or(Error::<T>::NotActing)?;
				Grant::of_controller(who)
			} else {
				let key = Self::key_of_account(&record, &identity, &who, Relationships::NONE)
					.ok_or(Error::<T>::NotAuthorised)?;
				let grant = Grant::of_key(key);
				ensure!(Self::exempt(&identity, &grant, &call).is_some(), Error::<T>::NotAuthorised);
				grant
			};
		let class = Self::ensure_may(&origin, &record, &grant, &identity, &call)?;
		let joint = record.threshold > 1 && matches!(grant.authority, Authority::Controller(_));
		let (mut approved, mut looked_at) = (None, Weight::zero());
		if joint {
			let call_hash = call_hash(&call);
			let proposal = Self::ensure_approved(&identity, &record, call_hash)?;
			Self::ensure_fits(&origin, &call)?;
			let approvals = u32::try_from(proposal.approvals.len()).unwrap_or(MAX_CONTROLLERS);
			looked_at = <T as Config>::WeightInfo::consume_proposal(approvals).saturating_add(Self::fits_weight(&call));
			approved = Some((call_hash, proposal));
		}
		let consume = || match approved {
			Some((call_hash, proposal)) => {
				Proposals::<T>::remove(&identity, call_hash);
				proposal.ticket.drop(&proposal.payer)
			},
			None => Ok(()),
		};
		let size = size(&call);
		let weigh = |assets| <T as Config>::WeightInfo::act_as(assets, size).saturating_add(looked_at);
		let (done, used) = Self::perform(origin, &identity, record, grant, class, call, true, consume)?;
		let post_info = PostDispatchInfo::from(Some(Self::act_weight(weigh(used.assets), used.call)));
		match done {
			// Nothing of it is left, so what others have agreed to is not made void by whoever makes the call at a bad time.
			Err(error) if !used.delayed => Err(DispatchErrorWithPostInfo { post_info, error }),
			_ => Ok(post_info),
		}
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
		let (record, mut grant, number) = Self::find_signer(&identity, &key, &call)?;
		let assurance = Self::ensure_signature(action::ACT_AS, &identity, number, &submitter, &key, &proof, &call)?;
		grant.assurance = Some(assurance);
		Self::act_once(origin, identity, record, grant, call)
	}

	/// The key by which an act is said to be signed, if it can act, and the number that the signature must have.
	pub(crate) fn find_signer(
		identity: &T::AccountId,
		key: &PublicKey,
		call: &CallOf<T>,
	) -> Result<(IdentityRecord<T>, Grant<T>, u64), Error<T>> {
		let record = Identities::<T>::get(identity).ok_or(Error::<T>::IdentityUnknown)?;
		let keys = Keys::<T>::get(identity);
		let known = keys.into_iter().find(|known| known.public == *key && known.is_live(|| record.clock()));
		let known = known.ok_or(Error::<T>::NotAuthorised)?;
		let invokes = known.relationships.contains(Relationships::CAPABILITY_INVOCATION);
		let (next, own, freeze) = (known.nonce, known.number, known.freeze_number(record.thaws));
		let grant = Grant::of_key(known);
		let number = match Self::exempt(identity, &grant, call) {
			Some(Exempt::Freeze) => freeze,
			Some(Exempt::RevokeSelf) => own.into(),
			Some(Exempt::Vote(request)) => request.into(),
			None => {
				ensure!(invokes, Error::<T>::NotAuthorised);
				next
			},
		};
		Ok((record, grant, number))
	}

	/// Act by a signature that was verified, which cannot be used again.
	pub(crate) fn act_once(
		origin: OriginFor<T>,
		identity: T::AccountId,
		record: IdentityRecord<T>,
		grant: Grant<T>,
		call: CallOf<T>,
	) -> DispatchResultWithPostInfo {
		let class = Self::ensure_may(&origin, &record, &grant, &identity, &call)?;
		let exempt = Self::exempt(&identity, &grant, &call);
		let mut verified = grant.signature_weight();
		if exempt.is_none() {
			Self::ensure_fits(&origin, &call)?;
			verified.saturating_accrue(Self::fits_weight(&call));
		}
		let size = size(&call);
		let weigh = |assets| <T as Config>::WeightInfo::act_as_signed(assets, size).saturating_add(verified);
		let by = grant.authority.clone();
		let consume = || match exempt {
			Some(_) => Ok(()),
			None => Self::change_key(&identity, &by, |key| {
				key.nonce = key.nonce.checked_add(1).ok_or(Error::<T>::Exhausted)?;
				Ok(())
			}),
		};
		let (done, used) = Self::perform(origin, &identity, record, grant, class, call, false, consume)?;
		if done.is_ok() && exempt == Some(Exempt::Freeze) {
			Self::change_key(&identity, &by, |key| {
				key.froze = key.froze.checked_add(1).ok_or(Error::<T>::Exhausted)?;
				Ok(())
			})?;
		}
		Ok(Some(Self::act_weight(weigh(used.assets), used.call)).into())
	}

	/// Change what is kept of the key that acts.
	fn change_key(
		identity: &T::AccountId,
		by: &AuthorityOf<T>,
		change: impl FnOnce(&mut KeyOf<T>) -> Result<(), Error<T>>,
	) -> DispatchResult {
		let Authority::Key(public) = by else { return Ok(()) };
		Keys::<T>::try_mutate(identity, |keys| {
			change(keys.iter_mut().find(|key| key.public == *public).ok_or(Error::<T>::KeyUnknown)?)
		})?;
		Ok(())
	}

	/// That nothing is in the way of an act which whoever carries it could have put there. Asked before a signature or an
	/// approval is used up, which someone could otherwise have happen by carrying it too deep, or by a call whose filters it
	/// does not pass.
	pub(crate) fn ensure_fits(origin: &OriginFor<T>, call: &CallOf<T>) -> DispatchResult {
		let around = Self::depth();
		let deepest = Self::ensure_passes(origin, call)?;
		// Saturating is right: so deep is too deep.
		let depth = around.saturating_add(1).saturating_add(deepest);
		// For each act that there can be within this one: or one that is found to fit would be used up by what it carries.
		let layers = MAX_LAYERS.saturating_mul(MAX_DEPTH.saturating_sub(around));
		ensure!(depth <= MAX_DEPTH && has_layers(layers), Error::<T>::TooDeep);
		Ok(())
	}

	/// That the filters of `origin` let each call pass that is carried. Returns how many acts there are within one another.
	pub(crate) fn ensure_passes(origin: &OriginFor<T>, call: &CallOf<T>) -> Result<u32, DispatchError> {
		let mut deepest = 0;
		let passes = T::Classify::walk(call, &mut |call, acts| {
			deepest = deepest.max(acts);
			origin.filter_call(call)
		});
		ensure!(passes, frame_system::Error::<T>::CallFiltered);
		Ok(deepest)
	}

	/// The weight of asking whether a call passes the filters around it. How many calls it carries is told apart from how long
	/// it is, because the filter of the chain reads the state for each, and most calls are long and few.
	pub(crate) fn fits_weight(call: &CallOf<T>) -> Weight {
		let mut calls = 0u32;
		T::Classify::walk(call, &mut |_, _| {
			// Saturating is right: there is no room for so many.
			calls = calls.saturating_add(1);
			true
		});
		<T as Config>::WeightInfo::fits(size(call), calls)
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
	/// Claiming a name is social. Giving one away is control, like everything by which the identity could be lost; and so is what
	/// an identity says of where it is reached and what else is its own, on which others rely when the key is long gone.
	pub fn class(call: &Call<T>, inner: impl FnOnce(&CallOf<T>) -> Option<CallClass>) -> Option<CallClass> {
		Some(match call {
			Call::register { .. } | Call::fund { .. } => CallClass::Finance,
			Call::add_key { .. }
			| Call::rotate_key { .. }
			| Call::revoke_key { .. }
			| Call::set_key_permissions { .. }
			| Call::set_controllers { .. }
			| Call::accept_control { .. }
			| Call::resign_control { .. }
			| Call::set_service { .. }
			| Call::remove_service { .. }
			| Call::release_name { .. }
			| Call::offer_name { .. }
			| Call::link_account { .. }
			| Call::freeze { .. }
			| Call::unfreeze { .. }
			| Call::vote { .. }
			| Call::deactivate { .. }
			| Call::approve { .. }
			| Call::retract_approval { .. } => CallClass::Control,
			Call::claim_name { .. } | Call::clear_name { .. } | Call::unlink_account { .. } => CallClass::Social,
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
		record: &IdentityRecord<T>,
		identity: &T::AccountId,
		who: &T::AccountId,
		relationships: Relationships,
	) -> Option<KeyOf<T>> {
		Keys::<T>::get(identity).into_iter().find(|key| {
			key.revoked.is_none()
				&& key.relationships.contains(relationships)
				&& key.public.account().as_ref() == Some(who)
				&& key.is_live(|| record.clock())
		})
	}

	/// That an act is within the right of who asks for it, as far as it does not depend on what becomes of it. Returns the class
	/// of the call.
	fn ensure_may(
		origin: &OriginFor<T>,
		record: &IdentityRecord<T>,
		grant: &Grant<T>,
		identity: &T::AccountId,
		call: &CallOf<T>,
	) -> Result<CallClass, DispatchError> {
		let exempt = Self::exempt(identity, grant, call);
		Self::ensure_status(record, grant, exempt, call)?;
		ensure!(Self::depth() < MAX_DEPTH, Error::<T>::TooDeep);
		let class = T::Classify::class(call).ok_or(Error::<T>::CallUnclassified)?;
		if exempt.is_none() {
			ensure!(class != CallClass::Control || grant.full, Error::<T>::NotFullKey);
			if let Some(KeyOf::<T> { scope, calls, .. }) = &grant.key {
				let allowed = *scope == T::KeyScope::default() || T::Classify::allows(scope, calls, call);
				ensure!(allowed, Error::<T>::NotPermitted);
			}
		}
		// Whoever finds a passkey unlocked could otherwise do everything with a touch; also give power back, or throw away the
		// last key for good. To freeze and to object, a touch is enough.
		let touch = match exempt {
			None | Some(Exempt::RevokeSelf) => false,
			Some(Exempt::Freeze) => true,
			Some(Exempt::Vote(_)) => !matches!(call.is_sub_type(), Some(Call::vote { in_favour: true, .. })),
		};
		if !touch {
			let verified = grant.assurance.is_none_or(|assurance| assurance.user_verified);
			let passkey = matches!(grant.authority, Authority::Key(PublicKey::P256(_)));
			ensure!(verified || !passkey || !grant.full, Error::<T>::UserNotVerified);
		}
		// The call that is made is asked once more when it is made; but then it would be too late.
		ensure!(origin.filter_call(call), frame_system::Error::<T>::CallFiltered);
		Ok(class)
	}

	/// That the status of the identity allows the act. While it is frozen, keys can revoke themselves and vote, full keys
	/// unfreeze it and revoke keys, if not at once, and controllers can do that and set others in their place.
	fn ensure_status(
		record: &IdentityRecord<T>,
		grant: &Grant<T>,
		exempt: Option<Exempt>,
		call: &CallOf<T>,
	) -> Result<(), Error<T>> {
		match &record.status {
			Status::Active => Ok(()),
			Status::Deactivated { .. } => Err(Error::<T>::IdentityDeactivated),
			Status::Frozen { .. } => {
				let helps = match call.is_sub_type() {
					Some(Call::unfreeze { .. } | Call::revoke_key { .. }) => {
						ensure!(exempt.is_some() || grant.full, Error::<T>::NotFullKey);
						true
					},
					Some(Call::set_controllers { .. }) => matches!(grant.authority, Authority::Controller(_)),
					_ => false,
				};
				ensure!(exempt.is_some() || helps, Error::<T>::IdentityFrozen);
				Ok(())
			},
		}
	}

	/// Whether the call is one of those that nobody can deny.
	pub(crate) fn exempt(identity: &T::AccountId, grant: &Grant<T>, call: &CallOf<T>) -> Option<Exempt> {
		match call.is_sub_type()? {
			Call::freeze { identity: target } if target == identity => Some(Exempt::Freeze),
			Call::revoke_key { key } if grant.authority == Authority::Key(*key) => Some(Exempt::RevokeSelf),
			Call::vote { request, .. } if matches!(grant.authority, Authority::Key(_)) => Some(Exempt::Vote(*request)),
			_ => None,
		}
	}

	/// Act, on the authority that was established. `consume` uses up the nonce, unless the guard delays the act, which is then
	/// asked for again. After that nothing fails: the result is an event, so that the nonce is used up whatever becomes of the
	/// call. Returns what became of it.
	#[allow(clippy::too_many_arguments)]
	fn perform(
		origin: OriginFor<T>,
		identity: &T::AccountId,
		record: IdentityRecord<T>,
		grant: Grant<T>,
		class: CallClass,
		call: CallOf<T>,
		inner: bool,
		consume: impl FnOnce() -> DispatchResult,
	) -> Result<(DispatchResult, Used), DispatchError> {
		let by = grant.authority.clone();
		let exempt = Self::exempt(identity, &grant, &call);
		let act = Act { identity: identity.clone(), authority: by.clone(), class, assurance: grant.assurance };
		let mut used = Used::default();
		let identity = identity.clone();
		let verdict = match exempt {
			Some(_) => Verdict::Allow,
			None => run_in_context(|| T::Guard::before(&act, &call)),
		};
		if let Verdict::Delay { until } = verdict {
			Self::deposit_event(Event::ActDelayed { identity, by, call_hash: call_hash(&call), until });
			used.delayed = true;
			return Ok((Err(Error::<T>::ActDenied.into()), used));
		}
		consume()?;
		let result = match verdict {
			Verdict::Deny => Err(Error::<T>::ActDenied.into()),
			_ => run_in_context(|| Self::mint(origin, act, &record, &grant, exempt, call, inner, &mut used)),
		};
		Self::deposit_event(Event::Acted { identity, by, result });
		Ok((result, used))
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
			if let Some(KeyOf::<T> { scope, calls, .. }) = grant.key.clone() {
				if scope != T::KeyScope::default() {
					origin.add_filter(move |call: &CallOf<T>| T::Classify::allows(&scope, &calls, call));
				}
			}
			let guarded = act.clone();
			origin.add_filter(move |call: &CallOf<T>| T::Guard::filter(&guarded, call));
		}
		let control = act.class == CallClass::Control && grant.full && exempt.is_none();
		let watched = !control && exempt.is_none();
		let delegations = watched.then(|| T::Outcome::delegations(identity));
		let info = call.get_dispatch_info();
		with_storage_layer(|| {
			let said = if exempt.is_none() { Self::charge(identity, grant, &call)? } else { Vec::new() };
			used.assets =
				Self::enter(identity, &grant.authority, control, grant.full, grant.limits().into_iter(), inner)?;
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
			for (asset, said) in said {
				let more = spent.iter().any(|(spent, amount)| *spent == asset && *amount > said);
				ensure!(!more, Error::<T>::LimitExceeded);
			}
			if exempt.is_none() {
				T::Guard::after(&act)?;
			}
			if inner {
				Self::report(&spent);
			}
			Ok(())
		})
	}

	/// Count what can leave by the call against the limits of the key, and look whom it can go to. Returns how much of each
	/// asset that the key has a limit of.
	pub(crate) fn charge(
		identity: &T::AccountId,
		grant: &Grant<T>,
		call: &CallOf<T>,
	) -> Result<Vec<(Option<T::AssetId>, BalanceOf<T>)>, DispatchError> {
		let mut said: Vec<_> = grant.limits().into_iter().map(|asset| (asset, BalanceOf::<T>::zero())).collect();
		let counterparties = grant.key.iter().flat_map(|key| key.counterparties.iter()).collect::<Vec<_>>();
		if said.is_empty() && counterparties.is_empty() {
			return Ok(said);
		}
		let flows = T::Outflow::of(call).ok_or(Error::<T>::OutflowUnbounded)?;
		for Flow { asset, amount, to } in flows.into_iter().filter(|flow| !flow.amount.is_zero()) {
			let known = match &to {
				Destination::Own => true,
				Destination::Account(to) => to == identity || counterparties.contains(&to),
				Destination::Unknown => false,
			};
			ensure!(known || counterparties.is_empty(), Error::<T>::CounterpartyNotAllowed);
			if let Some((_, sum)) = said.iter_mut().find(|(limited, _)| *limited == asset) {
				*sum = sum.checked_add(&amount).ok_or(Error::<T>::LimitExceeded)?;
			} else {
				ensure!(said.is_empty(), Error::<T>::AssetNotAllowed);
			}
		}
		if said.iter().any(|(_, amount)| !amount.is_zero()) {
			let now = T::Time::now();
			Self::change_key(identity, &grant.authority, |key| {
				for (asset, amount) in said.iter().filter(|(_, amount)| !amount.is_zero()) {
					let allowance = key.allowances.iter_mut().find(|allowance| allowance.limit.asset == *asset);
					allowance.and_then(|allowance| allowance.charge(*amount, now)).ok_or(Error::<T>::LimitExceeded)?;
				}
				Ok(())
			})?;
		}
		Ok(said)
	}
}

/// Whether `number` storage layers can be opened within one another from here. How many are open the SDK keeps to itself.
fn has_layers(number: u32) -> bool {
	let Some(further) = number.checked_sub(1) else { return true };
	let opened: Result<bool, DispatchError> =
		with_transaction(|| TransactionOutcome::Rollback(Ok(has_layers(further))));
	opened.unwrap_or(false)
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
			Self::enter(identity, &by, true, true, core::iter::empty(), true).expect("it runs in a context");
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
