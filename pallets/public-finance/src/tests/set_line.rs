//! `set_line`.

use super::*;
use crate::bodies::bytes_of;

fn set(who: AccountId, terms: &[LineTerms]) -> DispatchResult {
	PublicFinance::set_line(signed(who), CITY, list(terms))
}

/// Under nothing, in period 0.
fn root(currency: Currency, kind: LineKind) -> Above {
	Above::Root { period: 0, currency, kind }
}

/// What goes out, in euros.
fn out() -> Above {
	root(EUR, LineKind::Expenditure)
}

/// A line without codes that does not say that it binds.
fn plain(above: Above, part: &str) -> LineTerms {
	line_terms(above, part, &[], false)
}

fn count() -> LineId {
	Bodies::<Test>::get(CITY).expect("there is such a body").lines
}

#[test]
fn a_line_is_made() {
	build_and_execute(|| {
		found();
		events();
		let codes = [code("COFOG", "04.5"), code("GFSM", "22"), code("ES-SEF", "153"), code("ES-SEF", "154")];
		let terms = LineTerms { label: Some(text("Roads")), ..line_terms(out(), "153", &codes, false) };
		assert_ok!(set(OFFICER, std::slice::from_ref(&terms)));
		assert_eq!(events(), [Event::LineMade { body: CITY, line: 0, terms }]);
		let made = Line {
			above: out(),
			part: text("153"),
			label: Some(text("Roads")),
			period: 0,
			currency: EUR,
			kind: LineKind::Expenditure,
			depth: 1,
			codes: list(codes),
			control: 0,
			original: 0,
			came: 0,
			went: 0,
			own: Booked::default(),
			bound: Some(Booked::default()),
			children: 0,
		};
		assert_eq!((line_of(0), count()), (made, 1));
		let part: Part = text("153");
		assert_eq!(LinesBelow::<Test>::get((CITY, out(), part)), Some(0));
	});
}

#[test]
fn a_line_reports_to_the_nearest_above_that_binds() {
	build_and_execute(|| {
		found();
		// The first level binds, whether it says so or not. Lines of a list are under others of it.
		let terms = [
			plain(out(), "a"),
			plain(Above::Line(0), "b"),
			line_terms(Above::Line(1), "c", &[], true),
			plain(Above::Line(2), "d"),
			plain(Above::Line(3), "e"),
			line_terms(out(), "f", &[], true),
			plain(Above::Line(0), "g"),
		];
		assert_ok!(set(OFFICER, &terms));
		let seen = [0, 1, 2, 3, 4, 5, 6].map(|line| {
			let Line { depth, control, children, bound, .. } = line_of(line);
			(depth, control, children, bound.is_some())
		});
		let expected = [
			(1, 0, 2, true),
			(2, 0, 1, false),
			(3, 2, 1, true),
			(4, 2, 1, false),
			(5, 2, 0, false),
			(1, 5, 0, true),
			(2, 0, 0, false),
		];
		assert_eq!(seen, expected);
	});
}

#[test]
fn what_is_below_is_of_one_period_currency_and_kind() {
	build_and_execute(|| {
		found();
		let plan = PeriodChange::Plan { label: text("2028"), from: NOW, to: NOW + DAY };
		assert_ok!(PublicFinance::set_period(signed(OFFICER), CITY, plan));
		// A line of a period that is only planned can be made.
		let above = Above::Root { period: 1, currency: DOLLARS, kind: LineKind::Revenue };
		assert_ok!(set(OFFICER, &[plain(above, "taxes"), plain(Above::Line(0), "on land")]));
		let Line { period, currency, kind, .. } = line_of(1);
		assert_eq!((period, currency, kind), (1, DOLLARS, LineKind::Revenue));
	});
}

#[test]
fn a_path_is_there_once() {
	build_and_execute(|| {
		found();
		assert_ok!(set(OFFICER, &[plain(out(), "a"), plain(Above::Line(0), "a")]));
		for terms in [plain(out(), "a"), plain(Above::Line(0), "a"), line_terms(out(), "a", &[code("X", "1")], true)] {
			refused!(set(OFFICER, &[terms]), LineExists);
		}
		// Twice in a list, of which then nothing is made.
		refused!(set(OFFICER, &[plain(out(), "b"), plain(out(), "b")]), LineExists);
		let plan = PeriodChange::Plan { label: text("2028"), from: NOW, to: NOW + DAY };
		assert_ok!(PublicFinance::set_period(signed(OFFICER), CITY, plan));
		// Elsewhere it is another.
		let elsewhere = [
			root(EUR, LineKind::Revenue),
			root(DOLLARS, LineKind::Expenditure),
			Above::Root { period: 1, currency: EUR, kind: LineKind::Expenditure },
			Above::Line(1),
		];
		assert_ok!(set(OFFICER, &elsewhere.map(|above| plain(above, "a"))));
		assert_eq!(count(), 6);
	});
}

#[test]
fn there_are_eight_levels() {
	build_and_execute(|| {
		found();
		let above = |line: LineId| line.checked_sub(1).map_or(out(), Above::Line);
		assert_ok!(set(OFFICER, &[0, 1, 2, 3, 4, 5, 6, 7].map(|line| plain(above(line), "deeper"))));
		assert_eq!(line_of(7).depth, 8);
		refused!(set(OFFICER, &[plain(Above::Line(7), "deeper")]), TooDeep);
		assert_ok!(set(OFFICER, &[plain(Above::Line(6), "beside")]));
	});
}

