//! Calls of agreements; and what has been signed, which is what may leave by the calls of others.

use super::*;
use crate::ensure;
use civitas_primitives::agreements::{
	info::{AgreementInfo, StatementLine},
	*,
};
use civitas_primitives::IdentityInspect as _;
use civitas_runtime::{Agreements, Balance};
use pallet_agreements::{
	types::{Ending, Stated, ToSettle},
	Call, Event as Happened,
};
use sp_core::H256;
use world::{now, COMMON, SUFFICIENT};

type Terms = pallet_agreements::TermsOf<Runtime>;
type Due = Obligation<AccountId, NoCondition>;
type Info = AgreementInfo<AccountId, NoCondition>;
/// By asset and account.
type Sums = BTreeMap<(Asset, AccountId), Balance>;

/// Who decide disputes, and agree on nothing.
const ARBITERS: [Sr25519Keyring; 2] = [Sr25519Keyring::AliceStash, Ferdie];
/// 11 days, in seconds: longer than most waits.
const LONG: Seconds = 1_000_000;

/// What was signed. It was charged then, or had no bound and was signed by who needs none.
#[derive(Default)]
pub struct Signed {
	/// What whoever signed an agreement has said that may leave by it; nothing, if there is no bound.
	most: BTreeMap<(H256, AccountId), Option<BTreeMap<Asset, Balance>>>,
	/// What has left by it, interest aside.
	paid: BTreeMap<(H256, AccountId, Asset), Balance>,
	/// What was signed anew: that has no bound.
	amended: BTreeSet<H256>,
}

/// What has moved by agreements in a call.
#[derive(Default)]
pub struct Moved {
	/// What was paid, from holds or what was free, by whom.
	pub paid: Sums,
	/// What was put on hold because it was due to be.
	pub held: Sums,
	/// Who has got something.
	pub to: BTreeSet<(Asset, AccountId)>,
}

impl Signed {
	/// What has just happened, which must be within what was signed.
	pub fn note(&mut self, call: &RuntimeCall) -> Result<Moved, String> {
		let mut said = BTreeMap::new();
		Classes::walk(call, &mut |part, _| {
			let draft = match part {
				RuntimeCall::Agreements(Call::draft { terms, .. }) => terms_hash(terms),
				RuntimeCall::Agreements(Call::sign { draft, .. }) => *draft,
				_ => return true,
			};
			let flows = flows(part.clone()).map(|flows| {
				let mut sums = BTreeMap::new();
				for flow in flows.into_iter().filter(|flow| flow.to == Destination::Unknown) {
					*sums.entry(flow.asset).or_default() += flow.amount;
				}
				sums
			});
			said.insert(draft, flows);
			true
		});
		let mut moved = Moved::default();
		for event in events() {
			let RuntimeEvent::Agreements(event) = event else { continue };
			match event {
				Happened::Signed { draft, by } => {
					self.most.insert((draft, by), said.get(&draft).cloned().flatten());
				},
				Happened::Amended { agreement, .. } => {
					self.amended.insert(agreement);
				},
				Happened::Paid { agreement, from, to, asset, amount, .. } => {
					*moved.paid.entry((asset, from.clone())).or_default() += amount;
					moved.to.insert((asset, to));
					self.pay(agreement, from, asset, amount)?;
				},
				Happened::InterestPaid { from, to, asset, amount, .. } => {
					*moved.paid.entry((asset, from)).or_default() += amount;
					moved.to.insert((asset, to));
				},
				Happened::Held { who, asset, amount, .. } => *moved.held.entry((asset, who)).or_default() += amount,
				// For a fee that was advanced.
				Happened::Ruled { arbiter, .. } => {
					moved.to.insert((None, arbiter));
				},
				_ => {},
			}
		}
		Ok(moved)
	}

	fn pay(&mut self, agreement: H256, from: AccountId, asset: Asset, amount: Balance) -> Result<(), String> {
		if self.amended.contains(&agreement) {
			return Ok(());
		}
		let paid = self.paid.entry((agreement, from.clone(), asset)).or_default();
		*paid += amount;
		match self.most.get(&(agreement, from.clone())) {
			Some(Some(most)) => {
				let most = most.get(&asset).copied().unwrap_or_default();
				ensure!(*paid <= most, "{from} has paid {paid} of {asset:?}, and signed for {most}");
			},
			Some(None) => {},
			None => return Err(format!("{from} has paid {paid} of {asset:?}, and signed nothing")),
		}
		Ok(())
	}
}

