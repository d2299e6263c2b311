//! Bodies, and when what is done for them needs a second person.

use super::*;
use crate::Config;
use civitas_primitives::{
	money::Balance,
	public_finance::{Currency, LineId, PeriodId},
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound};
use scale_info::TypeInfo;

/// When an act needs a second person, in one currency.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Rule {
	/// The currency.
	pub currency: Currency,
	/// The most that an officer, and that a payee, can have in a window without a second person.
	pub threshold: Balance,
	/// The window, in milliseconds. What was in the one before counts too, so nothing is gained by its end.
	pub window: Moment,
	/// How long an act waits for the second person, in milliseconds.
	pub life: Moment,
}

/// A body that keeps public books. Its account is its key.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(skip_type_params(T), capture_docs = "always")]
#[codec(mel_bound())]
pub struct Body<T: Config> {
	/// Its name.
	pub name: Label,
	/// Its identifier.
	pub identifier: Option<OrgId>,
	/// The body that it belongs to; both have agreed.
	pub parent: Option<T::AccountId>,
	/// The body that it wants to belong to.
	pub wish: Option<T::AccountId>,
	/// Its level: 1 without a parent.
	pub depth: u8,
	/// How many bodies belong to it.
	pub children: u32,
	/// Who appropriates: a council, a board.
	pub appropriator: Option<T::AccountId>,
	/// Who shall appropriate, but has not accepted.
	pub successor: Option<T::AccountId>,
	/// When acts need a second person. In a currency without a rule all do.
	pub rules: BoundedVec<Rule, ConstU32<MAX_RULES>>,
	/// The period that is open.
	pub current: Option<PeriodId>,
	/// How many periods it has had.
	pub periods: PeriodId,
	/// How many lines it has had.
	pub lines: LineId,
	/// How many acts have waited.
	pub acts: u32,
}

/// What a body, its parent and its appropriator change about it.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum BodyChange<AccountId> {
	/// By the body: its name and identifier. The first makes it a body.
	#[codec(index = 0)]
	Name {
		/// The name: at most 64 bytes.
		name: Label,
		/// The identifier, of org-id.guide: at most 64 bytes.
		identifier: Option<OrgId>,
	},
	/// By the body: it wants to belong to this one, or to none.
	#[codec(index = 1)]
	Parent(Option<AccountId>),
	/// By the parent: it agrees, or does not any more.
	#[codec(index = 2)]
	Adopt(bool),
	/// By the appropriator, or by the body as long as it has none: this one shall appropriate.
	#[codec(index = 3)]
	Appropriator(AccountId),
	/// By who shall appropriate: he accepts.
	#[codec(index = 4)]
	Accept,
	/// By the appropriator: the rule of a currency.
	#[codec(index = 5)]
	Rule(Rule),
}
