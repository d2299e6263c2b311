//! What is stored, and what calls take.

use crate::Config;
use civitas_primitives::{
	certification::{CertificateId, NetworkId, Uri},
	money::Balance,
	reputation::{Basis, Counted, Fate, Opinion, Quarter, ReceiptSignature, ReviewId, SignedReceipt, Subject},
	ContentHash, Moment, Text,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{CloneNoBound, DebugNoBound, DefaultNoBound, EqNoBound, PartialEqNoBound};
use scale_info::TypeInfo;
use sp_core::{ConstU32, H256};

/// A day, in milliseconds.
pub(crate) const DAY: Moment = 24 * 60 * 60 * 1_000;
/// For how long after the end of what it rests on a review can be given, in milliseconds: 180 days.
pub const WINDOW: Moment = 180 * DAY;
/// For how long a sealed review can be opened, once it can be, in milliseconds: 14 days.
pub const OPEN_WITHIN: Moment = 14 * DAY;
/// For how long a version can be disputed, in milliseconds: 30 days.
pub const DISPUTE_WITHIN: Moment = 30 * DAY;
/// For how long an arbiter can rule, in milliseconds: 30 days.
pub const RULE_WITHIN: Moment = 30 * DAY;
/// How old a price may be, in milliseconds: an hour.
pub const PRICE_AGE: Moment = 60 * 60 * 1_000;
/// The most versions of a review.
pub const MAX_VERSIONS: u8 = 8;
/// How many renewals of the certificate of a voice are followed.
pub const MAX_RENEWALS: u8 = 8;
/// The most bytes of the text of a post in a transaction.
pub const MAX_TEXT: u32 = 512;

/// A name: at most 64 bytes.
pub type Label = Text<ConstU32<64>>;
/// A line of text: at most 256 bytes.
pub type Line = Text<ConstU32<256>>;

/// A document off chain.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Document {
	/// Its hash.
	pub hash: ContentHash,
	/// Where it can be read: at most 256 bytes.
	pub uri: Uri,
}

/// What an account shows of itself.
#[derive(Clone, Debug, Default, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Profile {
	/// Its name: at most 64 bytes.
	pub name: Option<Label>,
	/// What it is: at most 256 bytes.
	pub description: Option<Line>,
	/// How to reach it: at most 256 bytes.
	pub contact: Option<Line>,
	/// What it offers: at most 256 bytes.
	pub products: Option<Line>,
	/// Who helps with that: at most 256 bytes.
	pub support: Option<Line>,
	/// The hash of a picture.
	pub media: Option<ContentHash>,
	/// All that there is to say.
	pub document: Option<Document>,
}

/// A profile as it is stored.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct ProfileRecord {
	/// What it shows.
	pub profile: Profile,
	/// Which version it is, from 1 on. It begins anew once the profile was taken away.
	pub version: u32,
}

/// What an account has, and has paid for.
#[derive(
	CloneNoBound, DebugNoBound, DefaultNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo,
)]
#[scale_info(skip_type_params(T), capture_docs = "always")]
#[codec(mel_bound())]
pub struct Ledger<T: Config> {
	/// How many posts it has made: the next one's number.
	pub posts: u32,
	/// How many bytes of records it pays for.
	pub bytes: u64,
	/// The deposit for that, if there is any.
	pub ticket: Option<T::Consideration>,
}

impl<T: Config> Ledger<T> {
	/// Whether it says nothing.
	pub(crate) fn is_empty(&self) -> bool {
		self.posts == 0 && self.bytes == 0
	}
}

/// Names a post.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct PostId<AccountId> {
	/// Whose it is.
	pub author: AccountId,
	/// Its number among the posts of its author.
	pub number: u32,
}

