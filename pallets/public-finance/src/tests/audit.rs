//! `engage`, `reveal`, `find`, `answer` and `conclude`.

use super::*;

/// What the auditor binds himself to.
const SECRET: H256 = H256([0x5e; 32]);

/// One unit of so many.
pub fn commitment(every: Balance) -> Commitment {
	Commitment { hash: sp_io::hashing::blake2_256(SECRET.as_bytes()).into(), every }
}

fn engage(who: AccountId, engage: Engage<AccountId>) -> DispatchResult {
	PublicFinance::engage(signed(who), CITY, 0, engage)
}

fn reveal(who: AccountId, secret: H256) -> DispatchResult {
	PublicFinance::reveal(signed(who), CITY, 0, secret)
}

pub fn find(who: AccountId, record: Option<Record>, due: Moment) -> DispatchResult {
	PublicFinance::find(signed(who), CITY, 0, record, Severity::Medium, PROOF, due)
}

pub fn answer(who: AccountId, finding: u16) -> DispatchResult {
	PublicFinance::answer(signed(who), CITY, 0, finding, PROOF)
}

pub fn conclude(who: AccountId, conclusion: Conclusion) -> DispatchResult {
	PublicFinance::conclude(signed(who), CITY, 0, conclusion)
}

/// Without a sample.
fn opinion() -> Conclusion {
	Conclusion::Opinion(Opinion::Disclaimer, PROOF)
}

/// The council offers the audit of a period of the city, and the auditor accepts: he looks at one unit of so many.
pub fn engaged_in(period: PeriodId, every: Balance) {
	let (offer, accept) = (Engage::Offer(AUDITOR), Engage::Accept(commitment(every)));
	assert_ok!(PublicFinance::engage(signed(COUNCIL), CITY, period, offer));
	assert_ok!(PublicFinance::engage(signed(AUDITOR), CITY, period, accept));
}

/// The auditor reveals his secret; this was gathered in the epoch after this one, in which the period was closed.
pub fn revealed_in(period: PeriodId, randomness: [u8; 32]) {
	gather(LastEpoch::<Test>::get().1 + 1, randomness);
	assert_ok!(PublicFinance::reveal(signed(AUDITOR), CITY, period, SECRET));
}

/// The period of the city that is open is audited: it is closed, and the next one is open.
pub fn audited() {
	let period = Bodies::<Test>::get(CITY).unwrap().current.unwrap();
	engaged_in(period, 100);
	next_period();
	revealed_in(period, [7; 32]);
	let opinion = Conclusion::Opinion(Opinion::Qualified, PROOF);
	assert_ok!(PublicFinance::conclude(signed(AUDITOR), CITY, period, opinion));
}

/// The period of the city that is open is closed, and the next one is open.
pub fn next_period() {
	close_period();
	let plan = PeriodChange::Plan { label: text("later"), from: NOW, to: NOW + 365 * DAY };
	assert_ok!(PublicFinance::set_period(signed(OFFICER), CITY, plan));
	assert_ok!(PublicFinance::set_period(signed(OFFICER), CITY, PeriodChange::Open));
}

fn engagement() -> Engagement<AccountId> {
	Engagements::<Test>::get(CITY, 0).expect("there is an audit")
}

fn finding(number: u16) -> Finding {
	Findings::<Test>::get((CITY, 0, number)).expect("there is such a finding")
}

/// An audit that was offered.
fn offer(auditor: AccountId) -> Engagement<AccountId> {
	Engagement {
		auditor,
		commitment: None,
		accepted: None,
		secret: None,
		seed: None,
		opinion: None,
		findings: 0,
		unresolved: 0,
		former: 0,
	}
}

/// One that was accepted in an epoch, now.
fn accept(auditor: AccountId, epoch: u64) -> Engagement<AccountId> {
	Engagement { commitment: Some(commitment(7)), accepted: Some((epoch, NOW)), ..offer(auditor) }
}

