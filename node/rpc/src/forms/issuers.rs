//! By whom documents say that they are, and who says the same.
//!
//! An issuer of this chain is an account. A document names an issuer by a URL, and whoever certifies it can write any into it. So
//! it is asked whether the URL is the DID of the account, or at a website that an identity has attested to be the account's.
//! Anyone can attest: it counts for a verifier only if they trust who has.

use super::{
	names::{self, did_of},
	parameters::{account, as_in_view},
};
use crate::{
	error::invalid_params,
	views::{self, Arguments, Views},
};
use civitas_credentials::{is_host, website_of, OwnIssuer, Relation};
use civitas_primitives::{certification::Expected, identity::document::DomainLink, text::Text, Page};
use jsonrpsee::core::RpcResult;
use serde_json::{json, Map, Value};
use sp_core::{
	crypto::{AccountId32, Ss58Codec},
	ConstU32,
};

/// The pallet that knows of websites.
const IDENTITY: &str = "IdentityRegistry";
/// The most attesters that a verifier names.
const MAX_ATTESTERS: usize = 16;
/// How many pages of attestations are looked through for those of one website. Anyone can add some to anyone, and pays for each.
const MAX_PAGES: usize = 10;

/// The host of a website, as the chain has it.
type Domain = Text<ConstU32<253>>;

/// What is required of a certificate and of a document.
#[derive(Debug, Default)]
pub struct Wanted {
	/// What the chain is asked.
	pub expected: Option<Expected<AccountId32>>,
	/// The website at which the issuer has to be.
	pub website: Option<String>,
	/// Whose attestations the verifier trusts.
	pub attesters: Vec<AccountId32>,
}

impl Wanted {
	/// Read it: what the view `verify` takes, but that the issuer may be named by a DID or a website too, and `attesters`.
	pub fn read(views: &dyn Views, arguments: &Arguments) -> RpcResult<Self> {
		let Some(Value::Object(given)) = arguments.get("expected") else {
			return Ok(Self { expected: as_in_view(views, arguments, "verify", "expected")?, ..Self::default() });
		};
		let mut given = given.clone();
		let attesters = attesters(views, "expected.attesters", given.remove("attesters"))?;
		let path = "expected.issuer";
		let name = given.get("issuer").and_then(Value::as_str).map(str::to_owned).unwrap_or_default();
		let website = website_of(&name).or_else(|| Some(name.to_ascii_lowercase()).filter(|host| is_host(host)));
		if website.is_some() {
			given.remove("issuer");
			if attesters.is_empty() {
				let problem =
					"it is a website, so it has to be said whose attestation of it is trusted: expected.attesters";
				return Err(invalid_params(path, problem));
			}
		} else if name.starts_with("did:") {
			let identity = names::identity(path, &name)?;
			given.insert("issuer".into(), identity.to_ss58check().into());
		} else if name.contains([':', '/', '.']) {
			return Err(invalid_params(
				path,
				"it is neither an account, nor a DID, nor a website (a host, or an https: URL)",
			));
		}
		let arguments = Arguments::from(Map::from_iter([("expected".to_owned(), given.into())]));
		Ok(Self { expected: as_in_view(views, &arguments, "verify", "expected")?, website, attesters })
	}

	/// Whether it says who the issuer has to be.
	pub fn names_issuer(&self) -> bool {
		self.website.is_some() || self.expected.as_ref().is_some_and(|expected| expected.issuer.is_some())
	}
}

/// Whose attestations are trusted.
pub fn attesters(views: &dyn Views, path: &str, given: Option<Value>) -> RpcResult<Vec<AccountId32>> {
	let several = match given {
		None | Some(Value::Null) => return Ok(Vec::new()),
		Some(Value::Array(several)) => several,
		Some(_) => return Err(invalid_params(path, "it is not a list of accounts or DIDs")),
	};
	if several.len() > MAX_ATTESTERS {
		let problem = format!("{} are more than the {MAX_ATTESTERS} that there may be", several.len());
		return Err(invalid_params(path, problem));
	}
	let numbered = several.iter().enumerate();
	numbered.map(|(place, attester)| account(views, &format!("{path}[{place}]"), attester)).collect()
}

