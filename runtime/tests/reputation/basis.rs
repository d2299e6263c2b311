//! Reviews by certificates and by signed receipts: of employment, and of what was paid in cash.

use super::*;
use civitas_primitives::{
	certification::{
		certificate_id, info::Membership, schema_id, Authority, Content, Reason, SchemaContent, SchemaKind, SchemaRules,
	},
	identity::KeySignature,
	reputation::{ReceiptSignature, SignedReceipt, RECEIPT},
	Envelope,
};
use civitas_runtime::{BlockNumber, System};

/// The shop certifies that someone works there.
fn employs(subject: &AccountId) -> CertificateId {
	let network = pallet_certification::NextNetworkId::<Runtime>::get();
	let (policy_hash, policy_uri, membership) = (DOCUMENT, Default::default(), Membership::Closed);
	done(SHOP, Certify::found_network { name: text("Shop"), policy_hash, policy_uri, membership });
	let kind = SchemaContent {
		kind: SchemaKind::EMPLOYMENT,
		name: text("Employment"),
		document_hash: DOCUMENT,
		document_uri: Default::default(),
		rules: SchemaRules { needs_acceptance: true, ..Default::default() },
		max_validity: None,
		supersedes: None,
	};
	let schema = schema_id(network, &kind);
	done(SHOP, Certify::register_schema { network, content: kind });
	let content = Content {
		claims: DOCUMENT,
		record: Default::default(),
		evidence: None,
		search_key: None,
		valid_from: None,
		valid_until: None,
	};
	let id = certificate_id(Authority::Operator(network), &schema, subject, &content, None);
	let subject = subject.clone();
	done(SHOP, Certify::issue { accreditation: None, schema, subject, content, nullifier: None });
	id
}

/// What one says of the other by a certificate.
fn by_certificate(certificate: CertificateId, about: &AccountId, given: Given) -> Say {
	let (proof, subject) = (Proof::Certificate(certificate), of_account(about));
	review(Target::First { proof, subject, bucket: 0 }, given)
}

#[test]
fn who_employs_and_who_is_employed_review_each_other_sealed() {
	development().execute_with(|| {
		found();
		let (shop, employee) = (account(SHOP), account(OTHER));
		let certificate = employs(&employee);
		let basis = Basis::<AgreementId>::Certificate(certificate);
		let [by_employee, by_shop] =
			[(&employee, &shop), (&shop, &employee)].map(|(from, about)| review_id(&basis, from, about));
		let says = || by_certificate(certificate, &shop, sealed(1, by_employee));
		// Anyone could say that someone works for him.
		assert_eq!(applied(OTHER, says()), refused(Error::<Runtime>::NoReceipt));
		done(OTHER, Certify::accept { certificate });
		assert_eq!(
			applied(CUSTOMER, by_certificate(certificate, &shop, open(5))),
			refused(Error::<Runtime>::NoReceipt)
		);
		done(OTHER, says());

		let opens = |review, rating| self::review(Target::Again(review), opened(rating));
		assert_eq!(applied(OTHER, opens(by_employee, 1)), refused(Error::<Runtime>::TooEarly));
		done(SHOP, by_certificate(certificate, &employee, sealed(5, by_shop)));
		assert_eq!(all(&of_account(&shop)).all, counts(&[], &[], &[]));
		assert_eq!(applied(OTHER, opens(by_employee, 2)), refused(Error::<Runtime>::SealBroken));
		done(OTHER, opens(by_employee, 1));
		done(SHOP, opens(by_shop, 5));
		assert_eq!(all(&of_account(&shop)).by_kind[1], counts(&[1], &[], &[]));
		assert_eq!(all(&of_account(&employee)).by_kind[1], counts(&[5], &[], &[]));
		// What was sealed is not said anew, and nobody was named who would rule on it.
		assert_eq!(applied(SHOP, again(by_shop, 1)), refused(Error::<Runtime>::SaidOnce));
		assert_eq!(applied(SHOP, dispute(by_employee)), refused(Error::<Runtime>::NoArbiter));
		check();
	});
}

#[test]
fn employment_that_is_over_is_reviewed_for_half_a_year() {
	development().execute_with(|| {
		found();
		let (shop, employee) = (account(SHOP), account(OTHER));
		let certificate = employs(&employee);
		done(OTHER, Certify::accept { certificate });
		pass(400 * DAY);
		done(SHOP, Certify::revoke { certificate, reason: Reason::CessationOfOperation });
		pass(WINDOW - DAY);
		done(SHOP, by_certificate(certificate, &employee, open(5)));
		pass(DAY);
		let late = by_certificate(certificate, &shop, open(1));
		assert_eq!(applied(OTHER, late), refused(Error::<Runtime>::WindowOver));
		check();
	});
}

