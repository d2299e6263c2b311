//! What is signed off chain: one form for every capability, so that a signature means one act and no other.
//!
//! A key of an identity does not sign transactions; it signs the [`Envelope`] of what the identity shall do, and anyone
//! may bring it to the chain. Each field closes a way of using the signature for something else: on another chain, for
//! another action, for another identity, a second time, late, by another submitter, with other parameters.
//!
//! The envelope itself is never submitted. The call that carries a signature has the parameters, the chain adds what it
//! knows (its genesis hash, which action it is), puts the envelope together and verifies the signature over its hash
//! with [`crate::identity::verify`].

use codec::Encode;
use sp_core::H256;

/// Begins what is hashed: this chain's envelopes, in the first version of their form.
///
/// Its encoding begins with the bytes `28 63`. Wallets sign a transaction of more than 256 bytes by its BLAKE2b-256
/// hash, which the hash of an envelope could be taken for only if a transaction's bytes were those of an envelope: so a
/// runtime must not have a call of the index `0x63` in a pallet of the index `0x28`.
pub const DOMAIN: &str = "civitas/v1";

/// Which action is signed for, as `capability/action`; see [`crate::identity::action`] for those of identities.
///
/// It is a text and not a number, so that a pallet can name its actions without a list that all pallets share, and so
/// that whoever looks at the bytes to be signed can read what they are for.
#[derive(Clone, Copy, Debug, Encode, PartialEq, Eq)]
pub struct ActionTag(&'static str);

impl ActionTag {
	/// Name an action. Fails to compile, if used for a constant, unless `tag` is two words of `a-z` and `_`, with a
	/// slash between them.
	pub const fn new(tag: &'static str) -> Self {
		let bytes = tag.as_bytes();
		let mut slash = 0;
		let mut at = 0;
		while at < bytes.len() {
			match bytes[at] {
				b'/' if slash == 0 && at > 0 => slash = at,
				b'a'..=b'z' | b'_' => {},
				_ => panic!("an action tag has the form `capability/action`"),
			}
			at += 1;
		}
		assert!(slash > 0 && slash + 1 < bytes.len(), "an action tag has the form `capability/action`");
		Self(tag)
	}

	/// The text.
	pub const fn as_str(&self) -> &'static str {
		self.0
	}
}

/// What a key of an identity signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope<AccountId, BlockNumber, Payload> {
	/// The hash of the chain's first block, so that the signature is good on this chain only.
	pub genesis: H256,
	/// What is done.
	pub action: ActionTag,
	/// The identity that does it. A key may belong to several, and the signature is good for this one only.
	pub identity: AccountId,
	/// The next number of this identity, so that the signature is good once and in the order in which it was meant.
	pub nonce: u64,
	/// The last block in which the signature is good.
	pub deadline: BlockNumber,
	/// The only account that may submit it; `None` if anyone may.
	pub submitter: Option<AccountId>,
	/// Every parameter of the action.
	pub payload: Payload,
}

impl<AccountId, BlockNumber, Payload> Envelope<AccountId, BlockNumber, Payload>
where
	AccountId: Encode,
	BlockNumber: Encode,
	Payload: Encode,
{
	/// What is hashed: the SCALE encoding of `(DOMAIN, genesis, action, identity, nonce, deadline, submitter,
	/// payload)`.
	///
	/// Only the payload has a form of its own for each action, and it comes last, so two envelopes that differ in any
	/// field differ in these bytes.
	pub fn preimage(&self) -> alloc::vec::Vec<u8> {
		let Self { genesis, action, identity, nonce, deadline, submitter, payload } = self;
		(DOMAIN, genesis, action, identity, nonce, deadline, submitter, payload).encode()
	}

	/// What is signed: BLAKE2b-256 of [`Self::preimage`].
	pub fn hash(&self) -> [u8; 32] {
		sp_io::hashing::blake2_256(&self.preimage())
	}
}

impl<AccountId: PartialEq, BlockNumber: PartialOrd, Payload> Envelope<AccountId, BlockNumber, Payload> {
	/// Whether it comes too late in the block `now`. In the block of its deadline it is still in time.
	pub fn is_expired(&self, now: &BlockNumber) -> bool {
		*now > self.deadline
	}

	/// Whether `submitter` may bring it to the chain.
	pub fn may_be_submitted_by(&self, submitter: &AccountId) -> bool {
		self.submitter.as_ref().is_none_or(|only| only == submitter)
	}
}
