//! `pay`: money is exchanged into another currency.

use super::{
	approve::{approve, set_rule},
	pay::{pay, purposed, receipt_of, transfer, use_of},
	*,
};
use pallet_asset_conversion::Error as ExchangeError;
use pallet_assets::Error as AssetsError;
use sp_runtime::TokenError;

const DOLLARS_IN_BANK: Currency = Currency::iso(b"USD");

/// So much of one fund is exchanged into another.
fn exchange(fund: FundId, to: FundId, amount: Balance, got: Balance) -> Payment {
	Payment { fund, amount, how: How::Exchange { to, got, through: None }, evidence: evidence(fund_of(fund).currency) }
}

/// The officer exchanges this, and the second approves it.
pub(super) fn exchanged(payment: Payment) -> DispatchResult {
	let (fund, act) = (payment.fund, Bodies::<Test>::get(CITY).expect("it is a body").acts);
	let uses = fund_of(fund).uses;
	pay(&[payment])?;
	assert_eq!(fund_of(fund).uses, uses, "it does not wait");
	approve(SECOND, act, true)
}

#[test]
fn on_chain_it_is_for_as_much_as_the_pool_gives() {
	build_and_execute(|| {
		found();
		pool();
		let (from, to) = (filled(DOLLARS, 100_000), fund(Currency::Native));
		let dollars = free(Some(DOLLAR), CITY);
		assert_ok!(pay(&[exchange(from, to, 10_000, 9_969)]));
		System::reset_events();
		assert_ok!(approve(SECOND, 0, true));
		// One for one, less a fee of 0.3 %, rounded down.
		let kind = UseKind::Transfer { to, receipt: 0, got: 9_969, through: None };
		let source = Source::Use { fund: from, number: 0 };
		assert_eq!(
			events(),
			[
				Event::Received { fund: to, receipt: 0, amount: 9_969, source: source.clone() },
				Event::Used { fund: from, number: 0, amount: 10_000, kind: kind.clone(), officer: OFFICER },
				Event::Decided { body: CITY, act: 0, by: SECOND, approved: true },
			]
		);
		let Use { kind: stored, standing, amount, .. } = use_of(from, 0);
		assert_eq!((stored, standing, amount), (kind, Standing::Moved, 10_000));
		assert_eq!((receipt_of(to, 0).source, fund_of(to).queue.balance()), (source, 9_969));
		assert_eq!((held(Some(DOLLAR), CITY), held(None, CITY)), (90_000, 9_969));
		assert_eq!(free(Some(DOLLAR), CITY), dollars);
		// And back again.
		assert_ok!(exchanged(exchange(to, from, 5_000, 1)));
		assert_eq!((held(Some(DOLLAR), CITY), held(None, CITY)), (94_985, 4_969));
	});
}

#[test]
fn it_yields_what_is_asked_for_or_is_not_done() {
	build_and_execute(|| {
		found();
		pool();
		let (from, to) = (filled(DOLLARS, 100_000), fund(Currency::Native));
		let too_little = ExchangeError::<Test>::ProvidedMinimumNotSufficientForSwap;
		assert_noop!(pay(&[exchange(from, to, 10_000, 9_970)]), too_little);
		refused!(pay(&[exchange(from, to, 10_000, 0)]), AmountZero);
		refused!(pay(&[exchange(from, to, 0, 1)]), AmountZero);
		refused!(pay(&[exchange(from, to, 100_001, 1)]), NotEnoughInFund);
	});
}

#[test]
fn without_a_pool_nothing_is_exchanged() {
	build_and_execute(|| {
		found();
		let (from, to) = (filled(DOLLARS, 100_000), fund(Currency::Native));
		assert_noop!(pay(&[exchange(from, to, 10_000, 1)]), ExchangeError::<Test>::PoolEmpty);
	});
}

