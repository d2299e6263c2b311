//! Signing: who may, to what it commits, what it holds, and what the last signature does.

use super::*;
use crate::{AgreementsOf, Event, StoredTerms};
use frame_support::{dispatch::DispatchResultWithPostInfo, hypothetically};
use sp_runtime::{DispatchError, TokenError};

fn sign(who: AccountId, id: H256) -> DispatchResultWithPostInfo {
	Contracts::sign(signed(who), id, None)
}

fn stating(who: AccountId, id: H256, most: &[Money]) -> DispatchResultWithPostInfo {
	Contracts::sign(signed(who), id, Some(most.to_vec().try_into().unwrap()))
}

/// Terms that Bob has drafted, and that Alice has still to sign.
fn drafted(terms: &Terms) -> H256 {
	assert_ok!(Contracts::draft(signed(BOB), terms.clone(), None));
	terms_hash(terms)
}

/// The same between Alice and Bob, with these obligations.
fn offered(obligations: &[Due]) -> H256 {
	drafted(&terms_of(&[ALICE, BOB], obligations))
}

/// So much in an hour.
fn once(money: Money) -> Due {
	let Money { asset, amount } = money;
	owes(Performance::Pay { asset, amount, accrues: Accrual::Once(after(3_600)) })
}

fn escrow(money: Money) -> Due {
	Due { funding: Funding::Escrowed(None), ..once(money) }
}

fn share(of: u8, numerator: u64, denominator: u64) -> Due {
	owes(Performance::Share { of, share: Fraction { numerator, denominator } })
}

#[test]
fn those_sign_who_are_parties_each_once() {
	build_and_execute(|| {
		let mut terms = terms_of(&[ALICE, BOB, CAROL], &[Due { creditor: Creditor::Account(OFFICE), ..pays(1_000) }]);
		terms.arbitration = arbitration(1, false);
		terms.about = Some(Thing { owner: STRANGER, kind: "home".try_into().unwrap(), hash: H256::zero() });
		let id = drafted(&terms);
		for who in [OFFICE, ARBITERS[0], STRANGER, PAUPER, NOBODY] {
			refused!(sign(who, id), NotSigner);
		}
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			assert_noop!(Contracts::sign(origin, id, None), DispatchError::BadOrigin);
		}
		refused!(sign(BOB, id), AlreadySigned);
		events();
		assert_ok!(sign(CAROL, id));
		assert_eq!(events(), [Event::Signed { draft: id, by: CAROL }]);
		refused!(sign(CAROL, id), AlreadySigned);
		let info = Contracts::agreement(id).unwrap();
		assert_eq!((info.signed, info.unsigned), (vec![BOB, CAROL], vec![ALICE]));
		assert_eq!(free(None, OFFICE), ENDOWMENT);
		assert_ok!(sign(ALICE, id));
		assert_eq!(free(None, OFFICE), ENDOWMENT + 1_000);
		// What runs is no draft.
		for who in [ALICE, BOB, CAROL, STRANGER] {
			refused!(sign(who, id), DraftUnknown);
		}
	});
}

#[test]
fn it_can_be_signed_until_the_time_is_over() {
	build_and_execute(|| {
		let id = offered(&[pays(1_000)]);
		set_time(NOW + DAY + 1);
		refused!(sign(ALICE, id), DraftExpired);
		// Nobody is told a worse reason.
		refused!(sign(STRANGER, id), DraftExpired);
		set_time(NOW + DAY);
		assert_ok!(sign(ALICE, id));
		assert_eq!(stored(id).progress.activated_at, NOW + DAY);
	});
}

#[test]
fn other_terms_are_another_draft() {
	build_and_execute(|| {
		let terms = terms_of(&[ALICE, BOB], &[pays(1_000)]);
		let id = terms_hash(&terms);
		assert_ok!(Contracts::draft(signed(ALICE), terms.clone(), None));
		let changes: [fn(&mut Terms); 7] = [
			|terms| terms.obligations[0] = pays(1_001),
			|terms| terms.obligations[0].grace = 1,
			|terms| terms.prose.hash = H256::repeat_byte(9),
			|terms| terms.parties[1].role = "x".try_into().unwrap(),
			|terms| terms.sign_by += 1,
			|terms| terms.template = Some(H256::zero()),
			|terms| terms.salt = H256::repeat_byte(9),
		];
		for change in changes {
			let mut changed = terms.clone();
			change(&mut changed);
			let other = terms_hash(&changed);
			assert_ne!(other, id);
			refused!(sign(BOB, other), DraftUnknown);
			hypothetically!({
				// Bob's signature under the other ones makes neither of them run.
				drafted(&changed);
				assert_eq!([id, other].map(state), [AgreementState::Draft; 2]);
				refused!(sign(BOB, other), AlreadySigned);
			});
		}
		assert_eq!(free(None, ALICE), ENDOWMENT - deposit(ALICE));
	});
}

