//! That faults are noticed.

use civitas_fuzz::{
	arguments::Maker,
	bystander,
	chain::Chain,
	common::acts::*,
	common::*,
	dice::Dice,
	ledger::Ledger,
	outflow::{check, Before},
	pool::Pool,
	recipes::{agreements::Signed, world::World},
	report::Report,
	steps,
	types::{name_of, Types},
	weight,
};
use civitas_runtime::{
	configs::markets::PoolAssetsInstance, currency::CIV, Balances, Runtime, RuntimeCall, RuntimeOrigin,
};
use frame_support::{
	dispatch::{GetDispatchInfo, PostDispatchInfo},
	traits::fungible::Inspect as _,
	weights::Weight,
};
use sp_keyring::Sr25519Keyring::{Alice, Bob};
use sp_runtime::traits::Dispatchable;
use std::collections::BTreeSet;

fn pay(value: u128) -> RuntimeCall {
	pallet_balances::Call::transfer_keep_alive { dest: to(&account(Bob)), value }.into()
}

#[test]
fn every_kind_of_call_can_be_made_of_the_metadata() {
	let pool = Pool::default();
	let missing: Vec<_> = Types::get()
		.kinds
		.iter()
		.filter(|kind| {
			development().execute_with(|| {
				(0..50).all(|seed| {
					Maker::new(&pool, &[], &mut Dice(seed)).call(kind).is_none_or(|call| name_of(&call) != kind.name)
				})
			})
		})
		.map(|kind| &kind.name)
		.collect();
	assert!(missing.is_empty(), "never made: {missing:?}");
}

#[test]
fn what_there_is_becomes_an_argument() {
	development().execute_with(|| {
		World::begin();
		let mut pool = Pool::default();
		pool.look(Types::get());
		let kind = Types::get()
			.kinds
			.iter()
			.find(|kind| kind.name == "Certification.revoke_accreditation")
			.expect("there is one");
		let named: BTreeSet<_> = (0..200)
			.filter_map(|seed| match Maker::new(&pool, &[], &mut Dice(seed)).call(kind)? {
				RuntimeCall::Certification(pallet_certification::Call::revoke_accreditation {
					accreditation, ..
				}) => Some(accreditation),
				_ => None,
			})
			.collect();
		let known = pallet_certification::Accreditations::<Runtime>::iter_keys();
		known.for_each(|known| assert!(named.contains(&known), "{known} is never named"));
	});
}

#[test]
fn money_out_of_nothing_is_noticed() {
	let mut chain = Chain::default();
	assert_eq!(chain.pass(1), Ok(()));
	chain.execute_with(|| pallet_balances::TotalIssuance::<Runtime>::mutate(|issued| *issued += 1));
	let what = chain.pass(1).expect_err("there is more than all have");
	assert!(what.contains("all have"), "{what}");
}

#[test]
fn an_invariant_that_is_broken_is_noticed_and_named() {
	let steps = steps::of_seed(1, 0);
	let mut report = Report::default();
	let broken = civitas_fuzz::attempt_on(
		|chain| chain.execute_with(|| pallet_certification::Networks::<Runtime>::remove(0)),
		&steps,
		&mut report,
	);
	let what = broken.expect_err("a network is missing");
	assert!(what.contains("Certification"), "{what}");
}

#[test]
fn a_loss_beyond_what_was_said_is_noticed() {
	development().execute_with(|| {
		let call = pay(CIV);
		let before = Before::of(&call, Ledger::now());
		call.clone().dispatch(RuntimeOrigin::signed(account(Alice))).expect("she has as much");
		let done =
			check(&account(Alice), &call, &before, &Ledger::now(), &mut Signed::default()).map(|done| done.exact);
		assert_eq!(done, Ok(true));

		let before = Before::of(&call, Ledger::now());
		// More than the call says.
		pay(2 * CIV).dispatch(RuntimeOrigin::signed(account(Alice))).expect("she has as much");
		let what = check(&account(Alice), &call, &before, &Ledger::now(), &mut Signed::default())
			.map(drop)
			.expect_err("it is too much");
		assert!(what.contains("left by"), "{what}");

		let before = Before::of(&call, Ledger::now());
		// To somebody who is not named.
		let dest = to(&account(sp_keyring::Sr25519Keyring::Eve));
		let other = RuntimeCall::from(pallet_balances::Call::transfer_keep_alive { dest, value: CIV });
		other.dispatch(RuntimeOrigin::signed(account(Alice))).expect("she has as much");
		let what = check(&account(Alice), &call, &before, &Ledger::now(), &mut Signed::default())
			.map(drop)
			.expect_err("it is another");
		assert!(what.contains("got"), "{what}");
	});
}

