//! `borrow`, and interest.

use super::*;

/// Alice has supplied 1,000 dollars, and Bob has pledged 200 coins.
fn pledged(terms: Terms) -> MarketId {
	feeds();
	let id = market_of(terms);
	assert_ok!(Lending::supply(signed(ALICE), id, 1_000 * DOLLARS, None));
	assert_ok!(Lending::add_collateral(signed(BOB), id, 200 * COIN, None));
	id
}

fn borrow(id: MarketId, amount: Balance) -> sp_runtime::DispatchResult {
	Lending::borrow(signed(BOB), id, amount, None)
}

#[test]
fn cash_goes_to_who_borrows_for_debt_shares() {
	build_and_execute(|| {
		let id = pledged(terms());
		System::reset_events();
		assert_ok!(borrow(id, 100 * DOLLARS));
		let shares = 100 * DOLLARS * VIRTUAL_SHARES;
		assert_eq!(events(), [Event::Borrowed { market: id, who: BOB, assets: 100 * DOLLARS, shares }]);
		assert_eq!(free(Some(DOLLAR), BOB), ENDOWMENT + 100 * DOLLARS);
		assert_eq!(held(Some(DOLLAR), HoldReason::Cash, account_of(id)), 900 * DOLLARS);
		assert_eq!((position(id, BOB).debt_shares, position(id, BOB).debt), (shares, 100 * DOLLARS));
		let MarketInfo { supplied, borrowed, cash, debt_shares, .. } = info(id);
		assert_eq!((supplied, borrowed, cash, debt_shares), (1_000 * DOLLARS, 100 * DOLLARS, 900 * DOLLARS, shares));
	});
}

#[test]
fn no_more_than_the_borrow_ltv() {
	build_and_execute(|| {
		let id = pledged(still());
		// 200 coins at one unit of account, and half of that.
		refused!(borrow(id, 100 * DOLLARS + 1), AboveBorrowLtv);
		assert_ok!(borrow(id, 60 * DOLLARS));
		// Twice in a block is judged twice.
		refused!(borrow(id, 60 * DOLLARS), AboveBorrowLtv);
		assert_ok!(borrow(id, 40 * DOLLARS));
		refused!(borrow(id, 1), AboveBorrowLtv);
		// 1.1 a coin: 110. And of 1.1 a dollar, 100.
		set_price(COIN_FEED, UNIT / 10 * 11);
		refused!(borrow(id, 10 * DOLLARS + 1), AboveBorrowLtv);
		set_price(DOLLAR_FEED, UNIT / 10 * 11);
		refused!(borrow(id, 1), AboveBorrowLtv);
		set_price(DOLLAR_FEED, UNIT);
		assert_ok!(borrow(id, 10 * DOLLARS));
	});
}

#[test]
fn nothing_without_collateral() {
	build_and_execute(|| {
		let id = pledged(terms());
		refused!(Lending::borrow(signed(STRANGER), id, 10 * DOLLARS, None), AboveBorrowLtv);
		refused!(Lending::borrow(signed(ALICE), id, 10 * DOLLARS, None), AboveBorrowLtv);
	});
}

#[test]
fn no_less_than_the_minimum_debt() {
	build_and_execute(|| {
		let id = pledged(terms());
		refused!(borrow(id, 10 * DOLLARS - 1), DebtBelowMinimum);
		assert_ok!(borrow(id, 10 * DOLLARS));
		// It is the debt that counts, not what is borrowed.
		assert_ok!(borrow(id, 1));
	});
}

#[test]
fn no_more_than_the_cash() {
	build_and_execute(|| {
		let id = pledged(terms());
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::Assets(950 * DOLLARS)));
		refused!(borrow(id, 50 * DOLLARS + 1), NotEnoughCash);
		refused!(borrow(id, Balance::MAX), NotEnoughCash);
		assert_ok!(borrow(id, 50 * DOLLARS));
		refused!(borrow(id, 1), NotEnoughCash);
	});
}

