//! What everybody has.

use super::*;

/// What everybody has free, on hold for obligations and for fees; and who cannot receive dollars.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounts {
	pub free: BTreeMap<(Asset, AccountId), Balance>,
	pub held: BTreeMap<(Asset, AccountId), Balance>,
	pub fees: BTreeMap<AccountId, Balance>,
	pub blocked: BTreeSet<AccountId>,
}

impl Accounts {
	fn is_blocked(&self, asset: Asset, who: AccountId) -> bool {
		asset.is_some() && self.blocked.contains(&who)
	}

	/// What can be used: the minimum balance stays.
	pub fn usable(&self, asset: Asset, who: AccountId) -> Balance {
		if self.is_blocked(asset, who) {
			return 0;
		}
		let least = if asset.is_some() { MIN_DOLLAR } else { EXISTENTIAL_DEPOSIT };
		self.free[&(asset, who)].saturating_sub(least)
	}

	/// Take from what is free.
	pub fn take(&mut self, asset: Asset, who: AccountId, amount: Balance) -> Done {
		if amount > self.usable(asset, who) {
			return Err("has not as much");
		}
		*self.free.get_mut(&(asset, who)).expect("everybody is there") -= amount;
		Ok(())
	}

	/// Give to what is free.
	pub fn give(&mut self, asset: Asset, who: AccountId, amount: Balance) -> Done {
		if amount > 0 && self.is_blocked(asset, who) {
			return Err("cannot receive");
		}
		*self.free.get_mut(&(asset, who)).expect("everybody is there") += amount;
		Ok(())
	}

	pub fn hold(&mut self, asset: Asset, who: AccountId, amount: Balance) -> Done {
		self.take(asset, who, amount)?;
		*self.held.entry((asset, who)).or_default() += amount;
		Ok(())
	}

	/// What is on hold goes to someone.
	pub fn unhold(&mut self, asset: Asset, who: AccountId, to: AccountId, amount: Balance) -> Done {
		self.give(asset, to, amount)?;
		*self.held.get_mut(&(asset, who)).ok_or("nothing is held")? -= amount;
		Ok(())
	}

	pub fn pay(&mut self, asset: Asset, from: AccountId, to: AccountId, amount: Balance) -> Done {
		if self.is_blocked(asset, to) {
			return Err("cannot receive");
		}
		self.take(asset, from, amount)?;
		self.give(asset, to, amount)
	}

	pub fn advance(&mut self, who: AccountId, amount: Balance) -> Done {
		self.take(None, who, amount)?;
		*self.fees.entry(who).or_default() += amount;
		Ok(())
	}

	/// What was advanced goes to someone.
	pub fn spend(&mut self, who: AccountId, to: AccountId, amount: Balance) -> Done {
		*self.fees.entry(who).or_default() -= amount;
		self.give(None, to, amount)
	}
}
