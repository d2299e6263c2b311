//! What always holds of funds, and of the ways of money through them.

use super::{add, Checked, Counted};
use crate::{
	types::*, Awards, Bodies, Config, Corrections, FundCount, Funds, FundsOf, Gifts, Lines, Logs, Marks, Pallet,
	Receipts, Uses,
};
use alloc::{collections::BTreeMap, vec::Vec};
use civitas_primitives::{
	money::Balance,
	public_finance::{FundId, Payee, Span},
};
use core::ops::RangeInclusive;
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

/// The records of a fund, which have all numbers from the first that was not archived on.
fn numbered<R>(
	records: impl Iterator<Item = (u32, R)>,
	first: u32,
	count: u32,
) -> Result<BTreeMap<u32, R>, TryRuntimeError> {
	let records: BTreeMap<u32, R> = records.collect();
	ensure!(records.keys().copied().eq(first..count), "7: a record of a fund is missing");
	Ok(records)
}

/// Whether spans join without holes, up to `end`; from the start on, if none was archived.
fn join(spans: impl Iterator<Item = Span>, first: u32, end: Balance) -> bool {
	let mut at = (first == 0).then_some(0);
	for span in spans {
		if span.is_empty() || at.is_some_and(|at| at != span.from) {
			return false;
		}
		at = Some(span.to);
	}
	at.is_none_or(|at| at == end)
}

/// The units of a receipt that are there, or were used.
fn alive<T: Config>(receipt: &Receipt<T>) -> Span {
	let from = receipt.span.from;
	// Saturating is right: they are no more than it brought.
	Span { from, to: from.saturating_add(receipt.live()) }
}

/// How many units of these, which are in their order, are in a span.
fn within(alive: &[Span], span: &Span) -> Balance {
	let first = alive.partition_point(|units| units.to <= span.from);
	let near = alive.iter().skip(first).take_while(|units| units.from < span.to);
	// Saturating is right: they are all different, and in the span.
	near.fold(0, |sum, units| sum.saturating_add(units.overlap(span).len()))
}

impl<T: Config> Pallet<T> {
	pub(super) fn try_state_fund(id: FundId, fund: &Fund<T>, counted: &mut Counted<T>) -> Checked {
		let is_listed = FundsOf::<T>::contains_key(&fund.body, id) && Bodies::<T>::contains_key(&fund.body);
		ensure!(is_listed && id < FundCount::<T>::get(), "a fund is not listed");
		for (shelf, archived) in [(Shelf::Receipts(id), fund.first_receipt), (Shelf::Uses(id), fund.first_use)] {
			let log = Logs::<T>::get(shelf);
			let is_whole = log.peaks.len() == log.count.count_ones() as usize;
			ensure!(log.count == u64::from(archived) && is_whole, "7: a log has not as many leaves as were archived");
		}
		if fund.first_use > 0 || fund.first_receipt > 0 {
			counted.archived.insert(fund.body.clone());
		}
		let receipts = numbered(Receipts::<T>::iter_prefix(id), fund.first_receipt, fund.receipts)?;
		let uses = numbered(Uses::<T>::iter_prefix(id), fund.first_use, fund.uses)?;
		for (number, receipt) in &receipts {
			Self::try_state_receipt(id, fund, *number, receipt, counted)?;
		}
		let units: Vec<Span> = receipts.values().map(alive).collect();
		let spans = receipts.values().map(|receipt| receipt.span);
		let joins = join(spans, fund.first_receipt, fund.queue.received);
		ensure!(joins, "1: receipts do not join up to what was received");
		let spans = uses.values().map(|used| used.span);
		let joins = join(spans, fund.first_use, fund.queue.used);
		ensure!(joins, "1: uses do not join up to what was used");
		let left = Self::try_state_queue(fund, &units)?;
		Self::try_state_removed(fund, &receipts)?;
		if let Some(asset) = fund.currency.on_chain() {
			add(&mut counted.money, (fund.body.clone(), asset), left)?;
		}
		for (number, used) in &uses {
			// Receipts are archived after all uses of them, or have no units.
			let is_whole = used.amount > 0 && within(&units, &used.span) == used.amount;
			ensure!(is_whole, "1: a use has not as many units as it says");
			Self::try_state_use(id, fund, *number, used, counted)?;
		}
		Ok(())
	}

	/// Where a fund stands. What is left of its receipts.
	fn try_state_queue(fund: &Fund<T>, units: &[Span]) -> Result<Balance, TryRuntimeError> {
		let queue = &fund.queue;
		ensure!(queue.used <= queue.received, "1: more is used than was received");
		let mut before = None;
		for gap in &queue.gaps {
			let is_next = before.map_or(gap.from >= queue.used, |before| gap.from > before);
			let is_ahead = is_next && !gap.is_empty() && gap.to <= queue.received;
			ensure!(is_ahead, "1: gaps are not ahead, in order and apart");
			ensure!(within(units, gap) == 0, "1: a gap has units that were not removed");
			before = Some(gap.to);
		}
		let left = within(units, &Span { from: queue.used, to: queue.received });
		ensure!(left == fund.balance(), "1: something else is left of receipts than the fund has");
		Ok(left)
	}

