//! What is made of the numbers of a step: amounts that mostly fit, of what there is.

use super::{
	ops::{part, place, user, Act, Deed, Draw, Op},
	*,
};
use model::{clamped, ten, Line, Turn, WHOLE};

/// What swaps are from and to; there is no pool for the last.
const PAIRS: [(Asset, Asset); 6] = [
	(None, Some(DOLLAR)),
	(Some(DOLLAR), None),
	(Some(GOLD), Some(DOLLAR)),
	(Some(DOLLAR), Some(GOLD)),
	(None, Some(DOLLAR)),
	(None, Some(GOLD)),
];

/// How much someone can still owe, at prices that need not count.
fn room(turn: &Turn, place: usize, line: &Line) -> Balance {
	let ledger = &turn.model.ledgers[place];
	let Some((pledged, lent)) = turn.model.raw(place).filter(|(_, lent)| lent.price > 0) else { return 0 };
	let (value, _) = turn.model.values(place, line, (pledged, lent));
	let most = value * n(ledger.terms.borrow_ltv) / n(WHOLE) * ten(lent.decimals) / n(lent.price);
	clamped(most).saturating_sub(ledger.debt_of(line.debt)).min(ledger.cash)
}

/// How much collateral someone does not need, at prices that need not count.
fn spare(turn: &Turn, place: usize, line: &Line) -> Balance {
	let Some((pledged, lent)) = turn.model.raw(place).filter(|(pledged, _)| pledged.price > 0) else { return 0 };
	let (_, debt) = turn.model.values(place, line, (pledged, lent));
	let needed = up(debt * n(WHOLE), n(turn.model.ledgers[place].terms.borrow_ltv));
	line.collateral.saturating_sub(clamped(up(needed * ten(pledged.decimals), n(pledged.price))))
}

/// Users whom someone could liquidate.
fn unsafe_ones(turn: &Turn, place: usize) -> Vec<AccountId> {
	let Some(prices) = turn.model.raw(place) else { return Vec::new() };
	let ledger = &turn.model.ledgers[place];
	let fails = |line: &Line| line.debt > 0 && !turn.model.is_within(place, line, prices, ledger.terms.liquidation_ltv);
	let found = ledger.lines.iter().filter(|(who, line)| **who != turn.who && fails(line));
	found.map(|(who, _)| who.clone()).collect()
}

/// So much, in one of the forms of amounts. Only what has an end is named by all of it.
fn amount(turn: &Turn, draw: &Draw, asset: Asset, most: Balance, has_end: bool) -> Amount {
	let seldom = draw.form >= 250;
	match (draw.form % 8, turn.last) {
		(0..=4, Some((of, _))) if of == asset => Amount::Last,
		(5, _) if has_end || seldom => match draw.other % 4 {
			0 => Amount::All { at_most: part(most, draw.size) },
			_ => ALL,
		},
		(6, _) if seldom => Amount::Shares(most),
		(7, _) if seldom => Amount::Last,
		_ => Amount::Assets(part(most, draw.size)),
	}
}

