//! Calls of public finance: of a body that two officers act for, and of another one that it pays. What has to come before a call is made
//! by the same calls.

use super::*;
use civitas_primitives::{
	public_finance::{AwardId, Currency, FundId, LineId, Payee, PeriodId},
	IdentityInspect,
};
use civitas_runtime::{configs::money::FreeAssets, PublicFinance, RuntimeHoldReason};
use frame_support::traits::{fungible::InspectHold as _, fungibles::Inspect as _};
use pallet_public_finance::{
	types::*, Awards, Bodies, Engagements, Findings, Funds, Gathered, Gifts, HoldReason, Lines, Periods, Receipts,
	Uses, Waiting,
};
use sp_core::H256;
use world::{identity, now, succeed, CHILD, COMMON, ORGANISATION, PERSON, SECOND, SUFFICIENT};

type Books = pallet_public_finance::Call<Runtime>;

/// Keeps the books in which most is done.
const BODY: Sr25519Keyring = ORGANISATION;
/// Its controllers, who hold all powers in it, and are not related.
const OFFICERS: [Sr25519Keyring; 2] = [PERSON, SECOND];
/// Keeps books, too. The first of the officers controls it, so only the second can pay it.
const OTHER: Sr25519Keyring = CHILD;
/// Appropriates.
const COUNCIL: Sr25519Keyring = Alice;
/// Audits.
const AUDITOR: Sr25519Keyring = Ferdie;
/// Money in a bank.
const BANK: Currency = Currency::iso(b"EUR");
/// There is no rule for it, so everything in it waits for a second person.
const UNRULED: Currency = Currency::Asset(COMMON);
/// In these nothing waits.
const RULED: [Currency; 3] = [Currency::Native, Currency::Asset(SUFFICIENT), BANK];
/// What the auditor draws his samples by.
const SECRET: H256 = H256([7; 32]);

/// What bodies have on hold for their records. It stays their own.
pub fn records() -> Sums {
	let reason = RuntimeHoldReason::PublicFinance(HoldReason::Records);
	let bodies = Bodies::<Runtime>::iter_keys();
	bodies.map(|body| ((None, body.clone()), Balances::balance_on_hold(&reason, &body))).collect()
}

fn currencies() -> impl Iterator<Item = Currency> {
	RULED.into_iter().chain([UNRULED])
}

fn body() -> AccountId {
	identity(BODY)
}

/// By an account itself.
fn by(who: Sr25519Keyring, call: Books) -> Attempt {
	(account(who), call.into())
}

/// By an identity, with its first key.
fn acting(holder: Sr25519Keyring, call: Books) -> Attempt {
	(account(holder), act_call(&identity(holder), call))
}

/// By an officer or who appropriates, who both can.
fn budgeted(call: Books, dice: &mut Dice) -> Attempt {
	match dice.once_in(2) {
		true => by(COUNCIL, call),
		false => acting(dice.pick(&OFFICERS), call),
	}
}

fn some(dice: &mut Dice) -> Balance {
	1_000 + Balance::from(dice.below(1_000_000))
}

/// What proves something in a bank.
fn evidence(currency: Currency) -> Option<H256> {
	currency.on_chain().is_none().then(H256::zero)
}

/// Someone who is related neither to the body nor to its officers.
fn stranger(world: &World, dice: &mut Dice) -> Option<AccountId> {
	let body = body();
	dice.find(world.accounts.iter().filter(|who| !IdentityRegistry::related(who, &body)).cloned())
}

