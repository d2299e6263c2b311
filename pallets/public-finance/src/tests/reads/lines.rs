//! Lines, in the order of their tree.

use super::*;

/// What is booked on a line, by its path.
fn executed(top: Above, limit: u32) -> Vec<LineInfo> {
	all(|cursor| PublicFinance::execution(CITY, top, cursor, Some(limit)))
}

fn ids(lines: &[LineInfo]) -> Vec<LineId> {
	lines.iter().map(|info| info.line).collect()
}

fn path(info: &LineInfo) -> String {
	info.path.iter().map(|part| part.as_str()).collect::<Vec<_>>().join("/")
}

fn top(kind: LineKind) -> Above {
	Above::Root { period: 0, currency: EUR, kind }
}

/// The lines under something, each followed by those under it, as the map has them.
fn walk(above: Above) -> Vec<LineId> {
	let below = LinesBelow::<Test>::iter_prefix((CITY, above)).map(|(_, id)| id);
	below.flat_map(|id| std::iter::once(id).chain(walk(Above::Line(id)))).collect()
}

#[test]
fn a_line_is_shown_with_its_path_and_what_binds_it() {
	build_and_execute(|| {
		budget();
		let more = Move { original: false, ..moved(Some(4), Some(3), 50_000) };
		assert_ok!(PublicFinance::move_authority(signed(OFFICER), CITY, list([more])));
		let fund = filled(EUR, 1_000);
		let award = awarded(Payee::Withheld(PROOF), 3, 700);
		pay_award(fund, award, 3, 400);
		let shown = PublicFinance::line_info(CITY, 3).unwrap();
		assert_eq!((shown.line, path(&shown)), (3, "district/goods/paper".into()));
		assert_eq!(shown.record, line_of(3));
		let Line { original, own, .. } = &shown.record;
		let booked = |authority| Booked { authority, obligated: 700, disbursed: 400, refunded: 0 };
		assert_eq!((*original, *own), (500_000, booked(550_000)));
		// What binds it has ink besides.
		assert_eq!(shown.control, booked(800_000));
		assert_eq!(PublicFinance::line_info(CITY, 2).unwrap().control, booked(800_000));
		assert_eq!(PublicFinance::line_info(CITY, 4).unwrap().control, booked(800_000));
		// The first level binds what does not report below.
		assert_eq!(PublicFinance::line_info(CITY, 1).unwrap().control, Booked::default());
		assert_eq!(PublicFinance::line_info(CITY, 10), None);
		assert_eq!(PublicFinance::line_info(CHARITY, 3), None);
	});
}

#[test]
fn lines_come_in_the_order_of_their_tree() {
	build_and_execute(|| {
		lines();
		// Two more trees, of which one is as deep as it can be.
		let mut terms = vec![line_terms(top(LineKind::Expenditure), "schools", &[], false)];
		terms.extend((0..7).map(|level| line_terms(Above::Line(10 + level), "deeper", &[], level % 2 == 0)));
		terms.push(line_terms(top(LineKind::Expenditure), "roads", &[], false));
		terms.extend((0..5).map(|place| line_terms(Above::Line(18), &format!("road {place}"), &[], false)));
		terms.push(line_terms(Above::Line(20), "lamps", &[], false));
		assert_ok!(PublicFinance::set_line(signed(OFFICER), CITY, list(terms)));

		let tops = [top(LineKind::Expenditure), top(LineKind::Revenue)].into_iter();
		for above in tops.chain((0..25).map(Above::Line)) {
			let mut expected = walk(above);
			if let Above::Line(id) = above {
				expected.insert(0, id);
			}
			for limit in [1, 2, 3, 100] {
				assert_eq!(ids(&executed(above, limit)), expected, "{above:?}");
			}
		}
		let all = executed(top(LineKind::Expenditure), 100);
		assert_eq!(ids(&all).into_iter().collect::<BTreeSet<_>>(), (1..5).chain(10..25).collect());
		for info in &all {
			assert_eq!(PublicFinance::line_info(CITY, info.line).as_ref(), Some(info));
			assert_eq!(info.path.len(), usize::from(info.record.depth));
		}
		let deepest = all.iter().find(|info| info.line == 17).unwrap();
		assert_eq!(path(deepest), "schools/deeper/deeper/deeper/deeper/deeper/deeper/deeper");
	});
}

#[test]
fn a_page_goes_on_only_within_what_was_asked_about() {
	build_and_execute(|| {
		lines();
		let after = |top, cursor| ids(&PublicFinance::execution(CITY, top, Some(cursor), None).items);
		let [last, first] = match walk(Above::Line(2))[..] {
			[first, last] => [last, first],
			_ => panic!("paper and ink"),
		};
		assert_eq!(after(Above::Line(2), first), [last]);
		assert!(after(Above::Line(2), last).is_empty());
		assert_eq!(after(Above::Line(2), 2), [first, last]);
		// Others of the body, and none.
		for cursor in [0, 1, 5, 7, 8, 10] {
			assert!(after(Above::Line(2), cursor).is_empty(), "{cursor}");
		}
		assert!(after(top(LineKind::Revenue), 1).is_empty());
		for above in [Above::Line(10), Above::Root { period: 1, currency: EUR, kind: LineKind::Expenditure }] {
			assert!(executed(above, 100).is_empty());
		}
		assert!(PublicFinance::execution(CHARITY, Above::Line(2), None, None).items.is_empty());
	});
}
