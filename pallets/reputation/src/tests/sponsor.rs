//! `sponsor`: who is reviewed pays for it, whatever is said.

use super::*;

/// What is left of what is set aside for a subject.
fn left(subject: &Subject) -> Balance {
	Sponsorships::<Test>::get(subject.id()).map_or(0, |sponsorship| sponsorship.left)
}

fn size() -> usize {
	bytes_at_most::<Sponsorship<AccountId>>()
}

#[test]
fn what_is_set_aside_is_on_hold_and_comes_back() {
	build_and_execute(|| {
		let before = free(SHOP);
		for amount in [UNIT, 3 * UNIT, 2 * UNIT] {
			assert_ok!(sponsor(SHOP, thing(), amount));
			let sponsorship = Sponsorship { owner: SHOP, left: amount };
			assert_eq!(Sponsorships::<Test>::get(thing().id()), Some(sponsorship));
			assert_eq!((held(HoldReason::Sponsorship, &SHOP), bytes(SHOP)), (amount, size()));
			assert_eq!(free(SHOP), before - amount - 100 - size() as Balance);
			assert_eq!(events(), [Event::Sponsored { subject: thing().id(), owner: SHOP, left: amount }]);
			refused!(sponsor(SHOP, thing(), amount), AlreadyDone);
		}
		// Each subject has its own.
		assert_ok!(sponsor(SHOP, shop(), 7));
		assert_eq!((left(&shop()), left(&thing())), (7, 2 * UNIT));
		assert_eq!(held(HoldReason::Sponsorship, &SHOP), 2 * UNIT + 7);
		for subject in [thing(), shop()] {
			assert_ok!(sponsor(SHOP, subject.clone(), 0));
			refused!(sponsor(SHOP, subject, 0), AlreadyDone);
		}
		assert_eq!((free(SHOP), bytes(SHOP), Sponsorships::<Test>::iter().count()), (before, 0, 0));
	});
}

#[test]
fn only_the_owner_sets_something_aside() {
	build_and_execute(|| {
		for who in [ALICE, STRANGER] {
			refused!(sponsor(who.clone(), shop(), 1), NotAllowed);
			refused!(sponsor(who, thing(), 1), NotAllowed);
		}
		assert_ok!(sponsor(SHOP, thing(), UNIT));
		refused!(sponsor(ALICE, thing(), 0), NotAllowed);
	});
}

#[test]
fn no_more_is_set_aside_than_could_be_given_away() {
	build_and_execute(|| {
		assert_noop!(sponsor(SHOP, shop(), ENDOWMENT), TokenError::FundsUnavailable);
		assert_noop!(sponsor(SHOP, shop(), Balance::MAX), TokenError::FundsUnavailable);
		assert_noop!(sponsor(PAUPER, Subject::Account(PAUPER), 1), TokenError::FundsUnavailable);
		lock(SHOP);
		assert_noop!(sponsor(SHOP, shop(), 1), TokenError::FundsUnavailable);
	});
}

#[test]
fn it_pays_the_fee_and_the_deposit_of_who_reviews() {
	build_and_execute(|| {
		dealings();
		assert_ok!(sponsor(SHOP, thing(), 3 * sponsored_cost()));
		let (alice, treasury, shop) = (free(ALICE), free(TREASURY), total(SHOP));
		events();
		let id = reviewed(ALICE, DEAL, thing(), 1);
		let happened = events();
		let sponsored = Event::Sponsored { subject: thing().id(), owner: SHOP, left: 2 * sponsored_cost() };
		assert_eq!(happened[0], sponsored);
		let Event::Given { fee, payer, .. } = &happened[1] else { panic!("it was given") };
		let (fee, payer) = (*fee, payer.clone());
		assert_eq!((fee, payer, stored(id).payer), (LEAST_FEE, SHOP, SHOP));
		assert_eq!((free(ALICE), bytes(ALICE)), (alice, 0));
		assert_eq!(bytes(SHOP), size() + bytes_at_most::<Review<Test>>());
		assert_eq!((left(&thing()), free(TREASURY)), (2 * sponsored_cost(), treasury + LEAST_FEE));
		assert_eq!(total(SHOP), shop - LEAST_FEE);
		// A new version is its author's.
		assert_ok!(again(ALICE, id, 2));
		assert_eq!(bytes(ALICE), bytes_at_most::<Version>());
		assert_eq!(left(&thing()), 2 * sponsored_cost());
		// Of another subject nothing is paid.
		deal_with_shop(BOBS_DEAL, BOB);
		assert_eq!(stored(reviewed(BOB, BOBS_DEAL, Subject::Account(SHOP), 1)).payer, BOB);
	});
}

#[test]
fn the_last_of_it_goes_with_its_record() {
	build_and_execute(|| {
		dealings();
		deal_with_shop(BOBS_DEAL, BOB);
		assert_ok!(sponsor(SHOP, thing(), sponsored_cost()));
		let before = free(SHOP);
		reviewed(ALICE, DEAL, thing(), 1);
		assert!(!Sponsorships::<Test>::contains_key(thing().id()));
		assert_eq!(bytes(SHOP), bytes_at_most::<Review<Test>>());
		// The deposit for the record comes back.
		assert_eq!(free(SHOP), before + size() as Balance);
		assert_eq!(stored(reviewed(BOB, BOBS_DEAL, thing(), 1)).payer, BOB);
	});
}

#[test]
fn what_is_too_little_for_a_review_pays_nothing_of_it() {
	build_and_execute(|| {
		dealings();
		let little = sponsored_cost() - 1;
		assert_ok!(sponsor(SHOP, thing(), little));
		let (shop, treasury) = (free(SHOP), free(TREASURY));
		let id = reviewed(ALICE, DEAL, thing(), 1);
		assert_eq!((stored(id).payer, left(&thing())), (ALICE, little));
		assert_eq!((free(SHOP), free(TREASURY)), (shop, treasury + LEAST_FEE));
		assert_eq!(bytes(ALICE), bytes_at_most::<Review<Test>>());
		// It is the owner's to take back.
		assert_ok!(sponsor(SHOP, thing(), 0));
	});
}

#[test]
fn what_a_higher_bucket_costs_more_is_the_authors() {
	build_and_execute(|| {
		let bought = Receipt { paid: vec![native(10_000 * UNIT)], ..receipt(SHOP) };
		deal(DEAL, ALICE, SHOP, bought);
		assert_ok!(sponsor(SHOP, shop(), 2 * sponsored_cost()));
		let (alice, treasury) = (free(ALICE), free(TREASURY));
		assert_ok!(review(ALICE, claiming(DEAL, shop(), 4), open(1), None));
		let fee = LEAST_FEE + 10 * UNIT;
		assert_eq!(stored(alices()).payer, SHOP);
		assert_eq!(free(ALICE), alice - (fee - LEAST_FEE));
		assert_eq!((free(TREASURY), left(&shop())), (treasury + fee, sponsored_cost()));
	});
}

#[test]
fn what_is_sealed_is_paid_for_too() {
	build_and_execute(|| {
		dealings();
		assert_ok!(sponsor(SHOP, thing(), sponsored_cost()));
		assert_ok!(review(ALICE, first(DEAL, thing()), Given::Sealed(H256::zero()), None));
		assert_eq!((stored(alices()).payer, left(&thing())), (SHOP, 0));
	});
}
