//! The tests: a file for each call, and for what goes across them.

use crate::{mock::*, types::*, *};
use civitas_primitives::{
	money::{Asset, AssetId, Balance},
	public_finance::*,
	ContentHash, Moment, Text,
};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use sp_core::{Get, H256};
use sp_runtime::{DispatchError, DispatchResult};

/// That a call is refused with this error, and changes nothing.
macro_rules! refused {
	($call:expr, $error:ident) => {
		assert_noop!($call, Error::<Test>::$error)
	};
}

mod accept;
mod approve;
mod archive;
mod audit;
mod award;
mod campaign;
mod confirm;
mod correct;
mod corruption;
mod donate;
mod exchange;
mod gate;
mod give_back;
mod matrix;
mod move_authority;
mod pay;
mod reads;
mod receive;
mod sample;
mod set_body;
mod set_fund;
mod set_line;
mod set_period;
mod tallies;
mod theft;
mod trace;

/// A payment to be made here.
pub type Payment = crate::types::Payment<AccountId>;

/// Above this a second person is needed, in most tests: a million.
pub const RULE: Rule = Rule { currency: EUR, threshold: 1_000_000, window: 30 * DAY, life: 7 * DAY };
/// What proves something in a bank.
pub const PROOF: ContentHash = H256([0xee; 32]);

/// A text of any bound.
pub fn text<S: Get<u32>>(text: &str) -> Text<S> {
	text.try_into().expect("it is short enough")
}

/// A list of any bound.
pub fn list<Item, S: Get<u32>>(items: impl Into<Vec<Item>>) -> BoundedVec<Item, S> {
	let items: Vec<Item> = items.into();
	BoundedVec::try_from(items).ok().expect("it is short enough")
}

/// A code.
pub fn code(scheme: &str, code: &str) -> Code {
	Code { scheme: text(scheme), code: text(code) }
}

/// So much of a line.
pub fn split(line: LineId, amount: Balance) -> Split {
	Split { line, amount }
}

/// A body with an appropriator, who has made rules, and with a period that `officer` has opened.
fn body_of(body: AccountId, name: &str, appropriator: AccountId, officer: AccountId) {
	let set = |who: &AccountId, change| {
		assert_ok!(PublicFinance::set_body(signed(who.clone()), body.clone(), change));
	};
	set(&body, BodyChange::Name { name: text(name), identifier: None });
	set(&body, BodyChange::Appropriator(appropriator.clone()));
	set(&appropriator, BodyChange::Accept);
	for currency in [EUR, Currency::Native, DOLLARS] {
		set(&appropriator, BodyChange::Rule(Rule { currency, ..RULE }));
	}
	let plan = PeriodChange::Plan { label: text("2027"), from: NOW - 30 * DAY, to: NOW + 335 * DAY };
	assert_ok!(PublicFinance::set_period(signed(officer.clone()), body.clone(), plan));
	assert_ok!(PublicFinance::set_period(signed(officer), body.clone(), PeriodChange::Open));
}

/// The city, whose council appropriates. Period 0 is open.
pub fn found() {
	body_of(CITY, "City", COUNCIL, OFFICER);
}

/// The same of the charity and its board.
pub fn charity() {
	body_of(CHARITY, "Charity", BOARD, HELPER);
}

/// A line of these codes.
pub fn line_terms(above: Above, part: &str, codes: &[Code], binds: bool) -> LineTerms {
	LineTerms { above, part: text(part), label: None, codes: list(codes), binds }
}

/// [`found`], and lines: 0 taxes, 1 district, 2 district/goods, which binds 3 district/goods/paper and 4 district/goods/ink; 5 to 9
/// are the same in dollars.
pub fn lines() {
	found();
	for (first, currency) in [(0, EUR), (5, DOLLARS)] {
		let root = |kind| Above::Root { period: 0, currency, kind };
		let terms = [
			line_terms(root(LineKind::Revenue), "taxes", &[], false),
			line_terms(root(LineKind::Expenditure), "district", &[], false),
			line_terms(Above::Line(first + 1), "goods", &[], true),
			line_terms(Above::Line(first + 2), "paper", &[code("COFOG", "01.1.1")], false),
			line_terms(Above::Line(first + 2), "ink", &[code("COFOG", "04.5")], false),
		];
		assert_ok!(PublicFinance::set_line(signed(OFFICER), CITY, list(terms)));
	}
}

/// Authority that moves in the original budget.
pub fn moved(from: Option<LineId>, to: Option<LineId>, amount: Balance) -> Move {
	Move { from, to, amount, original: true, reason: text("budget") }
}

/// [`lines`], and the council appropriates 500,000 to each line of paper and 300,000 to each of ink.
pub fn budget() {
	lines();
	let moves = [(3, 500_000), (4, 300_000), (8, 500_000), (9, 300_000)];
	let moves = moves.map(|(line, amount)| moved(None, Some(line), amount));
	for moves in [&moves[..2], &moves[2..]] {
		assert_ok!(PublicFinance::move_authority(signed(COUNCIL), CITY, list(moves)));
	}
}