#[test]
fn an_audit_is_offered_and_accepted() {
	build_and_execute(|| {
		found();
		events();
		let before = Deposits::<Test>::get(CITY).unwrap().bytes;
		assert_ok!(engage(COUNCIL, Engage::Offer(STRANGER)));
		assert_eq!(engagement(), offer(STRANGER));
		// Another is named instead, for the same deposit.
		assert_ok!(engage(COUNCIL, Engage::Offer(AUDITOR)));
		assert_eq!(engagement(), offer(AUDITOR));
		let after = Deposits::<Test>::get(CITY).unwrap().bytes;
		assert_eq!(after, before + crate::audit::engagement_bytes::<Test>() as u64);
		refused!(engage(STRANGER, Engage::Accept(commitment(7))), EngagementUnknown);

		count_epoch(5);
		assert_ok!(engage(AUDITOR, Engage::Accept(commitment(7))));
		assert_eq!(engagement(), accept(AUDITOR, 5));
		assert_eq!(Deposits::<Test>::get(CITY).unwrap().bytes, after);
		let engaged = |auditor, commitment| Event::Engaged { body: CITY, period: 0, auditor, commitment };
		let happened = [engaged(STRANGER, None), engaged(AUDITOR, None), engaged(AUDITOR, Some(commitment(7)))];
		assert_eq!(events(), happened);
	});
}

#[test]
fn only_the_appropriator_offers_and_only_before_it_is_accepted() {
	build_and_execute(|| {
		found();
		for who in [CITY, OFFICER, AUDITOR, BOARD] {
			refused!(engage(who, Engage::Offer(AUDITOR)), NotAllowed);
		}
		let elsewhere = |body, period| PublicFinance::engage(signed(COUNCIL), body, period, Engage::Offer(AUDITOR));
		refused!(elsewhere(STRANGER, 0), NotBody);
		refused!(elsewhere(CITY, 1), PeriodUnknown);
		engaged_in(0, 7);
		refused!(engage(COUNCIL, Engage::Offer(STRANGER)), EngagementAccepted);
		refused!(engage(AUDITOR, Engage::Accept(commitment(8))), EngagementAccepted);
	});
}

#[test]
fn an_audit_is_offered_and_accepted_whether_the_period_is_closed_or_not() {
	build_and_execute(|| {
		found();
		refused!(engage(AUDITOR, Engage::Accept(commitment(7))), EngagementUnknown);
		assert_ok!(engage(COUNCIL, Engage::Offer(STRANGER)));
		refused!(engage(COUNCIL, Engage::Accept(commitment(7))), EngagementUnknown);
		refused!(engage(STRANGER, Engage::Accept(commitment(0))), CommitmentInvalid);
		close_period();
		assert_ok!(engage(COUNCIL, Engage::Offer(AUDITOR)));
		assert_ok!(engage(AUDITOR, Engage::Accept(commitment(7))));
		assert_eq!(engagement(), accept(AUDITOR, 0));
		assert_ok!(conclude(AUDITOR, opinion()));
		refused!(engage(COUNCIL, Engage::Offer(STRANGER)), EngagementAccepted);
		// Of one that is planned it can be, too.
		let plan = PeriodChange::Plan { label: text("2028"), from: NOW, to: NOW + DAY };
		assert_ok!(PublicFinance::set_period(signed(OFFICER), CITY, plan));
		engaged_in(1, 7);
	});
}

/// The audit of period 0 is accepted, and then the period is closed, after so long; or the other way round.
fn accepted_and_closed(after: Moment, is_closed_first: bool) {
	assert_ok!(engage(COUNCIL, Engage::Offer(AUDITOR)));
	let accept = || {
		assert_ok!(engage(AUDITOR, Engage::Accept(commitment(7))));
	};
	if is_closed_first {
		close_period();
	} else {
		accept();
	}
	set_time(NOW + after);
	if is_closed_first {
		accept();
	} else {
		close_period();
	}
}

