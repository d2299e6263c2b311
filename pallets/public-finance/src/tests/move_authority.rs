//! `move_authority`, and what is booked on lines.

use super::*;

fn shift(who: AccountId, moves: &[Move]) -> DispatchResult {
	plain(PublicFinance::move_authority(signed(who), CITY, list(moves)))
}

/// A change of the budget, as it is not of the original one.
fn changed(from: Option<LineId>, to: Option<LineId>, amount: Balance) -> Move {
	Move { original: false, ..moved(from, to, amount) }
}

/// What a line has kept of authority.
fn own(line: LineId) -> Balance {
	line_of(line).own.authority
}

/// The authority of a line that binds, with what it binds.
fn bound(line: LineId) -> Balance {
	line_of(line).bound.expect("it binds").authority
}

/// Period 1 is planned, and has a line 10 "district" in euros.
fn next_year() {
	let plan = PeriodChange::Plan { label: text("2028"), from: NOW + 335 * DAY, to: NOW + 700 * DAY };
	assert_ok!(PublicFinance::set_period(signed(OFFICER), CITY, plan));
	let above = Above::Root { period: 1, currency: EUR, kind: LineKind::Expenditure };
	let terms = line_terms(above, "district", &[], false);
	assert_ok!(PublicFinance::set_line(signed(OFFICER), CITY, list([terms])));
	assert_eq!(line_of(10).period, 1);
}

#[test]
fn the_appropriator_gives_authority_and_takes_it() {
	build_and_execute(|| {
		lines();
		events();
		let given = moved(None, Some(3), 500_000);
		assert_ok!(shift(COUNCIL, std::slice::from_ref(&given)));
		assert_eq!(events(), [Event::AuthorityMoved { body: CITY, moved: given, by: COUNCIL }]);
		let paper = line_of(3);
		assert_eq!((paper.came, paper.went, paper.original), (500_000, 0, 500_000));
		assert_eq!(paper.own, Booked { authority: 500_000, ..Booked::default() });
		// It is counted where it is bound, and nowhere above.
		assert_eq!((bound(2), own(2), bound(1)), (500_000, 0, 0));

		assert_ok!(shift(COUNCIL, &[moved(Some(3), None, 200_000)]));
		let paper = line_of(3);
		assert_eq!((paper.came, paper.went, paper.original, paper.own.authority), (500_000, 200_000, 300_000, 300_000));
		assert_eq!(bound(2), 300_000);
	});
}

#[test]
fn only_the_appropriator_does() {
	build_and_execute(|| {
		budget();
		for line in [3, 0] {
			refused!(shift(OFFICER, &[changed(None, Some(line), 1)]), NotAllowed);
		}
		refused!(shift(OFFICER, &[changed(Some(3), None, 1)]), NotAllowed);
		refused!(shift(OFFICER, &[changed(Some(3), Some(4), 1), changed(Some(3), None, 1)]), NotAllowed);
		// What would be refused does not wait either.
		refused!(shift(OFFICER, &[changed(None, Some(3), 1_000_001)]), NotAllowed);
		for who in [CITY, BOARD, STRANGER] {
			refused!(shift(who, &[changed(None, Some(3), 1)]), NoPower);
		}
		// Nor does he once the body controls him, though he may hold the power as well.
		control(CITY, COUNCIL);
		give_power(COUNCIL, CITY, Power::Budget);
		for from in [None, Some(4)] {
			refused!(shift(COUNCIL, &[changed(from, Some(3), 1)]), AppropriatorControlled);
		}
	});
}

#[test]
fn between_lines_it_takes_the_power() {
	build_and_execute(|| {
		budget();
		let moves = [changed(Some(3), Some(4), 100)];
		take_power(SECOND, CITY, Power::Budget);
		limit_power(THIRD, CITY, Power::Budget, 99);
		for who in [CITY, SECOND, THIRD, HELPER, STRANGER] {
			refused!(shift(who, &moves), NoPower);
		}
		limit_power(THIRD, CITY, Power::Budget, 100);
		for who in [OFFICER, THIRD, COUNCIL] {
			assert_ok!(shift(who, &moves));
		}
		assert_eq!((own(3), own(4)), (499_700, 300_300));
		refused!(PublicFinance::move_authority(signed(OFFICER), STRANGER, list(moves)), NotBody);
	});
}

