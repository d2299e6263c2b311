//! JSON-LD expansion (JSON-LD 1.1 Processing Algorithms and API, section 5), of what credentials are made of.
//!
//! It is as strict as the safe mode of jsonld.js, and stricter: whatever would be dropped, or would mean nothing outside of the
//! document, is an error.

use crate::context::{Active, Container, Contexts, Scope, Term};
use serde_json::{json, Map, Value};
use std::rc::Rc;

/// What a credential means.
pub(crate) fn expand(credential: &Map<String, Value>) -> Result<Value, String> {
	Expander::default().node(&Active::default(), None, credential)
}

#[derive(Default)]
struct Expander<'a> {
	contexts: Contexts<'a>,
}

impl<'a> Expander<'a> {
	/// An object, the value of a property if it is not the whole.
	fn node(
		&mut self,
		active: &Active<'a>,
		property: Option<&Term<'a>>,
		object: &'a Map<String, Value>,
	) -> Result<Value, String> {
		self.contexts.spend(1 + object.len())?;
		if object.contains_key("@value") {
			return value_object(object);
		}
		let mut active = active.clone();
		if let Some(previous) = active.previous.clone() {
			let mut names = object.keys();
			let is_reference = matches!((names.next(), names.next()), (Some(only), None) if active.iri(only, true).as_deref() == Some("@id"));
			if !is_reference {
				active = (*previous).clone();
			}
		}
		if let Some(context) = property.and_then(|property| property.context) {
			active = self.contexts.process(&active, context, Scope::Property)?;
		}
		if let Some(context) = object.get("@context") {
			active = self.contexts.process(&active, context, Scope::Object)?;
		}
		let of_types = active.clone();
		let kinds = types(&of_types, object)?;
		self.contexts.spend(kinds.len())?;
		for (place, kind) in kinds.iter().enumerate() {
			// They are in order, so those that are the same are beside each other.
			let is_again = place.checked_sub(1).is_some_and(|before| kinds.get(before) == Some(kind));
			if let Some(context) = of_types.term(kind).and_then(|term| term.context).filter(|_| !is_again) {
				active = self.contexts.process(&active, context, Scope::Type)?;
			}
		}
		let mut expanded = Map::new();
		for (name, value) in object.iter().filter(|(name, _)| *name != "@context") {
			if name.starts_with('@') {
				return Err(format!("the member {name} is not followed here"));
			}
			let iri = active.iri(name, true).ok_or_else(|| format!("no context defines the member {name}"))?;
			self.contexts.spend(iri.len() / 64)?;
			let is_new = !expanded.contains_key(&iri);
			match iri.as_str() {
				"@id" | "@type" if !is_new => return Err(format!("there are two members for {iri}")),
				"@id" => {
					let id = value.as_str().ok_or_else(|| format!("{name} is not a text"))?;
					expanded.insert(iri, self.identifier(&active, id, false)?.into());
				},
				"@type" => {
					let kinds: Result<Vec<_>, _> =
						kinds.iter().map(|kind| self.identifier(&of_types, kind, true)).collect();
					let kinds = kinds?;
					if !kinds.is_empty() {
						expanded.insert(iri, kinds.into());
					}
				},
				_ => {
					let values = self.property(&active, name, value).map_err(|problem| under(name, &problem))?;
					let Some(values) = values else { continue };
					match expanded.entry(iri).or_insert_with(|| json!([])) {
						Value::Array(all) => all.extend(values),
						_ => return Err(format!("{name} has two meanings")),
					}
				},
			}
		}
		Ok(expanded.into())
	}

	/// What a text names. What is long counts for more: a short text can stand for it in many places.
	fn identifier(&mut self, active: &Active<'a>, text: &str, is_vocabulary: bool) -> Result<String, String> {
		let iri = identifier(active, text, is_vocabulary)?;
		self.contexts.spend(1 + iri.len() / 64)?;
		Ok(iri)
	}