	/// What is not there any more of what came in, without being used.
	fn try_state_removed(fund: &Fund<T>, receipts: &BTreeMap<u32, Receipt<T>>) -> Checked {
		// Saturating is right: sums that are too large are not the same as those that are not.
		let removed = receipts.values().fold(0, |sum: Balance, receipt| sum.saturating_add(receipt.removed));
		let all = fund.removed.saturating_add(fund.closed.map_or(0, |closed| closed.given_back));
		// What is archived is not counted.
		let agrees = removed == all || removed < all && fund.first_receipt > 0;
		ensure!(agrees, "1: something else was removed from a fund than from its receipts");
		let can_leave = fund.closed.is_some() || fund.queue.used == 0 || fund.is_reached();
		ensure!(can_leave, "1: something has left a campaign before its goal");
		Ok(())
	}

	fn try_state_receipt(
		id: FundId,
		fund: &Fund<T>,
		number: u32,
		receipt: &Receipt<T>,
		counted: &mut Counted<T>,
	) -> Checked {
		let gone = receipt.removed.checked_add(receipt.refunded).ok_or("a sum overflows")?;
		ensure!(gone <= receipt.span.len(), "1: more went back of a receipt than it brought");
		let left = receipt.live();
		let is_once = receipt.line.is_none() || receipt.returns.is_none();
		ensure!(is_once, "3: what came back of a payment is booked as revenue");
		if let Some(line) = receipt.line {
			let stored = Lines::<T>::get(&fund.body, line);
			let stored = stored.ok_or("3: a receipt is booked on a line that there is not")?;
			let is_same = stored.currency == fund.currency && stored.kind == LineKind::Revenue;
			ensure!(is_same, "3: a receipt is booked on a line of another currency, or of expenditure");
			add(&mut counted.revenue, (fund.body.clone(), line), left)?;
		}
		if let Some((from, used)) = receipt.returns {
			let source = Funds::<T>::get(from).ok_or("4: a receipt returns to a fund that there is not")?;
			let narrows = source.ensure_covers(fund.purpose.as_slice()).is_ok();
			ensure!(narrows, "5: money has lost its purpose by coming back");
			add(&mut counted.returns, (from, used), left)?;
		}
		if receipt.ticket.is_some() {
			let Source::Account(donor) = &receipt.source else { return Err("8: a ticket is of nobody".into()) };
			ensure!(Gifts::<T>::contains_key(donor, (id, number)), "a gift is not listed");
		}
		if let Source::Use { fund: from, number: used } = receipt.source {
			let source = Funds::<T>::get(from).ok_or("4: a receipt is from a fund that there is not")?;
			if used >= source.first_use {
				let used = Uses::<T>::get(from, used).ok_or("4: a receipt is from a use that there is not")?;
				let named = match used.kind {
					UseKind::Award { award, receipt: Some(receipt), .. } => {
						match Awards::<T>::get(award).map(|award| award.payee) {
							Some(Payee::Fund(to)) => Some((to, receipt)),
							_ => None,
						}
					},
					UseKind::Transfer { to, receipt, .. } => Some((to, receipt)),
					_ => None,
				};
				ensure!(named == Some((id, number)), "4: a use does not name the receipt that is from it");
			}
		}
		Ok(())
	}

