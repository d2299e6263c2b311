//! Calls of exchange, of shares in it and in vaults, and reports of prices.

use super::*;
use crate::bystander;
use civitas_runtime::{
	configs::{
		markets::{PoolAccounts, PoolAssetId, PoolAssetsInstance},
		money::FreeAssets,
	},
	Feeders, Oracle, PoolAssets,
};
use frame_support::traits::{
	fungibles::{Inspect as _, InspectEnumerable, Refund},
	Hooks,
};
use pallet_asset_conversion::{PoolLocator, Pools};
use pallet_assets::{Account, Approvals};
use pallet_vaults::types::FIRST_SHARES;
use world::{must, COMMON, PAUPERS, PEOPLE, SUFFICIENT};

type Exchange = pallet_asset_conversion::Call<Runtime>;
type Share = pallet_assets::Call<Runtime, PoolAssetsInstance>;
type Asset = Option<AssetId>;

/// The accounts of pools, markets and vaults, and of pools of credit. What leaves them is nobody's loss: something else has come in for it, or it is owed from
/// then on.
pub fn keyless() -> BTreeSet<AccountId> {
	let pools = Pools::<Runtime>::iter_keys().filter_map(|pool| PoolAccounts::address(&pool).ok());
	pools.chain(lending::accounts()).chain(credit::accounts()).collect()
}

/// A pool of each asset with the native one.
pub fn found() {
	for (asset, owner) in [(COMMON, Alice), (SUFFICIENT, Bob)] {
		must(owner, Exchange::create_pool { asset1: Box::new(None), asset2: Box::new(Some(asset)) });
		put_in(owner, asset);
	}
}

fn put_in(who: Sr25519Keyring, asset: AssetId) {
	let call = Exchange::add_liquidity {
		asset1: Box::new(None),
		asset2: Box::new(Some(asset)),
		amount1_desired: 1_000 * CIV,
		amount2_desired: 1_000_000,
		amount1_min: 1,
		amount2_min: 1,
		mint_to: account(who),
	};
	must(who, call);
}

/// Somebody has a share of each pool.
pub fn invest(who: Sr25519Keyring) {
	[COMMON, SUFFICIENT].into_iter().for_each(|asset| put_in(who, asset));
}

/// As whom nobody acts.
pub fn passive() -> BTreeSet<AccountId> {
	keyless().into_iter().chain(bystander::accounts()).collect()
}

/// Someone who has shares, of a kind of which this is true.
fn held(dice: &mut Dice, is: impl Fn(PoolAssetId) -> bool) -> Option<(PoolAssetId, AccountId)> {
	let passive = passive();
	let all = Account::<Runtime, PoolAssetsInstance>::iter_keys().filter(|(id, _)| is(*id));
	dice.find(all.filter(|(id, who)| !passive.contains(who) && PoolAssets::balance(*id, who) > 0))
}

pub fn exchange(world: &World, call: &str, dice: &mut Dice) -> Option<Attempt> {
	let who = account(dice.pick(&PEOPLE));
	let made = |who: AccountId, call: Exchange| Some((who, RuntimeCall::AssetConversion(call)));
	let (one, other) = dice.find(Pools::<Runtime>::iter_keys())?;
	let (one, other) = if dice.once_in(2) { (one, other) } else { (other, one) };
	let (asset1, asset2) = (Box::new(one), Box::new(other));
	let some = |asset: Asset, who: &AccountId, dice: &mut Dice| {
		FreeAssets::balance(asset, who) / 1_000 + Balance::from(1 + dice.below(1_000))
	};
	// Now and then by way of the native asset.
	let path = |dice: &mut Dice| {
		let further = dice.pick(&[COMMON, SUFFICIENT]);
		let last = (other.is_none() && dice.once_in(2)).then_some(Box::new(Some(further)));
		[Box::new(one), Box::new(other)].into_iter().chain(last).collect::<Vec<_>>()
	};
	match call {
		"create_pool" => {
			let mut kinds: Vec<Asset> = Assets::asset_ids().map(Some).collect();
			kinds.push(None);
			let (asset1, asset2) = (Box::new(dice.pick(&kinds)), Box::new(dice.pick(&kinds)));
			made(who, Exchange::create_pool { asset1, asset2 })
		},
		"touch" => made(who, Exchange::touch { asset1, asset2 }),
		"add_liquidity" => {
			let (amount1_desired, amount2_desired) = (some(one, &who, dice), some(other, &who, dice));
			let (amount1_min, amount2_min) = (1, 1);
			let mint_to = account(dice.pick(&PEOPLE));
			let call = Exchange::add_liquidity {
				asset1,
				asset2,
				amount1_desired,
				amount2_desired,
				amount1_min,
				amount2_min,
				mint_to,
			};
			made(who, call)
		},
		"remove_liquidity" => {
			let (id, who) = held(dice, |id| id < FIRST_SHARES)?;
			let ((one, other), _) = Pools::<Runtime>::iter().find(|(_, pool)| pool.lp_token == id)?;
			let lp_token_burn = PoolAssets::balance(id, &who) / Balance::from(1 + dice.below(5)) + 1;
			let call = Exchange::remove_liquidity {
				asset1: Box::new(one),
				asset2: Box::new(other),
				lp_token_burn: lp_token_burn.min(PoolAssets::balance(id, &who)),
				amount1_min_receive: 1,
				amount2_min_receive: 1,
				withdraw_to: dice.pick(&world.everyone),
			};
			made(who, call)
		},
		"swap_exact_tokens_for_tokens" => {
			// Those who have little swap what they have.
			let poor = one.is_none() && dice.once_in(2);
			let who = if poor { account(dice.pick(&PAUPERS)) } else { who };
			world.feed(&who);
			let amount_in = if poor {
				dice.amount(Balances::free_balance(&who), EXISTENTIAL_DEPOSIT)
			} else {
				some(one, &who, dice)
			};
			let (path, send_to, keep_alive) = (path(dice), dice.pick(&world.everyone), dice.once_in(2));
			let call =
				Exchange::swap_exact_tokens_for_tokens { path, amount_in, amount_out_min: 1, send_to, keep_alive };
			made(who, call)
		},
		"swap_tokens_for_exact_tokens" => {
			let (amount_out, amount_in_max) = (Balance::from(1 + dice.below(100)), some(one, &who, dice));
			let (path, send_to, keep_alive) = (path(dice), dice.pick(&world.everyone), dice.once_in(2));
			let call = Exchange::swap_tokens_for_exact_tokens { path, amount_out, amount_in_max, send_to, keep_alive };
			made(who, call)
		},
		_ => None,
	}
}

