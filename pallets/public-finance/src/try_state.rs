//! What always holds. The numbers are those of the README.

mod funds;

use crate::{
	awards::{payee_key, total},
	bodies::{bytes_at_most, bytes_of},
	types::*,
	Acceptances, AwardChanges, AwardCount, Awards, AwardsOf, AwardsOn, AwardsTo, Bodies, BodiesBelow, Config,
	Corrections, Deposits, Engagements, Findings, FundCount, Funds, FundsOf, HoldReason, Lines, LinesBelow, Pallet,
	Periods, Receipts, Tallies, Uses, Waiting,
};
use alloc::collections::{BTreeMap, BTreeSet};
use civitas_primitives::{
	money::{Asset, Balance},
	public_finance::{AwardId, FundId, LineId, PeriodId},
};
use frame_support::{ensure, traits::fungibles::InspectHold, DefaultNoBound};
use sp_core::H256;
use sp_runtime::TryRuntimeError;

type Checked = Result<(), TryRuntimeError>;

/// Sums by whom or what they are of.
type Sums<Key> = BTreeMap<Key, Balance>;

fn add<Key: Ord>(sums: &mut Sums<Key>, key: Key, amount: Balance) -> Checked {
	let sum = sums.entry(key).or_default();
	*sum = sum.checked_add(amount).ok_or("a sum overflows")?;
	Ok(())
}

/// What records say together that others have to say, too.
#[derive(DefaultNoBound)]
struct Counted<T: Config> {
	/// What is left in the funds of a body, by asset.
	money: Sums<(T::AccountId, Asset)>,
	/// What receipts have brought to a line.
	revenue: Sums<(T::AccountId, LineId)>,
	/// What awards take of a line.
	obligated: Sums<(T::AccountId, LineId)>,
	/// What was paid of that.
	disbursed: Sums<(T::AccountId, LineId)>,
	/// What uses have paid of a line of an award.
	paid: Sums<(AwardId, LineId)>,
	/// What came back of an award, by its uses.
	returned: Sums<AwardId>,
	/// What uses have given back of a receipt.
	refunds: Sums<(FundId, u32)>,
	/// What receipts have brought back of a use.
	returns: Sums<(FundId, u32)>,
	/// The bodies of which something was archived, so that sums over their uses or receipts are of only some of them.
	archived: BTreeSet<T::AccountId>,
}

impl<T: Config> Counted<T> {
	/// Whether a sum over the uses or receipts of a body is as large as it has to be.
	fn agrees(&self, body: &T::AccountId, sum: Balance, all: Balance) -> bool {
		sum == all || sum < all && self.archived.contains(body)
	}
}

impl<T: Config> Pallet<T> {
	/// Check the invariants.
	pub(crate) fn do_try_state() -> Checked {
		let mut counted = Counted::default();
		for (id, fund) in Funds::<T>::iter() {
			Self::try_state_fund(id, &fund, &mut counted)?;
		}
		for ((body, asset), sum) in &counted.money {
			let held = T::Holds::balance_on_hold(*asset, &HoldReason::Fund.into(), body);
			ensure!(held == *sum, "1: the money of funds is not what is on hold for it");
		}
		Self::try_state_ways_back(&mut counted)?;
		Self::try_state_awards(&mut counted)?;
		for (id, body) in Bodies::<T>::iter() {
			Self::try_state_body(&id, &body)?;
			Self::try_state_periods(&id, &body)?;
			Self::try_state_lines(&id, &body, &mut counted)?;
		}
		Self::try_state_audits()?;
		Self::try_state_indices()?;
		Self::try_state_deposits()
	}

