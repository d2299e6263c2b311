//! What is said of a certificate in the end.

use crate::{
	chain::{variant, BlockId},
	failure::{Exit, Failure},
	moment::{self, Moment},
	output::{flat, printable, Answer, Table},
};
use serde_json::{json, Value};
use subxt::utils::H256;

/// How old the newest finalized block may be before a verifier should wonder whether the node still follows the chain.
const FRESH: Moment = 10 * 60 * 1000;

/// By what the chain says that nothing is known of a time.
pub const NOT_YET_KNOWN: &str = "notYetKnown";
/// By what this client says that a time is asked about for which the bits of a batch are not known.
pub const BITS_NOT_KNOWN: &str = "bitsNotKnown";

/// What was asked about: a certificate, or a batch and which one of it.
pub type Asked = (H256, Option<u32>);

/// The answer to whether something is valid, with all that it follows from.
pub fn verdict(
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
	let at = moment::show(time);
	let (exit, headline) = match (valid, variant(&reason).0) {
		(true, _) => (Exit::Success, format!("VALID at {at}")),
		(false, NOT_YET_KNOWN | BITS_NOT_KNOWN) => {
			(Exit::Unknown, format!("COULD NOT TELL for {at}: {}", sentence(&reason)))
		},
		(false, _) => (Exit::No, format!("NOT VALID at {at}: {}", sentence(&reason))),
	};
	let mut table = summary(&answer);
	if !answer["dossier"].is_null() {
		table = table.rows(&answer["dossier"]);
	}
	let headline = printable(&headline);
	let notes_below: String = notes.iter().map(|note| format!("\nNote: {}", printable(note))).collect();
	let gap = if notes.is_empty() { "" } else { "\n" };
	let text = format!("{headline}\n\n{}{gap}{notes_below}", table.row("At block", block).text());
	answer["expected"] = expected;
	answer["block"] = json!(block);
	answer["notes"] = json!(notes);
	Ok(Answer { exit, json: answer, text })
}

/// What matters most to people: since when it is so, who certified it, and whom the document names.
fn summary(answer: &Value) -> Table {
	let mut table = Table::default();
	if let Some(since) = answer["since"].as_u64() {
		table = table.row("So since", moment::show(since));
	}
	let certificate = &answer["dossier"]["certificate"];
	if let Some(issuer) = certificate["issuer"].as_str() {
		let right = match &certificate["accreditation"] {
			Value::Null => format!("as the operator of network {}", flat(&certificate["network"])),
			accreditation => format!("under accreditation {}", flat(accreditation)),
		};
		table = match answer["issuerName"].as_str() {
			Some(name) => table.row("Issued by", format!("{name} ({issuer}), {right}")),
			None => table.row("Issued by", format!("{issuer}, {right}")),
		};
	}
	let named = &answer["documentIssuer"];
	if let Some(id) = named["id"].as_str() {
		let relation = match named["relation"].as_str() {
			Some("same") => "the same".to_owned(),
			Some("website") => format!("a website of theirs, as {} attests", flat(&named["attestedBy"])),
			Some("unclear") => "it is not clear who that is".to_owned(),
			_ if named["attestedBy"].as_array().is_some_and(|all| !all.is_empty()) => {
				format!("attested by {}, whom you do not name as trusted", flat(&named["attestedBy"]))
			},
			_ => "someone else, for all that is known".to_owned(),
		};
		table = table.row("Document's issuer", format!("{id}: {relation}"));
	}
	table
}

/// Whether a certificate is the one that was asked about, and what is expected. The chain decides; this only notices when
/// what it was asked is not what was meant.
fn is_meant(certificate: &Value, asked: Option<Asked>, expected: &Value) -> bool {
	let as_expected = |name: &str| expected[name].is_null() || expected[name] == certificate[name];
	// A website is no account: what it is to the issuer was judged.
	let issuer = expected["issuer"].as_str().is_none_or(|issuer| issuer.contains('.') || as_expected("issuer"));
	issuer
		&& asked.is_some_and(|(id, member)| certificate["id"] == json!(id) && certificate["member"] == json!(member))
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
		"issuerMismatch" => format!("It was certified by {}, not by who is expected.", shown("issuer")),
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
		"notYetKnown" => "That time is to come; so far nothing speaks against it.".to_owned(),
		BITS_NOT_KNOWN => format!(
			"Whether it alone was revoked or suspended is known for the time of the block only, {}: ask with --block.",
			time("bitsAt")
		),
		// What the document says itself, which the chain does not know.
		"issuerUnrelated" => {
			let named = format!(
				"The document names {} as its issuer, who did not certify it, as far as those know whom you trust (--attester)",
				shown("issuer")
			);
			match values["attestedBy"].as_array().is_none_or(Vec::is_empty) {
				true => format!("{named}."),
				false => format!("{named}; that it is the website of who did, is attested by {}.", shown("attestedBy")),
			}
		},
		"documentDateUnclear" => {
			format!("The document has a date that cannot be read for certain: {}.", shown("member"))
		},
		"documentNotYetValid" => {
			format!("The document says itself that it is valid only from {} on.", time("validFrom"))
		},
		"documentExpired" => format!("The document says itself that it was valid only until {}.", time("validUntil")),
		// These two the node finds, before it asks the chain.
		"otherChain" => format!("It is of another chain, whose first block is {}.", shown("genesisHash")),
		"contentMismatch" if values["at"] == "" => "It says something else than the chain.".to_owned(),
		"contentMismatch" => format!("It says something else than the chain at {}.", shown("at")),
		// The chain may know more reasons than this client.
		_ => format!("The chain says: {}.", flat(reason)),
	}
}

