//! What leaves an account by a call, as far as the call's arguments say.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen, Output};
use scale_info::TypeInfo;

/// Which call of which pallet of the runtime, by their indices: how every encoding of it begins.
#[derive(
	Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, PartialOrd, Ord, TypeInfo,
)]
#[scale_info(capture_docs = "always")]
pub struct CallIndex {
	/// The index of the pallet.
	pub pallet: u8,
	/// The index of the call in the pallet.
	pub call: u8,
}

impl CallIndex {
	/// That of a call of a runtime. `None` only for what is not one, and so has no two bytes.
	pub fn of(call: &impl Encode) -> Option<Self> {
		/// Keeps the first two bytes, so that a large call is not copied; and on the stack, as scopes ask this of each of many.
		#[derive(Default)]
		struct Head([Option<u8>; 2]);
		impl Output for Head {
			fn write(&mut self, bytes: &[u8]) {
				let missing = self.0.iter_mut().filter(|byte| byte.is_none());
				missing.zip(bytes).for_each(|(missing, byte)| *missing = Some(*byte));
			}
		}
		let mut head = Head::default();
		call.encode_to(&mut head);
		match head.0 {
			[Some(pallet), Some(call)] => Some(Self { pallet, call }),
			_ => None,
		}
	}
}

/// Where something goes that leaves the free balance of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination<AccountId> {
	/// Nowhere: it stays the account's own, as a deposit or on hold.
	Own,
	/// To this account.
	Account(AccountId),
	/// To nobody, or to whom is not known before: burnt, or given to those who happen to be entitled.
	Unknown,
}

/// At most so much of an asset, to someone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow<AssetId, Balance, AccountId> {
	/// Of which asset; `None` for the native one.
	pub asset: Option<AssetId>,
	/// How much at most. \[balance\]
	pub amount: Balance,
	/// Where to.
	pub to: Destination<AccountId>,
}

/// All that can leave an account by a call.
pub type Flows<AssetId, Balance, AccountId> = Vec<Flow<AssetId, Balance, AccountId>>;

/// Says what leaves an account by a call.
///
/// From the arguments alone: an answer that depends on the state could be another when the call is made. Deposits and holds
/// count when they are placed. Calls that are carried add up, whomever they are made as. A call whose amount depends on the
/// state either carries a maximum or is unbounded. Fees do not count: they are the affair of who submits.
pub trait Outflow<Call, AccountId, AssetId, Balance> {
	/// What can leave whoever makes `call`. `None` if there is no bound, or nobody knows one.
	fn of(call: &Call) -> Option<Flows<AssetId, Balance, AccountId>>;
}

/// For a runtime that knows of nothing: everything is unbounded.
impl<Call, AccountId, AssetId, Balance> Outflow<Call, AccountId, AssetId, Balance> for () {
	fn of(_: &Call) -> Option<Flows<AssetId, Balance, AccountId>> {
		None
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use alloc::vec;

	#[test]
	fn the_index_of_a_call_is_how_it_begins() {
		assert_eq!(CallIndex::of(&(3u8, 7u8, vec![1u8; 1_000])), Some(CallIndex { pallet: 3, call: 7 }));
		assert_eq!(CallIndex::of(&[9u8, 1u8]), Some(CallIndex { pallet: 9, call: 1 }));
		assert_eq!(CallIndex::of(&0x0203u16), Some(CallIndex { pallet: 3, call: 2 }));
		assert_eq!(CallIndex::of(&1u8), None);
	}

	#[test]
	fn without_a_runtime_nothing_is_bounded() {
		assert_eq!(<() as Outflow<u8, u64, u32, u128>>::of(&1), None);
	}
}
