//! By identities, and by keys that may do less than everything: what is put into markets and vaults counts in full against a limit,
//! and so does what is borrowed, pledged no longer, or exchanged. What comes back does not.

use super::*;
use civitas_primitives::identity::CallClass;
use civitas_runtime::scopes::Classes;
use pallet_identity_registry::ClassifyCall;

/// Bob's identity, with 1,000 coins and as many dollars. The clerk has a key for money, for at most so much of each a day.
fn scene(limits: &[(Asset, Balance)]) -> AccountId {
	let id = with_clerk(limits);
	mint(DOLLAR, &id, 1_000 * DOLLARS);
	id
}

/// Limits that are hard to reach.
const WIDE: [(Asset, Balance); 2] = [(None, 1_000 * CIV), (Some(DOLLAR), 1_000 * DOLLARS)];
/// Limits that are not.
const NARROW: [(Asset, Balance); 2] = [(None, 100 * CIV), (Some(DOLLAR), 100 * DOLLARS)];

/// What a call of the clerk, which succeeds, counts: in coins, and in dollars.
fn counts(id: &AccountId, call: impl Into<RuntimeCall>) -> (Balance, Balance) {
	next_block();
	let before = spent(id);
	assert_eq!(act(CLERK, id, call), Ok(()));
	let after = spent(id);
	(after.0 - before.0, after.1 - before.1)
}

#[test]
fn what_is_put_in_borrowed_and_taken_back_counts_in_full() {
	development().execute_with(|| {
		found();
		let id = lent(still());
		let (who, charlie) = (scene(&WIDE), || Some(account(Charlie)));
		let counts = |call: Lend| counts(&who, call);
		let dollars = |amount: Balance| amount * DOLLARS;
		// A deposit each time: whether it is the first position the arguments do not say.
		for _ in 0..2 {
			assert_eq!(counts(supply(id, dollars(100))), (place(), dollars(100)));
		}
		assert_eq!(counts(withdraw(id, Amount::Assets(dollars(50)))), (0, 0));
		assert_eq!(counts(withdraw(id, Amount::Shares(1_000_000))), (0, 0));
		assert_eq!(counts(add_collateral(id, 100 * CIV)), (place() + 100 * CIV, 0));
		assert_eq!(counts(borrow(id, dollars(40))), (place(), dollars(40)));
		assert_eq!(counts(repay(id, Amount::Assets(dollars(5)))), (0, dollars(5)));
		assert_eq!(counts(remove_collateral(id, Amount::Assets(10 * CIV))), (10 * CIV, 0));
		// Of all, as much as it is said to be at most.
		assert_eq!(counts(repay(id, Amount::All { at_most: dollars(60) })), (0, dollars(60)));
		assert_eq!(counts(remove_collateral(id, Amount::All { at_most: 150 * CIV })), (150 * CIV, 0));
		// For others it is the same: that the deposit is not for them, the name of the owner does not say.
		let amount = Amount::Assets(dollars(10));
		assert_eq!(counts(Lend::repay { market: id, amount, owner: charlie() }), (0, dollars(10)));
		let more = Lend::add_collateral { market: id, assets: 10 * CIV, owner: charlie() };
		assert_eq!(counts(more), (place() + 10 * CIV, 0));
		// 210 x 0.5 x 0.8 for 90: the most to be repaid, whatever is.
		set_prices([500, 1_000, 1_000]);
		assert_eq!(counts(liquidate(id, dollars(20))), (0, dollars(20)));
		assert_eq!(position(id, &account(Charlie)).debt, dollars(70));
		assert_eq!(counts(liquidate(id, dollars(500))), (0, dollars(500)));
		assert!(position(id, &account(Charlie)).debt > dollars(10));
		assert_eq!(counts(withdraw(id, ALL)), (0, 0));
		check();
	});
}

