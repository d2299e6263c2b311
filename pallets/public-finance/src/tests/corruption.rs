//! Each invariant is broken by hand, and the check must say which.

use super::*;
use crate::awards::payee_key;
use frame_support::traits::{fungibles::MutateHold, tokens::Precision};

type Holds = <Test as crate::Config>::Holds;

/// What the auditor keeps to himself.
const SECRET: H256 = H256([0x5e; 32]);
/// Who is paid award 0.
fn supplier() -> Payee<AccountId> {
	Payee::Organisation(text("ES-NIF-B12345678"))
}

/// Two bodies, and of everything something.
///
/// - Fund 0, euros: receipts 0 of 10,000, 1 of 300 of taxes, 2 of 700 that was void; uses 0 of 400 for award 0, with a note, of which
///   100 came back into fund 5, 1 of 50 that refunds taxes.
/// - Fund 1, dollars: receipts 0 of 10,000, 1 of 1,000 that the donor gave; uses 0 of 500 for award 1, into fund 2 of the charity, 1 of
///   200 into fund 3.
/// - Fund 4, in a currency without a rule, a receipt of which waits. An auditor has accepted.
fn world() {
	budget();
	charity();
	assert_ok!(PublicFinance::set_body(signed(CHARITY), CHARITY, BodyChange::Parent(Some(CITY))));
	assert_ok!(PublicFinance::set_body(signed(CITY), CHARITY, BodyChange::Adopt(true)));

	assert_eq!((filled(EUR, 10_000), awarded(supplier(), 3, 1_000)), (0, 0));
	let more = AwardTerms { award: Some(0), ..award_terms(supplier(), &[split(3, 1_200)]) };
	assert_ok!(PublicFinance::award(signed(OFFICER), CITY, list([more])));
	pay_award(0, 0, 3, 400);
	let note = Correction::Note { fund: 0, number: 0, document: PROOF };
	assert_ok!(PublicFinance::correct(signed(OFFICER), CITY, note));
	let taxes = ReceiptTerms { line: Some(0), ..receipt_terms(EUR, 300) };
	assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, 0, list([taxes, receipt_terms(EUR, 700)])));
	let how = How::Refund { fund: 0, receipt: 1, line: Some(0) };
	let refund = Payment { fund: 0, amount: 50, how, evidence: Some(PROOF) };
	assert_ok!(PublicFinance::pay(signed(SECOND), CITY, list([refund])));
	let void = Correction::Void { fund: 0, receipt: 2, evidence: PROOF };
	assert_ok!(PublicFinance::correct(signed(OFFICER), CITY, void));

	assert_eq!(filled(DOLLARS, 10_000), 1);
	assert_ok!(PublicFinance::donate(signed(DONOR), 1, Some(DOLLAR), 1_000));
	assert_eq!(fund_by(HELPER, CHARITY, fund_terms(DOLLARS)), 2);
	assert_eq!((awarded(Payee::Fund(2), 8, 500), fund(DOLLARS)), (1, 3));
	pay_award(1, 1, 8, 500);
	let transfer = Payment { fund: 1, amount: 200, how: How::Transfer { to: 3 }, evidence: None };
	assert_ok!(PublicFinance::pay(signed(OFFICER), CITY, list([transfer])));

	let other = Currency::iso(b"USD");
	assert_eq!((fund(other), fund(EUR)), (4, 5));
	assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, 4, list([receipt_terms(other, 1)])));
	let back = ReceiptTerms { returns: Some((0, 0)), ..receipt_terms(EUR, 100) };
	came_back(5, back);

	assert_ok!(PublicFinance::engage(signed(COUNCIL), CITY, 0, Engage::Offer(AUDITOR)));
	let hash = sp_io::hashing::blake2_256(SECRET.as_bytes()).into();
	let accept = Engage::Accept(Commitment { hash, every: 100 });
	assert_ok!(PublicFinance::engage(signed(AUDITOR), CITY, 0, accept));
}

