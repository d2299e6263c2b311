//! What clients build on: JSON-RPC, the command line and their documentation follow from the metadata alone.

mod common;

use common::metadata;
use frame_metadata::v16::PalletMetadata;
use scale_info::{form::PortableForm, Field, Type, TypeDef, TypeDefPrimitive, Variant};
use std::collections::BTreeMap;

type Pallet = PalletMetadata<PortableForm>;

/// The pallets that are ours.
const OURS: [&str; 9] = [
	"ValidatorSet",
	"Certification",
	"IdentityRegistry",
	"Agreements",
	"Lending",
	"Vaults",
	"PublicFinance",
	"Reputation",
	"Credit",
];

/// All views that there are, by pallet.
const VIEWS: &[(&str, &[&str])] = &[
	("Assets", &["asset_details", "balance_of", "get_metadata", "get_reserves_data"]),
	("PoolAssets", &["asset_details", "balance_of", "get_metadata", "get_reserves_data"]),
	(
		"AssetConversion",
		&["get_reserves", "quote_price_exact_tokens_for_tokens", "quote_price_tokens_for_exact_tokens"],
	),
	(
		"ValidatorSet",
		&[
			"validator",
			"approved",
			"members",
			"serving",
			"finality_lags",
			"recovery",
			"approved_count",
			"required_bond",
		],
	),
	("Proxy", &["check_permissions", "is_superset"]),
	("Oracle", &["get_value", "all_values"]),
	(
		"Certification",
		&[
			"verify",
			"networks",
			"schemas_by_network",
			"accreditations_by_network",
			"network",
			"schema",
			"accreditation",
			"certificate",
			"batch",
			"certificates_of",
			"certificates_by_accreditation",
			"batches_by_accreditation",
			"certificates_by_search_key",
			"certificate_of",
			"nullifier_commitment",
			"accreditations_of",
			"is_accredited",
			"status_list",
			"status_bits",
		],
	),
	(
		"IdentityRegistry",
		&[
			"resolve",
			"did_subject",
			"key_validity",
			"identities_of_key",
			"identity_of_name",
			"identities_of_domain",
			"domains_of",
			"accounts_of",
			"identities_of_account",
			"proposal",
			"next_nonce",
			"freeze_number",
			"attestation",
			"ties",
			"are_related",
			"room_for",
		],
	),
	("Agreements", &["agreement", "agreements_of", "statement", "cash_flow", "funding", "dispute_of", "preview"]),
	(
		"Lending",
		&[
			"feed",
			"feed_of",
			"market",
			"markets_of",
			"market_id",
			"position",
			"what_if",
			"positions_of",
			"liquidatable",
			"history",
			"costs",
		],
	),
	("Vaults", &["vault", "vaults", "holding", "setup_cost"]),
	(
		"PublicFinance",
		&[
			"body_info",
			"bodies_below",
			"periods",
			"waiting",
			"line_info",
			"execution",
			"fund_info",
			"funds_of",
			"receipts",
			"payments",
			"award_info",
			"award_changes",
			"acceptances",
			"awards_of",
			"awards_to",
			"awards_on",
			"arrears",
			"trace_up",
			"trace_down",
			"what_became_of",
			"sample",
			"findings",
			"log",
		],
	),
	(
		"Reputation",
		&[
			"profile",
			"posts_by",
			"replies",
			"testimonials_of",
			"review_info",
			"reviews_of",
			"reviews_by",
			"review_history",
			"aggregate",
			"reviewable",
			"disputes_of",
			"sponsorship",
			"fee_of",
		],
	),
	(
		"Credit",
		&[
			"register",
			"root_at",
			"dispute_info",
			"overdue",
			"consents_void_since",
			"offers",
			"quote",
			"proposals_to",
			"loan",
			"loans_of",
			"loans_by",
			"schedule",
			"outcomes",
			"pool",
			"pools",
			"redemptions",
			"costs",
		],
	),
];

/// The arguments of calls that are texts, and fields of their structs.
const TEXTS: &[&str] = &[
	"Certification found_network name",
	"Certification found_network policy_uri",
	"Certification update_network name",
	"Certification update_network policy_uri",
	"Certification register_schema content.name",
	"Certification register_schema content.document_uri",
	"Certification issue content.record",
	"Certification replace content.record",
	"IdentityRegistry set_service service.id",
	"IdentityRegistry set_service service.service_type",
	"IdentityRegistry set_service service.service_endpoint",
	"IdentityRegistry remove_service id",
	"IdentityRegistry claim_name name",
	"IdentityRegistry clear_name name",
	"IdentityRegistry attest_domain domain",
	"IdentityRegistry remove_domain domain",
	"Agreements draft terms.prose.uri",
	"Reputation publish post.uri",
];

fn resolve(id: u32) -> &'static Type<PortableForm> {
	metadata().types.resolve(id).expect("it is registered")
}

fn variants(id: u32) -> &'static [Variant<PortableForm>] {
	match &resolve(id).type_def {
		TypeDef::Variant(def) => &def.variants,
		_ => panic!("an enumeration"),
	}
}

/// The calls of a pallet.
fn calls(pallet: &'static Pallet) -> &'static [Variant<PortableForm>] {
	pallet.calls.as_ref().map_or(&[], |calls| variants(calls.ty.id))
}

fn ours() -> impl Iterator<Item = &'static Pallet> {
	metadata().pallets.iter().filter(|pallet| OURS.contains(&pallet.name.as_str()))
}

