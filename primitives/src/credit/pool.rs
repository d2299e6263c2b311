//! What a pool has, and what its shares are worth.
//!
//! Interest enters evenly over the notice period, so that nobody deposits for the day of a payment. What is known to be lost counts for
//! who leaves and not for who comes.

use super::{Debt, Lender, Payment, Repayment, YEAR_DAYS};
use crate::{
	lending::{
		math::{amount, mul_div_down, mul_div_up},
		pricing::Pool,
		Ppb, DAY, ONE,
	},
	money::Balance,
	Moment,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::U256;

/// What is in a pool.
#[derive(
	Clone, Copy, Debug, Default, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo,
)]
#[scale_info(capture_docs = "always")]
pub struct Books {
	/// What is there to be lent or redeemed.
	pub cash: Balance,
	/// What was paid to it and lies with payers, as its account could not take it.
	pub unclaimed: Balance,
	/// The principal of its loans that is not paid back.
	pub principal: Balance,
	/// The part of it that is taken to be lost, of loans that are impaired.
	pub impairment: Balance,
	/// What the manager has put up: it bears losses first, and is no part of what the shares are worth.
	pub cover: Balance,
	/// Interest that shares were not worth yet, when it was spread.
	pub unvested: Balance,
	/// When that was.
	pub spread_at: Moment,
	/// What shares have lost, and interest that was written off; without what was recovered of it.
	pub lost: Balance,
	/// Interest of its loans that was computed, each time one of them changed, and is not paid.
	pub interest: Balance,
	/// What its loans bear in a year from then on, at their rates.
	pub yearly: Balance,
	/// The sum of that times the day, since the Unix epoch, until which interest of the loan was computed.
	pub yearly_since: u128,
}

/// What the books have of a loan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lent {
	/// The principal that is not paid back.
	pub principal: Balance,
	/// The part of it that is taken to be lost.
	pub impairment: Balance,
	/// As in [`Books`].
	pub interest: Balance,
	/// As in [`Books`].
	pub yearly: Balance,
	/// As in [`Books`].
	pub yearly_since: u128,
}

impl Lent {
	/// What there is of a loan whose terms began at a time.
	pub fn new(debt: &Debt, terms: &Repayment, since: Moment, impairment: Balance) -> Self {
		let Payment { late, interest, .. } = debt.payoff(terms);
		// What is late stays so until it is paid, and that changes the loan.
		let is_late = debt.late_from(terms).is_some_and(|from| from <= debt.day);
		let rate = if is_late { terms.late_rate } else { terms.rate };
		let yearly = amount(mul_div_up(debt.principal, rate, ONE)).unwrap_or(Balance::MAX);
		let day = today(since).saturating_add(debt.day.into());
		Self {
			principal: debt.principal,
			impairment,
			interest: late.saturating_add(interest),
			yearly,
			// Saturating is right: no pool has so much to lend.
			yearly_since: yearly.saturating_mul(day),
		}
	}
}

/// The day of a time, since the Unix epoch.
fn today(now: Moment) -> u128 {
	now.checked_div(DAY).unwrap_or_default().into()
}

/// How a loss was borne.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loss {
	/// By the cover.
	pub covered: Balance,
	/// By the shares.
	pub borne: Balance,
}

impl Books {
	/// Interest that shares are not worth yet, rounded down: so it enters, however often it is spread anew.
	pub fn unvested_at(&self, now: Moment, notice: Moment) -> Balance {
		let left = notice.saturating_sub(now.saturating_sub(self.spread_at));
		amount(mul_div_down(self.unvested, left, notice)).unwrap_or_default()
	}

	/// What the shares are worth, as if nothing were taken to be lost.
	pub fn gross(&self, now: Moment, notice: Moment) -> Balance {
		// Saturating is right: no sum of amounts of one asset is larger than all of it. Where losses took more than there was, nothing is
		// left.
		let assets = self.cash.saturating_add(self.unclaimed).saturating_add(self.principal);
		assets.saturating_sub(self.unvested_at(now, notice))
	}

	/// Interest that loans have borne and nobody has paid, rounded up. That something is late is known when the loan changes next.
	pub fn accrued(&self, now: Moment) -> Balance {
		let parts = U256::from(self.yearly).saturating_mul(today(now).into()).saturating_sub(self.yearly_since.into());
		// Saturating is right: as above.
		self.interest.saturating_add(amount(mul_div_up(parts, 1, YEAR_DAYS)).unwrap_or(Balance::MAX))
	}

