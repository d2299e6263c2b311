//! Amounts and what they are of.

/// Amounts, in the smallest unit of their asset.
pub type Balance = u128;

/// Names an asset other than the native one.
pub type AssetId = u32;

/// Names an asset; `None` is the native one.
pub type Asset = Option<AssetId>;

/// The number of the first kind of shares of vaults, as an asset of its own kind: below are the shares of who provides liquidity.
pub const VAULT_SHARES: AssetId = 0x8000_0000;

/// The number of the first kind of shares of pools of credit: all below, from the first of a vault on, are of vaults.
pub const POOL_SHARES: AssetId = 0xc000_0000;
