//! `defund`: what is on hold and has not accrued can be taken back, if the terms let it.

use super::*;

/// Alice owes Bob 100 a day for ten days, revocably.
fn wages() -> Due {
	Due { funding: Funding::Revocable, ..instalments(1_000, Span::Seconds(86_400), Some(10)) }
}

/// As a call: what it settles before it fails is undone.
fn defund(
	who: AccountId,
	id: AgreementId,
	place: u8,
	money: Money,
) -> frame_support::dispatch::DispatchResultWithPostInfo {
	frame_support::storage::with_storage_layer(|| Contracts::defund(signed(who), id, place, money))
}

#[test]
fn what_has_not_accrued_is_taken_back() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[wages()]));
		let before = free(None, ALICE);
		assert_ok!(Contracts::fund(signed(ALICE), id, 0, native(900)));
		assert_ok!(defund(ALICE, id, 0, native(300)));
		assert_eq!((free(None, ALICE), held(None, ALICE)), (before - 600, 600));
		let now = record(id, 0);
		assert_eq!((now.funded, now.paid, now.refunded, now.held), (1_000, 100, 300, 600));
		System::assert_has_event(
			crate::Event::Released { agreement: id, obligation: 0, who: ALICE, asset: None, amount: 300 }.into(),
		);
		// What has accrued is paid first, though nobody has settled; the rest can be taken.
		clock(NOW + 2 * DAY);
		assert_noop!(defund(ALICE, id, 0, native(401)), Error::<Test>::NotRevocable);
		assert_ok!(defund(ALICE, id, 0, native(400)));
		assert_eq!((record(id, 0).paid, held(None, ALICE)), (300, 0));
		assert_noop!(defund(ALICE, id, 0, native(1)), Error::<Test>::NotRevocable);
	});
}

#[test]
fn only_the_debtor_takes_back_and_only_what_is_revocable() {
	build_and_execute(|| {
		let escrow = Due { funding: Funding::Escrowed(None), ..pays_at(500, after(99)) };
		let by = Due { funding: Funding::Escrowed(Some(after(10))), ..pays_at(500, after(99)) };
		let id = agree(&terms_of(&[ALICE, BOB, CAROL], &[wages(), escrow, by, pays_at(1, after(99))]));
		assert_ok!(Contracts::fund(signed(ALICE), id, 0, native(900)));
		assert_ok!(Contracts::fund(signed(ALICE), id, 2, native(500)));
		for other in [BOB, CAROL, STRANGER] {
			assert_noop!(defund(other, id, 0, native(1)), Error::<Test>::NotDebtor);
		}
		assert_noop!(defund(ALICE, id, 0, dollars(1)), Error::<Test>::WrongAsset);
		assert_noop!(defund(ALICE, id, 0, native(0)), Error::<Test>::AmountZero);
		assert_noop!(defund(ALICE, id, 0, native(901)), Error::<Test>::NotRevocable);
		assert_noop!(defund(ALICE, id, 0, native(Balance::MAX)), Error::<Test>::NotRevocable);
		for place in [1, 2, 3] {
			assert_noop!(defund(ALICE, id, place, native(1)), Error::<Test>::NotRevocable);
		}
		assert_noop!(defund(ALICE, id, 4, native(1)), Error::<Test>::ObligationUnknown);
		let unknown = H256::repeat_byte(7);
		assert_noop!(defund(ALICE, unknown, 0, native(1)), Error::<Test>::AgreementUnknown);
		assert_ok!(defund(ALICE, id, 0, native(900)));
	});
}

#[test]
fn what_has_accrued_stays_though_it_is_not_due_or_cannot_be_taken() {
	build_and_execute(|| {
		// It awaits a claim.
		let awaits = Awaits { claim: claimed(Silence::Rejects), until: Some(after(99 * 86_400)), ..Default::default() };
		let id = agree(&terms_of(&[ALICE, BOB], &[Due { awaits, ..wages() }]));
		assert_ok!(Contracts::fund(signed(ALICE), id, 0, native(1_000)));
		clock(NOW + 3 * DAY);
		assert_noop!(defund(ALICE, id, 0, native(601)), Error::<Test>::NotRevocable);
		assert_ok!(defund(ALICE, id, 0, native(600)));
		assert_eq!((held(None, ALICE), record(id, 0).paid), (400, 0));
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 400, H256::zero()));
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(400)));
		assert_eq!((held(None, ALICE), record(id, 0).paid), (0, 400));
	});
	build_and_execute(|| {
		// The creditor cannot take it.
		assert_ok!(Assets::block(signed(ISSUER), DOLLAR, BOB));
		let due = Performance::Pay { asset: Some(DOLLAR), amount: 1_000, accrues: Accrual::Once(after(86_400)) };
		let id = agree(&terms_of(&[ALICE, BOB], &[Due { performance: due, ..wages() }]));
		assert_ok!(Contracts::fund(signed(ALICE), id, 0, dollars(1_000)));
		assert_ok!(defund(ALICE, id, 0, dollars(1)));
		clock(NOW + DAY);
		assert_noop!(defund(ALICE, id, 0, dollars(1)), Error::<Test>::NotRevocable);
		assert_eq!((held(Some(DOLLAR), ALICE), record(id, 0).held), (999, 999));
		settle(id);
		// The last unit was not held. It is, as he cannot take it either.
		assert_eq!((held(Some(DOLLAR), ALICE), record(id, 0).paid), (1_000, 0));
	});
}

#[test]
fn what_an_issuer_has_frozen_is_taken_back_later() {
	build_and_execute(|| {
		let due = Performance::Pay { asset: Some(DOLLAR), amount: 1_000, accrues: Accrual::Once(after(86_400)) };
		let id = agree(&terms_of(&[ALICE, BOB], &[Due { performance: due, ..wages() }]));
		assert_ok!(Contracts::fund(signed(ALICE), id, 0, dollars(1_000)));
		assert_ok!(Assets::freeze_asset(signed(ISSUER), DOLLAR));
		let before = (stored(id), held(Some(DOLLAR), ALICE));
		assert!(defund(ALICE, id, 0, dollars(1_000)).is_err());
		assert_eq!((stored(id), held(Some(DOLLAR), ALICE)), before);
		assert_ok!(Assets::thaw_asset(signed(ISSUER), DOLLAR));
		assert_ok!(defund(ALICE, id, 0, dollars(1_000)));
		assert_eq!(free(Some(DOLLAR), ALICE), ENDOWMENT);
	});
}
