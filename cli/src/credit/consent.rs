//! The consent by which a register may give a file to a lender: signed by a key of the subject, and never on chain.

use super::CREDIT;
use crate::{
	chain::{variant, BlockId, Chain, IDENTITIES},
	failure::Failure,
	identity::{
		envelope::{Envelope, CONSENT},
		key::{self, PublicKey},
		number::number,
	},
	moment::{self, Moment, DAY},
	output::flat,
};
use codec::Encode;
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};
use subxt::utils::{AccountId32, H256};
use subxt_signer::sr25519::Keypair;

/// For how long a consent is good at most.
pub const MAX_CONSENT: Moment = 90 * DAY;

/// What a key has to be for that signs a consent, and one that files are sealed to.
const ASSERTION: &str = "assertionMethod";
const AGREEMENT: &str = "keyAgreement";

/// What the subject agrees to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Terms {
	/// Whose file it is.
	pub subject: AccountId32,
	/// Who keeps it.
	pub register: AccountId32,
	/// Who gets it.
	pub lender: AccountId32,
	/// To which key: an X25519 key, as a Multikey.
	pub key: String,
	/// The hash of what it is for.
	pub purpose: H256,
	#[serde(with = "moment::json")]
	pub signed_at: Moment,
	/// The last moment at which the file may be given.
	#[serde(with = "moment::json")]
	pub until: Moment,
	/// Whether the register may say who the subject is if a loan that comes of this is in default.
	pub may_name_at_default: bool,
}

/// The same, signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
	pub terms: Terms,
	/// The key that has signed it.
	pub signer: String,
	/// The signature, as calls have it.
	pub signature: Value,
}

fn refused(code: &'static str, message: impl Into<String>) -> Failure {
	Failure::refused(code, message)
}

fn read_key(text: &str) -> Result<PublicKey, Failure> {
	key::parse(text).map_err(|problem| refused("consent", format!("The consent has a key that is none: {problem}")))
}

impl Terms {
	/// The key that the file is sealed to.
	pub fn agreement(&self) -> Result<[u8; 32], Failure> {
		read_key(&self.key)?.agreement().ok_or_else(|| refused("consent", "The key in the consent is no X25519 key."))
	}

	/// What is signed, by which files and inquiries name the consent. It is good for its time, and more than once.
	pub fn hash(&self, genesis: &H256) -> Result<H256, Failure> {
		self.envelope(|envelope| H256(envelope.hash(genesis, u32::MAX)))
	}

	fn envelope<T>(&self, make: impl FnOnce(Envelope) -> T) -> Result<T, Failure> {
		let Self { subject, register, lender, purpose, signed_at, until, may_name_at_default, .. } = self;
		let key = self.agreement()?;
		let payload = (register, lender, key, purpose, signed_at, until, may_name_at_default).encode();
		Ok(make(Envelope { action: CONSENT, identity: *subject, nonce: 0, submitter: None, payload: &payload }))
	}

	/// Sign it.
	pub fn sign(self, key: &Keypair, genesis: &H256) -> Result<Consent, Failure> {
		let signature = self.envelope(|envelope| envelope.signature(key, genesis, u32::MAX))?;
		Ok(Consent { terms: self, signer: PublicKey::of(key).text(), signature })
	}

	/// That it holds at a time. `void_since` is when the subject has last ended all consents.
	pub fn check(&self, now: Moment, void_since: Option<Moment>) -> Result<(), Failure> {
		let Self { signed_at, until, .. } = *self;
		if until < signed_at {
			return Err(refused("consentNoTime", "The consent ends before it begins."));
		}
		if until - signed_at > MAX_CONSENT {
			return Err(refused("consentTooLong", "The consent is for more than 90 days."));
		}
		let shown = moment::show;
		if now < signed_at {
			return Err(refused(
				"consentNotYet",
				format!("The consent was signed at {}, which is to come.", shown(signed_at)),
			));
		}
		if now > until {
			return Err(refused("consentEnded", format!("The consent was good until {}.", shown(until))));
		}
		match void_since {
			Some(since) if signed_at <= since => {
				let message = format!("The subject has ended all consents signed until {}.", shown(since));
				Err(refused("consentVoided", message))
			},
			_ => Ok(()),
		}
	}
}