#[test]
fn what_is_unknown_or_declined_is_not_signed() {
	build_and_execute(|| {
		refused!(sign(ALICE, H256::zero()), DraftUnknown);
		let id = offered(&[pays(1_000)]);
		assert_ok!(Contracts::decline(signed(BOB), id));
		refused!(sign(ALICE, id), DraftUnknown);
	});
}

/// What Alice can state and what not, to sign what she owes.
fn commits(obligations: &[Due], enough: &[&[Money]], too_little: &[&[Money]]) {
	build_and_execute(|| {
		let id = offered(obligations);
		for most in too_little {
			refused!(stating(ALICE, id, most), CommitsMore);
		}
		for most in enough {
			hypothetically!({
				assert_ok!(stating(ALICE, id, most));
			});
		}
		hypothetically!({
			assert_ok!(sign(ALICE, id));
		});
	});
}

#[test]
fn a_signature_commits_to_the_sum_of_each_asset() {
	let (n, d) = (native, dollars);
	let obligations = [once(n(100)), once(d(30)), escrow(n(20)), once(d(7)), instalments(9, Span::Months(1), Some(3))];
	commits(
		&obligations,
		&[
			&[n(129), d(37)],
			&[d(37), n(129)],
			&[d(Balance::MAX), n(Balance::MAX)],
			// Of what is stated twice the larger counts, wherever it stands.
			&[n(129), n(0), d(36), d(37)],
			&[n(129), d(37), Money { asset: Some(77), amount: 5 }],
		],
		&[
			&[],
			&[n(128), d(37)],
			&[n(129), d(36)],
			&[n(129)],
			&[d(37)],
			// What is stated twice does not add up.
			&[n(100), n(29), d(37)],
			&[n(128), n(128), d(37)],
			&[n(129), Money { asset: Some(77), amount: 37 }],
		],
	);
}

#[test]
fn what_others_owe_and_what_is_done_commits_to_nothing() {
	let awaits = Awaits { claim: claimed(Silence::Rejects), ..Default::default() };
	let act = Due { awaits, ..owes(Performance::Act { due: now() }) };
	let of_bob = |due: Due| Due { debtor: 1, creditor: Creditor::Party(0), ..due };
	let open = of_bob(instalments(5, Span::Months(1), None));
	commits(&[of_bob(once(native(100))), open, act], &[&[], &[native(0)]], &[]);
}

#[test]
fn a_share_commits_to_its_part_of_what_it_shares_in() {
	let of_bob = Due { debtor: 1, creditor: Creditor::Party(0), ..once(native(1_000)) };
	// 333, and half of that.
	let obligations = [of_bob, share(0, 1, 3), share(1, 1, 2)];
	commits(&obligations, &[&[native(499)]], &[&[native(498)], &[dollars(499)]]);
	let of_bob = Due { debtor: 1, creditor: Creditor::Party(0), ..once(dollars(1_000)) };
	commits(&[of_bob, share(0, 1, 1)], &[&[dollars(1_000)]], &[&[dollars(999), native(1_000)]]);
}

#[test]
fn the_largest_sums_do_not_wrap() {
	let most = native(Balance::MAX);
	let sum = [once(most), once(most), once(native(1))];
	commits(&sum, &[&[most]], &[&[native(Balance::MAX - 1)], &[native(0)], &[native(1)], &[]]);
	commits(&[once(most), share(0, 1, u64::MAX)], &[&[most]], &[&[native(Balance::MAX - 1)]]);
}

#[test]
fn what_is_open_ended_has_no_bound_to_state() {
	let stream = Accrual::Stream { start: now(), every: 60, count: None };
	let stream = owes(Performance::Pay { asset: Some(DOLLAR), amount: 1, accrues: stream });
	let open = instalments(1, Span::Months(1), None);
	let of_bob = Due { debtor: 1, creditor: Creditor::Party(0), ..open.clone() };
	for obligations in [&[open][..], &[once(native(1)), stream], &[of_bob, share(0, 1, 100)]] {
		build_and_execute(|| {
			let mut terms = terms_of(&[ALICE, BOB], obligations);
			// Not even if the agreement ends: what can be renewed or amended away is no bound.
			terms.term = Some(Term { minimum: Span::Months(2), renewal: Renewal::Ends, notice: None });
			let id = drafted(&terms);
			for most in [&[][..], &[native(Balance::MAX), dollars(Balance::MAX)]] {
				refused!(stating(ALICE, id, most), CommitmentUnbounded);
			}
			assert_ok!(sign(ALICE, id));
		});
	}
}

