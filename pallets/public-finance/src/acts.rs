//! What officers do: at once, or with the approval of a second person.

use crate::{
	awards::{account_of, committers, payee_key},
	bodies::bytes_of,
	types::*,
	Bodies, Config, Error, Event, Pallet, Tallies, Waiting, WeightInfo,
};
use alloc::vec::Vec;
use civitas_primitives::{
	agreements::Settlement,
	money::Balance,
	public_finance::{Currency, Payee, Power, RoleInspect},
	IdentityInspect, Moment,
};
use frame_support::{
	ensure,
	storage::with_transaction,
	traits::{Get, Time},
	weights::Weight,
};
use sp_runtime::{DispatchError, DispatchResult, TransactionOutcome};

/// In a currency without a rule, the window, and the time that an act waits: 30 days.
const MONTH: Moment = 30 * 24 * 60 * 60 * 1_000;
/// What approval weighs is enough for so many agreements that are settled, beside as many payments as can be; with fewer, for more.
const SETTLED: u64 = 4;

impl Tally {
	/// As it is at this moment. A window begins with an act, and is followed by the next; what was done in the one before counts until
	/// that ends, so that nothing is gained by waiting for the end of one.
	pub(crate) fn at(self, now: Moment, window: Moment) -> Self {
		// Saturating is right: what ends after all moments does not end.
		let next = self.start.saturating_add(window);
		if now < next {
			self
		} else if now < next.saturating_add(window) {
			Self { start: next, amount: 0, before: self.amount }
		} else {
			Self { start: now, amount: 0, before: 0 }
		}
	}

	/// What counts. Saturating is right: too much is above every threshold but the largest, which nothing is above.
	pub(crate) fn counted(&self) -> Balance {
		self.before.saturating_add(self.amount)
	}
}

/// When acts of a body in a currency need a second person: all do where it has no rule.
fn rule_of<T: Config>(body: &Body<T>, currency: Currency) -> Rule {
	let known = body.rules.iter().find(|rule| rule.currency == currency);
	known.copied().unwrap_or(Rule { currency, threshold: 0, window: MONTH, life: MONTH })
}

/// The tallies that an act belongs to, with it.
fn tallied<T: Config>(
	officer: &T::AccountId,
	body: &T::AccountId,
	measure: &Measure<T::AccountId>,
	rule: &Rule,
) -> Vec<(Party<T::AccountId>, Tally)> {
	let now = T::Time::now();
	let payees = measure.payees.iter().map(|(payee, amount)| (Party::Payee(payee_key(payee)), *amount));
	let parties = core::iter::once((Party::Officer(officer.clone()), measure.total)).chain(payees);
	let with = |(party, amount): (Party<T::AccountId>, Balance)| {
		let had = Tallies::<T>::get((body, (measure.currency, measure.power), &party)).at(now, rule.window);
		// Saturating is right, as above.
		let amount = had.amount.saturating_add(amount);
		(party, Tally { amount, ..had })
	};
	parties.filter(|(_, amount)| *amount > 0).map(with).collect()
}

/// An act is done: it counts.
fn tally<T: Config>(body: &T::AccountId, measure: &Measure<T::AccountId>, tallied: Vec<(Party<T::AccountId>, Tally)>) {
	for (party, tally) in tallied {
		Tallies::<T>::insert((body, (measure.currency, measure.power), party), tally);
	}
}

/// The accounts that an act pays, and those of the bodies whose funds it pays.
fn payees_of<T: Config>(measure: &Measure<T::AccountId>) -> Vec<T::AccountId> {
	measure.payees.iter().filter_map(|(payee, _)| account_of::<T>(payee)).collect()
}