#[test]
fn a_bundle_counts_the_sum_but_for_what_an_action_before_has_yielded() {
	development().execute_with(|| {
		found();
		pool();
		let id = lent(still());
		let other = market(Some(DOLLAR), None, Terms { guardian: account(Ferdie), ..still() });
		let who = scene(&WIDE);
		assert_eq!(act(Bob, &who, supply(id, 200 * DOLLARS)), Ok(()));
		assert_eq!(act(Bob, &who, add_collateral(id, 200 * CIV)), Ok(()));
		let counts = |actions: &[Do]| counts(&who, bundle(actions));
		let (some, last) = (Amount::Assets, Amount::Last);
		let certificate = None;
		// What is withdrawn and put in again counts once, as much as it can be.
		let moved = |amount| {
			[Do::Withdraw { market: id, amount }, Do::Supply { market: other, amount: last, certificate: None }]
		};
		assert_eq!(counts(&moved(some(30 * DOLLARS))), (place(), 30 * DOLLARS));
		assert_eq!(counts(&moved(Amount::All { at_most: 300 * DOLLARS })), (place(), 300 * DOLLARS));
		assert_eq!(position(other, &who).supplied, 200 * DOLLARS);

		// What was borrowed, taken back and exchanged has counted then.
		let borrow = |dollars: Balance| Do::Borrow { market: id, amount: some(dollars * DOLLARS), certificate };
		let supply = Do::Supply { market: other, amount: last, certificate };
		assert_eq!(counts(&[borrow(40), supply.clone()]), (2 * place(), 40 * DOLLARS));
		let refinance = [
			Do::RemoveCollateral { market: id, amount: some(10 * CIV) },
			Do::AddCollateral { market: other, amount: last },
		];
		assert_eq!(counts(&refinance), (10 * CIV + place(), 0));
		let sold = Do::Swap { from: None, to: Some(DOLLAR), amount: some(10 * CIV), least: 1 };
		assert_eq!(counts(&[sold, Do::Repay { market: id, amount: last }]), (10 * CIV, 0));
		let leverage = [
			borrow(10),
			Do::Swap { from: Some(DOLLAR), to: None, amount: last, least: 1 },
			Do::AddCollateral { market: id, amount: last },
		];
		assert_eq!(counts(&leverage), (2 * place(), 10 * DOLLARS));
		// The one before is the last one before.
		let back = Do::Withdraw { market: other, amount: some(5 * DOLLARS) };
		assert_eq!(counts(&[back, borrow(10), supply.clone()]), (2 * place(), 10 * DOLLARS));
		let twice = Do::Withdraw { market: other, amount: some(5 * DOLLARS) };
		assert_eq!(counts(&[twice, Do::Withdraw { market: other, amount: last }, supply]), (place(), 5 * DOLLARS));
		check();
	});
}

#[test]
fn what_shares_are_worth_and_what_is_exchanged_no_limit_knows() {
	development().execute_with(|| {
		found();
		pool();
		let (id, who) = (lent(still()), scene(&WIDE));
		assert_eq!(act(Bob, &who, supply(id, 200 * DOLLARS)), Ok(()));
		assert_eq!(act(Bob, &who, add_collateral(id, 200 * CIV)), Ok(()));
		assert_eq!(act(Bob, &who, borrow(id, 50 * DOLLARS)), Ok(()));
		next_block();
		// Those of a dollar.
		let some = Do::Withdraw { market: id, amount: Amount::Shares(1_000_000_000_000) };
		let (amount, certificate) = (Amount::Last, None);
		for then in [
			Do::Supply { market: id, amount, certificate },
			Do::Repay { market: id, amount },
			Do::Swap { from: Some(DOLLAR), to: None, amount, least: 1 },
		] {
			denied(&who, bundle(&[some.clone(), then]), IdentityError::OutflowUnbounded);
		}
		// Nor what a swap and a liquidation have yielded. To borrow, to take back and to withdraw as much counts anew.
		next_block();
		let sold = Do::Swap { from: None, to: Some(DOLLAR), amount: Amount::Assets(CIV), least: 1 };
		for then in [Do::Borrow { market: id, amount, certificate }, Do::RemoveCollateral { market: id, amount }] {
			denied(&who, bundle(&[sold.clone(), then]), IdentityError::OutflowUnbounded);
		}
		let again = [Do::Withdraw { market: id, amount }, Do::Supply { market: id, amount, certificate }];
		denied(&who, bundle(&[vec![sold], again.to_vec()].concat()), IdentityError::OutflowUnbounded);
		// By itself it comes back, and whatever is named after it counts as it is named.
		assert_eq!(counts(&who, bundle(std::slice::from_ref(&some))), (0, 0));
		let named = Do::Repay { market: id, amount: Amount::Assets(DOLLARS) };
		assert_eq!(counts(&who, bundle(&[some, named])), (0, DOLLARS));
		check();
	});
}

