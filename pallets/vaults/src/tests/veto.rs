//! `veto`.

use super::*;

#[test]
fn the_guardian_and_the_curator_take_back_what_is_announced() {
	build_and_execute(|| {
		let id = vault_of(ONE / 10);
		let market = list(id, 1, 100);
		for who in [GUARDIAN, CURATOR] {
			assert_ok!(Curated::propose(signed(CURATOR), id, cap(market, 200)));
			assert_ok!(Curated::propose(signed(CURATOR), id, Change::Fee { fee: ONE / 2 }));
			System::reset_events();
			assert_ok!(Curated::veto(signed(who), id, cap(market, 200)));
			assert_eq!(events(), [Event::ChangeVetoed { vault: id, change: cap(market, 200), by: who }]);
			// The other stays.
			assert_eq!(info(id).pending.len(), 1);
			pass(DAY);
			assert_noop!(Curated::apply(signed(CURATOR), id, cap(market, 200)), Error::<Test>::ChangeUnknown);
			assert_ok!(Curated::veto(signed(who), id, Change::Fee { fee: ONE / 2 }));
		}
		assert_eq!((info(id).markets[0].cap, info(id).fee), (100, ONE / 10));
	});
}

#[test]
fn nobody_else_does_and_only_as_long_as_it_is_not_applied() {
	build_and_execute(|| {
		let id = vault_of(ONE / 10);
		let fee = Change::Fee { fee: ONE / 2 };
		assert_ok!(Curated::propose(signed(CURATOR), id, fee.clone()));
		for who in [CREATOR, ALICE, STRANGER] {
			assert_noop!(Curated::veto(signed(who), id, fee.clone()), Error::<Test>::NotGuardian);
		}
		assert_noop!(Curated::veto(signed(GUARDIAN), 9, fee.clone()), Error::<Test>::VaultUnknown);
		let other = Change::Fee { fee: ONE / 3 };
		assert_noop!(Curated::veto(signed(GUARDIAN), id, other), Error::<Test>::ChangeUnknown);
		pass(DAY);
		assert_ok!(Curated::apply(signed(STRANGER), id, fee.clone()));
		assert_noop!(Curated::veto(signed(GUARDIAN), id, fee), Error::<Test>::ChangeUnknown);
		assert_eq!(info(id).fee, ONE / 2);
	});
}

#[test]
fn what_has_lapsed_can_be_taken_away() {
	build_and_execute(|| {
		let id = vault();
		let fee = Change::Fee { fee: 1 };
		assert_ok!(Curated::propose(signed(CURATOR), id, fee.clone()));
		pass(DAY + LAPSE + 1);
		assert_ok!(Curated::veto(signed(GUARDIAN), id, fee));
		assert!(info(id).pending.is_empty());
	});
}
