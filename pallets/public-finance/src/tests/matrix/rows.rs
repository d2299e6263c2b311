//! The calls, and who may make them when.

use super::*;
use crate::Error::*;

/// In which the city is a body.
const MADE: &[State] = &[Planned, Open, Awarded, Accepted, Paid, Waits, Missed, Over, Offered, Shut, Audited];
/// In which period 0 is open.
const OPEN: &[State] = &[Open, Awarded, Accepted, Paid, Waits, Missed, Over, Offered];
/// In which it was, and is closed.
const DONE: &[State] = &[Shut, Audited];
/// In which there are funds.
const FUNDED: &[State] = &[Open, Awarded, Accepted, Paid, Waits, Missed, Over, Offered, Shut, Audited];
/// Of these, in which nothing was paid.
const UNPAID: &[State] = &[Open, Awarded, Accepted];
/// In which something was, and period 0 is open.
const PAID: &[State] = &[Paid, Waits, Missed, Over, Offered];
/// In which something was.
const USED: &[State] = &[Paid, Waits, Missed, Over, Offered, Shut, Audited];
/// In which the campaign goes on.
const RUNNING: &[State] = &[Open, Awarded, Accepted, Paid, Waits, Offered, Shut, Audited];
/// In which it has ended.
const ENDED: &[State] = &[Missed, Over];
/// Before an audit was offered.
const UNAUDITED: &[State] = &[Nothing, Planned, Open, Awarded, Accepted, Paid, Waits, Missed, Over];

pub fn accepted() -> Engage<AccountId> {
	let hash = sp_io::hashing::blake2_256(SECRET.as_bytes()).into();
	Engage::Accept(Commitment { hash, every: 100 })
}

pub fn reveal() -> Calls {
	Calls::reveal { body: CITY, period: 0, secret: SECRET }
}

pub fn find() -> Calls {
	let (record, severity) = (Some(Record::Use(0, 0)), Severity::High);
	Calls::find { body: CITY, period: 0, record, severity, document: PROOF, due: NOW + DAY }
}

pub fn opinion() -> Conclusion {
	Conclusion::Opinion(Opinion::Disclaimer, PROOF)
}

pub fn conclude(conclusion: Conclusion) -> Calls {
	Calls::conclude { body: CITY, period: 0, conclusion }
}

/// Without a body nobody may.
fn unmade() -> Cell {
	nobody(&[Nothing], NotBody)
}

/// Without a fund nobody may.
fn unfunded() -> Cell {
	nobody(&[Nothing, Planned], FundUnknown)
}

pub fn rows() -> Vec<Row> {
	[of_bodies(), of_lines(), of_funds(), of_awards(), of_uses(), of_audits()].into_iter().flatten().collect()
}

fn of_bodies() -> Vec<Row> {
	let set = |change| Calls::set_body { body: CITY, change };
	let name = BodyChange::Name { name: text("Town"), identifier: None };
	let plan = PeriodChange::Plan { label: text("later"), from: NOW, to: NOW + DAY };
	let period = |change| Calls::set_period { body: CITY, change };
	vec![
		row("name it", set(name), vec![only("C", &STATES, NotAllowed)]),
		row("rule", set(BodyChange::Rule(RULE)), vec![unmade(), only("K", MADE, NotAllowed)]),
		row("plan a period", period(plan), vec![unmade(), only("KO2", MADE, NoPower)]),
		row(
			"open a period",
			period(PeriodChange::Open),
			vec![
				unmade(),
				only("KO2", &[Planned], NoPower),
				nobody(OPEN, NoPower).but("KO2", PeriodNotPlanned),
				nobody(DONE, NoPower).but("KO2", PeriodNotPlanned),
			],
		),
		row(
			"close the period",
			period(PeriodChange::Close),
			vec![
				unmade(),
				only("KO2", OPEN, NoPower),
				nobody(&[Planned, Shut, Audited], NoPower).but("KO2", PeriodNotOpen),
			],
		),
	]
}

