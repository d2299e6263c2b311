//! Whether a DID document and the result of resolving a DID are what W3C Decentralized Identifiers (DIDs) 1.0,
//! <https://www.w3.org/TR/did-core/>, says they must be. Written from the text of the specification, to whose sections the
//! comments refer, and knowing nothing of the code that makes the documents: this module needs `serde_json` alone, and the
//! tests of `civitas-rpc` include it as it is.
//!
//! It is stricter where the specification leaves a choice that this method does not use: a property or type that is not
//! known here is a problem, and so is a relative or embedded reference, as every reader would have to handle them.

use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The context that must come first: 6.3.1.
const DID_CONTEXT: &str = "https://www.w3.org/ns/did/v1";

/// The types of verification methods, with the context that defines each and the property that has the key.
const METHOD_TYPES: [(&str, &str, &str); 2] = [
	("Multikey", "https://w3id.org/security/multikey/v1", "publicKeyMultibase"),
	(
		"EcdsaSecp256k1RecoveryMethod2020",
		"https://w3id.org/security/suites/secp256k1recovery-2020/v2",
		"blockchainAccountId",
	),
];

/// The keys that a Multikey may be: the multicodec code as a varint, how many bytes follow, whether it signs.
const MULTICODECS: [([u8; 2], usize, bool); 5] = [
	([0xef, 0x01], 32, true),
	([0xed, 0x01], 32, true),
	([0xe7, 0x01], 33, true),
	([0x80, 0x24], 33, true),
	([0xec, 0x01], 32, false),
];

/// 5.3.
const RELATIONSHIPS: [&str; 5] =
	["authentication", "assertionMethod", "keyAgreement", "capabilityInvocation", "capabilityDelegation"];

/// 5.1 to 5.4.
const PROPERTIES: [&str; 6] = ["@context", "id", "alsoKnownAs", "controller", "verificationMethod", "service"];

/// What is wrong with the result of resolving a DID (7.1); nothing if the list is empty.
pub fn problems_of_resolution(result: &Value) -> Vec<String> {
	let mut check = Checker::default();
	let none = Map::new();
	let (document, about) = (&result["didDocument"], &result["didDocumentMetadata"]);
	let resolution = &result["didResolutionMetadata"];
	check.that(about.is_object() && resolution.is_object(), "both kinds of metadata must be maps");
	let about = about.as_object().unwrap_or(&none);
	match resolution.get("error") {
		// 7.1: then the document has no value, and there is nothing to say about it; 7.1.2: the error is a word.
		Some(error) => {
			let word = error.as_str().is_some_and(|word| {
				["invalidDid", "notFound", "methodNotSupported", "representationNotSupported"].contains(&word)
			});
			check.that(word, format!("{error} is not a registered error"));
			check.that(document.is_null(), "there is an error and a document");
			check.that(about.is_empty(), "there is an error and metadata of a document");
			check.that(resolution.get("contentType").is_none(), "there is an error and a media type");
		},
		None => {
			let media_type = resolution.get("contentType").and_then(Value::as_str);
			check.that(media_type == Some("application/did+ld+json"), "the media type is missing or another");
			check.problems.extend(problems_of_document(document));
		},
	}
	// 7.1.3.
	for time in ["created", "updated", "nextUpdate"] {
		if let Some(value) = about.get(time) {
			check.that(value.as_str().is_some_and(is_date_time), format!("{time}: {value} is not a date and time"));
		}
	}
	if let (Some(created), Some(updated)) = (about.get("created"), about.get("updated")) {
		// In this form the order of texts is that of times.
		check.that(created.as_str() <= updated.as_str(), "it was updated before it was created");
	}
	if let Some(version) = about.get("versionId") {
		check.that(version.as_str().is_some_and(|text| text.is_ascii()), "versionId must be an ASCII string");
	}
	if let Some(deactivated) = about.get("deactivated") {
		check.that(deactivated.is_boolean(), "deactivated must be a boolean");
		let keys = RELATIONSHIPS.iter().any(|name| document.get(name).is_some());
		check.that(*deactivated != Value::Bool(true) || !keys, "it is deactivated, and has keys");
	}
	check.problems
}

