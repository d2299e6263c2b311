//! Calls of certification.

use super::*;
use civitas_primitives::{
	certification::{
		info::{Membership, Scope, Terms},
		nullifier_commitment, AccreditationId, Authority, CertificateId, Content, NetworkId, NullifierReveal, Reason,
		SchemaContent, SchemaId, SchemaKind, SchemaRules, State, StatusPurpose,
	},
	Text,
};
use frame_support::traits::Get;
use pallet_certification::{
	Accreditations, Batches, Call, Certificates, Networks, NullifierCommitments, Schemas, StatusLists,
};
use sp_core::H256;
use world::{must, now};

/// The rules of the schemas that there are in the beginning.
const RULES: [SchemaRules; 5] = [
	SchemaRules { suspendable: true, surrenderable: true, ..NO_RULES },
	SchemaRules { public_record: true, suspendable: true, ..NO_RULES },
	SchemaRules { needs_nullifier: true, one_per_subject: true, searchable: true, ..NO_RULES },
	SchemaRules { needs_acceptance: true, surrenderable: true, survives_issuer: true, ..NO_RULES },
	SchemaRules { one_per_subject: true, searchable: true, ..NO_RULES },
];

const NO_RULES: SchemaRules = SchemaRules {
	public_record: false,
	suspendable: false,
	one_per_subject: false,
	needs_acceptance: false,
	needs_nullifier: false,
	survives_issuer: false,
	surrenderable: false,
	searchable: false,
	subject_is_identity: false,
};

fn text<S: Get<u32>>(text: String) -> Text<S> {
	text.try_into().unwrap_or_else(|_| panic!("within the bound"))
}

fn hash(number: u64) -> H256 {
	H256::from_low_u64_be(number)
}

fn schema_content(rules: SchemaRules, name: String, uri: String) -> SchemaContent {
	SchemaContent {
		kind: SchemaKind::OTHER,
		name: text(name),
		document_hash: H256::zero(),
		document_uri: text(uri),
		rules,
		max_validity: None,
		supersedes: None,
	}
}

/// A network that everyone can join, with schemas of several kinds, and two who are accredited in it.
pub fn found() {
	let (name, policy_uri, policy_hash) = (text("Ministry".to_owned()), text(String::new()), H256::zero());
	let membership = Membership::Open(Scope::All);
	must(Alice, Call::found_network { name, policy_hash, policy_uri, membership });
	for rules in RULES {
		let content = schema_content(rules, "Degree".to_owned(), String::new());
		must(Alice, Call::register_schema { network: 0, content });
	}
	let terms = |depth| Terms { scope: Scope::All, valid_until: None, quota: None, depth };
	for (by, parent, holder, depth) in [(Alice, None, Bob, 2), (Bob, Some(0), Charlie, 1)] {
		let accreditation = parent.map_or(0, |parent| parent + 1);
		must(by, Call::accredit { network: 0, parent, holder: account(holder), terms: terms(depth) });
		must(holder, Call::accept_accreditation { accreditation });
	}
}

fn operator(network: NetworkId) -> Option<AccountId> {
	Networks::<Runtime>::get(network).map(|network| network.operator)
}

fn holder(accreditation: AccreditationId) -> Option<AccountId> {
	Accreditations::<Runtime>::get(accreditation)?.holders.last().map(|(who, _)| who.clone())
}

/// Who has this authority.
fn bearer(authority: Authority) -> Option<AccountId> {
	match authority {
		Authority::Accreditation(accreditation) => holder(accreditation),
		Authority::Operator(network) => operator(network),
	}
}

/// The network in which someone has this authority.
fn network_of(authority: Authority) -> Option<NetworkId> {
	match authority {
		Authority::Accreditation(accreditation) => Some(Accreditations::<Runtime>::get(accreditation)?.network),
		Authority::Operator(network) => Some(network),
	}
}

/// Who stands above an accreditation.
fn above(accreditation: AccreditationId) -> Option<AccountId> {
	let node = Accreditations::<Runtime>::get(accreditation)?;
	node.parent.map_or_else(|| operator(node.network), holder)
}

