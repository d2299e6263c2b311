//! Answers. They change nothing, and each reads no more than it may.

use crate::{
	awards::payee_key,
	info::*,
	trace::{Reads, Way, MAX_READS},
	types::*,
	Acceptances, AwardChanges, Awards, AwardsOf, AwardsOn, AwardsTo, Bodies, BodiesBelow, Config, Corrections,
	Deposits, Engagements, Findings, Funds, FundsOf, Gifts, Lines, LinesBelow, Logs, Marks, Pallet, Periods, Receipts,
	Uses, Waiting,
};
use alloc::{vec, vec::Vec};
use civitas_primitives::{
	money::Balance,
	public_finance::{sample, AwardId, FundId, LineId, Payee, PeriodId, Span},
	Moment, Page, MAX_PAGE_SIZE,
};
use codec::FullCodec;
use core::ops::Range;
use frame_support::{storage::IterableStorageDoubleMap, traits::Time};
use sp_runtime::traits::{One, Saturating};

/// A page without anything.
fn nothing<Item, Cursor>() -> Page<Item, Cursor> {
	Page { items: Vec::new(), next: None }
}

/// The keys under one, after a cursor.
fn keys<K1, K2, V, Map>(under: &K1, cursor: Option<K2>) -> Map::PartialKeyIterator
where
	K1: FullCodec,
	K2: FullCodec,
	V: FullCodec,
	Map: IterableStorageDoubleMap<K1, K2, V>,
{
	match cursor {
		Some(cursor) => Map::iter_key_prefix_from(under, Map::hashed_key_for(under, cursor)),
		None => Map::iter_key_prefix(under),
	}
}

/// The numbers from `first` on that come after a cursor.
fn numbers<N: Ord + One + Saturating>(cursor: Option<N>, first: N, count: N) -> Range<N> {
	match cursor {
		// Saturating is right: no number is above the largest.
		Some(cursor) => cursor.saturating_add(N::one()).max(first)..count,
		None => first..count,
	}
}

/// A page of `limit` of these, each with how many reads it took: it ends when they were too many together.
fn within_reads<Item, Cursor>(
	entries: impl Iterator<Item = (Cursor, Option<Item>, u32)>,
	limit: Option<u32>,
) -> Page<Item, Cursor> {
	let limit = limit.unwrap_or(MAX_PAGE_SIZE).clamp(1, MAX_PAGE_SIZE);
	let (mut items, mut last, mut left) = (Vec::new(), None, MAX_READS);
	for (looked, (cursor, item, reads)) in (0..).zip(entries) {
		// One is always looked at, so that it goes on.
		if looked == limit || looked > 0 && reads > left {
			return Page { items, next: last };
		}
		items.extend(item);
		last = Some(cursor);
		// Saturating is right: then nothing is left.
		left = left.saturating_sub(reads);
	}
	Page { items, next: None }
}

impl<T: Config> Pallet<T> {
	// ------------------------------------------------------------ bodies

	pub(crate) fn do_body_info(body: T::AccountId) -> Option<BodyInfo<T>> {
		let record = Bodies::<T>::get(&body)?;
		let bytes = Deposits::<T>::get(&body).map_or(0, |deposit| deposit.bytes);
		Some(BodyInfo { body, record, bytes })
	}

	pub(crate) fn do_bodies_below(
		body: &T::AccountId,
		cursor: Option<T::AccountId>,
		limit: Option<u32>,
	) -> Page<T::AccountId, T::AccountId> {
		Page::take(keys::<_, _, _, BodiesBelow<T>>(body, cursor).map(|body| (body.clone(), body)), limit)
	}

	pub(crate) fn do_periods(
		body: &T::AccountId,
		cursor: Option<PeriodId>,
		limit: Option<u32>,
	) -> Page<PeriodInfo<T::AccountId>, PeriodId> {
		let count = Bodies::<T>::get(body).map_or(0, |body| body.periods);
		let info = |period| {
			let record = Periods::<T>::get(body, period)?;
			Some((period, PeriodInfo { period, record, audit: Engagements::<T>::get(body, period) }))
		};
		Page::take(numbers(cursor, 0, count).filter_map(info), limit)
	}

	pub(crate) fn do_waiting(
		body: &T::AccountId,
		cursor: Option<u32>,
		limit: Option<u32>,
	) -> Page<WaitingInfo<T>, u32> {
		let info = |act| Some((act, WaitingInfo { act, record: Waiting::<T>::get(body, act)? }));
		Page::take(keys::<_, _, _, Waiting<T>>(body, cursor).filter_map(info), limit)
	}

