//! Documents of which only some fields are shown, by their JSON pointers (RFC 6901).

use crate::own::{is_date, is_token, last, Own, Reader, TOKENS, WRAPPERS};
use serde_json::Value;
use std::collections::BTreeSet;

/// Whether these can be fields of one document, of which a reader can see nothing else in any of them: a field is a value without
/// parts, and none is within another, or there twice.
pub fn are_fields<'a>(fields: impl Iterator<Item = (&'a str, &'a Value)>) -> bool {
	let mut names = BTreeSet::new();
	for (name, value) in fields {
		let is_simple = match value {
			Value::Array(items) => items.is_empty(),
			Value::Object(members) => members.is_empty(),
			_ => true,
		};
		let is_pointer = name.is_empty() || name.starts_with('/');
		let is_escaped = name.split('~').skip(1).all(|after| after.starts_with(['0', '1']));
		if !is_simple || !is_pointer || !is_escaped || !names.insert(name) {
			return false;
		}
	}
	let is_within_another = |name: &&str| {
		name.char_indices().any(|(end, at)| at == '/' && name.get(..end).is_some_and(|outer| names.contains(outer)))
	};
	!names.iter().any(is_within_another)
}

impl Own {
	/// Of a document of which only some fields are shown. What was left out may say more.
	///
	/// Whether it is a credential is not known then, so it is taken for one.
	pub fn of_fields<'a>(fields: impl Iterator<Item = (&'a str, &'a Value)>) -> Self {
		let mut reader = Reader::of_credential();
		let (mut ids, mut places, mut has_context) = (0, BTreeSet::new(), false);
		let (mut is_payload, mut token_dates) = (false, Vec::new());
		for (pointer, value) in fields {
			if pointer.is_empty() {
				if let Value::String(text) = value {
					return Self::of_text(text);
				}
			}
			let steps: Vec<_> =
				pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
			if value.as_str().is_some_and(is_token) {
				reader.note(format!("there is a signed text in it (JWS), which is not read: {pointer}"));
			}
			let all = steps.as_slice();
			let mut steps = all;
			while let [outer, inner @ ..] = steps {
				if !(WRAPPERS.contains(&outer.as_str()) || is_place(outer)) || inner.is_empty() {
					break;
				}
				steps = inner;
			}
			let [name, within @ ..] = steps else { continue };
			has_context |= name == "@context" && within.len() > 1;
			let outer = all.get(..all.len().saturating_sub(steps.len())).unwrap_or_default();
			is_payload |= all.iter().any(|step| TOKENS.contains(&step.as_str()));
			match name.as_str() {
				"iss" => {
					is_payload = true;
					ids += 1;
					places.insert((outer.join("/"), "0".to_owned()));
					reader.member("issuer", value);
				},
				"nbf" | "exp" => token_dates.push(name.clone()),
				_ => (),
			}
			let Some(is_first) = is_date(name) else {
				if last(name) == "issuer" {
					let (place, within) = match within {
						[place, within @ ..] if is_place(place) => (place.clone(), within),
						within => ("0".to_owned(), within),
					};
					// What is said of one issuer is not to be taken for what is said of another.
					places.insert((outer.join("/"), place));
					match within.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
						[] | ["id" | "@id"] if name == "issuer" => {
							ids += 1;
							reader.member(name, value);
						},
						[detail, ..] if name == "issuer" && is_detail(detail) => (),
						_ => reader.note(format!("it names its issuer in a way that is not read: {pointer}")),
					}
				}
				continue;
			};
			match within {
				[] => reader.date(name, value, is_first),
				_ => reader.note_date(name),
			}
		}
		if !places.is_empty() && ids != 1 {
			reader.note(format!("{ids} names of issuers are shown, and one is needed"));
		}
		token_dates.iter().filter(|_| is_payload).for_each(|date| reader.note_date(date));
		if places.len() > 1 || places.iter().any(|(_, place)| place != "0") {
			reader.note("it names several issuers, of which only parts are shown".into());
		}
		if !places.is_empty() && has_context {
			reader.note("it has contexts of its own, of which only a part is shown".into());
		}
		reader.finish()
	}
}

/// Whether this member of an issuer says something else than who it is.
fn is_detail(step: &str) -> bool {
	!step.starts_with('@') && !step.eq_ignore_ascii_case("id") && !is_place(step)
}