#[test]
fn a_bank_gives_what_the_body_says() {
	build_and_execute(|| {
		found();
		set_rule(Rule { currency: DOLLARS_IN_BANK, ..RULE });
		let (from, to) = (filled(EUR, 1_000), fund(DOLLARS_IN_BANK));
		assert_ok!(exchanged(exchange(from, to, 500, 550)));
		let Use { kind, standing, evidence, .. } = use_of(from, 0);
		assert_eq!(kind, UseKind::Transfer { to, receipt: 0, got: 550, through: None });
		assert_eq!((standing, evidence), (Standing::Claimed, Some(PROOF)));
		assert_eq!((receipt_of(to, 0).evidence, fund_of(to).queue.balance()), (Some(PROOF), 550));
		refused!(pay(&[exchange(from, to, 500, 0)]), AmountZero);
		refused!(pay(&[exchange(from, to, 10, Balance::MAX)]), AmountTooLarge);
		refused!(pay(&[Payment { evidence: None, ..exchange(from, to, 10, 11) }]), EvidenceInvalid);
	});
}

#[test]
fn it_takes_two_whatever_it_comes_to() {
	build_and_execute(|| {
		found();
		set_rule(Rule { threshold: Balance::MAX, ..RULE });
		set_rule(Rule { currency: DOLLARS_IN_BANK, threshold: Balance::MAX, ..RULE });
		let (from, to, other) = (filled(EUR, 1_000), fund(DOLLARS_IN_BANK), fund(EUR));
		// In a list with others, too.
		assert_ok!(pay(&[transfer(from, other, 10), exchange(from, to, 1, 1)]));
		assert_eq!(fund_of(from).uses, 0);
		refused!(approve(OFFICER, 0, true), ApproverRelated);
		relate(THIRD, OFFICER);
		refused!(approve(THIRD, 0, true), ApproverRelated);
		assert_ok!(approve(SECOND, 0, true));
		assert_eq!((fund_of(from).uses, use_of(from, 1).officer), (2, OFFICER));
		// It counts for what does not wait.
		let counted = Tallies::<Test>::get((CITY, (EUR, Power::Pay), Party::Officer(OFFICER)));
		assert_eq!(counted.amount, 11);
	});
}

#[test]
fn it_goes_into_what_the_appropriator_has_a_rule_for() {
	build_and_execute(|| {
		found();
		let (from, to) = (filled(EUR, 1_000), fund(DOLLARS_IN_BANK));
		refused!(pay(&[exchange(from, to, 10, 11)]), OtherCurrency);
		set_rule(Rule { currency: DOLLARS_IN_BANK, ..RULE });
		assert_ok!(exchanged(exchange(from, to, 10, 11)));
		assert_eq!(fund_of(to).queue.received, 11);
	});
}

#[test]
fn it_goes_into_an_open_fund_of_the_body_in_another_currency_of_the_same_kind() {
	build_and_execute(|| {
		found();
		charity();
		pool();
		let (euros, dollars) = (filled(EUR, 1_000), filled(DOLLARS, 1_000));
		let [more_euros, more_dollars, native] = [EUR, DOLLARS, Currency::Native].map(fund);
		let other = fund_by(HELPER, CHARITY, fund_terms(Currency::Native));
		let gated = FundTerms { gifts: None, gate: Some(7), ..fund_terms(Currency::Native) };
		let gated = fund_by(OFFICER, CITY, gated);
		let campaign = fund_by(OFFICER, CITY, campaign::campaign_terms(Currency::Native, native));
		refused!(pay(&[exchange(euros, more_euros, 10, 10)]), OtherCurrency);
		refused!(pay(&[exchange(dollars, more_dollars, 10, 1)]), OtherCurrency);
		refused!(pay(&[exchange(dollars, dollars, 10, 1)]), SameFund);
		refused!(pay(&[exchange(dollars, other, 10, 1)]), OtherBody);
		refused!(pay(&[exchange(dollars, 99, 10, 1)]), FundUnknown);
		refused!(pay(&[exchange(dollars, gated, 10, 1)]), Gated);
		refused!(pay(&[exchange(dollars, campaign, 10, 1)]), OnlyGifts);
		refused!(pay(&[Payment { evidence: Some(PROOF), ..exchange(dollars, native, 10, 1) }]), EvidenceInvalid);
	});
}

