//! What parties agree on. Its hash is what they sign, and what is signed is what runs.

use super::{
	Asset, Balance, ContentHash, Fraction, Moment, Seconds, MAX_AWAITED, MAX_INSTANCES, MAX_OBLIGATIONS, MAX_PARTIES,
};
use crate::{
	certification::{NetworkId, SchemaId, Uri},
	Text,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32, H256};

/// What a party is in an agreement, such as "tenant"; not empty, and without characters that cannot be seen.
pub type Role = Text<ConstU32<32>>;

/// What kind of thing an agreement is about, such as "vehicle"; not empty, and without characters that cannot be seen.
pub type ThingKind = Text<ConstU32<32>>;

/// All that parties agree on.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Terms<AccountId, Condition> {
	/// Who agrees: from 1 to 16 accounts, none twice. Parties are named by their place, from 0 on.
	pub parties: BoundedVec<Party<AccountId>, ConstU32<MAX_PARTIES>>,
	/// What it is about, if it is about a thing.
	pub about: Option<Thing<AccountId>>,
	/// The text that people read. Where it and the obligations differ, it binds.
	pub prose: Prose,
	/// The hash of the template that these terms were made from.
	pub template: Option<ContentHash>,
	/// Who owes what to whom: at most 32, and none for a paper that is only signed. They are settled in this order.
	pub obligations: BoundedVec<Obligation<AccountId, Condition>, ConstU32<MAX_OBLIGATIONS>>,
	/// How long it lasts. If `None`, until all is done or the parties end it.
	pub term: Option<Term>,
	/// Who decides disputes. If `None`, nobody does, and nothing can be disputed.
	pub arbitration: Option<Arbitration<AccountId>>,
	/// The agreement that these terms change; `None` for a new one.
	pub amends: Option<Amends>,
	/// The last moment at which it can be signed.
	pub sign_by: Moment,
	/// Tells apart what is agreed twice with the same words.
	pub salt: H256,
}

/// One of those who agree.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Party<AccountId> {
	/// Who.
	pub account: AccountId,
	/// As what, such as "tenant"; at most 32 bytes.
	pub role: Role,
}

/// What an agreement is about: a car, a home, a product.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Thing<AccountId> {
	/// Whose it is.
	pub owner: AccountId,
	/// Of what kind, such as "vehicle"; at most 32 bytes.
	pub kind: ThingKind,
	/// The hash of its description.
	pub hash: ContentHash,
}

/// The text of an agreement, which is kept off chain.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Prose {
	/// Its hash.
	pub hash: ContentHash,
	/// Where it can be read. May be empty.
	pub uri: Uri,
	/// The root of the Merkle tree of its clauses (RFC 9162), so that one of them can be shown without the others.
	pub clauses: Option<H256>,
}

/// That someone owes something to someone.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Obligation<AccountId, Condition> {
	/// The number of the clause that says so in the text.
	pub clause: u16,
	/// The party that owes.
	pub debtor: u8,
	/// To whom; not to the debtor.
	pub creditor: Creditor<AccountId>,
	/// What.
	pub performance: Performance,
	/// What has to be true before it is due.
	pub awaits: Awaits<AccountId, Condition>,
	/// Where the money is until then. Acts are `Unfunded`.
	pub funding: Funding,
	/// For how many seconds after it is due it is not yet late.
	pub grace: Seconds,
	/// Simple interest on what is late, from when it was due: in millionths a year of 365 days. Not on streams and acts.
	pub interest: Option<u32>,
	/// Whether the creditor can hand it over to another without the debtor.
	pub assignable: bool,
	/// In an amendment, the obligation of the terms before whose payments, holds and claims count on in this one.
	pub carries: Option<u8>,
}

/// To whom something is owed.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Creditor<AccountId> {
	/// A party.
	#[codec(index = 0)]
	Party(u8),
	/// Someone who is not a party, such as a tax office.
	#[codec(index = 1)]
	Account(AccountId),
}

/// What is owed.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Performance {
	/// An amount.
	#[codec(index = 0)]
	Pay {
		/// Of which asset; `None` for the native one.
		asset: Asset,
		/// How much, more than nothing: all of it if it accrues once or a number of times, and otherwise what accrues in a period.
		/// \[balance\]
		amount: Balance,
		/// When it accrues.
		accrues: Accrual,
	},
	/// A share of what another obligation has paid, interest aside, rounded down. It accrues when that is paid.
	#[codec(index = 1)]
	Share {
		/// The other obligation, which stands before this one and is no act.
		of: u8,
		/// Which part of it.
		share: Fraction,
	},
	/// An act: nothing moves. Whether it is done is claimed by the debtor.
	#[codec(index = 2)]
	Act {
		/// By when.
		due: When,
	},
}