#[test]
fn interest_that_could_come_to_more_than_what_it_is_on_has_no_bound_either() {
	let with = |interest, accrues| {
		let due = owes(Performance::Pay { asset: None, amount: 10, accrues: Accrual::Once(accrues) });
		Due { interest: Some(interest), ..due }
	};
	build_and_execute(|| {
		let too_much = [
			with(1_000_001, after(60)),
			with(1, When::At(NOW + DAY - 1)),
			Due { interest: Some(1_000_001), ..share(0, 1, 1) },
		];
		for due in too_much {
			let of_bob = Due { debtor: 1, creditor: Creditor::Party(0), ..once(native(10)) };
			hypothetically!({
				let id = offered(&[of_bob, due]);
				refused!(stating(ALICE, id, &[native(Balance::MAX)]), CommitmentUnbounded);
				assert_ok!(sign(ALICE, id));
			});
		}
		// What the other side would owe as interest does not matter.
		let of_bob = Due { debtor: 1, creditor: Creditor::Party(0), ..with(u32::MAX, after(60)) };
		let id = offered(&[with(1_000_000, after(60)), with(1_000_000, When::At(NOW + DAY)), with(0, now()), of_bob]);
		refused!(stating(ALICE, id, &[native(29)]), CommitsMore);
		assert_ok!(stating(ALICE, id, &[native(30)]));
	});
}

#[test]
fn each_debtor_holds_his_escrow_when_he_signs_and_not_before() {
	build_and_execute(|| {
		let of_bob = Due { debtor: 1, creditor: Creditor::Party(0), ..escrow(dollars(50)) };
		let of_carol = Due { debtor: 2, creditor: Creditor::Account(OFFICE), ..escrow(native(7)) };
		// All of what comes by instalments, and a share of it.
		let monthly = Accrual::Instalments { start: after(60), every: Span::Months(1), count: Some(3) };
		let monthly = owes(Performance::Pay { asset: None, amount: 1_000, accrues: monthly });
		let monthly = Due { funding: Funding::Escrowed(None), ..monthly };
		let commission = Due { debtor: 1, creditor: Creditor::Account(OFFICE), ..share(3, 1, 3) };
		let commission = Due { funding: Funding::Escrowed(None), ..commission };
		let obligations =
			[escrow(native(100)), of_bob, of_carol, monthly, commission, escrow(dollars(9)), once(native(5))];
		let holds = || [ALICE, BOB, CAROL].map(|who| (held(None, who), held(Some(DOLLAR), who)));
		let id = drafted(&terms_of(&[ALICE, BOB, CAROL], &obligations));
		assert_eq!(holds(), [(0, 0), (333, 50), (0, 0)]);
		check_state();
		assert_ok!(sign(ALICE, id));
		assert_eq!(holds(), [(1_100, 9), (333, 50), (0, 0)]);
		assert_eq!(free(None, ALICE), ENDOWMENT - 1_100);
		assert_eq!(free(Some(DOLLAR), ALICE), ENDOWMENT - 9);
		check_state();
		assert_ok!(sign(CAROL, id));
		assert_eq!(holds(), [(1_100, 9), (333, 50), (7, 0)]);
		let held: Vec<_> = (0..7).map(|place| record(id, place)).map(|one| (one.funded, one.held)).collect();
		assert_eq!(held, [(100, 100), (50, 50), (7, 7), (1_000, 1_000), (333, 333), (9, 9), (0, 0)]);
	});
}

#[test]
fn what_is_to_be_held_later_is_not_held_by_the_signature() {
	build_and_execute(|| {
		let by = |funding| Due { funding, ..once(native(100)) };
		let id = offered(&[by(Funding::Escrowed(Some(after(60)))), by(Funding::Revocable), by(Funding::Unfunded)]);
		assert_ok!(sign(ALICE, id));
		assert_eq!(held(None, ALICE), 0);
		pass(60 * SECOND);
		settle(id);
		assert_eq!(held(None, ALICE), 100);
	});
}

