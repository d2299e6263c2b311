//! `approve`, and what waits for it.

use super::{
	award::{award, bytes, changed, of_tallies, to_payee},
	*,
};
use crate::{acts::party_of, bodies::bytes_of};
use frame_support::{dispatch::GetDispatchInfo, hypothetically, weights::Weight};

/// More than an officer can do alone.
const MUCH: Balance = 1_000_001;

/// The council gives a line more authority.
pub fn appropriate(line: LineId, amount: Balance) {
	let more = Move { original: false, ..moved(None, Some(line), amount) };
	assert_ok!(PublicFinance::move_authority(signed(COUNCIL), CITY, list([more])));
}

/// The council makes a rule.
pub fn set_rule(rule: Rule) {
	assert_ok!(PublicFinance::set_body(signed(COUNCIL), CITY, BodyChange::Rule(rule)));
}

/// Someone approves an act of the city, or takes it away.
pub fn approve(who: AccountId, act: u32, approved: bool) -> DispatchResult {
	plain(PublicFinance::approve(signed(who), CITY, act, approved))
}

/// Goods have authority for more than an officer can do alone.
fn rich() {
	budget();
	appropriate(3, 10 * MUCH);
}

/// What the officer commits to in most tests.
fn much() -> AwardTerms<AccountId> {
	to_payee(&[split(3, MUCH)])
}

/// He has committed to it, and act 0 waits.
fn waiting() {
	rich();
	assert_ok!(award(OFFICER, &[much()]));
}

/// What waits under this number.
fn pending(act: u32) -> Option<Pending<Test>> {
	Waiting::<Test>::get(CITY, act)
}

/// How many acts have waited.
fn acts() -> u32 {
	Bodies::<Test>::get(CITY).unwrap().acts
}

#[test]
fn what_is_more_than_one_can_do_waits() {
	build_and_execute(|| {
		rich();
		let before = bytes();
		events();
		assert_ok!(award(OFFICER, &[much()]));
		let until = NOW + 7 * DAY;
		// Of what was tried nothing is left.
		assert_eq!(events(), [Event::Waiting { body: CITY, act: 0, officer: OFFICER, until }]);
		assert_eq!((AwardCount::<Test>::get(), line_of(3).own.obligated), (0, 0));
		let act = Act::Award(list([much()]));
		let expected = Pending { officer: OFFICER, act, until };
		assert_eq!((pending(0), acts()), (Some(expected.clone()), 1));
		assert_eq!(bytes() - before, bytes_of(&expected) as u64);
		assert_ok!(award(SECOND, &[much()]));
		assert_eq!((pending(1).unwrap().officer, acts()), (SECOND, 2));
	});
}

#[test]
fn a_second_person_approves() {
	build_and_execute(|| {
		rich();
		let before = bytes();
		assert_ok!(award(OFFICER, &[much()]));
		set_time(NOW + DAY);
		events();
		assert_ok!(approve(SECOND, 0, true));
		assert_eq!(
			events(),
			[
				Event::Awarded { body: CITY, award: 0, terms: much(), officer: OFFICER },
				Event::Decided { body: CITY, act: 0, by: SECOND, approved: true },
			]
		);
		let award = award_of(0);
		// It is the act of who wanted it, at the moment of the approval.
		assert_eq!((award.officers.to_vec(), award.at), (vec![OFFICER], NOW + DAY));
		assert_eq!(bytes() - before, (bytes_of(&award) + of_tallies(2)) as u64);
		assert_eq!((pending(0), acts()), (None, 1));
		for approved in [true, false] {
			refused!(approve(SECOND, 0, approved), ActUnknown);
			refused!(approve(OFFICER, 0, approved), ActUnknown);
		}
	});
}

#[test]
fn an_act_is_of_one_body() {
	build_and_execute(|| {
		waiting();
		charity();
		for (body, act) in [(CHARITY, 0), (STRANGER, 0), (CITY, 1)] {
			give_power(SECOND, body.clone(), Power::Approve);
			for approved in [true, false] {
				refused!(PublicFinance::approve(signed(SECOND), body.clone(), act, approved), ActUnknown);
			}
		}
	});
}

