//! `supply`.

use super::*;

#[test]
fn shares_are_of_what_is_in_the_market() {
	build_and_execute(|| {
		let id = market();
		System::reset_events();
		assert_ok!(Lending::supply(signed(ALICE), id, 1_000 * DOLLARS, None));
		let shares = 1_000 * DOLLARS * VIRTUAL_SHARES;
		assert_eq!(events(), [Event::Supplied { market: id, who: ALICE, assets: 1_000 * DOLLARS, shares }]);
		assert_eq!(position(id, ALICE).supplied, 1_000 * DOLLARS);
		assert_eq!(held(Some(DOLLAR), HoldReason::Cash, Lending::account(&id).unwrap()), 1_000 * DOLLARS);
		assert_eq!(free(Some(DOLLAR), ALICE), ENDOWMENT - 1_000 * DOLLARS);
	});
}

#[test]
fn a_later_supplier_buys_at_the_price_of_then() {
	build_and_execute(|| {
		let id = lent(Terms { rate: flat(ONE / 10), fee: 0, ..terms() });
		pass(YEAR);
		System::reset_events();
		assert_ok!(Lending::supply(signed(STRANGER), id, 1_000 * DOLLARS, None));
		// 100 dollars, and the index, which was 10^21, have grown by 0.1 + 0.01 / 2 + 0.001 / 6 = 0.10516666….
		// 1,010,516,666.66… units are in the market for 10^15 shares; with the unit and the million shares that nobody has,
		// 10^9 units are 10^9 x (10^15 + 10^6) / 1,010,516,667.66… = 989,592,782,580,271.4… shares.
		let debt_index = 1_105_166_666_666_666_666_666;
		assert_eq!(
			events(),
			[
				Event::Accrued { market: id, interest: 10_516_666, debt_index, fee_shares: 0 },
				Event::Supplied { market: id, who: STRANGER, assets: 1_000 * DOLLARS, shares: 989_592_782_580_271 },
			]
		);
		// The part of a share that is rounded away is everyone's.
		assert_eq!((position(id, STRANGER).supplied, position(id, ALICE).supplied), (999_999_999, 1_010_516_666));
	});
}

#[test]
fn twice_in_a_block_is_twice_as_much() {
	build_and_execute(|| {
		let id = market();
		for times in 1..=2 {
			assert_ok!(Lending::supply(signed(ALICE), id, 70, None));
			assert_eq!(position(id, ALICE).supply_shares, times * 70 * VIRTUAL_SHARES);
		}
		assert_eq!((info(id).supplied, info(id).cash), (140, 140));
	});
}

#[test]
fn a_position_is_paid_for_once() {
	build_and_execute(|| {
		let id = market();
		for _ in 0..2 {
			assert_ok!(Lending::supply(signed(ALICE), id, 10, None));
			assert_eq!(held(None, HoldReason::Position, ALICE), POSITION_DEPOSIT);
			assert_eq!(free(None, ALICE), ENDOWMENT - POSITION_DEPOSIT);
		}
		// Who cannot pay for it has none.
		issue(Some(DOLLAR), PAUPER, 100);
		assert_noop!(Lending::supply(signed(PAUPER), id, 10, None), TokenError::FundsUnavailable);
		issue(None, PAUPER, POSITION_DEPOSIT);
		assert_ok!(Lending::supply(signed(PAUPER), id, 10, None));
		assert_eq!((free(None, PAUPER), free(Some(DOLLAR), PAUPER)), (EXISTENTIAL_DEPOSIT, 90));
	});
}

#[test]
fn nothing_and_what_is_not_a_share_is_refused() {
	build_and_execute(|| {
		let id = market();
		refused!(Lending::supply(signed(ALICE), id, 0, None), AmountZero);
		refused!(Lending::supply(signed(ALICE), unknown(), 1, None), MarketUnknown);
	});
	build_and_execute(|| {
		// At 1,000 % a year, 100 dollars grow by 100 + 100^2 / 2 + 100^3 / 6 = 171,766.66… in ten years, and by 10 + 10^2 / 2 +
		// 10^3 / 6 = 226.66… in another: to 171,767.66… x 227.66… = 39,105,772.11… times as much. So there are
		// 3.9 x 10^15 units for 10^15 shares, and one unit is less than a share.
		let id = lent(Terms { rate: flat(10 * ONE), fee: 0, ..terms() });
		pass(10 * YEAR);
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::Shares(1_000_000)));
		pass(YEAR);
		refused!(Lending::supply(signed(STRANGER), id, 3, None), AmountZero);
		assert_ok!(Lending::supply(signed(STRANGER), id, 4, None));
		assert_eq!(position(id, STRANGER).supply_shares, 1);
	});
}

#[test]
fn no_more_than_one_has_and_no_dust_is_left() {
	build_and_execute(|| {
		let id = market();
		let too_much = |amount| {
			let low = pallet_assets::Error::<Test>::BalanceLow;
			assert_noop!(Lending::supply(signed(ALICE), id, amount, None), low);
		};
		too_much(ENDOWMENT + 1);
		// What would be left is less than an account can have. Nothing would not.
		too_much(ENDOWMENT - 1);
		too_much(ENDOWMENT - MIN_BALANCE + 1);
		assert_ok!(Lending::supply(signed(BOB), id, ENDOWMENT - MIN_BALANCE, None));
		assert_ok!(Lending::supply(signed(ALICE), id, ENDOWMENT, None));
		assert_eq!(Assets::maybe_balance(DOLLAR, ALICE), None);
		assert_ok!(Lending::withdraw(signed(ALICE), id, ALL));
		assert_eq!(Assets::maybe_balance(DOLLAR, ALICE), Some(ENDOWMENT));
	});
}

