//! Bits that say of many things whether they are revoked or suspended: of the members of a batch, or of credentials that are
//! not on chain.

use crate::{
	types::{Indices, MAX_STATUS_PAGES, PAGE_LEVELS},
	Batches, Config, Error, Event, Pallet, StatusList, StatusLists, StatusPage, StatusPages,
};
use alloc::vec::Vec;
use civitas_primitives::{
	certification::{
		status_list::{is_set, locate, MAX_ENTRIES, PAGE_BITS, PAGE_BYTES},
		Authority, Level, StatusListId, StatusPurpose,
	},
	content_id,
};
use codec::MaxEncodedLen;
use frame_support::{
	ensure,
	traits::{Consideration, Footprint, Time},
	BoundedVec,
};
use sp_core::H256;
use sp_runtime::{DispatchError, DispatchResult};

/// The identifier of a status list of its own.
pub(crate) fn status_list_id<AccountId: codec::Encode>(
	owner: &AccountId,
	purpose: StatusPurpose,
	length: u32,
	salt: H256,
) -> StatusListId {
	content_id("civitas/status-list", (owner, purpose, length, salt))
}

/// How many bytes a page of a list has: all, but for the last.
pub(crate) fn page_bytes(length: u32, page: u32) -> u32 {
	// Saturating is right: beyond the end there is nothing.
	let before = page.saturating_mul(PAGE_BITS);
	length.saturating_sub(before).div_ceil(8).min(PAGE_BYTES)
}

