//! Calls on which several controllers have to agree.
//!
//! An approval belongs to who gave it and to those who were asked: it counts while the controller is one, and active; while
//! the key or the controllers by which it acted still stand; while nobody has set other controllers since; and for a time.

use crate::{types::*, Config, Error, Event, Identities, Keys, Pallet, Proposals};
use civitas_primitives::Moment;
use codec::MaxEncodedLen;
use frame_support::{
	ensure,
	traits::{Consideration, Footprint, Get, Time},
	BoundedVec,
};
use sp_core::H256;
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::approve`].
	pub(crate) fn do_approve(
		controller: T::AccountId,
		identity: T::AccountId,
		call_hash: H256,
		until: Moment,
	) -> DispatchResult {
		Self::active(&controller)?;
		let record = Identities::<T>::get(&identity).ok_or(Error::<T>::IdentityUnknown)?;
		ensure!(record.controllers.contains(&controller), Error::<T>::NotController);
		let now = T::Time::now();
		// Saturating is right: whatever is so far ahead is within the limit.
		let last = now.saturating_add(T::MaxApproval::get());
		ensure!(until >= now && until <= last, Error::<T>::ExpiryInvalid);
		let by = Self::approves_by(&controller)?;
		let approval = Approval { controller: controller.clone(), by, version: record.controllers_version, until };
		let proposal = match Proposals::<T>::get(&identity, call_hash) {
			None => {
				let ticket = T::ProposalConsideration::new(&controller, Self::approval_footprint())?;
				let approvals = BoundedVec::truncate_from(alloc::vec![approval]);
				Proposal { payer: controller.clone(), approvals, ticket }
			},
			Some(mut proposal) => {
				// It renews its own, and those who are no longer in control make room for those who are.
				let stays = |known: &Approval<_>| {
					known.controller != controller && record.controllers.contains(&known.controller)
				};
				proposal.approvals.retain(stays);
				proposal.approvals.try_push(approval).map_err(|_| Error::<T>::Exhausted)?;
				proposal
			},
		};
		Proposals::<T>::insert(&identity, call_hash, proposal);
		Self::deposit_event(Event::Approved { identity, call_hash, controller, until });
		Ok(())
	}

	/// Rules: [`Pallet::retract_approval`].
	pub(crate) fn do_retract_approval(who: T::AccountId, identity: T::AccountId, call_hash: H256) -> DispatchResult {
		let record = Identities::<T>::get(&identity).ok_or(Error::<T>::IdentityUnknown)?;
		let mut proposal = Proposals::<T>::get(&identity, call_hash).ok_or(Error::<T>::NotApproved)?;
		let before = proposal.approvals.len();
		if Self::acting(&who).is_some_and(|(_, control)| control) {
			proposal.approvals.retain(|approval| approval.controller != who);
		}
		let retracted = proposal.approvals.len() < before;
		if proposal.approvals.iter().any(|approval| Self::counts(&record, approval)) {
			ensure!(retracted, Error::<T>::NotApproved);
			Proposals::<T>::insert(&identity, call_hash, proposal);
		} else {
			proposal.ticket.drop(&proposal.payer)?;
			Proposals::<T>::remove(&identity, call_hash);
		}
		Self::deposit_event(Event::ApprovalRetracted { identity, call_hash, who });
		Ok(())
	}

	/// The approvals of a call, of which enough are of those who are in control now.
	pub(crate) fn ensure_approved(
		identity: &T::AccountId,
		record: &IdentityRecord<T>,
		call_hash: H256,
	) -> Result<Proposal<T>, Error<T>> {
		let proposal = Proposals::<T>::get(identity, call_hash).ok_or(Error::<T>::NotApproved)?;
		let threshold = usize::from(record.threshold);
		let count = proposal.approvals.iter().filter(|approval| Self::counts(record, approval)).take(threshold).count();
		ensure!(count >= threshold, Error::<T>::NotApproved);
		Ok(proposal)
	}

	/// By what a controller, as which someone acts, agrees to something.
	fn approves_by(controller: &T::AccountId) -> Result<ApprovedBy, DispatchError> {
		let (by, _) = Self::acting(controller).ok_or(Error::<T>::NotActing)?;
		Ok(match by {
			Authority::Key(public) => {
				let keys = Keys::<T>::get(controller);
				let key = keys.iter().find(|key| key.public == public).ok_or(Error::<T>::KeyUnknown)?;
				ApprovedBy::Key(key.number)
			},
			Authority::Controller(_) => ApprovedBy::Controllers(Self::active(controller)?.controllers_version),
		})
	}

	/// Whether an approval of a call of the identity of `record` counts now.
	pub(crate) fn counts(record: &IdentityRecord<T>, approval: &Approval<T::AccountId>) -> bool {
		let given = approval.version == record.controllers_version
			&& T::Time::now() <= approval.until
			&& record.controllers.contains(&approval.controller);
		given
			&& Identities::<T>::get(&approval.controller).is_some_and(|controller| {
				controller.is_active()
					&& match approval.by {
						ApprovedBy::Controllers(version) => version == controller.controllers_version,
						ApprovedBy::Key(number) => Keys::<T>::get(&approval.controller)
							.iter()
							.any(|key| key.number == number && key.manages(T::Time::now)),
					}
			})
	}

	/// What a proposal occupies, with the most approvals.
	pub fn approval_footprint() -> Footprint {
		let key = T::AccountId::max_encoded_len().saturating_add(H256::max_encoded_len());
		Footprint::from_parts(1, Proposal::<T>::max_encoded_len().saturating_add(key))
	}
}
