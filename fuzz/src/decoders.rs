//! What reads bytes from outside: whatever they are, it must not panic, and what it has read must be written as it was.

use crate::common;
use civitas_credentials::{form_of, Document, Own};
use civitas_primitives::identity::{
	did::{parse_did, parse_did_url},
	verify, KeySignature, PublicKey, WebAuthnAssertion,
};
use civitas_proof::{check, hash, Bundle, Trie, Trust};
use civitas_runtime::{Runtime, RuntimeCall, UncheckedExtrinsic};
use codec::{Decode, DecodeLimit, Encode};
use frame_metadata::RuntimeMetadataPrefixed;
use metadata_json::Metadata;
use std::sync::OnceLock;

/// How deep what is decoded may be, as the runtime has it.
const DEPTH: u32 = 256;

/// Something that reads bytes.
pub type Decoder = fn(&[u8]);

/// All of them.
pub const ALL: &[(&str, Decoder)] = &[
	("transaction", transaction),
	("json", json),
	("signature", signature),
	("passkey", passkey),
	("credential", credential),
	("did", did),
	("bundle", bundle),
];

fn metadata() -> &'static Metadata {
	static METADATA: OnceLock<Metadata> = OnceLock::new();
	METADATA.get_or_init(|| {
		let bytes = Runtime::metadata_at_version(16).expect("the runtime has it");
		debug_assert!(RuntimeMetadataPrefixed::decode(&mut &bytes[..]).is_ok());
		Metadata::decode(&bytes).expect("it is metadata")
	})
}

fn call_type() -> u32 {
	common::metadata().outer_enums.call_enum_ty.id
}

/// A transaction, and what its call is in JSON.
pub fn transaction(bytes: &[u8]) {
	let _ = UncheckedExtrinsic::decode_all_with_depth_limit(DEPTH, &mut &*bytes);
	let Ok(call) = RuntimeCall::decode_with_depth_limit(DEPTH, &mut &*bytes) else { return };
	let scale = call.encode();
	// What is too deep or too long to be shown is an error, and nothing else.
	let Ok(shown) = metadata().to_json(call_type(), &scale) else { return };
	assert_eq!(metadata().to_scale(call_type(), &shown).as_ref(), Ok(&scale), "{shown}");
}

/// A call in JSON.
pub fn json(bytes: &[u8]) {
	let Ok(text) = std::str::from_utf8(bytes) else { return };
	let Ok(value) = metadata_json::parse(text) else { return };
	let Ok(scale) = metadata().to_scale(call_type(), &value) else { return };
	let shown = metadata().to_json(call_type(), &scale).expect("it was made of JSON");
	assert_eq!(metadata().to_scale(call_type(), &shown), Ok(scale), "{text}");
}

/// A key, a message and a signature.
pub fn signature(bytes: &[u8]) {
	let Ok((key, hash, signature)) = <(PublicKey, [u8; 32], KeySignature)>::decode(&mut &*bytes) else { return };
	let _ = key.validate();
	let _ = key.multikey();
	let _ = verify(&key, &hash, &signature);
}

/// What a browser says of a passkey's signature.
pub fn passkey(bytes: &[u8]) {
	let (flags, text) = bytes.split_first().unwrap_or((&0, &[]));
	let mut data = vec![0; 37];
	data[32] = *flags;
	let (Ok(authenticator_data), Ok(client_data_json)) = (data.try_into(), text.to_vec().try_into()) else { return };
	let assertion = WebAuthnAssertion { authenticator_data, client_data_json, signature: [1; 64] };
	let mut key = [7; 33];
	key[0] = 2;
	assert!(verify(&PublicKey::P256(key), &[0; 32], &KeySignature::WebAuthn(assertion)).is_err());
}

/// A document of claims.
pub fn credential(bytes: &[u8]) {
	let Ok(text) = std::str::from_utf8(bytes) else { return };
	let _ = Own::of_text(text);
	let Ok(document) = Document::parse(text) else { return };
	let _ = form_of(&document);
	let again = Document::parse(document.canonical()).expect("it is one");
	assert_eq!(again.canonical(), document.canonical(), "{text}");
	assert_eq!(again.hash(), document.hash());
}

/// A DID.
pub fn did(bytes: &[u8]) {
	let Ok(text) = std::str::from_utf8(bytes) else { return };
	let _ = parse_did(text);
	if let Ok((identity, _)) = parse_did_url(text) {
		assert!(text.contains("did:"), "{identity:?}");
	}
}

/// A proof of an answer, as a file has it, and nodes of tries.
pub fn bundle(bytes: &[u8]) {
	if let Ok(bundle) = Bundle::read(bytes) {
		assert_eq!(bundle.write(), bytes);
		// Nobody has code of this hash.
		let genesis = bundle.genesis.as_ref().map_or([0; 32], |genesis| hash(&genesis.header));
		assert!(check(&bundle, &[], &Trust::Genesis(genesis)).is_err());
	}
	// As many nodes as there are, each with its length before it.
	let (mut nodes, mut rest) = (Vec::new(), bytes);
	while let Some((length, behind)) = rest.split_first() {
		let (node, behind) = behind.split_at(behind.len().min(usize::from(*length)));
		nodes.push(node.to_vec());
		rest = behind;
	}
	let Some(root) = nodes.last().map(|node| hash(node)) else { return };
	if let Ok(trie) = Trie::new(&nodes, root) {
		for key in [&b""[..], b":code", bytes] {
			let _ = trie.value(key);
			let _ = trie.hash_of(key);
		}
	}
}
