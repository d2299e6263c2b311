//! Whatever happens, in whatever order: the invariants hold, what fails changes nothing, each lender has what it has lent and not got back
//! in loans, and the price of a share falls only by what is lost.

use super::*;
use crate::{Loans, Outcomes, UnclaimedOf};
use civitas_primitives::lending::RAY;
use proptest::prelude::*;

/// What is done.
#[derive(Clone, Debug)]
enum Act {
	Pass { days: u32 },
	Gold { is: Balance },
	Draw { who: usize, offer: usize, principal: Balance, collateral: Balance },
	Pay { who: usize, loan: usize, most: Balance },
	PayDue { loan: usize },
	Declare { loan: usize },
	Impair { loan: usize },
	Seize { who: usize, loan: usize, most: Balance },
	WriteOff { loan: usize },
	Replace { loan: usize, less: Balance },
	Claim { at: usize },
	Deposit { who: usize, assets: Balance },
	Request { who: usize, part: u128, least: Balance },
	Redeem { most: u32 },
	Cover { cover: Balance },
	Block { whom: usize, blocked: bool },
}

fn dollars_up_to(most: u64) -> impl Strategy<Value = Balance> {
	prop_oneof![Just(1), (1..1_000u64).prop_map(Balance::from), (1..most).prop_map(|whole| Balance::from(whole) * UNIT)]
}

fn act() -> impl Strategy<Value = Act> {
	let loan = || 0..8usize;
	let who = || 0..3usize;
	prop_oneof![
		3 => (0..40u32).prop_map(|days| Act::Pass { days }),
		1 => (1_000..80_000u64).prop_map(|is| Act::Gold { is: is.into() }),
		3 => (who(), 0..4usize, dollars_up_to(3_000), 1..200u64).prop_map(|(who, offer, principal, ounces)| {
			Act::Draw { who, offer, principal, collateral: Balance::from(ounces) * OUNCE }
		}),
		2 => (who(), loan(), dollars_up_to(2_000)).prop_map(|(who, loan, most)| Act::Pay { who, loan, most }),
		3 => loan().prop_map(|loan| Act::PayDue { loan }),
		2 => loan().prop_map(|loan| Act::Declare { loan }),
		2 => loan().prop_map(|loan| Act::Impair { loan }),
		4 => (who(), loan(), dollars_up_to(4_000)).prop_map(|(who, loan, most)| Act::Seize { who, loan, most }),
		1 => loan().prop_map(|loan| Act::WriteOff { loan }),
		1 => (loan(), 0..50u64).prop_map(|(loan, less)| Act::Replace { loan, less: less.into() }),
		2 => loan().prop_map(|at| Act::Claim { at }),
		2 => (who(), dollars_up_to(5_000)).prop_map(|(who, assets)| Act::Deposit { who, assets }),
		2 => (who(), 1..4u128, dollars_up_to(2_000)).prop_map(|(who, part, least)| Act::Request { who, part, least }),
		2 => (1..5u32).prop_map(|most| Act::Redeem { most }),
		1 => dollars_up_to(3_000).prop_map(|cover| Act::Cover { cover }),
		1 => (0..3usize, any::<bool>()).prop_map(|(whom, blocked)| Act::Block { whom, blocked }),
	]
}

/// Who borrows, pays, seizes and saves.
const PEOPLE: [AccountId; 3] = [ALICE, ERIN, STRANGER];

/// What went into a pool and out of it, besides loans: told by events.
#[derive(Default)]
struct Pooled {
	into: Balance,
	out: Balance,
}

struct World {
	pool: PoolId,
	offers: Vec<OfferId>,
	/// All loans ever drawn.
	loans: Vec<(AccountId, LoanNumber)>,
	pooled: Pooled,
}

impl World {
	fn begin() -> Self {
		let pool = pool_with(PoolRules { fee: ONE / 10, ..rules() });
		let (plain, pledged) = (offered(unsecured(3_000 * UNIT)), offered(secured(3_000 * UNIT)));
		let (plain, pledged) = (OfferTerms { least: 1, ..plain }, OfferTerms { least: 1, ..pledged });
		let offers = vec![offer(plain), offer(pledged), pool_offer(pool, plain), pool_offer(pool, pledged)];
		let pooled = Pooled { into: 11_000 * UNIT, out: 0 };
		Self { pool, offers, loans: Vec::new(), pooled }
	}

	/// A loan: one of which this is true, if there is one, most of the time.
	fn loan(&self, at: usize, is: impl Fn(&LoanInfo<Test>) -> bool) -> Option<(AccountId, LoanNumber)> {
		let fits =
			|(who, loan): &&(AccountId, LoanNumber)| Credit::loan(who.clone(), *loan).is_some_and(|info| is(&info));
		let fitting: Vec<_> = self.loans.iter().filter(fits).collect();
		// All others are tried, too, now and then.
		let among = if fitting.is_empty() || at == 7 { self.loans.iter().collect() } else { fitting };
		among.get(at % among.len().max(1)).map(|loan| (*loan).clone())
	}

