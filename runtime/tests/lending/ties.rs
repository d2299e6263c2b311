//! That an identity with something in markets, vaults or pools is not given up: nobody could ever move it.

use super::*;

/// So much of the dollar and of gold is what each of these is made of.
const SOME: Balance = 100;

/// What there is to put something into.
struct Scene {
	id: AccountId,
	market: MarketId,
	/// Of dollars against gold.
	other: MarketId,
	vault: VaultId,
}

/// What keeps an identity, the error by which it does, and how it is ended.
struct Tie {
	what: &'static str,
	error: IdentityError<Runtime>,
	tie: fn(&Scene),
	cut: fn(&Scene),
}

/// Bob's identity, which has nothing but coins.
fn scene() -> Scene {
	found();
	pool();
	let market = lent(still());
	let terms = Terms { collateral_price: price_terms(GOLD_FEED), ..still() };
	let other = super::market(Some(DOLLAR), Some(GOLD), terms);
	let scene = Scene { id: identity(), market, other, vault: vault(0) };
	next_block();
	scene
}

/// As the identity, by its full key.
fn by(scene: &Scene, call: impl Into<RuntimeCall>) {
	let call = call.into();
	assert_eq!(act(Bob, &scene.id, call.clone()), Ok(()), "{call:?}");
}

/// All that it has of an asset goes to Bob.
fn send_away(scene: &Scene, asset: AssetId) {
	by(scene, Issue::transfer_all { id: asset.into(), dest: account(Bob).into(), keep_alive: false });
}

/// Its shares of a kind, of a pool or a vault, go to Bob.
fn send_shares(scene: &Scene, shares: AssetId) {
	by(scene, Share::transfer_all { id: shares.into(), dest: account(Bob).into(), keep_alive: false });
}

fn deposited(scene: &Scene) {
	mint(DOLLAR, &scene.id, SOME * DOLLARS);
	by(scene, deposit(scene.vault, SOME * DOLLARS));
}

fn ties() -> Vec<Tie> {
	vec![
		Tie {
			what: "what is supplied",
			error: IdentityError::HoldsLeft,
			tie: |scene| {
				mint(DOLLAR, &scene.id, SOME * DOLLARS);
				by(scene, supply(scene.market, SOME * DOLLARS));
			},
			cut: |scene| {
				by(scene, withdraw(scene.market, ALL));
				assert_eq!(give_up(&scene.id), refused(IdentityError::<Runtime>::AccountInUse));
				send_away(scene, DOLLAR);
			},
		},
		Tie {
			what: "coins that are pledged",
			error: IdentityError::HoldsLeft,
			tie: |scene| by(scene, add_collateral(scene.market, SOME * CIV)),
			cut: |scene| by(scene, remove_collateral(scene.market, ALL)),
		},
		Tie {
			what: "gold that is pledged",
			error: IdentityError::HoldsLeft,
			tie: |scene| {
				mint(GOLD, &scene.id, SOME * GOLDS + 1);
				by(scene, add_collateral(scene.other, SOME * GOLDS));
			},
			cut: |scene| {
				by(scene, remove_collateral(scene.other, ALL));
				send_away(scene, GOLD);
			},
		},
		Tie {
			what: "a debt",
			error: IdentityError::HoldsLeft,
			tie: |scene| {
				by(scene, add_collateral(scene.market, SOME * CIV));
				by(scene, borrow(scene.market, 10 * DOLLARS));
				send_away(scene, DOLLAR);
			},
			cut: |scene| {
				// Anyone may pay it.
				let owner = Some(scene.id.clone());
				submit(Charlie, Lend::repay { market: scene.market, amount: ALL, owner });
				by(scene, remove_collateral(scene.market, ALL));
			},
		},
		Tie {
			what: "shares of a vault",
			error: IdentityError::AccountInUse,
			tie: deposited,
			cut: |scene| {
				let shares = Vaults::holding(scene.vault, scene.id.clone()).expect("there is one").shares;
				by(scene, in_cash(scene.vault, shares));
				send_away(scene, DOLLAR);
			},
		},
		Tie {
			what: "shares of a vault that are given away",
			error: IdentityError::AccountInUse,
			tie: deposited,
			cut: |scene| send_shares(scene, vault_info(scene.vault).share_asset),
		},
		Tie {
			what: "shares of a vault whose money is in a market",
			error: IdentityError::AccountInUse,
			tie: |scene| {
				list(scene.vault, scene.market, SOME * DOLLARS);
				deposited(scene);
			},
			cut: |scene| {
				let shares = Vaults::holding(scene.vault, scene.id.clone()).expect("there is one").shares;
				by(scene, in_kind(scene.vault, shares));
				assert_eq!(give_up(&scene.id), refused(IdentityError::<Runtime>::HoldsLeft));
				by(scene, withdraw(scene.market, ALL));
				send_away(scene, DOLLAR);
			},
		},
		Tie {
			what: "shares of a pool",
			error: IdentityError::AccountInUse,
			tie: |scene| {
				let add = Exchange::add_liquidity {
					asset1: Box::new(None),
					asset2: Box::new(Some(DOLLAR)),
					amount1_desired: SOME * CIV,
					amount2_desired: SOME * DOLLARS,
					amount1_min: 1,
					amount2_min: 1,
					mint_to: scene.id.clone(),
				};
				submit(Bob, add);
				assert!(PoolAssets::balance(0, &scene.id) > 0);
			},
			cut: |scene| send_shares(scene, 0),
		},
	]
}

