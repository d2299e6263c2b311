//! Calls that only root or a committee may make, of what there is, carried by the one of who may do what root may.

use super::*;
use civitas_runtime::configs::governance::{CouncilInstance, TechnicalInstance};
use pallet_collective::{Call as Motion, ProposalOf};
use pallet_scheduler::{Agenda, Call as Schedule, Lookup, Retries};
use pallet_treasury::{Call as Treasury, SpendCount};
use pallet_validator_set::{Call as ValidatorSet, Status, Validators};
use world::by_root;

pub fn root(world: &World, name: &str, dice: &mut Dice) -> Option<Attempt> {
	let call = of(world, name, dice)?;
	if pallet_sudo::Key::<Runtime>::get().is_none() {
		pallet_sudo::Key::<Runtime>::put(account(Alice));
	}
	let who = pallet_sudo::Key::<Runtime>::get()?;
	Some((who, pallet_sudo::Call::sudo { call: Box::new(call) }.into()))
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
		"Council" if call == "kill" => {
			let proposal_hash = dice.find(ProposalOf::<Runtime, CouncilInstance>::iter_keys())?;
			Some(RuntimeCall::Council(Motion::kill { proposal_hash }))
		},
		"TechnicalCommittee" if call == "kill" => {
			let proposal_hash = dice.find(ProposalOf::<Runtime, TechnicalInstance>::iter_keys())?;
			Some(RuntimeCall::TechnicalCommittee(Motion::kill { proposal_hash }))
		},
		"SafeMode" if call == "force_exit" => {
			pallet_safe_mode::EnteredUntil::<Runtime>::get()?;
			Some(pallet_safe_mode::Call::force_exit {}.into())
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
			match call {
				"approve" => Some(ValidatorSet::approve { who: applied? }.into()),
				"reject" => Some(ValidatorSet::reject { who: applied? }.into()),
				"remove" => Some(ValidatorSet::remove { who: of(|status| !matches!(status, Status::Applied))? }.into()),
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
			id[..8].copy_from_slice(&dice.next().to_le_bytes());
			let (when, call) = (now + 1 + dice.below(1_000) as u32, Box::new(remark()));
			Schedule::schedule_named { id, when, maybe_periodic: None, priority: 0, call }
		},
	};
	Some(call.into())
}
