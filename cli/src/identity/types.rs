//! What the client sends to and reads from the pallet `IdentityRegistry`, by the names of the chain's metadata.

use crate::moment::Moment;
use clap::ValueEnum;
use serde::{Serialize, Serializer};
use subxt::{
	ext::{
		scale_decode::DecodeAsType,
		scale_encode::{self, EncodeAsType, TypeResolver},
	},
	utils::AccountId32,
};

/// A public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, DecodeAsType, EncodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum PublicKey {
	Sr25519([u8; 32]),
	Ed25519([u8; 32]),
	Secp256k1([u8; 33]),
	Ethereum([u8; 20]),
	P256([u8; 33]),
	X25519([u8; 32]),
}

impl Serialize for PublicKey {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.serialize_str(&self.text())
	}
}

/// A signature over an envelope, by a key of this client.
#[derive(Debug, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum KeySignature {
	Sr25519([u8; 64]),
}

/// A signature, and what the chain does not know of the envelope.
#[derive(Debug, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Proof {
	pub deadline: u32,
	pub submitter: Option<AccountId32>,
	pub signature: KeySignature,
}

/// What an identity stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, DecodeAsType, EncodeAsType, Serialize, ValueEnum)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
#[serde(rename_all = "camelCase")]
#[value(rename_all = "camelCase")]
pub enum Kind {
	/// A human being, in one of the contexts of life.
	Person,
	/// A body with a legal personality.
	Organisation,
	/// People who act together without being a body.
	Group,
	/// A machine that has keys of its own.
	Device,
	/// A thing that is acted upon.
	Resource,
	/// A service or software agent that acts for someone else.
	Delegate,
}

/// What a key may do on chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EncodeAsType, ValueEnum)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
#[value(rename_all = "camelCase")]
pub enum KeyScope {
	/// Everything.
	Any,
	/// Social, credentials, devices and governance.
	NonTransfer,
	/// What the identity shows of itself and says.
	Social,
	/// Certificates.
	Credentials,
	/// Money and other assets.
	Finance,
	/// What devices report and are told.
	Devices,
	/// Proposals and votes.
	Governance,
}

/// What a key may be used for: W3C DID Core, section 5.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "camelCase")]
pub enum Relationship {
	/// Log in as the identity.
	Authentication,
	/// Make statements as the identity.
	AssertionMethod,
	/// Agree on a key for secret messages.
	KeyAgreement,
	/// Act as the identity.
	CapabilityInvocation,
	/// Pass on to others what the identity is entitled to.
	CapabilityDelegation,
}

impl Relationship {
	/// The set of these, as the chain has it.
	pub fn set(these: &[Self]) -> u8 {
		these.iter().fold(0, |set, this| set | 1 << *this as u8)
	}

	/// All that a key can be used for: one that signs for all but key agreement, and the reverse.
	pub fn all_of(key: &PublicKey) -> u8 {
		match key {
			PublicKey::X25519(_) => Self::set(&[Self::KeyAgreement]),
			_ => Self::set(Self::value_variants()) & !Self::set(&[Self::KeyAgreement]),
		}
	}

	/// As it is typed, and as JSON-RPC has it.
	pub fn name(self) -> String {
		self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
	}
}

/// A call that was encoded by the metadata of the same state that it is sent to.
#[derive(Debug)]
pub struct Encoded(pub Vec<u8>);

impl EncodeAsType for Encoded {
	fn encode_as_type_to<R: TypeResolver>(
		&self,
		_: R::TypeId,
		_: &R,
		out: &mut Vec<u8>,
	) -> Result<(), scale_encode::Error> {
		out.extend_from_slice(&self.0);
		Ok(())
	}
}

/// What the room of an identity is for.
#[derive(Clone, Copy, Debug)]
pub struct Room {
	pub keys: u32,
	pub limits: u32,
	pub services: u32,
	pub names: u32,
	pub links: u32,
}

/// By which the chain's metadata names a view function.
#[derive(Clone, Copy, Debug, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct ViewFunctionId {
	pub prefix: [u8; 16],
	pub suffix: [u8; 16],
}

impl From<&[u8; 32]> for ViewFunctionId {
	fn from(id: &[u8; 32]) -> Self {
		let half = |at: usize| std::array::from_fn(|index| id[at + index]);
		Self { prefix: half(0), suffix: half(16) }
	}
}

/// Why a view function gives no answer.
#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub enum ViewFunctionError {
	NotImplemented,
	NotFound,
	Codec,
}

/// A record of the map `Identities`.
#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct IdentityRecord {
	pub nonce: u64,
}

/// A key as it is asked for.
#[derive(Debug, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct NewKey {
	pub public: PublicKey,
	pub relationships: u8,
	pub scope: KeyScope,
	/// What the key may spend; the client sets no such limits.
	pub limits: Vec<()>,
	pub valid_from: Option<Moment>,
	pub valid_until: Option<Moment>,
}

/// Call `register`.
#[derive(Debug, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Register {
	pub kind: Kind,
	pub key: PublicKey,
	pub salt: [u8; 32],
	pub room: u32,
	pub proof: Option<Proof>,
}

/// Call `add_key`.
#[derive(Debug, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct AddKey {
	pub key: NewKey,
	pub proof: Option<Proof>,
}

