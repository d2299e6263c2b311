//! The invariants of the pallet, numbered as in the README, of one step: what there was before it, and what there is after it.

use super::{run::Outcome, *};

/// What there is.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
	/// The books, as they are stored.
	pub books: Vec<Books>,
	/// The same, with interest until now.
	pub accrued: Vec<Books>,
	pub stands: BTreeMap<(usize, AccountId), Stand>,
	pub accounts: Accounts,
	/// How much there is of each asset.
	pub issued: Vec<Balance>,
}

impl View {
	pub fn take(run: &Run) -> Self {
		let (ids, now) = (run.ids(), Timestamp::get());
		let accrued = ids.iter().map(|id| Lending::current(id, now).expect("there is such a market").books);
		let stands = Positions::<Test>::iter().map(|(id, who, position)| {
			let place = ids.iter().position(|other| *other == id).expect("a position is in a market");
			((place, who), position.stand)
		});
		Self {
			books: ids.iter().map(|id| stored(*id).books).collect(),
			accrued: accrued.collect(),
			stands: stands.collect(),
			accounts: Accounts::read(&run.people),
			issued: ASSETS.map(run::Fungibles::total_issuance).to_vec(),
		}
	}

	pub fn stand(&self, place: usize, who: &AccountId) -> Stand {
		self.stands.get(&(place, who.clone())).copied().unwrap_or_default()
	}
}

/// A position at the prices that feeds say, whether they count or not.
pub fn secured(run: &Run, view: &View, place: usize, stand: &Stand) -> Option<Secured> {
	let (collateral_price, loan_price) = run.model.raw(place)?;
	let debt = view.accrued[place].debt_of(stand.debt_shares);
	Some(Secured { collateral: stand.collateral, debt, collateral_price, loan_price })
}

/// Whether nothing is owed, or the health is 1 or more.
fn is_healthy(run: &Run, view: &View, place: usize, stand: &Stand) -> bool {
	let ltv = run.model.ledgers[place].terms.liquidation_ltv;
	stand.debt_shares == 0 || secured(run, view, place, stand).is_some_and(|secured| secured.is_within(ltv))
}

/// Whether the step has liquidated this position; how often, and the bonus.
fn liquidations(outcome: &Outcome, id: MarketId, who: &AccountId) -> Vec<Ppb> {
	let of = outcome.events.iter().filter_map(|event| match event {
		Event::Liquidated { market, borrower, bonus, .. } if *market == id && borrower == who => Some(*bonus),
		_ => None,
	});
	of.collect()
}

/// 1 to 4, 12, and that suppliers can claim no more than there is.
pub fn sums_hold(run: &Run, now: &View) -> Result<(), TestCaseError> {
	for (place, id) in run.ids().into_iter().enumerate() {
		let (books, accrued) = (&now.books[place], &now.accrued[place]);
		let stands = || now.stands.iter().filter(move |((of, _), _)| *of == place).map(|(_, stand)| stand);
		let shares: u128 = stands().map(|stand| stand.supply_shares).sum();
		prop_assert_eq!(shares + books.reserve_shares, books.supply_shares, "1: supply shares of {}", place);
		let debts: u128 = stands().map(|stand| stand.debt_shares).sum();
		prop_assert_eq!(debts, books.debt_shares, "2: debt shares of {}", place);
		for books in [books, accrued] {
			prop_assert!(books.borrowed() <= books.supplied(), "3: more is borrowed than supplied in {}", place);
		}
		let cash = held(id.loan, HoldReason::Cash, account_of(id));
		prop_assert_eq!(books.cash, cash, "4: the cash of {}", place);
		let fine = stands().all(|stand| stand.debt_shares == 0 || stand.collateral > 0);
		prop_assert!(fine, "12: a debt without collateral in {}", place);
		let claims: Balance = stands().map(|stand| accrued.worth_of(stand.supply_shares)).sum();
		let claims = claims + accrued.worth_of(accrued.reserve_shares);
		let owed: Balance = stands().map(|stand| accrued.debt_of(stand.debt_shares)).sum();
		prop_assert!(claims <= accrued.cash + owed, "claims of {} are {}: {:?}, {}", place, claims, accrued, owed);
	}
	let mut pledged = BTreeMap::<(Asset, AccountId), Balance>::new();
	for ((place, who), stand) in &now.stands {
		*pledged.entry((run.ids()[*place].collateral, who.clone())).or_default() += stand.collateral;
	}
	for asset in ASSETS {
		for who in &run.people {
			let sum = pledged.get(&(asset, who.clone())).copied().unwrap_or(0);
			let is = held(asset, HoldReason::Collateral, who.clone());
			prop_assert_eq!(sum, is, "4: collateral of {}, {:?}", who, asset);
		}
	}
	Ok(())
}

