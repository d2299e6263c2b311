//! Recovery of finality, when a third of the voters or more is lost for good.
//!
//! A new set cannot be agreed on by votes then. Root says who is alive. They are planned, and nobody else; and in the block in which
//! their session begins GRANDPA is told to change to them by force. The two must not come apart: whoever is planned is who votes.

use crate::{Approved, Config, Error, Event, FinalityLags, Heard, Pallet, Recoveries, Status, Validators};
use alloc::vec::Vec;
use codec::{Decode, Encode, MaxEncodedLen};
use core::fmt::Debug;
use frame_support::{
	dispatch::DispatchResult, ensure, traits::Get, BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use sp_staking::SessionIndex;

/// The longest delay of a recovery: a hundred blocks are hours when blocks are rare.
const MAX_DELAY: u32 = 100;

/// Production and finality of blocks, as far as a recovery needs them.
pub trait Consensus<BlockNumber, Keys> {
	/// Have the set whose session begins in this block vote from `final_block` on, `delay` blocks from now. `set_id` is the number of
	/// the set that votes until then.
	fn force(delay: BlockNumber, final_block: BlockNumber, set_id: u64);

	/// The number of the set that votes, as the runtime counts.
	fn set_id() -> u64;

	/// Whether a change is still under way.
	fn is_changing() -> bool;

	/// Whether those who make blocks and those who vote are those of these keys.
	fn agrees(keys: &[Keys]) -> bool;
}

/// How far a recovery is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Stage {
	/// The next plan names those who are alive.
	#[codec(index = 0)]
	Ordered,
	/// They are planned.
	#[codec(index = 1)]
	Planned {
		/// For which session. \[session index\]
		session: SessionIndex,
	},
	/// Their session has begun, and the change to them is under way.
	#[codec(index = 2)]
	Forced,
}

