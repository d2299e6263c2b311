//! Three people and a curator use a market in any order, and exact arithmetic goes along.

use crate::exact::{down, exact, ratio, series, up, Exact};
use civitas_primitives::{
	lending::{Books, Ppb, RateModel, DAY, FIRST_INDEX, MAX_FEE, MAX_RATE, MAX_TOTAL, ONE, RAY, YEAR},
	Moment,
};
use num_bigint::BigInt;
use proptest::prelude::*;

#[derive(Clone, Copy, Debug)]
enum Step {
	Supply(u128),
	/// As far as there is cash, and shares.
	Withdraw(u128),
	WithdrawAll,
	/// As far as there is cash.
	Borrow(u128),
	/// As far as it is owed.
	Repay(u128),
	RepayAll,
	Wait(Moment),
	/// What is owed is given up.
	WriteOff,
	/// What the reserve has above its floor.
	Collect,
}

/// Somebody's shares, and what was paid.
#[derive(Debug, Default)]
struct Party {
	supply: u128,
	debt: u128,
	gave: u128,
	got: u128,
	/// What its debt has grown by.
	interest: Exact,
	/// What it was not asked for.
	forgiven: u128,
	/// How often its payments or shares were rounded.
	steps: u128,
}

/// What the books say, in exact numbers: all shares, and what a debt share is worth.
struct Market {
	cash: Exact,
	supply: Exact,
	reserve: Exact,
	debt: Exact,
	index: Exact,
}

impl Market {
	fn owed(&self) -> Exact {
		&self.debt * &self.index
	}

	/// What a supply share is worth: of a unit more than there is, by a million shares more than there are.
	fn price(&self) -> Exact {
		(&self.cash + self.owed() + exact(1)) / (&self.supply + exact(1_000_000))
	}
}

fn add(to: &mut Exact, n: u128) {
	*to = &*to + exact(n);
}

fn sub(from: &mut Exact, n: u128) {
	*from = &*from - exact(n);
}

struct Run {
	books: Books,
	market: Market,
	people: [Party; 3],
	curator: Party,
	rate: RateModel,
	fee: Ppb,
	floor: Ppb,
	now: Moment,
	was_written_down: bool,
}

impl Run {
	fn new(rate: RateModel, fee: Ppb, floor: Ppb) -> Self {
		let none = || exact(0);
		let index = ratio(FIRST_INDEX, RAY);
		let market = Market { cash: none(), supply: none(), reserve: none(), debt: none(), index };
		Self {
			books: Books::new(0),
			market,
			people: Default::default(),
			curator: Party::default(),
			rate,
			fee,
			floor,
			now: 0,
			was_written_down: false,
		}
	}

	fn step(&mut self, who: usize, step: Step) {
		let (before, price) = (self.books, self.market.price());
		let mut is_written_down = false;
		match step {
			Step::Supply(assets) => self.supply(who, assets),
			Step::Withdraw(assets) => self.withdraw(who, assets),
			Step::WithdrawAll => self.withdraw_all(who),
			Step::Borrow(assets) => self.borrow(who, assets),
			Step::Repay(assets) => self.repay(who, assets),
			Step::RepayAll => self.repay(who, u128::MAX),
			Step::Wait(span) => self.wait(span),
			Step::WriteOff => is_written_down = self.write_off(who),
			Step::Collect => self.collect(),
		}
		self.was_written_down |= is_written_down;
		// The price of supply falls if suppliers lose, and only then; that of debt rises with time, and only then.
		if is_written_down {
			assert!(self.market.price() < price, "{step:?}");
		} else {
			assert!(self.market.price() >= price, "{step:?}");
		}
		assert!(self.books.debt_index >= before.debt_index, "{step:?}");
		assert!(self.books.debt_index == before.debt_index || matches!(step, Step::Wait(_)), "{step:?}");
		self.check();
	}

	fn supply(&mut self, who: usize, assets: u128) {
		let shares = down(&(exact(assets) / self.market.price()));
		let total = exact(down(&(&self.market.cash + self.market.owed()))) + exact(assets);
		let is_counted = exact(shares.clone()) + &self.market.supply <= exact(u128::MAX);
		match self.books.supply(assets) {
			Some(bought) => {
				assert!(total <= exact(MAX_TOTAL) && is_counted);
				assert_eq!(BigInt::from(bought), shares);
				add(&mut self.market.cash, assets);
				add(&mut self.market.supply, bought);
				let party = &mut self.people[who];
				party.supply += bought;
				party.gave += assets;
				party.steps += 1;
			},
			None => assert!(total > exact(MAX_TOTAL) || !is_counted),
		}
	}

	fn withdraw(&mut self, who: usize, assets: u128) {
		let own = self.people[who].supply;
		let assets = assets.min(self.books.cash).min(self.books.worth_of(own));
		let shares = self.books.shares_withdrawn(assets).unwrap();
		assert_eq!(BigInt::from(shares), up(&(exact(assets) / self.market.price())));
		assert!(shares <= own);
		self.take_out(who, assets, shares);
	}