/// What is done to it is found, and said with these words.
#[track_caller]
fn breaks(words: &'static str, corrupt: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		world();
		check_state();
		corrupt();
		assert_eq!(PublicFinance::do_try_state(), Err(DispatchError::Other(words)));
	});
}

fn in_body(body: AccountId, change: impl FnOnce(&mut Body<Test>)) {
	Bodies::<Test>::mutate(body, |stored| change(stored.as_mut().expect("there is such a body")));
}

fn in_period(change: impl FnOnce(&mut Period)) {
	Periods::<Test>::mutate(CITY, 0, |stored| change(stored.as_mut().expect("there is such a period")));
}

fn in_line(line: LineId, change: impl FnOnce(&mut Line)) {
	Lines::<Test>::mutate(CITY, line, |stored| change(stored.as_mut().expect("there is such a line")));
}

fn in_fund(fund: FundId, change: impl FnOnce(&mut Fund<Test>)) {
	Funds::<Test>::mutate(fund, |stored| change(stored.as_mut().expect("there is such a fund")));
}

fn in_receipt(fund: FundId, number: u32, change: impl FnOnce(&mut Receipt<Test>)) {
	Receipts::<Test>::mutate(fund, number, |stored| change(stored.as_mut().expect("there is such a receipt")));
}

fn in_use(fund: FundId, number: u32, change: impl FnOnce(&mut Use<Test>)) {
	Uses::<Test>::mutate(fund, number, |stored| change(stored.as_mut().expect("there is such a use")));
}

fn in_award(award: AwardId, change: impl FnOnce(&mut Award<AccountId>)) {
	Awards::<Test>::mutate(award, |stored| change(stored.as_mut().expect("there is such an award")));
}

fn in_audit(change: impl FnOnce(&mut Engagement<AccountId>)) {
	Engagements::<Test>::mutate(CITY, 0, |stored| change(stored.as_mut().expect("there is such an audit")));
}

/// The line that award 0 takes.
fn in_award_line(change: impl FnOnce(&mut AwardLine)) {
	in_award(0, |award| change(award.lines.iter_mut().next().expect("it has one")));
}

/// A line takes the place of the one of award 0, and is listed there.
fn take_line(line: LineId) {
	in_award_line(|place| place.line = line);
	AwardsOn::<Test>::insert((CITY, line, 0), ());
}

/// What use 0 of fund 1 is for: the award that pays fund 2.
fn in_payment(change: impl FnOnce(&mut Split, &mut Option<u32>)) {
	in_use(1, 0, |used| {
		let UseKind::Award { lines, receipt, .. } = &mut used.kind else { panic!("it pays an award") };
		change(lines.iter_mut().next().expect("it has one"), receipt);
	});
}

/// What use 1 of fund 1 is for: the transfer into fund 3.
fn in_transfer(change: impl FnOnce(&mut FundId, &mut u32, &mut Balance)) {
	in_use(1, 1, |used| {
		let UseKind::Transfer { to, receipt, got, .. } = &mut used.kind else { panic!("it is a transfer") };
		change(to, receipt, got);
	});
}

fn finding() -> Finding {
	let (severity, answer, resolved) = (Severity::Low, None, None);
	Finding { record: None, severity, document: PROOF, at: NOW, due: NOW, answer, resolved }
}

fn hold(asset: Asset, who: AccountId) {
	assert_ok!(<Holds as MutateHold<AccountId>>::hold(asset, &HoldReason::Fund.into(), &who, 1));
}

fn release(asset: Asset, who: AccountId) {
	let exact = Precision::Exact;
	assert_ok!(<Holds as MutateHold<AccountId>>::release(asset, &HoldReason::Fund.into(), &who, 1, exact));
}

#[test]
fn nothing_is_found_in_what_holds() {
	build_and_execute(world);
}

#[test]
fn the_money_of_funds_is_on_hold() {
	let words = "1: the money of funds is not what is on hold for it";
	for who in [CITY, CHARITY] {
		breaks(words, || hold(Some(DOLLAR), who.clone()));
		breaks(words, || release(Some(DOLLAR), who.clone()));
	}
}

