//! `award`.

use super::*;
use crate::{
	awards::payee_key,
	bodies::{bytes_at_most, bytes_of},
};

/// These awards.
pub fn award(officer: AccountId, awards: &[AwardTerms<AccountId>]) -> DispatchResult {
	plain(PublicFinance::award(signed(officer), CITY, list(awards)))
}

/// A new award to the payee.
pub fn to_payee(lines: &[Split]) -> AwardTerms<AccountId> {
	award_terms(Payee::Account(PAYEE), lines)
}

/// One that is to be changed.
pub fn changed(award: AwardId, lines: &[Split]) -> AwardTerms<AccountId> {
	AwardTerms { award: Some(award), ..to_payee(lines) }
}

/// How many bytes the city pays for.
pub fn bytes() -> u64 {
	Deposits::<Test>::get(CITY).expect("it is a body").bytes
}

/// What it pays for so many tallies.
pub fn of_tallies(count: usize) -> usize {
	count * bytes_at_most::<Tally>()
}

/// So much of paper is paid before it is accepted, by who has not committed to it.
fn pay_ahead(fund: FundId, award: AwardId, amount: Balance) {
	assert_ok!(PublicFinance::pay(signed(SECOND), CITY, list([payment(fund, award, 3, amount)])));
	assert_eq!(award_of(award).disbursed, amount);
}

/// The next period is open, and has a line with an authority of 500,000.
pub fn next_period() -> LineId {
	let plan = PeriodChange::Plan { label: text("2028"), from: NOW + 335 * DAY, to: NOW + 700 * DAY };
	for change in [plan, PeriodChange::Open] {
		assert_ok!(PublicFinance::set_period(signed(OFFICER), CITY, change));
	}
	let line = Bodies::<Test>::get(CITY).unwrap().lines;
	let root = Above::Root { period: 1, currency: EUR, kind: LineKind::Expenditure };
	let terms = line_terms(root, "district", &[], false);
	assert_ok!(PublicFinance::set_line(signed(OFFICER), CITY, list([terms])));
	assert_ok!(PublicFinance::move_authority(signed(COUNCIL), CITY, list([moved(None, Some(line), 500_000)])));
	line
}

/// What a line is obligated to itself, and with what it binds.
fn obligated(line: LineId) -> (Balance, Option<Balance>) {
	let Line { own, bound, .. } = line_of(line);
	(own.obligated, bound.map(|bound| bound.obligated))
}

/// The awards that are listed on a line.
fn listed_on(line: LineId) -> Vec<AwardId> {
	AwardsOn::<Test>::iter_key_prefix((CITY, line)).collect()
}

/// A line of an award of which nothing was paid.
fn taken(line: LineId, amount: Balance) -> AwardLine {
	AwardLine { line, amount, disbursed: 0, lapsed: 0 }
}

#[test]
fn an_award_obligates_its_lines() {
	build_and_execute(|| {
		budget();
		let before = bytes();
		events();
		let terms = AwardTerms {
			advance: 50_000,
			ocid: Some(text("ocds-213czf-000-00001")),
			method: Some(Method::Selective),
			bids: Some(3),
			agreement: Some(H256::repeat_byte(7)),
			document: Some(PROOF),
			..to_payee(&[split(3, 400_000), split(4, 100_000)])
		};
		assert_ok!(award(OFFICER, std::slice::from_ref(&terms)));
		assert_eq!(events(), [Event::Awarded { body: CITY, award: 0, terms: terms.clone(), officer: OFFICER }]);
		let AwardTerms { payee, advance, ocid, method, bids, agreement, document, .. } = terms;
		let expected = Award {
			body: CITY,
			currency: EUR,
			payee,
			lines: list([taken(3, 400_000), taken(4, 100_000)]),
			advance,
			accepted: 0,
			disbursed: 0,
			returned: 0,
			ocid,
			method,
			bids,
			agreement,
			document,
			officers: list([OFFICER]),
			at: NOW,
			changes: 0,
			acceptances: 0,
		};
		assert_eq!(award_of(0), expected);
		assert_eq!((obligated(3), obligated(4)), ((400_000, None), (100_000, None)));
		assert_eq!((obligated(2), obligated(1)), ((0, Some(500_000)), (0, Some(0))));
		assert_eq!((listed_on(3), listed_on(4), listed_on(2)), (vec![0], vec![0], vec![]));
		assert!(AwardsOf::<Test>::contains_key(CITY, 0));
		assert!(AwardsTo::<Test>::contains_key(payee_key(&expected.payee), 0));
		assert!(Periods::<Test>::get(CITY, 0).unwrap().is_committed);
		// Of the officer, and of the payee.
		assert_eq!(bytes() - before, (bytes_of(&expected) + of_tallies(2)) as u64);
	});
}

