//! `pay`: awards are paid. Agreements, funds of other bodies, other funds of the same and refunds have files of their own.

use super::{audit::next_period, *};
use frame_support::hypothetically;
use pallet_assets::Error as AssetsError;
use sp_runtime::TokenError;

mod agreements;
mod other_bodies;
mod refunds;
mod transfers;

/// The officer pays these.
pub(super) fn pay(payments: &[Payment]) -> DispatchResult {
	plain(PublicFinance::pay(signed(OFFICER), CITY, list(payments)))
}

/// So much goes from one fund into another of the same body.
pub(super) fn transfer(fund: FundId, to: FundId, amount: Balance) -> Payment {
	Payment { fund, amount, how: How::Transfer { to }, evidence: None }
}

/// A use as it is stored.
pub(super) fn use_of(fund: FundId, number: u32) -> Use<Test> {
	Uses::<Test>::get(fund, number).expect("there is such a use")
}

/// A receipt as it is stored.
pub(super) fn receipt_of(fund: FundId, number: u32) -> Receipt<Test> {
	Receipts::<Test>::get(fund, number).expect("there is such a receipt")
}

/// A fund of the city for this part of government, by COFOG, in which there is so much.
pub(super) fn purposed(part: &str, currency: Currency, amount: Balance) -> FundId {
	let terms = FundTerms { purpose: Some(code("COFOG", part)), ..fund_terms(currency) };
	let fund = fund_by(OFFICER, CITY, terms);
	if amount > 0 {
		assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, fund, list([receipt_terms(currency, amount)])));
	}
	fund
}

/// Of several lines.
fn of_lines(fund: FundId, award: AwardId, lines: &[Split]) -> Payment {
	let amount = lines.iter().map(|split| split.amount).sum();
	Payment { amount, how: How::Award { award, lines: list(lines) }, ..payment(fund, award, 0, 0) }
}

#[test]
fn by_a_bank_it_is_paid_as_the_body_says() {
	build_and_execute(|| {
		budget();
		let id = filled(EUR, 1_000);
		let award = awarded(Payee::Account(PAYEE), 3, 600);
		System::reset_events();
		assert_ok!(pay(&[payment(id, award, 3, 400)]));
		let kind = UseKind::Award { award, lines: list([split(3, 400)]), receipt: None };
		let (number, amount, officer) = (0, 400, OFFICER);
		assert_eq!(events(), [Event::Used { fund: id, number, amount, kind: kind.clone(), officer }]);
		let expected: Use<Test> = Use {
			span: Span { from: 0, to: 400 },
			amount,
			kind,
			period: 0,
			standing: Standing::Claimed,
			returned: 0,
			officer: OFFICER,
			at: NOW,
			block: 1,
			evidence: Some(PROOF),
			corrections: 0,
		};
		assert_eq!(use_of(id, 0), expected);
		let booked = Booked { authority: 500_000, obligated: 600, disbursed: 400, refunded: 0 };
		assert_eq!((line_of(3).own, line_of(3).bound), (booked, None));
		// What is booked below is booked on the line that binds.
		assert_eq!(line_of(2).bound, Some(Booked { authority: 800_000, ..booked }));
		assert_eq!(line_of(2).own, Booked::default());
		let Award { disbursed, lines, .. } = award_of(award);
		assert_eq!((disbursed, lines[0].disbursed), (400, 400));
		assert_eq!(fund_of(id).queue.balance(), 600);
	});
}

#[test]
fn on_chain_the_money_moves_with_the_record() {
	build_and_execute(|| {
		budget();
		let id = filled(DOLLARS, 1_000);
		let award = awarded(Payee::Account(PAYEE), 8, 600);
		let own = free(Some(DOLLAR), CITY);
		assert_ok!(pay(&[payment(id, award, 8, 400), payment(id, award, 8, 200)]));
		assert_eq!(free(Some(DOLLAR), PAYEE), ENDOWMENT + 600);
		assert_eq!((held(Some(DOLLAR), CITY), free(Some(DOLLAR), CITY)), (400, own));
		let Use { standing, evidence, span, .. } = use_of(id, 1);
		assert_eq!((standing, evidence, span), (Standing::Moved, None, Span { from: 400, to: 600 }));
		refused!(pay(&[payment(id, award, 8, 1)]), OverLine);
	});
}

