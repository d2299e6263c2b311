//! Questions about identities.

pub mod document;
pub mod key;

use crate::{
	block::{ask, page_size, At},
	error::invalid_params,
};
use civitas_primitives::{
	identity::{
		did::parse_did,
		document::{DomainLink, KeyValidity, When},
		Relationships,
	},
	Moment, Page,
};
use civitas_runtime_api::IdentityApi as IdentityRuntimeApi;
use document::{did_of, explain, text, DidResolution};
use jsonrpsee::{
	core::{async_trait, RpcResult},
	proc_macros::rpc,
};
use key::KeyParam;
use serde::{Deserialize, Serialize};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_core::crypto::AccountId32;
use sp_runtime::traits::Block as BlockT;
use std::{marker::PhantomData, sync::Arc};

/// Whether a key is valid.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct KeyValidityAnswer {
	/// Whether it is valid; `null` if that cannot be said, with the reason `timeNeeded`.
	pub valid: Option<bool>,
	/// Why not; `null` if it is valid.
	pub reason: Option<KeyValidity<u32>>,
}

impl From<KeyValidity<u32>> for KeyValidityAnswer {
	fn from(validity: KeyValidity<u32>) -> Self {
		match validity {
			KeyValidity::Valid => Self { valid: Some(true), reason: None },
			KeyValidity::TimeNeeded => Self { valid: None, reason: Some(validity) },
			_ => Self { valid: Some(false), reason: Some(validity) },
		}
	}
}

/// Whom a name belongs to.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct NameAnswer {
	/// The DID; `null` if nobody has the name.
	pub did: Option<String>,
}

/// That a website names an identity, according to someone who looked.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DomainAnswer {
	/// The identity.
	pub did: String,
	/// The host of the website.
	pub domain: String,
	/// The identity that looked. It depends on the reader whether it counts.
	pub verifier: String,
	/// When it looked, in milliseconds since the Unix epoch.
	pub attested_at: Moment,
	/// The last moment at which the attestation is good.
	pub valid_until: Moment,
}

impl From<DomainLink<AccountId32>> for DomainAnswer {
	fn from(link: DomainLink<AccountId32>) -> Self {
		Self {
			did: did_of(&link.identity),
			domain: text(link.domain),
			verifier: did_of(&link.verifier),
			attested_at: link.attested_at,
			valid_until: link.valid_until,
		}
	}
}

/// An account that is linked to an identity.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct AccountAnswer {
	/// The account.
	pub account: AccountId32,
	/// Since when, in milliseconds since the Unix epoch.
	pub since: Moment,
}

impl From<(AccountId32, Moment)> for AccountAnswer {
	fn from((account, since): (AccountId32, Moment)) -> Self {
		Self { account, since }
	}
}

/// Where a listing by domain goes on: an identity and a verifier.
pub type DomainCursor = (AccountId32, AccountId32);

/// Where a listing of the domains of an identity goes on: a domain and a verifier.
pub type DomainOfCursor = (String, AccountId32);

/// The methods. Of all of them `at` is the block; the last finalised one if absent. Of listings, `cursor` is `next` of the
/// page before, and `limit` how many are wanted at the most; no page has more than 100, which is also what is given if it
/// is absent.
#[rpc(client, server)]
pub trait IdentityApi<Hash> {
	/// The W3C document of a DID. The answer is a DID Resolution Result also if there is none: `error` is `invalidDid` (or
	/// `methodNotSupported`) for a text that is not the DID of an identity, and `notFound` if nobody has registered it. An
	/// identity that was given up has a document without keys, and `deactivated` in its metadata.
	#[method(name = "civitas_resolveDid")]
	async fn resolve_did(&self, did: String, at: Option<Hash>) -> RpcResult<At<Hash, DidResolution>>;