#[test]
fn who_is_not_heard_of_is_followed_by_another() {
	for is_closed_first in [false, true] {
		build_and_execute(|| {
			found();
			accepted_and_closed(DAY, is_closed_first);
			(0..2).for_each(|_| {
				assert_ok!(find(AUDITOR, None, NOW + DAY));
			});
			assert_ok!(conclude(AUDITOR, Conclusion::Resolved(0)));
			let before = Deposits::<Test>::get(CITY).unwrap().bytes;
			// So long after both, and not a moment earlier.
			set_time(NOW + DAY + REPLACE_AFTER);
			refused!(engage(COUNCIL, Engage::Offer(STRANGER)), EngagementAccepted);
			set_time(NOW + DAY + REPLACE_AFTER + 1);
			refused!(engage(OFFICER, Engage::Offer(STRANGER)), NotAllowed);
			assert_ok!(engage(COUNCIL, Engage::Offer(STRANGER)));
			// What was found stays, and who comes after resolves it.
			assert_eq!(engagement(), Engagement { findings: 2, unresolved: 1, former: 1, ..offer(STRANGER) });
			// For what he will find the body has paid, too.
			let after = before + crate::audit::engagement_bytes::<Test>() as u64;
			assert_eq!(Deposits::<Test>::get(CITY).unwrap().bytes, after);
			assert_ok!(engage(COUNCIL, Engage::Offer(BOARD)));
			assert_ok!(engage(COUNCIL, Engage::Offer(STRANGER)));
			assert_eq!((engagement().former, Deposits::<Test>::get(CITY).unwrap().bytes), (1, after));
			refused!(reveal(AUDITOR, SECRET), EngagementUnknown);
			refused!(conclude(AUDITOR, opinion()), EngagementUnknown);
			refused!(conclude(STRANGER, opinion()), EngagementUnknown);
			assert_ok!(engage(STRANGER, Engage::Accept(commitment(7))));
			assert_ok!(find(STRANGER, None, NOW + 365 * DAY));
			assert_ok!(conclude(STRANGER, Conclusion::Resolved(1)));
			assert_eq!((engagement().findings, engagement().unresolved), (3, 1));
			assert_ok!(conclude(STRANGER, opinion()));
		});
	}
}

#[test]
fn nobody_follows_who_has_revealed_or_concluded() {
	build_and_execute(|| {
		found();
		engaged_in(0, 7);
		// As long as the period is open he has nothing to say.
		set_time(NOW + 2 * REPLACE_AFTER);
		refused!(engage(COUNCIL, Engage::Offer(STRANGER)), EngagementAccepted);
		next_period();
		revealed_in(0, [7; 32]);
		set_time(NOW + 4 * REPLACE_AFTER);
		refused!(engage(COUNCIL, Engage::Offer(STRANGER)), EngagementAccepted);
		// Nor who has said what he thinks, and kept his secret.
		engaged_in(1, 7);
		close_period();
		assert_ok!(PublicFinance::conclude(signed(AUDITOR), CITY, 1, opinion()));
		set_time(NOW + 6 * REPLACE_AFTER);
		refused!(PublicFinance::engage(signed(COUNCIL), CITY, 1, Engage::Offer(STRANGER)), EngagementAccepted);
	});
}

