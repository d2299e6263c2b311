//! What works when the chain is stopped: prices go on, whoever owes can make the debt safer, and what curators have announced can be
//! vetoed. Nothing else moves.

use super::*;
use civitas_runtime::{SafeMode, TxPause};
use pallet_vaults::types::Target;

/// A call of each kind of both pallets but for the three that work, by name.
fn stopped(id: MarketId, vault: VaultId) -> Vec<(&'static str, &'static str, RuntimeCall)> {
	let change = || Change::Cap { market: id, cap: 1 };
	let targets = BoundedVec::truncate_from(vec![Target { market: id, assets: 0 }]);
	let (curator, guardian) = (account(CURATOR), account(GUARDIAN));
	let lending = [
		("create_market", Lend::create_market { loan: Some(DOLLAR), collateral: Some(GOLD), terms: terms() }),
		("set_caps", Lend::set_caps { market: id, supply: 1, borrow: 1 }),
		("pause", Lend::pause { market: id, supply: true, borrow: true }),
		("supply", supply(id, DOLLARS)),
		("withdraw", withdraw(id, Amount::Assets(DOLLARS))),
		("remove_collateral", remove_collateral(id, Amount::Assets(1))),
		("borrow", borrow(id, DOLLARS)),
		("liquidate", liquidate(id, DOLLARS)),
		// Even of what works by itself.
		("bundle", bundle(&[Do::Repay { market: id, amount: Amount::Assets(DOLLARS) }])),
		("collect", Lend::collect { market: id, assets: 1 }),
		("add_feed", Lend::add_feed { asset: None, decimals: 12, guard: GUARD }),
	];
	let vaults = [
		("create_vault", Save::create_vault { asset: Some(DOLLAR), curator, guardian, delay: DAY, fee: 0 }),
		("propose", Save::propose { vault, change: change() }),
		("apply", Save::apply { vault, change: change() }),
		("reallocate", Save::reallocate { vault, targets }),
		("deposit", deposit(vault, DOLLARS)),
		("redeem", in_cash(vault, 1)),
	];
	let lending = lending.into_iter().map(|(name, call)| ("Lending", name, RuntimeCall::from(call)));
	lending.chain(vaults.into_iter().map(|(name, call)| ("Vaults", name, RuntimeCall::from(call)))).collect()
}

/// The names of all calls of a pallet.
fn calls_of(pallet: &str) -> Vec<String> {
	let known = metadata().pallets.iter().find(|known| known.name == pallet).expect("there is one");
	let id = known.calls.as_ref().expect("it has some").ty.id;
	match &metadata().types.resolve(id).expect("it is registered").type_def {
		scale_info::TypeDef::Variant(calls) => calls.variants.iter().map(|call| call.name.clone()).collect(),
		_ => panic!("calls are variants"),
	}
}

fn batch(calls: Vec<RuntimeCall>) -> pallet_utility::Call<Runtime> {
	pallet_utility::Call::batch_all { calls }
}

