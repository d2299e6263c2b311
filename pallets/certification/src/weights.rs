//! The weights that the calls need, and constants for mocks. The runtime uses what it measured: see
//! `runtime/src/weights/pallet_certification.rs`.
//!
//! `d` is the number of accreditations that are read one above the other, from 1 to `MAX_DEPTH`. Before a call it is not known
//! and taken to be `MAX_DEPTH`; what was charged too much is given back after the call. Wherever authority over something is
//! asked for, the operator of the network has the longest way: all `d` accreditations and the network are read.

use frame_support::weights::Weight;

/// Weights of the calls.
pub trait WeightInfo {
	/// [`crate::Pallet::found_network`] with the longest texts.
	fn found_network() -> Weight;
	/// [`crate::Pallet::update_network`] with longer texts than before, so that the deposit grows.
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
	/// [`crate::Pallet::amend_accreditation`] of the last of `d` by the operator, who gives it a quota out of that of its
	/// parent.
	fn amend_accreditation(d: u32) -> Weight;
	/// [`crate::Pallet::suspend_accreditation`] of the last of `d` by the operator.
	fn suspend_accreditation(d: u32) -> Weight;
	/// [`crate::Pallet::reinstate_accreditation`] of the last of `d` by the operator.
	fn reinstate_accreditation(d: u32) -> Weight;
	/// [`crate::Pallet::revoke_accreditation`] of the last of `d` by the operator.
	fn revoke_accreditation(d: u32) -> Weight;
	/// [`crate::Pallet::hand_over`] of the last of `d` by the operator.
	fn hand_over(d: u32) -> Weight;
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
	/// [`crate::Pallet::accept`] of one that was not pending, so that it is listed again.
	fn accept() -> Weight;
	/// [`crate::Pallet::decline`].
	fn decline() -> Weight;
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
	/// [`crate::Pallet::revoke_many`] of `n` (from 1 to [`crate::types::MAX_REVOCATIONS`]) batches by the operator, each issued
	/// under the last of `MAX_DEPTH` accreditations of a network of its own.
	fn revoke_many(n: u32) -> Weight;
	/// [`crate::Pallet::surrender`].
	fn surrender() -> Weight;
	/// [`crate::Pallet::withdraw_deposit`] of a certificate with a record, all listings, and both entries of uniqueness.
	fn withdraw_deposit() -> Weight;
	/// [`crate::Pallet::issue_batch`] under the last of `d`, with a quota.
	fn issue_batch(d: u32) -> Weight;
	/// [`crate::Pallet::create_status_list`].
	fn create_status_list() -> Weight;
	/// [`crate::Pallet::set_status`] by the operator, of a batch that was issued under the last of `d`: `b` bits (from 1 to
	/// [`crate::types::MAX_INDICES`]) in `p` new pages (from 1 to 256).
	fn set_status(d: u32, p: u32, b: u32) -> Weight;
	/// [`crate::Pallet::grant_document`] with the longest texts.
	fn grant_document() -> Weight;
	/// [`crate::Pallet::revoke_document_grant`].
	fn revoke_document_grant() -> Weight;
	/// [`crate::Pallet::log_document_access`].
	fn log_document_access() -> Weight;
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
	fn hand_over(d: u32) -> Weight {
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
	fn accept() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn decline() -> Weight {
		Weight::from_parts(10_000_000, 0)
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
	fn revoke_many(n: u32) -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(Weight::from_parts(1_000, 0).saturating_mul(n.into()))
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
	fn grant_document() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn revoke_document_grant() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn log_document_access() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
}
