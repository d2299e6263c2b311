//! Bounded answers to questions whose full answer has no bound.

use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// The most items that one page holds, whatever the caller asks for.
pub const MAX_PAGE_SIZE: u32 = 100;

/// One page of a listing.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Page<Item, Cursor> {
	/// At most as many items as were asked for, and never more than [`MAX_PAGE_SIZE`].
	pub items: Vec<Item>,
	/// Where to go on: pass it to get the next page. `None` when there is nothing more.
	pub next: Option<Cursor>,
}

impl<Item, Cursor> Page<Item, Cursor> {
	/// Take a page of `limit` items ([`MAX_PAGE_SIZE`] if `None`, and never more; 1 if zero is asked for) from `entries`, each
	/// with the cursor that names its own place; the page goes on *after* that place. Reads one entry more than it returns, to
	/// know whether there are more.
	pub fn take(entries: impl Iterator<Item = (Cursor, Item)>, limit: Option<u32>) -> Self {
		let limit = limit.unwrap_or(MAX_PAGE_SIZE).clamp(1, MAX_PAGE_SIZE) as usize;
		let mut items = Vec::new();
		let mut last = None;
		for (cursor, item) in entries {
			if items.len() == limit {
				return Self { items, next: last };
			}
			items.push(item);
			last = Some(cursor);
		}
		Self { items, next: None }
	}

	/// As [`Page::take`], of those `entries` that have an item, which may be few: so the page ends after `most` entries
	/// that it has looked at, too. A page with few or no items and a cursor is not the last.
	pub fn scan(entries: impl Iterator<Item = (Cursor, Option<Item>)>, limit: Option<u32>, most: u32) -> Self {
		let limit = limit.unwrap_or(MAX_PAGE_SIZE).clamp(1, MAX_PAGE_SIZE) as usize;
		let mut items = Vec::new();
		let mut last = None;
		for (looked, (cursor, item)) in entries.enumerate() {
			if items.len() == limit || looked == most.max(1) as usize {
				return Self { items, next: last };
			}
			items.extend(item);
			last = Some(cursor);
		}
		Self { items, next: None }
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn pages(total: u32, limit: u32) -> Vec<Vec<u32>> {
		let mut cursor = None;
		let mut pages = Vec::new();
		loop {
			let after = (0..total).filter(|i| cursor.is_none_or(|c| *i > c)).map(|i| (i, i));
			let page = Page::take(after, Some(limit));
			pages.push(page.items);
			cursor = page.next;
			if cursor.is_none() {
				return pages;
			}
		}
	}

	#[test]
	fn pages_cover_everything_once() {
		assert_eq!(pages(0, 10), vec![Vec::<u32>::new()]);
		assert_eq!(pages(5, 2), vec![vec![0, 1], vec![2, 3], vec![4]]);
		// The end is known without an empty last page.
		assert_eq!(pages(4, 2), vec![vec![0, 1], vec![2, 3]]);
	}

	#[test]
	fn a_scan_covers_everything_once_and_looks_at_no_more_than_it_may() {
		for (limit, most) in [(2, 3), (100, 4), (1, 1), (3, 0)] {
			let (mut cursor, mut found) = (None, Vec::new());
			for _ in 0..100 {
				let looked = core::cell::Cell::new(0);
				let after =
					(0..20u32).filter(|i| cursor.is_none_or(|c| *i > c)).inspect(|_| looked.set(looked.get() + 1));
				let page = Page::scan(after.map(|i| (i, (i % 3 == 0).then_some(i))), Some(limit), most);
				assert!(looked.get() <= most.max(1) + 1, "one more, to know whether there are more");
				assert!(page.items.len() <= limit as usize);
				found.extend(page.items);
				cursor = page.next;
				if cursor.is_none() {
					break;
				}
			}
			assert_eq!(found, [0, 3, 6, 9, 12, 15, 18]);
		}
	}

	#[test]
	fn the_limit_is_clamped() {
		assert_eq!(pages(2, 0), vec![vec![0], vec![1]]);
		assert_eq!(pages(MAX_PAGE_SIZE + 1, u32::MAX).iter().map(Vec::len).collect::<Vec<_>>(), vec![100, 1]);
		let all = Page::take((0..=MAX_PAGE_SIZE).map(|i| (i, i)), None);
		assert_eq!((all.items.len(), all.next), (100, Some(99)));
	}
}