#[test]
fn the_native_asset_is_supplied_down_to_what_keeps_the_account_and_its_deposit() {
	build_and_execute(|| {
		feeds();
		let id = market_between(None, Some(DOLLAR));
		let most = ENDOWMENT - EXISTENTIAL_DEPOSIT - POSITION_DEPOSIT;
		for amount in [ENDOWMENT, ENDOWMENT - EXISTENTIAL_DEPOSIT, most + 1] {
			assert_noop!(Lending::supply(signed(ALICE), id, amount, None), TokenError::FundsUnavailable);
		}
		assert_ok!(Lending::supply(signed(ALICE), id, most, None));
		assert_eq!(free(None, ALICE), EXISTENTIAL_DEPOSIT);
		// The account of the market has the existential deposit, free, from who made it.
		assert_eq!(free(None, account_of(id)), EXISTENTIAL_DEPOSIT);
		assert_eq!(held(None, HoldReason::Cash, account_of(id)), most);
	});
}

#[test]
fn no_more_than_can_be_in_a_market() {
	build_and_execute(|| {
		let id = market();
		issue(Some(DOLLAR), ALICE, 2 * MAX_TOTAL);
		refused!(Lending::supply(signed(ALICE), id, MAX_TOTAL + 1, None), AmountTooLarge);
		assert_ok!(Lending::supply(signed(ALICE), id, MAX_TOTAL, None));
		refused!(Lending::supply(signed(BOB), id, 1, None), AmountTooLarge);
		assert_ok!(Lending::withdraw(signed(ALICE), id, ALL));
	});
}

#[test]
fn a_pause_stops_it_and_goes_by() {
	build_and_execute(|| {
		let id = market();
		assert_ok!(Lending::pause(signed(GUARDIAN), id, true, false));
		refused!(Lending::supply(signed(ALICE), id, 10, None), SupplyPaused);
		assert_ok!(Lending::pause(signed(CURATOR), id, false, true));
		assert_ok!(Lending::supply(signed(ALICE), id, 10, None));
	});
}

#[test]
fn a_cap_is_of_what_is_supplied_with_interest() {
	build_and_execute(|| {
		let id = market();
		assert_ok!(Lending::set_caps(signed(CURATOR), id, 1_000 * DOLLARS, 0));
		refused!(Lending::supply(signed(ALICE), id, 1_000 * DOLLARS + 1, None), SupplyCapReached);
		assert_ok!(Lending::supply(signed(ALICE), id, 999 * DOLLARS, None));
		refused!(Lending::supply(signed(BOB), id, DOLLARS + 1, None), SupplyCapReached);
		assert_ok!(Lending::supply(signed(BOB), id, DOLLARS, None));
		refused!(Lending::supply(signed(BOB), id, 1, None), SupplyCapReached);
	});
	build_and_execute(|| {
		let id = lent(Terms { rate: flat(ONE / 10), ..terms() });
		assert_ok!(Lending::set_caps(signed(CURATOR), id, 1_000 * DOLLARS, 100 * DOLLARS));
		pass(YEAR);
		// 1,010.51… dollars are in it.
		refused!(Lending::supply(signed(STRANGER), id, 1, None), SupplyCapReached);
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::Assets(20 * DOLLARS)));
		refused!(Lending::supply(signed(STRANGER), id, 10 * DOLLARS, None), SupplyCapReached);
		assert_ok!(Lending::supply(signed(STRANGER), id, 9 * DOLLARS, None));
	});
}

#[test]
fn who_is_asked_for_a_certificate_names_their_own() {
	build_and_execute(|| {
		feeds();
		let id = market_of(Terms { to_supply: asked(), ..terms() });
		let (hers, his) = (certify(ALICE), certify(BOB));
		let supply = |certificate| Lending::supply(signed(ALICE), id, 100, certificate);
		refused!(supply(None), CertificateMissing);
		refused!(supply(Some(H256::zero())), CertificateInvalid);
		refused!(supply(Some(his)), CertificateInvalid);
		assert_ok!(supply(Some(hers)));
		// Once more is asked for again.
		refused!(supply(None), CertificateMissing);
		Certified::mutate(|all| all.remove(&hers));
		refused!(supply(Some(hers)), CertificateInvalid);
	});
}

#[test]
fn a_certificate_is_of_the_network_and_schema() {
	build_and_execute(|| {
		feeds();
		let hers = certify(ALICE);
		for (network, schema) in [(NETWORK + 1, SCHEMA), (NETWORK, H256::zero())] {
			let id = market_of(Terms { to_supply: Some(Requirement { network, schema }), ..terms() });
			refused!(Lending::supply(signed(ALICE), id, 100, Some(hers)), CertificateInvalid);
		}
		// Nor is one asked for to supply because it is to borrow, and what is named for nothing is not looked at.
		let id = market_of(Terms { to_borrow: asked(), ..terms() });
		assert_ok!(Lending::supply(signed(ALICE), id, 100, None));
		assert_ok!(Lending::supply(signed(ALICE), id, 100, Some(H256::zero())));
	});
}

#[test]
fn no_price_is_asked_for() {
	build_and_execute(|| {
		let id = borrowed();
		in_each_fault(|_| {
			assert_ok!(Lending::supply(signed(ALICE), id, 10, None));
		});
	});
}
