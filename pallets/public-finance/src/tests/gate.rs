//! Funds that another pallet keeps the gate of, as that pallet sees them.

use super::{
	audit::next_period,
	pay::{pay, receipt_of, transfer, use_of},
	*,
};
use frame_support::storage::with_storage_layer;
use pallet_assets::Error as AssetsError;
use sp_runtime::TokenError;

/// The index of the pallet that keeps the gate, and of another one.
const GATE: u8 = 42;
const OTHER: u8 = 43;

type Answer = Result<u32, DispatchError>;

fn give(gate: u8, fund: FundId, from: AccountId, amount: Balance) -> Answer {
	with_storage_layer(|| <PublicFinance as PublicFunds<AccountId>>::give(gate, fund, &from, amount))
}

fn claim(gate: u8, fund: FundId, amount: Balance) -> Answer {
	with_storage_layer(|| {
		<PublicFinance as PublicFunds<AccountId>>::claim(gate, fund, H256::repeat_byte(1), amount, PROOF)
	})
}

fn give_back(gate: u8, fund: FundId, receipt: u32, amount: Balance) -> Answer {
	with_storage_layer(|| <PublicFinance as PublicFunds<AccountId>>::give_back(gate, fund, receipt, amount))
}

/// A fund behind the gate.
fn gated(currency: Currency) -> FundId {
	fund_by(OFFICER, CITY, FundTerms { gifts: None, gate: Some(GATE), ..fund_terms(currency) })
}

#[test]
fn the_pallet_lets_gifts_in() {
	build_and_execute(|| {
		found();
		let id = gated(DOLLARS);
		assert_eq!(give(GATE, id, DONOR, 100), Ok(0));
		assert_eq!(give(GATE, id, DONOR2, 1), Ok(1));
		assert_eq!((free(Some(DOLLAR), DONOR), held(Some(DOLLAR), CITY)), (ENDOWMENT - 100, 101));
		let Receipt { source, ticket, .. } = receipt_of(id, 0);
		assert_eq!((source, ticket.is_some()), (Source::Account(DONOR), true));
		assert!(Gifts::<Test>::contains_key(DONOR, (id, 0)));
		let asked = <PublicFinance as PublicFunds<AccountId>>::fund;
		assert_eq!((asked(id), asked(99)), (Some((CITY, DOLLARS)), None));
	});
}

#[test]
fn in_a_bank_it_says_what_has_come() {
	build_and_execute(|| {
		found();
		let id = gated(EUR);
		assert_eq!(claim(GATE, id, 100), Ok(0));
		let Receipt { source, evidence, officer, ticket, span, .. } = receipt_of(id, 0);
		assert_eq!((source, evidence), (Source::Withheld(H256::repeat_byte(1)), Some(PROOF)));
		assert_eq!((officer, ticket, span), (None, None, Span { from: 0, to: 100 }));
	});
}

#[test]
fn nothing_passes_by_another() {
	build_and_execute(|| {
		found();
		let (dollars, euros, open) = (gated(DOLLARS), gated(EUR), fund(DOLLARS));
		for (gate, id) in [(OTHER, dollars), (GATE, open)] {
			refused!(give(gate, id, DONOR, 100), NotGate);
			refused!(claim(gate, id, 100), NotGate);
			refused!(give_back(gate, id, 0, 100), NotGate);
		}
		refused!(give(GATE, 99, DONOR, 100), FundUnknown);
		refused!(claim(GATE, 99, 100), FundUnknown);
		refused!(give_back(GATE, 99, 0, 100), FundUnknown);
		refused!(give(GATE, euros, DONOR, 100), CurrencyInvalid);
		refused!(claim(GATE, dollars, 100), CurrencyInvalid);
		for zero in [give(GATE, dollars, DONOR, 0), claim(GATE, euros, 0)] {
			assert_eq!(zero, Err(Error::<Test>::AmountZero.into()));
		}
		assert_noop!(give(GATE, dollars, DONOR, ENDOWMENT + 1), AssetsError::<Test>::BalanceLow);
		// Nor by calls.
		assert_ok!(give(GATE, dollars, DONOR, 100));
		assert_ok!(claim(GATE, euros, 100));
		refused!(PublicFinance::donate(signed(DONOR), dollars, Some(DOLLAR), 100), Gated);
		let receipts = list([receipt_terms(EUR, 100)]);
		refused!(PublicFinance::receive(signed(OFFICER), CITY, euros, receipts), Gated);
		refused!(PublicFinance::give_back(signed(OFFICER), dollars, 0), Gated);
		refused!(PublicFinance::give_back(signed(DONOR), dollars, 0), Gated);
		let void = Correction::Void { fund: euros, receipt: 0, evidence: PROOF };
		refused!(PublicFinance::correct(signed(OFFICER), CITY, void), Gated);
	});
}

