//! What counts for the threshold.

use super::{
	approve::{appropriate, approve, set_rule},
	award::{award, changed},
	*,
};
use crate::acts::party_of;

const MILLION: Balance = 1_000_000;

/// Goods have authority for all that is awarded here.
fn rich() {
	budget();
	appropriate(3, 100 * MILLION);
	appropriate(8, 100 * MILLION);
}

fn supplier(number: u8) -> Payee<AccountId> {
	Payee::Organisation(text(&format!("ES-NIF-{number}")))
}

/// How many acts have waited.
fn acts() -> u32 {
	Bodies::<Test>::get(CITY).unwrap().acts
}

/// An officer commits to so much of a line, which waits or is done.
fn waits_on(line: LineId, officer: AccountId, payee: Payee<AccountId>, amount: Balance) -> bool {
	let (before, awards) = (acts(), AwardCount::<Test>::get());
	assert_ok!(award(officer, &[award_terms(payee, &[split(line, amount)])]));
	let waits = acts() > before;
	assert_eq!(AwardCount::<Test>::get() > awards, !waits);
	waits
}

/// The same of paper in euros.
fn waits(officer: AccountId, payee: Payee<AccountId>, amount: Balance) -> bool {
	waits_on(3, officer, payee, amount)
}

/// What counts of a party in euros.
fn tally(power: Power, party: Party<AccountId>) -> Tally {
	Tallies::<Test>::get((CITY, (EUR, power), party))
}

fn of_payee(payee: &Payee<AccountId>) -> Party<AccountId> {
	party_of::<Test>(payee)
}

#[test]
fn the_threshold_is_the_most_that_does_not_wait() {
	build_and_execute(|| {
		rich();
		frame_support::hypothetically!(assert!(waits(OFFICER, supplier(1), MILLION + 1)));
		assert!(!waits(OFFICER, supplier(1), MILLION));
		assert!(waits(OFFICER, supplier(2), 1));
	});
}

#[test]
fn splitting_gains_nothing() {
	build_and_execute(|| {
		rich();
		// Neither in one call,
		let part = |payee, amount| award_terms(supplier(payee), &[split(3, amount)]);
		frame_support::hypothetically!({
			assert_ok!(award(OFFICER, &[part(1, MILLION / 2), part(2, MILLION / 2 + 1)]));
			assert_eq!((acts(), AwardCount::<Test>::get()), (1, 0));
		});
		// nor in many,
		for payee in 1..=10 {
			assert!(!waits(OFFICER, supplier(payee), MILLION / 10));
		}
		assert!(waits(OFFICER, supplier(11), 1));
		// nor by raising what was little.
		assert_ok!(award(OFFICER, &[AwardTerms { award: Some(0), ..part(1, MILLION / 10 + 1) }]));
		assert_eq!((acts(), award_of(0).changes), (2, 0));
	});
}

#[test]
fn two_officers_are_one_for_a_payee() {
	build_and_execute(|| {
		rich();
		assert!(!waits(OFFICER, supplier(1), 600_000));
		frame_support::hypothetically!(assert!(waits(SECOND, supplier(1), 400_001)));
		// Others have nothing to do with it.
		frame_support::hypothetically!(assert!(!waits(SECOND, supplier(2), MILLION)));
		assert!(!waits(SECOND, supplier(1), 400_000));
		assert!(waits(THIRD, supplier(1), 1));
		assert!(!waits(THIRD, supplier(2), MILLION));
		// In a list each payee counts by himself, and however often he is named.
		let part = |payee, amount| award_terms(supplier(payee), &[split(3, amount)]);
		give_power(STRANGER, CITY, Power::Commit);
		let before = acts();
		assert_ok!(award(STRANGER, &[part(3, 100), part(2, 1)]));
		assert_eq!(acts(), before + 1);
		assert_ok!(award(STRANGER, &[part(3, 100), part(4, 100), part(3, 100)]));
		assert_eq!(acts(), before + 1);
		let amount = |payee| tally(Power::Commit, of_payee(&supplier(payee))).amount;
		assert_eq!((amount(3), amount(4), amount(2)), (200, 100, MILLION));
	});
}

#[test]
fn whatever_a_payee_is_named_by_he_is_one() {
	build_and_execute(|| {
		rich();
		charity();
		let theirs = || Payee::Fund(fund_by(HELPER, CHARITY, fund_terms(EUR)));
		let [one, other] = [1, 2].map(H256::repeat_byte);
		// Nobody sees how many they are who are withheld.
		let same = [
			(theirs(), theirs()),
			(Payee::Withheld(one), Payee::Withheld(other)),
			(Payee::Withheld(one), Payee::Group { root: other, count: 3 }),
			(Payee::Group { root: one, count: 1 }, Payee::Group { root: other, count: 3 }),
		];
		for (one, other) in same {
			frame_support::hypothetically!({
				assert!(!waits(OFFICER, one.clone(), 600_000));
				frame_support::hypothetically!(assert!(!waits(SECOND, supplier(1), 400_001)));
				assert!(waits(SECOND, other.clone(), 400_001));
			});
			// In one call, too.
			frame_support::hypothetically!({
				let part = |payee: &Payee<AccountId>, amount| award_terms(payee.clone(), &[split(3, amount)]);
				assert_ok!(award(OFFICER, &[part(&one, 100), part(&other, 20)]));
				assert_eq!([&one, &other].map(|payee| tally(Power::Commit, of_payee(payee)).amount), [120, 120]);
			});
		}
	});
}

