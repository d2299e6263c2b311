//! JSON-LD contexts: what the terms of a credential mean.
//!
//! Known are the contexts that the crate has, and what an issuer writes into a credential in the same few ways as those: terms
//! with an IRI, a type, a container and contexts of their own. What else JSON-LD 1.1 can do (`@vocab`, `@base`, `@import`,
//! `@reverse`, `@nest`, language and index maps) is refused: then a document is not shown in a standard's place, which is never
//! wrong. That keeps what is here small enough to be looked through.

use serde_json::{Map, Value};
use std::{
	collections::{BTreeMap, HashMap},
	rc::Rc,
	sync::{LazyLock, OnceLock},
};

/// The context of every credential.
pub const CREDENTIALS_CONTEXT: &str = "https://www.w3.org/ns/credentials/v2";
/// The context of badges that are made here.
pub const BADGES_CONTEXT: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";

/// What one expansion may cost: a step for each term that is copied or object that is read, and [`DEFINITION`] for each term that
/// is defined. A legal document of the largest size, of parts that all have the largest of the known contexts, takes a tenth of it.
pub(crate) const MAX_STEPS: u32 = 500_000;
/// What it costs to define a term.
const DEFINITION: u32 = 16;
/// How many terms may be needed one after the other to define one, and how many contexts may be within each other.
const MAX_NESTING: u32 = 16;
/// How long what a term means may be. What is short for it can be there often.
const MAX_IRI: usize = 2_048;

/// What a definition has that is a text.
static NOTHING: OnceLock<Map<String, Value>> = OnceLock::new();

const BUNDLED: [(&str, &str); 5] = [
	(CREDENTIALS_CONTEXT, include_str!("../contexts/credentials-v2.json")),
	("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json", include_str!("../contexts/open-badges-3.0.1.json")),
	("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json", include_str!("../contexts/open-badges-3.0.2.json")),
	(BADGES_CONTEXT, include_str!("../contexts/open-badges-3.0.3.json")),
	(
		"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
		include_str!("../contexts/open-badges-extensions.json"),
	),
];

/// The contexts that the crate has, by their URLs.
static CONTEXTS: LazyLock<HashMap<&str, Value>> = LazyLock::new(|| {
	let read = |(url, text)| Some((url, serde_json::from_str::<Value>(text).ok()?.get_mut("@context")?.take()));
	BUNDLED.into_iter().filter_map(read).collect()
});

/// Whether the crate has the context of a URL.
pub fn is_known_context(url: &str) -> bool {
	CONTEXTS.contains_key(url)
}

/// What a term means.
#[derive(Clone, Debug)]
pub(crate) struct Term<'a> {
	/// An IRI, `@id` or `@type`.
	pub id: String,
	/// What its values are: `@id`, `@vocab`, `@json`, or the IRI of a datatype.
	pub kind: Option<String>,
	/// How they stand together.
	pub containers: Vec<Container>,
	/// The context of what it is the property or the type of.
	pub context: Option<&'a Value>,
	/// Whether it can stand before a colon.
	is_prefix: bool,
	/// Whether it can be defined in another way later.
	is_protected: bool,
}

impl PartialEq for Term<'_> {
	fn eq(&self, other: &Self) -> bool {
		let of = |term: &Self| (term.is_prefix, term.is_protected);
		let is_same = match (self.context, other.context) {
			(Some(one), Some(two)) => std::ptr::eq(one, two) || one == two,
			(one, two) => one.is_none() && two.is_none(),
		};
		is_same
			&& of(self) == of(other)
			&& (&self.id, &self.kind, &self.containers) == (&other.id, &other.kind, &other.containers)
	}
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
	List,
	Set,
	Graph,
}

type Terms<'a> = BTreeMap<&'a str, Rc<Term<'a>>>;

/// The terms that are known at a place. They are copied only when one is defined.
#[derive(Clone, Debug, Default)]
pub(crate) struct Active<'a> {
	terms: Rc<Terms<'a>>,
	/// What holds again within other objects: a type defines terms for its own object only.
	pub previous: Option<Rc<Active<'a>>>,
}

/// How a context is added to another one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
	/// That of the object itself.
	Object,
	/// That of a property, which may define protected terms in another way.
	Property,
	/// That of a type, which holds for its own object only.
	Type,
}

/// Processes contexts, up to a bound.
#[derive(Default)]
pub(crate) struct Contexts<'a> {
	/// What it has cost so far.
	steps: u32,
	/// How many contexts there are around the one that is processed.
	nesting: u32,
	/// No terms.
	nothing: Active<'a>,
	/// What became of terms with a context, by where both are, and whether it overrides. Many objects are of one type.
	known: HashMap<(*const Terms<'a>, *const Map<String, Value>, bool), Added<'a>>,
}

/// The terms before a context was added, which stay where they are as long as this is kept, and those after it.
type Added<'a> = (Rc<Terms<'a>>, Rc<Terms<'a>>);

