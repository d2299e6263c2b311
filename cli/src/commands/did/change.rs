//! What changes identities.

use super::{
	acted::acted,
	permissions::{describe, is_full},
	ActorArguments, AddKey, NewKeyArguments, Register, KEY_AGREEMENT, OF_SCOPED_KEYS, RELATIONSHIPS,
};
use crate::{
	arguments::Connection,
	caller::Done,
	chain::{Chain, IDENTITIES},
	failure::Failure,
	identity::{
		envelope::{Envelope, ADD_KEY, LINK_ACCOUNT, REGISTER},
		identity_id,
		key::PublicKey,
	},
	moment::Moment,
	output::{flat, notice, Answer},
};
use serde_json::{json, Value};
use subxt::utils::AccountId32;

pub async fn register(connection: &Connection, arguments: Register) -> Result<Answer, Failure> {
	let Register { kind, salt, room, signer, new, trial } = arguments;
	let (payer, first) = (signer.keypair()?, new.optional()?);
	let salt = salt.bytes();
	let key = PublicKey::of(first.as_ref().unwrap_or(&payer));
	let identity = identity_id(&key, &salt);

	let chain = Chain::connect(connection).await?;
	// Three devices, and what took their places once.
	let usual = json!({ "keys": 6, "limits": 0, "counterparties": 0, "services": 2, "names": 1, "links": 2 });
	let found = chain.view(IDENTITIES, "room_for", usual, Value::Null).await?;
	let room = room.map_or(found.value, Value::from);
	// A key whose own account pays need not say that it agrees.
	let proof = match first.filter(|first| PublicKey::of(first) != PublicKey::of(&payer)) {
		None => Value::Null,
		Some(first) => {
			let submitter = Some(AccountId32(payer.public_key().0));
			let payload = &argument(&chain, "register", "kind", &json!(kind))?;
			let envelope = Envelope { action: REGISTER, identity, nonce: 0, submitter, payload };
			chain.prove(&found.block, &first, &envelope)
		},
	};
	let salt = format!("0x{}", hex::encode(salt));
	let register = json!({ "kind": kind, "key": key.text(), "salt": salt, "room": room, "proof": proof });
	let register = json!({ IDENTITIES: { "register": register } });
	let done = match trial.dry_run {
		true => Done::Tried(chain.dry_run(&payer, &register).await?),
		false => Done::Made(chain.submit(&payer, &register).await?),
	};
	let shown = [("First key", "key"), ("Payer", "payer"), ("Room", "room")];
	acted(done, "registered", json!({ "room": room }), &shown)
}

/// An argument of a call, encoded.
fn argument(chain: &Chain, call: &str, name: &str, value: &Value) -> Result<Vec<u8>, Failure> {
	let metadata = chain.metadata();
	let input = metadata.call(IDENTITIES, call).and_then(|call| call.inputs.iter().find(|input| input.name == name));
	let input = input.ok_or_else(|| Failure::unknown("metadata", format!("The chain has no {call} with {name}.")))?;
	metadata.to_scale(input.ty, value).map_err(|error| Failure::usage(format!("{name}: {error}")))
}

pub async fn add_key(connection: &Connection, arguments: AddKey) -> Result<Answer, Failure> {
	let AddKey { actor, new, agreement_key, permissions, relationships, valid_from, valid_until } = arguments;
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
	let caller = actor.connect(connection).await?;
	let permissions = permissions.read(&caller.chain).await?;
	let relationships = if relationships.is_empty() {
		let usual = usual_of(&key, &permissions);
		if !is_full(&permissions) {
			notice(&format!("the key is for {} only, as it may not do everything; --for says otherwise", flat(&usual)));
		}
		usual
	} else {
		json!(relationships)
	};
	let proof = match new {
		Some(new) => caller.agreement(&new, ADD_KEY).await?,
		None => Value::Null,
	};
	let more = json!({ "relationships": relationships, "permissions": permissions, "may": describe(&permissions) });
	let mut shown = vec![("Added", "key"), ("For", "relationships")];
	if !key.is_for_agreement() {
		shown.push(("May", "may"));
	}
	let key = json!({
		"public": key.text(),
		"relationships": relationships,
		"permissions": permissions,
		"validFrom": valid_from,
		"validUntil": valid_until,
	});
	let done = caller.perform(&json!({ IDENTITIES: { "addKey": { "key": key, "proof": proof } } })).await?;
	acted(done, "keyAdded", more, &shown)
}

/// What a key is for if nobody says it. One that may do everything: all that it can be used for, which is all but key agreement
/// if it signs, and only that if not. Whom others rely on for the identity, and who passes rights on, should be no other.
fn usual_of(key: &PublicKey, permissions: &Value) -> Value {
	let full = is_full(permissions);
	let usual = RELATIONSHIPS.into_iter().filter(|name| match (*name == KEY_AGREEMENT, key.is_for_agreement()) {
		(false, false) => full || OF_SCOPED_KEYS.contains(name),
		(agrees, is_for_agreement) => agrees && is_for_agreement,
	});
	usual.collect()
}

pub async fn rotate_key(
	connection: &Connection,
	actor: &ActorArguments,
	old: PublicKey,
	new: &NewKeyArguments,
	valid_until: Option<Moment>,
) -> Result<Answer, Failure> {
	let new = new.keypair()?;
	let caller = actor.connect(connection).await?;
	let proof = caller.agreement(&new, ADD_KEY).await?;
	let by = PublicKey::of(&new).text();
	let rotate = json!({ "key": old.text(), "by": by, "validUntil": valid_until, "proof": proof });
	let done = caller.perform(&json!({ IDENTITIES: { "rotateKey": rotate } })).await?;
	let revoked = json!({ "revoked": old.text() });
	acted(done, "keyAdded", revoked, &[("Revoked", "revoked"), ("Added", "key")])
}

pub async fn link_account(
	connection: &Connection,
	actor: &ActorArguments,
	account: &NewKeyArguments,
) -> Result<Answer, Failure> {
	let account = account.keypair()?;
	let caller = actor.connect(connection).await?;
	let proof = caller.agreement(&account, LINK_ACCOUNT).await?;
	let link = json!({ "key": PublicKey::of(&account).text(), "proof": proof });
	let done = caller.perform(&json!({ IDENTITIES: { "linkAccount": link } })).await?;
	acted(done, "accountLinked", Value::Null, &[("Linked", "account")])
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::identity::key;
	use civitas_primitives::identity::{PublicKey as Chain, Relationships};

	#[test]
	fn a_key_that_may_do_everything_is_for_all_that_it_can_be_used_for() {
		let permissions =
			|scope: &str, limits: Value| json!({ "scope": scope, "limits": limits, "counterparties": [] });
		let full = permissions("any", json!([]));
		let usual = |key: &Chain, permissions: &Value| {
			let usual = usual_of(&key::parse(&key.fragment()).expect("it is a key"), permissions);
			serde_json::from_value::<Relationships>(usual).ok()
		};
		for key in [Chain::Sr25519([1; 32]), Chain::X25519([1; 32])] {
			assert_eq!(usual(&key, &full), Some(key.possible_relationships()));
		}
		// Any other can log in and act, and neither speak for the identity nor pass rights on.
		let scoped = Relationships::AUTHENTICATION | Relationships::CAPABILITY_INVOCATION;
		for other in [permissions("social", json!([])), permissions("any", json!([{ "asset": null }]))] {
			assert_eq!(usual(&Chain::Sr25519([1; 32]), &other), Some(scoped));
		}
		let names: Vec<_> = Relationships::ALL.names().collect();
		assert_eq!(names, RELATIONSHIPS);
	}
}