#[test]
fn no_more_than_the_limit_whatever_comes_back() {
	development().execute_with(|| {
		found();
		let (id, vault) = (lent(still()), vault(0));
		let who = scene(&NARROW);
		let exceeded = || IdentityError::LimitExceeded;
		denied(&who, supply(id, 101 * DOLLARS), exceeded());
		assert_eq!(counts(&who, supply(id, 60 * DOLLARS)), (place(), 60 * DOLLARS));
		assert_eq!(counts(&who, withdraw(id, ALL)), (0, 0));
		for call in [supply(id, 41 * DOLLARS), liquidate(id, 41 * DOLLARS)] {
			denied(&who, call, exceeded());
		}
		denied(&who, deposit(vault, 41 * DOLLARS), exceeded());
		next_block();
		// A deposit that was counted is, though it has come back.
		denied(&who, add_collateral(id, 100 * CIV - place()), exceeded());
		assert_eq!(counts(&who, add_collateral(id, 100 * CIV - 3 * place())), (100 * CIV - 2 * place(), 0));
		denied(&who, borrow(id, 41 * DOLLARS), exceeded());
		assert_eq!(counts(&who, borrow(id, 40 * DOLLARS)), (place(), 40 * DOLLARS));
		next_block();
		denied(&who, repay(id, Amount::Assets(1)), exceeded());
		denied(&who, remove_collateral(id, Amount::Assets(1)), exceeded());
		denied(&who, bundle(&[Do::Repay { market: id, amount: ALL }]), exceeded());

		// What has no bound needs a key without limits.
		let unbounded = || IdentityError::OutflowUnbounded;
		denied(&who, Lend::create_market { loan: Some(DOLLAR), collateral: None, terms: terms() }, unbounded());
		let (curator, guardian) = (who.clone(), who.clone());
		denied(&who, Save::create_vault { asset: None, curator, guardian, delay: DAY, fee: 0 }, unbounded());
		check();
	});
}

/// What is named as another's may be one's own, and then the first of it takes a deposit.
#[test]
fn who_names_itself_as_the_owner_counts_the_deposit() {
	development().execute_with(|| {
		found();
		let (id, who) = (lent(still()), scene(&NARROW));
		let own = Lend::add_collateral { market: id, assets: 10 * CIV, owner: Some(who.clone()) };
		assert_eq!(counts(&who, own), (10 * CIV + place(), 0));
		assert_eq!(held(None, HoldReason::Position, &who), place());
		check();
	});
}

#[test]
fn what_no_limit_names_is_not_put_in() {
	development().execute_with(|| {
		found();
		let (id, vault) = (lent(still()), vault(0));
		let who = scene(&[(Some(DOLLAR), 1_000 * DOLLARS)]);
		assert_eq!(act(Bob, &who, supply(id, 100 * DOLLARS)), Ok(()));
		assert_eq!(act(Bob, &who, add_collateral(id, 100 * CIV)), Ok(()));
		assert_eq!(act(Bob, &who, borrow(id, 20 * DOLLARS)), Ok(()));
		next_block();
		// A position takes a deposit of coins.
		for call in [supply(id, DOLLARS), borrow(id, DOLLARS), add_collateral(id, CIV)] {
			denied(&who, call, IdentityError::AssetNotAllowed);
		}
		denied(&who, remove_collateral(id, Amount::Assets(1)), IdentityError::AssetNotAllowed);
		assert_eq!(counts(&who, withdraw(id, Amount::Assets(DOLLARS))), (0, 0));
		assert_eq!(counts(&who, repay(id, Amount::Assets(DOLLARS))), (0, DOLLARS));
		assert_eq!(counts(&who, deposit(vault, 50 * DOLLARS)), (0, 50 * DOLLARS));
		check();
	});
}

#[test]
fn a_deposit_into_a_vault_counts_and_what_is_redeemed_counts_as_the_places_it_may_take() {
	development().execute_with(|| {
		found();
		let (id, vault) = (market(Some(DOLLAR), None, still()), vault(0));
		list(vault, id, 60 * DOLLARS);
		let who = scene(&WIDE);
		assert_eq!(counts(&who, deposit(vault, 100 * DOLLARS)), (0, 100 * DOLLARS));
		let shares = Vaults::holding(vault, who.clone()).expect("there is one").shares;
		assert_eq!(shares, 100 * DOLLARS * 1_000_000);
		// To name another asset does not help: it is that of the vault, or nothing is done.
		let other = Save::deposit { vault, asset: None, assets: CIV, least_shares: 0 };
		assert_eq!(act(CLERK, &who, other), refused(pallet_vaults::Error::<Runtime>::WrongAsset));
		// In cash nothing leaves. In kind positions are opened, in however many markets the vault is.
		assert_eq!(counts(&who, in_cash(vault, shares / 4)), (0, 0));
		assert_eq!(held(None, HoldReason::Position, &who), 0);
		assert_eq!(counts(&who, in_kind(vault, shares / 4)), (8 * place(), 0));
		assert_eq!(held(None, HoldReason::Position, &who), place());
		// No limit is of shares, so no limited key passes them on.
		next_block();
		let asset = || vault_info(vault).share_asset.into();
		let target = || account(CLERK).into();
		denied(
			&who,
			Share::transfer_keep_alive { id: asset(), target: target(), amount: 1 },
			IdentityError::OutflowUnbounded,
		);
		assert_eq!(act(Bob, &who, Share::transfer_keep_alive { id: asset(), target: target(), amount: 1 }), Ok(()));
		check();
	});
}

