//! Markets, as far as this pallet asks them. Their books are stored, so that what fails is undone.

use super::*;
use civitas_primitives::lending::{
	math::{amount, mul_div_down, mul_div_up},
	MarketId, Markets, VIRTUAL_SHARES,
};
use codec::{Decode, Encode};
use frame_support::{
	ensure,
	pallet_prelude::ValueQuery,
	storage_alias,
	traits::{
		fungibles::{Inspect, Mutate},
		tokens::Preservation,
		ReservableCurrency,
	},
	weights::Weight,
	Blake2_128Concat, Twox64Concat,
};
use sp_core::{H256, U256};
use sp_runtime::{DispatchError, DispatchResult};

/// The deposit for a position.
pub const POSITION: Balance = 50;

/// A market.
#[derive(Clone, Copy, Debug, Default, Encode, Decode, PartialEq, Eq)]
pub struct Book {
	/// What is in it: cash, and what is lent.
	pub assets: Balance,
	/// What can be withdrawn.
	pub cash: Balance,
	/// All supply shares.
	pub shares: u128,
	/// The most that can be in it.
	pub cap: Balance,
	/// Whether nobody can supply.
	pub paused: bool,
	/// Whether it fails to pay.
	pub stuck: bool,
}

#[storage_alias]
pub type Books = StorageMap<Fake, Blake2_128Concat, MarketId, Book>;

#[storage_alias]
pub type Positions = StorageDoubleMap<Fake, Blake2_128Concat, MarketId, Twox64Concat, AccountId, u128, ValueQuery>;

impl Book {
	/// What all shares are of, and what nobody has put in.
	fn priced(&self) -> (U256, U256) {
		(U256::from(self.assets) + U256::one(), U256::from(self.shares) + U256::from(VIRTUAL_SHARES))
	}

	pub fn worth(&self, shares: u128) -> Balance {
		let (assets, all) = self.priced();
		amount(mul_div_down(shares, assets, all)).expect("no more than all")
	}
}

/// The markets.
pub struct FakeMarkets;

/// What a market says no with.
pub const PAUSED: DispatchError = DispatchError::Other("paused");
/// What a full one says no with.
pub const FULL: DispatchError = DispatchError::Other("full");
/// What one says no with that cannot pay.
pub const STUCK: DispatchError = DispatchError::Other("stuck");
/// What one says no with that has nothing.
pub const EMPTY: DispatchError = DispatchError::Other("empty");
/// What one says no with of which there is none.
pub const NONE: DispatchError = DispatchError::Other("none");

/// The account that the cash of a market is in.
pub fn account_of(market: &MarketId) -> AccountId {
	1_000 + AccountId::from(market.terms.0[0])
}

/// Set how many shares someone has. Who has some has paid the deposit.
fn set_shares(market: &MarketId, who: AccountId, shares: u128) -> DispatchResult {
	let before = Positions::get(market, who);
	if before == 0 && shares > 0 {
		Balances::reserve(&who, POSITION)?;
	}
	if shares > 0 {
		Positions::insert(market, who, shares);
	} else {
		Positions::remove(market, who);
	}
	if before > 0 && shares == 0 {
		Balances::unreserve(&who, POSITION);
	}
	Ok(())
}

impl Markets<AccountId> for FakeMarkets {
	fn supply(who: &AccountId, market: &MarketId, assets: Balance) -> Result<u128, DispatchError> {
		let mut book = Books::get(market).ok_or(NONE)?;
		ensure!(!book.paused, PAUSED);
		let (priced, all) = book.priced();
		let shares = amount(mul_div_down(assets, all, priced)).ok_or(FULL)?;
		ensure!(shares > 0, EMPTY);
		let keep = match market.loan.is_some() && Union::balance(market.loan, who) == assets {
			true => Preservation::Expendable,
			false => Preservation::Preserve,
		};
		Union::transfer(market.loan, who, &account_of(market), assets, keep)?;
		book.assets += assets;
		book.cash += assets;
		book.shares = book.shares.checked_add(shares).ok_or(FULL)?;
		// Late, so that something is undone if it fails.
		ensure!(book.assets <= book.cap, FULL);
		Books::insert(market, book);
		set_shares(market, *who, Positions::get(market, who) + shares)?;
		Ok(shares)
	}

