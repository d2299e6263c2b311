//! Random sequences of calls, against a plain model that knows nothing of storage.

use super::*;
use proptest::{prelude::*, test_runner::TestRunner};
use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
};

mod model;
mod person;

use model::*;
use person::*;

fn what() -> impl Strategy<Value = What> {
	let of = || 0..IDENTITIES;
	let key = || 0..=KEYS;
	let scope = || prop_oneof![3 => Just(Scope::Any), 1 => Just(Scope::Social), 1 => Just(Scope::Finance), 1 => Just(Scope::NonTransfer)];
	let limited = || prop_oneof![2 => Just(false), 1 => Just(true)];
	let way = prop_oneof![Just(Way::Directly), Just(Way::InAct), Just(Way::Signed)];
	let joint = || prop_oneof![Just(Joint::Pay), Just(Joint::Thaw), Just(Joint::Leave)];
	let controllers = || proptest::collection::btree_set(of(), 0..4);
	let waits = prop_oneof![
		2 => 1u64..700,
		1 => Just(REQUEST_DELAY - 1),
		3 => Just(REQUEST_DELAY),
		1 => Just(REQUEST_PAUSE),
		1 => Just(VOTING_AGE),
	];
	let keys = prop_oneof![
		3 => (key(), scope(), limited()).prop_map(|(key, scope, limited)| What::Add { key, scope, limited }),
		2 => (key(), key()).prop_map(|(key, new)| What::Rotate { key, new }),
		3 => key().prop_map(|key| What::Revoke { key }),
		2 => (key(), scope(), limited()).prop_map(|(key, scope, limited)| What::Permit { key, scope, limited }),
	];
	let freezes = prop_oneof![
		2 => way.prop_map(|way| What::Freeze { way }),
		1 => of().prop_map(|identity| What::FreezeOther { identity }),
		3 => Just(What::Unfreeze),
		3 => (1u32..4, any::<bool>()).prop_map(|(request, in_favour)| What::Vote { request, in_favour }),
	];
	let acts = prop_oneof![
		3 => (1u8..80, any::<bool>()).prop_map(|(value, signed)| What::Pay { value, signed }),
		1 => any::<bool>().prop_map(|signed| What::Remark { signed }),
		2 => (0u8..3).prop_map(|name| What::Claim { name }),
		3 => Just(What::Release),
	];
	let control = prop_oneof![
		2 => (controllers(), 0u8..3).prop_map(|(controllers, threshold)| What::Control { controllers, threshold }),
		3 => of().prop_map(|identity| What::Accept { identity }),
		3 => of().prop_map(|identity| What::Resign { identity }),
	];
	let approvals = prop_oneof![
		4 => (of(), joint(), prop_oneof![4 => Just(MAX_APPROVAL), 1 => 0..MAX_APPROVAL + 100])
			.prop_map(|(identity, call, time)| What::Approve { identity, call, time }),
		1 => (of(), joint()).prop_map(|(identity, call)| What::Retract { identity, call }),
		1 => (of(), joint()).prop_map(|(identity, call)| What::Clear { identity, call }),
		4 => (of(), joint()).prop_map(|(identity, call)| What::Execute { identity, call }),
	];
	prop_oneof![
		20 => keys,
		16 => freezes,
		24 => acts,
		20 => control,
		10 => approvals,
		1 => Just(What::Deactivate),
		10 => waits.prop_map(What::Wait),
	]
}

fn step() -> impl Strategy<Value = Step> {
	// The first of each more often than others, so that something comes of it.
	let of = prop_oneof![3 => Just(0), 2 => 0..IDENTITIES];
	let by = prop_oneof![2 => Just(0), 1 => 0..=KEYS];
	(of, by, what()).prop_map(|(of, by, what)| Step { of, by, what })
}

