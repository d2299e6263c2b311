//! Every call, by everyone, in every state: who may, and why the others may not.

mod rows;

use super::*;
use frame_support::hypothetically;
use rows::rows;
use sp_runtime::{traits::Dispatchable, StateVersion};
use State::*;

type Calls = crate::Call<Test>;

/// Who calls: the city; its council, which appropriates; the officer, who commits and pays; the second, who accepts; the helper, who is
/// an officer of another body; the payee; the donor; the auditor; a stranger.
const ROLES: [(char, AccountId); 9] = [
	('C', CITY),
	('K', COUNCIL),
	('O', OFFICER),
	('2', SECOND),
	('H', HELPER),
	('P', PAYEE),
	('D', DONOR),
	('A', AUDITOR),
	('S', STRANGER),
];
const EVERYONE: &str = "CKO2HPDAS";
/// Those who hold all powers.
const OFFICERS: &str = "O2";

/// What the auditor keeps to himself.
const SECRET: H256 = H256([0x5e; 32]);

/// How things are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
	/// The city is no body.
	Nothing,
	/// It is. Period 0 is closed, and 1 is planned.
	Planned,
	/// Period 0 is open, and there is a budget. In fund 0 there are 10,000 euros, in fund 1 as many dollars and a gift. Fund 2 is a
	/// campaign that has got 100 of 1,000 dollars.
	Open,
	/// The same, and the payee has two awards of 1,000: 0 in dollars and 1 in euros.
	Awarded,
	/// The same, and 900 of each were accepted.
	Accepted,
	/// The same, and 400 of each were paid.
	Paid,
	/// The same, and an act of the officer waits.
	Waits,
	/// As paid, after the deadline of the campaign.
	Missed,
	/// After the time, too, in which its donor takes back what is his.
	Over,
	/// As paid, and an audit of the period was offered.
	Offered,
	/// The auditor has accepted, and the period is closed.
	Shut,
	/// He has revealed his secret, found something, and said what he thinks.
	Audited,
}

const STATES: [State; 12] =
	[Nothing, Planned, Open, Awarded, Accepted, Paid, Waits, Missed, Over, Offered, Shut, Audited];

/// Bring a state about.
fn reach(state: State) {
	match state {
		Nothing => return,
		Planned => {
			found();
			close_period();
			let plan = PeriodChange::Plan { label: text("2028"), from: NOW, to: NOW + 365 * DAY };
			assert_ok!(PublicFinance::set_period(signed(OFFICER), CITY, plan));
			return;
		},
		_ => budget(),
	}
	assert_eq!((filled(EUR, 10_000), filled(DOLLARS, 10_000)), (0, 1));
	let campaign = Campaign { goal: 1_000, deadline: NOW + DAY, take_back: MIN_TAKE_BACK, successor: 1 };
	let terms = FundTerms { campaign: Some(campaign), ..fund_terms(DOLLARS) };
	assert_eq!(fund_by(OFFICER, CITY, terms), 2);
	assert_ok!(PublicFinance::donate(signed(DONOR), 1, Some(DOLLAR), 1_000));
	assert_ok!(PublicFinance::donate(signed(DONOR), 2, Some(DOLLAR), 100));
	if state == Open {
		return;
	}
	let to_payee = |line| award_terms(Payee::Account(PAYEE), &[split(line, 1_000)]);
	assert_eq!([8, 3].map(|line| committed(to_payee(line))), [0, 1]);
	if state == Awarded {
		return;
	}
	for award in [0, 1] {
		assert_ok!(PublicFinance::accept(signed(SECOND), CITY, list([acceptance(award, 900)])));
	}
	if state == Accepted {
		return;
	}
	pay_award(1, 0, 8, 400);
	pay_award(0, 1, 3, 400);
	match state {
		Waits => {
			let other = Currency::iso(b"USD");
			assert_eq!(fund(other), 3);
			assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, 3, list([receipt_terms(other, 1)])));
		},
		Missed => set_time(NOW + DAY + 1),
		Over => set_time(NOW + DAY + MIN_TAKE_BACK + 1),
		Offered => assert!(PublicFinance::engage(signed(COUNCIL), CITY, 0, Engage::Offer(AUDITOR)).is_ok()),
		Shut | Audited => {
			assert_ok!(PublicFinance::engage(signed(COUNCIL), CITY, 0, Engage::Offer(AUDITOR)));
			assert_ok!(PublicFinance::engage(signed(AUDITOR), CITY, 0, rows::accepted()));
			close_period();
			gather(1, [7; 32]);
		},
		_ => {},
	}
	if state == Audited {
		for call in [rows::reveal(), rows::find(), rows::conclude(rows::opinion())] {
			assert_ok!(RuntimeCall::PublicFinance(call).dispatch(signed(AUDITOR)));
		}
	}
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
	fn but(mut self, who: &'static str, error: Error<Test>) -> Self {
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

/// The storage by its root.
fn storage() -> Vec<u8> {
	sp_io::storage::root(StateVersion::V1)
}

impl Row {
	/// That the call by an origin comes to this, and changes nothing if it is refused.
	fn comes_to(&self, origin: RuntimeOrigin, expected: Result<(), DispatchError>, about: &str) {
		hypothetically!({
			let before = storage();
			let result = RuntimeCall::PublicFinance(self.call.clone()).dispatch(origin);
			let result = result.map(|_| ()).map_err(|error| error.error);
			assert_eq!(result, expected, "{about}");
			if result.is_ok() {
				check_state();
			} else {
				assert_eq!(before, storage(), "{about}");
			}
		});
	}

	fn check(&self, state: State) {
		let name = self.name;
		let cells: Vec<_> = self.cells.iter().filter(|cell| cell.states.contains(&state)).collect();
		let [cell] = cells[..] else { panic!("{name} in {state:?}: {} cells", cells.len()) };
		for (letter, who) in ROLES {
			self.comes_to(signed(who), cell.expected(letter), &format!("{name} by {letter} in {state:?}"));
		}
		for (letter, origin) in [("root", RuntimeOrigin::root()), ("none", RuntimeOrigin::none())] {
			self.comes_to(origin, Err(DispatchError::BadOrigin), &format!("{name} by {letter} in {state:?}"));
		}
	}
}

#[test]
fn who_may_what_when() {
	for state in STATES {
		build_and_execute(|| {
			reach(state);
			check_state();
			rows().iter().for_each(|row| row.check(state));
		});
	}
}

#[test]
fn every_call_is_in_the_table() {
	use frame_support::traits::GetCallName;
	let names: std::collections::BTreeSet<_> = rows().iter().map(|row| row.call.get_call_name()).collect();
	let all: std::collections::BTreeSet<_> = Calls::get_call_names().iter().copied().collect();
	assert_eq!(names, all);
	assert_eq!(all.len(), 20);
}