#[test]
fn what_is_in_it_is_used_as_in_any_fund() {
	build_and_execute(|| {
		budget();
		let (id, open) = (gated(DOLLARS), fund(DOLLARS));
		assert_ok!(give(GATE, id, DONOR, 1_000));
		pay_award(id, awarded(Payee::Account(PAYEE), 8, 600), 8, 600);
		assert_ok!(pay(&[transfer(id, open, 100)]));
		refused!(pay(&[transfer(open, id, 100)]), Gated);
		assert_eq!((fund_of(id).queue.balance(), free(Some(DOLLAR), PAYEE)), (300, ENDOWMENT + 600));
	});
}

#[test]
fn a_gift_goes_back_out_of_what_there_is() {
	build_and_execute(|| {
		found();
		let (id, open) = (gated(DOLLARS), fund(DOLLARS));
		assert_ok!(give(GATE, id, DONOR, 100));
		assert_ok!(give(GATE, id, DONOR2, 200));
		assert_ok!(pay(&[transfer(id, open, 100)]));
		System::reset_events();
		// His own money is used, but of what there is he is given as much.
		assert_eq!(give_back(GATE, id, 0, 60), Ok(1));
		let kind = UseKind::GivenBack { receipt: 0 };
		assert_eq!(events(), [Event::Used { fund: id, number: 1, amount: 60, kind: kind.clone(), officer: CITY }]);
		let Use { kind: stored, span, standing, period, .. } = use_of(id, 1);
		assert_eq!((stored, span), (kind, Span { from: 100, to: 160 }));
		assert_eq!((standing, period), (Standing::Moved, 0));
		assert_eq!((receipt_of(id, 0).refunded, free(Some(DOLLAR), DONOR)), (60, ENDOWMENT - 40));
		assert_eq!((fund_of(id).queue.balance(), held(Some(DOLLAR), CITY)), (140, 240));
		refused!(give_back(GATE, id, 0, 41), RefundTooLarge);
		refused!(give_back(GATE, id, 0, 0), AmountZero);
		refused!(give_back(GATE, id, 2, 1), ReceiptUnknown);
		assert_eq!(give_back(GATE, id, 0, 40), Ok(2));
		refused!(give_back(GATE, id, 0, 1), RefundTooLarge);
		refused!(give_back(GATE, id, 1, 101), NotEnoughInFund);
		assert_eq!(give_back(GATE, id, 1, 100), Ok(3));
		refused!(give_back(GATE, id, 1, 1), NotEnoughInFund);
	});
}

#[test]
fn in_a_bank_it_is_claimed_that_it_went_back() {
	build_and_execute(|| {
		found();
		let id = gated(EUR);
		assert_ok!(claim(GATE, id, 100));
		assert_eq!(give_back(GATE, id, 0, 100), Ok(0));
		assert_eq!((use_of(id, 0).standing, fund_of(id).queue.balance()), (Standing::Claimed, 0));
		// Nobody is named who could confirm it.
		refused!(PublicFinance::confirm(signed(OFFICER), id, 0, true), NotAllowed);
	});
}

#[test]
fn it_goes_back_in_the_period_that_is_open() {
	build_and_execute(|| {
		found();
		let id = gated(DOLLARS);
		assert_ok!(give(GATE, id, DONOR, 100));
		assert_eq!(give_back(GATE, id, 0, 10), Ok(0));
		frame_support::hypothetically!({
			close_period();
			refused!(give_back(GATE, id, 0, 10), PeriodNotOpen);
		});
		next_period();
		assert_eq!(give_back(GATE, id, 0, 10), Ok(1));
		assert_eq!(Marks::<Test>::get(id, 0), Some(Span { from: 0, to: 10 }));
	});
}

#[test]
fn what_is_frozen_and_who_is_blocked_waits() {
	build_and_execute(|| {
		found();
		let id = gated(DOLLARS);
		assert_ok!(give(GATE, id, DONOR, 100));
		assert_ok!(Assets::block(signed(ISSUER), DOLLAR, DONOR));
		assert_noop!(give_back(GATE, id, 0, 10), TokenError::CannotCreate);
		assert_ok!(Assets::thaw(signed(ISSUER), DOLLAR, DONOR));
		freeze_asset(DOLLAR);
		assert_noop!(give_back(GATE, id, 0, 10), AssetsError::<Test>::AssetNotLive);
		assert_noop!(give(GATE, id, DONOR, 10), AssetsError::<Test>::AssetNotLive);
	});
}
