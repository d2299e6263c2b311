//! Flags for arguments, and the arguments that were given by them.

use super::value;
use crate::{chain::Chain, failure::Failure, moment, output::printable};
use clap::{Arg, ArgAction, ArgMatches, Command};
use metadata_json::{camel_case, kebab_case, Argument, Metadata, Shape};
use serde_json::{Map, Value};

/// How many structs deep fields have flags of their own. What is deeper is given as JSON.
const DEPTH: usize = 4;

/// What an argument's flag is called that has the name of one of the client's own: `--arg-url`.
const PREFIX: &str = "arg-";

/// What stands for nothing in JSON. It does so in place of what can be left out, too, unless that can be a text like this.
const NONE: &str = "null";

/// The client's own flags that all commands have.
const OF_ALL: [&str; 6] = ["help", "insecure", "json", "timeout", "url", "version"];

/// The fields of a call, a view or a struct.
pub struct Fields<'a> {
	metadata: &'a Metadata,
	fields: Vec<Field>,
	/// Whether it has to be said what is not true. Of a call it has: what is left out by mistake is not to be taken for a no.
	explicit: bool,
}

/// A field.
struct Field {
	/// Its name in JSON.
	name: String,
	/// The names on the way to it, in JSON: `content.rules.suspendable`.
	path: String,
	/// Its flag, without the hyphens: `content.rules.suspendable`.
	flag: String,
	ty: u32,
	optional: bool,
	shape: Shape,
	docs: String,
	/// The fields of a struct.
	parts: Vec<Field>,
}

impl<'a> Fields<'a> {
	/// Those of a call or a view, beside which there are these flags.
	pub fn of(metadata: &'a Metadata, inputs: &[Argument], own: &[&str]) -> Self {
		let fields = inputs.iter().map(|input| Field::of(metadata, input, own, None));
		Self { metadata, fields: fields.collect(), explicit: false }
	}

	/// The same, where it has to be said what is not true.
	pub fn explicit(self) -> Self {
		Self { explicit: true, ..self }
	}

	/// A command with a flag for each field.
	pub fn arguments(&self, mut command: Command) -> Command {
		for field in self.all() {
			command = command.arg(field.argument(self.metadata, self.explicit));
		}
		command
	}

	/// What was given, encoded, for the arguments that these are the fields of.
	pub async fn encode(&self, chain: &Chain, inputs: &[Argument], matches: &ArgMatches) -> Result<Vec<u8>, Failure> {
		let given = self.read(matches).map_err(Failure::usage)?;
		let read = chain.typed(|typed| self.metadata.arguments(inputs, &given, typed)).await?;
		read.map_err(|error| Failure::usage(self.blame(&error, matches)))
	}

	/// What was given, in JSON in which what people may type in place of values still stands.
	fn read(&self, matches: &ArgMatches) -> Result<Value, String> {
		let (object, _) = object(self.metadata, &self.fields, matches)?;
		Ok(Value::Object(object))
	}

	/// Say of an error which flag it is about.
	fn blame(&self, error: &metadata_json::Error, matches: &ArgMatches) -> String {
		let within = |field: &&Field| {
			error.path.strip_prefix(&field.path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
		};
		let mut suspects: Vec<_> = self.all().into_iter().filter(within).collect();
		suspects.sort_by_key(|field| (field.is_given(matches), field.path.len()));
		let Some(field) = suspects.pop() else { return error.to_string() };
		let rest = error.path.get(field.path.len()..).unwrap_or_default().trim_start_matches('.');
		let rest = metadata_json::Error { path: rest.to_owned(), problem: problem(&error.problem) };
		format!("--{}: {rest}", field.flag)
	}

	/// All that have flags.
	fn all(&self) -> Vec<&Field> {
		fn add<'a>(fields: &'a [Field], all: &mut Vec<&'a Field>) {
			for field in fields {
				all.push(field);
				add(&field.parts, all);
			}
		}
		let mut all = Vec::new();
		add(&self.fields, &mut all);
		all
	}
}

