//! What is put right. What was there stays, and how it was put right stands beside it.

use crate::{
	awards::award_in, bodies::bytes_of, payments::Splits, types::*, Awards, AwardsOn, Config, Corrections, Error,
	Event, Funds, Pallet, Receipts, Uses,
};
use civitas_primitives::public_finance::{FundId, LineId, Power};
use frame_support::{ensure, traits::Time};
use sp_core::{bounded::BoundedVec, ConstU32};
use sp_runtime::{DispatchError, DispatchResult};

/// The lines of an award.
type AwardLines = BoundedVec<AwardLine, ConstU32<MAX_LINES>>;

/// So much of a payment that was booked on a line belongs to another.
fn rebook<T: Config>(lines: &mut Splits, from: Split, to: LineId) -> Result<(), Error<T>> {
	let place = lines.iter_mut().find(|place| place.line == from.line).ok_or(Error::<T>::NotOfAward)?;
	place.amount = place.amount.checked_sub(from.amount).ok_or(Error::<T>::OverLine)?;
	lines.retain(|place| place.amount > 0);
	match lines.iter_mut().find(|place| place.line == to) {
		Some(place) => place.amount = place.amount.checked_add(from.amount).ok_or(Error::<T>::AmountTooLarge)?,
		None => {
			let split = Split { line: to, amount: from.amount };
			lines.try_push(split).map_err(|_| Error::<T>::TooManyLines)?;
		},
	}
	Ok(())
}

/// The same of an award that was paid, whose obligation moves with it. Whether it still has the line, and had the other.
fn reaward<T: Config>(lines: &mut AwardLines, from: Split, to: LineId) -> Result<(bool, bool), Error<T>> {
	let Split { line, amount } = from;
	let place = lines.iter_mut().find(|place| place.line == line).ok_or(Error::<T>::NotOfAward)?;
	place.amount = place.amount.checked_sub(amount).ok_or(Error::<T>::OverLine)?;
	place.disbursed = place.disbursed.checked_sub(amount).ok_or(Error::<T>::OverLine)?;
	let stays = place.amount > 0;
	lines.retain(|place| stays || place.line != line);
	let found = lines.iter_mut().find(|place| place.line == to);
	let was_there = found.is_some();
	match found {
		Some(place) => {
			place.amount = place.amount.checked_add(amount).ok_or(Error::<T>::AmountTooLarge)?;
			// Saturating is right: no more is paid than there is.
			place.disbursed = place.disbursed.saturating_add(amount);
		},
		None => {
			let moved = AwardLine { line: to, amount, disbursed: amount, lapsed: 0 };
			lines.try_push(moved).map_err(|_| Error::<T>::TooManyLines)?;
		},
	}
	Ok((stays, was_there))
}

impl<T: Config> Pallet<T> {
	/// What a correction is counted by: lines by what goes from one to another, a receipt that is void by what is left of it, and a
	/// remark by nothing.
	pub(crate) fn measure_correction(
		body: &T::AccountId,
		correction: &Correction,
	) -> Result<Measure<T::AccountId>, DispatchError> {
		let (id, power) = match correction {
			Correction::Lines { fund, .. } | Correction::Note { fund, .. } => (*fund, Power::Pay),
			Correction::Void { fund, .. } => (*fund, Power::Receive),
		};
		let fund = Self::fund_of(body, id)?;
		let mut measure = Measure::of(power, fund.currency);
		measure.total = match correction {
			Correction::Lines { from, .. } => from.amount,
			Correction::Void { receipt, .. } => {
				let receipt = Self::receipt(id, *receipt)?;
				// Of what an officer has not entered, others rely on the record.
				measure.always = receipt.officer.is_none();
				receipt.voidable(&fund.queue).len()
			},
			Correction::Note { .. } => 0,
		};
		Ok(measure)
	}

	pub(crate) fn do_correct(officer: &T::AccountId, body: &T::AccountId, correction: Correction) -> DispatchResult {
		match correction {
			Correction::Lines { fund, number, from, to } => {
				let record = Self::correct_lines(body, fund, number, from, to)?;
				Self::note_correction(officer, body, fund, number, record, &correction)?;
			},
			Correction::Void { fund, receipt, .. } => Self::void(body, fund, receipt)?,
			Correction::Note { fund, number, .. } => {
				Self::fund_of(body, fund)?;
				let record = Uses::<T>::get(fund, number).ok_or(Error::<T>::UseUnknown)?;
				Self::note_correction(officer, body, fund, number, record, &correction)?;
			},
		}
		Self::deposit_event(Event::Corrected { body: body.clone(), correction, officer: officer.clone() });
		Ok(())
	}

