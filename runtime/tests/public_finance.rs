//! Public finance on the real runtime: a town and a charity, who are identities that people control, and the money of both.

#[path = "public_finance/agreements.rs"]
mod agreements;
#[path = "public_finance/assets.rs"]
mod assets;
#[path = "public_finance/chance.rs"]
mod chance;
mod common;
#[path = "public_finance/cost.rs"]
mod cost;
#[path = "public_finance/emergency.rs"]
mod emergency;
#[path = "public_finance/keys.rs"]
mod keys;
#[path = "public_finance/powers.rs"]
mod powers;

use civitas_primitives::{
	identity::{identity_id, Kind, PublicKey},
	money::{Asset, AssetId, Balance},
	public_finance::{AwardId, Currency, FundId, LineId, Payee, Span},
	ContentHash, Moment, Page, Text,
};
use civitas_runtime::{
	configs::money::FreeAssets, currency::CIV, AccountId, AssetsHolder, Balances, IdentityRegistry, PublicFinance,
	Runtime, RuntimeCall, RuntimeHoldReason, SLOT_DURATION_MILLIS,
};
use codec::{Decode, Encode};
use common::*;
use frame_support::{
	storage::unhashed,
	traits::{fungible::InspectHold as _, fungibles::Inspect as _, fungibles::InspectHold as _},
	BoundedVec,
};
use pallet_identity_registry::Error as IdentityError;
use pallet_public_finance::{
	info::{FundInfo, GiftTrace, Hop, TraceEnd, TraceRun},
	types::*,
	AwardCount, Deposits, Error, FundCount, Funds, HoldReason, Receipts,
};
use sp_core::{Get, H256};
use sp_keyring::Sr25519Keyring::{
	self, Alice, AliceStash, Bob, BobStash, Charlie, CharlieStash, Dave, DaveStash, Eve, EveStash, Ferdie, FerdieStash,
};
use sp_runtime::{DispatchError, DispatchResult};
use std::collections::BTreeMap;

type Finance = pallet_public_finance::Call<Runtime>;
type Registry = pallet_identity_registry::Call<Runtime>;
type Issue = pallet_assets::Call<Runtime>;

/// Issues the dollar, and has plenty of everything.
const ISSUER: Sr25519Keyring = Alice;
/// Commits the town to awards, and pays them. As all people he acts by an identity of his own.
const OFFICER: Sr25519Keyring = Bob;
/// Accepts and approves in the town.
const SECOND: Sr25519Keyring = Charlie;
/// Does for the charity what the officer does for the town.
const HELPER: Sr25519Keyring = Dave;
/// And the second there.
const OTHER_HELPER: Sr25519Keyring = Eve;
/// Is paid.
const PAYEE: Sr25519Keyring = Ferdie;
/// The first key of the town's identity.
const TOWN_KEY: Sr25519Keyring = AliceStash;
/// The first key of the charity's.
const CHARITY_KEY: Sr25519Keyring = BobStash;
/// Appropriates to both.
const COUNCIL: Sr25519Keyring = CharlieStash;
/// Gives.
const DONOR: Sr25519Keyring = DaveStash;
/// Audits.
const AUDITOR: Sr25519Keyring = EveStash;
/// Has a key of somebody's identity.
const CLERK: Sr25519Keyring = FerdieStash;

/// An asset, which the issuer issues.
const DOLLAR: AssetId = 1;
/// A whole dollar: it has 6 decimals.
const DOLLARS: Balance = 1_000_000;
/// Less than this of it no account has.
const LEAST: Balance = 10;
/// What the town and the charity keep their books in.
const MONEY: Currency = Currency::Asset(DOLLAR);
/// Money in a bank.
const EUR: Currency = Currency::iso(b"EUR");
/// The line that goods are bought on, of either.
const GOODS: LineId = 1;
/// The fund of the town.
const FUND: FundId = 0;
/// The fund of the charity.
const GRANTS: FundId = 1;
/// What is in the fund of the town at first.
const FILLED: Balance = 50_000 * DOLLARS;

