//! Credit: loans, registers and pools on the real runtime, by identities and their keys.

use super::{
	cost::{certified_by, cost, no_more, NONE},
	*,
};
use civitas_primitives::{
	agreements::Money,
	content_id,
	credit::{Lender, LoanTerms, OfferTerms, Plan, Repayment, Schedule, Security},
	lending::Requirement,
};
use civitas_runtime::Credit;
use pallet_credit::{
	types::{OfferId, PoolRules, ProposedTerms, Record},
	Error as CreditError, HoldReason as CreditHold,
};
use sp_core::H256;

type Borrow = pallet_credit::Call<Runtime>;

/// Lends.
const LENDER: Sr25519Keyring = Charlie;
/// Manages a pool.
const MANAGER: Sr25519Keyring = Dave;

/// Dollars for twelve times 30 days, against coins or nothing.
fn loan(is_secured: bool) -> LoanTerms {
	let schedule = Schedule { plan: Plan::Amortised, periods: 12, every: 30 };
	let (rate, late_rate, prepayment_fee) = (ONE / 10, ONE / 5, ONE / 100);
	let repayment = Repayment { principal: 1_000 * DOLLARS, rate, late_rate, schedule, grace: 3, prepayment_fee };
	let (feed, loan_feed) = (COIN_FEED, DOLLAR_FEED);
	let security = Security { asset: None, feed, loan_feed, max_age: DAY, covenant: ONE / 10 * 8, cure: 5 };
	let (asset, text) = (Some(DOLLAR), H256::zero());
	LoanTerms { asset, repayment, security: is_secured.then_some(security), default_after: 20, text }
}

fn offered(loan: LoanTerms, tier: Option<Requirement>) -> OfferTerms {
	let max_ltv = loan.security.map_or(0, |_| ONE / 2);
	OfferTerms { loan, least: 1, budget: 10_000 * DOLLARS, max_ltv, tier, until: now() + 365 * DAY }
}

/// The lender offers this.
fn offer(terms: OfferTerms) -> OfferId {
	submit(LENDER, Borrow::publish_offer { pool: None, terms });
	content_id("civitas/credit-offer", (Lender::Account(account(LENDER)), terms))
}

fn draw(offer: OfferId, dollars: Balance, coins: Balance) -> Borrow {
	let collateral = (coins > 0).then_some(Money { asset: None, amount: coins * CIV });
	Borrow::draw { asset: Some(DOLLAR), offer, principal: dollars * DOLLARS, collateral, certificate: None }
}

fn pay(borrower: &AccountId, loan: u64, most: Balance) -> Borrow {
	Borrow::pay { borrower: borrower.clone(), loan, asset: Some(DOLLAR), most }
}

/// A pool with a cover of 1,000 dollars and 10,000 of Bob.
fn pool_of_credit() -> u32 {
	let rules = PoolRules { notice: 1, cover: ONE / 10, limit: ONE, fee: 0 };
	let (id, asset) = (pallet_credit::PoolCount::<Runtime>::get(), Some(DOLLAR));
	submit(MANAGER, Borrow::open_pool { asset, rules });
	submit(MANAGER, Borrow::set_cover { pool: id, asset, cover: 1_000 * DOLLARS });
	submit(Bob, Borrow::deposit { pool: id, asset, assets: 10_000 * DOLLARS, least_shares: 0 });
	id
}