#[test]
fn the_native_asset_is_paid_too() {
	build_and_execute(|| {
		budget();
		let root = Above::Root { period: 0, currency: Currency::Native, kind: LineKind::Expenditure };
		let terms = line_terms(root, "native", &[], true);
		assert_ok!(PublicFinance::set_line(signed(OFFICER), CITY, list([terms])));
		assert_ok!(PublicFinance::move_authority(signed(COUNCIL), CITY, list([moved(None, Some(10), 600)])));
		let id = filled(Currency::Native, 1_000);
		let before = free(None, PAYEE);
		pay_award(id, awarded(Payee::Account(PAYEE), 10, 600), 10, 600);
		assert_eq!((free(None, PAYEE), held(None, CITY)), (before + 600, 400));
	});
}

#[test]
fn the_lines_of_a_payment_sum_to_it_and_are_those_of_the_award() {
	build_and_execute(|| {
		budget();
		let id = filled(EUR, 1_000);
		let award = committed(award_terms(Payee::Account(PAYEE), &[split(3, 300), split(4, 200)]));
		assert_ok!(PublicFinance::accept(signed(SECOND), CITY, list([acceptance(award, 500)])));
		let lines = [split(3, 100), split(4, 50)];
		for wrong in [149, 151] {
			refused!(pay(&[Payment { amount: wrong, ..of_lines(id, award, &lines) }]), SumWrong);
		}
		refused!(pay(&[Payment { amount: 100, ..of_lines(id, award, &[]) }]), SumWrong);
		// Nor do they in a round.
		let how = How::Award { award, lines: list([split(3, Balance::MAX), split(4, 151)]) };
		refused!(pay(&[Payment { how, ..of_lines(id, award, &lines) }]), SumWrong);
		refused!(pay(&[of_lines(id, award, &[split(3, 100), split(3, 50)])]), LineTwice);
		refused!(pay(&[of_lines(id, award, &[split(3, 100), split(2, 50)])]), NotOfAward);
		refused!(pay(&[of_lines(id, award, &[split(3, 301)])]), OverLine);
		refused!(pay(&[of_lines(id, award, &[split(3, 100), split(4, 0)])]), AmountZero);
		assert_ok!(pay(&[of_lines(id, award, &lines)]));
		assert_eq!([3, 4].map(|line| line_of(line).own.disbursed), [100, 50]);
		// Of each line no more than there is, whatever the award has besides.
		refused!(pay(&[of_lines(id, award, &[split(4, 151)])]), OverLine);
		assert_ok!(pay(&[of_lines(id, award, &[split(4, 150), split(3, 200)])]));
		assert_eq!(award_of(award).disbursed, 500);
	});
}

#[test]
fn no_more_is_paid_than_was_accepted_or_may_be_in_advance() {
	build_and_execute(|| {
		budget();
		let id = filled(EUR, 1_000);
		let award = committed(AwardTerms { advance: 100, ..award_terms(Payee::Account(PAYEE), &[split(3, 600)]) });
		let by = |who, amounts: &[Balance]| {
			let payments: Vec<_> = amounts.iter().map(|amount| payment(id, award, 3, *amount)).collect();
			PublicFinance::pay(signed(who), CITY, list(payments))
		};
		refused!(by(SECOND, &[101]), NotAccepted);
		assert_ok!(by(SECOND, &[100]));
		refused!(by(SECOND, &[1]), NotAccepted);
		assert_ok!(PublicFinance::accept(signed(SECOND), CITY, list([acceptance(award, 300)])));
		refused!(by(SECOND, &[301]), NotAccepted);
		refused!(by(SECOND, &[300, 1]), NotAccepted);
		assert_ok!(by(SECOND, &[300]));
	});
}

