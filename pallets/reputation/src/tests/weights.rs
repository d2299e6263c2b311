//! What calls weigh: what they do, and what they ask others.

use super::{publish::terms, *};
use civitas_primitives::identity::{KeySignature, PublicKey};
use frame_support::dispatch::GetDispatchInfo;

type Calls = crate::Call<Test>;

/// What a call does, by the mock's weights.
const OWN: u64 = 1_000_000;
/// What others do: relations, dealings, certificates and prices.
const RELATION: u64 = 5;
const DEALINGS: u64 = 7;
const CERTIFICATE: u64 = 13;
const PRICE: u64 = 17;

fn weighs(call: Calls) -> u64 {
	call.get_dispatch_info().call_weight.ref_time()
}

/// What a review weighs, without a voice and with one.
fn reviews(target: Target) -> [u64; 2] {
	[None, Some(H256::zero())].map(|voice| {
		let (target, given) = (Box::new(target.clone()), open(3));
		weighs(Calls::review { target, given, voice })
	})
}

#[test]
fn a_review_weighs_what_it_rests_on() {
	let key = || ReceiptSignature { key: PublicKey::Sr25519([0; 32]), signature: KeySignature::Sr25519([0; 64]) };
	let receipt = SignedReceipt { parties: [ALICE, SHOP], thing: None, time: NOW, salt: SALT };
	let by = |proof| Target::First { proof, subject: shop(), bucket: 0 };
	for (target, expected) in [
		(by(Proof::Dealings(DEAL)), 4 * OWN + RELATION + DEALINGS + 129 * PRICE),
		(by(Proof::Certificate(DEAL)), 4 * OWN + RELATION + CERTIFICATE),
		(by(Proof::Signed(receipt, [key(), key()])), 4 * OWN + RELATION + 6 * OWN),
		(Target::Again(DEAL), 5 * OWN + CERTIFICATE),
	] {
		assert_eq!(reviews(target), [expected, expected + 7 * OWN + CERTIFICATE]);
	}
}

/// Once it is known, only what was asked: of dealings, as much as they are, and a price for each amount and the native asset.
#[test]
fn a_review_is_charged_for_what_was_asked() {
	build_and_execute(|| {
		dealings();
		let amounts = receipt(SHOP);
		let prices =
			[amounts.paid, amounts.received, amounts.refunded].map(|moved| moved.len() as u64).iter().sum::<u64>();
		let target = Box::new(first(DEAL, thing()));
		let most = weighs(Calls::review { target: target.clone(), given: open(3), voice: None });
		let done = Reputation::review(signed(ALICE), target, open(3), None).expect("she has dealt with the shop");
		let charged = done.actual_weight.expect("it is known by then").ref_time();
		assert_eq!(charged, 4 * OWN + RELATION + 3 + (prices + 1) * PRICE);
		assert!(charged < most);
	});
}

#[test]
fn others_weigh_what_they_do() {
	let (review, document) = (DEAL, DOCUMENT);
	let testimonial = PostTerms { kind: PostKind::Testimonial { of: SHOP }, ..terms() };
	for (call, expected) in [
		(Calls::set_profile { profile: None }, OWN),
		(Calls::publish { post: terms() }, 2 * OWN),
		(Calls::publish { post: testimonial }, 2 * OWN + RELATION),
		(Calls::withdraw { withdrawn: Withdrawn::Review(review) }, 3 * OWN),
		(Calls::withdraw { withdrawn: Withdrawn::Post(0) }, 3 * OWN),
		(Calls::respond { review, version: 0, content: document }, 8 * OWN),
		(Calls::dispute { review, version: 0, most: 0 }, 9 * OWN),
		(Calls::rule { review, struck: true, document }, 10 * OWN + 2 * RELATION),
		(Calls::refresh { review }, 11 * OWN + 9 * CERTIFICATE),
		(Calls::sponsor { subject: shop(), amount: 0 }, 12 * OWN),
	] {
		assert_eq!(weighs(call.clone()), expected, "{call:?}");
	}
}
