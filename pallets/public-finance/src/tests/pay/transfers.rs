//! `pay`: money goes into other funds of the same body.

use super::*;
use crate::tests::campaign::campaign_terms;

#[test]
fn a_transfer_is_a_use_here_and_a_receipt_there_and_moves_nothing() {
	build_and_execute(|| {
		found();
		for currency in [EUR, DOLLARS] {
			let (from, to) = (filled(currency, 1_000), fund(currency));
			let before = [free(Some(DOLLAR), CITY), held(Some(DOLLAR), CITY)];
			System::reset_events();
			assert_ok!(pay(&[transfer(from, to, 400)]));
			let kind = UseKind::Transfer { to, receipt: 0, got: 400, through: None };
			let source = Source::Use { fund: from, number: 0 };
			assert_eq!(
				events(),
				[
					Event::Received { fund: to, receipt: 0, amount: 400, source: source.clone() },
					Event::Used { fund: from, number: 0, amount: 400, kind: kind.clone(), officer: OFFICER },
				]
			);
			let Use { kind: stored, standing, evidence, .. } = use_of(from, 0);
			assert_eq!((stored, standing, evidence), (kind, Standing::Moved, None));
			let Receipt { source: stored, span, .. } = receipt_of(to, 0);
			assert_eq!((stored, span), (source, Span { from: 0, to: 400 }));
			assert_eq!([from, to].map(|id| fund_of(id).queue.balance()), [600, 400]);
			assert_eq!([free(Some(DOLLAR), CITY), held(Some(DOLLAR), CITY)], before);
		}
	});
}

#[test]
fn it_needs_neither_line_nor_authority_and_can_go_round() {
	build_and_execute(|| {
		found();
		let (one, two) = (filled(EUR, 1_000), fund(EUR));
		assert_ok!(pay(&[transfer(one, two, 1_000), transfer(two, one, 1_000), transfer(one, two, 1_000)]));
		assert_eq!([one, two].map(|id| fund_of(id).queue.balance()), [0, 1_000]);
		// It is another way, for the same money.
		assert_eq!(use_of(one, 1).span, Span { from: 1_000, to: 2_000 });
		refused!(pay(&[transfer(one, two, 1)]), NotEnoughInFund);
	});
}

#[test]
fn it_goes_into_another_open_fund_of_the_body_in_the_same_currency() {
	build_and_execute(|| {
		found();
		charity();
		let (id, dollars) = (filled(EUR, 1_000), fund(DOLLARS));
		let other = fund_by(HELPER, CHARITY, fund_terms(EUR));
		let gated = fund_by(OFFICER, CITY, FundTerms { gate: Some(7), ..fund_terms(EUR) });
		let campaign = fund_by(OFFICER, CITY, campaign_terms(DOLLARS, dollars));
		refused!(pay(&[transfer(id, id, 10)]), SameFund);
		refused!(pay(&[transfer(id, 99, 10)]), FundUnknown);
		refused!(pay(&[transfer(id, other, 10)]), OtherBody);
		refused!(pay(&[transfer(id, dollars, 10)]), OtherCurrency);
		refused!(pay(&[transfer(id, gated, 10)]), Gated);
		let more = filled(DOLLARS, 10);
		refused!(pay(&[transfer(more, campaign, 10)]), OnlyGifts);
		let to = fund(EUR);
		refused!(pay(&[transfer(id, to, 0)]), AmountZero);
		refused!(pay(&[Payment { evidence: Some(PROOF), ..transfer(id, to, 10) }]), EvidenceInvalid);
		close_period();
		refused!(pay(&[transfer(id, to, 10)]), PeriodNotOpen);
	});
}

#[test]
fn a_purpose_only_narrows_on_whatever_way() {
	build_and_execute(|| {
		found();
		let any = filled(EUR, 1_000);
		let [wide, narrow, other] = ["04", "04.5", "05"].map(|part| purposed(part, EUR, 0));
		let same_code = Code { scheme: text("GFSM"), code: text("04.5") };
		let other_scheme = fund_by(OFFICER, CITY, FundTerms { purpose: Some(same_code), ..fund_terms(EUR) });
		assert_ok!(pay(&[transfer(any, wide, 500), transfer(wide, narrow, 300)]));
		for (from, to) in [(narrow, wide), (narrow, other), (narrow, any), (wide, any), (wide, other_scheme)] {
			refused!(pay(&[transfer(from, to, 10)]), OtherPurpose);
		}
		// Nor in two steps of one call.
		refused!(pay(&[transfer(wide, narrow, 10), transfer(narrow, any, 10)]), OtherPurpose);
	});
}

#[test]
fn which_units_were_used_in_a_period_is_known_when_there_are_uses_in_the_next() {
	build_and_execute(|| {
		found();
		let (id, to) = (filled(EUR, 1_000), fund(EUR));
		assert_ok!(pay(&[transfer(id, to, 100), transfer(id, to, 50)]));
		assert_eq!(fund_of(id).mark, Some((0, 0)));
		next_period();
		assert_eq!(Marks::<Test>::get(id, 0), None);
		assert_ok!(pay(&[transfer(id, to, 30)]));
		assert_eq!(Marks::<Test>::get(id, 0), Some(Span { from: 0, to: 150 }));
		assert_eq!(fund_of(id).mark, Some((1, 150)));
		assert_ok!(pay(&[transfer(id, to, 20)]));
		assert_eq!((fund_of(id).mark, use_of(id, 3).period), (Some((1, 150)), 1));
	});
}
