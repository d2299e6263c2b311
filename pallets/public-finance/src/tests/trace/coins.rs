//! Against a plain model in which each unit is a coin that remembers where it has been.

use super::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Two of the city in euros, two in dollars, and two of the charity in euros.
const FUNDS: usize = 6;

/// A fund that a coin has passed, or is in.
#[derive(Clone, Debug)]
struct Stop {
	fund: FundId,
	receipt: u32,
	/// Its number in the queue.
	at: Balance,
	/// The use by which it left.
	used: Option<u32>,
}

#[derive(Clone, Debug)]
struct Coin {
	/// Who brought it.
	source: u64,
	/// The oldest first.
	stops: Vec<Stop>,
}

impl Coin {
	fn last(&self) -> &Stop {
		self.stops.last().expect("it was received")
	}

	/// Its stops, from the one at which it came in by a receipt.
	fn since(&self, fund: FundId, receipt: u32) -> Option<&[Stop]> {
		let place = self.stops.iter().position(|stop| (stop.fund, stop.receipt) == (fund, receipt))?;
		Some(&self.stops[place..])
	}
}

#[derive(Default)]
struct Model {
	funds: BTreeMap<FundId, VecDeque<Coin>>,
	/// How many units and receipts each fund has had.
	had: BTreeMap<FundId, (Balance, u32)>,
	/// The first number of each receipt.
	starts: BTreeMap<(FundId, u32), Balance>,
	/// The coins of each use.
	uses: BTreeMap<(FundId, u32), Vec<Coin>>,
	/// Coins that have left all funds.
	spent: Vec<Coin>,
}

impl Model {
	fn balance(&self, fund: FundId) -> Balance {
		self.funds.get(&fund).map_or(0, |coins| coins.len() as Balance)
	}

	fn enter(&mut self, fund: FundId, coins: Vec<Coin>) {
		let (received, receipts) = self.had.entry(fund).or_default();
		self.starts.insert((fund, *receipts), *received);
		for mut coin in coins {
			coin.stops.push(Stop { fund, receipt: *receipts, at: *received, used: None });
			self.funds.entry(fund).or_default().push_back(coin);
			*received += 1;
		}
		*receipts += 1;
	}

	fn leave(&mut self, fund: FundId, amount: Balance) -> Vec<Coin> {
		let number = self.uses.keys().filter(|(of, _)| *of == fund).count() as u32;
		let mut coins: Vec<_> = self.funds.entry(fund).or_default().drain(..amount as usize).collect();
		coins.iter_mut().for_each(|coin| coin.stops.last_mut().expect("it was received").used = Some(number));
		self.uses.insert((fund, number), coins.clone());
		coins
	}

	/// What an exchange of so many coins for `got` makes of them: the coin with the number n is of the last of those whose boundary
	/// comes out at n or before.
	fn exchanged(given: &[Coin], got: Balance) -> Vec<Coin> {
		let count = given.len() as Balance;
		let of =
			|number: Balance| (0..count).rev().find(|place| place * got / count <= number).expect("the first does");
		(0..got).map(|number| given[of(number) as usize].clone()).collect()
	}

	/// Every coin that there is, or that was spent.
	fn coins(&self) -> impl Iterator<Item = &Coin> {
		self.funds.values().flatten().chain(&self.spent)
	}
}

#[derive(Clone, Debug)]
enum Op {
	/// Into a fund.
	Receive(usize, Balance),
	/// From a fund to another of the body: a part of what it has, in percent. If their currencies differ, at so many tenths.
	Move(usize, usize, Balance, Balance),
	/// From a fund of the city, to someone.
	Pay(usize, Balance),
	/// From a fund of the city, to one of the charity.
	Grant(usize, usize, Balance),
	/// A receipt of a fund is void.
	Remove(usize, u32),
}

fn any_op() -> impl Strategy<Value = Op> {
	let part = || 1..=100 as Balance;
	let tenths = prop_oneof![Just(1), Just(7), Just(13), Just(33), Just(70)];
	prop_oneof![
		4 => (0..FUNDS, 1..30 as Balance).prop_map(|(fund, amount)| Op::Receive(fund, amount)),
		5 => (0..FUNDS, 0..FUNDS, part(), tenths).prop_map(|(from, to, part, at)| Op::Move(from, to, part, at)),
		1 => (0..2usize, part()).prop_map(|(from, part)| Op::Pay(from, part)),
		2 => (0..2usize, 4..FUNDS, part()).prop_map(|(from, to, part)| Op::Grant(from, to, part)),
		2 => (0..FUNDS, 0..8u32).prop_map(|(fund, receipt)| Op::Remove(fund, receipt)),
	]
}

