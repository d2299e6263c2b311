//! That verification answers for any time in the past, from the latest state, what was so then.
//!
//! The model knows nothing of logs of changes: it keeps the whole world as it was at every moment, and looks up what is asked
//! in the world of that moment.

use super::*;
use proptest::{prelude::*, test_runner::TestRunner};
use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
};

/// The schemas: with `survives_issuer` or not, and with `needs_acceptance` or not.
const SCHEMAS: usize = 4;

fn rules(schema: usize) -> SchemaRules {
	SchemaRules { survives_issuer: schema % 2 == 1, needs_acceptance: schema / 2 == 1, ..RULES }
}

/// Which of those that may have authority.
#[derive(Clone, Copy, Debug)]
enum By {
	Operator,
	Holder,
	Parent,
}

#[derive(Clone, Debug)]
enum Step {
	Wait { time: Moment },
	Accredit { parent: Option<usize>, lasts: Option<Moment> },
	SuspendNode { node: usize, by: By },
	ReinstateNode { node: usize, by: By },
	RevokeNode { node: usize, by: By },
	Amend { node: usize, by: By, lasts: Moment },
	HandOver { node: usize, by: By, to: AccountId },
	Close,
	Issue { node: usize, schema: usize, delay: Option<i64>, lasts: Option<Moment> },
	Batch { node: usize, schema: usize, lasts: Option<Moment> },
	Accept { paper: usize },
	Decline { paper: usize },
	Renew { paper: usize, higher: bool, lasts: Option<Moment>, same: bool },
	Suspend { paper: usize, by: By },
	Reinstate { paper: usize, by: By },
	Revoke { paper: usize, by: By },
	Surrender { paper: usize },
	Withdraw { paper: usize },
}

fn step() -> impl Strategy<Value = Step> {
	let any = || 0..1_000usize;
	let by = || prop_oneof![2 => Just(By::Operator), 2 => Just(By::Holder), 1 => Just(By::Parent)];
	let lasts = || proptest::option::of(0u64..30);
	prop_oneof![
		8 => (1u64..6).prop_map(|time| Step::Wait { time }),
		4 => (proptest::option::of(any()), lasts()).prop_map(|(parent, lasts)| Step::Accredit { parent, lasts }),
		3 => (any(), by()).prop_map(|(node, by)| Step::SuspendNode { node, by }),
		4 => (any(), by()).prop_map(|(node, by)| Step::ReinstateNode { node, by }),
		1 => (any(), by()).prop_map(|(node, by)| Step::RevokeNode { node, by }),
		2 => (any(), by(), 0u64..20).prop_map(|(node, by, lasts)| Step::Amend { node, by, lasts }),
		1 => (any(), by(), 200u64..205).prop_map(|(node, by, to)| Step::HandOver { node, by, to }),
		1 => Just(Step::Close),
		8 => (any(), 0..SCHEMAS, proptest::option::of(-10i64..10), lasts())
			.prop_map(|(node, schema, delay, lasts)| Step::Issue { node, schema, delay, lasts }),
		3 => (any(), 0..SCHEMAS, lasts()).prop_map(|(node, schema, lasts)| Step::Batch { node, schema, lasts }),
		3 => any().prop_map(|paper| Step::Accept { paper }),
		1 => any().prop_map(|paper| Step::Decline { paper }),
		3 => (any(), proptest::bool::ANY, lasts(), proptest::bool::ANY)
			.prop_map(|(paper, higher, lasts, same)| Step::Renew { paper, higher, lasts, same }),
		4 => (any(), by()).prop_map(|(paper, by)| Step::Suspend { paper, by }),
		4 => (any(), by()).prop_map(|(paper, by)| Step::Reinstate { paper, by }),
		1 => (any(), by()).prop_map(|(paper, by)| Step::Revoke { paper, by }),
		1 => any().prop_map(|paper| Step::Surrender { paper }),
		2 => any().prop_map(|paper| Step::Withdraw { paper }),
	]
}

