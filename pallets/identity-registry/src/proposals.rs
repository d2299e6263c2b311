//! Calls on which several controllers have to agree.

use crate::{types::*, Config, Error, Event, Identities, Pallet, Proposals};
use civitas_primitives::Moment;
use codec::MaxEncodedLen;
use frame_support::{
	ensure,
	traits::{Consideration, Footprint, Time},
	BoundedVec,
};
use sp_core::H256;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::propose`].
	pub(crate) fn do_propose(
		proposer: T::AccountId,
		identity: T::AccountId,
		call_hash: H256,
		expires: Moment,
	) -> DispatchResult {
		Self::active(&proposer)?;
		Self::ensure_controller(&identity, &proposer)?;
		ensure!(!Proposals::<T>::contains_key(&identity, call_hash), Error::<T>::ProposalExists);
		ensure!(expires >= T::Time::now(), Error::<T>::ExpiryInvalid);
		let mut approvals = BoundedVec::new();
		approvals.try_push(proposer.clone()).map_err(|_| Error::<T>::Exhausted)?;
		let ticket = T::ProposalConsideration::new(&proposer, Self::proposal_footprint())?;
		let proposal = Proposal { proposer: proposer.clone(), approvals, expires, ticket };
		Proposals::<T>::insert(&identity, call_hash, proposal);
		Self::deposit_event(Event::Proposed { identity, call_hash, proposer });
		Ok(())
	}

	/// Rules: [`Pallet::approve`].
	pub(crate) fn do_approve(controller: T::AccountId, identity: T::AccountId, call_hash: H256) -> DispatchResult {
		Self::active(&controller)?;
		let record = Self::ensure_controller(&identity, &controller)?;
		let mut proposal = Proposals::<T>::get(&identity, call_hash).ok_or(Error::<T>::ProposalUnknown)?;
		ensure!(T::Time::now() <= proposal.expires, Error::<T>::ExpiryInvalid);
		ensure!(!proposal.approvals.contains(&controller), Error::<T>::AlreadyApproved);
		// Those who are no longer in control make room for those who are.
		proposal.approvals.retain(|approval| record.controllers.contains(approval));
		proposal.approvals.try_push(controller.clone()).map_err(|_| Error::<T>::Exhausted)?;
		Proposals::<T>::insert(&identity, call_hash, proposal);
		Self::deposit_event(Event::Approved { identity, call_hash, controller });
		Ok(())
	}

	/// Rules: [`Pallet::withdraw_proposal`].
	pub(crate) fn do_withdraw_proposal(who: T::AccountId, identity: T::AccountId, call_hash: H256) -> DispatchResult {
		let proposal = Proposals::<T>::get(&identity, call_hash).ok_or(Error::<T>::ProposalUnknown)?;
		let record = Identities::<T>::get(&identity).ok_or(Error::<T>::IdentityUnknown)?;
		let dead = T::Time::now() > proposal.expires || record.is_deactivated();
		ensure!(who == proposal.proposer || dead, Error::<T>::NotProposer);
		proposal.ticket.drop(&proposal.proposer)?;
		Proposals::<T>::remove(&identity, call_hash);
		Self::deposit_event(Event::ProposalWithdrawn { identity, call_hash });
		Ok(())
	}

	/// That enough of those who are in control now have approved the call; the proposal is used up.
	pub(crate) fn consume_proposal(
		identity: &T::AccountId,
		record: &IdentityRecord<T>,
		call_hash: H256,
	) -> DispatchResult {
		let proposal = Proposals::<T>::get(identity, call_hash).ok_or(Error::<T>::NotApproved)?;
		ensure!(T::Time::now() <= proposal.expires, Error::<T>::ExpiryInvalid);
		let approvals = proposal.approvals.iter().filter(|approval| record.controllers.contains(approval)).count();
		ensure!(approvals >= usize::from(record.threshold), Error::<T>::NotApproved);
		proposal.ticket.drop(&proposal.proposer)?;
		Proposals::<T>::remove(identity, call_hash);
		Ok(())
	}

	fn ensure_controller(identity: &T::AccountId, who: &T::AccountId) -> Result<IdentityRecord<T>, Error<T>> {
		let record = Identities::<T>::get(identity).ok_or(Error::<T>::IdentityUnknown)?;
		ensure!(record.controllers.contains(who), Error::<T>::NotController);
		Ok(record)
	}

	/// What a proposal occupies, with the most approvals.
	pub(crate) fn proposal_footprint() -> Footprint {
		let key = T::AccountId::max_encoded_len().saturating_add(H256::max_encoded_len());
		Footprint::from_parts(1, Proposal::<T>::max_encoded_len().saturating_add(key))
	}
}
