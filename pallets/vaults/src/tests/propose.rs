//! `propose`: less of a risk at once, more of it after the delay.

use super::*;

#[test]
fn a_new_market_is_announced() {
	build_and_execute(|| {
		let id = vault();
		let market = market_id(1);
		make_market(market, Balance::MAX);
		System::reset_events();
		assert_ok!(Curated::propose(signed(CURATOR), id, cap(market, 100)));
		let from = NOW + DAY;
		assert_eq!(events(), [Event::ChangeAnnounced { vault: id, change: cap(market, 100), from }]);
		assert_eq!(info(id).pending, [PendingInfo { change: cap(market, 100), from, until: from + LAPSE }]);
		assert!(info(id).markets.is_empty());
	});
}

#[test]
fn a_higher_cap_and_fee_are_announced_and_lower_ones_count_at_once() {
	build_and_execute(|| {
		let id = vault_of(ONE / 10);
		let market = list(id, 1, 100);
		assert_ok!(Curated::propose(signed(CURATOR), id, cap(market, 101)));
		assert_ok!(Curated::propose(signed(CURATOR), id, Change::Fee { fee: ONE / 5 }));
		assert_eq!((info(id).markets[0].cap, info(id).fee, info(id).pending.len()), (100, ONE / 10, 2));
		System::reset_events();
		assert_ok!(Curated::propose(signed(CURATOR), id, cap(market, 99)));
		assert_ok!(Curated::propose(signed(CURATOR), id, Change::Fee { fee: ONE / 20 }));
		let made = |change| Event::ChangeMade { vault: id, change };
		assert_eq!(events(), [made(cap(market, 99)), made(Change::Fee { fee: ONE / 20 })]);
		assert_eq!((info(id).markets[0].cap, info(id).fee), (99, ONE / 20));
		// What was announced is gone by that.
		assert!(info(id).pending.is_empty());
		for change in [cap(market, 101), Change::Fee { fee: ONE / 5 }] {
			pass(2 * DAY);
			assert_noop!(Curated::apply(signed(CURATOR), id, change), Error::<Test>::ChangeUnknown);
		}
	});
}

#[test]
fn the_same_again_takes_the_place_of_what_was_announced_and_waits_anew() {
	build_and_execute(|| {
		let id = vault();
		let (one, two) = (list(id, 1, 100), list(id, 2, 100));
		assert_ok!(Curated::propose(signed(CURATOR), id, cap(one, 200)));
		assert_ok!(Curated::propose(signed(CURATOR), id, cap(two, 200)));
		pass(DAY / 2);
		let then = Timestamp::get();
		assert_ok!(Curated::propose(signed(CURATOR), id, cap(one, 300)));
		let pending: Vec<_> = info(id).pending.into_iter().map(|pending| (pending.change, pending.from)).collect();
		assert_eq!(pending, [(cap(two, 200), then + DAY / 2), (cap(one, 300), then + DAY)]);
		// So does what is the very same.
		pass(DAY / 4);
		assert_ok!(Curated::propose(signed(CURATOR), id, cap(two, 200)));
		assert_eq!(info(id).pending[1].from, then + DAY / 4 + DAY);
		// And the same cap as there is, which is no more, takes it back.
		assert_ok!(Curated::propose(signed(CURATOR), id, cap(two, 100)));
		assert_eq!(info(id).pending.len(), 1);
	});
}

