//! Offers, and what is drawn by them.

use super::*;
use civitas_primitives::certification::State;

fn publish(terms: OfferTerms) -> DispatchResult {
	Credit::publish_offer(signed(BOB), None, terms)
}

#[test]
fn what_is_offered_is_held() {
	build_and_execute(|| {
		System::reset_events();
		let terms = offered(unsecured(1_000 * UNIT));
		let id = offer(terms);
		let lender = Lender::Account(BOB);
		assert_eq!(events(), [Event::OfferPublished { offer: id, lender: lender.clone(), terms }]);
		assert_eq!(held(HoldReason::Offered, Some(DOLLAR), &BOB), 10_000 * UNIT);
		assert_eq!(dollars(&BOB), ENDOWMENT - 10_000 * UNIT);
		let told = OfferInfo::<Test> { offer: id, lender, terms, left: 10_000 * UNIT };
		assert_eq!(Credit::offers(Some(DOLLAR), None, None).items, [told]);
		assert!(Credit::offers(None, None, None).items.is_empty());
		assert_noop!(publish(terms), Error::<Test>::OfferExists);
		// Somebody else may offer the same.
		assert_ok!(Credit::publish_offer(signed(STRANGER), None, terms));
		assert_eq!(Credit::offers(Some(DOLLAR), None, None).items.len(), 2);
		assert_noop!(Credit::withdraw_offer(signed(STRANGER), Some(DOLLAR), id), Error::<Test>::NotLender);
		assert_noop!(Credit::withdraw_offer(signed(BOB), Some(GOLD), id), Error::<Test>::OfferUnknown);
		System::reset_events();
		assert_ok!(Credit::withdraw_offer(signed(BOB), Some(DOLLAR), id));
		assert_eq!(events(), [Event::OfferWithdrawn { offer: id, left: 10_000 * UNIT }]);
		assert_eq!((dollars(&BOB), free(None, &BOB)), (ENDOWMENT, ENDOWMENT));
		assert_noop!(Credit::withdraw_offer(signed(BOB), Some(DOLLAR), id), Error::<Test>::OfferUnknown);
	});
}

#[test]
fn terms_that_do_not_hold_together_are_refused() {
	build_and_execute(|| {
		let plain = offered(unsecured(1_000 * UNIT));
		let pledged = offered(secured(1_000 * UNIT));
		let refuse = |mut terms: OfferTerms, change: &dyn Fn(&mut OfferTerms), error: Error<Test>| {
			change(&mut terms);
			assert_noop!(publish(terms), error);
		};
		refuse(plain, &|terms| terms.loan.repayment.principal = 0, Error::PrincipalInvalid);
		refuse(plain, &|terms| terms.loan.repayment.principal = (1 << 110) + 1, Error::PrincipalInvalid);
		refuse(plain, &|terms| terms.loan.repayment.late_rate = 0, Error::RateInvalid);
		refuse(plain, &|terms| terms.loan.repayment.late_rate = 10 * ONE + 1, Error::RateInvalid);
		refuse(plain, &|terms| terms.loan.repayment.schedule.periods = 361, Error::ScheduleInvalid);
		refuse(plain, &|terms| terms.loan.repayment.schedule.every = 0, Error::ScheduleInvalid);
		refuse(plain, &|terms| terms.loan.repayment.grace = 0, Error::GraceInvalid);
		refuse(plain, &|terms| terms.loan.repayment.prepayment_fee = ONE / 10 + 1, Error::PrepaymentFeeInvalid);
		refuse(plain, &|terms| terms.loan.default_after = 2, Error::DefaultInvalid);
		refuse(plain, &|terms| terms.loan.default_after = 1_099, Error::DefaultInvalid);
		refuse(plain, &|terms| terms.max_ltv = 1, Error::LtvInvalid);
		refuse(plain, &|terms| terms.least = 0, Error::BudgetInvalid);
		refuse(plain, &|terms| terms.least = 1_000 * UNIT + 1, Error::BudgetInvalid);
		refuse(plain, &|terms| terms.budget = 1_000 * UNIT - 1, Error::BudgetInvalid);
		refuse(plain, &|terms| terms.loan.asset = Some(99), Error::AssetUnknown);
		refuse(plain, &|terms| terms.until = NOW, Error::OfferEnded);
		let security = |change: &dyn Fn(&mut Security), error| {
			refuse(pledged, &|terms| change(terms.loan.security.as_mut().unwrap()), error);
		};
		security(&|security| security.asset = Some(DOLLAR), Error::SameAsset);
		security(&|security| security.asset = Some(99), Error::AssetUnknown);
		security(&|security| security.feed = DOLLAR_FEED, Error::FeedUnknown);
		security(&|security| security.loan_feed = 77, Error::FeedUnknown);
		security(&|security| security.covenant = 0, Error::LtvInvalid);
		security(&|security| security.covenant = ONE + 1, Error::LtvInvalid);
		security(&|security| security.covenant = ONE / 2 - 1, Error::LtvInvalid);
		security(&|security| security.max_age = 0, Error::TimeInvalid);
		security(&|security| security.max_age = 7 * DAY + 1, Error::TimeInvalid);
		security(&|security| security.cure = 367, Error::TimeInvalid);
		refuse(pledged, &|terms| terms.max_ltv = 0, Error::LtvInvalid);
		// No more than there is.
		let dear = OfferTerms { budget: ENDOWMENT + 1, ..plain };
		assert_noop!(publish(dear), sp_runtime::TokenError::FundsUnavailable);
		assert_noop!(Credit::publish_offer(signed(BOB), Some(0), plain), Error::<Test>::PoolUnknown);
	});
}

