//! When amounts accrue, and when acts and shares do.

use super::*;

/// An hour.
const HOUR: Moment = 60 * 60 * SECOND;
/// A certificate.
const DEED: H256 = H256([9; 32]);

/// Settle at each of these times, and look at what was paid by then.
fn paid_at(id: AgreementId, times: &[(Moment, Balance)]) {
	for (time, paid) in times {
		clock(*time);
		settle(id);
		assert_eq!(record(id, 0).paid, *paid, "{} s after the start", (time - NOW) / SECOND);
	}
}

/// A stream.
fn stream(amount: Balance, every: Seconds, count: Option<u32>) -> Due {
	owes(Performance::Pay { asset: None, amount, accrues: Accrual::Stream { start: now(), every, count } })
}

/// All parties name this end.
fn agree_end(id: AgreementId, at: Moment) {
	assert_ok!(Contracts::end(signed(ALICE), id, Ending::Agreed(at)));
	assert_ok!(Contracts::end(signed(BOB), id, Ending::Agreed(at)));
}

/// Terms with a term.
fn lasting(obligations: &[Due], minimum: Span, renewal: Renewal, notice: Option<Seconds>) -> Terms {
	civitas_primitives::agreements::Terms {
		term: Some(Term { minimum, renewal, notice }),
		..terms_of(&[ALICE, BOB], obligations)
	}
}

#[test]
fn once_is_all_of_it_at_its_moment() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[pays_at(1_000, When::At(NOW + DAY))]));
		assert_eq!((line(id, 0).accrued, line(id, 0).next_at, line(id, 0).next_amount), (0, Some(NOW + DAY), 1_000));
		assert_eq!((line_at(id, 0, NOW + DAY - 1).owed, line_at(id, 0, NOW + DAY).owed), (0, 1_000));
		paid_at(id, &[(NOW + DAY - 1, 0), (NOW + DAY, 1_000), (NOW + 99 * DAY, 1_000)]);
		assert_eq!((record(id, 0).fulfilled_at, line(id, 0).next_at), (Some(NOW + DAY), None));
		assert_eq!(state(id), AgreementState::Closed);
	});
}

#[test]
fn instalments_with_a_count_share_the_amount_and_lose_nothing() {
	build_and_execute(|| {
		// floor(100 k / 3)
		let id = agree(&terms_of(&[ALICE, BOB], &[instalments(100, Span::Seconds(10), Some(3))]));
		assert_eq!(record(id, 0).paid, 33);
		paid_at(
			id,
			&[(NOW + 9_999, 33), (NOW + 10_000, 66), (NOW + 19_999, 66), (NOW + 20_000, 100), (NOW + DAY, 100)],
		);
		assert_eq!(state(id), AgreementState::Closed);
	});
	build_and_execute(|| {
		// floor(3 k / 7): 0 0 1 1 2 2 3. Instalments of nothing are passed over.
		let id = agree(&terms_of(&[ALICE, BOB], &[instalments(3, Span::Seconds(10), Some(7))]));
		assert_eq!((line(id, 0).accrued, line(id, 0).next_at, line(id, 0).next_amount), (0, Some(NOW + 20_000), 1));
		paid_at(id, &[(NOW + 19_999, 0), (NOW + 20_000, 1), (NOW + 30_000, 1), (NOW + 59_999, 2), (NOW + 60_000, 3)]);
	});
}