/// What seldom comes about by chance: that two agree on a call, and that keys vote on what one asks for. Steps may be left
/// out of it, and others come between.
fn episode() -> impl Strategy<Value = Vec<Step>> {
	let joint = prop_oneof![Just(Joint::Pay), Just(Joint::Thaw), Just(Joint::Leave)];
	let agree = (joint, 0..5u8, any::<bool>()).prop_map(|(call, last, freeze)| {
		let step = |of, what| Step { of, by: 0, what };
		let approve = |of| step(of, What::Approve { identity: 0, call, time: MAX_APPROVAL });
		let frozen = step(1, What::FreezeOther { identity: 0 });
		let last = match last {
			0 => What::Retract { identity: 0, call },
			1 => What::Wait(MAX_APPROVAL + 1),
			2 => What::Resign { identity: 0 },
			_ => What::Execute { identity: 0, call },
		};
		let end = if matches!(last, What::Wait(_)) {
			step(3, What::Clear { identity: 0, call })
		} else {
			step(2, What::Retract { identity: 0, call })
		};
		let steps = [approve(1), approve(2), step(1, last), end];
		freeze.then_some(frozen).into_iter().chain(steps).collect::<Vec<_>>()
	});
	let keys = || 0..3u8;
	let votes = (keys(), keys(), 1u32..3, proptest::collection::vec((keys(), any::<bool>()), 0..4));
	let ask = (any::<bool>(), votes).prop_map(|(revoke, (by, key, request, votes))| {
		let step = |by, what| Step { of: 0, by, what };
		let ask = step(by, if revoke { What::Revoke { key } } else { What::Unfreeze });
		let vote = |(by, in_favour)| step(by, What::Vote { request, in_favour });
		let before = [step(key, What::Freeze { way: Way::Directly }), ask.clone()];
		let after = [step(0, What::Wait(REQUEST_DELAY)), ask];
		before.into_iter().chain(votes.into_iter().map(vote)).chain(after).collect::<Vec<_>>()
	});
	let with_gaps = |steps: Vec<Step>| {
		let kept = proptest::collection::vec(prop_oneof![9 => Just(true), 1 => Just(false)], steps.len());
		kept.prop_map(move |kept| {
			steps.iter().zip(kept).filter(|(_, kept)| *kept).map(|(step, _)| step.clone()).collect()
		})
	};
	prop_oneof![
		12 => step().prop_map(|step| vec![step]),
		1 => agree.prop_flat_map(with_gaps),
		1 => ask.prop_flat_map(with_gaps),
	]
}

/// What a story begins with: nothing, or an identity with three old full keys that two others control together.
fn beginning() -> impl Strategy<Value = Vec<Step>> {
	let full = |key| What::Add { key, scope: Scope::Any, limited: false };
	let first = move |what| Step { of: 0, by: 0, what };
	let mut rich: Vec<_> = [1, 2].map(full).map(first).into();
	rich.push(first(What::Control { controllers: [1, 2].into(), threshold: 2 }));
	rich.extend([1, 2].map(|of| Step { of, by: 0, what: What::Accept { identity: 0 } }));
	rich.push(first(What::Wait(VOTING_AGE)));
	prop_oneof![1 => Just(Vec::new()), 2 => Just(rich)]
}

/// The keys by number: the first is the identity's own.
fn signer(of: u8, key: u8) -> Signer {
	match key {
		0 => sr(of + 1),
		shared => ed(shared + 100),
	}
}

fn name(number: u8) -> Name {
	text(&format!("name-{number}"))
}

fn joint(call: Joint) -> RuntimeCall {
	match call {
		Joint::Pay => transfer(stranger(), JOINT_PAY),
		Joint::Thaw => Call::unfreeze {}.into(),
		Joint::Leave => controllers_call(&[], 0).into(),
	}
}

