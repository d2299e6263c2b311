//! Every type of the chain's own metadata, there and back.

use civitas_runtime::{tx_extension, AccountId, Address, RuntimeCall, Signature, UncheckedExtrinsic};
use codec::{Compact, Decode, Encode};
use frame_metadata::{RuntimeMetadata, RuntimeMetadataPrefixed};
use metadata_json::{camel_case, parse, Metadata, NoShorthands, Shape};
use proptest::{prelude::*, test_runner::TestRng};
use scale_info::{form::PortableForm, Field, PortableRegistry, TypeDef, TypeDefPrimitive};
use serde_json::json;
use sp_runtime::generic::Era;
use std::collections::{BTreeSet, HashMap};

fn bytes() -> Vec<u8> {
	civitas_runtime::Runtime::metadata_at_version(16).expect("the runtime has metadata of version 16").to_vec()
}

fn metadata() -> Metadata {
	Metadata::decode(&bytes()).expect("the metadata can be read")
}

fn registry() -> PortableRegistry {
	match RuntimeMetadataPrefixed::decode(&mut &bytes()[..]).expect("it can be decoded").1 {
		RuntimeMetadata::V16(metadata) => metadata.types,
		_ => panic!("version 16 was asked for"),
	}
}

/// Makes values at random, by a walk of its own.
struct Generator {
	registry: PortableRegistry,
	/// How deep the shallowest value of a type is; nothing if it has no values.
	depths: HashMap<u32, u32>,
}

impl Generator {
	fn new() -> Self {
		let mut this = Self { registry: registry(), depths: HashMap::new() };
		// Until nothing becomes known any more.
		loop {
			let before = this.depths.len();
			for ty in this.registry.types.clone() {
				if let Some(depth) = this.depth(&ty.ty.type_def) {
					this.depths.entry(ty.id).or_insert(depth + 1);
				}
			}
			if this.depths.len() == before {
				return this;
			}
		}
	}

	fn all(&self, types: impl Iterator<Item = u32>) -> Option<u32> {
		types.map(|ty| self.depths.get(&ty).copied()).try_fold(0, |deepest, depth| Some(deepest.max(depth?)))
	}

	fn depth(&self, ty: &TypeDef<PortableForm>) -> Option<u32> {
		match ty {
			TypeDef::Composite(composite) => self.all(composite.fields.iter().map(|field| field.ty.id)),
			TypeDef::Variant(variants) => variants
				.variants
				.iter()
				.filter_map(|variant| self.all(variant.fields.iter().map(|field| field.ty.id)))
				.min(),
			TypeDef::Array(array) if array.len > 0 => self.all([array.type_param.id].into_iter()),
			TypeDef::Tuple(tuple) => self.all(tuple.fields.iter().map(|field| field.id)),
			_ => Some(0),
		}
	}

	fn fields(&self, fields: &[Field<PortableForm>], rng: &mut TestRng, depth: u32, out: &mut Vec<u8>) {
		fields.iter().for_each(|field| self.value(field.ty.id, rng, depth, out));
	}

	/// A value of a type that has some, with not much more below it than `depth`.
	fn value(&self, id: u32, rng: &mut TestRng, depth: u32, out: &mut Vec<u8>) {
		let ty = self.registry.resolve(id).expect("the type is known");
		let path: Vec<_> = ty.path.segments.iter().map(String::as_str).collect();
		if path.last() == Some(&"Relationships") {
			return out.push(rng.random_range(0..32));
		}
		let less = depth.saturating_sub(1);
		let length = |rng: &mut TestRng| if depth == 0 { 0 } else { rng.random_range(0..3u32) };
		match &ty.type_def {
			TypeDef::Composite(composite) => self.fields(&composite.fields, rng, less, out),
			TypeDef::Variant(variants) => {
				let depth_of = |variant: &&scale_info::Variant<PortableForm>| {
					self.all(variant.fields.iter().map(|field| field.ty.id))
				};
				let possible: Vec<_> = variants.variants.iter().filter(|variant| depth_of(variant).is_some()).collect();
				let chosen = if depth == 0 {
					possible.iter().min_by_key(|variant| depth_of(variant)).expect("it has values")
				} else {
					possible[rng.random_range(0..possible.len())..].first().expect("it has values")
				};
				out.push(chosen.index);
				self.fields(&chosen.fields, rng, less, out);
			},
			TypeDef::Sequence(sequence) => {
				let length = if self.depths.contains_key(&sequence.type_param.id) { length(rng) } else { 0 };
				Compact(length).encode_to(out);
				(0..length).for_each(|_| self.value(sequence.type_param.id, rng, less, out));
			},
			TypeDef::Array(array) => (0..array.len).for_each(|_| self.value(array.type_param.id, rng, less, out)),
			TypeDef::Tuple(tuple) => tuple.fields.iter().for_each(|field| self.value(field.id, rng, less, out)),
			TypeDef::Primitive(primitive) => self.primitive(primitive, rng, out),
			TypeDef::Compact(compact) => {
				if let Some(bits) = self.bits(compact.type_param.id) {
					let value = rng.random::<u128>() >> (128 - rng.random_range(1..=bits));
					Compact(value).encode_to(out);
				}
			},
			TypeDef::BitSequence(_) => Compact(0u32).encode_to(out),
		}
	}