#[test]
fn a_key_may_be_permitted_to_repay_and_nothing_else() {
	development().execute_with(|| {
		found();
		let (id, who) = (lent(still()), scene(&NARROW));
		assert_eq!(act(Bob, &who, add_collateral(id, 100 * CIV)), Ok(()));
		assert_eq!(act(Bob, &who, borrow(id, 40 * DOLLARS)), Ok(()));
		let some = || repay(id, Amount::Assets(DOLLARS));
		employ(Eve, &who, permissions(KeyScope::Listed, &[], &[some().into()]));
		next_block();
		assert_eq!(act(Eve, &who, some()), Ok(()));
		let all = |calls| pallet_utility::Call::<Runtime>::batch_all { calls };
		assert_eq!(act(Eve, &who, all(vec![some().into(), some().into()])), Ok(()));
		assert_eq!(position(id, &who).debt, 37 * DOLLARS);
		let not_permitted = || refused(IdentityError::<Runtime>::NotPermitted);
		// Not even within a bundle, which has another name.
		for call in [
			bundle(&[Do::Repay { market: id, amount: Amount::Assets(DOLLARS) }]),
			supply(id, DOLLARS),
			withdraw(id, ALL),
			add_collateral(id, CIV),
			remove_collateral(id, Amount::Assets(CIV)),
			borrow(id, DOLLARS),
			liquidate(id, DOLLARS),
		] {
			assert_eq!(act(Eve, &who, call.clone()), not_permitted(), "{call:?}");
			assert_eq!(act(Eve, &who, all(vec![some().into(), call.clone().into()])), not_permitted(), "{call:?}");
		}
		assert_eq!(position(id, &who).debt, 37 * DOLLARS);
		check();
	});
}

#[test]
fn the_office_of_a_curator_is_not_for_a_key_with_limits() {
	development().execute_with(|| {
		found();
		let who = scene(&NARROW);
		// Charlie's key is of all areas, and still has limits.
		employ(Charlie, &who, permissions(KeyScope::Any, &NARROW, &[]));
		// An identity curates a market and a vault, and guards them.
		let terms = Terms { curator: who.clone(), guardian: who.clone(), ..still() };
		let id = market(Some(DOLLAR), None, terms);
		let vault = pallet_vaults::VaultCount::<Runtime>::get();
		let (curator, guardian) = (who.clone(), who.clone());
		submit(CURATOR, Save::create_vault { asset: Some(DOLLAR), curator, guardian, delay: DAY, fee: 0 });
		let change = || Change::Cap { market: id, cap: DOLLARS };
		let unbounded = || refused(IdentityError::<Runtime>::OutflowUnbounded);
		// What others have put in is worth more than the limit may be, so no limit allows to say where it goes.
		let offices: [(RuntimeCall, DispatchResult); 5] = [
			(Lend::set_caps { market: id, supply: 1, borrow: 1 }.into(), unbounded()),
			(Lend::pause { market: id, supply: true, borrow: true }.into(), Ok(())),
			(Save::propose { vault, change: change() }.into(), unbounded()),
			(Save::reallocate { vault, targets: Default::default() }.into(), unbounded()),
			(Save::veto { vault, change: change() }.into(), Ok(())),
		];
		for (call, answer) in offices {
			assert_eq!(Classes::class(&call), Some(CallClass::Other));
			denied(&who, call.clone(), IdentityError::NotPermitted);
			// By a key of all areas, and by the one without limits.
			assert_eq!(act(Charlie, &who, call.clone()), answer, "{call:?}");
			if answer.is_err() {
				assert_eq!(act(Bob, &who, call), Ok(()));
			}
			next_block();
		}
		// To add a feed is the committee's.
		let feed = Lend::add_feed { asset: None, decimals: 12, guard: GUARD };
		assert_eq!(Classes::class(&feed.clone().into()), Some(CallClass::Governance));
		assert_eq!(act(Bob, &who, feed), refused(DispatchError::BadOrigin));
		check();
	});
}
