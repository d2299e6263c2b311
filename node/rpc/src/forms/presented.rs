//! Credentials that someone presents: which certificate they mean, what they say, and whether the chain says the same.

use super::{
	claims::Claims,
	credential::{claims_within, elements, Export, Shape, ANCHOR_VERSION, VERSION},
	names::{self, parse_certificate_url},
	parameters::check_proof,
};
use crate::error::invalid_params;
use civitas_credentials::{without_chain, Document, ANCHOR, CLAIMS, PROOF, STATUS};
use civitas_primitives::certification::{
	info::{CertificateInfo, PresentedMember},
	CertificateId, Member, MerkleProof,
};
use jsonrpsee::core::RpcResult;
use serde::{de::DeserializeOwned, Deserialize};
use serde_json::{json, Map, Value};
use sp_core::{crypto::AccountId32, H256};
use std::collections::BTreeSet;

/// The parameter that all problems here are of.
const PARAMETER: &str = "credential";

/// A credential as it is presented. What it says is only read as far as it is needed to find the certificate.
pub struct Presented {
	credential: Map<String, Value>,
	/// Of which chain it says that it is, if it does.
	genesis: Option<H256>,
	version: Option<u32>,
	/// The certificate, or the batch.
	pub certificate: CertificateId,
	/// Which one of a batch it is, if it is one.
	pub member: Option<PresentedMember<AccountId32>>,
}

/// The part of the anchor that says where in a batch something is.
#[derive(Deserialize)]
struct ProvedPlace {
	index: u32,
	proof: MerkleProof,
}

impl Presented {
	/// Read it.
	pub fn read(credential: Document) -> RpcResult<Self> {
		let refused = |problem: String| invalid_params(PARAMETER, problem);
		let Value::Object(credential) = credential.into() else { return Err(refused("it is not an object".into())) };
		let url = credential.get("id").and_then(Value::as_str).and_then(parse_certificate_url);
		let anchor = match credential.get(ANCHOR) {
			None => &Map::new(),
			Some(Value::Object(anchor)) => anchor,
			Some(_) => return Err(refused(format!("{ANCHOR} is not an object"))),
		};
		let named = member(anchor, "certificate")?.or(url.map(|(certificate, _)| certificate));
		let unnamed = || refused(format!("neither its id nor {ANCHOR}.certificate names a certificate"));
		let certificate = named.ok_or_else(unnamed)?;
		let place = member(anchor, "member")?;
		// The chain knows the root of a batch, and nothing of its members.
		if place.is_none() && url.is_some_and(|(batch, index)| batch == certificate && index.is_some()) {
			let problem = "its id names one of a batch, so its place and the proof of it are needed";
			return Err(refused(format!("{problem}: {ANCHOR}.member")));
		}
		let member = place.map(|place| proved(place, anchor)).transpose()?;
		let (genesis, version) = (self::member(anchor, "genesisHash")?, self::member(anchor, VERSION)?);
		Ok(Self { genesis, version, certificate, member, credential })
	}

	/// What tells that it was not made here, whatever else it says: that it is of another chain than the one that begins with
	/// `genesis`, or in another form than the one that is known here, by which it would differ even if it says the same.
	pub fn other_origin(&self, genesis: H256) -> Option<Value> {
		match (self.genesis, self.version) {
			(Some(named), _) if named != genesis => Some(json!({ "otherChain": { "genesisHash": named } })),
			(_, Some(version)) if version != ANCHOR_VERSION => Some(mismatch(&format!("/{ANCHOR}/{VERSION}"))),
			_ => None,
		}
	}

	/// What it says is certified, and in which shape; `None` if that is something else than what was.
	pub fn claims(&self, certificate: &CertificateInfo<AccountId32>) -> RpcResult<Option<(Claims, Shape)>> {
		if let Some(document) = self.document(certificate.claims) {
			return Ok(Some((Claims::Document(document), Shape::AsItIs)));
		}
		let subject = match elements(self.credential.get("credentialSubject")) {
			[only] => only.as_object(),
			_ => None,
		};
		let (claims, shape) = match subject.and_then(|subject| subject.get(CLAIMS)) {
			Some(claims) => {
				let read = Claims::deserialize(claims)
					.map_err(|error| invalid_params(PARAMETER, format!("credentialSubject.{CLAIMS}: {error}")))?;
				(read, Shape::Plain)
			},
			None => match subject.map(claims_within) {
				Some(claims) if claims.members().is_some_and(|claims| !claims.is_empty()) => {
					(Claims::Document(claims), Shape::Badge)
				},
				_ => (Claims::Commitment(certificate.claims), Shape::Plain),
			},
		};
		Ok(claims.match_commitment(certificate.claims).then_some((claims, shape)))
	}

