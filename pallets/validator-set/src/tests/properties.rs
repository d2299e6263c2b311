//! Random histories, compared step by step with a model that knows nothing of storage.

use super::*;
use crate::Validators;
use proptest::{collection::vec, prelude::*};
use std::{cmp::Reverse, collections::BTreeMap};

/// Accounts that take part.
const ACCOUNTS: core::ops::RangeInclusive<u64> = 1..=8;
/// Bounds of the set, as in the default genesis.
const MIN: usize = 2;
const MAX: usize = 6;
/// Silent sessions that cost a seat, as in the mock.
const PATIENCE: u32 = 2;

#[derive(Clone, Debug)]
enum Op {
	Apply(u64),
	Approve(u64),
	Reject(u64),
	Remove(u64),
	Leave(u64),
	Withdraw(u64),
	SetBond(u64),
	Hear(u64),
	/// End the session. Everybody who serves is heard but these two.
	Turn(u64, u64),
	/// Who, how many percent, how many sessions ago.
	Offend(u64, u32, u32),
}

fn op() -> impl Strategy<Value = Op> {
	prop_oneof![
		3 => ACCOUNTS.prop_map(Op::Apply),
		3 => ACCOUNTS.prop_map(Op::Approve),
		1 => ACCOUNTS.prop_map(Op::Reject),
		1 => ACCOUNTS.prop_map(Op::Remove),
		2 => ACCOUNTS.prop_map(Op::Leave),
		2 => ACCOUNTS.prop_map(Op::Withdraw),
		1 => (0u64..200).prop_map(Op::SetBond),
		1 => ACCOUNTS.prop_map(Op::Hear),
		8 => (ACCOUNTS, ACCOUNTS).prop_map(|(a, b)| Op::Turn(a, b)),
		3 => (ACCOUNTS, 0u32..=100, 0u32..4).prop_map(|(who, percent, ago)| {
			Op::Offend(who, percent, ago)
		}),
	]
}

#[derive(Clone, PartialEq, Debug)]
struct Record {
	bond: u64,
	held: u64,
	status: Status,
	from: Option<u32>,
	heard: Option<u32>,
	silent: u32,
	/// Percent by session.
	offences: BTreeMap<u32, u32>,
}

impl Record {
	fn new(bond: u64, status: Status, from: Option<u32>) -> Self {
		let offences = BTreeMap::new();
		Self { bond, held: bond, status, from, heard: None, silent: 0, offences }
	}
}

#[derive(Debug)]
struct Model {
	now: u32,
	required: u64,
	records: BTreeMap<u64, Record>,
	serving: Vec<u64>,
	queued: Vec<u64>,
	pot: u64,
}

impl Model {
	fn new() -> Self {
		let member = |who| (who, Record::new(BOND, Status::Approved, Some(0)));
		Self {
			now: 0,
			required: BOND,
			records: GENESIS.into_iter().map(member).collect(),
			serving: GENESIS.to_vec(),
			queued: GENESIS.to_vec(),
			pot: 0,
		}
	}

	fn approved(&self) -> Vec<u64> {
		let seated = self.records.iter().filter(|(_, known)| known.status == Status::Approved);
		seated.map(|(who, _)| *who).collect()
	}

	fn status(&self, who: u64) -> Option<Status> {
		self.records.get(&who).map(|known| known.status)
	}

	fn record(&mut self, who: u64) -> &mut Record {
		self.records.get_mut(&who).expect("the account is listed")
	}

	/// Take the seat of `who` if the set can spare it.
	fn unseat(&mut self, who: u64) -> bool {
		if self.approved().len() <= MIN {
			return false;
		}
		let withdrawable_at = self.now + 2 + UNBONDING;
		self.record(who).status = Status::Leaving { withdrawable_at };
		true
	}

	/// Whether the operation succeeds, after having done it.
	fn run(&mut self, op: &Op) -> bool {
		match *op {
			Op::Apply(who) => {
				let free = !self.records.contains_key(&who);
				if free {
					self.records.insert(who, Record::new(self.required, Status::Applied, None));
				}
				free
			},
			Op::Approve(who) => {
				let admitted = self.status(who) == Some(Status::Applied) && self.approved().len() < MAX;
				if admitted {
					let from = Some(self.now + 2);
					self.record(who).status = Status::Approved;
					self.record(who).from = from;
				}
				admitted
			},
			Op::Reject(who) => {
				let pending = self.status(who) == Some(Status::Applied);
				if pending {
					self.records.remove(&who);
				}
				pending
			},
			Op::Remove(who) => self.status(who) == Some(Status::Approved) && self.unseat(who),
			Op::Leave(who) => match self.status(who) {
				Some(Status::Applied) => self.records.remove(&who).is_some(),
				Some(Status::Approved) => self.unseat(who),
				_ => false,
			},
			Op::Withdraw(who) => match self.status(who) {
				Some(Status::Leaving { withdrawable_at }) if self.now >= withdrawable_at => {
					self.records.remove(&who).is_some()
				},
				_ => false,
			},
			Op::SetBond(amount) => {
				let enough = amount >= MIN_BOND;
				if enough {
					self.required = amount;
				}
				enough
			},
			Op::Hear(who) => {
				self.hear(who);
				true
			},
			Op::Turn(a, b) => {
				for who in self.serving.clone() {
					if who != a && who != b {
						self.hear(who);
					}
				}
				self.turn();
				true
			},
			Op::Offend(who, percent, ago) => {
				self.offend(who, percent, self.now.saturating_sub(ago));
				true
			},
		}
	}

