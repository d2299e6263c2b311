//! Questions about identities.

use super::{permissions::describe, RELATIONSHIPS};
use crate::{
	arguments::Connection,
	chain::{paging, variant, BlockId, Chain, Found, IDENTITIES},
	failure::{Exit, Failure},
	identity::{
		identity, identity_id, key,
		key::PublicKey,
		number::{number, of_key},
		to_did,
	},
	moment::{self, Moment},
	output::{flat, or, printable, Answer, Table},
	signer::SignerArguments,
};
use serde_json::{json, Value};
use subxt::utils::H256;

/// The relationship of keys that act.
const INVOCATION: &str = "capabilityInvocation";

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
	let found = chain.ask("civitas_resolveDid", json!({ "did": did, "block": block })).await?;
	let Ok(identity) = identity(word(&found.value["didDocument"]["id"])) else { return judge(found, &Value::Null) };
	// What the document of a DID does not say, of the same block.
	let identity = json!({ "identity": identity });
	let record = chain.view(IDENTITIES, "resolve", identity, json!(found.block.hash)).await?;
	judge(found, &record.value)
}

/// The answer to `resolve`, of what the node says, and the record that the chain has.
fn judge(found: Found, record: &Value) -> Result<Answer, Failure> {
	let Found { block, value: mut result } = found;
	let resolution = &result["didResolutionMetadata"];
	if let Some(error) = resolution["error"].as_str() {
		let message = format!("{error}: {}.", word(&resolution["errorMessage"]));
		return Err(match error {
			"notFound" => Failure::refused("notFound", message),
			// The same names as in JSON-RPC.
			error => Failure { exit: Exit::Unknown, ..Failure::refused(error.to_owned(), message) },
		});
	}
	let did = result["didDocument"]["id"].as_str();
	let did = did.ok_or_else(|| Failure::unknown("node", "The node gives neither a document nor an error."))?;
	let deactivated = result["didDocumentMetadata"]["deactivated"] == Value::Bool(true);
	let table = table(did, &result, record, &block);
	let (exit, text) = if deactivated {
		(Exit::No, format!("DEACTIVATED: the identity was given up, for good.\n\n{}", table.text()))
	} else {
		(Exit::Success, table.text())
	};
	result["block"] = json!(block);
	Ok(Answer { exit, json: result, text })
}

/// A document for people.
fn table(did: &str, result: &Value, record: &Value, block: &BlockId) -> Table {
	let (document, metadata) = (&result["didDocument"], &result["didDocumentMetadata"]);
	let own = &metadata["civitas"];
	let status = word(&own["status"]["state"]);
	let mut status = match own["status"]["at"]["time"].as_u64() {
		Some(time) => format!("{status} since {}", moment::show(time)),
		None => status.to_owned(),
	};
	let frozen = &record["status"]["frozen"];
	if frozen.is_object() {
		let full = if frozen["full"] == true { "; to end it takes a request, or the controllers" } else { "" };
		status.push_str(&format!(", by {}{full}", flat(&frozen["by"])));
	}
	let mut table = Table::default()
		.row("DID", did)
		.row("Kind", word(&own["kind"]))
		.row("Name", or(word(&own["name"]), "none"))
		.row("Status", status)
		.row("Version", word(&metadata["versionId"]))
		.row("Created", word(&metadata["created"]))
		.row("Updated", or(word(&metadata["updated"]), "never"));
	let controllers = list(&own["controllers"]);
	let threshold = number(&own["threshold"]).unwrap_or_default();
	if threshold > 0 {
		let few = usize::try_from(threshold).is_ok_and(|threshold| controllers.len() < threshold);
		let of = if few { "those who accept, so far too few" } else { "these" };
		table = table.row("Controlled by", format!("{threshold} of {of}:"));
	}
	for controller in controllers {
		table = table.row("Controller", word(controller));
	}
	for invited in list(&record["invited"]) {
		table = table.row("Invited", format!("{}, who has not accepted", to_did(word(invited))));
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
		// By the record, since the keys of a frozen identity are for nothing in its document.
		if let Some(known) =
			of_key(record, key).filter(|known| list(&known["relationships"]).contains(&INVOCATION.into()))
		{
			table = table.row("May", describe(known));
		}
	}
	for known in list(&record["keys"]).iter().filter(|known| known["request"].is_object()) {
		table = table.row("Request", request(record, known));
	}
	for service in list(&document["service"]) {
		table = table.row("Service", format!("{}: {}", word(&service["type"]), word(&service["serviceEndpoint"])));
	}
	table.row("At block", block)
}