	fn try_state_body(id: &T::AccountId, body: &Body<T>) -> Checked {
		let depth = match &body.parent {
			Some(parent) => {
				ensure!(BodiesBelow::<T>::contains_key(parent, id), "a body is not listed below the one it belongs to");
				let above = Bodies::<T>::get(parent).ok_or("a body belongs to one that there is not")?;
				above.depth.checked_add(1).ok_or("a sum overflows")?
			},
			// Who has left keeps its level as long as others belong to it.
			None if body.children > 0 => body.depth,
			None => 1,
		};
		ensure!(body.depth == depth && depth <= MAX_DEPTH, "a body is on another level than it should be");
		let children = BodiesBelow::<T>::iter_key_prefix(id).count();
		ensure!(body.children as usize == children, "the bodies below one are not as many as counted");
		ensure!(body.appropriator.as_ref() != Some(id), "a body appropriates to itself");
		let currencies: BTreeSet<_> = body.rules.iter().map(|rule| rule.currency).collect();
		ensure!(currencies.len() == body.rules.len(), "a body has two rules for a currency");
		let is_numbered = Waiting::<T>::iter_key_prefix(id).all(|act| act < body.acts);
		ensure!(is_numbered, "6: an act waits under a number that was not given");
		Ok(())
	}

	fn try_state_periods(id: &T::AccountId, body: &Body<T>) -> Checked {
		let periods: BTreeMap<PeriodId, Period> = Periods::<T>::iter_prefix(id).collect();
		ensure!(periods.keys().copied().eq(0..body.periods), "the periods are not as many as counted");
		let (mut open, mut latest) = (None, 0);
		for (number, period) in &periods {
			let place = match period.state {
				PeriodState::Closed { .. } => 0,
				PeriodState::Open => 1,
				PeriodState::Planned => 2,
			};
			let is_next = place >= latest && (place != 1 || open.is_none());
			ensure!(is_next, "periods are not closed, open and planned in their order");
			latest = place;
			if place == 1 {
				open = Some(*number);
			}
			let opinion = Engagements::<T>::get(id, number).and_then(|engagement| engagement.opinion);
			ensure!(period.is_audited == opinion.is_some(), "a period is audited without an opinion");
			ensure!(!period.is_audited || place == 0, "a period was audited before it was closed");
		}
		ensure!(body.current == open, "another period is open than the body says");
		Ok(())
	}

	fn try_state_lines(id: &T::AccountId, body: &Body<T>, counted: &mut Counted<T>) -> Checked {
		let lines: BTreeMap<LineId, Line> = Lines::<T>::iter_prefix(id).collect();
		ensure!(lines.keys().copied().eq(0..body.lines), "the lines are not as many as counted");
		let (mut bound, mut below) = (BTreeMap::<LineId, Booked>::new(), BTreeMap::<LineId, u32>::new());
		for (number, line) in &lines {
			Self::try_state_line(id, *number, line, &lines)?;
			Self::try_state_books(id, *number, line, counted)?;
			let sum = bound.entry(line.control).or_default();
			*sum = Self::sum(sum, &line.own).ok_or("a sum overflows")?;
			if let Above::Line(above) = line.above {
				let children = below.entry(above).or_default();
				*children = children.checked_add(1).ok_or("a sum overflows")?;
			}
		}
		for (number, line) in &lines {
			ensure!(line.bound == bound.remove(number), "2: a line binds others than those that report to it");
			let children = below.remove(number).unwrap_or_default();
			ensure!(line.children == children, "the lines under one are not as many as counted");
			// No award has paid more of a line than it has of it, so no more is paid than is obligated either.
			let has_enough = line.bound.is_none_or(|bound| bound.obligated <= bound.authority);
			ensure!(has_enough, "2: more is obligated than there is authority");
		}
		Ok(())
	}

	fn sum(one: &Booked, other: &Booked) -> Option<Booked> {
		Some(Booked {
			authority: one.authority.checked_add(other.authority)?,
			obligated: one.obligated.checked_add(other.obligated)?,
			disbursed: one.disbursed.checked_add(other.disbursed)?,
			refunded: one.refunded.checked_add(other.refunded)?,
		})
	}

