//! That no call takes more than the runtime says of it: what whoever makes a call has less afterwards, and those as whom it is made, is no more
//! than was said, and whoever has more was named.
//!
//! By agreements, money leaves by calls of others too. It must be within what was said when they were signed. And what a body has on hold
//! for its records grows by those who act for it.

use crate::{
	bystander, clerk,
	common::{acts::*, *},
	ensure,
	ledger::{less, Ledger, Sums},
	recipes::{agreements::Signed, credit, lending, markets, reputation},
	types::name_of,
};
use civitas_primitives::identity::{Destination, Flow};
use civitas_runtime::{
	configs::money::AssetId, scopes::Classes, AccountId, Balance, RuntimeCall, RuntimeEvent, Treasury,
};
use pallet_identity_registry::{Call, ClassifyCall, Event};
use std::collections::{BTreeMap, BTreeSet};

/// What was done by a call.
pub struct Done {
	/// The names of its parts that were done.
	pub parts: Vec<String>,
	/// Whether exactly as much has left as was said.
	pub exact: bool,
}

/// The parts of a call that are done: all of it if nothing failed on the way, and otherwise only itself.
fn done_by(call: &RuntimeCall) -> Vec<String> {
	use pallet_collective::Event as Motion;
	let failed = events().iter().any(|event| match event {
		RuntimeEvent::IdentityRegistry(Event::Acted { result, .. }) => result.is_err(),
		RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result }) => result.is_err(),
		RuntimeEvent::Sudo(pallet_sudo::Event::Sudid { sudo_result }) => sudo_result.is_err(),
		RuntimeEvent::Multisig(pallet_multisig::Event::MultisigExecuted { result, .. }) => result.is_err(),
		RuntimeEvent::Council(Motion::Executed { result, .. } | Motion::MemberExecuted { result, .. })
		| RuntimeEvent::TechnicalCommittee(Motion::Executed { result, .. } | Motion::MemberExecuted { result, .. }) => {
			result.is_err()
		},
		RuntimeEvent::Utility(event) => matches!(
			event,
			pallet_utility::Event::BatchInterrupted { .. }
				| pallet_utility::Event::ItemFailed { .. }
				| pallet_utility::Event::IfElseFallbackCalled { .. }
		),
		_ => false,
	});
	let mut names = vec![name_of(call).to_owned()];
	// Of two calls of which one is made, the other is not; and what is approved is not made.
	let whole = |call: &RuntimeCall| {
		let name = name_of(call);
		name != "Utility.if_else" && name != "Multisig.as_multi"
	};
	// What root does is of no class.
	if let (false, RuntimeCall::Sudo(pallet_sudo::Call::sudo { call })) = (failed, call) {
		names.push(name_of(call).to_owned());
	}
	if !failed && Classes::walk(call, &mut |part, _| whole(part)) {
		Classes::walk(call, &mut |part, _| {
			names.push(name_of(part).to_owned());
			true
		});
	}
	names
}

/// Who settles or signs agreements by a call, alone or in an act: more leaves by it than what was signed before only if it is said.
fn settles(who: &AccountId, call: &RuntimeCall) -> Option<AccountId> {
	use pallet_agreements::Call as Agreed;
	match call {
		RuntimeCall::Agreements(Agreed::settle { .. } | Agreed::draft { .. } | Agreed::sign { .. }) => {
			Some(who.clone())
		},
		RuntimeCall::IdentityRegistry(Call::act_as { identity, call }) => settles(identity, call),
		_ => None,
	}
}

/// What was said before a call was made, and what everybody had.
pub struct Before {
	said: Option<Flows>,
	/// Whether the clerk's key may do as little as in the beginning.
	limited: bool,
	pub ledger: Ledger,
}

impl Before {
	/// Of a call that is to be made, when everybody has this.
	pub fn of(call: &RuntimeCall, ledger: Ledger) -> Self {
		Self { said: flows(call.clone()), limited: clerk::is_limited(), ledger }
	}
}

