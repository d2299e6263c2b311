//! Who would not be audited, and who would not be seen to be.

use crate::tests::{
	audit::{audited, commitment, conclude, engaged_in},
	award::bytes,
	pay::{pay, transfer, use_of},
	*,
};
use frame_support::traits::Hooks;

/// What the auditor keeps to himself.
const SECRET: H256 = H256([0x5e; 32]);

fn engage(who: AccountId, engage: Engage<AccountId>) -> DispatchResult {
	PublicFinance::engage(signed(who), CITY, 0, engage)
}

fn close() -> DispatchResult {
	PublicFinance::set_period(signed(OFFICER), CITY, PeriodChange::Close)
}

fn archive(shelf: Shelf) -> DispatchResult {
	PublicFinance::archive(signed(STRANGER), shelf, 64)
}

/// An officer closes the period before the auditor has accepted. Whether he cannot, or it can be accepted afterwards: it is audited.
#[test]
fn nobody_closes_a_period_before_his_auditor_comes() {
	build_and_execute(|| {
		found();
		assert_ok!(engage(COUNCIL, Engage::Offer(AUDITOR)));
		let _ = close();
		assert_ok!(engage(AUDITOR, Engage::Accept(commitment(7))));
	});
}

/// Nor before the council has named one. What is never audited never leaves state either, nor does anything after it.
#[test]
fn a_period_that_was_closed_at_once_can_be_audited() {
	build_and_execute(|| {
		found();
		let _ = close();
		assert_ok!(engage(COUNCIL, Engage::Offer(AUDITOR)));
	});
}

/// He has accepted, and was not heard of since. Without an opinion nothing is ever archived: neither of this period nor of any later one.
#[test]
fn an_auditor_who_is_gone_is_followed_by_another() {
	build_and_execute(|| {
		found();
		engaged_in(0, 7);
		close_period();
		set_time(NOW + 400 * DAY);
		set_epoch(1_000);
		assert_ok!(engage(COUNCIL, Engage::Offer(STRANGER)));
	});
}

#[test]
fn who_has_become_related_has_no_opinion() {
	build_and_execute(|| {
		found();
		engaged_in(0, 7);
		close_period();
		relate(AUDITOR, CITY);
		refused!(conclude(AUDITOR, Conclusion::Opinion(Opinion::Disclaimer, PROOF)), AuditorRelated);
	});
}

/// All that is left to him is to name another one.
#[test]
fn whom_the_body_has_come_to_control_appropriates_nothing() {
	build_and_execute(|| {
		lines();
		control(CITY, COUNCIL);
		let moves = list([moved(None, Some(3), 1)]);
		refused!(PublicFinance::move_authority(signed(COUNCIL), CITY, moves), AppropriatorControlled);
		refused!(engage(COUNCIL, Engage::Offer(AUDITOR)), AppropriatorControlled);
		let set = |who, change| PublicFinance::set_body(signed(who), CITY, change);
		let rule = Rule { threshold: Balance::MAX, ..RULE };
		refused!(set(COUNCIL, BodyChange::Rule(rule)), AppropriatorControlled);
		assert_ok!(set(COUNCIL, BodyChange::Appropriator(BOARD)));
		assert_ok!(set(BOARD, BodyChange::Accept));
	});
}

/// What a body claims to have paid could be contested, were it not archived within the hour.
#[test]
fn a_claim_is_answered_before_it_is_archived() {
	build_and_execute(|| {
		budget();
		charity();
		let to = fund_by(HELPER, CHARITY, fund_terms(EUR));
		let id = filled(EUR, 1_000);
		pay_award(id, awarded(Payee::Fund(to), 3, 600), 3, 600);
		audited();
		let _ = archive(Shelf::Uses(id));
		assert_ok!(PublicFinance::confirm(signed(HELPER), id, 0, true));
		assert_eq!(fund_of(to).queue.received, 600);
	});
}

/// What was put right is nobody's any more without the record, and no view has it.
#[test]
fn what_was_put_right_leaves_with_its_record() {
	build_and_execute(|| {
		found();
		let (id, to) = (filled(EUR, 100), fund(EUR));
		assert_ok!(pay(&[transfer(id, to, 100)]));
		let before = bytes();
		let note = Correction::Note { fund: id, number: 0, document: PROOF };
		assert_ok!(PublicFinance::correct(signed(OFFICER), CITY, note));
		let note = bytes() - before;
		audited();
		// But for the receipt of it, which is still there.
		let room = crate::bodies::bytes_at_most::<Receipt<Test>>() as u64;
		let left = bytes() + room - note - use_of(id, 0).bytes() as u64;
		assert_ok!(archive(Shelf::Uses(id)));
		assert_eq!((Corrections::<Test>::iter().count(), bytes()), (0, left));
	});
}

/// Blocks were missing for more than an epoch after the period was closed. The first whole epoch after that is the next that there was.
#[test]
fn an_epoch_that_never_was_is_not_waited_for() {
	build_and_execute(|| {
		found();
		engaged_in(0, 7);
		PublicFinance::on_initialize(1);
		close_period();
		for epoch in [4, 5] {
			set_epoch(epoch);
			PublicFinance::on_initialize(epoch);
		}
		assert_ok!(PublicFinance::reveal(signed(AUDITOR), CITY, 0, SECRET));
		// Not what was gathered while the period was closed, which the mock says as the epoch 4 begins.
		let seed = civitas_primitives::public_finance::sample::seed(&SECRET, &[5; 32]);
		assert_eq!(Engagements::<Test>::get(CITY, 0).expect("there is an audit").seed, Some(seed));
	});
}
