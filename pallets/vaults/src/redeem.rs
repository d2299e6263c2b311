//! How money gets out of a vault.

use crate::{opened::Opened, types::*, Config, Error, Event, Pallet};
use civitas_primitives::{
	lending::{
		math::{amount, mul_div_down, mul_div_up},
		Markets,
	},
	money::Balance,
};
use frame_support::{
	ensure,
	traits::{
		fungibles::{Inspect, Mutate},
		tokens::{Fortitude, Precision, Preservation},
	},
};
use sp_runtime::DispatchError;

impl<T: Config> Opened<T> {
	/// Pay what so many shares are worth, as far as there is cash. How much that is, and for how many shares.
	fn redeem_in_cash(
		&mut self,
		who: &T::AccountId,
		shares: u128,
		least: Balance,
	) -> Result<(Balance, u128), DispatchError> {
		let before = self.pool();
		let worth = before.worth_of(shares);
		ensure!(worth > 0, Error::<T>::AmountZero);
		let taken = self.gather(worth);
		// What rounds away as markets pay is the loss of who leaves.
		let lost = before.assets.saturating_sub(self.assets());
		let paid = taken.saturating_sub(lost);
		ensure!(paid > 0, Error::<T>::NoCash);
		ensure!(paid >= least, Error::<T>::TooLittle);
		let burned = match taken == worth {
			true => shares,
			false => before.shares_of(taken).map_or(shares, |burned| burned.min(shares)),
		};
		self.pay(who, paid)?;
		Ok((paid, burned))
	}

	/// Pass on what so many shares are of: their part of the supply shares in each market, and of the idle money. How much of this, and
	/// for how many shares.
	fn redeem_in_kind(&mut self, who: &T::AccountId, shares: u128) -> Result<(Balance, u128), DispatchError> {
		let pool = self.pool();
		let worth = pool.worth_of(shares);
		ensure!(worth > 0, Error::<T>::AmountZero);
		// Rounded down, each.
		let part_of = |whole: u128| amount(mul_div_down(whole, worth, pool.assets)).unwrap_or_default();
		let mut passed = false;
		for part in &self.parts {
			let given = part_of(part.shares);
			if given > 0 {
				T::Markets::pass_on(&self.account, who, &part.market, given)?;
				passed = true;
			}
		}
		let idle = part_of(self.vault.idle);
		if idle == 0 {
			ensure!(passed, Error::<T>::AmountZero);
			return Ok((0, shares));
		}
		match self.pay(who, idle) {
			Ok(()) => Ok((idle, shares)),
			// If the asset is frozen, so is what is idle. Its part of the shares stays; it is rounded down.
			Err(error) => {
				// Saturating is right: it is a part of it.
				let rest = worth.saturating_sub(idle);
				ensure!(passed && rest > 0, error);
				let burned = amount(mul_div_up(shares, rest, worth)).map_or(shares, |burned| burned.min(shares));
				Ok((0, burned))
			},
		}
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_redeem(who: &T::AccountId, id: VaultId, shares: u128, how: How) -> Result<u32, DispatchError> {
		let mut opened = Opened::<T>::load(id)?;
		ensure!(shares > 0, Error::<T>::AmountZero);
		opened.take_fee();
		let asset = Self::share_asset(id);
		ensure!(shares <= T::Shares::balance(asset, who), Error::<T>::NotEnoughShares);
		let (assets, burned) = match how {
			How::InCash { least } => opened.redeem_in_cash(who, shares, least)?,
			How::InKind => opened.redeem_in_kind(who, shares)?,
		};
		let (expendable, exact, polite) = (Preservation::Expendable, Precision::Exact, Fortitude::Polite);
		T::Shares::burn_from(asset, who, burned, expendable, exact, polite)?;
		// Saturating is right: no more are burned than were named.
		let left = shares.saturating_sub(burned);
		let (vault, who, shares) = (id, who.clone(), burned);
		Self::deposit_event(match how {
			How::InCash { .. } => Event::Redeemed { vault, who, assets, shares, left },
			How::InKind => Event::RedeemedInKind { vault, who, assets, shares, left },
		});
		Ok(opened.close())
	}
}