	/// Whether `key` of an identity is valid. The key is a [`KeyParam`]: `"z6Mk…"` or `{"ed25519": "0x…"}`.
	///
	/// - `relationships`: for all of what, such as `["assertionMethod"]`; if absent or empty, for anything;
	/// - `when`: `{"time": …}`, in milliseconds since the Unix epoch, `{"block": …}`, at the end of the block of this
	///   number, or `"now"`: the end of the block at which is asked, which is also meant if it is absent.
	///
	/// Keys stay valid while their identity is frozen; see the document for that.
	#[method(name = "civitas_keyValidity")]
	async fn key_validity(
		&self,
		did: String,
		key: KeyParam,
		relationships: Option<Relationships>,
		when: Option<When<u32>>,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, KeyValidityAnswer>>;

	/// The DIDs of the identities that have `key`, which is a [`KeyParam`], and have not revoked it.
	#[method(name = "civitas_identitiesOfKey")]
	async fn identities_of_key(
		&self,
		key: KeyParam,
		cursor: Option<String>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, Page<String, String>>>;

	/// Which identity has this name now.
	#[method(name = "civitas_identityOfName")]
	async fn identity_of_name(&self, name: String, at: Option<Hash>) -> RpcResult<At<Hash, NameAnswer>>;

	/// The identities that were attested to be of the website at `domain` (a host, in lower case, in ASCII). Those
	/// attestations that have expired are listed until they are removed.
	#[method(name = "civitas_identitiesOfDomain")]
	async fn identities_of_domain(
		&self,
		domain: String,
		cursor: Option<DomainCursor>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, Page<DomainAnswer, DomainCursor>>>;

	/// The websites that were attested to be of an identity, likewise.
	#[method(name = "civitas_domainsOf")]
	async fn domains_of(
		&self,
		did: String,
		cursor: Option<DomainOfCursor>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, Page<DomainAnswer, DomainOfCursor>>>;

	/// The accounts that are linked to an identity: each has signed that it wants to be.
	#[method(name = "civitas_accountsOf")]
	async fn accounts_of(
		&self,
		did: String,
		cursor: Option<AccountId32>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, Page<AccountAnswer, AccountId32>>>;

	/// The DIDs of the identities that an account is linked to.
	#[method(name = "civitas_identitiesOfAccount")]
	async fn identities_of_account(
		&self,
		account: AccountId32,
		cursor: Option<String>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<At<Hash, Page<String, String>>>;
}

/// Answers from the state that a client keeps.
pub struct Identity<Client, Block> {
	client: Arc<Client>,
	_block: PhantomData<Block>,
}

impl<Client, Block> Identity<Client, Block> {
	/// Answer from `client`.
	pub fn new(client: Arc<Client>) -> Self {
		Self { client, _block: PhantomData }
	}
}

#[async_trait]
impl<Client, Block> IdentityApiServer<Block::Hash> for Identity<Client, Block>
where
	Block: BlockT,
	Client: ProvideRuntimeApi<Block> + HeaderBackend<Block> + Send + Sync + 'static,
	Client::Api: IdentityRuntimeApi<Block, AccountId32, u32>,
{
	async fn resolve_did(&self, did: String, at: Option<Block::Hash>) -> RpcResult<At<Block::Hash, DidResolution>> {
		ask(&*self.client, at, |api, block| match parse_did(&did) {
			Ok(id) => Ok(api.resolve(block, AccountId32::new(id))?.map_or_else(DidResolution::not_found, Into::into)),
			Err(error) => Ok(DidResolution::malformed(error)),
		})
	}

	async fn key_validity(
		&self,
		did: String,
		key: KeyParam,
		relationships: Option<Relationships>,
		when: Option<When<u32>>,
		at: Option<Block::Hash>,
	) -> RpcResult<At<Block::Hash, KeyValidityAnswer>> {
		let identity = identity("did", &did)?;
		let key = key.public("key")?;
		let (relationships, when) = (relationships.unwrap_or_default(), when.unwrap_or_default());
		let answer = ask(&*self.client, at, |api, block| api.key_validity(block, identity, key, relationships, when))?;
		Ok(answer.map(Into::into))
	}

	async fn identities_of_key(
		&self,
		key: KeyParam,
		cursor: Option<String>,
		limit: Option<u32>,
		at: Option<Block::Hash>,
	) -> RpcResult<At<Block::Hash, Page<String, String>>> {
		let key = key.public("key")?;
		let limit = page_size(limit)?;
		let cursor = cursor.map(|did| identity("cursor", &did)).transpose()?;
		let answer = ask(&*self.client, at, |api, block| api.identities_of_key(block, key, cursor, limit))?;
		Ok(answer.map(dids))
	}

	async fn identity_of_name(&self, name: String, at: Option<Block::Hash>) -> RpcResult<At<Block::Hash, NameAnswer>> {
		let answer = ask(&*self.client, at, |api, block| api.identity_of_name(block, name.into_bytes()))?;
		Ok(answer.map(|owner| NameAnswer { did: owner.as_ref().map(did_of) }))
	}

	async fn identities_of_domain(
		&self,
		domain: String,
		cursor: Option<DomainCursor>,
		limit: Option<u32>,
		at: Option<Block::Hash>,
	) -> RpcResult<At<Block::Hash, Page<DomainAnswer, DomainCursor>>> {
		let (domain, limit) = (domain.into_bytes(), page_size(limit)?);
		let answer = ask(&*self.client, at, |api, block| api.identities_of_domain(block, domain, cursor, limit))?;
		Ok(answer.map(|page| shown(page, |cursor| cursor)))
	}

	async fn domains_of(
		&self,
		did: String,
		cursor: Option<DomainOfCursor>,
		limit: Option<u32>,
		at: Option<Block::Hash>,
	) -> RpcResult<At<Block::Hash, Page<DomainAnswer, DomainOfCursor>>> {
		let identity = identity("did", &did)?;
		let limit = page_size(limit)?;
		let cursor = cursor.map(|(domain, verifier)| (domain.into_bytes(), verifier));
		let answer = ask(&*self.client, at, |api, block| api.domains_of(block, identity, cursor, limit))?;
		Ok(answer.map(|page| shown(page, |(domain, verifier)| (text(domain), verifier))))
	}

	async fn accounts_of(
		&self,
		did: String,
		cursor: Option<AccountId32>,
		limit: Option<u32>,
		at: Option<Block::Hash>,
	) -> RpcResult<At<Block::Hash, Page<AccountAnswer, AccountId32>>> {
		let identity = identity("did", &did)?;
		let limit = page_size(limit)?;
		let answer = ask(&*self.client, at, |api, block| api.accounts_of(block, identity, cursor, limit))?;
		Ok(answer.map(|page| shown(page, |cursor| cursor)))
	}

	async fn identities_of_account(
		&self,
		account: AccountId32,
		cursor: Option<String>,
		limit: Option<u32>,
		at: Option<Block::Hash>,
	) -> RpcResult<At<Block::Hash, Page<String, String>>> {
		let limit = page_size(limit)?;
		let cursor = cursor.map(|did| identity("cursor", &did)).transpose()?;
		let answer = ask(&*self.client, at, |api, block| api.identities_of_account(block, account, cursor, limit))?;
		Ok(answer.map(dids))
	}
}

/// A page as it is shown, with its cursor as `next` shows it.
fn shown<Item, Shown: From<Item>, Cursor, Next>(
	page: Page<Item, Cursor>,
	next: impl FnOnce(Cursor) -> Next,
) -> Page<Shown, Next> {
	Page { items: page.items.into_iter().map(Into::into).collect(), next: page.next.map(next) }
}

/// A page of identities, by their DIDs.
fn dids(page: Page<AccountId32, AccountId32>) -> Page<String, String> {
	Page { items: page.items.iter().map(did_of).collect(), next: page.next.as_ref().map(did_of) }
}

/// The identity that a parameter names.
pub(crate) fn identity(parameter: &str, did: &str) -> RpcResult<AccountId32> {
	Ok(AccountId32::new(parse_did(did).map_err(|error| invalid_params(parameter, explain(error)))?))
}

#[cfg(test)]
mod tests;
