//! Calls of identities: by accounts directly, and by identities in acts of their keys.

use super::*;
use crate::clerk::CLERK;
use civitas_primitives::{identity::action, Text};
use pallet_identity_registry::{
	types::{NameState, Remedy, Service, Status},
	Domains, LinkedAccounts, Names, Proposals, Services,
};
use sp_core::H256;
use sp_keyring::Sr25519Keyring::AliceStash;
use world::{identity, now, CHILD, CONTESTED, ORGANISATION, PEOPLE, PERSON, SECOND};

/// The owners of identities that are not frozen.
const OWNERS: [Sr25519Keyring; 4] = [PERSON, SECOND, CHILD, ORGANISATION];

fn text<S: frame_support::traits::Get<u32>>(text: &str) -> Text<S> {
	text.try_into().unwrap_or_else(|_| panic!("within the bound"))
}

/// By the first key of an identity.
fn acted(holder: Sr25519Keyring, call: Call<Runtime>) -> Option<Attempt> {
	Some((account(holder), act_call(&identity(holder), call)))
}

/// Whose first key an identity has.
fn owner_of(id: &AccountId) -> Option<Sr25519Keyring> {
	OWNERS.into_iter().find(|holder| identity(*holder) == *id)
}

/// The keys of an identity that are not those of the beginning, and not the clerk's.
fn later_keys(holder: Sr25519Keyring) -> impl Iterator<Item = PublicKey> {
	let keys = Keys::<Runtime>::get(identity(holder)).into_iter();
	keys.filter(move |known| known.revoked.is_none() && known.public != key(holder) && known.public != key(CLERK))
		.map(|known| known.public)
}

/// A key of someone without an account here.
fn fresh_key(dice: &mut Dice) -> (PublicKey, ed25519::Pair) {
	let pair = ed25519::Pair::from_seed(&sp_io::hashing::blake2_256(&dice.number().to_le_bytes()));
	(PublicKey::Ed25519(pair.public().0), pair)
}

fn register(world: &World, dice: &mut Dice) -> Option<Attempt> {
	let (key, pair) = fresh_key(dice);
	let sign = |hash: &[u8; 32]| KeySignature::Ed25519(pair.sign(hash).0);
	let room = IdentityRegistry::room_for(1, 0, 0, 0, 0, 0) + dice.below(10_000) as u32;
	let proof = Some(prove(sign, action::REGISTER, &id_of(key), 0, Kind::Device));
	let call = Call::<Runtime>::register { kind: Kind::Device, key, salt: [0; 32], room, proof };
	Some((world.anyone(dice), call.into()))
}

fn add_key(holder: Sr25519Keyring, dice: &mut Dice) -> Option<Attempt> {
	let (key, pair) = fresh_key(dice);
	let id = identity(holder);
	let number = Identities::<Runtime>::get(&id)?.keys_added.into();
	let sign = |hash: &[u8; 32]| KeySignature::Ed25519(pair.sign(hash).0);
	let proof = Some(prove(sign, action::ADD_KEY, &id, number, key));
	acted(holder, Call::add_key { key: Box::new(new_key(key)), proof })
}

