//! The consent by which a register may give a file to a lender.
//!
//! It is an [envelope](Envelope) that a key of the subject signs, and never on chain: the subject or the lender brings
//! it to the register. What the chain says of it is whether the key was one of the subject's for assertions when it was
//! signed, and whether the subject has ended it since (`void_consents`), which a register must look at.

use crate::{identity::PublicKey, lending::DAY, ActionTag, ContentHash, Envelope, Moment};
use codec::{Decode, Encode};
use sp_core::H256;

/// What the subject signs.
pub const CONSENT: ActionTag = ActionTag::new("credit/consent");
/// For how long a consent is good at most.
pub const MAX_CONSENT: Moment = 90 * DAY;

/// What the subject agrees to.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq)]
pub struct Consent<AccountId> {
	/// Who keeps the file.
	pub register: AccountId,
	/// Who gets it.
	pub lender: AccountId,
	/// To what it is sealed: an X25519 key by which others agree on secrets with the lender (`keyAgreement`).
	pub key: [u8; 32],
	/// The hash of what it is for, in words.
	pub purpose: ContentHash,
	/// When it was signed, as the subject says.
	pub signed_at: Moment,
	/// The last moment at which the file may be given: at most 90 days later.
	pub until: Moment,
	/// Whether the register may tell the lender who the subject is if a loan that comes of this is in default. It is
	/// asked where the lender lends to an account that only the register can link to the person.
	pub may_name_at_default: bool,
}

/// Why a consent does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentError {
	/// The key is one whose secrets anyone can find.
	KeyInvalid,
	/// It ends before it begins.
	NoTime,
	/// It is for more than 90 days.
	TooLong,
	/// It was signed at a time that is to come.
	NotYet,
	/// Its time is over.
	Ended,
	/// The subject has ended it.
	Voided,
}

impl<AccountId: Encode> Consent<AccountId> {
	/// What is signed, on the chain with this first block, by which the file and the entry of the inquiry name the
	/// consent.
	///
	/// The number is 0 and there is no last block: it is good for its time, more than once. There is no submitter, as
	/// nobody brings it to the chain; whoever brings it to the register, the file is for the lender that it names.
	pub fn hash(&self, genesis: H256, subject: AccountId) -> H256 {
		let (action, deadline) = (CONSENT, u32::MAX);
		let envelope =
			Envelope { genesis, action, identity: subject, nonce: 0, deadline, submitter: None, payload: self };
		H256(envelope.hash())
	}

	/// Whether it holds at a time. `void_since` is when the subject has last ended all consents, as the chain says.
	///
	/// What was signed at that very time is ended too: nobody can tell which was first, and the subject can sign again.
	pub fn check(&self, now: Moment, void_since: Option<Moment>) -> Result<(), ConsentError> {
		if PublicKey::X25519(self.key).validate().is_err() {
			return Err(ConsentError::KeyInvalid);
		}
		match self.until.checked_sub(self.signed_at) {
			None => return Err(ConsentError::NoTime),
			Some(time) if time > MAX_CONSENT => return Err(ConsentError::TooLong),
			Some(_) => {},
		}
		if now < self.signed_at {
			return Err(ConsentError::NotYet);
		}
		if now > self.until {
			return Err(ConsentError::Ended);
		}
		match void_since {
			Some(since) if self.signed_at <= since => Err(ConsentError::Voided),
			_ => Ok(()),
		}
	}
}