impl<T: Config> Pallet<T> {
	/// What an officer wants to do is done, or waits for a second person if it is more than he or who is paid can have without one.
	pub(crate) fn submit(officer: &T::AccountId, body: &T::AccountId, act: Act<T::AccountId>) -> DispatchResult {
		let mut record = Self::body(body)?;
		let act = match act {
			Act::MoveAuthority(moves) if Self::is_appropriator(officer, body)? => {
				return Self::do_move_authority(officer, body, moves);
			},
			act => act,
		};
		let measure = Self::measure(body, &act)?;
		Self::ensure_may(officer, body, &measure, &payees_of::<T>(&measure))?;
		let rule = rule_of(&record, measure.currency);
		let tallied = tallied::<T>(officer, body, &measure, &rule);
		if tallied.iter().all(|(_, tally)| tally.counted() <= rule.threshold) {
			tally::<T>(body, &measure, tallied);
			return Self::perform(officer, body, act);
		}
		// Nothing waits that is more than approval weighs for, nor what could not be done now.
		ensure!(Self::weight_of(&act).all_lte(Self::heaviest()), DispatchError::Exhausted);
		with_transaction(|| TransactionOutcome::Rollback(Self::perform(officer, body, act.clone())))?;
		let number = record.acts;
		record.acts = number.checked_add(1).ok_or(Error::<T>::TooManyActs)?;
		// Saturating is right: after the last moment there is none.
		let until = T::Time::now().saturating_add(rule.life);
		let pending = Pending { officer: officer.clone(), act, until };
		Self::resize(body, 0, bytes_of(&pending))?;
		Waiting::<T>::insert(body, number, pending);
		Bodies::<T>::insert(body, record);
		Self::deposit_event(Event::Waiting { body: body.clone(), act: number, officer: officer.clone(), until });
		Ok(())
	}

	/// Approve an act that waits, or take it away. What it has weighed: that of the act, and not of the heaviest.
	pub(crate) fn do_approve(
		who: &T::AccountId,
		body: T::AccountId,
		number: u32,
		approved: bool,
	) -> Result<Weight, DispatchError> {
		let pending = Waiting::<T>::take(&body, number).ok_or(Error::<T>::ActUnknown)?;
		Self::resize(&body, bytes_of(&pending), 0)?;
		let Pending { officer, act, until } = pending;
		let is_late = T::Time::now() > until;
		let mut weight = Self::guarded(T::Roles::weight());
		match approved {
			true => {
				ensure!(!is_late, Error::<T>::ActExpired);
				let measure = Self::measure(&body, &act)?;
				let concerned = number_of(&payees_of::<T>(&measure)).saturating_add(1);
				weight = weight.saturating_add(Self::towards(Self::weight_of(&act), concerned));
				Self::approve_act(who, &officer, &body, measure, act)?;
			},
			false if is_late || *who == officer => {},
			// It may be that it comes to nothing any more; then its officer takes it away, or time does.
			false => {
				let measure = Self::measure(&body, &act)?;
				let Measure { currency, total, .. } = measure;
				let may = payees_of::<T>(&measure).contains(who)
					|| T::Roles::holds(who, &body, Power::Approve, currency, total);
				ensure!(may, Error::<T>::NotAllowed);
			},
		}
		Self::deposit_event(Event::Decided { body, act: number, by: who.clone(), approved });
		Ok(weight)
	}

	/// An act that has waited is judged as if it were done only now, with what has changed since, and done.
	fn approve_act(
		who: &T::AccountId,
		officer: &T::AccountId,
		body: &T::AccountId,
		measure: Measure<T::AccountId>,
		act: Act<T::AccountId>,
	) -> DispatchResult {
		Self::ensure_power(who, body, Power::Approve, measure.currency, measure.total)?;
		let payees = payees_of::<T>(&measure);
		let concerned: Vec<_> = payees.iter().chain([officer]).cloned().collect();
		let is_related = T::Identities::any_related(core::slice::from_ref(who), &concerned);
		ensure!(!is_related, Error::<T>::ApproverRelated);
		Self::ensure_may(officer, body, &measure, &payees)?;
		let rule = rule_of(&Self::body(body)?, measure.currency);
		tally::<T>(body, &measure, tallied::<T>(officer, body, &measure, &rule));
		Self::perform(officer, body, act)
	}

