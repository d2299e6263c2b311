//! A small chain whose metadata has the types that a test is about.

use codec::Encode;
use frame_metadata::{
	v14::StorageEntryModifier,
	v15::{CustomMetadata, OuterEnums},
	v16::{
		ExtrinsicMetadata, ItemDeprecationInfo, PalletConstantMetadata, PalletMetadata, PalletStorageMetadata,
		RuntimeMetadataV16, StorageEntryMetadata, StorageEntryType,
	},
	RuntimeMetadataPrefixed,
};
use metadata_json::Metadata;
use scale_info::{meta_type, MetaType, TypeInfo};

/// Metadata, and the numbers that these types have in it, in their order.
pub fn chain(types: Vec<MetaType>) -> (Metadata, Vec<u32>) {
	let constant = |name: &'static str, ty: MetaType, value: Vec<u8>| PalletConstantMetadata {
		name,
		ty,
		value,
		docs: Vec::new(),
		deprecation_info: ItemDeprecationInfo::NotDeprecated,
	};
	let mut constants = vec![constant("SS58Prefix", meta_type::<u16>(), 42u16.encode())];
	constants.extend(types.into_iter().map(|ty| constant("Type", ty, Vec::new())));
	let system = PalletMetadata {
		name: "System",
		storage: Some(PalletStorageMetadata {
			prefix: "System",
			entries: vec![StorageEntryMetadata {
				name: "Events",
				modifier: StorageEntryModifier::Default,
				ty: StorageEntryType::Plain(meta_type::<Vec<u32>>()),
				default: vec![0],
				docs: Vec::new(),
				deprecation_info: ItemDeprecationInfo::NotDeprecated,
			}],
		}),
		calls: None,
		event: None,
		constants,
		error: None,
		associated_types: Vec::new(),
		view_functions: Vec::new(),
		index: 0,
		docs: Vec::new(),
		deprecation_info: ItemDeprecationInfo::NotDeprecated,
	};
	let nothing = meta_type::<()>();
	let extrinsic = ExtrinsicMetadata {
		versions: vec![5],
		address_ty: nothing,
		call_ty: nothing,
		signature_ty: nothing,
		transaction_extensions_by_version: Default::default(),
		transaction_extensions: Vec::new(),
	};
	let outer = OuterEnums { call_enum_ty: nothing, event_enum_ty: nothing, error_enum_ty: nothing };
	let custom = CustomMetadata { map: Default::default() };
	let metadata = RuntimeMetadataV16::new(vec![system], extrinsic, Vec::new(), outer, custom);
	let constants = &metadata.pallets[0].constants;
	let types = constants.iter().filter(|constant| constant.name == "Type").map(|constant| constant.ty.id).collect();
	let bytes = RuntimeMetadataPrefixed::from(metadata).encode();
	(Metadata::decode(&bytes).expect("the metadata is well-formed"), types)
}

/// Metadata with one type, and its number.
pub fn chain_of<T: TypeInfo + 'static>() -> (Metadata, u32) {
	let (metadata, types) = chain(vec![meta_type::<T>()]);
	(metadata, types[0])
}