#[test]
fn the_auditor_has_nothing_to_do_with_the_body() {
	build_and_execute(|| {
		found();
		refused!(engage(COUNCIL, Engage::Offer(CITY)), AuditorRelated);
		control(CITY, STRANGER);
		refused!(engage(COUNCIL, Engage::Offer(STRANGER)), AuditorRelated);
		control(PAYEE, CITY);
		refused!(engage(COUNCIL, Engage::Offer(PAYEE)), AuditorRelated);
		assert_ok!(engage(COUNCIL, Engage::Offer(AUDITOR)));
		// It is judged again when he accepts.
		relate(AUDITOR, CITY);
		refused!(engage(AUDITOR, Engage::Accept(commitment(7))), AuditorRelated);
		Relations::set(Default::default());
		assert_ok!(engage(AUDITOR, Engage::Accept(commitment(7))));
		// And when he says what he thinks. What he has found he can resolve all the same.
		close_period();
		assert_ok!(find(AUDITOR, None, NOW));
		relate(AUDITOR, CITY);
		refused!(conclude(AUDITOR, opinion()), AuditorRelated);
		assert_ok!(conclude(AUDITOR, Conclusion::Resolved(0)));
		Relations::set(Default::default());
		assert_ok!(conclude(AUDITOR, opinion()));
	});
}

#[test]
fn a_secret_is_revealed_once_chance_has_had_its_part() {
	build_and_execute(|| {
		found();
		refused!(reveal(AUDITOR, SECRET), EngagementUnknown);
		assert_ok!(engage(COUNCIL, Engage::Offer(AUDITOR)));
		refused!(reveal(AUDITOR, SECRET), EngagementUnknown);
		assert_ok!(engage(AUDITOR, Engage::Accept(commitment(7))));
		(1..=9).filter(|epoch| *epoch != 8).for_each(|epoch| gather(epoch, [epoch as u8; 32]));
		refused!(reveal(AUDITOR, SECRET), PeriodNotClosed);
		count_epoch(7);
		close_period();
		for who in [CITY, COUNCIL, OFFICER, STRANGER] {
			refused!(reveal(who, SECRET), EngagementUnknown);
		}
		refused!(reveal(AUDITOR, H256::zero()), SecretWrong);
		// Neither the epoch in which it was closed counts nor any but the next.
		refused!(reveal(AUDITOR, SECRET), RandomnessUnknown);
		gather(8, [0x88; 32]);
		events();
		assert_ok!(reveal(AUDITOR, SECRET));
		let seed = civitas_primitives::content_id("civitas/audit-sample", (SECRET, [0x88u8; 32]));
		let revealed = Engagement { secret: Some(SECRET), seed: Some(seed), ..accept(AUDITOR, 0) };
		assert_eq!(engagement(), revealed);
		assert_eq!(events(), [Event::Revealed { body: CITY, period: 0, secret: SECRET, seed }]);
		refused!(reveal(AUDITOR, SECRET), AlreadyDone);
	});
}

#[test]
fn who_accepts_later_has_chance_bring_its_part_later() {
	build_and_execute(|| {
		found();
		count_epoch(3);
		close_period();
		count_epoch(7);
		engaged_in(0, 7);
		(1..=9).filter(|epoch| *epoch != 8).for_each(|epoch| gather(epoch, [epoch as u8; 32]));
		// What was known when he bound himself does not count.
		refused!(reveal(AUDITOR, SECRET), RandomnessUnknown);
		gather(8, [0x88; 32]);
		assert_ok!(reveal(AUDITOR, SECRET));
		let seed = civitas_primitives::content_id("civitas/audit-sample", (SECRET, [0x88u8; 32]));
		assert_eq!(engagement().seed, Some(seed));
	});
}

/// What is remembered of the epochs so far.
fn remembered() -> Vec<(u64, u8)> {
	let mut all: Vec<_> = Gathered::<Test>::iter().map(|(epoch, gathered)| (epoch, gathered[0])).collect();
	all.sort();
	all
}

#[test]
fn epochs_are_counted_as_they_begin() {
	build_and_execute(|| {
		let begin = |epoch| {
			set_epoch(epoch);
			PublicFinance::note_epoch();
			LastEpoch::<Test>::get()
		};
		// The first is the one that the chain begins in.
		assert_eq!((begin(0), remembered()), ((0, 0), vec![]));
		assert_eq!((begin(1), remembered()), ((1, 1), vec![(0, 1)]));
		// Once is enough.
		assert_eq!((begin(1), remembered()), ((1, 1), vec![(0, 1)]));
		// In those between there was no block.
		assert_eq!((begin(9), remembered()), ((9, 2), vec![(0, 1), (1, 9)]));
		// What is too old is forgotten.
		count_epoch(EpochsRemembered::get());
		assert_eq!(begin(10), (10, 101));
		assert_eq!(remembered(), [(1, 9), (100, 10)]);
	});
}

