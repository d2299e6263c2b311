//! Stories over many sessions, told with the roles of the README.

use super::*;

/// Ada runs a node, the council admits her, she serves, resigns, and has her bond back.
#[test]
fn a_whole_career() {
	const ADA: u64 = NEW;
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(apply(ADA, BOND));
		pass(3);
		assert!(!serving().contains(&ADA), "an application alone gives no seat");

		assert_ok!(ValidatorSet::approve(root(), ADA));
		pass(2);
		assert!(!serving().contains(&ADA), "her node is heard twice before she is planned");
		pass(1);
		assert!(serving().contains(&ADA));
		pass(3);

		assert_eq!(now(), 9);
		assert_ok!(ValidatorSet::leave(signed(ADA)));
		pass(1);
		assert!(serving().contains(&ADA), "what was planned is served");
		pass(1);
		assert!(!serving().contains(&ADA));
		assert_noop!(ValidatorSet::withdraw(signed(ADA)), Error::<Test>::StillUnbonding);
		pass(UNBONDING);
		assert_ok!(ValidatorSet::withdraw(signed(ADA)));
		assert_eq!(Balances::free_balance(ADA), RICH);
		assert_eq!(serving(), GENESIS.to_vec());
	});
}

/// Bruno runs the same keys on two machines. Both author, and the report comes when he has
/// resigned already.
#[test]
fn an_equivocation_that_is_reported_late() {
	const BRUNO: u64 = 2;
	ExtBuilder::default().build_and_execute(|| {
		pass(2);
		let crime = now();
		pass(1);
		assert_ok!(ValidatorSet::leave(signed(BRUNO)));
		pass(3);
		assert!(!serving().contains(&BRUNO));

		offend(BRUNO, 50, crime);
		pass(2);
		assert_ok!(ValidatorSet::withdraw(signed(BRUNO)));
		assert_eq!(Balances::free_balance(BRUNO), RICH - BOND / 2);
		assert_eq!(Balances::free_balance(Pot::get()), BOND / 2);
	});
}

/// Chen's machine fails. She is out without a slash, repairs it, and comes back by herself.
#[test]
fn a_node_that_failed_comes_back() {
	const CHEN: u64 = 3;
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..2 {
			hear(&[1, 2, 4]);
			turn();
		}
		assert_eq!(status(CHEN), Some(Status::Jailed { until: 1 + JAIL }));
		pass(1);
		assert_eq!(serving(), vec![1, 2, 4]);
		assert_noop!(ValidatorSet::unjail(signed(CHEN)), Error::<Test>::StillJailed);
		pass(JAIL - 2);
		assert_ok!(ValidatorSet::unjail(signed(CHEN)));
		pass(3);
		assert_eq!(serving(), GENESIS.to_vec());
		assert_eq!(held(CHEN), BOND);
	});
}

/// The council replaces every founder, one by one, while the chain keeps its floor.
#[test]
fn the_whole_set_is_replaced() {
	ExtBuilder::default().bounds(4, 6).build_and_execute(|| {
		for (old, new) in GENESIS.into_iter().zip(11..) {
			assert_noop!(ValidatorSet::remove(root(), old), Error::<Test>::SetTooSmall);
			admit(new);
			assert_ok!(ValidatorSet::remove(root(), old));
			pass(DAY);
			assert!(serving().len() >= 4);
		}
		pass(1);
		assert_eq!(serving(), vec![11, 12, 13, 14]);
	});
}

/// A cut cable separates half of the validators for an hour. Nobody has to apply again.
#[test]
fn a_partition_heals() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..6 {
			hear(&[1, 2]);
			turn();
		}
		pass(1);
		assert_eq!(ValidatorSet::approved(), GENESIS.to_vec());
		assert_eq!(serving(), GENESIS.to_vec());
	});
}

/// The council raises the bond. Members stay under their terms, newcomers pay the new one, and
/// slashes follow what each has bonded.
#[test]
fn terms_are_those_of_the_day_of_the_application() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(ValidatorSet::set_bond(root(), 10 * BOND));
		assert_ok!(apply(NEW, 10 * BOND));
		assert_ok!(ValidatorSet::approve(root(), NEW));
		pass(4);
		offend_together(&[1, NEW], 10, now());
		assert_eq!((held(1), held(NEW)), (BOND - BOND / 10, 9 * BOND));
	});
}
