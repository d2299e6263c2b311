//! One file per call or group of calls; what no single call shows is in `scenarios`, `matrix`, `abuse`, `theft`,
//! `limits`, `properties`, `past` and `corruption`.

mod abuse;
mod accept;
mod accept_accreditation;
mod accredit;
mod amend_accreditation;
mod batches;
mod corruption;
mod errors;
mod fallen_accreditations;
mod issue;
mod join_network;
mod limits;
mod listings;
mod matrix;
mod networks;
mod nullifiers;
mod past;
mod properties;
mod records;
mod renew_and_replace;
mod revoke;
mod scenarios;
mod schemas;
mod status_lists;
mod surrender;
mod suspend;
mod texts;
mod theft;
mod transfer_accreditation;
mod verify;
mod widen_accreditation;
mod withdraw_deposit;

use crate::{mock::*, Accreditations, Call, Certificates, Error, Event, HoldReason};
use civitas_primitives::{
	certification::{
		info::{Membership, Scope, Terms},
		*,
	},
	ContentHash, Moment, Text,
};
use frame_support::traits::fungible::InspectHold;
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResultWithPostInfo};
use sp_core::H256;
use sp_runtime::{traits::BadOrigin, DispatchError, TokenError};

/// That a call fails for this reason and changes nothing. `errors` looks for it in these files by its name.
macro_rules! refused {
	($call:expr, $error:ident) => {
		assert_noop!($call, Error::<Test>::$error)
	};
}
use refused;

/// The last event of this pallet.
fn last_event() -> Event<Test> {
	System::read_events_for_pallet::<Event<Test>>().pop().expect("there was an event")
}

fn text<S: frame_support::traits::Get<u32>>(text: &str) -> Text<S> {
	text.try_into().expect("within the bound")
}

fn hash(byte: u8) -> ContentHash {
	H256::repeat_byte(byte)
}

const NO_RULES: SchemaRules = SchemaRules {
	public_record: false,
	suspendable: false,
	one_per_subject: false,
	needs_acceptance: false,
	needs_nullifier: false,
	survives_issuer: false,
	surrenderable: false,
	searchable: false,
	subject_is_identity: false,
};

/// What most certificates here are like.
const RULES: SchemaRules = SchemaRules { suspendable: true, surrenderable: true, ..NO_RULES };

/// Everything under every schema and without end, but for the depth.
fn unlimited(depth: u8) -> Terms {
	Terms { scope: Scope::All, valid_until: None, quota: None, depth }
}

/// Found a network of [`OPERATOR`].
fn found() -> NetworkId {
	let network = crate::NextNetworkId::<Test>::get();
	let name = text("Ministry");
	assert_ok!(Certification::found_network(signed(OPERATOR), name, hash(0), text(""), Membership::Closed));
	network
}

/// Found a network of [`OPERATOR`] that everyone can join for every schema.
fn found_open() -> NetworkId {
	let network = found();
	let name = text("Ministry");
	assert_ok!(Certification::update_network(
		signed(OPERATOR),
		network,
		name,
		hash(0),
		text(""),
		Membership::Open(Scope::All)
	));
	network
}

fn schema_content(document: u8, rules: SchemaRules) -> SchemaContent {
	SchemaContent {
		kind: SchemaKind::DEGREE,
		name: text("Degree"),
		document_hash: hash(document),
		document_uri: text(""),
		rules,
		max_validity: None,
		supersedes: None,
	}
}

/// Register a schema, told apart by its document.
fn register(network: NetworkId, document: u8, rules: SchemaRules) -> SchemaId {
	register_as(network, schema_content(document, rules))
}

fn register_as(network: NetworkId, content: SchemaContent) -> SchemaId {
	let id = schema_id(network, &content);
	assert_ok!(Certification::register_schema(signed(OPERATOR), network, content));
	id
}

/// Accredit someone, as the operator or the holder of `parent`, who accepts.
fn accredit(network: NetworkId, parent: Option<AccreditationId>, holder: AccountId, terms: Terms) -> AccreditationId {
	let id = offer_accreditation(network, parent, holder, terms);
	if standing_of(id) == State::Pending {
		assert_ok!(Certification::accept_accreditation(signed(holder), id));
	}
	id
}

/// Accredit someone, as the operator or the holder of `parent`, who has not accepted yet unless it is the same.
fn offer_accreditation(
	network: NetworkId,
	parent: Option<AccreditationId>,
	holder: AccountId,
	terms: Terms,
) -> AccreditationId {
	let by = parent.map_or(OPERATOR, holder_of);
	let id = crate::NextAccreditationId::<Test>::get();
	assert_ok!(Certification::accredit(signed(by), network, parent, holder, terms));
	id
}

fn holder_of(id: AccreditationId) -> AccountId {
	Accreditations::<Test>::get(id).expect("it was given").holders.last().expect("it has a holder").0
}

/// A ministry, its university, and two faculties of that.
#[derive(Clone, Copy)]
struct Tree {
	network: NetworkId,
	schema: SchemaId,
	university: AccreditationId,
	faculty: AccreditationId,
	sibling: AccreditationId,
}

/// The tree, with a schema of these rules.
fn tree_of(rules: SchemaRules) -> Tree {
	let network = found();
	let schema = register(network, 1, rules);
	let university = accredit(network, None, UNIVERSITY, unlimited(2));
	let faculty = accredit(network, Some(university), FACULTY, unlimited(1));
	let sibling = accredit(network, Some(university), SIBLING, unlimited(1));
	Tree { network, schema, university, faculty, sibling }
}

