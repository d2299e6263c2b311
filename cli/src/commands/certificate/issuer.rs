//! By whom something was certified, and by whom the document says that it is.
//!
//! Anyone can certify anything, also a document that names a university as its issuer. So that one has to be whoever certified it,
//! or a website that is attested to them by someone whom the verifier trusts; unless the verifier says whose certificate it has to
//! be. Anyone can attest, too: an attestation by just anyone makes nothing valid.

use crate::{
	chain::{BlockId, Chain, IDENTITIES},
	failure::Failure,
	identity,
	moment::Moment,
};
use civitas_credentials::{website_of, Own as Said, OwnIssuer, Relation};
use clap::Args;
use serde::Serialize;
use serde_json::{json, Value};
use subxt::utils::AccountId32;

/// How many pages of attestations are looked through for those of one website, as by JSON-RPC: anyone can add some to anyone.
const MAX_PAGES: usize = 10;

/// Whom a verifier expects to have certified something, and whom it trusts to know websites.
#[derive(Clone, Debug, Default)]
pub struct Issuers {
	pub named: Option<Named>,
	pub attesters: Vec<AccountId32>,
}

/// Whom a reader trusts to know websites.
#[derive(Args, Clone, Debug, Default)]
pub struct Attesters {
	/// Whose attestations of websites you trust; can be given several times. Anyone can attest, so nobody's counts unless you say
	/// so.
	#[arg(long = "attester", value_name = "ACCOUNT")]
	attesters: Vec<String>,
}

impl Attesters {
	/// By what was typed.
	pub async fn read(&self, chain: &Chain) -> Result<Vec<AccountId32>, Failure> {
		let mut accounts = Vec::new();
		for attester in &self.attesters {
			accounts.push(chain.account(attester).await?);
		}
		Ok(accounts)
	}
}

/// Who is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
	Account(AccountId32),
	/// The host of it.
	Website(String),
}

impl Issuers {
	/// By what was typed.
	pub async fn read(chain: &Chain, issuer: Option<&str>, attesters: &Attesters) -> Result<Self, Failure> {
		let accounts = attesters.read(chain).await?;
		let named = match issuer {
			None => None,
			Some(text) => Some(match website(text)? {
				Some(website) => Named::Website(website),
				None => Named::Account(chain.account(text).await?),
			}),
		};
		if matches!(named, Some(Named::Website(_))) && accounts.is_empty() {
			return Err(Failure::usage(
				"Anyone can attest that a website is theirs: say by --attester whose attestations you trust.",
			));
		}
		Ok(Self { named, attesters: accounts })
	}

	/// The account that is expected, if it is one.
	pub fn account(&self) -> Option<&AccountId32> {
		match &self.named {
			Some(Named::Account(account)) => Some(account),
			_ => None,
		}
	}

	/// Who is expected, as JSON-RPC takes it.
	pub fn name(&self) -> Value {
		match &self.named {
			None => Value::Null,
			Some(Named::Account(account)) => json!(account),
			Some(Named::Website(website)) => json!(website),
		}
	}
}

/// The host of a website, if a text names one. No account and no name has a point in it.
fn website(text: &str) -> Result<Option<String>, Failure> {
	let is_url = text.contains("://");
	if !is_url && (text.starts_with("//") || text.starts_with("did:civitas:") || !text.contains('.')) {
		return Ok(None);
	}
	let url = if is_url || text.starts_with("did:") { text.to_owned() } else { format!("https://{text}") };
	let wrong = || {
		Failure::usage(format!("{text} is neither an account nor a website, such as school.example or its https URL."))
	};
	website_of(&url).map(Some).ok_or_else(wrong)
}

/// Whether an identifier in a document is that of an account: its DID, or below it.
pub fn is_same(id: &str, account: &AccountId32) -> bool {
	let did = id.split(['/', '?', '#']).next().unwrap_or_default();
	identity::identity(did).is_ok_and(|named| named == *account)
}

/// What a document says of its issuer, as JSON-RPC has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentIssuer {
	id: String,
	relation: Relation,
	/// By whom its website is attested to whoever certified it: of those whom the verifier trusts all, and of others some.
	attested_by: Vec<AccountId32>,
}

