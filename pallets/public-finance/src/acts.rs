//! What officers do: at once, or with the approval of a second person.

use crate::{
	awards::{account_of, committed_to, committers, payee_key, MAX_COMMITTERS},
	bodies::{bytes_at_most, bytes_of},
	payments::Undoing,
	types::*,
	Awards, Bodies, Config, Error, Event, Pallet, Tallies, Waiting, WeightInfo,
};
use alloc::{vec, vec::Vec};
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
use sp_core::H256;
use sp_runtime::{DispatchError, DispatchResult, TransactionOutcome};

/// In a currency without a rule, the window, and the time that an act waits: 30 days.
const MONTH: Moment = 30 * 24 * 60 * 60 * 1_000;
/// What approval weighs is enough for so many agreements that are settled, beside as many payments as can be; with fewer, for more.
const SETTLED: u64 = 4;
/// And for so many items, of whom so many are paid, with all that can be asked of them; or for more that weigh less. It is charged before
/// it is known what waits, and a block has to have room for it.
const APPROVED: u32 = 16;

/// Of how many it is asked whether an officer is related to one of them: of who is paid, of who has entered what is refunded, and of who
/// has committed to what is accepted, or paid before that. Each of the three is one question.
type Asked = [u32; 3];

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

/// Whose tally counts what a payee gets: that of an account, for the funds of a body as well, or of an organisation; and of all who are
/// withheld together, since nobody sees how many they are.
pub(crate) fn party_of<T: Config>(payee: &Payee<T::AccountId>) -> Party<T::AccountId> {
	let one = match payee {
		Payee::Withheld(_) | Payee::Group { .. } => Payee::Withheld(H256::zero()),
		named => account_of::<T>(named).map_or_else(|| named.clone(), Payee::Account),
	};
	Party::Payee(payee_key(&one))
}

/// The tallies that an act belongs to, with it.
fn tallied<T: Config>(
	officer: &T::AccountId,
	body: &T::AccountId,
	measure: &Measure<T::AccountId>,
	rule: &Rule,
) -> Vec<(Party<T::AccountId>, Tally)> {
	let now = T::Time::now();
	let mut parties = vec![(Party::Officer(officer.clone()), measure.total)];
	for (payee, amount) in &measure.payees {
		let party = party_of::<T>(payee);
		match parties.iter_mut().find(|(known, _)| *known == party) {
			// Saturating is right, as above.
			Some((_, sum)) => *sum = sum.saturating_add(*amount),
			None => parties.push((party, *amount)),
		}
	}
	let with = |(party, amount): (Party<T::AccountId>, Balance)| {
		let had = Tallies::<T>::get((body, (measure.currency, measure.power), &party)).at(now, rule.window);
		// Saturating is right, as above.
		let amount = had.amount.saturating_add(amount);
		(party, Tally { amount, ..had })
	};
	parties.into_iter().filter(|(_, amount)| *amount > 0).map(with).collect()
}

/// An act is done: it counts. A tally that is new stays, and the body pays for it.
fn tally<T: Config>(
	body: &T::AccountId,
	measure: &Measure<T::AccountId>,
	tallied: Vec<(Party<T::AccountId>, Tally)>,
) -> DispatchResult {
	let mut bytes = 0usize;
	for (party, tally) in tallied {
		if !Tallies::<T>::contains_key((body, (measure.currency, measure.power), &party)) {
			// Saturating is right: an act has no more payees than a list.
			bytes = bytes.saturating_add(bytes_at_most::<Tally>());
		}
		Tallies::<T>::insert((body, (measure.currency, measure.power), party), tally);
	}
	Pallet::<T>::resize(body, 0, bytes)
}

/// The accounts that an act pays, and those of the bodies whose funds it pays: nobody who wants or approves it is related to them. It is
/// not asked of a body that belongs to this one, or that this one belongs to: who pays for a city is as near to its departments.
fn payees_of<T: Config>(body: &T::AccountId, measure: &Measure<T::AccountId>) -> Vec<T::AccountId> {
	let belongs =
		|id: &T::AccountId, to: &T::AccountId| Bodies::<T>::get(id).is_some_and(|it| it.parent.as_ref() == Some(to));
	let asked = |(payee, _): &(Payee<T::AccountId>, Balance)| {
		let is_near = |other: &T::AccountId| belongs(other, body) || belongs(body, other);
		account_of::<T>(payee).filter(|account| !matches!(payee, Payee::Fund(_)) || !is_near(account))
	};
	measure.payees.iter().filter_map(asked).collect()
}

