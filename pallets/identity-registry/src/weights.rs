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
	/// [`crate::Pallet::revoke_key`] among the most keys, on request.
	fn revoke_key() -> Weight;
	/// [`crate::Pallet::set_key_permissions`] with the most limits, calls and counterparties.
	fn set_key_permissions() -> Weight;
	/// [`crate::Pallet::set_controllers`] of the most others instead of the most who have accepted.
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
	/// [`crate::Pallet::accept_control`] by one below the most others, each of which has as many controllers as it can have.
	fn accept_control() -> Weight;
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
	/// [`crate::Pallet::unfreeze`] on the request of the last of the most keys, with the most requests and freezes.
	fn unfreeze() -> Weight;
	/// [`crate::Pallet::deactivate`] with the most keys, services and controllers.
	fn deactivate() -> Weight;
	/// [`crate::Pallet::act_as`] without the call that is made, by the last of the most keys; `a` is the number of
	/// assets, the native one included, of which the key has limits, and `b` the size of the call in bytes.
	fn act_as(a: u32, b: u32) -> Weight;
	/// [`crate::Pallet::act_as_signed`] without the call that is made, as [`WeightInfo::act_as`]; but for
	/// [`WeightInfo::fits`].
	fn act_as_signed(a: u32, b: u32) -> Weight;
	/// What [`crate::Pallet::act_as`] needs besides if the controllers had to agree and `a` of them have approved, each with
	/// the most keys; but for [`WeightInfo::fits`].
	fn consume_proposal(a: u32) -> Weight;
	/// Asking the filters around an act that is signed or approved whether they let it pass: those of the scopes of as many
	/// acts as can be around it, on each level of a call of `b` bytes; and that of the chain, for each of `c` calls in it.
	fn fits(b: u32, c: u32) -> Weight;
	/// [`crate::Pallet::vote`] among the most keys and requests.
	fn vote() -> Weight;
	/// [`crate::Pallet::approve`] by the last of the most keys of the last of the most controllers, who approves first and pays.
	fn approve() -> Weight;
	/// [`crate::Pallet::retract_approval`] by anyone, of the most that do not count, by controllers with the most keys.
	fn retract_approval() -> Weight;
	/// [`crate::Pallet::resign_control`] from among the most controllers.
	fn resign_control() -> Weight;
	/// Whether someone is a controller, of as many as there can be.
	fn is_controller() -> Weight;
	/// Whether two identities are related, where they and those above them are `n` with the most keys.
	fn related(n: u32) -> Weight;
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
	fn set_key_permissions() -> Weight {
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
	fn accept_control() -> Weight {
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
	fn consume_proposal(a: u32) -> Weight {
		Weight::from_parts(1_000_000, 0).saturating_mul(a.into())
	}
	fn fits(b: u32, c: u32) -> Weight {
		Weight::from_parts(1_000, 0)
			.saturating_mul(b.into())
			.saturating_add(Weight::from_parts(100_000, 0).saturating_mul(c.into()))
	}
	fn vote() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn approve() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn retract_approval() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn resign_control() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn is_controller() -> Weight {
		Weight::zero()
	}
	fn related(n: u32) -> Weight {
		Weight::from_parts(100_000, 0).saturating_mul(n.into())
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
