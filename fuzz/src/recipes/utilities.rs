//! Calls that carry others, and what is kept for them.

use super::*;
use codec::{Decode, Encode};
use frame_support::dispatch::GetDispatchInfo;
use pallet_multisig::Multisigs;
use pallet_proxy::{Announcements, Proxies};
use sp_core::H256;
use sp_runtime::traits::{BlakeTwo256, Hash};
use world::{derivative, joint, sorted, PEOPLE};

/// A call that is not itself one that carries calls, and by whom.
fn inner(world: &World, dice: &mut Dice) -> Attempt {
	let name = dice.pick(&[
		"Balances.transfer_keep_alive",
		"Balances.transfer_allow_death",
		"Balances.burn",
		"Assets.transfer_keep_alive",
		"Assets.approve_transfer",
		"Assets.create",
		"Assets.set_metadata",
		"Certification.found_network",
		"Certification.commit_nullifier",
		"Certification.create_status_list",
		"IdentityRegistry.register",
		"IdentityRegistry.fund",
		"Agreements.draft",
		"Agreements.settle",
		"Lending.supply",
		"Lending.bundle",
		"Vaults.deposit",
		"PublicFinance.donate",
		"PublicFinance.engage",
		"PublicFinance.confirm",
		"Reputation.review",
		"Reputation.publish",
		"Preimage.note_preimage",
		"Multisig.approve_as_multi",
		"Proxy.add_proxy",
	]);
	made(world, name, dice).unwrap_or_else(|| (account(Alice), remark()))
}

/// A payment that someone with an account of its own can make.
fn payment(world: &World, dice: &mut Dice) -> RuntimeCall {
	let value = Balance::from(dice.below(1_000_000_000)) + EXISTENTIAL_DEPOSIT;
	pallet_balances::Call::transfer_keep_alive { dest: world.somewhere(dice), value }.into()
}

pub fn utility(world: &World, call: &str, dice: &mut Dice) -> Option<Attempt> {
	use pallet_utility::Call::*;
	let (who, first) = inner(world, dice);
	let calls = [vec![first.clone()], (0..dice.below(3)).map(|_| payment(world, dice)).collect()].concat();
	let call = match call {
		"batch" => batch { calls },
		"batch_all" => batch_all { calls },
		"force_batch" => force_batch { calls },
		"if_else" => if_else { main: Box::new(first), fallback: Box::new(payment(world, dice)) },
		"as_derivative" => {
			let who = account(dice.pick(&[Bob, Charlie]));
			let call = Box::new(payment(world, dice));
			debug_assert!(world.accounts.contains(&derivative(&who)));
			return Some((who, RuntimeCall::Utility(as_derivative { index: 0, call })));
		},
		_ => return None,
	};
	// Batches within batches, now and then.
	let whole = RuntimeCall::Utility(call);
	let nested = dice.once_in(4) && !matches!(whole, RuntimeCall::Utility(batch_all { .. }));
	let whole =
		if nested { RuntimeCall::Utility(batch_all { calls: vec![whole, payment(world, dice)] }) } else { whole };
	Some((who, whole))
}

pub fn multisig(world: &World, call: &str, dice: &mut Dice) -> Option<Attempt> {
	use pallet_multisig::Call::*;
	let max_weight = Weight::from_parts(10_000_000_000, 1_000_000);
	if call == "as_multi_threshold_1" {
		let who = dice.pick(&[Bob, Dave]);
		let other_signatories = sorted(&[Bob, Dave]).into_iter().filter(|other| *other != account(who)).collect();
		debug_assert!(world.accounts.contains(&joint()));
		let call = Box::new(payment(world, dice));
		return Some((account(who), RuntimeCall::Multisig(as_multi_threshold_1 { other_signatories, call })));
	}
	// Alice and Bob, or these and Charlie, have an account together.
	let groups = [(2u16, vec![Alice, Bob]), (2, vec![Alice, Bob, Charlie]), (3, vec![Alice, Bob, Charlie])];
	let (threshold, group) = dice.pick(&groups);
	let all = sorted(&group);
	let id = civitas_runtime::Multisig::multi_account_id(&all, threshold);
	world.feed(&id);
	let pay: RuntimeCall = pallet_balances::Call::<Runtime>::transfer_keep_alive {
		dest: to(&account(Eve)),
		value: 1_000 + Balance::from(dice.below(3)),
	}
	.into();
	let hash = sp_io::hashing::blake2_256(&pay.encode());
	let open = Multisigs::<Runtime>::get(&id, hash);
	let who = match &open {
		Some(open) if matches!(call, "cancel_as_multi" | "poke_deposit") => open.depositor.clone(),
		Some(open) => dice.find(all.iter().filter(|who| !open.approvals.contains(who)))?.clone(),
		None => account(dice.pick(&group)),
	};
	let other_signatories: Vec<_> = all.into_iter().filter(|other| *other != who).collect();
	let maybe_timepoint = open.map(|open| open.when);
	let call = match call {
		"as_multi" => as_multi { threshold, other_signatories, maybe_timepoint, call: Box::new(pay), max_weight },
		"cancel_as_multi" if maybe_timepoint.is_some() => {
			cancel_as_multi { threshold, other_signatories, timepoint: maybe_timepoint?, call_hash: hash }
		},
		"poke_deposit" if maybe_timepoint.is_some() => poke_deposit { threshold, other_signatories, call_hash: hash },
		"approve_as_multi" | "cancel_as_multi" | "poke_deposit" => {
			approve_as_multi { threshold, other_signatories, maybe_timepoint, call_hash: hash, max_weight }
		},
		_ => return None,
	};
	Some((who, RuntimeCall::Multisig(call)))
}

