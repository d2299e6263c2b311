//! How a chain writes transactions.

use crate::client::{from_hex, hash, to_hex, Client};
use codec::{Compact, Encode};
use metadata_json::Metadata;
use serde_json::{json, Value};
use sp_core::{sr25519, Pair, H256};
use sp_io::hashing::blake2_256;

/// The version of metadata that is read.
const METADATA: u32 = 16;

/// How many bytes are signed as they are; of more, their hash.
const SIGNED_WHOLE: usize = 256;

/// What the bytes of a signed transaction of version 4 begin with.
const SIGNED: u8 = 0x84;
/// An address that is an account, and a signature by sr25519: the first and the second of what they can be.
const ACCOUNT: u8 = 0;
const SR25519: u8 = 1;

/// How one chain writes calls and transactions, by its metadata. Its addresses and signatures are those of the SDK.
pub struct Dialect {
	metadata: Metadata,
	genesis: H256,
	spec_version: u32,
	transaction_version: u32,
}

impl Dialect {
	/// That of the chain of this node, at its best block.
	pub async fn of(client: &Client) -> Self {
		let asked = json!(["Metadata_metadata_at_version", to_hex(&METADATA.encode())]);
		let answer = client.call("state_call", asked).await;
		let bytes = from_hex(answer.as_str().expect("an answer of the runtime is bytes"));
		let metadata: Option<Vec<u8>> = codec::Decode::decode(&mut &bytes[..]).expect("metadata is bytes, or none");
		let metadata = metadata.expect("the chain has metadata of version 16");
		let version = client.call("state_getRuntimeVersion", json!([])).await;
		let number =
			|name: &str| version[name].as_u64().and_then(|number| number.try_into().ok()).expect("it is a u32");
		Self {
			metadata: Metadata::decode(&metadata).expect("metadata of version 16 can be read"),
			genesis: hash(&client.call("chain_getBlockHash", json!([0])).await).expect("there is a first block"),
			spec_version: number("specVersion"),
			transaction_version: number("transactionVersion"),
		}
	}

	/// What the chain says of itself.
	pub fn metadata(&self) -> &Metadata {
		&self.metadata
	}

	/// The bytes of a call that is written as JSON.
	pub fn encode(&self, call: &Value) -> Vec<u8> {
		let bytes = self.metadata.to_scale(self.metadata.call_type(), call);
		bytes.unwrap_or_else(|error| panic!("{call}: {error}"))
	}

	/// A signed transaction that is valid until the runtime is replaced.
	pub fn sign(&self, key: &sr25519::Pair, nonce: u32, call: &[u8]) -> Vec<u8> {
		let (mut explicit, mut implicit) = (Vec::new(), Vec::new());
		for extension in self.metadata.extensions() {
			match extension {
				"CheckSpecVersion" => implicit.extend(self.spec_version.encode()),
				"CheckTxVersion" => implicit.extend(self.transaction_version.encode()),
				"CheckGenesis" => implicit.extend(self.genesis.encode()),
				// For ever, and so since the first block.
				"CheckMortality" => {
					explicit.push(0);
					implicit.extend(self.genesis.encode());
				},
				"CheckNonce" => explicit.extend(Compact(nonce).encode()),
				// No tip.
				"ChargeTransactionPayment" => explicit.extend(Compact(0u128).encode()),
				// Not signed, and so none.
				"CheckMetadataHash" => {
					explicit.push(0);
					implicit.push(0);
				},
				"AuthorizeCall" | "CheckNonZeroSender" | "CheckWeight" | "WeightReclaim" => {},
				other => panic!("nobody knows what a transaction says to {other}"),
			}
		}
		let payload = [call, &explicit, &implicit].concat();
		let signature = if payload.len() > SIGNED_WHOLE { key.sign(&blake2_256(&payload)) } else { key.sign(&payload) };
		let head = [&[SIGNED, ACCOUNT][..], &key.public().0, &[SR25519], &signature.0].concat();
		[head, explicit, call.to_vec()].concat().encode()
	}
}
