//! Periods and lines.

use super::*;
use civitas_primitives::{
	money::Balance,
	public_finance::{Code, Currency, LineId, PeriodId},
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// How a period stands.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum PeriodState {
	/// Lines are made and authority is given; nothing is paid.
	#[codec(index = 0)]
	Planned,
	/// It is the one in which things are booked.
	#[codec(index = 1)]
	Open,
	/// Nothing in it changes any more.
	#[codec(index = 2)]
	Closed {
		/// When it was.
		at: Moment,
		/// In which epoch of block production, of those counted here.
		epoch: u64,
	},
}

/// A fiscal period of a body.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Period {
	/// What it is called.
	pub label: Label,
	/// When it begins, in milliseconds.
	pub from: Moment,
	/// When it ends.
	pub to: Moment,
	/// How it stands.
	pub state: PeriodState,
	/// Whether there was an award. After the first, authority that is moved is no longer of the original budget.
	pub is_committed: bool,
	/// Whether it was audited: an opinion was given.
	pub is_audited: bool,
}

/// What is changed about periods.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum PeriodChange {
	/// Plan the next one.
	#[codec(index = 0)]
	Plan {
		/// What it is called: at most 64 bytes.
		label: Label,
		/// When it begins, in milliseconds.
		from: Moment,
		/// When it ends.
		to: Moment,
	},
	/// Open the oldest that is planned; none is open.
	#[codec(index = 1)]
	Open,
	/// Close the one that is open.
	#[codec(index = 2)]
	Close,
}

/// Whether a line is of what comes in or of what goes out.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum LineKind {
	/// What comes in. Its authority is what is expected.
	#[codec(index = 0)]
	Revenue,
	/// What goes out.
	#[codec(index = 1)]
	Expenditure,
}

/// What a line is under.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Above {
	/// Nothing: it is one of the first level in a period and currency.
	#[codec(index = 0)]
	Root {
		/// The period.
		period: PeriodId,
		/// The currency.
		currency: Currency,
		/// Whether it is of what comes in or of what goes out.
		kind: LineKind,
	},
	/// Another line.
	#[codec(index = 1)]
	Line(LineId),
}

/// What is booked: exact, and by itself.
#[derive(Clone, Copy, Debug, Default, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Booked {
	/// What it may commit to; of revenue, what is expected.
	pub authority: Balance,
	/// What awards have committed it to.
	pub obligated: Balance,
	/// What was paid; of revenue, what has come in.
	pub disbursed: Balance,
	/// Of revenue, what was refunded.
	pub refunded: Balance,
}

/// A line of a budget.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Line {
	/// What it is under.
	pub above: Above,
	/// The last part of its path: unique under that.
	pub part: Part,
	/// What it is called.
	pub label: Option<Label>,
	/// The period.
	pub period: PeriodId,
	/// The currency.
	pub currency: Currency,
	/// Whether it is of what comes in or of what goes out.
	pub kind: LineKind,
	/// Its level: 1 under nothing.
	pub depth: u8,
	/// What it is for, by classifications.
	pub codes: BoundedVec<Code, ConstU32<MAX_CODES>>,
	/// The line that binds it: itself, or the nearest above that binds.
	pub control: LineId,
	/// Authority of the original budget that came to it, less what went on.
	pub original: i128,
	/// All authority that ever came to it.
	pub came: Balance,
	/// All authority that ever went on from it.
	pub went: Balance,
	/// What is booked on it. Its authority is `came - went`.
	pub own: Booked,
	/// If it binds, what is booked on it and on all lines that it binds.
	pub bound: Option<Booked>,
	/// How many lines are under it.
	pub children: u32,
}

/// A line to be made.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct LineTerms {
	/// What it is under.
	pub above: Above,
	/// The last part of its path: at most 16 bytes.
	pub part: Part,
	/// What it is called: at most 64 bytes.
	pub label: Option<Label>,
	/// What it is for, by at most 4 classifications.
	pub codes: BoundedVec<Code, ConstU32<MAX_CODES>>,
	/// Whether it binds itself and the lines below that do not. Those of the first level always do.
	pub binds: bool,
}

/// Authority that moves.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Move {
	/// From which line; from none only by the appropriator.
	pub from: Option<LineId>,
	/// To which line; to none only by the appropriator.
	pub to: Option<LineId>,
	/// How much.
	pub amount: Balance,
	/// Whether it is of the original budget: only before the first award of the period.
	pub original: bool,
	/// Why: at most 64 bytes.
	pub reason: Label,
}
