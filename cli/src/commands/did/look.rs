//! Questions about identities.

use super::RELATIONSHIPS;
use crate::{
	arguments::Connection,
	chain::{paging, variant, BlockId, Chain, Found, IDENTITIES},
	failure::{Exit, Failure},
	identity::{identity_id, key, key::PublicKey, to_did},
	moment::{self, Moment},
	output::{flat, or, printable, Answer, Table},
	signer::SignerArguments,
};
use serde_json::{json, Value};
use subxt::utils::H256;

/// How long names are at the most. Addresses are longer.
const MAX_NAME: usize = 32;

pub fn id(key: Option<PublicKey>, salt: [u8; 32], signer: &SignerArguments) -> Result<Answer, Failure> {
	let key = match key {
		Some(key) => key,
		None => PublicKey::of(&signer.keypair()?),
	};
	let (identity, salt) = (identity_id(&key, &salt), H256(salt));
	let did = to_did(identity);
	let table = Table::default().row("DID", &did).row("First key", key.text()).hash("Salt", &salt);
	Ok(Answer::new(json!({ "did": did, "identity": identity, "key": key.text(), "salt": salt }), table.text()))
}

pub async fn resolve(connection: &Connection, subject: &str, mut block: Value) -> Result<Answer, Failure> {
	let chain = Chain::connect(connection).await?;
	let did = if subject.starts_with("did:") {
		// The node says what is wrong with it.
		subject.to_owned()
	} else if subject.len() > MAX_NAME || subject.contains('/') {
		to_did(chain.account(subject).await?)
	} else {
		let found = chain.view(IDENTITIES, "identity_of_name", json!({ "name": subject }), block).await?;
		let unknown = || Failure::refused("nameUnknown", format!("Nobody has the name {subject}."));
		// The document of the same block.
		block = json!(found.block.hash);
		to_did(found.value.as_str().ok_or_else(unknown)?)
	};
	judge(chain.ask("civitas_resolveDid", json!({ "did": did, "block": block })).await?)
}

/// The answer to `resolve`, of what the node says.
fn judge(found: Found) -> Result<Answer, Failure> {
	let Found { block, value: mut result } = found;
	let resolution = &result["didResolutionMetadata"];
	if let Some(error) = resolution["error"].as_str() {
		let message = format!("{error}: {}.", word(&resolution["errorMessage"]));
		return Err(match error {
			"notFound" => Failure::refused("notFound", message),
			_ => Failure::unknown("did", message),
		});
	}
	let did = result["didDocument"]["id"].as_str();
	let did = did.ok_or_else(|| Failure::unknown("node", "The node gives neither a document nor an error."))?;
	let deactivated = result["didDocumentMetadata"]["deactivated"] == Value::Bool(true);
	let table = table(did, &result, &block);
	let (exit, text) = if deactivated {
		(Exit::No, format!("DEACTIVATED: the identity was given up, for good.\n\n{}", table.text()))
	} else {
		(Exit::Success, table.text())
	};
	result["block"] = json!(block);
	Ok(Answer { exit, json: result, text })
}

/// A document for people.
fn table(did: &str, result: &Value, block: &BlockId) -> Table {
	let (document, metadata) = (&result["didDocument"], &result["didDocumentMetadata"]);
	let own = &metadata["civitas"];
	let status = word(&own["status"]["state"]);
	let status = match own["status"]["at"]["time"].as_u64() {
		Some(time) => format!("{status} since {}", moment::show(time)),
		None => status.to_owned(),
	};
	let mut table = Table::default()
		.row("DID", did)
		.row("Kind", word(&own["kind"]))
		.row("Name", or(word(&own["name"]), "none"))
		.row("Status", status)
		.row("Version", word(&metadata["versionId"]))
		.row("Created", word(&metadata["created"]))
		.row("Updated", or(word(&metadata["updated"]), "never"));
	let controllers = list(&own["controllers"]);
	if !controllers.is_empty() {
		table = table.row("Controlled by", format!("{} of these:", own["threshold"]));
	}
	for controller in controllers {
		table = table.row("Controller", word(controller));
	}
	for method in list(&document["verificationMethod"]) {
		let id = word(&method["id"]);
		let uses =
			RELATIONSHIPS.into_iter().filter(|name| list(&document[*name]).iter().any(|known| word(known) == id));
		let uses = uses.collect::<Vec<_>>().join(", ");
		let until = match method["expires"].as_str() {
			Some(expires) => format!("; until {expires}"),
			None => String::new(),
		};
		let key = id.split_once('#').map_or(id, |(_, key)| key);
		table = table.row("Key", format!("{key} ({}{until})", or(&uses, "not to be relied on")));
	}
	for service in list(&document["service"]) {
		table = table.row("Service", format!("{}: {}", word(&service["type"]), word(&service["serviceEndpoint"])));
	}
	table.row("At block", block)
}