	/// A line is what the one above it says, and is listed there.
	fn try_state_line(id: &T::AccountId, number: LineId, line: &Line, lines: &BTreeMap<LineId, Line>) -> Checked {
		let listed = LinesBelow::<T>::get((id, &line.above, &line.part));
		ensure!(listed == Some(number), "a line is not listed under what it is under");
		let (period, currency, kind, depth, control) = match line.above {
			Above::Root { period, currency, kind } => (period, currency, kind, 1, number),
			Above::Line(above) => {
				let above = lines.get(&above).ok_or("a line is under one that there is not")?;
				let depth = above.depth.checked_add(1).ok_or("a sum overflows")?;
				(above.period, above.currency, above.kind, depth, above.control)
			},
		};
		let control = if line.bound.is_some() { number } else { control };
		let is_same = (period, currency, kind) == (line.period, line.currency, line.kind);
		ensure!(is_same && depth == line.depth && depth <= MAX_DEPTH, "a line differs from what it is under");
		ensure!(line.control == control, "2: a line reports to another than the nearest that binds");
		Ok(())
	}

	/// What is booked on a line itself is what records say.
	fn try_state_books(id: &T::AccountId, number: LineId, line: &Line, counted: &mut Counted<T>) -> Checked {
		let Booked { authority, obligated, disbursed, refunded } = line.own;
		ensure!(line.came.checked_sub(line.went) == Some(authority), "2: authority has come from or gone to nowhere");
		let period = Periods::<T>::get(id, line.period).ok_or("a line is of a period that there is not")?;
		ensure!(obligated == 0 || period.is_committed, "there is an award in a period that was not committed");
		let key = (id.clone(), number);
		let brought = counted.revenue.remove(&key).unwrap_or_default();
		match line.kind {
			LineKind::Expenditure => {
				let by_awards = counted.obligated.remove(&key).unwrap_or_default();
				ensure!(obligated == by_awards, "3: a line is obligated to something else than its awards");
				let by_awards = counted.disbursed.remove(&key).unwrap_or_default();
				ensure!(disbursed == by_awards, "3: a line has paid something else than its awards");
				ensure!(brought == 0 && refunded == 0, "3: revenue is booked on a line of expenditure");
			},
			LineKind::Revenue => {
				// What is found to be wrong later is not booked in a period that is closed; and receipts are archived after that.
				let is_closed = matches!(period.state, PeriodState::Closed { .. });
				ensure!(is_closed || disbursed == brought, "3: a line has received something else than its receipts");
				ensure!(obligated == 0, "3: revenue is obligated");
			},
		}
		Ok(())
	}

	fn try_state_awards(counted: &mut Counted<T>) -> Checked {
		for (id, award) in Awards::<T>::iter() {
			let is_listed = AwardsOf::<T>::contains_key(&award.body, id)
				&& AwardsTo::<T>::contains_key(payee_key(&award.payee), id);
			ensure!(is_listed && id < AwardCount::<T>::get(), "an award is not listed");
			let (mut disbursed, mut known) = (0 as Balance, BTreeSet::new());
			for place in &award.lines {
				ensure!(known.insert(place.line), "3: an award takes a line twice");
				Self::try_state_award_line(id, &award, place, counted)?;
				disbursed = disbursed.checked_add(place.disbursed).ok_or("a sum overflows")?;
			}
			ensure!(disbursed == award.disbursed, "3: an award has paid something else than its lines");
			let total = total(&award.lines).ok_or("a sum overflows")?;
			ensure!(award.accepted <= total, "2: more is accepted than was awarded");
			let paid = disbursed.checked_sub(award.returned).ok_or("2: more came back of an award than was paid")?;
			let most = award.accepted.saturating_add(award.advance);
			ensure!(paid <= most, "2: more is paid than was accepted or may be in advance");
			let by_uses = counted.returned.remove(&id).unwrap_or_default();
			let agrees = counted.agrees(&award.body, by_uses, award.returned);
			ensure!(agrees, "3: something else came back of an award than of its uses");
			Self::try_state_history(id, &award)?;
		}
		ensure!(counted.paid.is_empty(), "3: a use pays a line that its award has not");
		Ok(())
	}

