//! What is kept besides the chain, in another way, to compare.

use super::*;
use crate::{Accreditation, StatusPages};
use frame_support::traits::fungible::Inspect;

/// What has to have happened, calls aside.
pub const DEEDS: [&str; 13] = [
	"narrowed",
	"widened the scope",
	"widened the end",
	"widened the quota",
	"widened the depth",
	"extended after the end",
	"declined an invitation",
	"transferred",
	"accepted too late",
	"issued as the operator",
	"issued for later",
	"took a bit over",
	"could not clear a bit",
];

type Reason = Option<InvalidReason<AccountId>>;

/// What everybody has, and has on hold.
pub fn accounts() -> BTreeMap<AccountId, (Balance, Balance)> {
	let of = |who| (Balances::total_balance(&who), Balances::total_balance_on_hold(&who));
	ACTORS.into_iter().map(|who| (who, of(who))).collect()
}

/// The accreditation that a call is about to amend, to remove or to give to someone.
pub fn amended(call: &Call<Test>) -> Option<Accreditation<Test>> {
	match call {
		Call::amend_accreditation { accreditation, .. }
		| Call::revoke_accreditation { accreditation, .. }
		| Call::accept_accreditation { accreditation } => Accreditations::<Test>::get(accreditation),
		_ => None,
	}
}

/// What is above something: the accreditations from below on, and the network.
fn above(id: AccreditationId) -> Vec<Accreditation<Test>> {
	let mut next = Accreditations::<Test>::get(id).expect("it was given").parent;
	let mut nodes = Vec::new();
	while let Some(node) = next.and_then(Accreditations::<Test>::get) {
		next = node.parent;
		nodes.push(node);
	}
	nodes
}

/// Whether someone may give what is below these, who are all up to the network: by one that is in force with all above it, or as
/// the operator.
fn may_give(who: AccountId, network: NetworkId, nodes: &[Accreditation<Test>]) -> bool {
	let now = Timestamp::get();
	let good = |node: &Accreditation<Test>| node.history.state() == State::Active && !node.is_expired(now);
	let open = Networks::<Test>::get(network).is_some_and(|network| network.closed_at.is_none());
	let stands = |place: usize| nodes[place].is_held_by(&who) && nodes[place..].iter().all(good);
	open && (operator(network) == who || (0..nodes.len()).any(stands))
}

/// How far from the root someone stands who has authority over something of this identifier: all that it could be.
fn levels(who: AccountId, id: CertificateId) -> Vec<Level> {
	let (mut nodes, network) = match Authority::of(&id) {
		Authority::Operator(network) => (Vec::new(), network),
		Authority::Accreditation(accreditation) => {
			let Some(own) = Accreditations::<Test>::get(accreditation) else { return Vec::new() };
			let network = own.network;
			([vec![own], above(accreditation)].concat(), network)
		},
	};
	nodes.retain(|node| node.is_held_by(&who));
	let operates = (operator(network) == who).then_some(Level::OPERATOR);
	nodes.iter().map(|node| Level(node.level)).chain(operates).collect()
}

/// How long is what ends, or not.
fn end(until: Option<Moment>) -> u128 {
	until.map_or(u128::MAX, u128::from)
}

/// Whether one scope has all that another has.
fn has(outer: &crate::types::ScopeOf<Test>, inner: &crate::types::ScopeOf<Test>) -> bool {
	match (outer, inner) {
		(None, _) => true,
		(Some(outer), Some(inner)) => inner.iter().all(|schema| outer.contains(schema)),
		(Some(_), None) => false,
	}
}

/// What all certificates answer for a time. What is extended after its end is said to have been suspended from then on.
fn said_of(time: Moment) -> BTreeMap<CertificateId, Reason> {
	let say = |id| match objection_at(id, time) {
		Some(InvalidReason::IssuerNotAccredited { accreditation, state: State::Active, since }) => {
			let (state, since) = (State::Suspended, since + 1);
			Some(InvalidReason::IssuerNotAccredited { accreditation, state, since })
		},
		other => other,
	};
	Certificates::<Test>::iter_keys().map(|id| (id, say(id))).collect()
}

/// The books.
pub struct Books {
	/// Who has agreed to hold which accreditation.
	agreed: BTreeSet<(AccreditationId, AccountId)>,
	/// The bits that are set, and on whose authority if that counts.
	bits: BTreeMap<(StatusListId, StatusPurpose, u32), Option<Level>>,
	/// What was said at each moment of that moment.
	said: Vec<(Moment, BTreeMap<CertificateId, Reason>)>,
}

impl Books {
	pub fn open() -> Self {
		let held = Accreditations::<Test>::iter().flat_map(|(id, node)| {
			let holders = node.holders.into_iter().map(move |(holder, _)| (id, holder));
			holders.collect::<Vec<_>>()
		});
		Self { agreed: held.collect(), bits: BTreeMap::new(), said: Vec::new() }
	}

