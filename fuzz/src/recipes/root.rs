//! Calls that only root or a committee may make, of what there is, carried by the one of who may do what root may.

use super::*;
use civitas_runtime::configs::governance::{CouncilInstance, TechnicalInstance};
use frame_support::traits::fungibles::InspectEnumerable as _;
use pallet_collective::{Call as Motion, ProposalOf};
use pallet_scheduler::{Agenda, Call as Schedule, Lookup, Retries};
use pallet_treasury::{Call as Treasury, SpendCount};
use pallet_validator_set::{Call as ValidatorSet, Status, Validators};
use world::by_root;

pub fn root(world: &World, name: &str, dice: &mut Dice) -> Option<Attempt> {
	let call = of(world, name, dice)?;
	Some((sudo_key(), pallet_sudo::Call::sudo { call: Box::new(call) }.into()))
}

/// Who may do what root may; if nobody may any longer, Alice from now on.
pub fn sudo_key() -> AccountId {
	pallet_sudo::Key::<Runtime>::get().unwrap_or_else(|| {
		pallet_sudo::Key::<Runtime>::put(account(Alice));
		account(Alice)
	})
}

fn of(world: &World, name: &str, dice: &mut Dice) -> Option<RuntimeCall> {
	let (pallet, call) = name.split_once('.')?;
	match pallet {
		"Assets" if call == "force_clear_metadata" => {
			let id = dice.find(pallet_assets::Metadata::<Runtime>::iter_keys())?.into();
			Some(pallet_assets::Call::<Runtime>::force_clear_metadata { id }.into())
		},
		"AssetConversion" if call == "set_pool_fee" => {
			let pool_id = dice.find(pallet_asset_conversion::Pools::<Runtime>::iter_keys())?;
			let fee = sp_runtime::Permill::from_parts(dice.below(100_000) as u32);
			Some(pallet_asset_conversion::Call::set_pool_fee { pool_id, fee }.into())
		},
		"Assets" if call == "force_asset_status" => {
			let (id, details) = dice.find(pallet_assets::Asset::<Runtime>::iter())?;
			let [owner, issuer, admin, freezer] =
				[details.owner, details.issuer, details.admin, details.freezer].map(|who| to(&who));
			let (min_balance, is_sufficient) = (details.min_balance, details.is_sufficient);
			let call = pallet_assets::Call::<Runtime>::force_asset_status {
				id: id.into(),
				owner,
				issuer,
				admin,
				freezer,
				min_balance,
				is_sufficient,
				is_frozen: false,
			};
			Some(call.into())
		},
		"AssetConversion" if call == "create_pool_with_fee" => {
			let paired: BTreeSet<_> =
				pallet_asset_conversion::Pools::<Runtime>::iter_keys().map(|(_, asset)| asset).collect();
			let alone = Assets::asset_ids().map(Some).filter(|asset| !paired.contains(asset));
			let (asset1, asset2) = (Box::new(None), Box::new(dice.find(alone)?));
			let fee = sp_runtime::Permill::from_parts(dice.below(100_000) as u32);
			let creator = account(dice.pick(&world::PEOPLE));
			Some(pallet_asset_conversion::Call::create_pool_with_fee { creator, asset1, asset2, fee }.into())
		},
		"Council" | "TechnicalCommittee" if call == "set_members" => {
			let others = dice.pick(&[[Alice, Bob], [Bob, Charlie], [Charlie, Dave]]);
			let mut new_members = world::sorted(&others);
			new_members.extend(dice.once_in(2).then(|| account(Eve)));
			let (prime, old_count) = (dice.once_in(2).then(|| account(others[0])), 20);
			Some(match pallet {
				"Council" => RuntimeCall::Council(Motion::set_members { new_members, prime, old_count }),
				_ => RuntimeCall::TechnicalCommittee(Motion::set_members { new_members, prime, old_count }),
			})
		},
		"Preimage" if call == "unrequest_preimage" => {
			let hash = sp_core::H256::from_low_u64_be(dice.number());
			by_root(pallet_preimage::Call::request_preimage { hash });
			Some(pallet_preimage::Call::unrequest_preimage { hash }.into())
		},
		"Whitelist" if call == "remove_whitelisted_call" => {
			let call_hash = sp_core::H256::from_low_u64_be(dice.number());
			by_root(pallet_whitelist::Call::whitelist_call { call_hash });
			Some(pallet_whitelist::Call::remove_whitelisted_call { call_hash }.into())
		},
		"Council" if call == "kill" => {
			let proposal_hash = dice.find(ProposalOf::<Runtime, CouncilInstance>::iter_keys())?;
			Some(RuntimeCall::Council(Motion::kill { proposal_hash }))
		},
		"TechnicalCommittee" if call == "kill" => {
			let proposal_hash = dice.find(ProposalOf::<Runtime, TechnicalInstance>::iter_keys())?;
			Some(RuntimeCall::TechnicalCommittee(Motion::kill { proposal_hash }))
		},
		"SafeMode" => {
			if matches!(call, "force_exit" | "force_extend") && !pallet_safe_mode::EnteredUntil::<Runtime>::exists() {
				by_root(pallet_safe_mode::Call::force_enter {});
			}
			match call {
				"force_exit" => Some(pallet_safe_mode::Call::force_exit {}.into()),
				"force_extend" => Some(pallet_safe_mode::Call::force_extend {}.into()),
				_ => None,
			}
		},
		"Scheduler" => scheduler(call, dice),
		"Treasury" if call == "void_spend" => {
			by_root(Treasury::spend {
				asset_kind: Box::new(()),
				amount: CIV,
				beneficiary: Box::new(world.anyone(dice)),
				valid_from: None,
			});
			Some(Treasury::void_spend { index: SpendCount::<Runtime>::get() - 1 }.into())
		},
		"Treasury" if call == "remove_approval" => {
			let beneficiary = to(&world.anyone(dice));
			by_root(RuntimeCall::Treasury(Treasury::spend_local { amount: CIV, beneficiary }));
			let proposal_id = pallet_treasury::ProposalCount::<Runtime>::get() - 1;
			Some(RuntimeCall::Treasury(Treasury::remove_approval { proposal_id }))
		},
		"TxPause" if call == "unpause" => {
			let ident = dice.find(pallet_tx_pause::PausedCalls::<Runtime>::iter_keys())?;
			Some(pallet_tx_pause::Call::unpause { ident }.into())
		},
		"Utility" if call == "dispatch_as_fallible" => {
			let who = frame_system::RawOrigin::Signed(world.anyone(dice)).into();
			Some(
				pallet_utility::Call::dispatch_as_fallible { as_origin: Box::new(who), call: Box::new(remark()) }
					.into(),
			)
		},
		"ValidatorSet" => {
			let mut of = |status: fn(&Status) -> bool| {
				let listed = Validators::<Runtime>::iter().filter(|(_, listed)| status(&listed.status));
				dice.find(listed.map(|(who, _)| who))
			};
			let applied = of(|status| matches!(status, Status::Applied));
			let approved = of(|status| matches!(status, Status::Candidate { .. } | Status::Jailed { .. }));
			match (call, applied, approved) {
				("remove", _, Some(who)) => Some(ValidatorSet::remove { who }.into()),
				("reject", Some(who), _) => Some(ValidatorSet::reject { who }.into()),
				("approve" | "remove", Some(who), _) => Some(ValidatorSet::approve { who }.into()),
				_ => None,
			}
		},
		_ => None,
	}
}