#[test]
fn an_officer_waits_above_the_threshold_and_the_appropriator_never() {
	build_and_execute(|| {
		lines();
		assert_ok!(shift(COUNCIL, &[moved(None, Some(1), 9_000_000), moved(Some(1), Some(3), 2_000_000)]));
		assert_eq!((own(1), own(3), Waiting::<Test>::iter().count()), (7_000_000, 2_000_000, 0));
		assert_ok!(shift(OFFICER, &[changed(Some(1), Some(3), 600_000)]));
		assert_eq!((own(1), own(3), Waiting::<Test>::iter().count()), (6_400_000, 2_600_000, 0));
		// Splitting gains nothing.
		assert_ok!(shift(OFFICER, &[changed(Some(1), Some(3), 300_000), changed(Some(3), Some(1), 100_001)]));
		assert_eq!((own(1), own(3), Waiting::<Test>::iter().count()), (6_400_000, 2_600_000, 1));
		assert_ok!(PublicFinance::approve(signed(SECOND), CITY, 0, true));
		assert_eq!((own(1), own(3), Waiting::<Test>::iter().count()), (6_200_001, 2_799_999, 0));
	});
}

#[test]
fn what_waits_is_judged_when_it_is_approved() {
	build_and_execute(|| {
		lines();
		assert_ok!(shift(COUNCIL, &[moved(None, Some(1), 2_000_000)]));
		assert_ok!(shift(OFFICER, &[moved(Some(1), Some(3), 1_500_000)]));
		assert_ok!(shift(COUNCIL, &[moved(Some(1), None, 500_001)]));
		refused!(PublicFinance::approve(signed(SECOND), CITY, 0, true), NotEnoughAuthority);
		assert_ok!(shift(COUNCIL, &[moved(None, Some(1), 1)]));
		// The first award makes the original budget final.
		assert_ok!(shift(COUNCIL, &[moved(None, Some(4), 1)]));
		committed(award_terms(Payee::Account(PAYEE), &[split(4, 1)]));
		refused!(PublicFinance::approve(signed(SECOND), CITY, 0, true), BudgetCommitted);
		assert_eq!((own(1), own(3)), (1_500_000, 0));
	});
}

#[test]
fn a_line_gives_what_it_has_kept() {
	build_and_execute(|| {
		budget();
		for who in [OFFICER, COUNCIL] {
			refused!(shift(who.clone(), &[changed(Some(3), Some(4), 500_001)]), NotEnoughAuthority);
			// What the lines that it binds have is not its own.
			refused!(shift(who, &[changed(Some(2), Some(3), 1)]), NotEnoughAuthority);
		}
		refused!(shift(COUNCIL, &[changed(Some(3), None, 500_001)]), NotEnoughAuthority);
		assert_ok!(shift(OFFICER, &[changed(Some(3), Some(4), 500_000)]));
		assert_eq!((own(3), own(4), bound(2)), (0, 800_000, 800_000));
	});
}

#[test]
fn what_is_obligated_stays_covered_where_it_is_bound() {
	build_and_execute(|| {
		budget();
		committed(award_terms(Payee::Account(PAYEE), &[split(3, 500_000)]));
		// A line may have less than it is obligated to: the one that binds it bears that.
		assert_ok!(shift(OFFICER, &[changed(Some(3), Some(4), 500_000)]));
		assert_eq!((own(3), line_of(3).own.obligated, bound(2)), (0, 500_000, 800_000));
		assert_ok!(shift(OFFICER, &[changed(Some(4), Some(1), 300_000)]));
		assert_eq!((own(4), bound(2), bound(1)), (500_000, 500_000, 300_000));
		for (who, to) in [(OFFICER, Some(1)), (COUNCIL, Some(1)), (COUNCIL, None)] {
			refused!(shift(who, &[changed(Some(4), to, 1)]), OverAuthority);
		}
		// Where one line binds both there is nothing to judge.
		assert_ok!(shift(COUNCIL, &[changed(Some(4), Some(2), 500_000), changed(Some(2), Some(3), 500_000)]));
		assert_eq!((own(3), own(4), own(2), bound(2)), (500_000, 0, 0, 500_000));
	});
}

#[test]
fn revenue_is_only_expected() {
	build_and_execute(|| {
		lines();
		assert_ok!(shift(COUNCIL, &[moved(None, Some(0), 1_000)]));
		let fund = fund(EUR);
		let taxes = ReceiptTerms { line: Some(0), ..receipt_terms(EUR, 1_500) };
		assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, fund, list([taxes])));
		let expected = |authority| Booked { authority, disbursed: 1_500, ..Booked::default() };
		assert_eq!((line_of(0).own, line_of(0).bound), (expected(1_000), Some(expected(1_000))));
		assert_ok!(shift(COUNCIL, &[changed(Some(0), None, 1_000)]));
		assert_eq!((line_of(0).own, line_of(0).bound), (expected(0), Some(expected(0))));
		refused!(shift(COUNCIL, &[changed(Some(0), None, 1)]), NotEnoughAuthority);
	});
}

