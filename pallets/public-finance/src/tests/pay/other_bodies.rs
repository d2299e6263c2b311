//! `pay`: a fund of another body has an award.

use super::*;
use crate::tests::campaign::campaign_terms;

/// A fund of the charity of these terms, and an award to it of 600, of this line of the city.
fn granted(terms: FundTerms, line: LineId) -> (FundId, AwardId) {
	let to = fund_by(HELPER, CHARITY, terms);
	(to, awarded(Payee::Fund(to), line, 600))
}

#[test]
fn on_chain_it_has_a_receipt_at_once() {
	build_and_execute(|| {
		budget();
		charity();
		let id = filled(DOLLARS, 1_000);
		let (to, award) = granted(fund_terms(DOLLARS), 8);
		System::reset_events();
		assert_ok!(pay(&[payment(id, award, 8, 400)]));
		let kind = UseKind::Award { award, lines: list([split(8, 400)]), receipt: Some(0) };
		let source = Source::Use { fund: id, number: 0 };
		assert_eq!(
			events(),
			[
				Event::Received { fund: to, receipt: 0, amount: 400, source: source.clone() },
				Event::Used { fund: id, number: 0, amount: 400, kind: kind.clone(), officer: OFFICER },
			]
		);
		assert_eq!((use_of(id, 0).kind, use_of(id, 0).standing), (kind, Standing::Moved));
		assert_eq!((receipt_of(to, 0).source, fund_of(to).queue.balance()), (source, 400));
		// It goes from hold to hold: nobody has it free in between.
		assert_eq!([CITY, CHARITY].map(|body| held(Some(DOLLAR), body)), [600, 400]);
		assert_eq!(free(Some(DOLLAR), CHARITY), ENDOWMENT);
	});
}

#[test]
fn by_a_bank_it_has_none_before_it_is_confirmed() {
	build_and_execute(|| {
		budget();
		charity();
		let id = filled(EUR, 1_000);
		let (to, award) = granted(fund_terms(EUR), 3);
		assert_ok!(pay(&[payment(id, award, 3, 400)]));
		let kind = UseKind::Award { award, lines: list([split(3, 400)]), receipt: None };
		assert_eq!((use_of(id, 0).kind, use_of(id, 0).standing), (kind, Standing::Claimed));
		assert_eq!(fund_of(to).receipts, 0);
	});
}

#[test]
fn the_purpose_of_what_pays_it_stays() {
	build_and_execute(|| {
		budget();
		charity();
		for (currency, line) in [(EUR, 4), (DOLLARS, 9)] {
			let id = purposed("04.5", currency, 1_000);
			let of = |part| FundTerms { purpose: Some(code("COFOG", part)), ..fund_terms(currency) };
			for terms in [fund_terms(currency), of("04"), of("05")] {
				let (_, award) = granted(terms, line);
				refused!(pay(&[payment(id, award, line, 100)]), OtherPurpose);
			}
			let (_, award) = granted(of("04.5.1"), line);
			assert_ok!(pay(&[payment(id, award, line, 100)]));
		}
	});
}

#[test]
fn what_has_a_gate_or_is_a_campaign_is_not_paid() {
	build_and_execute(|| {
		budget();
		charity();
		for (currency, line) in [(EUR, 3), (DOLLARS, 8)] {
			let id = filled(currency, 1_000);
			let gated = FundTerms { gifts: None, gate: Some(7), ..fund_terms(currency) };
			let (_, award) = granted(gated, line);
			refused!(pay(&[payment(id, award, line, 100)]), Gated);
		}
		let successor = fund_by(HELPER, CHARITY, fund_terms(DOLLARS));
		let (_, award) = granted(campaign_terms(DOLLARS, successor), 8);
		let id = filled(DOLLARS, 1_000);
		refused!(pay(&[payment(id, award, 8, 100)]), OnlyGifts);
	});
}

#[test]
fn nobody_burdens_another_body_with_records_of_dust() {
	build_and_execute(|| {
		budget();
		charity();
		let id = filled(DOLLARS, 1_000);
		let (_, award) = granted(fund_terms(DOLLARS), 8);
		refused!(pay(&[payment(id, award, 8, 9)]), GiftTooSmall);
		assert_ok!(pay(&[payment(id, award, 8, 10)]));
		// And whatever it can bear, it bears none: who pays does.
		assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), CHARITY, EXISTENTIAL_DEPOSIT));
		assert_ok!(pay(&[payment(id, award, 8, 10)]));
	});
}

#[test]
fn who_is_related_to_a_body_does_not_pay_it() {
	build_and_execute(|| {
		budget();
		charity();
		let id = filled(DOLLARS, 1_000);
		let (_, award) = granted(fund_terms(DOLLARS), 8);
		control(OFFICER, CHARITY);
		refused!(pay(&[payment(id, award, 8, 100)]), OfficerIsPayee);
		assert_ok!(PublicFinance::pay(signed(SECOND), CITY, list([payment(id, award, 8, 100)])));
	});
}

#[test]
fn whose_account_is_blocked_is_not_paid() {
	build_and_execute(|| {
		budget();
		charity();
		let id = filled(DOLLARS, 1_000);
		let (_, award) = granted(fund_terms(DOLLARS), 8);
		assert_ok!(Assets::block(signed(ISSUER), DOLLAR, CHARITY));
		assert_noop!(pay(&[payment(id, award, 8, 100)]), TokenError::CannotCreate);
	});
}