/// A day.
const DAY: Moment = 24 * 60 * 60 * 1_000;
/// What proves something.
const PROOF: ContentHash = H256([0xee; 32]);
/// What the auditor keeps to himself.
const SECRET: H256 = H256([0x5e; 32]);
/// Of so many units the auditor looks at one.
const EVERY: Balance = 50 * DOLLARS;

/// The time of this block.
fn now() -> Moment {
	pallet_timestamp::Now::<Runtime>::get()
}

/// Let just so much time pass, of two slots or more. There is room for transactions after it, as the first block of a session, which
/// has none, is the one before.
fn pass(span: Moment) {
	skip_slots(span / SLOT_DURATION_MILLIS - 1);
	next_block();
}

fn refused(error: impl Into<DispatchError>) -> DispatchResult {
	Err(error.into())
}

fn filtered() -> DispatchResult {
	refused(frame_system::Error::<Runtime>::CallFiltered)
}

/// A text of any bound.
fn text<S: Get<u32>>(text: &str) -> Text<S> {
	text.try_into().expect("it is short enough")
}

/// A list of any bound.
fn list<Item, S: Get<u32>>(items: impl Into<Vec<Item>>) -> BoundedVec<Item, S> {
	let items: Vec<Item> = items.into();
	BoundedVec::try_from(items).ok().expect("it is short enough")
}

fn key(who: Sr25519Keyring) -> PublicKey {
	PublicKey::Sr25519(who.public().0)
}

/// The identity whose first key someone has.
fn id_of(holder: Sr25519Keyring) -> AccountId {
	identity_id(&key(holder), &[0; 32]).into()
}

fn town() -> AccountId {
	id_of(TOWN_KEY)
}

fn charity() -> AccountId {
	id_of(CHARITY_KEY)
}

/// What someone has free of an asset.
fn free(asset: Asset, who: &AccountId) -> Balance {
	FreeAssets::balance(asset, who)
}

/// The dollars that someone has free.
fn dollars(who: Sr25519Keyring) -> Balance {
	free(Some(DOLLAR), &account(who))
}

/// What someone has on hold.
fn held(asset: Asset, reason: impl Into<RuntimeHoldReason>, who: &AccountId) -> Balance {
	let reason: RuntimeHoldReason = reason.into();
	match asset {
		None => Balances::balance_on_hold(&reason, who),
		Some(id) => AssetsHolder::balance_on_hold(id, &reason, who),
	}
}

/// The dollars in the funds of a body.
fn in_funds(body: &AccountId) -> Balance {
	held(Some(DOLLAR), HoldReason::Fund, body)
}

/// All that is stored of public finance, and what both bodies have.
fn state() -> impl PartialEq {
	let prefix = sp_io::hashing::twox_128(b"PublicFinance");
	let next = |key: &Vec<u8>| sp_io::storage::next_key(key).filter(|key| key.starts_with(&prefix));
	let keys = std::iter::successors(next(&prefix.to_vec()), next);
	let books: Vec<_> = keys.map(|key| (unhashed::get_raw(&key), key)).collect();
	let has =
		|body: AccountId| [None, Some(DOLLAR)].map(|asset| (free(asset, &body), held(asset, HoldReason::Fund, &body)));
	(books, [town(), charity()].map(has))
}

