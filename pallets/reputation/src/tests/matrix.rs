//! Every call, by everyone, in every state of a review: who may, and why the others may not.

mod rows;

use super::{
	publish::{published, terms},
	sealed::seal,
	set_profile::full,
	*,
};
use rows::rows;
use sp_runtime::traits::Dispatchable;
use Stage::*;

type Calls = crate::Call<Test>;

/// Who calls: the author of the review; the owner of its subject; its arbiter; another customer; a stranger.
const ROLES: [(char, AccountId); 5] = [('A', ALICE), ('O', SHOP), ('R', ARBITER), ('B', BOB), ('S', STRANGER)];
const EVERYONE: &str = "AORBS";

/// How things are with Alice's review of the shop's product. The shop shows a profile, has a post, and has set a little aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
	/// They have dealt.
	Nothing,
	/// She has sealed one.
	Closed,
	/// The shop has given one, too.
	Openable,
	/// More than 14 days ago.
	Missed,
	/// She has given one openly, which is heard in a network.
	Stands,
	/// She has withdrawn it.
	Gone,
	/// The shop disputes it.
	Fought,
	/// Since more than 30 days.
	Overdue,
	/// The arbiter has upheld it.
	Upheld,
	/// He has struck it out.
	Out,
	/// Her certificate was revoked.
	Fallen,
	/// As given openly, and the dealings have ended long ago.
	Past,
}

const STAGES: [Stage; 12] =
	[Nothing, Closed, Openable, Missed, Stands, Gone, Fought, Overdue, Upheld, Out, Fallen, Past];

/// Bring a stage about.
fn reach(stage: Stage) {
	assert_ok!(Reputation::set_profile(signed(SHOP), Some(full())));
	assert_eq!(published(SHOP, terms()).number, 0);
	assert_ok!(sponsor(SHOP, thing(), 10));
	dealings();
	let person = certify_person(1, 7, ALICE, 1);
	match stage {
		Nothing => return,
		Closed | Openable | Missed => {
			seal(ALICE, DEAL, thing(), &stars(2));
		},
		_ => {
			assert_ok!(review(ALICE, first(DEAL, thing()), open(2), Some(person)));
		},
	}
	let id = alices();
	match stage {
		Nothing | Closed | Stands => {},
		Openable | Missed => {
			reviewed(SHOP, DEAL, Subject::Account(ALICE), 4);
		},
		Gone => {
			assert_ok!(withdraw(ALICE, id));
		},
		Fought | Overdue | Upheld | Out => {
			assert_ok!(dispute(SHOP, id));
		},
		Fallen => becomes(person, State::Revoked),
		Past => end(DEAL, NOW),
	}
	match stage {
		Missed => wait(OPEN_WITHIN + 1),
		Overdue => wait(RULE_WITHIN + 1),
		Upheld | Out => {
			assert_ok!(rule(ARBITER, id, stage == Out));
		},
		Past => wait(WINDOW + 1),
		_ => {},
	}
}

/// What is expected of a call at some stages.
struct Cell {
	stages: Vec<Stage>,
	/// Who may.
	may: &'static str,
	/// Why some others may not.
	but: Vec<(&'static str, DispatchError)>,
	/// Why all others may not.
	others: DispatchError,
}

/// At these stages nobody may.
fn nobody(stages: &[Stage], others: Error<Test>) -> Cell {
	only("", stages, others)
}

/// At these stages only these may.
fn only(may: &'static str, stages: &[Stage], others: Error<Test>) -> Cell {
	Cell { stages: stages.to_vec(), may, but: Vec::new(), others: others.into() }
}

/// At these stages everyone may.
fn everyone(stages: &[Stage]) -> Cell {
	Cell { stages: stages.to_vec(), may: EVERYONE, but: Vec::new(), others: DispatchError::BadOrigin }
}

impl Cell {
	/// These may not for another reason.
	fn but(mut self, who: &'static str, error: Error<Test>) -> Self {
		self.but.push((who, error.into()));
		self
	}

	fn expected(&self, who: char) -> DispatchResult {
		if self.may.contains(who) {
			return Ok(());
		}
		Err(self.but.iter().find(|(but, _)| but.contains(who)).map_or(self.others, |(_, error)| *error))
	}
}

/// A call, and what is expected of it at each stage.
struct Row {
	name: &'static str,
	call: Calls,
	cells: Vec<Cell>,
}

fn row(name: &'static str, call: Calls, cells: Vec<Cell>) -> Row {
	Row { name, call, cells }
}

impl Row {
	/// That the call by an origin comes to this, and changes nothing if it is refused.
	fn comes_to(&self, origin: RuntimeOrigin, expected: DispatchResult, about: &str) {
		hypothetically!({
			let before = storage();
			let result = RuntimeCall::Reputation(self.call.clone()).dispatch(origin);
			let result = result.map(|_| ()).map_err(|error| error.error);
			assert_eq!(result, expected, "{about}");
			if result.is_ok() {
				check_state();
			} else {
				assert_eq!(before, storage(), "{about}");
			}
		});
	}

	fn check(&self, stage: Stage) {
		let name = self.name;
		let cells: Vec<_> = self.cells.iter().filter(|cell| cell.stages.contains(&stage)).collect();
		let [cell] = cells[..] else { panic!("{name} at {stage:?}: {} cells", cells.len()) };
		for (letter, who) in ROLES {
			self.comes_to(signed(who), cell.expected(letter), &format!("{name} by {letter} at {stage:?}"));
		}
		for (letter, origin) in [("root", RuntimeOrigin::root()), ("none", RuntimeOrigin::none())] {
			self.comes_to(origin, Err(DispatchError::BadOrigin), &format!("{name} by {letter} at {stage:?}"));
		}
	}
}

#[test]
fn who_may_what_when() {
	for stage in STAGES {
		build_and_execute(|| {
			reach(stage);
			check_state();
			rows().iter().for_each(|row| row.check(stage));
		});
	}
}

#[test]
fn every_call_is_in_the_table() {
	use frame_support::traits::GetCallName;
	let names: std::collections::BTreeSet<_> = rows().iter().map(|row| row.call.get_call_name()).collect();
	let all: std::collections::BTreeSet<_> = Calls::get_call_names().iter().copied().collect();
	assert_eq!(names, all);
	assert_eq!(all.len(), 9);
}
