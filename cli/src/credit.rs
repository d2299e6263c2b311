//! Credit files, as registers and lenders have them: their JSON, and what is computed of them. It is a second
//! implementation of what the chain's own crates say of them, which the tests hold it against.

pub mod consent;
pub mod score;
pub mod seal;
pub mod trie;

use crate::{
	identity::content_id,
	moment::{self, Moment},
};
use codec::Encode;
use serde::{Deserialize, Serialize};
use subxt::utils::{AccountId32, H256};

/// The pallet that has the roots of registers.
pub const CREDIT: &str = "credit";

/// Amounts of units of account, which have 18 decimals, as people write them: "450.5".
pub mod units {
	use serde::{de::Error, Deserialize, Deserializer, Serializer};

	const DECIMALS: usize = 18;
	/// A unit.
	pub const UNIT: u128 = 10u128.pow(DECIMALS as u32);

	pub fn serialize<S: Serializer>(amount: &u128, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.serialize_str(&show(*amount))
	}

	pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u128, D::Error> {
		let text = String::deserialize(deserializer)?;
		parse(&text).ok_or_else(|| D::Error::custom(format!("`{text}` is not an amount such as \"450.5\"")))
	}

	/// With as many decimals as it needs.
	pub fn show(amount: u128) -> String {
		let text = format!("{}.{:0DECIMALS$}", amount / UNIT, amount % UNIT);
		text.trim_end_matches('0').trim_end_matches('.').to_owned()
	}

	/// `None` if it is none, has more than 18 decimals, or is too large.
	pub fn parse(text: &str) -> Option<u128> {
		let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
		let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
		if !digits(whole) || !digits(part) || part.len() > DECIMALS {
			return None;
		}
		let part: u128 = format!("{part:0<DECIMALS$}").parse().ok()?;
		whole.parse::<u128>().ok()?.checked_mul(UNIT)?.checked_add(part)
	}
}

/// Bytes as `0x` and hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Bytes(pub Vec<u8>);

impl TryFrom<String> for Bytes {
	type Error = String;

	fn try_from(text: String) -> Result<Self, String> {
		let digits = text.strip_prefix("0x").ok_or("0x is missing")?;
		hex::decode(digits).map(Self).map_err(|error| error.to_string())
	}
}

impl From<Bytes> for String {
	fn from(Bytes(bytes): Bytes) -> Self {
		format!("0x{}", hex::encode(bytes))
	}
}

/// Something in a file.
#[derive(Clone, Debug, Encode, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
	/// So that nobody can guess what it is that has this hash.
	pub salt: H256,
	/// When it was entered.
	#[serde(with = "moment::json")]
	pub at: Moment,
	/// Who told the register.
	pub reporter: AccountId32,
	pub body: Body,
}

/// What an entry says.
#[derive(Clone, Debug, Encode, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Body {
	/// How a liability went in a period.
	#[codec(index = 0)]
	Record(Record),
	/// Somebody got the file.
	#[codec(index = 1)]
	Inquiry(Inquiry),
	/// What an earlier record should have said.
	#[codec(index = 2)]
	Correction(Correction),
	/// An earlier entry is disputed.
	#[codec(index = 3)]
	Dispute(Dispute),
}

/// What a liability arises from.
#[derive(Clone, Copy, Debug, Encode, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Liability {
	#[codec(index = 0)]
	Loan,
	#[codec(index = 1)]
	Rent,
	#[codec(index = 2)]
	Invoice,
	#[codec(index = 3)]
	Other,
}

/// How a liability went in a period.
#[derive(Clone, Copy, Debug, Encode, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
	pub liability: Liability,
	pub reference: H256,
	#[serde(with = "units")]
	pub value: u128,
	#[serde(with = "moment::json")]
	pub from: Moment,
	#[serde(with = "moment::json")]
	pub until: Moment,
	/// For how many days something was late at most.
	#[serde(default)]
	pub worst: u32,
	#[serde(default, with = "units")]
	pub loss: u128,
}

/// Who got the file, and why.
#[derive(Clone, Debug, Encode, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inquiry {
	pub lender: AccountId32,
	pub consent: H256,
	pub purpose: H256,
}

/// What the record of a number should have said; nothing if it should not be there.
#[derive(Clone, Copy, Debug, Encode, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
	pub of: u32,
	pub record: Option<Record>,
}

/// The entry of a number is disputed, by this hash on chain.
#[derive(Clone, Copy, Debug, Encode, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dispute {
	pub of: u32,
	pub dispute: H256,
}

impl Entry {
	pub fn hash(&self) -> H256 {
		content_id("civitas/credit-entry", &self.encode())
	}
}

/// What stands for the entries of a file in their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
	pub count: u32,
	pub hash: H256,
}

impl Head {
	/// That after one more entry.
	pub fn then(&self, entry: &H256) -> Self {
		let hash = content_id("civitas/credit-head", &(self.hash, entry).encode());
		Self { count: self.count.saturating_add(1), hash }
	}

	pub fn of(entries: &[Entry]) -> Self {
		entries.iter().fold(Self::default(), |head, entry| head.then(&entry.hash()))
	}

	/// What is in the trie of a file with these entries.
	pub fn commitment(&self, register: &AccountId32, subject: &AccountId32, salt: &H256) -> H256 {
		content_id("civitas/credit-file", &(register, subject, self.count, self.hash, salt).encode())
	}
}

/// Where a file is in the trie.
pub fn subject_key(register: &AccountId32, subject: &AccountId32) -> H256 {
	content_id("civitas/credit-subject", &(register, subject).encode())
}

/// What is written on chain of a dispute of an entry.
pub fn dispute_hash(register: &AccountId32, subject: &AccountId32, entry: &H256, salt: &H256) -> H256 {
	content_id("civitas/credit-dispute", &(register, subject, entry, salt).encode())
}

