//! Kinds of certificates that everybody needs, each by one word: what its schema says, and what its documents have to.
//!
//! The hash of the JSON Schema is in the schema on chain. So whoever issues under one is known to follow it, whoever has registered
//! it, and a document that is otherwise never gets a certificate.

use crate::moment::DAY;
use civitas_credentials::Document;
use clap::ValueEnum;
use jsonschema::Draft;
use serde_json::{json, Map, Value};
use subxt::utils::H256;

/// All rules that a schema can have, by their names in JSON.
const RULES: [&str; 9] = [
	"publicRecord",
	"suspendable",
	"onePerSubject",
	"needsAcceptance",
	"needsNullifier",
	"survivesIssuer",
	"surrenderable",
	"searchable",
	"subjectIsIdentity",
];

/// How many things are told that are wrong with one document.
const TOLD: usize = 5;

/// A kind of certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Preset {
	Degree,
	Licence,
	Membership,
	Employment,
	Kyc,
	Birth,
	Marriage,
	Death,
}

/// What its schema says.
struct Details {
	kind: u16,
	name: &'static str,
	/// Which rules it has.
	rules: &'static [&'static str],
	/// For how many days its certificates are valid at the most.
	max_days: Option<u64>,
	/// The JSON Schema of its documents.
	document: &'static str,
	/// Why its rules are these.
	why: &'static str,
}

impl Preset {
	fn details(self) -> Details {
		let all_civil = &["survivesIssuer"];
		match self {
			Self::Degree => Details {
				kind: 16,
				name: "Academic degree",
				rules: &["suspendable", "survivesIssuer"],
				max_days: None,
				document: include_str!("../../docs/schemas/degree.schema.json"),
				why: "It stays one when the university closes; it can be looked into.",
			},
			Self::Licence => Details {
				kind: 34,
				name: "Licence to practise",
				rules: &["suspendable"],
				// Five years, of which two can be leap years.
				max_days: Some(5 * 365 + 2),
				document: include_str!("../../docs/schemas/licence.schema.json"),
				why: "It is renewed every five years, and ends with the authority.",
			},
			Self::Membership => Details {
				kind: 33,
				name: "Membership",
				rules: &["suspendable", "surrenderable"],
				max_days: None,
				document: include_str!("../../docs/schemas/membership.schema.json"),
				why: "Members may leave.",
			},
			Self::Employment => Details {
				kind: 32,
				name: "Employment",
				rules: &["needsAcceptance", "survivesIssuer"],
				max_days: None,
				document: include_str!("../../docs/schemas/employment.schema.json"),
				why: "Nobody is employed without agreeing; it was so also when the employer is gone.",
			},
			Self::Kyc => Details {
				kind: 64,
				name: "Know your customer",
				rules: &["suspendable", "surrenderable"],
				max_days: Some(366),
				document: include_str!("../../docs/schemas/kyc.schema.json"),
				why: "It is made again every year.",
			},
			Self::Birth => Details {
				kind: 1,
				name: "Birth",
				rules: all_civil,
				max_days: None,
				document: include_str!("../../docs/schemas/birth.schema.json"),
				why: "What has happened stays so, whatever becomes of the registry.",
			},
			Self::Marriage => Details {
				kind: 3,
				name: "Marriage",
				rules: all_civil,
				max_days: None,
				document: include_str!("../../docs/schemas/marriage.schema.json"),
				why: "The same; a divorce is a certificate of its own.",
			},
			Self::Death => Details {
				kind: 2,
				name: "Death",
				rules: all_civil,
				max_days: None,
				document: include_str!("../../docs/schemas/death.schema.json"),
				why: "The same.",
			},
		}
	}

	/// Its name on command lines.
	pub fn word(self) -> String {
		self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
	}

	/// The content of its schema, as the chain takes it.
	pub fn content(self, name: Option<&str>, document_uri: &str) -> Result<Value, String> {
		let Details { kind, name: usual, rules, max_days, .. } = self.details();
		let rules: Map<_, _> = RULES.iter().map(|rule| ((*rule).to_owned(), json!(rules.contains(rule)))).collect();
		Ok(json!({
			"kind": kind,
			"name": name.unwrap_or(usual),
			"documentHash": self.hash()?,
			"documentUri": document_uri,
			"rules": rules,
			"maxValidity": max_days.map(|days| days.saturating_mul(DAY)),
			"supersedes": null,
		}))
	}

