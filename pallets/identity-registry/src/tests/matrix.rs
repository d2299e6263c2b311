//! Every call, from every kind of origin, in every state of the identity: who may and who may not.

use super::*;
use frame_support::storage::{with_transaction, TransactionOutcome};
use sp_runtime::traits::BadOrigin;

/// The calls that only the identity itself can make, in the course of an act. Those that need something to be there before
/// find it in a [`Scene`]; elsewhere they are refused for want of it.
pub fn management(id: &AccountId) -> Vec<Call<Test>> {
	let (new, by) = (ed(77), ed(78));
	let proof = |signer: &Signer, tag, number| prove(signer, tag, id, number, signer.key());
	let service = Service { id: text("a"), service_type: text("T"), service_endpoint: text("a:b") };
	vec![
		Call::add_key { key: Box::new(new_key(&new)), proof: Some(proof(&new, action::ADD_KEY, keys_added(id))) },
		rotate_call(id, &spare(), &by),
		revoke_call(&spare()),
		permit_call(&spare(), scoped(Scope::Social)),
		controllers_call(&[], 0),
		Call::set_service { service },
		Call::remove_service { id: text("b") },
		Call::claim_name { name: text("bob") },
		Call::release_name {},
		Call::offer_name { to: Some(id_of(&sr(83))) },
		Call::link_account { key: new.key(), proof: proof(&new, action::LINK_ACCOUNT, record(id).links_added.into()) },
		Call::unfreeze {},
		Call::deactivate { beneficiary: Some(stranger()) },
		Call::accept_control { identity: id_of(&sr(83)) },
		Call::resign_control { identity: id_of(&sr(84)) },
		Call::approve { identity: id_of(&sr(84)), call_hash: H256::zero(), until: NOW },
		Call::vote { request: 1, in_favour: true },
	]
}

/// A full key of the identity that does nothing.
fn spare() -> Signer {
	sr(79)
}

/// All the other calls.
fn public(id: &AccountId) -> Vec<Call<Test>> {
	let (fresh, other) = (ed(90), id_of(&sr(83)));
	let remark = || Box::new(remark());
	let proof = Some(prove(&fresh, action::REGISTER, &id_of(&fresh), 0, Kind::Device));
	let mut calls = vec![
		Call::register { kind: Kind::Device, key: fresh.key(), salt: [0; 32], room: plenty(), proof },
		Call::fund { identity: other.clone(), room: plenty() },
		Call::clear_name { name: text("past") },
		Call::unlink_account { identity: id.clone(), account: ed(91).account() },
		Call::attest_domain { identity: other.clone(), domain: text("a.b"), valid_until: NOW },
		Call::remove_domain { identity: id.clone(), domain: text("c.d"), verifier: id_of(&sr(85)) },
		freeze_call(id),
		Call::retract_approval { identity: id_of(&sr(86)), call_hash: H256::zero() },
		Call::act_as { identity: id_of(&sr(84)), call: remark() },
	];
	let signer = sr(85);
	let number = Registry::next_nonce(id_of(&signer), signer.key()).unwrap_or(1 << 32);
	let proof = prove(&signer, action::ACT_AS, &id_of(&signer), number, self::remark());
	calls.push(Call::act_as_signed { identity: id_of(&signer), key: signer.key(), call: remark(), proof });
	calls
}

#[test]
fn all_calls_are_in_the_matrix() {
	use frame_support::traits::GetCallName;
	build_and_execute(|| {
		let id = register(&sr(1));
		let mut named: Vec<_> = management(&id).iter().chain(&public(&id)).map(|call| call.get_call_name()).collect();
		named.sort();
		let mut all = Call::<Test>::get_call_names().to_vec();
		all.sort();
		assert_eq!((named.len(), named), (27, all));
	});
}

/// Where an identity stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
	Active,
	/// Frozen by a scoped key.
	Lightly,
	/// Frozen by a full key.
	Fully,
	Gone,
}