	fn withdraw_all(&mut self, who: usize) {
		let shares = self.people[who].supply;
		let worth = self.books.worth_of(shares);
		assert_eq!(BigInt::from(worth), down(&(exact(shares) * self.market.price())));
		if worth <= self.books.cash {
			self.take_out(who, worth, shares);
		} else {
			let before = self.books;
			assert_eq!((self.books.withdraw(worth, shares), self.books), (None, before));
		}
	}

	fn take_out(&mut self, who: usize, assets: u128, shares: u128) {
		assert_eq!(self.books.withdraw(assets, shares), Some(()));
		sub(&mut self.market.cash, assets);
		sub(&mut self.market.supply, shares);
		let party = &mut self.people[who];
		party.supply -= shares;
		party.got += assets;
		party.steps += 1;
	}

	fn borrow(&mut self, who: usize, assets: u128) {
		let before = self.books;
		if assets > before.cash {
			assert_eq!((self.books.borrow(assets), self.books), (None, before));
		}
		let assets = assets.min(before.cash);
		let shares = self.books.borrow(assets).unwrap();
		assert_eq!(BigInt::from(shares), up(&(exact(assets) / &self.market.index)));
		sub(&mut self.market.cash, assets);
		add(&mut self.market.debt, shares);
		let party = &mut self.people[who];
		party.debt += shares;
		party.got += assets;
		party.steps += 1;
	}

	fn repay(&mut self, who: usize, assets: u128) {
		let own = self.people[who].debt;
		let owed = self.books.debt_of(own);
		assert_eq!(BigInt::from(owed), up(&(exact(own) * &self.market.index)));
		let assets = assets.min(owed);
		let shares = self.books.shares_repaid(assets).unwrap();
		assert_eq!(BigInt::from(shares), down(&(exact(assets) / &self.market.index)));
		// Who repays all has no share left.
		let shares = if assets == owed { own } else { shares.min(own) };
		assert_eq!(self.books.repay(assets, shares), Some(()));
		add(&mut self.market.cash, assets);
		sub(&mut self.market.debt, shares);
		let party = &mut self.people[who];
		party.debt -= shares;
		party.gave += assets;
		party.steps += 1;
	}

	fn wait(&mut self, span: Moment) {
		let before = self.books;
		self.now += span;
		let accrued = self.books.accrue(self.now, &self.rate, self.fee);
		let again = self.books;
		self.books.accrue(self.now, &self.rate, self.fee);
		assert_eq!(self.books, again);

		let owed = self.market.owed();
		let index = ratio(self.books.debt_index, RAY);
		let x = ratio(self.rate.rate(before.utilisation()), RAY) * ratio(span, YEAR);
		let lent = if before.debt_shares == 0 { exact(0) } else { series(&x) };
		let wanted = &self.market.index * (exact(1) + lent);
		assert!(index <= wanted && index > wanted - ratio(20, RAY));
		let more = &index - &self.market.index;
		for party in &mut self.people {
			party.interest = &party.interest + exact(party.debt) * &more;
		}
		self.market.index = index;
		assert_eq!(exact(accrued.interest), exact(down(&self.market.owed())) - exact(down(&owed)));

		// The fee, at the price that the others' shares have then.
		let fee = (self.market.owed() - owed) * ratio(self.fee, ONE);
		let others = &self.market.supply + exact(1_000_000);
		let price = (&self.market.cash + self.market.owed() + exact(1) - &fee) / others;
		let shares = down(&(fee / price));
		let bought = BigInt::from(accrued.fee_shares);
		assert!(bought <= shares && shares <= bought + 1u32);
		add(&mut self.market.supply, accrued.fee_shares);
		add(&mut self.market.reserve, accrued.fee_shares);
	}

	/// Whether suppliers lose.
	fn write_off(&mut self, who: usize) -> bool {
		let shares = self.people[who].debt;
		let needed = exact(up(&(exact(shares) * &self.market.index / self.market.price())));
		let has = exact(self.books.reserve_shares);
		let owed = self.books.debt_of(shares);
		let loss = self.books.write_off(shares).unwrap();
		assert_eq!(loss.covered + loss.written_down, owed);
		assert_eq!(loss.written_down > 0, has < needed);
		let taken = needed.min(has);
		sub(&mut self.market.debt, shares);
		self.market.reserve = &self.market.reserve - &taken;
		self.market.supply = &self.market.supply - &taken;
		let party = &mut self.people[who];
		party.debt = 0;
		party.forgiven += owed;
		loss.written_down > 0
	}

	fn collect(&mut self) {
		let assets = self.books.collectable(self.floor);
		let floor = up(&(self.market.owed() * ratio(self.floor, ONE)));
		let above = down(&(&self.market.reserve * self.market.price())) - floor;
		let wanted = above.max(BigInt::from(0)).min(BigInt::from(self.books.cash));
		assert_eq!(BigInt::from(assets), wanted);
		let price = self.market.price();
		let shares = self.books.collect(assets).unwrap();
		assert_eq!(BigInt::from(shares), up(&(exact(assets) / price)));
		sub(&mut self.market.cash, assets);
		sub(&mut self.market.supply, shares);
		sub(&mut self.market.reserve, shares);
		self.curator.got += assets;
		self.curator.steps += 1;
	}

