//! `settle`: what is paid, in which order, how late, with which interest; and what creditors cannot take.

use super::*;
use crate::Event;

/// The balances of all, free and held, of both assets.
fn balances() -> Vec<Balance> {
	let all = (0..=NOBODY).flat_map(|who| [None, Some(DOLLAR)].map(|asset| [free(asset, who), held(asset, who)]));
	all.flatten().collect()
}

/// What changes when it is settled again in the same block: nothing.
fn nothing_more(id: AgreementId) {
	let before = (stored(id).progress, balances());
	settle(id);
	assert_eq!((stored(id).progress, balances()), before, "settling again changes nothing");
}

#[test]
fn anyone_settles() {
	for who in [ALICE, BOB, STRANGER, PAUPER] {
		build_and_execute(|| {
			let id = agree(&terms_of(&[ALICE, BOB], &[pays_at(1_000, after(60))]));
			assert_ok!(settle_list(who, &[id], None, 1));
			assert_eq!(record(id, 0).paid, 0);
			clock(NOW + 60 * SECOND);
			let before = free(None, ALICE);
			assert_ok!(settle_list(who, &[id], None, 1));
			assert_eq!((record(id, 0).paid, free(None, BOB)), (1_000, ENDOWMENT + 1_000));
			assert_eq!(free(None, ALICE), before - 1_000);
			System::assert_has_event(
				Event::Paid { agreement: id, obligation: 0, from: ALICE, to: BOB, asset: None, amount: 1_000 }.into(),
			);
			nothing_more(id);
		});
	}
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[pays_at(1_000, after(60))]));
		let list = vec![one(id)].try_into().unwrap();
		let root = Contracts::settle(RuntimeOrigin::root(), list, None, 1);
		assert_eq!(root.unwrap_err().error, sp_runtime::DispatchError::BadOrigin);
	});
}

#[test]
fn debtors_who_have_too_little_pay_in_the_order_of_the_terms() {
	build_and_execute(|| {
		let to_carol = Due { creditor: Creditor::Party(2), ..pays_at(400, after(10)) };
		let all = [pays_at(500, after(10)), to_carol, pays_at(300, after(10))];
		let id = agree(&terms_of(&[ALICE, BOB, CAROL], &all));
		let paid = || [0, 1, 2].map(|place| record(id, place).paid);
		spare(None, ALICE, 1_000);
		clock(NOW + DAY);
		settle(id);
		assert_eq!(paid(), [500, 400, 100]);
		assert_eq!(free(None, ALICE), EXISTENTIAL_DEPOSIT);
		nothing_more(id);
		spare(None, ALICE, 150);
		settle(id);
		assert_eq!((paid(), line(id, 2).owed), ([500, 400, 250], 50));
		spare(None, ALICE, 80);
		settle(id);
		assert_eq!((paid(), state(id)), ([500, 400, 300], AgreementState::Closed));
		assert_eq!(free(None, ALICE), EXISTENTIAL_DEPOSIT + 30);
	});
	build_and_execute(|| {
		// What is due of the first is paid before what was due of the second long before.
		let first = instalments(100, Span::Seconds(86_400), None);
		let id = agree(&terms_of(&[ALICE, BOB], &[first, pays_at(100, after(1))]));
		spare(None, ALICE, 250);
		clock(NOW + 2 * DAY);
		settle(id);
		assert_eq!([record(id, 0).paid, record(id, 1).paid], [300, 50]);
	});
}

#[test]
fn what_is_not_paid_is_debt_with_its_date_and_late_after_the_grace() {
	build_and_execute(|| {
		let rent = Due { grace: 3 * 86_400, ..instalments(100, Span::Seconds(10 * 86_400), None) };
		let id = agree(&terms_of(&[ALICE, BOB], &[rent]));
		spare(None, ALICE, 0);
		clock(NOW + 13 * DAY);
		settle(id);
		assert_eq!((line(id, 0).owed, line(id, 0).late_since), (100, None));
		clock(NOW + 13 * DAY + 1);
		assert_eq!(line(id, 0).late_since, Some(NOW + 10 * DAY));
		clock(NOW + 24 * DAY);
		assert_eq!((line(id, 0).owed, line(id, 0).late_since), (200, Some(NOW + 10 * DAY)));
		// The oldest is paid first, so that the date moves once it is paid whole.
		spare(None, ALICE, 60);
		settle(id);
		assert_eq!((line(id, 0).owed, line(id, 0).late_since), (140, Some(NOW + 10 * DAY)));
		assert_eq!(record(id, 0).longest_late, 14 * DAY);
		spare(None, ALICE, 50);
		settle(id);
		assert_eq!((line(id, 0).owed, line(id, 0).late_since), (90, Some(NOW + 20 * DAY)));
		spare(None, ALICE, 90);
		settle(id);
		assert_eq!((line(id, 0).owed, line(id, 0).late_since, record(id, 0).longest_late), (0, None, 14 * DAY));
	});
}