/// What is wrong with a document (5 and 6.3); nothing if the list is empty.
pub fn problems_of_document(document: &Value) -> Vec<String> {
	let mut check = Checker::default();
	let Some(properties) = document.as_object() else { return vec!["a document must be a map".into()] };
	for name in properties.keys() {
		let known = PROPERTIES.contains(&name.as_str()) || RELATIONSHIPS.contains(&name.as_str());
		check.that(known, format!("{name} is not a property of documents"));
	}
	let contexts = check.contexts(properties.get("@context"));
	// 5.1.1: required, and a string that is a DID.
	let id = properties.get("id").and_then(Value::as_str).unwrap_or_default();
	check.that(is_did(id), format!("id: {id:?} is not a DID"));
	// 5.1.2 and 5.1.3.
	check.set_of("controller", properties.get("controller"), true, is_did);
	check.set_of("alsoKnownAs", properties.get("alsoKnownAs"), false, is_uri);
	let methods = check.verification_methods(id, properties.get("verificationMethod"), &contexts);
	for name in RELATIONSHIPS {
		check.relationship(name, properties.get(name), &methods);
	}
	check.services(id, properties.get("service"), &methods);
	check.problems
}

/// A verification method: its id, and whether it signs.
type Method = (String, bool);

#[derive(Default)]
struct Checker {
	problems: Vec<String>,
}

impl Checker {
	fn that(&mut self, good: bool, problem: impl Into<String>) {
		if !good {
			self.problems.push(problem.into());
		}
	}

	/// 6.3.1: one text, or an ordered set that begins with it.
	fn contexts(&mut self, value: Option<&Value>) -> Vec<String> {
		let contexts: Vec<String> = match value {
			Some(Value::String(context)) => vec![context.clone()],
			Some(Value::Array(all)) => all.iter().filter_map(|one| one.as_str().map(Into::into)).collect(),
			_ => Vec::new(),
		};
		let texts = value.and_then(Value::as_array).is_none_or(|all| all.len() == contexts.len());
		self.that(texts, "@context: all must be texts");
		self.that(contexts.first().is_some_and(|first| first == DID_CONTEXT), "@context: that of DIDs must be first");
		self.that(contexts.iter().all(|context| is_uri(context)), "@context: all must be URIs");
		self.that(are_distinct(&contexts), "@context: one is there twice");
		contexts
	}

	/// A set of texts of a form, or (`bare`) one such text.
	fn set_of(&mut self, name: &str, value: Option<&Value>, bare: bool, form: fn(&str) -> bool) -> Vec<String> {
		let values = match value {
			None => return Vec::new(),
			Some(Value::Array(values)) => values.clone(),
			Some(value) => {
				self.that(bare, format!("{name}: it must be a set"));
				vec![value.clone()]
			},
		};
		let texts: Vec<String> = values.iter().filter_map(|one| one.as_str().map(Into::into)).collect();
		self.that(texts.len() == values.len(), format!("{name}: all must be texts"));
		self.that(are_distinct(&texts), format!("{name}: one is there twice"));
		for text in &texts {
			self.that(form(text), format!("{name}: {text:?} has another form"));
		}
		texts
	}

	/// A set of maps, of which each has an id.
	fn maps(&mut self, name: &str, value: Option<&Value>) -> Vec<Map<String, Value>> {
		let Some(value) = value else { return Vec::new() };
		let values = value.as_array().cloned().unwrap_or_default();
		let maps: Vec<_> = values.iter().filter_map(|one| one.as_object().cloned()).collect();
		self.that(value.is_array() && maps.len() == values.len(), format!("{name}: it must be a set of maps"));
		maps
	}

