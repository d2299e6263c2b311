//! Calls of money and other assets.

use super::*;
use frame_support::traits::fungibles::{InspectEnumerable, Refund};
use pallet_assets::{Account, Approvals, Asset, AssetStatus, Metadata, NextAssetId};
use world::{COMMON, PAUPERS, SUFFICIENT};

pub fn balances(world: &World, call: &str, dice: &mut Dice) -> Option<Attempt> {
	use pallet_balances::Call::*;
	// Those who have little move what they have, so that the others can go on.
	let poor = dice.once_in(2);
	let who = if poor { account(dice.pick(&PAUPERS)) } else { world.anyone(dice) };
	world.feed(&who);
	let has = Balances::free_balance(&who);
	let value = if poor { dice.amount(has, EXISTENTIAL_DEPOSIT) } else { Balance::from(dice.below(1_000_000_000)) };
	let dest = world.somewhere(dice);
	let call = match call {
		"transfer_allow_death" => transfer_allow_death { dest, value },
		"transfer_keep_alive" => transfer_keep_alive { dest, value },
		"transfer_all" => {
			let keep_alive = dice.once_in(2);
			let who = account(dice.pick(&PAUPERS));
			world.feed(&who);
			return Some((who, pallet_balances::Call::<Runtime>::transfer_all { dest, keep_alive }.into()));
		},
		"upgrade_accounts" => upgrade_accounts { who: dice.some(&world.everyone, 3) },
		"burn" => burn { value, keep_alive: dice.once_in(2) },
		_ => return None,
	};
	Some((who, RuntimeCall::Balances(call)))
}

/// An asset that is as this says, if there is one.
fn asset_that(
	dice: &mut Dice,
	is: impl Fn(&pallet_assets::AssetDetails<Balance, AccountId, Balance>) -> bool,
) -> Option<AssetId> {
	dice.find(Asset::<Runtime>::iter().filter(|(_, details)| is(details)).map(|(id, _)| id))
}

/// Someone who has an account of the asset, and acts.
fn holder(id: AssetId, dice: &mut Dice) -> Option<AccountId> {
	let passive = markets::passive();
	dice.find(Account::<Runtime>::iter_key_prefix(id).filter(|who| !passive.contains(who)))
}

