//! Verify.

use super::{
	super::CERTIFICATION,
	batch,
	issuer::{name_of, Attesters, Issuers, Own},
	verdict::{notes, verdict, Asked, Manner, Notable, BITS_NOT_KNOWN, NOT_YET_KNOWN},
	Read, Shown,
};
use crate::{
	arguments::{self, Connection},
	chain::{self, variant, Chain, Found},
	failure::Failure,
	identity, input,
	moment::{self, Moment},
	output::Answer,
};
use civitas_credentials::{without_chain, Document, Own as Said, CLAIMS};
use clap::Args;
use metadata_json::Metadata;
use serde_json::{json, Map, Value};
use std::path::PathBuf;
use subxt::utils::{AccountId32, H256};

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
	/// Who must have certified it. A website, such as school.example, must be attested to them by an --attester. If this is not
	/// given, it must be whom the document names as its issuer, or whose website that is.
	#[arg(long, value_name = "ACCOUNT|DID|WEBSITE")]
	issuer: Option<String>,
	#[command(flatten)]
	attesters: Attesters,
	/// At what time it must have been valid; at that of the block if this is not given.
	#[arg(long, value_name = "TIME", value_parser = moment::parse)]
	time: Option<Moment>,
	/// The number or hash of the block to ask at; the newest finalized one if this is not given. The bits of a batch are known for
	/// the time of the block alone. Of old blocks only nodes know that keep all states.
	#[arg(long, value_name = "BLOCK", value_parser = chain::block)]
	block: Option<Value>,
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
	/// The file with the credential, or - for standard input. All of it is sent to the node: ask one of your own.
	#[arg(value_name = "FILE")]
	credential: PathBuf,
	#[command(flatten)]
	expected: Expected,
}

impl Expected {
	/// As the chain is asked, but for the issuer, with the commitment to what is shown; and whom the verifier expects and trusts.
	async fn read(&self, chain: &Chain, claims: Option<H256>) -> Result<(Value, Issuers), Failure> {
		let subject = match &self.subject {
			Some(text) => Some(chain.account(text).await?),
			None => None,
		};
		let issuers = Issuers::read(chain, self.issuer.as_deref(), &self.attesters).await?;
		let expected = json!({ "network": self.network, "schema": self.schema, "subject": subject, "claims": claims });
		Ok((expected, issuers))
	}
}

/// The same, with whom the verifier expects and trusts.
fn with_issuers(mut expected: Value, issuers: &Issuers) -> Value {
	expected["issuer"] = issuers.name();
	expected["attesters"] = json!(issuers.attesters);
	expected
}

pub async fn verify(connection: &Connection, arguments: VerifyArguments) -> Result<Answer, Failure> {
	let VerifyArguments { id, presented } = arguments;
	presented.judge(connection, json!({ "certificate": id }), (id, None)).await
}

impl Presented {
	/// Ask the chain, which takes `what` and whatever verification takes besides, about what is presented. It knows the hash of the
	/// document, so what that says of itself is judged here.
	pub async fn judge(&self, connection: &Connection, mut what: Value, asked: Asked) -> Result<Answer, Failure> {
		let Self { shown, expected } = self;
		let shown = shown.read()?;
		let chain = Chain::connect(connection).await?;
		let (requirements, issuers) = expected.read(&chain, shown.as_ref().map(|shown| shown.claims)).await?;
		what["expected"] = requirements.clone();
		what["expected"]["issuer"] = json!(issuers.account());
		what["time"] = json!(expected.time);
		let block = expected.block.clone().unwrap_or_default();
		let mut found = chain.view(CERTIFICATION, "verify", what, block).await?;
		ensure_no_batch(&chain, asked, &found.value).await?;
		judge_document(&chain, &mut found, &issuers, shown.as_ref()).await?;
		let manner =
			Manner { compared: shown.is_some(), whole: self.shown.is_whole(), of_block: expected.block.is_some() };
		conclude(&chain, Some(asked), with_issuers(requirements, &issuers), manner, found).await
	}
}