/// When an amount accrues.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Accrual {
	/// All at once.
	#[codec(index = 0)]
	Once(When),
	/// By instalments: the first at the start, each further one a period later, none in part.
	#[codec(index = 1)]
	Instalments {
		/// When the first accrues.
		start: When,
		/// From one to the next. Months are of the calendar, in UTC: an instalment falls on the day and time of the start, on the last
		/// day of a month that lacks it.
		every: Span,
		/// How many; until the agreement ends, if `None`. The first k of n are floor(amount × k / n).
		count: Option<u32>,
	},
	/// By the second and finer, evenly.
	#[codec(index = 2)]
	Stream {
		/// When it begins to flow.
		start: When,
		/// A period, in seconds.
		every: Seconds,
		/// For how many periods; until the agreement ends, if `None`.
		count: Option<u32>,
	},
}

/// A length of time.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Span {
	/// Seconds.
	#[codec(index = 0)]
	Seconds(Seconds),
	/// Months of the calendar, in UTC.
	#[codec(index = 1)]
	Months(u16),
}

/// A moment that the terms name.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum When {
	/// This moment.
	#[codec(index = 0)]
	At(Moment),
	/// So long after the last signature. In an amendment, that of the first terms.
	#[codec(index = 1)]
	Activation(Span),
	/// So long after the end of the agreement. What is timed from the end is not stopped by it.
	#[codec(index = 2)]
	End(Span),
}

/// What has to be true before something is due: all of it.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Awaits<AccountId, Condition> {
	/// That it is claimed, and how a claim is answered. Every act awaits it, a share never.
	pub claim: Option<ClaimTerms>,
	/// That these obligations, which stand before, are fulfilled; at most 8.
	pub fulfilled: BoundedVec<u16, ConstU32<MAX_AWAITED>>,
	/// That one of these obligations, which stand before, is late, as for a guarantor; at most 8.
	pub late: BoundedVec<u16, ConstU32<MAX_AWAITED>>,
	/// That someone is certified of something.
	pub certificate: Option<CertificateTerms<AccountId>>,
	/// What another capability says; only of what accrues once and is not claimed.
	pub condition: Option<Condition>,
	/// When a hold goes back and nothing more can become due, unless all was true by then. What is claimed or disputed by then
	/// stays until it is decided. Needed where money is held that awaits something.
	pub until: Option<When>,
}

impl<AccountId, Condition> Default for Awaits<AccountId, Condition> {
	fn default() -> Self {
		Self {
			claim: None,
			fulfilled: BoundedVec::new(),
			late: BoundedVec::new(),
			certificate: None,
			condition: None,
			until: None,
		}
	}
}

/// How a claim is answered.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct ClaimTerms {
	/// For how many seconds the other can answer; and for how many after an answer the rest can be disputed before it lapses.
	pub answer_within: Seconds,
	/// What it means if there is no answer.
	pub silence: Silence,
}

/// What silence means.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Silence {
	/// All that is claimed is accepted.
	#[codec(index = 0)]
	Accepts,
	/// Nothing of it is.
	#[codec(index = 1)]
	Rejects,
}

/// A certificate, whose evidence is the hash of these terms.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct CertificateTerms<AccountId> {
	/// Of which network.
	pub network: NetworkId,
	/// Of which schema.
	pub schema: SchemaId,
	/// Of whom.
	pub subject: AccountId,
}

/// Where the money of an obligation is before it is due.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Funding {
	/// Among what the debtor has free, when it is settled.
	#[codec(index = 0)]
	Unfunded,
	/// On hold in the debtor's account as far as he puts it there; what has not accrued he can take back.
	#[codec(index = 1)]
	Revocable,
	/// All of it on hold in the debtor's account: from his signature on, or from this moment on, after which it is late.
	#[codec(index = 2)]
	Escrowed(Option<When>),
}

/// How long an agreement lasts.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Term {
	/// From activation, at least so long.
	pub minimum: Span,
	/// And then.
	pub renewal: Renewal,
	/// How many seconds before the end of a term, or if it is open-ended before any end, a party has to give notice. If `None`,
	/// nobody can.
	pub notice: Option<Seconds>,
}

