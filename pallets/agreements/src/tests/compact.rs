//! `compact`.

use super::*;
use crate::types::Outcome;
use civitas_primitives::Moment;
use frame_support::{dispatch::DispatchResultWithPostInfo, hypothetically};
use info::{Fee, Total};

const DAYS: Seconds = 86_400;

fn compact(agreement: AgreementId) -> DispatchResultWithPostInfo {
	Contracts::compact(signed(STRANGER), agreement)
}

/// For ten days.
fn ten_days(obligations: &[Due]) -> Terms {
	let term = Some(Term { minimum: Span::Seconds(10 * DAYS), renewal: Renewal::Ends, notice: None });
	Terms { term, arbitration: arbitration(1, false), ..terms_of(&[ALICE, BOB], obligations) }
}

/// 180 days after an end after ten days.
fn wait() {
	clock(NOW + 190 * DAY);
}

fn outcome(agreement: AgreementId) -> Outcome<Test> {
	match Agreements::<Test>::get(agreement) {
		Some(Entry::Outcome(kept)) => kept,
		other => panic!("not compacted: {other:?}"),
	}
}

#[test]
fn an_agreement_is_compacted_180_days_after_its_end_by_anyone() {
	build_and_execute(|| {
		let id = agree(&ten_days(&[pays(1_000)]));
		clock(NOW + 10 * DAY);
		settle(id);
		refused!(compact(id), TooEarly);
		clock(NOW + 190 * DAY - 1);
		refused!(compact(id), TooEarly);
		pass(1);
		assert_noop!(Contracts::compact(RuntimeOrigin::none(), id), sp_runtime::DispatchError::BadOrigin);
		let _ = events();
		assert_ok!(compact(id));
		assert_eq!(events(), [crate::Event::Compacted { agreement: id }]);
		// Of what is kept, someone else takes the deposit over.
		let kept = deposit(ALICE);
		assert!(kept > 0);
		let weighed = Contracts::compact(signed(BOB), id).expect("it is kept").actual_weight;
		assert_eq!(weighed, Some(<() as crate::WeightInfo>::compact(1)), "both deposits are weighed");
		assert_eq!(events(), [crate::Event::DepositTaken { agreement: id, by: BOB }]);
		assert_eq!((deposit(ALICE), deposit(BOB)), (0, kept));
		refused!(Contracts::compact(signed(BOB), id), AlreadyCompacted);
		let poor = Contracts::compact(signed(PAUPER), id).map_err(|refused| refused.error);
		assert_noop!(poor, sp_runtime::TokenError::FundsUnavailable);
		refused!(compact(H256::zero()), AgreementUnknown);
	});
}

#[test]
fn what_has_no_term_has_ended_when_it_is_closed() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[later(1_000)]));
		clock(NOW + 300 * DAY);
		// Not settled yet, and so not closed before now.
		refused!(compact(id), TooEarly);
		settle(id);
		let closed_at = stored(id).progress.closed_at;
		assert_eq!(closed_at, Some(NOW + 300 * DAY));
		pass(180 * DAY - 1);
		refused!(compact(id), TooEarly);
		pass(1);
		assert_ok!(compact(id));
		assert_eq!(outcome(id).ended_at, NOW + 300 * DAY);
	});
}

#[test]
fn a_paper_with_signers_alone_stands() {
	build_and_execute(|| {
		let id = agree(&terms(&[ALICE, BOB]));
		let mut draft = terms_of(&[ALICE, BOB], &[pays(1)]);
		draft.sign_by = Moment::MAX;
		assert_ok!(Contracts::draft(signed(ALICE), draft.clone(), None));
		clock(NOW + 10_000 * DAY);
		refused!(compact(id), TooEarly);
		refused!(compact(terms_hash(&draft)), AgreementUnknown);
	});
}

