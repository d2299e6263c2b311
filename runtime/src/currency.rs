//! The unit of account, and what things cost in it.

use crate::Balance;

/// 1 CIV.
pub const CIV: Balance = 1_000_000_000_000;
/// A thousandth of a CIV.
pub const MILLICIV: Balance = CIV / 1_000;
/// A millionth of a CIV.
pub const MICROCIV: Balance = MILLICIV / 1_000;

/// What an account must own to exist: its record takes about 80 bytes of state.
pub const EXISTENTIAL_DEPOSIT: Balance = MILLICIV;

/// The deposit for an item in storage: its key and its place in the trie.
pub const DEPOSIT_PER_ITEM: Balance = 10 * MILLICIV;
/// The deposit for a byte in storage.
pub const DEPOSIT_PER_BYTE: Balance = 100 * MICROCIV;

/// The deposit for `items` that hold `bytes` together.
pub const fn deposit(items: u32, bytes: u32) -> Balance {
	items as Balance * DEPOSIT_PER_ITEM + bytes as Balance * DEPOSIT_PER_BYTE
}