	/// 5.2, with the types of 5.2.1 that are known here.
	fn verification_methods(&mut self, did: &str, value: Option<&Value>, contexts: &[String]) -> Vec<Method> {
		let mut methods = Vec::new();
		for method in self.maps("verificationMethod", value) {
			let get = |name: &str| method.get(name).and_then(Value::as_str).unwrap_or_default();
			let (id, kind) = (get("id"), get("type"));
			self.that(is_did_url_with_fragment(id), format!("{id:?} is not a DID URL that names a key"));
			self.that(id.split('#').next() == Some(did), format!("{id}: it is of another document"));
			self.that(is_did(get("controller")), format!("{id}: its controller is not a DID"));
			let Some((_, context, key)) = METHOD_TYPES.into_iter().find(|(known, ..)| *known == kind) else {
				self.that(false, format!("{id}: {kind:?} is not a known type"));
				continue;
			};
			self.that(contexts.iter().any(|known| known == context), format!("{id}: nothing defines {kind}"));
			for name in method.keys() {
				let known = ["id", "type", "controller", key].contains(&name.as_str())
					|| (name == "expires" && kind == "Multikey");
				self.that(known, format!("{id}: {name} is not a property of {kind}"));
			}
			if let Some(expires) = method.get("expires") {
				self.that(expires.as_str().is_some_and(is_date_time), format!("{id}: expires: {expires} is no time"));
			}
			let signs = match kind {
				"Multikey" => multikey_signs(get(key)),
				_ => is_ethereum_account(get(key)).then_some(true),
			};
			self.that(signs.is_some(), format!("{id}: {:?} is not a key", get(key)));
			methods.push((id.to_owned(), signs.unwrap_or_default()));
		}
		let ids: Vec<String> = methods.iter().map(|(id, _)| id.clone()).collect();
		self.that(are_distinct(&ids), "verificationMethod: two have the same id");
		methods
	}

	/// 5.3: references to methods of this document, of a kind that can be used so.
	fn relationship(&mut self, name: &str, value: Option<&Value>, methods: &[Method]) {
		for reference in self.set_of(name, value, false, is_did_url_with_fragment) {
			match methods.iter().find(|(id, _)| *id == reference) {
				Some((_, signs)) => {
					let fits = *signs != (name == "keyAgreement");
					self.that(fits, format!("{name}: {reference} is not a key for this"));
				},
				None => self.that(false, format!("{name}: {reference} names no key")),
			}
		}
	}

	/// 5.4.
	fn services(&mut self, did: &str, value: Option<&Value>, methods: &[Method]) {
		let mut ids: Vec<String> = methods.iter().map(|(id, _)| id.clone()).collect();
		for service in self.maps("service", value) {
			let get = |name: &str| service.get(name).and_then(Value::as_str).unwrap_or_default();
			let id = get("id");
			self.that(is_did_url_with_fragment(id), format!("{id:?} is not a DID URL that names a service"));
			self.that(id.split('#').next() == Some(did), format!("{id}: it is of another document"));
			self.that(!get("type").is_empty(), format!("{id}: it has no type"));
			let endpoint = get("serviceEndpoint");
			self.that(is_uri(endpoint), format!("{id}: {endpoint:?} is not a URI"));
			for name in service.keys() {
				let known = ["id", "type", "serviceEndpoint"].contains(&name.as_str());
				self.that(known, format!("{id}: {name} is not a property of services"));
			}
			ids.push(id.to_owned());
		}
		// 5.4 forbids it for services; in a document that names a key by the same URL it would be ambiguous too.
		self.that(are_distinct(&ids), "service: two have the same id, or a key has it");
	}
}

fn are_distinct(texts: &[String]) -> bool {
	texts.iter().collect::<BTreeSet<_>>().len() == texts.len()
}

/// 3.1, the rule `did`: `did:`, a method of small letters and digits, and an id of `idchar` in parts, the last not empty.
fn is_did(text: &str) -> bool {
	let Some((method, id)) = text.strip_prefix("did:").and_then(|rest| rest.split_once(':')) else { return false };
	let is_method = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
	!method.is_empty()
		&& method.bytes().all(is_method)
		&& !id.is_empty()
		&& !id.ends_with(':')
		&& is_made_of(id, b".-_:")
}

