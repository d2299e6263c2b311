//! What happens.

use frame_support::pallet_macros::pallet_section;

/// The events of the pallet. They say all that aggregates are computed from.
#[pallet_section]
mod events {
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An account shows something of itself, or nothing any more.
		ProfileSet {
			/// Who.
			who: T::AccountId,
			/// Which version it is. Taking it away counts as one.
			version: u32,
			/// What it shows.
			profile: Option<Profile>,
		},
		/// A post was published.
		Published {
			/// Which.
			post: PostId<T::AccountId>,
			/// What it is.
			terms: PostTerms<T::AccountId>,
		},
		/// A post was withdrawn.
		PostWithdrawn {
			/// Which.
			post: PostId<T::AccountId>,
		},
		/// Somebody has answered a testimonial of himself, and so lists it.
		TestimonialListed {
			/// Of whom.
			of: T::AccountId,
			/// Which.
			post: PostId<T::AccountId>,
		},
		/// A review was given, for the first time.
		Given {
			/// Which.
			review: ReviewId,
			/// By whom.
			from: T::AccountId,
			/// About what.
			subject: Subject<T::AccountId>,
			/// What it rests on.
			basis: Basis<InteractionOf<T>>,
			/// Which bucket of value it claims.
			bucket: u8,
			/// The fee that it cost.
			fee: Balance,
			/// Who has paid that, or the least of it, and the deposit.
			payer: T::AccountId,
		},
		/// A version of a review was given, or opened.
		Said {
			/// Which review.
			review: ReviewId,
			/// Which version.
			version: u8,
			/// What it says, or its hash.
			said: Said,
			/// In which quarter it counts, if it does.
			quarter: Option<Quarter>,
		},
		/// A review counts in a network, too.
		Heard {
			/// Which.
			review: ReviewId,
			/// By what.
			voice: Voice,
		},
		/// A review does not count in a network any more.
		Unheard {
			/// Which.
			review: ReviewId,
			/// By what it did.
			voice: Voice,
		},
		/// A review was withdrawn.
		ReviewWithdrawn {
			/// Which.
			review: ReviewId,
		},
		/// The owner of a subject has answered a version of a review.
		Responded {
			/// Which review.
			review: ReviewId,
			/// Which version.
			version: u8,
			/// The hash of the answer.
			content: ContentHash,
		},
		/// A review is disputed.
		DisputeOpened {
			/// Which.
			review: ReviewId,
			/// Who is to rule.
			arbiter: T::AccountId,
			/// For how much.
			fee: Balance,
		},
		/// A dispute is over.
		DisputeClosed {
			/// Of which review.
			review: ReviewId,
			/// Whether the review was struck out.
			struck: bool,
			/// The hash of why; nothing if nobody has ruled in time.
			document: Option<ContentHash>,
		},
		/// So much is set aside for reviews of a subject now.
		Sponsored {
			/// Of which.
			subject: SubjectId,
			/// By whom.
			owner: T::AccountId,
			/// How much is left.
			left: Balance,
		},
	}
}