#[test]
fn who_approves_is_related_neither_to_who_acts_nor_to_who_is_paid() {
	build_and_execute(|| {
		waiting();
		refused!(approve(OFFICER, 0, true), ApproverRelated);
		relate(SECOND, OFFICER);
		refused!(approve(SECOND, 0, true), ApproverRelated);
		relate(THIRD, PAYEE);
		refused!(approve(THIRD, 0, true), ApproverRelated);
		give_power(PAYEE, CITY, Power::Approve);
		refused!(approve(PAYEE, 0, true), ApproverRelated);
		give_power(STRANGER, CITY, Power::Approve);
		assert_ok!(approve(STRANGER, 0, true));
	});
}

#[test]
fn who_approves_is_related_to_none_of_those_who_are_paid() {
	build_and_execute(|| {
		rich();
		charity();
		let theirs = Payee::Fund(fund_by(HELPER, CHARITY, fund_terms(EUR)));
		let part = |payee| award_terms(payee, &[split(3, MUCH)]);
		let withheld = Payee::Withheld(H256::zero());
		assert_ok!(award(OFFICER, &[part(withheld), part(Payee::Account(DONOR)), part(theirs)]));
		relate(SECOND, CHARITY);
		refused!(approve(SECOND, 0, true), ApproverRelated);
		relate(THIRD, DONOR);
		refused!(approve(THIRD, 0, true), ApproverRelated);
		give_power(STRANGER, CITY, Power::Approve);
		assert_ok!(approve(STRANGER, 0, true));
		assert_eq!(AwardCount::<Test>::get(), 3);
	});
}

/// One body belongs to another.
fn adopt(parent: &AccountId, child: &AccountId) {
	let set = |who: &AccountId, change| {
		assert_ok!(PublicFinance::set_body(signed(who.clone()), child.clone(), change));
	};
	set(child, BodyChange::Parent(Some(parent.clone())));
	set(parent, BodyChange::Adopt(true));
}

#[test]
fn who_pays_for_a_city_may_be_near_to_its_departments() {
	build_and_execute(|| {
		rich();
		charity();
		let payee = Payee::Fund(fund_by(HELPER, CHARITY, fund_terms(EUR)));
		let terms = award_terms(payee.clone(), &[split(3, MUCH)]);
		for officer in [OFFICER, SECOND] {
			relate(officer, CHARITY);
		}
		refused!(award(OFFICER, std::slice::from_ref(&terms)), OfficerIsPayee);
		for (parent, child) in [(CITY, CHARITY), (CHARITY, CITY)] {
			hypothetically!({
				adopt(&parent, &child);
				assert_ok!(award(OFFICER, std::slice::from_ref(&terms)));
				// It counts and waits all the same.
				assert_eq!((acts(), AwardCount::<Test>::get()), (1, 0));
				assert_ok!(approve(SECOND, 0, true));
				let counted = Tallies::<Test>::get((CITY, (EUR, Power::Commit), party_of::<Test>(&payee))).amount;
				assert_eq!((AwardCount::<Test>::get(), counted), (1, MUCH));
				// Of who is paid otherwise it is asked as ever.
				relate(OFFICER, DONOR);
				let others = [terms.clone(), award_terms(Payee::Account(DONOR), &[split(3, 1)])];
				refused!(award(OFFICER, &others), OfficerIsPayee);
			});
		}
	});
}

#[test]
fn who_approves_holds_the_power_for_all_of_it() {
	build_and_execute(|| {
		waiting();
		take_power(SECOND, CITY, Power::Approve);
		for who in [SECOND, STRANGER, CITY, COUNCIL] {
			refused!(approve(who, 0, true), NoPower);
		}
		limit_power(THIRD, CITY, Power::Approve, MUCH - 1);
		refused!(approve(THIRD, 0, true), NoPower);
		limit_power(THIRD, CITY, Power::Approve, MUCH);
		assert_ok!(approve(THIRD, 0, true));
	});
}