#[test]
fn funds_are_listed_and_are_there() {
	breaks("a fund is not listed", || FundsOf::<Test>::remove(CITY, 3));
	breaks("a fund is not listed", || FundCount::<Test>::put(5));
	breaks("a fund is not listed", || in_fund(5, |fund| fund.body = STRANGER));
	breaks("the funds are not as many as counted", || FundCount::<Test>::put(7));
	breaks("a fund is listed that there is not", || FundsOf::<Test>::insert(CITY, 99, ()));
	breaks("a fund is listed that there is not", || FundsOf::<Test>::insert(CHARITY, 1, ()));
}

#[test]
fn records_leave_for_their_log_only() {
	let words = "7: a log has not as many leaves as were archived";
	let log = || Log { count: 1, peaks: list([PROOF]) };
	breaks(words, || Logs::<Test>::insert(Shelf::Receipts(1), log()));
	breaks(words, || Logs::<Test>::insert(Shelf::Uses(1), log()));
	breaks(words, || in_fund(1, |fund| fund.first_use = 1));
	breaks(words, || in_fund(1, |fund| fund.first_receipt = 1));
	breaks(words, || {
		in_fund(1, |fund| fund.first_use = 1);
		Logs::<Test>::insert(Shelf::Uses(1), Log { peaks: Default::default(), ..log() });
	});
	let words = "7: a record of a fund is missing";
	breaks(words, || Receipts::<Test>::remove(1, 0));
	breaks(words, || Receipts::<Test>::remove(1, 1));
	breaks(words, || Uses::<Test>::remove(1, 0));
	breaks(words, || Uses::<Test>::insert(1, 9, Uses::<Test>::get(1, 0).expect("there is one")));
	breaks(words, || in_fund(1, |fund| fund.uses = 3));
	let words = "7: a correction of a use is not known any more";
	breaks(words, || Corrections::<Test>::remove((0, 0), 0));
	breaks(words, || in_use(1, 1, |used| used.corrections = 1));
	breaks("7: a correction is of a use that there is not", || {
		let correction = Corrections::<Test>::get((0, 0), 0).expect("there is one");
		Corrections::<Test>::insert((0, 2), 0, correction);
	});
	breaks("a use was corrected more often than can be", || {
		let correction = Corrections::<Test>::get((0, 0), 0).expect("there is one");
		(0..=MAX_CORRECTIONS).for_each(|place| Corrections::<Test>::insert((0, 0), place, correction.clone()));
		in_use(0, 0, |used| used.corrections = MAX_CORRECTIONS + 1);
	});
}

#[test]
fn receipts_and_uses_join() {
	let words = "1: receipts do not join up to what was received";
	breaks(words, || in_fund(1, |fund| fund.queue.received += 1));
	breaks(words, || in_receipt(1, 0, |receipt| receipt.span.from += 1));
	breaks(words, || in_receipt(1, 1, |receipt| receipt.span.from += 1));
	breaks(words, || in_receipt(1, 1, |receipt| receipt.span.to += 1));
	breaks(words, || in_fund(4, |fund| fund.queue.received = 1));
	let words = "1: uses do not join up to what was used";
	breaks(words, || in_fund(1, |fund| fund.queue.used += 1));
	breaks(words, || in_use(1, 0, |used| used.span.from += 1));
	breaks(words, || in_use(1, 1, |used| used.span.from += 1));
	breaks(words, || in_use(1, 1, |used| used.span.to += 1));
	breaks(words, || {
		in_use(1, 1, |used| used.span.to = used.span.from);
		in_fund(1, |fund| fund.queue.used = 500);
	});
	breaks("1: more is used than was received", || {
		in_use(1, 1, |used| used.span.to = 11_001);
		in_fund(1, |fund| fund.queue.used = 11_001);
	});
}

