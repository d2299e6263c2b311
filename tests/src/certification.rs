//! The calls of the certification pallet, with what most tests do not care about filled in.

use crate::{
	client::Client,
	transaction::{account, in_one, Outcome},
};
use civitas_primitives::{
	certification::{
		certificate_id,
		info::{Membership, PresentedMember, Scope, Terms},
		merkle::MerkleTree,
		schema_id, AccreditationId, Authority, CertificateId, Content, Member, MerkleProof, NetworkId, Reason,
		SchemaContent, SchemaId, SchemaKind, SchemaRules, StatusPurpose,
	},
	ContentHash, Moment, Text,
};
use civitas_runtime::{AccountId, Runtime, RuntimeCall, RuntimeEvent};
use frame_support::traits::Get;
use pallet_certification::Event;
use sp_core::{sr25519, H256};

/// A year of 365 days, in milliseconds.
pub const YEAR: Moment = 365 * 24 * 60 * 60 * 1000;

type Call = pallet_certification::Call<Runtime>;

const POLICY_URI: &str = "https://example.org/policy";
const DOCUMENT_URI: &str = "https://example.org/schema.json";

/// A text that is not longer than it may be.
pub fn text<S: Get<u32>>(text: &str) -> Text<S> {
	text.try_into().expect("it is short")
}

/// The hash of some document; another for another number.
pub fn document(number: u8) -> ContentHash {
	H256::repeat_byte(number)
}

/// A schema of this name without rules, of which certificates are valid without end.
pub fn schema(name: &str) -> SchemaContent {
	SchemaContent {
		kind: SchemaKind::LICENCE_TO_PRACTISE,
		name: text(name),
		document_hash: document(2),
		document_uri: text(DOCUMENT_URI),
		rules: SchemaRules::default(),
		max_validity: None,
		supersedes: None,
	}
}

/// An accreditation for issuing under any schema, without end.
pub fn unlimited() -> Terms {
	Terms { scope: Scope::All, valid_until: None, quota: None, depth: 0 }
}

/// A commitment to `claims`, valid from now on and without end.
pub fn content(claims: ContentHash) -> Content {
	Content { claims, record: text(""), evidence: None, search_key: None, valid_from: None, valid_until: None }
}

/// Found a network.
pub fn found_network(name: &str) -> RuntimeCall {
	let (name, policy_hash, policy_uri) = (text(name), document(1), text(POLICY_URI));
	let membership = Membership::Closed;
	RuntimeCall::Certification(Call::found_network { name, policy_hash, policy_uri, membership })
}

/// Register a schema.
pub fn register_schema(network: NetworkId, content: SchemaContent) -> RuntimeCall {
	RuntimeCall::Certification(Call::register_schema { network, content })
}

/// Accredit someone, who has to accept it: as the operator of the network if there is no `parent`.
pub fn accredit(
	network: NetworkId,
	parent: Option<AccreditationId>,
	holder: impl Into<sr25519::Pair>,
	terms: Terms,
) -> RuntimeCall {
	RuntimeCall::Certification(Call::accredit { network, parent, holder: account(holder), terms })
}

/// Accept an accreditation.
pub fn accept_accreditation(accreditation: AccreditationId) -> RuntimeCall {
	RuntimeCall::Certification(Call::accept_accreditation { accreditation })
}

/// Give an accreditation other terms.
pub fn amend_accreditation(accreditation: AccreditationId, terms: Terms) -> RuntimeCall {
	RuntimeCall::Certification(Call::amend_accreditation { accreditation, terms })
}

/// Suspend an accreditation.
pub fn suspend_accreditation(accreditation: AccreditationId) -> RuntimeCall {
	RuntimeCall::Certification(Call::suspend_accreditation { accreditation, reason: Reason::CertificateHold })
}

/// Reinstate an accreditation.
pub fn reinstate_accreditation(accreditation: AccreditationId) -> RuntimeCall {
	RuntimeCall::Certification(Call::reinstate_accreditation { accreditation })
}

/// Issue a certificate: as the operator of the network if there is no `accreditation`.
pub fn issue(
	accreditation: impl Into<Option<AccreditationId>>,
	schema: SchemaId,
	subject: &AccountId,
	content: Content,
) -> RuntimeCall {
	let (accreditation, subject) = (accreditation.into(), subject.clone());
	RuntimeCall::Certification(Call::issue { accreditation, schema, subject, content, nullifier: None })
}

/// Suspend a certificate or a batch.
pub fn suspend(certificate: CertificateId) -> RuntimeCall {
	RuntimeCall::Certification(Call::suspend { certificate, reason: Reason::CertificateHold })
}