/// A name as it is in JSON: fields as serde's `camelCase` makes them of snake case, variants of Pascal case.
fn camel_case(name: &str) -> String {
	let mut camel = String::new();
	let mut upper = false;
	for letter in name.chars() {
		match letter {
			'_' => upper = !camel.is_empty(),
			_ if camel.is_empty() => camel.push(letter.to_ascii_lowercase()),
			_ if upper => camel.push(letter.to_ascii_uppercase()),
			_ => camel.push(letter),
		}
		upper &= letter == '_';
	}
	camel
}

/// That no two of these are the same in JSON.
fn ensure_distinct<'a>(of: &str, names: impl IntoIterator<Item = &'a str>) {
	let mut seen = BTreeMap::new();
	for name in names {
		let former = seen.insert(camel_case(name), name);
		assert_eq!(former, None, "{of}: {name}");
	}
}

fn ensure_fields_distinct(of: &str, fields: &[Field<PortableForm>]) {
	ensure_distinct(of, fields.iter().filter_map(|field| field.name.as_deref()));
}

#[test]
fn every_view_is_expected() {
	// Those of the SDK's pallets are methods of JSON-RPC and commands as ours are.
	let all = metadata().pallets.iter().filter(|pallet| !pallet.view_functions.is_empty());
	let found: Vec<(_, Vec<_>)> = all
		.map(|pallet| (pallet.name.as_str(), pallet.view_functions.iter().map(|view| view.name.as_str()).collect()))
		.collect();
	let expected: Vec<_> = VIEWS.iter().map(|(pallet, views)| (*pallet, views.to_vec())).collect();
	assert_eq!(found, expected);
}

#[test]
fn no_view_takes_a_block() {
	// JSON-RPC adds a parameter of this name to each.
	for pallet in &metadata().pallets {
		for view in &pallet.view_functions {
			assert!(view.inputs.iter().all(|input| input.name != "block"), "{} {}", pallet.name, view.name);
		}
	}
}

#[test]
fn no_two_names_become_one() {
	ensure_distinct("the pallets", metadata().pallets.iter().map(|pallet| pallet.name.as_str()));
	for pallet in &metadata().pallets {
		// On the command line, a call and a view of one name would be one command.
		let views = pallet.view_functions.iter().map(|view| view.name.as_str());
		let calls = calls(pallet).iter().map(|call| call.name.as_str());
		ensure_distinct(&pallet.name, views.chain(calls));
		for view in &pallet.view_functions {
			let of = format!("{} {}", pallet.name, view.name);
			ensure_distinct(&of, view.inputs.iter().map(|input| input.name.as_str()));
		}
	}
	for ty in &metadata().types.types {
		let of = ty.ty.path.segments.join("::");
		match &ty.ty.type_def {
			TypeDef::Composite(def) => ensure_fields_distinct(&of, &def.fields),
			TypeDef::Variant(def) => {
				ensure_distinct(&of, def.variants.iter().map(|variant| variant.name.as_str()));
				for variant in &def.variants {
					ensure_fields_distinct(&format!("{of}::{}", variant.name), &variant.fields);
				}
			},
			_ => {},
		}
	}
}

#[test]
fn whatever_can_be_asked_done_or_go_wrong_is_explained() {
	for pallet in ours() {
		assert!(!calls(pallet).is_empty(), "{}", pallet.name);
		let described = |docs: &[String]| docs.iter().any(|line| !line.trim().is_empty());
		for view in &pallet.view_functions {
			assert!(described(&view.docs), "{} {}", pallet.name, view.name);
		}
		let errors = pallet.error.iter().flat_map(|error| variants(error.ty.id));
		let events = pallet.event.iter().flat_map(|event| variants(event.ty.id));
		for variant in calls(pallet).iter().chain(errors).chain(events) {
			assert!(described(&variant.docs), "{} {}", pallet.name, variant.name);
		}
		// What a client shows has no links into rustdoc.
		let docs = pallet.view_functions.iter().flat_map(|view| &view.docs);
		for line in docs.chain(calls(pallet).iter().flat_map(|call| &call.docs)) {
			assert!(!line.contains("[`"), "{}: {line}", pallet.name);
		}
	}
}

#[test]
fn a_page_has_a_cursor_and_a_limit_that_may_be_left_out() {
	for pallet in ours() {
		for view in &pallet.view_functions {
			let is_page = resolve(view.output.id).path.segments.last().is_some_and(|name| name == "Page");
			let last: Vec<_> = view.inputs.iter().rev().take(2).map(|input| input.name.as_str()).collect();
			assert_eq!(is_page, last == ["limit", "cursor"], "{} {}", pallet.name, view.name);
			for input in view.inputs.iter().filter(|input| ["cursor", "limit"].contains(&input.name.as_str())) {
				let path = &resolve(input.ty.id).path.segments;
				assert_eq!(path.last().map(String::as_str), Some("Option"), "{} {}", pallet.name, view.name);
			}
		}
	}
}

#[test]
fn texts_are_strings() {
	fn texts(name: String, ty: u32, found: &mut Vec<String>) {
		match &resolve(ty).type_def {
			TypeDef::Primitive(TypeDefPrimitive::Str) => found.push(name),
			TypeDef::Composite(def) => {
				for field in &def.fields {
					let inner = field.name.as_ref().map_or(name.clone(), |field| format!("{name}.{field}"));
					texts(inner, field.ty.id, found);
				}
			},
			_ => {},
		}
	}
	let mut found = Vec::new();
	for pallet in ours() {
		for call in calls(pallet) {
			for argument in &call.fields {
				let name = argument.name.as_deref().expect("arguments have names");
				texts(format!("{} {} {name}", pallet.name, call.name), argument.ty.id, &mut found);
			}
		}
	}
	assert_eq!(found, TEXTS);
}
