//! What pallets, RPC and clients share about identities.
//!
//! An identity *is* an account: its id is an `AccountId32` that no private key belongs to. Its keys, which the identity
//! registry holds, act as it. So what an identity owns never moves when a key is lost, and no other pallet needs to
//! know that an account is an identity, except to ask by [`IdentityInspect`].

mod class;
mod key;
mod outflow;
mod relationships;
mod signature;
mod webauthn;

pub mod did;
pub mod document;

pub use class::CallClass;
pub use key::{KeyError, PublicKey};
pub use outflow::{CallIndex, Destination, Flow, Flows, Outflow};
pub use relationships::Relationships;
pub use signature::{verify, Assurance, KeySignature, SignatureError};
pub use webauthn::{WebAuthnAssertion, MAX_AUTHENTICATOR_DATA, MAX_CLIENT_DATA_JSON};

use crate::Moment;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::Weight;

/// What an identity signs envelopes for.
pub mod action {
	use crate::ActionTag;

	/// Register the identity: its first key agrees to the identity that someone else pays for.
	pub const REGISTER: ActionTag = ActionTag::new("identity/register");
	/// Dispatch a call as the identity.
	pub const ACT_AS: ActionTag = ActionTag::new("identity/act_as");
	/// Become a key of the identity; signed by the new key, which so proves that its holder has it and wants this. The number
	/// is that of the keys ever added.
	pub const ADD_KEY: ActionTag = ActionTag::new("identity/add_key");
	/// Be linked to the identity in public; signed by the key of the account that is linked. The number is that of the accounts
	/// ever linked.
	pub const LINK_ACCOUNT: ActionTag = ActionTag::new("identity/link_account");
}

/// What kind of thing an identity stands for. One human may hold many identities, and nothing links them.
#[derive(
	Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, PartialOrd, Ord, TypeInfo,
)]
#[scale_info(capture_docs = "always")]
pub enum Kind {
	/// A human being, in one of the contexts of life.
	#[codec(index = 0)]
	Person,
	/// A body with a legal personality: a company, an authority, an association.
	#[codec(index = 1)]
	Organisation,
	/// People who act together without being a body: a household, a committee, a team.
	#[codec(index = 2)]
	Group,
	/// A machine that has keys of its own.
	#[codec(index = 3)]
	Device,
	/// A thing that is acted upon: a building, a batch of goods, a data set.
	#[codec(index = 4)]
	Resource,
	/// A service or software agent that acts for someone else.
	#[codec(index = 5)]
	Delegate,
}

/// The id of an identity: `content_id("civitas/identity", (first_key, salt))`, which is an `AccountId32`.
///
/// Anyone who knows the key and the salt can compute it before it is registered, and receive money or certificates
/// under it. It is the same on every chain. No account made in another way can have the same id, as all others that are
/// a hash (of a multisig, of a pallet, of a secp256k1 key) are the hash of bytes that begin otherwise.
///
/// The salt tells the identities of one key apart. It should be random if nobody shall find out, by trying, that two
/// identities had the same first key.
pub fn identity_id(first_key: &PublicKey, salt: &[u8; 32]) -> [u8; 32] {
	crate::content_id("civitas/identity", (first_key, salt)).0
}

/// By which other pallets ask about identities.
pub trait IdentityInspect<AccountId> {
	/// What kind of identity `id` is; `None` if it is not an identity. The kind is kept when an identity is
	/// deactivated.
	fn kind(id: &AccountId) -> Option<Kind>;

	/// Whether `id` is an identity that can act: neither frozen nor deactivated.
	fn is_active(id: &AccountId) -> bool;

	/// Whether `key` was one of the keys of `id`, valid for each of `relationships`, at `at` or, if `None`, now.
	///
	/// The time is a moment and not a block: what the answer is compared with, such as the validity of a certificate,
	/// is legal time; and every block has one moment, but not every moment has a block. A key is valid from
	/// `valid_from` to `valid_until`, both included, and no longer at the moment at which it is revoked.
	fn key_valid_for(id: &AccountId, key: &PublicKey, relationships: Relationships, at: Option<Moment>) -> bool;

