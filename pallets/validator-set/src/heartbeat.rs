//! Heartbeats: nodes say once in each session that they run, and which block is final for them.
//!
//! The runtime cannot see votes: no header and no body has them. So it takes the word of the node, which writes its last final block
//! where the off-chain worker finds it, and does so only as long as its voter does its part.

use crate::{Call, Config, Heard, HeartbeatOf, Pallet, SessionBegan, SignaturesOf, Status, Validators};
use alloc::vec::Vec;
use civitas_primitives::{ActionTag, Envelope};
use codec::Encode;
use frame_support::{pallet_prelude::*, traits::EstimateNextSessionRotation};
use frame_system::{offchain::SubmitTransaction, pallet_prelude::BlockNumberFor};
use sp_core::H256;
use sp_runtime::{
	offchain::storage::StorageValueRef,
	traits::{Bounded, OpaqueKeys, Zero},
	Permill, RuntimeAppPublic, Saturating,
};

/// What is signed as a heartbeat.
pub const HEARTBEAT: ActionTag = ActionTag::new("validator/heartbeat");
/// Where the node writes the number and hash of its last final block, in the persistent storage of off-chain workers.
pub const FINAL_BLOCK: &[u8] = b"civitas/final-block";
/// Where the worker writes what it has sent, before the account.
const SENT: &[u8] = b"civitas/heartbeat/";
/// After how many blocks a heartbeat that is in no block is sent again.
const AGAIN_AFTER: u32 = 5;
/// From when on in a session a heartbeat does not wait any more for a block of that session to become final.
const AT_LATEST: Permill = Permill::from_percent(80);

impl<T: Config> Pallet<T> {
	/// The hash that both session keys sign.
	pub(crate) fn heartbeat_hash(heartbeat: &HeartbeatOf<T>) -> [u8; 32] {
		let first = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		let mut genesis = H256::zero();
		for (to, from) in genesis.as_bytes_mut().iter_mut().zip(first.as_ref()) {
			*to = *from;
		}
		Envelope {
			genesis,
			action: HEARTBEAT,
			identity: &heartbeat.who,
			// It is good once in its session, which counts like a nonce.
			nonce: heartbeat.session.into(),
			deadline: BlockNumberFor::<T>::max_value(),
			submitter: None,
			payload: (heartbeat.block, heartbeat.hash),
		}
		.hash()
	}

	/// The keys with which the node of `who` signs.
	fn signers(who: &T::AccountId) -> Option<(T::AuthorKey, T::VoterKey)> {
		let keys = pallet_session::Pallet::<T>::load_keys(who)?;
		Some((keys.get(T::AuthorKey::ID)?, keys.get(T::VoterKey::ID)?))
	}

	/// Whether the node of `who` is to be heard in this session: of all who are approved, and of those who leave and still serve.
	fn is_awaited(who: &T::AccountId, session: u32) -> bool {
		Validators::<T>::get(who).is_some_and(|known| {
			let takes_part = match known.status {
				Status::Applied => false,
				Status::Leaving { .. } => pallet_session::Pallet::<T>::validators().contains(who),
				Status::Member | Status::Candidate { .. } | Status::Jailed { .. } => true,
			};
			takes_part && !known.was_heard(session)
		})
	}

	/// That a heartbeat is one. What costs most comes last.
	pub(crate) fn authorize_heartbeat(
		heartbeat: &HeartbeatOf<T>,
		(author, voter): &SignaturesOf<T>,
	) -> Result<(ValidTransaction, Weight), TransactionValidityError> {
		let session = pallet_session::Pallet::<T>::current_index();
		if heartbeat.session > session {
			return Err(InvalidTransaction::Future.into());
		}
		if heartbeat.session < session || !Self::is_awaited(&heartbeat.who, session) {
			return Err(InvalidTransaction::Stale.into());
		}
		// Of what is so old that its hash is forgotten it does not matter which block it was.
		let known = frame_system::Pallet::<T>::block_hash(heartbeat.block);
		let is_of_this_chain = heartbeat.block < frame_system::Pallet::<T>::block_number()
			&& (known == heartbeat.hash || known == T::Hash::default());
		if !is_of_this_chain {
			return Err(InvalidTransaction::BadProof.into());
		}
		let hash = Self::heartbeat_hash(heartbeat);
		let is_signed = Self::signers(&heartbeat.who)
			.is_some_and(|keys| keys.0.verify(&hash, author) && keys.1.verify(&hash, voter));
		if !is_signed {
			return Err(InvalidTransaction::BadProof.into());
		}
		ValidTransaction::with_tag_prefix("ValidatorHeartbeat")
			.priority(TransactionPriority::MAX / 2)
			.and_provides((session, &heartbeat.who))
			.longevity(T::SessionSlots::get())
			.propagate(true)
			.build()
			.map(|valid| (valid, Weight::zero()))
	}

	/// Note a heartbeat that was authorised.
	pub(crate) fn note_heartbeat(heartbeat: HeartbeatOf<T>) {
		let HeartbeatOf::<T> { who, session, block, .. } = heartbeat;
		Validators::<T>::mutate_extant(who, |known| known.heartbeat = Some(Heard { session, block }));
	}

	/// Send what is due of the nodes whose keys are here.
	pub(crate) fn send_heartbeats(now: BlockNumberFor<T>) {
		let Ok(Some((block, hash))) = StorageValueRef::persistent(FINAL_BLOCK).get::<(BlockNumberFor<T>, T::Hash)>()
		else {
			return;
		};
		let (progress, _) = T::NextSessionRotation::estimate_current_session_progress(now);
		if block < SessionBegan::<T>::get() && progress.is_none_or(|progress| progress < AT_LATEST) {
			return;
		}
		let local = T::VoterKey::all();
		let session = pallet_session::Pallet::<T>::current_index();
		let mut parties: Vec<T::AccountId> = Self::approved();
		parties.extend(pallet_session::Pallet::<T>::validators());
		parties.sort();
		parties.dedup();
		for who in parties {
			let Some((author, voter)) = Self::signers(&who) else { continue };
			if !local.contains(&voter) || !Self::is_awaited(&who, session) {
				continue;
			}
			let place = [SENT, &who.encode()].concat();
			let sent = StorageValueRef::persistent(&place);
			let is_under_way = sent
				.get::<(u32, BlockNumberFor<T>)>()
				.ok()
				.flatten()
				.is_some_and(|(of, at)| of == session && now >= at && now.saturating_sub(at) < AGAIN_AFTER.into());
			let heartbeat = HeartbeatOf::<T> { who, session, block, hash };
			let signed = Self::heartbeat_hash(&heartbeat);
			let (false, Some(author), Some(voter)) = (is_under_way, author.sign(&signed), voter.sign(&signed)) else {
				continue;
			};
			sent.set(&(session, now));
			let call = Call::<T>::heartbeat { heartbeat, signatures: (author, voter) };
			let transaction = T::create_authorized_transaction(call.into());
			// It is tried again some blocks later.
			let _ = SubmitTransaction::<T, Call<T>>::submit_transaction(transaction);
		}
	}
}
