//! That no call takes more than the runtime says of it: random calls of every kind that an account can make, in a world in
//! which most of them succeed. What whoever makes a call has less afterwards, and those as whom it is made, is no more than was
//! said, and whoever has more was named.
//!
//! By agreements, money leaves by calls of others too. It must be within what was said when they were signed. And what a body has on hold
//! for its records grows by those who act for it.

#[path = "losses/agreements.rs"]
mod agreements;
#[path = "losses/assets.rs"]
mod assets;
#[path = "losses/certification.rs"]
mod certification;
#[path = "losses/chain.rs"]
mod chain;
#[path = "losses/kinds.rs"]
mod kinds;
#[path = "losses/lending.rs"]
mod lending;
#[path = "losses/markets.rs"]
mod markets;
#[path = "losses/public_finance.rs"]
mod public_finance;
#[path = "losses/registry.rs"]
mod registry;
#[path = "losses/reputation.rs"]
mod reputation;
#[path = "losses/utilities.rs"]
mod utilities;
#[path = "losses/world.rs"]
mod world;

use super::{
	listing::{every_call, name_of},
	*,
};
use agreements::{advanced, Signed};
use civitas_primitives::{
	identity::{Destination, Flow},
	Moment,
};
use civitas_runtime::{configs::money::AssetId, AssetsHolder, RuntimeOrigin, Treasury, EXISTENTIAL_DEPOSIT};
use frame_support::traits::{fungible::Inspect as _, fungibles::InspectHold as _};
use kinds::{EXACT, NOT_MADE, RARE};
use proptest::{
	prelude::*,
	test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use sp_runtime::traits::Dispatchable;
use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
};
use world::World;

/// Who makes a call, and the call.
type Attempt = (AccountId, RuntimeCall);

/// A source of numbers out of which calls are made.
pub struct Dice(u64);

impl Dice {
	/// The next number: SplitMix64.
	fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut number = self.0;
		number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		number ^ (number >> 31)
	}

	/// A number less than `bound`.
	pub fn below(&mut self, bound: u64) -> u64 {
		self.next() % bound.max(1)
	}

	/// Once in so many times.
	pub fn once_in(&mut self, times: u64) -> bool {
		self.below(times) == 0
	}

	/// One of these; `None` if there are none.
	pub fn find<Item>(&mut self, items: impl IntoIterator<Item = Item>) -> Option<Item> {
		let mut items: Vec<_> = items.into_iter().collect();
		if items.is_empty() {
			return None;
		}
		let place = self.below(items.len() as u64) as usize;
		Some(items.swap_remove(place))
	}

	/// One of these, of which there are some.
	pub fn pick<Item: Clone>(&mut self, items: &[Item]) -> Item {
		self.find(items.iter().cloned()).expect("there are some")
	}

	/// Some of these, but not more than so many.
	pub fn some<Item: Clone>(&mut self, items: &[Item], most: u64) -> Vec<Item> {
		(0..self.below(most + 1)).map(|_| self.pick(items)).collect()
	}

	/// Text of at most so many bytes.
	pub fn text(&mut self, most: u64) -> String {
		"x".repeat(self.below(most + 1) as usize)
	}

	/// What someone who has `has` might move: little, or almost all, so that less than `least` is left.
	pub fn amount(&mut self, has: Balance, least: Balance) -> Balance {
		let little = Balance::from(self.below(1_000_000));
		let rest = Balance::from(self.next()) % least.max(1);
		match self.below(6) {
			0 => has,
			1 => has.saturating_sub(rest),
			2 => has.saturating_sub(least.saturating_sub(1)),
			3 => has.saturating_sub(least).saturating_sub(little),
			_ => (has / 1_000).min(CIV).saturating_add(little),
		}
	}
}

/// What everybody has: of each asset, free and altogether.
#[derive(Default)]
struct Ledger {
	free: BTreeMap<(Option<AssetId>, AccountId), Balance>,
	total: BTreeMap<(Option<AssetId>, AccountId), Balance>,
	/// What was advanced for arbiters.
	advanced: BTreeMap<(Option<AssetId>, AccountId), Balance>,
	/// What bodies have on hold for their records.
	records: Sums,
	/// How much there is of each.
	issued: BTreeMap<Option<AssetId>, Balance>,
}

