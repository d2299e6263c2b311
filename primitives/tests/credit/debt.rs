use super::{terms, year};
use civitas_primitives::{
	credit::{Debt, Due, Payment, Plan, Repayment},
	lending::ONE,
};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

/// A loan day by day, with exact interest.
struct Model {
	terms: Repayment,
	principal: u128,
	/// At the late rate, until the last date, and since then.
	interest: [BigRational; 3],
	day: u32,
	/// Since when something has been due.
	since: Option<u32>,
	worst: u32,
}

fn number(number: impl Into<BigInt>) -> BigRational {
	BigRational::from(number.into())
}

fn up(exact: &BigRational) -> u128 {
	exact.ceil().to_integer().try_into().expect("it is an amount")
}

impl Model {
	fn new(terms: &Repayment) -> Self {
		let interest = [0, 1, 2].map(|_| number(0));
		Self { terms: *terms, principal: terms.principal, interest, day: 0, since: None, worst: 0 }
	}

	fn due(&self) -> Due {
		let by = self.terms.principal_by(self.terms.passed(self.day));
		let principal = by.saturating_sub(self.terms.principal - self.principal);
		Due { late: up(&self.interest[0]), interest: up(&self.interest[1]), principal }
	}

	fn look(&mut self) {
		self.since = if self.due().total() > 0 { self.since.or(Some(self.day)) } else { None };
		self.worst = self.worst.max(self.since.map_or(0, |since| self.day - since));
	}

	fn next_day(&mut self) {
		let is_late = self.since.is_some_and(|since| self.day >= since + u32::from(self.terms.grace));
		let rate = if is_late { self.terms.late_rate } else { self.terms.rate };
		let whole = BigInt::from(365) * BigInt::from(ONE);
		let day = number(self.principal) * BigRational::new(rate.into(), whole);
		self.interest[if is_late { 0 } else { 2 }] += day;
		self.day += 1;
		let is_over = self.terms.passed(self.day) == self.terms.schedule.periods;
		if is_over || self.day.is_multiple_of(self.terms.schedule.every.into()) {
			let fresh = std::mem::replace(&mut self.interest[2], number(0));
			self.interest[1] += fresh;
		}
		self.look();
	}

	/// One unit after the other is given to what comes first; in the order that the documentation says.
	fn pay(&mut self, money: u128) -> Payment {
		let (mut left, mut payment) = (money, Payment::default());
		let mut interest = |which: usize, left: &mut u128| {
			let owed = up(&self.interest[which]);
			let paid = owed.min(*left);
			*left -= paid;
			self.interest[which] -= number(paid);
			if paid == owed {
				self.interest[which] = number(0);
			}
			paid
		};
		payment.late = interest(0, &mut left);
		payment.interest = interest(1, &mut left);
		let paid = self.terms.principal - self.principal;
		let passed = self.terms.passed(self.day);
		let due = self.terms.principal_by(passed).saturating_sub(paid).min(left);
		left -= due;
		payment.interest += interest(2, &mut left);
		let next = self.terms.principal_by(passed + 1).saturating_sub(paid).saturating_sub(due).min(left);
		left -= next;
		let fee = |early: u128| up(&(number(early) * BigRational::new(self.terms.prepayment_fee.into(), ONE.into())));
		// The most whose fee can be paid, too.
		let (mut from, mut to) = (0, left.min(self.principal - due - next));
		while from < to {
			let middle = from + (to - from).div_ceil(2);
			if middle + fee(middle) <= left {
				from = middle;
			} else {
				to = middle - 1;
			}
		}
		(payment.principal, payment.fee) = (due + next + from, fee(from));
		self.principal -= payment.principal;
		self.look();
		payment
	}
}

