//! What forms of certificates ask of the chain, all at the same block.

use super::{
	claims::Claims,
	credential::Export,
	issuers::{attested_by, Named, Wanted},
	parameters::CERTIFICATION,
	presented::Presented,
	status_list::{self, is_listed, is_out_of_force, Bits},
};
use crate::{
	error::{invalid_params, not_found, runtime_error},
	views::{self, Views},
};
use civitas_credentials::{Bound, OwnIssuer};
use civitas_primitives::{
	certification::{
		info::{
			AccreditationInfo, BatchInfo, CertificateInfo, IssuerLink, NetworkInfo, PresentedMember, SchemaInfo,
			StatusListInfo,
		},
		CertificateId, Dossier, Expected, InvalidReason, SchemaId, StatusListId, StatusPurpose, Verification,
		MAX_DEPTH,
	},
	Moment,
};
use codec::{Decode, Encode};
use jsonrpsee::core::RpcResult;
use scale_info::TypeInfo;
use serde_json::{json, Value};
use sp_core::crypto::{AccountId32, Ss58Codec};

/// How many pages of a status list the runtime gives at once.
const PAGES: u32 = 64;

/// The certificates, as they were at a block.
pub struct Certificates<'a>(pub &'a dyn Views);

impl Certificates<'_> {
	/// Judge what is presented as a credential: the answer is that of the view `verify`, with what a document says of itself.
	pub fn verify_credential(&self, presented: Presented, wanted: Wanted, time: Option<Moment>) -> RpcResult<Value> {
		let verification =
			self.verify(presented.certificate, presented.member.clone(), wanted.expected.clone(), time)?;
		let (claims, mut objection) = self.objection(presented, &verification)?;
		let own = match (&verification.dossier, claims) {
			// What is on record is there to be read, whether or not it is shown.
			(Some(dossier), Some(Claims::Commitment(_))) => Claims::of(&dossier.certificate).own(),
			(_, claims) => claims.as_ref().map(Claims::own).unwrap_or_default(),
		};
		let issuer = match &verification.dossier {
			Some(dossier) => Named::find(self.0, own.issuer.clone(), &dossier.certificate.issuer, &wanted.attesters)?,
			None => None,
		};
		// What is certain goes before what is not known yet.
		let may_be_valid = matches!(verification.reason, None | Some(InvalidReason::NotYetKnown { .. }));
		let mut since = None;
		if let (None, true, Some(dossier)) = (&objection, may_be_valid, &verification.dossier) {
			objection = self.unrelated(&dossier.certificate, issuer.as_ref(), &wanted)?;
			if objection.is_none() {
				(objection, since) = own.outside(verification.time).unzip();
			}
		}
		// What the view answers, as its answers are shown.
		let metadata = self.0.metadata()?;
		let view = metadata.view(CERTIFICATION, "verify").ok_or_else(|| runtime_error("there is no view verify"))?;
		let mut answer = metadata.to_json(view.output, &verification.encode()).map_err(runtime_error)?;
		if let Some(reason) = objection {
			answer["valid"] = false.into();
			answer["reason"] = reason;
			answer["since"] = since.flatten().into();
		}
		answer["documentIssuer"] = issuer.map(|issuer| issuer.to_json()).into();
		Ok(answer)
	}

	/// What a credential certifies, and in what it differs from its certificate: a reason that goes before what speaks against
	/// the certificate.
	fn objection(
		&self,
		presented: Presented,
		verification: &Verification<AccountId32>,
	) -> RpcResult<(Option<Claims>, Option<Value>)> {
		if let Some(other) = presented.other_origin(self.0.genesis()) {
			return Ok((None, Some(other)));
		}
		let Some(Dossier { certificate, .. }) = &verification.dossier else { return Ok((None, None)) };
		if verification.reason == Some(InvalidReason::ProofInvalid) {
			return Ok((None, None));
		}
		let Some((claims, shape)) = presented.claims(certificate)? else {
			return Ok((None, Some("claimsMismatch".into())));
		};
		let member = presented.member.clone();
		let schema = self.schema(certificate.schema)?;
		let export = self.export(certificate, &schema, member.as_ref(), &claims);
		let difference = presented.difference(&export, shape);
		Ok((Some(claims), difference))
	}

	/// Why the issuer of a certificate is not who is wanted, or not whom its document names.
	fn unrelated(
		&self,
		certificate: &CertificateInfo<AccountId32>,
		named: Option<&Named>,
		wanted: &Wanted,
	) -> RpcResult<Option<Value>> {
		if let Some(website) = &wanted.website {
			let attested_by = attested_by(self.0, &certificate.issuer, website, &wanted.attesters)?;
			let is_theirs = attested_by.iter().any(|attester| wanted.attesters.contains(attester));
			let issuer = certificate.issuer.to_ss58check();
			return Ok((!is_theirs).then(|| json!({ "issuerMismatch": { "issuer": issuer } })));
		}
		let named = named.filter(|named| !wanted.names_issuer() && !named.is_own());
		Ok(named.map(Named::to_reason))
	}

	/// A certificate, or one of a batch, as a credential, for those who trust `attesters`.
	pub fn export_credential(
		&self,
		id: CertificateId,
		member: Option<PresentedMember<AccountId32>>,
		claims: Option<Claims>,
		attesters: &[AccountId32],
	) -> RpcResult<Value> {
		let verification = self.verify(id, member.clone(), None, None)?;
		if verification.reason == Some(InvalidReason::ProofInvalid) {
			return Err(invalid_params("presented", "the proof does not show that it is one of the batch"));
		}
		let Some(Dossier { certificate, .. }) = verification.dossier else {
			return Err(match (self.batch(id)?, member) {
				(Some(_), None) => invalid_params("presented", "of a batch, it has to be said which one is meant"),
				(None, Some(_)) => not_found("batch", id),
				_ => not_found("certificate", id),
			});
		};
		let claims = claims.unwrap_or_else(|| Claims::of(&certificate));
		if !claims.match_commitment(certificate.claims) {
			return Err(invalid_params("claims", "they are not those that were certified"));
		}
		let schema = self.schema(certificate.schema)?;
		let export = self.export(&certificate, &schema, member.as_ref(), &claims);
		let own = match export.as_it_is() {
			Some((credential, issuer)) => {
				let named = Named::find(self.0, OwnIssuer::One(issuer), &certificate.issuer, attesters)?;
				named.is_some_and(|named| named.is_own()).then_some(credential)
			},
			None => None,
		};
		let credential = Value::from(own.unwrap_or_else(|| export.otherwise()));
		let (bytes, limit) = (credential.to_string().len(), Bound::CREDENTIAL.bytes);
		if bytes > limit {
			let problem =
				format!("the credential would have {bytes} bytes, more than the {limit} that are read: show less");
			return Err(invalid_params("claims", problem));
		}
		Ok(credential)
	}

	fn export<'b>(
		&self,
		certificate: &'b CertificateInfo<AccountId32>,
		schema: &'b SchemaInfo,
		presented: Option<&'b PresentedMember<AccountId32>>,
		claims: &'b Claims,
	) -> Export<'b> {
		Export { genesis: self.0.genesis(), certificate, schema, presented, claims }
	}

	/// A status list as a credential: one of its own, that of a batch, or that of a certificate. That of a batch with
	/// the most members takes 512 pages of the state.
	pub fn export_status_list(&self, id: StatusListId, purpose: StatusPurpose) -> RpcResult<Value> {
		// What there is not is judged too, and says the time.
		let verification = self.verify(id, None, None, None)?;
		let now = verification.time;
		let list: Option<StatusListInfo<AccountId32>> = self.ask("status_list", (id,))?;
		let (keeper, bits) = if let Some(list) = list {
			if list.purpose != purpose {
				return Err(not_found("list of this purpose", id));
			}
			(list.owner, self.bits(list.length, id, &[purpose])?)
		} else if let Some(batch) = self.batch(id)? {
			let stored = [StatusPurpose::Revocation, StatusPurpose::Suspension];
			let stored: Vec<_> = stored.into_iter().filter(|stored| is_listed(*stored, purpose)).collect();
			let mut bits = self.bits(batch.count, id, &stored)?;
			if is_out_of_force(&self.judge_batch(&batch, now)?, purpose) {
				bits.fill();
			}
			(batch.issuer, bits)
		} else if let Some(Dossier { certificate, .. }) = &verification.dossier {
			let mut bits = Bits::new(1);
			if is_out_of_force(&verification, purpose) {
				bits.fill();
			}
			(certificate.issuer.clone(), bits)
		} else {
			return Err(not_found("status list, batch or certificate", id));
		};
		status_list::credential(&keeper, &id, purpose, &bits, now)
	}

	/// So many bits, of which those are set that are for any of these purposes.
	fn bits(&self, count: u32, id: StatusListId, purposes: &[StatusPurpose]) -> RpcResult<Bits> {
		let mut bits = Bits::new(count);
		for purpose in purposes {
			for first in (0..bits.pages()).step_by(PAGES as usize) {
				let pages: Vec<u8> = self.ask("status_bits", (id, *purpose, first, PAGES))?;
				bits.add(first, &pages);
			}
		}
		Ok(bits)
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
			record: String::new(),
			evidence: None,
			search_key: None,
			nullifier: None,
			issued_at: batch.history.first().map_or(now, |change| change.at),
			valid_from: batch.valid_from,
			valid_until: batch.valid_until,
			accepted: false,
			state: batch.state,
			history: batch.history.clone(),
			predecessor: None,
			successor: None,
		};
		let network: Option<NetworkInfo<AccountId32>> = self.ask("network", (batch.network,))?;
		let dossier = Dossier {
			certificate,
			survives_issuer: self.schema(batch.schema)?.rules.survives_issuer,
			chain: self.chain(batch)?,
			closed_at: network.and_then(|network| network.closed_at),
			listed: None,
			bits_at: None,
		};
		Ok(Verification::judge(Some(dossier), &Expected::default(), now, now))
	}

	/// The accreditations on which a batch rests: none if it is the operator's.
	fn chain(&self, batch: &BatchInfo<AccountId32>) -> RpcResult<Vec<IssuerLink<AccountId32>>> {
		let mut chain = Vec::new();
		let mut next = batch.accreditation;
		while let Some(id) = next.filter(|_| chain.len() < usize::from(MAX_DEPTH)) {
			let found: Option<AccreditationInfo<AccountId32>> = self.ask("accreditation", (id,))?;
			let found = found.ok_or_else(|| runtime_error("there is no such accreditation"))?;
			let AccreditationInfo { parent, holder, terms, history, .. } = found;
			next = parent;
			// What nobody has accepted, nothing is issued under.
			let holder = holder.ok_or_else(|| runtime_error("nobody holds the accreditation of a batch"))?;
			chain.push(IssuerLink { accreditation: id, holder, valid_until: terms.valid_until, history });
		}
		Ok(chain)
	}

	fn verify(
		&self,
		id: CertificateId,
		member: Option<PresentedMember<AccountId32>>,
		expected: Option<Expected<AccountId32>>,
		time: Option<Moment>,
	) -> RpcResult<Verification<AccountId32>> {
		self.ask("verify", (id, expected, time, member))
	}

	/// The schema of something that was issued.
	fn schema(&self, id: SchemaId) -> RpcResult<SchemaInfo> {
		self.ask::<Option<_>, _>("schema", (id,))?.ok_or_else(|| runtime_error("there is no such schema"))
	}

	fn batch(&self, id: CertificateId) -> RpcResult<Option<BatchInfo<AccountId32>>> {
		self.ask("batch", (id,))
	}

	/// What a view of certification answers.
	fn ask<Answer, Given>(&self, view: &str, arguments: Given) -> RpcResult<Answer>
	where
		Answer: Decode + TypeInfo + 'static,
		Given: Encode + TypeInfo + 'static,
	{
		views::ask(self.0, CERTIFICATION, view, arguments)
	}
}
