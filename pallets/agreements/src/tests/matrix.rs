//! Every call, by everyone, in every state: who may, and why the others may not.

mod rows;

use super::*;
use civitas_primitives::Moment;
use frame_support::hypothetically;
use rows::*;
use sp_runtime::{traits::Dispatchable, DispatchError, StateVersion};
use State::*;

type Call = RuntimeCall;
type Calls = crate::Call<Test>;

/// Who calls: Alice, who owes; Bob, to whom; Carol, another party, to whom Bob owes an act; the office, which is only paid;
/// the arbiters of both instances; a stranger.
const ALL: [(char, AccountId); 7] =
	[('A', ALICE), ('B', BOB), ('C', CAROL), ('O', OFFICE), ('1', ARBITERS[0]), ('2', ARBITERS[1]), ('S', STRANGER)];
const EVERYONE: &str = "ABCO12S";
/// Whoever is named in the terms.
const NAMED: &str = "ABCO12";
const PARTIES: &str = "ABC";

/// How far things are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
	/// Alice has drafted it.
	Draft,
	/// The time to sign it is over.
	Expired,
	/// It was declined, and an issuer stops some of it from going back.
	Stuck,
	/// It was declined.
	Gone,
	/// It runs.
	Active,
	/// Bob claims 8,000 of the 10,000 that are held for it.
	Claimed,
	/// Alice has accepted 3,000 of that.
	Answered,
	/// Bob disputes the rest: time for evidence.
	Evidence,
	/// Time for the first arbiter to rule.
	Ruling,
	/// He has: time to appeal.
	Appeal,
	/// Bob has appealed: time for evidence again.
	Appealed,
	/// Time for the second arbiter to rule.
	LastRuling,
	/// He has, and that the sides may end it all.
	Decided,
	/// Nobody has ruled, and nobody has settled since.
	Unruled,
	/// Alice has nothing left and owes rent.
	Late,
	/// It has ended, and Bob's act is not done.
	Ended,
	/// Nothing more can move.
	Closed,
	/// The same for 180 days.
	Ripe,
	/// Only what came of it is kept.
	Compacted,
}

const STATES: [State; 19] = [
	Draft, Expired, Stuck, Gone, Active, Claimed, Answered, Evidence, Ruling, Appeal, Appealed, LastRuling, Decided,
	Unruled, Late, Ended, Closed, Ripe, Compacted,
];

/// No agreement (any more) of which terms are kept.
const NONE: &[State] = &[Draft, Expired, Stuck, Gone, Compacted];
const IN_DISPUTE: &[State] = &[Evidence, Ruling, Appeal, Appealed, LastRuling];
/// That runs, and is not in dispute.
const AT_PEACE: &[State] = &[Active, Claimed, Answered, Decided, Unruled, Late];
/// In which Alice has something left, besides.
const SOLVENT: &[State] = &[Active, Claimed, Answered, Decided, Unruled];
const RUNNING: &[State] =
	&[Active, Claimed, Answered, Evidence, Ruling, Appeal, Appealed, LastRuling, Decided, Unruled, Late];
const OVER: &[State] = &[Closed, Ripe];

/// The obligations.
const WORK: u8 = 0;
const RENT: u8 = 1;
const TAX: u8 = 2;
const ACT: u8 = 3;

const EVIDENCE: H256 = H256::repeat_byte(3);