#[test]
fn a_loss_of_who_did_nothing_is_noticed() {
	development().execute_with(|| {
		World::begin();
		// Of this call nobody says how much leaves by it.
		let call: RuntimeCall =
			pallet_public_finance::Call::pay { body: account(Alice), payments: Default::default() }.into();
		assert_eq!(flows(call.clone()), None);
		let seen = |change: fn()| {
			let before = Before::of(&call, Ledger::now());
			change();
			check(&account(Alice), &call, &before, &Ledger::now(), &mut Signed::default()).map(drop)
		};
		assert_eq!(seen(|| ()), Ok(()));
		let [bystander, identity, ..] = bystander::accounts();
		for loses in [
			|| {
				let owner = &bystander::accounts()[0];
				frame_system::Account::<Runtime>::mutate(owner, |known| known.data.free -= 1);
			},
			|| {
				let market = pallet_lending::Markets::<Runtime>::iter_keys().next().expect("there is one");
				let owner = &bystander::accounts()[0];
				pallet_lending::Positions::<Runtime>::mutate(market, owner, |known| known.stand.supply_shares -= 1);
			},
			|| {
				let market = pallet_lending::Markets::<Runtime>::iter_keys().next().expect("there is one");
				let owner = &bystander::accounts()[0];
				pallet_lending::Positions::<Runtime>::mutate(market, owner, |known| known.stand.debt_shares += 1);
			},
			|| {
				let owner = bystander::accounts()[0].clone();
				let gone = to(&account(Alice));
				let call = pallet_assets::Call::<Runtime, PoolAssetsInstance>::transfer {
					id: 0.into(),
					target: gone,
					amount: 1,
				};
				RuntimeCall::from(call).dispatch(RuntimeOrigin::signed(owner)).expect("he has some");
			},
		] as [fn(); 4]
		{
			let what = seen(loses).expect_err("he has less");
			assert!(what.contains("the bystander"), "{what}");
		}
		// The money in the fund of his identity is there.
		assert!(Balances::total_balance(&identity) > Balances::free_balance(&identity));
		assert!(Balances::total_balance(&bystander) > Balances::free_balance(&bystander));
	});
}

#[test]
fn more_on_hold_than_there_is_is_noticed() {
	let mut chain = Chain::default();
	chain.execute_with(|| {
		let [bystander, ..] = bystander::accounts();
		frame_system::Account::<Runtime>::mutate(bystander, |known| {
			known.data.reserved -= 1;
			known.data.free += 1;
		});
	});
	let what = chain.pass(1).expect_err("less is reserved than is on hold");
	assert!(what.contains("on hold"), "{what}");
}

#[test]
fn too_little_and_too_much_weight_is_noticed() {
	let call = pay(CIV);
	let most = call.get_dispatch_info().call_weight;
	let post = |weight| PostDispatchInfo { actual_weight: weight, ..Default::default() };
	let key = |who| frame_system::Account::<Runtime>::hashed_key_for(account(who));
	let of = |keys: &[Vec<u8>]| keys.iter().cloned().collect::<BTreeSet<_>>();
	let (own, other) = (key(Alice), key(Bob));
	let both = of(&[own, other.clone()]);
	let who = account(Alice);
	assert_eq!(weight::check(Some(&who), &call, &post(None), &both, &both), Ok(()));
	// The account of another is not free.
	let little = post(Some(Weight::from_parts(1, 0)));
	let what = weight::check(Some(&who), &call, &little, &both, &both).expect_err("it is too little");
	assert!(what.contains("1 reads and 1 writes") && what.contains("System.Account"), "{what}");
	assert_eq!(weight::check(Some(&who), &call, &little, &of(&[]), &of(&[])), Ok(()));
	let much = post(Some(most + Weight::from_parts(1, 0)));
	assert!(weight::check(Some(&who), &call, &much, &both, &both).is_err());
	assert_eq!(weight::counted(&of(std::slice::from_ref(&other))), [other]);
}