	fn bits(&self, id: u32) -> Option<u32> {
		match &self.registry.resolve(id)?.type_def {
			TypeDef::Primitive(primitive) => Some(match primitive {
				TypeDefPrimitive::U8 => 8,
				TypeDefPrimitive::U16 => 16,
				TypeDefPrimitive::U32 => 32,
				TypeDefPrimitive::U64 => 64,
				_ => 128,
			}),
			TypeDef::Composite(composite) => self.bits(composite.fields.first()?.ty.id),
			_ => None,
		}
	}

	fn primitive(&self, primitive: &TypeDefPrimitive, rng: &mut TestRng, out: &mut Vec<u8>) {
		let width = match primitive {
			TypeDefPrimitive::Bool => return out.push(rng.random_range(0..2)),
			TypeDefPrimitive::Char => return u32::from('ß').encode_to(out),
			TypeDefPrimitive::Str => {
				let text: String = (0..rng.random_range(0..9)).map(|_| rng.random::<char>()).collect();
				return text.encode_to(out);
			},
			TypeDefPrimitive::U8 | TypeDefPrimitive::I8 => 1,
			TypeDefPrimitive::U16 | TypeDefPrimitive::I16 => 2,
			TypeDefPrimitive::U32 | TypeDefPrimitive::I32 => 4,
			TypeDefPrimitive::U64 | TypeDefPrimitive::I64 => 8,
			TypeDefPrimitive::U128 | TypeDefPrimitive::I128 => 16,
			TypeDefPrimitive::U256 | TypeDefPrimitive::I256 => 32,
		};
		// Small numbers and large ones, so that both forms of 64 bits are seen.
		let zero = rng.random_range(0..=width);
		out.extend((0..width).map(|place| if place < width - zero { rng.random() } else { 0u8 }));
	}
}

#[test]
fn every_value_of_every_type_comes_back_and_its_schema_accepts_it() {
	let (metadata, generator) = (metadata(), Generator::new());
	let mut schemas = metadata.schemas("#/definitions/");
	let types: Vec<u32> = generator.registry.types.iter().map(|ty| ty.id).collect();
	let of: HashMap<u32, _> = types.iter().map(|ty| (*ty, schemas.of(*ty))).collect();
	let definitions = schemas.definitions();
	// One validator of all types: to compile it is most of the work.
	let all: serde_json::Map<_, _> = of.iter().map(|(ty, schema)| (format!("type-{ty}"), schema.clone())).collect();
	let schema =
		json!({ "type": "object", "properties": all, "additionalProperties": false, "definitions": definitions });
	let validator = jsonschema::draft7::new(&schema).expect("it is a schema");
	let mut runner = proptest::test_runner::TestRunner::deterministic();
	let rng = runner.rng();
	let mut seen = 0;
	for ty in types.into_iter().filter(|ty| generator.depths.contains_key(ty)) {
		for round in 0..12 {
			let mut scale = Vec::new();
			generator.value(ty, rng, round, &mut scale);
			let json = metadata.to_json(ty, &scale).unwrap_or_else(|error| panic!("{ty}: {error}"));
			let text = json.to_string();
			assert_eq!(parse(&text).as_ref(), Ok(&json), "{ty}");
			let back = metadata.to_scale(ty, &json).unwrap_or_else(|error| panic!("{ty}: {error} in {text}"));
			assert_eq!(back, scale, "{ty}: {text}");
			let instance = json!({ format!("type-{ty}"): json });
			if let Err(error) = validator.validate(&instance) {
				panic!("{ty}: the schema refuses {text}: {error}");
			}
			seen += 1;
		}
	}
	assert!(seen > 5_000, "{seen}");
}