/// Both bodies with funds. Of one, a period in which something was paid was closed with an audit that was accepted, and in the next
/// something can be paid.
pub fn found(world: &World) {
	let dice = &mut Dice(0);
	for holder in [BODY, OTHER] {
		succeed(acting(holder, set(holder, named())));
	}
	// Whose officers are those of both, and pay it all the same.
	succeed(acting(OTHER, set(OTHER, BodyChange::Parent(Some(body())))));
	succeed(acting(BODY, set(OTHER, BodyChange::Adopt(true))));
	succeed(acting(BODY, set(BODY, BodyChange::Appropriator(account(COUNCIL)))));
	succeed(by(COUNCIL, set(BODY, BodyChange::Accept)));
	for currency in RULED {
		succeed(by(COUNCIL, set(BODY, rule(currency))));
	}
	let make = |holder, currency| {
		let change = FundChange::Make(fund_terms(currency, None));
		succeed(acting(PERSON, Books::set_fund { body: identity(holder), change }));
	};
	for currency in currencies() {
		make(BODY, currency);
	}
	for currency in [Currency::Native, BANK] {
		make(OTHER, currency);
	}
	// As often as it takes until something is paid, and a little more often.
	for currency in RULED {
		(0..10).for_each(|_| succeed(pay(world, currency, dice).expect("nothing is missing")));
	}
	// Offered and accepted.
	(0..2).for_each(|_| succeed(engage(dice)));
	// Another is planned, this one is closed, and that one is opened.
	(0..3).for_each(|_| succeed(next_period(dice)));
	for currency in currencies() {
		(0..4).for_each(|_| succeed(pay(world, currency, dice).expect("nothing is missing")));
	}
}

/// An identity is a body that has a fund, in which there is money that another gave.
pub fn invest(holder: Sr25519Keyring, officer: Sr25519Keyring) {
	succeed(acting(holder, set(holder, named())));
	let change = FundChange::Make(fund_terms(Currency::Native, None));
	succeed(acting(officer, Books::set_fund { body: identity(holder), change }));
	let funds = Funds::<Runtime>::iter().filter(|(_, fund)| fund.body == identity(holder));
	let (fund, _) = funds.last().expect("it was made");
	succeed(by(COUNCIL, Books::donate { fund, asset: None, amount: CIV }));
}

// ------------------------------------------------------------ bodies, periods, lines

fn set(holder: Sr25519Keyring, change: BodyChange<AccountId>) -> Books {
	Books::set_body { body: identity(holder), change }
}

fn named() -> BodyChange<AccountId> {
	BodyChange::Name { name: "Body".try_into().expect("short"), identifier: None }
}

fn rule(currency: Currency) -> BodyChange<AccountId> {
	BodyChange::Rule(Rule { currency, threshold: Balance::MAX, window: 30 * DAY, life: 30 * DAY })
}

fn set_body(dice: &mut Dice) -> Option<Attempt> {
	let other = Bodies::<Runtime>::get(identity(OTHER))?;
	Some(match dice.below(4) {
		0 => acting(BODY, set(BODY, named())),
		1 => by(COUNCIL, set(BODY, rule(dice.pick(&RULED)))),
		// The other wants to belong to it, does, and leaves.
		_ if other.wish.is_some() => acting(BODY, set(OTHER, BodyChange::Adopt(true))),
		_ => acting(OTHER, set(OTHER, BodyChange::Parent(other.parent.is_none().then(body)))),
	})
}

/// The period that is open.
fn open_period() -> Option<PeriodId> {
	Bodies::<Runtime>::get(body())?.current
}

/// One is planned, the one that is open is closed, the one that is planned is opened.
fn next_period(dice: &mut Dice) -> Attempt {
	let is_planned = Periods::<Runtime>::iter_prefix_values(body()).any(|period| period.state == PeriodState::Planned);
	let change = match (is_planned, open_period()) {
		(false, _) => PeriodChange::Plan { label: "2027".try_into().expect("short"), from: now(), to: now() + DAY },
		(true, Some(_)) => PeriodChange::Close,
		(true, None) => PeriodChange::Open,
	};
	budgeted(Books::set_period { body: body(), change }, dice)
}

/// The lines of the period that is open, of a currency and kind.
fn lines(currency: Currency, kind: LineKind) -> Vec<(LineId, Line)> {
	let open = open_period();
	let is_one = |line: &Line| Some(line.period) == open && line.currency == currency && line.kind == kind;
	Lines::<Runtime>::iter_prefix(body()).filter(|(_, line)| is_one(line)).collect()
}