	/// A correction stands beside the use that it is of, which is stored.
	fn note_correction(
		officer: &T::AccountId,
		body: &T::AccountId,
		id: FundId,
		number: u32,
		mut record: Use<T>,
		correction: &Correction,
	) -> DispatchResult {
		let place = record.corrections;
		// Nobody keeps others from noting something.
		let made = (0..place).filter_map(|place| Corrections::<T>::get((id, number), place));
		let own = made.filter(|(_, by, _)| by == officer).count();
		ensure!(place < MAX_CORRECTIONS && own < MAX_CORRECTIONS_EACH, Error::<T>::TooManyRecords);
		// Saturating is right: there are no more than that.
		record.corrections = place.saturating_add(1);
		let note = (correction.clone(), officer.clone(), T::Time::now());
		Self::resize(body, 0, bytes_of(&note))?;
		Corrections::<T>::insert((id, number), place, note);
		Uses::<T>::insert(id, number, record);
		Ok(())
	}

	/// A payment was of another line of its award, which bears so much of the obligation then. The use as it is then.
	fn correct_lines(
		body: &T::AccountId,
		id: FundId,
		number: u32,
		from: Split,
		to: LineId,
	) -> Result<Use<T>, DispatchError> {
		let fund = Self::fund_of(body, id)?;
		let mut record = Uses::<T>::get(id, number).ok_or(Error::<T>::UseUnknown)?;
		let period = Self::current(&Self::body(body)?)?;
		ensure!(record.period == period, Error::<T>::PeriodClosed);
		ensure!(from.amount > 0, Error::<T>::AmountZero);
		ensure!(from.line != to, Error::<T>::NothingMoves);
		let stored = Self::line_for(body, to, LineKind::Expenditure, fund.currency, period)?;
		fund.ensure_covers(&stored.codes)?;
		let used = record.bytes();
		let UseKind::Award { award: award_id, lines, .. } = &mut record.kind else {
			return Err(Error::<T>::NotOfAward.into());
		};
		rebook::<T>(lines, from, to)?;
		let (award_id, mut award) = (*award_id, award_in::<T>(body, *award_id)?);
		let awarded = bytes_of(&award);
		let (stays, was_there) = reaward::<T>(&mut award.lines, from, to)?;
		if !stays {
			AwardsOn::<T>::remove((body, from.line, award_id));
		}
		if !was_there {
			AwardsOn::<T>::insert((body, to, award_id), ());
		}
		let amount = from.amount;
		Self::book(body, from.line, |booked| {
			booked.obligated = booked.obligated.checked_sub(amount)?;
			booked.disbursed = booked.disbursed.checked_sub(amount)?;
			Some(())
		})?;
		Self::book(body, to, |booked| {
			booked.obligated = booked.obligated.checked_add(amount)?;
			booked.disbursed = booked.disbursed.checked_add(amount)?;
			Some(())
		})?;
		Self::resize(body, used, record.bytes())?;
		Self::resize(body, awarded, bytes_of(&award))?;
		Awards::<T>::insert(award_id, award);
		Ok(record)
	}

	/// What somebody says to have come to a bank never did, as far as nothing of it was used: what an officer has entered or confirmed, or
	/// what an exchange should have brought.
	fn void(body: &T::AccountId, id: FundId, number: u32) -> DispatchResult {
		let mut fund = Self::fund_of(body, id)?;
		ensure!(fund.gate.is_none(), Error::<T>::Gated);
		let mut receipt = Self::receipt(id, number)?;
		// What is on this chain is there, whoever it is from; and a transfer is a matter of the books alone.
		let is_claimed = fund.currency.on_chain().is_none() && receipt.evidence.is_some();
		ensure!(is_claimed, Error::<T>::NotVoidable);
		let voided = receipt.voidable(&fund.queue);
		let amount = voided.len();
		fund.remove(voided)?;
		receipt.removed = receipt.removed.checked_add(amount).ok_or(Error::<T>::AmountTooLarge)?;
		if let Some(line) = receipt.line {
			// The books of a period that is closed stay as they are.
			if Self::body(body)?.current == Some(Self::line(body, line)?.period) {
				Self::book(body, line, |booked| {
					booked.disbursed = booked.disbursed.checked_sub(amount)?;
					Some(())
				})?;
			}
		}
		// If what came back is of a use that was archived, that stays as it was.
		if let Some((of, number)) = receipt.returns.filter(|(of, number)| Uses::<T>::contains_key(of, number)) {
			Self::change_returned(of, number, |returned| returned.checked_sub(amount))?;
		}
		Receipts::<T>::insert(id, number, receipt);
		Funds::<T>::insert(id, fund);
		Self::deposit_event(Event::Removed { fund: id, receipt: number, amount, given_back: false });
		Ok(())
	}
}