	fn hear(&mut self, who: u64) {
		let now = self.now;
		if let Some(known) = self.records.get_mut(&who) {
			known.heard = Some(now);
		}
	}

	fn offend(&mut self, who: u64, percent: u32, session: u32) {
		let Some(known) = self.records.get_mut(&who) else { return };
		if known.from.is_none_or(|from| session < from) {
			return;
		}
		let cost = |percent: u32| (known.bond * u64::from(percent)).div_ceil(100);
		let before = known.offences.get(&session).copied().unwrap_or(0);
		let due = cost(percent).saturating_sub(cost(before)).min(known.held);
		known.held -= due;
		known.offences.insert(session, percent.max(before));
		let seated = known.status == Status::Approved;
		self.pot += due;
		if seated {
			self.unseat(who);
		}
	}

	fn turn(&mut self) {
		let now = self.now;
		let members = self.approved();
		let counts: Vec<u64> = members
			.iter()
			.copied()
			.filter(|who| self.serving.contains(who) && self.records[who].offences.is_empty())
			.collect();
		let silent = counts.iter().filter(|who| self.records[*who].heard != Some(now)).count();
		let failed = silent > 0 && 3 * silent >= counts.len();
		for who in &members {
			let serves = self.serving.contains(who);
			let known = self.record(*who);
			if known.heard == Some(now) {
				known.silent = 0;
			} else if serves && !failed {
				known.silent += 1;
			}
		}
		let mut due: Vec<(bool, Reverse<u32>, u64)> = members
			.iter()
			.map(|who| (who, &self.records[who]))
			.filter(|(_, known)| !known.offences.is_empty() || (!failed && known.silent >= PATIENCE))
			.map(|(who, known)| (known.offences.is_empty(), Reverse(known.silent), *who))
			.collect();
		due.sort();
		for (_, _, who) in due {
			self.unseat(who);
		}
		let planned = self.approved();
		self.serving = std::mem::replace(&mut self.queued, planned);
		self.now += 1;
	}
}

/// Do the same to the pallet. Whether it succeeded.
fn run(op: &Op) -> bool {
	match *op {
		Op::Apply(who) => ValidatorSet::apply(signed(who), u64::MAX).is_ok(),
		Op::Approve(who) => ValidatorSet::approve(root(), who).is_ok(),
		Op::Reject(who) => ValidatorSet::reject(root(), who).is_ok(),
		Op::Remove(who) => ValidatorSet::remove(root(), who).is_ok(),
		Op::Leave(who) => ValidatorSet::leave(signed(who)).is_ok(),
		Op::Withdraw(who) => ValidatorSet::withdraw(signed(who)).is_ok(),
		Op::SetBond(amount) => ValidatorSet::set_bond(root(), amount).is_ok(),
		Op::Hear(who) => {
			hear(&[who]);
			true
		},
		Op::Turn(a, b) => {
			let heard: Vec<u64> = serving().into_iter().filter(|who| *who != a && *who != b).collect();
			hear(&heard);
			turn();
			true
		},
		Op::Offend(who, percent, ago) => {
			offend(who, percent, now().saturating_sub(ago));
			true
		},
	}
}

/// Everything the model knows, read from the pallet.
fn read(who: u64) -> Option<Record> {
	Validators::<Test>::get(who).map(|known| Record {
		bond: known.bond,
		held: known.held,
		status: known.status,
		from: known.serves_from,
		heard: known.last_heard,
		silent: known.silent_sessions,
		offences: known
			.offences
			.iter()
			.map(|offence| (offence.session, offence.fraction.deconstruct() / 10_000_000))
			.collect(),
	})
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

	// Fewer operations than it takes to fill the list of offences of one account.
	#[test]
	fn the_pallet_does_what_the_model_says(ops in vec(op(), 1..28)) {
		ExtBuilder::default().build_and_execute(|| {
			let issuance = Balances::total_issuance();
			let mut model = Model::new();
			for op in &ops {
				assert_eq!(run(op), model.run(op), "{op:?}");
				for who in ACCOUNTS {
					assert_eq!(read(who), model.records.get(&who).cloned(), "{who} after {op:?}");
					assert_eq!(held(who), model.records.get(&who).map_or(0, |known| known.held));
				}
				assert_eq!(now(), model.now);
				assert_eq!(serving(), model.serving);
				assert_eq!(ValidatorSet::approved(), model.approved());
				assert_eq!(ValidatorSet::required_bond(), model.required);
				assert!(model.approved().len() >= MIN);
				assert_eq!(Balances::free_balance(Pot::get()), model.pot);
				assert_eq!(Balances::total_issuance(), issuance);
				assert_eq!(ValidatorSet::do_try_state(), Ok(()));
			}
		});
	}
}