/// What was advanced for fees, by whom. It was charged then.
pub fn advanced() -> BTreeMap<(Asset, AccountId), Balance> {
	let reason = pallet_agreements::HoldReason::Fee.into();
	let of = |who| (None, who);
	let holds = pallet_balances::Holds::<Runtime>::iter().filter_map(|(who, holds)| {
		let fee = holds.iter().find(|hold| hold.id == reason)?;
		Some((of(who), fee.amount))
	});
	holds.collect()
}

/// An obligation, with its agreement and the terms of that.
struct Seen {
	info: Info,
	place: u8,
	due: Due,
	line: StatementLine<AccountId>,
}

impl Seen {
	fn id(&self) -> H256 {
		self.info.id
	}

	fn is_act(&self) -> bool {
		matches!(self.due.performance, Performance::Act { .. })
	}

	/// How much can still be paid of it; of what has no bound, what has accrued.
	fn open(&self) -> Balance {
		let line = &self.line;
		line.most.unwrap_or(line.accrued).saturating_sub(line.paid + line.forgiven)
	}

	fn money(&self, amount: Balance) -> Money {
		Money { asset: self.line.asset, amount }
	}

	fn arbitration(&self) -> Option<&Arbitration<AccountId>> {
		self.info.terms.as_ref()?.arbitration.as_ref()
	}

	fn side(&self, dice: &mut Dice) -> AccountId {
		dice.pick(&[self.line.debtor.clone(), self.line.creditor.clone()])
	}
}

/// An obligation of which this is true, if there is one.
fn seen(dice: &mut Dice, is: impl Fn(&Seen) -> bool) -> Option<Seen> {
	let mut all = Vec::new();
	for id in pallet_agreements::Agreements::<Runtime>::iter_keys() {
		let Some(statement) = Agreements::statement(id, None) else { continue };
		let info = Agreements::agreement(id).expect("it has a statement");
		let terms = info.terms.clone().expect("it is not compacted");
		for ((place, due), line) in (0..).zip(terms.obligations).zip(statement.lines) {
			all.push(Seen { info: info.clone(), place, due, line });
		}
	}
	dice.find(all.into_iter().filter(is))
}

/// An agreement of which this is true.
fn agreement(dice: &mut Dice, is: impl Fn(&Info) -> bool) -> Option<Info> {
	let ids = pallet_agreements::Agreements::<Runtime>::iter_keys();
	dice.find(ids.filter_map(Agreements::agreement).filter(is))
}

/// Whether someone is no arbiter, and related to none.
fn is_impartial(who: &AccountId) -> bool {
	ARBITERS.map(account).iter().all(|arbiter| arbiter != who && !IdentityRegistry::related(arbiter, who))
}

fn obligation(world: &World, parties: &[AccountId], dice: &mut Dice) -> Due {
	let asset = dice.pick(&[None, None, Some(SUFFICIENT), Some(COMMON)]);
	let amount = 1 + Balance::from(dice.below(1_000_000));
	let soon = When::Activation(Span::Seconds(dice.below(3) as u32 * 1_000));
	let claim = Some(ClaimTerms { answer_within: LONG, silence: dice.pick(&[Silence::Accepts, Silence::Rejects]) });
	let until = Some(When::Activation(Span::Months(3)));
	let pay = |accrues| Performance::Pay { asset, amount, accrues };
	let by = |every, count| Accrual::Instalments { start: soon, every, count };
	let claimed = Awaits { claim: claim.clone(), until, ..Default::default() };
	let nothing = Awaits::default();
	let (performance, awaits, funding) = match dice.below(8) {
		0 => (pay(Accrual::Once(soon)), nothing, Funding::Unfunded),
		1 => (pay(Accrual::Once(soon)), nothing, Funding::Escrowed(None)),
		2 => (pay(Accrual::Once(soon)), claimed, Funding::Escrowed(None)),
		3 => (pay(by(Span::Months(1), Some(12))), nothing, Funding::Revocable),
		4 => (pay(by(Span::Seconds(100_000), Some(3))), nothing, Funding::Escrowed(Some(soon))),
		5 => (pay(by(Span::Months(1), None)), nothing, Funding::Unfunded),
		6 => (pay(by(Span::Seconds(1), Some(10))), claimed, Funding::Revocable),
		_ => (Performance::Act { due: soon }, Awaits { claim, ..nothing }, Funding::Unfunded),
	};
	let debtor = dice.below(2) as u8;
	let stranger = world.anyone(dice);
	let creditor = match dice.once_in(6) && !parties.contains(&stranger) && !ARBITERS.map(account).contains(&stranger) {
		true => Creditor::Account(stranger),
		false => Creditor::Party(1 - debtor),
	};
	let interest = (!matches!(performance, Performance::Act { .. }) && dice.once_in(2)).then_some(100_000);
	Obligation {
		clause: 0,
		debtor,
		creditor,
		performance,
		awaits,
		funding,
		grace: 0,
		interest,
		assignable: false,
		carries: None,
	}
}

