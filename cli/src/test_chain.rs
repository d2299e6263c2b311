//! The metadata of a small chain, for tests: one argument of each form, and of the real chain only what the client relies on.

use crate::chain::{Chain, Deadline, Node, Runtime};
use civitas_primitives::{
	agreements::{Money, NoCondition, Terms},
	reputation::{Basis, Opinion, ReceiptSignature, SignedReceipt, Subject},
	ContentHash, Moment,
};
use metadata_json::Metadata;
use scale_info::{build::Fields, form::MetaForm, meta_type, MetaType, Path, Type, TypeInfo};
use serde_json::{
	json,
	value::{to_raw_value, RawValue},
	Value,
};
use std::collections::BTreeMap;
use subxt::{
	ext::{
		codec::{Compact, Encode},
		frame_metadata::{v16::*, RuntimeMetadata, RuntimeMetadataPrefixed},
	},
	rpcs::{
		client::{RawRpcFuture, RawRpcSubscription, RpcClientT},
		RpcClient,
	},
	utils::H256,
};

/// The hash of a block of this number: hashes are numbers here.
pub fn hash(number: u64) -> Value {
	json!(H256::from_low_u64_be(number))
}

/// The number of the block of this hash.
pub fn number(hash: &Value) -> u64 {
	let digits = hash.as_str().expect("it is a hash");
	u64::from_str_radix(&digits[digits.len() - 16..], 16).expect("it is a number")
}

/// The header of a block of this number.
pub fn header(number: u64) -> Value {
	let zero = H256::zero();
	json!({
		"parentHash": zero, "number": format!("{number:#x}"), "stateRoot": zero, "extrinsicsRoot": zero,
		"digest": { "logs": [] },
	})
}

/// The metadata, as a node gives it.
pub fn metadata_bytes() -> Vec<u8> {
	let metadata = RuntimeMetadataV16::new(
		vec![system(), certification(), identity_registry(), agreements(), reputation()],
		ExtrinsicMetadata {
			versions: vec![4],
			address_ty: meta_type::<MultiAddress>(),
			call_ty: meta_type::<RuntimeCall>(),
			signature_ty: meta_type::<MultiSignature>(),
			transaction_extensions_by_version: BTreeMap::from([(0, vec![Compact(0), Compact(1)])]),
			transaction_extensions: vec![
				extension::<Compact<u32>, ()>("CheckNonce"),
				extension::<(), u32>("CheckSpecVersion"),
			],
		},
		vec![
			api::<u32>("AccountNonceApi", "account_nonce"),
			api::<DispatchInfo>("TransactionPaymentApi", "query_info"),
			api::<Result<Result<(), DispatchError>, TransactionValidityError>>("BlockBuilder", "apply_extrinsic"),
		],
		OuterEnums {
			call_enum_ty: meta_type::<RuntimeCall>(),
			event_enum_ty: meta_type::<RuntimeEvent>(),
			error_enum_ty: meta_type::<RuntimeError>(),
		},
		CustomMetadata { map: BTreeMap::new() },
	);
	RuntimeMetadataPrefixed(u32::from_le_bytes(*b"meta"), RuntimeMetadata::V16(metadata)).encode()
}

/// The chain of a node that answers views like this: by the name of the view, and its parameters.
pub fn chain(answer: impl Fn(&str, &Value) -> Value + Send + Sync + 'static) -> Chain {
	let node = Node { rpc: RpcClient::new(Views(Box::new(answer))), deadline: Deadline::after(5) };
	Chain { node, genesis: H256::zero(), runtime: Runtime::of(metadata_bytes()) }
}

/// A node at whose newest block, number 7, the time is 1,000.
struct Views(Box<Answer>);

/// What a view answers, by its name and its parameters.
type Answer = dyn Fn(&str, &Value) -> Value + Send + Sync;

impl RpcClientT for Views {
	fn request_raw<'a>(&'a self, method: &'a str, params: Option<Box<RawValue>>) -> RawRpcFuture<'a, Box<RawValue>> {
		assert_eq!(method, "civitas_view");
		let params = params.expect("a view is named");
		let params: Value = serde_json::from_str(params.get()).expect("it is JSON");
		let value = self.0(params["view"].as_str().expect("it is a text"), &params["params"]);
		let answer = json!({ "block": { "number": 7, "hash": H256::repeat_byte(7), "time": 1_000 }, "value": value });
		Box::pin(async move { Ok(to_raw_value(&answer).expect("it is JSON")) })
	}