impl Consent {
	/// That it holds at a time, by what the chain says at a block: its hash.
	pub async fn check(&self, chain: &Chain, block: &BlockId, now: Moment) -> Result<H256, Failure> {
		let Terms { subject, signed_at, .. } = &self.terms;
		let params = json!({ "subject": subject });
		let void = chain.view(CREDIT, "consents_void_since", params, json!(block.hash)).await?.value;
		self.terms.check(now, number(&void))?;
		let hash = self.terms.hash(&chain.genesis)?;
		let signer = read_key(&self.signer)?;
		let (kind, bytes) = variant(&self.signature);
		let bytes = bytes.as_str().and_then(|text| text.strip_prefix("0x")).and_then(|text| hex::decode(text).ok());
		let bytes = bytes.and_then(|bytes| bytes.try_into().ok()).filter(|_| kind == "sr25519");
		match bytes.and_then(|bytes| signer.has_signed(&hash.0, bytes)) {
			Some(true) => {},
			Some(false) => return Err(refused("consentSignature", "The signature under the consent is not good.")),
			None => {
				let message =
					"The consent is signed by a key of a type that this client cannot check: it knows sr25519.";
				return Err(Failure::unknown("consentSignature", message));
			},
		}
		// An account has a key of its own, and no identity.
		if !PublicKey::of_account(subject).contains(&signer) {
			ensure_key(chain, block, subject, &signer, ASSERTION, json!({ "time": signed_at })).await?;
		}
		Ok(hash)
	}
}

/// That a lender has a key now that files can be sealed to.
pub async fn ensure_agreement(chain: &Chain, block: &BlockId, lender: &AccountId32, key: &str) -> Result<(), Failure> {
	ensure_key(chain, block, lender, &read_key(key)?, AGREEMENT, json!("now")).await
}

/// That a key is one of an identity, at a time, for a purpose.
async fn ensure_key(
	chain: &Chain,
	block: &BlockId,
	identity: &AccountId32,
	key: &PublicKey,
	purpose: &str,
	at: Value,
) -> Result<(), Failure> {
	let key = key.text();
	let params = json!({ "identity": identity, "key": key, "relationships": [purpose], "at": at });
	let found = chain.view(IDENTITIES, "key_validity", params, json!(block.hash)).await?.value;
	match variant(&found).0 {
		"valid" => Ok(()),
		"unknown" => Err(Failure::unknown("unknown", format!("Nobody can say whether {key} was a key of {identity}."))),
		_ => {
			let message = format!("{key} is not a key of {identity} for {purpose}: {}.", flat(&found));
			Err(refused("keyNotValid", message))
		},
	}
}

#[cfg(test)]
pub mod tests {
	use super::{
		super::tests::{account, hash},
		*,
	};
	use crate::{failure::Exit, test_chain};
	use civitas_primitives::credit::consent as chain;
	use subxt_signer::sr25519::dev;

	pub fn terms() -> Terms {
		Terms {
			subject: account(2),
			register: account(1),
			lender: account(3),
			key: PublicKey::for_agreement([9; 32]).text(),
			purpose: hash(8),
			signed_at: 900,
			until: 2_000,
			may_name_at_default: true,
		}
	}

	fn on_chain(terms: &Terms) -> chain::Consent<[u8; 32]> {
		chain::Consent {
			register: terms.register.0,
			lender: terms.lender.0,
			key: terms.agreement().expect("it is a key"),
			purpose: terms.purpose.0.into(),
			signed_at: terms.signed_at,
			until: terms.until,
			may_name_at_default: terms.may_name_at_default,
		}
	}

	#[test]
	fn it_is_that_of_the_chain() {
		for terms in [terms(), Terms { may_name_at_default: false, subject: account(7), ..terms() }] {
			let theirs = on_chain(&terms).hash([5; 32].into(), terms.subject.0);
			assert_eq!(terms.hash(&hash(5)).expect("it has one").0, theirs.0);
			let json = serde_json::to_value(&terms).expect("it is JSON");
			assert_eq!(serde_json::from_value::<Terms>(json).expect("it is a consent"), terms);
		}
		assert_eq!(MAX_CONSENT, chain::MAX_CONSENT);
	}

