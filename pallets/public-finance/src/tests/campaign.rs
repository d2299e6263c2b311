//! Campaigns: made, reached, missed, wound up; what donors take back, and where the rest goes.

use super::{
	donate::{deposit, donate},
	pay::{pay, receipt_of, transfer, use_of},
	*,
};
use frame_support::hypothetically;
use sp_runtime::TokenError;

/// Until then the goal of 1,000 is to be reached,
const DEADLINE: Moment = NOW + 10 * DAY;
/// and for so long donors can take back what is theirs.
const TAKE_BACK: Moment = MIN_TAKE_BACK;

/// A campaign in this currency, whose rest goes into that fund.
pub(super) fn campaign_terms(currency: Currency, successor: FundId) -> FundTerms {
	let campaign = Campaign { goal: 1_000, deadline: DEADLINE, take_back: TAKE_BACK, successor };
	FundTerms { gifts: Some(10), campaign: Some(campaign), ..fund_terms(currency) }
}

/// The fund 0 of the city, and a campaign whose successor it is.
fn campaign(currency: Currency) -> FundId {
	found();
	let successor = fund(currency);
	fund_by(OFFICER, CITY, campaign_terms(currency, successor))
}

/// The same, in dollars, to which so much was given by two.
fn given(one: Balance, two: Balance) -> FundId {
	let id = campaign(DOLLARS);
	for (donor, amount) in [(DONOR, one), (DONOR2, two)] {
		assert_ok!(donate(donor, id, amount));
	}
	id
}

fn give_back(who: AccountId, fund: FundId, receipt: u32) -> DispatchResult {
	PublicFinance::give_back(signed(who), fund, receipt)
}

fn receive(fund: FundId, currency: Currency, amount: Balance) -> DispatchResult {
	plain(PublicFinance::receive(signed(OFFICER), CITY, fund, list([receipt_terms(currency, amount)])))
}

fn wind_up(who: AccountId, fund: FundId) -> DispatchResult {
	PublicFinance::set_fund(signed(who), CITY, FundChange::WindUp(fund))
}

/// By anyone.
fn pass_on(fund: FundId) -> DispatchResult {
	PublicFinance::set_fund(signed(STRANGER), CITY, FundChange::PassOn(fund))
}

fn dollars(who: AccountId) -> Balance {
	free(Some(DOLLAR), who)
}

mod made {
	use super::*;

	fn make(terms: FundTerms) -> DispatchResult {
		PublicFinance::set_fund(signed(OFFICER), CITY, FundChange::Make(terms))
	}

	#[test]
	fn it_has_a_goal_a_deadline_time_to_take_back_and_takes_gifts() {
		build_and_execute(|| {
			found();
			let successor = fund(DOLLARS);
			let terms = campaign_terms(DOLLARS, successor);
			let campaign = terms.campaign.expect("it is one");
			for wrong in [
				Campaign { deadline: NOW, ..campaign },
				Campaign { deadline: NOW + MAX_CAMPAIGN + 1, ..campaign },
				Campaign { take_back: MIN_TAKE_BACK - 1, ..campaign },
			] {
				refused!(make(FundTerms { campaign: Some(wrong), ..terms.clone() }), CampaignTimes);
			}
			let pointless = Campaign { goal: 0, ..campaign };
			refused!(make(FundTerms { campaign: Some(pointless), ..terms.clone() }), CampaignInvalid);
			// In a bank nobody could take back what is his.
			let euros = fund(EUR);
			refused!(make(campaign_terms(EUR, euros)), CampaignInvalid);
			refused!(make(FundTerms { gifts: None, ..terms.clone() }), CampaignInvalid);
			refused!(make(FundTerms { gifts: None, gate: Some(7), ..terms.clone() }), CampaignInvalid);
			let unknown = Campaign { successor: 99, ..campaign };
			refused!(make(FundTerms { campaign: Some(unknown), ..terms.clone() }), FundUnknown);
			for deadline in [NOW + 1, NOW + MAX_CAMPAIGN] {
				let campaign = Some(Campaign { goal: 1, deadline, ..campaign });
				assert_ok!(make(FundTerms { campaign, ..terms.clone() }));
			}
		});
	}

