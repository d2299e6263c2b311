//! Who may do what, in which state: each call, by each, in each state of a loan. What is allowed is listed; all else is refused, and
//! changes nothing.

use super::*;
use civitas_primitives::Moment;
use sp_runtime::DispatchError;

/// The states of a loan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
	/// There is none.
	None,
	/// Nothing is due.
	Current,
	/// Something is late.
	Late,
	/// Something is late for so long that it can be declared to be in default.
	Overdue,
	/// It is in default.
	Default,
	/// All collateral is taken.
	Seized,
	/// It is paid.
	Paid,
	/// It is written off.
	WrittenOff,
}

use State::*;
const STATES: [State; 8] = [None, Current, Late, Overdue, Default, Seized, Paid, WrittenOff];

/// Who lends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
	/// Bob.
	Account,
	/// A pool that the manager runs.
	Pool,
}

/// Alice has a secured loan in this state.
fn bring(by: By, state: State) -> LoanNumber {
	let id = pool();
	if state == None {
		return 0;
	}
	let terms = offered(secured(1_200 * UNIT));
	let offer = if by == By::Pool { pool_offer(id, terms) } else { offer(terms) };
	let number = drawn(offer, 1_200 * UNIT, gold(48 * OUNCE));
	match state {
		None | Current => {},
		Late => pass_days(40),
		Overdue => pass_days(51),
		Default | Seized | WrittenOff => {
			pass_days(51);
			assert_ok!(Credit::declare_default(signed(BOB), ALICE, number));
			if state != Default {
				gold_is(10_000);
				assert_ok!(Credit::seize(signed(ERIN), ALICE, number, Some(DOLLAR), Balance::MAX, 0));
			}
			if state == WrittenOff {
				let who = if by == By::Pool { MANAGER } else { BOB };
				assert_ok!(Credit::write_off(signed(who), ALICE, number));
			}
		},
		Paid => {
			assert_ok!(pay(ALICE, number, Balance::MAX));
		},
	}
	number
}

const CALLS: [&str; 7] = ["pay", "declare_default", "impair", "seize", "write_off", "claim", "forget"];

fn make(call: &str, who: AccountId, number: LoanNumber) -> DispatchResult {
	let origin = signed(who);
	match call {
		"pay" => Credit::pay(origin, ALICE, number, Some(DOLLAR), UNIT),
		"declare_default" => Credit::declare_default(origin, ALICE, number),
		"impair" => Credit::impair(origin, ALICE, number),
		"seize" => Credit::seize(origin, ALICE, number, Some(DOLLAR), UNIT, 0),
		"write_off" => Credit::write_off(origin, ALICE, number),
		"claim" => Credit::claim(origin, ALICE, number, ALICE),
		"forget" => Credit::forget(origin, Record::Outcome { borrower: ALICE, loan: number }),
		other => panic!("{other}"),
	}
}

/// Whether that is allowed.
fn is_allowed(call: &str, by: By, who: &AccountId, state: State) -> bool {
	let lends = by == By::Pool || *who == BOB;
	match call {
		"pay" => !matches!(state, None | Paid),
		"declare_default" => state == Overdue && lends,
		"impair" => by == By::Pool && matches!(state, Late | Overdue | Default | Seized),
		"seize" => state == Default,
		"write_off" => match by {
			By::Account => lends && matches!(state, Default | Seized),
			By::Pool => *who == MANAGER && state == Seized,
		},
		// Nothing is unclaimed, and nothing is old enough to be forgotten.
		_ => false,
	}
}

#[test]
fn each_may_do_what_is_his_in_each_state() {
	for by in [By::Account, By::Pool] {
		for state in STATES {
			for call in CALLS {
				for who in [ALICE, BOB, MANAGER, STRANGER] {
					build_and_execute(|| {
						let number = bring(by, state);
						let before = sp_io::storage::root(sp_runtime::StateVersion::V1);
						let made = frame_support::storage::with_storage_layer(|| make(call, who.clone(), number));
						let said = format!("{call} by {who} of a loan of {by:?} that is {state:?}: {made:?}");
						assert_eq!(made.is_ok(), is_allowed(call, by, &who, state), "{said}");
						if let Err(error) = made {
							assert!(matches!(error, DispatchError::Module(_)), "{said}");
							assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), before, "{said}");
						}
					});
				}
			}
		}
	}
}

#[test]
fn every_call_asks_for_a_signature() {
	build_and_execute(|| {
		let (id, hash) = (0, H256::zero());
		let calls: Vec<crate::Call<Test>> = vec![
			crate::Call::open_register { policy: hash, period: 1 },
			crate::Call::publish_root { root: hash },
			crate::Call::dispute { register: REGISTER, dispute: hash },
			crate::Call::answer { dispute: hash, answer: hash },
			crate::Call::void_consents {},
			crate::Call::publish_offer { pool: Option::None, terms: offered(unsecured(UNIT)) },
			crate::Call::withdraw_offer { asset: Option::None, offer: hash },
			crate::Call::draw {
				asset: Option::None,
				offer: hash,
				principal: 1,
				collateral: Option::None,
				certificate: Option::None,
			},
			crate::Call::propose {
				pool: Option::None,
				borrower: ALICE,
				terms: ProposedTerms {
					loan: unsecured(UNIT),
					collateral: 0,
					replaces: Option::None,
					assessment: Option::None,
					until: Moment::MAX,
				},
			},
			crate::Call::withdraw_proposal { borrower: ALICE, proposal: hash },
			crate::Call::accept { proposal: hash, principal: dollar(1), collateral: Option::None },
			crate::Call::pay { borrower: ALICE, loan: 0, asset: Option::None, most: 1 },
			crate::Call::claim { borrower: ALICE, loan: 0, payer: ALICE },
			crate::Call::impair { borrower: ALICE, loan: 0 },
			crate::Call::declare_default { borrower: ALICE, loan: 0 },
			crate::Call::seize { borrower: ALICE, loan: 0, asset: Option::None, most: 1, least: 0 },
			crate::Call::write_off { borrower: ALICE, loan: 0 },
			crate::Call::forget { record: Record::Consents { subject: ALICE } },
			crate::Call::open_pool { asset: Option::None, rules: rules() },
			crate::Call::set_cover { pool: id, asset: Option::None, cover: 1 },
			crate::Call::deposit { pool: id, asset: Option::None, assets: 1, least_shares: 0 },
			crate::Call::request_redemption { pool: id, shares: 1, least: 0 },
			crate::Call::redeem { pool: id, most: 1 },
		];
		assert_eq!(calls.len(), <crate::Call<Test> as frame_support::traits::GetCallName>::get_call_names().len());
		for call in calls {
			for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
				let made = frame_support::traits::UnfilteredDispatchable::dispatch_bypass_filter(call.clone(), origin);
				assert_eq!(made.map_err(|error| error.error), Err(DispatchError::BadOrigin), "{call:?}");
			}
		}
	});
}
