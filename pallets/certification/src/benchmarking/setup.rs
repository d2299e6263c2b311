//! What the benchmarks start from.

use crate::{types::*, uniqueness, *};
use alloc::{vec, vec::Vec};
use civitas_primitives::{
	certification::{
		batch_id, certificate_id,
		info::{Membership, Scope, Terms},
		nullifier_commitment, nullifier_hash, schema_id,
		status_list::{MAX_ENTRIES, PAGE_BITS, PAGE_BYTES},
		AccreditationId, Authority, CertificateId, Content, History, Level, NetworkId, NullifierReveal, Reason, Record,
		SchemaContent, SchemaId, SchemaKind, SchemaRules, State, StatusPurpose, MAX_CHANGES, MAX_DEPTH, MAX_RECORD,
	},
	ContentHash, Moment, Text,
};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{Consideration, Footprint, Get, Time},
	BoundedVec,
};
use frame_system::RawOrigin;
use sp_core::H256;
use sp_io::hashing::sha2_256;

/// What benchmarks need of a runtime.
pub trait BenchmarkHelper<AccountId> {
	/// An identity that can act, as [`Config::Identities`] knows it.
	fn identity() -> AccountId;

	/// Let it be this time, as [`Config::Time`] tells it.
	fn set_time(now: Moment);
}

/// The longest history of what is in force. What is final can follow.
pub(super) const IN_FORCE: u32 = MAX_CHANGES - 1;
/// The longest history of what can still be suspended.
pub(super) const CHANGEABLE: u32 = MAX_CHANGES - 3;
/// The longest history of what is suspended and can be reinstated.
pub(super) const SUSPENDED: u32 = MAX_CHANGES - 2;

/// All that a schema can ask for.
pub(super) const ALL_RULES: SchemaRules = SchemaRules {
	public_record: true,
	suspendable: true,
	one_per_subject: true,
	needs_acceptance: true,
	needs_nullifier: true,
	survives_issuer: true,
	surrenderable: true,
	searchable: true,
	subject_is_identity: true,
};

/// The same without acceptance: what is issued is in force.
pub(super) const AT_ONCE: SchemaRules = SchemaRules { needs_acceptance: false, ..ALL_RULES };

/// As much as a schema for batches can ask for.
pub(super) const BATCHED: SchemaRules = SchemaRules {
	public_record: false,
	one_per_subject: false,
	needs_acceptance: false,
	needs_nullifier: false,
	searchable: false,
	subject_is_identity: false,
	..ALL_RULES
};

/// A text of the greatest length that is also the dearest to check: all in characters of one byte.
pub(super) fn longest<S: Get<u32>>() -> Text<S> {
	"a".repeat(S::get() as usize).try_into().expect("as long as can be")
}

/// Let `who` have what any of the deposits of this pallet can come to, many times over.
pub(super) fn endow<T: Config>(who: &T::AccountId) {
	let much = Footprint::from_parts(1, 1_000_000);
	T::NetworkConsideration::ensure_successful(who, much);
	T::SchemaConsideration::ensure_successful(who, much);
	T::AccreditationConsideration::ensure_successful(who, much);
	T::CertificateConsideration::ensure_successful(who, much);
	T::BatchConsideration::ensure_successful(who, much);
	T::StatusListConsideration::ensure_successful(who, much);
	T::NullifierConsideration::ensure_successful(who, much);
}

/// Someone who can pay for everything.
pub(super) fn rich<T: Config>(name: &'static str, index: u32) -> T::AccountId {
	let who: T::AccountId = account(name, index, 0);
	endow::<T>(&who);
	who
}

pub(super) fn signed<T: Config>(who: &T::AccountId) -> frame_system::pallet_prelude::OriginFor<T> {
	RawOrigin::Signed(who.clone()).into()
}

/// As many schemas as a scope can name, of which `first` is one.
pub(super) fn largest_scope<T: Config>(first: SchemaId) -> Scope {
	let others = (1..T::MaxScope::get()).map(|index| H256::repeat_byte(index as u8));
	Scope::Schemas(core::iter::once(first).chain(others).collect())
}

/// Whoever joins gets the largest scope.
pub(super) fn open_membership<T: Config>() -> Membership {
	Membership::Open(largest_scope::<T>(H256::zero()))
}

/// Found a network with the longest texts, which everyone can join.
pub(super) fn network<T: Config>(operator: &T::AccountId) -> NetworkId {
	let id = NextNetworkId::<T>::get();
	let origin = signed::<T>(operator);
	Pallet::<T>::found_network(origin, longest(), ContentHash::zero(), longest(), open_membership::<T>())
		.expect("the operator can pay");
	id
}

/// What a schema with the longest texts consists of.
pub(super) fn schema_content<T: Config>(rules: SchemaRules, supersedes: Option<SchemaId>) -> SchemaContent {
	SchemaContent {
		kind: SchemaKind::DEGREE,
		name: longest(),
		document_hash: ContentHash::zero(),
		document_uri: longest(),
		rules,
		max_validity: Some(Moment::MAX),
		supersedes,
	}
}