	fn document(self) -> Result<Document, String> {
		Document::parse(self.details().document).map_err(|error| error.to_string())
	}

	/// The hash of its JSON Schema.
	fn hash(self) -> Result<H256, String> {
		Ok(H256(self.document()?.hash()))
	}

	/// That with this hash of a JSON Schema, if there is one.
	pub fn of_hash(hash: &Value) -> Option<Self> {
		Self::value_variants().iter().copied().find(|preset| preset.hash().is_ok_and(|known| json!(known) == *hash))
	}

	/// What documents are checked by.
	pub fn checker(self) -> Result<Checker, String> {
		let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
		let validator = options.build(self.document()?.value()).map_err(|error| error.to_string())?;
		Ok(Checker { preset: self, validator })
	}
}

/// Checks documents by the JSON Schema of a preset.
pub struct Checker {
	preset: Preset,
	validator: jsonschema::Validator,
}

impl Checker {
	/// That a document is as it should be, or what is wrong with it. What it says itself is not repeated.
	pub fn check(&self, document: &Document) -> Result<(), String> {
		let told = self.validator.iter_errors(document.value()).take(TOLD).map(|error| {
			let at = error.instance_path().to_string();
			let at = if at.is_empty() { String::new() } else { format!("{at}: ") };
			format!("{at}{}", error.masked())
		});
		let told: Vec<_> = told.collect();
		if told.is_empty() {
			return Ok(());
		}
		Err(format!("it is not {}: {}", self.wanted(), told.join("; ")))
	}

	/// What documents have to be.
	pub fn wanted(&self) -> String {
		format!("what the schema asks for (docs/schemas/{}.schema.json)", self.preset.word())
	}
}

/// What each preset sets, for the help.
pub fn table() -> String {
	let mut lines = vec!["What each sets:".to_owned()];
	for preset in Preset::value_variants() {
		let Details { kind, name, rules, max_days, why, .. } = preset.details();
		let rules = rules.join(", ");
		let days = max_days.map(|days| format!("; valid for {days} days at most")).unwrap_or_default();
		lines.push(format!("  {:10}  \"{name}\", kind {kind}: {rules}{days}. {why}", preset.word()));
	}
	lines.push(String::new());
	lines.push(
		"Documents have to follow docs/schemas/PRESET.schema.json, which issuing checks. For other rules, and documents of your \
		 own, there is `certification register-schema`."
			.to_owned(),
	);
	lines.join("\n")
}

#[cfg(test)]
mod tests {
	use super::*;
	use civitas_primitives::certification::{SchemaKind, SchemaRules};

	const ID: &str = "urn:uuid:16627595-a909-440f-862c-077cb103f0c6";

	fn check(preset: Preset, document: Value) -> Result<(), String> {
		let document = Document::from_value(document).expect("it is a document");
		preset.checker().expect("the JSON Schema is one").check(&document)
	}

	/// A document of each kind.
	fn examples() -> [(Preset, Value); 9] {
		let badge = include_str!("../../docs/examples/open-badge.json");
		[
			(Preset::Degree, serde_json::from_str(badge).expect("it is JSON")),
			(
				Preset::Degree,
				json!({ "id": ID, "holder": "Zoë", "degree": "BSc", "institution": "Riverside", "awardedOn": "2025-07-01" }),
			),
			(
				Preset::Licence,
				json!({ "id": ID, "holder": "Zoë", "licence": "Electrician", "authority": "Town", "grantedOn": "2025-07-01" }),
			),
			(Preset::Membership, json!({ "id": ID, "holder": "Zoë", "organisation": "Guild", "since": "2025-07-01" })),
			(
				Preset::Employment,
				json!({ "id": ID, "holder": "Zoë", "employer": "Works Ltd.", "position": "Smith", "from": "2025-07-01" }),
			),
			(Preset::Kyc, json!({ "id": ID, "checks": ["identity", "address"], "checkedOn": "2025-07-01" })),
			(Preset::Birth, json!({ "id": ID, "name": "Zoë", "bornOn": "2025-07-01", "place": "Town" })),
			(
				Preset::Marriage,
				json!({ "id": ID, "spouses": ["Zoë", "Max"], "marriedOn": "2025-07-01", "place": "Town" }),
			),
			(Preset::Death, json!({ "id": ID, "name": "Zoë", "diedOn": "2025-07-01", "place": "Town" })),
		]
	}

