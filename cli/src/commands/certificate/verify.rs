//! Verify.

use super::{super::CERTIFICATION, Shown};
use crate::{
	arguments::{self, Connection},
	chain::{variant, BlockId, Chain, Found},
	document::Document,
	failure::{Exit, Failure},
	moment::{self, Moment},
	output::{flat, Answer, Table},
};
use clap::Args;
use metadata_json::Metadata;
use serde_json::{json, Value};
use std::path::PathBuf;
use subxt::utils::H256;

/// How old the newest finalized block may be before a verifier should wonder whether the node still follows the chain.
const FRESH: Moment = 10 * 60 * 1000;

/// What was asked about: a certificate, or a batch and which one of it.
type Asked = (H256, Option<u32>);

#[derive(Args, Debug)]
pub struct VerifyArguments {
	/// The certificate.
	#[arg(value_parser = arguments::hash)]
	id: H256,
	#[command(flatten)]
	presented: Presented,
}

/// What a verifier requires of a certificate beyond its being valid.
#[derive(Args, Clone, Debug, Default)]
pub struct Expected {
	/// The network that you trust.
	#[arg(long, value_name = "ID")]
	network: Option<u32>,
	/// The schema that you ask for.
	#[arg(long, value_name = "ID", value_parser = arguments::hash)]
	schema: Option<H256>,
	/// Whom the certificate must be about.
	#[arg(long, value_name = "ACCOUNT")]
	subject: Option<String>,
	/// At what time it must have been valid; at that of the newest finalized block if this is not given.
	#[arg(long, value_name = "TIME", value_parser = moment::parse)]
	time: Option<Moment>,
}

/// What is presented, and what a verifier asks for.
#[derive(Args, Debug)]
pub struct Presented {
	#[command(flatten)]
	shown: Shown,
	#[command(flatten)]
	expected: Expected,
}

#[derive(Args, Debug)]
pub struct CredentialArguments {
	/// The file with the credential, all of which is sent to the node: ask one of your own.
	#[arg(value_name = "FILE")]
	credential: PathBuf,
	#[command(flatten)]
	expected: Expected,
}

impl Expected {
	/// As the chain is asked, with the commitment to what is shown.
	async fn of(&self, chain: &Chain, claims: Option<H256>) -> Result<Value, Failure> {
		let subject = match &self.subject {
			Some(text) => Some(chain.account(text).await?),
			None => None,
		};
		Ok(json!({ "network": self.network, "schema": self.schema, "subject": subject, "claims": claims }))
	}
}

pub async fn verify(connection: &Connection, arguments: VerifyArguments) -> Result<Answer, Failure> {
	let VerifyArguments { id, presented } = arguments;
	presented.judge(connection, "verify", json!({ "certificate": id }), (id, None)).await
}

impl Presented {
	/// Ask a view, which takes `what` and whatever verification takes besides, about what is presented.
	pub async fn judge(
		&self,
		connection: &Connection,
		view: &str,
		mut what: Value,
		asked: Asked,
	) -> Result<Answer, Failure> {
		let Self { shown, expected } = self;
		let claims = shown.read()?.map(|(commitment, _)| commitment);
		let chain = Chain::connect(connection).await?;
		let requirements = expected.of(&chain, claims).await?;
		what["expected"] = requirements.clone();
		what["time"] = json!(expected.time);
		let found = chain.view(CERTIFICATION, view, what, Value::Null).await?;
		conclude(&chain, Some(asked), requirements, claims.is_some(), found)
	}
}

/// The node compares the credential with what the chain says.
pub async fn verify_credential(connection: &Connection, arguments: CredentialArguments) -> Result<Answer, Failure> {
	let CredentialArguments { credential, expected } = arguments;
	let credential = Document::read(&credential)?;
	let chain = Chain::connect(connection).await?;
	let requirements = expected.of(&chain, None).await?;
	let params = json!({ "credential": credential.value, "expected": requirements, "time": expected.time });
	let found = chain.ask("civitas_verifyCredential", params).await?;
	// What it says was compared, be it all or some of what was certified.
	conclude(&chain, asked_by(&credential.value), requirements, true, found)
}

