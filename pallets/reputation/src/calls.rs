//! The calls.

use frame_support::pallet_macros::pallet_section;

/// The calls of the pallet.
#[pallet_section]
mod calls {
	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Show something of oneself, instead of what one has shown: what is left out is gone. `None` takes the profile away.
		///
		/// The caller pays a deposit for the record, which comes back with it.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::set_profile())]
		pub fn set_profile(origin: OriginFor<T>, profile: Option<Profile>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_profile(&who, profile)
		}

		/// Publish a post: a new one, an answer to one, or one that takes the place of one's own.
		///
		/// A short text of at most 512 bytes may come with it. It is in the block then, for ever, and not in state. The caller pays a
		/// deposit for the record, which stays.
		#[pallet::call_index(1)]
		#[pallet::weight(Pallet::<T>::publish_weight(&post.kind))]
		pub fn publish(origin: OriginFor<T>, post: PostTerms<T::AccountId>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_publish(&who, post)
		}

		/// Withdraw a review or a post of one's own. That it was there stays.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::withdraw())]
		pub fn withdraw(origin: OriginFor<T>, withdrawn: Withdrawn) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw(&who, withdrawn)
		}

		/// Review someone whom one had to do with, or what he owns; say it anew; or open what was sealed. With a certificate that one
		/// is one person, as `voice`, it counts in the network of that, too.
		///
		/// The first time it costs a fee, which goes to the treasury, and a deposit. What the owner of the subject has set aside pays them,
		/// if there is enough; what a higher bucket costs more is always the caller's.
		///
		/// - `target`: which review: `first`, by a receipt, or `again`, by its identifier. The bucket 0 claims nothing; from 1 on
		///   at least 10^bucket whole units of the native asset went one way, and the fee is higher.
		/// - `given`: what is said, openly or sealed; or what opens what was sealed.
		/// - `voice`: a certificate of the caller's with a nullifier.
		#[pallet::call_index(3)]
		#[pallet::weight(Pallet::<T>::review_weight(target, voice.is_some()))]
		pub fn review(
			origin: OriginFor<T>,
			target: Box<Target<T::AccountId, InteractionOf<T>>>,
			given: Given,
			voice: Option<CertificateId>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_review(&who, *target, given, voice)
		}

		/// Answer a version of a review, once. By the owner of its subject.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::respond())]
		pub fn respond(origin: OriginFor<T>, review: ReviewId, version: u8, content: ContentHash) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_respond(&who, review, version, content)
		}

		/// Dispute a version of a review, which is the latest, before the arbiter on whom the parties had agreed. By the owner of its subject, who
		/// advances the fee.
		///
		/// - `version`: the latest, from 0 on.
		/// - `most`: the highest fee that the caller advances, in the smallest unit.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::dispute())]
		pub fn dispute(origin: OriginFor<T>, review: ReviewId, version: u8, most: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_dispute(&who, review, version, most)
		}

		/// Rule whether a disputed review is struck out, and why. By its arbiter, who gets the fee.
		///
		/// - `struck`: true strikes it out, false upholds it.
		/// - `document`: the SHA-256 of the reasons.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::rule().saturating_add(T::Identities::relation_weight().saturating_mul(2)))]
		pub fn rule(origin: OriginFor<T>, review: ReviewId, struck: bool, document: ContentHash) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_rule(&who, review, struck, document)
		}

		/// Take a voice out whose certificate has fallen, and end a dispute that nobody has ruled on in time. By anyone.
		#[pallet::call_index(7)]
		#[pallet::weight(Pallet::<T>::refresh_weight())]
		pub fn refresh(origin: OriginFor<T>, review: ReviewId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_refresh(review)
		}

		/// Set so much aside for fees and deposits of whoever reviews a subject of one's own, whatever he says; or take some of it back.
		///
		/// - `amount`: what is set aside from now on, in all, in the smallest unit.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::sponsor())]
		pub fn sponsor(origin: OriginFor<T>, subject: Subject<T::AccountId>, amount: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_sponsor(&who, subject, amount)
		}
	}
}