impl DocumentIssuer {
	/// Of this name, where the certificate is by `issuer`; as of a block.
	async fn find(
		chain: &Chain,
		block: &BlockId,
		issuers: &Issuers,
		issuer: &AccountId32,
		named: OwnIssuer,
	) -> Result<Option<Self>, Failure> {
		let id = match named {
			OwnIssuer::None => return Ok(None),
			OwnIssuer::Unclear(id) => {
				return Ok(Some(Self { id, relation: Relation::Unclear, attested_by: Vec::new() }))
			},
			OwnIssuer::One(id) => id,
		};
		if is_same(&id, issuer) {
			return Ok(Some(Self { id, relation: Relation::Same, attested_by: Vec::new() }));
		}
		let attested_by = match website_of(&id) {
			Some(website) => attested_by(chain, block, issuers, issuer, &website).await?,
			None => Vec::new(),
		};
		let is_trusted = attested_by.iter().any(|attester| issuers.attesters.contains(attester));
		let relation = if is_trusted { Relation::Website } else { Relation::Unrelated };
		Ok(Some(Self { id, relation, attested_by }))
	}

	/// Whether it is who certified it, by the word of those whom the verifier trusts.
	fn is_own(&self) -> bool {
		self.relation.is_own()
	}
}

/// What a document says of itself that its certificate does not, as far as it is to be judged.
#[derive(Debug, Default)]
pub struct Own {
	pub issuer: Option<DocumentIssuer>,
	said: Said,
	/// Whether the website that is expected is attested to whoever certified it.
	is_expected: bool,
}

impl Own {
	/// Of what a document says, whose certificate was issued by `issuer`; as of a block.
	pub async fn of(
		chain: &Chain,
		block: &BlockId,
		issuers: &Issuers,
		issuer: &AccountId32,
		said: Said,
	) -> Result<Self, Failure> {
		let is_expected = match &issuers.named {
			Some(Named::Website(website)) => !trusted(chain, block, issuers, issuer, website).await?.is_empty(),
			_ => true,
		};
		let named = DocumentIssuer::find(chain, block, issuers, issuer, said.issuer.clone()).await?;
		Ok(Self { issuer: named, said, is_expected })
	}

	/// Why it is not valid at `time`, though the chain has nothing against it: a reason in JSON, and since when that is so, where
	/// that is known.
	pub fn objection(&self, issuers: &Issuers, issuer: &AccountId32, time: Moment) -> Option<(Value, Option<Moment>)> {
		if !self.is_expected {
			return Some((json!({ "issuerMismatch": { "issuer": issuer } }), None));
		}
		let other = self.issuer.as_ref().filter(|named| issuers.named.is_none() && !named.is_own());
		if let Some(DocumentIssuer { id, attested_by, .. }) = other {
			return Some((json!({ "issuerUnrelated": { "issuer": id, "attestedBy": attested_by } }), None));
		}
		self.said.outside(time)
	}
}

/// Who of those whom the verifier trusts attests now that a website is that of an account.
async fn trusted(
	chain: &Chain,
	block: &BlockId,
	issuers: &Issuers,
	account: &AccountId32,
	website: &str,
) -> Result<Vec<AccountId32>, Failure> {
	let mut trusted = Vec::new();
	for attester in &issuers.attesters {
		let params = json!({ "identity": account, "domain": website, "verifier": attester });
		let found = chain.view(IDENTITIES, "attestation", params, json!(block.hash)).await?;
		if is_good(&found.value, block) && !trusted.contains(attester) {
			trusted.push(*attester);
		}
	}
	Ok(trusted)
}

/// The same, and after them who else does, as far as they are easily found: so that a verifier can look at whom to trust.
async fn attested_by(
	chain: &Chain,
	block: &BlockId,
	issuers: &Issuers,
	account: &AccountId32,
	website: &str,
) -> Result<Vec<AccountId32>, Failure> {
	let mut all = trusted(chain, block, issuers, account, website).await?;
	let mut params = json!({ "identity": account });
	for _ in 0..MAX_PAGES {
		let page = chain.view(IDENTITIES, "domains_of", params.clone(), json!(block.hash)).await?.value;
		for link in page["items"].as_array().into_iter().flatten() {
			let verifier = link["verifier"].as_str().and_then(|address| identity::account(address).ok());
			let Some(verifier) = verifier.filter(|_| link["domain"] == website && is_good(link, block)) else {
				continue;
			};
			if !all.contains(&verifier) {
				all.push(verifier);
			}
		}
		if page["next"].is_null() {
			break;
		}
		params["cursor"] = page["next"].clone();
	}
	Ok(all)
}

/// Whether an attestation is good at a block, whatever time is asked about: the chain keeps none of earlier times.
fn is_good(link: &Value, block: &BlockId) -> bool {
	link["validUntil"].as_u64().is_some_and(|until| block.time <= until)
}

