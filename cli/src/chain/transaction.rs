//! Transactions: signed here, sent, and watched until they are final.

use super::{refusal, BlockId, Chain, Receipt, Runtime};
use crate::{
	failure::{said, Failure},
	output::Progress,
};
use metadata_json::NoShorthands;
use serde_json::{json, Value};
use subxt::{
	config::substrate::{SubstrateConfig, SubstrateExtrinsicParamsBuilder},
	ext::{
		frame_decode::storage::encode_storage_key_prefix,
		scale_encode::{self, EncodeAsFields, FieldIter, TypeResolver},
	},
	rpcs::{self, methods::legacy::TransactionStatus},
	tx::Payload,
	utils::{AccountId32, H256},
};
use subxt_signer::sr25519::Keypair;

/// For how many blocks a transaction can be included: long enough for finality to lag, short enough that one which got lost
/// is soon known to be void.
pub const LIFETIME: u64 = 64;

/// How often the next number is tried when another transaction of the account has taken one: as often as others of it may be
/// sent at once.
const TRIES: u32 = 50;

/// The JSON-RPC error codes by which a node says that it has not taken a transaction, so that it has no effect and no fee.
const NOT_TAKEN: std::ops::RangeInclusive<i32> = 1000..=1099;

/// Of these: that the chain cannot read it; that it is invalid; that the node has the very same one already; and that it has
/// another one of the same number, which pays no less.
const UNREADABLE: std::ops::RangeInclusive<i32> = 1001..=1002;
const INVALID: i32 = 1010;
const ALREADY_IMPORTED: i32 = 1013;
const PRIORITY_TOO_LOW: i32 = 1014;

/// What the node says of an invalid transaction whose number was used.
const OUTDATED: &str = "Transaction is outdated";

/// A transaction that is signed.
pub(super) struct Signed {
	pub bytes: Vec<u8>,
	pub hash: H256,
}

/// A call, encoded.
struct Call<'a> {
	pallet: &'a str,
	call: &'a str,
	arguments: Arguments,
}

/// Arguments, encoded.
struct Arguments(Vec<u8>);

impl EncodeAsFields for Arguments {
	fn encode_as_fields_to<R: TypeResolver>(
		&self,
		_: &mut dyn FieldIter<'_, R::TypeId>,
		_: &R,
		out: &mut Vec<u8>,
	) -> Result<(), scale_encode::Error> {
		out.extend_from_slice(&self.0);
		Ok(())
	}
}

impl Payload for Call<'_> {
	type CallData = Arguments;

	fn pallet_name(&self) -> &str {
		self.pallet
	}

	fn call_name(&self) -> &str {
		self.call
	}

	fn call_data(&self) -> &Arguments {
		&self.arguments
	}
}

impl Chain {
	/// Make a call, whose arguments are the members of an object, and wait until it is final that it was made.
	pub async fn submit(
		&self,
		signer: &Keypair,
		pallet: &str,
		call: &str,
		arguments: Value,
	) -> Result<Receipt, Failure> {
		self.submit_bytes(signer, self.encode(pallet, call, &arguments)?).await
	}

	/// A call, encoded.
	pub fn encode(&self, pallet: &str, call: &str, arguments: &Value) -> Result<Vec<u8>, Failure> {
		let unknown = || Failure::unknown("metadata", format!("The chain has no call {pallet}.{call}."));
		let found = self.metadata().call(pallet, call).ok_or_else(unknown)?;
		let arguments = self.metadata().arguments(&found.inputs, arguments, &NoShorthands);
		let arguments = arguments.map_err(|error| Failure::usage(error.to_string()))?;
		Ok([&found.prefix[..], &arguments].concat())
	}

	/// The name of the pallet of a call that is encoded.
	pub(super) fn pallet_of(&self, call: &[u8]) -> &str {
		let call = self.metadata().calls().iter().find(|known| call.starts_with(&known.prefix));
		call.map_or("unknown", |call| &call.pallet)
	}

	/// Make a call that is encoded, and wait until it is final that it was made.
	pub async fn submit_bytes(&self, signer: &Keypair, call: Vec<u8>) -> Result<Receipt, Failure> {
		let pallet = self.pallet_of(&call).to_owned();
		let since = self.finalized().await?;
		let mut nonce = self.next_nonce(signer).await?;
		for _ in 0..TRIES {
			let signed = sign(self.runtime(), self.genesis(), signer, &call, nonce, &since)?;
			match self.send(&signed, &since).await? {
				Sent::Final(block) => return self.receipt(&signed, block, &pallet).await,
				// The node counts what waits in its pool, too, but has not seen everything yet.
				Sent::NumberTaken => nonce = self.next_nonce(signer).await?.max(nonce.saturating_add(1)),
			}
		}
		Err(Failure::unknown(
			"nonce",
			format!("Other transactions of this account took its number {TRIES} times. Nothing was sent: try again."),
		))
	}

