//! The tests: a file for each call, or for what goes together, and for what goes across them.

use crate::{info::*, mock::*, types::*, Error, Event, HoldReason, LoanCount, PoolCount};
use civitas_primitives::{
	agreements::Money,
	certification::CertificateId,
	content_id,
	credit::{Lender, LoanTerms, OfferTerms, Plan, PoolId, Repayment, Schedule, Security},
	lending::{Requirement, ONE},
	money::{Asset, Balance},
};
use frame_support::{
	assert_noop, assert_ok,
	traits::fungibles::{Inspect, Mutate},
};
use sp_core::H256;
use sp_runtime::DispatchResult;

mod claims;
mod corruption;
mod defaults;
mod forget;
mod losses;

mod offers;
mod payments;

mod matrix;
mod pools;
mod properties;
mod proposals;

mod reads;
mod redemptions;
mod registers;
mod scenarios;

/// A whole dollar.
pub const UNIT: Balance = 1_000_000;
/// A whole ounce of gold.
pub const OUNCE: Balance = 100_000_000;
/// The shares that one gets at first for the smallest unit.
pub const EACH: u128 = 1_000_000;

/// Twelve periods of 30 days, 12 % a year, the same principal at each.
pub fn repayment(principal: Balance) -> Repayment {
	Repayment {
		principal,
		rate: ONE / 100 * 12,
		late_rate: ONE / 100 * 24,
		schedule: Schedule { plan: Plan::EqualPrincipal, periods: 12, every: 30 },
		grace: 3,
		prepayment_fee: ONE / 100,
	}
}

/// Secured by gold: no more than 80 % may be owed, for no longer than 5 days.
pub fn security() -> Security {
	let (asset, feed, loan_feed) = (Some(GOLD), GOLD_FEED, DOLLAR_FEED);
	Security { asset, feed, loan_feed, max_age: DAY, covenant: ONE / 10 * 8, cure: 5 }
}

/// A loan of dollars.
pub fn unsecured(principal: Balance) -> LoanTerms {
	let (asset, repayment, text) = (Some(DOLLAR), repayment(principal), H256::repeat_byte(9));
	LoanTerms { asset, repayment, security: None, default_after: 20, text }
}

/// The same, secured.
pub fn secured(principal: Balance) -> LoanTerms {
	LoanTerms { security: Some(security()), ..unsecured(principal) }
}

/// Offers of up to 1,000 dollars, 10,000 in all, for a year.
pub fn offered(loan: LoanTerms) -> OfferTerms {
	let max_ltv = loan.security.map_or(0, |_| ONE / 2);
	OfferTerms { loan, least: 10 * UNIT, budget: 10_000 * UNIT, max_ltv, tier: None, until: NOW + 365 * DAY }
}

/// The same to those in the tier.
pub fn tiered(loan: LoanTerms) -> OfferTerms {
	OfferTerms { tier: Some(Requirement { network: NETWORK, schema: TIER }), ..offered(loan) }
}

/// The identifier of an offer.
pub fn offer_id(lender: Lender<AccountId>, terms: &OfferTerms) -> OfferId {
	content_id("civitas/credit-offer", (lender, terms))
}

/// Bob offers this.
pub fn offer(terms: OfferTerms) -> OfferId {
	assert_ok!(Credit::publish_offer(signed(BOB), None, terms));
	offer_id(Lender::Account(BOB), &terms)
}

/// A pool offers this.
pub fn pool_offer(pool: PoolId, terms: OfferTerms) -> OfferId {
	assert_ok!(Credit::publish_offer(signed(MANAGER), Some(pool), terms));
	offer_id(Lender::Pool(pool), &terms)
}

/// So much gold.
pub fn gold(amount: Balance) -> Option<Money> {
	Some(Money { asset: Some(GOLD), amount })
}

/// So many dollars.
pub fn dollar(amount: Balance) -> Money {
	Money { asset: Some(DOLLAR), amount }
}

/// Draw a loan.
pub fn draw(who: AccountId, offer: OfferId, principal: Balance, collateral: Option<Money>) -> DispatchResult {
	Credit::draw(signed(who), Some(DOLLAR), offer, principal, collateral, None)
}

