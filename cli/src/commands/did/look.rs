//! Questions about identities.

use super::public;
use crate::{
	arguments::{self, Connection},
	chain::Chain,
	failure::{Exit, Failure},
	identity::{
		identity_id, key, to_did,
		types::{PublicKey, Relationship},
	},
	moment::{self, Moment},
	output::{or, Answer, Table},
	signer::SignerArguments,
};
use serde_json::{json, Value};
use subxt::utils::{AccountId32, H256};

/// How many identities to ask for at once; the node may give fewer.
const PAGE_SIZE: u32 = 100;

/// The relationships of documents, in their order.
const RELATIONSHIPS: [&str; 5] =
	["authentication", "assertionMethod", "keyAgreement", "capabilityInvocation", "capabilityDelegation"];

/// A block, as it is named on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
	Number(u32),
	Hash(H256),
}

/// A block, by its number or hash.
pub fn block(text: &str) -> Result<Block, String> {
	match text.parse() {
		Ok(number) => Ok(Block::Number(number)),
		Err(_) => {
			arguments::hash(text).map(Block::Hash).map_err(|_| "neither the number nor the hash of a block".to_owned())
		},
	}
}

/// Who may have identities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
	Account(AccountId32),
	Key(PublicKey),
}

/// An account or a key.
pub fn holder(text: &str) -> Result<Holder, String> {
	match text.parse() {
		Ok(account) => Ok(Holder::Account(account)),
		Err(_) => key::parse(text).map(Holder::Key),
	}
}

pub fn id(key: Option<PublicKey>, salt: [u8; 32], signer: &SignerArguments) -> Result<Answer, Failure> {
	let key = match key {
		Some(key) => key,
		None => public(&signer.keypair()?),
	};
	let (identity, salt) = (identity_id(&key, &salt), H256(salt));
	let did = to_did(&identity);
	let table = Table::default().row("DID", &did).row("First key", key.text()).hash("Salt", &salt);
	Ok(Answer::new(json!({ "did": did, "identity": identity, "key": key, "salt": salt }), table.text()))
}

pub async fn resolve(connection: &Connection, subject: &str, at: Option<Block>) -> Result<Answer, Failure> {
	let chain = Chain::connect(connection).await?;
	let mut at = match at {
		None => Value::Null,
		Some(Block::Hash(hash)) => json!(hash),
		Some(Block::Number(number)) => json!(hash_of(&chain, number).await?),
	};
	let did = if subject.starts_with("did:") {
		subject.to_owned()
	} else if let Ok(account) = subject.parse::<AccountId32>() {
		to_did(&account)
	} else {
		let answer = chain.ask_node("civitas_identityOfName", &[json!(subject), at.clone()]).await?;
		// The document of the same block.
		at = answer["blockHash"].clone();
		match answer["did"].as_str() {
			Some(did) => did.to_owned(),
			None => return Err(Failure::refused("nameUnknown", format!("Nobody has the name {subject}."))),
		}
	};
	judge(chain.ask_node("civitas_resolveDid", &[json!(did), at]).await?)
}

/// The hash of a block that will stay.
async fn hash_of(chain: &Chain, number: u32) -> Result<H256, Failure> {
	let finalized = chain.finalized().await?.block();
	if u64::from(number) > finalized.number {
		let message = format!("Block {number} is not finalized yet; the newest that is final is {}.", finalized.number);
		return Err(Failure::unknown("block", message));
	}
	let hash = chain.rpc(|rpc| async move { rpc.chain_get_block_hash(Some(number.into())).await }).await?;
	hash.ok_or_else(|| Failure::unknown("block", format!("The node does not know block {number}.")))
}

/// The answer to `resolve`, of what the node says.
fn judge(result: Value) -> Result<Answer, Failure> {
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
	let table = table(did, &result);
	let (exit, text) = if deactivated {
		(Exit::No, format!("DEACTIVATED: the identity was given up, for good.\n\n{}", table.text()))
	} else {
		(Exit::Success, table.text())
	};
	Ok(Answer { exit, json: result, text })
}

/// A document for people.
fn table(did: &str, result: &Value) -> Table {
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
	table.row("At block", format!("#{} {}", result["blockNumber"], word(&result["blockHash"])))
}

