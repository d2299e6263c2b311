//! What an offence costs: part of the bond, the rest of the session, and the seat.
//!
//! Reports of the same offence come more than once. Whenever another offender of the same slot is
//! reported, the earlier ones are reported again, with a fraction that is higher because there are
//! more of them. So within one session only the excess over what was asked before is taken.

use crate::{BalanceOf, Config, Event, HoldReason, LeaveReason, Pallet, Status, Validators, WeightInfo};
use frame_support::{
	dispatch::DispatchClass,
	traits::{fungible::BalancedHold, OnUnbalanced},
	weights::Weight,
};
use sp_runtime::{
	traits::{Saturating, Zero},
	Perbill,
};
use sp_staking::{
	offence::{OffenceDetails, OffenceSeverity, OnOffenceHandler},
	SessionIndex,
};

impl<T: Config, FullIdentification> OnOffenceHandler<T::AccountId, (T::AccountId, FullIdentification), Weight>
	for Pallet<T>
{
	/// Punish all `offenders` for what happened in `session`.
	///
	/// The weight is registered with the block. The offences pallet drops what this returns, so
	/// zero is returned, and a caller that does count it counts nothing twice.
	fn on_offence(
		offenders: &[OffenceDetails<T::AccountId, (T::AccountId, FullIdentification)>],
		slash_fraction: &[Perbill],
		session: SessionIndex,
	) -> Weight {
		for (details, fraction) in offenders.iter().zip(slash_fraction) {
			Self::punish(&details.offender.0, *fraction, session);
		}
		// Saturating: a report names at most the validators of one session.
		let count = u32::try_from(offenders.len()).unwrap_or(u32::MAX);
		frame_system::Pallet::<T>::register_extra_weight_unchecked(
			<T as Config>::WeightInfo::on_offence(count),
			DispatchClass::Mandatory,
		);
		Weight::zero()
	}
}

impl<T: Config> Pallet<T> {
	/// Slash `who` for an offence in `session`, disable it, and take its seat if the set can spare
	/// it; otherwise the end of each session tries again. Accounts whose bond does not answer for
	/// that session are left alone.
	pub(crate) fn punish(who: &T::AccountId, fraction: Perbill, session: SessionIndex) {
		let Some(mut validator) = Validators::<T>::get(who) else { return };
		if !validator.answers_for(session) {
			return;
		}

		// Both products round up, against the offender, and their difference adds up over several
		// reports to what the gravest of them asks. Saturating: a report milder than what is known
		// costs nothing more.
		let asked = fraction.mul_ceil(validator.bond);
		let known = validator.fraction_for(session).mul_ceil(validator.bond);
		let due = asked.saturating_sub(known).min(validator.held);
		let slashed = Self::slash_bond(who, due);
		// Saturating: what was taken is at most `due`, which is at most what was held.
		validator.held = validator.held.saturating_sub(slashed);
		validator.note_offence(session, fraction);
		Self::deposit_event(Event::ValidatorOffended { who: who.clone(), session, fraction, slashed });
		let can_go = validator.status != Status::Member || Self::can_spare_one();
		if validator.status.is_approved() && can_go {
			Self::begin_leaving(who, &mut validator, LeaveReason::Offence);
		}
		Validators::<T>::insert(who, validator);

		pallet_session::Pallet::<T>::report_offence(who.clone(), OffenceSeverity(fraction));
	}

	/// Move `amount` of the bond of `who` to the receiver of slashes. Returns what was moved.
	fn slash_bond(who: &T::AccountId, amount: BalanceOf<T>) -> BalanceOf<T> {
		if amount.is_zero() {
			return amount;
		}
		let (credit, missing) =
			<T::NativeBalance as BalancedHold<T::AccountId>>::slash(&HoldReason::Bond.into(), who, amount);
		T::Slash::on_unbalanced(credit);
		// Saturating: `missing` is a part of `amount`.
		amount.saturating_sub(missing)
	}

	/// Disable again, for the session that begins, those of its validators who have offended. The
	/// session pallet forgets who is disabled whenever the set changes, but an offender serves one
	/// more session that was planned before the report.
	pub(crate) fn disable_offenders() {
		for who in pallet_session::Pallet::<T>::validators() {
			let gravest = Validators::<T>::get(&who).and_then(|known| known.gravest_offence());
			if let Some(fraction) = gravest {
				pallet_session::Pallet::<T>::report_offence(who, OffenceSeverity(fraction));
			}
		}
	}
}
