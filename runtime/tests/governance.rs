//! Who may do what, where there is no key that may do everything; and what stops the chain.

mod common;

use civitas_runtime::{
	configs::governance::CouncilInstance, currency::CIV, Balances, Runtime, RuntimeCall, SafeMode, Treasury,
};
use common::*;
use frame_support::{dispatch::GetDispatchInfo, traits::Contains};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave};
use sp_runtime::{
	traits::{BlakeTwo256, Hash},
	DispatchError,
};

fn transfer() -> pallet_balances::Call<Runtime> {
	pallet_balances::Call::transfer_keep_alive { dest: account(Dave).into(), value: 1 }
}

/// Have the call approved by three of three.
fn by_council(call: RuntimeCall) {
	let weight = call.get_dispatch_info().call_weight;
	let hash = BlakeTwo256::hash_of(&call);
	let index = pallet_collective::ProposalCount::<Runtime, CouncilInstance>::get();
	submit(
		Alice,
		pallet_collective::Call::<Runtime, CouncilInstance>::propose {
			threshold: 3,
			length_bound: 10_000,
			proposal: Box::new(call),
		},
	);
	for who in [Alice, Bob, Charlie] {
		submit(who, pallet_collective::Call::<Runtime, CouncilInstance>::vote { proposal: hash, index, approve: true });
	}
	submit(
		Alice,
		pallet_collective::Call::<Runtime, CouncilInstance>::close {
			proposal_hash: hash,
			index,
			proposal_weight_bound: weight,
			length_bound: 10_000,
		},
	);
	assert!(!pallet_collective::ProposalOf::<Runtime, CouncilInstance>::contains_key(hash), "it was carried out");
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
		by_council(spend.into());
		let before = Balances::free_balance(account(Dave));
		submit(Alice, pallet_treasury::Call::<Runtime>::payout { index: 0 });
		assert_eq!(Balances::free_balance(account(Dave)), before + 3 * CIV);
		end_block();
	});
}

#[test]
fn safe_mode_stops_users_but_not_blocks() {
	local().execute_with(|| {
		submit(Alice, pallet_safe_mode::Call::<Runtime>::enter {});
		assert!(SafeMode::is_entered());
		let filtered = Err(frame_system::Error::<Runtime>::CallFiltered.into());
		assert_eq!(apply(signed(Bob, transfer(), 0)), Ok(filtered));
		let batch = pallet_utility::Call::<Runtime>::batch { calls: vec![transfer().into()] };
		assert_eq!(apply(signed(Bob, batch, 0)), Ok(filtered), "a batch is no way around it");
		// The timestamp inherent of the next block passes, and so does what could end it.
		next_block();
		for allowed in [
			RuntimeCall::Timestamp(pallet_timestamp::Call::set { now: 0 }),
			RuntimeCall::Council(pallet_collective::Call::disapprove_proposal { proposal_hash: Default::default() }),
			RuntimeCall::SafeMode(pallet_safe_mode::Call::force_exit {}),
		] {
			assert!(<Runtime as frame_system::Config>::BaseCallFilter::contains(&allowed));
		}
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
	let certify = RuntimeCall::Certification(pallet_certification::Call::withdraw_accreditation {
		network: 0,
		issuer: account(Bob),
	});
	let transfer = RuntimeCall::Balances(transfer());
	let escape =
		RuntimeCall::Utility(pallet_utility::Call::as_derivative { index: 0, call: Box::new(transfer.clone()) });
	let delegate = RuntimeCall::Proxy(pallet_proxy::Call::add_proxy {
		delegate: account(Bob).into(),
		proxy_type: ProxyType::Any,
		delay: 0,
	});
	for kind in [ProxyType::NonTransfer, ProxyType::Governance, ProxyType::Certification, ProxyType::Validator] {
		for call in [&transfer, &escape, &delegate] {
			assert!(!kind.filter(call), "{kind:?} must not {call:?}");
		}
		assert!(ProxyType::Any.is_superset(&kind) && !kind.is_superset(&ProxyType::Any));
	}
	assert!(ProxyType::Certification.filter(&certify) && ProxyType::NonTransfer.filter(&certify));
	assert!(!ProxyType::Governance.filter(&certify) && !ProxyType::Validator.filter(&certify));
}
