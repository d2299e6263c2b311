//! Answers.

use super::*;

#[test]
fn a_schedule_tells_what_will_be_due() {
	build_and_execute(|| {
		let number = lent();
		let at = |days: u64| Credit::schedule(ALICE, number, NOW + days * DAY).expect("there is such a loan");
		assert_eq!((at(0).time, at(0).due.total()), (NOW, 0));
		let first = at(30);
		assert_eq!((first.due.interest, first.due.principal, first.due.late), (11_835_617, 100 * UNIT, 0));
		assert_eq!(first.late_from, Some(NOW + 33 * DAY));
		assert_eq!(first.instalments[0].interest, first.due.interest);
		assert_eq!(first.instalments.len(), 12);
		// What comes next, with what was due before.
		let next = at(29).next.expect("there is a date");
		assert_eq!((next.time, next.due), (NOW + 30 * DAY, first.due));
		assert_eq!(first.next.map(|next| (next.time, next.due)), Some((NOW + 60 * DAY, at(60).due)));
		assert_eq!((at(360).next, at(359).next.map(|next| next.due)), (None, Some(at(360).due)));
		// Of two dates, and 7 days that bear the late rate from the 33rd on.
		let later = at(60);
		assert_eq!(later.due.principal, 200 * UNIT);
		assert!(later.due.late > 0);
		// Nothing was changed by asking, and of the past nothing is told.
		assert_eq!(loan(number).due.total(), 0);
		pass_days(60);
		assert_eq!(at(1), later);
		assert_eq!(at(60).due, loan(number).due);
		assert_ok!(pay(ALICE, number, 5 * UNIT));
		assert_eq!((at(60).paid.total(), at(90).paid), (5 * UNIT, loan(number).past.paid));
		assert!(Credit::schedule(ALICE, number + 1, NOW).is_none());
		assert!(Credit::schedule(BOB, number, NOW).is_none());
	});
}

#[test]
fn listings_are_told_page_by_page() {
	build_and_execute(|| {
		let id = offer(offered(unsecured(100 * UNIT)));
		for _ in 0..5 {
			assert_ok!(draw(ALICE, id, 100 * UNIT, None));
		}
		fn all<I, C: Clone>(mut page: impl FnMut(Option<C>) -> civitas_primitives::Page<I, C>) -> usize {
			let (mut cursor, mut found) = (None, 0);
			loop {
				let told = page(cursor);
				assert!(told.items.len() <= 2);
				found += told.items.len();
				cursor = told.next;
				if cursor.is_none() {
					return found;
				}
			}
		}
		assert_eq!(all(|cursor| Credit::loans_of(ALICE, cursor, Some(2))), 5);
		assert_eq!(all(|cursor| Credit::loans_by(Lender::Account(BOB), cursor, Some(2))), 5);
		for number in 0..5 {
			assert_ok!(pay(ALICE, number, Balance::MAX));
		}
		assert_eq!(all(|cursor| Credit::outcomes(ALICE, cursor, Some(2))), 5);
		for least in 1..4 {
			offer(OfferTerms { least, ..offered(unsecured(100 * UNIT)) });
			let terms = ProposedTerms {
				loan: unsecured(least * UNIT),
				collateral: 0,
				replaces: None,
				assessment: None,
				until: NOW + DAY,
			};
			assert_ok!(Credit::propose(signed(BOB), None, ALICE, terms));
			pool();
		}
		assert_eq!(all(|cursor| Credit::offers(Some(DOLLAR), cursor, Some(2))), 4);
		assert_eq!(all(|cursor| Credit::proposals_to(ALICE, cursor, Some(2))), 3);
		assert_eq!(all(|cursor| Credit::pools(cursor, Some(2))), 3);
		for _ in 0..3 {
			assert_ok!(Credit::request_redemption(signed(DAVE), 0, EACH, 0));
		}
		assert_eq!(all(|cursor| Credit::redemptions(0, cursor, Some(2))), 3);
		assert!(Credit::redemptions(99, None, None).items.is_empty());
	});
}

#[test]
fn what_records_cost_is_told() {
	build_and_execute(|| {
		let costs = Credit::costs(Some(DOLLAR));
		let paid = |act: &dyn Fn()| {
			let held = |who: &AccountId| held(HoldReason::Record, None, who);
			let before: Vec<_> = [ALICE, BOB, DAVE].iter().map(held).collect();
			act();
			let after: Vec<_> = [ALICE, BOB, DAVE].iter().map(held).collect();
			after.iter().sum::<Balance>() - before.iter().sum::<Balance>()
		};
		let id = pool();
		assert_eq!(
			paid(&|| {
				offer(offered(unsecured(UNIT * 100)));
			}),
			costs.offer
		);
		let id_of_offer = offer_id(Lender::Account(BOB), &offered(unsecured(UNIT * 100)));
		assert_eq!(
			paid(&|| {
				drawn(id_of_offer, 10 * UNIT, None);
			}),
			costs.loan
		);
		let redemption = paid(&|| {
			assert_ok!(Credit::request_redemption(signed(DAVE), id, EACH, 0));
		});
		assert_eq!(redemption, costs.redemption);
		let proposal = paid(&|| {
			let terms = ProposedTerms {
				loan: unsecured(UNIT),
				collateral: 0,
				replaces: None,
				assessment: None,
				until: NOW + DAY,
			};
			assert_ok!(Credit::propose(signed(BOB), None, ALICE, terms));
		});
		assert_eq!(proposal, costs.proposal);
		let voided = paid(&|| {
			assert_ok!(Credit::void_consents(signed(ALICE)));
		});
		assert_eq!(voided, costs.consents);
	});
}
