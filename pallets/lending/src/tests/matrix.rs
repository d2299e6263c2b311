//! Every call, by everyone, in every state: who may, and why the others may not.

mod rows;

use super::*;
use frame_support::hypothetically;
use rows::rows;
use sp_runtime::{traits::Dispatchable, StateVersion};
use State::*;

type Calls = crate::Call<Test>;

/// Who calls: Alice, who has supplied; Bob, who owes; the curator; the guardian; a stranger, who has everything but a position.
const ROLES: [(char, AccountId); 5] = [('A', ALICE), ('B', BOB), ('C', CURATOR), ('G', GUARDIAN), ('S', STRANGER)];
const EVERYONE: &str = "ABCGS";

/// How things are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
	/// There are feeds, and the market is not made.
	Unmade,
	/// It is made, and nothing is in it.
	Empty,
	/// Alice has supplied 1,000 dollars.
	Supplied,
	/// Bob has borrowed 100 against 300 coins.
	Lent,
	/// The same, and both halves are paused.
	Paused,
	/// The same, and caps are nothing.
	Capped,
	/// The same, and prices are too old.
	Stale,
	/// The same, and Bob can be liquidated.
	Unsafe,
	/// The same, and Alice has withdrawn all cash.
	Drained,
	/// The same, where who supplies and who borrows is asked for a certificate. Alice and Bob each have one.
	Asking,
	/// The same, a year later, so that the reserve has something. Prices are new.
	Grown,
}

const STATES: [State; 11] = [Unmade, Empty, Supplied, Lent, Paused, Capped, Stale, Unsafe, Drained, Asking, Grown];

/// In which Bob owes.
const OWED: &[State] = &[Lent, Paused, Capped, Stale, Unsafe, Drained, Asking, Grown];
/// In which there is a market.
const MADE: &[State] = &[Empty, Supplied, Lent, Paused, Capped, Stale, Unsafe, Drained, Asking, Grown];
/// In which there is no debt.
const UNOWED: &[State] = &[Empty, Supplied];

/// The terms in a state.
fn agreed(state: State) -> Terms {
	let asked = if state == Asking { asked() } else { None };
	Terms { reserve_floor: 0, to_supply: asked, to_borrow: asked, ..terms() }
}

/// Bring a state about. The market.
fn reach(state: State) -> MarketId {
	feeds();
	let (hers, his) = (Some(certify(ALICE)), Some(certify(BOB)));
	let terms = agreed(state);
	let id = MarketId::of(Some(DOLLAR), None, &terms);
	if state == Unmade {
		return id;
	}
	assert_eq!(market_of(terms), id);
	if state == Empty {
		return id;
	}
	assert_ok!(Lending::supply(signed(ALICE), id, 1_000 * DOLLARS, hers));
	if state == Supplied {
		return id;
	}
	assert_ok!(Lending::add_collateral(signed(BOB), id, 300 * COIN, None));
	assert_ok!(Lending::borrow(signed(BOB), id, 100 * DOLLARS, his));
	match state {
		Paused => assert!(Lending::pause(signed(CURATOR), id, true, true).is_ok()),
		Capped => assert!(Lending::set_caps(signed(CURATOR), id, 0, 0).is_ok()),
		Stale => pass(60 * MINUTE + 1),
		// 300 x 0.4 x 0.8 = 96.
		Unsafe => coin(400),
		Drained => assert!(Lending::withdraw(signed(ALICE), id, Amount::Assets(900 * DOLLARS)).is_ok()),
		Grown => {
			pass(YEAR);
			coin(1_000);
		},
		_ => {},
	}
	id
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

/// Without a market nobody may.
fn unmade() -> Cell {
	nobody(&[Unmade], Error::MarketUnknown)
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
	/// Whether it is root's.
	root: bool,
	cells: Vec<Cell>,
}

fn row(name: &'static str, call: Calls, cells: Vec<Cell>) -> Row {
	Row { name, call, root: false, cells }
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
			let result = RuntimeCall::Lending(self.call.clone()).dispatch(origin);
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
		let refused = Err(DispatchError::BadOrigin);
		let root = if self.root { Ok(()) } else { refused };
		self.comes_to(RuntimeOrigin::root(), root, &format!("{name} by root in {state:?}"));
		self.comes_to(RuntimeOrigin::none(), refused, &format!("{name} by none in {state:?}"));
	}
}

#[test]
fn who_may_what_when() {
	for state in STATES {
		build_and_execute(|| {
			let id = reach(state);
			check_state();
			rows(id, agreed(state)).iter().for_each(|row| row.check(state));
		});
	}
}

#[test]
fn every_call_is_in_the_table() {
	use frame_support::traits::GetCallName;
	let names: std::collections::BTreeSet<_> =
		rows(unknown(), terms()).iter().map(|row| row.call.get_call_name()).collect();
	let all: std::collections::BTreeSet<_> = Calls::get_call_names().iter().copied().collect();
	assert_eq!(names, all);
	assert_eq!(all.len(), 13);
}
