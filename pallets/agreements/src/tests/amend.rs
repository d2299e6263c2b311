//! Amendments: who signs them, what they carry over, what they close, and what they leave as it is.

mod assignments;
mod carries;
mod totals;

use super::*;
use crate::{AgreementsOf, Event, StoredTerms};
use civitas_primitives::agreements::Settlement;
use frame_support::{dispatch::DispatchResultWithPostInfo, hypothetically};

/// These terms as an amendment of an agreement as it is now, which can be signed for a day.
fn amending(id: AgreementId, terms: Terms) -> Terms {
	let amends = Some(Amends { agreement: id, version: stored(id).progress.version });
	Terms { amends, sign_by: time() + DAY, ..terms }
}

fn time() -> civitas_primitives::Moment {
	pallet_timestamp::Now::<Test>::get()
}

/// As [`agree`], but drafted by Bob, so that Alice gets no deposit back when it is amended.
fn agree_by_bob(terms: &Terms) -> AgreementId {
	let id = terms_hash(terms);
	assert_ok!(draft(BOB, terms));
	assert_ok!(sign(ALICE, id));
	id
}

fn draft(who: AccountId, terms: &Terms) -> DispatchResultWithPostInfo {
	Contracts::draft(signed(who), terms.clone(), None)
}

fn sign(who: AccountId, hash: H256) -> DispatchResultWithPostInfo {
	Contracts::sign(signed(who), hash, None)
}

/// Let the first of these draft an amendment, and all others sign but the last, whose signature it is.
fn sign_all(id: AgreementId, terms: Terms, signers: &[AccountId]) -> (AccountId, H256) {
	let terms = amending(id, terms);
	let hash = terms_hash(&terms);
	assert_ok!(draft(signers[0], &terms));
	let (last, others) = signers[1..].split_last().unwrap();
	for signer in others {
		assert_ok!(sign(*signer, hash));
	}
	(*last, hash)
}

/// The same with the last signature. The hash of the terms in force from then on.
fn amend(id: AgreementId, terms: Terms, signers: &[AccountId]) -> H256 {
	let (last, hash) = sign_all(id, terms, signers);
	assert_ok!(sign(last, hash));
	hash
}

/// In which an obligation of before goes on.
fn carries(place: u8, due: Due) -> Due {
	Due { carries: Some(place), ..due }
}

/// So much in thirty days.
fn once(money: Money) -> Due {
	let Money { asset, amount } = money;
	owes(Performance::Pay { asset, amount, accrues: Accrual::Once(after(30 * 86_400)) })
}

fn escrow(money: Money) -> Due {
	Due { funding: Funding::Escrowed(None), ..once(money) }
}

/// What is claimed for thirty days, and answered within a day.
fn claimable(money: Money) -> Due {
	let Money { asset, amount } = money;
	let awaits = Awaits { claim: claimed(Silence::Accepts), until: Some(after(30 * 86_400)), ..Default::default() };
	Due { awaits, ..owes(Performance::Pay { asset, amount, accrues: Accrual::Once(now()) }) }
}

fn of(obligations: &[Due]) -> Terms {
	terms_of(&[ALICE, BOB], obligations)
}

/// What everyone has, free and on hold for obligations. Deposits count as free.
fn money() -> Vec<(Balance, Balance)> {
	let all = [ALICE, BOB, CAROL, OFFICE, STRANGER];
	let natives = all.map(|who| (free(None, who) + deposit(who), held(None, who)));
	[natives, all.map(|who| (free(Some(DOLLAR), who), held(Some(DOLLAR), who)))].concat()
}

#[test]
fn an_amendment_takes_the_place_of_the_terms() {
	build_and_execute(|| {
		let before = of(&[once(native(1_000))]);
		let id = agree(&before);
		let mut after = terms_of(&[ALICE, BOB, CAROL], &[carries(0, once(native(1_000)))]);
		after.prose.hash = H256::repeat_byte(5);
		let after = amending(id, after);
		let hash = terms_hash(&after);
		pass(DAY / 2);
		assert_ok!(draft(ALICE, &after));
		// Until all have signed, it is a draft of this agreement, under its own hash.
		let info = Contracts::agreement(hash).unwrap();
		assert_eq!((info.id, info.terms_hash, info.version), (id, hash, 1));
		assert_eq!((info.state, info.unsigned), (AgreementState::Draft, vec![BOB, CAROL]));
		assert_eq!(Contracts::agreement(id).unwrap().terms, Some(before.clone()));
		assert_ok!(sign(CAROL, hash));
		assert_eq!(stored(id).progress.version, 0);
		assert!(AgreementsOf::<Test>::contains_key(CAROL, hash));
		events();
		assert_ok!(sign(BOB, hash));
		assert_eq!(
			events(),
			[Event::Signed { draft: hash, by: BOB }, Event::Amended { agreement: id, version: 1, terms: hash }]
		);
		let info = Contracts::agreement(id).unwrap();
		assert_eq!((info.id, info.terms_hash, info.version), (id, hash, 1));
		assert_eq!((info.state, info.activated_at), (AgreementState::Active, Some(NOW)));
		assert_eq!(info.terms, Some(after));
		assert_eq!((Contracts::agreement(hash), StoredTerms::<Test>::get(id)), (None, None));
		for who in [ALICE, BOB, CAROL] {
			let listed: Vec<_> = AgreementsOf::<Test>::iter_key_prefix(who).collect();
			assert_eq!(listed, [id], "{who}");
		}
		// The terms of before cannot come back but as another amendment.
		refused!(draft(ALICE, &before), AlreadyDrafted);
		amend(id, of(&[carries(0, once(native(1_000)))]), &[ALICE, BOB, CAROL]);
		assert_eq!(stored(id).progress.version, 2);
	});
}