/// How many bytes a page of the suspensions of a batch has for the levels.
pub(crate) fn page_levels(length: u32, page: u32) -> u32 {
	// Saturating is right: beyond the end there is nothing.
	let before = page.saturating_mul(PAGE_BITS);
	length.saturating_sub(before).div_ceil(2).min(PAGE_LEVELS)
}

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::create_status_list`].
	pub(crate) fn do_create_status_list(
		owner: T::AccountId,
		purpose: StatusPurpose,
		length: u32,
		salt: H256,
	) -> DispatchResult {
		ensure!((1..=MAX_ENTRIES).contains(&length), Error::<T>::LengthInvalid);
		let id = status_list_id(&owner, purpose, length, salt);
		ensure!(!StatusLists::<T>::contains_key(id), Error::<T>::StatusListExists);
		let ticket = T::StatusListConsideration::new(&owner, Self::list_footprint(length))?;

		StatusLists::<T>::insert(id, StatusList { owner: owner.clone(), purpose, length, salt, ticket });
		Self::deposit_event(Event::StatusListCreated { list: id, owner, purpose, length });
		Ok(())
	}

	/// Rules: [`Pallet::set_status`]. Returns how many accreditations were read.
	pub(crate) fn do_set_status(
		who: T::AccountId,
		list: StatusListId,
		purpose: StatusPurpose,
		indices: Indices,
		value: bool,
	) -> Result<u32, DispatchError> {
		ensure!(value || purpose != StatusPurpose::Revocation, Error::<T>::RevocationFinal);
		ensure!(indices.is_sorted_by(|one, next| one < next), Error::<T>::IndicesUnsorted);
		let last = *indices.last().ok_or(Error::<T>::IndicesEmpty)?;
		let mut pages = Vec::new();
		// To clear bits takes the level that suffices for all of them.
		let mut within = Level::SUBJECT;
		for chunk in indices.chunk_by(|one, next| locate(*one).0 == locate(*next).0) {
			let Some(number) = chunk.first().map(|index| locate(*index).0) else { continue };
			let page = StatusPages::<T>::get((list, purpose, number));
			if let Some(page) = page.as_ref().filter(|page| !value && !page.levels.is_empty()) {
				let set = chunk.iter().filter(|index| is_set(&page.bits, **index));
				within = set.map(|index| page.level(*index)).fold(within, Level::min);
			}
			pages.push((number, chunk, page));
		}
		let (length, level, levels) = Self::list_of(&who, list, purpose, value, within)?;
		ensure!(last < length, Error::<T>::IndexOutOfRange);

		for (number, chunk, page) in pages {
			let page = match page {
				Some(page) => page,
				// Where there is no page, all is clear.
				None if !value => continue,
				None => {
					let bits = alloc::vec![0; page_bytes(length, number) as usize];
					let remembers = level.is_some() && purpose == StatusPurpose::Suspension;
					let levels = if remembers { page_levels(length, number) } else { 0 };
					let levels = alloc::vec![0; levels as usize];
					StatusPage { bits: BoundedVec::truncate_from(bits), levels: BoundedVec::truncate_from(levels) }
				},
			};
			StatusPages::<T>::insert((list, purpose, number), write_bits(page, chunk, value, level));
		}
		let count = u32::try_from(indices.len()).unwrap_or(u32::MAX);
		Self::deposit_event(Event::StatusSet { list, purpose, count, value, by: who });
		Ok(levels)
	}

	/// Of a list whose bits for `purpose` `who` may set to `value`, for which it must stand no further from the root than
	/// `within` if they are to be cleared: how long it is, on whose authority that is if it is one of a batch, and how many
	/// accreditations were read.
	fn list_of(
		who: &T::AccountId,
		id: StatusListId,
		purpose: StatusPurpose,
		value: bool,
		within: Level,
	) -> Result<(u32, Option<Level>, u32), Error<T>> {
		if let Some(batch) = Batches::<T>::get(id) {
			let allowed = purpose == StatusPurpose::Revocation || batch.rules.suspendable;
			ensure!(allowed, Error::<T>::SchemaNotSuspendable);
			let authority = Authority::of(&id);
			let (level, levels) = if value {
				Self::ensure_may_take(who, authority, Level::SUBJECT, batch.rules.survives_issuer)?
			} else {
				Self::ensure_may_give(who, authority, within, T::Time::now())?
			};
			return Ok((batch.count, Some(level), levels));
		}
		let list = StatusLists::<T>::get(id).ok_or(Error::<T>::StatusListUnknown)?;
		ensure!(list.owner == *who, Error::<T>::NotListOwner);
		ensure!(list.purpose == purpose, Error::<T>::PurposeMismatch);
		Ok((list.length, None, 0))
	}

	/// How many pages it takes to set the bits at `indices`, if they are in order; no less than that, if they are not.
	pub(crate) fn pages_of(indices: &Indices) -> u32 {
		let pages = indices.chunk_by(|one, next| locate(*one).0 == locate(*next).0).count();
		u32::try_from(pages).unwrap_or(u32::MAX)
	}

	/// The bit that is set for a member of a batch: the one for good, if both are.
	pub(crate) fn listed(batch: StatusListId, index: u32) -> Option<StatusPurpose> {
		[StatusPurpose::Revocation, StatusPurpose::Suspension].into_iter().find(|purpose| {
			let page = StatusPages::<T>::get((batch, purpose, locate(index).0));
			page.is_some_and(|page| is_set(&page.bits, index))
		})
	}

	/// The bits of `pages` pages from `first` on.
	pub(crate) fn do_status_bits(list: StatusListId, purpose: StatusPurpose, first: u32, pages: u32) -> Vec<u8> {
		let length = match Batches::<T>::get(list) {
			Some(batch) => batch.count,
			None => match StatusLists::<T>::get(list).filter(|list| list.purpose == purpose) {
				Some(list) => list.length,
				None => return Vec::new(),
			},
		};
		let mut bits = Vec::new();
		for page in
			(first..first.saturating_add(pages.min(MAX_STATUS_PAGES))).take_while(|page| page_bytes(length, *page) > 0)
		{
			match StatusPages::<T>::get((list, purpose, page)) {
				Some(page) => bits.extend(page.bits),
				None => bits.extend(core::iter::repeat_n(0, page_bytes(length, page) as usize)),
			}
		}
		bits
	}

	/// What a status list of its own occupies, with all of its pages.
	pub(crate) fn list_footprint(length: u32) -> Footprint {
		let list = StatusList::<T>::max_encoded_len();
		Footprint::from_parts(1, list.saturating_add(Self::pages_size(length, false)))
	}

	/// The bytes of all pages of a list, with their keys, and with the levels if they `remember`.
	pub(crate) fn pages_size(length: u32, remember: bool) -> usize {
		let key = <(StatusListId, StatusPurpose, u32)>::max_encoded_len();
		let empty = StatusPage::max_encoded_len().saturating_sub(PAGE_BYTES.saturating_add(PAGE_LEVELS) as usize);
		let pages = (length.div_ceil(PAGE_BITS) as usize).saturating_mul(key.saturating_add(empty));
		let levels = if remember { length.div_ceil(2) } else { 0 };
		pages.saturating_add(length.div_ceil(8) as usize).saturating_add(levels as usize)
	}
}

/// Set or clear the bits at `indices`, all of which are of one page, on the authority of `level` if it is one of a batch.
fn write_bits(mut page: StatusPage, indices: &[u32], value: bool, level: Option<Level>) -> StatusPage {
	for index in indices {
		let was_set = is_set(&page.bits, *index);
		let (_, byte, mask) = locate(*index);
		if let Some(byte) = page.bits.get_mut(byte as usize) {
			if value {
				*byte |= mask;
			} else {
				*byte &= !mask;
			}
		}
		// What is suspended already is taken over by who stands nearer to the root, and by nobody else.
		let level = match level {
			Some(level) if value && was_set => level.min(page.level(*index)),
			Some(level) if value => level,
			_ => Level(0),
		};
		page.set_level(*index, level);
	}
	page
}
