//! Acting as an identity, and what only this chain's nodes can be asked.

use super::{refusal, Chain, Receipt, Snapshot, IDENTITIES, LIFETIME};
use crate::{
	failure::{plain, Failure},
	identity::{
		envelope::{Action, Envelope},
		types::{
			ActAs, ActAsSigned, ActDelayed, Encoded, IdentityRecord, Proof, PublicKey, Room, ViewFunctionError,
			ViewFunctionId,
		},
	},
	moment,
};
use serde_json::Value;
use subxt::{
	dynamic,
	error::DispatchError,
	ext::{
		scale_decode::{
			visitor::{decode_with_visitor, IgnoreVisitor},
			DecodeAsFields,
		},
		scale_encode::EncodeAsFields,
	},
	rpcs::{self, client::RpcParams},
	utils::AccountId32,
};
use subxt_signer::sr25519::Keypair;

/// The JSON-RPC error code by which a node says that a parameter makes no sense.
const INVALID_PARAMS: i32 = -32602;

/// How many letters a name has.
const NAME_LENGTH: std::ops::RangeInclusive<usize> = 3..=32;

/// The event that says what became of an act.
const ACTED: &str = "Acted";

/// Who acts as which identity, and who pays for it.
pub struct Actor {
	pub identity: AccountId32,
	/// A key of the identity.
	pub key: Keypair,
	/// Whose transaction carries the act, if it is not that of the key.
	pub payer: Option<Keypair>,
}

/// An act of an identity, made ready: on the state that it was decided at.
pub struct Act<'a> {
	chain: &'a Chain,
	state: Snapshot,
	actor: &'a Actor,
	/// The number of the identity's next envelope.
	nonce: u64,
}

impl Chain {
	/// The answer of a JSON-RPC method that only this chain has.
	pub async fn ask_node(&self, method: &str, parameters: &[Value]) -> Result<Value, Failure> {
		let mut params = RpcParams::new();
		for parameter in parameters {
			params.push(parameter).map_err(Failure::node)?;
		}
		let answer = self.deadline.limit(self.rpc.request(method, params)).await?;
		answer.map_err(|error| match error {
			rpcs::Error::User(error) if error.code == INVALID_PARAMS => Failure::usage(plain(&error.message)),
			error => Failure::node(error),
		})
	}

	/// Call the pallet of identities, and wait until it is final that the call was made.
	pub async fn submit_identity(
		&self,
		signer: &Keypair,
		call: &str,
		arguments: impl EncodeAsFields,
	) -> Result<Receipt, Failure> {
		self.submit_to(IDENTITIES, signer, call, arguments).await
	}

	/// Begin to act as an identity.
	pub async fn act<'a>(&'a self, actor: &'a Actor) -> Result<Act<'a>, Failure> {
		let state = self.finalized().await?;
		let nonce = state.identity(&actor.identity).await?.nonce;
		Ok(Act { chain: self, state, actor, nonce })
	}

	/// Sign an envelope for this chain, as of this state.
	pub fn prove(&self, state: &Snapshot, key: &Keypair, envelope: &Envelope) -> Proof {
		// It need not outlive the transaction that carries it.
		let deadline = u32::try_from(state.block().number.saturating_add(LIFETIME)).unwrap_or(u32::MAX);
		envelope.sign(key, &self.genesis(), deadline)
	}
}

impl Act<'_> {
	/// That a text has the form of a name, lest a fee be paid to find out.
	pub fn ensure_name(&self, name: &str) -> Result<(), Failure> {
		let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
		let parts = name.split('-').all(|part| !part.is_empty());
		if NAME_LENGTH.contains(&name.len()) && name.bytes().all(letters) && parts {
			Ok(())
		} else {
			Err(self.state.error_of(IDENTITIES, "NameInvalid"))
		}
	}

	/// The agreement of another key with what the act is about: `payload` is that key.
	pub fn agreement(&self, key: &Keypair, action: Action, payload: PublicKey) -> Proof {
		let identity = self.actor.identity;
		// The envelope of the act, if there is one, comes before this one.
		let nonce = self.nonce.saturating_add(u64::from(self.actor.payer.is_some()));
		let payload = payload.scale();
		let envelope = Envelope { action, identity, nonce, submitter: Some(identity), payload: &payload };
		self.chain.prove(&self.state, key, &envelope)
	}

	/// Make the call as the identity, and wait until it is final what became of it.
	pub async fn submit(self, call: &str, arguments: impl EncodeAsFields) -> Result<Receipt, Failure> {
		let payload = dynamic::transaction(IDENTITIES, call, arguments);
		let call = self.state.at.transactions().call_data(&payload).map_err(Failure::node)?;
		let Actor { identity, key, payer } = self.actor;
		let receipt = match payer {
			None => {
				let act = ActAs { identity: *identity, call: Encoded(call) };
				self.chain.submit_identity(key, "act_as", act).await?
			},
			Some(payer) => {
				let envelope = Envelope {
					action: Action::ActAs,
					identity: *identity,
					nonce: self.nonce,
					submitter: Some(AccountId32(payer.public_key().0)),
					payload: &call,
				};
				let proof = self.chain.prove(&self.state, key, &envelope);
				let public = PublicKey::Sr25519(key.public_key().0);
				let act = ActAsSigned { identity: *identity, key: public, call: Encoded(call), proof };
				self.chain.submit_identity(payer, "act_as_signed", act).await?
			},
		};
		receipt.ensure_acted()?;
		Ok(receipt)
	}
}

