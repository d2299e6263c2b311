//! What pallets, RPC and clients share about reputation.

mod aggregate;
pub mod formulas;

pub use aggregate::{quarter, Aggregate, Counted, Counts, Fate, Histogram, Miscounted, Quarter, QUARTERS};
pub use formulas::{bucket, Scores};

use crate::{
	agreements::Thing,
	certification::CertificateId,
	identity::{KeySignature, PublicKey},
	ActionTag, ContentHash, Moment,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32, H256};

/// Names a subject by what it is: [`Subject::id`].
pub type SubjectId = H256;
/// Names a review by what it rests on, who gives it, and whom it is about: [`review_id`].
pub type ReviewId = H256;

/// What both parties sign of a receipt off chain.
pub const RECEIPT: ActionTag = ActionTag::new("reputation/receipt");
/// The most that can be rated; the least is 1.
pub const MAX_RATING: u8 = 5;
/// How many buckets of value there are: below 10 whole CIV, below 100, …, and from 10^7 on.
pub const BUCKETS: u8 = 8;
/// How many kinds of what a review rests on there are.
pub const KINDS: usize = 3;
/// How many dimensions there are.
pub const DIMENSIONS: usize = 5;

/// What has a reputation: someone, or something that someone owns.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Subject<AccountId> {
	/// An account: a person, a business, a government, a device.
	#[codec(index = 0)]
	Account(AccountId),
	/// A thing: a product, service, content, branch or website, named as agreements name what they are about.
	#[codec(index = 1)]
	Thing(Thing<AccountId>),
}

impl<AccountId: Encode> Subject<AccountId> {
	/// Who answers for it.
	pub fn owner(&self) -> &AccountId {
		match self {
			Self::Account(account) => account,
			Self::Thing(thing) => &thing.owner,
		}
	}

	/// Its identifier.
	pub fn id(&self) -> SubjectId {
		crate::content_id("civitas/subject", self)
	}
}

/// By what kind of record two had to do with one another.
#[derive(
	Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, PartialOrd, Ord, TypeInfo,
)]
#[scale_info(capture_docs = "always")]
pub enum BasisKind {
	/// Dealings that this chain has settled.
	#[codec(index = 0)]
	Dealings,
	/// A certificate that one has issued to the other.
	#[codec(index = 1)]
	Certificate,
	/// A receipt that both have signed.
	#[codec(index = 2)]
	Signed,
}

/// What a review rests on.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Basis<Interaction> {
	/// Dealings that this chain has settled: an agreement.
	#[codec(index = 0)]
	Dealings(Interaction),
	/// A certificate that one has issued to the other, who has accepted it: of employment, membership, attendance.
	#[codec(index = 1)]
	Certificate(CertificateId),
	/// A receipt that both have signed off chain, by its identifier: [`SignedReceipt::id`].
	#[codec(index = 2)]
	Signed(H256),
}

impl<Interaction> Basis<Interaction> {
	/// Of which kind it is.
	pub fn kind(&self) -> BasisKind {
		match self {
			Self::Dealings(_) => BasisKind::Dealings,
			Self::Certificate(_) => BasisKind::Certificate,
			Self::Signed(_) => BasisKind::Signed,
		}
	}
}

/// A receipt off chain: of cash, of a visit.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct SignedReceipt<AccountId> {
	/// Who had to do with one another.
	pub parties: [AccountId; 2],
	/// What it was about, if it was about a thing of one of them.
	pub thing: Option<Thing<AccountId>>,
	/// When, in milliseconds.
	pub time: Moment,
	/// Tells apart what happens twice at one time.
	pub salt: H256,
}

impl<AccountId: Encode> SignedReceipt<AccountId> {
	/// Its identifier.
	pub fn id(&self) -> H256 {
		crate::content_id("civitas/receipt", self)
	}
}

/// A signature under a receipt.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct ReceiptSignature {
	/// By which key of the party.
	pub key: PublicKey,
	/// The signature, of the envelope: action `reputation/receipt`, nonce 0, the last block that there can be as
	/// deadline, no submitter.
	pub signature: KeySignature,
}

