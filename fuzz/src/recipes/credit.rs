//! Calls of credit. Time is let pass where a call needs it: until something is late, or a notice is over.

use super::*;
use civitas_primitives::{
	agreements::Money,
	content_id,
	credit::{Lender, LoanTerms, OfferTerms, Plan, Repayment, Schedule, Security},
	lending::ONE,
	money::Asset,
};
use civitas_runtime::{
	configs::{markets::PoolAssetsInstance, money::FreeAssets},
	Credit, PoolAssets,
};
use frame_support::traits::fungibles::Inspect as _;
use lending::{feed_of, price, some, whole, Sums, ASSETS, UNIT};
use pallet_credit::{
	types::{LoanNumber, Offer, OfferId, PoolRules, ProposedTerms, Record},
	Disputes, Event as Told, Loans, Offers, Outcomes, Pools, Proposals, Redemptions, Registers, UnclaimedOf,
};
use sp_core::H256;
use world::{must, now, until, COMMON, PEOPLE, SUFFICIENT};

type Borrow = pallet_credit::Call<Runtime>;
type Named = (AccountId, Borrow);

/// Manages the pools.
const MANAGER: Sr25519Keyring = Dave;
/// The notice of pools, in days.
const NOTICE: u16 = 3;

/// The accounts of pools, as which nobody acts.
pub fn accounts() -> BTreeSet<AccountId> {
	Pools::<Runtime>::iter_keys().filter_map(|id| Credit::account(id).ok()).collect()
}

/// What was taken of whom: collateral, which he had pledged for that, and what he had paid before and was not his any more; and who has
/// got it.
pub fn taken() -> (Sums, BTreeSet<(Asset, AccountId)>) {
	let (mut taken_of, mut to_whom) = (Sums::new(), BTreeSet::new());
	let assets = |borrower: &AccountId, number: LoanNumber| {
		let running = Loans::<Runtime>::get(borrower, number);
		let loan = running.map(|loan| (loan.terms.asset, loan.terms.security.map(|security| security.asset)));
		loan.or_else(|| Outcomes::<Runtime>::get(borrower, number).map(|ended| (ended.asset, ended.security)))
	};
	for event in events() {
		let RuntimeEvent::Credit(event) = event else { continue };
		let (asset, of, to, amount) = match event {
			Told::Seized { borrower, loan, by, taken, .. } => {
				(assets(&borrower, loan).and_then(|(_, security)| security), borrower, by, taken)
			},
			Told::Claimed { borrower, loan, payer, to, amount } if payer != to => {
				(assets(&borrower, loan).map(|(asset, _)| asset), payer, to, amount)
			},
			_ => continue,
		};
		let asset = asset.expect("there is such a loan");
		*taken_of.entry((asset, of)).or_default() += amount;
		to_whom.insert((asset, to));
	}
	(taken_of, to_whom)
}

fn hash(dice: &mut Dice) -> H256 {
	content_id("a number", dice.below(u32::MAX.into()))
}

fn person(dice: &mut Dice) -> AccountId {
	account(dice.pick(&PEOPLE))
}

fn days(days: u64) -> Moment {
	days * DAY
}

/// A loan of up to a thousand units, secured or not, told apart by its text.
fn terms(asset: Asset, is_secured: bool, dice: &mut Dice) -> LoanTerms {
	let schedule = Schedule {
		plan: dice.pick(&[Plan::Bullet, Plan::EqualPrincipal, Plan::Amortised]),
		periods: 1 + dice.below(12) as u16,
		every: 1 + dice.below(10) as u16,
	};
	let repayment = Repayment {
		principal: 1_000 * whole(asset),
		rate: ONE / 10,
		late_rate: ONE / 5,
		schedule,
		grace: 1,
		prepayment_fee: ONE / 100,
	};
	let pledged = ASSETS[(usize::from(feed_of(asset)) + 1) % ASSETS.len()];
	let (feed, loan_feed) = (feed_of(pledged), feed_of(asset));
	let security = Security { asset: pledged, feed, loan_feed, max_age: DAY, covenant: ONE / 10 * 8, cure: 1 };
	LoanTerms { asset, repayment, security: is_secured.then_some(security), default_after: 2, text: hash(dice) }
}

