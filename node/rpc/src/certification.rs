//! Questions about certificates.

use crate::block::{ask, page_size, At};
use civitas_primitives::{
	certification::{CertificateId, CertificateInfo, Expected, InvalidReason, Verification},
	Moment, Page,
};
use civitas_runtime_api::CertificationApi as CertificationRuntimeApi;
use jsonrpsee::{
	core::{async_trait, RpcResult},
	proc_macros::rpc,
};
use serde::{Deserialize, Serialize};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_core::crypto::AccountId32;
use sp_runtime::traits::Block as BlockT;
use std::{marker::PhantomData, sync::Arc};

/// Whether a certificate is valid.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct VerificationAnswer {
	/// Whether it is valid.
	pub valid: bool,
	/// Why it is not; `null` if it is valid.
	pub reason: Option<InvalidReason>,
	/// The time for which this holds, in milliseconds since the Unix epoch.
	pub time: Moment,
	/// The certificate; `null` if there is none of this identifier.
	pub certificate: Option<CertificateInfo<AccountId32>>,
}

impl From<Verification<AccountId32>> for VerificationAnswer {
	fn from(verification: Verification<AccountId32>) -> Self {
		Self {
			valid: verification.is_valid(),
			reason: verification.invalid,
			time: verification.time,
			certificate: verification.certificate,
		}
	}
}

/// The methods.
#[rpc(client, server)]
pub trait CertificationApi<Hash> {
	/// Whether `certificate` (0x and 64 hexadecimal digits) is valid.
	///
	/// - `expected`: what else must be true of it: an object with any of `network` (a number), `schema` and `claims` (0x and
	///   64 digits) and `subject` (an SS58 address);
	/// - `time`: for which time, in milliseconds since the Unix epoch; that of the block if absent;
	/// - `at`: at which block; the last finalised one if absent.
	#[method(name = "civitas_verifyCertificate")]
	async fn verify_certificate(
		&self,
		certificate: CertificateId,
		expected: Option<Expected<AccountId32>>,
		time: Option<Moment>,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, VerificationAnswer>>;

	/// The certificates about `subject` (an SS58 address), in the order of their identifiers.
	///
	/// - `cursor`: go on after this one: `next` of the page before;
	/// - `limit`: how many at the most; no page has more than 100, which is also what is given if it is absent;
	/// - `at`: at which block; the last finalised one if absent.
	#[method(name = "civitas_certificatesOf")]
	async fn certificates_of(
		&self,
		subject: AccountId32,
		cursor: Option<CertificateId>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, Page<CertificateInfo<AccountId32>, CertificateId>>>;
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

#[async_trait]
impl<Client, Block> CertificationApiServer<Block::Hash> for Certification<Client, Block>
where
	Block: BlockT,
	Client: ProvideRuntimeApi<Block> + HeaderBackend<Block> + Send + Sync + 'static,
	Client::Api: CertificationRuntimeApi<Block, AccountId32>,
{
	async fn verify_certificate(
		&self,
		certificate: CertificateId,
		expected: Option<Expected<AccountId32>>,
		time: Option<Moment>,
		at: Option<Block::Hash>,
	) -> RpcResult<At<Block::Hash, VerificationAnswer>> {
		let expected = expected.unwrap_or_default();
		let answer = ask(&*self.client, at, |api, block| api.verify_certificate(block, certificate, expected, time))?;
		Ok(answer.map(Into::into))
	}

	async fn certificates_of(
		&self,
		subject: AccountId32,
		cursor: Option<CertificateId>,
		limit: Option<u32>,
		at: Option<Block::Hash>,
	) -> RpcResult<At<Block::Hash, Page<CertificateInfo<AccountId32>, CertificateId>>> {
		let limit = page_size(limit)?;
		ask(&*self.client, at, |api, block| api.certificates_of(block, subject, cursor, limit))
	}
}

#[cfg(test)]
mod tests;