#[test]
fn interest_is_simple_actual_by_365_on_each_part_until_it_is_paid() {
	build_and_execute(|| {
		// 10 % a year on 365,000: 100 a day.
		let id = agree(&terms_of(&[ALICE, BOB], &[Due { interest: Some(100_000), ..pays_at(365_000, after(0)) }]));
		assert_eq!(record(id, 0).interest_paid, 0);
		let mut terms = terms_of(&[ALICE, BOB], &[Due { interest: Some(100_000), ..pays_at(365_000, after(60)) }]);
		terms.salt = H256::repeat_byte(2);
		let id = agree(&terms);
		let due = NOW + 60 * SECOND;
		spare(None, ALICE, 100_000);
		clock(due + 10 * DAY);
		assert_eq!(line(id, 0).interest, 1_000);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).interest_paid), (100_000, 0), "interest is paid last");
		assert_eq!(line(id, 0).interest, 1_000);
		nothing_more(id);
		clock(due + 20 * DAY);
		// 100,000 x 10 days and 265,000 x 20 days: 6,300,000 x 0.1 / 365 = 1,726.02…
		assert_eq!(line(id, 0).interest, 1_726);
		spare(None, ALICE, 200_000);
		settle(id);
		clock(due + 30 * DAY);
		// 100,000 x 10, 200,000 x 20, 65,000 x 30 days: 6,950,000 x 0.1 / 365 = 1,904.1…
		spare(None, ALICE, 65_000 + 1_000);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).interest_paid), (365_000, 1_000));
		assert_eq!((line(id, 0).owed, line(id, 0).interest, state(id)), (0, 904, AgreementState::Active));
		// There is no interest on interest.
		clock(due + 300 * DAY);
		assert_eq!(line(id, 0).interest, 904);
		spare(None, ALICE, 5_000);
		settle(id);
		assert_eq!((record(id, 0).interest_paid, state(id)), (1_904, AgreementState::Closed));
		assert_eq!(free(None, ALICE), EXISTENTIAL_DEPOSIT + 5_000 - 904);
		System::assert_has_event(
			Event::InterestPaid { agreement: id, obligation: 0, from: ALICE, to: BOB, asset: None, amount: 904 }.into(),
		);
		let record = record(id, 0);
		assert_eq!((record.funded, record.longest_late), (366_904, 30 * DAY));
	});
}

#[test]
fn interest_runs_from_the_due_date_of_each_instalment_and_not_within_the_grace() {
	build_and_execute(|| {
		// 5 % a year on 73,000 each: 10 a day. Ten days of grace.
		let due =
			Due { interest: Some(50_000), grace: 10 * 86_400, ..instalments(73_000, Span::Seconds(30 * 86_400), None) };
		let id = agree(&terms_of(&[ALICE, BOB], &[due]));
		// Paid within the grace, at its last moment.
		clock(NOW + 40 * DAY);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).interest_paid, record(id, 0).longest_late), (146_000, 0, 0));
		// The instalments of days 60, 90 and 120 on day 125: 65 + 35 days of 10; the third is within its grace.
		clock(NOW + 125 * DAY);
		assert_eq!(line(id, 0).interest, 1_000);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).interest_paid), (365_000, 1_000));
		// That of day 150 a moment too late: ten days and a millisecond, rounded down.
		clock(NOW + 160 * DAY + 1);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).interest_paid), (438_000, 1_100));
	});
}

