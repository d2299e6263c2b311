//! What clients in other languages compute of certificates: see `test-vectors/README.md`.

mod common;

use civitas_primitives::{
	certification::{
		batch_id, certificate_id,
		merkle::{includes, MerkleTree},
		nullifier_commitment, nullifier_hash, nullifier_of_schema, schema_id, Authority, Content, Field, Member,
		SchemaContent, SchemaKind, SchemaRules, StatusPurpose,
	},
	content_id,
};
use codec::Encode;
use common::{compare, hex};
use serde_json::{json, Value};
use sp_core::{crypto::AccountId32, H256};
use sp_io::hashing::{blake2_256, sha2_256};

const ACCREDITATION: u64 = 0x0102_0304_0506_0708;
const AUTHORITY: Authority = Authority::Accreditation(ACCREDITATION);

fn account(number: u8) -> AccountId32 {
	AccountId32::new([number; 32])
}

fn documents() -> Vec<Value> {
	let documents = [
		json!({}),
		json!({ "degree": "Bachelor of Science", "awarded": "2026-07-01", "honours": true, "marks": [1, 2.5, null] }),
		// Members are sorted by UTF-16, and of what is not ASCII nothing is escaped.
		json!({ "\u{20ac}": 1, "\r": "\u{1f600}", "1": 1e-7, "\u{f6}": 4.50 }),
	];
	documents.into_iter().map(described).collect()
}

fn described(document: Value) -> Value {
	let canonical = serde_json_canonicalizer::to_vec(&document).unwrap();
	json!({ "document": document, "canonical": String::from_utf8(canonical.clone()).unwrap(), "claims": hex(sha2_256(&canonical)) })
}

fn schemas() -> Vec<Value> {
	let plain = SchemaContent {
		kind: SchemaKind::DEGREE,
		name: "Degree".try_into().unwrap(),
		document_hash: H256::repeat_byte(1),
		document_uri: "https://example.org/degree.json".try_into().unwrap(),
		rules: SchemaRules { suspendable: true, survives_issuer: true, ..Default::default() },
		max_validity: None,
		supersedes: None,
	};
	let supersedes = Some(schema_id(7, &plain));
	let next = SchemaContent { max_validity: Some(157_680_000_000), supersedes, ..plain.clone() };
	let described = [plain, next].map(|content| {
		json!({
			"network": 7,
			"kind": content.kind,
			"name": content.name,
			"documentHash": content.document_hash,
			"documentUri": content.document_uri,
			"rules": content.rules,
			"maxValidity": content.max_validity,
			"supersedes": content.supersedes,
			"preimage": hex(("civitas/schema", 7u32, &content).encode()),
			"id": schema_id(7, &content),
		})
	});
	described.to_vec()
}

fn nothing_but_claims() -> Content {
	Content {
		claims: H256::repeat_byte(4),
		record: Default::default(),
		evidence: None,
		search_key: None,
		valid_from: None,
		valid_until: None,
	}
}

fn certificates() -> Vec<Value> {
	let (schema, subject) = (H256::repeat_byte(2), account(3));
	let plain = nothing_but_claims();
	let record = r#"{"number":"A-17"}"#;
	let full = Content {
		claims: sha2_256(record.as_bytes()).into(),
		record: record.try_into().unwrap(),
		evidence: Some(H256::repeat_byte(5)),
		search_key: Some(sha2_256(b"A-17").into()),
		valid_from: Some(1_700_000_000_000),
		valid_until: Some(1_800_000_000_000),
	};
	let first = certificate_id(AUTHORITY, &schema, &subject, &plain, None);
	let described = [(plain, None), (full, Some(first))].map(|(content, predecessor)| {
		json!({
			"accreditation": ACCREDITATION.to_string(),
			"schema": schema,
			"subject": subject,
			"content": content,
			"predecessor": predecessor,
			"preimage": hex(("civitas/certificate", &schema, &subject, &content, predecessor).encode()),
			"id": certificate_id(AUTHORITY, &schema, &subject, &content, predecessor.as_ref()),
		})
	});
	described.to_vec()
}

