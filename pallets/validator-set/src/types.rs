//! What is stored about one validator.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use sp_runtime::Perbill;
use sp_staking::SessionIndex;

/// In how many different sessions offences of one bond are told apart.
///
/// An offender is out of the set two sessions after the first report, so that a few entries are
/// the rule. When there are more, the oldest session is forgotten.
pub const MAX_OFFENCE_SESSIONS: u32 = 16;

/// Where an account stands on its way through the validator set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Status {
	/// The bond is held and the approval origin has not decided.
	#[codec(index = 0)]
	Applied,
	/// In the set: named in every session that is planned.
	#[codec(index = 1)]
	Member,
	/// No longer named in what is planned. Sessions planned earlier are still served.
	#[codec(index = 2)]
	Leaving {
		/// First session in which the bond can be withdrawn. \[session index\]
		withdrawable_at: SessionIndex,
	},
	/// Approved, and not in the set yet: its node has to show that it runs.
	#[codec(index = 3)]
	Candidate {
		/// In how many sessions in a row it was heard. \[sessions\]
		heard: u32,
	},
	/// Approved, and out of the set since it fell silent.
	#[codec(index = 4)]
	Jailed {
		/// First session in which it can become a candidate again. \[session index\]
		until: SessionIndex,
	},
}

impl Status {
	/// Whether the account was approved and has not left.
	pub fn is_approved(&self) -> bool {
		matches!(self, Self::Member | Self::Candidate { .. } | Self::Jailed { .. })
	}
}

/// Why a validator stopped being named in planned sessions.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum LeaveReason {
	/// It asked to.
	#[codec(index = 0)]
	Resigned,
	/// The approval origin removed it.
	#[codec(index = 1)]
	Removed,
	/// An offence of it was proven.
	#[codec(index = 2)]
	Offence,
}

/// The gravest offence of a validator within one session.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct OffenceRecord {
	/// Session in which the offence happened. \[session index\]
	pub session: SessionIndex,
	/// Part of the bond that has been asked for this session in total. A further report of the
	/// same session takes only what it exceeds this by.
	pub fraction: Perbill,
}

/// The heartbeat of a node in a session.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Heard<BlockNumber> {
	/// In which session. \[session index\]
	pub session: SessionIndex,
	/// The last block that was final for the node. \[block number\]
	pub block: BlockNumber,
}

/// What a node says once in each session: that it runs, and which block is final for it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Heartbeat<AccountId, BlockNumber, Hash> {
	/// Whose node it is.
	pub who: AccountId,
	/// The session in which it is good. \[session index\]
	pub session: SessionIndex,
	/// The last block that is final for the node. \[block number\]
	pub block: BlockNumber,
	/// The hash of that block.
	pub hash: Hash,
}

/// An account with a bond in this pallet.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Validator<Balance, BlockNumber> {
	/// The bond that was required when the account applied. Slashes are fractions of it, and a
	/// later change of the required bond does not touch it. \[balance\]
	pub bond: Balance,
	/// What is on hold now: the bond less what was slashed. \[balance\]
	pub held: Balance,
	/// Where the account stands.
	pub status: Status,
	/// First session that this bond answers for, `None` before the account has joined the set. Offences of earlier
	/// sessions belong to an earlier bond. \[session index\]
	pub serves_from: Option<SessionIndex>,
	/// Last session in which the account authored a block. \[session index\]
	pub last_authored: Option<SessionIndex>,
	/// Its last heartbeat.
	pub heartbeat: Option<Heard<BlockNumber>>,
	/// Full sessions in a row that count as silent. \[sessions\]
	pub silent_sessions: u32,
	/// Offences that were proven, at most one entry a session. A validator with an entry is kept
	/// disabled as long as it serves, and leaves as soon as the set can spare it.
	pub offences: BoundedVec<OffenceRecord, ConstU32<MAX_OFFENCE_SESSIONS>>,
}

impl<Balance: Copy, BlockNumber> Validator<Balance, BlockNumber> {
	/// A pending application that holds `bond`.
	pub fn applied(bond: Balance) -> Self {
		Self {
			bond,
			held: bond,
			status: Status::Applied,
			serves_from: None,
			last_authored: None,
			heartbeat: None,
			silent_sessions: 0,
			offences: BoundedVec::new(),
		}
	}

	/// A member that holds `bond` and is first named in the plan of session `serves_from`.
	pub fn member(bond: Balance, serves_from: SessionIndex) -> Self {
		Self { status: Status::Member, serves_from: Some(serves_from), ..Self::applied(bond) }
	}
}

impl<Balance, BlockNumber: PartialOrd> Validator<Balance, BlockNumber> {
	/// Whether a heartbeat came in `session`.
	pub fn was_heard(&self, session: SessionIndex) -> bool {
		self.heartbeat.as_ref().is_some_and(|heard| heard.session == session)
	}

	/// Whether the heartbeat of `session` names a block from `first` on as final.
	pub fn saw_final(&self, session: SessionIndex, first: &BlockNumber) -> bool {
		self.heartbeat.as_ref().is_some_and(|heard| heard.session == session && heard.block >= *first)
	}

	/// Whether this bond answers for what happened in `session`.
	pub fn answers_for(&self, session: SessionIndex) -> bool {
		self.serves_from.is_some_and(|from| session >= from)
	}

	/// Whether an offence has been proven against this bond.
	pub fn has_offended(&self) -> bool {
		!self.offences.is_empty()
	}

	/// Fraction of the bond already asked for offences in `session`, zero if there were none.
	pub fn fraction_for(&self, session: SessionIndex) -> Perbill {
		self.offences.iter().find(|known| known.session == session).map_or(Perbill::zero(), |known| known.fraction)
	}

	/// The highest fraction over all sessions, `None` if there was no offence.
	pub fn gravest_offence(&self) -> Option<Perbill> {
		self.offences.iter().map(|known| known.fraction).max()
	}

	/// Note an offence in `session`. Of several in one session the gravest is kept.
	pub fn note_offence(&mut self, session: SessionIndex, fraction: Perbill) {
		if let Some(known) = self.offences.iter_mut().find(|known| known.session == session) {
			known.fraction = known.fraction.max(fraction);
			return;
		}
		if self.offences.is_full() {
			let oldest = self.offences.iter().map(|known| known.session).min();
			self.offences.retain(|known| Some(known.session) != oldest);
		}
		let noted = self.offences.try_push(OffenceRecord { session, fraction });
		debug_assert!(noted.is_ok(), "one entry was dropped if the list was full");
	}
}
