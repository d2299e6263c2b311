//! The calls of the certification pallet, with what most tests do not care about filled in.

use crate::{client::Client, transaction::account};
use civitas_primitives::{
	certification::{NetworkId, RevocationReason, SchemaId},
	content_id, ContentHash, Moment,
};
use civitas_runtime::{AccountId, Runtime, RuntimeCall};
use pallet_certification::Event;
use sp_core::{sr25519, H256};

/// A year of 365 days, in milliseconds.
pub const YEAR: Moment = 365 * 24 * 60 * 60 * 1000;

type Call = pallet_certification::Call<Runtime>;

const POLICY_URI: &[u8] = b"https://example.org/policy";
const DOCUMENT_URI: &[u8] = b"https://example.org/schema.json";

/// The hash of some document; another for another number.
pub fn document(number: u8) -> ContentHash {
	H256::repeat_byte(number)
}

/// Found a network.
pub fn found_network(name: &str) -> RuntimeCall {
	let policy_uri = POLICY_URI.into();
	RuntimeCall::Certification(Call::found_network { name: name.into(), policy_hash: document(1), policy_uri })
}

/// Register a schema of this name, whose certificates are valid for at most `max_validity` milliseconds.
pub fn register_schema(network: NetworkId, name: &str, max_validity: Option<Moment>) -> RuntimeCall {
	RuntimeCall::Certification(Call::register_schema {
		network,
		name: name.into(),
		document_hash: document(2),
		document_uri: DOCUMENT_URI.into(),
		max_validity,
	})
}

/// The identifier that [`register_schema`] gives a schema, by the documented formula.
pub fn schema_id(network: NetworkId, name: &str, max_validity: Option<Moment>) -> SchemaId {
	content_id("civitas/schema", (network, name.as_bytes(), document(2), DOCUMENT_URI, max_validity))
}

/// Accredit an issuer.
pub fn accredit(network: NetworkId, issuer: impl Into<sr25519::Pair>, valid_until: Option<Moment>) -> RuntimeCall {
	RuntimeCall::Certification(Call::accredit { network, issuer: account(issuer), valid_until })
}

/// Issue a certificate that is valid from now on.
pub fn issue(
	network: NetworkId,
	schema: SchemaId,
	subject: &AccountId,
	claims: ContentHash,
	valid_until: Option<Moment>,
) -> RuntimeCall {
	let subject = subject.clone();
	RuntimeCall::Certification(Call::issue { network, schema, subject, claims, valid_from: None, valid_until })
}

/// Revoke a certificate.
pub fn revoke(certificate: H256, reason: RevocationReason) -> RuntimeCall {
	RuntimeCall::Certification(Call::revoke { certificate, reason })
}

/// The first network of a chain, with a schema without limit of validity, in which `issuer` may issue without end.
pub async fn first_network(
	client: &Client,
	operator: impl Into<sr25519::Pair>,
	issuer: impl Into<sr25519::Pair>,
) -> (NetworkId, SchemaId) {
	let network = 0;
	let calls = vec![
		found_network("Medical Council"),
		register_schema(network, "Licence", None),
		accredit(network, issuer, None),
	];
	let outcomes = client.execute_all(operator, calls).await;
	let schema = schema_id(network, "Licence", None);
	outcomes[1].emitted(Event::<Runtime>::SchemaRegistered { network, schema });
	(network, schema)
}
