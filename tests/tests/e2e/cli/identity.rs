//! Identities: keys that own nothing, others who pay, controllers who have to agree.

use super::*;
use civitas_primitives::identity::{did::parse_did, identity_id, PublicKey};
use sp_core::{sr25519, Pair};

/// The key of a person, as documents have it.
fn key_of(person: &Person) -> String {
	PublicKey::Sr25519(sr25519::Pair::from(person).public().0).fragment()
}

/// The keys in a document, in their order.
fn keys_in(resolution: &Value) -> Vec<String> {
	let methods = resolution["didDocument"]["verificationMethod"].as_array().cloned().unwrap_or_default();
	methods.iter().map(|method| method["publicKeyMultibase"].as_str().expect("it is a Multikey").to_owned()).collect()
}

fn text_of(value: &Value) -> String {
	value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identity_from_its_registration_to_its_end() {
	let office = Office::open().await;
	let Office { alice, bob, charlie, dave, eve, .. } = &office;
	// Keys whose accounts own nothing, and a name that no other test has.
	let (phone, card) = (office.guest.stranger("phone"), office.guest.stranger("card"));
	let name = office.guest.prefix().replace('/', "");

	// It is named before there is a node that knows it.
	let did = text_of(&office.json(&format!("did id --suri {phone}"), YES).await["did"]);
	let id = parse_did(&did).expect("it is a DID");
	assert_eq!(id, identity_id(&PublicKey::Sr25519(sr25519::Pair::from(&phone).public().0), &[0; 32]));
	let resolve = format!("did resolve {did}");
	assert_eq!(office.refusal(&resolve).await, "notFound");
	assert_eq!(office.refusal(&format!("did resolve {name}")).await, "nameUnknown");

	// Alice pays, the phone agrees; once.
	let register = format!("did register --kind organisation --suri {alice} --new-suri {phone}");
	let registered = office.json(&register, YES).await;
	assert_eq!((&registered["did"], &registered["kind"]), (&json!(did), &json!("organisation")));
	assert_eq!((&registered["key"], &registered["payer"]), (&json!(key_of(&phone)), &json!(alice.address())));
	assert_eq!(office.refusal(&register).await, "IdentityExists");

	// The phone owns nothing, so someone else submits what it signs. What fails is said though the transaction succeeds.
	let by = |signer: &Person| format!("--as {did} --suri {signer}");
	let claim = |name: &str| format!("identity-registry claim-name --name {name} {}", by(&phone));
	assert!(office.json(&claim(&name), NO).await["error"].is_string());
	let claimed = office.json(&format!("{} --payer-suri {bob}", claim(&name)), YES).await;
	assert_eq!(claimed["nameClaimed"]["name"], json!(name));
	let again = office.json(&format!("{} --payer-suri {bob}", claim("another-name")), NO).await;
	assert_eq!(again["code"], "HasName");
	assert!(again["transaction"].is_string(), "{again}");
	assert_eq!(office.refusal(&format!("{} --payer-suri {bob}", claim("No-Name"))).await, "NameInvalid");

	// Bob's own key may do everything and pays for itself; that of Charlie is for social calls, and for logging in.
	office.json(&format!("did add-key {did} --new-suri {bob} --suri {phone} --payer-suri {alice}"), YES).await;
	let social = "--scope social --for authentication --for capabilityInvocation";
	let added = office.json(&format!("did add-key {did} --new-suri {charlie} {social} --suri {bob}"), YES).await;
	assert_eq!(added["key"], key_of(charlie));
	let agreement = PublicKey::X25519([9; 32]).fragment();
	office.json(&format!("did add-key {did} --agreement-key {agreement} --suri {bob}"), YES).await;
	let then = text_of(&office.json("status", YES).await["finalizedTime"]);
	let freeze = format!("identity-registry freeze --identity {did}");
	for (line, error) in [
		(format!("did add-key {did} --new-suri {dave} --suri {charlie}"), "NotFullKey"),
		(format!("did add-key {did} --new-suri {bob} --suri {bob}"), "KeyExists"),
		(format!("{freeze} --as {did} --suri {dave}"), "NotAuthorised"),
		(format!("identity-registry unfreeze {}", by(bob)), "IdentityNotFrozen"),
		(format!("identity-registry unfreeze --as {alice} --suri {bob}"), "IdentityUnknown"),
	] {
		assert_eq!(office.refusal(&line).await, error, "{line}");
	}

	// Seen from all sides: by the name, as it was, by the key, by an account.
	let now = office.json(&format!("did resolve {name}"), YES).await;
	let [of_bob, of_charlie] = [bob, charlie].map(key_of);
	assert_eq!(keys_in(&now), [key_of(&phone), of_bob.clone(), of_charlie.clone(), agreement.clone()]);
	assert_eq!(now["didDocumentMetadata"]["civitas"]["name"], json!(name));
	let before = office.json(&format!("{resolve} --block {}", registered["block"]["number"]), YES).await;
	assert_eq!((keys_in(&before), &before["block"]["hash"]), (vec![key_of(&phone)], &registered["block"]["hash"]));
	office.json(&format!("{resolve} --block 4000000000"), UNKNOWN).await;
	let shown = office.civitas(&resolve).await.success();
	for part in [did.clone(), name.clone(), format!("{agreement} (keyAgreement)")] {
		assert!(shown.contains(&part), "{part:?} is not in:\n{shown}");
	}
	office.json(&format!("did link-account {did} --new-suri {dave} --suri {bob}"), YES).await;
	let own = |role: &str| json!([{ "did": did, "as": role }]);
	for (holder, found) in [
		(key_of(&phone), own("key")),
		(bob.address(), own("key")),
		(dave.address(), own("linked account")),
		(alice.address(), json!([])),
	] {
		assert_eq!(office.json(&format!("did keys {holder}"), YES).await["identities"], found, "{holder}");
	}
	// An account can be named by the name of the identity, as wherever an account is asked for.
	let record = office.view(&format!("identity-registry did-subject --identity {name}")).await;
	assert_eq!(record["name"], json!(name));

	// A card takes the place of the phone.
	let rotate = format!("did rotate-key {did} --old {} --new-suri {card} --suri {bob}", key_of(&phone));
	let rotated = office.json(&rotate, YES).await;
	assert_eq!((&rotated["revoked"], &rotated["key"]), (&json!(key_of(&phone)), &json!(key_of(&card))));
	let check = |person: &Person| format!("did check-key {did} {}", key_of(person));
	for (line, code, reason) in [
		(check(&card), YES, Value::Null),
		(format!("{} --for assertionMethod --time {then}", check(&phone)), YES, Value::Null),
		(check(&phone), NO, json!("revoked")),
		(format!("{} --for assertionMethod", check(charlie)), NO, json!("notForThis")),
		(check(dave), NO, json!("keyUnknown")),
		(format!("did check-key {} {}", dave.address(), key_of(&card)), NO, json!("identityUnknown")),
	] {
		let answer = office.json(&line, code).await;
		assert_eq!((&answer["valid"], name_of(&answer["reason"])), (&json!(code == YES), reason), "{line}");
	}

	// Any key freezes; only one that may do everything thaws, and does so at once if the other may not.
	office.json(&format!("{freeze} {}", by(charlie)), YES).await;
	assert!(office.civitas(&resolve).await.success().contains("frozen since"));
	let link = format!("did link-account {did} --new-suri {eve} --suri {bob}");
	assert_eq!(office.refusal(&link).await, "IdentityFrozen");
	assert_eq!(office.refusal(&format!("identity-registry unfreeze {}", by(charlie))).await, "NotFullKey");
	office.json(&format!("identity-registry unfreeze {} --payer-suri {alice}", by(&card)), YES).await;
	let revoke = format!("identity-registry revoke-key --key {of_charlie} {}", by(charlie));
	assert_eq!(office.json(&revoke, YES).await["keyRevoked"]["key"], json!(of_charlie));

	// Given up is not the same as unknown, and neither is the same as malformed.
	office.json(&format!("identity-registry deactivate {}", by(bob)), YES).await;
	let gone = office.json(&resolve, NO).await;
	assert_eq!(gone["didDocumentMetadata"]["deactivated"], true);
	assert!(office.civitas(&resolve).await.stdout.starts_with("DEACTIVATED"));
	// It has no keys any more.
	assert_eq!(office.refusal(&format!("{freeze} {}", by(bob))).await, "NotAuthorised");
	// In the words of the standard.
	for (malformed, code) in [("did:civitas:5", "invalidDid"), ("did:example:123", "methodNotSupported")] {
		assert_eq!(office.json(&format!("did resolve {malformed}"), UNKNOWN).await["code"], code);
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identity_issues_and_its_controllers_agree() {
	let office = Office::open().await;
	let Office { alice, bob, charlie, dave, .. } = &office;
	let did_of = |registered: Value| text_of(&registered["did"]);
	// A registrar with a key of Alice. Bob and Charlie are persons.
	let registrar = did_of(office.json(&format!("did register --kind organisation --suri {alice}"), YES).await);
	let person = |who: &Person| format!("did register --kind person --suri {who}");
	let (bobs, charlies) =
		(did_of(office.json(&person(bob), YES).await), did_of(office.json(&person(charlie), YES).await));

	// What they are to deposit is theirs.
	for identity in [&registrar, &bobs] {
		let transfer = format!("balances transfer-keep-alive --dest {identity} --value 10000000000000");
		let sent = office.json(&format!("{transfer} --suri {alice}"), YES).await;
		assert_eq!(sent["transfer"]["to"], json!(account_of(identity)));
	}

	// Whatever an account can do, the registrar can, by its key.
	let by = |who: &Person| format!("--as {registrar} --suri {who}");
	let founded = office.json(&format!("{} {}", founding("Registrar"), by(alice)), YES).await;
	let network = founded["networkFounded"]["network"].clone();
	let shown = office.view(&format!("certification network --network {network}")).await;
	assert_eq!(shown["operator"], json!(account_of(&registrar)));
	assert_eq!(office.refusal(&format!("{} {}", founding("Registrar"), by(dave))).await, "NotAuthorised");

	let schema = office.json(&format!("{} {}", registering(&network, "Badge"), by(alice)), YES).await;
	let schema = id(&schema["schemaRegistered"]["schema"]);
	let terms = "--terms.scope all --terms.depth 0";
	let accredit = format!("certification accredit --network {network} --holder {registrar} {terms} {}", by(alice));
	let accreditation = office.json(&accredit, YES).await["accredited"]["accreditation"].clone();
	let issue = format!("certificate issue --accreditation {accreditation} --schema {schema:?} --subject {dave}");
	let issued = office.json(&format!("{issue} --document {DOCUMENT} {}", by(alice)), YES).await;
	assert_eq!(issued["issuer"], json!(account_of(&registrar)));
	let certificate = id(&issued["certificate"]);
	assert_eq!(office.reason(&format!("certificate verify {certificate:?} --network {network}")).await, Value::Null);

	// Bob and Charlie are asked to control it, and accept. They have to agree: one approves, and the other makes it happen.
	let members = format!("[\"{}\",\"{}\"]", account_of(&bobs), account_of(&charlies));
	let control = format!("identity-registry set-controllers --controllers {members} --threshold 2");
	office.json(&format!("{control} {}", by(alice)), YES).await;
	let accept = format!("identity-registry accept-control --identity {registrar}");
	for (officer, who) in [(&bobs, bob), (&charlies, charlie)] {
		assert_eq!(office.refusal(&format!("{} {}", founding("Other"), by(who))).await, "NotAuthorised");
		let accepted = office.json(&format!("{accept} --as {officer} --suri {who}"), YES).await;
		assert_eq!(accepted["controlAccepted"]["controller"], json!(account_of(officer)));
	}
	let update = format!("certification update-network --network {network} --name Registrars");
	let update = format!("{update} --policy-hash hash:@{POLICY} --policy-uri https://example.org");
	let update = format!(r#"{update} --membership {{"open":"all"}}"#);
	let waits = office.json(&format!("{update} {}", by(bob)), NO).await;
	assert_eq!(waits["code"], "ApprovalsMissing", "{waits}");
	assert!(waits["approved"]["callHash"].is_string() && waits["transaction"].is_string(), "{waits}");
	let hash = text_of(&waits["approved"]["callHash"]);
	let proposal = format!("identity-registry proposal --identity {registrar} --call-hash {hash}");
	let shown = office.view(&proposal).await;
	assert_eq!((&shown["count"], &shown["threshold"]), (&json!(1), &json!(2)), "{shown}");
	assert_eq!(shown["approvals"][0]["controller"], json!(account_of(&bobs)), "{shown}");
	let shown = office.view(&format!("certification network --network {network}")).await;
	assert_eq!(shown["name"], json!("Registrar"), "nothing has happened yet");
	assert_eq!(office.refusal(&format!("{update} {}", by(bob))).await, "ApprovalsMissing");
	let updated = office.json(&format!("{update} {}", by(charlie)), YES).await;
	assert_eq!(updated["networkUpdated"]["network"], network);
	let shown = office.view(&format!("certification network --network {network}")).await;
	assert_eq!((&shown["name"], &shown["membership"]), (&json!("Registrars"), &json!({ "open": "all" })));
	// It is used up.
	office.json(&proposal, NO).await;

	// What is more than a call ends in the same way.
	let issue = format!("{issue} --claims {:?}", H256::repeat_byte(9));
	let waits = office.json(&format!("{issue} {}", by(bob)), NO).await;
	assert_eq!((&waits["code"], waits["approved"].is_object()), (&json!("ApprovalsMissing"), true), "{waits}");
	let issued = office.json(&format!("{issue} {}", by(charlie)), YES).await;
	assert_eq!(issued["issuer"], json!(account_of(&registrar)));
}

/// The address of an identity.
fn account_of(did: &str) -> &str {
	did.trim_start_matches("did:civitas:")
}
