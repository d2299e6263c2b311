//! What identities' calls are made of.

use super::*;
use civitas_primitives::{
	identity::{action, identity_id, Flow, KeySignature, Kind, Outflow, PublicKey, Relationships},
	ActionTag, Envelope,
};
use civitas_runtime::{
	configs::money::AssetId,
	scopes::{KeyScope, Outflows},
	IdentityRegistry,
};
use pallet_identity_registry::{
	types::{NewKey, NewKeyOf, Permissions, PermissionsOf, Proof, ProofOf},
	Call, Identities, Keys,
};
use sp_runtime::MultiAddress;

/// What leaves by a call, of which asset, and to whom.
pub type Flows = Vec<Flow<AssetId, Balance, AccountId>>;

/// What leaves by a call; `None`, if there is no bound.
pub fn flows(call: impl Into<RuntimeCall>) -> Option<Flows> {
	<Outflows as Outflow<RuntimeCall, AccountId, AssetId, Balance>>::of(&call.into())
}

pub fn to(who: &AccountId) -> MultiAddress<AccountId, ()> {
	who.clone().into()
}

pub fn key(who: Sr25519Keyring) -> PublicKey {
	PublicKey::Sr25519(who.public().0)
}

pub fn signer(who: Sr25519Keyring) -> impl Fn(&[u8; 32]) -> KeySignature {
	move |hash| KeySignature::Sr25519(who.sign(hash).0)
}

pub fn id_of(key: PublicKey) -> AccountId {
	identity_id(&key, &[0; 32]).into()
}

/// A signature over an envelope that is in order, of this number.
pub fn prove(
	sign: impl Fn(&[u8; 32]) -> KeySignature,
	action: ActionTag,
	identity: &AccountId,
	nonce: u64,
	payload: impl Encode,
) -> Box<ProofOf<Runtime>> {
	let deadline = System::block_number() + 10;
	let envelope = Envelope {
		genesis: System::block_hash(0),
		action,
		identity,
		nonce,
		deadline,
		submitter: None::<&AccountId>,
		payload,
	};
	Box::new(Proof { deadline, submitter: None, signature: sign(&envelope.hash()) })
}

pub fn register_call(kind: Kind, key: PublicKey, sign: impl Fn(&[u8; 32]) -> KeySignature) -> Call<Runtime> {
	let proof = Some(prove(sign, action::REGISTER, &id_of(key), 0, kind));
	Call::register { kind, key, salt: [0; 32], room: IdentityRegistry::room_for(16, 8, 8, 2, 2, 2), proof }
}

/// The calls of a scope, and no limits.
pub fn permissions(scope: KeyScope) -> PermissionsOf<Runtime> {
	Permissions { scope, limits: Default::default(), calls: Default::default(), counterparties: Default::default() }
}

/// A key for everything.
pub fn new_key(public: PublicKey) -> NewKeyOf<Runtime> {
	let permissions = permissions(KeyScope::Any);
	NewKey { public, relationships: Relationships::SIGNING, permissions, valid_from: None, valid_until: None }
}

/// A key for less than that, which passes no right on.
pub fn limited_key(public: PublicKey, permissions: PermissionsOf<Runtime>) -> NewKeyOf<Runtime> {
	let relationships = Relationships::AUTHENTICATION | Relationships::CAPABILITY_INVOCATION;
	NewKey { relationships, permissions, ..new_key(public) }
}

pub fn add_key_call(id: &AccountId, holder: Sr25519Keyring, new: NewKeyOf<Runtime>) -> Call<Runtime> {
	let added = Identities::<Runtime>::get(id).expect("it is registered").keys_added;
	let proof = Some(prove(signer(holder), action::ADD_KEY, id, added.into(), new.public));
	Call::add_key { key: Box::new(new), proof }
}

pub fn act_call(id: &AccountId, call: impl Into<RuntimeCall>) -> RuntimeCall {
	Call::act_as { identity: id.clone(), call: Box::new(call.into()) }.into()
}

/// An act that `by` has signed.
pub fn signed_call(by: Sr25519Keyring, id: &AccountId, call: impl Into<RuntimeCall>) -> RuntimeCall {
	let call = call.into();
	let known = Keys::<Runtime>::get(id).into_iter().find(|known| known.public == key(by)).expect("it is one");
	let record = Identities::<Runtime>::get(id).expect("it is registered");
	// What only takes power away has a number that nobody else uses up.
	let number = match &call {
		RuntimeCall::IdentityRegistry(Call::freeze { identity }) if identity == id => known.freeze_number(record.thaws),
		RuntimeCall::IdentityRegistry(Call::revoke_key { key }) if *key == known.public => known.number.into(),
		RuntimeCall::IdentityRegistry(Call::vote { request, .. }) => (*request).into(),
		_ => known.nonce,
	};
	let proof = prove(signer(by), action::ACT_AS, id, number, &call);
	Call::act_as_signed { identity: id.clone(), key: key(by), call: Box::new(call), proof }.into()
}

pub fn remark() -> RuntimeCall {
	frame_system::Call::remark { remark: vec![1] }.into()
}
