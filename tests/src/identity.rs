//! Keys of identities, the envelopes that they sign, and the calls of the identity registry.

use crate::{
	chain::Person,
	client::Client,
	did_core::problems_of_resolution,
	transaction::{in_one, Outcome},
};
use civitas_primitives::{
	identity::{action, did::to_did, identity_id, KeySignature, Kind, PublicKey, Relationships, WebAuthnAssertion},
	ActionTag, Envelope,
};
use civitas_runtime::{
	currency::CIV, scopes::KeyScope, AccountId, Address, Balance, BlockNumber, Hash, Runtime, RuntimeCall, RuntimeEvent,
};
use codec::Encode;
use p256::ecdsa::{signature::Signer, Signature, SigningKey};
use pallet_identity_registry::{
	types::{NewKey, Permissions, PermissionsOf, Proof, ProofOf},
	Call, Event, Pallet,
};
use serde_json::{json, Value};
use sp_core::{crypto::Ss58Codec, ed25519, sr25519, Pair, H256};
use sp_io::hashing::sha2_256;
use sp_runtime::DispatchError;

/// How many blocks a signature is good for, which other tests may make in the meantime.
const LIFETIME: BlockNumber = 10_000;

/// What holds a key of an identity, and signs with it.
#[allow(clippy::large_enum_variant)]
pub enum Device {
	/// An app on a phone, with an ed25519 key.
	Phone(ed25519::Pair),
	/// A wallet, with the key of an account.
	Wallet(sr25519::Pair),
	/// A passkey: a P-256 key that signs nothing but WebAuthn assertions.
	Passkey(SigningKey),
}

impl Device {
	/// A phone; another for another number.
	pub fn phone(number: u8) -> Self {
		Self::Phone(ed25519::Pair::from_seed(&[number; 32]))
	}

	/// The wallet of an account.
	pub fn wallet(key: impl Into<sr25519::Pair>) -> Self {
		Self::Wallet(key.into())
	}

	/// A passkey; another for another number, from 1 on.
	pub fn passkey(number: u8) -> Self {
		Self::Passkey(SigningKey::from_slice(&[number; 32]).expect("it is less than the order of the group"))
	}

	/// A passkey of many; another for another number.
	pub fn passkey_of(number: u64) -> Self {
		let hash = sha2_256(&number.to_le_bytes());
		Self::Passkey(SigningKey::from_slice(&hash).expect("hardly any hash is not less than the order of the group"))
	}

	/// The public key.
	pub fn public(&self) -> PublicKey {
		match self {
			Self::Phone(pair) => PublicKey::Ed25519(pair.public().0),
			Self::Wallet(pair) => PublicKey::Sr25519(pair.public().0),
			Self::Passkey(key) => {
				let point = key.verifying_key().to_encoded_point(true);
				PublicKey::P256(point.as_bytes().try_into().expect("a compressed point has 33 bytes"))
			},
		}
	}

	/// Sign the hash of an envelope.
	pub fn sign(&self, hash: &[u8; 32]) -> KeySignature {
		match self {
			Self::Phone(pair) => KeySignature::Ed25519(pair.sign(hash).0),
			Self::Wallet(pair) => KeySignature::Sr25519(pair.sign(hash).0),
			Self::Passkey(key) => KeySignature::WebAuthn(assertion(key, hash)),
		}
	}
}

/// What a browser and an authenticator make of the hash as a challenge: Web Authentication Level 3, sections 5.8.1.1 and
/// 6.1. The user is present and verified, and nothing was signed before.
fn assertion(key: &SigningKey, hash: &[u8; 32]) -> WebAuthnAssertion {
	const PRESENT_AND_VERIFIED: u8 = 0b101;
	let challenge = base64url(hash);
	let client_data = format!(
		r#"{{"type":"webauthn.get","challenge":"{challenge}","origin":"https://example.org","crossOrigin":false}}"#
	);
	let authenticator_data = [&sha2_256(b"example.org")[..], &[PRESENT_AND_VERIFIED], &[0; 4]].concat();
	let signature: Signature = key.sign(&[&authenticator_data[..], &sha2_256(client_data.as_bytes())].concat());
	WebAuthnAssertion {
		authenticator_data: authenticator_data.try_into().expect("it is short"),
		client_data_json: client_data.into_bytes().try_into().expect("it is short"),
		// Of the two values of `s` the chain accepts the low one.
		signature: signature.normalize_s().unwrap_or(signature).to_bytes().into(),
	}
}

/// RFC 4648, section 5, without padding.
fn base64url(bytes: &[u8]) -> String {
	const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	let bits: Vec<u8> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1)).collect();
	let digit = |bits: &[u8]| (0..6).fold(0, |value, at| value * 2 + bits.get(at).copied().unwrap_or_default());
	bits.chunks(6).map(|bits| char::from(ALPHABET[usize::from(digit(bits))])).collect()
}

