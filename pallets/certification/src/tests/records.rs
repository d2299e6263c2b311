//! Public records, and what they can be found by.

use super::*;

fn public() -> Tree {
	tree_of(SchemaRules { public_record: true, searchable: true, ..RULES })
}

fn found_by(tree: &Tree, key: u8) -> Vec<CertificateId> {
	let page = Certification::certificates_by_search_key(tree.schema, hash(key), None, Some(100));
	page.items.into_iter().map(|certificate| certificate.id).collect()
}

#[test]
fn a_public_record_is_there_for_all_to_read() {
	build_and_execute(|| {
		let tree = public();
		let content = record(r#"{"name":"Sam"}"#);
		let id = tree.issue(content.clone());
		assert_eq!(Certification::certificate(id).expect("just issued").record, content.record.as_str());
	});
}

#[test]
fn a_public_record_is_text_that_the_claims_commit_to() {
	build_and_execute(|| {
		let tree = public();
		refused!(tree.try_issue(content(1)), RecordMissing);
		refused!(tree.try_issue(Content { claims: hash(1), ..record("{}") }), RecordMismatch);
		assert_ok!(tree.try_issue(record(&"r".repeat(MAX_RECORD as usize))));
	});
}

#[test]
fn a_private_schema_takes_no_record() {
	build_and_execute(|| {
		let tree = tree();
		refused!(tree.try_issue(record("{}")), RecordNotAllowed);
		refused!(tree.try_issue(Content { search_key: Some(hash(1)), ..content(1) }), SearchKeyNotAllowed);
	});
}

#[test]
fn each_byte_is_paid_for() {
	build_and_execute(|| {
		let tree = public();
		let cost = |content| {
			let before = held(FACULTY, HoldReason::Certificate);
			tree.issue(content);
			held(FACULTY, HoldReason::Certificate) - before
		};
		let short = cost(record("a"));
		assert_eq!(cost(record("a longer one")), short + 11);
		// An entry by which it is found is 96 bytes: the schema, the key, the identifier.
		assert_eq!(cost(Content { search_key: Some(hash(1)), ..record("b") }), short + 96);
	});
}

#[test]
fn what_has_a_search_key_is_found_by_it() {
	build_and_execute(|| {
		let tree = public();
		let with = |text, key| Content { search_key: Some(hash(key)), ..record(text) };
		let mut ids = vec![tree.issue(with("a", 1)), tree.issue(with("b", 1))];
		ids.sort();
		let other = tree.issue(with("c", 2));
		tree.issue(record("d"));
		assert_eq!(found_by(&tree, 1), ids);
		assert_eq!(found_by(&tree, 2), [other]);
		assert_eq!(found_by(&tree, 3), []);
		// What was revoked was said, and is still found.
		revoke(FACULTY, other);
		assert_eq!(found_by(&tree, 2), [other]);
		let next = register(tree.network, 2, SchemaRules { public_record: true, searchable: true, ..RULES });
		assert_eq!(Certification::certificates_by_search_key(next, hash(1), None, Some(100)).items, []);
	});
}

#[test]
fn a_renewal_carries_the_record_and_a_replacement_has_its_own() {
	build_and_execute(|| {
		let tree = public();
		let first = Content { search_key: Some(hash(1)), evidence: Some(hash(7)), ..record("a") };
		let id = tree.issue(first.clone());
		let renewed = tree.renew(id, None);
		assert_eq!(stored(renewed).record, first.record);
		assert_eq!((stored(renewed).evidence, stored(renewed).search_key), (Some(hash(7)), Some(hash(1))));
		assert_ok!(Certification::replace(signed(FACULTY), Some(tree.faculty), renewed, record("b")));
		let replaced = stored(renewed).successor.expect("it was replaced");
		assert_eq!((stored(replaced).record, stored(replaced).search_key), (text("b"), None));
		refused!(Certification::replace(signed(FACULTY), Some(tree.faculty), replaced, content(1)), RecordMissing);
	});
}