	/// What there is of a loan has changed. `None` if the books have not as much of it as there was.
	pub fn relend(&mut self, before: &Lent, after: &Lent) -> Option<()> {
		let replace = |sum: &mut u128, before: u128, after: u128| {
			*sum = sum.checked_sub(before)?.checked_add(after)?;
			Some(())
		};
		replace(&mut self.principal, before.principal, after.principal)?;
		replace(&mut self.impairment, before.impairment, after.impairment)?;
		replace(&mut self.interest, before.interest, after.interest)?;
		replace(&mut self.yearly, before.yearly, after.yearly)?;
		replace(&mut self.yearly_since, before.yearly_since, after.yearly_since)
	}

	/// What is taken to be lost and the cover does not bear.
	fn uncovered(&self) -> Balance {
		self.impairment.saturating_sub(self.cover)
	}

	/// What the shares are worth for who leaves.
	pub fn net(&self, now: Moment, notice: Moment) -> Balance {
		self.gross(now, notice).saturating_sub(self.uncovered())
	}

	/// What so many shares cost who comes: as if nothing were lost, or ever had been, and with what is known to enter. So nobody comes for
	/// a cure, a recovery or a payment, whether it was made or is to come.
	pub fn to_deposit(&self, shares: u128, now: Moment, notice: Moment) -> Pool {
		if shares == 0 {
			// What is left is nobody's.
			return self.to_redeem(shares, now, notice);
		}
		// Saturating is right: as above.
		let entering = self.unvested_at(now, notice);
		let known = entering.saturating_add(self.accrued(now)).saturating_add(self.lost);
		let assets = self.gross(now, notice).saturating_add(known);
		Pool { assets, shares }
	}

	/// What so many shares are worth for who leaves.
	pub fn to_redeem(&self, shares: u128, now: Moment, notice: Moment) -> Pool {
		Pool { assets: self.net(now, notice), shares }
	}

	/// The cover that so much principal needs, rounded up.
	pub fn cover_for(principal: Balance, rate: Ppb) -> Balance {
		amount(mul_div_up(principal, rate, ONE)).unwrap_or(Balance::MAX)
	}

	/// The cover that has to stay if so much more is lent: what loans need that are not taken to be lost, and what bears those that are.
	pub fn least_cover(&self, more: Balance, rate: Ppb) -> Balance {
		// Saturating is right: there is no such cover.
		let good = self.principal.saturating_sub(self.impairment).saturating_add(more);
		Self::cover_for(good, rate).saturating_add(self.impairment)
	}

	/// Spread what shares are not worth yet anew, with so much more. Nothing more changes nothing.
	pub fn spread(&mut self, income: Balance, now: Moment, notice: Moment) {
		if income == 0 {
			return;
		}
		// Saturating is right: it is a part of what there is.
		self.unvested = self.unvested_at(now, notice).saturating_add(income);
		self.spread_at = now;
	}

	/// The manager's part of income, rounded down; it goes to the cover. The rest is spread.
	pub fn earn(&mut self, income: Balance, fee: Ppb, now: Moment, notice: Moment) -> Balance {
		let fee = amount(mul_div_down(income, fee, ONE)).unwrap_or_default();
		// Saturating is right: what comes in is an amount of the asset, and so is a part of it.
		let fee = fee.min(self.cash);
		self.cash = self.cash.saturating_sub(fee);
		self.cover = self.cover.saturating_add(fee);
		self.spread(income.saturating_sub(fee), now, notice);
		fee
	}

	/// So many of all shares are redeemed, and with them goes their part of what may be recovered, rounded down: nobody takes away all of
	/// it share by share.
	pub fn leave(&mut self, shares: u128, all: u128) {
		let part = amount(mul_div_down(self.lost, shares, all)).unwrap_or(self.lost);
		self.lost = self.lost.saturating_sub(part);
	}

	/// So much is lost: the cover bears it first.
	pub fn bear(&mut self, lost: Balance) -> Loss {
		// Saturating is right: it is a part of it, and no sum of amounts of one asset is larger than all of it.
		let covered = lost.min(self.cover);
		self.cover = self.cover.saturating_sub(covered);
		self.cash = self.cash.saturating_add(covered);
		let borne = lost.saturating_sub(covered);
		self.lost = self.lost.saturating_add(borne);
		Loss { covered, borne }
	}

	/// So much principal is lost for good, and interest that no share was worth. What impairs it is taken away before.
	pub fn lose(&mut self, principal: Balance, interest: Balance) -> Loss {
		// Saturating is right: it is a part of it.
		self.principal = self.principal.saturating_sub(principal);
		// Who comes is asked for it as before: it may be recovered, too.
		self.lost = self.lost.saturating_add(interest);
		self.bear(principal)
	}
}

impl<AccountId> Lender<AccountId> {
	/// The pool, if it is one.
	pub fn pool(&self) -> Option<super::PoolId> {
		match self {
			Self::Account(_) => None,
			Self::Pool(pool) => Some(*pool),
		}
	}
}
