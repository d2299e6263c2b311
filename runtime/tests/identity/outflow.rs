//! What leaves by each call, against the list that was reviewed, and the rules by which that is found. That no call takes more
//! is what the fuzzer looks at (`fuzz/src/outflow.rs`).

use super::*;
use civitas_primitives::identity::{Destination, Flow};
use civitas_runtime::{
	configs::{governance::CouncilInstance, money::AssetId},
	scopes::MAX_NESTING,
	EXISTENTIAL_DEPOSIT,
};
use listing::Arguments;
use pallet_utility::Call as Utility;

fn flow(asset: Option<AssetId>, amount: Balance, to: Destination<AccountId>) -> Flow<AssetId, Balance, AccountId> {
	Flow { asset, amount, to }
}

fn pay(value: Balance) -> RuntimeCall {
	pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: to(&thief()), value }.into()
}

fn pay_asset(id: AssetId, amount: Balance) -> RuntimeCall {
	pallet_assets::Call::<Runtime>::transfer_keep_alive { id: id.into(), target: to(&thief()), amount }.into()
}

fn paid(value: Balance) -> Flow<AssetId, Balance, AccountId> {
	flow(None, value, Destination::Account(thief()))
}

/// An amount, in CIV.
fn in_civ(amount: Balance) -> String {
	let decimals = format!("{:012}", amount % CIV);
	let decimals = decimals.trim_end_matches('0');
	let point = if decimals.is_empty() { "" } else { "." };
	format!("{}{point}{decimals} CIV", amount / CIV)
}

fn written(flows: Option<Flows>) -> String {
	let Some(flows) = flows else { return "unbounded".to_owned() };
	let each = flows.into_iter().map(|Flow { asset, amount, to }| {
		let what = asset.map_or_else(|| in_civ(amount), |asset| format!("{amount} of asset {asset}"));
		let whereto = match to {
			Destination::Own => "as a deposit",
			Destination::Account(_) => "to an account",
			Destination::Unknown => "to nobody known",
		};
		format!("{what} {whereto}")
	});
	let each = each.collect::<Vec<_>>().join(" + ");
	if each.is_empty() {
		"nothing".to_owned()
	} else {
		each
	}
}

#[test]
fn of_every_call_leaves_what_was_reviewed() {
	let mut listed = vec![
		"# What leaves at most whoever makes a call of the runtime. All amounts in arguments are 1 CIV, and all else is as little"
			.to_owned(),
		"# as can be; behind a `|`, if it differs, what leaves if there is one of what there can be some of, and yes is said."
			.to_owned(),
		"# Where calls are carried, a payment of 1 CIV is.".to_owned(),
		"# Kept equal to the code by tests/identity.rs; written anew with CIVITAS_WRITE_CALL_OUTFLOWS=1.".to_owned(),
	];
	for kind in listing::every_call() {
		let [least, more] =
			[Arguments::Least, Arguments::More].map(|arguments| written(flows(kind.made(arguments, &pay(CIV)))));
		let more = if more == least { String::new() } else { format!(" | {more}") };
		listed.push(format!("{}: {least}{more}", kind.name));
	}
	listing::assert_reviewed("call-outflows.txt", "CIVITAS_WRITE_CALL_OUTFLOWS", listed);
}

#[test]
fn a_payment_goes_to_whom_it_names_and_to_nobody_known_if_it_names_nobody() {
	assert_eq!(flows(pay(5)), Some(vec![paid(5)]));
	assert_eq!(flows(pay_asset(7, 5)), Some(vec![flow(Some(7), 5, Destination::Account(thief()))]));
	for dest in [
		MultiAddress::Index(()),
		MultiAddress::Raw(vec![1; 32]),
		MultiAddress::Address32([1; 32]),
		MultiAddress::Address20([1; 20]),
	] {
		let unnamed = pallet_balances::Call::transfer_keep_alive { dest, value: 5 };
		assert_eq!(flows(unnamed), Some(vec![flow(None, 5, Destination::Unknown)]));
	}
}

#[test]
fn what_may_end_an_account_may_take_what_is_left_of_it() {
	let dust = EXISTENTIAL_DEPOSIT - 1;
	let burn = |keep_alive| pallet_balances::Call::burn { value: 5, keep_alive };
	let burnt = |amount| flow(None, amount, Destination::Unknown);
	let transfer = pallet_balances::Call::transfer_allow_death { dest: to(&thief()), value: 5 };
	assert_eq!(flows(transfer), Some(vec![paid(5), burnt(dust)]));
	assert_eq!(flows(burn(false)), Some(vec![burnt(5), burnt(dust)]));
	assert_eq!(flows(burn(true)), Some(vec![burnt(5)]));
	// Of an asset, how much that can be only the asset says.
	let transfer = pallet_assets::Call::<Runtime>::transfer { id: ASSET.into(), target: to(&thief()), amount: 5 };
	assert_eq!(flows(transfer), None);
	assert_eq!(flows(pallet_balances::Call::transfer_all { dest: to(&thief()), keep_alive: true }), None);
}