	#[test]
	fn its_successor_is_an_open_fund_of_the_body_in_the_same_currency() {
		build_and_execute(|| {
			let id = campaign(DOLLARS);
			charity();
			let gated = fund_by(OFFICER, CITY, FundTerms { gifts: None, gate: Some(7), ..fund_terms(DOLLARS) });
			let [euros, native] = [EUR, Currency::Native].map(fund);
			for wrong in [id, gated] {
				refused!(make(campaign_terms(DOLLARS, wrong)), SuccessorInvalid);
			}
			for wrong in [euros, native] {
				refused!(make(campaign_terms(DOLLARS, wrong)), OtherCurrency);
			}
			// To another body one officer alone would give it.
			let theirs = fund_by(HELPER, CHARITY, fund_terms(DOLLARS));
			refused!(make(campaign_terms(DOLLARS, theirs)), OtherBody);
			assert_ok!(make(campaign_terms(DOLLARS, 0)));
		});
	}

	#[test]
	fn its_successor_is_for_the_same_or_for_less() {
		build_and_execute(|| {
			found();
			let purpose = |part| Some(code("COFOG", part));
			let of = |part| fund_by(OFFICER, CITY, FundTerms { purpose: purpose(part), ..fund_terms(DOLLARS) });
			let ends = |successor| make(FundTerms { purpose: purpose("04.5"), ..campaign_terms(DOLLARS, successor) });
			for wrong in [fund(DOLLARS), of("04"), of("05")] {
				refused!(ends(wrong), OtherPurpose);
			}
			for right in [of("04.5"), of("04.5.1")] {
				assert_ok!(ends(right));
			}
			// What is for anything can be for something then.
			assert_ok!(make(campaign_terms(DOLLARS, of("05"))));
		});
	}
}

mod reached {
	use super::*;

	#[test]
	fn nothing_leaves_before_the_goal() {
		build_and_execute(|| {
			let id = given(400, 599);
			refused!(pay(&[transfer(id, 0, 1)]), GoalNotReached);
			assert_ok!(donate(DONOR, id, 10));
			assert_ok!(pay(&[transfer(id, 0, 1_009)]));
			assert_eq!([0, id].map(|id| fund_of(id).queue.balance()), [1_009, 0]);
		});
	}

	#[test]
	fn what_goes_back_does_not_count() {
		build_and_execute(|| {
			let id = given(400, 600);
			assert_ok!(give_back(OFFICER, id, 0));
			refused!(pay(&[transfer(id, 0, 1)]), GoalNotReached);
			assert_ok!(donate(DONOR, id, 400));
			assert_ok!(pay(&[transfer(id, 0, 1)]));
			assert_eq!(fund_of(id).removed, 400);
		});
	}

	#[test]
	fn once_something_has_left_it_stays_reached() {
		build_and_execute(|| {
			let id = given(400, 600);
			assert_ok!(donate(DONOR, id, 100));
			assert_ok!(pay(&[transfer(id, 0, 100)]));
			refused!(give_back(OFFICER, id, 1), GoalNotReached);
			// What was given beyond the goal goes back.
			assert_ok!(give_back(OFFICER, id, 2));
			assert_eq!((fund_of(id).removed, fund_of(id).balance()), (100, 900));
			refused!(give_back(OFFICER, id, 0), GoalNotReached);
			set_time(DEADLINE + 1);
			assert_ok!(pay(&[transfer(id, 0, 300)]));
			refused!(pass_on(id), FundNotClosed);
		});
	}

	#[test]
	fn what_was_reached_by_its_deadline_stays_so() {
		build_and_execute(|| {
			let id = given(600, 600);
			set_time(DEADLINE);
			hypothetically!({
				assert_ok!(give_back(OFFICER, id, 1));
				refused!(pay(&[transfer(id, 0, 1)]), GoalNotReached);
			});
			set_time(DEADLINE + 1);
			refused!(give_back(OFFICER, id, 1), GoalNotReached);
			assert_ok!(pay(&[transfer(id, 0, 1_200)]));
		});
	}

