//! `confirm`: who is paid by a bank says whether he was.

use super::{
	approve::set_rule,
	exchange::exchanged,
	pay::{pay, receipt_of, transfer, use_of},
	*,
};
use sp_runtime::TokenError;

fn confirm(who: AccountId, fund: FundId, received: bool) -> DispatchResult {
	PublicFinance::confirm(signed(who), fund, 0, received)
}

/// A fund of the city that has paid 400 euros of an award to this one.
fn paid(payee: Payee<AccountId>) -> FundId {
	let id = filled(EUR, 1_000);
	let award = awarded(payee, 3, 600);
	pay_award(id, award, 3, 400);
	id
}

/// The same, to a fund of the charity.
fn paid_to_charity() -> (FundId, FundId) {
	budget();
	charity();
	let to = fund_by(HELPER, CHARITY, fund_terms(EUR));
	(paid(Payee::Fund(to)), to)
}

fn bytes(body: AccountId) -> u64 {
	Deposits::<Test>::get(body).expect("it has records").bytes
}

#[test]
fn a_payee_says_that_he_was_paid_or_was_not() {
	build_and_execute(|| {
		budget();
		let id = paid(Payee::Account(PAYEE));
		set_time(NOW + DAY);
		for (received, standing) in
			[(true, Standing::Confirmed { at: NOW + DAY }), (false, Standing::Contested { at: NOW + DAY })]
		{
			frame_support::hypothetically!({
				let (before, paid_for) = (use_of(id, 0), bytes(CITY));
				System::reset_events();
				assert_ok!(confirm(PAYEE, id, received));
				assert_eq!(events(), [Event::Answered { fund: id, number: 0, received }]);
				let after = use_of(id, 0);
				assert_eq!(after, Use { standing, ..before.clone() });
				assert_eq!((bytes(CITY), after.bytes()), (paid_for, before.bytes()));
				// Once is enough, whatever he thinks then.
				refused!(confirm(PAYEE, id, true), NotClaimed);
				refused!(confirm(PAYEE, id, false), NotClaimed);
			});
		}
	});
}

#[test]
fn nobody_says_so_for_another() {
	build_and_execute(|| {
		budget();
		let id = paid(Payee::Account(PAYEE));
		for who in [CITY, COUNCIL, OFFICER, STRANGER] {
			refused!(confirm(who, id, true), NotAllowed);
		}
		// Who is not named, or has no account, says nothing here.
		for payee in [Payee::Withheld(PROOF), Payee::Organisation(text("ES-NIF-B1"))] {
			let id = paid(payee);
			for who in [CITY, OFFICER, PAYEE] {
				refused!(confirm(who, id, true), NotAllowed);
			}
		}
	});
}

#[test]
fn a_body_that_confirms_has_a_receipt_of_it() {
	build_and_execute(|| {
		let (id, to) = paid_to_charity();
		System::reset_events();
		assert_ok!(confirm(HELPER, id, true));
		let source = Source::Use { fund: id, number: 0 };
		assert_eq!(
			events(),
			[
				Event::Received { fund: to, receipt: 0, amount: 400, source: source.clone() },
				Event::Answered { fund: id, number: 0, received: true },
			]
		);
		let Receipt { source: stored, span, evidence, line, .. } = receipt_of(to, 0);
		assert_eq!((stored, span), (source, Span { from: 0, to: 400 }));
		assert_eq!((evidence, line), (Some(PROOF), None));
		let Use { kind, standing, .. } = use_of(id, 0);
		assert_eq!(kind, UseKind::Award { award: 0, lines: list([split(3, 400)]), receipt: Some(0) });
		assert_eq!(standing, Standing::Confirmed { at: NOW });
		assert_eq!(fund_of(to).queue.balance(), 400);
		refused!(confirm(HELPER, id, true), NotClaimed);
	});
}

#[test]
fn a_body_that_contests_has_none() {
	build_and_execute(|| {
		let (id, to) = paid_to_charity();
		assert_ok!(confirm(HELPER, id, false));
		let Use { kind, standing, .. } = use_of(id, 0);
		assert_eq!(kind, UseKind::Award { award: 0, lines: list([split(3, 400)]), receipt: None });
		assert_eq!((standing, fund_of(to).receipts), (Standing::Contested { at: NOW }, 0));
		// It cannot be had afterwards.
		refused!(confirm(HELPER, id, true), NotClaimed);
	});
}

#[test]
fn an_officer_who_receives_says_so_for_a_body() {
	build_and_execute(|| {
		let (id, _) = paid_to_charity();
		for who in [CHARITY, BOARD, OFFICER, CITY, STRANGER] {
			refused!(confirm(who, id, true), NoPower);
		}
		limit_power(HELPER, CHARITY, Power::Receive, 399);
		refused!(confirm(HELPER, id, true), NoPower);
		limit_power(HELPER, CHARITY, Power::Receive, 400);
		assert_ok!(confirm(HELPER, id, true));
	});
}

