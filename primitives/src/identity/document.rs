//! What is said of an identity to the outside: the types that view functions, RPC and clients share.
//!
//! They leave out what only the chain's own rules are about (scopes, spending limits, deposits), and with it all that
//! depends on how a runtime is put together. The document in the form of W3C DID Core is made of them by RPC.

use super::{Kind, PublicKey, Relationships};
use crate::Moment;
use alloc::{string::String, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// When something happened, in both of the ways in which one can ask: by block and by legal time.
#[derive(
	Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, PartialOrd, Ord, TypeInfo,
)]
#[scale_info(capture_docs = "always")]
pub struct Stamp<BlockNumber> {
	/// The block.
	pub block: BlockNumber,
	/// The time of the block.
	pub time: Moment,
}

/// Whether an identity can act.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum DidStatus<BlockNumber> {
	/// It can.
	#[codec(index = 0)]
	Active,
	/// It can do nothing but be unfrozen and lose keys.
	#[codec(index = 1)]
	Frozen {
		/// Since when.
		at: Stamp<BlockNumber>,
	},
	/// It will never act again.
	#[codec(index = 2)]
	Deactivated {
		/// Since when.
		at: Stamp<BlockNumber>,
	},
}

/// A key of an identity, or one that it had.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct DidKey<BlockNumber> {
	/// The key itself.
	pub public: PublicKey,
	/// What it may be used for.
	pub relationships: Relationships,
	/// The first moment at which it is valid.
	pub valid_from: Moment,
	/// The last moment at which it is valid; `None` if it does not expire.
	pub valid_until: Option<Moment>,
	/// When it became a key of the identity.
	pub added: Stamp<BlockNumber>,
	/// Since when it is no longer a key of the identity.
	pub revoked: Option<Stamp<BlockNumber>>,
	/// Whether it may make any call, with any amount, to anyone.
	pub full: bool,
}

/// Where an identity can be reached. The texts are ASCII.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct DidService {
	/// The fragment that names it within the document.
	pub id: String,
	/// What it is, such as `LinkedDomains`.
	pub service_type: String,
	/// A URI.
	pub service_endpoint: String,
}

/// All that a document says of an identity. Links and websites, of which there can be any number, are listed in pages.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct DidSubject<AccountId, BlockNumber> {
	/// Its id.
	pub id: AccountId,
	/// What it stands for.
	pub kind: Kind,
	/// Whether it can act.
	pub status: DidStatus<BlockNumber>,
	/// The identities that control it besides its keys. Those who were only asked to are not among them.
	pub controllers: Vec<AccountId>,
	/// How many of the controllers must agree; zero if there are none.
	pub threshold: u8,
	/// Its keys, those that are remembered though revoked included, in the order in which they were added.
	pub keys: Vec<DidKey<BlockNumber>>,
	/// Where it can be reached.
	pub services: Vec<DidService>,
	/// Its name.
	pub name: Option<String>,
	/// Which version of the document this is, counted from 1.
	pub version: u32,
	/// When it was registered.
	pub created: Stamp<BlockNumber>,
	/// When the document was last changed.
	pub updated: Stamp<BlockNumber>,
	/// The block and time that this is true at.
	pub resolved_at: Stamp<BlockNumber>,
}

/// A point in time at which a key may have been valid.
#[derive(Clone, Copy, Debug, Default, Encode, Decode, DecodeWithMemTracking, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum When<BlockNumber> {
	/// The block in which the question is asked.
	#[codec(index = 0)]
	#[default]
	Now,
	/// The end of a block.
	#[codec(index = 1)]
	Block(BlockNumber),
	/// A moment of legal time.
	#[codec(index = 2)]
	Time(Moment),
}