/// Register a schema with the longest texts.
pub(super) fn schema<T: Config>(operator: &T::AccountId, network: NetworkId, rules: SchemaRules) -> SchemaId {
	let content = schema_content::<T>(rules, None);
	let id = schema_id(network, &content);
	Pallet::<T>::register_schema(signed::<T>(operator), network, content).expect("the operator can pay");
	id
}

/// A network with a schema and a chain of accreditations, each record as large as it can be.
pub(super) struct Scene<T: Config> {
	pub operator: T::AccountId,
	pub network: NetworkId,
	pub schema: SchemaId,
	pub rules: SchemaRules,
	/// From the one that the operator gave on, with the holders.
	pub chain: Vec<(AccreditationId, T::AccountId)>,
	pub subject: T::AccountId,
}

impl<T: Config> Scene<T> {
	/// A chain of `depth` accreditations, and a schema with these rules.
	pub fn new(rules: SchemaRules, depth: u32) -> Self {
		let operator = rich::<T>("operator", 0);
		let network = network::<T>(&operator);
		let schema = schema::<T>(&operator, network, rules);
		let subject = if rules.subject_is_identity { T::BenchmarkHelper::identity() } else { account("subject", 0, 0) };
		endow::<T>(&subject);
		let mut scene = Self { operator, network, schema, rules, chain: vec![], subject };
		for _ in 0..depth {
			scene.accredit_next();
		}
		scene
	}

	/// The widest terms of an accreditation at `level` with the dearest checks.
	pub fn terms(&self, level: u32) -> Terms {
		Terms {
			scope: largest_scope::<T>(self.schema),
			valid_until: Some(Moment::MAX),
			// Half of that above, so that both have something left.
			quota: Some(u32::MAX >> level),
			depth: MAX_DEPTH - level as u8,
		}
	}

	/// Accredit one more under the last, who has not accepted yet.
	pub fn offer(&self) -> (AccreditationId, T::AccountId) {
		let level = self.chain.len() as u32 + 1;
		let id = NextAccreditationId::<T>::get();
		let holder = rich::<T>("holder", level);
		let (parent, by) = self.issuer();
		Pallet::<T>::accredit(signed::<T>(&by), self.network, parent, holder.clone(), self.terms(level))
			.expect("the one above allows it and can pay");
		(id, holder)
	}

	fn accredit_next(&mut self) {
		let (id, holder) = self.offer();
		Pallet::<T>::accept_accreditation(signed::<T>(&holder), id).expect("it was offered");
		self.chain.push((id, holder));
		self.change(id, |accreditation| {
			accreditation.history = history::<T>(IN_FORCE);
			hand_around(accreditation, MAX_HOLDERS);
		});
	}

	/// Change the record of an accreditation.
	pub fn change(&self, id: AccreditationId, change: impl FnOnce(&mut Accreditation<T>)) {
		Accreditations::<T>::mutate(id, |record| change(record.as_mut().expect("it was given")));
	}

	/// The last accreditation.
	pub fn last(&self) -> AccreditationId {
		self.chain.last().expect("there is one").0
	}

	/// Who issues: the holder of the last accreditation, which is named too, or the operator if there is none.
	pub fn issuer(&self) -> (Option<AccreditationId>, T::AccountId) {
		self.issues_as(self.chain.last())
	}

	/// Who takes over what was issued, as [`Self::issuer`]: the holder of the first.
	pub fn heir(&self) -> (Option<AccreditationId>, T::AccountId) {
		self.issues_as(self.chain.first())
	}

	fn issues_as(&self, node: Option<&(AccreditationId, T::AccountId)>) -> (Option<AccreditationId>, T::AccountId) {
		match node {
			Some((id, holder)) => (Some(*id), holder.clone()),
			None => (None, self.operator.clone()),
		}
	}

	/// By what right it is issued.
	pub fn authority(&self) -> Authority {
		Authority::new(self.issuer().0, self.network)
	}

	/// As much content as the schema allows. `salt` tells one from another.
	pub fn content(&self, salt: u8) -> Content {
		let mut record = Record::default();
		if self.rules.public_record {
			// Characters of two bytes, the dearest to check.
			record = "é".repeat(MAX_RECORD as usize / 2).try_into().expect("as long as can be");
		}
		Content {
			claims: ContentHash::from(sha2_256(record.as_bytes())),
			record,
			evidence: Some(ContentHash::repeat_byte(salt)),
			search_key: self.rules.searchable.then(ContentHash::zero),
			valid_from: Some(T::Time::now()),
			valid_until: Some(Moment::MAX),
		}
	}