#[test]
fn who_has_lost_his_power_meanwhile_does_nothing_more() {
	build_and_execute(|| {
		waiting();
		take_power(OFFICER, CITY, Power::Commit);
		refused!(approve(SECOND, 0, true), NoPower);
		limit_power(OFFICER, CITY, Power::Commit, MUCH - 1);
		refused!(approve(SECOND, 0, true), NoPower);
		// He can still take it away.
		hypothetically!({
			assert_ok!(approve(OFFICER, 0, false));
		});
		limit_power(OFFICER, CITY, Power::Commit, MUCH);
		// Or has come to have to do with who is paid.
		hypothetically!({
			relate(OFFICER, PAYEE);
			refused!(approve(SECOND, 0, true), OfficerIsPayee);
		});
		Relations::set(Default::default());
		assert_ok!(approve(SECOND, 0, true));
	});
}

#[test]
fn it_is_too_late_after_the_last_moment() {
	build_and_execute(|| {
		waiting();
		set_time(NOW + 7 * DAY + 1);
		for who in [SECOND, THIRD, OFFICER] {
			refused!(approve(who, 0, true), ActExpired);
		}
		set_time(NOW + 7 * DAY);
		assert_ok!(approve(SECOND, 0, true));
	});
}

#[test]
fn what_waits_is_taken_away_by_those_it_concerns() {
	build_and_execute(|| {
		rich();
		let before = bytes();
		assert_ok!(award(OFFICER, &[much()]));
		for who in [OFFICER, SECOND, PAYEE] {
			hypothetically!({
				events();
				assert_ok!(approve(who.clone(), 0, false));
				assert_eq!(events(), [Event::Decided { body: CITY, act: 0, by: who, approved: false }]);
				assert_eq!((pending(0), bytes(), AwardCount::<Test>::get()), (None, before, 0));
				refused!(approve(THIRD, 0, true), ActUnknown);
			});
		}
		// By nobody else, whatever power he holds besides, nor by who could not approve as much.
		take_power(SECOND, CITY, Power::Approve);
		limit_power(THIRD, CITY, Power::Approve, MUCH - 1);
		for who in [SECOND, THIRD, STRANGER, CITY, COUNCIL, HELPER] {
			refused!(approve(who, 0, false), NotAllowed);
		}
		set_time(NOW + 7 * DAY + 1);
		assert_ok!(approve(STRANGER, 0, false));
		assert_eq!((pending(0), bytes()), (None, before));
	});
}

#[test]
fn a_body_whose_fund_is_paid_takes_it_away() {
	build_and_execute(|| {
		rich();
		charity();
		let theirs = Payee::Fund(fund_by(HELPER, CHARITY, fund_terms(EUR)));
		assert_ok!(award(OFFICER, &[award_terms(theirs, &[split(3, MUCH)])]));
		refused!(approve(HELPER, 0, false), NotAllowed);
		assert_ok!(approve(CHARITY, 0, false));
		// With all of its funds it is one payee, and with who is withheld it is not.
		let theirs = || Payee::Fund(fund_by(HELPER, CHARITY, fund_terms(EUR)));
		let [one, other] = [theirs(), theirs()].map(|payee| award_terms(payee, &[split(3, MUCH)]));
		let withheld = award_terms(Payee::Withheld(H256::zero()), &[split(3, 1)]);
		assert_ok!(award(OFFICER, &[one.clone(), withheld]));
		refused!(approve(CHARITY, 1, false), NotAllowed);
		assert_ok!(award(OFFICER, &[one, other]));
		assert_ok!(approve(CHARITY, 2, false));
	});
}

#[test]
fn what_cannot_be_done_does_not_wait() {
	build_and_execute(|| {
		rich();
		refused!(award(OFFICER, &[to_payee(&[split(3, 20 * MUCH)])]), OverAuthority);
		let terms = AwardTerms { ocid: Some(text("")), ..much() };
		refused!(award(OFFICER, &[terms]), TextInvalid);
		assert_eq!(acts(), 0);
	});
}