/// An accreditation as it is at one moment.
#[derive(Clone, Debug)]
struct Node {
	parent: Option<usize>,
	is: State,
	since: Moment,
	until: Option<Moment>,
}

/// A certificate or batch as it is at one moment.
#[derive(Clone, Debug)]
struct Paper {
	id: CertificateId,
	/// The number of members, if it is a batch.
	members: Option<u32>,
	node: usize,
	schema: usize,
	issued: Moment,
	from: Moment,
	until: Option<Moment>,
	is: State,
	since: Moment,
	reason: Reason,
	successor: Option<CertificateId>,
	accepted: bool,
}

/// Everything as it is at one moment. Accreditations are numbered as on chain.
#[derive(Clone, Debug, Default)]
struct World {
	closed: Option<Moment>,
	nodes: Vec<Node>,
	papers: Vec<Paper>,
}

impl World {
	/// Why a certificate is not valid in this world at `time`.
	fn objection(&self, paper: usize, time: Moment) -> Option<InvalidReason> {
		let paper = &self.papers[paper];
		let (at, reason) = (paper.since, paper.reason);
		match paper.is {
			State::Active => {},
			State::Pending => return Some(InvalidReason::NotAccepted),
			State::Suspended => return Some(InvalidReason::Suspended { at, reason }),
			State::Revoked => return Some(InvalidReason::Revoked { at, reason }),
			State::Superseded => return Some(InvalidReason::Superseded { at, by: paper.successor }),
			State::Declined => return Some(InvalidReason::Declined { at }),
			State::Surrendered => return Some(InvalidReason::Surrendered { at }),
		}
		if time < paper.from {
			return Some(InvalidReason::NotYetValid { valid_from: paper.from });
		}
		if let Some(valid_until) = paper.until.filter(|until| time > *until) {
			return Some(InvalidReason::Expired { valid_until });
		}
		if rules(paper.schema).survives_issuer {
			return None;
		}
		let mut above = Some(paper.node);
		while let Some(number) = above {
			let node = &self.nodes[number];
			let accreditation = number as AccreditationId;
			if node.is != State::Active {
				let (state, since) = (node.is, node.since);
				return Some(InvalidReason::IssuerNotAccredited { accreditation, state, since });
			}
			if let Some(since) = node.until.filter(|until| time > *until) {
				return Some(InvalidReason::IssuerNotAccredited { accreditation, state: State::Active, since });
			}
			above = node.parent;
		}
		self.closed.map(|at| InvalidReason::NetworkClosed { at })
	}
}

/// The world at every moment at which something was done, as it was at the end of that moment.
struct Model {
	network: NetworkId,
	schemas: Vec<SchemaId>,
	now: Moment,
	world: World,
	past: BTreeMap<Moment, World>,
	serial: u32,
}

impl Model {
	fn new() -> Self {
		let network = found();
		let schemas = (0..SCHEMAS).map(|schema| register(network, schema as u8, rules(schema))).collect();
		for who in 200..205 {
			assert_ok!(Balances::transfer_allow_death(signed(STRANGER), who, 1_000_000));
		}
		Self { network, schemas, now: NOW, world: World::default(), past: BTreeMap::new(), serial: 0 }
	}

	/// Who may have authority over what hangs under a node.
	fn actor(&self, node: usize, by: By) -> AccountId {
		let parent = self.world.nodes[node].parent;
		match by {
			By::Operator => OPERATOR,
			By::Holder => holder_of(node as AccreditationId),
			By::Parent => parent.map_or(OPERATOR, |parent| holder_of(parent as AccreditationId)),
		}
	}

	fn node(&self, number: usize) -> Option<usize> {
		number.checked_rem(self.world.nodes.len())
	}

	fn paper(&self, number: usize) -> Option<usize> {
		number.checked_rem(self.world.papers.len())
	}

