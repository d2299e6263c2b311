//! Status lists in the form of W3C.

use super::{
	chain::{
		issuer, BADGE, BATCH, COUNT, EXPIRED, FALLEN_BATCH, LAPSED, LAPSED_BATCH, LIST, NOW, ORPHANED, ORPHANED_BATCH,
		REVOKED, REVOKED_MEMBER, SUSPENDED, SUSPENDED_MEMBER,
	},
	*,
};
use crate::{error::NOT_FOUND, forms::names::did_of};
use flate2::read::GzDecoder;
use std::io::Read;

fn list(id: H256, purpose: &str) -> Value {
	answer_to("exportStatusList", json!([hex(id), purpose]))
}

/// Which bits of a list are set, and how many it has.
fn read(list: &Value) -> (Vec<usize>, usize) {
	let encoded = list["credentialSubject"]["encodedList"].as_str().expect("the list is a text");
	let (_, compressed) = multibase::decode(encoded).expect("the list is in multibase");
	let mut bytes = Vec::new();
	GzDecoder::new(&compressed[..]).read_to_end(&mut bytes).expect("the list is compressed");
	let is_set = |index: &usize| bytes[index / 8] & (0x80 >> (index % 8)) != 0;
	((0..bytes.len() * 8).filter(is_set).collect(), bytes.len() * 8)
}

fn bits(id: H256, purpose: &str) -> Vec<usize> {
	read(&list(id, purpose)).0
}

#[test]
fn a_list_is_a_credential_of_its_keeper() {
	let mut list = list(BATCH, "revocation");
	assert_eq!(read(&list).1, 131_072);
	list["credentialSubject"]["encodedList"].take();
	let keeper = did_of(&issuer());
	let url = format!("{keeper}/status-lists/{}/revocation", hex(BATCH));
	assert_eq!(
		list,
		json!({
			"@context": ["https://www.w3.org/ns/credentials/v2"],
			"id": url,
			"type": ["VerifiableCredential", "BitstringStatusListCredential"],
			"issuer": keeper,
			"validFrom": "2023-11-14T22:13:20Z",
			"credentialSubject": {
				"id": format!("{url}#list"),
				"type": "BitstringStatusList",
				"statusPurpose": "revocation",
				"encodedList": null,
				"ttl": 300_000,
			},
		})
	);
	assert_eq!(NOW, 1_700_000_000_000, "this is the time of the block");
}

#[test]
fn members_have_their_bits_and_what_is_revoked_is_also_suspended() {
	let (revoked, suspended) = (REVOKED_MEMBER as usize, SUSPENDED_MEMBER as usize);
	assert_eq!(bits(BATCH, "revocation"), [revoked]);
	assert_eq!(bits(BATCH, "suspension"), [suspended, revoked]);
}

#[test]
fn all_of_a_batch_are_out_of_force_with_their_issuer() {
	assert_eq!(bits(FALLEN_BATCH, "revocation"), [0usize; 0]);
	assert_eq!(bits(FALLEN_BATCH, "suspension"), (0..COUNT as usize).collect::<Vec<_>>());
}

#[test]
fn a_certificate_is_the_first_entry_of_a_list() {
	for (certificate, revoked, suspended) in
		[(BADGE, false, false), (REVOKED, true, true), (EXPIRED, true, true), (SUSPENDED, false, true)]
	{
		let expected = |listed: bool| if listed { vec![0] } else { vec![] };
		assert_eq!(bits(certificate, "revocation"), expected(revoked), "{certificate}");
		assert_eq!(bits(certificate, "suspension"), expected(suspended), "{certificate}");
	}
}

#[test]
fn what_is_over_for_good_stays_revoked_when_it_is_suspended_too() {
	for purpose in ["revocation", "suspension"] {
		for certificate in [LAPSED, ORPHANED] {
			assert_eq!(bits(certificate, purpose), [0usize], "{purpose} of {certificate}");
		}
		for batch in [LAPSED_BATCH, ORPHANED_BATCH] {
			assert_eq!(bits(batch, purpose), (0..COUNT as usize).collect::<Vec<_>>(), "{purpose} of {batch}");
		}
	}
}

#[test]
fn a_list_of_its_own_has_what_its_owner_set_and_one_purpose() {
	assert_eq!(bits(LIST, "revocation"), [99]);
	let (code, message) = refused("exportStatusList", json!([hex(LIST), "suspension"]));
	assert_eq!((code, message), (i64::from(NOT_FOUND), format!("Not found: list of this purpose {}", hex(LIST))));
	let (code, message) = refused("exportStatusList", json!([hex(H256::zero()), "suspension"]));
	assert_eq!(code, i64::from(NOT_FOUND));
	assert_eq!(message, format!("Not found: status list, batch or certificate {}", hex(H256::zero())));
}
