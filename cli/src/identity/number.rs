//! The numbers of envelopes, by which each is good once: of the record that the chain has of an identity.

use super::envelope::{ADD_KEY, LINK_ACCOUNT};
use crate::chain::{parts, IDENTITIES};
use serde_json::{json, Value};
use subxt::utils::AccountId32;

/// What nobody can deny a key, nor make void a signature for it: its number is one that nobody else can use up.
enum Undeniable<'a> {
	/// Freezing the identity itself.
	Freeze,
	/// Revoking the key that acts.
	RevokeSelf,
	/// A vote on this request.
	Vote(&'a Value),
}

/// Which of these a call is, that a key makes as an identity.
fn undeniable<'a>(identity: &AccountId32, key: &str, call: &'a Value) -> Option<Undeniable<'a>> {
	match parts(call) {
		(IDENTITIES, "freeze", freeze) if freeze["identity"] == json!(identity) => Some(Undeniable::Freeze),
		(IDENTITIES, "revokeKey", revoke) if revoke["key"] == key => Some(Undeniable::RevokeSelf),
		(IDENTITIES, "vote", vote) => Some(Undeniable::Vote(&vote["request"])),
		_ => None,
	}
}

/// Whether a key may make this call whatever it is for.
pub fn is_undeniable(identity: &AccountId32, key: &str, call: &Value) -> bool {
	undeniable(identity, key, call).is_some()
}

/// The number of the envelope by which a key makes a call as an identity. The call is in the chain's own form.
pub fn of_act(record: &Value, identity: &AccountId32, key: &str, call: &Value) -> Option<u64> {
	let known = of_key(record, key)?;
	number(match undeniable(identity, key, call) {
		Some(Undeniable::Freeze) => {
			let [of_key, froze, thaws] = [&known["number"], &known["froze"], &record["thaws"]].map(number);
			return of_key?.checked_mul(1 << 32)?.checked_add(froze?)?.checked_add(thaws?);
		},
		Some(Undeniable::RevokeSelf) => &known["number"],
		Some(Undeniable::Vote(request)) => request,
		None => &known["nonce"],
	})
}

/// The number of the envelope by which another key agrees to what is done with it.
pub fn of_consent(record: &Value, action: &str) -> Option<u64> {
	match action {
		ADD_KEY => number(&record["keysAdded"]),
		LINK_ACCOUNT => number(&record["linksAdded"]),
		_ => None,
	}
}

/// What an identity has of a key that is not revoked.
pub fn of_key<'a>(record: &'a Value, key: &str) -> Option<&'a Value> {
	record["keys"].as_array()?.iter().find(|known| known["public"] == key && known["revoked"].is_null())
}

/// A whole number: large ones are texts in JSON.
pub fn number(value: &Value) -> Option<u64> {
	value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::identity::{envelope::REGISTER, key::PublicKey};
	use subxt_signer::sr25519::dev;

	fn account(number: u8) -> AccountId32 {
		AccountId32([number; 32])
	}

	fn key() -> String {
		PublicKey::of(&dev::alice()).text()
	}

	fn record() -> Value {
		json!({
			"thaws": 3, "keysAdded": 5, "linksAdded": 7,
			"keys": [
				{ "public": PublicKey::of(&dev::bob()).text(), "number": 1, "froze": 0, "nonce": 4_294_967_299_u64, "revoked": null },
				{ "public": key(), "number": 4, "froze": 2, "nonce": "9223372036854775808", "revoked": null },
				{ "public": PublicKey::of(&dev::charlie()).text(), "number": 5, "froze": 0, "nonce": 1, "revoked": { "block": 1, "time": 2 } },
			],
		})
	}

	fn of(call: Value) -> Option<u64> {
		of_act(&record(), &account(1), &key(), &call)
	}

	#[test]
	fn each_key_counts_its_own_acts() {
		let remark = json!({ "system": { "remark": { "remark": "0x00" } } });
		assert_eq!(of(remark.clone()), Some(1 << 63), "it is larger than JSON can say as a number");
		let number =
			|key: &subxt_signer::sr25519::Keypair| of_act(&record(), &account(1), &PublicKey::of(key).text(), &remark);
		assert_eq!(number(&dev::bob()), Some((1 << 32) + 3));
		assert_eq!((number(&dev::charlie()), number(&dev::dave())), (None, None), "it is revoked; it is none");
	}

	#[test]
	fn what_nobody_can_deny_has_numbers_that_nobody_can_use_up() {
		let identities = |call: Value| json!({ IDENTITIES: call });
		let freeze = |number: u8| identities(json!({ "freeze": { "identity": account(number) } }));
		let revoke = |key: String| identities(json!({ "revokeKey": { "key": key } }));
		let vote = identities(json!({ "vote": { "request": 9, "inFavour": false } }));
		assert_eq!((of(freeze(1)), of(revoke(key())), of(vote.clone())), (Some((4 << 32) + 5), Some(4), Some(9)));
		// Of another identity, or another key, it is an act like any other.
		let other = PublicKey::of(&dev::bob()).text();
		assert_eq!((of(freeze(2)), of(revoke(other))), (Some(1 << 63), Some(1 << 63)));
		assert_eq!(of(identities(json!("unfreeze"))), Some(1 << 63));
		// And so it is within another call.
		assert_eq!(of(json!({ "utility": { "batchAll": { "calls": [vote.clone()] } } })), Some(1 << 63));
		assert!(is_undeniable(&account(1), &key(), &vote) && !is_undeniable(&account(1), &key(), &freeze(2)));
	}

	#[test]
	fn consents_are_counted_by_what_they_are_for() {
		assert_eq!(of_consent(&record(), ADD_KEY), Some(5));
		assert_eq!(of_consent(&record(), LINK_ACCOUNT), Some(7));
		assert_eq!(of_consent(&record(), REGISTER), None, "there is no record yet");
		assert_eq!(of_consent(&json!({}), ADD_KEY), None);
	}
}