/// Who makes a call.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Caller {
	/// The account of a full key, for the identity.
	Full,
	/// By a signature of a full key, through someone else.
	Signature,
	/// A key for what is social.
	Scoped,
	/// A key of the widest scope with a spending limit.
	Limited,
	/// A key that is not for acting.
	Mute,
	/// The one controller, by a full key of its own.
	Controller,
	/// One of two controllers, when both have agreed.
	Agreed,
	/// One of two controllers, when they have not.
	Alone,
	/// A proxy of the identity.
	Proxy,
	/// The account of someone who has nothing to do with it.
	Stranger,
	Root,
	Nobody,
}

const CALLERS: [Caller; 12] = {
	use Caller::*;
	[Full, Signature, Scoped, Limited, Mute, Controller, Agreed, Alone, Proxy, Stranger, Root, Nobody]
};

struct Scene {
	id: AccountId,
	bosses: Vec<(Signer, AccountId)>,
}

/// An identity in a state, with everything there that the calls are about; under one controller or two who must agree.
fn scene(state: State, several: bool) -> Scene {
	let [owner, phone, mute, purse, signer] = [sr(1), sr(2), sr(3), sr(4), ed(5)];
	let id = register(&owner);
	let relationships = Relationships::AUTHENTICATION;
	let limit = SpendingLimit { asset: None, amount: Balance::MAX, period: 1 };
	for (key, new) in [
		(&phone, scoped_key(&phone, Scope::Social)),
		(&mute, NewKey { relationships, ..new_key(&mute) }),
		(&purse, limited_key(&purse, vec![limit])),
		(&signer, new_key(&signer)),
		(&spare(), new_key(&spare())),
	] {
		assert_ok!(add_key(&owner, &id, key, new));
	}
	let bosses: Vec<_> = [81, 82].map(|seed| (sr(seed), register(&sr(seed)))).into();
	let asks = register(&sr(83));
	let [below, verifier, agreeing] = [84, 85, 86].map(|seed| register(&sr(seed)));
	for who in [&id, &bosses[0].1, &bosses[1].1, &verifier] {
		endow(who, 500_000);
	}
	// A name that can be cleared, a website that was attested, an account that is linked.
	assert_ok!(act(&sr(83), &asks, Call::claim_name { name: text("past") }));
	assert_ok!(act(&sr(83), &asks, Call::release_name {}));
	set_time(NOW + QUARANTINE);
	let valid_until = NOW + QUARANTINE;
	assert_ok!(act(&sr(85), &verifier, Call::attest_domain { identity: id.clone(), domain: text("c.d"), valid_until }));
	let (wallet, links) = (ed(91), record(&id).links_added.into());
	let proof = prove(&wallet, action::LINK_ACCOUNT, &id, links, wallet.key());
	assert_ok!(act(&owner, &id, Call::link_account { key: wallet.key(), proof }));
	let service = Service { id: text("b"), service_type: text("T"), service_endpoint: text("a:b") };
	assert_ok!(act(&owner, &id, Call::set_service { service }));
	// The one asks to be controlled, another is; and something that it was to agree to.
	assert_ok!(invite(&sr(83), &asks, &[&id], 1));
	let controllers: Vec<_> = bosses.iter().map(|(_, boss)| boss).take(1 + usize::from(several)).collect();
	assert_ok!(control(&owner, &id, &controllers, controllers.len() as u8));
	let _ = (below, agreeing);
	let reached = match state {
		State::Active => Ok(()),
		State::Lightly => direct(phone.account(), freeze_call(&id)),
		State::Fully => direct(owner.account(), freeze_call(&id)),
		State::Gone => act(&owner, &id, Call::deactivate { beneficiary: Some(stranger()) }),
	};
	assert_ok!(reached);
	// It need not be acted as for a proxy to be there.
	if state == State::Gone {
		endow(&id, 500_000);
	}
	assert_ok!(Proxy::add_proxy(signed(id.clone()), account(110), Scope::Any, 0));
	check_state();
	Scene { id, bosses }
}