#[test]
fn who_meets_an_offer_draws_a_loan() {
	build_and_execute(|| {
		let terms = offered(secured(1_200 * UNIT));
		let id = offer(terms);
		System::reset_events();
		assert_ok!(draw(ALICE, id, 1_000 * UNIT, gold(40 * OUNCE)));
		let loan = secured(1_000 * UNIT);
		let started = Event::LoanStarted {
			borrower: ALICE,
			loan: 0,
			lender: Lender::Account(BOB),
			terms: loan,
			collateral: 40 * OUNCE,
			by: id,
			certificate: None,
			assessment: None,
		};
		assert_eq!(events(), [started]);
		assert_eq!(dollars(&ALICE), ENDOWMENT + 1_000 * UNIT);
		assert_eq!(free(Some(GOLD), &ALICE), ENDOWMENT - 40 * OUNCE);
		assert_eq!(held(HoldReason::Collateral, Some(GOLD), &ALICE), 40 * OUNCE);
		assert_eq!(held(HoldReason::Offered, Some(DOLLAR), &BOB), 9_000 * UNIT);
		let costs = Credit::costs(None);
		assert_eq!(free(None, &ALICE), ENDOWMENT - costs.loan);
		let info = super::loan(0);
		assert_eq!((info.terms, info.lender.clone(), info.collateral), (loan, Lender::Account(BOB), 40 * OUNCE));
		// It bears the interest of a day from the beginning: 12 % of 1,000 in a 365th of a year, rounded up.
		assert_eq!((info.owed, info.due.total()), (1_000 * UNIT + 328_768, 0));
		assert_eq!(info.ltv, Some(500_164_384));
		assert_eq!((info.past.started, info.past.drawn, info.past.principal), (NOW, 1_000 * UNIT, 1_000 * UNIT));
		assert_eq!(Credit::loans_of(ALICE, None, None).items, std::slice::from_ref(&info));
		assert_eq!(Credit::loans_by(Lender::Account(BOB), None, None).items, [info]);
		assert!(Credit::loans_by(Lender::Account(ALICE), None, None).items.is_empty());
	});
}

