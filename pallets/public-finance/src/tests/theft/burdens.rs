//! What others have to bear or lose, because someone wanted them to.

use crate::{
	bodies::bytes_of,
	tests::{
		approve::{appropriate, approve},
		award::{award, bytes, to_payee},
		pay::pay,
		*,
	},
};
use frame_support::{dispatch::GetDispatchInfo, traits::UnfilteredDispatchable};

/// Enough to wait for a second person.
const MUCH: Balance = 1_000_001;

/// Dust goes into a fund of another body, which pays for the record until it has nothing for records of its own.
#[test]
fn a_fund_that_takes_no_gifts_is_not_burdened() {
	build_and_execute(|| {
		budget();
		charity();
		let to = fund_by(HELPER, CHARITY, FundTerms { gifts: None, ..fund_terms(DOLLARS) });
		let id = filled(DOLLARS, 1_000);
		let award = awarded(Payee::Fund(to), 8, 600);
		let before = free(None, CHARITY);
		// Refused, or who pays bears the record.
		for _ in 0..3 {
			let _ = pay(&[payment(id, award, 8, 1)]);
		}
		assert_eq!(free(None, CHARITY), before);
	});
}

/// One of many who are paid keeps all others from being paid, as often as he likes.
#[test]
fn a_payee_does_not_take_away_what_pays_others() {
	build_and_execute(|| {
		budget();
		appropriate(3, 10 * MUCH);
		let to = |who| award_terms(Payee::Account(who), &[split(3, MUCH)]);
		assert_ok!(award(OFFICER, &[to(PAYEE), to(DONOR)]));
		refused!(approve(PAYEE, 0, false), NotAllowed);
		// Of what is his alone he does.
		assert_ok!(award(OFFICER, &[to(PAYEE)]));
		assert_ok!(approve(PAYEE, 1, false));
	});
}

/// Each payee leaves a tally for each power, for ever.
#[test]
fn what_is_counted_is_paid_for() {
	build_and_execute(|| {
		budget();
		let before = bytes();
		for payee in 1..=10 {
			committed(award_terms(Payee::Withheld(H256::repeat_byte(payee)), &[split(3, 1)]));
		}
		let awards: usize = Awards::<Test>::iter_values().map(|award| bytes_of(&award)).sum();
		let tallies: usize = Tallies::<Test>::iter_values().map(|tally| bytes_of(&tally)).sum();
		let paid = bytes() - before;
		assert!(paid as usize >= awards + tallies, "{paid} for {awards} and {tallies}");
	});
}

/// A payment is charged for agreements that it settles, and not for those that it might have settled.
#[test]
fn to_pay_weighs_what_is_done() {
	build_and_execute(|| {
		budget();
		let id = filled(DOLLARS, 1_000);
		let award = awarded(Payee::Account(PAYEE), 8, 600);
		let call = Call::<Test>::pay { body: CITY, payments: list([payment(id, award, 8, 1)]) };
		let most = call.get_dispatch_info().call_weight.ref_time();
		let done = call.dispatch_bypass_filter(signed(OFFICER)).expect("he may");
		let charged = done.actual_weight.expect("it is known then").ref_time();
		// The agreement, and the four who could have committed to it and been paid before anybody had accepted anything.
		assert_eq!(most - charged, 13 + 3 * 5);
	});
}

/// Who takes an act away reads as much of it as who approves it.
#[test]
fn to_take_away_weighs_what_is_read() {
	build_and_execute(|| {
		budget();
		appropriate(3, 10 * MUCH);
		assert_ok!(award(OFFICER, &[to_payee(&[split(3, MUCH)])]));
		assert_ok!(award(OFFICER, &vec![to_payee(&[split(3, MUCH / 10)]); 64]));
		let weighs = |act| {
			let done = PublicFinance::approve(signed(SECOND), CITY, act, false).expect("he holds the power");
			done.actual_weight.expect("it is known then").ref_time()
		};
		let (one, many) = (weighs(0), weighs(1));
		assert!(many > one, "64 awards weigh {many}, one {one}");
	});
}
