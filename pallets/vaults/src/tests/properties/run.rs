//! A vault and its model, and what is done to both.

use super::{
	model::{ray, UNITS},
	*,
};
use civitas_primitives::lending::{math::mul_div_down, RAY, VIRTUAL_SHARES};
use sp_core::U256;

/// Numbers out of which a step is made of what there is. 0 is the simplest each time.
#[derive(Clone, Copy)]
pub struct Step(pub [u16; 4]);

impl std::fmt::Debug for Step {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		write!(f, "{:?}", self.0)
	}
}

/// All that is done.
pub const DEEDS: [&str; 10] =
	["deposit", "in cash", "in kind", "earn", "lose", "lend", "repay", "reallocate", "trouble", "fee"];

/// Who deposits, and who redeems.
const USERS: [AccountId; 4] = [ALICE, BOB, CAROL, CURATOR];
const AMOUNTS: [Balance; 8] = [1_000_000, 1, 17, 999_999_999, 50_000_003, 12_345, 7, 400_000_000];
const FEES: [Ppb; 4] = [0, ONE / 10, ONE / 2, ONE / 1_000];

pub fn steps() -> impl Strategy<Value = Step> {
	proptest::array::uniform4(0..1_000u16).prop_map(Step)
}

pub struct Run {
	vault: VaultId,
	markets: [MarketId; 3],
	model: Model,
	/// What the vault has earned, what of that was the fee, and what roundings may have added to it: in parts of 10^27.
	earned: U256,
	fees: U256,
	rounded: U256,
}

/// What supply shares are worth, in parts of 10^27.
fn exact(market: MarketId, shares: u128) -> U256 {
	let Book { assets, shares: all, .. } = book(market);
	let (assets, all) = (U256::from(assets) + U256::one(), U256::from(all) + U256::from(VIRTUAL_SHARES));
	mul_div_down(ray(shares), assets, all).expect("no more than all")
}

impl Run {
	/// With a fee of a tenth, and caps of 50, 300 and any number of dollars.
	pub fn begin() -> Self {
		let vault = vault_of(ONE / 10);
		let markets =
			[(1, 50 * UNIT), (2, 300 * UNIT), (3, Balance::MAX)].map(|(number, cap)| list(vault, number, cap));
		let none = U256::zero();
		Self { vault, markets, model: Model::default(), earned: none, fees: none, rounded: none }
	}

	/// What someone has in markets, in parts of 10^27.
	fn positions(&self, who: AccountId) -> U256 {
		self.markets.iter().fold(U256::zero(), |sum, market| sum + exact(*market, Positions::get(market, who)))
	}

	/// What is in the vault, in parts of 10^27.
	fn there_is(&self) -> U256 {
		ray(stored(self.vault).idle) + self.positions(account(self.vault))
	}

	/// What all have outside, and what is in the vault.
	fn sum(&self) -> U256 {
		let has = |who: &AccountId| ray(dollars(*who)) + self.positions(*who);
		USERS.iter().fold(self.there_is(), |sum, who| sum + has(who))
	}

	/// One step: what it was, and whether it was done.
	pub fn step(&mut self, Step(n): &Step) -> Result<(&'static str, bool), TestCaseError> {
		let [kind, a, b, c] = n.map(usize::from);
		let (vault, who, market) = (self.vault, USERS[a % 4], self.markets[a % 3]);
		let (before, sum, there_is) = (info(vault), self.sum(), self.there_is());
		self.rounded += ray(UNITS.into());
		let (name, ok) = match kind % 13 {
			0 | 10 | 11 => ("deposit", self.deposit(who, AMOUNTS[b % 8] + c as Balance)),
			1 | 12 => ("in cash", self.redeem(who, b, |shares| in_cash(who, vault, shares).is_ok())),
			2 => ("in kind", self.redeem(who, b, |shares| in_kind(who, vault, shares).is_ok())),
			3 => ("earn", self.earn(market, b)),
			4 => ("lose", Self::lose(market, b)),
			5 => ("lend", Self::lend(market, b)),
			6 => ("repay", Self::repay(market, b)),
			7 => ("reallocate", self.reallocate(b, c)),
			8 => ("trouble", Self::trouble(market, b)),
			_ => ("fee", self.set_fee(FEES[b % 4])),
		};
		match name {
			// Nothing comes out of nothing, and only what rounds away is lost.
			"deposit" | "in cash" | "in kind" | "reallocate" => {
				let after = self.sum();
				prop_assert!(after <= sum + 1_000, "{name} made {}", after.saturating_sub(sum));
				prop_assert!(after + ray(UNITS.into()) >= sum, "{name} lost {}", sum - after);
			},
			_ => {},
		}
		let after = info(vault);
		if name != "lose" {
			let least = match name {
				// What is seen as whole units may be one less in each market.
				"in kind" | "reallocate" => {
					let units = U256::from(UNITS) * U256::from(RAY);
					U256::from(before.price).saturating_sub(units / (U256::from(after.shares) + VIRTUAL_SHARES))
				},
				_ => U256::from(before.price),
			};
			prop_assert!(U256::from(after.price) >= least, "a price falls by losses only: {before:?}, {after:?}");
		}
		if !ok && name != "trouble" {
			prop_assert_eq!(self.there_is(), there_is, "{} failed and did something", name);
		}
		Ok((name, ok))
	}

	/// All shares.
	fn issued(&self) -> u128 {
		PoolAssets::total_issuance(Curated::share_asset(self.vault))
	}

	/// Something was done by which the fee is taken, when there were so many shares and so much was in the vault.
	fn took_fee(&mut self, issued: u128, there_is: U256) {
		let taken = |event: Event<Test>| if let Event::FeeTaken { shares, .. } = event { shares } else { 0 };
		let fee: u128 = events().into_iter().map(taken).sum();
		self.model.round(there_is);
		let parts = self.model.grant(fee, issued);
		self.fees += self.model.worth(parts, there_is);
	}