#[test]
fn who_does_not_meet_an_offer_draws_nothing() {
	build_and_execute(|| {
		let plain = offer(offered(unsecured(1_000 * UNIT)));
		let pledged = offer(offered(secured(1_000 * UNIT)));
		assert_noop!(draw(ALICE, H256::zero(), 100 * UNIT, None), Error::<Test>::OfferUnknown);
		let other_asset = Credit::draw(signed(ALICE), Some(GOLD), plain, 100 * UNIT, None, None);
		assert_noop!(other_asset, Error::<Test>::OfferUnknown);
		for principal in [0, 10 * UNIT - 1, 1_000 * UNIT + 1] {
			assert_noop!(draw(ALICE, plain, principal, None), Error::<Test>::PrincipalOutOfRange);
		}
		assert_noop!(draw(BOB, plain, 100 * UNIT, None), Error::<Test>::Related);
		assert_noop!(draw(ALICE, plain, 100 * UNIT, gold(OUNCE)), Error::<Test>::CollateralWrong);
		assert_noop!(draw(ALICE, pledged, 100 * UNIT, None), Error::<Test>::CollateralWrong);
		assert_noop!(draw(ALICE, pledged, 100 * UNIT, gold(0)), Error::<Test>::CollateralWrong);
		let native = Some(Money { asset: None, amount: 100 * OUNCE });
		assert_noop!(draw(ALICE, pledged, 100 * UNIT, native), Error::<Test>::CollateralWrong);
		assert_noop!(draw(ALICE, pledged, 100 * UNIT, gold(4 * OUNCE - 1)), Error::<Test>::LtvTooHigh);
		assert_noop!(draw(PAUPER, plain, 100 * UNIT, None), sp_runtime::TokenError::FundsUnavailable);
		let rich = gold(ENDOWMENT + 1);
		assert_noop!(draw(ALICE, pledged, 100 * UNIT, rich), sp_runtime::TokenError::FundsUnavailable);
		// Prices.
		in_price(GOLD_FEED, |price| price.as_mut().unwrap().moving = true);
		assert_noop!(draw(ALICE, pledged, 100 * UNIT, gold(OUNCE)), Error::<Test>::PriceMoving);
		in_price(GOLD_FEED, |price| *price = None);
		assert_noop!(draw(ALICE, pledged, 100 * UNIT, gold(OUNCE)), Error::<Test>::PriceUnknown);
		gold_is(50_000);
		set_time(now() + DAY);
		assert_ok!(draw(ALICE, pledged, 100 * UNIT, gold(4 * OUNCE)));
		set_time(now() + 1);
		assert_noop!(draw(ALICE, pledged, 100 * UNIT, gold(4 * OUNCE)), Error::<Test>::PriceStale);
		gold_is(0);
		refresh();
		assert_noop!(draw(ALICE, pledged, 100 * UNIT, gold(4 * OUNCE)), Error::<Test>::PriceUnknown);
		// To the last moment.
		set_time(NOW + 365 * DAY);
		assert_ok!(draw(ALICE, plain, 100 * UNIT, None));
		set_time(now() + 1);
		assert_noop!(draw(ALICE, plain, 100 * UNIT, None), Error::<Test>::OfferEnded);
	});
}

#[test]
fn a_budget_is_lent_once() {
	build_and_execute(|| {
		let terms = OfferTerms { budget: 250 * UNIT, ..offered(unsecured(100 * UNIT)) };
		let id = offer(terms);
		assert_ok!(draw(ALICE, id, 100 * UNIT, None));
		assert_ok!(draw(STRANGER, id, 100 * UNIT, None));
		assert_noop!(draw(ALICE, id, 51 * UNIT, None), Error::<Test>::BudgetExceeded);
		assert_ok!(draw(ALICE, id, 50 * UNIT, None));
		assert_noop!(draw(ALICE, id, 10 * UNIT, None), Error::<Test>::BudgetExceeded);
		assert_eq!(held(HoldReason::Offered, Some(DOLLAR), &BOB), 0);
		// What is paid back does not come back to it.
		assert_ok!(pay(ALICE, 0, Balance::MAX));
		assert_noop!(draw(ALICE, id, 10 * UNIT, None), Error::<Test>::BudgetExceeded);
		assert_ok!(Credit::withdraw_offer(signed(BOB), Some(DOLLAR), id));
		// Loans go on.
		assert_eq!(Credit::loans_by(Lender::Account(BOB), None, None).items.len(), 2);
	});
}

#[test]
fn a_tier_is_asked_for_and_opens_one_loan() {
	build_and_execute(|| {
		let id = offer(tiered(unsecured(1_000 * UNIT)));
		assert_noop!(draw_with(ALICE, id, None), Error::<Test>::CertificateNeeded);
		assert_noop!(draw_with(ALICE, id, Some(H256::zero())), Error::<Test>::CertificateInvalid);
		let others = certify(1, BOB, ASSESSMENT);
		assert_noop!(draw_with(ALICE, id, Some(others)), Error::<Test>::CertificateInvalid);
		let mine = certify(2, ALICE, ASSESSMENT);
		System::reset_events();
		assert_ok!(draw_with(ALICE, id, Some(mine)));
		let started = |event: &Event<Test>| match event {
			Event::LoanStarted { certificate, assessment, .. } => (*certificate, *assessment),
			other => panic!("{other:?}"),
		};
		assert_eq!(events().iter().map(started).collect::<Vec<_>>(), [(Some(mine), Some(ASSESSMENT))]);
		assert_eq!((loan(0).certificate, loan(0).assessment), (Some(mine), Some(ASSESSMENT)));
		assert_noop!(draw_with(ALICE, id, Some(mine)), Error::<Test>::CertificateUsed);
		// Not when that loan is paid either.
		assert_ok!(pay(ALICE, 0, Balance::MAX));
		assert_noop!(draw_with(ALICE, id, Some(mine)), Error::<Test>::CertificateUsed);
		// To the last moment of 30 days; one that has fallen stops at once.
		let (old, fallen) = (certify(3, ALICE, ASSESSMENT), certify(4, ALICE, ASSESSMENT));
		pass_days(30);
		becomes(fallen, State::Revoked);
		assert_noop!(draw_with(ALICE, id, Some(fallen)), Error::<Test>::CertificateInvalid);
		assert_ok!(draw_with(ALICE, id, Some(old)));
		let older = certify(5, ALICE, ASSESSMENT);
		pass(30 * DAY + 1);
		assert_noop!(draw_with(ALICE, id, Some(older)), Error::<Test>::CertificateTooOld);
		// The loans go on when their certificates fall.
		becomes(old, State::Revoked);
		assert_eq!(Credit::loans_of(ALICE, None, None).items.len(), 1);
	});
}

