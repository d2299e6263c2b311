//! What the pallet should do, written plainly: no storage, no acts, no bytes.

use super::*;

/// So many identities, and so many keys that they share. The first key of each is its own.
pub const IDENTITIES: u8 = 4;
pub const KEYS: u8 = 4;
/// What each identity has at first.
pub const MONEY: Balance = 1_000_000;
/// What a limited key may spend, and in which time.
pub const LIMIT: (Balance, u64) = (100, 500);

#[derive(Clone, Debug)]
pub struct Step {
	pub of: u8,
	pub by: u8,
	pub what: What,
}

/// What the identity `of` does, by its key `by`.
#[derive(Clone, Debug)]
pub enum What {
	Add {
		key: u8,
		scope: Scope,
		limited: bool,
	},
	Rotate {
		key: u8,
		new: u8,
	},
	Revoke {
		key: u8,
	},
	Permit {
		key: u8,
		scope: Scope,
		limited: bool,
	},
	Freeze {
		way: Way,
	},
	FreezeOther {
		identity: u8,
	},
	Unfreeze,
	Vote {
		request: u32,
		in_favour: bool,
	},
	Pay {
		value: u8,
		signed: bool,
	},
	Remark {
		signed: bool,
	},
	Control {
		controllers: BTreeSet<u8>,
		threshold: u8,
	},
	Accept {
		identity: u8,
	},
	Resign {
		identity: u8,
	},
	Approve {
		identity: u8,
		call: Joint,
		time: u64,
	},
	Retract {
		identity: u8,
		call: Joint,
	},
	/// A stranger has the deposit given back.
	Clear {
		identity: u8,
		call: Joint,
	},
	Execute {
		identity: u8,
		call: Joint,
	},
	Claim {
		name: u8,
	},
	Release,
	Deactivate,
	Wait(u64),
}

#[derive(Clone, Copy, Debug)]
pub enum Way {
	Directly,
	InAct,
	Signed,
}

/// A call that controllers make as an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Joint {
	Pay,
	Thaw,
	/// That nobody controls it any more.
	Leave,
}

pub struct Model {
	pub now: u64,
	/// What the first who approves pays.
	pub deposit: Balance,
	pub all: Vec<Person>,
	/// Who has a name or had it last, and until when it is quarantined.
	pub names: BTreeMap<u8, (u8, Option<u64>)>,
}

impl Model {
	pub fn new(deposit: Balance) -> Self {
		let person = |_| Person {
			keys: vec![ModelKey::new(0, Scope::Any, false, NOW)],
			state: State::Active,
			balance: MONEY,
			controllers: Vec::new(),
			invited: Vec::new(),
			threshold: 0,
			version: 0,
			thaws: 0,
			requests: 0,
			freezes: Vec::new(),
			name: None,
			approvals: BTreeMap::new(),
		};
		Self { now: NOW, deposit, all: (0..IDENTITIES).map(person).collect(), names: BTreeMap::new() }
	}

	fn is(&mut self, of: u8) -> &mut Person {
		&mut self.all[usize::from(of)]
	}

	/// Who is in control of someone, one way or another.
	fn above(&self, of: u8) -> BTreeSet<u8> {
		let direct = self.all[usize::from(of)].controllers.iter();
		direct.flat_map(|above| self.above(*above).into_iter().chain([*above])).collect()
	}

	fn counts(&self, identity: u8, approval: &ModelApproval) -> bool {
		let (person, controller) = (&self.all[usize::from(identity)], &self.all[usize::from(approval.controller)]);
		approval.version == person.version
			&& self.now <= approval.until
			&& person.controllers.contains(&approval.controller)
			&& controller.active()
			&& controller.keys[approval.key].full()
	}

	/// How many approvals of a call count now.
	pub fn count(&self, identity: u8, call: Joint) -> usize {
		let known = self.all[usize::from(identity)].approvals.get(&call);
		known.map_or(0, |(_, all)| all.iter().filter(|approval| self.counts(identity, approval)).count())
	}

	/// The approvals of a call are no more, and whoever has paid has the deposit back.
	fn consume(&mut self, identity: u8, call: Joint) {
		if let Some((payer, _)) = self.is(identity).approvals.remove(&call) {
			let deposit = self.deposit;
			self.is(payer).balance += deposit;
		}
	}