/// 3.2, the rule `did-url`, absolute, with nothing but a fragment.
fn is_did_url_with_fragment(text: &str) -> bool {
	text.split_once('#').is_some_and(|(did, fragment)| {
		is_did(did) && !fragment.is_empty() && is_made_of(fragment, b"-._~!$&'()*+,;=:@/?")
	})
}

/// RFC 3986, section 3: a scheme, and something after it, of characters that URIs have.
fn is_uri(text: &str) -> bool {
	let Some((scheme, rest)) = text.split_once(':') else { return false };
	let letters = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
	scheme.starts_with(|first: char| first.is_ascii_alphabetic())
		&& scheme.bytes().all(letters)
		&& !rest.is_empty()
		&& is_made_of(rest, b"-._~:/?#[]@!$&'()*+,;=")
		&& rest.matches('#').count() <= 1
}

/// Letters, digits, these, and bytes in percent-encoding (RFC 3986, section 2.1).
fn is_made_of(text: &str, others: &[u8]) -> bool {
	let mut parts = text.split('%');
	let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || others.contains(&byte));
	let escaped = |part: &str| {
		part.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) && plain(&part[2..])
	};
	parts.next().is_some_and(plain) && parts.all(escaped)
}

/// 7.1.3: an XML date and time, in UTC, without fractions of seconds.
fn is_date_time(text: &str) -> bool {
	const FORM: &[u8] = b"dddd-dd-ddTdd:dd:ddZ";
	text.len() == FORM.len()
		&& text.bytes().zip(FORM).all(|(byte, form)| if *form == b'd' { byte.is_ascii_digit() } else { byte == *form })
}

/// Whether a Multikey can sign; `None` if it is none.
fn multikey_signs(text: &str) -> Option<bool> {
	let bytes = base58(text.strip_prefix('z')?)?;
	let (code, key) = bytes.split_at_checked(2)?;
	let (.., signs) = MULTICODECS.into_iter().find(|(known, length, _)| code == known && key.len() == *length)?;
	Some(signs)
}

/// The base58 of Bitcoin: numbers in base 58, with a `1` for each zero byte in front.
fn base58(text: &str) -> Option<Vec<u8>> {
	const ALPHABET: &str = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
	// The lowest byte first.
	let mut number: Vec<u8> = Vec::new();
	for letter in text.chars() {
		let mut carry = ALPHABET.find(letter)?;
		for byte in &mut number {
			carry += usize::from(*byte) * 58;
			*byte = (carry % 256) as u8;
			carry /= 256;
		}
		while carry > 0 {
			number.push((carry % 256) as u8);
			carry /= 256;
		}
	}
	number.extend(text.chars().take_while(|letter| *letter == '1').map(|_| 0));
	number.reverse();
	Some(number)
}