#[test]
fn all_parties_of_before_and_of_after_sign() {
	build_and_execute(|| {
		let to_office = Due { creditor: Creditor::Account(OFFICE), ..once(native(10)) };
		let id = agree(&of(&[once(native(1_000)), to_office.clone()]));
		let after = terms_of(&[ALICE, CAROL], &[carries(0, once(native(1_000))), carries(1, to_office)]);
		let after = amending(id, after);
		let hash = terms_hash(&after);
		for who in [OFFICE, STRANGER] {
			refused!(draft(who, &after), NotSigner);
		}
		// Each of them can bring it, also who is to become a party, and who is to go.
		for by in [ALICE, BOB, CAROL] {
			hypothetically!({
				assert_ok!(draft(by, &after));
				let others: Vec<_> = [ALICE, BOB, CAROL].into_iter().filter(|who| *who != by).collect();
				assert_eq!(Contracts::agreement(hash).unwrap().unsigned, others);
				refused!(sign(OFFICE, hash), NotSigner);
				assert_ok!(sign(others[0], hash));
				assert_eq!(stored(id).progress.version, 0);
				assert_ok!(sign(others[1], hash));
				assert_eq!(stored(id).progress.version, 1);
				check_state();
			});
		}
	});
}

#[test]
fn no_more_sign_than_there_is_room_for() {
	build_and_execute(|| {
		let parties = |from: AccountId| (from..from + 15).chain([ALICE]).collect::<Vec<_>>();
		let mut debt = Due { debtor: 15, creditor: Creditor::Party(0), assignable: true, ..once(native(5)) };
		let id = {
			let terms = terms_of(&parties(100), &[debt.clone()]);
			let hash = terms_hash(&terms);
			assert_ok!(draft(ALICE, &terms));
			for who in 100..115 {
				assert_ok!(sign(who, hash));
			}
			hash
		};
		// 16 and 15 others.
		hypothetically!({
			assert_ok!(draft(ALICE, &amending(id, terms_of(&parties(200), &[]))));
		});
		// And one to whom something was assigned is one too many of 33.
		debt = carries(0, Due { creditor: Creditor::Account(CAROL), ..debt });
		amend(id, terms_of(&parties(100), &[debt]), &[CAROL, 100]);
		let all: Vec<_> = (200..215).chain([BOB]).collect();
		refused!(draft(BOB, &amending(id, terms_of(&all, &[]))), TooManySigners);
		assert_ok!(draft(ALICE, &amending(id, terms_of(&parties(200), &[]))));
	});
}

#[test]
fn only_what_runs_is_amended_as_it_is() {
	build_and_execute(|| {
		let id = agree(&of(&[once(native(1_000))]));
		let after = amending(id, of(&[carries(0, once(native(900)))]));
		let with = |agreement, version| Terms { amends: Some(Amends { agreement, version }), ..after.clone() };
		refused!(draft(ALICE, &with(H256::zero(), 0)), AgreementUnknown);
		refused!(draft(ALICE, &with(id, 1)), VersionMismatch);
		let other = Terms { salt: H256::repeat_byte(9), ..of(&[once(native(1_000))]) };
		assert_ok!(draft(ALICE, &other));
		refused!(draft(ALICE, &with(terms_hash(&other), 0)), AgreementUnknown);
		let closed = agree(&of(&[pays(1)]));
		refused!(draft(ALICE, &with(closed, 0)), AgreementClosed);
		pass(COMPACT_AFTER);
		assert_ok!(Contracts::compact(signed(ALICE), closed));
		let late = Terms { sign_by: time(), ..with(closed, 0) };
		refused!(draft(ALICE, &late), AgreementUnknown);
	});
}

