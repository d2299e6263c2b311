//! Awards that are paid by an agreement: the payment settles it in the same call, and pays neither less nor more than it says.

use super::*;
use civitas_primitives::agreements::{
	terms_hash, Accrual, AgreementId, Awaits, Creditor, Funding, NoCondition, Obligation, Party, Performance, Prose,
	Span, Terms, When, MAX_OBLIGATIONS,
};
use civitas_runtime::{Agreements, RuntimeOrigin, TxPause};
use pallet_agreements::{types::ToSettle, Error as AgreementError};
use pallet_public_finance::info::Arrears;

type Agree = pallet_agreements::Call<Runtime>;
type Due = Obligation<AccountId, NoCondition>;

/// An hour.
const HOUR: Moment = 60 * 60 * 1_000;
/// What the agreement is about.
const PRICE: Balance = 600 * DOLLARS;

/// The town owes so many dollars, an hour after both have signed.
fn owes(creditor: Creditor<AccountId>, amount: Balance) -> Due {
	let accrues = Accrual::Once(When::Activation(Span::Seconds(60 * 60)));
	Obligation {
		clause: 1,
		debtor: 0,
		creditor,
		performance: Performance::Pay { asset: Some(DOLLAR), amount, accrues },
		awaits: Awaits::default(),
		funding: Funding::Unfunded,
		grace: 0,
		interest: None,
		assignable: false,
		carries: None,
	}
}

/// The price, to the payee.
fn price() -> Due {
	owes(Creditor::Party(1), PRICE)
}

/// The town and the payee agree on this. Nothing is due for an hour.
fn agreed(obligations: impl Into<Vec<Due>>) -> AgreementId {
	let party = |account| Party { account, role: text("party") };
	let terms = Terms {
		parties: list([party(town()), party(account(PAYEE))]),
		about: None,
		prose: Prose { hash: PROOF, uri: Default::default(), clauses: None },
		template: None,
		obligations: list(obligations),
		term: None,
		arbitration: None,
		amends: None,
		sign_by: now() + DAY,
		salt: H256::zero(),
	};
	let draft = terms_hash(&terms);
	assert_eq!(act(TOWN_KEY, &town(), Agree::draft { terms, most: None }), Ok(()));
	assert_eq!(applied(PAYEE, Agree::sign { draft, most: None }), Ok(()));
	draft
}

/// An award of the price to the payee, which is accepted and is to be paid by an agreement.
fn awarded_by_agreement(agreement: AgreementId) -> AwardId {
	let terms = award_terms(Payee::Account(account(PAYEE)), PRICE);
	awarded_by(AwardTerms { agreement: Some(agreement), ..terms })
}

fn differs() -> DispatchResult {
	refused(Error::<Runtime>::AgreementDiffers)
}

/// What was paid by the first obligation.
fn paid(agreement: AgreementId) -> Balance {
	Agreements::statement(agreement, None).expect("it runs").lines.remove(0).paid
}

#[test]
fn a_payment_settles_the_agreement_of_its_award() {
	development().execute_with(|| {
		found();
		let agreement = agreed([price()]);
		let award = awarded_by_agreement(agreement);
		// Before it is due nothing is.
		assert_eq!(by(OFFICER, pay(award, PRICE)), differs());
		pass(HOUR);
		for amount in [PRICE - 1, PRICE / 2] {
			assert_eq!(by(OFFICER, pay(award, amount)), differs());
		}
		let own = free(Some(DOLLAR), &town());
		done(OFFICER, pay(award, PRICE));
		assert_eq!((dollars(PAYEE), paid(agreement)), (PRICE, PRICE));
		assert_eq!((in_funds(&town()), free(Some(DOLLAR), &town())), (FILLED - PRICE, own));
		let stored = PublicFinance::award_info(award).expect("there is one").record;
		assert_eq!((stored.accepted, stored.disbursed), (PRICE, PRICE));
		assert_eq!(PublicFinance::payments(FUND, None, None).items.remove(0).record.standing, Standing::Moved);
		// By another award that names it nothing is due a second time.
		let again = awarded_by_agreement(agreement);
		assert_eq!(by(OFFICER, pay(again, PRICE)), differs());
		check();
	});
}

