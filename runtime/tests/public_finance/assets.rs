//! In an asset that someone issues, who may be hostile, and exchanged at the price of a pool. The tests of the pallet have each call and
//! error; here is what the real runtime adds: its assets, its holds and its exchange.

use super::*;
use civitas_runtime::Address;
use pallet_asset_conversion::Error as ExchangeError;
use pallet_assets::Error as AssetsError;
use sp_runtime::TokenError;

type Exchange = pallet_asset_conversion::Call<Runtime>;

fn issuer(call: Issue) {
	submit(ISSUER, call);
}

fn town_address() -> Address {
	town().into()
}

fn payee_address() -> Address {
	account(PAYEE).into()
}

/// What is left of a receipt of the town's fund is given back.
fn give_back(receipt: u32) -> Finance {
	Finance::give_back { fund: FUND, receipt }
}

/// So much of one fund of the town is exchanged into another, for at least this.
fn exchange(from: FundId, to: FundId, amount: Balance, least: Balance) -> Finance {
	let how = How::Exchange { to, got: least, through: None };
	pay_all([Payment { fund: from, amount, how, evidence: None }])
}

/// The officer exchanges, for which it takes a second person, whatever it comes to. It is the act of this number that waits.
fn exchanged(act: u32, call: Finance) {
	done(OFFICER, call);
	done(SECOND, approve(act, true));
}

/// The issuer fills a pool with 100,000 coins and as many dollars.
fn pool() {
	let (asset1, asset2) = (|| Box::new(None::<AssetId>), || Box::new(Some(DOLLAR)));
	submit(ISSUER, Exchange::create_pool { asset1: asset1(), asset2: asset2() });
	let filled = Exchange::add_liquidity {
		asset1: asset1(),
		asset2: asset2(),
		amount1_desired: 100_000 * CIV,
		amount2_desired: 100_000 * DOLLARS,
		amount1_min: 1,
		amount2_min: 1,
		mint_to: account(ISSUER),
	};
	submit(ISSUER, filled);
}

/// The donor sells dollars to the pool.
fn sell(amount: Balance) {
	let path = vec![Box::new(Some(DOLLAR)), Box::new(None)];
	let send_to = account(DONOR);
	let (amount_in, amount_out_min, keep_alive) = (amount, 1, true);
	submit(DONOR, Exchange::swap_exact_tokens_for_tokens { path, amount_in, amount_out_min, send_to, keep_alive });
}

#[test]
fn while_the_dollar_is_frozen_nothing_is_entered_given_paid_or_given_back() {
	development().execute_with(|| {
		found();
		let award_id = awarded(600 * DOLLARS);
		assert_eq!(applied(DONOR, donate(FUND, 300 * DOLLARS)), Ok(()));
		let another = fund(OFFICER, town(), MONEY);
		issuer(Issue::freeze_asset { id: DOLLAR.into() });
		let not_live = || refused(AssetsError::<Runtime>::AssetNotLive);
		assert_eq!(by(OFFICER, receive(FUND, DOLLARS)), refused(TokenError::FundsUnavailable));
		assert_eq!(applied(DONOR, donate(FUND, DOLLARS)), not_live());
		assert_eq!(by(OFFICER, pay(award_id, DOLLARS)), not_live());
		assert_eq!(by(OFFICER, give_back(1)), not_live());
		// That a fund gives another of the same town is a matter of the books.
		let payment = Payment { fund: FUND, amount: DOLLARS, how: How::Transfer { to: another }, evidence: None };
		done(OFFICER, pay_all([payment]));

		issuer(Issue::thaw_asset { id: DOLLAR.into() });
		let before = dollars(DONOR);
		done(OFFICER, give_back(1));
		assert_eq!(dollars(DONOR) - before, 300 * DOLLARS);
		done(OFFICER, pay(award_id, 600 * DOLLARS));
		assert_eq!((dollars(PAYEE), in_funds(&town())), (600 * DOLLARS, FILLED - 600 * DOLLARS));
		check();
	});
}

/// What is on hold is never free on its way from one body to another, so that no freeze of the asset reaches it there either.
#[test]
fn while_the_dollar_is_frozen_a_fund_still_pays_a_fund() {
	development().execute_with(|| {
		found();
		let grant = awarded_by(award_terms(Payee::Fund(GRANTS), 200 * DOLLARS));
		issuer(Issue::freeze_asset { id: DOLLAR.into() });
		done(OFFICER, pay(grant, 200 * DOLLARS));
		assert_eq!([in_funds(&town()), in_funds(&charity())], [FILLED - 200 * DOLLARS, 200 * DOLLARS]);
		check();
	});
}