#[test]
fn original_and_final_stay_apart() {
	build_and_execute(|| {
		budget();
		assert_ok!(shift(OFFICER, &[moved(Some(3), Some(4), 1_000), changed(Some(3), Some(4), 20)]));
		let (paper, ink) = (line_of(3), line_of(4));
		assert_eq!((paper.original, paper.own.authority, paper.went), (499_000, 498_980, 1_020));
		assert_eq!((ink.original, ink.own.authority, ink.came), (301_000, 301_020, 301_020));
		// More can go on of the original budget than came of it.
		assert_ok!(shift(COUNCIL, &[changed(None, Some(1), 100), moved(Some(1), None, 100)]));
		assert_eq!((line_of(1).original, own(1)), (-100, 0));
	});
}

#[test]
fn after_the_first_award_nothing_is_original() {
	build_and_execute(|| {
		budget();
		next_year();
		assert_ok!(shift(COUNCIL, &[moved(None, Some(10), 500)]));
		committed(award_terms(Payee::Account(PAYEE), &[split(3, 1)]));
		for (from, to) in
			[(Some(3), Some(4)), (None, Some(3)), (Some(3), None), (Some(3), Some(10)), (Some(10), Some(3))]
		{
			refused!(shift(COUNCIL, &[moved(from, to, 1)]), BudgetCommitted);
		}
		refused!(shift(OFFICER, &[moved(Some(3), Some(4), 1)]), BudgetCommitted);
		// The next period has a budget of its own.
		assert_ok!(shift(COUNCIL, &[moved(None, Some(10), 500), changed(Some(3), Some(4), 1)]));
		assert_eq!((line_of(10).original, line_of(3).original), (1_000, 500_000));
	});
}

#[test]
fn it_is_carried_over_until_a_period_is_closed() {
	build_and_execute(|| {
		budget();
		next_year();
		assert_ok!(shift(OFFICER, &[changed(Some(3), Some(10), 400)]));
		assert_ok!(shift(OFFICER, &[changed(Some(10), Some(3), 100)]));
		assert_eq!((own(3), own(10), bound(10), bound(2)), (499_700, 300, 300, 799_700));
		close_period();
		for (from, to) in [(Some(3), Some(10)), (Some(10), Some(3)), (Some(3), Some(4))] {
			for who in [OFFICER, COUNCIL] {
				refused!(shift(who, &[changed(from, to, 1)]), PeriodClosed);
			}
		}
		refused!(shift(COUNCIL, &[changed(None, Some(3), 1)]), PeriodClosed);
		assert_ok!(shift(COUNCIL, &[changed(Some(10), None, 300)]));
	});
}

#[test]
fn it_stays_in_its_body_currency_and_kind() {
	build_and_execute(|| {
		budget();
		for who in [OFFICER, COUNCIL] {
			refused!(shift(who.clone(), &[changed(Some(3), Some(8), 1)]), OtherCurrency);
			refused!(shift(who.clone(), &[changed(Some(3), Some(0), 1)]), OtherKind);
			for (from, to) in [(Some(3), Some(10)), (Some(10), Some(3))] {
				refused!(shift(who.clone(), &[changed(from, to, 1)]), LineUnknown);
			}
		}
		// One power is asked for an act, and one threshold: of an officer it is in one currency.
		let both = [changed(Some(3), Some(4), 1), changed(Some(8), Some(9), 1)];
		refused!(shift(OFFICER, &both), OtherCurrency);
		assert_ok!(shift(COUNCIL, &both));
		charity();
		refused!(PublicFinance::move_authority(signed(BOARD), CHARITY, list([moved(None, Some(3), 1)])), LineUnknown);
	});
}

#[test]
fn something_moves_and_says_why() {
	build_and_execute(|| {
		budget();
		for who in [OFFICER, COUNCIL] {
			refused!(shift(who.clone(), &[]), ListEmpty);
			refused!(shift(who.clone(), &[changed(None, None, 1)]), NothingMoves);
			refused!(shift(who.clone(), &[changed(Some(3), Some(3), 1)]), NothingMoves);
			refused!(shift(who.clone(), &[changed(Some(3), Some(4), 0)]), AmountZero);
			for reason in ["", "a\u{202e}b"] {
				let unsaid = Move { reason: text(reason), ..changed(Some(3), Some(4), 1) };
				refused!(shift(who.clone(), &[unsaid]), TextInvalid);
			}
		}
	});
}