/// Make the step, and return what became of it.
fn perform(step: &Step, ids: &[AccountId]) -> DispatchResult {
	let Step { of, by, what } = step.clone();
	let (me, key) = (&ids[usize::from(of)], signer(of, by));
	let id = |of: u8| ids[usize::from(of)].clone();
	let act = |call: RuntimeCall| act(&key, me, call);
	let permissions = |scope, limited: bool| {
		let (amount, period) = LIMIT;
		let limits = vec![SpendingLimit { asset: None, amount, period }; limited.into()];
		Permissions { limits: limits.try_into().expect("one"), ..scoped(scope) }
	};
	let by_way = |signed: bool, call| {
		// Without a key there is nothing to sign.
		if signed && Registry::next_nonce(me.clone(), key.key()).is_some() {
			act_signed(&key, me, call)
		} else {
			act(call)
		}
	};
	match what {
		What::Add { key, scope, limited } => {
			let holder = signer(of, key);
			let new = key_with(&holder, permissions(scope, limited));
			act(add_key_call(me, &holder, new).into())
		},
		What::Rotate { key, new } => act(rotate_call(me, &signer(of, key), &signer(of, new)).into()),
		What::Revoke { key } => act(revoke_call(&signer(of, key)).into()),
		What::Permit { key, scope, limited } => act(permit_call(&signer(of, key), permissions(scope, limited)).into()),
		What::Freeze { way: Way::Directly } => direct(key.account(), freeze_call(me)),
		What::Freeze { way } => by_way(matches!(way, Way::Signed), freeze_call(me).into()),
		What::FreezeOther { identity } => act(freeze_call(&id(identity)).into()),
		What::Unfreeze => act(Call::unfreeze {}.into()),
		What::Vote { request, in_favour } => act(Call::vote { request, in_favour }.into()),
		What::Pay { value, signed } => by_way(signed, transfer(stranger(), value.into())),
		What::Remark { signed } => by_way(signed, remark()),
		What::Control { controllers, threshold } => {
			let members: Vec<_> = controllers.iter().map(|of| id(*of)).collect();
			act(controllers_call(&members.iter().collect::<Vec<_>>(), threshold).into())
		},
		What::Accept { identity } => act(Call::accept_control { identity: id(identity) }.into()),
		What::Resign { identity } => act(Call::resign_control { identity: id(identity) }.into()),
		What::Approve { identity, call, time } => {
			let (call_hash, until) = (call_hash(&joint(call)), Timestamp::get() + time);
			act(Call::approve { identity: id(identity), call_hash, until }.into())
		},
		What::Retract { identity, call } => {
			act(Call::retract_approval { identity: id(identity), call_hash: call_hash(&joint(call)) }.into())
		},
		What::Clear { identity, call } => {
			direct(stranger(), Call::retract_approval { identity: id(identity), call_hash: call_hash(&joint(call)) })
		},
		What::Execute { identity, call } => act(act_call(&id(identity), joint(call))),
		What::Claim { name: number } => act(Call::claim_name { name: name(number) }.into()),
		What::Release => act(Call::release_name {}.into()),
		What::Deactivate => act(Call::deactivate { beneficiary: Some(stranger()) }.into()),
		What::Wait(time) => {
			set_time(Timestamp::get() + time);
			Ok(())
		},
	}
}

/// That the pallet knows what the model knows.
fn compare(model: &Model, ids: &[AccountId]) -> Result<(), TestCaseError> {
	let members = |all: &[u8]| all.iter().map(|of| ids[usize::from(*of)].clone()).collect::<Vec<_>>();
	for (of, (person, id)) in (0u8..).zip(model.all.iter().zip(ids)) {
		let known = record(id);
		let state = match known.status {
			Status::Active => State::Active,
			Status::Frozen { full, at, .. } => State::Frozen { full, at: at.time },
			Status::Deactivated { .. } => State::Gone,
		};
		prop_assert_eq!(&state, &person.state);
		prop_assert_eq!((known.threshold, known.controllers_version), (person.threshold, person.version));
		prop_assert_eq!((known.thaws, known.requests), (person.thaws, person.requests));
		prop_assert_eq!(known.controllers.to_vec(), members(&person.controllers));
		prop_assert_eq!(known.invited.to_vec(), members(&person.invited));
		prop_assert_eq!(known.name, person.name.map(name));
		prop_assert_eq!(Balances::free_balance(id), person.balance);
		let keys = Keys::<Test>::get(id);
		prop_assert_eq!(keys.len(), person.keys.len());
		let place = |key: u8| person.keys.iter().position(|known| known.key == key).expect("it was there once");
		for ((known, key), number) in keys.iter().zip(&person.keys).zip(1u32..) {
			prop_assert_eq!(known.public, signer(of, key.key).key());
			prop_assert_eq!((known.number, known.nonce), (number, (u64::from(number) << 32) + key.signed));
			prop_assert_eq!((known.revoked.map(|at| at.time), known.froze), (key.revoked, key.froze));
			prop_assert_eq!((known.scope, known.since), (key.scope, key.since));
			let spent = known.allowances.first().map(|allowance| (allowance.spent, allowance.since));
			prop_assert_eq!(spent, key.spent);
			let request = key.request.clone().map(|request| {
				let votes = |side| {
					let places = request.votes.iter().filter(|(_, vote)| **vote == side).map(|(key, _)| place(*key));
					places.map(|place| 1u64 << place).sum::<u64>()
				};
				let remedy = match request.against {
					Some(key) => Remedy::Revoke(signer(of, key).key()),
					None => Remedy::Unfreeze,
				};
				let (in_favour, against) = (votes(true), votes(false));
				Request { number: request.number, remedy, decided: request.decided, in_favour, against }
			});
			prop_assert_eq!(&known.request, &request);
		}
		for call in [Joint::Pay, Joint::Thaw, Joint::Leave] {
			let told = Registry::proposal(id.clone(), call_hash(&joint(call)));
			let payer = person.approvals.get(&call).map(|(payer, _)| ids[usize::from(*payer)].clone());
			prop_assert_eq!(told.as_ref().map(|told| told.payer.clone()), payer);
			prop_assert_eq!(told.map_or(0, |told| told.count as usize), model.count(of, call));
		}
		let freezes = crate::Freezes::<Test>::get(id);
		prop_assert_eq!(freezes.len(), person.freezes.len().min(MAX_FREEZES as usize));
		for (from, until) in &person.freezes {
			prop_assert!(freezes.iter().any(|freeze| freeze.from.time <= *from && *until <= freeze.until.time));
		}
	}
	for number in 0..3 {
		let owner = model.names.get(&number).filter(|(_, until)| until.is_none());
		let owner = owner.map(|(of, _)| ids[usize::from(*of)].clone());
		prop_assert_eq!(Registry::identity_of_name(name(number)), owner);
	}
	Ok(())
}