fn agreed() -> Terms {
	let claimed = |until| Awaits { claim: claimed(Silence::Rejects), until, ..Default::default() };
	let day = Span::Seconds(86_400);
	let rent = Accrual::Instalments { start: after(86_400), every: day, count: None };
	let on_day = |days: u32| Accrual::Once(after(days * 86_400));
	let escrowed = |due: Due| Due { funding: Funding::Escrowed(None), ..due };
	let obligations = [
		escrowed(Due { awaits: claimed(Some(after(60 * 86_400))), ..pays(10_000) }),
		Due { funding: Funding::Revocable, ..owes(Performance::Pay { asset: None, amount: 1_000, accrues: rent }) },
		Due {
			creditor: Creditor::Account(OFFICE),
			..owes(Performance::Pay { asset: None, amount: 500, accrues: on_day(15) })
		},
		Due {
			debtor: 1,
			creditor: Creditor::Party(2),
			awaits: claimed(None),
			..owes(Performance::Act { due: after(10 * 86_400) })
		},
		escrowed(owes(Performance::Pay { asset: Some(DOLLAR), amount: 100, accrues: on_day(20) })),
	];
	let mut terms = terms_of(&[ALICE, BOB, CAROL], &obligations);
	terms.term = Some(Term { minimum: Span::Seconds(30 * 86_400), renewal: Renewal::Open, notice: Some(5 * 86_400) });
	terms.arbitration = arbitration(2, false);
	terms
}

fn id() -> AgreementId {
	terms_hash(&agreed())
}

/// Bring a state about.
fn reach(state: State) {
	let id = id();
	assert_ok!(Contracts::draft(signed(ALICE), agreed(), None));
	match state {
		Draft => return,
		Expired => return set_time(NOW + DAY + 1),
		Stuck => {
			assert_ok!(Assets::block(signed(ISSUER), DOLLAR, ALICE));
			assert_ok!(Contracts::decline(signed(BOB), id));
			return;
		},
		Gone => {
			assert_ok!(Contracts::decline(signed(BOB), id));
			return;
		},
		_ => {},
	}
	for who in [BOB, CAROL] {
		assert_ok!(Contracts::sign(signed(who), id, None));
	}
	assert_ok!(Contracts::fund(signed(ALICE), id, RENT, native(9_000)));
	match state {
		Active => {},
		Late => {
			spare(None, ALICE, 0);
			set_time(NOW + 12 * DAY);
		},
		Ended | Closed | Ripe | Compacted => reach_end(state, id),
		_ => reach_dispute(state, id),
	}
}

fn reach_dispute(state: State, id: AgreementId) {
	let mut now = NOW;
	let mut later = |span: Moment| {
		now += span;
		set_time(now);
	};
	assert_ok!(Contracts::claim(signed(BOB), id, WORK, 8_000, EVIDENCE));
	if state == Claimed {
		return;
	}
	assert_ok!(Contracts::answer(signed(ALICE), id, WORK, native(3_000)));
	if state == Answered {
		return;
	}
	assert_ok!(Contracts::dispute(signed(BOB), id, WORK, native(5_000), 1_000, EVIDENCE));
	if state == Evidence {
		return;
	}
	if state == Unruled {
		return later(4 * DAY + 1);
	}
	later(DAY + 1);
	if state == Ruling {
		return;
	}
	assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, WORK, 1_000, false));
	if state == Appeal {
		return;
	}
	assert_ok!(Contracts::appeal(signed(BOB), id, WORK, 1_000));
	if state == Appealed {
		return;
	}
	later(DAY + 1);
	if state == LastRuling {
		return;
	}
	assert_ok!(Contracts::rule(signed(ARBITERS[1]), id, WORK, 2_000, true));
	assert_eq!(state, Decided);
}

fn reach_end(state: State, id: AgreementId) {
	// By notice of the 20th day for the 30th, which is the first that it can be.
	set_time(NOW + 20 * DAY);
	assert_ok!(Contracts::end(signed(CAROL), id, Ending::Notice));
	set_time(NOW + 40 * DAY);
	settle(id);
	if state == Ended {
		return;
	}
	assert_ok!(Contracts::claim(signed(BOB), id, ACT, 1, EVIDENCE));
	assert_ok!(Contracts::answer(signed(CAROL), id, ACT, native(1)));
	set_time(NOW + 60 * DAY + 1);
	settle(id);
	assert_eq!(super::state(id), AgreementState::Closed);
	if state == Closed {
		return;
	}
	set_time(NOW + 30 * DAY + COMPACT_AFTER);
	if state == Ripe {
		return;
	}
	assert_ok!(Contracts::compact(signed(STRANGER), id));
}