#[test]
fn whose_account_is_frozen_still_pays_and_who_is_blocked_is_not_paid() {
	development().execute_with(|| {
		found();
		let award_id = awarded(600 * DOLLARS);
		issuer(Issue::freeze { id: DOLLAR.into(), who: town_address() });
		done(OFFICER, pay(award_id, 100 * DOLLARS));
		assert_eq!(by(OFFICER, receive(FUND, DOLLARS)), refused(TokenError::FundsUnavailable));

		issuer(Issue::block { id: DOLLAR.into(), who: town_address() });
		done(OFFICER, pay(award_id, 100 * DOLLARS));
		let blocked = || refused(TokenError::CannotCreate);
		assert_eq!(applied(DONOR, donate(FUND, DOLLARS)), blocked());
		issuer(Issue::thaw { id: DOLLAR.into(), who: town_address() });
		assert_eq!(applied(DONOR, donate(FUND, DOLLARS)), Ok(()));

		issuer(Issue::block { id: DOLLAR.into(), who: payee_address() });
		assert_eq!(by(OFFICER, pay(award_id, 100 * DOLLARS)), blocked());
		issuer(Issue::thaw { id: DOLLAR.into(), who: payee_address() });
		done(OFFICER, pay(award_id, 400 * DOLLARS));
		assert_eq!((dollars(PAYEE), in_funds(&town())), (600 * DOLLARS, FILLED - 599 * DOLLARS));
		check();
	});
}

#[test]
fn what_is_in_a_fund_is_neither_burnt_nor_taken_and_the_dollar_is_not_destroyed_before_it_is_paid_out() {
	development().execute_with(|| {
		found();
		let award_id = awarded(FILLED);
		issuer(Issue::burn { id: DOLLAR.into(), who: town_address(), amount: Balance::MAX });
		assert_eq!((free(Some(DOLLAR), &town()), in_funds(&town())), (LEAST, FILLED));
		let dest = account(ISSUER).into();
		let seize = Issue::force_transfer { id: DOLLAR.into(), source: town_address(), dest, amount: 1 };
		assert_eq!(applied(ISSUER, seize), refused(AssetsError::<Runtime>::BalanceLow));
		let destroy = || Issue::start_destroy { id: DOLLAR.into() };
		assert_eq!(applied(ISSUER, destroy()), refused(AssetsError::<Runtime>::ContainsHolds));

		done(OFFICER, pay(award_id, FILLED));
		assert_eq!((dollars(PAYEE), in_funds(&town())), (FILLED, 0));
		assert_eq!(applied(ISSUER, destroy()), Ok(()));
		// From then on nothing comes in that could not leave.
		assert_eq!(applied(DONOR, donate(FUND, DOLLARS)), refused(TokenError::CannotCreate));
		check();
	});
}

#[test]
fn less_than_the_least_makes_nobody_an_account_and_the_last_of_a_town_stays_free() {
	development().execute_with(|| {
		found();
		let award_id = awarded(600 * DOLLARS);
		assert_eq!(by(OFFICER, pay(award_id, LEAST - 1)), refused(TokenError::CannotCreate));
		done(OFFICER, pay_all([LEAST, 1].map(|amount| payment(FUND, award_id, amount))));
		assert_eq!(dollars(PAYEE), LEAST + 1);
		// The charity has no account of the dollar either.
		assert_eq!(free(Some(DOLLAR), &charity()), 0);
		assert_eq!(applied(DONOR, donate(GRANTS, LEAST - 1)), refused(TokenError::CannotCreate));
		assert_eq!(applied(DONOR, donate(GRANTS, LEAST)), Ok(()));
		assert_eq!((free(Some(DOLLAR), &charity()), in_funds(&charity())), (0, LEAST));

		assert_eq!(by(OFFICER, receive(FUND, FILLED - LEAST + 1)), refused(TokenError::FundsUnavailable));
		done(OFFICER, receive(FUND, FILLED - LEAST));
		assert_eq!(free(Some(DOLLAR), &town()), LEAST);
		check();
	});
}