fn of_lines() -> Vec<Row> {
	let root = Above::Root { period: 0, currency: EUR, kind: LineKind::Expenditure };
	let lines = list([line_terms(root, "other", &[], false)]);
	let moves = |from| Calls::move_authority {
		body: CITY,
		moves: list([Move { original: false, ..moved(from, Some(4), 1_000) }]),
	};
	vec![
		row(
			"make a line",
			Calls::set_line { body: CITY, lines },
			vec![
				unmade(),
				only("KO2", OPEN, NoPower),
				nobody(&[Planned, Shut, Audited], NoPower).but("KO2", PeriodClosed),
			],
		),
		row(
			"move authority",
			moves(Some(3)),
			vec![
				unmade(),
				nobody(&[Planned], LineUnknown),
				only("KO2", OPEN, NoPower),
				nobody(DONE, NoPower).but("KO2", PeriodClosed),
			],
		),
		row(
			"appropriate",
			moves(None),
			vec![
				unmade(),
				nobody(&[Planned], LineUnknown),
				only("K", OPEN, NoPower).but(OFFICERS, NotAllowed),
				nobody(DONE, NoPower).but(OFFICERS, NotAllowed).but("K", PeriodClosed),
			],
		),
	]
}

fn of_funds() -> Vec<Row> {
	let set = |change| Calls::set_fund { body: CITY, change };
	let receipts = list([receipt_terms(EUR, 100)]);
	let give_back = Calls::give_back { fund: 2, receipt: 0 };
	vec![
		row("make a fund", set(FundChange::Make(fund_terms(EUR))), vec![unmade(), only(OFFICERS, MADE, NoPower)]),
		row(
			"wind the campaign up",
			set(FundChange::WindUp(2)),
			vec![
				unmade(),
				nobody(&[Planned], FundUnknown),
				only(OFFICERS, RUNNING, NoPower),
				nobody(ENDED, NoPower).but(OFFICERS, FundClosed),
			],
		),
		row(
			"pass on what is left of it",
			set(FundChange::PassOn(2)),
			vec![unfunded(), nobody(RUNNING, FundNotClosed), nobody(&[Missed], FundNotClosed), everyone(&[Over])],
		),
		row(
			"receive",
			Calls::receive { body: CITY, fund: 0, receipts },
			vec![unmade(), nobody(&[Planned], FundUnknown), only(OFFICERS, FUNDED, NoPower)],
		),
		row("give", Calls::donate { fund: 1, asset: Some(DOLLAR), amount: 100 }, vec![unfunded(), everyone(FUNDED)]),
		row(
			"give to the campaign",
			Calls::donate { fund: 2, asset: Some(DOLLAR), amount: 100 },
			vec![unfunded(), everyone(RUNNING), nobody(ENDED, FundClosed)],
		),
		row(
			"give the gift back",
			give_back,
			vec![
				unfunded(),
				only(OFFICERS, RUNNING, NoPower),
				only("D", &[Missed], NotAllowed),
				nobody(&[Over], NotAllowed).but("D", TakeBackOver),
			],
		),
	]
}

fn of_awards() -> Vec<Row> {
	let awards = list([award_terms(Payee::Account(PAYEE), &[split(3, 100)])]);
	let acceptances = list([acceptance(0, 100)]);
	let how = How::Award { award: 0, lines: list([split(8, 100)]) };
	let payments = list([Payment { fund: 1, amount: 100, how, evidence: None }]);
	vec![
		row(
			"award",
			Calls::award { body: CITY, awards },
			vec![unmade(), only(OFFICERS, OPEN, NoPower), nobody(&[Planned, Shut, Audited], PeriodNotOpen)],
		),
		row(
			"accept",
			Calls::accept { body: CITY, acceptances },
			vec![
				unmade(),
				nobody(&[Planned, Open], AwardUnknown),
				only("2", &[&[Awarded, Accepted], USED].concat(), NoPower).but("O", AcceptorCommitted),
			],
		),
		row(
			"pay",
			Calls::pay { body: CITY, payments },
			vec![
				unmade(),
				nobody(&[Planned], FundUnknown),
				nobody(&[Open], AwardUnknown),
				nobody(&[Awarded], NoPower).but(OFFICERS, NotAccepted),
				only(OFFICERS, &[&[Accepted], PAID].concat(), NoPower),
				nobody(DONE, NoPower).but(OFFICERS, PeriodNotOpen),
			],
		),
	]
}

