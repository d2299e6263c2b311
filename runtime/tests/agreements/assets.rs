//! In an asset that someone issues, who may be hostile: held and paid by the same calls as the native one.

use super::*;

/// The asset that there is; Alice issues it. It is not worth existing for.
const ASSET: AssetId = 1;

fn asset(amount: Balance) -> Money {
	Money { asset: Some(ASSET), amount }
}

/// There is the asset, and these have 1000 of it.
fn issued(to: &[Sr25519Keyring]) {
	let admin = account(Alice).into();
	submit(Alice, pallet_assets::Call::<Runtime>::create { id: ASSET.into(), admin, min_balance: 1 });
	for who in to {
		let beneficiary = account(*who).into();
		submit(Alice, pallet_assets::Call::<Runtime>::mint { id: ASSET.into(), beneficiary, amount: 1_000 });
	}
}

fn issuer(call: pallet_assets::Call<Runtime>) {
	submit(Alice, call);
}

fn has(who: Sr25519Keyring) -> Balance {
	Assets::balance(ASSET, account(who))
}

/// What an issuer does, and how he takes it back.
type Act = fn() -> pallet_assets::Call<Runtime>;

#[test]
fn it_is_held_and_paid_as_the_native_one_is() {
	development().execute_with(|| {
		issued(&[Bob, Charlie]);
		let (bob, charlie) = (account(Bob), account(Charlie));
		let all = [escrows(asset(300), HOUR), pays(asset(200), 0), pays(native(CIV), 0)];
		let id = agree(Bob, Charlie, &terms(&[&bob, &charlie], &all));
		assert_eq!((held(Some(ASSET), &bob), has(Bob), has(Charlie)), (300, 500, 1_200));
		// What is held is still part of what there is, and no one's else.
		assert_eq!(AssetsHolder::total_balance_on_hold(ASSET, &bob), 300);
		pass(HOUR);
		System::reset_events();
		submit(Ferdie, settle(id, None));
		assert_eq!((held(Some(ASSET), &bob), has(Bob), has(Charlie)), (0, 500, 1_500));
		let paid = RuntimeEvent::Agreements(Event::Paid {
			agreement: id,
			obligation: 0,
			from: bob,
			to: charlie,
			asset: Some(ASSET),
			amount: 300,
		});
		assert!(events().contains(&paid), "transfers of what is on hold have no event of their own");
		assert_eq!(Agreements::agreement(id).expect("it is kept").state, AgreementState::Closed);
		end_block();
	});
}

#[test]
fn what_an_issuer_stops_waits_and_stops_nothing_else() {
	let all: [(Act, Act); 2] = [
		(
			|| pallet_assets::Call::freeze_asset { id: ASSET.into() },
			|| pallet_assets::Call::thaw_asset { id: ASSET.into() },
		),
		(
			|| pallet_assets::Call::block { id: ASSET.into(), who: account(Charlie).into() },
			|| pallet_assets::Call::thaw { id: ASSET.into(), who: account(Charlie).into() },
		),
	];
	for (stop, go_on) in all {
		development().execute_with(|| {
			issued(&[Bob, Charlie]);
			let (bob, charlie) = (account(Bob), account(Charlie));
			let all = [escrows(asset(300), HOUR), pays(native(10 * CIV), HOUR)];
			let id = agree(Bob, Charlie, &terms(&[&bob, &charlie], &all));
			issuer(stop());
			pass(HOUR);
			submit(Ferdie, settle(id, None));
			assert_eq!((line(id).paid, line(id).held, line(id).late_since), (0, 300, None));
			let lines = Agreements::statement(id, None).expect("it runs").lines;
			assert_eq!(lines[1].paid, 10 * CIV);
			issuer(go_on());
			submit(Ferdie, settle(id, None));
			assert_eq!((line(id).paid, has(Charlie)), (300, 1_300));
			end_block();
		});
	}
}

#[test]
fn what_a_blocked_receiver_cannot_take_is_held_for_him() {
	development().execute_with(|| {
		issued(&[Bob, Charlie]);
		let (bob, charlie) = (account(Bob), account(Charlie));
		let id = agree(Bob, Charlie, &terms(&[&bob, &charlie], &[pays(asset(300), HOUR)]));
		issuer(pallet_assets::Call::block { id: ASSET.into(), who: account(Charlie).into() });
		pass(2 * HOUR);
		submit(Ferdie, settle(id, None));
		assert_eq!((line(id).paid, line(id).held, line(id).late_since), (0, 300, None));
		// The debtor cannot spend it any more.
		assert_eq!((has(Bob), held(Some(ASSET), &bob)), (700, 300));
		issuer(pallet_assets::Call::thaw { id: ASSET.into(), who: account(Charlie).into() });
		submit(Ferdie, settle(id, None));
		assert_eq!((line(id).paid, has(Charlie)), (300, 1_300));
		end_block();
	});
}

#[test]
fn what_a_receiver_has_no_room_for_is_held_until_anyone_makes_some() {
	development().execute_with(|| {
		issued(&[Bob]);
		let (bob, charlie) = (account(Bob), account(Charlie));
		// The existential deposit alone: an account that cannot carry another asset by itself.
		let id = agree(Bob, Charlie, &terms(&[&bob, &charlie], &[pays(asset(300), 0)]));
		let poor: AccountId = [9; 32].into();
		let to_poor = Due { creditor: Creditor::Account(poor.clone()), ..pays(asset(100), 0) };
		let other = agree(Bob, Charlie, &terms(&[&bob, &charlie], &[to_poor]));
		// Charlie's account makes itself, as it has the native asset.
		assert_eq!((line(id).paid, has(Charlie)), (300, 300));
		assert_eq!((line(other).paid, line(other).held, line(other).late_since), (0, 100, None));
		// He gets some of the native asset, and so can have more.
		let dest = poor.clone().into();
		submit(Ferdie, pallet_balances::Call::<Runtime>::transfer_keep_alive { dest, value: CIV });
		submit(Alice, pallet_assets::Call::<Runtime>::touch_other { id: ASSET.into(), who: poor.clone().into() });
		submit(Ferdie, settle(other, None));
		assert_eq!((line(other).paid, Assets::balance(ASSET, &poor)), (100, 100));
		end_block();
	});
}

#[test]
fn what_is_held_is_neither_burned_nor_seized_nor_destroyed() {
	development().execute_with(|| {
		issued(&[Bob, Charlie]);
		let (bob, charlie) = (account(Bob), account(Charlie));
		let id = agree(Bob, Charlie, &terms(&[&bob, &charlie], &[escrows(asset(300), HOUR)]));
		let refused = |call: pallet_assets::Call<Runtime>| apply(signed(Alice, call, 0)).expect("it is valid");
		let who = || bob.clone().into();
		// All that is free goes, and no more.
		let burn = |amount| pallet_assets::Call::burn { id: ASSET.into(), who: who(), amount };
		issuer(burn(699));
		refused(burn(300)).ok();
		assert_eq!(held(Some(ASSET), &bob), 300);
		let seize = pallet_assets::Call::force_transfer {
			id: ASSET.into(),
			source: who(),
			dest: account(Alice).into(),
			amount: 300,
		};
		assert!(refused(seize).is_err());
		let destroyed = Err(pallet_assets::Error::<Runtime>::ContainsHolds.into());
		assert_eq!(refused(pallet_assets::Call::start_destroy { id: ASSET.into() }), destroyed);
		assert_eq!(held(Some(ASSET), &bob), 300);
		pass(HOUR);
		submit(Ferdie, settle(id, None));
		assert_eq!((line(id).paid, has(Charlie)), (300, 1_300));
		end_block();
	});
}
