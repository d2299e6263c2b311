//! What always holds.

use crate::{opened::Opened, types::*, Config, HoldReason, Pallet, VaultCount, Vaults};
use civitas_primitives::lending::Markets;
use frame_support::{
	ensure,
	traits::{
		fungibles::{Inspect, InspectHold},
		Time,
	},
};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Check the invariants, which are numbered as in the README.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		let count = VaultCount::<T>::get();
		ensure!(Vaults::<T>::iter_keys().count() == count as usize, "7: there are not as many vaults as counted");
		for id in Vaults::<T>::iter_keys() {
			ensure!(id < count, "7: a vault has a number that was not given");
			let opened = Opened::<T>::load(id)?;
			Self::try_state_money(&opened)?;
			Self::try_state_list(&opened)?;
			Self::try_state_terms(&opened.vault)?;
		}
		Ok(())
	}

	fn try_state_money(opened: &Opened<T>) -> Result<(), TryRuntimeError> {
		let Opened { id, account, vault, .. } = opened;
		let held = T::Holds::balance_on_hold(vault.asset, &HoldReason::Idle.into(), account);
		ensure!(held == vault.idle, "1: what is idle is not what is on hold for it");
		ensure!(frame_system::Pallet::<T>::account_exists(account), "1: a vault has no account");
		let pool = opened.pool();
		ensure!(pool.worth_of(pool.shares) <= pool.assets, "2: shares are worth more than what they are of");
		let shares = Self::share_asset(*id);
		ensure!(T::Shares::asset_exists(shares), "6: there are no shares of a vault");
		let issued = T::Shares::total_issuance(shares);
		ensure!(issued.checked_add(vault.fee_shares).is_some(), "6: there are more shares than can be");
		Ok(())
	}

	fn try_state_list(opened: &Opened<T>) -> Result<(), TryRuntimeError> {
		let Opened { account, vault, .. } = opened;
		for (place, Allocation { market, .. }) in vault.markets.iter().enumerate() {
			let first = vault.markets.iter().take(place).all(|other| other.market != *market);
			ensure!(first, "3: a market is in a list twice");
			ensure!(market.loan == vault.asset, "3: a market is of another asset");
			ensure!(T::Markets::cash(market).is_some(), "3: a market is not there");
		}
		for Pending { change, .. } in &vault.pending {
			let Change::Cap { market, .. } = change else { continue };
			let nothing = vault.cap(market).is_some() || T::Markets::shares_of(account, market) == 0;
			ensure!(nothing, "3: a vault has something in a market that is not in its list");
		}
		Ok(())
	}

	fn try_state_terms(vault: &Vault<T>) -> Result<(), TryRuntimeError> {
		ensure!((MIN_DELAY..=MAX_DELAY).contains(&vault.delay), "4: a delay is out of bounds");
		ensure!(vault.fee <= MAX_FEE, "4: a fee is out of bounds");
		let latest = T::Time::now().saturating_add(vault.delay);
		for (place, pending) in vault.pending.iter().enumerate() {
			let more = match &pending.change {
				Change::Cap { market, cap } => *cap > vault.cap(market).unwrap_or_default(),
				Change::Fee { fee } => *fee > vault.fee && *fee <= MAX_FEE,
				Change::Order { .. } => false,
			};
			ensure!(more, "5: something is announced that would count at once");
			let first = vault.pending.iter().take(place).all(|other| !other.change.is_of_same(&pending.change));
			ensure!(first, "5: two changes of the same are announced");
			ensure!(pending.from <= latest, "5: a change waits for longer than the delay");
		}
		Ok(())
	}
}
