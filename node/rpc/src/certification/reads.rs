//! Questions that take more than one answer of the runtime, all at the same block.

use super::{
	answers::{CredentialReason, Objection, VerificationAnswer},
	claims::Claims,
	credential::Export,
	presented::Presented,
	status::{self, is_listed, is_out_of_force, Bits},
};
use crate::error::{api_error, invalid_params, not_found, runtime_error};
use civitas_primitives::{
	certification::{
		info::{BatchInfo, CertificateInfo, IssuerLink, PresentedMember},
		CertificateId, Dossier, Expected, InvalidReason, StatusListId, StatusPurpose, Verification, MAX_DEPTH,
	},
	Moment,
};
use civitas_runtime_api::CertificationApi;
use jsonrpsee::core::RpcResult;
use serde_json::Value;
use sp_api::ApiError;
use sp_core::{crypto::AccountId32, H256};
use sp_runtime::traits::Block as BlockT;

/// How many pages of a status list the runtime gives at once.
const PAGES: u32 = 64;

/// The runtime, as it was at a block.
pub struct Reads<'a, Api, Block: BlockT> {
	api: &'a Api,
	block: Block::Hash,
	genesis: H256,
}

impl<'a, Api, Block> Reads<'a, Api, Block>
where
	Block: BlockT,
	Api: CertificationApi<Block, AccountId32>,
{
	/// Ask `api` at `block` of the chain that begins with `genesis`.
	pub fn new(api: &'a Api, block: Block::Hash, genesis: H256) -> Self {
		Self { api, block, genesis }
	}

	/// Judge what is presented as a credential.
	pub fn verify_credential(
		&self,
		presented: Presented,
		expected: Expected<AccountId32>,
		time: Option<Moment>,
	) -> RpcResult<VerificationAnswer> {
		let member = presented.member()?;
		let verification = self.verify(presented.certificate, member.as_ref(), expected, time)?;
		let objection = self.objection(&presented, member.as_ref(), &verification)?;
		let mut answer = VerificationAnswer::from(verification);
		if objection.is_some() {
			answer.valid = false;
			answer.reason = objection;
		}
		Ok(answer)
	}

	/// In what a credential differs from its certificate. That goes before what speaks against the certificate.
	fn objection(
		&self,
		presented: &Presented,
		member: Option<&PresentedMember<AccountId32>>,
		verification: &Verification<AccountId32>,
	) -> RpcResult<Option<Objection>> {
		if let Some(genesis_hash) = presented.genesis.filter(|genesis| *genesis != self.genesis) {
			return Ok(Some(Objection::Credential(CredentialReason::OtherChain { genesis_hash })));
		}
		if let Some(reason) = presented.other_version() {
			return Ok(Some(Objection::Credential(reason)));
		}
		if verification.invalid == Some(InvalidReason::ProofInvalid) {
			return Ok(None);
		}
		let Some(Dossier { certificate, .. }) = &verification.dossier else { return Ok(None) };
		let Some(claims) = presented.claims(certificate)? else {
			return Ok(Some(Objection::Certificate(InvalidReason::ClaimsMismatch)));
		};
		let exported = self.export(certificate, member, &claims)?;
		Ok(presented.difference(exported).map(Objection::Credential))
	}

	/// A certificate, or one of a batch, as a credential.
	pub fn export_credential(
		&self,
		id: CertificateId,
		member: Option<PresentedMember<AccountId32>>,
		claims: Option<Claims>,
	) -> RpcResult<Value> {
		let verification = self.verify(id, member.as_ref(), Expected::default(), None)?;
		if verification.invalid == Some(InvalidReason::ProofInvalid) {
			return Err(invalid_params("presented", "the proof does not show that it is one of the batch"));
		}
		let Some(Dossier { certificate, .. }) = verification.dossier else {
			let batch = self.ask(|api, block| api.batch(block, id))?;
			return Err(match (batch, member) {
				(Some(_), None) => invalid_params("presented", "of a batch, it has to be said which one is meant"),
				(None, Some(_)) => not_found("batch", id),
				_ => not_found("certificate", id),
			});
		};
		let claims = claims.unwrap_or_else(|| Claims::of(&certificate));
		if !claims.match_commitment(certificate.claims) {
			return Err(invalid_params("claims", "they are not those that were certified"));
		}
		Ok(self.export(&certificate, member.as_ref(), &claims)?.into())
	}

	fn export(
		&self,
		certificate: &CertificateInfo<AccountId32>,
		presented: Option<&PresentedMember<AccountId32>>,
		claims: &Claims,
	) -> RpcResult<serde_json::Map<String, Value>> {
		let schema = self.ask(|api, block| api.schema(block, certificate.schema))?;
		let schema = schema.ok_or_else(|| runtime_error("there is no such schema"))?;
		Ok(Export { genesis: self.genesis, certificate, schema: &schema, presented, claims }.credential())
	}

	/// A status list as a credential: one of its own, that of a batch, or that of a certificate. That of a batch with
	/// the most members takes 512 pages of the state, which is why this is not for a thread that others wait for.
	pub fn export_status_list(&self, id: StatusListId, purpose: StatusPurpose) -> RpcResult<Value> {
		// What there is not is judged too, and says the time.
		let verification = self.verify(id, None, Expected::default(), None)?;
		let now = verification.time;
		if let Some(list) = self.ask(|api, block| api.status_list(block, id))? {
			if list.purpose != purpose {
				return Err(not_found("list of this purpose", id));
			}
			let mut bits = Bits::new(list.length);
			self.read_bits(&mut bits, id, purpose)?;
			return status::credential(&list.owner, &id, purpose, &bits, now);
		}
		if let Some(batch) = self.ask(|api, block| api.batch(block, id))? {
			let mut bits = Bits::new(batch.count);
			for stored in [StatusPurpose::Revocation, StatusPurpose::Suspension] {
				if is_listed(stored, purpose) {
					self.read_bits(&mut bits, id, stored)?;
				}
			}
			if is_out_of_force(&self.judge_batch(&batch, now)?, purpose) {
				bits.fill();
			}
			return status::credential(&batch.issuer, &id, purpose, &bits, now);
		}
		let Some(Dossier { certificate, .. }) = &verification.dossier else {
			return Err(not_found("status list, batch or certificate", id));
		};
		let mut bits = Bits::new(1);
		if is_out_of_force(&verification, purpose) {
			bits.fill();
		}
		status::credential(&certificate.issuer, &id, purpose, &bits, now)
	}

	/// The bits of a list, or of that of a batch, as they are stored; none from beyond the end.
	pub fn status_bits(
		&self,
		id: StatusListId,
		purpose: StatusPurpose,
		first_page: u32,
		pages: u32,
	) -> RpcResult<Vec<u8>> {
		let bits = self.ask(|api, block| api.status_bits(block, id, purpose, first_page, pages))?;
		// The runtime has none from beyond the end of a list, and none of a list that there is not.
		if bits.is_empty() && !self.has_list(id, purpose)? {
			return Err(not_found(&format!("{} list", status::name(purpose)), id));
		}
		Ok(bits)
	}

	/// Whether there is a list of this purpose, of its own or of a batch, which has one for each purpose.
	fn has_list(&self, id: StatusListId, purpose: StatusPurpose) -> RpcResult<bool> {
		let list = self.ask(|api, block| api.status_list(block, id))?;
		if list.is_some_and(|list| list.purpose == purpose) {
			return Ok(true);
		}
		Ok(self.ask(|api, block| api.batch(block, id))?.is_some())
	}

	fn read_bits(&self, bits: &mut Bits, id: StatusListId, purpose: StatusPurpose) -> RpcResult<()> {
		for first in (0..bits.pages()).step_by(PAGES as usize) {
			let pages = self.ask(|api, block| api.status_bits(block, id, purpose, first, PAGES))?;
			bits.add(first, &pages);
		}
		Ok(())
	}

	/// All of a batch, judged as a certificate which has the batch's dates, state and issuers.
	fn judge_batch(&self, batch: &BatchInfo<AccountId32>, now: Moment) -> RpcResult<Verification<AccountId32>> {
		let certificate = CertificateInfo {
			id: batch.id,
			member: None,
			network: batch.network,
			schema: batch.schema,
			accreditation: batch.accreditation,
			issuer: batch.issuer.clone(),
			subject: batch.issuer.clone(),
			claims: batch.root,
			record: Vec::new(),
			evidence: None,
			search_key: None,
			issued_at: batch.history.first().map_or(now, |change| change.at),
			valid_from: batch.valid_from,
			valid_until: batch.valid_until,
			accepted: false,
			state: batch.state,
			history: batch.history.clone(),
			predecessor: None,
			successor: None,
		};
		let schema = self.ask(|api, block| api.schema(block, batch.schema))?;
		let network = self.ask(|api, block| api.network(block, batch.network))?;
		let dossier = Dossier {
			certificate,
			survives_issuer: schema.is_some_and(|schema| schema.rules.survives_issuer),
			chain: self.chain(batch)?,
			closed_at: network.and_then(|network| network.closed_at),
			listed: None,
		};
		Ok(Verification::judge(Some(dossier), &Expected::default(), now))
	}

	/// The accreditations on which a batch rests.
	fn chain(&self, batch: &BatchInfo<AccountId32>) -> RpcResult<Vec<IssuerLink<AccountId32>>> {
		let mut chain = Vec::new();
		let mut next = Some(batch.accreditation);
		while let Some(id) = next.filter(|_| chain.len() < usize::from(MAX_DEPTH)) {
			let accreditation = self.ask(|api, block| api.accreditation(block, id))?;
			let accreditation = accreditation.ok_or_else(|| runtime_error("there is no such accreditation"))?;
			next = accreditation.parent;
			chain.push(IssuerLink {
				accreditation: id,
				holder: accreditation.holder,
				valid_until: accreditation.terms.valid_until,
				history: accreditation.history,
			});
		}
		Ok(chain)
	}

	fn verify(
		&self,
		id: CertificateId,
		member: Option<&PresentedMember<AccountId32>>,
		expected: Expected<AccountId32>,
		time: Option<Moment>,
	) -> RpcResult<Verification<AccountId32>> {
		self.ask(|api, block| match member {
			None => api.verify(block, id, expected, time),
			Some(member) => api.verify_member(block, id, member.clone(), expected, time),
		})
	}

	/// What the runtime answers.
	fn ask<Answer>(&self, question: impl FnOnce(&Api, Block::Hash) -> Result<Answer, ApiError>) -> RpcResult<Answer> {
		question(self.api, self.block).map_err(|error| api_error(self.block, error))
	}
}