/// Alice draws a loan by this offer: its number.
pub fn drawn(offer: OfferId, principal: Balance, collateral: Option<Money>) -> LoanNumber {
	let number = LoanCount::<Test>::get();
	assert_ok!(draw(ALICE, offer, principal, collateral));
	number
}

/// Alice has an unsecured loan of 1,200 dollars from Bob.
pub fn lent() -> LoanNumber {
	drawn(offer(offered(unsecured(1_200 * UNIT))), 1_200 * UNIT, None)
}

/// Alice has a loan of 1,200 dollars from Bob, secured by 48 ounces: 50 %.
pub fn lent_secured() -> LoanNumber {
	drawn(offer(offered(secured(1_200 * UNIT))), 1_200 * UNIT, gold(48 * OUNCE))
}

/// Pay of a loan of Alice.
pub fn pay(who: AccountId, loan: LoanNumber, most: Balance) -> DispatchResult {
	Credit::pay(signed(who), ALICE, loan, Some(DOLLAR), most)
}

/// A loan of Alice.
pub fn loan(number: LoanNumber) -> LoanInfo<Test> {
	Credit::loan(ALICE, number).expect("there is such a loan")
}

/// What came of a loan of Alice.
pub fn outcome(number: LoanNumber) -> OutcomeInfo<Test> {
	let outcomes = Credit::outcomes(ALICE, None, None).items;
	outcomes.into_iter().find(|outcome| outcome.loan == number).expect("it has ended")
}

/// How a pool is run: 10 days of notice, a cover of 10 %, loans of up to a half, no fee.
pub fn rules() -> PoolRules {
	PoolRules { notice: 10, cover: ONE / 10, limit: ONE / 2, fee: 0 }
}

/// A pool with these rules, a cover of 1,000 dollars, and 5,000 each of Dave and Erin.
pub fn pool_with(rules: PoolRules) -> PoolId {
	let id = PoolCount::<Test>::get();
	assert_ok!(Credit::open_pool(signed(MANAGER), Some(DOLLAR), rules));
	assert_ok!(Credit::set_cover(signed(MANAGER), id, Some(DOLLAR), 1_000 * UNIT));
	assert_ok!(deposit(DAVE, id, 5_000 * UNIT));
	assert_ok!(deposit(ERIN, id, 5_000 * UNIT));
	id
}

/// The same with those above.
pub fn pool() -> PoolId {
	pool_with(rules())
}

/// A pool as it is.
pub fn info(pool: PoolId) -> PoolInfo<AccountId> {
	Credit::pool(pool).expect("there is such a pool")
}

/// Deposit dollars.
pub fn deposit(who: AccountId, pool: PoolId, assets: Balance) -> DispatchResult {
	Credit::deposit(signed(who), pool, Some(DOLLAR), assets, 0)
}

/// The shares of someone.
pub fn shares(pool: PoolId, who: &AccountId) -> u128 {
	PoolAssets::balance(Credit::share_asset(pool), who)
}

/// What is free of an asset.
pub fn free(asset: Asset, who: &AccountId) -> Balance {
	Union::balance(asset, who)
}

/// The dollars that someone has free.
pub fn dollars(who: &AccountId) -> Balance {
	free(Some(DOLLAR), who)
}

/// The issuer blocks someone, who cannot take dollars any more.
pub fn block(asset: u32, who: AccountId) {
	assert_ok!(Assets::block(signed(ISSUER), asset, who));
}

/// The issuer lets someone take them again.
pub fn unblock(asset: u32, who: AccountId) {
	assert_ok!(Assets::thaw(signed(ISSUER), asset, who));
}

/// What has happened, as this pallet tells it, since this was asked last.
pub fn events() -> Vec<Event<Test>> {
	let events = System::read_events_for_pallet();
	System::reset_events();
	events
}

/// The hash of an assessment.
pub const ASSESSMENT: H256 = H256([0xa5; 32]);

/// Draw a loan with a certificate.
pub fn draw_with(who: AccountId, offer: OfferId, certificate: Option<CertificateId>) -> DispatchResult {
	Credit::draw(signed(who), Some(DOLLAR), offer, 100 * UNIT, None, certificate)
}