#[test]
fn who_has_committed_to_it_pays_what_another_has_accepted() {
	build_and_execute(|| {
		budget();
		let id = filled(EUR, 1_000);
		let terms = AwardTerms { advance: 100, ..award_terms(Payee::Account(PAYEE), &[split(3, 600)]) };
		let award = committed(terms.clone());
		refused!(pay(&[payment(id, award, 3, 1)]), AcceptorCommitted);
		assert_ok!(PublicFinance::accept(signed(SECOND), CITY, list([acceptance(award, 300)])));
		refused!(pay(&[payment(id, award, 3, 301)]), AcceptorCommitted);
		assert_ok!(pay(&[payment(id, award, 3, 300)]));
		refused!(pay(&[payment(id, award, 3, 1)]), AcceptorCommitted);
		// Nor does who has changed it, though he has accepted before that.
		let changed = AwardTerms { award: Some(award), ..terms };
		assert_ok!(PublicFinance::award(signed(SECOND), CITY, list([changed])));
		refused!(PublicFinance::pay(signed(SECOND), CITY, list([payment(id, award, 3, 1)])), AcceptorCommitted);
		assert_ok!(PublicFinance::pay(signed(THIRD), CITY, list([payment(id, award, 3, 100)])));
		// What came back of what was accepted is paid again.
		let back = ReceiptTerms { returns: Some((id, 0)), ..receipt_terms(EUR, 150) };
		came_back(id, back);
		refused!(pay(&[payment(id, award, 3, 51)]), AcceptorCommitted);
		assert_ok!(pay(&[payment(id, award, 3, 50)]));
	});
}

#[test]
fn no_more_is_paid_than_is_in_the_fund() {
	build_and_execute(|| {
		budget();
		let id = filled(EUR, 1_000);
		let award = awarded(Payee::Account(PAYEE), 3, 2_000);
		refused!(pay(&[payment(id, award, 3, 1_001)]), NotEnoughInFund);
		refused!(pay(&[payment(id, award, 3, 600), payment(id, award, 3, 401)]), NotEnoughInFund);
		assert_ok!(pay(&[payment(id, award, 3, 600), payment(id, award, 3, 400)]));
		refused!(pay(&[payment(id, award, 3, 1)]), NotEnoughInFund);
	});
}

#[test]
fn whoever_may_not_pays_nothing() {
	build_and_execute(|| {
		refused!(pay(&[]), NotBody);
		budget();
		charity();
		let id = filled(EUR, 1_000);
		let award = awarded(Payee::Account(PAYEE), 3, 600);
		let by = |who| PublicFinance::pay(signed(who), CITY, list([payment(id, award, 3, 10)]));
		for who in [CITY, COUNCIL, HELPER, PAYEE, STRANGER] {
			refused!(by(who), NoPower);
		}
		hypothetically!({
			relate(OFFICER, PAYEE);
			refused!(by(OFFICER), OfficerIsPayee);
			Relations::set(Default::default());
		});
		give_power(PAYEE, CITY, Power::Pay);
		refused!(by(PAYEE), OfficerIsPayee);
		// Of another body, by its own officer.
		let payments = list([payment(id, award, 3, 10)]);
		refused!(PublicFinance::pay(signed(HELPER), CHARITY, payments), FundUnknown);
		limit_power(OFFICER, CITY, Power::Pay, 19);
		let twice = [payment(id, award, 3, 10), payment(id, award, 3, 10)];
		refused!(pay(&twice), NoPower);
		assert_ok!(pay(&twice[..1]));
	});
}

