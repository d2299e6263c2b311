//! Members who are not heard.

use super::*;

fn silent_sessions(who: u64) -> Option<u32> {
	Validators::<Test>::get(who).map(|known| known.silent_sessions)
}

fn jailed_in(session: u32) -> Option<Status> {
	Some(Status::Jailed { until: session + JAIL })
}

/// End `count` sessions in which everybody who serves authors but `silent`.
fn pass_without(silent: &[u64], count: u32) {
	for _ in 0..count {
		let heard: Vec<u64> = serving().into_iter().filter(|who| !silent.contains(who)).collect();
		hear(&heard);
		turn();
	}
}

/// End `count` sessions in which nobody's node is heard of these, and all the others do their part.
fn pass_unheard(silent: &[u64], count: u32) {
	for _ in 0..count {
		hear(&serving());
		let all = ValidatorSet::approved().into_iter().chain(serving());
		beat(&all.filter(|who| !silent.contains(who)).collect::<Vec<_>>());
		dark_turn();
	}
}

#[test]
fn the_limit_is_counted_in_sessions_in_a_row() {
	ExtBuilder::default().build_and_execute(|| {
		pass_without(&[4], 1);
		assert_eq!(silent_sessions(4), Some(1));
		pass(1);
		assert_eq!(silent_sessions(4), Some(0));
		pass_without(&[4], 1);
		assert_eq!(status(4), Some(Status::Member));
		pass_without(&[4], 1);
		// At the end of session 3.
		assert_eq!(status(4), jailed_in(3));
		assert_eq!(held(4), BOND);
		assert_last(Event::ValidatorJailed { who: 4, until: 3 + JAIL });
		assert_eq!((ValidatorSet::approved(), ValidatorSet::members()), (GENESIS.to_vec(), vec![1, 2, 3]));
		pass(1);
		assert_eq!(serving(), vec![1, 2, 3]);
	});
}

/// Blocks alone do not show that a node votes.
#[test]
fn who_authors_and_sends_no_heartbeat_is_silent() {
	ExtBuilder::default().build_and_execute(|| {
		pass_unheard(&[4], 2);
		assert_eq!(status(4), jailed_in(1));
	});
}

/// In short sessions not everybody's turn comes.
#[test]
fn in_short_sessions_a_heartbeat_is_enough() {
	ExtBuilder::default().build_and_execute(|| {
		SessionSlots::set(39);
		pass_without(&[4], 4);
		assert_eq!((status(4), silent_sessions(4)), (Some(Status::Member), Some(0)));
		SessionSlots::set(40);
		pass_without(&[4], 2);
		assert_eq!(status(4), jailed_in(5));
	});
}

#[test]
fn who_waits_for_the_first_session_need_not_author() {
	ExtBuilder::default().build_and_execute(|| {
		admit(NEW);
		pass_without(&[NEW], 2);
		assert_eq!(silent_sessions(NEW), Some(0));
		// From session 2 on it serves.
		pass_without(&[NEW], 1);
		assert_eq!(silent_sessions(NEW), Some(1));
		pass_without(&[NEW], 1);
		assert_eq!(status(NEW), jailed_in(3));
	});
}

#[test]
fn a_stall_counts_against_nobody() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..5 {
			dark_turn();
		}
		assert_eq!(ValidatorSet::members(), GENESIS.to_vec());
		assert_eq!(GENESIS.map(silent_sessions), [Some(0); 4]);
	});
}

#[test]
fn a_third_or_more_is_a_failure_of_the_network() {
	let six: &[u64] = &[1, 2, 3, 4, 5, 6];
	for (members, silent) in [(&six[..4], &six[2..4]), (&six[..3], &six[2..3]), (six, &six[4..]), (six, &six[3..])] {
		ExtBuilder::default().validators(members).build_and_execute(|| {
			pass_without(silent, 5);
			assert_eq!(ValidatorSet::members(), members);
			assert!(members.iter().all(|who| silent_sessions(*who) == Some(0)), "{silent:?} of {members:?}");
		});
	}
}