/// The issuer that a document names.
#[derive(Debug)]
pub struct Named {
	/// As it names them; or why it is not clear whom it names.
	id: String,
	relation: Relation,
	/// Who attests that it is a website of theirs.
	attested_by: Vec<AccountId32>,
}

impl Named {
	/// Who is meant, where the certificate is by `issuer`. `attesters` are those who are trusted: they are asked for sure, and others
	/// as far as they are easily found. `None` if the document is none that names an issuer.
	pub fn find(
		views: &dyn Views,
		named: OwnIssuer,
		issuer: &AccountId32,
		attesters: &[AccountId32],
	) -> RpcResult<Option<Self>> {
		let id = match named {
			OwnIssuer::None => return Ok(None),
			OwnIssuer::Unclear(id) => {
				return Ok(Some(Self { id, relation: Relation::Unclear, attested_by: Vec::new() }))
			},
			OwnIssuer::One(id) => id,
		};
		if id.split(['/', '?', '#']).next() == Some(&did_of(issuer)) {
			return Ok(Some(Self { id, relation: Relation::Same, attested_by: Vec::new() }));
		}
		let attested_by = match website_of(&id) {
			Some(website) => attested_by(views, issuer, &website, attesters)?,
			None => Vec::new(),
		};
		let is_trusted = attested_by.iter().any(|attester| attesters.contains(attester));
		let relation = if is_trusted { Relation::Website } else { Relation::Unrelated };
		Ok(Some(Self { id, relation, attested_by }))
	}

	/// Whether it is the issuer of the certificate, by the word of those who are trusted.
	pub fn is_own(&self) -> bool {
		self.relation.is_own()
	}

	/// As an answer has it.
	pub fn to_json(&self) -> Value {
		json!({ "id": self.id, "relation": self.relation, "attestedBy": accounts(&self.attested_by) })
	}

	/// The reason that is given if it is not.
	pub fn to_reason(&self) -> Value {
		json!({ "issuerUnrelated": { "issuer": self.id, "attestedBy": accounts(&self.attested_by) } })
	}
}

fn accounts(accounts: &[AccountId32]) -> Vec<String> {
	accounts.iter().map(AccountId32::to_ss58check).collect()
}

/// Who attests that `website` is of `identity`: of `attesters` all who do, and of others those on the first pages.
pub fn attested_by(
	views: &dyn Views,
	identity: &AccountId32,
	website: &str,
	attesters: &[AccountId32],
) -> RpcResult<Vec<AccountId32>> {
	let Ok(domain) = Domain::try_from(website) else { return Ok(Vec::new()) };
	// Whether it is theirs now, whatever time is asked about: of earlier times the chain keeps no attestations.
	let now = views.block().time;
	let mut found = Vec::new();
	let mut add = |link: DomainLink<AccountId32>| {
		if link.domain == website && link.valid_until >= now && !found.contains(&link.verifier) {
			found.push(link.verifier);
		}
	};
	for attester in attesters {
		let link: Option<DomainLink<AccountId32>> =
			views::ask(views, IDENTITY, "attestation", (identity.clone(), domain.clone(), attester.clone()))?;
		link.into_iter().for_each(&mut add);
	}
	let mut cursor: Option<(Domain, AccountId32)> = None;
	for _ in 0..MAX_PAGES {
		let page: Page<DomainLink<AccountId32>, (Domain, AccountId32)> =
			views::ask(views, IDENTITY, "domains_of", (identity.clone(), cursor, None::<u32>))?;
		page.items.into_iter().for_each(&mut add);
		cursor = page.next;
		if cursor.is_none() {
			break;
		}
	}
	Ok(found)
}