/// What a key asks for while the identity is frozen, and who is for it and against it.
fn request(record: &Value, key: &Value) -> String {
	let request = &key["request"];
	let voters = |votes: &Value| {
		let votes = number(votes).unwrap_or_default();
		let keys = (0..u64::BITS).zip(list(&record["keys"])).filter(|(place, _)| votes >> place & 1 == 1);
		let keys: Vec<_> = keys.map(|(_, key)| word(&key["public"])).collect();
		if keys.is_empty() {
			"nobody".to_owned()
		} else {
			keys.join(", ")
		}
	};
	let decided = number(&request["decided"]).map_or_else(|| "?".to_owned(), moment::show);
	format!(
		"#{} by {}: {}; votes until {decided}; in favour: {}; against: {}",
		request["number"],
		word(&key["public"]),
		flat(&request["remedy"]),
		voters(&request["inFavour"]),
		voters(&request["against"]),
	)
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
	// All lists are of the block of the first one, for which the node answers only if it is new enough.
	let mut block = None;
	let mut found: Vec<(String, &str)> = Vec::new();
	for (role, view, params) in questions {
		let ask = async |params, block| chain.view(IDENTITIES, view, params, block).await;
		let at = block.map_or(Value::Null, |block: BlockId| json!(block.hash));
		let page = paging::all(params, at, ask).await?;
		block.get_or_insert(page.block);
		found.extend(list(&page.value["items"]).iter().map(|identity| (to_did(word(identity)), role)));
	}
	let count = match found.len() {
		0 => "No identities".to_owned(),
		1 => "1 identity".to_owned(),
		more => format!("{more} identities"),
	};
	let at = block.map_or_else(String::new, |block| format!("at block {block}"));
	let mut text = format!("{count} of {name} {at}");
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
		"frozen" => format!("The identity is, or was then, frozen since {}.", shown("from")),
		"unknown" => {
			let message = "Nobody can say: that time is to come, or the chain no longer remembers it.";
			return Err(Failure::unknown("unknown", message));
		},
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

	/// What the chain has of the same identity.
	fn record() -> Value {
		json!({
			"status": "active",
			"invited": ["5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"],
			"keys": [
				{ "public": "z1", "revoked": { "block": 1, "time": 2 }, "relationships": [INVOCATION], "scope": "any", "request": null },
				{
					"public": KEY, "revoked": null, "relationships": ["authentication", INVOCATION], "scope": "social",
					"allowances": [], "calls": ["balances.transferKeepAlive"], "counterparties": [], "request": null,
				},
			],
		})
	}

	fn found(value: Value) -> Found {
		Found { block: BlockId { number: 7, hash: H256::zero(), time: 8, age: None }, value }
	}

	#[test]
	fn a_document_is_shown() {
		let answer = judge(found(document()), &record()).expect("there is a document");
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
			"Invited        did:civitas:5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty, who has not accepted"
				.to_owned(),
			"May            make calls of the scope social, balances.transferKeepAlive".to_owned(),
			"Service        LinkedDomains: https://example.org\\u{1b}".to_owned(),
			format!("At block       #7 {:?} of 1970-01-01T00:00:00.008Z", H256::zero()),
		] {
			assert!(answer.text.lines().any(|shown| shown == line), "{line:?} is not in:\n{}", answer.text);
		}
	}

	#[test]
	fn how_many_have_to_agree_is_shown_before_they_have_accepted() {
		for (controllers, threshold, shown) in [
			(json!([]), 0, None),
			(json!([]), 2, Some("2 of those who accept, so far too few:")),
			(json!([DID]), 2, Some("2 of those who accept, so far too few:")),
			(json!([DID, DID]), 2, Some("2 of these:")),
		] {
			let mut document = document();
			let own = &mut document["didDocumentMetadata"]["civitas"];
			(own["controllers"], own["threshold"]) = (controllers, json!(threshold));
			let text = judge(found(document), &record()).expect("there is a document").text;
			let line = text.lines().find_map(|line| line.strip_prefix("Controlled by")).map(str::trim);
			assert_eq!(line, shown, "{text}");
		}
	}

	#[test]
	fn frozen_keys_are_not_to_be_relied_on() {
		let mut frozen = document();
		frozen["didDocument"]["authentication"] = Value::Null;
		frozen["didDocumentMetadata"]["civitas"]["status"] =
			json!({ "state": "frozen", "at": { "block": 5, "time": 1_735_689_600_000_u64 } });
		let mut record = record();
		record["status"] = json!({ "frozen": { "by": { "key": KEY }, "full": true, "at": { "block": 5, "time": 1 } } });
		let request = json!({
			"number": 3, "remedy": { "revoke": "z9" }, "decided": 1_735_689_600_000_u64, "inFavour": 2, "against": "1",
		});
		record["keys"][1]["request"] = request;
		let answer = judge(found(frozen), &record).expect("there is a document");
		assert_eq!(answer.exit, Exit::Success);
		let status =
			format!("frozen since 2025-01-01T00:00:00Z, by key {KEY}; to end it takes a request, or the controllers");
		assert!(answer.text.contains(&status), "{}", answer.text);
		let shown = format!("#3 by {KEY}: revoke z9; votes until 2025-01-01T00:00:00Z; in favour: {KEY}; against: z1");
		assert!(answer.text.contains(&shown), "{}", answer.text);
		assert!(answer.text.contains(&format!("{KEY} (not to be relied on; until")), "{}", answer.text);
	}

	#[test]
	fn unknown_deactivated_and_malformed_are_three_answers() {
		let failed = |error: &str| {
			let resolution = json!({ "error": error, "errorMessage": "why" });
			let value = json!({ "didDocument": null, "didDocumentMetadata": {}, "didResolutionMetadata": resolution });
			judge(found(value), &Value::Null).expect_err("there is no document")
		};
		let failure = failed("notFound");
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "notFound"));
		assert_eq!(failure.message, "notFound: why.");
		for error in ["invalidDid", "methodNotSupported", "somethingNew"] {
			assert_eq!((failed(error).exit, failed(error).code.as_ref()), (Exit::Unknown, error));
		}
		let mut gone = document();
		gone["didDocumentMetadata"]["deactivated"] = json!(true);
		let answer = judge(found(gone), &Value::Null).expect("there is a document");
		assert_eq!(answer.exit, Exit::No);
		assert!(answer.text.starts_with("DEACTIVATED"), "{}", answer.text);
		assert_eq!(judge(found(json!({})), &Value::Null).expect_err("it is no answer").exit, Exit::Unknown);
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
			(
				json!({ "frozen": { "from": { "block": 1, "time": 0 } } }),
				"The identity is, or was then, frozen since 1970-01-01T00:00:00Z.",
			),
		] {
			let answer = verdict(found(reason.clone())).expect("it was told");
			assert_eq!((answer.exit, &answer.json["reason"]), (Exit::No, &reason));
			assert!(answer.text.starts_with(&format!("NOT VALID: {sentence}\n")), "{}", answer.text);
		}
		for unclear in [json!("timeNeeded"), json!({ "somethingNew": {} }), Value::Null] {
			let failure = verdict(found(unclear)).expect_err("it could not be told");
			assert_eq!((failure.exit, failure.code.as_ref()), (Exit::Unknown, "node"));
		}
		let failure = verdict(found(json!("unknown"))).expect_err("nobody can say");
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::Unknown, "unknown"));
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