fn terms(world: &World, dice: &mut Dice) -> Terms {
	let arbiters = ARBITERS.map(account);
	let able: Vec<_> = world.accounts.iter().filter(|who| is_impartial(who)).cloned().collect();
	let first = dice.pick(&able);
	let second = dice.find(able.into_iter().filter(|who| *who != first)).expect("there are many");
	let parties = [first, second];
	let instance = |arbiter: &AccountId| Instance {
		arbiter: arbiter.clone(),
		fee: CIV / 10,
		evidence_within: 1,
		rule_within: LONG,
	};
	let obligations: Vec<_> = (0..1 + dice.below(2)).map(|_| obligation(world, &parties, dice)).collect();
	let role = |account: AccountId| Party { account, role: "x".try_into().expect("short") };
	civitas_primitives::agreements::Terms {
		parties: parties.map(role).to_vec().try_into().expect("two"),
		about: None,
		prose: Prose { hash: H256::zero(), uri: Default::default(), clauses: None },
		template: None,
		obligations: obligations.try_into().expect("few"),
		term: Some(Term { minimum: Span::Seconds(1), renewal: Renewal::Open, notice: Some(1) }),
		arbitration: Some(Arbitration {
			instances: arbiters.iter().map(instance).collect::<Vec<_>>().try_into().expect("two"),
			both_advance: dice.once_in(3),
			appeal_within: LONG,
			default: Fraction { numerator: 1, denominator: 2 },
		}),
		amends: None,
		sign_by: now() + 400 * DAY,
		salt: H256::from_low_u64_be(dice.number()),
	}
}

/// What whoever signs says that it comes to: just that, mostly.
fn most(terms: &Terms, who: &AccountId, dice: &mut Dice) -> Option<Stated> {
	let place = terms.place(who).filter(|_| terms.amends.is_none() && !dice.once_in(8))?;
	Some(terms.commitment(place)?.try_into().expect("no more than obligations"))
}

fn draft(world: &World, dice: &mut Dice) -> (AccountId, Call<Runtime>) {
	let amended = agreement(dice, |info| info.closed_at.is_none() && info.activated_at.is_some());
	let terms = match amended.filter(|_| dice.once_in(6)) {
		Some(info) => {
			let mut terms = info.terms.expect("it is not compacted");
			terms.amends = Some(Amends { agreement: info.id, version: info.version });
			(terms.sign_by, terms.salt) = (now() + 400 * DAY, H256::from_low_u64_be(dice.number()));
			for (place, obligation) in (0..).zip(&mut terms.obligations) {
				obligation.carries = Some(place);
			}
			terms
		},
		None => terms(world, dice),
	};
	let who = terms.parties[dice.below(2) as usize].account.clone();
	let most = most(&terms, &who, dice);
	(who, Call::draft { terms, most })
}

/// Sign something that waits for it, or draft something.
fn sign(world: &World, dice: &mut Dice) -> (AccountId, Call<Runtime>) {
	let waits = |info: &Info| {
		info.unsigned.iter().any(is_impartial) && info.terms.as_ref().is_some_and(|terms| terms.sign_by >= now())
	};
	let Some(info) = agreement(dice, waits) else { return draft(world, dice) };
	let who = dice.find(info.unsigned.into_iter().filter(is_impartial)).expect("one of them may");
	let most = most(&info.terms.expect("it is a draft"), &who, dice);
	(who, Call::sign { draft: info.terms_hash, most })
}