/// What is expected of a call in some states.
struct Cell {
	states: Vec<State>,
	/// Who may.
	may: &'static str,
	/// Why some others may not.
	but: Vec<(&'static str, DispatchError)>,
	/// Why all others may not.
	others: DispatchError,
}

/// In these states nobody may.
fn nobody(states: &[State], others: Error<Test>) -> Cell {
	only("", states, others)
}

/// In these states only these may.
fn only(may: &'static str, states: &[State], others: Error<Test>) -> Cell {
	Cell { states: states.to_vec(), may, but: Vec::new(), others: others.into() }
}

/// In these states everyone may.
fn everyone(states: &[State]) -> Cell {
	Cell { states: states.to_vec(), may: EVERYONE, but: Vec::new(), others: DispatchError::BadOrigin }
}

impl Cell {
	/// These may not for another reason.
	fn but(mut self, who: &'static str, error: impl Into<DispatchError>) -> Self {
		self.but.push((who, error.into()));
		self
	}

	fn expected(&self, who: char) -> Result<(), DispatchError> {
		if self.may.contains(who) {
			return Ok(());
		}
		Err(self.but.iter().find(|(but, _)| but.contains(who)).map_or(self.others, |(_, error)| *error))
	}
}

/// A call, and what is expected of it in each state.
struct Row {
	name: &'static str,
	call: Calls,
	cells: Vec<Cell>,
}

fn row(name: &'static str, call: Calls, cells: Vec<Cell>) -> Row {
	Row { name, call, cells }
}

impl Row {
	fn check(&self, state: State) {
		let name = self.name;
		let cells: Vec<_> = self.cells.iter().filter(|cell| cell.states.contains(&state)).collect();
		let [cell] = cells[..] else { panic!("{name} in {state:?}: {} cells", cells.len()) };
		for (letter, who) in ALL {
			hypothetically!({
				let before = sp_io::storage::root(StateVersion::V1);
				let result = Call::Contracts(self.call.clone()).dispatch(signed(who));
				let result = result.map(|_| ()).map_err(|error| error.error);
				assert_eq!(result, cell.expected(letter), "{name} by {letter} in {state:?}");
				if result.is_ok() {
					check_state();
				} else {
					assert_eq!(before, sp_io::storage::root(StateVersion::V1), "{name} by {letter} in {state:?}");
				}
			});
		}
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			let before = sp_io::storage::root(StateVersion::V1);
			let result = Call::Contracts(self.call.clone()).dispatch(origin).map_err(|error| error.error);
			assert_eq!(result.map(|_| ()), Err(DispatchError::BadOrigin), "{name} in {state:?}");
			assert_eq!(before, sp_io::storage::root(StateVersion::V1), "{name} in {state:?}");
		}
	}
}

fn check(rows: fn() -> Vec<Row>) {
	for state in STATES {
		build_and_execute(|| {
			reach(state);
			check_state();
			rows().iter().for_each(|row| row.check(state));
		});
	}
}

#[test]
fn who_drafts_signs_and_declines() {
	check(drafting);
}

#[test]
fn who_funds_takes_back_and_settles() {
	check(moving);
}

#[test]
fn who_claims_answers_and_waives() {
	check(claiming);
}

#[test]
fn who_disputes_rules_and_appeals() {
	check(disputing);
}

#[test]
fn who_ends_and_compacts() {
	check(ending);
}

#[test]
fn every_call_is_in_the_table() {
	use frame_support::traits::GetCallName;
	let rows = new_test_ext().execute_with(|| [drafting(), moving(), claiming(), disputing(), ending()]);
	let names: std::collections::BTreeSet<_> = rows.iter().flatten().map(|row| row.call.get_call_name()).collect();
	let all: std::collections::BTreeSet<_> = Calls::get_call_names().iter().copied().collect();
	assert_eq!(names, all);
	assert_eq!(all.len(), 14);
}