/// What must be there for the call, and is in the way of others.
fn prepare(scene: &Scene, caller: Caller, call: &Call<Test>) {
	let id = &scene.id;
	let by = || Authority::Key(sr(1).key());
	let now = Timestamp::get();
	match call {
		Call::release_name {} | Call::offer_name { .. } if record(id).is_active() => {
			assert_ok!(made_as(id, by(), Call::claim_name { name: text("alice") }));
		},
		Call::resign_control { identity } | Call::approve { identity, .. } | Call::act_as { identity, .. }
			if record(id).is_active() =>
		{
			assert_ok!(control(&sr(84), identity, &[id], 1));
		},
		Call::retract_approval { identity, call_hash } if record(id).is_active() => {
			assert_ok!(control(&sr(86), identity, &[id], 1));
			let approve = Call::approve { identity: identity.clone(), call_hash: *call_hash, until: now };
			assert_ok!(made_as(id, by(), approve));
		},
		// A proxy is in the way.
		Call::deactivate { .. } if caller != Caller::Proxy => {
			assert_ok!(Proxy::remove_proxies(signed(id.clone())));
		},
		_ => {},
	}
}

/// The call as it is now: with times that are good.
fn timely(call: Call<Test>) -> Call<Test> {
	let now = Timestamp::get();
	match call {
		Call::approve { identity, call_hash, .. } => Call::approve { identity, call_hash, until: now },
		Call::attest_domain { identity, domain, .. } => Call::attest_domain { identity, domain, valid_until: now },
		other => other,
	}
}

impl Scene {
	/// What becomes of the call.
	fn make(&self, caller: Caller, call: &Call<Test>) -> DispatchResult {
		use Caller::*;
		let (id, call) = (&self.id, RuntimeCall::from(call.clone()));
		let act_by = |key: u8| act(&sr(key), id, call.clone());
		match caller {
			Full => act_by(1),
			Signature => act_signed(&ed(5), id, call),
			Scoped => act_by(2),
			Limited => act_by(4),
			Mute => act_by(3),
			Controller | Alone => self.down(call),
			Agreed => {
				if record(id).controllers.len() == 2 {
					for (signer, boss) in &self.bosses {
						assert_ok!(act(signer, boss, approve_call(id, &call)));
					}
				}
				self.down(call)
			},
			Proxy => {
				let call = Box::new(call);
				let proxied = pallet_proxy::Call::proxy { real: id.clone(), force_proxy_type: None, call };
				assert_ok!(dispatch(signed(account(110)), RuntimeCall::Proxy(proxied)));
				let event = System::events().pop().expect("there was one").event;
				let RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result }) = event else {
					panic!("not {event:?}")
				};
				result
			},
			Stranger => direct(stranger(), call),
			Root => dispatch(RuntimeOrigin::root(), call).map(|_| ()).map_err(|error| error.error),
			Nobody => dispatch(RuntimeOrigin::none(), call).map(|_| ()).map_err(|error| error.error),
		}
	}

	/// By the first controller, as the identity.
	fn down(&self, call: RuntimeCall) -> DispatchResult {
		let (signer, boss) = &self.bosses[0];
		act(signer, boss, act_call(&self.id, call))
	}
}

/// What a call is like, as far as it matters who makes it.
#[derive(Clone, Copy, PartialEq)]
enum Sort {
	/// Of the class Control, and by the identity only.
	Control,
	/// Of the class Social, and by the identity only.
	Social,
	/// By anyone; of this class if it is by the identity.
	Public(civitas_primitives::identity::CallClass),
}

fn sort(call: &Call<Test>) -> Sort {
	use civitas_primitives::identity::CallClass::*;
	match call {
		Call::claim_name { .. } => Sort::Social,
		Call::register { .. } | Call::fund { .. } => Sort::Public(Finance),
		Call::clear_name { .. } | Call::unlink_account { .. } => Sort::Public(Social),
		Call::act_as { .. } | Call::act_as_signed { .. } => Sort::Public(Social),
		Call::attest_domain { .. } | Call::remove_domain { .. } => Sort::Public(Credentials),
		Call::freeze { .. } | Call::retract_approval { .. } => Sort::Public(Control),
		_ => Sort::Control,
	}
}