	#[test]
	fn after_the_deadline_it_is_used_but_takes_nothing_more() {
		build_and_execute(|| {
			let id = given(400, 600);
			set_time(DEADLINE);
			assert_ok!(donate(DONOR, id, 10));
			refused!(receive(id, DOLLARS, 10), OnlyGifts);
			set_time(DEADLINE + 1);
			refused!(donate(DONOR, id, 10), CampaignOver);
			refused!(receive(id, DOLLARS, 10), CampaignOver);
			assert_ok!(pay(&[transfer(id, 0, 700)]));
			// Nobody takes back what was given for a goal that was reached.
			refused!(give_back(DONOR, id, 0), NoPower);
			refused!(give_back(DONOR2, id, 1), NoPower);
		});
	}
}

mod missed {
	use super::*;

	#[test]
	fn it_is_ended_by_its_deadline_without_a_call() {
		build_and_execute(|| {
			let id = given(400, 599);
			set_time(DEADLINE + 1);
			refused!(donate(DONOR, id, 10), FundClosed);
			refused!(receive(id, DOLLARS, 10), FundClosed);
			refused!(pay(&[transfer(id, 0, 10)]), FundClosed);
			refused!(wind_up(OFFICER, id), FundClosed);
			refused!(pass_on(id), FundNotClosed);
		});
	}

	#[test]
	fn every_donor_takes_his_gift_back() {
		build_and_execute(|| {
			let id = given(400, 599);
			refused!(give_back(DONOR, id, 0), NoPower);
			set_time(DEADLINE + 1);
			refused!(give_back(DONOR2, id, 0), NotAllowed);
			refused!(give_back(OFFICER, id, 0), NotAllowed);
			refused!(give_back(DONOR, id, 2), ReceiptUnknown);
			System::reset_events();
			assert_ok!(give_back(DONOR, id, 0));
			let removed = Event::Removed { fund: id, receipt: 0, amount: 400, given_back: true };
			assert_eq!(events(), [Event::FundClosed { fund: id }, removed]);
			// The deposit stays with the record.
			assert_eq!((dollars(DONOR), free(None, DONOR)), (ENDOWMENT, ENDOWMENT - deposit()));
			assert!(Gifts::<Test>::contains_key(DONOR, (id, 0)) && receipt_of(id, 0).ticket.is_some());
			assert_eq!(fund_of(id).closed, Some(Closed { at: DEADLINE, given_back: 400 }));
			assert_eq!((fund_of(id).queue.balance(), fund_of(id).balance()), (999, 599));
			refused!(give_back(DONOR, id, 0), NothingLeft);
			System::reset_events();
			set_time(DEADLINE + TAKE_BACK);
			assert_ok!(give_back(DONOR2, id, 1));
			assert_eq!(events(), [Event::Removed { fund: id, receipt: 1, amount: 599, given_back: true }]);
			assert_eq!((dollars(DONOR2), free(None, DONOR2)), (ENDOWMENT, ENDOWMENT - deposit()));
			assert_eq!((fund_of(id).balance(), held(Some(DOLLAR), CITY)), (0, 0));
			assert_eq!(fund_of(id).removed, 0);
			set_time(DEADLINE + TAKE_BACK + 1);
			refused!(pass_on(id), NothingLeft);
		});
	}

