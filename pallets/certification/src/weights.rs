//! The weights that the calls need, and constants for mocks. The runtime uses what it measured: see
//! `runtime/src/weights/pallet_certification.rs`.

use frame_support::weights::Weight;

/// Weights of the calls.
pub trait WeightInfo {
	/// [`crate::Pallet::found_network`] with the longest texts.
	fn found_network() -> Weight;
	/// [`crate::Pallet::register_schema`] with the longest texts.
	fn register_schema() -> Weight;
	/// [`crate::Pallet::accredit`].
	fn accredit() -> Weight;
	/// [`crate::Pallet::withdraw_accreditation`].
	fn withdraw_accreditation() -> Weight;
	/// [`crate::Pallet::issue`].
	fn issue() -> Weight;
	/// [`crate::Pallet::revoke`] by the operator of the network, which reads more than by the issuer.
	fn revoke() -> Weight;
}

/// Constants for mocks.
impl WeightInfo for () {
	fn found_network() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn register_schema() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn accredit() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn withdraw_accreditation() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn issue() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn revoke() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
}
