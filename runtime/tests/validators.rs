//! Validators on the real runtime: joining and leaving at session borders, and what cheating costs.

mod common;

use civitas_runtime::{
	currency::CIV, time::EPOCH_DURATION_IN_SLOTS, AccountId, Babe, Balances, Grandpa, Header, Historical, Runtime,
	RuntimeCall, RuntimeOrigin, Session, SessionKeys, ValidatorSet,
};
use codec::Encode;
use common::*;
use frame_support::{
	assert_ok,
	traits::{fungible::InspectHold, KeyOwnerProofSystem},
};
use pallet_validator_set::{HoldReason, Status};
use sp_consensus_babe::digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest};
use sp_core::{sr25519, Pair, H256};
use sp_keyring::{
	Ed25519Keyring,
	Sr25519Keyring::{self, Alice, Bob, Charlie, Dave},
};
use sp_runtime::{
	traits::Header as _,
	transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
	Digest, DigestItem,
};

fn bond(who: &AccountId) -> u128 {
	Balances::balance_on_hold(&HoldReason::Bond.into(), who)
}

/// Go on until another session has begun, and to the block after, because the first takes no transactions.
fn next_session() {
	skip_slots(EPOCH_DURATION_IN_SLOTS);
	next_block();
}

fn keys_of(babe: Sr25519Keyring, grandpa: Ed25519Keyring) -> SessionKeys {
	SessionKeys { babe: babe.public().into(), grandpa: grandpa.public().into() }
}

#[test]
fn the_genesis_validators_serve() {
	local().execute_with(|| {
		assert_eq!(Session::validators().len(), 3);
		assert_eq!((Babe::authorities().len(), Grandpa::grandpa_authorities().len()), (3, 3));
		for who in [Alice, Bob, Charlie] {
			assert_eq!(bond(&account(who)), 10_000 * CIV);
		}
		end_block();
	});
}

#[test]
fn an_approved_applicant_serves_from_the_session_after_next() {
	local().execute_with(|| {
		let dave = account(Dave);
		let keys = keys_of(Dave, Ed25519Keyring::Dave);
		let set_keys = |proof| pallet_session::Call::<Runtime>::set_keys { keys: keys.clone(), proof };
		// Made for another account, so that nobody can register keys that others hold.
		let stolen = keys_proof(&account(Bob), Dave, Ed25519Keyring::Dave);
		let refused = apply(signed(Dave, set_keys(stolen), 0));
		assert_eq!(refused, Ok(Err(pallet_session::Error::<Runtime>::InvalidProof.into())));
		let proof = keys_proof(&dave, Dave, Ed25519Keyring::Dave);
		submit(Dave, set_keys(proof));

		submit(Dave, pallet_validator_set::Call::<Runtime>::apply { max_bond: 10_000 * CIV });
		assert_eq!(bond(&dave), 10_000 * CIV);
		// Approval is the council's; here as root.
		assert_ok!(ValidatorSet::approve(RuntimeOrigin::root(), dave.clone()));
		assert!(!Session::validators().contains(&dave));
		next_session();
		assert!(!Session::validators().contains(&dave), "the next session was planned before");
		next_session();
		assert!(Session::validators().contains(&dave));
		assert_eq!(Babe::authorities().len(), 4);

		submit(Dave, pallet_validator_set::Call::<Runtime>::leave {});
		next_session();
		next_session();
		assert!(!Session::validators().contains(&dave));
		let bonded = bond(&dave);
		assert_eq!(bonded, 10_000 * CIV, "the bond still answers for what was done");
		let withdraw = pallet_validator_set::Call::<Runtime>::withdraw {};
		assert!(matches!(apply(signed(Dave, withdraw, 0)), Ok(Err(_))));
		end_block();
	});
}

/// The proof that one has the keys: each signs the owner.
fn keys_proof(owner: &AccountId, babe: Sr25519Keyring, grandpa: Ed25519Keyring) -> Vec<u8> {
	let statement = owner.using_encoded(sp_core::proof_of_possession::statement_of_ownership);
	(babe.pair().sign(&statement), grandpa.pair().sign(&statement)).encode()
}

/// Two blocks for one slot, both sealed by `who`.
fn babe_equivocation(who: Sr25519Keyring, slot: u64) -> sp_consensus_babe::EquivocationProof<Header> {
	let sealed = |state_root: u8| {
		let pre_digest = PreDigest::SecondaryPlain(SecondaryPlainPreDigest { authority_index: 1, slot: slot.into() });
		let digest = Digest { logs: vec![DigestItem::babe_pre_digest(pre_digest)] };
		let mut header = Header::new(1, H256::zero(), H256::repeat_byte(state_root), H256::zero(), digest);
		let seal = sr25519::Pair::sign(&who.pair(), header.hash().as_bytes());
		header.digest_mut().push(DigestItem::babe_seal(seal.into()));
		header
	};
	sp_consensus_babe::EquivocationProof {
		offender: who.public().into(),
		slot: slot.into(),
		first_header: sealed(1),
		second_header: sealed(2),
	}
}