pub async fn identities(connection: &Connection, holder: Holder) -> Result<Answer, Failure> {
	let chain = Chain::connect(connection).await?;
	// All pages of all lists are of one block, so that nothing is missed or seen twice.
	let block = chain.finalized().await?.block();
	let (name, questions) = match holder {
		Holder::Key(key) => (key.text(), vec![("key", "civitas_identitiesOfKey", json!(key))]),
		Holder::Account(account) => {
			let key = |key: PublicKey| ("key", "civitas_identitiesOfKey", json!(key));
			let (sr25519, ed25519) = (PublicKey::Sr25519(account.0), PublicKey::Ed25519(account.0));
			let linked = ("linked account", "civitas_identitiesOfAccount", json!(account));
			(account.to_string(), vec![key(sr25519), key(ed25519), linked])
		},
	};
	let mut found: Vec<(String, &str)> = Vec::new();
	for (role, method, parameter) in questions {
		found.extend(pages(&chain, method, parameter, block.hash).await?.into_iter().map(|did| (did, role)));
	}
	let count = match found.len() {
		0 => "No identities".to_owned(),
		1 => "1 identity".to_owned(),
		more => format!("{more} identities"),
	};
	let mut text = format!("{count} of {name} at block {block}");
	for (did, role) in &found {
		text.push_str(&format!(
			"\n{}",
			Table::default().row(if *role == "key" { "Key" } else { "Linked" }, did).text()
		));
	}
	let identities: Vec<_> = found.iter().map(|(did, role)| json!({ "did": did, "as": role })).collect();
	Ok(Answer::new(json!({ "of": name, "identities": identities, "block": block }), text))
}

/// All pages of a list of DIDs.
async fn pages(chain: &Chain, method: &str, parameter: Value, at: H256) -> Result<Vec<String>, Failure> {
	let mut dids = Vec::new();
	let mut cursor = Value::Null;
	loop {
		let page = chain.ask_node(method, &[parameter.clone(), cursor.clone(), json!(PAGE_SIZE), json!(at)]).await?;
		let items = list(&page["items"]);
		dids.extend(items.iter().map(|did| word(did).to_owned()));
		let next = page["next"].clone();
		match next {
			Value::Null => return Ok(dids),
			// The last one of this page: a page begins after what the former one ended with.
			next if items.last() == Some(&next) && next != cursor => cursor = next,
			_ => return Err(Failure::unknown("node", "The pages that the node gives do not come to an end.")),
		}
	}
}

pub async fn check_key(
	connection: &Connection,
	identity: &AccountId32,
	key: PublicKey,
	relationships: &[Relationship],
	time: Option<Moment>,
) -> Result<Answer, Failure> {
	let chain = Chain::connect(connection).await?;
	let names: Vec<String> = relationships.iter().map(|relationship| relationship.name()).collect();
	let when = time.map_or(json!("now"), |time| json!({ "time": time }));
	let did = to_did(identity);
	verdict(chain.ask_node("civitas_keyValidity", &[json!(did), json!(key), json!(names), when]).await?)
}