	#[test]
	fn it_goes_back_whatever_the_body_has() {
		build_and_execute(|| {
			let id = given(400, 599);
			assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), CITY, EXISTENTIAL_DEPOSIT));
			freeze_account(DOLLAR, CITY);
			close_period();
			set_time(DEADLINE + 1);
			assert_ok!(give_back(DONOR, id, 0));
			assert_eq!(dollars(DONOR), ENDOWMENT);
		});
	}

	#[test]
	fn after_that_time_the_rest_goes_to_the_successor() {
		build_and_execute(|| {
			let id = given(400, 599);
			set_time(DEADLINE + 1);
			assert_ok!(give_back(DONOR, id, 0));
			set_time(DEADLINE + TAKE_BACK);
			refused!(pass_on(id), FundNotClosed);
			set_time(DEADLINE + TAKE_BACK + 1);
			refused!(give_back(DONOR2, id, 1), TakeBackOver);
			hypothetically!({
				close_period();
				refused!(pass_on(id), PeriodNotOpen);
			});
			System::reset_events();
			assert_ok!(pass_on(id));
			let kind = UseKind::Transfer { to: 0, receipt: 0, got: 599, through: None };
			let source = Source::Use { fund: id, number: 0 };
			assert_eq!(
				events(),
				[
					Event::Received { fund: 0, receipt: 0, amount: 599, source: source.clone() },
					Event::Used { fund: id, number: 0, amount: 599, kind: kind.clone(), officer: STRANGER },
				]
			);
			// All that is left is in it, and what was taken back lies between.
			let Use { kind: stored, span, amount, standing, .. } = use_of(id, 0);
			assert_eq!((stored, standing), (kind, Standing::Moved));
			assert_eq!((span, amount), (Span { from: 0, to: 999 }, 599));
			assert_eq!((receipt_of(0, 0).source, fund_of(0).queue.balance()), (source, 599));
			assert_eq!((fund_of(id).balance(), held(Some(DOLLAR), CITY)), (0, 599));
			refused!(pass_on(id), NothingLeft);
			refused!(give_back(DONOR2, id, 1), TakeBackOver);
		});
	}

	#[test]
	fn nobody_has_to_touch_it_before() {
		build_and_execute(|| {
			let id = given(400, 599);
			set_time(DEADLINE + TAKE_BACK + 1);
			System::reset_events();
			assert_ok!(pass_on(id));
			assert_eq!(events()[1], Event::FundClosed { fund: id });
			assert_eq!(fund_of(id).closed, Some(Closed { at: DEADLINE, given_back: 0 }));
			assert_eq!(fund_of(0).queue.balance(), 999);
		});
	}

	#[test]
	fn as_many_as_there_are_take_theirs_in_any_order() {
		build_and_execute(|| {
			let id = campaign(DOLLARS);
			let donors: Vec<_> = (100..140).map(|byte| AccountId::new([byte; 32])).collect();
			for donor in &donors {
				assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), donor.clone(), 10_000));
				assert_ok!(Assets::mint(signed(ISSUER), DOLLAR, donor.clone(), 100));
				assert_ok!(donate(donor.clone(), id, 20));
			}
			set_time(DEADLINE + 1);
			for (number, donor) in donors.iter().enumerate().rev().filter(|(number, _)| number % 2 == 1) {
				assert_ok!(give_back(donor.clone(), id, number as u32));
				assert_eq!((dollars(donor.clone()), free(None, donor.clone())), (100, 10_000 - deposit()));
			}
			assert!(fund_of(id).queue.gaps.is_empty());
			set_time(DEADLINE + TAKE_BACK + 1);
			assert_ok!(pass_on(id));
			let Use { span, amount, .. } = use_of(id, 0);
			assert_eq!((span, amount), (Span { from: 0, to: 800 }, 400));
		});
	}

	#[test]
	fn what_nobody_gave_by_himself_nobody_takes() {
		build_and_execute(|| {
			let id = given(400, 10);
			// What an officer says to be from himself is no gift. So nothing that the body has goes into a campaign, and with it to whoever
			// comes after.
			let said = ReceiptTerms { source: Source::Account(OFFICER), ..receipt_terms(DOLLARS, 100) };
			refused!(PublicFinance::receive(signed(OFFICER), CITY, id, list([said])), OnlyGifts);
			set_time(DEADLINE + 1);
			refused!(give_back(OFFICER, id, 0), NotAllowed);
		});
	}

	#[test]
	fn whose_account_is_blocked_waits() {
		build_and_execute(|| {
			let id = given(400, 599);
			set_time(DEADLINE + 1);
			assert_ok!(Assets::block(signed(ISSUER), DOLLAR, DONOR));
			assert_noop!(give_back(DONOR, id, 0), TokenError::CannotCreate);
			assert_ok!(give_back(DONOR2, id, 1));
			assert_ok!(Assets::thaw(signed(ISSUER), DOLLAR, DONOR));
			assert_ok!(give_back(DONOR, id, 0));
		});
	}
}

mod wound_up {
	use super::*;