#[test]
fn interest_on_what_was_claimed_runs_from_when_it_was_accepted() {
	build_and_execute(|| {
		let awaits = Awaits { claim: claimed(Silence::Rejects), ..Default::default() };
		let due = Due { awaits, interest: Some(100_000), ..pays(365_000) };
		let id = agree(&terms_of(&[ALICE, BOB], &[due]));
		spare(None, ALICE, 0);
		for (day, amount) in [(10, 100_000), (20, 200_000)] {
			clock(NOW + day * DAY);
			assert_ok!(Contracts::claim(signed(BOB), id, 0, amount, H256::zero()));
			assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(amount)));
		}
		clock(NOW + 30 * DAY);
		assert_eq!((line(id, 0).owed, line(id, 0).late_since), (300_000, Some(NOW + 10 * DAY)));
		// 100,000 x 20 days and 200,000 x 10 days: 4,000,000 x 0.1 / 365 = 1,095.8…
		assert_eq!(line(id, 0).interest, 1_095);
		// It ends within the second part.
		spare(None, ALICE, 150_000);
		settle(id);
		assert_eq!((line(id, 0).late_since, line(id, 0).interest), (Some(NOW + 20 * DAY), 1_095));
		clock(NOW + 40 * DAY);
		// And 150,000 for ten days more: 5,500,000 x 0.1 / 365 = 1,506.8…
		assert_eq!(line(id, 0).interest, 1_506);
		spare(None, ALICE, 200_000);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).interest_paid), (300_000, 1_506));
	});
}

#[test]
fn what_is_held_is_not_late_and_bears_no_interest() {
	build_and_execute(|| {
		let due = Due { interest: Some(100_000), funding: Funding::Revocable, ..pays_dollars(365_000) };
		let id = agree(&terms_of(&[ALICE, BOB], &[Due { performance: after_days(365_000, 10), ..due }]));
		assert_ok!(Contracts::fund(signed(ALICE), id, 0, dollars(265_000)));
		spare(Some(DOLLAR), ALICE, 0);
		// The creditor cannot take it.
		assert_ok!(Assets::block(signed(ISSUER), DOLLAR, BOB));
		clock(NOW + 20 * DAY);
		settle(id);
		let standing = line(id, 0);
		assert_eq!((standing.paid, standing.held, standing.owed), (0, 265_000, 365_000));
		// Late, and with interest, is what is not held: 100,000 x 10 days x 0.1 / 365 = 273.9…
		assert_eq!((standing.late_since, standing.interest), (Some(NOW + 10 * DAY), 273));
		spare(Some(DOLLAR), ALICE, 100_000);
		settle(id);
		assert_eq!((line(id, 0).held, line(id, 0).late_since), (365_000, None));
		clock(NOW + 300 * DAY);
		settle(id);
		assert_eq!((line(id, 0).late_since, line(id, 0).interest), (None, 273));
		assert_ok!(Assets::thaw(signed(ISSUER), DOLLAR, BOB));
		spare(Some(DOLLAR), ALICE, 1_000);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).interest_paid), (365_000, 273));
		assert_eq!(record(id, 0).longest_late, 10 * DAY);
		assert_eq!(state(id), AgreementState::Closed);
	});
}

/// An amount of dollars, after so many days.
pub(super) fn after_days(amount: Balance, days: Seconds) -> Performance {
	Performance::Pay { asset: Some(DOLLAR), amount, accrues: Accrual::Once(after(days * 86_400)) }
}

#[test]
fn settling_twice_in_a_block_is_settling_once() {
	build_and_execute(|| {
		let share = Performance::Share { of: 0, share: Fraction { numerator: 1, denominator: 7 } };
		let all = [
			Due { interest: Some(70_000), ..instalments(1_000, Span::Seconds(86_400), None) },
			Due { debtor: 1, creditor: Creditor::Account(OFFICE), ..owes(share) },
			Due { funding: Funding::Escrowed(Some(after(86_400))), ..pays_at(5_000, after(9 * 86_400)) },
		];
		let id = agree(&terms_of(&[ALICE, BOB], &all));
		for (day, has) in [(1, 500), (2, 7_000), (5, 0), (9, 20_000), (40, 100_000)] {
			spare(None, ALICE, has);
			clock(NOW + day * DAY);
			settle(id);
			nothing_more(id);
		}
		assert_eq!((record(id, 0).paid, record(id, 2).paid), (41_000, 5_000));
	});
}

