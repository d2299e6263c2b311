//! The weights that the calls need, and what other pallets ask, and constants for mocks. The runtime uses what it measured:
//! see `runtime/src/weights/pallet_certification.rs`.
//!
//! `d` is the number of accreditations that are read one above the other, from 0, if the operator acts as such, to `MAX_DEPTH`.
//! Before a call it is not known and taken to be `MAX_DEPTH`, unless the call says that it is 0; what was charged too much is
//! given back after the call. Wherever authority over something is asked for, the operator of the network has the longest way:
//! all `d` accreditations and the network are read.

use frame_support::weights::Weight;

/// Weights of the calls.
pub trait WeightInfo {
	/// [`crate::Pallet::found_network`] with the longest texts, open for as many schemas as a scope can name.
	fn found_network() -> Weight;
	/// [`crate::Pallet::update_network`] with longer texts than before, and opened for the largest scope, so that the deposit
	/// grows.
	fn update_network() -> Weight;
	/// [`crate::Pallet::transfer_network`].
	fn transfer_network() -> Weight;
	/// [`crate::Pallet::accept_network`].
	fn accept_network() -> Weight;
	/// [`crate::Pallet::close_network`].
	fn close_network() -> Weight;
	/// [`crate::Pallet::register_schema`] with the longest texts, as the next version of another.
	fn register_schema() -> Weight;
	/// [`crate::Pallet::deprecate_schema`].
	fn deprecate_schema() -> Weight;
	/// [`crate::Pallet::join_network`].
	fn join_network() -> Weight;
	/// [`crate::Pallet::accredit`] by the holder of an accreditation with a quota that is the last of `d`, with the largest
	/// scopes throughout. A new accreditation can follow on at most `MAX_DEPTH - 1`; from 0 on, which is the operator.
	fn accredit(d: u32) -> Weight;
	/// [`crate::Pallet::amend_accreditation`] of the last of `d`, which had ended, by the operator: to the largest scope, for which
	/// the deposit changes hands, and with a larger quota out of that of its parent.
	fn amend_accreditation(d: u32) -> Weight;
	/// [`crate::Pallet::suspend_accreditation`] of the last of `d` by the operator.
	fn suspend_accreditation(d: u32) -> Weight;
	/// [`crate::Pallet::reinstate_accreditation`] of the last of `d` by the operator.
	fn reinstate_accreditation(d: u32) -> Weight;
	/// [`crate::Pallet::revoke_accreditation`] of the last of `d`, which nobody has accepted, by the operator: its deposit and
	/// quota go back.
	fn revoke_accreditation(d: u32) -> Weight;
	/// [`crate::Pallet::transfer_accreditation`] of the last of `d` by the operator.
	fn transfer_accreditation(d: u32) -> Weight;
	/// [`crate::Pallet::accept_accreditation`] of the last of `d`, which had another holder and was offered by the operator.
	fn accept_accreditation(d: u32) -> Weight;
	/// [`crate::Pallet::commit_nullifier`].
	fn commit_nullifier() -> Weight;
	/// [`crate::Pallet::withdraw_nullifier_commitment`].
	fn withdraw_nullifier_commitment() -> Weight;
	/// [`crate::Pallet::issue`] under the last of `d`, with a quota, with all that a schema can ask for: a public record of
	/// the greatest length, a search key, one per subject, a nullifier (both held by certificates that are over), and an
	/// identity as subject.
	fn issue(d: u32) -> Weight;
	/// [`crate::Pallet::issue`] under the last of `d`, with a quota, and nothing of the rest.
	fn issue_plain(d: u32) -> Weight;
	/// [`crate::Pallet::accept`] of one that survives its issuer and was issued under the last of `d`.
	fn accept(d: u32) -> Weight;
	/// [`crate::Pallet::renew`] by the holder of the first of `d` of what was issued under the last, with all that a schema
	/// can ask for.
	fn renew(d: u32) -> Weight;
	/// [`crate::Pallet::replace`] by the holder of the first of `d` of what was issued under the last, with all that a schema
	/// can ask for.
	fn replace(d: u32) -> Weight;
	/// [`crate::Pallet::suspend`] by the operator of what was issued under the last of `d`: a batch, for which is looked
	/// second.
	fn suspend(d: u32) -> Weight;
	/// [`crate::Pallet::reinstate`], as [`WeightInfo::suspend`].
	fn reinstate(d: u32) -> Weight;
	/// [`crate::Pallet::revoke`], as [`WeightInfo::suspend`].
	fn revoke(d: u32) -> Weight;
	/// [`crate::Pallet::surrender`].
	fn surrender() -> Weight;
	/// [`crate::Pallet::withdraw_deposit`] of a certificate with a record, all listings, and both entries of uniqueness.
	fn withdraw_deposit() -> Weight;
	/// [`crate::Pallet::issue_batch`] under the last of `d`, with a quota.
	fn issue_batch(d: u32) -> Weight;
	/// [`crate::Pallet::create_status_list`].
	fn create_status_list() -> Weight;
	/// [`crate::Pallet::set_status`] by the operator, of a batch that was issued under the last of `d`: `b` suspensions (from 1
	/// to [`crate::types::MAX_INDICES`]) in `p` pages (from 1 to 256) are taken back.
	fn set_status(d: u32, p: u32, b: u32) -> Weight;
	/// What other pallets ask by [`civitas_primitives::CertificateInspect::verify`]: of the largest certificate, which is valid, so
	/// that everything is looked at, under the last of `d`.
	fn verify_one(d: u32) -> Weight;
}

