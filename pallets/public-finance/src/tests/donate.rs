//! `donate`: anyone gives.

use super::{pay::receipt_of, *};
use crate::bodies::bytes_at_most;
use pallet_assets::Error as AssetsError;
use sp_runtime::TokenError;

/// Someone gives so much, of what the fund is in.
pub(super) fn donate(who: AccountId, fund: FundId, amount: Balance) -> DispatchResult {
	let asset = Funds::<Test>::get(fund).and_then(|fund| fund.currency.on_chain()).flatten();
	PublicFinance::donate(signed(who), fund, asset, amount)
}

/// What the record of a gift costs who gives it.
pub(super) fn deposit() -> Balance {
	100 + bytes_at_most::<Receipt<Test>>() as Balance
}

#[test]
fn what_is_given_is_in_the_fund_and_the_donor_pays_for_its_record() {
	build_and_execute(|| {
		found();
		let id = fund(DOLLARS);
		let bytes = Deposits::<Test>::get(CITY).expect("it has records").bytes;
		System::reset_events();
		assert_ok!(donate(DONOR, id, 500));
		let source = Source::Account(DONOR);
		assert_eq!(events(), [Event::Received { fund: id, receipt: 0, amount: 500, source: source.clone() }]);
		assert_eq!((free(Some(DOLLAR), DONOR), held(Some(DOLLAR), CITY)), (ENDOWMENT - 500, 500));
		let Receipt { span, source: from, returns, line, evidence, officer, ticket, .. } = receipt_of(id, 0);
		assert_eq!((span, from), (Span { from: 0, to: 500 }, source));
		assert_eq!((returns, line, evidence, officer, ticket.is_some()), (None, None, None, None, true));
		assert!(Gifts::<Test>::contains_key(DONOR, (id, 0)));
		assert_eq!(free(None, DONOR), ENDOWMENT - deposit());
		assert_eq!(Deposits::<Test>::get(CITY).expect("it has records").bytes, bytes);
	});
}

#[test]
fn gifts_are_apart_whoever_gives_and_however_often() {
	build_and_execute(|| {
		found();
		let id = fund(Currency::Native);
		for (who, amount) in [(DONOR, 10), (DONOR2, 20), (DONOR, 10)] {
			assert_ok!(donate(who, id, amount));
		}
		assert_eq!([0, 1, 2].map(|number| receipt_of(id, number).span.from), [0, 10, 30]);
		assert_eq!(Gifts::<Test>::iter_prefix(DONOR).count(), 2);
		assert_eq!((held(None, CITY), free(None, DONOR)), (40, ENDOWMENT - 20 - 2 * deposit()));
		// The body gives to itself: it is its own donor.
		assert_ok!(donate(CITY, id, 50));
		assert_eq!((held(None, CITY), receipt_of(id, 3).source), (90, Source::Account(CITY)));
	});
}

#[test]
fn funds_take_gifts_of_their_least_or_more() {
	build_and_execute(|| {
		found();
		let id = fund(DOLLARS);
		for dust in [0, 1, 9] {
			refused!(donate(DONOR, id, dust), GiftTooSmall);
		}
		assert_ok!(donate(DONOR, id, 10));
		let any = fund_by(OFFICER, CITY, FundTerms { gifts: Some(0), ..fund_terms(DOLLARS) });
		refused!(donate(DONOR, any, 0), AmountZero);
		assert_ok!(donate(DONOR, any, 1));
	});
}

#[test]
fn dust_does_not_bring_an_account_about() {
	build_and_execute(|| {
		found();
		let id = fund_by(OFFICER, CITY, FundTerms { gifts: Some(0), ..fund_terms(DOLLARS) });
		assert_ok!(Assets::burn(signed(ISSUER), DOLLAR, CITY, Balance::MAX));
		assert_noop!(donate(DONOR, id, MIN_BALANCE - 1), TokenError::CannotCreate);
		assert_ok!(donate(DONOR, id, MIN_BALANCE));
		assert_eq!((free(Some(DOLLAR), CITY), held(Some(DOLLAR), CITY)), (0, MIN_BALANCE));
	});
}

#[test]
fn funds_that_take_no_gifts_get_none() {
	build_and_execute(|| {
		found();
		refused!(donate(DONOR, 0, 100), FundUnknown);
		let of = |terms| fund_by(OFFICER, CITY, terms);
		let none = of(FundTerms { gifts: None, ..fund_terms(DOLLARS) });
		let gated = of(FundTerms { gifts: None, gate: Some(7), ..fund_terms(DOLLARS) });
		let in_bank = of(FundTerms { gifts: Some(10), ..fund_terms(EUR) });
		refused!(donate(DONOR, none, 100), NoGifts);
		refused!(donate(DONOR, gated, 100), Gated);
		// What is given to a bank an officer enters.
		refused!(donate(DONOR, in_bank, 100), CurrencyInvalid);
	});
}

#[test]
fn what_is_given_is_what_the_donor_says() {
	build_and_execute(|| {
		found();
		let (dollars, native) = (fund(DOLLARS), fund(Currency::Native));
		for (id, other) in [(dollars, None), (dollars, Some(DOLLAR + 1)), (native, Some(DOLLAR))] {
			refused!(PublicFinance::donate(signed(DONOR), id, other, 100), OtherCurrency);
		}
	});
}

#[test]
fn one_gives_what_one_has_and_can_pay_for() {
	build_and_execute(|| {
		found();
		let (dollars, native) = (fund(DOLLARS), fund(Currency::Native));
		assert_noop!(donate(DONOR, dollars, ENDOWMENT + 1), AssetsError::<Test>::BalanceLow);
		assert_ok!(donate(DONOR, dollars, ENDOWMENT));
		assert_eq!(free(Some(DOLLAR), DONOR), 0);
		assert_noop!(donate(DONOR2, native, ENDOWMENT), TokenError::FundsUnavailable);
		let all_but_the_record = ENDOWMENT - EXISTENTIAL_DEPOSIT - deposit();
		assert_noop!(donate(DONOR2, native, all_but_the_record + 1), TokenError::FundsUnavailable);
		assert_ok!(donate(DONOR2, native, all_but_the_record));
		assert_eq!(free(None, DONOR2), EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn an_issuer_stops_gifts_of_what_is_frozen_and_to_who_is_blocked() {
	build_and_execute(|| {
		found();
		let id = fund(DOLLARS);
		freeze_account(DOLLAR, DONOR);
		assert_noop!(donate(DONOR, id, 100), AssetsError::<Test>::Frozen);
		// Into an account that is frozen it can be given, and it is not lost there.
		freeze_account(DOLLAR, CITY);
		assert_ok!(donate(DONOR2, id, 100));
		assert_ok!(Assets::block(signed(ISSUER), DOLLAR, CITY));
		assert_noop!(donate(DONOR2, id, 100), TokenError::CannotCreate);
		assert_ok!(Assets::thaw(signed(ISSUER), DOLLAR, CITY));
		freeze_asset(DOLLAR);
		assert_noop!(donate(DONOR2, id, 100), AssetsError::<Test>::AssetNotLive);
	});
}