#[test]
fn a_transfer_of_an_asset_that_ends_the_account_takes_more_than_its_amount() {
	development().execute_with(|| {
		let who = to(&account(Bob));
		submit(
			Alice,
			pallet_assets::Call::<Runtime>::create { id: ASSET.into(), admin: to(&account(Alice)), min_balance: 100 },
		);
		submit(Alice, pallet_assets::Call::<Runtime>::mint { id: ASSET.into(), beneficiary: who, amount: 199 });
		submit(Bob, pallet_assets::Call::<Runtime>::transfer { id: ASSET.into(), target: to(&thief()), amount: 100 });
		assert_eq!((Assets::balance(ASSET, account(Bob)), Assets::balance(ASSET, thief())), (0, 199));
		end_block();
	});
}

#[test]
fn what_is_put_into_a_pool_goes_to_nobody_known() {
	use civitas_runtime::{
		configs::{
			markets::{PoolAccounts, PoolSetupFee},
			money::AssetAccountDeposit,
		},
		Treasury,
	};
	use pallet_asset_conversion::PoolLocator;
	type Exchange = pallet_asset_conversion::Call<Runtime>;
	let given = |asset, amount| flow(asset, amount, Destination::Unknown);
	let swap = |of: Option<AssetId>, keep_alive| {
		let path = vec![Box::new(of), Box::new(Some(9))];
		flows(Exchange::swap_exact_tokens_for_tokens {
			path,
			amount_in: 5,
			amount_out_min: 1,
			send_to: account(Bob),
			keep_alive,
		})
	};
	assert_eq!(swap(None, true), Some(vec![given(None, 5)]));
	assert_eq!(swap(Some(7), true), Some(vec![given(Some(7), 5)]));
	// As for transfers that may end the account.
	assert_eq!(swap(None, false), Some(vec![given(None, 5), given(None, EXISTENTIAL_DEPOSIT - 1)]));
	assert_eq!(swap(Some(7), false), None);
	let exact = Exchange::swap_tokens_for_exact_tokens {
		path: vec![Box::new(None), Box::new(Some(9))],
		amount_out: 3,
		amount_in_max: 5,
		send_to: account(Bob),
		keep_alive: true,
	};
	assert_eq!(flows(exact), Some(vec![given(None, 5)]));

	let (asset1, asset2) = (|| Box::new(None::<AssetId>), || Box::new(Some(7)));
	let add = Exchange::add_liquidity {
		asset1: asset1(),
		asset2: asset2(),
		amount1_desired: 5,
		amount2_desired: 6,
		amount1_min: 1,
		amount2_min: 1,
		mint_to: account(Bob),
	};
	assert_eq!(flows(add), Some(vec![given(None, 5), given(Some(7), 6)]));
	// No limit is of shares.
	let remove = Exchange::remove_liquidity {
		asset1: asset1(),
		asset2: asset2(),
		lp_token_burn: 1,
		amount1_min_receive: 1,
		amount2_min_receive: 1,
		withdraw_to: account(Bob),
	};
	assert_eq!(flows(remove), None);

	// The accounts of a pool are the pool's, and the native asset needs none.
	let pool = PoolAccounts::pool_address(&None, &Some(7)).expect("they are two");
	let deposits = flow(None, 2 * AssetAccountDeposit::get(), Destination::Account(pool));
	let fee = flow(None, PoolSetupFee::get(), Destination::Account(Treasury::account_id()));
	assert_eq!(flows(Exchange::create_pool { asset1: asset1(), asset2: asset2() }), Some(vec![fee, deposits.clone()]));
	assert_eq!(flows(Exchange::touch { asset1: asset2(), asset2: asset1() }), Some(vec![deposits]));
}

#[test]
fn calls_that_are_carried_add_up_whomever_they_are_made_as() {
	let (id, boxed) = (account(Bob), || Box::new(pay(5)));
	let twice = vec![pay(5), pay(6)];
	let both = Some(vec![paid(5), paid(6)]);
	assert_eq!(flows(Utility::batch { calls: twice.clone() }), both);
	assert_eq!(flows(Utility::batch_all { calls: twice.clone() }), both);
	assert_eq!(flows(Utility::force_batch { calls: twice }), both);
	assert_eq!(flows(Utility::if_else { main: boxed(), fallback: Box::new(pay(6)) }), both);
	assert_eq!(flows(Utility::batch { calls: vec![] }), Some(vec![]));
	let one = Some(vec![paid(5)]);
	assert_eq!(flows(Utility::as_derivative { index: 0, call: boxed() }), one);
	assert_eq!(flows(pallet_proxy::Call::proxy { real: to(&id), force_proxy_type: None, call: boxed() }), one);
	let other_signatories = vec![id.clone()];
	assert_eq!(flows(pallet_multisig::Call::as_multi_threshold_1 { other_signatories, call: boxed() }), one);
	assert_eq!(flows(act_call(&id, pay(5))), one);
	assert_eq!(flows(act_call(&id, Utility::batch { calls: vec![pay(5), act_call(&id, pay(6))] })), both);
	// Deposits and payments alike.
	let touch = pallet_assets::Call::<Runtime>::touch { id: 7.into() };
	let [flow] = &flows(touch.clone()).expect("it is bounded")[..] else { panic!("one deposit") };
	assert_eq!(flow.to, Destination::Own);
	let each = flows(Utility::batch { calls: vec![touch.into(), pay(5)] });
	assert_eq!(each, Some(vec![flow.clone(), paid(5)]));
	// One that is unbounded makes the whole so.
	let all = RuntimeCall::from(pallet_balances::Call::transfer_all { dest: to(&thief()), keep_alive: true });
	assert_eq!(flows(Utility::batch { calls: vec![pay(5), all.clone()] }), None);
	assert_eq!(flows(act_call(&id, all)), None);
}