/// How a verifier has asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manner {
	/// Whether what was certified was compared with anything.
	pub compared: bool,
	/// Whether that was a document as a whole.
	pub whole: bool,
	/// Whether it was said as of which block.
	pub of_block: bool,
}

/// What an answer is to be compared with to see what a verifier might overlook.
pub struct Notable<'a> {
	pub manner: Manner,
	pub block: &'a BlockId,
	/// The time of this computer.
	pub now: Moment,
}

/// What a verifier might overlook: the answer to what was asked can be right and still not be what was needed.
pub fn notes(expected: &Value, answer: &Value, notable: &Notable) -> Vec<String> {
	let Notable { manner: Manner { compared, whole, of_block }, block, now } = notable;
	let mut notes = Vec::new();
	if expected["network"].is_null() {
		notes.push("No --network was given: anyone can found a network and certify anything in it.".to_owned());
	}
	if !compared {
		notes.push(
			"Nothing was shown of what is certified (--document or --disclosure): it was not compared with anything."
				.to_owned(),
		);
	}
	let named = &answer["documentIssuer"];
	let is_own = named["relation"] == "same" || named["relation"] == "website";
	if answer["valid"] == true && named.is_object() && !is_own {
		notes.push(format!(
			"The document names {} as its issuer; who certified it is as you asked.",
			flat(&named["id"])
		));
	}
	let bits = answer["dossier"]["bitsAt"].as_u64().filter(|bits| answer["time"].as_u64() != Some(*bits));
	// That it could not be told for this reason says it already.
	let bits = bits.filter(|_| variant(&answer["reason"]).0 != BITS_NOT_KNOWN);
	if let Some(bits) = bits {
		notes.push(format!(
			"Whether it alone was revoked or suspended of its batch is told as of {}: no other time is known for that.",
			moment::show(bits)
		));
	}
	if *whole && answer["reason"] == "claimsMismatch" {
		notes.push(
			"If it was certified by its fields (`certificate fields commit`), show them by --disclosure: the whole document is not what \
			 was certified then."
				.to_owned(),
		);
	}
	if !of_block && now.saturating_sub(block.time) > FRESH {
		notes.push(format!(
			"The newest finalized block is of {}: the node may not know what has happened since.",
			moment::show(block.time)
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

	const BLOCK: BlockId = BlockId { number: 12, hash: H256([9; 32]), time: 1_735_689_600_000, age: None };

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
		let answer = json!({
			"valid": valid,
			"reason": reason,
			"since": 1_704_067_200_000_u64,
			"time": 1_735_689_600_000_u64,
			"dossier": dossier,
			"documentIssuer": { "id": "https://school.example", "relation": "website", "attestedBy": ["5A"] },
			"issuerName": "school",
		});
		let asked = Some((H256::repeat_byte(1), None));
		verdict(asked, json!({ "network": 7 }), answer, &BLOCK, &["Mind the gap.".to_owned()])
	}

	#[test]
	fn valid_exits_with_0() {
		let answer = judge(Value::Null, certificate()).expect("there is an answer");
		assert_eq!(answer.exit, Exit::Success);
		assert!(
			answer
				.text
				.starts_with("VALID at 2025-01-01T00:00:00Z\n\nSo since                   2024-01-01T00:00:00Z\n"),
			"{}",
			answer.text
		);
		let issued = format!("\nIssued by                  school ({}), under accreditation 3\n", AccountId32([3; 32]));
		assert!(answer.text.contains(&issued), "{}", answer.text);
		let named = "\nDocument's issuer          https://school.example: a website of theirs, as 5A attests\n";
		assert!(answer.text.contains(named), "{}", answer.text);
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
	fn whom_a_document_names_is_told_as_it_is_known() {
		let told = |relation: &str, attested_by: Value| {
			let named = json!({ "id": "urn:a\u{202e}", "relation": relation, "attestedBy": attested_by });
			summary(&json!({ "documentIssuer": named })).text()
		};
		assert!(told("unrelated", json!(["5A"])).ends_with("attested by 5A, whom you do not name as trusted"));
		assert!(told("unrelated", json!([])).ends_with("someone else, for all that is known"));
		assert!(told("unclear", json!([])).ends_with("it is not clear who that is"));
		assert!(!told("same", json!([])).contains('\u{202e}'));
		let reason = json!({ "issuerUnrelated": { "issuer": "urn:a\u{61c}", "attestedBy": [] } });
		assert!(!judge(reason, certificate()).expect("there is an answer").text.contains('\u{61c}'));
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
	fn what_nobody_knows_yet_exits_with_2() {
		let reason = json!({ "notYetKnown": { "now": 1_704_067_200_000_u64 } });
		let answer = judge(reason.clone(), certificate()).expect("there is an answer");
		assert_eq!((answer.exit, &answer.json["reason"]), (Exit::Unknown, &reason));
		let headline =
			"COULD NOT TELL for 2025-01-01T00:00:00Z: That time is to come; so far nothing speaks against it.\n";
		assert!(answer.text.starts_with(headline), "{}", answer.text);
	}

	#[test]
	fn who_issues_as_an_operator_is_told_from_who_is_accredited() {
		let mut certificate = certificate();
		certificate["accreditation"] = Value::Null;
		let text = judge(Value::Null, certificate).expect("there is an answer").text;
		assert!(text.contains(", as the operator of network 7\n"), "{text}");
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
		// Neither is that of another issuer; what a website is to the issuer was judged before.
		let (asked, same) = (Some((H256::repeat_byte(1), None)), certificate());
		assert!(is_meant(&same, asked, &json!({ "issuer": same["issuer"] })));
		assert!(!is_meant(&same, asked, &json!({ "issuer": same["subject"] })));
		assert!(is_meant(&same, asked, &json!({ "issuer": "school.example" })));
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
		let TypeDef::Variant(reasons) = InvalidReason::<[u8; 32]>::type_info().type_def else {
			panic!("it is an enum")
		};
		for reason in reasons.variants {
			// Whatever the values are: that of a field which the chain does not have would be none.
			let values = reason.fields.iter().filter_map(|field| Some((camel_case(field.name?), json!(1))));
			let values: serde_json::Map<_, _> = values.collect();
			let name = camel_case(reason.name);
			let reason = if values.is_empty() { json!(name) } else { json!({ name: values }) };
			let sentence = sentence(&reason);
			assert!(!sentence.contains("The chain says") && !sentence.contains("none"), "{reason}: {sentence}");
		}
		for (reason, part) in [
			(
				json!({ "issuerUnrelated": { "issuer": "https://a.example", "attestedBy": [] } }),
				"whom you trust (--attester).",
			),
			(
				json!({ "issuerUnrelated": { "issuer": "https://a.example", "attestedBy": ["5A", "5B"] } }),
				"is attested by 5A, 5B.",
			),
			(json!({ "documentDateUnclear": { "member": "validUntil" } }), "cannot be read for certain: validUntil."),
			(json!({ "documentNotYetValid": { "validFrom": 0 } }), "valid only from 1970-01-01T00:00:00Z on."),
			(json!({ "documentExpired": { "validUntil": 0 } }), "valid only until 1970-01-01T00:00:00Z."),
		] {
			assert!(sentence(&reason).ends_with(part), "{}", sentence(&reason));
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
		let block = BlockId { number: 1, hash: H256::zero(), time: 100, age: None };
		let all = json!({ "network": 7, "claims": H256::zero() });
		let noted = |expected: &Value, answer: Value, compared: bool, now: Moment| {
			notes(expected, &answer, &Notable { manner: Manner { compared, ..Manner::default() }, block: &block, now })
				.len()
		};
		let plain = || json!({ "valid": true, "time": 100 });
		assert_eq!(noted(&all, plain(), true, 100), 0);
		assert_eq!(noted(&json!({}), plain(), false, 100), 2);
		assert_eq!(noted(&all, plain(), true, 100 + FRESH), 0);
		assert_eq!(noted(&all, plain(), true, 101 + FRESH), 1);
		// This computer's clock may be behind.
		assert_eq!(noted(&all, plain(), true, 50), 0);
		let manner = |whole, of_block| Manner { compared: true, whole, of_block };
		let of = |answer: Value, manner, now| notes(&all, &answer, &Notable { manner, block: &block, now });
		assert_eq!(of(plain(), manner(true, true), 101 + FRESH).len(), 0, "an old block was asked for");
		let mismatch = || json!({ "valid": false, "reason": "claimsMismatch", "time": 100 });
		assert!(of(mismatch(), manner(true, false), 100)[0].contains("--disclosure"));
		assert_eq!(of(mismatch(), manner(false, false), 100).len(), 0);
		// The bits of a batch have no past.
		let bits = |time: Moment| json!({ "valid": true, "time": time, "dossier": { "bitsAt": 100 } });
		assert_eq!((noted(&all, bits(100), true, 100), noted(&all, bits(99), true, 100)), (0, 1));
		// Someone else was asked for, and is not who the document says.
		let named = |valid: bool, relation: &str| {
			let issuer = json!({ "id": "urn:a", "relation": relation, "attestedBy": ["5A"] });
			json!({ "valid": valid, "time": 100, "documentIssuer": issuer })
		};
		assert_eq!(noted(&all, named(true, "unrelated"), true, 100), 1);
		assert_eq!(noted(&all, named(false, "unrelated"), true, 100), 0);
		assert_eq!(noted(&all, named(true, "same"), true, 100), 0);
		assert_eq!(noted(&all, named(true, "website"), true, 100), 0);
		assert_eq!(noted(&all, named(true, "unclear"), true, 100), 1);
	}
}
