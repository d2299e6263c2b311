//! Amounts and what they are of.

/// Amounts, in the smallest unit of their asset.
pub type Balance = u128;

/// Names an asset other than the native one.
pub type AssetId = u32;

/// Names an asset; `None` is the native one.
pub type Asset = Option<AssetId>;
