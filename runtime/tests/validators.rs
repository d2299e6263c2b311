//! Validators on the real runtime: joining and leaving at session borders, and what cheating costs.

mod common;

use civitas_primitives::Envelope;
use civitas_runtime::{
	currency::CIV, time::EPOCH_DURATION_IN_SLOTS, tx_extension, AccountId, Babe, Balances, BlockNumber, Grandpa,
	Header, Historical, Runtime, RuntimeCall, RuntimeOrigin, Session, SessionKeys, System, UncheckedExtrinsic,
	ValidatorSet,
};
use codec::{Decode, Encode};
use common::*;
use frame_support::{
	assert_ok,
	traits::{fungible::InspectHold, KeyOwnerProofSystem},
};
use pallet_validator_set::{Heartbeat, HoldReason, Status, HEARTBEAT};
use sp_consensus_babe::digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest};
use sp_consensus_babe::runtime_decl_for_babe_api::BabeApiV2;
use sp_core::{sr25519, Pair, H256};
use sp_keyring::{
	Ed25519Keyring,
	Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve},
};
use sp_runtime::{
	generic::Era,
	traits::Header as _,
	transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
	Digest, DigestItem,
};

fn bond(who: &AccountId) -> u128 {
	Balances::balance_on_hold(&HoldReason::Bond.into(), who)
}

/// The nodes that there may be: accounts, with a key for blocks and one for votes.
const NODES: [(Sr25519Keyring, Ed25519Keyring); 4] = [
	(Alice, Ed25519Keyring::Alice),
	(Bob, Ed25519Keyring::Bob),
	(Charlie, Ed25519Keyring::Charlie),
	(Dave, Ed25519Keyring::Dave),
];

/// The heartbeat of a node for which this block is final, as it sends it.
fn heartbeat(node: (Sr25519Keyring, Ed25519Keyring), block: BlockNumber) -> UncheckedExtrinsic {
	let (author, voter) = node;
	let (who, session, hash) = (account(author), Session::current_index(), System::block_hash(block));
	let signed = Envelope {
		genesis: System::block_hash(0),
		action: HEARTBEAT,
		identity: who.clone(),
		nonce: session.into(),
		deadline: BlockNumber::MAX,
		submitter: None,
		payload: (block, hash),
	};
	let signed = signed.hash();
	let signatures = (author.pair().sign(&signed).into(), voter.pair().sign(&signed).into());
	let heartbeat = Heartbeat { who, session, block, hash };
	let call = pallet_validator_set::Call::<Runtime>::heartbeat { heartbeat, signatures };
	UncheckedExtrinsic::new_transaction(call.into(), tx_extension(0, Era::Immortal, 0))
}

/// The last block of the chain but this.
fn parent() -> BlockNumber {
	System::block_number() - 1
}

/// Go on until another session has begun, and to the block after, because the first takes no transactions.
fn dark_session() {
	skip_slots(EPOCH_DURATION_IN_SLOTS);
	next_block();
}

/// The same, after these nodes were heard.
fn session_with(nodes: &[(Sr25519Keyring, Ed25519Keyring)]) {
	for node in nodes {
		apply(heartbeat(*node, parent())).expect("it is valid").expect("it succeeds");
	}
	dark_session();
}

/// A session in which these nodes run, and nothing after this block becomes final.
fn stalled_session(nodes: &[(Sr25519Keyring, Ed25519Keyring)], last: BlockNumber) {
	for node in nodes {
		apply(heartbeat(*node, last)).expect("it is valid").expect("it succeeds");
	}
	dark_session();
}

