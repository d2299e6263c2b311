//! Identities as subjects and as issuers.

use super::*;
use civitas_primitives::identity::{identity_id, Kind, PublicKey, Relationships};
use civitas_runtime::{scopes::KeyScope, IdentityRegistry, RuntimeCall};
use pallet_identity_registry::{
	types::{NewKey, Permissions},
	Call as Identity, Event as IdentityEvent,
};
use sp_runtime::DispatchResult;

fn key(who: Sr25519Keyring) -> PublicKey {
	PublicKey::Sr25519(who.public().0)
}

/// The identity of someone with this key, which can pay for what it does.
fn identity(who: Sr25519Keyring, kind: Kind) -> AccountId {
	let room = IdentityRegistry::room_for(4, 0, 0, 0, 0, 0);
	submit(who, Identity::<Runtime>::register { kind, key: key(who), salt: [0; 32], room, proof: None });
	let id: AccountId = identity_id(&key(who), &[0; 32]).into();
	let dest = id.clone().into();
	submit(Alice, pallet_balances::Call::<Runtime>::transfer_keep_alive { dest, value: 100 * CIV });
	id
}

/// Act as an identity, and return what became of it.
fn act(by: Sr25519Keyring, identity: &AccountId, call: impl Into<RuntimeCall>) -> DispatchResult {
	let call = Box::new(call.into());
	apply(signed(by, Identity::<Runtime>::act_as { identity: identity.clone(), call }, 0)).expect("it is valid")?;
	let last = events().into_iter().rev().find_map(|event| match event {
		RuntimeEvent::IdentityRegistry(IdentityEvent::Acted { result, .. }) => Some(result),
		_ => None,
	});
	last.expect("something was acted")
}

#[test]
fn where_a_schema_asks_for_it_the_subject_is_an_identity_that_can_act() {
	development().execute_with(|| {
		let rules = SchemaRules { subject_is_identity: true, needs_acceptance: true, ..suspendable() };
		let schema = founded(rules);
		let person = identity(GRADUATE, Kind::Person);
		let to = |subject: &AccountId, claims| issue(OF_FACULTY, schema, subject.clone(), content(claims));
		let not_identity = Ok(Err(error(Error::SubjectNotIdentity)));
		assert_eq!(apply(signed(FACULTY, to(&account(GRADUATE), 1), 0)), not_identity);
		submit(FACULTY, to(&person, 1));
		let id = certificate_id(Authority::Accreditation(OF_FACULTY), &schema, &person, &content(1), None);
		assert_eq!(invalid(id, None), Some(InvalidReason::NotAccepted));
		// The key's own account is not the identity.
		let accept = Call::<Runtime>::accept { certificate: id };
		assert_eq!(apply(signed(GRADUATE, accept.clone(), 0)), Ok(Err(error(Error::NotSubject))));
		assert_eq!(act(GRADUATE, &person, accept), Ok(()));
		next_block();
		assert_eq!(invalid(id, None), None);

		// What it has stays when it cannot act, but it is not certified any more.
		submit(GRADUATE, Identity::<Runtime>::freeze { identity: person.clone() });
		assert_eq!(apply(signed(FACULTY, to(&person, 2), 0)), not_identity);
		assert_eq!(invalid(id, None), None);
		end_block();
	});
}

#[test]
fn the_clerk_of_an_institution_issues_by_a_key_for_certificates_only() {
	development().execute_with(|| {
		let schema = founded(suspendable());
		let institution = identity(Eve, Kind::Organisation);
		let accreditation = 2;
		let holder = institution.clone();
		submit(MINISTRY, Call::<Runtime>::accredit { network: 0, parent: None, holder, terms: terms() });
		assert_eq!(act(Eve, &institution, Call::<Runtime>::accept_accreditation { accreditation }), Ok(()));
		let clerk = NewKey {
			public: key(Ferdie),
			relationships: Relationships::CAPABILITY_INVOCATION,
			permissions: Permissions {
				scope: KeyScope::Credentials,
				limits: Default::default(),
				calls: Default::default(),
				counterparties: Default::default(),
			},
			valid_from: None,
			valid_until: None,
		};
		let proof = Some(Box::new(prove_key(&institution, Ferdie)));
		assert_eq!(act(Eve, &institution, Identity::<Runtime>::add_key { key: Box::new(clerk), proof }), Ok(()));
		next_block();

		let held = |who: &AccountId| Balances::balance_on_hold(&CertificateHold::get(), who);
		let call = issue(accreditation, schema, account(GRADUATE), content(1));
		assert_eq!(act(Ferdie, &institution, call), Ok(()));
		let id =
			certificate_id(Authority::Accreditation(accreditation), &schema, &account(GRADUATE), &content(1), None);
		let dossier = verify(id, None).dossier.expect("it was issued");
		assert_eq!(dossier.certificate.issuer, institution);
		assert!(held(&institution) > 0 && held(&account(Ferdie)) == 0, "the institution pays for it");
		assert_eq!(
			act(Ferdie, &institution, Call::<Runtime>::suspend { certificate: id, reason: Reason::CertificateHold }),
			Ok(())
		);
		// As itself the clerk is nobody.
		let revoke = Call::<Runtime>::revoke { certificate: id, reason: Reason::PrivilegeWithdrawn };
		assert_eq!(apply(signed(Ferdie, revoke.clone(), 0)), Ok(Err(error(Error::NotAuthority))));

		let dest = account(Ferdie).into();
		let transfer = pallet_balances::Call::<Runtime>::transfer_allow_death { dest, value: CIV };
		assert!(act(Ferdie, &institution, transfer).is_err());
		end_block();
	});
}

/// That `who` has the key that it wants to be one of the identity.
fn prove_key(identity: &AccountId, who: Sr25519Keyring) -> pallet_identity_registry::types::ProofOf<Runtime> {
	use civitas_primitives::{
		identity::{action, KeySignature},
		Envelope,
	};
	let deadline = civitas_runtime::System::block_number() + 10;
	let record = pallet_identity_registry::Identities::<Runtime>::get(identity).expect("it is registered");
	let envelope = Envelope {
		genesis: civitas_runtime::System::block_hash(0),
		action: action::ADD_KEY,
		identity,
		nonce: record.keys_added.into(),
		deadline,
		submitter: None::<&AccountId>,
		payload: key(who),
	};
	let signature = KeySignature::Sr25519(who.sign(&envelope.hash()).0);
	pallet_identity_registry::types::Proof { deadline, submitter: None, signature }
}