impl Field {
	fn of(metadata: &Metadata, argument: &Argument, own: &[&str], parent: Option<&Self>) -> Self {
		let name = camel_case(&argument.name);
		let (path, flag, depth) = match parent {
			Some(parent) => (
				format!("{}.{name}", parent.path),
				format!("{}.{}", parent.flag, kebab_case(&argument.name)),
				parent.path.split('.').count(),
			),
			None => (name.clone(), flag(&kebab_case(&argument.name), own), 0),
		};
		let (optional, ty) = match metadata.shape(argument.ty) {
			// Of an option of an option only JSON can say which of the two is meant.
			Shape::Option(inner) if !matches!(metadata.shape(inner), Shape::Option(_)) => (true, inner),
			Shape::Option(_) => (true, argument.ty),
			_ => (false, argument.ty),
		};
		let (shape, docs) = (value::shape(metadata, ty), argument.docs.clone());
		let mut field = Self { name, path, flag, ty, optional, shape, docs, parts: Vec::new() };
		if let (Shape::Struct(parts), true) = (&field.shape, depth + 1 < DEPTH) {
			let usable = parts.iter().all(|part| value::is_plain(&part.name));
			field.parts =
				parts.iter().filter(|_| usable).map(|part| Self::of(metadata, part, own, Some(&field))).collect();
		}
		// The parts of a struct say by themselves what they are.
		if field.parts.is_empty() {
			field.docs = match (field.docs, value::hint(metadata, argument, ty, &field.shape)) {
				(docs, hint) if docs.is_empty() => hint,
				(docs, hint) if hint.is_empty() || value::OBVIOUS.contains(&hint.as_str()) => docs,
				(docs, hint) => format!("{docs} ({hint})"),
			};
		}
		field
	}

	/// The name by which the parser knows it: no option of the client is called so.
	fn id(&self) -> String {
		format!("field:{}", self.path)
	}

	fn is_given(&self, matches: &ArgMatches) -> bool {
		matches.try_contains_id(&self.id()).unwrap_or(false)
	}

	fn argument(&self, metadata: &Metadata, explicit: bool) -> Arg {
		let argument = Arg::new(self.id()).long(self.flag.clone()).value_name(value::value_name(metadata, &self.shape));
		// Fields of structs are only needed if the struct is not given as a whole, which the encoding finds out.
		let needed = !self.optional && !self.path.contains('.') && self.parts.is_empty();
		let possible =
			|names: &[String]| names.iter().cloned().chain(self.optional.then(|| NONE.to_owned())).collect::<Vec<_>>();
		let argument = match &self.shape {
			Shape::Bool => {
				let argument = argument.num_args(0..=1).require_equals(true).default_missing_value("true");
				argument.value_parser(clap::value_parser!(bool)).hide_possible_values(true).required(needed && explicit)
			},
			Shape::Choice(names) => argument.value_parser(possible(names)).required(needed),
			Shape::Names(names) => {
				argument.action(ArgAction::Append).value_delimiter(',').value_parser(possible(names))
			},
			Shape::List(_) => argument.action(ArgAction::Append).required(needed),
			_ => argument.allow_negative_numbers(matches!(self.shape, Shape::Number)).required(needed),
		};
		let mut help = printable(self.docs.replace('\n', " ").trim());
		if !self.parts.is_empty() {
			help = format!("{help} As a whole, instead of by its parts, which follow.").trim_start().to_owned();
		}
		argument.conflicts_with_all(self.parts.iter().map(Self::id)).help(help)
	}

	/// What was given, if anything was.
	fn read(&self, metadata: &Metadata, matches: &ArgMatches) -> Result<Option<Value>, String> {
		let blame = |problem: String| format!("--{}: {problem}", self.flag);
		if let Shape::Bool = self.shape {
			return Ok(matches.get_one::<bool>(&self.id()).map(|value| Value::Bool(*value)));
		}
		let given = matches.try_get_many::<String>(&self.id()).ok().flatten().into_iter().flatten();
		match given.map(String::as_str).collect::<Vec<_>>().as_slice() {
			[] => Ok(None),
			[NONE] if self.optional && metadata.to_scale(self.ty, &NONE.into()).is_err() => Ok(None),
			texts => value::read(metadata, self.ty, &self.shape, texts).map(Some).map_err(blame),
		}
	}
}