/// What is read and written beside the assets' own, and what a transaction does anyway.
#[test]
fn each_step_reads_and_writes_no_more_than_was_promised() {
	let mut ext = development();
	let (plain, pooled, asks, certificate) = ext.execute_with(|| {
		found();
		let plain = offer(offered(loan(true), None));
		let pool = pool_of_credit();
		let terms = offered(loan(true), None);
		submit(MANAGER, Borrow::publish_offer { pool: Some(pool), terms });
		let pooled: OfferId = content_id("civitas/credit-offer", (Lender::<AccountId>::Pool(pool), terms));
		let (schema, certificate) = certified_by(Alice, Eve);
		let asks = offer(offered(loan(false), Some(Requirement { network: 0, schema })));
		submit(Eve, Borrow::open_register { policy: H256::zero(), period: 1 });
		submit(Eve, draw(plain, 100, 200));
		submit(Ferdie, draw(pooled, 100, 200));
		next_block();
		(plain, pooled, asks, certificate)
	});
	let (eve, ferdie) = (account(Eve), account(Ferdie));
	// The clock and the register; the root and the register.
	let root = cost(&mut ext, "publish_root", Eve, Borrow::publish_root { root: H256::zero() });
	no_more("publish_root", root, [2, 2], [0, 0], NONE);
	// The clock and the loan; the loan. Of a pool, that too. Dollars go from one account to another: the asset, both accounts, what is on
	// hold of the first; to a pool, twice what is on hold there besides.
	let to_account = cost(&mut ext, "pay, an account", Eve, pay(&eve, 0, DOLLARS));
	no_more("pay, an account", to_account, [2, 1], [4, 3], NONE);
	let to_pool = cost(&mut ext, "pay, a pool", Ferdie, pay(&ferdie, 1, DOLLARS));
	no_more("pay, a pool", to_pool, [3, 2], [6, 4], NONE);
	// All of it: the outcome, the list of the lender, and the deposit.
	let last = cost(&mut ext, "pay, the last", Ferdie, pay(&ferdie, 1, Balance::MAX));
	no_more("pay, the last", last, [5, 5], [7, 5], NONE);
	// The clock, the offer, two prices, how many loans there are; the offer, the loan, the list, how many. Of a pool, the pool besides.
	let drawn = cost(&mut ext, "draw, an account", Ferdie, draw(plain, 100, 200));
	no_more("draw, an account", drawn, [6, 4], [5, 5], NONE);
	let drawn = cost(&mut ext, "draw, a pool", Eve, draw(pooled, 100, 200));
	no_more("draw, a pool", drawn, [8, 5], [6, 6], NONE);
	// A certificate, and its mark.
	let asked = Borrow::draw {
		asset: Some(DOLLAR),
		offer: asks,
		principal: 100 * DOLLARS,
		collateral: None,
		certificate: Some(certificate),
	};
	let drawn = cost(&mut ext, "draw, with a certificate", Eve, asked);
	no_more("draw, with a certificate", drawn, [5, 5], [5, 5], [2, 0]);
	ext.execute_with(check);
}

/// What a clerk's call counts: in coins, and in dollars.
fn counts(id: &AccountId, call: Borrow) -> (Balance, Balance) {
	next_block();
	let before = spent(id);
	assert_eq!(act(CLERK, id, call), Ok(()));
	let after = spent(id);
	(after.0 - before.0, after.1 - before.1)
}

#[test]
fn what_a_clerk_binds_and_pays_counts_in_full() {
	development().execute_with(|| {
		found();
		let id = with_clerk(&[(None, 900 * CIV), (Some(DOLLAR), 1_500 * DOLLARS)]);
		mint(DOLLAR, &id, 5_000 * DOLLARS);
		let offer = offer(offered(loan(true), None));
		let costs = Credit::costs(Some(DOLLAR));
		assert_eq!(counts(&id, draw(offer, 100, 200)), (costs.loan + 200 * CIV, 100 * DOLLARS));
		assert_eq!(counts(&id, pay(&id, 0, 10 * DOLLARS)), (costs.unclaimed, 10 * DOLLARS));
		let own = offered(loan(false), None);
		let own = OfferTerms { budget: 1_000 * DOLLARS, ..own };
		let publish = Borrow::publish_offer { pool: None, terms: own };
		assert_eq!(counts(&id, publish), (costs.offer, 1_000 * DOLLARS));
		let withdraw = Borrow::withdraw_offer {
			asset: Some(DOLLAR),
			offer: content_id("civitas/credit-offer", (Lender::Account(id.clone()), own)),
		};
		assert_eq!(counts(&id, withdraw), (0, 0));
		let pool = pool_of_credit();
		let deposit = Borrow::deposit { pool, asset: Some(DOLLAR), assets: 100 * DOLLARS, least_shares: 0 };
		assert_eq!(counts(&id, deposit), (0, 100 * DOLLARS));
		denied(&id, Borrow::request_redemption { pool, shares: 1_000, least: 0 }, IdentityError::OutflowUnbounded);
		// No more than the limit; and nothing that no limit knows.
		denied(&id, draw(offer, 1_000, 1), IdentityError::LimitExceeded);
		denied(&id, draw(offer, 10, 1_000), IdentityError::LimitExceeded);
		let forgiven = Borrow::write_off { borrower: account(Eve), loan: 0 };
		denied(&id, forgiven, IdentityError::OutflowUnbounded);
		let terms =
			ProposedTerms { loan: loan(false), collateral: 0, replaces: Some(0), assessment: None, until: now() + DAY };
		let other = Borrow::propose { pool: None, borrower: account(Eve), terms };
		denied(&id, other, IdentityError::OutflowUnbounded);
		check();
	});
}