/// Three of ten are an attacker's. He cuts three others off, so that they seem silent; one a day is jailed, and as soon as three are it ends:
/// he is left with three of seven, and not with three of four.
#[test]
fn cutting_others_off_gives_nobody_the_set() {
	let ten: Vec<u64> = (1..=10).collect();
	ExtBuilder::default().validators(&ten).bounds(1, 10).build_and_execute(|| {
		let mut least = 10;
		for victims in [[8, 9, 10], [5, 6, 7], [4, 5, 6]] {
			for _ in 0..20 {
				pass_unheard(&victims, 1);
				least = least.min(ValidatorSet::members().len());
			}
		}
		assert_eq!(least, 7);
		assert!(serving().len() >= 7);
	});
}

#[test]
fn a_tenth_of_the_set_is_jailed_in_a_day_and_who_was_silent_longest_goes_first() {
	ExtBuilder::default().validators(&[1, 2, 3, 4, 5, 6, 7]).bounds(1, 7).build_and_execute(|| {
		pass_without(&[7], 1);
		pass_without(&[6, 7], 1);
		assert_eq!((status(6), status(7)), (Some(Status::Member), jailed_in(1)));
		pass_without(&[6, 7], DAY - 1);
		assert_eq!(status(6), Some(Status::Member));
		pass_without(&[6, 7], 1);
		assert_eq!(status(6), jailed_in(1 + DAY));
		// A removal takes the place of another.
		assert_noop!(ValidatorSet::remove(root(), 1), Error::<Test>::TooManyDepartures);
	});
}

#[test]
fn a_failure_neither_adds_to_a_count_nor_resets_it() {
	ExtBuilder::default().build_and_execute(|| {
		pass_without(&[4], 1);
		dark_turn();
		assert_eq!(silent_sessions(4), Some(1));
		pass_without(&[4], 1);
		assert_eq!(status(4), jailed_in(2));
	});
}

#[test]
fn the_floor_holds_and_the_count_goes_on() {
	ExtBuilder::default().bounds(4, 6).build_and_execute(|| {
		pass_without(&[4], 4);
		assert_eq!(status(4), Some(Status::Member));
		assert_eq!(silent_sessions(4), Some(4));

		// As soon as the set can spare it, it goes.
		admit(NEW);
		pass_without(&[4], 1);
		assert_eq!(status(4), jailed_in(4));
		assert_eq!(ValidatorSet::members(), vec![1, 2, 3, NEW]);
	});
}

#[test]
fn a_single_validator_never_jails_itself() {
	ExtBuilder::default().bounds(1, 6).validators(&[1]).build_and_execute(|| {
		for _ in 0..5 {
			dark_turn();
		}
		assert_eq!(ValidatorSet::members(), vec![1]);
	});
}

#[test]
fn those_on_their_way_out_do_not_count() {
	ExtBuilder::default().validators(&[1, 2, 3, 4, 5]).build_and_execute(|| {
		// Account 5 has resigned and stopped early: still only one of four is silent.
		assert_ok!(ValidatorSet::leave(signed(5)));
		pass_without(&[4, 5], 2);
		assert_eq!(status(4), jailed_in(1));
		assert_eq!(status(5), left_in(0));
	});
}

/// Three of ten are an attacker's. He cuts one off after the other, and they stay cut off; each unjails itself as soon as it may.
#[test]
fn who_unjails_and_is_still_not_heard_makes_no_room_for_another() {
	let ten: Vec<u64> = (1..=10).collect();
	ExtBuilder::default().validators(&ten).bounds(1, 10).build_and_execute(|| {
		let mut least = 10;
		for victim in (4..=10).rev() {
			let cut: Vec<u64> = (victim..=10).collect();
			for _ in 0..8 {
				pass_unheard(&cut, 1);
				for who in &cut {
					// Whoever is in jail, and may.
					let _ = ValidatorSet::unjail(signed(*who));
				}
				least = least.min(ValidatorSet::members().len());
			}
		}
		assert_eq!(least, 7, "{:?}", ValidatorSet::members());
	});
}

/// While finality lags blocks are rare, so that not everybody's turn comes.
#[test]
fn while_finality_lags_nobody_is_silent() {
	let ten: Vec<u64> = (1..=10).collect();
	ExtBuilder::default().validators(&ten).bounds(1, 10).build_and_execute(|| {
		pass(1);
		for _ in 0..2 {
			// All run. Three of ten have made none of the few blocks, and nothing is final.
			hear(&ten[..7]);
			beat_at(&ten, 0);
			dark_turn();
		}
		assert!(ValidatorSet::finality_lags());
		assert_eq!([8, 9, 10].map(silent_sessions), [Some(0); 3]);
	});
}