#[test]
fn what_cannot_be_done_when_it_is_approved_goes_on_waiting() {
	build_and_execute(|| {
		budget();
		// 1,500,000 for goods in all.
		appropriate(3, 700_000);
		assert_ok!(award(OFFICER, &[much()]));
		assert_ok!(award(SECOND, &[award_terms(Payee::Account(DONOR), &[split(4, 500_000)])]));
		let waits = pending(0);
		refused!(approve(THIRD, 0, true), OverAuthority);
		assert_eq!((pending(0), award_of(0).payee), (waits, Payee::Account(DONOR)));
		appropriate(4, 1);
		assert_ok!(approve(THIRD, 0, true));
		assert_eq!(award_of(1).payee, Payee::Account(PAYEE));
	});
}

#[test]
fn what_cannot_be_judged_any_more_its_officer_takes_away() {
	build_and_execute(|| {
		waiting();
		close_period();
		for (who, approved) in [(SECOND, true), (SECOND, false), (PAYEE, false), (STRANGER, false)] {
			refused!(approve(who, 0, approved), PeriodNotOpen);
		}
		hypothetically!({
			assert_ok!(approve(OFFICER, 0, false));
		});
		set_time(NOW + 7 * DAY + 1);
		assert_ok!(approve(STRANGER, 0, false));
	});
}

#[test]
fn it_is_judged_anew() {
	build_and_execute(|| {
		rich();
		let id = committed(to_payee(&[split(3, 500_000)]));
		// 1,100,000 more wait. Meanwhile another officer commits to 500,000 of them.
		assert_ok!(award(OFFICER, &[changed(id, &[split(3, 1_600_000)])]));
		assert_eq!((acts(), award_of(id).changes), (1, 0));
		assert_ok!(award(SECOND, &[changed(id, &[split(3, 1_000_000)])]));
		assert_eq!((acts(), award_of(id).changes), (1, 1));
		limit_power(OFFICER, CITY, Power::Commit, 600_000);
		limit_power(THIRD, CITY, Power::Approve, 600_000);
		assert_ok!(approve(THIRD, 0, true));
		let change = AwardChanges::<Test>::get(id, 1).unwrap();
		assert_eq!((change.before, change.after, change.officer), (1_000_000, 1_600_000, OFFICER));
		let counted = |party| Tallies::<Test>::get((CITY, (EUR, Power::Commit), party)).amount;
		let (officer, payee) = (Party::Officer(OFFICER), party_of::<Test>(&Payee::Account(PAYEE)));
		assert_eq!((counted(officer), counted(payee)), (1_100_000, 1_600_000));
	});
}

#[test]
fn rules_that_are_changed_meanwhile_do_not_change_what_waits() {
	build_and_execute(|| {
		waiting();
		let waits = pending(0);
		for (threshold, at_once) in [(0, false), (10 * MUCH, true)] {
			hypothetically!({
				set_rule(Rule { threshold, window: DAY, life: DAY, ..RULE });
				// It waits as long as it was said, though the same would be done at once now, or would wait for less long.
				assert_eq!(pending(0), waits);
				set_time(NOW + 2 * DAY);
				refused!(approve(OFFICER, 0, true), ApproverRelated);
				assert_ok!(award(OFFICER, &[much()]));
				assert_eq!(pending(1).map(|other| other.until), (!at_once).then_some(NOW + 3 * DAY));
				set_time(NOW + 7 * DAY);
				assert_ok!(approve(SECOND, 0, true));
				// It counts in the window of now.
				let officer = Tallies::<Test>::get((CITY, (EUR, Power::Commit), Party::Officer(OFFICER)));
				assert_eq!(officer, Tally { start: NOW + 7 * DAY, amount: MUCH, before: 0 });
			});
		}
	});
}

#[test]
fn who_appropriates_needs_neither_a_power_nor_a_second_person() {
	build_and_execute(|| {
		rich();
		let between = |who, amount| {
			let moves = list([Move { original: false, ..moved(Some(3), Some(4), amount) }]);
			PublicFinance::move_authority(signed(who), CITY, moves)
		};
		let authority = || (line_of(3).own.authority, line_of(4).own.authority);
		let (paper, ink) = authority();
		assert_ok!(between(COUNCIL, MUCH));
		assert_eq!((authority(), acts()), ((paper - MUCH, ink + MUCH), 0));
		refused!(between(STRANGER, 1), NoPower);
		assert_ok!(between(OFFICER, MUCH));
		assert_eq!((authority(), acts()), ((paper - MUCH, ink + MUCH), 1));
		assert_ok!(approve(SECOND, 0, true));
		assert_eq!(authority(), (paper - 2 * MUCH, ink + 2 * MUCH));
		// What only he does no second person can make an officer's.
		let made = || list([moved(None, Some(3), MUCH)]);
		refused!(PublicFinance::move_authority(signed(OFFICER), CITY, made()), NotAllowed);
	});
}