#[test]
fn what_others_decide_is_not_the_callers() {
	let carried = || Box::new(pay(5));
	let proof = || Proof { deadline: 0, submitter: None, signature: KeySignature::Sr25519([0; 64]) };
	let signed =
		|call| Call::<Runtime>::act_as_signed { identity: account(Bob), key: key(Bob), call, proof: Box::new(proof()) };
	assert_eq!(flows(signed(carried())), Some(vec![]));
	type Council = pallet_collective::Call<Runtime, CouncilInstance>;
	assert_eq!(flows(Council::propose { threshold: 1, proposal: carried(), length_bound: 0 }), Some(vec![]));
	assert_eq!(flows(Council::execute { proposal: carried(), length_bound: 0 }), Some(vec![]));
	// Root takes from whomever it likes.
	assert_eq!(flows(pallet_sudo::Call::sudo { call: carried() }), None);
	assert_eq!(flows(pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage { call: carried() }), None);
}

#[test]
fn what_does_not_add_up_or_is_too_deep_has_no_bound() {
	let batch = |calls| RuntimeCall::from(Utility::<Runtime>::batch { calls });
	assert_eq!(flows(batch(vec![pay(Balance::MAX), pay(1)])), None);
	assert_eq!(flows(batch(vec![pay(Balance::MAX - 1), pay(1)])).map(|flows| flows.len()), Some(2));
	assert_eq!(flows(batch(vec![pay_asset(7, Balance::MAX), pay_asset(7, 1)])), None);
	assert_eq!(
		flows(batch(vec![pay_asset(7, Balance::MAX), pay_asset(8, 1), pay(1)])).map(|flows| flows.len()),
		Some(3)
	);
	let nested = |levels| (0..levels).fold(pay(5), |call, _| batch(vec![call]));
	assert_eq!(flows(nested(MAX_NESTING)), Some(vec![paid(5)]));
	assert_eq!(flows(nested(MAX_NESTING + 1)), None);
}

/// The rules of deposits whose amount follows the arguments; that all are enough is what the fuzzer looks at.
#[test]
fn a_deposit_follows_what_it_is_for() {
	let held = |call: RuntimeCall| match &flows(call).expect("it is bounded")[..] {
		[] => 0,
		[Flow { asset: None, amount, to: Destination::Own }] => *amount,
		other => panic!("{other:?} are not one deposit"),
	};
	// A list is paid for with all of its pages, so that to set its bits costs nothing.
	use civitas_primitives::certification::StatusPurpose::Revocation as purpose;
	let list = |length| {
		held(
			pallet_certification::Call::<Runtime>::create_status_list { purpose, length, salt: Default::default() }
				.into(),
		)
	};
	let page = list(8_192) - list(4_096);
	assert!(page > 512 * civitas_runtime::currency::DEPOSIT_PER_BYTE);
	assert_eq!(list(1_048_576) - list(4_096), 255 * page);
	let indices = vec![1, 4_096, 9_000].try_into().expect("few");
	let set_status = pallet_certification::Call::set_status { list: Default::default(), purpose, indices, value: true };
	assert_eq!(held(set_status.into()), 0);

	// What is paid for another's use counts as given to that one: whoever had paid before has its own back.
	let given = |call: RuntimeCall, other: &AccountId| match &flows(call).expect("it is bounded")[..] {
		[Flow { asset: None, amount, to: Destination::Account(to) }] if to == other => *amount,
		flows => panic!("{flows:?} are not one deposit for {other:?}"),
	};
	let id: AccountId = identity_id(&key(Bob), &[0; 32]).into();
	let register = |room| given(register_call_with(room).into(), &id);
	assert_eq!(register(1_000), given(Call::fund { identity: id.clone(), room: 1_000 }.into(), &id));
	assert_eq!(register(1_000) - register(900), 100 * civitas_runtime::currency::DEPOSIT_PER_BYTE);
	let metadata = |name: &str, symbol: &str| {
		let (name, symbol) = (name.into(), symbol.into());
		held(pallet_assets::Call::<Runtime>::set_metadata { id: 7.into(), name, symbol, decimals: 2 }.into())
	};
	assert_eq!(metadata("Gold", "G") - metadata("", "G"), metadata("", "Gold1") - metadata("", "G"));
}

fn register_call_with(room: u32) -> Call<Runtime> {
	Call::register { kind: Kind::Person, key: key(Bob), salt: [0; 32], room, proof: None }
}