#[test]
fn a_market_without_anything_is_removed_with_its_cap() {
	build_and_execute(|| {
		let (id, one, two) = two_markets();
		assert_ok!(deposit(ALICE, id, 400 * UNIT));
		// It has something there.
		assert_ok!(Curated::propose(signed(CURATOR), id, cap(one, 0)));
		assert_eq!((info(id).markets.len(), info(id).markets[0].cap), (2, 0));
		assert_ok!(reallocate(CURATOR, id, &[(one, 0)]));
		assert_eq!(info(id).markets.len(), 2);
		assert_ok!(Curated::propose(signed(CURATOR), id, cap(one, 0)));
		assert_eq!(info(id).markets.iter().map(|market| market.market).collect::<Vec<_>>(), [two]);
		// It is a new one now.
		assert_noop!(Curated::propose(signed(CURATOR), id, cap(one, 0)), Error::<Test>::MarketNotListed);
		assert_ok!(Curated::propose(signed(CURATOR), id, cap(one, 1)));
		assert_eq!((info(id).markets.len(), info(id).pending.len()), (1, 1));
	});
}

#[test]
fn an_order_counts_at_once_and_names_each_market_once() {
	build_and_execute(|| {
		let id = vault();
		let [a, b, c] = [1, 2, 3].map(|number| list(id, number, 100 * u128::from(number)));
		System::reset_events();
		assert_ok!(Curated::propose(signed(CURATOR), id, order(&[c, a, b])));
		assert_eq!(events(), [Event::ChangeMade { vault: id, change: order(&[c, a, b]) }]);
		let now: Vec<_> = info(id).markets.iter().map(|market| (market.market, market.cap)).collect();
		assert_eq!(now, [(c, 300), (a, 100), (b, 200)]);
		for wrong in [&[a, b][..], &[a, b, b], &[a, a, b, c], &[a, b, market_id(4)], &[]] {
			assert_noop!(Curated::propose(signed(CURATOR), id, order(wrong)), Error::<Test>::OrderInvalid);
		}
		// Deposits follow it.
		assert_ok!(deposit(ALICE, id, 350));
		assert_eq!(worths(id), [300, 50, 0]);
	});
}

#[test]
fn what_cannot_be_is_refused() {
	build_and_execute(|| {
		let id = vault();
		let propose = |change| Curated::propose(signed(CURATOR), id, change);
		assert_noop!(propose(cap(market_id(1), 5)), Error::<Test>::MarketUnknown);
		let euros = MarketId { loan: Some(EURO), ..market_id(1) };
		make_market(euros, 100);
		assert_noop!(propose(cap(euros, 5)), Error::<Test>::WrongAsset);
		assert_noop!(propose(cap(market_id(1), 0)), Error::<Test>::MarketNotListed);
		assert_noop!(propose(Change::Fee { fee: ONE / 2 + 1 }), Error::<Test>::FeeInvalid);
		assert_noop!(Curated::propose(signed(CURATOR), 9, order(&[])), Error::<Test>::VaultUnknown);
		for who in [GUARDIAN, CREATOR, ALICE, STRANGER] {
			assert_noop!(Curated::propose(signed(who), id, order(&[])), Error::<Test>::NotCurator);
		}
		assert_ok!(propose(order(&[])));
	});
}

#[test]
fn there_is_room_for_sixteen_and_what_has_lapsed_makes_room() {
	build_and_execute(|| {
		let id = vault_of(ONE / 10);
		for number in 0..16 {
			make_market(market_id(number), 100);
			assert_ok!(Curated::propose(signed(CURATOR), id, cap(market_id(number), 5)));
		}
		make_market(market_id(99), 100);
		assert_noop!(Curated::propose(signed(CURATOR), id, cap(market_id(99), 5)), Error::<Test>::TooManyPending);
		// What is announced already has its place, and what counts at once needs none.
		assert_ok!(Curated::propose(signed(CURATOR), id, cap(market_id(3), 6)));
		assert_ok!(Curated::propose(signed(CURATOR), id, Change::Fee { fee: 0 }));
		assert_eq!(info(id).pending.len(), 16);
		pass(DAY + LAPSE);
		assert_noop!(Curated::propose(signed(CURATOR), id, cap(market_id(99), 5)), Error::<Test>::TooManyPending);
		pass(1);
		assert_ok!(Curated::propose(signed(CURATOR), id, cap(market_id(99), 5)));
		assert_eq!(info(id).pending.len(), 1);
	});
}