	/// Try a step on chain, and let the world change accordingly if it succeeds. `None` if there is nothing to do it with.
	fn perform(&mut self, step: &Step) -> Option<bool> {
		let now = self.now;
		let end = |lasts: Option<Moment>| lasts.map(|lasts| now + lasts);
		let done = match step.clone() {
			Step::Wait { time } => {
				self.now += time;
				set_time(self.now);
				next_block();
				true
			},
			Step::Accredit { parent, lasts } => {
				let parent = parent.and_then(|parent| self.node(parent));
				let holder = 200 + self.world.nodes.len() as AccountId % 5;
				let depth = parent.map_or(Some(7), |parent| {
					Accreditations::<Test>::get(parent as AccreditationId).expect("it was given").depth.checked_sub(1)
				})?;
				let by = parent.map_or(OPERATOR, |parent| holder_of(parent as AccreditationId));
				let terms = Terms { valid_until: end(lasts), ..unlimited(depth) };
				let above = parent.map(|parent| parent as AccreditationId);
				let ok = Certification::accredit(signed(by), self.network, above, holder, terms).is_ok();
				if ok {
					self.world.nodes.push(Node { parent, is: State::Active, since: now, until: end(lasts) });
				}
				ok
			},
			Step::SuspendNode { node, by } => {
				let node = self.node(node)?;
				let by = signed(self.actor(node, by));
				let ok = Certification::suspend_accreditation(by, node as u64, Reason::Unspecified).is_ok();
				self.turn_node(ok, node, State::Suspended)
			},
			Step::ReinstateNode { node, by } => {
				let node = self.node(node)?;
				let ok = Certification::reinstate_accreditation(signed(self.actor(node, by)), node as u64).is_ok();
				self.turn_node(ok, node, State::Active)
			},
			Step::RevokeNode { node, by } => {
				let node = self.node(node)?;
				let by = signed(self.actor(node, by));
				let ok = Certification::revoke_accreditation(by, node as u64, Reason::Unspecified).is_ok();
				self.turn_node(ok, node, State::Revoked)
			},
			Step::Amend { node, by, lasts } => {
				let node = self.node(node)?;
				let depth = Accreditations::<Test>::get(node as u64).expect("it was given").depth;
				let terms = Terms { valid_until: Some(now + lasts), ..unlimited(depth) };
				let ok = Certification::amend_accreditation(signed(self.actor(node, by)), node as u64, terms).is_ok();
				if ok {
					self.world.nodes[node].until = Some(now + lasts);
				}
				ok
			},
			Step::HandOver { node, by, to } => {
				let node = self.node(node)?;
				Certification::hand_over(signed(self.actor(node, by)), node as u64, to).is_ok()
			},
			// Not before something has happened.
			Step::Close if self.world.papers.len() < 5 => return None,
			Step::Close => {
				let ok = Certification::close_network(signed(OPERATOR), self.network).is_ok();
				if ok {
					self.world.closed = Some(now);
				}
				ok
			},
			Step::Issue { node, schema, delay, lasts } => {
				let node = self.node(node)?;
				let from = |delay| now.saturating_add_signed(delay);
				let content = Content {
					valid_from: delay.map(from),
					valid_until: lasts.map(|lasts| from(delay.unwrap_or_default()) + lasts),
					..self.fresh()
				};
				let (by, kind) = (signed(holder_of(node as u64)), self.schemas[schema]);
				let ok = Certification::issue(by, node as u64, kind, SUBJECT, content.clone(), None).is_ok();
				if ok {
					let id = certificate_id(node as u64, &kind, &SUBJECT, &content, None);
					let from = content.valid_from.unwrap_or(now);
					self.add(id, None, node, schema, from, content.valid_until, false);
				}
				ok
			},
			Step::Batch { node, schema, lasts } => {
				let node = self.node(node)?;
				self.serial += 1;
				let class = Class::of(self.serial);
				let (by, kind, root, count) =
					(signed(holder_of(node as u64)), self.schemas[schema], class.root(), class.count());
				let end = end(lasts);
				let ok = Certification::issue_batch(by, node as u64, kind, root, count, None, end).is_ok();
				if ok {
					let id = batch_id(node as u64, &kind, &root, count, None, end);
					self.add(id, Some(count), node, schema, now, end, false);
				}
				ok
			},
			Step::Accept { paper } => {
				let paper = self.paper(paper)?;
				let ok = Certification::accept(signed(SUBJECT), self.world.papers[paper].id).is_ok();
				if ok {
					self.world.papers[paper].accepted = true;
				}
				let pending = self.world.papers[paper].is == State::Pending;
				self.turn(ok && pending, paper, State::Active, Reason::Unspecified);
				ok
			},
			Step::Decline { paper } => {
				let paper = self.paper(paper)?;
				let ok = Certification::decline(signed(SUBJECT), self.world.papers[paper].id).is_ok();
				let pending = self.world.papers[paper].is == State::Pending;
				self.turn(ok && pending, paper, State::Declined, Reason::Unspecified);
				ok
			},
			Step::Renew { paper, higher, lasts, same } => {
				let number = self.paper(paper)?;
				let old = self.world.papers[number].clone();
				let parent = self.world.nodes[old.node].parent.filter(|_| higher);
				let node = parent.unwrap_or(old.node);
				let by = signed(holder_of(node as u64));
				let content = Content { valid_until: end(lasts), ..self.fresh() };
				let ok = if same {
					Certification::renew(by, node as u64, old.id, end(lasts)).is_ok()
				} else {
					Certification::replace(by, node as u64, old.id, content).is_ok()
				};
				if ok {
					let next = stored(old.id).successor.expect("it was renewed");
					self.world.papers[number].successor = Some(next);
					self.turn(true, number, State::Superseded, Reason::Superseded);
					self.add(next, None, node, old.schema, now, end(lasts), same && old.accepted);
				}
				ok
			},
			Step::Suspend { paper, by } => {
				let paper = self.paper(paper)?;
				let (id, by) = (self.world.papers[paper].id, self.actor(self.world.papers[paper].node, by));
				let ok = Certification::suspend(signed(by), id, Reason::CertificateHold).is_ok();
				self.turn(ok, paper, State::Suspended, Reason::CertificateHold)
			},
			Step::Reinstate { paper, by } => {
				let paper = self.paper(paper)?;
				let (id, by) = (self.world.papers[paper].id, self.actor(self.world.papers[paper].node, by));
				let ok = Certification::reinstate(signed(by), id).is_ok();
				self.turn(ok, paper, State::Active, Reason::Unspecified)
			},
			Step::Revoke { paper, by } => {
				let paper = self.paper(paper)?;
				let (id, by) = (self.world.papers[paper].id, self.actor(self.world.papers[paper].node, by));
				let ok = Certification::revoke(signed(by), id, Reason::KeyCompromise).is_ok();
				self.turn(ok, paper, State::Revoked, Reason::KeyCompromise)
			},
			Step::Surrender { paper } => {
				let paper = self.paper(paper)?;
				let ok = Certification::surrender(signed(SUBJECT), self.world.papers[paper].id).is_ok();
				self.turn(ok, paper, State::Surrendered, Reason::Unspecified)
			},
			Step::Withdraw { paper } => {
				let paper = &self.world.papers[self.paper(paper)?];
				let issuer = Certificates::<Test>::get(paper.id)?.issuer;
				Certification::withdraw_deposit(signed(issuer), paper.id).is_ok()
			},
		};
		self.past.insert(self.now, self.world.clone());
		Some(done)
	}