/// The certificate that a credential says it is: by its place on chain, or else by its identifier, a DID URL.
fn asked_by(credential: &Value) -> Option<Asked> {
	let anchor = &credential["civitas"];
	let id = match anchor["certificate"].as_str() {
		Some(id) => id,
		None => credential["id"].as_str()?.split_once("/certificates/")?.1.split('/').next()?,
	};
	let member = anchor["member"]["index"].as_u64().and_then(|index| u32::try_from(index).ok());
	Some((arguments::hash(id).ok()?, member))
}

/// The answer to whether something is valid; `compared` says whether what was certified was compared with anything.
fn conclude(
	chain: &Chain,
	asked: Option<Asked>,
	expected: Value,
	compared: bool,
	found: Found,
) -> Result<Answer, Failure> {
	let Found { block, mut value } = found;
	if let Some(dossier) = in_order(chain.metadata(), &value["dossier"]) {
		value["dossier"] = dossier;
	}
	let is_member = asked.is_some_and(|(_, member)| member.is_some());
	let time = value["time"].as_u64().unwrap_or_default();
	let notes = notes(&expected, compared, is_member, time, block.time, moment::now());
	verdict(asked, expected, value, &block, &notes)
}

/// A dossier in the order in which the chain declares its members, as it is best read. JSON-RPC sorts them.
fn in_order(metadata: &Metadata, dossier: &Value) -> Option<Value> {
	let view = metadata.view(CERTIFICATION, "verify")?;
	let answer = json!({ "valid": true, "reason": null, "time": 0, "dossier": dossier });
	let bytes = metadata.to_scale(view.output, &answer).ok()?;
	metadata.to_json(view.output, &bytes).ok()?.get("dossier").cloned()
}

/// The same, with all that it follows from.
fn verdict(
	asked: Option<Asked>,
	expected: Value,
	mut answer: Value,
	block: &BlockId,
	notes: &[String],
) -> Result<Answer, Failure> {
	let reason = answer["reason"].clone();
	let (Some(valid), Some(time)) = (answer["valid"].as_bool(), answer["time"].as_u64()) else {
		return Err(Failure::unknown("node", "The node does not say whether it is valid, or not for what time."));
	};
	if valid != reason.is_null() {
		return Err(Failure::unknown("node", "The node's answer contradicts itself."));
	}
	if valid && !is_meant(&answer["dossier"]["certificate"], asked, &expected) {
		return Err(Failure::unknown("node", "The node calls valid what is not the certificate that was asked for."));
	}
	let (exit, headline) = match valid {
		true => (Exit::Success, format!("VALID at {}", moment::show(time))),
		false => (Exit::No, format!("NOT VALID at {}: {}", moment::show(time), sentence(&reason))),
	};
	let mut table = Table::default();
	if !answer["dossier"].is_null() {
		table = table.rows(&answer["dossier"]);
	}
	let notes_below: String = notes.iter().map(|note| format!("\nNote: {note}")).collect();
	let gap = if notes.is_empty() { "" } else { "\n" };
	let text = format!("{headline}\n\n{}{gap}{notes_below}", table.row("At block", block).text());
	answer["expected"] = expected;
	answer["block"] = json!(block);
	answer["notes"] = json!(notes);
	Ok(Answer { exit, json: answer, text })
}

/// Whether a certificate is the one that was asked about, and what is expected. The chain decides; this only notices when
/// what it was asked is not what was meant.
fn is_meant(certificate: &Value, asked: Option<Asked>, expected: &Value) -> bool {
	let as_expected = |name: &str| expected[name].is_null() || expected[name] == certificate[name];
	asked.is_some_and(|(id, member)| certificate["id"] == json!(id) && certificate["member"] == json!(member))
		&& ["network", "schema", "subject", "claims"].into_iter().all(as_expected)
}

