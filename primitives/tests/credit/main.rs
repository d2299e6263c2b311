//! Credit against models that are slow and plain.

mod consent;
mod debt;
mod file;
mod schedule;
mod score;

use civitas_primitives::{
	credit::{Plan, Repayment, Schedule},
	lending::{MAX_RATE, ONE},
};
use proptest::prelude::*;

fn plan() -> impl Strategy<Value = Plan> {
	prop_oneof![Just(Plan::Bullet), Just(Plan::EqualPrincipal), Just(Plan::Amortised)]
}

/// Terms that pass.
fn terms() -> impl Strategy<Value = Repayment> {
	let principal = prop_oneof![1..1_000u128, 1..1_000_000_000_000u128, 1..=1u128 << 110];
	let rate = prop_oneof![Just(0), 1..1_000u64, 1..=ONE / 2, 1..=MAX_RATE];
	let schedule = (plan(), prop_oneof![1..=6u16, 1..=360u16], prop_oneof![1..=3u16, 28..=31u16, 1..=366u16]);
	let rest = (prop_oneof![1..=5u16, 1..=366u16], prop_oneof![Just(0), 1..=ONE / 10], 0..=ONE);
	(principal, rate, schedule, rest).prop_map(|(principal, rate, (plan, periods, every), (grace, fee, more))| {
		Repayment {
			principal,
			rate,
			late_rate: (rate + more).min(MAX_RATE),
			schedule: Schedule { plan, periods, every },
			grace,
			prepayment_fee: fee,
		}
	})
}

/// A thousand for a year, by months of 30 days, at 12 %, and at 24 % where something is late.
fn year(plan: Plan) -> Repayment {
	Repayment {
		principal: 1_000_000_000,
		rate: ONE / 100 * 12,
		late_rate: ONE / 100 * 24,
		schedule: Schedule { plan, periods: 12, every: 30 },
		grace: 5,
		prepayment_fee: ONE / 100,
	}
}