fn tree() -> Tree {
	tree_of(RULES)
}

/// Claims and nothing else, without end.
fn content(claims: u8) -> Content {
	Content {
		claims: hash(claims),
		record: text(""),
		evidence: None,
		search_key: None,
		valid_from: None,
		valid_until: None,
	}
}

fn until(claims: u8, valid_until: Moment) -> Content {
	Content { valid_until: Some(valid_until), ..content(claims) }
}

/// A public record.
fn record(text: &str) -> Content {
	let claims = sp_io::hashing::sha2_256(text.as_bytes()).into();
	Content { claims, record: self::text(text), ..content(0) }
}

impl Tree {
	/// Try to issue to [`SUBJECT`] as the faculty.
	fn try_issue(&self, content: Content) -> DispatchResultWithPostInfo {
		Certification::issue(signed(FACULTY), Some(self.faculty), self.schema, SUBJECT, content, None)
	}

	/// Issue to [`SUBJECT`] as the faculty.
	fn issue(&self, content: Content) -> CertificateId {
		assert_ok!(self.try_issue(content.clone()));
		self.id(&content)
	}

	/// The identifier of what the faculty issues.
	fn id(&self, content: &Content) -> CertificateId {
		certificate_id(Authority::Accreditation(self.faculty), &self.schema, &SUBJECT, content, None)
	}

	/// Renew, as the faculty.
	fn renew(&self, id: CertificateId, valid_until: Option<Moment>) -> CertificateId {
		assert_ok!(Certification::renew(signed(FACULTY), Some(self.faculty), id, valid_until));
		stored(id).successor.expect("it was renewed")
	}

	/// Issue a batch of the members of `from`, as the faculty.
	fn issue_batch(&self, class: &Class) -> CertificateId {
		assert_ok!(Certification::issue_batch(
			signed(FACULTY),
			Some(self.faculty),
			self.schema,
			class.root(),
			class.count(),
			None,
			None
		));
		batch_id(Authority::Accreditation(self.faculty), &self.schema, &class.root(), class.count(), None, None)
	}
}

/// Members of a batch: the one at index `i` is about the account `100 + i`.
struct Class(Vec<Member<AccountId>>, merkle::MerkleTree);

impl Class {
	fn of(count: u32) -> Self {
		let member = |index: u32| Member { index, subject: 100 + u64::from(index), claims: hash(index as u8) };
		let members: Vec<_> = (0..count).map(member).collect();
		let tree = merkle::MerkleTree::new(members.iter().map(Member::leaf));
		Self(members, tree)
	}

	fn root(&self) -> H256 {
		self.1.root()
	}

	fn count(&self) -> u32 {
		self.0.len() as u32
	}

	fn present(&self, index: u32) -> info::PresentedMember<AccountId> {
		let proof = self.1.prove(index).expect("there is such a member");
		info::PresentedMember { member: self.0[index as usize].clone(), proof }
	}
}

fn stored(id: CertificateId) -> crate::Certificate<Test> {
	Certificates::<Test>::get(id).expect("it was issued")
}

fn state(id: CertificateId) -> State {
	match crate::Batches::<Test>::get(id) {
		Some(batch) => batch.history.state(),
		None => stored(id).history.state(),
	}
}

fn standing_of(id: AccreditationId) -> State {
	Accreditations::<Test>::get(id).expect("it was given").history.state()
}

/// Why a certificate is not valid now.
fn objection(id: CertificateId) -> Option<InvalidReason<AccountId>> {
	Certification::verify(id, None, None, None).reason
}

/// Why a certificate was not valid then.
fn objection_at(id: CertificateId, time: Moment) -> Option<InvalidReason<AccountId>> {
	Certification::verify(id, None, Some(time), None).reason
}

/// Commit to a nullifier, and wait until it can be used.
fn commit(who: AccountId, nullifier: u8) -> Option<NullifierReveal> {
	let reveal = NullifierReveal { nullifier: hash(nullifier), salt: hash(99) };
	let commitment = nullifier_commitment(&who, &reveal.nullifier, &reveal.salt);
	assert_ok!(Certification::commit_nullifier(signed(who), commitment));
	pass_blocks(NULLIFIER_DELAY);
	Some(reveal)
}

fn pass_blocks(count: u64) {
	(0..count).for_each(|_| next_block());
}

fn revoke(by: AccountId, id: CertificateId) {
	assert_ok!(Certification::revoke(signed(by), id, Reason::Unspecified));
}

fn suspend(by: AccountId, id: CertificateId) {
	assert_ok!(Certification::suspend(signed(by), id, Reason::CertificateHold));
}

fn suspend_accreditation(by: AccountId, id: AccreditationId) {
	assert_ok!(Certification::suspend_accreditation(signed(by), id, Reason::CertificateHold));
}

fn revoke_accreditation(by: AccountId, id: AccreditationId) {
	assert_ok!(Certification::revoke_accreditation(signed(by), id, Reason::CessationOfOperation));
}

fn close(network: NetworkId) {
	assert_ok!(Certification::close_network(signed(OPERATOR), network));
}

/// Make a call as it comes in a transaction.
fn dispatch(origin: RuntimeOrigin, call: Call<Test>) -> Result<(), DispatchError> {
	use sp_runtime::traits::Dispatchable;
	RuntimeCall::from(call).dispatch(origin).map(|_| ()).map_err(|error| error.error)
}