fn offered(asset: Asset, dice: &mut Dice) -> OfferTerms {
	let loan = terms(asset, dice.once_in(2), dice);
	let max_ltv = loan.security.map_or(0, |_| ONE / 2);
	let budget = 3_000 * whole(asset);
	OfferTerms { loan, least: whole(asset), budget, max_ltv, tier: None, until: now() + days(30) }
}

/// Registers, a pool of each asset, and offers.
pub fn found() {
	must(Alice, Borrow::open_register { policy: H256::zero(), period: 1 });
	for (id, asset) in (0..).zip([Some(COMMON), Some(SUFFICIENT)]) {
		let rules = PoolRules { notice: NOTICE, cover: ONE / 100, limit: ONE / 10, fee: ONE / 10 };
		must(MANAGER, Borrow::open_pool { asset, rules });
		must(MANAGER, Borrow::set_cover { pool: id, asset, cover: 1_000 * whole(asset) });
		must(Alice, Borrow::deposit { pool: id, asset, assets: 20_000 * whole(asset), least_shares: 0 });
	}
}

/// Somebody saves in the first pool.
pub fn invest(who: Sr25519Keyring) {
	let asset = Some(COMMON);
	must(who, Borrow::deposit { pool: 0, asset, assets: 100 * whole(asset), least_shares: 0 });
}

/// By a person, or a pool.
fn publish(dice: &mut Dice) -> Option<Named> {
	let (who, pool, asset) = match dice.once_in(2) {
		true => {
			let (id, pool) = dice.find(Pools::<Runtime>::iter())?;
			(pool.manager, Some(id), pool.asset)
		},
		false => (person(dice), None, dice.pick(&ASSETS)),
	};
	Some((who, Borrow::publish_offer { pool, terms: offered(asset, dice) }))
}

/// An offer of which this is true, that can be drawn for some days.
fn offer(dice: &mut Dice, is: impl Fn(&Offer<Runtime>) -> bool) -> Option<(Asset, OfferId, Offer<Runtime>)> {
	let good = |offer: &Offer<Runtime>| offer.left > 2 * whole(offer.terms.loan.asset) && offer.terms.until > now();
	dice.find(Offers::<Runtime>::iter().filter(|(_, _, offer)| good(offer) && is(offer)))
}

/// By someone who is neither the lender nor the manager; after redemptions.
fn draw(dice: &mut Dice, is: impl Fn(&Offer<Runtime>) -> bool) -> Option<Named> {
	price(None, UNIT);
	let Some((asset, id, offer)) = offer(dice, is) else { return publish(dice) };
	if let Lender::Pool(pool) = offer.lender {
		if Credit::redemptions(pool, None, Some(1)).items.iter().any(|head| head.due <= now()) {
			return Some((person(dice), Borrow::redeem { pool, most: 10 }));
		}
	}
	let who = dice.find(PEOPLE.map(account).into_iter().filter(|who| *who != offer.by))?;
	let principal = whole(asset) + offer.left.min(1_000 * whole(asset)) / Balance::from(2 + dice.below(10));
	let quote = Credit::quote(asset, id, who.clone(), principal, None)?;
	let security = offer.terms.loan.security.map(|security| security.asset);
	let collateral = security.zip(quote.collateral).map(|(asset, amount)| Money { asset, amount: amount + 1 });
	Some((who, Borrow::draw { asset, offer: id, principal, collateral, certificate: None }))
}

/// A loan of which this is true.
fn loan(
	dice: &mut Dice,
	is: impl Fn(&pallet_credit::types::Loan<Runtime>) -> bool,
) -> Option<(AccountId, LoanNumber, pallet_credit::types::Loan<Runtime>)> {
	dice.find(Loans::<Runtime>::iter().filter(|(_, _, loan)| is(loan)))
}

/// Who may write off.
fn loser(loan: &pallet_credit::types::Loan<Runtime>) -> AccountId {
	match &loan.lender {
		Lender::Account(lender) => lender.clone(),
		Lender::Pool(pool) => Pools::<Runtime>::get(pool).expect("there is one").manager,
	}
}

/// Who may declare.
fn lender(loan: &pallet_credit::types::Loan<Runtime>, dice: &mut Dice) -> AccountId {
	match &loan.lender {
		Lender::Account(lender) => lender.clone(),
		Lender::Pool(_) => person(dice),
	}
}