	fn deposit(&mut self, who: AccountId, assets: Balance) -> bool {
		let (issued, there_is) = (self.issued(), self.there_is());
		System::reset_events();
		let done = deposit(who, self.vault, assets).is_ok();
		if done {
			self.took_fee(issued, there_is);
			self.model.put(who, ray(assets), there_is);
		}
		done
	}

	fn redeem(&mut self, who: AccountId, number: usize, how: impl FnOnce(u128) -> bool) -> bool {
		let (issued, there_is) = (self.issued(), self.there_is());
		let had = ray(dollars(who)) + self.positions(who);
		let of = [1, 2, 4, 1][number % 4];
		System::reset_events();
		if !how(shares(self.vault, who) / of) {
			return false;
		}
		self.took_fee(issued, there_is);
		let has = ray(dollars(who)) + self.positions(who);
		self.model.take(who, has.saturating_sub(had), there_is);
		true
	}

	/// Up to 5 % of interest.
	fn earn(&mut self, market: MarketId, number: usize) -> bool {
		let there_is = self.there_is();
		let interest = book(market).assets * (number as Balance % 50) / 1_000;
		earn(market, interest);
		self.earned += self.there_is() - there_is;
		interest > 0
	}

	/// A part of what is lent, up to all of it.
	fn lose(market: MarketId, number: usize) -> bool {
		let Book { assets, cash, .. } = book(market);
		let lost = (assets - cash) * (number as Balance % 101) / 100;
		lose(market, lost);
		lost > 0
	}

	/// A part of the cash, up to all of it.
	fn lend(market: MarketId, number: usize) -> bool {
		let lent = book(market).cash * (number as Balance % 101) / 100;
		lend(market, lent);
		lent > 0
	}

	fn repay(market: MarketId, number: usize) -> bool {
		let Book { assets, cash, .. } = book(market);
		let repaid = (assets - cash) * (number as Balance % 101) / 100;
		repay(market, repaid);
		repaid > 0
	}

	/// Two markets get random targets of what is in the vault.
	fn reallocate(&mut self, b: usize, c: usize) -> bool {
		let total = info(self.vault).total;
		let part = |number: usize| total * (number as Balance % 101) / 100;
		let targets = [(self.markets[b % 3], part(c)), (self.markets[(b + 1) % 3], part(b))];
		let there_is = self.there_is();
		let done = reallocate(CURATOR, self.vault, &targets).is_ok();
		// Nobody's part changes, and no fee is taken.
		self.model.round(there_is);
		done
	}

	/// A market is paused, full or cannot pay; or all is well again.
	fn trouble(market: MarketId, number: usize) -> bool {
		tell(market, |book| match number % 5 {
			0 => book.paused = true,
			1 => book.stuck = true,
			2 => book.cap = book.assets,
			_ => (book.paused, book.stuck, book.cap) = (false, false, Balance::MAX),
		});
		true
	}

	fn set_fee(&mut self, fee: Ppb) -> bool {
		let (issued, there_is) = (self.issued(), self.there_is());
		let to = Change::Fee { fee };
		System::reset_events();
		if fee <= stored(self.vault).fee {
			assert_ok!(Curated::propose(signed(CURATOR), self.vault, to));
		} else {
			change(self.vault, to);
		}
		self.took_fee(issued, there_is);
		true
	}

	/// That all have what the model says, as far as roundings go.
	pub fn compare(&self) -> Result<(), TestCaseError> {
		let (there_is, info) = (self.there_is(), info(self.vault));
		let mut model = self.model.clone();
		// What is shown is after a fee that is not taken yet.
		let issued = self.issued();
		let fee = model.grant(info.shares - issued, issued);
		let mut sum = 0;
		for who in USERS {
			let worth = holding(self.vault, who).worth;
			sum += worth;
			let not_yet = if who == CURATOR { fee } else { U256::zero() };
			let parts = model.of(who) - not_yet;
			let most = model.worth(parts + model.slack, there_is) + ray(UNITS.into());
			let least = model.worth(parts.saturating_sub(model.slack), there_is).saturating_sub(ray(UNITS.into()));
			prop_assert!(ray(worth) <= most, "{who} has {worth}, and at most {}", most / RAY);
			prop_assert!(ray(worth) >= least, "{who} has {worth}, and at least {}", least / RAY);
		}
		prop_assert!(sum <= info.total, "they have {sum} of {}", info.total);
		prop_assert!(ray(info.total) <= there_is, "it shows {} of {}", info.total, there_is / RAY);
		// No fee was more than a half, and none was taken twice of the same.
		let most = self.earned / 2 + self.rounded;
		prop_assert!(self.fees <= most, "fees of {}, and at most {}", self.fees / RAY, most / RAY);
		Ok(())
	}

	/// Whatever markets do, everybody leaves in kind; what is left is what rounds away.
	pub fn all_leave(&mut self) -> Result<(), TestCaseError> {
		for who in USERS {
			let (shares, worth) = (shares(self.vault, who), holding(self.vault, who).worth);
			if worth == 0 {
				continue;
			}
			let had = ray(dollars(who)) + self.positions(who);
			let done = in_kind(who, self.vault, shares);
			prop_assert!(done.is_ok(), "{who} is locked in: {done:?}");
			let got = ray(dollars(who)) + self.positions(who) - had;
			prop_assert!(got + ray(UNITS.into()) >= ray(worth), "{who} has got {}, not {worth}", got / RAY);
		}
		prop_assert!(info(self.vault).total <= u128::from(UNITS) * 4, "{:?}", info(self.vault));
		Ok(())
	}
}
