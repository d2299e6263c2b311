//! JSON Schemas (draft-07) of what forms are asked with and answer. Of types that the chain defines they refer to the schemas
//! that `rpc.discover` makes of its metadata. Of a form that a standard defines they name what every document has, and leave the
//! rest to the standard.

use serde_json::{json, Map, Value};

/// Where `rpc.discover` has the schemas of the chain's types.
pub const REFERENCE: &str = "#/components/schemas/";

/// A type of the chain.
fn of_chain(name: &str) -> Value {
	json!({ "$ref": format!("{REFERENCE}{name}") })
}

fn optional(schema: Value) -> Value {
	json!({ "anyOf": [schema, { "type": "null" }] })
}

fn an_object(properties: Value) -> Value {
	let required: Vec<_> = properties.as_object().into_iter().flat_map(|members| members.keys()).collect();
	json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
}

pub fn text() -> Value {
	json!({ "type": "string" })
}

pub fn object() -> Value {
	json!({ "type": "object" })
}

pub fn hash() -> Value {
	json!({ "type": "string", "pattern": "^0x[0-9a-fA-F]{64}$" })
}

fn texts() -> Value {
	json!({ "type": "array", "items": text() })
}

fn number() -> Value {
	json!({ "type": "integer", "minimum": 0 })
}

pub fn time() -> Value {
	json!({ "type": ["integer", "string", "null"], "minimum": 0, "pattern": "^[0-9]+$" })
}

pub fn status_purpose() -> Value {
	of_chain("StatusPurpose")
}

/// As the view `verify` takes it, but that there are more names for an issuer, and `attesters`.
pub fn expected() -> Value {
	let more = json!({
		"issuer": { "type": ["string", "null"], "description": "An account, a DID, or a website: a host or an https: URL." },
		"attesters": attesters(),
	});
	let named = ["network", "schema", "subject", "claims"].map(|name| (name.to_owned(), true.into()));
	let mut properties = Map::from_iter(named);
	properties.extend(more.as_object().cloned().unwrap_or_default());
	let wider = json!({ "type": "object", "properties": properties, "additionalProperties": false });
	json!({ "anyOf": [of_chain("Expected"), wider, { "type": "null" }] })
}

/// Whose attestations of websites are trusted.
pub fn attesters() -> Value {
	let account = json!({ "type": "string", "description": "An account or a DID." });
	json!({ "type": ["array", "null"], "items": account, "maxItems": 16 })
}

pub fn presented() -> Value {
	optional(of_chain("PresentedMember"))
}

pub fn claims() -> Value {
	let field = an_object(json!({
		"index": number(),
		"salt": hash(),
		"name": { "type": "string", "description": "A JSON pointer into the document." },
		"value": true,
		"proof": { "type": "array", "items": hash() },
	}));
	let count = json!({ "type": "integer", "minimum": 0, "description": "How many fields the document has." });
	let disclosed = an_object(json!({ "count": count, "fields": { "type": "array", "items": field } }));
	json!({ "anyOf": [
		an_object(json!({ "document": true })),
		an_object(json!({ "text": text() })),
		an_object(json!({ "disclosed": disclosed })),
		an_object(json!({ "commitment": hash() })),
		{ "type": "null" },
	] })
}

/// W3C DID Core, section 7.1.
pub fn did_resolution() -> Value {
	let document = json!({
		"type": "object",
		"required": ["@context", "id"],
		"properties": { "@context": { "type": "array" }, "id": text() },
	});
	an_object(json!({
		"didDocument": optional(document),
		"didDocumentMetadata": object(),
		"didResolutionMetadata": object(),
	}))
}

/// W3C Verifiable Credentials Data Model 2.0, section 4.
pub fn credential() -> Value {
	json!({
		"type": "object",
		"required": ["@context", "type", "issuer", "credentialSubject"],
		"properties": { "@context": { "type": "array" } },
	})
}

/// As the view `verify` answers, with the reasons that only credentials have.
pub fn verification() -> Value {
	let reason = json!({
		"description": "Why it is not valid.",
		"anyOf": [
			of_chain("InvalidReason"),
			an_object(json!({ "otherChain": an_object(json!({ "genesisHash": hash() })) })),
			an_object(json!({ "contentMismatch": an_object(json!({ "at": text() })) })),
			an_object(json!({ "issuerUnrelated": an_object(json!({ "issuer": text(), "attestedBy": texts() })) })),
			an_object(json!({ "documentDateUnclear": an_object(json!({ "member": text() })) })),
			an_object(json!({ "documentNotYetValid": an_object(json!({ "validFrom": number() })) })),
			an_object(json!({ "documentExpired": an_object(json!({ "validUntil": number() })) })),
			{ "type": "null" },
		],
	});
	an_object(json!({
		"valid": { "type": "boolean" },
		"reason": reason,
		"since": {
			"type": ["integer", "string", "null"],
			"description": "Since when that has been so, in milliseconds, where it is known.",
		},
		"time": { "type": ["integer", "string"], "description": "The time for which this holds, in milliseconds." },
		"dossier": optional(of_chain("Dossier")),
		"documentIssuer": optional(an_object(json!({
			"id": { "type": "string", "description": "By whom the document says that it is, or why that is not clear." },
			"relation": {
				"enum": ["same", "website", "unrelated", "unclear"],
				"description": "Whether that is the issuer of the certificate: by their DID, or at a website that one of the \
					verifier's attesters has attested to be theirs.",
			},
			"attestedBy": { "type": "array", "items": text(), "description": "By whom; of others than the verifier's own attesters \
				the first thousand are looked at." },
		}))),
	}))
}
