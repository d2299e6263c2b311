//! The fee: a part of what a share is worth more than it ever was.

use super::*;

/// A vault with a fee of a tenth, in whose only market ALICE has a million.
fn earning() -> (VaultId, MarketId) {
	let id = vault_of(ONE / 10);
	let market = list(id, 1, Balance::MAX);
	assert_ok!(deposit(ALICE, id, 1_000_000));
	(id, market)
}

/// So much, but for what rounds away.
#[track_caller]
fn about(value: Balance, expected: Balance) {
	assert!(value.abs_diff(expected) <= 10, "{value}, not {expected}");
}

#[test]
fn the_curator_gets_a_part_of_what_is_gained() {
	build_and_execute(|| {
		let (id, market) = earning();
		assert_eq!(shares(id, CURATOR), 0);
		earn(market, 100_000);
		// It is shown before it is taken.
		about(holding(id, ALICE).worth, 1_090_000);
		let shown = info(id);
		assert!(shown.price > FIRST_PRICE && shown.high_water == shown.price);
		System::reset_events();
		assert_ok!(deposit(BOB, id, 50_000));
		let taken = shares(id, CURATOR);
		assert_eq!(events()[0], Event::FeeTaken { vault: id, curator: CURATOR, shares: taken });
		about(holding(id, CURATOR).worth, 10_000);
		about(holding(id, ALICE).worth, 1_090_000);
		about(holding(id, BOB).worth, 50_000);
		assert_eq!(stored(id).high_water, shown.price);
		// There is nothing more to take.
		assert_ok!(deposit(BOB, id, 1_000));
		assert_eq!(shares(id, CURATOR), taken);
	});
}

#[test]
fn what_was_lost_before_is_gained_without_a_fee() {
	build_and_execute(|| {
		let (id, market) = earning();
		earn(market, 100_000);
		assert_ok!(deposit(BOB, id, 100));
		let taken = shares(id, CURATOR);
		lend(market, 500_000);
		lose(market, 60_000);
		assert_ok!(deposit(BOB, id, 100));
		earn(market, 59_000);
		assert_ok!(deposit(BOB, id, 100));
		assert_eq!(shares(id, CURATOR), taken);
		// Only what is above the mark counts.
		let worth = holding(id, CURATOR).worth;
		earn(market, 101_000);
		assert_ok!(deposit(BOB, id, 100));
		let gained = holding(id, CURATOR).worth - worth;
		// His own part of 101,000 is about 920, and the fee a tenth of 100,000.
		assert!((10_600..11_200).contains(&gained), "{gained}");
	});
}

#[test]
fn it_is_taken_from_who_leaves_as_well() {
	build_and_execute(|| {
		for in_what in [in_cash, in_kind] {
			let id = vault_of(ONE / 10);
			let market = market_id(id as u8 + 1);
			make_market(market, Balance::MAX);
			change(id, cap(market, Balance::MAX));
			assert_ok!(deposit(ALICE, id, 1_000_000));
			earn(market, 100_000);
			repay(market, 100_000);
			assert_ok!(in_what(ALICE, id, shares(id, ALICE)));
			about(holding(id, CURATOR).worth, 10_000);
			assert_ok!(in_cash(CURATOR, id, shares(id, CURATOR)));
			assert!(info(id).total <= 10);
		}
	});
}

#[test]
fn another_fee_is_of_what_is_gained_from_then_on() {
	build_and_execute(|| {
		let (id, market) = earning();
		earn(market, 100_000);
		// Lower: what was gained until now is charged as it was said until now.
		assert_ok!(Curated::propose(signed(CURATOR), id, Change::Fee { fee: 0 }));
		about(holding(id, CURATOR).worth, 10_000);
		let taken = shares(id, CURATOR);
		earn(market, 100_000);
		// Higher, a day later: so was this.
		change(id, Change::Fee { fee: ONE / 2 });
		assert_eq!(shares(id, CURATOR), taken);
		let worth = holding(id, ALICE).worth;
		earn(market, 100_000);
		assert_ok!(deposit(BOB, id, 100));
		let gained = holding(id, ALICE).worth - worth;
		// She had a bit less than all of it, and has half of that.
		assert!((49_000..50_000).contains(&gained), "{gained}");
	});
}

