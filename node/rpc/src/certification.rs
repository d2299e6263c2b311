//! Questions about certificates, what they rest on, and their forms for the outside.

pub mod answers;
pub mod claims;
pub mod credential;
mod presented;
mod reads;
pub mod status;

use crate::{
	block::{ask, block_at, page_size, At},
	bounded::Bounded,
	error::invalid_params,
	json::Json,
};
use answers::{
	shown, AccreditationFound, AccreditedAnswer, BatchFound, CertificateAnswer, CertificateFound, CertificateNamed,
	CredentialAnswer, GrantAnswer, NetworkAnswer, NetworkFound, SchemaAnswer, SchemaFound, StatusBitsAnswer,
	StatusListAnswer, VerificationAnswer,
};
use civitas_primitives::{
	certification::{
		info::{AccreditationInfo, BatchInfo, PresentedMember},
		AccreditationId, CertificateId, Expected, NetworkId, SchemaId, State, StatusListId, StatusPurpose,
	},
	ContentHash, Moment, Page,
};
use civitas_runtime_api::CertificationApi as CertificationRuntimeApi;
use claims::Claims;
use jsonrpsee::{
	core::{async_trait, RpcResult},
	proc_macros::rpc,
};
use presented::{check_proof, Presented};
use reads::Reads;
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_core::{crypto::AccountId32, H256};
use sp_runtime::traits::Block as BlockT;
use std::{marker::PhantomData, sync::Arc};

/// The most pages of a status list that are given at once.
const MAX_PAGES: u32 = 64;

