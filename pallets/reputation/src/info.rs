//! What questions are answered with.

use crate::{types::*, Config};
use alloc::vec::Vec;
use civitas_primitives::{
	certification::NetworkId,
	reputation::{Aggregate, BasisKind, ReviewId, Scores, Subject, SubjectId},
	Moment,
};
use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::{CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound};
use scale_info::TypeInfo;

/// A post.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct PostInfo<AccountId> {
	/// Whose it is, and its number.
	pub post: PostId<AccountId>,
	/// What is stored of it.
	pub record: Post<AccountId>,
}

/// A review.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, TypeInfo)]
#[scale_info(skip_type_params(T), capture_docs = "always")]
pub struct ReviewInfo<T: Config> {
	/// Its identifier.
	pub review: ReviewId,
	/// What is stored of it, its latest version among it.
	pub record: Review<T>,
}

/// Which reviews are asked for. What is `None` is not compared.
#[derive(Clone, Debug, Default, Encode, Decode, DecodeWithMemTracking, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct ReviewFilter {
	/// How they stand.
	pub state: Option<ReviewState>,
	/// By what they rest on.
	pub kind: Option<BasisKind>,
	/// In which network they count, too.
	pub network: Option<NetworkId>,
	/// Their rating over all: from 1 to 5.
	pub rating: Option<u8>,
	/// Whether something was given for them.
	pub incentive: Option<bool>,
}

impl ReviewFilter {
	/// Whether it takes a review.
	pub(crate) fn takes<T: Config>(&self, review: &Review<T>) -> bool {
		let Self { state, kind, network, rating, incentive } = self;
		let opinion = match &review.latest.said {
			Said::Open(opinion) => Some(opinion),
			Said::Sealed(_) => None,
		};
		state.is_none_or(|state| state == review.state)
			&& kind.is_none_or(|kind| kind == review.basis.kind())
			&& network.is_none_or(|network| review.voice.as_ref().is_some_and(|voice| voice.network == network))
			&& rating.is_none_or(|rating| opinion.is_some_and(|opinion| opinion.rating == rating))
			&& incentive.is_none_or(|incentive| opinion.is_some_and(|opinion| opinion.incentive == incentive))
	}
}

/// A review with all that it ever said.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, TypeInfo)]
#[scale_info(skip_type_params(T), capture_docs = "always")]
pub struct ReviewHistory<T: Config> {
	/// Its identifier.
	pub review: ReviewId,
	/// What is stored of it.
	pub record: Review<T>,
	/// Its versions, the oldest first and the latest last: at most 8.
	pub versions: Vec<Version>,
	/// The review that the other side has given by the same, if it has.
	pub counterpart: Option<ReviewId>,
}

/// What is said of a subject by persons of a network.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct NetworkAggregate {
	/// The network.
	pub network: NetworkId,
	/// The counts.
	pub aggregate: Aggregate,
	/// What the formulas make of them.
	pub scores: Scores,
}

/// What is said of a subject.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct AggregateInfo {
	/// Its identifier.
	pub subject: SubjectId,
	/// The counts of all reviews.
	pub all: Aggregate,
	/// What the formulas make of them.
	pub scores: Scores,
	/// The same of those reviews alone that count in a network: of each that was asked about.
	pub networks: Vec<NetworkAggregate>,
}

/// Dealings by which a review can be given.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Reviewable<AccountId, Interaction> {
	/// The dealings, as a review names them.
	pub dealings: Interaction,
	/// With whom: a review of him can always be given.
	pub about: AccountId,
	/// What the receipt names: a thing of his, which can be reviewed instead, or himself.
	pub subject: Subject<AccountId>,
	/// The highest bucket of value that can be claimed.
	pub bucket: u8,
	/// The last moment at which it can be given, in milliseconds. Not known as long as the dealings go on.
	pub until: Option<Moment>,
}