/// An identity, as those know it who hold its keys. Which number an envelope must have, they ask the chain.
pub struct Holder {
	/// Its id.
	pub id: AccountId,
	/// What tells it from others of the same first key.
	salt: [u8; 32],
	/// The genesis of the chain that it is on.
	genesis: Hash,
	/// The last block for which is signed.
	deadline: BlockNumber,
}

impl Holder {
	/// Think of an identity, on the chain of this client, whose first key is that of `first`. Nothing is registered.
	pub async fn new(client: &Client, first: &Device, salt: [u8; 32]) -> Self {
		let id = identity_id(&first.public(), &salt).into();
		let (best, _) = client.best().await;
		Self { id, salt, genesis: client.genesis().await, deadline: best + LIFETIME }
	}

	/// The DID.
	pub fn did(&self) -> String {
		to_did(self.id.as_ref())
	}

	/// The DID URL of a key.
	pub fn key_url(&self, device: &Device) -> String {
		format!("{}#{}", self.did(), device.public().fragment())
	}

	/// The whole record, as the chain has it.
	pub async fn record(&self, client: &Client) -> Value {
		client.value("identityRegistry_resolve", json!({ "identity": self.id.to_ss58check() })).await
	}

	/// Sign an envelope of this number.
	fn sign(&self, device: &Device, action: ActionTag, nonce: u64, payload: impl Encode) -> Box<ProofOf<Runtime>> {
		let envelope = Envelope {
			genesis: self.genesis,
			action,
			identity: self.id.clone(),
			nonce,
			deadline: self.deadline,
			submitter: None::<AccountId>,
			payload,
		};
		Box::new(Proof { deadline: self.deadline, submitter: None, signature: device.sign(&envelope.hash()) })
	}

	/// Register it, with room for five keys, four spending limits, eight counterparties, two services, a name and two links.
	/// Whoever sends this pays.
	pub fn register(&self, first: &Device, kind: Kind) -> RuntimeCall {
		let proof = Some(self.sign(first, action::REGISTER, 0, kind));
		let room = Pallet::<Runtime>::room_for(5, 4, 8, 2, 1, 2);
		let (key, salt) = (first.public(), self.salt);
		RuntimeCall::IdentityRegistry(Call::register { kind, key, salt, room, proof })
	}

	/// Act as the identity: `device` signs, and anyone may send it.
	pub async fn act(&self, client: &Client, device: &Device, call: impl Into<RuntimeCall>) -> RuntimeCall {
		let call = call.into();
		let nonce = self.number_of_act(client, &device.public(), &call).await;
		self.act_numbered(device, nonce, call)
	}

	/// The same with an envelope of this number.
	pub fn act_numbered(&self, device: &Device, nonce: u64, call: RuntimeCall) -> RuntimeCall {
		let proof = self.sign(device, action::ACT_AS, nonce, &call);
		let (identity, key, call) = (self.id.clone(), device.public(), Box::new(call));
		RuntimeCall::IdentityRegistry(Call::act_as_signed { identity, key, call, proof })
	}

	/// The number that an envelope of a key for a call must have: that of the key, but for calls that nobody must be able to
	/// stop by using the number up.
	async fn number_of_act(&self, client: &Client, key: &PublicKey, call: &RuntimeCall) -> u64 {
		match call {
			RuntimeCall::IdentityRegistry(Call::freeze { identity }) if *identity == self.id => {
				let asked = json!({ "identity": self.id.to_ss58check(), "key": key.fragment() });
				number(&client.value("identityRegistry_freezeNumber", asked).await)
			},
			RuntimeCall::IdentityRegistry(Call::revoke_key { key: revoked }) if revoked == key => {
				let record = self.record(client).await;
				let mut keys = record["keys"].as_array().expect("keys are a list").iter();
				let known = keys.find(|known| known["public"] == json!(key.fragment()));
				number(&known.unwrap_or_else(|| panic!("{key:?} is not in {record}"))["number"])
			},
			RuntimeCall::IdentityRegistry(Call::vote { request, .. }) => (*request).into(),
			_ => {
				let params = json!({ "identity": self.id.to_ss58check(), "key": key.fragment() });
				number(&client.value("identityRegistry_nextNonce", params).await)
			},
		}
	}

	/// Add the key of a device, which may do everything.
	pub async fn add_key(&self, client: &Client, device: &Device) -> Call<Runtime> {
		self.add_limited_key(client, device, Relationships::SIGNING, within(KeyScope::Any)).await
	}

	/// Add the key of a device, which is good for these relationships and may do this.
	pub async fn add_limited_key(
		&self,
		client: &Client,
		device: &Device,
		relationships: Relationships,
		permissions: PermissionsOf<Runtime>,
	) -> Call<Runtime> {
		let (public, proof) = (device.public(), self.consent_of_key(client, device).await);
		let key = NewKey { public, relationships, permissions, valid_from: None, valid_until: None };
		Call::add_key { key: Box::new(key), proof }
	}