/// One of what comes in, one of what goes out, and one below that.
fn set_line(currency: Currency, dice: &mut Dice) -> Attempt {
	let record = Bodies::<Runtime>::get(body()).expect("it is one");
	let (Some(period), first) = (record.current, record.lines) else { return next_period(dice) };
	let root = |kind| Above::Root { period, currency, kind };
	let above = [root(LineKind::Revenue), root(LineKind::Expenditure), Above::Line(first + 1)];
	let terms = (first..).zip(above).map(|(number, above)| LineTerms {
		above,
		part: number.to_string().try_into().expect("short"),
		label: None,
		codes: Default::default(),
		binds: dice.once_in(2),
	});
	let lines = BoundedVec::truncate_from(terms.collect());
	budgeted(Books::set_line { body: body(), lines }, dice)
}

fn moves(from: Option<LineId>, to: LineId, amount: Balance) -> Books {
	let reason = "x".try_into().expect("short");
	let moved = Move { from, to: Some(to), amount, original: false, reason };
	Books::move_authority { body: body(), moves: BoundedVec::truncate_from(vec![moved]) }
}

fn appropriate(currency: Currency, dice: &mut Dice) -> Attempt {
	match dice.find(lines(currency, LineKind::Expenditure)) {
		Some((to, _)) => by(COUNCIL, moves(None, to, 1_000_000_000)),
		None => set_line(currency, dice),
	}
}

fn move_authority(currency: Currency, dice: &mut Dice) -> Attempt {
	let all = lines(currency, LineKind::Expenditure);
	let giver = dice.find(all.iter().filter(|(_, line)| line.own.authority > 0));
	let taker = giver.and_then(|(from, _)| dice.find(all.iter().filter(|(to, _)| to != from)));
	match (giver, taker) {
		(Some((from, line)), Some((to, _))) if dice.once_in(2) => {
			acting(dice.pick(&OFFICERS), moves(Some(*from), *to, 1 + line.own.authority / 100))
		},
		_ => appropriate(currency, dice),
	}
}

// ------------------------------------------------------------ funds

/// Terms of a fund; of a campaign, if its rest goes somewhere.
fn fund_terms(currency: Currency, successor: Option<FundId>) -> FundTerms {
	let campaign =
		|successor| Campaign { goal: Balance::MAX, deadline: now() + 30 * DAY, take_back: 30 * DAY, successor };
	FundTerms {
		name: "Fund".try_into().expect("short"),
		currency,
		purpose: None,
		gate: None,
		gifts: currency.on_chain().map(|_| 1),
		campaign: successor.map(campaign),
	}
}

/// A fund of the body that is no campaign, of which this is true, and what is in it.
fn fund(currency: Currency, dice: &mut Dice, is: impl Fn(FundId, Balance) -> bool) -> Option<(FundId, Balance)> {
	let is_one = |fund: &Fund<Runtime>| fund.body == body() && fund.currency == currency && fund.campaign.is_none();
	let all = Funds::<Runtime>::iter().filter(|(_, fund)| is_one(fund));
	dice.find(all.map(|(id, fund)| (id, fund.queue.balance())).filter(|(id, balance)| is(*id, *balance)))
}

fn set_fund(currency: Currency, dice: &mut Dice) -> Option<Attempt> {
	let campaigns = Funds::<Runtime>::iter().filter(|(_, fund)| fund.body == body() && fund.campaign.is_some());
	let campaign = dice.find(campaigns.map(|(id, _)| id));
	let change = match campaign.filter(|_| dice.once_in(2)) {
		Some(id) if PublicFinance::fund_info(id)?.closed_at.is_some() => FundChange::PassOn(id),
		Some(id) => FundChange::WindUp(id),
		None => {
			// Of what is in a bank nobody makes gifts by himself.
			let successor = fund(currency, dice, |_, _| currency != BANK);
			FundChange::Make(fund_terms(currency, successor.map(|(id, _)| id).filter(|_| dice.once_in(2))))
		},
	};
	Some(acting(dice.pick(&OFFICERS), Books::set_fund { body: body(), change }))
}

