//! Who may do what, where there is no key that may do everything; and what stops the chain.

mod common;

use civitas_runtime::{
	configs::governance::{CouncilInstance, TechnicalInstance},
	currency::CIV,
	scopes::MAX_NESTING,
	Balances, Runtime, RuntimeCall, RuntimeEvent, SafeMode, System, Treasury,
};
use codec::Encode;
use common::*;
use frame_support::{dispatch::GetDispatchInfo, traits::Contains};
use sp_core::{Pair, H256};
use sp_keyring::{
	Ed25519Keyring,
	Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Ferdie},
};
use sp_runtime::{
	traits::{BlakeTwo256, Hash},
	DispatchError, DispatchResult,
};

fn transfer() -> pallet_balances::Call<Runtime> {
	pallet_balances::Call::transfer_keep_alive { dest: account(Dave).into(), value: 1 }
}

/// All who are in the council, and in the technical committee.
const ALL: [Sr25519Keyring; 3] = [Alice, Bob, Charlie];

/// Have the call approved by `voters` of a committee. Returns what became of it.
fn motion<I: 'static>(voters: &[Sr25519Keyring], call: impl Into<RuntimeCall>) -> DispatchResult
where
	Runtime: pallet_collective::Config<I, Proposal = RuntimeCall>,
	RuntimeCall: From<pallet_collective::Call<Runtime, I>>,
{
	let call: RuntimeCall = call.into();
	let proposal_weight_bound = call.get_dispatch_info().call_weight;
	let hash = BlakeTwo256::hash_of(&call);
	let index = pallet_collective::ProposalCount::<Runtime, I>::get();
	let threshold = u32::try_from(voters.len()).unwrap();
	let (length_bound, proposal) = (10_000, Box::new(call));
	submit(voters[0], pallet_collective::Call::<Runtime, I>::propose { threshold, length_bound, proposal });
	// What one may decide is carried out at once.
	if threshold > 1 {
		for who in voters {
			submit(*who, pallet_collective::Call::<Runtime, I>::vote { proposal: hash, index, approve: true });
		}
		let proposal_hash = hash;
		submit(
			voters[0],
			pallet_collective::Call::<Runtime, I>::close { proposal_hash, index, proposal_weight_bound, length_bound },
		);
	}
	let executed = events().into_iter().rev().find_map(|event| match event {
		RuntimeEvent::Council(pallet_collective::Event::Executed { result, .. })
		| RuntimeEvent::TechnicalCommittee(pallet_collective::Event::Executed { result, .. }) => Some(result),
		_ => None,
	});
	executed.expect("it was carried out")
}

/// As a motion of the council.
fn council(voters: &[Sr25519Keyring], call: impl Into<RuntimeCall>) -> DispatchResult {
	motion::<CouncilInstance>(voters, call)
}

/// As a motion of the technical committee.
fn committee(voters: &[Sr25519Keyring], call: impl Into<RuntimeCall>) -> DispatchResult {
	motion::<TechnicalInstance>(voters, call)
}