#[test]
fn the_control_line_binds_and_not_what_reports_to_it() {
	build_and_execute(|| {
		budget();
		// Paper has 500,000 and ink 300,000; both report to goods.
		assert_ok!(award(OFFICER, &[to_payee(&[split(3, 700_000)])]));
		assert_eq!((line_of(3).own.authority, obligated(3).0), (500_000, 700_000));
		refused!(award(OFFICER, &[to_payee(&[split(4, 100_001)])]), OverAuthority);
		refused!(award(OFFICER, &[to_payee(&[split(3, 50_000), split(4, 50_001)])]), OverAuthority);
		assert_ok!(award(OFFICER, &[to_payee(&[split(3, 50_000), split(4, 50_000)])]));
		refused!(award(OFFICER, &[to_payee(&[split(2, 1)])]), OverAuthority);
		// What is above the control line has authority of its own, or none.
		refused!(award(OFFICER, &[to_payee(&[split(1, 1)])]), OverAuthority);
	});
}

#[test]
fn all_awards_of_a_list_are_made_or_none() {
	build_and_execute(|| {
		budget();
		let one = |line, amount| to_payee(&[split(line, amount)]);
		refused!(award(OFFICER, &[one(3, 100_000), one(4, 700_001)]), OverAuthority);
		assert_ok!(award(OFFICER, &[one(3, 100_000), one(4, 700_000)]));
		assert_eq!(AwardCount::<Test>::get(), 2);
		let lines = |id| award_of(id).lines.to_vec();
		assert_eq!((lines(0), lines(1)), (vec![taken(3, 100_000)], vec![taken(4, 700_000)]));
		refused!(award(OFFICER, &[]), ListEmpty);
	});
}

#[test]
fn lines_are_of_what_goes_out_now_in_one_currency() {
	build_and_execute(|| {
		budget();
		let wrong: [(&[Split], Error<Test>); 9] = [
			(&[split(0, 1)], Error::OtherKind),
			(&[split(99, 1)], Error::LineUnknown),
			(&[split(3, 1), split(4, 1), split(3, 1)], Error::LineTwice),
			(&[split(3, 1), split(4, 0)], Error::AmountZero),
			(&[], Error::ListEmpty),
			(&[split(3, 1), split(8, 1)], Error::OtherCurrency),
			(&[split(3, Balance::MAX), split(4, 1)], Error::AmountTooLarge),
			(&[split(3, Balance::MAX)], Error::OverAuthority),
			(&[split(3, 800_001)], Error::OverAuthority),
		];
		for (lines, error) in wrong {
			assert_noop!(award(OFFICER, &[to_payee(lines)]), error);
		}
		refused!(award(OFFICER, &[to_payee(&[split(3, 1)]), to_payee(&[split(8, 1)])]), OtherCurrency);
		let terms = list([to_payee(&[split(3, 1)])]);
		refused!(PublicFinance::award(signed(OFFICER), STRANGER, terms), NotBody);
	});
}

#[test]
fn lines_are_of_the_period_that_is_open() {
	build_and_execute(|| {
		budget();
		close_period();
		refused!(award(OFFICER, &[to_payee(&[split(3, 1)])]), PeriodNotOpen);
		let line = next_period();
		refused!(award(OFFICER, &[to_payee(&[split(3, 1)])]), PeriodNotOpen);
		refused!(award(OFFICER, &[to_payee(&[split(line, 1), split(3, 1)])]), PeriodNotOpen);
		assert_ok!(award(OFFICER, &[to_payee(&[split(line, 500_000)])]));
		let committed = |period| Periods::<Test>::get(CITY, period).unwrap().is_committed;
		assert_eq!((committed(0), committed(1)), (false, true));
	});
}