/// Why something is not valid, for people.
pub fn sentence(reason: &Value) -> String {
	let (name, values) = variant(reason);
	let shown = |name: &str| flat(&values[name]);
	let time = |name: &str| values[name].as_u64().map_or_else(|| shown(name), moment::show);
	match name {
		"unknown" => "There is no certificate of this identifier.".to_owned(),
		"proofInvalid" => "The proof does not show that it is one of the batch.".to_owned(),
		"networkMismatch" => format!("It belongs to network {}, not to the one expected.", shown("network")),
		"schemaMismatch" => format!("It is of schema {}, not of the one expected.", shown("schema")),
		"subjectMismatch" => "It is about another subject than the one expected.".to_owned(),
		"claimsMismatch" => "It certifies another document than the one given.".to_owned(),
		"notYetIssued" => format!("It was issued only at {}.", time("issuedAt")),
		"notAccepted" => "Its subject has not accepted it.".to_owned(),
		"declined" => format!("Its subject has declined it at {}.", time("at")),
		"revoked" => format!("It was revoked at {} ({}).", time("at"), shown("reason")),
		"surrendered" => format!("Its subject has given it up at {}.", time("at")),
		"superseded" if values["by"].is_null() => format!("At {} another took its place.", time("at")),
		"superseded" => format!("At {} {} took its place.", time("at"), shown("by")),
		"suspended" => format!("It is suspended since {} ({}).", time("at"), shown("reason")),
		"statusListed" if values["purpose"] == "suspension" => {
			"The status list of its batch says that it is suspended.".to_owned()
		},
		"statusListed" => "The status list of its batch says that it was revoked.".to_owned(),
		"notYetValid" => format!("It is valid only from {} on.", time("validFrom")),
		"expired" => format!("It was valid only until {}.", time("validUntil")),
		"issuerNotAccredited" => {
			let (accreditation, since) = (shown("accreditation"), time("since"));
			match shown("state").as_str() {
				// That is how the chain says that it had expired.
				"active" => format!("It rests on accreditation {accreditation}, which has ended at {since}."),
				state => format!("It rests on accreditation {accreditation}, which is {state} since {since}."),
			}
		},
		"networkClosed" => format!("Its network was closed at {}.", time("at")),
		// These two the node finds, before it asks the chain.
		"otherChain" => format!("It is of another chain, whose first block is {}.", shown("genesisHash")),
		"contentMismatch" if values["at"] == "" => "It says something else than the chain.".to_owned(),
		"contentMismatch" => format!("It says something else than the chain at {}.", shown("at")),
		// The chain may know more reasons than this client.
		_ => format!("The chain says: {}.", flat(reason)),
	}
}

/// What a verifier might overlook: the answer to what was asked can be right and still not be what was needed.
fn notes(
	expected: &Value,
	compared: bool,
	is_member: bool,
	time: Moment,
	block_time: Moment,
	local_time: Moment,
) -> Vec<String> {
	let mut notes = Vec::new();
	if expected["network"].is_null() {
		notes.push("No --network was given: anyone can found a network and certify anything in it.".to_owned());
	}
	if !compared {
		notes.push(
			"Neither --document nor --disclosure was given: what the certificate says was not compared with anything."
				.to_owned(),
		);
	}
	if is_member && time < block_time {
		notes.push(
			"Whether a member of a batch was revoked or suspended alone is told as of the newest block, not as of that time."
				.to_owned(),
		);
	}
	if time > block_time {
		notes.push("The time lies ahead: until then the certificate can still be revoked.".to_owned());
	}
	if local_time.saturating_sub(block_time) > FRESH {
		notes.push(format!(
			"The newest finalized block is of {}: the node may not know what has happened since.",
			moment::show(block_time)
		));
	}
	notes
}

#[cfg(test)]
mod tests {
	use super::*;
	use civitas_primitives::certification::InvalidReason;
	use metadata_json::camel_case;
	use scale_info::{TypeDef, TypeInfo};
	use subxt::utils::AccountId32;

	const BLOCK: BlockId = BlockId { number: 12, hash: H256([9; 32]), time: 1_735_689_600_000 };

	fn certificate() -> Value {
		json!({
			"id": H256::repeat_byte(1),
			"member": null,
			"network": 7,
			"schema": H256::repeat_byte(2),
			"accreditation": 3,
			"issuer": AccountId32([3; 32]),
			"subject": AccountId32([4; 32]),
			"claims": H256::repeat_byte(5),
			"record": "",
			"issuedAt": 1_735_689_600_000_u64,
			"validFrom": 0,
			"validUntil": null,
			"accepted": false,
			"state": "active",
			"history": [{ "at": 1_735_689_600_000_u64, "state": "active", "reason": "unspecified", "level": 2 }],
		})
	}