/// Reinstate a certificate or a batch.
pub fn reinstate(certificate: CertificateId) -> RuntimeCall {
	RuntimeCall::Certification(Call::reinstate { certificate })
}

/// Revoke a certificate or a batch.
pub fn revoke(certificate: CertificateId, reason: Reason) -> RuntimeCall {
	RuntimeCall::Certification(Call::revoke { certificate, reason })
}

/// Set bits of a status list, or clear them.
pub fn set_status(list: H256, purpose: StatusPurpose, indices: Vec<u32>, value: bool) -> RuntimeCall {
	let indices = indices.try_into().expect("a call sets as many");
	RuntimeCall::Certification(Call::set_status { list, purpose, indices, value })
}

/// The members of a batch, of which those who are certified keep the proofs.
pub struct Class {
	members: Vec<Member<AccountId>>,
	tree: MerkleTree,
}

impl Class {
	/// As many, each an account and a document of its own.
	pub fn of(count: u32) -> Self {
		let hash = |text: &str, index: u32| sp_io::hashing::sha2_256(format!("{text} {index}").as_bytes());
		let member = |index| {
			let claims = hash("degree", index).into();
			Member { index, subject: AccountId::new(hash("graduate", index)), claims }
		};
		let members: Vec<_> = (0..count).map(member).collect();
		let tree = MerkleTree::new(members.iter().map(Member::leaf));
		Self { members, tree }
	}

	/// What is recorded of it.
	pub fn root(&self) -> H256 {
		self.tree.root()
	}

	/// Issue it: as the operator of the network if there is no `accreditation`.
	pub fn issue(&self, accreditation: impl Into<Option<AccreditationId>>, schema: SchemaId) -> RuntimeCall {
		let accreditation = accreditation.into();
		let count = self.members.len().try_into().expect("a batch has fewer than 2^32 members");
		let (root, valid_from, valid_until) = (self.root(), None, None);
		RuntimeCall::Certification(Call::issue_batch { accreditation, schema, root, count, valid_from, valid_until })
	}

	/// What the member at `index` shows.
	pub fn present(&self, index: u32) -> PresentedMember<AccountId> {
		let member = self.members.get(index as usize).expect("there is such a member").clone();
		let proof: MerkleProof = self.tree.prove(index).expect("there is such a member");
		PresentedMember { member, proof }
	}
}

/// The network that was founded.
#[track_caller]
pub fn network_in(outcome: &Outcome) -> NetworkId {
	outcome.find(|event| match event {
		RuntimeEvent::Certification(Event::NetworkFounded { network, .. }) => Some(*network),
		_ => None,
	})
}

/// The accreditations that were given, in their order. They are pending until they are accepted.
pub fn accreditations_in(outcome: &Outcome) -> Vec<AccreditationId> {
	let given = |event: &RuntimeEvent| match event {
		RuntimeEvent::Certification(Event::Accredited { accreditation, .. }) => Some(*accreditation),
		_ => None,
	};
	outcome.events.iter().filter_map(given).collect()
}

/// A network with one issuer.
#[derive(Clone, Copy, Debug)]
pub struct SmallNetwork {
	/// The network.
	pub network: NetworkId,
	/// A schema without rules.
	pub schema: SchemaId,
	/// Under which the issuer issues.
	pub accreditation: AccreditationId,
}

impl SmallNetwork {
	/// Found it, in which `issuer` may issue without end.
	pub async fn found(client: &Client, operator: impl Into<sr25519::Pair>, issuer: impl Into<sr25519::Pair>) -> Self {
		let (operator, issuer) = (operator.into(), issuer.into());
		let founded = client.execute(operator.clone(), found_network("Medical Council")).await.success();
		let network = network_in(&founded);
		let accredited = accredit(network, None, issuer.clone(), unlimited());
		let calls = vec![register_schema(network, schema("Licence")), accredited];
		let filled = client.execute(operator, in_one(calls)).await.success();
		let schema = schema_id(network, &schema("Licence"));
		filled.emitted(Event::<Runtime>::SchemaRegistered { network, schema, supersedes: None });
		let accreditation = accreditations_in(&filled)[0];
		client.execute(issuer, accept_accreditation(accreditation)).await.success();
		Self { network, schema, accreditation }
	}

	/// Issue a certificate that is valid from now on and without end.
	pub fn issue(&self, subject: &AccountId, claims: ContentHash) -> RuntimeCall {
		issue(self.accreditation, self.schema, subject, content(claims))
	}

	/// The identifier that it gets.
	pub fn certificate(&self, subject: &AccountId, claims: ContentHash) -> CertificateId {
		let authority = Authority::Accreditation(self.accreditation);
		certificate_id(authority, &self.schema, subject, &content(claims), None)
	}
}