	#[test]
	fn donors_take_back_what_was_not_spent_of_theirs() {
		build_and_execute(|| {
			let id = given(600, 600);
			assert_ok!(pay(&[transfer(id, 0, 700)]));
			set_time(NOW + DAY);
			System::reset_events();
			assert_ok!(wind_up(OFFICER, id));
			assert_eq!(events(), [Event::FundClosed { fund: id }]);
			assert_eq!(fund_of(id).closed, Some(Closed { at: NOW + DAY, given_back: 0 }));
			refused!(pay(&[transfer(id, 0, 1)]), FundClosed);
			refused!(donate(DONOR, id, 10), FundClosed);
			refused!(wind_up(OFFICER, id), FundClosed);
			// First in, first out: all of his was spent, and a sixth of hers.
			refused!(give_back(DONOR, id, 0), NothingLeft);
			assert_ok!(give_back(DONOR2, id, 1));
			assert_eq!((dollars(DONOR), dollars(DONOR2)), (ENDOWMENT - 600, ENDOWMENT - 100));
			// What was spent she still can follow.
			assert!(Gifts::<Test>::contains_key(DONOR2, (id, 1)) && receipt_of(id, 1).ticket.is_some());
			refused!(give_back(DONOR2, id, 1), NothingLeft);
			assert_eq!(held(Some(DOLLAR), CITY), 700);
		});
	}

	#[test]
	fn it_can_be_given_up_before_its_goal() {
		build_and_execute(|| {
			let id = given(400, 10);
			assert_ok!(wind_up(OFFICER, id));
			assert_ok!(give_back(DONOR, id, 0));
			// The time runs from there.
			set_time(NOW + TAKE_BACK + 1);
			refused!(give_back(DONOR2, id, 1), TakeBackOver);
			assert_ok!(pass_on(id));
			assert_eq!(fund_of(0).queue.balance(), 10);
		});
	}

	#[test]
	fn gaps_and_what_went_back_lie_between_what_is_passed_on() {
		build_and_execute(|| {
			let id = given(600, 600);
			for amount in [100, 200, 300] {
				assert_ok!(donate(DONOR, id, amount));
			}
			assert_ok!(give_back(OFFICER, id, 2));
			assert_ok!(pay(&[transfer(id, 0, 700)]));
			assert_ok!(wind_up(OFFICER, id));
			assert_ok!(give_back(DONOR2, id, 1));
			assert_ok!(give_back(DONOR, id, 4));
			set_time(NOW + TAKE_BACK + 1);
			assert_ok!(pass_on(id));
			let Use { span, amount, .. } = use_of(id, 1);
			assert_eq!((span, amount), (Span { from: 700, to: 1_800 }, 200));
			assert_eq!((fund_of(id).balance(), fund_of(0).queue.balance()), (0, 900));
		});
	}

	#[test]
	fn an_officer_of_the_budget_winds_up_a_campaign() {
		build_and_execute(|| {
			let id = given(400, 600);
			charity();
			refused!(wind_up(OFFICER, 99), FundUnknown);
			refused!(wind_up(OFFICER, 0), NotCampaign);
			for who in [CITY, COUNCIL, HELPER, DONOR] {
				refused!(wind_up(who, id), NoPower);
			}
			refused!(PublicFinance::set_fund(signed(HELPER), CHARITY, FundChange::WindUp(id)), FundUnknown);
			take_power(OFFICER, CITY, Power::Budget);
			refused!(wind_up(OFFICER, id), NoPower);
			refused!(pass_on(0), NotCampaign);
			refused!(pass_on(99), FundUnknown);
			refused!(pass_on(id), FundNotClosed);
			assert_ok!(wind_up(SECOND, id));
		});
	}

	#[test]
	fn what_waits_to_be_paid_is_not_when_it_is_ended() {
		build_and_execute(|| {
			let id = given(400, 2_000_000);
			assert_ok!(pay(&[transfer(id, 0, 1_500_000)]));
			assert_ok!(wind_up(OFFICER, id));
			assert_eq!((fund_of(id).uses, fund_of(id).closed), (0, None));
			assert_ok!(PublicFinance::approve(signed(SECOND), CITY, 1, true));
			refused!(PublicFinance::approve(signed(SECOND), CITY, 0, true), FundClosed);
			assert_ok!(give_back(DONOR2, id, 1));
		});
	}

	#[test]
	fn it_is_counted_by_what_is_left_and_pays_nobody() {
		build_and_execute(|| {
			let id = given(400, 999_601);
			relate(OFFICER, CITY);
			assert_ok!(wind_up(OFFICER, id));
			assert_eq!(fund_of(id).closed, None);
			// What is not above the threshold does not wait.
			assert_ok!(give_back(OFFICER, id, 0));
			assert_ok!(wind_up(OFFICER, id));
			assert_eq!(fund_of(id).closed, Some(Closed { at: NOW, given_back: 0 }));
		});
	}
}
