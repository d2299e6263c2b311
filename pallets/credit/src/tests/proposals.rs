//! Proposals: loans that two agree on, and terms that are replaced.

use super::*;

fn proposed(loan: LoanTerms, collateral: Balance, replaces: Option<LoanNumber>) -> ProposedTerms {
	ProposedTerms { loan, collateral, replaces, assessment: Some(ASSESSMENT), until: now() + 10 * DAY }
}

/// Bob proposes this to Alice.
fn propose(terms: &ProposedTerms) -> DispatchResult {
	Credit::propose(signed(BOB), None, ALICE, terms.clone())
}

fn id_of(lender: Lender<AccountId>, terms: &ProposedTerms) -> ProposalId {
	content_id("civitas/credit-proposal", (lender, ALICE, terms))
}

/// The same: its identifier.
fn proposal(terms: &ProposedTerms) -> ProposalId {
	assert_ok!(propose(terms));
	id_of(Lender::Account(BOB), terms)
}

fn accept(id: ProposalId, principal: Balance, collateral: Option<Money>) -> DispatchResult {
	Credit::accept(signed(ALICE), id, dollar(principal), collateral)
}

#[test]
fn what_is_proposed_is_held_and_accepted() {
	build_and_execute(|| {
		let terms = proposed(secured(1_000 * UNIT), 30 * OUNCE, None);
		System::reset_events();
		let id = proposal(&terms);
		let lender = Lender::Account(BOB);
		let told = Event::Proposed { proposal: id, lender: lender.clone(), borrower: ALICE, terms: terms.clone() };
		assert_eq!(events(), [told]);
		assert_eq!(held(HoldReason::Offered, Some(DOLLAR), &BOB), 1_000 * UNIT);
		let told = ProposalInfo::<Test> { proposal: id, lender: lender.clone(), terms: terms.clone() };
		assert_eq!(Credit::proposals_to(ALICE, None, None).items, [told]);
		assert_noop!(propose(&terms), Error::<Test>::ProposalExists);
		// Only what is proposed is accepted, and by whom it is proposed to.
		assert_noop!(accept(id, 1_000 * UNIT, None), Error::<Test>::TermsDiffer);
		assert_noop!(accept(id, 999 * UNIT, gold(30 * OUNCE)), Error::<Test>::TermsDiffer);
		assert_noop!(accept(id, 1_000 * UNIT, gold(29 * OUNCE)), Error::<Test>::TermsDiffer);
		let stranger = Credit::accept(signed(STRANGER), id, dollar(1_000 * UNIT), gold(30 * OUNCE));
		assert_noop!(stranger, Error::<Test>::ProposalUnknown);
		System::reset_events();
		assert_ok!(accept(id, 1_000 * UNIT, gold(30 * OUNCE)));
		let started = Event::LoanStarted {
			borrower: ALICE,
			loan: 0,
			lender,
			terms: terms.loan,
			collateral: 30 * OUNCE,
			by: id,
			certificate: None,
			assessment: Some(ASSESSMENT),
		};
		assert_eq!(events(), [started]);
		assert_eq!((dollars(&ALICE), dollars(&BOB)), (ENDOWMENT + 1_000 * UNIT, ENDOWMENT - 1_000 * UNIT));
		assert_eq!(free(None, &BOB), ENDOWMENT);
		assert_noop!(accept(id, 1_000 * UNIT, gold(30 * OUNCE)), Error::<Test>::ProposalUnknown);
	});
}