#[test]
fn what_is_unknown_or_of_another_kind_is_refused() {
	build_and_execute(|| {
		budget();
		charity();
		let (euros, dollars) = (filled(EUR, 1_000), filled(DOLLARS, 1_000));
		let other = fund_by(HELPER, CHARITY, fund_terms(EUR));
		let award = awarded(Payee::Account(PAYEE), 3, 600);
		refused!(pay(&[]), ListEmpty);
		refused!(pay(&[Payment { fund: 99, ..payment(euros, award, 3, 10) }]), FundUnknown);
		refused!(pay(&[payment(other, award, 3, 10)]), FundUnknown);
		refused!(pay(&[payment(euros, 99, 3, 10)]), AwardUnknown);
		refused!(pay(&[payment(euros, award, 3, 0)]), AmountZero);
		refused!(pay(&[payment(euros, award, 3, Balance::MAX), payment(euros, award, 3, 1)]), AmountTooLarge);
		refused!(pay(&[payment(dollars, award, 3, 10)]), OtherCurrency);
		let in_dollars = awarded(Payee::Account(PAYEE), 8, 600);
		refused!(pay(&[payment(euros, award, 3, 10), payment(dollars, in_dollars, 8, 10)]), OtherCurrency);
		refused!(pay(&[Payment { evidence: None, ..payment(euros, award, 3, 10) }]), EvidenceInvalid);
		refused!(pay(&[Payment { evidence: Some(PROOF), ..payment(dollars, in_dollars, 8, 10) }]), EvidenceInvalid);
		// Who has no account could not be paid on chain, and nothing is awarded to him there.
		for payee in
			[Payee::Organisation(text("ES-NIF-B1")), Payee::Withheld(PROOF), Payee::Group { root: PROOF, count: 2 }]
		{
			let awards = list([award_terms(payee, &[split(8, 600)])]);
			refused!(PublicFinance::award(signed(OFFICER), CITY, awards), PayeeOffChain);
		}
	});
}

#[test]
fn an_award_of_another_body_is_unknown() {
	build_and_execute(|| {
		budget();
		charity();
		let award = awarded(Payee::Account(PAYEE), 3, 600);
		let id = fund_by(HELPER, CHARITY, fund_terms(EUR));
		let payments = list([payment(id, award, 3, 10)]);
		refused!(PublicFinance::pay(signed(HELPER), CHARITY, payments), AwardUnknown);
	});
}

#[test]
fn a_fund_pays_what_its_money_is_for() {
	build_and_execute(|| {
		budget();
		let id = purposed("01.1", EUR, 1_000);
		let any = filled(EUR, 1_000);
		// Paper is for 01.1.1, ink for 04.5, and goods in general are for nothing that is known.
		let [paper, ink, goods] = [3, 4, 2].map(|line| awarded(Payee::Account(PAYEE), line, 100));
		refused!(pay(&[payment(id, ink, 4, 10)]), OtherPurpose);
		refused!(pay(&[payment(id, goods, 2, 10)]), OtherPurpose);
		let both = committed(award_terms(Payee::Account(PAYEE), &[split(3, 100), split(4, 100)]));
		assert_ok!(PublicFinance::accept(signed(SECOND), CITY, list([acceptance(both, 200)])));
		refused!(pay(&[of_lines(id, both, &[split(3, 10), split(4, 10)])]), OtherPurpose);
		assert_ok!(pay(&[payment(id, paper, 3, 10)]));
		assert_ok!(pay(&[payment(any, ink, 4, 10), payment(any, goods, 2, 10)]));
	});
}

#[test]
fn nothing_is_paid_but_in_the_period_that_is_open() {
	build_and_execute(|| {
		budget();
		let id = filled(EUR, 1_000);
		let award = awarded(Payee::Account(PAYEE), 3, 600);
		hypothetically!({
			close_period();
			refused!(pay(&[payment(id, award, 3, 10)]), PeriodNotOpen);
		});
		next_period();
		refused!(pay(&[payment(id, award, 3, 10)]), PeriodNotOpen);
	});
}