/// Whether this can be a place in a list.
fn is_place(step: &str) -> bool {
	!step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{OwnIssuer, Validity};
	use serde_json::json;

	fn own(fields: &[(&str, Value)]) -> Own {
		Own::of_fields(fields.iter().map(|(name, value)| (*name, value)))
	}

	#[test]
	fn fields_say_who_and_when() {
		let (issuer, until) = (json!("https://a.example"), json!("1970-01-01T00:00:01Z"));
		for name in ["/issuer", "/issuer/id", "/issuer/@id", "/issuer/0", "/issuer/0/id", "/vc/issuer", "/0/issuer/id"]
		{
			let detail = format!(
				"{}/name",
				name.split("/issuer").next().map(|outer| format!("{outer}/issuer")).unwrap_or_default()
			);
			let found = own(&[(name, issuer.clone()), ("/validUntil", until.clone()), (&detail, json!("A"))]);
			assert_eq!(found.issuer, OwnIssuer::One("https://a.example".into()), "{name}");
			assert_eq!(found.validity.until, Some(1_000));
		}
		for name in ["/a/issuer", "/issuers", "issuer", "/name", "/credentialSubject/issuer"] {
			assert_eq!(own(&[(name, issuer.clone())]), Own::default(), "{name}");
		}
		let date = own(&[("/verifiableCredential/0/expirationDate", json!("1970-01-01"))]);
		assert_eq!(date.validity.unclear.as_deref(), Some("expirationDate"));
		assert_eq!(
			own(&[("/validUntil/0", until)]).validity,
			Validity { unclear: Some("validUntil".into()), ..Validity::default() }
		);
	}

	#[test]
	fn several_issuers_and_those_without_a_url_are_unclear() {
		let (one, two) = (json!("did:civitas:5M"), json!("https://harvard.example"));
		for fields in [
			&[("/issuer", one.clone()), ("/issuer/id", two.clone())][..],
			&[("/issuer/id", one.clone()), ("/issuer/@id", two.clone())],
			&[("/issuer/0", one.clone()), ("/issuer/1/id", two.clone())],
			&[("/issuer/0", one.clone()), ("/issuer/1/name", json!("Harvard")), ("/issuer/2", two.clone())],
			&[("/issuer", one.clone()), ("/https:~1~1www.w3.org~12018~1credentials#issuer", two.clone())],
			&[("/issuer", one.clone()), ("/Issuer", two.clone())],
			&[("/issuer/id", one.clone()), ("/verifiableCredential/0/issuer", two.clone())],
			&[("/issuer/id/0", two.clone())],
			&[("/issuer/0/0/id", two.clone())],
			&[("/issuer/@graph/0/id", two.clone())],
			&[("/issuer/0", one.clone()), ("/issuer/1/name", json!("Harvard"))],
			&[("/issuer/id", one.clone()), ("/verifiableCredential/0/issuer/name", json!("Harvard"))],
			&[("/0/issuer", one.clone()), ("/1/issuer/name", json!("Harvard"))],
			&[("/issuer/1", one.clone())],
			&[("/issuer", one.clone()), ("/verifiableCredential/0", json!("eyJhbGciOiJFUzI1NiJ9.e30.e30"))],
			&[("/vc/issuer", one.clone()), ("/iss", two.clone())],
			&[("/issuer/name", json!("Harvard"))],
			&[("/issuer", json!("Harvard"))],
			&[("/issuer", json!({}))],
			&[("/issuer/id", one), ("/issuer/by", two), ("/@context/1/by", json!("@id"))],
			&[("", json!(r#"{"type":"VerifiableCredential","issuer":["urn:a","urn:b"]}"#))],
		] {
			assert!(matches!(own(fields).issuer, OwnIssuer::Unclear(_)), "{fields:?}");
		}
	}

	#[test]
	fn fields_have_no_parts_and_are_not_within_each_other() {
		let are = |fields: &[(&str, Value)]| are_fields(fields.iter().map(|(name, value)| (*name, value)));
		assert!(are(&[("/a", json!(1)), ("/ab", json!([])), ("/b/c", json!({})), ("/b/~0~1", json!("x"))]));
		assert!(are(&[("", json!("x"))]) && are(&[]));
		for wrong in [
			&[("/issuer", json!({ "id": "urn:a" }))][..],
			&[("/a", json!([1]))],
			&[("/a", json!(1)), ("/a", json!(2))],
			&[("/a", json!({})), ("/a/b", json!(2))],
			&[("", json!({})), ("/a", json!(2))],
			&[("a", json!(1))],
			&[("/a~2", json!(1))],
			&[("/a~", json!(1))],
		] {
			assert!(!are(wrong), "{wrong:?}");
		}
	}
}