#[test]
fn what_else_is_due_by_it_at_the_same_time_is_not_paid_with_it() {
	for another in [owes(Creditor::Party(1), 1), owes(Creditor::Account(account(DONOR)), 1)] {
		development().execute_with(|| {
			found();
			let agreement = agreed([price(), another.clone()]);
			let award = awarded_by_agreement(agreement);
			pass(HOUR);
			for amount in [PRICE, PRICE - 1] {
				assert_eq!(by(OFFICER, pay(award, amount)), differs(), "{another:?}");
			}
			// Nor if the town has nothing for the rest.
			submit(ISSUER, Issue::burn { id: DOLLAR.into(), who: town().into(), amount: Balance::MAX });
			assert_eq!(free(Some(DOLLAR), &town()), LEAST);
			let not_settled = || refused(AgreementError::<Runtime>::NotSettled);
			assert_eq!(by(OFFICER, pay(award, PRICE)), not_settled(), "{another:?}");
			assert_eq!((dollars(PAYEE), paid(agreement), in_funds(&town())), (0, 0, FILLED));
			check();
		});
	}
}

/// The books are of what was paid by them. That somebody was paid otherwise shows as long as they say that he was not.
#[test]
fn what_was_paid_outside_of_the_books_shows_as_arrears() {
	development().execute_with(|| {
		found();
		let agreement = agreed([price()]);
		let award = awarded_by_agreement(agreement);
		let since = PublicFinance::acceptances(award, None, None).items.remove(0).due;
		pass(HOUR);
		// Anyone settles it, out of what the town has free.
		let agreements = list([ToSettle { agreement, certificates: Default::default() }]);
		assert_eq!(applied(DONOR, Agree::settle { agreements, most: None, obligations: MAX_OBLIGATIONS }), Ok(()));
		assert_eq!((dollars(PAYEE), in_funds(&town())), (PRICE, FILLED));
		assert_eq!(by(OFFICER, pay(award, PRICE)), differs());

		let arrears = || -> Page<Arrears<AccountId>, AwardId> {
			ask("PublicFinance", "arrears", (town(), None::<AwardId>, None::<u32>))
		};
		assert_eq!(arrears(), Page { items: vec![], next: None });
		pass(30 * DAY);
		let (payee, currency) = (Payee::Account(account(PAYEE)), MONEY);
		let shown = Arrears { award, payee, currency, accepted: PRICE, paid: 0, overdue: PRICE, since };
		assert_eq!(arrears(), Page { items: vec![shown], next: None });
		check();
	});
}

/// What is held for an obligation was the town's own before, and is no money of a fund.
#[test]
fn what_is_in_escrow_is_not_paid_out_of_a_fund() {
	development().execute_with(|| {
		found();
		let agreement = agreed([Due { funding: Funding::Escrowed(None), ..price() }]);
		let award = awarded_by_agreement(agreement);
		pass(HOUR);
		assert_eq!(by(OFFICER, pay(award, PRICE)), differs());
		assert_eq!(in_funds(&town()), FILLED);
		check();
	});
}

#[test]
fn where_agreements_do_not_pay_no_award_is_paid_by_one() {
	development().execute_with(|| {
		found();
		let agreement = agreed([price()]);
		let award = awarded_by_agreement(agreement);
		pass(HOUR);
		let settle = || (list(*b"Agreements"), list(*b"settle"));
		assert_eq!(TxPause::pause(RuntimeOrigin::root(), settle()), Ok(()));
		assert_eq!(by(OFFICER, pay(award, PRICE)), refused(AgreementError::<Runtime>::NotSettled));
		assert_eq!(TxPause::unpause(RuntimeOrigin::root(), settle()), Ok(()));
		done(OFFICER, pay(award, PRICE));
		assert_eq!((dollars(PAYEE), paid(agreement)), (PRICE, PRICE));
		check();
	});
}

#[test]
fn by_an_agreement_that_there_is_not_nothing_is_paid() {
	development().execute_with(|| {
		found();
		let award = awarded_by_agreement(H256::repeat_byte(7));
		assert_eq!(by(OFFICER, pay(award, PRICE)), refused(AgreementError::<Runtime>::AgreementUnknown));
		check();
	});
}