	/// Whether the step should succeed, and its effect if so.
	pub fn apply(&mut self, step: &Step) -> bool {
		let Step { of, by, what } = step.clone();
		let (now, me) = (self.now, self.all[usize::from(of)].clone());
		let controls = me.controls(by);
		match what {
			What::Wait(time) => self.now += time,
			What::Add { key, scope, limited } => {
				if !controls || me.keys.iter().any(|known| known.key == key) {
					return false;
				}
				self.is(of).keys.push(ModelKey::new(key, scope, limited, now));
			},
			What::Rotate { key, new } => {
				let Some(old) = me.key(key).filter(|_| controls && me.keys.iter().all(|known| known.key != new)) else {
					return false;
				};
				let next = ModelKey { spent: old.spent, ..ModelKey::new(new, old.scope, false, now) };
				self.is(of).drop_key(key, now);
				self.is(of).keys.push(next);
			},
			What::Revoke { key } => {
				let (Some(actor), Some(target)) = (me.key(by), me.key(key)) else { return false };
				if by != key && !actor.full() {
					return false;
				}
				if let State::Frozen { full: true, at } = me.state {
					if by != key && target.full() {
						match self.is(of).may_now(by, Some(key), at, now) {
							None => return false,
							Some(false) => return true,
							Some(true) => self.is(of).key_mut(by).expect("live").request = None,
						}
					}
				}
				self.is(of).drop_key(key, now);
			},
			What::Permit { key, scope, limited } => {
				let Some(before) = me.key(key).filter(|_| controls) else { return false };
				let spent = limited.then(|| before.spent.unwrap_or((0, 0)));
				let mut next = ModelKey { scope, spent, ..before.clone() };
				if !(before.full() && next.full()) {
					next.since = now;
				}
				*self.is(of).key_mut(key).expect("live") = next;
				if !self.is(of).manageable() {
					*self.is(of) = me;
					return false;
				}
			},
			What::Freeze { way } => {
				let Some(key) = me.key(by) else { return false };
				if !self.is(of).freeze(key.full(), now) {
					return false;
				}
				if matches!(way, Way::Signed) {
					self.is(of).key_mut(by).expect("live").froze += 1;
				}
			},
			// That is freezing itself, which any key may.
			What::FreezeOther { identity } if identity == of => {
				return self.apply(&Step { of, by, what: What::Freeze { way: Way::InAct } });
			},
			What::FreezeOther { identity } => {
				let may = controls && self.is(identity).controllers.contains(&of);
				return may && self.is(identity).freeze(true, now);
			},
			What::Unfreeze => {
				let State::Frozen { full, at } = me.state else { return false };
				if !me.key(by).is_some_and(ModelKey::full) {
					return false;
				}
				if full {
					match self.is(of).may_now(by, None, at, now) {
						None => return false,
						Some(false) => return true,
						Some(true) => {},
					}
				}
				self.is(of).thaw(full, now);
			},
			What::Vote { request, in_favour } => {
				let State::Frozen { at, .. } = me.state else { return false };
				let known = me.key(by).is_some() && me.voters(at, now).contains(&by);
				let requests = self.is(of).keys.iter_mut().filter_map(|key| key.request.as_mut());
				let request = requests.into_iter().find(|known| known.number == request);
				let Some(request) = request.filter(|request| known && now < request.decided) else { return false };
				if request.votes.get(&by) == Some(&false) {
					return false;
				}
				request.votes.insert(by, in_favour);
			},
			What::Pay { signed, .. } | What::Remark { signed } => {
				let Some(key) = me.key(by).filter(|_| me.active()) else { return false };
				let permitted = match what {
					What::Pay { .. } => matches!(key.scope, Scope::Any | Scope::Finance),
					_ => key.scope != Scope::Finance,
				};
				if !permitted {
					return false;
				}
				// The envelope is used up whatever becomes of the call.
				self.is(of).key_mut(by).expect("live").signed += u64::from(signed);
				let What::Pay { value, .. } = what else { return true };
				let value = value.into();
				if !self.is(of).charge(by, value, now) {
					return false;
				}
				self.is(of).balance -= value;
			},
			What::Control { controllers, threshold } => {
				let known = |new: &u8| me.controllers.contains(new) || me.invited.contains(new);
				let fits = (threshold == 0) == controllers.is_empty() && usize::from(threshold) <= controllers.len();
				let named = |new: &u8| *new != of && (known(new) || self.all[usize::from(*new)].state != State::Gone);
				if !controls || !fits || !controllers.iter().all(named) {
					return false;
				}
				let (stay, new) = controllers.iter().partition(|named| me.controllers.contains(named));
				let person = self.is(of);
				(person.controllers, person.invited) = (stay, new);
				(person.threshold, person.version) = (threshold, person.version + 1);
				if !person.manageable() {
					*person = me;
					return false;
				}
			},
			What::Accept { identity } => {
				let above = self.above(of);
				let them = self.is(identity);
				// Whom a freeze may be against, if there was anyone.
				let managed = |at| {
					let there = |key: &ModelKey| key.unlimited() && key.revoked.is_none_or(|revoked| revoked >= at);
					them.keys.iter().any(there)
				};
				let may = match them.state {
					State::Active => true,
					State::Frozen { at, .. } => !managed(at),
					State::Gone => false,
				};
				let asked = may && them.invited.contains(&of);
				if !controls || !asked || above.contains(&identity) {
					return false;
				}
				them.invited.retain(|invited| *invited != of);
				them.controllers.push(of);
			},
			What::Resign { identity } => {
				let them = self.is(identity);
				if !controls || !them.controllers.iter().chain(&them.invited).any(|known| *known == of) {
					return false;
				}
				them.controllers.retain(|known| *known != of);
				them.invited.retain(|known| *known != of);
			},
			What::Approve { identity, call, time } => {
				let key = me.keys.iter().position(|key| key.key == by && key.revoked.is_none());
				let (Some(key), deposit) = (key.filter(|_| controls), self.deposit) else { return false };
				let them = self.is(identity);
				if time > MAX_APPROVAL || !them.controllers.contains(&of) {
					return false;
				}
				let (controllers, version) = (them.controllers.clone(), them.version);
				let paid = them.approvals.contains_key(&call);
				let (_, all) = them.approvals.entry(call).or_insert((of, Vec::new()));
				all.retain(|known| known.controller != of && controllers.contains(&known.controller));
				all.push(ModelApproval { controller: of, key, version, until: now + time });
				self.is(of).balance -= if paid { 0 } else { deposit };
			},
			What::Retract { identity, call } | What::Clear { identity, call } => {
				let own = matches!(what, What::Retract { .. });
				if (own && !controls) || !self.is(identity).approvals.contains_key(&call) {
					return false;
				}
				let (_, all) = self.is(identity).approvals.get_mut(&call).expect("it is there");
				let before = all.len();
				all.retain(|known| !own || known.controller != of);
				let retracted = all.len() < before;
				if self.count(identity, call) == 0 {
					self.consume(identity, call);
				} else if !retracted {
					return false;
				}
			},
			What::Execute { identity, call } => return self.execute(of, by, identity, call),
			What::Claim { name } => {
				let may = me.active() && me.key(by).is_some_and(|key| key.scope != Scope::Finance);
				let free = match self.names.get(&name) {
					None => true,
					Some((owner, Some(until))) => *owner == of || now >= *until,
					Some((_, None)) => false,
				};
				if !may || !free || me.name.is_some() {
					return false;
				}
				self.is(of).name = Some(name);
				self.names.insert(name, (of, None));
			},
			What::Release => {
				let Some(name) = me.name.filter(|_| controls) else { return false };
				self.is(of).name = None;
				self.names.insert(name, (of, Some(now + QUARANTINE)));
			},
			What::Deactivate => {
				let in_use = self.all.iter().any(|other| {
					other.controllers.contains(&of) || other.approvals.values().any(|(payer, _)| *payer == of)
				});
				if !controls || in_use {
					return false;
				}
				if let Some(name) = me.name {
					self.names.insert(name, (of, Some(now + QUARANTINE)));
				}
				let person = self.is(of);
				person.state = State::Gone;
				for key in person.keys.iter_mut().filter(|key| key.revoked.is_none()) {
					key.revoked = Some(now);
				}
				(person.name, person.threshold, person.balance) = (None, 0, 0);
				person.controllers.clear();
				person.invited.clear();
			},
		}
		true
	}