	#[test]
	fn documents_have_all_that_is_asked_for() {
		for (preset, example) in examples() {
			assert_eq!(check(preset, example.clone()), Ok(()), "{preset:?}");
			let members = example.as_object().expect("it is an object");
			let needed = members.keys().filter(|name| !matches!(name.as_str(), "name" | "description" | "validFrom"));
			for name in needed.filter(|_| !members.contains_key("@context")) {
				let mut less = example.clone();
				less.as_object_mut().expect("it is an object").remove(name);
				let wrong = check(preset, less).expect_err("something is missing");
				assert!(wrong.contains(name.as_str()), "{preset:?} without {name}: {wrong}");
			}
			let mut guessable = example.clone();
			guessable["id"] = json!("7");
			let wrong = check(preset, guessable).expect_err("it can be guessed");
			assert!(wrong.contains("/id: ") && wrong.contains(".schema.json"), "{wrong}");
		}
		assert_eq!(examples().map(|(preset, _)| preset)[1..], *Preset::value_variants());
	}

	#[test]
	fn what_is_wrong_is_told_without_what_was_said() {
		let (preset, mut example) = examples()[1].clone();
		example["awardedOn"] = json!("in summer");
		let wrong = check(preset, example).expect_err("it is no date");
		assert!(wrong.contains("/awardedOn: ") && !wrong.contains("summer"), "{wrong}");
		// One that says that it is a credential, without what it is of.
		let credential = json!({ "id": ID, "@context": [], "type": ["VerifiableCredential"], "issuer": "urn:a", "credentialSubject": {} });
		assert!(check(Preset::Degree, credential).expect_err("it is of nothing").contains("/credentialSubject: "));
	}

	#[test]
	fn schemas_are_known_by_their_hashes() {
		for preset in Preset::value_variants() {
			let content = preset.content(None, "").expect("it is a document");
			assert_eq!(Preset::of_hash(&content["documentHash"]), Some(*preset));
			assert!(content["maxValidity"].is_null() || content["maxValidity"].is_u64());
			let meta = preset.document().expect("it is a document");
			assert!(jsonschema::draft202012::meta::is_valid(meta.value()), "{preset:?}");
			let line = format!("  {:10}  \"", preset.word());
			assert!(table().contains(&line), "{line}");
		}
		assert_eq!(Preset::of_hash(&json!(H256::zero())), None);
		let named = Preset::Kyc.content(Some("Clients"), "https://a.example").expect("it is a document");
		assert_eq!((&named["name"], &named["documentUri"]), (&json!("Clients"), &json!("https://a.example")));
	}

	#[test]
	fn kinds_and_rules_are_those_of_the_chain() {
		for (preset, kind) in [
			(Preset::Degree, SchemaKind::DEGREE),
			(Preset::Licence, SchemaKind::LICENCE_TO_PRACTISE),
			(Preset::Membership, SchemaKind::PROFESSIONAL_MEMBERSHIP),
			(Preset::Employment, SchemaKind::EMPLOYMENT),
			(Preset::Kyc, SchemaKind::KYC),
			(Preset::Birth, SchemaKind::BIRTH),
			(Preset::Marriage, SchemaKind::MARRIAGE),
			(Preset::Death, SchemaKind::DEATH),
		] {
			let content = preset.content(None, "").expect("it is a document");
			assert_eq!(content["kind"], json!(kind.0));
			let of_chain = serde_json::to_value(SchemaRules::default()).expect("it is JSON");
			let names = |rules: &Value| {
				let mut names: Vec<_> = rules.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
				names.sort();
				names
			};
			assert_eq!(names(&content["rules"]), names(&of_chain));
			assert!(preset.details().rules.iter().all(|rule| RULES.contains(rule)), "{preset:?}");
		}
	}
}