/// Whether a key was valid, or the first reason why not.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum KeyValidity<BlockNumber> {
	/// It was.
	#[codec(index = 0)]
	Valid,
	/// There is no such identity.
	#[codec(index = 1)]
	IdentityUnknown,
	/// It was not a key of the identity, and is none.
	#[codec(index = 2)]
	KeyUnknown,
	/// It is not for what was asked.
	#[codec(index = 3)]
	NotForThis {
		/// What it is for.
		relationships: Relationships,
	},
	/// It was not a key of the identity yet.
	#[codec(index = 4)]
	NotYetAdded {
		/// When it became one.
		added: Stamp<BlockNumber>,
	},
	/// It no longer was a key of the identity.
	#[codec(index = 5)]
	Revoked {
		/// Since when.
		revoked: Stamp<BlockNumber>,
	},
	/// It was not valid yet.
	#[codec(index = 6)]
	NotYetValid {
		/// From when on it was.
		valid_from: Moment,
	},
	/// It no longer was valid.
	#[codec(index = 7)]
	Expired {
		/// Until when it was.
		valid_until: Moment,
	},
	/// It was a key of the identity, but whether the block was within the limits of its validity can only be said if
	/// the time of the block is known: ask by time.
	#[codec(index = 8)]
	TimeNeeded,
	/// The identity was frozen, so that the key may have been in wrong hands.
	#[codec(index = 9)]
	Frozen {
		/// Since when it was.
		from: Stamp<BlockNumber>,
	},
	/// Nobody can say: the time is in the future, or of a time when the identity had keys, or was frozen, that is not
	/// remembered. Events and the state of old blocks know what was.
	#[codec(index = 10)]
	Unknown,
}

/// That a website names an identity, according to someone who looked.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct DomainLink<AccountId> {
	/// The identity.
	pub identity: AccountId,
	/// The host of the website, in ASCII.
	pub domain: String,
	/// Who looked.
	pub verifier: AccountId,
	/// When.
	pub attested_at: Moment,
	/// The last moment at which it is good.
	pub valid_until: Moment,
}

impl PublicKey {
	/// The fragment by which documents name the key: its Multikey, or the Ethereum address in lower case. It follows from
	/// the key alone, so a reference to it outlives every change of the document. No service has the same, as their
	/// fragments are shorter.
	pub fn fragment(&self) -> String {
		match self {
			Self::Ethereum(address) => alloc::format!("0x{}", hex::encode(address)),
			// Everything else has one; an empty fragment would be no fragment.
			key => key.multikey().unwrap_or_default(),
		}
	}
}

impl<BlockNumber> DidKey<BlockNumber> {
	/// Whether it was valid at `time`: from `valid_from` to `valid_until`, both included, while it was a key of the
	/// identity.
	pub fn is_valid_at(&self, time: Moment) -> bool {
		self.added.time <= time
			&& self.revoked.as_ref().is_none_or(|revoked| time < revoked.time)
			&& self.valid_from <= time
			&& self.valid_until.is_none_or(|until| time <= until)
	}
}

impl<AccountId, BlockNumber> DidSubject<AccountId, BlockNumber> {
	/// The keys that are valid at the block and time of this answer, whatever is the status of the identity.
	pub fn valid_keys(&self) -> impl Iterator<Item = &DidKey<BlockNumber>> {
		// A revoked key is out even if its stamp is of this very block.
		self.keys.iter().filter(|key| key.revoked.is_none() && key.is_valid_at(self.resolved_at.time))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::identity::did::{parse_did_url, to_did};
	use alloc::format;

	fn key(valid_until: Option<Moment>, revoked: Option<Moment>) -> DidKey<u32> {
		DidKey {
			public: PublicKey::Ed25519([1; 32]),
			relationships: Relationships::SIGNING,
			valid_from: 20,
			valid_until,
			added: Stamp { block: 1, time: 10 },
			revoked: revoked.map(|time| Stamp { block: 3, time }),
			full: true,
		}
	}

	#[test]
	fn a_key_is_valid_within_its_limits_and_until_it_is_revoked() {
		let times = [10, 19, 20, 29, 30, 31];
		let valid = |key: DidKey<u32>| times.map(|time| key.is_valid_at(time));
		assert_eq!(valid(key(None, None)), [false, false, true, true, true, true]);
		assert_eq!(valid(key(Some(30), None)), [false, false, true, true, true, false]);
		assert_eq!(valid(key(None, Some(30))), [false, false, true, true, false, false]);
	}

	#[test]
	fn a_fragment_names_a_key_in_a_url() {
		let keys = [
			PublicKey::Sr25519([1; 32]),
			PublicKey::Ed25519([1; 32]),
			PublicKey::Secp256k1([2; 33]),
			PublicKey::Ethereum([0xab; 20]),
			PublicKey::P256([2; 33]),
			PublicKey::X25519([1; 32]),
		];
		for (at, key) in keys.iter().enumerate() {
			let fragment = key.fragment();
			assert!(keys[..at].iter().all(|other| other.fragment() != fragment));
			// Longer than that of any service.
			assert!(fragment.len() > 32);
			let url = format!("{}#{fragment}", to_did(&[7; 32]));
			assert_eq!(parse_did_url(&url), Ok(([7; 32], Some(fragment.as_str()))));
		}
	}
}