#[test]
fn months_fall_on_the_last_day_where_they_lack_the_first() {
	build_and_execute(|| {
		// From January 31st: February 28th, March 31st, April 30th; not a month after a short one.
		let id = agree(&terms_of(&[ALICE, BOB], &[instalments(7, Span::Months(1), None)]));
		let days = [(28, 7, 14), (59, 14, 21), (89, 21, 28)];
		for (day, before, then) in days {
			paid_at(id, &[(NOW + day * DAY - 1, before), (NOW + day * DAY, then)]);
		}
	});
	build_and_execute(|| {
		// The year after is a leap year: January 31st, 2028; February 29th; March 31st.
		let start = NOW + 365 * DAY;
		let accrues = Accrual::Instalments { start: When::At(start), every: Span::Months(1), count: Some(3) };
		let id = agree(&terms_of(&[ALICE, BOB], &[owes(Performance::Pay { asset: None, amount: 21, accrues })]));
		paid_at(id, &[(start - 1, 0), (start, 7), (start + 29 * DAY - 1, 7), (start + 29 * DAY, 14)]);
		paid_at(id, &[(start + 60 * DAY - 1, 14), (start + 60 * DAY, 21)]);
	});
	build_and_execute(|| {
		// By the quarter: April 30th, July 31st.
		let id = agree(&terms_of(&[ALICE, BOB], &[instalments(7, Span::Months(3), None)]));
		paid_at(id, &[(NOW + 89 * DAY - 1, 7), (NOW + 89 * DAY, 14), (NOW + 181 * DAY - 1, 14), (NOW + 181 * DAY, 21)]);
	});
}

#[test]
fn a_stream_flows_by_the_millisecond() {
	build_and_execute(|| {
		// 1,000 in 20 s: 1 each 20 ms.
		let id = agree(&terms_of(&[ALICE, BOB], &[stream(1_000, 10, Some(2))]));
		assert_eq!((line(id, 0).next_at, line(id, 0).next_amount), (Some(NOW + 20_000), 1_000));
		paid_at(id, &[(NOW + 19, 0), (NOW + 20, 1), (NOW + 10_000, 500), (NOW + 19_999, 999), (NOW + 20_000, 1_000)]);
		paid_at(id, &[(NOW + DAY, 1_000)]);
		assert_eq!(state(id), AgreementState::Closed);
	});
	build_and_execute(|| {
		// 1,000 each 10 s, without end.
		let id = agree(&terms_of(&[ALICE, BOB], &[stream(1_000, 10, None)]));
		assert_eq!((line(id, 0).most, line(id, 0).next_at), (None, None));
		paid_at(id, &[(NOW + 9, 0), (NOW + 10, 1), (NOW + 25, 2), (NOW + HOUR, 360_000)]);
	});
}

#[test]
fn starts_count_from_activation_or_from_the_end() {
	build_and_execute(|| {
		// A month after January 31st.
		let id = agree(&terms_of(&[ALICE, BOB], &[pays_at(9, When::Activation(Span::Months(1)))]));
		paid_at(id, &[(NOW + 28 * DAY - 1, 0), (NOW + 28 * DAY, 9)]);
	});
	build_and_execute(|| {
		// A week after the end, which the terms name.
		let due = pays_at(9, When::End(Span::Seconds(7 * 86_400)));
		let id = agree(&lasting(&[due], Span::Months(1), Renewal::Ends, None));
		assert_eq!(line(id, 0).next_at, Some(NOW + 35 * DAY));
		paid_at(id, &[(NOW + 35 * DAY - 1, 0), (NOW + 35 * DAY, 9)]);
		assert_eq!(state(id), AgreementState::Closed);
	});
	build_and_execute(|| {
		// A week after an end that is not known yet. What it comes to is.
		let due = pays_at(9, When::End(Span::Seconds(7 * 86_400)));
		let id = agree(&lasting(&[due], Span::Seconds(0), Renewal::Open, Some(86_400)));
		assert_eq!((line(id, 0).next_at, line(id, 0).most), (None, Some(9)));
		paid_at(id, &[(NOW + 400 * DAY, 0)]);
		assert_ok!(Contracts::end(signed(BOB), id, Ending::Notice));
		assert_eq!(line(id, 0).next_at, Some(NOW + 408 * DAY));
		paid_at(id, &[(NOW + 408 * DAY - 1, 0), (NOW + 408 * DAY, 9)]);
	});
}

