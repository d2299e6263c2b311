//! Random histories, compared step by step with a model that knows nothing of storage.

use super::*;
use proptest::{collection::vec, prelude::*};
use std::{cmp::Reverse, collections::BTreeMap};

/// Accounts that take part.
const ACCOUNTS: core::ops::RangeInclusive<u64> = 1..=8;
/// Bounds of the set, as in the default genesis.
const MIN: usize = 2;
const MAX: usize = 6;
/// Silent sessions that cost a seat, as in the mock.
const PATIENCE: u32 = 2;
/// Sessions in which a candidate is heard before it joins, as in the mock.
const READY: u32 = 2;

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
	/// End the session. Everybody who serves authors but these two, and all nodes are heard but the second's.
	Turn(u64, u64),
	/// End a session in which all do their part, and nothing becomes final.
	Lag,
	Unjail(u64),
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
		9 => (ACCOUNTS, ACCOUNTS).prop_map(|(a, b)| Op::Turn(a, b)),
		1 => Just(Op::Lag),
		1 => ACCOUNTS.prop_map(Op::Unjail),
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
	authored: Option<u32>,
	/// In which session its node was heard, and which block was final for it.
	heard: Option<(u32, u64)>,
	silent: u32,
	/// Percent by session.
	offences: BTreeMap<u32, u32>,
}

impl Record {
	fn new(bond: u64, status: Status, from: Option<u32>) -> Self {
		let offences = BTreeMap::new();
		Self { bond, held: bond, status, from, authored: None, heard: None, silent: 0, offences }
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
	/// In which sessions somebody was jailed, removed or expelled.
	gone: Vec<u32>,
}

impl Model {
	fn new() -> Self {
		let member = |who| (who, Record::new(BOND, Status::Member, Some(0)));
		Self {
			now: 0,
			required: BOND,
			records: GENESIS.into_iter().map(member).collect(),
			serving: GENESIS.to_vec(),
			queued: GENESIS.to_vec(),
			pot: 0,
			gone: Vec::new(),
		}
	}

	fn those(&self, is: impl Fn(&Status) -> bool) -> Vec<u64> {
		self.records.iter().filter(|(_, known)| is(&known.status)).map(|(who, _)| *who).collect()
	}

	fn approved(&self) -> Vec<u64> {
		self.those(|status| matches!(status, Status::Member | Status::Candidate { .. } | Status::Jailed { .. }))
	}

	fn members(&self) -> Vec<u64> {
		self.those(|status| *status == Status::Member)
	}

	/// No more than one goes in a day, as the set is small.
	fn day_is_free(&self) -> bool {
		self.gone.iter().all(|session| session + DAY <= self.now)
	}

	fn status(&self, who: u64) -> Option<Status> {
		self.records.get(&who).map(|known| known.status)
	}

	fn record(&mut self, who: u64) -> &mut Record {
		self.records.get_mut(&who).expect("the account is listed")
	}

