//! Issuers, debtors, creditors and strangers who mean no good, and amounts that nobody has.

use super::*;
use crate::Call;
use frame_support::{
	dispatch::GetDispatchInfo,
	traits::{
		tokens::{fungible::InspectHold, Preservation},
		LockableCurrency, WithdrawReasons,
	},
};
use sp_runtime::{traits::Dispatchable, TokenError};

/// A second asset, of which each account needs a reference.
const TOKEN: AssetId = 2;

/// Alice escrows 1,000 dollars for Bob, due in a day, and owes him 1,000 more from what she has.
fn dollars_owed() -> AgreementId {
	let due = owes(Performance::Pay { asset: Some(DOLLAR), amount: 1_000, accrues: Accrual::Once(after(86_400)) });
	let escrow = Due { funding: Funding::Escrowed(None), ..due.clone() };
	agree(&terms_of(&[ALICE, BOB], &[escrow, due, pays_at(77, after(86_400))]))
}

/// What was paid of the first three.
fn paid(id: AgreementId) -> [Balance; 3] {
	[0, 1, 2].map(|place| record(id, place).paid)
}

#[test]
fn a_frozen_asset_waits_and_all_else_goes_on() {
	build_and_execute(|| {
		let id = dollars_owed();
		assert_ok!(Assets::freeze_asset(signed(ISSUER), DOLLAR));
		clock(NOW + 2 * DAY);
		settle(id);
		assert_eq!((paid(id), held(Some(DOLLAR), ALICE)), ([0, 0, 77], 1_000));
		// What is held is not late. What is not held is: nobody can say whether she would have paid.
		assert_eq!([0, 1].map(|place| line(id, place).late_since), [None, Some(NOW + DAY)]);
		let before = stored(id);
		settle(id);
		assert_eq!(stored(id), before);
		assert_ok!(Assets::thaw_asset(signed(ISSUER), DOLLAR));
		settle(id);
		assert_eq!((paid(id), state(id)), ([1_000, 1_000, 77], AgreementState::Closed));
	});
}

#[test]
fn a_draft_whose_hold_is_frozen_goes_back_later() {
	build_and_execute(|| {
		let due = Due { funding: Funding::Escrowed(None), ..pays_dollars(1_000) };
		let terms = terms_of(&[ALICE, BOB], &[due]);
		let id = terms_hash(&terms);
		assert_ok!(Contracts::draft(signed(ALICE), terms, None));
		assert_ok!(Assets::freeze_asset(signed(ISSUER), DOLLAR));
		assert_ok!(Contracts::decline(signed(BOB), id));
		assert_eq!(held(Some(DOLLAR), ALICE), 1_000);
		assert_noop!(Contracts::sign(signed(BOB), id, None), Error::<Test>::DraftDeclined);
		assert_ok!(Assets::thaw_asset(signed(ISSUER), DOLLAR));
		assert_ok!(Contracts::decline(signed(STRANGER), id));
		assert_eq!((held(Some(DOLLAR), ALICE), Contracts::agreement(id)), (0, None));
	});
}

#[test]
fn a_frozen_or_blocked_debtor_pays_what_was_held_as_far_as_the_issuer_lets_go() {
	build_and_execute(|| {
		// A frozen account cannot spend. What is held is not its to spend.
		let id = dollars_owed();
		assert_ok!(Assets::freeze(signed(ISSUER), DOLLAR, ALICE));
		clock(NOW + DAY);
		settle(id);
		assert_eq!((paid(id), held(Some(DOLLAR), ALICE)), ([1_000, 0, 77], 0));
		assert_ok!(Assets::thaw(signed(ISSUER), DOLLAR, ALICE));
		settle(id);
		assert_eq!(paid(id), [1_000, 1_000, 77]);
	});
	build_and_execute(|| {
		let id = dollars_owed();
		assert_ok!(Assets::block(signed(ISSUER), DOLLAR, ALICE));
		clock(NOW + DAY);
		settle(id);
		assert_eq!(paid(id), [1_000, 0, 77]);
	});
}