#[test]
fn what_is_found_is_stored_and_counted() {
	build_and_execute(|| {
		found();
		engaged_in(0, 7);
		close_period();
		let before = Deposits::<Test>::get(CITY).unwrap().bytes;
		events();
		let due = NOW + DAY;
		let blank = Finding {
			record: None,
			severity: Severity::Medium,
			document: PROOF,
			at: NOW,
			due,
			answer: None,
			resolved: None,
		};
		for number in 0..2 {
			assert_ok!(find(AUDITOR, None, due));
			assert_eq!(finding(number), blank);
		}
		assert_eq!((engagement().findings, engagement().unresolved), (2, 2));
		let after = Deposits::<Test>::get(CITY).unwrap().bytes;
		assert_eq!(after, before, "it was paid for when the audit was offered");
		let found = |finding| Event::Found { body: CITY, period: 0, finding, found: blank.clone() };
		assert_eq!(events(), [found(0), found(1)]);
	});
}

#[test]
fn only_the_auditor_finds_and_only_in_what_is_closed() {
	build_and_execute(|| {
		found();
		refused!(find(AUDITOR, None, NOW), EngagementUnknown);
		engaged_in(0, 7);
		refused!(find(AUDITOR, None, NOW), PeriodNotClosed);
		close_period();
		for who in [CITY, COUNCIL, OFFICER, STRANGER] {
			refused!(find(who, None, NOW), EngagementUnknown);
		}
		refused!(find(AUDITOR, None, NOW - 1), DueInvalid);
		assert_ok!(find(AUDITOR, None, NOW));
		assert_ok!(conclude(AUDITOR, opinion()));
		refused!(find(AUDITOR, None, NOW), AlreadyDone);
	});
}

#[test]
fn a_finding_is_about_a_record_of_the_body() {
	build_and_execute(|| {
		budget();
		charity();
		let fund = filled(EUR, 100);
		let award = awarded(Payee::Withheld(PROOF), 3, 60);
		pay_award(fund, award, 3, 60);
		let other = fund_by(HELPER, CHARITY, fund_terms(EUR));
		engaged_in(0, 7);
		close_period();
		let records = [Record::Use(fund, 0), Record::Receipt(fund, 0), Record::Award(award), Record::Line(9)];
		for (number, record) in (0..).zip(records) {
			assert_ok!(find(AUDITOR, Some(record), NOW));
			assert_eq!(finding(number).record, Some(record));
		}
		for record in [Record::Use(other, 0), Record::Receipt(other, 0), Record::Use(9, 0), Record::Receipt(9, 0)] {
			refused!(find(AUDITOR, Some(record), NOW), FundUnknown);
		}
		refused!(find(AUDITOR, Some(Record::Use(fund, 1)), NOW), UseUnknown);
		refused!(find(AUDITOR, Some(Record::Receipt(fund, 1)), NOW), ReceiptUnknown);
		refused!(find(AUDITOR, Some(Record::Award(award + 1)), NOW), AwardUnknown);
		refused!(find(AUDITOR, Some(Record::Line(10)), NOW), LineUnknown);
	});
}

#[test]
fn there_are_no_more_findings_than_were_paid_for() {
	build_and_execute(|| {
		found();
		engaged_in(0, 7);
		close_period();
		for _ in 0..MAX_FINDINGS {
			assert_ok!(find(AUDITOR, None, NOW));
		}
		refused!(find(AUDITOR, None, NOW), TooManyFindings);
	});
}

