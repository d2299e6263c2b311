//! That verification answers for any time in the past, from the latest state, what was so then.
//!
//! The model knows nothing of logs of changes: it keeps the whole world as it was at every moment, and looks up what is asked
//! in the world of that moment.

mod steps;

use super::*;
use proptest::{prelude::*, test_runner::TestRunner};
use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
};
use steps::*;

/// A time in which an accreditation had ended and was not extended yet: from, and up to but not at.
type Gap = (usize, Moment, Moment);

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
	node: Option<usize>,
	schema: usize,
	issued: Moment,
	from: Moment,
	until: Option<Moment>,
	/// When it was active first.
	active: Option<Moment>,
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
	/// Why a certificate is not valid in this world at `time`, its issuer aside: all reasons, the first of which is given.
	fn own_objections(&self, paper: usize, time: Moment) -> Vec<InvalidReason<AccountId>> {
		let paper = &self.papers[paper];
		let (at, reason) = (paper.since, paper.reason);
		let mut all = Vec::new();
		match paper.is {
			State::Active => {},
			State::Pending => all.push(InvalidReason::NotAccepted),
			State::Suspended => all.push(InvalidReason::Suspended { at, reason }),
			State::Revoked => all.push(InvalidReason::Revoked { at, reason }),
			State::Superseded => all.push(InvalidReason::Superseded { at, by: paper.successor }),
			State::Declined => all.push(InvalidReason::Declined { at }),
			State::Surrendered => all.push(InvalidReason::Surrendered { at }),
		}
		if time < paper.from {
			all.push(InvalidReason::NotYetValid { valid_from: paper.from });
		}
		if let Some(valid_until) = paper.until.filter(|until| time > *until) {
			all.push(InvalidReason::Expired { valid_until });
		}
		all
	}

	/// Why what hangs under a node is not in force in this world at `time`.
	fn fallen(&self, node: Option<usize>, time: Moment, gaps: &[Gap]) -> Vec<InvalidReason<AccountId>> {
		let (mut all, mut above) = (Vec::new(), node);
		while let Some(number) = above {
			let node = &self.nodes[number];
			let accreditation = number as AccreditationId;
			let gap = gaps.iter().find(|(node, from, to)| *node == number && (*from..*to).contains(&time));
			let fallen = if node.is != State::Active {
				Some((node.is, node.since))
			} else if let Some((_, since, _)) = gap {
				// It had ended then, as is remembered now that it goes on.
				Some((State::Suspended, *since))
			} else {
				node.until.filter(|until| time > *until).map(|until| (State::Active, until))
			};
			if let Some((state, since)) = fallen {
				all.push(InvalidReason::IssuerNotAccredited { accreditation, state, since });
			}
			above = node.parent;
		}
		all.extend(self.closed.map(|at| InvalidReason::NetworkClosed { at }));
		all
	}
}

/// Whether nothing can be done about it any more.
fn is_for_good(reason: &InvalidReason<AccountId>) -> bool {
	match reason {
		InvalidReason::NotAccepted | InvalidReason::Suspended { .. } => false,
		InvalidReason::IssuerNotAccredited { state, .. } => *state == State::Revoked,
		_ => true,
	}
}

/// The world at every moment at which something was done, as it was at the end of that moment.
struct Model {
	network: NetworkId,
	schemas: Vec<SchemaId>,
	now: Moment,
	world: World,
	past: BTreeMap<Moment, World>,
	gaps: Vec<Gap>,
	serial: u32,
}

impl Model {
	fn new() -> Self {
		let network = found();
		let schemas = (0..SCHEMAS).map(|schema| register(network, schema as u8, rules(schema))).collect();
		for who in 200..205 {
			assert_ok!(Balances::transfer_allow_death(signed(STRANGER), who, 1_000_000));
		}
		let (world, past, gaps) = (World::default(), BTreeMap::new(), Vec::new());
		Self { network, schemas, now: NOW, world, past, gaps, serial: 0 }
	}

	/// Who may have authority over what hangs under a node, or under the operator.
	fn actor(&self, node: Option<usize>, by: By) -> AccountId {
		// Of one that is pending, to whom it was offered; of one that was removed, nobody.
		let holder = |node: Option<usize>| {
			let node = node.and_then(|node| Accreditations::<Test>::get(node as AccreditationId));
			let holder = node.and_then(|node| node.holders.last().map(|(holder, _)| *holder).or(node.offered_to));
			holder.unwrap_or(OPERATOR)
		};
		match by {
			By::Operator => OPERATOR,
			By::Holder => holder(node),
			By::Parent => holder(node.and_then(|node| self.world.nodes[node].parent)),
		}
	}

	fn offered_to(&self, node: usize) -> Option<AccountId> {
		Accreditations::<Test>::get(node as AccreditationId)?.offered_to
	}

	fn authority(&self, node: Option<usize>) -> Authority {
		Authority::new(node.map(|node| node as AccreditationId), self.network)
	}

