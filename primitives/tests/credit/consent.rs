//! Each field of a consent is signed, and it holds for its time.

use civitas_primitives::{
	credit::consent::{Consent, ConsentError, CONSENT, MAX_CONSENT},
	lending::DAY,
	Envelope,
};
use hex_literal::hex;
use sp_core::{crypto::AccountId32, H256};

fn account(number: u8) -> AccountId32 {
	AccountId32::new([number; 32])
}

fn hash(number: u8) -> H256 {
	H256::repeat_byte(number)
}

fn consent() -> Consent<AccountId32> {
	Consent {
		register: account(1),
		lender: account(3),
		key: [9; 32],
		purpose: hash(8),
		signed_at: 1_000,
		until: 2_000,
		may_name_at_default: true,
	}
}

#[test]
fn the_hash_is_that_of_the_vector() {
	// By a few lines of Python.
	let expected = hex!("41b55ecc2b2c258c8acc96c03ed0ebc09894d8fb71ef441697ea892d14a66ae0");
	assert_eq!(consent().hash(hash(20), account(2)), expected.into());
	let envelope = Envelope {
		genesis: hash(20),
		action: CONSENT,
		identity: account(2),
		nonce: 0,
		deadline: u32::MAX,
		submitter: None,
		payload: consent(),
	};
	assert_eq!(envelope.hash(), expected);
}

#[test]
fn each_field_changes_the_hash() {
	let good = consent().hash(hash(20), account(2));
	for (field, changed) in [
		("register", Consent { register: account(4), ..consent() }),
		("lender", Consent { lender: account(4), ..consent() }),
		("key", Consent { key: [8; 32], ..consent() }),
		("purpose", Consent { purpose: hash(9), ..consent() }),
		("signed at", Consent { signed_at: 1_001, ..consent() }),
		("until", Consent { until: 2_001, ..consent() }),
		("may name at default", Consent { may_name_at_default: false, ..consent() }),
	] {
		assert_ne!(changed.hash(hash(20), account(2)), good, "{field}");
	}
	assert_ne!(consent().hash(hash(21), account(2)), good, "another chain");
	assert_ne!(consent().hash(hash(20), account(1)), good, "another subject");
}

#[test]
fn it_holds_from_when_it_is_signed_until_it_ends() {
	for (now, expected) in [
		(999, Err(ConsentError::NotYet)),
		(1_000, Ok(())),
		(2_000, Ok(())),
		(2_001, Err(ConsentError::Ended)),
		(u64::MAX, Err(ConsentError::Ended)),
	] {
		assert_eq!(consent().check(now, None), expected, "{now}");
	}
}

#[test]
fn what_was_signed_before_the_subject_ended_all_is_void() {
	for (since, expected) in [(999, Ok(())), (1_000, Err(ConsentError::Voided)), (1_001, Err(ConsentError::Voided))] {
		assert_eq!(consent().check(1_500, Some(since)), expected, "{since}");
	}
}

#[test]
fn it_is_for_90_days_at_most() {
	assert_eq!(MAX_CONSENT, 90 * DAY);
	let of = |until| Consent { until, ..consent() }.check(1_000, None);
	assert_eq!(of(1_000), Ok(()));
	assert_eq!(of(1_000 + MAX_CONSENT), Ok(()));
	assert_eq!(of(1_001 + MAX_CONSENT), Err(ConsentError::TooLong));
	assert_eq!(of(999), Err(ConsentError::NoTime));
	let always = Consent { signed_at: 0, until: u64::MAX, ..consent() };
	assert_eq!(always.check(1_000, None), Err(ConsentError::TooLong));
}

#[test]
fn nothing_is_sealed_to_a_key_that_anyone_can_open() {
	let of = |key| Consent { key, ..consent() }.check(1_500, None);
	let mut one = [0; 32];
	one[0] = 1;
	assert_eq!([[0; 32], one, [0xff; 32]].map(of), [Err(ConsentError::KeyInvalid); 3]);
}
