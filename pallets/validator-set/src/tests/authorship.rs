//! Who authors is heard.

use super::*;
use frame_support::traits::{OnFinalize, OnInitialize};

fn last_authored(who: u64) -> Option<u32> {
	Validators::<Test>::get(who).and_then(|known| known.last_authored)
}

#[test]
fn the_author_of_a_block_is_heard_in_its_session() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(last_authored(1), None);
		hear(&[1]);
		assert_eq!(last_authored(1), Some(0));
		turn();
		assert_eq!(last_authored(1), Some(0));
		hear(&[1, 1]);
		assert_eq!(last_authored(1), Some(1));
		assert_eq!(last_authored(2), None);
	});
}

#[test]
fn an_author_that_is_not_listed_changes_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		hear(&[STRANGER]);
		assert_eq!(status(STRANGER), None);
	});
}

#[test]
fn the_authorship_pallet_finds_its_way_here() {
	ExtBuilder::default().build_and_execute(|| {
		for block in 2..=25 {
			beat(&GENESIS);
			Authorship::on_finalize(block - 1);
			System::set_block_number(block);
			Author::set(Some(GENESIS[block as usize % 3]));
			Session::on_initialize(block);
			Authorship::on_initialize(block);
		}
		// Blocks 10 and 20 ended sessions; account 4 never had its turn.
		assert_eq!(now(), 2);
		assert_eq!([1, 2, 3, 4].map(last_authored), [Some(2), Some(2), Some(2), None]);
		assert_eq!(status(4), Some(Status::Jailed { until: 1 + JAIL }));
	});
}