#[test]
fn a_blocked_creditor_is_paid_when_he_can_be() {
	build_and_execute(|| {
		let id = dollars_owed();
		assert_ok!(Assets::block(signed(ISSUER), DOLLAR, BOB));
		clock(NOW + DAY);
		settle(id);
		assert_eq!((paid(id), held(Some(DOLLAR), ALICE)), ([0, 0, 77], 2_000));
		assert_eq!([0, 1].map(|place| line(id, place).late_since), [None, None]);
		// He hands nothing on, and lets a part go: that is hers again.
		assert_ok!(Contracts::waive(signed(BOB), id, 1, dollars(300)));
		assert_eq!(held(Some(DOLLAR), ALICE), 1_700);
		assert_ok!(Assets::thaw(signed(ISSUER), DOLLAR, BOB));
		settle(id);
		assert_eq!((paid(id), state(id)), ([1_000, 700, 77], AgreementState::Closed));
	});
}

#[test]
fn what_is_minted_to_the_limit_is_not_taken_and_not_lost() {
	build_and_execute(|| {
		let id = dollars_owed();
		let rest = Balance::MAX - Assets::total_supply(DOLLAR);
		assert_ok!(Assets::mint(signed(ISSUER), DOLLAR, ISSUER, rest));
		clock(NOW + DAY);
		settle(id);
		assert_eq!((paid(id), held(Some(DOLLAR), ALICE)), ([0, 0, 77], 2_000));
		assert_eq!(free(Some(DOLLAR), ALICE), ENDOWMENT - 2_000);
		assert_ok!(Assets::burn(signed(ISSUER), DOLLAR, ISSUER, rest));
		settle(id);
		assert_eq!((paid(id), state(id)), ([1_000, 1_000, 77], AgreementState::Closed));
	});
}

#[test]
fn an_issuer_neither_destroys_nor_takes_what_is_held() {
	build_and_execute(|| {
		let id = dollars_owed();
		let holds = sp_runtime::DispatchError::from(pallet_assets::Error::<Test>::ContainsHolds);
		assert_noop!(Assets::start_destroy(signed(ISSUER), DOLLAR), holds);
		assert_noop!(Assets::start_destroy(RuntimeOrigin::root(), DOLLAR), holds);
		// What is free can be moved and burnt, down to the minimum.
		assert!(Assets::force_transfer(signed(ISSUER), DOLLAR, ALICE, ISSUER, ENDOWMENT).is_err());
		let rest = free(Some(DOLLAR), ALICE) - MIN_DOLLAR;
		assert_ok!(Assets::force_transfer(signed(ISSUER), DOLLAR, ALICE, ISSUER, rest - 10));
		assert_ok!(Assets::burn(signed(ISSUER), DOLLAR, ALICE, ENDOWMENT));
		assert_eq!((free(Some(DOLLAR), ALICE), held(Some(DOLLAR), ALICE)), (MIN_DOLLAR, 1_000));
		clock(NOW + DAY);
		settle(id);
		assert_eq!((paid(id), line(id, 1).owed), ([1_000, 0, 77], 1_000));
	});
}

#[test]
fn a_debtor_who_has_spent_it_all_owes_it() {
	build_and_execute(|| {
		let rent = Due { interest: Some(100_000), ..instalments(365_000, Span::Seconds(86_400), Some(1)) };
		let rent = Due { performance: pays_at(365_000, after(86_400)).performance, ..rent };
		let id = agree(&terms_of(&[ALICE, BOB], &[rent]));
		// To the last unit that she can move.
		let all = free(None, ALICE) - EXISTENTIAL_DEPOSIT;
		assert_ok!(Balances::transfer_keep_alive(signed(ALICE), STRANGER, all));
		clock(NOW + 11 * DAY);
		for _ in 0..3 {
			settle(id);
		}
		assert_eq!((record(id, 0).paid, free(None, ALICE)), (0, EXISTENTIAL_DEPOSIT));
		// Whatever comes in is his, be it a unit at a time.
		for unit in 1..=3 {
			assert_ok!(Balances::transfer_keep_alive(signed(STRANGER), ALICE, 1));
			settle(id);
			assert_eq!((record(id, 0).paid, free(None, ALICE)), (unit, EXISTENTIAL_DEPOSIT));
		}
		// And she cannot close her account with what is held as a deposit.
		assert!(Balances::transfer_allow_death(signed(ALICE), STRANGER, EXISTENTIAL_DEPOSIT).is_err());
		assert_eq!((line(id, 0).owed, line(id, 0).interest), (364_997, 1_000));
		assert_ok!(Balances::transfer_keep_alive(signed(STRANGER), ALICE, 400_000));
		settle(id);
		assert_eq!((record(id, 0).interest_paid, state(id)), (1_000, AgreementState::Closed));
	});
}