#[test]
fn no_two_names_of_a_type_are_the_same_in_json() {
	let unique = |what: &str, names: Vec<&String>| {
		let json: BTreeSet<_> = names.iter().map(|name| camel_case(name)).collect();
		assert_eq!(json.len(), names.len(), "{what}: {names:?}");
	};
	for ty in registry().types {
		let what = ty.ty.path.segments.join("::");
		match &ty.ty.type_def {
			TypeDef::Composite(composite) => {
				unique(&what, composite.fields.iter().filter_map(|field| field.name.as_ref()).collect());
			},
			TypeDef::Variant(variants) => {
				unique(&what, variants.variants.iter().map(|variant| &variant.name).collect());
				for variant in &variants.variants {
					unique(&what, variant.fields.iter().filter_map(|field| field.name.as_ref()).collect());
				}
			},
			_ => {},
		}
	}
}

#[test]
fn nested_calls_of_strangers_are_an_error_and_not_the_end() {
	let metadata = metadata();
	let batch = metadata.call("Utility", "batch").expect("there are batches").prefix;
	let mut nested = Vec::new();
	for _ in 0..100_000 {
		nested.extend(batch);
		Compact(1u32).encode_to(&mut nested);
	}
	let error = metadata.to_json(metadata.call_type(), &nested).expect_err("it is too deep");
	assert!(error.to_string().contains("nested more than"), "{error}");
	let mut json = json!({ "system": { "remark": { "remark": "0x" } } });
	for _ in 0..200 {
		json = json!({ "utility": { "batch": { "calls": [json] } } });
	}
	let error = metadata.to_scale(metadata.call_type(), &json).expect_err("it is too deep");
	assert!(error.to_string().contains("nested more than"), "{error}");
	// `serde_json` drops nested values one in the other.
	std::mem::forget(json);
}

#[test]
fn calls_and_views_are_found_however_they_are_written() {
	let metadata = metadata();
	for (pallet, call) in
		[("IdentityRegistry", "act_as"), ("identityRegistry", "actAs"), ("identity-registry", "act-as")]
	{
		assert_eq!(metadata.call(pallet, call).map(|call| call.name.as_str()), Some("act_as"));
	}
	let view = metadata.view("certification", "verify").expect("there is a view");
	assert!(!view.docs.is_empty());
	assert!(metadata.view("certification", "issue").is_none(), "it is a call");
	assert!(metadata.call("certification", "verify").is_none(), "it is a view");
	assert_eq!(metadata.ss58_prefix(), 42);
}

#[test]
fn arguments_are_given_by_name_or_by_place() {
	let metadata = metadata();
	let view = metadata.view("certification", "verify").expect("there is a view");
	let certificate = format!("0x{}", "11".repeat(32));
	let arguments = |json| {
		let written = metadata.arguments(&view.inputs, &json, &NoShorthands);
		written.map_err(|error| error.to_string())
	};
	let expected = arguments(json!({ "certificate": certificate, "expected": null, "time": null, "presented": null }));
	assert_eq!(expected.as_ref().map(Vec::len), Ok(35));
	for json in [json!({ "certificate": certificate }), json!([certificate]), json!([certificate, null, null])] {
		assert_eq!(arguments(json), expected);
	}
	for (json, problem) in [
		(json!({}), "certificate: it is missing".to_owned()),
		(json!([]), "certificate: it is missing".to_owned()),
		(
			json!({ "certificate": certificate, "expectd": {} }),
			"expectd: there is no such parameter; there are: certificate, expected, time, presented".to_owned(),
		),
		(
			json!([certificate, null, null, null, 1]),
			"there are 5 parameters, and 4 were expected at the most".to_owned(),
		),
		(
			json!({ "certificate": certificate, "expected": { "network": 70_000_000_000u64 } }),
			"expected.network: 70000000000 is not a u32".to_owned(),
		),
		(json!("x"), "\"x\" is neither an object nor a list".to_owned()),
	] {
		assert_eq!(arguments(json), Err(problem));
	}
}