/// Constants for mocks: each call the same, and something for each component, so that refunds can be seen.
impl WeightInfo for () {
	fn found_network() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn update_network() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn transfer_network() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn accept_network() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn close_network() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn register_schema() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn deprecate_schema() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn join_network() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn accredit(d: u32) -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(Weight::from_parts(1_000, 0).saturating_mul(d.into()))
	}
	fn amend_accreditation(d: u32) -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(Weight::from_parts(1_000, 0).saturating_mul(d.into()))
	}
	fn suspend_accreditation(d: u32) -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(Weight::from_parts(1_000, 0).saturating_mul(d.into()))
	}
	fn reinstate_accreditation(d: u32) -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(Weight::from_parts(1_000, 0).saturating_mul(d.into()))
	}
	fn revoke_accreditation(d: u32) -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(Weight::from_parts(1_000, 0).saturating_mul(d.into()))
	}
	fn transfer_accreditation(d: u32) -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(Weight::from_parts(1_000, 0).saturating_mul(d.into()))
	}
	fn accept_accreditation(d: u32) -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(Weight::from_parts(1_000, 0).saturating_mul(d.into()))
	}
	fn commit_nullifier() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn withdraw_nullifier_commitment() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn issue(d: u32) -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(Weight::from_parts(1_000, 0).saturating_mul(d.into()))
	}
	fn issue_plain(d: u32) -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(Weight::from_parts(1_000, 0).saturating_mul(d.into()))
	}
	fn accept(d: u32) -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(Weight::from_parts(1_000, 0).saturating_mul(d.into()))
	}
	fn renew(d: u32) -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(Weight::from_parts(1_000, 0).saturating_mul(d.into()))
	}
	fn replace(d: u32) -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(Weight::from_parts(1_000, 0).saturating_mul(d.into()))
	}
	fn suspend(d: u32) -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(Weight::from_parts(1_000, 0).saturating_mul(d.into()))
	}
	fn reinstate(d: u32) -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(Weight::from_parts(1_000, 0).saturating_mul(d.into()))
	}
	fn revoke(d: u32) -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(Weight::from_parts(1_000, 0).saturating_mul(d.into()))
	}
	fn surrender() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn withdraw_deposit() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn issue_batch(d: u32) -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(Weight::from_parts(1_000, 0).saturating_mul(d.into()))
	}
	fn create_status_list() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn set_status(d: u32, p: u32, b: u32) -> Weight {
		Weight::from_parts(10_000_000, 0)
			.saturating_add(Weight::from_parts(1_000, 0).saturating_mul(d.into()))
			.saturating_add(Weight::from_parts(1_000, 0).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(1_000, 0).saturating_mul(b.into()))
	}
	fn verify_one(d: u32) -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(Weight::from_parts(1_000, 0).saturating_mul(d.into()))
	}
}
