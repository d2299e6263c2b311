//! What is made of a session when it ends: who was silent, who joins, and whether finality lags.

use crate::{
	Approved, Config, FinalityLags, LeaveReason, Pallet, Recoveries, SessionBegan, Status, ValidatorOf, Validators,
};
use alloc::{collections::btree_set::BTreeSet, vec::Vec};
use core::cmp::Reverse;
use frame_support::traits::Get;
use sp_staking::SessionIndex;

/// In sessions with so many slots for each validator everybody who is there authors.
const SLOTS_EACH: u64 = 10;

impl<T: Config> Pallet<T> {
	/// Judge session `ended`.
	pub(crate) fn judge_session(ended: SessionIndex) {
		let serving: BTreeSet<T::AccountId> = pallet_session::Pallet::<T>::validators().into_iter().collect();
		let mut approved: Vec<(T::AccountId, ValidatorOf<T>)> = Approved::<T>::get()
			.into_iter()
			.filter_map(|who| Validators::<T>::get(&who).map(|known| (who, known)))
			.collect();
		let lags = Self::judge_finality(ended, &serving);
		Self::prolong_bonds(ended, &serving);
		FinalityLags::<T>::put(lags);
		let is_judged = Self::judge_silence(ended, &serving, lags, &mut approved) && !Recoveries::<T>::exists();
		Self::expel_offenders(&mut approved);
		if is_judged {
			Self::jail_silent(&mut approved);
		}
		// Who has just left makes room for nobody in the same session.
		if !lags && !Recoveries::<T>::exists() {
			Self::let_join(&mut approved);
		}
	}

	/// Whether fewer than two thirds of those who serve name a block of this session as final. Then a change of the set could not become
	/// final, and the runtime would count sets that the voters do not know.
	fn judge_finality(ended: SessionIndex, serving: &BTreeSet<T::AccountId>) -> bool {
		let first = SessionBegan::<T>::get();
		let saw = |who: &&T::AccountId| Validators::<T>::get(who).is_some_and(|known| known.saw_final(ended, &first));
		let final_for = serving.iter().filter(saw).count();
		// Saturating: both are bounded by `MaxValidators`.
		final_for.saturating_mul(3) < serving.len().saturating_mul(2)
	}

	/// Whoever has left and serves all the same, since finality lags, answers from then on for as long as others.
	fn prolong_bonds(ended: SessionIndex, serving: &BTreeSet<T::AccountId>) {
		// Saturating: at the end of all session numbers a bond stays held, against its owner.
		let until = ended.saturating_add(1).saturating_add(T::UnbondingSessions::get());
		for who in serving {
			let Some(mut known) = Validators::<T>::get(who) else { continue };
			let Status::Leaving { withdrawable_at } = known.status else { continue };
			if withdrawable_at < until {
				known.status = Status::Leaving { withdrawable_at: until };
				Validators::<T>::insert(who, known);
			}
		}
	}