#[test]
fn no_purpose_is_lost_by_it() {
	build_and_execute(|| {
		found();
		pool();
		let from = purposed("04", DOLLARS, 1_000);
		let any = fund(Currency::Native);
		let [other, narrower] = ["05", "04.5"].map(|part| purposed(part, Currency::Native, 0));
		for to in [any, other] {
			refused!(pay(&[exchange(from, to, 100, 1)]), OtherPurpose);
		}
		assert_ok!(exchanged(exchange(from, narrower, 100, 1)));
		// Nor on the way back.
		let wider = fund(DOLLARS);
		refused!(pay(&[exchange(narrower, wider, 10, 1)]), OtherPurpose);
	});
}

#[test]
fn what_is_frozen_is_not_exchanged() {
	build_and_execute(|| {
		found();
		pool();
		let (from, to) = (filled(DOLLARS, 1_000), fund(Currency::Native));
		frame_support::hypothetically!({
			freeze_account(DOLLAR, CITY);
			assert_noop!(pay(&[exchange(from, to, 100, 1)]), TokenError::NotExpendable);
		});
		// What the body has free besides is not needed.
		assert_ok!(Assets::burn(signed(ISSUER), DOLLAR, CITY, Balance::MAX));
		assert_ok!(exchanged(exchange(from, to, 100, 1)));
		assert_eq!(free(Some(DOLLAR), CITY), MIN_BALANCE);
		freeze_asset(DOLLAR);
		assert_noop!(pay(&[exchange(from, to, 100, 1)]), AssetsError::<Test>::AssetNotLive);
	});
}

#[test]
fn what_comes_out_is_put_where_the_account_lives_on() {
	build_and_execute(|| {
		found();
		pool();
		let (from, to) = (filled(Currency::Native, 1_000), fund(DOLLARS));
		// Without any dollars of its own the body cannot put all that it gets on hold.
		assert_ok!(Assets::burn(signed(ISSUER), DOLLAR, CITY, Balance::MAX));
		assert_noop!(pay(&[exchange(from, to, 500, 1)]), TokenError::FundsUnavailable);
		assert_ok!(Assets::mint(signed(ISSUER), DOLLAR, CITY, MIN_BALANCE));
		assert_ok!(exchanged(exchange(from, to, 500, 1)));
		assert_eq!((free(Some(DOLLAR), CITY), held(Some(DOLLAR), CITY)), (MIN_BALANCE, fund_of(to).queue.balance()));
	});
}

/// So much of one fund is exchanged into another through the payee.
fn through(fund: FundId, to: FundId, amount: Balance, got: Balance) -> Payment {
	let how = How::Exchange { to, got, through: Some(PAYEE) };
	Payment { fund, amount, how, evidence: Some(PROOF) }
}

#[test]
fn from_this_chain_into_a_bank_somebody_takes_it() {
	build_and_execute(|| {
		found();
		let (from, to) = (filled(DOLLARS, 1_000), fund(EUR));
		assert_ok!(exchanged(through(from, to, 400, 360)));
		assert_eq!((free(Some(DOLLAR), PAYEE), held(Some(DOLLAR), CITY)), (ENDOWMENT + 400, 600));
		let Use { kind, standing, evidence, .. } = use_of(from, 0);
		assert_eq!(kind, UseKind::Transfer { to, receipt: 0, got: 360, through: Some(PAYEE) });
		assert_eq!((standing, evidence), (Standing::Moved, Some(PROOF)));
		let Receipt { source, evidence, .. } = receipt_of(to, 0);
		assert_eq!((source, evidence), (Source::Use { fund: from, number: 0 }, Some(PROOF)));
		assert_eq!(fund_of(to).queue.balance(), 360);
		// It has moved: there is nothing to confirm.
		refused!(PublicFinance::confirm(signed(PAYEE), from, 0, false), NotClaimed);
	});
}