/// What has no name yet is scheduled, and what is scheduled is changed.
fn scheduler(name: &str, dice: &mut Dice) -> Option<RuntimeCall> {
	let now = System::block_number();
	let planned = Agenda::<Runtime>::iter().find(|(when, tasks)| *when > now && tasks.iter().any(Option::is_some));
	let task =
		planned.and_then(|(when, tasks)| Some((when, u32::try_from(tasks.iter().position(Option::is_some)?).ok()?)));
	let named = dice.find(Lookup::<Runtime>::iter_keys());
	let retried = Retries::<Runtime>::iter_keys().find(|(when, _)| *when > now);
	let (retries, period) = (3, 5);
	let call = match (name, task, named, retried) {
		("cancel", Some((when, index)), ..) => Schedule::cancel { when, index },
		("set_retry", Some(task), ..) | ("cancel_retry", Some(task), _, None) => {
			Schedule::set_retry { task, retries, period }
		},
		("cancel_retry", _, _, Some(task)) => Schedule::cancel_retry { task },
		("cancel_named", _, Some(id), _) => Schedule::cancel_named { id },
		("set_retry_named", _, Some(id), _) => Schedule::set_retry_named { id, retries, period },
		("cancel_retry_named", _, Some(id), _) => Schedule::cancel_retry_named { id },
		("schedule", ..) => {
			let when = now + 1 + dice.below(1_000) as u32;
			Schedule::schedule { when, maybe_periodic: None, priority: 0, call: Box::new(remark()) }
		},
		_ => {
			let mut id = [0; 32];
			id[..8].copy_from_slice(&dice.number().to_le_bytes());
			let (when, call) = (now + 1 + dice.below(1_000) as u32, Box::new(remark()));
			Schedule::schedule_named { id, when, maybe_periodic: None, priority: 0, call }
		},
	};
	Some(call.into())
}