#[test]
fn who_has_not_enough_to_escrow_does_not_sign() {
	for (asset, minimum) in [(None, EXISTENTIAL_DEPOSIT), (Some(DOLLAR), MIN_DOLLAR)] {
		build_and_execute(|| {
			let money = |amount| Money { asset, amount };
			let most = ENDOWMENT - minimum;
			let id = offered(&[escrow(money(most + 1))]);
			assert_noop!(sign(ALICE, id), TokenError::FundsUnavailable);
			// Of two, the first is not held alone.
			let id = offered(&[escrow(money(1)), escrow(money(most))]);
			assert_noop!(sign(ALICE, id), TokenError::FundsUnavailable);
			assert_eq!((held(asset, ALICE), state(id)), (0, AgreementState::Draft));
			assert!(!AgreementsOf::<Test>::contains_key(ALICE, id));
			let id = offered(&[escrow(money(1)), escrow(money(most - 1))]);
			assert_ok!(sign(ALICE, id));
			assert_eq!((held(asset, ALICE), free(asset, ALICE)), (most, minimum));
		});
	}
}

#[test]
fn what_an_issuer_has_frozen_is_not_escrowed() {
	build_and_execute(|| {
		let id = offered(&[escrow(native(1)), escrow(dollars(100))]);
		hypothetically!({
			assert_ok!(Assets::freeze_asset(signed(ISSUER), DOLLAR));
			assert_noop!(sign(ALICE, id), TokenError::FundsUnavailable);
		});
		hypothetically!({
			assert_ok!(Assets::freeze(signed(ISSUER), DOLLAR, ALICE));
			assert_noop!(sign(ALICE, id), TokenError::FundsUnavailable);
		});
		assert_ok!(sign(ALICE, id));
	});
}

#[test]
fn the_last_signature_activates_and_pays_what_is_due() {
	build_and_execute(|| {
		let to_office = Due { creditor: Creditor::Account(OFFICE), ..share(1, 1, 10) };
		let due = |amount| Performance::Pay { asset: Some(DOLLAR), amount, accrues: Accrual::Once(now()) };
		let held_and_due = Due { funding: Funding::Escrowed(None), ..owes(due(300)) };
		let past =
			Accrual::Instalments { start: When::At(NOW - 5 * DAY), every: Span::Seconds(86_400), count: Some(10) };
		let past = owes(Performance::Pay { asset: None, amount: 100, accrues: past });
		let id = offered(&[once(native(7)), held_and_due, to_office, past]);
		pass(3_000);
		events();
		assert_ok!(sign(ALICE, id));
		let paid =
			|obligation, to, asset, amount| Event::Paid { agreement: id, obligation, from: ALICE, to, asset, amount };
		assert_eq!(
			events(),
			[
				Event::Signed { draft: id, by: ALICE },
				Event::Activated { agreement: id },
				paid(1, BOB, Some(DOLLAR), 300),
				paid(2, OFFICE, Some(DOLLAR), 30),
				// Five days before, and today.
				paid(3, BOB, None, 60),
			]
		);
		assert_eq!(stored(id).progress.activated_at, NOW + 3_000);
		assert_eq!((stored(id).progress.version, state(id)), (0, AgreementState::Active));
		assert_eq!((record(id, 1).held, record(id, 0).paid), (0, 0));
		assert_eq!(free(Some(DOLLAR), ALICE), ENDOWMENT - 330);
		assert_eq!(StoredTerms::<Test>::get(id).map(|terms| terms_hash(&terms)), Some(id));
	});
}

