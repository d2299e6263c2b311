//! How long texts may be: the metadata does not say it, but its documentation does.

use metadata_json::{camel_case, Argument, Call, Metadata, Shape};
use serde_json::Value;

/// A text that is not longer than this is not what is too long, whatever it is, as far as nobody says so.
const SHORT: usize = 256;

/// A text of a call.
struct Text {
	/// The names on the way to it, in JSON.
	path: String,
	bytes: usize,
	/// The most bytes that it may have, if that is said.
	most: Option<usize>,
}

/// Which text of a call is too long, as a clause; `None` if none can be.
pub fn too_long(metadata: &Metadata, call: &Call, fields: &Value) -> Option<String> {
	let mut texts = Vec::new();
	for input in &call.inputs {
		let name = camel_case(&input.name);
		let docs = if input.docs.is_empty() { about(&call.docs, &input.name) } else { &input.docs };
		find(metadata, input.ty, docs, name.clone(), &fields[name.as_str()], &mut texts);
	}
	let bounded = texts.iter().find(|text| text.most.is_some_and(|most| text.bytes > most));
	if let Some(Text { path, bytes, most: Some(most) }) = bounded {
		return Some(format!("`{path}` has {bytes} bytes, and may have at most {most}"));
	}
	let Text { path, bytes, .. } =
		texts.iter().filter(|text| text.most.is_none() && text.bytes > SHORT).max_by_key(|text| text.bytes)?;
	Some(format!("a text is longer than the call allows. The longest is `{path}`, of {bytes} bytes"))
}

/// Find the texts in a value of a type, which is documented so.
fn find(metadata: &Metadata, ty: u32, docs: &str, path: String, value: &Value, texts: &mut Vec<Text>) {
	match (metadata.shape(ty), value) {
		(Shape::Text, Value::String(text)) => texts.push(Text { path, bytes: text.len(), most: most(docs) }),
		(Shape::Option(inner), value) if !value.is_null() => find(metadata, inner, docs, path, value, texts),
		(Shape::List(item), Value::Array(values)) => {
			for (place, value) in values.iter().enumerate() {
				find(metadata, item, "", format!("{path}[{place}]"), value, texts);
			}
		},
		(Shape::Struct(parts), value) => {
			for Argument { name, ty, docs, .. } in parts {
				let name = camel_case(&name);
				find(metadata, ty, &docs, format!("{path}.{name}"), &value[name.as_str()], texts);
			}
		},
		_ => (),
	}
}

/// What the documentation of a call says of an argument: from its name up to the end of the sentence, or the next name.
fn about<'a>(docs: &'a str, argument: &str) -> &'a str {
	let (_, rest) = docs.split_once(&format!("`{argument}`")).unwrap_or_default();
	let ends = [rest.find('`'), rest.find(". "), rest.find(".\n")];
	let end = ends.into_iter().flatten().min().unwrap_or(rest.len());
	rest.get(..end).unwrap_or_default()
}

/// The most bytes that something may have: `at most 2,048 bytes`, or `1 to 64 bytes`.
fn most(docs: &str) -> Option<usize> {
	let words: Vec<_> =
		docs.split_whitespace().map(|word| word.trim_matches(|at: char| !at.is_alphanumeric())).collect();
	words.windows(3).find_map(|words| match words {
		["most" | "to", number, "bytes"] => number.replace(',', "").parse().ok(),
		_ => None,
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn bounds_are_read_from_the_documentation() {
		for (docs, bound) in [
			(" has 1 to 64 bytes", Some(64)),
			(" (at most 256 bytes) say under what rules", Some(256)),
			("Its canonical form\n(RFC 8785), of at most 2,048 bytes.", Some(2_048)),
			("of 512 bytes", None),
			("at most 90 days", None),
		] {
			assert_eq!(most(docs), bound, "{docs}");
		}
		let docs = "`name` has 1 to 64 bytes. `policy_hash` and `policy_uri` (at most 256 bytes) say.";
		assert_eq!(most(about(docs, "name")), Some(64));
		assert_eq!((most(about(docs, "policy_hash")), most(about(docs, "policy_uri"))), (None, Some(256)));
		assert_eq!(about(docs, "uri"), "");
	}
}