#[test]
fn nothing_is_compacted_while_something_is_owed() {
	build_and_execute(|| {
		// At a hundred percent a year.
		let id = agree(&ten_days(&[Due { interest: Some(1_000_000), ..pays_at(1_000, after(1)) }]));
		drain(None, ALICE);
		wait();
		refused!(compact(id), NotSettled);
		// What is owed is paid, but not the interest.
		give(None, ISSUER, ALICE, 1_000);
		refused!(compact(id), NotSettled);
		settle(id);
		assert_eq!((record(id, 0).paid, line(id, 0).interest), (1_000, 520));
		give(None, ISSUER, ALICE, 519);
		refused!(compact(id), NotSettled);
		give(None, ISSUER, ALICE, 1);
		assert_ok!(compact(id));
		assert_eq!(outcome(id).totals[0].paid, 1_520);
	});
}

#[test]
fn nothing_is_compacted_while_something_is_held() {
	build_and_execute(|| {
		let performance = Performance::Pay { asset: Some(DOLLAR), amount: 1_000, accrues: Accrual::Once(after(DAYS)) };
		let id = agree(&ten_days(&[Due { funding: Funding::Escrowed(None), ..owes(performance) }]));
		assert_ok!(Assets::block(signed(ISSUER), DOLLAR, BOB));
		wait();
		// He cannot take it.
		settle(id);
		assert_eq!(held(Some(DOLLAR), ALICE), 1_000);
		refused!(compact(id), NotSettled);
		assert_ok!(Assets::thaw(signed(ISSUER), DOLLAR, BOB));
		assert_ok!(compact(id));
		assert_eq!(free(Some(DOLLAR), BOB), ENDOWMENT + 1_000);
	});
}

#[test]
fn nothing_is_compacted_while_a_claim_or_a_dispute_is_open() {
	build_and_execute(|| {
		let claim = Some(ClaimTerms { answer_within: 300 * DAYS, silence: Silence::Accepts });
		let claimable = Due { awaits: Awaits { claim, ..Default::default() }, ..pays(1_000) };
		let mut terms = ten_days(&[claimable]);
		let mut decides = arbitration(1, false).unwrap();
		decides.instances[0].rule_within = 300 * DAYS;
		terms.arbitration = Some(decides);
		let id = agree(&terms);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 1_000, H256::zero()));
		wait();
		refused!(compact(id), NotSettled);
		bring(BOB, id, 1_000);
		refused!(compact(id), NotSettled);
		pass(DAY + 1);
		refused!(compact(id), NotSettled);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 0, false));
		assert_ok!(compact(id));
	});
}

#[test]
fn what_nobody_has_claimed_lapses() {
	build_and_execute(|| {
		let claimable =
			Due { awaits: Awaits { claim: claimed(Silence::Accepts), ..Default::default() }, ..pays(1_000) };
		let id = agree(&ten_days(&[claimable, act(Silence::Accepts)]));
		wait();
		settle(id);
		assert_eq!(state(id), AgreementState::Ended);
		hypothetically!({
			assert_ok!(Contracts::claim(signed(BOB), id, 0, 1_000, H256::zero()));
			refused!(compact(id), NotSettled);
		});
		assert_ok!(compact(id));
		assert_eq!(free(None, BOB), ENDOWMENT);
		refused!(Contracts::claim(signed(BOB), id, 0, 1_000, H256::zero()), AgreementUnknown);
	});
}