#[test]
fn what_is_nothing_or_nowhere_is_refused() {
	build_and_execute(|| {
		let id = pledged(terms());
		refused!(borrow(id, 0), AmountZero);
		refused!(borrow(unknown(), 10 * DOLLARS), MarketUnknown);
	});
}

#[test]
fn a_pause_stops_it_and_goes_by() {
	build_and_execute(|| {
		let id = pledged(terms());
		assert_ok!(Lending::pause(signed(CURATOR), id, false, true));
		refused!(borrow(id, 10 * DOLLARS), BorrowPaused);
		assert_ok!(Lending::pause(signed(GUARDIAN), id, true, false));
		assert_ok!(borrow(id, 10 * DOLLARS));
	});
}

#[test]
fn a_cap_is_of_what_is_borrowed_with_interest() {
	build_and_execute(|| {
		let id = pledged(Terms { rate: flat(ONE / 10), ..terms() });
		assert_ok!(Lending::set_caps(signed(CURATOR), id, Balance::MAX, 50 * DOLLARS));
		refused!(borrow(id, 50 * DOLLARS + 1), BorrowCapReached);
		assert_ok!(borrow(id, 50 * DOLLARS));
		refused!(borrow(id, 1), BorrowCapReached);
		pass(YEAR);
		coin(1_000);
		// 55.25… dollars are owed. What there is above the cap is let be, and counts.
		assert_ok!(Lending::repay(signed(CAROL), id, Amount::Assets(3 * DOLLARS), Some(BOB)));
		refused!(borrow(id, 1), BorrowCapReached);
		assert_ok!(Lending::repay(signed(BOB), id, Amount::Assets(5 * DOLLARS), None));
		refused!(borrow(id, 3 * DOLLARS), BorrowCapReached);
		assert_ok!(borrow(id, 2 * DOLLARS));
	});
}

#[test]
fn who_is_asked_for_a_certificate_names_their_own() {
	build_and_execute(|| {
		let id = pledged(Terms { to_borrow: asked(), ..terms() });
		let (hers, his) = (certify(ALICE), certify(BOB));
		let borrow = |certificate| Lending::borrow(signed(BOB), id, 10 * DOLLARS, certificate);
		refused!(borrow(None), CertificateMissing);
		refused!(borrow(Some(H256::zero())), CertificateInvalid);
		refused!(borrow(Some(hers)), CertificateInvalid);
		assert_ok!(borrow(Some(his)));
		refused!(borrow(None), CertificateMissing);
		for (network, schema) in [(NETWORK + 1, SCHEMA), (NETWORK, H256::zero())] {
			let id = market_of(Terms { to_borrow: Some(Requirement { network, schema }), ..terms() });
			refused!(Lending::borrow(signed(BOB), id, 10 * DOLLARS, Some(his)), CertificateInvalid);
		}
		let id = market_of(Terms { to_supply: asked(), ..terms() });
		refused!(Lending::borrow(signed(BOB), id, 10 * DOLLARS, None), NotEnoughCash);
	});
}

#[test]
fn prices_must_count() {
	build_and_execute(|| {
		let id = pledged(terms());
		in_each_fault(|error| {
			assert_noop!(borrow(id, 10 * DOLLARS), error);
		});
		assert_ok!(borrow(id, 10 * DOLLARS));
		in_each_fault(|error| {
			assert_noop!(borrow(id, 1), error);
		});
	});
}

#[test]
fn a_price_counts_as_long_and_as_far_as_the_terms_say() {
	build_and_execute(|| {
		let id = pledged(still());
		set_time(NOW + 60 * MINUTE);
		assert_ok!(borrow(id, 10 * DOLLARS));
		set_time(NOW + 60 * MINUTE + 1);
		refused!(borrow(id, 10 * DOLLARS), PriceStale);
		coin(1_000);
		let PriceTerms { lowest, highest, .. } = terms().collateral_price;
		set_price(COIN_FEED, highest);
		assert_ok!(borrow(id, 10 * DOLLARS));
		set_price(COIN_FEED, highest + 1);
		refused!(borrow(id, 10 * DOLLARS), PriceOutOfBand);
		set_price(COIN_FEED, UNIT);
		set_price(DOLLAR_FEED, lowest);
		assert_ok!(borrow(id, 10 * DOLLARS));
		set_price(DOLLAR_FEED, lowest - 1);
		refused!(borrow(id, 10 * DOLLARS), PriceOutOfBand);
	});
}