#[test]
fn from_a_bank_onto_this_chain_somebody_has_brought_it() {
	build_and_execute(|| {
		found();
		let (from, to) = (filled(EUR, 1_000), fund(DOLLARS));
		let own = free(Some(DOLLAR), CITY);
		assert_ok!(exchanged(through(from, to, 400, 440)));
		assert_eq!((free(Some(DOLLAR), CITY), held(Some(DOLLAR), CITY)), (own - 440, 440));
		assert_eq!((use_of(from, 0).standing, fund_of(to).queue.balance()), (Standing::Claimed, 440));
		// What the bank has paid for it he confirms or contests.
		refused!(PublicFinance::confirm(signed(STRANGER), from, 0, false), NotAllowed);
		assert_ok!(PublicFinance::confirm(signed(PAYEE), from, 0, false));
		// No more comes in than is there.
		let rest = free(Some(DOLLAR), CITY);
		assert_noop!(pay(&[through(from, to, 10, rest)]), TokenError::FundsUnavailable);
	});
}

#[test]
fn from_bank_to_bank_it_may_be_through_someone() {
	build_and_execute(|| {
		found();
		set_rule(Rule { currency: DOLLARS_IN_BANK, ..RULE });
		let (from, to) = (filled(EUR, 1_000), fund(DOLLARS_IN_BANK));
		assert_ok!(exchanged(through(from, to, 400, 440)));
		assert_ok!(PublicFinance::confirm(signed(PAYEE), from, 0, true));
		assert_eq!(free(Some(DOLLAR), PAYEE), ENDOWMENT);
	});
}

#[test]
fn through_whom_it_goes_is_said_where_somebody_is_needed_and_nowhere_else() {
	build_and_execute(|| {
		found();
		pool();
		let (euros, dollars, native) = (filled(EUR, 1_000), filled(DOLLARS, 1_000), fund(Currency::Native));
		let nobody = |from, to| Payment { evidence: Some(PROOF), ..exchange(from, to, 10, 10) };
		refused!(pay(&[nobody(euros, dollars)]), ThroughInvalid);
		// Without anybody it is no matter of a bank, so it has no evidence either.
		refused!(pay(&[exchange(dollars, euros, 10, 10)]), ThroughInvalid);
		refused!(pay(&[through(dollars, native, 10, 1)]), ThroughInvalid);
		refused!(pay(&[Payment { evidence: None, ..through(dollars, euros, 10, 10) }]), EvidenceInvalid);
		refused!(pay(&[through(dollars, euros, 10, 0)]), AmountZero);
		refused!(pay(&[through(dollars, euros, 1_001, 10)]), NotEnoughInFund);
	});
}

#[test]
fn through_whom_it_goes_is_paid_like_anybody() {
	build_and_execute(|| {
		found();
		charity();
		let (dollars, euros) = (filled(DOLLARS, 1_000), fund(EUR));
		let by = |who| How::Exchange { to: euros, got: 10, through: Some(who) };
		for body in [CITY, CHARITY] {
			refused!(pay(&[Payment { how: by(body), ..through(dollars, euros, 10, 10) }]), PayeeIsBody);
		}
		refused!(pay(&[Payment { how: by(OFFICER), ..through(dollars, euros, 10, 10) }]), OfficerIsPayee);
		relate(OFFICER, DONOR);
		refused!(pay(&[Payment { how: by(DONOR), ..through(dollars, euros, 10, 10) }]), OfficerIsPayee);
		// Nor does who is related to him approve it. He may take it away.
		assert_ok!(pay(&[through(dollars, euros, 10, 10)]));
		relate(SECOND, PAYEE);
		refused!(approve(SECOND, 0, true), ApproverRelated);
		frame_support::hypothetically!({
			assert_ok!(approve(PAYEE, 0, false));
		});
		assert_ok!(approve(THIRD, 0, true));
		let party = crate::acts::party_of::<Test>(&Payee::Account(PAYEE));
		assert_eq!(Tallies::<Test>::get((CITY, (DOLLARS, Power::Pay), party)).amount, 10);
	});
}

#[test]
fn who_is_blocked_gets_nothing_through_an_exchange() {
	build_and_execute(|| {
		found();
		let (dollars, euros) = (filled(DOLLARS, 1_000), fund(EUR));
		assert_ok!(Assets::block(signed(ISSUER), DOLLAR, PAYEE));
		assert_noop!(pay(&[through(dollars, euros, 10, 10)]), TokenError::CannotCreate);
	});
}