	fn try_state_award_line(
		id: AwardId,
		award: &Award<T::AccountId>,
		place: &AwardLine,
		counted: &mut Counted<T>,
	) -> Checked {
		let AwardLine { line, amount, disbursed, lapsed } = *place;
		ensure!(AwardsOn::<T>::contains_key((&award.body, line, id)), "an award is not listed on its line");
		let stored = Lines::<T>::get(&award.body, line).ok_or("3: an award takes a line that there is not")?;
		let is_same = stored.currency == award.currency && stored.kind == LineKind::Expenditure;
		ensure!(is_same, "3: an award takes a line of another currency, or of revenue");
		let left = amount.checked_sub(lapsed).ok_or("2: more has lapsed of a line than was awarded of it")?;
		ensure!(disbursed <= left, "2: more is paid of a line than was awarded of it");
		add(&mut counted.obligated, (award.body.clone(), line), amount)?;
		add(&mut counted.disbursed, (award.body.clone(), line), disbursed)?;
		let by_uses = counted.paid.remove(&(id, line)).unwrap_or_default();
		let agrees = counted.agrees(&award.body, by_uses, disbursed);
		ensure!(agrees, "3: a line of an award has paid something else than its uses");
		Ok(())
	}

	/// What was accepted of an award, and how it was changed.
	fn try_state_history(id: AwardId, award: &Award<T::AccountId>) -> Checked {
		let (mut accepted, mut places) = (0 as Balance, BTreeSet::new());
		for (place, acceptance) in Acceptances::<T>::iter_prefix(id) {
			accepted = accepted.checked_add(acceptance.amount).ok_or("a sum overflows")?;
			places.insert(place);
		}
		let are_all = places.into_iter().eq(0..award.acceptances);
		ensure!(are_all && accepted == award.accepted, "3: something else is accepted than was at each time");
		let places: BTreeSet<_> = AwardChanges::<T>::iter_key_prefix(id).collect();
		ensure!(places.into_iter().eq(0..award.changes), "7: a change of an award is not known any more");
		Ok(())
	}

	fn try_state_audits() -> Checked {
		let mut found = 0usize;
		for (body, number, engagement) in Engagements::<T>::iter() {
			ensure!(Periods::<T>::contains_key(&body, number), "an audit is of a period that there is not");
			let findings: BTreeMap<u16, Finding> = Findings::<T>::iter_prefix((&body, number)).collect();
			ensure!(findings.keys().copied().eq(0..engagement.findings), "the findings are not as many as counted");
			let unresolved = findings.values().filter(|finding| finding.resolved.is_none()).count();
			ensure!(unresolved == usize::from(engagement.unresolved), "other findings are unresolved than counted");
			found = found.checked_add(findings.len()).ok_or("a sum overflows")?;
			let Engagement { commitment, accepted, secret, seed, opinion, .. } = engagement;
			ensure!(commitment.is_some() == accepted.is_some(), "an audit is accepted without a time, or a commitment");
			ensure!(secret.is_some() == seed.is_some(), "an audit has a seed without a secret");
			let hash = secret.map(|secret| H256(sp_io::hashing::blake2_256(secret.as_bytes())));
			let bound = commitment.map(|commitment| commitment.hash);
			ensure!(hash.is_none() || hash == bound, "a secret is not the one that was committed to");
			// What is found may be of one before him.
			let has_accepted = commitment.is_some() || opinion.is_none();
			ensure!(has_accepted, "an auditor has an opinion who has not accepted");
		}
		ensure!(Findings::<T>::iter_keys().count() == found, "a finding is of no audit");
		Ok(())
	}