	#[test]
	fn it_holds_when_the_chain_says_so() {
		use chain::ConsentError::*;
		let long = Terms { until: 901 + MAX_CONSENT, ..terms() };
		let none = Terms { until: 899, ..terms() };
		for terms in [terms(), long, none] {
			for now in [0, 899, 900, 1_500, 2_000, 2_001] {
				for since in [None, Some(899), Some(900), Some(901)] {
					let expected = on_chain(&terms).check(now, since).map_err(|error| match error {
						KeyInvalid => "key",
						NoTime => "consentNoTime",
						TooLong => "consentTooLong",
						NotYet => "consentNotYet",
						Ended => "consentEnded",
						Voided => "consentVoided",
					});
					let found = terms.check(now, since);
					assert_eq!(found.as_ref().map_err(|failure| failure.code.as_ref()).copied(), expected);
				}
			}
		}
	}

	fn block() -> BlockId {
		BlockId { number: 7, hash: hash(7), time: 1_000, age: None }
	}

	/// What is said of a consent by a chain that says this of keys.
	async fn checked(consent: &Consent, key: &'static str) -> Result<H256, Failure> {
		let chain = test_chain::chain(move |view, params| match view {
			"consents_void_since" => Value::Null,
			"key_validity" => {
				assert_eq!(params["relationships"], json!([ASSERTION]));
				assert_eq!(params["at"], json!({ "time": 900 }));
				json!(key)
			},
			other => panic!("nobody asks for {other}"),
		});
		consent.check(&chain, &block(), 1_000).await
	}

	#[tokio::test]
	async fn the_key_is_one_of_the_subject_when_it_was_signed() {
		let consent = terms().sign(&dev::alice(), &H256::zero()).expect("it is signed");
		assert_eq!(
			checked(&consent, "valid").await.expect("it holds"),
			terms().hash(&H256::zero()).expect("it has one")
		);
		assert_eq!(checked(&consent, "keyUnknown").await.expect_err("it is no key").code, "keyNotValid");
		let failure = checked(&consent, "unknown").await.expect_err("nobody knows");
		assert_eq!(failure.exit, Exit::Unknown);
		// That of an account is its own.
		let own = Terms { subject: AccountId32(dev::alice().public_key().0), ..terms() };
		let own = own.sign(&dev::alice(), &H256::zero()).expect("it is signed");
		assert!(checked(&own, "identityUnknown").await.is_ok());
	}

	#[tokio::test]
	async fn what_was_changed_is_not_signed() {
		let good = terms().sign(&dev::alice(), &H256::zero()).expect("it is signed");
		for terms in [
			Terms { subject: account(9), ..terms() },
			Terms { register: account(9), ..terms() },
			Terms { lender: account(9), ..terms() },
			Terms { key: PublicKey::for_agreement([8; 32]).text(), ..terms() },
			Terms { purpose: hash(9), ..terms() },
			Terms { signed_at: 901, ..terms() },
			Terms { until: 2_001, ..terms() },
			Terms { may_name_at_default: false, ..terms() },
		] {
			let changed = Consent { terms, ..good.clone() };
			assert_eq!(checked(&changed, "valid").await.expect_err("it is another").code, "consentSignature");
		}
		let elsewhere = terms().sign(&dev::alice(), &hash(1)).expect("it is signed");
		assert_eq!(checked(&elsewhere, "valid").await.expect_err("it is of another chain").code, "consentSignature");
		let other = Consent { signer: PublicKey::of(&dev::bob()).text(), ..good.clone() };
		assert_eq!(checked(&other, "valid").await.expect_err("it is by another").code, "consentSignature");
		let unknown = Consent { signature: json!({ "ed25519": "0x00" }), ..good };
		assert_eq!(checked(&unknown, "valid").await.expect_err("nobody can tell").exit, Exit::Unknown);
	}
}