/// An accreditation in this state; those of the beginning stay as they are.
fn accreditation_in(state: State, dice: &mut Dice) -> Option<AccreditationId> {
	let of = Accreditations::<Runtime>::iter().filter(|(id, node)| *id > 1 && node.history.state() == state);
	dice.find(of.map(|(id, _)| id))
}

/// One under which something can be issued.
fn good_accreditation(dice: &mut Dice) -> Option<AccreditationId> {
	if dice.once_in(2) {
		return Some(dice.below(2));
	}
	let good = Accreditations::<Runtime>::iter()
		.filter(|(_, node)| node.history.state() == State::Active && !node.is_expired(now()) && node.scope.is_none());
	dice.find(good.map(|(id, _)| id))
}

/// By what right something can be issued.
fn authority(dice: &mut Dice) -> Option<Authority> {
	match dice.once_in(4) {
		true => dice.find(Networks::<Runtime>::iter_keys()).map(Authority::Operator),
		false => good_accreditation(dice).map(Authority::Accreditation),
	}
}

/// A schema under which something can be issued.
fn schema_for(authority: Authority, dice: &mut Dice) -> Option<SchemaId> {
	let network = network_of(authority)?;
	let ours =
		Schemas::<Runtime>::iter().filter(|(_, schema)| schema.network == network && schema.deprecated_at.is_none());
	dice.find(ours.map(|(id, _)| id))
}

/// A certificate in this state.
fn certificate_in(state: State, dice: &mut Dice) -> Option<CertificateId> {
	let of = Certificates::<Runtime>::iter().filter(|(_, certificate)| certificate.history.state() == state);
	dice.find(of.map(|(id, _)| id))
}

/// What fits a schema.
fn content_for(rules: SchemaRules, dice: &mut Dice) -> Content {
	let record = if rules.public_record { dice.text(2_047) + "x" } else { String::new() };
	let claims = match &record[..] {
		"" => hash(dice.number()),
		record => sp_io::hashing::sha2_256(record.as_bytes()).into(),
	};
	Content {
		claims,
		record: text(record),
		evidence: dice.once_in(2).then(H256::zero),
		search_key: (rules.searchable && dice.once_in(2)).then(|| hash(dice.below(3))),
		valid_from: None,
		valid_until: dice.once_in(3).then(|| now() + 1_000_000),
	}
}

/// What someone has committed to, and could use by now.
fn reveal_of(who: &AccountId) -> Option<NullifierReveal> {
	let reveals = (0..8).map(|number| NullifierReveal { nullifier: hash(number), salt: hash(99) });
	let usable = |reveal: &NullifierReveal| {
		let commitment = nullifier_commitment(who, &reveal.nullifier, &reveal.salt);
		let made = NullifierCommitments::<Runtime>::get(who, commitment);
		made.is_some_and(|made| made.at + 10 <= System::block_number())
	};
	reveals.into_iter().find(usable)
}

fn issue(world: &World, dice: &mut Dice) -> Option<(AccountId, Call<Runtime>)> {
	let authority = authority(dice)?;
	let schema = schema_for(authority, dice)?;
	let (who, rules) = (bearer(authority)?, Schemas::<Runtime>::get(schema)?.rules);
	let nullifier = if rules.needs_nullifier { reveal_of(&who) } else { None };
	let (subject, content) = (world.anyone(dice), content_for(rules, dice));
	if rules.needs_nullifier && nullifier.is_none() {
		let commitment = nullifier_commitment(&who, &hash(dice.below(8)), &hash(99));
		return Some((who, Call::commit_nullifier { commitment }));
	}
	Some((who, Call::issue { accreditation: authority.accreditation(), schema, subject, content, nullifier }))
}