fn receive(world: &World, currency: Currency, dice: &mut Dice) -> Option<Attempt> {
	let (fund, _) = fund(currency, dice, |_, _| true)?;
	let line = dice.find(lines(currency, LineKind::Revenue)).map(|(id, _)| id).filter(|_| dice.once_in(2));
	let receipts = (0..1 + dice.below(2)).map(|_| ReceiptTerms {
		amount: some(dice),
		source: Source::Account(world.anyone(dice)),
		returns: None,
		line,
		evidence: evidence(currency),
	});
	let receipts = BoundedVec::truncate_from(receipts.collect());
	Some(acting(dice.pick(&OFFICERS), Books::receive { body: body(), fund, receipts }))
}

/// To a fund of either body that takes gifts: little of what someone has, and almost all now and then.
fn donate(world: &World, dice: &mut Dice) -> Option<Attempt> {
	let takes = |fund: &Fund<Runtime>| {
		let is_over = fund.campaign.is_some_and(|campaign| now() > campaign.deadline);
		fund.gifts.is_some() && fund.closed.is_none() && !is_over
	};
	let (fund, record) = dice.find(Funds::<Runtime>::iter().filter(|(_, fund)| takes(fund)))?;
	let (who, asset) = (world.anyone(dice), record.currency.on_chain()?);
	let amount = match dice.once_in(12) {
		true => dice.amount(FreeAssets::balance(asset, &who), FreeAssets::minimum_balance(asset)),
		false => some(dice),
	};
	Some((who, Books::donate { fund, asset, amount }.into()))
}

/// By the donor, of a campaign that is ended; else by an officer.
fn give_back(world: &World, dice: &mut Dice) -> Option<Attempt> {
	let gifts = Gifts::<Runtime>::iter_keys().filter_map(|(donor, (fund, receipt))| {
		let info = PublicFinance::fund_info(fund)?;
		let Receipt { span, removed, .. } = Receipts::<Runtime>::get(fund, receipt)?;
		let is_left = span.from.max(info.record.queue.used) + removed < span.to;
		let by_donor = info.closed_at.is_some();
		let can_be = match info.closed_at {
			Some(at) => now() <= at + info.record.campaign?.take_back,
			None => info.record.body == body() && !IdentityRegistry::related(&donor, &body()),
		};
		(is_left && can_be).then_some((donor, by_donor, Books::give_back { fund, receipt }))
	});
	Some(match dice.find(gifts) {
		Some((donor, true, call)) => (donor, call.into()),
		Some((_, false, call)) => acting(dice.pick(&OFFICERS), call),
		None => return donate(world, dice),
	})
}

// ------------------------------------------------------------ awards and payments

/// An award of the body that lines of the open period bear, of which this is true.
fn awarded(
	currency: Currency,
	dice: &mut Dice,
	is: impl Fn(&Award<AccountId>) -> bool,
) -> Option<(AwardId, Award<AccountId>)> {
	let open: Vec<_> = lines(currency, LineKind::Expenditure).into_iter().map(|(id, _)| id).collect();
	let is_open = |award: &Award<AccountId>| award.lines.iter().all(|line| open.contains(&line.line));
	let all = Awards::<Runtime>::iter().filter(|(_, award)| award.body == body() && is_open(award));
	dice.find(all.filter(|(_, award)| is(award)))
}

/// To someone, or to a fund of the other body.
fn award(world: &World, currency: Currency, dice: &mut Dice) -> Option<Attempt> {
	let with_room = lines(currency, LineKind::Expenditure).into_iter().filter_map(|(line, _)| {
		let control = PublicFinance::line_info(body(), line)?.control;
		let room = control.authority - control.obligated;
		(room > 0).then_some((line, room))
	});
	let Some((line, room)) = dice.find(with_room) else { return Some(appropriate(currency, dice)) };
	let amount = some(dice).min(room);
	let is_other = |fund: &Fund<Runtime>| fund.body == identity(OTHER) && fund.currency == currency;
	let other = dice.find(Funds::<Runtime>::iter().filter(|(_, fund)| is_other(fund)).map(|(id, _)| id));
	let payee = match other.filter(|_| dice.once_in(3)) {
		Some(fund) => Payee::Fund(fund),
		None => Payee::Account(stranger(world, dice)?),
	};
	let terms = AwardTerms {
		award: None,
		payee,
		lines: BoundedVec::truncate_from(vec![Split { line, amount }]),
		advance: 0,
		ocid: None,
		method: None,
		bids: None,
		agreement: None,
		document: None,
	};
	Some(acting(dice.pick(&OFFICERS), Books::award { body: body(), awards: BoundedVec::truncate_from(vec![terms]) }))
}