/// What is being defined, by a context.
struct Local<'a> {
	terms: &'a Map<String, Value>,
	all_protected: bool,
	/// Those that are defined, by how many terms in a row; `None` are those that are about to be.
	defined: HashMap<&'a str, Option<u32>>,
	overrides: bool,
}

impl<'a> Active<'a> {
	pub fn term(&self, name: &str) -> Option<&Rc<Term<'a>>> {
		self.terms.get(name)
	}

	/// What a name is short for, where terms are meant (`vocab`), or identifiers. `None` if it is nothing that one could refer
	/// to from elsewhere.
	pub fn iri(&self, name: &str, vocab: bool) -> Option<String> {
		match self.terms.get(name) {
			Some(term) if vocab => Some(term.id.clone()),
			_ => self.compact(name).or_else(|| is_url(name).then(|| name.to_owned())),
		}
	}

	/// What a prefix and a suffix are together.
	fn compact(&self, name: &str) -> Option<String> {
		let (prefix, suffix) = name.split_once(':')?;
		let term = self.terms.get(prefix).filter(|term| term.is_prefix && !suffix.starts_with("//"))?;
		Some(format!("{}{suffix}", term.id)).filter(|iri| is_url(iri))
	}
}

impl<'a> Contexts<'a> {
	#[cfg(test)]
	pub fn steps(&self) -> u32 {
		self.steps
	}

	/// That something costs so much more.
	pub fn spend(&mut self, steps: usize) -> Result<(), String> {
		self.steps = self.steps.saturating_add(u32::try_from(steps).unwrap_or(u32::MAX));
		if self.steps > MAX_STEPS {
			return Err("its contexts take too long to follow: they define too many terms for too many objects".into());
		}
		Ok(())
	}