/// The object of some fields, and whether any of them was given.
fn object(metadata: &Metadata, fields: &[Field], matches: &ArgMatches) -> Result<(Map<String, Value>, bool), String> {
	let mut object = Map::new();
	let mut any = false;
	for field in fields {
		if let Some(value) = field.read(metadata, matches)? {
			object.insert(field.name.clone(), value);
			any = true;
			continue;
		}
		if !field.parts.is_empty() {
			let (parts, given) = self::object(metadata, &field.parts, matches)?;
			any |= given;
			if given || !field.optional {
				object.insert(field.name.clone(), Value::Object(parts));
			}
		} else if matches!(field.shape, Shape::Bool) && !field.optional {
			object.insert(field.name.clone(), Value::Bool(false));
		} else if matches!(field.shape, Shape::Names(_)) && !field.optional {
			object.insert(field.name.clone(), Value::Array(Vec::new()));
		}
	}
	Ok((object, any))
}

/// What is wrong. Of a word in place of a number of 64 bits it is not known whether it was to be a time.
fn problem(problem: &str) -> String {
	let word = problem.strip_suffix(" is not a u64").and_then(|value| serde_json::from_str::<String>(value).ok());
	match word {
		Some(word) if !moment::is_number(&word) => moment::is_neither(&word),
		_ => problem.to_owned(),
	}
}