	/// Take the approval of `who`, if the set can spare it.
	fn unseat(&mut self, who: u64, of_own_will: bool) -> bool {
		let is_member = self.status(who) == Some(Status::Member);
		if is_member && self.members().len() <= MIN {
			return false;
		}
		let withdrawable_at = self.now + 2 + UNBONDING;
		self.record(who).status = Status::Leaving { withdrawable_at };
		if is_member && !of_own_will {
			self.gone.push(self.now);
		}
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
					self.record(who).status = Status::Candidate { heard: 0 };
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
			Op::Remove(who) => {
				let is_free = self.status(who) != Some(Status::Member) || self.day_is_free();
				self.approved().contains(&who) && is_free && self.unseat(who, false)
			},
			Op::Unjail(who) => match self.status(who) {
				Some(Status::Jailed { until }) if self.now >= until => {
					self.record(who).status = Status::Candidate { heard: 0 };
					self.record(who).silent = 0;
					true
				},
				_ => false,
			},
			Op::Leave(who) => match self.status(who) {
				Some(Status::Applied) => self.records.remove(&who).is_some(),
				Some(Status::Member | Status::Candidate { .. } | Status::Jailed { .. }) => self.unseat(who, true),
				_ => false,
			},
			Op::Withdraw(who) => match self.status(who) {
				Some(Status::Leaving { withdrawable_at })
					if self.now >= withdrawable_at && !self.serving.contains(&who) && !self.queued.contains(&who) =>
				{
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
				let block = u64::from(self.now) + 1;
				self.beat(|who| who != b, block);
				self.turn();
				true
			},
			Op::Lag => {
				for who in self.serving.clone() {
					self.hear(who);
				}
				self.beat(|_| true, 0);
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
			known.authored = Some(now);
		}
	}

	/// Nodes of all who are approved or serve are heard.
	fn beat(&mut self, is_there: impl Fn(u64) -> bool, block: u64) {
		let all: Vec<u64> = self.approved().into_iter().chain(self.serving.clone()).collect();
		for who in all.into_iter().filter(|who| is_there(*who)) {
			let now = self.now;
			if let Some(known) = self.records.get_mut(&who) {
				known.heard = Some((now, block));
			}
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
		self.pot += due;
		if self.approved().contains(&who) {
			self.unseat(who, false);
		}
	}

	fn turn(&mut self) {
		let (now, serving) = (self.now, self.serving.clone());
		// Session n begins in block n + 1.
		let saw_final =
			|known: &Record| known.heard.is_some_and(|(at, block)| at == now && (now == 0 || block > now.into()));
		let final_for = serving.iter().filter(|who| self.records.get(who).is_some_and(saw_final)).count();
		let lags = 3 * final_for < 2 * serving.len();
		let was_heard = |who: u64, known: &Record| {
			known.heard.is_some_and(|(at, _)| at == now) && (!serving.contains(&who) || known.authored == Some(now))
		};
		let members = self.members();
		let counts: Vec<u64> = members
			.iter()
			.copied()
			.filter(|who| serving.contains(who) && self.records[who].offences.is_empty())
			.collect();
		let silent = counts.iter().filter(|who| !was_heard(**who, &self.records[who])).count();
		let failed = lags || silent > 0 && 3 * silent >= counts.len();
		for who in serving.clone() {
			let until = now + 1 + UNBONDING;
			if let Some(known) = self.records.get_mut(&who) {
				if let Status::Leaving { withdrawable_at } = known.status {
					known.status = Status::Leaving { withdrawable_at: withdrawable_at.max(until) };
				}
			}
		}
		for who in self.approved() {
			let heard = was_heard(who, &self.records[&who]);
			let follows = saw_final(&self.records[&who]);
			let known = self.record(who);
			match (known.status, heard) {
				(Status::Member, true) => known.silent = 0,
				(Status::Member, false) if !failed => known.silent += 1,
				(Status::Candidate { heard: count }, true) if follows => {
					known.status = Status::Candidate { heard: count + 1 }
				},
				(Status::Candidate { .. }, _) => known.status = Status::Candidate { heard: 0 },
				_ => {},
			}
		}
		for who in self.approved() {
			if !self.records[&who].offences.is_empty() {
				self.unseat(who, false);
			}
		}
		if !failed {
			self.jail();
		}
		if !lags {
			self.let_join();
			let planned = self.members();
			self.serving = std::mem::replace(&mut self.queued, planned);
		} else {
			self.serving = self.queued.clone();
		}
		self.now += 1;
	}

	/// One at most, as the set is small.
	fn jail(&mut self) {
		let is_out = |who: &u64| self.records[who].status != Status::Member && self.records[who].from.is_some();
		let jailed = self.approved().iter().filter(|who| is_out(who)).count() + 1;
		let longest = self
			.members()
			.into_iter()
			.filter(|who| self.records[who].silent >= PATIENCE)
			.min_by_key(|who| (Reverse(self.records[who].silent), *who));
		let can_spare = self.members().len() > MIN && 3 * jailed <= self.approved().len() && self.day_is_free();
		if let Some(who) = longest.filter(|_| can_spare) {
			self.record(who).status = Status::Jailed { until: self.now + JAIL };
			self.gone.push(self.now);
		}
	}

	/// One at most, as the set is small.
	fn let_join(&mut self) {
		let heard = |known: &Record| match known.status {
			Status::Candidate { heard } => heard,
			_ => 0,
		};
		let first = self
			.approved()
			.into_iter()
			.filter(|who| heard(&self.records[who]) >= READY)
			.min_by_key(|who| (Reverse(heard(&self.records[who])), *who));
		if let Some(who) = first {
			let from = self.now + 2;
			let known = self.record(who);
			known.status = Status::Member;
			known.silent = 0;
			known.from.get_or_insert(from);
		}
	}
}

/// Do the same to the pallet. Whether it succeeded.
fn run(op: &Op) -> bool {
	match *op {
		Op::Apply(who) => apply(who, u64::MAX).is_ok(),
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
			let all = ValidatorSet::approved().into_iter().chain(serving());
			beat(&all.filter(|who| *who != b).collect::<Vec<_>>());
			dark_turn();
			true
		},
		Op::Lag => {
			hear(&serving());
			beat_at(&ValidatorSet::approved(), 0);
			beat_at(&serving(), 0);
			dark_turn();
			true
		},
		Op::Unjail(who) => ValidatorSet::unjail(signed(who)).is_ok(),
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
		authored: known.last_authored,
		heard: known.heartbeat.map(|heard| (heard.session, heard.block)),
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
				assert_eq!(ValidatorSet::members(), model.members());
				// Who serves can be asked for keys, and has them.
				assert!(serving().iter().all(ValidatorSet::has_keys));
				assert_eq!(ValidatorSet::required_bond(), model.required);
				assert!(model.members().len() >= MIN);
				assert_eq!(Balances::free_balance(Pot::get()), model.pot);
				assert_eq!(Balances::total_issuance(), issuance);
				assert_eq!(ValidatorSet::do_try_state(), Ok(()));
			}
		});
	}
}
