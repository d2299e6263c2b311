//! `pay`: what an agreement owes is settled with the record.

use super::*;

const AGREEMENT: H256 = H256([0xaa; 32]);

/// A fund with 1,000 dollars, and an award of 600 that is paid by the agreement.
fn agreed() -> (FundId, AwardId) {
	budget();
	let id = filled(DOLLARS, 1_000);
	let terms = award_terms(Payee::Account(PAYEE), &[split(8, 600)]);
	let award = committed(AwardTerms { agreement: Some(AGREEMENT), ..terms });
	assert_ok!(PublicFinance::accept(signed(SECOND), CITY, list([acceptance(award, 600)])));
	(id, award)
}

fn owed(debtor: AccountId, creditor: AccountId, amount: Balance) {
	due(AGREEMENT, debtor, creditor, Some(DOLLAR), amount);
}

#[test]
fn it_pays_the_payee_out_of_the_fund() {
	build_and_execute(|| {
		let (id, award) = agreed();
		owed(CITY, PAYEE, 400);
		let own = free(Some(DOLLAR), CITY);
		assert_ok!(pay(&[payment(id, award, 8, 400)]));
		assert_eq!(free(Some(DOLLAR), PAYEE), ENDOWMENT + 400);
		assert_eq!((held(Some(DOLLAR), CITY), free(Some(DOLLAR), CITY)), (600, own));
		assert_eq!((use_of(id, 0).standing, award_of(award).disbursed), (Standing::Moved, 400));
		// Nothing is due a second time.
		refused!(pay(&[payment(id, award, 8, 200)]), AgreementDiffers);
	});
}

#[test]
fn it_pays_exactly_this_and_nothing_else() {
	build_and_execute(|| {
		let (id, award) = agreed();
		let owings: [&[(AccountId, AccountId, Balance)]; 6] = [
			&[(CITY, PAYEE, 399)],
			&[(CITY, PAYEE, 401)],
			&[(CITY, STRANGER, 400)],
			&[(CITY, PAYEE, 400), (CITY, STRANGER, 1)],
			// What somebody else owes him as well is not paid by the body.
			&[(CITY, PAYEE, 400), (DONOR, PAYEE, 1)],
			&[(DONOR, PAYEE, 400)],
		];
		for owing in owings {
			hypothetically!({
				for (debtor, creditor, amount) in owing {
					owed(debtor.clone(), creditor.clone(), *amount);
				}
				refused!(pay(&[payment(id, award, 8, 400)]), AgreementDiffers);
			});
		}
		assert_noop!(pay(&[payment(id, award, 8, 400)]), DispatchError::CannotLookup);
	});
}

#[test]
fn what_is_paid_by_a_bank_settles_nothing() {
	build_and_execute(|| {
		budget();
		let id = filled(EUR, 1_000);
		let terms = award_terms(Payee::Account(PAYEE), &[split(3, 600)]);
		let award = committed(AwardTerms { agreement: Some(AGREEMENT), ..terms });
		assert_ok!(PublicFinance::accept(signed(SECOND), CITY, list([acceptance(award, 600)])));
		owed(CITY, PAYEE, 400);
		assert_ok!(pay(&[payment(id, award, 3, 400)]));
		assert_eq!(free(Some(DOLLAR), PAYEE), ENDOWMENT);
	});
}

#[test]
fn a_fund_is_not_paid_by_an_agreement() {
	build_and_execute(|| {
		budget();
		charity();
		let (id, to) = (filled(DOLLARS, 1_000), fund_by(HELPER, CHARITY, fund_terms(DOLLARS)));
		let terms = award_terms(Payee::Fund(to), &[split(8, 600)]);
		let award = committed(AwardTerms { agreement: Some(AGREEMENT), ..terms });
		assert_ok!(PublicFinance::accept(signed(SECOND), CITY, list([acceptance(award, 600)])));
		owed(CITY, CHARITY, 400);
		refused!(pay(&[payment(id, award, 8, 400)]), AgreementDiffers);
	});
}

#[test]
fn what_is_frozen_is_not_settled() {
	build_and_execute(|| {
		let (id, award) = agreed();
		owed(CITY, PAYEE, 400);
		freeze_asset(DOLLAR);
		assert_noop!(pay(&[payment(id, award, 8, 400)]), AssetsError::<Test>::AssetNotLive);
	});
}
