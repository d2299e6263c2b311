//! What a third thief tried, the worst first.

use crate::{
	bodies::bytes_of,
	tests::{
		approve::approve,
		audit::{audited, engaged_in, next_period, revealed_in},
		award::{award, bytes, changed},
		campaign::campaign_terms,
		donate::donate,
		exchange::exchanged,
		pay::{pay, purposed, transfer, use_of},
		*,
	},
};

fn receive(who: AccountId, fund: FundId, terms: ReceiptTerms<AccountId>) -> DispatchResult {
	plain(PublicFinance::receive(signed(who), CITY, fund, list([terms])))
}

fn pay_by(who: AccountId, payment: Payment) -> DispatchResult {
	plain(PublicFinance::pay(signed(who), CITY, list([payment])))
}

fn correct(who: AccountId, correction: Correction) -> DispatchResult {
	plain(PublicFinance::correct(signed(who), CITY, correction))
}

fn archive(shelf: Shelf) -> DispatchResult {
	PublicFinance::archive(signed(STRANGER), shelf, 64)
}

/// In a bank, as if STRANGER had paid it.
fn from_stranger(amount: Balance) -> ReceiptTerms<AccountId> {
	ReceiptTerms { source: Source::Account(STRANGER), ..receipt_terms(EUR, amount) }
}

/// So much of a fund refunds the receipt 0 of another, on this line.
fn refund(fund: FundId, of: FundId, line: Option<LineId>, amount: Balance) -> Payment {
	Payment { fund, amount, how: How::Refund { fund: of, receipt: 0, line }, evidence: Some(PROOF) }
}

/// So much of one fund is exchanged into another through the payee.
fn through(fund: FundId, to: FundId, amount: Balance, got: Balance) -> Payment {
	let how = How::Exchange { to, got, through: Some(PAYEE) };
	Payment { fund, amount, how, evidence: Some(PROOF) }
}

/// Last year's taxes were for anything. This year one officer says that what is refunded of them is of a line for roads, and money for
/// roads bears it: the fund for anything keeps as much.
#[test]
fn what_was_for_anything_is_not_refunded_out_of_money_for_roads() {
	build_and_execute(|| {
		lines();
		let (any, roads) = (fund(EUR), purposed("04.5", EUR, 1_000));
		assert_ok!(receive(OFFICER, any, ReceiptTerms { line: Some(0), ..from_stranger(600) }));
		refused!(pay_by(SECOND, refund(roads, any, Some(0), 600)), OtherPurpose);
		next_period();
		let tolls = Bodies::<Test>::get(CITY).expect("it is a body").lines;
		let root = Above::Root { period: 1, currency: EUR, kind: LineKind::Revenue };
		let terms = line_terms(root, "tolls", &[code("COFOG", "04.5")], false);
		assert_ok!(PublicFinance::set_line(signed(OFFICER), CITY, list([terms])));
		refused!(pay_by(SECOND, refund(roads, any, Some(tolls), 600)), OtherPurpose);
	});
}

/// It is no more than before, so that it is counted by nothing, and takes nobody else: one officer names an agreement that there is not.
/// It stays for ever, and so the payee is never paid.
#[test]
fn one_officer_does_not_bind_an_award_to_an_agreement_for_ever() {
	build_and_execute(|| {
		budget();
		let id = filled(DOLLARS, 1_000);
		let number = awarded(Payee::Account(PAYEE), 8, 600);
		limit_power(THIRD, CITY, Power::Commit, 0);
		let bound = AwardTerms { agreement: Some(H256([0xaa; 32])), ..changed(number, &[split(8, 600)]) };
		refused!(award(THIRD, &[bound]), AgreementDiffers);
		assert_ok!(pay(&[payment(id, number, 8, 600)]));
	});
}

/// The auditor has drawn his sample, and is not heard of since. Without an opinion nothing is ever archived: neither of this period nor
/// of any later one.
#[test]
fn who_has_drawn_his_sample_and_is_gone_is_followed_by_another() {
	build_and_execute(|| {
		found();
		engaged_in(0, 7);
		next_period();
		revealed_in(0, [7; 32]);
		set_time(NOW + 10 * 365 * DAY);
		assert_ok!(PublicFinance::engage(signed(COUNCIL), CITY, 0, Engage::Offer(STRANGER)));
	});
}

/// A third of it was used, and then it was wound up. All have taken back what was left. Nothing can leave it any more, so that nothing is
/// used behind the gift of which a part was: the deposits of all donors are held for ever.
#[test]
fn what_was_used_in_part_and_taken_back_leaves_state() {
	build_and_execute(|| {
		found();
		let successor = fund(DOLLARS);
		let id = fund_by(OFFICER, CITY, campaign_terms(DOLLARS, successor));
		for donor in [DONOR, DONOR2] {
			assert_ok!(donate(donor, id, 600));
		}
		assert_ok!(pay(&[transfer(id, successor, 400)]));
		assert_ok!(PublicFinance::set_fund(signed(OFFICER), CITY, FundChange::WindUp(id)));
		for (donor, receipt) in [(DONOR, 0), (DONOR2, 1)] {
			assert_ok!(PublicFinance::give_back(signed(donor), id, receipt));
		}
		audited();
		assert_ok!(archive(Shelf::Uses(id)));
		assert_ok!(archive(Shelf::Receipts(id)));
		assert_eq!((fund_of(id).first_receipt, [DONOR, DONOR2].map(|donor| free(None, donor))), (2, [ENDOWMENT; 2]));
	});
}

