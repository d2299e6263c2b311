//! Following units of money through funds: up to where they are from, or down to what became of them.
//!
//! A fund is a queue, so the record that a unit is in is found by the number of the unit alone, by halving: on the way up the receipt
//! that brought it, on the way down the use that took it. If that names a record of another fund, the way goes on there. What is followed
//! is not a unit but as many as have one path: a level of the way has a range of units, and each level below narrows it to a piece.
//!
//! Saturating is right throughout: numbers of units are no larger than what a fund has received, and numbers of records than their count.

use crate::{info::*, types::*, Awards, Config, Funds, Pallet, Receipts, Uses};
use alloc::{vec, vec::Vec};
use civitas_primitives::{
	lending::math::{amount, mul_div_up},
	money::Balance,
	public_finance::{scale, FundId, Payee, Span},
	Page, MAX_PAGE_SIZE,
};
use core::ops::ControlFlow::{self, Break, Continue};

/// A page takes no more reads.
pub(crate) const MAX_READS: u32 = 2_000;
/// A path leads through no more funds; from the next on it has to be asked anew.
pub(crate) const MAX_HOPS: usize = 16;

/// Which way units are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
	/// From a use to where its units are from.
	Up,
	/// From a receipt to what became of its units.
	Down,
}

/// No more is read for this page.
#[derive(Debug)]
pub(crate) struct Spent;

/// Why a path ends before it is known where.
enum Halt<AccountId> {
	/// No more is read.
	Spent,
	/// The same, while units were counted that come before; so it has to be asked on from here.
	At(TraceEnd<AccountId>),
}

impl<AccountId> From<Spent> for Halt<AccountId> {
	fn from(_: Spent) -> Self {
		Self::Spent
	}
}

/// The least number that [`scale`] maps to `at` or beyond.
fn unscale(at: Balance, given: Balance, got: Balance) -> Balance {
	if given == got || got == 0 {
		return at;
	}
	amount(mul_div_up(at, given, got)).unwrap_or(Balance::MAX)
}

/// How many reads are left.
pub(crate) struct Reads(pub(crate) u32);

impl Reads {
	fn read<R>(&mut self, get: impl FnOnce() -> R) -> Result<R, Spent> {
		self.0 = self.0.checked_sub(1).ok_or(Spent)?;
		Ok(get())
	}

	/// The record that has the unit `at`, among those of a fund from `first` on, which join. `last` is one that was found before: it is
	/// looked at that one and the next first.
	fn find<R>(
		&mut self,
		(first, count): (u32, u32),
		at: Balance,
		last: Option<(u32, Span)>,
		get: impl Fn(u32) -> Option<(Span, R)>,
	) -> Result<Option<(u32, Span, R)>, Spent> {
		let guess = last.map(|(number, span)| if at < span.to { number } else { number.saturating_add(1) });
		if let Some(number) = guess.filter(|number| (first..count).contains(number)) {
			let guessed = self.read(|| get(number))?.filter(|(span, _)| (span.from..span.to).contains(&at));
			if let Some((span, record)) = guessed {
				return Ok(Some((number, span, record)));
			}
		}
		let (mut low, mut high, mut found) = (first, count, None);
		while low < high {
			let middle = low.midpoint(high);
			match self.read(|| get(middle))? {
				Some((span, record)) if span.from <= at => {
					low = middle.saturating_add(1);
					found = Some((middle, span, record));
				},
				_ => high = middle,
			}
		}
		Ok(found.filter(|(_, span, _)| at < span.to))
	}

	/// The receipt that brought a unit of a use. If that has left, since nothing is left of it, the first that is there: what comes
	/// before it is a gap.
	fn receipt_of<T: Config>(
		&mut self,
		id: FundId,
		fund: &Fund<T>,
		at: Balance,
		last: Option<(u32, Span)>,
	) -> Result<Option<(u32, Span, Receipt<T>)>, Spent> {
		let get = |number| Receipts::<T>::get(id, number).map(|receipt| (receipt.span, receipt));
		let first = fund.first_receipt;
		if let Some(found) = self.find((first, fund.receipts), at, last, get)? {
			return Ok(Some(found));
		}
		let next = self.read(|| get(first))?.filter(|(span, _)| span.from > at);
		Ok(next.map(|(span, receipt)| (first, span, receipt)))
	}

	/// The use that took a unit.
	pub(crate) fn use_of<T: Config>(
		&mut self,
		id: FundId,
		fund: &Fund<T>,
		at: Balance,
		last: Option<(u32, Span)>,
	) -> Result<Option<(u32, Span, Use<T>)>, Spent> {
		let get = |number| Uses::<T>::get(id, number).map(|used| (used.span, used));
		self.find((fund.first_use, fund.uses), at, last, get)
	}