/// The funds, and the awards to someone and to each fund of the charity.
struct Scene {
	funds: [FundId; FUNDS],
	to_someone: AwardId,
	grants: [AwardId; 2],
	model: Model,
	/// How many have given.
	sources: u64,
}

impl Scene {
	fn new() -> Self {
		budget();
		charity();
		let (c, d) = dollars_in_a_bank();
		let [a, b] = [(); 2].map(|_| fund(EUR));
		let [e, f] = [(); 2].map(|_| fund_by(HELPER, CHARITY, fund_terms(EUR)));
		let grants = [e, f].map(|fund| awarded(Payee::Fund(fund), 4, 100_000));
		let to_someone = to_someone(3, 100_000);
		Self { funds: [a, b, c, d, e, f], to_someone, grants, model: Model::default(), sources: 0 }
	}

	/// Whose a fund is, and who acts for it.
	fn body(place: usize) -> (AccountId, AccountId) {
		if place < 4 {
			(CITY, OFFICER)
		} else {
			(CHARITY, HELPER)
		}
	}

	fn currency(place: usize) -> Currency {
		if place == 2 || place == 3 {
			USD
		} else {
			EUR
		}
	}

	/// A part of what a fund has, if it has something.
	fn part(&self, place: usize, percent: Balance) -> Option<Balance> {
		let balance = self.model.balance(self.funds[place]);
		(balance > 0).then(|| (balance * percent / 100).max(1))
	}

	fn transfer(&self, place: usize, amount: Balance, to: FundId) {
		let (body, officer) = Self::body(place);
		let payment = Payment { fund: self.funds[place], amount, how: How::Transfer { to }, evidence: None };
		assert_ok!(PublicFinance::pay(signed(officer), body, list([payment])));
	}

	/// Do it, on chain and in the model; nothing, where there is nothing to be done.
	fn act(&mut self, op: &Op) -> Option<()> {
		match *op {
			Op::Receive(place, amount) => {
				let ((body, officer), fund) = (Self::body(place), self.funds[place]);
				self.sources += 1;
				let source = self.sources;
				let terms = ReceiptTerms { source: someone(source), ..receipt_terms(EUR, amount) };
				assert_ok!(PublicFinance::receive(signed(officer), body, fund, list([terms])));
				let coins = (0..amount).map(|_| Coin { source, stops: Vec::new() }).collect();
				self.model.enter(fund, coins);
			},
			Op::Move(place, target, percent, tenths) => {
				let is_inside = place != target && Self::body(place) == Self::body(target);
				let amount = self.part(place, percent).filter(|_| is_inside)?;
				let (from, to) = (self.funds[place], self.funds[target]);
				let coins = match Self::currency(place) == Self::currency(target) {
					true => {
						self.transfer(place, amount, to);
						self.model.leave(from, amount)
					},
					false => {
						// No more than what a test has time for.
						let got = (amount * tenths / 10).clamp(1, 400);
						exchange(from, to, amount, got);
						Model::exchanged(&self.model.leave(from, amount), got)
					},
				};
				self.model.enter(to, coins);
			},
			Op::Pay(place, percent) => {
				let amount = self.part(place, percent)?;
				pay_award(self.funds[place], self.to_someone, 3, amount);
				let coins = self.model.leave(self.funds[place], amount);
				self.model.spent.extend(coins);
			},
			Op::Grant(place, target, percent) => {
				let amount = self.part(place, percent)?;
				let (from, to) = (self.funds[place], self.funds[target]);
				let number = fund_of(from).uses;
				pay_award(from, self.grants[target - 4], 4, amount);
				assert_ok!(PublicFinance::confirm(signed(HELPER), from, number, true));
				let coins = self.model.leave(from, amount);
				self.model.enter(to, coins);
			},
			Op::Remove(place, receipt) => {
				let ((body, officer), fund) = (Self::body(place), self.funds[place]);
				// What an exchange or another body has brought takes two.
				let is_entered = |receipt: Receipt<Test>| receipt.officer.is_some() || receipt.evidence.is_none();
				Receipts::<Test>::get(fund, receipt).is_none_or(is_entered).then_some(())?;
				let void = Correction::Void { fund, receipt, evidence: PROOF };
				let result = plain(PublicFinance::correct(signed(officer), body, void));
				let coins = self.model.funds.get_mut(&fund)?;
				let is_of = |coin: &Coin| coin.last().receipt == receipt;
				// Of what is from another fund nothing is taken away.
				let can_be = coins.iter().any(|coin| is_of(coin) && coin.stops.len() == 1);
				match result {
					Ok(()) => {
						assert!(can_be);
						coins.retain(|coin| !is_of(coin));
					},
					Err(error) => {
						let too_many = DispatchError::from(Error::<Test>::TooManyGaps);
						assert!(!can_be || error == too_many, "{error:?}");
					},
				}
			},
		}
		Some(())
	}