fn fund(world: &World, dice: &mut Dice, is: impl Fn(&Funding) -> bool) -> (AccountId, Call<Runtime>) {
	let room = |seen: &Seen| seen.open().saturating_sub(seen.line.held);
	let Some(seen) = seen(dice, |seen| is(&seen.due.funding) && room(seen) > 0) else { return sign(world, dice) };
	let money = seen.money(1 + Balance::from(dice.below(room(&seen) as u64)));
	(seen.line.debtor.clone(), Call::fund { agreement: seen.id(), obligation: seen.place, money })
}

fn settle(world: &World, dice: &mut Dice) -> Option<(AccountId, Call<Runtime>)> {
	let one = seen(dice, |seen| seen.line.owed > 0).or_else(|| seen(dice, |_| true))?;
	let who = if dice.once_in(2) { one.line.debtor.clone() } else { world.anyone(dice) };
	let mut ids = vec![one.id()];
	ids.extend(agreement(dice, |info| info.activated_at.is_some()).map(|info| info.id));
	// What there is to be paid, if nothing else is in the way.
	let lines = Agreements::statement(ids[0], None).expect("it runs").lines;
	let mut sums = Vec::new();
	for line in lines.into_iter().filter(|line| line.debtor == who) {
		let amount = line.owed.saturating_sub(line.held) + line.interest;
		add(&mut sums, Money { asset: line.asset, amount });
	}
	let most = (!dice.once_in(3)).then(|| sums.try_into().expect("few"));
	let to_settle = |agreement| ToSettle { agreement, certificates: Default::default() };
	let agreements = ids.into_iter().map(to_settle).collect::<Vec<_>>().try_into().expect("two");
	Some((who, Call::settle { agreements, most, obligations: 64 }))
}

fn claim(world: &World, dice: &mut Dice) -> (AccountId, Call<Runtime>) {
	let claimable = |seen: &Seen| {
		let open = seen.line.accrued.saturating_sub(seen.info.records[seen.place as usize].demanded);
		if seen.is_act() {
			1 - seen.line.paid.min(1)
		} else {
			open
		}
	};
	let found = seen(dice, |seen| {
		let line = &seen.line;
		let awaited = seen.due.awaits.claim.is_some() && line.lapsed.is_none();
		awaited && line.claim.is_none() && line.disputed == 0 && claimable(seen) > 0
	});
	let Some(seen) = found else { return sign(world, dice) };
	let amount = 1 + Balance::from(dice.below(claimable(&seen) as u64));
	let who = if seen.is_act() { seen.line.debtor.clone() } else { seen.line.creditor.clone() };
	let evidence = H256::from_low_u64_be(dice.number());
	(who, Call::claim { agreement: seen.id(), obligation: seen.place, amount, evidence })
}

fn dispute(world: &World, dice: &mut Dice) -> (AccountId, Call<Runtime>) {
	let evidence = H256::zero();
	let in_dispute = seen(dice, |seen| seen.line.disputed > 0);
	if let Some(seen) = in_dispute.filter(|_| dice.once_in(3)) {
		let (money, fee) = (seen.money(0), CIV / 10);
		return (seen.side(dice), Call::dispute { agreement: seen.id(), obligation: seen.place, money, fee, evidence });
	}
	let found = seen(dice, |seen| {
		let claimed = seen.due.awaits.claim.is_some();
		let open = seen.line.claim.is_some() || !claimed && seen.open() > 0;
		seen.arbitration().is_some() && seen.line.disputed == 0 && open && seen.line.lapsed.is_none()
	});
	let Some(seen) = found else { return claim(world, dice) };
	let amount = match &seen.line.claim {
		Some(claim) => claim.rest(),
		None => 1 + Balance::from(dice.below(seen.open() as u64)),
	};
	let fee = seen.arbitration().expect("it has").advance(0);
	let call = Call::dispute { agreement: seen.id(), obligation: seen.place, money: seen.money(amount), fee, evidence };
	(seen.side(dice), call)
}

/// One that is in dispute, at a stage of which this is true.
fn disputed(dice: &mut Dice, is: impl Fn(&Stage) -> bool) -> Option<Seen> {
	seen(dice, |seen| Agreements::dispute_of(seen.id(), seen.place).is_some_and(|dispute| is(&dispute.stage)))
}

