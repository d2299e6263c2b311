//! `correct`: what was entered wrongly is put right, beside what was there.

use super::{
	approve::{approve, set_rule},
	audit::next_period,
	pay::{pay, purposed, receipt_of, transfer, use_of},
	*,
};
use crate::bodies::bytes_of;
use frame_support::hypothetically;

fn correct(correction: Correction) -> DispatchResult {
	plain(PublicFinance::correct(signed(OFFICER), CITY, correction))
}

/// So much of the use 0 of a fund was of another line.
fn other_line(fund: FundId, from: LineId, amount: Balance, to: LineId) -> Correction {
	Correction::Lines { fund, number: 0, from: split(from, amount), to }
}

/// A receipt never came.
fn void(fund: FundId, receipt: u32) -> Correction {
	Correction::Void { fund, receipt, evidence: PROOF }
}

/// A fund in euros into which so many receipts of 100 have come.
fn hundreds(count: usize) -> FundId {
	let id = fund(EUR);
	let receipts = vec![receipt_terms(EUR, 100); count];
	assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, id, list(receipts)));
	id
}

/// What is booked on lines: obligated and disbursed.
fn booked<const N: usize>(lines: [LineId; N]) -> [(Balance, Balance); N] {
	lines.map(|line| {
		let Booked { obligated, disbursed, .. } = line_of(line).own;
		(obligated, disbursed)
	})
}

/// A fund that has paid 400 of an award of 600 on paper.
fn paid() -> (FundId, AwardId) {
	budget();
	let id = filled(EUR, 1_000);
	let award = awarded(Payee::Account(PAYEE), 3, 600);
	pay_award(id, award, 3, 400);
	(id, award)
}

mod lines {
	use super::*;

	#[test]
	fn a_payment_was_of_another_line_and_so_was_the_obligation() {
		build_and_execute(|| {
			let (id, award) = paid();
			System::reset_events();
			let correction = other_line(id, 3, 150, 4);
			assert_ok!(correct(correction.clone()));
			let corrected = Event::Corrected { body: CITY, correction: correction.clone(), officer: OFFICER };
			assert_eq!(events(), [corrected]);
			let Use { kind, corrections, amount, .. } = use_of(id, 0);
			let lines = list([split(3, 250), split(4, 150)]);
			assert_eq!((kind, corrections, amount), (UseKind::Award { award, lines, receipt: None }, 1, 400));
			assert_eq!(Corrections::<Test>::get((id, 0), 0), Some((correction, OFFICER, NOW)));
			let paper = AwardLine { line: 3, amount: 450, disbursed: 250, lapsed: 0 };
			let ink = AwardLine { line: 4, amount: 150, disbursed: 150, lapsed: 0 };
			assert_eq!(award_of(award).lines.to_vec(), [paper, ink]);
			assert_eq!(booked([3, 4]), [(450, 250), (150, 150)]);
			// One line binds both, and nothing has changed there.
			let bound = Booked { authority: 800_000, obligated: 600, disbursed: 400, refunded: 0 };
			assert_eq!(line_of(2).bound, Some(bound));
			assert!(AwardsOn::<Test>::contains_key((CITY, 4, award)));
		});
	}

	#[test]
	fn it_goes_back_and_all_of_it_moves() {
		build_and_execute(|| {
			let (id, award) = paid();
			pay_award(id, award, 3, 200);
			for (number, amount) in [(0, 400), (1, 200)] {
				let correction = Correction::Lines { fund: id, number, from: split(3, amount), to: 4 };
				assert_ok!(correct(correction));
			}
			// Of paper the award has nothing any more.
			let ink = AwardLine { line: 4, amount: 600, disbursed: 600, lapsed: 0 };
			assert_eq!(award_of(award).lines.to_vec(), [ink]);
			assert!(!AwardsOn::<Test>::contains_key((CITY, 3, award)));
			assert_eq!(booked([3, 4]), [(0, 0), (600, 600)]);
			assert_ok!(correct(other_line(id, 4, 400, 3)));
			assert_eq!(booked([3, 4]), [(400, 400), (200, 200)]);
			assert_eq!(use_of(id, 0).corrections, 2);
			assert_eq!(Corrections::<Test>::iter_prefix((id, 0)).count(), 2);
		});
	}