	/// Visit what is there of each receipt from the unit `from` on, as long as `visit` wants more.
	fn visit<T: Config>(
		&mut self,
		id: FundId,
		fund: &Fund<T>,
		from: Balance,
		mut visit: impl FnMut(Span) -> bool,
	) -> Result<(), Spent> {
		let mut next = self.receipt_of(id, fund, from, None)?.map(|(number, _, receipt)| (number, receipt));
		while let Some((number, receipt)) = next {
			let live = live(&receipt);
			if !visit(Span { from: live.from.max(from), to: live.to }) {
				break;
			}
			let number = number.saturating_add(1);
			next = self.read(|| Receipts::<T>::get(id, number))?.map(|receipt| (number, receipt));
		}
		Ok(())
	}

	/// Where the unit is of which so many come before in a use that begins at `from`, and that has gaps.
	fn place<T: Config>(
		&mut self,
		id: FundId,
		fund: &Fund<T>,
		from: Balance,
		before: Balance,
	) -> Result<Balance, Spent> {
		let (mut left, mut place) = (before, from);
		self.visit(id, fund, from, |live| {
			place = live.from.saturating_add(left);
			let is_further = left >= live.len();
			left = left.saturating_sub(live.len());
			is_further
		})?;
		Ok(place)
	}

	/// How many units come before the one at `at` in a use that begins at `from`, and that has gaps.
	fn before<T: Config>(&mut self, id: FundId, fund: &Fund<T>, from: Balance, at: Balance) -> Result<Balance, Spent> {
		let mut before = 0 as Balance;
		self.visit(id, fund, from, |live| {
			before = before.saturating_add(live.overlap(&Span { from, to: at }).len());
			live.to <= at
		})?;
		Ok(before)
	}
}

/// The units of a receipt that are there, or were used. What is removed are its last.
fn live<T: Config>(receipt: &Receipt<T>) -> Span {
	let from = receipt.span.from;
	Span { from, to: from.saturating_add(receipt.live()) }
}

/// Units that go one way from a record.
#[derive(Clone, Copy, Default)]
struct Piece {
	/// The receipt that they came by, on the way up; the use that they left by, on the way down.
	other: Option<u32>,
	/// Where they begin, in the queue of the fund.
	at: Balance,
	/// How many units of the record come before.
	unit: Balance,
	/// How many they are.
	len: Balance,
}

/// How a record is joined to the one that the way came from: it is the other end of an exchange, or of a payment of `given` for `got`.
#[derive(Clone, Copy)]
struct Link {
	given: Balance,
	got: Balance,
	/// Where the piece of the former record begins, at its end of the exchange.
	far: Balance,
}

/// A record on the way, and which of its units are followed.
struct Level<T: Config> {
	/// The fund that it is of.
	id: FundId,
	fund: Fund<T>,
	/// The number of the record: a use on the way up, a receipt on the way down.
	number: u32,
	/// Where its units end that are still there, in the queue of the fund.
	till: Balance,
	/// Where the next unit is, in the queue.
	at: Balance,
	/// How many units of the record come before that. Of the use that was asked about, those in gaps are counted too.
	unit: Balance,
	/// How many come before the first that is not followed.
	end: Balance,
	/// What the last unit was found in.
	last: Option<(u32, Span)>,
	/// The units that are followed now.
	piece: Piece,
	/// How it is joined to the level before; the first is not.
	link: Option<Link>,
}

/// Further to another record, or it ends here.
type Step<T> = ControlFlow<TraceEnd<<T as frame_system::Config>::AccountId>, Level<T>>;
/// The same, if it is known.
type Stepped<T> = Result<Step<T>, Halt<<T as frame_system::Config>::AccountId>>;

impl<T: Config> Level<T> {
	/// The record, for who asks on from it.
	fn record(&self, way: Way) -> Record {
		match way {
			Way::Up => Record::Use(self.id, self.number),
			Way::Down => Record::Receipt(self.id, self.number),
		}
	}

	/// What is left to be followed of it has to be asked for on its own.
	fn more(&self, way: Way) -> TraceEnd<T::AccountId> {
		let (from, amount) = (self.unit, self.end.saturating_sub(self.unit));
		TraceEnd::More { record: self.record(way), from, amount }
	}

	/// So many units were followed.
	fn pass(&mut self, units: Balance) {
		self.at = self.at.saturating_add(units);
		self.unit = self.unit.saturating_add(units);
	}

