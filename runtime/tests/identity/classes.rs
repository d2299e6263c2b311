//! The class of every call there is, against the list that was reviewed.

use super::*;
use civitas_primitives::envelope::DOMAIN;
use civitas_runtime::{scopes::MAX_NESTING, tx_extension, SignedPayload};
use codec::Decode;
use frame_support::traits::InstanceFilter;
use scale_info::{form::PortableForm, Field, MetaType, PortableRegistry, Registry, TypeDef, TypeDefPrimitive};
use sp_runtime::generic::Era;

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
		pallet_certification::Call::reinstate_accreditation { accreditation: 0 }.into(),
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

#[test]
fn calls_nested_too_deeply_have_no_class() {
	development().execute_with(|| {
		let id = scene();
		let nested = |call: &RuntimeCall, levels: u32| {
			(0..levels).fold(call.clone(), |call, level| match level % 3 {
				0 => pallet_utility::Call::batch_all { calls: vec![call] }.into(),
				1 => pallet_utility::Call::if_else { main: Box::new(call), fallback: Box::new(remark()) }.into(),
				_ => pallet_utility::Call::force_batch { calls: vec![call] }.into(),
			})
		};
		assert_eq!(Classes::class(&nested(&remark(), MAX_NESTING)), Some(CallClass::Social));
		assert_eq!(act(Bob, &id, nested(&remark(), MAX_NESTING)), Ok(()));
		assert_eq!(act(Charlie, &id, nested(&remark(), MAX_NESTING)), Ok(()));
		let deeper = nested(&remark(), MAX_NESTING + 1);
		assert_eq!(Classes::class(&deeper), None);
		for by in [Bob, Charlie, Dave, Eve] {
			assert_eq!(act(by, &id, deeper.clone()), error(Error::CallUnclassified));
		}
		// No key but one for everything has a scope that would let it through.
		for scope in KeyScope::ALL.into_iter().filter(|scope| *scope != KeyScope::Any) {
			assert!(!scope.filter(&deeper));
		}
		// Each way of carrying a call is a level.
		for (how, wrapped) in escapes::wrappers(&id, &nested(&remark(), MAX_NESTING)) {
			let class = Classes::class(&wrapped);
			assert!(matches!(class, None | Some(CallClass::Control)), "{how}: {class:?}");
		}
		end_block();
	});
}

/// What acts are weighed with is as deep as calls can be, and in the scope that is asked about it.
#[cfg(feature = "runtime-benchmarks")]
#[test]
fn benchmarks_look_at_the_deepest_of_calls() {
	use civitas_runtime::scopes::Outcome;
	use pallet_identity_registry::BenchmarkHelper;
	for bytes in [0, 1, 1_999, 2_000, 65_536] {
		let (call, levels) = Outcome::crowded(bytes);
		assert_eq!(levels, MAX_NESTING + 1);
		assert!(call.encoded_size() >= bytes as usize);
		assert!(<Outcome as BenchmarkHelper<_, _, RuntimeCall>>::narrow_scope().filter(&call));
		let deeper = RuntimeCall::from(pallet_utility::Call::<Runtime>::batch { calls: vec![call] });
		assert_eq!(Classes::class(&deeper), None);
	}
}

/// Wallets sign the hash of a long transaction, and keys the hash of an envelope: nothing may be both. See
/// [`civitas_primitives::envelope::DOMAIN`].
#[test]
fn no_transaction_looks_like_an_envelope() {
	let mut registry = Registry::new();
	let root = registry.register_type(&MetaType::new::<RuntimeCall>()).id;
	let registry: PortableRegistry = registry.into();
	let variants = |id: u32| match &registry.resolve(id).expect("it is there").type_def {
		TypeDef::Variant(of) => of.variants.clone(),
		other => panic!("calls are variants, not {other:?}"),
	};
	let named = |pallet: u8, call: u8| {
		let pallet = variants(root).into_iter().find(|known| known.index == pallet)?;
		let call = variants(pallet.fields[0].ty.id).into_iter().find(|known| known.index == call)?;
		Some(format!("{}.{}", pallet.name, call.name))
	};
	// It would find one: what a payload begins with is the two indices of its call.
	let payload = development().execute_with(|| {
		SignedPayload::new(remark(), tx_extension(0, Era::Immortal, 0)).expect("it can be signed").encode()
	});
	assert_eq!(named(payload[0], payload[1]).as_deref(), Some("System.remark"));

	let envelope = Envelope {
		genesis: Default::default(),
		action: action::ACT_AS,
		identity: thief(),
		nonce: 0,
		deadline: 0u32,
		submitter: Some(thief()),
		payload: remark(),
	};
	let begins = envelope.preimage();
	assert_eq!(begins[..2], DOMAIN.encode()[..2]);
	assert_eq!(begins[..2], [0x28, 0x63]);
	assert_eq!(named(begins[0], begins[1]), None, "its index must be another");
}