#[test]
fn in_safe_mode_prices_go_on_and_debts_become_safer_and_nothing_else() {
	development().execute_with(|| {
		found();
		let (id, vault) = (lent(still()), vault(0));
		let change = || Change::Cap { market: id, cap: DOLLARS };
		submit(CURATOR, Save::propose { vault, change: change() });
		let some = || repay(id, Amount::Assets(DOLLARS));
		let all = stopped(id, vault);
		SafeMode::force_enter(RuntimeOrigin::root()).expect("it is not entered");
		assert_eq!(applied(Charlie, some()), Ok(()));
		assert_eq!(applied(Charlie, add_collateral(id, 5 * CIV)), Ok(()));
		assert_eq!(applied(Charlie, batch(vec![some().into(), add_collateral(id, CIV).into()])), Ok(()));
		let PositionInfo { debt, collateral, .. } = position(id, &account(Charlie));
		assert_eq!((debt, collateral), (98 * DOLLARS, 206 * CIV));
		// For another it would be a payment.
		let (owner, amount) = (Some(account(Charlie)), Amount::Assets(DOLLARS));
		for by in [Ferdie, Charlie] {
			let added = Lend::add_collateral { market: id, assets: CIV, owner: owner.clone() };
			assert_eq!(applied(by, added), filtered());
			assert_eq!(applied(by, Lend::repay { market: id, amount, owner: owner.clone() }), filtered());
		}
		// The time of what was announced does not stand still.
		assert_eq!(applied(GUARDIAN, Save::veto { vault, change: change() }), Ok(()));
		assert!(vault_info(vault).pending.is_empty());

		let mut tried = Vec::new();
		for (pallet, name, call) in all {
			for by in [Bob, Charlie, CURATOR, GUARDIAN, Ferdie] {
				assert_eq!(applied(by, call.clone()), filtered(), "{pallet}.{name}");
			}
			assert_eq!(applied(Charlie, batch(vec![some().into(), call])), filtered(), "{pallet}.{name}");
			tried.push(format!("{pallet}.{name}"));
			next_block();
		}
		// That these are all, whatever comes.
		let works = ["Lending.repay", "Lending.add_collateral", "Vaults.veto"];
		let every = ["Lending", "Vaults"].map(|pallet| {
			let names = calls_of(pallet).into_iter().map(|name| format!("{pallet}.{name}"));
			names.filter(|name| !works.contains(&name.as_str())).collect::<Vec<_>>()
		});
		assert_eq!(tried, every.concat());

		// A price falls, and counts after a while. Nobody is liquidated until the chain goes on, and whoever has acted is not then.
		report([600, 1_000, 1_000]);
		pass(GUARD.settle);
		let health = || position(id, &account(Charlie)).health.expect("there is a debt, and prices count");
		// 206 x 0.6 x 0.8 for 98
		assert!(health() >= ONE);
		let feed = Lending::feed(COIN_FEED).expect("there is one");
		assert_eq!(feed.price.map(|price| (price.price, price.moving)), Some((UNIT / 10 * 6, false)));
		next_block();
		report([550, 1_000, 1_000]);
		assert!(health() < ONE);
		assert_eq!(applied(Ferdie, liquidate(id, DOLLARS)), filtered());
		assert_eq!(applied(Charlie, repay(id, Amount::Assets(20 * DOLLARS))), Ok(()));
		SafeMode::force_exit(RuntimeOrigin::root()).expect("it is entered");
		assert_eq!(applied(Ferdie, liquidate(id, DOLLARS)), refused(Error::<Runtime>::Healthy));
		assert_eq!(applied(Bob, withdraw(id, Amount::Assets(DOLLARS))), Ok(()));
		check();
	});
}

#[test]
fn an_identity_repays_and_pledges_in_safe_mode_and_does_nothing_else() {
	development().execute_with(|| {
		found();
		let id = lent(still());
		let who = identity();
		mint(DOLLAR, &who, 100 * DOLLARS);
		assert_eq!(act(Bob, &who, add_collateral(id, 200 * CIV)), Ok(()));
		assert_eq!(act(Bob, &who, borrow(id, 20 * DOLLARS)), Ok(()));
		next_block();
		SafeMode::force_enter(RuntimeOrigin::root()).expect("it is not entered");
		assert_eq!(act(Bob, &who, add_collateral(id, CIV)), Ok(()));
		assert_eq!(act(Bob, &who, repay(id, Amount::Assets(5 * DOLLARS))), Ok(()));
		assert_eq!(act(Bob, &who, supply(id, DOLLARS)), filtered());
		assert_eq!(act(Bob, &who, remove_collateral(id, Amount::Assets(CIV))), filtered());
		let PositionInfo { debt, collateral, .. } = position(id, &who);
		assert_eq!((debt, collateral), (15 * DOLLARS, 201 * CIV));
		check();
	});
}

#[test]
fn what_makes_debts_safer_cannot_be_paused_and_all_else_can() {
	development().execute_with(|| {
		found();
		let (id, vault) = (lent(still()), vault(0));
		let pause = |pallet: &str, call: &str| {
			let name = |text: &str| BoundedVec::truncate_from(text.as_bytes().to_vec());
			TxPause::pause(RuntimeOrigin::root(), (name(pallet), name(call)))
		};
		let unpausable: DispatchError = pallet_tx_pause::Error::<Runtime>::Unpausable.into();
		for (pallet, call) in
			[("Lending", "repay"), ("Lending", "add_collateral"), ("Vaults", "veto"), ("Oracle", "feed_values")]
		{
			assert_eq!(pause(pallet, call), Err(unpausable), "{pallet}.{call}");
		}
		for (pallet, name, call) in stopped(id, vault) {
			assert_eq!(pause(pallet, name), Ok(()), "{pallet}.{name}");
			for by in [Bob, CURATOR] {
				assert_eq!(applied(by, call.clone()), filtered(), "{pallet}.{name}");
			}
		}
		assert_eq!(applied(Charlie, repay(id, Amount::Assets(DOLLARS))), Ok(()));
		assert_eq!(applied(Charlie, add_collateral(id, CIV)), Ok(()));
		next_block();
		report([990, 1_000, 1_000]);
		assert_eq!(info(id).collateral_price.price.map(|price| price.price), Some(UNIT / 100 * 99));
		check();
	});
}
