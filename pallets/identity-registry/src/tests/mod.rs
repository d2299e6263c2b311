//! One file per call or group of calls. What no single call shows is in `envelopes` (each signature is good once), `burning`
//! (and cannot be wasted), `theft`, `validity` and `relations` (answers), `scenarios`, `escapes`, `properties` and `corruption`.

mod act_as;
mod act_as_signed;
mod add_key;
mod approvals;
mod burning;
mod controllers;
mod corruption;
mod deactivate;
mod envelopes;
mod escapes;
mod freeze;
mod fund;
mod guard;
mod limits;
mod links;
mod matrix;
mod names;
mod properties;
mod reads;
mod refusals;
mod register;
mod relations;
mod revoke_key;
mod rotate_key;
mod scenarios;
mod services;
mod set_key_permissions;
mod texts;
mod theft;
mod validity;
mod votes;

use crate::{act::call_hash, mock::*, types::*, Call, Error, Event, Identities, Keys};
use civitas_primitives::{
	identity::{action, identity_id, CallIndex, KeySignature, Kind, PublicKey, Relationships, WebAuthnAssertion},
	ActionTag, Envelope, Moment, Text,
};
use codec::Encode;
use frame_support::{
	assert_noop, assert_ok,
	dispatch::DispatchResultWithPostInfo,
	storage::{with_transaction, TransactionOutcome},
	BoundedVec,
};
use sp_core::{ecdsa, ed25519, sr25519, Pair, H256};
use sp_runtime::{DispatchError, DispatchResult};

/// Someone who holds a private key.
#[derive(Clone)]
#[allow(clippy::large_enum_variant)]
pub enum Signer {
	Sr(sr25519::Pair),
	Ed(ed25519::Pair),
	Secp(ecdsa::Pair),
	Ethereum(ecdsa::Pair),
	P256(p256::ecdsa::SigningKey),
	/// A passkey of which a touch is enough: nobody is asked for a PIN.
	Touched(p256::ecdsa::SigningKey),
}

/// A wallet with an sr25519 key.
pub fn sr(seed: u8) -> Signer {
	Signer::Sr(sr25519::Pair::from_seed(&[seed; 32]))
}

/// A wallet with an ed25519 key.
pub fn ed(seed: u8) -> Signer {
	Signer::Ed(ed25519::Pair::from_seed(&[seed; 32]))
}

/// A wallet with a secp256k1 key.
pub fn secp(seed: u8) -> Signer {
	Signer::Secp(ecdsa::Pair::from_seed(&[seed; 32]))
}

/// A wallet for Ethereum.
pub fn ethereum(seed: u8) -> Signer {
	Signer::Ethereum(ecdsa::Pair::from_seed(&[seed; 32]))
}

/// A passkey.
pub fn passkey(seed: u8) -> Signer {
	Signer::P256(p256::ecdsa::SigningKey::from_slice(&[seed; 32]).expect("not zero"))
}

/// The same passkey, in the hands of someone who can only touch it.
pub fn touched(seed: u8) -> Signer {
	Signer::Touched(p256::ecdsa::SigningKey::from_slice(&[seed; 32]).expect("not zero"))
}

impl Signer {
	pub fn key(&self) -> PublicKey {
		match self {
			Signer::Sr(pair) => PublicKey::Sr25519(pair.public().0),
			Signer::Ed(pair) => PublicKey::Ed25519(pair.public().0),
			Signer::Secp(pair) => PublicKey::Secp256k1(pair.public().0),
			Signer::Ethereum(pair) => {
				let message = [0; 32];
				let signature = pair.sign_prehashed(&message);
				let point =
					sp_io::crypto::secp256k1_ecdsa_recover(&signature.0, &message).ok().expect("it was just made");
				let mut address = [0; 20];
				address.copy_from_slice(&sp_io::hashing::keccak_256(&point)[12..]);
				PublicKey::Ethereum(address)
			},
			Signer::P256(key) | Signer::Touched(key) => {
				let point = key.verifying_key().to_encoded_point(true);
				PublicKey::P256(point.as_bytes().try_into().expect("33 bytes"))
			},
		}
	}