/// That what is unknown as a certificate is no batch, of which nobody can say anything as a whole.
async fn ensure_no_batch(chain: &Chain, (id, member): Asked, answer: &Value) -> Result<(), Failure> {
	// If there is none, or nobody can tell, it is still unknown.
	match member.is_none() && answer["reason"] == "unknown" && batch(chain, id).await.is_ok() {
		true => Err(Failure::usage("This is a batch: see `batch verify`, which takes one of it by --member.")),
		false => Ok(()),
	}
}

/// Leave open what the chain says of one of a batch for a time before the block, unless it does not matter what its bits were then.
fn leave_open(answer: &mut Value) {
	let (Some(time), Some(bits)) = (answer["time"].as_u64(), answer["dossier"]["bitsAt"].as_u64()) else { return };
	let is_by_bits = answer["reason"].is_null() || variant(&answer["reason"]).0 == "statusListed";
	if time < bits && is_by_bits {
		let reason = json!({ BITS_NOT_KNOWN: { "bitsAt": bits } });
		(answer["valid"], answer["reason"], answer["since"]) = (json!(false), reason, Value::Null);
	}
}

/// Judge what the chain cannot: what a document says of itself. `found` is what the chain says, to which that is added.
async fn judge_document(
	chain: &Chain,
	found: &mut Found,
	issuers: &Issuers,
	shown: Option<&Read>,
) -> Result<(), Failure> {
	let Found { block, value } = found;
	let said = match (shown, value["dossier"]["certificate"]["record"].as_str()) {
		(Some(shown), _) => shown.own.clone(),
		// What is on record is there to be read, whether or not it is shown.
		(None, record) => record.map(Said::of_text).unwrap_or_default(),
	};
	let own = match issuer_in(value) {
		Some(issuer) => Some((issuer, Own::of(chain, block, issuers, &issuer, said).await?)),
		None => None,
	};
	value["documentIssuer"] = json!(own.as_ref().and_then(|(_, own)| own.issuer.as_ref()));
	// The chain goes first, but for what it leaves open.
	let is_open = value["reason"].is_null() || variant(&value["reason"]).0 == NOT_YET_KNOWN;
	let (Some((issuer, own)), Some(time), true) = (own, value["time"].as_u64(), is_open) else { return Ok(()) };
	if let Some((reason, since)) = own.objection(issuers, &issuer, time) {
		(value["valid"], value["reason"], value["since"]) = (json!(false), reason, json!(since));
	}
	Ok(())
}

/// Who certified it, if there is a certificate.
fn issuer_in(answer: &Value) -> Option<AccountId32> {
	identity::account(answer["dossier"]["certificate"]["issuer"].as_str()?).ok()
}

/// The node compares the credential with what the chain says.
pub async fn verify_credential(connection: &Connection, arguments: CredentialArguments) -> Result<Answer, Failure> {
	let CredentialArguments { credential, expected } = arguments;
	let credential = input::credential(&credential)?;
	let chain = Chain::connect(connection).await?;
	let (requirements, issuers) = expected.read(&chain, None).await?;
	let requirements = with_issuers(requirements, &issuers);
	let params = json!({ "credential": credential.value(), "expected": requirements, "time": expected.time, "block": expected.block });
	let found = chain.ask("civitas_verifyCredential", params).await?;
	let compared = credential.members().is_some_and(|credential| shows_claims(credential, &found.value));
	let manner = Manner { compared, whole: false, of_block: expected.block.is_some() };
	conclude(&chain, asked_by(credential.value()), requirements, manner, found).await
}

