//! Calls of the chain itself: remarks, validators, committees, the treasury, and root's.

use super::*;
use civitas_runtime::{
	configs::governance::{CouncilInstance, TechnicalInstance},
	SessionKeys, ValidatorSet,
};
use codec::{Decode, Encode};
use pallet_collective::{Members, ProposalOf, Voting};
use pallet_validator_set::{Status, Validators};
use sp_keyring::Ed25519Keyring;
use sp_runtime::traits::{BlakeTwo256, Hash};
use world::{by_root, PEOPLE};

pub fn chain(world: &World, name: &str, dice: &mut Dice) -> Option<Attempt> {
	let (pallet, call) = name.split_once('.')?;
	match pallet {
		"System" => {
			use frame_system::Call::*;
			let text = dice.text(100).into_bytes();
			let call = match call {
				"remark" => remark { remark: text },
				"remark_with_event" => remark_with_event { remark: text },
				_ => return None,
			};
			Some((dice.pick(&world.everyone), RuntimeCall::System(call)))
		},
		"ValidatorSet" => validators(call, dice),
		"Council" => motion::<CouncilInstance>(call, dice),
		"TechnicalCommittee" => motion::<TechnicalInstance>(call, dice),
		"Treasury" => treasury(world, call, dice),
		"Sudo" => sudo(world, call, dice),
		"Whitelist" => whitelist(world, call, dice),
		_ => None,
	}
}

/// The keys with which someone would make blocks, and the proof that one has them.
fn keys_of(owner: &AccountId, of: Sr25519Keyring, also: Ed25519Keyring) -> (SessionKeys, Vec<u8>) {
	let keys = SessionKeys { babe: of.public().into(), grandpa: also.public().into() };
	let statement = owner.using_encoded(sp_core::proof_of_possession::statement_of_ownership);
	(keys, (of.pair().sign(&statement), also.pair().sign(&statement)).encode())
}

fn validators(call: &str, dice: &mut Dice) -> Option<Attempt> {
	use pallet_validator_set::Call::*;
	let (of, also) = dice.pick(&[(Bob, Ed25519Keyring::Bob), (Charlie, Ed25519Keyring::Charlie)]);
	let who = account(of);
	let listed = Validators::<Runtime>::get(&who).map(|listed| listed.status);
	let made = |call| Some((who.clone(), RuntimeCall::ValidatorSet(call)));
	match (call, listed) {
		("apply" | "leave" | "withdraw" | "set_keys" | "unjail" | "approve" | "reject" | "remove", None) => {
			let (bond, (keys, proof)) = (ValidatorSet::required_bond(), keys_of(&who, of, also));
			made(apply { max_bond: bond.saturating_add(CIV * Balance::from(dice.below(2))), keys, proof })
		},
		("set_keys", Some(_)) => {
			let (keys, proof) = keys_of(&who, of, also);
			made(set_keys { keys, proof })
		},
		("unjail", Some(Status::Jailed { until })) => {
			pallet_session::CurrentIndex::<Runtime>::put(until);
			made(unjail {})
		},
		("unjail", Some(Status::Applied)) => {
			by_root(approve { who: who.clone() });
			let until = pallet_session::CurrentIndex::<Runtime>::get();
			Validators::<Runtime>::mutate_extant(&who, |known| {
				(known.status, known.serves_from) = (Status::Jailed { until }, Some(until));
			});
			made(unjail {})
		},
		("withdraw", Some(Status::Applied)) => {
			by_root(approve { who: who.clone() });
			made(leave {})
		},
		("withdraw" | "apply" | "leave", Some(Status::Leaving { withdrawable_at })) => {
			pallet_session::CurrentIndex::<Runtime>::put(withdrawable_at);
			made(withdraw {})
		},
		("apply" | "leave" | "withdraw", Some(_)) => made(leave {}),
		_ => None,
	}
}