fn accept(world: &World, currency: Currency, dice: &mut Dice) -> Option<Attempt> {
	let rest = |award: &Award<AccountId>| award.lines.iter().map(|line| line.amount).sum::<Balance>() - award.accepted;
	let found = awarded(currency, dice, |award| rest(award) > 0);
	let Some((id, record)) = found else { return award(world, currency, dice) };
	let officer = dice.find(OFFICERS.into_iter().filter(|who| !record.officers.contains(&identity(*who))))?;
	let amount = 1 + Balance::from(dice.below(rest(&record) as u64));
	let terms = AcceptanceTerms { award: id, amount, due: now() + DAY, evidence: H256::zero() };
	Some(acting(officer, Books::accept { body: body(), acceptances: BoundedVec::truncate_from(vec![terms]) }))
}

fn pays(payment: Payment<AccountId>) -> Books {
	Books::pay { body: body(), payments: BoundedVec::truncate_from(vec![payment]) }
}

fn pay(world: &World, currency: Currency, dice: &mut Dice) -> Option<Attempt> {
	let due = |award: &Award<AccountId>| award.accepted - award.disbursed;
	let found = awarded(currency, dice, |award| due(award) > 0);
	let Some((id, record)) = found else { return accept(world, currency, dice) };
	let Some((fund, balance)) = fund(currency, dice, |_, balance| balance > 0) else {
		return receive(world, currency, dice);
	};
	let line = dice.find(record.lines.iter().filter(|line| line.amount > line.disbursed))?;
	let most = due(&record).min(balance).min(line.amount - line.disbursed);
	let amount = dice.pick(&[most, most / 2 + 1]);
	let lines = BoundedVec::truncate_from(vec![Split { line: line.line, amount }]);
	let payment = Payment { fund, amount, how: How::Award { award: id, lines }, evidence: evidence(currency) };
	Some(acting(dice.pick(&OFFICERS), pays(payment)))
}

/// From a fund to another one, if there are two.
fn transfer(currency: Currency, dice: &mut Dice) -> Option<Attempt> {
	open_period()?;
	let (from, amount) = fund(currency, dice, |_, balance| balance > 0)?;
	let (to, _) = fund(currency, dice, |id, _| id != from)?;
	let payment = Payment { fund: from, amount, how: How::Transfer { to }, evidence: None };
	Some(acting(dice.pick(&OFFICERS), pays(payment)))
}

/// Between this chain and a bank, through someone: who gets, or has paid, what is on this chain. It waits.
fn exchange(world: &World, dice: &mut Dice) -> Option<Attempt> {
	open_period()?;
	let (chain, through) = (dice.pick(&RULED[..2]), Some(stranger(world, dice)?));
	let (sold, bought) = if dice.once_in(2) { (chain, BANK) } else { (BANK, chain) };
	let (from, balance) = fund(sold, dice, |_, balance| balance > 0)?;
	let (to, _) = fund(bought, dice, |_, _| true)?;
	let how = How::Exchange { to, got: some(dice), through };
	let payment = Payment { fund: from, amount: some(dice).min(balance), how, evidence: Some(H256::zero()) };
	Some(acting(dice.pick(&OFFICERS), pays(payment)))
}

