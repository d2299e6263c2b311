//! That a corrupted state is noticed: each thing that `try_state` looks at is broken, and it says so.

use super::*;
use crate::{Loans, LoansBy, Offers, Opened, Outcomes, Pools, Redemptions, Roots, UnclaimedOf};

/// A state with all kinds of records: a loan of a pool with a certificate, one of Bob that is paid, an offer, a request, a root.
fn scene() -> PoolId {
	let id = pool();
	let certificate = certify(1, ALICE, ASSESSMENT);
	let pool_offer = pool_offer(id, tiered(unsecured(1_000 * UNIT)));
	assert_ok!(draw_with(ALICE, pool_offer, Some(certificate)));
	let other = drawn(offer(offered(secured(1_200 * UNIT))), 1_200 * UNIT, gold(48 * OUNCE));
	assert_eq!(other, 1);
	block(DOLLAR, BOB);
	assert_ok!(pay(STRANGER, 1, 100 * UNIT));
	let paid = drawn(offer_id(Lender::Account(BOB), &offered(secured(1_200 * UNIT))), 100 * UNIT, gold(48 * OUNCE));
	assert_ok!(pay(ALICE, paid, Balance::MAX));
	assert_ok!(Credit::request_redemption(signed(DAVE), id, 100 * EACH, 0));
	assert_ok!(Credit::open_register(signed(REGISTER), H256::zero(), 30));
	assert_ok!(Credit::publish_root(signed(REGISTER), H256::zero()));
	id
}

/// Break it: what is said.
fn broken(corrupt: impl FnOnce(PoolId)) -> String {
	let mut said = None;
	new_test_ext().execute_with(|| {
		let id = scene();
		check_state();
		corrupt(id);
		said = Credit::do_try_state().err();
	});
	match said.expect("it is noticed") {
		sp_runtime::TryRuntimeError::Other(said) => said.into(),
		other => panic!("{other:?}"),
	}
}

fn in_loan(number: LoanNumber, change: impl FnOnce(&mut Loan<Test>)) {
	Loans::<Test>::mutate(ALICE, number, |loan| change(loan.as_mut().expect("there is one")));
}

fn in_books(id: PoolId, change: impl FnOnce(&mut civitas_primitives::credit::Books)) {
	Pools::<Test>::mutate(id, |pool| change(&mut pool.as_mut().expect("there is one").books));
}

macro_rules! noticed {
	($($name:ident: $said:literal, $corrupt:expr;)*) => {
		$(#[test]
		fn $name() {
			assert_eq!(broken($corrupt), $said);
		})*
	};
}