/// Compare what became of everybody by a call that has succeeded with what was said, and was signed before.
pub fn check(
	who: &AccountId,
	call: &RuntimeCall,
	before: &Before,
	after: &Ledger,
	agreed: &mut Signed,
) -> Result<Done, String> {
	let Before { said, limited, ledger: before } = before;
	if !bystander::takes(call) {
		bystander::check(&before.bystander, &after.bystander)
			.map_err(|wrong| format!("{wrong}, by {call:?} of {who}"))?;
	}
	if *limited {
		clerk::check(who, call, before, after)?;
	}
	let done = done_by(call);
	let mut moved = agreed.note(call)?;
	// What was pledged goes to who liquidates, by the terms under which it was.
	let (mut seized, liquidators) = lending::seized();
	moved.to.extend(liquidators);
	// So does the collateral of loans; and what was paid before goes to the lender.
	let (taken, takers) = credit::taken();
	seized.extend(taken);
	moved.to.extend(takers);
	// And what was advanced for an arbiter of reviews to him.
	moved.to.extend(reputation::arbiters());
	let Some(said) = said else { return Ok(Done { parts: done, exact: false }) };

	// What the treasury pays was decided before, what pools, markets and vaults give is paid for, owed or was put in before, and what
	// someone else has signed is not the caller's.
	let (treasury, keyless) = (Treasury::account_id(), markets::keyless());
	let (mut signers, mut makers) = (BTreeSet::new(), BTreeSet::from([who.clone()]));
	Classes::walk(call, &mut |part, _| {
		match part {
			RuntimeCall::IdentityRegistry(Call::act_as_signed { identity, .. }) => {
				signers.insert(identity.clone());
			},
			RuntimeCall::IdentityRegistry(Call::act_as { identity, .. }) => {
				makers.insert(identity.clone());
			},
			_ => {},
		}
		true
	});
	let signed = !signers.is_empty();
	// A body keeps what is held for its records. Others make them: who appropriates to it, or an officer; not itself.
	let mut records = less(&after.records, &before.records);
	records.retain(|(_, body), _| !makers.contains(body));
	let counts = |account: &AccountId| match signed {
		true => account == who && !signers.contains(account),
		false => *account != treasury && !keyless.contains(account),
	};
	let sums = |less: &Sums| {
		let mut sums = BTreeMap::<_, Balance>::new();
		for ((asset, _), amount) in less.iter().filter(|((_, account), _)| counts(account)) {
			*sums.entry(*asset).or_default() += amount;
		}
		sums
	};
	let of = |asset, owned| -> Balance {
		let flows = said.iter().filter(|flow| flow.asset == asset && (owned || flow.to != Destination::Own));
		flows.map(|Flow { amount, .. }| *amount).sum()
	};
	let (freed, gone) = (sums(&less(&before.free, &after.free)), sums(&less(&before.total, &after.total)));
	// By whomever, within what was signed or advanced.
	let (paid, held, taken, kept) = (sums(&moved.paid), sums(&moved.held), sums(&seized), sums(&records));
	let fees = sums(&less(&before.advanced, &after.advanced));
	let signed_for = |sums: &BTreeMap<Option<AssetId>, Balance>, asset| sums.get(asset).copied().unwrap_or_default();
	for (asset, amount) in &freed {
		let known = signed_for(&paid, asset) + signed_for(&held, asset) + signed_for(&kept, asset);
		let most = of(*asset, true).saturating_add(known);
		ensure!(*amount <= most, "{amount} of {asset:?} left by {call:?} of {who}, said: {said:?}");
	}
	if let Some(settles) = settles(who, call) {
		for ((asset, _), amount) in less(&before.free, &after.free).iter().filter(|((_, of), _)| *of == settles) {
			ensure!(*amount <= of(*asset, true), "{amount} of {asset:?} left by {call:?}, said: {said:?}");
		}
	}
	for (asset, amount) in &gone {
		let known = signed_for(&paid, asset) + signed_for(&fees, asset) + signed_for(&taken, asset);
		let most = of(*asset, false).saturating_add(known);
		ensure!(*amount <= most, "{amount} of {asset:?} was lost by {call:?} of {who}, said: {said:?}");
	}
	let lent: BTreeSet<_> = lending::accounts().into_iter().chain(credit::accounts()).collect();
	let public = less(&before.total, &after.total).keys().any(|(_, account)| *account == treasury);
	for ((asset, account), amount) in less(&after.total, &before.total) {
		// Whose debt is repaid is named, and not the market.
		if moved.to.contains(&(asset, account.clone())) || lent.contains(&account) {
			continue;
		}
		// What is minted, and what the treasury pays, comes from nobody.
		if signed || public || after.issued.get(&asset) > before.issued.get(&asset) || !gone.contains_key(&asset) {
			continue;
		}
		let named = said.iter().filter(|flow| flow.asset == asset).any(|flow| match &flow.to {
			Destination::Own => false,
			Destination::Account(to) => *to == account,
			Destination::Unknown => true,
		});
		ensure!(named, "{account} got {amount} of {asset:?} by {call:?} of {who}, said: {said:?}");
	}
	let assets: BTreeSet<_> = said.iter().map(|flow| flow.asset).collect();
	let exact = assets.iter().all(|asset| freed.get(asset) == Some(&of(*asset, true)));
	Ok(Done { parts: done, exact: exact && !assets.is_empty() })
}