#[test]
fn texts_say_something() {
	build_and_execute(|| {
		found();
		// A slash is what is between the parts of a path.
		for part in ["", "a\u{202e}", "a\n", "a/b"] {
			refused!(set(OFFICER, &[plain(out(), part)]), TextInvalid);
		}
		for label in ["", "a\u{200b}"] {
			refused!(set(OFFICER, &[LineTerms { label: Some(text(label)), ..plain(out(), "a") }]), TextInvalid);
		}
		for wrong in [code("", "1"), code("COFOG", ""), code("COFOG", "\t")] {
			refused!(set(OFFICER, &[line_terms(out(), "a", &[code("GFSM", "2"), wrong], false)]), TextInvalid);
		}
		assert_ok!(set(OFFICER, &[LineTerms { label: Some(text("a/b")), ..plain(out(), "a") }]));
	});
}

#[test]
fn a_line_is_of_a_currency_and_of_a_period_that_is_not_closed() {
	build_and_execute(|| {
		lines();
		refused!(set(OFFICER, &[plain(root(Currency::iso(b"eur"), LineKind::Revenue), "a")]), CurrencyInvalid);
		let unknown = Above::Root { period: 1, currency: EUR, kind: LineKind::Revenue };
		refused!(set(OFFICER, &[plain(unknown, "a")]), PeriodUnknown);
		refused!(set(OFFICER, &[plain(Above::Line(count()), "a")]), LineUnknown);
		close_period();
		for above in [out(), Above::Line(1)] {
			refused!(set(OFFICER, &[plain(above, "a")]), PeriodClosed);
		}
	});
}

#[test]
fn lines_are_of_their_body() {
	build_and_execute(|| {
		lines();
		charity();
		let by_helper = |terms: &[LineTerms]| PublicFinance::set_line(signed(HELPER), CHARITY, list(terms));
		refused!(by_helper(&[plain(Above::Line(1), "a")]), LineUnknown);
		// Each counts its own, and has paths of its own.
		assert_ok!(by_helper(&[plain(out(), "district")]));
		assert_eq!(Lines::<Test>::get(CHARITY, 0).map(|line| line.part), Some(text("district")));
		assert_eq!(line_of(0).part, text("taxes"));
	});
}

#[test]
fn the_appropriator_and_who_has_the_power_may() {
	build_and_execute(|| {
		found();
		take_power(SECOND, CITY, Power::Budget);
		for who in [CITY, SECOND, HELPER, STRANGER] {
			refused!(set(who, &[plain(out(), "a")]), NoPower);
		}
		assert_ok!(set(COUNCIL, &[plain(out(), "a")]));
		limit_power(THIRD, CITY, Power::Budget, 0);
		assert_ok!(set(THIRD, &[plain(out(), "b")]));
		// Whom the body has come to control appropriates nothing.
		control(CITY, COUNCIL);
		refused!(set(COUNCIL, &[plain(out(), "c")]), AppropriatorControlled);
		refused!(PublicFinance::set_line(signed(OFFICER), STRANGER, list([plain(out(), "a")])), NotBody);
	});
}

#[test]
fn a_list_is_made_as_a_whole() {
	build_and_execute(|| {
		found();
		refused!(set(OFFICER, &[]), ListEmpty);
		refused!(set(OFFICER, &[plain(out(), "a"), plain(Above::Line(1), "b")]), LineUnknown);
		let names: Vec<_> = (0..MAX_LIST).map(|line| format!("{line}")).collect();
		let terms: Vec<_> = names.iter().map(|name| plain(out(), name)).collect();
		assert_ok!(set(OFFICER, &terms));
		assert_eq!(count(), MAX_LIST);
	});
}

#[test]
fn the_body_pays_for_what_each_takes() {
	build_and_execute(|| {
		found();
		let bytes = || Deposits::<Test>::get(CITY).expect("it has paid").bytes;
		let before = bytes();
		let long = LineTerms { label: Some(text(&"l".repeat(64))), ..plain(Above::Line(0), "b") };
		assert_ok!(set(OFFICER, &[plain(out(), "a"), long]));
		let taken = || bytes_of(&line_of(0)) as u64 + bytes_of(&line_of(1)) as u64;
		let made = taken();
		assert_eq!(bytes(), before + made);
		// It takes no more when something is booked on it.
		let moves = [moved(None, Some(1), Balance::MAX / 2)];
		assert_ok!(PublicFinance::move_authority(signed(COUNCIL), CITY, list(moves)));
		assert_eq!((taken(), bytes()), (made, before + made));
	});
}

#[test]
fn a_line_below_changes_nothing_above() {
	build_and_execute(|| {
		budget();
		let before = [1, 2, 3].map(line_of);
		assert_ok!(set(OFFICER, &[line_terms(Above::Line(3), "white", &[], true), plain(Above::Line(10), "A4")]));
		let [district, goods, paper] = before;
		assert_eq!([1, 2, 3].map(line_of), [district, goods, Line { children: 1, ..paper }]);
		assert_eq!((line_of(10).control, line_of(11).control), (10, 10));
	});
}

#[test]
fn there_are_no_more_than_can_be_numbered() {
	build_and_execute(|| {
		found();
		let lines = |count| {
			Bodies::<Test>::mutate(CITY, |body| body.as_mut().expect("it was founded").lines = count);
		};
		lines(LineId::MAX);
		refused!(set(OFFICER, &[plain(out(), "a")]), TooManyLines);
		lines(0);
		assert_ok!(set(OFFICER, &[plain(out(), "a")]));
	});
}