	fn judge(reason: Value, certificate: Value) -> Result<Answer, Failure> {
		let chain = [json!({ "accreditation": 3, "holder": AccountId32([3; 32]), "validUntil": null, "history": [] })];
		let dossier = match certificate {
			Value::Null => Value::Null,
			certificate => json!({
				"certificate": certificate,
				"survivesIssuer": false,
				"chain": chain,
				"closedAt": null,
				"listed": null,
			}),
		};
		let valid = reason.is_null();
		let answer = json!({ "valid": valid, "reason": reason, "time": 1_735_689_600_000_u64, "dossier": dossier });
		let asked = Some((H256::repeat_byte(1), None));
		verdict(asked, json!({ "network": 7 }), answer, &BLOCK, &["Mind the gap.".to_owned()])
	}

	#[test]
	fn valid_exits_with_0() {
		let answer = judge(Value::Null, certificate()).expect("there is an answer");
		assert_eq!(answer.exit, Exit::Success);
		assert!(
			answer.text.starts_with("VALID at 2025-01-01T00:00:00Z\n\nCertificate id             0x0101"),
			"{}",
			answer.text
		);
		assert!(
			answer.text.contains("\nCertificate history        at 1735689600000 (2025-01-01T00:00:00Z), state active"),
			"{}",
			answer.text
		);
		assert!(
			answer.text.contains("\nCertificate issued at      1735689600000 (2025-01-01T00:00:00Z)\n"),
			"{}",
			answer.text
		);
		assert!(answer.text.contains("\nChain                      accreditation 3, holder "), "{}", answer.text);
		assert!(answer.text.ends_with("\n\nNote: Mind the gap."), "{}", answer.text);
		assert_eq!((&answer.json["valid"], &answer.json["reason"]), (&json!(true), &json!(null)));
		assert_eq!(answer.json["time"], 1_735_689_600_000_u64);
		assert_eq!(answer.json["expected"]["network"], 7);
		assert_eq!(answer.json["dossier"]["certificate"], certificate());
		assert_eq!(answer.json["block"]["number"], 12);
	}

	#[test]
	fn not_valid_exits_with_1() {
		let revoked = json!({ "revoked": { "at": 1_735_689_600_000_u64, "reason": "superseded" } });
		let answer = judge(revoked.clone(), certificate()).expect("there is an answer");
		assert_eq!(answer.exit, Exit::No);
		let headline = "NOT VALID at 2025-01-01T00:00:00Z: It was revoked at 2025-01-01T00:00:00Z (superseded).\n";
		assert!(answer.text.starts_with(headline), "{}", answer.text);
		assert_eq!((&answer.json["valid"], &answer.json["reason"]), (&json!(false), &revoked));

		let unknown = judge(json!("unknown"), Value::Null).expect("there is an answer");
		assert_eq!(unknown.exit, Exit::No);
		assert_eq!((&unknown.json["reason"], &unknown.json["dossier"]), (&json!("unknown"), &json!(null)));
		// All answers have the same members.
		let names = |answer: &Answer| answer.json.as_object().map(|object| object.keys().cloned().collect::<Vec<_>>());
		assert_eq!(names(&unknown), names(&answer));
	}

	#[test]
	fn a_credential_that_says_something_else_exits_with_1() {
		let differs = json!({ "contentMismatch": { "at": "/name" } });
		let answer = judge(differs.clone(), certificate()).expect("there is an answer");
		assert_eq!(answer.exit, Exit::No);
		let headline = "NOT VALID at 2025-01-01T00:00:00Z: It says something else than the chain at /name.\n";
		assert!(answer.text.starts_with(headline), "{}", answer.text);
		assert_eq!(answer.json["reason"], differs);
	}

	#[test]
	fn a_credential_says_which_certificate_it_is() {
		let id = H256::repeat_byte(1);
		let url = format!("did:civitas:5Grw/certificates/{id:?}");
		for (credential, asked) in [
			(json!({ "id": url }), Some((id, None))),
			(json!({ "id": format!("{url}/7") }), Some((id, None))),
			(json!({ "id": "urn:uuid:1", "civitas": { "certificate": id } }), Some((id, None))),
			(json!({ "civitas": { "certificate": id, "member": { "index": 7, "proof": [] } } }), Some((id, Some(7)))),
			(json!({ "id": "urn:uuid:1" }), None),
			(json!({ "id": "did:civitas:5Grw/certificates/0x12" }), None),
			(json!([]), None),
		] {
			assert_eq!(asked_by(&credential), asked, "{credential}");
		}
	}

