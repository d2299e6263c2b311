//! Credentials that someone presents: which certificate they mean, what they say, and whether the chain says the same.

use super::{
	claims::Claims,
	credential::{claims_within, document_within, ANCHOR, ANCHOR_VERSION, CLAIMS, PROOF, VERSION},
	json::Json,
	names::{self, parse_certificate_url},
	parameters::check_proof,
};
use crate::error::invalid_params;
use civitas_primitives::certification::{
	info::{CertificateInfo, PresentedMember},
	CertificateId, Member, MerkleProof,
};
use jsonrpsee::core::RpcResult;
use serde::{de::DeserializeOwned, Deserialize, Serialize};
use serde_json::{Map, Value};
use sp_core::{crypto::AccountId32, H256};

/// The parameter that all problems here are of.
const PARAMETER: &str = "credential";

/// In what a credential differs from what the chain says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Difference {
	/// It is of another chain.
	OtherChain {
		/// The first block of that chain.
		genesis_hash: H256,
	},
	/// It says something that the chain does not.
	ContentMismatch {
		/// Where: a JSON pointer (RFC 6901).
		at: String,
	},
}

/// A credential as it is presented.
pub struct Presented {
	credential: Map<String, Value>,
	/// Of which chain it says that it is, if it does.
	genesis: Option<H256>,
	version: Option<u32>,
	/// The certificate, or the batch.
	pub certificate: CertificateId,
	member: Option<ProvedPlace>,
}

/// The part of the anchor that says where in a batch something is.
#[derive(Deserialize)]
struct ProvedPlace {
	index: u32,
	proof: Vec<H256>,
}

impl Presented {
	/// Read what is needed to find the certificate.
	pub fn read(credential: Json) -> RpcResult<Self> {
		let Value::Object(credential) = credential.into() else {
			return Err(invalid_params(PARAMETER, "it is not an object"));
		};
		let url = credential.get("id").and_then(Value::as_str).and_then(parse_certificate_url);
		let anchor = match credential.get(ANCHOR) {
			None => &Map::new(),
			Some(Value::Object(anchor)) => anchor,
			Some(_) => return Err(invalid_params(PARAMETER, format!("{ANCHOR} is not an object"))),
		};
		let certificate = match (member(anchor, "certificate")?, url) {
			(Some(certificate), _) => certificate,
			(None, Some((certificate, _))) => certificate,
			(None, None) => {
				let problem = format!("neither its id nor {ANCHOR}.certificate names a certificate");
				return Err(invalid_params(PARAMETER, problem));
			},
		};
		let place: Option<ProvedPlace> = member(anchor, "member")?;
		// The chain knows the root of a batch, and nothing of its members.
		if place.is_none() && url.is_some_and(|(batch, index)| batch == certificate && index.is_some()) {
			let problem =
				format!("its id names one of a batch, so its place and the proof of it are needed: {ANCHOR}.member");
			return Err(invalid_params(PARAMETER, problem));
		}
		let (genesis, version) = (member(anchor, "genesisHash")?, member(anchor, VERSION)?);
		Ok(Self { genesis, version, certificate, member: place, credential })
	}

	/// What tells that it was not made here, whatever else it says: that it is of another chain than the one that begins with
	/// `genesis`, or in another form than the one that is known here, by which it would differ even if it says the same.
	pub fn other_origin(&self, genesis: H256) -> Option<Difference> {
		if let Some(genesis_hash) = self.genesis.filter(|named| *named != genesis) {
			return Some(Difference::OtherChain { genesis_hash });
		}
		self.version.filter(|version| *version != ANCHOR_VERSION)?;
		Some(Difference::ContentMismatch { at: format!("/{ANCHOR}/{VERSION}") })
	}

