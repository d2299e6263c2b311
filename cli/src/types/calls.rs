//! What calls are made with. Calls with the same arguments share a type.

use super::{Membership, Reason, SchemaRules, StatusPurpose, Terms};
use crate::moment::Moment;
use subxt::{
	ext::scale_encode::EncodeAsType,
	utils::{AccountId32, H256},
};

macro_rules! arguments {
	($($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),* $(,)? })*) => { $(
		$(#[$doc])*
		#[derive(Clone, Debug, EncodeAsType)]
		#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
		pub struct $name {
			$(pub $field: $type,)*
		}
	)* };
}

arguments! {
	/// `found_network`.
	FoundNetwork { name: Vec<u8>, policy_hash: H256, policy_uri: Vec<u8>, membership: Membership }
	/// `update_network`.
	UpdateNetwork { network: u32, name: Vec<u8>, policy_hash: H256, policy_uri: Vec<u8>, membership: Membership }
	/// `transfer_network`.
	TransferNetwork { network: u32, to: Option<AccountId32> }
	/// `accept_network`, `close_network`, `join_network`.
	OfNetwork { network: u32 }
	/// What a schema consists of.
	SchemaContent {
		kind: u16,
		name: Vec<u8>,
		document_hash: H256,
		document_uri: Vec<u8>,
		rules: SchemaRules,
		max_validity: Option<Moment>,
		supersedes: Option<H256>,
	}
	/// `register_schema`.
	RegisterSchema { network: u32, content: SchemaContent }
	/// `deprecate_schema`.
	DeprecateSchema { schema: H256 }
	/// `accredit`.
	Accredit { network: u32, parent: Option<u64>, holder: AccountId32, terms: Terms }
	/// `amend_accreditation`.
	AmendAccreditation { accreditation: u64, terms: Terms }
	/// `suspend_accreditation`, `revoke_accreditation`.
	ChangeAccreditation { accreditation: u64, reason: Reason }
	/// `reinstate_accreditation`.
	ReinstateAccreditation { accreditation: u64 }
	/// `hand_over`.
	HandOver { accreditation: u64, successor: AccountId32 }
	/// `commit_nullifier`, `withdraw_nullifier_commitment`.
	OfCommitment { commitment: H256 }
	/// What is certified, and for when.
	Content {
		claims: H256,
		record: Vec<u8>,
		evidence: Option<H256>,
		search_key: Option<H256>,
		valid_from: Option<Moment>,
		valid_until: Option<Moment>,
	}
	/// A nullifier that its user committed to.
	NullifierReveal { nullifier: H256, salt: H256 }
	/// `issue`.
	Issue {
		accreditation: u64,
		schema: H256,
		subject: AccountId32,
		content: Content,
		nullifier: Option<NullifierReveal>,
	}
	/// `accept`, `decline`, `reinstate`, `surrender`, `withdraw_deposit`.
	OfCertificate { certificate: H256 }
	/// `suspend`, `revoke`.
	ChangeCertificate { certificate: H256, reason: Reason }
	/// `renew`.
	Renew { accreditation: u64, certificate: H256, valid_until: Option<Moment> }
	/// `replace`.
	Replace { accreditation: u64, certificate: H256, content: Content }
	/// `revoke_many`.
	RevokeMany { certificates: Vec<H256>, reason: Reason }
	/// `issue_batch`.
	IssueBatch {
		accreditation: u64,
		schema: H256,
		root: H256,
		count: u32,
		valid_from: Option<Moment>,
		valid_until: Option<Moment>,
	}
	/// `create_status_list`.
	CreateStatusList { purpose: StatusPurpose, length: u32, salt: H256 }
	/// `set_status`.
	SetStatus { list: H256, purpose: StatusPurpose, indices: Vec<u32>, value: bool }
	/// `grant_document`.
	GrantDocument {
		certificate: H256,
		document: H256,
		uri: Vec<u8>,
		grantee: AccountId32,
		purpose: Vec<u8>,
		valid_until: Option<Moment>,
	}
	/// `revoke_document_grant`.
	RevokeDocumentGrant { grant: H256 }
	/// `log_document_access`.
	LogDocumentAccess { holder: AccountId32, grant: H256 }
	/// One of a batch.
	Member { index: u32, subject: AccountId32, claims: H256 }
	/// One of a batch, as it is presented.
	PresentedMember { member: Member, proof: Vec<H256> }
}