/// The identifier of a review.
pub fn review_id<Interaction: Encode, AccountId: Encode>(
	basis: &Basis<Interaction>,
	from: &AccountId,
	about: &AccountId,
) -> ReviewId {
	crate::content_id("civitas/review", (basis, from, about))
}

/// What is rated besides the whole.
#[derive(
	Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, PartialOrd, Ord, TypeInfo,
)]
#[scale_info(capture_docs = "always")]
pub enum Dimension {
	/// How good it was.
	#[codec(index = 0)]
	Quality,
	/// Whether it was as described.
	#[codec(index = 1)]
	Accuracy,
	/// Whether it came in time.
	#[codec(index = 2)]
	Timeliness,
	/// How one could talk with them.
	#[codec(index = 3)]
	Communication,
	/// What it was worth for its price.
	#[codec(index = 4)]
	Value,
}

impl Dimension {
	/// All of them.
	pub const ALL: [Self; DIMENSIONS] =
		[Self::Quality, Self::Accuracy, Self::Timeliness, Self::Communication, Self::Value];
}

/// What someone thinks of a subject.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Opinion {
	/// Over all: from 1 to 5.
	pub rating: u8,
	/// By dimension, each at most once: from 1 to 5.
	pub dimensions: BoundedVec<(Dimension, u8), ConstU32<{ DIMENSIONS as u32 }>>,
	/// The hash of what is said, if anything is.
	pub content: Option<ContentHash>,
	/// Whether something was given for the review.
	pub incentive: bool,
}

impl Opinion {
	/// Whether all ratings are between 1 and 5, and no dimension is rated twice.
	pub fn is_valid(&self) -> bool {
		let is_rating = |rating: u8| (1..=MAX_RATING).contains(&rating);
		let is_once = |place: usize, dimension: Dimension| {
			self.dimensions.iter().take(place).all(|(earlier, _)| *earlier != dimension)
		};
		let mut rated = self.dimensions.iter().enumerate();
		is_rating(self.rating)
			&& rated.all(|(place, (dimension, rating))| is_rating(*rating) && is_once(place, *dimension))
	}

