//! Campaigns that are used for something else than what was given for.

use crate::tests::{
	audit::audited,
	award::bytes,
	campaign::campaign_terms,
	donate::donate,
	pay::{pay, transfer},
	*,
};

/// The end of a campaign that is missed: its deadline, and then the time to take back.
const DEADLINE: Moment = NOW + 10 * DAY;
const END: Moment = DEADLINE + MIN_TAKE_BACK;

/// The fund 0 of the city, and a campaign of 1,000 dollars whose successor it is.
fn campaign() -> FundId {
	found();
	let successor = fund(DOLLARS);
	fund_by(OFFICER, CITY, campaign_terms(DOLLARS, successor))
}

fn make(terms: FundTerms) -> DispatchResult {
	PublicFinance::set_fund(signed(OFFICER), CITY, FundChange::Make(terms))
}

fn give_back(who: AccountId, fund: FundId, receipt: u32) -> DispatchResult {
	PublicFinance::give_back(signed(who), fund, receipt)
}

fn wind_up(fund: FundId) -> DispatchResult {
	PublicFinance::set_fund(signed(OFFICER), CITY, FundChange::WindUp(fund))
}

fn pass_on(fund: FundId) -> DispatchResult {
	PublicFinance::set_fund(signed(STRANGER), CITY, FundChange::PassOn(fund))
}

/// It was reached. Long after its deadline an officer gives one gift back, by which it is missed, and since when it was due: nobody has
/// time to take back any more, and the rest goes to the successor at once.
#[test]
fn what_goes_back_after_the_deadline_does_not_make_it_missed() {
	build_and_execute(|| {
		let id = campaign();
		for donor in [DONOR, DONOR2] {
			assert_ok!(donate(donor, id, 600));
		}
		set_time(END + 1);
		// Refused, or the campaign ends only now: either is right.
		let _ = give_back(OFFICER, id, 1);
		refused!(pass_on(id), FundNotClosed);
	});
}

/// An accomplice makes the goal up, what others gave is taken out, and he has his part back.
#[test]
fn who_makes_the_goal_up_leaves_his_part_there() {
	build_and_execute(|| {
		let id = campaign();
		for (donor, amount) in [(DONOR, 400), (DONOR2, 600)] {
			assert_ok!(donate(donor, id, amount));
		}
		assert_ok!(pay(&[transfer(id, 0, 400)]));
		refused!(give_back(OFFICER, id, 1), GoalNotReached);
	});
}

#[test]
fn it_is_wound_up_by_who_holds_the_power_for_all_of_it() {
	build_and_execute(|| {
		let id = campaign();
		assert_ok!(donate(DONOR, id, 1_000));
		limit_power(OFFICER, CITY, Power::Budget, 999);
		refused!(wind_up(id), NoPower);
	});
}

/// In a millisecond nobody takes back, and whose deadline never comes keeps what it got for ever.
#[test]
fn donors_have_time_and_not_for_ever() {
	build_and_execute(|| {
		found();
		let terms = campaign_terms(DOLLARS, fund(DOLLARS));
		let campaign = terms.campaign.expect("it is one");
		for wrong in [Campaign { take_back: 1, ..campaign }, Campaign { deadline: Moment::MAX, ..campaign }] {
			refused!(make(FundTerms { campaign: Some(wrong), ..terms.clone() }), CampaignTimes);
		}
	});
}

/// Money for roads goes through a campaign that is missed on purpose, and is for anything then.
#[test]
fn the_rest_keeps_its_purpose() {
	build_and_execute(|| {
		found();
		let for_roads = Some(code("COFOG", "04.5"));
		let any = fund(DOLLARS);
		let terms = FundTerms { purpose: for_roads.clone(), ..campaign_terms(DOLLARS, any) };
		refused!(make(terms.clone()), OtherPurpose);
		let roads = fund_by(OFFICER, CITY, FundTerms { purpose: for_roads, ..fund_terms(DOLLARS) });
		let campaign = Campaign { successor: roads, ..terms.campaign.expect("it is one") };
		assert_ok!(make(FundTerms { campaign: Some(campaign), ..terms }));
	});
}

/// A stranger gives as little and as often as can be, takes it all back with his deposits, and leaves the records to the body: it pays
/// for them until it has nothing free for records of its own.
#[test]
fn who_takes_everything_back_leaves_no_burden() {
	build_and_execute(|| {
		let id = campaign();
		let before = bytes();
		for _ in 0..20 {
			assert_ok!(donate(STRANGER, id, 10));
		}
		set_time(DEADLINE + 1);
		for receipt in 0..20 {
			assert_ok!(give_back(STRANGER, id, receipt));
		}
		assert_eq!(bytes(), before);
	});
}

/// Nothing was used of it and nothing is left, so that no use ever comes after its receipts.
#[test]
fn what_went_back_as_a_whole_leaves_state() {
	build_and_execute(|| {
		let id = campaign();
		assert_ok!(donate(DONOR, id, 400));
		set_time(DEADLINE + 1);
		assert_ok!(give_back(DONOR, id, 0));
		audited();
		assert_ok!(PublicFinance::archive(signed(STRANGER), Shelf::Receipts(id), 64));
		assert_eq!((Receipts::<Test>::get(id, 0), free(None, DONOR)), (None, ENDOWMENT));
	});
}