pub fn certification(world: &World, name: &str, dice: &mut Dice) -> Option<Attempt> {
	let reason = Reason::Unspecified;
	let network = |dice: &mut Dice| dice.find(Networks::<Runtime>::iter_keys()).expect("there is one");
	let later = |dice: &mut Dice| dice.find(Networks::<Runtime>::iter_keys().filter(|network| *network > 0));
	// An open network has schemas for those who join; the first one stays open for all.
	let membership = |network: NetworkId, dice: &mut Dice| {
		let schemas = Schemas::<Runtime>::iter().filter(|(_, schema)| schema.network == network).map(|(id, _)| id);
		let some: Vec<_> = schemas.take(1 + dice.below(4) as usize).collect();
		match dice.below(3) {
			0 if network > 0 => Membership::Closed,
			1 if network == 0 && !some.is_empty() => Membership::Open(Scope::Schemas(some)),
			_ => Membership::Open(Scope::All),
		}
	};
	let found = |world: &World, dice: &mut Dice| {
		let (name, policy_uri) = (text(dice.text(63) + "x"), text(dice.text(256)));
		let membership = membership(0, dice);
		let call = Call::found_network { name, policy_hash: H256::zero(), policy_uri, membership };
		(world.anyone(dice), call)
	};
	let or_found =
		|made: Option<(AccountId, Call<Runtime>)>, dice: &mut Dice| made.unwrap_or_else(|| found(world, dice));
	let or_issue = |made: Option<(AccountId, Call<Runtime>)>, dice: &mut Dice| made.or_else(|| issue(world, dice));
	let subject = |id: CertificateId| Certificates::<Runtime>::get(id).map(|certificate| certificate.subject);
	let by_issuer = |id: CertificateId, call| Some((bearer(Authority::of(&id))?, call));
	let accredit = |dice: &mut Dice| {
		let parent = good_accreditation(dice).filter(|_| !dice.once_in(3));
		let node = parent.and_then(Accreditations::<Runtime>::get);
		let network = node.as_ref().map_or(0, |node| node.network);
		let depth = node.as_ref().map_or(3, |node| node.depth.saturating_sub(1));
		let schemas = Schemas::<Runtime>::iter().filter(|(_, schema)| schema.network == network);
		let scope = match dice.below(2) {
			0 => Scope::All,
			_ => Scope::Schemas(schemas.map(|(id, _)| id).take(1 + dice.below(4) as usize).collect()),
		};
		let scope = if scope == Scope::Schemas(vec![]) { Scope::All } else { scope };
		let by = parent.map_or_else(|| operator(network), holder)?;
		let quota = match node.as_ref() {
			Some(node) if node.quota.is_some() => Some(0),
			_ => dice.once_in(4).then_some(100),
		};
		let terms = Terms { scope, valid_until: node.and_then(|node| node.valid_until), quota, depth };
		Some((by, Call::accredit { network, parent, holder: world.anyone(dice), terms }))
	};
	let made = match name {
		"found_network" => Some(found(world, dice)),
		"update_network" => {
			let network = network(dice);
			let (name, policy_uri) = (text(dice.text(63) + "x"), text(dice.text(256)));
			let membership = membership(network, dice);
			let call = Call::update_network { network, name, policy_hash: H256::zero(), policy_uri, membership };
			operator(network).map(|who| (who, call))
		},
		"transfer_network" => {
			let made = later(dice).and_then(|network| {
				let to = (!dice.once_in(4)).then(|| world.anyone(dice));
				Some((operator(network)?, Call::transfer_network { network, to }))
			});
			Some(or_found(made, dice))
		},
		"accept_network" => {
			let offered = Networks::<Runtime>::iter().filter_map(|(id, network)| Some((id, network.offered_to?)));
			match dice.find(offered) {
				Some((network, who)) => Some((who, Call::accept_network { network })),
				None => return certification(world, "transfer_network", dice),
			}
		},
		"close_network" => {
			let made = later(dice).and_then(|network| Some((operator(network)?, Call::close_network { network })));
			Some(or_found(made, dice))
		},
		"register_schema" => {
			let network = network(dice);
			let content = schema_content(dice.pick(&RULES), dice.text(63) + "x", dice.text(256));
			operator(network).map(|who| (who, Call::register_schema { network, content }))
		},
		"deprecate_schema" => {
			// Not those by which all that is issued is.
			let later = Schemas::<Runtime>::iter().filter(|(_, schema)| schema.name.as_str() != "Degree");
			match dice.find(later) {
				Some((schema, known)) => operator(known.network).map(|who| (who, Call::deprecate_schema { schema })),
				None => return certification(world, "register_schema", dice),
			}
		},
		"join_network" => {
			Some((world.anyone(dice), Call::join_network { network: if dice.once_in(3) { network(dice) } else { 0 } }))
		},
		"accredit" => accredit(dice),
		"amend_accreditation" => match accreditation_in(State::Active, dice) {
			Some(accreditation) => {
				let node = Accreditations::<Runtime>::get(accreditation)?;
				// As before, or for more schemas.
				let all = Schemas::<Runtime>::iter().filter(|(_, schema)| schema.network == node.network);
				let scope = match (node.scope, dice.below(3)) {
					(None, _) | (_, 0) => Scope::All,
					(Some(scope), 1) => Scope::Schemas(scope.into_iter().collect()),
					(Some(_), _) => Scope::Schemas(all.map(|(id, _)| id).take(16).collect()),
				};
				let terms = Terms { scope, valid_until: node.valid_until, quota: node.quota, depth: 0 };
				above(accreditation).map(|who| (who, Call::amend_accreditation { accreditation, terms }))
			},
			None => accredit(dice),
		},
		"suspend_accreditation" => match accreditation_in(State::Active, dice) {
			Some(accreditation) => {
				above(accreditation).map(|who| (who, Call::suspend_accreditation { accreditation, reason }))
			},
			None => accredit(dice),
		},
		"reinstate_accreditation" => match accreditation_in(State::Suspended, dice) {
			Some(accreditation) => {
				above(accreditation).map(|who| (who, Call::reinstate_accreditation { accreditation }))
			},
			None => return certification(world, "suspend_accreditation", dice),
		},
		"revoke_accreditation" => {
			let state = dice.pick(&[State::Active, State::Pending]);
			match accreditation_in(state, dice) {
				Some(accreditation) => {
					// Whoever does not want it can decline it.
					let offered = Accreditations::<Runtime>::get(accreditation)?.offered_to;
					let own = if state == State::Pending { offered } else { holder(accreditation) };
					let who = own.filter(|_| dice.once_in(2)).or_else(|| above(accreditation));
					who.map(|who| (who, Call::revoke_accreditation { accreditation, reason }))
				},
				None => accredit(dice),
			}
		},
		"transfer_accreditation" => match accreditation_in(State::Active, dice) {
			Some(accreditation) => {
				let to = (!dice.once_in(4)).then(|| world.anyone(dice));
				above(accreditation).map(|who| (who, Call::transfer_accreditation { accreditation, to }))
			},
			None => accredit(dice),
		},
		"accept_accreditation" => {
			let offered = Accreditations::<Runtime>::iter().filter_map(|(id, node)| Some((id, node.offered_to?)));
			match dice.find(offered) {
				Some((accreditation, who)) => Some((who, Call::accept_accreditation { accreditation })),
				None => accredit(dice),
			}
		},
		"commit_nullifier" => {
			let who = dice.pick(&[account(Bob), account(Charlie), world.anyone(&mut Dice(0))]);
			let commitment = nullifier_commitment(&who, &hash(dice.below(8)), &hash(99));
			Some((who, Call::commit_nullifier { commitment }))
		},
		"withdraw_nullifier_commitment" => match dice.find(NullifierCommitments::<Runtime>::iter_keys()) {
			Some((who, commitment)) => Some((who, Call::withdraw_nullifier_commitment { commitment })),
			None => return certification(world, "commit_nullifier", dice),
		},
		"issue" => issue(world, dice),
		"accept" => {
			let made = certificate_in(State::Pending, dice).or_else(|| certificate_in(State::Active, dice));
			let made = made.and_then(|certificate| Some((subject(certificate)?, Call::accept { certificate })));
			or_issue(made, dice)
		},
		"renew" | "replace" => {
			let made = certificate_in(State::Active, dice).and_then(|certificate| {
				let rules = Certificates::<Runtime>::get(certificate)?.rules;
				let own = Authority::of(&certificate);
				let node = own.accreditation().and_then(Accreditations::<Runtime>::get);
				let above = node.map(|node| Authority::new(node.parent, node.network)).filter(|_| dice.once_in(3));
				let authority = above.unwrap_or(own);
				let accreditation = authority.accreditation();
				let call = match name {
					"renew" => Call::renew { accreditation, certificate, valid_until: None },
					_ => Call::replace { accreditation, certificate, content: content_for(rules, dice) },
				};
				Some((bearer(authority)?, call))
			});
			or_issue(made, dice)
		},
		"suspend" => {
			let made = certificate_in(State::Active, dice);
			or_issue(made.and_then(|certificate| by_issuer(certificate, Call::suspend { certificate, reason })), dice)
		},
		"reinstate" => match certificate_in(State::Suspended, dice) {
			Some(certificate) => by_issuer(certificate, Call::reinstate { certificate }),
			None => return certification(world, "suspend", dice),
		},
		"revoke" => {
			let made = certificate_in(State::Active, dice);
			or_issue(made.and_then(|certificate| by_issuer(certificate, Call::revoke { certificate, reason })), dice)
		},
		"surrender" => {
			// Or decline.
			let state = dice.pick(&[State::Active, State::Pending]);
			let made = certificate_in(state, dice);
			let made = made.and_then(|certificate| Some((subject(certificate)?, Call::surrender { certificate })));
			or_issue(made, dice)
		},
		"withdraw_deposit" => {
			let over = Certificates::<Runtime>::iter().filter(|(_, certificate)| certificate.is_over(now()));
			let made = dice.find(over);
			or_issue(made.map(|(certificate, known)| (known.issuer, Call::withdraw_deposit { certificate })), dice)
		},
		"issue_batch" => {
			let authority = authority(dice)?;
			let (accreditation, network) = (authority.accreditation(), network_of(authority)?);
			let ours =
				Schemas::<Runtime>::iter().filter(|(_, schema)| schema.rules == RULES[0] && schema.network == network);
			let (schema, _) = dice.find(ours)?;
			let (root, count) = (hash(dice.number()), 1 + dice.below(10_000) as u32);
			let call = Call::issue_batch { accreditation, schema, root, count, valid_from: None, valid_until: None };
			bearer(authority).map(|who| (who, call))
		},
		"create_status_list" => {
			let purpose = dice.pick(&[StatusPurpose::Revocation, StatusPurpose::Suspension]);
			let (length, salt) = (1 + dice.below(20_000) as u32, hash(dice.number()));
			Some((world.anyone(dice), Call::create_status_list { purpose, length, salt }))
		},
		"set_status" => {
			let lists = StatusLists::<Runtime>::iter().map(|(id, list)| (id, list.owner, list.length, list.purpose));
			let batches = Batches::<Runtime>::iter()
				.map(|(id, batch)| (id, batch.issuer, batch.count, StatusPurpose::Suspension));
			match dice.find(lists.chain(batches)) {
				Some((list, who, length, purpose)) => {
					let indices: BTreeSet<_> =
						(0..1 + dice.below(6)).map(|_| dice.below(length.into()) as u32).collect();
					let indices = indices.into_iter().collect::<Vec<_>>().try_into().expect("few");
					let value = purpose == StatusPurpose::Revocation || !dice.once_in(3);
					Some((who, Call::set_status { list, purpose, indices, value }))
				},
				None => return certification(world, "create_status_list", dice),
			}
		},
		_ => return None,
	};
	let (who, call) = made.unwrap_or_else(|| found(world, dice));
	Some((who, RuntimeCall::Certification(call)))
}