#[test]
fn what_a_pallet_has_opened_parties_do_not_amend() {
	build_and_execute(|| {
		let terms = of(&[once(native(1_000))]);
		let id = <Contracts as Settlement<_>>::open(3, terms, &ALICE, &[ALICE, BOB]).unwrap();
		let after = amending(id, of(&[carries(0, once(native(900)))]));
		refused!(draft(ALICE, &after), NotOpener);
		assert!(<Contracts as Settlement<_>>::open(4, after.clone(), &ALICE, &[ALICE, BOB]).is_err());
		assert_ok!(<Contracts as Settlement<_>>::open(3, after, &ALICE, &[ALICE, BOB]));
		assert_eq!(stored(id).progress.version, 1);
	});
}

#[test]
fn an_amendment_has_no_bound_to_state() {
	build_and_execute(|| {
		let id = agree(&of(&[once(native(1_000))]));
		let after = amending(id, of(&[carries(0, once(native(900)))]));
		let most = || Some(vec![native(Balance::MAX)].try_into().unwrap());
		refused!(Contracts::draft(signed(ALICE), after.clone(), most()), AmendmentUnbounded);
		refused!(Contracts::draft(signed(BOB), after.clone(), Some(Default::default())), AmendmentUnbounded);
		assert_ok!(draft(BOB, &after));
		refused!(Contracts::sign(signed(ALICE), terms_hash(&after), most()), AmendmentUnbounded);
		assert!(Contracts::preview(after).unwrap().commitments.iter().all(|commitment| commitment.most.is_none()));
	});
}

#[test]
fn what_is_in_dispute_is_not_amended_until_it_is_decided() {
	build_and_execute(|| {
		let terms = |amount| {
			let due = Due { funding: Funding::Escrowed(None), ..claimable(native(amount)) };
			Terms { arbitration: arbitration(1, false), ..of(&[due, escrow(dollars(7))]) }
		};
		let id = agree(&terms(1_000));
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 600, H256::zero()));
		assert_ok!(Contracts::dispute(signed(ALICE), id, 0, native(600), 100, H256::zero()));
		let mut after = terms(1_500);
		after.obligations[0].carries = Some(0);
		after.obligations[1].carries = Some(1);
		let (last, hash) = sign_all(id, after, &[ALICE, BOB]);
		assert_eq!(held(None, ALICE), 1_500);
		refused!(sign(last, hash), InDispute);
		// It can be declined meanwhile, and what was held for it alone goes back.
		hypothetically!({
			assert_ok!(Contracts::decline(signed(BOB), hash));
			assert_eq!((held(None, ALICE), record(id, 0).disputed), (1_000, 600));
			check_state();
		});
		// Or signed once they have come to terms.
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(600)));
		assert_ok!(sign(last, hash));
		assert_eq!((record(id, 0).paid, record(id, 0).held), (600, 900));
	});
}

#[test]
fn of_two_amendments_the_first_that_is_signed_stands() {
	build_and_execute(|| {
		let id = agree(&of(&[escrow(native(1_000))]));
		let price = deposit(ALICE);
		let (_, first) = sign_all(id, of(&[carries(0, escrow(native(1_200)))]), &[ALICE, BOB]);
		let (_, second) = sign_all(id, of(&[carries(0, escrow(native(1_300)))]), &[ALICE, BOB]);
		assert_eq!(held(None, ALICE), 1_000 + 200 + 300);
		assert_ok!(sign(BOB, first));
		refused!(sign(BOB, second), VersionMismatch);
		assert_eq!((held(None, ALICE), record(id, 0).held), (1_500, 1_200));
		assert_ok!(Contracts::decline(signed(ALICE), second));
		assert_eq!(held(None, ALICE), 1_200);
		// The deposits of the other draft and of the first terms are back: one is left.
		assert!(deposit(ALICE) >= price && deposit(ALICE) < 2 * price, "{} {price}", deposit(ALICE));
	});
}

#[test]
fn what_closes_meanwhile_is_not_amended_and_holds_come_back() {
	build_and_execute(|| {
		let due_tomorrow = owes(Performance::Pay { asset: None, amount: 10, accrues: Accrual::Once(after(86_400)) });
		let id = agree(&of(&[due_tomorrow]));
		let after = Terms { sign_by: NOW + 500 * DAY, ..amending(id, of(&[escrow(native(700))])) };
		let hash = terms_hash(&after);
		assert_ok!(draft(ALICE, &after));
		pass(DAY);
		// The last signature finds that all was paid by now.
		refused!(sign(BOB, hash), AgreementClosed);
		settle(id);
		refused!(sign(BOB, hash), AgreementClosed);
		pass(COMPACT_AFTER);
		assert_ok!(Contracts::compact(signed(STRANGER), id));
		refused!(sign(BOB, hash), AgreementUnknown);
		assert_eq!(held(None, ALICE), 700);
		assert_ok!(Contracts::decline(signed(BOB), hash));
		assert_eq!(held(None, ALICE), 0);
	});
}