fn motion<I: 'static>(call: &str, dice: &mut Dice) -> Option<Attempt>
where
	Runtime: pallet_collective::Config<I, Proposal = RuntimeCall>,
	RuntimeCall: From<pallet_collective::Call<Runtime, I>>,
{
	use pallet_collective::Call::*;
	let members = Members::<Runtime, I>::get();
	let who = dice.find(members.iter().cloned())?;
	let length_bound = 1_000;
	let made = |who: AccountId, call: pallet_collective::Call<Runtime, I>| Some((who, call.into()));
	let open = dice.find(ProposalOf::<Runtime, I>::iter());
	let remark = |dice: &mut Dice| Box::new(remark_of(dice.text(50)));
	// The fields are private; they begin with these.
	type Votes = (u32, u32, Vec<AccountId>);
	let votes_of = |proposal| Votes::decode(&mut &Voting::<Runtime, I>::get(proposal)?.encode()[..]).ok();
	match (call, open) {
		("execute", _) => made(who, execute { proposal: remark(dice), length_bound }),
		("vote" | "close", Some((proposal_hash, proposal))) => {
			let (index, threshold, ayes) = votes_of(proposal_hash)?;
			let proposal_weight_bound = utilities::bounds(&proposal).1;
			if ayes.len() < threshold as usize {
				let who = dice.find(members.iter().filter(|who| !ayes.contains(who)))?.clone();
				return made(who, vote { proposal: proposal_hash, index, approve: true });
			}
			made(who, close { proposal_hash, index, proposal_weight_bound, length_bound })
		},
		("propose" | "vote" | "close", _) => {
			let threshold = 1 + dice.below(2) as u32;
			let once = |dice: &mut Dice| Box::new(remark_of(format!("{}", dice.below(1_000_000))));
			made(who, propose { threshold, proposal: once(dice), length_bound })
		},
		_ => None,
	}
}

fn remark_of(text: String) -> RuntimeCall {
	frame_system::Call::remark { remark: text.into_bytes() }.into()
}

fn treasury(world: &World, call: &str, dice: &mut Dice) -> Option<Attempt> {
	use pallet_treasury::{Call::*, PaymentState, SpendCount, Spends};
	let made = |who: AccountId, call| Some((who, RuntimeCall::Treasury(call)));
	let who = world.anyone(dice);
	match call {
		"payout" => {
			by_root(spend {
				asset_kind: Box::new(()),
				amount: CIV * Balance::from(dice.below(10)),
				beneficiary: Box::new(dice.pick(&world.everyone)),
				valid_from: None,
			});
			made(who, payout { index: SpendCount::<Runtime>::get() - 1 })
		},
		"check_status" => {
			let paid =
				Spends::<Runtime>::iter().filter(|(_, spend)| matches!(spend.status, PaymentState::Attempted { .. }));
			match dice.find(paid) {
				Some((index, _)) => made(who, check_status { index }),
				None => treasury(world, "payout", dice),
			}
		},
		_ => None,
	}
}

fn sudo(world: &World, call: &str, dice: &mut Dice) -> Option<Attempt> {
	use pallet_sudo::Call::*;
	let who = root::sudo_key();
	// As root it can take from whom it likes.
	let taken = || pallet_balances::Call::force_transfer { source: to(&who), dest: to(&account(Eve)), value: CIV };
	let carried = Box::new(taken().into());
	let call = match call {
		"sudo" => sudo { call: carried },
		"sudo_unchecked_weight" => sudo_unchecked_weight { call: carried, weight: Weight::zero() },
		"sudo_as" => sudo_as { who: world.somewhere(dice), call: Box::new(remark_of(String::new())) },
		"set_key" => set_key { new: to(&account(dice.pick(&PEOPLE))) },
		"remove_key" => remove_key {},
		_ => return None,
	};
	Some((who, RuntimeCall::Sudo(call)))
}

fn whitelist(world: &World, name: &str, dice: &mut Dice) -> Option<Attempt> {
	use pallet_whitelist::{Call::*, DeferredDispatch, WhitelistedCall};
	let who = world.anyone(dice);
	let call = remark_of(format!("{}", dice.below(1_000_000)));
	let hash = BlakeTwo256::hash_of(&call);
	let until = System::block_number() + 10;
	if name == "remove_deferred_dispatch" {
		DeferredDispatch::<Runtime>::insert(hash, System::block_number());
		return Some((who, RuntimeCall::Whitelist(remove_deferred_dispatch { call_hash: hash })));
	}
	// Both committees have agreed.
	by_root(pallet_preimage::Call::note_preimage { bytes: call.encode() });
	by_root(pallet_preimage::Call::request_preimage { hash });
	WhitelistedCall::<Runtime>::insert(hash, ());
	DeferredDispatch::<Runtime>::insert(hash, until);
	let (call_encoded_len, call_weight_witness) = utilities::bounds(&call);
	let call = match name {
		"dispatch_whitelisted_call" => {
			dispatch_whitelisted_call { call_hash: hash, call_encoded_len, call_weight_witness }
		},
		"dispatch_whitelisted_call_with_preimage" => dispatch_whitelisted_call_with_preimage { call: Box::new(call) },
		_ => return None,
	};
	Some((who, RuntimeCall::Whitelist(call)))
}