/// What becomes of a transaction.
fn applied(who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> DispatchResult {
	apply(signed(who, call, 0)).expect("it is valid")
}

fn filtered() -> DispatchResult {
	Err(frame_system::Error::<Runtime>::CallFiltered.into())
}

fn batch(calls: Vec<RuntimeCall>) -> RuntimeCall {
	pallet_utility::Call::batch { calls }.into()
}

#[test]
fn outside_development_nobody_is_sudo() {
	local().execute_with(|| {
		for who in [Alice, Bob, Charlie, Dave] {
			let call = pallet_sudo::Call::<Runtime>::sudo { call: Box::new(transfer().into()) };
			let dispatched = apply(signed(who, call, 0)).expect("it is valid");
			assert_eq!(dispatched, Err(pallet_sudo::Error::<Runtime>::RequireSudo.into()));
		}
		end_block();
	});
}

#[test]
fn the_council_spends_public_money() {
	local().execute_with(|| {
		submit(
			Alice,
			pallet_balances::Call::<Runtime>::transfer_keep_alive {
				dest: Treasury::account_id().into(),
				value: 10 * CIV,
			},
		);
		let spend = pallet_treasury::Call::<Runtime>::spend {
			asset_kind: Box::new(()),
			amount: 3 * CIV,
			beneficiary: Box::new(account(Dave)),
			valid_from: None,
		};
		assert_eq!(apply(signed(Alice, spend.clone(), 0)), Ok(Err(DispatchError::BadOrigin)));
		assert_eq!(council(&ALL, spend), Ok(()));
		let before = Balances::free_balance(account(Dave));
		submit(Alice, pallet_treasury::Call::<Runtime>::payout { index: 0 });
		assert_eq!(Balances::free_balance(account(Dave)), before + 3 * CIV);
		end_block();
	});
}

fn authorize_upgrade(byte: u8) -> RuntimeCall {
	frame_system::Call::authorize_upgrade { code_hash: H256::repeat_byte(byte) }.into()
}

fn authorized_upgrade() -> Option<H256> {
	System::authorized_upgrade().map(|upgrade| *upgrade.code_hash())
}

fn whitelist(call: &RuntimeCall) -> pallet_whitelist::Call<Runtime> {
	pallet_whitelist::Call::whitelist_call { call_hash: BlakeTwo256::hash_of(call) }
}

fn dispatch(call: &RuntimeCall) -> pallet_whitelist::Call<Runtime> {
	pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage { call: Box::new(call.clone()) }
}

#[test]
fn council_and_committee_together_are_root_and_neither_is_alone() {
	local().execute_with(|| {
		let call = authorize_upgrade(1);
		let refused = Err(DispatchError::BadOrigin);
		assert_eq!(council(&ALL, call.clone()), refused);
		assert_eq!(committee(&ALL, call.clone()), refused);

		// Each has its part, for which it needs enough of its members, and cannot take the other's.
		assert_eq!(council(&ALL, whitelist(&call)), refused);
		assert_eq!(committee(&[Alice], whitelist(&call)), refused);
		assert_eq!(committee(&[Alice, Bob], whitelist(&call)), Ok(()));
		assert_eq!(committee(&ALL, dispatch(&call)), refused);
		assert_eq!(council(&[Alice, Bob], dispatch(&call)), refused);
		let not_found: DispatchError = pallet_whitelist::Error::<Runtime>::DeferredDispatchNotFound.into();
		assert_eq!(applied(Alice, dispatch(&call)), Err(not_found));
		assert_eq!(authorized_upgrade(), None);

		assert_eq!(council(&ALL, dispatch(&call)), Ok(()));
		assert_eq!(authorized_upgrade(), Some(H256::repeat_byte(1)));
		// Once, and nothing else.
		assert_eq!(council(&ALL, dispatch(&authorize_upgrade(2))), Ok(()), "that waits for the committee");
		assert_eq!(authorized_upgrade(), Some(H256::repeat_byte(1)));
		assert_eq!(applied(Dave, dispatch(&call)), Err(not_found));
		end_block();
	});
}

#[test]
fn the_council_may_be_first_and_a_call_may_be_known_by_its_hash() {
	local().execute_with(|| {
		// Who has lost more than a third of the voters starts finality anew from a block that all know.
		let call: RuntimeCall =
			pallet_grandpa::Call::note_stalled { delay: 10u32, best_finalized_block_number: 0u32 }.into();
		submit(Dave, pallet_preimage::Call::<Runtime>::note_preimage { bytes: call.encode() });
		let dispatch = pallet_whitelist::Call::<Runtime>::dispatch_whitelisted_call {
			call_hash: BlakeTwo256::hash_of(&call),
			call_encoded_len: call.encoded_size() as u32,
			call_weight_witness: call.get_dispatch_info().call_weight,
		};
		assert_eq!(council(&ALL, dispatch.clone()), Ok(()));
		let not_whitelisted = pallet_whitelist::Error::<Runtime>::CallIsNotWhitelisted.into();
		assert_eq!(applied(Dave, dispatch.clone()), Err(not_whitelisted));
		assert_eq!(committee(&[Bob, Charlie], whitelist(&call)), Ok(()));
		assert_eq!(pallet_grandpa::Stalled::<Runtime>::get(), None);
		// Both have agreed, so whoever comes makes it, at root's cost.
		submit(Dave, dispatch);
		assert_eq!(pallet_grandpa::Stalled::<Runtime>::get(), Some((10, 0)));
		end_block();
	});
}

/// Enter safe mode as a real chain does.
fn enter_safe_mode() {
	assert_eq!(committee(&[Alice, Bob], pallet_safe_mode::Call::force_enter {}), Ok(()));
	assert!(SafeMode::is_entered());
}

#[test]
fn money_does_not_buy_a_stop_of_the_chain() {
	local().execute_with(|| {
		let not_configured: DispatchError = pallet_safe_mode::Error::<Runtime>::NotConfigured.into();
		assert_eq!(applied(Alice, pallet_safe_mode::Call::enter {}), Err(not_configured));
		assert_eq!(committee(&[Alice], pallet_safe_mode::Call::force_enter {}), Err(DispatchError::BadOrigin));
		assert!(!SafeMode::is_entered());
		enter_safe_mode();
		assert_eq!(applied(Alice, pallet_safe_mode::Call::extend {}), Err(not_configured));
		end_block();
	});
}

#[test]
fn safe_mode_stops_users_but_not_blocks() {
	local().execute_with(|| {
		enter_safe_mode();
		assert_eq!(applied(Bob, transfer()), filtered());
		// The timestamp inherent of the next block passes, and so does what could end it.
		next_block();
		let exit = pallet_safe_mode::Call::force_exit {};
		assert!(<Runtime as frame_system::Config>::BaseCallFilter::contains(&exit.clone().into()));
		assert_eq!(committee(&[Alice, Bob], exit), Ok(()));
		assert_eq!(applied(Bob, transfer()), Ok(()));
		end_block();
	});
}

#[test]
fn root_can_be_reached_in_safe_mode_and_the_way_there_cannot_be_paused() {
	local().execute_with(|| {
		enter_safe_mode();
		// A transfer by force is one that no filter stops, and that only root can make.
		let call: RuntimeCall = pallet_balances::Call::force_transfer {
			source: account(Alice).into(),
			dest: account(Dave).into(),
			value: CIV,
		}
		.into();
		submit(Dave, pallet_preimage::Call::<Runtime>::note_preimage { bytes: call.encode() });
		assert_eq!(committee(&[Alice, Bob], whitelist(&call)), Ok(()));
		let before = Balances::free_balance(account(Dave));
		assert_eq!(council(&ALL, dispatch(&call)), Ok(()));
		assert_eq!(Balances::free_balance(account(Dave)), before + CIV);

		for call in ["whitelist_call", "dispatch_whitelisted_call", "dispatch_whitelisted_call_with_preimage"] {
			let name = |text: &str| text.as_bytes().to_vec().try_into().unwrap();
			let pause = pallet_tx_pause::Call::pause { full_name: (name("Whitelist"), name(call)) };
			let unpausable = pallet_tx_pause::Error::<Runtime>::Unpausable.into();
			assert_eq!(committee(&[Alice, Bob], pause), Err(unpausable));
		}
		end_block();
	});
}

#[test]
fn the_technical_committee_says_who_reports_prices_also_in_safe_mode() {
	use civitas_runtime::{configs::markets::FeedersInstance, Address, Feeders};
	type Call = pallet_membership::Call<Runtime, FeedersInstance>;
	local().execute_with(|| {
		let dave = || Address::from(account(Dave));
		let (add, remove) = (Call::add_member { who: dave() }, Call::remove_member { who: dave() });
		let refused = Err(DispatchError::BadOrigin);
		assert_eq!(applied(Alice, add.clone()), refused);
		assert_eq!(council(&ALL, add.clone()), refused);
		assert_eq!(committee(&[Alice], add.clone()), refused);
		assert_eq!(committee(&[Alice, Bob], add), Ok(()));
		assert!(Feeders::members().contains(&account(Dave)));

		enter_safe_mode();
		assert_eq!(applied(Alice, remove.clone()), refused);
		assert_eq!(committee(&[Alice, Bob], remove), Ok(()));
		assert!(!Feeders::members().contains(&account(Dave)));
		// Nobody passes it on.
		let filtered = Err(frame_system::Error::<Runtime>::CallFiltered.into());
		assert_eq!(applied(Charlie, Call::change_key { new: dave() }), filtered);
		end_block();
	});
}

#[test]
fn members_and_validators_have_their_hands_free_in_safe_mode() {
	use civitas_runtime::configs::utilities::ProxyType;
	local().execute_with(|| {
		// Alice votes from a cold account by Dave, and Bob and Charlie have an account in common.
		submit(
			Alice,
			pallet_proxy::Call::<Runtime>::add_proxy {
				delegate: account(Dave).into(),
				proxy_type: ProxyType::Governance,
				delay: 0,
			},
		);
		let proxied = |call: RuntimeCall| {
			let (real, force_proxy_type) = (account(Alice).into(), None);
			RuntimeCall::Proxy(pallet_proxy::Call::proxy { real, force_proxy_type, call: Box::new(call) })
		};
		let joint = |call: RuntimeCall| {
			RuntimeCall::Multisig(pallet_multisig::Call::as_multi {
				threshold: 2,
				other_signatories: vec![account(Charlie)],
				maybe_timepoint: None,
				max_weight: call.get_dispatch_info().call_weight,
				call: Box::new(call),
			})
		};
		let exit = RuntimeCall::SafeMode(pallet_safe_mode::Call::force_exit {});
		let propose = |threshold| {
			let (length_bound, proposal) = (1_000, Box::new(exit.clone()));
			RuntimeCall::TechnicalCommittee(pallet_collective::Call::propose { threshold, length_bound, proposal })
		};
		let vote = RuntimeCall::TechnicalCommittee(pallet_collective::Call::vote {
			proposal: BlakeTwo256::hash_of(&exit),
			index: pallet_collective::ProposalCount::<Runtime, TechnicalInstance>::get() + 1,
			approve: true,
		});
		enter_safe_mode();

		submit(Dave, proxied(batch(vec![propose(2), vote.clone()])));
		let proposal_hash = BlakeTwo256::hash_of(&exit);
		let voted =
			pallet_collective::Event::Voted { account: account(Alice), proposal_hash, voted: true, yes: 1, no: 0 };
		assert!(events().contains(&RuntimeEvent::TechnicalCommittee(voted)));
		submit(Bob, joint(vote.clone()));
		let keys = civitas_runtime::SessionKeys {
			babe: Ferdie.public().into(),
			grandpa: Ed25519Keyring::Ferdie.public().into(),
		};
		let proof = {
			let statement = account(Bob).using_encoded(sp_core::proof_of_possession::statement_of_ownership);
			(Ferdie.pair().sign(&statement), Ed25519Keyring::Ferdie.pair().sign(&statement)).encode()
		};
		submit(Bob, pallet_validator_set::Call::<Runtime>::set_keys { keys, proof });
		submit(Charlie, pallet_validator_set::Call::<Runtime>::leave {});

		// What carries calls works only as far as each of them does, however deep.
		let stranger = RuntimeCall::Balances(transfer());
		let derived = pallet_utility::Call::<Runtime>::as_derivative { index: 0, call: Box::new(vote.clone()) };
		let alone = pallet_multisig::Call::<Runtime>::as_multi_threshold_1 {
			other_signatories: vec![account(Charlie)],
			call: Box::new(stranger.clone()),
		};
		let before = Balances::free_balance(account(Alice));
		for call in [
			batch(vec![stranger.clone()]),
			batch(vec![vote.clone(), stranger.clone()]),
			batch(vec![batch(vec![stranger.clone()])]),
			pallet_utility::Call::force_batch { calls: vec![stranger.clone()] }.into(),
			pallet_utility::Call::batch_all { calls: vec![stranger.clone()] }.into(),
			proxied(stranger.clone()),
			proxied(batch(vec![vote.clone(), stranger.clone()])),
			joint(stranger.clone()),
			alone.into(),
			derived.into(),
			pallet_proxy::Call::remove_proxies {}.into(),
			pallet_treasury::Call::payout { index: 0 }.into(),
		] {
			assert_eq!(applied(Dave, call.clone()), filtered(), "{call:?}");
		}
		assert_eq!(Balances::free_balance(account(Alice)), before);
		// Nor so deep that it would cost more to look than was paid for.
		let deep = (0..MAX_NESTING + 1).fold(vote.clone(), |call, _| batch(vec![call]));
		assert_eq!(applied(Dave, deep), filtered());

		// And so it ends.
		submit(Bob, vote);
		submit(
			Bob,
			pallet_collective::Call::<Runtime, TechnicalInstance>::close {
				proposal_hash,
				index: pallet_collective::ProposalCount::<Runtime, TechnicalInstance>::get() - 1,
				proposal_weight_bound: exit.get_dispatch_info().call_weight,
				length_bound: 1_000,
			},
		);
		assert!(!SafeMode::is_entered());
		end_block();
	});
}

#[test]
fn a_paused_call_is_refused_and_what_unpauses_cannot_be_paused() {
	development().execute_with(|| {
		let pause = |pallet: &str, call: &str| {
			let full_name =
				(pallet.as_bytes().to_vec().try_into().unwrap(), call.as_bytes().to_vec().try_into().unwrap());
			let call = pallet_tx_pause::Call::<Runtime>::pause { full_name };
			apply(signed(Alice, pallet_sudo::Call::<Runtime>::sudo { call: Box::new(call.into()) }, 0))
		};
		pause("Balances", "transfer_keep_alive").expect("it is valid").expect("it succeeds");
		let filtered = Err(frame_system::Error::<Runtime>::CallFiltered.into());
		assert_eq!(apply(signed(Bob, transfer(), 0)), Ok(filtered));
		pause("TxPause", "unpause").expect("it is valid").expect("sudo itself succeeds");
		assert!(!pallet_tx_pause::PausedCalls::<Runtime>::iter_keys().any(|(pallet, _)| pallet.to_vec() == b"TxPause"));
		end_block();
	});
}

#[test]
fn proxies_keep_to_their_kind() {
	use civitas_runtime::configs::utilities::ProxyType;
	use frame_support::traits::InstanceFilter;
	// Which of all calls of certification a proxy makes is in `identity/clerks.rs`.
	let certify = RuntimeCall::Certification(pallet_certification::Call::reinstate { certificate: Default::default() });
	let give_away =
		RuntimeCall::Certification(pallet_certification::Call::transfer_network { network: 0, to: Some(account(Bob)) });
	let transfer = RuntimeCall::Balances(transfer());
	let escape =
		RuntimeCall::Utility(pallet_utility::Call::as_derivative { index: 0, call: Box::new(transfer.clone()) });
	let delegate = RuntimeCall::Proxy(pallet_proxy::Call::add_proxy {
		delegate: account(Bob).into(),
		proxy_type: ProxyType::Any,
		delay: 0,
	});
	for kind in [ProxyType::NonTransfer, ProxyType::Governance, ProxyType::Certification, ProxyType::Validator] {
		for call in [&transfer, &escape, &delegate, &give_away] {
			assert!(!kind.filter(call), "{kind:?} must not {call:?}");
		}
		assert!(ProxyType::Any.is_superset(&kind) && !kind.is_superset(&ProxyType::Any));
	}
	assert!(ProxyType::Certification.filter(&certify) && ProxyType::NonTransfer.filter(&certify));
	assert!(!ProxyType::Governance.filter(&certify) && !ProxyType::Validator.filter(&certify));
}
