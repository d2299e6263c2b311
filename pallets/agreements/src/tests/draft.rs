//! Drafting.

use super::*;
use crate::{AgreementsOf, Event, StoredTerms};
use sp_runtime::{DispatchError, TokenError};

fn draft(by: AccountId, terms: &Terms) -> frame_support::dispatch::DispatchResultWithPostInfo {
	Contracts::draft(signed(by), terms.clone(), None)
}

fn escrow(amount: Balance) -> Due {
	Due { funding: Funding::Escrowed(None), ..owes(once(None, amount)) }
}

/// So much in an hour.
fn once(asset: Asset, amount: Balance) -> Performance {
	Performance::Pay { asset, amount, accrues: Accrual::Once(after(3_600)) }
}

#[test]
fn a_draft_is_signed_by_who_drafts_it_and_by_nobody_else() {
	build_and_execute(|| {
		let terms = terms_of(&[ALICE, BOB, CAROL], &[pays(1_000)]);
		let id = terms_hash(&terms);
		assert_ok!(draft(BOB, &terms));
		assert_eq!(events(), [Event::Drafted { draft: id, by: BOB }, Event::Signed { draft: id, by: BOB }]);
		let info = Contracts::agreement(id).unwrap();
		assert_eq!((info.id, info.terms_hash, info.state), (id, id, AgreementState::Draft));
		assert_eq!((info.signed, info.unsigned), (vec![BOB], vec![ALICE, CAROL]));
		assert_eq!((info.version, info.activated_at, info.ends_at, info.closed_at), (0, None, None, None));
		assert_eq!((info.depositor, info.opener, info.terms), (BOB, None, Some(terms)));
		// Nobody is listed by what strangers draft.
		let listed = [ALICE, BOB, CAROL].map(|who| AgreementsOf::<Test>::contains_key(who, id));
		assert_eq!(listed, [false, true, false]);
		assert_eq!(Contracts::agreements_of(ALICE, None, None, None).items, []);
		assert_eq!(Contracts::agreements_of(BOB, Some(AgreementState::Draft), None, None).items.len(), 1);
		// Nothing moves, and nothing can be settled.
		assert_eq!(free(None, ALICE), ENDOWMENT);
		assert!(Contracts::settle(signed(BOB), vec![one(id)].try_into().unwrap(), None, 32).is_err());
	});
}

#[test]
fn only_a_party_drafts() {
	build_and_execute(|| {
		let mut terms = terms_of(&[ALICE, BOB], &[Due { creditor: Creditor::Account(OFFICE), ..pays(1_000) }]);
		terms.about = Some(Thing { owner: CAROL, kind: "home".try_into().unwrap(), hash: H256::zero() });
		terms.arbitration = arbitration(1, false);
		for who in [OFFICE, CAROL, ARBITERS[0], STRANGER, NOBODY] {
			assert!(draft(who, &terms).is_err(), "{who}");
		}
		for who in [OFFICE, CAROL, ARBITERS[0], STRANGER] {
			refused!(draft(who, &terms), NotSigner);
		}
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			assert_noop!(Contracts::draft(origin, terms.clone(), None), DispatchError::BadOrigin);
		}
		assert_ok!(draft(BOB, &terms));
	});
}

#[test]
fn the_same_terms_are_drafted_once() {
	build_and_execute(|| {
		let terms = terms_of(&[ALICE, BOB], &[pays(1_000)]);
		let id = terms_hash(&terms);
		assert_ok!(draft(BOB, &terms));
		refused!(draft(BOB, &terms), AlreadyDrafted);
		refused!(draft(ALICE, &terms), AlreadyDrafted);
		// What was declined may be drafted again.
		assert_ok!(Contracts::decline(signed(ALICE), id));
		assert_ok!(draft(ALICE, &terms));
		assert_ok!(Contracts::sign(signed(BOB), id, None));
		// And not what was agreed on, not even once it is over.
		assert_eq!(state(id), AgreementState::Closed);
		refused!(draft(ALICE, &terms), AlreadyDrafted);
		let mut long = terms.clone();
		(long.sign_by, long.salt) = (NOW + 400 * DAY, H256::repeat_byte(7));
		let other = agree(&long);
		assert_ne!(other, id);
		pass(180 * DAY);
		assert_ok!(Contracts::compact(signed(STRANGER), other));
		refused!(draft(ALICE, &long), AlreadyDrafted);
	});
}