	#[test]
	fn each_correction_is_paid_for() {
		build_and_execute(|| {
			let (id, award) = paid();
			let bytes = || Deposits::<Test>::get(CITY).expect("it has records").bytes as usize;
			let size = || use_of(id, 0).bytes() + bytes_of(&award_of(award));
			let (before, records) = (bytes(), size());
			assert_ok!(correct(other_line(id, 3, 150, 4)));
			let note = Corrections::<Test>::get((id, 0), 0).expect("it was made");
			assert_eq!(bytes() - before, size() - records + bytes_of(&note));
		});
	}

	#[test]
	fn no_more_moves_than_the_payment_had_there() {
		build_and_execute(|| {
			let (id, award) = paid();
			pay_award(id, award, 3, 200);
			// The award has paid 600 of it, but this payment 400.
			refused!(correct(other_line(id, 3, 401, 4)), OverLine);
			refused!(correct(other_line(id, 4, 1, 3)), NotOfAward);
			refused!(correct(other_line(id, 3, 0, 4)), AmountZero);
			refused!(correct(other_line(id, 3, 10, 3)), NothingMoves);
			assert_ok!(correct(other_line(id, 3, 400, 4)));
			refused!(correct(other_line(id, 3, 1, 4)), NotOfAward);
		});
	}

	#[test]
	fn the_line_has_the_authority_is_of_the_period_and_within_the_purpose() {
		build_and_execute(|| {
			budget();
			let id = purposed("01", EUR, 1_000);
			let award = awarded(Payee::Account(PAYEE), 3, 600);
			pay_award(id, award, 3, 400);
			refused!(correct(other_line(id, 3, 10, 99)), LineUnknown);
			refused!(correct(other_line(id, 3, 10, 0)), OtherKind);
			refused!(correct(other_line(id, 3, 10, 8)), OtherCurrency);
			refused!(correct(other_line(id, 3, 10, 4)), OtherPurpose);
			// A line of its own authority, which is not enough.
			let root = Above::Root { period: 0, currency: EUR, kind: LineKind::Expenditure };
			let terms = line_terms(root, "courts", &[code("COFOG", "01.9")], true);
			assert_ok!(PublicFinance::set_line(signed(OFFICER), CITY, list([terms])));
			assert_ok!(PublicFinance::move_authority(
				signed(COUNCIL),
				CITY,
				list([Move { original: false, ..moved(None, Some(10), 9) }])
			));
			refused!(correct(other_line(id, 3, 10, 10)), OverAuthority);
			assert_ok!(correct(other_line(id, 3, 9, 10)));
			assert_eq!(line_of(2).bound.map(|bound| (bound.obligated, bound.disbursed)), Some((591, 391)));
			// What is planned is not of now.
			let plan = PeriodChange::Plan { label: text("2028"), from: NOW + 335 * DAY, to: NOW + 700 * DAY };
			assert_ok!(PublicFinance::set_period(signed(OFFICER), CITY, plan));
			let root = Above::Root { period: 1, currency: EUR, kind: LineKind::Expenditure };
			let terms = line_terms(root, "courts", &[code("COFOG", "01.9")], true);
			assert_ok!(PublicFinance::set_line(signed(OFFICER), CITY, list([terms])));
			refused!(correct(other_line(id, 3, 10, 11)), PeriodNotOpen);
		});
	}

	#[test]
	fn the_books_of_a_closed_period_stay_as_they_are() {
		build_and_execute(|| {
			let (id, _) = paid();
			hypothetically!({
				close_period();
				refused!(correct(other_line(id, 3, 10, 4)), PeriodNotOpen);
			});
			next_period();
			refused!(correct(other_line(id, 3, 10, 4)), PeriodClosed);
			// A remark can be made at any time.
			assert_ok!(correct(Correction::Note { fund: id, number: 0, document: PROOF }));
		});
	}

