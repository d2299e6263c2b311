//! Awards: what a body commits itself to pay, to whom, and what of it was delivered and accepted.

use crate::{
	bodies::bytes_of, types::*, Acceptances, AwardChanges, AwardCount, Awards, AwardsOf, AwardsOn, AwardsTo, Bodies,
	Config, Error, Event, Funds, Pallet, Periods,
};
use alloc::vec::Vec;
use civitas_primitives::{
	content_id,
	money::Balance,
	public_finance::{AwardId, Currency, LineId, Payee, PeriodId, Power},
	text::is_readable,
	Moment,
};
use codec::Encode;
use frame_support::{ensure, traits::Time, BoundedVec};
use sp_core::{ConstU32, H256};
use sp_runtime::{DispatchError, DispatchResult};

/// The most officers that have committed to all awards together of which something is accepted, or paid before it is, in one call; and
/// that have entered all receipts together that are refunded in one. To ask how each is related to who does it is costly.
pub const MAX_COMMITTERS: u32 = 16;

/// So many can have committed to so many awards.
pub(crate) fn committers(awards: u32) -> u32 {
	awards.saturating_mul(MAX_OFFICERS).min(MAX_COMMITTERS)
}

/// Who has committed to awards of which something is accepted: each once.
pub(crate) fn committed_to<T: Config>(
	body: &T::AccountId,
	acceptances: &[AcceptanceTerms],
) -> Result<Vec<T::AccountId>, Error<T>> {
	let mut committed = Vec::new();
	for terms in acceptances {
		committed.extend(award_in::<T>(body, terms.award)?.officers);
	}
	committed.sort();
	committed.dedup();
	Ok(committed)
}

/// By what a payee is found.
pub(crate) fn payee_key(payee: &Payee<impl Encode>) -> H256 {
	content_id("civitas/payee", payee)
}

/// The account of a payee, or of the body whose fund it is.
pub(crate) fn account_of<T: Config>(payee: &Payee<T::AccountId>) -> Option<T::AccountId> {
	match payee {
		Payee::Account(account) => Some(account.clone()),
		Payee::Fund(fund) => Funds::<T>::get(fund).map(|fund| fund.body),
		_ => None,
	}
}

/// An award of a body.
pub(crate) fn award_in<T: Config>(body: &T::AccountId, id: AwardId) -> Result<Award<T::AccountId>, Error<T>> {
	Awards::<T>::get(id).filter(|award| award.body == *body).ok_or(Error::<T>::AwardUnknown)
}

/// What lines come to together, without what lapsed. Nothing if it is more than can be.
pub(crate) fn total(lines: &[AwardLine]) -> Option<Balance> {
	let mut open = lines.iter().map(|line| line.amount.checked_sub(line.lapsed));
	open.try_fold(0, |sum: Balance, amount| sum.checked_add(amount?))
}

/// A line among those of an award.
fn find(lines: &[AwardLine], line: LineId) -> Option<&AwardLine> {
	lines.iter().find(|one| one.line == line)
}

/// What an award comes to by its terms.
struct Drawn<AccountId> {
	/// The period that is open.
	period: PeriodId,
	currency: Currency,
	/// As it was, if it is changed.
	old: Option<(AwardId, Award<AccountId>)>,
	lines: BoundedVec<AwardLine, ConstU32<MAX_LINES>>,
	/// What its lines were together, and what they are then.
	before: Balance,
	after: Balance,
}

impl<AccountId> Drawn<AccountId> {
	/// How much more it is: for who commits by its lines, since to pay from another than before is to commit that one; and for who is
	/// paid in all, which is no more than that. What can be paid in advance counts if it rises by more.
	fn rise(&self, advance: Balance) -> (Balance, Balance) {
		let (had, agreed) = match &self.old {
			Some((_, old)) => (old.lines.as_slice(), old.advance),
			None => (Default::default(), 0),
		};
		// Saturating is right, here and below: what falls needs nobody. And what rises is not more than all, which is a number.
		let more = |line: &AwardLine| line.amount.saturating_sub(find(had, line.line).map_or(0, |line| line.amount));
		let by_lines = self.lines.iter().map(more).fold(0, Balance::saturating_add);
		// In advance no more is paid than there is.
		let in_advance = advance.min(self.after).saturating_sub(agreed.min(self.before));
		(by_lines.max(in_advance), self.after.saturating_sub(self.before).max(in_advance))
	}
}