pub fn proxy(world: &World, call: &str, dice: &mut Dice) -> Option<Attempt> {
	use pallet_proxy::Call::*;
	let made = |who: AccountId, call| Some((who, RuntimeCall::Proxy(call)));
	let (proxy_type, delay) = (ProxyType::Any, dice.pick(&[0u32, 0, 10]));
	let add = |world: &World, dice: &mut Dice| {
		let who = world.anyone(dice);
		made(who, add_proxy { delegate: to(&account(dice.pick(&PEOPLE))), proxy_type, delay })
	};
	let proxies = Proxies::<Runtime>::iter()
		.flat_map(|(real, (proxies, _))| proxies.into_iter().map(move |known| (real.clone(), known)));
	let some = dice.find(proxies);
	let announced = Announcements::<Runtime>::iter()
		.flat_map(|(delegate, (all, _))| all.into_iter().map(move |known| (delegate.clone(), known)));
	let announced = dice.find(announced);
	// What is announced has to be known by its hash.
	let payments: Vec<RuntimeCall> = (1..4u128)
		.map(|value| pallet_balances::Call::transfer_keep_alive { dest: to(&account(Eve)), value: value * CIV }.into())
		.collect();
	match call {
		"add_proxy" => add(world, dice),
		"create_pure" => {
			made(world.anyone(dice), create_pure { proxy_type, delay: 0, index: dice.below(1_000) as u16 })
		},
		"kill_pure" => {
			match dice.find(world.pures.iter().filter(|pure| Proxies::<Runtime>::contains_key(&pure.account))) {
				Some(pure) => {
					let (spawner, height) = (to(&pure.spawner), pure.height);
					let call = kill_pure { spawner, proxy_type, index: pure.index, height, ext_index: pure.extrinsic };
					made(pure.account.clone(), call)
				},
				None => proxy(world, "create_pure", dice),
			}
		},
		"poke_deposit" => made(world.anyone(dice), poke_deposit {}),
		"remove_proxies" => made(some.map_or_else(|| world.anyone(dice), |(real, _)| real), remove_proxies {}),
		"proxy" => match some {
			Some((real, known)) if known.delay == 0 => {
				let real = to(&real);
				made(known.delegate, proxy { real, force_proxy_type: None, call: Box::new(payment(world, dice)) })
			},
			_ => add(world, dice),
		},
		"remove_proxy" => match some {
			Some((real, known)) => {
				let (delegate, proxy_type, delay) = (to(&known.delegate), known.proxy_type, known.delay);
				made(real, remove_proxy { delegate, proxy_type, delay })
			},
			None => add(world, dice),
		},
		"announce" => match some {
			Some((real, known)) => {
				let call_hash = BlakeTwo256::hash_of(&dice.pick(&payments));
				made(known.delegate, announce { real: to(&real), call_hash })
			},
			None => add(world, dice),
		},
		"remove_announcement" | "reject_announcement" | "proxy_announced" => {
			let Some((delegate, known)) = announced else { return proxy(world, "announce", dice) };
			// Its fields are private; it begins with these.
			let (real, call_hash) = <(AccountId, H256)>::decode(&mut &known.encode()[..]).ok()?;
			match call {
				"remove_announcement" => made(delegate, remove_announcement { real: to(&real), call_hash }),
				"reject_announcement" => made(real, reject_announcement { delegate: to(&delegate), call_hash }),
				_ => {
					let call = payments.into_iter().find(|call| BlakeTwo256::hash_of(call) == call_hash)?;
					let (delegate, real, call) = (to(&delegate), to(&real), Box::new(call));
					made(world.anyone(dice), proxy_announced { delegate, real, force_proxy_type: None, call })
				},
			}
		},
		_ => None,
	}
}

pub fn preimage(world: &World, call: &str, dice: &mut Dice) -> Option<Attempt> {
	use pallet_preimage::{Call::*, RequestStatus, RequestStatusFor};
	let made = |who: AccountId, call| Some((who, RuntimeCall::Preimage(call)));
	let noted = RequestStatusFor::<Runtime>::iter().filter_map(|(hash, status)| match status {
		RequestStatus::Unrequested { ticket: (who, _), .. } => Some((hash, who)),
		RequestStatus::Requested { .. } => None,
	});
	let noted = dice.find(noted);
	match (call, noted) {
		("unnote_preimage", Some((hash, who))) => made(who, unnote_preimage { hash }),
		("note_preimage" | "unnote_preimage", _) => {
			let bytes = (0..dice.below(200)).map(|_| dice.below(256) as u8).collect();
			made(world.anyone(dice), note_preimage { bytes })
		},
		("ensure_updated", noted) => {
			let hash = noted.map_or_else(Default::default, |(hash, _)| hash);
			made(world.anyone(dice), ensure_updated { hashes: vec![hash] })
		},
		_ => None,
	}
}

/// What whoever proposes a motion says of it: how long it is, and how heavy.
pub fn bounds(call: &RuntimeCall) -> (u32, Weight) {
	(call.encoded_size() as u32, call.get_dispatch_info().call_weight)
}