	/// Where a unit of it is in the former record, of which this is the piece.
	fn back(&self, way: Way, former: &Piece, at: Balance) -> Balance {
		let before = match (way, self.link) {
			// What came to less than a unit at the end belongs to the last.
			_ if at >= self.end => former.len,
			(Way::Up, Some(Link { given, got, far })) => scale(at, given, got).saturating_sub(far),
			(Way::Down, Some(Link { given, got, far })) => unscale(at, given, got).saturating_sub(far),
			(_, None) => 0,
		};
		former.unit.saturating_add(before.min(former.len))
	}

	/// What is next of it: all that is left, in nothing that is known.
	fn ahead(&self) -> Piece {
		Piece { other: None, at: self.at, unit: self.unit, len: self.end.saturating_sub(self.unit) }
	}

	/// Find where the next units of a use are from.
	fn up(&mut self, reads: &mut Reads) -> Stepped<T> {
		loop {
			self.piece = self.ahead();
			let Some((number, span, receipt)) = reads.receipt_of(self.id, &self.fund, self.at, self.last)? else {
				// It cannot be: receipts leave after all uses of them.
				return Ok(Break(TraceEnd::Archived { shelf: Shelf::Receipts(self.id), number: None }));
			};
			self.last = Some((number, span));
			self.piece.other = (self.at >= span.from).then_some(number);
			let live = live(&receipt);
			if !(live.from..live.to).contains(&self.at) {
				let next = if self.at < live.from { live.from } else { span.to };
				if self.link.is_none() {
					self.piece.len = self.piece.len.min(next.saturating_sub(self.at));
					return Ok(Break(TraceEnd::Removed));
				}
				self.at = next;
				continue;
			}
			self.piece.len = self.piece.len.min(live.to.saturating_sub(self.at));
			return match receipt.source {
				Source::Use { fund, number } => {
					let (from, got) = (self.at.saturating_sub(span.from), span.len());
					Self::enter_use(reads, (fund, number), from, self.piece.len, got)
				},
				source => Ok(Break(TraceEnd::Source { source, returns: receipt.returns })),
			};
		}
	}

	/// Go on in the use that a receipt of `got` is from, with `len` units from there on.
	fn enter_use(
		reads: &mut Reads,
		(id, number): (FundId, u32),
		from: Balance,
		len: Balance,
		got: Balance,
	) -> Stepped<T> {
		let used = reads.read(|| Uses::<T>::get(id, number))?;
		let (Some(used), Some(fund)) = (used, reads.read(|| Funds::<T>::get(id))?) else {
			return Ok(Break(TraceEnd::Archived { shelf: Shelf::Uses(id), number: Some(number) }));
		};
		let (span, given) = (used.span, used.amount);
		// The first is the one that the first unit of the receipt is from, as far as that can be said of one.
		let unit = unscale(from.saturating_add(1), given, got).saturating_sub(1);
		let mut level = Self {
			id,
			fund,
			number,
			till: span.to,
			at: span.from.saturating_add(unit),
			unit,
			end: unscale(from.saturating_add(len), given, got),
			last: None,
			piece: Piece::default(),
			link: Some(Link { given, got, far: from }),
		};
		if span.len() != used.amount {
			let place = reads.place(id, &level.fund, span.from, unit);
			level.at = place.map_err(|Spent| Halt::At(level.more(Way::Up)))?;
		}
		Ok(Continue(level))
	}

	/// Find what became of the next units of a receipt.
	fn down(&mut self, reads: &mut Reads) -> Stepped<T> {
		self.piece = self.ahead();
		if self.at >= self.till {
			return Ok(Break(TraceEnd::Removed));
		}
		self.piece.len = self.piece.len.min(self.till.saturating_sub(self.at));
		let used_until = self.fund.queue.used;
		if self.at >= used_until {
			return Ok(Break(TraceEnd::Unspent));
		}
		let (id, first) = (self.id, self.fund.first_use);
		let Some((number, span, used)) = reads.use_of(id, &self.fund, self.at, self.last)? else {
			let oldest = reads.read(|| Uses::<T>::get(id, first))?.map_or(used_until, |used| used.span.from);
			self.piece.len = self.piece.len.min(oldest.saturating_sub(self.at));
			return Ok(Break(TraceEnd::Archived { shelf: Shelf::Uses(id), number: None }));
		};
		self.last = Some((number, span));
		self.piece.other = Some(number);
		self.piece.len = self.piece.len.min(span.to.saturating_sub(self.at));
		match &used.kind {
			UseKind::Transfer { to, receipt, .. } => self.enter_receipt(reads, (*to, *receipt), number, &used),
			UseKind::Award { award, receipt, .. } => {
				let payee = reads.read(|| Awards::<T>::get(award))?.map(|award| award.payee);
				match (payee, receipt) {
					(Some(Payee::Fund(to)), Some(receipt)) => self.enter_receipt(reads, (to, *receipt), number, &used),
					(payee, _) => Ok(Break(TraceEnd::Paid { award: *award, payee })),
				}
			},
			UseKind::Refund { fund, receipt, .. } => Ok(Break(TraceEnd::Refunded { fund: *fund, receipt: *receipt })),
			UseKind::GivenBack { receipt } => Ok(Break(TraceEnd::Refunded { fund: id, receipt: *receipt })),
		}
	}