/// 5 to 7: of time, and of the prices of shares. Prices are compared exactly, as quotients.
pub fn prices_of_shares_hold(run: &Run, outcome: &Outcome, before: &View, after: &View) -> Result<(), TestCaseError> {
	let now = Timestamp::get();
	let exact = |books: &Books| {
		let total = (n(books.cash) + n(VIRTUAL_ASSETS)) * n(RAY) + n(books.debt_shares) * n(books.debt_index);
		(total, n(books.supply_shares) + n(VIRTUAL_SHARES))
	};
	for (place, id) in run.ids().into_iter().enumerate() {
		let (was, is) = (&before.books[place], &after.books[place]);
		prop_assert!(is.debt_index >= was.debt_index, "5: the debt index of {} falls", place);
		prop_assert!(is.updated >= was.updated && is.updated <= now, "5: when {} has accrued", place);
		let lost = outcome
			.events
			.iter()
			.any(|event| matches!(event, Event::LossWrittenDown { market, assets } if *market == id && *assets > 0));
		// As they are stored, and with interest, which would hide a fall.
		for (was, is) in [(was, is), (&before.accrued[place], &after.accrued[place])] {
			let ((was_total, was_shares), (is_total, is_shares)) = (exact(was), exact(is));
			let falls = is_total * was_shares < was_total * is_shares;
			prop_assert!(!falls || lost, "6: a supply share of {} is worth less: {:?}, {:?}", place, was, is);
		}
		let accrued = is.updated > was.updated && was.debt_shares > 0;
		prop_assert!(is.debt_index == was.debt_index || accrued, "7: a debt share of {} is worth more", place);
	}
	Ok(())
}

/// 10: no call makes who is healthy unhealthy.
pub fn nobody_is_harmed(run: &Run, plan: &Plan, before: &View, after: &View) -> Result<(), TestCaseError> {
	let Plan::Call(deal) = plan else { return Ok(()) };
	for ((place, who), stand) in &after.stands {
		let was = is_healthy(run, before, *place, &before.stand(*place, who));
		let is = is_healthy(run, after, *place, stand);
		prop_assert!(!was || is, "10: {} in {} was healthy before {:?}", who, place, deal);
	}
	Ok(())
}

/// 11 and 13: whom a liquidation befalls, and what it leaves.
pub fn liquidations_are_right(run: &Run, outcome: &Outcome, before: &View, after: &View) -> Result<(), TestCaseError> {
	for ((place, who), was) in &before.stands {
		let (place, ledger) = (*place, &run.model.ledgers[*place]);
		let bonuses = liquidations(outcome, ledger.id, who);
		let Some(bonus) = bonuses.first() else { continue };
		prop_assert!(was.debt_shares > 0, "11: {} owes nothing in {}", who, place);
		prop_assert!(!is_healthy(run, before, place, was), "11: {} is healthy in {}", who, place);
		let is = after.stand(place, who);
		let then = secured(run, before, place, was).expect("there were prices");
		let now = secured(run, after, place, &is).expect("there are prices");
		// Values without rounding, in the same parts.
		let pledged = |secured: &Secured| {
			let price = n(secured.collateral_price.price) * model::ten(secured.loan_price.decimals);
			n(secured.collateral) * price
		};
		let owed = |secured: &Secured, debt: Balance| {
			n(debt) * n(secured.loan_price.price) * model::ten(secured.collateral_price.decimals)
		};
		// An LTV below 1 / bonus. The debt that is left may be rounded up by a unit.
		let covered = owed(&then, then.debt) * n(*bonus) <= pledged(&then) * n(ONE);
		if covered && bonuses.len() == 1 {
			let rest = owed(&now, now.debt.saturating_sub(1));
			let better = pledged(&now) * owed(&then, then.debt) >= pledged(&then) * rest;
			prop_assert!(better, "11: the health of {} in {} falls: {:?}, {:?}", who, place, then, now);
		}
		let dust = Secured { debt: ledger.terms.min_debt, ..now }.debt_value();
		let worth_it = is.debt_shares == 0
			|| is.collateral == 0
			|| now.debt >= ledger.terms.min_debt && now.collateral_value() >= dust;
		prop_assert!(worth_it, "13: dust of {} is left in {}: {:?}", who, place, now);
	}
	Ok(())
}