/// An action that mostly can be done.
fn action(turn: &mut Turn, ids: &[MarketId], draw: &Draw) -> Do {
	let place = place(draw.market);
	let market = ids[place];
	// So that interest has accrued.
	turn.open(market).expect("there is such a market");
	let turn = &*turn;
	let line = turn.model.ledgers[place].line(&turn.who);
	let ledger = &turn.model.ledgers[place];
	let usable = |asset: Asset| turn.model.money.usable(asset, &turn.who, draw.size == 255);
	match draw.deed {
		Deed::Supply => {
			let amount = amount(turn, draw, market.loan, usable(market.loan), false);
			Action::Supply { market, amount, certificate: None }
		},
		Deed::Withdraw => {
			let amount = match draw.form % 8 {
				6 | 7 if draw.form < 250 => Amount::Shares(part(line.shares, draw.size)),
				_ => amount(turn, draw, market.loan, ledger.worth_of(line.shares), true),
			};
			Action::Withdraw { market, amount }
		},
		Deed::Add => {
			let amount = amount(turn, draw, market.collateral, usable(market.collateral), false);
			Action::AddCollateral { market, amount }
		},
		Deed::Remove => {
			let most = if draw.form % 8 == 7 { line.collateral } else { spare(turn, place, &line) };
			Action::RemoveCollateral { market, amount: amount(turn, draw, market.collateral, most, true) }
		},
		Deed::Borrow => {
			let most = if draw.form % 32 == 7 { ledger.cash } else { room(turn, place, &line) };
			let amount = amount(turn, draw, market.loan, most, false);
			Action::Borrow { market, amount, certificate: None }
		},
		Deed::Repay => {
			let most = ledger.debt_of(line.debt);
			Action::Repay { market, amount: amount(turn, draw, market.loan, most, true) }
		},
		Deed::Liquidate => {
			let found = unsafe_ones(turn, place);
			let borrower = match found.len() {
				0 => user(draw.other),
				count => found[usize::from(draw.other) % count].clone(),
			};
			let its = ledger.line(&borrower);
			let most =
				if draw.form.is_multiple_of(3) { part(ledger.debt_of(its.debt), draw.size) } else { Balance::MAX };
			let least = if draw.form % 16 == 15 { its.collateral } else { 0 };
			Action::Liquidate { market, borrower, most, least }
		},
		Deed::Swap => {
			let (from, to) = PAIRS[usize::from(draw.market) % PAIRS.len()];
			let amount = amount(turn, draw, from, usable(from) / 8, false);
			let least = match draw.form % 32 {
				15 => 0,
				31 => Balance::MAX,
				_ => 1,
			};
			Action::Swap { from, to, amount, least }
		},
	}
}

/// How long, from nothing to forty days.
fn span(number: u8) -> Moment {
	let longest = [0, SECOND, MINUTE, 20 * MINUTE, 60 * MINUTE, DAY, 7 * DAY, 40 * DAY][usize::from(number) % 8];
	longest / 32 * (u64::from(number) / 8 + 1)
}

impl Run {
	fn actions(&self, who: &AccountId, draws: &[Draw]) -> Vec<Do> {
		let mut turn = Turn::new(&self.model, who);
		let (ids, mut actions) = (self.ids(), Vec::new());
		for draw in draws {
			let action = action(&mut turn, &ids, draw);
			let mut next = turn.clone();
			// What cannot be done is mostly left out, so that the rest is done.
			if next.act(&action).is_ok() {
				turn = next;
				actions.push(action);
			} else if actions.is_empty() && draws.len() == 1 || draw.other % 16 == 15 {
				actions.push(action);
			}
		}
		if actions.is_empty() {
			actions.extend(draws.first().map(|draw| action(&mut turn, &ids, draw)));
		}
		actions
	}