#[test]
fn whoever_had_a_refund_says_so_too() {
	build_and_execute(|| {
		lines();
		let id = fund(EUR);
		let terms = ReceiptTerms { source: Source::Account(PAYEE), line: Some(0), ..receipt_terms(EUR, 1_000) };
		assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, id, list([terms])));
		let how = How::Refund { fund: id, receipt: 0, line: Some(0) };
		let refund = Payment { fund: id, amount: 300, how, evidence: Some(PROOF) };
		assert_ok!(PublicFinance::pay(signed(SECOND), CITY, list([refund])));
		refused!(confirm(STRANGER, id, true), NotAllowed);
		assert_ok!(confirm(PAYEE, id, false));
		assert_eq!(use_of(id, 0).standing, Standing::Contested { at: NOW });
	});
}

#[test]
fn there_is_nothing_to_say_to_what_was_not_claimed() {
	build_and_execute(|| {
		budget();
		refused!(confirm(PAYEE, 0, true), FundUnknown);
		let id = filled(DOLLARS, 1_000);
		refused!(confirm(PAYEE, id, true), UseUnknown);
		pay_award(id, awarded(Payee::Account(PAYEE), 8, 400), 8, 400);
		refused!(confirm(PAYEE, id, true), NotClaimed);
		let euros = filled(EUR, 1_000);
		let to = fund(EUR);
		assert_ok!(pay(&[transfer(euros, to, 100)]));
		refused!(confirm(OFFICER, euros, true), NotClaimed);
		// An exchange by a bank is claimed, but by nobody else who could say so.
		let currency = Currency::iso(b"USD");
		set_rule(Rule { currency, ..RULE });
		let how = How::Exchange { to: fund(currency), got: 110, through: None };
		assert_ok!(exchanged(Payment { fund: euros, amount: 100, how, evidence: Some(PROOF) }));
		refused!(PublicFinance::confirm(signed(OFFICER), euros, 1, true), NotAllowed);
	});
}

#[test]
fn as_much_as_one_cannot_receive_alone_waits() {
	build_and_execute(|| {
		let (id, to) = paid_to_charity();
		let rule = BodyChange::Rule(Rule { threshold: 399, ..RULE });
		assert_ok!(PublicFinance::set_body(signed(BOARD), CHARITY, rule));
		assert_ok!(confirm(HELPER, id, true));
		assert_eq!((use_of(id, 0).standing, fund_of(to).receipts), (Standing::Claimed, 0));
		let approve = |who| {
			let done = PublicFinance::approve(signed(who), CHARITY, 0, true);
			done.map(drop).map_err(|failed| failed.error)
		};
		refused!(approve(HELPER), ApproverRelated);
		give_power(STRANGER, CHARITY, Power::Approve);
		// To contest does not wait, and is once, too.
		frame_support::hypothetically!({
			assert_ok!(confirm(HELPER, id, false));
			refused!(approve(STRANGER), NotClaimed);
		});
		set_time(NOW + DAY);
		assert_ok!(approve(STRANGER));
		assert_eq!(use_of(id, 0).standing, Standing::Confirmed { at: NOW + DAY });
		assert_eq!(receipt_of(to, 0).source, Source::Use { fund: id, number: 0 });
	});
}

#[test]
fn a_body_says_so_whatever_it_has() {
	build_and_execute(|| {
		let (id, to) = paid_to_charity();
		pay_award(id, 0, 3, 100);
		let poor = || {
			assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), CHARITY, EXISTENTIAL_DEPOSIT));
		};
		// An officer who has received nothing yet leaves a tally, for which it pays; but not if he contests.
		frame_support::hypothetically!({
			poor();
			assert_noop!(confirm(HELPER, id, true), TokenError::FundsUnavailable);
			assert_ok!(confirm(HELPER, id, false));
		});
		assert_ok!(confirm(HELPER, id, true));
		poor();
		let before = bytes(CHARITY);
		assert_ok!(PublicFinance::confirm(signed(HELPER), id, 1, true));
		assert_eq!((bytes(CHARITY), fund_of(to).receipts), (before, 2));
	});
}

#[test]
fn it_can_be_said_when_the_period_is_closed() {
	build_and_execute(|| {
		let (id, to) = paid_to_charity();
		close_period();
		assert_ok!(confirm(HELPER, id, true));
		assert_eq!((use_of(id, 0).period, fund_of(to).receipts), (0, 1));
	});
}