#[test]
fn interest_of_a_year_to_the_unit() {
	build_and_execute(|| {
		let id = pledged(terms());
		assert_ok!(borrow(id, 100 * DOLLARS));
		pass(YEAR);
		coin(1_000);
		System::reset_events();
		assert_ok!(Lending::add_collateral(signed(BOB), id, 1, None));
		// A tenth is lent, of which the kink is eight: the rate is 0.05 / 8 = 0.00625. The debt grows by
		//   0.00625 + 0.00625^2 / 2 + 0.00625^3 / 6
		// = 0.00625 + 0.00001953125 + 0.000000040690104166666… = 0.006269571940104166666…
		// 100,000,000 units become 100,626,957.19…: 100,626,957 for the market, and 100,626,958 for who owes them.
		// The reserve gets a tenth of 626,957.194… units, which is 62,695.719…, at the price of what is without it:
		// 62,695.719… x (10^15 + 10^6) / (1,000,626,957.194… + 1 - 62,695.719…) = 62,660,362,572.0… shares.
		let debt_index = 1_006_269_571_940_104_166_666;
		let all = events();
		let [accrued, _] = &all[..] else { panic!("{all:?}") };
		let expected = Event::Accrued { market: id, interest: 626_957, debt_index, fee_shares: 62_660_362_572 };
		assert_eq!(*accrued, expected);
		assert_eq!((info(id).borrowed, position(id, BOB).debt), (100_626_957, 100_626_958));
		// The suppliers have the other nine tenths: 564,261.47….
		assert_eq!((position(id, ALICE).supplied, info(id).reserve), (1_000_564_261, 62_695));
		assert_eq!(info(id).supplied, 1_000_626_957);
		// In the same block there is no more.
		assert_ok!(Lending::add_collateral(signed(BOB), id, 1, None));
		assert_eq!(events().len(), 1);
	});
}

#[test]
fn debt_shares_are_rounded_against_who_borrows() {
	build_and_execute(|| {
		let id = pledged(terms());
		assert_ok!(borrow(id, 40 * DOLLARS));
		// 0.04 / 0.8 x 0.05 = 0.0025; 0.0025 + 0.0025^2 / 2 + 0.0025^3 / 6 = 0.0025031276041666…
		pass(YEAR);
		coin(1_000);
		System::reset_events();
		assert_ok!(borrow(id, 50 * DOLLARS));
		// 50,000,000 x 10^6 / 1.0025031276041666… = 49,875,156,119,954.…
		let index = 1_002_503_127_604_166_666_666;
		let (interest, shares) = (100_125, 49_875_156_119_955);
		let all = events();
		let [Event::Accrued { interest: accrued, debt_index, .. }, last] = &all[..] else { panic!("{all:?}") };
		assert_eq!((*accrued, *debt_index), (interest, index));
		assert_eq!(*last, Event::Borrowed { market: id, who: BOB, assets: 50 * DOLLARS, shares });
	});
}

#[test]
fn more_often_is_more_and_never_more_than_compounded_continuously() {
	build_and_execute(|| {
		let id = pledged(Terms { rate: flat(ONE / 10), fee: 0, ..terms() });
		assert_ok!(borrow(id, 100 * DOLLARS));
		for _ in 0..2 {
			pass(YEAR / 2);
			assert_ok!(Lending::supply(signed(ALICE), id, 1, None));
		}
		// Half a year: 0.05 + 0.05^2 / 2 + 0.05^3 / 6 = 0.0512708333…, and 1.0512708333…^2 = 1.10517036501736…;
		// e^0.1 = 1.10517091…
		assert_eq!(position(id, BOB).debt, 110_517_037);
		assert_eq!(info(id).debt_index, 1_105_170_365_017_361_111_110);
	});
}