pub fn registry(world: &World, name: &str, dice: &mut Dice) -> Option<Attempt> {
	let holder = dice.pick(&OWNERS);
	let id = identity(holder);
	let direct = |who: AccountId, call: Call<Runtime>| Some((who, call.into()));
	match name {
		"register" => register(world, dice),
		"fund" => {
			// As anyone, who takes over; or as the payer, who pays for more or less.
			let record = Identities::<Runtime>::get(&id)?;
			let who = if dice.once_in(2) { record.payer.clone() } else { world.anyone(dice) };
			let least = if who == record.payer { record.used.max(record.floor) } else { record.room };
			direct(who, Call::fund { identity: id, room: least + dice.below(3_000) as u32 })
		},
		"add_key" => add_key(holder, dice),
		"rotate_key" => match dice.find(later_keys(holder)) {
			Some(old) => {
				let (by, pair) = fresh_key(dice);
				let number = Identities::<Runtime>::get(&id)?.keys_added.into();
				let sign = |hash: &[u8; 32]| KeySignature::Ed25519(pair.sign(hash).0);
				let proof = Some(prove(sign, action::ADD_KEY, &id, number, by));
				acted(holder, Call::rotate_key { key: old, by, valid_until: None, proof })
			},
			None => add_key(holder, dice),
		},
		"revoke_key" => match dice.find(later_keys(holder)) {
			Some(key) => acted(holder, Call::revoke_key { key }),
			None => add_key(holder, dice),
		},
		"set_key_permissions" => match dice.find(later_keys(holder)) {
			Some(key) => {
				let permissions = permissions(dice.pick(&KeyScope::ALL));
				acted(holder, Call::set_key_permissions { key, permissions })
			},
			None => add_key(holder, dice),
		},
		"set_controllers" => {
			let (controllers, threshold) = (vec![identity(PERSON)].try_into().expect("one"), 1);
			acted(CHILD, Call::set_controllers { controllers, threshold })
		},
		"accept_control" | "resign_control" => {
			let child = Identities::<Runtime>::get(identity(CHILD))?;
			let person = identity(PERSON);
			let of_child = |call| acted(PERSON, call);
			match name {
				"accept_control" if child.invited.contains(&person) => {
					of_child(Call::accept_control { identity: identity(CHILD) })
				},
				_ if child.controllers.contains(&person) => {
					of_child(Call::resign_control { identity: identity(CHILD) })
				},
				_ => registry(world, "set_controllers", dice),
			}
		},
		"set_service" => {
			let service = Service {
				id: text(&format!("s{}", dice.below(3))),
				service_type: text("LinkedDomains"),
				service_endpoint: text("https://example.org"),
			};
			acted(holder, Call::set_service { service })
		},
		"remove_service" => match Services::<Runtime>::get(&id).first() {
			Some(service) => acted(holder, Call::remove_service { id: service.id.clone() }),
			None => registry(world, "set_service", dice),
		},
		"claim_name" => {
			let offered = Names::<Runtime>::iter()
				.find(|(_, known)| matches!(&known.state, NameState::Offered { to } if *to == id));
			let fresh = text(&format!("name-{}", dice.below(1_000_000)));
			acted(holder, Call::claim_name { name: offered.map_or(fresh, |(name, _)| name) })
		},
		"release_name" | "offer_name" => {
			let named = OWNERS
				.into_iter()
				.filter(|of| Identities::<Runtime>::get(identity(*of)).is_some_and(|record| record.name.is_some()));
			match dice.find(named) {
				Some(holder) if name == "release_name" => acted(holder, Call::release_name {}),
				Some(holder) => {
					let to = OWNERS.into_iter().map(identity).find(|to| *to != identity(holder));
					acted(holder, Call::offer_name { to: to.filter(|_| !dice.once_in(3)) })
				},
				None => registry(world, "claim_name", dice),
			}
		},
		"clear_name" => {
			let over = Names::<Runtime>::iter()
				.find(|(_, known)| matches!(known.state, NameState::Quarantined { until } if until <= now()));
			match over {
				Some((name, _)) => direct(world.anyone(dice), Call::clear_name { name }),
				None => registry(world, "release_name", dice),
			}
		},
		"link_account" => {
			let (key, pair) = fresh_key(dice);
			let number = Identities::<Runtime>::get(&id)?.links_added.into();
			let sign = |hash: &[u8; 32]| KeySignature::Ed25519(pair.sign(hash).0);
			let proof = prove(sign, action::LINK_ACCOUNT, &id, number, key);
			acted(holder, Call::link_account { key, proof })
		},
		"unlink_account" => match dice.find(LinkedAccounts::<Runtime>::iter_keys()) {
			Some((id, linked)) => match owner_of(&id) {
				Some(holder) if dice.once_in(2) => {
					acted(holder, Call::unlink_account { identity: id, account: linked })
				},
				_ => direct(linked.clone(), Call::unlink_account { identity: id, account: linked }),
			},
			None => registry(world, "link_account", dice),
		},
		"attest_domain" => {
			let (verifier, domain) = (identity(dice.pick(&OWNERS)), text(&format!("d{}.example", dice.below(5))));
			direct(verifier, Call::attest_domain { identity: id, domain, valid_until: now() + 1_000_000 })
		},
		"remove_domain" => match dice.find(Domains::<Runtime>::iter_keys()) {
			Some((id, (domain, verifier))) => {
				direct(verifier.clone(), Call::remove_domain { identity: id, domain, verifier })
			},
			None => registry(world, "attest_domain", dice),
		},
		"freeze" | "unfreeze" | "vote" => contested(name),
		"deactivate" => {
			// One of which nobody has anything: not even a controller.
			let spare = Identities::<Runtime>::iter()
				.filter(|(_, record)| record.kind == Kind::Organisation && record.is_active());
			match dice.find(spare) {
				Some((id, _)) => {
					let beneficiary = dice.once_in(2).then(|| world.anyone(dice));
					let call = Call::deactivate { beneficiary };
					Some((account(AliceStash), act_call(&id, call)))
				},
				None => {
					let salt = sp_io::hashing::blake2_256(&dice.number().to_le_bytes());
					let room = IdentityRegistry::room_for(1, 0, 0, 0, 0, 0);
					let (kind, key) = (Kind::Organisation, key(AliceStash));
					direct(account(AliceStash), Call::register { kind, key, salt, room, proof: None })
				},
			}
		},
		"approve" | "retract_approval" => {
			let approved = Proposals::<Runtime>::iter_keys().next();
			match approved {
				Some((id, call_hash)) if name == "retract_approval" => {
					let by = dice.pick(&[PERSON, SECOND]);
					acted(by, Call::retract_approval { identity: id, call_hash })
				},
				_ => {
					let (identity, until) = (identity(ORGANISATION), now() + 1_000_000);
					let call_hash = H256::from_low_u64_be(dice.below(3));
					acted(dice.pick(&[PERSON, SECOND]), Call::approve { identity, call_hash, until })
				},
			}
		},
		"act_as" => {
			// By a key, or down a chain of control; of something that costs the identity something.
			let value = Balance::from(dice.below(1_000_000_000)) + EXISTENTIAL_DEPOSIT;
			let pay = pallet_balances::Call::transfer_keep_alive { dest: world.somewhere(dice), value };
			match dice.once_in(3) {
				true => Some((account(PERSON), act_call(&identity(PERSON), act_call(&identity(CHILD), pay)))),
				false => Some((account(holder), act_call(&id, pay))),
			}
		},
		"act_as_signed" => {
			let value = Balance::from(dice.below(1_000_000_000)) + EXISTENTIAL_DEPOSIT;
			let pay = pallet_balances::Call::transfer_keep_alive { dest: world.somewhere(dice), value };
			let relayer = account(dice.pick(&PEOPLE));
			Some((relayer, signed_call(holder, &id, pay)))
		},
		_ => None,
	}
}

/// What the two full keys of the contested identity do, one after the other: one freezes it, the other asks that it be
/// unfrozen, they vote, and it is.
fn contested(name: &str) -> Option<Attempt> {
	let id = identity(CONTESTED);
	let record = Identities::<Runtime>::get(&id)?;
	let by = |holder: Sr25519Keyring, call: Call<Runtime>| Some((account(holder), act_call(&id, call)));
	if !matches!(record.status, Status::Frozen { .. }) {
		return Some((account(CONTESTED), Call::<Runtime>::freeze { identity: id.clone() }.into()));
	}
	let keys = Keys::<Runtime>::get(&id);
	let request = keys.iter().find_map(|known| known.request.clone().map(|request| (known.public, request)));
	match request {
		// It may have been asked for something else by chance.
		Some((public, request)) if public != key(AliceStash) || request.remedy != Remedy::Unfreeze => None,
		Some((_, request)) => {
			if name == "vote" && now() < request.decided {
				return by(CONTESTED, Call::vote { request: request.number, in_favour: true });
			}
			by(AliceStash, Call::unfreeze {})
		},
		None => by(AliceStash, Call::unfreeze {}),
	}
}
