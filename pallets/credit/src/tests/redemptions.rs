//! Redemptions: asked for, paid in order, given back.

use super::{pools::*, *};

#[test]
fn redemptions_are_paid_in_order_after_notice() {
	build_and_execute(|| {
		let id = pool();
		assert_noop!(redeem(id, 1), Error::<Test>::NoRedemption);
		assert_noop!(redeem(id + 1, 1), Error::<Test>::PoolUnknown);
		assert_noop!(request(DAVE, id, 0), Error::<Test>::AmountZero);
		assert_noop!(request(DAVE, id, 5_000 * UNIT * EACH + 1), Error::<Test>::NotEnoughShares);
		assert_noop!(request(STRANGER, id, 1), Error::<Test>::NotEnoughShares);
		assert_noop!(request(DAVE, id + 1, 1), Error::<Test>::PoolUnknown);
		System::reset_events();
		assert_ok!(request(DAVE, id, 1_000 * UNIT * EACH));
		let requested =
			|request, owner, shares| Event::RedemptionRequested { pool: id, request, owner, shares, least: 0 };
		assert_eq!(events(), [requested(0, DAVE, 1_000 * UNIT * EACH)]);
		pass_days(1);
		assert_ok!(request(ERIN, id, 5_000 * UNIT * EACH));
		assert_ok!(request(DAVE, id, 500 * UNIT * EACH));
		let queue = Credit::redemptions(id, None, None).items;
		let told: Vec<_> =
			queue.iter().map(|one| (one.request, one.owner.clone(), one.worth / UNIT, one.due)).collect();
		let (first, second) = (NOW + 10 * DAY, NOW + 11 * DAY);
		assert_eq!(told, [(0, DAVE, 1_000, first), (1, ERIN, 5_000, second), (2, DAVE, 500, second)]);
		assert_eq!(Credit::redemptions(id, Some(0), Some(1)).items, queue[1..2]);
		assert_eq!((info(id).queue, shares(id, &ERIN)), (3, 0));
		pass(9 * DAY - 1);
		assert_noop!(redeem(id, 3), Error::<Test>::NoRedemption);
		pass(1);
		assert_noop!(redeem(id, 0), Error::<Test>::NoRedemption);
		System::reset_events();
		assert_ok!(redeem(id, 3));
		let (assets, shares) = (1_000 * UNIT, 1_000 * UNIT * EACH);
		let redeemed = Event::Redeemed { pool: id, request: 0, owner: DAVE, assets, shares, left: 0 };
		assert_eq!(events(), [redeemed]);
		pass_days(1);
		let before = (dollars(&DAVE), dollars(&ERIN));
		assert_ok!(redeem(id, 32));
		assert_eq!((dollars(&DAVE), dollars(&ERIN)), (before.0 + 500 * UNIT, before.1 + 5_000 * UNIT));
		assert_eq!((info(id).queue, free(None, &ERIN)), (0, ENDOWMENT));
		assert_eq!(info(id).gross, 3_500 * UNIT);
	});
}

#[test]
fn without_cash_the_head_gets_what_there_is_and_stays() {
	build_and_execute(|| {
		let id = pool_with(PoolRules { limit: ONE, ..rules() });
		assert_ok!(cover(id, 2_000 * UNIT));
		let number = lent_by(id, 9_000);
		assert_ok!(request(DAVE, id, 5_000 * UNIT * EACH));
		assert_ok!(request(ERIN, id, 5_000 * UNIT * EACH));
		pass_days(10);
		// Who borrows comes after who leaves.
		let offer = pool_offer(id, OfferTerms { least: 1, ..offered(unsecured(100 * UNIT)) });
		assert_noop!(draw(STRANGER, offer, UNIT, None), Error::<Test>::NotEnoughCash);
		let before = dollars(&DAVE);
		assert_ok!(redeem(id, 5));
		assert_eq!(dollars(&DAVE), before + 1_000 * UNIT);
		let queue = Credit::redemptions(id, None, None).items;
		assert_eq!((queue.len(), queue[0].shares), (2, 4_000 * UNIT * EACH));
		assert_noop!(redeem(id, 5), Error::<Test>::NoRedemption);
		assert_ok!(pay(ALICE, number, 6_000 * UNIT));
		let before = (dollars(&DAVE), dollars(&ERIN));
		assert_ok!(redeem(id, 5));
		assert!(dollars(&DAVE) >= before.0 + 4_000 * UNIT && dollars(&ERIN) > before.1);
		assert_eq!((info(id).queue, info(id).books.cash), (1, 0));
	});
}

#[test]
fn who_cannot_be_paid_does_not_keep_others_from_theirs() {
	build_and_execute(|| {
		let id = pool();
		assert_ok!(request(DAVE, id, 1_000 * UNIT * EACH));
		assert_ok!(request(ERIN, id, 1_000 * UNIT * EACH));
		pass_days(10);
		block(DOLLAR, DAVE);
		System::reset_events();
		assert_ok!(redeem(id, 2));
		let (assets, shares) = (1_000 * UNIT, 1_000 * UNIT * EACH);
		let back = Event::RedemptionPutBack { pool: id, request: 0, becomes: 2 };
		let paid = Event::Redeemed { pool: id, request: 1, owner: ERIN, assets, shares, left: 0 };
		assert_eq!(events(), [back, paid]);
		// He is at the end, and waits for no other notice.
		let queue = Credit::redemptions(id, None, None).items;
		assert_eq!(queue.iter().map(|one| (one.request, one.due)).collect::<Vec<_>>(), [(2, now())]);
		unblock(DOLLAR, DAVE);
		let before = dollars(&DAVE);
		assert_ok!(redeem(id, 1));
		assert_eq!(dollars(&DAVE), before + 1_000 * UNIT);
	});
}