	/// Do it: whether it was done.
	fn act(&mut self, act: &Act) -> DispatchResult {
		let pool = self.pool;
		let by = |at: &usize| signed(PEOPLE[*at].clone());
		let none = Err(Error::<Test>::LoanUnknown.into());
		let found = |at: &usize| self.loan(*at, |_| true);
		let that = |at: &usize, is: fn(&LoanInfo<Test>) -> bool| self.loan(*at, is);
		match act {
			Act::Pass { days } => pass_days(*days),
			Act::Gold { is } => gold_is(*is),
			Act::Draw { who, offer, principal, collateral } => {
				let pledged = if offer % 2 == 1 { gold(*collateral) } else { None };
				let number = LoanCount::<Test>::get();
				Credit::draw(by(who), Some(DOLLAR), self.offers[*offer], *principal, pledged, None)?;
				self.loans.push((PEOPLE[*who].clone(), number));
			},
			Act::Pay { who, loan, most } => {
				let Some((borrower, loan)) = found(loan) else { return none };
				Credit::pay(by(who), borrower, loan, Some(DOLLAR), *most)?;
			},
			Act::PayDue { loan } => {
				let Some((borrower, loan)) = that(loan, |loan| loan.due.total() > 0) else { return none };
				let due = Credit::loan(borrower.clone(), loan).map_or(0, |loan| loan.due.total());
				Credit::pay(signed(borrower.clone()), borrower, loan, Some(DOLLAR), due)?;
			},
			Act::Declare { loan } => {
				let Some((borrower, loan)) = that(loan, |loan| loan.default.is_none()) else { return none };
				if loan % 2 == 0 {
					pass_days(51);
				}
				Credit::declare_default(signed(BOB), borrower, loan)?;
			},
			Act::Impair { loan } => {
				let Some((borrower, loan)) = that(loan, |loan| loan.late && loan.lender.pool().is_some()) else {
					return none;
				};
				Credit::impair(signed(BOB), borrower, loan)?;
			},
			Act::Seize { who, loan, most } => {
				let Some((borrower, loan)) = that(loan, |loan| loan.default.is_some() && loan.collateral > 0) else {
					return none;
				};
				Credit::seize(by(who), borrower, loan, Some(DOLLAR), *most, 0)?;
			},
			Act::WriteOff { loan } => {
				let Some((borrower, loan)) = that(loan, |loan| loan.default.is_some() && loan.collateral == 0) else {
					return none;
				};
				let by_pool = Credit::loan(borrower.clone(), loan).is_some_and(|loan| loan.lender.pool().is_some());
				Credit::write_off(signed(if by_pool { MANAGER } else { BOB }), borrower, loan)?;
			},
			Act::Replace { loan, less } => {
				let Some((borrower, number)) = found(loan) else { return none };
				let Some(info) = Credit::loan(borrower.clone(), number) else { return none };
				let terms = info.terms.with_principal(info.owed.saturating_sub(*less).max(1));
				let (collateral, replaces) = (info.collateral, Some(number));
				let terms = ProposedTerms { loan: terms, collateral, replaces, assessment: None, until: now() + DAY };
				let (of, lender) = match info.lender.clone() {
					Lender::Pool(pool) => (Some(pool), MANAGER),
					Lender::Account(lender) => (None, lender),
				};
				let id = content_id("civitas/credit-proposal", (&info.lender, &borrower, &terms));
				let principal = terms.loan.repayment.principal;
				let pledged = terms.loan.security.map(|_| Money { asset: Some(GOLD), amount: collateral });
				Credit::propose(signed(lender), of, borrower.clone(), terms)?;
				Credit::accept(signed(borrower), id, dollar(principal), pledged)?;
			},
			Act::Claim { at } => {
				let all: Vec<_> = UnclaimedOf::<Test>::iter_keys().collect();
				let Some((number, payer)) = all.get(at % all.len().max(1)) else { return none };
				let (borrower, _) = self.loans.iter().find(|(_, known)| known == number).expect("it was drawn");
				Credit::claim(signed(BOB), borrower.clone(), *number, payer.clone())?;
			},
			Act::Deposit { who, assets } => Credit::deposit(by(who), pool, Some(DOLLAR), *assets, 0)?,
			Act::Request { who, part, least } => {
				let has = shares(pool, &PEOPLE[*who]);
				Credit::request_redemption(by(who), pool, has / part, *least)?;
			},
			Act::Redeem { most } => {
				Credit::redeem(signed(BOB), pool, *most).map_err(|error| error.error)?;
			},
			Act::Cover { cover } => Credit::set_cover(signed(MANAGER), pool, Some(DOLLAR), *cover)?,
			Act::Block { whom, blocked } => {
				let whom = [BOB, Credit::account(pool).unwrap(), STRANGER][*whom].clone();
				if *blocked {
					Assets::block(signed(ISSUER), DOLLAR, whom)?;
				} else {
					Assets::thaw(signed(ISSUER), DOLLAR, whom)?;
				}
			},
		}
		Ok(())
	}