/// The salt of a file in a root of this number, by the secret of its register. So all commitments are others each time,
/// whether or not anything was reported.
pub fn file_salt(secret: &H256, subject: &AccountId32, number: u32) -> H256 {
	content_id("civitas/credit-salt", &(secret, subject, number).encode())
}

/// What a loan carries of an assessment.
#[derive(Clone, Debug, Encode)]
pub struct Assessment {
	pub register: AccountId32,
	pub root: H256,
	pub commitment: H256,
	pub function: u32,
	pub score: u16,
	pub borrower: AccountId32,
	pub salt: H256,
}

impl Assessment {
	pub fn hash(&self) -> H256 {
		content_id("civitas/credit-assessment", &self.encode())
	}
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use civitas_primitives::credit::{file as chain, score::Assessment as OfChain};
	use codec::Decode;
	use serde_json::json;

	pub fn account(number: u8) -> AccountId32 {
		AccountId32([number; 32])
	}

	pub fn hash(number: u8) -> H256 {
		H256::repeat_byte(number)
	}

	pub fn record() -> Record {
		Record {
			liability: Liability::Rent,
			reference: hash(7),
			value: 450 * units::UNIT + units::UNIT / 2,
			from: 1_735_689_600_000,
			until: 1_738_368_000_000,
			worst: 3,
			loss: 1,
		}
	}

	/// Something of each kind.
	pub fn entries() -> Vec<Entry> {
		let bodies = [
			Body::Record(record()),
			Body::Inquiry(Inquiry { lender: account(3), consent: hash(8), purpose: hash(9) }),
			Body::Correction(Correction { of: 0, record: Some(Record { worst: 0, ..record() }) }),
			Body::Correction(Correction { of: 0, record: None }),
			Body::Dispute(Dispute { of: 0, dispute: hash(6) }),
		];
		let entry = |(number, body)| Entry { salt: hash(number), at: 1_738_368_000_000, reporter: account(4), body };
		(10..).zip(bodies).map(entry).collect()
	}

	/// The same, as the chain's crates have it.
	pub fn on_chain(entry: &Entry) -> chain::Entry<[u8; 32]> {
		chain::Entry::decode(&mut &entry.encode()[..]).expect("it is an entry")
	}

	#[test]
	fn hashes_are_those_of_the_chain() {
		let theirs: Vec<_> = entries().iter().map(on_chain).collect();
		let same = |(ours, theirs): (&Entry, &chain::Entry<[u8; 32]>)| {
			ours.encode() == theirs.encode() && ours.hash().0 == theirs.hash().0
		};
		assert!(entries().iter().zip(&theirs).all(same));
		let (register, subject) = ([1; 32], [2; 32]);
		let key = chain::subject_key(&register, &subject);
		assert_eq!(subject_key(&account(1), &account(2)).0, key.0);
		let dispute = chain::dispute_hash(&register, &subject, &[3; 32].into(), &[4; 32].into());
		assert_eq!(dispute_hash(&account(1), &account(2), &hash(3), &hash(4)).0, dispute.0);
		let file = chain::File { register, subject, entries: theirs, salt: [5; 32].into() };
		let head = Head::of(&entries());
		assert_eq!((head.count, head.hash.0), (file.head().count, file.head().hash.0));
		assert_eq!(head.commitment(&account(1), &account(2), &hash(5)).0, file.commitment().0);
		let (root, commitment, borrower) = ([6; 32].into(), [7; 32].into(), [8; 32]);
		let theirs = OfChain { register, root, commitment, function: 1, score: 731, borrower, salt: [9; 32].into() };
		let ours = Assessment {
			register: account(1),
			root: hash(6),
			commitment: hash(7),
			function: 1,
			score: 731,
			borrower: account(8),
			salt: hash(9),
		};
		assert_eq!(ours.hash().0, theirs.hash().0);
	}

	#[test]
	fn json_reads_back() {
		for entry in entries() {
			let json = serde_json::to_value(&entry).expect("it is JSON");
			assert_eq!(serde_json::from_value::<Entry>(json).expect("it is an entry"), entry);
		}
		let written = json!({
			"liability": "rent", "reference": hash(7), "value": "450.5",
			"from": "2025-01-01T00:00:00Z", "until": 1_738_368_000_000_u64, "worst": 3, "loss": "0.000000000000000001",
		});
		assert_eq!(serde_json::from_value::<Record>(written).expect("it is a record"), record());
		let other = json!({ "of": 0, "record": null, "why": 1 });
		assert!(serde_json::from_value::<Correction>(other).is_err());
		assert!(serde_json::from_value::<Bytes>(json!("12")).is_err());
	}

	#[test]
	fn amounts_are_exact() {
		let most = units::show(u128::MAX);
		for text in ["0", "1", "450.5", "0.000000000000000001", &most] {
			assert_eq!(units::parse(text).map(units::show).as_deref(), Some(text));
		}
		assert_eq!(units::parse("1.50"), Some(units::UNIT * 3 / 2));
		for wrong in ["", ".", "1.", ".5", "-1", "1e3", "0.0000000000000000001", "1 000", "9".repeat(30).as_str()] {
			assert_eq!(units::parse(wrong), None, "{wrong}");
		}
	}

	#[test]
	fn salts_are_of_one_subject_and_one_root() {
		let salt = file_salt(&hash(1), &account(2), 3);
		assert_eq!(salt, file_salt(&hash(1), &account(2), 3));
		for other in [
			file_salt(&hash(2), &account(2), 3),
			file_salt(&hash(1), &account(1), 3),
			file_salt(&hash(1), &account(2), 4),
		] {
			assert_ne!(salt, other);
		}
	}
}