/// What becomes of a transaction. It has a block of its own, as one that is refused weighs as much as it could have; and it changes
/// nothing then.
fn applied(who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> DispatchResult {
	let call = call.into();
	next_block();
	let before = state();
	let result = apply(signed(who, call.clone(), 0)).expect("it is valid");
	assert!(result.is_ok() || state() == before, "{call:?} was refused and has changed something");
	result
}

/// What becomes of an act of an identity, by a key of it.
fn act(by: Sr25519Keyring, identity: &AccountId, call: impl Into<RuntimeCall>) -> DispatchResult {
	applied(by, Registry::act_as { identity: identity.clone(), call: Box::new(call.into()) })
}

/// What becomes of what someone does by the identity that is his own.
fn by(who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> DispatchResult {
	act(who, &id_of(who), call)
}

/// The same, which has to succeed.
fn done(who: Sr25519Keyring, call: impl Into<RuntimeCall>) {
	let call = call.into();
	assert_eq!(by(who, call.clone()), Ok(()), "{call:?}");
}

fn mint(who: &AccountId, amount: Balance) {
	submit(ISSUER, Issue::mint { id: DOLLAR.into(), beneficiary: who.clone().into(), amount });
}

/// The issuer gives an account 1,000 coins.
fn endow(who: &AccountId) {
	let dest = who.clone().into();
	submit(ISSUER, pallet_balances::Call::<Runtime>::transfer_keep_alive { dest, value: 1_000 * CIV });
}

/// Someone registers an identity, the first or another by the same key. It owns nothing.
fn register(holder: Sr25519Keyring, kind: Kind, salt: [u8; 32]) -> AccountId {
	let room = IdentityRegistry::room_for(8, 8, 2, 2, 0, 0);
	submit(holder, Registry::register { kind, key: key(holder), salt, room, proof: None });
	identity_id(&key(holder), &salt).into()
}

/// The identity names these as its controllers. Those who were not have yet to accept.
fn name_controllers(holder: Sr25519Keyring, controllers: &[AccountId]) {
	let call = Registry::set_controllers { controllers: list(controllers), threshold: 1 };
	assert_eq!(act(holder, &id_of(holder), call), Ok(()));
}

/// Someone accepts to be a controller.
fn accept_control(who: Sr25519Keyring, identity: AccountId) {
	done(who, Registry::accept_control { identity });
}

fn line(above: Above, part: &str) -> LineTerms {
	LineTerms { above, part: text(part), label: None, codes: Default::default(), binds: false }
}

/// The first level of the books in dollars.
fn root(kind: LineKind) -> Above {
	Above::Root { period: 0, currency: MONEY, kind }
}

/// Authority that comes to a line.
fn appropriated(line: LineId, amount: Balance) -> Move {
	Move { from: None, to: Some(line), amount, original: false, reason: text("budget") }
}

/// An identity of an organisation, which these control, keeps public books: the council has made rules, a period is open, and there is
/// authority to buy goods. Above 100,000 dollars it takes two persons.
fn organised(holder: Sr25519Keyring, name: &str, controllers: [Sr25519Keyring; 2]) {
	let body = register(holder, Kind::Organisation, [0; 32]);
	endow(&body);
	name_controllers(holder, &controllers.map(id_of));
	controllers.into_iter().for_each(|who| accept_control(who, body.clone()));
	let set = |change| Finance::set_body { body: body.clone(), change };
	assert_eq!(act(holder, &body, set(BodyChange::Name { name: text(name), identifier: None })), Ok(()));
	assert_eq!(act(holder, &body, set(BodyChange::Appropriator(account(COUNCIL)))), Ok(()));
	submit(COUNCIL, set(BodyChange::Accept));
	for (currency, threshold) in [(MONEY, 100_000 * DOLLARS), (Currency::Native, 10_000 * CIV), (EUR, 1_000_000)] {
		let rule = Rule { currency, threshold, window: 30 * DAY, life: 7 * DAY };
		submit(COUNCIL, set(BodyChange::Rule(rule)));
	}
	let [officer, _] = controllers;
	let plan = PeriodChange::Plan { label: text("2027"), from: now(), to: now() + 365 * DAY };
	for change in [plan, PeriodChange::Open] {
		done(officer, Finance::set_period { body: body.clone(), change });
	}
	let lines = [line(root(LineKind::Revenue), "taxes"), line(root(LineKind::Expenditure), "goods")];
	done(officer, Finance::set_line { body: body.clone(), lines: list(lines) });
	let moves = [Move { original: true, ..appropriated(GOODS, 500_000 * DOLLARS) }];
	submit(COUNCIL, Finance::move_authority { body, moves: list(moves) });
}

/// There are dollars, people, the town and the charity, and a fund of each: there is something in that of the town. The charity has no
/// dollars of its own.
fn found() {
	// So that no later time is just that of a new session.
	next_block();
	let admin = account(ISSUER).into();
	submit(ISSUER, Issue::create { id: DOLLAR.into(), admin, min_balance: LEAST });
	for who in [ISSUER, DONOR] {
		mint(&account(who), 1_000_000 * DOLLARS);
	}
	for who in [OFFICER, SECOND, HELPER, OTHER_HELPER] {
		register(who, Kind::Person, [0; 32]);
	}
	organised(TOWN_KEY, "Town", [OFFICER, SECOND]);
	organised(CHARITY_KEY, "Charity", [HELPER, OTHER_HELPER]);
	assert_eq!(fund(OFFICER, town(), MONEY), FUND);
	assert_eq!(fund(HELPER, charity(), MONEY), GRANTS);
	mint(&town(), 2 * FILLED);
	done(OFFICER, receive(FUND, FILLED));
	assert_eq!(in_funds(&town()), FILLED);
}

/// A fund that takes gifts, for no purpose.
fn fund_terms(currency: Currency) -> FundTerms {
	FundTerms { name: text("Fund"), currency, purpose: None, gate: None, gifts: Some(1), campaign: None }
}

/// A fund of a body, which an officer of it makes.
fn fund(officer: Sr25519Keyring, body: AccountId, currency: Currency) -> FundId {
	let id = FundCount::<Runtime>::get();
	done(officer, Finance::set_fund { body, change: FundChange::Make(fund_terms(currency)) });
	id
}

/// What of the town is free goes into a fund of it.
fn receive(fund: FundId, amount: Balance) -> Finance {
	let source = Source::Account(town());
	let receipts = list([ReceiptTerms { amount, source, returns: None, line: None, evidence: None }]);
	Finance::receive { body: town(), fund, receipts }
}

fn donate(fund: FundId, amount: Balance) -> Finance {
	Finance::donate { fund, asset: Some(DOLLAR), amount }
}

fn award_terms(payee: Payee<AccountId>, amount: Balance) -> AwardTerms<AccountId> {
	AwardTerms {
		award: None,
		payee,
		lines: list([Split { line: GOODS, amount }]),
		advance: 0,
		ocid: None,
		method: None,
		bids: None,
		agreement: None,
		document: None,
	}
}

/// The town is committed to this.
fn award(terms: AwardTerms<AccountId>) -> Finance {
	Finance::award { body: town(), awards: list([terms]) }
}

/// So much of an award of the town is accepted. It is due in 30 days.
fn accept(award: AwardId, amount: Balance) -> Finance {
	let terms = AcceptanceTerms { award, amount, due: now() + 30 * DAY, evidence: PROOF };
	Finance::accept { body: town(), acceptances: list([terms]) }
}

/// The officer commits the town to this, and the second accepts all of it.
fn awarded_by(terms: AwardTerms<AccountId>) -> AwardId {
	let id = AwardCount::<Runtime>::get();
	let amount: Balance = terms.lines.iter().map(|split| split.amount).sum();
	done(OFFICER, award(terms));
	done(SECOND, accept(id, amount));
	id
}

/// The same of an award to the payee.
fn awarded(amount: Balance) -> AwardId {
	awarded_by(award_terms(Payee::Account(account(PAYEE)), amount))
}

/// So much of an award is paid out of a fund.
fn payment(fund: FundId, award: AwardId, amount: Balance) -> Payment<AccountId> {
	let how = How::Award { award, lines: list([Split { line: GOODS, amount }]) };
	Payment { fund, amount, how, evidence: None }
}

/// The town pays this.
fn pay_all(payments: impl Into<Vec<Payment<AccountId>>>) -> Finance {
	Finance::pay { body: town(), payments: list(payments) }
}

/// The town pays so much of an award out of its fund.
fn pay(award: AwardId, amount: Balance) -> Finance {
	pay_all([payment(FUND, award, amount)])
}

/// An act of the town that waits is approved, or taken away.
fn approve(act: u32, approved: bool) -> Finance {
	Finance::approve { body: town(), act, approved }
}

fn engage(engage: Engage<AccountId>) -> Finance {
	Finance::engage { body: town(), period: 0, engage }
}

/// The auditor has accepted to look at the first period of the town, which is closed then.
fn engaged_and_closed() {
	let hash = sp_io::hashing::blake2_256(SECRET.as_bytes()).into();
	submit(COUNCIL, engage(Engage::Offer(account(AUDITOR))));
	submit(AUDITOR, engage(Engage::Accept(Commitment { hash, every: EVERY })));
	done(OFFICER, Finance::set_period { body: town(), change: PeriodChange::Close });
}

fn reveal() -> Finance {
	Finance::reveal { body: town(), period: 0, secret: SECRET }
}

/// A call of each kind, by name, which would be about the town. Not all of them would succeed.
fn every_call() -> Vec<(&'static str, Finance)> {
	vec![
		("set_body", Finance::set_body { body: town(), change: BodyChange::Accept }),
		("set_period", Finance::set_period { body: town(), change: PeriodChange::Close }),
		("set_fund", Finance::set_fund { body: town(), change: FundChange::PassOn(FUND) }),
		("set_line", Finance::set_line { body: town(), lines: list([line(root(LineKind::Expenditure), "services")]) }),
		("move_authority", Finance::move_authority { body: town(), moves: list([appropriated(GOODS, DOLLARS)]) }),
		("receive", receive(FUND, DOLLARS)),
		("donate", donate(FUND, DOLLARS)),
		("award", award(award_terms(Payee::Account(account(PAYEE)), DOLLARS))),
		("accept", accept(0, DOLLARS)),
		("pay", pay(0, DOLLARS)),
		("approve", approve(0, true)),
		("confirm", Finance::confirm { fund: FUND, number: 0, received: true }),
		("give_back", Finance::give_back { fund: FUND, receipt: 0 }),
		(
			"correct",
			Finance::correct { body: town(), correction: Correction::Note { fund: FUND, number: 0, document: PROOF } },
		),
		("archive", Finance::archive { shelf: Shelf::Uses(FUND), limit: 1 }),
		("engage", engage(Engage::Offer(account(AUDITOR)))),
		("reveal", reveal()),
		(
			"find",
			Finance::find {
				body: town(),
				period: 0,
				record: None,
				severity: Severity::High,
				document: PROOF,
				due: now() + DAY,
			},
		),
		("answer", Finance::answer { body: town(), period: 0, finding: 0, document: PROOF }),
		("conclude", Finance::conclude { body: town(), period: 0, conclusion: Conclusion::Resolved(0) }),
	]
}

/// A call of this kind out of [`every_call`].
fn call_of(name: &str) -> Finance {
	let found = every_call().into_iter().find(|(known, _)| *known == name);
	found.expect("there is such a call").1
}

fn fund_info(id: FundId) -> FundInfo<Runtime> {
	PublicFinance::fund_info(id).expect("there is such a fund")
}

/// What a ticket takes: it keeps that to itself, and is encoded as that alone.
fn amount_of(ticket: &impl Encode) -> Balance {
	Balance::decode(&mut &ticket.encode()[..]).expect("it is an amount")
}

/// What is held of everybody is what the tickets say, and what is in the funds. And end the block, which checks the invariants of all
/// pallets where the feature is on.
fn check() {
	let mut money = BTreeMap::<(AccountId, Asset), Balance>::new();
	for (id, fund) in Funds::<Runtime>::iter() {
		if let Some(asset) = fund.currency.on_chain() {
			*money.entry((fund.body, asset)).or_default() += fund_info(id).balance;
		}
	}
	let mut gifts = BTreeMap::<AccountId, Balance>::new();
	for (.., receipt) in Receipts::<Runtime>::iter() {
		let Some(ticket) = receipt.ticket else { continue };
		let Source::Account(donor) = receipt.source else { panic!("a ticket of nobody") };
		*gifts.entry(donor).or_default() += amount_of(&ticket);
	}
	for who in frame_system::Account::<Runtime>::iter_keys() {
		let records = Deposits::<Runtime>::get(&who).map_or(0, |deposit| amount_of(&deposit.ticket));
		assert_eq!(held(None, HoldReason::Records, &who), records, "for the records of {who}");
		assert_eq!(held(None, HoldReason::Gift, &who), gifts.remove(&who).unwrap_or_default(), "for gifts of {who}");
		for asset in [None, Some(DOLLAR)] {
			let expected = money.remove(&(who.clone(), asset)).unwrap_or_default();
			assert_eq!(held(asset, HoldReason::Fund, &who), expected, "{asset:?} in funds of {who}");
		}
	}
	assert!(gifts.is_empty() && money.is_empty(), "of accounts that there are not: {gifts:?}, {money:?}");
	end_block();
}

#[test]
fn a_gift_is_followed_through_two_bodies_to_who_was_paid() {
	development().execute_with(|| {
		found();
		let gifts = fund(OFFICER, town(), MONEY);
		assert_eq!(applied(DONOR, donate(gifts, 300 * DOLLARS)), Ok(()));
		let grant = awarded_by(award_terms(Payee::Fund(GRANTS), 200 * DOLLARS));
		done(OFFICER, pay_all([payment(gifts, grant, 200 * DOLLARS)]));
		assert_eq!([in_funds(&town()), in_funds(&charity())], [FILLED + 100 * DOLLARS, 200 * DOLLARS]);

		let (well, amount) = (AwardCount::<Runtime>::get(), 150 * DOLLARS);
		let terms = award_terms(Payee::Account(account(PAYEE)), amount);
		done(HELPER, Finance::award { body: charity(), awards: list([terms]) });
		let accepted = AcceptanceTerms { award: well, amount, due: now(), evidence: PROOF };
		done(OTHER_HELPER, Finance::accept { body: charity(), acceptances: list([accepted]) });
		done(HELPER, Finance::pay { body: charity(), payments: list([payment(GRANTS, well, amount)]) });
		assert_eq!((dollars(PAYEE), in_funds(&charity())), (150 * DOLLARS, 50 * DOLLARS));

		// As a node is asked.
		let question = (account(DONOR), None::<(FundId, u32)>, None::<u32>);
		let answer: Page<GiftTrace<AccountId>, (FundId, u32)> = ask("PublicFinance", "what_became_of", question);
		let hop = |fund, number, from: Balance, to: Balance| {
			let units = Span { from: from * DOLLARS, to: to * DOLLARS };
			Hop { fund, receipt: Some(0), number, units }
		};
		let run = |from: Balance, amount: Balance, path: &[Hop], end| {
			let (from, amount) = (from * DOLLARS, amount * DOLLARS);
			TraceRun { from, amount, path: path.to_vec(), end }
		};
		let payee = Some(Payee::Account(account(PAYEE)));
		let paid = [hop(gifts, Some(0), 0, 150), hop(GRANTS, Some(0), 0, 150)];
		let granted = [hop(gifts, Some(0), 150, 200), hop(GRANTS, None, 150, 200)];
		let items = vec![
			run(0, 150, &paid, TraceEnd::Paid { award: well, payee }),
			run(150, 50, &granted, TraceEnd::Unspent),
			run(200, 100, &[hop(gifts, None, 200, 300)], TraceEnd::Unspent),
		];
		let trace = Page { items, next: None };
		let gift = GiftTrace { fund: gifts, receipt: 0, amount: 300 * DOLLARS, trace };
		assert_eq!(answer, Page { items: vec![gift], next: None });
		check();
	});
}
