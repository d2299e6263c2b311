//! Somebody whose key of an identity may move only so much of some assets in a day, and only to some.
//!
//! `outflow` compares what has left with what was said. This does not ask what was said, so it also sees a limit that is not kept.

use crate::{
	common::{acts::*, *},
	dice::Dice,
	ensure,
	ledger::{less, Ledger},
	recipes::{
		markets,
		world::{identity, must, PERSON, SUFFICIENT},
		Attempt, DAY,
	},
};
use civitas_runtime::{
	configs::money::AssetId, currency::CIV, scopes::KeyScope, AccountId, Balance, Runtime, RuntimeCall,
};
use pallet_identity_registry::{
	types::{PermissionsOf, SpendingLimit},
	Call, Keys,
};
use sp_keyring::Sr25519Keyring::{self, Alice, Charlie};

/// Whose key it is.
pub const CLERK: Sr25519Keyring = Sr25519Keyring::DaveStash;

/// How much of what may leave in a day.
const LIMITS: [(Option<AssetId>, Balance); 2] = [(None, CIV), (Some(SUFFICIENT), 1_000)];

/// To whom it may go.
fn counterparties() -> [AccountId; 2] {
	[account(Alice), account(Charlie)]
}

fn may() -> PermissionsOf<Runtime> {
	let limits = LIMITS.map(|(asset, amount)| SpendingLimit { asset, amount, period: DAY }).to_vec();
	PermissionsOf::<Runtime> {
		limits: limits.try_into().expect("two"),
		counterparties: counterparties().to_vec().try_into().expect("two"),
		..permissions(KeyScope::Finance)
	}
}

/// Give him the key.
pub fn found() {
	let id = identity(PERSON);
	must(PERSON, act_call(&id, add_key_call(&id, CLERK, limited_key(key(CLERK), may()))));
}

/// Whether the key may still do what it could in the beginning, and no more.
pub fn is_limited() -> bool {
	let limits = |known: &pallet_identity_registry::types::KeyOf<Runtime>| {
		known.allowances.iter().map(|allowance| allowance.limit.clone()).collect::<Vec<_>>()
	};
	Keys::<Runtime>::get(identity(PERSON)).iter().any(|known| {
		let may = may();
		known.public == key(CLERK)
			&& known.scope == may.scope
			&& known.calls.is_empty()
			&& limits(known) == may.limits.to_vec()
			&& known.counterparties == may.counterparties
	})
}

/// What the person was going to do, now and then by the clerk.
pub fn instead((who, call): Attempt, dice: &mut Dice) -> Attempt {
	if who == account(PERSON) && is_act(&call) && dice.once_in(4) {
		return (account(CLERK), call);
	}
	(who, call)
}

/// Whether the person's identity acts.
fn is_act(call: &RuntimeCall) -> bool {
	matches!(call, RuntimeCall::IdentityRegistry(Call::act_as { identity: of, .. }) if *of == identity(PERSON))
}

/// He has moved no more, nothing else, and to nobody else.
pub fn check(who: &AccountId, call: &RuntimeCall, before: &Ledger, after: &Ledger) -> Result<(), String> {
	if *who != account(CLERK) || !is_act(call) {
		return Ok(());
	}
	let id = identity(PERSON);
	let gained = less(&after.total, &before.total);
	let allowed = [&[id.clone()][..], &counterparties()].concat();
	for ((asset, _), amount) in less(&before.free, &after.free).into_iter().filter(|((_, of), _)| *of == id) {
		let most = LIMITS.iter().find(|(limited, _)| *limited == asset).map_or(0, |(_, most)| *most);
		ensure!(amount <= most, "a key that may move {most} of {asset:?} has moved {amount}, by {call:?}");
		for (_, to) in gained.keys().filter(|(of, _)| *of == asset) {
			let may = allowed.contains(to) || markets::keyless().contains(to);
			ensure!(may, "a key has moved {asset:?} to {to}, to whom it must not, by {call:?}");
		}
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{chain::Chain, recipes::world::COMMON};

	/// What became of what the clerk, or who has the first key, does.
	fn outcome(by: Sr25519Keyring, asset: AssetId, amount: Balance, dest: Sr25519Keyring) -> Result<(), String> {
		Chain::default().execute_with(|| {
			let pay = pallet_assets::Call::<Runtime>::transfer_keep_alive {
				id: asset.into(),
				target: to(&account(dest)),
				amount,
			};
			let call = act_call(&identity(PERSON), pay);
			assert!(is_limited());
			let before = Ledger::now();
			must(by, call.clone());
			check(&account(CLERK), &call, &before, &Ledger::now())
		})
	}

	#[test]
	fn a_limit_that_is_not_kept_is_noticed() {
		assert_eq!(outcome(CLERK, SUFFICIENT, 1_000, Alice), Ok(()));
		let wrong = |outcome: Result<(), String>, what| {
			assert!(outcome.clone().is_err_and(|it| it.contains(what)), "{outcome:?}")
		};
		wrong(outcome(PERSON, SUFFICIENT, 1_001, Alice), "may move 1000 of Some(2) has moved 1001");
		wrong(outcome(PERSON, COMMON, 1_000, Alice), "may move 0 of Some(1)");
		wrong(outcome(PERSON, SUFFICIENT, 1_000, Sr25519Keyring::Eve), "to whom it must not");
	}
}