#[test]
fn each_act_of_a_payment_waits() {
	build_and_execute(|| {
		rich();
		let fund = fund(EUR);
		let receipts = list([receipt_terms(EUR, MUCH), receipt_terms(EUR, 1)]);
		assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, fund, receipts));
		assert_eq!(fund_of(fund).receipts, 0);
		assert_ok!(approve(SECOND, 0, true));
		assert_eq!(fund_of(fund).queue.received, MUCH + 1);
		assert_ok!(award(OFFICER, &[much()]));
		assert_ok!(approve(SECOND, 1, true));
		assert_ok!(PublicFinance::accept(signed(SECOND), CITY, list([acceptance(0, MUCH)])));
		assert_eq!(award_of(0).accepted, 0);
		refused!(approve(SECOND, 2, true), ApproverRelated);
		assert_ok!(approve(THIRD, 2, true));
		assert_eq!(award_of(0).accepted, MUCH);
		assert_ok!(PublicFinance::pay(signed(OFFICER), CITY, list([payment(fund, 0, 3, MUCH)])));
		assert_eq!(fund_of(fund).uses, 0);
		refused!(approve(PAYEE, 3, true), NoPower);
		assert_ok!(approve(SECOND, 3, true));
		assert_eq!((fund_of(fund).uses, award_of(0).disbursed, line_of(3).own.disbursed), (1, MUCH, MUCH));
		assert_eq!(Uses::<Test>::get(fund, 0).unwrap().officer, OFFICER);
		// A receipt that never came is as much.
		assert_ok!(PublicFinance::receive(signed(THIRD), CITY, fund, list([receipt_terms(EUR, MUCH)])));
		assert_ok!(approve(SECOND, 4, true));
		let void = Correction::Void { fund, receipt: 2, evidence: PROOF };
		assert_ok!(PublicFinance::correct(signed(THIRD), CITY, void));
		assert_eq!(fund_of(fund).queue.balance(), MUCH + 1);
		assert_ok!(approve(SECOND, 5, true));
		assert_eq!(fund_of(fund).queue.balance(), 1);
		assert_eq!(Waiting::<Test>::iter().count(), 0);
	});
}

