//! Declining a draft, and retracting a signature.

use super::*;
use crate::{AgreementsOf, Event, StoredTerms};
use frame_support::hypothetically;
use sp_runtime::{DispatchError, DispatchResult};

fn decline(who: AccountId, id: H256) -> DispatchResult {
	Contracts::decline(signed(who), id)
}

/// What is escrowed for an hour from activation.
fn escrow(money: Money) -> Due {
	let Money { asset, amount } = money;
	let pay = owes(Performance::Pay { asset, amount, accrues: Accrual::Once(after(3_600)) });
	Due { funding: Funding::Escrowed(None), ..pay }
}

/// The other way round.
fn of_bob(due: Due) -> Due {
	Due { debtor: 1, creditor: Creditor::Party(0), ..due }
}

/// Alice, Bob and Carol, of whom Alice and Bob have signed: both hold both assets.
fn drafted() -> H256 {
	let obligations = [
		escrow(native(1_000)),
		escrow(dollars(70)),
		of_bob(escrow(native(300))),
		of_bob(escrow(dollars(20))),
		escrow(native(5)),
	];
	let terms = terms_of(&[ALICE, BOB, CAROL], &obligations);
	let id = terms_hash(&terms);
	assert_ok!(Contracts::draft(signed(ALICE), terms, None));
	assert_ok!(Contracts::sign(signed(BOB), id, None));
	assert_eq!(holds(), [(1_005, 70), (300, 20)]);
	id
}

fn holds() -> [(Balance, Balance); 2] {
	[ALICE, BOB].map(|who| (held(None, who), held(Some(DOLLAR), who)))
}

/// That nothing is left of it, and all have what they had.
fn is_gone(id: H256) {
	assert!(!Agreements::<Test>::contains_key(id) && !StoredTerms::<Test>::contains_key(id));
	assert_eq!(AgreementsOf::<Test>::iter().count(), 0);
	for who in [ALICE, BOB, CAROL] {
		assert_eq!((free(None, who), free(Some(DOLLAR), who)), (ENDOWMENT, ENDOWMENT), "{who}");
	}
	assert_eq!(Contracts::agreement(id), None);
}

#[test]
fn everyone_who_is_named_may_decline() {
	build_and_execute(|| {
		let to_office = Due { creditor: Creditor::Account(OFFICE), ..escrow(native(10)) };
		let mut terms = terms_of(&[ALICE, BOB, CAROL], &[escrow(native(1_000)), to_office]);
		terms.about = Some(Thing { owner: ISSUER, kind: "home".try_into().unwrap(), hash: H256::zero() });
		terms.arbitration = arbitration(3, false);
		let id = terms_hash(&terms);
		assert_ok!(Contracts::draft(signed(ALICE), terms, None));
		for who in [ALICE, BOB, CAROL, OFFICE, ISSUER, ARBITERS[0], ARBITERS[1], ARBITERS[2]] {
			hypothetically!({
				events();
				assert_ok!(decline(who, id));
				assert_eq!(events(), [Event::Declined { draft: id, by: who }]);
				is_gone(id);
				check_state();
				refused!(decline(who, id), DraftUnknown);
				refused!(Contracts::sign(signed(BOB), id, None), DraftUnknown);
			});
		}
		for who in [STRANGER, PAUPER, NOBODY] {
			refused!(decline(who, id), NotNamed);
		}
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			assert_noop!(Contracts::decline(origin, id), DispatchError::BadOrigin);
		}
	});
}

#[test]
fn so_may_whoever_is_to_be_certified() {
	build_and_execute(|| {
		let certificate = Some(CertificateTerms { network: NETWORK, schema: SCHEMA, subject: CAROL });
		let awaits = Awaits { certificate, ..Default::default() };
		let terms = terms_of(&[ALICE, BOB], &[Due { awaits, ..pays(10) }]);
		let id = terms_hash(&terms);
		assert_ok!(Contracts::draft(signed(ALICE), terms, None));
		assert_ok!(decline(CAROL, id));
		is_gone(id);
	});
}

#[test]
fn anyone_may_once_it_can_no_longer_be_signed() {
	build_and_execute(|| {
		let id = drafted();
		set_time(NOW + DAY);
		refused!(decline(STRANGER, id), NotNamed);
		set_time(NOW + DAY + 1);
		assert_ok!(decline(STRANGER, id));
		is_gone(id);
	});
}

#[test]
fn what_was_held_returns_to_each_and_the_deposit_to_who_drafted() {
	build_and_execute(|| {
		let id = drafted();
		let price = deposit(ALICE);
		assert!(price > 0);
		// Not to who declines.
		assert_ok!(decline(CAROL, id));
		assert_eq!((holds(), deposit(ALICE)), ([(0, 0); 2], 0));
		is_gone(id);
	});
}

#[test]
fn a_signature_is_retracted_with_the_whole_draft() {
	build_and_execute(|| {
		let id = drafted();
		assert_ok!(decline(BOB, id));
		is_gone(id);
		refused!(Contracts::sign(signed(CAROL), id, None), DraftUnknown);
	});
}