/// What has come of everything that can be held, settled after each of these days and after 400.
fn run(days: &[Moment]) -> (Vec<Record>, Vec<Balance>) {
	let mut came = None;
	build_and_execute(|| {
		let until = |days: Seconds| Some(after(days * 86_400));
		let escrow = |due: Due| Due { funding: Funding::Escrowed(None), ..due };
		let claim = |silence, days| Awaits { claim: claimed(silence), until: until(days), ..Default::default() };
		let other = |place, days| {
			let fulfilled = vec![place].try_into().unwrap();
			Awaits { fulfilled, until: until(days), ..Default::default() }
		};
		let accrues = Accrual::Stream { start: now(), every: 3 * 86_400, count: Some(10) };
		let condition = Awaits { condition: Some(Awaited(1)), until: until(50), ..Default::default() };
		let repair = Awaits { claim: claimed(Silence::Accepts), ..Default::default() };
		let all = [
			escrow(instalments(1_000, Span::Months(1), Some(7))),
			escrow(owes(Performance::Pay { asset: Some(DOLLAR), amount: 999, accrues })),
			Due { awaits: other(1, 40), ..escrow(pays_at(700, after(5 * 86_400))) },
			// Of which 450 are claimed, and accepted by silence; the rest goes back.
			Due { awaits: claim(Silence::Accepts, 60), interest: Some(10_000), ..escrow(pays_dollars(600)) },
			Due { awaits: condition, ..escrow(pays(500)) },
			Due { awaits: claim(Silence::Rejects, 20), ..escrow(pays(400)) },
			Due { debtor: 1, creditor: Creditor::Party(0), awaits: repair, ..owes(Performance::Act { due: now() }) },
			Due { awaits: other(6, 90), ..escrow(pays(300)) },
			// Fulfilled too late.
			Due { awaits: other(0, 100), ..escrow(pays(200)) },
			Due { funding: Funding::Revocable, ..instalments(110, Span::Seconds(86_400), Some(11)) },
		];
		let id = agree(&terms_of(&[ALICE, BOB], &all));
		assert_ok!(Contracts::fund(signed(ALICE), id, 9, native(100)));
		assert_ok!(Contracts::claim(signed(BOB), id, 3, 450, H256::zero()));
		assert_ok!(Contracts::claim(signed(BOB), id, 5, 400, H256::zero()));
		assert_ok!(Contracts::claim(signed(BOB), id, 6, 1, H256::zero()));
		Known::mutate(|known| known.insert(1, (NOW, Fraction { numerator: 1, denominator: 3 })));
		for day in days.iter().chain(&[400]) {
			clock(NOW + day * DAY + day % 2);
			settle(id);
		}
		let progress = stored(id).progress;
		assert!(progress.closed_at.is_some());
		let mut records = progress.records.into_inner();
		// What was found too late to matter is not looked for any more.
		records.iter_mut().filter(|record| record.lapsed.is_some()).for_each(|record| record.found = Found::default());
		came = Some((records, balances()));
	});
	came.unwrap()
}

#[test]
fn of_what_is_held_it_does_not_matter_how_often_it_was_settled() {
	let (records, balances) = run(&[]);
	let paid: Vec<_> = records.iter().map(|record| record.paid).collect();
	assert_eq!(paid, [1_000, 999, 700, 450, 166, 0, 1, 300, 0, 110]);
	for days in
		[1, 2, 3, 4, 5, 6, 10, 19, 20, 21, 27, 28, 29, 30, 31, 39, 40, 41, 50, 51, 60, 61, 90, 91, 180, 181, 200]
	{
		assert_eq!(run(&[days]), (records.clone(), balances.clone()), "settled after {days} days too");
	}
	assert_eq!(run(&[1, 1, 2, 30, 31, 61, 62, 181, 400]), (records.clone(), balances.clone()));
	assert_eq!(run(&(1..=200).collect::<Vec<_>>()), (records, balances));
}

/// By an agreement Alice owes this, and Bob 50 besides. What it is, after it came due and could not be taken.
fn cannot_take(due: Due) -> AgreementId {
	let id = agree(&terms_of(&[ALICE, BOB], &[due, pays_at(50, after(10))]));
	clock(NOW + DAY);
	settle(id);
	assert_eq!((record(id, 0).paid, line(id, 0).late_since), (0, None), "held, and not late");
	assert_eq!(record(id, 1).paid, 50, "the others go on");
	nothing_more(id);
	id
}