#[test]
fn who_is_paid_is_somebody_else() {
	build_and_execute(|| {
		budget();
		charity();
		let own = fund(EUR);
		let theirs = |currency| fund_by(HELPER, CHARITY, fund_terms(currency));
		let (euros, dollars) = (theirs(EUR), theirs(DOLLARS));
		relate(OFFICER, DONOR);
		let root = H256::repeat_byte(1);
		let wrong: [(Payee<AccountId>, Error<Test>); 9] = [
			(Payee::Account(CITY), Error::PayeeIsBody),
			// A body has funds for it.
			(Payee::Account(CHARITY), Error::PayeeIsBody),
			(Payee::Organisation(text("nobody")), Error::PayeeInvalid),
			(Payee::Group { root, count: 0 }, Error::PayeeInvalid),
			(Payee::Fund(99), Error::FundUnknown),
			(Payee::Fund(own), Error::OtherBody),
			(Payee::Fund(dollars), Error::OtherCurrency),
			(Payee::Account(OFFICER), Error::OfficerIsPayee),
			(Payee::Account(DONOR), Error::OfficerIsPayee),
		];
		for (payee, error) in wrong {
			assert_noop!(award(OFFICER, &[award_terms(payee, &[split(3, 1)])]), error);
		}
		let right = [
			Payee::Account(PAYEE),
			Payee::Fund(euros),
			Payee::Organisation(text("ES-NIF-A12345678")),
			Payee::Withheld(root),
			Payee::Group { root, count: 1 },
		];
		for (id, payee) in right.into_iter().enumerate() {
			let id = id as AwardId;
			assert_ok!(award(OFFICER, &[award_terms(payee.clone(), &[split(3, 1)])]));
			assert_eq!(AwardsTo::<Test>::iter_key_prefix(payee_key(&payee)).collect::<Vec<_>>(), [id]);
			assert_eq!(award_of(id).payee, payee);
		}
		// Nor is it a fund of who is related.
		relate(OFFICER, CHARITY);
		refused!(award(OFFICER, &[award_terms(Payee::Fund(euros), &[split(3, 1)])]), OfficerIsPayee);
		// One such in a list is enough.
		let others = [to_payee(&[split(3, 1)]), award_terms(Payee::Account(DONOR), &[split(3, 1)])];
		refused!(award(OFFICER, &others), OfficerIsPayee);
		assert_ok!(award(SECOND, &others));
	});
}

#[test]
fn a_payee_who_becomes_a_body_keeps_his_award_and_gets_no_other() {
	build_and_execute(|| {
		budget();
		let id = committed(to_payee(&[split(3, 100)]));
		let name = BodyChange::Name { name: text("Payee"), identifier: None };
		assert_ok!(PublicFinance::set_body(signed(PAYEE), PAYEE, name));
		refused!(award(OFFICER, &[to_payee(&[split(3, 1)])]), PayeeIsBody);
		assert_ok!(award(OFFICER, &[changed(id, &[split(3, 50)])]));
		assert_eq!(obligated(3).0, 50);
	});
}

#[test]
fn an_agreement_is_named_when_an_award_is_made_or_never() {
	build_and_execute(|| {
		budget();
		let [one, other] = [7, 8].map(|byte| Some(H256::repeat_byte(byte)));
		for agreement in [one, None] {
			let id = committed(AwardTerms { agreement, ..to_payee(&[split(3, 100)]) });
			let by = |agreement| [AwardTerms { agreement, ..changed(id, &[split(3, 90)]) }];
			for wrong in [one, other, None].into_iter().filter(|wrong| *wrong != agreement) {
				refused!(award(OFFICER, &by(wrong)), AgreementDiffers);
			}
			assert_ok!(award(OFFICER, &by(agreement)));
			assert_eq!(award_of(id).agreement, agreement);
		}
	});
}

#[test]
fn only_who_holds_the_power_commits() {
	build_and_execute(|| {
		budget();
		charity();
		for who in [STRANGER, CITY, COUNCIL, HELPER, PAYEE] {
			refused!(award(who, &[to_payee(&[split(3, 1)])]), NoPower);
		}
		limit_power(OFFICER, CITY, Power::Commit, 99);
		refused!(award(OFFICER, &[to_payee(&[split(3, 50)]), to_payee(&[split(4, 50)])]), NoPower);
		assert_ok!(award(OFFICER, &[to_payee(&[split(3, 99)])]));
		take_power(OFFICER, CITY, Power::Commit);
		refused!(award(OFFICER, &[to_payee(&[split(3, 1)])]), NoPower);
		give_power(STRANGER, CITY, Power::Commit);
		assert_ok!(award(STRANGER, &[to_payee(&[split(3, 1)])]));
	});
}

#[test]
fn the_identifier_of_a_process_can_be_read() {
	build_and_execute(|| {
		budget();
		for ocid in ["", "ocds-213czf\u{200b}"] {
			let terms = AwardTerms { ocid: Some(text(ocid)), ..to_payee(&[split(3, 1)]) };
			refused!(award(OFFICER, &[terms]), TextInvalid);
		}
	});
}