#[test]
fn gaps_are_explained() {
	let gap = |change: fn(&mut Span)| {
		in_fund(0, |fund| change(fund.queue.gaps.iter_mut().next().expect("there is one")));
	};
	let words = "1: gaps are not ahead, in order and apart";
	breaks(words, || gap(|gap| gap.from = 449));
	breaks(words, || gap(|gap| gap.from = gap.to));
	breaks(words, || gap(|gap| gap.to += 1));
	breaks(words, || {
		in_fund(0, |fund| {
			let [one, other] = [(10_300, 10_600), (10_600, 11_000)].map(|(from, to)| Span { from, to });
			fund.queue.gaps = list([one, other]);
		});
	});
	breaks("1: a gap has units that were not removed", || gap(|gap| gap.from -= 1));
	let words = "1: something else is left of receipts than the fund has";
	breaks(words, || gap(|gap| gap.from += 1));
	breaks(words, || in_receipt(1, 0, |receipt| receipt.removed = 1));
	breaks(words, || in_fund(1, |fund| fund.closed = Some(Closed { at: NOW, given_back: 1 })));
	let words = "1: something else was removed from a fund than from its receipts";
	breaks(words, || in_fund(0, |fund| fund.removed += 1));
	breaks(words, || in_fund(0, |fund| fund.removed -= 1));
	breaks("1: something has left a campaign before its goal", || {
		let campaign = Campaign { goal: 11_001, deadline: NOW, take_back: MIN_TAKE_BACK, successor: 3 };
		in_fund(1, |fund| fund.campaign = Some(campaign));
	});
}

#[test]
fn uses_have_as_many_units_as_they_say() {
	let words = "1: a use has not as many units as it says";
	breaks(words, || in_use(1, 0, |used| used.amount += 1));
	breaks(words, || in_use(1, 1, |used| used.amount -= 1));
	let words = "1: a use is not among those of its period";
	breaks(words, || in_fund(1, |fund| fund.mark = None));
	breaks(words, || in_fund(1, |fund| fund.mark = Some((0, 1))));
	breaks(words, || in_use(1, 1, |used| used.period = 1));
	breaks("1: more came back of a use than was paid", || in_use(0, 0, |used| used.returned = 401));
	breaks("money on this chain was claimed", || in_use(1, 0, |used| used.standing = Standing::Claimed));
}

#[test]
fn no_more_goes_back_than_came() {
	let words = "1: more went back of a receipt than it brought";
	breaks(words, || in_receipt(0, 1, |receipt| receipt.removed = 251));
	breaks(words, || in_receipt(0, 1, |receipt| receipt.refunded = 301));
	breaks("a sum overflows", || in_receipt(0, 1, |receipt| receipt.removed = Balance::MAX));
	let words = "1: something else was refunded of a receipt than uses say";
	breaks(words, || in_receipt(0, 1, |receipt| receipt.refunded = 49));
	breaks(words, || in_receipt(1, 0, |receipt| receipt.refunded = 1));
	breaks("1: something was refunded of a receipt that there is not", || {
		in_receipt(0, 1, |receipt| receipt.refunded = 0);
		in_use(0, 1, |used| used.kind = UseKind::Refund { fund: 0, receipt: 77, payee: Payee::Withheld(PROOF) });
	});
	let words = "1: receipts brought something else back of a use than it says";
	breaks(words, || in_use(0, 0, |used| used.returned = 99));
	breaks(words, || in_receipt(5, 0, |receipt| receipt.returns = None));
	breaks("1: something came back of a use that there is not", || {
		in_receipt(5, 0, |receipt| receipt.returns = Some((0, 77)));
		in_use(0, 0, |used| used.returned = 0);
	});
	breaks("4: a receipt returns to a fund that there is not", || {
		in_receipt(5, 0, |receipt| receipt.returns = Some((99, 0)));
	});
}

#[test]
fn authority_came_from_somewhere() {
	let words = "2: authority has come from or gone to nowhere";
	breaks(words, || in_line(3, |line| line.own.authority += 1));
	breaks(words, || in_line(3, |line| line.came += 1));
	breaks(words, || in_line(4, |line| line.went += 1));
}