#[test]
fn the_deposit_moves_to_who_drafts() {
	build_and_execute(|| {
		let id = agree(&of(&[once(native(1_000))]));
		assert!(deposit(ALICE) > 0);
		let after = amending(id, of(&[carries(0, once(native(900)))]));
		let price = Contracts::preview(after.clone()).unwrap().deposit;
		assert_ok!(draft(BOB, &after));
		// Both, until it is signed.
		assert!(deposit(ALICE) > 0);
		// The preview of an amendment says what it costs, too.
		assert_eq!(deposit(BOB), price);
		assert_ok!(sign(ALICE, terms_hash(&after)));
		assert_eq!((deposit(ALICE), deposit(BOB)), (0, price));
		assert_eq!((free(None, ALICE), stored(id).depositor), (ENDOWMENT, BOB));
		// Who drafts both times has one of them.
		let again = amending(id, of(&[carries(0, once(native(800)))]));
		assert_ok!(draft(BOB, &again));
		assert!(deposit(BOB) > price);
		assert_ok!(sign(ALICE, terms_hash(&again)));
		assert_eq!(deposit(BOB), price);
	});
}

#[test]
fn what_an_amendment_does_not_name_does_not_move() {
	build_and_execute(|| {
		let weekly = instalments(100, Span::Seconds(7 * 86_400), Some(5));
		let revocable = Due { funding: Funding::Revocable, ..once(native(60)) };
		let later = Due { funding: Funding::Escrowed(Some(after(20 * 86_400))), ..once(native(80)) };
		let all = [
			escrow(native(1_000)),
			escrow(dollars(70)),
			weekly,
			revocable,
			later,
			Due { funding: Funding::Escrowed(None), ..claimable(dollars(9)) },
			owes(Performance::Share { of: 2, share: Fraction { numerator: 1, denominator: 2 } }),
		];
		let id = agree(&of(&all));
		assert_ok!(Contracts::fund(signed(ALICE), id, 3, native(50)));
		pass(8 * DAY);
		settle(id);
		let (before, records) = (money(), stored(id).progress.records);
		let mut after = of(&all);
		(0..).zip(after.obligations.iter_mut()).for_each(|(place, due)| due.carries = Some(place));
		after.prose.hash = H256::repeat_byte(7);
		events();
		amend(id, after, &[ALICE, BOB]);
		let moved = |event: &Event<Test>| {
			matches!(
				event,
				Event::Paid { .. } | Event::Held { .. } | Event::Released { .. } | Event::InterestPaid { .. }
			)
		};
		assert!(!events().iter().any(moved));
		assert_eq!(stored(id).progress.records, records);
		assert_eq!(money(), before);
	});
}

#[test]
fn arbiters_of_other_terms_are_impartial_too() {
	build_and_execute(|| {
		let id = agree(&of(&[once(native(1_000))]));
		Related::mutate(|related| related.insert((ALICE, ARBITERS[0])));
		let after = Terms { arbitration: arbitration(1, false), ..of(&[carries(0, once(native(1_000)))]) };
		let (last, hash) = sign_all(id, after, &[BOB, ALICE]);
		refused!(sign(last, hash), ArbiterRelated);
		Related::set(Default::default());
		assert_ok!(sign(last, hash));
	});
}

#[test]
fn an_amendment_can_end_it_all() {
	build_and_execute(|| {
		let id = agree(&of(&[escrow(native(1_000)), instalments(10, Span::Months(1), None)]));
		// Without obligations and without an end it is a paper, which stands.
		hypothetically!({
			amend(id, of(&[]), &[ALICE, BOB]);
			assert_eq!((state(id), held(None, ALICE)), (AgreementState::Active, 0));
		});
		let ending = |seconds| {
			let term = Term { minimum: Span::Seconds(seconds), renewal: Renewal::Ends, notice: None };
			Terms { term: Some(term), ..of(&[]) }
		};
		pass(2_000);
		// Not in the past, nor now.
		for past in [1, 2] {
			let (last, hash) = sign_all(id, ending(past), &[ALICE, BOB]);
			refused!(sign(last, hash), EndInPast);
		}
		amend(id, ending(3), &[ALICE, BOB]);
		assert_eq!((state(id), held(None, ALICE)), (AgreementState::Active, 0));
		pass(1_000);
		settle(id);
		assert_eq!(state(id), AgreementState::Closed);
		assert!(matches!(Agreements::<Test>::get(id), Some(Entry::Agreement(_))));
	});
}