	// ------------------------------------------------------------ lines

	pub(crate) fn do_line_info(body: &T::AccountId, line: LineId) -> Option<LineInfo> {
		Some(Self::describe_line(body, line, Lines::<T>::get(body, line)?))
	}

	/// A line with its path, and what is booked on the line that binds it.
	fn describe_line(body: &T::AccountId, line: LineId, record: Line) -> LineInfo {
		let control = record.bound.or_else(|| Lines::<T>::get(body, record.control)?.bound).unwrap_or_default();
		let mut path = vec![record.part.clone()];
		let mut above = record.above;
		while let Some((_, line)) = Self::line_above(body, above) {
			path.push(line.part);
			above = line.above;
		}
		path.reverse();
		LineInfo { line, path, record, control }
	}

	/// The line that one is under, if it is under one.
	fn line_above(body: &T::AccountId, above: Above) -> Option<(LineId, Line)> {
		match above {
			Above::Line(id) => Some((id, Lines::<T>::get(body, id)?)),
			Above::Root { .. } => None,
		}
	}

	/// The first line under something, after the one whose path ends with `after`.
	fn line_below(body: &T::AccountId, above: Above, after: Option<&Part>) -> Option<(LineId, Line)> {
		let mut listed = match after {
			Some(part) => {
				LinesBelow::<T>::iter_prefix_from((body, above), LinesBelow::<T>::hashed_key_for((body, above, part)))
			},
			None => LinesBelow::<T>::iter_prefix((body, above)),
		};
		let (_, id) = listed.next()?;
		Some((id, Lines::<T>::get(body, id)?))
	}

	/// The line that comes after one in the tree under `top`: the first under it, else the next beside it, or beside one that it is under.
	fn line_after(body: &T::AccountId, top: Above, (mut id, mut line): (LineId, Line)) -> Option<(LineId, Line)> {
		if line.children > 0 {
			return Self::line_below(body, Above::Line(id), None);
		}
		while Above::Line(id) != top {
			let beside = Self::line_below(body, line.above, Some(&line.part));
			if beside.is_some() || line.above == top {
				return beside;
			}
			(id, line) = Self::line_above(body, line.above)?;
		}
		None
	}

	/// Whether a line is `top`, or under it.
	fn is_within(body: &T::AccountId, top: Above, id: LineId) -> bool {
		let mut above = Above::Line(id);
		while above != top {
			match Self::line_above(body, above) {
				Some((_, line)) => above = line.above,
				None => return false,
			}
		}
		true
	}

	pub(crate) fn do_execution(
		body: &T::AccountId,
		top: Above,
		cursor: Option<LineId>,
		limit: Option<u32>,
	) -> Page<LineInfo, LineId> {
		let first = match cursor {
			Some(id) if Self::is_within(body, top, id) => {
				Lines::<T>::get(body, id).and_then(|line| Self::line_after(body, top, (id, line)))
			},
			Some(_) => None,
			None => Self::line_above(body, top).or_else(|| Self::line_below(body, top, None)),
		};
		let lines = core::iter::successors(first, |(id, line)| Self::line_after(body, top, (*id, line.clone())));
		Page::take(lines.map(|(id, line)| (id, Self::describe_line(body, id, line))), limit)
	}

	// ------------------------------------------------------------ funds

	pub(crate) fn do_fund_info(fund: FundId) -> Option<FundInfo<T>> {
		let record = Funds::<T>::get(fund)?;
		let (balance, closed_at) = (record.balance(), record.closed_at(T::Time::now()));
		Some(FundInfo { fund, record, balance, closed_at })
	}

	pub(crate) fn do_funds_of(
		body: &T::AccountId,
		cursor: Option<FundId>,
		limit: Option<u32>,
	) -> Page<FundInfo<T>, FundId> {
		let funds = keys::<_, _, _, FundsOf<T>>(body, cursor);
		Page::take(funds.filter_map(|fund| Some((fund, Self::do_fund_info(fund)?))), limit)
	}