	/// Add a context, or several.
	pub fn process(&mut self, active: &Active<'a>, local: &'a Value, scope: Scope) -> Result<Active<'a>, String> {
		let mut result = active.clone();
		if scope == Scope::Type && result.previous.is_none() {
			result.previous = Some(Rc::new(active.clone()));
		}
		let several = match local {
			Value::Array(several) => several.as_slice(),
			one => std::slice::from_ref(one),
		};
		for one in several {
			self.spend(1)?;
			let terms = match one {
				Value::Null if scope == Scope::Property => {
					result = self.nothing.clone();
					continue;
				},
				Value::String(url) => {
					let known = CONTEXTS
						.get(url.as_str())
						.ok_or_else(|| format!("the context {url} is not one that is known here"))?;
					known.as_object().ok_or("a context is not an object")?
				},
				Value::Object(terms) => terms,
				_ => return Err("a context is neither a URL nor an object".into()),
			};
			let key = (Rc::as_ptr(&result.terms), std::ptr::from_ref(terms), scope == Scope::Property);
			if let Some((_, after)) = self.known.get(&key) {
				result.terms = after.clone();
				continue;
			}
			let before = result.terms.clone();
			if self.nesting == MAX_NESTING {
				return Err(format!("more than {MAX_NESTING} contexts are within each other"));
			}
			self.nesting += 1;
			self.add(&mut result, terms, scope)?;
			self.nesting -= 1;
			self.known.insert(key, (before, result.terms.clone()));
		}
		Ok(result)
	}

	fn add(&mut self, active: &mut Active<'a>, terms: &'a Map<String, Value>, scope: Scope) -> Result<(), String> {
		let all_protected = match terms.get("@protected") {
			None => false,
			Some(Value::Bool(protected)) => *protected,
			Some(_) => return Err("@protected of a context is neither true nor false".into()),
		};
		if terms.get("@version").is_some_and(|version| version.as_f64() != Some(1.1)) {
			return Err("@version of a context is not 1.1".into());
		}
		self.spend(active.terms.len())?;
		let overrides = scope == Scope::Property;
		let mut local = Local { terms, all_protected, defined: HashMap::new(), overrides };
		let is_term = |(name, _): &(&'a String, &'a Value)| *name != "@protected" && *name != "@version";
		for (name, _) in terms.iter().filter(is_term) {
			self.define(active, &mut local, name, 1)?;
		}
		for (name, definition) in terms.iter().filter(is_term) {
			if let Some(context) = definition.get("@context") {
				// It has to be one, even if it is never used.
				self.process(active, context, Scope::Property)
					.map_err(|problem| format!("the context of the term {name}: {problem}"))?;
			}
		}
		Ok(())
	}

	/// Define a term, after those that its definition needs, as the last of so many. Returns how many terms in a row that took.
	fn define(
		&mut self,
		active: &mut Active<'a>,
		local: &mut Local<'a>,
		name: &'a str,
		nesting: u32,
	) -> Result<u32, String> {
		match local.defined.get(name) {
			Some(Some(row)) => return Ok(*row),
			Some(None) => return Err(format!("the term {name} is defined by itself")),
			None => (),
		}
		let too_deep = || format!("the term {name} is defined by more than {MAX_NESTING} others in a row");
		if nesting > MAX_NESTING {
			return Err(too_deep());
		}
		local.defined.insert(name, None);
		self.spend(DEFINITION as usize)?;
		if name.is_empty() || name.starts_with('@') || name.contains([':', '/']) {
			return Err(format!("a context has {name:?}, which is not followed here"));
		}
		let previous = Rc::make_mut(&mut active.terms).remove(name);
		let (definition, simple) = match local.terms.get(name) {
			Some(Value::String(id)) => (NOTHING.get_or_init(Map::new), Some(id.as_str())),
			Some(Value::Object(definition)) => (definition, None),
			_ => return Err(format!("the term {name} is defined by neither a text nor an object")),
		};
		let known = ["@id", "@type", "@container", "@context", "@protected"];
		if let Some(other) = definition.keys().find(|key| !known.contains(&key.as_str())) {
			return Err(format!("the term {name} is defined with {other}, which is not followed here"));
		}
		let id = simple.or_else(|| definition.get("@id")?.as_str()).filter(|id| *id != name);
		let id = id.ok_or_else(|| format!("the term {name} is defined without an IRI"))?;
		let is_keyword = ["@id", "@type"].contains(&id);
		if is_keyword && definition.keys().any(|key| !["@id", "@protected"].contains(&key.as_str())) {
			return Err(format!("the term {name} is another name of {id}, and has more to its definition"));
		}
		let mut row = 1;
		let id = if is_keyword { id.to_owned() } else { self.resolve(active, local, id, nesting, &mut row)? };
		let kind = match definition.get("@type") {
			None => None,
			Some(Value::String(kind)) if ["@id", "@vocab", "@json"].contains(&kind.as_str()) => Some(kind.clone()),
			Some(Value::String(kind)) => Some(self.resolve(active, local, kind, nesting, &mut row)?),
			Some(_) => return Err(format!("the type of the term {name} is not a text")),
		};
		// In whichever order the terms are.
		if row > MAX_NESTING {
			return Err(too_deep());
		}
		let is_protected = match definition.get("@protected") {
			None => local.all_protected,
			Some(Value::Bool(protected)) => *protected,
			Some(_) => return Err(format!("@protected of the term {name} is neither true nor false")),
		};
		let mut term = Term {
			is_prefix: simple.is_some() && id.ends_with([':', '/', '?', '#', '[', ']', '@']),
			id,
			kind,
			containers: containers(name, definition.get("@container"))?,
			context: definition.get("@context"),
			is_protected,
		};
		if let Some(previous) = previous.filter(|previous| previous.is_protected && !local.overrides) {
			term.is_protected = true;
			if term != *previous {
				return Err(format!("the term {name} is protected, and is defined in another way"));
			}
		}
		Rc::make_mut(&mut active.terms).insert(name, Rc::new(term));
		local.defined.insert(name, Some(row));
		Ok(row)
	}

	/// The IRI that is meant in a definition, which with those that it needs makes a `row` of so many.
	fn resolve(
		&mut self,
		active: &mut Active<'a>,
		local: &mut Local<'a>,
		iri: &'a str,
		nesting: u32,
		row: &mut u32,
	) -> Result<String, String> {
		for needed in [Some(iri), iri.split_once(':').map(|(prefix, _)| prefix)].into_iter().flatten() {
			if let Some((needed, _)) = local.terms.get_key_value(needed) {
				*row = (*row).max(1 + self.define(active, local, needed, nesting + 1)?);
			}
		}
		let resolved = active.iri(iri, true).filter(|iri| !iri.starts_with('@'));
		let resolved = resolved.ok_or_else(|| format!("{iri} in a context is no IRI"))?;
		if resolved.len() > MAX_IRI {
			return Err(format!("an IRI in a context has more than {MAX_IRI} bytes"));
		}
		Ok(resolved)
	}
}

fn containers(name: &str, value: Option<&Value>) -> Result<Vec<Container>, String> {
	let several = match value {
		None => return Ok(Vec::new()),
		Some(Value::Array(several)) => several.as_slice(),
		Some(one) => std::slice::from_ref(one),
	};
	let read = |one: &Value| match one.as_str() {
		Some("@list") => Some(Container::List),
		Some("@set") => Some(Container::Set),
		Some("@graph") => Some(Container::Graph),
		_ => None,
	};
	let containers: Option<Vec<_>> = several.iter().map(read).collect();
	containers
		.filter(|all| match all.as_slice() {
			[_] => true,
			[one, other] => one != other && !all.contains(&Container::List),
			_ => false,
		})
		.ok_or_else(|| format!("the term {name} has a container that is not followed here"))
}

/// Whether it is a URL, or a URN: it has a scheme, and otherwise only characters that RFC 3986 has.
pub(crate) fn is_url(text: &str) -> bool {
	let Some((scheme, rest)) = text.split_once(':') else { return false };
	let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
		&& scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
	let is_allowed = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
	let is_escape = |after: &str| after.len() >= 2 && after.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
	is_scheme
		&& !rest.is_empty()
		&& rest.bytes().all(is_allowed)
		&& rest.split('%').skip(1).all(is_escape)
		&& rest.matches('#').count() < 2
}

#[cfg(test)]
mod tests;