/// A recovery of finality.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(capture_docs = "always", skip_type_params(Max))]
#[codec(mel_bound(AccountId: MaxEncodedLen, BlockNumber: MaxEncodedLen))]
pub struct Recovery<AccountId, BlockNumber, Max>
where
	AccountId: Clone + Debug + Eq,
	BlockNumber: Clone + Debug + Eq,
	Max: Get<u32>,
{
	/// Who is alive, in ascending order.
	pub live: BoundedVec<AccountId, Max>,
	/// The last final block. \[block number\]
	pub final_block: BlockNumber,
	/// The number of the set that voted last, as the voters count.
	pub set_id: u64,
	/// How many blocks after their session has begun they vote. \[blocks\]
	pub delay: BlockNumber,
	/// How far it is.
	pub stage: Stage,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_recover_finality(
		live: Vec<T::AccountId>,
		final_block: BlockNumberFor<T>,
		set_id: u64,
		delay: BlockNumberFor<T>,
	) -> DispatchResult {
		ensure!(final_block < frame_system::Pallet::<T>::block_number(), Error::<T>::BlockUnknown);
		// Voters are never ahead of the runtime; and while they wait nothing becomes final.
		ensure!(set_id <= T::Finality::set_id(), Error::<T>::SetUnknown);
		ensure!(delay <= MAX_DELAY.into(), Error::<T>::DelayTooLong);
		// What the voters count now is known only when that change is done.
		let is_forced = Recoveries::<T>::get().is_some_and(|recovery| recovery.stage == Stage::Forced);
		ensure!(!is_forced || !T::Finality::is_changing(), Error::<T>::RecoveryUnderWay);
		let mut live: BoundedVec<_, _> = live.try_into().map_err(|_| Error::<T>::SetFull)?;
		let least = usize::try_from(T::MinValidators::get()).unwrap_or(usize::MAX);
		ensure!(live.len() >= least, Error::<T>::SetTooSmall);
		live.sort();
		let is_twice = live.windows(2).any(|pair| pair.first() == pair.last());
		ensure!(!is_twice, Error::<T>::NamedTwice);
		let approved = Approved::<T>::get();
		for who in &live {
			ensure!(approved.binary_search(who).is_ok(), Error::<T>::NotApproved);
			ensure!(Self::has_keys(who), Error::<T>::KeysMissing);
			// They alone make blocks from their session on.
			let heard = Validators::<T>::get(who).and_then(|known| known.heartbeat);
			let now = pallet_session::Pallet::<T>::current_index();
			let is_recent = |heard: Heard<_>| heard.session.saturating_add(T::MaxSilentSessions::get()) >= now;
			ensure!(heard.is_some_and(is_recent), Error::<T>::NotHeard);
		}
		let until = Self::jailed_until();
		for who in approved {
			let Some(mut validator) = Validators::<T>::get(&who) else { continue };
			match (live.binary_search(&who).is_ok(), validator.status) {
				(true, Status::Candidate { .. } | Status::Jailed { .. }) => Self::join(&who, &mut validator),
				(false, Status::Member) => Self::jail(&who, &mut validator, until),
				_ => continue,
			}
			Validators::<T>::insert(who, validator);
		}
		Recoveries::<T>::put(Recovery { live: live.clone(), final_block, set_id, delay, stage: Stage::Ordered });
		let live = live.into_inner();
		Self::deposit_event(Event::RecoveryOrdered { live, final_block, set_id, delay });
		Ok(())
	}

	/// Finality that has come back by itself ends a recovery that has forced nothing yet: what was planned becomes final like any other
	/// change, and a change by force would break the proofs for nothing.
	pub(crate) fn end_needless_recovery() {
		let is_needless = Recoveries::<T>::get().is_some_and(|recovery| recovery.stage != Stage::Forced);
		if is_needless && !FinalityLags::<T>::get() {
			Recoveries::<T>::kill();
			Self::deposit_event(Event::RecoveryNotNeeded);
		}
	}

	/// What is planned during a recovery: those who are alive, once, and then the same as before.
	pub(crate) fn plan_recovery(session: SessionIndex) -> Option<Vec<T::AccountId>> {
		let mut recovery = Recoveries::<T>::get()?;
		if recovery.stage != Stage::Ordered {
			return None;
		}
		// They may have lost the ones before.
		Self::apply_new_keys();
		recovery.stage = Stage::Planned { session };
		let live = recovery.live.clone();
		Recoveries::<T>::put(recovery);
		Some(live.into_inner())
	}

	/// When a session begins: the change is forced in the block in which those who are alive begin, before GRANDPA hears of the session.
	/// Later it is seen whether it has come to pass.
	pub(crate) fn proceed_with_recovery(begins: SessionIndex) {
		Self::end_needless_recovery();
		let Some(mut recovery) = Recoveries::<T>::get() else { return };
		// They are still those of the session that begins.
		let serving: Vec<_> = pallet_session::Pallet::<T>::queued_keys();
		let is_changing = T::Finality::is_changing();
		recovery.stage = match recovery.stage {
			Stage::Planned { session } if session <= begins && !is_changing => {
				T::Finality::force(recovery.delay, recovery.final_block, recovery.set_id);
				Self::deposit_event(Event::RecoveryBegan { session: begins });
				Stage::Forced
			},
			Stage::Forced if !is_changing => {
				let (names, keys): (Vec<_>, Vec<_>) = serving.into_iter().unzip();
				if names == recovery.live.to_vec() && T::Finality::agrees(&keys) {
					Recoveries::<T>::kill();
					Self::deposit_event(Event::FinalityRecovered);
					return;
				}
				// Who makes blocks and who votes have come apart: from the start. The voters have changed once.
				recovery.set_id = recovery.set_id.saturating_add(1);
				Self::deposit_event(Event::RecoveryRestarted);
				Stage::Ordered
			},
			stage => stage,
		};
		Recoveries::<T>::put(recovery);
	}
}