#[test]
fn what_is_escrowed_cannot_be_spent_before_or_after() {
	build_and_execute(|| {
		let due = Due { funding: Funding::Escrowed(None), ..pays_at(1_000_000, after(86_400)) };
		let id = agree(&terms_of(&[ALICE, BOB], std::slice::from_ref(&due)));
		let all = free(None, ALICE) - EXISTENTIAL_DEPOSIT;
		assert!(Balances::transfer_keep_alive(signed(ALICE), STRANGER, all + 1).is_err());
		assert_ok!(Balances::transfer_keep_alive(signed(ALICE), STRANGER, all));
		clock(NOW + DAY);
		settle(id);
		assert_eq!((record(id, 0).paid, free(None, BOB)), (1_000_000, ENDOWMENT + 1_000_000));
		// Nor signed for what is not there.
		let mut terms = terms_of(&[ALICE, BOB], &[due]);
		(terms.salt, terms.sign_by) = (H256::repeat_byte(2), NOW + 9 * DAY);
		assert_ok!(Contracts::draft(signed(BOB), terms.clone(), None));
		assert_noop!(Contracts::sign(signed(ALICE), terms_hash(&terms), None), TokenError::FundsUnavailable);
	});
}

#[test]
fn a_later_lock_does_not_stop_an_escrow() {
	build_and_execute(|| {
		let due = Due { funding: Funding::Escrowed(None), ..pays_at(1_000, after(86_400)) };
		let id = agree(&terms_of(&[ALICE, BOB], &[due, pays_at(1_000, after(86_400))]));
		Balances::set_lock(*b"later   ", &ALICE, Balance::MAX, WithdrawReasons::all());
		assert!(Balances::transfer_keep_alive(signed(ALICE), STRANGER, 1).is_err());
		clock(NOW + 2 * DAY);
		settle(id);
		// What was free is locked.
		assert_eq!((record(id, 0).paid, record(id, 1).paid), (1_000, 0));
		assert_eq!(line(id, 1).late_since, Some(NOW + DAY));
		Balances::remove_lock(*b"later   ", &ALICE);
		settle(id);
		assert_eq!((record(id, 1).paid, state(id)), (1_000, AgreementState::Closed));
	});
	build_and_execute(|| {
		// Nor its going back.
		let due = Due { funding: Funding::Escrowed(None), ..pays_at(1_000, after(86_400)) };
		let id = agree(&terms_of(&[ALICE, BOB], &[due]));
		Balances::set_lock(*b"later   ", &ALICE, Balance::MAX, WithdrawReasons::all());
		assert_ok!(Contracts::waive(signed(BOB), id, 0, native(1_000)));
		assert_eq!((held(None, ALICE), state(id)), (0, AgreementState::Closed));
	});
}

#[test]
fn a_receiver_who_is_gone_is_paid_what_brings_him_back() {
	build_and_execute(|| {
		let to_pauper = |due: Due| Due { creditor: Creditor::Account(PAUPER), ..due };
		let all = [
			to_pauper(pays_at(EXISTENTIAL_DEPOSIT - 1, after(60))),
			pays_at(70, after(60)),
			to_pauper(Due { funding: Funding::Escrowed(None), ..pays_at(3, after(60)) }),
			to_pauper(pays_at(EXISTENTIAL_DEPOSIT, after(86_400))),
		];
		let id = agree(&terms_of(&[ALICE, BOB], &all));
		assert_ok!(Balances::transfer_allow_death(signed(PAUPER), STRANGER, EXISTENTIAL_DEPOSIT));
		assert!(!System::account_exists(&PAUPER));
		clock(NOW + 60 * SECOND);
		settle(id);
		assert_eq!((paid(id), held(None, ALICE)), ([0, 70, 0], EXISTENTIAL_DEPOSIT + 2));
		assert_eq!([0, 2].map(|place| line(id, place).late_since), [None, None]);
		clock(NOW + DAY);
		settle(id);
		assert_eq!(record(id, 3).paid, EXISTENTIAL_DEPOSIT);
		// Now he is there, and is paid what was held for him by the obligations before.
		assert_eq!((paid(id), free(None, PAUPER)), ([EXISTENTIAL_DEPOSIT - 1, 70, 3], 2 * EXISTENTIAL_DEPOSIT + 2));
		assert_eq!(state(id), AgreementState::Closed);
	});
}

