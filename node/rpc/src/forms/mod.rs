//! Answers in forms that others have defined: W3C (DID documents, Verifiable Credentials, status lists) and 1EdTech (Open
//! Badges). They are made of what view functions answer, and are the only answers that are written by hand.

mod certificates;
mod claims;
mod credential;
mod did;
mod issuers;
mod names;
mod parameters;
mod presented;
mod schemas;
mod status_list;
#[cfg(test)]
mod tests;

use crate::{
	error::invalid_params,
	views::{Arguments, Form, Param, Views},
};
use certificates::Certificates;
use civitas_primitives::certification::info::PresentedMember;
use claims::Claims;
use issuers::Wanted;
use jsonrpsee::core::RpcResult;
use parameters::{as_in_view, check_proof};
use presented::Presented;
use serde::Deserialize;
use serde_json::Value;
use sp_core::crypto::AccountId32;

/// All of them.
pub const FORMS: &[Form] = &[
	Form {
		name: "civitas_resolveDid",
		docs: "The W3C document of a DID, as a DID resolution result.\n\nThat there is none is an answer, too: the `error` in \
			`didResolutionMetadata` is `invalidDid` or `methodNotSupported` for a text that is not the DID of an identity, and \
			`notFound` if nobody has registered it. An identity that was given up has a document without keys, and `deactivated` \
			in its metadata. While an identity is frozen, its keys are for nothing.\n\nWhat each valid key may do on chain is in \
			`civitas.keys` of the metadata, by the fragment that names it. The `versionId` is the number of the version, and \
			behind a point how many times since then a key has become valid or expired.",
		params: &[Param { name: "did", required: true, docs: "The DID: `did:civitas:…`.", schema: schemas::text }],
		result: schemas::did_resolution,
		answer: resolve_did,
	},
	Form {
		name: "civitas_exportCredential",
		docs: "A certificate, or one of a batch, as a W3C Verifiable Credential, and as an Open Badge if it certifies one.\n\nIt \
			has no signature: its member `civitas` says where on chain it is from, by which `civitas_verifyCredential` checks all \
			of it. It says nothing of whether the certificate is valid: its `credentialStatus` names the status lists for that.\n\nA \
			document that is a credential itself is shown as it is if it is legal as one, and names the issuer of the certificate \
			by their DID, or by a website that one of `attesters` has attested to be theirs. Any other is within the claims.",
		params: &[
			Param {
				name: "certificate",
				required: true,
				docs: "The identifier of the certificate, or of the batch.",
				schema: schemas::hash,
			},
			Param {
				name: "presented",
				required: false,
				docs: "If it is one of a batch: which one, and the nodes beside the way from it up to the root of the batch.",
				schema: schemas::presented,
			},
			Param {
				name: "claims",
				required: false,
				docs: "What is certified, if that is not a public record: a JSON document of which the hash is on chain, a text, \
					or some fields of a document. A document has at most 128 KiB as canonical JSON and is nested 64 deep at the most, \
					and the whole has at most 256 KiB. If absent, the credential has the commitment only.",
				schema: schemas::claims,
			},
			Param {
				name: "attesters",
				required: false,
				docs: "Whose attestations of websites count, at most 16 accounts or DIDs: of those whom the readers trust. Anyone can \
					attest.",
				schema: schemas::attesters,
			},
		],
		result: schemas::credential,
		answer: export_credential,
	},
	Form {
		name: "civitas_exportStatusList",
		docs: "A status list as a W3C Bitstring Status List credential.\n\nWhat is not in force for good is in the list of \
			revocations; what is not in force, for good or not, is in that of suspensions.",
		params: &[
			Param {
				name: "list",
				required: true,
				docs: "The identifier of the list, of the batch, or of the certificate, which is the only entry of its list.",
				schema: schemas::hash,
			},
			Param {
				name: "purpose",
				required: true,
				docs: "Of a list of its own, the one that it has.",
				schema: schemas::status_purpose,
			},
		],
		result: schemas::credential,
		answer: export_status_list,
	},
	Form {
		name: "civitas_verifyCredential",
		docs: "Whether a credential is what `civitas_exportCredential` makes of a certificate, and the certificate is valid.\n\nThe \
			answer is that of `certification_verify`. Beside its reasons there are two, which go before all others: `otherChain`, \
			and `contentMismatch` with where the credential differs (a JSON pointer). If nothing else speaks against it, a document \
			that a reader could take for a credential is judged by what it says, and so is a public record: `issuerUnrelated` if it \
			names an issuer who is not that of the certificate, as far as the verifier's `attesters` know, or does not name one \
			clearly, and no issuer is expected; `documentDateUnclear` if one of its dates cannot be read; and `documentNotYetValid` \
			and `documentExpired` by its dates. `documentIssuer` has the issuer that it names. A `proof` is left to whoever \
			understands it. The order of status lists and of types does not matter, nor whether one value is in a list.",
		params: &[
			Param {
				name: "credential",
				required: true,
				docs: "The credential, of 256 KiB at the most, nested 72 deep. Without a context it is an object that may leave out of it what it \
					likes, but has at least an `id` or `civitas.certificate`; of one of a batch `civitas` has `member`, `subject` and \
					`claims` too.",
				schema: schemas::object,
			},
			Param {
				name: "expected",
				required: false,
				docs: "What else must be true of the certificate: as `certification_verify` has it. `issuer` may be a DID or a website \
					(a host, or an https: URL) too; a website has to be attested to be the issuer's by one of `attesters`, accounts \
					or DIDs of whom the verifier trusts in this. Anyone can attest.",
				schema: schemas::expected,
			},
			Param {
				name: "time",
				required: false,
				docs: "For which time, in milliseconds since the Unix epoch; that of the block if absent.",
				schema: schemas::time,
			},
		],
		result: schemas::verification,
		answer: verify_credential,
	},
];

fn resolve_did(views: &dyn Views, arguments: &Arguments) -> RpcResult<Value> {
	did::resolve(views, &arguments.read::<String>("did")?)
}

fn export_credential(views: &dyn Views, arguments: &Arguments) -> RpcResult<Value> {
	let certificate = as_in_view(views, arguments, "verify", "certificate")?;
	let presented: Option<PresentedMember<AccountId32>> = as_in_view(views, arguments, "verify", "presented")?;
	if let Some(presented) = &presented {
		check_proof("presented", &presented.proof)?;
	}
	let claims = match parameters::json(arguments, "claims")? {
		Some(claims) => Some(Claims::deserialize(claims.value()).map_err(|problem| invalid_params("claims", problem))?),
		None => None,
	};
	let attesters = issuers::attesters(views, "attesters", arguments.get("attesters").cloned())?;
	Certificates(views).export_credential(certificate, presented, claims, &attesters)
}

fn export_status_list(views: &dyn Views, arguments: &Arguments) -> RpcResult<Value> {
	let list = as_in_view(views, arguments, "status_bits", "list")?;
	let purpose = as_in_view(views, arguments, "status_bits", "purpose")?;
	Certificates(views).export_status_list(list, purpose)
}

fn verify_credential(views: &dyn Views, arguments: &Arguments) -> RpcResult<Value> {
	let credential = parameters::json(arguments, "credential")?;
	let credential = Presented::read(credential.ok_or_else(|| invalid_params("credential", "it is missing"))?)?;
	let wanted = Wanted::read(views, arguments)?;
	let time = as_in_view(views, arguments, "verify", "time")?;
	Certificates(views).verify_credential(credential, wanted, time)
}
