//! What is stored, and what calls take.

use crate::Config;
use civitas_primitives::{
	certification::CertificateId,
	lending::{Books, MarketId, Price, Secured, Terms, DAY},
	money::{Asset, Balance},
	Moment,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{CloneNoBound, DebugNoBound, DefaultNoBound, EqNoBound, PartialEqNoBound};
use scale_info::TypeInfo;

/// The most actions of a bundle.
pub const MAX_ACTIONS: u32 = 8;
/// The most markets that a bundle is about.
pub const MAX_MARKETS: u32 = 4;
/// How many days the history of a market has, of those on which it was touched.
pub const HISTORY: u32 = 400;
/// How long a higher cap is announced, in milliseconds: two days.
pub const CAP_DELAY: Moment = 2 * DAY;
/// The most decimals that a feed is told of.
pub const MAX_DECIMALS: u8 = 30;

/// A cap that falls at once, and rises after it was announced.
#[derive(Clone, Copy, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
pub struct Cap {
	/// The cap until then.
	pub cap: Balance,
	/// The cap that was announced, and from when on.
	pub next: Option<(Balance, Moment)>,
}

impl Cap {
	/// No cap.
	pub const NONE: Self = Self { cap: Balance::MAX, next: None };

	/// The cap at a time.
	pub fn at(&self, now: Moment) -> Balance {
		self.standing(now).cap
	}

	/// With what was announced, if its time has come.
	pub fn standing(&self, now: Moment) -> Self {
		match self.next {
			Some((cap, from)) if from <= now => Self { cap, next: None },
			_ => *self,
		}
	}

	/// With another cap, which replaces what was announced.
	pub fn set(&self, cap: Balance, now: Moment) -> Self {
		let standing = self.standing(now);
		if cap <= standing.cap {
			return Self { cap, next: None };
		}
		// Saturating is right: a clock that late is broken.
		Self { next: Some((cap, now.saturating_add(CAP_DELAY))), ..standing }
	}
}

/// A market.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct Market<T: Config> {
	/// The terms: for ever.
	pub terms: Terms<T::AccountId>,
	/// What is in it, and whose it is.
	pub books: Books,
	/// The most that can be supplied.
	pub supply_cap: Cap,
	/// The most that can be borrowed.
	pub borrow_cap: Cap,
	/// Whether nobody can supply.
	pub supply_paused: bool,
	/// Whether nobody can borrow.
	pub borrow_paused: bool,
	/// How many points its history has had.
	pub points: u32,
	/// The day of the last of them, since the Unix epoch.
	pub day: u64,
}

impl<T: Config> Market<T> {
	/// A position, with the prices of what is pledged and of what is lent.
	pub(crate) fn secured(&self, stand: &Stand, (collateral_price, loan_price): (Price, Price)) -> Secured {
		let debt = self.books.debt_of(stand.debt_shares);
		Secured { collateral: stand.collateral, debt, collateral_price, loan_price }
	}
}

/// What someone has in a market.
#[derive(Clone, Copy, Debug, Default, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
pub struct Stand {
	/// Supply shares.
	pub supply_shares: u128,
	/// Debt shares.
	pub debt_shares: u128,
	/// What is pledged, which is on hold.
	pub collateral: Balance,
}

impl Stand {
	/// Whether it is nothing.
	pub fn is_empty(&self) -> bool {
		*self == Self::default()
	}
}

/// What someone has in a market, and has paid for its storage.
#[derive(
	CloneNoBound, DebugNoBound, DefaultNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct Position<T: Config> {
	/// What they have.
	pub stand: Stand,
	/// What they have paid. There is one if the position is stored.
	pub ticket: Option<T::PositionConsideration>,
}

/// How much.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Amount {
	/// So much, in the smallest unit.
	#[codec(index = 0)]
	Assets(Balance),
	/// All of it, if that is at most so much, in the smallest unit: what is owed, what the shares are worth, what is pledged.
	#[codec(index = 1)]
	All {
		/// So much.
		at_most: Balance,
	},
	/// What the action before has yielded, which must be of the same asset. Only in a bundle.
	#[codec(index = 2)]
	Last,
	/// So many supply shares. Only to withdraw.
	#[codec(index = 3)]
	Shares(u128),
}

/// What a bundle does, for whoever makes it.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Action<AccountId> {
	/// Supply.
	#[codec(index = 0)]
	Supply {
		/// To which market.
		market: MarketId,
		/// How much.
		amount: Amount,
		/// The certificate that the market asks for, if it does.
		certificate: Option<CertificateId>,
	},
	/// Withdraw what was supplied.
	#[codec(index = 1)]
	Withdraw {
		/// From which market.
		market: MarketId,
		/// How much.
		amount: Amount,
	},
	/// Pledge.
	#[codec(index = 2)]
	AddCollateral {
		/// In which market.
		market: MarketId,
		/// How much.
		amount: Amount,
	},
	/// Take back what was pledged.
	#[codec(index = 3)]
	RemoveCollateral {
		/// In which market.
		market: MarketId,
		/// How much.
		amount: Amount,
	},
	/// Borrow.
	#[codec(index = 4)]
	Borrow {
		/// From which market.
		market: MarketId,
		/// How much.
		amount: Amount,
		/// The certificate that the market asks for, if it does.
		certificate: Option<CertificateId>,
	},
	/// Repay.
	#[codec(index = 5)]
	Repay {
		/// To which market.
		market: MarketId,
		/// How much.
		amount: Amount,
	},
	/// Liquidate the position of another.
	#[codec(index = 6)]
	Liquidate {
		/// In which market.
		market: MarketId,
		/// Whose.
		borrower: AccountId,
		/// The most to repay, in the smallest unit.
		most: Balance,
		/// The least collateral to get for it, in the smallest unit.
		least: Balance,
	},
	/// Exchange one asset for another, in one hop.
	#[codec(index = 7)]
	Swap {
		/// What to give.
		from: Asset,
		/// What to get.
		to: Asset,
		/// How much to give.
		amount: Amount,
		/// The least to get, in the smallest unit. It is not 0: whoever makes blocks would keep the rest.
		least: Balance,
	},
}