	#[test]
	fn only_what_was_paid_of_an_award_has_lines() {
		build_and_execute(|| {
			budget();
			let (id, to) = (filled(EUR, 1_000), fund(EUR));
			refused!(correct(other_line(id, 3, 10, 4)), UseUnknown);
			refused!(correct(other_line(99, 3, 10, 4)), FundUnknown);
			assert_ok!(pay(&[transfer(id, to, 100)]));
			refused!(correct(other_line(id, 3, 10, 4)), NotOfAward);
		});
	}

	#[test]
	fn an_award_has_no_more_lines_than_it_can() {
		build_and_execute(|| {
			budget();
			let root = Above::Root { period: 0, currency: EUR, kind: LineKind::Expenditure };
			let terms: Vec<_> = (0..MAX_LINES + 1).map(|part| line_terms(root, &part.to_string(), &[], true)).collect();
			assert_ok!(PublicFinance::set_line(signed(OFFICER), CITY, list(terms)));
			let numbers: Vec<_> = (10..10 + MAX_LINES).collect();
			let moves: Vec<_> = numbers.iter().map(|line| moved(None, Some(*line), 10)).collect();
			assert_ok!(PublicFinance::move_authority(signed(COUNCIL), CITY, list(moves)));
			assert_ok!(PublicFinance::move_authority(signed(COUNCIL), CITY, list([moved(None, Some(26), 10)])));
			let lines: Vec<_> = numbers.iter().map(|line| split(*line, 10)).collect();
			let award = committed(award_terms(Payee::Account(PAYEE), &lines));
			assert_ok!(PublicFinance::accept(signed(SECOND), CITY, list([acceptance(award, 160)])));
			let id = filled(EUR, 1_000);
			let how = How::Award { award, lines: list(lines) };
			assert_ok!(pay(&[Payment { fund: id, amount: 160, how, evidence: Some(PROOF) }]));
			refused!(correct(other_line(id, 10, 5, 26)), TooManyLines);
			// But one for another is as many.
			assert_ok!(correct(other_line(id, 10, 10, 26)));
			assert_eq!(booked([10, 26]), [(0, 0), (10, 10)]);
		});
	}

	#[test]
	fn an_officer_who_pays_corrects_it() {
		build_and_execute(|| {
			let (id, _) = paid();
			charity();
			let by = |who| PublicFinance::correct(signed(who), CITY, other_line(id, 3, 10, 4));
			for who in [CITY, COUNCIL, HELPER, PAYEE, STRANGER] {
				refused!(by(who), NoPower);
			}
			take_power(OFFICER, CITY, Power::Pay);
			refused!(by(OFFICER), NoPower);
			refused!(PublicFinance::correct(signed(HELPER), CHARITY, other_line(id, 3, 10, 4)), FundUnknown);
			refused!(PublicFinance::correct(signed(OFFICER), STRANGER, other_line(id, 3, 10, 4)), NotBody);
			limit_power(SECOND, CITY, Power::Pay, 9);
			refused!(by(SECOND), NoPower);
			limit_power(SECOND, CITY, Power::Pay, 10);
			assert_ok!(by(SECOND));
		});
	}

	#[test]
	fn there_are_16_corrections_of_a_use_and_no_17th() {
		build_and_execute(|| {
			let (id, _) = paid();
			let by = |who, correction| plain(PublicFinance::correct(signed(who), CITY, correction));
			let note = |who| by(who, Correction::Note { fund: id, number: 0, document: PROOF });
			for _ in 0..8 {
				assert_ok!(note(OFFICER));
			}
			// Half of them are for others than who has paid.
			refused!(note(OFFICER), TooManyRecords);
			refused!(correct(other_line(id, 3, 10, 4)), TooManyRecords);
			for _ in 8..15 {
				assert_ok!(note(SECOND));
			}
			assert_ok!(by(SECOND, other_line(id, 3, 10, 4)));
			refused!(by(SECOND, other_line(id, 3, 10, 4)), TooManyRecords);
			refused!(note(SECOND), TooManyRecords);
		});
	}

