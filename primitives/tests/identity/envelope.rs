//! Each field of an envelope is signed.

use crate::keys::{wallets, Form};
use civitas_primitives::{identity::action, ActionTag, Envelope};
use codec::{Decode, Encode};
use sp_core::{crypto::AccountId32, H256};

type TestEnvelope = Envelope<AccountId32, u32, Vec<u8>>;

fn envelope() -> TestEnvelope {
	Envelope {
		genesis: H256::repeat_byte(1),
		action: action::ACT_AS,
		identity: AccountId32::new([2; 32]),
		nonce: 3,
		deadline: 4,
		submitter: None,
		payload: vec![5, 6],
	}
}

/// Every field changed, and how.
fn changes() -> Vec<(&'static str, TestEnvelope)> {
	let only = |id| Some(AccountId32::new([id; 32]));
	vec![
		("genesis", Envelope { genesis: H256::repeat_byte(9), ..envelope() }),
		("action", Envelope { action: action::ADD_KEY, ..envelope() }),
		("identity", Envelope { identity: AccountId32::new([9; 32]), ..envelope() }),
		("nonce", Envelope { nonce: 4, ..envelope() }),
		("nonce by 2^32", Envelope { nonce: 3 + (1 << 32), ..envelope() }),
		("deadline", Envelope { deadline: 5, ..envelope() }),
		("submitter", Envelope { submitter: only(2), ..envelope() }),
		("payload", Envelope { payload: vec![5, 7], ..envelope() }),
		("longer payload", Envelope { payload: vec![5, 6, 0], ..envelope() }),
		("empty payload", Envelope { payload: vec![], ..envelope() }),
	]
}

#[test]
fn each_field_changes_the_hash() {
	let mut hashes: Vec<_> = changes().into_iter().map(|(_, changed)| changed.hash()).collect();
	hashes.push(envelope().hash());
	let another = Envelope { submitter: Some(AccountId32::new([3; 32])), ..envelope() };
	hashes.push(another.hash());
	let count = hashes.len();
	hashes.sort();
	hashes.dedup();
	assert_eq!(hashes.len(), count);
}

#[test]
fn each_field_makes_a_signature_invalid() {
	for wallet in wallets() {
		for form in [Form::Raw, Form::Wrapped] {
			let signature = wallet.sign_in_form(&envelope().hash(), form);
			assert!(wallet.check(&envelope().hash(), &signature).is_ok());
			for (field, changed) in changes() {
				assert!(wallet.check(&changed.hash(), &signature).is_err(), "{field}");
			}
		}
	}
}

#[test]
fn a_submitter_cannot_be_moved_into_the_payload() {
	let id = AccountId32::new([7; 32]);
	let with = Envelope { submitter: Some(id.clone()), ..envelope() };
	let without = Envelope { payload: (id, vec![5u8, 6]).encode(), ..envelope() };
	assert_ne!(with.preimage(), without.preimage());
}

#[test]
fn the_fields_are_hashed_in_their_order() {
	let preimage = Envelope { submitter: Some(AccountId32::new([8; 32])), ..envelope() }.preimage();
	let expected = [
		&b"\x28civitas/v1"[..],
		&[1; 32],
		b"\x3cidentity/act_as",
		&[2; 32],
		&[3, 0, 0, 0, 0, 0, 0, 0],
		&[4, 0, 0, 0],
		&[1],
		&[8; 32],
		&[8, 5, 6],
	]
	.concat();
	assert_eq!(preimage, expected);
	// As a tuple.
	let decoded =
		<(String, H256, String, AccountId32, u64, u32, Option<AccountId32>, Vec<u8>)>::decode(&mut &preimage[..]);
	assert_eq!(decoded.unwrap().2, action::ACT_AS.as_str());
	assert_eq!(envelope().hash(), sp_io::hashing::blake2_256(&envelope().preimage()));
}

#[test]
fn the_deadline_is_the_last_block() {
	assert!(!envelope().is_expired(&3));
	assert!(!envelope().is_expired(&4));
	assert!(envelope().is_expired(&5));
}

#[test]
fn a_submitter_excludes_others() {
	let (one, other) = (AccountId32::new([1; 32]), AccountId32::new([2; 32]));
	assert!(envelope().may_be_submitted_by(&one));
	let only = Envelope { submitter: Some(one.clone()), ..envelope() };
	assert!(only.may_be_submitted_by(&one));
	assert!(!only.may_be_submitted_by(&other));
}

#[test]
fn tags_have_a_form() {
	assert_eq!(ActionTag::new("lending/open_loan").as_str(), "lending/open_loan");
	for bad in ["", "/", "a", "a/", "/a", "a/b/c", "A/b", "a/b ", "a b/c", "a/b1", "a-b/c"] {
		assert!(std::panic::catch_unwind(|| ActionTag::new(bad)).is_err(), "{bad}");
	}
}
