//! `give_back`, out of funds that are open: officers give gifts back. What donors take back of campaigns is in `campaign`, and
//! what goes through a gate in `gate`.

use super::{
	donate::donate,
	pay::{pay, receipt_of, transfer, use_of},
	*,
};
use pallet_assets::Error as AssetsError;
use sp_runtime::TokenError;

fn give_back(who: AccountId, fund: FundId, receipt: u32) -> DispatchResult {
	PublicFinance::give_back(signed(who), fund, receipt)
}

/// A fund in dollars to which the donor has given so often so much.
fn given(amounts: &[Balance]) -> FundId {
	let id = fund(DOLLARS);
	for amount in amounts {
		assert_ok!(donate(DONOR, id, *amount));
	}
	id
}

#[test]
fn a_gift_goes_back_and_its_record_stays() {
	build_and_execute(|| {
		found();
		let id = given(&[100, 200, 300]);
		let before = free(None, DONOR);
		System::reset_events();
		assert_ok!(give_back(OFFICER, id, 1));
		assert_eq!(events(), [Event::Removed { fund: id, receipt: 1, amount: 200, given_back: true }]);
		assert_eq!((free(Some(DOLLAR), DONOR), held(Some(DOLLAR), CITY)), (ENDOWMENT - 400, 400));
		let Receipt { removed, span, ticket, .. } = receipt_of(id, 1);
		assert_eq!((removed, span, ticket.is_some()), (200, Span { from: 100, to: 300 }, true));
		assert_eq!((free(None, DONOR), Gifts::<Test>::contains_key(DONOR, (id, 1))), (before, true));
		assert_eq!(fund_of(id).queue.gaps.to_vec(), [Span { from: 100, to: 300 }]);
		assert_eq!((fund_of(id).removed, fund_of(id).balance()), (200, 400));
		refused!(give_back(OFFICER, id, 1), NothingLeft);
	});
}

#[test]
fn what_was_paid_before_is_not_there_to_be_given_back() {
	build_and_execute(|| {
		found();
		let (id, to) = (given(&[100, 200]), fund(DOLLARS));
		assert_ok!(pay(&[transfer(id, to, 150)]));
		refused!(give_back(OFFICER, id, 0), NothingLeft);
		assert_ok!(give_back(OFFICER, id, 1));
		assert_eq!((receipt_of(id, 1).removed, free(Some(DOLLAR), DONOR)), (150, ENDOWMENT - 150));
		// Of what was used the donor still has the record, and the deposit.
		assert!(receipt_of(id, 1).ticket.is_some() && Gifts::<Test>::contains_key(DONOR, (id, 1)));
		refused!(give_back(OFFICER, id, 1), NothingLeft);
		refused!(pay(&[transfer(id, to, 1)]), NotEnoughInFund);
	});
}

#[test]
fn what_goes_back_first_cannot_be_paid() {
	build_and_execute(|| {
		found();
		let (id, to) = (given(&[100, 200]), fund(DOLLARS));
		assert_ok!(give_back(OFFICER, id, 0));
		refused!(pay(&[transfer(id, to, 201)]), NotEnoughInFund);
		assert_ok!(pay(&[transfer(id, to, 200)]));
		assert_eq!((use_of(id, 0).span, use_of(id, 0).amount), (Span { from: 0, to: 300 }, 200));
		refused!(give_back(OFFICER, id, 1), NothingLeft);
		assert_eq!(held(Some(DOLLAR), CITY), 200);
	});
}

#[test]
fn what_has_waited_is_judged_by_what_is_left_then() {
	build_and_execute(|| {
		found();
		let (id, to) = (given(&[2_000_000]), fund(DOLLARS));
		assert_ok!(give_back(OFFICER, id, 0));
		assert_eq!(fund_of(id).queue.balance(), 2_000_000);
		assert_ok!(pay(&[transfer(id, to, 600_000)]));
		assert_ok!(PublicFinance::approve(signed(SECOND), CITY, 0, true));
		assert_eq!(free(Some(DOLLAR), DONOR), ENDOWMENT - 600_000);
		assert_eq!((fund_of(id).queue.balance(), held(Some(DOLLAR), CITY)), (0, 600_000));
	});
}

#[test]
fn there_are_16_gaps_and_no_17th() {
	build_and_execute(|| {
		found();
		let id = given(&[10; 35]);
		for gap in 0..16 {
			assert_ok!(give_back(OFFICER, id, 2 * gap));
		}
		refused!(give_back(OFFICER, id, 33), TooManyGaps);
		assert_ok!(give_back(OFFICER, id, 31));
		assert_eq!((fund_of(id).queue.gaps.len(), fund_of(id).queue.balance()), (16, 180));
	});
}

#[test]
fn only_gifts_are_given_back() {
	build_and_execute(|| {
		budget();
		let (id, to) = (filled(DOLLARS, 1_000), fund(DOLLARS));
		// The body's own, and what an officer says that someone has paid.
		refused!(give_back(OFFICER, id, 0), NotGift);
		let said = ReceiptTerms { source: Source::Account(STRANGER), ..receipt_terms(DOLLARS, 100) };
		assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, id, list([said])));
		refused!(give_back(OFFICER, id, 1), NotGift);
		assert_ok!(pay(&[transfer(id, to, 100)]));
		refused!(give_back(OFFICER, to, 0), NotGift);
		let (euros, more) = (filled(EUR, 1_000), fund(EUR));
		assert_ok!(pay(&[transfer(euros, more, 100)]));
		refused!(give_back(OFFICER, more, 0), NotGift);
		pay_award(euros, awarded(Payee::Account(PAYEE), 3, 600), 3, 600);
		let back = ReceiptTerms { returns: Some((euros, 1)), ..receipt_terms(EUR, 100) };
		came_back(euros, back);
		refused!(give_back(OFFICER, euros, 1), NotGift);
	});
}

#[test]
fn whoever_may_not_gives_nothing_back() {
	build_and_execute(|| {
		found();
		let id = given(&[100]);
		refused!(give_back(OFFICER, 99, 0), FundUnknown);
		refused!(give_back(OFFICER, id, 1), ReceiptUnknown);
		for who in [CITY, COUNCIL, DONOR, STRANGER] {
			refused!(give_back(who, id, 0), NoPower);
		}
		limit_power(OFFICER, CITY, Power::Pay, 99);
		refused!(give_back(OFFICER, id, 0), NoPower);
		relate(SECOND, DONOR);
		refused!(give_back(SECOND, id, 0), OfficerIsPayee);
		assert_ok!(give_back(THIRD, id, 0));
	});
}

#[test]
fn what_an_issuer_freezes_waits() {
	build_and_execute(|| {
		found();
		let id = given(&[100]);
		assert_ok!(Assets::block(signed(ISSUER), DOLLAR, DONOR));
		assert_noop!(give_back(OFFICER, id, 0), TokenError::CannotCreate);
		assert_ok!(Assets::thaw(signed(ISSUER), DOLLAR, DONOR));
		freeze_asset(DOLLAR);
		assert_noop!(give_back(OFFICER, id, 0), AssetsError::<Test>::AssetNotLive);
		assert_ok!(Assets::thaw_asset(signed(ISSUER), DOLLAR));
		freeze_account(DOLLAR, CITY);
		assert_ok!(give_back(OFFICER, id, 0));
	});
}