/// By the officer who did not want it; or he who did takes it away.
fn approve(world: &World, dice: &mut Dice) -> Option<Attempt> {
	let found = dice.find(Waiting::<Runtime>::iter_prefix(body()));
	let Some((act, Pending { officer, until, .. })) = found else { return award(world, UNRULED, dice) };
	let approved = now() <= until && !dice.once_in(4);
	let who = OFFICERS.into_iter().find(|who| (identity(*who) == officer) != approved)?;
	Some(acting(who, Books::approve { body: body(), act, approved }))
}

/// By the account that was paid, or exchanged, or by who controls the other body.
fn confirm(world: &World, dice: &mut Dice) -> Option<Attempt> {
	let claimed = Uses::<Runtime>::iter().filter(|(.., used)| used.standing == Standing::Claimed);
	let Some((fund, number, used)) = dice.find(claimed) else { return pay(world, BANK, dice) };
	let payee = match used.kind {
		UseKind::Award { award, .. } => Awards::<Runtime>::get(award)?.payee,
		UseKind::Transfer { through, .. } => Payee::Account(through?),
		_ => return None,
	};
	let call = Books::confirm { fund, number, received: !dice.once_in(3) };
	Some(match payee {
		Payee::Account(payee) => (payee, call.into()),
		_ => acting(PERSON, call),
	})
}

fn correct(world: &World, currency: Currency, dice: &mut Dice) -> Option<Attempt> {
	let Some((fund, number, _)) = dice.find(Uses::<Runtime>::iter()) else { return pay(world, currency, dice) };
	let correction = Correction::Note { fund, number, document: H256::zero() };
	Some(acting(dice.pick(&OFFICERS), Books::correct { body: body(), correction }))
}

// ------------------------------------------------------------ audits

fn is_closed(period: &Period) -> bool {
	matches!(period.state, PeriodState::Closed { .. })
}

/// A period with an audit that was accepted, of which this is true.
fn audited(dice: &mut Dice, is: impl Fn(&Period, &Engagement<AccountId>) -> bool) -> Option<(PeriodId, Period)> {
	let accepted = Engagements::<Runtime>::iter_prefix(body()).filter(|(_, audit)| audit.commitment.is_some());
	dice.find(accepted.filter_map(|(id, audit)| {
		let period = Periods::<Runtime>::get(body(), id)?;
		is(&period, &audit).then_some((id, period))
	}))
}

/// An audit is offered, or one that was is accepted.
fn engage(dice: &mut Dice) -> Attempt {
	let unclosed = Periods::<Runtime>::iter_prefix(body()).filter(|(_, period)| !is_closed(period));
	let with_audit = unclosed.map(|(id, _)| (id, Engagements::<Runtime>::get(body(), id)));
	let is_free = |audit: &Option<Engagement<AccountId>>| audit.as_ref().is_none_or(|audit| audit.commitment.is_none());
	let Some((period, audit)) = dice.find(with_audit.filter(|(_, audit)| is_free(audit))) else {
		return next_period(dice);
	};
	let hash = H256(sp_io::hashing::blake2_256(SECRET.as_bytes()));
	let (who, engage) = match audit {
		None => (COUNCIL, Engage::Offer(account(AUDITOR))),
		Some(_) => (AUDITOR, Engage::Accept(Commitment { hash, every: 1_000 })),
	};
	by(who, Books::engage { body: body(), period, engage })
}

/// What has to come before there is something to audit: a period is closed whose audit was accepted.
fn before_audit(dice: &mut Dice) -> Attempt {
	match audited(dice, |period, _| period.state == PeriodState::Open) {
		Some(_) => next_period(dice),
		None => engage(dice),
	}
}

fn reveal(dice: &mut Dice) -> Attempt {
	let found = audited(dice, |period, audit| is_closed(period) && audit.seed.is_none());
	let Some((period, Period { state: PeriodState::Closed { epoch, .. }, .. })) = found else {
		return before_audit(dice);
	};
	// The epoch after that is over.
	Gathered::<Runtime>::insert(epoch + 1, [7; 32]);
	by(AUDITOR, Books::reveal { body: body(), period, secret: SECRET })
}