	/// What the issuer committed to in an earlier block, if the schema asks for it.
	pub fn nullifier(&self, salt: u8) -> Option<NullifierReveal> {
		let reveal = NullifierReveal { nullifier: H256::zero(), salt: H256::repeat_byte(salt) };
		self.rules.needs_nullifier.then(|| {
			let (_, issuer) = self.issuer();
			let commitment = nullifier_commitment(&issuer, &reveal.nullifier, &reveal.salt);
			Pallet::<T>::commit_nullifier(signed::<T>(&issuer), commitment).expect("the issuer can pay");
			let usable = frame_system::Pallet::<T>::block_number() + T::NullifierDelay::get();
			frame_system::Pallet::<T>::set_block_number(usable);
			reveal
		})
	}

	/// The identifier that a certificate of this content has, if it is the first.
	pub fn id_of(&self, content: &Content) -> CertificateId {
		certificate_id(self.authority(), &self.schema, &self.subject, content, None)
	}

	/// Issue a certificate, with a history of `changes`.
	pub fn issue(&self, changes: u32) -> CertificateId {
		let (accreditation, issuer) = self.issuer();
		let (content, nullifier) = (self.content(0), self.nullifier(0));
		let id = self.id_of(&content);
		let subject = self.subject.clone();
		Pallet::<T>::issue(signed::<T>(&issuer), accreditation, self.schema, subject, content, nullifier)
			.expect("the issuer may and can pay");
		Certificates::<T>::mutate(id, |record| wear::<T>(&mut record.as_mut().expect("issued").history, changes));
		id
	}

	/// Put two certificates that are over in the places that there are one of: that of the subject and that of the nullifier.
	pub fn occupy(&self, like: CertificateId) {
		let places = [uniqueness::subject_key::<T>(&self.subject), nullifier_hash(&self.schema, &H256::zero())];
		for (place, last) in places.into_iter().zip(0u8..) {
			let mut over = Certificates::<T>::get(like).expect("issued");
			wear::<T>(&mut over.history, IN_FORCE);
			revoke::<T>(&mut over.history);
			let mut id = like;
			id.as_bytes_mut()[8..].fill(last);
			Certificates::<T>::insert(id, over);
			Unique::<T>::insert(self.schema, place, id);
		}
	}

	/// Issue the largest batch, with this root and a history of `changes`.
	pub fn issue_batch(&self, root: H256, changes: u32) -> CertificateId {
		let (accreditation, issuer) = self.issuer();
		let until = Some(Moment::MAX);
		let id = batch_id(self.authority(), &self.schema, &root, MAX_ENTRIES, None, until);
		Pallet::<T>::issue_batch(signed::<T>(&issuer), accreditation, self.schema, root, MAX_ENTRIES, None, until)
			.expect("the issuer may and can pay");
		Batches::<T>::mutate(id, |record| wear::<T>(&mut record.as_mut().expect("issued").history, changes));
		id
	}
}

/// Let all entries in so many pages of a batch be suspended, by those furthest from the root.
pub(super) fn suspend_pages<T: Config>(batch: CertificateId, pages: u32) {
	let page = StatusPage {
		bits: BoundedVec::truncate_from(vec![0xff; PAGE_BYTES as usize]),
		levels: BoundedVec::truncate_from(vec![MAX_DEPTH << 4 | MAX_DEPTH; PAGE_LEVELS as usize]),
	};
	for number in 0..pages {
		StatusPages::<T>::insert((batch, StatusPurpose::Suspension, number), &page);
	}
}

/// Suspend and reinstate until there were as many changes.
pub(super) fn wear<T: Config>(history: &mut History, changes: u32) {
	while history.changes().len() < changes as usize {
		let next = if history.state() == State::Active { State::Suspended } else { State::Active };
		history.push(T::Time::now(), next, Reason::CertificateHold, Level::OPERATOR).expect("there is room");
	}
}

/// A history of so many changes, each of them a suspension or its end.
pub(super) fn history<T: Config>(changes: u32) -> History {
	let mut history = History::begin(T::Time::now(), State::Active, Level::OPERATOR);
	wear::<T>(&mut history, changes);
	history
}

/// Revoke.
pub(super) fn revoke<T: Config>(history: &mut History) {
	history
		.push(T::Time::now(), State::Revoked, Reason::PrivilegeWithdrawn, Level::OPERATOR)
		.expect("the last place is for this");
}

/// Let an accreditation have had so many holders; the last one stays.
pub(super) fn hand_around<T: Config>(accreditation: &mut Accreditation<T>, holders: u32) {
	let last = accreditation.holders.last().expect("someone holds it").clone();
	let former = (1..holders).map(|index| (account("former", index, 0), last.1));
	accreditation.holders = BoundedVec::truncate_from(former.chain([last.clone()]).collect());
}

/// So many entries in so many pages of a status list, in ascending order.
pub(super) fn indices(pages: u32, bits: u32) -> Indices {
	let mut indices: Vec<_> = (0..bits).map(|bit| bit % pages * PAGE_BITS + bit / pages).collect();
	indices.sort_unstable();
	indices.try_into().expect("as many as can be")
}