/// What should become of the call.
fn expected(state: State, caller: Caller, call: &Call<Test>) -> DispatchResult {
	use civitas_primitives::identity::CallClass;
	use Caller::*;
	let filtered = Err(Error::<Test>::NotPermitted.into());
	let frozen = matches!(state, State::Lightly | State::Fully);
	let sort = sort(call);
	match caller {
		Root | Nobody => Err(BadOrigin.into()),
		Stranger | Proxy if matches!(sort, Sort::Control | Sort::Social) => err(Error::NotActing),
		Stranger => match call {
			Call::unlink_account { .. } | Call::remove_domain { .. } => err(Error::NotRemover),
			Call::attest_domain { .. } => err(Error::IdentityUnknown),
			Call::freeze { .. } | Call::act_as { .. } => err(Error::NotAuthorised),
			Call::retract_approval { .. } => err(Error::NotApproved),
			_ => Ok(()),
		},
		// What others may do too, a proxy may; it does not act as the identity, so what only that may it may not.
		Proxy => match (call, state) {
			(Call::attest_domain { .. }, State::Lightly | State::Fully) => err(Error::IdentityFrozen),
			(Call::attest_domain { .. }, State::Gone) => err(Error::IdentityDeactivated),
			(Call::unlink_account { .. } | Call::freeze { .. }, _) => err(Error::NotActing),
			(Call::act_as { .. }, State::Active) => err(Error::NotActing),
			(Call::act_as { .. }, _) => err(Error::NotAuthorised),
			(Call::retract_approval { .. }, _) => err(Error::NotApproved),
			_ => Ok(()),
		},
		_ if state == State::Gone => err(Error::NotAuthorised),
		Alone => match call {
			Call::unfreeze {} | Call::revoke_key { .. } | Call::set_controllers { .. } | Call::freeze { .. } => {
				err(Error::NotApproved)
			},
			_ => err(if frozen { Error::IdentityFrozen } else { Error::NotApproved }),
		},
		// A key that is not for acting freezes and votes at most.
		Mute if !matches!(call, Call::freeze { .. } | Call::vote { .. }) => err(Error::NotAuthorised),
		_ => match call {
			// Each key may, if nobody has before.
			Call::freeze { .. } => {
				let full = !matches!(caller, Scoped | Limited | Mute);
				match state {
					State::Active => Ok(()),
					State::Lightly if full => Ok(()),
					_ => err(Error::IdentityFrozen),
				}
			},
			Call::vote { .. } => match (caller, frozen) {
				(_, false) => err(Error::IdentityNotFrozen),
				(Controller | Agreed, true) => err(Error::IdentityFrozen),
				// Of the full keys here only the oldest has one.
				(Full, true) => err(Error::RequestUnknown),
				(_, true) => err(Error::NoVote),
			},
			Call::unfreeze {} | Call::revoke_key { .. } if frozen => match (caller, state) {
				(Scoped | Limited, _) => err(Error::NotFullKey),
				// It is young, and so asks for nothing.
				(Signature, State::Fully) => err(Error::NoVote),
				_ => Ok(()),
			},
			Call::set_controllers { .. } if frozen && matches!(caller, Controller | Agreed) => Ok(()),
			_ if frozen => err(Error::IdentityFrozen),
			_ if matches!(caller, Scoped | Limited) => match sort {
				Sort::Control | Sort::Public(CallClass::Control) => err(Error::NotFullKey),
				Sort::Public(class) if caller == Scoped && class != CallClass::Social => filtered,
				// What is put on hold for it is within the limit.
				_ => Ok(()),
			},
			Call::unfreeze {} => err(Error::IdentityNotFrozen),
			_ => Ok(()),
		},
	}
}

#[test]
fn everyone_may_what_the_table_says_and_nothing_else() {
	use frame_support::traits::GetCallName;
	for state in [State::Active, State::Lightly, State::Fully, State::Gone] {
		for several in [false, true] {
			build_and_execute(|| {
				let scene = scene(state, several);
				for call in management(&scene.id).into_iter().chain(public(&scene.id)).map(timely) {
					for caller in CALLERS {
						// The others are the same under one controller as under two.
						if several != matches!(caller, Caller::Agreed | Caller::Alone) {
							continue;
						}
						let made = with_transaction(|| {
							prepare(&scene, caller, &call);
							let made = scene.make(caller, &call);
							check_after(&scene, state, caller, &call, made);
							TransactionOutcome::Rollback(Ok::<_, DispatchError>(made))
						});
						let made = made.expect("it was rolled back");
						assert_eq!(
							made,
							expected(state, caller, &call),
							"{state:?} {caller:?} {}",
							call.get_call_name()
						);
					}
				}
			});
		}
	}
}