#[test]
fn a_start_far_in_the_past_owes_all_since_then_with_interest() {
	build_and_execute(|| {
		// 365 a day at 10 % a year: a tenth a day each, due for 1,000, 999, … 0 days. 0.1 x 1,000 x 1,001 / 2 = 50,050.
		let start = When::At(NOW - 1_000 * DAY);
		let accrues = Accrual::Instalments { start, every: Span::Seconds(86_400), count: None };
		let due = owes(Performance::Pay { asset: None, amount: 365, accrues });
		let id = agree(&terms_of(&[ALICE, BOB], &[Due { interest: Some(100_000), ..due }]));
		let record = record(id, 0);
		assert_eq!((record.paid, record.interest_paid), (1_001 * 365, 50_050));
		assert_eq!(record.longest_late, 1_000 * DAY);
		assert_eq!(free(None, BOB), ENDOWMENT + 1_001 * 365 + 50_050);
	});
	build_and_execute(|| {
		// One a second since 1970. She has less.
		let accrues = Accrual::Instalments { start: When::At(0), every: Span::Seconds(1), count: None };
		let id = agree(&terms_of(&[ALICE, BOB], &[owes(Performance::Pay { asset: None, amount: 1, accrues })]));
		let line = line(id, 0);
		assert_eq!(line.accrued, Balance::from(NOW / SECOND) + 1);
		assert_eq!(crate::work::free::<Test>(None, &ALICE), 0);
		assert_eq!(free(None, BOB), ENDOWMENT + line.paid);
		assert_eq!(line.owed, line.accrued - line.paid);
		// The one that comes next has been due since its second.
		assert_eq!(line.late_since, Some(line.paid as Moment * SECOND));
	});
}

#[test]
fn one_second_periods_are_settled_years_late() {
	build_and_execute(|| {
		let due = Due { interest: Some(10_000), ..instalments(1, Span::Seconds(1), None) };
		let id = agree(&terms_of(&[ALICE, BOB], &[due]));
		assert_eq!(record(id, 0).paid, 1);
		// Three years of 365 days: N seconds, and as many instalments after the first, which are late by N - 1, … 0 seconds. At 1 %
		// a year: N (N - 1) / 2 / (N / 3) x 0.01 = 0.015 (N - 1) = 1,419,119.985.
		let seconds = 3 * 365 * 86_400;
		clock(NOW + seconds * SECOND);
		assert_eq!(line(id, 0).interest, 1_419_119);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).interest_paid), (Balance::from(seconds) + 1, 1_419_119));
	});
}

#[test]
fn an_end_stops_the_instalment_at_it_and_none_before() {
	build_and_execute(|| {
		let mut due = lasting(&[instalments(7, Span::Months(1), None)], Span::Months(3), Renewal::Ends, None);
		let id = agree(&due);
		assert_eq!((line(id, 0).most, record(id, 0).paid), (Some(21), 7));
		paid_at(id, &[(NOW + 59 * DAY, 21), (NOW + 89 * DAY, 21), (NOW + 999 * DAY, 21)]);
		assert_eq!(state(id), AgreementState::Closed);
		// A count is cut short.
		clock(NOW);
		(due.obligations[0], due.salt) = (instalments(70, Span::Months(1), Some(10)), H256::repeat_byte(2));
		let id = agree(&due);
		assert_eq!(line(id, 0).most, Some(21));
		paid_at(id, &[(NOW + 999 * DAY, 21)]);
	});
	for (end, paid) in [(10_000, 14), (10_001, 21)] {
		build_and_execute(|| {
			let id = agree(&terms_of(&[ALICE, BOB], &[instalments(7, Span::Seconds(5), None)]));
			agree_end(id, NOW + end);
			paid_at(id, &[(NOW + DAY, paid)]);
			assert_eq!(state(id), AgreementState::Closed);
		});
	}
}

#[test]
fn an_end_cuts_a_stream_and_not_what_is_timed_from_it() {
	build_and_execute(|| {
		let last = pays_at(50, When::End(Span::Seconds(60)));
		let id = agree(&terms_of(&[ALICE, BOB], &[stream(1_000, 10, None), stream(1_000, 10, Some(2)), last]));
		agree_end(id, NOW + 15_001);
		assert_eq!([0, 1, 2].map(|place| line(id, place).most), [Some(1_500), Some(750), Some(50)]);
		paid_at(id, &[(NOW + 15_000, 1_500), (NOW + DAY, 1_500)]);
		assert_eq!((record(id, 1).paid, record(id, 2).paid), (750, 50));
		assert_eq!(state(id), AgreementState::Closed);
	});
}