fn batches() -> Vec<Value> {
	let schema = H256::repeat_byte(2);
	let described = [1u32, 5].map(|count| {
		let member = |index| Member { index, subject: account(index as u8), claims: H256(blake2_256(&[index as u8])) };
		let members: Vec<_> = (0..count).map(member).collect();
		let tree = MerkleTree::new(members.iter().map(Member::leaf));
		let (root, until) = (tree.root(), Some(1_800_000_000_000));
		let shown = members.iter().map(|member| {
			let proof = tree.prove(member.index).unwrap();
			assert!(includes(root, count, member.index, &member.leaf(), &proof));
			json!({ "member": member, "leaf": hex(member.leaf()), "proof": proof })
		});
		json!({
			"accreditation": ACCREDITATION.to_string(),
			"schema": schema,
			"members": shown.collect::<Vec<_>>(),
			"root": root,
			"count": count,
			"validFrom": null,
			"validUntil": until,
			"preimage": hex(("civitas/batch", &schema, &root, count, None::<u64>, until).encode()),
			"id": batch_id(AUTHORITY, &schema, &root, count, None, until),
		})
	});
	described.to_vec()
}

fn fields() -> Value {
	let document = json!({ "name": "Ada", "born": { "year": 1815 }, "tags": [] });
	// Each value that is none of objects or arrays, or an empty one, by its JSON pointer, in the order of a canonical form.
	let values = [("/born/year", "1815"), ("/name", "\"Ada\""), ("/tags", "[]")];
	let count = values.len() as u32;
	let leaf = |(index, (name, value)): (usize, &(&str, &str))| {
		let salt = H256(blake2_256(&[index as u8]));
		Field { count, salt, name: name.as_bytes().to_vec(), value: value.as_bytes().to_vec() }
	};
	let fields: Vec<_> = values.iter().enumerate().map(leaf).collect();
	let tree = MerkleTree::new(fields.iter().map(Field::leaf));
	let shown = fields.iter().zip(values).zip(0u32..).map(|((field, (name, value)), index)| {
		let proof = tree.prove(index).unwrap();
		json!({ "index": index, "salt": field.salt, "name": name, "value": value, "leaf": hex(field.leaf()), "proof": proof })
	});
	json!({ "document": document, "count": count, "fields": shown.collect::<Vec<_>>(), "claims": tree.root() })
}

fn others() -> Value {
	let owner = account(6);
	let (length, salt) = (131_072u32, H256::repeat_byte(7));
	let list = (&owner, StatusPurpose::Suspension, length, salt);
	let (issuer, schema, secret) = (account(11), H256::repeat_byte(2), H256::repeat_byte(12));
	let nullifier = nullifier_of_schema(&schema, &secret);
	let operators = certificate_id(Authority::Operator(7), &schema, &owner, &nothing_but_claims(), None);
	json!({
		"statusList": {
			"owner": owner,
			"purpose": StatusPurpose::Suspension,
			"length": length,
			"salt": salt,
			"preimage": hex(("civitas/status-list", &list).encode()),
			"id": content_id("civitas/status-list", list),
		},
		"byOperator": { "network": 7, "schema": schema, "subject": owner, "content": nothing_but_claims(), "id": operators },
		"nullifier": {
			"schema": schema,
			"secret": secret,
			"nullifier": nullifier,
			"hash": nullifier_hash(&schema, &nullifier),
			"issuer": issuer,
			"salt": salt,
			"preimage": hex(("civitas/nullifier", (&issuer, &nullifier, &salt)).encode()),
			"commitment": nullifier_commitment(&issuer, &nullifier, &salt),
		},
	})
}

#[test]
fn certification_vectors_hold() {
	compare("certification.json", |_| {
		json!({
			"documents": documents(),
			"schemas": schemas(),
			"certificates": certificates(),
			"batches": batches(),
			"fields": fields(),
			"others": others(),
		})
	});
}