#[test]
fn an_identity_that_owes_or_is_owed_to_is_not_given_up() {
	development().execute_with(|| {
		found();
		let id = identity();
		mint(DOLLAR, &id, 1_000 * DOLLARS);
		let offer = offer(offered(loan(true), None));
		assert_eq!(act(Bob, &id, draw(offer, 100, 200)), Ok(()));
		assert_eq!(give_up(&id), refused(IdentityError::<Runtime>::HoldsLeft));
		assert_eq!(held(None, CreditHold::Collateral, &id), 200 * CIV);
		assert_eq!(act(Bob, &id, pay(&id, 0, Balance::MAX)), Ok(()));
		// What came of the loan stays, and so does its deposit.
		assert_eq!(give_up(&id), refused(IdentityError::<Runtime>::HoldsLeft));
		assert_eq!(held(None, CreditHold::Collateral, &id), 0);
		let forget = Borrow::forget { record: Record::Outcome { borrower: id.clone(), loan: 0 } };
		assert_eq!(act(Bob, &id, forget), refused(CreditError::<Runtime>::TooEarly));
		check();
	});
}

#[test]
fn whoever_an_identity_is_controlled_by_is_not_lent_to_by_its_pool() {
	development().execute_with(|| {
		found();
		// Bob's identity manages a pool, and Bob has its key.
		let id = identity();
		mint(DOLLAR, &id, 10_000 * DOLLARS);
		let (asset, rules) = (Some(DOLLAR), PoolRules { notice: 1, cover: 0, limit: ONE, fee: 0 });
		assert_eq!(act(Bob, &id, Borrow::open_pool { asset, rules }), Ok(()));
		let deposit = Borrow::deposit { pool: 0, asset, assets: 1_000 * DOLLARS, least_shares: 0 };
		assert_eq!(act(Bob, &id, deposit), Ok(()));
		let terms = offered(loan(false), None);
		assert_eq!(act(Bob, &id, Borrow::publish_offer { pool: Some(0), terms }), Ok(()));
		let offer: OfferId = content_id("civitas/credit-offer", (Lender::<AccountId>::Pool(0), terms));
		next_block();
		assert_eq!(applied(Bob, draw(offer, 100, 0)), refused(CreditError::<Runtime>::Related));
		assert_eq!(act(Bob, &id, draw(offer, 100, 0)), refused(CreditError::<Runtime>::Related));
		assert_eq!(applied(Eve, draw(offer, 100, 0)), Ok(()));
		check();
	});
}

#[test]
fn a_tier_that_is_certified_opens_one_loan_and_falls_with_its_issuer() {
	development().execute_with(|| {
		found();
		let (schema, certificate) = certified_by(Alice, Eve);
		let asks = offer(offered(loan(false), Some(Requirement { network: 0, schema })));
		let with = |certificate| Borrow::draw {
			asset: Some(DOLLAR),
			offer: asks,
			principal: 100 * DOLLARS,
			collateral: None,
			certificate,
		};
		assert_eq!(applied(Eve, with(None)), refused(CreditError::<Runtime>::CertificateNeeded));
		assert_eq!(applied(Ferdie, with(Some(certificate))), refused(CreditError::<Runtime>::CertificateInvalid));
		assert_eq!(applied(Eve, with(Some(certificate))), Ok(()));
		assert_eq!(applied(Eve, with(Some(certificate))), refused(CreditError::<Runtime>::CertificateUsed));
		let loan = Credit::loan(account(Eve), 0).expect("there is one");
		assert_eq!((loan.certificate, loan.assessment), (Some(certificate), Some(H256::repeat_byte(1))));
		check();
	});
}