#[test]
fn lines_that_bind_count_those_that_report_to_them() {
	let words = "2: a line binds others than those that report to it";
	let bound = |change: fn(&mut Booked)| in_line(2, |line| change(line.bound.as_mut().expect("it binds")));
	breaks(words, || bound(|bound| bound.authority += 1));
	breaks(words, || bound(|bound| bound.obligated -= 1));
	breaks(words, || bound(|bound| bound.disbursed += 1));
	breaks(words, || bound(|bound| bound.refunded += 1));
	let words = "2: a line reports to another than the nearest that binds";
	breaks(words, || in_line(3, |line| line.control = 1));
	breaks(words, || in_line(2, |line| line.bound = None));
	breaks(words, || in_line(3, |line| line.bound = Some(Booked::default())));
	breaks("2: more is obligated than there is authority", || {
		for line in [3, 4] {
			in_line(line, |line| (line.came, line.own.authority) = (0, 0));
		}
		bound(|bound| bound.authority = 0);
	});
}

#[test]
fn lines_are_as_their_place_says() {
	breaks("the lines are not as many as counted", || in_body(CITY, |body| body.lines += 1));
	breaks("the lines are not as many as counted", || Lines::<Test>::remove(CITY, 9));
	let part = |part: &str| -> Part { text(part) };
	let words = "a line is not listed under what it is under";
	breaks(words, || LinesBelow::<Test>::remove((CITY, Above::Line(2), part("ink"))));
	breaks(words, || LinesBelow::<Test>::insert((CITY, Above::Line(2), part("ink")), 3));
	breaks("a line is under one that there is not", || {
		in_line(4, |line| line.above = Above::Line(99));
		LinesBelow::<Test>::insert((CITY, Above::Line(99), part("ink")), 4);
	});
	let words = "a line differs from what it is under";
	breaks(words, || in_line(4, |line| line.depth = 2));
	breaks(words, || in_line(4, |line| line.currency = DOLLARS));
	breaks(words, || in_line(4, |line| line.kind = LineKind::Revenue));
	breaks(words, || in_line(4, |line| line.period = 1));
	breaks("a line is of a period that there is not", || {
		let above = Above::Root { period: 7, currency: EUR, kind: LineKind::Revenue };
		in_line(0, |line| (line.above, line.period) = (above, 7));
		LinesBelow::<Test>::insert((CITY, above, part("taxes")), 0);
	});
	breaks("the lines under one are not as many as counted", || in_line(2, |line| line.children = 3));
	breaks("a line is listed that there is not", || {
		LinesBelow::<Test>::insert((CITY, Above::Line(2), part("pens")), 4);
	});
}

#[test]
fn books_of_lines_are_what_records_say() {
	let words = "3: a line is obligated to something else than its awards";
	breaks(words, || in_line(3, |line| line.own.obligated += 1));
	breaks(words, || in_award_line(|line| line.amount += 1));
	let words = "3: a line has paid something else than its awards";
	breaks(words, || in_line(3, |line| line.own.disbursed += 1));
	breaks("3: revenue is booked on a line of expenditure", || in_line(3, |line| line.own.refunded = 1));
	let words = "3: a line has received something else than its receipts";
	breaks(words, || in_line(0, |line| line.own.disbursed += 1));
	breaks(words, || in_receipt(0, 1, |receipt| receipt.line = None));
	breaks("3: revenue is obligated", || in_line(0, |line| line.own.obligated = 1));
	breaks("3: what came back of a payment is booked as revenue", || {
		in_receipt(5, 0, |receipt| receipt.line = Some(0));
	});
	breaks("there is an award in a period that was not committed", || in_period(|period| period.is_committed = false));
	breaks("3: a receipt is booked on a line that there is not", || {
		in_receipt(0, 1, |receipt| receipt.line = Some(99));
	});
	for other in [3, 5] {
		breaks("3: a receipt is booked on a line of another currency, or of expenditure", || {
			in_receipt(0, 1, |receipt| receipt.line = Some(other));
		});
	}
}