/// An award of these lines to be made.
pub fn award_terms(payee: Payee<AccountId>, lines: &[Split]) -> AwardTerms<AccountId> {
	AwardTerms {
		award: None,
		payee,
		lines: list(lines),
		advance: 0,
		ocid: None,
		method: None,
		bids: None,
		agreement: None,
		document: None,
	}
}

/// So much to be accepted of an award: due in 30 days.
pub fn acceptance(award: AwardId, amount: Balance) -> AcceptanceTerms {
	AcceptanceTerms { award, amount, due: NOW + 30 * DAY, evidence: PROOF }
}

/// The officer commits to these terms.
pub fn committed(terms: AwardTerms<AccountId>) -> AwardId {
	let award = AwardCount::<Test>::get();
	assert_ok!(PublicFinance::award(signed(OFFICER), CITY, list([terms])));
	assert_eq!(AwardCount::<Test>::get(), award + 1, "it waits for a second person");
	award
}

/// The officer commits to so much of a line, and the second accepts all of it.
pub fn awarded(payee: Payee<AccountId>, line: LineId, amount: Balance) -> AwardId {
	let award = committed(award_terms(payee, &[split(line, amount)]));
	assert_ok!(PublicFinance::accept(signed(SECOND), CITY, list([acceptance(award, amount)])));
	assert_eq!(award_of(award).accepted, amount, "it waits for a second person");
	award
}

/// A fund in this currency, without a purpose; gifts of 10 or more if it is on chain.
pub fn fund_terms(currency: Currency) -> FundTerms {
	let gifts = currency.on_chain().map(|_| 10);
	FundTerms { name: text("Fund"), currency, purpose: None, gate: None, gifts, campaign: None }
}

/// A fund of a body that an officer of it makes.
pub fn fund_by(officer: AccountId, body: AccountId, terms: FundTerms) -> FundId {
	let fund = FundCount::<Test>::get();
	assert_ok!(PublicFinance::set_fund(signed(officer), body, FundChange::Make(terms)));
	fund
}

/// A fund of the city.
pub fn fund(currency: Currency) -> FundId {
	fund_by(OFFICER, CITY, fund_terms(currency))
}

/// Evidence, where a currency needs it.
pub fn evidence(currency: Currency) -> Option<ContentHash> {
	currency.on_chain().is_none().then_some(PROOF)
}

/// A receipt to be entered: of the city's own money, or in a bank of an organisation's.
pub fn receipt_terms(currency: Currency, amount: Balance) -> ReceiptTerms<AccountId> {
	let source = match currency.on_chain() {
		Some(_) => Source::Account(CITY),
		None => Source::Organisation(text("ES-NIF-A12345678")),
	};
	ReceiptTerms { amount, source, returns: None, line: None, evidence: evidence(currency) }
}

/// A fund of the city, in which the officer has entered so much.
pub fn filled(currency: Currency, amount: Balance) -> FundId {
	let fund = fund(currency);
	assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, fund, list([receipt_terms(currency, amount)])));
	assert_eq!(fund_of(fund).queue.received, amount, "it waits for a second person");
	fund
}

/// The officer says that this came back into a fund, and the second approves it.
pub fn came_back(fund: FundId, terms: ReceiptTerms<AccountId>) {
	let act = Bodies::<Test>::get(CITY).expect("it is a body").acts;
	assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, fund, list([terms])));
	assert_ok!(PublicFinance::approve(signed(SECOND), CITY, act, true));
}

/// An award to be paid, of one line.
pub fn payment(fund: FundId, award: AwardId, line: LineId, amount: Balance) -> Payment {
	let how = How::Award { award, lines: list([split(line, amount)]) };
	Payment { fund, amount, how, evidence: evidence(fund_of(fund).currency) }
}

/// The officer pays.
pub fn pay_award(fund: FundId, award: AwardId, line: LineId, amount: Balance) {
	let uses = fund_of(fund).uses;
	assert_ok!(PublicFinance::pay(signed(OFFICER), CITY, list([payment(fund, award, line, amount)])));
	assert_eq!(fund_of(fund).uses, uses + 1, "it waits for a second person");
}

/// The period of the city that is open is closed.
pub fn close_period() {
	assert_ok!(PublicFinance::set_period(signed(OFFICER), CITY, PeriodChange::Close));
}

/// What came of a call, without what it has weighed.
pub fn plain(done: frame_support::dispatch::DispatchResultWithPostInfo) -> DispatchResult {
	done.map(drop).map_err(|failed| failed.error)
}

/// A fund as it is stored.
pub fn fund_of(fund: FundId) -> Fund<Test> {
	Funds::<Test>::get(fund).expect("there is such a fund")
}

/// An award as it is stored.
pub fn award_of(award: AwardId) -> Award<AccountId> {
	Awards::<Test>::get(award).expect("there is such an award")
}

/// A line of the city as it is stored.
pub fn line_of(line: LineId) -> Line {
	Lines::<Test>::get(CITY, line).expect("there is such a line")
}

/// The events of this pallet so far, which are forgotten.
pub fn events() -> Vec<Event<Test>> {
	let all = System::events();
	System::reset_events();
	all.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::PublicFinance(event) => Some(event),
			_ => None,
		})
		.collect()
}