/// Draw an award up by its terms, if they are allowed.
fn draw<T: Config>(
	body: &T::AccountId,
	terms: &AwardTerms<T::AccountId>,
) -> Result<Drawn<T::AccountId>, DispatchError> {
	let period = Pallet::<T>::current(&Pallet::<T>::body(body)?)?;
	let get = |id: AwardId| award_in::<T>(body, id).map(|award| (id, award));
	let old = terms.award.map(get).transpose()?;
	if let Some((_, old)) = &old {
		ensure!(old.payee == terms.payee, Error::<T>::PayeeChanged);
		// What it has paid is not known here: without it that would be paid again. And with one that there is not, nothing is paid.
		ensure!(old.agreement == terms.agreement, Error::<T>::AgreementDiffers);
	}
	let mut currency = old.as_ref().map(|(_, old)| old.currency);
	let had = old.as_ref().map(|(_, old)| old.lines.as_slice()).unwrap_or_default();
	let mut lines = BoundedVec::<AwardLine, ConstU32<MAX_LINES>>::new();
	for line in had {
		if Pallet::<T>::line(body, line.line)?.period == period {
			let stays = terms.lines.iter().any(|split| split.line == line.line);
			ensure!(stays || line.disbursed == 0, Error::<T>::BelowDone);
		} else {
			// Of a closed period nothing is paid any more. Saturating is right: no more was paid than that.
			let lapsed = line.amount.saturating_sub(line.disbursed);
			lines.try_push(AwardLine { lapsed, ..*line }).map_err(|_| Error::<T>::TooManyLines)?;
		}
	}
	for Split { line, amount } in &terms.lines {
		let stored = Pallet::<T>::line(body, *line)?;
		ensure!(stored.kind == LineKind::Expenditure, Error::<T>::OtherKind);
		ensure!(stored.period == period, Error::<T>::PeriodNotOpen);
		ensure!(*currency.get_or_insert(stored.currency) == stored.currency, Error::<T>::OtherCurrency);
		ensure!(*amount > 0, Error::<T>::AmountZero);
		ensure!(find(&lines, *line).is_none(), Error::<T>::LineTwice);
		let disbursed = find(had, *line).map_or(0, |line| line.disbursed);
		ensure!(*amount >= disbursed, Error::<T>::BelowDone);
		let line = AwardLine { line: *line, amount: *amount, disbursed, lapsed: 0 };
		lines.try_push(line).map_err(|_| Error::<T>::TooManyLines)?;
	}
	let currency = currency.ok_or(Error::<T>::ListEmpty)?;
	// Once it has an award, a payee cannot keep it from being changed by what he becomes.
	if old.is_none() {
		ensure_payee::<T>(body, &terms.payee, currency)?;
	}
	let before = total(had).ok_or(Error::<T>::AmountTooLarge)?;
	let after = total(&lines).ok_or(Error::<T>::AmountTooLarge)?;
	Ok(Drawn { period, currency, old, lines, before, after })
}

/// That a payee is somebody other than the body, and can be paid in a currency.
pub(crate) fn ensure_payee<T: Config>(
	body: &T::AccountId,
	payee: &Payee<T::AccountId>,
	currency: Currency,
) -> Result<(), Error<T>> {
	match payee {
		// What a body is paid into its account is in no books.
		Payee::Account(account) => ensure!(!Bodies::<T>::contains_key(account), Error::<T>::PayeeIsBody),
		Payee::Fund(fund) => {
			let fund = Funds::<T>::get(fund).ok_or(Error::<T>::FundUnknown)?;
			ensure!(fund.body != *body, Error::<T>::OtherBody);
			ensure!(fund.currency == currency, Error::<T>::OtherCurrency);
		},
		_ => {
			ensure!(payee.is_valid(), Error::<T>::PayeeInvalid);
			ensure!(currency.on_chain().is_none(), Error::<T>::PayeeOffChain);
		},
	}
	Ok(())
}