	fn try_state_use(id: FundId, fund: &Fund<T>, number: u32, used: &Use<T>, counted: &mut Counted<T>) -> Checked {
		let place = match fund.mark {
			Some((period, from)) if period == used.period => Span { from, to: fund.queue.used },
			_ => Marks::<T>::get(id, used.period).unwrap_or_default(),
		};
		ensure!(place.overlap(&used.span) == used.span, "1: a use is not among those of its period");
		ensure!(used.returned <= used.amount, "1: more came back of a use than was paid");
		let is_moved = used.standing == Standing::Moved;
		ensure!(is_moved || fund.currency.on_chain().is_none(), "money on this chain was claimed");
		let corrections = Corrections::<T>::iter_prefix((id, number)).count();
		ensure!(corrections == usize::from(used.corrections), "7: a correction of a use is not known any more");
		ensure!(used.corrections <= MAX_CORRECTIONS, "a use was corrected more often than can be");
		match &used.kind {
			UseKind::Award { award, lines, receipt } => {
				let stored = Awards::<T>::get(award).ok_or("3: a use pays an award that there is not")?;
				let is_same = stored.body == fund.body && stored.currency == fund.currency;
				ensure!(is_same, "3: a use pays an award of another body or currency");
				let mut sum = 0 as Balance;
				for Split { line, amount } in lines {
					sum = sum.checked_add(*amount).ok_or("a sum overflows")?;
					add(&mut counted.paid, (*award, *line), *amount)?;
					let line = Lines::<T>::get(&fund.body, line).ok_or("3: a use pays a line that there is not")?;
					let covers = fund.ensure_covers(&line.codes).is_ok();
					ensure!(covers, "5: a fund has paid a line that is not within its purpose");
				}
				ensure!(sum == used.amount, "3: the lines of a use do not sum to it");
				add(&mut counted.returned, *award, used.returned)?;
				let to = match stored.payee {
					Payee::Fund(to) if is_moved || matches!(used.standing, Standing::Confirmed { .. }) => Some(to),
					_ => None,
				};
				let are_both = to.is_some() == receipt.is_some();
				ensure!(are_both, "4: a use has a receipt where none came, or none where one did");
				if let (Some(to), Some(receipt)) = (to, receipt) {
					// What came back before it was confirmed is not in it.
					let least =
						used.amount.checked_sub(used.returned).ok_or("1: more came back of a use than was paid")?;
					Self::try_state_way(id, fund, number, used, to, *receipt, least..=used.amount)?;
				}
			},
			UseKind::Transfer { to, receipt, got, .. } => {
				Self::try_state_way(id, fund, number, used, *to, *receipt, *got..=*got)?;
			},
			// What has come back of it was not refunded.
			UseKind::Refund { fund: to, receipt, .. } => {
				let refunded =
					used.amount.checked_sub(used.returned).ok_or("1: more came back of a use than was paid")?;
				add(&mut counted.refunds, (*to, *receipt), refunded)?;
			},
			UseKind::GivenBack { receipt } => add(&mut counted.refunds, (id, *receipt), used.amount)?,
		}
		Ok(())
	}

	/// So much of a use has come into another fund.
	fn try_state_way(
		id: FundId,
		fund: &Fund<T>,
		number: u32,
		used: &Use<T>,
		to: FundId,
		receipt: u32,
		got: RangeInclusive<Balance>,
	) -> Checked {
		let target = Funds::<T>::get(to).ok_or("4: a use has gone into a fund that there is not")?;
		ensure!(
			fund.currency != target.currency || got.contains(&used.amount),
			"4: money has become more or less on its way"
		);
		let narrows = fund.ensure_covers(target.purpose.as_slice()).is_ok();
		ensure!(narrows, "5: money has lost its purpose on its way");
		let is_paid = matches!(used.kind, UseKind::Award { .. });
		let is_near = target.body == fund.body;
		ensure!(is_paid != is_near, "4: money has come to another body without an award, or home by one");
		if receipt < target.first_receipt {
			return Ok(());
		}
		let receipt = Receipts::<T>::get(to, receipt).ok_or("4: a use has made a receipt that there is not")?;
		let is_from = receipt.source == Source::Use { fund: id, number };
		ensure!(is_from, "4: a receipt does not name the use that it is from");
		ensure!(got.contains(&receipt.span.len()), "4: a receipt brought something else than its use");
		let is_earlier = used.block <= receipt.block && used.at <= receipt.at;
		ensure!(is_earlier, "4: a receipt is older than the use that it is from");
		Ok(())
	}

	/// What went back of receipts, and what came back of uses.
	pub(super) fn try_state_ways_back(counted: &mut Counted<T>) -> Checked {
		for (id, fund) in Funds::<T>::iter() {
			for (number, receipt) in Receipts::<T>::iter_prefix(id) {
				let by_uses = counted.refunds.remove(&(id, number)).unwrap_or_default();
				let agrees = counted.agrees(&fund.body, by_uses, receipt.refunded);
				ensure!(agrees, "1: something else was refunded of a receipt than uses say");
			}
			for (number, used) in Uses::<T>::iter_prefix(id) {
				let brought = counted.returns.remove(&(id, number)).unwrap_or_default();
				let agrees = counted.agrees(&fund.body, brought, used.returned);
				ensure!(agrees, "1: receipts brought something else back of a use than it says");
			}
		}
		// The others are archived.
		for (id, number) in counted.refunds.keys() {
			let is_old = Funds::<T>::get(id).is_some_and(|fund| *number < fund.first_receipt);
			ensure!(is_old, "1: something was refunded of a receipt that there is not");
		}
		for (id, number) in counted.returns.keys() {
			let is_old = Funds::<T>::get(id).is_some_and(|fund| *number < fund.first_use);
			ensure!(is_old, "1: something came back of a use that there is not");
		}
		let gifts = Gifts::<T>::iter_keys().count();
		let tickets = Receipts::<T>::iter_values().filter(|receipt| receipt.ticket.is_some()).count();
		ensure!(gifts == tickets, "a gift is listed that there is not");
		Ok(())
	}
}