#[test]
fn calls_have_their_names() {
	let metadata = metadata();
	let path = ["civitas_primitives", "identity", "outflow", "CallIndex"];
	let ty = registry().types.into_iter().find(|ty| ty.ty.path.segments == path).expect("keys name calls").id;
	let prefix = metadata.call("Balances", "transfer_keep_alive").expect("there is such a call").prefix;
	let named = json!("balances.transferKeepAlive");
	assert_eq!(metadata.to_json(ty, &prefix), Ok(named.clone()));
	assert_eq!(metadata.to_scale(ty, &named), Ok(prefix.to_vec()));
	// All of them, there and back.
	for call in metadata.calls() {
		let json = metadata.to_json(ty, &call.prefix).expect("it can be read");
		let name = format!("{}.{}", camel_case(&call.pallet), camel_case(&call.name));
		assert_eq!(json, json!(name));
		assert_eq!(metadata.to_scale(ty, &json), Ok(call.prefix.to_vec()), "{name}");
	}
	// What the chain no longer has can still be shown, and written.
	let unknown = json!({ "pallet": 255, "call": 7 });
	assert_eq!(metadata.to_json(ty, &[255, 7]), Ok(unknown.clone()));
	assert_eq!(metadata.to_scale(ty, &unknown), Ok(vec![255, 7]));
	for (wrong, problem) in [
		(json!("balances.transferKepAlive"), "\"balances.transferKepAlive\": balances has no such call; there are: "),
		(json!("balance.transfer"), "\"balance.transfer\": there is no pallet \"balance\" with calls"),
		(json!("balances"), "\"balances\" is not the name of a call, such as"),
		(json!("Balances.transfer_keep_alive"), "\"Balances.transfer_keep_alive\": there is no pallet"),
		(json!({ "pallet": 256, "call": 7 }), "an object is not the numbers of a call"),
		(json!({ "pallet": 1, "call": 7, "more": 0 }), "an object is not the numbers of a call"),
		(json!(7), "7 is not the name of a call"),
	] {
		let error = metadata.to_scale(ty, &wrong).expect_err("it is refused").to_string();
		assert!(error.starts_with(problem), "{wrong}: {error}");
	}
	assert_eq!(metadata.shape(ty), Shape::CallName);
}

#[test]
fn errors_of_pallets_have_their_names() {
	let metadata = metadata();
	let index = metadata.call("Certification", "issue").expect("there is such a call").prefix[0];
	let found = metadata.module_error(index, [0, 0, 0, 0]).expect("there is a first error");
	assert_eq!(found.pallet, "Certification");
	assert!(!found.docs.is_empty());
	for (pallet, name) in [("Certification", found.name.clone()), ("certification", camel_case(&found.name))] {
		assert_eq!(metadata.error(pallet, &name), Some(found.clone()));
	}
	assert_eq!(
		metadata.error("identity-registry", "not-full-key").map(|error| error.name).as_deref(),
		Some("NotFullKey")
	);
	assert_eq!((metadata.error("certification", "none"), metadata.error("none", &found.name)), (None, None));
	let error = registry().types.into_iter().find(|ty| ty.ty.path.segments == ["sp_runtime", "ModuleError"]);
	let ty = error.expect("there are errors of pallets").id;
	let named = json!({ "pallet": "certification", "error": camel_case(&found.name) });
	assert_eq!(metadata.to_json(ty, &[index, 0, 0, 0, 0]), Ok(named.clone()));
	assert_eq!(metadata.to_scale(ty, &named), Ok(vec![index, 0, 0, 0, 0]));
	let unknown = json!({ "index": 255, "error": "0x01020304" });
	assert_eq!(metadata.to_json(ty, &[255, 1, 2, 3, 4]), Ok(unknown.clone()));
	assert_eq!(metadata.to_scale(ty, &unknown), Ok(vec![255, 1, 2, 3, 4]));
	for wrong in [
		json!({ "pallet": "certification", "error": "none" }),
		json!({ "pallet": "certification", "index": 1, "error": "0x01020304" }),
		json!("x"),
	] {
		assert!(metadata.to_scale(ty, &wrong).is_err(), "{wrong}");
	}
}