	#[test]
	fn as_much_as_one_cannot_pay_alone_waits() {
		build_and_execute(|| {
			let (id, _) = paid();
			set_rule(Rule { threshold: 0, ..RULE });
			assert_ok!(correct(other_line(id, 3, 150, 4)));
			assert_eq!((booked([3, 4]), use_of(id, 0).corrections), ([(600, 400), (0, 0)], 0));
			assert_ok!(approve(SECOND, 0, true));
			assert_eq!((booked([3, 4]), use_of(id, 0).corrections), ([(450, 250), (150, 150)], 1));
			// A remark moves nothing.
			assert_ok!(correct(Correction::Note { fund: id, number: 0, document: PROOF }));
			assert_eq!(use_of(id, 0).corrections, 2);
		});
	}
}

mod notes {
	use super::*;

	#[test]
	fn a_remark_stands_beside_any_use() {
		build_and_execute(|| {
			found();
			let (id, to) = (filled(EUR, 1_000), fund(EUR));
			let note = Correction::Note { fund: id, number: 0, document: PROOF };
			refused!(correct(note.clone()), UseUnknown);
			assert_ok!(pay(&[transfer(id, to, 100)]));
			let before = use_of(id, 0);
			for place in [0, 1] {
				assert_ok!(correct(note.clone()));
				assert_eq!(Corrections::<Test>::get((id, 0), place), Some((note.clone(), OFFICER, NOW)));
			}
			assert_eq!(use_of(id, 0), Use { corrections: 2, ..before });
		});
	}
}

mod voids {
	use super::*;

	#[test]
	fn uses_pass_over_what_never_came() {
		build_and_execute(|| {
			found();
			let (id, to) = (hundreds(3), fund(EUR));
			System::reset_events();
			assert_ok!(correct(void(id, 1)));
			assert_eq!(
				events(),
				[
					Event::Removed { fund: id, receipt: 1, amount: 100, given_back: false },
					Event::Corrected { body: CITY, correction: void(id, 1), officer: OFFICER },
				]
			);
			assert_eq!((receipt_of(id, 1).removed, fund_of(id).queue.balance()), (100, 200));
			refused!(correct(void(id, 1)), NothingLeft);
			refused!(pay(&[transfer(id, to, 201)]), NotEnoughInFund);
			assert_ok!(pay(&[transfer(id, to, 150)]));
			let Use { span, amount, .. } = use_of(id, 0);
			assert_eq!((span, amount), (Span { from: 0, to: 250 }, 150));
			assert!(fund_of(id).queue.gaps.is_empty());
		});
	}

