//! Heartbeats: who may send them, and what the worker of a node sends.

use super::*;
use crate::{Call, Heard, Heartbeat, HeartbeatOf, SignaturesOf, FINAL_BLOCK};
use codec::Decode;
use frame_support::traits::{Authorize, Hooks};
use sp_core::{
	offchain::{testing, OffchainDbExt, OffchainWorkerExt, TransactionPoolExt},
	H256,
};
use sp_runtime::{
	offchain::storage::StorageValueRef,
	testing::{TestSignature, UintAuthorityId},
	transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
};

fn heartbeat(who: u64) -> HeartbeatOf<Test> {
	let block = System::block_number() - 1;
	Heartbeat { who, session: now(), block, hash: System::block_hash(block) }
}

/// Signed by the keys of this number.
fn signatures(heartbeat: &HeartbeatOf<Test>, number: u64) -> SignaturesOf<Test> {
	let signature = TestSignature(number, ValidatorSet::heartbeat_hash(heartbeat).to_vec());
	(signature.clone(), signature)
}

fn judge(heartbeat: &HeartbeatOf<Test>, signatures: SignaturesOf<Test>) -> Result<(), TransactionValidityError> {
	let call = Call::<Test>::heartbeat { heartbeat: heartbeat.clone(), signatures };
	let judged = call.authorize(TransactionSource::External).expect("it is to be authorised");
	judged.map(|(valid, _)| assert_eq!(valid.provides.len(), 1))
}

fn is_good(heartbeat: &HeartbeatOf<Test>) -> Result<(), TransactionValidityError> {
	judge(heartbeat, signatures(heartbeat, heartbeat.who))
}

/// Blocks with hashes.
fn go_to(block: u64) {
	for number in System::block_number()..block {
		frame_system::BlockHash::<Test>::insert(number, H256::from_low_u64_be(number + 1));
	}
	System::set_block_number(block);
}

#[test]
fn all_who_are_approved_are_awaited_once_a_session() {
	for (state, expected) in [
		(State::Absent, Err(InvalidTransaction::Stale)),
		(State::Applied, Err(InvalidTransaction::Stale)),
		(State::Candidate, Ok(())),
		(State::Member, Ok(())),
		(State::Jailed, Ok(())),
		// It has left and does not serve.
		(State::Leaving, Err(InvalidTransaction::Stale)),
	] {
		ExtBuilder::default().build_and_execute(|| {
			bring(state);
			go_to(5);
			let expected = expected.map_err(TransactionValidityError::from);
			assert_eq!(is_good(&heartbeat(NEW)), expected, "{state:?}");
		});
	}
	ExtBuilder::default().build_and_execute(|| {
		go_to(5);
		assert_ok!(ValidatorSet::leave(signed(1)));
		// It still serves.
		assert_eq!(is_good(&heartbeat(1)), Ok(()));
		let origin = RuntimeOrigin::from(frame_system::RawOrigin::Authorized);
		let beat = heartbeat(1);
		assert_ok!(ValidatorSet::heartbeat(origin, beat.clone(), signatures(&beat, 1)));
		let known = Validators::<Test>::get(1).and_then(|known| known.heartbeat);
		assert_eq!(known, Some(Heard { session: 0, block: 4 }));
		assert_eq!(is_good(&beat), Err(InvalidTransaction::Stale.into()));
		turn();
		assert_eq!(is_good(&heartbeat(1)), Ok(()));
		turn();
		assert_eq!(is_good(&heartbeat(1)), Err(InvalidTransaction::Stale.into()));
	});
}

#[test]
fn nobody_calls_it() {
	ExtBuilder::default().build_and_execute(|| {
		go_to(5);
		let beat = heartbeat(1);
		for origin in [root(), signed(1), RuntimeOrigin::none()] {
			let call = ValidatorSet::heartbeat(origin, beat.clone(), signatures(&beat, 1));
			assert_noop!(call, DispatchError::BadOrigin);
		}
	});
}

#[test]
fn it_is_of_this_session_and_of_a_block_of_this_chain() {
	ExtBuilder::default().build_and_execute(|| {
		go_to(5);
		turn();
		go_to(10);
		let beat = |change: fn(&mut HeartbeatOf<Test>)| {
			let mut beat = heartbeat(1);
			change(&mut beat);
			is_good(&beat)
		};
		assert_eq!(beat(|_| ()), Ok(()));
		assert_eq!(beat(|beat| beat.session = 0), Err(InvalidTransaction::Stale.into()));
		assert_eq!(beat(|beat| beat.session = 2), Err(InvalidTransaction::Future.into()));
		assert_eq!(beat(|beat| beat.hash = H256::zero()), Err(InvalidTransaction::BadProof.into()));
		assert_eq!(beat(|beat| beat.block = 3), Err(InvalidTransaction::BadProof.into()));
		assert_eq!(beat(|beat| beat.block = 10), Err(InvalidTransaction::BadProof.into()));
		assert_eq!(beat(|beat| beat.who = STRANGER), Err(InvalidTransaction::Stale.into()));
		// Of a block that is forgotten the chain does not know the hash.
		frame_system::BlockHash::<Test>::remove(2);
		assert_eq!(beat(|beat| beat.block = 2), Ok(()));
	});
}

