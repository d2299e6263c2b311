//! What is done, at random: small numbers, out of which something is made of what there is.

use super::*;

/// What is done in a market, or at the exchange.
#[derive(Clone, Copy, Debug)]
pub enum Deed {
	Supply,
	Withdraw,
	Add,
	Remove,
	Borrow,
	Repay,
	Liquidate,
	Swap,
}

/// An action: what, where, in which form, how much, and whose position.
#[derive(Clone, Copy, Debug)]
pub struct Draw {
	pub deed: Deed,
	pub market: u8,
	pub form: u8,
	pub size: u8,
	pub other: u8,
}

/// A step.
#[derive(Clone, Debug)]
pub enum Op {
	/// A call of one action.
	One { who: u8, draw: Draw },
	/// A bundle.
	Bundle { who: u8, draws: Vec<Draw> },
	/// To repay for another, or pledge for another.
	For { who: u8, other: u8, market: u8, size: u8, repay: bool },
	/// New caps.
	Caps { who: u8, market: u8, supply: u8, borrow: u8 },
	/// A pause, or its end.
	Pause { who: u8, market: u8, supply: u8, borrow: u8 },
	/// Something of the reserve.
	Collect { who: u8, market: u8, size: u8 },
	/// Time goes by; and prices are noted again.
	Pass { span: u8, fresh: bool },
	/// A price is noted.
	Note { feed: u8, how: u8, size: u8 },
	/// What an issuer does.
	Issuer { act: u8, gold: bool, who: u8, other: u8, size: u8 },
}

/// A call, with all that it takes.
#[derive(Clone, Debug)]
pub enum Deal {
	One(AccountId, Do),
	Bundle(AccountId, Vec<Do>),
	Repay { who: AccountId, market: MarketId, amount: Amount, owner: AccountId },
	Add { who: AccountId, market: MarketId, assets: Balance, owner: AccountId },
	Caps { who: AccountId, market: MarketId, supply: Balance, borrow: Balance },
	Pause { who: AccountId, market: MarketId, supply: bool, borrow: bool },
	Collect { who: AccountId, market: MarketId, assets: Balance },
}

/// What an issuer does.
#[derive(Clone, Debug)]
pub enum Act {
	FreezeAsset,
	ThawAsset,
	Freeze(AccountId),
	Block(AccountId),
	Thaw(AccountId),
	Burn(AccountId, Balance),
	Move(AccountId, AccountId, Balance),
	Mint(AccountId, Balance),
}

/// A step, with all that it takes.
#[derive(Clone, Debug)]
pub enum Plan {
	Call(Deal),
	/// So long, and whether prices are noted again then.
	Pass(Moment, bool),
	/// The price of a feed, its time, and whether the guard is given the time to settle.
	Note(FeedId, Balance, Moment, bool),
	Issuer(AssetId, Act),
}

fn draw() -> impl Strategy<Value = Draw> {
	let deed = prop_oneof![
		3 => Just(Deed::Supply),
		3 => Just(Deed::Withdraw),
		3 => Just(Deed::Add),
		2 => Just(Deed::Remove),
		5 => Just(Deed::Borrow),
		3 => Just(Deed::Repay),
		5 => Just(Deed::Liquidate),
		3 => Just(Deed::Swap),
	];
	let byte = any::<u8>;
	(deed, byte(), byte(), byte(), byte()).prop_map(|(deed, market, form, size, other)| Draw {
		deed,
		market,
		form,
		size,
		other,
	})
}

/// Bundles of so many actions at most.
fn bundles() -> impl Strategy<Value = Op> {
	let draws = proptest::collection::vec(draw(), 1..=MAX_ACTIONS as usize);
	(any::<u8>(), draws).prop_map(|(who, draws)| Op::Bundle { who, draws })
}

fn passing() -> impl Strategy<Value = Op> {
	(any::<u8>(), prop_oneof![4 => Just(true), 1 => Just(false)]).prop_map(|(span, fresh)| Op::Pass { span, fresh })
}

fn notes() -> impl Strategy<Value = Op> {
	let byte = any::<u8>;
	(byte(), byte(), byte()).prop_map(|(feed, how, size)| Op::Note { feed, how, size })
}

/// Any step.
pub fn any_op() -> impl Strategy<Value = Op> {
	let byte = any::<u8>;
	prop_oneof![
		30 => (byte(), draw()).prop_map(|(who, draw)| Op::One { who, draw }),
		16 => bundles(),
		4 => (byte(), byte(), byte(), byte(), any::<bool>())
			.prop_map(|(who, other, market, size, repay)| Op::For { who, other, market, size, repay }),
		2 => (byte(), byte(), byte(), byte())
			.prop_map(|(who, market, supply, borrow)| Op::Caps { who, market, supply, borrow }),
		2 => (byte(), byte(), byte(), byte())
			.prop_map(|(who, market, supply, borrow)| Op::Pause { who, market, supply, borrow }),
		4 => (byte(), byte(), byte()).prop_map(|(who, market, size)| Op::Collect { who, market, size }),
		12 => passing(),
		14 => notes(),
		8 => (byte(), any::<bool>(), byte(), byte(), byte())
			.prop_map(|(act, gold, who, other, size)| Op::Issuer { act, gold, who, other, size }),
	]
}