fn propose(dice: &mut Dice) -> Option<Named> {
	price(None, UNIT);
	let until = now() + days(10);
	// Other terms, now and then.
	if let Some((borrower, number, loan)) = loan(dice, |_| true).filter(|_| dice.once_in(2)) {
		let owed = Credit::loan(borrower.clone(), number)?.owed;
		let (collateral, replaces) = (loan.collateral, Some(number));
		let loan_terms = LoanTerms { text: hash(dice), ..loan.terms.with_principal(owed) };
		let loan_terms = match collateral {
			0 => LoanTerms { security: None, ..loan_terms },
			_ => loan_terms,
		};
		let terms = ProposedTerms { loan: loan_terms, collateral, replaces, assessment: None, until };
		let (who, pool) = match loan.lender {
			Lender::Account(lender) => (lender, None),
			Lender::Pool(pool) => (account(MANAGER), Some(pool)),
		};
		return Some((who, Borrow::propose { pool, borrower, terms }));
	}
	let asset = dice.pick(&ASSETS);
	let loan = terms(asset, dice.once_in(2), dice);
	let collateral = loan.security.map_or(0, |security| whole(security.asset));
	let (who, borrower) = (person(dice), person(dice));
	let borrower = if borrower == who { account(if who == account(Alice) { Bob } else { Alice }) } else { borrower };
	let terms = ProposedTerms { loan, collateral, replaces: None, assessment: Some(hash(dice)), until };
	Some((who, Borrow::propose { pool: None, borrower, terms }))
}

fn accept(dice: &mut Dice) -> Option<Named> {
	let good = |borrower: &AccountId, terms: &ProposedTerms| {
		let there = terms.replaces.is_none_or(|number| Loans::<Runtime>::contains_key(borrower, number));
		there && terms.until > now()
	};
	let all = Proposals::<Runtime>::iter().filter(|(borrower, _, proposal)| good(borrower, &proposal.terms));
	let Some((who, proposal, stored)) = dice.find(all) else { return propose(dice) };
	let loan = stored.terms.loan;
	let principal = Money { asset: loan.asset, amount: loan.repayment.principal };
	let collateral = loan.security.map(|security| Money { asset: security.asset, amount: stored.terms.collateral });
	Some((who, Borrow::accept { proposal, principal, collateral }))
}

/// A part, what is due, or all of it; of what was written off, too.
fn pay(dice: &mut Dice) -> Option<Named> {
	let lost = dice.find(Outcomes::<Runtime>::iter().filter(|(_, _, ended)| ended.recovered < ended.written_off));
	if let Some((borrower, loan, ended)) = lost.filter(|_| dice.once_in(3)) {
		let most = 1 + ended.written_off / Balance::from(1 + dice.below(3));
		return Some((person(dice), Borrow::pay { borrower, loan, asset: ended.asset, most }));
	}
	let Some((borrower, number, loan)) = loan(dice, |_| true) else { return draw(dice, |_| true) };
	let who = if dice.once_in(2) { borrower.clone() } else { person(dice) };
	let info = Credit::loan(borrower.clone(), number)?;
	let most = dice.pick(&[1 + info.owed / 10, info.due.total().max(1), 2 * info.owed]);
	Some((who, Borrow::pay { borrower, loan: number, asset: loan.terms.asset, most }))
}

/// Who is blocked is paid, and claims when he is not any more.
fn claim(dice: &mut Dice) -> Option<Attempt> {
	type Asset = pallet_assets::Call<Runtime>;
	let issuer = |asset: AssetId| account(if asset == COMMON { Alice } else { Bob });
	let is_blocked = |asset: AssetId, who: &AccountId| {
		FreeAssets::can_deposit(Some(asset), who, 1, frame_support::traits::tokens::Provenance::Extant)
			!= frame_support::traits::tokens::DepositConsequence::Success
	};
	if let Some((number, payer)) = dice.find(UnclaimedOf::<Runtime>::iter_keys()) {
		let running = Loans::<Runtime>::iter().find(|(_, known, _)| *known == number);
		let found = running.map(|(borrower, _, loan)| (borrower, loan.lender, loan.terms.asset));
		let ended = || Outcomes::<Runtime>::iter().find(|(_, known, _)| *known == number);
		let (borrower, lender, asset) =
			found.or_else(|| ended().map(|(borrower, _, ended)| (borrower, ended.lender, ended.asset)))?;
		return match (lender, asset) {
			(Lender::Account(lender), Some(asset)) if is_blocked(asset, &lender) => {
				Some((issuer(asset), Asset::thaw { id: asset.into(), who: to(&lender) }.into()))
			},
			_ => Some((person(dice), Borrow::claim { borrower, loan: number, payer }.into())),
		};
	}
	let by_account = |lender: &Lender<AccountId>| matches!(lender, Lender::Account(_));
	let found = loan(dice, |loan| by_account(&loan.lender) && loan.terms.asset.is_some());
	let Some((borrower, number, loan)) = found else {
		let asks = |offer: &Offer<Runtime>| by_account(&offer.lender) && offer.terms.loan.asset.is_some();
		return draw(dice, asks).map(|(who, call)| (who, call.into()));
	};
	let (Lender::Account(lender), Some(asset)) = (loan.lender, loan.terms.asset) else { return None };
	if is_blocked(asset, &lender) {
		let most = whole(Some(asset));
		return Some((borrower.clone(), Borrow::pay { borrower, loan: number, asset: Some(asset), most }.into()));
	}
	Some((issuer(asset), Asset::block { id: asset.into(), who: to(&lender) }.into()))
}