#[test]
fn agrees_with_the_model() {
	let config = ProptestConfig { cases: 144, failure_persistence: None, ..ProptestConfig::default() };
	// How often each kind of step was made, and how often it succeeded.
	let seen = RefCell::new(BTreeMap::<String, [u32; 2]>::new());
	let story = (beginning(), proptest::collection::vec(episode(), 1..60));
	let result = TestRunner::new(config).run(&story, |(beginning, steps)| {
		new_test_ext().execute_with(|| {
			let ids: Vec<_> = (0..IDENTITIES)
				.map(|of| {
					let id = register_kind(&signer(of, 0), Kind::Person, MAX_ROOM);
					endow(&id, MONEY);
					id
				})
				.collect();
			let deposit = 100 + Balance::from(Registry::approval_footprint().size as u32);
			let mut model = Model::new(deposit);
			for step in beginning.into_iter().chain(steps.into_iter().flatten()) {
				let asked = record(&ids[usize::from(step.of)]).requests;
				let result = perform(&step, &ids);
				let mut kind = format!("{:?}", step.what);
				kind.truncate(kind.find([' ', '(']).unwrap_or(kind.len()));
				if result.is_ok() && record(&ids[usize::from(step.of)]).requests > asked {
					kind = format!("request to {kind}");
				}
				seen.borrow_mut().entry(kind).or_default()[usize::from(result.is_ok())] += 1;
				prop_assert_eq!(result.is_ok(), model.apply(&step), "{:?}: {:?}", step, result);
				compare(&model, &ids)?;
				check_state();
			}
			Ok(())
		})
	});
	result.unwrap_or_else(|error| panic!("{error}"));
	let seen = seen.into_inner();
	println!("{seen:?}");
	// Or it would have shown nothing.
	assert!(
		seen.iter()
			.all(|(kind, [failed, ok])| *ok > 0 && (*failed > 0 || kind == "Wait" || kind.starts_with("request"))),
		"{seen:?}"
	);
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

	/// Whatever is spent, and when: within a period it is never more than the limit.
	#[test]
	fn a_period_never_sees_more_than_its_limit(
		spends in proptest::collection::vec((0u64..60, 1u128..70), 1..60),
	) {
		let limit = SpendingLimit::<AssetId, Balance> { asset: None, amount: 100, period: 100 };
		let mut allowance = Allowance::new(limit);
		let (mut now, mut granted) = (NOW, Vec::new());
		for (wait, amount) in spends {
			now += wait;
			let mut tried = allowance.clone();
			if tried.charge(amount, now).is_some() {
				allowance = tried;
				granted.push((allowance.since, amount));
			}
			prop_assert!(allowance.spent <= 100);
		}
		for (since, _) in &granted {
			let sum: u128 = granted.iter().filter(|(other, _)| other == since).map(|(_, amount)| amount).sum();
			prop_assert!(sum <= 100);
		}
	}
}