#[test]
fn the_body_or_any_officer_answers_once() {
	build_and_execute(|| {
		found();
		engaged_in(0, 7);
		close_period();
		(0..3).for_each(|_| {
			assert_ok!(find(AUDITOR, None, NOW));
		});
		events();
		refused!(answer(CITY, 3), FindingUnknown);
		for who in [COUNCIL, AUDITOR, HELPER, STRANGER] {
			refused!(answer(who, 0), NoPower);
		}
		// Late, and still answered.
		set_time(NOW + 7);
		assert_ok!(answer(CITY, 0));
		assert_eq!(finding(0).answer, Some((PROOF, NOW + 7)));
		assert_eq!(events(), [Event::FindingAnswered { body: CITY, period: 0, finding: 0, document: PROOF }]);
		refused!(answer(OFFICER, 0), AlreadyDone);
		assert_ok!(answer(OFFICER, 1));
		// Any power does, and none does not.
		Power::ALL.into_iter().filter(|power| *power != Power::Accept).for_each(|power| take_power(THIRD, CITY, power));
		assert_ok!(answer(THIRD, 2));
		take_power(THIRD, CITY, Power::Accept);
		assert_ok!(find(AUDITOR, None, NOW + 7));
		refused!(answer(THIRD, 3), NoPower);
		assert_eq!(engagement().unresolved, 4, "an answer resolves nothing");
	});
}

#[test]
fn the_auditor_resolves_what_he_has_found() {
	build_and_execute(|| {
		found();
		engaged_in(0, 7);
		close_period();
		(0..2).for_each(|_| {
			assert_ok!(find(AUDITOR, None, NOW));
		});
		events();
		for who in [CITY, COUNCIL, OFFICER, STRANGER] {
			refused!(conclude(who, Conclusion::Resolved(1)), EngagementUnknown);
		}
		refused!(conclude(AUDITOR, Conclusion::Resolved(2)), FindingUnknown);
		set_time(NOW + 7);
		assert_ok!(conclude(AUDITOR, Conclusion::Resolved(1)));
		assert_eq!((finding(0).resolved, finding(1).resolved), (None, Some(NOW + 7)));
		assert_eq!((engagement().findings, engagement().unresolved), (2, 1));
		let conclusion = Conclusion::Resolved(1);
		assert_eq!(events(), [Event::Concluded { body: CITY, period: 0, conclusion }]);
		refused!(conclude(AUDITOR, Conclusion::Resolved(1)), AlreadyDone);
		// What is answered late is resolved after the opinion.
		assert_ok!(conclude(AUDITOR, opinion()));
		assert_ok!(conclude(AUDITOR, Conclusion::Resolved(0)));
		assert_eq!(engagement().unresolved, 0);
	});
}

#[test]
fn an_opinion_is_given_once_and_makes_the_period_audited() {
	build_and_execute(|| {
		found();
		refused!(conclude(AUDITOR, opinion()), EngagementUnknown);
		engaged_in(0, 7);
		refused!(conclude(AUDITOR, opinion()), PeriodNotClosed);
		close_period();
		let before = Periods::<Test>::get(CITY, 0).unwrap();
		events();
		set_time(NOW + 7);
		// Without a sample he has nothing to say but that.
		for opinion in [Opinion::Unmodified, Opinion::Qualified, Opinion::Adverse] {
			refused!(conclude(AUDITOR, Conclusion::Opinion(opinion, PROOF)), SampleNotDrawn);
		}
		assert_ok!(conclude(AUDITOR, opinion()));
		assert_eq!(engagement().opinion, Some((Opinion::Disclaimer, PROOF, NOW + 7)));
		assert_eq!(Periods::<Test>::get(CITY, 0), Some(Period { is_audited: true, ..before }));
		assert_eq!(events(), [Event::Concluded { body: CITY, period: 0, conclusion: opinion() }]);
		refused!(conclude(AUDITOR, Conclusion::Opinion(Opinion::Adverse, PROOF)), AlreadyDone);
	});
}