/// Let time pass until a loan is so many days behind its first date.
fn let_pass(loan: &pallet_credit::types::Loan<Runtime>, behind: u64) {
	let dates = u64::from(loan.debt.met) + 1;
	until(loan.since + days(dates * u64::from(loan.terms.repayment.schedule.every) + behind));
	price(None, UNIT);
}

fn declare(dice: &mut Dice, is: impl Fn(&Lender<AccountId>) -> bool) -> Option<Named> {
	let Some((borrower, number, loan)) = loan(dice, |loan| loan.default.is_none() && is(&loan.lender)) else {
		return draw(dice, |offer| is(&offer.lender));
	};
	if let (Some(security), true) = (loan.terms.security, dice.once_in(3)) {
		// What is pledged has fallen: that is noted.
		price(security.asset, UNIT / 10);
		if Credit::loan(borrower.clone(), number)?.ltv > Some(security.covenant) && loan.breach.is_none() {
			return Some((lender(&loan, dice), Borrow::declare_default { borrower, loan: number }));
		}
	}
	let_pass(&loan, u64::from(loan.terms.default_after) + 1);
	Some((lender(&loan, dice), Borrow::declare_default { borrower, loan: number }))
}

fn seize(dice: &mut Dice) -> Option<Named> {
	let is = |loan: &pallet_credit::types::Loan<Runtime>| loan.default.is_some() && loan.collateral > 0;
	let Some((borrower, number, loan)) = loan(dice, is) else { return declare(dice, |_| true) };
	price(None, UNIT);
	let who = person(dice);
	let little = some(loan.terms.asset, &who, dice);
	let most = dice.pick(&[Balance::MAX, little]);
	Some((who, Borrow::seize { borrower, loan: number, asset: loan.terms.asset, most, least: 0 }))
}

fn write_off(dice: &mut Dice) -> Option<Named> {
	let is = |loan: &pallet_credit::types::Loan<Runtime>| {
		loan.default.is_some() && (loan.collateral == 0 || loan.lender.pool().is_none())
	};
	let Some((borrower, number, loan)) = loan(dice, is) else { return declare(dice, |_| true) };
	Some((loser(&loan), Borrow::write_off { borrower, loan: number }))
}

/// Someone who has shares, and acts.
fn saver(dice: &mut Dice) -> Option<(u32, AccountId, u128)> {
	let passive = markets::passive();
	let mut all = Vec::new();
	for pool in Pools::<Runtime>::iter_keys() {
		let shares = Credit::share_asset(pool);
		let owners = pallet_assets::Account::<Runtime, PoolAssetsInstance>::iter_key_prefix(shares);
		all.extend(owners.map(|who| (pool, PoolAssets::balance(shares, &who), who)));
	}
	let found = dice.find(all.into_iter().filter(|(_, has, who)| *has > 0 && !passive.contains(who)));
	found.map(|(pool, has, who)| (pool, who, has))
}

fn deposit(dice: &mut Dice) -> Option<Named> {
	let (pool, stored) = dice.find(Pools::<Runtime>::iter())?;
	let who = person(dice);
	let assets = some(stored.asset, &who, dice);
	Some((who, Borrow::deposit { pool, asset: stored.asset, assets, least_shares: 0 }))
}

fn request(dice: &mut Dice) -> Option<Named> {
	let Some((pool, who, has)) = saver(dice) else { return deposit(dice) };
	let shares = dice.pick(&[has / 3 + 1, has / 100 + 1]);
	Some((who, Borrow::request_redemption { pool, shares, least: 0 }))
}