	/// Replace the key of a device by that of another.
	pub async fn rotate_key(&self, client: &Client, old: &Device, new: &Device) -> Call<Runtime> {
		let proof = self.consent_of_key(client, new).await;
		Call::rotate_key { key: old.public(), by: new.public(), valid_until: None, proof }
	}

	/// That the holder of a device wants its key to be one of the identity.
	async fn consent_of_key(&self, client: &Client, device: &Device) -> Option<Box<ProofOf<Runtime>>> {
		let added = number(&self.record(client).await["keysAdded"]);
		Some(self.sign(device, action::ADD_KEY, added, device.public()))
	}

	/// Link the account of a device's key, which agrees.
	pub async fn link_account(&self, client: &Client, device: &Device) -> Call<Runtime> {
		let (key, linked) = (device.public(), number(&self.record(client).await["linksAdded"]));
		Call::link_account { key, proof: self.sign(device, action::LINK_ACCOUNT, linked, key) }
	}
}

/// How much an officer has.
const SALARY: Balance = 100 * CIV;

/// Someone whose wallet is the only key of an identity, which has some money.
pub struct Officer<'a> {
	client: &'a Client,
	person: &'a Person,
	/// The id of the identity.
	pub id: AccountId,
	/// Its DID.
	pub did: String,
}

impl<'a> Officer<'a> {
	/// Register the identity, and give it 100 CIV.
	pub async fn register(client: &'a Client, person: &'a Person) -> Self {
		let wallet = Device::wallet(person);
		let holder = Holder::new(client, &wallet, [9; 32]).await;
		let dest = Address::Id(holder.id.clone());
		let pay = pallet_balances::Call::transfer_keep_alive { dest, value: SALARY };
		let calls = vec![holder.register(&wallet, Kind::Person), RuntimeCall::Balances(pay)];
		client.execute(person, in_one(calls)).await.success();
		Self { client, person, did: holder.did(), id: holder.id }
	}

	/// The address of the identity.
	pub fn address(&self) -> String {
		self.id.to_ss58check()
	}

	/// The identity does it, or why not.
	pub async fn act(&self, call: impl Into<RuntimeCall>) -> Result<Outcome, DispatchError> {
		let act = Call::act_as { identity: self.id.clone(), call: Box::new(call.into()) };
		let outcome = self.client.execute(self.person, RuntimeCall::IdentityRegistry(act)).await;
		outcome.act_of(&self.id).map(|()| outcome)
	}

	/// As one of those who control `office`, it has it make a call.
	pub async fn act_as(&self, office: &Self, call: &RuntimeCall) -> Result<Outcome, DispatchError> {
		let outcome = self.act(Call::act_as { identity: office.id.clone(), call: Box::new(call.clone()) }).await?;
		outcome.act_of(&office.id).map(|()| outcome)
	}

	/// What a view says of it.
	pub async fn view(&self, view: &str) -> Value {
		self.client.value(&format!("identityRegistry_{view}"), json!({ "identity": self.address() })).await
	}

	/// How far its controllers have agreed on a call.
	pub async fn proposal(&self, hash: H256) -> Value {
		let params = json!({ "identity": self.address(), "callHash": hash });
		self.client.value("identityRegistry_proposal", params).await
	}
}

/// All that a scope allows, with any amount, to anyone.
pub fn within(scope: KeyScope) -> PermissionsOf<Runtime> {
	Permissions { scope, limits: Default::default(), calls: Default::default(), counterparties: Default::default() }
}

fn number(value: &Value) -> u64 {
	value.as_u64().unwrap_or_else(|| panic!("{value} is not a number"))
}

impl Outcome {
	/// What became of the call that an identity was to make, or of the one that was to make it do so.
	pub fn act_of(&self, identity: &AccountId) -> Result<(), DispatchError> {
		self.result?;
		self.find(|event| match event {
			RuntimeEvent::IdentityRegistry(Event::Acted { identity: actor, result, .. }) if actor == identity => {
				Some(*result)
			},
			_ => None,
		})
	}
}

impl Client {
	/// What `civitas_resolveDid` answers, at `block` if one is given; it keeps the rules of W3C DID Core.
	pub async fn resolve(&self, did: &str, block: Option<Hash>) -> Value {
		let (at, answer) = self.ask("civitas_resolveDid", json!({ "did": did, "block": block })).await;
		assert!(block.is_none_or(|block| block == at.hash), "it is true at {at:?}, and not at {block:?}");
		let problems = problems_of_resolution(&answer);
		assert!(problems.is_empty(), "{problems:#?} in {answer:#}");
		answer
	}
}