impl Snapshot {
	/// What the chain has of an identity; a refusal if there is none.
	pub async fn identity(&self, identity: &AccountId32) -> Result<IdentityRecord, Failure> {
		let address = dynamic::storage::<(AccountId32,), IdentityRecord>(IDENTITIES, "Identities");
		let value = self
			.deadline
			.limit(async { self.at.storage().try_fetch(address, (*identity,)).await })
			.await?
			.map_err(Failure::node)?;
		match value {
			Some(value) => value.decode().map_err(Failure::node),
			None => Err(self.error_of(IDENTITIES, "IdentityUnknown")),
		}
	}

	/// How many bytes a deposit has to pay for.
	pub async fn room_for(&self, room: Room) -> Result<u32, Failure> {
		let Room { keys, limits, services, names, links } = room;
		let question = [keys, limits, services, names, links].map(u32::to_le_bytes).concat();
		let answer = self.view("room_for", question).await?;
		let answer = answer.try_into().map_err(|_| Failure::unknown("node", "The node's answer is not a number."))?;
		Ok(u32::from_le_bytes(answer))
	}

	/// Ask a view function of the pallet of identities, with arguments and an answer that are encoded.
	// By the runtime API below it: what subxt 0.51 sends for a view function lacks the length of the arguments, and the runtime
	// cannot read it.
	async fn view(&self, function: &str, arguments: Vec<u8>) -> Result<Vec<u8>, Failure> {
		let pallet = self.at.metadata_ref().pallet_by_name(IDENTITIES);
		let known = pallet.and_then(|pallet| pallet.view_function_by_name(function));
		let unknown = || Failure::unknown("node", format!("The chain has no view function {function}."));
		let id = ViewFunctionId::from(known.ok_or_else(unknown)?.query_id());
		let call = dynamic::runtime_api_call::<_, Result<Vec<u8>, ViewFunctionError>>(
			"RuntimeViewFunction",
			"execute_view_function",
			(id, arguments),
		);
		let answer = self.deadline.limit(async { self.at.runtime_apis().call(call).await }).await?;
		answer.map_err(Failure::node)?.map_err(|error| Failure::unknown("node", format!("{function}: {error:?}")))
	}
}

impl Receipt {
	/// What the pallet of identities said that the call did.
	pub fn identity_event<Event: DecodeAsFields>(&self, name: &str) -> Result<Event, Failure> {
		self.event_of(IDENTITIES, name)
	}

	/// That the act was not only submitted but also did what it was to do: an act that fails consumes its envelope, so the
	/// transaction that carries it succeeds.
	fn ensure_acted(&self) -> Result<(), Failure> {
		for event in self.events.iter() {
			let event = event.map_err(Failure::node).map_err(|failure| failure.of_transaction(self.transaction))?;
			if event.pallet_name() == IDENTITIES && event.event_name() == ACTED {
				return self
					.act_result(event.field_bytes())
					.map_err(|failure| failure.of_transaction(self.transaction));
			}
		}
		let delayed: ActDelayed = self.identity_event("ActDelayed")?;
		let message = format!("The guard lets this be done from {} on; do it again then.", moment::show(delayed.until));
		Err(Failure::refused("ActDelayed", message).of_transaction(self.transaction))
	}

	/// The field `result` of the fields of [`ACTED`], which is the last.
	fn act_result(&self, fields: &[u8]) -> Result<(), Failure> {
		let unreadable = || Failure::unknown("node", "What became of the act cannot be read.");
		let events = self.metadata.pallet_by_name(IDENTITIES).and_then(|pallet| pallet.event_variants());
		let variant =
			events.and_then(|events| events.iter().find(|event| event.name == ACTED)).ok_or_else(unreadable)?;
		let mut rest = fields;
		for field in variant.fields.iter().take_while(|field| field.name.as_deref() != Some("result")) {
			decode_with_visitor(&mut rest, field.ty.id, self.metadata.types(), IgnoreVisitor::new())
				.map_err(|_| unreadable())?;
		}
		// `Ok(())` or `Err(DispatchError)`, by their numbers.
		match rest.split_first().ok_or_else(unreadable)? {
			(0, _) => Ok(()),
			(1, error) => {
				let error = DispatchError::decode_from(error, self.metadata.clone()).map_err(|_| unreadable())?;
				Err(refusal(&error))
			},
			_ => Err(unreadable()),
		}
	}
}
