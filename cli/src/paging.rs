//! How much of a listing is wanted, and how it is put together from the pages that the chain gives.

use crate::{arguments, failure::Failure, types::Page};
use clap::Args;
use std::collections::BTreeSet;
use subxt::utils::H256;

/// How many items to ask for at once; the chain may give fewer.
const PAGE_SIZE: u32 = 100;

/// How many pages more than would hold what is wanted are asked for. The chain looks at a bounded number of entries for
/// each, so pages may be short, and even empty: nobody shall make a listing take for ever by what is not in it.
const SPARE_PAGES: u32 = 15;

/// The place after which a listing goes on.
pub trait Cursor: Copy + Ord + Send + Sync + 'static {
	/// Read it as it is typed, which is how it is printed.
	fn read(text: &str) -> Result<Self, String>;
}

impl Cursor for H256 {
	fn read(text: &str) -> Result<Self, String> {
		arguments::hash(text)
	}
}

impl Cursor for u32 {
	fn read(text: &str) -> Result<Self, String> {
		text.parse().map_err(|_| "not the number of a network".to_owned())
	}
}

impl Cursor for u64 {
	fn read(text: &str) -> Result<Self, String> {
		text.parse().map_err(|_| "not the number of an accreditation".to_owned())
	}
}

/// Which part of a listing.
#[derive(Args, Debug)]
pub struct Paging<C: Cursor> {
	/// List at most so many.
	#[arg(
		long,
		value_name = "COUNT",
		default_value_t = 100,
		value_parser = clap::value_parser!(u32).range(1..),
		conflicts_with = "all"
	)]
	limit: u32,
	/// Go on after this one: `next` of the listing before.
	#[arg(long, value_name = "ID", value_parser = C::read)]
	cursor: Option<C>,
	/// List all that follow, however many they are.
	#[arg(long)]
	all: bool,
}

impl<C: Cursor> Paging<C> {
	/// How many items to ask for when there are so many.
	fn wanted(&self, items: u32) -> u32 {
		if self.all {
			PAGE_SIZE
		} else {
			self.limit.saturating_sub(items).clamp(1, PAGE_SIZE)
		}
	}

	/// Whether so many items of so many pages will do.
	fn is_enough(&self, items: u32, pages: u32) -> bool {
		let most = self.limit.div_ceil(PAGE_SIZE).saturating_add(SPARE_PAGES);
		!self.all && (items >= self.limit || pages >= most)
	}
}

/// The part of a listing, with where it goes on; `ask` gives the page after a cursor, of at most so many items.
pub async fn collect<Item, C: Cursor>(
	paging: &Paging<C>,
	mut ask: impl AsyncFnMut(Option<C>, u32) -> Result<Page<Item, C>, Failure>,
) -> Result<Page<Item, C>, Failure> {
	let count = |items: &[Item]| u32::try_from(items.len()).unwrap_or(u32::MAX);
	let mut items: Vec<Item> = Vec::new();
	let mut cursor = paging.cursor;
	let mut cursors: BTreeSet<C> = cursor.into_iter().collect();
	let mut pages = 0u32;
	loop {
		let page = ask(cursor, paging.wanted(count(&items))).await?;
		items.extend(page.items);
		pages = pages.saturating_add(1);
		match page.next {
			Some(next) if !cursors.insert(next) => {
				return Err(Failure::unknown("node", "The pages that the node gives do not come to an end."));
			},
			Some(next) if !paging.is_enough(count(&items), pages) => cursor = Some(next),
			next => return Ok(Page { items, next }),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn part(limit: u32, cursor: Option<u32>) -> Paging<u32> {
		Paging { limit, cursor, all: false }
	}

	/// A page of the even numbers below 1000, for which no more than ten numbers are looked at.
	async fn even(cursor: Option<u32>, limit: u32) -> Result<Page<u32, u32>, Failure> {
		let first = cursor.map_or(0, |cursor| cursor + 1);
		let mut items = Vec::new();
		for number in first..1000 {
			if number == first + 10 || items.len() == limit as usize {
				return Ok(Page { items, next: Some(number - 1) });
			}
			if number % 2 == 0 {
				items.push(number);
			}
		}
		Ok(Page { items, next: None })
	}

	/// A page without anything on it, of a listing without end.
	async fn empty(cursor: Option<u32>, _: u32) -> Result<Page<u32, u32>, Failure> {
		Ok(Page { items: Vec::new(), next: Some(cursor.map_or(1, |cursor| cursor + 1)) })
	}

	/// A page of a listing that begins anew after its third.
	async fn circle(cursor: Option<u32>, _: u32) -> Result<Page<u32, u32>, Failure> {
		let next = cursor.map_or(1, |cursor| (cursor + 1) % 3);
		Ok(Page { items: vec![next], next: Some(next) })
	}

	#[tokio::test]
	async fn short_pages_are_put_together() {
		let first = collect(&part(7, None), even).await.expect("there are pages");
		assert_eq!((first.items, first.next), (vec![0, 2, 4, 6, 8, 10, 12], Some(12)));
		let next = collect(&part(2, Some(12)), even).await.expect("there are pages");
		assert_eq!((next.items, next.next), (vec![14, 16], Some(16)));
		let rest = Paging { limit: 100, cursor: Some(16), all: true };
		let rest = collect(&rest, even).await.expect("there are pages");
		assert_eq!((rest.items.len(), rest.items.last(), rest.next), (491, Some(&998), None));
		let none = collect(&part(7, Some(998)), even).await.expect("there is a page");
		assert_eq!((none.items.len(), none.next), (0, None));
	}

	#[tokio::test]
	async fn what_is_not_listed_does_not_make_it_take_for_ever() {
		for (limit, pages) in [(1, 16), (100, 16), (101, 17), (1000, 25)] {
			let part = collect(&part(limit, None), empty).await.expect("there are pages");
			assert_eq!((part.items.len(), part.next), (0, Some(pages)), "{limit}");
		}
	}

	#[tokio::test]
	async fn pages_in_a_circle_are_noticed() {
		let all = Paging { limit: 100, cursor: None, all: true };
		let failure = collect(&all, circle).await.expect_err("it has no end");
		assert_eq!(failure.code, "node");
	}

	#[test]
	fn cursors_are_read_as_they_are_printed() {
		let id = H256::repeat_byte(7);
		assert_eq!(H256::read(&format!("{id:?}")), Ok(id));
		assert_eq!((u32::read("7"), u64::read("18446744073709551615")), (Ok(7), Ok(u64::MAX)));
		assert!(H256::read("7").is_err() && u32::read("-1").is_err() && u64::read("0x01").is_err());
	}
}