/// What kind of post it is.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum PostKind<AccountId> {
	/// A short one.
	#[codec(index = 0)]
	Post,
	/// A long one.
	#[codec(index = 1)]
	Article,
	/// News.
	#[codec(index = 2)]
	Announcement,
	/// About a product.
	#[codec(index = 3)]
	ProductInformation,
	/// By which rules something is done.
	#[codec(index = 4)]
	Policy,
	/// Praise of somebody, which rests on no receipt. He lists it by a reply.
	#[codec(index = 5)]
	Testimonial {
		/// Of whom.
		of: AccountId,
	},
}

/// A post to be published.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct PostTerms<AccountId> {
	/// What it is.
	pub kind: PostKind<AccountId>,
	/// The SHA-256 of what it says.
	pub content: ContentHash,
	/// Where that can be read: at most 256 bytes. May be empty.
	pub uri: Uri,
	/// What it says, if that is short: at most 512 bytes. It is kept in the block, for ever, and not in state.
	pub text: Option<Text<ConstU32<MAX_TEXT>>>,
	/// The post that it answers.
	pub reply_to: Option<PostId<AccountId>>,
	/// The number of the caller's post that it takes the place of.
	pub previous: Option<u32>,
}

/// A post.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Post<AccountId> {
	/// What it is.
	pub kind: PostKind<AccountId>,
	/// The SHA-256 of what it says.
	pub content: ContentHash,
	/// Where that can be read. Empty once it is withdrawn.
	pub uri: Uri,
	/// The post that it answers.
	pub reply_to: Option<PostId<AccountId>>,
	/// The number of the post that it takes the place of.
	pub previous: Option<u32>,
	/// The number of the one that has taken its place.
	pub next: Option<u32>,
	/// When it was published, in milliseconds.
	pub at: Moment,
	/// When it was withdrawn.
	pub withdrawn: Option<Moment>,
}

/// What shows that two had to do with one another.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Proof<AccountId, Interaction> {
	/// Dealings that this chain has settled: an agreement.
	#[codec(index = 0)]
	Dealings(Interaction),
	/// A certificate that one has issued to the other, who has accepted it.
	#[codec(index = 1)]
	Certificate(CertificateId),
	/// A receipt that both have signed off chain, with the signatures in the order of the parties.
	#[codec(index = 2)]
	Signed(SignedReceipt<AccountId>, [ReceiptSignature; 2]),
}

/// Which review is given.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Target<AccountId, Interaction> {
	/// The first that rests on this, about this.
	#[codec(index = 0)]
	First {
		/// What it rests on.
		proof: Proof<AccountId, Interaction>,
		/// What it is about: the thing that the receipt names, or its owner.
		subject: Subject<AccountId>,
		/// Which bucket of value it claims: from 0 to 7. Its fee grows with it.
		bucket: u8,
	},
	/// A new version of this one; or it is opened.
	#[codec(index = 1)]
	Again(ReviewId),
}

/// What is given.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Given {
	/// An opinion.
	#[codec(index = 0)]
	Open(Opinion),
	/// Its hash alone, so that the other side does not know it before it has said what it thinks. Only the first time.
	#[codec(index = 1)]
	Sealed(H256),
	/// What was sealed.
	#[codec(index = 2)]
	Opened {
		/// The opinion.
		opinion: Opinion,
		/// The salt.
		salt: H256,
	},
}

/// Who has ruled on a version, and how.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Disputed {
	/// Nobody has yet.
	#[codec(index = 0)]
	Open {
		/// Since when, in milliseconds.
		at: Moment,
		/// The fee, on hold from the owner of the subject.
		fee: Balance,
	},
	/// The arbiter did.
	#[codec(index = 1)]
	Ruled {
		/// Whether it was struck out.
		struck: bool,
		/// The hash of why.
		document: ContentHash,
		/// When.
		at: Moment,
	},
	/// Nobody did in time: it stands.
	#[codec(index = 2)]
	Silent,
}

/// What was said in a version.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Said {
	/// Nobody knows yet.
	#[codec(index = 0)]
	Sealed(H256),
	/// This.
	#[codec(index = 1)]
	Open(Opinion),
}