	/// What a step is.
	pub fn plan(&self, op: &Op) -> Plan {
		let ids = self.ids();
		match op {
			Op::One { who, draw } => {
				let who = user(*who);
				let mut turn = Turn::new(&self.model, &who);
				let action = action(&mut turn, &ids, draw);
				Plan::Call(Deal::One(who, action))
			},
			Op::Bundle { who, draws } => {
				let who = user(*who);
				let actions = self.actions(&who, draws);
				Plan::Call(Deal::Bundle(who, actions))
			},
			Op::For { who, other, market, size, repay } => {
				let (who, owner, market) = (user(*who), user(*other), ids[place(*market)]);
				let mut turn = Turn::new(&self.model, &who);
				let found = turn.open(market).expect("there is such a market");
				let ledger = &turn.model.ledgers[found];
				Plan::Call(if *repay {
					let amount = match size % 4 {
						0 => ALL,
						_ => Amount::Assets(part(ledger.debt_of(ledger.line(&owner).debt), *size)),
					};
					Deal::Repay { who, market, amount, owner }
				} else {
					let assets = part(turn.model.money.usable(market.collateral, &who, true) / 4, *size);
					Deal::Add { who, market, assets, owner }
				})
			},
			Op::Caps { who, market, supply, borrow } => {
				let who = [CURATOR, CURATOR, CURATOR, GUARDIAN, STRANGER][usize::from(*who) % 5].clone();
				let ledger = &self.model.ledgers[place(*market)];
				let cap = |number: u8, now: Balance| match number % 4 {
					0 => part(now, number),
					1 => 2 * now,
					_ => Balance::MAX,
				};
				let (supply, borrow) = (cap(*supply, ledger.supplied()), cap(*borrow, ledger.borrowed()));
				Plan::Call(Deal::Caps { who, market: ledger.id, supply, borrow })
			},
			Op::Pause { who, market, supply, borrow } => {
				let who = [CURATOR, GUARDIAN, GUARDIAN, STRANGER][usize::from(*who) % 4].clone();
				let (supply, borrow) = (supply.is_multiple_of(6), borrow.is_multiple_of(6));
				Plan::Call(Deal::Pause { who, market: ids[place(*market)], supply, borrow })
			},
			Op::Collect { who, market, size } => {
				let who = if who.is_multiple_of(8) { STRANGER } else { CURATOR };
				let market = ids[place(*market)];
				let mut turn = Turn::new(&self.model, &who);
				let found = turn.open(market).expect("there is such a market");
				let assets = part(turn.model.ledgers[found].collectable(), *size);
				Plan::Call(Deal::Collect { who, market, assets })
			},
			Op::Pass { span: number, fresh } => Plan::Pass(span(*number), *fresh),
			Op::Note { feed, how, size } => self.note(FeedId::from(*feed) % 3, *how, *size),
			Op::Issuer { act, gold, who, other, size } => self.act(*act, *gold, [*who, *other], *size),
		}
	}

	/// A price: a small step, a fall, the old price again, one that moves, an old one, one that is out of the band, or the same.
	fn note(&self, feed: FeedId, how: u8, size: u8) -> Plan {
		let now = self.model.now;
		let price = self.model.prices.get(&feed).map_or(0, |price| price.price);
		let base = BASES[usize::from(feed)];
		let part = price / 200 * Balance::from(size % 10);
		match how % 16 {
			0..=2 if size >= 128 => Plan::Note(feed, price + part, now, false),
			0..=2 => Plan::Note(feed, price - part, now, false),
			3..=5 => Plan::Note(feed, price / 10 * 6, now, true),
			6..=8 => Plan::Note(feed, base, now, true),
			9 if size >= 128 => Plan::Note(feed, price.min(UNIT * 1_000) * 2, now, false),
			9 => Plan::Note(feed, price / 2, now, false),
			10 => Plan::Note(feed, price, now - 8 * DAY, false),
			11 if size >= 192 => Plan::Note(feed, UNIT * 2_000_000, now, true),
			11 if size >= 128 => Plan::Note(feed, 1, now, true),
			11 | 12 => Plan::Note(feed, price / 100 * Balance::from(100 - size % 36), now, true),
			_ => Plan::Pass(0, true),
		}
	}

	/// What an issuer does. What is frozen is mostly thawed before anything else is done.
	fn act(&self, act: u8, gold: bool, [who, other]: [u8; 2], size: u8) -> Plan {
		let id = if gold { GOLD } else { DOLLAR };
		let money = &self.model.money;
		if money.frozen.contains(&id) && act % 8 != 7 {
			return Plan::Issuer(id, Act::ThawAsset);
		}
		if let (Some((_, stuck)), true) = (money.stuck.keys().find(|(of, _)| *of == id), act >= 96) {
			return Plan::Issuer(id, Act::Thaw(stuck.clone()));
		}
		// Users, and accounts of markets.
		let ledgers = &self.model.ledgers;
		let account = match who {
			240.. => ledgers[usize::from(other) % ledgers.len()].account.clone(),
			_ => user(who),
		};
		let has = money.free(Some(id), &account);
		let amount = part(has, size);
		let act = match act % 12 {
			0 if size < 128 => Act::FreezeAsset,
			1 | 2 => Act::Freeze(account),
			3 => Act::Block(account),
			4..=6 => Act::Burn(account, amount),
			7 | 8 => Act::Move(account, user(other), amount),
			_ => Act::Mint(account, Balance::from(size) * if gold { GOLDS / 10 } else { DOLLARS }),
		};
		Plan::Issuer(id, act)
	}
}
