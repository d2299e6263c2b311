//! The class of every call there is, against the list that was reviewed.

use super::{remark, thief, transfer, ASSET};
use civitas_primitives::identity::CallClass;
use civitas_runtime::{
	scopes::{Classes, KeyScope},
	Runtime, RuntimeCall,
};
use codec::{Decode, Encode};
use frame_support::traits::InstanceFilter;
use pallet_identity_registry::ClassifyCall;
use scale_info::{form::PortableForm, Field, MetaType, PortableRegistry, Registry, TypeDef, TypeDefPrimitive};

#[test]
fn scopes_are_ordered_by_what_they_allow() {
	for wide in KeyScope::ALL {
		assert!(KeyScope::Any.is_superset(&wide));
		assert!(wide.is_superset(&wide));
		for narrow in KeyScope::ALL.into_iter().filter(|narrow| wide.is_superset(narrow)) {
			for call in examples() {
				assert!(!narrow.filter(&call) || wide.filter(&call), "{narrow:?} in {wide:?}: {call:?}");
			}
		}
	}
	// No scope but the widest allows a call that nobody classified, or that leaves something behind.
	let nothing = RuntimeCall::from(pallet_utility::Call::<Runtime>::batch { calls: vec![] });
	assert_eq!(Classes::class(&nothing), None);
	for call in examples().into_iter().chain([nothing]) {
		if Classes::class(&call).is_none_or(|class| class >= CallClass::Other) {
			assert!(KeyScope::ALL.into_iter().all(|scope| scope == KeyScope::Any || !scope.filter(&call)), "{call:?}");
		}
	}
}

/// A call of each class that calls have.
fn examples() -> Vec<RuntimeCall> {
	vec![
		remark(),
		pallet_certification::Call::withdraw_accreditation { network: 0, issuer: thief() }.into(),
		transfer(1),
		pallet_treasury::Call::check_status { index: 0 }.into(),
		pallet_assets::Call::freeze_asset { id: ASSET.into() }.into(),
		pallet_proxy::Call::remove_proxies {}.into(),
	]
}

/// Every call in the metadata with its class, or for a call that carries others, its class for each class of what it carries.
fn listed() -> String {
	let mut registry = Registry::new();
	let root = registry.register_type(&MetaType::new::<RuntimeCall>()).id;
	let registry: PortableRegistry = registry.into();
	let variants = |id: u32| match &registry.resolve(id).expect("it is there").type_def {
		TypeDef::Variant(of) => of.variants.clone(),
		other => panic!("calls are variants, not {other:?}"),
	};
	let carries = |id: u32| match &registry.resolve(id).expect("it is there").type_def {
		TypeDef::Sequence(of) => of.type_param.id == root,
		_ => id == root,
	};
	let mut lines = vec![
		"# The class of every call of the runtime, and of what carries calls, by the class of what it carries."
			.to_owned(),
		"# Kept equal to the code by tests/identity.rs; written anew with CIVITAS_WRITE_CALL_CLASSES=1.".to_owned(),
	];
	for pallet in variants(root) {
		for call in variants(pallet.fields[0].ty.id) {
			let class = if call.fields.iter().any(|field| carries(field.ty.id)) {
				let each = examples().into_iter().map(|example| {
					// Another call of the same kind in all places where this one has calls.
					let value = decode(pallet.index, call.index, &call.fields, &carries, &registry, &example);
					let class = Classes::class(&value);
					let of = Classes::class(&example).expect("it is classified");
					format!("{of:?} -> {}", class.map_or("none".to_owned(), |class| format!("{class:?}")))
				});
				each.collect::<Vec<_>>().join(", ")
			} else {
				let value = decode(pallet.index, call.index, &call.fields, &carries, &registry, &remark());
				format!("{:?}", Classes::class(&value).expect("it is classified"))
			};
			lines.push(format!("{}.{}: {class}", pallet.name, call.name));
		}
	}
	lines.join("\n") + "\n"
}

/// A call with these indices whose arguments are as good as zero, and `carried` where it carries calls.
fn decode(
	pallet: u8,
	call: u8,
	fields: &[Field<PortableForm>],
	carries: &impl Fn(u32) -> bool,
	registry: &PortableRegistry,
	carried: &RuntimeCall,
) -> RuntimeCall {
	let mut bytes = vec![pallet, call];
	for field in fields {
		let is_list = matches!(registry.resolve(field.ty.id).expect("it is there").type_def, TypeDef::Sequence(_));
		match (carries(field.ty.id), is_list) {
			(true, true) => bytes.extend(vec![carried.clone()].encode()),
			(true, false) => bytes.extend(carried.encode()),
			(false, _) => bytes.extend(zero(field.ty.id, registry)),
		}
	}
	RuntimeCall::decode(&mut &bytes[..]).expect("every call can be made")
}

/// The encoding of the value of a type in which everything is zero, empty, none, or the first of the variants.
fn zero(id: u32, registry: &PortableRegistry) -> Vec<u8> {
	use TypeDefPrimitive::*;
	let all = |fields: &[Field<PortableForm>]| {
		fields.iter().flat_map(|field| zero(field.ty.id, registry)).collect::<Vec<_>>()
	};
	match &registry.resolve(id).expect("it is there").type_def {
		TypeDef::Composite(of) => all(&of.fields),
		TypeDef::Variant(of) => {
			let first = of.variants.iter().min_by_key(|variant| variant.index).expect("it has values");
			[vec![first.index], all(&first.fields)].concat()
		},
		TypeDef::Sequence(_) | TypeDef::Compact(_) => vec![0],
		TypeDef::Array(of) => zero(of.type_param.id, registry).repeat(of.len as usize),
		TypeDef::Tuple(of) => of.fields.iter().flat_map(|field| zero(field.id, registry)).collect(),
		TypeDef::Primitive(of) => vec![
			0;
			match of {
				Bool | U8 | I8 | Str => 1,
				U16 | I16 => 2,
				Char | U32 | I32 => 4,
				U64 | I64 => 8,
				U128 | I128 => 16,
				U256 | I256 => 32,
			}
		],
		TypeDef::BitSequence(_) => vec![0],
	}
}

#[test]
fn every_call_has_the_class_that_was_reviewed() {
	let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/call-classes.txt");
	let listed = listed();
	if std::env::var_os("CIVITAS_WRITE_CALL_CLASSES").is_some() {
		std::fs::write(path, &listed).expect("it can be written");
	}
	let reviewed = std::fs::read_to_string(path).expect("the list is there");
	for (now, reviewed) in listed.lines().zip(reviewed.lines()) {
		assert_eq!(now, reviewed, "a class differs from {path}");
	}
	assert_eq!(listed.lines().count(), reviewed.lines().count(), "calls came or went");
}