#[test]
fn what_a_blocked_creditor_cannot_take_is_held_for_him() {
	build_and_execute(|| {
		assert_ok!(Assets::block(signed(ISSUER), DOLLAR, BOB));
		let id = cannot_take(Due { interest: Some(100_000), ..owes(after_days(365_000, 1)) });
		assert_eq!((held(Some(DOLLAR), ALICE), record(id, 0).held), (365_000, 365_000));
		System::assert_has_event(
			Event::Held { agreement: id, obligation: 0, who: ALICE, asset: Some(DOLLAR), amount: 365_000 }.into(),
		);
		// It is not hers any more.
		assert_noop!(Contracts::defund(signed(ALICE), id, 0, dollars(1)), Error::<Test>::NotRevocable);
		clock(NOW + 300 * DAY);
		settle(id);
		assert_eq!((line(id, 0).late_since, line(id, 0).interest, state(id)), (None, 0, AgreementState::Active));
		assert_ok!(Assets::thaw(signed(ISSUER), DOLLAR, BOB));
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).interest_paid), (365_000, 0));
		assert_eq!((free(Some(DOLLAR), BOB), state(id)), (ENDOWMENT + 365_000, AgreementState::Closed));
	});
}

#[test]
fn what_is_below_the_existential_deposit_waits_until_the_creditor_exists() {
	let to_nobody = |due: Due| Due { creditor: Creditor::Account(NOBODY), ..due };
	for (asset, minimum) in [(None, EXISTENTIAL_DEPOSIT), (Some(DOLLAR), MIN_DOLLAR)] {
		build_and_execute(|| {
			let once = |amount| owes(Performance::Pay { asset, amount, accrues: Accrual::Once(after(10)) });
			let id = cannot_take(to_nobody(once(minimum - 1)));
			assert_eq!((held(asset, ALICE), free(asset, NOBODY)), (minimum - 1, 0));
			use frame_support::traits::{fungibles::Mutate, tokens::Preservation::Preserve};
			type All = <Test as crate::Config>::Assets;
			assert_ok!(All::transfer(asset, &STRANGER, &NOBODY, minimum, Preserve));
			settle(id);
			assert_eq!((free(asset, NOBODY), state(id)), (2 * minimum - 1, AgreementState::Closed));
		});
		build_and_execute(|| {
			// As much as an account needs.
			let once = owes(Performance::Pay { asset, amount: minimum, accrues: Accrual::Once(now()) });
			let id = agree(&terms_of(&[ALICE, BOB], &[to_nobody(once)]));
			assert_eq!((free(asset, NOBODY), record(id, 0).paid), (minimum, minimum));
		});
	}
}

#[test]
fn dust_that_is_held_for_someone_is_paid_with_what_comes_to_it() {
	build_and_execute(|| {
		let due = Due { creditor: Creditor::Account(NOBODY), ..instalments(4, Span::Seconds(10), None) };
		let id = agree(&terms_of(&[ALICE, BOB], &[due]));
		assert_eq!((record(id, 0).paid, record(id, 0).held), (0, 4));
		clock(NOW + 10 * SECOND);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).held), (0, 8));
		// 12 are more than the existential deposit.
		clock(NOW + 20 * SECOND);
		settle(id);
		nothing_more(id);
		assert_eq!((record(id, 0).paid, free(None, NOBODY)), (12, 12));
	});
	build_and_execute(|| {
		// What comes to it is enough alone, and what was held goes with it.
		let due = Due { creditor: Creditor::Account(NOBODY), ..instalments(1, Span::Seconds(10), None) };
		let id = agree(&terms_of(&[ALICE, BOB], &[due]));
		clock(NOW + 200 * SECOND);
		settle(id);
		nothing_more(id);
		assert_eq!((record(id, 0).paid, record(id, 0).held), (21, 0));
	});
}