	/// Each coin of each use is said to be from where it is.
	fn check_up(&self, limit: u32) {
		for ((fund, number), coins) in &self.model.uses {
			let (mut coins, mut at) = (coins.iter(), 0);
			for Run { from, amount, path, end } in pages(Way::Up, *fund, *number, limit) {
				assert!(from == at && amount > 0, "runs join");
				at += amount;
				if end == TraceEnd::Removed {
					continue;
				}
				for _ in 0..amount {
					let coin = coins.next().expect("a run has no more units than there are");
					let stops: Vec<_> = coin.stops.iter().rev().collect();
					Self::check_path(&path, stops.iter().copied());
					assert!(path
						.iter()
						.zip(&stops)
						.all(|(hop, stop)| (hop.units.from..hop.units.to).contains(&stop.at)));
					match end {
						TraceEnd::Source { ref source, returns: None } => {
							assert_eq!((path.len(), source), (stops.len(), &someone(coin.source)));
						},
						TraceEnd::More { record: Record::Use(fund, number), .. } => {
							let next = stops[MAX_HOPS];
							assert_eq!((path.len(), next.fund, next.used), (MAX_HOPS, fund, Some(number)));
						},
						ref end => panic!("{end:?}"),
					}
				}
			}
			assert!(coins.next().is_none(), "no unit is left out");
			assert_eq!(at, Uses::<Test>::get(fund, number).unwrap().span.len());
		}
	}

	fn check_path<'a>(path: &[Hop], stops: impl Iterator<Item = &'a Stop>) {
		for (hop, stop) in path.iter().zip(stops) {
			assert_eq!((hop.fund, hop.receipt, hop.number), (stop.fund, Some(stop.receipt), stop.used));
		}
	}

	/// Each coin that was in a receipt is said to be where it is, and no other.
	fn check_down(&self, limit: u32) {
		let place = |coin: &Coin| (coin.last().fund, coin.last().at);
		let coins: BTreeMap<_, _> = self.model.coins().map(|coin| (place(coin), coin)).collect();
		for (fund, receipt) in self.model.starts.keys().copied() {
			let expected: BTreeSet<_> =
				self.model.coins().filter(|coin| coin.since(fund, receipt).is_some()).map(place).collect();
			let (mut found, mut at) = (BTreeSet::new(), 0);
			let mut find = |place| assert!(found.insert(place), "{place:?} is found twice");
			for Run { from, amount, path, end } in pages(Way::Down, fund, receipt, limit) {
				assert_eq!(from, at, "runs join");
				at += amount;
				match end {
					TraceEnd::Paid { .. } | TraceEnd::Unspent => {
						let hop = path.last().expect("there is one at least");
						for unit in hop.units.from..hop.units.to {
							find((hop.fund, unit));
							let stops = coins[&(hop.fund, unit)].since(fund, receipt).expect("it was there");
							assert_eq!(path.len(), stops.len());
							Self::check_path(&path, stops.iter());
						}
					},
					// At the end of a page, or of a long way.
					TraceEnd::More { record: Record::Receipt(fund, receipt), from, amount } => {
						let first = self.model.starts[&(fund, receipt)] + from;
						let is_meant = |coin: &&Coin| {
							let stops = coin.since(fund, receipt);
							stops.is_some_and(|stops| (first..first + amount).contains(&stops[0].at))
						};
						self.model.coins().filter(is_meant).for_each(|coin| find(place(coin)));
					},
					TraceEnd::Removed | TraceEnd::Rounded => {},
					end => panic!("{end:?}"),
				}
			}
			assert_eq!(at, Receipts::<Test>::get(fund, receipt).unwrap().span.len());
			assert_eq!(found, expected);
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(32))]

	#[test]
	fn each_unit_has_one_path_which_both_ways_tell(ops in prop::collection::vec(any_op(), 1..50), limit in 1..5u32) {
		build_and_execute(|| {
			let mut scene = Scene::new();
			for op in &ops {
				scene.act(op);
			}
			for limit in [limit, 100] {
				scene.check_up(limit);
				scene.check_down(limit);
			}
		});
	}
}