/// The name of an identity, as of a block, if it has one.
pub async fn name_of(chain: &Chain, block: &BlockId, account: &AccountId32) -> Result<Value, Failure> {
	let found = chain.view(IDENTITIES, "resolve", json!({ "identity": account }), json!(block.hash)).await?;
	Ok(found.value["name"].clone())
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::test_chain;
	use civitas_credentials::Document;
	use subxt::utils::H256;

	const ISSUER: AccountId32 = AccountId32([3; 32]);
	const NOTARY: AccountId32 = AccountId32([5; 32]);
	const BLOCK: BlockId = BlockId { number: 7, hash: H256([7; 32]), time: 1_000, age: None };

	/// A chain on which the notary attests the website of the school to the issuer, until a time.
	fn chain(until: Moment) -> Chain {
		test_chain::chain(move |view, params| {
			let link = json!({
				"identity": ISSUER, "domain": "school.example", "verifier": NOTARY, "attestedAt": 0, "validUntil": until,
			});
			assert_eq!(params["identity"], json!(ISSUER));
			match view {
				"attestation" if params["domain"] == "school.example" && params["verifier"] == json!(NOTARY) => link,
				"attestation" => Value::Null,
				"domains_of" => json!({ "items": [link], "next": null }),
				_ => panic!("nobody asks for {view}"),
			}
		})
	}

	fn document(issuer: &str) -> Said {
		let value = json!({
			"type": ["VerifiableCredential"],
			"issuer": { "id": issuer },
			"validFrom": "1970-01-01T00:00:01Z",
			"validUntil": "1970-01-01T00:00:02Z",
		});
		Said::of(&Document::from_value(value).expect("it is a document"))
	}

	/// The issuer that the document names, and the objection.
	async fn judged(issuers: &Issuers, until: Moment, named: &str, time: Moment) -> (Value, Value) {
		let own = Own::of(&chain(until), &BLOCK, issuers, &ISSUER, document(named)).await.expect("it can be judged");
		let objection = own.objection(issuers, &ISSUER, time);
		(json!(own.issuer), objection.map(|(reason, _)| reason).unwrap_or_default())
	}

	fn issuers(named: Option<Named>, attesters: &[AccountId32]) -> Issuers {
		Issuers { named, attesters: attesters.to_vec() }
	}

	#[tokio::test]
	async fn a_document_of_someone_else_is_not_valid() {
		let nobody = issuers(None, &[]);
		let did = identity::to_did(ISSUER);
		let own = json!({ "id": did, "relation": "same", "attestedBy": [] });
		assert_eq!(judged(&nobody, 5_000, &did, 1_500).await, (own, Value::Null));
		for same in [format!("{did}#key"), format!("{did}/about?x")] {
			assert_eq!(judged(&nobody, 5_000, &same, 1_500).await.1, Value::Null, "{same}");
		}

		let school = "https://school.example/profile";
		// Someone attests it, but nobody whom the verifier trusts.
		for (issuers, until, relation, attested_by) in [
			(&nobody, 5_000, "unrelated", json!([NOTARY])),
			(&issuers(None, &[AccountId32([6; 32])]), 5_000, "unrelated", json!([NOTARY])),
			(&issuers(None, &[NOTARY]), 999, "unrelated", json!([])),
		] {
			let (named, objection) = judged(issuers, until, school, 1_500).await;
			assert_eq!(named, json!({ "id": school, "relation": relation, "attestedBy": attested_by }));
			assert_eq!(objection, json!({ "issuerUnrelated": { "issuer": school, "attestedBy": attested_by } }));
		}
		let trusting = issuers(None, &[AccountId32([6; 32]), NOTARY]);
		let attested = json!({ "id": school, "relation": "website", "attestedBy": [NOTARY] });
		assert_eq!(judged(&trusting, 5_000, school, 1_500).await, (attested, Value::Null));
		for other in ["https://university.example", "http://school.example", "urn:uuid:1", "did:civitas:5GrwvaEF"] {
			let reason = judged(&trusting, 5_000, other, 1_500).await.1;
			assert!(reason["issuerUnrelated"]["issuer"] == other, "{reason}");
		}
	}

	#[tokio::test]
	async fn whoever_is_not_clearly_named_is_not_who_certified_it() {
		let did = identity::to_did(ISSUER);
		let value = json!({ "type": "VerifiableCredential", "issuer": [format!("{did}#"), { "id": "https://school.example" }] });
		let said = Said::of(&Document::from_value(value).expect("it is a document"));
		for issuers in [issuers(None, &[]), issuers(None, &[NOTARY])] {
			let own = Own::of(&chain(5_000), &BLOCK, &issuers, &ISSUER, said.clone()).await.expect("it can be judged");
			let named = json!(own.issuer);
			assert_eq!((&named["relation"], &named["attestedBy"]), (&json!("unclear"), &json!([])));
			let (reason, _) = own.objection(&issuers, &ISSUER, 1_500).expect("it is not valid");
			assert_eq!(reason["issuerUnrelated"]["issuer"], named["id"]);
		}
		let named = issuers(Some(Named::Account(ISSUER)), &[]);
		let undated = json!({ "type": "VerifiableCredential", "issuer": did, "validUntil": "2020-01-01" });
		let said = Said::of(&Document::from_value(undated).expect("it is a document"));
		let own = Own::of(&chain(5_000), &BLOCK, &named, &ISSUER, said).await.expect("it can be judged");
		let reason = json!({ "documentDateUnclear": { "member": "validUntil" } });
		assert_eq!(own.objection(&named, &ISSUER, 1_500), Some((reason, None)));
	}

	#[tokio::test]
	async fn who_says_whose_certificate_it_has_to_be_gets_that() {
		// The chain compares accounts.
		let named = issuers(Some(Named::Account(ISSUER)), &[]);
		assert_eq!(judged(&named, 5_000, "https://university.example", 1_500).await.1, Value::Null);
		let website = |host: &str| issuers(Some(Named::Website(host.to_owned())), &[NOTARY]);
		assert_eq!(judged(&website("school.example"), 5_000, "urn:a", 1_500).await.1, Value::Null);
		let mismatch = json!({ "issuerMismatch": { "issuer": ISSUER } });
		assert_eq!(judged(&website("university.example"), 5_000, "urn:a", 1_500).await.1, mismatch);
		assert_eq!(judged(&website("school.example"), 999, "urn:a", 1_500).await.1, mismatch);
		// Also if no document is shown.
		let issuers = website("university.example");
		let own = Own::of(&chain(5_000), &BLOCK, &issuers, &ISSUER, Said::default()).await.expect("it can be judged");
		assert_eq!(own.objection(&issuers, &ISSUER, 1_500), Some((mismatch, None)));
	}

	#[tokio::test]
	async fn the_dates_of_a_document_count() {
		let named = issuers(Some(Named::Account(ISSUER)), &[]);
		let own = Own::of(&chain(5_000), &BLOCK, &named, &ISSUER, document("urn:a")).await.expect("it can be judged");
		assert_eq!(own.objection(&named, &ISSUER, 9_000).and_then(|(_, since)| since), Some(2_001));
		for (time, reason) in [
			(999, json!({ "documentNotYetValid": { "validFrom": 1_000 } })),
			(1_000, Value::Null),
			(2_000, Value::Null),
			(2_001, json!({ "documentExpired": { "validUntil": 2_000 } })),
		] {
			assert_eq!(judged(&named, 5_000, "urn:a", time).await.1, reason, "{time}");
		}
	}

	#[tokio::test]
	async fn issuers_are_accounts_or_websites() {
		let chain = chain(5_000);
		let read = async |text: &str, attesters: &[String]| {
			Issuers::read(&chain, Some(text), &Attesters { attesters: attesters.to_vec() }).await
		};
		let notary = [NOTARY.to_string()];
		for text in
			["school.example", "https://school.example/about", "HTTPS://School.Example", "did:web:school.example"]
		{
			let issuers = read(text, &notary).await.expect("it is a website");
			assert_eq!(issuers.named, Some(Named::Website("school.example".to_owned())), "{text}");
			assert_eq!((issuers.name(), issuers.account()), (json!("school.example"), None));
			let failure = read(text, &[]).await.expect_err("nobody is trusted");
			assert!(failure.message.contains("--attester"), "{}", failure.message);
		}
		for text in [ISSUER.to_string(), identity::to_did(ISSUER)] {
			let issuers = read(&text, &[]).await.expect("it is an account");
			assert_eq!((issuers.name(), issuers.account()), (json!(ISSUER), Some(&ISSUER)), "{text}");
		}
		for wrong in ["http://school.example", "school.example.", "did:web:a b", "did:key:z6Mk"] {
			assert_eq!(read(wrong, &notary).await.expect_err("it is neither").code, "usage", "{wrong}");
		}
	}
}
