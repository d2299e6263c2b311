use super::{terms, year};
use civitas_primitives::{
	credit::{Plan, Repayment, RepaymentError, Schedule, MAX_PRINCIPAL},
	lending::{MAX_RATE, ONE},
};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

/// How much principal is due by a date, exactly.
fn exact(terms: &Repayment, date: u16) -> BigInt {
	let Schedule { plan, periods, every } = terms.schedule;
	let principal = BigRational::from(BigInt::from(terms.principal));
	let number = |number: u16| BigRational::from(BigInt::from(number));
	let by = match plan {
		_ if date >= periods => principal,
		Plan::Bullet => number(0),
		Plan::Amortised if terms.rate > 0 => {
			let rate = BigInt::from(terms.rate) * BigInt::from(every);
			let grown = BigRational::new(rate, BigInt::from(365) * BigInt::from(ONE)) + number(1);
			let growth = |date: u16| grown.pow(date.into()) - number(1);
			principal * growth(date) / growth(periods)
		},
		_ => principal * number(date) / number(periods),
	};
	by.floor().to_integer()
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(60))]

	#[test]
	fn principal_is_due_as_the_formula_says(terms in terms()) {
		let step = usize::from(terms.schedule.periods / 7).max(1);
		for date in (0..=terms.schedule.periods).step_by(step).chain([terms.schedule.periods]) {
			let by = BigInt::from(terms.principal_by(date));
			let exact = exact(&terms, date);
			prop_assert!(by == exact || by.clone() + 1 == exact, "{date}: {by}, {exact}");
		}
	}

	#[test]
	fn parts_are_the_whole_and_none_is_negative(terms in terms()) {
		let by: Vec<_> = (0..=terms.schedule.periods + 3).map(|date| terms.principal_by(date)).collect();
		prop_assert_eq!(by[0], 0);
		prop_assert!(by.is_sorted());
		prop_assert!(by[usize::from(terms.schedule.periods)..].iter().all(|by| *by == terms.principal));
	}

	#[test]
	fn the_first_date_by_which_more_is_due_is_found(terms in terms(), after in 0..400u16, part in 0..=100u128) {
		let paid = terms.principal / 100 * part;
		let mut later = after + 1..=terms.schedule.periods;
		prop_assert_eq!(terms.first_above(after, paid), later.find(|date| terms.principal_by(*date) > paid));
	}
}

#[test]
fn dates_come_on_their_day() {
	let terms = year(Plan::Bullet);
	assert_eq!([0, 29, 30, 31, 359, 360, 100_000].map(|day| terms.passed(day)), [0, 0, 1, 1, 11, 12, 12]);
	assert_eq!(terms.day(12), 360);
}

#[test]
fn a_loan_for_a_year_is_spread_as_each_plan_says() {
	let by = |plan| [1, 6, 11, 12].map(|date| year(plan).principal_by(date));
	assert_eq!(by(Plan::Bullet), [0, 0, 0, 1_000_000_000]);
	assert_eq!(by(Plan::EqualPrincipal), [83_333_333, 500_000_000, 916_666_666, 1_000_000_000]);
	// By hand: v = 1 / (1 + 0.12 * 30 / 365), and (v^(12-k) - v^12) / (1 - v^12).
	assert_eq!(by(Plan::Amortised), [78_908_893, 485_282_215, 912_095_100, 1_000_000_000]);
}

#[test]
fn what_is_wrong_in_terms_is_named() {
	let good = year(Plan::Amortised);
	assert_eq!(good.check(), Ok(()));
	let schedule = |periods, every| Repayment { schedule: Schedule { plan: Plan::Bullet, periods, every }, ..good };
	for (wrong, error) in [
		(Repayment { principal: 0, ..good }, RepaymentError::PrincipalInvalid),
		(Repayment { principal: MAX_PRINCIPAL + 1, ..good }, RepaymentError::PrincipalInvalid),
		(Repayment { late_rate: good.rate - 1, ..good }, RepaymentError::RateInvalid),
		(Repayment { late_rate: MAX_RATE + 1, ..good }, RepaymentError::RateInvalid),
		(schedule(0, 30), RepaymentError::ScheduleInvalid),
		(schedule(361, 30), RepaymentError::ScheduleInvalid),
		(schedule(12, 0), RepaymentError::ScheduleInvalid),
		(schedule(12, 367), RepaymentError::ScheduleInvalid),
		(Repayment { grace: 0, ..good }, RepaymentError::GraceInvalid),
		(Repayment { grace: 367, ..good }, RepaymentError::GraceInvalid),
		(Repayment { prepayment_fee: ONE / 10 + 1, ..good }, RepaymentError::FeeInvalid),
	] {
		assert_eq!(wrong.check(), Err(error), "{wrong:?}");
	}
	let most = Repayment {
		principal: MAX_PRINCIPAL,
		rate: MAX_RATE,
		late_rate: MAX_RATE,
		grace: 366,
		prepayment_fee: ONE / 10,
		..schedule(360, 366)
	};
	assert_eq!(most.check(), Ok(()));
	assert_eq!(Repayment { rate: 0, late_rate: 0, prepayment_fee: 0, grace: 1, ..schedule(1, 1) }.check(), Ok(()));
}
