//! What everybody has, and when it moves.

use super::*;

/// What cash of a market is on hold for.
pub const CASH: u8 = HoldReason::Cash as u8;
/// What collateral is on hold for.
pub const PLEDGE: u8 = HoldReason::Collateral as u8;
/// What a deposit for a position is on hold for.
pub const DEPOSIT: u8 = HoldReason::Position as u8;

/// What everybody has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounts {
	/// What is free; nothing if there is no such account.
	pub free: BTreeMap<(Asset, AccountId), Balance>,
	/// What is on hold, and for what.
	pub held: BTreeMap<(Asset, AccountId, u8), Balance>,
}

impl Accounts {
	/// As the pallets have it.
	pub fn read(people: &[AccountId]) -> Self {
		let mut accounts = Self::default();
		for (asset, who) in ASSETS.into_iter().flat_map(|asset| people.iter().map(move |who| (asset, who))) {
			let has = match asset {
				None => Some(free(None, who.clone())).filter(|has| *has > 0),
				Some(id) => Assets::maybe_balance(id, who),
			};
			if let Some(has) = has {
				accounts.free.insert((asset, who.clone()), has);
			}
			for reason in [HoldReason::Cash, HoldReason::Collateral, HoldReason::Position] {
				let amount = held(asset, reason, who.clone());
				if amount > 0 {
					accounts.held.insert((asset, who.clone(), reason as u8), amount);
				}
			}
		}
		accounts
	}

	/// All that there is of an asset.
	pub fn sum(&self, asset: Asset) -> Balance {
		let free = self.free.iter().filter(|((of, _), _)| *of == asset).map(|(_, amount)| amount);
		let held = self.held.iter().filter(|((of, _, _), _)| *of == asset).map(|(_, amount)| amount);
		free.chain(held).sum()
	}
}

/// The same, and what issuers keep from moving.
#[derive(Clone, Debug, Default)]
pub struct Money {
	pub accounts: Accounts,
	/// Assets that are frozen.
	pub frozen: BTreeSet<AssetId>,
	/// Accounts that cannot give; and whether they cannot receive either.
	pub stuck: BTreeMap<(AssetId, AccountId), bool>,
}

/// The least that an account has.
pub fn least(asset: Asset) -> Balance {
	if asset.is_some() {
		MIN_BALANCE
	} else {
		EXISTENTIAL_DEPOSIT
	}
}

impl Money {
	pub fn free(&self, asset: Asset, who: &AccountId) -> Balance {
		self.accounts.free.get(&(asset, who.clone())).copied().unwrap_or(0)
	}

	fn is_held(&self, asset: Asset, who: &AccountId) -> bool {
		self.accounts.held.keys().any(|(of, whose, _)| *of == asset && whose == who)
	}

	pub fn is_frozen(&self, asset: Asset) -> bool {
		asset.is_some_and(|id| self.frozen.contains(&id))
	}

	/// Whether an account cannot give.
	pub fn is_stuck(&self, asset: Asset, who: &AccountId) -> bool {
		asset.is_some_and(|id| self.stuck.contains_key(&(id, who.clone())))
	}

	/// Whether an account cannot receive.
	pub fn is_blocked(&self, asset: Asset, who: &AccountId) -> bool {
		asset.is_some_and(|id| self.stuck.get(&(id, who.clone())) == Some(&true))
	}

	/// What someone can give, and if the account may end with it.
	pub fn usable(&self, asset: Asset, who: &AccountId, may_end: bool) -> Balance {
		if self.is_frozen(asset) || self.is_stuck(asset, who) {
			return 0;
		}
		let kept = if may_end && !self.is_held(asset, who) { 0 } else { least(asset) };
		self.free(asset, who).saturating_sub(kept)
	}

	/// That an account can receive so much: there is one, or so much makes one.
	fn receives(&self, asset: Asset, who: &AccountId, amount: Balance) -> Done {
		let is = self.accounts.free.contains_key(&(asset, who.clone()));
		if self.is_blocked(asset, who) || !is && amount < least(asset) {
			return Err(Refusal::Money);
		}
		Ok(())
	}

	/// Take of what is free. The last of an asset goes if nothing is on hold; the last of the native one stays.
	pub fn take(&mut self, asset: Asset, who: &AccountId, amount: Balance) -> Done {
		let has = self.free(asset, who);
		let ends = asset.is_some() && has == amount;
		if amount > self.usable(asset, who, ends) {
			return Err(Refusal::Money);
		}
		if ends {
			self.accounts.free.remove(&(asset, who.clone()));
		} else {
			self.accounts.free.insert((asset, who.clone()), has - amount);
		}
		Ok(())
	}

	/// Give to what is free.
	pub fn give(&mut self, asset: Asset, who: &AccountId, amount: Balance) -> Done {
		self.receives(asset, who, amount)?;
		if self.is_frozen(asset) {
			return Err(Refusal::Money);
		}
		*self.accounts.free.entry((asset, who.clone())).or_default() += amount;
		Ok(())
	}

	fn hold(&mut self, asset: Asset, who: &AccountId, reason: u8, amount: Balance) {
		*self.accounts.held.entry((asset, who.clone(), reason)).or_default() += amount;
	}

	/// What is free in one account goes on hold in another.
	pub fn put(&mut self, asset: Asset, from: &AccountId, to: &AccountId, reason: u8, amount: Balance) -> Done {
		self.receives(asset, to, amount)?;
		self.take(asset, from, amount)?;
		self.hold(asset, to, reason, amount);
		Ok(())
	}

	/// What is free goes on hold in the same account, which goes on.
	pub fn keep(&mut self, asset: Asset, who: &AccountId, reason: u8, amount: Balance) -> Done {
		if amount > self.usable(asset, who, false) {
			return Err(Refusal::Money);
		}
		*self.accounts.free.get_mut(&(asset, who.clone())).ok_or(Refusal::Money)? -= amount;
		self.hold(asset, who, reason, amount);
		Ok(())
	}

	/// What is on hold in an account is free in another, or in the same.
	pub fn let_go(&mut self, asset: Asset, from: &AccountId, reason: u8, to: &AccountId, amount: Balance) -> Done {
		self.give(asset, to, amount)?;
		let key = (asset, from.clone(), reason);
		let left = self.accounts.held.get(&key).copied().unwrap_or(0) - amount;
		if left == 0 {
			self.accounts.held.remove(&key);
		} else {
			self.accounts.held.insert(key, left);
		}
		Ok(())
	}
}