// ------------------------------------------------------------ signed receipts

type Signed = SignedReceipt<AccountId>;

/// By a key, for a party.
fn signature(by: Sr25519Keyring, party: &AccountId, receipt: &Signed) -> ReceiptSignature {
	let envelope = Envelope {
		genesis: System::block_hash(0),
		action: RECEIPT,
		identity: party,
		nonce: 0,
		deadline: BlockNumber::MAX,
		submitter: None,
		payload: receipt,
	};
	ReceiptSignature { key: key(by), signature: KeySignature::Sr25519(by.sign(&envelope.hash()).0) }
}

/// The customer and the shop sign it, each by this key.
fn signed_by(keys: [Sr25519Keyring; 2], receipt: &Signed) -> [ReceiptSignature; 2] {
	let [one, other] = &receipt.parties;
	[signature(keys[0], one, receipt), signature(keys[1], other, receipt)]
}

/// The machine was paid for at the counter of a shop.
fn cash(customer: &AccountId, shop: &AccountId, time: Moment) -> Signed {
	SignedReceipt { parties: [customer.clone(), shop.clone()], thing: Some(machine_of(shop)), time, salt: SALT }
}

fn by_receipt(receipt: &Signed, signatures: [ReceiptSignature; 2], subject: Subject) -> Say {
	let proof = Proof::Signed(receipt.clone(), signatures);
	review(Target::First { proof, subject, bucket: 0 }, open(4))
}

#[test]
fn who_has_paid_in_cash_reviews_by_what_both_identities_have_signed() {
	development().execute_with(|| {
		found();
		let (customer, shop) = (identity(CUSTOMER), identity(SHOP));
		let receipt = cash(&customer, &shop, now());
		let machine = || Subject::Thing(machine_of(&shop));
		let good = || signed_by([CUSTOMER, SHOP], &receipt);
		let says = |signatures| act(CUSTOMER, &customer, by_receipt(&receipt, signatures, machine()));
		let bad = || refused(Error::<Runtime>::SignatureInvalid);
		// By one side for both, by somebody else, and the right ones for the other side.
		assert_eq!(says(signed_by([CUSTOMER, CUSTOMER], &receipt)), bad());
		assert_eq!(says(signed_by([CUSTOMER, STRANGER], &receipt)), bad());
		let [one, other] = good();
		assert_eq!(says([other, one]), bad());
		// What is signed is all of it.
		let later = Signed { time: receipt.time + 1, ..receipt.clone() };
		let call = by_receipt(&later, good(), machine());
		assert_eq!(act(CUSTOMER, &customer, call), bad());
		// The accounts of the keys are not the identities.
		let call = by_receipt(&receipt, good(), machine());
		assert_eq!(applied(CUSTOMER, call), refused(Error::<Runtime>::NoReceipt));

		assert_eq!(says(good()), Ok(()));
		assert_eq!(says(good()), refused(Error::<Runtime>::ReviewExists));
		assert_eq!(act(SHOP, &shop, by_receipt(&receipt, good(), of_account(&customer))), Ok(()));
		assert_eq!(all(&machine()).by_kind[2], counts(&[4], &[], &[]));
		assert_eq!(all(&of_account(&customer)).by_kind[2], counts(&[4], &[], &[]));
		check();
	});
}

#[test]
fn keys_are_judged_at_the_time_of_the_receipt() {
	development().execute_with(|| {
		found();
		let (customer, shop) = (identity(CUSTOMER), identity(SHOP));
		let before = cash(&customer, &shop, time_of(FIRST_SLOT));
		let receipt = cash(&customer, &shop, now());
		let to_come = cash(&customer, &shop, now() + DAY);
		pass(DAY / 2);
		// The shop gives its identity up, and has no key any more.
		let give_up = Registry::deactivate { beneficiary: Some(account(SHOP)) };
		assert_eq!(act(SHOP, &shop, give_up), Ok(()));
		let says = |receipt: &Signed| {
			let signatures = signed_by([CUSTOMER, SHOP], receipt);
			act(CUSTOMER, &customer, by_receipt(receipt, signatures, of_account(&shop)))
		};
		assert_eq!(says(&to_come), refused(Error::<Runtime>::ReceiptInvalid));
		assert_eq!(says(&before), refused(Error::<Runtime>::SignatureInvalid));
		assert_eq!(says(&cash(&customer, &shop, now())), refused(Error::<Runtime>::SignatureInvalid));
		assert_eq!(says(&receipt), Ok(()));
		// After half a year another one is too old.
		let another = Signed { salt: DOCUMENT, ..receipt };
		pass(WINDOW);
		assert_eq!(says(&another), refused(Error::<Runtime>::WindowOver));
		check();
	});
}