/// CAIP-10, of the family of Ethereum.
fn is_ethereum_account(text: &str) -> bool {
	let Some((chain, address)) = text.strip_prefix("eip155:").and_then(|rest| rest.split_once(":0x")) else {
		return false;
	};
	(1..=32).contains(&chain.len())
		&& chain.bytes().all(|byte| byte.is_ascii_digit())
		&& address.len() == 40
		&& address.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	/// A key of the examples of did:key.
	const KEY: &str = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";

	fn good() -> Value {
		json!({
			"didDocument": {
				"@context": [DID_CONTEXT, METHOD_TYPES[0].1],
				"id": "did:example:123",
				"controller": ["did:example:123", "did:example:456"],
				"verificationMethod": [{
					"id": "did:example:123#one",
					"type": "Multikey",
					"controller": "did:example:123",
					"publicKeyMultibase": KEY,
					"expires": "2030-01-01T00:00:00Z",
				}],
				"authentication": ["did:example:123#one"],
				"service": [{ "id": "did:example:123#web", "type": "X", "serviceEndpoint": "https://example.org/%20" }],
			},
			"didDocumentMetadata": { "created": "2020-12-20T19:17:47Z", "versionId": "1" },
			"didResolutionMetadata": { "contentType": "application/did+ld+json" },
		})
	}

	#[test]
	fn what_is_good_has_no_problems() {
		assert_eq!(problems_of_resolution(&good()), Vec::<String>::new());
		let missing = json!({
			"didDocument": null, "didDocumentMetadata": {}, "didResolutionMetadata": { "error": "notFound" },
		});
		assert_eq!(problems_of_resolution(&missing), Vec::<String>::new());
	}

	#[test]
	fn every_rule_is_looked_at() {
		let one = "/didDocument/verificationMethod/0";
		for (place, value) in [
			("/didDocument", json!([])),
			("/didDocument/@context", json!([METHOD_TYPES[0].1, DID_CONTEXT])),
			("/didDocument/@context", json!([DID_CONTEXT])),
			("/didDocument/@context", json!([DID_CONTEXT, METHOD_TYPES[0].1, {}])),
			("/didDocument/id", json!("did:Example:123")),
			("/didDocument/id", json!("did:example:")),
			("/didDocument/id", json!("did:example:123#one")),
			("/didDocument/id", json!(null)),
			("/didDocument/controller", json!("someone")),
			("/didDocument/controller", json!(["did:example:1", "did:example:1"])),
			(&format!("{one}/id"), json!("#one")),
			(&format!("{one}/id"), json!("did:example:456#one")),
			(&format!("{one}/type"), json!("Ed25519VerificationKey2038")),
			(&format!("{one}/type"), json!("EcdsaSecp256k1RecoveryMethod2020")),
			(&format!("{one}/controller"), json!(null)),
			(&format!("{one}/publicKeyMultibase"), json!(&KEY[..KEY.len() - 1])),
			(&format!("{one}/publicKeyMultibase"), json!(&KEY[1..])),
			(&format!("{one}/publicKeyMultibase"), json!("z6Mk0")),
			(&format!("{one}/expires"), json!("2030-01-01T00:00:00.5Z")),
			("/didDocument/authentication", json!("did:example:123#one")),
			("/didDocument/authentication", json!(["did:example:123#two"])),
			("/didDocument/authentication", json!(["#one"])),
			("/didDocument/authentication", json!(["did:example:123#one", "did:example:123#one"])),
			("/didDocument/service", json!({})),
			("/didDocument/service/0/id", json!("web")),
			("/didDocument/service/0/id", json!("did:example:123#one")),
			("/didDocument/service/0/type", json!("")),
			("/didDocument/service/0/serviceEndpoint", json!("example.org")),
			("/didDocument/service/0/serviceEndpoint", json!("https://example.org/ /")),
			("/didDocument/service/0/serviceEndpoint", json!("https://example.org/%2")),
			("/didDocumentMetadata/created", json!("2020-12-20T19:17:47+01:00")),
			("/didDocumentMetadata/versionId", json!(1)),
			("/didResolutionMetadata", json!({})),
			("/didResolutionMetadata", json!({ "error": "notFound" })),
			("/didResolutionMetadata", json!({ "error": "lost" })),
		] {
			let mut bad = good();
			*bad.pointer_mut(place).unwrap() = value.clone();
			assert!(!problems_of_resolution(&bad).is_empty(), "{place} may be {value}");
		}
		for (place, name, value) in [
			("/didDocument", "keyAgreement", json!(["did:example:123#one"])),
			("/didDocument", "publicKey", json!([])),
			("/didDocument", "alsoKnownAs", json!(["a name"])),
			(one, "secretKeyMultibase", json!("z")),
			("/didDocumentMetadata", "updated", json!("2020-12-20T19:17:46Z")),
			("/didDocumentMetadata", "deactivated", json!(true)),
		] {
			let mut bad = good();
			bad.pointer_mut(place).unwrap()[name] = value;
			assert!(!problems_of_resolution(&bad).is_empty(), "{place} may have {name}");
		}
	}
}