	/// The number of an account's next transaction.
	pub(super) async fn next_nonce(&self, signer: &Keypair) -> Result<u64, Failure> {
		let account = AccountId32(signer.public_key().0);
		self.rpc(|rpc| async move { rpc.system_account_next_index(&account).await }).await
	}

	/// Send a transaction, and wait for the block that it got into to be final.
	async fn send(&self, transaction: &Signed, since: &BlockId) -> Result<Sent, Failure> {
		let void = since.number.saturating_add(LIFETIME);
		// The mark that a failure carries once it was sent: it may be on its way whatever went wrong.
		let doubt = |failure: Failure| Failure {
			message: format!(
				"{} The transaction may still take effect until block #{void}: look before you send it again.",
				failure.message
			),
			transaction: Some(transaction.hash),
			..failure
		};
		let bytes = &transaction.bytes;
		let waiting = Progress::new();
		waiting.show("Waiting until the transaction is final…");
		let rpc = self.node().methods();
		let sent = self.deadline.limit(rpc.author_submit_and_watch_extrinsic(bytes)).await.map_err(doubt)?;
		let mut progress = match sent {
			Ok(progress) => progress,
			Err(rpcs::Error::User(error)) if NOT_TAKEN.contains(&error.code) => return not_taken(&error),
			Err(error) => return Err(doubt(Failure::node(error))),
		};
		loop {
			let lost = match self.deadline.limit(progress.next()).await.map_err(doubt)? {
				Some(Ok(TransactionStatus::Finalized(block))) => return Ok(Sent::Final(block)),
				Some(Ok(TransactionStatus::FinalityTimeout(_))) => "Its block did not become final in time.",
				Some(Ok(TransactionStatus::Usurped(_))) => "Another transaction took its place.",
				Some(Ok(TransactionStatus::Dropped)) => "The node has dropped it.",
				Some(Ok(TransactionStatus::Invalid)) => "The node finds it invalid by now.",
				Some(Ok(_)) => continue,
				Some(Err(error)) => return Err(doubt(Failure::node(error))),
				None => "The node no longer says what becomes of it.",
			};
			return Err(doubt(Failure::unknown("transaction", lost)));
		}
	}

	/// What a transaction did in a block that is final. There is no doubt any more that it is in it.
	async fn receipt(&self, transaction: &Signed, block: H256, pallet: &str) -> Result<Receipt, Failure> {
		let hash = transaction.hash;
		let (block, events, runtime) =
			self.events(transaction, block).await.map_err(|failure| failure.of_transaction(hash))?;
		let metadata = runtime.as_ref().unwrap_or(self.runtime()).metadata();
		let receipt = Receipt { transaction: hash, block, events };
		let failed = receipt.events_of("system").find(|(name, _)| *name == "extrinsicFailed");
		match failed {
			None => Ok(receipt),
			Some((_, fields)) => {
				Err(refusal::dispatch(metadata, &fields["dispatchError"], pallet).of_transaction(hash))
			},
		}
	}

	/// The events of a transaction in a block; and the runtime that made the block, if it is not ours any more.
	async fn events(
		&self,
		transaction: &Signed,
		hash: H256,
	) -> Result<(BlockId, Vec<Value>, Option<Runtime>), Failure> {
		let lost = |what: &str| Failure::unknown("node", format!("The node has {what} of block {hash:?} no more."));
		let block = self.rpc(|rpc| async move { rpc.chain_get_block(Some(hash)).await }).await?;
		let block = block.ok_or_else(|| lost("the transactions"))?.block;
		let place = block.extrinsics.iter().position(|known| known.0 == transaction.bytes);
		let place = place.ok_or_else(|| lost("the transaction"))?;
		let events = self.stored(&encode_storage_key_prefix("System", "Events"), hash).await?;
		let events = events.ok_or_else(|| lost("the events"))?;
		// A block is made by the code that was there before it.
		let parent = block.header.parent_hash;
		let version = self.rpc(|rpc| async move { rpc.state_get_runtime_version(Some(parent)).await }).await?;
		let other = if version.spec_version == self.runtime().spec_version {
			None
		} else {
			Some(Runtime::load(&self.node(), self.genesis(), parent).await?)
		};
		let metadata = other.as_ref().unwrap_or(self.runtime()).metadata();
		let events = metadata
			.to_json(metadata.events_type(), &events)
			.map_err(|error| Failure::unknown("metadata", format!("The events cannot be read: {error}")))?;
		let phase = json!({ "applyExtrinsic": place });
		let records = events.as_array().into_iter().flatten();
		let events = records.filter(|record| record["phase"] == phase).map(|record| record["event"].clone());
		Ok((self.block(hash).await?, events.collect(), other))
	}
}