#[test]
fn a_proposal_is_withdrawn_declined_or_ends() {
	build_and_execute(|| {
		let terms = proposed(unsecured(1_000 * UNIT), 0, None);
		let withdraw = |who, id| Credit::withdraw_proposal(signed(who), ALICE, id);
		for who in [BOB, ALICE] {
			let id = proposal(&terms);
			assert_noop!(withdraw(STRANGER, id), Error::<Test>::NotLender);
			System::reset_events();
			assert_ok!(withdraw(who.clone(), id));
			assert_eq!(events(), [Event::ProposalWithdrawn { proposal: id }]);
			assert_noop!(withdraw(who, id), Error::<Test>::ProposalUnknown);
			assert_eq!((dollars(&BOB), free(None, &BOB)), (ENDOWMENT, ENDOWMENT));
		}
		let id = proposal(&terms);
		set_time(terms.until + 1);
		assert_noop!(accept(id, 1_000 * UNIT, None), Error::<Test>::ProposalEnded);
		set_time(terms.until);
		assert_ok!(accept(id, 1_000 * UNIT, None));
	});
}

#[test]
fn what_cannot_be_proposed_is_refused() {
	build_and_execute(|| {
		let plain = proposed(unsecured(1_000 * UNIT), 0, None);
		let refuse = |change: &dyn Fn(&mut ProposedTerms), error: Error<Test>| {
			let mut terms = plain.clone();
			change(&mut terms);
			assert_noop!(propose(&terms), error);
		};
		refuse(&|terms| terms.loan.repayment.principal = 0, Error::PrincipalInvalid);
		refuse(&|terms| terms.collateral = 1, Error::CollateralWrong);
		refuse(&|terms| terms.loan = secured(UNIT), Error::CollateralWrong);
		refuse(&|terms| terms.until = now(), Error::ProposalEnded);
		refuse(&|terms| terms.loan.asset = Some(99), Error::AssetUnknown);
		refuse(&|terms| terms.replaces = Some(0), Error::LoanUnknown);
		let own = Credit::propose(signed(ALICE), None, ALICE, plain.clone());
		assert_noop!(own, Error::<Test>::Related);
		let of_pool = Credit::propose(signed(BOB), Some(0), ALICE, plain.clone());
		assert_noop!(of_pool, Error::<Test>::PoolUnknown);
		let id = pool();
		let of_pool = |who, asset| {
			let terms = ProposedTerms { loan: LoanTerms { asset, ..plain.loan }, ..plain.clone() };
			Credit::propose(signed(who), Some(id), ALICE, terms)
		};
		assert_noop!(of_pool(BOB, Some(DOLLAR)), Error::<Test>::NotManager);
		assert_noop!(of_pool(MANAGER, Some(GOLD)), Error::<Test>::WrongAsset);
		assert_ok!(of_pool(MANAGER, Some(DOLLAR)));
		let number = lent();
		let replaces = Some(number);
		let others = ProposedTerms { replaces, ..plain.clone() };
		assert_noop!(Credit::propose(signed(STRANGER), None, ALICE, others), Error::<Test>::NotLender);
		refuse(&|terms| (terms.replaces, terms.loan.asset) = (replaces, Some(GOLD)), Error::WrongAsset);
	});
}

#[test]
fn terms_are_replaced_if_both_agree() {
	build_and_execute(|| {
		let number = lent_secured();
		pass_days(60);
		let owed = loan(number).owed;
		assert_ok!(pay(ALICE, number, 100 * UNIT));
		let owed = owed - 100 * UNIT;
		// Twice as long, at half the rate, for 50 less than is owed; and less collateral.
		let mut new = secured(owed - 50 * UNIT);
		(new.repayment.rate, new.repayment.schedule.periods) = (ONE / 100 * 6, 24);
		let id = proposal(&proposed(new, 30 * OUNCE, Some(number)));
		// Nothing is held for it.
		assert_eq!(held(HoldReason::Offered, Some(DOLLAR), &BOB), 8_800 * UNIT);
		let (alice, bob) = (dollars(&ALICE), dollars(&BOB));
		System::reset_events();
		assert_ok!(accept(id, owed - 50 * UNIT, gold(30 * OUNCE)));
		let (terms, collateral, forgiven) = (new, 30 * OUNCE, 50 * UNIT);
		let told = Event::LoanRestructured { borrower: ALICE, loan: number, terms, collateral, forgiven };
		assert_eq!(events(), [told]);
		assert_eq!((dollars(&ALICE), dollars(&BOB)), (alice, bob));
		assert_eq!(free(Some(GOLD), &ALICE), ENDOWMENT - 30 * OUNCE);
		let told = loan(number);
		assert_eq!((told.terms, told.since, told.collateral), (new, now(), 30 * OUNCE));
		assert_eq!((told.past.restructured, told.past.forgiven, told.past.worst), (1, 50 * UNIT, 30));
		assert_eq!((told.past.drawn, told.past.started), (1_200 * UNIT, NOW));
		assert_ok!(pay(ALICE, number, Balance::MAX));
		let told = outcome(number).past;
		assert_eq!((told.restructured, told.forgiven, told.worst), (1, 50 * UNIT, 30));
	});
}