pub fn assets(world: &World, call: &str, dice: &mut Dice) -> Option<Attempt> {
	use pallet_assets::Call::*;
	let live = |details: &pallet_assets::AssetDetails<_, _, _>| details.status == AssetStatus::Live;
	// Those that somebody made in the meantime can be frozen and destroyed; there is always one that works.
	let made_since = |dice: &mut Dice, status: AssetStatus| {
		let ids = Assets::asset_ids().filter(|id| *id != COMMON && *id != SUFFICIENT);
		let all: Vec<_> = ids.filter_map(|id| Some((id, Asset::<Runtime>::get(id)?))).collect();
		dice.find(all.into_iter().filter(|(_, details)| details.status == status))
	};
	let id = if dice.once_in(2) { dice.pick(&[COMMON, SUFFICIENT]) } else { asset_that(dice, live)? };
	let details = Asset::<Runtime>::get(id)?;
	let owner_of = |id| Asset::<Runtime>::get(id).map(|details| details.owner);
	let who = holder(id, dice).unwrap_or_else(|| world.anyone(dice));
	let has = Assets::balance(id, &who);
	let amount = if dice.once_in(3) { dice.amount(has, details.min_balance) } else { has / 1_000 + 1 };
	let target = world.somewhere(dice);
	let made = |who: AccountId, call| Some((who, RuntimeCall::Assets(call)));
	let create_one = |world: &World, dice: &mut Dice| {
		let id = NextAssetId::<Runtime>::get().expect("the genesis says where they begin");
		let min_balance = dice.pick(&[1, 10, 1_000]);
		made(world.anyone(dice), create { id: id.into(), admin: to(&world.anyone(dice)), min_balance })
	};
	match call {
		"create" => create_one(world, dice),
		"start_destroy" => match made_since(dice, AssetStatus::Live) {
			Some((id, details)) => made(details.owner, start_destroy { id: id.into() }),
			None => create_one(world, dice),
		},
		"destroy_accounts" | "destroy_approvals" | "finish_destroy" => {
			match made_since(dice, AssetStatus::Destroying) {
				Some((id, _)) if call == "destroy_accounts" => made(who, destroy_accounts { id: id.into() }),
				Some((id, _)) if call == "destroy_approvals" => made(who, destroy_approvals { id: id.into() }),
				Some((id, details)) if details.accounts > 0 => made(who, destroy_accounts { id: id.into() }),
				Some((id, details)) if details.approvals > 0 => made(who, destroy_approvals { id: id.into() }),
				Some((id, _)) => made(who, finish_destroy { id: id.into() }),
				None => assets(world, "start_destroy", dice),
			}
		},
		"mint" => {
			let amount = details.min_balance.saturating_mul(1 + Balance::from(dice.below(1_000)));
			made(details.issuer, mint { id: id.into(), beneficiary: target, amount })
		},
		"burn" => made(details.admin, burn { id: id.into(), who: to(&who), amount }),
		"transfer" => made(who, transfer { id: id.into(), target, amount }),
		"transfer_keep_alive" => made(who, transfer_keep_alive { id: id.into(), target, amount }),
		"transfer_all" => made(who, transfer_all { id: id.into(), dest: target, keep_alive: dice.once_in(2) }),
		"force_transfer" => {
			made(details.admin, force_transfer { id: id.into(), source: to(&who), dest: target, amount })
		},
		"freeze" => made(details.freezer, freeze { id: id.into(), who: to(&who) }),
		"thaw" => made(details.admin, thaw { id: id.into(), who: to(&who) }),
		"block" => made(details.freezer, block { id: id.into(), who: to(&who) }),
		"freeze_asset" => match made_since(dice, AssetStatus::Live) {
			Some((id, details)) => made(details.freezer, freeze_asset { id: id.into() }),
			None => create_one(world, dice),
		},
		"thaw_asset" => match made_since(dice, AssetStatus::Frozen) {
			Some((id, details)) => made(details.admin, thaw_asset { id: id.into() }),
			None => assets(world, "freeze_asset", dice),
		},
		"transfer_ownership" => match made_since(dice, AssetStatus::Live) {
			Some((id, details)) => {
				made(details.owner, transfer_ownership { id: id.into(), owner: to(&world.anyone(dice)) })
			},
			None => create_one(world, dice),
		},
		"set_team" => match made_since(dice, AssetStatus::Live) {
			Some((id, details)) => {
				let [issuer, admin, freezer] = [(); 3].map(|()| to(&world.anyone(dice)));
				made(details.owner, set_team { id: id.into(), issuer, admin, freezer })
			},
			None => create_one(world, dice),
		},
		"set_metadata" => {
			let (name, symbol) = (dice.text(50).into_bytes(), dice.text(50).into_bytes());
			made(details.owner, set_metadata { id: id.into(), name, symbol, decimals: 0 })
		},
		"clear_metadata" => match dice.find(Metadata::<Runtime>::iter_keys()) {
			Some(id) => made(owner_of(id)?, clear_metadata { id: id.into() }),
			None => assets(world, "set_metadata", dice),
		},
		"approve_transfer" => {
			made(who, approve_transfer { id: id.into(), delegate: to(&world.anyone(dice)), amount: has / 10 })
		},
		"cancel_approval" | "force_cancel_approval" | "transfer_approved" => {
			let Some((id, owner, delegate)) = dice.find(Approvals::<Runtime>::iter_keys()) else {
				return assets(world, "approve_transfer", dice);
			};
			let allowed = Approvals::<Runtime>::get((id, &owner, &delegate))?.amount;
			let amount = if dice.once_in(2) { allowed } else { allowed / 10 };
			match call {
				"cancel_approval" => made(owner, cancel_approval { id: id.into(), delegate: to(&delegate) }),
				"force_cancel_approval" => {
					let admin = Asset::<Runtime>::get(id)?.admin;
					made(admin, force_cancel_approval { id: id.into(), owner: to(&owner), delegate: to(&delegate) })
				},
				_ => {
					made(delegate, transfer_approved { id: id.into(), owner: to(&owner), destination: target, amount })
				},
			}
		},
		"touch" | "touch_other" => {
			let Some((id, _)) = made_since(dice, AssetStatus::Live) else { return create_one(world, dice) };
			let without = world.accounts.iter().filter(|who| !Account::<Runtime>::contains_key(id, who));
			let who = dice.find(without)?.clone();
			match call {
				"touch" => made(who, touch { id: id.into() }),
				_ => made(details.owner, touch_other { id: id.into(), who: to(&who) }),
			}
		},
		"refund" => made(who, refund { id: id.into(), allow_burn: dice.once_in(2) }),
		"refund_other" => {
			let paid_by_others = Account::<Runtime>::iter_keys().filter_map(|(id, who)| {
				let (by, _) = <Assets as Refund<AccountId>>::deposit_held(id, who.clone())?;
				(by != who && Assets::balance(id, &who) == 0).then_some((id, who, by))
			});
			match dice.find(paid_by_others) {
				Some((id, who, by)) => made(by, refund_other { id: id.into(), who: to(&who) }),
				None => assets(world, "touch_other", dice),
			}
		},
		"set_min_balance" => match made_since(dice, AssetStatus::Live) {
			Some((id, details)) if details.min_balance > 1 || details.accounts == 0 => {
				let min_balance = 1 + Balance::from(dice.below(details.min_balance as u64));
				made(details.owner, set_min_balance { id: id.into(), min_balance })
			},
			_ => create_one(world, dice),
		},
		"set_reserves" => made(details.owner, set_reserves { id: id.into(), reserves: Default::default() }),
		_ => None,
	}
}