/// Call `rotate_key`.
#[derive(Debug, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct RotateKey {
	pub key: PublicKey,
	pub by: PublicKey,
	pub valid_until: Option<Moment>,
	pub proof: Option<Proof>,
}

/// Call `revoke_key`.
#[derive(Debug, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct RevokeKey {
	pub key: PublicKey,
}

/// Call `freeze`.
#[derive(Debug, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Freeze {
	pub identity: AccountId32,
}

/// Call `unfreeze`.
#[derive(Debug, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Unfreeze {}

/// Call `claim_name`.
#[derive(Debug, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct ClaimName {
	pub name: Vec<u8>,
}

/// Call `link_account`.
#[derive(Debug, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct LinkAccount {
	pub key: PublicKey,
	pub proof: Proof,
}

/// Call `act_as`.
#[derive(Debug, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct ActAs {
	pub identity: AccountId32,
	pub call: Encoded,
}

/// Call `act_as_signed`.
#[derive(Debug, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct ActAsSigned {
	pub identity: AccountId32,
	pub key: PublicKey,
	pub call: Encoded,
	pub proof: Proof,
}

/// Event `Registered`.
#[derive(Debug, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Registered {
	pub identity: AccountId32,
	pub kind: Kind,
	pub key: PublicKey,
	pub payer: AccountId32,
}

/// Events `KeyAdded` and `KeyRevoked`.
#[derive(Debug, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct KeyChanged {
	pub identity: AccountId32,
	pub key: PublicKey,
}

/// Events `Frozen` and `Unfrozen`.
#[derive(Debug, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct StatusChanged {
	pub identity: AccountId32,
}

/// Event `NameClaimed`.
#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct NameClaimed {
	pub identity: AccountId32,
	pub name: Vec<u8>,
}

/// Event `AccountLinked`.
#[derive(Debug, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct AccountLinked {
	pub identity: AccountId32,
	pub account: AccountId32,
}

/// Event `ActDelayed`.
#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct ActDelayed {
	pub until: Moment,
}

/// These hold the types above against the chain's own, as its metadata describes them.
#[cfg(test)]
mod tests {
	use super::*;
	use civitas_primitives::identity as chain;
	use codec::Decode;
	use scale_info::{PortableRegistry, Registry, TypeInfo};

	/// Read as the chain does what the client writes.
	fn written<T: Decode + TypeInfo + 'static>(value: &impl EncodeAsType) -> T {
		let mut types = Registry::new();
		let id = types.register_type(&scale_info::meta_type::<T>()).id;
		let types: PortableRegistry = types.into();
		let bytes = value.encode_as_type(id, &types).expect("the client can write it");
		let mut rest = bytes.as_slice();
		let written = T::decode(&mut rest).expect("the chain can read it");
		assert!(rest.is_empty(), "the chain reads all of it");
		written
	}

	#[test]
	fn keys_kinds_and_signatures_are_written() {
		for (client, chain) in [
			(PublicKey::Sr25519([1; 32]), chain::PublicKey::Sr25519([1; 32])),
			(PublicKey::Ed25519([1; 32]), chain::PublicKey::Ed25519([1; 32])),
			(PublicKey::Secp256k1([2; 33]), chain::PublicKey::Secp256k1([2; 33])),
			(PublicKey::Ethereum([1; 20]), chain::PublicKey::Ethereum([1; 20])),
			(PublicKey::P256([2; 33]), chain::PublicKey::P256([2; 33])),
			(PublicKey::X25519([1; 32]), chain::PublicKey::X25519([1; 32])),
		] {
			assert_eq!(written::<chain::PublicKey>(&client), chain);
		}
		let kinds = Kind::value_variants().iter();
		assert_eq!(kinds.len(), 6);
		for kind in kinds {
			let chain: chain::Kind = written(kind);
			assert_eq!(serde_json::to_value(kind).ok(), serde_json::to_value(chain).ok());
		}
		let signature = written::<chain::KeySignature>(&KeySignature::Sr25519([7; 64]));
		assert_eq!(signature, chain::KeySignature::Sr25519([7; 64]));
	}

	#[test]
	fn relationships_are_those_of_the_chain() {
		for relationship in Relationship::value_variants() {
			let chain = chain::Relationships::from_name(&relationship.name()).expect("the chain knows the name");
			assert_eq!(written::<chain::Relationships>(&Relationship::set(&[*relationship])), chain);
		}
		for (key, chain) in [
			(PublicKey::Sr25519([1; 32]), chain::PublicKey::Sr25519([1; 32])),
			(PublicKey::X25519([1; 32]), chain::PublicKey::X25519([1; 32])),
		] {
			assert_eq!(Relationship::all_of(&key), chain.possible_relationships().bits());
		}
	}

	#[test]
	fn a_list_of_no_limits_is_written_for_any_type() {
		assert_eq!(written::<Vec<(u64, u128)>>(&Vec::<()>::new()), Vec::new());
	}

	#[test]
	fn what_was_encoded_is_passed_on() {
		assert_eq!(written::<(u8, u8)>(&Encoded(vec![1, 2])), (1, 2));
	}
}