/// Obligate lines to so much as they are to bear instead of what they bore.
fn obligate<T: Config>(body: &T::AccountId, id: AwardId, had: &[AwardLine], lines: &[AwardLine]) -> DispatchResult {
	let amount_in = |lines: &[AwardLine], line| find(lines, line).map_or(0, |line| line.amount);
	// What falls comes first, so that a line that binds both does not bear both in between.
	for AwardLine { line, amount, .. } in had {
		if let Some(fall) = amount.checked_sub(amount_in(lines, *line)).filter(|fall| *fall > 0) {
			Pallet::<T>::book(body, *line, |booked| {
				booked.obligated = booked.obligated.checked_sub(fall)?;
				Some(())
			})?;
		}
		if find(lines, *line).is_none() {
			AwardsOn::<T>::remove((body, line, id));
		}
	}
	for AwardLine { line, amount, .. } in lines {
		if let Some(rise) = amount.checked_sub(amount_in(had, *line)).filter(|rise| *rise > 0) {
			Pallet::<T>::book(body, *line, |booked| {
				booked.obligated = booked.obligated.checked_add(rise)?;
				Some(())
			})?;
		}
		if find(had, *line).is_none() {
			AwardsOn::<T>::insert((body, line, id), ());
		}
	}
	Ok(())
}

/// What awards or acceptances are counted by: in what, to whom, how much for him, and how much, which is not less, for who acts.
fn measured<T: Config>(
	power: Power,
	items: impl Iterator<Item = Result<(Currency, Payee<T::AccountId>, Balance, Balance), DispatchError>>,
) -> Result<Measure<T::AccountId>, DispatchError> {
	let mut known: Option<Measure<T::AccountId>> = None;
	for item in items {
		let (currency, payee, amount, all) = item?;
		let measure = known.get_or_insert_with(|| Measure::of(power, currency));
		ensure!(measure.currency == currency, Error::<T>::OtherCurrency);
		measure.add(Some(payee), amount).ok_or(Error::<T>::AmountTooLarge)?;
		// Saturating is right: it is not less.
		measure.add(None, all.saturating_sub(amount)).ok_or(Error::<T>::AmountTooLarge)?;
	}
	Ok(known.ok_or(Error::<T>::ListEmpty)?)
}

/// An award before anything was committed.
fn blank<AccountId: Clone>(
	body: &AccountId,
	currency: Currency,
	payee: &Payee<AccountId>,
	now: Moment,
) -> Award<AccountId> {
	Award {
		body: body.clone(),
		currency,
		payee: payee.clone(),
		lines: BoundedVec::new(),
		advance: 0,
		accepted: 0,
		disbursed: 0,
		returned: 0,
		ocid: None,
		method: None,
		bids: None,
		agreement: None,
		document: None,
		officers: BoundedVec::new(),
		at: now,
		changes: 0,
		acceptances: 0,
	}
}

impl<T: Config> Pallet<T> {
	/// What awards are counted by: how much more the body commits itself to.
	pub(crate) fn measure_awards(
		body: &T::AccountId,
		awards: &[AwardTerms<T::AccountId>],
	) -> Result<Measure<T::AccountId>, DispatchError> {
		let more = |terms: &AwardTerms<T::AccountId>| -> Result<_, DispatchError> {
			let drawn = draw::<T>(body, terms)?;
			let (all, amount) = drawn.rise(terms.advance);
			Ok((drawn.currency, terms.payee.clone(), amount, all))
		};
		measured::<T>(Power::Commit, awards.iter().map(more))
	}

	pub(crate) fn do_award(
		officer: &T::AccountId,
		body: &T::AccountId,
		awards: List<AwardTerms<T::AccountId>>,
	) -> DispatchResult {
		awards.into_iter().try_for_each(|terms| Self::award_once(officer, body, terms))
	}