#[test]
fn what_came_of_it_stays_and_the_rest_is_gone() {
	build_and_execute(|| {
		let escrow = Due {
			awaits: Awaits { condition: Some(Awaited(1)), until: Some(after(5 * DAYS)), ..Default::default() },
			funding: Funding::Escrowed(None),
			..pays(400)
		};
		let dollars = Due { debtor: 1, creditor: Creditor::Party(0), ..pays_dollars(30) };
		let mut terms = ten_days(&[pays_at(1_000, after(5 * DAYS)), escrow, dollars]);
		let thing = Thing { owner: BOB, kind: "vehicle".try_into().unwrap(), hash: H256::repeat_byte(4) };
		terms.about = Some(thing.clone());
		let id = agree(&terms);
		bring(BOB, id, 1_000);
		pass(DAY + 1);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 900, false));
		let before = deposit(ALICE);
		wait();
		let was_free = free(None, ALICE);
		assert_ok!(compact(id));
		let kept = outcome(id);
		let total = |from, to, asset, paid, refunded| Total { from, to, asset, paid, refunded, longest_late: 0 };
		assert_eq!(kept.totals.to_vec(), [total(ALICE, BOB, None, 900, 400), total(BOB, ALICE, Some(DOLLAR), 30, 0)]);
		assert_eq!(kept.fees.to_vec(), [Fee { arbiter: ARBITERS[0], fee: native(100) }]);
		assert_eq!((kept.terms, kept.version, kept.outcome), (id, 0, ReceiptOutcome::Completed));
		assert_eq!((kept.parties.to_vec(), kept.about, kept.opener), (vec![ALICE, BOB], Some(thing), None));
		assert_eq!((kept.activated_at, kept.ended_at, kept.depositor), (NOW, NOW + 10 * DAY, ALICE));
		// The deposit is less, and the rest is back.
		let after = deposit(ALICE);
		assert!(0 < after && after < before, "{after} of {before}");
		assert_eq!(free(None, ALICE), was_free + before - after + 400);
		assert!(crate::StoredTerms::<Test>::get(id).is_none());
		// It is still listed, and its identifier is not used again.
		let listed = Contracts::agreements_of(ALICE, Some(AgreementState::Compacted), None, None);
		assert_eq!(listed.items.iter().map(|info| info.id).collect::<Vec<_>>(), [id]);
	});
}

#[test]
fn the_same_terms_are_never_drafted_again() {
	build_and_execute(|| {
		let mut terms = ten_days(&[pays(1_000)]);
		terms.sign_by = Moment::MAX;
		let id = agree(&terms);
		refused!(Contracts::draft(signed(BOB), terms.clone(), None), AlreadyDrafted);
		wait();
		assert_ok!(compact(id));
		for who in [ALICE, BOB] {
			refused!(Contracts::draft(signed(who), terms.clone(), None), AlreadyDrafted);
		}
		// Another salt is another agreement.
		terms.salt = H256::repeat_byte(1);
		assert_ok!(Contracts::draft(signed(BOB), terms, None));
	});
}

#[test]
fn of_what_was_amended_the_last_terms_and_all_totals_stay() {
	build_and_execute(|| {
		let id = agree(&ten_days(&[pays(1_000)]));
		// Closed obligations are past; the new ones are another's.
		let mut next = ten_days(&[Due { debtor: 1, creditor: Creditor::Party(0), ..later(30) }]);
		next.amends = Some(Amends { agreement: id, version: 0 });
		let hash = agree(&next);
		wait();
		assert_ok!(compact(id));
		let kept = outcome(id);
		assert_eq!((kept.terms, kept.version), (hash, 1));
		let paid: Vec<_> = kept.totals.iter().map(|total| (total.from, total.to, total.paid)).collect();
		assert_eq!(paid, [(ALICE, BOB, 1_000)], "and what is due at the end or later does not accrue");
		assert!(Agreements::<Test>::get(hash).is_none() && crate::StoredTerms::<Test>::iter().next().is_none());
	});
}

#[test]
fn what_was_ended_for_cause_is_broken() {
	build_and_execute(|| {
		let daily = instalments(100, Span::Seconds(DAYS), None);
		let id = agree(&terms_of(&[ALICE, BOB], &[daily]));
		drain(None, ALICE);
		pass(2 * DAY);
		assert_ok!(Contracts::end(signed(BOB), id, Ending::Late(0)));
		give(None, ISSUER, ALICE, 1_000);
		pass(DAY);
		settle(id);
		pass(180 * DAY);
		assert_ok!(compact(id));
		assert_eq!(outcome(id).outcome, ReceiptOutcome::Broken);
		assert_eq!(outcome(id).totals[0].longest_late, 2 * DAY);
	});
}

#[test]
fn what_was_ended_for_an_act_that_is_never_done_is_broken() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[act(Silence::Accepts)]));
		pass(11 * DAY);
		assert_ok!(Contracts::end(signed(BOB), id, Ending::Late(0)));
		pass(200 * DAY);
		assert_ok!(compact(id));
		assert_eq!(outcome(id).outcome, ReceiptOutcome::Broken);
	});
}
