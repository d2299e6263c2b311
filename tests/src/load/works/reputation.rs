//! Reviews: each the first one by what it rests on, open, without a claim to a value, and counted at once.

use super::{Prepared, Stage, Step};
use crate::{
	certification::{content, found_network, issue, register_schema, schema},
	client::to_hex,
	identity::{Device, Holder},
	load::fleet::ALICE,
	transaction::in_one,
};
use civitas_primitives::{
	certification::{certificate_id, schema_id, AccreditationId, Authority, CertificateId, NetworkId},
	identity::Kind,
	reputation::{SignedReceipt, RECEIPT},
	Envelope,
};
use civitas_runtime::{currency::CIV, AccountId, Address, Balance, BlockNumber, RuntimeCall};
use codec::Encode;
use serde_json::{json, Value};
use sp_core::{crypto::Ss58Codec, Pair, H256};

/// How many certificates are issued in one transaction.
const AT_ONCE: usize = 50;
/// How many identities review each other.
const IDENTITIES: usize = 500;
/// What tells them from others of the same key.
const SALT: [u8; 32] = [8; 32];

/// The call by which somebody is reviewed.
fn first(proof: &Value, about: &str) -> Value {
	let target = json!({ "first": { "proof": proof, "subject": { "account": about }, "bucket": 0 } });
	let opinion = json!({ "rating": 4, "dimensions": [["quality", 5], ["value", 3]], "incentive": false });
	json!({ "reputation": { "review": { "target": target, "given": { "open": opinion }, "voice": null } } })
}

/// Alice has a school, which certifies so often that somebody has attended. All accept what they get: who, and the
/// certificate.
async fn certify(stage: &mut Stage, count: usize) -> Vec<(usize, CertificateId)> {
	const NAME: &str = "Attendance";
	let step = |who: usize, call: RuntimeCall| Step { who, call: call.encode() };
	let founded = stage.done(vec![step(ALICE, found_network("School"))]).await;
	let number = |event: &Value| event["certification"]["networkFounded"]["network"].as_u64();
	let network = founded.iter().flatten().find_map(number).expect("it is founded") as NetworkId;
	let kind = schema_id(network, &schema(NAME));
	// Each is about something else.
	let claims = |number: usize| H256::from_low_u64_be(number as u64 + 1);
	let pupils = stage.workers().cycle().take(count).enumerate();
	let attended: Vec<(usize, AccountId, H256)> =
		pupils.map(|(number, who)| (who, stage.account(who), claims(number))).collect();
	let mut steps = vec![step(ALICE, register_schema(network, schema(NAME)))];
	for some in attended.chunks(AT_ONCE) {
		let operator = None::<AccreditationId>;
		let calls = some.iter().map(|(_, pupil, claims)| issue(operator, kind, pupil, content(*claims)));
		steps.push(step(ALICE, in_one(calls.collect())));
	}
	stage.done(steps).await;
	let name = |(who, pupil, claims): &(usize, AccountId, H256)| {
		let authority = Authority::Operator(network);
		(*who, certificate_id(authority, &kind, pupil, &content(*claims), None))
	};
	let certificates: Vec<_> = attended.iter().map(name).collect();
	let accept = |(who, certificate): &(usize, CertificateId)| {
		let call = pallet_certification::Call::accept { certificate: *certificate };
		step(*who, RuntimeCall::Certification(call))
	};
	stage.done(certificates.iter().map(accept).collect()).await;
	certificates
}

/// An account reviews the school that has certified it, by another certificate each time, and pays for that. It needs no
/// identity, so nothing but the review is in the transaction.
pub fn review(stage: &mut Stage, calls: usize) -> Prepared<'_> {
	Box::pin(async move {
		let certificates = certify(stage, calls).await;
		let school = stage.address(ALICE);
		let review = |(who, certificate): &(usize, CertificateId)| {
			stage.step(*who, &first(&json!({ "certificate": certificate }), &school))
		};
		certificates.iter().map(review).collect()
	})
}

/// Identities, each of an account's key, with what it takes to pay for so many reviews by all of them together.
async fn register(stage: &mut Stage, calls: usize) -> Vec<(usize, Holder)> {
	let payers: Vec<usize> = stage.workers().take(IDENTITIES).collect();
	// A review costs half a CIV, and a tenth as a deposit.
	let value = (calls.div_ceil(payers.len()) as Balance + 1) * CIV;
	let (mut all, mut steps) = (Vec::new(), Vec::new());
	for who in payers {
		let wallet = Device::wallet(stage.fleet().key(who).clone());
		let holder = Holder::new(stage.client(), &wallet, SALT).await;
		let pay = pallet_balances::Call::transfer_keep_alive { dest: Address::Id(holder.id.clone()), value };
		let calls = vec![holder.register(&wallet, Kind::Person), RuntimeCall::Balances(pay)];
		steps.push(Step { who, call: in_one(calls).encode() });
		all.push((who, holder));
	}
	stage.done(steps).await;
	all
}

/// An identity reviews the next one by a receipt that both have signed off chain, another each time. Only keys of
/// identities sign receipts, so the account of the key acts as the identity.
pub fn review_signed(stage: &mut Stage, calls: usize) -> Prepared<'_> {
	Box::pin(async move {
		let all = register(stage, calls).await;
		let genesis = stage.client().genesis().await;
		let (_, best) = stage.client().best().await;
		// All have their keys by now.
		let time = stage.client().time(best).await;
		let review = |number: usize| {
			let both = [number, number + 1].map(|place| &all[place % all.len()]);
			let [from, about] = both.map(|(_, holder)| holder.id.to_ss58check());
			let parties = both.map(|(_, holder)| holder.id.clone());
			let salt = H256::from_low_u64_be(number as u64);
			let receipt = SignedReceipt { parties, thing: None, time, salt };
			let signatures = both.map(|(who, holder)| {
				let envelope = Envelope {
					genesis,
					action: RECEIPT,
					identity: &holder.id,
					nonce: 0,
					deadline: BlockNumber::MAX,
					submitter: None,
					payload: &receipt,
				};
				let key = stage.fleet().key(*who);
				let signature = to_hex(&key.sign(&envelope.hash()).0);
				json!({ "key": { "sr25519": to_hex(&key.public().0) }, "signature": { "sr25519": signature } })
			});
			let receipt = json!({ "parties": [from, about], "thing": null, "time": time, "salt": salt });
			let call = first(&json!({ "signed": [receipt, signatures] }), &about);
			let act = json!({ "identityRegistry": { "actAs": { "identity": from, "call": call } } });
			stage.step(both[0].0, &act)
		};
		(0..calls).map(review).collect()
	})
}
