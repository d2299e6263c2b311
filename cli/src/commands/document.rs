//! `civitas document`.

use super::{change, listed};
use crate::{
	arguments::{self, Connection},
	chain::Chain,
	document,
	failure::Failure,
	moment::{self, Moment},
	output::{self, Answer},
	paging::Paging,
	signer::SignerArguments,
	types::{
		DocumentAccessed, DocumentGrantRevoked, DocumentGranted, Grant, GrantDocument, LogDocumentAccess, Page,
		RevokeDocumentGrant,
	},
};
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::PathBuf;
use subxt::utils::{AccountId32, H256};

#[derive(Debug, Subcommand)]
pub enum DocumentCommand {
	/// Let someone ask for a document that supports a certificate about you. The document itself is never on chain. For
	/// one of a batch this cannot be said on chain.
	Grant(Box<GrantArguments>),
	/// Take a grant back.
	Revoke {
		/// The grant.
		#[arg(value_parser = arguments::hash)]
		grant: H256,
		#[command(flatten)]
		signer: SignerArguments,
	},
	/// Log that you, to whom it was granted, have asked for a document.
	Log {
		/// The grant.
		#[arg(value_parser = arguments::hash)]
		grant: H256,
		/// Who granted it.
		#[arg(long, value_name = "SS58", value_parser = arguments::account)]
		holder: AccountId32,
		#[command(flatten)]
		signer: SignerArguments,
	},
	/// List what someone has granted.
	List {
		/// Who granted it.
		#[arg(long, value_name = "SS58", value_parser = arguments::account)]
		holder: AccountId32,
		#[command(flatten)]
		paging: Paging<H256>,
	},
}

#[derive(Args, Debug)]
pub struct GrantArguments {
	/// The certificate that the document supports.
	#[arg(long, value_name = "ID", value_parser = arguments::hash)]
	certificate: H256,
	/// The file with the document: its hash, SHA-256 over its bytes, is recorded.
	#[arg(long, value_name = "FILE")]
	document: PathBuf,
	/// Where it can be asked for.
	#[arg(long, value_name = "URI", default_value = "", hide_default_value = true)]
	uri: String,
	/// Who may ask for it.
	#[arg(long, value_name = "SS58", value_parser = arguments::account)]
	grantee: AccountId32,
	/// What for.
	#[arg(long, value_name = "TEXT")]
	purpose: String,
	/// The last moment at which it may be asked for; until you revoke it if this is not given.
	#[arg(long, value_name = "TIME", value_parser = moment::parse)]
	valid_until: Option<Moment>,
	#[command(flatten)]
	signer: SignerArguments,
}

/// Do what the command says.
pub async fn run(connection: &Connection, command: DocumentCommand) -> Result<Answer, Failure> {
	match command {
		DocumentCommand::Grant(arguments) => {
			let GrantArguments { certificate, document, uri, grantee, purpose, valid_until, signer } = *arguments;
			let (document, uri, purpose) = (document::hash_file(&document)?, uri.into_bytes(), purpose.into_bytes());
			let call = GrantDocument { certificate, document, uri, grantee, purpose, valid_until };
			change::<DocumentGranted>(connection, &signer, "grant_document", call, "DocumentGranted").await
		},
		DocumentCommand::Revoke { grant, signer } => {
			let (call, event) = ("revoke_document_grant", "DocumentGrantRevoked");
			change::<DocumentGrantRevoked>(connection, &signer, call, RevokeDocumentGrant { grant }, event).await
		},
		DocumentCommand::Log { grant, holder, signer } => {
			let call = LogDocumentAccess { holder, grant };
			change::<DocumentAccessed>(connection, &signer, "log_document_access", call, "DocumentAccessed").await
		},
		DocumentCommand::List { holder, paging } => {
			let chain = Chain::connect(connection).await?;
			let state = chain.finalized().await?;
			let arguments = |cursor: Option<H256>, limit: u32| (holder, cursor, limit);
			let grants: Page<(H256, Grant), H256> = state.list("document_grants_of", &paging, arguments).await?;
			let with_id = |(id, grant): &(H256, Grant)| {
				let mut json = json!({ "id": id });
				if let (Some(json), Some(members)) = (json.as_object_mut(), output::value(grant).as_object_mut()) {
					json.append(members);
				}
				json
			};
			let items: Vec<_> = grants.items.iter().map(with_id).collect();
			Ok(listed("grants", "grant", &Page { items, next: grants.next }, &state.block()))
		},
	}
}