#[test]
fn nothing_more_is_original_after_the_first_award() {
	build_and_execute(|| {
		budget();
		let more = |original| {
			let more = Move { original, ..moved(None, Some(3), 1) };
			PublicFinance::move_authority(signed(COUNCIL), CITY, list([more]))
		};
		assert_ok!(more(true));
		committed(to_payee(&[split(3, 1)]));
		refused!(more(true), BudgetCommitted);
		assert_ok!(more(false));
	});
}

#[test]
fn a_change_stays_visible() {
	build_and_execute(|| {
		budget();
		let terms = AwardTerms { document: Some(PROOF), ..to_payee(&[split(3, 500_000), split(4, 300_000)]) };
		let id = committed(terms);
		let (before, old) = (bytes(), award_of(id));
		set_time(NOW + DAY);
		events();
		// Goods has no authority left: what ink bears, paper does not bear any more.
		let terms = AwardTerms { advance: 10, bids: Some(2), ..changed(id, &[split(4, 800_000)]) };
		assert_ok!(award(SECOND, std::slice::from_ref(&terms)));
		assert_eq!(events(), [Event::Awarded { body: CITY, award: id, terms, officer: SECOND }]);
		let new = Award {
			lines: list([taken(4, 800_000)]),
			advance: 10,
			bids: Some(2),
			document: None,
			officers: list([OFFICER, SECOND]),
			changes: 1,
			..old.clone()
		};
		assert_eq!(award_of(id), new);
		let (at, document) = (NOW + DAY, Some(PROOF));
		let change = AwardChange { at, officer: SECOND, before: 800_000, after: 800_000, document };
		assert_eq!(AwardChanges::<Test>::get(id, 0), Some(change.clone()));
		assert_eq!((obligated(3).0, obligated(4).0, obligated(2).1), (0, 800_000, Some(800_000)));
		assert_eq!((listed_on(3), listed_on(4)), (vec![], vec![id]));
		// The second has done nothing before.
		let grown = bytes_of(&new) + bytes_of(&change) + of_tallies(1) - bytes_of(&old);
		assert_eq!(bytes() - before, grown as u64);
		// Less, and more again.
		assert_ok!(award(OFFICER, &[changed(id, &[split(4, 200_000)])]));
		assert_ok!(award(OFFICER, &[changed(id, &[split(3, 100_000), split(4, 200_000)])]));
		let amounts = |number| AwardChanges::<Test>::get(id, number).map(|change| (change.before, change.after));
		assert_eq!((amounts(1), amounts(2)), (Some((800_000, 200_000)), Some((200_000, 300_000))));
		assert_eq!((obligated(3).0, obligated(4).0, obligated(2).1), (100_000, 200_000, Some(300_000)));
		assert_eq!((listed_on(3), listed_on(4)), (vec![id], vec![id]));
		refused!(award(OFFICER, &[changed(id, &[split(3, 100_000), split(4, 700_001)])]), OverAuthority);
	});
}

#[test]
fn payee_currency_and_body_stay() {
	build_and_execute(|| {
		budget();
		charity();
		let id = committed(to_payee(&[split(3, 100)]));
		let terms = AwardTerms { payee: Payee::Account(DONOR), ..changed(id, &[split(3, 100)]) };
		refused!(award(OFFICER, &[terms]), PayeeChanged);
		refused!(award(OFFICER, &[changed(id, &[split(8, 100)])]), OtherCurrency);
		refused!(award(OFFICER, &[changed(id + 1, &[split(3, 100)])]), AwardUnknown);
		let terms = list([changed(id, &[split(3, 100)])]);
		refused!(PublicFinance::award(signed(HELPER), CHARITY, terms), AwardUnknown);
	});
}

#[test]
fn what_was_paid_or_accepted_stays_awarded() {
	build_and_execute(|| {
		budget();
		let fund = filled(EUR, 500_000);
		let advanced = |id, advance, lines: &[Split]| [AwardTerms { advance, ..changed(id, lines) }];
		let lines = [split(3, 300_000), split(4, 100_000)];
		let id = committed(AwardTerms { advance: 50_000, ..to_payee(&lines) });
		pay_ahead(fund, id, 50_000);
		refused!(award(OFFICER, &advanced(id, 49_999, &lines)), NotAccepted);
		assert_ok!(PublicFinance::accept(signed(SECOND), CITY, list([acceptance(id, 200_000)])));
		let less: [&[Split]; 4] = [
			// Paper has paid 50,000.
			&[split(3, 49_999), split(4, 200_000)],
			&[split(4, 400_000)],
			&[],
			// 200,000 were accepted.
			&[split(3, 199_999)],
		];
		for lines in less {
			refused!(award(OFFICER, &advanced(id, 50_000, lines)), BelowDone);
		}
		assert_ok!(award(OFFICER, &advanced(id, 0, &[split(3, 50_000), split(4, 150_000)])));
		let paper = AwardLine { disbursed: 50_000, ..taken(3, 50_000) };
		assert_eq!(award_of(id).lines.to_vec(), [paper, taken(4, 150_000)]);
		// It can be cut down to what was accepted, but no further: not even to what was paid.
		refused!(award(OFFICER, &advanced(id, 0, &[split(3, 50_000)])), BelowDone);
	});
}