	fn withdraw(who: &AccountId, market: &MarketId, assets: Balance) -> Result<u128, DispatchError> {
		let mut book = Books::get(market).ok_or(NONE)?;
		let has = Positions::get(market, who);
		let shares = match assets == book.worth(has) {
			true => has,
			false => {
				let (priced, all) = book.priced();
				amount(mul_div_up(assets, all, priced)).ok_or(EMPTY)?
			},
		};
		ensure!(assets > 0 && assets <= book.cash && shares <= has, EMPTY);
		Union::transfer(market.loan, &account_of(market), who, assets, Preservation::Preserve)?;
		book.assets -= assets;
		book.cash -= assets;
		book.shares -= shares;
		Books::insert(market, book);
		set_shares(market, *who, has - shares)?;
		// Late, so that something is undone if it fails.
		ensure!(!book.stuck, STUCK);
		Ok(shares)
	}

	fn pass_on(from: &AccountId, to: &AccountId, market: &MarketId, shares: u128) -> DispatchResult {
		let has = Positions::get(market, from);
		ensure!(shares > 0 && shares <= has, EMPTY);
		if from != to {
			set_shares(market, *from, has - shares)?;
			set_shares(market, *to, Positions::get(market, to) + shares)?;
		}
		Ok(())
	}

	fn shares_of(who: &AccountId, market: &MarketId) -> u128 {
		Positions::get(market, who)
	}

	fn worth(market: &MarketId, shares: u128) -> Option<Balance> {
		Some(Books::get(market)?.worth(shares))
	}

	fn cash(market: &MarketId) -> Option<Balance> {
		Some(Books::get(market)?.cash)
	}

	fn supply_weight() -> Weight {
		Weight::zero()
	}

	fn withdraw_weight() -> Weight {
		Weight::zero()
	}

	fn pass_on_weight() -> Weight {
		Weight::zero()
	}

	fn read_weight() -> Weight {
		Weight::zero()
	}

	fn position_deposit() -> Balance {
		POSITION
	}
}

/// The market of this number, in which dollars are lent.
pub fn market_id(number: u8) -> MarketId {
	MarketId { loan: Some(DOLLAR), collateral: None, terms: H256::repeat_byte(number) }
}

/// Make a market, in which there can be so much.
pub fn make_market(id: MarketId, cap: Balance) {
	let account = account_of(&id);
	Union::mint_into(None, &account, EXISTENTIAL_DEPOSIT).expect("nothing limits the issuance");
	Union::mint_into(id.loan, &account, Union::minimum_balance(id.loan)).expect("nothing limits the issuance");
	Books::insert(id, Book { cap, ..Default::default() });
}

/// Change the book of a market.
pub fn tell(id: MarketId, change: impl FnOnce(&mut Book)) {
	Books::mutate(id, |book| change(book.as_mut().expect("there is such a market")));
}

pub fn book(id: MarketId) -> Book {
	Books::get(id).expect("there is such a market")
}

/// Lend so much of its cash.
pub fn lend(id: MarketId, assets: Balance) {
	tell(id, |book| book.cash -= assets);
	let from = account_of(&id);
	Union::transfer(id.loan, &from, &ISSUER, assets, Preservation::Preserve).expect("there is as much cash");
}

/// So much comes back.
pub fn repay(id: MarketId, assets: Balance) {
	tell(id, |book| book.cash += assets);
	Union::transfer(id.loan, &ISSUER, &account_of(&id), assets, Preservation::Preserve).expect("there is enough");
}

/// So much interest is owed. It is no cash.
pub fn earn(id: MarketId, assets: Balance) {
	tell(id, |book| book.assets += assets);
}

/// So much of what is lent is written off.
pub fn lose(id: MarketId, assets: Balance) {
	tell(id, |book| {
		book.assets -= assets;
		assert!(book.cash <= book.assets, "cash is not lost");
	});
}

/// What is supplied is in the books, and cash is where it should be.
pub fn check_markets() {
	for (id, book) in Books::iter() {
		let sum: u128 = Positions::iter_prefix_values(id).sum();
		assert_eq!(sum, book.shares, "supply shares of {id:?}");
		let least = Union::minimum_balance(id.loan);
		let extra = if id.loan.is_none() { EXISTENTIAL_DEPOSIT } else { 0 };
		assert_eq!(Union::balance(id.loan, &account_of(&id)), book.cash + least + extra, "cash of {id:?}");
	}
}