/// Whether a credential says something of what was certified, be it all or some, so that the node has compared it.
fn shows_claims(credential: &Map<String, Value>, answer: &Value) -> bool {
	let document = Document::of_parts(without_chain(credential));
	if json!(H256(document.hash())) == answer["dossier"]["certificate"]["claims"] {
		return true;
	}
	let subject = match credential.get("credentialSubject") {
		Some(Value::Array(several)) => match several.as_slice() {
			[only] => only.as_object(),
			_ => None,
		},
		one => one.and_then(Value::as_object),
	};
	let Some(subject) = subject else { return false };
	match subject.get(CLAIMS) {
		Some(claims) => claims.get("commitment").is_none(),
		None => subject.keys().any(|name| name != "id" && name != "type"),
	}
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

/// The answer to whether something is valid.
async fn conclude(
	chain: &Chain,
	asked: Option<Asked>,
	expected: Value,
	manner: Manner,
	found: Found,
) -> Result<Answer, Failure> {
	let Found { block, mut value } = found;
	leave_open(&mut value);
	if let Some(dossier) = in_order(chain.metadata(), &value["dossier"]) {
		value["dossier"] = dossier;
	}
	value["issuerName"] = match issuer_in(&value) {
		Some(issuer) => name_of(chain, &block, &issuer).await?,
		None => Value::Null,
	};
	let notable = Notable { manner, block: &block, now: moment::now() };
	let notes = notes(&expected, &value, &notable);
	verdict(asked, expected, value, &block, &notes)
}

/// A dossier in the order in which the chain declares its members, as it is best read. JSON-RPC sorts them.
fn in_order(metadata: &Metadata, dossier: &Value) -> Option<Value> {
	let view = metadata.view(CERTIFICATION, "verify")?;
	let answer = json!({ "valid": true, "reason": null, "since": null, "time": 0, "dossier": dossier });
	let bytes = metadata.to_scale(view.output, &answer).ok()?;
	metadata.to_json(view.output, &bytes).ok()?.get("dossier").cloned()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{chain::BlockId, test_chain};

	const ISSUER: AccountId32 = AccountId32([3; 32]);

	/// A chain that gives this answer.
	fn chain(reason: Value) -> Chain {
		test_chain::chain(move |view, _| match view {
			"verify" => {
				let record = r#"{"issuer":"urn:b","type":"Badge"}"#;
				let certificate =
					json!({ "id": H256::repeat_byte(1), "member": null, "issuer": ISSUER, "record": record });
				let dossier = json!({ "certificate": certificate });
				json!({ "valid": reason.is_null(), "reason": reason, "since": 500, "time": 1_000, "dossier": dossier })
			},
			"domains_of" => json!({ "items": [], "next": null }),
			_ => panic!("nobody asks for {view}"),
		})
	}

	#[tokio::test]
	async fn what_the_chain_says_goes_before_what_the_document_says() {
		let document =
			json!({ "type": "VerifiableCredential", "issuer": "urn:a", "validUntil": "1970-01-01T00:00:00Z" });
		let own = Said::of(&Document::from_value(document).expect("it is a document"));
		let shown = Read { claims: H256::zero(), json: Value::Null, own };
		for (reason, judged) in [
			(Value::Null, "issuerUnrelated"),
			(json!({ "notYetKnown": { "now": 1 } }), "issuerUnrelated"),
			(json!("claimsMismatch"), "claimsMismatch"),
		] {
			let chain = chain(reason);
			let mut found = chain.view(CERTIFICATION, "verify", json!({}), Value::Null).await.expect("it answers");
			judge_document(&chain, &mut found, &Issuers::default(), Some(&shown)).await.expect("it is judged");
			assert_eq!((variant(&found.value["reason"]).0, &found.value["valid"]), (judged, &json!(false)));
			assert_eq!(found.value["documentIssuer"]["relation"], "unrelated");
			assert_eq!(found.value["since"].is_null(), judged == "issuerUnrelated", "since when, is of the answer");
		}
	}

	#[tokio::test]
	async fn one_of_a_batch_is_not_told_for_a_time_whose_bits_are_not_known() {
		let revoked = json!({ "statusListed": { "purpose": "revocation" } });
		let open = json!({ BITS_NOT_KNOWN: { "bitsAt": 1_000 } });
		for (reason, time, judged) in [
			(Value::Null, 999, &open),
			(revoked.clone(), 999, &open),
			(Value::Null, 1_000, &Value::Null),
			(revoked.clone(), 1_000, &revoked),
			// What will still be so, the chain says.
			(revoked.clone(), 1_001, &revoked),
			(json!("subjectMismatch"), 999, &json!("subjectMismatch")),
		] {
			let dossier = json!({ "certificate": {}, "bitsAt": 1_000 });
			let mut answer =
				json!({ "valid": reason.is_null(), "reason": reason, "since": 1, "time": time, "dossier": dossier });
			leave_open(&mut answer);
			assert_eq!((&answer["reason"], &answer["valid"]), (judged, &json!(judged.is_null())), "{time}");
			assert_eq!(answer["since"].is_null(), *judged == open);
		}
		let mut alone = json!({ "valid": true, "reason": null, "time": 1, "dossier": { "bitsAt": null } });
		leave_open(&mut alone);
		assert_eq!(alone["valid"], true, "it is no member of a batch");
	}

	#[tokio::test]
	async fn a_batch_is_told_from_what_is_unknown() {
		let asked = (H256::repeat_byte(1), None);
		let unknown = json!({ "valid": false, "reason": "unknown" });
		let judged = async |batch: Value, asked: Asked, answer: &Value| {
			let chain = test_chain::chain(move |_, _| batch.clone());
			ensure_no_batch(&chain, asked, answer).await.err().map(|failure| failure.message)
		};
		let told = judged(json!({ "count": 7 }), asked, &unknown).await.expect("it is a batch");
		assert!(told.contains("batch verify"), "{told}");
		assert_eq!(judged(Value::Null, asked, &unknown).await, None);
		assert_eq!(judged(json!({ "count": 7 }), (asked.0, Some(3)), &unknown).await, None);
		assert_eq!(judged(json!({ "count": 7 }), asked, &json!({ "valid": true, "reason": null })).await, None);
	}

	#[tokio::test]
	async fn what_is_on_record_is_judged_if_nothing_is_shown() {
		let chain = chain(Value::Null);
		let mut found = chain.view(CERTIFICATION, "verify", json!({}), Value::Null).await.expect("it answers");
		judge_document(&chain, &mut found, &Issuers::default(), None).await.expect("it is judged");
		let reason = json!({ "issuerUnrelated": { "issuer": "urn:b", "attestedBy": [] } });
		assert_eq!((&found.value["reason"], &found.value["valid"]), (&reason, &json!(false)));
	}

	#[test]
	fn what_shows_no_claims_is_compared_with_nothing() {
		let document = json!({ "type": "VerifiableCredential", "credentialSubject": { "id": "urn:a" } });
		let hash = H256(Document::from_value(document.clone()).expect("it is one").hash());
		let shows = |credential: Value, claims: H256| {
			let answer = json!({ "dossier": { "certificate": { "claims": claims } } });
			shows_claims(credential.as_object().expect("it is an object"), &answer)
		};
		let subject = |subject: Value| json!({ "credentialSubject": subject });
		let mut whole = document.clone();
		whole["civitas"] = json!({});
		assert!(shows(whole.clone(), hash));
		for shown in [
			json!({ "claims": { "document": {} } }),
			json!({ "claims": { "text": "a" } }),
			json!([{ "claims": { "disclosed": {} } }]),
			json!({ "id": "urn:a", "achievement": {} }),
		] {
			assert!(shows(subject(shown), hash));
		}
		for bare in
			[json!(null), json!({ "id": "urn:a", "type": "x" }), json!({ "claims": { "commitment": hash } }), json!([])]
		{
			assert!(!shows(subject(bare), hash));
		}
		assert!(!shows(whole, H256::zero()) && !shows(json!({ "id": "urn:a" }), hash));
	}

	#[tokio::test]
	async fn nothing_is_judged_that_is_not_there() {
		let chain = test_chain::chain(|view, _| panic!("nobody asks for {view}"));
		let block = BlockId { number: 7, hash: H256::zero(), time: 1, age: None };
		let answer = json!({ "valid": false, "reason": "unknown", "since": null, "time": 1, "dossier": null });
		let mut found = Found { block, value: answer };
		judge_document(&chain, &mut found, &Issuers::default(), None).await.expect("it is judged");
		assert_eq!((&found.value["reason"], &found.value["documentIssuer"]), (&json!("unknown"), &Value::Null));
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
}