#[test]
fn both_keys_sign_it() {
	ExtBuilder::default().build_and_execute(|| {
		go_to(5);
		let beat = heartbeat(1);
		let (right, _) = signatures(&beat, 1);
		let (wrong, _) = signatures(&beat, 2);
		let (other, _) = signatures(&heartbeat(2), 1);
		let bad = Err(InvalidTransaction::BadProof.into());
		for pair in [(wrong.clone(), right.clone()), (right.clone(), wrong), (right.clone(), other)] {
			assert_eq!(judge(&beat, pair), bad);
		}
		assert_eq!(judge(&beat, (right.clone(), right)), Ok(()));
	});
}

#[test]
fn what_is_signed_names_the_chain_the_account_the_session_and_the_block() {
	ExtBuilder::default().build_and_execute(|| {
		go_to(5);
		let beat = heartbeat(1);
		let hash = ValidatorSet::heartbeat_hash(&beat);
		for other in [
			Heartbeat { who: 2, ..beat.clone() },
			Heartbeat { session: 1, ..beat.clone() },
			Heartbeat { block: 3, ..beat.clone() },
			Heartbeat { hash: H256::zero(), ..beat.clone() },
		] {
			assert_ne!(ValidatorSet::heartbeat_hash(&other), hash);
		}
		frame_system::BlockHash::<Test>::insert(0, H256::repeat_byte(9));
		assert_ne!(ValidatorSet::heartbeat_hash(&beat), hash);
	});
}

/// What a node with the keys of these accounts sends in this block.
fn sent(ext: &mut sp_io::TestExternalities, take: &impl Fn() -> Vec<Vec<u8>>) -> Vec<u64> {
	ext.execute_with(|| {
		ValidatorSet::offchain_worker(System::block_number());
		take()
			.into_iter()
			.map(|bytes| {
				let transaction = Extrinsic::decode(&mut &bytes[..]).expect("it is a transaction");
				let RuntimeCall::ValidatorSet(Call::heartbeat { heartbeat, signatures }) = transaction.function else {
					panic!("it is a heartbeat");
				};
				assert_eq!(judge(&heartbeat, signatures), Ok(()));
				heartbeat.who
			})
			.collect()
	})
}

#[test]
fn a_node_speaks_for_its_accounts_and_says_no_more_than_it_knows() {
	let mut ext = ExtBuilder::default().build();
	let (offchain, _) = testing::TestOffchainExt::new();
	let (pool, state) = testing::TestTransactionPoolExt::new();
	ext.register_extension(OffchainDbExt::new(offchain.clone()));
	ext.register_extension(OffchainWorkerExt::new(offchain));
	ext.register_extension(TransactionPoolExt::new(pool));
	let take = || std::mem::take(&mut state.write().transactions);
	let finalise = |ext: &mut sp_io::TestExternalities, block: u64| {
		ext.execute_with(|| StorageValueRef::persistent(FINAL_BLOCK).set(&(block, System::block_hash(block))));
	};
	UintAuthorityId::set_all_keys(vec![UintAuthorityId(1), UintAuthorityId(2), UintAuthorityId(NEW)]);
	ext.execute_with(|| {
		bring(State::Candidate);
		turn();
		assert_eq!(crate::SessionBegan::<Test>::get(), 2);
		// Sessions of the mock are of ten blocks each.
		go_to(13);
	});
	// The node has not said that it votes.
	assert_eq!(sent(&mut ext, &take), Vec::<u64>::new());
	// For it nothing of this session is final: it waits.
	finalise(&mut ext, 1);
	assert_eq!(sent(&mut ext, &take), Vec::<u64>::new());
	finalise(&mut ext, 2);
	assert_eq!(sent(&mut ext, &take), vec![1, 2, NEW]);
	// Not twice while it is under way.
	assert_eq!(sent(&mut ext, &take), Vec::<u64>::new());
	ext.execute_with(|| {
		beat(&[2]);
		go_to(18);
	});
	assert_eq!(sent(&mut ext, &take), vec![1, NEW]);
	// A session in which nothing becomes final: it speaks all the same, but late.
	ext.execute_with(|| {
		turn();
		go_to(25);
	});
	assert_eq!(sent(&mut ext, &take), Vec::<u64>::new());
	ext.execute_with(|| go_to(28));
	assert_eq!(sent(&mut ext, &take), vec![1, 2, NEW]);
}