#[test]
fn a_type_of_the_metadata_is_known_by_its_whole_form() {
	use civitas_primitives::certification::{info::PresentedMember, CertificateId, Expected, State, Verification};
	type Account = civitas_runtime::AccountId;
	let metadata = metadata();
	let verify = metadata.view("certification", "verify").expect("there is a view");
	assert!(metadata.is::<Verification<Account>>(verify.output));
	assert!(!metadata.is::<Option<Verification<Account>>>(verify.output));
	assert!(!metadata.is::<Verification<[u8; 32]>>(verify.output), "an account is more than its bytes");
	assert!(!metadata.is::<(bool, u64)>(verify.output));
	type Presented = Option<PresentedMember<Account>>;
	assert!(metadata.are::<(CertificateId, Option<Expected<Account>>, Option<u64>, Presented)>(&verify.inputs));
	assert!(!metadata.are::<(CertificateId, Expected<Account>, Option<u64>, Presented)>(&verify.inputs));
	assert!(!metadata.are::<(CertificateId, Option<Expected<Account>>, Option<u64>)>(&verify.inputs), "as it was");
	let list = metadata.view("certification", "certificates_of").expect("there is a view");
	assert!(metadata.is::<Option<State>>(list.inputs[1].ty));
}

#[test]
fn command_lines_see_through_newtypes() {
	let metadata = metadata();
	let issue = metadata.call("certification", "issue").expect("there is such a call");
	let shape = |name: &str| {
		let input = issue.inputs.iter().find(|input| input.name == name);
		metadata.shape(input.expect("there is such an argument").ty)
	};
	assert!(matches!(shape("accreditation"), Shape::Option(_)));
	assert_eq!(shape("schema"), Shape::Bytes);
	assert_eq!(shape("subject"), Shape::Account);
	let Shape::Struct(fields) = shape("content") else { panic!("it has fields") };
	let type_name = |name: &str| fields.iter().find(|field| field.name == name).map(|field| field.type_name.as_str());
	assert_eq!((type_name("claims"), type_name("valid_from")), (Some("ContentHash"), Some("Option<Moment>")));
	assert!(matches!(shape("nullifier"), Shape::Option(_)));
}

proptest! {
	#[test]
	fn random_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
		thread_local! { static METADATA: Metadata = metadata(); }
		METADATA.with(|metadata| {
			for ty in [metadata.call_type(), metadata.event_type(), metadata.events_type()] {
				if let Ok(json) = metadata.to_json(ty, &bytes) {
					// What decodes may have another encoding only where SCALE has several for a number.
					prop_assert!(metadata.to_scale(ty, &json).is_ok());
				}
			}
			Ok(())
		})?;
	}
}

#[test]
fn transactions_are_told_as_blocks_have_them() {
	let metadata = metadata();
	let call = RuntimeCall::System(frame_system::Call::remark { remark: vec![1, 2] });
	let shown = metadata.to_json(metadata.call_type(), &call.encode()).expect("it is a call");
	let bare = UncheckedExtrinsic::new_bare(call.clone()).encode();
	let told = json!({ "version": 5, "signer": null, "signature": null, "extensions": null, "call": shown });
	assert_eq!(metadata.transaction(&bare), Ok(told));
	let signer = AccountId::decode(&mut &[7; 32][..]).expect("it is an account");
	let signature = Signature::decode(&mut &[1; 65][..]).expect("it is a signature");
	let extension = || tx_extension(9, Era::Immortal, 5);
	let signed = UncheckedExtrinsic::new_signed(call.clone(), Address::Id(signer), signature, extension()).encode();
	let told = metadata.transaction(&signed).expect("it is a transaction");
	assert_eq!((&told["version"], &told["call"]), (&json!(4), &shown));
	assert!(told["signer"].is_object() || told["signer"].is_string(), "{told}");
	assert!(told["signature"]["sr25519"].is_string(), "{told}");
	let names: Vec<_> = told["extensions"].as_object().expect("they are named").keys().cloned().collect();
	let expected: BTreeSet<_> = metadata.extensions().map(camel_case).collect();
	assert_eq!(names.into_iter().collect::<BTreeSet<_>>(), expected);
	assert_eq!(told["extensions"]["checkNonce"], json!(9));
	let general = UncheckedExtrinsic::new_transaction(call, extension()).encode();
	let told = metadata.transaction(&general).expect("it is a transaction");
	assert_eq!((&told["version"], &told["signer"], &told["call"]), (&json!(5), &json!(null), &shown));
	assert_eq!(told["extensions"]["checkNonce"], json!(9));
	// Whatever is cut off, or put behind, or of a kind that is not known.
	for end in 0..signed.len() {
		assert!(metadata.transaction(&signed[..end]).is_err());
	}
	assert!(metadata.transaction(&[&signed[..], &[0]].concat()).is_err());
	for kind in [0x00, 0x44, 0x85, 0xc5, 0x06] {
		let mut odd = bare.clone();
		odd[1] = kind;
		assert!(metadata.transaction(&odd).is_err(), "{kind}");
	}
}