	/// Every record has its place in each index, so that there is nothing else in one that is as long.
	fn try_state_indices() -> Checked {
		let (funds, awards) = (Funds::<T>::iter_keys().count(), Awards::<T>::iter_keys().count());
		ensure!(funds == FundCount::<T>::get() as usize, "the funds are not as many as counted");
		ensure!(awards == AwardCount::<T>::get() as usize, "the awards are not as many as counted");
		ensure!(FundsOf::<T>::iter_keys().count() == funds, "a fund is listed that there is not");
		let listed = (AwardsOf::<T>::iter_keys().count(), AwardsTo::<T>::iter_keys().count());
		ensure!(listed == (awards, awards), "an award is listed that there is not");
		let taken = Awards::<T>::iter_values().flat_map(|award| award.lines).count();
		ensure!(AwardsOn::<T>::iter_keys().count() == taken, "an award is listed on a line that it does not take");
		let lines = Lines::<T>::iter_keys().count();
		ensure!(LinesBelow::<T>::iter_keys().count() == lines, "a line is listed that there is not");
		let children = Bodies::<T>::iter_values().filter(|body| body.parent.is_some()).count();
		ensure!(BodiesBelow::<T>::iter_keys().count() == children, "a body is listed that does not belong there");
		let corrections: usize = Uses::<T>::iter_values().map(|used| usize::from(used.corrections)).sum();
		ensure!(Corrections::<T>::iter_keys().count() == corrections, "7: a correction is of a use that there is not");
		Ok(())
	}

	fn try_state_deposits() -> Checked {
		let mut bytes = BTreeMap::<T::AccountId, u64>::new();
		let mut count = |body: T::AccountId, size: usize| -> Checked {
			let sum = bytes.entry(body).or_default();
			*sum = sum.checked_add(size as u64).ok_or("a sum overflows")?;
			Ok(())
		};
		Bodies::<T>::iter_keys().try_for_each(|body| count(body, bytes_at_most::<Body<T>>()))?;
		Periods::<T>::iter_keys().try_for_each(|(body, _)| count(body, bytes_at_most::<Period>()))?;
		Lines::<T>::iter().try_for_each(|(body, _, line)| count(body, bytes_of(&line)))?;
		Waiting::<T>::iter().try_for_each(|(body, _, act)| count(body, bytes_of(&act)))?;
		Tallies::<T>::iter_keys().try_for_each(|(body, ..)| count(body, bytes_at_most::<Tally>()))?;
		for (body, _, engagement) in Engagements::<T>::iter() {
			(0..=engagement.former).try_for_each(|_| count(body.clone(), crate::audit::engagement_bytes::<T>()))?;
		}
		for (id, fund) in Funds::<T>::iter() {
			count(fund.body.clone(), bytes_at_most::<Fund<T>>())?;
			for receipt in Receipts::<T>::iter_prefix_values(id) {
				count(fund.body.clone(), receipt.bytes())?;
				// As long as its use is there, that pays for it.
				if let Source::Use { fund: from, number } = receipt.source {
					let source = Funds::<T>::get(from).ok_or("4: a receipt is from a fund that there is not")?;
					if number < source.first_use {
						count(source.body, bytes_at_most::<Receipt<T>>())?;
					}
				}
			}
			for (number, used) in Uses::<T>::iter_prefix(id) {
				count(fund.body.clone(), used.bytes())?;
				Corrections::<T>::iter_prefix_values((id, number))
					.try_for_each(|correction| count(fund.body.clone(), bytes_of(&correction)))?;
			}
		}
		for (id, award) in Awards::<T>::iter() {
			count(award.body.clone(), bytes_of(&award))?;
			AwardChanges::<T>::iter_prefix_values(id)
				.try_for_each(|change| count(award.body.clone(), bytes_of(&change)))?;
			Acceptances::<T>::iter_prefix_values(id)
				.try_for_each(|acceptance| count(award.body.clone(), bytes_of(&acceptance)))?;
		}
		for (body, deposit) in Deposits::<T>::iter() {
			ensure!(bytes.remove(&body) == Some(deposit.bytes), "8: a body has paid for other records than it has");
		}
		ensure!(bytes.is_empty(), "8: a body has not paid for its records");
		Ok(())
	}
}