	/// The identity `of` makes a call as another, by its key `by`.
	fn execute(&mut self, of: u8, by: u8, identity: u8, call: Joint) -> bool {
		let (now, me, them) = (self.now, self.all[usize::from(of)].clone(), self.all[usize::from(identity)].clone());
		let Some(key) = me.key(by).filter(|_| me.active()) else { return false };
		let may = match call {
			Joint::Pay => matches!(key.scope, Scope::Any | Scope::Finance) && them.active(),
			Joint::Thaw | Joint::Leave => key.full() && them.state != State::Gone,
		};
		let enough = them.threshold == 1 || self.count(identity, call) >= them.threshold.into();
		if !may || !them.controllers.contains(&of) || !enough {
			return false;
		}
		match call {
			Joint::Pay => {
				if !self.is(of).charge(by, JOINT_PAY, now) {
					return false;
				}
				self.is(identity).balance -= JOINT_PAY;
			},
			Joint::Thaw => {
				if them.active() {
					return false;
				}
				self.is(identity).thaw(true, now);
			},
			Joint::Leave => {
				if !them.keys.iter().any(ModelKey::full) {
					return false;
				}
				let person = self.is(identity);
				person.controllers.clear();
				person.invited.clear();
				(person.threshold, person.version) = (0, person.version + 1);
			},
		}
		// One controller needs no approvals, and leaves alone those that there may be.
		if them.threshold > 1 {
			self.consume(identity, call);
		}
		true
	}
}

/// What controllers pay as an identity.
pub const JOINT_PAY: Balance = 30;