#[test]
fn without_a_fee_a_mark_is_kept_all_the_same() {
	build_and_execute(|| {
		let id = vault();
		let market = list(id, 1, Balance::MAX);
		assert_ok!(deposit(ALICE, id, 1_000_000));
		earn(market, 500_000);
		change(id, Change::Fee { fee: ONE / 2 });
		assert_ok!(deposit(BOB, id, 100));
		assert_eq!(shares(id, CURATOR), 0);
		assert!(info(id).price - stored(id).high_water < FIRST_PRICE / 1_000_000);
	});
}

#[test]
fn a_curator_who_cannot_hold_shares_gets_them_later_and_keeps_nobody_from_anything() {
	build_and_execute(|| {
		assert_ok!(Curated::create_vault(signed(CREATOR), Some(DOLLAR), NOBODY, GUARDIAN, DAY, ONE / 10));
		let market = market_id(1);
		make_market(market, Balance::MAX);
		assert_ok!(Curated::propose(signed(NOBODY), 0, cap(market, Balance::MAX)));
		pass(DAY);
		assert_ok!(Curated::apply(signed(STRANGER), 0, cap(market, Balance::MAX)));
		assert_ok!(deposit(ALICE, 0, 1_000_000));
		earn(market, 100_000);
		repay(market, 100_000);
		assert_ok!(deposit(BOB, 0, 1_000));
		let noted = stored(0).fee_shares;
		assert!(noted > 0 && shares(0, NOBODY) == 0);
		// They count: nobody gets his part.
		about(holding(0, ALICE).worth, 1_090_000);
		assert!(info(0).shares >= shares(0, ALICE) + shares(0, BOB) + noted);
		assert_ok!(in_cash(ALICE, 0, shares(0, ALICE)));
		about(dollars(ALICE), ENDOWMENT + 90_000);
		assert!(stored(0).fee_shares >= noted);
		// Once he has an account, he has them with the next call.
		assert_ok!(Union::mint_into(None, &NOBODY, EXISTENTIAL_DEPOSIT));
		System::reset_events();
		assert_ok!(in_cash(BOB, 0, shares(0, BOB)));
		assert!(matches!(events()[0], Event::FeeTaken { vault: 0, curator: NOBODY, shares } if shares >= noted));
		assert!(stored(0).fee_shares == 0 && shares(0, NOBODY) >= noted);
		about(holding(0, NOBODY).worth, 10_000);
	});
}

#[test]
fn a_little_at_a_time_is_no_less_of_a_fee() {
	build_and_execute(|| {
		let (id, market) = earning();
		for _ in 0..100 {
			earn(market, 1_000);
			assert_ok!(deposit(BOB, id, 10));
		}
		let worth = holding(id, CURATOR).worth;
		// A tenth of 100,000, and what his own part has earned, less what rounds away.
		assert!((9_800..10_700).contains(&worth), "{worth}");
	});
}

#[test]
fn once_nobody_has_anything_the_mark_begins_anew() {
	for lost in [false, true] {
		build_and_execute(|| {
			let (id, market) = earning();
			earn(market, 100_000);
			if lost {
				assert_ok!(deposit(ALICE, id, 100));
				lend(market, 1_000_100);
				lose(market, 1_100_100);
			} else {
				repay(market, 100_000);
				for who in [ALICE, CURATOR] {
					assert_ok!(in_cash(who, id, shares(id, who)));
				}
			}
			assert_eq!([ALICE, CURATOR].map(|who| holding(id, who).worth), [0, 0]);
			// What BOB gains is charged from the first unit on, though a share was worth more once.
			assert_ok!(deposit(BOB, id, 1_000_000));
			earn(market, 50_000);
			assert_ok!(deposit(BOB, id, 100));
			let worth = holding(id, CURATOR).worth;
			assert!(worth.abs_diff(5_000) <= 50, "{worth}");
		});
	}
}