#[test]
fn a_renewed_agreement_accrues_until_the_term_ends_for_which_notice_was_given() {
	build_and_execute(|| {
		let rent = instalments(10, Span::Months(1), None);
		let renewal = Renewal::Terms(Span::Months(2));
		let id = agree(&lasting(&[rent], Span::Months(3), renewal, Some(30 * 86_400)));
		assert_eq!(line(id, 0).most, None);
		// January 31st to July 31st.
		paid_at(id, &[(NOW + 210 * DAY, 70)]);
		assert_ok!(Contracts::end(signed(BOB), id, Ending::Notice));
		// Notice on August 29th runs to September 28th. Terms end on April 30th, June 30th, August 31st, October 31st.
		assert_eq!(Contracts::agreement(id).unwrap().ends_at, Some(NOW + 273 * DAY));
		assert_eq!(line(id, 0).most, Some(90));
		paid_at(id, &[(NOW + 272 * DAY, 90), (NOW + 273 * DAY, 90), (NOW + 500 * DAY, 90)]);
		assert_eq!(state(id), AgreementState::Closed);
	});
	build_and_execute(|| {
		// Open-ended, after a month at least.
		let rent = instalments(10, Span::Seconds(86_400), None);
		let id = agree(&lasting(&[rent], Span::Months(1), Renewal::Open, Some(10 * 86_400)));
		clock(NOW + 5 * DAY);
		assert_ok!(Contracts::end(signed(BOB), id, Ending::Notice));
		assert_eq!(Contracts::agreement(id).unwrap().ends_at, Some(NOW + 28 * DAY));
		paid_at(id, &[(NOW + 99 * DAY, 280)]);
	});
	build_and_execute(|| {
		let rent = instalments(10, Span::Seconds(86_400), None);
		let id = agree(&lasting(&[rent], Span::Months(1), Renewal::Open, Some(10 * 86_400)));
		paid_at(id, &[(NOW + 100 * DAY, 1_010)]);
		assert_ok!(Contracts::end(signed(ALICE), id, Ending::Notice));
		paid_at(id, &[(NOW + 999 * DAY, 1_100)]);
	});
}

/// The first party owes the second an act.
fn act(due: When) -> Due {
	let awaits = Awaits { claim: claimed(Silence::Accepts), ..Default::default() };
	Due { awaits, ..owes(Performance::Act { due }) }
}

#[test]
fn an_act_counts_as_one_and_is_done_when_it_was_claimed() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[act(after(86_400))]));
		assert_eq!((line(id, 0).accrued, line(id, 0).most, line(id, 0).asset), (0, Some(1), None));
		assert_eq!((line_at(id, 0, NOW + DAY).due, line_at(id, 0, NOW + DAY).late_since), (1, None));
		clock(NOW + 3 * DAY);
		assert_eq!(line(id, 0).late_since, Some(NOW + DAY));
		let before = (free(None, ALICE), free(None, BOB));
		assert_ok!(Contracts::claim(signed(ALICE), id, 0, 1, DEED));
		assert_eq!(record(id, 0).paid, 0);
		clock(NOW + 3 * DAY + HOUR);
		assert_ok!(Contracts::answer(signed(BOB), id, 0, native(1)));
		let record = record(id, 0);
		assert_eq!((record.paid, record.funded, record.longest_late), (1, 1, 2 * DAY));
		assert_eq!(record.fulfilled_at, Some(NOW + 3 * DAY));
		assert_eq!((free(None, ALICE), free(None, BOB)), before, "nothing moves");
		assert_eq!(state(id), AgreementState::Closed);
	});
	build_and_execute(|| {
		// In time, and accepted by silence.
		let id = agree(&terms_of(&[ALICE, BOB], &[act(after(3_600))]));
		clock(NOW + HOUR);
		assert_ok!(Contracts::claim(signed(ALICE), id, 0, 1, DEED));
		clock(NOW + 9 * DAY);
		settle(id);
		assert_eq!((record(id, 0).longest_late, record(id, 0).fulfilled_at), (0, Some(NOW + HOUR)));
	});
}

