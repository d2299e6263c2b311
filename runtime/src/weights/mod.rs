//! Measured weights. `scripts/bench.sh weights` writes these files anew.

pub mod equivocation;
pub mod frame_system_extensions;
pub mod pallet_agreements;
pub mod pallet_certification;
pub mod pallet_identity_registry;
pub mod pallet_lending;
pub mod pallet_oracle;
pub mod pallet_public_finance;
pub mod pallet_reputation;
pub mod pallet_validator_set;
pub mod pallet_vaults;
