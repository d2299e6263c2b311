//! Receipts that both have signed: each by a key of his, in the envelope, of which no field can differ.

use super::*;
use civitas_primitives::{
	identity::{KeySignature, PublicKey, Relationships},
	ActionTag, Envelope,
};
use sp_core::{ecdsa, ed25519, sr25519, Pair};

/// What is changed of a form, by its name.
type Difference = (&'static str, fn(&mut Form));

/// A wallet.
#[allow(clippy::large_enum_variant)]
enum Wallet {
	Sr(sr25519::Pair),
	Ed(ed25519::Pair),
	Secp(ecdsa::Pair),
}

/// Alice's, the shop's, and somebody else's.
fn alices() -> Wallet {
	Wallet::Sr(sr25519::Pair::from_seed(&[1; 32]))
}

fn shops() -> Wallet {
	Wallet::Ed(ed25519::Pair::from_seed(&[2; 32]))
}

fn others() -> Wallet {
	Wallet::Secp(ecdsa::Pair::from_seed(&[3; 32]))
}

impl Wallet {
	fn key(&self) -> PublicKey {
		match self {
			Self::Sr(pair) => PublicKey::Sr25519(pair.public().0),
			Self::Ed(pair) => PublicKey::Ed25519(pair.public().0),
			Self::Secp(pair) => PublicKey::Secp256k1(pair.public().0),
		}
	}

	/// What it makes of a message.
	fn sign(&self, message: &[u8]) -> ReceiptSignature {
		let signature = match self {
			Self::Sr(pair) => KeySignature::Sr25519(pair.sign(message).0),
			Self::Ed(pair) => KeySignature::Ed25519(pair.sign(message).0),
			Self::Secp(pair) => KeySignature::Secp256k1(pair.sign(message).0),
		};
		ReceiptSignature { key: self.key(), signature }
	}
}

type Signed = SignedReceipt<AccountId>;
type Form = Envelope<AccountId, u64, Signed>;

/// Alice has bought the product of the shop, a day ago, and has paid in cash.
fn cash() -> Signed {
	SignedReceipt { parties: [ALICE, SHOP], thing: Some(product()), time: NOW - DAY, salt: SALT }
}

/// What a party signs of it.
fn form(party: AccountId, receipt: &Signed) -> Form {
	Envelope {
		genesis: H256::from_slice(System::block_hash(0).as_ref()),
		action: RECEIPT,
		identity: party,
		nonce: 0,
		deadline: u64::MAX,
		submitter: None,
		payload: receipt.clone(),
	}
}

/// Both sign what they have in common, after it was changed for one of them.
fn signatures(receipt: &Signed, change: impl FnOnce(&mut Form)) -> [ReceiptSignature; 2] {
	let mut alices_form = form(ALICE, receipt);
	change(&mut alices_form);
	[alices().sign(&alices_form.hash()), shops().sign(&form(SHOP, receipt).hash())]
}

/// Both sign it as it is.
fn both(receipt: &Signed) -> [ReceiptSignature; 2] {
	signatures(receipt, |_| {})
}

/// Everybody has his key.
fn keys() {
	give_key(ALICE, alices().key());
	give_key(SHOP, shops().key());
	give_key(BOB, others().key());
}

fn target(receipt: &Signed, signatures: [ReceiptSignature; 2], subject: Subject) -> Target {
	Target::First { proof: Proof::Signed(receipt.clone(), signatures), subject, bucket: 0 }
}

/// Alice reviews the product by a receipt.
fn gives(receipt: &Signed, signatures: [ReceiptSignature; 2]) -> DispatchResult {
	review(ALICE, target(receipt, signatures, thing()), open(4), None)
}

#[test]
fn what_both_have_signed_is_a_receipt_for_both() {
	build_and_execute(|| {
		keys();
		let receipt = cash();
		assert_ok!(gives(&receipt, both(&receipt)));
		refused!(gives(&receipt, both(&receipt)), ReviewExists);
		assert_ok!(review(SHOP, target(&receipt, both(&receipt), Subject::Account(ALICE)), open(5), None));
		let basis = Basis::<H256>::Signed(receipt.id());
		let Review { basis: stored_basis, ended, bucket, arbiter, .. } = stored(review_id(&basis, &ALICE, &SHOP));
		assert_eq!((stored_basis, ended, bucket, arbiter), (basis, Some(NOW - DAY), 0, None));
		assert_eq!(all(&thing()).by_kind[2], counts(&[4], &[], &[]));
		assert_eq!(all(&Subject::Account(ALICE)).by_kind[2], counts(&[5], &[], &[]));
		// It is said anew without it.
		assert_ok!(again(ALICE, review_id(&Basis::<H256>::Signed(receipt.id()), &ALICE, &SHOP), 2));
	});
}

#[test]
fn one_signs_as_his_wallet_does() {
	build_and_execute(|| {
		keys();
		let receipt = Signed { parties: [ALICE, BOB], thing: None, ..cash() };
		// A wallet in a browser, and one with another curve.
		let wrapped = [&b"<Bytes>"[..], &form(ALICE, &receipt).hash(), b"</Bytes>"].concat();
		let signatures = [alices().sign(&wrapped), others().sign(&form(BOB, &receipt).hash())];
		assert_ok!(review(ALICE, target(&receipt, signatures, Subject::Account(BOB)), open(4), None));
	});
}

/// One for each field of the envelope.
#[test]
fn what_differs_in_one_field_is_another_signature() {
	let differ: [Difference; 11] = [
		("genesis", |form| form.genesis = H256::zero()),
		("action", |form| form.action = ActionTag::new("reputation/review")),
		("identity", |form| form.identity = SHOP),
		("nonce", |form| form.nonce = 1),
		("deadline", |form| form.deadline = u64::MAX - 1),
		("submitter", |form| form.submitter = Some(ALICE)),
		("parties", |form| form.payload.parties = [SHOP, ALICE]),
		("another party", |form| form.payload.parties = [ALICE, BOB]),
		("thing", |form| form.payload.thing = None),
		("time", |form| form.payload.time -= 1),
		("salt", |form| form.payload.salt = H256::zero()),
	];
	build_and_execute(|| {
		keys();
		let receipt = cash();
		for (field, change) in differ {
			let before = storage();
			let result = gives(&receipt, signatures(&receipt, change));
			assert_eq!(result, Err(Error::<Test>::SignatureInvalid.into()), "{field}");
			assert_eq!(before, storage(), "{field}");
		}
		assert_ok!(gives(&receipt, both(&receipt)));
	});
}

/// The same, of what is given with signatures of something else.
#[test]
fn a_signature_is_of_one_receipt() {
	build_and_execute(|| {
		keys();
		let receipt = cash();
		let others = [
			Signed { parties: [SHOP, ALICE], ..cash() },
			Signed { time: NOW, ..cash() },
			Signed { salt: H256::zero(), ..cash() },
		];
		for other in others {
			refused!(gives(&other, both(&receipt)), SignatureInvalid);
		}
		let other = Signed { thing: None, ..cash() };
		let about_shop = target(&other, both(&receipt), shop());
		refused!(review(ALICE, about_shop, open(1), None), SignatureInvalid);
	});
}

#[test]
fn each_signs_in_his_place_by_a_key_of_his() {
	build_and_execute(|| {
		keys();
		let receipt = cash();
		let [alice, shop] = both(&receipt);
		refused!(gives(&receipt, [shop.clone(), alice.clone()]), SignatureInvalid);
		// One cannot sign for both, nor a third for one.
		let (for_shop, for_alice) = (form(SHOP, &receipt).hash(), form(ALICE, &receipt).hash());
		refused!(gives(&receipt, [alice.clone(), alices().sign(&for_shop)]), SignatureInvalid);
		refused!(gives(&receipt, [alice.clone(), others().sign(&for_shop)]), SignatureInvalid);
		refused!(gives(&receipt, [others().sign(&for_alice), shop.clone()]), SignatureInvalid);
		// A key that is named signs itself, and in its way.
		let named = ReceiptSignature { key: alices().key(), ..others().sign(&for_alice) };
		refused!(gives(&receipt, [named, shop.clone()]), SignatureInvalid);
		let KeySignature::Sr25519(bytes) = alice.signature else { panic!("her wallet makes such") };
		let renamed = ReceiptSignature { key: alice.key, signature: KeySignature::Ed25519(bytes) };
		refused!(gives(&receipt, [renamed, shop.clone()]), SignatureInvalid);
		let mut forged = bytes;
		forged[5] ^= 1;
		let forged = ReceiptSignature { key: alice.key, signature: KeySignature::Sr25519(forged) };
		refused!(gives(&receipt, [forged, shop]), SignatureInvalid);
	});
}

#[test]
fn keys_are_judged_at_the_time_of_the_receipt() {
	build_and_execute(|| {
		let receipt = cash();
		give_key(SHOP, shops().key());
		refused!(gives(&receipt, both(&receipt)), SignatureInvalid);
		let had = |from, until| {
			give_key_for(ALICE, alices().key(), Relationships::ASSERTION_METHOD, from, until);
		};
		for (from, until) in [(NOW - DAY + 1, Moment::MAX), (0, NOW - DAY - 1)] {
			had(from, until);
			refused!(gives(&receipt, both(&receipt)), SignatureInvalid);
		}
		// To log in is not to say something.
		let others = Relationships::AUTHENTICATION | Relationships::CAPABILITY_INVOCATION;
		give_key_for(ALICE, alices().key(), others, 0, Moment::MAX);
		refused!(gives(&receipt, both(&receipt)), SignatureInvalid);
		// What was lost since is no matter.
		had(NOW - DAY, NOW - DAY);
		assert_ok!(gives(&receipt, both(&receipt)));
	});
}

#[test]
fn a_receipt_is_true_by_now() {
	build_and_execute(|| {
		keys();
		let later = Signed { time: NOW + 1, ..cash() };
		refused!(gives(&later, both(&later)), ReceiptInvalid);
		wait(1);
		assert_ok!(gives(&later, both(&later)));
	});
}

#[test]
fn it_is_for_180_days() {
	build_and_execute(|| {
		keys();
		let old = Signed { time: NOW - WINDOW - 1, ..cash() };
		refused!(gives(&old, both(&old)), WindowOver);
		let old = Signed { time: NOW - WINDOW, ..cash() };
		assert_ok!(gives(&old, both(&old)));
		wait(1);
		let id = review_id(&Basis::<H256>::Signed(old.id()), &ALICE, &SHOP);
		refused!(again(ALICE, id, 1), WindowOver);
	});
}

#[test]
fn it_is_of_its_parties_and_of_what_one_of_them_owns() {
	build_and_execute(|| {
		keys();
		let receipt = cash();
		let by = |who, subject| review(who, target(&receipt, both(&receipt), subject), open(4), None);
		refused!(by(BOB, thing()), NoReceipt);
		refused!(by(BOB, Subject::Account(ALICE)), NoReceipt);
		refused!(by(ALICE, Subject::Account(BOB)), NoReceipt);
		let other = Subject::Thing(Thing { hash: H256::zero(), ..product() });
		refused!(by(ALICE, other), OtherSubject);
		// It is not hers.
		refused!(by(SHOP, Subject::Thing(Thing { owner: ALICE, ..product() })), OtherSubject);
		let bobs = Signed { thing: Some(Thing { owner: BOB, ..product() }), ..cash() };
		let of_bobs = target(&bobs, both(&bobs), shop());
		refused!(review(ALICE, of_bobs, open(4), None), ReceiptInvalid);
		// Without a thing it is of them alone.
		let plain = Signed { thing: None, ..cash() };
		refused!(gives(&plain, both(&plain)), OtherSubject);
		assert_ok!(review(ALICE, target(&plain, both(&plain), shop()), open(4), None));
	});
}

#[test]
fn nobody_has_a_receipt_of_himself() {
	build_and_execute(|| {
		keys();
		let own = Signed { parties: [ALICE, ALICE], thing: None, ..cash() };
		let hash = form(ALICE, &own).hash();
		let signatures = [alices().sign(&hash), alices().sign(&hash)];
		refused!(review(ALICE, target(&own, signatures, Subject::Account(ALICE)), open(5), None), RelatedParties);
		relate(ALICE, SHOP);
		let receipt = cash();
		refused!(gives(&receipt, both(&receipt)), RelatedParties);
	});
}

#[test]
fn it_claims_the_lowest_bucket_and_has_no_arbiter() {
	build_and_execute(|| {
		keys();
		let receipt = cash();
		let proof = Proof::Signed(receipt.clone(), both(&receipt));
		let higher = Target::First { proof, subject: thing(), bucket: 1 };
		refused!(review(ALICE, higher, open(4), None), BucketTooHigh);
		assert_ok!(gives(&receipt, both(&receipt)));
		refused!(dispute(SHOP, review_id(&Basis::<H256>::Signed(receipt.id()), &ALICE, &SHOP)), NoArbiter);
	});
}