	/// The node that was meant, or nothing if that is the operator; `None` if there is none.
	#[allow(clippy::option_option)]
	fn node_or_operator(&self, number: Option<usize>) -> Option<Option<usize>> {
		match number {
			None => Some(None),
			Some(number) => self.node(number).map(Some),
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
			Step::Accredit { parent, lasts, accept } => {
				let parent = parent.and_then(|parent| self.node(parent));
				let holder = 200 + self.world.nodes.len() as AccountId % 5;
				let depth = parent.map_or(Some(7), |parent| {
					Accreditations::<Test>::get(parent as AccreditationId)?.depth.checked_sub(1)
				})?;
				let by = self.actor(parent, By::Holder);
				let terms = Terms { valid_until: end(lasts), ..unlimited(depth) };
				let above = parent.map(|parent| parent as AccreditationId);
				let id = crate::NextAccreditationId::<Test>::get();
				let ok = Certification::accredit(signed(by), self.network, above, holder, terms).is_ok();
				if ok {
					let is = if holder == by { State::Active } else { State::Pending };
					self.world.nodes.push(Node { parent, is, since: now, until: end(lasts) });
				}
				if ok && accept && holder != by {
					assert_ok!(Certification::accept_accreditation(signed(holder), id));
					self.turn_node(true, id as usize, State::Active);
				}
				ok
			},
			Step::SuspendNode { node, by } => {
				let node = self.node(node)?;
				let by = signed(self.actor(Some(node), by));
				let ok = Certification::suspend_accreditation(by, node as u64, Reason::Unspecified).is_ok();
				self.turn_node(ok, node, State::Suspended)
			},
			Step::ReinstateNode { node, by } => {
				let node = self.node(node)?;
				let by = signed(self.actor(Some(node), by));
				let ok = Certification::reinstate_accreditation(by, node as u64).is_ok();
				self.turn_node(ok, node, State::Active)
			},
			Step::RevokeNode { node, by } => {
				let node = self.node(node)?;
				let by = signed(self.actor(Some(node), by));
				let ok = Certification::revoke_accreditation(by, node as u64, Reason::Unspecified).is_ok();
				self.turn_node(ok, node, State::Revoked)
			},
			Step::Amend { node, by, lasts } => {
				let node = self.node(node)?;
				let depth = Accreditations::<Test>::get(node as u64)?.depth;
				let (by, terms) = (self.actor(Some(node), by), Terms { valid_until: end(lasts), ..unlimited(depth) });
				let ok = Certification::amend_accreditation(signed(by), node as u64, terms).is_ok();
				if ok {
					let before = self.world.nodes[node].clone();
					if let Some(ended) = before.until.filter(|until| now > *until && before.is == State::Active) {
						self.gaps.push((node, ended + 1, now));
					}
					self.world.nodes[node].until = end(lasts);
				}
				ok
			},
			Step::HandOver { node, by, to } => {
				let node = self.node(node)?;
				let by = signed(self.actor(Some(node), by));
				// One that is pending is offered already: sooner or later that is accepted.
				let offered = Certification::transfer_accreditation(by, node as u64, Some(to)).is_ok();
				let to = if offered { to } else { self.offered_to(node)? };
				let ok = Certification::accept_accreditation(signed(to), node as u64).is_ok();
				let pending = self.world.nodes[node].is == State::Pending;
				self.turn_node(ok && pending, node, State::Active);
				ok
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
				let node = self.node_or_operator(node)?;
				let from = |delay| now.saturating_add_signed(delay);
				let content = Content {
					valid_from: delay.map(from),
					valid_until: lasts.map(|lasts| from(delay.unwrap_or_default()) + lasts),
					..self.fresh()
				};
				let (authority, kind) = (self.authority(node), self.schemas[schema]);
				let by = signed(self.actor(node, By::Holder));
				let accreditation = authority.accreditation();
				let ok = Certification::issue(by, accreditation, kind, SUBJECT, content.clone(), None).is_ok();
				if ok {
					let id = certificate_id(authority, &kind, &SUBJECT, &content, None);
					let from = content.valid_from.unwrap_or(now);
					self.add(id, None, node, schema, from, content.valid_until, false);
				}
				ok
			},
			Step::Batch { node, schema, lasts } => {
				let node = self.node_or_operator(node)?;
				self.serial += 1;
				let class = Class::of(self.serial);
				let (authority, kind, root, count) =
					(self.authority(node), self.schemas[schema], class.root(), class.count());
				let (by, end) = (signed(self.actor(node, By::Holder)), end(lasts));
				let accreditation = authority.accreditation();
				let ok = Certification::issue_batch(by, accreditation, kind, root, count, None, end).is_ok();
				if ok {
					let id = batch_id(authority, &kind, &root, count, None, end);
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
			Step::Renew { paper, higher, lasts, same } => {
				let number = self.paper(paper)?;
				let old = self.world.papers[number].clone();
				let mut node = old.node;
				for _ in 0..higher {
					node = node.and_then(|node| self.world.nodes[node].parent);
				}
				let by = signed(self.actor(node, By::Holder));
				let accreditation = self.authority(node).accreditation();
				let content = Content { valid_until: end(lasts), ..self.fresh() };
				let ok = if same {
					Certification::renew(by, accreditation, old.id, end(lasts)).is_ok()
				} else {
					Certification::replace(by, accreditation, old.id, content).is_ok()
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
				let pending = self.world.papers[paper].is == State::Pending;
				let end = if pending { State::Declined } else { State::Surrendered };
				self.turn(ok, paper, end, Reason::Unspecified)
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
		node: Option<usize>,
		schema: usize,
		from: Moment,
		until: Option<Moment>,
		accepted: bool,
	) {
		let pending = rules(schema).needs_acceptance && !accepted;
		let is = if pending { State::Pending } else { State::Active };
		let (issued, since, reason) = (self.now, self.now, Reason::Unspecified);
		let (active, successor) = ((!pending).then_some(issued), None);
		self.world.papers.push(Paper {
			id,
			members,
			node,
			schema,
			issued,
			from,
			until,
			active,
			is,
			since,
			reason,
			successor,
			accepted,
		});
	}

	fn turn(&mut self, ok: bool, paper: usize, is: State, reason: Reason) -> bool {
		if ok {
			let paper = &mut self.world.papers[paper];
			// A suspension that is taken over goes on.
			let since = if paper.is == is { paper.since } else { self.now };
			(paper.is, paper.since, paper.reason) = (is, since, reason);
			if is == State::Active {
				paper.active.get_or_insert(since);
			}
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
	fn objection(&self, paper: usize, time: Moment) -> Option<InvalidReason<AccountId>> {
		let issued_at = self.world.papers[paper].issued;
		if time < issued_at {
			return Some(InvalidReason::NotYetIssued { issued_at });
		}
		let mut all = self.objections(self.at(time), paper, time).into_iter();
		if time > self.now {
			return all.find(is_for_good).or(Some(InvalidReason::NotYetKnown { now: self.now }));
		}
		all.next()
	}

	/// The world at a time: as it was at the end of the last moment up to then.
	fn at(&self, time: Moment) -> &World {
		self.past.range(..=time).next_back().expect("something had happened").1
	}

	/// Why a certificate is not valid at `time`, at which the world is this one.
	fn objections(&self, world: &World, paper: usize, time: Moment) -> Vec<InvalidReason<AccountId>> {
		let mut all = world.own_objections(paper, time);
		let Paper { node, schema, from, active, .. } = world.papers[paper];
		if !rules(schema).survives_issuer {
			all.extend(world.fallen(node, time, &self.gaps));
		} else if active.is_some_and(|active| active < from) && from <= time {
			// What is to be survived must not have happened before there was anything to survive it.
			all.extend(self.at(from).fallen(node, from, &self.gaps));
		}
		all
	}

	/// What is answered for `time`, and since when that is so.
	fn answer(&self, paper: usize, time: Moment) -> (Option<InvalidReason<AccountId>>, Option<Moment>) {
		let Paper { id, members, .. } = self.world.papers[paper];
		let presented = members.map(|count| Class::of(count).present(count / 2));
		let answer = Certification::verify(id, None, Some(time), presented);
		(answer.reason, answer.since)
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
				assert_eq!(model.perform(&Step::Accredit { parent, lasts: None, accept: true }), Some(true));
			}
			for schema in 0..SCHEMAS {
				for node in [Some(2), None] {
					let issue = Step::Issue { node, schema, delay: None, lasts: None };
					assert_eq!(model.perform(&issue), Some(true));
				}
			}
			for step in &steps {
				if model.perform(step) == Some(true) {
					done.borrow_mut().insert(kind(step));
				}
			}
			check_state();
			// Every certificate at every moment, from before the first to after the last, from the latest state alone.
			for paper in 0..model.world.papers.len() {
				// When it was last the other way round: what the answer says has been so since later.
				let (mut last_valid, mut last_invalid) = (None, None);
				for time in NOW - 1..model.now + 35 {
					let ((answer, since), expected) = (model.answer(paper, time), model.objection(paper, time));
					answered.borrow_mut().insert(expected.as_ref().map_or("Valid".to_string(), kind));
					let other = if expected.is_none() { &mut last_valid } else { &mut last_invalid };
					*other = Some(time);
					let broken = if expected.is_none() { last_invalid } else { last_valid };
					let paper = &model.world.papers[paper];
					prop_assert_eq!(answer, expected, "at {} of {:?} after {:?}", time, paper, steps);
					let Some(since) = since else { continue };
					let unbroken = since <= time && broken.is_none_or(|broken| broken < since);
					prop_assert!(unbroken, "since {} at {} of {:?} after {:?}", since, time, paper, steps);
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
		"NotYetKnown",
	]
	.map(String::from)
	.into();
	assert_eq!(answered.into_inner(), expected);
}