	fn subscribe_raw<'a>(
		&'a self,
		_: &'a str,
		_: Option<Box<RawValue>>,
		_: &'a str,
	) -> RawRpcFuture<'a, RawRpcSubscription> {
		panic!("nobody sends anything")
	}
}

/// The same, read.
pub fn metadata() -> Metadata {
	Metadata::decode(&metadata_bytes()).expect("it is metadata")
}

struct AccountId32;

impl TypeInfo for AccountId32 {
	type Identity = Self;

	fn type_info() -> Type {
		let path = Path::new("AccountId32", "sp_core::crypto");
		Type::builder().path(path).composite(Fields::unnamed().field(|field| field.ty::<[u8; 32]>()))
	}
}

struct Relationships;

impl TypeInfo for Relationships {
	type Identity = Self;

	fn type_info() -> Type {
		let path = Path::new("Relationships", "civitas_primitives::identity::relationships");
		Type::builder().path(path).composite(Fields::unnamed().field(|field| field.ty::<u8>()))
	}
}

struct Perbill;

impl TypeInfo for Perbill {
	type Identity = Self;

	fn type_info() -> Type {
		let path = Path::new("Perbill", "sp_arithmetic::per_things");
		Type::builder().path(path).composite(Fields::unnamed().field(|field| field.ty::<u32>()))
	}
}

struct CallIndex;

impl TypeInfo for CallIndex {
	type Identity = Self;

	fn type_info() -> Type {
		let fields = Fields::named().field(|field| field.ty::<u8>().name("pallet"));
		let path = Path::new("CallIndex", "civitas_primitives::identity::outflow");
		Type::builder().path(path).composite(fields.field(|field| field.ty::<u8>().name("call")))
	}
}

struct ModuleError;

impl TypeInfo for ModuleError {
	type Identity = Self;

	fn type_info() -> Type {
		let fields = Fields::named();
		let fields =
			fields.field(|field| field.ty::<u8>().name("index")).field(|field| field.ty::<[u8; 4]>().name("error"));
		Type::builder().path(Path::new("ModuleError", "sp_runtime")).composite(fields)
	}
}