	/// Content that was not used before.
	fn fresh(&mut self) -> Content {
		self.serial += 1;
		Content { claims: H256::from_low_u64_be(self.serial.into()), ..content(0) }
	}

	#[allow(clippy::too_many_arguments)]
	fn add(
		&mut self,
		id: CertificateId,
		members: Option<u32>,
		node: usize,
		schema: usize,
		from: Moment,
		until: Option<Moment>,
		accepted: bool,
	) {
		let pending = rules(schema).needs_acceptance && !accepted;
		let is = if pending { State::Pending } else { State::Active };
		let (issued, since, reason) = (self.now, self.now, Reason::Unspecified);
		let paper =
			Paper { id, members, node, schema, issued, from, until, is, since, reason, successor: None, accepted };
		self.world.papers.push(paper);
	}

	fn turn(&mut self, ok: bool, paper: usize, is: State, reason: Reason) -> bool {
		if ok {
			let paper = &mut self.world.papers[paper];
			// A suspension that is taken over goes on.
			let since = if paper.is == is { paper.since } else { self.now };
			(paper.is, paper.since, paper.reason) = (is, since, reason);
		}
		ok
	}

	fn turn_node(&mut self, ok: bool, node: usize, is: State) -> bool {
		if ok {
			let node = &mut self.world.nodes[node];
			let since = if node.is == is { node.since } else { self.now };
			(node.is, node.since) = (is, since);
		}
		ok
	}