/// What those who issue an asset that everybody uses can do to who has it, to pools, markets and bodies too.
pub fn harm(dice: &mut Dice) -> Option<Attempt> {
	use pallet_assets::Call::*;
	let id = dice.pick(&[COMMON, SUFFICIENT]);
	let details = Asset::<Runtime>::get(id)?;
	let victim = dice.find(Account::<Runtime>::iter_key_prefix(id))?;
	let who = to(&victim);
	let id = codec::Compact(id);
	let (by, call) = match (details.status, dice.below(12)) {
		// Most of the time it can be used, or nothing else would be tried with it.
		(AssetStatus::Frozen, _) => (details.admin, thaw_asset { id }),
		(AssetStatus::Destroying, 0..=5) => (details.owner, destroy_accounts { id }),
		(AssetStatus::Destroying, 6..=8) => (details.owner, destroy_approvals { id }),
		(AssetStatus::Destroying, _) => (details.owner, finish_destroy { id }),
		(AssetStatus::Live, 0) if dice.once_in(4) => (details.owner, start_destroy { id }),
		(AssetStatus::Live, 0..=2) => (details.freezer, freeze_asset { id }),
		(AssetStatus::Live, 3 | 4) => (details.freezer, freeze { id, who }),
		(AssetStatus::Live, 5) => (details.freezer, block { id, who }),
		(AssetStatus::Live, 6..=8) => (details.admin, thaw { id, who }),
		(AssetStatus::Live, 9) => (details.admin, burn { id, who, amount: Balance::MAX }),
		(AssetStatus::Live, 10) => {
			let amount = Assets::balance(id.0, &victim) / 2;
			(details.admin, force_transfer { id, source: who, dest: to(&account(dice.pick(&PAUPERS))), amount })
		},
		(AssetStatus::Live, _) => (details.issuer, mint { id, beneficiary: who, amount: Balance::MAX / 4 }),
	};
	Some((by, RuntimeCall::Assets(call)))
}