	/// The values of a property; `None` if there is none.
	fn property(&mut self, active: &Active<'a>, name: &str, value: &'a Value) -> Result<Option<Vec<Value>>, String> {
		let term = active.term(name).cloned();
		if term.as_ref().is_some_and(|term| term.kind.as_deref() == Some("@json")) {
			return Ok(Some(vec![json!({ "@value": value, "@type": "@json" })]));
		}
		if value.is_null() {
			return Ok(None);
		}
		let scoped;
		let inner = match term.as_ref().and_then(|term| term.context) {
			Some(context) => {
				scoped = self.contexts.process(active, context, Scope::Property)?;
				&scoped
			},
			None => active,
		};
		let containers = term.as_ref().map(|term| term.containers.as_slice()).unwrap_or_default();
		let is_list = containers.contains(&Container::List);
		let values = self.values(inner, inner.term(name), value, is_list)?;
		if is_list {
			return Ok(Some(vec![json!({ "@list": values })]));
		}
		if containers.contains(&Container::Graph) {
			let graph = |value: Value| {
				let is_more =
					value.as_object().is_some_and(|node| node.keys().any(|key| key != "@id" && key != "@value"));
				if is_more {
					Ok(json!({ "@graph": [value] }))
				} else {
					Err("it says nothing".to_owned())
				}
			};
			let graphs: Vec<_> = values.into_iter().map(graph).collect::<Result<_, _>>()?;
			return Ok(Some(graphs).filter(|graphs| !graphs.is_empty()));
		}
		Ok(Some(values))
	}

	fn values(
		&mut self,
		active: &Active<'a>,
		term: Option<&Rc<Term<'a>>>,
		value: &'a Value,
		in_list: bool,
	) -> Result<Vec<Value>, String> {
		let kind = term.and_then(|term| term.kind.as_deref());
		// What is long counts for more: it is repeated for each value.
		self.contexts.spend(1 + kind.map_or(0, str::len) / 64)?;
		Ok(match value {
			Value::Null => Vec::new(),
			Value::Array(items) => {
				let mut all = Vec::new();
				for item in items {
					let inner = self.values(active, term, item, in_list)?;
					match item {
						Value::Array(_) if in_list => all.push(json!({ "@list": inner })),
						_ => all.extend(inner),
					}
				}
				all
			},
			Value::Object(object) => vec![self.node(active, term.map(|term| &**term), object)?],
			Value::String(text) if kind == Some("@id") => vec![json!({ "@id": self.identifier(active, text, false)? })],
			Value::String(text) if kind == Some("@vocab") => {
				vec![json!({ "@id": self.identifier(active, text, true)? })]
			},
			scalar => vec![match kind {
				None | Some("@id" | "@vocab") => json!({ "@value": scalar }),
				Some(kind) => json!({ "@value": scalar, "@type": kind }),
			}],
		})
	}
}

/// A text that is given apart from its language.
fn value_object(object: &Map<String, Value>) -> Result<Value, String> {
	let is_tag = |tag: &str| {
		tag.split('-').enumerate().all(|(place, part)| {
			(1..=8).contains(&part.len())
				&& part.bytes().all(|byte| byte.is_ascii_alphabetic() || (place > 0 && byte.is_ascii_digit()))
		})
	};
	for (name, value) in object {
		let is_legal = match (name.as_str(), value.as_str()) {
			("@value", Some(_)) => true,
			("@language", Some(tag)) => is_tag(tag),
			("@direction", Some(direction)) => ["ltr", "rtl"].contains(&direction),
			_ => false,
		};
		if !is_legal {
			return Err(format!("{name} is not what a text with a language may have"));
		}
	}
	Ok(object.clone().into())
}

/// The names of the types of an object, in the order in which they define terms.
fn types<'a>(active: &Active<'a>, object: &'a Map<String, Value>) -> Result<Vec<&'a str>, String> {
	let mut types = Vec::new();
	for (name, value) in object {
		if active.iri(name, true).as_deref() != Some("@type") {
			continue;
		}
		for kind in crate::document::elements(Some(value)) {
			types.push(kind.as_str().ok_or_else(|| format!("{name} is not a text"))?);
		}
	}
	types.sort_unstable();
	Ok(types)
}

/// The IRI of something that is referred to.
fn identifier(active: &Active<'_>, name: &str, vocab: bool) -> Result<String, String> {
	let iri = active.iri(name, vocab).filter(|iri| !iri.starts_with('@'));
	iri.ok_or_else(
		|| {
			if vocab {
				format!("no context defines the type {name}")
			} else {
				format!("{name} is not a URL")
			}
		},
	)
}

fn under(name: &str, problem: &str) -> String {
	format!("{name}: {problem}")
}

#[cfg(test)]
mod tests;