	/// Remember what is said now, at the end of this moment.
	pub fn note_what_is(&mut self) {
		let now = Timestamp::get();
		self.said.push((now, said_of(now)));
	}

	/// A call was made. What it was, where that is not in its name.
	pub fn enter(
		&mut self,
		who: AccountId,
		call: &Call<Test>,
		before: Option<Accreditation<Test>>,
	) -> Vec<&'static str> {
		let latest = crate::NextAccreditationId::<Test>::get().saturating_sub(1);
		match call {
			Call::join_network { .. } => {
				self.agreed.insert((latest, who));
			},
			Call::accredit { holder, .. } if *holder == who => {
				self.agreed.insert((latest, who));
			},
			Call::accept_accreditation { accreditation } => {
				self.agreed.insert((*accreditation, who));
				let node = Accreditations::<Test>::get(accreditation).expect("it was accepted");
				let by = before.and_then(|before| before.offered_by).expect("it was offered");
				assert!(may_give(by, node.network, &above(*accreditation)), "{by} gave {accreditation}");
				return if node.holders.len() > 1 { vec!["transferred"] } else { vec![] };
			},
			Call::revoke_accreditation { accreditation, .. } => {
				let before = before.expect("it was there");
				let there = Accreditations::<Test>::contains_key(accreditation);
				assert_eq!(there, before.history.state() != State::Pending, "what nobody has accepted is removed");
				let declined = !there && before.offered_to == Some(who);
				return if declined { vec!["declined an invitation"] } else { vec![] };
			},
			Call::amend_accreditation { accreditation, .. } => {
				return self.amend(who, *accreditation, &before.expect("it was there"));
			},
			Call::issue { accreditation, schema, content: Content { valid_from, .. }, .. }
			| Call::issue_batch { accreditation, schema, valid_from, .. } => {
				return issued(who, *accreditation, *schema, *valid_from);
			},
			Call::replace { accreditation, certificate, content } => {
				return issued(who, *accreditation, stored(*certificate).schema, content.valid_from);
			},
			Call::set_status { list, purpose, indices, value } => {
				return self.set(who, *list, *purpose, indices, *value)
			},
			_ => {},
		}
		vec![]
	}

	/// A call was refused. What it was, where that says something.
	pub fn enter_refusal(&mut self, who: AccountId, call: &Call<Test>, error: DispatchError) -> Vec<&'static str> {
		if error == Error::<Test>::OfferLapsed.into() {
			let node = amended(call).expect("it is accepted");
			let Call::accept_accreditation { accreditation } = call else { panic!("{call:?}: {error:?}") };
			let by = node.offered_by.expect("it was offered");
			assert!(!may_give(by, node.network, &above(*accreditation)), "{by} could have given {accreditation}");
			return vec!["accepted too late"];
		}
		let Call::set_status { list, purpose, indices, value: false } = call else { return vec![] };
		if error != Error::<Test>::AuthorityTooLow.into() {
			return vec![];
		}
		// Someone nearer to the root has set one of them.
		let levels = levels(who, *list);
		let set = indices.iter().filter_map(|index| self.bits.get(&(*list, *purpose, *index)));
		assert!(
			set.flatten().any(|level| levels.iter().all(|own| own > level)),
			"{who} could have cleared {indices:?}"
		);
		vec!["could not clear a bit"]
	}

	fn amend(&self, who: AccountId, id: AccreditationId, before: &Accreditation<Test>) -> Vec<&'static str> {
		let now = Timestamp::get();
		let after = Accreditations::<Test>::get(id).expect("it was amended");
		let nodes = above(id);
		let may = operator(after.network) == who || nodes.iter().any(|node| node.is_held_by(&who));
		assert!(may, "{who} amended {id}");
		let mut deeds = Vec::new();
		if !has(&before.scope, &after.scope) {
			assert!(nodes.iter().all(|node| has(&node.scope, &after.scope)));
			deeds.push("widened the scope");
		}
		if end(after.valid_until) > end(before.valid_until) {
			assert!(nodes.iter().all(|node| end(after.valid_until) <= end(node.valid_until)));
			deeds.push("widened the end");
		}
		if after.depth > before.depth {
			let mut distances = 1u8..;
			assert!(nodes.iter().all(|node| after.depth + distances.next().expect("few") <= node.depth));
			deeds.push("widened the depth");
		}
		let quota = |node: &Accreditation<Test>| node.quota.map_or(u64::MAX, u64::from);
		if quota(&after) > quota(before) {
			if let Some(parent) = nodes.first().filter(|parent| parent.quota.is_some()) {
				assert!(after.quota.is_some() && parent.given + u64::from(parent.issued) <= quota(parent));
			}
			deeds.push("widened the quota");
		}
		if deeds.is_empty() {
			return vec!["narrowed"];
		}
		assert!(nodes.iter().all(|node| node.history.state() == State::Active && !node.is_expired(now)));
		let late = before.history.state() == State::Active && before.is_expired(now);
		if late && after.valid_until != before.valid_until {
			let then = |time| after.history.at(time).map(|change| change.state);
			let ended = before.valid_until.expect("it has ended");
			assert_eq!(then(ended), Some(State::Active));
			assert!((ended + 1..now).all(|time| then(time) == Some(State::Suspended)));
			assert_eq!(then(now), Some(State::Active));
			deeds.push("extended after the end");
		} else {
			assert_eq!(after.history, before.history);
		}
		deeds
	}

	fn set(
		&mut self,
		who: AccountId,
		list: StatusListId,
		purpose: StatusPurpose,
		indices: &[u32],
		value: bool,
	) -> Vec<&'static str> {
		let levels = levels(who, list);
		let remembers = Batches::<Test>::contains_key(list) && purpose == StatusPurpose::Suspension;
		let mut deeds = Vec::new();
		for index in indices {
			let key = (list, purpose, *index);
			if !value {
				let was = self.bits.remove(&key).flatten();
				assert!(was.is_none_or(|was| levels.iter().any(|own| *own <= was)), "{who} cleared {index} of {was:?}");
				continue;
			}
			let page = StatusPages::<Test>::get((list, purpose, status_list::locate(*index).0)).expect("it is set");
			let level = remembers.then(|| page.level(*index));
			let was = self.bits.insert(key, level).flatten();
			let Some(level) = level else { continue };
			assert!(was == Some(level) || levels.contains(&level), "{index} was set on the authority of {level:?}");
			assert!(was.is_none_or(|was| level <= was), "{index} was taken from {was:?} by {level:?}");
			if was.is_some_and(|was| level < was) {
				deeds.push("took a bit over");
			}
		}
		deeds
	}

	/// What must hold after a call by `who`, before which the accounts were these; one of the moments that were noted is
	/// looked at.
	pub fn check(&self, who: AccountId, before: BTreeMap<AccountId, (Balance, Balance)>, number: usize) {
		for (account, (total, on_hold)) in accounts() {
			let (total_before, on_hold_before) = before[&account];
			assert_eq!(total, total_before, "nothing is lost, and nothing won, of {account}");
			assert!(account == who || on_hold <= on_hold_before, "{account} has paid for what {who} did");
		}
		for (id, node) in Accreditations::<Test>::iter() {
			for (holder, _) in node.holders {
				assert!(self.agreed.contains(&(id, holder)), "{holder} has not agreed to hold {id}");
			}
		}
		for (holder, id) in AccreditationsOf::<Test>::iter_keys() {
			assert!(self.agreed.contains(&(id, holder)), "{holder} has not agreed to be listed with {id}");
		}
		if let Some(place) = number.checked_rem(self.said.len()) {
			self.check_said(&self.said[place]);
		}
	}

	/// That nothing that was said of a moment is said otherwise now.
	fn check_said(&self, (time, said): &(Moment, BTreeMap<CertificateId, Reason>)) {
		let now = said_of(*time);
		for (id, reason) in said {
			assert_eq!(now.get(id), Some(reason), "of {time}, {id} said otherwise");
		}
	}

	/// All that was said, and all bits.
	pub fn close(&self) {
		self.said.iter().for_each(|said| self.check_said(said));
		for ((list, purpose, number), page) in StatusPages::<Test>::iter() {
			let first = number * status_list::PAGE_BITS;
			for index in first..first + page.bits.len() as u32 * 8 {
				let set = status_list::is_set(&page.bits, index);
				assert_eq!(set, self.bits.contains_key(&(list, purpose, index)), "{index} of {list}");
			}
		}
	}
}

/// Something was issued, to be valid from then on.
fn issued(
	who: AccountId,
	accreditation: Option<AccreditationId>,
	schema: SchemaId,
	valid_from: Option<Moment>,
) -> Vec<&'static str> {
	let now = Timestamp::get();
	let from = valid_from.unwrap_or(now).max(now);
	assert!(from <= now + MAX_POSTDATING);
	let network = Schemas::<Test>::get(schema).expect("it was registered").network;
	let mut deeds = Vec::new();
	match accreditation {
		None => {
			assert_eq!(who, operator(network));
			deeds.push("issued as the operator");
		},
		Some(accreditation) => {
			let own = Accreditations::<Test>::get(accreditation).expect("it was given");
			assert!(own.is_held_by(&who) && own.network == network);
			for node in [vec![own], above(accreditation)].concat() {
				assert!(node.history.state() == State::Active && !node.is_expired(from) && node.covers(&schema));
			}
		},
	}
	if from > now {
		deeds.push("issued for later");
	}
	deeds
}