#[test]
fn where_no_tier_is_asked_for_no_certificate_is_used_up() {
	build_and_execute(|| {
		let (plain, asks) = (offer(offered(unsecured(1_000 * UNIT))), offer(tiered(unsecured(1_000 * UNIT))));
		let mine = certify(2, ALICE, ASSESSMENT);
		assert_ok!(draw_with(ALICE, plain, Some(mine)));
		assert_eq!((loan(0).certificate, loan(0).assessment), (None, None));
		assert_ok!(draw_with(ALICE, asks, Some(mine)));
	});
}

#[test]
fn a_tier_of_another_network_or_schema_is_none() {
	build_and_execute(|| {
		let terms = tiered(unsecured(1_000 * UNIT));
		let (mut network, mut schema) = (terms, terms);
		network.tier.as_mut().unwrap().network += 1;
		schema.tier.as_mut().unwrap().schema = H256::zero();
		let mine = certify(2, ALICE, ASSESSMENT);
		for terms in [network, schema] {
			let id = offer(terms);
			assert_noop!(draw_with(ALICE, id, Some(mine)), Error::<Test>::CertificateInvalid);
		}
	});
}

#[test]
fn a_quote_says_what_a_loan_would_be() {
	build_and_execute(|| {
		let id = offer(offered(secured(1_200 * UNIT)));
		let quote = |principal| Credit::quote(Some(DOLLAR), id, ALICE, principal, None).unwrap();
		let told = quote(1_200 * UNIT);
		assert_eq!((told.collateral, told.refused.clone()), (Some(48 * OUNCE), None));
		assert_eq!(told.deposit, Credit::costs(None).loan);
		assert_eq!(told.instalments.len(), 12);
		// A twelfth, and 12 % of 1,200 for 30 days.
		let first = told.instalments[0];
		assert_eq!((first.day, first.principal, first.interest), (30, 100 * UNIT, 11_835_617));
		assert_eq!(told.instalments.iter().map(|one| one.principal).sum::<Balance>(), 1_200 * UNIT);
		// What it asks for is enough, and a unit less is not.
		assert_noop!(draw(ALICE, id, 1_200 * UNIT, gold(48 * OUNCE - 1)), Error::<Test>::LtvTooHigh);
		assert_ok!(draw(ALICE, id, 1_200 * UNIT, gold(48 * OUNCE)));
		let refused = |principal| quote(principal).refused;
		assert_eq!(refused(UNIT), Some(Error::PrincipalOutOfRange));
		assert_eq!(refused(0), Some(Error::PrincipalOutOfRange));
		in_price(DOLLAR_FEED, |price| price.as_mut().expect("there is one").price = Balance::MAX);
		in_price(GOLD_FEED, |price| price.as_mut().expect("there is one").price = 1);
		assert_eq!((refused(100 * UNIT), quote(100 * UNIT).collateral), (Some(Error::AmountTooLarge), None));
		in_price(GOLD_FEED, |price| *price = None);
		assert_eq!((refused(100 * UNIT), quote(100 * UNIT).collateral), (Some(Error::PriceUnknown), None));
		assert!(Credit::quote(Some(DOLLAR), H256::zero(), ALICE, 1, None).is_none());
		let asks = offer(tiered(unsecured(1_000 * UNIT)));
		let with = |certificate| Credit::quote(Some(DOLLAR), asks, ALICE, 100 * UNIT, certificate).unwrap().refused;
		assert_eq!(with(None), Some(Error::CertificateNeeded));
		assert_eq!(with(Some(certify(1, ALICE, ASSESSMENT))), None);
	});
}