macro_rules! types {
	($($(#[$docs:meta])* enum $name:ident $body:tt)*) => {
		$(
			#[allow(dead_code, non_camel_case_types, clippy::large_enum_variant)]
			#[derive(TypeInfo)]
			#[scale_info(capture_docs = "always")]
			$(#[$docs])*
			enum $name $body
		)*
	};
}

types! {
	enum MultiAddress { Id(AccountId32), Index(()) }
	enum MultiSignature { Ed25519([u8; 64]), Sr25519([u8; 64]) }
	enum RuntimeCall {
		System(SystemCall),
		Certification(CertificationCall),
		IdentityRegistry(IdentityCall),
		Agreements(AgreementsCall),
		Reputation(ReputationCall),
	}
	enum RuntimeEvent { System(SystemEvent), Certification(CertificationEvent) }
	enum RuntimeError {
		Certification(CertificationError),
		IdentityRegistry(IdentityError),
		Agreements(AgreementsError),
		Reputation(ReputationError),
	}
	enum DispatchError { Other, BadOrigin, Module(ModuleError) }
	enum TransactionValidityError { Invalid(InvalidTransaction), Unknown(()) }
	enum InvalidTransaction { Payment, ExhaustsResources }
	enum DispatchClass { Normal, Operational, Mandatory }
	enum SystemCall { remark { remark: Vec<u8> } }
	enum SystemEvent { ExtrinsicSuccess, ExtrinsicFailed { dispatch_error: DispatchError } }
	enum CertificationCall {
		/// Found a network. You own it then.
		///
		/// It can be given away. `name` has 1 to 64 bytes. `policy_hash` and `policy_uri` (at most 256 bytes) say under what rules.
		found_network { name: String, policy_hash: ContentHash, policy_uri: String, membership: Membership },
		register_schema { network: u32, content: SchemaContent },
		try_all {
			small: u32,
			moment: u64,
			until: Moment,
			delay: Moment,
			balance: u128,
			share: Perbill,
			accounts: Vec<AccountId32>,
			indices: Vec<u32>,
			pairs: Vec<(u32, String)>,
			target: Target,
			targets: Vec<(Target, Rules)>,
			text: String,
			bytes: Vec<u8>,
			uses: Relationships,
			calls: Vec<CallIndex>,
		},
	}
	enum CertificationEvent { NetworkFounded { network: u32 } }
	enum CertificationError {
		/// There is no network of this number.
		NetworkUnknown,
		/// There is no schema of this identifier.
		SchemaUnknown,
	}
	enum IdentityCall {
		act_as { identity: AccountId32, call: Box<RuntimeCall> },
		freeze { identity: AccountId32 },
		vote { request: u32, in_favour: bool },
	}
	enum IdentityError {
		/// The caller has no right to act as the identity.
		NotAuthorised,
		/// The identity has this key.
		KeyExists,
	}
	enum AgreementsCall {
		draft { terms: Terms<AccountId32, NoCondition>, most: Option<Vec<Money>> },
		sign { draft: H256, most: Option<Vec<Money>> },
	}
	enum AgreementsError {
		/// An account is a party twice.
		PartyTwice,
		/// There is no draft of this hash.
		DraftUnknown,
	}
	enum ReputationCall { review { target: Box<ReviewTarget>, given: Given, voice: Option<H256> } }
	enum ReviewTarget { First { proof: Proof, subject: Subject<AccountId32>, bucket: u8 }, Again(H256) }
	enum Proof { Dealings(H256), Certificate(H256), Signed(SignedReceipt<AccountId32>, [ReceiptSignature; 2]) }
	enum Given { Open(Opinion), Sealed(H256), Opened { opinion: Opinion, salt: H256 } }
	enum ReputationError {
		/// A rating is not from 1 to 5, or a dimension is rated twice.
		RatingInvalid,
	}
	enum Membership { Closed, Open }
	enum Target { Closed, At(u64), Worth { at_least: u128, of: Option<AccountId32> } }
	enum Phase { ApplyExtrinsic(u32), Finalization, Initialization }
}

#[allow(dead_code)]
#[derive(TypeInfo)]
struct EventRecord {
	phase: Phase,
	event: RuntimeEvent,
	topics: Vec<H256>,
}

#[allow(dead_code)]
#[derive(TypeInfo)]
struct DispatchInfo {
	weight: Weight,
	class: DispatchClass,
	partial_fee: u128,
}

#[allow(dead_code)]
#[derive(TypeInfo)]
struct Weight {
	#[codec(compact)]
	ref_time: u64,
	#[codec(compact)]
	proof_size: u64,
}

#[allow(dead_code)]
#[derive(TypeInfo)]
#[scale_info(capture_docs = "always")]
struct SchemaContent {
	/// What it is called: 1 to 64 bytes.
	name: String,
	rules: Rules,
}

#[allow(dead_code)]
#[derive(TypeInfo)]
struct Rules {
	suspendable: bool,
	expires: bool,
	limit: Option<u32>,
}

#[allow(dead_code)]
#[derive(TypeInfo)]
struct Expected {
	network: Option<u32>,
	subject: Option<AccountId32>,
}

#[allow(dead_code)]
#[derive(TypeInfo)]
struct Page {
	items: Vec<H256>,
	next: Option<H256>,
}

fn extension<Value: TypeInfo + 'static, Implicit: TypeInfo + 'static>(
	name: &'static str,
) -> TransactionExtensionMetadata {
	TransactionExtensionMetadata { identifier: name, ty: meta_type::<Value>(), implicit: meta_type::<Implicit>() }
}

fn api<Output: TypeInfo + 'static>(name: &'static str, method: &'static str) -> RuntimeApiMetadata {
	let method = RuntimeApiMethodMetadata {
		name: method,
		inputs: Vec::new(),
		output: meta_type::<Output>(),
		docs: Vec::new(),
		deprecation_info: ItemDeprecationInfo::NotDeprecated,
	};
	RuntimeApiMetadata {
		name,
		methods: vec![method],
		docs: Vec::new(),
		version: Compact(6),
		deprecation_info: ItemDeprecationInfo::NotDeprecated,
	}
}

fn pallet(index: u8, name: &'static str, docs: &'static str, calls: MetaType) -> PalletMetadata<MetaForm> {
	PalletMetadata {
		name,
		storage: None,
		calls: Some(PalletCallMetadata { ty: calls, deprecation_info: EnumDeprecationInfo::nothing_deprecated() }),
		event: None,
		constants: Vec::new(),
		error: None,
		associated_types: Vec::new(),
		view_functions: Vec::new(),
		index,
		docs: vec![docs],
		deprecation_info: ItemDeprecationInfo::NotDeprecated,
	}
}

fn errors(ty: MetaType) -> Option<PalletErrorMetadata> {
	Some(PalletErrorMetadata { ty, deprecation_info: EnumDeprecationInfo::nothing_deprecated() })
}

fn system() -> PalletMetadata {
	let events = StorageEntryMetadata {
		name: "Events",
		modifier: StorageEntryModifier::Default,
		ty: StorageEntryType::Plain(meta_type::<Vec<EventRecord>>()),
		default: vec![0],
		docs: Vec::new(),
		deprecation_info: ItemDeprecationInfo::NotDeprecated,
	};
	let prefix = PalletConstantMetadata {
		name: "SS58Prefix",
		ty: meta_type::<u16>(),
		value: 42u16.encode(),
		docs: Vec::new(),
		deprecation_info: ItemDeprecationInfo::NotDeprecated,
	};
	PalletMetadata {
		storage: Some(PalletStorageMetadata { prefix: "System", entries: vec![events] }),
		constants: vec![prefix],
		event: Some(PalletEventMetadata {
			ty: meta_type::<SystemEvent>(),
			deprecation_info: EnumDeprecationInfo::nothing_deprecated(),
		}),
		..pallet(0, "System", "What every chain has.", meta_type::<SystemCall>())
	}
}

fn view(
	id: u8,
	name: &'static str,
	inputs: Vec<(&'static str, MetaType)>,
	output: MetaType,
) -> PalletViewFunctionMetadata {
	PalletViewFunctionMetadata {
		id: [id; 32],
		name,
		inputs: inputs.into_iter().map(|(name, ty)| FunctionParamMetadata { name, ty }).collect(),
		output,
		docs: vec!["Ask something."],
		deprecation_info: ItemDeprecationInfo::NotDeprecated,
	}
}

fn certification() -> PalletMetadata {
	let verify = vec![
		("certificate", meta_type::<H256>()),
		("expected", meta_type::<Option<Expected>>()),
		("time", meta_type::<Option<u64>>()),
	];
	let certificates_of = vec![
		("subject", meta_type::<AccountId32>()),
		("accepted_only", meta_type::<bool>()),
		("cursor", meta_type::<Option<H256>>()),
		("limit", meta_type::<Option<u32>>()),
	];
	let options = vec![
		("account", meta_type::<Option<AccountId32>>()),
		("membership", meta_type::<Option<Membership>>()),
		("uses", meta_type::<Option<Relationships>>()),
		("numbers", meta_type::<Option<Vec<u32>>>()),
		("text", meta_type::<Option<String>>()),
	];
	PalletMetadata {
		event: Some(PalletEventMetadata {
			ty: meta_type::<CertificationEvent>(),
			deprecation_info: EnumDeprecationInfo::nothing_deprecated(),
		}),
		error: errors(meta_type::<CertificationError>()),
		view_functions: vec![
			view(1, "verify", verify, meta_type::<bool>()),
			view(2, "certificates_of", certificates_of, meta_type::<Page>()),
			view(4, "try_options", options, meta_type::<bool>()),
		],
		..pallet(1, "Certification", "Certificates of a test.", meta_type::<CertificationCall>())
	}
}

fn identity_registry() -> PalletMetadata {
	let inputs = vec![("name", meta_type::<String>())];
	PalletMetadata {
		error: errors(meta_type::<IdentityError>()),
		view_functions: vec![view(3, "identity_of_name", inputs, meta_type::<Option<AccountId32>>())],
		..pallet(2, "IdentityRegistry", "Identities of a test.", meta_type::<IdentityCall>())
	}
}

/// With the terms of the real chain.
fn agreements() -> PalletMetadata {
	PalletMetadata {
		error: errors(meta_type::<AgreementsError>()),
		..pallet(3, "Agreements", "Agreements of a test.", meta_type::<AgreementsCall>())
	}
}

/// With the reviews of the real chain.
fn reputation() -> PalletMetadata {
	let account = meta_type::<AccountId32>;
	let history = vec![("basis", meta_type::<Basis<H256>>()), ("from", account()), ("about", account())];
	let aggregate = vec![("subject", meta_type::<Subject<AccountId32>>()), ("networks", meta_type::<Vec<u32>>())];
	PalletMetadata {
		error: errors(meta_type::<ReputationError>()),
		view_functions: vec![
			view(5, "review_history", history, meta_type::<bool>()),
			view(6, "aggregate", aggregate, meta_type::<bool>()),
		],
		..pallet(4, "Reputation", "Reviews of a test.", meta_type::<ReputationCall>())
	}
}