	#[test]
	fn what_was_used_of_it_has_come() {
		build_and_execute(|| {
			found();
			let (id, to) = (hundreds(2), fund(EUR));
			assert_ok!(pay(&[transfer(id, to, 130)]));
			refused!(correct(void(id, 0)), NothingLeft);
			assert_ok!(correct(void(id, 1)));
			assert_eq!((receipt_of(id, 1).removed, fund_of(id).queue.balance()), (70, 0));
			// What comes then is behind it.
			assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, id, list([receipt_terms(EUR, 50)])));
			assert_ok!(pay(&[transfer(id, to, 50)]));
			assert_eq!(use_of(id, 1).span, Span { from: 130, to: 250 });
		});
	}

	#[test]
	fn there_are_16_gaps_and_no_17th() {
		build_and_execute(|| {
			found();
			let (id, to) = (hundreds(36), fund(EUR));
			for gap in 0..16 {
				assert_ok!(correct(void(id, 2 * gap + 1)));
			}
			refused!(correct(void(id, 33)), TooManyGaps);
			// What touches a gap makes it larger, and what is used makes room.
			assert_ok!(correct(void(id, 32)));
			assert_eq!(fund_of(id).queue.gaps.len(), 16);
			assert_ok!(pay(&[transfer(id, to, 101)]));
			assert_ok!(correct(void(id, 34)));
			assert_eq!(fund_of(id).queue.balance(), 3_600 - 1_800 - 101);
		});
	}

	#[test]
	fn its_revenue_is_none() {
		build_and_execute(|| {
			lines();
			let id = fund(EUR);
			let fees = ReceiptTerms { line: Some(0), ..receipt_terms(EUR, 100) };
			assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, id, list(vec![fees; 2])));
			assert_ok!(correct(void(id, 0)));
			let booked = Booked { disbursed: 100, ..Booked::default() };
			assert_eq!((line_of(0).own, line_of(0).bound), (booked, Some(booked)));
			// The books of a period that is closed stay as they are.
			next_period();
			assert_ok!(correct(void(id, 1)));
			assert_eq!((line_of(0).own, fund_of(id).queue.balance()), (booked, 0));
		});
	}

	#[test]
	fn what_was_refunded_was_received() {
		build_and_execute(|| {
			lines();
			let id = filled(EUR, 100);
			let fees = ReceiptTerms { line: Some(0), ..receipt_terms(EUR, 100) };
			assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, id, list(vec![fees; 2])));
			let how = How::Refund { fund: id, receipt: 1, line: Some(0) };
			let refund = Payment { fund: id, amount: 60, how, evidence: Some(PROOF) };
			assert_ok!(PublicFinance::pay(signed(SECOND), CITY, list([refund])));
			// What was refunded of it had come.
			assert_ok!(correct(void(id, 1)));
			assert_eq!((receipt_of(id, 1).removed, receipt_of(id, 1).refunded), (40, 60));
			refused!(correct(void(id, 1)), NothingLeft);
			assert_ok!(correct(void(id, 2)));
			assert_eq!(line_of(0).own, Booked { disbursed: 60, refunded: 60, ..Booked::default() });
		});
	}

	#[test]
	fn what_it_gave_back_did_not_come_back() {
		build_and_execute(|| {
			let (id, award) = paid();
			let back = ReceiptTerms { returns: Some((id, 0)), ..receipt_terms(EUR, 300) };
			came_back(id, back);
			assert_eq!((use_of(id, 0).returned, award_of(award).returned), (300, 300));
			hypothetically!({
				assert_ok!(correct(void(id, 1)));
				assert_eq!((use_of(id, 0).returned, award_of(award).returned), (0, 0));
				check_state();
			});
			// It was paid again since: then that would not have been accepted.
			let raised = AwardTerms { award: Some(award), ..award_terms(Payee::Account(PAYEE), &[split(3, 900)]) };
			assert_ok!(PublicFinance::award(signed(OFFICER), CITY, list([raised])));
			pay_award(id, award, 3, 500);
			refused!(correct(void(id, 1)), NotAccepted);
		});
	}

	#[test]
	fn on_chain_the_money_is_there() {
		build_and_execute(|| {
			found();
			let id = filled(DOLLARS, 1_000);
			refused!(correct(void(id, 0)), NotVoidable);
		});
	}

	#[test]
	fn gifts_and_what_other_funds_paid_have_come() {
		build_and_execute(|| {
			found();
			let (id, to) = (filled(DOLLARS, 1_000), fund(DOLLARS));
			assert_ok!(PublicFinance::donate(signed(DONOR), id, Some(DOLLAR), 100));
			refused!(correct(void(id, 1)), NotVoidable);
			assert_ok!(pay(&[transfer(id, to, 100)]));
			refused!(correct(void(to, 0)), NotVoidable);
		});
	}

	#[test]
	fn an_officer_who_receives_says_so() {
		build_and_execute(|| {
			found();
			charity();
			let id = hundreds(1);
			refused!(correct(void(id, 1)), ReceiptUnknown);
			refused!(correct(void(99, 0)), FundUnknown);
			refused!(PublicFinance::correct(signed(HELPER), CHARITY, void(id, 0)), FundUnknown);
			take_power(OFFICER, CITY, Power::Receive);
			refused!(correct(void(id, 0)), NoPower);
			limit_power(SECOND, CITY, Power::Receive, 99);
			refused!(PublicFinance::correct(signed(SECOND), CITY, void(id, 0)), NoPower);
			assert_ok!(PublicFinance::correct(signed(THIRD), CITY, void(id, 0)));
		});
	}
}