/// The same, after all nodes were heard that are awaited.
fn next_session() {
	let is_awaited = |node: &&(Sr25519Keyring, Ed25519Keyring)| {
		ValidatorSet::approved().contains(&account(node.0)) || Session::validators().contains(&account(node.0))
	};
	session_with(&NODES.iter().filter(is_awaited).copied().collect::<Vec<_>>());
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

/// Dave applies, with the keys of his node.
fn dave_applies() {
	let dave = account(Dave);
	let keys = keys_of(Dave, Ed25519Keyring::Dave);
	let application =
		|proof| pallet_validator_set::Call::<Runtime>::apply { max_bond: 10_000 * CIV, keys: keys.clone(), proof };
	// Made for another account, so that nobody can register keys that others hold.
	let stolen = keys_proof(&account(Bob), Dave, Ed25519Keyring::Dave);
	let refused = apply(signed(Dave, application(stolen), 0));
	assert_eq!(refused, Ok(Err(pallet_validator_set::Error::<Runtime>::ProofInvalid.into())));
	submit(Dave, application(keys_proof(&dave, Dave, Ed25519Keyring::Dave)));
}

#[test]
fn an_approved_applicant_serves_once_its_node_was_heard_in_two_sessions() {
	local().execute_with(|| {
		let dave = account(Dave);
		dave_applies();
		assert_eq!(bond(&dave), 10_000 * CIV);
		// Approval is the council's; here as root.
		assert_ok!(ValidatorSet::approve(RuntimeOrigin::root(), dave.clone()));
		for _ in 0..2 {
			next_session();
			assert!(!Session::validators().contains(&dave));
		}
		assert_eq!(ValidatorSet::validator(dave.clone()).map(|known| known.status), Some(Status::Member));
		next_session();
		assert!(Session::validators().contains(&dave), "it was planned when it joined");
		assert_eq!((Babe::authorities().len(), Grandpa::grandpa_authorities().len()), (4, 4));

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

#[test]
fn heartbeats_have_no_sender_and_cost_nothing() {
	local().execute_with(|| {
		next_block();
		let (issuance, last) = (Balances::total_issuance(), parent());
		let beat = heartbeat(NODES[0], last);
		let validity = civitas_runtime::Executive::validate_transaction(
			TransactionSource::External,
			beat.clone(),
			System::parent_hash(),
		);
		let valid = validity.expect("others take it, too");
		assert!(valid.propagate && valid.priority > 0);
		apply(beat.clone()).expect("it is valid").expect("it succeeds");
		assert_eq!(Balances::total_issuance(), issuance);
		let heard = ValidatorSet::validator(account(Alice)).and_then(|known| known.heartbeat).expect("it was heard");
		assert_eq!((heard.session, heard.block), (0, last));
		assert!(matches!(apply(beat), Err(TransactionValidityError::Invalid(InvalidTransaction::Stale))));
		// By keys of two nodes.
		let mixed = heartbeat((Bob, Ed25519Keyring::Charlie), last);
		assert!(matches!(apply(mixed), Err(TransactionValidityError::Invalid(InvalidTransaction::BadProof))));
		end_block();
	});
}

/// Who serves is who votes, as long as the votes cannot be counted.
#[test]
fn while_finality_lags_no_change_is_announced() {
	local().execute_with(|| {
		dave_applies();
		assert_ok!(ValidatorSet::approve(RuntimeOrigin::root(), account(Dave)));
		next_session();
		let set_id = Grandpa::current_set_id();
		for _ in 0..4 {
			// All run, and nothing of these sessions is final.
			for node in NODES {
				apply(heartbeat(node, 1)).expect("it is valid").expect("it succeeds");
			}
			dark_session();
			assert_eq!((Session::validators().len(), Grandpa::current_set_id()), (3, set_id));
		}
		assert!(ValidatorSet::finality_lags());
		for _ in 0..3 {
			next_session();
		}
		assert_eq!((Session::validators().len(), Grandpa::current_set_id()), (4, set_id + 1));
		end_block();
	});
}

/// Two of three are lost for good, and nothing has been final for some sessions.
#[test]
fn those_who_are_alive_vote_from_the_block_in_which_they_begin() {
	local().execute_with(|| {
		next_session();
		let (set_id, final_block) = (Grandpa::current_set_id(), parent());
		for _ in 0..3 {
			stalled_session(&NODES[..1], final_block);
		}
		// The runtime has counted sets that the voters do not know.
		pallet_grandpa::CurrentSetId::<Runtime>::put(set_id + 2);
		let alice = account(Alice);
		assert_ok!(ValidatorSet::recover_finality(RuntimeOrigin::root(), vec![alice.clone()], final_block, set_id, 2));
		assert_eq!(ValidatorSet::members(), vec![alice.clone()]);
		stalled_session(&NODES[..1], final_block);
		assert_eq!(Session::validators().len(), 3);
		// Into the block in which they begin.
		skip_slots(EPOCH_DURATION_IN_SLOTS);
		assert_eq!(Session::validators(), vec![alice.clone()]);
		let change = pallet_grandpa::PendingChange::<Runtime>::get().expect("it is forced");
		let only_alice = vec![(sp_consensus_grandpa::AuthorityId::from(Ed25519Keyring::Alice.public()), 1)];
		assert_eq!(change.next_authorities.to_vec(), only_alice);
		assert_eq!((change.forced, change.delay, change.scheduled_at), (Some(final_block), 2, System::block_number()));
		assert_eq!((Grandpa::current_set_id(), pallet_grandpa::Stalled::<Runtime>::get()), (set_id + 1, None));
		assert_eq!(Babe::authorities().len(), 1);
		// By which offences of the last session of those before are looked up, and those of the new ones.
		let session_of = pallet_grandpa::SetIdSession::<Runtime>::get;
		let begun = Session::current_index();
		assert_eq!((session_of(set_id), session_of(set_id + 1)), (Some(begun - 1), Some(begun)));
		let forced = end_block().digest.logs.iter().any(|log| {
			let DigestItem::Consensus(engine, bytes) = log else { return false };
			let is_grandpa = *engine == sp_consensus_grandpa::GRANDPA_ENGINE_ID;
			is_grandpa
				&& matches!(
					sp_consensus_grandpa::ConsensusLog::<BlockNumber>::decode(&mut &bytes[..]),
					Ok(sp_consensus_grandpa::ConsensusLog::ForcedChange(median, change))
						if median == final_block && change.next_authorities == only_alice
				)
		});
		assert!(forced, "nodes are told");
	});
}

/// The same, to its end: afterwards all go on as usual.
#[test]
fn a_recovery_ends_when_who_votes_is_who_serves() {
	local().execute_with(|| {
		next_session();
		let final_block = parent();
		stalled_session(&[], final_block);
		dave_applies();
		assert_ok!(ValidatorSet::approve(RuntimeOrigin::root(), account(Dave)));
		for node in [NODES[0], NODES[3]] {
			apply(heartbeat(node, final_block)).expect("it is valid").expect("it succeeds");
		}
		let live = vec![account(Alice), account(Dave)];
		assert_ok!(ValidatorSet::recover_finality(RuntimeOrigin::root(), live.clone(), final_block, 0, 2));
		let mut sorted = live;
		sorted.sort();
		session_with(&[]);
		dark_session();
		assert_eq!(Session::validators(), sorted);
		assert!(ValidatorSet::recovery().is_some());
		for _ in 0..2 {
			next_block();
		}
		assert_eq!(Grandpa::grandpa_authorities().len(), 2);
		next_session();
		assert_eq!(ValidatorSet::recovery(), None);
		next_session();
		assert_eq!((Session::validators(), ValidatorSet::finality_lags()), (sorted, false));
		// Bob's machine is repaired.
		for _ in 0..24 {
			next_session();
		}
		submit(Bob, pallet_validator_set::Call::<Runtime>::unjail {});
		for _ in 0..3 {
			next_session();
		}
		assert!(Session::validators().contains(&account(Bob)));
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

/// In the session after he has taken other keys Bob still serves by the former ones, and answers for what they sign.
#[test]
fn who_takes_other_keys_answers_for_those_that_he_still_serves_by() {
	local().execute_with(|| {
		let bob = account(Bob);
		let set_keys = pallet_validator_set::Call::<Runtime>::set_keys {
			keys: keys_of(Eve, Ed25519Keyring::Eve),
			proof: keys_proof(&bob, Eve, Ed25519Keyring::Eve),
		};
		submit(Bob, set_keys);
		next_session();
		// They are planned for session 2; session 1 is served by the former ones.
		let serving = pallet_validator_set::Serving::<Runtime>::get();
		assert!(serving.iter().any(|(who, keys)| *who == bob && keys.babe == Bob.public().into()));

		let slot: u64 = pallet_babe::CurrentSlot::<Runtime>::get().into();
		// As every node does it.
		let key_owner_proof = Runtime::generate_key_ownership_proof(slot.into(), Bob.public().into())
			.and_then(|proof| proof.decode())
			.expect("Bob makes blocks by this key");
		let call = pallet_babe::Call::<Runtime>::report_equivocation_unsigned {
			equivocation_proof: Box::new(babe_equivocation(Bob, slot)),
			key_owner_proof,
		};
		apply(UncheckedExtrinsic::new_bare(RuntimeCall::from(call))).expect("it is valid").expect("it succeeds");
		assert!(bond(&bob) < 10_000 * CIV);
		end_block();
	});
}

/// That Bob takes other keys protects nobody else: Charlie's offence of the end of a session is reported in the next.
#[test]
fn keys_of_one_do_not_protect_another() {
	local().execute_with(|| {
		let set_keys = pallet_validator_set::Call::<Runtime>::set_keys {
			keys: keys_of(Eve, Ed25519Keyring::Eve),
			proof: keys_proof(&account(Bob), Eve, Ed25519Keyring::Eve),
		};
		submit(Bob, set_keys);
		next_session();
		let slot: u64 = pallet_babe::CurrentSlot::<Runtime>::get().into();
		let key_owner_proof = Runtime::generate_key_ownership_proof(slot.into(), Charlie.public().into())
			.and_then(|proof| proof.decode())
			.expect("Charlie makes blocks");
		// Bob's heartbeat is by his new keys now; the session may end without it.
		session_with(&[NODES[0], NODES[2]]);
		let call = pallet_babe::Call::<Runtime>::report_equivocation_unsigned {
			equivocation_proof: Box::new(babe_equivocation(Charlie, slot)),
			key_owner_proof,
		};
		apply(UncheckedExtrinsic::new_bare(RuntimeCall::from(call))).expect("it is valid").expect("it succeeds");
		assert!(bond(&account(Charlie)) < 10_000 * CIV);
		end_block();
	});
}