#[test]
fn no_more_is_owed_by_new_terms_and_a_default_ends_by_them() {
	build_and_execute(|| {
		let number = lent();
		pass_days(51);
		assert_ok!(Credit::declare_default(signed(BOB), ALICE, number));
		let owed = loan(number).owed;
		let id = proposal(&proposed(unsecured(owed + 1), 0, Some(number)));
		assert_noop!(accept(id, owed + 1, None), Error::<Test>::PrincipalChanged);
		// The interest of a day later makes it as much.
		pass_days(1);
		assert_ok!(accept(id, owed + 1, None));
		assert_eq!((loan(number).default, loan(number).due.total()), (None, 0));
		// It is not forgotten that there was one.
		assert_eq!(loan(number).past.default, Some(NOW + 51 * DAY));
		assert_eq!(loan(number).past.worst, 22);
		// What was withdrawn with the loan is refused.
		let id = proposal(&proposed(unsecured(owed), 0, Some(number)));
		assert_ok!(pay(ALICE, number, Balance::MAX));
		assert_noop!(accept(id, owed, None), Error::<Test>::LoanUnknown);
		assert_ok!(Credit::withdraw_proposal(signed(BOB), ALICE, id));
	});
}

#[test]
fn a_loan_becomes_secured_or_is_so_no_more() {
	build_and_execute(|| {
		let number = lent();
		let id = proposal(&proposed(secured(1_200 * UNIT), 40 * OUNCE, Some(number)));
		assert_ok!(accept(id, 1_200 * UNIT, gold(40 * OUNCE)));
		assert_eq!(held(HoldReason::Collateral, Some(GOLD), &ALICE), 40 * OUNCE);
		pass_days(1);
		let id = proposal(&proposed(unsecured(1_200 * UNIT), 0, Some(number)));
		assert_ok!(accept(id, 1_200 * UNIT, None));
		assert_eq!(free(Some(GOLD), &ALICE), ENDOWMENT);
		assert_eq!(loan(number).past.restructured, 2);
	});
}

/// The manager proposes other terms of a loan of a pool.
fn of_pool(pool: PoolId, number: LoanNumber, loan: LoanTerms, collateral: Balance) -> ProposalId {
	let terms = proposed(loan, collateral, Some(number));
	assert_ok!(Credit::propose(signed(MANAGER), Some(pool), ALICE, terms.clone()));
	id_of(Lender::Pool(pool), &terms)
}

#[test]
fn what_a_pool_replaces_keeps_its_principal_and_stays_impaired() {
	build_and_execute(|| {
		let id = pool();
		let number = drawn(pool_offer(id, offered(unsecured(1_200 * UNIT))), 1_200 * UNIT, None);
		pass_days(34);
		let before = info(id);
		for principal in [1_200 * UNIT - 1, 1_200 * UNIT + 1] {
			let other = of_pool(id, number, unsecured(principal), 0);
			assert_noop!(accept(other, principal, None), Error::<Test>::PrincipalChanged);
		}
		let owed = loan(number).owed;
		let same = of_pool(id, number, unsecured(1_200 * UNIT), 0);
		assert_ok!(accept(same, 1_200 * UNIT, None));
		let after = info(id);
		assert_eq!((after.books.principal, after.unvested, after.gross), (1_200 * UNIT, 0, before.gross));
		assert_eq!(loan(number).past.forgiven, owed - 1_200 * UNIT);
		// It was late: what was bad is not good for being put off. Only what is paid is not lost.
		assert_eq!((after.books.impairment, loan(number).book), (1_200 * UNIT, Some(0)));
		for left in [1_100, 1_000] {
			pass_days(30);
			assert_ok!(pay(ALICE, number, loan(number).due.total()));
			assert_eq!((loan(number).book, info(id).books.impairment), (Some(0), left * UNIT));
		}
		assert_ok!(pay(ALICE, number, Balance::MAX));
		assert_eq!(info(id).books.impairment, 0);
	});
}

