//! What each kind of value is in JSON, what is refused, and that hostile input costs little.

mod common;

use codec::{Compact, Encode};
use common::chain_of;
use metadata_json::{Shape, MAX_DEPTH, MAX_VALUES};
use scale_info::TypeInfo;
use serde_json::{json, Value};
use std::{collections::BTreeMap, fmt::Debug};

/// That a value is this JSON, and is read from it again.
fn is<T: Encode + TypeInfo + Debug + 'static>(value: T, json: Value) {
	let (metadata, ty) = chain_of::<T>();
	let scale = value.encode();
	assert_eq!(metadata.to_json(ty, &scale), Ok(json.clone()), "{value:?}");
	assert_eq!(metadata.to_scale(ty, &json), Ok(scale.clone()), "{json}");
	let mut schemas = metadata.schemas("#/definitions/");
	let mut schema = schemas.of(ty);
	schema["definitions"] = schemas.definitions().into();
	let validator = jsonschema::draft7::new(&schema).expect("the schema is one");
	assert!(validator.is_valid(&json), "{schema} does not accept {json}");
	// Nothing of a value can be missing, and nothing can come behind it.
	for end in 0..scale.len() {
		assert!(metadata.to_json(ty, &scale[..end]).is_err(), "{value:?} up to {end}");
	}
	assert!(metadata.to_json(ty, &[scale.as_slice(), &[0]].concat()).is_err(), "{value:?} and more");
}

/// What is wrong with this JSON as a value of this type.
fn problem<T: TypeInfo + 'static>(json: Value) -> String {
	let (metadata, ty) = chain_of::<T>();
	metadata.to_scale(ty, &json).expect_err("it is refused").to_string()
}

#[derive(Debug, Encode, TypeInfo)]
struct Unit;

#[derive(Debug, Encode, TypeInfo)]
struct New(u32);

#[derive(Debug, Encode, TypeInfo)]
struct Pair(u8, bool);

#[derive(Debug, Encode, TypeInfo)]
struct Named {
	first_part: u8,
	second: Option<u8>,
}

#[derive(Debug, Encode, TypeInfo)]
enum Variants {
	NoData,
	One(u8),
	Several(u8, u8),
	WithNames {
		a_b: u8,
	},
	#[codec(index = 9)]
	Nested(Box<Variants>),
}

#[derive(Debug, Encode, TypeInfo)]
enum Never {}

#[test]
fn structs_and_variants_have_the_forms_that_serde_gives_them() {
	is(Unit, Value::Null);
	is((), Value::Null);
	is(New(7), json!(7));
	is(Pair(1, true), json!([1, true]));
	is((1u8, "x"), json!([1, "x"]));
	is(Named { first_part: 1, second: Some(2) }, json!({ "firstPart": 1, "second": 2 }));
	is(Named { first_part: 1, second: None }, json!({ "firstPart": 1, "second": null }));
	is(Variants::NoData, json!("noData"));
	is(Variants::One(1), json!({ "one": 1 }));
	is(Variants::Several(1, 2), json!({ "several": [1, 2] }));
	is(Variants::WithNames { a_b: 1 }, json!({ "withNames": { "aB": 1 } }));
	is(Variants::Nested(Box::new(Variants::NoData)), json!({ "nested": "noData" }));
	is(Ok::<u8, bool>(1), json!({ "ok": 1 }));
	is(Err::<u8, bool>(true), json!({ "err": true }));
	is(Ok::<(), bool>(()), json!({ "ok": null }));
	is(BTreeMap::from([(1u8, true), (2, false)]), json!([[1, true], [2, false]]));
	is(vec![vec![true], vec![]], json!([[true], []]));
	is([3u16, 4], json!([3, 4]));
}