#[test]
fn a_debtor_whose_references_are_used_up_pays_from_what_is_free() {
	build_and_execute(|| {
		let transfers = owes(Performance::Pay { asset: Some(TOKEN), amount: 500, accrues: Accrual::Once(after(60)) });
		assert_ok!(Assets::force_create(RuntimeOrigin::root(), TOKEN, ISSUER, false, 1));
		for who in [ALICE, BOB] {
			assert_ok!(Assets::mint(signed(ISSUER), TOKEN, who, 1_000));
		}
		let id = agree(&terms_of(&[ALICE, BOB], &[transfers, pays_at(50, after(60))]));
		while System::inc_consumers(&ALICE).is_ok() {}
		clock(NOW + DAY);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 1).paid), (500, 50));
	});
}

#[test]
fn dust_is_paid_to_the_unit() {
	build_and_execute(|| {
		let stream = Accrual::Stream { start: now(), every: 1_000_000, count: Some(1) };
		let all = [
			owes(Performance::Pay { asset: None, amount: 3, accrues: stream.clone() }),
			owes(Performance::Pay { asset: Some(DOLLAR), amount: 1, accrues: stream }),
			instalments(1, Span::Seconds(500_000), Some(3)),
		];
		let id = agree(&terms_of(&[ALICE, BOB], &all));
		assert_eq!(paid(id), [0, 0, 0]);
		for (seconds, then) in [
			(333_333, [0, 0, 0]),
			(333_334, [1, 0, 0]),
			(666_667, [2, 0, 0]),
			(999_999, [2, 0, 0]),
			(1_000_000, [3, 1, 1]),
		] {
			clock(NOW + seconds * SECOND);
			settle(id);
			assert_eq!(paid(id), then, "after {seconds} s");
		}
		assert_eq!(state(id), AgreementState::Closed);
	});
}

#[test]
fn amounts_that_nobody_has_are_owed_and_break_nothing() {
	let most = Balance::MAX;
	build_and_execute(|| {
		let stream = Accrual::Stream { start: When::At(0), every: 1, count: None };
		let share = Performance::Share { of: 0, share: Fraction { numerator: u64::MAX, denominator: u64::MAX } };
		let claim = Awaits { claim: claimed(Silence::Accepts), ..Default::default() };
		let all = [
			Due { interest: Some(u32::MAX), ..pays(most) },
			Due { interest: Some(u32::MAX), ..instalments(most, Span::Seconds(1), None) },
			owes(Performance::Pay { asset: Some(DOLLAR), amount: most, accrues: stream }),
			Due { interest: Some(1), ..instalments(most, Span::Months(1), Some(u32::MAX)) },
			Due { debtor: 1, creditor: Creditor::Account(OFFICE), interest: Some(u32::MAX), ..owes(share) },
			Due { awaits: claim, ..pays(most) },
		];
		let id = agree(&terms_of(&[ALICE, BOB], &all));
		assert_ok!(Contracts::claim(signed(BOB), id, 5, most, H256::zero()));
		for days in [0, 1, 400, 365 * 90] {
			clock(NOW + days * DAY);
			settle(id);
			check_state();
			assert!(Contracts::statement(id, None).is_some());
		}
		assert_eq!(crate::work::free::<Test>(None, &ALICE), 0);
		assert_eq!(line(id, 0).owed, most - record(id, 0).paid);
		assert_eq!((line(id, 1).accrued, line(id, 2).accrued), (most, most));
		// The share went on to the office as it came.
		assert_eq!((record(id, 4).paid, free(None, BOB)), (record(id, 0).paid, ENDOWMENT));
		assert_eq!(line(id, 5).owed, most);
		// All of it can be let go.
		assert_ok!(Contracts::waive(signed(BOB), id, 5, native(most)));
		assert_eq!(line(id, 5).owed, 0);
	});
	build_and_execute(|| {
		// Nobody can escrow it, and two of it are no less.
		let due = Due { funding: Funding::Escrowed(None), ..pays(most) };
		for all in [vec![due.clone()], vec![due.clone(), due]] {
			let terms = terms_of(&[ALICE, BOB], &all);
			assert_ok!(Contracts::draft(signed(BOB), terms.clone(), None));
			assert_noop!(Contracts::sign(signed(ALICE), terms_hash(&terms), None), TokenError::FundsUnavailable);
		}
	});
}

