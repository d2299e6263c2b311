//! How vaults are made.

use crate::{info::SetupCost, types::*, Config, Error, Event, Pallet, VaultCount, Vaults};
use civitas_money::{needs, set_up, Needs};
use civitas_primitives::{
	lending::{pricing::Pool, Markets, Ppb},
	money::{Asset, Balance},
	Moment,
};
use codec::MaxEncodedLen;
use frame_support::{
	ensure,
	traits::{
		fungibles::{Create, Inspect, Mutate},
		tokens::Preservation,
		Footprint, Get,
	},
	BoundedVec,
};
use sp_runtime::{traits::Convert, DispatchResult};

/// What the shares of a vault take as an asset besides the accounts of its team: numbers, and the key.
const SHARES_BYTES: usize = 100;

impl<T: Config> Pallet<T> {
	/// What a vault takes in storage, its shares included.
	pub fn vault_footprint() -> Footprint {
		// Owner, issuer, admin and freezer.
		let team = T::AccountId::max_encoded_len().saturating_mul(4);
		let shares = team.saturating_add(SHARES_BYTES);
		let bytes = Vault::<T>::max_encoded_len().saturating_add(VaultId::max_encoded_len()).saturating_add(shares);
		// One: a price by the byte is taken as often as there are items.
		Footprint::from_parts(1, bytes)
	}

	/// What goes to the account of a new vault in the native asset: what an account needs, and the deposits of as many positions as it
	/// can have.
	pub fn endowment() -> Balance {
		let positions = T::Markets::position_deposit().saturating_mul(MAX_MARKETS.into());
		T::Assets::minimum_balance(None).saturating_add(positions)
	}

	pub(crate) fn do_setup_cost(asset: Asset) -> SetupCost {
		let price = T::StoragePrice::convert(Self::vault_footprint());
		let Ok(account) = Self::account(VaultCount::<T>::get()) else {
			return SetupCost { price, native: Self::endowment(), asset: 0 };
		};
		let is_there = frame_system::Pallet::<T>::providers(&account) > 0;
		let Needs { native, asset } = needs::<T::Assets, _>(&account, is_there, asset, Self::endowment());
		SetupCost { price, native, asset }
	}

	pub(crate) fn do_create_vault(
		who: &T::AccountId,
		asset: Asset,
		curator: T::AccountId,
		guardian: T::AccountId,
		delay: Moment,
		fee: Ppb,
	) -> DispatchResult {
		ensure!(T::Assets::asset_exists(asset), Error::<T>::AssetUnknown);
		ensure!((MIN_DELAY..=MAX_DELAY).contains(&delay), Error::<T>::DelayInvalid);
		ensure!(fee <= MAX_FEE, Error::<T>::FeeInvalid);
		let id = VaultCount::<T>::get();
		ensure!(id < MAX_VAULTS, Error::<T>::TooManyVaults);
		let next = id.checked_add(1).ok_or(Error::<T>::TooManyVaults)?;
		let account = Self::account(id)?;
		let SetupCost { price, native, asset: least } = Self::do_setup_cost(asset);
		// It is stored for good, so this is a price: what is on hold for good would bind its maker for good.
		T::Assets::transfer(None, who, &T::Treasury::get(), price, Preservation::Preserve)?;
		// The account exists whatever happens to what is in it.
		frame_system::Pallet::<T>::inc_providers(&account);
		set_up::<T::Assets, _>(who, &account, asset, Needs { native, asset: least })?;
		// The vault's account is all of its team: nobody mints, freezes or blocks.
		T::Shares::create(Self::share_asset(id), account, false, 1)?;
		let vault = Vault::<T> {
			asset,
			curator: curator.clone(),
			guardian: guardian.clone(),
			delay,
			fee,
			markets: BoundedVec::new(),
			idle: 0,
			high_water: Pool { assets: 0, shares: 0 }.price(),
			fee_shares: 0,
			pending: BoundedVec::new(),
		};
		Vaults::<T>::insert(id, vault);
		VaultCount::<T>::put(next);
		let creator = who.clone();
		Self::deposit_event(Event::VaultCreated { vault: id, asset, curator, guardian, delay, fee, creator });
		Ok(())
	}
}