	/// Go on in the receipt that a use has made, with the units of the piece.
	fn enter_receipt(&self, reads: &mut Reads, (id, receipt): (FundId, u32), number: u32, used: &Use<T>) -> Stepped<T> {
		let entered = reads.read(|| Receipts::<T>::get(id, receipt))?;
		let (Some(entered), Some(fund)) = (entered, reads.read(|| Funds::<T>::get(id))?) else {
			return Ok(Break(TraceEnd::Archived { shelf: Shelf::Receipts(id), number: Some(receipt) }));
		};
		let (span, Piece { at, len, .. }) = (used.span, self.piece);
		let mut far = at.saturating_sub(span.from);
		if span.len() != used.amount {
			let more = TraceEnd::More { record: Record::Use(self.id, number), from: far, amount: len };
			far = reads.before(self.id, &self.fund, span.from, at).map_err(|Spent| Halt::At(more))?;
		}
		let (given, got) = (used.amount, entered.span.len());
		let (unit, end) = (scale(far, given, got), scale(far.saturating_add(len), given, got));
		if unit == end {
			return Ok(Break(TraceEnd::Rounded));
		}
		Ok(Continue(Self {
			id,
			fund,
			number: receipt,
			till: live(&entered).to,
			at: entered.span.from.saturating_add(unit),
			unit,
			end,
			last: None,
			piece: Piece::default(),
			link: Some(Link { given, got, far }),
		}))
	}
}

/// A page in the making.
struct Tracer<T: Config> {
	way: Way,
	reads: Reads,
	/// The records on the way to the units that are followed now.
	levels: Vec<Level<T>>,
	runs: Vec<TraceRun<T::AccountId>>,
}

impl<T: Config> Tracer<T> {
	/// Whether there is something left to be followed.
	fn is_ahead(&self) -> bool {
		self.levels.first().is_some_and(|level| level.unit < level.end)
	}

	/// Follow the next units until they end somewhere.
	fn descend(&mut self) -> Result<TraceEnd<T::AccountId>, Halt<T::AccountId>> {
		while let Some(level) = self.levels.last_mut() {
			let step = match self.way {
				Way::Up => level.up(&mut self.reads),
				Way::Down => level.down(&mut self.reads),
			};
			match step? {
				Break(end) => return Ok(end),
				Continue(level) if self.levels.len() >= MAX_HOPS => return Ok(level.more(self.way)),
				Continue(level) => self.levels.push(level),
			}
		}
		Err(Halt::Spent)
	}

	/// Note a run of those units of the last level that are from `from` to `to`.
	fn note(&mut self, mut from: Balance, mut to: Balance, end: TraceEnd<T::AccountId>) {
		let mut path = Vec::new();
		let mut former = self.levels.iter().rev().skip(1);
		for level in self.levels.iter().rev() {
			let Piece { other, at, unit, .. } = level.piece;
			let in_queue = |place: Balance| at.saturating_add(place.saturating_sub(unit));
			let (receipt, number) = match self.way {
				Way::Up => (other, Some(level.number)),
				Way::Down => (Some(level.number), other),
			};
			path.push(Hop { fund: level.id, receipt, number, units: Span { from: in_queue(from), to: in_queue(to) } });
			if let Some(former) = former.next() {
				let back = |at| level.back(self.way, &former.piece, at);
				(from, to) = (back(from), back(to));
			}
		}
		path.reverse();
		self.runs.push(TraceRun { from, amount: to.saturating_sub(from), path, end });
	}

	/// Note that the rest of the last level has to be asked for on its own, and leave that level.
	fn defer(&mut self) {
		let Some(level) = self.levels.pop() else { return };
		let Some(former) = self.levels.last() else { return };
		let back = |at| level.back(self.way, &former.piece, at);
		let (from, to) = (back(level.unit), back(level.end));
		self.note(from, to, level.more(self.way));
	}

