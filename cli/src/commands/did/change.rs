//! What changes identities.

use super::{ActorArguments, AddKey, NewKeyArguments, Register, KEY_AGREEMENT, RELATIONSHIPS};
use crate::{
	arguments::Connection,
	chain::{identities::IDENTITIES, Chain, Receipt},
	commands::certificate::told,
	failure::Failure,
	identity::{
		self,
		envelope::{Action, Envelope},
		identity_id,
		key::PublicKey,
		to_did,
	},
	moment::Moment,
	output::{flat, Answer, Table},
};
use serde_json::{json, Value};
use subxt::utils::AccountId32;

/// The answer to an act: `event` is what the chain says of it, and has the identity.
fn acted(mut event: Value, receipt: &Receipt, table: Table) -> Result<Answer, Failure> {
	let identity = event["identity"].as_str().map(identity::account);
	let Some(Ok(identity)) = identity else {
		return Err(Failure::unknown("node", "It was done, but the chain does not say to whom.")
			.of_transaction(receipt.transaction));
	};
	let did = to_did(&identity);
	event["did"] = json!(did);
	Ok(told(event, receipt, Table::default().row("DID", did).and(table)))
}

pub async fn register(connection: &Connection, arguments: Register) -> Result<Answer, Failure> {
	let Register { kind, salt, room, signer, new } = arguments;
	let (payer, first) = (signer.keypair()?, new.optional()?);
	let salt = salt.bytes();
	let key = PublicKey::of(first.as_ref().unwrap_or(&payer));
	let identity = identity_id(&key, &salt);

	let chain = Chain::connect(connection).await?;
	// Three devices, and what took their places once.
	let usual = json!({ "keys": 6, "limits": 0, "services": 2, "names": 1, "links": 2 });
	let found = chain.view(IDENTITIES, "room_for", usual, None).await?;
	let room = room.map_or(found.value, Value::from);
	// A key whose own account pays need not say that it agrees.
	let proof = match first.filter(|first| PublicKey::of(first) != PublicKey::of(&payer)) {
		None => Value::Null,
		Some(first) => {
			let submitter = Some(AccountId32(payer.public_key().0));
			let payload = &argument(&chain, "register", "kind", &json!(kind))?;
			let envelope = Envelope { action: Action::Register, identity, nonce: 0, submitter, payload };
			chain.prove(&found.block, &first, &envelope)
		},
	};
	let salt = format!("0x{}", hex::encode(salt));
	let call = json!({ "kind": kind, "key": key.text(), "salt": salt, "room": room, "proof": proof });
	let receipt = chain.submit(&payer, IDENTITIES, "register", call).await?;
	let mut event = receipt.event(IDENTITIES, "registered")?.clone();
	let table = Table::default()
		.row("First key", flat(&event["key"]))
		.row("Payer", flat(&event["payer"]))
		.row("Room", flat(&room));
	event["room"] = room;
	acted(event, &receipt, table)
}

/// An argument of a call, encoded.
fn argument(chain: &Chain, call: &str, name: &str, value: &Value) -> Result<Vec<u8>, Failure> {
	let metadata = chain.metadata();
	let input = metadata.call(IDENTITIES, call).and_then(|call| call.inputs.iter().find(|input| input.name == name));
	let input = input.ok_or_else(|| Failure::unknown("metadata", format!("The chain has no {call} with {name}.")))?;
	metadata.to_scale(input.ty, value).map_err(|error| Failure::usage(format!("{name}: {error}")))
}

pub async fn add_key(connection: &Connection, arguments: AddKey) -> Result<Answer, Failure> {
	let AddKey { actor, new, agreement_key, scope, relationships, valid_from, valid_until } = arguments;
	let new = match &agreement_key {
		Some(key) if !key.is_for_agreement() => {
			return Err(Failure::usage("Only X25519 keys need not sign that they agree to be added."));
		},
		Some(_) => None,
		None => Some(new.keypair()?),
	};
	let Some(key) = agreement_key.or(new.as_ref().map(PublicKey::of)) else {
		return Err(Failure::usage("Say which key is added."));
	};
	let (chain, actor) = actor.connect(connection).await?;
	let act = chain.act(&actor).await?;
	let proof = new.map(|new| act.agreement(&new, Action::AddKey)).transpose()?;
	let relationships = if relationships.is_empty() { all_of(&key) } else { json!(relationships) };
	let key = json!({
		"public": key.text(),
		"relationships": relationships,
		"scope": scope,
		"limits": [],
		"validFrom": valid_from,
		"validUntil": valid_until,
	});
	let receipt = act.submit(IDENTITIES, "add_key", json!({ "key": key, "proof": proof })).await?;
	let event = receipt.event(IDENTITIES, "keyAdded")?.clone();
	let table = Table::default().row("Added", flat(&event["key"]));
	acted(event, &receipt, table)
}

/// All that a key can be used for: one that signs for all but key agreement, and the reverse.
fn all_of(key: &PublicKey) -> Value {
	let all = RELATIONSHIPS.into_iter().filter(|name| (*name == KEY_AGREEMENT) == key.is_for_agreement());
	all.collect()
}

pub async fn rotate_key(
	connection: &Connection,
	actor: &ActorArguments,
	old: PublicKey,
	new: &NewKeyArguments,
	valid_until: Option<Moment>,
) -> Result<Answer, Failure> {
	let new = new.keypair()?;
	let (chain, actor) = actor.connect(connection).await?;
	let act = chain.act(&actor).await?;
	let proof = act.agreement(&new, Action::AddKey)?;
	let by = PublicKey::of(&new).text();
	let call = json!({ "key": old.text(), "by": by, "validUntil": valid_until, "proof": proof });
	let receipt = act.submit(IDENTITIES, "rotate_key", call).await?;
	let revoked = receipt.event(IDENTITIES, "keyRevoked")?["key"].clone();
	let mut event = receipt.event(IDENTITIES, "keyAdded")?.clone();
	let table = Table::default().row("Revoked", flat(&revoked)).row("Added", flat(&event["key"]));
	event["revoked"] = revoked;
	acted(event, &receipt, table)
}

pub async fn link_account(
	connection: &Connection,
	actor: &ActorArguments,
	account: &NewKeyArguments,
) -> Result<Answer, Failure> {
	let account = account.keypair()?;
	let (chain, actor) = actor.connect(connection).await?;
	let act = chain.act(&actor).await?;
	let proof = act.agreement(&account, Action::LinkAccount)?;
	let call = json!({ "key": PublicKey::of(&account).text(), "proof": proof });
	let receipt = act.submit(IDENTITIES, "link_account", call).await?;
	let event = receipt.event(IDENTITIES, "accountLinked")?.clone();
	let table = Table::default().row("Linked", flat(&event["account"]));
	acted(event, &receipt, table)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::identity::key;
	use civitas_primitives::identity::{PublicKey as Chain, Relationships};

	#[test]
	fn a_key_is_for_all_that_it_can_be_used_for() {
		for key in [Chain::Sr25519([1; 32]), Chain::X25519([1; 32])] {
			let all = all_of(&key::parse(&key.fragment()).expect("it is a key"));
			assert_eq!(serde_json::from_value::<Relationships>(all).ok(), Some(key.possible_relationships()));
		}
		let names: Vec<_> = Relationships::ALL.names().collect();
		assert_eq!(names, RELATIONSHIPS);
	}
}
