//! Every call, by everyone, in every state: who may, and why the others may not.

use super::*;
use frame_support::{dispatch::DispatchErrorWithPostInfo, hypothetically};
use sp_runtime::DispatchError;
use State::*;

/// How far a vault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
	/// There is none.
	Nothing,
	/// It was just made.
	New,
	/// A market is announced.
	Announced,
	/// Its time has come.
	Ripe,
	/// Its time is over.
	Lapsed,
	/// It is in the list, and ALICE has money in it.
	Running,
	/// The market is paused, and has lent all its cash.
	Dry,
	/// The issuer has frozen the asset.
	Frozen,
	/// All that was in the market is lost.
	Lost,
}

const STATES: [State; 9] = [Nothing, New, Announced, Ripe, Lapsed, Running, Dry, Frozen, Lost];

/// ALICE has shares, if anybody has.
const EVERYONE: [AccountId; 6] = [CURATOR, GUARDIAN, CREATOR, ALICE, BOB, STRANGER];

/// Where money of ALICE is in the vault.
const WITH_MONEY: [State; 4] = [Running, Dry, Frozen, Lost];

const CAP: Balance = 1_000 * UNIT;

/// What is announced.
fn announced() -> Change {
	cap(market_id(1), CAP)
}

fn enter(state: State) {
	if state == Nothing {
		return;
	}
	vault_of(ONE / 10);
	if state == New {
		return;
	}
	make_market(market_id(1), Balance::MAX);
	assert_ok!(Curated::propose(signed(CURATOR), 0, announced()));
	match state {
		Announced => return,
		Lapsed => return pass(DAY + LAPSE + 1),
		_ => pass(DAY),
	}
	if state == Ripe {
		return;
	}
	assert_ok!(Curated::apply(signed(STRANGER), 0, announced()));
	assert_ok!(deposit(ALICE, 0, 100 * UNIT));
	match state {
		Dry => {
			lend(market_id(1), 100 * UNIT);
			tell(market_id(1), |book| book.paused = true);
		},
		Frozen => {
			assert_ok!(Assets::freeze_asset(signed(ISSUER), DOLLAR));
		},
		Lost => {
			lend(market_id(1), 100 * UNIT);
			lose(market_id(1), 100 * UNIT);
		},
		_ => {},
	}
}

type Expected = Result<(), Option<Error<Test>>>;

/// Any error, but not one of this pallet.
const OF_OTHERS: Expected = Err(None);

fn no(error: Error<Test>) -> Expected {
	Err(Some(error))
}

/// Let everyone make a call in every state.
fn rows(
	call: impl Fn(AccountId) -> Result<(), DispatchErrorWithPostInfo>,
	expected: impl Fn(State, AccountId) -> Expected,
) {
	for state in STATES {
		new_test_ext().execute_with(|| {
			enter(state);
			for who in EVERYONE {
				hypothetically!({
					match (call(who), expected(state, who)) {
						(Ok(()), Ok(())) => check_state(),
						(Err(why), Err(Some(error))) => {
							assert_eq!(why.error, DispatchError::from(error), "{state:?}, {who}");
						},
						(Err(why), Err(None)) => {
							let ours = matches!(&why.error, DispatchError::Module(module) if module.index == 6);
							assert!(!ours, "{state:?}, {who}: {why:?}");
						},
						(got, expected) => panic!("{state:?}, {who}: {got:?}, not {expected:?}"),
					}
				});
			}
		});
	}
}

/// What a call says.
fn plain(result: DispatchResultWithPostInfo) -> Result<(), DispatchErrorWithPostInfo> {
	result.map(drop)
}

#[test]
fn create_vault() {
	rows(
		|who| {
			let made = Curated::create_vault(signed(who), Some(EURO), CURATOR, GUARDIAN, DAY, 0);
			made.map_err(Into::into)
		},
		|_, _| Ok(()),
	);
}