/// A version of a review.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Version {
	/// What it says.
	pub said: Said,
	/// When it was given, or opened, in milliseconds.
	pub at: Moment,
	/// What the owner of the subject answered, by its hash, and when.
	pub response: Option<(ContentHash, Moment)>,
	/// Whether it was disputed, and what came of that.
	pub disputed: Option<Disputed>,
}

/// How a review stands.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum ReviewState {
	/// It is sealed, and counts nothing.
	#[codec(index = 0)]
	Sealed,
	/// It stands.
	#[codec(index = 1)]
	Standing,
	/// Who gave it has withdrawn it. If it was sealed then, it never counts.
	#[codec(index = 2)]
	Withdrawn,
	/// An arbiter has struck it out.
	#[codec(index = 3)]
	Struck,
}

/// A certificate that someone is one person, under which a review counts in a network.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Voice {
	/// The certificate.
	pub certificate: CertificateId,
	/// Its network.
	pub network: NetworkId,
	/// The hash of the person's nullifier.
	pub person: H256,
	/// In which quarter the review first counted with it.
	pub quarter: Quarter,
}

/// A review.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(skip_type_params(T), capture_docs = "always")]
#[codec(mel_bound())]
pub struct Review<T: Config> {
	/// Who gives it.
	pub from: T::AccountId,
	/// What it is about.
	pub subject: Subject<T::AccountId>,
	/// Its place among the reviews of that.
	pub place: u32,
	/// What it rests on.
	pub basis: Basis<crate::InteractionOf<T>>,
	/// When that has ended, in milliseconds, if it had when it was last asked.
	pub ended: Option<Moment>,
	/// The bucket of value that it claims.
	pub bucket: u8,
	/// Who rules on it, and for how much, if the parties have agreed on somebody.
	pub arbiter: Option<(T::AccountId, Balance)>,
	/// When it was first given, in milliseconds.
	pub given_at: Moment,
	/// How it stands.
	pub state: ReviewState,
	/// Whether it was given sealed: then nothing is said anew, once it is opened by neither side.
	pub sealed: bool,
	/// In which quarter it first counted, if it has.
	pub quarter: Option<Quarter>,
	/// By what it counts in a network.
	pub voice: Option<Voice>,
	/// The number of its latest version, from 0 on.
	pub version: u8,
	/// That version.
	pub latest: Version,
	/// Who pays the deposit for it.
	pub payer: T::AccountId,
}

impl<T: Config> Review<T> {
	/// Whether it was given sealed, and is known.
	pub(crate) fn is_opened(&self) -> bool {
		self.sealed && matches!(self.latest.said, Said::Open(_))
	}

	/// As what it counts, if it does.
	pub(crate) fn counted(&self) -> Option<Counted> {
		let Said::Open(opinion) = &self.latest.said else { return None };
		let fate = match self.state {
			ReviewState::Sealed => return None,
			ReviewState::Standing => Fate::Standing,
			ReviewState::Withdrawn => Fate::Withdrawn,
			ReviewState::Struck => Fate::Struck,
		};
		Some(Counted {
			opinion: opinion.clone(),
			kind: self.basis.kind(),
			bucket: self.bucket,
			quarter: self.quarter?,
			fate,
		})
	}

	/// The same in the network of its voice, where it may have begun to count later.
	pub(crate) fn heard(&self) -> Option<(NetworkId, Counted)> {
		let Voice { network, quarter, .. } = self.voice.as_ref()?;
		Some((*network, Counted { quarter: *quarter, ..self.counted()? }))
	}
}

/// What a subject has set aside for reviews of it.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Sponsorship<AccountId> {
	/// Whose money it is: the owner of the subject.
	pub owner: AccountId,
	/// How much is left, on hold.
	pub left: Balance,
}

/// What is withdrawn.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Withdrawn {
	/// A review.
	#[codec(index = 0)]
	Review(ReviewId),
	/// A post of the caller, by its number.
	#[codec(index = 1)]
	Post(u32),
}