/// What "it was made" means where it means something else than what the call is called.
fn check_after(scene: &Scene, state: State, caller: Caller, call: &Call<Test>, made: DispatchResult) {
	if made.is_err() {
		return;
	}
	let asks = state == State::Fully && caller == Caller::Full;
	match call {
		Call::unfreeze {} => assert_eq!(record(&scene.id).is_active(), !asks),
		Call::revoke_key { .. } => assert_eq!(key_of(&scene.id, &spare()).revoked.is_none(), asks),
		_ => {},
	}
	assert_eq!(
		record(&scene.id).requests,
		u32::from(asks && matches!(call, Call::unfreeze {} | Call::revoke_key { .. }))
	);
	Registry::do_try_state().expect("the invariants hold");
}

#[test]
fn every_key_takes_itself_away_in_every_state_but_the_last() {
	for state in [State::Active, State::Lightly, State::Fully, State::Gone] {
		build_and_execute(|| {
			let scene = scene(state, false);
			for key in [sr(1), sr(2), sr(3), sr(4)] {
				let expected = if state == State::Gone { err(Error::NotAuthorised) } else { Ok(()) };
				assert_eq!(act(&key, &scene.id, revoke_call(&key)), expected);
				assert!(key_of(&scene.id, &key).revoked.is_some());
			}
		});
	}
}

#[test]
fn the_calls_themselves_refuse_what_is_frozen_or_gone() {
	// Even if something had gone wrong with acting.
	for state in [State::Lightly, State::Fully, State::Gone] {
		build_and_execute(|| {
			let scene = scene(state, false);
			for call in management(&scene.id).into_iter().map(timely) {
				let helps = matches!(call, Call::unfreeze {} | Call::revoke_key { .. } | Call::vote { .. });
				// Neither is about what the identity is or has.
				let leaves = matches!(call, Call::resign_control { .. });
				let refused = made_by(&sr(1), &scene.id, call.clone());
				match state {
					State::Gone => assert!(refused.is_err(), "{call:?}"),
					_ if helps || leaves => {},
					_ => assert_eq!(refused, err(Error::IdentityFrozen), "{call:?}"),
				}
				if !record(&scene.id).is_active() || state == State::Gone {
					continue;
				}
				assert_ok!(direct(sr(2).account(), freeze_call(&scene.id)));
			}
		});
	}
}

#[test]
fn what_is_control_needs_a_key_without_limits() {
	use crate::ClassifyCall;
	use civitas_primitives::identity::CallClass;
	build_and_execute(|| {
		let scene = scene(State::Active, false);
		for call in management(&scene.id) {
			let control = Classes::class(&call.clone().into()) == Some(CallClass::Control);
			// A vote is nobody's but a key's own.
			let exempt = matches!(call, Call::vote { .. });
			for key in [sr(2), sr(4)] {
				let refused = act(&key, &scene.id, call.clone()) == err(Error::NotFullKey);
				assert_eq!(control && !exempt, refused, "{call:?}");
			}
		}
	});
}

#[test]
fn a_frame_without_control_does_not_make_control_calls() {
	// The second net: even if the runtime classified a call of control as something else, it refuses.
	build_and_execute(|| {
		let scene = scene(State::Active, false);
		Blind::set(true);
		for call in management(&scene.id).into_iter().map(timely) {
			let refused = match call {
				Call::claim_name { .. } => Ok(()),
				Call::vote { .. } => err(Error::IdentityNotFrozen),
				_ => err(Error::NotFullKey),
			};
			assert_eq!(act(&sr(2), &scene.id, call.clone()), refused, "{call:?}");
		}
		Blind::set(false);
	});
}