#[test]
fn propose() {
	rows(
		|who| plain(Curated::propose(signed(who), 0, Change::Fee { fee: 5 })),
		|state, who| match (state, who) {
			(Nothing, _) => no(Error::VaultUnknown),
			(_, CURATOR) => Ok(()),
			_ => no(Error::NotCurator),
		},
	);
}

#[test]
fn apply() {
	rows(
		|who| plain(Curated::apply(signed(who), 0, announced())),
		|state, _| match state {
			Nothing => no(Error::VaultUnknown),
			Announced => no(Error::ChangeWaits),
			Ripe => Ok(()),
			Lapsed => no(Error::ChangeLapsed),
			_ => no(Error::ChangeUnknown),
		},
	);
}

#[test]
fn veto() {
	rows(
		|who| Curated::veto(signed(who), 0, announced()).map_err(Into::into),
		|state, who| match (state, who) {
			(Nothing, _) => no(Error::VaultUnknown),
			(Announced | Ripe | Lapsed, CURATOR | GUARDIAN) => Ok(()),
			(_, CURATOR | GUARDIAN) => no(Error::ChangeUnknown),
			_ => no(Error::NotGuardian),
		},
	);
}

#[test]
fn reallocate_away() {
	rows(
		|who| plain(reallocate(who, 0, &[(market_id(1), 10 * UNIT)])),
		|state, who| match (state, who) {
			(Nothing, _) => no(Error::VaultUnknown),
			(Running | Dry, CURATOR) => Ok(()),
			(Frozen, CURATOR) => OF_OTHERS,
			// There it would be more.
			(Lost, CURATOR) => no(Error::NotEnoughIdle),
			(_, CURATOR) => no(Error::MarketNotListed),
			_ => no(Error::NotCurator),
		},
	);
}

#[test]
fn deposits() {
	rows(
		|who| plain(deposit(who, 0, 10 * UNIT)),
		|state, _| match state {
			Nothing => no(Error::VaultUnknown),
			Frozen => OF_OTHERS,
			_ => Ok(()),
		},
	);
}

#[test]
fn redemptions_in_cash() {
	rows(
		|who| plain(in_cash(who, 0, 10 * UNIT * EACH)),
		|state, who| match (state, who) {
			(Nothing, _) => no(Error::VaultUnknown),
			(Running, ALICE) => Ok(()),
			// No market pays.
			(Dry | Frozen, ALICE) => no(Error::NoCash),
			(Lost, ALICE) => no(Error::AmountZero),
			_ => no(Error::NotEnoughShares),
		},
	);
}

#[test]
fn redemptions_in_kind() {
	rows(
		|who| plain(in_kind(who, 0, 10 * UNIT * EACH)),
		|state, who| match (state, who) {
			(Nothing, _) => no(Error::VaultUnknown),
			(Lost, ALICE) => no(Error::AmountZero),
			(state, ALICE) if WITH_MONEY.contains(&state) => Ok(()),
			_ => no(Error::NotEnoughShares),
		},
	);
}

#[test]
fn nobody_without_a_signature() {
	build_and_execute(|| {
		let id = vault();
		use DispatchError::BadOrigin;
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			let (fee, o) = (Change::Fee { fee: 0 }, || origin.clone());
			assert_noop!(Curated::create_vault(o(), None, CURATOR, GUARDIAN, DAY, 0), BadOrigin);
			assert_noop!(Curated::propose(o(), id, fee.clone()), BadOrigin);
			assert_noop!(Curated::apply(o(), id, fee.clone()), BadOrigin);
			assert_noop!(Curated::veto(o(), id, fee), BadOrigin);
			assert_noop!(Curated::reallocate(o(), id, BoundedVec::new()), BadOrigin);
			assert_noop!(Curated::deposit(o(), id, Some(DOLLAR), 5, 0), BadOrigin);
			assert_noop!(Curated::redeem(o(), id, 5, How::InKind), BadOrigin);
		}
	});
}