/// The answer to `check-key`, of what the node says.
fn verdict(answer: Value) -> Result<Answer, Failure> {
	let reason = &answer["reason"];
	let code = word(&reason["code"]);
	let time =
		|name: &str| reason[name]["time"].as_u64().or(reason[name].as_u64()).map_or_else(String::new, moment::show);
	let sentence = match code {
		"identityUnknown" => "There is no such identity.".to_owned(),
		"keyUnknown" => "The identity does not have this key, nor remembers it.".to_owned(),
		"notForThis" => {
			let uses: Vec<_> = list(&reason["relationships"]).iter().map(word).collect();
			format!("It is only for {}.", uses.join(", "))
		},
		"notYetAdded" => format!("It became a key of the identity only at {}.", time("added")),
		"revoked" => format!("It was revoked at {}.", time("revoked")),
		"notYetValid" => format!("It is valid only from {} on.", time("validFrom")),
		"expired" => format!("It was valid only until {}.", time("validUntil")),
		other => format!("The node says {other}."),
	};
	let (exit, text) = match answer["valid"].as_bool() {
		Some(true) => (Exit::Success, "VALID".to_owned()),
		Some(false) => (Exit::No, format!("NOT VALID: {sentence}")),
		None => return Err(Failure::unknown("node", sentence)),
	};
	let text = format!("{text}\nAt block  #{} {}", answer["blockNumber"], word(&answer["blockHash"]));
	Ok(Answer { exit, json: answer, text })
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
			"blockHash": H256::zero(),
			"blockNumber": 7,
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

	#[test]
	fn a_document_is_shown() {
		let answer = judge(document()).expect("there is a document");
		assert_eq!((answer.exit, &answer.json), (Exit::Success, &document()));
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
		let answer = judge(frozen).expect("there is a document");
		assert_eq!(answer.exit, Exit::Success);
		assert!(answer.text.contains("frozen since 2025-01-01T00:00:00Z"), "{}", answer.text);
		assert!(answer.text.contains(&format!("{KEY} (not to be relied on; until")), "{}", answer.text);
	}

	#[test]
	fn unknown_deactivated_and_malformed_are_three_answers() {
		let failed = |error: &str| {
			let resolution = json!({ "error": error, "errorMessage": "why" });
			judge(json!({ "didDocument": null, "didDocumentMetadata": {}, "didResolutionMetadata": resolution }))
				.expect_err("there is no document")
		};
		let failure = failed("notFound");
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "notFound"));
		assert_eq!(failure.message, "notFound: why.");
		for error in ["invalidDid", "methodNotSupported", "somethingNew"] {
			assert_eq!((failed(error).exit, failed(error).code.as_ref()), (Exit::Unknown, "did"));
		}
		let mut gone = document();
		gone["didDocumentMetadata"]["deactivated"] = json!(true);
		let answer = judge(gone).expect("there is a document");
		assert_eq!(answer.exit, Exit::No);
		assert!(answer.text.starts_with("DEACTIVATED"), "{}", answer.text);
		assert_eq!(judge(json!({})).expect_err("it is no answer").exit, Exit::Unknown);
	}

	#[test]
	fn a_key_is_judged() {
		let judged =
			|valid: Value, reason: Value| verdict(json!({ "valid": valid, "reason": reason, "blockNumber": 1 }));
		let answer = judged(json!(true), Value::Null).expect("it was told");
		assert_eq!((answer.exit, answer.text.lines().next()), (Exit::Success, Some("VALID")));
		for (reason, sentence) in [
			(json!({ "code": "identityUnknown" }), "There is no such identity."),
			(json!({ "code": "notForThis", "relationships": ["authentication"] }), "It is only for authentication."),
			(json!({ "code": "revoked", "revoked": { "time": 0 } }), "It was revoked at 1970-01-01T00:00:00Z."),
			(json!({ "code": "expired", "validUntil": 0 }), "It was valid only until 1970-01-01T00:00:00Z."),
		] {
			let answer = judged(json!(false), reason).expect("it was told");
			assert_eq!(answer.exit, Exit::No);
			assert!(answer.text.starts_with(&format!("NOT VALID: {sentence}\n")), "{}", answer.text);
		}
		let failure = judged(Value::Null, json!({ "code": "timeNeeded" })).expect_err("it could not be told");
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::Unknown, "node"));
	}

	#[test]
	fn blocks_and_holders_have_two_forms() {
		assert_eq!(block("7"), Ok(Block::Number(7)));
		assert_eq!(block(&format!("{:?}", H256::zero())), Ok(Block::Hash(H256::zero())));
		assert!(block("0x7").is_err() && block("latest").is_err());
		assert_eq!(holder(&DID["did:civitas:".len()..]).map(|holder| matches!(holder, Holder::Account(_))), Ok(true));
		assert_eq!(holder(KEY).map(|holder| matches!(holder, Holder::Key(PublicKey::Ed25519(_)))), Ok(true));
		assert!(holder("alice").is_err());
	}

	#[test]
	fn an_id_needs_no_node() {
		let key = key::parse(KEY).expect("it is a key");
		let signer = <SignerArguments as Default>::default();
		let answer = id(Some(key), [0; 32], &signer).expect("it is computed");
		assert_eq!(answer.json["did"], json!(to_did(&identity_id(&key, &[0; 32]))));
		let other = id(Some(key), [1; 32], &signer).expect("it is computed");
		assert_ne!(other.json["did"], answer.json["did"]);
		assert_eq!(answer.json["key"], json!(KEY));
	}
}