#[test]
fn awards_are_what_their_lines_and_uses_say() {
	breaks("3: an award takes a line twice", || {
		in_award(0, |award| {
			let line = award.lines[0];
			award.lines.try_push(line).expect("there is room");
		});
	});
	breaks("3: an award takes a line that there is not", || take_line(99));
	for other in [0, 8] {
		breaks("3: an award takes a line of another currency, or of revenue", || take_line(other));
	}
	breaks("3: a line of an award has paid something else than its uses", || take_line(4));
	let words = "3: a line of an award has paid something else than its uses";
	breaks(words, || in_award_line(|line| line.disbursed += 1));
	breaks("3: an award has paid something else than its lines", || in_award(0, |award| award.disbursed += 1));
	breaks("3: something else came back of an award than of its uses", || in_award(0, |award| award.returned = 99));
	breaks("3: a use pays an award that there is not", || Awards::<Test>::remove(1));
	let words = "3: a use pays an award of another body or currency";
	breaks(words, || in_award(1, |award| award.currency = EUR));
	breaks(words, || in_award(1, |award| award.body = CHARITY));
	breaks("3: a use pays a line that there is not", || in_payment(|line, _| line.line = 99));
	breaks("3: the lines of a use do not sum to it", || in_payment(|line, _| line.amount += 1));
	breaks("3: a use pays a line that its award has not", || {
		in_use(0, 0, |used| {
			let UseKind::Award { lines, .. } = &mut used.kind else { panic!("it pays an award") };
			lines.try_push(split(4, 0)).expect("there is room");
		});
	});
}

#[test]
fn no_more_is_done_than_was_awarded() {
	breaks("2: more has lapsed of a line than was awarded of it", || in_award_line(|line| line.lapsed = 1_201));
	breaks("2: more is paid of a line than was awarded of it", || in_award_line(|line| line.lapsed = 801));
	breaks("2: more is accepted than was awarded", || in_award(0, |award| award.accepted = 1_201));
	breaks("2: more came back of an award than was paid", || in_award(0, |award| award.returned = 401));
	breaks("2: more is paid than was accepted or may be in advance", || in_award(0, |award| award.accepted = 299));
	let words = "3: something else is accepted than was at each time";
	breaks(words, || in_award(0, |award| award.accepted -= 1));
	breaks(words, || in_award(0, |award| award.acceptances = 2));
	breaks(words, || Acceptances::<Test>::remove(0, 0));
	let words = "7: a change of an award is not known any more";
	breaks(words, || AwardChanges::<Test>::remove(0, 0));
	breaks(words, || in_award(1, |award| award.changes = 1));
}

#[test]
fn awards_are_listed_and_are_there() {
	breaks("an award is not listed", || AwardsOf::<Test>::remove(CITY, 0));
	breaks("an award is not listed", || AwardsTo::<Test>::remove(payee_key(&supplier()), 0));
	breaks("an award is not listed", || AwardCount::<Test>::put(1));
	breaks("an award is not listed on its line", || AwardsOn::<Test>::remove((CITY, 3, 0)));
	breaks("the awards are not as many as counted", || AwardCount::<Test>::put(3));
	breaks("an award is listed that there is not", || AwardsOf::<Test>::insert(CHARITY, 0, ()));
	breaks("an award is listed that there is not", || AwardsTo::<Test>::insert(PROOF, 0, ()));
	breaks("an award is listed on a line that it does not take", || AwardsOn::<Test>::insert((CITY, 4, 0), ()));
}