#[test]
fn what_an_issuer_has_made_impossible_to_take_is_held() {
	build_and_execute(|| {
		let supply = Assets::total_supply(DOLLAR);
		let rest = Balance::MAX - supply;
		assert_ok!(Assets::mint(signed(ISSUER), DOLLAR, ISSUER, rest));
		let id = cannot_take(owes(after_days(1_000, 1)));
		assert_eq!(held(Some(DOLLAR), ALICE), 1_000);
		assert_eq!(free(Some(DOLLAR), BOB), ENDOWMENT);
		assert_ok!(Assets::burn(signed(ISSUER), DOLLAR, ISSUER, rest));
		settle(id);
		assert_eq!((free(Some(DOLLAR), BOB), state(id)), (ENDOWMENT + 1_000, AgreementState::Closed));
	});
}

#[test]
fn what_a_creditor_stuffed_with_assets_cannot_take_is_held() {
	build_and_execute(|| {
		// Assets that need a reference of the account's: Alice has one of them, and Bob as many others as he can.
		let stuff = |asset: AssetId, who| -> bool {
			assert_ok!(Assets::force_create(RuntimeOrigin::root(), asset, ISSUER, false, 1));
			Assets::mint(signed(ISSUER), asset, who, 5_000).is_ok()
		};
		assert!(stuff(2, ALICE));
		let stuffed = (100..200).take_while(|asset| stuff(*asset, BOB)).count();
		assert!(stuffed > 5 && stuffed < 99);
		let accrues = Accrual::Once(after(10));
		let id = cannot_take(owes(Performance::Pay { asset: Some(2), amount: 1_000, accrues }));
		assert_eq!((held(Some(2), ALICE), free(Some(2), BOB)), (1_000, 0));
		// He makes room.
		for asset in [100, 101] {
			assert_ok!(Assets::transfer_all(signed(BOB), asset, ISSUER, false));
		}
		settle(id);
		assert_eq!((free(Some(2), BOB), state(id)), (1_000, AgreementState::Closed));
	});
}

#[test]
fn of_what_is_accepted_beyond_eight_times_the_last_two_become_one_that_is_due_later() {
	build_and_execute(|| {
		let awaits = Awaits { claim: claimed(Silence::Rejects), ..Default::default() };
		let due = Due { awaits, interest: Some(100_000), ..pays(365_000) };
		let id = agree(&terms_of(&[ALICE, BOB], &[due]));
		spare(None, ALICE, 0);
		// 10 % a year on 36,500 each: 10 a day.
		for day in 1..=10 {
			clock(NOW + day * DAY);
			assert_ok!(Contracts::claim(signed(BOB), id, 0, 36_500, H256::zero()));
			assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(36_500)));
		}
		assert_eq!(record(id, 0).parts.len(), 8);
		clock(NOW + 20 * DAY);
		// The first seven for 19, 18, … 13 days, and three for ten: 1,120 + 300.
		assert_eq!((line(id, 0).owed, line(id, 0).interest), (365_000, 1_420));
		spare(None, ALICE, 500_000);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).interest_paid), (365_000, 1_420));
		assert_eq!((record(id, 0).longest_late, state(id)), (19 * DAY, AgreementState::Closed));
	});
}

#[test]
fn what_comes_to_a_debtor_by_later_obligations_pays_earlier_ones_at_once() {
	build_and_execute(|| {
		let back = Due { debtor: 1, creditor: Creditor::Party(0), ..pays_at(100, after(60)) };
		let id = agree(&terms_of(&[ALICE, BOB], &[pays_at(100, after(60)), back]));
		spare(None, ALICE, 0);
		clock(NOW + DAY);
		settle(id);
		nothing_more(id);
		assert_eq!((record(id, 0).paid, record(id, 1).paid), (100, 100));
	});
	build_and_execute(|| {
		// A deposit that nobody claimed goes back to who owes rent.
		let awaits = Awaits { claim: claimed(Silence::Rejects), until: Some(after(60)), ..Default::default() };
		let deposit = Due { awaits, funding: Funding::Escrowed(None), ..pays(500) };
		let id = agree(&terms_of(&[ALICE, BOB], &[pays_at(400, after(60)), deposit]));
		spare(None, ALICE, 0);
		clock(NOW + DAY);
		settle(id);
		nothing_more(id);
		assert_eq!((record(id, 0).paid, record(id, 1).refunded), (400, 500));
	});
}