	/// Which one of a batch it is, if it is one. Whom it is about and what it certifies is in the anchor beside the proof.
	pub fn member(&self) -> RpcResult<Option<PresentedMember<AccountId32>>> {
		let Some(ProvedPlace { index, proof }) = &self.member else { return Ok(None) };
		let proof = MerkleProof(proof.clone());
		check_proof(&format!("{PARAMETER}: {ANCHOR}.member"), &proof)?;
		let anchor = self.credential.get(ANCHOR).and_then(Value::as_object);
		let (Some(did), Some(claims)) = (
			anchor.map(|anchor| member::<String>(anchor, "subject")).transpose()?.flatten(),
			anchor.map(|anchor| member(anchor, "claims")).transpose()?.flatten(),
		) else {
			let problem = format!("{ANCHOR} says that it is one of a batch, and not whose or of what claims");
			return Err(invalid_params(PARAMETER, problem));
		};
		let subject = names::identity(&format!("{PARAMETER}: {ANCHOR}.subject"), &did)?;
		Ok(Some(PresentedMember { member: Member { index: *index, subject, claims }, proof }))
	}

	/// What it says is certified; `None` if that is something else than what was.
	pub fn claims(&self, certificate: &CertificateInfo<AccountId32>) -> RpcResult<Option<Claims>> {
		let document = document_within(&self.credential);
		if document.hash() == certificate.claims {
			return Ok(Some(Claims::Document(document)));
		}
		let subject = self.credential.get("credentialSubject").and_then(Value::as_object);
		let claims = match subject.and_then(|subject| subject.get(CLAIMS)) {
			Some(claims) => Claims::deserialize(claims)
				.map_err(|error| invalid_params(PARAMETER, format!("credentialSubject.{CLAIMS}: {error}")))?,
			None => match subject.map(claims_within) {
				Some(claims) if claims != Map::new().into() => Claims::Document(claims),
				_ => Claims::Commitment(certificate.claims),
			},
		};
		Ok(claims.match_commitment(certificate.claims).then_some(claims))
	}

	/// In what it differs from `exported`, what the chain makes of the certificate. A credential has to be the same but for
	/// signatures; what is not one, having no context, may leave out what it likes.
	pub fn difference(&self, exported: Map<String, Value>) -> Option<Difference> {
		let whole = self.credential.contains_key("@context");
		let mut credential = self.credential.clone();
		credential.remove(PROOF);
		let at = difference(&credential.into(), &exported.into(), whole)?;
		Some(Difference::ContentMismatch { at })
	}
}

/// A member of an object, if it is there and not `null`.
fn member<T: DeserializeOwned>(object: &Map<String, Value>, name: &str) -> RpcResult<Option<T>> {
	let value = object.get(name).filter(|value| !value.is_null()).cloned();
	let read = value.map(serde_json::from_value).transpose();
	read.map_err(|error| invalid_params(PARAMETER, format!("{ANCHOR}.{name}: {error}")))
}

/// Where `presented` differs from `exported`: a JSON pointer. If not `whole`, members may be missing in it.
fn difference(presented: &Value, exported: &Value, whole: bool) -> Option<String> {
	let (Some(presented_members), Some(exported_members)) = (presented.as_object(), exported.as_object()) else {
		return (presented != exported).then(String::new);
	};
	let step = |name: &str| format!("/{}", name.replace('~', "~0").replace('/', "~1"));
	for (name, value) in presented_members {
		let inner = match exported_members.get(name) {
			Some(expected) => difference(value, expected, whole),
			None => Some(String::new()),
		};
		if let Some(inner) = inner {
			return Some(step(name) + &inner);
		}
	}
	let missing = exported_members.keys().find(|name| whole && !presented_members.contains_key(*name));
	missing.map(|name| step(name))
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn differences_are_found_wherever_they_are() {
		let exported = json!({ "a": { "b": [1, 2], "c~/": null }, "d": "x" });
		let compare = |presented, whole| difference(&presented, &exported, whole);
		assert_eq!(compare(exported.clone(), true), None);
		assert_eq!(compare(json!({ "a": { "b": [1, 3], "c~/": null }, "d": "x" }), true), Some("/a/b".into()));
		assert_eq!(compare(json!({ "a": { "b": [1, 2], "c~/": 0 }, "d": "x" }), true), Some("/a/c~0~1".into()));
		assert_eq!(compare(json!({ "a": { "b": [1, 2] } }), false), None);
		assert_eq!(compare(json!({ "a": { "b": [1, 2] } }), true), Some("/a/c~0~1".into()));
		assert_eq!(compare(json!({ "a": {}, "e": 1 }), false), Some("/e".into()));
		assert_eq!(compare(json!({ "a": [] }), false), Some("/a".into()));
	}
}
