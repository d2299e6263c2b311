//! Measured weights. `scripts/bench.sh weights` writes these files anew.

pub mod equivocation;
pub mod frame_system;
pub mod frame_system_extensions;
pub mod pallet_agreements;
pub mod pallet_assets;
pub mod pallet_balances;
pub mod pallet_certification;
pub mod pallet_identity_registry;
pub mod pallet_lending;
pub mod pallet_oracle;
pub mod pallet_preimage;
pub mod pallet_public_finance;
pub mod pallet_reputation;
pub mod pallet_sudo;
pub mod pallet_timestamp;
pub mod pallet_transaction_payment;
pub mod pallet_utility;
pub mod pallet_validator_set;
pub mod pallet_vaults;