#[test]
fn ways_go_back_to_a_source() {
	breaks("4: a receipt is from a fund that there is not", || {
		in_receipt(1, 0, |receipt| receipt.source = Source::Use { fund: 99, number: 0 });
	});
	breaks("4: a receipt is from a use that there is not", || {
		in_receipt(1, 0, |receipt| receipt.source = Source::Use { fund: 1, number: 9 });
	});
	let words = "4: a use does not name the receipt that is from it";
	for (fund, number) in [(1, 0), (1, 1), (0, 0), (0, 1)] {
		breaks(words, || in_receipt(1, 0, |receipt| receipt.source = Source::Use { fund, number }));
	}
	let words = "4: a use has a receipt where none came, or none where one did";
	breaks(words, || in_payment(|_, receipt| *receipt = None));
	breaks(words, || {
		in_use(0, 0, |used| {
			let UseKind::Award { receipt, .. } = &mut used.kind else { panic!("it pays an award") };
			*receipt = Some(0);
		});
	});
	breaks("4: a use has gone into a fund that there is not", || in_transfer(|to, _, _| *to = 99));
	let words = "4: money has come to another body without an award, or home by one";
	breaks(words, || in_fund(3, |fund| fund.body = CHARITY));
	breaks(words, || in_fund(2, |fund| fund.body = CITY));
	breaks("4: money has become more or less on its way", || in_transfer(|_, _, got| *got += 1));
	breaks("4: a use has made a receipt that there is not", || in_transfer(|_, receipt, _| *receipt = 9));
	breaks("4: a receipt does not name the use that it is from", || {
		in_receipt(3, 0, |receipt| receipt.source = Source::Withheld(PROOF));
	});
	breaks("4: a receipt brought something else than its use", || in_receipt(3, 0, |receipt| receipt.span.to += 1));
	let words = "4: a receipt is older than the use that it is from";
	breaks(words, || in_receipt(3, 0, |receipt| receipt.at -= 1));
	breaks(words, || in_use(1, 1, |used| used.block += 1));
}

#[test]
fn purposes_never_widen() {
	let purpose = |fund, wider: &str| in_fund(fund, |fund| fund.purpose = Some(code("COFOG", wider)));
	breaks("5: a fund has paid a line that is not within its purpose", || purpose(1, "04"));
	breaks("5: money has lost its purpose on its way", || purpose(1, "01"));
	breaks("5: money has lost its purpose by coming back", || purpose(0, "01"));
}

#[test]
fn acts_wait_under_their_numbers() {
	breaks("6: an act waits under a number that was not given", || in_body(CITY, |body| body.acts = 0));
}

#[test]
fn bodies_are_where_they_belong() {
	breaks("a body is not listed below the one it belongs to", || {
		BodiesBelow::<Test>::remove(CITY, CHARITY);
		in_body(CITY, |body| body.children = 0);
	});
	breaks("a body belongs to one that there is not", || {
		in_body(CHARITY, |body| body.parent = Some(STRANGER));
		BodiesBelow::<Test>::insert(STRANGER, CHARITY, ());
	});
	breaks("a body is on another level than it should be", || in_body(CHARITY, |body| body.depth = 1));
	breaks("a body is on another level than it should be", || {
		in_body(CITY, |body| body.depth = MAX_DEPTH);
		in_body(CHARITY, |body| body.depth = MAX_DEPTH + 1);
	});
	breaks("the bodies below one are not as many as counted", || in_body(CITY, |body| body.children = 2));
	breaks("a body appropriates to itself", || in_body(CITY, |body| body.appropriator = Some(CITY)));
	breaks("a body has two rules for a currency", || {
		in_body(CITY, |body| body.rules.try_push(RULE).expect("there is room"));
	});
	breaks("a body is listed that does not belong there", || BodiesBelow::<Test>::insert(STRANGER, CITY, ()));
}