	/// That someone holds a power in a body for so much.
	pub(crate) fn ensure_power(
		officer: &T::AccountId,
		body: &T::AccountId,
		power: Power,
		currency: Currency,
		amount: Balance,
	) -> DispatchResult {
		ensure!(T::Roles::holds(officer, body, power, currency, amount), Error::<T>::NoPower);
		Ok(())
	}

	/// That an officer holds the power for what he wants to do, and pays neither himself nor who is related to him.
	fn ensure_may(
		officer: &T::AccountId,
		body: &T::AccountId,
		measure: &Measure<T::AccountId>,
		payees: &[T::AccountId],
	) -> DispatchResult {
		Self::ensure_power(officer, body, measure.power, measure.currency, measure.total)?;
		// Of nobody nothing is asked, which would cost as much as for one.
		let is_payee = !payees.is_empty() && T::Identities::any_related(core::slice::from_ref(officer), payees);
		ensure!(!is_payee, Error::<T>::OfficerIsPayee);
		Ok(())
	}

	/// What an act is counted by, as things are now.
	fn measure(body: &T::AccountId, act: &Act<T::AccountId>) -> Result<Measure<T::AccountId>, DispatchError> {
		match act {
			Act::MoveAuthority(moves) => Self::measure_moves(body, moves),
			Act::Receive { fund, receipts } => Self::measure_receipts(body, *fund, receipts),
			Act::Award(awards) => Self::measure_awards(body, awards),
			Act::Accept(acceptances) => Self::measure_acceptances(body, acceptances),
			Act::Pay(payments) => Self::measure_payments(body, payments),
			Act::GiveBack { fund, receipt } => Self::measure_give_back(body, *fund, *receipt),
			Act::Correct(correction) => Self::measure_correction(body, correction),
		}
	}

	fn perform(officer: &T::AccountId, body: &T::AccountId, act: Act<T::AccountId>) -> DispatchResult {
		match act {
			Act::MoveAuthority(moves) => Self::do_move_authority(officer, body, moves),
			Act::Receive { fund, receipts } => Self::do_receive(officer, body, fund, receipts),
			Act::Award(awards) => Self::do_award(officer, body, awards),
			Act::Accept(acceptances) => Self::do_accept(officer, body, acceptances),
			Act::Pay(payments) => Self::do_pay(officer, body, payments),
			Act::GiveBack { fund, receipt } => Self::do_give_back_open(officer, body, fund, receipt),
			Act::Correct(correction) => Self::do_correct(officer, body, correction),
		}
	}
}

/// What guarded acts weigh.
impl<T: Config> Pallet<T> {
	/// A guarded act with what guards it: the question for the power, and a record of what waits, which is made or taken away.
	pub(crate) fn guarded(act: Weight) -> Weight {
		act.saturating_add(T::Roles::weight()).saturating_add(T::WeightInfo::approve())
	}

	/// The heaviest act, with the questions for the second person: does he hold the power, is he related to who acts or is paid.
	pub(crate) fn act_weight() -> Weight {
		Self::towards(Self::heaviest(), MAX_LIST.saturating_add(1)).saturating_add(T::Roles::weight())
	}

	/// The heaviest act that waits.
	fn heaviest() -> Weight {
		let (items, lines) = (MAX_LIST, MAX_LIST.saturating_mul(MAX_LINES));
		let settled = T::Settlement::settle_weight().saturating_mul(SETTLED);
		let swapped = T::SwapWeight::get().saturating_mul(items.into());
		[
			T::WeightInfo::move_authority(items),
			T::WeightInfo::receive(items),
			Self::towards(T::WeightInfo::award(items, lines), items),
			Self::accept_weight(items),
			Self::towards(T::WeightInfo::pay(items, lines), items).saturating_add(settled),
			T::WeightInfo::pay(items, 0).saturating_add(swapped),
			Self::towards(T::WeightInfo::give_back(), 1),
			Self::towards(T::WeightInfo::correct(), 1),
		]
		.into_iter()
		.fold(Weight::zero(), |most, weight| most.max(weight))
	}

