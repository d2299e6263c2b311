//! What an act may have left behind, looked for when it is over.

use crate::{configs::money::AssetId, AccountId, Assets, Balance, Runtime};
use codec::Encode;
use frame_support::traits::fungibles::Inspect;
use pallet_identity_registry::OutcomeInspect;

/// What other pallets hold about an identity.
pub struct Outcome;

impl OutcomeInspect<AccountId, AssetId, Balance> for Outcome {
	/// The proxies of `who`, what it announced as a proxy of others, and who signs blocks in its name. Deposits are left out:
	/// that one was adjusted gives nothing away. Three reads.
	///
	/// Not looked at, because finding it would take a search of everything there is:
	///
	/// - allowances over assets, which are kept by asset, owner and delegate, and the roles of assets, kept by asset;
	/// - approvals in multisigs, kept by joint account and hash;
	/// - schedules, kept by block, and preimages, kept by hash.
	///
	/// For these there is only the rule that every call which makes one is of the class Control. It is applied to the whole
	/// call before the act, however deep the call is wrapped; `tests/call-classes.txt` lists the classes.
	fn delegations(who: &AccountId) -> [u8; 32] {
		let (proxies, _) = pallet_proxy::Proxies::<Runtime>::get(who);
		let (announcements, _) = pallet_proxy::Announcements::<Runtime>::get(who);
		let session_keys = pallet_session::NextKeys::<Runtime>::get(who);
		sp_io::hashing::blake2_256(&(proxies, announcements, session_keys).encode())
	}

	/// What is neither frozen nor held counts as much as what is: the balance, without holds.
	fn asset_balance(asset: &AssetId, who: &AccountId) -> Balance {
		<Assets as Inspect<AccountId>>::balance(*asset, who)
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_identity_registry::BenchmarkHelper<AssetId, super::KeyScope> for Outcome {
	fn asset(index: u32) -> AssetId {
		index
	}

	fn endow(asset: &AssetId, who: &AccountId) {
		use frame_support::traits::fungibles::Mutate;
		if !<Assets as Inspect<AccountId>>::asset_exists(*asset) {
			Assets::force_create(crate::RuntimeOrigin::root(), (*asset).into(), who.clone().into(), true, 1)
				.expect("it is new");
		}
		<Assets as Mutate<AccountId>>::mint_into(*asset, who, 1_000_000).expect("it exists");
	}

	fn narrow_scope() -> super::KeyScope {
		super::KeyScope::Social
	}

	/// As many proxies and announcements as there can be, and session keys.
	fn delegate(who: &AccountId) {
		use crate::{configs::utilities::ProxyType, Balances, Hash, Proxy, RuntimeOrigin, SessionKeys};
		use codec::Decode;
		use frame_support::traits::{fungible::Mutate, Get};
		let endowment = 1_000 * crate::currency::CIV;
		let signed = |who: &AccountId| RuntimeOrigin::signed(who.clone());
		let account = |number: u32| AccountId::new(sp_io::hashing::blake2_256(&(*b"delegate", number).encode()));
		Balances::mint_into(who, endowment).expect("little");
		for number in 0..<Runtime as pallet_proxy::Config>::MaxProxies::get() {
			Proxy::add_proxy(signed(who), account(number).into(), ProxyType::Any, 0).expect("there is room");
		}
		// It can announce only what it may do for another.
		let real = account(u32::MAX);
		Balances::mint_into(&real, endowment).expect("little");
		Proxy::add_proxy(signed(&real), who.clone().into(), ProxyType::Any, 1).expect("there is room");
		for number in 0..<Runtime as pallet_proxy::Config>::MaxPending::get() {
			let hash = Hash::repeat_byte(u8::try_from(number).unwrap_or(u8::MAX));
			Proxy::announce(signed(who), real.clone().into(), hash).expect("there is room");
		}
		let keys =
			SessionKeys::decode(&mut sp_runtime::traits::TrailingZeroInput::zeroes()).expect("any bytes are keys");
		pallet_session::NextKeys::<Runtime>::insert(who, keys);
	}
}