#[test]
fn periods_are_in_their_order() {
	breaks("the periods are not as many as counted", || in_body(CITY, |body| body.periods = 2));
	breaks("the periods are not as many as counted", || Periods::<Test>::remove(CITY, 0));
	let words = "periods are not closed, open and planned in their order";
	let second = |state| {
		let period = Periods::<Test>::get(CITY, 0).expect("there is one");
		Periods::<Test>::insert(CITY, 1, Period { state, is_committed: false, ..period });
		in_body(CITY, |body| body.periods = 2);
	};
	breaks(words, || second(PeriodState::Open));
	breaks(words, || second(PeriodState::Closed { at: NOW, epoch: 1 }));
	breaks("another period is open than the body says", || in_body(CITY, |body| body.current = None));
	breaks("a period is audited without an opinion", || in_period(|period| period.is_audited = true));
	breaks("a period is audited without an opinion", || {
		in_audit(|audit| audit.opinion = Some((Opinion::Adverse, PROOF, NOW)));
	});
	breaks("a period was audited before it was closed", || {
		in_period(|period| period.is_audited = true);
		in_audit(|audit| audit.opinion = Some((Opinion::Adverse, PROOF, NOW)));
	});
}

#[test]
fn audits_are_what_was_said() {
	breaks("an audit is of a period that there is not", || {
		let audit = Engagements::<Test>::get(CITY, 0).expect("there is one");
		Engagements::<Test>::insert(CITY, 7, audit);
	});
	breaks("the findings are not as many as counted", || in_audit(|audit| audit.findings = 1));
	breaks("the findings are not as many as counted", || Findings::<Test>::insert((CITY, 0, 0), finding()));
	breaks("other findings are unresolved than counted", || in_audit(|audit| audit.unresolved = 1));
	breaks("an audit has a seed without a secret", || in_audit(|audit| audit.seed = Some(PROOF)));
	breaks("an audit has a seed without a secret", || in_audit(|audit| audit.secret = Some(SECRET)));
	breaks("a secret is not the one that was committed to", || {
		in_audit(|audit| (audit.secret, audit.seed) = (Some(PROOF), Some(PROOF)));
	});
	let words = "an audit is accepted without a time, or a commitment";
	breaks(words, || in_audit(|audit| audit.accepted = None));
	breaks(words, || in_audit(|audit| audit.commitment = None));
	breaks("an auditor has an opinion who has not accepted", || {
		in_body(CITY, |body| body.current = None);
		in_period(|period| (period.state, period.is_audited) = (PeriodState::Closed { at: NOW, epoch: 1 }, true));
		let opinion = Some((Opinion::Adverse, PROOF, NOW));
		in_audit(|audit| (audit.commitment, audit.accepted, audit.opinion) = (None, None, opinion));
	});
	breaks("a finding is of no audit", || Findings::<Test>::insert((CHARITY, 0, 0), finding()));
}

#[test]
fn gifts_are_listed_and_are_there() {
	breaks("a gift is not listed", || Gifts::<Test>::remove(DONOR, (1, 1)));
	breaks("a gift is not listed", || in_receipt(1, 1, |receipt| receipt.source = Source::Account(STRANGER)));
	breaks("8: a ticket is of nobody", || in_receipt(1, 1, |receipt| receipt.source = Source::Withheld(PROOF)));
	breaks("a gift is listed that there is not", || Gifts::<Test>::insert(STRANGER, (1, 0), ()));
	breaks("a gift is listed that there is not", || in_receipt(1, 1, |receipt| receipt.ticket = None));
}

#[test]
fn bodies_have_paid_for_their_records() {
	let words = "8: a body has paid for other records than it has";
	let bytes = |change: fn(&mut u64)| {
		Deposits::<Test>::mutate(CITY, |deposit| change(&mut deposit.as_mut().expect("it has paid").bytes));
	};
	breaks(words, || bytes(|bytes| *bytes += 1));
	breaks(words, || bytes(|bytes| *bytes -= 1));
	breaks(words, || Waiting::<Test>::remove(CITY, 0));
	breaks(words, || {
		let tally = Tallies::<Test>::iter_keys().find(|(body, ..)| *body == CITY).expect("there is one");
		Tallies::<Test>::remove(tally);
	});
	breaks(words, || Engagements::<Test>::remove(CITY, 0));
	breaks(words, || in_line(3, |line| line.label = Some(text("Paper"))));
	breaks("8: a body has not paid for its records", || Deposits::<Test>::remove(CHARITY));
}