pub async fn identities(connection: &Connection, holder: &str) -> Result<Answer, Failure> {
	let key = key::parse(holder);
	let chain = Chain::connect(connection).await?;
	let of_key = |key: &str| ("key", "identities_of_key", json!({ "key": key }));
	let (name, questions) = match key {
		Ok(key) => (key.text(), vec![of_key(&key.text())]),
		Err(_) => {
			let account = chain.account(holder).await?;
			let linked = ("linked account", "identities_of_account", json!({ "account": account }));
			let [sr25519, ed25519] = PublicKey::of_account(&account);
			(account.to_string(), vec![of_key(&sr25519.text()), of_key(&ed25519.text()), linked])
		},
	};
	// All lists are of one block.
	let block = chain.finalized().await?;
	let mut found: Vec<(String, &str)> = Vec::new();
	for (role, view, params) in questions {
		let ask = async |params, block| chain.view(IDENTITIES, view, params, block).await;
		let page = paging::all(params, json!(block.hash), ask).await?;
		found.extend(list(&page.value["items"]).iter().map(|identity| (to_did(word(identity)), role)));
	}
	let count = match found.len() {
		0 => "No identities".to_owned(),
		1 => "1 identity".to_owned(),
		more => format!("{more} identities"),
	};
	let mut text = format!("{count} of {name} at block {block}");
	for (did, role) in &found {
		text.push_str(&format!("\n{}  {}", if *role == "key" { "Key" } else { "Linked" }, printable(did)));
	}
	let identities: Vec<_> = found.iter().map(|(did, role)| json!({ "did": did, "as": role })).collect();
	Ok(Answer::new(json!({ "of": name, "identities": identities, "block": block }), text))
}

pub async fn check_key(
	connection: &Connection,
	identity: &str,
	key: &PublicKey,
	relationships: &[String],
	time: Option<Moment>,
) -> Result<Answer, Failure> {
	let chain = Chain::connect(connection).await?;
	let identity = chain.account(identity).await?;
	let when = time.map_or(json!("now"), |time| json!({ "time": time }));
	let params = json!({ "identity": identity, "key": key.text(), "relationships": relationships, "at": when });
	verdict(chain.view(IDENTITIES, "key_validity", params, Value::Null).await?)
}

/// The answer to `check-key`, of what the chain says.
fn verdict(found: Found) -> Result<Answer, Failure> {
	let Found { block, value } = found;
	let (name, values) = variant(&value);
	let shown = |name: &str| {
		let time = values[name]["time"].as_u64().or(values[name].as_u64());
		time.map_or_else(|| flat(&values[name]), moment::show)
	};
	let sentence = match name {
		"valid" => String::new(),
		"identityUnknown" => "There is no such identity.".to_owned(),
		"keyUnknown" => "The identity does not have this key, nor remembers it.".to_owned(),
		"notForThis" => format!("It is only for {}.", shown("relationships")),
		"notYetAdded" => format!("It became a key of the identity only at {}.", shown("added")),
		"revoked" => format!("It was revoked at {}.", shown("revoked")),
		"notYetValid" => format!("It is valid only from {} on.", shown("validFrom")),
		"expired" => format!("It was valid only until {}.", shown("validUntil")),
		// The chain may have more to say than this client knows: it could be either.
		_ => return Err(Failure::unknown("node", format!("The chain says {}.", flat(&value)))),
	};
	let valid = name == "valid";
	let (exit, text) = match valid {
		true => (Exit::Success, "VALID".to_owned()),
		false => (Exit::No, format!("NOT VALID: {sentence}")),
	};
	let text = format!("{text}\nAt block  {block}");
	let reason = if valid { Value::Null } else { value };
	Ok(Answer { exit, json: json!({ "valid": valid, "reason": reason, "block": block }), text })
}

/// A text in an answer; empty if there is none.
fn word(value: &Value) -> &str {
	value.as_str().unwrap_or_default()
}

