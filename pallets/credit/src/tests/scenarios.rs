//! What goes across calls: stories, and what others could try.

use super::*;
use crate::Loans;
use civitas_primitives::certification::State;

#[test]
fn a_thin_file_becomes_a_good_one() {
	build_and_execute(|| {
		// Alice has no history: she draws what is secured.
		let (open, asks) = (offer(offered(secured(1_200 * UNIT))), offer(tiered(unsecured(1_000 * UNIT))));
		assert_noop!(draw_with(ALICE, asks, None), Error::<Test>::CertificateNeeded);
		let number = drawn(open, 1_200 * UNIT, gold(48 * OUNCE));
		for _ in 0..12 {
			pass_days(30);
			assert_ok!(pay(ALICE, number, loan(number).due.total()));
		}
		let told = outcome(number);
		assert_eq!((told.past.worst, told.written_off, told.past.paid.principal), (0, 0, 1_200 * UNIT));
		// A register has entered it and an assessor certifies the tier.
		let certificate = certify(1, ALICE, ASSESSMENT);
		assert_ok!(draw_with(ALICE, asks, Some(certificate)));
		assert_eq!(loan(number + 1).assessment, Some(ASSESSMENT));
	});
}

#[test]
fn a_register_that_falls_stops_its_tiers_at_once_and_loans_go_on() {
	build_and_execute(|| {
		let asks = offer(tiered(unsecured(1_000 * UNIT)));
		let (one, two) = (certify(1, ALICE, ASSESSMENT), certify(2, STRANGER, ASSESSMENT));
		assert_ok!(draw_with(ALICE, asks, Some(one)));
		becomes(one, State::Suspended);
		becomes(two, State::Suspended);
		assert_noop!(draw_with(STRANGER, asks, Some(two)), Error::<Test>::CertificateInvalid);
		pass_days(30);
		assert_ok!(pay(ALICE, 0, loan(0).due.total()));
	});
}

#[test]
fn a_frozen_borrower_does_not_lose_what_others_pay_for_him() {
	build_and_execute(|| {
		let number = lent_secured();
		assert_ok!(Assets::freeze(signed(ISSUER), DOLLAR, ALICE));
		pass_days(30);
		let due = loan(number).due.total();
		assert!(pay(ALICE, number, due).is_err());
		assert_ok!(pay(ERIN, number, due));
		assert!(!loan(number).late);
	});
}

#[test]
fn an_asset_that_is_frozen_moves_when_it_is_thawed() {
	build_and_execute(|| {
		let number = lent_secured();
		let id = pool();
		assert_ok!(Credit::request_redemption(signed(DAVE), id, 100 * EACH, 0));
		assert_ok!(Assets::freeze_asset(signed(ISSUER), DOLLAR));
		pass_days(51);
		let before = sp_io::storage::root(sp_runtime::StateVersion::V1);
		let stored = frame_support::storage::with_storage_layer(|| pay(ALICE, number, UNIT));
		assert!(stored.is_err());
		assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), before);
		assert_ok!(Assets::thaw_asset(signed(ISSUER), DOLLAR));
		assert_ok!(pay(ALICE, number, UNIT));
		assert_ok!(Credit::redeem(signed(STRANGER), id, 1));
	});
}

#[test]
fn collateral_that_is_frozen_does_not_keep_a_loan_from_being_paid() {
	build_and_execute(|| {
		let number = lent_secured();
		assert_ok!(Assets::freeze_asset(signed(ISSUER), GOLD));
		assert_ok!(pay(ALICE, number, Balance::MAX));
		assert_ok!(Assets::thaw_asset(signed(ISSUER), GOLD));
		let withheld = outcome(number).withheld;
		if withheld > 0 {
			assert_ok!(Credit::claim(signed(ALICE), ALICE, number, ALICE));
		}
		assert_eq!(free(Some(GOLD), &ALICE), ENDOWMENT);
	});
}

#[test]
fn a_borrower_who_blocks_himself_does_not_keep_his_collateral() {
	build_and_execute(|| {
		let number = lent_secured();
		pass_days(51);
		assert_ok!(Credit::declare_default(signed(BOB), ALICE, number));
		block(GOLD, ALICE);
		assert_ok!(Assets::freeze(signed(ISSUER), GOLD, ALICE));
		assert_ok!(Credit::seize(signed(STRANGER), ALICE, number, Some(DOLLAR), 100 * UNIT, 0));
		assert_eq!(free(Some(GOLD), &STRANGER), ENDOWMENT + 2 * OUNCE);
	});
}

