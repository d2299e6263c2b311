//! Certification on the real runtime: through signed transactions, with real deposits and fees.

mod common;

use civitas_primitives::certification::{certificate_id, Expected, InvalidReason, RevocationReason};
use civitas_runtime::{
	configs::civitas::CertificateHold, currency::CIV, AccountId, Balances, Certification, Runtime, RuntimeEvent,
};
use common::*;
use frame_support::traits::fungible::{Inspect, InspectHold};
use pallet_certification::{Call, Error, Event, Schemas};
use sp_core::H256;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave};
use sp_runtime::{
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	DispatchError, TokenError,
};

/// Alice founds a network and a schema and accredits Bob.
fn accredited() -> H256 {
	submit(
		Alice,
		Call::<Runtime>::found_network { name: b"Registrars".to_vec(), policy_hash: H256::zero(), policy_uri: vec![] },
	);
	submit(
		Alice,
		Call::<Runtime>::register_schema {
			network: 0,
			name: b"Degree".to_vec(),
			document_hash: H256::zero(),
			document_uri: vec![],
			max_validity: None,
		},
	);
	submit(Alice, Call::<Runtime>::accredit { network: 0, issuer: account(Bob), valid_until: None });
	Schemas::<Runtime>::iter_keys().next().expect("it was registered")
}

fn issue(schema: H256) -> Call<Runtime> {
	Call::issue {
		network: 0,
		schema,
		subject: account(Charlie),
		claims: H256::repeat_byte(1),
		valid_from: None,
		valid_until: None,
	}
}

fn error(error: Error<Runtime>) -> DispatchError {
	error.into()
}

#[test]
fn a_certificate_lives_and_dies_over_blocks() {
	development().execute_with(|| {
		let schema = accredited();
		next_block();
		let issued_at = time_of(FIRST_SLOT + 1);
		submit(Bob, issue(schema));
		let id = certificate_id(&schema, &account(Bob), &account(Charlie), &H256::repeat_byte(1));
		assert!(events().iter().any(|event| matches!(
			event,
			RuntimeEvent::Certification(Event::CertificateIssued { certificate, .. }) if *certificate == id
		)));
		let held = Balances::balance_on_hold(&CertificateHold::get(), &account(Bob));
		assert!(held > CIV / 100 && held < CIV, "the deposit for one certificate is {held}");
		next_block();

		let expected = Expected { network: Some(0), subject: Some(account(Charlie)), ..Default::default() };
		let answer = Certification::verify(id, expected.clone(), None);
		assert!(answer.is_valid());
		assert_eq!(answer.certificate.map(|certificate| certificate.issued_at), Some(issued_at));

		submit(Alice, Call::<Runtime>::revoke { certificate: id, reason: RevocationReason::PrivilegeWithdrawn });
		let at = time_of(FIRST_SLOT + 2);
		let reason = RevocationReason::PrivilegeWithdrawn;
		next_block();
		let answer = Certification::verify(id, expected.clone(), None);
		assert_eq!(answer.invalid, Some(InvalidReason::Revoked { at, reason }));
		assert!(Certification::verify(id, expected, Some(at - 1)).is_valid());
		end_block();
	});
}

#[test]
fn bad_calls_pay_their_fee_and_change_nothing_else() {
	development().execute_with(|| {
		let schema = accredited();
		let total = |who: AccountId| <Balances as Inspect<AccountId>>::total_balance(&who);
		for (who, call, expected) in [
			(Bob, issue(H256::zero()), error(Error::SchemaUnknown)),
			(Charlie, issue(schema), error(Error::IssuerNotAccredited)),
			(
				Bob,
				Call::revoke { certificate: H256::zero(), reason: RevocationReason::Unspecified },
				error(Error::CertificateUnknown),
			),
			(
				Dave,
				Call::found_network { name: vec![b'a'; 65], policy_hash: H256::zero(), policy_uri: vec![] },
				error(Error::NameTooLong),
			),
		] {
			let before = total(account(who));
			let dispatched = apply(signed(who, call, 0)).expect("it is valid");
			assert_eq!(dispatched, Err(expected));
			let fee = before - total(account(who));
			assert!(fee > 0 && fee < CIV / 100, "the fee is {fee}");
		}
		assert_eq!(pallet_certification::Certificates::<Runtime>::iter_keys().count(), 0);
		assert_eq!(pallet_certification::Networks::<Runtime>::iter_keys().count(), 1);
		end_block();
	});
}

#[test]
fn who_cannot_pay_the_deposit_gets_a_distinct_error() {
	development().execute_with(|| {
		let schema = accredited();
		submit(Alice, Call::<Runtime>::accredit { network: 0, issuer: account(Dave), valid_until: None });
		let rest = Balances::free_balance(account(Dave)) - CIV / 100;
		submit(
			Dave,
			pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: account(Alice).into(), value: rest },
		);
		let dispatched = apply(signed(Dave, issue(schema), 0)).expect("it can pay the fee");
		assert_eq!(dispatched, Err(DispatchError::Token(TokenError::FundsUnavailable)));
		end_block();
	});
}

#[test]
fn a_transaction_counts_once() {
	development().execute_with(|| {
		let schema = accredited();
		let transaction = signed(Bob, issue(schema), 0);
		apply(transaction.clone()).expect("it is valid").expect("it succeeds");
		let stale = Err(TransactionValidityError::Invalid(InvalidTransaction::Stale));
		assert_eq!(apply(transaction.clone()), stale);
		next_block();
		assert_eq!(apply(transaction), stale);
		// The same claims in a new transaction are the same certificate.
		assert_eq!(apply(signed(Bob, issue(schema), 0)), Ok(Err(error(Error::CertificateExists))));
		end_block();
	});
}