#[test]
fn types_have_outlines_that_are_cut() {
	fn outlines<T: TypeInfo + 'static>() -> [String; 3] {
		let (metadata, ty) = chain_of::<T>();
		[0, 1, 9].map(|depth| metadata.outline(ty, depth))
	}
	let always = |outline: &str| [outline; 3].map(str::to_owned);
	assert_eq!(outlines::<New>(), always("NUMBER"));
	assert_eq!(outlines::<u128>(), always(r#""NUMBER""#));
	assert_eq!(outlines::<Option<[u8; 32]>>(), always(r#""HEX" | null"#));
	assert_eq!(outlines::<Option<Option<bool>>>(), always(r#"{"some": …} | null"#));
	assert_eq!(outlines::<Never>(), always("…"));
	assert_eq!(outlines::<Vec<Pair>>(), ["…", "[…, …]", "[[NUMBER, true | false], …]"]);
	let named = r#"{"firstPart": NUMBER, "second": NUMBER | null}"#;
	assert_eq!(outlines::<Named>(), ["…", named, named]);
	let (metadata, ty) = chain_of::<Variants>();
	let variants = |rest: [&str; 3]| {
		let [several, with_names, nested] = rest;
		let plain = r#""noData" | {"one": NUMBER}"#;
		format!(r#"{plain} | {{"several": {several}}} | {{"withNames": {with_names}}} | {{"nested": {nested}}}"#)
	};
	assert_eq!(metadata.outline(ty, 1), variants(["…", "…", "…"]));
	let (several, with_names) = ("[NUMBER, NUMBER]", r#"{"aB": NUMBER}"#);
	let shallow = variants(["…", "…", "…"]);
	assert_eq!(metadata.outline(ty, 2), variants([several, with_names, &shallow]));
	let deeper = variants([several, with_names, &shallow]);
	assert_eq!(metadata.outline(ty, 3), variants([several, with_names, &deeper]), "it is a part of itself, and ends");
}

#[test]
fn types_of_parts_are_found_by_names() {
	let (metadata, ty) = chain_of::<Variants>();
	let shape = |way: &[&str]| metadata.part(ty, way).map(|part| metadata.shape(part));
	assert_eq!(metadata.part(ty, &[]), Some(ty));
	assert_eq!(metadata.part(ty, &["nested"]), Some(ty));
	for way in [&["one"][..], &["several", "1"], &["withNames", "aB"], &["nested", "withNames", "aB"]] {
		assert_eq!(shape(way), Some(Shape::Number), "{way:?}");
	}
	let none =
		[&["noData"][..], &["several"], &["several", "2"], &["several", "x"], &["withNames", "b"], &["one", "0"]];
	for way in none {
		assert_eq!(shape(way), None, "{way:?}");
	}
	let (metadata, ty) = chain_of::<Named>();
	let second = metadata.part(ty, &["second"]).expect("it has such a field");
	assert!(matches!(metadata.shape(second), Shape::Option(_)));
	let (metadata, ty) = chain_of::<Pair>();
	assert_eq!(metadata.part(ty, &["1"]).map(|part| metadata.shape(part)), Some(Shape::Bool));
}

#[test]
fn nothing_and_something_that_is_nothing_are_told_apart() {
	is(None::<u8>, Value::Null);
	is(Some(1u8), json!(1));
	is(None::<Option<u8>>, Value::Null);
	is(Some(None::<u8>), json!({ "some": null }));
	is(Some(Some(1u8)), json!({ "some": 1 }));
	is(Some(()), json!({ "some": null }));
	is(Some(Unit), json!({ "some": null }));
	assert_eq!(problem::<Option<Option<u8>>>(json!(1)), "1 is not null or an object with the member \"some\"");
	assert_eq!(problem::<Option<Option<u8>>>(json!({ "some": "x" })), "some: \"x\" is not a u8");
	let (metadata, ty) = chain_of::<Named>();
	assert_eq!(metadata.to_scale(ty, &json!({ "firstPart": 1 })), Ok(vec![1, 0]), "what is optional may be absent");
}

#[test]
fn numbers_that_readers_of_json_would_round_are_texts() {
	is(u8::MAX, json!(255));
	is(i8::MIN, json!(-128));
	is(u32::MAX, json!(4_294_967_295u32));
	is(i32::MIN, json!(-2_147_483_648));
	is((1u64 << 53) - 1, json!(9_007_199_254_740_991u64));
	is(1u64 << 53, json!("9007199254740992"));
	is(u64::MAX, json!("18446744073709551615"));
	is(i64::MIN, json!("-9223372036854775808"));
	is(-1i64, json!(-1));
	is(0u128, json!("0"));
	is(u128::MAX, json!("340282366920938463463374607431768211455"));
	is(i128::MIN, json!("-170141183460469231731687303715884105728"));
	is(Compact(7u8), json!(7));
	is(Compact(u64::MAX), json!("18446744073709551615"));
	is(Compact(u128::MAX), json!("340282366920938463463374607431768211455"));
	let (metadata, ty) = chain_of::<u64>();
	for seven in [json!(7), json!("7")] {
		assert_eq!(metadata.to_scale(ty, &seven), Ok(7u64.encode()));
	}
	let (metadata, ty) = chain_of::<u128>();
	assert_eq!(metadata.to_scale(ty, &json!(7)), Ok(7u128.encode()));
}

#[test]
fn what_is_not_the_number_is_refused_and_named() {
	assert_eq!(problem::<u32>(json!(70_000_000_000u64)), "70000000000 is not a u32");
	assert_eq!(problem::<u8>(json!(256)), "256 is not a u8");
	assert_eq!(problem::<u8>(json!(-1)), "-1 is not a u8");
	assert_eq!(problem::<i8>(json!(-129)), "-129 is not an i8");
	for json in [json!(1.5), json!(1e30), json!("7"), json!(null), json!([7]), json!(true)] {
		assert!(problem::<u32>(json.clone()).ends_with("is not a u32"), "{json}");
	}
	for zero in ["-0", "00"] {
		assert!(problem::<u64>(json!(zero)).ends_with("is not a u64"), "{zero}");
		assert!(problem::<i64>(json!(zero)).ends_with("is not an i64"), "{zero}");
	}
	// A number that was rounded on the way is not what was meant.
	assert!(problem::<u64>(json!(1u64 << 53)).ends_with("is not a u64"));
	for text in ["", "-1", "+1", "01", "1e3", "0x1", " 1", "18446744073709551616", &"9".repeat(1_000_000)] {
		assert!(problem::<u64>(json!(text)).ends_with("is not a u64"), "{text:.30}");
	}
	// A compact number that is larger than its type.
	let (metadata, ty) = chain_of::<Compact<u8>>();
	assert!(metadata.to_json(ty, &Compact(256u32).encode()).is_err());
}

#[test]
fn bytes_are_hexadecimal_and_texts_are_texts() {
	is(vec![0u8, 255], json!("0x00ff"));
	is(Vec::<u8>::new(), json!("0x"));
	is([1u8; 4], json!("0x01010101"));
	is("Zoë 証明".to_owned(), json!("Zoë 証明"));
	for json in [json!("00"), json!("0x0"), json!("0xgg"), json!([1]), json!(null)] {
		assert!(problem::<Vec<u8>>(json.clone()).contains("hexadecimal"), "{json}");
	}
	assert_eq!(problem::<[u8; 4]>(json!("0x00")), "there are 1 bytes, and there have to be 4");
	let (metadata, ty) = chain_of::<String>();
	assert!(metadata.to_json(ty, &vec![0xffu8].encode()).expect_err("not UTF-8").to_string().contains("UTF-8"));
	assert!(metadata.to_json(chain_of::<bool>().1, &[2]).is_err());
}

#[test]
fn what_is_wrong_is_said_with_the_way_to_it() {
	type Deep = Vec<Named>;
	assert_eq!(problem::<Deep>(json!([{ "firstPart": 1 }, { "firstPart": 300 }])), "[1].firstPart: 300 is not a u8");
	assert_eq!(problem::<Deep>(json!([{}])), "[0].firstPart: it is missing");
	let unknown = problem::<Named>(json!({ "firstPart": 1, "secnd": 2 }));
	assert_eq!(unknown, "secnd: there is no such field; there are: firstPart, second");
	assert_eq!(problem::<Variants>(json!({ "withNames": { "aB": "x" } })), "withNames.aB: \"x\" is not a u8");
	assert_eq!(problem::<Variants>(json!("other")), "\"other\" is none of: noData, one, several, withNames, nested");
	assert_eq!(problem::<Variants>(json!("one")), "one: it is given as an object, with its value under its name");
	assert_eq!(problem::<Variants>(json!({ "noData": null })), "noData: it has no value: give its name alone");
	assert_eq!(
		problem::<Variants>(json!({ "one": 1, "noData": null })),
		"an object of one member is expected, and it has 2"
	);
	assert_eq!(problem::<Pair>(json!([1])), "the list has 1 items, and has to have 2");
	assert_eq!(problem::<[bool; 2]>(json!([true])), "the list has 1 items, and has to have 2");
	assert_eq!(problem::<Unit>(json!({})), "an object is not null");
}

#[test]
fn what_only_looks_like_a_call_is_a_struct() {
	/// Under the path that has a form of its own, but of another shape.
	#[derive(Debug, Encode)]
	struct CallIndex {
		pallet: u8,
		call: u16,
	}
	impl TypeInfo for CallIndex {
		type Identity = Self;

		fn type_info() -> scale_info::Type {
			let fields = scale_info::build::Fields::named();
			let fields = fields.field(|field| field.ty::<u8>().name("pallet"));
			let fields = fields.field(|field| field.ty::<u16>().name("call"));
			let path = scale_info::Path::new("CallIndex", "civitas_primitives::identity::outflow");
			scale_info::Type::builder().path(path).composite(fields)
		}
	}
	is(CallIndex { pallet: 1, call: 2 }, json!({ "pallet": 1, "call": 2 }));
}

#[test]
fn what_has_no_values_has_no_json() {
	let (metadata, ty) = chain_of::<Never>();
	assert!(metadata.to_json(ty, &[0]).is_err());
	assert!(metadata.to_scale(ty, &json!("x")).is_err());
	let schema = metadata.schemas("#/definitions/").of(ty);
	assert_eq!(schema, json!({ "$ref": "#/definitions/Never" }));
}

#[test]
fn depth_is_bounded_in_both_directions() {
	let (metadata, ty) = chain_of::<Variants>();
	let most = MAX_DEPTH as usize - 1;
	let (mut scale, mut json) = (vec![9; most], json!("noData"));
	scale.push(0);
	for _ in 0..most {
		json = json!({ "nested": json });
	}
	assert_eq!(metadata.to_json(ty, &scale), Ok(json.clone()));
	assert_eq!(metadata.to_scale(ty, &json), Ok(scale));
	let text = json.to_string();
	assert_eq!(metadata_json::parse(&text), Ok(json.clone()), "what is written can be read");
	let error = metadata.to_scale(ty, &json!({ "nested": json })).expect_err("it is too deep");
	assert!(error.to_string().contains("nested more than"), "{error}");
	for depth in [200, 10_000_000] {
		let error = metadata.to_json(ty, &vec![9; depth]).expect_err("it is too deep");
		assert!(error.to_string().contains("nested more than"), "{error}");
	}
}

#[test]
fn lists_of_what_has_no_bytes_end() {
	is(vec![(), (), ()], json!([null, null, null]));
	for bytes in [Compact(u32::MAX).encode(), Compact(MAX_VALUES).encode()] {
		let (metadata, ty) = chain_of::<Vec<()>>();
		assert!(metadata.to_json(ty, &bytes).expect_err("too many").to_string().contains("too many values"));
		let (metadata, ty) = chain_of::<Vec<Vec<()>>>();
		let nested = [Compact(1u32).encode(), bytes].concat();
		assert!(metadata.to_json(ty, &nested).expect_err("too many").to_string().contains("too many values"));
	}
	// A length that is a lie reserves no memory.
	let (metadata, ty) = chain_of::<Vec<u64>>();
	assert!(metadata.to_json(ty, &Compact(u32::MAX).encode()).is_err());
	let (metadata, ty) = chain_of::<Vec<u8>>();
	assert!(metadata.to_json(ty, &Compact(u32::MAX).encode()).is_err());
	let (metadata, ty) = chain_of::<String>();
	assert!(metadata.to_json(ty, &Compact(u32::MAX).encode()).is_err());
}

#[test]
fn a_value_has_a_bounded_number_of_values() {
	let (metadata, ty) = chain_of::<Vec<bool>>();
	let most = MAX_VALUES as usize - 1;
	assert!(metadata.to_json(ty, &vec![true; most].encode()).is_ok());
	assert!(metadata.to_json(ty, &vec![true; most + 1].encode()).is_err());
	assert!(metadata.to_scale(ty, &json!(vec![true; most + 1])).is_err());
}