	/// What should be answered for `time`.
	fn objection(&self, paper: usize, time: Moment) -> Option<InvalidReason> {
		let issued_at = self.world.papers[paper].issued;
		match self.past.range(..=time).next_back() {
			Some((_, world)) if paper < world.papers.len() => world.objection(paper, time),
			_ => Some(InvalidReason::NotYetIssued { issued_at }),
		}
	}

	/// What is answered for `time`.
	fn answer(&self, paper: usize, time: Moment) -> Option<InvalidReason> {
		let Paper { id, members, .. } = self.world.papers[paper];
		match members {
			None => objection_at(id, time),
			Some(count) => {
				let presented = Class::of(count).present(count / 2);
				Certification::verify_member(id, presented, None, Some(time)).reason
			},
		}
	}
}

/// What kind of thing was done or answered, to see that everything was.
fn kind(of: &impl std::fmt::Debug) -> String {
	format!("{of:?}").split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default().to_string()
}

#[test]
fn what_was_so_then_is_what_is_answered_for_then() {
	let (done, answered) = (RefCell::new(BTreeSet::new()), RefCell::new(BTreeSet::new()));
	let config = ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() };
	let outcome = TestRunner::new(config).run(&proptest::collection::vec(step(), 20..90), |steps| {
		new_test_ext().execute_with(|| {
			let mut model = Model::new();
			// Something to begin with, so that not all that follows is about nothing.
			for parent in [None, Some(0), Some(1)] {
				assert_eq!(model.perform(&Step::Accredit { parent, lasts: None }), Some(true));
			}
			for schema in 0..SCHEMAS {
				let issue = Step::Issue { node: 2, schema, delay: None, lasts: None };
				assert_eq!(model.perform(&issue), Some(true));
			}
			for step in &steps {
				if model.perform(step) == Some(true) {
					done.borrow_mut().insert(kind(step));
				}
			}
			check_state();
			// Every certificate at every moment, from before the first to after the last, from the latest state alone.
			for paper in 0..model.world.papers.len() {
				for time in NOW - 1..model.now + 35 {
					let (answer, expected) = (model.answer(paper, time), model.objection(paper, time));
					answered.borrow_mut().insert(expected.as_ref().map_or("Valid".to_string(), kind));
					let paper = &model.world.papers[paper];
					prop_assert_eq!(answer, expected, "at {} of {:?} after {:?}", time, paper, steps);
				}
			}
			Ok(())
		})
	});
	outcome.unwrap_or_else(|error| panic!("{error}"));
	// That the two agree says something only if everything has happened.
	let expected: BTreeSet<_> = [
		"Wait",
		"Accredit",
		"SuspendNode",
		"ReinstateNode",
		"RevokeNode",
		"Amend",
		"HandOver",
		"Close",
		"Issue",
		"Batch",
		"Accept",
		"Decline",
		"Renew",
		"Suspend",
		"Reinstate",
		"Revoke",
		"Surrender",
		"Withdraw",
	]
	.map(String::from)
	.into();
	assert_eq!(done.into_inner(), expected);
	let expected: BTreeSet<_> = [
		"Valid",
		"NotYetIssued",
		"NotAccepted",
		"Declined",
		"Revoked",
		"Surrendered",
		"Superseded",
		"Suspended",
		"NotYetValid",
		"Expired",
		"IssuerNotAccredited",
		"NetworkClosed",
	]
	.map(String::from)
	.into();
	assert_eq!(answered.into_inner(), expected);
}