/// Who exchanged has taken his dollars, and has paid nothing into the bank. It is in the books there for ever.
#[test]
fn what_an_exchange_did_not_bring_to_the_bank_is_void() {
	build_and_execute(|| {
		found();
		let (from, to) = (filled(DOLLARS, 1_000), fund(EUR));
		assert_ok!(exchanged(through(from, to, 400, 360)));
		let act = Bodies::<Test>::get(CITY).expect("it is a body").acts;
		assert_ok!(correct(SECOND, Correction::Void { fund: to, receipt: 0, evidence: PROOF }));
		assert_eq!(fund_of(to).queue.balance(), 360);
		assert_ok!(approve(THIRD, act, true));
		assert_eq!(fund_of(to).queue.balance(), 0);
	});
}

/// He has brought his dollars, and the bank has sent back what it should have paid him. It is his, and in no books but as a new gift.
#[test]
fn what_bounced_of_an_exchange_comes_back() {
	build_and_execute(|| {
		found();
		let (from, to) = (filled(EUR, 1_000), fund(DOLLARS));
		assert_ok!(exchanged(through(from, to, 400, 440)));
		assert_ok!(PublicFinance::confirm(signed(PAYEE), from, 0, false));
		let back = ReceiptTerms { source: Source::Account(PAYEE), returns: Some((from, 0)), ..receipt_terms(EUR, 400) };
		came_back(from, back);
		assert_eq!(use_of(from, 0).returned, 400);
	});
}

/// The uses have left, and who paid has back what he paid for the receipts of them, too. These stay, in a fund that nothing leaves: a
/// stranger who makes himself a body, and his friends its council and its auditor, fills the state of others for nothing.
#[test]
fn what_a_use_has_brought_is_paid_for_as_long_as_it_stays() {
	build_and_execute(|| {
		found();
		let (id, to) = (filled(EUR, 100), fund(EUR));
		for _ in 0..10 {
			assert_ok!(pay(&[transfer(id, to, 10)]));
		}
		audited();
		// As large as they can be, without room for anything else.
		let alone = |number| Use { standing: Standing::Confirmed { at: NOW }, ..use_of(id, number) };
		let uses: u64 = (0..10).map(|number| bytes_of(&alone(number)) as u64).sum();
		let before = bytes();
		assert_ok!(archive(Shelf::Uses(id)));
		assert_eq!(Receipts::<Test>::iter_prefix(to).count(), 10);
		assert!(before - bytes() <= uses, "{} for {uses}", before - bytes());
	});
}

/// The bank has sent it back, as two have said. Whoever should have had it can never have it.
#[test]
fn a_refund_that_came_back_is_made_again() {
	build_and_execute(|| {
		found();
		let id = fund(EUR);
		assert_ok!(receive(OFFICER, id, from_stranger(900)));
		assert_ok!(pay_by(SECOND, refund(id, id, None, 900)));
		assert_ok!(PublicFinance::confirm(signed(STRANGER), id, 0, false));
		came_back(id, ReceiptTerms { returns: Some((id, 0)), ..receipt_terms(EUR, 900) });
		assert_ok!(pay_by(SECOND, refund(id, id, None, 900)));
	});
}

/// An officer has entered a thousand times too much. Another one refunds a cent of it, out of another fund, and it is never void.
#[test]
fn a_cent_that_was_refunded_does_not_keep_the_rest_from_being_void() {
	build_and_execute(|| {
		found();
		let (id, other) = (fund(EUR), filled(EUR, 1_000));
		assert_ok!(receive(OFFICER, id, from_stranger(900_000)));
		assert_ok!(pay_by(SECOND, refund(other, id, None, 1)));
		assert_ok!(correct(THIRD, Correction::Void { fund: id, receipt: 0, evidence: PROOF }));
		assert_eq!(fund_of(id).queue.balance(), 1);
		refused!(correct(THIRD, Correction::Void { fund: id, receipt: 0, evidence: PROOF }), NothingLeft);
	});
}

/// Half of the corrections are kept for others than who has paid. One of these takes all of them.
#[test]
fn who_has_not_paid_does_not_fill_the_corrections_either() {
	build_and_execute(|| {
		found();
		let (id, to) = (filled(EUR, 100), fund(EUR));
		assert_ok!(pay(&[transfer(id, to, 100)]));
		let note = |who| correct(who, Correction::Note { fund: id, number: 0, document: PROOF });
		for _ in 0..MAX_CORRECTIONS_EACH {
			assert_ok!(note(SECOND));
		}
		refused!(note(SECOND), TooManyRecords);
		assert_ok!(note(THIRD));
	});
}

/// It came back, and is in the fund that paid it. Then the other body says that it has it.
#[test]
fn what_came_back_is_not_confirmed_as_well() {
	build_and_execute(|| {
		budget();
		charity();
		let to = fund_by(HELPER, CHARITY, fund_terms(EUR));
		let id = filled(EUR, 1_000);
		pay_award(id, awarded(Payee::Fund(to), 3, 600), 3, 600);
		came_back(id, ReceiptTerms { returns: Some((id, 0)), ..receipt_terms(EUR, 600) });
		refused!(PublicFinance::confirm(signed(HELPER), id, 0, true), NothingLeft);
		assert_eq!(fund_of(id).queue.balance() + fund_of(to).queue.balance(), 1_000);
	});
}

/// Donors of a campaign that was missed can take back until the end of time. So its rest is never passed on, and who has taken back his
/// has no deposit as long as one before him has not.
#[test]
fn donors_do_not_take_back_for_ever() {
	build_and_execute(|| {
		found();
		let terms = campaign_terms(DOLLARS, fund(DOLLARS));
		let campaign = Campaign { take_back: Moment::MAX, ..terms.campaign.expect("it is one") };
		let make = FundChange::Make(FundTerms { campaign: Some(campaign), ..terms });
		refused!(PublicFinance::set_fund(signed(OFFICER), CITY, make), CampaignTimes);
	});
}