impl Ledger {
	fn now() -> Self {
		let mut ledger = Self { advanced: advanced(), records: public_finance::records(), ..Self::default() };
		for (of, amount) in reputation::advanced() {
			*ledger.advanced.entry(of).or_default() += amount;
		}
		for who in frame_system::Account::<Runtime>::iter_keys() {
			ledger.free.insert((None, who.clone()), Balances::free_balance(&who));
			ledger.total.insert((None, who.clone()), Balances::total_balance(&who));
		}
		ledger.issued.insert(None, Balances::total_issuance());
		for (id, who) in pallet_assets::Account::<Runtime>::iter_keys() {
			let balance = Assets::balance(id, &who);
			ledger.free.insert((Some(id), who.clone()), balance);
			let held = AssetsHolder::total_balance_on_hold(id, &who);
			ledger.total.insert((Some(id), who), balance + held);
		}
		for id in pallet_assets::Asset::<Runtime>::iter_keys() {
			ledger.issued.insert(Some(id), Assets::total_supply(id));
		}
		ledger
	}
}

type Sums = BTreeMap<(Option<AssetId>, AccountId), Balance>;

/// By how much each has less in `after` than in `before`; or more, the other way around.
fn less(before: &Sums, after: &Sums) -> Sums {
	let less = before.iter().filter_map(|(key, before)| {
		let less = before.saturating_sub(after.get(key).copied().unwrap_or_default());
		(less > 0).then(|| (key.clone(), less))
	});
	less.collect()
}