#[test]
fn authoring_two_blocks_for_a_slot_costs_bond_and_seat() {
	local().execute_with(|| {
		let bob = account(Bob);
		let proof =
			Historical::prove((sp_consensus_babe::KEY_TYPE, sp_consensus_babe::AuthorityId::from(Bob.public())))
				.expect("Bob is a validator");
		let report = |equivocation| pallet_babe::Call::<Runtime>::report_equivocation_unsigned {
			equivocation_proof: Box::new(equivocation),
			key_owner_proof: proof.clone(),
		};
		// As the node submits it: without signature, and accepted from this node only.
		let call = report(babe_equivocation(Bob, FIRST_SLOT));
		let transaction = civitas_runtime::UncheckedExtrinsic::new_bare(RuntimeCall::from(call));
		let validity =
			|source| civitas_runtime::Executive::validate_transaction(source, transaction.clone(), Default::default());
		assert!(validity(TransactionSource::Local).is_ok());
		let refused = Err(TransactionValidityError::Invalid(InvalidTransaction::Call));
		assert_eq!(validity(TransactionSource::External), refused);

		apply(transaction.clone()).expect("it is valid").expect("it succeeds");
		assert!(bond(&bob) < 10_000 * CIV, "part of the bond is gone");
		let index = Session::validators().iter().position(|who| *who == bob).expect("Bob serves this session");
		// With three validators none can be disabled without stopping finality.
		assert!(!Session::disabled_validators().contains(&(index as u32)));
		assert!(matches!(ValidatorSet::validator(bob.clone()).map(|v| v.status), Some(Status::Leaving { .. })));

		// The same again is no news.
		let again = apply(transaction);
		assert!(matches!(again, Err(TransactionValidityError::Invalid(InvalidTransaction::Stale))), "{again:?}");
		next_session();
		next_session();
		assert!(!Session::validators().contains(&bob));
		end_block();
	});
}

#[test]
fn voting_for_two_blocks_in_a_round_costs_bond_and_seat() {
	local().execute_with(|| {
		let charlie = account(Charlie);
		let key = sp_consensus_grandpa::AuthorityId::from(Ed25519Keyring::Charlie.public());
		let proof = Historical::prove((sp_consensus_grandpa::KEY_TYPE, key.clone())).expect("Charlie is a validator");
		let set_id = pallet_grandpa::CurrentSetId::<Runtime>::get();
		let round = 1;
		let vote = |byte: u8| {
			let prevote = finality_grandpa::Prevote { target_hash: H256::repeat_byte(byte), target_number: 1 };
			let message = finality_grandpa::Message::Prevote(prevote.clone());
			let payload = sp_consensus_grandpa::localized_payload(round, set_id, &message);
			(prevote, Ed25519Keyring::Charlie.sign(&payload).into())
		};
		let equivocation =
			finality_grandpa::Equivocation { round_number: round, identity: key, first: vote(1), second: vote(2) };
		let equivocation = sp_consensus_grandpa::Equivocation::Prevote(equivocation);
		let call = pallet_grandpa::Call::<Runtime>::report_equivocation {
			equivocation_proof: Box::new(sp_consensus_grandpa::EquivocationProof::new(set_id, equivocation)),
			key_owner_proof: proof,
		};
		submit(Alice, call);
		assert!(bond(&charlie) < 10_000 * CIV);
		assert!(matches!(ValidatorSet::validator(charlie).map(|v| v.status), Some(Status::Leaving { .. })));
		end_block();
	});
}

#[test]
fn a_false_report_harms_nobody() {
	local().execute_with(|| {
		let key = sp_consensus_babe::AuthorityId::from(Bob.public());
		let proof = Historical::prove((sp_consensus_babe::KEY_TYPE, key)).expect("Bob is a validator");
		let mut forged = babe_equivocation(Bob, FIRST_SLOT);
		forged.second_header = forged.first_header.clone();
		let mut unsigned = babe_equivocation(Bob, FIRST_SLOT);
		unsigned.second_header = babe_equivocation(Alice, FIRST_SLOT).second_header;
		for equivocation in [forged, unsigned] {
			let call = pallet_babe::Call::<Runtime>::report_equivocation {
				equivocation_proof: Box::new(equivocation),
				key_owner_proof: proof.clone(),
			};
			let refused = Err(pallet_babe::Error::<Runtime>::InvalidEquivocationProof.into());
			assert_eq!(apply(signed(Alice, call, 0)), Ok(refused));
		}
		assert_eq!(bond(&account(Bob)), 10_000 * CIV);
		end_block();
	});
}
