//! An identity as the model has it.

use super::*;

#[derive(Clone, Debug, PartialEq)]
pub struct ModelKey {
	pub key: u8,
	pub scope: Scope,
	/// What was spent, and since when, if it is limited.
	pub spent: Option<(Balance, u64)>,
	pub since: u64,
	pub revoked: Option<u64>,
	/// How many envelopes it has signed.
	pub signed: u64,
	pub froze: u32,
	pub request: Option<ModelRequest>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ModelRequest {
	pub number: u32,
	/// To revoke this key, or to thaw.
	pub against: Option<u8>,
	pub decided: u64,
	/// Who has voted, and whether for it.
	pub votes: BTreeMap<u8, bool>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum State {
	Active,
	Frozen { full: bool, at: u64 },
	Gone,
}

#[derive(Clone, Debug)]
pub struct ModelApproval {
	pub controller: u8,
	/// The place of the key by which it was given.
	pub key: usize,
	pub version: u32,
	pub until: u64,
}

#[derive(Clone, Debug)]
pub struct Person {
	pub keys: Vec<ModelKey>,
	pub state: State,
	pub balance: Balance,
	pub controllers: Vec<u8>,
	pub invited: Vec<u8>,
	pub threshold: u8,
	pub version: u32,
	pub thaws: u32,
	pub requests: u32,
	pub freezes: Vec<(u64, u64)>,
	pub name: Option<u8>,
	/// By call: who has paid, and who has approved.
	pub approvals: BTreeMap<Joint, (u8, Vec<ModelApproval>)>,
}

impl ModelKey {
	pub fn new(key: u8, scope: Scope, limited: bool, since: u64) -> Self {
		let spent = limited.then_some((0, 0));
		Self { key, scope, spent, since, revoked: None, signed: 0, froze: 0, request: None }
	}

	pub fn unlimited(&self) -> bool {
		self.scope == Scope::Any && self.spent.is_none()
	}

	pub fn full(&self) -> bool {
		self.revoked.is_none() && self.unlimited()
	}
}

impl Person {
	pub fn key(&self, key: u8) -> Option<&ModelKey> {
		self.keys.iter().find(|known| known.key == key && known.revoked.is_none())
	}

	pub fn key_mut(&mut self, key: u8) -> Option<&mut ModelKey> {
		self.keys.iter_mut().find(|known| known.key == key && known.revoked.is_none())
	}

	pub fn active(&self) -> bool {
		self.state == State::Active
	}

	/// Whether an act of control happens by this key.
	pub fn controls(&self, by: u8) -> bool {
		self.active() && self.key(by).is_some_and(ModelKey::full)
	}

	pub fn manageable(&self) -> bool {
		let joint = self.threshold > 0 && self.controllers.len() >= self.threshold.into();
		joint || self.keys.iter().any(ModelKey::full)
	}

	/// Take a key away, and with it whatever was asked for against it.
	pub fn drop_key(&mut self, key: u8, now: u64) {
		self.key_mut(key).expect("it is there").revoked = Some(now);
		for known in &mut self.keys {
			let moot = known.request.as_ref().is_some_and(|request| request.against == Some(key));
			if moot || known.key == key {
				known.request = None;
			}
		}
	}

	/// Which keys have a vote at some time on what is asked for in the freeze since `at`.
	pub fn voters(&self, at: u64, time: u64) -> BTreeSet<u8> {
		let there = |key: &&ModelKey| key.unlimited() && key.revoked.is_none_or(|revoked| revoked > time);
		let full: Vec<_> = self.keys.iter().filter(there).collect();
		let old = |(rank, key): &(usize, &&ModelKey)| *rank == 0 || key.since + VOTING_AGE <= at;
		full.iter().enumerate().filter(old).map(|(_, key)| key.key).collect()
	}

	/// Whether a key may do now what it has to ask for. `None` if it may not even ask.
	pub fn may_now(&mut self, by: u8, against: Option<u8>, at: u64, now: u64) -> Option<bool> {
		if !self.voters(at, now).contains(&by) {
			return None;
		}
		if let Some(request) = self.key(by)?.request.clone() {
			if now < request.decided {
				return None;
			}
			let voters = self.voters(at, request.decided);
			let count =
				|side| request.votes.iter().filter(|(key, vote)| **vote == side && voters.contains(*key)).count();
			if count(true) > count(false) {
				return (request.against == against).then_some(true);
			}
			if now < request.decided + REQUEST_PAUSE {
				return None;
			}
		}
		self.requests += 1;
		let votes = [(by, true)].into();
		let (number, decided) = (self.requests, now + REQUEST_DELAY);
		self.key_mut(by)?.request = Some(ModelRequest { number, against, decided, votes });
		Some(false)
	}

	pub fn thaw(&mut self, counts: bool, now: u64) {
		let State::Frozen { at, .. } = self.state else { panic!("it is frozen") };
		self.freezes.push((at, now));
		self.state = State::Active;
		self.thaws += u32::from(counts);
		self.keys.iter_mut().for_each(|key| key.request = None);
	}

	pub fn freeze(&mut self, full: bool, now: u64) -> bool {
		self.state = match self.state {
			State::Active => State::Frozen { full, at: now },
			State::Frozen { full: false, at } if full => State::Frozen { full, at },
			_ => return false,
		};
		true
	}

	/// Whether a key may spend so much now, and that it does.
	pub fn charge(&mut self, by: u8, value: Balance, now: u64) -> bool {
		let Some((spent, since)) = &mut self.key_mut(by).expect("live").spent else { return true };
		let over = now >= *since + LIMIT.1;
		let sum = if over { value } else { *spent + value };
		if sum > LIMIT.0 {
			return false;
		}
		(*spent, *since) = (sum, if over { now } else { *since });
		true
	}
}