/// What comes after the minimum term.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Renewal {
	/// The end.
	#[codec(index = 0)]
	Ends,
	/// Further terms of this length, until notice is given.
	#[codec(index = 1)]
	Terms(Span),
	/// It goes on, until notice is given.
	#[codec(index = 2)]
	Open,
}

/// How disputes are decided.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Arbitration<AccountId> {
	/// Who decides, one after the other: from 1 to 3.
	pub instances: BoundedVec<Instance<AccountId>, ConstU32<MAX_INSTANCES>>,
	/// Whether both sides advance the fee. Otherwise only who disputes or appeals does.
	pub both_advance: bool,
	/// For how many seconds after a ruling it can be appealed.
	pub appeal_within: Seconds,
	/// Which part of what is disputed is due if nobody rules.
	pub default: Fraction,
}

/// Who decides a dispute.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Instance<AccountId> {
	/// Who: neither a party nor related to one. A panel is an identity that several control.
	pub arbiter: AccountId,
	/// For how much, in the native asset, which no issuer can freeze. \[balance\]
	pub fee: Balance,
	/// For how many seconds the sides can give evidence, and the other side advance the fee.
	pub evidence_within: Seconds,
	/// For how many seconds after that it can rule.
	pub rule_within: Seconds,
}

/// What is changed.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Amends {
	/// The agreement.
	pub agreement: H256,
	/// Its version, which was 0 at first and is one more after each amendment, and each time that its end is set.
	pub version: u32,
}

impl<AccountId: PartialEq, Condition> Terms<AccountId, Condition> {
	/// The account of a party.
	pub fn party(&self, place: u8) -> Option<&AccountId> {
		self.parties.get(usize::from(place)).map(|party| &party.account)
	}

	/// The place of a party.
	pub fn place(&self, account: &AccountId) -> Option<u8> {
		let place = self.parties.iter().position(|party| party.account == *account)?;
		u8::try_from(place).ok()
	}

	/// The account of a creditor.
	pub fn creditor<'a>(&'a self, creditor: &'a Creditor<AccountId>) -> Option<&'a AccountId> {
		match creditor {
			Creditor::Party(place) => self.party(*place),
			Creditor::Account(account) => Some(account),
		}
	}

	/// The obligation at a place.
	pub fn obligation(&self, place: u8) -> Option<&Obligation<AccountId, Condition>> {
		self.obligations.get(usize::from(place))
	}

	/// Of which asset an obligation is; `None` if it is an act.
	pub fn asset(&self, place: u8) -> Option<Asset> {
		match &self.obligation(place)?.performance {
			Performance::Pay { asset, .. } => Some(*asset),
			// Nearer to the first each time, as checked terms are.
			Performance::Share { of, .. } if *of < place => self.asset(*of),
			Performance::Share { .. } | Performance::Act { .. } => None,
		}
	}

	/// How much an obligation can come to at most, interest aside; `None` if there is no bound. An act counts as 1.
	pub fn bound(&self, place: u8) -> Option<Balance> {
		match &self.obligation(place)?.performance {
			Performance::Pay { amount, accrues, .. } => match accrues {
				Accrual::Once(_) => Some(*amount),
				Accrual::Instalments { count, .. } | Accrual::Stream { count, .. } => count.map(|_| *amount),
			},
			Performance::Share { of, share } if *of < place => Some(share.of(self.bound(*of)?)),
			Performance::Share { .. } => None,
			Performance::Act { .. } => Some(1),
		}
	}
}

impl Accrual {
	/// When the first of it accrues.
	pub fn start(&self) -> &When {
		match self {
			Self::Once(start) | Self::Instalments { start, .. } | Self::Stream { start, .. } => start,
		}
	}
}

impl Performance {
	/// When the first of it accrues; `None` if it follows what another obligation pays.
	pub fn start(&self) -> Option<&When> {
		match self {
			Self::Pay { accrues, .. } => Some(accrues.start()),
			Self::Act { due } => Some(due),
			Self::Share { .. } => None,
		}
	}
}

impl<AccountId, Condition> Awaits<AccountId, Condition> {
	/// The obligations of which it is awaited that they are fulfilled, or that one of them is late.
	pub fn others(&self) -> impl Iterator<Item = u16> + '_ {
		self.fulfilled.iter().chain(&self.late).copied()
	}

	/// Whether anything is awaited.
	pub fn any(&self) -> bool {
		self.claim.is_some() || self.beside_claim()
	}

	/// Whether anything is awaited but a claim.
	pub fn beside_claim(&self) -> bool {
		!self.fulfilled.is_empty() || !self.late.is_empty() || self.certificate.is_some() || self.condition.is_some()
	}
}