#[test]
fn times_beyond_all_calendars_never_come_and_break_nothing() {
	build_and_execute(|| {
		let months = Span::Months(u16::MAX);
		let every = |start, every| Performance::Pay {
			asset: None,
			amount: 5,
			accrues: Accrual::Instalments { start, every, count: Some(u32::MAX) },
		};
		let all = [
			pays_at(5, When::At(Moment::MAX)),
			pays_at(5, When::Activation(months)),
			owes(every(now(), months)),
			owes(every(When::At(Moment::MAX), Span::Seconds(u32::MAX))),
			Due { grace: u32::MAX, interest: Some(1), ..pays_at(5, after(u32::MAX)) },
			pays_at(5, When::End(months)),
		];
		let id = agree(&terms_of(&[ALICE, BOB], &all));
		for time in [NOW + DAY, NOW + 36_500 * DAY, Moment::MAX - 1] {
			clock(time);
			settle(id);
			check_state();
			assert!(Contracts::statement(id, None).is_some());
		}
		assert_eq!(record(id, 4).paid, 5);
		assert_eq!(record(id, 0).paid, 0);
	});
}

#[test]
fn who_drafts_pays_for_it_and_gets_it_back() {
	build_and_execute(|| {
		let deposit = |who| Balances::balance_on_hold(&HoldReason::Agreement.into(), &who);
		let terms = terms_of(&[PAUPER, ALICE], &[pays(1)]);
		assert_noop!(Contracts::draft(signed(PAUPER), terms, None), TokenError::FundsUnavailable);
		// More terms cost more.
		let small = terms_of(&[ALICE, BOB], &[pays_at(1, after(60))]);
		assert_ok!(Contracts::draft(signed(ALICE), small.clone(), None));
		let one = deposit(ALICE);
		let large = terms_of(&[ALICE, BOB], &[pays_at(1, after(60)), pays_at(1, after(60))]);
		assert_ok!(Contracts::draft(signed(ALICE), large.clone(), None));
		assert!(one > 0 && deposit(ALICE) > 2 * one);
		assert_eq!(deposit(BOB), 0);
		// The same terms are not drafted twice, by whomever.
		for who in [ALICE, BOB] {
			assert_noop!(Contracts::draft(signed(who), small.clone(), None), Error::<Test>::AlreadyDrafted);
		}
		assert_ok!(Contracts::decline(signed(BOB), terms_hash(&large)));
		assert_eq!(deposit(ALICE), one);
		assert_ok!(Contracts::decline(signed(ALICE), terms_hash(&small)));
		assert_eq!((deposit(ALICE), free(None, ALICE)), (0, ENDOWMENT));
	});
	build_and_execute(|| {
		// A stranger cannot burden anyone with terms that are not his.
		let terms = terms_of(&[ALICE, BOB], &[pays(1)]);
		assert!(dispatch(STRANGER, Call::draft { terms, most: None }).is_err());
		assert_eq!(Contracts::agreements_of(ALICE, None, None, None).items.len(), 0);
	});
}

/// A call as it comes from outside: all of it, or nothing.
fn dispatch(who: AccountId, call: Call<Test>) -> Result<(), sp_runtime::DispatchError> {
	let call = RuntimeCall::Contracts(call);
	let most = call.get_dispatch_info().call_weight;
	match call.dispatch(signed(who)) {
		Ok(post) => {
			assert!(post.actual_weight.is_none_or(|actual| actual.all_lte(most)));
			Ok(())
		},
		Err(failed) => Err(failed.error),
	}
}