#[test]
fn what_can_no_longer_be_signed_is_not_drafted() {
	build_and_execute(|| {
		let mut terms = terms(&[ALICE, BOB]);
		terms.sign_by = NOW - 1;
		refused!(draft(ALICE, &terms), DraftExpired);
		terms.sign_by = NOW;
		assert_ok!(draft(ALICE, &terms));
	});
}

#[test]
fn a_single_party_agrees_with_itself_at_once() {
	build_and_execute(|| {
		let declares = Due { creditor: Creditor::Account(OFFICE), ..pays(700) };
		let terms = terms_of(&[ALICE], &[declares]);
		let id = terms_hash(&terms);
		assert_ok!(Contracts::draft(signed(ALICE), terms, Some(vec![native(700)].try_into().unwrap())));
		assert_eq!(
			events(),
			[
				Event::Drafted { draft: id, by: ALICE },
				Event::Signed { draft: id, by: ALICE },
				Event::Activated { agreement: id },
				Event::Paid { agreement: id, obligation: 0, from: ALICE, to: OFFICE, asset: None, amount: 700 },
				Event::Closed { agreement: id },
			]
		);
		assert_eq!(free(None, OFFICE), ENDOWMENT + 700);
		assert_eq!(state(id), AgreementState::Closed);
	});
}

#[test]
fn who_drafts_pays_the_deposit_and_the_others_nothing() {
	build_and_execute(|| {
		let terms = terms_of(&[ALICE, BOB, CAROL], &[pays(1_000)]);
		let price = Contracts::preview(terms.clone()).unwrap().deposit;
		assert_ok!(draft(BOB, &terms));
		for who in [ALICE, CAROL] {
			assert_ok!(Contracts::sign(signed(who), terms_hash(&terms), None));
		}
		assert_eq!([ALICE, BOB, CAROL].map(deposit), [0, price, 0]);
		assert_eq!(free(None, CAROL), ENDOWMENT);
	});
}