	/// The account of the key.
	pub fn account(&self) -> AccountId {
		self.key().account().expect("of a key that has one")
	}

	pub fn sign(&self, hash: &[u8; 32]) -> KeySignature {
		match self {
			Signer::Sr(pair) => KeySignature::Sr25519(pair.sign(hash).0),
			Signer::Ed(pair) => KeySignature::Ed25519(pair.sign(hash).0),
			Signer::Secp(pair) => KeySignature::Secp256k1(pair.sign(hash).0),
			Signer::Ethereum(pair) => {
				let message = [&b"\x19Ethereum Signed Message:\n32"[..], hash].concat();
				let mut signature = pair.sign_prehashed(&sp_io::hashing::keccak_256(&message)).0;
				signature[64] += 27;
				KeySignature::Ethereum(signature)
			},
			Signer::P256(key) => KeySignature::WebAuthn(assertion(key, hash, USER_PRESENT | USER_VERIFIED)),
			Signer::Touched(key) => KeySignature::WebAuthn(assertion(key, hash, USER_PRESENT)),
		}
	}
}

/// The flags of WebAuthn (level 2, section 6.1) that tell how a passkey was used.
const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;

/// What a browser returns when it asks a passkey.
fn assertion(key: &p256::ecdsa::SigningKey, hash: &[u8; 32], flags: u8) -> WebAuthnAssertion {
	use p256::ecdsa::signature::Signer;
	let mut authenticator_data = vec![9; 32];
	authenticator_data.extend([flags, 0, 0, 0, 0]);
	let client_data =
		format!(r#"{{"type":"webauthn.get","challenge":"{}","origin":"https://civitas.example"}}"#, base64url(hash));
	let message = [&authenticator_data[..], &sp_io::hashing::sha2_256(client_data.as_bytes())].concat();
	let signature: p256::ecdsa::Signature = key.sign(&message);
	let signature = signature.normalize_s().unwrap_or(signature);
	WebAuthnAssertion {
		authenticator_data: authenticator_data.try_into().expect("short"),
		client_data_json: client_data.into_bytes().try_into().expect("short"),
		signature: signature.to_bytes().into(),
	}
}

fn base64url(bytes: &[u8]) -> String {
	const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	let mut text = String::new();
	for chunk in bytes.chunks(3) {
		let number = chunk.iter().fold(0u32, |number, byte| number << 8 | *byte as u32) << (8 * (3 - chunk.len()));
		for digit in 0..=chunk.len() {
			text.push(DIGITS[(number >> (18 - 6 * digit) & 63) as usize] as char);
		}
	}
	text
}

/// The room that tests pay for if nothing else is said.
pub fn plenty() -> u32 {
	Registry::room_for(16, 4, 4, 2, 2, 2)
}

/// A signature over an envelope that is in order.
pub fn prove(
	signer: &Signer,
	action: ActionTag,
	identity: &AccountId,
	nonce: u64,
	payload: impl Encode,
) -> Box<ProofOf<Test>> {
	let genesis = System::block_hash(0);
	let deadline = System::block_number() + 10;
	let envelope = Envelope {
		genesis,
		action,
		identity: identity.clone(),
		nonce,
		deadline,
		submitter: None::<AccountId>,
		payload,
	};
	Box::new(Proof { deadline, submitter: None, signature: signer.sign(&envelope.hash()) })
}

/// The id of the first identity of `signer`.
pub fn id_of(signer: &Signer) -> AccountId {
	identity_id(&signer.key(), &[0; 32]).into()
}

/// Register a person whose first key is that of `signer`, at the expense of [`payer`].
pub fn register(signer: &Signer) -> AccountId {
	register_kind(signer, Kind::Person, plenty())
}

pub fn register_kind(signer: &Signer, kind: Kind, room: u32) -> AccountId {
	let id = id_of(signer);
	let proof = prove(signer, action::REGISTER, &id, 0, kind);
	assert_ok!(Registry::register(signed(payer()), kind, signer.key(), [0; 32], room, Some(proof)));
	id
}

/// What may do everything.
pub fn full() -> PermissionsOf<Test> {
	let (limits, calls, counterparties) = (BoundedVec::new(), BoundedVec::new(), BoundedVec::new());
	Permissions { scope: Scope::Any, limits, calls, counterparties }
}

/// What may do what a scope allows.
pub fn scoped(scope: Scope) -> PermissionsOf<Test> {
	Permissions { scope, ..full() }
}

/// What may do everything that is not of the class Control, with so much of each asset.
pub fn limited(limits: Vec<SpendingLimit<AssetId, Balance>>) -> PermissionsOf<Test> {
	Permissions { limits: limits.try_into().expect("few"), ..full() }
}

/// A new key in the identity's whole power.
pub fn new_key(signer: &Signer) -> NewKeyOf<Test> {
	NewKey {
		public: signer.key(),
		relationships: Relationships::SIGNING,
		permissions: full(),
		valid_from: None,
		valid_until: None,
	}
}

/// A new key for everything that one of less than full power can be for.
pub fn key_with(signer: &Signer, permissions: PermissionsOf<Test>) -> NewKeyOf<Test> {
	let relationships =
		Relationships::AUTHENTICATION | Relationships::ASSERTION_METHOD | Relationships::CAPABILITY_INVOCATION;
	NewKey { relationships, permissions, ..new_key(signer) }
}

/// A new key with a scope.
pub fn scoped_key(signer: &Signer, scope: Scope) -> NewKeyOf<Test> {
	key_with(signer, scoped(scope))
}

/// A new key with spending limits and the widest scope.
pub fn limited_key(signer: &Signer, limits: Vec<SpendingLimit<AssetId, Balance>>) -> NewKeyOf<Test> {
	key_with(signer, limited(limits))
}

/// The number that the next ordinary envelope of a key needs.
pub fn nonce(id: &AccountId, signer: &Signer) -> u64 {
	Registry::next_nonce(id.clone(), signer.key()).expect("the identity has the key")
}

/// The number that the consent of the next key needs.
pub fn keys_added(id: &AccountId) -> u64 {
	record(id).keys_added.into()
}

/// The number that an envelope of a key needs for this call.
pub fn number(id: &AccountId, signer: &Signer, call: &RuntimeCall) -> u64 {
	match call {
		RuntimeCall::Registry(Call::freeze { identity }) if identity == id => {
			key_of(id, signer).freeze_number(record(id).thaws)
		},
		RuntimeCall::Registry(Call::revoke_key { key }) if *key == signer.key() => key_of(id, signer).number.into(),
		RuntimeCall::Registry(Call::vote { request, .. }) => (*request).into(),
		_ => nonce(id, signer),
	}
}

/// The call that adds `key`, with the proof that its holder makes.
pub fn add_key_call(id: &AccountId, signer: &Signer, key: NewKeyOf<Test>) -> Call<Test> {
	let proof = prove(signer, action::ADD_KEY, id, keys_added(id), key.public);
	Call::add_key { key: Box::new(key), proof: Some(proof) }
}

/// The call that replaces the key of `old` by that of `new`, with the proof that its holder makes.
pub fn rotate_call(id: &AccountId, old: &Signer, new: &Signer) -> Call<Test> {
	let proof = Some(prove(new, action::ADD_KEY, id, keys_added(id), new.key()));
	Call::rotate_key { key: old.key(), by: new.key(), valid_until: None, proof }
}

/// The call by which a key is revoked.
pub fn revoke_call(key: &Signer) -> Call<Test> {
	Call::revoke_key { key: key.key() }
}

/// The call by which a key is permitted something.
pub fn permit_call(key: &Signer, permissions: PermissionsOf<Test>) -> Call<Test> {
	Call::set_key_permissions { key: key.key(), permissions }
}

/// The call that freezes an identity.
pub fn freeze_call(id: &AccountId) -> Call<Test> {
	Call::freeze { identity: id.clone() }
}

/// The call of a controller that approves a call of `id`, for as long as is possible.
pub fn approve_call(id: &AccountId, call: &RuntimeCall) -> Call<Test> {
	let until = pallet_timestamp::Now::<Test>::get() + MAX_APPROVAL;
	Call::approve { identity: id.clone(), call_hash: call_hash(call), until }
}

/// Which call it is.
pub fn index_of(call: impl Into<RuntimeCall>) -> CallIndex {
	CallIndex::of(&call.into()).expect("a call has an index")
}

/// Add a key, as `by`.
pub fn add_key(by: &Signer, id: &AccountId, signer: &Signer, key: NewKeyOf<Test>) -> DispatchResult {
	let call = add_key_call(id, signer, key);
	act(by, id, call)
}

/// Make a call as `id`, from the account of a key, and return what became of it.
pub fn act(by: &Signer, id: &AccountId, call: impl Into<RuntimeCall>) -> DispatchResult {
	act_from(by.account(), id, call)
}

/// Make a call as `id`, from an account, and return what became of it. (That nothing is left if it fails is in `refusals`.)
pub fn act_from(by: AccountId, id: &AccountId, call: impl Into<RuntimeCall>) -> DispatchResult {
	direct(by, act_call(id, call))?;
	acted()
}

/// The call that acts.
pub fn act_call(id: &AccountId, call: impl Into<RuntimeCall>) -> RuntimeCall {
	Call::act_as { identity: id.clone(), call: Box::new(call.into()) }.into()
}

/// The call that carries what `signer` has signed with the number that it needs now.
pub fn signed_call(signer: &Signer, id: &AccountId, call: impl Into<RuntimeCall>) -> RuntimeCall {
	let call = call.into();
	signed_call_with(signer, id, number(id, signer, &call), call)
}

/// The call that carries what `signer` has signed with this number.
pub fn signed_call_with(signer: &Signer, id: &AccountId, number: u64, call: impl Into<RuntimeCall>) -> RuntimeCall {
	let call = call.into();
	let proof = prove(signer, action::ACT_AS, id, number, &call);
	Call::act_as_signed { identity: id.clone(), key: signer.key(), call: Box::new(call), proof }.into()
}

/// Make a call as `id` by a signature that [`relayer`] submits, and return what became of it.
pub fn act_signed(signer: &Signer, id: &AccountId, call: impl Into<RuntimeCall>) -> DispatchResult {
	submit(signed_call(signer, id, call))
}

/// Submit what someone has signed, and return what became of it.
pub fn submit(call: RuntimeCall) -> DispatchResult {
	dispatch(signed(relayer()), call).map_err(|error| error.error)?;
	acted()
}

/// Dispatch as a transaction does: with the filters, in a context, and undone if it fails.
pub fn dispatch(origin: RuntimeOrigin, call: impl Into<RuntimeCall>) -> DispatchResultWithPostInfo {
	use sp_runtime::traits::Dispatchable;
	call.into().dispatch(origin)
}

/// What became of the last act.
pub fn acted() -> DispatchResult {
	match last_event() {
		Event::Acted { result, .. } => result,
		Event::ActDelayed { .. } => Err(DispatchError::Other("delayed")),
		other => panic!("no act, but {other:?}"),
	}
}

/// The last event of this pallet.
pub fn last_event() -> Event<Test> {
	System::read_events_for_pallet::<Event<Test>>().pop().expect("there was an event")
}

/// Whether the event happened.
pub fn happened(event: Event<Test>) -> bool {
	System::events().iter().any(|record| record.event == RuntimeEvent::from(event.clone()))
}

pub fn record(id: &AccountId) -> IdentityRecord<Test> {
	Identities::<Test>::get(id).expect("it is registered")
}

pub fn key_of(id: &AccountId, signer: &Signer) -> KeyOf<Test> {
	Keys::<Test>::get(id).into_iter().find(|key| key.public == signer.key()).expect("it has this key")
}

/// Give an identity money.
pub fn endow(id: &AccountId, amount: Balance) {
	assert_ok!(Balances::transfer_keep_alive(signed(payer()), id.clone(), amount));
}

pub fn transfer(to: AccountId, value: Balance) -> RuntimeCall {
	RuntimeCall::Balances(pallet_balances::Call::transfer_allow_death { dest: to, value })
}

pub fn remark() -> RuntimeCall {
	RuntimeCall::System(frame_system::Call::remark { remark: vec![1] })
}

pub fn batch(calls: Vec<RuntimeCall>) -> RuntimeCall {
	RuntimeCall::Utility(pallet_utility::Call::batch { calls })
}

pub fn batch_all(calls: Vec<RuntimeCall>) -> RuntimeCall {
	RuntimeCall::Utility(pallet_utility::Call::batch_all { calls })
}

pub fn force_batch(calls: Vec<RuntimeCall>) -> RuntimeCall {
	RuntimeCall::Utility(pallet_utility::Call::force_batch { calls })
}

pub fn add_proxy(delegate: AccountId) -> RuntimeCall {
	RuntimeCall::Proxy(pallet_proxy::Call::add_proxy { delegate, proxy_type: Scope::Any, delay: 0 })
}

pub fn controllers_call(controllers: &[&AccountId], threshold: u8) -> Call<Test> {
	let controllers = controllers.iter().map(|id| (*id).clone()).collect::<Vec<_>>().try_into().expect("few");
	Call::set_controllers { controllers, threshold }
}

/// Ask identities to control another, which `by` manages. They have to accept.
pub fn invite(by: &Signer, id: &AccountId, controllers: &[&AccountId], threshold: u8) -> DispatchResult {
	act(by, id, controllers_call(controllers, threshold))
}

/// Accept, by `by` who manages `controller`, to control `id`.
pub fn accept(by: &Signer, controller: &AccountId, id: &AccountId) -> DispatchResult {
	act(by, controller, Call::accept_control { identity: id.clone() })
}

/// Accept to control `id`, as `controller` in its whole power.
pub fn accept_as(controller: &AccountId, id: &AccountId) -> DispatchResult {
	let first = Keys::<Test>::get(controller)[0].public;
	Registry::acting_as(controller, Authority::Key(first), || {
		Registry::accept_control(signed(controller.clone()), id.clone())
	})
}

/// Put identities in control of another, which `by` manages: they accept at once.
pub fn control(by: &Signer, id: &AccountId, controllers: &[&AccountId], threshold: u8) -> DispatchResult {
	invite(by, id, controllers, threshold)?;
	record(id).invited.iter().try_for_each(|invited| accept_as(invited, id))
}

/// An error of this pallet.
pub fn err(error: Error<Test>) -> DispatchResult {
	Err(error.into())
}

pub fn text<Bound: frame_support::traits::Get<u32>>(text: &str) -> Text<Bound> {
	text.try_into().expect("short")
}

/// Dispatch from an account, without an act.
pub fn direct(who: AccountId, call: impl Into<RuntimeCall>) -> DispatchResult {
	dispatch(signed(who), call).map(|_| ()).map_err(|error| error.error)
}

/// Make a call as `id` without an act around it, as if `by` acted in its whole power: what the call itself says.
pub fn made_as(id: &AccountId, by: Authority<AccountId>, call: impl Into<RuntimeCall>) -> DispatchResult {
	Registry::acting_as(id, by, || direct(id.clone(), call))
}

/// As [`made_as`], by a key.
pub fn made_by(by: &Signer, id: &AccountId, call: impl Into<RuntimeCall>) -> DispatchResult {
	made_as(id, Authority::Key(by.key()), call)
}