/// The parts of a call that are done: all of it if nothing failed on the way, and otherwise only itself.
fn done_by(call: &RuntimeCall) -> Vec<String> {
	use pallet_collective::Event as Motion;
	let failed = events().iter().any(|event| match event {
		RuntimeEvent::IdentityRegistry(Event::Acted { result, .. }) => result.is_err(),
		RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result }) => result.is_err(),
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
	let mut names = vec![name_of(call)];
	// Of two calls of which one is made, the other is not; and what is approved is not made.
	let whole = |call: &RuntimeCall| {
		let name = name_of(call);
		name != "Utility.if_else" && name != "Multisig.as_multi"
	};
	if !failed && Classes::walk(call, &mut |part, _| whole(part)) {
		Classes::walk(call, &mut |part, _| {
			names.push(name_of(part));
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

/// Make a call, and compare what becomes of everybody with what was said, and was signed before. Returns what was done, and whether
/// exactly as much has left as was said.
fn attempt(
	who: &AccountId,
	call: &RuntimeCall,
	agreed: &mut Signed,
) -> Result<Option<(Vec<String>, bool)>, TestCaseError> {
	let said = flows(call.clone());
	let before = Ledger::now();
	System::reset_events();
	if call.clone().dispatch(RuntimeOrigin::signed(who.clone())).is_err() {
		return Ok(None);
	}
	let after = Ledger::now();
	let done = done_by(call);
	let mut moved = agreed.note(call)?;
	// What was pledged goes to who liquidates, by the terms under which it was.
	let (seized, liquidators) = lending::seized();
	moved.to.extend(liquidators);
	// And what was advanced for an arbiter of reviews to him.
	moved.to.extend(reputation::arbiters());
	let Some(said) = said else { return Ok(Some((done, false))) };

	// What the treasury pays was decided before, what pools, markets and vaults give is paid for, owed or was put in before, and what
	// someone else has signed is not the caller's.
	let (treasury, keyless) = (Treasury::account_id(), markets::keyless());
	let (mut signed, mut makers) = (false, BTreeSet::from([who.clone()]));
	Classes::walk(call, &mut |part, _| {
		signed |= name_of(part) == "IdentityRegistry.act_as_signed";
		if let RuntimeCall::IdentityRegistry(Call::act_as { identity, .. }) = part {
			makers.insert(identity.clone());
		}
		true
	});
	// A body keeps what is held for its records. Others make them: who appropriates to it, or an officer; not itself.
	let mut records = less(&after.records, &before.records);
	records.retain(|(_, body), _| !makers.contains(body));
	let counts =
		|account: &AccountId| if signed { account == who } else { *account != treasury && !keyless.contains(account) };
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
		prop_assert!(*amount <= most, "{amount} of {asset:?} left by {call:?} of {who}, said: {said:?}");
	}
	if let Some(settles) = settles(who, call) {
		for ((asset, _), amount) in less(&before.free, &after.free).iter().filter(|((_, of), _)| *of == settles) {
			prop_assert!(*amount <= of(*asset, true), "{amount} of {asset:?} left by {call:?}, said: {said:?}");
		}
	}
	for (asset, amount) in &gone {
		let known = signed_for(&paid, asset) + signed_for(&fees, asset) + signed_for(&taken, asset);
		let most = of(*asset, false).saturating_add(known);
		prop_assert!(*amount <= most, "{amount} of {asset:?} was lost by {call:?} of {who}, said: {said:?}");
	}
	let lent = lending::accounts();
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
		prop_assert!(named, "{account} got {amount} of {asset:?} by {call:?} of {who}, said: {said:?}");
	}
	let assets: BTreeSet<_> = said.iter().map(|flow| flow.asset).collect();
	let exact = assets.iter().all(|asset| freed.get(asset) == Some(&of(*asset, true)));
	Ok(Some((done, exact && !assets.is_empty())))
}

/// A call of a kind, or one that has to come before it, by whoever most probably may make it.
fn made(world: &World, name: &str, dice: &mut Dice) -> Attempt {
	let (pallet, call) = name.split_once('.').expect("it is a pallet and a call");
	let made = match pallet {
		"Balances" => assets::balances(world, call, dice),
		"Assets" => assets::assets(world, call, dice),
		"PoolAssets" => markets::shares(world, call, dice),
		"AssetConversion" => markets::exchange(world, call, dice),
		"Utility" => utilities::utility(world, call, dice),
		"Multisig" => utilities::multisig(world, call, dice),
		"Proxy" => utilities::proxy(world, call, dice),
		"Preimage" => utilities::preimage(world, call, dice),
		"Certification" => certification::certification(world, call, dice),
		"IdentityRegistry" => registry::registry(world, call, dice),
		"Agreements" => agreements::agreements(world, call, dice),
		"Oracle" => markets::oracle(call, dice),
		"Lending" => lending::lending(call, dice),
		"Vaults" => lending::vaults(world, call, dice),
		"PublicFinance" => public_finance::public_finance(world, call, dice),
		"Reputation" => reputation::reputation(world, call, dice),
		_ => chain::chain(world, name, dice),
	};
	// What cannot be made now is made another time: see what is done in the end.
	made.unwrap_or_else(|| (account(Alice), remark()))
}

#[test]
fn no_caller_loses_more_than_it_said() {
	let not_made: BTreeSet<_> = NOT_MADE.iter().flat_map(|(_, names)| names.iter().copied()).collect();
	let all: BTreeSet<_> = every_call().into_iter().map(|kind| kind.name).collect();
	assert!(not_made.iter().all(|name| all.contains(*name)), "there are no such calls");
	let made_once = all.iter().filter(|name| !not_made.contains(name.as_str())).cloned();
	// What takes several steps comes about only if it is tried more often.
	let made_often = RARE.iter().flat_map(|name| std::iter::repeat_n((*name).to_owned(), 3));
	let kinds: Vec<_> = made_once.chain(made_often).collect();
	let (done, exact) = (RefCell::new(BTreeMap::<String, u32>::new()), RefCell::new(BTreeSet::new()));
	let tried = RefCell::new((0u32, 0u32));

	// The same numbers each time: whether every kind of call was made once should not be a matter of luck.
	let config = ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() };
	let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
	let step = (0..kinds.len(), any::<u64>(), prop_oneof![20 => Just(0u64), 2 => 1..20u64, 1 => 1_000..4_000_000u64]);
	let outcome = runner.run(&proptest::collection::vec(step, 100..400), |steps| {
		development().execute_with(|| {
			let (mut world, mut agreed) = (World::new(), Signed::default());
			for (kind, seed, blocks) in steps {
				world.wait(blocks);
				let (who, call) = made(&world, &kinds[kind], &mut Dice(seed));
				tried.borrow_mut().0 += 1;
				if let Some((names, was_exact)) = attempt(&who, &call, &mut agreed)? {
					tried.borrow_mut().1 += 1;
					world.look();
					// By itself, or in an act.
					let alone = names.len() <= 2 || (names.len() == 3 && names[0] == "IdentityRegistry.act_as");
					if was_exact && alone {
						exact.borrow_mut().extend(names.last().cloned());
					}
					for name in names {
						*done.borrow_mut().entry(name).or_default() += 1;
					}
				}
			}
			Ok(())
		})
	});
	outcome.unwrap_or_else(|error| panic!("{error}"));

	// That nobody loses more says something only if everything was done.
	let (done, exact, (tried, succeeded)) = (done.into_inner(), exact.into_inner(), tried.into_inner());
	let never: Vec<_> = kinds.iter().filter(|name| !done.contains_key(*name)).collect();
	println!(
		"{succeeded} of {tried} succeeded; seldom: {:?}",
		done.iter().filter(|(_, times)| **times < 20).collect::<Vec<_>>()
	);
	assert!(never.is_empty(), "never done: {never:?}");
	let never: Vec<_> = EXACT.iter().filter(|name| !exact.contains(**name)).collect();
	assert!(never.is_empty(), "always less than was said: {never:?}");
}