	fn award_once(officer: &T::AccountId, body: &T::AccountId, terms: AwardTerms<T::AccountId>) -> DispatchResult {
		let Drawn { period, currency, old, lines, before, after } = draw::<T>(body, &terms)?;
		let has_text = terms.ocid.as_ref().is_none_or(|ocid| is_readable(ocid));
		ensure!(has_text, Error::<T>::TextInvalid);
		let now = T::Time::now();
		let (id, mut award, had) = match old {
			Some((id, old)) => {
				let had = bytes_of(&old);
				(id, old, had)
			},
			None => (Self::number_award(body, &terms.payee)?, blank(body, currency, &terms.payee, now), 0),
		};
		obligate::<T>(body, id, &award.lines, &lines)?;
		let mut bytes = 0usize;
		if terms.award.is_some() {
			let change = AwardChange { at: now, officer: officer.clone(), before, after, document: award.document };
			bytes = bytes_of(&change);
			AwardChanges::<T>::insert(id, award.changes, change);
			award.changes = award.changes.checked_add(1).ok_or(Error::<T>::TooManyRecords)?;
		}
		if !award.officers.contains(officer) {
			award.officers.try_push(officer.clone()).map_err(|_| Error::<T>::TooManyOfficers)?;
		}
		let AwardTerms { advance, ocid, method, bids, agreement, document, .. } = terms.clone();
		let award = Award { lines, advance, ocid, method, bids, agreement, document, ..award };
		// A change takes back neither what was accepted, nor an advance that was paid.
		ensure!(award.accepted <= after, Error::<T>::BelowDone);
		Self::ensure_accepted(&award)?;
		Self::resize(body, had, bytes.saturating_add(bytes_of(&award)))?;
		Awards::<T>::insert(id, award);
		Periods::<T>::mutate(body, period, |stored| {
			if let Some(stored) = stored {
				stored.is_committed = true;
			}
		});
		Self::deposit_event(Event::Awarded { body: body.clone(), award: id, terms, officer: officer.clone() });
		Ok(())
	}

	/// The number of a new award, by which it is found.
	fn number_award(body: &T::AccountId, payee: &Payee<T::AccountId>) -> Result<AwardId, Error<T>> {
		let id = AwardCount::<T>::get();
		AwardCount::<T>::put(id.checked_add(1).ok_or(Error::<T>::TooManyAwards)?);
		AwardsOf::<T>::insert(body, id, ());
		AwardsTo::<T>::insert(payee_key(payee), id, ());
		Ok(id)
	}

	/// What acceptances are counted by: how much more is to be paid.
	pub(crate) fn measure_acceptances(
		body: &T::AccountId,
		acceptances: &[AcceptanceTerms],
	) -> Result<Measure<T::AccountId>, DispatchError> {
		let more = |terms: &AcceptanceTerms| -> Result<_, DispatchError> {
			let Award { currency, payee, .. } = award_in::<T>(body, terms.award)?;
			Ok((currency, payee, terms.amount, terms.amount))
		};
		measured::<T>(Power::Accept, acceptances.iter().map(more))
	}

	pub(crate) fn do_accept(
		officer: &T::AccountId,
		body: &T::AccountId,
		acceptances: List<AcceptanceTerms>,
	) -> DispatchResult {
		Self::ensure_apart(officer, committed_to::<T>(body, &acceptances)?, Error::AcceptorCommitted)?;
		acceptances.into_iter().try_for_each(|terms| Self::accept_once(officer, body, terms))
	}

	fn accept_once(officer: &T::AccountId, body: &T::AccountId, terms: AcceptanceTerms) -> DispatchResult {
		let AcceptanceTerms { award: id, amount, due, evidence } = terms;
		let mut award = award_in::<T>(body, id)?;
		ensure!(amount > 0, Error::<T>::AmountZero);
		award.accepted = award.accepted.checked_add(amount).ok_or(Error::<T>::AmountTooLarge)?;
		let most = total(&award.lines).ok_or(Error::<T>::AmountTooLarge)?;
		ensure!(award.accepted <= most, Error::<T>::OverAward);
		let number = award.acceptances;
		award.acceptances = number.checked_add(1).ok_or(Error::<T>::TooManyRecords)?;
		let acceptance = Acceptance { amount, due, evidence, officer: officer.clone(), at: T::Time::now() };
		Self::resize(body, 0, bytes_of(&acceptance))?;
		Acceptances::<T>::insert(id, number, acceptance);
		Awards::<T>::insert(id, award);
		Self::deposit_event(Event::Accepted { terms, officer: officer.clone() });
		Ok(())
	}
}