/// Days that pass, and then a payment: of a part of what is due, in percent, or of all that is owed.
fn steps() -> impl Strategy<Value = Vec<(u32, u32, bool)>> {
	let days = prop_oneof![0..3u32, 20..40u32, 0..400u32];
	let percent = prop_oneof![Just(0u32), Just(100), 1..300u32];
	prop::collection::vec((days, percent, any::<bool>()), 1..12)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(200))]

	#[test]
	fn a_debt_is_what_it_is_day_by_day(terms in terms(), steps in steps()) {
		let (mut debt, mut model) = (Debt::new(&terms), Model::new(&terms));
		for (days, percent, of_all) in steps {
			debt.accrue(&terms, debt.day + days);
			(0..days).for_each(|_| model.next_day());
			prop_assert_eq!(debt.due(&terms), model.due());
			prop_assert_eq!(debt.principal, model.principal);
			let of = if of_all { debt.payoff(&terms).total() } else { debt.due(&terms).total() };
			let money = of / 100 * u128::from(percent.min(120)) + u128::from(percent % 7);
			let (payment, expected) = (debt.pay(&terms, money), model.pay(money));
			prop_assert_eq!(payment, expected);
			prop_assert!(payment.total() <= money);
			prop_assert_eq!(debt.due(&terms), model.due());
			prop_assert_eq!(debt.worst, model.worst);
			if debt.principal > 0 {
				prop_assert_eq!(debt.overdue(&terms), model.since.map_or(0, |since| model.day - since));
			}
		}
	}

	#[test]
	fn it_does_not_matter_how_often_interest_is_computed(terms in terms(), days in prop::collection::vec(0..90u32, 1..20)) {
		let (mut often, mut once) = (Debt::new(&terms), Debt::new(&terms));
		days.iter().for_each(|days| often.accrue(&terms, often.day + days));
		once.accrue(&terms, days.iter().sum());
		prop_assert_eq!(often, once);
	}

	#[test]
	fn what_it_takes_to_pay_all_pays_all_and_a_unit_less_does_not(terms in terms(), day in 0..2_000u32, part in 0..100u128) {
		let mut debt = Debt::new(&terms);
		debt.accrue(&terms, day / 2);
		debt.pay(&terms, debt.due(&terms).total() / 100 * part);
		debt.accrue(&terms, day);
		let payoff = debt.payoff(&terms);
		let mut short = debt;
		prop_assert!(short.pay(&terms, payoff.total() - 1) != payoff && !short.is_paid());
		prop_assert_eq!(debt.pay(&terms, payoff.total() + 1_000), payoff);
		prop_assert!(debt.is_paid() && debt.payoff(&terms).total() == 0);
		let over = debt;
		debt.accrue(&terms, day + 1_000);
		prop_assert_eq!((debt.is_paid(), debt.worst, debt.overdue(&terms)), (true, over.worst, 0));
	}

	#[test]
	fn who_pays_what_is_due_on_each_date_is_never_late_and_ends_with_nothing(terms in terms()) {
		let mut debt = Debt::new(&terms);
		for date in 1..=terms.schedule.periods {
			debt.accrue(&terms, terms.day(date));
			let due = debt.due(&terms);
			let paid = debt.pay(&terms, due.total());
			prop_assert_eq!((paid.late, paid.interest, paid.principal, paid.fee), (0, due.interest, due.principal, 0));
			prop_assert_eq!(debt.met, date);
		}
		prop_assert!(debt.is_paid());
		prop_assert_eq!(debt.worst, 0);
	}
}

#[test]
fn an_annuity_is_the_same_at_each_date() {
	let terms = year(Plan::Amortised);
	let mut debt = Debt::new(&terms);
	let mut paid = Vec::new();
	for date in 1..=12 {
		debt.accrue(&terms, terms.day(date));
		paid.push(debt.pay(&terms, debt.due(&terms).total()).total());
	}
	// P r / (1 - v^12), where r = 0.12 * 30 / 365 and v = 1 / (1 + r).
	assert!(paid.iter().all(|paid| paid.abs_diff(88_771_906) <= 2), "{paid:?}");
}

#[test]
fn nothing_is_late_until_the_grace_is_over() {
	let terms = year(Plan::Bullet);
	let mut debt = Debt::new(&terms);
	debt.accrue(&terms, 35);
	// 30 days at 12 %: 9,863,013.7; and five more, which are due at the next date.
	assert_eq!(debt.due(&terms), Due { late: 0, interest: 9_863_014, principal: 0 });
	assert_eq!((debt.overdue(&terms), debt.late_from(&terms)), (5, Some(35)));
	debt.accrue(&terms, 36);
	// A day at 24 %.
	assert_eq!(debt.due(&terms), Due { late: 657_535, interest: 9_863_014, principal: 0 });
	// A unit less does not meet the date, and what is due goes on being late.
	let mut short = debt;
	short.pay(&terms, debt.due(&terms).total() - 1);
	assert_eq!((short.met, short.overdue(&terms)), (0, 6));
	debt.pay(&terms, debt.due(&terms).total());
	assert_eq!((debt.met, debt.worst, debt.overdue(&terms), debt.late_from(&terms)), (1, 6, 0, Some(65)));
}

#[test]
fn the_last_date_leaves_nothing_for_a_next_one() {
	let terms = year(Plan::Bullet);
	let mut debt = Debt::new(&terms);
	debt.accrue(&terms, 360);
	debt.pay(&terms, debt.due(&terms).total() - 1);
	debt.accrue(&terms, 362);
	let due = debt.due(&terms);
	assert_eq!(debt.payoff(&terms).total(), due.total());
	assert_eq!(debt.payoff(&terms).fee, 0);
}

#[test]
fn a_loan_without_interest_is_late_by_its_principal_alone() {
	let terms = Repayment { rate: 0, ..year(Plan::EqualPrincipal) };
	let mut debt = Debt::new(&terms);
	// Two months ahead: at the first date nothing is due, nor at the second.
	assert_eq!(debt.pay(&terms, 166_666_666).principal, 166_666_666 - fee_of(83_333_333));
	debt.accrue(&terms, 59);
	assert_eq!((debt.due(&terms).total(), debt.met), (0, 1));
}

/// What is not paid of so much early principal, for a fee of a hundredth.
fn fee_of(money: u128) -> u128 {
	money - money * 100 / 101
}
