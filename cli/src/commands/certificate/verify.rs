//! Verify.

use super::Shown;
use crate::{
	arguments::{self, Connection},
	chain::{BlockId, Chain, Snapshot},
	document::Document,
	failure::{Exit, Failure},
	moment::{self, Moment},
	output::{self, Answer, Table},
	types::{CredentialVerification, Expected, Judgement, Verification},
};
use clap::Args;
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
	pub id: H256,
	#[command(flatten)]
	pub presented: Presented,
}

/// What is presented, and what a verifier asks for.
#[derive(Args, Debug)]
pub struct Presented {
	#[command(flatten)]
	shown: Shown,
	#[command(flatten)]
	expected: Expected,
	/// At what time it must have been valid; at that of the newest finalized block if this is not given.
	#[arg(long, value_name = "TIME", value_parser = moment::parse)]
	pub time: Option<Moment>,
}

#[derive(Args, Debug)]
pub struct CredentialArguments {
	/// The file with the credential, all of which is sent to the node: ask one of your own.
	#[arg(value_name = "FILE")]
	credential: PathBuf,
	#[command(flatten)]
	expected: Expected,
	/// At what time it must have been valid; at that of the newest finalized block if this is not given.
	#[arg(long, value_name = "TIME", value_parser = moment::parse)]
	time: Option<Moment>,
}

impl Presented {
	/// What is expected, with the commitment to what is shown.
	pub fn expected(&self) -> Result<Expected, Failure> {
		Ok(Expected { claims: self.shown.commitment()?, ..self.expected.clone() })
	}
}

pub async fn verify(connection: &Connection, arguments: VerifyArguments) -> Result<Answer, Failure> {
	let VerifyArguments { id, presented } = arguments;
	let expected = presented.expected()?;
	let chain = Chain::connect(connection).await?;
	let state = chain.finalized().await?;
	let verification = state.ask("verify", (id, expected.clone(), presented.time)).await?;
	judged(&state, (id, None), &expected, verification).await
}

