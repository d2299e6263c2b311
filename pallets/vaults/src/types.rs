//! What is stored, and what calls take.

use crate::Config;
use civitas_primitives::{
	lending::{MarketId, Ppb, DAY, ONE},
	money::{Asset, AssetId, Balance, POOL_SHARES, VAULT_SHARES},
	Moment,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	pallet_prelude::{ConstU32, TypeInfo},
	BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};

/// The most markets that a vault is spread over.
pub const MAX_MARKETS: u32 = 8;
/// The most changes that a vault can have announced at a time.
pub const MAX_PENDING: u32 = 16;
/// The number of the first kind of shares, as an asset. The shares of a vault have this and the number of the vault.
pub const FIRST_SHARES: AssetId = VAULT_SHARES;
/// How many vaults there can be: as many as there are numbers for their shares.
pub const MAX_VAULTS: VaultId = POOL_SHARES - VAULT_SHARES;
/// The highest fee: one half of what a share is worth more.
pub const MAX_FEE: Ppb = ONE / 2;
/// The shortest time for which a change is announced, in milliseconds.
pub const MIN_DELAY: Moment = DAY;
/// The longest, in milliseconds.
pub const MAX_DELAY: Moment = 30 * DAY;
/// For how long a change can be applied from its time on, in milliseconds. Then it has to be announced again.
pub const LAPSE: Moment = 30 * DAY;

/// Names a vault. They are counted from 0.
pub type VaultId = u32;

/// A market that a vault may supply to.
#[derive(Clone, Copy, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
pub struct Allocation {
	/// Which.
	pub market: MarketId,
	/// What the supply shares of the vault may be worth at most, for more to be supplied.
	pub cap: Balance,
}

/// A change of a vault.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Change {
	/// How much may be in a market. One that is not in the list is added as the last. One with the cap 0, in which the vault has
	/// nothing, is removed.
	#[codec(index = 0)]
	Cap {
		/// Which.
		market: MarketId,
		/// What the supply shares of the vault may be worth at most, for more to be supplied: in the smallest unit.
		cap: Balance,
	},
	/// The share of the curator in what a share is worth more than it ever was.
	#[codec(index = 1)]
	Fee {
		/// In parts per billion.
		fee: Ppb,
	},
	/// In which order deposits are supplied. What is paid out comes from the last market first.
	#[codec(index = 2)]
	Order {
		/// All markets of the list, each once.
		markets: BoundedVec<MarketId, ConstU32<MAX_MARKETS>>,
	},
}

impl Change {
	/// Whether another change is of the same thing.
	pub fn is_of_same(&self, other: &Self) -> bool {
		match (self, other) {
			(Self::Cap { market, .. }, Self::Cap { market: other, .. }) => market == other,
			(Self::Fee { .. }, Self::Fee { .. }) | (Self::Order { .. }, Self::Order { .. }) => true,
			_ => false,
		}
	}
}

/// A change that is announced.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
pub struct Pending {
	/// What is to change.
	pub change: Change,
	/// From when on it can be applied, in milliseconds since the Unix epoch.
	pub from: Moment,
}

impl Pending {
	/// Until when it can be applied.
	pub fn until(&self) -> Moment {
		// Saturating is right: a clock that late is broken.
		self.from.saturating_add(LAPSE)
	}

	/// Whether its time is over.
	pub fn has_lapsed(&self, now: Moment) -> bool {
		now > self.until()
	}
}

/// A vault.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct Vault<T: Config> {
	/// What is put in: for ever.
	pub asset: Asset,
	/// Who spreads it, and gets the fee: for ever.
	pub curator: T::AccountId,
	/// Who may veto what is announced: for ever.
	pub guardian: T::AccountId,
	/// For how long a change is announced, in milliseconds: for ever.
	pub delay: Moment,
	/// The share of the curator in what a share is worth more than it ever was, in parts per billion.
	pub fee: Ppb,
	/// The markets, in the order in which deposits are supplied.
	pub markets: BoundedVec<Allocation, ConstU32<MAX_MARKETS>>,
	/// What is supplied to none, in the smallest unit. It is on hold in the vault's account.
	pub idle: Balance,
	/// The most that a share was worth when the fee was taken, in parts of 10^27 of the smallest unit.
	pub high_water: u128,
	/// Shares of the curator that could not be minted yet, since his account could not take them. They count as issued.
	pub fee_shares: u128,
	/// What is announced.
	pub pending: BoundedVec<Pending, ConstU32<MAX_PENDING>>,
}

impl<T: Config> Vault<T> {
	/// The cap of a market, if it is in the list.
	pub fn cap(&self, market: &MarketId) -> Option<Balance> {
		self.markets.iter().find(|allocation| allocation.market == *market).map(|allocation| allocation.cap)
	}
}

/// How much of a vault is to be in a market.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Target {
	/// Which.
	pub market: MarketId,
	/// What the supply shares of the vault are to be worth, in the smallest unit.
	pub assets: Balance,
}

/// How shares are redeemed.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum How {
	/// In what was put in, as far as it is idle or markets have it as cash. Shares that are not paid for stay.
	#[codec(index = 0)]
	InCash {
		/// The least to get, in the smallest unit.
		least: Balance,
	},
	/// In kind: the part of the idle money, and the part of the vault's supply shares in each market. For these the caller pays the
	/// deposit of a position, where it has none.
	#[codec(index = 1)]
	InKind,
}