fn of_uses() -> Vec<Row> {
	let decide = |approved| Calls::approve { body: CITY, act: 0, approved };
	let idle: Vec<State> = STATES.into_iter().filter(|state| *state != Waits).collect();
	let note = Correction::Note { fund: 0, number: 0, document: PROOF };
	let unaudited: Vec<State> = FUNDED.iter().copied().filter(|state| *state != Audited).collect();
	vec![
		row(
			"approve",
			decide(true),
			vec![nobody(&idle, ActUnknown), only("2", &[Waits], NoPower).but("O", ApproverRelated)],
		),
		row("take an act away", decide(false), vec![nobody(&idle, ActUnknown), only(OFFICERS, &[Waits], NotAllowed)]),
		row(
			"confirm",
			Calls::confirm { fund: 0, number: 0, received: true },
			vec![unfunded(), nobody(UNPAID, UseUnknown), only("P", USED, NotAllowed)],
		),
		row(
			"note",
			Calls::correct { body: CITY, correction: note },
			vec![
				unmade(),
				nobody(&[Planned], FundUnknown),
				nobody(UNPAID, NoPower).but(OFFICERS, UseUnknown),
				only(OFFICERS, USED, NoPower),
			],
		),
		row(
			"archive",
			Calls::archive { shelf: Shelf::Uses(1), limit: 1 },
			vec![unfunded(), nobody(&unaudited, NothingToArchive), everyone(&[Audited])],
		),
	]
}

fn of_audits() -> Vec<Row> {
	let engage = |engage| Calls::engage { body: CITY, period: 0, engage };
	let unaccepted = &[UNAUDITED, &[Offered]].concat();
	let unconcluded = &[UNAUDITED, &[Offered, Shut]].concat();
	let unheard = || nobody(unaccepted, EngagementUnknown);
	vec![
		row(
			"offer an audit",
			engage(Engage::Offer(AUDITOR)),
			vec![
				unmade(),
				only("K", &[&[Planned], OPEN].concat(), NotAllowed),
				nobody(DONE, NotAllowed).but("K", EngagementAccepted),
			],
		),
		row(
			"accept it",
			engage(accepted()),
			vec![
				nobody(UNAUDITED, EngagementUnknown),
				only("A", &[Offered], EngagementUnknown),
				nobody(DONE, EngagementUnknown).but("A", EngagementAccepted),
			],
		),
		row(
			"reveal",
			reveal(),
			vec![
				unheard(),
				only("A", &[Shut], EngagementUnknown),
				nobody(&[Audited], EngagementUnknown).but("A", AlreadyDone),
			],
		),
		row(
			"find",
			find(),
			vec![
				unheard(),
				only("A", &[Shut], EngagementUnknown),
				nobody(&[Audited], EngagementUnknown).but("A", AlreadyDone),
			],
		),
		row(
			"answer",
			Calls::answer { body: CITY, period: 0, finding: 0, document: PROOF },
			vec![nobody(unconcluded, FindingUnknown), only("CO2", &[Audited], NoPower)],
		),
		row(
			"resolve",
			conclude(Conclusion::Resolved(0)),
			vec![
				unheard(),
				nobody(&[Shut], EngagementUnknown).but("A", FindingUnknown),
				only("A", &[Audited], EngagementUnknown),
			],
		),
		row(
			"conclude",
			conclude(opinion()),
			vec![
				unheard(),
				only("A", &[Shut], EngagementUnknown),
				nobody(&[Audited], EngagementUnknown).but("A", AlreadyDone),
			],
		),
	]
}
