//! What changes identities.

use super::{public, ActorArguments, AddKey, NewKeyArguments, Register};
use crate::{
	arguments::Connection,
	chain::{identities::Actor, Chain, Receipt},
	commands::{text, told},
	failure::Failure,
	identity::{
		envelope::{Action, Envelope},
		identity_id, to_did,
		types::{
			self, AccountLinked, KeyChanged, NameClaimed, PublicKey, Registered, Relationship, Room, StatusChanged,
		},
	},
	moment::Moment,
	output::{value, Answer, Table},
};
use serde_json::{json, Value};
use subxt::utils::AccountId32;

/// What a new identity has room for, unless it is said otherwise: three devices, and what took their places once.
const ROOM: Room = Room { keys: 6, limits: 0, services: 2, names: 1, links: 2 };

/// The answer to an act: `event` is what the chain says of it, and has the identity.
fn acted(identity: &AccountId32, mut event: Value, receipt: &Receipt, table: Table) -> Answer {
	event["did"] = json!(to_did(identity));
	told(event, receipt, Table::default().row("DID", to_did(identity)).and(table))
}

pub async fn register(connection: &Connection, arguments: Register) -> Result<Answer, Failure> {
	let Register { kind, salt, room, signer, new } = arguments;
	let (payer, first) = (signer.keypair()?, new.optional()?);
	let salt = salt.bytes();
	let key = public(first.as_ref().unwrap_or(&payer));
	let identity = identity_id(&key, &salt);

	let chain = Chain::connect(connection).await?;
	let state = chain.finalized().await?;
	let room = match room {
		Some(room) => room,
		None => state.room_for(ROOM).await?,
	};
	// A key whose own account pays need not say that it agrees.
	let proof = first.filter(|first| public(first) != public(&payer)).map(|first| {
		let submitter = Some(AccountId32(payer.public_key().0));
		// The payload is the kind, which is encoded as its number.
		let payload = &[kind as u8];
		chain.prove(&state, &first, &Envelope { action: Action::Register, identity, nonce: 0, submitter, payload })
	});
	let call = types::Register { kind, key, salt, room, proof };
	let receipt = chain.submit_identity(&payer, "register", call).await?;
	let event: Registered = receipt.identity_event("Registered")?;
	let table = Table::default()
		.row("First key", event.key.text())
		.row("Payer", event.payer.to_string())
		.row("Room", room.to_string());
	let mut json = value(&event);
	json["room"] = json!(room);
	Ok(acted(&event.identity, json, &receipt, table))
}

pub async fn add_key(connection: &Connection, arguments: AddKey) -> Result<Answer, Failure> {
	let AddKey { actor, new, agreement_key, scope, relationships, valid_from, valid_until } = arguments;
	let new = match agreement_key {
		Some(_) => None,
		None => Some(new.keypair()?),
	};
	let key = match (agreement_key, &new) {
		(Some(PublicKey::X25519(_)), _) => agreement_key,
		(Some(_), _) => return Err(Failure::usage("Only X25519 keys need not sign that they agree to be added.")),
		(None, new) => new.as_ref().map(public),
	};
	let Some(key) = key else { return Err(Failure::usage("Say which key is added.")) };
	let actor = actor.actor()?;
	let chain = Chain::connect(connection).await?;
	let act = chain.act(&actor).await?;
	let proof = new.map(|new| act.agreement(&new, Action::AddKey, key));
	let relationships =
		if relationships.is_empty() { Relationship::all_of(&key) } else { Relationship::set(&relationships) };
	let key = types::NewKey { public: key, relationships, scope, limits: Vec::new(), valid_from, valid_until };
	let receipt = act.submit("add_key", types::AddKey { key, proof }).await?;
	let event: KeyChanged = receipt.identity_event("KeyAdded")?;
	let table = Table::default().row("Added", event.key.text());
	Ok(acted(&event.identity, value(&event), &receipt, table))
}