#[test]
fn what_others_answer_is_weighed() {
	build_and_execute(|| {
		let relations = |pairs: u64| Weight::from_parts(5 * pairs, 0);
		let to = |payee| award_terms(payee, &[split(3, 1), split(4, 1)]);
		let (named, withheld) = (to(Payee::Account(PAYEE)), to(Payee::Withheld(H256::zero())));
		// Who is not named is related to nobody; of others there are half as many pairs as accounts, with who asks.
		for (awards, pairs) in [
			(vec![withheld.clone()], 0),
			(vec![named.clone(), withheld.clone()], 1),
			(vec![named.clone(); 2], 2),
			(vec![named.clone(); 63], 32),
		] {
			let (number, lines) = (awards.len() as u32, PublicFinance::lines_of(&awards));
			assert_eq!(lines, 2 * number);
			let plain = <() as WeightInfo>::award(number, lines);
			assert_eq!(PublicFinance::award_weight(&awards), plain + relations(pairs));
		}
		// Of what is changed, the lines that it has had weigh as well.
		assert_eq!(PublicFinance::lines_of(&[changed(0, &[split(3, 1)]), named]), 1 + MAX_LINES + 2);
		// One payee, and four officers; later as many payees as there are, and sixteen officers.
		for (number, pairs) in [(1, 1 + 3), (4, 3 + 9), (64, 33 + 9)] {
			assert_eq!(PublicFinance::accept_weight(number), <() as WeightInfo>::accept(number) + relations(pairs));
		}
		let pay = |how, evidence| Payment { fund: 0, amount: 1, how, evidence };
		let award = || How::Award { award: 0, lines: list([split(3, 1), split(4, 1)]) };
		let exchange = || How::Exchange { to: 1, got: 1, through: None };
		let weighs = |payments: &[Payment], lines, others| {
			let plain = <() as WeightInfo>::pay(payments.len() as u32, lines);
			assert_eq!(PublicFinance::pay_weight(payments), plain + Weight::from_parts(others, 0));
		};
		// Who is paid, and the four who can have committed to it.
		weighs(&[pay(award(), None)], 2, 5 * (1 + 3) + 13);
		weighs(&[pay(award(), Some(PROOF))], 2, 5 * (1 + 3));
		weighs(&[pay(exchange(), None)], 0, 11);
		weighs(&[pay(exchange(), Some(PROOF))], 0, 0);
		let through = How::Exchange { to: 1, got: 1, through: Some(PAYEE) };
		weighs(&[pay(through, Some(PROOF))], 1, 5);
		weighs(&[pay(How::Transfer { to: 1 }, None)], 0, 0);
		// Whose it was, and who has entered it: at most sixteen.
		let refund = || pay(How::Refund { fund: 0, receipt: 0, line: Some(0) }, None);
		weighs(&[refund()], 1, 5 + 5);
		weighs(&vec![refund(); 64], 64, 5 * (33 + 9));
		weighs(&[pay(award(), None), pay(exchange(), None), pay(award(), Some(PROOF))], 4, 5 * (2 + 5) + 13 + 11);
	});
}

#[test]
fn approval_weighs_whatever_waits() {
	build_and_execute(|| {
		let most = Call::<Test>::approve { body: CITY, act: 0, approved: true }.get_dispatch_info().call_weight;
		let awards = list(vec![to_payee(&[split(3, 1); 16]); 16]);
		let acceptances = list(vec![acceptance(0, 1); 16]);
		let exchange =
			Payment { fund: 0, amount: 1, how: How::Exchange { to: 1, got: 1, through: None }, evidence: None };
		let payments = list(vec![exchange; 16]);
		let refund =
			Payment { fund: 0, amount: 1, how: How::Refund { fund: 0, receipt: 0, line: Some(0) }, evidence: None };
		let refunds = list(vec![refund; 16]);
		let moves = list(vec![moved(None, Some(3), 1); 16]);
		let correction = Correction::Note { fund: 0, number: 0, document: PROOF };
		for call in [
			Call::<Test>::award { body: CITY, awards },
			Call::accept { body: CITY, acceptances },
			Call::pay { body: CITY, payments },
			Call::pay { body: CITY, payments: refunds },
			Call::move_authority { body: CITY, moves },
			Call::set_fund { body: CITY, change: FundChange::WindUp(0) },
			Call::confirm { fund: 0, number: 0, received: true },
			Call::correct { body: CITY, correction },
			Call::give_back { fund: 0, receipt: 0 },
		] {
			let weight = call.get_dispatch_info().call_weight;
			// Who approves is asked for his power, and whether he is related to 17 others.
			let asked = Weight::from_parts(3 + 9 * 5, 0);
			assert!((weight + asked).all_lte(most), "{call:?} weighs {weight}");
		}
	});
}

#[test]
fn nothing_waits_that_approval_has_no_room_for() {
	build_and_execute(|| {
		budget();
		set_rule(Rule { threshold: 0, ..RULE });
		let to = |place: u8| award_terms(Payee::Account(AccountId::new([place; 32])), &[split(3, 1)]);
		let many: Vec<_> = (100..117).map(to).collect();
		refused!(PublicFinance::award(signed(OFFICER), CITY, list(&many[..])), ActTooHeavy);
		assert_ok!(PublicFinance::award(signed(OFFICER), CITY, list(&many[1..])));
		assert_ok!(approve(SECOND, 0, true));
		assert_eq!(AwardCount::<Test>::get(), 16);
	});
}