/// 15: only who has them lowers their shares, and raises their debt. Debts are lowered by who has them, by who repays for them, and
/// by a liquidation; collateral by who has pledged it, and by a liquidation.
pub fn nobody_else_acts(
	run: &Run,
	plan: &Plan,
	outcome: &Outcome,
	before: &View,
	after: &View,
) -> Result<(), TestCaseError> {
	let caller = match plan {
		Plan::Call(deal) => Some(deal.caller()),
		_ => None,
	};
	let keys: BTreeSet<_> = before.stands.keys().chain(after.stands.keys()).collect();
	for (place, who) in keys {
		let (was, is, id) = (before.stand(*place, who), after.stand(*place, who), run.ids()[*place]);
		let theirs = caller == Some(who);
		let liquidated = !liquidations(outcome, id, who).is_empty();
		let told =
			|event: &Event<Test>| matches!(event, Event::Repaid { market, owner, .. } if *market == id && owner == who);
		let repaid = outcome.events.iter().any(told);
		let given = matches!(plan, Plan::Call(Deal::Add { owner, .. }) if owner == who);
		prop_assert!(is.supply_shares == was.supply_shares || theirs, "15: shares of {} in {}", who, place);
		prop_assert!(is.debt_shares <= was.debt_shares || theirs, "15: more debt of {} in {}", who, place);
		let fewer = is.debt_shares < was.debt_shares;
		prop_assert!(!fewer || repaid || liquidated, "15: less debt of {} in {}", who, place);
		prop_assert!(is.collateral >= was.collateral || theirs || liquidated, "15: collateral of {} in {}", who, place);
		prop_assert!(is.collateral <= was.collateral || theirs || given, "15: a gift to {} in {}", who, place);
	}
	Ok(())
}

/// What a call leaves of the debts of whom it is about: within the borrow LTV at prices that count and no less than the minimum, or
/// no higher by collateral than before.
pub fn debts_are_safe(
	run: &Run,
	plan: &Plan,
	outcome: &Outcome,
	before: &View,
	after: &View,
) -> Result<(), TestCaseError> {
	let Plan::Call(deal) = plan else { return Ok(()) };
	for ((place, who), is) in after.stands.iter().filter(|(_, is)| is.debt_shares > 0) {
		let (was, ledger) = (before.stand(*place, who), &run.model.ledgers[*place]);
		if !liquidations(outcome, ledger.id, who).is_empty() {
			continue;
		}
		let higher = n(is.debt_shares) * n(was.collateral) > n(was.debt_shares) * n(is.collateral);
		if is.debt_shares > was.debt_shares || higher {
			let now = secured(run, after, *place, is).filter(|now| now.is_within(ledger.terms.borrow_ltv));
			prop_assert!(now.is_some(), "{:?} leaves the debt of {} in {} too high", deal, who, place);
			prop_assert!(run.model.counting(*place).is_ok(), "{:?} borrows at no price in {}", deal, place);
		}
		let small = after.accrued[*place].debt_of(is.debt_shares) < ledger.terms.min_debt;
		prop_assert!(!small || is.debt_shares == was.debt_shares, "{:?} leaves a small debt of {}", deal, who);
	}
	Ok(())
}

/// Nothing comes from nowhere, and nothing gets lost, unless an issuer does it. No issuer touches what is on hold.
pub fn nothing_is_lost(plan: &Plan, before: &View, after: &View) -> Result<(), TestCaseError> {
	if let Plan::Issuer(..) = plan {
		prop_assert_eq!(&before.accounts.held, &after.accounts.held, "what is on hold, after {:?}", plan);
		prop_assert_eq!(&before.books, &after.books);
		return Ok(());
	}
	prop_assert_eq!(&before.issued, &after.issued, "how much there is of each asset, after {:?}", plan);
	for asset in ASSETS {
		let (was, is) = (before.accounts.sum(asset), after.accounts.sum(asset));
		prop_assert_eq!(was, is, "what all have of {:?}, after {:?}", asset, plan);
	}
	if !matches!(plan, Plan::Call(_)) {
		prop_assert_eq!(&before.accounts, &after.accounts, "what all have, after {:?}", plan);
		prop_assert_eq!(&before.books, &after.books);
	}
	Ok(())
}

/// All of them, of one step.
pub fn hold(run: &Run, plan: &Plan, outcome: &Outcome, before: &View, after: &View) -> Result<(), TestCaseError> {
	sums_hold(run, after)?;
	prices_of_shares_hold(run, outcome, before, after)?;
	nobody_is_harmed(run, plan, before, after)?;
	liquidations_are_right(run, outcome, before, after)?;
	nobody_else_acts(run, plan, outcome, before, after)?;
	debts_are_safe(run, plan, outcome, before, after)?;
	nothing_is_lost(plan, before, after)
}