fn rule(world: &World, dice: &mut Dice) -> (AccountId, Call<Runtime>) {
	let Some(seen) = disputed(dice, |stage| matches!(stage, Stage::Rule { .. })) else { return dispute(world, dice) };
	let (agreement, obligation) = (seen.id(), seen.place);
	let turn = Agreements::dispute_of(agreement, obligation).expect("it is in dispute").turn;
	let (amount, may_end) = (Balance::from(dice.below(seen.line.disputed as u64 + 1)), dice.once_in(2));
	(turn[0].clone(), Call::rule { agreement, obligation, amount, may_end })
}

fn end(world: &World, dice: &mut Dice) -> (AccountId, Call<Runtime>) {
	let runs = |info: &Info| info.activated_at.is_some() && info.ends_at.is_none() && info.closed_at.is_none();
	let Some(info) = agreement(dice, runs) else { return sign(world, dice) };
	let terms = info.terms.expect("it runs");
	let who = terms.parties[dice.below(2) as usize].account.clone();
	let ending = match dice.below(6) {
		0 => Ending::Agreed(now() + 1_000),
		1 => Ending::Late(0),
		2 => Ending::Ruled,
		_ => Ending::Notice,
	};
	(who, Call::end { agreement: info.id, ending })
}

pub fn agreements(world: &World, name: &str, dice: &mut Dice) -> Option<Attempt> {
	let made = match name {
		"draft" => draft(world, dice),
		"sign" => sign(world, dice),
		"decline" => match agreement(dice, |info| !info.unsigned.is_empty()) {
			Some(info) => {
				let who = dice.find(info.signed.into_iter().chain(info.unsigned)).expect("someone has to sign");
				(who, Call::decline { draft: info.terms_hash })
			},
			None => draft(world, dice),
		},
		"fund" => fund(world, dice, |funding| *funding != Funding::Unfunded),
		"defund" => match seen(dice, |seen| seen.due.funding == Funding::Revocable && seen.line.held > 0) {
			Some(seen) => {
				let money = seen.money(1 + Balance::from(dice.below(seen.line.held as u64)));
				(seen.line.debtor.clone(), Call::defund { agreement: seen.id(), obligation: seen.place, money })
			},
			None => fund(world, dice, |funding| *funding == Funding::Revocable),
		},
		"settle" => settle(world, dice).unwrap_or_else(|| sign(world, dice)),
		"claim" => claim(world, dice),
		"answer" => {
			let is_open = |seen: &Seen| seen.line.claim.as_ref().is_some_and(|claim| claim.answer.is_none());
			match seen(dice, |seen| is_open(seen) || seen.line.disputed > 0) {
				Some(seen) => {
					let all = seen.line.claim.as_ref().map_or(seen.line.disputed, |claim| claim.amount);
					let money = seen.money(dice.pick(&[all, all, all / 2, 0]));
					let who = if seen.is_act() { seen.line.creditor.clone() } else { seen.line.debtor.clone() };
					(who, Call::answer { agreement: seen.id(), obligation: seen.place, money })
				},
				None => claim(world, dice),
			}
		},
		"waive" => match seen(dice, |seen| seen.open() > 0) {
			Some(seen) => {
				let money = seen.money(1 + Balance::from(dice.below(seen.open().min(1_000) as u64)));
				(seen.line.creditor.clone(), Call::waive { agreement: seen.id(), obligation: seen.place, money })
			},
			None => sign(world, dice),
		},
		"dispute" => dispute(world, dice),
		"rule" => rule(world, dice),
		"appeal" => match disputed(dice, |stage| matches!(stage, Stage::Appeal { .. })) {
			Some(seen) => {
				let (agreement, obligation, fee) = (seen.id(), seen.place, CIV / 10);
				(seen.side(dice), Call::appeal { agreement, obligation, fee })
			},
			None => rule(world, dice),
		},
		"end" => end(world, dice),
		"compact" => {
			let over = |info: &Info| {
				let ended = info.ends_at.is_some_and(|at| at + COMPACT_AFTER <= now());
				ended && info.terms.is_some() && info.activated_at.is_some()
			};
			match agreement(dice, over) {
				Some(info) => (world.anyone(dice), Call::compact { agreement: info.id }),
				None => end(world, dice),
			}
		},
		_ => return None,
	};
	Some((made.0, RuntimeCall::Agreements(made.1)))
}