noticed! {
	a_number_that_was_not_given: "9: a loan has a number that was not given", |_| LoanCount::<Test>::put(1);
	a_lender_that_lacks_a_loan: "9: a lender lacks a loan", |_| LoansBy::<Test>::remove(Lender::Account(BOB), 1);
	a_lender_with_a_loan_too_many: "9: a lender has a loan that there is not",
		|_| LoansBy::<Test>::insert(Lender::Account(BOB), 7, ALICE);
	a_loan_that_has_ended: "9: what goes on has ended", |_| {
		let outcome = Outcomes::<Test>::get(ALICE, 2).expect("there is one");
		Outcomes::<Test>::insert(ALICE, 1, outcome);
	};
	principal_that_is_gone: "4: what is paid and owed is not what was lent", |_| in_loan(1, |loan| loan.debt.principal -= 1);
	terms_that_do_not_hold: "5: terms do not hold together", |_| in_loan(1, |loan| loan.terms.default_after = 0);
	a_loan_that_is_paid: "10: a loan that is paid has not ended", |_| in_loan(1, |loan| {
		loan.past.paid.principal = loan.past.principal;
		loan.debt.principal = 0;
		loan.debt.fresh = Default::default();
		loan.debt.interest = Default::default();
	});
	something_pledged_for_nothing: "7: something is pledged for nothing", |_| in_loan(0, |loan| loan.collateral = 1);
	a_breach_in_default: "10: a loan in default has a covenant", |_| in_loan(1, |loan| {
		(loan.breach, loan.default) = (Some(NOW), Some(NOW));
	});
	a_fee_in_default: "10: a default costs a fee", |_| in_loan(1, |loan| loan.default = Some(NOW));
	an_impaired_loan_of_nobody: "1: a loan of nobody's pool is impaired", |_| in_loan(1, |loan| loan.book = Some(0));
	a_certificate_without_a_mark: "8: a certificate that was used is not marked",
		|_| Opened::<Test>::remove(H256::repeat_byte(1));
	a_mark_without_a_loan: "8: a certificate is marked that was not used",
		|_| Opened::<Test>::insert(H256::repeat_byte(2), 0);
	more_recovered_than_lost: "4: more was recovered than was written off", |_| {
		Outcomes::<Test>::mutate(ALICE, 2, |outcome| outcome.as_mut().expect("there is one").recovered = 1);
	};
	principal_that_is_lost_unsaid: "4: what is paid and written off is not what was lent", |_| {
		Outcomes::<Test>::mutate(ALICE, 2, |outcome| outcome.as_mut().expect("there is one").past.principal += 1);
	};
	a_pool_too_many: "1: there are not as many pools as counted", |_| PoolCount::<Test>::put(2);
	principal_of_a_pool: "1: the principal of a pool is not that of its loans", |id| in_books(id, |books| books.principal += 1);
	impairment_of_a_pool: "1: the impairment of a pool is not that of its loans",
		|id| in_books(id, |books| books.impairment += 1);
	interest_of_a_pool: "1: the interest of a pool is not that of its loans", |id| in_books(id, |books| books.interest += 1);
	yearly_interest_of_a_pool: "1: the interest of a pool is not that of its loans",
		|id| in_books(id, |books| books.yearly += 1);
	unclaimed_of_a_pool: "1: what a pool has not claimed is not what was paid", |id| in_books(id, |books| books.unclaimed += 1);
	cash_of_a_pool: "7: a pool has not what is on hold for it", |id| in_books(id, |books| books.cash += 1);
	income_of_tomorrow: "3: income was spread in the future", |id| in_books(id, |books| books.spread_at = NOW + 1);
	a_queue_with_a_gap: "10: a queue has gaps", |id| {
		Pools::<Test>::mutate(id, |pool| pool.as_mut().expect("there is one").next += 1);
	};
	a_redemption_in_no_queue: "10: a redemption is in no queue", |id| {
		let request = Redemptions::<Test>::get(id, 0).expect("there is one");
		Redemptions::<Test>::insert(id, 5, request);
	};
	a_redemption_of_nothing: "10: a redemption is of nothing", |id| {
		Redemptions::<Test>::mutate(id, 0, |request| request.as_mut().expect("there is one").shares = 0);
	};
	shares_that_are_not_in_the_queue: "10: the shares in a queue are not those of its requests", |id| {
		Redemptions::<Test>::mutate(id, 0, |request| request.as_mut().expect("there is one").shares += 1);
	};
	a_budget_that_grew: "7: more is left of a budget than it was", |_| {
		let id = offer_id(Lender::Account(BOB), &offered(secured(1_200 * UNIT)));
		Offers::<Test>::mutate(Some(DOLLAR), id, |offer| offer.as_mut().expect("there is one").left += 10_000 * UNIT);
	};
	a_budget_that_is_not_held: "7: what is offered, pledged or unclaimed is not on hold", |_| {
		let id = offer_id(Lender::Account(BOB), &offered(secured(1_200 * UNIT)));
		Offers::<Test>::mutate(Some(DOLLAR), id, |offer| offer.as_mut().expect("there is one").left -= 1);
	};
	collateral_that_is_not_held: "7: what is offered, pledged or unclaimed is not on hold",
		|_| in_loan(1, |loan| loan.collateral += 1);
	something_unclaimed_that_is_not_held: "7: what is offered, pledged or unclaimed is not on hold", |_| {
		UnclaimedOf::<Test>::mutate(1, STRANGER, |record| record.as_mut().expect("there is one").amount += 1);
	};
	something_unclaimed_of_no_loan: "9: something was paid for no loan", |_| {
		let record = UnclaimedOf::<Test>::get(1, STRANGER).expect("there is one");
		UnclaimedOf::<Test>::insert(9, STRANGER, record);
	};
	a_record_that_the_wrong_one_has_paid_for: "7: the wrong one has paid for a record", |_| {
		UnclaimedOf::<Test>::mutate(1, STRANGER, |record| record.as_mut().expect("there is one").ticket = None);
	};
	a_root_in_the_wrong_place: "5: a root is in the wrong place", |_| {
		let root = Roots::<Test>::take(REGISTER, 0).expect("there is one");
		Roots::<Test>::insert(REGISTER, 1, root);
	};
	a_root_of_another_period: "5: a root is of another period", |_| {
		Roots::<Test>::mutate(REGISTER, 0, |root| root.as_mut().expect("there is one").at += 31 * DAY);
	};
	a_root_that_is_newer_than_the_newest: "5: a root is newer than the newest", |_| {
		crate::Registers::<Test>::mutate(REGISTER, |known| known.as_mut().expect("there is one").newest = None);
	};
	a_root_of_no_register: "5: a root is of no register", |_| {
		crate::Registers::<Test>::remove(REGISTER);
	};
}