	/// The units of the last run, or of the piece of the last level, were followed.
	fn advance(&mut self) {
		match self.way {
			// From the top again: a unit is from one, but what that one is from may have come to less than a unit.
			Way::Up => {
				self.levels.truncate(1);
				let units = self.runs.last().map_or(0, |run| run.amount);
				if let Some(level) = self.levels.first_mut() {
					level.pass(units);
				}
			},
			// What is left of each level is next, the last first: a unit may have become many, which went different ways.
			Way::Down => {
				while let Some(level) = self.levels.last_mut() {
					level.pass(level.piece.len);
					if level.unit < level.end || self.levels.len() == 1 {
						break;
					}
					self.levels.pop();
				}
			},
		}
	}

	/// Follow as many as a page has.
	fn run(&mut self, limit: usize) {
		while self.is_ahead() && self.runs.len() < limit {
			let depth = self.levels.len();
			let end = match self.descend() {
				// The next page has all its reads for these.
				Err(_) if !self.runs.is_empty() => {
					self.levels.truncate(depth);
					break;
				},
				Ok(end) | Err(Halt::At(end)) => Some(end),
				Err(Halt::Spent) => None,
			};
			match (end, self.levels.last().map(|level| level.piece)) {
				(Some(end), Some(Piece { unit, len, .. })) => self.note(unit, unit.saturating_add(len), end),
				_ => self.defer(),
			}
			self.advance();
		}
	}

	/// How many units of what was asked about come before those that are next. Nothing if that is in the middle of one.
	fn whole(&self) -> Option<Balance> {
		let mut at = self.levels.last()?.unit;
		let mut former = self.levels.iter().rev().skip(1);
		for level in self.levels.iter().rev() {
			let (Some(Link { given, got, .. }), Some(former)) = (level.link, former.next()) else { break };
			if scale(unscale(at, given, got), given, got) != at {
				return None;
			}
			at = level.back(self.way, &former.piece, at);
		}
		Some(at)
	}

	/// The page.
	fn finish(mut self) -> Page<TraceRun<T::AccountId>, Balance> {
		let next = self.whole().or_else(|| {
			// The next page begins with a whole unit. What is left of this one is asked for where it is.
			while self.levels.len() > 1 {
				if self.levels.last().is_some_and(|level| level.unit < level.end) {
					self.defer();
				} else {
					self.levels.pop();
				}
				if let Some(level) = self.levels.last_mut() {
					level.pass(level.piece.len);
				}
			}
			self.levels.first().map(|level| level.unit)
		});
		let end = self.levels.first().map_or(0, |level| level.end);
		Page { items: self.runs, next: next.filter(|next| *next < end) }
	}
}

impl<T: Config> Pallet<T> {
	/// Follow the units of a record from an offset on: a page, and how many reads it took.
	pub(crate) fn trace(
		way: Way,
		id: FundId,
		number: u32,
		cursor: Option<Balance>,
		limit: Option<u32>,
	) -> (Page<TraceRun<T::AccountId>, Balance>, u32) {
		let mut page = Page { items: vec![], next: None };
		let (Some(fund), from) = (Funds::<T>::get(id), cursor.unwrap_or_default()) else { return (page, 1) };
		let (shelf, first, count, found) = match way {
			Way::Up => {
				let found = Uses::<T>::get(id, number).map(|used| (used.span, used.span.to));
				(Shelf::Uses(id), fund.first_use, fund.uses, found)
			},
			Way::Down => {
				let found = Receipts::<T>::get(id, number).map(|receipt| (receipt.span, live(&receipt).to));
				(Shelf::Receipts(id), fund.first_receipt, fund.receipts, found)
			},
		};
		let Some((span, till)) = found else {
			if number < first.min(count) {
				let end = TraceEnd::Archived { shelf, number: Some(number) };
				page.items.push(TraceRun { from: 0, amount: 0, path: vec![], end });
			}
			return (page, 2);
		};
		let level = Level {
			id,
			fund,
			number,
			till,
			at: span.from.saturating_add(from),
			unit: from,
			end: span.len(),
			last: None,
			piece: Piece::default(),
			link: None,
		};
		let reads = Reads(MAX_READS.saturating_sub(2));
		let mut tracer = Tracer::<T> { way, reads, levels: vec![level], runs: vec![] };
		let limit = limit.unwrap_or(MAX_PAGE_SIZE).clamp(1, MAX_PAGE_SIZE);
		tracer.run(limit as usize);
		let left = tracer.reads.0;
		(tracer.finish(), MAX_READS.saturating_sub(left))
	}
}