	/// Count for how many sessions members were silent, and candidates were not. Whether the session counts.
	///
	/// When a third or more of those who serve in good standing was silent, or finality lags, that is a failure of the network and counts
	/// against nobody: no change of the set can mend it, and blocks are rare, so that not everybody's turn comes. Candidates have to see
	/// that blocks of the session become final.
	fn judge_silence(
		ended: SessionIndex,
		serving: &BTreeSet<T::AccountId>,
		lags: bool,
		approved: &mut [(T::AccountId, ValidatorOf<T>)],
	) -> bool {
		// Saturating, here and below: counts are bounded by `MaxValidators`.
		let enough = SLOTS_EACH.saturating_mul(u64::try_from(serving.len()).unwrap_or(u64::MAX));
		let is_long = T::SessionSlots::get() >= enough;
		let is_heard = |who: &T::AccountId, known: &ValidatorOf<T>| {
			let has_authored = !is_long || !serving.contains(who) || known.last_authored == Some(ended);
			known.was_heard(ended) && has_authored
		};
		let (mut standing, mut silent) = (0u32, 0u32);
		for (who, known) in approved.iter() {
			if known.status == Status::Member && serving.contains(who) && !known.has_offended() {
				standing = standing.saturating_add(1);
				silent = silent.saturating_add(u32::from(!is_heard(who, known)));
			}
		}
		// GRANDPA tolerates fewer than a third. Saturating: errs towards a failure of the network.
		let has_failed = lags || silent > 0 && silent.saturating_mul(3) >= standing;
		let first = SessionBegan::<T>::get();
		for (who, known) in approved.iter_mut() {
			let (before, heard) = ((known.status, known.silent_sessions), is_heard(who, known));
			let follows = known.saw_final(ended, &first);
			match (&mut known.status, heard) {
				(Status::Member, true) => known.silent_sessions = 0,
				(Status::Member, false) if !has_failed => {
					known.silent_sessions = known.silent_sessions.saturating_add(1)
				},
				(Status::Candidate { heard: count }, true) if follows => *count = count.saturating_add(1),
				(Status::Candidate { heard: count }, _) => *count = 0,
				_ => {},
			}
			if before != (known.status, known.silent_sessions) {
				Validators::<T>::insert(&*who, &*known);
			}
		}
		!has_failed
	}

	/// Offenders go as soon as the set can spare them: that is proven, and not a matter of who is connected to whom.
	fn expel_offenders(approved: &mut [(T::AccountId, ValidatorOf<T>)]) {
		for (who, known) in approved.iter_mut().filter(|(_, known)| known.has_offended()) {
			if known.status != Status::Member || Self::can_spare_one() {
				Self::begin_leaving(who, known, LeaveReason::Offence);
				Validators::<T>::insert(&*who, &*known);
			}
		}
	}

	/// Jail who was silent for too long, longest first: a tenth of the set a day, and never so many that more than a third of those
	/// approved are jailed. Else whoever cuts the others off is left with the set.
	fn jail_silent(approved: &mut [(T::AccountId, ValidatorOf<T>)]) {
		let count = |is: fn(&ValidatorOf<T>) -> bool| approved.iter().filter(|(_, known)| is(known)).count();
		let all = count(|known| known.status.is_approved());
		// Also those who are candidates again and have not joined: to unjail somebody who is still cut off makes no room.
		let mut jailed =
			count(|known| known.status.is_approved() && known.status != Status::Member && known.serves_from.is_some());
		let until = Self::jailed_until();
		let mut silent: Vec<&mut (T::AccountId, ValidatorOf<T>)> = approved
			.iter_mut()
			.filter(|(_, known)| known.status == Status::Member && known.silent_sessions >= T::MaxSilentSessions::get())
			.collect();
		silent.sort_by_key(|(_, known)| Reverse(known.silent_sessions));
		for (who, known) in silent {
			// Saturating: both are bounded by `MaxValidators`.
			jailed = jailed.saturating_add(1);
			let is_too_much = jailed.saturating_mul(3) > all;
			if is_too_much || !Self::can_spare_one() || Self::departures_left() == 0 {
				return;
			}
			Self::jail(who, known, until);
			Validators::<T>::insert(&*who, &*known);
		}
	}

	/// Candidates whose nodes were heard for long enough join, longest first: a tenth of the set a session.
	fn let_join(approved: &mut [(T::AccountId, ValidatorOf<T>)]) {
		let most = usize::try_from(Self::tenth(Self::member_count())).unwrap_or(usize::MAX);
		let heard = |known: &ValidatorOf<T>| match known.status {
			Status::Candidate { heard } => heard,
			_ => 0,
		};
		let mut ready: Vec<&mut (T::AccountId, ValidatorOf<T>)> =
			approved.iter_mut().filter(|(_, known)| heard(known) >= T::CandidateSessions::get().max(1)).collect();
		ready.sort_by_key(|(_, known)| Reverse(heard(known)));
		for (who, known) in ready.into_iter().take(most) {
			Self::join(who, known);
			Validators::<T>::insert(&*who, &*known);
		}
	}
}