#[test]
fn dollars_are_exchanged_into_coins_at_the_price_of_the_pool_and_back() {
	development().execute_with(|| {
		found();
		pool();
		let coins = fund(OFFICER, town(), Currency::Native);
		let own = free(Some(DOLLAR), &town());
		// 1,000 x 0.997 x 100,000 / (100,000 + 1,000 x 0.997), rounded down.
		let got = 987_158_034_397_061;
		exchanged(0, exchange(FUND, coins, 1_000 * DOLLARS, got));
		assert_eq!((in_funds(&town()), held(None, HoldReason::Fund, &town())), (FILLED - 1_000 * DOLLARS, got));
		assert_eq!(free(Some(DOLLAR), &town()), own);
		// And 500 x 0.997 x 101,000 / (100,000 - 987.158… + 500 x 0.997).
		let back = 505_957_401;
		exchanged(1, exchange(coins, FUND, 500 * CIV, back));
		assert_eq!(in_funds(&town()), FILLED - 1_000 * DOLLARS + back);
		assert_eq!(held(None, HoldReason::Fund, &town()), got - 500 * CIV);
		assert_eq!(free(Some(DOLLAR), &town()), own);

		// Both are in the books, with what they have become.
		let first = |fund| PublicFinance::payments(fund, None, None).items.remove(0).record;
		for (from, to, receipt, amount, got) in
			[(FUND, coins, 0, 1_000 * DOLLARS, got), (coins, FUND, 1, 500 * CIV, back)]
		{
			let Use { kind, standing, amount: used, .. } = first(from);
			let expected = UseKind::Transfer { to, receipt, got, through: None };
			assert_eq!((kind, standing, used), (expected, Standing::Moved, amount));
		}
		check();
	});
}

#[test]
fn a_price_that_somebody_has_moved_before_is_not_taken() {
	development().execute_with(|| {
		found();
		pool();
		let coins = fund(OFFICER, town(), Currency::Native);
		let at = |least| exchange(FUND, coins, 1_000 * DOLLARS, least);
		let too_little = || refused(ExchangeError::<Runtime>::ProvidedMinimumNotSufficientForSwap);
		assert_eq!(by(OFFICER, at(987_158_034_397_062)), too_little());
		done(OFFICER, at(987_158_034_397_061));
		// Who knows what waits can sell before it is approved, as whoever makes the block can let somebody do.
		sell(10_000 * DOLLARS);
		assert_eq!(by(SECOND, approve(0, true)), too_little());
		assert_eq!(by(OFFICER, at(0)), refused(Error::<Runtime>::AmountZero));
		let got = 816_788_646_432_019;
		assert_eq!(by(OFFICER, at(got + 1)), too_little());
		exchanged(1, at(got));
		assert_eq!(held(None, HoldReason::Fund, &town()), got);
		check();
	});
}

#[test]
fn what_an_issuer_freezes_or_blocks_is_not_exchanged() {
	development().execute_with(|| {
		found();
		pool();
		let coins = fund(OFFICER, town(), Currency::Native);
		let call = || exchange(FUND, coins, 1_000 * DOLLARS, 1);
		issuer(Issue::freeze_asset { id: DOLLAR.into() });
		assert_eq!(by(OFFICER, call()), refused(AssetsError::<Runtime>::AssetNotLive));
		issuer(Issue::thaw_asset { id: DOLLAR.into() });
		issuer(Issue::freeze { id: DOLLAR.into(), who: town_address() });
		assert_eq!(by(OFFICER, call()), refused(TokenError::NotExpendable));
		issuer(Issue::block { id: DOLLAR.into(), who: town_address() });
		assert_eq!(by(OFFICER, call()), refused(TokenError::CannotCreate));
		issuer(Issue::thaw { id: DOLLAR.into(), who: town_address() });
		exchanged(0, call());
		assert_eq!(in_funds(&town()), FILLED - 1_000 * DOLLARS);
		check();
	});
}

/// What a bank does is only said. The dollars leave the hold of the town, or are put on hold out of what it has free.
#[test]
fn between_dollars_and_a_bank_an_account_takes_or_brings_what_is_on_this_chain() {
	development().execute_with(|| {
		found();
		let euros = fund(OFFICER, town(), EUR);
		let through = |from, to, amount, got, who| {
			let how = How::Exchange { to, got, through: Some(account(who)) };
			pay_all([Payment { fund: from, amount, how, evidence: Some(PROOF) }])
		};
		let sold = |who| through(FUND, euros, 100 * DOLLARS, 9_000, who);
		assert_eq!(by(OFFICER, sold(OFFICER)), refused(Error::<Runtime>::OfficerIsPayee));
		exchanged(0, sold(PAYEE));
		assert_eq!((dollars(PAYEE), in_funds(&town())), (100 * DOLLARS, FILLED - 100 * DOLLARS));
		assert_eq!(fund_info(euros).balance, 9_000);

		let own = free(Some(DOLLAR), &town());
		exchanged(1, through(euros, FUND, 9_000, 99 * DOLLARS, PAYEE));
		assert_eq!((free(Some(DOLLAR), &town()), in_funds(&town())), (own - 99 * DOLLARS, FILLED - DOLLARS));
		assert_eq!((dollars(PAYEE), fund_info(euros).balance), (100 * DOLLARS, 0));
		assert_eq!(applied(PAYEE, Finance::confirm { fund: euros, number: 0, received: true }), Ok(()));
		check();
	});
}
