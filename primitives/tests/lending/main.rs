//! Lending against exact arithmetic: what books, prices and liquidations round is compared with rational numbers.

mod accrual;
mod books;
mod exact;
mod guard;
mod liquidation;
mod liquidation_cases;
mod math;
mod rate;
mod secured;
mod stateful;
mod terms;