	pub(crate) fn do_receipts(fund: FundId, cursor: Option<u32>, limit: Option<u32>) -> Page<ReceiptInfo<T>, u32> {
		let Some(Fund { first_receipt, receipts, .. }) = Funds::<T>::get(fund) else { return nothing() };
		let info = |receipt| Some((receipt, ReceiptInfo { receipt, record: Receipts::<T>::get(fund, receipt)? }));
		Page::take(numbers(cursor, first_receipt, receipts).filter_map(info), limit)
	}

	pub(crate) fn do_payments(fund: FundId, cursor: Option<u32>, limit: Option<u32>) -> Page<PaymentInfo<T>, u32> {
		let Some(Fund { first_use, uses, .. }) = Funds::<T>::get(fund) else { return nothing() };
		let info = |number| {
			let record = Uses::<T>::get(fund, number)?;
			let correction = |place| {
				let (correction, officer, at) = Corrections::<T>::get((fund, number), place)?;
				Some(CorrectionInfo { correction, officer, at })
			};
			// No more than 16 each: a page of them reads no more than it may.
			let corrections = (0..record.corrections).filter_map(correction).collect();
			Some((number, PaymentInfo { number, record, corrections }))
		};
		Page::take(numbers(cursor, first_use, uses).filter_map(info), limit)
	}

	pub(crate) fn do_what_became_of(
		donor: &T::AccountId,
		cursor: Option<(FundId, u32)>,
		limit: Option<u32>,
	) -> Page<GiftTrace<T::AccountId>, (FundId, u32)> {
		let info = |(fund, receipt)| {
			let amount = Receipts::<T>::get(fund, receipt)?.span.len();
			let (trace, reads) = Self::trace(Way::Down, fund, receipt, None, None);
			let gift = GiftTrace { fund, receipt, amount, trace };
			Some(((fund, receipt), Some(gift), reads.saturating_add(1)))
		};
		within_reads(keys::<_, _, _, Gifts<T>>(donor, cursor).filter_map(info), limit)
	}

	// ------------------------------------------------------------ awards

	pub(crate) fn do_award_info(award: AwardId) -> Option<AwardInfo<T::AccountId>> {
		Some(AwardInfo { award, record: Awards::<T>::get(award)? })
	}

	/// A page of these awards.
	fn list_awards(
		awards: impl Iterator<Item = AwardId>,
		limit: Option<u32>,
	) -> Page<AwardInfo<T::AccountId>, AwardId> {
		Page::take(awards.filter_map(|award| Some((award, Self::do_award_info(award)?))), limit)
	}

	pub(crate) fn do_awards_of(
		body: &T::AccountId,
		cursor: Option<AwardId>,
		limit: Option<u32>,
	) -> Page<AwardInfo<T::AccountId>, AwardId> {
		Self::list_awards(keys::<_, _, _, AwardsOf<T>>(body, cursor), limit)
	}

	pub(crate) fn do_awards_to(
		payee: &Payee<T::AccountId>,
		cursor: Option<AwardId>,
		limit: Option<u32>,
	) -> Page<AwardInfo<T::AccountId>, AwardId> {
		Self::list_awards(keys::<_, _, _, AwardsTo<T>>(&payee_key(payee), cursor), limit)
	}

	pub(crate) fn do_awards_on(
		body: &T::AccountId,
		line: LineId,
		cursor: Option<AwardId>,
		limit: Option<u32>,
	) -> Page<AwardInfo<T::AccountId>, AwardId> {
		let listed = match cursor {
			Some(cursor) => {
				AwardsOn::<T>::iter_key_prefix_from((body, line), AwardsOn::<T>::hashed_key_for((body, line, cursor)))
			},
			None => AwardsOn::<T>::iter_key_prefix((body, line)),
		};
		Self::list_awards(listed, limit)
	}

	pub(crate) fn do_award_changes(
		award: AwardId,
		cursor: Option<u16>,
		limit: Option<u32>,
	) -> Page<AwardChange<T::AccountId>, u16> {
		let count = Awards::<T>::get(award).map_or(0, |award| award.changes);
		let change = |number| Some((number, AwardChanges::<T>::get(award, number)?));
		Page::take(numbers(cursor, 0, count).filter_map(change), limit)
	}

	pub(crate) fn do_acceptances(
		award: AwardId,
		cursor: Option<u16>,
		limit: Option<u32>,
	) -> Page<Acceptance<T::AccountId>, u16> {
		let count = Awards::<T>::get(award).map_or(0, |award| award.acceptances);
		let acceptance = |number| Some((number, Acceptances::<T>::get(award, number)?));
		Page::take(numbers(cursor, 0, count).filter_map(acceptance), limit)
	}

