//! Fiscal periods: they are planned, opened and closed in their order, and at most one is open.

use crate::{bodies::bytes_at_most, types::*, Bodies, Config, Error, Event, LastEpoch, Pallet, Periods};
use civitas_primitives::{public_finance::PeriodId, text::is_readable};
use frame_support::{ensure, traits::Time};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// The period that is open.
	pub(crate) fn current(body: &Body<T>) -> Result<PeriodId, Error<T>> {
		body.current.ok_or(Error::<T>::PeriodNotOpen)
	}

	/// A period.
	pub(crate) fn period(body: &T::AccountId, id: PeriodId) -> Result<Period, Error<T>> {
		Periods::<T>::get(body, id).ok_or(Error::<T>::PeriodUnknown)
	}

	/// A period that is planned or open.
	pub(crate) fn unclosed(body: &T::AccountId, id: PeriodId) -> Result<Period, Error<T>> {
		let period = Self::period(body, id)?;
		ensure!(!matches!(period.state, PeriodState::Closed { .. }), Error::<T>::PeriodClosed);
		Ok(period)
	}

	pub(crate) fn do_set_period(who: &T::AccountId, id: T::AccountId, change: PeriodChange) -> DispatchResult {
		Self::ensure_budget(who, &id)?;
		let mut body = Self::body(&id)?;
		let (number, period) = match change {
			PeriodChange::Plan { label, from, to } => {
				ensure!(is_readable(&label), Error::<T>::TextInvalid);
				ensure!(from < to, Error::<T>::PeriodInvalid);
				let number = body.periods;
				body.periods = number.checked_add(1).ok_or(Error::<T>::TooManyRecords)?;
				Self::resize(&id, 0, bytes_at_most::<Period>())?;
				let state = PeriodState::Planned;
				(number, Period { label, from, to, state, is_committed: false, is_audited: false })
			},
			PeriodChange::Open => {
				ensure!(body.current.is_none(), Error::<T>::PeriodNotPlanned);
				let number = Self::oldest_planned(&id, &body);
				let period = Periods::<T>::get(&id, number).ok_or(Error::<T>::PeriodNotPlanned)?;
				body.current = Some(number);
				(number, Period { state: PeriodState::Open, ..period })
			},
			PeriodChange::Close => {
				let number = Self::current(&body)?;
				let period = Self::period(&id, number)?;
				body.current = None;
				let (_, epoch) = LastEpoch::<T>::get();
				let state = PeriodState::Closed { at: T::Time::now(), epoch };
				(number, Period { state, ..period })
			},
		};
		let state = period.state;
		Periods::<T>::insert(&id, number, period);
		Bodies::<T>::insert(&id, body);
		Self::deposit_event(Event::PeriodSet { body: id, period: number, state });
		Ok(())
	}

	/// The oldest period that is planned, or the next if none is. All before it were opened and none after it was, so it is found by
	/// halving, in at most 16 steps.
	fn oldest_planned(id: &T::AccountId, body: &Body<T>) -> PeriodId {
		let (mut low, mut high): (PeriodId, PeriodId) = (0, body.periods);
		while low < high {
			let middle = low.midpoint(high);
			match Periods::<T>::get(id, middle).is_some_and(|period| period.state == PeriodState::Planned) {
				true => high = middle,
				false => low = middle.saturating_add(1),
			}
		}
		low
	}
}
