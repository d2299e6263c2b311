//! The weights that the calls need, and constants for mocks. The runtime uses what it measured.

use frame_support::weights::Weight;

/// Weights of the calls.
pub trait WeightInfo {
	/// [`crate::Pallet::register`].
	fn register() -> Weight;
	/// [`crate::Pallet::fund`] taking the deposit over.
	fn fund() -> Weight;
	/// [`crate::Pallet::add_key`] with the oldest key forgotten.
	fn add_key() -> Weight;
	/// [`crate::Pallet::rotate_key`] with the oldest key forgotten.
	fn rotate_key() -> Weight;
	/// [`crate::Pallet::revoke_key`] among the most keys.
	fn revoke_key() -> Weight;
	/// [`crate::Pallet::set_key_scope`] with the most limits.
	fn set_key_scope() -> Weight;
	/// [`crate::Pallet::set_controllers`] with the most controllers and ancestors.
	fn set_controllers() -> Weight;
	/// [`crate::Pallet::set_service`] among the most services.
	fn set_service() -> Weight;
	/// [`crate::Pallet::remove_service`] among the most services.
	fn remove_service() -> Weight;
	/// [`crate::Pallet::claim_name`] of a name that a deactivated identity had.
	fn claim_name() -> Weight;
	/// [`crate::Pallet::release_name`].
	fn release_name() -> Weight;
	/// [`crate::Pallet::offer_name`].
	fn offer_name() -> Weight;
	/// [`crate::Pallet::accept_name`].
	fn accept_name() -> Weight;
	/// [`crate::Pallet::clear_name`] of a name that a deactivated identity had.
	fn clear_name() -> Weight;
	/// [`crate::Pallet::link_account`].
	fn link_account() -> Weight;
	/// [`crate::Pallet::unlink_account`] of a deactivated identity.
	fn unlink_account() -> Weight;
	/// [`crate::Pallet::attest_domain`].
	fn attest_domain() -> Weight;
	/// [`crate::Pallet::remove_domain`].
	fn remove_domain() -> Weight;
	/// [`crate::Pallet::freeze`] by the account of the last of the most keys.
	fn freeze() -> Weight;
	/// [`crate::Pallet::unfreeze`].
	fn unfreeze() -> Weight;
	/// [`crate::Pallet::deactivate`] with the most keys, services and controllers.
	fn deactivate() -> Weight;
	/// [`crate::Pallet::act_as`] without the call that is made, by the last of the most keys; `a` is the number of
	/// assets, the native one included, of which the key has limits, and `b` the size of the call in bytes.
	fn act_as(a: u32, b: u32) -> Weight;
	/// [`crate::Pallet::act_as_signed`] without the call that is made, as [`WeightInfo::act_as`].
	fn act_as_signed(a: u32, b: u32) -> Weight;
	/// What [`crate::Pallet::act_as`] needs besides if the controllers had to agree, with the most of them.
	fn consume_proposal() -> Weight;
	/// [`crate::Pallet::propose`].
	fn propose() -> Weight;
	/// [`crate::Pallet::approve`] as the last of the most controllers.
	fn approve() -> Weight;
	/// [`crate::Pallet::withdraw_proposal`].
	fn withdraw_proposal() -> Weight;
	/// Looking at a key and verifying a signature: sr25519. The calls that carry a signature are weighed without it.
	fn verify_sr25519() -> Weight;
	/// Looking at a key and verifying a signature: ed25519. The calls that carry a signature are weighed without it.
	fn verify_ed25519() -> Weight;
	/// Looking at a key and verifying a signature: secp256k1. The calls that carry a signature are weighed without it.
	fn verify_secp256k1() -> Weight;
	/// Looking at a key and verifying a signature: Ethereum. The calls that carry a signature are weighed without it.
	fn verify_ethereum() -> Weight;
	/// Looking at a key and verifying a signature: P-256, by WebAuthn. The calls that carry a signature are weighed
	/// without it.
	fn verify_passkey() -> Weight;
}

/// Constants for mocks.
impl WeightInfo for () {
	fn register() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn fund() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn add_key() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn rotate_key() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn revoke_key() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn set_key_scope() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn set_controllers() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn set_service() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn remove_service() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn claim_name() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn release_name() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn offer_name() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn accept_name() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn clear_name() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn link_account() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn unlink_account() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn attest_domain() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn remove_domain() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn freeze() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn unfreeze() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn deactivate() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn act_as(a: u32, b: u32) -> Weight {
		let [a, b] = [a, b].map(u64::from);
		Weight::from_parts(10_000_000, 0)
			.saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(a))
			.saturating_add(Weight::from_parts(1_000, 0).saturating_mul(b))
	}
	fn act_as_signed(a: u32, b: u32) -> Weight {
		Self::act_as(a, b)
	}
	fn consume_proposal() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn propose() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn approve() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn withdraw_proposal() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn verify_sr25519() -> Weight {
		Weight::from_parts(1_000_000, 0)
	}
	fn verify_ed25519() -> Weight {
		Weight::from_parts(1_000_000, 0)
	}
	fn verify_secp256k1() -> Weight {
		Weight::from_parts(1_000_000, 0)
	}
	fn verify_ethereum() -> Weight {
		Weight::from_parts(1_000_000, 0)
	}
	fn verify_passkey() -> Weight {
		Weight::from_parts(1_000_000, 0)
	}
}
