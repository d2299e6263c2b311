//! What leaves funds.

use super::*;
use crate::Config;
use civitas_primitives::{
	money::Balance,
	public_finance::{AwardId, FundId, LineId, Payee, PeriodId, Span},
	ContentHash,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;

/// A payment to be made.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Payment<AccountId> {
	/// Out of which fund.
	pub fund: FundId,
	/// How much.
	pub amount: Balance,
	/// What for.
	pub how: How<AccountId>,
	/// The hash of what proves it: needed where a bank moves money, and nowhere else.
	pub evidence: Option<ContentHash>,
}

/// What money of a fund is used for.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum How<AccountId> {
	/// An award is paid, of these lines, which sum to the amount.
	#[codec(index = 0)]
	Award {
		/// Which.
		award: AwardId,
		/// Of which of its lines.
		lines: BoundedVec<Split, ConstU32<MAX_LINES>>,
	},
	/// It goes into another fund of the same body and currency.
	#[codec(index = 1)]
	Transfer {
		/// Which.
		to: FundId,
	},
	/// It goes into a fund of the same body in another currency.
	#[codec(index = 2)]
	Exchange {
		/// Which.
		to: FundId,
		/// On chain, the least to get; by a bank, what came.
		got: Balance,
		/// Who gives the one for the other where one is on this chain and the other in a bank: this account gets, or has paid, what is
		/// on chain. Nobody if both are on chain.
		through: Option<AccountId>,
	},
	/// What an officer has entered is refunded to whom it came from: revenue, or a gift that came by a bank.
	#[codec(index = 3)]
	Refund {
		/// The fund that received it.
		fund: FundId,
		/// The number of the receipt there.
		receipt: u32,
		/// The revenue line that bears it, if it was booked on one.
		line: Option<LineId>,
	},
}

/// What money was used for.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum UseKind<AccountId> {
	/// An award was paid. If to a fund of another body, `receipt` is the number of the receipt there, once there is one.
	#[codec(index = 0)]
	Award {
		/// Which.
		award: AwardId,
		/// Of which of its lines.
		lines: BoundedVec<Split, ConstU32<MAX_LINES>>,
		/// The receipt in the payee's fund.
		receipt: Option<u32>,
	},
	/// It went into another fund of the same body, in the same currency or exchanged.
	#[codec(index = 1)]
	Transfer {
		/// Which.
		to: FundId,
		/// The number of the receipt there.
		receipt: u32,
		/// How much came in there.
		got: Balance,
		/// Who gave the one for the other, between this chain and a bank.
		through: Option<AccountId>,
	},
	/// What was received was refunded.
	#[codec(index = 2)]
	Refund {
		/// The fund that received it.
		fund: FundId,
		/// The number of the receipt there.
		receipt: u32,
		/// To whom.
		payee: Payee<AccountId>,
	},
	/// A gift went back, by the pallet that is the gate of the fund.
	#[codec(index = 3)]
	GivenBack {
		/// The number of the receipt.
		receipt: u32,
	},
}

/// Whether money has moved.
#[derive(Clone, Copy, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Standing {
	/// On this chain, with the record.
	#[codec(index = 0)]
	Moved,
	/// By a bank, as the body says.
	#[codec(index = 1)]
	Claimed,
	/// By a bank, as the payee says too.
	#[codec(index = 2)]
	Confirmed {
		/// When he said so.
		at: Moment,
	},
	/// The payee says that it did not.
	#[codec(index = 3)]
	Contested {
		/// When he said so.
		at: Moment,
	},
}

/// Money that left a fund.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(skip_type_params(T), capture_docs = "always")]
#[codec(mel_bound())]
pub struct Use<T: Config> {
	/// The units, and gaps between them.
	pub span: Span,
	/// How many units: the span without the gaps.
	pub amount: Balance,
	/// What for.
	pub kind: UseKind<T::AccountId>,
	/// In which period.
	pub period: PeriodId,
	/// Whether it has moved.
	pub standing: Standing,
	/// How much of it came back.
	pub returned: Balance,
	/// Who paid.
	pub officer: T::AccountId,
	/// When, in milliseconds.
	pub at: Moment,
	/// In which block.
	pub block: BlockNumberFor<T>,
	/// The hash of what proves it.
	pub evidence: Option<ContentHash>,
	/// How often it was corrected.
	pub corrections: u8,
}

/// What is put right. Nothing is taken away: it is noted beside what was there.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Correction {
	/// A payment was of another line, in a period that is still open. Its award bears it there.
	#[codec(index = 0)]
	Lines {
		/// Of which fund.
		fund: FundId,
		/// The number of the use.
		number: u32,
		/// What was booked wrongly.
		from: Split,
		/// Where it belongs.
		to: LineId,
	},
	/// A receipt of money in a bank never came, as far as nothing of it was used.
	#[codec(index = 1)]
	Void {
		/// Of which fund.
		fund: FundId,
		/// The number of the receipt.
		receipt: u32,
		/// The hash of what says so.
		evidence: ContentHash,
	},
	/// A remark on a use.
	#[codec(index = 2)]
	Note {
		/// Of which fund.
		fund: FundId,
		/// The number of the use.
		number: u32,
		/// The hash of the remark.
		document: ContentHash,
	},
}