#[test]
fn a_list_is_moved_as_a_whole_and_in_its_order() {
	build_and_execute(|| {
		budget();
		let (there, on) = (changed(Some(3), Some(2), 500_000), changed(Some(2), Some(1), 500_000));
		refused!(shift(OFFICER, &[on.clone(), there.clone()]), NotEnoughAuthority);
		assert_ok!(shift(COUNCIL, &[there, on]));
		assert_eq!((own(3), own(2), own(1), bound(2), bound(1)), (0, 0, 500_000, 300_000, 500_000));
		// The same again, as often as a list is long.
		let same = vec![changed(Some(4), Some(3), 1); MAX_LIST as usize];
		assert_ok!(shift(OFFICER, &same));
		assert_eq!((own(3), own(4)), (64, 299_936));
	});
}

#[test]
fn there_is_not_more_than_can_be_counted() {
	build_and_execute(|| {
		lines();
		refused!(shift(COUNCIL, &[moved(None, Some(1), 1 << 127)]), AmountTooLarge);
		assert_ok!(shift(COUNCIL, &[changed(None, Some(3), Balance::MAX)]));
		refused!(shift(COUNCIL, &[changed(None, Some(3), 1)]), AmountTooLarge);
		// On the line that binds both.
		refused!(shift(COUNCIL, &[changed(None, Some(4), 1)]), AmountTooLarge);
		let twice = [changed(Some(3), Some(1), Balance::MAX), changed(Some(1), Some(3), 1)];
		refused!(shift(OFFICER, &twice), AmountTooLarge);
		// Once it is gone, as much as ever came is still known.
		assert_ok!(shift(COUNCIL, &[changed(Some(3), None, Balance::MAX)]));
		refused!(shift(COUNCIL, &[changed(None, Some(3), 1)]), AmountTooLarge);
		assert_ok!(shift(COUNCIL, &[changed(None, Some(4), 1)]));
	});
}

#[test]
fn authority_is_neither_made_nor_lost_on_its_way() {
	build_and_execute(|| {
		budget();
		let all = || [1, 2, 3, 4].map(own).iter().sum::<Balance>();
		let lines = [None, Some(1), Some(2), Some(3), Some(4)];
		let (mut total, mut done) = (800_000, 0);
		for (step, (from, to)) in lines.iter().flat_map(|from| lines.map(|to| (*from, to))).enumerate() {
			let amount = 1_000 * (1 + step as Balance);
			if shift(COUNCIL, &[moved(from, to, amount)]).is_ok() {
				done += 1;
				total += if from.is_none() { amount } else { 0 };
				total -= if to.is_none() { amount } else { 0 };
			}
			assert_eq!((all(), bound(1) + bound(2)), (total, total), "{from:?} to {to:?}");
			assert_eq!(bound(1), own(1));
		}
		assert!(done > 10, "only {done} moves were done");
	});
}

#[test]
fn what_is_booked_is_borne_by_the_line_that_binds() {
	build_and_execute(|| {
		budget();
		let obligate = |line, amount: Balance| {
			PublicFinance::book(&CITY, line, |booked| {
				booked.obligated = booked.obligated.checked_add(amount)?;
				Some(())
			})
		};
		let disburse = |line, amount: Balance| {
			PublicFinance::book(&CITY, line, |booked| {
				booked.disbursed = booked.disbursed.checked_add(amount)?;
				Some(())
			})
		};
		refused!(disburse(4, 1), NotAccepted);
		refused!(obligate(4, 800_001), OverAuthority);
		refused!(obligate(4, Balance::MAX), OverAuthority);
		refused!(obligate(10, 1), LineUnknown);
		refused!(PublicFinance::book(&CHARITY, 4, |_| Some(())), LineUnknown);
		refused!(PublicFinance::book(&CITY, 4, |_| None), AmountTooLarge);

		let before = [2, 3, 4].map(line_of);
		// More than its own authority, and not more than that of the line above it.
		let ink = obligate(4, 800_000).expect("there is as much authority");
		assert_eq!((ink.own.obligated, line_of(4)), (800_000, ink));
		refused!(obligate(3, 1), OverAuthority);
		assert_ok!(disburse(4, 799_999));
		// What is paid of one line may be obligated on another: awards see to it that it is not.
		assert_ok!(disburse(3, 1));
		refused!(disburse(3, 1), NotAccepted);
		let goods = Booked { authority: 800_000, obligated: 800_000, disbursed: 800_000, refunded: 0 };
		assert_eq!((line_of(2).bound, line_of(2).own), (Some(goods), Booked::default()));
		refused!(obligate(3, Balance::MAX), AmountTooLarge);

		// No award says so, so it is as it was.
		for (line, stored) in (2..=4).zip(before) {
			Lines::<Test>::insert(CITY, line, stored);
		}
	});
}
