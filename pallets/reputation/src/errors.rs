//! What can go wrong.

use frame_support::pallet_macros::pallet_section;

/// The errors of the pallet.
#[pallet_section]
mod errors {
	#[pallet::error]
	pub enum Error<T> {
		// Profiles and posts.
		/// A text has nothing that can be seen, or something that cannot.
		TextInvalid,
		/// The account has no profile.
		ProfileUnknown,
		/// There is no such post.
		PostUnknown,
		/// The hash is not that of the text.
		ContentDiffers,
		/// The post or version was followed by another, or withdrawn.
		NotLatest,
		/// As many posts are there as can be numbered.
		TooManyPosts,

		// What a review rests on.
		/// This shows nothing between these two: it is not theirs, was not accepted, or nothing was paid, went back or was late yet.
		NoReceipt,
		/// The receipt is not yet true, or its thing is none of both parties'.
		ReceiptInvalid,
		/// A signature is not by a key of its party, or not of this receipt.
		SignatureInvalid,
		/// It is not about this: the thing that the receipt names, or its owner.
		OtherSubject,
		/// Both are one, or one controls the other, or one controls both.
		RelatedParties,
		/// It has ended more than 180 days ago.
		WindowOver,
		/// A bucket is above that of what was paid, as far as that has a fresh price.
		BucketTooHigh,

		// Reviews.
		/// There is no such review.
		ReviewUnknown,
		/// This one was given: say which, to give a new version. `reviews_by` lists them.
		ReviewExists,
		/// It is for another: who gave a review says it anew, opens and withdraws it; the owner of its subject responds, disputes and
		/// sets money aside; its arbiter rules.
		NotAllowed,
		/// A rating is not from 1 to 5, or a dimension is rated twice.
		RatingInvalid,
		/// Only the first version can be sealed.
		NotFirst,
		/// One of both sides has given its review sealed: so neither says anything anew.
		SaidOnce,
		/// What the other side thinks is known: nothing is sealed after that.
		OtherKnown,
		/// What is sealed brings a voice, is answered and is disputed only once it is opened.
		StillSealed,
		/// It is not sealed.
		NotSealed,
		/// What is opened is not what was sealed.
		SealBroken,
		/// The other side has not given its review, and can still do so.
		TooEarly,
		/// There is no such version.
		VersionUnknown,
		/// The time for it is over.
		TooLate,
		/// An arbiter has struck it out.
		StruckOut,
		/// It was answered, disputed or withdrawn before; or so much is set aside already.
		AlreadyDone,
		/// There are eight versions.
		TooManyVersions,
		/// There are as many reviews of this as can be counted.
		TooManyReviews,

		// Disputes.
		/// The parties have agreed on no arbiter.
		NoArbiter,
		/// The arbiter's fee is more than the caller wants to advance.
		FeeTooHigh,
		/// It is disputed.
		Disputed,
		/// It is not disputed.
		NotDisputed,

		// Voices.
		/// The certificate is not valid, is of another, or says nothing of one person.
		VoiceInvalid,
		/// This person was heard about this in this quarter, in this network.
		VoiceUsed,
		/// It has no voice whose certificate has fallen, and no dispute that is over.
		NothingToRefresh,
	}
}