#[test]
fn what_runs_or_ran_is_not_declined() {
	build_and_execute(|| {
		refused!(decline(ALICE, H256::zero()), DraftUnknown);
		let id = drafted();
		assert_ok!(Contracts::sign(signed(CAROL), id, None));
		for who in [ALICE, BOB, CAROL, STRANGER] {
			refused!(decline(who, id), DraftUnknown);
		}
		pass(3_600 * SECOND);
		settle(id);
		assert_eq!(state(id), AgreementState::Closed);
		refused!(decline(ALICE, id), DraftUnknown);
		pass(COMPACT_AFTER);
		assert_ok!(Contracts::compact(signed(STRANGER), id));
		refused!(decline(ALICE, id), DraftUnknown);
	});
}

#[test]
fn one_draft_takes_nothing_from_another() {
	build_and_execute(|| {
		let other = Terms { salt: H256::repeat_byte(8), ..terms_of(&[ALICE, CAROL], &[escrow(native(40))]) };
		assert_ok!(Contracts::draft(signed(ALICE), other.clone(), None));
		let (id, price) = (terms_hash(&other), deposit(ALICE));
		let declined = {
			let obligations = [escrow(native(1_000))];
			let terms = terms_of(&[ALICE, BOB], &obligations);
			assert_ok!(Contracts::draft(signed(ALICE), terms.clone(), None));
			terms_hash(&terms)
		};
		assert_ok!(decline(BOB, declined));
		assert_eq!((held(None, ALICE), deposit(ALICE)), (40, price));
		assert_eq!(state(id), AgreementState::Draft);
	});
}

/// An issuer stops what it can of what is held in dollars for a draft that is declined; and then lets it go.
fn stopped(stop: impl FnOnce(), go: impl FnOnce(), left: [(Balance, Balance); 2]) {
	build_and_execute(|| {
		let id = drafted();
		let price = deposit(ALICE);
		stop();
		events();
		assert_ok!(decline(BOB, id));
		assert_eq!(events(), [Event::Declined { draft: id, by: BOB }]);
		// All that can go back has.
		assert_eq!(holds(), left);
		check_state();
		assert_eq!((state(id), deposit(ALICE)), (AgreementState::Draft, price));
		assert_eq!(AgreementsOf::<Test>::iter().count(), 0);
		for who in [ALICE, BOB, CAROL, STRANGER] {
			refused!(Contracts::sign(signed(who), id, None), DraftDeclined);
		}
		// Once more for nothing, by anyone.
		assert_ok!(decline(STRANGER, id));
		assert_eq!((events(), holds()), (vec![], left));
		go();
		assert_ok!(decline(STRANGER, id));
		assert_eq!((events(), holds()), (vec![], [(0, 0); 2]));
		is_gone(id);
		refused!(decline(ALICE, id), DraftUnknown);
	});
}

#[test]
fn an_issuer_who_freezes_the_asset_stops_only_that() {
	stopped(
		|| {
			assert_ok!(Assets::freeze_asset(signed(ISSUER), DOLLAR));
		},
		|| {
			assert_ok!(Assets::thaw_asset(signed(ISSUER), DOLLAR));
		},
		[(0, 70), (0, 20)],
	);
}

#[test]
fn an_issuer_who_blocks_an_account_stops_only_that() {
	stopped(
		|| {
			assert_ok!(Assets::block(signed(ISSUER), DOLLAR, ALICE));
		},
		|| {
			assert_ok!(Assets::thaw(signed(ISSUER), DOLLAR, ALICE));
		},
		[(0, 70), (0, 0)],
	);
}

#[test]
fn an_issuer_who_mints_to_the_limit_stops_only_that() {
	let rest = || Balance::MAX - <Test as crate::Config>::Assets::total_issuance(Some(DOLLAR));
	stopped(
		|| {
			assert_ok!(Assets::mint(signed(ISSUER), DOLLAR, ISSUER, rest()));
		},
		|| {
			assert_ok!(Assets::burn(signed(ISSUER), DOLLAR, ISSUER, 1_000));
		},
		[(0, 70), (0, 20)],
	);
}

#[test]
fn an_issuer_who_freezes_an_account_stops_nothing_from_going_back() {
	build_and_execute(|| {
		let id = drafted();
		assert_ok!(Assets::freeze(signed(ISSUER), DOLLAR, ALICE));
		assert_ok!(decline(ALICE, id));
		assert_eq!(holds(), [(0, 0); 2]);
		is_gone(id);
	});
}

#[test]
fn what_is_stuck_is_not_drafted_anew() {
	build_and_execute(|| {
		let terms = terms_of(&[ALICE, BOB], &[escrow(dollars(70))]);
		assert_ok!(Contracts::draft(signed(ALICE), terms.clone(), None));
		assert_ok!(Assets::block(signed(ISSUER), DOLLAR, ALICE));
		assert_ok!(decline(BOB, terms_hash(&terms)));
		refused!(Contracts::draft(signed(BOB), terms.clone(), None), AlreadyDrafted);
		// With another salt it is.
		assert_ok!(Contracts::draft(signed(BOB), Terms { salt: H256::repeat_byte(8), ..terms }, None));
	});
}
