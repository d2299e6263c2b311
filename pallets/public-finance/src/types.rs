//! What is stored, and what calls take.

mod acts;
mod audit;
mod awards;
mod bodies;
mod funds;
mod lines;
mod uses;

pub use acts::*;
pub use audit::*;
pub use awards::*;
pub use bodies::*;
pub use funds::*;
pub use lines::*;
pub use uses::*;

use civitas_primitives::{Moment, Text};
use sp_core::{bounded::BoundedVec, ConstU32};

/// A day, in milliseconds.
const DAY: Moment = 24 * 60 * 60 * 1_000;
/// How deep bodies and lines can be: the first level is 1.
pub const MAX_DEPTH: u8 = 8;
/// The most items of a list in a call.
pub const MAX_LIST: u32 = 64;
/// The most lines of an award, and of a payment.
pub const MAX_LINES: u32 = 16;
/// The most codes of a line.
pub const MAX_CODES: u32 = 4;
/// The most currencies that a body has rules for.
pub const MAX_RULES: u32 = 8;
/// The most officers that commit to one award.
pub const MAX_OFFICERS: u32 = 4;
/// The most findings of an auditor.
pub const MAX_FINDINGS: u16 = 64;
/// The most corrections of a use.
pub const MAX_CORRECTIONS: u8 = 16;
/// The most that one officer makes of them.
pub const MAX_CORRECTIONS_EACH: usize = 8;
/// The shortest time that donors have to take back what is theirs, in milliseconds: 14 days.
pub const MIN_TAKE_BACK: Moment = 14 * DAY;
/// The longest time that they have, in milliseconds: a year.
pub const MAX_TAKE_BACK: Moment = 365 * DAY;
/// The longest that a campaign lasts, in milliseconds: five years.
pub const MAX_CAMPAIGN: Moment = 5 * 365 * DAY;
/// After how long without a revealed secret an auditor can be replaced, in milliseconds: half a year.
pub const REPLACE_AFTER: Moment = 182 * DAY;
/// After how long without an opinion he can, whatever he has revealed, in milliseconds: three years.
pub const REPLACE_SILENT_AFTER: Moment = 3 * 365 * DAY;
/// For how long a payment by a bank that its payee has not answered stays in state, in milliseconds: half a year.
pub const ANSWER_TIME: Moment = 182 * DAY;
/// The longest that an act waits for a second person, in milliseconds: 90 days.
pub const MAX_LIFE: Moment = 90 * DAY;

/// A name or label: at most 64 bytes.
pub type Label = Text<ConstU32<64>>;
/// A part of the path of a line: at most 16 bytes.
pub type Part = Text<ConstU32<16>>;
/// A list in a call.
pub type List<Item> = BoundedVec<Item, ConstU32<MAX_LIST>>;
/// An organisation's identifier of org-id.guide: at most 64 bytes.
pub type OrgId = Text<ConstU32<64>>;