/// The node compares the credential with what the chain says.
pub async fn verify_credential(connection: &Connection, arguments: CredentialArguments) -> Result<Answer, Failure> {
	let CredentialArguments { credential, expected, time } = arguments;
	let credential = Document::read(&credential)?;
	let chain = Chain::connect(connection).await?;
	let state = chain.finalized().await?;
	let block = state.block().hash;
	let parameters = [credential.value().clone(), json!(expected), json!(time), json!(block)];
	let answer = chain.call("civitas_verifyCredential", parameters).await?;
	let answer: CredentialVerification = serde_json::from_value(answer)
		.map_err(|error| Failure::unknown("node", format!("The node's answer cannot be read: {error}")))?;
	let judgement = answer.judgement(&block);
	let judgement = judgement.ok_or_else(|| Failure::unknown("node", "The node's answer contradicts itself."))?;
	// What it says was compared, be it all or some of what was certified.
	conclude(&state, asked_by(credential.value()), &expected, true, judgement).await
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

/// The answer to whether something is valid: a certificate, or one of a batch.
pub async fn judged(
	state: &Snapshot,
	asked: Asked,
	expected: &Expected,
	verification: Verification,
) -> Result<Answer, Failure> {
	conclude(state, Some(asked), expected, expected.claims.is_some(), verification.into()).await
}

/// The same, whoever has judged; `compared` says whether what was certified was compared with anything.
async fn conclude(
	state: &Snapshot,
	asked: Option<Asked>,
	expected: &Expected,
	compared: bool,
	judgement: Judgement,
) -> Result<Answer, Failure> {
	let now = state.now().await?;
	let is_member = asked.is_some_and(|(_, member)| member.is_some());
	let notes = notes(expected, compared, is_member, judgement.time, now, moment::now());
	verdict(asked, expected, judgement, &state.block(), &notes)
}

/// The same, with all that it follows from.
fn verdict(
	asked: Option<Asked>,
	expected: &Expected,
	judgement: Judgement,
	block: &BlockId,
	notes: &[String],
) -> Result<Answer, Failure> {
	let Judgement { objection, time, dossier } = judgement;
	let certificate = dossier.as_ref().map(|dossier| &dossier.certificate);
	let meant = certificate.is_some_and(|found| Some((found.id, found.member)) == asked && expected.agrees(found));
	if objection.is_none() && !meant {
		return Err(Failure::unknown("node", "The node calls valid what is not the certificate that was asked for."));
	}
	let (exit, headline) = match &objection {
		None => (Exit::Success, format!("VALID at {}", moment::show(time))),
		Some(reason) => (Exit::No, format!("NOT VALID at {}: {}", moment::show(time), reason.sentence())),
	};
	let dossier = dossier.as_ref();
	let rest = json!({
		"survivesIssuer": dossier.map(|dossier| dossier.survives_issuer),
		"issuerChain": dossier.map(|dossier| dossier.chain.as_slice()).unwrap_or_default(),
		"networkClosedAt": dossier.and_then(|dossier| dossier.closed_at).map(moment::show),
		"listed": dossier.and_then(|dossier| dossier.listed),
	});
	let mut table = Table::default();
	if let Some(certificate) = certificate {
		table = table.rows(&output::value(certificate)).rows(&rest);
	}
	let mut json = json!({
		"valid": objection.is_none(),
		"reason": objection,
		"time": moment::show(time),
		"expected": expected,
		"certificate": certificate,
	});
	if let (Some(json), Value::Object(mut rest)) = (json.as_object_mut(), rest) {
		json.append(&mut rest);
	}
	json["block"] = json!(block);
	json["notes"] = json!(notes);
	let mut text = format!("{headline}\n\n{}", table.block("At block", block).text());
	if !notes.is_empty() {
		text.push('\n');
	}
	for note in notes {
		text.push_str("\nNote: ");
		text.push_str(note);
	}
	Ok(Answer { exit, json, text })
}

/// What a verifier might overlook: the answer to what was asked can be right and still not be what was needed.
fn notes(
	expected: &Expected,
	compared: bool,
	is_member: bool,
	time: Moment,
	block_time: Moment,
	local_time: Moment,
) -> Vec<String> {
	let mut notes = Vec::new();
	if expected.network.is_none() {
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
	use crate::types::{
		Certificate, Change, CredentialReason, Dossier, InvalidReason, IssuerLink, Objection, Reason, State,
	};
	use subxt::utils::AccountId32;

	const BLOCK: BlockId = BlockId { number: 12, hash: H256([9; 32]) };

	fn certificate() -> Certificate {
		let began = Change { at: 0, state: State::Active, reason: Reason::Unspecified, level: 2 };
		Certificate {
			id: H256::repeat_byte(1),
			member: None,
			network: 7,
			schema: H256::repeat_byte(2),
			accreditation: 3,
			issuer: AccountId32([3; 32]),
			subject: AccountId32([4; 32]),
			claims: H256::repeat_byte(5),
			record: Vec::new(),
			evidence: None,
			search_key: None,
			issued_at: 0,
			valid_from: 0,
			valid_until: None,
			accepted: false,
			state: State::Active,
			history: vec![began],
			predecessor: None,
			successor: None,
		}
	}

	fn judge(objection: Option<Objection>, certificate: Option<Certificate>) -> Result<Answer, Failure> {
		let expected = Expected { network: Some(7), ..Expected::default() };
		let link =
			IssuerLink { accreditation: 3, holder: AccountId32([3; 32]), valid_until: None, history: Vec::new() };
		let dossier = certificate.map(|certificate| Dossier {
			certificate,
			survives_issuer: false,
			chain: vec![link],
			closed_at: None,
			listed: None,
		});
		let judgement = Judgement { objection, time: 1_735_689_600_000, dossier };
		let asked = Some((H256::repeat_byte(1), None));
		verdict(asked, &expected, judgement, &BLOCK, &["Mind the gap.".to_owned()])
	}

	#[test]
	fn valid_exits_with_0() {
		let answer = judge(None, Some(certificate())).expect("there is an answer");
		assert_eq!(answer.exit, Exit::Success);
		assert!(
			answer.text.starts_with("VALID at 2025-01-01T00:00:00Z\n\nId                 0x0101"),
			"{}",
			answer.text
		);
		assert!(answer.text.contains("\nHistory            at 1970-01-01T00:00:00Z, state active"), "{}", answer.text);
		assert!(answer.text.contains("\nIssuer chain       accreditation 3, holder "), "{}", answer.text);
		assert!(answer.text.ends_with("\n\nNote: Mind the gap."), "{}", answer.text);
		assert_eq!((&answer.json["valid"], &answer.json["reason"]), (&json!(true), &json!(null)));
		assert_eq!(answer.json["time"], "2025-01-01T00:00:00Z");
		assert_eq!(answer.json["expected"]["network"], 7);
		assert_eq!(answer.json["certificate"]["validUntil"], json!(null));
		assert_eq!(answer.json["issuerChain"][0]["accreditation"], 3);
		assert_eq!(answer.json["block"]["number"], 12);
	}

	#[test]
	fn not_valid_exits_with_1() {
		let revoked = InvalidReason::Revoked { at: 1_735_689_600_000, reason: Reason::Superseded };
		let answer = judge(Some(Objection::Certificate(revoked)), Some(certificate())).expect("there is an answer");
		assert_eq!(answer.exit, Exit::No);
		let headline = "NOT VALID at 2025-01-01T00:00:00Z: It was revoked at 2025-01-01T00:00:00Z (superseded).\n";
		assert!(answer.text.starts_with(headline), "{}", answer.text);
		let reason = json!({ "code": "revoked", "at": "2025-01-01T00:00:00Z", "reason": "superseded" });
		assert_eq!((&answer.json["valid"], &answer.json["reason"]), (&json!(false), &reason));

		let unknown = judge(Some(Objection::Certificate(InvalidReason::Unknown)), None).expect("there is an answer");
		assert_eq!(unknown.exit, Exit::No);
		assert_eq!((&unknown.json["reason"]["code"], &unknown.json["certificate"]), (&json!("unknown"), &json!(null)));
		// All answers have the same members.
		let names = |answer: &Answer| answer.json.as_object().map(|object| object.keys().cloned().collect::<Vec<_>>());
		assert_eq!(names(&unknown), names(&answer));
	}

	#[test]
	fn a_credential_that_says_something_else_exits_with_1() {
		let differs = CredentialReason::ContentMismatch { at: "/name".to_owned() };
		let answer = judge(Some(Objection::Credential(differs)), Some(certificate())).expect("there is an answer");
		assert_eq!(answer.exit, Exit::No);
		let headline = "NOT VALID at 2025-01-01T00:00:00Z: It says something else than the chain at /name.\n";
		assert!(answer.text.starts_with(headline), "{}", answer.text);
		assert_eq!(answer.json["reason"], json!({ "code": "contentMismatch", "at": "/name" }));
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
		for other in [
			None,
			Some(Certificate { id: H256::zero(), ..certificate() }),
			Some(Certificate { member: Some(0), ..certificate() }),
			Some(Certificate { network: 8, ..certificate() }),
		] {
			let failure = judge(None, other).expect_err("this is not what was asked for");
			assert_eq!(failure.exit, Exit::Unknown);
		}
	}

	#[test]
	fn a_verifier_is_told_what_was_not_checked() {
		let all = Expected { network: Some(7), claims: Some(H256::zero()), ..Expected::default() };
		let count = |expected: &Expected, time, block, local| {
			notes(expected, expected.claims.is_some(), false, time, block, local).len()
		};
		assert_eq!(count(&all, 100, 100, 100), 0);
		assert_eq!(count(&Expected::default(), 100, 100, 100), 2);
		assert_eq!(count(&all, 101, 100, 100), 1);
		assert_eq!(count(&all, 100, 100, 100 + FRESH), 0);
		assert_eq!(count(&all, 100, 100, 101 + FRESH), 1);
		// This computer's clock may be behind.
		assert_eq!(count(&all, 100, 100, 50), 0);
		// The bits of a batch have no past.
		assert_eq!(count(&all, 99, 100, 100), 0);
		assert_eq!(notes(&all, true, true, 99, 100, 100).len(), 1);
		// A credential was compared without being hashed here.
		assert_eq!(notes(&Expected::default(), true, false, 100, 100, 101 + FRESH).len(), 2);
	}
}