#[test]
fn four_officers_commit_to_one_award() {
	build_and_execute(|| {
		budget();
		let lines = [split(3, 100)];
		let id = committed(to_payee(&lines));
		for who in [DONOR, STRANGER] {
			give_power(who, CITY, Power::Commit);
		}
		for who in [SECOND, THIRD, DONOR] {
			assert_ok!(award(who, &[changed(id, &lines)]));
		}
		refused!(award(STRANGER, &[changed(id, &lines)]), TooManyOfficers);
		assert_ok!(award(DONOR, &[changed(id, &lines)]));
		assert_eq!(award_of(id).officers.to_vec(), [OFFICER, SECOND, THIRD, DONOR]);
		assert_eq!(award_of(id).changes, 4);
	});
}

#[test]
fn what_a_closed_period_did_not_pay_lapses_when_others_bear_it() {
	build_and_execute(|| {
		budget();
		let fund = filled(EUR, 500_000);
		let lines = [split(3, 300_000), split(4, 100_000)];
		let id = committed(AwardTerms { advance: 100_000, ..to_payee(&lines) });
		pay_ahead(fund, id, 100_000);
		close_period();
		let change = |lines: &[Split]| award(OFFICER, &[AwardTerms { advance: 100_000, ..changed(id, lines) }]);
		refused!(change(&[]), PeriodNotOpen);
		let line = next_period();
		refused!(change(&lines), PeriodNotOpen);
		assert_ok!(change(&[split(line, 300_000)]));
		let closed = [
			AwardLine { line: 3, amount: 300_000, disbursed: 100_000, lapsed: 200_000 },
			AwardLine { line: 4, amount: 100_000, disbursed: 0, lapsed: 100_000 },
		];
		let lines_are = |open: &[AwardLine]| {
			assert_eq!(award_of(id).lines.to_vec(), [closed.as_slice(), open].concat());
			// The books of the closed period stay.
			assert_eq!((obligated(3).0, obligated(4).0, obligated(2).1), (300_000, 100_000, Some(400_000)));
			assert_eq!((listed_on(3), listed_on(4)), (vec![id], vec![id]));
		};
		lines_are(&[taken(line, 300_000)]);
		let totals = |number| AwardChanges::<Test>::get(id, number).map(|change| (change.before, change.after));
		assert_eq!((totals(0), obligated(line)), (Some((400_000, 400_000)), (300_000, Some(300_000))));
		// It lapses once.
		assert_ok!(change(&[split(line, 250_000)]));
		lines_are(&[taken(line, 250_000)]);
		assert_eq!((totals(1), obligated(line)), (Some((400_000, 350_000)), (250_000, Some(250_000))));
		// Nothing more is to be paid.
		assert_ok!(change(&[]));
		lines_are(&[]);
		assert_eq!((totals(2), obligated(line)), (Some((350_000, 100_000)), (0, Some(0))));
		assert!(listed_on(line).is_empty());
	});
}

#[test]
fn lines_of_closed_periods_are_among_the_sixteen() {
	build_and_execute(|| {
		budget();
		let first = Bodies::<Test>::get(CITY).unwrap().lines;
		let parts: Vec<_> =
			(0..MAX_LINES).map(|part| line_terms(Above::Line(2), &part.to_string(), &[], false)).collect();
		assert_ok!(PublicFinance::set_line(signed(OFFICER), CITY, list(parts)));
		let lines: Vec<_> = (first..first + MAX_LINES).map(|line| split(line, 1)).collect();
		let (all, some) = (committed(to_payee(&lines)), committed(to_payee(&lines[1..])));
		close_period();
		let line = next_period();
		refused!(award(OFFICER, &[changed(all, &[split(line, 1)])]), TooManyLines);
		assert_ok!(award(OFFICER, &[changed(some, &[split(line, 1)])]));
		assert_ok!(award(OFFICER, &[changed(all, &[])]));
		assert_eq!((award_of(all).lines.len(), award_of(some).lines.len()), (16, 16));
	});
}