#[test]
fn the_same_call_twice_in_a_block_does_no_more_than_it_says() {
	build_and_execute(|| {
		let wages = Due { funding: Funding::Revocable, ..pays_at(1_000, after(86_400)) };
		let awaits = Awaits { claim: claimed(Silence::Rejects), ..Default::default() };
		let id = agree(&terms_of(&[ALICE, BOB], &[wages, Due { awaits, ..pays(1_000) }]));
		let twice = |who, call: Call<Test>, second: Result<(), Error<Test>>| {
			assert_eq!(dispatch(who, call.clone()), Ok(()));
			let before = (stored(id), free(None, ALICE), free(None, BOB));
			let second = second.map_err(Into::into);
			assert_eq!(dispatch(who, call), second);
			if second.is_err() {
				assert_eq!((stored(id), free(None, ALICE), free(None, BOB)), before);
			}
		};
		let (agreement, evidence) = (id, H256::zero());
		twice(ALICE, Call::fund { agreement, obligation: 0, money: native(600) }, Err(Error::MoreThanOwed));
		twice(ALICE, Call::defund { agreement, obligation: 0, money: native(400) }, Err(Error::NotRevocable));
		twice(BOB, Call::claim { agreement, obligation: 1, amount: 900, evidence }, Err(Error::ClaimOpen));
		twice(ALICE, Call::answer { agreement, obligation: 1, money: native(300) }, Err(Error::AlreadyAnswered));
		twice(BOB, Call::waive { agreement, obligation: 1, money: native(400) }, Err(Error::MoreThanOwed));
		assert_eq!((record(id, 1).paid, record(id, 1).forgiven), (300, 400));
		clock(NOW + DAY);
		let agreements: BoundedVec<_, _> = vec![one(id)].try_into().unwrap();
		twice(STRANGER, Call::settle { agreements, most: None, obligations: 2 }, Ok(()));
		assert_eq!((record(id, 0).paid, free(None, BOB)), (1_000, ENDOWMENT + 1_300));
	});
}

#[test]
fn what_is_sent_to_a_creditor_by_others_changes_nothing_of_what_is_owed() {
	build_and_execute(|| {
		use frame_support::traits::fungibles::Mutate;
		let id = agree(&terms_of(&[ALICE, BOB], &[pays_at(1_000, after(60))]));
		type All = <Test as crate::Config>::Assets;
		assert_ok!(All::transfer(None, &ALICE, &BOB, 1_000, Preservation::Preserve));
		clock(NOW + 60 * SECOND);
		settle(id);
		assert_eq!((record(id, 0).paid, free(None, BOB)), (1_000, ENDOWMENT + 2_000));
	});
}

#[test]
fn a_call_is_charged_for_the_obligations_that_there_are() {
	build_and_execute(|| {
		let wages = Due { funding: Funding::Revocable, ..pays_at(1_000, after(86_400)) };
		let awaits = Awaits { claim: claimed(Silence::Rejects), ..Default::default() };
		let id = agree(&terms_of(&[ALICE, BOB], &[wages, Due { awaits, ..pays(1_000) }, pays_at(5, after(60))]));
		let (agreement, evidence) = (id, H256::zero());
		let calls: [(AccountId, Call<Test>); 5] = [
			(ALICE, Call::fund { agreement, obligation: 0, money: native(600) }),
			(ALICE, Call::defund { agreement, obligation: 0, money: native(400) }),
			(BOB, Call::claim { agreement, obligation: 1, amount: 900, evidence }),
			(ALICE, Call::answer { agreement, obligation: 1, money: native(300) }),
			(BOB, Call::waive { agreement, obligation: 1, money: native(400) }),
		];
		// 20 and 100 each, in the mock: of three, and of as many as there can be.
		let weight =
			|obligations: u64| frame_support::weights::Weight::from_parts(20_000_000 + 100_000_000 * obligations, 0);
		for (who, call) in calls {
			// Of an act, all is settled before it is waived, too.
			let times = if matches!(call, Call::waive { .. }) { 2 } else { 1 };
			let call = RuntimeCall::Contracts(call);
			assert_eq!(call.get_dispatch_info().call_weight, weight(times * u64::from(MAX_OBLIGATIONS)), "{call:?}");
			assert_eq!(call.clone().dispatch(signed(who)).unwrap().actual_weight, Some(weight(3)), "{call:?}");
		}
	});
}