fn forget(dice: &mut Dice) -> Option<Named> {
	let Some((register, dispute, stored)) = dice.find(Disputes::<Runtime>::iter()) else { return dispute(dice) };
	Some((stored.by, Borrow::forget { record: Record::Dispute { register, dispute } }))
}

fn dispute(dice: &mut Dice) -> Option<Named> {
	let register = dice.find(Registers::<Runtime>::iter_keys())?;
	Some((person(dice), Borrow::dispute { register, dispute: hash(dice) }))
}

pub fn credit(world: &World, call: &str, dice: &mut Dice) -> Option<Attempt> {
	let (who, call) = match call {
		"open_register" => {
			let who =
				dice.find(world.accounts.iter().filter(|who| !Registers::<Runtime>::contains_key(who)).cloned())?;
			let (policy, period) = (hash(dice), 1 + dice.below(92) as u16);
			(who, Borrow::open_register { policy, period })
		},
		"publish_root" => {
			let (who, stored) = dice.find(Registers::<Runtime>::iter().filter(|(_, stored)| stored.period == 1))?;
			// For each day one.
			until(stored.opened_at + days(u64::from(stored.newest.map_or(0, |newest| newest + 1))));
			(who, Borrow::publish_root { root: hash(dice) })
		},
		"dispute" => dispute(dice)?,
		"answer" => {
			let open = Disputes::<Runtime>::iter().filter(|(_, _, stored)| stored.answer.is_none());
			let in_time = open.filter(|(_, _, stored)| stored.at + days(30) > now());
			match dice.find(in_time) {
				Some((register, dispute, _)) => (register, Borrow::answer { dispute, answer: hash(dice) }),
				None => dispute(dice)?,
			}
		},
		"void_consents" => (person(dice), Borrow::void_consents {}),
		"publish_offer" => publish(dice)?,
		"withdraw_offer" => match dice.find(Offers::<Runtime>::iter()) {
			Some((asset, offer, stored)) => (stored.by, Borrow::withdraw_offer { asset, offer }),
			None => publish(dice)?,
		},
		"draw" => draw(dice, |_| true)?,
		"propose" => propose(dice)?,
		"withdraw_proposal" => match dice.find(Proposals::<Runtime>::iter()) {
			Some((borrower, proposal, stored)) => {
				let who = if dice.once_in(2) { stored.by } else { borrower.clone() };
				(who, Borrow::withdraw_proposal { borrower, proposal })
			},
			None => propose(dice)?,
		},
		"accept" => accept(dice)?,
		"pay" => pay(dice)?,
		"claim" => return claim(dice),
		"impair" => {
			let by_pool = |lender: &Lender<AccountId>| lender.pool().is_some();
			match loan(dice, |loan| by_pool(&loan.lender)) {
				Some((borrower, number, loan)) => {
					let_pass(&loan, 2);
					(person(dice), Borrow::impair { borrower, loan: number })
				},
				None => draw(dice, |offer| by_pool(&offer.lender))?,
			}
		},
		"declare_default" => declare(dice, |_| true)?,
		"seize" => seize(dice)?,
		"write_off" => write_off(dice)?,
		"forget" => forget(dice)?,
		"open_pool" => {
			let rules = PoolRules { notice: NOTICE, cover: 0, limit: ONE, fee: 0 };
			(person(dice), Borrow::open_pool { asset: dice.pick(&ASSETS), rules })
		},
		"set_cover" => {
			let (id, pool) = dice.find(Pools::<Runtime>::iter())?;
			let more = pool.books.cover + whole(pool.asset) * Balance::from(1 + dice.below(10));
			(pool.manager, Borrow::set_cover { pool: id, asset: pool.asset, cover: more })
		},
		"deposit" => deposit(dice)?,
		"request_redemption" => request(dice)?,
		"redeem" => match dice.find(Redemptions::<Runtime>::iter()) {
			Some((pool, _, _)) => {
				let head = Credit::redemptions(pool, None, Some(1)).items;
				until(head.first()?.due);
				(world.anyone(dice), Borrow::redeem { pool, most: 1 + dice.below(4) as u32 })
			},
			None => request(dice)?,
		},
		_ => return None,
	};
	Some((who, RuntimeCall::Credit(call)))
}
