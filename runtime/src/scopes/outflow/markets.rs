//! What leaves by lending and vaults.
//!
//! What is supplied, repaid and pledged leaves, and so do what is borrowed, taken back of a pledge, and exchanged: each in full, for
//! more debt and less collateral are as good as money to a thief who liquidates. What is withdrawn comes back.

use super::{Leaves, NOTHING, UNBOUNDED};
use crate::{AccountId, Balance, Lending, Runtime};
use civitas_primitives::{agreements::Money, identity::Destination, money::Asset};
use pallet_lending::types::{Action, Amount};
use pallet_vaults::types::{How, MAX_MARKETS};

impl Leaves {
	/// So much goes into a market, is borrowed, or is exchanged.
	fn put(&mut self, asset: Asset, amount: Balance) -> Option<()> {
		self.entitled(&Money { asset, amount })
	}

	/// The deposit for a position, if it is the first in its market.
	fn position(&mut self) -> Option<()> {
		self.storage(Lending::position_footprint())
	}
}

/// The most that an amount can be, if that of what the action before has yielded is `last`. `None` if nobody knows.
fn most(amount: &Amount, last: Option<Balance>) -> Option<Balance> {
	match amount {
		Amount::Assets(amount) => Some(*amount),
		Amount::All { at_most } => Some(*at_most),
		Amount::Last => last,
		// Of what it is worth, its number says nothing.
		Amount::Shares(_) => None,
	}
}

pub(super) fn lending(call: &pallet_lending::Call<Runtime>, leaves: &mut Leaves) -> Option<()> {
	use pallet_lending::Call::*;
	match call {
		// With the price goes the least amount that an account can have of the asset, which its issuer sets.
		create_market { .. } => UNBOUNDED,
		supply { market, assets, .. } => {
			leaves.position()?;
			leaves.put(market.loan, *assets)
		},
		add_collateral { market, assets, owner: None } => {
			leaves.position()?;
			leaves.put(market.collateral, *assets)
		},
		// It may be whoever makes the call.
		add_collateral { market, assets, owner: Some(owner) } => {
			leaves.position()?;
			leaves.add(market.collateral, *assets, Destination::Account(owner.clone()))
		},
		remove_collateral { market, amount } => leaves.put(market.collateral, most(amount, Some(0))?),
		borrow { market, assets, .. } => {
			leaves.position()?;
			leaves.put(market.loan, *assets)
		},
		repay { market, amount, owner } => {
			let to = owner.clone().map_or(Destination::Unknown, Destination::Account);
			leaves.add(market.loan, most(amount, Some(0))?, to)
		},
		liquidate { market, most, .. } => leaves.put(market.loan, *most),
		bundle { actions } => bundle_of(actions, leaves),
		// What others have supplied and borrow is no matter of the curator's limits, and worth more than those may be.
		set_caps { .. } => UNBOUNDED,
		withdraw { .. } | collect { .. } | pause { .. } | add_feed { .. } => NOTHING,
		__Ignore(..) => UNBOUNDED,
	}
}

/// What an action yields to the next: the most that it can be, and the most of that which no limit has counted yet.
#[derive(Clone, Copy)]
struct Yield {
	most: Option<Balance>,
	uncounted: Option<Balance>,
}

impl Yield {
	/// Nothing, as of what goes into a market.
	const NOTHING: Self = Self { most: Some(0), uncounted: Some(0) };
	/// What was counted as it was given, and can be any amount.
	const EXCHANGED: Self = Self { most: None, uncounted: Some(0) };
}

/// The sum of what leaves by each.
fn bundle_of(actions: &[Action<AccountId>], leaves: &mut Leaves) -> Option<()> {
	let mut last = Yield::NOTHING;
	for action in actions {
		last = match action {
			Action::Supply { market, amount, .. } => {
				leaves.position()?;
				leaves.put(market.loan, most(amount, last.uncounted)?)?;
				Yield::NOTHING
			},
			Action::AddCollateral { market, amount } => {
				leaves.position()?;
				leaves.put(market.collateral, most(amount, last.uncounted)?)?;
				Yield::NOTHING
			},
			Action::Repay { market, amount } => {
				leaves.put(market.loan, most(amount, last.uncounted)?)?;
				Yield::NOTHING
			},
			Action::Withdraw { amount, .. } => {
				let most = most(amount, last.most);
				Yield { most, uncounted: most }
			},
			Action::Borrow { market, amount, .. } => {
				let most = most(amount, last.most)?;
				leaves.position()?;
				leaves.put(market.loan, most)?;
				Yield { most: Some(most), uncounted: Some(0) }
			},
			Action::RemoveCollateral { market, amount } => {
				let most = most(amount, last.most)?;
				leaves.put(market.collateral, most)?;
				Yield { most: Some(most), uncounted: Some(0) }
			},
			Action::Liquidate { market, most, .. } => {
				leaves.put(market.loan, *most)?;
				Yield::EXCHANGED
			},
			Action::Swap { from, amount, .. } => {
				leaves.put(*from, most(amount, last.uncounted)?)?;
				Yield::EXCHANGED
			},
		};
	}
	NOTHING
}

pub(super) fn vaults(call: &pallet_vaults::Call<Runtime>, leaves: &mut Leaves) -> Option<()> {
	use pallet_vaults::Call::*;
	match call {
		// The deposits of its positions are moved to its account, and what that needs to live.
		create_vault { .. } => UNBOUNDED,
		deposit { asset, assets, .. } => leaves.put(*asset, *assets),
		redeem { how: How::InCash { .. }, .. } => NOTHING,
		// Positions are opened, in each market of the vault.
		redeem { how: How::InKind, .. } => (0..MAX_MARKETS).try_for_each(|_| leaves.position()),
		// As the caps of a market.
		propose { .. } | reallocate { .. } => UNBOUNDED,
		apply { .. } | veto { .. } => NOTHING,
		__Ignore(..) => UNBOUNDED,
	}
}