	#[test]
	fn an_answer_to_another_question_is_none() {
		let changed = |name: &str, value: Value| {
			let mut certificate = certificate();
			certificate[name] = value;
			certificate
		};
		for other in [
			Value::Null,
			changed("id", json!(H256::zero())),
			changed("member", json!(0)),
			changed("network", json!(8)),
			changed("network", Value::Null),
		] {
			let failure = judge(Value::Null, other).expect_err("this is not what was asked for");
			assert_eq!(failure.exit, Exit::Unknown);
		}
		for (name, other) in [("schema", H256::zero()), ("claims", H256::zero())] {
			let (asked, same) = (Some((H256::repeat_byte(1), None)), certificate());
			assert!(is_meant(&same, asked, &json!({ name: same[name] })));
			assert!(!is_meant(&same, asked, &json!({ name: other })));
		}
		// Neither is one that contradicts itself, or is of another form.
		for answer in [
			json!({ "valid": true, "reason": "unknown", "time": 0, "dossier": null }),
			json!({ "valid": false, "reason": null, "time": 0, "dossier": null }),
			json!({ "valid": false, "reason": "unknown", "dossier": null }),
			json!(null),
		] {
			let failure = verdict(None, json!({}), answer, &BLOCK, &[]).expect_err("this is no answer");
			assert_eq!((failure.exit, failure.code.as_ref()), (Exit::Unknown, "node"));
		}
	}

	#[test]
	fn every_reason_of_the_chain_is_a_sentence() {
		let TypeDef::Variant(reasons) = InvalidReason::type_info().type_def else { panic!("it is an enum") };
		for reason in reasons.variants {
			// Whatever the values are: that of a field which the chain does not have would be none.
			let values = reason.fields.iter().filter_map(|field| Some((camel_case(field.name?), json!(1))));
			let values: serde_json::Map<_, _> = values.collect();
			let name = camel_case(reason.name);
			let reason = if values.is_empty() { json!(name) } else { json!({ name: values }) };
			let sentence = sentence(&reason);
			assert!(!sentence.contains("The chain says") && !sentence.contains("none"), "{reason}: {sentence}");
		}
		let ended = json!({ "issuerNotAccredited": { "accreditation": 1, "state": "active", "since": 0 } });
		assert_eq!(sentence(&ended), "It rests on accreditation 1, which has ended at 1970-01-01T00:00:00Z.");
		let listed = |purpose: &str| sentence(&json!({ "statusListed": { "purpose": purpose } }));
		assert!(listed("suspension").contains("suspended") && listed("revocation").contains("revoked"));
		let replaced = json!({ "superseded": { "at": 0, "by": null } });
		assert_eq!(sentence(&replaced), "At 1970-01-01T00:00:00Z another took its place.");
		assert_eq!(sentence(&json!("somethingNew")), "The chain says: somethingNew.");
		let never = json!({ "expired": { "validUntil": "18446744073709551615" } });
		assert_eq!(sentence(&never), "It was valid only until 18446744073709551615.");
	}

	#[test]
	fn a_verifier_is_told_what_was_not_checked() {
		let all = json!({ "network": 7, "claims": H256::zero() });
		let count = |expected: &Value, time, block, local| {
			notes(expected, !expected["claims"].is_null(), false, time, block, local).len()
		};
		assert_eq!(count(&all, 100, 100, 100), 0);
		assert_eq!(count(&json!({}), 100, 100, 100), 2);
		assert_eq!(count(&all, 101, 100, 100), 1);
		assert_eq!(count(&all, 100, 100, 100 + FRESH), 0);
		assert_eq!(count(&all, 100, 100, 101 + FRESH), 1);
		// This computer's clock may be behind.
		assert_eq!(count(&all, 100, 100, 50), 0);
		// The bits of a batch have no past.
		assert_eq!(count(&all, 99, 100, 100), 0);
		assert_eq!(notes(&all, true, true, 99, 100, 100).len(), 1);
		// A credential was compared without being hashed here.
		assert_eq!(notes(&json!({}), true, false, 100, 100, 101 + FRESH).len(), 2);
	}
}