/// A list in an answer; empty if there is none.
fn list(value: &Value) -> &[Value] {
	value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
	use super::*;

	const DID: &str = "did:civitas:5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
	const KEY: &str = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";

	fn document() -> Value {
		json!({
			"didDocument": {
				"id": DID,
				"verificationMethod": [{ "id": format!("{DID}#{KEY}"), "expires": "2030-01-01T00:00:00Z" }],
				"authentication": [format!("{DID}#{KEY}")],
				"service": [{ "type": "LinkedDomains", "serviceEndpoint": "https://example.org\u{1b}" }],
			},
			"didDocumentMetadata": {
				"created": "2025-01-01T00:00:00Z",
				"versionId": "2",
				"civitas": {
					"kind": "person",
					"status": { "state": "active" },
					"name": null,
					"controllers": [DID],
					"threshold": 1,
				},
			},
			"didResolutionMetadata": { "contentType": "application/did+ld+json" },
		})
	}

	fn found(value: Value) -> Found {
		Found { block: BlockId { number: 7, hash: H256::zero(), time: 8 }, value }
	}

	#[test]
	fn a_document_is_shown() {
		let answer = judge(found(document())).expect("there is a document");
		assert_eq!(answer.exit, Exit::Success);
		assert_eq!(answer.json["didDocument"], document()["didDocument"]);
		assert_eq!(answer.json["block"], json!({ "number": 7, "hash": H256::zero(), "time": 8 }));
		for line in [
			format!("DID            {DID}"),
			"Name           none".to_owned(),
			"Status         active".to_owned(),
			"Updated        never".to_owned(),
			"Controlled by  1 of these:".to_owned(),
			format!("Key            {KEY} (authentication; until 2030-01-01T00:00:00Z)"),
			"Service        LinkedDomains: https://example.org\\u{1b}".to_owned(),
			format!("At block       #7 {:?}", H256::zero()),
		] {
			assert!(answer.text.lines().any(|shown| shown == line), "{line:?} is not in:\n{}", answer.text);
		}
	}

	#[test]
	fn frozen_keys_are_not_to_be_relied_on() {
		let mut frozen = document();
		frozen["didDocument"]["authentication"] = Value::Null;
		frozen["didDocumentMetadata"]["civitas"]["status"] =
			json!({ "state": "frozen", "at": { "block": 5, "time": 1_735_689_600_000_u64 } });
		let answer = judge(found(frozen)).expect("there is a document");
		assert_eq!(answer.exit, Exit::Success);
		assert!(answer.text.contains("frozen since 2025-01-01T00:00:00Z"), "{}", answer.text);
		assert!(answer.text.contains(&format!("{KEY} (not to be relied on; until")), "{}", answer.text);
	}

	#[test]
	fn unknown_deactivated_and_malformed_are_three_answers() {
		let failed = |error: &str| {
			let resolution = json!({ "error": error, "errorMessage": "why" });
			let value = json!({ "didDocument": null, "didDocumentMetadata": {}, "didResolutionMetadata": resolution });
			judge(found(value)).expect_err("there is no document")
		};
		let failure = failed("notFound");
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "notFound"));
		assert_eq!(failure.message, "notFound: why.");
		for error in ["invalidDid", "methodNotSupported", "somethingNew"] {
			assert_eq!((failed(error).exit, failed(error).code.as_ref()), (Exit::Unknown, "did"));
		}
		let mut gone = document();
		gone["didDocumentMetadata"]["deactivated"] = json!(true);
		let answer = judge(found(gone)).expect("there is a document");
		assert_eq!(answer.exit, Exit::No);
		assert!(answer.text.starts_with("DEACTIVATED"), "{}", answer.text);
		assert_eq!(judge(found(json!({}))).expect_err("it is no answer").exit, Exit::Unknown);
	}

	#[test]
	fn a_key_is_judged() {
		let answer = verdict(found(json!("valid"))).expect("it was told");
		assert_eq!((answer.exit, answer.text.lines().next()), (Exit::Success, Some("VALID")));
		assert_eq!((&answer.json["valid"], &answer.json["reason"]), (&json!(true), &Value::Null));
		for (reason, sentence) in [
			(json!("identityUnknown"), "There is no such identity."),
			(json!({ "notForThis": { "relationships": ["authentication"] } }), "It is only for authentication."),
			(json!({ "revoked": { "revoked": { "time": 0 } } }), "It was revoked at 1970-01-01T00:00:00Z."),
			(json!({ "expired": { "validUntil": 0 } }), "It was valid only until 1970-01-01T00:00:00Z."),
		] {
			let answer = verdict(found(reason.clone())).expect("it was told");
			assert_eq!((answer.exit, &answer.json["reason"]), (Exit::No, &reason));
			assert!(answer.text.starts_with(&format!("NOT VALID: {sentence}\n")), "{}", answer.text);
		}
		for unclear in [json!("timeNeeded"), json!({ "somethingNew": {} }), Value::Null] {
			let failure = verdict(found(unclear)).expect_err("it could not be told");
			assert_eq!((failure.exit, failure.code.as_ref()), (Exit::Unknown, "node"));
		}
	}

	#[test]
	fn an_id_needs_no_node() {
		let key = key::parse(KEY).expect("it is a key");
		let signer = <SignerArguments as Default>::default();
		let answer = id(Some(key.clone()), [0; 32], &signer).expect("it is computed");
		assert_eq!(answer.json["did"], json!(to_did(identity_id(&key, &[0; 32]))));
		let other = id(Some(key), [1; 32], &signer).expect("it is computed");
		assert_ne!(other.json["did"], answer.json["did"]);
		assert_eq!(answer.json["key"], json!(KEY));
	}
}