#[test]
fn a_hundred_redemptions_are_paid_thirty_two_at_a_time() {
	build_and_execute(|| {
		let id = pool();
		for _ in 0..40 {
			assert_ok!(request(DAVE, id, UNIT * EACH));
		}
		pass_days(10);
		assert_ok!(redeem(id, u32::MAX));
		assert_eq!(info(id).queue, 8);
		assert_ok!(redeem(id, 7));
		assert_eq!(info(id).queue, 1);
	});
}

#[test]
fn who_leaves_says_what_the_shares_are_to_be_worth() {
	build_and_execute(|| {
		let id = pool();
		let number = lent_by(id, 4_000);
		pass_days(23);
		let ask = |least| Credit::request_redemption(signed(DAVE), id, 5_000 * UNIT * EACH, least);
		assert_ok!(ask(5_000 * UNIT));
		pass_days(10);
		// Somebody who shares with the borrower lets him be late, and redeems for Dave at what that leaves. Dave waits.
		assert_ok!(Credit::impair(signed(STRANGER), ALICE, number));
		let before = dollars(&DAVE);
		System::reset_events();
		assert_ok!(redeem(id, 1));
		let shares = 5_000 * UNIT * EACH;
		assert_eq!(events(), [Event::RedemptionReturned { pool: id, request: 0, owner: DAVE, shares }]);
		assert_eq!((dollars(&DAVE), super::shares(id, &DAVE), free(None, &DAVE)), (before, shares, ENDOWMENT));
		assert_ok!(pay(ALICE, number, loan(number).due.total()));
		assert_ok!(ask(5_000 * UNIT));
		pass_days(10);
		assert_ok!(redeem(id, 1));
		assert!(dollars(&DAVE) >= before + 5_000 * UNIT);
	});
}

#[test]
fn of_a_part_that_is_paid_the_least_is_less() {
	build_and_execute(|| {
		let id = pool_with(PoolRules { limit: ONE, ..rules() });
		lent_by(id, 9_000);
		assert_ok!(Credit::request_redemption(signed(DAVE), id, 5_000 * UNIT * EACH, 5_000 * UNIT));
		pass_days(10);
		assert_ok!(redeem(id, 1));
		let head = Credit::redemptions(id, None, None).items[0].clone();
		assert_eq!((head.shares, head.least, head.worth), (4_000 * UNIT * EACH, 4_000 * UNIT, 4_000 * UNIT));
	});
}

#[test]
fn strangers_do_not_fill_the_account_of_a_pool() {
	build_and_execute(|| {
		let id = pool();
		let account = Credit::account(id).unwrap();
		// Other assets take up all references of the account that there can be.
		for asset in 100..150 {
			assert_ok!(Assets::force_create(RuntimeOrigin::root(), asset, STRANGER, false, 1));
			// It takes as many as it can.
			let _ = Assets::mint(signed(STRANGER), asset, account.clone(), 10);
		}
		assert_ok!(request(DAVE, id, 1_000 * UNIT * EACH));
		pass_days(10);
		assert_ok!(redeem(id, 1));
		let number = lent_by(id, 1_000);
		assert_ok!(pay(ALICE, number, Balance::MAX));
	});
}

#[test]
fn so_little_cash_that_an_account_could_not_begin_with_it_sends_nobody_away() {
	build_and_execute(|| {
		let id = pool_with(PoolRules { limit: ONE, cover: 0, ..rules() });
		let number = lent_by(id, 10_000);
		assert_ok!(request(DAVE, id, 5_000 * UNIT * EACH));
		assert_ok!(request(ERIN, id, 5_000 * UNIT * EACH));
		pass_days(10);
		// Dave has nothing of it left.
		let all = dollars(&DAVE);
		let expendable = frame_support::traits::tokens::Preservation::Expendable;
		assert_ok!(<Union as Mutate<_>>::transfer(Some(DOLLAR), &DAVE, &STRANGER, all, expendable));
		for _ in 1..MIN_BALANCE {
			assert_ok!(pay(ERIN, number, 1));
			assert_noop!(redeem(id, 1), Error::<Test>::NoRedemption);
		}
		assert_ok!(pay(ERIN, number, 1));
		assert_ok!(redeem(id, 1));
		assert_eq!((dollars(&DAVE), Credit::redemptions(id, None, None).items[0].owner.clone()), (MIN_BALANCE, DAVE));
	});
}

#[test]
fn shares_are_never_locked_by_what_is_wanted_for_them() {
	build_and_execute(|| {
		let id = pool();
		assert_ok!(Credit::request_redemption(signed(DAVE), id, 5_000 * UNIT * EACH, Balance::MAX));
		assert_ok!(request(ERIN, id, UNIT * EACH));
		pass_days(10);
		assert_ok!(redeem(id, 2));
		assert_eq!((shares(id, &DAVE), info(id).queue), (5_000 * UNIT * EACH, 0));
	});
}

#[test]
fn what_the_queue_is_worth_is_not_lent() {
	build_and_execute(|| {
		let id = pool_with(PoolRules { limit: ONE, cover: 0, ..rules() });
		let offer = pool_offer(id, OfferTerms { budget: 100_000 * UNIT, ..offered(unsecured(20_000 * UNIT)) });
		assert_ok!(request(DAVE, id, 4_000 * UNIT * EACH));
		// Its notice is not over yet.
		assert_noop!(draw(ALICE, offer, 6_000 * UNIT + 1, None), Error::<Test>::NotEnoughCash);
		assert_ok!(draw(ALICE, offer, 6_000 * UNIT, None));
		pass_days(10);
		let before = dollars(&DAVE);
		assert_ok!(redeem(id, 1));
		assert_eq!(dollars(&DAVE), before + 4_000 * UNIT);
	});
}