/// The flag of an argument of this name, beside the client's own.
fn flag(name: &str, own: &[&str]) -> String {
	if OF_ALL.contains(&name) || own.contains(&name) {
		format!("{PREFIX}{name}")
	} else {
		name.to_owned()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		arguments::Connection,
		dynamic::{call, view},
		test_chain,
	};
	use clap::Args;
	use serde_json::json;

	fn parse(pallet: &str, call: &str, words: &[&str]) -> Result<Result<Value, String>, clap::Error> {
		let metadata = test_chain::metadata();
		let known = metadata.call(pallet, call).expect("there is such a call");
		let fields = Fields::of(&metadata, &known.inputs, &call::OWN).explicit();
		let command = fields.arguments(Command::new("call").no_binary_name(true));
		command.clone().debug_assert();
		Ok(fields.read(&command.try_get_matches_from(words)?))
	}

	fn read(pallet: &str, call: &str, words: &[&str]) -> Value {
		parse(pallet, call, words).expect("it parses").expect("it can be read")
	}

	#[test]
	fn no_argument_has_the_name_of_one_of_the_clients() {
		assert_eq!(flag("url", &[]), "arg-url");
		assert_eq!(flag("suri", &call::OWN), "arg-suri");
		assert_eq!(flag("block", &call::OWN), "block");
		assert_eq!(flag("block", &view::OWN), "arg-block");
		// All that there are.
		let base = || Connection::augment_args(Command::new("civitas").version("1"));
		let view = test_chain::metadata().view("certification", "certificates_of").cloned();
		let mut command = call::arguments(base());
		let mut views = view::arguments(base(), &view.expect("there is such a view"));
		command.build();
		views.build();
		for (command, own) in [(command, &call::OWN[..]), (views, &view::OWN[..])] {
			for argument in command.get_arguments() {
				let name = argument.get_long().expect("each has one");
				assert!(OF_ALL.contains(&name) || own.contains(&name), "{name}");
			}
		}
	}

	#[test]
	fn only_names_of_rust_become_words() {
		assert!(value::is_plain("found_network") && value::is_plain("P256"));
		assert!(
			!value::is_plain("a b")
				&& !value::is_plain("$(x)")
				&& !value::is_plain("a\u{202e}b")
				&& !value::is_plain("")
		);
	}

	#[test]
	fn texts_numbers_and_choices_are_typed_as_they_are() {
		let value = read(
			"certification",
			"found_network",
			&["--name", "42", "--policy-hash", "hash:@x.md", "--policy-uri", "", "--membership", "closed"],
		);
		let expected = json!({ "name": "42", "policyHash": "hash:@x.md", "policyUri": "", "membership": "closed" });
		assert_eq!(value, expected);
		let missing = parse("certification", "found_network", &["--name", "x"]).expect_err("more is needed");
		assert_eq!(missing.kind(), clap::error::ErrorKind::MissingRequiredArgument);
		let wrong = ["--name", "x", "--policy-hash", "0x", "--policy-uri", "", "--membership", "secret"];
		let wrong = parse("certification", "found_network", &wrong).expect_err("there is no such choice");
		assert_eq!(wrong.kind(), clap::error::ErrorKind::InvalidValue);
	}

	#[test]
	fn several_names_are_given_one_by_one() {
		let metadata = test_chain::metadata();
		let known = metadata.call("certification", "try_all").expect("there is such a call");
		let uses: Vec<_> = known.inputs.iter().filter(|input| input.name == "uses").cloned().collect();
		let fields = Fields::of(&metadata, &uses, &call::OWN);
		let command = fields.arguments(Command::new("call").no_binary_name(true));
		let read = |words: &[&str]| {
			command.clone().try_get_matches_from(words).map(|matches| fields.read(&matches).expect("it can be read"))
		};
		let expected = json!({ "uses": ["authentication", "keyAgreement"] });
		assert_eq!(read(&["--uses", "authentication", "--uses", "keyAgreement"]).ok(), Some(expected.clone()));
		assert_eq!(read(&["--uses", "authentication,keyAgreement"]).ok(), Some(expected));
		assert_eq!(read(&[]).ok(), Some(json!({ "uses": [] })));
		let wrong = read(&["--uses", "love"]).expect_err("there is no such name");
		assert_eq!(wrong.kind(), clap::error::ErrorKind::InvalidValue);
		assert!(wrong.to_string().contains("authentication"), "what is possible is listed: {wrong}");
	}

	#[test]
	fn of_a_call_it_has_to_be_said_what_is_not_true() {
		let vote = |words: &[&str]| parse("identity_registry", "vote", &[&["--request", "1"], words].concat());
		let missing = vote(&[]).expect_err("nobody knows");
		assert_eq!(missing.kind(), clap::error::ErrorKind::MissingRequiredArgument);
		for (flag, said) in [("--in-favour", true), ("--in-favour=true", true), ("--in-favour=false", false)] {
			let read = vote(&[flag]).expect("it parses").expect("it can be read");
			assert_eq!(read, json!({ "request": 1, "inFavour": said }), "{flag}");
		}
		// A question is not dangerous.
		let metadata = test_chain::metadata();
		let view = metadata.view("certification", "certificates_of").expect("there is such a view");
		let fields = Fields::of(&metadata, &view.inputs, &view::OWN);
		let command = fields.arguments(Command::new("view").no_binary_name(true));
		let matches = command.try_get_matches_from(["--subject", "//Dave"]).expect("it parses");
		assert_eq!(fields.read(&matches), Ok(json!({ "subject": "//Dave", "acceptedOnly": false })));
	}

	#[test]
	fn the_hash_of_a_call_is_of_no_file() {
		let metadata = test_chain::metadata();
		let hint = |call: &str, name: &str| {
			let call = metadata.call("certification", call).expect("there is such a call");
			let input = call.inputs.iter().find(|input| input.name == name).expect("it has one");
			let of =
				|name: &str| Field::of(&metadata, &Argument { name: name.to_owned(), ..input.clone() }, &[], None).docs;
			[of(name), of("call_hash")]
		};
		assert_eq!(hint("found_network", "policy_hash"), ["0x and 64 digits, or hash:@FILE", value::OF_A_CALL]);
	}

	#[test]
	fn every_option_says_what_it_is() {
		let metadata = test_chain::metadata();
		let calls = metadata.calls().iter().map(|call| (&call.inputs, &call::OWN as &[&str]));
		let views = metadata.views().iter().map(|view| (&view.inputs, &view::OWN as &[&str]));
		for (inputs, own) in calls.chain(views) {
			let command = Fields::of(&metadata, inputs, own).arguments(Command::new("any"));
			for argument in command.get_arguments() {
				let is_told = argument.get_help().is_some_and(|help| !help.to_string().is_empty());
				let is_listed = !argument.get_possible_values().is_empty() && !argument.is_hide_possible_values_set();
				assert!(is_told || is_listed, "{}", argument.get_id());
			}
		}
	}

	#[test]
	fn null_leaves_out_what_can_be_left_out() {
		let metadata = test_chain::metadata();
		let verify = metadata.view("certification", "verify").expect("there is such a view");
		let certificates = metadata.view("certification", "certificates_of").expect("there is such a view");
		let options = metadata.view("certification", "try_options").expect("there is such a view");
		let read = |inputs: &[Argument], words: &[&str]| {
			let fields = Fields::of(&metadata, inputs, &view::OWN);
			let command = fields.arguments(Command::new("view").no_binary_name(true));
			fields.read(&command.try_get_matches_from(words).expect("it parses")).expect("it can be read")
		};
		let words = ["--certificate", "0x11", "--expected", "null", "--time", "null"];
		assert_eq!(read(&verify.inputs, &words), json!({ "certificate": "0x11" }));
		let words = ["--certificate", "0x11", "--expected.network", "7", "--expected.subject", "null"];
		assert_eq!(read(&verify.inputs, &words), json!({ "certificate": "0x11", "expected": { "network": 7 } }));
		// What is needed is not left out by it: here it is the name of an identity.
		let words = ["--subject", "null", "--cursor", "null", "--limit", "null"];
		assert_eq!(read(&certificates.inputs, &words), json!({ "subject": "null", "acceptedOnly": false }));
		let words = ["--account", "null", "--membership", "null", "--uses", "null", "--numbers", "null"];
		assert_eq!(read(&options.inputs, &words), json!({}));
		// A text can be meant.
		assert_eq!(read(&options.inputs, &["--text", "null"]), json!({ "text": "null" }));
	}

	#[test]
	fn structs_are_given_whole_or_by_their_fields() {
		let whole = read("certification", "register_schema", &["--network", "3", "--content", "{\"name\":\"D\"}"]);
		assert_eq!(whole, json!({ "network": 3, "content": { "name": "D" } }));
		let words =
			["--network", "3", "--content.name", "D", "--content.rules.suspendable", "--content.rules.limit", "7"];
		let expected = json!({
			"network": 3,
			"content": { "name": "D", "rules": { "suspendable": true, "expires": false, "limit": 7 } },
		});
		assert_eq!(read("certification", "register_schema", &words), expected);
		let not = read("certification", "register_schema", &["--network", "3", "--content.rules.suspendable=false"]);
		assert_eq!(not["content"]["rules"]["suspendable"], json!(false));
		let both = ["--network", "3", "--content", "{}", "--content.name", "D"];
		let both = parse("certification", "register_schema", &both).expect_err("one of the two");
		assert_eq!(both.kind(), clap::error::ErrorKind::ArgumentConflict);
	}

	#[test]
	fn structs_that_are_optional_are_there_if_a_field_is() {
		let metadata = test_chain::metadata();
		let view = metadata.view("certification", "verify").expect("there is such a view");
		let fields = Fields::of(&metadata, &view.inputs, &view::OWN);
		let read = |words: &[&str]| {
			let command = fields.arguments(Command::new("view").no_binary_name(true));
			fields.read(&command.try_get_matches_from(words).expect("it parses")).expect("it can be read")
		};
		let id = "0x11";
		assert_eq!(read(&["--certificate", id]), json!({ "certificate": id }));
		let expected = json!({ "certificate": id, "expected": { "network": 7 }, "time": "2025-01-01T00:00:00Z" });
		let words = ["--certificate", id, "--expected.network", "7", "--time", "2025-01-01T00:00:00Z"];
		assert_eq!(read(&words), expected);
	}

	#[test]
	fn what_is_neither_a_number_nor_a_time_is_told_so() {
		let metadata = test_chain::metadata();
		let known = metadata.call("certification", "try_all").expect("there is such a call");
		let moment = known.inputs.iter().find(|input| input.name == "moment").expect("it has one");
		let wrong = |word: &str| metadata.to_scale(moment.ty, &json!(word)).expect_err("it is no number").problem;
		let expected = "`tomorrow` is neither a number nor a time such as 2030-12-31T23:59:59Z";
		assert_eq!(problem(&wrong("tomorrow")), expected);
		assert_eq!(problem(&wrong("99999999999999999999")), "\"99999999999999999999\" is not a u64");
	}

	#[test]
	fn errors_name_the_flag() {
		let metadata = test_chain::metadata();
		let known = metadata.call("certification", "register_schema").expect("there is such a call");
		let fields = Fields::of(&metadata, &known.inputs, &call::OWN).explicit();
		let command = fields.arguments(Command::new("call").no_binary_name(true));
		let blame = |words: &[&str], path: &str| {
			let matches = command.clone().try_get_matches_from(words).expect("it parses");
			fields.blame(&metadata_json::Error { path: path.to_owned(), problem: "no".to_owned() }, &matches)
		};
		assert_eq!(blame(&["--network", "1"], "network"), "--network: no");
		assert_eq!(blame(&["--network", "1"], "content.rules.limit"), "--content.rules.limit: no");
		let whole = ["--network", "1", "--content", "{}"];
		assert_eq!(blame(&whole, "content.rules.limit"), "--content: rules.limit: no");
		assert_eq!(blame(&["--network", "1"], ""), "no");
		assert_eq!(blame(&["--network", "1"], "contents"), "contents: no");
	}
}