#[test]
fn an_act_that_is_done_early_is_done_then_whenever_it_is_settled() {
	for settled in [3, 40, 99, 101, 300] {
		build_and_execute(|| {
			let id = agree(&terms_of(&[ALICE, BOB], &[act(after(100 * 86_400))]));
			assert_ok!(Contracts::claim(signed(ALICE), id, 0, 1, DEED));
			clock(NOW + settled * DAY);
			settle(id);
			assert_eq!(record(id, 0).fulfilled_at, Some(NOW), "settled after {settled} days");
		});
	}
}

#[test]
fn a_hold_that_awaits_an_act_is_paid_if_that_was_done_in_time_however_late_it_is_settled() {
	for settled in [3, 51] {
		build_and_execute(|| {
			let act = Due { debtor: 1, creditor: Creditor::Party(0), ..act(after(100 * 86_400)) };
			let awaits = Awaits {
				fulfilled: vec![0].try_into().unwrap(),
				until: Some(after(50 * 86_400)),
				..Default::default()
			};
			let price = Due { awaits, funding: Funding::Escrowed(None), ..pays(1_000) };
			let id = agree(&terms_of(&[ALICE, BOB], &[act, price]));
			assert_ok!(Contracts::claim(signed(BOB), id, 0, 1, DEED));
			clock(NOW + settled * DAY);
			settle(id);
			assert_eq!((record(id, 1).paid, record(id, 1).refunded), (1_000, 0), "settled after {settled} days");
		});
	}
}

#[test]
fn a_share_follows_what_was_paid_and_is_rounded_down_in_all() {
	build_and_execute(|| {
		let third = Performance::Share { of: 0, share: Fraction { numerator: 1, denominator: 3 } };
		let half = Performance::Share { of: 1, share: Fraction { numerator: 1, denominator: 2 } };
		let third = Due { debtor: 1, creditor: Creditor::Party(2), ..owes(third) };
		let half = Due { debtor: 2, creditor: Creditor::Account(OFFICE), ..owes(half) };
		let price = Due { interest: Some(100_000), ..instalments(100, Span::Seconds(86_400), None) };
		let id = agree(&terms_of(&[ALICE, BOB, CAROL], &[price, third, half]));
		let paid = || [0, 1, 2].map(|place| record(id, place).paid);
		// floor(100 / 3), floor(33 / 2); floor(200 / 3), floor(66 / 2); and not the sum of what was rounded.
		assert_eq!(paid(), [100, 33, 16]);
		clock(NOW + DAY);
		settle(id);
		assert_eq!(paid(), [200, 66, 33]);
		assert_eq!((line(id, 1).asset, line(id, 1).most), (None, None));
		// Of what is owed and not paid there is no share, nor of interest.
		spare(None, ALICE, 40);
		clock(NOW + 367 * DAY);
		settle(id);
		assert_eq!((paid(), line(id, 0).owed), ([240, 80, 40], 366 * 100 - 40));
		spare(None, ALICE, 9_000_000);
		settle(id);
		assert_eq!(paid(), [36_800, 12_266, 6_133]);
		assert!(record(id, 0).interest_paid > 0);
		assert_eq!(free(None, OFFICE), ENDOWMENT + 6_133);
	});
}

#[test]
fn a_share_that_cannot_be_paid_is_owed_since_it_came_up() {
	build_and_execute(|| {
		let share = Performance::Share { of: 0, share: Fraction { numerator: 1, denominator: 10 } };
		let share = Due { debtor: 2, creditor: Creditor::Account(OFFICE), ..owes(share) };
		let id = agree(&terms_of(&[ALICE, BOB, CAROL], &[pays_at(1_000, after(60)), share]));
		spare(None, CAROL, 30);
		clock(NOW + DAY);
		settle(id);
		assert_eq!((record(id, 1).paid, line(id, 1).owed), (30, 70));
		clock(NOW + 2 * DAY);
		// The first was paid a day late; so the share has been due since then.
		assert_eq!(line(id, 1).late_since, Some(NOW + DAY));
		assert_eq!((line(id, 1).most, state(id)), (Some(100), AgreementState::Active));
		spare(None, CAROL, 70);
		settle(id);
		assert_eq!((record(id, 1).paid, record(id, 1).longest_late), (100, DAY));
		assert_eq!(state(id), AgreementState::Closed);
	});
}