	/// The document of this hash, if the credential is it, with what the chain has added. A list of one means the same as the
	/// one in it, so software may have made the one of the other.
	fn document(&self, hash: H256) -> Option<Document> {
		let document = without_chain(&self.credential);
		// Each bit is for one of them.
		(0..1u8 << SETS.len()).find_map(|others| {
			let mut document = document.clone();
			for (_, name) in SETS.into_iter().enumerate().filter(|(place, _)| others >> place & 1 == 1) {
				let value = document.get_mut(name)?;
				*value = match value.take() {
					Value::Array(several) => <[Value; 1]>::try_from(several).map(|[only]| only).ok()?,
					only => Value::Array(vec![only]),
				};
			}
			Some(Document::of_parts(document)).filter(|document| H256(document.hash()) == hash)
		})
	}

	/// In what it differs from what the chain makes of the certificate, in the same shape. A credential has to be the same but
	/// for signatures; what is not one, having no context, may leave out what it likes.
	pub fn difference(mut self, export: &Export, shape: Shape) -> Option<Value> {
		let mut exported = export.shaped(shape).or_else(|| export.shaped(Shape::Plain)).unwrap_or_default();
		let whole = self.credential.contains_key("@context");
		self.credential.remove(PROOF);
		unify(&mut self.credential);
		unify(&mut exported);
		difference(&self.credential.into(), &exported.into(), whole).map(|at| mismatch(&at))
	}
}

/// The members of which one value and a list of it mean the same, and which a document has before it is certified.
const SETS: [&str; 3] = ["type", "issuer", "credentialSubject"];

/// Write in one way what JSON-LD has several ways for, outside of JSON literals.
fn unify(credential: &mut Map<String, Value>) {
	for name in SETS {
		if let Some(value) = credential.get_mut(name) {
			unwrap(value);
			unify_types(value);
		}
	}
	unify_types_of(credential);
	if let Some(status) = credential.get_mut(STATUS) {
		unwrap(status);
		unify_types(status);
		if let Value::Array(entries) = status {
			entries.iter_mut().for_each(unify_types);
			entries.sort_by_cached_key(Value::to_string);
		}
	}
}

/// Make of a list of one the one in it.
fn unwrap(value: &mut Value) {
	if let Value::Array(several) = value {
		if several.len() == 1 {
			*value = several.pop().unwrap_or_default();
		}
	}
}

fn unify_types(value: &mut Value) {
	if let Value::Object(object) = value {
		unify_types_of(object);
	}
}

fn unify_types_of(object: &mut Map<String, Value>) {
	if let Some(types) = object.get_mut("type") {
		unwrap(types);
		if let Value::Array(types) = types {
			types.sort_by_cached_key(Value::to_string);
		}
	}
}

/// That a credential says something that the chain does not, and where: a JSON pointer (RFC 6901).
fn mismatch(at: &str) -> Value {
	json!({ "contentMismatch": { "at": at } })
}

/// One of a batch, by the anchor that says where it is. Whom it is about and what it certifies is beside the proof.
fn proved(place: ProvedPlace, anchor: &Map<String, Value>) -> RpcResult<PresentedMember<AccountId32>> {
	let ProvedPlace { index, proof } = place;
	check_proof(&format!("{PARAMETER}: {ANCHOR}.member"), &proof)?;
	let (Some(did), Some(claims)) = (member::<String>(anchor, "subject")?, member(anchor, "claims")?) else {
		let problem = format!("{ANCHOR} says that it is one of a batch, and not whose or of what claims");
		return Err(invalid_params(PARAMETER, problem));
	};
	let subject = names::identity(&format!("{PARAMETER}: {ANCHOR}.subject"), &did)?;
	Ok(PresentedMember { member: Member { index, subject, claims }, proof })
}

/// A member of an object, if it is there and not `null`.
fn member<T: DeserializeOwned>(object: &Map<String, Value>, name: &str) -> RpcResult<Option<T>> {
	let read = object.get(name).map(<Option<T>>::deserialize).transpose();
	Ok(read.map_err(|error| invalid_params(PARAMETER, format!("{ANCHOR}.{name}: {error}")))?.flatten())
}

/// Where `presented` differs from `exported`: a JSON pointer. If not `whole`, members may be missing in it.
fn difference(presented: &Value, exported: &Value, whole: bool) -> Option<String> {
	let (Value::Object(presented), Value::Object(exported)) = (presented, exported) else {
		return (presented != exported).then(String::new);
	};
	let names: BTreeSet<_> = presented.keys().chain(exported.keys().filter(|_| whole)).collect();
	names.into_iter().find_map(|name| {
		let inner = match (presented.get(name), exported.get(name)) {
			(Some(presented), Some(exported)) => difference(presented, exported, whole)?,
			_ => String::new(),
		};
		Some(format!("/{}{inner}", name.replace('~', "~0").replace('/', "~1")))
	})
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