	/// What is given instead of it, if it is sealed: the hash of the review's identifier, it, and a salt.
	pub fn seal(&self, review: &ReviewId, salt: &H256) -> H256 {
		crate::content_id("civitas/sealed-review", (review, self, salt))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const HASH: H256 = H256::repeat_byte(7);

	fn thing(owner: u64, kind: &str, hash: H256) -> Thing<u64> {
		Thing { owner, kind: kind.try_into().unwrap(), hash }
	}

	fn opinion(rating: u8, dimensions: &[(Dimension, u8)]) -> Opinion {
		let dimensions = BoundedVec::try_from(dimensions.to_vec()).unwrap();
		Opinion { rating, dimensions, content: Some(HASH), incentive: false }
	}

	#[test]
	fn an_opinion_rates_from_1_to_5_and_nothing_twice() {
		for rating in 0..=u8::MAX {
			let is_rating = [1, 2, 3, 4, 5].contains(&rating);
			assert_eq!(opinion(rating, &[]).is_valid(), is_rating, "{rating}");
			let both = opinion(3, &[(Dimension::Quality, 1), (Dimension::Value, rating)]);
			assert_eq!(both.is_valid(), is_rating, "{rating}");
		}
		let all = Dimension::ALL.map(|dimension| (dimension, 5));
		assert!(opinion(1, &all).is_valid());
		for place in 1..DIMENSIONS {
			let mut twice = all;
			twice[place].0 = twice[place - 1].0;
			assert!(!opinion(1, &twice).is_valid(), "{place}");
		}
		let far = [(Dimension::Value, 1), (Dimension::Quality, 1), (Dimension::Value, 2)];
		assert!(!opinion(1, &far).is_valid());
	}

	#[test]
	fn enums_keep_their_numbers() {
		let kinds = [BasisKind::Dealings, BasisKind::Certificate, BasisKind::Signed];
		assert_eq!(kinds.encode(), [0u8, 1, 2]);
		assert_eq!(Dimension::ALL.encode(), [0u8, 1, 2, 3, 4]);
		// Aggregates find their sides by these.
		assert_eq!(kinds.map(|kind| kind as usize), [0, 1, 2]);
		assert_eq!(Dimension::ALL.map(|dimension| dimension as usize), [0, 1, 2, 3, 4]);

		let bases = [Basis::Dealings(HASH), Basis::Certificate(HASH), Basis::Signed(HASH)];
		for (basis, kind) in bases.iter().zip(kinds) {
			assert_eq!(basis.kind(), kind);
			assert_eq!(basis.encode(), (kind, HASH).encode());
		}
		assert_eq!(Subject::Account(9u64).encode(), (0u8, 9u64).encode());
		let thing = thing(9, "product", HASH);
		assert_eq!(Subject::Thing(thing.clone()).encode(), (1u8, thing).encode());
	}

	#[test]
	fn subjects_differ_by_all_that_they_are() {
		let subjects = [
			Subject::Account(1),
			Subject::Account(2),
			Subject::Thing(thing(1, "product", HASH)),
			Subject::Thing(thing(2, "product", HASH)),
			Subject::Thing(thing(1, "service", HASH)),
			Subject::Thing(thing(1, "product", H256::zero())),
		];
		for (place, subject) in subjects.iter().enumerate() {
			assert_eq!(subject.id(), crate::content_id("civitas/subject", subject));
			for other in subjects.iter().skip(place + 1) {
				assert_ne!(subject.id(), other.id(), "{subject:?} {other:?}");
			}
		}
		assert_eq!(subjects.map(|subject| *subject.owner()), [1, 2, 1, 2, 1, 1]);
	}

	#[test]
	fn reviews_differ_by_what_they_rest_on_and_by_direction() {
		let bases = [Basis::Dealings(HASH), Basis::Certificate(HASH), Basis::Signed(HASH), Basis::Signed(H256::zero())];
		let mut ids: Vec<_> = bases
			.iter()
			.flat_map(|basis| [(1u64, 2u64), (2, 1), (1, 3)].map(|(from, about)| review_id(basis, &from, &about)))
			.collect();
		assert_eq!(ids.first(), Some(&crate::content_id("civitas/review", (&bases[0], 1u64, 2u64))));
		let count = ids.len();
		ids.sort_unstable();
		ids.dedup();
		assert_eq!((count, ids.len()), (12, 12));
	}

	#[test]
	fn a_seal_is_of_a_review_an_opinion_and_a_salt() {
		let (review, salt) = (HASH, H256::repeat_byte(8));
		let said = opinion(2, &[(Dimension::Timeliness, 1)]);
		let seal = said.seal(&review, &salt);
		assert_eq!(seal, crate::content_id("civitas/sealed-review", (review, &said, salt)));
		let others = [
			said.seal(&salt, &review),
			said.seal(&H256::zero(), &salt),
			said.seal(&review, &H256::zero()),
			opinion(3, &said.dimensions).seal(&review, &salt),
			opinion(2, &[]).seal(&review, &salt),
			Opinion { content: None, ..said.clone() }.seal(&review, &salt),
			Opinion { incentive: true, ..said.clone() }.seal(&review, &salt),
		];
		for other in others {
			assert_ne!(seal, other);
		}
	}

	#[test]
	fn receipts_differ_by_all_that_they_say() {
		let receipt = SignedReceipt { parties: [1u64, 2], thing: None, time: 5, salt: HASH };
		let others = [
			SignedReceipt { parties: [2, 1], ..receipt.clone() },
			SignedReceipt { thing: Some(thing(2, "product", HASH)), ..receipt.clone() },
			SignedReceipt { time: 6, ..receipt.clone() },
			SignedReceipt { salt: H256::zero(), ..receipt.clone() },
		];
		for other in others {
			assert_ne!(receipt.id(), other.id(), "{other:?}");
		}
		assert_eq!(receipt.id(), crate::content_id("civitas/receipt", &receipt));
	}
}