#[test]
fn an_officer_commits_by_lines_and_a_payee_has_what_there_is_in_all() {
	build_and_execute(|| {
		rich();
		let id = committed(award_terms(Payee::Account(PAYEE), &[split(3, 50_000)]));
		let steps: [(AccountId, Balance, &[Split], Balance, Balance); 5] = [
			// All of it on another line, and a little more.
			(SECOND, 0, &[split(4, 60_000)], 60_000, 60_000),
			(THIRD, 25_000, &[split(4, 60_000)], 25_000, 85_000),
			// No more can be paid in advance than there is.
			(THIRD, Balance::MAX, &[split(4, 60_000)], 60_000, 120_000),
			(THIRD, Balance::MAX, &[split(4, 10_000)], 60_000, 120_000),
			(THIRD, Balance::MAX, &[split(4, 10_000), split(3, 5_000)], 65_000, 125_000),
		];
		for (officer, advance, lines, by_officer, by_payee) in steps {
			assert_ok!(award(officer.clone(), &[AwardTerms { advance, ..changed(id, lines) }]));
			let parties = [Party::Officer(officer), of_payee(&Payee::Account(PAYEE))];
			assert_eq!(parties.map(|party| tally(Power::Commit, party).amount), [by_officer, by_payee]);
		}
		assert_eq!(award_of(id).changes, 5);
	});
}

#[test]
fn the_end_of_a_window_gains_nothing() {
	build_and_execute(|| {
		rich();
		assert!(!waits(OFFICER, supplier(1), 600_000));
		set_time(NOW + 30 * DAY - 1);
		assert!(!waits(OFFICER, supplier(2), 400_000));
		// What was in the window before counts in the whole of the next one.
		for moment in [NOW + 30 * DAY - 1, NOW + 30 * DAY, NOW + 60 * DAY - 1] {
			set_time(moment);
			assert!(waits(OFFICER, supplier(3), 1), "at {moment}");
		}
		set_time(NOW + 60 * DAY);
		assert!(!waits(OFFICER, supplier(3), MILLION));
		let begun = Tally { start: NOW + 60 * DAY, amount: MILLION, before: 0 };
		assert_eq!(tally(Power::Commit, Party::Officer(OFFICER)), begun);
	});
}

#[test]
fn a_window_follows_the_one_before() {
	build_and_execute(|| {
		rich();
		assert!(!waits(OFFICER, supplier(1), 500_000));
		set_time(NOW + 45 * DAY);
		assert!(!waits(OFFICER, supplier(2), 300_000));
		let second = Tally { start: NOW + 30 * DAY, amount: 300_000, before: 500_000 };
		assert_eq!(tally(Power::Commit, Party::Officer(OFFICER)), second);
		frame_support::hypothetically!(assert!(waits(OFFICER, supplier(3), 200_001)));
		set_time(NOW + 60 * DAY);
		frame_support::hypothetically!(assert!(waits(OFFICER, supplier(3), 700_001)));
		assert!(!waits(OFFICER, supplier(3), 700_000));
		let third = Tally { start: NOW + 60 * DAY, amount: 700_000, before: 300_000 };
		assert_eq!(tally(Power::Commit, Party::Officer(OFFICER)), third);
	});
}

#[test]
fn windows_are_counted_from_the_first_act() {
	let had = Tally { start: 1_000, amount: 7, before: 5 };
	for (now, start, amount, before) in [
		(0, 1_000, 7, 5),
		(1_000, 1_000, 7, 5),
		(1_099, 1_000, 7, 5),
		(1_100, 1_100, 0, 7),
		(1_199, 1_100, 0, 7),
		(1_200, 1_200, 0, 0),
		(5_000, 5_000, 0, 0),
	] {
		assert_eq!(had.at(now, 100), Tally { start, amount, before }, "at {now}");
	}
	assert_eq!(Tally::default().at(1_000, 100), Tally { start: 1_000, amount: 0, before: 0 });
	// A window without an end does not end.
	assert_eq!(had.at(Moment::MAX - 1, Moment::MAX), had);
	assert_eq!(Tally { start: 0, amount: Balance::MAX, before: 1 }.counted(), Balance::MAX);
}