	fn check(&self) {
		let Self { books, market, people, curator, .. } = self;
		assert_eq!(exact(books.cash), market.cash);
		assert_eq!(exact(books.supply_shares), market.supply);
		assert_eq!(exact(books.reserve_shares), market.reserve);
		assert_eq!(exact(books.debt_shares), market.debt);
		assert_eq!(ratio(books.debt_index, RAY), market.index);
		assert_eq!(books.updated, self.now);
		// All shares and all cash are somebody's.
		let sum = |of: fn(&Party) -> u128| people.iter().map(of).sum::<u128>() + of(curator);
		assert_eq!(books.supply_shares, sum(|party| party.supply) + books.reserve_shares);
		assert_eq!(books.debt_shares, sum(|party| party.debt));
		assert_eq!(books.cash, sum(|party| party.gave) - sum(|party| party.got));
		assert_eq!(books.supplied(), books.cash + books.borrowed());
		assert_eq!(BigInt::from(books.borrowed()), down(&market.owed()));
		// What each owes covers what all owe, and what all can claim is no more than there is. After a loss a share is worth less
		// than at first, and the unit that nobody has weighs more: then what all owe counts as it will be paid, rounded up.
		let owed: u128 = people.iter().map(|party| books.debt_of(party.debt)).sum();
		let all_owed = up(&market.owed());
		assert!(BigInt::from(owed) >= all_owed);
		let claims: u128 = people.iter().map(|party| books.worth_of(party.supply)).sum();
		let claims = claims + books.worth_of(books.reserve_shares);
		assert!(BigInt::from(claims) <= all_owed + books.cash);
		assert!(self.was_written_down || claims <= books.supplied());
	}

	/// All repay, and then all leave, beginning with one of them.
	fn close(mut self, first: usize) {
		assert!(self.market.price() < exact(1));
		for who in 0..3 {
			self.step(who, Step::RepayAll);
		}
		assert_eq!((self.books.debt_shares, self.books.borrowed()), (0, 0));
		for who in (first..3).chain(0..first) {
			self.step(who, Step::WithdrawAll);
			assert_eq!(self.people[who].supply, 0);
		}
		self.floor = 0;
		self.step(0, Step::Collect);
		// Who collects by assets leaves less than a unit, and what its own rounding adds.
		assert!(self.books.worth_of(self.books.reserve_shares) <= 1);

		let all_interest: Exact = self.people.iter().map(|party| &party.interest).sum();
		let all_steps = self.people.iter().map(|party| party.steps).sum::<u128>() + self.curator.steps;
		for (who, party) in self.people.iter().enumerate() {
			// Nobody has more than it gave, but for the interest of others, what it was not asked for, and what others' roundings
			// left.
			let others = &all_interest - &party.interest;
			let fair = exact(party.gave + party.forgiven + all_steps - party.steps) + others;
			assert!(exact(party.got) <= fair, "{who} {party:?}");
			// And, if suppliers lost nothing, no less, but for its own interest and roundings.
			let due = exact(party.got + party.steps) + &party.interest;
			assert!(self.was_written_down || exact(party.gave) <= due, "{who} {party:?}");
		}
		assert!(exact(self.curator.got) <= all_interest + exact(all_steps));
	}
}

/// Amounts of that order, and single units.
fn steps(order: u128) -> impl Strategy<Value = (usize, Step)> {
	let amounts = move || prop_oneof![3 => 1..1_000 * order, 1 => 1..10u128];
	let spans = prop_oneof![Just(1u64), Just(6_000u64), Just(DAY), 0..10 * DAY];
	let step = prop_oneof![
		6 => amounts().prop_map(Step::Supply),
		2 => amounts().prop_map(Step::Withdraw),
		1 => Just(Step::WithdrawAll),
		6 => amounts().prop_map(Step::Borrow),
		2 => amounts().prop_map(Step::Repay),
		1 => Just(Step::RepayAll),
		6 => spans.prop_map(Step::Wait),
		1 => Just(Step::WriteOff),
		1 => Just(Step::Collect),
	];
	(0..3usize, step)
}

fn models() -> impl Strategy<Value = RateModel> {
	(1..ONE, [0..=MAX_RATE, 0..=MAX_RATE, 0..=MAX_RATE]).prop_map(|(kink, mut rates)| {
		rates.sort();
		RateModel { kink, at_zero: rates[0], at_kink: rates[1], at_full: rates[2] }
	})
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn nobody_takes_what_is_not_theirs(
		rate in models(),
		fee in prop_oneof![Just(0u64), Just(ONE / 10), Just(MAX_FEE)],
		floor in prop_oneof![Just(0u64), Just(ONE / 50)],
		steps in prop::sample::select(vec![1u128, 1_000_000, 10u128.pow(18), 10u128.pow(22)])
			.prop_flat_map(|order| prop::collection::vec(steps(order), 1..40)),
		first in 0..3usize,
	) {
		let mut run = Run::new(rate, fee, floor);
		for (who, step) in steps {
			run.step(who, step);
		}
		run.close(first);
	}
}