#[test]
fn rates_follow_from_what_is_lent() {
	build_and_execute(|| {
		feeds();
		let id = market_of(Terms { borrow_ltv: ONE / 100 * 79, ..terms() });
		assert_ok!(Lending::supply(signed(ALICE), id, 500 * DOLLARS, None));
		assert_ok!(Lending::add_collateral(signed(BOB), id, 900 * COIN, None));
		// At no utilisation, a half and the whole of the kink, half of the rest, and all.
		let mut lent = 0;
		for (until, rate) in [(0, 0), (200, ONE / 1_000 * 25), (400, ONE / 20), (450, ONE / 1_000 * 525), (500, ONE)] {
			if until > lent {
				assert_ok!(borrow(id, (until - lent) * DOLLARS));
				lent = until;
			}
			assert_eq!(info(id).borrow_rate, rate, "of {until} dollars");
		}
	});
}

#[test]
fn time_without_a_debt_costs_nothing() {
	build_and_execute(|| {
		let id = pledged(Terms { rate: flat(10 * ONE), ..terms() });
		pass(YEAR);
		coin(1_000);
		assert_ok!(borrow(id, 100 * DOLLARS));
		assert_eq!((position(id, BOB).debt, info(id).debt_index), (100 * DOLLARS, FIRST_INDEX));
	});
}

#[test]
fn debts_end_growing_where_numbers_would_not_do() {
	let touch_every_ten_years = |id: MarketId, times: u32| {
		for _ in 0..times {
			pass(10 * YEAR);
			assert_ok!(Lending::add_collateral(signed(BOB), id, 1, None));
		}
	};
	build_and_execute(|| {
		let id = pledged(Terms { rate: flat(10 * ONE), ..terms() });
		assert_ok!(borrow(id, 100 * DOLLARS));
		// By 171,767.66… each time: 10^21 x 171,767^4 = 8.7 x 10^41 is more than an index can be.
		touch_every_ten_years(id, 4);
		assert_eq!(info(id).debt_index, u128::MAX);
		// 10^14 shares at (2^128 - 1) / 10^27.
		assert_eq!(info(id).borrowed, 34_028_236_692_093_846_346_337_460);
		touch_every_ten_years(id, 1);
		assert_eq!(info(id).borrowed, 34_028_236_692_093_846_346_337_460);
		// Nothing is stuck by that: she takes the cash that there is, and he may repay.
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::Assets(900 * DOLLARS)));
		issue(Some(DOLLAR), BOB, 34_028_236_692_093_846_346_337_461);
		assert_ok!(Lending::repay(signed(BOB), id, ALL, None));
		assert_ok!(Lending::remove_collateral(signed(BOB), id, ALL));
		assert_ok!(Lending::withdraw(signed(ALICE), id, ALL));
	});
	build_and_execute(|| {
		let id = pledged(Terms { rate: flat(10 * ONE), ..terms() });
		assert_ok!(Lending::supply(signed(ALICE), id, ENDOWMENT - 1_000 * DOLLARS, None));
		assert_ok!(Lending::add_collateral(signed(BOB), id, 700 * COIN, None));
		set_price(COIN_FEED, terms().collateral_price.highest);
		assert_ok!(borrow(id, 400_000_000 * DOLLARS));
		touch_every_ten_years(id, 4);
		// 4 x 10^20 shares at 2.5 x 10^38 / 10^27 are the most that can be in a market.
		assert_eq!((info(id).debt_index, info(id).borrowed), (250 * RAY * 1_000_000_000, MAX_TOTAL));
		touch_every_ten_years(id, 1);
		assert_eq!(info(id).borrowed, MAX_TOTAL);
	});
}
