//! What the tests of the methods share: a client that knows some blocks and has a mock of the runtime API.

use jsonrpsee::RpcModule;
use serde_json::{json, Value};
use sp_api::{ApiExt, ApiRef, ProvideRuntimeApi};
use sp_blockchain::{BlockStatus, HeaderBackend, Info};
use sp_core::H256;
use sp_runtime::{
	generic,
	traits::{BlakeTwo256, Block as BlockT, NumberFor},
	OpaqueExtrinsic,
};
use std::{marker::PhantomData, sync::Arc};

pub type Block = generic::Block<generic::Header<u32, BlakeTwo256>, OpaqueExtrinsic>;

/// Number 10.
pub const FINALIZED: H256 = H256::repeat_byte(0xf1);
/// Number 1.
pub const OLDER: H256 = H256::repeat_byte(0x01);
/// Number 2, of which the state is not kept any more.
pub const PRUNED: H256 = H256::repeat_byte(0x02);

pub struct Client<Runtime>(PhantomData<Runtime>);

impl<Runtime> Client<Runtime> {
	pub fn new() -> Arc<Self> {
		Arc::new(Self(PhantomData))
	}
}

impl<Runtime: ApiExt<Block> + Default> ProvideRuntimeApi<Block> for Client<Runtime> {
	type Api = Runtime;
	fn runtime_api(&self) -> ApiRef<'_, Runtime> {
		Runtime::default().into()
	}
}

impl<Runtime: Send + Sync> HeaderBackend<Block> for Client<Runtime> {
	fn header(&self, _: H256) -> sp_blockchain::Result<Option<<Block as BlockT>::Header>> {
		Ok(None)
	}
	fn info(&self) -> Info<Block> {
		Info {
			best_hash: H256::repeat_byte(0xbe),
			best_number: 12,
			genesis_hash: H256::zero(),
			finalized_hash: FINALIZED,
			finalized_number: 10,
			finalized_state: Some((FINALIZED, 10)),
			number_leaves: 1,
			block_gap: None,
		}
	}
	fn status(&self, _: H256) -> sp_blockchain::Result<BlockStatus> {
		Ok(BlockStatus::Unknown)
	}
	fn number(&self, hash: H256) -> sp_blockchain::Result<Option<NumberFor<Block>>> {
		let known = [(FINALIZED, 10), (OLDER, 1), (PRUNED, 2)];
		Ok(known.into_iter().find(|(known, _)| *known == hash).map(|(_, number)| number))
	}
	fn hash(&self, _: NumberFor<Block>) -> sp_blockchain::Result<Option<H256>> {
		Ok(None)
	}
}

/// That README.md has every method in its table.
pub fn assert_documented<Methods>(module: &RpcModule<Methods>) {
	let readme = include_str!("../../../README.md");
	for name in module.method_names() {
		assert!(readme.contains(&format!("`{name}`")), "README.md does not have {name}");
	}
}

/// Make a call as it comes over the wire; `Err` is the error object.
pub async fn call<Methods>(module: &RpcModule<Methods>, method: &str, params: Value) -> Result<Value, Value> {
	let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string();
	let (response, _) = module.raw_json_request(&request, 1).await.expect("the request is well-formed");
	let response: Value = serde_json::from_str(&response).expect("the response is JSON");
	match response.get("result") {
		Some(result) => Ok(result.clone()),
		None => Err(response["error"].clone()),
	}
}

pub fn hex(hash: H256) -> String {
	format!("{hash:?}")
}