#[test]
fn powers_currencies_and_bodies_count_apart() {
	build_and_execute(|| {
		rich();
		let payee = Payee::Account(PAYEE);
		assert!(!waits(OFFICER, payee.clone(), MILLION));
		// Euros do not count for dollars.
		assert!(!waits_on(8, OFFICER, payee.clone(), MILLION));
		assert!(waits_on(8, OFFICER, payee.clone(), 1));
		// What was committed does not count for what is accepted.
		let accept = |amount| PublicFinance::accept(signed(SECOND), CITY, list([acceptance(0, amount)]));
		assert_ok!(accept(MILLION));
		assert_eq!((award_of(0).accepted, acts()), (MILLION, 1));
		let counted = |power| {
			let amounts = [OFFICER, SECOND].map(|officer| tally(power, Party::Officer(officer)).amount);
			(amounts, tally(power, of_payee(&payee)).amount)
		};
		assert_eq!(counted(Power::Commit), ([MILLION, 0], MILLION));
		assert_eq!(counted(Power::Accept), ([0, MILLION], MILLION));
		// What the city does does not count for the charity.
		charity();
		let root = Above::Root { period: 0, currency: EUR, kind: LineKind::Expenditure };
		let terms = line_terms(root, "aid", &[], false);
		assert_ok!(PublicFinance::set_line(signed(HELPER), CHARITY, list([terms])));
		let moves = list([moved(None, Some(0), MILLION)]);
		assert_ok!(PublicFinance::move_authority(signed(BOARD), CHARITY, moves));
		let awards = AwardCount::<Test>::get();
		let terms = list([award_terms(payee, &[split(0, MILLION)])]);
		assert_ok!(PublicFinance::award(signed(HELPER), CHARITY, terms));
		assert_eq!(AwardCount::<Test>::get(), awards + 1);
	});
}

#[test]
fn without_a_rule_all_waits_that_is_something() {
	build_and_execute(|| {
		rich();
		let line = Bodies::<Test>::get(CITY).unwrap().lines;
		let currency = Currency::iso(b"USD");
		let root = Above::Root { period: 0, currency, kind: LineKind::Expenditure };
		assert_ok!(PublicFinance::set_line(signed(OFFICER), CITY, list([line_terms(root, "all", &[], false)])));
		appropriate(line, 100);
		assert!(waits_on(line, OFFICER, Payee::Account(PAYEE), 1));
		assert_eq!(Waiting::<Test>::get(CITY, 0).unwrap().until, NOW + 30 * DAY);
		assert_ok!(approve(SECOND, 0, true));
		// What takes nothing more does not wait.
		assert_ok!(award(OFFICER, &[changed(0, &[split(line, 1)])]));
		assert_eq!((acts(), award_of(0).changes), (1, 1));
		assert_ok!(award(OFFICER, &[changed(0, &[split(line, 2)])]));
		assert_eq!((acts(), award_of(0).changes), (2, 1));
		// A threshold of nothing is the same.
		set_rule(Rule { currency, threshold: 0, ..RULE });
		frame_support::hypothetically!(assert!(waits_on(line, OFFICER, supplier(1), 1)));
		set_rule(Rule { currency, threshold: 1, ..RULE });
		assert!(!waits_on(line, THIRD, supplier(1), 1));
	});
}

#[test]
fn what_waits_counts_when_it_is_done() {
	build_and_execute(|| {
		rich();
		let counted = || {
			let payee = of_payee(&supplier(1));
			[Party::Officer(OFFICER), payee].map(|party| tally(Power::Commit, party).counted())
		};
		assert!(waits(OFFICER, supplier(1), MILLION + 1));
		assert!(waits(OFFICER, supplier(1), MILLION + 2));
		assert_eq!(counted(), [0, 0]);
		assert_ok!(approve(SECOND, 1, false));
		assert_eq!(counted(), [0, 0]);
		assert!(!waits(OFFICER, supplier(1), 10));
		assert_ok!(approve(SECOND, 0, true));
		assert_eq!(counted(), [MILLION + 11, MILLION + 11]);
		// Nor is the second person's what he approves.
		assert_eq!(tally(Power::Commit, Party::Officer(SECOND)), Tally::default());
		assert!(waits(OFFICER, supplier(2), 1));
		// What is refused counts nothing.
		refused!(award(SECOND, &[award_terms(supplier(3), &[split(4, 0)])]), AmountZero);
		assert!(!waits(SECOND, supplier(3), MILLION));
	});
}

#[test]
fn another_threshold_counts_what_was_done_before() {
	build_and_execute(|| {
		rich();
		assert!(!waits(OFFICER, supplier(1), 900_000));
		set_rule(Rule { threshold: 500_000, ..RULE });
		assert!(waits(OFFICER, supplier(2), 1));
		set_rule(Rule { threshold: 2 * MILLION, ..RULE });
		frame_support::hypothetically!(assert!(waits(OFFICER, supplier(2), 1_100_001)));
		assert!(!waits(OFFICER, supplier(2), 1_100_000));
		// Above the largest number nothing is.
		set_rule(Rule { threshold: Balance::MAX, ..RULE });
		assert!(!waits(OFFICER, supplier(2), 50 * MILLION));
	});
}