/// Bundles, mostly; and what makes positions unsafe.
pub fn mostly_bundles() -> impl Strategy<Value = Op> {
	prop_oneof![6 => bundles(), 1 => passing(), 2 => notes()]
}

/// A part of something: mostly some of it or all of it, seldom nothing, the least, or more than there is.
pub fn part(most: Balance, size: u8) -> Balance {
	match size {
		0 => 0,
		1 => 1,
		2 => most.saturating_add(1),
		3..=209 => most.checked_mul(size.into()).map_or(most, |product| product / 210),
		_ => most,
	}
}

/// One of the users.
pub fn user(number: u8) -> AccountId {
	USERS[usize::from(number) % USERS.len()].clone()
}

/// A market; the first two more often.
pub fn place(number: u8) -> usize {
	[0, 0, 0, 1, 1, 1, 2, 3][usize::from(number) % 8]
}

/// One action of a call.
fn single(who: AccountId, action: Do) -> DispatchResult {
	let by = signed(who.clone());
	match action {
		Action::Supply { market, amount: Amount::Assets(assets), certificate } => {
			Lending::supply(by, market, assets, certificate)
		},
		Action::Withdraw { market, amount } => Lending::withdraw(by, market, amount),
		Action::AddCollateral { market, amount: Amount::Assets(assets) } => {
			Lending::add_collateral(by, market, assets, None)
		},
		Action::RemoveCollateral { market, amount } => Lending::remove_collateral(by, market, amount),
		Action::Borrow { market, amount: Amount::Assets(assets), certificate } => {
			Lending::borrow(by, market, assets, certificate)
		},
		Action::Repay { market, amount } => Lending::repay(by, market, amount, None),
		Action::Liquidate { market, borrower, most, least } => Lending::liquidate(by, market, borrower, most, least),
		// What only a bundle takes.
		other => bundle(who, &[other]),
	}
}

/// What an action is called.
fn name(action: &Do) -> &'static str {
	match action {
		Action::Supply { .. } => "supply",
		Action::Withdraw { .. } => "withdraw",
		Action::AddCollateral { .. } => "add",
		Action::RemoveCollateral { .. } => "remove",
		Action::Borrow { .. } => "borrow",
		Action::Repay { .. } => "repay",
		Action::Liquidate { .. } => "liquidate",
		Action::Swap { .. } => "swap",
	}
}

impl Deal {
	/// Make the call.
	pub fn call(&self) -> DispatchResult {
		match self.clone() {
			Self::One(who, action) => single(who, action),
			Self::Bundle(who, actions) => bundle(who, &actions),
			Self::Repay { who, market, amount, owner } => Lending::repay(signed(who), market, amount, Some(owner)),
			Self::Add { who, market, assets, owner } => {
				Lending::add_collateral(signed(who), market, assets, Some(owner))
			},
			Self::Caps { who, market, supply, borrow } => Lending::set_caps(signed(who), market, supply, borrow),
			Self::Pause { who, market, supply, borrow } => Lending::pause(signed(who), market, supply, borrow),
			Self::Collect { who, market, assets } => Lending::collect(signed(who), market, assets),
		}
	}

	/// Who makes it.
	pub fn caller(&self) -> &AccountId {
		match self {
			Self::One(who, _)
			| Self::Bundle(who, _)
			| Self::Repay { who, .. }
			| Self::Add { who, .. }
			| Self::Caps { who, .. }
			| Self::Pause { who, .. }
			| Self::Collect { who, .. } => who,
		}
	}
}

impl Plan {
	/// What it is called, and what is in it.
	pub fn names(&self) -> Vec<&'static str> {
		match self {
			Self::Call(Deal::One(_, action)) => vec![name(action)],
			Self::Call(Deal::Bundle(_, actions)) => actions.iter().map(name).chain(["bundle"]).collect(),
			Self::Call(Deal::Repay { .. }) => vec!["repay for another"],
			Self::Call(Deal::Add { .. }) => vec!["add for another"],
			Self::Call(Deal::Caps { .. }) => vec!["caps"],
			Self::Call(Deal::Pause { .. }) => vec!["pause"],
			Self::Call(Deal::Collect { .. }) => vec!["collect"],
			Self::Pass(..) => vec!["pass"],
			Self::Note(..) => vec!["note"],
			Self::Issuer(_, Act::FreezeAsset | Act::Freeze(_) | Act::Block(_)) => vec!["freeze"],
			Self::Issuer(_, Act::ThawAsset | Act::Thaw(_)) => vec!["thaw"],
			Self::Issuer(..) => vec!["burn, move or mint"],
		}
	}
}