#[test]
fn a_bonus_does_not_grow_for_who_is_cured() {
	build_and_execute(|| {
		let number = lent_secured();
		pass_days(51);
		assert_ok!(Credit::declare_default(signed(BOB), ALICE, number));
		assert_ok!(pay(ALICE, number, Balance::MAX));
		let seized = Credit::seize(signed(STRANGER), ALICE, number, Some(DOLLAR), UNIT, 0);
		assert_noop!(seized, Error::<Test>::LoanUnknown);
		assert_noop!(Credit::declare_default(signed(BOB), ALICE, number), Error::<Test>::LoanUnknown);
	});
}

#[test]
fn the_native_asset_is_lent_and_pledged() {
	build_and_execute(|| {
		say(7, None, 12, 2_000);
		let mut terms = offered(secured(1_000 * UNIT));
		terms.loan.security = Some(Security { asset: None, feed: 7, ..security() });
		let id = offer(terms);
		let pledged = Some(Money { asset: None, amount: 10_000_000_000_000 });
		let number = drawn(id, 10 * UNIT, pledged);
		assert_eq!(held(HoldReason::Collateral, None, &ALICE), 10_000_000_000_000);
		assert_ok!(pay(ALICE, number, Balance::MAX));
		assert_eq!(free(None, &ALICE), ENDOWMENT - Credit::costs(None).outcome);
		let native = LoanTerms { asset: None, ..unsecured(1_000_000) };
		let offer = OfferTerms { least: 1, budget: 1_000_000, ..offered(native) };
		assert_ok!(Credit::publish_offer(signed(BOB), None, offer));
		let id = offer_id(Lender::Account(BOB), &offer);
		assert_ok!(Credit::draw(signed(ALICE), None, id, 1_000_000, None, None));
		assert_ok!(Credit::pay(signed(ALICE), ALICE, number + 1, None, Balance::MAX));
	});
}

#[test]
fn two_runs_that_differ_in_files_differ_in_hashes_only() {
	// What a register publishes, and what a certificate commits to, are 32 bytes each. All else is the same.
	let run = |byte: u8| {
		let mut told = Vec::new();
		build_and_execute(|| {
			assert_ok!(Credit::open_register(signed(REGISTER), H256::zero(), 30));
			assert_ok!(Credit::publish_root(signed(REGISTER), H256::repeat_byte(byte)));
			assert_ok!(Credit::dispute(signed(STRANGER), REGISTER, H256::repeat_byte(byte + 1)));
			let id = offer(tiered(unsecured(1_000 * UNIT)));
			let certificate = certify(byte + 2, ALICE, H256::repeat_byte(byte + 3));
			assert_ok!(draw_with(ALICE, id, Some(certificate)));
			told = System::events().iter().map(codec::Encode::encode).collect::<Vec<_>>();
		});
		told.concat()
	};
	let (one, two) = (run(0x10), run(0x20));
	assert_eq!(one.len(), two.len());
	let differs: Vec<_> = one.iter().zip(&two).filter(|(one, two)| one != two).collect();
	assert_eq!(differs.len(), 4 * 32, "a root, a dispute, a certificate and an assessment");
	assert!(differs.iter().all(|(one, two)| **two == **one + 0x10));
}

#[test]
fn nothing_of_a_loan_is_stored_when_all_is_forgotten() {
	new_test_ext().execute_with(|| {
		let id = offer(tiered(secured(1_000 * UNIT)));
		let certificate = certify(1, ALICE, ASSESSMENT);
		let drawn = Credit::draw(signed(ALICE), Some(DOLLAR), id, 100 * UNIT, gold(4 * OUNCE), Some(certificate));
		assert_ok!(drawn);
		assert_ok!(pay(ALICE, 0, Balance::MAX));
		assert_ok!(Credit::withdraw_offer(signed(BOB), Some(DOLLAR), id));
		pass_days(3_651);
		assert_ok!(Credit::forget(signed(STRANGER), Record::Outcome { borrower: ALICE, loan: 0 }));
		assert_eq!(Loans::<Test>::iter().count() + crate::Outcomes::<Test>::iter().count(), 0);
		assert_eq!(crate::LoansBy::<Test>::iter().count() + crate::Opened::<Test>::iter().count(), 0);
		check_state();
	});
}