/// What became of a transaction that was sent.
enum Sent {
	/// It is in this block, for good.
	Final(H256),
	/// It had no effect: another one has its number.
	NumberTaken,
}

/// What to do about a transaction that the node has not taken.
fn not_taken(error: &rpcs::UserError) -> Result<Sent, Failure> {
	match error.code {
		_ if is_number_taken(error) => Ok(Sent::NumberTaken),
		INVALID => Err(refusal::invalid(error)),
		code if UNREADABLE.contains(&code) => Err(refusal::unreadable(&said(error))),
		_ => Err(Failure::unknown("pool", format!("The node has not taken the transaction: {}", said(error)))),
	}
}

/// Whether the node says that another transaction has the number.
fn is_number_taken(error: &rpcs::UserError) -> bool {
	let outdated = || error.data.as_ref().is_some_and(|data| data.get().contains(OUTDATED));
	matches!(error.code, ALREADY_IMPORTED | PRIORITY_TOO_LOW) || (error.code == INVALID && outdated())
}

/// Sign a call. It can be included in the blocks after `since`.
pub(super) fn sign(
	runtime: &Runtime,
	genesis: H256,
	signer: &Keypair,
	call: &[u8],
	nonce: u64,
	since: &BlockId,
) -> Result<Signed, Failure> {
	let known = runtime.metadata().calls().iter().find(|known| call.starts_with(&known.prefix));
	let known = known.ok_or_else(|| Failure::usage("The chain has no such call."))?;
	let params = SubstrateExtrinsicParamsBuilder::<SubstrateConfig>::new()
		.nonce(nonce)
		.mortal_from_unchecked(LIFETIME, since.number, since.hash)
		.build();
	let arguments = Arguments(call.get(known.prefix.len()..).unwrap_or_default().to_vec());
	let payload = Call { pallet: &known.pallet, call: &known.name, arguments };
	let signed = runtime
		.client(genesis)?
		.transactions()
		.create_signable_offline(&payload, params)
		.and_then(|mut signable| signable.sign(signer))
		.map_err(Failure::node)?;
	Ok(Signed { hash: signed.hash(), bytes: signed.into_encoded() })
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::failure::Exit;

	fn error(code: i32, data: Option<&str>) -> rpcs::UserError {
		let raw = |data: &str| serde_json::value::RawValue::from_string(data.to_owned()).expect("it is JSON");
		rpcs::UserError { code, message: "Invalid Transaction".to_owned(), data: data.map(raw) }
	}

	#[test]
	fn it_is_known_when_another_transaction_has_the_number() {
		assert!(is_number_taken(&error(PRIORITY_TOO_LOW, Some("\"The transaction has too low priority\""))));
		assert!(is_number_taken(&error(ALREADY_IMPORTED, None)));
		assert!(is_number_taken(&error(INVALID, Some("\"Transaction is outdated\""))));
		assert!(!is_number_taken(&error(INVALID, Some("\"Inability to pay some fees\""))));
		assert!(!is_number_taken(&error(INVALID, None)));
		assert!(!is_number_taken(&error(-32000, None)));
	}

	#[test]
	fn what_was_not_taken_leaves_no_doubt() {
		let failure = |code, data| not_taken(&error(code, data)).err().expect("it was not taken");
		let invalid = failure(INVALID, Some("\"Inability to pay some fees\""));
		assert_eq!((invalid.exit, invalid.code.as_ref()), (Exit::No, "InvalidTransaction"));
		assert!(invalid.message.ends_with("Inability to pay some fees"), "{}", invalid.message);
		let unreadable = failure(1002, Some("\"Runtime error\""));
		assert_eq!((unreadable.exit, unreadable.code.as_ref()), (Exit::No, "CallUnreadable"));
		let full = failure(1016, None);
		assert_eq!((full.exit, full.code.as_ref(), full.transaction), (Exit::Unknown, "pool", None));
		assert!(matches!(not_taken(&error(PRIORITY_TOO_LOW, None)), Ok(Sent::NumberTaken)));
	}
}
