//! Records that leave state, once they were audited or nothing is left of them: the oldest first, into the log of their shelf. Events
//! carry them, so that whoever keeps them can prove each for ever by the root of its log.

use crate::{
	awards::account_of,
	bodies::{bytes_at_most, bytes_of},
	types::*,
	Config, Corrections, Error, Event, Funds, Gifts, Logs, Pallet, Periods, Receipts, Uses,
};
use alloc::vec::Vec;
use civitas_primitives::{
	money::Balance,
	public_finance::{FundId, Log},
};
use codec::Encode;
use frame_support::{
	ensure,
	traits::{Consideration, DefensiveResult, Time},
};
use sp_runtime::{DispatchError, DispatchResult};

/// The leaf of a record, and how many bytes its body has paid for.
type Leaf = (Vec<u8>, usize);

/// The body that has paid for receipts of its uses that leave, and how many bytes. Of one only: with the next one's it goes on another
/// time.
struct Rooms<T: Config>(Option<(T::AccountId, usize)>);

impl<T: Config> Rooms<T> {
	/// One more of this body's. Nothing if there are some of another.
	fn free(&mut self, body: T::AccountId) -> Option<()> {
		let bytes = match &self.0 {
			Some((known, _)) if *known != body => return None,
			Some((_, bytes)) => *bytes,
			None => 0,
		};
		// Saturating is right: no list is so long.
		self.0 = Some((body, bytes.saturating_add(bytes_at_most::<Receipt<T>>())));
		Some(())
	}
}

impl<T: Config> Pallet<T> {
	/// The uses of a fund leave while their periods are audited, each with how it was put right. Its receipts follow, as far as all uses
	/// of them have left, or they are gifts of which nothing is left: so of a use that is there, all receipts are but gifts that it has
	/// passed over.
	pub(crate) fn do_archive(shelf: Shelf, limit: u32) -> DispatchResult {
		let (Shelf::Receipts(id) | Shelf::Uses(id)) = shelf;
		let mut fund = Self::fund(id)?;
		let mut log = Logs::<T>::get(shelf);
		let mut rooms = Rooms(None);
		let bytes = match shelf {
			Shelf::Receipts(_) => {
				// Where the uses begin that are still there.
				let oldest = Uses::<T>::get(id, fund.first_use).map_or(fund.queue.used, |used| used.span.from);
				let leave = |number| Self::take_receipt(id, number, oldest, &mut rooms);
				Self::shelve(shelf, &mut log, &mut fund.first_receipt, limit, leave)
			},
			Shelf::Uses(_) => {
				let body = fund.body.clone();
				let leave = |number| Self::take_use(&body, id, number);
				Self::shelve(shelf, &mut log, &mut fund.first_use, limit, leave)
			},
		}?;
		Self::resize(&fund.body, bytes, 0)?;
		if let Some((body, bytes)) = rooms.0 {
			Self::resize(&body, bytes, 0)?;
		}
		Logs::<T>::insert(shelf, log);
		Funds::<T>::insert(id, fund);
		Ok(())
	}

	/// Records from the first on leave, until there is none that does or there were as many as may. How many bytes they took.
	fn shelve(
		shelf: Shelf,
		log: &mut Log,
		first: &mut u32,
		limit: u32,
		mut leave: impl FnMut(u32) -> Option<Leaf>,
	) -> Result<usize, DispatchError> {
		let (before, mut bytes) = (*first, 0usize);
		// Saturating is right: no record has a number above the largest.
		for number in before..before.saturating_add(limit) {
			let Some((leaf, took)) = leave(number) else { break };
			log.append(&leaf).ok_or(Error::<T>::TooManyRecords)?;
			bytes = bytes.saturating_add(took);
			*first = number.saturating_add(1);
			Self::deposit_event(Event::Archived { shelf, number, leaf });
		}
		ensure!(*first > before, Error::<T>::NothingToArchive);
		Ok(bytes)
	}

	/// A use leaves, if its period was audited and nobody has to say anything about it, and with it how it was put right.
	fn take_use(body: &T::AccountId, id: FundId, number: u32) -> Option<Leaf> {
		let used = Uses::<T>::get(id, number)?;
		if !Periods::<T>::get(body, used.period)?.is_audited || Self::is_unanswered(&used) {
			return None;
		}
		Uses::<T>::remove(id, number);
		let corrections = (0..used.corrections).filter_map(|place| Corrections::<T>::take((id, number), place));
		let corrections: Vec<_> = corrections.collect();
		// Saturating is right: what is encoded is in memory.
		let took = corrections.iter().map(bytes_of).fold(used.bytes(), usize::saturating_add);
		// The room for its receipt is paid for as long as that is there.
		let receipt = used.received_in().and_then(|(to, receipt)| Some((to, receipt?)));
		let stays = receipt.is_some_and(|(to, receipt)| Receipts::<T>::contains_key(to, receipt));
		let took = if stays { took.saturating_sub(bytes_at_most::<Receipt<T>>()) } else { took };
		Some(((Shelf::Uses(id), number, &used, &corrections).encode(), took))
	}

	/// Whether someone can still say that he was not paid by a bank, for which he has half a year.
	fn is_unanswered(used: &Use<T>) -> bool {
		// Saturating is right: what ends after all moments does not end.
		used.standing == Standing::Claimed
			&& T::Time::now() <= used.at.saturating_add(ANSWER_TIME)
			&& Self::payee_of(&used.kind).is_some_and(|payee| account_of::<T>(&payee).is_some())
	}

	/// A receipt leaves, if all uses that it is before have; a gift, if all of it that was used has. So what is not there of a gift leaves
	/// at once, and what an officer has entered stays to be audited, also if it was void. What it has no more is its deposit, which goes
	/// back to who gave it, or whose use it is from.
	fn take_receipt(id: FundId, number: u32, oldest: Balance, rooms: &mut Rooms<T>) -> Option<Leaf> {
		let is_done = |receipt: &Receipt<T>| match receipt.ticket {
			// Saturating is right: it is no more than it brought.
			Some(_) => receipt.live() == 0 || receipt.span.from.saturating_add(receipt.live()) <= oldest,
			None => receipt.span.to <= oldest,
		};
		let mut receipt = Receipts::<T>::get(id, number).filter(is_done)?;
		if let Source::Use { fund, number } = receipt.source {
			let source = Funds::<T>::get(fund)?;
			// Else its use still pays for it.
			if number < source.first_use {
				rooms.free(source.body)?;
			}
		}
		let took = receipt.bytes();
		if let (Some(ticket), Source::Account(donor)) = (receipt.ticket.take(), &receipt.source) {
			Gifts::<T>::remove(donor, (id, number));
			// A donor who could not take it must not keep the others from having theirs.
			ticket.drop(donor).defensive_ok();
		}
		Receipts::<T>::remove(id, number);
		Some(((Shelf::Receipts(id), number, &receipt).encode(), took))
	}
}