#[test]
fn who_has_no_deposit_drafts_nothing() {
	build_and_execute(|| {
		let terms = terms(&[PAUPER, BOB]);
		assert_noop!(draft(PAUPER, &terms), TokenError::FundsUnavailable);
		let price = Contracts::preview(terms.clone()).unwrap().deposit;
		assert_ok!(Balances::transfer_keep_alive(signed(BOB), PAUPER, price - 1));
		assert_noop!(draft(PAUPER, &terms), TokenError::FundsUnavailable);
		assert_ok!(Balances::transfer_keep_alive(signed(BOB), PAUPER, 1));
		assert_ok!(draft(PAUPER, &terms));
		assert_eq!(free(None, PAUPER), EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn who_drafts_states_a_bound_as_who_signs() {
	build_and_execute(|| {
		let stated = |amount| Some(vec![native(amount)].try_into().unwrap());
		let terms = terms_of(&[ALICE, BOB], &[pays(1_000)]);
		refused!(Contracts::draft(signed(ALICE), terms.clone(), stated(999)), CommitsMore);
		refused!(Contracts::draft(signed(ALICE), terms.clone(), Some(Default::default())), CommitsMore);
		assert_ok!(Contracts::draft(signed(ALICE), terms, stated(1_000)));
		let open = terms_of(&[ALICE, BOB], &[instalments(1, Span::Months(1), None)]);
		refused!(Contracts::draft(signed(ALICE), open.clone(), stated(Balance::MAX)), CommitmentUnbounded);
		// The creditor is bound to nothing.
		assert_ok!(Contracts::draft(signed(BOB), open, Some(Default::default())));
	});
}

#[test]
fn who_drafts_escrows_only_what_he_owes_himself() {
	build_and_execute(|| {
		let back = Due { debtor: 1, creditor: Creditor::Party(0), ..escrow(3_000) };
		let dollars = Due { funding: Funding::Escrowed(None), ..owes(once(Some(DOLLAR), 40)) };
		let terms = terms_of(&[ALICE, BOB], &[escrow(1_000), back, dollars, escrow(200)]);
		assert_ok!(draft(ALICE, &terms));
		assert_eq!((held(None, ALICE), held(Some(DOLLAR), ALICE)), (1_200, 40));
		assert_eq!((held(None, BOB), held(Some(DOLLAR), BOB)), (0, 0));
		assert_eq!(free(None, ALICE), ENDOWMENT - 1_200 - deposit(ALICE));
	});
}

#[test]
fn deposit_and_escrow_together_have_to_be_there() {
	build_and_execute(|| {
		let price = Contracts::preview(terms_of(&[ALICE, BOB], &[escrow(1)])).unwrap().deposit;
		let most = ENDOWMENT - EXISTENTIAL_DEPOSIT - price;
		assert_noop!(draft(ALICE, &terms_of(&[ALICE, BOB], &[escrow(most + 1)])), TokenError::FundsUnavailable);
		// Neither is held of several if one is not there.
		let two = terms_of(&[ALICE, BOB], &[escrow(1_000), escrow(most)]);
		assert_noop!(draft(ALICE, &two), TokenError::FundsUnavailable);
		assert_ok!(draft(ALICE, &terms_of(&[ALICE, BOB], &[escrow(most)])));
		assert_eq!((free(None, ALICE), held(None, ALICE)), (EXISTENTIAL_DEPOSIT, most));
	});
}

#[test]
fn a_draft_keeps_its_terms_until_it_is_gone() {
	build_and_execute(|| {
		let terms = terms_of(&[ALICE, BOB], &[pays(1_000)]);
		let id = terms_hash(&terms);
		assert_ok!(draft(ALICE, &terms));
		assert_eq!(StoredTerms::<Test>::get(id), Some(terms));
		assert_ok!(Contracts::decline(signed(BOB), id));
		assert_eq!(StoredTerms::<Test>::iter().count() + Agreements::<Test>::iter().count(), 0);
	});
}

#[test]
fn a_preview_says_what_signing_holds_and_commits_to() {
	build_and_execute(|| {
		let dollars = Due { funding: Funding::Escrowed(None), ..owes(once(Some(DOLLAR), 40)) };
		let later = Due { funding: Funding::Escrowed(Some(after(60))), ..pays(5) };
		let open = Due { debtor: 1, creditor: Creditor::Party(0), ..instalments(1, Span::Months(1), None) };
		let terms = terms_of(&[ALICE, BOB], &[escrow(1_000), dollars, later, open, pays(7)]);
		let preview = Contracts::preview(terms).unwrap();
		let [alice, bob] = &preview.commitments[..] else { panic!("two parties") };
		assert_eq!((alice.account, bob.account), (ALICE, BOB));
		assert_eq!(alice.most, Some(vec![native(1_012), super::dollars(40)]));
		assert_eq!(alice.escrow, [native(1_000), super::dollars(40)]);
		assert_eq!((&bob.most, &bob.escrow[..]), (&None, &[][..]));
	});
}

#[test]
fn what_is_owed_is_of_an_asset_that_there_is() {
	build_and_execute(|| {
		let due = |asset| owes(Performance::Pay { asset, amount: 5, accrues: Accrual::Once(now()) });
		let share = owes(Performance::Share { of: 1, share: Fraction::ALL });
		for unknown in
			[terms_of(&[ALICE, BOB], &[due(Some(77))]), terms_of(&[ALICE, BOB], &[due(None), due(Some(77)), share])]
		{
			assert_eq!(Contracts::preview(unknown.clone()), Err(TermsError::AssetUnknown));
			refused!(Contracts::draft(signed(ALICE), unknown, None), AssetUnknown);
		}
		assert_ok!(Contracts::draft(signed(ALICE), terms_of(&[ALICE, BOB], &[due(None), due(Some(DOLLAR))]), None));
	});
}