	/// What came in and went out; what was lost, and what of it the shares have borne.
	fn note(&mut self, cover: Balance) -> (Balance, Balance) {
		let (mut lost, mut borne_by_shares) = (0, 0);
		for event in events() {
			match event {
				Event::Deposited { assets, .. } => self.pooled.into += assets,
				Event::Redeemed { assets, .. } => self.pooled.out += assets,
				Event::CoverSet { cover: after, .. } => {
					self.pooled.into += after.saturating_sub(cover);
					self.pooled.out += cover.saturating_sub(after);
				},
				Event::LossBorne { covered, borne, .. } => {
					assert!(borne == 0 || info(self.pool).books.cover == 0, "2: shares lose only after cover");
					assert!(covered <= cover);
					lost += covered + borne;
					borne_by_shares += borne;
				},
				_ => {},
			}
		}
		(lost, borne_by_shares)
	}

	/// What is lent by loans of a lender, and what has come back.
	fn lent_and_back(&self, is_of: impl Fn(&Lender<AccountId>) -> bool) -> (Balance, Balance) {
		let (mut lent, mut back) = (0, 0);
		for loan in Loans::<Test>::iter_values().filter(|loan| is_of(&loan.lender)) {
			lent += loan.past.drawn;
			back += loan.past.paid.total();
		}
		for outcome in Outcomes::<Test>::iter_values().filter(|outcome| is_of(&outcome.lender)) {
			lent += outcome.past.drawn;
			back += outcome.past.paid.total() + outcome.recovered;
		}
		(lent, back)
	}

	/// What lies with payers for a lender.
	fn unclaimed(&self, is_of: impl Fn(&Lender<AccountId>) -> bool) -> Balance {
		let of = |number: &LoanNumber| {
			let (borrower, number) = self.loans.iter().find(|(_, known)| known == number).expect("it was drawn");
			let running = Loans::<Test>::get(borrower, number).map(|loan| loan.lender);
			let ended = Outcomes::<Test>::get(borrower, number).map(|outcome| outcome.lender);
			is_of(&running.or(ended).expect("it is one or the other"))
		};
		UnclaimedOf::<Test>::iter().filter(|(number, ..)| of(number)).map(|(.., record)| record.amount).sum()
	}

	/// Each lender has what it began with, less what it has lent, and with what came back.
	fn check_wealth(&self) {
		let bob = |lender: &Lender<AccountId>| *lender == Lender::Account(BOB);
		let (lent, back) = self.lent_and_back(bob);
		let has = dollars(&BOB) + held(HoldReason::Offered, Some(DOLLAR), &BOB) + self.unclaimed(bob);
		assert_eq!(has + lent, ENDOWMENT + back, "what Bob has");
		let pool = |lender: &Lender<AccountId>| *lender == Lender::Pool(self.pool);
		let ((lent, back), books) = (self.lent_and_back(pool), info(self.pool).books);
		assert_eq!(books.unclaimed, self.unclaimed(pool));
		let has = books.cash + books.cover + books.unclaimed;
		assert_eq!(has + lent + self.pooled.out, self.pooled.into + back, "what the pool has");
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..Default::default() })]

	#[test]
	fn lenders_have_what_is_theirs_whatever_happens(acts in prop::collection::vec(act(), 1..70)) {
		new_test_ext().execute_with(|| {
			let mut world = World::begin();
			System::reset_events();
			for act in &acts {
				let before = info(world.pool);
				let root = sp_io::storage::root(sp_runtime::StateVersion::V1);
				let done = frame_support::storage::with_storage_layer(|| world.act(act));
				if done.is_err() {
					assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), root, "{act:?}: {done:?}");
					continue;
				}
				let (lost, borne) = world.note(before.books.cover);
				check_state();
				world.check_wealth();
				let after = info(world.pool);
				// 3: only what is lost, or taken to be, lets prices fall. For who comes, it is what the shares have lost alone, interest that is
				// forgiven, and the manager's fee. For who leaves, a loss also uses up the cover of what is taken to be lost elsewhere. Who comes
				// is asked for interest of the day that has begun: less than that of a day, when loans end on it. And each sum is rounded.
				let forgives = matches!(act, Act::Replace { .. });
				if (borne == 0 || matches!(act, Act::WriteOff { .. })) && !forgives && before.shares > 0 && after.shares > 0 {
					let fee = after.books.cover.saturating_sub(before.books.cover);
					let less = (before.books.yearly / 365 + fee + 4) * RAY / (before.shares + 1_000_000) + 1;
					assert!(after.deposit_price + less >= before.deposit_price, "{act:?}: {before:?} {after:?}");
				}
				let impaired = after.books.impairment > before.books.impairment;
				if lost == 0 && !impaired && !matches!(act, Act::Cover { .. }) {
					assert!(after.redemption_price >= before.redemption_price, "{act:?}: {before:?} {after:?}");
				}
				assert!(after.net <= after.gross);
			}
		});
	}
}