	/// Whether `a` controls `b`, as far as the chain sees it: as the account of a key that acts as `b`, or as one of its
	/// controllers or of theirs, however many have to agree. Nobody controls what is no identity, nor itself.
	///
	/// It is a hint and no proof: that one human holds two keys, nobody sees.
	fn controls(a: &AccountId, b: &AccountId) -> bool;

	/// Whether `a` and `b` are one, or one controls the other, or one identity or key controls both. The same hint as
	/// [`Self::controls`].
	fn related(a: &AccountId, b: &AccountId) -> bool;

	/// Whether one of `these` is related to one of `those`, and what it weighed to find out: at most as much as half as many pairs as
	/// there are accounts in both, where each is looked at once.
	fn any_related(these: &[AccountId], those: &[AccountId]) -> (bool, Weight) {
		let pairs = these.len().saturating_add(those.len()).div_ceil(2);
		let is_any = these.iter().any(|a| those.iter().any(|b| Self::related(a, b)));
		(is_any, Self::relation_weight().saturating_mul(pairs as u64))
	}

	/// The most that [`Self::controls`] and [`Self::related`] weigh, each.
	fn relation_weight() -> Weight;
}

/// By which other pallets ask on whose authority a call is made.
pub trait ActInspect<AccountId> {
	/// Whether `who` is an identity that is acted as by something with limits of any kind: a scope, spending limits, certain calls. By
	/// such a key nothing should come about that its limits cannot count.
	fn is_limited(who: &AccountId) -> bool;
}

/// A runtime without identities: everyone acts without limits.
impl<AccountId> ActInspect<AccountId> for () {
	fn is_limited(_: &AccountId) -> bool {
		false
	}
}

/// A runtime without identities: nothing is an identity.
impl<AccountId: PartialEq> IdentityInspect<AccountId> for () {
	fn kind(_: &AccountId) -> Option<Kind> {
		None
	}

	fn is_active(_: &AccountId) -> bool {
		false
	}

	fn key_valid_for(_: &AccountId, _: &PublicKey, _: Relationships, _: Option<Moment>) -> bool {
		false
	}

	fn controls(_: &AccountId, _: &AccountId) -> bool {
		false
	}

	fn related(a: &AccountId, b: &AccountId) -> bool {
		a == b
	}

	fn relation_weight() -> Weight {
		Weight::zero()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn an_id_follows_from_the_key_its_type_and_the_salt() {
		let id = identity_id(&PublicKey::Sr25519([1; 32]), &[2; 32]);
		assert_eq!(id, identity_id(&PublicKey::Sr25519([1; 32]), &[2; 32]));
		assert_ne!(id, identity_id(&PublicKey::Ed25519([1; 32]), &[2; 32]));
		assert_ne!(id, identity_id(&PublicKey::Sr25519([2; 32]), &[2; 32]));
		assert_ne!(id, identity_id(&PublicKey::Sr25519([1; 32]), &[1; 32]));
	}

	#[test]
	fn kinds_keep_their_numbers() {
		let kinds = [Kind::Person, Kind::Organisation, Kind::Group, Kind::Device, Kind::Resource, Kind::Delegate];
		for (number, kind) in (0u8..).zip(kinds) {
			assert_eq!(kind.encode(), [number]);
		}
		assert!(Kind::decode(&mut &[6][..]).is_err());
	}

	#[test]
	fn without_the_capability_nothing_is_an_identity() {
		assert_eq!(<() as IdentityInspect<u64>>::kind(&1), None);
		assert!(!<() as IdentityInspect<u64>>::is_active(&1));
		let key = PublicKey::Sr25519([1; 32]);
		assert!(!<() as IdentityInspect<u64>>::key_valid_for(&1, &key, Relationships::AUTHENTICATION, None));
		assert!(!<() as IdentityInspect<u64>>::controls(&1, &2));
		assert!(!<() as IdentityInspect<u64>>::related(&1, &2));
		assert!(<() as IdentityInspect<u64>>::related(&1, &1));
		assert!(!<() as ActInspect<u64>>::is_limited(&1));
	}
}