/// The methods. Of all of them `at` is the block; the last finalised one if absent. Identifiers are 0x and 64 hexadecimal
/// digits, those of networks and accreditations numbers; accounts are SS58 addresses; times are in milliseconds since the Unix
/// epoch.
///
/// - `expected`: what else must be true of a certificate: an object with any of `network`, `schema`, `subject` and `claims`;
/// - `time`: for which time; that of the block if absent;
/// - `cursor`: go on after this one: `next` of the page before;
/// - `limit`: how many at the most; no page has more than 100, which is also what is given if it is absent;
/// - `filter`: only what is in this state, such as `active` or `revoked`. A page with a filter may be short, and even empty,
///   and have a next one.
///
/// Those that may read hundreds of records are `blocking`, so that the others need not wait for them.
#[rpc(client, server)]
pub trait CertificationApi<Hash> {
	/// Whether `certificate` is valid.
	#[method(name = "civitas_verifyCertificate")]
	async fn verify_certificate(
		&self,
		certificate: CertificateId,
		expected: Option<Expected<AccountId32>>,
		time: Option<Moment>,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, VerificationAnswer>>;

	/// Whether one of `batch` is valid.
	///
	/// - `presented`: `{"member": {"index": …, "subject": …, "claims": …}, "proof": [ … ]}`: which one it is, and the nodes beside
	///   the way from it up to the root of the batch.
	#[method(name = "civitas_verifyMember")]
	async fn verify_member(
		&self,
		batch: CertificateId,
		presented: PresentedMember<AccountId32>,
		expected: Option<Expected<AccountId32>>,
		time: Option<Moment>,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, VerificationAnswer>>;

	/// Whether a credential is what `civitas_exportCredential` makes of a certificate, and the certificate is valid. The reasons
	/// are those of certificates, and before them `otherChain` and `contentMismatch`, with where it differs. A `proof` is left to
	/// whoever understands it.
	///
	/// - `credential`: the credential, of 256 KiB at the most; or, without a context, an object that has of it what there
	///   is, and at least an `id` or `civitas.certificate`: such as `{"civitas": {"certificate": "0x…"},
	///   "credentialSubject": {"claims": {"disclosed": {"count": …, "fields": [{"index": …, "salt": "0x…", "name": …,
	///   "value": …, "proof": [ … ]}]}}}}` for some fields of a document. Of one of a batch `civitas` has `member`,
	///   `subject` and `claims` too.
	#[method(name = "civitas_verifyCredential", blocking)]
	fn verify_credential(
		&self,
		credential: Bounded<Json>,
		expected: Option<Expected<AccountId32>>,
		time: Option<Moment>,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, VerificationAnswer>>;

	/// A certificate, or one of a batch, as a W3C Verifiable Credential, and as an Open Badge if it certifies one.
	///
	/// - `presented`: if it is one of a batch, which: as `civitas_verifyMember` has it;
	/// - `claims`: what is certified, if that is not a public record: `{"document": …}` (JSON, of which the hash is on chain),
	///   `{"text": …}` or `{"disclosed": {"count": …, "fields": [ … ]}}`, of 256 KiB at the most. If absent, the credential
	///   has the commitment only.
	#[method(name = "civitas_exportCredential", blocking)]
	fn export_credential(
		&self,
		certificate: CertificateId,
		presented: Option<PresentedMember<AccountId32>>,
		claims: Option<Bounded<Claims>>,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, CredentialAnswer>>;

	/// A status list as a W3C Bitstring Status List Credential.
	///
	/// - `list`: the list, the batch, or the certificate;
	/// - `purpose`: `revocation` or `suspension`.
	#[method(name = "civitas_exportStatusList", blocking)]
	fn export_status_list(
		&self,
		list: StatusListId,
		purpose: StatusPurpose,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, CredentialAnswer>>;

	/// A network.
	#[method(name = "civitas_network")]
	async fn network(&self, network: NetworkId, at: Option<Hash>) -> RpcResult<At<Hash, NetworkFound>>;

	/// A schema.
	#[method(name = "civitas_schema")]
	async fn schema(&self, schema: SchemaId, at: Option<Hash>) -> RpcResult<At<Hash, SchemaFound>>;

	/// An accreditation.
	#[method(name = "civitas_accreditation")]
	async fn accreditation(
		&self,
		accreditation: AccreditationId,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, AccreditationFound>>;

	/// A certificate.
	#[method(name = "civitas_certificate")]
	async fn certificate(&self, certificate: CertificateId, at: Option<Hash>) -> RpcResult<At<Hash, CertificateFound>>;

	/// A batch.
	#[method(name = "civitas_batch")]
	async fn batch(&self, batch: CertificateId, at: Option<Hash>) -> RpcResult<At<Hash, BatchFound>>;

	/// The networks, from the oldest on.
	#[method(name = "civitas_networks")]
	async fn networks(
		&self,
		cursor: Option<NetworkId>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, Page<NetworkAnswer, NetworkId>>>;

	/// The schemas of a network, in the order of their identifiers. A page may be short, and even empty, and have a
	/// next one.
	#[method(name = "civitas_schemasByNetwork", blocking)]
	fn schemas_by_network(
		&self,
		network: NetworkId,
		cursor: Option<SchemaId>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, Page<SchemaAnswer, SchemaId>>>;

	/// The accreditations of a network, from the oldest on, in pages as those of schemas.
	#[method(name = "civitas_accreditationsByNetwork", blocking)]
	fn accreditations_by_network(
		&self,
		network: NetworkId,
		cursor: Option<AccreditationId>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, Page<AccreditationInfo<AccountId32>, AccreditationId>>>;

	/// The certificates about `subject`, in the order of their identifiers, without those that it has declined; which may be
	/// valid all the same.
	///
	/// - `accepted_only`: without those that the subject has not accepted; with them if absent.
	#[method(name = "civitas_certificatesOf", blocking)]
	fn certificates_of(
		&self,
		subject: AccountId32,
		filter: Option<State>,
		accepted_only: Option<bool>,
		cursor: Option<CertificateId>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, Page<CertificateAnswer, CertificateId>>>;

	/// The certificates that were issued under an accreditation, in the order of their identifiers, without those of batches.
	#[method(name = "civitas_certificatesByAccreditation", blocking)]
	fn certificates_by_accreditation(
		&self,
		accreditation: AccreditationId,
		filter: Option<State>,
		cursor: Option<CertificateId>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, Page<CertificateAnswer, CertificateId>>>;

	/// The batches that were issued under an accreditation, in the order of their identifiers.
	#[method(name = "civitas_batchesByAccreditation")]
	async fn batches_by_accreditation(
		&self,
		accreditation: AccreditationId,
		cursor: Option<CertificateId>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, Page<BatchInfo<AccountId32>, CertificateId>>>;

	/// The certificates of a searchable schema that can be found by `key`: the hash of a number or a name, as the schema says.
	#[method(name = "civitas_certificatesBySearchKey")]
	async fn certificates_by_search_key(
		&self,
		schema: SchemaId,
		key: ContentHash,
		cursor: Option<CertificateId>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, Page<CertificateAnswer, CertificateId>>>;

	/// The certificate that `subject` has under a schema of which one has at most one; it may be invalid.
	#[method(name = "civitas_certificateOf")]
	async fn certificate_of(
		&self,
		subject: AccountId32,
		schema: SchemaId,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, CertificateNamed>>;

	/// The accreditations that `holder` holds, in the order in which they were given.
	#[method(name = "civitas_accreditationsOf")]
	async fn accreditations_of(
		&self,
		holder: AccountId32,
		cursor: Option<AccreditationId>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, Page<AccreditationInfo<AccountId32>, AccreditationId>>>;

	/// Whether an accreditation and all above it are in force at `time`, and cover `schema` by their present scopes; and the
	/// network and the schema, which is of that network, were open then. Quotas are not looked at.
	#[method(name = "civitas_isAccredited")]
	async fn is_accredited(
		&self,
		accreditation: AccreditationId,
		schema: SchemaId,
		time: Option<Moment>,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, AccreditedAnswer>>;

	/// A status list of its own.
	#[method(name = "civitas_statusList")]
	async fn status_list(&self, list: StatusListId, at: Option<Hash>) -> RpcResult<At<Hash, StatusListAnswer>>;

	/// The bits of a status list, or of that of a batch, as they are stored.
	///
	/// - `purpose`: `revocation` or `suspension`;
	/// - `first_page`: from which page on; the first one, 0, if absent. A page has 512 bytes;
	/// - `pages`: how many; at most 64, which is also what is given if it is absent. Beyond the end of the list there are
	///   none.
	#[method(name = "civitas_statusBits")]
	async fn status_bits(
		&self,
		list: StatusListId,
		purpose: StatusPurpose,
		first_page: Option<u32>,
		pages: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, StatusBitsAnswer>>;

	/// Which documents `holder` lets others ask for.
	#[method(name = "civitas_documentGrantsOf")]
	async fn document_grants_of(
		&self,
		holder: AccountId32,
		cursor: Option<H256>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, Page<GrantAnswer, H256>>>;
}

/// Answers from the state that a client keeps.
pub struct Certification<Client, Block> {
	client: Arc<Client>,
	_block: PhantomData<Block>,
}

impl<Client, Block> Certification<Client, Block> {
	/// Answer from `client`.
	pub fn new(client: Arc<Client>) -> Self {
		Self { client, _block: PhantomData }
	}
}

impl<Client, Block> Certification<Client, Block>
where
	Block: BlockT<Hash = H256>,
	Client: ProvideRuntimeApi<Block> + HeaderBackend<Block>,
	Client::Api: CertificationRuntimeApi<Block, AccountId32>,
{
	/// The answer to what takes several questions of the runtime, all at one block.
	fn read<Answer>(
		&self,
		at: Option<H256>,
		question: impl FnOnce(Reads<Client::Api, Block>) -> RpcResult<Answer>,
	) -> RpcResult<At<H256, Answer>> {
		let (block_hash, block_number) = block_at(&*self.client, at)?;
		let api = self.client.runtime_api();
		let answer = question(Reads::new(&*api, block_hash, self.client.info().genesis_hash))?;
		Ok(At { block_hash, block_number, answer })
	}
}

#[async_trait]
impl<Client, Block> CertificationApiServer<H256> for Certification<Client, Block>
where
	Block: BlockT<Hash = H256>,
	Client: ProvideRuntimeApi<Block> + HeaderBackend<Block> + Send + Sync + 'static,
	Client::Api: CertificationRuntimeApi<Block, AccountId32>,
{
	async fn verify_certificate(
		&self,
		certificate: CertificateId,
		expected: Option<Expected<AccountId32>>,
		time: Option<Moment>,
		at: Option<H256>,
	) -> RpcResult<At<H256, VerificationAnswer>> {
		let expected = expected.unwrap_or_default();
		ask(&*self.client, at, |api, block| api.verify(block, certificate, expected, time).map(Into::into))
	}

	async fn verify_member(
		&self,
		batch: CertificateId,
		presented: PresentedMember<AccountId32>,
		expected: Option<Expected<AccountId32>>,
		time: Option<Moment>,
		at: Option<H256>,
	) -> RpcResult<At<H256, VerificationAnswer>> {
		check_proof("presented", &presented.proof)?;
		let expected = expected.unwrap_or_default();
		ask(&*self.client, at, |api, block| api.verify_member(block, batch, presented, expected, time).map(Into::into))
	}

	fn verify_credential(
		&self,
		Bounded(credential): Bounded<Json>,
		expected: Option<Expected<AccountId32>>,
		time: Option<Moment>,
		at: Option<H256>,
	) -> RpcResult<At<H256, VerificationAnswer>> {
		let presented = Presented::read(credential)?;
		self.read(at, |reads| reads.verify_credential(presented, expected.unwrap_or_default(), time))
	}

	fn export_credential(
		&self,
		certificate: CertificateId,
		presented: Option<PresentedMember<AccountId32>>,
		claims: Option<Bounded<Claims>>,
		at: Option<H256>,
	) -> RpcResult<At<H256, CredentialAnswer>> {
		if let Some(presented) = &presented {
			check_proof("presented", &presented.proof)?;
		}
		let claims = claims.map(|Bounded(claims)| claims);
		self.read(at, |reads| {
			Ok(CredentialAnswer { credential: reads.export_credential(certificate, presented, claims)? })
		})
	}

	fn export_status_list(
		&self,
		list: StatusListId,
		purpose: StatusPurpose,
		at: Option<H256>,
	) -> RpcResult<At<H256, CredentialAnswer>> {
		self.read(at, |reads| Ok(CredentialAnswer { credential: reads.export_status_list(list, purpose)? }))
	}

	async fn network(&self, network: NetworkId, at: Option<H256>) -> RpcResult<At<H256, NetworkFound>> {
		ask(&*self.client, at, |api, block| {
			api.network(block, network).map(|found| NetworkFound { network: found.map(Into::into) })
		})
	}

	async fn schema(&self, schema: SchemaId, at: Option<H256>) -> RpcResult<At<H256, SchemaFound>> {
		ask(&*self.client, at, |api, block| {
			api.schema(block, schema).map(|found| SchemaFound { schema: found.map(Into::into) })
		})
	}

	async fn accreditation(
		&self,
		accreditation: AccreditationId,
		at: Option<H256>,
	) -> RpcResult<At<H256, AccreditationFound>> {
		ask(&*self.client, at, |api, block| {
			api.accreditation(block, accreditation).map(|found| AccreditationFound { accreditation: found })
		})
	}

	async fn certificate(&self, certificate: CertificateId, at: Option<H256>) -> RpcResult<At<H256, CertificateFound>> {
		ask(&*self.client, at, |api, block| {
			api.certificate(block, certificate).map(|found| CertificateFound { certificate: found.map(Into::into) })
		})
	}

	async fn batch(&self, batch: CertificateId, at: Option<H256>) -> RpcResult<At<H256, BatchFound>> {
		ask(&*self.client, at, |api, block| api.batch(block, batch).map(|found| BatchFound { batch: found }))
	}

	async fn networks(
		&self,
		cursor: Option<NetworkId>,
		limit: Option<u32>,
		at: Option<H256>,
	) -> RpcResult<At<H256, Page<NetworkAnswer, NetworkId>>> {
		let limit = page_size(limit)?;
		ask(&*self.client, at, |api, block| api.networks(block, cursor, limit).map(shown))
	}

	fn schemas_by_network(
		&self,
		network: NetworkId,
		cursor: Option<SchemaId>,
		limit: Option<u32>,
		at: Option<H256>,
	) -> RpcResult<At<H256, Page<SchemaAnswer, SchemaId>>> {
		let limit = page_size(limit)?;
		ask(&*self.client, at, |api, block| api.schemas_by_network(block, network, cursor, limit).map(shown))
	}

	fn accreditations_by_network(
		&self,
		network: NetworkId,
		cursor: Option<AccreditationId>,
		limit: Option<u32>,
		at: Option<H256>,
	) -> RpcResult<At<H256, Page<AccreditationInfo<AccountId32>, AccreditationId>>> {
		let limit = page_size(limit)?;
		ask(&*self.client, at, |api, block| api.accreditations_by_network(block, network, cursor, limit))
	}

	fn certificates_of(
		&self,
		subject: AccountId32,
		filter: Option<State>,
		accepted_only: Option<bool>,
		cursor: Option<CertificateId>,
		limit: Option<u32>,
		at: Option<H256>,
	) -> RpcResult<At<H256, Page<CertificateAnswer, CertificateId>>> {
		let (accepted_only, limit) = (accepted_only.unwrap_or_default(), page_size(limit)?);
		ask(&*self.client, at, |api, block| {
			api.certificates_of(block, subject, filter, accepted_only, cursor, limit).map(shown)
		})
	}

	fn certificates_by_accreditation(
		&self,
		accreditation: AccreditationId,
		filter: Option<State>,
		cursor: Option<CertificateId>,
		limit: Option<u32>,
		at: Option<H256>,
	) -> RpcResult<At<H256, Page<CertificateAnswer, CertificateId>>> {
		let limit = page_size(limit)?;
		ask(&*self.client, at, |api, block| {
			api.certificates_by_accreditation(block, accreditation, filter, cursor, limit).map(shown)
		})
	}

	async fn batches_by_accreditation(
		&self,
		accreditation: AccreditationId,
		cursor: Option<CertificateId>,
		limit: Option<u32>,
		at: Option<H256>,
	) -> RpcResult<At<H256, Page<BatchInfo<AccountId32>, CertificateId>>> {
		let limit = page_size(limit)?;
		ask(&*self.client, at, |api, block| api.batches_by_accreditation(block, accreditation, cursor, limit))
	}

	async fn certificates_by_search_key(
		&self,
		schema: SchemaId,
		key: ContentHash,
		cursor: Option<CertificateId>,
		limit: Option<u32>,
		at: Option<H256>,
	) -> RpcResult<At<H256, Page<CertificateAnswer, CertificateId>>> {
		let limit = page_size(limit)?;
		ask(&*self.client, at, |api, block| {
			api.certificates_by_search_key(block, schema, key, cursor, limit).map(shown)
		})
	}

	async fn certificate_of(
		&self,
		subject: AccountId32,
		schema: SchemaId,
		at: Option<H256>,
	) -> RpcResult<At<H256, CertificateNamed>> {
		ask(&*self.client, at, |api, block| {
			api.certificate_of(block, subject, schema).map(|certificate| CertificateNamed { certificate })
		})
	}

	async fn accreditations_of(
		&self,
		holder: AccountId32,
		cursor: Option<AccreditationId>,
		limit: Option<u32>,
		at: Option<H256>,
	) -> RpcResult<At<H256, Page<AccreditationInfo<AccountId32>, AccreditationId>>> {
		let limit = page_size(limit)?;
		ask(&*self.client, at, |api, block| api.accreditations_of(block, holder, cursor, limit))
	}

	async fn is_accredited(
		&self,
		accreditation: AccreditationId,
		schema: SchemaId,
		time: Option<Moment>,
		at: Option<H256>,
	) -> RpcResult<At<H256, AccreditedAnswer>> {
		ask(&*self.client, at, |api, block| {
			api.is_accredited(block, accreditation, schema, time).map(|accredited| AccreditedAnswer { accredited })
		})
	}

	async fn status_list(&self, list: StatusListId, at: Option<H256>) -> RpcResult<At<H256, StatusListAnswer>> {
		ask(&*self.client, at, |api, block| {
			api.status_list(block, list).map(|status_list| StatusListAnswer { status_list })
		})
	}

	async fn status_bits(
		&self,
		list: StatusListId,
		purpose: StatusPurpose,
		first_page: Option<u32>,
		pages: Option<u32>,
		at: Option<H256>,
	) -> RpcResult<At<H256, StatusBitsAnswer>> {
		let pages = match pages.unwrap_or(MAX_PAGES) {
			0 => return Err(invalid_params("pages", "at least one has to be asked for")),
			pages => pages.min(MAX_PAGES),
		};
		let first_page = first_page.unwrap_or_default();
		self.read(at, |reads| Ok(StatusBitsAnswer { bits: reads.status_bits(list, purpose, first_page, pages)? }))
	}

	async fn document_grants_of(
		&self,
		holder: AccountId32,
		cursor: Option<H256>,
		limit: Option<u32>,
		at: Option<H256>,
	) -> RpcResult<At<H256, Page<GrantAnswer, H256>>> {
		let limit = page_size(limit)?;
		ask(&*self.client, at, |api, block| api.document_grants_of(block, holder, cursor, limit).map(shown))
	}
}

#[cfg(test)]
mod tests;
