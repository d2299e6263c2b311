//! Who may talk to whom, by area.

pub mod civitas;
pub mod consensus;
pub mod credit;
pub mod governance;
pub mod identity;
pub mod lending;
pub mod markets;
pub mod money;
pub mod public_finance;
pub mod reputation;
pub mod system;
pub mod utilities;
