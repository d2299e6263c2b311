//! Lines of a budget: what is booked on them, what binds them, and how authority moves between them.

use crate::{bodies::bytes_of, types::*, Bodies, Config, Error, Event, Lines, LinesBelow, Pallet};
use civitas_primitives::{
	money::Balance,
	public_finance::{Code, LineId, Power},
	text::is_readable,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// A line of a body.
	pub(crate) fn line(body: &T::AccountId, id: LineId) -> Result<Line, DispatchError> {
		Ok(Lines::<T>::get(body, id).ok_or(Error::<T>::LineUnknown)?)
	}

	/// Book something on a line, and by that on the line that binds it, which has to bear it. The change is the same on both; where it
	/// is nothing, more would be booked than can be. The line as it is then.
	pub(crate) fn book(
		body: &T::AccountId,
		id: LineId,
		change: impl Fn(&mut Booked) -> Option<()>,
	) -> Result<Line, DispatchError> {
		Self::note_and_book(body, id, |_| Some(()), change)
	}

	/// The same, where something besides is noted on the line itself.
	fn note_and_book(
		body: &T::AccountId,
		id: LineId,
		note: impl FnOnce(&mut Line) -> Option<()>,
		change: impl Fn(&mut Booked) -> Option<()>,
	) -> Result<Line, DispatchError> {
		let mut line = Self::line(body, id)?;
		note(&mut line).and_then(|()| change(&mut line.own)).ok_or(Error::<T>::AmountTooLarge)?;
		let mut control = match line.bound {
			Some(_) => None,
			None => Some(Self::line(body, line.control)?),
		};
		let bound = control.as_mut().unwrap_or(&mut line).bound.as_mut().ok_or(DispatchError::Corruption)?;
		change(bound).ok_or(Error::<T>::AmountTooLarge)?;
		let Booked { authority, obligated, disbursed, .. } = *bound;
		// What is expected to come in binds nobody.
		if line.kind == LineKind::Expenditure {
			ensure!(obligated <= authority, Error::<T>::OverAuthority);
			ensure!(disbursed <= obligated, Error::<T>::NotAccepted);
		}
		if let Some(control) = control {
			Lines::<T>::insert(body, line.control, control);
		}
		Lines::<T>::insert(body, id, &line);
		Ok(line)
	}

	pub(crate) fn do_set_line(who: &T::AccountId, id: T::AccountId, lines: List<LineTerms>) -> DispatchResult {
		Self::ensure_budget(who, &id)?;
		ensure!(!lines.is_empty(), Error::<T>::ListEmpty);
		let mut body = Self::body(&id)?;
		let mut bytes = 0usize;
		for terms in lines {
			let number = body.lines;
			body.lines = number.checked_add(1).ok_or(Error::<T>::TooManyLines)?;
			let line = Self::make_line(&id, number, &terms)?;
			// Saturating is right: a list is short.
			bytes = bytes.saturating_add(bytes_of(&line));
			Lines::<T>::insert(&id, number, line);
			LinesBelow::<T>::insert((&id, &terms.above, &terms.part), number);
			Self::deposit_event(Event::LineMade { body: id.clone(), line: number, terms });
		}
		Self::resize(&id, 0, bytes)?;
		Bodies::<T>::insert(&id, body);
		Ok(())
	}

	/// A line of these terms, with this number. One above it counts it.
	fn make_line(body: &T::AccountId, number: LineId, terms: &LineTerms) -> Result<Line, DispatchError> {
		let LineTerms { above, part, label, codes, binds } = terms.clone();
		// Paths are written with slashes between their parts.
		let has_texts =
			is_readable(&part) && !part.contains('/') && label.as_ref().is_none_or(|label| is_readable(label));
		ensure!(has_texts && codes.iter().all(Code::is_valid), Error::<T>::TextInvalid);
		let (period, currency, kind, depth, control) = match above {
			Above::Root { period, currency, kind } => (period, currency, kind, 1, number),
			Above::Line(id) => {
				let line = Self::line(body, id)?;
				(line.period, line.currency, line.kind, line.depth.saturating_add(1), line.control)
			},
		};
		ensure!(currency.is_valid(), Error::<T>::CurrencyInvalid);
		ensure!(depth <= MAX_DEPTH, Error::<T>::TooDeep);
		Self::unclosed(body, period)?;
		ensure!(!LinesBelow::<T>::contains_key((body, &above, &part)), Error::<T>::LineExists);
		if let Above::Line(id) = above {
			Lines::<T>::mutate(body, id, |line| {
				if let Some(line) = line {
					// Saturating is right: a body has no more lines than that.
					line.children = line.children.saturating_add(1);
				}
			});
		}
		let control = if binds { number } else { control };
		Ok(Line {
			above,
			part,
			label,
			period,
			currency,
			kind,
			depth,
			codes,
			control,
			original: 0,
			came: 0,
			went: 0,
			own: Booked::default(),
			bound: (control == number).then(Booked::default),
			children: 0,
		})
	}

	/// What moves of authority are counted by: all of them together, in their one currency.
	pub(crate) fn measure_moves(body: &T::AccountId, moves: &[Move]) -> Result<Measure<T::AccountId>, DispatchError> {
		let (mut known, mut total): (_, Balance) = (None, 0);
		for Move { from, to, amount, .. } in moves {
			// Where it goes is in the same currency: that is judged when it is moved.
			let line = Self::line(body, from.or(*to).ok_or(Error::<T>::NothingMoves)?)?;
			ensure!(*known.get_or_insert(line.currency) == line.currency, Error::<T>::OtherCurrency);
			total = total.checked_add(*amount).ok_or(Error::<T>::AmountTooLarge)?;
		}
		let currency = known.ok_or(Error::<T>::ListEmpty)?;
		Ok(Measure { total, ..Measure::of(Power::Budget, currency) })
	}

	pub(crate) fn do_move_authority(officer: &T::AccountId, body: &T::AccountId, moves: List<Move>) -> DispatchResult {
		ensure!(!moves.is_empty(), Error::<T>::ListEmpty);
		// That the body does not control him was judged before; and what has waited for a second person is between lines.
		let appropriates = Self::body(body)?.appropriator.as_ref() == Some(officer);
		for moved in moves {
			let is_within = moved.from.is_some() && moved.to.is_some();
			ensure!(appropriates || is_within, Error::<T>::NotAllowed);
			Self::move_authority_once(body, &moved)?;
			Self::deposit_event(Event::AuthorityMoved { body: body.clone(), moved, by: officer.clone() });
		}
		Ok(())
	}

	fn move_authority_once(body: &T::AccountId, moved: &Move) -> DispatchResult {
		let Move { from, to, amount, original, ref reason } = *moved;
		ensure!(from != to, Error::<T>::NothingMoves);
		ensure!(amount > 0, Error::<T>::AmountZero);
		ensure!(is_readable(reason), Error::<T>::TextInvalid);
		let named = |id: LineId| -> Result<Line, DispatchError> {
			let line = Self::line(body, id)?;
			let period = Self::unclosed(body, line.period)?;
			ensure!(!original || !period.is_committed, Error::<T>::BudgetCommitted);
			Ok(line)
		};
		let (giver, taker) = (from.map(named).transpose()?, to.map(named).transpose()?);
		if let (Some(giver), Some(taker)) = (&giver, &taker) {
			ensure!(giver.currency == taker.currency, Error::<T>::OtherCurrency);
			ensure!(giver.kind == taker.kind, Error::<T>::OtherKind);
		}
		let has_enough = giver.as_ref().is_none_or(|giver| giver.own.authority >= amount);
		ensure!(has_enough, Error::<T>::NotEnoughAuthority);
		// Of the original budget, or nothing of it.
		let counted = if original { amount } else { 0 };
		let counted = i128::try_from(counted).map_err(|_| Error::<T>::AmountTooLarge)?;
		// What comes is booked first, so that nothing has changed in between on a line that binds both.
		if let Some(to) = to {
			let note = |line: &mut Line| {
				line.came = line.came.checked_add(amount)?;
				line.original = line.original.checked_add(counted)?;
				Some(())
			};
			Self::note_and_book(body, to, note, |booked| {
				booked.authority = booked.authority.checked_add(amount)?;
				Some(())
			})?;
		}
		if let Some(from) = from {
			let note = |line: &mut Line| {
				line.went = line.went.checked_add(amount)?;
				line.original = line.original.checked_sub(counted)?;
				Some(())
			};
			Self::note_and_book(body, from, note, |booked| {
				booked.authority = booked.authority.checked_sub(amount)?;
				Some(())
			})?;
		}
		Ok(())
	}
}
