//! Answers in forms that others have defined: W3C (DID documents, Verifiable Credentials, status lists) and 1EdTech (Open
//! Badges). They are made of what view functions answer, and are the only answers that are written by hand.

mod certificates;
mod claims;
mod credential;
mod did;
mod json;
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
			of it. It says nothing of whether the certificate is valid: its `credentialStatus` names the status lists for that.",
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
					or some fields of a document; of 256 KiB at the most. If absent, the credential has the commitment only.",
				schema: schemas::claims,
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
			and `contentMismatch` with where the credential differs (a JSON pointer). A `proof` is left to whoever understands it.",
		params: &[
			Param {
				name: "credential",
				required: true,
				docs: "The credential, of 256 KiB at the most. Without a context it is an object that may leave out of it what it \
					likes, but has at least an `id` or `civitas.certificate`; of one of a batch `civitas` has `member`, `subject` and \
					`claims` too.",
				schema: schemas::object,
			},
			Param {
				name: "expected",
				required: false,
				docs: "What else must be true of the certificate.",
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
	let presented: Option<PresentedMember<AccountId32>> = match arguments.get("presented") {
		Some(_) => Some(as_in_view(views, arguments, "verify_member", "presented")?),
		None => None,
	};
	if let Some(presented) = &presented {
		check_proof("presented", &presented.proof)?;
	}
	let claims = match parameters::json(arguments, "claims")? {
		Some(claims) => Some(Claims::deserialize(claims.value()).map_err(|problem| invalid_params("claims", problem))?),
		None => None,
	};
	Certificates(views).export_credential(certificate, presented, claims)
}

fn export_status_list(views: &dyn Views, arguments: &Arguments) -> RpcResult<Value> {
	let list = as_in_view(views, arguments, "status_bits", "list")?;
	let purpose = as_in_view(views, arguments, "status_bits", "purpose")?;
	Certificates(views).export_status_list(list, purpose)
}

fn verify_credential(views: &dyn Views, arguments: &Arguments) -> RpcResult<Value> {
	let credential = parameters::json(arguments, "credential")?;
	let credential = Presented::read(credential.ok_or_else(|| invalid_params("credential", "it is missing"))?)?;
	let expected = as_in_view(views, arguments, "verify", "expected")?;
	let time = as_in_view(views, arguments, "verify", "time")?;
	Certificates(views).verify_credential(credential, expected, time)
}