	/// What is in arrears on an award, and how many reads that took. What was accepted first is paid first, so it is looked at from the
	/// last on, as far back as something is unpaid.
	fn arrears_on(award: AwardId, now: Moment) -> Option<(Option<Arrears<T::AccountId>>, u32)> {
		let Award { payee, currency, accepted, disbursed, returned, acceptances, .. } = Awards::<T>::get(award)?;
		// Saturating is right here and below: no more comes back than was paid, and acceptances sum to what was accepted.
		let paid = disbursed.saturating_sub(returned);
		let (mut until, mut reads, mut overdue, mut since) = (accepted, 1u32, 0 as Balance, None);
		for number in (0..acceptances).rev() {
			if until <= paid || reads >= MAX_READS {
				break;
			}
			let Acceptance { amount, due, .. } = Acceptances::<T>::get(award, number)?;
			reads = reads.saturating_add(1);
			let from = until.saturating_sub(amount);
			if due < now {
				overdue = overdue.saturating_add(until.saturating_sub(from.max(paid)));
				since = Some(since.map_or(due, |since: Moment| since.min(due)));
			}
			until = from;
		}
		let arrears = since.map(|since| Arrears { award, payee, currency, accepted, paid, overdue, since });
		Some((arrears, reads))
	}

	pub(crate) fn do_arrears(
		body: &T::AccountId,
		cursor: Option<AwardId>,
		limit: Option<u32>,
	) -> Page<Arrears<T::AccountId>, AwardId> {
		let now = T::Time::now();
		let looked_at = |award| {
			let (arrears, reads) = Self::arrears_on(award, now)?;
			Some((award, arrears, reads))
		};
		within_reads(keys::<_, _, _, AwardsOf<T>>(body, cursor).filter_map(looked_at), limit)
	}

	// ------------------------------------------------------------ audits

	/// The units of a fund that were used in a period.
	fn used_in(id: FundId, fund: &Fund<T>, period: PeriodId) -> Option<Span> {
		match fund.mark {
			Some((current, from)) if current == period => Some(Span { from, to: fund.queue.used }),
			_ => Marks::<T>::get(id, period),
		}
	}

	pub(crate) fn do_sample(
		body: &T::AccountId,
		period: PeriodId,
		id: FundId,
		cursor: Option<Balance>,
		limit: Option<u32>,
	) -> Page<SampledUnit, Balance> {
		let drawn = |engagement: Engagement<_>| Some((engagement.commitment?.every, engagement.seed?));
		let Some((every, seed)) = Engagements::<T>::get(body, period).and_then(drawn) else { return nothing() };
		let Some(fund) = Funds::<T>::get(id).filter(|fund| fund.body == *body) else { return nothing() };
		let Some(span) = Self::used_in(id, &fund, period) else { return nothing() };
		// Saturating is right: no unit is the largest number.
		let after = cursor.map_or(0, |cursor| cursor.saturating_add(1));
		// A page has so few units that no more reads than this come together.
		let (mut reads, mut last) = (Reads(u32::MAX), None);
		let units = sample::units(span, sample::start(&seed, id, every), every, after).map(|unit| {
			let found = reads.use_of(id, &fund, unit, last).ok().flatten();
			last = found.as_ref().map(|(number, span, _)| (*number, *span)).or(last);
			(unit, SampledUnit { unit, number: found.map(|(number, ..)| number) })
		});
		Page::take(units, limit)
	}

	pub(crate) fn do_findings(
		body: &T::AccountId,
		period: PeriodId,
		cursor: Option<u16>,
		limit: Option<u32>,
	) -> Page<FindingInfo, u16> {
		let now = T::Time::now();
		let count = Engagements::<T>::get(body, period).map_or(0, |engagement| engagement.findings);
		let info = |finding| {
			let record = Findings::<T>::get((body, period, finding))?;
			let ended = [record.answer.map(|(_, at)| at), record.resolved].into_iter().flatten().min();
			let overdue = ended.unwrap_or(now) > record.due;
			Some((finding, FindingInfo { finding, record, overdue }))
		};
		Page::take(numbers(cursor, 0, count).filter_map(info), limit)
	}

	pub(crate) fn do_log(shelf: Shelf) -> LogInfo {
		let log = Logs::<T>::get(shelf);
		LogInfo { count: log.count, root: log.root() }
	}
}
