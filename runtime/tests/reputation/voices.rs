//! Who is one person, as a network says: a review counts there as long as its certificate is good.

use super::*;
use civitas_primitives::certification::{
	certificate_id, info::Membership, nullifier_commitment, schema_id, Authority, Content, NullifierReveal, Reason,
	SchemaContent, SchemaId, SchemaKind, SchemaRules,
};

/// The issuer knows in a network of its own who is one person.
fn registry() -> (NetworkId, SchemaId) {
	let network = pallet_certification::NextNetworkId::<Runtime>::get();
	let (policy_hash, policy_uri, membership) = (DOCUMENT, Default::default(), Membership::Closed);
	done(ISSUER, Certify::found_network { name: text("Registry"), policy_hash, policy_uri, membership });
	let kind = SchemaContent {
		kind: SchemaKind::UNIQUENESS,
		name: text("One person"),
		document_hash: DOCUMENT,
		document_uri: Default::default(),
		rules: SchemaRules { needs_nullifier: true, ..Default::default() },
		max_validity: None,
		supersedes: None,
	};
	let schema = schema_id(network, &kind);
	done(ISSUER, Certify::register_schema { network, content: kind });
	(network, schema)
}

/// Someone's account is certified as that of this person. The claims tell certificates apart.
fn certified((network, schema): (NetworkId, SchemaId), who: Sr25519Keyring, person: u8, claims: u8) -> CertificateId {
	let reveal = NullifierReveal { nullifier: H256::repeat_byte(person), salt: SALT };
	let commitment = nullifier_commitment(&account(ISSUER), &reveal.nullifier, &reveal.salt);
	done(ISSUER, Certify::commit_nullifier { commitment });
	let delay: u32 = <<Runtime as pallet_certification::Config>::NullifierDelay as Get<u32>>::get();
	(0..delay).for_each(|_| next_block());
	let content = Content {
		claims: H256::repeat_byte(claims),
		record: Default::default(),
		evidence: None,
		search_key: None,
		valid_from: None,
		valid_until: None,
	};
	let id = certificate_id(Authority::Operator(network), &schema, &account(who), &content, None);
	let subject = account(who);
	done(ISSUER, Certify::issue { accreditation: None, schema, subject, content, nullifier: Some(reveal) });
	id
}

fn revoke(certificate: CertificateId) {
	done(ISSUER, Certify::revoke { certificate, reason: Reason::PrivilegeWithdrawn });
}

fn with_voice(target: Target, rating: u8, certificate: CertificateId) -> Say {
	Say::review { target: Box::new(target), given: open(rating), voice: Some(certificate) }
}

/// What persons of a network say of the machine.
fn heard(network: NetworkId) -> Counts {
	Reputation::aggregate(machine(), vec![network]).networks.remove(0).aggregate.all
}

#[test]
fn who_is_not_certified_any_more_is_not_heard_and_the_review_stands() {
	development().execute_with(|| {
		found();
		let registry = registry();
		let network = registry.0;
		let [own, others] = [(CUSTOMER, 1), (OTHER, 2)].map(|(who, person)| certified(registry, who, person, 0));
		let agreement = bought(CUSTOMER, coins(40));
		let first = |certificate| with_voice(by_agreement(agreement, machine(), 0), 4, certificate);
		assert_eq!(applied(CUSTOMER, first(others)), refused(Error::<Runtime>::VoiceInvalid));
		done(CUSTOMER, first(own));
		let id = review_of(agreement, &account(CUSTOMER), &account(SHOP));
		let counted = counts(&[4], &[], &[]);
		assert_eq!((all(&machine()).all, heard(network)), (counted, counted));

		let refresh = || Say::refresh { review: id };
		let nothing_to = || refused(Error::<Runtime>::NothingToRefresh);
		assert_eq!(applied(STRANGER, refresh()), nothing_to());
		revoke(own);
		// Nobody has looked yet.
		assert_eq!(heard(network), counted);
		done(STRANGER, refresh());
		assert_eq!((all(&machine()).all, heard(network)), (counted, counts(&[], &[], &[])));
		assert_eq!((stored(id).voice, applied(STRANGER, refresh())), (None, nothing_to()));

		// She is certified anew, and says so.
		assert_eq!(applied(CUSTOMER, with_voice(Target::Again(id), 3, own)), refused(Error::<Runtime>::VoiceInvalid));
		let anew = certified(registry, CUSTOMER, 1, 1);
		done(CUSTOMER, with_voice(Target::Again(id), 3, anew));
		assert_eq!(heard(network), counts(&[3], &[], &[]));
		check();
	});
}

#[test]
fn a_person_is_heard_once_by_whatever_account() {
	development().execute_with(|| {
		found();
		let registry = registry();
		let before = certified(registry, CUSTOMER, 1, 0);
		let first = |agreement, certificate| with_voice(by_agreement(agreement, machine(), 0), 5, certificate);
		let [one, other] = [CUSTOMER, OTHER].map(|who| bought(who, coins(40)));
		done(CUSTOMER, first(one, before));
		// The same person is certified under another account.
		revoke(before);
		let after = certified(registry, OTHER, 1, 0);
		assert_eq!(applied(OTHER, first(other, after)), refused(Error::<Runtime>::VoiceUsed));
		let review = review_of(one, &account(CUSTOMER), &account(SHOP));
		done(STRANGER, Say::refresh { review });
		done(OTHER, first(other, after));
		assert_eq!((all(&machine()).all, heard(registry.0)), (counts(&[5, 5], &[], &[]), counts(&[5], &[], &[])));
		check();
	});
}