/// Of pools and vaults; among people, so that those who have little, and identities, can still end.
pub fn shares(world: &World, call: &str, dice: &mut Dice) -> Option<Attempt> {
	let made = |who: AccountId, call: Share| Some((who, RuntimeCall::PoolAssets(call)));
	let person = |dice: &mut Dice| to(&account(dice.pick(&PEOPLE)));
	let accounts = Account::<Runtime, PoolAssetsInstance>::iter_keys;
	let (id, who) = held(dice, |_| true)?;
	let has = PoolAssets::balance(id, &who);
	let amount = if dice.once_in(3) { dice.amount(has, 1) } else { has / 1_000 + 1 };
	match call {
		"transfer" => made(who, Share::transfer { id: id.into(), target: person(dice), amount }),
		"transfer_keep_alive" => made(who, Share::transfer_keep_alive { id: id.into(), target: person(dice), amount }),
		"transfer_all" => {
			let (dest, keep_alive) = (person(dice), dice.once_in(2));
			made(who, Share::transfer_all { id: id.into(), dest, keep_alive })
		},
		"approve_transfer" => {
			made(who, Share::approve_transfer { id: id.into(), delegate: person(dice), amount: has / 10 })
		},
		"cancel_approval" | "transfer_approved" => {
			let Some((id, owner, delegate)) = dice.find(Approvals::<Runtime, PoolAssetsInstance>::iter_keys()) else {
				return shares(world, "approve_transfer", dice);
			};
			if call == "cancel_approval" {
				return made(owner, Share::cancel_approval { id: id.into(), delegate: to(&delegate) });
			}
			let (owner, destination, amount) = (to(&owner), person(dice), 1 + Balance::from(dice.below(1_000)));
			made(delegate, Share::transfer_approved { id: id.into(), owner, destination, amount })
		},
		"touch" => {
			let all = PoolAssets::asset_ids().flat_map(|id| PEOPLE.map(|who| (id, account(who))));
			let without = all.filter(|(id, who)| !Account::<Runtime, PoolAssetsInstance>::contains_key(id, who));
			let (id, who) = dice.find(without)?;
			made(who, Share::touch { id: id.into() })
		},
		"refund" => {
			let passive = passive();
			let (id, who) = dice.find(accounts().filter(|(_, who)| !passive.contains(who)))?;
			made(who, Share::refund { id: id.into(), allow_burn: dice.once_in(2) })
		},
		"refund_other" => {
			let paid_by_others = accounts().filter_map(|(id, who)| {
				let (by, _) = <PoolAssets as Refund<AccountId>>::deposit_held(id, who.clone())?;
				(by != who && PoolAssets::balance(id, &who) == 0).then_some((id, who, by))
			});
			match dice.find(paid_by_others) {
				Some((id, who, by)) => made(by, Share::refund_other { id: id.into(), who: to(&who) }),
				// Whoever makes a pool has paid for its accounts.
				None => exchange(world, "create_pool", dice),
			}
		},
		_ => None,
	}
}

pub fn oracle(call: &str, dice: &mut Dice) -> Option<Attempt> {
	use pallet_oracle::Call::feed_values;
	// In this block nobody has reported yet.
	Oracle::on_finalize(System::block_number());
	let reports: Vec<_> = (0..dice.below(4)).map(|_| (dice.below(3) as u16, dice.below(1_000).into())).collect();
	match call {
		"feed_values" => {
			let values = BoundedVec::truncate_from(reports);
			Some((dice.find(Feeders::members())?, RuntimeCall::Oracle(feed_values { values })))
		},
		_ => None,
	}
}