	/// An act as its call weighs it, without what guards it.
	fn weight_of(act: &Act<T::AccountId>) -> Weight {
		match act {
			Act::MoveAuthority(moves) => T::WeightInfo::move_authority(number_of(moves)),
			Act::Receive { receipts, .. } => T::WeightInfo::receive(number_of(receipts)),
			Act::Award(awards) => Self::award_weight(awards),
			Act::Accept(acceptances) => Self::accept_weight(number_of(acceptances)),
			Act::Pay(payments) => Self::pay_weight(payments),
			Act::GiveBack { .. } => Self::towards(T::WeightInfo::give_back(), 1),
			Act::Correct(_) => Self::towards(T::WeightInfo::correct(), 1),
		}
	}

	/// An act, and the question whether someone is related to one of so many.
	pub(crate) fn towards(act: Weight, others: u32) -> Weight {
		// As much as half as many pairs as there are accounts; and of nobody nothing is asked.
		let pairs = if others == 0 { 0 } else { others.saturating_add(1).div_ceil(2) };
		act.saturating_add(T::Identities::relation_weight().saturating_mul(pairs.into()))
	}

	/// `award` of these.
	pub(crate) fn award_weight(awards: &[AwardTerms<T::AccountId>]) -> Weight {
		let named = |terms: &&AwardTerms<T::AccountId>| matches!(terms.payee, Payee::Account(_) | Payee::Fund(_));
		let payees = u32::try_from(awards.iter().filter(named).count()).unwrap_or(u32::MAX);
		Self::towards(T::WeightInfo::award(number_of(awards), Self::lines_of(awards)), payees)
	}

	/// How many lines are gone over for these awards, at most.
	pub(crate) fn lines_of(awards: &[AwardTerms<T::AccountId>]) -> u32 {
		let lines = |terms: &AwardTerms<T::AccountId>| {
			// Of one that is changed, those that it has had as well.
			let had = terms.award.map_or(0, |_| MAX_LINES);
			number_of(&terms.lines).saturating_add(had)
		};
		awards.iter().map(lines).fold(0, u32::saturating_add)
	}

	/// `accept` of so many: who has committed to them is asked about, and who is paid.
	pub(crate) fn accept_weight(acceptances: u32) -> Weight {
		Self::towards(Self::towards(T::WeightInfo::accept(acceptances), acceptances), committers(acceptances))
	}

	/// `pay` of these. Where there is evidence a bank pays, and neither an agreement nor the exchange is asked.
	pub(crate) fn pay_weight(payments: &[Payment]) -> Weight {
		let (mut lines, mut payees, mut others) = (0u32, 0u32, Weight::zero());
		for Payment { how, evidence, .. } in payments {
			let (of, payee, on_chain) = match how {
				How::Award { lines, .. } => (number_of(lines), 1, T::Settlement::settle_weight()),
				How::Refund { .. } => (1, 1, Weight::zero()),
				How::Exchange { .. } => (0, 0, T::SwapWeight::get()),
				How::Transfer { .. } => (0, 0, Weight::zero()),
			};
			lines = lines.saturating_add(of);
			payees = payees.saturating_add(payee);
			if evidence.is_none() {
				others = others.saturating_add(on_chain);
			}
		}
		Self::towards(T::WeightInfo::pay(number_of(payments), lines), payees).saturating_add(others)
	}
}

/// How many there are.
fn number_of<Item>(list: &[Item]) -> u32 {
	u32::try_from(list.len()).unwrap_or(u32::MAX)
}