#[test]
fn a_bad_loan_does_not_become_good_the_day_it_is_replaced() {
	build_and_execute(|| {
		let id = pool();
		let number = drawn(pool_offer(id, offered(secured(4_000 * UNIT))), 4_000 * UNIT, gold(160 * OUNCE));
		pass_days(34);
		gold_is(10_000);
		assert_ok!(Credit::impair(signed(STRANGER), ALICE, number));
		// Without interest, all at the end of 360 days, each of which is a date.
		let mut soft = secured(4_000 * UNIT);
		(soft.repayment.rate, soft.repayment.prepayment_fee) = (0, 0);
		soft.repayment.schedule = Schedule { plan: Plan::Bullet, periods: 360, every: 1 };
		// No collateral is given back, and none is exchanged.
		let late = of_pool(id, number, LoanTerms { default_after: 21, ..soft }, 160 * OUNCE);
		assert_noop!(accept(late, 4_000 * UNIT, gold(160 * OUNCE)), Error::<Test>::TooLenient);
		let mut far = soft;
		far.repayment.schedule.every = 2;
		let far = of_pool(id, number, far, 160 * OUNCE);
		assert_noop!(accept(far, 4_000 * UNIT, gold(160 * OUNCE)), Error::<Test>::TooLenient);
		let bare = of_pool(id, number, LoanTerms { security: None, ..soft }, 0);
		assert_noop!(accept(bare, 4_000 * UNIT, None), Error::<Test>::CollateralLeft);
		let less = of_pool(id, number, soft, 159 * OUNCE);
		assert_noop!(accept(less, 4_000 * UNIT, gold(159 * OUNCE)), Error::<Test>::CollateralLeft);
		let same = of_pool(id, number, soft, 160 * OUNCE);
		assert_ok!(accept(same, 4_000 * UNIT, gold(160 * OUNCE)));
		let net = info(id).net;
		assert_ok!(pay(ALICE, number, 1));
		assert_eq!((info(id).net, info(id).books.impairment), (net + 1, 4_000 * UNIT - 1_454_545_454 - 1));
		pass_days(30);
		assert_ok!(pay(ALICE, number, 401 * UNIT));
		assert!(loan(number).book.is_some());
	});
}

#[test]
fn a_pool_lends_by_proposal_as_by_offer() {
	build_and_execute(|| {
		let id = pool();
		let terms = proposed(unsecured(1_000 * UNIT), 0, None);
		let propose = |borrower: AccountId| {
			assert_ok!(Credit::propose(signed(MANAGER), Some(id), borrower.clone(), terms.clone()));
			content_id("civitas/credit-proposal", (Lender::<AccountId>::Pool(id), &borrower, &terms))
		};
		let to_alice = propose(ALICE);
		let cash = info(id).books.cash;
		assert_ok!(accept(to_alice, 1_000 * UNIT, None));
		assert_eq!((info(id).books.cash, info(id).books.principal), (cash - 1_000 * UNIT, 1_000 * UNIT));
		relate(MANAGER, STRANGER);
		let to_stranger = propose(STRANGER);
		let accepted = Credit::accept(signed(STRANGER), to_stranger, dollar(1_000 * UNIT), None);
		assert_noop!(accepted, Error::<Test>::Related);
	});
}
