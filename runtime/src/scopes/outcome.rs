//! What an act may have left behind, looked for when it is over.

use crate::{configs::money::AssetId, AccountId, Assets, AssetsHolder, Balance, Runtime, RuntimeHoldReason};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::traits::fungibles::{Inspect, InspectHold};
use pallet_identity_registry::{Has, OutcomeInspect};

/// What other pallets hold about an identity.
pub struct Outcome;

impl OutcomeInspect<AccountId, AssetId, Balance, RuntimeHoldReason> for Outcome {
	/// The proxies of `who`, which is one read: of all that outlives an act, they alone let others act as `who`. The deposit
	/// is left out: that it was adjusted gives nothing away.
	///
	/// Not looked at, because they give no power over `who`: what it announced as a proxy, which is power over those whose
	/// proxy it is; and its session keys, by which others sign blocks in its name but move nothing that it has.
	///
	/// Nor, because finding them would take a search of everything there is:
	///
	/// - allowances over assets, which are kept by asset, owner and delegate, and the roles of assets, kept by asset;
	/// - approvals in multisigs, kept by joint account and hash;
	/// - schedules, kept by block, and preimages, kept by hash.
	///
	/// For all of these there is the rule that every call which makes one is of the class Control. It is applied to the whole
	/// call before the act, however deep the call is wrapped; `tests/call-classes.txt` lists the classes.
	fn delegations(who: &AccountId) -> [u8; 32] {
		let (proxies, _) = pallet_proxy::Proxies::<Runtime>::get(who);
		sp_io::hashing::blake2_256(&proxies.encode())
	}

	/// Two reads: the account of the asset does not say what is on hold, and the sum of that is kept by itself.
	///
	/// Saturating is right: no more can be on hold than there is of the asset.
	fn asset_balance(asset: &AssetId, who: &AccountId) -> Has<Balance> {
		let free = <Assets as Inspect<AccountId>>::balance(*asset, who);
		Has { free, total: free.saturating_add(AssetsHolder::total_balance_on_hold(*asset, who)) }
	}

	/// One read. What is reserved besides, as it is for proxies, joint accounts and assets, has no reason by which it could be
	/// told apart; that something is reserved at all is seen by the references to the account.
	fn holds(who: &AccountId) -> Vec<(RuntimeHoldReason, Balance)> {
		let holds = pallet_balances::Holds::<Runtime>::get(who);
		holds.into_iter().map(|hold| (hold.id, hold.amount)).collect()
	}
}

/// One of `asset` goes to `to`.
#[cfg(feature = "runtime-benchmarks")]
fn pay(asset: &Option<AssetId>, to: &AccountId) -> crate::RuntimeCall {
	match asset {
		None => pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: to.clone().into(), value: 1 }.into(),
		Some(id) => {
			let (id, target) = ((*id).into(), to.clone().into());
			pallet_assets::Call::<Runtime>::transfer_keep_alive { id, target, amount: 1 }.into()
		},
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_identity_registry::BenchmarkHelper<AssetId, super::KeyScope, crate::RuntimeCall> for Outcome {
	fn asset(index: u32) -> AssetId {
		index
	}

	fn endow(asset: &AssetId, who: &AccountId) {
		use frame_support::traits::fungibles::{Mutate, MutateHold};
		if !<Assets as Inspect<AccountId>>::asset_exists(*asset) {
			Assets::force_create(crate::RuntimeOrigin::root(), (*asset).into(), who.clone().into(), true, 1)
				.expect("it is new");
		}
		<Assets as Mutate<AccountId>>::mint_into(*asset, who, 1_000_000).expect("it exists");
		// For whatever: only the sum is read.
		let reason = pallet_identity_registry::HoldReason::Identity.into();
		AssetsHolder::hold(*asset, &reason, who, 1).expect("it has as much");
	}

	fn narrow_scope() -> super::KeyScope {
		super::KeyScope::NonTransfer
	}

	/// Batches in batches, and in the innermost calls of two bytes, which no call has less of: one that needs a deposit, and
	/// is not in the scope.
	fn crowded(bytes: u32, assets: &[Option<AssetId>], to: &AccountId) -> (crate::RuntimeCall, u32) {
		use crate::RuntimeCall;
		use alloc::vec;
		let batch = |calls: Vec<RuntimeCall>| RuntimeCall::from(pallet_utility::Call::<Runtime>::batch { calls });
		let shortest = RuntimeCall::from(pallet_proxy::Call::<Runtime>::poke_deposit {});
		// No list so long that a real one could not be allocated.
		let list = 1_000;
		let mut lists: Vec<_> = (0..bytes / 2 / list).map(|_| batch(vec![shortest.clone(); list as usize])).collect();
		let mut last = vec![shortest.clone(); (1 + bytes / 2 % list) as usize];
		last.extend(assets.iter().map(|asset| pay(asset, to)));
		lists.push(batch(last));
		// The lists are two levels already.
		let mut call = batch(lists);
		for _ in 2..super::MAX_NESTING {
			call = batch(vec![call]);
		}
		// The shortest calls are a level too, on which each is looked at by itself.
		(call, super::MAX_NESTING + 1)
	}

	fn permitted() -> Vec<civitas_primitives::identity::CallIndex> {
		let nobody = AccountId::new([0; 32]);
		let calls =
			[pay(&None, &nobody), pay(&Some(0), &nobody), pallet_proxy::Call::<Runtime>::poke_deposit {}.into()];
		calls.iter().filter_map(civitas_primitives::identity::CallIndex::of).collect()
	}

	/// As many proxies as there can be.
	fn delegate(who: &AccountId) {
		use crate::{configs::utilities::ProxyType, Balances, Proxy, RuntimeOrigin};
		use frame_support::traits::{fungible::Mutate, Get};
		let endowment = 1_000 * crate::currency::CIV;
		let signed = |who: &AccountId| RuntimeOrigin::signed(who.clone());
		let account = |number: u32| AccountId::new(sp_io::hashing::blake2_256(&(*b"delegate", number).encode()));
		Balances::mint_into(who, endowment).expect("little");
		for number in 0..<Runtime as pallet_proxy::Config>::MaxProxies::get() {
			Proxy::add_proxy(signed(who), account(number).into(), ProxyType::Any, 0).expect("there is room");
		}
	}
}