pub async fn rotate_key(
	connection: &Connection,
	actor: &ActorArguments,
	old: PublicKey,
	new: &NewKeyArguments,
	valid_until: Option<Moment>,
) -> Result<Answer, Failure> {
	let (actor, new) = (actor.actor()?, new.keypair()?);
	let by = public(&new);
	let chain = Chain::connect(connection).await?;
	let act = chain.act(&actor).await?;
	let proof = Some(act.agreement(&new, Action::AddKey, by));
	let receipt = act.submit("rotate_key", types::RotateKey { key: old, by, valid_until, proof }).await?;
	let revoked: KeyChanged = receipt.identity_event("KeyRevoked")?;
	let added: KeyChanged = receipt.identity_event("KeyAdded")?;
	let table = Table::default().row("Revoked", revoked.key.text()).row("Added", added.key.text());
	let json = json!({ "identity": added.identity, "revoked": revoked.key, "key": added.key });
	Ok(acted(&added.identity, json, &receipt, table))
}

pub async fn revoke_key(
	connection: &Connection,
	actor: &ActorArguments,
	key: Option<PublicKey>,
) -> Result<Answer, Failure> {
	let actor = actor.actor()?;
	let key = key.unwrap_or_else(|| public(&actor.key));
	let chain = Chain::connect(connection).await?;
	let receipt = chain.act(&actor).await?.submit("revoke_key", types::RevokeKey { key }).await?;
	let event: KeyChanged = receipt.identity_event("KeyRevoked")?;
	let table = Table::default().row("Revoked", event.key.text());
	Ok(acted(&event.identity, value(&event), &receipt, table))
}

pub async fn freeze(connection: &Connection, actor: &ActorArguments) -> Result<Answer, Failure> {
	let actor = actor.actor()?;
	let chain = Chain::connect(connection).await?;
	let call = types::Freeze { identity: actor.identity };
	let receipt = chain.act(&actor).await?.submit("freeze", call).await?;
	status(&actor, &receipt, "Frozen")
}

pub async fn unfreeze(connection: &Connection, actor: &ActorArguments) -> Result<Answer, Failure> {
	let actor = actor.actor()?;
	let chain = Chain::connect(connection).await?;
	let receipt = chain.act(&actor).await?.submit("unfreeze", types::Unfreeze {}).await?;
	status(&actor, &receipt, "Unfrozen")
}

fn status(actor: &Actor, receipt: &Receipt, name: &'static str) -> Result<Answer, Failure> {
	let event: StatusChanged = receipt.identity_event(name)?;
	let table = Table::default().row(name, format!("by {}", public(&actor.key).text()));
	Ok(acted(&event.identity, value(&event), receipt, table))
}

pub async fn link_account(
	connection: &Connection,
	actor: &ActorArguments,
	account: &NewKeyArguments,
) -> Result<Answer, Failure> {
	let (actor, account) = (actor.actor()?, account.keypair()?);
	let key = public(&account);
	let chain = Chain::connect(connection).await?;
	let act = chain.act(&actor).await?;
	let proof = act.agreement(&account, Action::LinkAccount, key);
	let receipt = act.submit("link_account", types::LinkAccount { key, proof }).await?;
	let event: AccountLinked = receipt.identity_event("AccountLinked")?;
	let table = Table::default().row("Linked", event.account.to_string());
	Ok(acted(&event.identity, value(&event), &receipt, table))
}

pub async fn claim_name(connection: &Connection, actor: &ActorArguments, name: String) -> Result<Answer, Failure> {
	let actor = actor.actor()?;
	let chain = Chain::connect(connection).await?;
	let act = chain.act(&actor).await?;
	// What is longer than names can be could not even be sent.
	act.ensure_name(&name)?;
	let receipt = act.submit("claim_name", types::ClaimName { name: name.into_bytes() }).await?;
	let event: NameClaimed = receipt.identity_event("NameClaimed")?;
	let name = text(&event.name);
	let table = Table::default().row("Name", &name);
	Ok(acted(&event.identity, json!({ "identity": event.identity, "name": name }), &receipt, table))
}