#[test]
fn one_payment_that_is_refused_stops_the_others() {
	build_and_execute(|| {
		budget();
		let id = filled(DOLLARS, 1_000);
		let award = awarded(Payee::Account(PAYEE), 8, 600);
		refused!(pay(&[payment(id, award, 8, 10), payment(id, award, 9, 10)]), NotOfAward);
		assert_eq!(free(Some(DOLLAR), PAYEE), ENDOWMENT);
	});
}

#[test]
fn what_an_issuer_freezes_waits() {
	build_and_execute(|| {
		budget();
		let id = filled(DOLLARS, 1_000);
		let award = awarded(Payee::Account(PAYEE), 8, 600);
		// What is in a fund he cannot keep there by freezing the account.
		freeze_account(DOLLAR, CITY);
		assert_ok!(pay(&[payment(id, award, 8, 100)]));
		assert_ok!(Assets::block(signed(ISSUER), DOLLAR, PAYEE));
		assert_noop!(pay(&[payment(id, award, 8, 100)]), TokenError::CannotCreate);
		assert_ok!(Assets::thaw(signed(ISSUER), DOLLAR, PAYEE));
		freeze_asset(DOLLAR);
		assert_noop!(pay(&[payment(id, award, 8, 100)]), AssetsError::<Test>::AssetNotLive);
		assert_ok!(Assets::thaw_asset(signed(ISSUER), DOLLAR));
		assert_ok!(pay(&[payment(id, award, 8, 100)]));
	});
}

#[test]
fn what_is_on_hold_is_neither_burnt_nor_spent_otherwise() {
	build_and_execute(|| {
		budget();
		let id = filled(DOLLARS, 1_000);
		let award = awarded(Payee::Account(PAYEE), 8, 600);
		assert_ok!(Assets::burn(signed(ISSUER), DOLLAR, CITY, Balance::MAX));
		assert_noop!(Assets::transfer(signed(CITY), DOLLAR, STRANGER, 100), AssetsError::<Test>::BalanceLow);
		assert_eq!(held(Some(DOLLAR), CITY), 1_000);
		assert_ok!(pay(&[payment(id, award, 8, 600)]));
		assert_eq!(free(Some(DOLLAR), PAYEE), ENDOWMENT + 600);
	});
}

#[test]
fn dust_does_not_make_the_account_of_a_payee() {
	build_and_execute(|| {
		budget();
		let id = filled(DOLLARS, 1_000);
		let nobody = AccountId::new([77; 32]);
		let award = awarded(Payee::Account(nobody.clone()), 8, 600);
		assert_noop!(pay(&[payment(id, award, 8, MIN_BALANCE - 1)]), TokenError::CannotCreate);
		assert_ok!(pay(&[payment(id, award, 8, MIN_BALANCE), payment(id, award, 8, 1)]));
		assert_eq!(free(Some(DOLLAR), nobody), MIN_BALANCE + 1);
	});
}

#[test]
fn a_body_that_cannot_pay_for_the_record_pays_nothing() {
	build_and_execute(|| {
		budget();
		let id = filled(EUR, 1_000);
		let award = awarded(Payee::Account(PAYEE), 3, 600);
		assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), CITY, EXISTENTIAL_DEPOSIT));
		assert_noop!(pay(&[payment(id, award, 3, 10)]), TokenError::FundsUnavailable);
	});
}

#[test]
fn there_are_no_more_uses_than_can_be_numbered() {
	build_and_execute(|| {
		budget();
		let id = filled(EUR, 1_000);
		let award = awarded(Payee::Account(PAYEE), 3, 600);
		hypothetically!({
			Funds::<Test>::mutate(id, |fund| fund.as_mut().expect("it is there").uses = u32::MAX);
			refused!(pay(&[payment(id, award, 3, 10)]), TooManyRecords);
		});
	});
}
