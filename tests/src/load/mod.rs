//! Load: how many calls of one kind a chain carries, from the first signature to the last final block.
//!
//! | module | what it is for |
//! |---|---|
//! | [`dialect`] | how this chain writes transactions, by its metadata: other chains of the SDK are served, too |
//! | [`fleet`] | the accounts that sign |
//! | [`stage`] | a chain with such accounts, on which calls are prepared |
//! | [`mod@drive`] | sending, and following until all is final |
//! | [`report`] | what is told of it |
//! | [`works`] | what is measured: a line for each kind of call |

pub mod dialect;
pub mod drive;
pub mod fleet;
pub mod report;
pub mod stage;
pub mod works;

pub use dialect::Dialect;
pub use drive::{drive, Pace, Run};
pub use fleet::{Fleet, Step};
pub use report::{quantiles, Report};
pub use stage::{Chain, Stage};
pub use works::{Work, WORKS};