#[test]
fn who_cannot_pay_what_is_due_has_signed_all_the_same() {
	build_and_execute(|| {
		let mut terms = terms_of(&[PAUPER, BOB], &[pays(1_000)]);
		terms.sign_by = NOW + 9 * DAY;
		let id = drafted(&terms);
		assert_ok!(sign(PAUPER, id));
		assert_eq!((state(id), line(id, 0).owed), (AgreementState::Active, 1_000));
		assert_eq!(free(None, PAUPER), EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn a_paper_stands_until_all_end_it() {
	build_and_execute(|| {
		let id = agree(&terms(&[ALICE, BOB]));
		let price = deposit(ALICE);
		pass(1_000 * DAY);
		settle(id);
		assert_eq!(state(id), AgreementState::Active);
		refused!(Contracts::compact(signed(ALICE), id), TooEarly);
		let at = NOW + 1_001 * DAY;
		assert_ok!(Contracts::end(signed(ALICE), id, Ending::Agreed(at)));
		refused!(Contracts::end(signed(STRANGER), id, Ending::Agreed(at)), NotParty);
		pass(DAY);
		assert_eq!(state(id), AgreementState::Active);
		let at = at + 1;
		assert_ok!(Contracts::end(signed(ALICE), id, Ending::Agreed(at)));
		assert_ok!(Contracts::end(signed(BOB), id, Ending::Agreed(at)));
		assert_eq!(state(id), AgreementState::Active);
		pass(1);
		assert_eq!(state(id), AgreementState::Ended);
		settle(id);
		assert_eq!(state(id), AgreementState::Closed);
		pass(COMPACT_AFTER);
		assert_ok!(Contracts::compact(signed(STRANGER), id));
		assert!(deposit(ALICE) < price);
	});
}

#[test]
fn a_paper_with_a_term_closes_at_its_end() {
	build_and_execute(|| {
		let mut terms = terms(&[ALICE]);
		terms.term = Some(Term { minimum: Span::Months(1), renewal: Renewal::Ends, notice: None });
		let id = agree(&terms);
		// From January 31st to the last of February.
		pass(28 * DAY - 1);
		settle(id);
		assert_eq!(state(id), AgreementState::Active);
		pass(1);
		settle(id);
		assert_eq!(state(id), AgreementState::Closed);
	});
}

#[test]
fn it_is_listed_only_for_who_has_signed() {
	build_and_execute(|| {
		let mut terms =
			terms_of(&[ALICE, BOB, CAROL], &[Due { creditor: Creditor::Account(OFFICE), ..once(native(5)) }]);
		terms.arbitration = arbitration(1, false);
		let id = drafted(&terms);
		let listed = || {
			let all = [ALICE, BOB, CAROL, OFFICE, ARBITERS[0]];
			all.map(|who| Contracts::agreements_of(who, None, None, None).items.len())
		};
		assert_eq!(listed(), [0, 1, 0, 0, 0]);
		assert_ok!(sign(ALICE, id));
		assert_eq!(listed(), [1, 1, 0, 0, 0]);
		assert_ok!(sign(CAROL, id));
		assert_eq!(listed(), [1, 1, 1, 0, 0]);
	});
}

#[test]
fn who_is_related_to_an_arbiter_does_not_sign() {
	for (relation, party, other) in
		[((ARBITERS[1], ALICE), ALICE, BOB), ((BOB, ARBITERS[1]), BOB, ALICE), ((ARBITERS[0], BOB), BOB, ALICE)]
	{
		build_and_execute(|| {
			let mut terms = terms_of(&[ALICE, BOB], &[escrow(native(100))]);
			terms.arbitration = arbitration(2, false);
			Related::mutate(|related| related.insert(relation));
			refused!(Contracts::draft(signed(party), terms.clone(), None), ArbiterRelated);
			assert_ok!(Contracts::draft(signed(other), terms.clone(), None));
			let id = terms_hash(&terms);
			refused!(sign(party, id), ArbiterRelated);
			Related::set(Default::default());
			assert_ok!(sign(party, id));
			assert_eq!(state(id), AgreementState::Active);
		});
	}
}

#[test]
fn who_has_signed_and_is_related_since_stops_the_ruling_and_not_the_agreement() {
	build_and_execute(|| {
		// Each party is looked at when he signs: all of them at the last signature would cost more than a block has room for.
		let mut terms = terms_of(&[ALICE, BOB], &[pays_at(100, after(86_400))]);
		terms.arbitration = arbitration(1, false);
		let id = drafted(&terms);
		Related::mutate(|related| related.insert((BOB, ARBITERS[0])));
		assert_ok!(sign(ALICE, id));
		bring(ALICE, id, 100);
		pass(DAY + 1);
		refused!(Contracts::rule(signed(ARBITERS[0]), id, 0, 100, false), ArbiterRelated);
	});
}

#[test]
fn nor_is_anything_drafted_for_who_is() {
	build_and_execute(|| {
		let mut terms = terms_of(&[ALICE, BOB], &[Due { creditor: Creditor::Account(OFFICE), ..pays(100) }]);
		terms.arbitration = arbitration(1, false);
		Related::mutate(|related| related.insert((OFFICE, ARBITERS[0])));
		refused!(Contracts::draft(signed(ALICE), terms.clone(), None), ArbiterRelated);
		// An arbiter who is not named does not matter.
		Related::set([(OFFICE, ARBITERS[1])].into());
		assert_ok!(Contracts::draft(signed(ALICE), terms, None));
	});
}

#[test]
fn two_who_sign_in_one_block_make_it_run_once() {
	build_and_execute(|| {
		let id = drafted(&terms_of(&[ALICE, BOB, CAROL], &[pays(1_000)]));
		assert_ok!(sign(ALICE, id));
		assert_ok!(sign(CAROL, id));
		assert_eq!(free(None, ALICE), ENDOWMENT - 1_000);
		assert_eq!(events().iter().filter(|event| matches!(event, Event::Activated { .. })).count(), 1);
	});
}