#[test]
fn an_identity_with_something_in_a_market_a_vault_or_a_pool_is_not_given_up() {
	for Tie { what, error, tie, cut } in ties() {
		development().execute_with(|| {
			let scene = scene();
			tie(&scene);
			assert_eq!(give_up(&scene.id), refused(error), "{what}");
			cut(&scene);
			assert_eq!(give_up(&scene.id), Ok(()), "{what}");
			// Nothing of it is left that nobody can move.
			assert_eq!(free(None, &scene.id), 0, "{what}");
			assert!(Lending::positions_of(scene.id.clone(), None, None).items.is_empty(), "{what}");
			check();
		});
	}
}

/// What markets and vaults cost is a price, and nothing of it is on hold.
#[test]
fn an_identity_that_has_made_a_market_or_a_vault_is_given_up() {
	type Make = fn(&Scene) -> RuntimeCall;
	let makes: [Make; 2] = [
		|scene| {
			let terms = Terms { curator: scene.id.clone(), ..still() };
			Lend::create_market { loan: Some(DOLLAR), collateral: None, terms }.into()
		},
		|scene| {
			let (curator, guardian) = (scene.id.clone(), scene.id.clone());
			Save::create_vault { asset: Some(DOLLAR), curator, guardian, delay: DAY, fee: 0 }.into()
		},
	];
	for make in makes {
		development().execute_with(|| {
			let scene = scene();
			mint(DOLLAR, &scene.id, 2);
			by(&scene, make(&scene));
			send_away(&scene, DOLLAR);
			assert_eq!(give_up(&scene.id), Ok(()));
			check();
		});
	}
}

/// An account of shares that somebody else has opened would refer to nothing at that of the identity, and so would not be seen. So
/// nobody opens one for another.
#[test]
fn nobody_opens_an_account_of_shares_for_another() {
	development().execute_with(|| {
		let scene = scene();
		let shares = vault_info(scene.vault).share_asset;
		let open = || Share::touch_other { id: shares.into(), who: scene.id.clone().into() };
		assert_eq!(applied(Ferdie, open()), filtered());
		// Nor wrapped in anything.
		assert_eq!(act(Bob, &scene.id, open()), filtered());
		let batch = pallet_utility::Call::<Runtime>::batch_all { calls: vec![open().into()] };
		assert_eq!(applied(Ferdie, batch), filtered());
		deposited(&scene);
		assert!(PoolAssets::balance(shares, &scene.id) > 0);
		assert_eq!(give_up(&scene.id), refused(IdentityError::<Runtime>::AccountInUse));
		check();
	});
}