/// Whether an act pays this one, and does nothing else.
fn pays_only<T: Config>(who: &T::AccountId, measure: &Measure<T::AccountId>) -> bool {
	let is_his = |(payee, _): &&(Payee<T::AccountId>, Balance)| account_of::<T>(payee).as_ref() == Some(who);
	// Saturating is right: a sum that is too large is not the total, which is none.
	let paid = measure.payees.iter().filter(is_his).fold(0, |sum: Balance, (_, amount)| sum.saturating_add(*amount));
	paid > 0 && paid == measure.total
}

impl<T: Config> Pallet<T> {
	/// What an officer wants to do is done, or waits for a second person if it is more than he or who is paid can have without one, or
	/// is nothing that one does alone. What it has weighed: with the questions that were asked, and not with all that might have been.
	pub(crate) fn submit(
		officer: &T::AccountId,
		body: &T::AccountId,
		act: Act<T::AccountId>,
	) -> Result<Weight, DispatchError> {
		let mut record = Self::body(body)?;
		let act = match act {
			Act::MoveAuthority(moves) if Self::is_appropriator(officer, body)? => {
				let weight = Self::budgeted(T::WeightInfo::move_authority(number_of(&moves)));
				Self::do_move_authority(officer, body, moves)?;
				return Ok(weight);
			},
			act => act,
		};
		let measure = Self::measure(body, &act)?;
		let payees = payees_of::<T>(body, &measure);
		let [_, entered, committed] = match &act {
			Act::Accept(acceptances) => [0, 0, number_of(&committed_to::<T>(body, acceptances)?)],
			Act::Pay(payments) => {
				let Undoing { entered, committed } = Self::undoing(body, payments)?;
				[0, number_of(&entered), number_of(&committed)]
			},
			_ => [0; 3],
		};
		let asked = Self::ensure_may(officer, body, &measure, &payees)?;
		let settled = Self::settled_by(&act);
		let weight = Self::guarded(Self::weight_asking(&act, settled, [0, entered, committed])).saturating_add(asked);
		let rule = rule_of(&record, measure.currency);
		let tallied = tallied::<T>(officer, body, &measure, &rule);
		if !measure.always && tallied.iter().all(|(_, tally)| tally.counted() <= rule.threshold) {
			tally::<T>(body, &measure, tallied)?;
			Self::perform(officer, body, act)?;
			return Ok(weight);
		}
		// Nothing waits that is more than approval weighs for, nor what could not be done now.
		let is_light = number_of(&payees) <= APPROVED && Self::weight_of(&act).all_lte(Self::heaviest());
		ensure!(is_light, Error::<T>::ActTooHeavy);
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
		Ok(weight)
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
				let payees = payees_of::<T>(&body, &measure);
				let concerned = number_of(&payees).saturating_add(1);
				weight = weight.saturating_add(Self::towards(Self::weight_of(&act), concerned));
				Self::approve_act(who, &officer, &body, measure, payees, act)?;
			},
			false if is_late || *who == officer => {},
			// It may be that it comes to nothing any more; then its officer takes it away, or time does.
			false => {
				// To measure it reads no more than to do it.
				weight = weight.saturating_add(Self::weight_of(&act));
				let measure = Self::measure(&body, &act)?;
				let Measure { currency, total, .. } = measure;
				// One of many does not keep the others from being paid.
				let may = pays_only::<T>(who, &measure) || T::Roles::holds(who, &body, Power::Approve, currency, total);
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
		payees: Vec<T::AccountId>,
		act: Act<T::AccountId>,
	) -> DispatchResult {
		Self::ensure_power(who, body, Power::Approve, measure.currency, measure.total)?;
		let concerned: Vec<_> = payees.iter().chain([officer]).cloned().collect();
		let (is_related, _) = T::Identities::any_related(core::slice::from_ref(who), &concerned);
		ensure!(!is_related, Error::<T>::ApproverRelated);
		Self::ensure_may(officer, body, &measure, &payees)?;
		let rule = rule_of(&Self::body(body)?, measure.currency);
		tally::<T>(body, &measure, tallied::<T>(officer, body, &measure, &rule))?;
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

	/// That an officer holds the power for what he wants to do, and pays neither himself nor who is related to him. What the question
	/// for that has weighed.
	fn ensure_may(
		officer: &T::AccountId,
		body: &T::AccountId,
		measure: &Measure<T::AccountId>,
		payees: &[T::AccountId],
	) -> Result<Weight, DispatchError> {
		Self::ensure_power(officer, body, measure.power, measure.currency, measure.total)?;
		// Of nobody nothing is asked, which would cost as much as for one.
		let (is_payee, asked) = match payees {
			[] => (false, Weight::zero()),
			payees => T::Identities::any_related(core::slice::from_ref(officer), payees),
		};
		ensure!(!is_payee, Error::<T>::OfficerIsPayee);
		Ok(asked)
	}

	/// That an officer is none of those who did something that he confirms or undoes, and related to none. It is costly to ask, so it is
	/// done for all at once, each named once, and they are not too many.
	pub(crate) fn ensure_apart(officer: &T::AccountId, others: Vec<T::AccountId>, error: Error<T>) -> DispatchResult {
		ensure!(others.len() <= MAX_COMMITTERS as usize, Error::<T>::TooManyOfficers);
		let is_near = !others.is_empty() && T::Identities::any_related(core::slice::from_ref(officer), &others).0;
		ensure!(!is_near, error);
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
			Act::WindUp(fund) => Self::measure_wind_up(body, *fund),
			Act::Confirm { fund, number } => Self::measure_confirmation(body, *fund, *number),
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
			Act::WindUp(fund) => Self::do_wind_up(officer, body, fund),
			Act::Confirm { fund, number } => Self::do_confirm_receipt(body, fund, number),
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
		Self::towards(Self::heaviest(), APPROVED.saturating_add(1)).saturating_add(T::Roles::weight())
	}

	/// The heaviest act that waits.
	fn heaviest() -> Weight {
		let (items, lines) = (APPROVED, APPROVED.saturating_mul(MAX_LINES));
		let settled = T::Settlement::settle_weight().saturating_mul(SETTLED);
		let swapped = T::SwapWeight::get().saturating_mul(items.into());
		[
			Self::budgeted(T::WeightInfo::move_authority(items)),
			T::WeightInfo::receive(items),
			Self::towards(T::WeightInfo::award(items, lines), items),
			Self::accept_weight(items),
			[items, MAX_COMMITTERS, MAX_COMMITTERS]
				.into_iter()
				.fold(T::WeightInfo::pay(items, lines), Self::towards)
				.saturating_add(settled),
			T::WeightInfo::pay(items, 0).saturating_add(swapped),
			Self::towards(T::WeightInfo::give_back(), 1),
			T::WeightInfo::correct(),
			T::WeightInfo::set_fund(),
			T::WeightInfo::confirm(),
		]
		.into_iter()
		.fold(Weight::zero(), |most, weight| most.max(weight))
	}

	/// An act as its call weighs it, without what guards it.
	fn weight_of(act: &Act<T::AccountId>) -> Weight {
		let settled = match act {
			Act::Pay(payments) => may_settle(payments),
			_ => 0,
		};
		Self::weight_asking(act, settled, Self::most_asked(act))
	}

	/// How many agreements an act settles.
	fn settled_by(act: &Act<T::AccountId>) -> u32 {
		let Act::Pay(payments) = act else { return 0 };
		let settles = |payment: &&Payment<T::AccountId>| match payment.how {
			How::Award { award, .. } => Awards::<T>::get(award).is_some_and(|award| award.agreement.is_some()),
			_ => false,
		};
		u32::try_from(payments.iter().filter(settles).count()).unwrap_or(u32::MAX)
	}

	/// The same, where so many agreements are settled, and its officer was asked whether he is related to as many as these.
	fn weight_asking(act: &Act<T::AccountId>, settled: u32, asked: Asked) -> Weight {
		let own = match act {
			Act::MoveAuthority(moves) => Self::budgeted(T::WeightInfo::move_authority(number_of(moves))),
			Act::Receive { receipts, .. } => T::WeightInfo::receive(number_of(receipts)),
			Act::Award(awards) => T::WeightInfo::award(number_of(awards), Self::lines_of(awards)),
			Act::Accept(acceptances) => T::WeightInfo::accept(number_of(acceptances)),
			Act::Pay(payments) => Self::paid(payments, settled),
			Act::GiveBack { .. } => T::WeightInfo::give_back(),
			Act::Correct(_) => T::WeightInfo::correct(),
			Act::WindUp(_) => T::WeightInfo::set_fund(),
			Act::Confirm { .. } => T::WeightInfo::confirm(),
		};
		asked.into_iter().fold(own, Self::towards)
	}

	/// The most that it can be asked of.
	fn most_asked(act: &Act<T::AccountId>) -> Asked {
		match act {
			Act::MoveAuthority(_) | Act::Receive { .. } | Act::Correct(_) | Act::WindUp(_) | Act::Confirm { .. } => {
				[0; 3]
			},
			Act::Award(awards) => [named(awards), 0, 0],
			Act::Accept(acceptances) => [number_of(acceptances), 0, committers(number_of(acceptances))],
			Act::Pay(payments) => asked_of(payments),
			Act::GiveBack { .. } => [1, 0, 0],
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
		Self::towards(T::WeightInfo::award(number_of(awards), Self::lines_of(awards)), named(awards))
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

	/// `pay` of these: who is paid is asked about, and who has committed to it, or has entered what is refunded.
	pub(crate) fn pay_weight(payments: &[Payment<T::AccountId>]) -> Weight {
		asked_of(payments).into_iter().fold(Self::paid(payments, may_settle(payments)), Self::towards)
	}

	/// The same without these questions, where so many agreements are settled. Where there is evidence a bank pays, and the exchange is
	/// not asked.
	fn paid(payments: &[Payment<T::AccountId>], settled: u32) -> Weight {
		let (mut lines, mut others) = (0u32, T::Settlement::settle_weight().saturating_mul(settled.into()));
		for Payment { how, evidence, .. } in payments {
			let (of, on_chain) = match how {
				How::Award { lines, .. } => (number_of(lines), Weight::zero()),
				How::Refund { .. } => (1, Weight::zero()),
				How::Exchange { through, .. } => (through.is_some().into(), T::SwapWeight::get()),
				How::Transfer { .. } => (0, Weight::zero()),
			};
			lines = lines.saturating_add(of);
			if evidence.is_none() {
				others = others.saturating_add(on_chain);
			}
		}
		T::WeightInfo::pay(number_of(payments), lines).saturating_add(others)
	}
}

/// How many agreements these payments can settle: where there is evidence a bank pays, and no agreement is asked.
fn may_settle<AccountId>(payments: &[Payment<AccountId>]) -> u32 {
	let settles =
		|payment: &&Payment<AccountId>| matches!(payment.how, How::Award { .. }) && payment.evidence.is_none();
	u32::try_from(payments.iter().filter(settles).count()).unwrap_or(u32::MAX)
}

/// How many awards are to someone who is asked about.
fn named<AccountId>(awards: &[AwardTerms<AccountId>]) -> u32 {
	let is_named = |terms: &&AwardTerms<AccountId>| matches!(terms.payee, Payee::Account(_) | Payee::Fund(_));
	u32::try_from(awards.iter().filter(is_named).count()).unwrap_or(u32::MAX)
}

/// Of how many it can be asked for these payments.
fn asked_of<AccountId>(payments: &[Payment<AccountId>]) -> Asked {
	let (mut payees, mut awards, mut refunds) = (0u32, 0u32, 0u32);
	for Payment { how, .. } in payments {
		let counted = match how {
			How::Award { .. } => &mut awards,
			How::Refund { .. } => &mut refunds,
			How::Exchange { through: None, .. } | How::Transfer { .. } => continue,
			How::Exchange { .. } => &mut payees,
		};
		*counted = counted.saturating_add(1);
	}
	payees = payees.saturating_add(awards).saturating_add(refunds);
	[payees, refunds.min(MAX_COMMITTERS), committers(awards)]
}

/// How many there are.
fn number_of<Item>(list: &[Item]) -> u32 {
	u32::try_from(list.len()).unwrap_or(u32::MAX)
}