fn find(dice: &mut Dice) -> Attempt {
	let is_open = |audit: &Engagement<AccountId>| audit.opinion.is_none() && audit.findings < MAX_FINDINGS;
	let found = audited(dice, |period, audit| is_closed(period) && is_open(audit));
	let Some((period, _)) = found else { return before_audit(dice) };
	let (record, severity) = (None, dice.pick(&[Severity::Low, Severity::High]));
	let (document, due) = (H256::zero(), now() + DAY);
	by(AUDITOR, Books::find { body: body(), period, record, severity, document, due })
}

/// By an officer, or by the body.
fn answer(dice: &mut Dice) -> Attempt {
	let unanswered = Findings::<Runtime>::iter().filter(|(_, finding)| finding.answer.is_none());
	match dice.find(unanswered) {
		Some(((_, period, finding), _)) => {
			let call = Books::answer { body: body(), period, finding, document: H256::zero() };
			acting(dice.pick(&[PERSON, SECOND, BODY]), call)
		},
		None => find(dice),
	}
}

fn conclude(dice: &mut Dice) -> Attempt {
	let unresolved = Findings::<Runtime>::iter().filter(|(_, finding)| finding.resolved.is_none());
	let resolved = dice.find(unresolved.map(|((_, period, number), _)| (period, Conclusion::Resolved(number))));
	let open = audited(dice, |period, audit| is_closed(period) && audit.opinion.is_none());
	// Any other needs a sample.
	let opinion = open.map(|(period, _)| (period, Conclusion::Opinion(Opinion::Disclaimer, H256::zero())));
	match resolved.filter(|_| dice.once_in(2)).or(opinion) {
		Some((period, conclusion)) => by(AUDITOR, Books::conclude { body: body(), period, conclusion }),
		None => before_audit(dice),
	}
}

/// By anyone: the oldest uses if they were audited, or the receipts all of which was used by what has left.
fn archive(world: &World, dice: &mut Dice) -> Attempt {
	let shelves = Funds::<Runtime>::iter().flat_map(|(id, fund)| {
		let oldest = Uses::<Runtime>::get(id, fund.first_use);
		let period = oldest.as_ref().and_then(|used| Periods::<Runtime>::get(&fund.body, used.period));
		let begins = oldest.map_or(fund.queue.used, |used| used.span.from);
		let receipt = Receipts::<Runtime>::get(id, fund.first_receipt);
		[
			(Shelf::Uses(id), period.is_some_and(|period| period.is_audited)),
			(Shelf::Receipts(id), receipt.is_some_and(|receipt| receipt.span.to <= begins)),
		]
	});
	match dice.find(shelves.filter(|(_, can_leave)| *can_leave)) {
		Some((shelf, _)) => (world.anyone(dice), Books::archive { shelf, limit: 1 + dice.below(64) as u32 }.into()),
		None => conclude(dice),
	}
}

pub fn public_finance(world: &World, call: &str, dice: &mut Dice) -> Option<Attempt> {
	let currency = dice.find(currencies())?;
	match call {
		"set_body" => set_body(dice),
		"set_period" => Some(next_period(dice)),
		"set_fund" => set_fund(currency, dice),
		"set_line" => Some(set_line(currency, dice)),
		"move_authority" => Some(move_authority(currency, dice)),
		"receive" => receive(world, currency, dice),
		"donate" => donate(world, dice),
		"award" => award(world, currency, dice),
		"accept" => accept(world, currency, dice),
		"pay" => {
			let other = match dice.below(6) {
				0 => exchange(world, dice),
				1 | 2 => transfer(currency, dice),
				_ => None,
			};
			other.or_else(|| pay(world, currency, dice))
		},
		"approve" => approve(world, dice),
		"confirm" => confirm(world, dice),
		"give_back" => give_back(world, dice),
		"correct" => correct(world, currency, dice),
		"archive" => Some(archive(world, dice)),
		"engage" => Some(engage(dice)),
		"reveal" => Some(reveal(dice)),
		"find" => Some(find(dice)),
		"answer" => Some(answer(dice)),
		"conclude" => Some(conclude(dice)),
		_ => None,
	}
}
